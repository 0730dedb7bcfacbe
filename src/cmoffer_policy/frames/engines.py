"""The edge: frames of each engine to rows, and rows to frames of the same engine."""

# pyright: reportAttributeAccessIssue=false
# pyarrow makes its functions of columns when it is imported, so that nothing declares them.

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from types import ModuleType
from typing import Any, TypeAlias, cast

import narwhals as nw
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from attrs import frozen
from narwhals.exceptions import DuplicateError
from narwhals.typing import EagerAllowed, IntoBackend

from cmoffer_policy.errors import Inconsistent, InvalidValue, shown, step
from cmoffer_policy.frames.columns import CLAIMS, Column, Kind
from cmoffer_policy.frames.rows import Row
from cmoffer_policy.frames.segments import Integers

Frame: TypeAlias = "nw.DataFrame[Any] | nw.LazyFrame[Any]"
"""A frame of any engine, eager or lazy."""
Backend: TypeAlias = IntoBackend[EagerAllowed]
"""A library of eager frames, or its name."""

PANDAS, DUCKDB = nw.Implementation.PANDAS, nw.Implementation.DUCKDB
_ENGINES = "a frame of pandas, polars (eager or lazy), pyarrow or DuckDB"
_COLUMNS = "a column of pandas, polars or pyarrow"
_SUPPORTED = (PANDAS, nw.Implementation.POLARS, nw.Implementation.PYARROW, DUCKDB)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def recognised(frame: object, path: str) -> Frame:
    """The frame behind the common interface. Another engine raises ``InvalidValue``."""
    try:
        known = nw.from_native(cast(Any, frame), pass_through=True)
    except DuplicateError:
        names = frame.column_names if isinstance(frame, pa.Table) else cast(Any, frame).columns
        [(name, _)] = Counter(names).most_common(1)
        raise _repeated(path, name, name) from None
    if not isinstance(known, nw.DataFrame | nw.LazyFrame):
        raise InvalidValue("not_a_frame", path, f"a value of type {type(frame).__name__}", _ENGINES)
    engine = engine_of(known)
    if engine not in _SUPPORTED:
        raise InvalidValue("engine", path, f"a frame of {engine.value}", _ENGINES)
    return known


def engine_of(frame: Frame) -> nw.Implementation:
    """The engine that a frame is of."""
    return cast(nw.Implementation, frame.implementation)


def check_same_engine(lines: Frame, claims: Frame) -> None:
    """Raise ``Inconsistent`` where the two frames are of different engines."""
    if (engine_of(lines), type(lines)) != (engine_of(claims), type(claims)):
        raise Inconsistent("engine", "claims", _engine(claims), f"{_engine(lines)}, like the lines")


def _engine(frame: Frame) -> str:
    return f"{'a lazy' if isinstance(frame, nw.LazyFrame) else 'an eager'} frame of {engine_of(frame).value}"


def checked(frame: Frame, columns: Sequence[Column], path: str) -> Frame:
    """The frame, if it has the required columns and no name that comes close to another."""
    repeated = engine_of(frame) is DUCKDB  # which alone lets a frame have a name twice
    check_names(frame.to_native().columns if repeated else frame.collect_schema().names(), columns, path)
    return frame


def texts_among(names: Iterable[object]) -> list[str]:
    """The names of columns that are text; pandas has others, which can only be the caller's own."""
    return [name for name in names if isinstance(name, str)]


def check_names(given: Iterable[object], columns: Sequence[Column], path: str) -> None:
    """Raise unless the columns that are needed are there, and no name comes close to another."""
    names = texts_among(given)
    by_case: dict[str, str] = {}
    for name in names:
        if name.lower() in by_case:
            raise _repeated(path, by_case[name.lower()], name)
        by_case[name.lower()] = name
    known = {column.name for column in columns}
    others = [name for name in names if name not in known]
    for column in columns:
        # A misspelt name would pass for one of the caller's own columns, and the default would hold in its place.
        slips = [name for name in others if column.name not in names and _is_a_slip(name.lower(), column.name)]
        if slips:
            expected = f"{column.name!r}, or another name"
            raise InvalidValue("unknown_column", path, f"a column {shown(slips[0])}", expected)
        if column.required and column.name not in names:
            raise InvalidValue("missing", f"{path}.{column.name}", "no such column", f"a column with {column.holds}")


