"""The audit of the judgement: its report says that all laws hold, or shows the cases that violate one.

``test_every_case.py`` puts every case and every reading to it.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from datetime import date
from functools import cache

import pytest
from attrs import evolve

from cmoffer_policy import (
    POLICY_2023,
    GuaranteeGrants,
    GuaranteeStart,
    Outcome,
    Policy,
    Remedy,
)
from cmoffer_policy.facts import Facts
from cmoffer_policy.rules import Verdict, judge
from support import audit as audits
from support.audit import AuditReport, Law, Violation, audit
from support.few_cases import audit_few, few_cases
from support.judgement_laws import Judge


def approves_corrosion(facts: Facts, policy: Policy) -> Verdict:
    """The judge, but a corroded item is refused nothing."""
    return judge(evolve(facts, corrosion=False), policy)


@cache
def report_of(policy: Policy, judge: Judge = judge) -> AuditReport:
    """The audit of a few cases, made once for each policy and judge."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        return audit_few(monkeypatch, policy, judge=judge)


def test_a_report_without_violations_says_so_in_one_line() -> None:
    """The policy, the number of cases and the number of laws."""
    report = report_of(POLICY_2023)
    assert report.ok
    assert (report.policy, report.cases, report.violations, report.unlisted) == (POLICY_2023, len(few_cases()), (), ())
    assert str(report) == f"CMOFFER return policy 2023: {len(few_cases())} cases, all 13 laws hold"


def test_a_report_is_a_value() -> None:
    """It survives pickle and compares by content, with violations and without."""
    reports = [report_of(POLICY_2023), report_of(POLICY_2023, judge=confirms_everything)]
    for report in reports:
        assert pickle.loads(pickle.dumps(report)) == report
    assert len({*reports, *pickle.loads(pickle.dumps(reports))}) == 2


def test_the_guarantee_from_delivery_reaches_more_cases() -> None:
    """Whether the guarantee is over can be unknown."""
    report = report_of(evolve(POLICY_2023, guarantee_start=GuaranteeStart.DELIVERY))
    assert report.ok
    assert report.cases > len(few_cases())


def test_a_violation_shows_the_first_cases_and_counts_the_rest() -> None:
    """Three examples of each law by code, with the clauses concerned."""
    report = report_of(POLICY_2023, judge=confirms_everything)
    assert not report.ok
    violated = [violation for violation in report.violations if violation.law is Law.REJECTED]
    assert len(violated) == 3
    assert dict(report.unlisted)[Law.REJECTED] > 0
    assert str(report).startswith(f"CMOFFER return policy 2023: {report.cases} cases, ")
    assert f"REJECTED: {Law.REJECTED.value}\n  clauses 1\n" in str(report)
    assert f"  and {dict(report.unlisted)[Law.REJECTED]} more" in str(report)


def confirms_everything(facts: Facts, policy: Policy) -> Verdict:
    """A judge that approves whatever the findings say."""
    verdict = judge(facts, policy)
    return evolve(verdict, outcome=Outcome.APPROVED) if verdict.outcome is Outcome.REJECTED else verdict


def test_an_input_that_nothing_reads_is_named() -> None:
    """Where no case can show a violation, the example says what was looked for, as a comment."""
    report = report_of(POLICY_2023, judge=approves_corrosion)
    note = "# no two cases that differ in corrosion alone differ in outcome"
    assert Violation(Law.PIVOTAL, ("2.5.1",), note) in report.violations
    assert {violation.law for violation in report.violations} == {
        Law.BREAKABLE,
        Law.DECISIVE,
        Law.PIVOTAL,
        Law.READINGS,  # of what corrosion excludes, ``corrosion_scope``
    }
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


NO_GUARANTEE_FROM_2024 = evolve(
    POLICY_2023, name="2024", effective_from=date(2024, 1, 1), guarantee_grants=GuaranteeGrants.NOTHING
)


