"""What every call costs, each beside its baseline in the same group: the least that the same answer can cost.

    python -m pytest tests/benchmarks/bench_core.py --benchmark-columns=median,rounds --benchmark-sort=name
    python tests/benchmarks/table.py

The first gives times, the second one table of them with the ratio to the baseline, import times and memory. Nothing here
asserts a time; every baseline and every other library is first seen to give the same answer.
"""

from __future__ import annotations

import gc
import json
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache, partial
from random import Random
from statistics import median
from time import perf_counter
from typing import Any

import baselines
import peers
import pytest
from attrs import asdict, evolve
from cases_by_size import case_of, life_of, order_of

from cmoffer_policy import (
    POLICY_2023,
    Claim,
    Decision,
    Order,
    Outcome,
    allocation,
    apportion,
    china_calendar,
    compare_readings,
    decide,
    explain,
    observe,
    readings,
    rules,
)
from cmoffer_policy.analysis import all_facts
from cmoffer_policy.facts import Facts
from cmoffer_policy.rules import Status, judge
from cmoffer_policy.serialization import from_json, to_dict, to_json

CALENDAR = china_calendar()
SAMPLE = 1000
LIBRARY, BASELINE, ZEN = "library", "baseline", "zen-engine, outcome only"


Calls = Mapping[str, Callable[..., object]]
"""Ways to the same answer."""


def timed(benchmark: Any, group: str, way: str, calls: Calls, *, baseline: str = "") -> None:
    """Time one of the ways to an answer. ``baseline`` says what the baseline of the group does."""
    benchmark.group = group
    benchmark.extra_info.update(way=way, baseline=baseline)
    if way == LIBRARY and BASELINE in calls:
        benchmark.extra_info.update(ratio=ratio(calls[LIBRARY], calls[BASELINE]))
    benchmark(calls[way])


def timed_slowly(benchmark: Any, group: str, way: str, calls: Calls, *, baseline: str) -> None:
    """Like ``timed``, in few rounds: for what takes so long that sixty pairs would take minutes."""
    benchmark.group = group
    benchmark.extra_info.update(way=way, baseline=baseline)
    if way == LIBRARY:
        benchmark.extra_info.update(ratio=ratio(calls[LIBRARY], calls[BASELINE], gc.collect, pairs=5))
    benchmark.pedantic(calls[way], rounds=5, warmup_rounds=1)


def ratio(
    call: Callable[[], object], baseline: Callable[[], object], before: Callable[[], object] = int, pairs: int = 60
) -> float:
    """How many times as long the one takes as the other, in short rounds that take turns.

    The clock of a machine changes from second to second, and then so does a ratio of times that were taken apart.
    """
    before()
    number = 1 + int(0.002 / spent(call, 1))
    ratios = []
    for _ in range(pairs):
        before()
        time = spent(call, number)
        before()
        ratios.append(time / spent(baseline, number))
    return median(ratios)


def spent(call: Callable[[], object], number: int) -> float:
    """Seconds for so many calls."""
    start = perf_counter()
    for _ in range(number):
        call()
    return perf_counter() - start


def timed_per_case(
    benchmark: Any, group: str, way: str, calls: Calls, cases: list[Any], *, fresh: bool, baseline: str
) -> None:
    """Time a call about one case after the other; ``fresh`` empties the memo before every round."""
    benchmark.group = group
    benchmark.extra_info.update(way=way, baseline=baseline, cases=len(cases))

    def every_case(call: Callable[[Any], object]) -> None:
        for case in cases:
            call(case)

    if way == LIBRARY:
        both = [partial(every_case, calls[name]) for name in (LIBRARY, BASELINE)]
        benchmark.extra_info.update(ratio=ratio(*both, before=forget if fresh else int))
    benchmark.pedantic(every_case, (calls[way],), setup=forget if fresh else None, rounds=50, warmup_rounds=3)


def forget() -> None:
    """Start with no verdict remembered."""
    rules._remembered.cache_clear()


def counted(count: int, thing: str) -> str:
    """A number of things in words, as in "1 item" and "3 items"."""
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


def constructions(made: Counter[str]) -> str:
    """What a baseline constructs, as in "constructing 9 objects: 5 Money, 1 Refund, ..."."""
    return f"constructing {counted(made.total(), 'object')}: " + ", ".join(
        [f"{count} {name}" for name, count in made.most_common()]
    )