def _repeated(path: str, name: object, twin: object) -> Inconsistent:
    got = f"columns {shown(name)} and {shown(twin)}"
    return Inconsistent("duplicate", path, got, "names that differ in more than case")


def _is_a_slip(name: str, known: str) -> bool:
    """Whether at most one letter too many, too few or wrong tells the names apart, or two that changed places."""
    while name and known and name[0] == known[0]:
        name, known = name[1:], known[1:]
    while name and known and name[-1] == known[-1]:
        name, known = name[:-1], known[:-1]
    return max(len(name), len(known)) <= 1 or (name == known[::-1] and len(name) == 2)


@frozen(kw_only=True, eq=False)
class Source:
    """The known columns of a frame, read once, as Arrow holds them.

    An optional column without a value counts as not there, whatever its type.
    """

    columns: Sequence[Column]
    count: int
    cells: dict[str, pa.Array]

    def rows(self, places: Integers | None = None) -> list[Row]:
        """Some rows, or all, in Python's own values; a column that is not there holds its default."""
        count = self.count if places is None else len(places)
        cells = [
            values_of(
                self.cells[column.name] if places is None else self.cells[column.name].take(pa.array(places)), column
            )
            if column.name in self.cells
            else [column.default] * count
            for column in self.columns
        ]
        rows = [
            dict(zip([column.name for column in self.columns], row, strict=True)) for row in zip(*cells, strict=True)
        ]
        if "item_no" not in self.cells and self.columns is CLAIMS:
            for place, row in enumerate(rows):  # items without a number count in the order of their rows
                row["item_no"] = place if places is None else int(places[place])
        return rows

    def values(self, name: str, places: Integers) -> list[Any]:
        """Some cells of an id."""
        return self.cells[name].take(pa.array(places)).cast(pa.large_string()).to_pylist()

    def places(self, name: str, ids: Sequence[str | None]) -> Integers:
        """The rows with one of these ids; a null is none."""
        known = pc.drop_null(pa.array(ids, pa.large_string()))
        found = pc.is_in(self.cells[name].cast(pa.large_string()), known)
        return np.flatnonzero(found.to_numpy(zero_copy_only=False))


def source_of(frame: nw.DataFrame[Any], columns: Sequence[Column], path: str) -> Source:
    """The known columns of an eager frame whose names are checked. One of another type raises ``InvalidValue``."""
    if engine_of(frame) is PANDAS:
        frame = _in_utc(frame, [column.name for column in columns if column.kind is Kind.INSTANT])
    cells: dict[str, pa.Array] = {}
    names = set(frame.columns)
    for column in columns:
        if column.name in names:
            series = frame.get_column(column.name)
            if series.null_count() < len(frame):
                cells[column.name] = _cells(series, column, f"{path}.{column.name}")
            elif column.required:
                cells[column.name] = pa.nulls(len(frame), _ARROW[column.kind])
    return Source(columns=columns, count=len(frame), cells=cells)


def _in_utc(frame: nw.DataFrame[Any], columns: Sequence[str]) -> nw.DataFrame[Any]:
    """The frame with the same instants in UTC: narwhals does not know a zone of pandas with "_" in its name."""
    native = frame.to_native()
    zoned = [name for name, kind in native.dtypes.items() if name in columns and getattr(kind, "tz", None) is not None]
    if not zoned:
        return frame
    return nw.from_native(native.assign(**{name: native[name].dt.tz_convert("UTC") for name in zoned}))


def _cells(series: nw.Series[Any], column: Column, path: str) -> pa.Array:
    """A column as Arrow holds it, in one piece. A column of another type raises ``InvalidValue``."""
    dtype = series.dtype
    textual = dtype in (nw.String, nw.Categorical, nw.Enum)
    fits, holds = {
        Kind.TEXT: (textual or dtype.is_integer(), "text or whole numbers"),
        Kind.TITLE: (textual, "text"),
        Kind.TERM: (textual, "text"),
        Kind.NUMBER: (dtype.is_numeric(), "whole numbers"),
        Kind.BOOLEAN: (dtype == nw.Boolean, "booleans"),
        Kind.INSTANT: (isinstance(dtype, nw.Datetime) and dtype.time_zone is not None, "instants with a time zone"),
    }[column.kind]
    expected = f"a column of {holds}"
    if not fits:
        raise InvalidValue("wrong_type", path, f"a column of {dtype}", expected)
    if dtype in (nw.Int128, nw.UInt128) and column.kind is Kind.NUMBER:
        return _clamped(series.to_list())
    cells = _in_arrow(series, path, expected)
    if textual and not (is_text(cells.type) or (column.kind is Kind.TEXT and pa.types.is_integer(cells.type))):
        raise InvalidValue("wrong_type", path, f"a column of {dtype} with values of type {cells.type}", expected)
    return cells if dtype.is_integer() or column.kind is not Kind.NUMBER else _all_whole(cells, dtype, path)


