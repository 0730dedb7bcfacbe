"""Which frames are accepted, of which kinds of column, and what is given back."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any

import duckdb
import narwhals as nw
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from cmoffer_policy import Inconsistent, InvalidValue, Problem
from cmoffer_policy.frames import CLAIMS, LINES, Kind, check_frame, decide_batches, decide_frame
from support.builders import a_claim, a_line, an_item, an_order, at, usd
from support.frame_cases import about, decided_as_objects, differences, frames_of
from support.frame_engines import LAZY, eager_engines, engines_that_keep_order, every_engine, native, rows_of

ENGINES = "a frame of pandas, polars (eager or lazy), pyarrow or DuckDB"
CASES = about(an_order(), a_claim(), a_claim(an_item(), submitted_at=at("2024-02-20"), evidence=[]))
BOUGHT, CLAIMED = frames_of(CASES)


@pytest.mark.parametrize(
    ("value", "got"),
    [
        ({"order_id": ["A-1"]}, "a value of type dict"),
        (BOUGHT.to_dicts(), "a value of type list"),
        (BOUGHT["order_id"], "a value of type Series"),
        (pd.Series(["A-1"]), "a value of type Series"),
        (None, "a value of type NoneType"),
    ],
    ids=["dict", "rows", "a column of polars", "a column of pandas", "nothing"],
)
def test_what_is_no_frame_of_these_engines_is_refused(value: object, got: str) -> None:
    """The message says what to use in its place."""
    for path, frames in (("lines", (value, CLAIMED)), ("claims", (BOUGHT, value))):
        with pytest.raises(InvalidValue) as refusal:
            decide_frame(*frames)
        assert str(refusal.value) == f"{path}: got {got}, expected {ENGINES}"


class OfAnotherEngine:
    """What narwhals takes for a frame of Dask, which needs no Dask to be refused."""

    _implementation = nw.Implementation.DASK

    def __narwhals_lazyframe__(self) -> OfAnotherEngine:
        return self

    def _with_version(self, _: object) -> OfAnotherEngine:
        return self


def test_another_engine_is_refused() -> None:
    """The message names those that are not."""
    for path, frames in (("lines", (OfAnotherEngine(), CLAIMED)), ("claims", (BOUGHT, OfAnotherEngine()))):
        with pytest.raises(InvalidValue) as refusal:
            decide_frame(*frames)
        assert str(refusal.value) == f"{path}: got a frame of dask, expected {ENGINES}"


@pytest.mark.parametrize(
    ("lines", "items", "got", "expected"),
    [
        ("polars", "pandas", "an eager frame of pandas", "an eager frame of polars"),
        ("pandas", "polars-lazy", "a lazy frame of polars", "an eager frame of pandas"),
        ("duckdb", "polars", "an eager frame of polars", "a lazy frame of duckdb"),
        ("polars", "polars-lazy", "a lazy frame of polars", "an eager frame of polars"),
        ("polars-lazy", "polars", "an eager frame of polars", "a lazy frame of polars"),
        ("pyarrow", "polars", "an eager frame of polars", "an eager frame of pyarrow"),
    ],
)
def test_two_frames_of_unlike_engines_are_refused(lines: str, items: str, got: str, expected: str) -> None:
    """Nothing is brought from one engine to the other in silence."""
    with pytest.raises(Inconsistent) as refusal:
        decide_frame(native(lines, BOUGHT), native(items, CLAIMED))
    assert str(refusal.value) == f"claims: got {got}, expected {expected}, like the lines"


def test_pandas_of_both_kinds_go_together() -> None:
    """They are one engine."""
    for lines, items in (("pandas", "pandas-arrow"), ("pandas-arrow", "pandas")):
        decided = rows_of(decide_frame(native(lines, BOUGHT), native(items, CLAIMED)))
        assert differences(decided, decided_as_objects(CASES)) == {}


@every_engine
def test_the_answer_is_a_frame_of_the_callers_kind(engine: str) -> None:
    """Lazy if the claims were."""
    items = native(engine, CLAIMED)
    assert type(decide_frame(native(engine, BOUGHT), items)) is type(items)


@pytest.mark.parametrize("engine", ["pandas", "pandas-arrow"])
def test_pandas_gets_columns_of_its_own_kind(engine: str) -> None:
    """Beside columns of Arrow come columns of Arrow, beside others such as can hold a null."""
    decided = decide_frame(native(engine, BOUGHT), native(engine, CLAIMED))
    added = [str(decided[name].dtype) for name in ("outcome", "submitted_on", "provisional", "refund_total_minor")]
    assert (
        added
        == {
            "pandas": ["str" if pd.__version__ >= "3" else "object", "datetime64[us]", "boolean", "Int64"],
            "pandas-arrow": ["string[pyarrow]", "timestamp[us][pyarrow]", "bool[pyarrow]", "int64[pyarrow]"],
        }[engine]
    )


def unpayable() -> tuple[pl.DataFrame, pl.DataFrame]:
    return BOUGHT, CLAIMED.with_columns(quantity=pl.lit(9, pl.Int64))


@eager_engines
def test_an_eager_frame_raises_unless_told_to_mark(engine: str) -> None:
    """What is there already can be refused at once."""
    lines, items = [native(engine, frame) for frame in unpayable()]
    with pytest.raises(InvalidValue, match="2 bad rows"):
        decide_frame(lines, items)
    assert {row["outcome"] for row in rows_of(decide_frame(lines, items, on_error="mark"))} == {None}


@pytest.mark.parametrize("engine", LAZY)
def test_a_lazy_frame_marks_unless_told_to_raise(engine: str) -> None:
    """Whoever plans a query looks at its result, not at an exception."""
    lines, items = [native(engine, frame) for frame in unpayable()]
    assert {row["outcome"] for row in rows_of(decide_frame(lines, items))} == {None}
    with pytest.raises(InvalidValue, match="2 bad rows"):
        decide_frame(lines, items, on_error="raise")


def test_another_way_to_deal_with_errors_is_refused() -> None:
    """There are two."""
    with pytest.raises(InvalidValue) as refusal:
        decide_frame(BOUGHT, CLAIMED, on_error="ignore")
    assert str(refusal.value) == "on_error: got 'ignore', expected 'raise' or 'mark'"


@pytest.mark.parametrize("edition", ["policy", "calendar"])
def test_what_is_no_edition_is_refused(edition: str) -> None:
    """As in ``decide``, before anything is read."""
    with pytest.raises(InvalidValue, match="a value of type"):
        decide_frame(BOUGHT, CLAIMED, **{edition: "2023"})


REQUIRED = [
    (path, column) for path, columns in (("lines", LINES), ("claims", CLAIMS)) for column in columns if column.required
]


@pytest.mark.parametrize(("path", "column"), REQUIRED, ids=lambda value: getattr(value, "name", value))
def test_a_column_that_is_needed_has_to_be_there(path: str, column: Any) -> None:
    """The message says what it holds."""
    lines, items = [
        frame.drop(column.name) if name == path else frame for name, frame in (("lines", BOUGHT), ("claims", CLAIMED))
    ]
    with pytest.raises(InvalidValue) as refusal:
        decide_frame(lines, items)
    assert str(refusal.value) == f"{path}.{column.name}: got no such column, expected a column with {column.holds}"


@pytest.mark.parametrize(
    ("path", "name", "misspelt"),
    [
        ("lines", "order_id", "Order_ID"),
        ("lines", "freight_minor", "freigth_minor"),
        ("lines", "set_id", "SET_ID"),
        ("claims", "quantity", "quantitiy"),
        ("claims", "misuse", "Misuse"),
        ("claims", "buyer_compensated", "buyer_compensate"),
    ],
)
def test_a_misspelt_column_is_not_passed_over(path: str, name: str, misspelt: str) -> None:
    """Else it would be taken for the caller's own, and the default would hold in its place."""
    frames = (("lines", BOUGHT), ("claims", CLAIMED))
    lines, items = [frame.rename({name: misspelt}) if each == path else frame for each, frame in frames]
    with pytest.raises(InvalidValue) as refusal:
        decide_frame(lines, items)
    assert str(refusal.value) == f"{path}: got a column '{misspelt}', expected '{name}', or another name"


