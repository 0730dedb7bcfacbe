"""The service agrees with the policy on every scenario and every life, and a slip in it would be noticed."""

from __future__ import annotations

from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from broken_desks import SLIPS
from claims_desk import ClaimsDesk
from hypothesis import given
from hypothesis import strategies as st

import cmoffer_policy
from cmoffer_policy import Claim, InputError, Order, Outcome, Remedy, decide
from cmoffer_policy.testing import Life, Scenario, assert_decision, cases, claims, lives, orders, scenarios

Worked = Scenario | Life
WORKED: tuple[Worked, ...] = (*scenarios(), *lives())


def answers(desk: type[ClaimsDesk], worked: Worked) -> list[dict[str, Any]] | str:
    """What a desk answers to each claim; or, as text, why it cannot."""
    open_desk = desk(worked.policy)
    order, filed = (
        (worked.order, [worked.claim])
        if isinstance(worked, Scenario)
        else (worked.order_claims.order, list(worked.order_claims.claims))
    )
    open_desk.receive(order)
    try:
        for claim in filed:
            if not open_desk.file(claim):
                return open_desk.malformed[0]
        return [dict(open_desk.answer(claim.claim_id)) for claim in filed]
    except InputError as fault:
        return str(fault)


@cache
def expected_answers(worked: Worked) -> list[dict[str, Any]]:
    """What was worked out by hand, in the words of the desk; only the parts that it speaks of."""
    if isinstance(worked, Scenario):
        expected = worked.expected
        until = expected.acceptance_until
        return [
            {
                "outcome": expected.outcome.value,
                "refund": str(expected.refund),
                "possible": str(expected.possible),
                "reasons": sorted({clause for item in expected.items for clause in item.failed}),
                "missing": sorted({clause for item in expected.items for clause in item.missing}),
                "accepted_until": until.isoformat() if until else None,
            }
        ]
    return [
        {
            "outcome": max([share.outcome for share in claim.items], key=lambda outcome: outcome.rank).value,
            "refund": str(claim.refund.total),
            "possible": str(claim.possible.total),
            "units": dict(claim.units),
            "held_by": sorted({held.claim_id for share in claim.items for held in share.held_by}),
            "reasons": sorted({clause for share in claim.items for clause in share.failed}),
            "missing": sorted({clause for share in claim.items for clause in share.missing}),
            "open_points": [point.value for point in sorted(claim.open_points, key=lambda point: point.index)],
        }
        for claim in worked.expected.claims
    ]


def differences(desk: type[ClaimsDesk], worked: Worked) -> list[str]:
    """Where a desk answers otherwise than worked out by hand, one line for each part."""
    given = answers(desk, worked)
    if isinstance(given, str):
        return [f"refused: {given}"]
    return [
        f"claim {place}, {part}: expected {value}, answered {answer[part]}"
        for place, (answer, expected) in enumerate(zip(given, expected_answers(worked), strict=True))
        for part, value in expected.items()
        if answer[part] != value
    ]


def test_the_library_is_the_installed_one() -> None:
    """What is under test is a package that somebody installed, complete with its scenarios and lives."""
    assert Path(cmoffer_policy.__file__).with_name("py.typed").is_file()
    assert len(scenarios()) >= 60
    assert len(lives()) >= 60


@pytest.mark.parametrize("worked", WORKED, ids=str)
def test_the_desk_answers_as_the_policy_says(worked: Worked) -> None:
    """Outcome, units, money, reasons and dates survive the way through the rows."""
    assert differences(ClaimsDesk, worked) == []


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: slip.__name__)
def test_every_slip_of_a_service_is_noticed_more_than_once(slip: type[ClaimsDesk]) -> None:
    """Each seeded fault changes the answer to at least two scenarios or lives."""
    noticed = (str(worked) for worked in WORKED if differences(slip, worked))
    assert len(list(islice(noticed, 2))) == 2


def test_a_dozen_slips_are_tried() -> None:
    """And each says what it gets wrong."""
    assert len(SLIPS) >= 12
    assert all(slip.__doc__ != ClaimsDesk.__doc__ for slip in SLIPS)


@given(st.data(), orders(fresh=True))
def test_no_sequence_of_claims_is_paid_more_than_the_order(data: st.DataObject, order: Order) -> None:
    """Whatever is claimed, in whatever order, the desk never pays out more than was paid."""
    desk = ClaimsDesk()
    desk.receive(order)
    drawn = data.draw(st.lists(claims(order, remedy=Remedy.REFUND, complete=True), max_size=4))
    for place, claim in enumerate(drawn):
        assert desk.file(evolve(claim, claim_id=str(place)))
        assert desk.paid_out(order.order_id) <= order.paid


@given(cases(outcome=Outcome.APPROVED, remedy=Remedy.REFUND))
def test_a_claim_sent_again_is_not_paid_for_the_same_units(case: tuple[Order, Claim]) -> None:
    """Under its own id it is turned away; under another it can only get units that are left."""
    order, claim = case
    desk = ClaimsDesk()
    desk.receive(order)
    assert desk.file(claim)
    alone = desk.answer(claim.claim_id)
    assert alone["refund"] == str(decide(order, claim).refund.total)
    assert not desk.file(claim)
    assert desk.malformed == ["duplicate at claim.claim_id"]
    assert desk.file(evolve(claim, claim_id=f"{claim.claim_id} again"))
    assert desk.answer(claim.claim_id) == alone
    assert desk.paid_out(order.order_id) <= order.paid


@given(st.from_type(Claim))
def test_a_claim_about_an_unknown_order_is_turned_away(claim: Claim) -> None:
    """The desk says what is wrong and stores nothing."""
    desk = ClaimsDesk()
    assert not desk.file(claim)
    assert desk.malformed == [f"order_id: got {claim.order_id!r}, expected an order of ours"]


def test_a_failing_assertion_of_the_service_explains() -> None:
    """Whoever breaks the service reads why in the terms of the policy."""
    late = scenarios(clause="1", outcome=Outcome.REJECTED)[0]
    with pytest.raises(
        AssertionError, match=r"^outcome: expected Outcome.APPROVED, decided Outcome.REJECTED\n\nClaim "
    ):
        assert_decision(decide(late.order, late.claim, policy=late.policy), outcome=Outcome.APPROVED)
