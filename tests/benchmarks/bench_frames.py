"""Rows per second of ``decide_frame``, beside a loop over ``decide`` and the outcome written by hand for NumPy.

    python -m pytest tests/benchmarks/bench_frames.py --benchmark-columns=median,rounds --benchmark-sort=name
    python tests/benchmarks/bench_frames.py

The first gives times, the second the peak memory of one frame of a million claims per engine. Nothing here asserts a
time; what is compared is first seen to agree.
"""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from typing import Any

import duckdb
import polars as pl
import pytest
from claims_at_random import lines_and_claims
from cmoffer_policy.frames import case_of, decide_frame
from outcome_by_hand import columns_for, outcomes

from cmoffer_policy import Outcome, decide

ENGINES = ("pandas", "polars", "polars-lazy", "duckdb")
ROWS = (10**4, 10**5, 10**6)
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
        case "polars-lazy":
            return lines.lazy(), claims.lazy()
        case "duckdb":
            connection = duckdb.connect()
            for name, frame in (("lines", lines), ("claims", claims)):
                connection.register("arrow", frame.to_arrow())
                connection.execute(f"CREATE TABLE {name} AS FROM arrow")
            return connection.table("lines"), connection.table("claims")
        case _:
            return lines, claims


def evaluated(decided: Any) -> Any:
    """What a lazy engine has only promised so far."""
    match decided:
        case pl.LazyFrame():
            return decided.collect()
        case duckdb.DuckDBPyRelation():
            return decided.to_arrow_table()
        case _:
            return decided


@pytest.mark.parametrize("rows", ROWS)
@pytest.mark.parametrize("engine", ENGINES)
def test_frame(benchmark, engine, rows):
    """A frame of claims, decided and evaluated; the tables of lazy engines are kept from a first round."""
    lines, claims = frames_of(engine, rows)
    decided = benchmark.pedantic(
        lambda: evaluated(decide_frame(lines, claims)), rounds=3 if rows == ROWS[-1] else 5, warmup_rounds=1
    )
    assert len(decided) == rows


def test_loop(benchmark):
    """One claim after the other, of objects that are built already."""
    lines, claims = drawn(LOOPED)
    cases = [case_of(lines, claims, claim_id) for claim_id in claims["claim_id"]]
    decisions = benchmark.pedantic(lambda: [decide(*case) for case in cases], rounds=5, warmup_rounds=1)
    frame = decide_frame(lines, claims)
    assert [decision.outcome.value for decision in decisions] == frame["outcome"].to_list()


@pytest.mark.parametrize("rows", ROWS)
def test_outcome_by_hand(benchmark, rows):
    """The outcome alone, of columns that are joined and numbered already."""
    lines, claims = drawn(rows)
    columns = columns_for(lines, claims)
    by_hand = benchmark.pedantic(lambda: outcomes(columns), rounds=5, warmup_rounds=1)
    names = [outcome.value for outcome in Outcome]
    assert [names[place] for place in by_hand[: ROWS[0]]] == decide_frame(lines, claims)["outcome"][: ROWS[0]].to_list()


def peak_memory(engine: str, rows: int) -> tuple[int, int]:
    """MiB before and after deciding one frame in a process of its own."""
    code = (
        "import resource, bench_frames as b\n"
        f"frames = b.frames_of({engine!r}, {rows}); b.drawn.cache_clear()\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "b.evaluated(b.decide_frame(*frames))\n"
        "print(before // 1024, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)"
    )
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=__file__.rpartition("/")[0], capture_output=True, text=True, check=True
    )
    before, after = map(int, told.stdout.split()[-2:])  # DuckDB shows its progress before them
    return before, after


if __name__ == "__main__":
    for name in ENGINES:
        print(name, *peak_memory(name, ROWS[-1]), "MiB before and at the peak")
