"""The routes by which the policy grants a remedy: the after-sales service, the guarantee, the cancellation.

The rules of every family ask these predicates, so that each condition of the text is written once.
"""

from __future__ import annotations

from cmoffer_policy.rules.facts import Facts, Phase
from cmoffer_policy.terms.policy import Cancellation, ExclusionScope, MisuseScope, Policy, Window
from cmoffer_policy.terms.vocabulary import Problem, ProductionStage, Remedy

GUARANTEED_ITEMS = frozenset({Problem.WRONG_ITEM, Problem.BROKEN, Problem.DEFECTIVE})
"""2.3.1: what the guarantee covers in any product."""

GUARANTEED_PERSONALISATION = frozenset({Problem.WRONG_BIRTHSTONE, Problem.WRONG_ENGRAVING, Problem.WRONG_SIZE})
"""2.3.2: what the guarantee covers in a personalised one."""

GUARANTEED = GUARANTEED_ITEMS | GUARANTEED_PERSONALISATION

SERVICED = GUARANTEED | {Problem.NOT_AS_DESCRIBED, Problem.MISSING_PIECE}
"""What the after-sales service covers: 2.3.1, 2.3.2, and 3.2.3 and 5.3 beside them."""

DAMAGE = frozenset({Problem.BROKEN, Problem.DEFECTIVE})
"""What 2.5.2 calls damage."""

NOTHING: frozenset[Remedy] = frozenset()
REFUND_ONLY = frozenset({Remedy.REFUND})
REPLACEMENT_ONLY = frozenset({Remedy.REPLACEMENT})
EITHER = frozenset(Remedy)


def within_after_sales(facts: Facts) -> bool:
    """1: the window of the after-sales service is open."""
    return facts.phase in (Phase.BOTH_OPEN, Phase.AFTER_SALES_OPEN)


def within_guarantee(facts: Facts) -> bool:
    """2.3: the window of the guarantee is open."""
    return facts.phase in (Phase.BOTH_OPEN, Phase.GUARANTEE_OPEN)


def gives_up_before_shipment(facts: Facts) -> bool:
    """2.4: a change of mind about goods that were not shipped. No window is asked about it, and no guarantee."""
    return facts.problem is Problem.CHANGE_OF_MIND and facts.phase is Phase.NOT_SHIPPED


def misuse_counts(facts: Facts, policy: Policy) -> bool:
    """2.5.2: misuse was found, and under the reading ``misuse_scope`` it matters to this problem.

    A cancellation is given up for no defect at all; any cause found stands against it.
    """
    cancels = gives_up_before_shipment(facts) and facts.production is not ProductionStage.STARTED
    return facts.misuse and (policy.misuse_scope is MisuseScope.ANY_PROBLEM or facts.problem in DAMAGE or cancels)


def excluded(facts: Facts, policy: Policy) -> bool:
    """2.5: corrosion, or misuse that counts."""
    return facts.corrosion or misuse_counts(facts, policy)


def after_sales_remedies(facts: Facts, policy: Policy) -> frozenset[Remedy]:
    """What the after-sales service of clause 1 grants."""
    granted = (
        within_after_sales(facts) and facts.problem in SERVICED and not excluded(facts, policy) and not facts.unlawful
    )
    return EITHER if granted else NOTHING


def guarantee_offers(policy: Policy) -> frozenset[Remedy]:
    """What the guarantee of 2.3 has to grant under the reading ``window``."""
    match policy.window:
        case Window.SPLIT:
            return REPLACEMENT_ONLY
        case Window.LONG:
            return EITHER
        case _:
            return NOTHING


def guarantee_remedies(facts: Facts, policy: Policy) -> frozenset[Remedy]:
    """What the guarantee of 2.3 grants; the reading ``exclusion_scope`` can lift 2.5 from it."""
    excluded_here = policy.exclusion_scope is ExclusionScope.EVERYTHING and excluded(facts, policy)
    granted = within_guarantee(facts) and facts.problem in GUARANTEED and not excluded_here and not facts.unlawful
    return guarantee_offers(policy) if granted else NOTHING


def cancellation_refused(facts: Facts) -> bool:
    """2.4: a cancellation pays money back for sound goods; it neither exchanges nor overlooks a cause."""
    return facts.remedy is Remedy.REPLACEMENT or facts.corrosion or facts.misuse or facts.unlawful


def cancellation_remedies(facts: Facts, policy: Policy) -> frozenset[Remedy]:
    """What giving the order up before production grants under the reading ``cancellation``."""
    granted = (
        policy.cancellation is Cancellation.REFUND
        and gives_up_before_shipment(facts)
        and facts.production is ProductionStage.NOT_STARTED
        and not cancellation_refused(facts)
    )
    return REFUND_ONLY if granted else NOTHING


def remedies_granted(facts: Facts, policy: Policy) -> frozenset[Remedy]:
    """The remedies available by any route."""
    return (
        after_sales_remedies(facts, policy) | guarantee_remedies(facts, policy) | cancellation_remedies(facts, policy)
    )


def remedy_granted(facts: Facts, policy: Policy) -> bool:
    """Whether some route grants the remedy asked for, whatever it costs."""
    return facts.remedy in remedies_granted(facts, policy)
