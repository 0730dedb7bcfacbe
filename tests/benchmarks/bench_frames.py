"""What ``decide_frame`` costs beside a loop over the orders and beside the outcome written by hand for NumPy.

    python -m pytest tests/benchmarks/bench_frames.py --benchmark-columns=median,rounds --benchmark-sort=name
    python tests/benchmarks/bench_frames.py 10000 100000 1000000      prints tables of ratios, and the memory
    python tests/benchmarks/bench_frames.py online_retail.parquet     prints what real invoices come to on each engine

Nothing here asserts a time; what is compared is first seen to agree.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any

import duckdb
import polars as pl
import pytest
from claims_at_random import lines_and_claims
from outcome_by_hand import columns_for, outcomes

from cmoffer_policy import Decision, Outcome, china_calendar
from cmoffer_policy.frames import decide_frame, order_claims_of, readings_frame

ENGINES = ("pandas", "polars", "pyarrow", "duckdb")
ROWS = (10**4, 10**5)
LOOPED = 1000


@cache
def drawn(count: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The same frames for everything that is compared."""
    return lines_and_claims(count)


def frames_of(engine: str, count: int) -> tuple[Any, Any]:
    """The frames as an engine holds them."""
    return in_engine(engine, *drawn(count))


def in_engine(engine: str, lines: pl.DataFrame, claims: pl.DataFrame) -> tuple[Any, Any]:
    """Two frames as an engine holds them."""
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
    """Print a row for each engine and number of claims, and what the readings and the memory come to.

    Processor time is what to compare where other work shares the machine; the loop uses one core, an engine may use
    several.
    """
    decide = loop()
    print(
        "| engine | claims | time | claims a second | times the loop | by processor time |\n|---|---|---|---|---|---|"
    )
    for count in counts:
        rounds = 5 if count < 10**6 else 3
        for engine in ENGINES:
            lines, claims = frames_of(engine, count)
            before = measured(decide, 5)
            seconds, cpu = measured(lambda lines=lines, claims=claims: decide_frame(lines, claims), rounds)
            after = measured(decide, 5)  # as other work comes and goes
            by_loop, by_loop_cpu = [
                (one + other) / 2 * count / LOOPED for one, other in zip(before, after, strict=True)
            ]
            ratios = f"{by_loop / seconds:.0f} | {by_loop_cpu / cpu:.0f}"
            print(f"| {engine} | {count:,} | {seconds:.3f} s | {count / seconds:,.0f} | {ratios} |")
        lines, claims = drawn(count)
        columns = columns_for(lines, claims)
        by_hand = measured(lambda columns=columns: outcomes(columns), 5)[0]
        print(f"| outcome by hand | {count:,} | {by_hand:.3f} s ||||")
    for count in counts:
        lines, claims = drawn(count)
        once = measured(lambda lines=lines, claims=claims: decide_frame(lines, claims), 3)
        readings = measured(lambda lines=lines, claims=claims: readings_frame(lines, claims), 3)
        ratios = f"{readings[0] / once[0]:.1f}, by processor time {readings[1] / once[1]:.1f}"
        print(f"readings_frame on {count:,} claims takes {ratios} times as long as decide_frame")
    memory(counts[-1])


def memory(count: int) -> None:
    """Print what is held and what is needed at the most, where the system says (Linux does)."""
    status = Path("/proc/self/status")
    if not status.exists():
        return
    lines, claims = drawn(count)
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the peak starts anew

    def mebibytes(name: str) -> int:
        (found,) = [line for line in status.read_text(encoding="ascii").splitlines() if line.startswith(name)]
        return int(found.split()[1]) // 1024

    before = mebibytes("VmRSS")
    decided = decide_frame(lines, claims)
    given = (lines.estimated_size() + claims.estimated_size()) >> 20
    held = given + (decided.drop(claims.columns).estimated_size() >> 20)
    most = given + mebibytes("VmHWM") - before
    print(f"{count:,} claims with their lines: {given} MiB, {held} MiB with the answers, {most} MiB at the most")


def invoices(path: str) -> None:
    """Print what the claims on real invoices come to, on each engine."""
    sys.path.append(str(Path(__file__).parents[1]))
    from support.frame_invoices import careless

    lines, claims = careless(pl.read_parquet(path))
    for engine in ENGINES:
        decided = decide_frame(*in_engine(engine, lines, claims))
        amounts = decided.fetchdf() if engine == "duckdb" else decided
        refunded, possible = [int(pl.Series(amounts[f"{name}_total_minor"]).sum()) for name in ("refund", "possible")]
        print(f"{engine}: {len(amounts):,} rows, refunded {refunded:,}, possible {possible:,} minor units")


if __name__ == "__main__":
    asked = sys.argv[1:]
    if asked and not asked[0].isdigit():
        invoices(asked[0])
    else:
        table([int(count) for count in asked] or list(ROWS))
