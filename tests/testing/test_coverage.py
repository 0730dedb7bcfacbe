"""What a test run leaves untested of a policy: every gap is found, and its test closes it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given

from cmoffer_policy import (
    POLICY_2023,
    Decision,
    GuaranteeStart,
    Inconsistent,
    InvalidValue,
    Outcome,
    Problem,
    Remedy,
    WorkCalendar,
    china_calendar,
    decide,
    order_claims,
)
from cmoffer_policy.facts import Facts
from cmoffer_policy.testing import Coverage, Gap, coverage, facts, pytest_plugin, scenarios
from cmoffer_policy.testing.points import Point, days_met, judged_points, witnesses
from support.builders import a_claim, an_item, an_order, at

DECIDED = [decide(each.order, each.claim, policy=each.policy) for each in scenarios()]
FROM_DELIVERY = evolve(POLICY_2023, guarantee_start=GuaranteeStart.DELIVERY)


def names(kind: str, report: Coverage) -> list[str]:
    """The gaps of one kind."""
    return [gap.name for gap in report.gaps if gap.kind == kind]


@pytest.fixture(scope="module")
def nothing() -> Coverage:
    """The report on no decision at all, in which every point is a gap."""
    return coverage([])


def test_the_scenarios_reach_every_point_of_the_policy() -> None:
    """Rows, statuses, days, readings and outcomes: all that the policy as it is can come to has been worked out."""
    report = coverage(DECIDED)
    assert (report.policy, report.gaps, report.percent) == (POLICY_2023, (), 100)
    assert report.decisions == sum(each.policy == POLICY_2023 for each in scenarios())


def test_the_policy_has_so_many_points(nothing: Coverage) -> None:
    """None of them is met by nothing."""
    assert nothing.points == (("row", 38), ("status", 55), ("day", 6), ("reading", 13), ("outcome", 7))
    assert (nothing.decisions, nothing.percent, len(nothing.gaps)) == (0, 0, 119)
    assert names("row", nothing) == [str(place) for place in range(1, 39)]
    assert names("day", nothing) == [
        *["29 of clause 1", "30 of clause 1", "31 of clause 1"],
        *["59 of clause 2.3", "60 of clause 2.3", "61 of clause 2.3"],
    ]
    assert names("outcome", nothing) == [outcome.words for outcome in Outcome]


@pytest.mark.usefixtures("nothing")  # which has the points found, before a draw is timed
@given(facts())
def test_no_case_meets_a_point_that_the_policy_is_not_known_to_have(case: Facts) -> None:
    """The points are found from examples; every other case meets some of the same."""
    assert set(judged_points(case, POLICY_2023)) <= set(witnesses(POLICY_2023))


def test_the_test_of_every_gap_passes_and_closes_it(nothing: Coverage) -> None:
    """Pasted as it is, alone, and its case meets the point."""
    for gap in nothing.gaps:
        tried = run(gap.test)
        assert len(tried) == 1, gap
        assert str(gap) not in map(str, coverage(tried).gaps)


def test_the_tests_of_all_gaps_pass_together_and_leave_none(nothing: Coverage) -> None:
    """One module with all of them, which has a test for each."""
    tried = run(nothing.tests())
    assert len(tried) == len(nothing.gaps)
    assert coverage(tried).gaps == ()


def run(module: str) -> list[Decision]:
    """What the tests of a module have decided."""
    namespace: dict[str, Any] = {}
    exec(compile(module, "suggested", "exec"), namespace)
    tried: list[Decision] = []
    namespace["decided"] = listening_to(namespace["decided"], tried)
    for name, test in namespace.items():
        if name.startswith("test_"):
            test()
    return tried


def listening_to(decided: Callable[..., Decision], heard: list[Decision]) -> Callable[..., Decision]:
    """The function, whose answers are noted."""

    def listening(*arguments: Any) -> Decision:
        heard.append(decided(*arguments))
        return heard[-1]

    return listening


def test_a_test_reads_as_one_would_write_it() -> None:
    """Only what differs from the defaults is written, in the layout of a formatter."""
    order, claim = an_order(), a_claim(an_item(problem=Problem.CHANGE_OF_MIND), evidence=())
    policy = evolve(POLICY_2023, effective_from=date(2023, 2, 1), arrival_working_days=(1, 5))
    assert Gap(kind="status", name="5.1 failed", order=order, claim=claim, policy=policy).test == SUGGESTED


SUGGESTED = '''\
from datetime import date

from attrs import evolve
from cmoffer_policy import (
    POLICY_2023,
    Claim,
    ClaimItem,
    Decision,
    Money,
    Order,
    OrderLine,
    Outcome,
    Problem,
    Remedy,
    Status,
    Verification,
    decide,
    parse_instant,
)
from cmoffer_policy.testing import assert_decision

POLICY = evolve(POLICY_2023, effective_from=date(2023, 2, 1), arrival_working_days=(1, 5))


def decided(order: Order, claim: Claim) -> Decision:
    """What is tested: put the call of your own service here."""
    return decide(order, claim, policy=POLICY)


def test_status_5_1_failed() -> None:
    """Status 5.1 failed: rejected."""
    order = Order(
        order_id="A-1",
        placed_at=parse_instant("2024-01-03T12:00:00+08:00"),
        lines=[OrderLine(line_id="ring", quantity=1, unit_price=Money.of("19.90", "USD"))],
        shipped_at=parse_instant("2024-01-05T12:00:00+08:00"),
    )
    claim = Claim(
        claim_id="C-1",
        order_id="A-1",
        submitted_at=parse_instant("2024-01-10T12:00:00+08:00"),
        items=[
            ClaimItem(
                line_id="ring",
                problem=Problem.CHANGE_OF_MIND,
                verification=Verification.CONFIRMED,
            ),
        ],
        remedy=Remedy.REFUND,
    )
    decision = decided(order, claim)
    assert_decision(
        decision,
        outcome=Outcome.REJECTED,
        failed=["5.1"],
        missing=[],
        refund=Money.of("0.00", "USD"),
        remedies=[],
    )
    statuses = {finding.clause: finding.status for finding in decision.items[0].findings}
    assert statuses["5.1"] is Status.FAILED
'''


def test_the_report_names_what_is_missing() -> None:
    """In the layout of coverage.py, rows that follow each other and statuses of one clause in short."""
    late = decide(an_order(), a_claim(submitted_at=at("2024-02-05"), remedy=Remedy.REFUND))
    assert str(coverage([late])) == REPORT


REPORT = """\
CMOFFER return policy 2023: 1 decision
Kind      Points   Miss  Cover   Missing
--------------------------------
row           38     37     2%   1-31, 33-38
status        55     38    30%   1 met, not needed, not applicable; 2.1 failed, not applicable; 2.2
                                 failed; 2.3 met, failed; 2.3.1 met, failed, not needed; 2.3.2 met,
                                 failed, not needed; 2.4 met, failed, missing; 2.5.1 failed, not
                                 applicable; 2.5.2 failed, not applicable; 3.1 missing, not
                                 applicable; 3.2.1 missing, not applicable; 3.2.2 failed, missing,
                                 not applicable; 3.2.3 met, failed, missing; 4.3 failed, not
                                 applicable; 5.1 failed, not applicable; 5.2 failed, not applicable;
                                 6.1 failed
