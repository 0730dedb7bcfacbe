"""What hangs on each reading, beside plain sums over decisions."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

import polars as pl
import pytest
from attrs import evolve

from cmoffer_policy import POLICY_2023, Decision, GuaranteeGrants, Outcome, Policy
from cmoffer_policy.errors import InvalidValue
from cmoffer_policy.frames import readings_frame
from cmoffer_policy.policy import READINGS, other_readings
from support.builders import a_claim, an_order, at
from support.frame_cases import Case, about, decisions_about, frames_of, some_cases
from support.frame_engines import eager_engines, every_engine, names_of, native, rows_of


@cache
def cases() -> list[Case]:
    return some_cases(30)


@cache
def frames() -> tuple[pl.DataFrame, pl.DataFrame]:
    """The cases, and a claim among them that nobody can decide."""
    lines, items = frames_of(cases())
    unknown = items.head(1).with_columns(claim_id=pl.lit("unknown"), order_id=pl.lit("unknown"))
    return lines, pl.concat([unknown, items])


@cache
def decisions(policy: Policy = POLICY_2023) -> list[Decision]:
    return decisions_about(cases(), policy=policy)


def summed(keyed: Iterable[tuple[Any, tuple[int, ...]]]) -> list[tuple[Any, ...]]:
    """The sums by their keys, in the order of these."""
    sums: dict[Any, list[int]] = {}
    for key, amounts in keyed:
        known = sums.setdefault(key, [0] * len(amounts))
        sums[key] = [one + other for one, other in zip(known, amounts, strict=True)]
    return [(*key, *sums[key]) for key in sorted(sums)]


def cells(frame: Any) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in rows_of(frame)]


@cache
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


GENEROUS = evolve(POLICY_2023, guarantee_grants=GuaranteeGrants.EITHER)


def test_readings_say_what_hangs_on_them() -> None:
    """The policy as it is given first, then each other value of each reading alone."""
    variants = {("in force", "in force"): GENEROUS} | {
        (reading, value.value): variant
        for reading in READINGS
        for value, variant in other_readings(GENEROUS, reading).items()
    }
    moved = readings_frame(*frames(), policy=GENEROUS, on_error="mark")
    assert cells(moved) == [(*name, *row, 1) for name, variant in variants.items() for row in sums_of(variant)]


@every_engine
def test_some_readings_can_be_asked_for(engine: str) -> None:
    """The others stay as they are in force; the answer is a frame of the caller's kind."""
    given = [native(engine, frame) for frame in frames()]
    moved = readings_frame(*given, readings={"window_end"}, policy=GENEROUS, on_error="mark")
    assert type(moved) is type(given[0])
    assert names_of(moved) == [
        "reading",
        "value",
        "refund_currency",
        "items",
        "approved",
        "rejected",
        "refund_total_minor",
        "possible_total_minor",
        "left_out",
    ]
    asked = [("in force", "in force", GENEROUS)]
    asked += [("window_end", value.value, other) for value, other in other_readings(GENEROUS, "window_end").items()]
    assert cells(moved) == [(*name, *row, 1) for *name, variant in asked for row in sums_of(variant)]


@eager_engines
def test_malformed_rows_raise_or_are_counted(engine: str) -> None:
    """As in ``decide_frame``; where nothing can be decided, the count is all there is to say."""
    lines, items = frames()
    with pytest.raises(InvalidValue, match=r"a bad row, row 0: claims\.order_id: expected an order that has lines"):
        readings_frame(native(engine, lines), native(engine, items), readings=[])
    only = readings_frame(native(engine, lines), native(engine, items.head(1)), readings=[], on_error="mark")
    assert cells(only) == [("in force", "in force", None, 0, 0, 0, 0, 0, 1)]


def test_no_claims_come_to_nothing() -> None:
    """And nothing is left out."""
    lines, items = frames()
    assert cells(readings_frame(lines, items.clear(), readings=[])) == []


def test_no_readings_leave_the_policy_as_it_is() -> None:
    """Asked for twice, a reading is tried once."""
    names = [
        [
            row[:2]
            for row in readings_frame(*frames(), readings=readings, on_error="mark").unique(["reading", "value"]).rows()
        ]
        for readings in ([], ["window_end", "window_end"])
    ]
    assert [sorted(some) for some in names] == [
        [("in force", "in force")],
        [("in force", "in force"), ("window_end", "next_working_day")],
    ]


@pytest.mark.parametrize(
    ("readings", "told"),
    [
        (
            "guarantee_grants",
            "readings: got 'guarantee_grants', expected a collection such as a tuple, a list or a set",
        ),
        (
            [["loss"]],
            "readings[0]: got ['loss'], expected one of guarantee_grants, exclusion_scope, corrosion_scope, "
            "misuse_scope, loss, replacement_proof, proof_after_confirmation, guarantee_start, window_end, "
            "acceptance_clock, freight_weight, adjudicator, cancellation",
        ),
        (
            ["guarantee_grants", "guarantee"],
            "readings[1]: got 'guarantee', expected one of guarantee_grants, exclusion_scope, corrosion_scope, "
            "misuse_scope, loss, replacement_proof, proof_after_confirmation, guarantee_start, window_end, acceptance_clock, freight_weight, adjudicator, cancellation; did you mean 'guarantee_start'?",
        ),
        (["guarantee_grants"] * 14, "readings: got 14 values, expected at most 13"),
    ],
)
def test_readings_are_asked_for_by_name(readings: Any, told: str) -> None:
    """As the fields of the policy are called."""
    with pytest.raises(InvalidValue) as refusal:
        readings_frame(*frames(), readings=readings)
    assert str(refusal.value) == told


def test_a_deadline_can_be_beyond_the_calendar_under_some_readings() -> None:
    """Its row is left out there alone; under the others it is decided."""
    placed = at("2199-10-20")
    late = an_order(order_id="late", placed_at=placed, shipped_at=placed, delivered_at=at("2199-11-10"))
    cases = [*about(an_order(), a_claim()), *about(late, a_claim(submitted_at=at("2199-10-21")))]
    moved = readings_frame(*frames_of(cases), readings={"guarantee_start"}, on_error="mark")
    counted = moved.select("value", "items", "approved", "refund_total_minor", "left_out").rows()
    assert counted == [("in force", 2, 2, 3980, 0), ("delivery", 1, 1, 1990, 1)]