def _in_arrow(series: nw.Series[Any], path: str, expected: str) -> pa.Array:
    """A column as Arrow holds it, in one piece, whole numbers of 128 bits as texts.

    What Arrow refuses raises ``InvalidValue``.
    """
    if series.dtype in (nw.Int128, nw.UInt128):  # which Arrow does not have
        return pa.array([None if cell is None else str(cell) for cell in series.to_list()], pa.large_string())
    try:
        return _in_one_piece(series.to_arrow())
    except UnicodeEncodeError as refusal:
        row = [isinstance(cell, str) and cell == refusal.object for cell in series.to_list()].index(True)
        expected = "whole characters, no halves of surrogate pairs"
        raise InvalidValue("not_unicode", f"{path}[{row}]", shown(refusal.object), expected) from None
    except (pa.ArrowException, OverflowError):  # values of several types, or beyond those of Arrow
        got = f"a column of {series.dtype} with values that do not fit into one type"
        raise InvalidValue("wrong_type", path, got, expected) from None


def is_text(kind: pa.DataType) -> bool:
    """Whether a column of this type holds text."""
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def _all_whole(cells: pa.Array, dtype: nw.dtypes.DType, path: str) -> pa.Array:
    """Floats or decimals as whole numbers. One that is not whole raises ``InvalidValue``, which names its row.

    Joins make floats of whole numbers beside a null. A large float does not say which number was meant.
    """
    if isinstance(dtype, nw.Decimal):
        whole = [cell is None or cell == cell.to_integral_value() for cell in cells.to_pylist()]
        numbers = _clamped(cells.to_pylist()) if all(whole) else []
    else:
        values = cells.cast(pa.float64())
        ok = pc.and_(pc.equal(pc.floor(values), values), pc.less(pc.abs(values), _EXACT_BELOW[cells.type.bit_width]))
        whole = [True] if pc.all(ok, min_count=0).as_py() else [cell is not False for cell in ok.to_pylist()]
        numbers = values.cast(pa.int64()) if all(whole) else []
    if not all(whole):
        row = whole.index(False)
        got = f"{cells[row].as_py()} in row {row} of a column of {dtype}"
        raise InvalidValue("not_an_integer", path, got, "whole numbers")
    return numbers if isinstance(numbers, pa.Array) else pa.array(numbers, pa.int64())


_EXACT_BELOW = {16: 2**11, 32: 2**24, 64: 2**53}
"""By the bits of a float, up to where each whole number has one of its own."""


def _clamped(numbers: Iterable[Any]) -> pa.Array:
    """Whole numbers as such of 64 bits; what is beyond all limits of the columns stays beyond them."""
    return pa.array([None if number is None else max(-1, min(int(number), 2**62)) for number in numbers], pa.int64())


def values_of(cells: pa.Array, column: Column) -> list[Any]:
    """The cells of a column in Python's own values."""
    match column.kind:
        case Kind.INSTANT:
            return _instants(cells)
        case Kind.TEXT | Kind.TITLE | Kind.TERM:
            return cells.cast(pa.large_string()).to_pylist()
        case _:
            return cells.to_pylist()


def _instants(cells: pa.Array) -> list[Any]:
    """The instants exactly; Python's own would drop nanoseconds and end with the year 9999."""
    unit = cells.type.unit
    counts = cells.cast(pa.timestamp(unit)).cast(pa.int64()).to_pylist()
    per_second = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}[unit]

    def exact(count: int | None) -> datetime | str | None:
        if count is None:
            return None
        microseconds, finer = divmod(count * 10**6, per_second)
        try:
            if not finer:
                return _EPOCH + timedelta(microseconds=microseconds)
        except OverflowError:
            pass
        return f"{count} {unit} since 1970"  # no instant: whoever reads the row refuses it

    return [exact(count) for count in counts]


