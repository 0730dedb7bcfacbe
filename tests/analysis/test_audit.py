"""The audit: its laws hold under every reading of the judgement, and its report says so, or shows the cases."""

from __future__ import annotations

import importlib
import pickle
from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import product

import pytest
from attrs import evolve

from cmoffer_policy import (
    POLICY_2023,
    Adjudicator,
    Cancellation,
    ExclusionScope,
    GuaranteeGrants,
    GuaranteeStart,
    MisuseScope,
    Outcome,
    Policy,
    Problem,
    Remedy,
    Verification,
)
from cmoffer_policy.analysis.cases import all_facts
from cmoffer_policy.facts import Facts
from cmoffer_policy.rules import Verdict, judge
from support.audit import AuditReport, Law, Violation, audit

EVERY_READING = [
    evolve(
        POLICY_2023, window=window, exclusion_scope=scope, misuse_scope=misuse, adjudicator=who, cancellation=given_up
    )
    for window, scope, misuse, who, given_up in product(
        GuaranteeGrants, ExclusionScope, MisuseScope, Adjudicator, Cancellation
    )
]
HALF = [policy for place, policy in enumerate(EVERY_READING) if (place // 2 + place // 4) % 2 == 0]
BY_DAY_AND_BY_NIGHT = [
    pytest.param(policy, marks=pytest.mark.nightly) if place % 4 in (1, 2) else policy
    for place, policy in enumerate(HALF)
]
OF_EVERY_KIND = (
    Problem.BROKEN,
    Problem.DEFECTIVE,
    Problem.WRONG_SIZE,
    Problem.NOT_AS_DESCRIBED,
    Problem.MISSING_PIECE,
    Problem.NOT_RECEIVED,
    Problem.CHANGE_OF_MIND,
    Problem.NOT_ATTRIBUTABLE,
)


@cache
def few_cases(guarantee_start: GuaranteeStart = GuaranteeStart.SHIPMENT) -> tuple[Facts, ...]:
    """A twentieth of all cases, in which every law still has what it looks for.

    Problems of each kind and one cause at most; every word of the parties where all is proved, a confirmation where
    some proof is missing; orders of another policy where no cause was found.
    """
    chosen = []
    for facts in all_facts(evolve(POLICY_2023, guarantee_start=guarantee_start)):
        proofs = [facts.buyer_compensated, facts.problem_shown, facts.buyer_quoted]
        proofs += [facts.description_proved] if facts.problem is Problem.NOT_AS_DESCRIBED else []
        causes = facts.corrosion + facts.misuse + facts.unlawful
        if (
            facts.problem in OF_EVERY_KIND
            and (all(proofs) or facts.verification is Verification.CONFIRMED)
            and causes <= facts.governed
        ):
            chosen.append(facts)
    return tuple(chosen)


def audit_few(monkeypatch: pytest.MonkeyPatch, policy: Policy = POLICY_2023, **judged_by: object) -> AuditReport:
    """The audit of a few cases."""
    module = importlib.import_module("support.audit")
    monkeypatch.setattr(module, "all_facts", lambda policy: iter(few_cases(policy.guarantee_start)))
    return audit(policy, **judged_by)


def approves_corrosion(facts: Facts, policy: Policy) -> Verdict:
    """The judge, but a corroded item is refused nothing."""
    return judge(evolve(facts, corrosion=False), policy)


@pytest.fixture(scope="module")
def of_2023() -> AuditReport:
    return audit(POLICY_2023)


def test_every_law_holds_in_every_case_of_the_policy(of_2023: AuditReport) -> None:
    """All 138240 of them; the report says so in one line."""
    assert of_2023.ok
    assert (of_2023.policy, of_2023.cases, of_2023.violations, of_2023.unlisted) == (POLICY_2023, 138240, (), ())
    assert str(of_2023) == "CMOFFER return policy 2023: 138240 cases, all 13 laws hold"


def test_a_report_is_a_value(of_2023: AuditReport) -> None:
    """It survives pickle and compares by content."""
    assert pickle.loads(pickle.dumps(of_2023)) == of_2023
    assert len({of_2023, pickle.loads(pickle.dumps(of_2023))}) == 1


@pytest.mark.parametrize("policy", EVERY_READING[::9], ids=lambda policy: "-".join(t.value for t in policy.judgement))
def test_every_law_holds_under_other_readings(monkeypatch: pytest.MonkeyPatch, policy: Policy) -> None:
    """A handful of readings, a few cases each."""
    assert str(audit_few(monkeypatch, policy)).endswith("all 13 laws hold")


@pytest.mark.slow
@pytest.mark.parametrize("policy", BY_DAY_AND_BY_NIGHT, ids=lambda policy: "-".join(t.value for t in policy.judgement))
def test_every_law_holds_under_every_reading(policy: Policy) -> None:
    """All combinations of the judgement's readings but for who adjudicates, which takes turns; every case each."""
    assert str(audit(policy)).endswith("all 13 laws hold")


OTHER_FIGURES = {
    "guarantee from delivery": {"guarantee_start": GuaranteeStart.DELIVERY},
    "windows of one length": {"guarantee_days": 30},
    "shorter guarantee": {"guarantee_days": 7},
    "every order governed": {"effective_from": date(2000, 1, 1)},
}


@pytest.mark.slow
@pytest.mark.parametrize("changes", OTHER_FIGURES.values(), ids=OTHER_FIGURES)
def test_every_law_holds_whatever_the_dates_can_reach(changes: dict[str, object]) -> None:
    """Phases that cannot be reached, and orders that are never too old, are asked nothing."""
    assert str(audit(evolve(POLICY_2023, **changes))).endswith("all 13 laws hold")


def test_the_guarantee_from_delivery_reaches_more_cases(monkeypatch: pytest.MonkeyPatch) -> None:
    """The after-sales window can be the only one that is open."""
    report = audit_few(monkeypatch, evolve(POLICY_2023, guarantee_start=GuaranteeStart.DELIVERY))
    assert report.ok
    assert report.cases > len(few_cases())


def test_a_violation_shows_the_first_cases_and_counts_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three examples of each law by code, with the clauses concerned."""
    report = audit_few(monkeypatch, judge=confirms_everything)
    assert not report.ok
    violated = [violation for violation in report.violations if violation.law is Law.REJECTED]
    assert len(violated) == 3
    assert dict(report.unlisted)[Law.REJECTED] > 0
    assert str(report).startswith(f"CMOFFER return policy 2023: {report.cases} cases, ")
    assert "REJECTED: rejected if and only if a finding is broken\n  clauses 1\n" in str(report)
    assert f"  and {dict(report.unlisted)[Law.REJECTED]} more" in str(report)


def confirms_everything(facts: Facts, policy: Policy) -> Verdict:
    """A judge that approves whatever the findings say."""
    verdict = judge(facts, policy)
    return evolve(verdict, outcome=Outcome.APPROVED) if verdict.outcome is Outcome.REJECTED else verdict


def test_an_input_that_nothing_reads_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no case can show a violation, the example says what was looked for, as a comment."""
    report = audit_few(monkeypatch, judge=approves_corrosion)
    note = "# no two cases that differ in corrosion alone differ in outcome"
    assert Violation(Law.PIVOTAL, ("2.5.1",), note) in report.violations
    assert {violation.law for violation in report.violations} == {Law.BREAKABLE, Law.DECISIVE, Law.PIVOTAL}
    assert f"PIVOTAL: {Law.PIVOTAL.value}\n  clauses 2.5.1\n    {note}" in str(report)


def reads_like_the_example(example: str, faulty_judge: object) -> Iterator[tuple[str, str]]:
    """What the example's calls give with the judge that was audited, and what the example says they gave."""
    code = "\n".join(line for line in example.split("\n") if not line.startswith("judge("))
    names: dict[str, object] = {}
    exec(code, names)
    names["judge"] = faulty_judge
    for line in example.split("\n"):
        if line.startswith("judge("):
            call, _, found = line.partition("  # ")
            yield eval(call, names).outcome.words, found.partition(";")[0]


SHORT_FROM_2024 = evolve(
    POLICY_2023, name="2024", effective_from=date(2024, 1, 1), guarantee_grants=GuaranteeGrants.NOTHING
)


def prefers_refunds(facts: Facts, policy: Policy) -> Verdict:
    """A judge to whom a replacement is always one that is not in the guarantee, and misuse a recommendation."""
    verdict = judge(evolve(facts, misuse=not facts.misuse), policy)
    return confirms_everything(facts, policy) if facts.remedy is Remedy.REPLACEMENT else verdict


@pytest.mark.parametrize("policy", [POLICY_2023, SHORT_FROM_2024], ids=["2023", "2024"])
@pytest.mark.parametrize("faulty", [confirms_everything, prefers_refunds])
def test_examples_run_as_they_stand(monkeypatch: pytest.MonkeyPatch, faulty: object, policy: Policy) -> None:
    """Pasted into a shell with the judge that was audited, they show what they say."""
    report = audit_few(monkeypatch, policy, judge=faulty)
    examples = [violation.example for violation in report.violations if not violation.example.startswith("#")]
    assert examples
    for example in examples:
        calls = list(reads_like_the_example(example, faulty))
        assert calls
        assert all(given == said for given, said in calls)


IN_FULL = """\
import datetime

from attrs import evolve

from cmoffer_policy import POLICY_2023, Problem, ProductionStage, Remedy, Verification, GuaranteeGrants
from cmoffer_policy.rules import Facts, Phase, judge

policy = evolve(POLICY_2023, name='2024', effective_from=datetime.date(2024, 1, 1), guarantee_grants=GuaranteeGrants.NOTHING)
facts = Facts(
    governed=True,
    phase=Phase.NOT_SHIPPED,
    problem=Problem.CHANGE_OF_MIND,
    remedy=Remedy.REFUND,
    replacement_dearer=False,
    production=ProductionStage.NOT_STARTED,
    corrosion=False,
    misuse=False,
    unlawful=False,
    buyer_compensated=False,
    problem_shown=False,
    buyer_quoted=False,
    description_proved=False,
    verification=Verification.CONFIRMED,
)
judge(facts, policy)  # rejected; broken 2.5.2
judge(evolve(facts, misuse=True), policy)  # referred"""


def test_an_example_in_full(monkeypatch: pytest.MonkeyPatch) -> None:
    """Imports, the policy where it is another one, the case, the change, and what was said to both."""
    report = audit_few(monkeypatch, SHORT_FROM_2024, judge=prefers_refunds)
    assert [violation.example for violation in report.violations if violation.law is Law.CAUSES][:1] == [IN_FULL]


def test_an_input_with_one_value_and_its_clauses_need_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no order can be too old, 6.1 is never lacking, and that is no violation."""
    module = importlib.import_module("support.audit")
    governed = [facts for facts in few_cases(POLICY_2023.guarantee_start) if facts.governed]
    monkeypatch.setattr(module, "all_facts", lambda _: iter(governed))
    assert audit(POLICY_2023).ok


def ignores_the_window(facts: Facts, policy: Policy) -> Verdict:
    """The judge, but the guarantee replaces, whatever is read."""
    return judge(facts, evolve(policy, guarantee_grants=GuaranteeGrants.REPLACEMENT))


def hears_refunds_only(facts: Facts, policy: Policy) -> Verdict:
    """The judge, but a replacement is told what a refund is told."""
    return judge(evolve(facts, remedy=Remedy.REFUND, replacement_dearer=False), policy)


@pytest.mark.parametrize(
    ("judged_by", "law", "note"),
    [
        (ignores_the_window, Law.READINGS, "# GuaranteeGrants.EITHER gives the verdicts that this policy gives"),
        (hears_refunds_only, Law.REMEDIES, "# nowhere not asked for a refund, kept otherwise"),
    ],
)
def test_what_no_single_case_can_show_is_told_in_words(
    monkeypatch: pytest.MonkeyPatch, judged_by: object, law: Law, note: str
) -> None:
    """A difference that is nowhere has no case to paste, only a sentence."""
    report = audit_few(monkeypatch, judge=judged_by)
    assert note in {violation.example for violation in report.violations if violation.law is law}
