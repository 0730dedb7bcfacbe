"""Worked cases, at least one for each clause, worked out by hand from the text.

Unless a case says otherwise: a ring of USD 19.90 with a freight of USD 4.00, shipped on 5 January 2024, so that day 30
is 4 February and day 60 is 5 March; claimed on 10 January for a refund, completely proved and confirmed.
"""

from __future__ import annotations

from datetime import date

from attrs import evolve, frozen

from builders import (
    CHAT,
    LISTING,
    PICTURE,
    REDISPATCH_SCREENSHOT,
    REFUND_SCREENSHOT,
    a_claim,
    a_line,
    an_item,
    an_order,
    at,
    usd,
)
from cmoffer_policy import (
    POLICY_2023,
    Adjudicator,
    Cancellation,
    Cause,
    Claim,
    Document,
    Evidence,
    ExclusionScope,
    FreightWeight,
    MisuseScope,
    Order,
    Outcome,
    Policy,
    Problem,
    ProductionStage,
    Remedy,
    Verification,
    Window,
)

REFUND, REPLACEMENT = Remedy.REFUND, Remedy.REPLACEMENT
BOTH = {REFUND, REPLACEMENT}
RING = an_order(freight=usd("4.00"))
APPROVED = a_claim()


@frozen(kw_only=True)
class WorkedCase:
    """A case and what the text makes of it: the outcome, the clauses broken or lacking, the remedies, the money."""

    name: str
    clauses: tuple[str, ...]
    order: Order = RING
    claim: Claim = APPROVED
    policy: Policy = POLICY_2023
    outcome: Outcome
    broken: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    remedies: frozenset[Remedy] | set[Remedy] = frozenset()
    refund: str = "0.00"
    at_stake: str = "0.00"
    acceptance: date | None = date(2024, 1, 12)


def _of(problem: Problem, **changes: object) -> Claim:
    return a_claim(an_item(problem=problem), **changes)


def _caused_by(cause: Cause, problem: Problem = Problem.BROKEN, **changes: object) -> Claim:
    return a_claim(an_item(problem=problem, causes={cause}), **changes)


_DAY_45 = {"submitted_at": at("2024-02-19")}
_DAY_45_ACCEPTANCE = date(2024, 2, 21)
_NOT_SHIPPED = {"shipped_at": None, "freight": usd("4.00")}
_SET = an_order(
    a_line("left", set_id="pair", unit_price=usd("10.00")),
    a_line("right", set_id="pair", unit_price=usd("10.00")),
)

