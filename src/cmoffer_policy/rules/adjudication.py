"""Who has the last word between seller and responsible party: clauses 2.2 and 4.3, which name two different judges."""

from __future__ import annotations

from cmoffer_policy.rules.facts import Facts
from cmoffer_policy.rules.findings import Finding, Status, finding_of
from cmoffer_policy.terms.policy import Adjudicator, Policy
from cmoffer_policy.terms.vocabulary import Verification


def adjudication_rules(facts: Facts, policy: Policy) -> tuple[Finding, ...]:
    """The findings on clauses 2.2 and 4.3, in this order. Neither is asked before anybody has answered.

    >>> from cmoffer_policy import POLICY_2023, decide
    >>> from cmoffer_policy.testing import scenarios
    >>> (scenario,) = [scenario for scenario in scenarios() if str(scenario) == "refund on day 31"]
    >>> facts = decide(scenario.order, scenario.claim).items[0].facts
    >>> for finding in adjudication_rules(facts, POLICY_2023):
    ...     print(finding.clause, finding.status.words)
    2.2 not asked
    4.3 kept
    """
    return (
        finding_of("2.2", ruling_by_shopify(facts, policy), ("verification",)),
        finding_of("4.3", confirmation_or_ruling(facts, policy), ("verification",)),
    )


# 2.2: Shopify decides between the parties. Asked under the reading ``adjudicator`` SHOPIFY only.
def ruling_by_shopify(facts: Facts, policy: Policy) -> Status:
    """Broken by a ruling against the seller."""
    return _ruling(facts) if policy.adjudicator is Adjudicator.SHOPIFY else Status.NOT_ASKED


# 4.3: the responsible party confirms; where it objects, the platform decides (under the reading PLATFORM).
def confirmation_or_ruling(facts: Facts, policy: Policy) -> Status:
    """Kept by a confirmation, broken by a ruling against the seller."""
    if facts.verification is Verification.CONFIRMED:
        return Status.KEPT
    return _ruling(facts) if policy.adjudicator is Adjudicator.PLATFORM else Status.NOT_ASKED


def _ruling(facts: Facts) -> Status:
    match facts.verification:
        case Verification.RULED_FOR_SELLER:
            return Status.KEPT
        case Verification.RULED_AGAINST_SELLER:
            return Status.BROKEN
        case _:
            return Status.NOT_ASKED
