"""What every drawn value keeps: it is valid, it fits, it is what was asked for, and it shrinks to something short."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import attrs
import pytest
from hypothesis import find, given
from hypothesis import strategies as st

import cmoffer_policy
from cmoffer_policy import (
    POLICY_2023,
    Claim,
    InvalidValue,
    Order,
    OrderClaims,
    Outcome,
    Problem,
    Remedy,
    Verification,
    WorkCalendar,
    china_calendar,
    decide,
    missing_evidence,
    observe,
    testing,
)
from cmoffer_policy.facts import Facts
from cmoffer_policy.rules import Finding, Verdict, judge
from cmoffer_policy.testing import (
    boundaries,
    cases,
    claim_items,
    claims,
    evidences,
    facts,
    instants,
    moneys,
    order_claims,
    order_lines,
    orders,
    policies,
    work_calendars,
)
from support.builders import REFUND_SCREENSHOT, a_line, an_order, at, usd
from support.draws import few
from support.minimal import minimal

PUBLIC_TYPES = [
    kind
    for module in (cmoffer_policy, testing)
    for name in module.__all__
    if isinstance(kind := getattr(module, name), type) and attrs.has(kind)
]
POSSIBLE = [
    (outcome, remedy)
    for outcome in Outcome
    for remedy in (None, *Remedy)
    if (outcome, remedy) != (Outcome.REFERRED, Remedy.REPLACEMENT)
]


@pytest.mark.parametrize("kind", [*PUBLIC_TYPES, Facts, Finding, Verdict], ids=lambda kind: kind.__name__)
def test_every_public_type_is_drawn_from_its_type(kind: type) -> None:
    """``st.from_type`` gives natural values of each type without being told anything."""

    @few
    @given(st.from_type(kind))
    def drawn(value: object) -> None:
        assert type(value) is kind

    drawn()


@given(st.data(), st.sampled_from(["USD", "JPY"]), st.integers(1, 20), st.booleans(), st.booleans())
def test_an_order_is_as_asked_for(data: st.DataObject, currency: str, lines: int, shipped: bool, fresh: bool) -> None:
    """Currency, number of lines, shipment and freshness are those given; every line has units left."""
    order = data.draw(orders(lines=lines, currency=currency, shipped=shipped, fresh=fresh))
    assert order.currency == currency
    assert len(order.lines) == lines
    assert (order.shipped_at is not None) is shipped
    assert order.delivered_at is None or shipped
    assert all(line.left >= 1 for line in order.lines)
    assert not fresh or all(line.left == line.quantity for line in order.lines)


@given(orders(delivered=True), orders(shipped=True, delivered=False))
def test_a_delivery_is_as_asked_for(delivered: Order, on_its_way: Order) -> None:
    """What is delivered was shipped before; what is not can be shipped all the same."""
    assert delivered.shipped_at is not None
    assert delivered.delivered_at is not None
    assert delivered.shipped_at <= delivered.delivered_at
    assert (on_its_way.shipped_at is None, on_its_way.delivered_at) == (False, None)


def test_a_delivery_without_shipment_is_refused() -> None:
    """The two options that contradict each other are refused when the strategy is made."""
    with pytest.raises(InvalidValue, match="delivered: got True, expected False or None where shipped is False"):
        orders(shipped=False, delivered=True)


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (lambda: orders(lines=0), "lines: got 0, expected 1 or more"),
        (lambda: orders(lines=True), "lines: got True, expected an integer"),
        (lambda: orders(lines=[1]), "lines[0]: got 1, expected a value of type OrderLine"),
        (lambda: orders(lines={a_line()}), "lines: got "),
        (lambda: orders(lines=[a_line()], currency="USD"), "lines: got lines of their own, expected a number of lines"),
        (lambda: orders(lines=[a_line()], fresh=True), "lines: got lines of their own, expected a number of lines"),
        (lambda: order_lines(quantity=0), "quantity: got 0, expected 1 or more"),
        (lambda: order_lines(quantity="2"), "quantity: got '2', expected an integer"),
        (lambda: moneys(currency="XXX"), "currency: got 'XXX', expected an ISO 4217 code such as 'USD'"),
        (lambda: moneys(min_minor=3, max_minor=2), "max_minor: got 2, expected 3 or more"),
        (lambda: instants(max_value=at("2022-01-01")), "max_value: got 2022-01-01T12:00:00+08:00, expected "),
        (lambda: claims("A-1"), "order: got 'A-1', expected a value of type Order"),
        (lambda: order_claims("A-1"), "order: got 'A-1', expected a value of type Order"),
        (lambda: order_claims(claims=-1), "claims: got -1, expected 0 or more"),
        (lambda: order_claims(claims=1001), "claims: got 1001, expected at most 1000"),
        (lambda: cases(outcome="approved"), "outcome: got 'approved', expected a value of type Outcome"),
    ],
)
def test_options_that_make_no_sense_are_refused_at_once(asked: Any, message: str) -> None:
    """Not in the middle of a run: the message names the option."""
    with pytest.raises(InvalidValue) as refused:
        asked()
    assert str(refused.value).startswith(message)


@pytest.mark.parametrize(
    ("strategy", "message"),
    [
        (orders(lines=st.just([])), "lines: got no lines, expected at least one line"),
        (orders(lines=[]), "lines: got no lines, expected at least one line"),
        (evidences(document="picture"), "document: got 'picture', expected a value of type Document"),  # type: ignore[arg-type]
    ],
)
def test_what_is_drawn_from_others_is_checked_when_it_is_drawn(strategy: Any, message: str) -> None:
    """What cannot be known before is refused then, in the same words."""
    with pytest.raises(InvalidValue, match=message):
        minimal(strategy)


def test_one_bound_moves_the_other() -> None:
    """A minimum above the usual maximum is no contradiction."""
    assert minimal(moneys(currency="USD", min_minor=2 * 10**6)) == usd("20000.00")
    assert minimal(instants(at("2030-01-01"))) == at("2030-01-01")


@few
@given(st.data())
def test_given_lines_are_used(data: st.DataObject) -> None:
    """Lines can be given themselves or by a strategy of one's own."""
    lines = (a_line(quantity=3), a_line("chain"))
    assert data.draw(orders(lines=lines)).lines == lines
    assert data.draw(orders(lines=st.just(lines))).lines == lines