day            6      5    16%   29 of clause 1, 30 of clause 1, 59 of clause 2.3, 60 of clause 2.3,
                                 61 of clause 2.3
reading       13     10    23%   exclusion_scope, corrosion_scope, misuse_scope, loss,
                                 replacement_proof, proof_after_confirmation, window_end,
                                 freight_weight, adjudicator, cancellation
outcome        7      6    14%   approved, in dispute, under verification, needs evidence, referred,
                                 not governed
--------------------------------
TOTAL        119     96    19%"""


def test_the_report_in_json_has_every_gap_with_its_test() -> None:
    """For a pipeline to keep, or to fail on."""
    report = coverage(DECIDED[:2])
    written = json.loads(report.to_json())
    assert written.pop("gaps") == [{"kind": gap.kind, "name": gap.name, "test": gap.test} for gap in report.gaps]
    assert written == {
        "policy": "CMOFFER return policy 2023",
        "decisions": report.decisions,
        "others": 0,
        "percent": report.percent,
        "points": {kind: {"points": count, "missed": len(names(kind, report))} for kind, count in report.points},
    }


@pytest.mark.parametrize(
    ("submitted", "problem", "met"),
    [
        ("2024-02-02", Problem.BROKEN, []),
        ("2024-02-03", Problem.BROKEN, ["29 of clause 1"]),
        ("2024-02-04 23:59", Problem.BROKEN, ["30 of clause 1"]),
        ("2024-02-05 00:00", Problem.BROKEN, ["31 of clause 1"]),
        ("2024-02-06", Problem.BROKEN, []),
        ("2024-02-04", Problem.CHANGE_OF_MIND, []),
        ("2024-03-05", Problem.BROKEN, ["60 of clause 2.3"]),  # too late for money, in time for the other remedy
    ],
)
def test_a_day_next_to_the_end_of_a_window_is_met_on_it(
    nothing: Coverage, submitted: str, problem: Problem, met: list[str]
) -> None:
    """The day before the last, the last and the day after; and only if a window's end decides."""
    decision = decide(an_order(), a_claim(an_item(problem=problem), submitted_at=at(submitted)))
    missed = names("day", coverage([decision]))
    assert [name for name in names("day", nothing) if name not in missed] == met