@pytest.mark.parametrize("way", [LIBRARY, BASELINE])
@pytest.mark.parametrize("items", [1, 3, 30])
def test_decide(benchmark, items, way):
    """A claim decided; beneath it, constructing the objects of the decision that no other decision shares."""
    order, claim = case_of(items)
    deciding = partial(decide, order, claim, calendar=CALENDAR)
    decision, again = deciding(), deciding()
    assert decision.outcome is Outcome.APPROVED
    constructing, made = baselines.constructing(decision, known=again)
    assert constructing() == decision
    calls = {LIBRARY: deciding, BASELINE: constructing}
    timed(benchmark, f"decide, {counted(items, 'item')}", way, calls, baseline=constructions(made))


@pytest.mark.parametrize("way", [LIBRARY, BASELINE])
def test_decide_among_others(benchmark, way):
    """A claim decided among ten others on its order; beneath it, the same claim decided as the only one."""
    life = life_of(11)
    claim = life.claims[-2]
    alone = partial(decide, life.order, claim, calendar=CALENDAR)
    among = partial(
        decide, life.order, claim, others=[each for each in life.claims if each != claim], calendar=CALENDAR
    )
    assert among().items == life.decide(claim.claim_id, calendar=CALENDAR).items
    assert among().outcome is alone().outcome is Outcome.APPROVED
    calls = {LIBRARY: among, BASELINE: alone}
    timed(benchmark, "decide, 1 claim among 10 others", way, calls, baseline="the claim as the only one of the order")


@pytest.mark.parametrize("way", [LIBRARY, BASELINE])
def test_decide_a_whole_order(benchmark, way):
    """A thousand claims on one order decided together; beneath it, as many decided as the only one of the order."""
    life = life_of(1000)
    assert sum([dict(each.units)["ring"] for each in life.decisions(calendar=CALENDAR)]) == 1000

    def each_alone() -> list[Decision]:
        return [decide(life.order, claim, calendar=CALENDAR) for claim in life.claims]

    calls = {LIBRARY: partial(life.decisions, calendar=CALENDAR), BASELINE: each_alone}
    timed_slowly(benchmark, "decisions, 1,000 claims on one order", way, calls, baseline="each as the only one")


@pytest.mark.parametrize("claims", [0, 10])
def test_claimable(benchmark, claims):
    """What can still be claimed of two lines."""
    life = life_of(12)
    life = evolve(life, claims=life.claims[:claims])
    at = life_of(12).claims[-1].submitted_at
    claimable = partial(life.claimable, at, calendar=CALENDAR)
    assert {found.line_id: found.units for found in claimable()} == {"ring": 12 - claims, "chain": 1}
    timed(benchmark, f"claimable, 2 lines, {counted(claims, 'claim')}", LIBRARY, {LIBRARY: claimable})


@pytest.mark.parametrize("way", [LIBRARY, BASELINE])
def test_compare_readings(benchmark, way):
    """The readings of a claim of one item compared; beneath it, deciding it under each policy with other readings."""
    order, claim = case_of(1)
    decision = decide(order, claim, calendar=CALENDAR)
    assert compare_readings(decision, calendar=CALENDAR).groups
    policies = [readings._read(POLICY_2023, changes) for changes in readings._changes(POLICY_2023)]

    def under_each() -> list[Decision]:
        return [decide(order, claim, policy=policy, calendar=CALENDAR) for policy in policies]

    calls = {LIBRARY: partial(compare_readings, decision, calendar=CALENDAR), BASELINE: under_each}
    baseline = f"deciding the claim under {len(policies)} policies"
    timed_slowly(benchmark, "compare_readings, 1 item", way, calls, baseline=baseline)


def test_decide_by_zen(benchmark):
    """The outcome of one item by a decision table with the same questions, the answers to which are ready."""
    outcome = peers.zen_table(POLICY_2023)
    for facts in Random(1).sample(every_facts(), 500):
        assert outcome(peers.zen_answers(facts, POLICY_2023)) == judge(facts, POLICY_2023).outcome.value
    (item,) = decide(*case_of(1), calendar=CALENDAR).items
    answers = peers.zen_answers(item.facts, POLICY_2023)
    timed(benchmark, "decide, 1 item", ZEN, {ZEN: partial(outcome, answers)})


@cache
def every_facts() -> list[Facts]:
    """Every case."""
    return list(all_facts(POLICY_2023))


@cache
def sample_of_facts() -> list[Facts]:
    """Some cases of every kind, after the rules written by hand were seen to agree with the library on all there are."""
    for facts in every_facts():
        judged = judge(facts, POLICY_2023)
        failed = [finding.clause for finding in judged.findings if finding.failed]
        missing = [finding.clause for finding in judged.findings if finding.status is Status.MISSING]
        assert baselines.judged_by_hand(facts) == (judged.outcome, (*failed, *missing)), facts
    forget()
    return Random(2).sample(every_facts(), SAMPLE)


