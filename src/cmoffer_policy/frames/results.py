"""The answers to a frame as columns: from the kernel, and row by row for the orders that it leaves alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from cmoffer_policy.calendars import WorkCalendar
from cmoffer_policy.frames.answers import answers_to
from cmoffer_policy.frames.columns import CURRENCIES, DECIDED, FACTS, LISTED, Column, Kind
from cmoffer_policy.frames.engines import Source
from cmoffer_policy.frames.kernel import Answers, Dated, about_time, dated, decided
from cmoffer_policy.frames.prepared import Prepared
from cmoffer_policy.frames.reading import ABSENT, EPOCH, read
from cmoffer_policy.frames.rows import Row, fact_cells
from cmoffer_policy.frames.segments import Integers, Values
from cmoffer_policy.frames.verdicts import facts_with
from cmoffer_policy.policy import Policy

_TEXTS = (Kind.TEXT, Kind.TERM)


class Columns:
    """Columns of answers as numbers, ``ABSENT`` for null; texts as places among their words."""

    def __init__(self, columns: Sequence[Column], count: int) -> None:
        self.columns = columns
        self.values: dict[str, Values] = {}
        self.words: dict[str, list[str]] = {column.name: [] for column in columns if column.kind in _TEXTS}
        self._count = count

    def put(self, name: str, rows: Integers | None, values: Values) -> None:
        """Fill some rows of a column, or all of it; others are null."""
        if rows is None:
            self.values[name] = values
            return
        if name not in self.values:
            self.values[name] = np.full(self._count, ABSENT, np.int64)
        self.values[name][rows] = values

    def put_words(self, name: str, rows: Integers | None, words: Sequence[str | None], places: Integers) -> None:
        """Fill some rows of a text, given as places among words; None is null."""
        known = {word: place for place, word in enumerate(self.words[name])}
        mine = [ABSENT if word is None else known.setdefault(word, len(known)) for word in words]
        self.words[name] = list(known)
        self.put(name, rows, np.array(mine or [ABSENT], np.int32)[places])

    def put_rows(self, rows: Integers, answers: Sequence[Row]) -> None:
        """Fill some rows with what is decided one by one."""
        for column in self.columns:
            cells = [answer[column.name] for answer in answers]
            if column.kind in _TEXTS:
                self.put_words(column.name, rows, cells, np.arange(len(cells)))
            else:
                self.put(column.name, rows, np.array([_number(cell) for cell in cells], np.int64))

    def rows_with(self, name: str) -> Integers:
        """The rows in which a column is not null."""
        return np.flatnonzero(self.values[name] >= 0)

    def texts(self, name: str, rows: Integers) -> list[str]:
        """Some cells of a text, none of them null."""
        return [self.words[name][place] for place in self.values[name][rows].tolist()]

    def arrays(self, rows: Integers | None = None, *, lists: bool = False) -> dict[str, pa.Array]:
        """The columns as Arrow holds them, of some rows or of all; ``lists``: clauses and remedies as lists.

        Texts are places in a dictionary, as each engine has a way of its own to look them up.
        """
        arrays = {column.name: self._array(column, rows) for column in self.columns}
        return arrays | {name: self._lists(name, rows) for name in LISTED} if lists else arrays

    def _lists(self, name: str, rows: Integers | None) -> pa.Array:
        values = self.values[name] if rows is None else self.values[name][rows]
        words = pa.array([word.split(", ") if word else [] for word in self.words[name]], pa.list_(pa.string()))
        return words.take(pa.array(values, mask=values < 0))

    def _array(self, column: Column, rows: Integers | None) -> pa.Array:
        values = self.values[column.name] if rows is None else self.values[column.name][rows]
        mask = values < 0 if values.min(initial=0) < 0 else None
        match column.kind:
            case Kind.TEXT | Kind.TERM:
                places = pa.array(values.astype(np.int32, copy=False), mask=mask)
                return pa.DictionaryArray.from_arrays(places, pa.array(self.words[column.name], pa.string()))
            case Kind.BOOLEAN:
                return pa.array(values > 0, mask=mask)
            case Kind.DAY:
                return pa.array(values.astype(np.int32), pa.int32(), mask=mask).cast(pa.date32())
            case _:
                return pa.array(values, mask=mask)


def _number(cell: Any) -> int:
    if cell is None:
        return ABSENT
    return cell.toordinal() - EPOCH if hasattr(cell, "toordinal") else int(cell)


class Frames:
    """Lines and claims, read once and ready to be decided under any policy."""

    def __init__(self, lines: Source, claims: Source) -> None:
        self.lines = lines
        self.claims = claims
        bought, claimed, self._line_rows = read(lines.cells, claims.cells, (lines.count, claims.count))
        if "item_no" not in claims.cells:
            claimed.of["item_no"] = np.arange(claims.count)
        self._order_of_line = bought.order
        self.prepared: Prepared = Prepared(bought, claimed)
        self._last: tuple[Any, Dated] | None = None

    def decided(self, policy: Policy, calendar: WorkCalendar, *, facts: bool = False) -> Columns:
        """What is decided about every row of the claims, and with ``facts`` from what."""
        ready = self.prepared
        answers = decided(ready, self.dated(policy, calendar), policy, calendar)
        columns = Columns((*DECIDED, *FACTS) if facts else DECIDED, ready.count)
        odd = self._rows_of_odd_orders(answers)
        rows = ready.rows if len(ready.odd_rows) else None
        columns.put_words("fault", None, [], np.zeros(ready.count, np.int64))
        for name, numbers in answers.numbers.items():
            if name not in columns.words:
                # What the kernel shares between policies is not to be written over.
                columns.put(name, rows, numbers.astype(np.int64) if rows is None and len(odd) else numbers)
        for name, words in answers.verdicts.words.items():
            columns.put_words(name, rows, words, answers.verdict)
        columns.put_words("refund_currency", rows, CURRENCIES, answers.numbers["refund_currency"])
        if facts:
            self._put_facts(columns, rows, answers)
        if len(odd):
            columns.put_rows(odd, self._one_by_one(odd, policy, calendar))
        return columns

    def _put_facts(self, columns: Columns, rows: Integers | None, answers: Answers) -> None:
        of_cases = [fact_cells(facts_with(code)) for code in answers.cases.tolist()]
        for column in FACTS:
            cells = [cells[column.name] for cells in of_cases]
            if column.kind is Kind.TERM:
                columns.put_words(column.name, rows, cells, answers.verdict)
            else:
                columns.put(column.name, rows, np.array(cells or [0], np.int64)[answers.verdict])

    def decided_alone(self, policy: Policy, calendar: WorkCalendar) -> Columns:
        """What is decided about the rows of odd orders, all others being null."""
        columns = Columns(DECIDED, self.prepared.count)
        rows = self.prepared.odd_rows
        columns.put_rows(rows, self._one_by_one(rows, policy, calendar) if len(rows) else [])
        return columns

    def dated(self, policy: Policy, calendar: WorkCalendar) -> Dated:
        """What depends on time alone, kept for the next policy."""
        key = about_time(policy), calendar.version
        if self._last is None or self._last[0] != key:
            self._last = key, dated(self.prepared, policy, calendar)
        return self._last[1]

    def _rows_of_odd_orders(self, answers: Answers) -> Integers:
        """The rows of claims about orders that the kernel leaves alone."""
        ready = self.prepared
        if not answers.beyond.any():
            return ready.odd_rows
        odd = ready.odd_orders.copy()
        odd[ready.items.order[answers.beyond]] = True
        return np.flatnonzero(odd[ready.order])

    def _one_by_one(self, rows: Integers, policy: Policy, calendar: WorkCalendar) -> list[Row]:
        odd = np.zeros(len(self.prepared.odd_orders), np.bool_)
        odd[self.prepared.order[rows]] = True
        lines = self.lines.rows(self._line_rows[odd[self._order_of_line]])
        return answers_to(lines, self.claims.rows(rows), policy, calendar)
