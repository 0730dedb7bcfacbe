"""Checks of the next steps of a case: each is minimal, helps, and leads where it says when the seller takes it."""

from __future__ import annotations

from itertools import combinations

from attrs import evolve

from cmoffer_policy import (
    POLICY_2023,
    Claim,
    Decision,
    Evidence,
    MissingEvidence,
    NextStep,
    Order,
    Outcome,
    Problem,
    Remedy,
    china_calendar,
    decide,
)
from cmoffer_policy.analysis import all_facts, realise
from cmoffer_policy.evidence import DETAILS
from cmoffer_policy.facts import Facts
from cmoffer_policy.rules import judge
from cmoffer_policy.steps import Change, changed, changes_open_to, next_steps


def helps(facts: Facts, changes: tuple[Change, ...]) -> Outcome | None:
    """The outcome after the changes where it is better, else None."""
    before, after = judge(facts, POLICY_2023).outcome, judge(changed(facts, changes), POLICY_2023).outcome
    return after if after.rank > before.rank else None


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


def taken(claim: Claim, step: NextStep) -> Claim:
    """The claim after the seller did what the step says."""
    item = claim.items[0]
    remedy = claim.remedy
    if Change.ASK_FOR_REFUND in step.changes:
        remedy, item = Remedy.REFUND, evolve(item, replacement_price=None)
    if Change.ASK_FOR_REPLACEMENT in step.changes:
        remedy = Remedy.REPLACEMENT
    if Change.CHOOSE_CHEAPER in step.changes:
        item = evolve(item, replacement_price=None)
    added = [completed(claim, proof) for proof in step.missing]
    return evolve(claim, remedy=remedy, items=[item], evidence=[*claim.evidence, *added])


def completed(claim: Claim, proof: MissingEvidence) -> Evidence:
    """The document asked for, or the one attached with the details that were missing."""
    attached = [each for each in claim.evidence if each.document is proof.document]
    if proof.attached:
        return evolve(attached[0], shows=attached[0].shows | set(proof.details))
    assert set(proof.details) == set(DETAILS[proof.document])
    return Evidence(document=proof.document, shows=proof.details)


def redecided(order: Order, claim: Claim, step: NextStep) -> Decision:
    return decide(order, taken(claim, step), calendar=china_calendar())


def check_steps_taken(facts: Facts) -> int:
    order, claim, _ = realise(facts, POLICY_2023)
    steps = decide(order, claim, calendar=china_calendar()).items[0].next_steps
    for step in steps:
        assert redecided(order, claim, step).outcome is step.outcome
        asks_anew = {Change.ASK_FOR_REFUND, Change.ASK_FOR_REPLACEMENT, Change.CHOOSE_CHEAPER} & set(step.changes)
        cancels = facts.problem is Problem.CHANGE_OF_MIND  # until production begins, which has no date
        assert (step.deadline is not None) is (bool(asks_anew) and not cancels)
        if step.deadline:
            assert step.deadline.met_by(claim.submitted_at)
    return len(steps)