@pytest.mark.parametrize("label", [0, (1, 2), None], ids=["number", "tuple", "none"])
def test_names_that_are_no_text_are_the_callers_own(label: object) -> None:
    """pandas has them; they come back as they were."""
    lines, items = [native("pandas", frame) for frame in (BOUGHT, CLAIMED)]
    lines[label], items[label] = "of the line", "of the claim"
    decided = decide_frame(lines, items)
    assert decided.columns[: len(items.columns)].equals(items.columns)
    assert set(decided[items.columns[-1]]) == {"of the claim"}
    assert len(check_frame(lines, items)) == 0


@pytest.mark.parametrize("engine", ["pandas", "pandas-arrow", "pyarrow", "duckdb"])
def test_a_name_that_is_there_twice_is_refused(engine: str) -> None:
    """Which of the columns is meant nobody knows."""
    frames = {"lines": native(engine, BOUGHT), "claims": native(engine, CLAIMED)}
    for path in frames:
        with pytest.raises(Inconsistent) as refusal:
            decide_frame(**(frames | {path: with_the_first_again(frames[path])}))
        assert refusal.value.code == "duplicate"
        first = "order_id" if path == "lines" else "claim_id"
        assert str(refusal.value) == (
            f"{path}: got columns '{first}' and '{first}', expected names that differ in more than case"
        )


