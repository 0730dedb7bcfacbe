"""What is taken out of the cover: clauses 2.5.1, 2.5.2 and 5.2."""

from __future__ import annotations

from cmoffer_policy.rules.facts import Facts
from cmoffer_policy.rules.findings import Finding, Status, finding_of
from cmoffer_policy.rules.routes import misuse_counts, remedy_granted
from cmoffer_policy.terms.policy import Policy


def exclusion_rules(facts: Facts, policy: Policy) -> tuple[Finding, ...]:
    """The findings on clauses 2.5.1, 2.5.2 and 5.2, in this order.

    >>> from cmoffer_policy import POLICY_2023, decide
    >>> from cmoffer_policy.testing import scenarios
    >>> (scenario,) = [scenario for scenario in scenarios() if str(scenario) == "refund on day 31"]
    >>> facts = decide(scenario.order, scenario.claim).items[0].facts
    >>> for finding in exclusion_rules(facts, POLICY_2023):
    ...     print(finding.clause, finding.status.words)
    2.5.1 kept
    2.5.2 kept
    5.2 kept
    """
    return (
        finding_of("2.5.1", no_corrosion(facts, policy), ("corrosion",)),
        finding_of("2.5.2", no_misuse(facts, policy), ("misuse", "problem")),
        finding_of("5.2", lawful_goods(facts), ("unlawful",)),
    )


# 2.5.1: goods that met sea water, sunscreen, perfume or other corrosive substances, whatever the problem.
def no_corrosion(facts: Facts, policy: Policy) -> Status:
    """Waived where the reading ``exclusion_scope`` leaves the guarantee untouched and it grants the remedy."""
    if not facts.corrosion:
        return Status.KEPT
    return Status.WAIVED if remedy_granted(facts, policy) else Status.BROKEN


# 2.5.2: damage from neglect, abuse or wear. How far it reaches is the reading ``misuse_scope``.
def no_misuse(facts: Facts, policy: Policy) -> Status:
    """Kept, too, where misuse was found but the problem is none that it excludes."""
    if not misuse_counts(facts, policy):
        return Status.KEPT
    return Status.WAIVED if remedy_granted(facts, policy) else Status.BROKEN


# 5.2: unlawful goods withheld, recalled, destroyed or seized: the seller bears the loss, by every route.
def lawful_goods(facts: Facts) -> Status:
    """Never waived."""
    return Status.BROKEN if facts.unlawful else Status.KEPT
