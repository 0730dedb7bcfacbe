"""The laws of the life of an order, over lives drawn at random and under policies of every reading."""

from __future__ import annotations

import copy
import pickle
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import pairwise, permutations

import attrs
import pytest
from attrs import evolve
from hypothesis import assume, given
from hypothesis import strategies as st

from cmoffer_policy import (
    POLICY_2023,
    Claim,
    FreightWeight,
    ItemDecision,
    OpenPoint,
    Order,
    OrderClaims,
    Outcome,
    Policy,
    Problem,
    Refund,
    Remedy,
    UnitsHeld,
    Verification,
    WorkCalendar,
)
from cmoffer_policy.testing import claims, order_claims, orders, policies, work_calendars
from support.builders import a_claim, a_line, an_item, an_order, at, usd
from support.draws import few
from support.lives_oracle import STILL_OPEN, Place, SlowLife

REFUND, REPLACEMENT = Remedy
APPROVED = Outcome.APPROVED
TICK = timedelta(microseconds=1)
DAY = timedelta(days=1)
PASSED = (Verification.CONFIRMED, Verification.RULED_FOR_SELLER)
freight_weights = st.sampled_from([evolve(POLICY_2023, freight_weight=weight) for weight in FreightWeight])


def amounts(refund: Refund) -> tuple[int, int]:
    return refund.goods.minor, refund.freight.minor


def items_of(life: OrderClaims, policy: Policy = POLICY_2023) -> dict[Place, ItemDecision]:
    """What is decided about every item of every claim."""
    return {
        (decision.claim.claim_id, position): item
        for decision in life.decisions(policy=policy)
        for position, item in enumerate(decision.items)
    }


def worth_of(item: ItemDecision) -> tuple[object, ...]:
    """What an approval is worth: its units, which of each line they are, its money, and who holds what is missing."""
    stretches = [(line.line_id, line.units_before, line.units_after) for line in item.refund.lines]
    return item.outcome, item.units, item.held_by, amounts(item.refund), stretches


def dated(items: dict[Place, ItemDecision]) -> dict[Place, datetime]:
    """When every item was approved that is approved at a known time."""
    return {
        place: item.item.approved_at
        for place, item in items.items()
        if item.outcome is APPROVED and item.item.approved_at is not None
    }


@given(order_claims(), policies())
def test_every_item_takes_what_the_sentences_of_the_policy_give_it(life: OrderClaims, policy: Policy) -> None:
    """Units, worth, who holds what is missing: as worked out slowly, item by item, under any policy."""
    check_items(life, policy)


def check_items(life: OrderClaims, policy: Policy) -> None:
    slow = SlowLife(life.order, life.claims, policy)
    lines = [line.line_id for line in life.order.lines]
    for place, item in items_of(life, policy).items():
        assert item.outcome is slow.outcomes[place]
        assert list(item.units) == [
            (line_id, slow.units(place)[line_id]) for line_id in lines if line_id in slow.units(place)
        ]
        assert amounts(item.refund) == slow.refund(place)
        assert amounts(item.refund_possible) == slow.refund_possible(place)
        assert len(item.held_by) == len(set(item.held_by))
        assert {(held.claim_id, held.units, held.approved) for held in item.held_by} == slow.held_by(place)


@st.composite
def lives_of_sets(draw: st.DrawFn) -> OrderClaims:
    """Three lines of one or two sets and a few units each, with three to five claims, so that pieces are disputed."""
    quantity, other = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    pair = draw(st.booleans())
    lines = [
        a_line("left", quantity=quantity, set_id="set", settled=draw(st.integers(0, quantity - 1))),
        a_line("right", quantity=quantity, set_id="set", unit_price=usd("7.01")),
        a_line("box", quantity=other if pair else quantity, set_id=None if pair else "set", discount=usd("0.02")),
    ]
    order = draw(orders(lines=lines, shipped=True))
    return draw(order_claims(order, claims=draw(st.integers(3, 5))))


