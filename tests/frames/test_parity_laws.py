"""Drawn cases and editions, spoilt ones too: a frame is decided as ``OrderClaims`` decides, however its rows are arranged."""

from __future__ import annotations

from typing import Any

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from cmoffer_policy import Policy, WorkCalendar
from cmoffer_policy.frames import CLAIMS, LINES, Column, check_frame, decide_frame, decisions_frame
from cmoffer_policy.testing import policies, work_calendars
from support.draws import at_most
from support.frame_cases import (
    Case,
    but_for_documents,
    by_key,
    decided_as_objects,
    decided_together,
    differences,
    frames_of,
    many_cases,
    record_of,
    records,
)
from support.frame_engines import rows_of
from support.frame_faults import refused_orders, spoilt_frames


@at_most(25)
@given(many_cases(), policies(), st.one_of(st.none(), work_calendars()))
def test_polars_decides_as_the_scalar_code_does(
    cases: list[Case], policy: Policy, calendar: WorkCalendar | None
) -> None:
    """Row by row, under any edition and on any calendar."""
    edition: dict[str, Any] = {"policy": policy, "calendar": calendar}
    assert differences(decided_together("polars", cases, **edition), decided_as_objects(cases, **edition)) == {}


@at_most(10)
@given(many_cases(3), policies())
def test_a_row_says_what_is_decided_of_its_claim_among_all_claims_of_the_order(
    cases: list[Case], policy: Policy
) -> None:
    """Claim by claim, as ``OrderClaims.decide`` answers for one of them."""
    decisions = [
        record.decide(claim.claim_id, policy=policy) for record in records(cases).values() for claim in record.claims
    ]
    expected = rows_of(decisions_frame(decisions, backend=pl))
    assert differences(decided_together("polars", cases, policy=policy), expected) == {}


@at_most(10)
@given(many_cases())
def test_items_count_as_their_rows_do(cases: list[Case]) -> None:
    """Without numbers the items of a claim take their units in the order of the rows."""
    lines, items = frames_of(cases)
    unnumbered = decide_frame(lines, items.drop("item_no"))
    assert unnumbered.rows() == decide_frame(lines, items).drop("item_no").rows()


def filled(frame: pl.DataFrame, column: Column) -> pl.DataFrame:
    """The frame with nothing but the default in a column."""
    return frame.with_columns(pl.lit(column.default, dtype=frame.schema[column.name]).alias(column.name))


optional = st.sampled_from([column for column in (*LINES, *CLAIMS) if not column.required and column.name != "item_no"])


@at_most(10)
@given(many_cases(3), st.sets(optional, min_size=1, max_size=8))
def test_a_column_left_out_holds_its_default(cases: list[Case], left_out: set[Column]) -> None:
    """On whatever rows: with the default written out, the answers and the faults are the same."""
    lines, items = frames_of(cases)
    bare_lines, bare_items = lines, items
    for column in left_out:
        if column in LINES:
            lines, bare_lines = filled(lines, column), bare_lines.drop(column.name)
        else:
            items, bare_items = filled(items, column), bare_items.drop(column.name)
    written_out, bare = [
        by_key(rows_of(decide_frame(*frames, on_error="mark"))) for frames in ((lines, items), (bare_lines, bare_items))
    ]
    assert bare == written_out


def is_accepted(lines: pl.DataFrame, items: pl.DataFrame, order_id: str | None) -> bool:
    """Whether the rows about an order make an order with claims that can be decided."""
    of_order = pl.format("{} of {}", "claim_id", pl.col("order_id").fill_null(""))  # as claims can share an id
    items = items.with_columns(claim_id=pl.when(pl.col("claim_id").str.contains(r"\S")).then(of_order))
    try:
        record_of(lines, items, order_id).decisions()
    except (ValueError, TypeError):
        return False
    return True


@at_most(25)
@given(spoilt_frames())
def test_rows_are_bad_where_the_scalar_code_refuses_their_order(frames: tuple[pl.DataFrame, pl.DataFrame]) -> None:
    """A claim is decided if and only if the constructors and ``OrderClaims`` take what the rows of its order say."""
    decided = decide_frame(*frames, on_error="mark")
    for (order_id,), rows in decided.group_by("order_id"):
        assert set(rows["fault"].is_null()) == {is_accepted(*frames, order_id)}, rows.rows(named=True)


@at_most(25)
@given(spoilt_frames())
def test_lines_are_sound_where_the_constructors_take_them(frames: tuple[pl.DataFrame, pl.DataFrame]) -> None:
    """An order without a fault is one that can be made of its rows, and the other way round."""
    lines, items = frames
    faulty = {lines["order_id"][row["row"]] for row in check_frame(lines, items).to_dicts() if row["frame"] == "lines"}
    assert faulty == refused_orders(lines)


@at_most(25)
@given(many_cases(3))
def test_rows_become_the_same_order_and_claims_again(cases: list[Case]) -> None:
    """Decided alike; only documents are not told apart from others that prove as much."""
    lines, items = frames_of(cases)
    for order_id, record in records(cases).items():
        assert but_for_documents(record_of(lines, items, order_id)) == but_for_documents(record)
