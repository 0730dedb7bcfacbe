"""Who may ask for what, and until when: clauses 1, 2.1, 2.3 to 2.4, 5.1 and 6.1."""

from __future__ import annotations

from collections.abc import Set

from cmoffer_policy.rules.facts import Facts, Phase
from cmoffer_policy.rules.findings import Finding, Status, finding_of
from cmoffer_policy.rules.routes import (
    GUARANTEED_ITEMS,
    GUARANTEED_PERSONALISATION,
    SERVICED,
    gives_up_before_shipment,
    guarantee_offers,
    remedy_granted,
    within_after_sales,
    within_guarantee,
)
from cmoffer_policy.terms.policy import Policy, Window
from cmoffer_policy.terms.vocabulary import Problem, ProductionStage, Remedy


def eligibility_rules(facts: Facts, policy: Policy) -> tuple[Finding, ...]:
    """The findings on clauses 1, 2.1, 2.3, 2.3.1, 2.3.2, 2.4, 5.1 and 6.1, in this order.

    >>> from cmoffer_policy import POLICY_2023, decide
    >>> from cmoffer_policy.testing import scenarios
    >>> (scenario,) = [scenario for scenario in scenarios() if str(scenario) == "refund on day 31"]
    >>> facts = decide(scenario.order, scenario.claim).items[0].facts
    >>> for finding in eligibility_rules(facts, POLICY_2023):
    ...     print(finding.clause, finding.status.words)
    1 broken
    2.1 kept
    2.3 not asked
    2.3.1 not asked
    2.3.2 not asked
    2.4 not asked
    5.1 kept
    6.1 kept
    """
    return (
        finding_of("1", after_sales_window(facts, policy), ("phase",)),
        finding_of("2.1", goods_received(facts), ("problem",)),
        finding_of("2.3", free_replacement(facts, policy), ("phase", "remedy", "replacement_dearer")),
        finding_of("2.3.1", guaranteed_item(facts, policy), ("problem",)),
        finding_of("2.3.2", guaranteed_personalisation(facts, policy), ("problem",)),
        finding_of("2.4", before_production(facts), ("problem", "phase", "production")),
        finding_of("5.1", reason_given(facts), ("problem", "phase", "remedy")),
        finding_of("6.1", policy_in_effect(facts), ("governed",)),
    )


# 1: after-sales service during the days after shipment.
def after_sales_window(facts: Facts, policy: Policy) -> Status:
    """Waived where the guarantee grants the remedy all the same, as it does a replacement between day 31 and day 60."""
    if gives_up_before_shipment(facts):
        return Status.NOT_ASKED
    return _met_or_waived(within_after_sales(facts), facts, policy)


# 2.1: only products that were received. To report a problem with one is to have received it.
def goods_received(facts: Facts) -> Status:
    """Broken only where the claim itself says that nothing arrived."""
    if gives_up_before_shipment(facts):
        return Status.NOT_ASKED
    return Status.BROKEN if facts.problem is Problem.NOT_RECEIVED else Status.KEPT


# 2.3: free replacement for the days of the guarantee, by a product that is not dearer.
def free_replacement(facts: Facts, policy: Policy) -> Status:
    """Asked of every replacement for its value, and for its window of whatever the guarantee can grant.

    Under the reading ``window`` the guarantee can grant replacements (SPLIT), refunds too (LONG) or nothing (SHORT).
    """
    replaces = facts.remedy is Remedy.REPLACEMENT
    if gives_up_before_shipment(facts) or not (replaces or _guarantee_asked(facts, policy)):
        return Status.NOT_ASKED
    if replaces and facts.replacement_dearer:
        return Status.BROKEN
    if policy.window is Window.SHORT:
        return Status.KEPT
    return _met_or_waived(within_guarantee(facts), facts, policy)


# 2.3.1: wrong item, arrived broken, defective.
def guaranteed_item(facts: Facts, policy: Policy) -> Status:
    """Asked of what the guarantee can grant, unless the problem is one of 2.3.2."""
    return _covered(GUARANTEED_ITEMS, GUARANTEED_PERSONALISATION, facts, policy)


# 2.3.2: wrong birthstone, wrong engraving, wrong size.
def guaranteed_personalisation(facts: Facts, policy: Policy) -> Status:
    """Asked of what the guarantee can grant, unless the problem is one of 2.3.1."""
    return _covered(GUARANTEED_PERSONALISATION, GUARANTEED_ITEMS, facts, policy)


# 2.4: no refund once a custom order is in production. Read for cancellation only: whatever was shipped was produced.
def before_production(facts: Facts) -> Status:
    """Asked of a change of mind before shipment; lacking while the stage of production is not known."""
    if not gives_up_before_shipment(facts):
        return Status.NOT_ASKED
    if facts.production is None:
        return Status.LACKING
    return Status.BROKEN if facts.production is ProductionStage.STARTED else Status.KEPT


# 5.1: no return and no exchange without a reason.
def reason_given(facts: Facts) -> Status:
    """A refund before shipment is not a return: 2.4 answers it."""
    if facts.problem is not Problem.CHANGE_OF_MIND:
        return Status.KEPT
    if facts.phase is Phase.NOT_SHIPPED and facts.remedy is Remedy.REFUND:
        return Status.NOT_ASKED
    return Status.BROKEN


# 6.1: orders placed when the policy was in effect.
def policy_in_effect(facts: Facts) -> Status:
    """Lacking for an older order: it is not rejected, this policy has nothing to say about it."""
    return Status.KEPT if facts.governed else Status.LACKING


def _guarantee_asked(facts: Facts, policy: Policy) -> bool:
    """The guarantee can grant the remedy asked for, and the problem is one for which anything can be granted."""
    return facts.remedy in guarantee_offers(policy) and facts.problem in SERVICED


def _covered(listed: Set[Problem], listed_elsewhere: Set[Problem], facts: Facts, policy: Policy) -> Status:
    if facts.problem in listed_elsewhere or not _guarantee_asked(facts, policy):
        return Status.NOT_ASKED
    return _met_or_waived(facts.problem in listed, facts, policy)


def _met_or_waived(met: bool, facts: Facts, policy: Policy) -> Status:  # noqa: FBT001 - a condition, not a switch
    if met:
        return Status.KEPT
    return Status.WAIVED if remedy_granted(facts, policy) else Status.BROKEN
