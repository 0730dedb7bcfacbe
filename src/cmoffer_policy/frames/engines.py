"""What differs from engine to engine: what the common language of data frames cannot say, or says inexactly.

Frames of pandas and polars are eager and keep their rows in an order; lazy frames of polars keep the order too. Lazy
frames are never evaluated here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from importlib import import_module
from typing import Any, Literal, cast

import narwhals as nw

from cmoffer_policy.errors import Inconsistent, InvalidValue

Frame = nw.DataFrame[Any] | nw.LazyFrame[Any]
"""A data frame of any engine, eager or lazy."""

Table = Mapping[str, Sequence[Any]]
"""Columns of equal length by their names: whole numbers, texts or days. The first one is the key, each value once."""

ROW = "row"
"""The column that numbers the rows where the engine keeps them in an order."""

_ENGINES = "a frame of pandas, polars (eager or lazy), DuckDB or PySpark"
_SPARK = (nw.Implementation.PYSPARK, nw.Implementation.PYSPARK_CONNECT)
_SUPPORTED = (nw.Implementation.PANDAS, nw.Implementation.POLARS, nw.Implementation.DUCKDB, *_SPARK)
_INSTEAD = {
    nw.Implementation.PYARROW: "; polars.from_arrow(table) makes one",
    nw.Implementation.DASK: "; polars.scan_parquet, DuckDB and PySpark all decide more than fits into memory",
}


def _wrapped(native: Any) -> nw.LazyFrame[Any]:
    """What an engine returned, behind the common interface; pandas alone is eager where this is used."""
    return cast(nw.LazyFrame[Any], nw.from_native(native))


def recognised(frame: object, path: str) -> Frame:
    """The frame behind the common interface. Another engine raises ``InvalidValue``, which says what to use."""
    known = nw.from_native(cast(Any, frame), pass_through=True)
    if not isinstance(known, nw.DataFrame | nw.LazyFrame):
        raise InvalidValue("not_a_frame", path, f"a value of type {type(frame).__name__}", _ENGINES)
    engine = engine_of(known)
    if engine not in _SUPPORTED:
        expected = _ENGINES + _INSTEAD.get(engine, "")
        raise InvalidValue("engine", path, f"a frame of {engine.value}", expected)
    return known


def engine_of(frame: Frame) -> nw.Implementation:
    """The engine that a frame is of."""
    return cast(nw.Implementation, frame.implementation)


def check_same_engine(lines: Frame, claims: Frame) -> None:
    """Raise ``Inconsistent`` where two frames cannot be joined with each other."""
    if (engine_of(lines), type(lines)) != (engine_of(claims), type(claims)):
        raise Inconsistent("engine", "claims", _engine(claims), f"{_engine(lines)}, like the lines")


def _engine(frame: Frame) -> str:
    return f"{'a lazy' if isinstance(frame, nw.LazyFrame) else 'an eager'} frame of {engine_of(frame).value}"


def numbered(frame: Frame) -> Frame:
    """The frame with its rows numbered from 0 in the column ``ROW``, where the engine keeps them in an order."""
    if isinstance(frame, nw.DataFrame):
        return frame.with_row_index(ROW)
    if engine_of(frame) is nw.Implementation.POLARS:
        return _wrapped(frame.to_native().with_row_index(ROW))
    return frame


def with_plain_zones(frame: Frame, columns: Sequence[str]) -> Frame:
    """The frame with the same instants in UTC, where the common interface does not know a zone with "_" in its name."""
    if engine_of(frame) is not nw.Implementation.PANDAS:
        return frame
    native = frame.to_native()
    zoned = [name for name, kind in native.dtypes.items() if name in columns and getattr(kind, "tz", None) is not None]
    return _wrapped(native.assign(**{name: native[name].dt.tz_convert("UTC") for name in zoned}))


def with_microseconds(frame: Frame, columns: Sequence[str]) -> Frame:
    """The frame with instants as whole microseconds since 1970 UTC; what is finer or infinite as -1."""
    native = frame.to_native()
    if engine_of(frame) is nw.Implementation.DUCKDB:
        counted = [
            f'CASE WHEN isfinite("{name}") THEN epoch_us("{name}") WHEN "{name}" IS NOT NULL THEN -1 END AS "{name}"'
            for name in columns
        ]
        return _wrapped(native.project(f"* REPLACE ({', '.join(counted)})"))
    if engine_of(frame) in _SPARK:
        others = [f"`{name}`" for name in frame.collect_schema().names() if name not in columns]
        return _wrapped(native.selectExpr(*others, *[f"unix_micros(`{name}`) AS `{name}`" for name in columns]))
    schema = frame.collect_schema()
    return frame.with_columns(*[_microseconds(name, schema[name]) for name in columns])


def _microseconds(name: str, kind: Any) -> nw.Expr:
    counted = nw.col(name).dt.timestamp("us")
    if kind.time_unit != "ns":
        return counted
    return nw.when(nw.col(name).dt.timestamp("ns") != counted * 1000).then(-1).otherwise(counted).alias(name)


def plain(frame: Frame) -> Frame:
    """The same whole numbers and texts, none of them null, in the kind of column in which the engine can do most.

    pandas has several kinds, and some of them lack the remainder of a division.
    """
    if engine_of(frame) is not nw.Implementation.PANDAS:
        return frame
    kinds = {name: "str" if kind == nw.String() else "int64" for name, kind in frame.collect_schema().items()}
    return _wrapped(frame.to_native().astype(kinds))


def with_quick_keys(lines: Frame, rows: Frame, texts: Sequence[str]) -> tuple[Frame, Frame]:
    """Both frames with some texts, where they are eager, replaced by numbers in the order of the texts.

    Grouping by a number takes half the time of grouping by a text, and that is most of what is done.
    """
    if isinstance(lines, nw.LazyFrame) or isinstance(rows, nw.LazyFrame):
        return lines, rows
    for name in texts:
        ours, theirs = name in lines.columns, name in rows.columns
        known = [frame.select(name) for frame, has_it in ((lines, ours), (rows, theirs)) if has_it]
        numbers = nw.concat(known)[name].rank("dense").cast(nw.Int64())
        if theirs:
            rows = rows.with_columns(nw.maybe_reset_index(numbers[len(numbers) - len(rows) :]))
        if ours:
            lines = lines.with_columns(numbers[: len(lines)])
    return lines, rows


def joined(rows: Frame, other: Frame, on: Sequence[str], *, how: Literal["left", "inner"] = "left") -> Frame:
    """The rows with the columns of another frame of the same engine that has the same keys."""
    return rows.join(cast(Any, other), on=list(on), how=how)


def stacked(frames: Sequence[Frame]) -> Frame:
    """The rows of frames with the same columns, one frame after the other."""
    return cast(Frame, nw.concat(cast(Any, frames)))


def native_of(frame: Frame) -> Any:
    """The frame as its engine knows it."""
    return frame.to_native()


def postponed(frame: Frame) -> Frame:
    """The frame as one to which several steps are applied at once, where the engine gains by that."""
    return frame.lazy() if isinstance(frame, nw.DataFrame) and engine_of(frame) is nw.Implementation.POLARS else frame


def done(frame: Frame) -> nw.DataFrame[Any]:
    """The frame after all that was asked of it."""
    return frame.collect() if isinstance(frame, nw.LazyFrame) else frame


def looked_up(frame: Frame, key: str, table: Table) -> Frame:
    """The frame with the other columns of a table that holds every value of the key."""
    name, *others = table
    if isinstance(frame, nw.LazyFrame):
        columns = {key: table[name], **{other: table[other] for other in others}}
        return joined(frame, _table(frame, columns), [key])
    known = list(table[name])
    return frame.with_columns(
        *[
            nw.col(key).replace_strict(known, _days(values), return_dtype=_kind_of(values, frame)).alias(other)
            for other, values in table.items()
            if other != name
        ]
    )


def crossed(frame: Frame, table: Table) -> Frame:
    """Every row of the frame beside every row of a table."""
    return frame.join(cast(Any, _table(frame, table)), how="cross")


def with_columns_of(frame: Frame, columns: nw.DataFrame[Any]) -> Any:
    """The caller's own eager frame with further columns, in pandas of kinds that can hold a null."""
    native = frame.to_native()
    if engine_of(frame) is not nw.Implementation.PANDAS:
        return nw.from_native(native).with_columns(*[columns[name] for name in columns.columns]).to_native()
    kinds = {nw.Int64(): "Int64", nw.Boolean(): "boolean", nw.String(): "str"}
    added = columns.to_native().astype({name: kinds[kind] for name, kind in columns.schema.items() if kind in kinds})
    added.index = native.index
    if any(hasattr(kind, "pyarrow_dtype") for kind in native.dtypes):
        added = added.convert_dtypes(dtype_backend="pyarrow")
    joined = native.copy(deep=False)
    for name in added:
        joined[name] = added[name]
    return joined


