"""Worked cases of every judged clause, by hand: what becomes of the clause, the outcome, and the remedies available.

Every case is the approved refund for a broken item on an early day, with what its line says differs.
"""

from __future__ import annotations

from itertools import product
from typing import Any, NamedTuple

import pytest
from attrs import evolve

from cmoffer_policy import (
    POLICY_2023,
    Adjudicator,
    Cancellation,
    CorrosionScope,
    ExclusionScope,
    GuaranteeGrants,
    InvalidValue,
    Loss,
    MisuseScope,
    Outcome,
    Policy,
    Problem,
    ProductionStage,
    ProofAfterConfirmation,
    Remedy,
    ReplacementProof,
    Verification,
)
from cmoffer_policy.facts import Facts, Phase
from cmoffer_policy.policy import READINGS
from cmoffer_policy.rules import Finding, Status, Verdict, eligibility_rules, evidence_rules, exclusion_rules, judge
from support.builders import some_facts

MET, FAILED, NOT_NEEDED, MISSING, NOT_APPLICABLE = Status
APPROVED, IN_DISPUTE, UNDER_VERIFICATION, NEEDS_EVIDENCE, REFERRED, REJECTED, NOT_GOVERNED = Outcome
NONE: frozenset[Remedy] = frozenset()
REFUND, REPLACEMENT = frozenset({Remedy.REFUND}), frozenset({Remedy.REPLACEMENT})
EITHER = REFUND | REPLACEMENT

# What a case can differ in.
EXCHANGE = {"remedy": Remedy.REPLACEMENT}
DEARER = EXCHANGE | {"replacement_dearer": True}
DAY_45 = {"phase": Phase.GUARANTEE_OPEN}
DAY_61 = {"phase": Phase.NONE_OPEN}
UNDELIVERED = {"phase": Phase.AFTER_SALES_OPEN}  # the guarantee starts with a delivery that has not happened
UNTOLD = {"phase": Phase.GUARANTEE_UNKNOWN}  # nor is it known on day 45
UNSHIPPED = {"phase": Phase.NOT_SHIPPED}
RETURN = {"problem": Problem.CHANGE_OF_MIND}
CANCEL = RETURN | UNSHIPPED
IDLE = {"production": ProductionStage.NOT_STARTED}
STARTED = {"production": ProductionStage.STARTED}
WRONG_ITEM = {"problem": Problem.WRONG_ITEM}
DEFECTIVE = {"problem": Problem.DEFECTIVE}
BIRTHSTONE = {"problem": Problem.WRONG_BIRTHSTONE}
ENGRAVING = {"problem": Problem.WRONG_ENGRAVING}
SIZE = {"problem": Problem.WRONG_SIZE}
UNLIKE_LISTING = {"problem": Problem.NOT_AS_DESCRIBED}
PART_LOST = {"problem": Problem.LOST}
ALL_LOST = PART_LOST | {"nothing_arrived": True}
NOT_OURS = {"problem": Problem.NOT_ATTRIBUTABLE}
CORRODED, MISUSED, UNLAWFUL = {"corrosion": True}, {"misuse": True}, {"unlawful": True}
WRONG_LISTING = {"problem": Problem.NOT_AS_DESCRIBED, "listing_differs": True}
UNPAID, UNSEEN, UNHEARD = {"buyer_compensated": False}, {"problem_shown": False}, {"buyer_quoted": False}
UNMEASURED = {"description_proved": False}
UNPROVED = UNPAID | UNSEEN | UNHEARD | UNMEASURED
PENDING = {"verification": Verification.PENDING}
CONTESTED = {"verification": Verification.CONTESTED}
RULED_FOR = {"verification": Verification.RULED_FOR_SELLER}
RULED_AGAINST = {"verification": Verification.RULED_AGAINST_SELLER}
SHOPIFY_RULED = {"verification": Verification.SHOPIFY_RULED_AGAINST_SELLER}
OLD = {"governed": False}
GRANTS_NOTHING, GRANTS_EITHER = (
    {"guarantee_grants": GuaranteeGrants.NOTHING},
    {"guarantee_grants": GuaranteeGrants.EITHER},
)
SPARED = {"exclusion_scope": ExclusionScope.AFTER_SALES_ONLY}
ANY_PROBLEM = {"misuse_scope": MisuseScope.ANY_PROBLEM}
DAMAGE_BY_CORROSION = {"corrosion_scope": CorrosionScope.DAMAGE_ONLY}
COVERED = {"loss": Loss.COVERED}
PROBLEM_ONLY = {"replacement_proof": ReplacementProof.PROBLEM_ONLY}
WAIVED = {"proof_after_confirmation": ProofAfterConfirmation.WAIVED}
CMOFFER, SHOPIFY = {"adjudicator": Adjudicator.CMOFFER}, {"adjudicator": Adjudicator.SHOPIFY}
CANCELLABLE = {"cancellation": Cancellation.REFUND}


