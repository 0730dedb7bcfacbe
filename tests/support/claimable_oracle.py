"""What can still be claimed, found out by claiming it: a real claim for every line, problem, remedy and count.

Only ``OrderClaims`` and the decisions it gives are asked; the routes to a remedy are those of the second judge.
"""

from __future__ import annotations

from datetime import datetime

from attrs import evolve, frozen

from cmoffer_policy import (
    Claim,
    ClaimItem,
    Decision,
    MissingEvidence,
    OrderClaims,
    OrderLine,
    Outcome,
    Phase,
    Policy,
    Problem,
    ProductionStage,
    Remedy,
)
from support.lives_oracle import STILL_OPEN
from support.rules_oracle import from_after_sales, from_guarantee, hoped_for

POSSIBLE = {*STILL_OPEN, Outcome.APPROVED}
NEW = "~new"
"""An id that comes after all others, as the new claim does."""


@frozen
class Asked:
    """One question about a record: what somebody would claim, and when."""

    record: OrderClaims
    policy: Policy
    line: OrderLine
    problem: Problem
    remedy: Remedy
    production: ProductionStage | None

    def claimed(self, at: datetime, count: int, *, rest_usable: bool = True) -> Decision:
        """The decision on a real claim for so many units, not answered and without evidence."""
        item = ClaimItem(line_id=self.line.line_id, problem=self.problem, quantity=count, rest_usable=rest_usable)
        claim = Claim(
            claim_id=NEW,
            order_id=self.record.order.order_id,
            submitted_at=at,
            items=[item],
            remedy=self.remedy,
            production=self.production,
        )
        return self.record.with_claim(claim).decide(NEW, policy=self.policy)


@frozen
class Found:
    """What a claim can come to."""

    units: int
    most: int
    documents: tuple[MissingEvidence, ...]
    clauses: tuple[str, ...]
    outcome: Outcome


def found_by_claiming(asked: Asked, at: datetime) -> Found | None:
    """The largest claim that gets what it names and is not turned down at once; None if every one is."""
    for count in range(asked.line.left, 0, -1):
        decision = asked.claimed(at, count)
        if decision.outcome in POSSIBLE and dict(decision.items[0].units).get(asked.line.line_id) == count:
            usable = [True] if asked.line.set_id is None else [True, False]
            return Found(
                units=count,
                most=max(asked.claimed(at, count, rest_usable=each).refund_possible.total.minor for each in usable),
                documents=decision.items[0].missing,
                clauses=_routes(decision, asked.policy),
                outcome=decision.outcome,
            )
    return None


def _routes(decision: Decision, policy: Policy) -> tuple[str, ...]:
    """The clauses that grant the remedy, or may grant it once the delivery is known."""
    facts, guarantee = decision.items[0].facts, decision.items[0].windows.guarantee
    if facts.problem is Problem.CHANGE_OF_MIND:
        return ("2.4",)
    may_go_on = guarantee is not None and guarantee.deadline.at_least and facts.phase is Phase.AFTER_SALES_OPEN
    unknown = evolve(facts, phase=Phase.GUARANTEE_UNKNOWN) if may_go_on else facts
    routes = {
        "1": facts.remedy in from_after_sales(facts, policy),
        "2.3": facts.remedy in from_guarantee(facts, policy) | hoped_for(unknown, policy),
    }
    return tuple(clause for clause, grants in routes.items() if grants)
