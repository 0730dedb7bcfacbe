"""What the seller can still change: every step helps when it is taken, and none is larger than it has to be.

``test_every_step.py`` asks every case.
"""

from __future__ import annotations

import pytest
from attrs import evolve

from cmoffer_policy import (
    POLICY_2023,
    Adjudicator,
    Cancellation,
    Deadline,
    GuaranteeGrants,
    GuaranteeStart,
    NextStep,
    Outcome,
    Period,
    Policy,
    Problem,
    ProductionStage,
    ProofAfterConfirmation,
    Remedy,
    ReplacementProof,
    Verification,
    Windows,
    missing_evidence,
)
from cmoffer_policy.facts import Phase
from cmoffer_policy.steps import Change, changed, changes_open_to, next_steps
from support.builders import a_claim, an_order, at, some_facts
from support.step_checks import cases, check_best, check_steps, check_steps_taken

Outline = tuple[tuple[Change, ...], Outcome]
"""The changes of a step and the outcome that they lead to."""

UNPROVED = {"buyer_compensated": False, "problem_shown": False, "buyer_quoted": False, "description_proved": False}
CANCELLED = {
    "problem": Problem.CHANGE_OF_MIND,
    "phase": Phase.NOT_SHIPPED,
    "production": ProductionStage.NOT_STARTED,
}
PROOFS = (Change.PROVE_COMPENSATION, Change.SHOW_PROBLEM, Change.QUOTE_BUYER)


def outlines(steps: tuple[NextStep, ...]) -> tuple[Outline, ...]:
    return tuple([(step.changes, step.outcome) for step in steps])


@pytest.mark.parametrize(
    ("changes", "steps"),
    [
        ({}, ()),
        ({"problem_shown": False}, (((Change.SHOW_PROBLEM,), Outcome.APPROVED),)),
        (UNPROVED, ((PROOFS, Outcome.APPROVED),)),
        (
            {"problem": Problem.NOT_AS_DESCRIBED, "description_proved": False},
            (((Change.PROVE_DESCRIPTION,), Outcome.APPROVED),),
        ),
        ({"phase": Phase.GUARANTEE_OPEN}, (((Change.ASK_FOR_REPLACEMENT,), Outcome.UNDER_VERIFICATION),)),
        (
            {"phase": Phase.GUARANTEE_OPEN, **UNPROVED},
            (
                ((Change.ASK_FOR_REPLACEMENT,), Outcome.NEEDS_EVIDENCE),
                ((Change.ASK_FOR_REPLACEMENT, *PROOFS), Outcome.UNDER_VERIFICATION),
            ),
        ),
        (
            {"remedy": Remedy.REPLACEMENT, "replacement_dearer": True},
            (
                ((Change.ASK_FOR_REFUND,), Outcome.UNDER_VERIFICATION),
                ((Change.CHOOSE_CHEAPER,), Outcome.APPROVED),
            ),
        ),
        # A cancellation that is referred waits for customer service; an exchange before production can be turned into one.
        ({**CANCELLED, "verification": Verification.PENDING}, ()),
        ({**CANCELLED, "verification": Verification.CONTESTED}, ()),
        ({**CANCELLED, "remedy": Remedy.REPLACEMENT}, (((Change.ASK_FOR_REFUND,), Outcome.REFERRED),)),
        # Nothing that the seller can do makes a delivery known.
        ({"phase": Phase.GUARANTEE_UNKNOWN, "remedy": Remedy.REPLACEMENT, **UNPROVED}, ()),
        (
            {"phase": Phase.GUARANTEE_UNKNOWN},
            (((Change.ASK_FOR_REPLACEMENT,), Outcome.NEEDS_EVIDENCE),),
        ),
        ({"phase": Phase.NONE_OPEN}, ()),
        ({"unlawful": True}, ()),
        ({"verification": Verification.PENDING}, ()),
        (
            {"verification": Verification.RULED_AGAINST_SELLER, "phase": Phase.AFTER_SALES_OPEN},
            (((Change.ASK_SHOPIFY,), Outcome.IN_DISPUTE),),
        ),
        (
            {"verification": Verification.RULED_AGAINST_SELLER, **UNPROVED},
            (
                ((Change.ASK_SHOPIFY,), Outcome.NEEDS_EVIDENCE),
                ((Change.ASK_SHOPIFY, *PROOFS), Outcome.IN_DISPUTE),
            ),
        ),
        # A ruling stands against either remedy. Shopify has the last word, and who rules for the others is no step of the seller's.
        ({"verification": Verification.SHOPIFY_RULED_AGAINST_SELLER}, ()),
        ({"verification": Verification.SHOPIFY_RULED_AGAINST_SELLER, **UNPROVED}, ()),
        ({"verification": Verification.CONTESTED}, ()),
        # Nobody is told to alter a listing that says something else (3.2.3).
        ({"problem": Problem.NOT_AS_DESCRIBED, "listing_differs": True, **UNPROVED}, ()),
        ({"governed": False, **UNPROVED}, ()),
    ],
)
def test_worked_steps(changes: dict[str, object], steps: tuple[Outline, ...]) -> None:
    """The steps are those worked out by hand; without windows and proofs they have no deadline and nothing to add."""
    found = next_steps(some_facts(**changes), POLICY_2023)
    assert outlines(found) == steps
    assert {(step.missing, step.deadline) for step in found} <= {((), None)}


