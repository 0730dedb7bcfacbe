"""Which items two policies decide differently, beside two frames of answers."""

from __future__ import annotations

from functools import cache
from itertools import chain
from typing import Any

import polars as pl
import pytest
from attrs import evolve

from cmoffer_policy import POLICY_2023, GuaranteeGrants
from cmoffer_policy.errors import InvalidValue
from cmoffer_policy.frames import compare_frame, decide_frame
from cmoffer_policy.policy import WindowEnd
from support.builders import a_claim, an_order, at
from support.frame_cases import about, apart, frames_of, some_cases
from support.frame_engines import Row, eager_engines, in_the_default_run, names_of, native, rows_of

GENEROUS = evolve(POLICY_2023, guarantee_grants=GuaranteeGrants.EITHER, window_end=WindowEnd.NEXT_WORKING_DAY)
COMPARED = ("outcome", "failed", "units", "refund_total_minor", "possible_total_minor")


@cache
def frames() -> tuple[pl.DataFrame, pl.DataFrame]:
    """Drawn orders, and some claimed within the guarantee but after the time for refunds, which only one policy grants."""
    late = [
        apart(f"day {day}", about(an_order(), a_claim(submitted_at=at(f"2024-02-{day}")))) for day in range(10, 25, 2)
    ]
    return frames_of([*some_cases(60), *chain.from_iterable(late)])


@cache
def expected() -> list[Row]:
    """The rows that differ, found one by one."""
    both = [decide_frame(*frames(), policy=policy).to_dicts() for policy in (POLICY_2023, GENEROUS)]
    moved = []
    for place, (a, b) in enumerate(zip(*both, strict=True)):
        if any(a[name] != b[name] for name in COMPARED):
            row = {"row": place, **{name: a[name] for name in ("claim_id", "order_id", "line_id")}}
            for name in COMPARED:
                row |= {f"{name}_a": a[name], f"{name}_b": b[name]}
            row["refund_currency"] = a["refund_currency"]
            for kind in ("refund", "possible"):
                row[f"{kind}_change_minor"] = b[f"{kind}_total_minor"] - a[f"{kind}_total_minor"]
            moved.append({**row, "fault": None})
    return moved


@in_the_default_run("pandas", "duckdb")
def test_items_that_move_are_told_with_what_they_were_and_become(engine: str) -> None:
    """In the order of the claims, and no others."""
    compared = compare_frame(*[native(engine, frame) for frame in frames()], POLICY_2023, GENEROUS)
    assert 5 < len(expected()) < len(frames()[1])
    assert names_of(compared) == list(expected()[0])
    assert sorted(rows_of(compared), key=lambda row: row["row"]) == expected()


def test_the_other_way_round_the_money_changes_its_sign() -> None:
    """What ``b`` gives more than ``a`` is what ``a`` gives less than ``b``."""
    there, back = compare_frame(*frames(), POLICY_2023, GENEROUS), compare_frame(*frames(), GENEROUS, POLICY_2023)
    for kind in ("refund", "possible"):
        assert there[f"{kind}_change_minor"].to_list() == (-back[f"{kind}_change_minor"]).to_list()
    assert there["outcome_a"].to_list() == back["outcome_b"].to_list()


def test_what_a_generous_policy_pays_is_a_change_above_zero() -> None:
    """A refund asked for on day 45 is refused under one and paid in full under the other."""
    lines, items = frames_of(about(an_order(), a_claim(submitted_at=at("2024-02-19"))))
    (row,) = compare_frame(lines, items, POLICY_2023, GENEROUS).to_dicts()
    assert (row["outcome_a"], row["outcome_b"]) == ("rejected", "approved")
    assert (row["refund_change_minor"], row["possible_change_minor"]) == (1990, 1990)
    (back,) = compare_frame(lines, items, GENEROUS, POLICY_2023).to_dicts()
    assert (back["refund_change_minor"], back["possible_change_minor"]) == (-1990, -1990)


def test_a_policy_beside_itself_moves_nothing() -> None:
    """No row is left."""
    assert len(compare_frame(*frames(), POLICY_2023, POLICY_2023)) == 0


@eager_engines
def test_malformed_rows_raise_or_come_along(engine: str) -> None:
    """With their fault; a deadline can be beyond the calendar under one policy alone."""
    late = about(
        an_order(order_id="A-2", placed_at=at("2199-10-20"), shipped_at=at("2199-10-20")),
        a_claim(submitted_at=at("2199-10-21")),
    )
    lines, items = [native(engine, frame) for frame in frames_of([*about(an_order(), a_claim()), *late])]
    longer = evolve(POLICY_2023, guarantee_days=90)
    with pytest.raises(
        InvalidValue, match="a bad row, row 1: claims: expected deadlines within the years of the calendar"
    ):
        compare_frame(lines, items, POLICY_2023, longer)
    (row,) = rows_of(compare_frame(lines, items, POLICY_2023, longer, on_error="mark"))
    told = {name: cell for name, cell in row.items() if cell is not None and not name.endswith("_a")}
    assert told == {
        "row": 1,
        "claim_id": "A-2, claim 1",
        "order_id": "A-2",
        "line_id": "ring",
        "refund_currency": "USD",
        "fault": "claims: expected deadlines within the years of the calendar",
    }


@in_the_default_run("polars", "polars-lazy")
def test_a_malformed_row_comes_along_beside_a_single_outcome(engine: str) -> None:
    """It has no outcome of its own, whichever place the only one has among the words."""
    lines, items = frames_of(about(an_order(), a_claim(submitted_at=at("2024-02-19"))))
    astray = items.with_columns(claim_id=pl.lit("astray"), order_id=pl.lit("nowhere"))
    both = native(engine, lines), native(engine, pl.concat([items, astray]))
    moved, marked = rows_of(compare_frame(*both, POLICY_2023, GENEROUS, on_error="mark"))
    assert (moved["outcome_a"], moved["outcome_b"], moved["fault"]) == ("rejected", "approved", None)
    assert (marked["outcome_a"], marked["outcome_b"]) == (None, None)
    assert marked["fault"] == "claims.order_id: expected an order that has lines"


@pytest.mark.parametrize("name", ["a", "b"])
def test_what_is_no_policy_is_refused(name: str) -> None:
    """By the name of the argument."""
    policies: dict[str, Any] = {"a": POLICY_2023, "b": POLICY_2023, name: "2023"}
    with pytest.raises(InvalidValue) as refusal:
        compare_frame(*frames(), **policies)
    assert str(refusal.value) == f"{name}: got '2023', expected a value of type Policy"
