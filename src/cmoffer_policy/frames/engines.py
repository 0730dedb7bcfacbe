"""The edge: frames of each engine to rows, and rows to frames of the same engine."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Literal, TypeAlias, cast

import narwhals as nw
from narwhals.typing import EagerAllowed, IntoBackend

from cmoffer_policy.errors import Inconsistent, InvalidValue, shown
from cmoffer_policy.frames.columns import Column, Kind
from cmoffer_policy.frames.rows import Row

Frame: TypeAlias = "nw.DataFrame[Any] | nw.LazyFrame[Any]"
"""A frame of any engine, eager or lazy."""
Backend: TypeAlias = IntoBackend[EagerAllowed]
"""A library of eager frames, or its name."""

PANDAS, DUCKDB = nw.Implementation.PANDAS, nw.Implementation.DUCKDB
_ENGINES = "a frame of pandas, polars (eager or lazy), pyarrow or DuckDB"
_SUPPORTED = (PANDAS, nw.Implementation.POLARS, nw.Implementation.PYARROW, DUCKDB)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def recognised(frame: object, path: str) -> Frame:
    """The frame behind the common interface. Another engine raises ``InvalidValue``."""
    known = nw.from_native(cast(Any, frame), pass_through=True)
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
    """The frame, if it has the required columns and all known ones are of the right type."""
    names = frame.collect_schema().names()
    _check_names(names, columns, path)
    if engine_of(frame) is PANDAS:
        frame = _in_utc(frame, [column.name for column in columns if column.kind is Kind.INSTANT])
    schema = frame.collect_schema()
    for column in columns:
        if column.name in schema:
            _check_type(schema[column.name], column, path)
    return frame


def _in_utc(frame: Frame, columns: Sequence[str]) -> Frame:
    """The frame with the same instants in UTC: narwhals does not know a zone of pandas with "_" in its name."""
    native = frame.to_native()
    zoned = [name for name, kind in native.dtypes.items() if name in columns and getattr(kind, "tz", None) is not None]
    return cast(Frame, nw.from_native(native.assign(**{name: native[name].dt.tz_convert("UTC") for name in zoned})))


def _check_names(names: Sequence[str], columns: Sequence[Column], path: str) -> None:
    by_case: dict[str, str] = {}
    for name in names:
        twin = by_case.setdefault(name.lower(), name)
        if twin is not name:
            raise Inconsistent(
                "duplicate", path, f"columns {shown(twin)} and {shown(name)}", "names that differ in more than case"
            )
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


def _is_a_slip(name: str, known: str) -> bool:
    """Whether at most one letter too many, too few or wrong tells the names apart, or two that changed places."""
    while name and known and name[0] == known[0]:
        name, known = name[1:], known[1:]
    while name and known and name[-1] == known[-1]:
        name, known = name[:-1], known[:-1]
    return max(len(name), len(known)) <= 1 or (name == known[::-1] and len(name) == 2)


def _check_type(dtype: nw.dtypes.DType, column: Column, path: str) -> None:
    textual = dtype in (nw.String, nw.Categorical, nw.Enum), "text"
    fits, holds = {
        Kind.TEXT: textual,
        Kind.TERM: textual,
        Kind.NUMBER: (dtype.is_integer(), "whole numbers"),
        Kind.BOOLEAN: (dtype == nw.Boolean, "booleans"),
        Kind.INSTANT: (isinstance(dtype, nw.Datetime) and dtype.time_zone is not None, "instants with a time zone"),
    }[column.kind]
    if not fits:
        raise InvalidValue("wrong_type", f"{path}.{column.name}", f"a column of {dtype}", f"a column of {holds}")


def rows_in(frame: nw.DataFrame[Any], columns: Sequence[Column]) -> list[Row]:
    """The rows of a checked frame in Python's own values; a column that the frame does not have holds its default."""
    cells: list[list[Any]] = [
        _cells(frame, column) if column.name in frame.columns else [column.default] * len(frame) for column in columns
    ]
    names = [column.name for column in columns]
    return [dict(zip(names, row, strict=True)) for row in zip(*cells, strict=True)]