def test_an_exchange_before_production_can_be_turned_into_a_cancellation() -> None:
    """Where a cancellation pays back, asking for the money instead helps; the new claim is not confirmed yet (4.1)."""
    policy = evolve(POLICY_2023, cancellation=Cancellation.REFUND)
    facts = some_facts(**CANCELLED, remedy=Remedy.REPLACEMENT)
    assert outlines(next_steps(facts, policy)) == (((Change.ASK_FOR_REFUND,), Outcome.UNDER_VERIFICATION),)


@pytest.mark.parametrize("who", [Adjudicator.CMOFFER, Adjudicator.SHOPIFY])
def test_shopify_is_asked_only_where_it_rules_after_cmoffer(who: Adjudicator) -> None:
    """Where one of the two rules alone, its ruling is the last word (2.2, 4.3)."""
    policy = evolve(POLICY_2023, adjudicator=who)
    ruled = some_facts(verification=Verification.RULED_AGAINST_SELLER)
    assert Change.ASK_SHOPIFY not in changes_open_to(ruled, policy)
    assert next_steps(ruled, policy) == ()


def test_asking_shopify_meets_no_window() -> None:
    """The claim keeps the time of its submission (4.1)."""
    windows = Windows(after_sales=AFTER_SALES, guarantee=GUARANTEE)
    ruled = some_facts(verification=Verification.RULED_AGAINST_SELLER)
    (step,) = next_steps(ruled, POLICY_2023, windows=windows)
    assert (step.changes, step.deadline) == ((Change.ASK_SHOPIFY,), None)


def test_a_replacement_that_needs_no_proof_of_compensation_is_a_step() -> None:
    """Under PROBLEM_ONLY whoever has not served the buyer yet can ask for a replacement instead (3.1)."""
    policy = evolve(POLICY_2023, replacement_proof=ReplacementProof.PROBLEM_ONLY)
    unserved = some_facts(buyer_compensated=False, verification=Verification.PENDING)
    assert outlines(next_steps(unserved, policy)) == (
        ((Change.ASK_FOR_REPLACEMENT,), Outcome.UNDER_VERIFICATION),
        ((Change.PROVE_COMPENSATION,), Outcome.UNDER_VERIFICATION),
    )


AFTER_SALES, GUARANTEE = [
    Period(start=at("2024-01-05"), deadline=Deadline(before=at(f"{end} 00:00"), clause=clause))
    for end, clause in (("2024-02-05", "1"), ("2024-03-06", "2.3"))
]
GRANTS_EITHER = evolve(POLICY_2023, guarantee_grants=GuaranteeGrants.EITHER)


@pytest.mark.parametrize(
    ("phase", "windows", "deadline"),
    [
        (Phase.BOTH_OPEN, Windows(after_sales=AFTER_SALES, guarantee=GUARANTEE), GUARANTEE.deadline),
        (Phase.GUARANTEE_OPEN, Windows(after_sales=AFTER_SALES, guarantee=GUARANTEE), GUARANTEE.deadline),
        (Phase.AFTER_SALES_OPEN, Windows(after_sales=AFTER_SALES), AFTER_SALES.deadline),
        (Phase.BOTH_OPEN, Windows(after_sales=GUARANTEE, guarantee=AFTER_SALES), GUARANTEE.deadline),
        (Phase.BOTH_OPEN, Windows(), None),
        (Phase.BOTH_OPEN, None, None),
    ],
)
def test_another_remedy_is_dated_by_the_later_window_that_grants_it(
    phase: Phase, windows: Windows | None, deadline: Deadline | None
) -> None:
    """A cheaper replacement by either route; the guarantee grants refunds only where it is read so."""
    facts = some_facts(phase=phase, remedy=Remedy.REPLACEMENT, replacement_dearer=True)
    steps = {step.changes: step.deadline for step in next_steps(facts, POLICY_2023, windows=windows)}
    assert steps[Change.CHOOSE_CHEAPER,] == deadline
    for policy, refunds in ((POLICY_2023, phase is not Phase.GUARANTEE_OPEN), (GRANTS_EITHER, True)):
        found = {step.changes: step.deadline for step in next_steps(facts, policy, windows=windows)}
        assert ((Change.ASK_FOR_REFUND,) in found) is refunds
        if refunds and windows:
            granting = [windows.after_sales] if policy is POLICY_2023 else [windows.after_sales, windows.guarantee]
            ends = [period.deadline for period in granting if period]
            assert found[Change.ASK_FOR_REFUND,] == max(ends, key=lambda end: end.before, default=None)