class Worked(NamedTuple):
    clause: str
    title: str
    differences: dict[str, Any]
    status: Status
    outcome: Outcome
    remedies: frozenset[Remedy]

    @property
    def facts(self) -> Facts:
        return some_facts(**{name: value for name, value in self.differences.items() if name not in READINGS})

    @property
    def policy(self) -> Policy:
        return evolve(POLICY_2023, **{name: value for name, value in self.differences.items() if name in READINGS})


WORKED = [
    Worked("1", "refund in time", {}, MET, APPROVED, EITHER),
    Worked("1", "refund on day 45", DAY_45, FAILED, REJECTED, REPLACEMENT),
    Worked("1", "refund on day 45, read EITHER", DAY_45 | GRANTS_EITHER, NOT_NEEDED, APPROVED, EITHER),
    Worked("1", "replacement on day 45", DAY_45 | EXCHANGE, NOT_NEEDED, APPROVED, REPLACEMENT),
    Worked("1", "replacement on day 45, read NOTHING", DAY_45 | EXCHANGE | GRANTS_NOTHING, FAILED, REJECTED, NONE),
    Worked("1", "part lost, day 45", DAY_45 | EXCHANGE | PART_LOST, FAILED, REJECTED, NONE),
    Worked("1", "replacement on day 61", DAY_61 | EXCHANGE, FAILED, REJECTED, NONE),
    Worked("1", "replacement, delivery unknown", UNTOLD | EXCHANGE, NOT_NEEDED, NEEDS_EVIDENCE, NONE),
    Worked("1", "broken before it was shipped", UNSHIPPED, FAILED, REJECTED, NONE),
    Worked("1", "cancellation", CANCEL | PENDING, NOT_APPLICABLE, REFERRED, NONE),
    Worked("1", "order of another policy", DAY_45 | OLD, NOT_APPLICABLE, NOT_GOVERNED, NONE),
    Worked("2.1", "broken, so received", {}, MET, APPROVED, EITHER),
    Worked("2.1", "part lost, the rest received", PART_LOST, MET, APPROVED, EITHER),
    Worked("2.1", "returned without reason, so received", RETURN, MET, REJECTED, NONE),
    Worked("2.1", "lost whole", ALL_LOST, FAILED, REJECTED, NONE),
    Worked("2.1", "lost whole, replacement", ALL_LOST | EXCHANGE, FAILED, REJECTED, NONE),
    Worked("2.1", "lost whole, read EITHER and spared", ALL_LOST | GRANTS_EITHER | SPARED, FAILED, REJECTED, NONE),
    Worked("2.1", "lost whole, read COVERED", ALL_LOST | COVERED, MET, APPROVED, EITHER),
    Worked("2.1", "lost before it was shipped", ALL_LOST | UNSHIPPED, NOT_APPLICABLE, REJECTED, NONE),
    Worked("2.1", "cancellation", CANCEL | PENDING, NOT_APPLICABLE, REFERRED, NONE),
    Worked("2.2", "ruled against by CMOFFER", RULED_AGAINST, NOT_APPLICABLE, REJECTED, NONE),
    Worked("2.2", "ruled against by Shopify", RULED_AGAINST | SHOPIFY, FAILED, REJECTED, NONE),
    Worked("2.2", "ruled against by Shopify after CMOFFER", SHOPIFY_RULED, FAILED, REJECTED, NONE),
    Worked("2.2", "the same, though CMOFFER alone rules", SHOPIFY_RULED | CMOFFER, NOT_APPLICABLE, REJECTED, NONE),
    Worked("2.2", "ruled for by Shopify", RULED_FOR | SHOPIFY, MET, APPROVED, EITHER),
    Worked("2.2", "before Shopify", CONTESTED | SHOPIFY, NOT_APPLICABLE, IN_DISPUTE, EITHER),
    Worked("2.2", "confirmed, no need of Shopify", SHOPIFY, NOT_APPLICABLE, APPROVED, EITHER),
    Worked("2.3", "refund", {}, NOT_APPLICABLE, APPROVED, EITHER),
    Worked("2.3", "refund, read EITHER", GRANTS_EITHER, MET, APPROVED, EITHER),
    Worked("2.3", "refund on day 45, read EITHER", DAY_45 | GRANTS_EITHER, MET, APPROVED, EITHER),
    Worked("2.3", "refund on day 61, read EITHER", DAY_61 | GRANTS_EITHER, FAILED, REJECTED, NONE),
    Worked(
        "2.3",
        "refund, whatever a replacement costs",
        GRANTS_EITHER | {"replacement_dearer": True},
        MET,
        APPROVED,
        EITHER,
    ),
    Worked("2.3", "replacement", EXCHANGE, MET, APPROVED, EITHER),
    Worked("2.3", "replacement on day 45", DAY_45 | EXCHANGE, MET, APPROVED, REPLACEMENT),
    Worked("2.3", "replacement on day 61", DAY_61 | EXCHANGE, FAILED, REJECTED, NONE),
    Worked("2.3", "replacement before the guarantee starts", UNDELIVERED | EXCHANGE, NOT_NEEDED, APPROVED, EITHER),
    Worked("2.3", "dearer replacement", DEARER, FAILED, REJECTED, EITHER),
    Worked("2.3", "dearer replacement on day 45", DAY_45 | DEARER, FAILED, REJECTED, REPLACEMENT),
    Worked("2.3", "dearer replacement, read NOTHING", DEARER | GRANTS_NOTHING, FAILED, REJECTED, EITHER),
    Worked("2.3", "dearer replacement of a lost part", DEARER | PART_LOST, FAILED, REJECTED, EITHER),
    Worked("2.3", "replacement, read NOTHING", EXCHANGE | GRANTS_NOTHING, MET, APPROVED, EITHER),
    Worked("2.3", "delivery unknown", UNTOLD | EXCHANGE, MISSING, NEEDS_EVIDENCE, NONE),
    Worked("2.3", "delivery unknown, refund", UNTOLD, NOT_APPLICABLE, REJECTED, NONE),
    Worked("2.3", "cancellation for a replacement", CANCEL | EXCHANGE, NOT_APPLICABLE, REJECTED, NONE),
    Worked("2.3.1", "broken", DAY_45 | EXCHANGE, MET, APPROVED, REPLACEMENT),
    Worked("2.3.1", "wrong item", DAY_45 | EXCHANGE | WRONG_ITEM, MET, APPROVED, REPLACEMENT),
    Worked("2.3.1", "defective", DAY_45 | EXCHANGE | DEFECTIVE, MET, APPROVED, REPLACEMENT),
    Worked("2.3.1", "broken, refund, read EITHER", GRANTS_EITHER, MET, APPROVED, EITHER),
    Worked("2.3.1", "broken, refund", {}, NOT_APPLICABLE, APPROVED, EITHER),
    Worked("2.3.1", "broken, replacement, read NOTHING", EXCHANGE | GRANTS_NOTHING, NOT_APPLICABLE, APPROVED, EITHER),
    Worked("2.3.1", "wrong size", DAY_45 | EXCHANGE | SIZE, NOT_APPLICABLE, APPROVED, REPLACEMENT),
    Worked("2.3.1", "unlike its listing", EXCHANGE | UNLIKE_LISTING, NOT_NEEDED, APPROVED, EITHER),
    Worked("2.3.1", "unlike its listing on day 45", DAY_45 | EXCHANGE | UNLIKE_LISTING, FAILED, REJECTED, NONE),
    Worked("2.3.1", "returned without reason", EXCHANGE | RETURN, NOT_APPLICABLE, REJECTED, NONE),
    Worked("2.3.2", "wrong birthstone", DAY_45 | EXCHANGE | BIRTHSTONE, MET, APPROVED, REPLACEMENT),
    Worked("2.3.2", "wrong engraving", DAY_45 | EXCHANGE | ENGRAVING, MET, APPROVED, REPLACEMENT),
    Worked("2.3.2", "wrong size", DAY_45 | EXCHANGE | SIZE, MET, APPROVED, REPLACEMENT),
    Worked("2.3.2", "wrong size, refund", SIZE, NOT_APPLICABLE, APPROVED, EITHER),
    Worked("2.3.2", "wrong item", DAY_45 | EXCHANGE | WRONG_ITEM, NOT_APPLICABLE, APPROVED, REPLACEMENT),
    Worked("2.3.2", "part lost", EXCHANGE | PART_LOST, NOT_NEEDED, APPROVED, EITHER),
    Worked("2.3.2", "part lost, day 45, read EITHER", DAY_45 | PART_LOST | GRANTS_EITHER, FAILED, REJECTED, NONE),
    Worked("2.3.2", "lost whole", EXCHANGE | ALL_LOST, NOT_APPLICABLE, REJECTED, NONE),
    Worked("2.4", "customer service agrees", CANCEL, MET, APPROVED, REFUND),
    Worked("2.4", "customer service refuses", CANCEL | CONTESTED, FAILED, REJECTED, NONE),
    Worked("2.4", "customer service is not asked yet", CANCEL | PENDING, MISSING, REFERRED, NONE),
    Worked("2.4", "ruled against", CANCEL | RULED_AGAINST, MISSING, REJECTED, NONE),
    Worked("2.4", "ruled for", CANCEL | RULED_FOR, MET, APPROVED, REFUND),
    Worked("2.4", "not in production, not asked yet", CANCEL | IDLE | PENDING, MET, REFERRED, NONE),
    Worked("2.4", "not in production, refused", CANCEL | IDLE | CONTESTED, FAILED, REJECTED, NONE),
    Worked("2.4", "production unknown, read REFUND", CANCEL | CANCELLABLE | PENDING, MISSING, REFERRED, NONE),
    Worked("2.4", "the same, refused", CANCEL | CANCELLABLE | CONTESTED, FAILED, REJECTED, NONE),
    Worked("2.4", "not in production, read REFUND", CANCEL | IDLE | CANCELLABLE, MET, APPROVED, REFUND),
    Worked("2.4", "the same, pending", CANCEL | IDLE | CANCELLABLE | PENDING, MET, UNDER_VERIFICATION, REFUND),
    Worked("2.4", "the same, contested", CANCEL | IDLE | CANCELLABLE | CONTESTED, MET, IN_DISPUTE, REFUND),
    Worked("2.4", "the same, ruled against", CANCEL | IDLE | CANCELLABLE | RULED_AGAINST, MET, REJECTED, NONE),
    Worked("2.4", "the same, replacement", CANCEL | IDLE | CANCELLABLE | EXCHANGE, MET, REJECTED, NONE),
    Worked("2.4", "agreed, but corroded", CANCEL | CORRODED, MISSING, REJECTED, NONE),
    Worked("2.4", "agreed, but an exchange", CANCEL | EXCHANGE, MISSING, REJECTED, NONE),
    Worked("2.4", "agreed, but an exchange, not in production", CANCEL | EXCHANGE | IDLE, MET, REJECTED, NONE),
    Worked("2.4", "in production", CANCEL | STARTED, FAILED, REJECTED, NONE),
    Worked("2.4", "in production, read REFUND", CANCEL | STARTED | CANCELLABLE, FAILED, REJECTED, NONE),
    Worked("2.4", "shipped", RETURN | STARTED, NOT_APPLICABLE, REJECTED, NONE),
    Worked("2.4", "no cancellation", UNSHIPPED | STARTED, NOT_APPLICABLE, REJECTED, NONE),
    Worked("2.5.1", "no corrosion", {}, MET, APPROVED, EITHER),
    Worked("2.5.1", "corroded", CORRODED, FAILED, REJECTED, NONE),
    Worked("2.5.1", "corroded, whatever the problem", CORRODED | ENGRAVING, FAILED, REJECTED, NONE),
    Worked("2.5.1", "corroded, replacement, spared", CORRODED | EXCHANGE | SPARED, NOT_NEEDED, APPROVED, REPLACEMENT),
    Worked("2.5.1", "corroded, refund, spared", CORRODED | SPARED, FAILED, REJECTED, REPLACEMENT),
    Worked(
        "2.5.1",
        "corroded, refund, spared, read EITHER",
        CORRODED | SPARED | GRANTS_EITHER,
        NOT_NEEDED,
        APPROVED,
        EITHER,
    ),
    Worked("2.5.1", "part lost, nothing to spare", CORRODED | SPARED | EXCHANGE | PART_LOST, FAILED, REJECTED, NONE),
    Worked("2.5.1", "corroded, no guarantee yet", CORRODED | SPARED | EXCHANGE | UNDELIVERED, FAILED, REJECTED, NONE),
    Worked(
        "2.5.1", "corroded, part lost, DAMAGE_ONLY", CORRODED | PART_LOST | DAMAGE_BY_CORROSION, MET, APPROVED, EITHER
    ),
    Worked("2.5.1", "corroded, broken, DAMAGE_ONLY", CORRODED | DAMAGE_BY_CORROSION, FAILED, REJECTED, NONE),
    Worked(
        "2.5.1", "corroded, cancelled, DAMAGE_ONLY", CANCEL | CORRODED | DAMAGE_BY_CORROSION, FAILED, REJECTED, NONE
    ),
    Worked("2.5.1", "corroded, cancelled", CANCEL | CORRODED | CANCELLABLE | IDLE, FAILED, REJECTED, NONE),
    Worked("2.5.1", "order of another policy", CORRODED | OLD, NOT_APPLICABLE, NOT_GOVERNED, NONE),
    Worked("2.5.2", "broken by misuse", MISUSED, FAILED, REJECTED, NONE),
    Worked("2.5.2", "defective by misuse", MISUSED | DEFECTIVE, FAILED, REJECTED, NONE),
    Worked("2.5.2", "misused, wrong size", MISUSED | SIZE, MET, APPROVED, EITHER),
    Worked("2.5.2", "misused, unlike its listing", MISUSED | UNLIKE_LISTING, MET, APPROVED, EITHER),
    Worked("2.5.2", "misused, wrong size, ANY_PROBLEM", MISUSED | SIZE | ANY_PROBLEM, FAILED, REJECTED, NONE),
    Worked("2.5.2", "broken by misuse, spared", MISUSED | EXCHANGE | SPARED, NOT_NEEDED, APPROVED, REPLACEMENT),
    Worked("2.5.2", "misused, cancelled", CANCEL | MISUSED, FAILED, REJECTED, NONE),
    Worked("2.5.2", "order of another policy", MISUSED | OLD, NOT_APPLICABLE, NOT_GOVERNED, NONE),
    Worked("3.1", "proved", {}, MET, APPROVED, EITHER),
    Worked("3.1", "buyer not compensated", UNPAID, MISSING, NEEDS_EVIDENCE, EITHER),
    Worked("3.1", "before anybody is heard", UNPAID | CONTESTED, MISSING, NEEDS_EVIDENCE, EITHER),
    Worked("3.1", "replacement still available", UNPAID | DAY_45, MISSING, REJECTED, REPLACEMENT),
    Worked("3.1", "nothing to be had", UNPAID | DAY_61, NOT_APPLICABLE, REJECTED, NONE),
    Worked("3.1", "ruled against", UNPAID | RULED_AGAINST, NOT_APPLICABLE, REJECTED, NONE),
    Worked("3.1", "replacement, read PROBLEM_ONLY", UNPAID | EXCHANGE | PROBLEM_ONLY, NOT_APPLICABLE, APPROVED, EITHER),
    Worked("3.1", "refund, read PROBLEM_ONLY", UNPAID | PROBLEM_ONLY, MISSING, NEEDS_EVIDENCE, EITHER),
    Worked("3.1", "confirmed, read WAIVED", UNPAID | WAIVED, NOT_NEEDED, APPROVED, EITHER),
    Worked("3.1", "not confirmed, read WAIVED", UNPAID | WAIVED | PENDING, MISSING, NEEDS_EVIDENCE, EITHER),
    Worked("3.1", "delivery unknown", UNPAID | UNTOLD | EXCHANGE, MISSING, NEEDS_EVIDENCE, NONE),
    Worked("3.1", "cancellation", UNPROVED | CANCEL | IDLE | CANCELLABLE, NOT_APPLICABLE, APPROVED, REFUND),
    Worked("3.2.1", "shown", DAY_45 | EXCHANGE, MET, APPROVED, REPLACEMENT),
    Worked("3.2.1", "not shown", UNSEEN, MISSING, NEEDS_EVIDENCE, EITHER),
    Worked("3.2.1", "not shown on day 45", UNSEEN | DAY_45 | EXCHANGE, MISSING, NEEDS_EVIDENCE, REPLACEMENT),
    Worked("3.2.1", "not shown, read WAIVED", UNSEEN | WAIVED | RULED_FOR, NOT_NEEDED, APPROVED, EITHER),
    Worked("3.2.1", "not shown, unlawful", UNSEEN | UNLAWFUL, NOT_APPLICABLE, REJECTED, NONE),
    Worked("3.2.2", "quoted", {}, MET, APPROVED, EITHER),
    Worked("3.2.2", "not quoted", UNHEARD, MISSING, NEEDS_EVIDENCE, EITHER),
    Worked("3.2.2", "not quoted, read WAIVED", UNHEARD | WAIVED, NOT_NEEDED, APPROVED, EITHER),
    Worked("3.2.2", "not quoted, dearer replacement", UNHEARD | DEARER, MISSING, REJECTED, EITHER),
    Worked("3.2.2", "not the manufacturer's", NOT_OURS, FAILED, REJECTED, NONE),
    Worked("3.2.2", "the same, read EITHER on day 45", NOT_OURS | DAY_45 | GRANTS_EITHER, FAILED, REJECTED, NONE),
    Worked("3.2.2", "not quoted, corroded", UNHEARD | CORRODED, NOT_APPLICABLE, REJECTED, NONE),
    Worked("3.2.3", "listing and measurement", UNLIKE_LISTING, MET, APPROVED, EITHER),
    Worked("3.2.3", "no measurement", UNLIKE_LISTING | UNMEASURED, MISSING, NEEDS_EVIDENCE, EITHER),
    Worked("3.2.3", "no measurement, read WAIVED", UNLIKE_LISTING | UNMEASURED | WAIVED, NOT_NEEDED, APPROVED, EITHER),
    Worked("3.2.3", "the seller's own description", WRONG_LISTING, FAILED, REJECTED, NONE),
    Worked("3.2.3", "the same, read WAIVED", WRONG_LISTING | WAIVED, FAILED, REJECTED, NONE),
    Worked("3.2.3", "the same on day 45", WRONG_LISTING | DAY_45 | EXCHANGE, FAILED, REJECTED, NONE),
    Worked("3.2.3", "no measurement of a broken item", UNMEASURED, NOT_APPLICABLE, APPROVED, EITHER),
    Worked("3.2.3", "no measurement on day 45", UNLIKE_LISTING | UNMEASURED | DAY_45, NOT_APPLICABLE, REJECTED, NONE),
    Worked("4.3", "confirmed", {}, MET, APPROVED, EITHER),
    Worked("4.3", "confirmed by Shopify's reading", SHOPIFY, MET, APPROVED, EITHER),
    Worked("4.3", "confirmed, but too late", DAY_45, MET, REJECTED, REPLACEMENT),
    Worked("4.3", "pending", PENDING, NOT_APPLICABLE, UNDER_VERIFICATION, EITHER),
    Worked("4.3", "contested", CONTESTED, NOT_APPLICABLE, IN_DISPUTE, EITHER),
    Worked("4.3", "ruled for", RULED_FOR, MET, APPROVED, EITHER),
    Worked("4.3", "ruled for by Shopify", RULED_FOR | SHOPIFY, NOT_APPLICABLE, APPROVED, EITHER),
    Worked("4.3", "ruled against", RULED_AGAINST, FAILED, REJECTED, NONE),
    Worked("4.3", "ruled against without proof", RULED_AGAINST | UNPROVED, FAILED, REJECTED, NONE),
    Worked("4.3", "ruled against a cancellation", RULED_AGAINST | CANCEL, FAILED, REJECTED, NONE),
    Worked("4.3", "ruled against by Shopify after CMOFFER", SHOPIFY_RULED, NOT_APPLICABLE, REJECTED, NONE),
    Worked("4.3", "the same, though CMOFFER alone rules", SHOPIFY_RULED | CMOFFER, FAILED, REJECTED, NONE),
    Worked("4.3", "contested cancellation", CONTESTED | CANCEL, NOT_APPLICABLE, REJECTED, NONE),
    Worked("5.1", "with a reason", {}, MET, APPROVED, EITHER),
    Worked("5.1", "without a reason", RETURN, FAILED, REJECTED, NONE),
    Worked("5.1", "exchange without a reason", RETURN | EXCHANGE, FAILED, REJECTED, NONE),
    Worked("5.1", "without a reason on day 61", RETURN | DAY_61, FAILED, REJECTED, NONE),
    Worked("5.1", "cancellation", CANCEL | PENDING, NOT_APPLICABLE, REFERRED, NONE),
    Worked("5.1", "cancellation in production", CANCEL | STARTED, NOT_APPLICABLE, REJECTED, NONE),
    Worked("5.1", "cancellation for a replacement", CANCEL | EXCHANGE, FAILED, REJECTED, NONE),
    Worked("5.2", "lawful", {}, MET, APPROVED, EITHER),
    Worked("5.2", "unlawful", UNLAWFUL, FAILED, REJECTED, NONE),
    Worked("5.2", "never spared", UNLAWFUL | GRANTS_EITHER | SPARED | EXCHANGE, FAILED, REJECTED, NONE),
    Worked("5.2", "unlawful, cancelled", UNLAWFUL | CANCEL | IDLE | CANCELLABLE, FAILED, REJECTED, NONE),
    Worked("5.2", "order of another policy", UNLAWFUL | OLD, NOT_APPLICABLE, NOT_GOVERNED, NONE),
    Worked("6.1", "in effect", {}, MET, APPROVED, EITHER),
    Worked("6.1", "in effect, though too late", DAY_61, MET, REJECTED, NONE),
    Worked("6.1", "order of another policy", OLD, FAILED, NOT_GOVERNED, NONE),
    Worked("6.1", "the same, ruled against", OLD | RULED_AGAINST, FAILED, NOT_GOVERNED, NONE),
    Worked("6.1", "the same, cancelled", OLD | CANCEL, FAILED, NOT_GOVERNED, NONE),
]


