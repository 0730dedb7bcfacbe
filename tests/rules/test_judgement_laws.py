"""Laws of the judgement, over a sample of cases under every reading that can change which remedies are granted.

``test_every_judgement.py`` puts them to every case. The reading ``adjudicator`` has a law of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import pytest
from attrs import evolve, fields

from cmoffer_policy import POLICY_2023, Adjudicator, Outcome, Policy, Problem, Remedy, Verification
from cmoffer_policy.facts import DOMAINS, Facts, Phase
from cmoffer_policy.policy import JUDGED, JUDGEMENT_READINGS
from cmoffer_policy.rules import RULES, Status, judge
from support.builders import some_facts
from support.rules_spaces import READINGS_OF_GRANTS, Space, facts_that_readings_touch
from support.space_laws import LAWS


@pytest.fixture(scope="module")
def some_cases() -> list[Facts]:
    return facts_that_readings_touch()


def reading_id(policy: Policy) -> str:
    return "-".join([getattr(policy, name).value for name in JUDGEMENT_READINGS if name != "adjudicator"])


@pytest.fixture(scope="module", params=READINGS_OF_GRANTS, ids=reading_id)
def space(request: pytest.FixtureRequest, some_cases: list[Facts]) -> Space:
    return Space(request.param, some_cases)


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_every_law_holds_in_a_sample_of_cases(space: Space, law: Callable[[Space], None]) -> None:
    """Each law, under each reading."""
    law(space)


def test_findings_read_the_facts_and_all_of_them() -> None:
    """What the findings say they are about are fields of Facts, and no field is left out."""
    names = {field.name for field in fields(Facts)} - {"code"}
    assert {name for rule in RULES for name in rule.facts} == names == set(DOMAINS)


@pytest.mark.parametrize("policy", READINGS_OF_GRANTS, ids=reading_id)
def test_the_adjudicator_changes_the_clause_of_a_ruling_and_nothing_else(policy: Policy) -> None:
    """Under SHOPIFY 2.2 says of a ruling what 4.3 says under CMOFFER; a confirmation is 4.3's under both."""
    shopify = evolve(policy, adjudicator=Adjudicator.SHOPIFY)
    place = JUDGED.index
    for phase, problem, remedy, word in product(Phase, Problem, Remedy, Verification):
        case = some_facts(phase=phase, problem=problem, remedy=remedy, verification=word)
        here, there = judge(case, policy), judge(case, shopify)
        expected = [finding.status for finding in here.findings]
        if word is not Verification.CONFIRMED:
            expected[place("2.2")], expected[place("4.3")] = expected[place("4.3")], Status.NOT_APPLICABLE
        assert (there.outcome, there.remedies) == (here.outcome, here.remedies)
        assert [finding.status for finding in there.findings] == expected


def test_2_2_is_decisive_under_shopify() -> None:
    """A ruling against the seller is all that stands between an approved claim and a rejected one."""
    shopify = evolve(POLICY_2023, adjudicator=Adjudicator.SHOPIFY)
    ruled = judge(some_facts(verification=Verification.RULED_AGAINST_SELLER), shopify)
    assert [finding.clause for finding in ruled.findings if finding.failed] == ["2.2"]
    assert (ruled.outcome, judge(some_facts(), shopify).outcome) == (Outcome.REJECTED, Outcome.APPROVED)