def test_a_proof_alone_keeps_the_time_of_the_claim() -> None:
    """Whoever only adds a document has no deadline to meet (4.1)."""
    windows = Windows(after_sales=AFTER_SALES, guarantee=GUARANTEE)
    (step,) = next_steps(some_facts(problem_shown=False), POLICY_2023, windows=windows)
    assert (step.changes, step.deadline) == ((Change.SHOW_PROBLEM,), None)


def test_a_step_names_the_proofs_it_adds_and_no_other() -> None:
    """Of all that is missing, what its own changes are about, in the order of the text."""
    order, claim = an_order(), a_claim(evidence=())
    missing = missing_evidence(order, claim, claim.items[0])
    assert [proof.clause for proof in missing] == ["3.1", "3.2.1", "3.2.2"]
    all_proofs, alone = some_facts(**UNPROVED), some_facts(problem_shown=False)
    assert [step.missing for step in next_steps(all_proofs, POLICY_2023, missing=missing)] == [missing]
    assert [step.missing for step in next_steps(alone, POLICY_2023, missing=iter(missing))] == [missing[1:2]]
    late = evolve(all_proofs, phase=Phase.GUARANTEE_OPEN)
    assert [step.missing for step in next_steps(late, POLICY_2023, missing=missing)] == [(), missing]


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
        (
            {"verification": Verification.RULED_AGAINST_SELLER, "problem_shown": False},
            [Change.ASK_SHOPIFY, Change.SHOW_PROBLEM],
        ),
        ({"verification": Verification.SHOPIFY_RULED_AGAINST_SELLER, **UNPROVED}, []),
    ],
)
def test_the_other_remedy_and_what_is_not_proved_can_still_change(
    changes: dict[str, object], open_to: list[Change]
) -> None:
    """The description is proved of goods not as described only."""
    assert changes_open_to(some_facts(**changes), POLICY_2023) == open_to


@pytest.mark.parametrize(
    ("before", "change", "after"),
    [
        (
            {"replacement_dearer": True},
            Change.ASK_FOR_REPLACEMENT,
            {"remedy": Remedy.REPLACEMENT, "verification": Verification.PENDING},
        ),
        (
            {"remedy": Remedy.REPLACEMENT, "replacement_dearer": True},
            Change.ASK_FOR_REFUND,
            {"verification": Verification.PENDING},
        ),
        (
            {"verification": Verification.RULED_AGAINST_SELLER},
            Change.ASK_SHOPIFY,
            {"verification": Verification.CONTESTED},
        ),
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
    """Whoever changes the remedy asks for money or for the same product, neither dearer, and nobody has answered yet."""
    assert changed(some_facts(**before), (change,)) == some_facts(**after)


OTHERWISE = evolve(
    POLICY_2023,
    name="from delivery, refunding, judged by Shopify",
    guarantee_start=GuaranteeStart.DELIVERY,
    guarantee_grants=GuaranteeGrants.EITHER,
    adjudicator=Adjudicator.SHOPIFY,
    replacement_proof=ReplacementProof.PROBLEM_ONLY,
    proof_after_confirmation=ProofAfterConfirmation.WAIVED,
    cancellation=Cancellation.REFUND,
)


@pytest.mark.parametrize("policy", [POLICY_2023, OTHERWISE], ids=["default", "otherwise"])
def test_every_step_is_minimal_and_helps(policy: Policy) -> None:
    """A step leads to the outcome it names, and no part of it leads as far; a sample of all cases."""
    for facts in cases(stride=211, policy=policy):
        check_steps(facts, policy)
        check_best(facts, policy)


def test_every_step_taken_leads_where_it_says() -> None:
    """A sample of all cases, by a stride that shares no factor with any field."""
    assert sum(map(check_steps_taken, cases(stride=83))) > 30
