"""One table of what everything costs beside its baseline: calls, imports and memory.

    python tests/benchmarks/table.py

Needs the package with its extra ``json`` and the requirements beside this file. Takes some minutes and prints
Markdown: medians, their ratio to the baseline, and how long an item or a line takes among ever more of them.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

HERE = Path(__file__).resolve().parent
TESTS = HERE.parent
PACKAGE = TESTS.parent / "src" / "cmoffer_policy"
LIBRARY, BASELINE = "library", "baseline"
RUNS = 25
FEW, MANY = 10**4, 10**5
STATM = Path("/proc/self/statm")

Cells = list[str]


def measured_calls() -> list[dict[str, Any]]:
    """What pytest-benchmark measured of ``bench_core.py``."""
    with TemporaryDirectory() as folder:
        report = Path(folder, "benchmarks.json")
        command = [sys.executable, "-m", "pytest", str(HERE / "bench_core.py"), "-q", f"--benchmark-json={report}"]
        pace = ["--benchmark-max-time=0.4", "--benchmark-min-rounds=10", "--benchmark-warmup=on"]
        ran = subprocess.run([*command, *pace], cwd=TESTS.parent, capture_output=True, text=True, check=False)
        if ran.returncode:
            sys.exit(ran.stdout + ran.stderr)
        measured: list[dict[str, Any]] = json.loads(report.read_text(encoding="utf-8"))["benchmarks"]
    return measured


def nanoseconds(benchmark: dict[str, Any]) -> float:
    """The median of one call."""
    return benchmark["stats"]["median"] * 1e9 / benchmark["extra_info"].get("cases", 1)


def call_rows(benchmarks: Iterable[dict[str, Any]]) -> Iterator[Cells]:
    """A row for each group: the library, the baseline, and whoever else was measured."""
    groups: dict[str, dict[str, dict[str, Any]]] = {}
    for benchmark in benchmarks:
        if "way" in benchmark["extra_info"]:
            groups.setdefault(benchmark["group"], {})[benchmark["extra_info"]["way"]] = benchmark
    for group, ways in groups.items():
        times = {way: nanoseconds(benchmark) for way, benchmark in ways.items()}
        baseline = times.get(BASELINE)
        others = [f"{way} {number(time)} ns" for way, time in times.items() if way not in (LIBRARY, BASELINE)]
        meaning = ways[BASELINE]["extra_info"]["baseline"] if BASELINE in ways else ""
        cells = row(group, times[LIBRARY], baseline, "ns", meaning, others)
        if baseline is not None:  # better than that of the medians, which were taken one after the other
            cells[3] = percent(ways[LIBRARY]["extra_info"]["ratio"])
        yield cells


def row(
    what: str, value: float, baseline: float | None, unit: str, meaning: str = "", others: Iterable[str] = ()
) -> Cells:
    """One row of the table."""
    beneath = ["", ""] if baseline is None else [f"{number(baseline)} {unit}", percent(value / baseline)]
    return [what, f"{number(value)} {unit}", *beneath, meaning, "; ".join(others)]


def number(value: float) -> str:
    """Three digits that count."""
    return f"{float(f'{value:.3g}'):,.0f}"


def percent(ratio: float) -> str:
    """How many hundredths, to three digits."""
    return f"{number(100 * ratio)} %"


def import_rows() -> Iterator[Cells]:
    """Whole processes that import the package from a copy of its own, as installed, and others that do less."""
    used = "from cmoffer_policy import decide"
    programs = {LIBRARY: "import cmoffer_policy", BASELINE: "import attrs", used: used, "python -c pass": "pass"}
    with TemporaryDirectory() as folder:
        shutil.copytree(PACKAGE, Path(folder, PACKAGE.name), ignore=shutil.ignore_patterns("__pycache__"))

        def run(program: str, compiled: str) -> float:
            # Where the bytecode goes counts for the standard library and for attrs as well.
            paths = {"PYTHONPATH": folder, "PYTHONPYCACHEPREFIX": compiled, "PYTHONDONTWRITEBYTECODE": ""}
            environment = {**os.environ, **paths}
            start = perf_counter()
            subprocess.run([sys.executable, "-c", program], env=environment, cwd=folder, check=True)
            return (perf_counter() - start) * 1000

        def cold(program: str) -> float:
            with TemporaryDirectory() as empty:
                return run(program, empty)

        def warm(program: str) -> float:
            return run(program, str(Path(folder, "compiled")))

        for name, way in (("import, no bytecode yet", cold), ("import, bytecode cached", warm)):
            times = interleaved(programs, way)
            others = [f"{other} {number(times[other])} ms" for other in times if other not in (LIBRARY, BASELINE)]
            yield row(name, times[LIBRARY], times[BASELINE], "ms", "import attrs", others)


def interleaved(programs: dict[str, str], way: Callable[[str], float]) -> dict[str, float]:
    """Medians of runs that take turns, after one that does not count."""
    times: dict[str, list[float]] = {name: [] for name in programs}
    for count in range(1 + RUNS):
        for name, program in programs.items():
            time = way(program)
            if count:
                times[name].append(time)
    return {name: median(taken) for name, taken in times.items()}


def memory_rows() -> Iterator[Cells]:
    """What each of the two measurements found, in a process of its own, where the system says (Linux does)."""
    if not STATM.exists():
        return
    kept, let_go = in_its_own_process("kept"), in_its_own_process("let_go")
    order_and_claim = [f"its order and claim {number(kept['case'])} B"]
    yield row(f"memory of a decision, {MANY:,} kept", kept["decision"], None, "B", "", order_and_claim)
    memos = [f"after {size:,}: {let_go[str(size)]:,} verdicts remembered" for size in (FEW, MANY)]
    name = f"memory after {MANY:,} decisions, none kept, less that after {FEW:,}"
    yield row(name, let_go["growth"] / 1024, None, "KiB", "", [f"{let_go['blocks']:,} blocks", *memos])


def in_its_own_process(measurement: str) -> dict[str, Any]:
    """What one of the functions below returns."""
    code = f"import json, table; print(json.dumps(table.{measurement}()))"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, (HERE, TESTS)))}
    ran = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    measured: dict[str, Any] = json.loads(ran.stdout)
    return measured


def held() -> int:
    """The bytes of memory that this process occupies now. Its peak would not do: it starts at the parent's."""
    pages = STATM.read_text(encoding="ascii").split()[1]
    return int(pages) * resource.getpagesize()


