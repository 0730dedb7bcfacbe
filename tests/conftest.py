"""Hypothesis profiles: ``dev`` by default, ``ci`` where CI is set, ``mutation`` where mutmut runs.

``thorough`` is for a night.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

from cmoffer_policy import china_calendar
from cmoffer_policy.rules import judge

settings.register_profile("dev", max_examples=100, deadline=None)
settings.register_profile("ci", max_examples=100, deadline=None, derandomize=True)
settings.register_profile("thorough", max_examples=5_000, deadline=None)
settings.register_profile(
    "mutation",
    max_examples=25,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "dev"))


SLOW = (
    "rules/test_judgement_laws.py",
    "analysis/test_every_case.py",
    "analysis/test_seeded_faults.py",
    "steps/test_steps_taken.py",
    "testing/test_strategy_laws.py",
)
"""What goes through every case, fault or many draws: folders and files of tests that a plain run leaves out."""


def pytest_itemcollected(item: pytest.Item) -> None:
    """The one place that says what is slow."""
    if item.path.relative_to(Path(__file__).parent).as_posix().startswith(SLOW):
        item.add_marker(pytest.mark.slow)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Under mutmut, where the first failure ends the run, examples come before laws and refusals before everything."""
    if config.getoption("--hypothesis-profile") == "mutation":
        items.sort(key=lambda item: item.path.parent.name not in ("money", "calendars", "claim"))
        items.sort(key=lambda item: item.get_closest_marker("hypothesis") is not None)


@pytest.fixture(autouse=True)
def nothing_remembered(request: pytest.FixtureRequest) -> None:
    """Under mutmut no test is answered by what another one, or the code without the mutation, has worked out."""
    if request.config.getoption("--hypothesis-profile") == "mutation":
        judge.cache_clear()
        if request.path.name == "test_china.py":
            china_calendar.cache_clear()
