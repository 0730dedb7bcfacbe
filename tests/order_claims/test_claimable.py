"""What can still be claimed, worked out by hand: the days around each boundary, sets, losses and cancellations."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from attrs import evolve

from cmoffer_policy import (
    POLICY_2023,
    Claim,
    Claimable,
    Decision,
    Document,
    GuaranteeGrants,
    GuaranteeStart,
    Inconsistent,
    InvalidValue,
    Money,
    OrderClaims,
    Policy,
    Problem,
    ProductionStage,
    Remedy,
    Verification,
)
from cmoffer_policy.policy import Loss
from support.builders import a_claim, a_line, an_item, an_order, at, usd

REFUND, REPLACEMENT = Remedy
TICK = timedelta(microseconds=1)
GUARANTEED = {
    *(Problem.WRONG_ITEM, Problem.BROKEN, Problem.DEFECTIVE),
    *(Problem.WRONG_BIRTHSTONE, Problem.WRONG_ENGRAVING, Problem.WRONG_SIZE),
}
DAY_15, DAY_31, DAY_61 = at("2024-01-20"), at("2024-02-05 00:00"), at("2024-03-06 00:00")


def remedies(
    record: OrderClaims, moment: datetime, policy: Policy = POLICY_2023, **options: Any
) -> dict[Problem, set[Remedy]]:
    """The remedies that can be claimed for each problem, on whatever line."""
    found: dict[Problem, set[Remedy]] = {}
    for group in record.claimable(moment, policy=policy, **options):
        for problem in group.problems:
            found.setdefault(problem, set()).add(group.remedy)
    return found


def group_of(
    record: OrderClaims, moment: datetime, problem: Problem, remedy: Remedy, *, line_id: str = "", **options: Any
) -> Claimable:
    (group,) = [
        group
        for group in record.claimable(moment, **options)
        if problem in group.problems and group.remedy is remedy and line_id in ("", group.line_id)
    ]
    return group


@pytest.mark.parametrize(
    ("moment", "refund", "replacement"),
    [
        (at("2024-01-05 12:00") - TICK, False, False),
        (at("2024-01-05 12:00"), True, True),
        (DAY_31 - TICK, True, True),
        (DAY_31, False, True),
        (DAY_61 - TICK, False, True),
        (DAY_61, False, False),
    ],
)
def test_a_broken_ring_can_be_claimed_from_shipment_to_the_ends_of_the_windows(
    moment: datetime, refund: bool, replacement: bool
) -> None:
    """The microseconds before and at the shipment, the end of day 30 and that of day 60."""
    expected = {remedy for remedy, possible in ((REFUND, refund), (REPLACEMENT, replacement)) if possible}
    assert remedies(OrderClaims(an_order()), moment).get(Problem.BROKEN, set()) == expected


def test_after_day_30_only_what_the_guarantee_covers_is_left() -> None:
    """Wrong, broken, defective goods and wrong personalisation; until day 60, under 2.3, with three proofs."""
    (group,) = OrderClaims(an_order()).claimable(DAY_31)
    assert group.problems == GUARANTEED
    assert (group.line_id, group.units, group.remedy, group.most) == ("ring", 1, REPLACEMENT, usd("0.00"))
    assert group.deadline is not None
    assert group.deadline.before == DAY_61
    assert group.clauses == ("2.3",)
    assert [proof.clause for proof in group.documents] == ["3.1", "3.2.1", "3.2.2"]


def test_goods_not_as_described_ask_for_two_documents_more() -> None:
    """The listing and the measurement, after the three proofs that every claim needs."""
    group = group_of(OrderClaims(an_order()), at("2024-01-20"), Problem.NOT_AS_DESCRIBED, REFUND)
    assert [proof.clause for proof in group.documents] == ["3.1", "3.2.1", "3.2.2", "3.2.3", "3.2.3"]
    assert [proof.document for proof in group.documents][-2:] == [Document.LISTING, Document.MEASUREMENT_PHOTO]


@pytest.mark.parametrize(
    ("quantity", "lines", "loss", "units"),
    [
        (1, 1, Loss.PART_ONLY, 0),
        (2, 1, Loss.PART_ONLY, 1),
        (3, 1, Loss.PART_ONLY, 2),
        (1, 2, Loss.PART_ONLY, 1),
        (1, 1, Loss.COVERED, 1),
        (3, 1, Loss.COVERED, 3),
    ],
)
def test_an_order_lost_whole_leaves_a_part_of_it_to_claim(quantity: int, lines: int, loss: Loss, units: int) -> None:
    """Where 2.1 asks for something to have arrived, a claim for all units fails, and one for all but one does not."""
    order = an_order(*[a_line(f"ring-{number}", quantity=quantity) for number in range(lines)])
    found = OrderClaims(order).claimable(at("2024-01-20"), policy=evolve(POLICY_2023, loss=loss))
    groups = [group for group in found if Problem.LOST in group.problems and group.line_id == "ring-0"]
    assert [group.units for group in groups] == ([units] * 2 if units else [])
    assert [group.most for group in groups] == ([usd("19.90") * units, usd("0.00")] if units else [])


@pytest.mark.parametrize(
    ("production", "clauses"),
    [(None, ("2.4",)), (ProductionStage.NOT_STARTED, ("2.4",)), (ProductionStage.STARTED, ())],
)
def test_an_order_not_shipped_can_be_cancelled_until_production(
    production: ProductionStage | None, clauses: tuple[str, ...]
) -> None:
    """For a refund, with no deadline and no documents; nothing else can be claimed yet."""
    found = OrderClaims(an_order(shipped_at=None)).claimable(at("2024-01-20"), production=production)
    assert [group.clauses for group in found] == ([clauses] if clauses else [])
    for group in found:
        assert (group.problems, group.remedy) == ({Problem.CHANGE_OF_MIND}, REFUND)
        assert (group.deadline, group.documents, group.most) == (None, (), usd("19.90"))


@pytest.mark.parametrize("moment", [DAY_61 - TICK, DAY_61, at("2024-05-01")])
def test_a_guarantee_from_an_unknown_delivery_goes_on_at_least(moment: datetime) -> None:
    """Its deadline is the earliest that it can be, and what it may grant stays claimable after it."""
    policy = evolve(POLICY_2023, guarantee_start=GuaranteeStart.DELIVERY)
    group = group_of(OrderClaims(an_order()), moment, Problem.BROKEN, REPLACEMENT, policy=policy)
    assert group.deadline is not None
    assert (group.deadline.before, group.deadline.at_least, group.clauses) == (DAY_61, True, ("2.3",))


@pytest.mark.parametrize(
    ("grants", "days_45", "clauses"),
    [
        (GuaranteeGrants.REPLACEMENT, {REPLACEMENT}, ("1",)),
        (GuaranteeGrants.NOTHING, set(), ("1",)),
        (GuaranteeGrants.EITHER, {REFUND, REPLACEMENT}, ("1", "2.3")),
    ],
)
def test_what_the_guarantee_grants_goes_by_the_reading(
    grants: GuaranteeGrants, days_45: set[Remedy], clauses: tuple[str, ...]
) -> None:
    """On day 45 the guarantee stands alone; on day 15 it is a second route to a refund, or none."""
    policy, record = evolve(POLICY_2023, guarantee_grants=grants), OrderClaims(an_order())
    assert remedies(record, at("2024-02-19"), policy).get(Problem.BROKEN, set()) == days_45
    assert group_of(record, at("2024-01-20"), Problem.BROKEN, REFUND, policy=policy).clauses == clauses


def test_the_most_counts_pieces_that_nobody_else_has_a_claim_to() -> None:
    """Of two pairs one right earring is claimed by another, so a claim for both left ones draws in one right one."""
    order = an_order(
        a_line("left", quantity=2, set_id="pair"),
        a_line("right", quantity=2, set_id="pair", unit_price=usd("5.00")),
        freight=usd("0.00"),
    )
    rival = a_claim(an_item("right"), verification=Verification.RULED_AGAINST_SELLER)
    moment = at("2024-01-20")
    assert [record.claimable(moment)[0].most for record in (OrderClaims(order), OrderClaims(order, [rival]))] == [
        usd("49.80"),
        usd("44.80"),
    ]
    both = evolve(rival, items=[an_item("right", quantity=2, verification=Verification.PENDING)])
    found = OrderClaims(order, [both]).claimable(moment)
    assert {(group.line_id, group.units) for group in found} == {("left", 2)}
    assert found[0].most == usd("39.80")


PAIR = an_order(
    a_line("left", quantity=2, set_id="pair", unit_price=usd("1.00")),
    a_line("right", quantity=2, set_id="pair", unit_price=usd("1.01")),
    freight=usd("0.01"),
)


def drawing_in(verification: Verification, approved_at: datetime | None = None) -> Claim:
    """Both left earrings, without which the right ones are of no use."""
    item = an_item("left", quantity=2, rest_usable=False, verification=verification, approved_at=approved_at)
    return a_claim(item, claim_id="C-1")


def claimed(record: OrderClaims, line_id: str, units: int) -> Decision:
    """The decision on a new claim for so many earrings, without which those of the other side are of no use."""
    item = an_item(line_id, quantity=units, rest_usable=False, verification=Verification.PENDING)
    return record.with_claim(a_claim(item, claim_id="C-9", submitted_at=DAY_15)).decide("C-9")


@pytest.mark.parametrize(
    ("drawing", "units"),
    [
        (drawing_in(Verification.PENDING), 2),
        (drawing_in(Verification.CONFIRMED), 2),
        (drawing_in(Verification.CONFIRMED, DAY_15 + TICK), 2),
        (drawing_in(Verification.CONFIRMED, DAY_15), 0),
        (drawing_in(Verification.RULED_AGAINST_SELLER), 2),
    ],
    ids=["open", "approved but not dated", "approved afterwards", "approved before", "rejected"],
)
def test_pieces_that_were_drawn_in_can_be_claimed_until_the_approval(drawing: Claim, units: int) -> None:
    """5.3: an item goes without the pieces that somebody else names before it is approved."""
    record = OrderClaims(PAIR, [drawing])
    assert {group.units for group in record.claimable(DAY_15) if group.line_id == "right"} == {units} - {0}
    assert dict(claimed(record, "right", 2).items[0].units).get("right", 0) == units


def test_the_most_counts_pieces_that_are_left_beside_those_drawn_in() -> None:
    """One left earring draws in one right one; a claim for the other left one gets the other right one as well."""
    item = an_item("left", rest_usable=False, verification=Verification.PENDING)
    record = OrderClaims(PAIR, [a_claim(item)])
    group = group_of(record, DAY_15, Problem.BROKEN, REFUND, line_id="left")
    assert (group.units, group.most) == (1, usd("2.01"))
    assert claimed(record, "left", 1).refund_possible.total == usd("2.01")


def test_the_most_is_the_worth_of_the_units_once_the_others_go_without_theirs() -> None:
    """One of two right earrings was named, the other drawn in: USD 2.02 and the whole freight go to a claim for both."""
    named = a_claim(an_item("right", verification=Verification.RULED_AGAINST_SELLER), claim_id="C-0")
    record = OrderClaims(PAIR, [named, drawing_in(Verification.PENDING)])
    found = {group.line_id: group for group in record.claimable(DAY_15) if group.remedy is REFUND}
    assert {line_id: (group.units, group.most) for line_id, group in found.items()} == {"right": (2, usd("2.03"))}
    assert claimed(record, "right", 2).refund_possible.total == usd("2.03")


def test_a_guarantee_that_may_go_on_makes_the_later_end_one_of_at_least() -> None:
    """After-sales service of 90 days ends on 4 April; the guarantee, of an unknown delivery, may outlast it."""
    policy = evolve(POLICY_2023, after_sales_days=90, guarantee_start=GuaranteeStart.DELIVERY)
    found = {}
    for remedy in Remedy:
        deadline = group_of(OrderClaims(an_order()), at("2024-01-20"), Problem.BROKEN, remedy, policy=policy).deadline
        assert deadline is not None
        found[remedy] = (deadline.last_day.isoformat(), deadline.at_least)
    assert found == {REFUND: ("2024-04-04", False), REPLACEMENT: ("2024-04-04", True)}


@pytest.mark.parametrize(
    ("settled", "rivals", "most"),
    [((0, 0), 0, "49.80"), ((1, 0), 0, "24.90"), ((0, 1), 0, "44.80"), ((0, 0), 1, "44.80"), ((0, 1), 2, "39.80")],
)
def test_the_most_draws_in_one_piece_for_each_unit(settled: tuple[int, int], rivals: int, most: str) -> None:
    """As many right earrings as left ones are claimed, of those that are neither settled nor named by anybody."""
    order = an_order(
        a_line("left", quantity=2, settled=settled[0], set_id="pair"),
        a_line("right", quantity=2, settled=settled[1], set_id="pair", unit_price=usd("5.00")),
    )
    rejected = Verification.RULED_AGAINST_SELLER
    claims = [a_claim(an_item("right"), claim_id=f"C-{place}", verification=rejected) for place in range(rivals)]
    group = OrderClaims(order, claims).claimable(at("2024-01-20"))[0]
    assert (group.line_id, group.units, group.most) == ("left", 2 - settled[0], usd(most))


def test_nothing_is_claimable_where_nothing_is_left_or_the_policy_does_not_govern() -> None:
    """All units taken, settled in full, or an order of the year before."""
    moment = at("2024-01-20")
    settled = an_order(a_line(settled=1), a_line("chain"))
    assert OrderClaims(an_order(), [a_claim()]).claimable(moment) == ()
    assert {group.line_id for group in OrderClaims(settled).claimable(moment)} == {"chain"}
    earlier = an_order(placed_at=at("2022-12-31 23:59"), shipped_at=at("2023-01-05"))
    assert OrderClaims(earlier).claimable(at("2023-01-10")) == ()


@pytest.mark.parametrize(
    ("claims", "since", "what"),
    [
        ((), "2024-01-03T12:00:00+08:00", "when the order was placed"),
        ((a_claim(),), "2024-01-10T12:00:00+08:00", "when the latest claim was submitted"),
    ],
)
def test_a_new_claim_comes_after_those_on_record(claims: tuple[Any, ...], since: str, what: str) -> None:
    """A microsecond before the latest claim, or the order itself, is refused; at it and after it is not."""
    record = OrderClaims(an_order(), claims)
    first = datetime.fromisoformat(since)
    record.claimable(first)
    record.claimable(first + TICK)
    with pytest.raises(Inconsistent) as refused:
        record.claimable(first - TICK)
    assert refused.value.code == "too_early"
    assert str(refused.value) == f"at: got {(first - TICK).isoformat()}, expected {since} or later, {what}"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"at": "2024-01-20"}, "at: got '2024-01-20', expected an aware datetime"),
        ({"production": "started"}, "production: got 'started', expected a value of type ProductionStage"),
        ({"policy": "2023"}, "policy: got '2023', expected a value of type Policy"),
        ({"calendar": "china"}, "calendar: got 'china', expected a value of type WorkCalendar"),
    ],
)
def test_values_of_another_kind_are_refused(options: dict[str, Any], message: str) -> None:
    """Each argument by its name."""
    with pytest.raises(InvalidValue) as refused:
        OrderClaims(an_order()).claimable(**{"at": at("2024-01-20"), **options})
    assert str(refused.value) == message


def test_a_claimable_is_a_value() -> None:
    """Equal groups are equal and hash alike, and an amount of nothing is in the order's currency."""
    record = OrderClaims(an_order(a_line(unit_price=Money.of(100, "JPY"))))
    first, again = [group_of(record, at("2024-01-20"), Problem.BROKEN, REPLACEMENT) for _ in range(2)]
    assert (first, hash(first)) == (again, hash(again))
    assert first.most == Money.of(0, "JPY")