@given(st.data(), st.none() | st.sampled_from(Remedy), st.none() | st.sampled_from(Problem), st.none() | st.booleans())
def test_a_claim_fits_its_order_and_is_as_asked_for(
    data: st.DataObject, remedy: Remedy | None, problem: Problem | None, complete: bool | None
) -> None:
    """A drawn claim is decided without complaint; remedy, problem and completeness are those given."""
    order = data.draw(orders())
    claim = data.draw(claims(order, remedy=remedy, problem=problem, complete=complete))
    decide(order, claim)
    gaps = [missing_evidence(order, claim, item) for item in claim.items]
    assert remedy in (None, claim.remedy)
    assert problem is None or {item.problem for item in claim.items} == {problem}
    assert complete is not True or not any(gaps)
    assert complete is not False or all(gaps)


@few
@given(claims(verification=Verification.CONTESTED), claims(verification=Verification.CONFIRMED))
def test_a_verification_is_as_asked_for(contested: Claim, confirmed: Claim) -> None:
    """Of every item; only one that has passed can have an approval time."""
    assert {(item.verification, item.approved_at) for item in contested.items} == {(Verification.CONTESTED, None)}
    assert {item.verification for item in confirmed.items} == {Verification.CONFIRMED}


def test_nothing_can_be_claimed_of_an_order_without_units_left() -> None:
    """The fault shows when the strategy is made, not in the middle of a run."""
    with pytest.raises(InvalidValue, match="order: got order A-1, expected an order with units left"):
        claims(an_order(a_line(settled=1)))


@few
@given(st.data(), st.none() | st.sampled_from(Remedy), st.none() | st.sampled_from(Problem), st.none() | st.booleans())
def test_a_life_is_as_asked_for(
    data: st.DataObject, remedy: Remedy | None, problem: Problem | None, complete: bool | None
) -> None:
    """So many claims, each of them with this remedy, problem and completeness; every life is decided."""
    order, count = data.draw(orders()), data.draw(st.integers(0, 6))
    life = data.draw(order_claims(order, claims=count, remedy=remedy, problem=problem, complete=complete))
    assert (life.order, len(life.claims), len(life.decisions())) == (order, count, count)
    for claim in life.claims:
        gaps = [missing_evidence(order, claim, item) for item in claim.items]
        assert remedy in (None, claim.remedy)
        assert problem is None or {item.problem for item in claim.items} == {problem}
        assert complete is not True or not any(gaps)
        assert complete is not False or all(gaps)


@few
@given(order_claims(verification=Verification.CONTESTED))
def test_a_life_is_verified_as_asked_for(life: OrderClaims) -> None:
    """The verification is that of every item, and no more than five claims are drawn by default."""
    assert {item.verification for claim in life.claims for item in claim.items} == {Verification.CONTESTED}
    assert 1 <= len(life.claims) <= 5


