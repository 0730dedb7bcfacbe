"""Every kind of case can be told, in every language: under the default, and where another reading judges otherwise.

The gate sees every kind under the default and every third one where another reading judges otherwise, the night all.
"""

from __future__ import annotations

from functools import cache

import pytest
from attrs import evolve

from cmoffer_policy import POLICY_2023, GuaranteeStart, Policy, WorkCalendar, china_calendar, explanation
from cmoffer_policy.facts import Facts
from cmoffer_policy.policy import JUDGEMENT_READINGS, READING_OF, READINGS
from cmoffer_policy.presentation import CHINESE, ENGLISH, Audience, Statement
from cmoffer_policy.rules import judge
from support.statements import debts_of, decided, policies, signature, telling

OTHER_DAYS = WorkCalendar(first_day=china_calendar().first_day, last_day=china_calendar().last_day).version


# The other readings change dates and money, but neither the cases nor how they are judged.
OF_CASES = (*JUDGEMENT_READINGS, "guarantee_start")
JUDGING = [
    policy
    for policy in policies(POLICY_2023)
    if all(getattr(policy, name) is getattr(POLICY_2023, name) for name in set(READINGS) - set(OF_CASES))
]


def called(policy: Policy) -> str:
    """The reading in which a policy differs from the default."""
    values = [getattr(policy, name) for name in READINGS]
    return (
        " ".join([repr(value) for value in values if value is not getattr(POLICY_2023, READING_OF[value])]) or "default"
    )


@cache
def candidates(guarantee_start: GuaranteeStart) -> tuple[Facts, ...]:
    """The cases in question, whatever the readings of the judgement."""
    return tuple(telling(guarantee_start))


@pytest.mark.parametrize(
    ("policy", "stride"),
    [
        pytest.param(POLICY_2023, 1, id="default"),
        *[pytest.param(policy, 3, id=f"{called(policy)}, some") for policy in JUDGING[1:]],
        *[pytest.param(policy, 1, id=called(policy), marks=pytest.mark.nightly) for policy in JUDGING[1:]],
    ],
)
def test_every_kind_of_case_can_be_told(policy: Policy, stride: int) -> None:
    """To both audiences, one case of each kind; what depends on other readings is told of examples elsewhere.

    A sentence is read once, however many cases say it.
    """
    told: set[Statement] = set()
    kinds: set[tuple[object, ...]] = set()
    from_delivery = policy.guarantee_start is GuaranteeStart.DELIVERY
    for facts in candidates(policy.guarantee_start):
        as_usual = policy != POLICY_2023 and judge(facts, policy) == judge(facts, POLICY_2023)
        if as_usual and not from_delivery:
            continue  # told under the default
        kind = (facts.phase, facts.remedy) if as_usual else signature(facts, policy)
        if kind in kinds:
            continue
        kinds.add(kind)
        if (len(kinds) - 1) % stride:
            continue
        decision = decided(facts, policy)
        analyst = explanation(evolve(decision, calendar_version=OTHER_DAYS), audience=Audience.ANALYST)
        for said in (explanation(decision), analyst):
            new = {statement for section in said.sections for statement in section.statements} - told
            for statement in new:
                for language in (ENGLISH, CHINESE):
                    assert debts_of(statement, said.goods, language) == [], facts
            told |= new
    assert told
