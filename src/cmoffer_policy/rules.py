"""The judgement: a total function from Facts to Verdict.

There is one function for each judged clause, in the order of the text, and one table of them, ``RULES``. First come the
conditions that several clauses share: which remedies each route of the policy grants. Nothing here knows dates, money
or documents; ``observe`` turns an order and a claim into Facts.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Set
from functools import lru_cache
from typing import NamedTuple

from attrs import field, frozen

from cmoffer_policy.checks import instance
from cmoffer_policy.facts import Facts, Phase
from cmoffer_policy.policy import (
    JUDGED,
    Adjudicator,
    Cancellation,
    CorrosionScope,
    ExclusionScope,
    GuaranteeGrants,
    Loss,
    MisuseScope,
    Policy,
    ProofAfterConfirmation,
    ReplacementProof,
)
from cmoffer_policy.vocabulary import GROUNDS, Outcome, Problem, ProductionStage, Remedy, Term, Verification, repr_of


class Status(Term):
    """The result of one rule for one case.

    >>> from cmoffer_policy import decide
    >>> from cmoffer_policy.testing import scenarios
    >>> (case,) = [case for case in scenarios(clause="2.3") if str(case) == "replacement on day 45"]
    >>> findings = decide(case.order, case.claim).items[0].findings
    >>> [finding.clause for finding in findings if finding.status is Status.NOT_NEEDED]
    ['1']
    """

    MET = "met"
    """The case satisfies the rule."""
    FAILED = "failed"
    """The case does not satisfy the rule, so the item is rejected."""
    NOT_NEEDED = "not_needed"
    """The case does not satisfy the rule, but another route grants the remedy."""
    MISSING = "missing"
    """What the clause asks about is not known: proof (3.1 to 3.2.3), the stage of production (2.4), the delivery from
    which the guarantee counts (2.3)."""
    NOT_APPLICABLE = "not_applicable"
    """The clause says nothing about this case."""


@frozen(cache_hash=True)
class Finding:
    """The result of one rule: its clause, its status, and the fields of ``Facts`` that the clause is about.

    >>> from cmoffer_policy import CLAUSES
    >>> late = Finding("1", Status.FAILED, facts=("phase",))
    >>> late.failed, late.status.words, late.facts
    (True, 'failed', ('phase',))
    >>> CLAUSES[late.clause].gist
    'After-sales service can be asked for during 30 days after the line was shipped.'
    """

    clause: str
    status: Status
    facts: tuple[str, ...]

    @property
    def failed(self) -> bool:
        """Whether this finding is a reason to reject the item."""
        return self.status is Status.FAILED


@frozen(kw_only=True)
class Verdict:
    """The judgement of one case.

    ``findings`` has one finding for every judged clause, in the order of the text. ``remedies`` are those the policy
    would grant now. A rejected item can still have one, if the seller asked for the other.

    >>> from cmoffer_policy import POLICY_2023, decide
    >>> from cmoffer_policy.testing import scenarios
    >>> (case,) = [case for case in scenarios(clause="4.2") if str(case) == "refund on day 31"]
    >>> verdict: Verdict = judge(decide(case.order, case.claim).items[0].facts, POLICY_2023)
    >>> verdict.outcome, Remedy.REPLACEMENT in verdict.remedies
    (Outcome.REJECTED, True)
    """

    outcome: Outcome
    findings: tuple[Finding, ...]
    remedies: frozenset[Remedy] = field(repr=repr_of)


GUARANTEED_ITEMS = frozenset({Problem.WRONG_ITEM, Problem.BROKEN, Problem.DEFECTIVE})
"""2.3.1: the problems that the guarantee covers in any product."""

GUARANTEED_PERSONALISATION = frozenset({Problem.WRONG_BIRTHSTONE, Problem.WRONG_ENGRAVING, Problem.WRONG_SIZE})
"""2.3.2: the problems that the guarantee covers in a personalised product."""

GUARANTEED = GUARANTEED_ITEMS | GUARANTEED_PERSONALISATION

SERVICED = GUARANTEED | {Problem.NOT_AS_DESCRIBED, Problem.LOST}
"""What after-sales service covers: 2.3.1 and 2.3.2, and beside them 3.2.3 and 5.3."""

DAMAGE = frozenset({Problem.BROKEN, Problem.DEFECTIVE})
"""The problems that 2.5.2 calls damage."""

RULED_AGAINST = frozenset({Verification.RULED_AGAINST_SELLER, Verification.SHOPIFY_RULED_AGAINST_SELLER})
"""The rulings against the seller, whoever ruled."""

NOTHING: frozenset[Remedy] = frozenset()
REFUND_ONLY = frozenset({Remedy.REFUND})
REPLACEMENT_ONLY = frozenset({Remedy.REPLACEMENT})
EITHER = frozenset(Remedy)


# The routes: after-sales service, the guarantee, a cancellation.


def within_after_sales(facts: Facts) -> bool:
    """1: the window of after-sales service is open."""
    return facts.phase in (Phase.BOTH_OPEN, Phase.AFTER_SALES_OPEN)


def within_guarantee(facts: Facts) -> bool:
    """2.3: the window of the guarantee is open."""
    return facts.phase in (Phase.BOTH_OPEN, Phase.GUARANTEE_OPEN)


def cancels(facts: Facts) -> bool:
    """2.4: a change of mind before shipment. The windows and the guarantee do not apply to it."""
    return facts.problem is Problem.CHANGE_OF_MIND and facts.phase is Phase.NOT_SHIPPED


def cancels_in_time(facts: Facts) -> bool:
    """2.4: a cancellation of an order that is not known to be in production."""
    return cancels(facts) and facts.production is not ProductionStage.STARTED


def serviced(facts: Facts, policy: Policy) -> bool:
    """1, 2.1: the problem is one that after-sales service covers.

    An order that was lost whole is one only under the reading ``loss`` COVERED.
    """
    return facts.problem in SERVICED and not lost_whole(facts, policy)


def lost_whole(facts: Facts, policy: Policy) -> bool:
    """2.1: nothing was received, and the reading ``loss`` covers lost parts only. No other problem is about that."""
    return facts.problem is Problem.LOST and facts.nothing_arrived and policy.loss is Loss.PART_ONLY


def wrong_listing(facts: Facts) -> bool:
    """3.2.3: the description that the goods differ from is the seller's own. No other problem is about that."""
    return facts.problem is Problem.NOT_AS_DESCRIBED and facts.listing_differs