def _cells(frame: nw.DataFrame[Any], column: Column) -> list[Any]:
    series = frame[column.name]
    if column.kind is Kind.INSTANT and engine_of(frame) is not PANDAS:
        return _instants(series)
    if column.kind in (Kind.TEXT, Kind.TERM):
        series = series.cast(nw.String())
    return [
        None if null else int(cell) if isinstance(cell, Decimal) else cell  # DuckDB's largest integers
        for cell, null in zip(series.to_list(), series.is_null().to_list(), strict=True)
    ]


def _instants(series: nw.Series[Any]) -> list[Any]:
    """The instants exactly; Python's own would drop nanoseconds and end with the year 9999."""
    dtype = series.dtype
    unit: Literal["ns", "us"] = "ns" if isinstance(dtype, nw.Datetime) and dtype.time_unit == "ns" else "us"
    per_microsecond = 1000 if unit == "ns" else 1

    def exact(count: int | None) -> datetime | str | None:
        if count is None:
            return None
        microseconds, finer = divmod(count, per_microsecond)
        try:
            if not finer:
                return _EPOCH + timedelta(microseconds=microseconds)
        except OverflowError:
            pass
        return f"{count} {unit} since 1970"  # no instant: whoever reads the row refuses it

    return [exact(count) for count in series.dt.timestamp(unit).to_list()]


_TYPES: dict[Kind, Any] = {
    Kind.TEXT: nw.String(),
    Kind.TERM: nw.String(),
    Kind.NUMBER: nw.Int64(),
    Kind.BOOLEAN: nw.Boolean(),
    Kind.INSTANT: nw.Datetime("us", "UTC"),
    Kind.DAY: nw.Date(),
}
_PANDAS_TYPES = {
    Kind.TEXT: "str",
    Kind.TERM: "str",
    Kind.NUMBER: "Int64",
    Kind.BOOLEAN: "boolean",
    Kind.INSTANT: "datetime64[us, UTC]",
    Kind.DAY: "datetime64[us]",
}
"""Kinds that can hold a null: in the plain ones whole numbers become fractions as soon as one is null."""


def new_frame(rows: Sequence[Row], columns: Sequence[Column], backend: Backend) -> Any:
    """A new frame with these columns of the rows."""
    values = {column.name: [row[column.name] for row in rows] for column in columns}
    if nw.Implementation.from_backend(backend) is not PANDAS:
        schema = {column.name: _TYPES[column.kind] for column in columns}
        return nw.from_dict(values, schema, backend=backend).to_native()
    import pandas  # type: ignore[import-untyped]  # only here: the caller asked for it

    kinds = {column.name: _PANDAS_TYPES[column.kind] for column in columns}
    return pandas.DataFrame({name: pandas.Series(cells, dtype=kinds[name]) for name, cells in values.items()})


def frame_like(rows: Sequence[Row], columns: Sequence[Column], like: Frame) -> Any:
    """A new frame of the same kind as another one."""
    backend = "pyarrow" if engine_of(like) is DUCKDB else cast(Backend, engine_of(like))
    made = new_frame(rows, columns, backend)
    if engine_of(like) is PANDAS and any(hasattr(kind, "pyarrow_dtype") for kind in like.to_native().dtypes):
        made = made.convert_dtypes(dtype_backend="pyarrow")
    return _returned(made, like)


def with_answers(claims: Frame, collected: nw.DataFrame[Any], rows: Sequence[Row], columns: Sequence[Column]) -> Any:
    """The caller's frame with the answers to its rows as further columns.

    ``collected`` holds what the frame came to when its rows were read: a lazy frame could come to others the next time.
    """
    native = collected.to_native()
    added = frame_like(rows, columns, collected)
    if engine_of(collected) is PANDAS:
        added.index = native.index
        joined = native.copy(deep=False)
        for name in added:
            joined[name] = added[name]
        return joined
    answers = nw.from_native(added)
    return _returned(collected.with_columns(*[answers[column.name] for column in columns]).to_native(), claims)


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
