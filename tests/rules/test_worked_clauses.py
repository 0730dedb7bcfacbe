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
from cmoffer_policy.policy import READINGS
from cmoffer_policy.rules import Status, Verdict, judge
from support.builders import some_facts

KEPT, BROKEN, WAIVED, LACKING, NOT_ASKED = Status
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
MISSING = {"problem": Problem.MISSING_PIECE}
NOT_RECEIVED = {"problem": Problem.NOT_RECEIVED}
NOT_OURS = {"problem": Problem.NOT_ATTRIBUTABLE}
CORRODED, MISUSED, UNLAWFUL = {"corrosion": True}, {"misuse": True}, {"unlawful": True}
UNPAID, UNSEEN, UNHEARD = {"buyer_compensated": False}, {"problem_shown": False}, {"buyer_quoted": False}
UNMEASURED = {"description_proved": False}
UNPROVED = UNPAID | UNSEEN | UNHEARD | UNMEASURED
PENDING = {"verification": Verification.PENDING}
CONTESTED = {"verification": Verification.CONTESTED}
RULED_FOR = {"verification": Verification.RULED_FOR_SELLER}
RULED_AGAINST = {"verification": Verification.RULED_AGAINST_SELLER}
OLD = {"governed": False}
SHORT, LONG = {"guarantee_grants": GuaranteeGrants.NOTHING}, {"guarantee_grants": GuaranteeGrants.EITHER}
SPARED = {"exclusion_scope": ExclusionScope.AFTER_SALES_ONLY}
ANY_PROBLEM = {"misuse_scope": MisuseScope.ANY_PROBLEM}
SHOPIFY = {"adjudicator": Adjudicator.SHOPIFY}
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
    Worked("1", "refund in time", {}, KEPT, APPROVED, EITHER),
    Worked("1", "refund on day 45", DAY_45, BROKEN, REJECTED, REPLACEMENT),
    Worked("1", "refund on day 45, read LONG", DAY_45 | LONG, WAIVED, APPROVED, EITHER),
    Worked("1", "replacement on day 45", DAY_45 | EXCHANGE, WAIVED, APPROVED, REPLACEMENT),
    Worked("1", "replacement on day 45, read SHORT", DAY_45 | EXCHANGE | SHORT, BROKEN, REJECTED, NONE),
    Worked("1", "missing piece on day 45", DAY_45 | EXCHANGE | MISSING, BROKEN, REJECTED, NONE),
    Worked("1", "replacement on day 61", DAY_61 | EXCHANGE, BROKEN, REJECTED, NONE),
    Worked("1", "broken before it was shipped", UNSHIPPED, BROKEN, REJECTED, NONE),
    Worked("1", "cancellation", CANCEL, NOT_ASKED, REFERRED, NONE),
    Worked("1", "order of another policy", DAY_45 | OLD, NOT_ASKED, NOT_GOVERNED, NONE),
    Worked("2.1", "broken, so received", {}, KEPT, APPROVED, EITHER),
    Worked("2.1", "piece missing, the rest received", MISSING, KEPT, APPROVED, EITHER),
    Worked("2.1", "returned without reason, so received", RETURN, KEPT, REJECTED, NONE),
    Worked("2.1", "not received", NOT_RECEIVED, BROKEN, REJECTED, NONE),
    Worked("2.1", "not received, replacement", NOT_RECEIVED | EXCHANGE, BROKEN, REJECTED, NONE),
    Worked("2.1", "not received, read LONG and spared", NOT_RECEIVED | LONG | SPARED, BROKEN, REJECTED, NONE),
    Worked("2.1", "not received, not even shipped", NOT_RECEIVED | UNSHIPPED, BROKEN, REJECTED, NONE),
    Worked("2.1", "cancellation", CANCEL, NOT_ASKED, REFERRED, NONE),
    Worked("2.2", "ruled against by the platform", RULED_AGAINST, NOT_ASKED, REJECTED, NONE),
    Worked("2.2", "ruled against by Shopify", RULED_AGAINST | SHOPIFY, BROKEN, REJECTED, NONE),
    Worked("2.2", "ruled for by Shopify", RULED_FOR | SHOPIFY, KEPT, APPROVED, EITHER),
    Worked("2.2", "before Shopify", CONTESTED | SHOPIFY, NOT_ASKED, IN_DISPUTE, EITHER),
    Worked("2.2", "confirmed, no need of Shopify", SHOPIFY, NOT_ASKED, APPROVED, EITHER),
    Worked("2.3", "refund", {}, NOT_ASKED, APPROVED, EITHER),
    Worked("2.3", "refund, read LONG", LONG, KEPT, APPROVED, EITHER),
    Worked("2.3", "refund on day 45, read LONG", DAY_45 | LONG, KEPT, APPROVED, EITHER),
    Worked("2.3", "refund on day 61, read LONG", DAY_61 | LONG, BROKEN, REJECTED, NONE),
    Worked("2.3", "refund, whatever a replacement costs", LONG | {"replacement_dearer": True}, KEPT, APPROVED, EITHER),
    Worked("2.3", "replacement", EXCHANGE, KEPT, APPROVED, EITHER),
    Worked("2.3", "replacement on day 45", DAY_45 | EXCHANGE, KEPT, APPROVED, REPLACEMENT),
    Worked("2.3", "replacement on day 61", DAY_61 | EXCHANGE, BROKEN, REJECTED, NONE),
    Worked("2.3", "replacement before the guarantee starts", UNDELIVERED | EXCHANGE, WAIVED, APPROVED, EITHER),
    Worked("2.3", "dearer replacement", DEARER, BROKEN, REJECTED, EITHER),
    Worked("2.3", "dearer replacement on day 45", DAY_45 | DEARER, BROKEN, REJECTED, REPLACEMENT),
    Worked("2.3", "dearer replacement, read SHORT", DEARER | SHORT, BROKEN, REJECTED, EITHER),
    Worked("2.3", "dearer replacement of a missing piece", DEARER | MISSING, BROKEN, REJECTED, EITHER),
    Worked("2.3", "replacement, read SHORT", EXCHANGE | SHORT, KEPT, APPROVED, EITHER),
    Worked("2.3", "cancellation for a replacement", CANCEL | EXCHANGE, NOT_ASKED, REJECTED, NONE),
    Worked("2.3.1", "broken", DAY_45 | EXCHANGE, KEPT, APPROVED, REPLACEMENT),
    Worked("2.3.1", "wrong item", DAY_45 | EXCHANGE | WRONG_ITEM, KEPT, APPROVED, REPLACEMENT),
    Worked("2.3.1", "defective", DAY_45 | EXCHANGE | DEFECTIVE, KEPT, APPROVED, REPLACEMENT),
    Worked("2.3.1", "broken, refund, read LONG", LONG, KEPT, APPROVED, EITHER),
    Worked("2.3.1", "broken, refund", {}, NOT_ASKED, APPROVED, EITHER),
    Worked("2.3.1", "broken, replacement, read SHORT", EXCHANGE | SHORT, NOT_ASKED, APPROVED, EITHER),
    Worked("2.3.1", "wrong size", DAY_45 | EXCHANGE | SIZE, NOT_ASKED, APPROVED, REPLACEMENT),
    Worked("2.3.1", "unlike its listing", EXCHANGE | UNLIKE_LISTING, WAIVED, APPROVED, EITHER),
    Worked("2.3.1", "unlike its listing on day 45", DAY_45 | EXCHANGE | UNLIKE_LISTING, BROKEN, REJECTED, NONE),
    Worked("2.3.1", "returned without reason", EXCHANGE | RETURN, NOT_ASKED, REJECTED, NONE),
    Worked("2.3.2", "wrong birthstone", DAY_45 | EXCHANGE | BIRTHSTONE, KEPT, APPROVED, REPLACEMENT),
    Worked("2.3.2", "wrong engraving", DAY_45 | EXCHANGE | ENGRAVING, KEPT, APPROVED, REPLACEMENT),
    Worked("2.3.2", "wrong size", DAY_45 | EXCHANGE | SIZE, KEPT, APPROVED, REPLACEMENT),
    Worked("2.3.2", "wrong size, refund", SIZE, NOT_ASKED, APPROVED, EITHER),
    Worked("2.3.2", "wrong item", DAY_45 | EXCHANGE | WRONG_ITEM, NOT_ASKED, APPROVED, REPLACEMENT),
    Worked("2.3.2", "missing piece", EXCHANGE | MISSING, WAIVED, APPROVED, EITHER),
    Worked("2.3.2", "missing piece on day 45, read LONG", DAY_45 | MISSING | LONG, BROKEN, REJECTED, NONE),
    Worked("2.3.2", "not received", EXCHANGE | NOT_RECEIVED, NOT_ASKED, REJECTED, NONE),
    Worked("2.4", "production unknown", CANCEL, LACKING, REFERRED, NONE),
    Worked("2.4", "production unknown, read REFUND", CANCEL | CANCELLABLE, LACKING, REFERRED, NONE),
    Worked("2.4", "not in production", CANCEL | IDLE, KEPT, REFERRED, NONE),
    Worked("2.4", "not in production, read REFUND", CANCEL | IDLE | CANCELLABLE, KEPT, APPROVED, REFUND),
    Worked("2.4", "the same, pending", CANCEL | IDLE | CANCELLABLE | PENDING, KEPT, UNDER_VERIFICATION, REFUND),
    Worked("2.4", "the same, contested", CANCEL | IDLE | CANCELLABLE | CONTESTED, KEPT, IN_DISPUTE, REFUND),
    Worked("2.4", "the same, ruled against", CANCEL | IDLE | CANCELLABLE | RULED_AGAINST, KEPT, REJECTED, NONE),
    Worked("2.4", "the same, replacement", CANCEL | IDLE | CANCELLABLE | EXCHANGE, KEPT, REJECTED, NONE),
    Worked("2.4", "production unknown, corroded", CANCEL | CORRODED, LACKING, REJECTED, NONE),
    Worked("2.4", "in production", CANCEL | STARTED, BROKEN, REJECTED, NONE),
    Worked("2.4", "in production, read REFUND", CANCEL | STARTED | CANCELLABLE, BROKEN, REJECTED, NONE),
    Worked("2.4", "shipped", RETURN | STARTED, NOT_ASKED, REJECTED, NONE),
    Worked("2.4", "no cancellation", UNSHIPPED | STARTED, NOT_ASKED, REJECTED, NONE),
    Worked("2.5.1", "no corrosion", {}, KEPT, APPROVED, EITHER),
    Worked("2.5.1", "corroded", CORRODED, BROKEN, REJECTED, NONE),
    Worked("2.5.1", "corroded, whatever the problem", CORRODED | ENGRAVING, BROKEN, REJECTED, NONE),
    Worked("2.5.1", "corroded, replacement, spared", CORRODED | EXCHANGE | SPARED, WAIVED, APPROVED, REPLACEMENT),
    Worked("2.5.1", "corroded, refund, spared", CORRODED | SPARED, BROKEN, REJECTED, REPLACEMENT),
    Worked("2.5.1", "corroded, refund, spared, read LONG", CORRODED | SPARED | LONG, WAIVED, APPROVED, EITHER),
    Worked("2.5.1", "missing piece, nothing to spare", CORRODED | SPARED | EXCHANGE | MISSING, BROKEN, REJECTED, NONE),
    Worked("2.5.1", "corroded, no guarantee yet", CORRODED | SPARED | EXCHANGE | UNDELIVERED, BROKEN, REJECTED, NONE),
    Worked("2.5.1", "corroded, cancelled", CANCEL | CORRODED | CANCELLABLE | IDLE, BROKEN, REJECTED, NONE),
    Worked("2.5.1", "order of another policy", CORRODED | OLD, NOT_ASKED, NOT_GOVERNED, NONE),
    Worked("2.5.2", "broken by misuse", MISUSED, BROKEN, REJECTED, NONE),
    Worked("2.5.2", "defective by misuse", MISUSED | DEFECTIVE, BROKEN, REJECTED, NONE),
    Worked("2.5.2", "misused, wrong size", MISUSED | SIZE, KEPT, APPROVED, EITHER),
    Worked("2.5.2", "misused, unlike its listing", MISUSED | UNLIKE_LISTING, KEPT, APPROVED, EITHER),
    Worked("2.5.2", "misused, wrong size, ANY_PROBLEM", MISUSED | SIZE | ANY_PROBLEM, BROKEN, REJECTED, NONE),
    Worked("2.5.2", "broken by misuse, spared", MISUSED | EXCHANGE | SPARED, WAIVED, APPROVED, REPLACEMENT),
    Worked("2.5.2", "misused, cancelled", CANCEL | MISUSED, BROKEN, REJECTED, NONE),
    Worked("2.5.2", "order of another policy", MISUSED | OLD, NOT_ASKED, NOT_GOVERNED, NONE),
    Worked("3.1", "proved", {}, KEPT, APPROVED, EITHER),
    Worked("3.1", "buyer not compensated", UNPAID, LACKING, NEEDS_EVIDENCE, EITHER),
    Worked("3.1", "before anybody is heard", UNPAID | CONTESTED, LACKING, NEEDS_EVIDENCE, EITHER),
    Worked("3.1", "replacement still available", UNPAID | DAY_45, LACKING, REJECTED, REPLACEMENT),
    Worked("3.1", "nothing to be had", UNPAID | DAY_61, NOT_ASKED, REJECTED, NONE),
    Worked("3.1", "ruled against", UNPAID | RULED_AGAINST, NOT_ASKED, REJECTED, NONE),
    Worked("3.1", "cancellation", UNPROVED | CANCEL | IDLE | CANCELLABLE, NOT_ASKED, APPROVED, REFUND),
    Worked("3.2.1", "shown", DAY_45 | EXCHANGE, KEPT, APPROVED, REPLACEMENT),
    Worked("3.2.1", "not shown", UNSEEN, LACKING, NEEDS_EVIDENCE, EITHER),
    Worked("3.2.1", "not shown on day 45", UNSEEN | DAY_45 | EXCHANGE, LACKING, NEEDS_EVIDENCE, REPLACEMENT),
    Worked("3.2.1", "not shown, unlawful", UNSEEN | UNLAWFUL, NOT_ASKED, REJECTED, NONE),
    Worked("3.2.2", "quoted", {}, KEPT, APPROVED, EITHER),
    Worked("3.2.2", "not quoted", UNHEARD, LACKING, NEEDS_EVIDENCE, EITHER),
    Worked("3.2.2", "not quoted, dearer replacement", UNHEARD | DEARER, LACKING, REJECTED, EITHER),
    Worked("3.2.2", "not the manufacturer's", NOT_OURS, BROKEN, REJECTED, NONE),
    Worked("3.2.2", "the same, read LONG on day 45", NOT_OURS | DAY_45 | LONG, BROKEN, REJECTED, NONE),
    Worked("3.2.2", "not quoted, corroded", UNHEARD | CORRODED, NOT_ASKED, REJECTED, NONE),
    Worked("3.2.3", "listing and measurement", UNLIKE_LISTING, KEPT, APPROVED, EITHER),
    Worked("3.2.3", "no measurement", UNLIKE_LISTING | UNMEASURED, LACKING, NEEDS_EVIDENCE, EITHER),
    Worked("3.2.3", "no measurement of a broken item", UNMEASURED, NOT_ASKED, APPROVED, EITHER),
    Worked("3.2.3", "no measurement on day 45", UNLIKE_LISTING | UNMEASURED | DAY_45, NOT_ASKED, REJECTED, NONE),
    Worked("4.3", "confirmed", {}, KEPT, APPROVED, EITHER),
    Worked("4.3", "confirmed by Shopify's reading", SHOPIFY, KEPT, APPROVED, EITHER),
    Worked("4.3", "confirmed, but too late", DAY_45, KEPT, REJECTED, REPLACEMENT),
    Worked("4.3", "pending", PENDING, NOT_ASKED, UNDER_VERIFICATION, EITHER),
    Worked("4.3", "contested", CONTESTED, NOT_ASKED, IN_DISPUTE, EITHER),
    Worked("4.3", "ruled for", RULED_FOR, KEPT, APPROVED, EITHER),
    Worked("4.3", "ruled for by Shopify", RULED_FOR | SHOPIFY, NOT_ASKED, APPROVED, EITHER),
    Worked("4.3", "ruled against", RULED_AGAINST, BROKEN, REJECTED, NONE),
    Worked("4.3", "ruled against without proof", RULED_AGAINST | UNPROVED, BROKEN, REJECTED, NONE),
    Worked("4.3", "ruled against a cancellation", RULED_AGAINST | CANCEL, BROKEN, REJECTED, NONE),
    Worked("4.3", "contested cancellation", CONTESTED | CANCEL, NOT_ASKED, REFERRED, NONE),
    Worked("5.1", "with a reason", {}, KEPT, APPROVED, EITHER),
    Worked("5.1", "without a reason", RETURN, BROKEN, REJECTED, NONE),
    Worked("5.1", "exchange without a reason", RETURN | EXCHANGE, BROKEN, REJECTED, NONE),
    Worked("5.1", "without a reason on day 61", RETURN | DAY_61, BROKEN, REJECTED, NONE),
    Worked("5.1", "cancellation", CANCEL, NOT_ASKED, REFERRED, NONE),
    Worked("5.1", "cancellation in production", CANCEL | STARTED, NOT_ASKED, REJECTED, NONE),
    Worked("5.1", "cancellation for a replacement", CANCEL | EXCHANGE, BROKEN, REJECTED, NONE),
    Worked("5.2", "lawful", {}, KEPT, APPROVED, EITHER),
    Worked("5.2", "unlawful", UNLAWFUL, BROKEN, REJECTED, NONE),
    Worked("5.2", "never spared", UNLAWFUL | LONG | SPARED | EXCHANGE, BROKEN, REJECTED, NONE),
    Worked("5.2", "unlawful, cancelled", UNLAWFUL | CANCEL | IDLE | CANCELLABLE, BROKEN, REJECTED, NONE),
    Worked("5.2", "order of another policy", UNLAWFUL | OLD, NOT_ASKED, NOT_GOVERNED, NONE),
    Worked("6.1", "in effect", {}, KEPT, APPROVED, EITHER),
    Worked("6.1", "in effect, though too late", DAY_61, KEPT, REJECTED, NONE),
    Worked("6.1", "order of another policy", OLD, LACKING, NOT_GOVERNED, NONE),
    Worked("6.1", "the same, ruled against", OLD | RULED_AGAINST, LACKING, NOT_GOVERNED, NONE),
    Worked("6.1", "the same, cancelled", OLD | CANCEL, LACKING, NOT_GOVERNED, NONE),
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
        ("2.1", "problem"),
        ("2.2", "verification"),
        ("2.3", "phase", "remedy", "replacement_dearer"),
        ("2.3.1", "problem"),
        ("2.3.2", "problem"),
        ("2.4", "problem", "phase", "production"),
        ("2.5.1", "corrosion"),
        ("2.5.2", "misuse", "problem"),
        ("3.1", "buyer_compensated"),
        ("3.2.1", "problem_shown"),
        ("3.2.2", "buyer_quoted", "problem"),
        ("3.2.3", "description_proved", "problem"),
        ("4.3", "verification"),
        ("5.1", "problem", "phase", "remedy"),
        ("5.2", "unlawful"),
        ("6.1", "governed"),
    ]


