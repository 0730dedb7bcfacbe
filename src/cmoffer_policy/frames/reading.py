"""From the caller's columns to whole numbers and texts without a null, so that every engine reckons alike.

A term becomes its place in its vocabulary, true 1 and false 0, an instant its microseconds since 1970 UTC. What is
malformed becomes ``BAD``, what is absent ``ABSENT``; the faults say so later, row by row.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import narwhals as nw

from cmoffer_policy.errors import Inconsistent, InvalidValue, shown
from cmoffer_policy.frames.columns import Column, Kind
from cmoffer_policy.frames.engines import (
    ROW,
    Frame,
    Table,
    looked_up,
    numbered,
    plain,
    with_microseconds,
    with_plain_zones,
)
from cmoffer_policy.values.instants import end_of

_FEW = 20  # names; to compare with each of more than that is slow

BAD = -1
ABSENT = -2

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
FIRST_INSTANT = (end_of(date(2000, 1, 1)) - timedelta(days=1) - _EPOCH) // _MICROSECOND
LAST_INSTANT = (end_of(date(2199, 12, 30)) + timedelta(days=1) - _EPOCH) // _MICROSECOND - 1

CALLERS = "caller__"
_WHITE_SPACE = "".join([chr(point) for point in range(sys.maxunicode + 1) if chr(point).isspace()])
_FIRST_EXOTIC_SPACE = "\x85"


def read(frame: Frame, columns: Sequence[Column], path: str, *, keep: bool) -> Frame:
    """The columns that the policy reads, checked and made plain; a column the frame does not have holds its default.

    ``keep`` carries the caller's columns along under other names. Raises ``InvalidValue`` where a column that is needed
    is not there or holds values of another type, ``Inconsistent`` where names differ only in case.
    """
    frame = checked(frame, columns, path)
    schema = frame.collect_schema()
    kept = {f"{CALLERS}{place}": name for place, name in enumerate(schema.names())} if keep else {}
    given = [column for column in columns if column.name in schema]
    known = numbered(
        frame.select(
            *[nw.col(name).alias(alias) for alias, name in kept.items()], *[nw.col(column.name) for column in given]
        )
    )
    rows = [nw.col(ROW).cast(nw.Int64())] if ROW in known.collect_schema() else []
    counted = with_microseconds(known, [column.name for column in given if column.kind is Kind.INSTANT])
    placed = _looked_up_names(given) if isinstance(counted, nw.LazyFrame) else {}
    for name, table in placed.items():
        counted = looked_up(counted, name, table)
    read = counted.select(
        *[nw.col(alias) for alias in kept],
        *rows,
        *[
            nw.col(f"{column.name}_place").fill_null(BAD).alias(column.name)
            if column.name in placed
            else _plain(column, given=column in given).alias(column.name)
            for column in columns
        ],
    )
    return read if keep else plain(read)


def _looked_up_names(columns: Sequence[Column]) -> dict[str, Table]:
    """Tables for the columns of many names: unless they join, lazy engines search these from the first to the last."""
    return {
        column.name: {column.name: column.names, f"{column.name}_place": range(len(column.names))}
        for column in columns
        if len(column.names) > _FEW
    }


def checked(frame: Frame, columns: Sequence[Column], path: str) -> Frame:
    """The frame, which has to have the columns that are needed, all of them of the right type."""
    frame = with_plain_zones(frame, [column.name for column in columns if column.kind is Kind.INSTANT])
    schema = frame.collect_schema()
    _check_names(schema.names(), columns, path)
    for column in columns:
        if column.name in schema:
            _check_type(schema[column.name], column, path)
    return frame


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
        # What is misspelt would pass for one of the caller's own columns, and the default would hold in its place.
        slips = [name for name in others if column.name not in names and _is_a_slip(name.lower(), column.name)]
        if slips:
            expected = f"{column.name!r}, or another name"
            raise InvalidValue("unknown_column", path, f"a column {shown(slips[0])}", expected)
        if column.required and column.name not in names:
            raise InvalidValue("missing", f"{path}.{column.name}", "no such column", f"a column with {column.holds}")


def _is_a_slip(name: str, known: str) -> bool:
    """Whether no more than one letter too many, too few or wrong tells them apart, or two that changed places."""
    while name and known and name[0] == known[0]:
        name, known = name[1:], known[1:]
    while name and known and name[-1] == known[-1]:
        name, known = name[:-1], known[:-1]
    return max(len(name), len(known)) <= 1 or (name == known[::-1] and len(name) == 2)


_TYPES: dict[Kind, str] = {
    Kind.TEXT: "text",
    Kind.TERM: "text",
    Kind.NUMBER: "whole numbers",
    Kind.BOOLEAN: "booleans",
    Kind.INSTANT: "instants with a time zone",
}


def _check_type(dtype: nw.dtypes.DType, column: Column, path: str) -> None:
    textual = dtype in (nw.String, nw.Categorical, nw.Enum)
    fits = {
        Kind.TEXT: textual,
        Kind.TERM: textual,
        Kind.NUMBER: dtype.is_integer(),
        Kind.BOOLEAN: dtype == nw.Boolean,
        Kind.INSTANT: isinstance(dtype, nw.Datetime) and dtype.time_zone is not None,
    }[column.kind]
    if not fits:
        raise InvalidValue(
            "wrong_type", f"{path}.{column.name}", f"a column of {dtype}", f"a column of {_TYPES[column.kind]}"
        )


def _plain(column: Column, *, given: bool) -> nw.Expr:
    if not given:
        return nw.lit(_default(column), dtype=nw.String() if column.kind is Kind.TEXT else nw.Int64())
    values = nw.col(column.name)
    absent = ABSENT if column.nullable else BAD
    match column.kind:
        case Kind.TEXT:
            texts = values.cast(nw.String())
            empty = " " if column.nullable else ""
            stripped = nw.when(texts.str.strip_chars(_WHITE_SPACE) == "").then(nw.lit(empty)).otherwise(texts)
            # Stripping is slow; hardly any id starts with a character that comes before or after the ordinary ones.
            ordinary = (texts >= "!") & (texts < _FIRST_EXOTIC_SPACE)
            return nw.when(texts.is_null()).then(nw.lit("")).when(ordinary).then(texts).otherwise(stripped)
        case Kind.TERM:
            known = nw.when(values.is_null()).then(absent).otherwise(_place(values.cast(nw.String()), column.names))
        case Kind.BOOLEAN:
            known = nw.when(values.is_null()).then(BAD).when(values).then(1).otherwise(0)
        case _:
            least, most = _limits(column)
            within = (values >= least) & (values <= most)
            known = nw.when(values.is_null()).then(absent).when(within).then(values).otherwise(BAD)
    return known.cast(nw.Int64())


def _place(values: nw.Expr, names: Sequence[str]) -> nw.Expr:
    """The place of each value among the names, ``BAD`` where it is none of them."""
    if len(names) > _FEW:
        return values.replace_strict(names, list(range(len(names))), default=BAD, return_dtype=nw.Int64())
    first, *others = names
    place = nw.when(values == first).then(0)
    for number, name in enumerate(others, start=1):
        place = place.when(values == name).then(number)
    return place.otherwise(BAD)


def _limits(column: Column) -> tuple[int, int]:
    return (FIRST_INSTANT, LAST_INSTANT) if column.kind is Kind.INSTANT else (column.least, column.most)


def _default(column: Column) -> int | str:
    if column.kind is Kind.TEXT:
        return ""
    if column.default is None:
        return ABSENT
    if isinstance(column.default, str):
        return column.names.index(column.default)
    assert isinstance(column.default, int)
    return int(column.default)
