"""Every fault of two frames, with the row, the column and the value, whether it is claimed of or not."""

from __future__ import annotations

from functools import cache
from typing import Any

import polars as pl
import pyarrow as pa
import pytest

from cmoffer_policy import InvalidValue
from cmoffer_policy.frames import check_frame, decide_frame
from support.builders import a_claim, a_line, an_item, an_order, at
from support.frame_cases import about, frames_of, some_cases
from support.frame_engines import (
    Row,
    engines_that_keep_order,
    every_engine,
    in_the_default_run,
    names_of,
    native,
    rows_of,
)
from support.frame_faults import SPOILT, frames_with, one_by_one, refused_orders

AMOUNT = "a whole number from 0 to 1000000000000"


def told(lines: Any, items: Any) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in rows_of(check_frame(lines, items))]


def spoilt(frame: pl.DataFrame, **cells: dict[int, Any]) -> pl.DataFrame:
    """The frame with other values in some cells, by column and row."""
    columns = {name: frame[name].to_list() for name in frame.columns}
    for name, changed in cells.items():
        for row, value in changed.items():
            columns[name][row] = value
    return pl.DataFrame(columns, frame.schema)


@every_engine
def test_sound_frames_have_no_faults(engine: str) -> None:
    """The answer is an empty frame of the same kind, with its columns."""
    lines, items = [native(engine, frame) for frame in frames_of(some_cases(30))]
    found = check_frame(lines, items)
    assert type(found) is type(items)
    assert names_of(found) == ["frame", "row", "column", "value", "expected"]
    assert rows_of(found) == []


@engines_that_keep_order
def test_all_faults_are_named_at_once(engine: str) -> None:
    """All bad cells of a row, lines that nobody claims, orders that do not fit together, claims that do not fit them."""
    orders = [an_order(a_line("ring", quantity=2), a_line("chain"), order_id=name) for name in ("A", "B", "C", "D")]
    cases = [case for order in orders for case in about(order, a_claim(an_item("ring"), an_item("chain")))]
    lines, items = frames_of(cases)
    lines = spoilt(lines, quantity={0: 0}, discount_minor={0: -1, 3: 5000}, freight_minor={5: 7}, settled={1: None})
    items = spoilt(items, order_id={2: "A", 3: "A"}, quantity={6: 3, 7: 0}, problem={7: "Broken"})
    assert told(native(engine, lines), native(engine, items)) == [
        ("lines", 0, "quantity", "0", "a whole number from 1 to 1000000"),
        ("lines", 0, "discount_minor", "-1", AMOUNT),
        ("lines", 1, "settled", None, "a whole number from 0 to 1000000"),
        ("lines", 3, "discount_minor", "5000", "at most the list value of the line"),
        ("lines", 5, "freight_minor", "7", "the same on all rows of the order"),
        ("claims", 7, "problem", "Broken", SPOILT_PROBLEM),
        ("claims", 7, "quantity", "0", "a whole number from 1 to 1000000"),
    ]


SPOILT_PROBLEM = (
    "one of wrong_item, broken, defective, wrong_birthstone, wrong_engraving, wrong_size, not_as_described, lost, "
    "change_of_mind, not_attributable"
)


def test_claims_that_do_not_fit_their_order_are_named_with_what_stands_there() -> None:
    """A day as a day, text as it is, a number as its digits."""
    order = an_order(a_line("ring", quantity=2))
    lines, items = frames_of(about(order, a_claim(), a_claim(), a_claim()))
    items = spoilt(items, line_id={0: "chain"}, quantity={1: 3}, submitted_at={2: at("2024-01-02 12:00")})
    assert told(lines, items) == [
        ("claims", 0, "line_id", "chain", "a line of the order"),
        ("claims", 1, "quantity", "3", "at most the units left on the line, over all items of the claim"),
        (
            "claims",
            2,
            "submitted_at",
            "2024-01-02T04:00:00+00:00",
            "placed_at or later, when the order was placed",
        ),
    ]