def test_the_worked_cases_show_every_status_a_clause_can_have() -> None:
    """None that occurs under the readings is left out."""
    occurring = set()
    stages = (None, *ProductionStage)
    for readings in ({}, LONG | SPARED | SHOPIFY, SPARED):
        policy = evolve(POLICY_2023, **readings)
        for phase, problem, remedy, production, word in product(Phase, Problem, Remedy, stages, Verification):
            for found in ({}, CORRODED, MISUSED, UNLAWFUL, UNPROVED, OLD):
                case = some_facts(
                    phase=phase, problem=problem, remedy=remedy, production=production, verification=word, **found
                )
                occurring |= {(finding.clause, finding.status) for finding in judge(case, policy).findings}
    assert {(case.clause, case.status) for case in WORKED} == occurring


@pytest.mark.parametrize(
    ("case", "reading", "outcome"),
    [
        (DAY_45 | EXCHANGE, SHORT, REJECTED),
        (DAY_45, LONG, APPROVED),
        (CORRODED | EXCHANGE, SPARED, APPROVED),
        (MISUSED | SIZE, ANY_PROBLEM, REJECTED),
        (CANCEL | IDLE, CANCELLABLE, APPROVED),
    ],
    ids=["window short", "window long", "exclusion_scope", "misuse_scope", "cancellation"],
)
def test_a_reading_flips_a_case(case: dict[str, Any], reading: dict[str, Any], outcome: Outcome) -> None:
    """The same case has this outcome under the other reading and not under the default."""
    assert judge(some_facts(**case), evolve(POLICY_2023, **reading)).outcome is outcome
    assert judge(some_facts(**case), POLICY_2023).outcome is not outcome


def test_the_reading_adjudicator_flips_the_clause_of_a_ruling() -> None:
    """The same ruling breaks 4.3 under PLATFORM and 2.2 under SHOPIFY."""
    ruled = some_facts(**RULED_AGAINST)
    for policy, clause in [(POLICY_2023, "4.3"), (evolve(POLICY_2023, **SHOPIFY), "2.2")]:
        assert [finding.clause for finding in judge(ruled, policy).findings if finding.failed] == [clause]
