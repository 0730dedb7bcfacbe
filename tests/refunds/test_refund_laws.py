"""The laws that money obeys, whatever the order and however its units are refunded."""

from __future__ import annotations

from fractions import Fraction

import pytest
from attrs import evolve
from hypothesis import assume, given
from hypothesis import strategies as st

from cmoffer_policy import (
    POLICY_2023,
    FreightWeight,
    Money,
    OrderLine,
    Outcome,
    Refund,
    Remedy,
    allocation,
    decide,
    refund_for,
)
from cmoffer_policy.money import LARGEST_AMOUNT
from support.builders import a_claim, a_line, an_item, an_order, settle
from support.reckoning_oracle import Allocation, divided, units_claimed, units_of_items
from support.reckoning_strategies import Case, cases, items, orders, partitions, units_left

policies = st.sampled_from([evolve(POLICY_2023, freight_weight=weight) for weight in FreightWeight])


def amounts(refund: Refund) -> tuple[int, int]:
    return refund.goods.minor, refund.freight.minor


@given(st.data(), orders(), policies)
def test_every_partition_refunds_the_same_total(data, order, policy):
    """Units refunded one after the other, in any parts and any order, come to what they come to at once."""
    units = data.draw(units_left(order))
    at_once = refund_for(order, units, policy=policy)
    goods = freight = 0
    for part in data.draw(partitions(units)):
        refund = refund_for(order, part, policy=policy)
        goods, freight = goods + refund.goods.minor, freight + refund.freight.minor
        order = settle(order, part)
    assert (goods, freight) == amounts(at_once)


@given(orders(untouched=True), policies)
def test_all_units_refund_exactly_what_was_paid(order, policy):
    """All units of an order bring back the goods as paid and the whole freight."""
    refund = refund_for(order, {line.line_id: line.quantity for line in order.lines}, policy=policy)
    assert (refund.goods, refund.freight, refund.total) == (order.goods_paid, order.freight, order.paid)


@given(st.data(), orders(untouched=True), policies)
def test_no_sequence_of_refunds_exceeds_what_was_paid(data, order, policy):
    """Refund after refund, none is negative and together they stay within goods and freight as paid."""
    goods = freight = 0
    for _ in range(data.draw(st.integers(1, 5))):
        units = data.draw(units_left(order))
        refund = refund_for(order, units, policy=policy)
        assert min(amounts(refund)) >= 0
        goods, freight = goods + refund.goods.minor, freight + refund.freight.minor
        assert goods <= order.goods_paid.minor
        assert freight <= order.freight.minor
        order = settle(order, units)


@given(st.data(), orders(), policies)
def test_every_step_is_within_one_minor_unit_of_the_exact_share(data, order, policy):
    """A refund of some units of a line is less than one minor unit away from their exact part of the line's worth."""
    allocated = allocation(order, policy=policy)
    for line in refund_for(order, data.draw(units_left(order)), policy=policy).lines:
        worth = allocated.line(line.line_id)
        part = Fraction(line.units, worth.quantity)
        assert abs(line.goods.minor - part * worth.paid_value.minor) <= 1
        assert abs(line.freight.minor - part * worth.freight.minor) <= 1


@given(st.data(), orders(untouched=True), policies)
def test_the_first_units_are_worth_their_exact_share_rounded(data, order, policy):
    """Counted from the first unit, a refund is at most half a minor unit away from the exact share."""
    for line in refund_for(order, data.draw(units_left(order)), policy=policy).lines:
        part = Fraction(line.units, line.allocation.quantity)
        assert abs(line.goods.minor - part * line.allocation.paid_value.minor) <= Fraction(1, 2)
        assert abs(line.freight.minor - part * line.allocation.freight.minor) <= Fraction(1, 2)


@given(st.data(), orders(), policies)
def test_reordering_the_lines_changes_no_refund(data, order, policy):
    """The same lines in another order are worth the same, and the same units of them refund the same."""
    units = data.draw(units_left(order))
    other = evolve(order, lines=data.draw(st.permutations(order.lines)))
    assert set(allocation(other, policy=policy).lines) == set(allocation(order, policy=policy).lines)
    there, here = refund_for(other, units, policy=policy), refund_for(order, units, policy=policy)
    assert amounts(there) == amounts(here)
    assert set(there.lines) == set(here.lines)


