"""An order driven through its life: whatever happens next, the laws hold, and the runs are not thin."""

from __future__ import annotations

from collections import Counter
from typing import ClassVar

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from support.life_machine import LifeOfAnOrder

RUNS = max(20, settings().max_examples // 4)
STEPS = {
    *("claim granted", "claim anything", "ask anew", "approve", "approve undated", "date", "rule against", "reopen"),
    *("revoke", "review", "evidence", "delivery"),
}


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


def test_the_laws_hold_whatever_happens_next() -> None:
    """Random lives of up to seven claims: the machine asserts its laws at every step."""
    assert driven(RUNS, derandomize=False).runs.total() >= RUNS


def test_the_runs_are_not_thin() -> None:
    """At least half of them come to two dated approvals, and every kind of step happens beside two of them."""
    machine = driven(60, derandomize=True)
    assert machine.runs[2] * 2 >= machine.runs.total() >= 60
    assert set(machine.steps) == STEPS
    assert min(machine.steps.values()) >= 3
    assert sum(machine.steps.values()) >= 4 * 60