def _table(like: Frame, columns: Table) -> Frame:
    """A frame of the same engine, and of the same session of it, that holds these columns."""
    engine, native = engine_of(like), like.to_native()
    if engine in _SPARK:
        kinds = ", ".join(f"{name} {_SQL[type(_sample(values))]}" for name, values in columns.items())
        rows = list(zip(*columns.values(), strict=True))
        return _wrapped(native.sparkSession.createDataFrame(rows, kinds, verifySchema=False))
    backend: Any = _scannable() if engine is nw.Implementation.DUCKDB else engine
    schema = {name: _kind_of(values, like) for name, values in columns.items()}
    frame = nw.from_dict(dict(columns), schema, backend=backend)
    if engine is nw.Implementation.DUCKDB:
        cmoffer_policy_values = frame.to_native()  # noqa: F841 - the query finds it by its name
        # Only a query on the caller's own relation gives one of the same connection.
        return _wrapped(native.query("cmoffer_policy_table", "SELECT * FROM cmoffer_policy_values"))
    return frame.lazy() if isinstance(like, nw.LazyFrame) else frame


def _scannable() -> Any:
    """A library whose frames DuckDB reads in place."""
    for name in ("pyarrow", "polars"):
        try:
            return import_module(name)
        except ImportError:
            continue
    raise ImportError("claims in DuckDB need pyarrow or polars beside it: pip install pyarrow")


_SQL = {int: "bigint", date: "date", str: "string"}


def _sample(values: Sequence[Any]) -> Any:
    return next((value for value in values if value is not None), "")


def _kind_of(values: Sequence[Any], frame: Frame) -> Any:
    kinds: dict[type, Any] = {
        int: nw.Int64(),
        str: nw.String(),
        date: nw.Datetime("us") if engine_of(frame) is nw.Implementation.PANDAS else nw.Date(),
    }
    return kinds[type(_sample(values))]


def _days(values: Sequence[Any]) -> Sequence[Any]:
    """Days the way pandas keeps them: as instants at midnight without a time zone."""
    if type(_sample(values)) is not date:
        return values
    return [day and datetime(day.year, day.month, day.day) for day in values]  # noqa: DTZ001 - a day, not an instant