@given(orders(untouched=True), policies)
def test_a_line_without_value_gets_no_goods_money(order, policy):
    """A free line, or one discounted to nothing, bears no order discount and is refunded no goods."""
    free = OrderLine(line_id="free", quantity=3, unit_price=Money(minor=0, currency=order.currency))
    order = evolve(order, lines=[*order.lines, free])
    worthless = [line for line in order.lines if line.discount == line.list_value]
    refund = refund_for(order, {line.line_id: line.quantity for line in worthless}, policy=policy)
    assert [line.goods.minor for line in refund.lines] == [0] * len(worthless)
    assert [line.allocation.order_discount.minor for line in refund.lines] == [0] * len(worthless)


@given(orders(), policies)
def test_what_the_lines_are_worth_adds_up_to_what_was_paid(order, policy):
    """The allocation loses and invents nothing: discounts, goods and freight each add up over the lines."""
    allocated = allocation(order, policy=policy)
    assert sum(line.order_discount.minor for line in allocated.lines) == order.discount.minor
    assert sum(line.paid_value.minor for line in allocated.lines) == order.goods_paid.minor
    assert sum(line.freight.minor for line in allocated.lines) == order.freight.minor


@given(orders(), policies)
def test_the_allocation_rests_on_the_purchase_alone(order, policy):
    """What is settled does not change what any line is worth."""
    untouched = evolve(order, lines=[evolve(line, settled=0) for line in order.lines])
    assert allocation(order, policy=policy) == allocation(untouched, policy=policy)


@given(orders(), st.sampled_from(FreightWeight))
def test_the_allocation_agrees_with_exact_fractions(order, weight):
    """Order discount and freight are divided as by fractions and handing out the rest one unit at a time."""
    oracle = Allocation(order, weight)
    allocated = allocation(order, policy=evolve(POLICY_2023, freight_weight=weight))
    assert {line.line_id: line.order_discount.minor for line in allocated.lines} == oracle.order_discounts
    assert {line.line_id: line.paid_value.minor for line in allocated.lines} == oracle.goods
    assert {line.line_id: line.freight.minor for line in allocated.lines} == oracle.freight


@given(st.data(), orders(), st.sampled_from(FreightWeight))
def test_every_refund_agrees_with_adding_up_unit_after_unit(data, order, weight):
    """A refund is what its single units are worth, counted from those that are settled."""
    units = data.draw(units_left(order))
    refund = refund_for(order, units, policy=evolve(POLICY_2023, freight_weight=weight))
    assert amounts(refund) == Allocation(order, weight).worth_of_next(units)
    assert refund.total == refund.goods + refund.freight


@given(orders(untouched=True))
def test_freight_by_paid_value_follows_the_exact_paid_proportions(order):
    """Dividing freight by value before the order discount is the same as by what was exactly paid for each line."""
    values = {line.line_id: line.list_value.minor - line.discount.minor for line in order.lines}
    assume(order.discount.minor < sum(values.values()))
    kept = 1 - Fraction(order.discount.minor, sum(values.values()))
    exactly_paid = {line_id: value * kept for line_id, value in values.items()}
    allocated = allocation(order, policy=POLICY_2023)
    assert {line.line_id: line.freight.minor for line in allocated.lines} == divided(order.freight.minor, exactly_paid)


@given(cases())
def test_the_units_agree_with_counting_sets_piece_by_piece(case: Case):
    """What a claim takes is what it names and what its unusable sets draw in, as far as it is left."""
    decision = decide(case.order, case.claim)
    counted = [case.claim.items[position] for position in sorted(case.approved + case.still_open)]
    assert dict(decision.units) == units_claimed(case.order, counted)
    assert all(count <= case.order.line(line_id).left for line_id, count in decision.units)


@given(cases(), policies)
def test_the_refunds_of_the_items_add_up_to_that_of_the_decision(case: Case, policy):
    """Approved and still possible, goods and freight: nothing is left over and nothing is counted twice."""
    decision = decide(case.order, case.claim, policy=policy)
    for name in ("refund", "refund_possible"):
        parts = [amounts(getattr(item, name)) for item in decision.items]
        assert tuple(map(sum, zip(*parts, strict=True))) == amounts(getattr(decision, name))


