"""The service agrees with the policy on every scenario, and no sequence of claims makes it pay too much."""

from __future__ import annotations

from pathlib import Path

import pytest
from claims_desk import ClaimsDesk
from hypothesis import given
from hypothesis import strategies as st

import cmoffer_policy
from cmoffer_policy import Claim, Order, Outcome, Remedy, decide
from cmoffer_policy.testing import Scenario, assert_decision, cases, claims, orders, scenarios


def test_the_library_is_the_installed_one() -> None:
    """What is under test is a package that somebody installed, complete with its scenarios."""
    assert Path(cmoffer_policy.__file__).with_name("py.typed").is_file()
    assert len(scenarios()) >= 60


@pytest.mark.parametrize("scenario", scenarios(), ids=str)
def test_the_desk_answers_as_the_policy_says(scenario: Scenario) -> None:
    """Outcome, money and date survive the way through the service."""
    desk = ClaimsDesk(scenario.policy)
    desk.receive(scenario.order)
    answer = desk.answer(scenario.claim)
    assert answer is not None
    expected = scenario.expected
    assert answer["outcome"] == expected.outcome.name.lower()
    assert answer["refund"] == str(expected.refund)
    assert answer["reasons"] == sorted({clause for item in expected.items for clause in item.failed})
    until = expected.acceptance_until
    assert answer["accepted_until"] == (until.isoformat() if until else None)


@given(st.data(), orders(fresh=True))
def test_no_sequence_of_claims_is_paid_more_than_the_order(data: st.DataObject, order: Order) -> None:
    """Whatever is claimed, in whatever order, the desk never pays out more than was paid."""
    desk = ClaimsDesk()
    desk.receive(order)
    for claim in data.draw(st.lists(claims(order, remedy=Remedy.REFUND, complete=True), max_size=4)):
        desk.answer(claim)
    assert sum((paid.minor for paid in desk.paid_out), start=0) <= order.paid.minor


@given(cases(outcome=Outcome.APPROVED, remedy=Remedy.REFUND))
def test_a_claim_sent_again_is_not_paid_for_the_same_units(case: tuple[Order, Claim]) -> None:
    """The units of the first time are gone: the second time takes others that are left, or none."""
    order, claim = case
    desk = ClaimsDesk()
    desk.receive(order)
    desk.answer(claim)
    assert desk.paid_out == [decide(order, claim).refund.total]
    again = desk.answer(claim)
    assert (again is None) is (desk.malformed == ["more_than_left at claim.items[0].quantity"])
    assert sum((paid.minor for paid in desk.paid_out), start=0) <= order.paid.minor


@given(st.from_type(Claim))
def test_a_claim_about_an_unknown_order_is_turned_away(claim: Claim) -> None:
    """The desk says what is wrong and pays nothing."""
    desk = ClaimsDesk()
    assert desk.answer(claim) is None
    assert desk.malformed == [f"order_id: got {claim.order_id!r}, expected an order of ours"]


def test_a_failing_assertion_of_the_service_explains() -> None:
    """Whoever breaks the service reads why in the terms of the policy."""
    late = scenarios(clause="1", outcome=Outcome.REJECTED)[0]
    with pytest.raises(
        AssertionError, match=r"^outcome: expected Outcome.APPROVED, decided Outcome.REJECTED\n\nClaim "
    ):
        assert_decision(decide(late.order, late.claim, policy=late.policy), outcome=Outcome.APPROVED)
