"""What the seller can still change: every step helps, none is larger than it has to be, and none asks the impossible."""

from __future__ import annotations

from itertools import combinations

import pytest
from attrs import evolve

from cmoffer_policy import (
    POLICY_2023,
    Cancellation,
    Outcome,
    Problem,
    ProductionStage,
    Remedy,
    Verification,
)
from cmoffer_policy.analysis import all_facts
from cmoffer_policy.facts import Facts, Phase
from cmoffer_policy.rules import Step, judge
from cmoffer_policy.steps import Change, changed, changes_open_to, next_steps
from support.builders import some_facts

UNPROVED = {"buyer_compensated": False, "problem_shown": False, "buyer_quoted": False, "description_proved": False}
PROOFS = (Change.PROVE_COMPENSATION, Change.SHOW_PROBLEM, Change.QUOTE_BUYER)


def helps(facts: Facts, changes: tuple[Change, ...]) -> Outcome | None:
    """The outcome after the changes where it is better, else None."""
    before, after = judge(facts, POLICY_2023).outcome, judge(changed(facts, changes), POLICY_2023).outcome
    return after if after.rank > before.rank else None


@pytest.mark.parametrize(
    ("changes", "steps"),
    [
        ({}, ()),
        ({"problem_shown": False}, (Step((Change.SHOW_PROBLEM,), Outcome.APPROVED),)),
        (UNPROVED, (Step(PROOFS, Outcome.APPROVED),)),
        (
            {"problem": Problem.NOT_AS_DESCRIBED, "description_proved": False},
            (Step((Change.PROVE_DESCRIPTION,), Outcome.APPROVED),),
        ),
        ({"phase": Phase.GUARANTEE_OPEN}, (Step((Change.ASK_FOR_REPLACEMENT,), Outcome.APPROVED),)),
        (
            {"phase": Phase.GUARANTEE_OPEN, **UNPROVED},
            (
                Step((Change.ASK_FOR_REPLACEMENT,), Outcome.NEEDS_EVIDENCE),
                Step((Change.ASK_FOR_REPLACEMENT, *PROOFS), Outcome.APPROVED),
            ),
        ),
        (
            {"remedy": Remedy.REPLACEMENT, "replacement_dearer": True},
            (
                Step((Change.ASK_FOR_REFUND,), Outcome.APPROVED),
                Step((Change.CHOOSE_CHEAPER,), Outcome.APPROVED),
            ),
        ),
        ({"phase": Phase.NONE_OPEN}, ()),
        ({"unlawful": True}, ()),
        ({"verification": Verification.PENDING}, ()),
        ({"verification": Verification.RULED_AGAINST_SELLER, **UNPROVED}, ()),
        ({"governed": False, **UNPROVED}, ()),
    ],
)
def test_worked_steps(changes: dict[str, object], steps: tuple[Step, ...]) -> None:
    """The steps are those worked out by hand."""
    assert next_steps(some_facts(**changes), POLICY_2023) == steps


def test_an_exchange_before_production_can_be_turned_into_a_cancellation() -> None:
    """Where a cancellation pays back, asking for the money instead helps."""
    policy = evolve(POLICY_2023, cancellation=Cancellation.REFUND)
    facts = some_facts(
        problem=Problem.CHANGE_OF_MIND,
        phase=Phase.NOT_SHIPPED,
        production=ProductionStage.NOT_STARTED,
        remedy=Remedy.REPLACEMENT,
    )
    assert next_steps(facts, policy) == (Step((Change.ASK_FOR_REFUND,), Outcome.APPROVED),)