def with_the_first_again(frame: Any) -> Any:
    if isinstance(frame, pd.DataFrame):
        return pd.concat([frame, frame.iloc[:, :1]], axis=1)
    if isinstance(frame, pa.Table):
        return frame.append_column(frame.field(0), frame.column(0))
    return frame.project(f"*, {frame.columns[0]}")


def check(lines: Any, items: Any) -> None:
    """The frames are decided as the cases that they were made of."""
    assert differences(rows_of(decide_frame(lines, items)), decided_as_objects(CASES)) == {}


@pytest.mark.parametrize(
    ("text", "number", "instant"),
    [
        ("category", "uint16", "datetime64[s, Asia/Kathmandu]"),
        ("object", "UInt16", "datetime64[ms, America/New_York]"),
        ("string", "int32", "datetime64[ns, UTC]"),
    ],
)
def test_pandas_can_keep_its_columns_in_any_way(text: str, number: str, instant: str) -> None:
    """Texts as categories or objects, numbers in small kinds, instants of other units and zones."""
    kinds = {
        Kind.TEXT: text,
        Kind.TITLE: text,
        Kind.TERM: text,
        Kind.NUMBER: number,
        Kind.BOOLEAN: "bool",
        Kind.INSTANT: instant,
    }
    lines, items = [
        native("pandas", frame).astype(
            {column.name: kinds[column.kind] for column in columns if not frame[column.name].null_count()}
        )
        for frame, columns in ((BOUGHT, LINES), (CLAIMED, CLAIMS))
    ]
    check(lines, items)


def an_enumeration(values: pl.Series) -> pl.Series:
    return values.cast(pl.Enum(values.drop_nulls().unique()))


def categories(values: pl.Series) -> pl.Series:
    return values.cast(pl.Categorical)


@pytest.mark.parametrize(
    ("text", "number", "instant"),
    [
        (categories, pl.UInt16, pl.Datetime("ms", "Asia/Kathmandu")),
        (an_enumeration, pl.Int128, pl.Datetime("us", "America/New_York")),
        (an_enumeration, pl.UInt64, pl.Datetime("ns", "UTC")),
    ],
)
def test_polars_can_keep_its_columns_in_any_way(
    text: Callable[[pl.Series], pl.Series], number: Any, instant: Any
) -> None:
    """Texts as categories or members of an enumeration, numbers in all kinds, instants of other units and zones."""
    kept = {
        Kind.TEXT: text,
        Kind.TITLE: text,
        Kind.TERM: text,
        Kind.NUMBER: lambda values: values.cast(number),
        Kind.BOOLEAN: lambda values: values,
        Kind.INSTANT: lambda values: values.cast(instant),
    }
    lines, items = [
        frame.with_columns([kept[column.kind](frame[column.name]) for column in columns])
        for frame, columns in ((BOUGHT, LINES), (CLAIMED, CLAIMS))
    ]
    check(lines, items)


