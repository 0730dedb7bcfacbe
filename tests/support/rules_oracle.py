"""A second judge: outcome and remedies of a case, step by step and without clauses, findings or routes.

It takes nothing from the library but its vocabulary, so that where the two agree they agree for separate reasons.
"""

from __future__ import annotations

from cmoffer_policy import (
    Cancellation,
    ExclusionScope,
    GuaranteeGrants,
    MisuseScope,
    Outcome,
    Policy,
    Problem,
    ProductionStage,
    Remedy,
    Verification,
)
from cmoffer_policy.facts import Facts, Phase

Judgement = tuple[Outcome, frozenset[Remedy]]

NOTHING: frozenset[Remedy] = frozenset()
REFUND_ONLY = frozenset({Remedy.REFUND})
REPLACEMENT_ONLY = frozenset({Remedy.REPLACEMENT})
EITHER = frozenset({Remedy.REFUND, Remedy.REPLACEMENT})

# The table of problems: (covered by the guarantee, covered by after-sales).
COLUMNS = {
    Problem.WRONG_ITEM: (True, True),
    Problem.BROKEN: (True, True),
    Problem.DEFECTIVE: (True, True),
    Problem.WRONG_BIRTHSTONE: (True, True),
    Problem.WRONG_ENGRAVING: (True, True),
    Problem.WRONG_SIZE: (True, True),
    Problem.NOT_AS_DESCRIBED: (False, True),
    Problem.MISSING_PIECE: (False, True),
    Problem.NOT_RECEIVED: (False, False),
    Problem.CHANGE_OF_MIND: (False, False),
    Problem.NOT_ATTRIBUTABLE: (False, False),
}

# Which windows a phase leaves open: (of the guarantee, of after-sales).
OPEN = {
    Phase.NOT_SHIPPED: (False, False),
    Phase.BOTH_OPEN: (True, True),
    Phase.AFTER_SALES_OPEN: (False, True),
    Phase.GUARANTEE_OPEN: (True, False),
    Phase.NONE_OPEN: (False, False),
}

GUARANTEE_GRANTS = {
    GuaranteeGrants.REPLACEMENT: REPLACEMENT_ONLY,
    GuaranteeGrants.NOTHING: NOTHING,
    GuaranteeGrants.EITHER: EITHER,
}

WORD_OF_THE_PARTIES = {
    Verification.PENDING: Outcome.UNDER_VERIFICATION,
    Verification.CONTESTED: Outcome.IN_DISPUTE,
    Verification.CONFIRMED: Outcome.APPROVED,
    Verification.RULED_FOR_SELLER: Outcome.APPROVED,
}


def expected_judgement(case: Facts, policy: Policy) -> Judgement:
    """What the policy decides about the case, and which remedies are available."""
    # First: a case of an earlier policy is nobody's business here.
    if not case.governed:
        return Outcome.NOT_GOVERNED, NOTHING

    # Second: a ruling against the seller ends it.
    if case.verification is Verification.RULED_AGAINST_SELLER:
        return Outcome.REJECTED, NOTHING

    # Third: a change of mind is a cancellation while it still can be one, and nothing later.
    if case.problem is Problem.CHANGE_OF_MIND:
        if case.phase is not Phase.NOT_SHIPPED or case.production is ProductionStage.STARTED:
            return Outcome.REJECTED, NOTHING
        if case.corrosion or case.misuse or case.unlawful or case.remedy is Remedy.REPLACEMENT:
            return Outcome.REJECTED, NOTHING
        if policy.cancellation is Cancellation.REFER or case.production is None:
            return Outcome.REFERRED, NOTHING
        return WORD_OF_THE_PARTIES[case.verification], REFUND_ONLY

    # Fourth: what the two promises grant together.
    available = granted(case, policy)
    if case.remedy not in available:
        return Outcome.REJECTED, available
    if case.remedy is Remedy.REPLACEMENT and case.replacement_dearer:
        return Outcome.REJECTED, available

    # Fifth: the proof.
    proved = case.buyer_compensated and case.problem_shown and case.buyer_quoted
    if case.problem is Problem.NOT_AS_DESCRIBED:
        proved = proved and case.description_proved
    if not proved:
        return Outcome.NEEDS_EVIDENCE, available

    # Sixth: the word of the parties.
    return WORD_OF_THE_PARTIES[case.verification], available


def granted(case: Facts, policy: Policy) -> frozenset[Remedy]:
    """The remedies that after-sales and the guarantee grant between them."""
    if case.unlawful:
        return NOTHING
    guarantee_open, after_sales_open = OPEN[case.phase]
    in_guarantee, in_after_sales = COLUMNS[case.problem]
    excluded = case.corrosion or (
        case.misuse
        and (policy.misuse_scope is MisuseScope.ANY_PROBLEM or case.problem in (Problem.BROKEN, Problem.DEFECTIVE))
    )
    remedies = NOTHING
    if after_sales_open and in_after_sales and not excluded:
        remedies |= EITHER
    if guarantee_open and in_guarantee and (not excluded or policy.exclusion_scope is ExclusionScope.AFTER_SALES_ONLY):
        remedies |= GUARANTEE_GRANTS[policy.guarantee_grants]
    return remedies
