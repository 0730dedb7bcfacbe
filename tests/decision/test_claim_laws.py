"""What a claim comes to: cancellations, deliveries that never came, time that passes, and items that fare unlike."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import permutations, product
from typing import Any

import pytest
from attrs import evolve
from hypothesis import assume, given
from hypothesis import strategies as st

from cmoffer_policy import (
    POLICY_2023,
    Cancellation,
    Cause,
    Decision,
    Loss,
    Order,
    Outcome,
    Policy,
    Problem,
    ProductionStage,
    Refund,
    Remedy,
    Verification,
    decide,
)
from cmoffer_policy.policy import READINGS, ExclusionScope, GuaranteeStart
from support.builders import CHAT, COMPLETE, PICTURE, a_claim, a_line, an_item, an_order, at, usd

APPROVED, IN_DISPUTE, UNDER_VERIFICATION, NEEDS_EVIDENCE, REFERRED, REJECTED, NOT_GOVERNED = Outcome
REFUND, REPLACEMENT = Remedy
TICK = timedelta(microseconds=1)
DAY = timedelta(days=1)
SHIPPED = at("2024-01-05")
LOSS_COVERED = evolve(POLICY_2023, loss=Loss.COVERED)
REFUND_CANCELLED = evolve(POLICY_2023, cancellation=Cancellation.REFUND)
GUARANTEED = {
    Problem.WRONG_ITEM,
    Problem.BROKEN,
    Problem.DEFECTIVE,
    Problem.WRONG_BIRTHSTONE,
    Problem.WRONG_ENGRAVING,
    Problem.WRONG_SIZE,
}


def failed(decision: Decision, position: int = 0) -> list[str]:
    return [finding.clause for finding in decision.items[position].findings if finding.failed]


NOT_STARTED, STARTED = ProductionStage


@pytest.mark.parametrize("shipped_at", [None, at("2024-01-10") + TICK], ids=["not shipped", "shipped just after"])
@pytest.mark.parametrize(
    ("production", "remedy", "causes", "refer", "refund", "grounds"),
    [
        (None, REFUND, (), REFERRED, REFERRED, []),
        (NOT_STARTED, REFUND, (), REFERRED, UNDER_VERIFICATION, []),
        (STARTED, REFUND, (), REJECTED, REJECTED, ["2.4"]),
        (None, REPLACEMENT, (), REJECTED, REJECTED, ["5.1"]),
        (NOT_STARTED, REPLACEMENT, (), REJECTED, REJECTED, ["5.1"]),
        (STARTED, REPLACEMENT, (), REJECTED, REJECTED, ["2.4", "5.1"]),
        (NOT_STARTED, REFUND, (Cause.CORROSION,), REJECTED, REJECTED, ["2.5.1"]),
        (NOT_STARTED, REFUND, (Cause.MISUSE,), REJECTED, REJECTED, ["2.5.2"]),
        (None, REFUND, (Cause.UNLAWFUL,), REJECTED, REJECTED, ["5.2"]),
    ],
)
def test_a_cancellation_goes_by_the_stage_of_production(
    shipped_at: datetime | None,
    production: ProductionStage | None,
    remedy: Remedy,
    causes: tuple[Cause, ...],
    refer: Outcome,
    refund: Outcome,
    grounds: list[str],
) -> None:
    """It needs no proof, and is about sound goods of which nobody has started to make any."""
    order = an_order(shipped_at=shipped_at, freight=usd("4.00"))
    item = an_item(problem=Problem.CHANGE_OF_MIND, causes=causes, verification=Verification.PENDING)
    claim = a_claim(item, remedy=remedy, evidence=(), production=production)
    for policy, outcome in [(POLICY_2023, refer), (REFUND_CANCELLED, refund)]:
        decision = decide(order, claim, policy=policy)
        assert (decision.outcome, failed(decision)) == (outcome, grounds)
        assert decision.refund.total == usd("0")
        assert decision.refund_possible.total == (usd("0") if outcome is REJECTED else order.paid)


PENDING, CONFIRMED, CONTESTED, RULED_FOR, RULED_AGAINST, SHOPIFY_AGAINST = Verification


@pytest.mark.parametrize(
    ("answer", "asked", "not_asked"),
    [
        (PENDING, (REFERRED, []), (UNDER_VERIFICATION, [])),
        (CONFIRMED, (APPROVED, []), (APPROVED, [])),
        (CONTESTED, (REJECTED, ["2.4"]), (IN_DISPUTE, [])),
        (RULED_FOR, (APPROVED, []), (APPROVED, [])),
        (RULED_AGAINST, (REJECTED, ["4.3"]), (REJECTED, ["4.3"])),
        (SHOPIFY_AGAINST, (REJECTED, ["2.2"]), (REJECTED, ["2.2"])),
    ],
)
def test_a_cancellation_that_is_referred_takes_the_answer_of_customer_service(
    answer: Verification, asked: tuple[Outcome, list[str]], not_asked: tuple[Outcome, list[str]]
) -> None:
    """Under REFER always, under REFUND where the stage of production is not known; else the parties answer (2.4)."""
    order, item = an_order(shipped_at=None), an_item(problem=Problem.CHANGE_OF_MIND, verification=answer)
    for policy, production, expected in [
        (POLICY_2023, None, asked),
        (POLICY_2023, NOT_STARTED, asked),
        (REFUND_CANCELLED, None, asked),
        (REFUND_CANCELLED, NOT_STARTED, not_asked),
    ]:
        decision = decide(order, a_claim(item, evidence=(), production=production), policy=policy)
        assert (decision.outcome, failed(decision)) == expected
        assert decision.refund.total == (order.paid if decision.outcome is APPROVED else usd("0"))
        nobody = answer in (PENDING, CONFIRMED) or (answer is CONTESTED and expected is asked)
        assert (decision.items[0].adjudicator is None) is nobody


@pytest.mark.parametrize("production", [None, *ProductionStage])
def test_a_change_of_mind_at_the_instant_of_shipment_is_no_cancellation(production: ProductionStage | None) -> None:
    """From then on it is a return without a reason, of something produced, whatever stage the claim records."""
    order = an_order()
    item = an_item(problem=Problem.CHANGE_OF_MIND)
    before, shipped = [
        decide(order, a_claim(item, submitted_at=instant, production=production), policy=REFUND_CANCELLED).items[0]
        for instant in (SHIPPED - TICK, SHIPPED)
    ]
    assert (before.facts.production, shipped.facts.production) == (production, STARTED)
    assert [finding.clause for finding in shipped.findings if finding.failed] == ["5.1"]
    assert "5.1" not in [finding.clause for finding in before.findings if finding.failed]


LOST, DAMAGED = Problem.LOST, Problem.BROKEN


@pytest.mark.parametrize(
    ("items", "outcome"),
    [
        ([("ring", LOST, 2), ("chain", LOST, 1)], REJECTED),
        ([("ring", LOST, 1), ("chain", LOST, 1), ("ring", LOST, 1)], REJECTED),
        ([("ring", LOST, 1), ("chain", LOST, 1)], APPROVED),
        ([("ring", LOST, 2)], APPROVED),
        ([("ring", LOST, 1), ("chain", LOST, 1), ("ring", DAMAGED, 1)], APPROVED),
    ],
)
def test_an_order_that_is_lost_whole_was_not_received(items: list[tuple[str, Problem, int]], outcome: Outcome) -> None:
    """One piece that arrived, in whatever state, makes it a delivery."""
    order = an_order(a_line(quantity=2), a_line("chain"))
    claim = a_claim(*[an_item(line_id, problem, quantity=quantity) for line_id, problem, quantity in items])
    assert decide(order, claim, policy=LOSS_COVERED).outcome is APPROVED
    decision = decide(order, claim)
    assert {item.outcome for item in decision.items} == {outcome}
    assert [failed(decision, position) for position in range(len(items))] == (
        [["2.1"]] * len(items) if outcome is REJECTED else [[]] * len(items)
    )


@pytest.mark.parametrize(("problem", "remedy"), list(product(Problem, Remedy)), ids=lambda term: term.value)
def test_once_shipped_the_outcome_changes_only_with_day_31_and_day_61(problem: Problem, remedy: Remedy) -> None:
    """From day 0 to day 70: a replacement under guarantee ends with day 60, all else that is covered with day 30."""
    order = an_order(a_line(quantity=2))
    outcomes = [
        decide(order, a_claim(an_item(problem=problem), submitted_at=SHIPPED + day * DAY, remedy=remedy)).outcome
        for day in range(71)
    ]
    if problem in (Problem.CHANGE_OF_MIND, Problem.NOT_ATTRIBUTABLE):
        expected = [REJECTED] * 71
    else:
        days = 61 if problem in GUARANTEED and remedy is REPLACEMENT else 31
        expected = [APPROVED] * days + [REJECTED] * (71 - days)
    assert outcomes == expected


any_policy = st.builds(
    evolve,
    st.just(POLICY_2023),
    after_sales_days=st.integers(1, 40),
    guarantee_days=st.integers(1, 40),
    **{name: st.sampled_from(values) for name, values in READINGS.items()},
)
hours = st.integers(0, 24 * 60).map(lambda count: timedelta(hours=count))


@st.composite
def orders_and_the_opening_of_their_windows(draw: st.DrawFn) -> tuple[Order, datetime]:
    """An order shipped in the weeks around Spring Festival, delivered or not, and when nothing is left to open."""
    delivery = draw(st.none() | hours)
    order = an_order(
        a_line(quantity=2),
        shipped_at=SHIPPED + draw(hours),
    )
    assert order.shipped_at
    if delivery is None:
        return order, order.shipped_at
    return evolve(order, delivered_at=order.shipped_at + delivery), order.shipped_at + delivery


@given(
    case=orders_and_the_opening_of_their_windows(),
    policy=any_policy,
    problem=st.sampled_from(Problem),
    causes=st.sets(st.sampled_from(Cause), max_size=1),
    remedy=st.sampled_from(Remedy),
    evidence=st.sampled_from([COMPLETE, (PICTURE, CHAT), ()]),
    verification=st.sampled_from(Verification),
    waits=st.lists(hours, min_size=3, max_size=3),
)
def test_once_every_window_has_opened_a_later_claim_never_fares_better(
    case: tuple[Order, datetime],
    policy: Policy,
    problem: Problem,
    causes: set[Cause],
    remedy: Remedy,
    evidence: tuple[Any, ...],
    verification: Verification,
    waits: list[timedelta],
) -> None:
    """Whatever is wrong and was shown: outcome and remedies only go down, but for the one exception that follows."""
    order, opened_at = case
    counted_from_delivery = policy.guarantee_start is GuaranteeStart.DELIVERY and order.delivered_at is None
    assume(not counted_from_delivery or policy.guarantee_days >= policy.after_sales_days)
    item = an_item(problem=problem, causes=causes)
    decisions = [
        decide(
            order,
            a_claim(item, submitted_at=opened_at + wait, remedy=remedy, evidence=evidence, verification=verification),
            policy=policy,
        )
        for wait in sorted(waits)
    ]
    ranks = [decision.outcome.rank for decision in decisions]
    assert ranks == sorted(ranks, reverse=True)
    remedies = [decision.items[0].remedies for decision in decisions]
    assert remedies[0] >= remedies[1] >= remedies[2]


def test_a_guarantee_that_may_be_over_is_asked_about_only_after_after_sales_service() -> None:
    """No edition has a guarantee that is the shorter one; under one that had, a late claim would wait for a delivery."""
    policy = evolve(
        POLICY_2023,
        after_sales_days=2,
        guarantee_days=1,
        guarantee_start=GuaranteeStart.DELIVERY,
        exclusion_scope=ExclusionScope.AFTER_SALES_ONLY,
    )
    item = an_item(problem=Problem.WRONG_ITEM, causes={Cause.CORROSION})
    assert [
        decide(
            an_order(a_line()), a_claim(item, submitted_at=SHIPPED + day * DAY, remedy=REPLACEMENT), policy=policy
        ).outcome
        for day in (1, 2, 3)
    ] == [APPROVED, REJECTED, NEEDS_EVIDENCE]


@pytest.mark.parametrize("order_of_items", list(permutations(("ring", "chain", "pin"))), ids="-".join)
@pytest.mark.parametrize(
    ("problems", "outcome"),
    [
        ({"ring": Problem.BROKEN, "chain": Problem.BROKEN, "pin": Problem.NOT_ATTRIBUTABLE}, APPROVED),
        ({"ring": Problem.NOT_ATTRIBUTABLE, "chain": Problem.BROKEN, "pin": Problem.NOT_ATTRIBUTABLE}, NEEDS_EVIDENCE),
        (
            {"ring": Problem.NOT_ATTRIBUTABLE, "chain": Problem.NOT_ATTRIBUTABLE, "pin": Problem.CHANGE_OF_MIND},
            REFERRED,
        ),
        ({"ring": Problem.NOT_ATTRIBUTABLE, "chain": Problem.BROKEN, "pin": Problem.CHANGE_OF_MIND}, NEEDS_EVIDENCE),
        ({"ring": Problem.CHANGE_OF_MIND, "chain": Problem.CHANGE_OF_MIND, "pin": Problem.BROKEN}, REJECTED),
    ],
)
def test_a_claim_fares_as_its_most_favourable_item(
    problems: dict[str, Problem], outcome: Outcome, order_of_items: tuple[str, ...]
) -> None:
    """The ring is proved, the chain is not, the pin was not shipped yet and nobody answered about it; in any order."""
    order = an_order(a_line(shipped_at=SHIPPED), a_line("chain", shipped_at=SHIPPED), a_line("pin"), shipped_at=None)
    answers = {"ring": CONFIRMED, "chain": CONFIRMED, "pin": PENDING}
    items = [an_item(line_id, problems[line_id], verification=answers[line_id]) for line_id in order_of_items]
    evidence = [evolve(document, line_ids={"ring"}) for document in COMPLETE]
    assert decide(order, a_claim(*items, evidence=evidence)).outcome is outcome


def stretches(refund: Refund) -> list[tuple[str, int, int]]:
    """The units refunded, stretch by stretch."""
    return [(line.line_id, line.units_before, line.units_after) for line in refund.lines]


@pytest.mark.parametrize(
    ("between", "ring"),
    [(None, [("ring", 0, 2)]), ("chain", [("ring", 0, 2)]), ("ring", [("ring", 0, 1), ("ring", 2, 3)])],
)
def test_the_refund_of_a_claim_is_in_the_order_of_the_lines(
    between: str | None, ring: list[tuple[str, int, int]]
) -> None:
    """Consecutive units of a line are one stretch; those that another claim took in between divide it."""
    order = an_order(a_line(quantity=4), a_line("chain", quantity=4, unit_price=usd("5.00")))
    items = [
        an_item("chain", approved_at=at("2024-01-13")),
        an_item("ring", approved_at=at("2024-01-13")),
        an_item("ring", Problem.WRONG_SIZE, approved_at=at("2024-01-11")),
        an_item("chain", Problem.WRONG_SIZE, verification=PENDING),
    ]
    others = [a_claim(an_item(between), claim_id="C-2", approved_at=at("2024-01-12"))] if between else []
    decision = decide(order, a_claim(*items), others=others)
    first = 1 if between == "chain" else 0
    assert stretches(decision.refund) == [*ring, ("chain", first, first + 1)]
    assert decision.refund.total == usd("44.80")
    assert stretches(decision.refund_possible) == [*ring, ("chain", first, first + 2)]
    assert decision.refund_possible.total == usd("49.80")


def test_replacements_are_no_money_however_many_items_are_approved() -> None:
    """They take their units all the same."""
    claim = a_claim(an_item(), an_item("chain"), remedy=REPLACEMENT)
    decision = decide(an_order(a_line(), a_line("chain")), claim)
    assert decision.units == (("ring", 1), ("chain", 1))
    assert (decision.refund.total, decision.refund_possible.total) == (usd("0.00"), usd("0.00"))
    assert decision.refund.lines == decision.refund_possible.lines == ()