@given(lives_of_sets(), freight_weights)
def test_pieces_of_disputed_sets_go_where_the_policy_gives_them(life: OrderClaims, policy: Policy) -> None:
    """Where most claims name pieces of one set, each still takes what it takes as worked out slowly."""
    check_items(life, policy)


@few
@given(order_claims(), policies())
def test_the_stretches_of_a_refund_lie_where_the_taking_order_puts_them(life: OrderClaims, policy: Policy) -> None:
    """The units of an item follow those taken before it, and a refund names them in the order of the lines."""
    slow = SlowLife(life.order, life.claims, policy)
    lines = [line.line_id for line in life.order.lines]
    for place, item in items_of(life, policy).items():
        listed = [(line.line_id, line.units_before, line.units_after) for line in item.refund_possible.lines]
        if life.claim(place[0]).remedy is REFUND and place in slow.by_place:
            numbers = slow.by_place[place].numbers
            assert listed == [
                (line_id, numbers[line_id].start, numbers[line_id].stop) for line_id in lines if numbers[line_id]
            ]
        else:
            assert listed == []


@few
@given(order_claims(), policies())
def test_the_balance_says_what_is_left_after_all_claims(life: OrderClaims, policy: Policy) -> None:
    """Approved and possible refunds, and the units that nobody has taken, with what these are worth."""
    slow, balance = SlowLife(life.order, life.claims, policy), life.balance(policy=policy)
    governed = all(outcome is not Outcome.NOT_GOVERNED for outcome in slow.outcomes.values())
    assert balance.paid == life.order.paid
    assert balance.approved.minor == sum(sum(slow.refund(place)) for place in slow.outcomes)
    assert balance.possible.minor == sum(sum(slow.refund_possible(place)) for place in slow.outcomes)
    assert {line_id: units for line_id, units in balance.units_left if units} == slow.units_left()
    assert [line_id for line_id, _ in balance.units_left] == [line.line_id for line in life.order.lines]
    assert balance.refundable.minor == (sum(slow.worth_left()) if governed else 0)


@few
@given(order_claims(), policies())
def test_the_balance_adds_up_to_what_was_paid(life: OrderClaims, policy: Policy) -> None:
    """Refunds, the worth of what is replaced, settled and left: to the minor unit what was paid."""
    slow, balance = SlowLife(life.order, life.claims, policy), life.balance(policy=policy)
    assume(Outcome.NOT_GOVERNED not in slow.outcomes.values())
    others = sum(slow.worth_replaced()) + sum(slow.worth_settled())
    assert balance.possible.minor + balance.refundable.minor + others == balance.paid.minor


@few
@given(order_claims(), policies())
def test_refunds_never_exceed_what_was_paid(life: OrderClaims, policy: Policy) -> None:
    """Over all claims, approved or still possible, goods and freight stay within what was paid for each."""
    decisions = life.decisions(policy=policy)
    for name in ("refund", "refund_possible"):
        refunds = [amounts(getattr(decision, name)) for decision in decisions]
        assert min(min(refund) for refund in refunds) >= 0
        assert sum(goods for goods, _ in refunds) <= life.order.goods_paid.minor
        assert sum(freight for _, freight in refunds) <= life.order.freight.minor


@few
@given(order_claims(), policies(), work_calendars())
def test_every_life_is_decided(life: OrderClaims, policy: Policy, calendar: WorkCalendar) -> None:
    """No state of an order raises, under any policy and calendar: all is decided, due, balanced and claimable."""
    latest = max(claim.submitted_at for claim in life.claims)
    decisions = life.decisions(policy=policy, calendar=calendar)
    assert [decision.claim for decision in decisions] == list(life.claims)
    for decision in decisions:
        decision.due_actions()
        assert str(decision)
        assert set(decision.open_points) <= set(OpenPoint)
    life.balance(policy=policy, calendar=calendar)
    life.claimable(latest, policy=policy, calendar=calendar)


