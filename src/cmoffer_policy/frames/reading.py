"""Columns as whole numbers: what the kernel counts with, and which rows no constructor would take."""

# pyright: reportAttributeAccessIssue=false
# pyarrow makes its functions of columns when it is imported, so that nothing declares them.

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from attrs import field, frozen

from cmoffer_policy.calendars import FIRST_YEAR, LAST_YEAR
from cmoffer_policy.frames.columns import CLAIMS, LINES, Column, Kind
from cmoffer_policy.frames.ids import Cells, as_texts, factorised, odd_texts
from cmoffer_policy.frames.segments import Integers, Mask, Values

ABSENT = -2
"""In place of null. No number, place or instant that a column may hold is negative."""

EPOCH = date(1970, 1, 1).toordinal()
DAY = 86_400 * 10**6
BEIJING = 8 * 3600 * 10**6
"""What Beijing time is ahead, in microseconds, as a day is."""


def midnight(day: date) -> int:
    """The instant at which a day begins, Beijing time, in microseconds since 1970."""
    return (day.toordinal() - EPOCH) * DAY - BEIJING


FIRST_INSTANT, LAST_INSTANT = midnight(date(FIRST_YEAR, 1, 1)), midnight(date(LAST_YEAR + 1, 1, 1)) - 1
_PER_UNIT = {"s": 10**6, "ms": 10**3}


@frozen(kw_only=True, eq=False)
class Numbers:
    """The columns of a frame as whole numbers, row by row.

    - ``of``: every column but ids and titles; terms as their places, instants in microseconds, ``ABSENT`` for null.
    - ``order``, ``line``, ``set_id``: ids as codes that are equal where the ids are, in both frames; ``claim`` is equal
      where order and claim are.
    - ``odd``: rows of which the constructors may refuse a cell, so that it is for them to say.
    - ``texts``: ids by which rows are ranked.
    """

    of: dict[str, Values]
    order: Integers
    line: Integers
    odd: Mask
    texts: dict[str, Cells]
    claim: Integers = field(factory=lambda: np.zeros(0, np.int64))
    set_id: Integers | None = None

    def taken(self, rows: Integers) -> Numbers:
        """Some of the rows."""
        at = pa.array(rows)
        return Numbers(
            of={name: values[rows] for name, values in self.of.items()},
            order=self.order[rows],
            line=self.line[rows],
            odd=self.odd[rows],
            texts={name: cells.take(at) for name, cells in self.texts.items()},
            claim=self.claim[rows] if len(self.claim) else self.claim,
            set_id=None if self.set_id is None else self.set_id[rows],
        )


TEXTS = (Kind.TEXT, Kind.TITLE)
"""What does not become a number."""


def numbers_of(cells: dict[str, Cells], columns: Sequence[Column], rows: int) -> tuple[dict[str, Values], Mask]:
    """The columns but for ids and titles as whole numbers, and the rows with a cell that may not be there."""
    odd = np.zeros(rows, np.bool_)
    found: dict[str, Values] = {}
    for column in columns:
        if column.kind in TEXTS:
            continue
        if column.name not in cells:
            found[column.name] = np.broadcast_to(np.int64(_default(column)), rows)
            continue
        values, refused = _READ[column.kind](cells[column.name], column)
        if cells[column.name].null_count:
            null = cells[column.name].is_null().to_numpy(zero_copy_only=False)
            values = np.where(null, ABSENT, values)
            if not column.nullable:
                odd |= null
            elif refused is not None:
                refused &= ~null
        if refused is not None:
            odd |= refused
        found[column.name] = values
    return found, odd


def _default(column: Column) -> int:
    default = column.default
    if isinstance(default, str):
        return column.names.index(default)
    return int(default) if isinstance(default, int) else ABSENT


_Read: TypeAlias = "tuple[Values, Mask | None]"
"""Numbers, and the rows with a cell that the column refuses; None if there are none. Null is any number."""


def _terms(cells: Cells, column: Column) -> _Read:
    names = pa.array(column.names, pa.large_string())
    places = pc.index_in(as_texts(cells), names)
    if not places.null_count:
        return places.to_numpy(), None
    known = places.fill_null(ABSENT).to_numpy()
    return known, known < 0


def _whole(cells: Cells, column: Column) -> _Read:
    filled = cells.fill_null(column.least) if cells.null_count else cells
    try:
        values = filled.cast(pa.int64()).to_numpy()
    except pa.ArrowInvalid:  # beyond 64 bits, so beyond what any column holds
        values = np.array([int(cell) if abs(cell) < 2**62 else -1 for cell in filled.to_pylist()], np.int64)
    return _within(values, column.least, column.most, column.least)


def _within(values: Integers, least: int, most: int, otherwise: int) -> _Read:
    """The values from the least to the most, and another one in place of the rest."""
    if values.min(initial=least) >= least and values.max(initial=most) <= most:
        return values, None
    refused = (values < least) | (values > most)
    return np.where(refused, otherwise, values), refused