def corrosion_counts(facts: Facts, policy: Policy) -> bool:
    """2.5.1: corrosion was found, and under the reading ``corrosion_scope`` it matters to this problem.

    A cancellation in time is not about a defect at all; any cause found rules it out.
    """
    any_problem = policy.corrosion_scope is CorrosionScope.ANY_PROBLEM
    return facts.corrosion and (any_problem or facts.problem in DAMAGE or cancels_in_time(facts))


def misuse_counts(facts: Facts, policy: Policy) -> bool:
    """2.5.2: misuse was found, and under the reading ``misuse_scope`` it matters to this problem."""
    any_problem = policy.misuse_scope is MisuseScope.ANY_PROBLEM
    return facts.misuse and (any_problem or facts.problem in DAMAGE or cancels_in_time(facts))


def excluded(facts: Facts, policy: Policy) -> bool:
    """2.5: corrosion or misuse that counts."""
    return corrosion_counts(facts, policy) or misuse_counts(facts, policy)


def after_sales_remedies(facts: Facts, policy: Policy) -> frozenset[Remedy]:
    """The remedies that the after-sales service of clause 1 grants."""
    granted = (
        within_after_sales(facts)
        and serviced(facts, policy)
        and not excluded(facts, policy)
        and not facts.unlawful
        and not wrong_listing(facts)
    )
    return EITHER if granted else NOTHING


def guarantee_offers(policy: Policy) -> frozenset[Remedy]:
    """The remedies that the guarantee of 2.3 can grant under the reading ``guarantee_grants``."""
    match policy.guarantee_grants:
        case GuaranteeGrants.REPLACEMENT:
            return REPLACEMENT_ONLY
        case GuaranteeGrants.EITHER:
            return EITHER
        case _:
            return NOTHING


