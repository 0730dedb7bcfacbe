"""The lives of orders worked out by hand: decided as they expect, claim by claim, whatever the way they are stored."""

from __future__ import annotations

from collections import Counter

import pytest
from attrs import evolve

from cmoffer_policy import (
    POLICY_2023,
    Claim,
    Decision,
    Detail,
    Document,
    Evidence,
    InvalidValue,
    Money,
    OpenPoint,
    OrderClaims,
    Outcome,
    Remedy,
    Verification,
    decide,
    explain,
)
from cmoffer_policy.policy import READINGS
from cmoffer_policy.testing import ExpectedAmount, Life, assert_life, lives
from support.builders import at

ALL = lives()
NAMED = {str(life): life for life in ALL}


def decided(life: Life, record: OrderClaims) -> list[str]:
    """Where the claims of a record differ from what a life expects of the claims with their ids."""
    expected = {claim.claim_id: claim for claim in life.expected.claims}
    assert {claim.claim_id for claim in record.claims} == set(expected)
    return [
        difference
        for decision in record.decisions(policy=life.policy)
        for difference in expected[decision.claim.claim_id].differences(decision)
    ]


@pytest.mark.parametrize("life", ALL, ids=str)
def test_the_library_decides_every_life_as_worked_out_by_hand(life: Life) -> None:
    """Outcome, units, money, who holds what, open points, and what is left of the order."""
    record = life.order_claims
    assert_life(life, record.decisions(policy=life.policy), record.balance(policy=life.policy))


@pytest.mark.parametrize("life", ALL, ids=str)
def test_a_claim_among_the_others_is_decided_as_in_the_life(life: Life) -> None:
    """One claim with the others beside it needs no record, and neither way changes the answer."""
    claims = life.order_claims.claims
    for place, claim in enumerate(claims):
        others = [*claims[place + 1 :], *claims[:place]]
        decision = decide(life.order_claims.order, claim, others=others, policy=life.policy)
        assert life.expected.claims[place].differences(decision) == ()
        again = life.order_claims.decide(claim.claim_id, policy=life.policy)
        assert decision == evolve(again, claims=(claim, *others))


@pytest.mark.parametrize("life", ALL, ids=str)
def test_the_order_in_which_claims_are_added_does_not_matter(life: Life) -> None:
    """Added last to first, one after the other, the claims are decided alike and leave the same."""
    record = OrderClaims(life.order_claims.order)
    for claim in reversed(life.order_claims.claims):
        record = record.with_claim(claim)
    assert decided(life, record) == []
    assert record.balance(policy=life.policy) == life.expected.balance


@pytest.mark.parametrize("life", ALL, ids=str)
def test_money_is_dated_where_an_approved_refund_takes_units(life: Life) -> None:
    """An arrival (4.4) needs an approved refund, the date of its approval, and a unit to pay for."""
    for claim, decision in zip(life.expected.claims, life.order_claims.decisions(policy=life.policy), strict=True):
        for share, item in zip(claim.items, decision.items, strict=True):
            refunded = share.outcome is Outcome.APPROVED and decision.claim.remedy is Remedy.REFUND
            paid = refunded and share.units != () and item.item.approved_at is not None
            assert (item.arrival is not None) is paid


@pytest.mark.parametrize("life", ALL, ids=str)
def test_what_a_life_expects_adds_up(life: Life) -> None:
    """The claims come to the balance, nothing exceeds what was paid, and no unit is taken twice."""
    expected, order = life.expected, life.order_claims.order
    zero = Money(minor=0, currency=order.currency)
    for claim in expected.claims:
        assert claim.refund == ExpectedAmount.sum([share.refund for share in claim.items], order.currency)
        assert claim.possible == ExpectedAmount.sum([share.possible for share in claim.items], order.currency)
    balance = expected.balance
    assert balance.approved == Money.sum([claim.refund.total for claim in expected.claims], order.currency)
    assert balance.possible == Money.sum([claim.possible.total for claim in expected.claims], order.currency)
    assert zero <= balance.approved <= balance.possible <= balance.paid == order.paid
    assert balance.possible + balance.refundable <= balance.paid
    taken: Counter[str] = Counter(dict(balance.units_left))
    for claim in expected.claims:
        taken.update(dict(claim.units))
    assert taken == Counter({line.line_id: line.quantity - line.settled for line in order.lines})


