"""What facts which are not known still allow, looked for among all cases."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pytest

from cmoffer_policy import POLICY_2023, Outcome, Problem, Remedy, Verification
from cmoffer_policy.analysis import possible_outcomes
from cmoffer_policy.analysis.cases import is_reachable
from cmoffer_policy.facts import DOMAINS, Facts, Phase
from cmoffer_policy.rules import judge
from support.rules_spaces import every_possible_case


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
        pytest.param({}, set(Outcome), marks=pytest.mark.nightly),
    ],
)
def test_what_unknown_facts_still_allow(known: Any, outcomes: set[Outcome]) -> None:
    """The outcomes are those of all cases that agree with what is known."""
    assert possible_outcomes(policy=POLICY_2023, **known).outcomes == outcomes


@pytest.mark.parametrize(
    "known",
    [
        {"problem": Problem.BROKEN, "remedy": Remedy.REFUND, "governed": True},
        {"phase": Phase.NOT_SHIPPED, "problem": Problem.CHANGE_OF_MIND, "governed": True},
        {"phase": Phase.GUARANTEE_OPEN, "remedy": Remedy.REPLACEMENT, "governed": True},
        {"problem": Problem.LOST, "corrosion": False, "unlawful": False, "governed": True},
    ],
)
def test_the_deciding_facts_decide_and_none_of_them_can_be_left_out(known: Any) -> None:
    """Cases that agree in them have one outcome; of each, two cases agree in all others and have two."""
    found = possible_outcomes(policy=POLICY_2023, **known)
    cases = every_possible_case()
    agree = np.logical_and.reduce([cases.having(name, value) for name, value in known.items()])
    agreeing = [cases.cases[place] for place in np.flatnonzero(agree)]
    agreeing = [facts for facts in agreeing if is_reachable(facts, POLICY_2023)]
    assert {*found.deciding, *found.settled, *known} == set(DOMAINS)
    assert not outcomes_apart(agreeing, found.deciding)
    for name in found.deciding:
        assert outcomes_apart(agreeing, [other for other in DOMAINS if other != name])


def outcomes_apart(cases: list[Facts], names: Iterable[str]) -> bool:
    """Whether cases that agree in these facts have different outcomes."""
    by_answers: dict[tuple[object, ...], set[Outcome]] = {}
    for facts in cases:
        answers = tuple([getattr(facts, name) for name in names])
        by_answers.setdefault(answers, set()).add(judge(facts, POLICY_2023).outcome)
    return any(len(outcomes) > 1 for outcomes in by_answers.values())