def guarantee_remedies(facts: Facts, policy: Policy) -> frozenset[Remedy]:
    """What the guarantee of 2.3 grants."""
    return guarantee_if_open(facts, policy) if within_guarantee(facts) else NOTHING


def guarantee_if_open(facts: Facts, policy: Policy) -> frozenset[Remedy]:
    """What the guarantee of 2.3 grants once it is open; the reading ``exclusion_scope`` can lift 2.5 from it."""
    excluded_here = policy.exclusion_scope is ExclusionScope.EVERYTHING and excluded(facts, policy)
    granted = facts.problem in GUARANTEED and not excluded_here and not facts.unlawful
    return guarantee_offers(policy) if granted else NOTHING


def cancellation_remedies(facts: Facts, policy: Policy) -> frozenset[Remedy]:
    """What a cancellation in time grants.

    Under the reading ``cancellation`` REFUND the order is refunded while production has not started; otherwise customer
    service decides.
    """
    granted = not customer_service_decides(facts, policy) or facts.verification in GROUNDS
    return REFUND_ONLY if cancels_in_time(facts) and granted and not cancellation_refused(facts) else NOTHING


def cancellation_refused(facts: Facts) -> bool:
    """2.4: no cancellation, whoever decides: an exchange, or goods behind which a cause was found."""
    return facts.remedy is Remedy.REPLACEMENT or facts.corrosion or facts.misuse or facts.unlawful


def customer_service_decides(facts: Facts, policy: Policy) -> bool:
    """2.4: whether a cancellation in time rests on the answer of customer service."""
    not_started = facts.production is ProductionStage.NOT_STARTED
    return policy.cancellation is Cancellation.REFER or not not_started


def customer_service_answers(facts: Facts, policy: Policy) -> bool:
    """2.4: whether the verification is what customer service says about a cancellation that nothing else rules out."""
    return cancels_in_time(facts) and customer_service_decides(facts, policy) and not cancellation_refused(facts)


# Most rules ask in turn what one and the same case is granted: the answers to the last few cases are remembered.
@lru_cache(maxsize=16)
def remedies_granted(facts: Facts, policy: Policy) -> frozenset[Remedy]:
    """The remedies available by any route."""
    return (
        after_sales_remedies(facts, policy) | guarantee_remedies(facts, policy) | cancellation_remedies(facts, policy)
    )


@lru_cache(maxsize=16)
def within_reach(facts: Facts, policy: Policy) -> bool:
    """Whether some route grants the remedy asked for, whatever it costs, or may grant it once the delivery is known."""
    hoped_for = guarantee_if_open(facts, policy) if facts.phase is Phase.GUARANTEE_UNKNOWN else NOTHING
    return facts.remedy in remedies_granted(facts, policy) | hoped_for


def met_or_not_needed(met: bool, facts: Facts, policy: Policy) -> Status:  # noqa: FBT001 - a condition, not a switch
    """The status of a rule that one route relies on: not needed if another route grants the remedy."""
    if met:
        return Status.MET
    return Status.NOT_NEEDED if within_reach(facts, policy) else Status.FAILED


# 1: after-sales service is available for a number of days after shipment.
def after_sales_window(facts: Facts, policy: Policy) -> Status:
    """Not needed if the guarantee grants the remedy, as it does a replacement between day 31 and day 60."""
    if cancels(facts):
        return Status.NOT_APPLICABLE
    return met_or_not_needed(within_after_sales(facts), facts, policy)


# 2.1: only products that were received. To report a problem with one is to have received it.
def goods_received(facts: Facts, policy: Policy) -> Status:
    """Failed only by an order that was lost whole, under the reading ``loss`` PART_ONLY."""
    if facts.phase is Phase.NOT_SHIPPED:
        return Status.NOT_APPLICABLE
    return Status.FAILED if lost_whole(facts, policy) else Status.MET


# 2.2: Shopify decides between the parties: alone, or after CMOFFER, as the reading ``adjudicator`` says.
def ruling_by_shopify(facts: Facts, policy: Policy) -> Status:
    """Failed by a ruling of Shopify against the seller."""
    return ruling(facts) if ruler(facts, policy) is Adjudicator.SHOPIFY else Status.NOT_APPLICABLE