_ARROW: dict[Kind, pa.DataType] = {
    Kind.TEXT: pa.large_string(),
    Kind.TITLE: pa.large_string(),
    Kind.TERM: pa.large_string(),
    Kind.NUMBER: pa.int64(),
    Kind.BOOLEAN: pa.bool_(),
    Kind.INSTANT: pa.timestamp("us", "UTC"),
    Kind.DAY: pa.date32(),
}
_TYPES: dict[Kind, Any] = {
    Kind.TEXT: nw.String(),
    Kind.TITLE: nw.String(),
    Kind.TERM: nw.String(),
    Kind.NUMBER: nw.Int64(),
    Kind.BOOLEAN: nw.Boolean(),
    Kind.INSTANT: nw.Datetime("us", "UTC"),
    Kind.DAY: nw.Date(),
}
_PANDAS_TYPES = {
    Kind.TEXT: "str",
    Kind.TITLE: "str",
    Kind.TERM: "str",
    Kind.NUMBER: "Int64",
    Kind.BOOLEAN: "boolean",
    Kind.INSTANT: "datetime64[us, UTC]",
    Kind.DAY: "datetime64[us]",
}
"""Kinds that can hold a null: in the plain ones whole numbers become fractions as soon as one is null."""


def new_frame(rows: Sequence[Row], columns: Sequence[Column], backend: Backend) -> Any:
    """A new frame with these columns of the rows."""
    engine = _eager_engine(backend)
    values = {column.name: [row[column.name] for row in rows] for column in columns}
    if engine is not PANDAS:
        schema = {column.name: _TYPES[column.kind] for column in columns}
        return nw.from_dict(values, schema, backend=backend).to_native()
    import pandas  # only here: the caller asked for it

    kinds = {column.name: _PANDAS_TYPES[column.kind] for column in columns}
    return pandas.DataFrame({name: pandas.Series(cells, dtype=kinds[name]) for name, cells in values.items()})


def _eager_engine(backend: Backend) -> nw.Implementation:
    known = isinstance(backend, str | ModuleType | nw.Implementation)
    engine = nw.Implementation.from_backend(backend) if known else nw.Implementation.UNKNOWN
    if engine not in _SUPPORTED or engine is DUCKDB:
        raise InvalidValue("engine", "backend", shown(backend), "pandas, polars or pyarrow")
    return engine


def frame_like(answers: dict[str, pa.Array], like: Frame) -> Any:
    """A new frame of the same kind as another one."""
    return _returned(_native(answers, like), like)


def _native(answers: dict[str, pa.Array], like: Frame | nw.Series[Any]) -> Any:
    """Columns of Arrow as an eager frame of the engine, that of Arrow for DuckDB."""
    if like.implementation is nw.Implementation.POLARS:
        import polars  # only here: the caller has it

        return polars.DataFrame({name: _in_polars(cells) for name, cells in answers.items()})
    decoded = {name: _decoded(cells) for name, cells in answers.items()}
    if like.implementation is PANDAS:
        return _in_pandas(pa.table(decoded), arrow=_holds_arrow(like.to_native()))
    return pa.table(decoded)


def _in_polars(cells: Any) -> Any:
    import polars  # only here: the caller has it

    if not pa.types.is_dictionary(cells.type):
        return polars.from_arrow(cells)
    words = polars.Series(cells.dictionary.to_pylist() or [None], dtype=polars.String)
    return words.gather(cast(Any, polars.from_arrow(cells.indices)))


def _decoded(cells: Any) -> Any:
    return cells.dictionary_decode() if pa.types.is_dictionary(cells.type) else cells


def has_lists(frame: Frame) -> bool:
    """Whether a frame of this kind can hold columns of lists."""
    return engine_of(frame) is not PANDAS or _holds_arrow(frame.to_native())


def _holds_arrow(frame: Any) -> bool:
    return any(hasattr(kind, "pyarrow_dtype") for kind in frame.dtypes)


def _in_pandas(table: pa.Table, *, arrow: bool) -> Any:
    """The columns in kinds of pandas that can hold a null, or in those of Arrow."""
    import pandas  # only here: the caller has it

    days = [name for name in table.column_names if pa.types.is_date32(table.schema.field(name).type)]
    for name in days:
        place = table.column_names.index(name)
        table = table.set_column(place, name, table[name].cast(pa.timestamp("us")))
    if arrow:
        return table.to_pandas(types_mapper=pandas.ArrowDtype)
    kinds = {pa.int64(): pandas.Int64Dtype(), pa.bool_(): pandas.BooleanDtype()}
    return table.to_pandas(types_mapper=kinds.get)


