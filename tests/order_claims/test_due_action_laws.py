"""Who has to do what by when: the laws of due actions, over lives drawn at random and policies of every reading."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from cmoffer_policy import (
    POLICY_2023,
    Claim,
    Decision,
    DueAction,
    GuaranteeStart,
    Inconsistent,
    InvalidValue,
    ItemDecision,
    OrderClaims,
    Outcome,
    Policy,
    Problem,
    Remedy,
    Verification,
    decide,
)
from cmoffer_policy.policy import Adjudicator
from cmoffer_policy.testing import order_claims, policies
from cmoffer_policy.vocabulary import Action, Actor
from support.builders import PICTURE, a_claim, a_line, an_item, an_order, at, usd
from support.draws import few
from support.lives_oracle import STILL_OPEN

TICK = timedelta(microseconds=1)
FINAL = (Outcome.REJECTED, Outcome.NOT_GOVERNED)
END = datetime.fromisoformat("2199-01-01T00:00:00+08:00")


@st.composite
def decided(draw: st.DrawFn) -> Decision:
    """One decision of a life, under any policy."""
    life: OrderClaims = draw(order_claims())
    return draw(st.sampled_from(life.decisions(policy=draw(policies()))))


def about(actions: tuple[DueAction, ...], action: Action) -> list[int]:
    """The positions of the items that such an action is about."""
    return sorted(position for due in actions if due.action is action for position in due.items)


def items_where(decision: Decision, holds: object) -> list[int]:
    return [position for position, item in enumerate(decision.items) if holds(item)]  # type: ignore[operator]


def approved(item: ItemDecision) -> bool:
    return item.outcome is Outcome.APPROVED and item.item.approved_at is not None


def owed(item: ItemDecision) -> bool:
    return approved(item) and item.refund.total.minor > 0


def to_replace(item: ItemDecision) -> bool:
    return approved(item) and item.facts.remedy is Remedy.REPLACEMENT and bool(item.units)


@few
@given(decided())
def test_money_owed_is_to_be_paid_by_its_arrival(decision: Decision) -> None:
    """CMOFFER pays what is approved on a known day and worth something, under 4.4, by the deadline of the arrival."""
    actions = decision.due_actions()
    assert about(actions, Action.PAY) == items_where(decision, owed)
    for due in actions:
        if due.action is Action.PAY:
            assert (due.actor, due.clause) == (Actor.CMOFFER, "4.4")
            for position in due.items:
                arrival = decision.items[position].arrival
                assert arrival is not None
                assert due.deadline == arrival.deadline


@few
@given(decided())
def test_units_granted_are_to_be_replaced(decision: Decision) -> None:
    """CMOFFER replaces under 2.3 whatever an approved replacement takes, without a time."""
    actions = decision.due_actions()
    assert about(actions, Action.REPLACE) == items_where(decision, to_replace)
    replacing = [due for due in actions if due.action is Action.REPLACE]
    assert all((due.actor, due.clause, due.deadline) == (Actor.CMOFFER, "2.3", None) for due in replacing)


@few
@given(decided())
def test_nobody_has_to_do_anything_about_a_rejection(decision: Decision) -> None:
    """Items that are rejected or not governed are in no action, and a claim of nothing else has none."""
    actions = decision.due_actions()
    final = items_where(decision, lambda item: item.outcome in FINAL)
    assert not set(final) & {position for due in actions for position in due.items}
    assert actions == () or len(final) < len(decision.items)


@few
@given(decided())
def test_each_open_item_waits_for_exactly_one_party(decision: Decision) -> None:
    """The seller adds evidence, the responsible party answers, somebody rules, or customer service says something."""
    waits = {
        Outcome.NEEDS_EVIDENCE: (Action.ADD_EVIDENCE, {Actor.SELLER}),
        Outcome.UNDER_VERIFICATION: (Action.ANSWER, {Actor.RESPONSIBLE_PARTY}),
        Outcome.IN_DISPUTE: (Action.RULE, {Actor.CMOFFER, Actor.SHOPIFY}),
        Outcome.REFERRED: (Action.SAY_IF_CANCELLABLE, {Actor.CUSTOMER_SERVICE}),
    }
    actions = decision.due_actions(accepted_at=decision.claim.submitted_at)
    for outcome, (action, actors) in waits.items():
        waiting = items_where(decision, lambda item, outcome=outcome: item.outcome is outcome)
        assert sorted(set(about(actions, action))) == waiting
        assert {due.actor for due in actions if due.action is action} <= actors
        assert all(due.deadline is None for due in actions if due.action is action)


@few
@given(decided())
def test_a_seller_adds_what_is_missing(decision: Decision) -> None:
    """Evidence is asked for under the clauses that miss something, of each item the ones that it lacks."""
    actions = [due for due in decision.due_actions() if due.action is Action.ADD_EVIDENCE]
    for position, item in enumerate(decision.items):
        clauses = [due.clause for due in actions if position in due.items]
        lacking = {proof.clause for proof in item.missing} if item.outcome is Outcome.NEEDS_EVIDENCE else set()
        assert set(clauses) - {"2.3"} == lacking
        assert len(clauses) == len(set(clauses))


@few
@given(decided(), st.timedeltas(timedelta(0), timedelta(days=100)))
def test_acceptance_is_due_until_the_claim_is_accepted(decision: Decision, wait: timedelta) -> None:
    """CMOFFER accepts an open claim that nobody has answered, by its deadline; afterwards that is done."""
    unanswered = items_where(
        decision, lambda item: item.outcome in STILL_OPEN and item.item.verification is Verification.PENDING
    )
    actions = decision.due_actions()
    assert about(actions, Action.ACCEPT) == unanswered
    for due in actions:
        if due.action is Action.ACCEPT:
            assert (due.actor, due.clause, due.deadline) == (Actor.CMOFFER, "4.2", decision.acceptance)
    accepted = decision.due_actions(accepted_at=decision.claim.submitted_at + wait)
    assert accepted == tuple(due for due in actions if due.action is not Action.ACCEPT)


@few
@given(decided())
def test_what_was_fulfilled_after_every_approval_is_done(decision: Decision) -> None:
    """Paid or replaced at or after all approvals, nothing is owed."""
    approvals = [
        item.item.approved_at
        for item in decision.items
        if item.outcome is Outcome.APPROVED and item.item.approved_at is not None
    ]
    last = max(approvals, default=decision.claim.submitted_at)
    for fulfilled_at in (last, last + TICK, END):
        actions = decision.due_actions(fulfilled_at=fulfilled_at)
        assert about(actions, Action.PAY) == about(actions, Action.REPLACE) == []


@few
@given(decided())
def test_what_was_approved_after_the_fulfilment_is_still_owed(decision: Decision) -> None:
    """A payment a microsecond before an approval was not for it."""
    for position, item in enumerate(decision.items):
        approved_at = item.item.approved_at
        if (owed(item) or to_replace(item)) and approved_at is not None and approved_at > decision.claim.submitted_at:
            actions = decision.due_actions(fulfilled_at=approved_at - TICK)
            assert position in about(actions, Action.PAY) + about(actions, Action.REPLACE)


@few
@given(decided())
def test_an_action_is_overdue_from_its_deadline_on(decision: Decision) -> None:
    """A microsecond before it is not, at it and after it is; without a deadline never."""
    for due in decision.due_actions():
        if due.deadline is None:
            assert not due.overdue(END)
        else:
            before = due.deadline.before
            assert [due.overdue(moment) for moment in (before - TICK, before, before + TICK)] == [False, True, True]


@few
@given(decided())
def test_no_two_actions_could_be_one(decision: Decision) -> None:
    """Who, what, clause and deadline make one action; its items are positions, in order and without repeats."""
    actions = decision.due_actions()
    keys = [(due.actor, due.action, due.clause, due.deadline) for due in actions]
    assert len(set(keys)) == len(keys)
    for due in actions:
        assert list(due.items) == sorted(set(due.items))
        assert set(due.items) <= set(range(len(decision.items)))


@pytest.mark.parametrize("name", ["accepted_at", "fulfilled_at"])
@pytest.mark.parametrize(("wait", "refused"), [(-TICK, True), (timedelta(0), False), (TICK, False)])
def test_nothing_is_accepted_or_fulfilled_before_the_claim(name: str, wait: timedelta, refused: bool) -> None:
    """A microsecond before the submission is a mistake, and the message says of which argument."""
    decision = decide(an_order(), a_claim())
    moment = decision.claim.submitted_at + wait
    if not refused:
        decision.due_actions(**{name: moment})
        return
    with pytest.raises(Inconsistent) as caught:
        decision.due_actions(**{name: moment})
    assert str(caught.value) == (
        f"{name}: got 2024-01-10T11:59:59.999999+08:00, expected 2024-01-10T12:00:00+08:00 or later, "
        "when the claim was submitted"
    )
    assert (caught.value.code, caught.value.path) == ("before_the_claim", name)


def test_instants_are_aware_and_refused_by_the_name_of_their_argument() -> None:
    """Of what was accepted or fulfilled, and of when an action is looked at."""
    naive = datetime(2024, 1, 12, 12)  # noqa: DTZ001
    (pay,) = decide(an_order(), a_claim(approved_at=at("2024-01-12"))).due_actions()
    ways = {
        "accepted_at": lambda: decide(an_order(), a_claim()).due_actions(accepted_at=naive),
        "fulfilled_at": lambda: decide(an_order(), a_claim()).due_actions(fulfilled_at=naive),
        "at": lambda: pay.overdue(naive),
    }
    for name, ask in ways.items():
        with pytest.raises(InvalidValue) as caught:
            ask()
        assert (caught.value.code, caught.value.path) == ("naive_instant", name)


@pytest.mark.parametrize(
    ("adjudicator", "expected"),
    [
        (Adjudicator.CMOFFER_THEN_SHOPIFY, (Actor.CMOFFER, "4.3")),
        (Adjudicator.CMOFFER, (Actor.CMOFFER, "4.3")),
        (Adjudicator.SHOPIFY, (Actor.SHOPIFY, "2.2")),
    ],
)
def test_who_rules_goes_by_the_reading(adjudicator: Adjudicator, expected: tuple[Actor, str]) -> None:
    """An objection is ruled on by CMOFFER first, or by Shopify where 2.2 alone stands."""
    policy: Policy = evolve(POLICY_2023, adjudicator=adjudicator)
    (rule,) = decide(an_order(), a_claim(verification=Verification.CONTESTED), policy=policy).due_actions()
    assert (rule.action, rule.actor, rule.clause, rule.deadline) == (Action.RULE, *expected, None)


@pytest.mark.parametrize(
    ("claim", "clauses"),
    [
        (a_claim(evidence=[]), ["3.1", "3.2.1", "3.2.2"]),
        (a_claim(evidence=[PICTURE]), ["3.1", "3.2.2"]),
        (a_claim(submitted_at=at("2024-03-06"), remedy=Remedy.REPLACEMENT), ["2.3"]),
        (
            a_claim(submitted_at=at("2024-03-06"), remedy=Remedy.REPLACEMENT, evidence=[PICTURE]),
            ["2.3", "3.1", "3.2.2"],
        ),
    ],
)
def test_a_seller_adds_each_proof_and_the_day_of_the_delivery(claim: Claim, clauses: list[str]) -> None:
    """On day 61 from the shipment a guarantee that counts from the delivery needs to know it (2.3)."""
    policy = evolve(POLICY_2023, guarantee_start=GuaranteeStart.DELIVERY)
    due = decide(an_order(), claim, policy=policy).due_actions()
    assert [(each.actor, each.action, each.clause, each.deadline) for each in due] == [
        (Actor.SELLER, Action.ADD_EVIDENCE, clause, None) for clause in clauses
    ]


def test_a_claim_of_every_kind_lists_what_is_due_party_by_party() -> None:
    """Acceptance first, then what each item waits for, in the order of the items; equal ones together."""
    order = an_order(
        *[a_line(name, shipped_at=at("2024-01-05")) for name in ("ring", "chain", "charm")],
        a_line("pin"),
        shipped_at=None,
    )
    claim = a_claim(
        an_item("chain", verification=Verification.PENDING),
        an_item("ring", approved_at=at("2024-01-12")),
        an_item("charm", verification=Verification.CONTESTED),
        an_item("pin", Problem.CHANGE_OF_MIND, verification=Verification.PENDING),
    )
    actions = decide(order, claim).due_actions()
    assert [(due.actor.name, due.action.name, due.clause, due.items) for due in actions] == [
        ("CMOFFER", "ACCEPT", "4.2", (0, 3)),
        ("RESPONSIBLE_PARTY", "ANSWER", "4.3", (0,)),
        ("CMOFFER", "PAY", "4.4", (1,)),
        ("CMOFFER", "RULE", "4.3", (2,)),
        ("CUSTOMER_SERVICE", "SAY_IF_CANCELLABLE", "2.4", (3,)),
    ]


@pytest.mark.parametrize(
    ("price", "freight", "paid"), [("0.00", "0.00", False), ("0.01", "0.00", True), ("0.00", "0.01", True)]
)
def test_nothing_is_to_be_paid_where_nothing_was(price: str, freight: str, paid: bool) -> None:
    """A ring that cost nothing is approved, and no money is due; one cent, of goods or of freight, is."""
    order = an_order(a_line(unit_price=usd(price)), freight=usd(freight))
    decision = decide(order, a_claim(approved_at=at("2024-01-12")))
    assert (decision.outcome, dict(decision.units)) == (Outcome.APPROVED, {"ring": 1})
    assert [due.action for due in decision.due_actions()] == ([Action.PAY] if paid else [])