def kept() -> dict[str, float]:
    """Bytes per case and per decision about it, each about an order of its own."""
    from cases_by_size import numbered_case

    from cmoffer_policy import china_calendar, decide

    calendar = china_calendar()
    for place in range(FEW):  # until what is remembered hardly grows
        decide(*numbered_case(place), calendar=calendar)
    start = held()
    cases = [numbered_case(place) for place in range(MANY)]
    built = held()
    decisions = [decide(*case, calendar=calendar) for case in cases]
    return {"case": (built - start) / MANY, "decision": (held() - built) / len(decisions)}


def let_go() -> dict[str, Any]:
    """What remains of decisions that nobody keeps: bytes between a few and many, and how much is remembered."""
    from cases_by_size import numbered_case

    from cmoffer_policy import china_calendar, decide, rules

    calendar = china_calendar()
    sizes: dict[int, tuple[int, int]] = {}
    remembered: dict[str, int] = {}
    for place in range(MANY):
        decide(*numbered_case(place), calendar=calendar)
        if place + 1 in (FEW, MANY):
            gc.collect()
            sizes[place + 1] = held(), sys.getallocatedblocks()
            remembered[str(place + 1)] = rules._remembered.cache_info().currsize
    growth, blocks = (after - before for before, after in zip(sizes[FEW], sizes[MANY], strict=True))
    return {"growth": growth, "blocks": blocks, **remembered}


def growth_rows(benchmarks: Iterable[dict[str, Any]]) -> Iterator[Cells]:
    """How long each item or line takes among so many."""
    for benchmark in benchmarks:
        for size, time in benchmark["extra_info"].get("growth", {}).items():
            yield [benchmark["group"], f"{int(size):,}", f"{number(time)} ns", f"{number(time / int(size))} ns"]


def markdown(head: Cells, rows: Iterable[Cells]) -> str:
    """A table in Markdown."""
    return "\n".join([f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *rows)])


def main() -> None:
    """Print both tables."""
    calls = measured_calls()
    rows = [*call_rows(calls), *import_rows(), *memory_rows()]
    print(markdown(["what", "median", "baseline", "ratio", "the baseline is", "compared with"], rows))
    print()
    print(markdown(["growth", "size", "median", "each"], growth_rows(calls)))


if __name__ == "__main__":
    main()
