"""Columns as joins and exports leave them: whole numbers as ids, floats, columns without a value, lines nobody claims."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from cmoffer_policy import POLICY_2023, InvalidValue, OrderClaims
from cmoffer_policy.frames import CLAIMS, LINES, check_frame, compare_frame, decide_frame, order_claims_of, results
from support.builders import a_claim, a_line, an_item, an_order, usd
from support.frame_cases import ANSWERS, about, frames_of, some_cases
from support.frame_engines import EAGER, LAZY, every_engine, native, rows_of
from support.frame_faults import AN_ID


def answers(lines: Any, items: Any, **options: Any) -> list[dict[str, Any]]:
    rows = sorted(rows_of(decide_frame(lines, items, **options)), key=lambda row: row["n"])
    return [{name: row[name] for name in ANSWERS} for row in rows]


@cache
def numbered() -> tuple[pl.DataFrame, pl.DataFrame]:
    """Cases with whole numbers for ids, written as text, several claims about an order."""
    lines, items = frames_of(some_cases(30))
    ids = {
        name: dict(
            zip(
                pl.concat([frame[name] for frame in (lines, items) if name in frame.columns]).unique(
                    maintain_order=True
                ),
                map(str, range(8, 100_000)),
                strict=False,
            )
        )
        for name in ("order_id", "claim_id", "line_id")
    }
    lines, items = [
        frame.with_columns(pl.col(name).replace_strict(ids[name]) for name in ids if name in frame.columns)
        for frame in (lines, items)
    ]
    return lines, items.with_columns(n=pl.int_range(pl.len()))


@cache
def answers_to_numbered() -> list[dict[str, Any]]:
    return answers(*numbered())


def as_numbers(frame: pl.DataFrame, kind: Any = pl.Int64) -> pl.DataFrame:
    ids = [name for name in ("order_id", "claim_id", "line_id") if name in frame.columns]
    return frame.with_columns(pl.col(ids).cast(kind))


@every_engine
def test_ids_can_be_whole_numbers(engine: str) -> None:
    """They count as their digits: 10 comes before 9, as it does among texts."""
    lines, items = numbered()
    expected = answers_to_numbered()
    assert answers(native(engine, as_numbers(lines)), native(engine, as_numbers(items))) == expected
    assert answers(native(engine, as_numbers(lines, pl.UInt32)), native(engine, items)) == expected


def categorised(frame: pl.DataFrame, name: str, categories: list[Any]) -> pd.DataFrame:
    """The frame in pandas with the first category in all rows of a column."""
    return native("pandas", frame).assign(**{name: pd.Categorical([categories[0]] * len(frame), categories)})


def test_ids_can_be_categories_of_whole_numbers() -> None:
    """They count as their digits, as whole numbers do."""
    lines, items = frames_of(about(an_order(), a_claim()))
    decided = decide_frame(*[categorised(frame, "order_id", [7, 8]) for frame in (lines, items)])
    assert decided["outcome"].tolist() == ["approved"]


@pytest.mark.parametrize(
    ("categories", "got"),
    [
        ([1.0, 2.0], "values of type double"),
        ([True, False], "values of type bool"),
        ([date(2024, 1, 3)], "values of type date32[day]"),
        ([pd.Timestamp("2024-01-03").as_unit("us")], "values of type timestamp"),
        ([b"A-1"], "values of type binary"),
        ([b"\xff"], "values of type binary"),
        ([(1, 2), (3,)], "values of type list<item: int64>"),
        ([1, "2"], "values that do not fit into one type"),
        ([2**100, 1], "values that do not fit into one type"),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value[0]).__name__,
)
def test_categories_are_of_the_type_of_the_column(categories: list[Any], got: str) -> None:
    """Else 1.0 would be the id "1.0" there, while a plain column of floats is refused."""
    lines, items = frames_of(about(an_order(), a_claim()))
    for name, holds in (("order_id", "text or whole numbers"), ("problem", "text")):
        with pytest.raises(InvalidValue) as refusal:
            decide_frame(native("pandas", lines), categorised(items, name, categories), on_error="mark")
        assert refusal.value.path == f"claims.{name}"
        assert refusal.value.got.startswith(f"a column of Categorical with {got}")
        assert refusal.value.expected == f"a column of {holds}"


def test_the_words_of_a_dictionary_are_of_the_type_of_the_column() -> None:
    """In tables of pyarrow as well; a name is no number."""
    lines, items = [frame.to_arrow() for frame in frames_of(about(an_order(), a_claim()))]
    for name, values, got in (("claim_id", [1.5], "double"), ("problem", [1], "int64")):
        words = pa.array(values).dictionary_encode()
        with pytest.raises(InvalidValue) as refusal:
            decide_frame(lines, items.set_column(items.column_names.index(name), name, words), on_error="mark")
        assert refusal.value.got == f"a column of Categorical with values of type {got}"


def in_views(frame: pl.DataFrame) -> pa.Table:
    """The frame in pyarrow with its texts as views."""
    fields = [
        field.with_type(pa.string_view()) if frame.schema[field.name] == pl.String else field
        for field in frame.to_arrow().schema
    ]
    return frame.to_arrow().cast(pa.schema(fields))


def test_texts_can_be_views_of_pyarrow() -> None:
    """Where rows are picked as well: of lines that nobody claims, of rows decided alone, of objects, of what moved."""
    order = an_order(a_line("ring", title="Silver ring"))
    lines, items = frames_of([*about(order, a_claim()), *about(an_order(order_id="A-2"), a_claim())])
    astray = items.head(1).with_columns(order_id=pl.lit("nowhere"))
    some = pl.concat([items.head(1), astray])
    views, claimed = in_views(lines), in_views(some)
    expected = decide_frame(lines, some, on_error="mark")
    decided = decide_frame(views, claimed, on_error="mark")
    assert decided.schema.field("order_id").type == pa.string_view()
    assert decided["fault"].to_pylist() == expected["fault"].to_list()
    assert decided["outcome"].to_pylist() == ["approved", None]
    assert len(check_frame(views, claimed)) == 1
    moved = compare_frame(views, claimed, POLICY_2023, POLICY_2023, on_error="mark")
    assert moved["order_id"].to_pylist() == ["nowhere"]
    asked = [items["claim_id"][0]]
    assert order_claims_of(views, in_views(items), asked) == order_claims_of(lines, items, asked)


def test_half_a_character_is_refused_with_its_row() -> None:
    """Only pandas can hold it, as an object."""
    lines, items = [native("pandas", frame) for frame in frames_of(about(an_order(), a_claim(), a_claim()))]
    problems = pd.Series(["broken", "\ud800"], dtype=object)
    with pytest.raises(InvalidValue) as refusal:
        decide_frame(lines, items.assign(problem=problems), on_error="mark")
    assert refusal.value.code == "not_unicode"
    assert str(refusal.value) == (
        "claims.problem[1]: got '\\ud800', expected whole characters, no halves of surrogate pairs"
    )


def test_ids_can_be_numbers_far_apart() -> None:
    """No table is made of all that lies between them."""
    lines, items = frames_of(
        [*about(an_order(order_id="1"), a_claim()), *about(an_order(order_id=str(2**62)), a_claim())]
    )
    claims = items.with_columns(claim_id=pl.int_range(pl.len()) * 2**61 - 7, order_id=pl.col("order_id").cast(pl.Int64))
    decided = decide_frame(lines.with_columns(pl.col("order_id").cast(pl.Int64)), claims)
    assert decided["outcome"].to_list() == ["approved", "approved"]


@pytest.mark.parametrize(("kind", "ids"), [(pl.Int128, [-5, -6]), (pl.UInt128, [2**100, 2**100 + 1])])
def test_ids_beyond_64_bits_stay_apart(kind: Any, ids: list[int]) -> None:
    """Two orders of one line each keep all of their freight, and a fault shows the whole id."""
    orders = [an_order(order_id=str(each), freight=usd("4.00")) for each in ids]
    lines, items = [
        frame.with_columns(
            pl.col("order_id").replace_strict(dict(zip(map(str, ids), ids, strict=True)), return_dtype=kind)
        )
        for frame in frames_of([case for order in orders for case in about(order, a_claim())])
    ]
    decided = decide_frame(lines, items)
    assert decided["refund_freight_minor"].to_list() == [400, 400]
    assert decided["order_id"].to_list() == ids
    asked = items["claim_id"].to_list()
    assert [each.order.order_id for each in order_claims_of(lines, items, asked).values()] == [
        str(each) for each in ids
    ]
    twice = check_frame(pl.concat([lines, lines.tail(1)]).with_columns(line_id=pl.col("order_id")), items)
    assert (2, "line_id", str(ids[1])) in twice.select("row", "column", "value").rows()


def test_objects_have_the_digits_as_ids() -> None:
    """A number asks for the claim as its digits do."""
    lines, items = numbered()
    claim_id = items["claim_id"][0]
    by_number = order_claims_of(as_numbers(lines), as_numbers(items), [int(claim_id)])
    assert by_number == order_claims_of(lines, items, [claim_id])
    assert isinstance(by_number[claim_id], OrderClaims)


@every_engine
def test_whole_floats_count_as_whole_numbers(engine: str) -> None:
    """As joins make them beside a null, in every column of counts and amounts."""
    lines, items = numbered()
    counts = [[column.name for column in columns if column.kind.name == "NUMBER"] for columns in (LINES, CLAIMS)]
    floats = [
        native(engine, frame.with_columns(pl.col(names).cast(pl.Float64)))
        for frame, names in zip((lines, items), counts, strict=True)
    ]
    assert answers(*floats) == answers_to_numbered()


@every_engine
@pytest.mark.parametrize(("value", "got"), [(1.5, "1.5"), (float("inf"), "inf"), (2.0**53 + 2, "9007199254740994.0")])
def test_a_float_that_is_not_whole_is_refused_with_its_row(engine: str, value: float, got: str) -> None:
    """So is one so large that it does not say which number was meant."""
    lines, items = frames_of(about(an_order(a_line(quantity=3)), a_claim(), a_claim()))
    quantity = pl.Series([1.0, value])
    with pytest.raises(InvalidValue) as refusal:
        decide_frame(native(engine, lines), native(engine, items.with_columns(quantity=quantity)), on_error="mark")
    assert str(refusal.value) == (f"claims.quantity: got {got} in row 1 of a column of Float64, expected whole numbers")


@pytest.mark.parametrize(("kind", "most"), [(np.float16, 2**11 - 1), (np.float32, 2**24 - 1), (np.float64, 2**53 - 1)])
def test_a_float_counts_up_to_where_each_number_has_its_own(kind: Any, most: int) -> None:
    """The next one is what the next but one is rounded to as well, so that nobody knows which was meant."""
    lines, items = frames_of(about(an_order(), a_claim()))

    def marked(price: int) -> list[str | None]:
        given = native("pandas", lines).assign(unit_price_minor=np.array([price], kind))
        return decide_frame(given, native("pandas", items), on_error="mark")["refund_total_minor"].tolist()

    assert marked(min(most, 10**12)) == [min(most, 10**12)]
    for price in (most + 1, most + 2):
        with pytest.raises(InvalidValue) as refusal:
            marked(price)
        assert refusal.value.got == f"{most + 1}.0 in row 0 of a column of {kind.__name__.title()}"


def test_decimals_count_if_they_are_whole() -> None:
    """Sums of DuckDB come as decimals; a fraction is refused with its row, and one out of range is a fault."""
    lines, items = frames_of(about(an_order(), a_claim(), a_claim()))
    prices = pl.Series(["1990.00"]).cast(pl.Decimal(12, 2))
    assert decide_frame(lines.with_columns(unit_price_minor=prices), items)["refund_total_minor"].sum() == 1990
    with pytest.raises(InvalidValue) as refusal:
        decide_frame(lines.with_columns(unit_price_minor=prices / 3), items)
    assert "in row 0 of a column of Decimal" in str(refusal.value)


OPTIONAL = [
    (path, column)
    for path, columns in (("lines", LINES), ("claims", CLAIMS))
    for column in columns
    if not column.required
]


KINDS = (pl.Null, pl.Float64, pl.String, pl.Int8, pl.Boolean)


@pytest.mark.parametrize(
    ("engine", "turns"),
    [(engine, range(len(KINDS)) if engine == "polars" else [0]) for engine in (*EAGER, *LAZY)],
    ids=[*EAGER, *LAZY],
)
def test_an_optional_column_without_a_value_counts_as_not_there(engine: str, turns: Iterable[int]) -> None:
    """Whatever its type: an empty column of an export has any. Each engine meets each type, polars in each column."""
    lines, items = frames_of(about(an_order(a_line(quantity=2)), a_claim(), a_claim(an_item())))
    items = items.with_columns(n=pl.int_range(pl.len()))
    names = [[column.name for where, column in OPTIONAL if where == path] for path in ("lines", "claims")]
    bare = answers(lines.drop(names[0]), items.drop(names[1]))
    kinds = KINDS[1:] if engine == "duckdb" else KINDS  # in which nothing is of no type
    for turn in turns:
        given = [
            frame.with_columns(
                [pl.lit(None, kinds[(place + turn) % len(kinds)]).alias(name) for place, name in enumerate(of_frame)]
            )
            for frame, of_frame in zip((lines, items), names, strict=True)
        ]
        assert answers(*[native(engine, frame) for frame in given]) == bare


def test_empty_columns_of_objects_in_pandas_count_as_not_there() -> None:
    """Nothing tells what they would hold."""
    lines, items = frames_of(about(an_order(), a_claim()))
    claims = native("pandas", items).assign(approved_at=pd.Series([None], dtype=object), production=float("nan"))
    assert decide_frame(native("pandas", lines), claims)["outcome"].tolist() == ["approved"]


def test_a_column_that_is_needed_may_not_be_empty() -> None:
    """Every row says so."""
    lines, items = frames_of(about(an_order(a_line(quantity=2)), a_claim(), a_claim()))
    decided = decide_frame(lines, items.with_columns(line_id=pl.lit(None)), on_error="mark")
    assert decided["fault"].to_list() == [f"claims.line_id: expected {AN_ID}"] * 2


def test_lines_of_orders_that_nobody_claims_are_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even where they are malformed: they cost nothing and stop nothing."""
    lines, items = frames_of(about(an_order(order_id="claimed"), a_claim()))
    others = pl.concat(
        [lines.with_columns(order_id=pl.lit(f"other {n}"), quantity=pl.lit(n - 1, pl.Int64)) for n in range(5)]
    )
    monkeypatch.setattr(results, "answers_to", None)
    assert decide_frame(pl.concat([others, lines]), items)["outcome"].to_list() == ["approved"]


