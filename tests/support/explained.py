"""Decisions of many kinds, and what their explanations say, statement by statement, as plain text.

``tests/presentation/explained.txt`` has the texts as they were read against the policy. After a change of what is said,
``PYTHONPATH=src:tests python -m support.explained`` writes them again; read what changed.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from attrs import evolve

from cmoffer_policy import (
    POLICY_2023,
    AcceptanceClock,
    Adjudicator,
    Cancellation,
    Cause,
    Claim,
    CorrosionScope,
    Deadline,
    Decision,
    ExclusionScope,
    GuaranteeGrants,
    GuaranteeStart,
    Loss,
    Order,
    Problem,
    ProductionStage,
    ProofAfterConfirmation,
    Remedy,
    Statement,
    Verification,
    WindowEnd,
    decide,
    explanation,
)
from cmoffer_policy.presentation import Audience
from support.builders import CHAT, COMPLETE, PICTURE, REFUND_SCREENSHOT, a_claim, a_line, an_item, an_order, at, usd

FILE = Path(__file__).parents[1] / "presentation" / "explained.txt"

PENDING, CONFIRMED, CONTESTED, RULED_FOR, RULED_AGAINST, SHOPIFY_AGAINST = Verification
REPLACED: dict[str, Any] = {"remedy": Remedy.REPLACEMENT}
FROM_DELIVERY: dict[str, Any] = {"guarantee_start": GuaranteeStart.DELIVERY}
UNSHIPPED = an_order(shipped_at=None)
ARRIVED = an_order(delivered_at=at("2024-01-15"))
UNWANTED = an_item(problem=Problem.CHANGE_OF_MIND)
UNLIKE = an_item(problem=Problem.NOT_AS_DESCRIBED)
LOST = an_item(problem=Problem.LOST)
DEARER = an_item(replacement_price=usd("20.00"))
RINGS = an_order(a_line(quantity=3, discount=usd("3.00")), freight=usd("2.00"), discount=usd("5.00"))
PAIR = an_order(a_line("left", set_id="pair"), a_line("right", set_id="pair"))
NAMED = an_order(
    a_line(quantity=2, title="Ring"), a_line("chain", title="Ring"), a_line("pin", quantity=2, title="Pin")
)
FAR_OFF = an_order(placed_at=at("2099-01-03"), shipped_at=at("2099-01-05"))


def case(order: Order | None = None, claim: Claim | None = None, *others: Claim, **readings: Any) -> Decision:
    return decide(order or an_order(), claim or a_claim(), others=others, policy=evolve(POLICY_2023, **readings))


def on(day: str, *items: Any, **changes: Any) -> Claim:
    """A claim submitted at noon of a day of 2024."""
    return a_claim(*items, submitted_at=at(f"2024-{day}"), **changes)


def cancelled(item: Any = UNWANTED, order: Order = UNSHIPPED, **changes: Any) -> Decision:
    readings = {"cancellation": changes.pop("cancellation", Cancellation.REFER)}
    return case(order, a_claim(item, **changes), **readings)


CASES: dict[str, Callable[[], Decision]] = {
    "an approved refund": lambda: case(claim=a_claim(evidence=[REFUND_SCREENSHOT, PICTURE, CHAT])),
    "a refund on day 30": lambda: case(claim=on("02-04", verification=PENDING)),
    "a refund on day 31": lambda: case(claim=on("02-05", verification=PENDING)),
    "a replacement on day 31": lambda: case(claim=on("02-05", verification=CONTESTED, **REPLACED)),
    "a replacement on day 61 of a parcel that came on day 32": lambda: case(
        an_order(delivered_at=at("2024-02-06")), on("03-06", **REPLACED)
    ),
    "a refund before the shipment": lambda: case(claim=on("01-04")),
    "a refund at the shipment": lambda: case(claim=on("01-05")),
    "a replacement before the shipment": lambda: case(claim=on("01-04", **REPLACED)),
    "a replacement at the shipment": lambda: case(claim=on("01-05", **REPLACED)),
    "a replacement of what was never shipped": lambda: case(UNSHIPPED, a_claim(**REPLACED)),
    "a replacement too dear, ruled for": lambda: case(claim=a_claim(DEARER, verification=RULED_FOR, **REPLACED)),
    "a replacement too dear, the guarantee over": lambda: case(claim=on("03-06", DEARER, **REPLACED)),
    "a replacement of the same price": lambda: case(
        claim=a_claim(an_item(replacement_price=usd("19.90"), verification=PENDING), **REPLACED)
    ),
    "a replacement too dear, the delivery not known": lambda: case(
        claim=on("03-06", DEARER, **REPLACED), **FROM_DELIVERY
    ),
    "a replacement too dear, the guarantee granting both": lambda: case(
        claim=on("02-05", DEARER, **REPLACED), guarantee_grants=GuaranteeGrants.EITHER
    ),
    "a replacement too dear, and two ways out": lambda: case(
        claim=on("02-05", DEARER, verification=PENDING, **REPLACED), guarantee_grants=GuaranteeGrants.EITHER
    ),
    "a replacement after a guarantee that ends first": lambda: case(claim=on("03-06", **REPLACED), after_sales_days=90),
    "a replacement, the guarantee granting nothing": lambda: case(
        claim=a_claim(**REPLACED), guarantee_grants=GuaranteeGrants.NOTHING
    ),
    "a replacement too dear, the guarantee granting nothing": lambda: case(
        claim=on("02-05", DEARER, **REPLACED), guarantee_grants=GuaranteeGrants.NOTHING
    ),
    "a refund, the guarantee granting both": lambda: case(
        claim=on("02-05", an_item(approved_at=at("2024-02-05"))), guarantee_grants=GuaranteeGrants.EITHER
    ),
    "in time from the delivery": lambda: case(ARRIVED, on("03-15", **REPLACED), **FROM_DELIVERY),
    "too late from the delivery": lambda: case(ARRIVED, on("03-16", **REPLACED), **FROM_DELIVERY),
    "the delivery not known": lambda: case(claim=on("03-06", evidence=[], **REPLACED), **FROM_DELIVERY),
    "a refund, the delivery not known": lambda: case(claim=on("03-06"), **FROM_DELIVERY),
    "before the delivery, the shipment not known": lambda: case(
        evolve(ARRIVED, shipped_at=None), a_claim(**REPLACED), **FROM_DELIVERY
    ),
    "lost whole": lambda: case(claim=a_claim(LOST)),
    "lost whole, and covered": lambda: case(claim=a_claim(LOST, **REPLACED), loss=Loss.COVERED),
    "one of two lost": lambda: case(an_order(a_line(quantity=2)), a_claim(LOST)),
    "cancelled before production": lambda: cancelled(
        production=ProductionStage.NOT_STARTED, verification=PENDING, cancellation=Cancellation.REFUND
    ),
    "cancelled, the stage not known": lambda: cancelled(verification=PENDING),
    "cancelled before production, and referred": lambda: cancelled(
        production=ProductionStage.NOT_STARTED, verification=PENDING
    ),
    "a cancellation agreed": lambda: cancelled(),
    "a cancellation declined": lambda: cancelled(verification=CONTESTED),
    "a cancellation ruled against": lambda: cancelled(verification=RULED_AGAINST),
    "a cancellation ruled for": lambda: cancelled(verification=RULED_FOR),
    "a cancellation ruled against by Shopify": lambda: cancelled(verification=SHOPIFY_AGAINST),
    "cancelled in production": lambda: cancelled(production=ProductionStage.STARTED),
    "cancelled and corroded": lambda: cancelled(evolve(UNWANTED, causes=[Cause.CORROSION])),
    "a cancellation asked as an exchange": lambda: cancelled(verification=PENDING, **REPLACED),
    "an exchange without a reason": lambda: cancelled(order=an_order(), **REPLACED),
    "a return without a reason": lambda: cancelled(order=an_order()),
    "corroded and misused": lambda: case(claim=a_claim(an_item(causes=[Cause.CORROSION, Cause.MISUSE]))),
    "corroded and misused, but of the wrong size": lambda: case(
        claim=a_claim(an_item(problem=Problem.WRONG_SIZE, causes=[Cause.CORROSION, Cause.MISUSE])),
        corrosion_scope=CorrosionScope.DAMAGE_ONLY,
    ),
    "corroded, the guarantee being spared": lambda: case(
        claim=a_claim(an_item(causes=[Cause.CORROSION])), exclusion_scope=ExclusionScope.AFTER_SALES_ONLY
    ),
    "misused, the guarantee being spared": lambda: case(
        claim=a_claim(an_item(causes=[Cause.MISUSE]), verification=PENDING, **REPLACED),
        exclusion_scope=ExclusionScope.AFTER_SALES_ONLY,
    ),
    "nothing proved": lambda: case(claim=a_claim(evidence=[])),
    "proofs that show nothing": lambda: case(
        claim=a_claim(UNLIKE, evidence=[evolve(each, shows=()) for each in COMPLETE])
    ),
    "nothing proved, and objected to": lambda: case(
        claim=a_claim(evidence=[], verification=CONTESTED), adjudicator=Adjudicator.SHOPIFY
    ),
    "proofs not needed once confirmed": lambda: case(
        claim=a_claim(evidence=[]), proof_after_confirmation=ProofAfterConfirmation.WAIVED
    ),
    "not as described": lambda: case(claim=on("02-01", UNLIKE, **REPLACED)),
    "a listing that differs": lambda: case(claim=a_claim(evolve(UNLIKE, causes=[Cause.LISTING_DIFFERS]))),
    "another's reason": lambda: case(claim=a_claim(an_item(problem=Problem.NOT_ATTRIBUTABLE))),
    "unlawful goods": lambda: case(claim=a_claim(an_item(causes=[Cause.UNLAWFUL]))),
    "ruled against by CMOFFER": lambda: case(claim=a_claim(verification=RULED_AGAINST)),
    "ruled against by CMOFFER, the only judge": lambda: case(
        claim=a_claim(verification=RULED_AGAINST), adjudicator=Adjudicator.CMOFFER
    ),
    "ruled against by Shopify": lambda: case(claim=a_claim(verification=SHOPIFY_AGAINST)),
    "ruled for by Shopify": lambda: case(claim=a_claim(verification=RULED_FOR), adjudicator=Adjudicator.SHOPIFY),
    "objected to": lambda: case(claim=a_claim(verification=CONTESTED)),
    "objected to, for Shopify": lambda: case(claim=a_claim(verification=CONTESTED), adjudicator=Adjudicator.SHOPIFY),
    "objected to, for CMOFFER": lambda: case(claim=a_claim(verification=CONTESTED), adjudicator=Adjudicator.CMOFFER),
    "an order of the year before": lambda: case(
        an_order(placed_at=at("2022-12-31"), shipped_at=at("2023-01-02")), a_claim(submitted_at=at("2023-01-03"))
    ),
    "two rings of three after another": lambda: case(
        RINGS,
        a_claim(an_item(quantity=2, approved_at=at("2024-01-16"))),
        a_claim(claim_id="C-0", approved_at=at("2024-01-12")),
    ),
    "all three rings": lambda: case(RINGS, a_claim(an_item(quantity=3, approved_at=at("2024-01-12")))),
    "one ring, and another one possible": lambda: case(
        RINGS, a_claim(an_item(), an_item(problem=Problem.WRONG_SIZE, verification=PENDING))
    ),
    "a refund that arrives on one day": lambda: case(
        claim=a_claim(an_item(approved_at=at("2024-01-12"))), arrival_working_days=(2, 2)
    ),
    "an undated refund that arrives on one day": lambda: case(arrival_working_days=(2, 2)),
    "discounts of both kinds alike": lambda: case(an_order(a_line(discount=usd("2.00")), discount=usd("2.00"))),
    "one ring and half a chain, by their freight": lambda: case(
        an_order(a_line(discount=usd("9.90")), a_line("chain", quantity=2), freight=usd("3.00")),
        a_claim(an_item(), an_item("chain", verification=PENDING)),
    ),
    "one of two misused": lambda: case(
        an_order(a_line(), a_line("chain")),
        a_claim(an_item(problem=Problem.WRONG_SIZE, causes=[Cause.MISUSE]), an_item("chain", Problem.WRONG_SIZE)),
    ),
    "misused, but of the wrong size": lambda: case(
        claim=a_claim(an_item(problem=Problem.WRONG_SIZE, causes=[Cause.MISUSE]))
    ),
    "nothing left": lambda: case(None, on("01-11"), a_claim(claim_id="C-0", approved_at=at("2024-01-10"))),
    "half of it held": lambda: case(
        an_order(a_line(quantity=2)),
        on("01-11", an_item(quantity=2), verification=PENDING),
        a_claim(claim_id="C-0", verification=CONTESTED),
    ),
    "a pair": lambda: case(PAIR, a_claim(an_item("left", rest_usable=False, approved_at=at("2024-02-08")))),
    "a replacement granted": lambda: case(claim=a_claim(an_item(approved_at=at("2024-01-12")), **REPLACED)),
    "goods that cost nothing": lambda: case(
        an_order(a_line(unit_price=usd("0.00"))), a_claim(an_item(approved_at=at("2024-01-12")))
    ),
    "items that fare unlike": lambda: case(
        NAMED,
        a_claim(an_item(), an_item("chain"), an_item("pin", verification=PENDING), evolve(UNWANTED, line_id="pin")),
    ),
    "two alike": lambda: case(an_order(a_line(), a_line("chain")), a_claim(an_item(), an_item("chain"))),
    "claimed before the delivery": lambda: case(ARRIVED, a_claim(verification=PENDING)),
    "claimed at the delivery": lambda: case(ARRIVED, on("01-15", verification=PENDING)),
    "claimed and approved on the eve of a holiday": lambda: case(
        claim=on("02-02", an_item(approved_at=at("2024-02-09"))),
    ),
    "claimed on the eve of a holiday": lambda: case(
        an_order(shipped_at=at("2024-01-20")), on("02-09", verification=PENDING)
    ),
    "in a year not published yet": lambda: case(FAR_OFF, a_claim(submitted_at=at("2099-01-10"), verification=PENDING)),
    "approved in a year not published yet": lambda: case(
        FAR_OFF, a_claim(an_item(approved_at=at("2099-01-12")), submitted_at=at("2099-01-10"))
    ),
    "a refund on day 31 of a year not published yet": lambda: case(
        FAR_OFF,
        a_claim(submitted_at=at("2099-02-06"), verification=PENDING),
        window_end=WindowEnd.NEXT_WORKING_DAY,
    ),
    "a window that ends on a working day": lambda: case(window_end=WindowEnd.NEXT_WORKING_DAY),
    "by the hour": lambda: case(claim=a_claim(verification=PENDING), acceptance_clock=AcceptanceClock.FROM_THE_HOUR),
}
READ_OTHERWISE = (
    "a refund on day 31",
    "lost whole",
    "misused, the guarantee being spared",
    "objected to",
    "objected to, for Shopify",
    "one ring and half a chain, by their freight",
    "one of two misused",
    "misused, but of the wrong size",
    "two alike",
    "by the hour",
)
"""The cases whose other readings are told, too; comparing them takes a decision for each."""


def written(value: object) -> str:
    """A value in short: days and instants of Beijing, a deadline by its last day, terms by name."""
    match value:
        case Statement():
            inner = ", ".join([f"{name} {written(held)}" for name, held in value.values])
            return f"{value.key} <{value.clause}>{f' ({inner})' if inner else ''}"
        case tuple():
            return f"[{', '.join(map(written, value))}]"
        case Deadline():
            return f"{value.last_day}{' at least' if value.at_least else ''}"
        case datetime():
            return f"{value:%Y-%m-%d %H:%M}"
        case date() | int() | str():
            return str(value)
        case _:
            return str(getattr(value, "value", value))


@cache
def told(name: str) -> dict[str, list[str]]:
    """What the seller is told, and what the analyst is told besides, section by section, with the items it is about."""
    decision = CASES[name]()
    if name not in READ_OTHERWISE:  # of another calendar, so that readings are not compared
        decision = evolve(decision, calendar_version="")
    found: dict[str, list[str]] = {}
    for audience in Audience:
        for section in explanation(decision, audience=audience).sections:
            said = [f"{written(each)}{''.join([f' #{place}' for place in each.items])}" for each in section.statements]
            said = [each.replace(decision.calendar_version or "none", "of China") for each in said]
            before = found.setdefault(section.key, [])
            found[section.key] = [*before, *said[len(before) :]] if said[: len(before)] == before else [*before, *said]
    return found


def text(name: str) -> str:
    """The sections, without the findings and the settings that the first case has, too."""
    usual, lines = told(next(iter(CASES))), []
    for key, said in told(name).items():
        if key == "time" or (key == "readings" and name not in READ_OTHERWISE):
            continue
        of_first = usual[key] if key in ("findings", "settings") and name != next(iter(CASES)) else []
        unusual = [each for each in said if each not in of_first]
        lines += [f"{key}:" + (f" {len(said)}" if of_first else ""), *[f"  {each}" for each in unusual]]
    return "\n".join(lines)


def kept() -> dict[str, str]:
    """The texts in the file by the names of their cases."""
    blocks = FILE.read_text(encoding="utf-8").split("== ")[1:]
    found = [block.partition(" ==\n") for block in blocks]
    return {name: lines.strip("\n") for name, _, lines in found}


if __name__ == "__main__":
    FILE.write_text("\n".join([f"== {name} ==\n{text(name)}\n" for name in CASES]), encoding="utf-8")
