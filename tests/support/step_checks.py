"""Checks of the next steps of a case: each is minimal, helps, and leads where it says when the seller takes it."""

from __future__ import annotations

from itertools import combinations

from attrs import evolve

from cmoffer_policy import (
    POLICY_2023,
    Adjudicator,
    Claim,
    Decision,
    Evidence,
    MissingEvidence,
    NextStep,
    Order,
    Outcome,
    Policy,
    Problem,
    Remedy,
    Verification,
    china_calendar,
    decide,
)
from cmoffer_policy.analysis import all_facts, realise
from cmoffer_policy.evidence import DETAILS
from cmoffer_policy.facts import Facts
from cmoffer_policy.rules import judge
from cmoffer_policy.steps import Change, changed, changes_open_to, next_steps
from support.rules_spaces import some_of

ANEW = {Change.ASK_FOR_REFUND, Change.ASK_FOR_REPLACEMENT}
"""What makes another claim, whose verification is pending (4.1)."""


def helps(facts: Facts, changes: tuple[Change, ...], policy: Policy = POLICY_2023) -> Outcome | None:
    """The outcome after the changes where it is better, else None."""
    before, after = judge(facts, policy).outcome, judge(changed(facts, changes), policy).outcome
    return after if after.rank > before.rank else None


def cases(stride: int, policy: Policy = POLICY_2023) -> list[Facts]:
    """The governed cases, or those with every so manieth code."""
    if stride > 1:
        return some_of(policy, stride, governed=True)
    return [facts for facts in all_facts(policy) if facts.governed]


def check_steps(facts: Facts, policy: Policy = POLICY_2023) -> None:
    steps = next_steps(facts, policy)
    sizes = [len(step.changes) for step in steps]
    assert sizes == sorted(sizes)
    for step in steps:
        assert set(step.changes) <= set(changes_open_to(facts, policy))
        assert helps(facts, step.changes, policy) is step.outcome
        assert step.outcome.rank <= (Outcome.UNDER_VERIFICATION if ANEW & set(step.changes) else Outcome.APPROVED).rank
        for size in range(1, len(step.changes)):
            for part in combinations(step.changes, size):
                partly = helps(facts, part, policy)
                assert partly is None or partly.rank < step.outcome.rank
    if facts.listing_differs or facts.verification is Verification.SHOPIFY_RULED_AGAINST_SELLER:
        assert steps == ()  # nobody is told to alter a listing, and there is no word after the last


def best_by_brute_force(facts: Facts, policy: Policy = POLICY_2023) -> Outcome | None:
    """The best outcome that any set of changes leads to, if it is better."""
    if facts.verification is Verification.SHOPIFY_RULED_AGAINST_SELLER:
        return None
    proofs = {
        "buyer_compensated": True,
        "problem_shown": True,
        "buyer_quoted": True,
        "description_proved": facts.problem is Problem.NOT_AS_DESCRIBED or facts.description_proved,
    }
    ruled = facts.verification is Verification.RULED_AGAINST_SELLER
    asked = [facts.verification]
    if ruled and policy.adjudicator is Adjudicator.CMOFFER_THEN_SHOPIFY:
        asked.append(Verification.CONTESTED)
    other = Remedy.REFUND if facts.remedy is Remedy.REPLACEMENT else Remedy.REPLACEMENT
    anew = [] if ruled else [(other, Verification.PENDING)]  # another remedy does not get round a ruling
    tries = [
        evolve(facts, remedy=remedy, verification=word, replacement_dearer=False, **given)
        for remedy, word in [*[(facts.remedy, word) for word in asked], *anew]
        for given in ({}, proofs)
    ]
    best = max([judge(each, policy).outcome for each in tries], key=lambda outcome: outcome.rank)
    return best if best.rank > judge(facts, policy).outcome.rank else None


def check_best(facts: Facts, policy: Policy = POLICY_2023) -> None:
    steps = next_steps(facts, policy)
    best = max([step.outcome for step in steps], key=lambda outcome: outcome.rank, default=None)
    assert best is best_by_brute_force(facts, policy)


def taken(claim: Claim, step: NextStep) -> Claim:
    """The claim after the seller did what the step says: another claim where another remedy is asked for."""
    added = [completed(claim, proof) for proof in step.missing]
    if Change.CHOOSE_CHEAPER in step.changes:
        claim = evolve(claim, items=[evolve(claim.items[0], replacement_price=None)])
    if Change.ASK_SHOPIFY in step.changes:
        claim = claim.answered(Verification.CONTESTED)
    for change, remedy in ((Change.ASK_FOR_REFUND, Remedy.REFUND), (Change.ASK_FOR_REPLACEMENT, Remedy.REPLACEMENT)):
        if change in step.changes:
            claim = claim.asking_for(remedy, claim_id="CLAIM-2", at=claim.submitted_at, items=[0])
    return claim.with_evidence(*added)


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
        assert (step.deadline is None) or step.deadline.clause in ("1", "2.3")
        cancels = facts.problem is Problem.CHANGE_OF_MIND  # until production begins, which has no date
        assert (step.deadline is not None) is (bool(asks_anew) and not cancels)
        if step.deadline:
            assert step.deadline.met_by(claim.submitted_at)
    return len(steps)