def test_there_are_lives_enough_and_each_has_a_name() -> None:
    """At least sixty, no two of one name, each saying why, and every amount in goods and freight."""
    assert len(ALL) >= 60
    assert len(NAMED) == len(ALL)
    assert all(len(life.why) > 40 for life in ALL)
    amounts = [
        amount
        for life in ALL
        for claim in life.expected.claims
        for part in (claim, *claim.items)
        for amount in (part.refund, part.possible)
    ]
    assert all(amount.goods is not None and amount.freight is not None for amount in amounts)


def total(*decisions: Decision) -> str:
    return str(Money.sum([decision.refund.total for decision in decisions], "USD"))


@pytest.mark.parametrize(
    ("name", "paid", "alone"),
    [
        ("twenty claims for a ring each, settled when they were approved", "USD 400.00", "USD 400.20"),
        ("four claims for eight of four rings", "USD 34.00", "USD 68.02"),
    ],
)
def test_claims_decided_alone_are_overpaid_and_together_are_not(name: str, paid: str, alone: str) -> None:
    """Each claim as if it were the first comes to more than was paid; the claims in their order to exactly that."""
    record = NAMED[name].order_claims
    assert total(*[decide(record.order, claim) for claim in record.claims]) == alone
    assert total(*record.decisions()) == paid == str(record.order.paid)


def test_items_approved_apart_are_not_paid_as_one_stretch() -> None:
    """Both items of one claim as the first two units, beside another claim's second one, were 14.02 of 14.00."""
    record = NAMED["two items of one claim approved apart, with another claim between"].order_claims
    assert total(decide(record.order, record.claim("A")), record.decide("B")) == "USD 14.02"
    assert total(*record.decisions()) == "USD 14.00" == str(record.order.paid)


def test_every_outcome_and_every_open_point_of_units_has_a_life() -> None:
    """Whatever can take, hold or lose units comes up."""
    shares = [share for life in ALL for claim in life.expected.claims for share in claim.items]
    assert {share.outcome for share in shares} == set(Outcome)
    points = {point for life in ALL for claim in life.expected.claims for point in claim.open_points}
    assert points >= {OpenPoint.UNITS_HELD, OpenPoint.APPROVAL_TIME, OpenPoint.APPROVED_WITHOUT_GROUND}
    assert {held.approved for share in shares for held in share.held_by} == {True, False}
    assert any(len(share.units) > 1 for share in shares)


@pytest.mark.parametrize("life", [life for life in ALL if life.policy != POLICY_2023], ids=str)
def test_a_life_under_another_reading_needs_it(life: Life) -> None:
    """Under the policy as it is something else would be decided."""
    changed = [name for name in READINGS if getattr(life.policy, name) is not getattr(POLICY_2023, name)]
    for name in changed:
        other = evolve(life.policy, **{name: getattr(POLICY_2023, name)})
        record = life.order_claims
        assert life.expected.differences(record.decisions(policy=other), record.balance(policy=other))


def test_a_revocation_leads_from_one_life_to_the_next() -> None:
    """What is worked out after a revocation is what the record decides once it was revoked."""
    record = NAMED["before an approval is revoked"].order_claims
    against = Verification.RULED_AGAINST_SELLER
    first = record.with_answer("A", against, items=[0], revoke=True)
    assert decided(NAMED["after the first approval was revoked"], first) == []
    second = record.with_answer("B", Verification.SHOPIFY_RULED_AGAINST_SELLER, items=[0], revoke=True)
    assert decided(NAMED["after a later approval was revoked"], second) == []
    again = first.with_answer("A", Verification.RULED_FOR_SELLER, at=at("2024-01-14"))
    without_c = evolve(again, claims=[again.claim("A"), again.claim("B")])
    assert decided(NAMED["an approval revoked and given again later"], without_c) == []


def test_a_withdrawal_leads_from_one_life_to_the_next() -> None:
    """A claim is withdrawn by a ruling against it, and the one behind it moves up."""
    record = NAMED["a claim that names every ring leaves none to the one behind it"].order_claims
    withdrawn = record.with_answer("A", Verification.RULED_AGAINST_SELLER)
    assert decided(NAMED["a claim withdrawn gives way to the one behind it"], withdrawn) == []


def test_evidence_leads_from_one_life_to_the_next() -> None:
    """A document gives a dated approval its ground, and the claim its earlier place."""
    record = NAMED["an approval is dated, but a picture is missing"].order_claims
    video = Evidence(document=Document.VIDEO, shows=[Detail.PROBLEM_VISIBLE])
    assert decided(NAMED["an approval is dated, and the picture came"], record.with_evidence("A", video)) == []


