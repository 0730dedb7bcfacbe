"""Every case there is can be told, in every language: under the default, and where another reading judges otherwise."""

from __future__ import annotations

import pytest
from attrs import evolve

from cmoffer_policy import POLICY_2023, Policy, WorkCalendar, china_calendar, explanation
from cmoffer_policy.analysis import all_facts
from cmoffer_policy.policy import READING_OF, READINGS
from cmoffer_policy.presentation import CHINESE, ENGLISH, Audience
from cmoffer_policy.rules import judge
from support.statements import debts, decided, policies

OTHER_DAYS = WorkCalendar(first_day=china_calendar().first_day, last_day=china_calendar().last_day).version


def called(policy: Policy) -> str:
    """The reading in which a policy differs from the default."""
    values = [getattr(policy, name) for name in READINGS]
    return (
        " ".join([repr(value) for value in values if value is not getattr(POLICY_2023, READING_OF[value])]) or "default"
    )


@pytest.mark.parametrize("policy", list(policies(POLICY_2023)), ids=called)
def test_every_case_can_be_told(policy: Policy) -> None:
    """To both audiences; what depends on other readings is told of a sample elsewhere."""
    for facts in all_facts(policy):
        if policy != POLICY_2023 and judge(facts, policy) == judge(facts, POLICY_2023):
            continue
        decision = decided(facts, policy)
        analyst = explanation(evolve(decision, calendar_version=OTHER_DAYS), audience=Audience.ANALYST)
        for said in (explanation(decision), analyst):
            for language in (ENGLISH, CHINESE):
                assert debts(said, language) == [], facts