def status_of(verdict: Verdict, clause: str) -> Status:
    return next(finding.status for finding in verdict.findings if finding.clause == clause)


@pytest.mark.parametrize("case", WORKED, ids=lambda case: f"{case.clause} {case.title}")
def test_a_worked_case_comes_out_as_by_hand(case: Worked) -> None:
    """The clause, the outcome and the remedies are those the text gives."""
    verdict = judge(case.facts, case.policy)
    assert (status_of(verdict, case.clause), verdict.outcome, verdict.remedies) == case[3:]


@pytest.mark.parametrize("case", [{}, OLD, RETURN], ids=["approved", "older than the policy", "returned"])
def test_a_finding_names_the_facts_its_clause_is_about(case: dict[str, Any]) -> None:
    """Whatever becomes of the clause, and in the order of the text."""
    assert [(finding.clause, *finding.facts) for finding in judge(some_facts(**case), POLICY_2023).findings] == [
        ("1", "phase"),
        ("2.1", "nothing_arrived", "phase"),
        ("2.2", "verification"),
        ("2.3", "phase", "remedy", "replacement_dearer"),
        ("2.3.1", "problem"),
        ("2.3.2", "problem"),
        ("2.4", "problem", "phase", "production", "verification"),
        ("2.5.1", "corrosion", "problem"),
        ("2.5.2", "misuse", "problem"),
        ("3.1", "buyer_compensated", "remedy"),
        ("3.2.1", "problem_shown"),
        ("3.2.2", "buyer_quoted", "problem"),
        ("3.2.3", "description_proved", "listing_differs", "problem"),
        ("4.3", "verification"),
        ("5.1", "problem", "phase", "remedy"),
        ("5.2", "unlawful"),
        ("6.1", "governed"),
    ]


