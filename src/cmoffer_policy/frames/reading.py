"""Columns as whole numbers: what the kernel counts with, and which rows no constructor would take."""

# pyright: reportAttributeAccessIssue=false
# pyarrow makes its functions of columns when it is imported, so that nothing declares them.

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from attrs import field, frozen

from cmoffer_policy.calendars import FIRST_YEAR, LAST_YEAR
from cmoffer_policy.frames.columns import CLAIMS, LINES, Column, Kind
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
_PER_UNIT = {"s": 10**6, "ms": 10**3, "us": 1}

Cells: TypeAlias = Any
"""A column of Arrow in one piece: pyarrow has no types of its own."""


@frozen(kw_only=True, eq=False)
class Numbers:
    """The columns of a frame as whole numbers, row by row.

    - ``of``: every column but ids and titles; terms as their places, instants in microseconds, ``ABSENT`` for null.
    - ``order``, ``line``, ``claim``, ``set_id``: ids as codes that are equal where the ids are, in both frames.
    - ``odd``: rows of which the constructors may refuse a cell, so that it is for them to say.
    - ``texts``: the ids and titles themselves.
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

    def ranks(self, name: str, rows: Integers) -> Integers:
        """Where the ids of some rows stand among each other, as texts."""
        found = as_texts(self.texts[name].take(pa.array(rows))).dictionary_encode()
        ranks = np.empty(len(found.dictionary), np.int64)
        ranks[pc.sort_indices(found.dictionary).to_numpy()] = np.arange(len(ranks))
        return ranks[found.indices.to_numpy()]


def as_texts(cells: Cells) -> Cells:
    """Ids as texts, whole numbers among them."""
    return cells.cast(pa.large_string())


def factorised(columns: Sequence[Cells]) -> list[Integers]:
    """The codes of ids, equal in all columns where the ids are."""
    if all(pa.types.is_integer(cells.type) and not cells.null_count for cells in columns):
        codes = _spread_little([cells.cast(pa.int64(), safe=False).to_numpy() for cells in columns])
        if codes is not None:
            return codes
    heads = [_heads(as_texts(cells)) for cells in columns]
    pieces = [ids for ids, _ in heads]
    together = pieces[0] if len(pieces) == 1 else pa.concat_arrays(pieces)
    encoded = together.dictionary_encode(null_encoding="encode").indices.to_numpy().astype(np.int64)
    codes = np.split(encoded, np.cumsum([len(ids) for ids in pieces])[:-1])
    return [found if run is None else found[run] for found, (_, run) in zip(codes, heads, strict=True)]


def _heads(texts: Cells) -> tuple[Cells, Integers | None]:
    """The first of each run of equal ids, and the run of each row; all of them if runs are short.

    Lines mostly come order by order, so that most ids need not be looked up.
    """
    if len(texts) < _FEW_ROWS or texts.null_count:
        return texts, None
    first = np.ones(len(texts), np.bool_)
    first[1:] = pc.not_equal(texts[1:], texts[:-1]).to_numpy(zero_copy_only=False)
    rows = np.flatnonzero(first)
    if len(rows) > 3 * len(texts) // 4:
        return texts, None
    return texts.take(pa.array(rows)), np.cumsum(first) - 1


_FEW_ROWS = 1000


def _spread_little(columns: Sequence[Integers]) -> list[Integers] | None:
    """Whole numbers as their own codes, if no more codes are spent on them than there are rows, about."""
    least = min([int(values.min(initial=2**62)) for values in columns])
    most = max([int(values.max(initial=-(2**62))) for values in columns])
    if most - least > 4 * sum(map(len, columns)) + 1000:
        return None
    return [values - least for values in columns]


TEXTS = (Kind.TEXT, Kind.TITLE)
"""What does not become a number."""


def numbers_of(cells: dict[str, Cells], columns: Sequence[Column], rows: int) -> tuple[dict[str, Values], Mask]:
    """The columns but for ids and titles as whole numbers, and the rows with a cell that may not be there."""
    odd = np.zeros(rows, np.bool_)
    found: dict[str, Values] = {}
    for column in columns:
        if column.kind in TEXTS:
            continue
        if column.name in cells:
            values, refused = _READ[column.kind](cells[column.name], column)
            if cells[column.name].null_count:
                null = cells[column.name].is_null().to_numpy(zero_copy_only=False)
                refused = np.where(null, not column.nullable, refused)
                values = np.where(null, ABSENT, values)
            odd |= refused
            found[column.name] = values
        else:
            found[column.name] = np.broadcast_to(np.int64(_default(column)), rows)
    return found, odd


def _default(column: Column) -> int:
    default = column.default
    if isinstance(default, str):
        return column.names.index(default)
    return int(default) if isinstance(default, int) else ABSENT


def _terms(cells: Cells, column: Column) -> tuple[Values, Mask]:
    names = pa.array(column.names, pa.large_string())
    places = pc.index_in(cells.cast(pa.large_string()), names)
    known = places.fill_null(ABSENT).to_numpy()
    return known.astype(np.int16), known < 0


def _whole(cells: Cells, column: Column) -> tuple[Values, Mask]:
    filled = cells.fill_null(0) if cells.null_count else cells
    try:
        values = filled.cast(pa.int64()).to_numpy()
    except pa.ArrowInvalid:  # beyond 64 bits, so beyond what any column holds
        values = np.array([int(cell) if abs(cell) < 2**62 else -1 for cell in filled.to_pylist()], np.int64)
    refused = (values < column.least) | (values > column.most)
    return (np.where(refused, column.least, values), refused) if refused.any() else (values, refused)


def _booleans(cells: Cells, _: Column) -> tuple[Values, Mask]:
    values = (cells.fill_null(False) if cells.null_count else cells).to_numpy(zero_copy_only=False)  # noqa: FBT003
    return values.astype(np.int8), np.zeros(len(values), np.bool_)


def _instants(cells: Cells, _: Column) -> tuple[Values, Mask]:
    unit = cells.type.unit
    values = cells.cast(pa.timestamp(unit)).cast(pa.int64())
    counts = (values.fill_null(0) if values.null_count else values).to_numpy()
    if unit == "ns":
        exact, finer = np.divmod(counts, 1000)
    else:
        # Brought into the range of 64 bits first; what is out of the years stays out of them.
        per = _PER_UNIT[unit]
        exact, finer = np.clip(counts, -(2**62) // per, 2**62 // per) * per, np.int64(0)
    refused = (exact < FIRST_INSTANT) | (exact > LAST_INSTANT) | (finer != 0)
    return (np.where(refused, ABSENT, exact), refused) if refused.any() else (exact, refused)


_READ: dict[Kind, Callable[[Cells, Column], tuple[Values, Mask]]] = {
    Kind.TERM: _terms,
    Kind.NUMBER: _whole,
    Kind.BOOLEAN: _booleans,
    Kind.INSTANT: _instants,
}


def odd_texts(cells: Cells, column: Column) -> Mask:
    """The rows whose id or title is missing or may not be one. Most are seen to be plain without looking at each."""
    null = cells.is_null().to_numpy(zero_copy_only=False)
    if not pa.types.is_integer(cells.type):
        texts = as_texts(cells.fill_null("-"))
        plain = _all_plain(texts)
        if plain is None:
            alike = pc.match_substring_regex(texts, "^[!-~]([ -~]*[!-~])?$").to_numpy(zero_copy_only=False)
            short = pc.binary_length(texts).to_numpy() <= _LONGEST_PLAIN
            rows = np.flatnonzero(~(alike & short))
            if len(rows):
                looked_at = texts.take(pa.array(rows)).dictionary_encode()
                refused = np.array([not column.accepts(each) for each in looked_at.dictionary.to_pylist()], np.bool_)
                odd = np.zeros(len(texts), np.bool_)
                odd[rows] = refused[looked_at.indices.to_numpy()]
                return odd | (null & (not column.nullable))
    return null & (not column.nullable)


def _all_plain(texts: Cells) -> bool | None:
    """True if all are sure to be ids, by their bytes: none but visible ASCII, and none empty or very long."""
    _, offsets, data = texts.buffers()
    if not len(texts):
        return True
    ends = np.frombuffer(offsets, np.int64)[texts.offset : texts.offset + len(texts) + 1]
    lengths = np.diff(ends)
    if lengths.min() < 1 or lengths.max() > _LONGEST_PLAIN or data is None:
        return None
    bytes_of = np.frombuffer(data, np.uint8)[ends[0] : ends[-1]]
    return True if bytes_of.min() > _BLANK and bytes_of.max() < _DELETE else None


_BLANK, _DELETE, _LONGEST_PLAIN = ord(" "), 127, 256


def read(
    lines: dict[str, Cells], claims: dict[str, Cells], sizes: tuple[int, int], *, claims_differ: bool
) -> tuple[Numbers, Numbers, Integers]:
    """Both frames as numbers: the lines of orders that are claimed of, all claims, and where these lines stand.

    ``lines`` and ``claims`` have the known columns that are there; ``sizes`` are the rows of each. ``claims_differ``:
    no two rows are known to have one claim.
    """
    order_of_line, order_of_claim = factorised([lines["order_id"], claims["order_id"]])
    is_claimed = np.zeros(int(max(order_of_line.max(initial=0), order_of_claim.max(initial=0))) + 1, np.bool_)
    is_claimed[order_of_claim] = True
    rows = np.flatnonzero(is_claimed[order_of_line])
    if len(rows) < sizes[0]:
        lines = {name: cells.take(pa.array(rows)) for name, cells in lines.items()}
        order_of_line = order_of_line[rows]
    line_of_line, line_of_claim = factorised([lines["line_id"], claims["line_id"]])
    claim_of_claim = np.arange(sizes[1]) if claims_differ else factorised([claims["claim_id"]])[0]
    bought = _numbers(lines, LINES, len(rows), order_of_line, line_of_line, set_id=_sets(lines))
    claimed = _numbers(claims, CLAIMS, sizes[1], order_of_claim, line_of_claim, claim=claim_of_claim)
    return bought, claimed, rows


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
    texts = [column for column in columns if column.kind in TEXTS and column.name in cells]
    for column in texts:
        odd |= odd_texts(cells[column.name], column)
    return Numbers(
        of=numbers,
        order=order,
        line=line,
        odd=odd,
        texts={column.name: cells[column.name] for column in texts},
        claim=np.zeros(0, np.int64) if claim is None else claim,
        set_id=set_id,
    )
