"""What is said to be claimable is what can be claimed: every answer is tried out with a real claim."""

from __future__ import annotations

from datetime import datetime, timedelta

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from cmoffer_policy import (
    POLICY_2023,
    Cancellation,
    Claimable,
    GuaranteeGrants,
    GuaranteeStart,
    OpenPoint,
    OrderClaims,
    Outcome,
    Policy,
    Problem,
    ProductionStage,
    Remedy,
)
from cmoffer_policy.policy import Loss
from cmoffer_policy.testing import boundaries, order_claims, orders, policies
from support.builders import a_line
from support.claimable_oracle import POSSIBLE, Asked, found_by_claiming
from support.draws import few

TICK = timedelta(microseconds=1)
productions = st.sampled_from([None, *ProductionStage])
Question = tuple[str, Problem, Remedy]


@st.composite
def readings(draw: st.DrawFn) -> Policy:
    """Mostly the readings that say what can be claimed, at times any policy."""
    if draw(st.integers(0, 3)) == 3:
        return draw(policies())
    return evolve(
        POLICY_2023,
        guarantee_grants=draw(st.sampled_from(GuaranteeGrants)),
        guarantee_start=draw(st.sampled_from(GuaranteeStart)),
        loss=draw(st.sampled_from(Loss)),
        cancellation=draw(st.sampled_from(Cancellation)),
    )


@st.composite
def moments(draw: st.DrawFn) -> tuple[OrderClaims, datetime]:
    """A life of few claims, some of an order that is on its way, and a time to ask, often where something changes."""
    order = draw(st.one_of(orders(shipped=True), orders(), orders(lines=[a_line(quantity=3)], shipped=True)))
    life = draw(order_claims(order, claims=draw(st.integers(0, 3))))
    latest = max([claim.submitted_at for claim in life.claims], default=order.placed_at)
    later = [at for at in boundaries(order) if at >= latest]
    after = st.timedeltas(timedelta(0), timedelta(90)).map(lambda wait: latest + wait)
    return life, draw(st.one_of(st.sampled_from(later), after) if later else after)


def answers(found: tuple[Claimable, ...]) -> dict[Question, Claimable]:
    """The groups by line, problem and remedy, each of which is in one group at most."""
    listed = [((group.line_id, problem, group.remedy), group) for group in found for problem in group.problems]
    assert len(dict(listed)) == len(listed)
    return dict(listed)


@few
@given(moments(), readings(), productions)
def test_whatever_can_be_claimed_is_found_by_claiming_it(
    moment: tuple[OrderClaims, datetime], policy: Policy, production: ProductionStage | None
) -> None:
    """Line, problem and remedy: claimable with these units, money, documents and clauses, or turned down at once."""
    record, at = moment
    said = answers(record.claimable(at, production=production, policy=policy))
    for line in record.order.lines:
        for problem in Problem:
            for remedy in Remedy:
                asked = Asked(record, policy, line, problem, remedy, production)
                found = found_by_claiming(asked, at)
                group = said.pop((line.line_id, problem, remedy), None)
                assert (group is None) == (found is None)
                if group is not None and found is not None:
                    assert (group.units, group.most.minor) == (found.units, found.most)
                    assert (group.documents, group.clauses) == (found.documents, found.clauses)
    assert said == {}


@few
@given(moments(), readings(), productions)
def test_a_claim_is_possible_until_its_deadline_and_not_after(
    moment: tuple[OrderClaims, datetime], policy: Policy, production: ProductionStage | None
) -> None:
    """A microsecond before the deadline the outcome is the same; at it the claim fails, or waits for the delivery.

    It waits from then on; in an edition whose guarantee is the shorter window, only once after-sales service is over.
    """
    record, at = moment
    for (line_id, problem, remedy), group in answers(
        record.claimable(at, production=production, policy=policy)
    ).items():
        asked = Asked(record, policy, record.order.line(line_id), problem, remedy, production)
        if group.deadline is None:
            assert problem is Problem.CHANGE_OF_MIND
            continue
        now = asked.claimed(at, group.units)
        before = asked.claimed(group.deadline.before - TICK, group.units)
        after = asked.claimed(max(at, group.deadline.before), group.units)
        assert before.outcome is now.outcome is Outcome.NEEDS_EVIDENCE
        assert (after.outcome in POSSIBLE) == group.deadline.at_least
        assert (OpenPoint.DELIVERY_UNKNOWN in after.open_points) == group.deadline.at_least
        assert OpenPoint.DELIVERY_UNKNOWN not in before.open_points


@few
@given(moments(), readings(), productions)
def test_no_two_groups_could_be_one(
    moment: tuple[OrderClaims, datetime], policy: Policy, production: ProductionStage | None
) -> None:
    """Groups differ in more than their problems, go by line and remedy, and name only lines with units left.

    Left are those that nobody has taken, and those that an item has drawn in and that a claim which names them gets.
    """
    record, at = moment
    found = record.claimable(at, production=production, policy=policy)
    left = dict(record.balance(policy=policy).units_left)
    for claim, decision in zip(record.claims, record.decisions(policy=policy), strict=True):
        for item, decided in zip(claim.items, decision.items, strict=True):
            for line_id, units in decided.units:
                left[line_id] += 0 if item.rest_usable else units
    places = [line.line_id for line in record.order.lines]
    assert len({evolve(group, problems=frozenset()) for group in found}) == len(found)
    assert all(group.problems and 0 < group.units <= left[group.line_id] for group in found)
    keys = [(places.index(group.line_id), group.remedy.index) for group in found]
    assert keys == sorted(keys)


@few
@given(moments(), readings())
def test_what_is_claimable_depends_on_no_order_of_claims(moment: tuple[OrderClaims, datetime], policy: Policy) -> None:
    """The same claims stored last to first leave the same to be claimed."""
    record, at = moment
    other = OrderClaims(record.order, tuple(reversed(record.claims)))
    assert other.claimable(at, policy=policy) == record.claimable(at, policy=policy)


@few
@given(moments(), readings(), productions)
def test_the_most_is_never_more_than_what_is_left_of_the_payment(
    moment: tuple[OrderClaims, datetime], policy: Policy, production: ProductionStage | None
) -> None:
    """No claim could bring more than the balance calls refundable; a replacement brings no money.

    What items have drawn in counts with what is left, as a claim that names it gets it.
    """
    record, at = moment
    refundable = record.balance(policy=policy).refundable
    if any(not item.rest_usable for claim in record.claims for item in claim.items):
        refundable = record.order.paid
    for group in record.claimable(at, production=production, policy=policy):
        assert group.most <= refundable
        assert group.remedy is Remedy.REFUND or group.most.minor == 0