@engines_that_keep_order
def test_rows_that_are_there_twice_are_named(engine: str) -> None:
    """Without numbers an item that is there twice would be two items."""
    lines, items = frames_of(about(an_order(a_line("ring", quantity=4)), a_claim(an_item("ring")), a_claim()))
    twice = pl.concat([items, items]).drop("item_no")
    assert decide_frame(lines, twice)["fault"].null_count() == 4
    assert told(native(engine, lines), native(engine, twice)) == [
        ("claims", 2, None, None, "a row other than row 0"),
        ("claims", 3, None, None, "a row other than row 1"),
    ]
    assert told(native(engine, pl.concat([lines, lines])), native(engine, items)) == [
        ("lines", 1, "line_id", "ring", "an id used once in the order"),
        ("lines", 1, None, None, "a row other than row 0"),
    ]


@cache
def marked() -> list[Row]:
    """What ``decide_frame`` says of all bad rows."""
    return decide_frame(*frames_with(SPOILT), on_error="mark").to_dicts()


@in_the_default_run("pandas", "duckdb")
def test_every_spoilt_row_is_named(engine: str) -> None:
    """What ``decide_frame`` says is wrong with a claim or its order is found, and nothing of the sound ones."""
    lines, items = frames_with(SPOILT)
    found = rows_of(check_frame(native(engine, lines), native(engine, items.drop("n"))))
    bad_orders = {lines["order_id"][row["row"]] for row in found if row["frame"] == "lines"}
    bad_claims = {items["claim_id"][row["row"]] for row in found if row["frame"] == "claims"}
    for row in marked():
        if row["fault"] and not row["fault"].startswith(("another", "lines")):
            assert row["claim_id"] in bad_claims
        if row["fault"] and row["fault"].startswith("lines"):
            assert row["order_id"] in bad_orders
    assert "sound" not in bad_orders | bad_claims


def test_lines_are_sound_where_the_constructors_take_them() -> None:
    """Every column with every value, one at a time: an order without a fault is one that can be made of its rows."""
    lines, items = one_by_one()
    faulty = {lines["order_id"][row["row"]] for row in check_frame(lines, items).to_dicts() if row["frame"] == "lines"}
    assert faulty == refused_orders(lines)
    assert 20 < len(faulty) < lines["order_id"].n_unique() - 20


def test_a_column_of_another_type_raises() -> None:
    """There are no rows to name."""
    lines, items = frames_of(about(an_order(), a_claim()))
    with pytest.raises(InvalidValue) as refusal:
        check_frame(lines, items.with_columns(quantity=pl.lit("1")))
    assert str(refusal.value) == "claims.quantity: got a column of String, expected a column of whole numbers"


def test_claims_without_any_lines_are_about_orders_that_nobody_knows() -> None:
    """Of the lines there is nothing to say."""
    lines, items = frames_of(some_cases(3))
    assert {fault[0] for fault in told(lines.head(0), items)} == {"claims"}


def test_lines_without_any_claims_are_looked_at() -> None:
    """What is wrong with an order is wrong whether it is claimed of or not."""
    lines, items = frames_of(some_cases(3))
    assert told(spoilt(lines, quantity={0: 0}), items.head(0)) == [
        ("lines", 0, "quantity", "0", "a whole number from 1 to 1000000"),
    ]


def test_an_amount_beyond_64_bits_and_an_instant_beyond_the_calendar_are_shown() -> None:
    """Neither can be read as it stands; both are named with their row."""
    lines, items = frames_of(some_cases(3))
    large = lines.with_columns(unit_price_minor=pl.Series([2**63] * len(lines), dtype=pl.UInt64))
    assert ("lines", 0, "unit_price_minor") in [fault[:3] for fault in told(large, items)]
    table = lines.to_arrow()
    late = pa.array([10**12] * len(lines), pa.timestamp("s", "UTC"))
    table = table.set_column(table.column_names.index("placed_at"), "placed_at", late)
    assert ("lines", 0, "placed_at") in [fault[:3] for fault in told(table, items.to_arrow())]
