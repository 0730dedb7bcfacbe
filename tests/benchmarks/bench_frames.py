"""What ``decide_frame`` costs beside a loop over the orders and beside the outcome written by hand for NumPy.

    python -m pytest tests/benchmarks/bench_frames.py --benchmark-columns=median,rounds --benchmark-sort=name
    python tests/benchmarks/bench_frames.py 10000 100000 1000000      prints a table of ratios

Nothing here asserts a time; what is compared is first seen to agree.
"""

from __future__ import annotations

import gc
import resource
import sys
from collections.abc import Callable
from functools import cache
from statistics import median
from time import perf_counter, process_time
from typing import Any

import duckdb
import polars as pl
import pytest
from claims_at_random import lines_and_claims
from outcome_by_hand import columns_for, outcomes

from cmoffer_policy import Decision, Outcome, china_calendar
from cmoffer_policy.frames import decide_frame, order_claims_of

ENGINES = ("pandas", "polars", "pyarrow", "duckdb")
ROWS = (10**4, 10**5)
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


def loop() -> Callable[[], list[Decision]]:
    """One order after the other, of objects that are built already."""
    lines, claims = drawn(LOOPED)
    records = order_claims_of(lines, claims, claims["claim_id"].to_list()).values()
    calendar = china_calendar()
    return lambda: [decision for record in records for decision in record.decisions(calendar=calendar)]


@pytest.mark.parametrize("count", ROWS)
@pytest.mark.parametrize("engine", ENGINES)
def test_frame(benchmark, engine, count):
    """A frame of claims, decided."""
    lines, claims = frames_of(engine, count)
    decided = benchmark.pedantic(lambda: decide_frame(lines, claims), rounds=3, warmup_rounds=1)
    assert len(decided) == count


def test_loop(benchmark):
    """The loop that the frames are measured by."""
    decisions = benchmark.pedantic(loop(), rounds=5, warmup_rounds=1)
    frame = decide_frame(*drawn(LOOPED))
    assert [decision.outcome.value for decision in decisions] == frame["outcome"].to_list()


@pytest.mark.parametrize("count", ROWS)
def test_outcome_by_hand(benchmark, count):
    """The outcome alone, of columns that are joined and numbered already."""
    lines, claims = drawn(count)
    columns = columns_for(lines, claims)
    by_hand = benchmark.pedantic(lambda: outcomes(columns), rounds=5, warmup_rounds=1)
    names = [outcome.value for outcome in Outcome]
    assert [names[place] for place in by_hand] == decide_frame(lines, claims)["outcome"].to_list()


def measured(call: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Seconds of a call, by the clock and of the processor: medians, after one call that does not count."""
    call()
    times = []
    for _ in range(rounds):
        gc.collect()
        start = perf_counter(), process_time()
        call()
        times.append((perf_counter() - start[0], process_time() - start[1]))
    return median([time for time, _ in times]), median([time for _, time in times])


def table(counts: list[int]) -> None:
    """Print a row for each engine and number of claims.

    Processor time is what to compare where other work shares the machine; the loop uses one core, an engine may use
    several.
    """
    decide = loop()
    for count in counts:
        rounds = 5 if count < 10**6 else 3
        for engine in ENGINES:
            by_loop, by_loop_cpu = [seconds / LOOPED for seconds in measured(decide, 5)]
            lines, claims = frames_of(engine, count)
            seconds, cpu = measured(lambda lines=lines, claims=claims: decide_frame(lines, claims), rounds)
            ratios = count * by_loop / seconds, count * by_loop_cpu / cpu
            print(
                f"| {engine} | {count:,} | {seconds:.3f} s | {count / seconds:,.0f} | {ratios[0]:.0f} | {ratios[1]:.0f} |"
            )
        lines, claims = drawn(count)
        columns = columns_for(lines, claims)
        print(
            f"| outcome by hand | {count:,} | {measured(lambda columns=columns: outcomes(columns), 5)[0]:.3f} s |||||"
        )
    print(f"peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MiB")


if __name__ == "__main__":
    print(
        "| engine | claims | time | claims a second | times the loop | by processor time |\n|---|---|---|---|---|---|"
    )
    table([int(count) for count in sys.argv[1:]] or list(ROWS))
