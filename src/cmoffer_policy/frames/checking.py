"""All faults of two frames at once, lines that nobody claims included: row by row, with the value at fault."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple, cast

import numpy as np
import pyarrow as pa
from narwhals.typing import IntoFrame, IntoFrameT

from cmoffer_policy.calendars import WorkCalendar, calendar_or_china
from cmoffer_policy.checks import instance
from cmoffer_policy.errors import InputError, shown
from cmoffer_policy.frames.columns import LINES
from cmoffer_policy.frames.engines import Source, frame_like
from cmoffer_policy.frames.faults import DERIVED, sentence
from cmoffer_policy.frames.ids import factorised
from cmoffer_policy.frames.inputs import both, sources_of
from cmoffer_policy.frames.prepared import odd_orders_of
from cmoffer_policy.frames.reading import lines_as_numbers
from cmoffer_policy.frames.results import Columns, Frames
from cmoffer_policy.frames.rows import Row, lines_of, order_of
from cmoffer_policy.frames.segments import Integers
from cmoffer_policy.policy import POLICY_2023, Policy


class _Fault(NamedTuple):
    """One row of the answer."""

    frame: str
    row: int
    column: str | None
    value: str | None
    expected: str


def check_frame(
    lines: IntoFrame,
    claims: IntoFrameT,
    *,
    policy: Policy = POLICY_2023,
    calendar: WorkCalendar | None = None,
) -> IntoFrameT:
    """Everything that is wrong with two frames, as a frame of the same kind; empty if nothing is.

    A row for each fault: ``frame``, "lines" or "claims"; ``row``, its place there, counted from 0; ``column``, null
    where the fault is not in one column; ``value``, what stands there, as text; ``expected``, what would do. First come
    the lines, including those that nobody claims, then the claims, each in the order of their rows.

    All bad cells of a row are named. If it has none, the first thing is named by which it does not fit the other rows.
    A row that repeats an earlier one exactly is named, too: ``decide_frame`` would take it for another item. What only
    follows from a fault elsewhere is left out.

    A missing column or one of another type raises ``InvalidValue``, as in ``decide_frame``.

    >>> import polars as pl
    >>> from cmoffer_policy import *
    >>> from cmoffer_policy.frames import check_frame, claims_frame, lines_frame
    >>> order = Order(
    ...     order_id="A-1",
    ...     placed_at=parse_instant("2024-01-03T09:00:00+08:00"),
    ...     lines=[OrderLine(line_id="ring", quantity=1, unit_price=Money.of("19.90", "USD"))],
    ... )
    >>> lines = lines_frame([order], backend=pl).with_columns(discount_minor=pl.lit(2000))
    >>> check_frame(lines, claims_frame([], backend=pl)).row(0)
    ('lines', 0, 'discount_minor', '2000', 'at most the list value of the line')
    """
    instance(policy, "policy", Policy)
    days = calendar_or_china(calendar)
    given_lines, given = both(lines, claims)
    bought, claimed = sources_of(given_lines, given)
    answers = Frames(bought, claimed).decided(policy, days)
    faults = [*_of_lines(bought), *_of_claims(claimed, answers)]
    kinds = {
        "frame": pa.string(),
        "row": pa.int64(),
        "column": pa.string(),
        "value": pa.string(),
        "expected": pa.string(),
    }
    cells = zip(*faults, strict=True) if faults else [()] * len(kinds)
    arrays = {name: pa.array(list(of), kind) for (name, kind), of in zip(kinds.items(), cells, strict=True)}
    return cast(IntoFrameT, frame_like(arrays, given))


def _of_lines(lines: Source) -> list[_Fault]:
    """The faults of the lines: of cells, of lines and of orders."""
    if not lines.count:
        return []
    numbers = lines_as_numbers(lines.cells, lines.count)
    odd = np.flatnonzero(odd_orders_of(numbers)[numbers.order])
    faults: dict[int, list[_Fault]] = {}
    by_order: dict[int, list[tuple[int, Row]]] = {}
    for place, row in zip(odd.tolist(), lines.rows(odd), strict=True):
        by_order.setdefault(int(numbers.order[place]), []).append((place, row))
    for rows in by_order.values():
        for fault in _of_order(rows):
            faults.setdefault(fault.row, []).append(fault)
    return _with_repeated(lines, "lines", faults, numbers.order, numbers.line)


def _of_order(rows: Sequence[tuple[int, Row]]) -> Iterator[_Fault]:
    """What is wrong with the lines of one order."""
    of_cells = [fault for place, row in rows for fault in _of_cells("lines", place, row, LINES)]
    if of_cells:
        yield from of_cells
        return
    alone = list(_of_each_line(rows))
    if alone:
        yield from alone
        return
    try:
        order_of([row for _, row in rows])
    except InputError as fault:
        place, row = rows[_place_in(fault.path)]
        yield _told("lines", place, row, sentence(fault))


def _of_each_line(rows: Iterable[tuple[int, Row]]) -> Iterator[_Fault]:
    for place, row in rows:
        try:
            lines_of([row])
        except InputError as fault:
            yield _told("lines", place, row, sentence(fault.under("lines")))


def _place_in(path: str) -> int:
    """The place of the line that a path names, such as ``lines[2].quantity``; the first if it names none."""
    digits = path.partition("[")[2].partition("]")[0]
    return int(digits) if digits.isdigit() else 0


def _of_claims(claims: Source, answers: Columns) -> list[_Fault]:
    """The faults of the claims that are their own: what an order is to blame for stands with its lines."""
    marked = answers.rows_with("fault")
    faults: dict[int, list[_Fault]] = {}
    for place, row, text in zip(marked.tolist(), claims.rows(marked), answers.texts("fault", marked), strict=True):
        of_cells = list(_of_cells("claims", place, row, claims.columns))
        if of_cells:
            faults[place] = of_cells
        elif not text.startswith(DERIVED) and not text.startswith("lines"):
            faults[place] = [_told("claims", place, row, text)]
    if not claims.count:
        return []
    (order,), (claim,) = factorised([claims.cells["order_id"]]), factorised([claims.cells["claim_id"]])
    return _with_repeated(claims, "claims", faults, order, claim)


def _of_cells(frame: str, place: int, row: Row, columns: Sequence[Any]) -> Iterator[_Fault]:
    for column in columns:
        if not column.accepts(row[column.name]):
            yield _Fault(frame, place, column.name, _text(row[column.name]), column.holds)


def _told(frame: str, place: int, row: Row, text: str) -> _Fault:
    """A sentence such as ``claims.quantity: expected ...`` about a row."""
    path, _, expected = text.partition(": expected ")
    column = path.partition(".")[2] or None
    return _Fault(frame, place, column, _text(row[column]) if column else None, expected)


def _text(cell: object) -> str | None:
    if cell is None:
        return None
    if isinstance(cell, date):
        return cell.isoformat()
    return cell if isinstance(cell, str) else shown(cell)


def _with_repeated(source: Source, frame: str, faults: Mapping[int, Sequence[_Fault]], *keys: Integers) -> list[_Fault]:
    """The faults in the order of the rows, with those of rows that say exactly what an earlier one says.

    Only rows that are alike in two ids are looked at.
    """
    found = {place: list(of_row) for place, of_row in faults.items()}
    in_turn = np.lexsort(keys)
    alike = np.zeros(len(in_turn), np.bool_)
    same = np.logical_and.reduce([key[in_turn][1:] == key[in_turn][:-1] for key in keys])
    alike[1:] |= same
    alike[:-1] |= same
    candidates = np.sort(in_turn[alike])
    known: dict[tuple[Any, ...], int] = {}
    for place, row in zip(candidates.tolist(), source.rows(candidates), strict=True):
        said = tuple([cell for name, cell in row.items() if name in source.cells])
        first = known.setdefault(said, place)
        if first != place:
            found.setdefault(place, []).append(_Fault(frame, place, None, None, f"a row other than row {first}"))
    return [fault for place in sorted(found) for fault in found[place]]
