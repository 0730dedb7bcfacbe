"""An order driven through its life: whatever happens next, the laws hold."""

from __future__ import annotations

from hypothesis import settings

from support.life_machine import driven

RUNS = max(20, settings().max_examples // 4)


def test_the_laws_hold_whatever_happens_next() -> None:
    """Random lives of up to seven claims: the machine asserts its laws at every step."""
    assert driven(RUNS, derandomize=False).runs.total() >= RUNS