@pytest.mark.parametrize(
    ("changes", "open_to"),
    [
        ({}, [Change.ASK_FOR_REPLACEMENT]),
        ({"remedy": Remedy.REPLACEMENT}, [Change.ASK_FOR_REFUND]),
        (
            {"remedy": Remedy.REPLACEMENT, "replacement_dearer": True, **UNPROVED},
            [Change.ASK_FOR_REFUND, Change.CHOOSE_CHEAPER, *PROOFS],
        ),
        (
            {"problem": Problem.NOT_AS_DESCRIBED, **UNPROVED},
            [Change.ASK_FOR_REPLACEMENT, *PROOFS, Change.PROVE_DESCRIPTION],
        ),
        ({"problem": Problem.NOT_AS_DESCRIBED}, [Change.ASK_FOR_REPLACEMENT]),
    ],
)
def test_the_other_remedy_and_what_is_not_proved_can_still_change(
    changes: dict[str, object], open_to: list[Change]
) -> None:
    """The description is proved of goods not as described only."""
    assert changes_open_to(some_facts(**changes)) == open_to


@pytest.mark.parametrize(
    ("before", "change", "after"),
    [
        ({"replacement_dearer": True}, Change.ASK_FOR_REPLACEMENT, {"remedy": Remedy.REPLACEMENT}),
        ({"remedy": Remedy.REPLACEMENT, "replacement_dearer": True}, Change.ASK_FOR_REFUND, {}),
        (
            {"remedy": Remedy.REPLACEMENT, "replacement_dearer": True},
            Change.CHOOSE_CHEAPER,
            {"remedy": Remedy.REPLACEMENT},
        ),
        ({"buyer_compensated": False}, Change.PROVE_COMPENSATION, {}),
        ({"problem_shown": False}, Change.SHOW_PROBLEM, {}),
        ({"buyer_quoted": False}, Change.QUOTE_BUYER, {}),
        ({"description_proved": False}, Change.PROVE_DESCRIPTION, {}),
    ],
)
def test_a_change_answers_its_question_and_no_other(
    before: dict[str, object], change: Change, after: dict[str, object]
) -> None:
    """Whoever changes the remedy asks for money or for the same product, and neither is dearer."""
    assert changed(some_facts(**before), (change,)) == some_facts(**after)


def cases(stride: int) -> list[Facts]:
    return [facts for place, facts in enumerate(all_facts(POLICY_2023)) if facts.governed and place % stride == 0]


def check_steps(facts: Facts) -> None:
    steps = next_steps(facts, POLICY_2023)
    sizes = [len(step.changes) for step in steps]
    assert sizes == sorted(sizes)
    for step in steps:
        assert set(step.changes) <= set(changes_open_to(facts))
        assert helps(facts, step.changes) is step.outcome
        for size in range(1, len(step.changes)):
            for part in combinations(step.changes, size):
                partly = helps(facts, part)
                assert partly is None or partly.rank < step.outcome.rank


def best_by_brute_force(facts: Facts) -> Outcome | None:
    """The best outcome that any set of changes leads to, if it is better."""
    proofs = {
        "buyer_compensated": True,
        "problem_shown": True,
        "buyer_quoted": True,
        "description_proved": facts.problem is Problem.NOT_AS_DESCRIBED or facts.description_proved,
    }
    tries = [
        evolve(facts, remedy=remedy, replacement_dearer=False, **given) for remedy in Remedy for given in ({}, proofs)
    ]
    best = max([judge(each, POLICY_2023).outcome for each in tries], key=lambda outcome: outcome.rank)
    return best if best.rank > judge(facts, POLICY_2023).outcome.rank else None


def check_best(facts: Facts) -> None:
    steps = next_steps(facts, POLICY_2023)
    best = max([step.outcome for step in steps], key=lambda outcome: outcome.rank, default=None)
    assert best is best_by_brute_force(facts)


def test_every_step_is_minimal_and_helps() -> None:
    """A step leads to the outcome it names, and no part of it leads as far; a sample of all cases."""
    for facts in cases(stride=31):
        check_steps(facts)
        check_best(facts)


@pytest.mark.nightly
@pytest.mark.slow
def test_every_step_of_every_case_is_minimal_and_helps() -> None:
    """The same for every case."""
    for facts in cases(stride=1):
        check_steps(facts)
        check_best(facts)