@given(cases(), st.sampled_from(FreightWeight))
def test_the_decision_refunds_what_its_items_are_worth_together(case: Case, weight):
    """The approved items alone make the refund; with the open ones they make what is still possible."""
    policy = evolve(POLICY_2023, freight_weight=weight)
    decision = decide(case.order, case.claim, policy=policy)
    oracle = Allocation(case.order, weight)
    for refund, positions in (
        (decision.refund, case.approved),
        (decision.refund_possible, sorted(case.approved + case.still_open)),
    ):
        units = units_claimed(case.order, [case.claim.items[position] for position in positions])
        assert amounts(refund) == oracle.worth_of_next(units)
        assert refund == refund_for(case.order, units, policy=policy)


@given(cases())
def test_every_refund_lists_its_lines_in_the_order_of_the_order(case: Case):
    """Of the decision and of its items, approved and still possible, each line stands once and where the order has it."""
    decision = decide(case.order, case.claim)
    places = {line.line_id: place for place, line in enumerate(case.order.lines)}
    for decided in (decision, *decision.items):
        for refund in (decided.refund, decided.refund_possible):
            listed = [places[line.line_id] for line in refund.lines]
            assert listed == sorted(set(listed))


@given(cases(), st.sampled_from(FreightWeight))
def test_every_item_is_refunded_the_units_it_takes(case: Case, weight):
    """Approved items take units first and open ones after them, each in its turn; rejected ones take none."""
    decision = decide(case.order, case.claim, policy=evolve(POLICY_2023, freight_weight=weight))
    oracle = Allocation(case.order, weight)
    taken = units_of_items(case.order, case.claim, case.approved, case.still_open)
    for position, (item, units) in enumerate(zip(decision.items, taken, strict=True)):
        approved = position in case.approved
        assert (item.outcome is Outcome.APPROVED) == approved
        assert amounts(item.refund_possible) == oracle.worth_of(units)
        assert amounts(item.refund) == (oracle.worth_of(units) if approved else (0, 0))


@given(st.data(), orders(untouched=True), policies)
def test_no_sequence_of_claims_exceeds_what_was_paid(data, order, policy):
    """Claim after claim, each settled before the next, the refunds stay within what was paid."""
    refunded = 0
    for _ in range(3):
        claimed = data.draw(items(order))
        if not claimed:
            break
        decision = decide(order, a_claim(*claimed), policy=policy)
        refunded += decision.refund.total.minor
        assert refunded <= order.paid.minor
        order = settle(order, dict(decision.units))


@given(cases())
def test_a_replacement_claim_refunds_nothing(case: Case):
    """Whatever becomes of its items, a claim for replacement is worth no money, approved or still possible."""
    decision = decide(case.order, evolve(case.claim, remedy=Remedy.REPLACEMENT))
    for decided in (decision, *decision.items):
        assert amounts(decided.refund) == amounts(decided.refund_possible) == (0, 0)


@pytest.mark.parametrize("weight", FreightWeight)
def test_the_largest_amounts_are_divided_exactly(weight):
    """At the limit of 10**12 minor units nothing overflows and nothing is lost."""
    price = Money(minor=LARGEST_AMOUNT // 7, currency="USD")
    some = [OrderLine(line_id=f"line-{n}", quantity=2, unit_price=price) for n in range(3)]
    order = an_order(
        *some,
        freight=Money(minor=LARGEST_AMOUNT // 8, currency="USD"),
        discount=Money(minor=LARGEST_AMOUNT // 9, currency="USD"),
    )
    refund = refund_for(order, {line.line_id: 2 for line in some}, policy=evolve(POLICY_2023, freight_weight=weight))
    assert refund.total == order.paid


def test_a_drawn_in_piece_is_listed_where_the_order_has_it():
    """The chain comes before the ring in the order, so it does in the refund of the ring that draws it in."""
    order = an_order(a_line("chain", set_id="pair"), a_line("ring", set_id="pair"))
    decision = decide(order, a_claim(an_item("ring", rest_usable=False)))
    for decided in (decision, *decision.items):
        assert [line.line_id for line in decided.refund.lines] == ["chain", "ring"]
