"""Deliberate faults in the rules, and what notices each: a law of the judgement, a boundary case or the second judge."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import cache
from typing import Any

import pytest
from attrs import evolve

from cmoffer_policy import (
    POLICY_2023,
    Outcome,
    Period,
    Policy,
    Problem,
    Remedy,
    Verification,
    deadlines,
    decide,
    rules,
    steps,
)
from cmoffer_policy.facts import Facts, Phase
from cmoffer_policy.rules import EITHER, NOTHING, REPLACEMENT_ONLY, Finding, Status, Verdict
from support import space_laws as laws
from support.builders import a_claim, an_order, at
from support.few_cases import few_cases
from support.rules_spaces import Cases, Space

Rule = Callable[..., Any]
MET, FAILED, NOT_NEEDED, MISSING, NOT_APPLICABLE = Status
FINDINGS, OUTCOME, PROVED, JUDGE = rules.findings_on, rules.outcome_of, rules.proved, rules._judge
GUARANTEE, WINDOW_END = rules.guarantee_remedies, deadlines._window_end


def seed(monkeypatch: pytest.MonkeyPatch, faults: dict[str, object]) -> None:
    """Put the faulty rules in the place of the sound ones, in the module and in the table, and remember no verdict."""
    for remembering in ("remedies_granted", "within_reach"):
        monkeypatch.setattr(rules, remembering, getattr(rules, remembering).__wrapped__)
    for name, fault in faults.items():
        monkeypatch.setattr(rules, name, fault)
    table = [rule._replace(status=faults.get(rule.status.__name__, rule.status)) for rule in rules.RULES]
    monkeypatch.setattr(rules, "RULES", tuple(table))
    monkeypatch.setattr(rules, "_remembered", lambda facts, policy: rules._judge(facts, policy))
    monkeypatch.setattr(steps, "_remembered", steps._improvements)


def on_other_facts(rule: Rule, **read: Callable[[Facts], object]) -> Rule:
    """The rule, asked about other facts than those of the case."""

    def faulty(facts: Facts, *policy: Policy) -> Any:
        return rule(evolve(facts, **{name: value(facts) for name, value in read.items()}), *policy)

    return faulty


def under_other_policy(rule: Rule, **readings: object) -> Rule:
    """The rule, deaf to readings."""
    return lambda *case: rule(*case[:-1], evolve(case[-1], **readings))


def always(answer: object) -> Rule:
    """A rule that reads nothing."""
    return lambda *_: answer


def of_2023(name: str) -> dict[str, object]:
    return {name: getattr(POLICY_2023, name)}


def in_order_of_digits(clauses: tuple[str, ...], facts: Facts, policy: Policy) -> tuple[Finding, ...]:
    return tuple(sorted(FINDINGS(clauses, facts, policy), key=lambda finding: (len(finding.clause), finding.clause)))


def one_twice(clauses: tuple[str, ...], facts: Facts, policy: Policy) -> tuple[Finding, ...]:
    findings = FINDINGS(clauses, facts, policy)
    return findings[:1] + findings


def rejects_all_misuse(findings: tuple[Finding, ...], facts: Facts, policy: Policy) -> Outcome:
    return Outcome.REJECTED if facts.misuse and facts.governed else OUTCOME(findings, facts, policy)


def forgives_misuse(findings: tuple[Finding, ...], facts: Facts, policy: Policy) -> Outcome:
    return OUTCOME(tuple([finding for finding in findings if finding.clause != "2.5.2"]), facts, policy)


def judges_every_order(findings: tuple[Finding, ...], facts: Facts, policy: Policy) -> Outcome:
    return OUTCOME(findings, evolve(facts, governed=True), policy)


def ends_disputes(findings: tuple[Finding, ...], facts: Facts, policy: Policy) -> Outcome:
    outcome = OUTCOME(findings, facts, policy)
    return Outcome.APPROVED if outcome is Outcome.IN_DISPUTE else outcome


def takes_remedies_from_proved_problems(facts: Facts, policy: Policy) -> Verdict:
    verdict = JUDGE(facts, policy)
    return evolve(verdict, remedies=NOTHING) if facts.problem_shown else verdict


def inverted(proof: bool, facts: Facts, policy: Policy) -> Status:
    return PROVED(not proof, facts, policy)


def never_missing(proof: bool, facts: Facts, policy: Policy) -> Status:
    status = PROVED(proof, facts, policy)
    return NOT_NEEDED if status is MISSING else status


def forgives_3_1(findings: tuple[Finding, ...], facts: Facts, policy: Policy) -> Outcome:
    return OUTCOME(tuple([finding for finding in findings if finding.clause != "3.1"]), facts, policy)


def takes_remedies_from_dear_replacements(facts: Facts, policy: Policy) -> Verdict:
    verdict = JUDGE(facts, policy)
    return evolve(verdict, remedies=NOTHING) if facts.replacement_dearer else verdict


ON_REFUNDS_ONLY = {"corrosion": lambda facts: facts.corrosion and facts.remedy is Remedy.REFUND}
SWAPPED = {"within_after_sales": rules.within_guarantee, "within_guarantee": rules.within_after_sales}

FAULTS: dict[str, tuple[dict[str, object], laws.Law]] = {
    "a dispute that is no obstacle": ({"outcome_of": ends_disputes}, laws.every_outcome_occurs),
    "wrong field in one rule": (
        {"no_corrosion": on_other_facts(rules.no_corrosion, corrosion=lambda facts: facts.misuse)},
        laws.approved_or_open_if_and_only_if_the_remedy_asked_for_is_available,
    ),
    "wrong field everywhere": (
        {
            "corrosion_counts": on_other_facts(rules.corrosion_counts, corrosion=lambda facts: facts.misuse),
            "cancellation_refused": on_other_facts(rules.cancellation_refused, corrosion=lambda facts: facts.misuse),
        },
        laws.every_fact_alone_changes_some_outcome,
    ),
    "windows swapped": (SWAPPED, laws.the_remedies_differ_only_as_the_clauses_that_name_one_say),
    "a rule dropped": (
        {"RULES": tuple([rule for rule in rules.RULES if rule.clause != "5.2"])},
        laws.there_is_one_finding_for_each_judged_clause_in_the_order_of_the_text,
    ),
    "a rule that never fails": ({"lawful_goods": always(MET)}, laws.every_judged_clause_fails_or_is_missing_somewhere),
    "a rule that never applies": (
        {"reason_given": always(NOT_APPLICABLE)},
        laws.every_judged_clause_fails_or_is_missing_somewhere,
    ),
    "a rule that fails with another": (
        {"goods_received": lambda facts, _: FAILED if facts.problem is Problem.NOT_ATTRIBUTABLE else MET},
        laws.approved_or_open_if_and_only_if_the_remedy_asked_for_is_available,
    ),
    "guarantee grants ignored": (
        {"guarantee_offers": always(REPLACEMENT_ONLY)},
        laws.every_other_reading_changes_some_verdict,
    ),
    "exclusion scope ignored": (
        {"guarantee_if_open": under_other_policy(rules.guarantee_if_open, **of_2023("exclusion_scope"))},
        laws.every_other_reading_changes_some_verdict,
    ),
    "corrosion scope ignored": (
        {"corrosion_counts": under_other_policy(rules.corrosion_counts, **of_2023("corrosion_scope"))},
        laws.every_other_reading_changes_some_verdict,
    ),
    "loss ignored": (
        {"lost_whole": under_other_policy(rules.lost_whole, **of_2023("loss"))},
        laws.every_other_reading_changes_some_verdict,
    ),
    "proof of a replacement ignored": (
        {"buyer_compensated": under_other_policy(rules.buyer_compensated, **of_2023("replacement_proof"))},
        laws.every_other_reading_changes_some_verdict,
    ),
    "proof after a confirmation ignored": (
        {"proved": under_other_policy(rules.proved, **of_2023("proof_after_confirmation"))},
        laws.every_other_reading_changes_some_verdict,
    ),
    "misuse scope ignored": (
        {"misuse_counts": under_other_policy(rules.misuse_counts, **of_2023("misuse_scope"))},
        laws.every_other_reading_changes_some_verdict,
    ),
    "adjudicator ignored": (
        {"ruler": under_other_policy(rules.ruler, **of_2023("adjudicator"))},
        laws.every_other_reading_changes_some_verdict,
    ),
    "cancellation ignored": (
        {"customer_service_decides": under_other_policy(rules.customer_service_decides, **of_2023("cancellation"))},
        laws.every_other_reading_changes_some_verdict,
    ),
    "a listing that no rule reads": ({"wrong_listing": always(False)}, laws.every_fact_alone_changes_some_outcome),
    "a loss that no rule reads": ({"lost_whole": always(False)}, laws.every_fact_alone_changes_some_outcome),
    "a listing that takes the remedies and fails nothing": (
        {"description_proved": on_other_facts(rules.description_proved, listing_differs=always(False))},
        laws.approved_or_open_if_and_only_if_the_remedy_asked_for_is_available,
    ),
    "a cancellation that customer service declines for nothing": (
        {"before_production": on_other_facts(rules.before_production, verification=always(Verification.PENDING))},
        laws.the_remedies_differ_only_as_the_clauses_that_name_one_say,
    ),
    "an answer of customer service that no rule reads": (
        {"customer_service_answers": always(False)},
        laws.the_remedies_differ_only_as_the_clauses_that_name_one_say,
    ),
    "an input that no rule reads": (
        {"buyer_compensated": always(NOT_APPLICABLE)},
        laws.every_fact_alone_changes_some_outcome,
    ),
    "a price that no rule reads": (
        {"free_replacement": on_other_facts(rules.free_replacement, replacement_dearer=always(False))},
        laws.approved_or_open_if_and_only_if_the_remedy_asked_for_is_available,
    ),
    "evidence inverted": ({"proved": inverted}, laws.more_evidence_never_worsens),
    "evidence that takes a remedy away": (
        {"_judge": takes_remedies_from_proved_problems},
        laws.more_evidence_never_worsens,
    ),
    "exclusion of refunds only": (
        {
            "excluded": on_other_facts(rules.excluded, **ON_REFUNDS_ONLY),
            "no_corrosion": on_other_facts(rules.no_corrosion, **ON_REFUNDS_ONLY),
        },
        laws.the_remedies_differ_only_as_the_clauses_that_name_one_say,
    ),
    "a cause that helps": (
        {
            "within_after_sales": lambda facts: (
                facts.phase in (Phase.BOTH_OPEN, Phase.AFTER_SALES_OPEN)
                or (facts.misuse and facts.phase is Phase.GUARANTEE_OPEN)
            )
        },
        laws.a_cause_never_betters,
    ),
    "ruling ignored": ({"ruling": always(NOT_APPLICABLE)}, laws.every_further_word_for_the_seller_never_worsens),
    "ruling of Shopify ignored": (
        {"ruling_by_shopify": always(NOT_APPLICABLE)},
        laws.every_further_word_for_the_seller_never_worsens,
    ),
    "ruling turned round": (
        {
            "ruling": lambda facts: {
                Verification.RULED_FOR_SELLER: FAILED,
                Verification.RULED_AGAINST_SELLER: MET,
            }.get(facts.verification, NOT_APPLICABLE)
        },
        laws.every_further_word_for_the_seller_never_worsens,
    ),
    "rejected without a failed finding": (
        {"outcome_of": rejects_all_misuse},
        laws.rejected_or_not_governed_if_and_only_if_a_finding_failed,
    ),
    "a failed finding forgiven": (
        {"outcome_of": forgives_misuse},
        laws.rejected_or_not_governed_if_and_only_if_a_finding_failed,
    ),
    "unlawful goods leave the remedies": (
        {"remedies_granted": on_other_facts(rules.remedies_granted, unlawful=always(False))},
        laws.approved_or_open_if_and_only_if_the_remedy_asked_for_is_available,
    ),
    "clauses in another order": (
        {"findings_on": in_order_of_digits},
        laws.there_is_one_finding_for_each_judged_clause_in_the_order_of_the_text,
    ),
    "a clause reported twice": (
        {"findings_on": one_twice},
        laws.there_is_one_finding_for_each_judged_clause_in_the_order_of_the_text,
    ),
    "an older order judged": ({"outcome_of": judges_every_order}, laws.not_governed_if_and_only_if_the_order_is_older),
    "a rule that is always needed": (
        {"met_or_not_needed": lambda met, *_: MET if met else FAILED},
        laws.the_remedies_differ_only_as_the_clauses_that_name_one_say,
    ),
    "a problem the guarantee does not cover": (
        {
            "GUARANTEED": rules.GUARANTEED | {Problem.NOT_AS_DESCRIBED},
            "GUARANTEED_ITEMS": rules.GUARANTEED_ITEMS | {Problem.NOT_AS_DESCRIBED},
        },
        laws.approved_or_open_if_and_only_if_the_remedy_asked_for_is_available,  # of a listing that differs, which takes every grant
    ),
    "guarantee without a list": (
        {"guaranteed_item": always(NOT_APPLICABLE)},
        laws.every_judged_clause_fails_or_is_missing_somewhere,
    ),
    "a proof forgiven": ({"outcome_of": forgives_3_1}, laws.every_outcome_short_of_rejection_names_what_is_missing),
    "a rule that is never needed": (
        {"met_or_not_needed": lambda met, *_: MET if met else NOT_NEEDED},
        laws.a_rule_is_not_needed_only_where_another_route_grants_the_remedy,
    ),
    "proof that is never missing": (
        {"proved": never_missing},
        laws.proof_is_not_needed_only_after_a_confirmation_that_waives_it,
    ),
    "proof asked of everybody": (
        {"proved": lambda proof, *_: MET if proof else MISSING},
        laws.proof_is_asked_exactly_while_it_can_bring_a_remedy,
    ),
    "a price that takes the other remedy away": (
        {"_judge": takes_remedies_from_dear_replacements},
        laws.the_price_of_a_replacement_is_nothing_to_a_refund,
    ),
    "a rule that fails only beside another": (
        {
            "reason_given": lambda facts, _: (
                FAILED if facts.problem is Problem.CHANGE_OF_MIND and facts.unlawful else MET
            )
        },
        laws.every_judged_clause_is_decisive_somewhere,
    ),
    "any remedy by the guarantee": (
        {"guarantee_remedies": lambda facts, policy: EITHER if GUARANTEE(facts, policy) else NOTHING},
        laws.the_remedies_differ_only_as_the_clauses_that_name_one_say,
    ),
}


@cache
def cases() -> Cases:
    return Cases(few_cases())


def test_without_a_fault_every_law_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    """The cases that the faults are put to are not what breaks the laws."""
    seed(monkeypatch, {})
    space = Space(POLICY_2023, cases())
    for law in (*laws.LAWS, *laws.LAWS_OF_2023):
        law(space)


@pytest.mark.parametrize(("faults", "law"), FAULTS.values(), ids=FAULTS)
def test_a_law_of_the_judgement_notices(
    monkeypatch: pytest.MonkeyPatch, faults: dict[str, object], law: laws.Law
) -> None:
    """The law named fails, and so is not there for nothing."""
    seed(monkeypatch, faults)
    space = Space(POLICY_2023, cases())
    with pytest.raises(AssertionError):
        law(space)


SECOND_JUDGE = (laws.the_library_agrees_with_the_second_judge, laws.the_library_tells_the_story_of_the_second_judge)


def test_every_law_has_a_fault_that_it_notices() -> None:
    """Those of the second judge are below."""
    seen = {*SECOND_JUDGE, *[law for _, law in FAULTS.values()]}
    assert seen == {*laws.LAWS, *laws.LAWS_OF_2023}


MISREAD: dict[str, dict[str, object]] = {
    "a problem missing from a list": {
        "GUARANTEED": rules.GUARANTEED - {Problem.DEFECTIVE},
        "GUARANTEED_ITEMS": rules.GUARANTEED_ITEMS - {Problem.DEFECTIVE},
    },
    "a problem that counts as no damage": {"DAMAGE": rules.DAMAGE - {Problem.DEFECTIVE}},
}


@pytest.mark.parametrize("faults", MISREAD.values(), ids=MISREAD)
def test_the_second_judge_notices_what_no_law_can(monkeypatch: pytest.MonkeyPatch, faults: dict[str, object]) -> None:
    """A text misread throughout is a consistent policy, only another one: it takes a second reading to see it."""
    seed(monkeypatch, faults)
    space = Space(POLICY_2023, cases())
    for law in (*laws.LAWS, *laws.LAWS_OF_2023):
        if law not in SECOND_JUDGE:
            law(space)
    for law in SECOND_JUDGE:
        with pytest.raises(AssertionError):
            law(space)


MOMENTS = {
    "the instant of shipment": "2024-01-05 12:00:00",
    "day 29": "2024-02-03 23:59:59",
    "day 30": "2024-02-04 23:59:59",
    "day 31": "2024-02-05 00:00:00",
    "day 59": "2024-03-04 23:59:59",
    "day 60": "2024-03-05 23:59:59",
    "day 61": "2024-03-06 00:00:00",
}
OPEN_UNTIL = {Remedy.REFUND: "day 30", Remedy.REPLACEMENT: "day 60"}


def wrong_moments() -> list[tuple[Remedy, str]]:
    """The remedies and moments at which the library decides otherwise than the policy: 30 and 60 whole days."""
    names = list(MOMENTS)
    return [
        (remedy, name)
        for remedy, last in OPEN_UNTIL.items()
        for name, moment in MOMENTS.items()
        if (decide(an_order(), a_claim(remedy=remedy, submitted_at=at(moment))).outcome is not Outcome.REJECTED)
        != (names.index(name) <= names.index(last))
    ]


def counted(days: int = 0, seconds: int = 0) -> Rule:
    """The end of a window, some days or seconds off."""

    def faulty(counted_from: object, length: int, *rest: Any) -> Any:
        deadline = WINDOW_END(counted_from, length + days, *rest)
        return evolve(deadline, before=deadline.before + timedelta(seconds=seconds))

    return faulty


REFUND_30, REFUND_31 = (Remedy.REFUND, "day 30"), (Remedy.REFUND, "day 31")
REPLACEMENT_60, REPLACEMENT_61 = (Remedy.REPLACEMENT, "day 60"), (Remedy.REPLACEMENT, "day 61")
FROM_THE_START = [(remedy, "the instant of shipment") for remedy in Remedy]

OF_DATES: dict[str, tuple[tuple[object, str, Rule], list[tuple[Remedy, str]]]] = {
    "<= for < at the end": (
        (Period, "is_open", lambda period, at: period.start <= at <= period.deadline.before),
        [REFUND_31, REPLACEMENT_61],
    ),
    "< for <= at the start": (
        (Period, "is_open", lambda period, at: period.start < at < period.deadline.before),
        FROM_THE_START,
    ),
    "29 for 30, 59 for 60: the first day counted": (
        (deadlines, "_window_end", counted(days=-1)),
        [REFUND_30, REPLACEMENT_60],
    ),
    "31 for 30, 61 for 60": ((deadlines, "_window_end", counted(days=1)), [REFUND_31, REPLACEMENT_61]),
    "a second too short": ((deadlines, "_window_end", counted(seconds=-1)), [REFUND_30, REPLACEMENT_60]),
    "a second too long": ((deadlines, "_window_end", counted(seconds=1)), [REFUND_31, REPLACEMENT_61]),
    "an end at noon": ((deadlines, "_window_end", counted(seconds=-12 * 3600)), [REFUND_30, REPLACEMENT_60]),
}


def test_without_a_fault_every_moment_is_right() -> None:
    """The boundary cases are not what is wrong."""
    assert wrong_moments() == []


@pytest.mark.parametrize(("fault", "noticed"), OF_DATES.values(), ids=OF_DATES)
def test_a_boundary_case_notices_a_fault_of_dates(
    monkeypatch: pytest.MonkeyPatch, fault: tuple[object, str, Rule], noticed: list[tuple[Remedy, str]]
) -> None:
    """Exactly the moments next to the fault notice it, so none of them is there for nothing."""
    monkeypatch.setattr(*fault)
    assert wrong_moments() == noticed