def ruler(facts: Facts, policy: Policy) -> Adjudicator:
    """2.2, 4.3: CMOFFER or Shopify, whoever rules or has ruled between the parties."""
    shopify_ruled = facts.verification is Verification.SHOPIFY_RULED_AGAINST_SELLER
    in_turn = policy.adjudicator is Adjudicator.CMOFFER_THEN_SHOPIFY
    by_shopify = policy.adjudicator is Adjudicator.SHOPIFY or (in_turn and shopify_ruled)
    return Adjudicator.SHOPIFY if by_shopify else Adjudicator.CMOFFER


def adjudicator_of(facts: Facts, policy: Policy) -> Adjudicator | None:
    """4.3, 2.2: who rules, or has ruled, on an objection. A refusal by customer service is not an objection (2.4).

    None where there is no objection, and where the policy does not govern the order (6.1).
    """
    if not facts.governed or facts.verification in (Verification.PENDING, Verification.CONFIRMED):
        return None
    if facts.verification is Verification.CONTESTED and customer_service_answers(facts, policy):
        return None
    return ruler(facts, policy)


def ruling(facts: Facts) -> Status:
    """What the ruling says, whoever gave it; not applicable before there is one."""
    if facts.verification in RULED_AGAINST:
        return Status.FAILED
    return Status.MET if facts.verification is Verification.RULED_FOR_SELLER else Status.NOT_APPLICABLE


# 2.3: free replacement during the guarantee, by a product that is not dearer.
def free_replacement(facts: Facts, policy: Policy) -> Status:
    """Limits the price of every replacement, and the time of any remedy that the guarantee can grant.

    Under the reading ``guarantee_grants`` the guarantee can grant replacements, refunds as well, or nothing. Missing
    while the delivery from which the guarantee counts is not known.
    """
    replaces = facts.remedy is Remedy.REPLACEMENT
    if cancels(facts) or not (replaces or guarantee_concerned(facts, policy)):
        return Status.NOT_APPLICABLE
    if replaces and facts.replacement_dearer:
        return Status.FAILED
    if policy.guarantee_grants is GuaranteeGrants.NOTHING:
        return Status.MET
    if facts.phase is Phase.GUARANTEE_UNKNOWN:
        return Status.MISSING
    return met_or_not_needed(within_guarantee(facts), facts, policy)


def guarantee_concerned(facts: Facts, policy: Policy) -> bool:
    """The guarantee can grant the remedy asked for, and the problem is one for which anything can be granted."""
    return facts.remedy in guarantee_offers(policy) and serviced(facts, policy)


# 2.3.1: wrong item, arrived broken, defective.
def guaranteed_item(facts: Facts, policy: Policy) -> Status:
    """Applies to remedies that the guarantee can grant, unless the problem is one of 2.3.2."""
    return guarantee_covers(GUARANTEED_ITEMS, GUARANTEED_PERSONALISATION, facts, policy)


# 2.3.2: wrong birthstone, wrong engraving, wrong size.
def guaranteed_personalisation(facts: Facts, policy: Policy) -> Status:
    """Applies to remedies that the guarantee can grant, unless the problem is one of 2.3.1."""
    return guarantee_covers(GUARANTEED_PERSONALISATION, GUARANTEED_ITEMS, facts, policy)


def guarantee_covers(listed: Set[Problem], listed_elsewhere: Set[Problem], facts: Facts, policy: Policy) -> Status:
    """The status of 2.3.1 or 2.3.2: whether the problem is on its list. Not applicable if it is on the other list."""
    if facts.problem in listed_elsewhere or not guarantee_concerned(facts, policy):
        return Status.NOT_APPLICABLE
    return met_or_not_needed(facts.problem in listed, facts, policy)


# 2.4: no refund once a custom order is in production. Read for cancellation only: whatever was shipped was produced.
def before_production(facts: Facts, policy: Policy) -> Status:
    """Asks a change of mind before shipment.

    Where customer service decides, its answer counts. Missing while the stage of production is not known and nobody has
    answered.
    """
    if not cancels(facts):
        return Status.NOT_APPLICABLE
    if facts.production is ProductionStage.STARTED:
        return Status.FAILED
    answer_counts = customer_service_answers(facts, policy)
    if answer_counts and facts.verification is Verification.CONTESTED:
        return Status.FAILED
    confirmed = answer_counts and facts.verification in GROUNDS
    return Status.MET if confirmed or facts.production is ProductionStage.NOT_STARTED else Status.MISSING


