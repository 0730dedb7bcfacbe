"""What lives are like, by many draws: what the strategy draws, and at night how far the machine's runs come.

The gate drives the machine in ``test_life_machine.py``.
"""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings

from cmoffer_policy import POLICY_2023, OrderClaims, Outcome, Remedy, Verification
from cmoffer_policy.testing import order_claims
from support.life_machine import driven
from support.lives_oracle import SlowLife

STEPS = {
    *("claim granted", "claim anything", "ask anew", "approve", "approve undated", "date", "rule against", "reopen"),
    *("revoke", "review", "evidence", "delivery"),
}
once = settings(max_examples=500, derandomize=True, database=None, suppress_health_check=list(HealthCheck))


@pytest.mark.nightly
def test_the_runs_are_not_thin() -> None:
    """At least half of them come to two dated approvals, and every kind of step happens beside two of them."""
    machine = driven(100, derandomize=True)
    assert machine.runs[2] * 2 >= machine.runs.total() >= 100
    assert set(machine.steps) == STEPS
    assert min(machine.steps.values()) >= 3
    assert sum(machine.steps.values()) >= 4 * 100


def test_lives_are_of_every_kind() -> None:
    """Disputed units, pieces drawn in, approvals undated or at one instant, replacements: each is drawn often enough."""
    seen: Counter[object] = Counter()

    @once
    @given(order_claims())
    def drawn(life: OrderClaims) -> None:
        slow = SlowLife(life.order, life.claims, POLICY_2023)
        approved = [taking for taking in slow.takings if taking.approved]
        times = [taking.item.approved_at for taking in approved if taking.item.approved_at is not None]
        seen.update({len(life.claims), *slow.outcomes.values()})
        seen.update({item.verification for claim in life.claims for item in claim.items})
        seen["two dated"] += len(times) >= 2
        seen["undated"] += len(times) < len(approved)
        seen["at one instant"] += len(set(times)) < len(times)
        seen["held"] += any(taking.held_by for taking in slow.takings)
        seen["drawn in"] += any(set(taking.units) - {taking.item.line_id} for taking in slow.takings)
        seen["replaced"] += any(taking.claim.remedy is Remedy.REPLACEMENT for taking in approved)
        seen["nothing left"] += not slow.units_left()
        seen["settled"] += any(line.settled for line in life.order.lines)

    drawn()
    assert {1, 2, 3, 4, 5, *Outcome, *Verification} <= set(seen)
    assert seen["two dated"] >= 150
    assert min(seen[kind] for kind in ("undated", "held", "replaced", "nothing left", "settled")) >= 75
    assert min(seen[kind] for kind in ("drawn in", "at one instant")) >= 25
