"""What the findings are about, and who is cited for a ruling; ``test_every_judgement.py`` has the laws of all cases."""

from __future__ import annotations

from itertools import product

import pytest
from attrs import evolve, fields

from cmoffer_policy import POLICY_2023, Adjudicator, Outcome, Policy, Problem, Remedy, Verification
from cmoffer_policy.facts import DOMAINS, Facts, Phase
from cmoffer_policy.policy import JUDGED
from cmoffer_policy.rules import RULES, Status, judge
from support.builders import some_facts
from support.rules_spaces import ALONE, reading_id


def test_findings_read_the_facts_and_all_of_them() -> None:
    """What the findings say they are about are fields of Facts, and no field is left out."""
    names = {field.name for field in fields(Facts)} - {"code"}
    assert {name for rule in RULES for name in rule.facts} == names == set(DOMAINS)


@pytest.mark.parametrize(
    "policy", [policy for policy in ALONE if policy.adjudicator is POLICY_2023.adjudicator], ids=reading_id
)
def test_the_adjudicator_changes_the_clause_of_a_ruling_and_nothing_else(policy: Policy) -> None:
    """Under CMOFFER 4.3 says of every ruling what 2.2 says under SHOPIFY; in turn, 2.2 has Shopify's last word alone."""
    place = JUDGED.index
    for phase, problem, remedy, word in product(Phase, Problem, Remedy, Verification):
        case = some_facts(phase=phase, problem=problem, remedy=remedy, verification=word, description_proved=False)
        in_turn, cmoffer, shopify = [judge(case, evolve(policy, adjudicator=who)) for who in Adjudicator]
        expected = [finding.status for finding in cmoffer.findings]
        assert (in_turn.outcome, in_turn.remedies) == (cmoffer.outcome, cmoffer.remedies)
        assert (shopify.outcome, shopify.remedies) == (cmoffer.outcome, cmoffer.remedies)
        assert expected[place("2.2")] is Status.NOT_APPLICABLE
        swapped = [*expected]
        if word is not Verification.CONFIRMED:
            swapped[place("2.2")], swapped[place("4.3")] = swapped[place("4.3")], Status.NOT_APPLICABLE
        assert [finding.status for finding in shopify.findings] == swapped
        last_word = word is Verification.SHOPIFY_RULED_AGAINST_SELLER
        assert [finding.status for finding in in_turn.findings] == (swapped if last_word else expected)


def test_2_2_is_decisive_under_shopify() -> None:
    """A ruling against the seller is all that stands between an approved claim and a rejected one."""
    shopify = evolve(POLICY_2023, adjudicator=Adjudicator.SHOPIFY)
    ruled = judge(some_facts(verification=Verification.RULED_AGAINST_SELLER), shopify)
    assert [finding.clause for finding in ruled.findings if finding.failed] == ["2.2"]
    assert (ruled.outcome, judge(some_facts(), shopify).outcome) == (Outcome.REJECTED, Outcome.APPROVED)