@pytest.mark.parametrize("way", [LIBRARY, BASELINE])
def test_judge_again(benchmark, way):
    """Facts that are equal to others judged before; beneath it, looking them up in a dict."""
    known = {facts: judge(facts, POLICY_2023) for facts in sample_of_facts()}
    equal = [evolve(facts) for facts in sample_of_facts()]
    assert all(known[facts] is judge(facts, POLICY_2023) for facts in equal)
    calls = {LIBRARY: lambda facts: judge(facts, POLICY_2023), BASELINE: lambda facts: known[facts]}
    timed_per_case(
        benchmark, "judge, known Facts", way, calls, equal, fresh=False, baseline="a look-up in a dict by Facts"
    )


@pytest.mark.parametrize("way", [LIBRARY, BASELINE])
def test_judge_anew(benchmark, way):
    """Facts that were not judged before; beneath it, an if-chain that gives outcome and reasons."""
    calls = {LIBRARY: lambda facts: judge(facts, POLICY_2023), BASELINE: lambda facts: baselines.judged_by_hand(facts)}
    timed_per_case(
        benchmark,
        "judge, new Facts",
        way,
        calls,
        sample_of_facts(),
        fresh=True,
        baseline="an if-chain: outcome, clauses failed or missing",
    )


@pytest.mark.parametrize("way", [LIBRARY, BASELINE])
def test_observe(benchmark, way):
    """A case observed; beneath it, constructing its Facts."""
    order, claim = case_of(1)
    observing = partial(observe, order, claim, claim.items[0], policy=POLICY_2023, calendar=CALENDAR)
    constructing, made = baselines.constructing(observing())
    assert constructing() == observing()
    calls = {LIBRARY: observing, BASELINE: constructing}
    timed(benchmark, "observe", way, calls, baseline=constructions(made))


@pytest.mark.parametrize("way", [LIBRARY, BASELINE])
@pytest.mark.parametrize("kind", [Order, Claim])
def test_construction(benchmark, kind, way):
    """Three lines or items with all their parts; beneath it, classes with the same fields and no checks."""
    value = next(part for part in case_of(3) if isinstance(part, kind))
    ours, made = baselines.constructing(value)
    bare, _ = baselines.constructing(value, as_kind=baselines.bare)
    assert ours() == value
    assert asdict(bare()) == asdict(value, filter=lambda field, _: field.init)
    calls = {LIBRARY: ours, BASELINE: bare}
    name = kind.__name__
    timed(
        benchmark,
        f"{name} of 3",
        way,
        calls,
        baseline=f"{constructions(made)}; classes with the same fields and no checks",
    )


START, END = date(2024, 7, 1), date(2024, 8, 12)
RANKED = "two look-ups in lists by ordinal"


EVERY_WAY = pytest.mark.parametrize("way", [LIBRARY, BASELINE, "holidays", "numpy"])


def days_by(way: str) -> tuple[Callable[..., Any], Callable[..., Any], Any, Any]:
    """Adding and counting working days in one of the ways, and the two days as that way takes them."""
    match way:
        case "holidays":
            return *peers.holidays_days(START.year), START, END
        case "numpy":
            np = pytest.importorskip("numpy")
            return *peers.numpy_days(CALENDAR, START.year), np.datetime64(START), np.datetime64(END)
        case "baseline":
            return *baselines.dated(CALENDAR.first_day, CALENDAR), START, END
        case _:
            return CALENDAR.add_working_days, CALENDAR.working_days_between, START, END


@EVERY_WAY
@pytest.mark.parametrize("n", [2, 30])
def test_add_working_days(benchmark, n, way):
    """So many working days added, over days without a make-up day, of which NumPy knows nothing."""
    calls = {}
    for each in (way, BASELINE):
        add, _, start, _ = days_by(each)
        calls[each] = partial(add, start, n)
    assert calls[way]() == CALENDAR.add_working_days(START, n)
    timed(benchmark, f"add {n} working days", way, calls, baseline=RANKED)


@EVERY_WAY
def test_working_days_between(benchmark, way):
    """The working days of six weeks counted."""
    calls = {}
    for each in (way, BASELINE):
        _, between, start, end = days_by(each)
        calls[each] = partial(between, start, end)
    assert calls[way]() == CALENDAR.working_days_between(START, END) == 30
    timed(benchmark, "working days between", way, calls, baseline=RANKED)