def with_answers(claims: Frame, collected: nw.DataFrame[Any], answers: dict[str, pa.Array]) -> Any:
    """The caller's frame with the answers to its rows as further columns.

    ``collected`` holds what the frame came to when its rows were read: a lazy frame could come to others the next time.
    """
    added = _native(answers, collected)
    if engine_of(collected) is PANDAS:
        native = collected.to_native()
        added.index = native.index
        joined = native.copy(deep=False)
        for name in added:
            joined[name] = added[name]
        return joined
    columns = nw.from_native(added)
    return _returned(collected.with_columns(*[columns.get_column(name) for name in answers]).to_native(), claims)


def _returned(native: Any, like: Frame) -> Any:
    """An eager frame in the kind that the caller gave: as it is, as a lazy one, or on the same connection of DuckDB."""
    if isinstance(like, nw.DataFrame):
        return native
    if engine_of(like) is not DUCKDB:
        return native.lazy()
    relation = like.to_native()
    types = dict(zip(relation.columns, relation.types, strict=True))
    cast_back = ", ".join([_cast(name, types.get(name)) for name in native.column_names])
    cmoffer_policy_values = native  # noqa: F841 - the query finds it by its name
    # Only a query on the caller's own relation gives one of the same connection.
    return relation.query("cmoffer_policy_table", f"SELECT {cast_back} FROM cmoffer_policy_values")


def _cast(name: str, kind: Any) -> str:
    """The column in DuckDB's words; through Arrow some of the caller's own change their type."""
    quoted = '"' + name.replace('"', '""') + '"'
    return quoted if kind is None else f"CAST({quoted} AS {kind}) AS {quoted}"


def check_returnable(frame: Frame, path: str) -> None:
    """Raise ``InvalidValue`` where a column would not come back as it was: through Arrow some of DuckDB's change."""
    if engine_of(frame) is DUCKDB:
        relation = frame.to_native()
        for name, kind in zip(relation.columns, relation.types, strict=True):
            if _changes(kind):
                expected = "a column of another type, such as text, as it would not come back unchanged"
                raise InvalidValue("wrong_type", f"{path}{step(name)}", f"a column of {kind}", expected)


def _changes(kind: Any) -> bool:
    """Whether values of a type of DuckDB, or some inside of them, are others when they come back from Arrow."""
    parts = kind.children if kind.id in _NESTED else []
    return kind.id in _CHANGED or any(_changes(part) for _, part in parts if not isinstance(part, int))


_CHANGED = ("bit", "time with time zone", "uhugeint")
_NESTED = ("list", "array", "struct", "tuple", "map", "union")


def column_of(column: object, path: str, expected: str) -> tuple[nw.Series[Any], Any]:
    """A column behind the common interface, and as Arrow holds it, in one piece.

    One of which Arrow does not hold all values raises ``InvalidValue``, which says what was ``expected``.
    """
    known = nw.from_native(cast(Any, column), allow_series=True, pass_through=True)
    if not isinstance(known, nw.Series) or known.implementation not in _SUPPORTED:
        raise InvalidValue("wrong_type", path, f"a value of type {type(column).__name__}", _COLUMNS)
    return known, _in_arrow(known, path, expected)


def _in_one_piece(arrow: Any) -> Any:
    if pa.types.is_string_view(arrow.type):  # of which Arrow cannot take some rows
        arrow = arrow.cast(pa.large_string())
    cells = arrow.combine_chunks() if isinstance(arrow, pa.ChunkedArray) else arrow
    return cells.dictionary_decode() if pa.types.is_dictionary(cells.type) else cells


def column_like(cells: Any, like: nw.Series[Any]) -> Any:
    """A column of Arrow in the kind of another one, with its name and index."""
    native = like.to_native()
    if like.implementation is not PANDAS:
        return nw.from_native(_native({"cells": cells}, like), eager_only=True)["cells"].alias(like.name).to_native()
    made = _in_pandas(pa.table({"cells": cells}), arrow=_holds_arrow(native.to_frame()))["cells"]
    made.index, made.name = native.index, native.name
    return made