def test_the_worked_cases_show_every_status_a_clause_can_have() -> None:
    """None that occurs under the readings is left out."""
    occurring = set()
    differing = (CORRODED, MISUSED, UNLAWFUL, UNPROVED, OLD, {"listing_differs": True}, {"nothing_arrived": True})
    stages = (None, *ProductionStage)
    combined = [
        dict(zip(("phase", "problem", "remedy", "production"), each, strict=True))
        for each in product(Phase, Problem, Remedy, stages)
    ]
    answered = [{"verification": word, "phase": phase} for word in Verification for phase in Phase]
    for readings in ({}, GRANTS_EITHER | SPARED | SHOPIFY, SPARED | WAIVED):
        policy = evolve(POLICY_2023, **readings)
        for found in ({}, *differing):
            for case in (*combined, *answered):
                verdict = judge(some_facts(**case, **found), policy)
                occurring |= {(finding.clause, finding.status) for finding in verdict.findings}
    assert {(case.clause, case.status) for case in WORKED} == occurring


@pytest.mark.parametrize(
    ("case", "reading", "outcome"),
    [
        (DAY_45 | EXCHANGE, GRANTS_NOTHING, REJECTED),
        (DAY_45, GRANTS_EITHER, APPROVED),
        (CORRODED | EXCHANGE, SPARED, APPROVED),
        (MISUSED | SIZE, ANY_PROBLEM, REJECTED),
        (CANCEL | IDLE | PENDING, CANCELLABLE, UNDER_VERIFICATION),
        (CORRODED | PART_LOST, DAMAGE_BY_CORROSION, APPROVED),
        (ALL_LOST, COVERED, APPROVED),
        (UNPAID | EXCHANGE, PROBLEM_ONLY, APPROVED),
        (UNSEEN, WAIVED, APPROVED),
    ],
    ids=[
        "guarantee_grants nothing",
        "guarantee_grants either",
        "exclusion_scope",
        "misuse_scope",
        "cancellation",
        "corrosion_scope",
        "loss",
        "replacement_proof",
        "proof_after_confirmation",
    ],
)
def test_a_reading_flips_a_case(case: dict[str, Any], reading: dict[str, Any], outcome: Outcome) -> None:
    """The same case has this outcome under the other reading and not under the default."""
    assert judge(some_facts(**case), evolve(POLICY_2023, **reading)).outcome is outcome
    assert judge(some_facts(**case), POLICY_2023).outcome is not outcome