@pytest.mark.parametrize("way", [LIBRARY, BASELINE])
@pytest.mark.parametrize("lines", [1, 10, 100])
def test_allocation(benchmark, lines, way):
    """What each line is worth; beneath it, constructing the allocation from amounts that are known."""
    order = order_of(lines)
    allocating = partial(allocation, order, policy=POLICY_2023)
    constructing, made = baselines.constructing(allocating(), known=allocating())
    assert constructing() == allocating()
    calls = {LIBRARY: allocating, BASELINE: constructing}
    timed(benchmark, f"allocation, {counted(lines, 'line')}", way, calls, baseline=constructions(made))


@pytest.mark.parametrize("way", [LIBRARY, BASELINE, "stockholm"])
@pytest.mark.parametrize("count", [10, 100])
def test_apportion(benchmark, count, way):
    """Money divided by weights, of which several are equal."""
    total, weights = 10_001, {f"line-{n}": 990 + 7 * (n % 8) for n in range(count)}
    shares = apportion(total, weights)
    calls = {
        LIBRARY: partial(apportion, total, weights),
        BASELINE: partial(baselines.largest_remainder, total, weights),
    }
    if way == "stockholm":
        calls = {way: peers.stockholm_split(total, weights)}
        assert {key: share.sub_units for key, share in calls[way]().items()} == shares
    else:
        assert calls[way]() == shares
    timed(benchmark, f"money: apportion, {count} weights", way, calls, baseline="largest remainder over plain ints")


@pytest.mark.parametrize("way", [LIBRARY, BASELINE])
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("items", [1, 3])
def test_explain(benchmark, items, language, way):
    """A decision explained to the seller."""
    case = case_of(items)
    calls = {
        LIBRARY: partial(explain, decide(*case, calendar=CALENDAR), language=language),
        BASELINE: partial(decide, *case, calendar=CALENDAR),
    }
    name = f"explain in {language}, {counted(items, 'item')}"
    timed(benchmark, name, way, calls, baseline="deciding the claim")


def test_explain_to_an_analyst(benchmark):
    """A decision explained whole, with its readings compared."""
    decision = decide(*case_of(1), calendar=CALENDAR)
    call = partial(explain, decision, audience="analyst", calendar=CALENDAR)
    timed(benchmark, "explain to an analyst, 1 item", LIBRARY, {LIBRARY: call})


def of_kind(kind: type) -> Any:
    """An order, a claim or a decision of three lines."""
    order, claim = case_of(3)
    return {Order: order, Claim: claim, Decision: decide(order, claim, calendar=CALENDAR)}[kind]


@pytest.mark.parametrize("way", [LIBRARY, BASELINE])
@pytest.mark.parametrize("kind", [Order, Claim, Decision])
def test_to_json(benchmark, kind, way):
    """Written; beneath it, writing what is plain data already."""
    value = of_kind(kind)
    data = to_dict(value)
    calls = {LIBRARY: partial(to_json, value), BASELINE: partial(json.dumps, data)}
    assert calls[BASELINE]() == calls[LIBRARY]()
    timed(benchmark, f"to_json, {kind.__name__} of 3", way, calls, baseline="json.dumps of plain data")


@pytest.mark.parametrize("way", [LIBRARY, BASELINE])
@pytest.mark.parametrize("kind", [Order, Claim])
def test_from_json(benchmark, kind, way):
    """Read; beneath it, reading plain data."""
    value = of_kind(kind)
    text = to_json(value)
    calls = {LIBRARY: partial(from_json, kind, text), BASELINE: partial(json.loads, text)}
    assert calls[LIBRARY]() == value
    assert calls[BASELINE]() == to_dict(value)
    timed(benchmark, f"from_json, {kind.__name__} of 3", way, calls, baseline="json.loads to plain data")


def timed_growth(benchmark: Any, group: str, calls: Mapping[int, Callable[[], object]]) -> None:
    """Time the call about most items or lines, and how long each call takes where they take turns.

    A turn is about as many items or lines whatever the size, as one short call after a long one is slow.
    """
    turns = {size: max(calls) // size for size in calls}
    times = [{size: spent(call, turns[size]) / turns[size] for size, call in calls.items()} for _ in range(20)]
    benchmark.group = group
    benchmark.extra_info.update(growth={size: median([time[size] for time in times]) * 1e9 for size in calls})
    benchmark.pedantic(calls[max(calls)], rounds=5)


def test_growth_of_decide(benchmark):
    """Ever more items."""
    calls = {items: partial(decide, *case_of(items), calendar=CALENDAR) for items in (1, 3, 10, 30, 100, 300)}
    timed_growth(benchmark, "decide, by items", calls)


def test_growth_of_allocation(benchmark):
    """Ever more lines."""
    calls = {lines: partial(allocation, order_of(lines), policy=POLICY_2023) for lines in (10, 100, 1000, 10_000)}
    timed_growth(benchmark, "allocation, by lines", calls)
