"""What people ask of decided claims, beside plain sums over decisions."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

import polars as pl
import pytest
from attrs import evolve
from cmoffer_policy.frames import (
    DECIDED,
    acceptance_load,
    decide_frame,
    readings_frame,
    refund_liability,
    rejections_by_clause,
)
from support.frame_engines import EAGER, EXHAUSTIVELY, NIGHTLY, every_engine, names_of, native, rows_of
from support.frame_cases import Case, frames_of, some_cases

from cmoffer_policy import POLICY_2023, Decision, GuaranteeGrants, Outcome, Policy, decide
from cmoffer_policy.errors import InvalidValue
from cmoffer_policy.policy import JUDGED, READINGS, other_readings


@cache
def cases() -> list[Case]:
    return some_cases(100)


@cache
def frames() -> tuple[pl.DataFrame, pl.DataFrame]:
    """The cases, and a claim among them that nobody can decide."""
    lines, items = frames_of(cases())
    unknown = items.head(1).with_columns(claim_id=pl.lit("unknown"), order_id=pl.lit("unknown"))
    return lines, pl.concat([unknown, items])


@cache
def decided(engine: str) -> Any:
    """The answers in an engine: its own where it is eager, else those of polars, so that nothing is decided twice."""
    if engine not in EAGER:
        return native(engine, decided("polars"))
    lines, items = [native(engine, frame) for frame in frames()]
    return decide_frame(lines, items, on_error="mark")


@cache
def decisions(policy: Policy = POLICY_2023) -> list[Decision]:
    return [decide(*case, policy=policy) for case in cases()]


def summed(keyed: Iterable[tuple[Any, tuple[int, ...]]]) -> list[tuple[Any, ...]]:
    """The sums by their keys, in the order of these."""
    sums: dict[Any, list[int]] = {}
    for key, amounts in keyed:
        known = sums.setdefault(key, [0] * len(amounts))
        sums[key] = [one + other for one, other in zip(known, amounts, strict=True)]
    return [(*key, *sums[key]) for key in sorted(sums)]


def cells(frame: Any) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in rows_of(frame)]


@every_engine
def test_refund_liability_adds_up_months(engine: str) -> None:
    """By the platform's month of submission and the currency, in that order."""
    liability = refund_liability(decided(engine))
    assert names_of(liability) == ["month", "refund_currency", "items", "refund_total_minor", "possible_total_minor"]
    assert cells(liability) == summed(
        (
            (decision.claim.submitted_at.date().replace(day=1), decision.order.currency),
            (1, item.refund.total.minor, item.refund_possible.total.minor),
        )
        for decision in decisions()
        for item in decision.items
    )


@every_engine
def test_rejections_count_items_by_clause(engine: str) -> None:
    """In the order of the text, those that reject nothing too."""
    rejections = rejections_by_clause(decided(engine))
    broken = [
        [finding.clause for finding in item.findings if finding.failed]
        for decision in decisions()
        for item in decision.items
    ]
    assert names_of(rejections) == ["clause", "items", "items_decided"]
    assert cells(rejections) == [
        (clause, len([clauses for clauses in broken if clause in clauses]), len(broken)) for clause in JUDGED
    ]


@every_engine
def test_the_load_of_acceptance_counts_claims_by_day(engine: str) -> None:
    """A claim of several items once, one that the policy does not govern never."""
    load = acceptance_load(decided(engine))
    days = [decision.acceptance.last_day for decision in decisions() if decision.acceptance]
    assert names_of(load) == ["acceptance_last_day", "claims"]
    assert cells(load) == summed(((day,), (1,)) for day in days)


def sums_of(policy: Policy) -> list[tuple[Any, ...]]:
    """Items, those approved and rejected, and the money of them, by currency."""
    return summed(
        (
            (decision.order.currency,),
            (
                1,
                item.outcome is Outcome.APPROVED,
                item.outcome is Outcome.REJECTED,
                item.refund.total.minor,
                item.refund_possible.total.minor,
            ),
        )
        for decision in decisions(policy)
        for item in decision.items
    )