# 2.5.1: goods exposed to sea water, sunscreen, perfume or other corrosive substances. How far it reaches is the reading
# ``corrosion_scope``.
def no_corrosion(facts: Facts, policy: Policy) -> Status:
    """Not needed where the reading ``exclusion_scope`` spares the guarantee and it grants the remedy."""
    return met_or_not_needed(not corrosion_counts(facts, policy), facts, policy)


# 2.5.2: damage from neglect, abuse or wear. The reading ``misuse_scope`` says which problems it excludes.
def no_misuse(facts: Facts, policy: Policy) -> Status:
    """Also met if misuse was found but does not exclude this problem."""
    return met_or_not_needed(not misuse_counts(facts, policy), facts, policy)


# 3.1: the seller has already refunded the buyer or sent a new item. Either screenshot will do for either remedy.
def buyer_compensated(facts: Facts, policy: Policy) -> Status:
    """Missing until one screenshot shows everything it has to.

    Under the reading ``replacement_proof`` PROBLEM_ONLY a replacement does not ask for it.
    """
    problem_only = policy.replacement_proof is ReplacementProof.PROBLEM_ONLY
    if facts.remedy is Remedy.REPLACEMENT and problem_only:
        return Status.NOT_APPLICABLE
    return proved(facts.buyer_compensated, facts, policy)


def proved(proof: bool, facts: Facts, policy: Policy) -> Status:  # noqa: FBT001 - a fact, not a switch
    """The status of a rule of evidence: it applies while proof could still bring a remedy.

    A cancellation needs none, and after a ruling against the seller none helps. Under the reading
    ``proof_after_confirmation`` WAIVED a confirmation or a ruling for the seller takes its place. The list of 3.2 is
    open in the text (3.2.4); the library demands what it names, as the minimum.
    """
    if facts.verification in RULED_AGAINST or cancels(facts):
        return Status.NOT_APPLICABLE
    if not within_reach(facts, policy) and not remedies_granted(facts, policy):
        return Status.NOT_APPLICABLE
    if proof:
        return Status.MET
    waived = policy.proof_after_confirmation is ProofAfterConfirmation.WAIVED and facts.verification in GROUNDS
    return Status.NOT_NEEDED if waived else Status.MISSING


# 3.2.1: a picture or video in which the problem is clear.
def problem_shown(facts: Facts, policy: Policy) -> Status:
    """Missing until a picture or a video shows the problem."""
    return proved(facts.problem_shown, facts, policy)


# 3.2.2: the buyer's own words. A reason that is not the manufacturer's is never supported, whatever is proved.
def buyer_quoted(facts: Facts, policy: Policy) -> Status:
    """Failed if the reason is not the manufacturer's; else missing until the buyer is quoted."""
    if facts.problem is Problem.NOT_ATTRIBUTABLE:
        return Status.FAILED
    return proved(facts.buyer_quoted, facts, policy)


# 3.2.3: goods not as described need the listing and the measurement; a listing that says something else fails them.
def description_proved(facts: Facts, policy: Policy) -> Status:
    """Applies to the problem *not as described* only."""
    if facts.problem is not Problem.NOT_AS_DESCRIBED:
        return Status.NOT_APPLICABLE
    if wrong_listing(facts):
        return Status.FAILED
    return proved(facts.description_proved, facts, policy)


# 4.3: the responsible party confirms; where it objects, CMOFFER decides, unless the reading ``adjudicator`` is SHOPIFY.
def confirmation_or_ruling(facts: Facts, policy: Policy) -> Status:
    """Met by a confirmation, failed by a ruling of CMOFFER against the seller."""
    if facts.verification is Verification.CONFIRMED:
        return Status.MET
    return Status.NOT_APPLICABLE if ruler(facts, policy) is Adjudicator.SHOPIFY else ruling(facts)