def test_duckdb_can_keep_its_columns_in_any_way() -> None:
    """Texts as members of an enumeration, numbers in the smallest and the largest kinds; the caller's keep their types."""
    lines = duckdb.from_arrow(BOUGHT.to_arrow()).project(
        "* REPLACE (quantity::UTINYINT AS quantity, settled::UBIGINT AS settled, "
        "unit_price_minor::HUGEINT AS unit_price_minor, order_discount_minor::SMALLINT AS order_discount_minor)"
    )
    items = duckdb.from_arrow(CLAIMED.to_arrow()).project(
        "* REPLACE (remedy::ENUM('replacement', 'refund') AS remedy, quantity::UTINYINT AS quantity, "
        'item_no::HUGEINT AS item_no), NULL::HUGEINT AS "none "" at all"'
    )
    decided = decide_frame(lines, items)
    assert differences(rows_of(decided), decided_as_objects(CASES)) == {}
    assert decided.types[: len(items.types)] == items.types


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("'101'::BIT", "BIT"),
        ("['101'::BIT]", "BIT[]"),
        ("'10:00:00+05:30'::TIMETZ", "TIME WITH TIME ZONE"),
        ("{'bits': 1, 'times': ['10:00:00+05:30'::TIMETZ]}", "STRUCT(bits INTEGER, times TIME WITH TIME ZONE[])"),
        ("MAP {'a': '101'::BIT}", "MAP(VARCHAR, BIT)"),
        ("['101'::BIT]::BIT[1]", "BIT[1]"),
        ("(2::UHUGEINT ** 3)::UHUGEINT", "UHUGEINT"),
    ],
)
def test_columns_of_duckdb_that_would_change_are_refused(value: str, kind: str) -> None:
    """Arrow has no such type: bits would be filled up to bytes, and offsets and the largest numbers lost."""
    lines, items = [native("duckdb", frame) for frame in (BOUGHT, CLAIMED)]
    theirs = items.project(f"*, {value} AS mine")
    calls: list[Callable[[], object]] = [
        lambda: decide_frame(lines, theirs),
        lambda: list(decide_batches(lines, theirs, progress=False)),
    ]
    for call in calls:
        with pytest.raises(InvalidValue) as refusal:
            call()
        assert str(refusal.value) == (
            f"claims.mine: got a column of {kind}, "
            "expected a column of another type, such as text, as it would not come back unchanged"
        )
    assert len(rows_of(decide_frame(lines.project(f"*, {value} AS mine"), items))) == len(CLAIMED)
    as_text = decide_frame(lines, items.project(f"*, ({value})::VARCHAR AS mine, {{'BIT': [1]}} AS bits"))
    assert as_text.project("mine").fetchall() == items.project(f"({value})::VARCHAR").fetchall()


def test_duckdb_is_asked_once() -> None:
    """What a relation comes to can differ from one evaluation to the next; the answers stand beside what was read."""
    asked: list[str] = []

    def counted(name: str) -> str:
        asked.append(name)
        return name

    duckdb.create_function("counted", counted, [str], str, side_effects=True)
    lines, items = [
        duckdb.from_arrow(frame.to_arrow()).project("* REPLACE (counted(order_id) AS order_id)")
        for frame in (BOUGHT, CLAIMED)
    ]
    assert len(rows_of(decide_frame(lines, items))) == len(CLAIMED)
    assert len(asked) == len(BOUGHT) + len(CLAIMED)


@engines_that_keep_order
def test_rows_without_numbers_are_items_in_their_order(engine: str) -> None:
    """The first takes its units first, and so another share of the cent that does not divide."""
    order = an_order(a_line("ring", quantity=3, unit_price=usd("10.00"), discount=usd("0.01")))
    claim = a_claim(an_item("ring", quantity=2), an_item("ring", Problem.WRONG_SIZE))
    lines, items = frames_of([(order, claim)])
    unnumbered = decide_frame(native(engine, lines), native(engine, items.drop("item_no")))
    assert [row["refund_goods_minor"] for row in rows_of(unnumbered)] == [1999, 1000]


@pytest.mark.parametrize("library", ["narwhals", "numpy", "pyarrow"])
def test_without_its_libraries_the_message_names_the_extra(library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever has not installed the extra reads what to install."""
    for name in [name for name in sys.modules if name.startswith("cmoffer_policy.frames")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(ImportError) as missing:
        import_module("cmoffer_policy.frames")
    assert str(missing.value) == (
        f"frames need {library}: install it with the extra frames, as in cmoffer-policy[frames]"
    )
    assert missing.value.name == library


def test_no_engine_is_loaded_before_it_is_used() -> None:
    """Whoever has one engine does not pay for another, nor needs it."""
    code = "import sys, cmoffer_policy.frames; print({'pandas', 'polars', 'duckdb'} & set(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert loaded.stdout == "set()\n"