@few
@given(order_claims(), policies())
def test_no_unit_is_taken_twice(life: OrderClaims, policy: Policy) -> None:
    """Settled units, those that all items take, and those that are left make up the quantity of every line."""
    left, decisions = dict(life.balance(policy=policy).units_left), life.decisions(policy=policy)
    for line in life.order.lines:
        taken = sum(dict(decision.units).get(line.line_id, 0) for decision in decisions)
        assert line.settled + taken + left[line.line_id] == line.quantity


def everything_claimed(life: OrderClaims) -> OrderClaims:
    """The life with further claims for each line that has units left, approved but not dated, until none is left.

    What they name nobody else draws in any more, so that more can be left than before.
    """
    record = life
    shipped = {line.line_id: life.order.shipment_of(line) for line in life.order.lines}
    while any(units and shipped[line_id] is not None for line_id, units in record.balance().units_left):
        for line_id, units in record.balance().units_left:
            shipped_at = shipped[line_id]
            if units and shipped_at is not None:
                claim = a_claim(
                    an_item(line_id, quantity=units),
                    claim_id=f"rest {len(record.claims)} of {line_id}",
                    order_id=life.order.order_id,
                    submitted_at=shipped_at,
                )
                record = record.with_claim(claim)
    return record


@few
@given(order_claims(), freight_weights)
def test_all_units_taken_come_to_what_was_paid(life: OrderClaims, policy: Policy) -> None:
    """Once nobody can take anything more, refunds and the worth of replaced and settled units are what was paid."""
    assume(life.order.shipped_at is not None and life.order.placed_at.year >= 2023)
    record = everything_claimed(life)
    slow, balance = SlowLife(record.order, record.claims, policy), record.balance(policy=policy)
    assert not any(units for _, units in balance.units_left)
    assert balance.refundable.minor == 0
    refunds = sum(decision.refund_possible.total.minor for decision in record.decisions(policy=policy))
    assert refunds + sum(slow.worth_replaced()) + sum(slow.worth_settled()) == record.order.paid.minor


def as_of(life: OrderClaims, moment: datetime) -> OrderClaims:
    """The life as it was at that moment: without later claims, and with later answers not given yet."""
    known = [claim for claim in life.claims if claim.submitted_at <= moment]
    return evolve(life, claims=[_unanswered_after(claim, moment) for claim in known])


def _unanswered_after(claim: Claim, moment: datetime) -> Claim:
    items = [
        item
        if item.approved_at is not None and item.approved_at <= moment
        else evolve(item, verification=Verification.PENDING, approved_at=None)
        for item in claim.items
    ]
    return evolve(claim, items=items)


@few
@given(order_claims(), policies())
def test_nothing_later_changes_a_dated_approval(life: OrderClaims, policy: Policy) -> None:
    """An approval is worth what it was worth at its time: without later claims, approvals and rulings."""
    items = items_of(life, policy)
    for place, approved_at in dated(items).items():
        then = as_of(life, approved_at).decide(place[0], policy=policy)
        assert worth_of(then.items[place[1]]) == worth_of(items[place])


@few
@given(st.data(), order_claims())
def test_a_later_claim_changes_no_earlier_approval(data: st.DataObject, life: OrderClaims) -> None:
    """Whatever is claimed after an approval, and whenever that is approved, the approval stays as it was."""
    before = items_of(life)
    first = min(dated(before).values(), default=None)
    assume(first is not None)
    claim = data.draw(claims(life.order).filter(lambda claim: claim.submitted_at > first))
    after = items_of(life.with_claim(evolve(claim, claim_id="later")))
    for place, approved_at in dated(before).items():
        if approved_at < claim.submitted_at:
            assert worth_of(after[place]) == worth_of(before[place])


@few
@given(st.data(), order_claims(), st.sampled_from(Verification), st.timedeltas(TICK, 30 * DAY))
def test_a_later_answer_changes_no_earlier_approval(
    data: st.DataObject, life: OrderClaims, answer: Verification, wait: timedelta
) -> None:
    """An item approved later, contested or ruled against, and that reversed again: earlier approvals do not move."""
    before = items_of(life)
    waiting = [place for place, item in before.items() if item.item.verification not in PASSED]
    assume(waiting and dated(before))
    claim_id, position = data.draw(st.sampled_from(waiting))
    moment = max(max(dated(before).values()), life.claim(claim_id).submitted_at) + wait
    later = life.with_answer(claim_id, answer, at=moment if answer in PASSED else None, items=[position])
    again = later.with_answer(claim_id, Verification.CONFIRMED, at=moment + TICK, items=[position], revoke=True)
    for record in (later, again):
        after = items_of(record)
        for place in dated(before):
            assert worth_of(after[place]) == worth_of(before[place])


