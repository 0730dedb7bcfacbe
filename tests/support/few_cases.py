"""A few cases in which every law still has what it looks for."""

from __future__ import annotations

from functools import cache

from attrs import evolve

from cmoffer_policy import POLICY_2023, GuaranteeStart, Problem, ProductionStage, Verification
from cmoffer_policy.analysis import all_facts
from cmoffer_policy.facts import Facts

OF_EVERY_KIND = (
    Problem.DEFECTIVE,
    Problem.BROKEN,
    Problem.WRONG_SIZE,
    Problem.NOT_AS_DESCRIBED,
    Problem.LOST,
    Problem.CHANGE_OF_MIND,
    Problem.NOT_ATTRIBUTABLE,
)


@cache
def few_cases(guarantee_start: GuaranteeStart = GuaranteeStart.SHIPMENT) -> tuple[Facts, ...]:
    """A thirtieth of all cases, in which every law still has what it looks for.

    Problems of each kind and one cause at most; all proofs, all but one, none, or the first alone; every word of the
    parties where all is proved, a confirmation or none yet where some proof is missing; every stage of production of what
    is cancelled; orders of another policy for one problem, without a cause.
    """
    return tuple(
        [facts for facts in all_facts(evolve(POLICY_2023, guarantee_start=guarantee_start)) if is_one_of_few(facts)]
    )


def is_one_of_few(facts: Facts) -> bool:
    proofs = [facts.buyer_compensated, facts.problem_shown, facts.buyer_quoted]
    proofs += [facts.description_proved] if facts.problem is Problem.NOT_AS_DESCRIBED else []
    return (
        facts.problem in (OF_EVERY_KIND if facts.governed else OF_EVERY_KIND[:1])
        and facts.corrosion + facts.misuse + facts.unlawful + facts.listing_differs <= facts.governed
        and (proofs.count(False) <= 1 or not any(proofs[1:]))
        and (all(proofs) or facts.verification in (Verification.CONFIRMED, Verification.PENDING))
        and (facts.production is ProductionStage.STARTED or facts.problem is Problem.CHANGE_OF_MIND)
    )