def test_no_life_begins_without_units_left() -> None:
    """The fault shows when the strategy is made, as for a claim."""
    with pytest.raises(InvalidValue, match="order: got order A-1, expected an order with units left"):
        order_claims(an_order(a_line(settled=1)))


@pytest.mark.parametrize(("outcome", "remedy"), POSSIBLE)
def test_a_case_reaches_the_outcome_asked_for(outcome: Outcome, remedy: Remedy | None) -> None:
    """Under the policy of 2023 every drawn case has the outcome and asks for the remedy."""

    @few
    @given(cases(outcome=outcome, remedy=remedy), facts(outcome=outcome, remedy=remedy))
    def drawn(case: tuple[Order, Claim], known: Facts) -> None:
        assert decide(*case).outcome is outcome
        assert remedy in (None, case[1].remedy)
        assert judge(known, POLICY_2023).outcome is outcome
        assert remedy in (None, known.remedy)

    drawn()


@pytest.mark.parametrize("strategy", [cases, facts])
def test_an_outcome_that_a_remedy_never_has_is_refused(strategy: Any) -> None:
    """Customer service is asked about cancellations only, and these bring no replacement."""
    expected = "outcome: got referred for a replacement, expected an outcome that a replacement can have"
    with pytest.raises(InvalidValue, match=expected):
        minimal(strategy(outcome=Outcome.REFERRED, remedy=Remedy.REPLACEMENT))


def test_boundaries_stand_in_pairs_around_every_change() -> None:
    """The last instant before and the first after: shipment, delivery, and the ends of windows from either."""
    order = an_order(delivered_at=at("2024-01-15 08:00"))
    microsecond = timedelta(microseconds=1)
    changes = [
        at("2024-01-05"),
        at("2024-01-15 08:00"),
        at("2024-02-05 00:00"),
        at("2024-03-06 00:00"),
        at("2024-03-16 00:00"),
    ]
    assert boundaries(order) == [order.placed_at, *[at for end in changes for at in (end - microsecond, end)]]
    with pytest.raises(InvalidValue, match=r"^order: got None, expected a value of type Order$"):
        boundaries(None)  # type: ignore[arg-type]


@given(moneys(currency="JPY", min_minor=5, max_minor=7), moneys(min_minor=-3, max_minor=-1))
def test_amounts_are_in_the_range_asked_for(yen: cmoffer_policy.Money, debit: cmoffer_policy.Money) -> None:
    """Both ends are included, and amounts below zero are drawn where they are asked for."""
    assert yen.currency == "JPY"
    assert 5 <= yen.minor <= 7
    assert -3 <= debit.minor <= -1


@given(instants(at("2024-02-28 18:00"), at("2024-03-01 06:00")))
def test_instants_are_in_the_range_asked_for(drawn: Any) -> None:
    """Midnights before the range are none of it."""
    assert at("2024-02-28 18:00") <= drawn <= at("2024-03-01 06:00")


@given(evidences(document=cmoffer_policy.Document.REFUND_SCREENSHOT, complete=True), evidences(complete=False))
def test_a_document_is_complete_or_not_as_asked_for(
    whole: cmoffer_policy.Evidence, part: cmoffer_policy.Evidence
) -> None:
    """A complete document shows all that its kind has to, an incomplete one less."""
    assert whole.shows == REFUND_SCREENSHOT.shows
    assert len(part.shows) < (3 if part.document is cmoffer_policy.Document.REFUND_SCREENSHOT else 2)


def test_replacements_are_drawn_on_either_side_of_the_price() -> None:
    """The price of the unit itself, one minor unit less and one more all come up."""
    for by in (-1, 0, 1):
        strategy = claim_items(a_line(unit_price=usd("0.01")), remedy=Remedy.REPLACEMENT)
        price = cmoffer_policy.Money(minor=1 + by, currency="USD")
        assert find(strategy, lambda item, price=price: item.replacement_price == price).replacement_price == price


@few
@given(policies(), policies(figures=False), work_calendars(), cases())
def test_variants_of_the_policy_decide_every_case(
    policy: cmoffer_policy.Policy,
    reading: cmoffer_policy.Policy,
    calendar: WorkCalendar,
    case: tuple[Order, Claim],
) -> None:
    """Drawn policies and calendars work together, and without other figures only readings differ."""
    assert decide(*case, policy=policy, calendar=calendar).policy == policy
    assert (reading.after_sales_days, reading.guarantee_days) == (30, 60)
    assert reading.effective_from == POLICY_2023.effective_from
    observe(*case, case[1].items[0], policy=reading, calendar=china_calendar())