@few
@given(order_claims(), policies())
def test_whatever_is_dated_comes_before_what_is_not(life: OrderClaims, policy: Policy) -> None:
    """On every line dated approvals, then undated ones, then open items; undated ones have an open point."""
    ends: dict[str, list[tuple[int, int, int]]] = {}
    for decision in life.decisions(policy=policy):
        for item in decision.items:
            undated = item.outcome is APPROVED and item.item.approved_at is None
            assert not undated or OpenPoint.APPROVAL_TIME in decision.open_points
            rank = 2 if item.outcome is not APPROVED else 1 if undated else 0
            for line in item.refund_possible.lines:
                ends.setdefault(line.line_id, []).append((rank, line.units_before, line.units_after))
    for stretches in ends.values():
        in_order = sorted(stretches, key=lambda stretch: stretch[1])
        assert [rank for rank, *_ in in_order] == sorted(rank for rank, *_ in stretches)
        assert all(first[2] <= second[1] for first, second in pairwise(in_order))


@few
@given(order_claims(), policies())
def test_units_are_held_exactly_where_an_item_gets_fewer_than_it_names(life: OrderClaims, policy: Policy) -> None:
    """The open point stands for an item that goes short, and it names other claims that hold enough to explain it."""
    for decision in life.decisions(policy=policy):
        held = [item for item in decision.items if item.held_by]
        assert (OpenPoint.UNITS_HELD in decision.open_points) == bool(held)
        for item in held:
            names = {each.claim_id for each in item.held_by}
            assert decision.claim.claim_id not in names
            assert names <= {claim.claim_id for claim in life.claims}
            assert item.outcome is APPROVED or item.outcome in STILL_OPEN
            assert all(each.approved for each in item.held_by) or item.outcome is not APPROVED
        for item in decision.items:
            if item.outcome is APPROVED or item.outcome in STILL_OPEN:
                short = dict(item.units).get(item.item.line_id, 0) < item.item.quantity
                assert short or not item.held_by or len(decision.items) > 1


@few
@given(st.data(), order_claims(), policies())
def test_the_order_of_adding_claims_does_not_matter(data: st.DataObject, life: OrderClaims, policy: Policy) -> None:
    """However the claims are stored, each is decided alike, and the balance is the same."""
    other = OrderClaims(life.order)
    for claim in data.draw(st.permutations(life.claims)):
        other = other.with_claim(claim)
    for claim in life.claims:
        decision = other.decide(claim.claim_id, policy=policy)
        assert evolve(decision, claims=life.claims) == life.decide(claim.claim_id, policy=policy)
    assert other.balance(policy=policy) == life.balance(policy=policy)


@few
@given(st.data(), order_claims(), policies())
def test_reordering_the_lines_changes_nothing_but_their_order(
    data: st.DataObject, life: OrderClaims, policy: Policy
) -> None:
    """Every item takes the same units, in the order that the lines have now, for the same money."""
    lines = data.draw(st.permutations(life.order.lines))
    other = evolve(life, order=evolve(life.order, lines=lines))
    there, here = items_of(other, policy), items_of(life, policy)
    for place, item in here.items():
        assert set(there[place].units) == set(item.units)
        assert there[place].held_by == item.held_by
        assert amounts(there[place].refund) == amounts(item.refund)
        assert amounts(there[place].refund_possible) == amounts(item.refund_possible)
        assert [line_id for line_id, _ in there[place].units] == [
            line.line_id for line in lines if line.line_id in dict(item.units)
        ]
    assert set(other.balance(policy=policy).units_left) == set(life.balance(policy=policy).units_left)


