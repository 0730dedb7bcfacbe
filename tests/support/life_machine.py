"""A machine that drives an order through its life, step by step, and holds it to its laws after every step."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import ClassVar

from attrs import evolve
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from cmoffer_policy import (
    POLICY_2023,
    Cause,
    Claim,
    Evidence,
    ItemDecision,
    Order,
    OrderClaims,
    Outcome,
    Problem,
    Remedy,
    Verification,
)
from cmoffer_policy.evidence import DETAILS
from cmoffer_policy.testing import claims, orders
from cmoffer_policy.testing.strategies.lives import granted_claims
from cmoffer_policy.vocabulary import Document
from support.lives_oracle import Place, SlowLife

PASSED = (Verification.CONFIRMED, Verification.RULED_FOR_SELLER)
OPEN_ANSWERS = (Verification.PENDING, Verification.CONTESTED)
AGAINST = (Verification.RULED_AGAINST_SELLER, Verification.SHOPIFY_RULED_AGAINST_SELLER)
MOST_CLAIMS = 7
TICK = timedelta(microseconds=1)
waits = st.one_of(st.sampled_from([timedelta(0), TICK, timedelta(days=1)]), st.timedeltas(timedelta(0), timedelta(20)))


class LifeOfAnOrder(RuleBasedStateMachine):
    """Claims come in, are answered, reviewed, proved, asked anew, revoked; parcels turn out to have arrived.

    What happens at a known time leaves every approval alone that is dated earlier. What changes the record up to then
    (evidence, a review, a revocation, the date of a delivery) may change it, and is only compared with the slow account.
    """

    steps: ClassVar[Counter[str]] = Counter()
    """Over all runs: how often each kind of step was taken while two or more approvals were dated."""
    runs: ClassVar[Counter[int]] = Counter()
    """Over all runs: the largest number of dated approvals, two standing for two or more."""

    record: OrderClaims

    @initialize(data=st.data(), order=orders(shipped=True))
    def buy(self, data: st.DataObject, order: Order) -> None:
        """An order of the policy's time and two confirmed claims, so that no run is about nothing."""
        if order.placed_at.year < POLICY_2023.effective_from.year:
            order = later_by(order, timedelta(days=370))
        self.record = OrderClaims(order)
        self.most_dated = 0
        self.decided: dict[Place, ItemDecision] = {}
        for _ in range(2):
            claim = data.draw(
                granted_claims(
                    order,
                    among=self.record.claims,
                    problem=Problem.BROKEN,
                    complete=True,
                    verification=Verification.CONFIRMED,
                )
            )
            self.add("claim granted", evolve(claim, claim_id=self.free_id()))

    def happened(self, step: str, record: OrderClaims, at: datetime | None = None) -> None:
        """Take over the record after a step; ``at``: when it happened, if earlier approvals must not mind."""
        before = self.decided
        if len(dated(before)) >= 2:
            self.steps[step] += 1
        self.record = record
        self.decided = {
            (decision.claim.claim_id, position): item
            for decision in record.decisions()
            for position, item in enumerate(decision.items)
        }
        for place, approved_at in dated(before).items():
            if at is not None and approved_at < at:
                assert worth_of(self.decided[place]) == worth_of(before[place])
        self.most_dated = max(self.most_dated, len(dated(self.decided)))

    def free_id(self) -> str:
        return f"C-{len(self.record.claims) + 1}"

    def some_item(self, data: st.DataObject, verifications: tuple[Verification, ...]) -> Place:
        """Any item whose verification is one of these."""
        return data.draw(st.sampled_from(self.items_with(verifications)))

    def items_with(self, verifications: tuple[Verification, ...]) -> list[Place]:
        return [
            (claim.claim_id, position)
            for claim in self.record.claims
            for position, item in enumerate(claim.items)
            if item.verification in verifications
        ]

    def some_time(self, data: st.DataObject, claim_id: str) -> datetime:
        """A time for an approval: some time after the claim, or about when another was submitted."""
        submitted_at = self.record.claim(claim_id).submitted_at
        others = [claim.submitted_at + by for claim in self.record.claims for by in (-TICK, timedelta(0), TICK)]
        later = [at for at in others if at >= submitted_at]
        return data.draw(st.one_of(waits.map(lambda wait: submitted_at + wait), st.sampled_from(later)))

    def room(self) -> bool:
        return len(self.record.claims) < MOST_CLAIMS

    @precondition(room)
    @rule(data=st.data())
    def claim_something_granted(self, data: st.DataObject) -> None:
        claim = data.draw(granted_claims(self.record.order, among=self.record.claims))
        self.add("claim granted", evolve(claim, claim_id=self.free_id()))

    @precondition(room)
    @rule(data=st.data())
    def claim_something(self, data: st.DataObject) -> None:
        self.add("claim anything", evolve(data.draw(claims(self.record.order)), claim_id=self.free_id()))

    def add(self, step: str, claim: Claim) -> None:
        self.happened(step, self.record.with_claim(claim), at=claim.submitted_at)

    def waiting(self) -> bool:
        return bool(self.items_with(OPEN_ANSWERS + AGAINST))

    @precondition(waiting)
    @rule(data=st.data(), answer=st.sampled_from(PASSED))
    def approve(self, data: st.DataObject, answer: Verification) -> None:
        claim_id, position = self.some_item(data, OPEN_ANSWERS + AGAINST)
        at = self.some_time(data, claim_id)
        self.happened("approve", self.record.with_answer(claim_id, answer, at=at, items=[position]), at=at)

    @precondition(waiting)
    @rule(data=st.data())
    def approve_without_a_date(self, data: st.DataObject) -> None:
        claim_id, position = self.some_item(data, OPEN_ANSWERS + AGAINST)
        record = self.record.with_answer(claim_id, Verification.CONFIRMED, items=[position])
        self.happened("approve undated", record, at=THE_END)

    def undated(self) -> bool:
        return bool(self.undated_items())

    def undated_items(self) -> list[Place]:
        passed = self.items_with(PASSED)
        return [(claim_id, at) for claim_id, at in passed if self.record.claim(claim_id).items[at].approved_at is None]

    @precondition(undated)
    @rule(data=st.data())
    def date_an_approval(self, data: st.DataObject) -> None:
        claim_id, position = data.draw(st.sampled_from(self.undated_items()))
        at = self.some_time(data, claim_id)
        answer = self.record.claim(claim_id).items[position].verification
        self.happened("date", self.record.with_answer(claim_id, answer, at=at, items=[position]), at=at)

    @precondition(waiting)
    @rule(data=st.data(), answer=st.sampled_from(AGAINST + OPEN_ANSWERS))
    def answer_otherwise(self, data: st.DataObject, answer: Verification) -> None:
        """Contested, ruled against, and either reversed again: none of it matters to what is approved and dated."""
        claim_id, position = self.some_item(data, OPEN_ANSWERS + AGAINST)
        step = "rule against" if answer in AGAINST else "reopen"
        self.happened(step, self.record.with_answer(claim_id, answer, items=[position]), at=THE_END)

    def passed(self) -> bool:
        return bool(self.items_with(PASSED))

    @precondition(passed)
    @rule(data=st.data(), answer=st.sampled_from([*AGAINST, *OPEN_ANSWERS]))
    def revoke(self, data: st.DataObject, answer: Verification) -> None:
        claim_id, position = self.some_item(data, PASSED)
        approved_at = self.record.claim(claim_id).items[position].approved_at
        record = self.record.with_answer(claim_id, answer, items=[position], revoke=True)
        before = dict(self.decided)
        self.happened("revoke", record)
        for place, at in dated(before).items():  # what was approved before it does not mind either
            if place != (claim_id, position) and (approved_at is None or at < approved_at):
                assert worth_of(self.decided[place]) == worth_of(before[place])

    def claimed(self) -> bool:
        return bool(self.record.claims)

    @precondition(claimed)
    @rule(data=st.data(), cause=st.sets(st.sampled_from(Cause), max_size=1))
    def review_the_goods(self, data: st.DataObject, cause: set[Cause]) -> None:
        claim = data.draw(st.sampled_from(self.record.claims))
        position = data.draw(st.integers(0, len(claim.items) - 1))
        self.happened("review", self.record.with_review(claim.claim_id, causes={position: cause}, revoke=True))

    @precondition(lambda self: any(claim.evidence for claim in self.record.claims))
    @rule(data=st.data())
    def review_a_document(self, data: st.DataObject) -> None:
        claim = data.draw(st.sampled_from([claim for claim in self.record.claims if claim.evidence]))
        position = data.draw(st.integers(0, len(claim.evidence) - 1))
        shows = data.draw(st.sampled_from([(), DETAILS[claim.evidence[position].document]]))
        self.happened("review", self.record.with_review(claim.claim_id, shows={position: shows}, revoke=True))

    @precondition(claimed)
    @rule(data=st.data(), document=st.sampled_from(Document))
    def add_evidence(self, data: st.DataObject, document: Document) -> None:
        claim = data.draw(st.sampled_from(self.record.claims))
        proof = Evidence(document=document, shows=DETAILS[document])
        self.happened("evidence", self.record.with_evidence(claim.claim_id, proof))

    @precondition(lambda self: self.room() and self.waiting())
    @rule(data=st.data(), remedy=st.sampled_from(Remedy), wait=waits)
    def ask_for_another_remedy(self, data: st.DataObject, remedy: Remedy, wait: timedelta) -> None:
        claim_id, position = self.some_item(data, OPEN_ANSWERS + AGAINST)
        claim = self.record.claim(claim_id)
        anew = claim.asking_for(remedy, claim_id=self.free_id(), at=claim.submitted_at + wait, items=[position])
        self.add("ask anew", anew)

    @precondition(lambda self: self.record.order.delivered_at is None)
    @rule(wait=waits)
    def learn_of_the_delivery(self, wait: timedelta) -> None:
        order = self.record.order
        assert order.shipped_at is not None
        self.happened("delivery", evolve(self.record, order=evolve(order, delivered_at=order.shipped_at + wait)))

    @invariant()
    def every_item_takes_what_the_slow_account_gives_it(self) -> None:
        slow = SlowLife(self.record.order, self.record.claims, POLICY_2023)
        for place, item in self.decided.items():
            assert item.outcome is slow.outcomes[place]
            assert dict(item.units) == slow.units(place)
            assert (item.refund_possible.goods.minor, item.refund_possible.freight.minor) == slow.refund_possible(place)
            assert {(held.claim_id, held.units, held.approved) for held in item.held_by} == slow.held_by(place)

    @invariant()
    def the_balance_adds_up(self) -> None:
        slow, balance = SlowLife(self.record.order, self.record.claims, POLICY_2023), self.record.balance()
        assert balance.approved.minor == sum(item.refund.total.minor for item in self.decided.values())
        assert balance.possible.minor == sum(item.refund_possible.total.minor for item in self.decided.values())
        assert balance.possible.minor <= balance.paid.minor
        others = sum(slow.worth_replaced()) + sum(slow.worth_settled()) + sum(slow.worth_left())
        assert balance.possible.minor + others == balance.paid.minor

    @invariant()
    def the_record_alone_decides(self) -> None:
        again = OrderClaims(self.record.order, tuple(reversed(self.record.claims)))
        assert again.balance() == self.record.balance()

    def teardown(self) -> None:
        if hasattr(self, "most_dated"):
            self.runs[min(self.most_dated, 2)] += 1