# 5.1: no return and no exchange without a reason.
def reason_given(facts: Facts, _: Policy) -> Status:
    """Failed by a change of mind, except a refund before shipment: that is no return, and 2.4 decides it."""
    if facts.problem is not Problem.CHANGE_OF_MIND:
        return Status.MET
    if cancels(facts) and facts.remedy is Remedy.REFUND:
        return Status.NOT_APPLICABLE
    return Status.FAILED


# 5.2: the seller bears the loss of unlawful items that are withheld, recalled, destroyed or seized, by every route.
def lawful_goods(facts: Facts, _: Policy) -> Status:
    """Failed if inspection found the item unlawful; no route makes this rule unnecessary."""
    return Status.FAILED if facts.unlawful else Status.MET


# 6.1: orders placed when the policy was in effect.
def policy_in_effect(facts: Facts, _: Policy) -> Status:
    """Failed by an older order, about which this policy says nothing else."""
    return Status.MET if facts.governed else Status.FAILED


class Rule(NamedTuple):
    """A judged clause, the function that gives its status, and the fields of ``Facts`` that it is about."""

    clause: str
    status: Callable[[Facts, Policy], Status]
    facts: tuple[str, ...]


RULES = (
    Rule("1", after_sales_window, ("phase",)),
    Rule("2.1", goods_received, ("nothing_arrived", "phase")),
    Rule("2.2", ruling_by_shopify, ("verification",)),
    Rule("2.3", free_replacement, ("phase", "remedy", "replacement_dearer")),
    Rule("2.3.1", guaranteed_item, ("problem",)),
    Rule("2.3.2", guaranteed_personalisation, ("problem",)),
    Rule("2.4", before_production, ("problem", "phase", "production", "verification")),
    Rule("2.5.1", no_corrosion, ("corrosion", "problem")),
    Rule("2.5.2", no_misuse, ("misuse", "problem")),
    Rule("3.1", buyer_compensated, ("buyer_compensated", "remedy")),
    Rule("3.2.1", problem_shown, ("problem_shown",)),
    Rule("3.2.2", buyer_quoted, ("buyer_quoted", "problem")),
    Rule("3.2.3", description_proved, ("description_proved", "listing_differs", "problem")),
    Rule("4.3", confirmation_or_ruling, ("verification",)),
    Rule("5.1", reason_given, ("problem", "phase", "remedy")),
    Rule("5.2", lawful_goods, ("unlawful",)),
    Rule("6.1", policy_in_effect, ("governed",)),
)
"""The rules of all judged clauses, in the order of the text."""

ELIGIBILITY = ("1", "2.1", "2.3", "2.3.1", "2.3.2", "2.4", "5.1", "6.1")
"""The clauses on who may ask for what, and until when."""
EXCLUSIONS = ("2.5.1", "2.5.2", "5.2")
"""The clauses on what is not covered."""
EVIDENCE = ("3.1", "3.2.1", "3.2.2", "3.2.3")
"""The clauses on what must be proved."""


def eligibility_rules(facts: Facts, policy: Policy) -> tuple[Finding, ...]:
    """The findings on who may ask for what, and until when: 1, 2.1, 2.3, 2.3.1, 2.3.2, 2.4, 5.1 and 6.1.

    >>> from cmoffer_policy import POLICY_2023, decide
    >>> from cmoffer_policy.testing import scenarios
    >>> (scenario,) = [scenario for scenario in scenarios() if str(scenario) == "refund on day 31"]
    >>> facts = decide(scenario.order, scenario.claim).items[0].facts
    >>> for finding in eligibility_rules(facts, POLICY_2023):
    ...     print(finding.clause, finding.status.words)
    1 failed
    2.1 met
    2.3 not applicable
    2.3.1 not applicable
    2.3.2 not applicable
    2.4 not applicable
    5.1 met
    6.1 met
    """
    return findings_on(ELIGIBILITY, facts, policy)


def exclusion_rules(facts: Facts, policy: Policy) -> tuple[Finding, ...]:
    """The findings on what is not covered: 2.5.1, 2.5.2 and 5.2.

    >>> from cmoffer_policy import POLICY_2023, decide
    >>> from cmoffer_policy.testing import scenarios
    >>> (scenario,) = [scenario for scenario in scenarios() if str(scenario) == "refund on day 31"]
    >>> facts = decide(scenario.order, scenario.claim).items[0].facts
    >>> for finding in exclusion_rules(facts, POLICY_2023):
    ...     print(finding.clause, finding.status.words)
    2.5.1 met
    2.5.2 met
    5.2 met
    """
    return findings_on(EXCLUSIONS, facts, policy)