@few
@given(order_claims(), policies())
def test_the_items_add_up_to_their_decision(life: OrderClaims, policy: Policy) -> None:
    """Refund, possible refund and units of a decision are those of its items together, and nothing more."""
    for decision in life.decisions(policy=policy):
        for name in ("refund", "refund_possible"):
            parts = [amounts(getattr(item, name)) for item in decision.items]
            assert amounts(getattr(decision, name)) == tuple(map(sum, zip(*parts, strict=True)))
        units: dict[str, int] = {}
        for item in decision.items:
            assert all(count > 0 for _, count in item.units)
            for line_id, count in item.units:
                units[line_id] = units.get(line_id, 0) + count
        assert dict(decision.units) == units
        if decision.claim.remedy is REFUND:
            assert units == _units_of(decision.refund_possible)
        else:
            assert decision.refund_possible.lines == ()


def _units_of(refund: Refund) -> dict[str, int]:
    units: dict[str, int] = {}
    for line in refund.lines:
        units[line.line_id] = units.get(line.line_id, 0) + line.units
    return units


@few
@given(order_claims(), policies())
def test_a_refund_is_never_above_what_is_possible(life: OrderClaims, policy: Policy) -> None:
    """Of items, decisions and the balance; a rejected item takes nothing and is worth nothing."""
    balance = life.balance(policy=policy)
    assert balance.approved.minor <= balance.possible.minor <= balance.paid.minor
    for decision in life.decisions(policy=policy):
        assert decision.refund.total.minor <= decision.refund_possible.total.minor
        for item in decision.items:
            assert item.refund.total.minor <= item.refund_possible.total.minor
            if item.outcome in (Outcome.REJECTED, Outcome.NOT_GOVERNED):
                assert (item.units, item.held_by, amounts(item.refund_possible)) == ((), (), (0, 0))


@few
@given(order_claims(), freight_weights)
def test_every_step_is_within_one_minor_unit_of_the_exact_share(life: OrderClaims, policy: Policy) -> None:
    """Each stretch of units is worth its exact part of the line's allocated value, give or take one minor unit."""
    for decision in life.decisions(policy=policy):
        for refund in [decision.refund_possible, *[item.refund_possible for item in decision.items]]:
            for line in refund.lines:
                part = Fraction(line.units, line.allocation.quantity)
                assert abs(line.goods.minor - part * line.allocation.paid_value.minor) <= 1
                assert abs(line.freight.minor - part * line.allocation.freight.minor) <= 1


@few
@given(order_claims(), policies())
def test_money_arrives_where_an_approved_refund_takes_units(life: OrderClaims, policy: Policy) -> None:
    """An arrival needs an approved refund, the date of its approval, and a unit."""
    for decision in life.decisions(policy=policy):
        for item in decision.items:
            refunded = item.outcome is APPROVED and decision.claim.remedy is REFUND and bool(item.units)
            assert (item.arrival is not None) == (refunded and item.item.approved_at is not None)


@few
@given(order_claims())
def test_one_claim_is_decided_as_all_are(life: OrderClaims) -> None:
    """Asking for one decision gives the one among all of them, and outcomes are those of the claim alone."""
    for decision in life.decisions():
        assert life.decide(decision.claim.claim_id) == decision
        assert decision.claims == life.claims
        alone = OrderClaims(life.order, [decision.claim]).decide(decision.claim.claim_id)
        assert [item.outcome for item in alone.items] == [item.outcome for item in decision.items]
        assert [item.findings for item in alone.items] == [item.findings for item in decision.items]


@few
@given(order_claims())
def test_a_life_is_a_value(life: OrderClaims) -> None:
    """Frozen, hashable, equal to its copies and to what comes back from pickle, and decided alike."""
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        life.claims = ()  # type: ignore[misc]
    again = pickle.loads(pickle.dumps(life))
    assert again == life == copy.deepcopy(life)
    assert hash(again) == hash(life)
    decisions = life.decisions()
    assert again.decisions() == decisions
    assert pickle.loads(pickle.dumps(decisions)) == decisions
    assert pickle.loads(pickle.dumps(life.balance())) == life.balance()


