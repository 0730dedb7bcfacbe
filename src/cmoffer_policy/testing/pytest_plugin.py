"""The option ``--policy-coverage`` for pytest: which points of the policy the tests of a run have met.

Load it in the uppermost ``conftest.py`` with ``pytest_plugins = ["cmoffer_policy.testing.pytest_plugin"]``. Without the
option it does nothing.

With it, the one function that makes decisions is replaced for the time of the run by one that also counts them. Every
public way to a decision looks that function up when it is called, so that it makes no difference what was imported
before. Decisions that the library makes for itself are not counted: those that compare readings, draw cases, decide a
receipt again, or a frame.
"""

from __future__ import annotations

import pickle
import sys
from collections.abc import Iterable
from types import FrameType
from typing import Any

import pytest

from cmoffer_policy import order_claims
from cmoffer_policy.calendars import WorkCalendar
from cmoffer_policy.decision import Decision
from cmoffer_policy.order_claims import OrderClaims
from cmoffer_policy.policy import Policy
from cmoffer_policy.testing.gaps import Tally, report

_KEY = "cmoffer_policy_coverage"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options."""
    group = parser.getgroup("cmoffer-policy", "coverage of the CMOFFER return policy")
    group.addoption(
        "--policy-coverage", action="store_true", help="report which points of the policy the decisions of the run met"
    )
    group.addoption("--policy-coverage-json", metavar="FILE", help="write the report to a file, in JSON")
    group.addoption("--policy-coverage-tests", metavar="FILE", help="write a module with a test for each gap")


def pytest_configure(config: pytest.Config) -> None:
    """Listen, if any of the options is there, to a run that has a place for what it is to write."""
    options = ("policy_coverage", "policy_coverage_json", "policy_coverage_tests")
    if any(config.getoption(option) for option in options) and not config.getoption("collectonly"):
        for option in options[1:]:
            _check_place(config, option)
        listener = Listener(config)
        config.pluginmanager.register(listener, _KEY)
        listener.listen()


class Listener:
    """Counts the decisions of a run, adds up what the workers of pytest-xdist have counted, and reports."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.tallies: dict[Policy, Tally] = {}
        self._decisions = order_claims._decisions

    def listen(self) -> None:
        """Count what is decided from now on."""

        def decisions(
            record: OrderClaims, places: Iterable[int], policy: Policy, calendar: WorkCalendar | None
        ) -> list[Decision]:
            made = self._decisions(record, places, policy, calendar)
            if not _asked_by_the_library():
                tally = self.tallies.setdefault(policy, Tally())
                for decision in made:
                    tally.add(decision, calendar)
            return made

        order_claims._decisions = decisions

    def pytest_unconfigure(self) -> None:
        """Listen no longer."""
        order_claims._decisions = self._decisions

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """In a worker, send what it has counted."""
        output = getattr(session.config, "workeroutput", None)
        if output is not None:
            output[_KEY] = pickle.dumps(self.tallies)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Add up what a worker has counted; one that crashed has sent nothing."""
        sent = getattr(node, "workeroutput", {}).get(_KEY)
        if sent is not None:
            for policy, tally in pickle.loads(sent).items():
                self.tallies.setdefault(policy, Tally()).update(tally)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print the report and write the files."""
        coverage = report(self.tallies)
        terminalreporter.section("policy coverage")
        terminalreporter.write_line(str(coverage))
        for option, content in (("policy_coverage_json", coverage.to_json), ("policy_coverage_tests", coverage.tests)):
            file = self.config.getoption(option)
            if file:
                self.config.invocation_params.dir.joinpath(file).write_text(content(), encoding="utf-8")


def _check_place(config: pytest.Config, option: str) -> None:
    """Refuse, before any test runs, a file for which there is no folder, and one of tests that would be lost.

    A file of tests has the call of a service put into it. Those tests also close their gaps, so that a module written
    over it would hold none.
    """
    file = config.getoption(option)
    if file:
        place = config.invocation_params.dir.joinpath(file)
        given = f"--{option.replace('_', '-')}={file}"
        if not place.parent.is_dir():
            raise pytest.UsageError(f"{given}: there is no folder {str(place.parent)!r}")
        if option == "policy_coverage_tests" and place.exists():
            raise pytest.UsageError(f"{given}: the file exists and is not overwritten; name another or remove it")


def _asked_by_the_library() -> bool:
    """Whether the decision that is being made was asked for by another module of the library, not by its user."""
    frame: FrameType | None = sys._getframe(2)
    while frame is not None and frame.f_globals.get("__name__") == order_claims.__name__:
        frame = frame.f_back
    return frame is not None and str(frame.f_globals.get("__name__")).startswith("cmoffer_policy.")
