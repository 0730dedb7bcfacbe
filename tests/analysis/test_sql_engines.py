"""The SQL of two policies on three databases: a case has the outcome there that the rules give it.

The gate sees every case under the default and every eleventh one under the other policy, the night every case of both.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cmoffer_policy.analysis import all_facts
from cmoffer_policy.rules import judge
from support.decision_tables import POLICIES, table_of
from support.postgres import cluster
from support.rules_spaces import OF_2023, judged_among, reachable_2023
from support.sql_engines import on_duckdb, on_postgresql, on_sqlite, row_of

Rows = tuple[str, list[tuple[object, ...]], list[str]]
CASES = 193_536


def every_case_of_2023() -> Rows:
    """The SQL, every case that the policy can meet, and their outcomes."""
    outcomes = [judged.outcome.value for judged in judged_among(reachable_2023())]
    assert len(outcomes) == CASES
    return table_of("2023").to_sql(), [row_of(facts) for facts in reachable_2023().cases], outcomes


def cases_of(name: str, stride: int) -> Rows:
    """The SQL, every so manieth case that the policy can meet, and their outcomes."""
    cases = list(all_facts(POLICIES[name]))
    assert len(cases) == CASES
    outcomes = [judge(facts, POLICIES[name]).outcome.value for facts in cases[::stride]]
    return table_of(name).to_sql(), [row_of(facts) for facts in cases[::stride]], outcomes


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(1, id="2023", marks=pytest.mark.xdist_group(OF_2023)),
        pytest.param(11, id="less_proof, some", marks=pytest.mark.xdist_group("table, less_proof")),
        pytest.param(1, id="less_proof", marks=[pytest.mark.xdist_group("sql, less_proof"), pytest.mark.nightly]),
    ],
)
def cases(request: pytest.FixtureRequest) -> Rows:
    return every_case_of_2023() if request.param_index == 0 else cases_of("less_proof", request.param)


@pytest.fixture(scope="module")
def postgresql() -> Iterator[str]:
    """How to connect to a server that serves these tests alone."""
    with cluster() as place:
        yield place


def check(outcomes: list[str], found: list[str | None]) -> None:
    """As many, and each of them."""
    assert len(found) == len(outcomes) >= CASES // 11
    assert [place for place, pair in enumerate(zip(outcomes, found, strict=True)) if pair[0] != pair[1]] == []


def test_sqlite_decides_cases_as_the_rules_do(cases: Rows) -> None:
    """In the process itself."""
    sql, rows, outcomes = cases
    check(outcomes, on_sqlite(sql, rows))


def test_duckdb_decides_cases_as_the_rules_do(cases: Rows) -> None:
    """Column by column."""
    sql, rows, outcomes = cases
    check(outcomes, on_duckdb(sql, rows))


def test_postgresql_decides_cases_as_the_rules_do(cases: Rows, postgresql: str) -> None:
    """Where the machine has one."""
    sql, rows, outcomes = cases
    check(outcomes, on_postgresql(postgresql, sql, rows))
