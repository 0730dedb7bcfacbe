"""What the data does not hold, and how the example sets it.

The data knows who bought what, when, and which units came back. It knows no shipment, no reason
for a return, no document and no answer of a manufacturer. Reasons, documents and answers rotate
with the number of the cancellation. The lengths of their tables share no factor, so each turns
independently of the others, and every run gives the same claims.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TypeVar

from cmoffer_policy import (
    POLICY_2023,
    Cause,
    Claim,
    ClaimItem,
    Detail,
    Document,
    Evidence,
    Order,
    Problem,
    Remedy,
    Verification,
    acceptance_deadline,
    china_calendar,
    parse_instant,
)
from retail.tables import day_in_words

T = TypeVar("T")

SHIFT = timedelta(days=4732)

PROBLEMS = (
    Problem.BROKEN,
    Problem.DEFECTIVE,
    Problem.WRONG_ITEM,
    Problem.WRONG_SIZE,
    Problem.NOT_AS_DESCRIBED,
    Problem.LOST,
    Problem.NOT_ATTRIBUTABLE,
)

REFUNDED = Evidence(
    document=Document.REFUND_SCREENSHOT,
    shows={Detail.ORDER_NUMBER, Detail.PRODUCT_INFORMATION, Detail.LOGISTICS_NUMBER},
)
PICTURE = Evidence(document=Document.PICTURE, shows={Detail.PROBLEM_VISIBLE})
CHAT = Evidence(document=Document.CHAT_SCREENSHOT, shows={Detail.BUYER_FEEDBACK})
LISTING = Evidence(document=Document.LISTING, shows={Detail.MATCHES_CMOFFER_LISTING})
MEASUREMENT = Evidence(document=Document.MEASUREMENT_PHOTO, shows={Detail.MEASUREMENT_READABLE})

FILES = (
    (REFUNDED, PICTURE, CHAT, LISTING, MEASUREMENT),
    (REFUNDED, PICTURE, CHAT, LISTING, MEASUREMENT),
    (REFUNDED, PICTURE, CHAT, LISTING),
    (REFUNDED, PICTURE),
    (REFUNDED, CHAT, LISTING, MEASUREMENT),
)

NO_CAUSE: frozenset[Cause] = frozenset()
CAUSES = (*[NO_CAUSE] * 7, frozenset({Cause.CORROSION}), frozenset({Cause.MISUSE}))

PASSED = (Verification.CONFIRMED, Verification.RULED_FOR_SELLER)
VERIFICATIONS = (
    *[Verification.CONFIRMED] * 6,
    *[Verification.PENDING] * 2,
    Verification.CONTESTED,
    Verification.RULED_FOR_SELLER,
    Verification.RULED_AGAINST_SELLER,
)

STATEMENTS = (
    (
        "Time: the file's times name no zone and are read as Beijing time, UTC+08:00. All are "
        f"{SHIFT.days:,} days ({SHIFT.days // 7} weeks, so weekdays stay) later than in the file, "
        f"because the policy took effect on {day_in_words(POLICY_2023.effective_from)}."
    ),
    (
        "Shipment: at 18:00 on the day after the order was placed, all lines together. Delivery "
        "and stage of production: not known."
    ),
    (
        "Claims: one per cancellation and order, submitted at the cancellation's time, asking for "
        "a refund. A product that came back belongs to the latest earlier order of the same "
        "customer with units left."
    ),
    (
        "Problem: change of mind before shipment; afterwards it rotates with the cancellation's "
        f"number over {len(PROBLEMS)} problems, one of them not the manufacturer's."
    ),
    (
        f"Evidence: rotates over {len(FILES)} files: two complete, one without a measurement, one "
        "without the buyer's words, one without a picture."
    ),
    (
        f"Causes: rotate over {len(CAUSES)} findings of an inspection: seven times none, once "
        "corrosion, once misuse; none before shipment."
    ),
    (
        f"Answers: rotate over {len(VERIFICATIONS)}: six times confirmed, twice none, once each "
        "contested, ruled for and ruled against the seller, the same for all items of a claim; none "
        "before shipment."
    ),
    (
        "Time of an answer: noon of the last day on which CMOFFER should accept the claim (4.2), the "
        "second working day after its submission. What is confirmed or ruled for the seller is "
        "approved then, unless the policy rejects it all the same. The policy itself sets no time for "
        "an answer."
    ),
    "So the shares of the outcomes follow from these rules and say nothing about real returns.",
)
"""The assumptions in words, for the reader of the report."""


def beijing_instant(text: str) -> datetime:
    """The file's time as Beijing time, shifted into the policy's years."""
    return parse_instant(text.replace(" ", "T") + "+08:00") + SHIFT


def shipment_of(placed_at: datetime) -> datetime:
    """18:00 on the day after the order was placed."""
    return datetime.combine(placed_at + timedelta(days=1), time(18), placed_at.tzinfo)


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered to a claim, and when."""

    verification: Verification
    at: datetime

    @property
    def approved_at(self) -> datetime | None:
        """The time of the approval, if the answer is one."""
        return self.at if self.verification in PASSED else None


def claim_about(
    order: Order,
    invoice: str,
    submitted_at: datetime,
    units: Mapping[str, int],
) -> Claim:
    """The claim that a cancellation makes about one order, for units given by line id; not answered yet."""
    number = number_of(invoice)
    shipped = order.shipped_at is not None and order.shipped_at <= submitted_at
    problem = rotated(PROBLEMS, number) if shipped else Problem.CHANGE_OF_MIND
    causes = rotated(CAUSES, number) if shipped else NO_CAUSE
    return Claim(
        claim_id=f"{invoice}/{order.order_id}",
        order_id=order.order_id,
        submitted_at=submitted_at,
        items=[
            ClaimItem(line_id=line_id, quantity=quantity, problem=problem, causes=causes)
            for line_id, quantity in units.items()
        ],
        remedy=Remedy.REFUND,
        evidence=rotated(FILES, number),
    )


def answer_to(claim: Claim) -> Answer | None:
    """The answer to a claim, at noon on the last day of its acceptance; None if there is none."""
    invoice, _, _ = claim.claim_id.partition("/")
    verification = rotated(VERIFICATIONS, number_of(invoice))
    if verification is Verification.PENDING or claim.items[0].problem is Problem.CHANGE_OF_MIND:
        return None
    deadline = acceptance_deadline(claim.submitted_at, policy=POLICY_2023, calendar=china_calendar())
    return Answer(verification, datetime.combine(deadline.last_day, time(12), claim.submitted_at.tzinfo))


def number_of(invoice: str) -> int:
    """The number of a cancellation, without the C."""
    return int(invoice.lstrip("C"))


def rotated(choices: Sequence[T], number: int) -> T:
    """The choice that the number falls on, counting round and round."""
    return choices[number % len(choices)]
