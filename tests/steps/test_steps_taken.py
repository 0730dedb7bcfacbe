"""Every step really helps: it is taken in the claim itself, which is then decided again."""

from __future__ import annotations

import pytest
from attrs import evolve

from cmoffer_policy import (
    POLICY_2023,
    Claim,
    Decision,
    Evidence,
    MissingEvidence,
    Order,
    Problem,
    Remedy,
    china_calendar,
    decide,
)
from cmoffer_policy.analysis import all_facts, realise
from cmoffer_policy.evidence import DETAILS
from cmoffer_policy.facts import Facts
from cmoffer_policy.steps import Change, NextStep


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
    added = [completed(claim, requirement) for requirement in step.requirements]
    return evolve(claim, remedy=remedy, items=[item], evidence=[*claim.evidence, *added])


def completed(claim: Claim, requirement: MissingEvidence) -> Evidence:
    """The document asked for, or the one attached with the details it lacked."""
    attached = [each for each in claim.evidence if each.document is requirement.document]
    if requirement.attached:
        return evolve(attached[0], shows=attached[0].shows | set(requirement.details))
    assert set(requirement.details) == set(DETAILS[requirement.document])
    return Evidence(document=requirement.document, shows=requirement.details)


def redecided(order: Order, claim: Claim, step: NextStep) -> Decision:
    return decide(order, taken(claim, step), calendar=china_calendar())


def check(facts: Facts) -> int:
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


def test_every_step_taken_leads_where_it_says() -> None:
    """A sample of all cases, by a stride that shares no factor with any field."""
    assert sum(check(facts) for place, facts in enumerate(all_facts(POLICY_2023)) if place % 53 == 0) > 50


@pytest.mark.nightly
@pytest.mark.slow
def test_every_step_of_every_case_taken_leads_where_it_says() -> None:
    """The same for every case."""
    for facts in all_facts(POLICY_2023):
        check(facts)
