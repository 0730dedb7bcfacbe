"""The outcomes that facts which are not known still allow, looked for among all cases."""

from __future__ import annotations

from typing import Any

import pytest

from cmoffer_policy import POLICY_2023, Outcome, Problem, Remedy, Verification
from cmoffer_policy.analysis import possible_outcomes


@pytest.mark.parametrize(
    ("known", "outcomes"),
    [
        ({"governed": False}, {Outcome.NOT_GOVERNED}),
        ({"governed": True, "unlawful": True}, {Outcome.REJECTED}),
        (
            {"governed": True, "problem": Problem.CHANGE_OF_MIND, "remedy": Remedy.REFUND},
            {Outcome.APPROVED, Outcome.REFERRED, Outcome.REJECTED},
        ),
        (
            {"governed": True, "verification": Verification.CONFIRMED, "problem": Problem.BROKEN},
            {Outcome.APPROVED, Outcome.NEEDS_EVIDENCE, Outcome.REJECTED},
        ),
        ({"remedy": Remedy.REFUND, "replacement_dearer": True}, set()),
        ({}, set(Outcome)),
    ],
)
def test_what_unknown_facts_still_allow(known: Any, outcomes: set[Outcome]) -> None:
    """The outcomes are those of all cases that agree with what is known."""
    assert possible_outcomes(policy=POLICY_2023, **known) == outcomes