def test_the_reading_adjudicator_flips_the_clause_of_a_ruling() -> None:
    """The same ruling fails 4.3 if CMOFFER rules at all, and 2.2 if only Shopify does."""
    ruled = some_facts(**RULED_AGAINST)
    for policy, clause in [(POLICY_2023, "4.3"), (evolve(POLICY_2023, **SHOPIFY), "2.2")]:
        assert [finding.clause for finding in judge(ruled, policy).findings if finding.failed] == [clause]


def test_each_family_of_rules_asks_its_own_clauses() -> None:
    """Who may ask and until when, what is not covered, what is proved; in the order of the text."""
    policy = evolve(POLICY_2023, misuse_scope=MisuseScope.ANY_PROBLEM)
    misused = some_facts(phase=Phase.GUARANTEE_OPEN, problem=Problem.NOT_AS_DESCRIBED, misuse=True)
    unproved = some_facts(problem=Problem.NOT_AS_DESCRIBED, problem_shown=False)
    eligibility = statuses(eligibility_rules(misused, policy))
    exclusion = statuses(exclusion_rules(misused, policy))
    evidence = statuses(evidence_rules(unproved, policy))
    assert list(eligibility) == ["1", "2.1", "2.3", "2.3.1", "2.3.2", "2.4", "5.1", "6.1"]
    assert (eligibility["1"], eligibility["2.1"], eligibility["2.4"]) == (FAILED, MET, NOT_APPLICABLE)
    assert exclusion == {"2.5.1": MET, "2.5.2": FAILED, "5.2": MET}
    assert evidence == {"3.1": MET, "3.2.1": MISSING, "3.2.2": MET, "3.2.3": MET}
    assert statuses(exclusion_rules(misused, POLICY_2023))["2.5.2"] is MET  # misuse explains damage only
    waived = evolve(policy, proof_after_confirmation=ProofAfterConfirmation.WAIVED)
    assert statuses(evidence_rules(unproved, waived))["3.2.1"] is NOT_NEEDED
    nothing = evolve(policy, guarantee_grants=GuaranteeGrants.EITHER)
    assert statuses(eligibility_rules(misused, nothing))["2.3"] is MET


def statuses(findings: tuple[Finding, ...]) -> dict[str, Status]:
    return {finding.clause: finding.status for finding in findings}


def test_only_facts_and_policies_are_judged() -> None:
    """Anything else is refused, and not remembered."""
    with pytest.raises(InvalidValue, match=r"^facts: got None, expected a value of type Facts$"):
        judge(None, POLICY_2023)  # type: ignore[arg-type]
    with pytest.raises(InvalidValue, match=r"^policy: got None, expected a value of type Policy$"):
        judge(some_facts(), None)  # type: ignore[arg-type]
