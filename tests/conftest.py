"""Hypothesis profiles: ``dev`` by default, ``timed`` with Hypothesis' own deadline, ``thorough`` for a night.

``mutation`` is where mutmut runs.
"""

from __future__ import annotations

import os
import sys
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

from cmoffer_policy import china_calendar, policy, refunds, rules, steps

pytest.register_assert_rewrite(
    "support.space_laws", "support.step_checks", "support.case_fields", "support.service_laws"
)

settings.register_profile("dev", max_examples=20, deadline=None, derandomize="CI" in os.environ)
settings.register_profile("timed", max_examples=50, deadline=timedelta(milliseconds=200), derandomize=True)
settings.register_profile("thorough", max_examples=5_000, deadline=None)
settings.register_profile(
    "mutation",
    max_examples=25,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or "dev")


SLOW = (
    "analysis/test_every_case.py",
    "analysis/test_possibilities.py",
    "analysis/test_seeded_faults.py",
    "analysis/test_sql_engines.py",
    "consumer/",
    "frames/test_engine_laws.py",
    "frames/test_parity_laws.py",
    "order_claims/test_life_machine.py",
    "order_claims/test_life_statistics.py",
    "order_claims/test_speed.py",
    "presentation/test_every_statement.py",
    "rules/test_every_judgement.py",
    "rules/test_judgement_laws.py",
    "service/",
    "steps/test_every_step.py",
    "testing/test_coverage_workers.py",
    "testing/test_strategy_statistics.py",
    "test_frozen.py",
)
"""Files and folders, from here: every case, every fault, strategies judged by many draws, times taken, a server of its own."""


@cache
def is_slow(path: Path) -> bool:
    """Whether all tests of the file are slow."""
    return path.relative_to(Path(__file__).parent).as_posix().startswith(SLOW)


def is_mixed(path: Path) -> bool:
    """Whether some tests of the file can be slow: those of the engines that the default run leaves out."""
    return path.parent.name == "frames"


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Where only what is slow is asked for, no other file is read."""
    asks_for_slow = config.option.markexpr in ("slow", "slow and not nightly")
    can_be = collection_path.suffix != ".py" or is_slow(collection_path) or is_mixed(collection_path)
    return True if asks_for_slow and not can_be else None


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark what is slow; nothing else does, but for the engines of frames."""
    if is_slow(item.path):
        item.add_marker(pytest.mark.slow)
    elif item.get_closest_marker("slow") and not is_mixed(item.path):
        raise pytest.UsageError(f"{item.nodeid} is marked as slow: name its file in SLOW")


def pytest_configure(config: pytest.Config) -> None:
    """Under mutmut nothing is remembered from one test to the next."""
    if config.getoption("--hypothesis-profile") == "mutation":
        config.pluginmanager.register(Forgetting())


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Under mutmut, where the first failure ends the run, examples come before laws and refusals before everything.

    In a process of pytest-xdist that keeps groups together, ids name them.
    """
    if config.getoption("--hypothesis-profile") == "mutation":
        items.sort(key=lambda item: item.path.parent.name not in ("money", "calendars", "claim"))
        items.sort(key=lambda item: item.get_closest_marker("hypothesis") is not None)
    if config.getoption("loadgroup", default=False):
        name_groups(items)


def name_groups(items: list[pytest.Item]) -> None:
    """Add its group to the id of each test, by which pytest-xdist keeps the tests of a group in one process.

    It does so itself up to pytest 9.1, whose ids are texts; from 9.2 on it distributes the tests as if they had no group.
    """
    for item in items:
        group, known = item.get_closest_marker("xdist_group"), getattr(item, "_id", None)
        if group and known is not None:
            item._id = type(known).parse(f"{item.nodeid}@{group.args[0]}")


class Forgetting:
    """No test is answered by what another one, or the code without the mutation, has worked out."""

    @pytest.fixture(autouse=True)
    def nothing_remembered(self, request: pytest.FixtureRequest) -> None:
        """Empty every memory before the test."""
        for remembered in (
            rules._remembered,
            rules.remedies_granted,
            rules.within_reach,
            policy.other_readings,
            steps._remembered,
            refunds.nothing_in,
        ):
            remembered.cache_clear()
        for module in (request.module, sys.modules.get("support.explained")):
            for held in vars(module).values() if module else ():
                if hasattr(held, "cache_clear") and held.__module__ == module.__name__:
                    held.cache_clear()
        if request.path.parent.name == "serialization":  # what reads and writes a type is made when first needed
            from cmoffer_policy.serialization import quick, shape

            quick.reader.cache_clear()
            shape.converter._structure_func.clear_cache()
            shape.converter._unstructure_func.clear_cache()
        if request.path.name == "test_china.py":
            china_calendar.cache_clear()
