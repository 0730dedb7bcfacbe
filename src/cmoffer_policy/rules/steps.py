"""What the seller can still change about a case, and what it would bring."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from attrs import evolve, frozen

from cmoffer_policy.rules.facts import Facts
from cmoffer_policy.rules.verdict import judge
from cmoffer_policy.terms.policy import Policy
from cmoffer_policy.terms.vocabulary import Outcome, Problem, Remedy, Term


class Change(Term):
    """Something the seller can still change once the claim is submitted.

    The problem, its cause, the dates, the stage of production and the word of the other party are none of it.

    >>> from cmoffer_policy import POLICY_2023, decide
    >>> from cmoffer_policy.testing import scenarios
    >>> (case,) = [case for case in scenarios(clause="4.2") if str(case) == "refund on day 31"]
    >>> facts = decide(case.order, case.claim).items[0].facts
    >>> [step.outcome for step in next_steps(facts, POLICY_2023) if Change.ASK_FOR_REPLACEMENT in step.changes]
    [Outcome.APPROVED]
    """

    ASK_FOR_REFUND = "ask_for_refund"
    ASK_FOR_REPLACEMENT = "ask_for_replacement"
    """By the same product."""
    CHOOSE_CHEAPER = "choose_cheaper"
    """A replacement that lists at no more than the unit it replaces (2.3)."""
    PROVE_COMPENSATION = "prove_compensation"
    """A complete screenshot of the refund or the new dispatch (3.1)."""
    SHOW_PROBLEM = "show_problem"
    """A picture or video (3.2.1)."""
    QUOTE_BUYER = "quote_buyer"
    """The buyer's own words (3.2.2)."""
    PROVE_DESCRIPTION = "prove_description"
    """The listing and the measurement (3.2.3)."""


@frozen
class Step:
    """Changes that lead to a better outcome only together, and that outcome.

    >>> from cmoffer_policy import POLICY_2023, decide
    >>> from cmoffer_policy.testing import scenarios
    >>> def advice(step: Step) -> str:
    ...     return f"{' and '.join([change.words for change in step.changes])}: {step.outcome.words}"
    >>> (case,) = [case for case in scenarios(clause="3.2.1") if str(case) == "no picture at all"]
    >>> [advice(step) for step in next_steps(decide(case.order, case.claim).items[0].facts, POLICY_2023)]
    ['show problem: approved']
    """

    changes: tuple[Change, ...]
    outcome: Outcome


def next_steps(facts: Facts, policy: Policy) -> tuple[Step, ...]:
    """The minimal sets of changes that lead to a better outcome, fewest changes first.

    Minimal: no part of the set leads as far. Empty where nothing the seller can change helps.

    >>> from cmoffer_policy import POLICY_2023, Problem, Remedy, Verification
    >>> from cmoffer_policy.rules import Facts, Phase
    >>> day_45 = Facts(
    ...     governed=True, phase=Phase.GUARANTEE_OPEN, problem=Problem.BROKEN, remedy=Remedy.REFUND,
    ...     replacement_dearer=False, production=None, corrosion=False, misuse=False, unlawful=False,
    ...     buyer_compensated=True, problem_shown=False, buyer_quoted=True, description_proved=False,
    ...     verification=Verification.CONFIRMED,
    ... )
    >>> for step in next_steps(day_45, POLICY_2023):
    ...     print(step.outcome.words, "after", *[change.words for change in step.changes], sep=", ")
    needs evidence, after, ask for replacement
    approved, after, ask for replacement, show problem
    """
    start = judge(facts, policy).outcome.rank
    steps: list[Step] = []
    for changes in _sets_of(changes_open_to(facts)):
        outcome = judge(changed(facts, changes), policy).outcome
        if outcome.rank > start and not _reached_with_less(steps, changes, outcome):
            steps.append(Step(changes, outcome))
    return tuple(steps)


def _sets_of(changes: list[Change]) -> Iterator[tuple[Change, ...]]:
    """Every set of changes, smaller ones first. A cheaper replacement adds nothing to a refund, so no step has both."""
    for size in range(1, len(changes) + 1):
        yield from combinations(changes, size)


def _reached_with_less(steps: list[Step], changes: tuple[Change, ...], outcome: Outcome) -> bool:
    return any(step.outcome.rank >= outcome.rank and set(step.changes) < set(changes) for step in steps)


def changes_open_to(facts: Facts) -> list[Change]:
    """What the seller can still change in this case: the remedy asked for and the proofs not given yet."""
    proofs = {
        Change.CHOOSE_CHEAPER: facts.replacement_dearer,
        Change.PROVE_COMPENSATION: not facts.buyer_compensated,
        Change.SHOW_PROBLEM: not facts.problem_shown,
        Change.QUOTE_BUYER: not facts.buyer_quoted,
        Change.PROVE_DESCRIPTION: not facts.description_proved and facts.problem is Problem.NOT_AS_DESCRIBED,
    }
    other = Change.ASK_FOR_REPLACEMENT if facts.remedy is Remedy.REFUND else Change.ASK_FOR_REFUND
    return [other, *[change for change, is_open in proofs.items() if is_open]]


def changed(facts: Facts, changes: tuple[Change, ...]) -> Facts:
    """The case after the changes."""
    for change in changes:
        match change:
            case Change.ASK_FOR_REFUND:
                facts = evolve(facts, remedy=Remedy.REFUND, replacement_dearer=False)
            case Change.ASK_FOR_REPLACEMENT:
                facts = evolve(facts, remedy=Remedy.REPLACEMENT, replacement_dearer=False)
            case Change.CHOOSE_CHEAPER:
                facts = evolve(facts, replacement_dearer=False)
            case Change.PROVE_COMPENSATION:
                facts = evolve(facts, buyer_compensated=True)
            case Change.SHOW_PROBLEM:
                facts = evolve(facts, problem_shown=True)
            case Change.QUOTE_BUYER:
                facts = evolve(facts, buyer_quoted=True)
            case _:
                facts = evolve(facts, description_proved=True)
    return facts


PROOFS = {
    Change.PROVE_COMPENSATION: "3.1",
    Change.SHOW_PROBLEM: "3.2.1",
    Change.QUOTE_BUYER: "3.2.2",
    Change.PROVE_DESCRIPTION: "3.2.3",
}
"""The clause that asks for each proof that can be added."""