def a_pair(**changes: object) -> Order:
    """A pair of earrings, shipped on 5 January."""
    return an_order(a_line("left", set_id="pair", **changes), a_line("right", set_id="pair", **changes))


APPROVAL = at("2024-01-15 12:00")
PENDING = Verification.PENDING


@pytest.mark.parametrize(
    ("submitted_at", "drawn_in"), [(APPROVAL - TICK, False), (APPROVAL, True), (APPROVAL + TICK, True)]
)
@pytest.mark.parametrize("verification", Verification)
def test_a_claim_submitted_before_the_approval_keeps_its_piece(
    submitted_at: datetime, drawn_in: bool, verification: Verification
) -> None:
    """A microsecond before, the right earring is left to the claim that names it, whatever becomes of that claim."""
    left = a_claim(an_item("left", rest_usable=False, approved_at=APPROVAL))
    right = a_claim(an_item("right"), claim_id="C-2", submitted_at=submitted_at, verification=verification)
    decision = OrderClaims(a_pair(), [right, left]).decide("C-1")
    assert dict(decision.units) == ({"left": 1, "right": 1} if drawn_in else {"left": 1})
    assert decision.refund.total == (usd("39.80") if drawn_in else usd("19.90"))
    assert decision.items[0].held_by == ()


@pytest.mark.parametrize("places", list(permutations(range(4))))
def test_each_claim_keeps_its_piece_by_its_own_time(places: tuple[int, ...]) -> None:
    """Of three pairs, a box is named before the approval and one after it, however the claims are recorded."""
    order = an_order(*[a_line(name, quantity=3, set_id="set") for name in ("left", "right", "box")])
    drawing = a_claim(an_item("left", quantity=3, rest_usable=False, approved_at=APPROVAL))
    others = [
        a_claim(an_item(line_id), claim_id=claim_id, submitted_at=APPROVAL + days * DAY, verification=answer)
        for claim_id, line_id, days, answer in (
            ("C-2", "box", -2, Verification.RULED_AGAINST_SELLER),
            ("C-3", "right", -1, Verification.PENDING),
            ("C-4", "box", 1, Verification.PENDING),
        )
    ]
    claims = (drawing, *others)
    record = OrderClaims(order, [claims[place] for place in places])
    assert dict(record.decide("C-1").units) == {"left": 3, "right": 2, "box": 2}


def test_a_claim_keeps_all_the_pieces_that_its_items_name() -> None:
    """Two items name a right earring each, so of three only one is left to draw in; here the claim is rejected."""
    drawing = a_claim(an_item("left", quantity=3, rest_usable=False, approved_at=APPROVAL))
    items = (an_item("right"), an_item("right", Problem.WRONG_SIZE))
    rival = a_claim(*items, claim_id="C-2", verification=Verification.RULED_AGAINST_SELLER)
    assert dict(OrderClaims(a_pair(quantity=3), [rival, drawing]).decide("C-1").units) == {"left": 3, "right": 1}


def test_a_piece_approved_when_it_was_claimed_is_kept_once() -> None:
    """A claim has one right earring and names another, all at one instant: of three, one is left to draw in."""
    drawing = a_claim(an_item("left", quantity=3, rest_usable=False, approved_at=APPROVAL))
    claimed_at = APPROVAL - DAY
    pending = an_item("right", Problem.WRONG_SIZE, verification=Verification.PENDING)
    rival = a_claim(an_item("right", approved_at=claimed_at), pending, claim_id="C-2", submitted_at=claimed_at)
    record = OrderClaims(a_pair(quantity=3), [rival, drawing])
    assert dict(record.decide("C-1").units) == {"left": 3, "right": 1}
    assert dict(record.decide("C-2").units) == {"right": 2}


