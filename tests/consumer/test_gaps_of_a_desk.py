"""The tests of a service miss a slip; the tests suggested for what they leave out of the policy find it."""

from __future__ import annotations

from functools import cache, partial
from pathlib import Path

import pytest
from broken_desks import ForgetsTheListing
from claims_desk import ClaimsDesk

from cmoffer_policy import POLICY_2023, Cause, Claim, Decision, Order
from cmoffer_policy.testing import Coverage, Scenario, assert_scenario, coverage, scenarios

# All that this service has tested so far: by when claims are accepted.
OWN = [case for case in scenarios(clause="4.2") if case.policy == POLICY_2023]


def decided_by(desk: type[ClaimsDesk], order: Order, claim: Claim) -> Decision:
    """What the desk makes of a claim, on its way through the rows."""
    open_desk = desk()
    open_desk.receive(order)
    assert open_desk.file(claim)
    return open_desk.decision(claim.claim_id)


@cache
def left_out() -> Coverage:
    """What the service's own tests leave out."""
    return coverage([decided_by(ClaimsDesk, case.order, case.claim) for case in OWN])


def failing(tests: str, desk: type[ClaimsDesk]) -> list[str]:
    """The names of the suggested tests that fail when they call the desk, in the place that they have for it."""
    call = "    return decide(order, claim)\n"
    assert tests.count(call) == 1
    names: dict[str, object] = {"by_the_desk": partial(decided_by, desk)}
    exec(compile(tests.replace(call, "    return by_the_desk(order, claim)\n"), "suggested tests", "exec"), names)
    failed: list[str] = []
    for name, test in list(names.items()):
        if name.startswith("test_") and callable(test):
            try:
                test()
            except AssertionError:
                failed.append(name)
    return failed


@pytest.mark.parametrize("desk", [ClaimsDesk, ForgetsTheListing])
@pytest.mark.parametrize("case", OWN, ids=str)
def test_the_own_tests_of_the_service_miss_the_slip(desk: type[ClaimsDesk], case: Scenario) -> None:
    """The sound desk passes them, and so does the one that forgets what a listing says."""
    assert_scenario(case, decided_by(desk, case.order, case.claim))


def test_the_report_names_the_row_that_the_slip_is_in() -> None:
    """No test of the service meets it; the case suggested for it is about a listing that differs."""
    assert 0 < left_out().percent < 100
    suggested = {str(gap): gap for gap in left_out().gaps}
    assert suggested["row 6"].claim.items[0].causes == {Cause.LISTING_DIFFERS}
    assert suggested["status 3.2.3 failed"].claim.items[0].causes == {Cause.LISTING_DIFFERS}


def test_the_suggested_tests_find_the_slip() -> None:
    """The sound desk passes all of them; with the slip those about the listing fail, and no others."""
    tests = left_out().tests()
    assert failing(tests, ClaimsDesk) == []
    assert failing(tests, ForgetsTheListing) == ["test_row_6", "test_status_3_2_3_failed"]


SERVICE = """
from claims_desk import ClaimsDesk
from cmoffer_policy import POLICY_2023
from cmoffer_policy.testing import scenarios

def test_when_claims_are_accepted():
    for case in [case for case in scenarios(clause="4.2") if case.policy == POLICY_2023]:
        desk = ClaimsDesk()
        desk.receive(case.order)
        assert desk.file(case.claim)
        desk.answer(case.claim.claim_id)
"""


def test_pytest_reports_the_same_of_a_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The option writes the suggested tests, and these pass as they are."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = --import-mode=importlib\n", encoding="utf-8")
    (tmp_path / "test_acceptance_of_claims.py").write_text(SERVICE, encoding="utf-8")
    common = ["-q", "-s", "-p", "no:cacheprovider", f"--rootdir={tmp_path}"]
    plugin = ["-p", "cmoffer_policy.testing.pytest_plugin", "--policy-coverage-tests=test_gaps_found.py"]
    assert pytest.main([*common, *plugin, "test_acceptance_of_claims.py"]) == 0
    assert f"\n{left_out()}\n" in capsys.readouterr().out
    assert (tmp_path / "test_gaps_found.py").read_text(encoding="utf-8") == left_out().tests()
    assert pytest.main([*common, "test_gaps_found.py"]) == 0
    assert f"{len(left_out().gaps)} passed" in capsys.readouterr().out