def test_another_remedy_leads_from_one_life_to_the_next() -> None:
    """Asking for another remedy is a further claim, whose approval takes the unit from the open one."""
    still_open = NAMED["another remedy is asked for while the first claim is open"]
    (first,) = [claim for claim in still_open.order_claims.claims if claim.claim_id == "A"]
    asked: Claim = first.asking_for(Remedy.REPLACEMENT, claim_id="A-2", at=at("2024-01-15"))
    record = OrderClaims(still_open.order_claims.order, [first]).with_claim(asked)
    assert decided(still_open, record) == []
    approved = record.with_answer("A-2", Verification.CONFIRMED, at=at("2024-01-17"))
    assert decided(NAMED["another remedy is approved while the first claim is open"], approved) == []


def test_a_clause_chooses_lives_and_an_unknown_one_is_refused() -> None:
    """Asking for a clause gives the lives about it; a clause that does not exist is a slip."""
    assert {life for life in ALL if "5.3" in life.clauses} == set(lives(clause="5.3")) != set()
    with pytest.raises(InvalidValue, match=r"^clause: got '5.5', expected one of 1, 2.1, "):
        lives(clause="5.5")


def test_a_life_that_is_decided_otherwise_is_told_whole() -> None:
    """Every part that differs is named with both sides, and each decision that differs is explained."""
    life = NAMED["after the first approval was revoked"]
    record = NAMED["before an approval is revoked"].order_claims.with_answer(
        "B", Verification.CONTESTED, revoke=True, items=[0]
    )
    decisions = record.decisions()
    with pytest.raises(AssertionError) as failure:
        assert_life(life, decisions, record.balance())
    differences = """\
A.units: expected none, decided 1 of ring
A.refund: expected USD 0.00 + 0.00 = 0.00, decided USD 3.33 + 1.33 = 4.66
A.possible: expected USD 0.00 + 0.00 = 0.00, decided USD 3.33 + 1.33 = 4.66
A.items[0].outcome: expected Outcome.REJECTED, decided Outcome.APPROVED
A.items[0].units: expected none, decided 1 of ring
A.items[0].refund: expected USD 0.00 + 0.00 = 0.00, decided USD 3.33 + 1.33 = 4.66
A.items[0].possible: expected USD 0.00 + 0.00 = 0.00, decided USD 3.33 + 1.33 = 4.66
A.items[0].failed: expected ('4.3',), decided none
B.refund: expected USD 3.33 + 1.33 = 4.66, decided USD 0.00 + 0.00 = 0.00
B.possible: expected USD 3.33 + 1.33 = 4.66, decided USD 3.34 + 1.34 = 4.68
B.open_points: expected none, decided OpenPoint.RULING
B.items[0].outcome: expected Outcome.APPROVED, decided Outcome.IN_DISPUTE
B.items[0].refund: expected USD 3.33 + 1.33 = 4.66, decided USD 0.00 + 0.00 = 0.00
B.items[0].possible: expected USD 3.33 + 1.33 = 4.66, decided USD 3.34 + 1.34 = 4.68
C.possible: expected USD 3.34 + 1.34 = 4.68, decided USD 3.33 + 1.33 = 4.66
C.items[0].possible: expected USD 3.34 + 1.34 = 4.68, decided USD 3.33 + 1.33 = 4.66
balance.possible: expected USD 9.34, decided USD 14.00
balance.refundable: expected USD 4.66, decided USD 0.00
balance.units_left: expected 1 of ring, decided 0 of ring"""
    assert str(failure.value) == "\n\n".join(
        [differences, *[explain(decision, audience="analyst") for decision in decisions]]
    )
    assert life.expected.differences(decisions[:1])[-1] == "claims: expected 3, decided 1"


@pytest.mark.parametrize("clause", ["2.3", "5.3", "5.4.1", "5.4.2"])
def test_the_clauses_of_units_and_money_have_lives(clause: str) -> None:
    """Replacements, sets, what was paid and freight come up in several lives each."""
    assert len(lives(clause=clause)) >= 10


@pytest.mark.parametrize("life", ALL, ids=str)
def test_every_decision_of_a_life_can_be_explained(life: Life) -> None:
    """Whatever holds units or money, the explanation opens with the claim it is about."""
    for decision in life.order_claims.decisions(policy=life.policy):
        assert explain(decision).startswith(f"Claim {decision.claim.claim_id} on order A-1")