def evidence_rules(facts: Facts, policy: Policy) -> tuple[Finding, ...]:
    """The findings on what must be proved: 3.1, 3.2.1, 3.2.2 and 3.2.3.

    >>> from cmoffer_policy import POLICY_2023, decide
    >>> from cmoffer_policy.testing import scenarios
    >>> (scenario,) = [scenario for scenario in scenarios() if str(scenario) == "refund on day 31"]
    >>> facts = decide(scenario.order, scenario.claim).items[0].facts
    >>> for finding in evidence_rules(facts, POLICY_2023):
    ...     print(finding.clause, finding.status.words)
    3.1 met
    3.2.1 met
    3.2.2 met
    3.2.3 not applicable
    """
    return findings_on(EVIDENCE, facts, policy)


def findings_on(clauses: Collection[str], facts: Facts, policy: Policy) -> tuple[Finding, ...]:
    """The findings of some clauses, in the order of the text. For an order older than the policy only 6.1 applies."""
    governed = facts.governed
    return tuple(
        [
            FINDINGS[clause][(rule(facts, policy) if governed or clause == "6.1" else Status.NOT_APPLICABLE).index]
            for clause, rule, _ in RULES
            if clause in clauses
        ]
    )


FINDINGS = {clause: [Finding(clause, status, about) for status in Status] for clause, _, about in RULES}
"""The finding of every rule with every status, made once: there are few, and all verdicts share them."""


def judge(facts: Facts, policy: Policy) -> Verdict:
    """The verdict on these facts. It is defined for every case; only values of other types raise ``InvalidValue``.

    >>> from cmoffer_policy import POLICY_2023, Problem, Remedy, Verification
    >>> from cmoffer_policy.facts import Facts, Phase
    >>> day_45 = Facts(
    ...     governed=True, phase=Phase.GUARANTEE_OPEN, problem=Problem.BROKEN, remedy=Remedy.REFUND,
    ...     replacement_dearer=False, production=None, nothing_arrived=False, corrosion=False, misuse=False,
    ...     unlawful=False, listing_differs=False, buyer_compensated=True, problem_shown=True, buyer_quoted=True,
    ...     description_proved=False, verification=Verification.CONFIRMED,
    ... )
    >>> verdict = judge(day_45, POLICY_2023)
    >>> verdict.outcome, verdict.remedies
    (Outcome.REJECTED, frozenset({Remedy.REPLACEMENT}))
    >>> [finding.clause for finding in verdict.findings if finding.failed]
    ['1']
    """
    return _remembered(facts, policy)


def _judge(facts: Facts, policy: Policy) -> Verdict:
    instance(facts, "facts", Facts)
    instance(policy, "policy", Policy)
    findings = findings_on(_ALL, facts, policy)
    ruled_out = not facts.governed or facts.verification in RULED_AGAINST
    return Verdict(
        outcome=outcome_of(findings, facts, policy),
        findings=findings,
        remedies=NOTHING if ruled_out else remedies_granted(facts, policy),
    )


_ALL = frozenset(JUDGED)
_remembered = lru_cache(maxsize=2**17)(_judge)


def outcome_of(findings: tuple[Finding, ...], facts: Facts, policy: Policy) -> Outcome:
    """The outcome that the findings lead to, by the first condition that applies."""
    statuses = [finding.status for finding in findings]
    if not facts.governed:
        return Outcome.NOT_GOVERNED
    if Status.FAILED in statuses:
        return Outcome.REJECTED
    if cancels(facts) and not within_reach(facts, policy):
        return Outcome.REFERRED
    if Status.MISSING in statuses:
        return Outcome.NEEDS_EVIDENCE
    match facts.verification:
        case Verification.PENDING:
            return Outcome.UNDER_VERIFICATION
        case Verification.CONTESTED:
            return Outcome.IN_DISPUTE
        case _:
            return Outcome.APPROVED