SLOW = [pytest.param(engine, marks=NIGHTLY) for engine in ("pandas", "pandas-arrow")]
GENEROUS = evolve(POLICY_2023, guarantee_grants=GuaranteeGrants.EITHER)


@pytest.mark.parametrize("engine", ["polars", *SLOW])
def test_readings_say_what_hangs_on_them(engine: str) -> None:
    """The policy as it is given first, then each other value of each reading alone."""
    variants = {("in force", "in force"): GENEROUS} | {
        (reading, value.value): variant
        for reading in READINGS
        for value, variant in other_readings(GENEROUS, reading).items()
    }
    moved = readings_frame(*[native(engine, frame) for frame in frames()], policy=GENEROUS)
    assert names_of(moved) == [
        "reading",
        "value",
        "refund_currency",
        "items",
        "approved",
        "rejected",
        "refund_total_minor",
        "possible_total_minor",
    ]
    assert cells(moved) == [(*name, *row) for name, variant in variants.items() for row in sums_of(variant)]


@pytest.mark.parametrize("engine", ["polars", "polars-lazy"])
def test_some_readings_can_be_asked_for(engine: str) -> None:
    """The others stay as they are in force."""
    given = [native(engine, frame) for frame in frames()]
    moved = cells(readings_frame(*given, readings={"window_end"}, policy=GENEROUS))
    asked = [("in force", "in force", GENEROUS)]
    asked += [("window_end", value.value, other) for value, other in other_readings(GENEROUS, "window_end").items()]
    assert moved == [(*name, *row) for *name, variant in asked for row in sums_of(variant)]


def test_no_readings_leave_the_policy_as_it_is() -> None:
    """Asked for twice, a reading is tried once."""
    names = [
        [row[:2] for row in readings_frame(*frames(), readings=readings).unique(["reading", "value"]).rows()]
        for readings in ([], ["window_end", "window_end"])
    ]
    assert [sorted(some) for some in names] == [
        [("in force", "in force")],
        [("in force", "in force"), ("window_end", "next_working_day")],
    ]


@pytest.mark.parametrize(
    ("readings", "told"),
    [
        ("window", "readings: got 'window', expected a collection such as a tuple, a list or a set"),
        (
            ["window", "guarantee"],
            "readings[1]: got 'guarantee', expected one of window, exclusion_scope, misuse_scope, guarantee_start, "
            "window_end, acceptance_clock, freight_weight, adjudicator, cancellation; did you mean 'guarantee_start'?",
        ),
        (["window"] * 10, "readings: got 10 values, expected at most 9"),
    ],
)
def test_readings_are_asked_for_by_name(readings: Any, told: str) -> None:
    """As the fields of the policy are called."""
    with pytest.raises(InvalidValue) as refusal:
        readings_frame(*frames(), readings=readings)
    assert str(refusal.value) == told


ANALYSES = pytest.mark.parametrize("analysis", [refund_liability, rejections_by_clause, acceptance_load])


@ANALYSES
@pytest.mark.parametrize("engine", [pytest.param("polars-lazy", marks=pytest.mark.slow), EXHAUSTIVELY])
def test_lazy_answers_can_be_asked_at_once(analysis: Any, engine: str) -> None:
    """What was decided lazily is analysed lazily, with the same result."""
    lazily = analysis(decide_frame(*[native(engine, frame) for frame in frames()]))
    assert cells(lazily) == cells(analysis(decided("polars")))


@ANALYSES
@pytest.mark.parametrize("column", DECIDED, ids=lambda column: column.name)
def test_only_answers_can_be_analysed(analysis: Any, column: Any) -> None:
    """A frame that lacks one of their columns is refused."""
    with pytest.raises(InvalidValue) as refusal:
        analysis(decided("polars").drop(column.name))
    assert str(refusal.value) == (
        f"decided.{column.name}: got no such column, expected a frame that decide_frame returned"
    )


@ANALYSES
def test_what_is_no_frame_cannot_be_analysed(analysis: Any) -> None:
    """Nor can the frame of another engine."""
    with pytest.raises(InvalidValue, match=r"^decided: got a frame of pyarrow, expected a frame of pandas"):
        analysis(decided("polars").to_arrow())
