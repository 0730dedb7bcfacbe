"""Every step of every case that the policy reaches: a part of them in the gate, all of them at night."""

from __future__ import annotations

import pytest

from support.step_checks import cases, check_best, check_steps, check_steps_taken

STRIDES = [pytest.param(stride, marks=[pytest.mark.nightly] * (stride == 1)) for stride in (19, 1)]


@pytest.mark.parametrize("stride", STRIDES)
def test_every_step_of_every_case_is_minimal_and_helps(stride: int) -> None:
    """A step leads to the outcome it names, and no part of it leads as far."""
    for facts in cases(stride=stride):
        check_steps(facts)
        check_best(facts)


@pytest.mark.parametrize("stride", STRIDES)
def test_every_step_of_every_case_taken_leads_where_it_says(stride: int) -> None:
    """Taken in the claim itself, which is then decided again."""
    for facts in cases(stride=stride):
        check_steps_taken(facts)