def _booleans(cells: Cells, _: Column) -> _Read:
    values = (cells.fill_null(False) if cells.null_count else cells).to_numpy(zero_copy_only=False)  # noqa: FBT003
    return values.view(np.int8), None


def _instants(cells: Cells, _: Column) -> _Read:
    unit = cells.type.unit
    values = cells.cast(pa.timestamp(unit)).cast(pa.int64())
    counts = (values.fill_null(_FIRST_IN[unit]) if values.null_count else values).to_numpy()
    if unit == "us":
        return _within(counts, FIRST_INSTANT, LAST_INSTANT, ABSENT)
    if unit == "ns":
        exact, finer = np.divmod(counts, 1000)
        found, refused = _within(exact, FIRST_INSTANT, LAST_INSTANT, ABSENT)
        if not finer.any():
            return found, refused
        refused = (finer != 0) if refused is None else refused | (finer != 0)
        return np.where(refused, ABSENT, found), refused
    # Brought into the range of 64 bits first; what is out of the years stays out of them.
    per = _PER_UNIT[unit]
    exact = np.clip(counts, -(2**62) // per, 2**62 // per) * per
    return _within(exact, FIRST_INSTANT, LAST_INSTANT, ABSENT)


_FIRST_IN = {
    "s": FIRST_INSTANT // 10**6,
    "ms": FIRST_INSTANT // 10**3,
    "us": FIRST_INSTANT,
    "ns": FIRST_INSTANT * 1000,
}
"""An instant that every column takes, in each unit."""

_READ: dict[Kind, Callable[[Cells, Column], _Read]] = {
    Kind.TERM: _terms,
    Kind.NUMBER: _whole,
    Kind.BOOLEAN: _booleans,
    Kind.INSTANT: _instants,
}


def read(
    lines: dict[str, Cells], claims: dict[str, Cells], sizes: tuple[int, int]
) -> tuple[Numbers, Numbers, Integers]:
    """Both frames as numbers: the lines of orders that are claimed of, all claims, and where these lines stand.

    ``lines`` and ``claims`` have the known columns that are there; ``sizes`` are the rows of each.
    """
    order_of_line, order_of_claim = factorised([lines["order_id"], claims["order_id"]])
    is_claimed = np.zeros(int(max(order_of_line.max(initial=0), order_of_claim.max(initial=0))) + 1, np.bool_)
    is_claimed[order_of_claim] = True
    rows = np.flatnonzero(is_claimed[order_of_line])
    if len(rows) < sizes[0]:
        lines = {name: cells.take(pa.array(rows)) for name, cells in lines.items()}
        order_of_line = order_of_line[rows]
    line_of_line, line_of_claim = factorised([lines["line_id"], claims["line_id"]])
    bought = _numbers(lines, LINES, len(rows), order_of_line, line_of_line, set_id=_sets(lines))
    claim = _claims(claims["claim_id"], order_of_claim)
    claimed = _numbers(claims, CLAIMS, sizes[1], order_of_claim, line_of_claim, claim=claim)
    return bought, claimed, rows


def _claims(ids: Cells, order: Integers) -> Integers:
    """The codes of claims: of each row the first one of its claim, as an id is unique only within its order."""
    claim = np.arange(len(order))
    rows = np.flatnonzero(np.bincount(order)[order] > 1)
    if len(rows):
        (code,) = factorised([ids.take(pa.array(rows))])
        _, first, place = np.unique(order[rows] * (int(code.max()) + 1) + code, return_index=True, return_inverse=True)
        claim[rows] = rows[first][place]
    return claim


def lines_as_numbers(lines: dict[str, Cells], count: int) -> Numbers:
    """All lines of a frame as numbers, whether they are claimed or not."""
    (order,), (line,) = factorised([lines["order_id"]]), factorised([lines["line_id"]])
    return _numbers(lines, LINES, count, order, line, set_id=_sets(lines))


def _sets(lines: dict[str, Cells]) -> Integers | None:
    if "set_id" not in lines or lines["set_id"].null_count == len(lines["set_id"]):
        return None
    (codes,) = factorised([lines["set_id"]])
    return np.where(lines["set_id"].is_null().to_numpy(zero_copy_only=False), ABSENT, codes)


def _numbers(
    cells: dict[str, Cells],
    columns: Sequence[Column],
    count: int,
    order: Integers,
    line: Integers,
    *,
    claim: Integers | None = None,
    set_id: Integers | None = None,
) -> Numbers:
    numbers, odd = numbers_of(cells, columns, count)
    for column in [column for column in columns if column.kind in TEXTS and column.name in cells]:
        refused = odd_texts(cells[column.name], column)
        if refused is not None:
            odd |= refused
    return Numbers(
        of=numbers,
        order=order,
        line=line,
        odd=odd,
        texts={name: cells[name] for name in ("line_id", "claim_id") if name in cells},
        claim=np.zeros(0, np.int64) if claim is None else claim,
        set_id=set_id,
    )