@pytest.mark.parametrize(
    ("delivered_at", "met"),
    [(None, []), (at("2024-01-05 13:00"), ["60 of clause 2.3"])],
    ids=["not delivered", "delivered"],
)
def test_a_guarantee_without_a_known_end_has_no_last_day(delivered_at: Any, met: list[str]) -> None:
    """Counted from a delivery that is not known, the 60 days are the least: nothing ends with them."""
    order = an_order(delivered_at=delivered_at)
    claim = a_claim(submitted_at=at("2024-03-05"), remedy=Remedy.REPLACEMENT)
    assert [point.name for point in days_met(decide(order, claim, policy=FROM_DELIVERY))] == met


def test_a_reading_is_met_where_another_value_would_change_the_answer() -> None:
    """An undiscounted order says nothing about the weight of freight; a delivery says where the guarantee starts."""
    known = an_order(delivered_at=at("2024-01-15"))
    assert "guarantee_start" not in names("reading", coverage([decide(known, a_claim())]))
    assert "guarantee_start" in names("reading", coverage([decide(an_order(shipped_at=None), a_claim())]))
    assert "freight_weight" in names("reading", coverage([decide(known, a_claim())]))
    assert "loss" in names("reading", coverage([decide(known, a_claim())]))


def test_a_reading_under_which_a_window_never_ends_is_not_met() -> None:
    """Counted from this delivery, the guarantee outlasts the calendar; it cannot be said what would be decided."""
    order = an_order(placed_at=at("2199-06-01"), shipped_at=at("2199-06-02"), delivered_at=at("2199-11-20"))
    decision = decide(order, a_claim(submitted_at=at("2199-06-10")))
    assert "guarantee_start" in names("reading", coverage([decision]))


def test_decisions_under_another_policy_are_not_counted() -> None:
    """By default the report is on the policy of most decisions, whichever comes first, and says how many are others."""
    order, claim = an_order(), a_claim()
    mixed = [decide(order, claim, policy=policy) for policy in (FROM_DELIVERY, POLICY_2023, POLICY_2023)]
    assert (coverage(mixed).policy, coverage(mixed).decisions) == (POLICY_2023, 2)
    assert str(coverage(mixed)).splitlines()[:2] == [
        "CMOFFER return policy 2023: 2 decisions",
        "Not counted: 1 under other policies",
    ]
    assert coverage(mixed[:1], policy=POLICY_2023) == evolve(coverage([]), others=1)


def test_what_is_no_decision_is_refused() -> None:
    """A scenario has to be decided first."""
    with pytest.raises(InvalidValue) as refused:
        coverage([scenarios()[0]])  # type: ignore[list-item]
    assert str(refused.value).startswith("decisions: got a value of type Scenario")
    with pytest.raises(InvalidValue) as refused:
        coverage([], policy="2023")  # type: ignore[arg-type]
    assert str(refused.value) == "policy: got '2023', expected a value of type Policy"


def test_another_calendar_than_that_of_the_decisions_is_refused() -> None:
    """Readings on which dates depend are looked at with the calendar that dated the decision."""
    own = WorkCalendar(first_day=date(2023, 1, 1), last_day=date(2025, 12, 31))
    decision = decide(an_order(), a_claim(), calendar=own)
    with pytest.raises(Inconsistent) as refused:
        coverage([decision])
    assert str(refused.value).startswith(
        f"calendar: got version '{china_calendar().version}', expected the calendar of "
    )
    assert coverage([decision], calendar=own).decisions == 1


def test_a_point_is_known_by_its_kind_and_name() -> None:
    """As gaps are."""
    point = next(iter(witnesses(POLICY_2023)))
    assert (str(point), type(point)) == ("row 1", Point)


SERVICE = """
from cmoffer_policy import OrderClaims, compare_readings, decide
from cmoffer_policy.testing import scenarios

CASE = scenarios()[0]

def test_one_claim():
    decision = decide(CASE.order, CASE.claim)
    compare_readings(decision)

def test_a_life():
    OrderClaims(CASE.order, [CASE.claim]).decisions()
"""


