"""An ordinary case for every outcome."""

from __future__ import annotations

from attrs import evolve

from cmoffer_policy.analysis.cases import APPROVED
from cmoffer_policy.checks import instance
from cmoffer_policy.errors import InvalidValue
from cmoffer_policy.facts import Facts, Phase
from cmoffer_policy.policy import POLICY_2023
from cmoffer_policy.rules import judge
from cmoffer_policy.vocabulary import Outcome, Problem, ProductionStage, Remedy, Verification

_EXAMPLES = {
    Outcome.APPROVED: APPROVED,
    Outcome.IN_DISPUTE: evolve(APPROVED, verification=Verification.CONTESTED),
    Outcome.UNDER_VERIFICATION: evolve(APPROVED, verification=Verification.PENDING),
    Outcome.NEEDS_EVIDENCE: evolve(APPROVED, problem_shown=False, verification=Verification.PENDING),
    Outcome.REFERRED: evolve(
        APPROVED,
        phase=Phase.NOT_SHIPPED,
        problem=Problem.CHANGE_OF_MIND,
        production=ProductionStage.NOT_STARTED,
        verification=Verification.PENDING,
    ),
    Outcome.REJECTED: evolve(APPROVED, phase=Phase.NONE_OPEN, verification=Verification.PENDING),
    Outcome.NOT_GOVERNED: evolve(APPROVED, governed=False),
}


_CANCELLED = evolve(_EXAMPLES[Outcome.REFERRED], verification=Verification.CONFIRMED)
"""Approved by another route: customer service confirms a cancellation (2.4)."""


def example_of(outcome: Outcome, remedy: Remedy | None = None) -> Facts:
    """A case of this outcome under the policy of 2023, about a refund unless another remedy is asked for.

    A remedy that never comes to the outcome raises ``InvalidValue``: customer service is not asked for a replacement.
    """
    case = evolve(_EXAMPLES[instance(outcome, "outcome", Outcome)], remedy=remedy or Remedy.REFUND)
    if judge(case, POLICY_2023).outcome is not outcome:
        asked = case.remedy.words
        raise InvalidValue(
            "impossible", "outcome", f"{outcome.words} for a {asked}", f"an outcome that a {asked} can have"
        )
    return case


def examples_of(outcome: Outcome, remedy: Remedy | None = None) -> list[Facts]:
    """A case of this outcome for each route to it, the ordinary one first; see ``example_of``.

    No single answer leads from one route to the other without another outcome on the way.
    """
    cancelled = [_CANCELLED] if outcome is Outcome.APPROVED and remedy is not Remedy.REPLACEMENT else []
    return [example_of(outcome, remedy), *cancelled]


def outcomes_of(remedy: Remedy | None) -> list[Outcome]:
    """The outcomes that a claim for the remedy, or for any where it is None, can have; the most favourable first."""
    return [
        outcome
        for outcome, case in _EXAMPLES.items()
        if judge(evolve(case, remedy=remedy or case.remedy), POLICY_2023).outcome is outcome
    ]