def test_pieces_taken_and_pieces_named_are_kept_together() -> None:
    """Of four right earrings one was drawn in, one is approved and one is named: one is left to draw in."""
    claims = [
        a_claim(an_item("left", rest_usable=False, approved_at=APPROVAL - 2 * DAY)),
        a_claim(an_item("right", approved_at=APPROVAL - DAY), claim_id="C-2"),
        a_claim(an_item("right"), claim_id="C-3", verification=PENDING),
        a_claim(an_item("left", quantity=3, rest_usable=False, approved_at=APPROVAL), claim_id="C-4"),
    ]
    taken = [dict(decision.units) for decision in OrderClaims(a_pair(quantity=4), claims).decisions()]
    assert taken == [{"left": 1, "right": 1}, {"right": 1}, {"right": 1}, {"left": 3, "right": 1}]


def test_units_held_are_those_of_all_items_of_a_claim() -> None:
    """Two approved items and an open one of the first claim leave nothing for the second."""
    items = [an_item(), an_item(problem=Problem.WRONG_SIZE), an_item(problem=Problem.DEFECTIVE, verification=PENDING)]
    first, second = a_claim(*items), a_claim(claim_id="C-2", submitted_at=at("2024-01-11"), verification=PENDING)
    (item,) = OrderClaims(an_order(a_line(quantity=3)), [second, first]).decide("C-2").items
    assert (item.units, item.held_by) == (
        (),
        (UnitsHeld(claim_id="C-1", units=2, approved=True), UnitsHeld(claim_id="C-1", units=1, approved=False)),
    )


@pytest.mark.parametrize("days", [-4, -1, 0, 1, 5])
def test_an_undated_approval_leaves_every_claim_its_piece(days: int) -> None:
    """Not known since when it is approved, it counts every other claim, whenever that is submitted."""
    left = a_claim(an_item("left", rest_usable=False))
    right = a_claim(an_item("right"), claim_id="C-2", submitted_at=APPROVAL + days * DAY)
    assert dict(OrderClaims(a_pair(), [left, right]).decide("C-1").units) == {"left": 1}


@pytest.mark.parametrize("wait", [-TICK, timedelta(0), TICK])
@pytest.mark.parametrize("ids", [("C-1", "C-2"), ("C-2", "C-1")])
def test_the_earlier_approval_gets_the_last_unit(wait: timedelta, ids: tuple[str, str]) -> None:
    """A microsecond decides; of equal approvals the earlier claim, and of equal claims the smaller id, comes first."""
    first, second = ids
    one = a_claim(claim_id=first, approved_at=APPROVAL)
    other = a_claim(claim_id=second, approved_at=APPROVAL + wait)
    winner = second if wait < timedelta(0) else first if wait else "C-1"
    record = OrderClaims(an_order(), [one, other])
    assert [claim_id for claim_id in ids if record.decide(claim_id).units] == [winner]
    loser = record.decide("C-2" if winner == "C-1" else "C-1")
    assert (record.decide(winner).items[0].arrival is None, loser.items[0].arrival) == (False, None)
    assert [(held.claim_id, held.units, held.approved) for held in loser.items[0].held_by] == [(winner, 1, True)]


@pytest.mark.parametrize("wait", [-TICK, timedelta(0), TICK])
def test_equal_approvals_go_by_submission(wait: timedelta) -> None:
    """Of two approvals at one instant that of the claim submitted first takes the unit, if only by a microsecond."""
    one = a_claim(approved_at=APPROVAL)
    other = a_claim(claim_id="B-9", submitted_at=at("2024-01-10") + wait, approved_at=APPROVAL)
    record = OrderClaims(an_order(), [one, other])
    assert bool(record.decide("C-1").units) == (wait > timedelta(0))


@pytest.mark.parametrize("wait", [-TICK, timedelta(0), TICK])
def test_open_claims_go_by_submission(wait: timedelta) -> None:
    """Of two open claims the first submitted holds the unit; of equal ones that with the smaller id."""
    one = a_claim(verification=Verification.PENDING)
    other = a_claim(claim_id="C-2", submitted_at=at("2024-01-10") + wait, verification=Verification.CONTESTED)
    record = OrderClaims(an_order(), [one, other])
    assert bool(record.decide("C-1").units) == (wait >= timedelta(0))


