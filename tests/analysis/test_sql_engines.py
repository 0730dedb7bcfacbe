"""The SQL of three policies on three databases: every case has the outcome there that the rules give it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cmoffer_policy.analysis import all_facts
from cmoffer_policy.rules import judge
from support.decision_tables import POLICIES, QUICK, table_of
from support.postgres import cluster
from support.sql_engines import on_duckdb, on_postgresql, on_sqlite, row_of

Rows = tuple[str, list[tuple[object, ...]], list[str]]


@pytest.fixture(
    scope="module", params=[pytest.param(name, marks=pytest.mark.xdist_group(f"sql, {name}")) for name in QUICK]
)
def every_case(request: pytest.FixtureRequest) -> Rows:
    """The SQL, every case that the policy can meet, and their outcomes."""
    cases = list(all_facts(POLICIES[request.param]))
    outcomes = [judge(facts, POLICIES[request.param]).outcome.value for facts in cases]
    return table_of(request.param).to_sql(), [row_of(facts) for facts in cases], outcomes


@pytest.fixture(scope="module")
def postgresql() -> Iterator[str]:
    """How to connect to a server that serves these tests alone."""
    with cluster() as place:
        yield place


def check(outcomes: list[str], found: list[str | None]) -> None:
    """As many, and each of them."""
    assert len(found) == len(outcomes) >= 193_536
    assert [place for place, pair in enumerate(zip(outcomes, found, strict=True)) if pair[0] != pair[1]] == []


def test_sqlite_decides_every_case_as_the_rules_do(every_case: Rows) -> None:
    """In the process itself."""
    sql, rows, outcomes = every_case
    check(outcomes, on_sqlite(sql, rows))


def test_duckdb_decides_every_case_as_the_rules_do(every_case: Rows) -> None:
    """Column by column."""
    sql, rows, outcomes = every_case
    check(outcomes, on_duckdb(sql, rows))


def test_postgresql_decides_every_case_as_the_rules_do(every_case: Rows, postgresql: str) -> None:
    """Where the machine has one."""
    sql, rows, outcomes = every_case
    check(outcomes, on_postgresql(postgresql, sql, rows))
