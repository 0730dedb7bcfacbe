"""A few cases in which every law still has what it looks for."""

from __future__ import annotations

from functools import cache

from attrs import evolve

from cmoffer_policy import POLICY_2023, GuaranteeStart, Problem, Verification
from cmoffer_policy.analysis import all_facts
from cmoffer_policy.facts import Facts

OF_EVERY_KIND = (
    Problem.BROKEN,
    Problem.DEFECTIVE,
    Problem.WRONG_SIZE,
    Problem.NOT_AS_DESCRIBED,
    Problem.LOST,
    Problem.CHANGE_OF_MIND,
    Problem.NOT_ATTRIBUTABLE,
)


@cache
def few_cases(guarantee_start: GuaranteeStart = GuaranteeStart.SHIPMENT) -> tuple[Facts, ...]:
    """A tenth of all cases, in which every law still has what it looks for.

    Problems of each kind and one cause at most; every word of the parties where all is proved, a confirmation or none
    yet where some proof is missing; orders of another policy where no cause was found.
    """
    chosen = []
    for facts in all_facts(evolve(POLICY_2023, guarantee_start=guarantee_start)):
        proofs = [facts.buyer_compensated, facts.problem_shown, facts.buyer_quoted]
        proofs += [facts.description_proved] if facts.problem is Problem.NOT_AS_DESCRIBED else []
        causes = facts.corrosion + facts.misuse + facts.unlawful + facts.listing_differs
        if (
            facts.problem in OF_EVERY_KIND
            and (all(proofs) or facts.verification in (Verification.CONFIRMED, Verification.PENDING))
            and causes <= facts.governed
        ):
            chosen.append(facts)
    return tuple(chosen)