@pytest.mark.parametrize(("submitted_at", "drawn_in"), [(APPROVAL - TICK, 1), (APPROVAL, 2), (APPROVAL + TICK, 2)])
def test_pieces_that_were_drawn_in_are_nobody_elses(submitted_at: datetime, drawn_in: int) -> None:
    """Of three right earrings one was drawn in and one may be named by another: those left to draw in are the rest."""
    order = a_pair(quantity=3)
    first = a_claim(an_item("left", rest_usable=False, approved_at=at("2024-01-11")))
    named = a_claim(an_item("right"), claim_id="C-2", submitted_at=submitted_at, verification=Verification.PENDING)
    second = a_claim(an_item("left", quantity=2, rest_usable=False, approved_at=APPROVAL), claim_id="C-3")
    record = OrderClaims(order, [first, named, second])
    assert dict(record.decide("C-1").units) == {"left": 1, "right": 1}
    assert dict(record.decide("C-3").units) == {"left": 2, "right": drawn_in}
    assert dict(record.decide("C-2").units) == ({"right": 1} if drawn_in == 1 else {})


def test_an_approval_that_lacks_proof_is_open_and_leaves_later_claims_their_piece() -> None:
    """Dated but without a picture, it takes its units among the open items, and counts every other claim."""
    left = a_claim(an_item("left", rest_usable=False, approved_at=APPROVAL), evidence=[])
    right = a_claim(an_item("right"), claim_id="C-2", submitted_at=APPROVAL + DAY, verification=Verification.PENDING)
    decision = OrderClaims(a_pair(), [left, right]).decide("C-1")
    assert decision.outcome is Outcome.NEEDS_EVIDENCE
    assert dict(decision.units) == {"left": 1}


def test_pieces_that_are_both_bad_spread_to_one_product() -> None:
    """A left and a right earring that cannot be used alone make one pair, not two: the box of one is drawn in."""
    lines = [a_line(name, quantity=2, set_id="pair") for name in ("left", "right", "box")]
    claim = a_claim(an_item("left", rest_usable=False), an_item("right", rest_usable=False))
    assert [dict(item.units) for item in OrderClaims(an_order(*lines), [claim]).decide("C-1").items] == [
        {"left": 1, "right": 1, "box": 1},
        {},
    ]


def test_a_piece_that_draws_in_more_adds_only_the_difference() -> None:
    """Two left earrings and three right ones: the second item draws in the third box and the third left one."""
    lines = [a_line(name, quantity=3, set_id="pair") for name in ("left", "right", "box")]
    items = [an_item("left", quantity=2, rest_usable=False), an_item("right", quantity=3, rest_usable=False)]
    assert [dict(item.units) for item in OrderClaims(an_order(*lines), [a_claim(*items)]).decide("C-1").items] == [
        {"left": 2, "right": 2, "box": 2},
        {"left": 1, "right": 1, "box": 1},
    ]


@pytest.mark.parametrize(("submitted_at", "drawn_in"), [(APPROVAL - TICK, 1), (APPROVAL, 2), (APPROVAL + TICK, 2)])
def test_a_claim_that_drew_in_more_than_it_names_keeps_all_of_it(submitted_at: datetime, drawn_in: int) -> None:
    """Of four right earrings a claim has two and names one of them: what it has counts, not what it names."""
    given = at("2024-01-11")
    two = an_item("left", quantity=2, rest_usable=False)
    first = a_claim(two, an_item("right"), approved_at=given)
    named = a_claim(an_item("right"), claim_id="C-2", submitted_at=submitted_at, verification=Verification.PENDING)
    second = a_claim(two, claim_id="C-3", approved_at=APPROVAL)
    record = OrderClaims(a_pair(quantity=4), [first, named, second])
    assert [dict(item.units) for item in record.decide("C-1").items] == [{"left": 2, "right": 2}, {}]
    assert dict(record.decide("C-3").units) == {"left": 2, "right": drawn_in}