def pytest_of(service: Path, *options: str) -> int:
    """The exit code of pytest for the tests of a service, with the plugin of the kit and nothing else."""
    plugin = ("-p", pytest_plugin.__name__)
    return pytest.main(["-q", "-s", "-p", "no:cacheprovider", f"--rootdir={service}", *plugin, *options, str(service)])


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A service with two tests, whose runs load no plugin that happens to be installed."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = --import-mode=importlib\n", encoding="utf-8")
    (tmp_path / "test_service_of_a_shop.py").write_text(SERVICE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_options_report_what_the_tests_of_a_run_decided(service: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What the library decides for itself is not counted, earlier imports are, and nobody listens afterwards."""
    before = order_claims._decisions
    assert pytest_of(service, "--policy-coverage-json=in_json", "--policy-coverage-tests=as_tests") == 0
    assert order_claims._decisions is before
    case = scenarios()[0]
    expected = coverage([decide(case.order, case.claim)] * 2)
    printed = capsys.readouterr().out
    assert " policy coverage =" in printed
    assert f"\n{expected}\n" in printed
    assert (service / "in_json").read_text(encoding="utf-8") == expected.to_json()
    assert (service / "as_tests").read_text(encoding="utf-8") == expected.tests()


def test_a_run_that_could_not_write_its_files_does_not_begin(service: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A module of tests, into which a call may have been put, is never written over; a report in JSON is."""
    (service / "test_gaps.py").write_text("mine", encoding="utf-8")
    (service / "in_json").write_text("old", encoding="utf-8")
    for option, wrong in {
        "--policy-coverage-tests=test_gaps.py": "the file exists and is not overwritten; name another or remove it",
        "--policy-coverage-tests=away/test_gaps.py": f"there is no folder {str(service / 'away')!r}",
        "--policy-coverage-json=away/in_json": f"there is no folder {str(service / 'away')!r}",
    }.items():
        assert pytest_of(service, option) == pytest.ExitCode.USAGE_ERROR
        assert capsys.readouterr().err == f"ERROR: {option}: {wrong}\n\n"
    assert (service / "test_gaps.py").read_text(encoding="utf-8") == "mine"
    assert pytest_of(service, "--policy-coverage-json=in_json", "--ignore=test_gaps.py") == 0
    assert (service / "in_json").read_text(encoding="utf-8").startswith("{")


def test_a_run_that_only_collects_reports_nothing(service: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is decided in it."""
    assert pytest_of(service, "--policy-coverage", "--collect-only") == 0
    assert "policy coverage" not in capsys.readouterr().out


def test_without_the_option_nobody_listens(service: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The plugin alone changes nothing."""
    assert pytest_of(service) == 0
    assert "policy coverage" not in capsys.readouterr().out


def test_no_file_is_written_that_was_not_asked_for(tmp_path: Path) -> None:
    """The report is printed all the same."""
    options = {"policy_coverage_json": "in_json", "policy_coverage_tests": None}
    config = SimpleNamespace(getoption=options.get, invocation_params=SimpleNamespace(dir=tmp_path))
    printed: list[str] = []
    reporter = SimpleNamespace(section=printed.append, write_line=printed.append)
    pytest_plugin.Listener(config).pytest_terminal_summary(reporter)  # type: ignore[arg-type]
    assert printed == ["policy coverage", str(coverage([]))]
    assert [file.name for file in tmp_path.iterdir()] == ["in_json"]


def test_workers_send_what_they_have_counted() -> None:
    """The reports of several processes are added up; one that crashed has sent nothing."""
    case = scenarios()[0]
    main = pytest_plugin.Listener(SimpleNamespace())  # type: ignore[arg-type]
    for policies in ([POLICY_2023, FROM_DELIVERY], [POLICY_2023]):
        worker = pytest_plugin.Listener(SimpleNamespace())  # type: ignore[arg-type]
        worker.listen()
        try:
            for policy in policies:
                decide(case.order, case.claim, policy=policy)
        finally:
            worker.pytest_unconfigure()
        config = SimpleNamespace(workeroutput={})
        worker.pytest_sessionfinish(SimpleNamespace(config=config))  # type: ignore[arg-type]
        main.pytest_testnodedown(config)
    main.pytest_testnodedown(SimpleNamespace())
    main.pytest_testnodedown(SimpleNamespace(workeroutput={}))
    main.pytest_sessionfinish(SimpleNamespace(config=SimpleNamespace()))  # type: ignore[arg-type]
    assert {policy: tally.decisions for policy, tally in main.tallies.items()} == {POLICY_2023: 2, FROM_DELIVERY: 1}