def prefers_refunds(facts: Facts, policy: Policy) -> Verdict:
    """A judge to whom a replacement is always one that is not in the guarantee, and misuse a recommendation."""
    verdict = judge(evolve(facts, misuse=not facts.misuse), policy)
    return confirms_everything(facts, policy) if facts.remedy is Remedy.REPLACEMENT else verdict


@pytest.mark.parametrize("policy", [POLICY_2023, NO_GUARANTEE_FROM_2024], ids=["2023", "2024"])
@pytest.mark.parametrize("faulty", [confirms_everything, prefers_refunds])
def test_examples_run_as_they_stand(faulty: object, policy: Policy) -> None:
    """Pasted into a shell with the judge that was audited, they show what they say."""
    report = report_of(policy, judge=faulty)
    examples = [violation.example for violation in report.violations if not violation.example.startswith("#")]
    assert examples
    for example in examples:
        calls = list(reads_like_the_example(example, faulty))
        assert calls
        assert all(given == shown for given, shown in calls)


IN_FULL = """\
import datetime

from attrs import evolve

from cmoffer_policy import GuaranteeGrants, POLICY_2023, Problem, ProductionStage, Remedy, Verification
from cmoffer_policy.rules import Facts, Phase, judge

policy = evolve(POLICY_2023, name='2024', effective_from=datetime.date(2024, 1, 1), guarantee_grants=GuaranteeGrants.NOTHING)
facts = Facts(
    governed=True,
    phase=Phase.NOT_SHIPPED,
    problem=Problem.CHANGE_OF_MIND,
    remedy=Remedy.REFUND,
    replacement_dearer=False,
    production=ProductionStage.NOT_STARTED,
    nothing_arrived=False,
    corrosion=False,
    misuse=False,
    unlawful=False,
    listing_differs=False,
    buyer_compensated=False,
    problem_shown=False,
    buyer_quoted=False,
    description_proved=False,
    verification=Verification.PENDING,
)
judge(facts, policy)  # rejected; failed 2.5.2
judge(evolve(facts, misuse=True), policy)  # referred"""


def test_an_example_in_full() -> None:
    """Imports, the policy where it is another one, the case, the change, and both verdicts."""
    report = report_of(NO_GUARANTEE_FROM_2024, judge=prefers_refunds)
    assert [violation.example for violation in report.violations if violation.law is Law.CAUSES][:1] == [IN_FULL]


def test_an_input_with_one_value_and_its_clauses_need_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no order can be too old, 6.1 is never missing, and that is no violation."""
    governed = [facts for facts in few_cases(POLICY_2023.guarantee_start) if facts.governed]
    monkeypatch.setattr(audits, "all_facts", lambda _: iter(governed))
    assert audit(POLICY_2023).ok


def ignores_guarantee_grants(facts: Facts, policy: Policy) -> Verdict:
    """The judge, but the guarantee replaces, whatever is read."""
    return judge(facts, evolve(policy, guarantee_grants=GuaranteeGrants.REPLACEMENT))


def judges_refunds_only(facts: Facts, policy: Policy) -> Verdict:
    """The judge, but a replacement is judged as a refund is."""
    return judge(evolve(facts, remedy=Remedy.REFUND, replacement_dearer=False), policy)


@pytest.mark.parametrize(
    ("judged_by", "law", "note"),
    [
        (ignores_guarantee_grants, Law.READINGS, "# GuaranteeGrants.EITHER gives the verdicts that this policy gives"),
        (judges_refunds_only, Law.REMEDIES, "# nowhere not applicable for a refund, met otherwise"),
    ],
)
def test_what_no_single_case_can_show_is_put_in_words(judged_by: object, law: Law, note: str) -> None:
    """A difference that is nowhere has no case to paste, only a sentence."""
    report = report_of(POLICY_2023, judge=judged_by)
    assert note in {violation.example for violation in report.violations if violation.law is law}
