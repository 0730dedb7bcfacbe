"""What has to be proved: clauses 3.1 and 3.2.1 to 3.2.3.

The list of 3.2 is open in the text (3.2.4); the library demands what it names, as the minimum.
"""

from __future__ import annotations

from cmoffer_policy.rules.facts import Facts
from cmoffer_policy.rules.findings import Finding, Status, finding_of
from cmoffer_policy.rules.routes import after_sales_remedies, guarantee_remedies
from cmoffer_policy.terms.policy import Policy
from cmoffer_policy.terms.vocabulary import Problem, Verification


def evidence_rules(facts: Facts, policy: Policy) -> tuple[Finding, ...]:
    """The findings on clauses 3.1, 3.2.1, 3.2.2 and 3.2.3, in this order.

    >>> from cmoffer_policy import POLICY_2023, decide
    >>> from cmoffer_policy.testing import scenarios
    >>> (scenario,) = [scenario for scenario in scenarios() if str(scenario) == "refund on day 31"]
    >>> facts = decide(scenario.order, scenario.claim).items[0].facts
    >>> for finding in evidence_rules(facts, POLICY_2023):
    ...     print(finding.clause, finding.status.words)
    3.1 kept
    3.2.1 kept
    3.2.2 kept
    3.2.3 not asked
    """
    return (
        finding_of("3.1", buyer_compensated(facts, policy), ("buyer_compensated",)),
        finding_of("3.2.1", problem_shown(facts, policy), ("problem_shown",)),
        finding_of("3.2.2", buyer_quoted(facts, policy), ("buyer_quoted", "problem")),
        finding_of("3.2.3", description_proved(facts, policy), ("description_proved", "problem")),
    )


# 3.1: the seller has already refunded or re-sent to the buyer. Either screenshot serves either remedy.
def buyer_compensated(facts: Facts, policy: Policy) -> Status:
    """Lacking until one screenshot shows all it has to."""
    return _proved(facts.buyer_compensated, facts, policy)


# 3.2.1: a picture or video in which the problem is clear.
def problem_shown(facts: Facts, policy: Policy) -> Status:
    """Lacking until one shows the problem."""
    return _proved(facts.problem_shown, facts, policy)


# 3.2.2: the buyer's own words; a reason outside the manufacturer is not supported, whatever is proved.
def buyer_quoted(facts: Facts, policy: Policy) -> Status:
    """Broken where the reason is not the manufacturer's."""
    if facts.problem is Problem.NOT_ATTRIBUTABLE:
        return Status.BROKEN
    return _proved(facts.buyer_quoted, facts, policy)


# 3.2.3: goods not as described need the listing and the measurement.
def description_proved(facts: Facts, policy: Policy) -> Status:
    """Asked of that one problem only."""
    if facts.problem is not Problem.NOT_AS_DESCRIBED:
        return Status.NOT_ASKED
    return _proved(facts.description_proved, facts, policy)


def evidence_asked(facts: Facts, policy: Policy) -> bool:
    """Whether there is anything to prove: a remedy that evidence could still bring.

    A cancellation needs none, and after a ruling against the seller none helps.
    """
    if facts.verification is Verification.RULED_AGAINST_SELLER:
        return False
    return bool(after_sales_remedies(facts, policy) or guarantee_remedies(facts, policy))


def _proved(proof: bool, facts: Facts, policy: Policy) -> Status:  # noqa: FBT001 - a fact, not a switch
    if not evidence_asked(facts, policy):
        return Status.NOT_ASKED
    return Status.KEPT if proof else Status.LACKING
