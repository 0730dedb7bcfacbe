"""The verdict on one case: the outcome, every finding behind it, and the remedies available."""

from __future__ import annotations

from attrs import field, frozen

from cmoffer_policy.rules.adjudication import adjudication_rules
from cmoffer_policy.rules.eligibility import eligibility_rules
from cmoffer_policy.rules.evidence import evidence_rules
from cmoffer_policy.rules.exclusions import exclusion_rules
from cmoffer_policy.rules.facts import Facts
from cmoffer_policy.rules.findings import Finding, Status, finding_of
from cmoffer_policy.rules.routes import NOTHING, gives_up_before_shipment, remedies_granted, remedy_granted
from cmoffer_policy.terms.clauses import CLAUSES
from cmoffer_policy.terms.policy import JUDGEMENTS, Policy
from cmoffer_policy.terms.vocabulary import Outcome, Remedy, Verification, repr_of


@frozen(kw_only=True)
class Verdict:
    """What the policy says about one case.

    ``findings`` holds one finding for every judged clause, in the order of the text. ``remedies`` are those the policy
    would grant now; an item can be rejected and still have one, when the seller asked for the other.

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


# Equal cases under equal readings share one verdict. The memo cannot be observed but by the clock: it holds values that
# follow from their keys, and it starts anew before it grows past its bound.
_MEMO: dict[int, Verdict] = {}
_MEMO_BOUND = 2**17
_NOT_GOVERNED = -1  # stands for every order older than the policy, as nothing else is asked of them
_POOL: dict[Verdict, Verdict] = {}


def judge(facts: Facts, policy: Policy) -> Verdict:
    """The verdict on these facts; total, so it never raises.

    >>> from cmoffer_policy import POLICY_2023, Problem, Remedy, Verification
    >>> from cmoffer_policy.rules import Facts, Phase
    >>> day_45 = Facts(
    ...     governed=True, phase=Phase.GUARANTEE_OPEN, problem=Problem.BROKEN, remedy=Remedy.REFUND,
    ...     replacement_dearer=False, production=None, corrosion=False, misuse=False, unlawful=False,
    ...     buyer_compensated=True, problem_shown=True, buyer_quoted=True, description_proved=False,
    ...     verification=Verification.CONFIRMED,
    ... )
    >>> verdict = judge(day_45, POLICY_2023)
    >>> verdict.outcome, verdict.remedies
    (Outcome.REJECTED, frozenset({Remedy.REPLACEMENT}))
    >>> [finding.clause for finding in verdict.findings if finding.broken]
    ['1']
    """
    key = (facts.code if facts.governed else _NOT_GOVERNED) * JUDGEMENTS + policy.judgement_code
    verdict = _MEMO.get(key)
    if verdict is None:
        if len(_MEMO) >= _MEMO_BOUND:
            _MEMO.clear()
            _POOL.clear()
        fresh = _judge(facts, policy)
        verdict = _MEMO[key] = _POOL.setdefault(fresh, fresh)
    return verdict


def _judge(facts: Facts, policy: Policy) -> Verdict:
    findings = _findings(facts, policy)
    return Verdict(outcome=_outcome(findings, facts, policy), findings=findings, remedies=_remedies(facts, policy))


_ORDER = {clause: place for place, clause in enumerate(CLAUSES)}


def _findings(facts: Facts, policy: Policy) -> tuple[Finding, ...]:
    """Every rule's finding in the order of the text. Of an order older than the policy only 6.1 is asked."""
    findings = sorted(
        eligibility_rules(facts, policy)
        + exclusion_rules(facts, policy)
        + evidence_rules(facts, policy)
        + adjudication_rules(facts, policy),
        key=lambda finding: _ORDER[finding.clause],
    )
    if not facts.governed:
        findings = [
            finding if finding.clause == "6.1" else finding_of(finding.clause, Status.NOT_ASKED, finding.read)
            for finding in findings
        ]
    return tuple(findings)


def _remedies(facts: Facts, policy: Policy) -> frozenset[Remedy]:
    if not facts.governed or facts.verification is Verification.RULED_AGAINST_SELLER:
        return NOTHING
    return remedies_granted(facts, policy)


def _outcome(findings: tuple[Finding, ...], facts: Facts, policy: Policy) -> Outcome:
    """The first of the text's steps that settles the case."""
    if not facts.governed:
        return Outcome.NOT_GOVERNED
    if any(finding.broken for finding in findings):
        return Outcome.REJECTED
    if gives_up_before_shipment(facts) and not remedy_granted(facts, policy):
        return Outcome.REFERRED
    if any(finding.status is Status.LACKING for finding in findings):
        return Outcome.NEEDS_EVIDENCE
    match facts.verification:
        case Verification.PENDING:
            return Outcome.UNDER_VERIFICATION
        case Verification.CONTESTED:
            return Outcome.IN_DISPUTE
        case _:
            return Outcome.APPROVED