CASES = (
    WorkedCase(
        name="in time on day 5",
        clauses=("1", "2.1", "2.3.1", "3.1", "3.2.1", "3.2.2", "4.3", "5.4.1", "6.1"),
        outcome=Outcome.APPROVED,
        remedies=BOTH,
        refund="23.90",
        at_stake="23.90",
    ),
    WorkedCase(
        name="refund on day 31",
        clauses=("1", "4.2"),
        claim=a_claim(submitted_at=at("2024-02-05")),
        outcome=Outcome.REJECTED,
        broken=("1",),
        remedies={REPLACEMENT},
        # Monday the 5th; Spring Festival rests from the 10th to the 17th.
        acceptance=date(2024, 2, 7),
    ),
    WorkedCase(
        name="nothing arrived",
        clauses=("2.1",),
        claim=_of(Problem.NOT_RECEIVED),
        outcome=Outcome.REJECTED,
        broken=("2.1",),
    ),
    WorkedCase(
        name="Shopify rules against the seller",
        clauses=("2.2",),
        claim=a_claim(verification=Verification.RULED_AGAINST_SELLER),
        policy=evolve(POLICY_2023, adjudicator=Adjudicator.SHOPIFY),
        outcome=Outcome.REJECTED,
        broken=("2.2",),
    ),
    WorkedCase(
        name="replacement on day 45",
        clauses=("1", "2.3", "2.3.2"),
        claim=_of(Problem.WRONG_SIZE, remedy=REPLACEMENT, **_DAY_45),
        outcome=Outcome.APPROVED,
        remedies={REPLACEMENT},
        acceptance=_DAY_45_ACCEPTANCE,
    ),
    WorkedCase(
        name="replacement on day 61",
        clauses=("1", "2.3"),
        claim=a_claim(remedy=REPLACEMENT, submitted_at=at("2024-03-06")),
        outcome=Outcome.REJECTED,
        broken=("1", "2.3"),
        acceptance=date(2024, 3, 8),
    ),
    WorkedCase(
        name="replacement by a dearer ring",
        clauses=("2.3",),
        claim=a_claim(an_item(replacement_price=usd("19.91")), remedy=REPLACEMENT),
        outcome=Outcome.REJECTED,
        broken=("2.3",),
        remedies=BOTH,
    ),
    WorkedCase(
        name="the guarantee does not list what is not as described",
        clauses=("2.3.1", "2.3.2"),
        claim=_of(Problem.NOT_AS_DESCRIBED, remedy=REPLACEMENT, **_DAY_45),
        outcome=Outcome.REJECTED,
        broken=("1", "2.3.1", "2.3.2"),
        acceptance=_DAY_45_ACCEPTANCE,
    ),
    WorkedCase(
        name="refund on day 45 where the guarantee is read to refund",
        clauses=("2.3",),
        claim=a_claim(**_DAY_45),
        policy=evolve(POLICY_2023, window=Window.LONG),
        outcome=Outcome.APPROVED,
        remedies=BOTH,
        refund="23.90",
        at_stake="23.90",
        acceptance=_DAY_45_ACCEPTANCE,
    ),
    WorkedCase(
        name="given up before production, left to customer service",
        clauses=("2.4",),
        order=an_order(production=ProductionStage.NOT_STARTED, **_NOT_SHIPPED),
        claim=_of(Problem.CHANGE_OF_MIND, evidence=(), verification=Verification.PENDING),
        outcome=Outcome.REFERRED,
    ),
    WorkedCase(
        name="given up before production, read as refundable",
        clauses=("2.4", "5.4.1"),
        order=an_order(production=ProductionStage.NOT_STARTED, **_NOT_SHIPPED),
        claim=_of(Problem.CHANGE_OF_MIND, evidence=()),
        policy=evolve(POLICY_2023, cancellation=Cancellation.REFUND),
        outcome=Outcome.APPROVED,
        remedies={REFUND},
        refund="23.90",
        at_stake="23.90",
    ),
    WorkedCase(
        name="given up at an unknown stage",
        clauses=("2.4",),
        order=an_order(**_NOT_SHIPPED),
        claim=_of(Problem.CHANGE_OF_MIND),
        policy=evolve(POLICY_2023, cancellation=Cancellation.REFUND),
        outcome=Outcome.REFERRED,
        lacking=("2.4",),
    ),
    WorkedCase(
        name="given up in production",
        clauses=("2.4",),
        order=an_order(production=ProductionStage.STARTED, **_NOT_SHIPPED),
        claim=_of(Problem.CHANGE_OF_MIND),
        outcome=Outcome.REJECTED,
        broken=("2.4",),
    ),
    WorkedCase(
        name="worn in the sea",
        clauses=("2.5.1",),
        claim=_caused_by(Cause.CORROSION, Problem.WRONG_SIZE),
        outcome=Outcome.REJECTED,
        broken=("2.5.1",),
    ),
    WorkedCase(
        name="worn in the sea, where that ends the after-sales service only",
        clauses=("2.5.1",),
        claim=_caused_by(Cause.CORROSION, remedy=REPLACEMENT),
        policy=evolve(POLICY_2023, exclusion_scope=ExclusionScope.AFTER_SALES_ONLY),
        outcome=Outcome.APPROVED,
        remedies={REPLACEMENT},
    ),
    WorkedCase(
        name="knocked against a wall",
        clauses=("2.5.2",),
        claim=_caused_by(Cause.MISUSE),
        outcome=Outcome.REJECTED,
        broken=("2.5.2",),
    ),
    WorkedCase(
        name="a knock does not engrave the wrong name",
        clauses=("2.5.2",),
        claim=_caused_by(Cause.MISUSE, Problem.WRONG_ENGRAVING),
        outcome=Outcome.APPROVED,
        remedies=BOTH,
        refund="23.90",
        at_stake="23.90",
    ),
    WorkedCase(
        name="a knock excludes any problem where it is read so",
        clauses=("2.5.2",),
        claim=_caused_by(Cause.MISUSE, Problem.WRONG_ENGRAVING),
        policy=evolve(POLICY_2023, misuse_scope=MisuseScope.ANY_PROBLEM),
        outcome=Outcome.REJECTED,
        broken=("2.5.2",),
    ),
    WorkedCase(
        name="tarnished silver is defective unless a cause was found",
        clauses=("2.5.3",),
        claim=_of(Problem.DEFECTIVE),
        outcome=Outcome.APPROVED,
        remedies=BOTH,
        refund="23.90",
        at_stake="23.90",
    ),
    WorkedCase(
        name="neither refunded nor re-sent to the buyer",
        clauses=("3.1",),
        claim=a_claim(evidence=(PICTURE, CHAT)),
        outcome=Outcome.NEEDS_EVIDENCE,
        lacking=("3.1",),
        remedies=BOTH,
        at_stake="23.90",
    ),
    WorkedCase(
        name="a re-dispatch serves a refund as well",
        clauses=("3.1",),
        claim=a_claim(evidence=(REDISPATCH_SCREENSHOT, PICTURE, CHAT)),
        outcome=Outcome.APPROVED,
        remedies=BOTH,
        refund="23.90",
        at_stake="23.90",
    ),
    WorkedCase(
        name="a picture that does not show the problem",
        clauses=("3.2.1",),
        claim=a_claim(evidence=(REFUND_SCREENSHOT, Evidence(document=Document.PICTURE, shows=()), CHAT)),
        outcome=Outcome.NEEDS_EVIDENCE,
        lacking=("3.2.1",),
        remedies=BOTH,
        at_stake="23.90",
    ),
    WorkedCase(
        name="the buyer's words are missing",
        clauses=("3.2.2",),
        claim=a_claim(evidence=(REFUND_SCREENSHOT, PICTURE)),
        outcome=Outcome.NEEDS_EVIDENCE,
        lacking=("3.2.2",),
        remedies=BOTH,
        at_stake="23.90",
    ),
    WorkedCase(
        name="a reason outside the manufacturer",
        clauses=("3.2.2",),
        claim=_of(Problem.NOT_ATTRIBUTABLE),
        outcome=Outcome.REJECTED,
        broken=("3.2.2",),
    ),
    WorkedCase(
        name="the measurement is missing",
        clauses=("3.2.3",),
        claim=_of(Problem.NOT_AS_DESCRIBED, evidence=(REFUND_SCREENSHOT, PICTURE, CHAT, LISTING)),
        outcome=Outcome.NEEDS_EVIDENCE,
        lacking=("3.2.3",),
        remedies=BOTH,
        at_stake="23.90",
    ),
    WorkedCase(
        name="the documents named are enough",
        clauses=("3.2.4",),
        claim=_of(Problem.NOT_AS_DESCRIBED),
        outcome=Outcome.APPROVED,
        remedies=BOTH,
        refund="23.90",
        at_stake="23.90",
    ),
    WorkedCase(
        name="submitted in time with no document yet",
        clauses=("4.1",),
        claim=a_claim(submitted_at=at("2024-02-04 23:59:59"), evidence=(), verification=Verification.PENDING),
        outcome=Outcome.NEEDS_EVIDENCE,
        lacking=("3.1", "3.2.1", "3.2.2"),
        remedies=BOTH,
        at_stake="23.90",
        # Sunday the 4th was worked; Monday and Tuesday follow.
        acceptance=date(2024, 2, 6),
    ),
    WorkedCase(
        name="nobody has answered yet",
        clauses=("4.3",),
        claim=a_claim(verification=Verification.PENDING),
        outcome=Outcome.UNDER_VERIFICATION,
        remedies=BOTH,
        at_stake="23.90",
    ),
    WorkedCase(
        name="the responsible party objects",
        clauses=("4.3",),
        claim=a_claim(verification=Verification.CONTESTED),
        outcome=Outcome.IN_DISPUTE,
        remedies=BOTH,
        at_stake="23.90",
    ),
    WorkedCase(
        name="the platform rules against the seller, whatever is missing",
        clauses=("4.3",),
        claim=a_claim(evidence=(), verification=Verification.RULED_AGAINST_SELLER),
        outcome=Outcome.REJECTED,
        broken=("4.3",),
    ),
    WorkedCase(
        name="approved on Friday 12 January",
        clauses=("4.4",),
        claim=a_claim(approved_at=at("2024-01-12")),
        outcome=Outcome.APPROVED,
        remedies=BOTH,
        refund="23.90",
        at_stake="23.90",
    ),
    WorkedCase(
        name="change of mind after shipment",
        clauses=("5.1",),
        claim=_of(Problem.CHANGE_OF_MIND),
        outcome=Outcome.REJECTED,
        broken=("5.1",),
    ),
    WorkedCase(
        name="change of mind asks for an exchange before shipment",
        clauses=("5.1",),
        order=an_order(production=ProductionStage.NOT_STARTED, **_NOT_SHIPPED),
        claim=_of(Problem.CHANGE_OF_MIND, remedy=REPLACEMENT),
        outcome=Outcome.REJECTED,
        broken=("5.1",),
    ),
    WorkedCase(
        name="seized by customs",
        clauses=("5.2",),
        claim=_caused_by(Cause.UNLAWFUL),
        outcome=Outcome.REJECTED,
        broken=("5.2",),
    ),
    WorkedCase(
        name="one earring bad, the other usable",
        clauses=("5.3",),
        order=_SET,
        claim=a_claim(an_item("left")),
        outcome=Outcome.APPROVED,
        remedies=BOTH,
        refund="10.00",
        at_stake="10.00",
    ),
    WorkedCase(
        name="one earring bad, the other of no use alone",
        clauses=("5.3",),
        order=_SET,
        claim=a_claim(an_item("left", rest_usable=False)),
        outcome=Outcome.APPROVED,
        remedies=BOTH,
        refund="20.00",
        at_stake="20.00",
    ),
    WorkedCase(
        name="a missing piece",
        clauses=("5.3",),
        order=_SET,
        claim=a_claim(an_item("left", Problem.MISSING_PIECE)),
        outcome=Outcome.APPROVED,
        remedies=BOTH,
        refund="10.00",
        at_stake="10.00",
    ),
    WorkedCase(
        name="every piece missing is not received",
        clauses=("2.1", "5.3"),
        order=_SET,
        claim=a_claim(an_item("left", Problem.MISSING_PIECE), an_item("right", Problem.MISSING_PIECE)),
        outcome=Outcome.REJECTED,
        broken=("2.1",),
    ),
    WorkedCase(
        name="coupons are not paid out",
        clauses=("5.4.1",),
        order=an_order(freight=usd("4.00"), discount=usd("5.00")),
        outcome=Outcome.APPROVED,
        remedies=BOTH,
        refund="18.90",
        at_stake="18.90",
    ),
    WorkedCase(
        # 30.00 less 10.00, and 20.00: paid half and half. List values are three to two.
        name="freight follows what was paid",
        clauses=("5.4.2",),
        order=an_order(
            a_line(unit_price=usd("30.00"), discount=usd("10.00")),
            a_line("chain", unit_price=usd("20.00")),
            freight=usd("5.00"),
        ),
        outcome=Outcome.APPROVED,
        remedies=BOTH,
        refund="22.50",
        at_stake="22.50",
    ),
    WorkedCase(
        name="freight follows the list value where it is read so",
        clauses=("5.4.2",),
        order=an_order(
            a_line(unit_price=usd("30.00"), discount=usd("10.00")),
            a_line("chain", unit_price=usd("20.00")),
            freight=usd("5.00"),
        ),
        policy=evolve(POLICY_2023, freight_weight=FreightWeight.LIST_VALUE),
        outcome=Outcome.APPROVED,
        remedies=BOTH,
        refund="23.00",
        at_stake="23.00",
    ),
    WorkedCase(
        name="ordered on the last day of 2022",
        clauses=("6.1",),
        order=an_order(placed_at=at("2022-12-31 23:59:59")),
        outcome=Outcome.NOT_GOVERNED,
        lacking=("6.1",),
        acceptance=None,
    ),
    WorkedCase(
        name="ordered in the first second of 2023",
        clauses=("6.1", "6.2"),
        order=an_order(placed_at=at("2023-01-01 00:00:00")),
        outcome=Outcome.APPROVED,
        remedies=BOTH,
        refund="19.90",
        at_stake="19.90",
    ),
    WorkedCase(
        name="one item approved, one lacking proof, one rejected",
        clauses=("3.2.1", "5.1"),
        order=an_order(a_line(), a_line("chain"), a_line("charm")),
        claim=a_claim(
            an_item(),
            an_item("chain"),
            an_item("charm", Problem.CHANGE_OF_MIND),
            evidence=(REFUND_SCREENSHOT, CHAT, evolve(PICTURE, line_ids={"ring"})),
        ),
        outcome=Outcome.APPROVED,
        broken=("5.1",),
        lacking=("3.2.1",),
        remedies=BOTH,
        refund="19.90",
        at_stake="39.80",
    ),
)