def test_items_without_numbers_are_numbered_in_duckdb_too() -> None:
    """In the order in which DuckDB gives them; a claim is worth the same whichever its first item is."""
    order = an_order(a_line("ring", quantity=3))
    lines, items = frames_of(about(order, a_claim(an_item("ring"), an_item("ring", quantity=2))))
    decided = rows_of(decide_frame(native("duckdb", lines), native("duckdb", items.drop("item_no")), on_error="raise"))
    assert sum([row["refund_total_minor"] for row in decided]) == order.paid.minor


@every_engine
@pytest.mark.parametrize("with_a_fault", [False, True])
def test_the_types_of_the_answer_are_the_same_with_and_without_faults(engine: str, *, with_a_fault: bool) -> None:
    """A fault makes nulls of the other answers, but no other types."""
    lines, items = frames_of(about(an_order(a_line(quantity=2)), a_claim(), a_claim()))
    if with_a_fault:
        items = items.with_columns(quantity=pl.Series([1, 0]))
    decided = decide_frame(native(engine, lines), native(engine, items), on_error="mark")
    for name, kind in TYPES[engine].items():
        assert str(type_of(decided, name)) == kind, name


def type_of(frame: Any, name: str) -> Any:
    if isinstance(frame, pl.LazyFrame):
        return frame.collect_schema()[name]
    if isinstance(frame, pa.Table):
        return frame.schema.field(name).type
    if isinstance(frame, duckdb.DuckDBPyRelation):
        return frame.types[frame.columns.index(name)]
    return frame[name].dtype


_TEXT = "str" if pd.__version__ >= "3" else "object"
_POLARS = {
    "outcome": "String",
    "submitted_on": "Date",
    "provisional": "Boolean",
    "refund_total_minor": "Int64",
    "fault": "String",
}
TYPES = {
    "pandas": {
        "outcome": _TEXT,
        "submitted_on": "datetime64[us]",
        "provisional": "boolean",
        "refund_total_minor": "Int64",
        "fault": _TEXT,
    },
    "pandas-arrow": {
        "outcome": "string[pyarrow]",
        "submitted_on": "timestamp[us][pyarrow]",
        "provisional": "bool[pyarrow]",
        "refund_total_minor": "int64[pyarrow]",
        "fault": "string[pyarrow]",
    },
    "polars": _POLARS,
    "polars-lazy": _POLARS,
    "pyarrow": {
        "outcome": "string",
        "submitted_on": "date32[day]",
        "provisional": "bool",
        "refund_total_minor": "int64",
        "fault": "string",
    },
    "duckdb": {
        "outcome": "VARCHAR",
        "submitted_on": "DATE",
        "provisional": "BOOLEAN",
        "refund_total_minor": "BIGINT",
        "fault": "VARCHAR",
    },
}
