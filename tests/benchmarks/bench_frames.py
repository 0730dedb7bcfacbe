"""Rows per second of ``decide_frame``, beside a loop over the orders and the outcome written by hand for NumPy.

    python -m pytest tests/benchmarks/bench_frames.py --benchmark-columns=median,rounds --benchmark-sort=name

Nothing here asserts a time; what is compared is first seen to agree.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import duckdb
import polars as pl
import pytest
from claims_at_random import lines_and_claims
from outcome_by_hand import columns_for, outcomes

from cmoffer_policy import Outcome
from cmoffer_policy.frames import decide_frame, order_claims_of

ENGINES = ("pandas", "polars", "pyarrow", "duckdb")
ROWS = 10**4
LOOPED = 1000


@cache
def drawn(count: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The same frames for everything that is compared."""
    return lines_and_claims(count)


def frames_of(engine: str, count: int) -> tuple[Any, Any]:
    """The frames as an engine holds them."""
    lines, claims = drawn(count)
    match engine:
        case "pandas":
            return lines.to_pandas(), claims.to_pandas()
        case "pyarrow":
            return lines.to_arrow(), claims.to_arrow()
        case "duckdb":
            connection = duckdb.connect()
            for name, frame in (("lines", lines), ("claims", claims)):
                connection.register("arrow", frame.to_arrow())
                connection.execute(f"CREATE TABLE {name} AS FROM arrow")
            return connection.table("lines"), connection.table("claims")
        case _:
            return lines, claims


@pytest.mark.parametrize("engine", ENGINES)
def test_frame(benchmark, engine):
    """A frame of claims, decided."""
    lines, claims = frames_of(engine, ROWS)
    decided = benchmark.pedantic(lambda: decide_frame(lines, claims), rounds=3, warmup_rounds=1)
    assert len(decided) == ROWS


def test_loop(benchmark):
    """One order after the other, of objects that are built already."""
    lines, claims = drawn(LOOPED)
    records = [order_claims_of(lines, claims, order_id) for order_id in claims["order_id"]]
    decisions = benchmark.pedantic(
        lambda: [decision for record in records for decision in record.decisions()], rounds=5, warmup_rounds=1
    )
    frame = decide_frame(lines, claims)
    assert [decision.outcome.value for decision in decisions] == frame["outcome"].to_list()


def test_outcome_by_hand(benchmark):
    """The outcome alone, of columns that are joined and numbered already."""
    lines, claims = drawn(ROWS)
    columns = columns_for(lines, claims)
    by_hand = benchmark.pedantic(lambda: outcomes(columns), rounds=5, warmup_rounds=1)
    names = [outcome.value for outcome in Outcome]
    assert [names[place] for place in by_hand] == decide_frame(lines, claims)["outcome"].to_list()
