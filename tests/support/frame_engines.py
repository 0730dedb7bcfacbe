"""One data frame in every engine: made from one of polars, and read back as rows of plain Python values."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

Row = dict[str, Any]

EAGER = ("pandas", "pandas-arrow", "polars", "pyarrow")
IN_ORDER = (*EAGER, "polars-lazy")
LAZY = ("polars-lazy", "duckdb")

every_engine = pytest.mark.parametrize("engine", [*EAGER, *LAZY])
eager_engines = pytest.mark.parametrize("engine", EAGER)
engines_that_keep_order = pytest.mark.parametrize("engine", IN_ORDER)


def in_the_default_run(*few: str) -> pytest.MarkDecorator:
    """Every engine, of which the default run has a few: for what meets the same code of each engine in other tests."""
    slow = [pytest.param(name, marks=pytest.mark.slow) for name in (*EAGER, *LAZY) if name not in few]
    return pytest.mark.parametrize("engine", [*few, *slow])


def native(engine: str, frame: pl.DataFrame) -> Any:
    """The same columns and rows in an engine."""
    return _MADE[engine](frame)


def names_of(frame: Any) -> list[str]:
    """The names of the columns of a frame of any engine."""
    if isinstance(frame, pa.Table):
        return frame.column_names
    return list(frame.collect_schema() if isinstance(frame, pl.LazyFrame) else frame.columns)


def rows_of(frame: Any) -> list[Row]:
    """The rows of a frame of any engine, without a value that only one library knows."""
    if isinstance(frame, pd.DataFrame):
        columns = {name: frame[name].tolist() for name in frame}
    else:
        columns = _collected(frame).to_dict(as_series=False)
    cells = [map(_plain, column) for column in columns.values()]
    return [dict(zip(columns, row, strict=True)) for row in zip(*cells, strict=True)]


def _collected(frame: Any) -> pl.DataFrame:
    if isinstance(frame, pl.DataFrame | pl.LazyFrame):
        return frame.lazy().collect()
    return frame.pl() if isinstance(frame, duckdb.DuckDBPyRelation) else pl.from_arrow(frame)


_PLAIN = frozenset({str, int, bool, date, type(None)})
"""Of nearly all cells, which are what they should be."""


def _plain(cell: Any) -> Any:
    """pandas knows a day only as a midnight without a time zone, and sums can come back as decimals."""
    if type(cell) in _PLAIN:
        return cell
    if isinstance(cell, list | np.ndarray | pl.Series):
        return list(cell)
    if cell is None or cell is pd.NA or cell != cell:
        return None
    if isinstance(cell, pd.Timestamp):
        cell = cell.to_pydatetime(warn=False)
    if isinstance(cell, datetime) and cell.tzinfo is None:
        return cell.date()
    return int(cell) if isinstance(cell, Decimal) else cell


def _in_numpy(frame: pl.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({column.name: _series(column) for column in frame})


def _series(column: pl.Series) -> pd.Series:
    """The plainest kind of column in pandas that holds the values and the nulls among them."""
    if isinstance(column.dtype, pl.Datetime):
        return column.to_pandas()
    kinds = {pl.Boolean: "boolean" if column.null_count() else "bool", pl.String: "str", pl.Float64: "float64"}
    kind = kinds.get(column.dtype, "object")
    if column.dtype.is_integer():
        kind = str(column.dtype) if column.null_count() else str(column.dtype).lower()
    return pd.Series(column.to_list(), dtype=kind)


def _in_arrow(frame: pl.DataFrame) -> pd.DataFrame:
    return frame.to_arrow().to_pandas(types_mapper=pd.ArrowDtype)


@cache
def connection() -> duckdb.DuckDBPyConnection:
    """A connection that is not DuckDB's own default, far from the platform's time zone."""
    made = duckdb.connect()
    made.execute("SET TimeZone = 'America/New_York'")
    return made


_MADE: dict[str, Callable[[pl.DataFrame], Any]] = {
    "pandas": _in_numpy,
    "pandas-arrow": _in_arrow,
    "polars": lambda frame: frame,
    "pyarrow": lambda frame: frame.to_arrow(),
    "polars-lazy": lambda frame: frame.lazy(),
    "duckdb": lambda frame: connection().from_arrow(frame.to_arrow()),
}