def later_by(order: Order, wait: timedelta) -> Order:
    """The order with everything that happened to it so much later."""
    lines = [evolve(line, shipped_at=line.shipped_at and line.shipped_at + wait) for line in order.lines]
    return evolve(
        order,
        lines=lines,
        placed_at=order.placed_at + wait,
        shipped_at=order.shipped_at and order.shipped_at + wait,
        delivered_at=order.delivered_at and order.delivered_at + wait,
    )


THE_END = datetime.fromisoformat("2199-01-01T00:00:00+08:00")
"""Later than every approval: said of what must leave all of them alone."""


def dated(items: dict[Place, ItemDecision]) -> dict[Place, datetime]:
    """When every item was approved that is approved at a known time."""
    return {
        place: item.item.approved_at
        for place, item in items.items()
        if item.outcome is Outcome.APPROVED and item.item.approved_at is not None
    }


def worth_of(item: ItemDecision) -> tuple[object, ...]:
    """What an approval is worth: its units, which of each line they are, its money, and who holds what is missing."""
    stretches = [(line.line_id, line.units_before, line.units_after) for line in item.refund.lines]
    return item.outcome, item.units, item.held_by, item.refund.goods, item.refund.freight, stretches


def driven(runs: int, *, derandomize: bool) -> type[LifeOfAnOrder]:
    """A machine with counts of its own that has been driven so often."""

    class Driven(LifeOfAnOrder):
        steps: ClassVar[Counter[str]] = Counter()
        runs: ClassVar[Counter[int]] = Counter()

    run_state_machine_as_test(
        Driven,
        settings=settings(
            max_examples=runs,
            stateful_step_count=25,
            derandomize=derandomize,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    return Driven
