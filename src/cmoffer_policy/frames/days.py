"""Deadlines for whole columns: the scalar functions asked once for each distinct day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import lru_cache

import numpy as np
from attrs import evolve, frozen

from cmoffer_policy.calendars import BEIJING as ZONE
from cmoffer_policy.calendars import WorkCalendar
from cmoffer_policy.deadlines import Deadline, acceptance_deadline, refund_arrival, windows
from cmoffer_policy.errors import OutOfSchedule
from cmoffer_policy.frames.reading import ABSENT, BEIJING, DAY, EPOCH
from cmoffer_policy.frames.segments import Integers, Mask
from cmoffer_policy.money import Money
from cmoffer_policy.order import Order, OrderLine
from cmoffer_policy.policy import AcceptanceClock, Policy

_NOON = timedelta(hours=12)
_LINE = OrderLine(line_id="-", quantity=1, unit_price=Money(minor=0, currency="USD"))
_ORDER = Order(order_id="-", placed_at=datetime(2000, 1, 1, tzinfo=ZONE), lines=[_LINE])


@frozen(kw_only=True, eq=False)
class Ends:
    """The deadlines of a column, row by row; ``ABSENT`` and false where the instant counted from is absent.

    - ``table``: by day, the last day and the first, and whether the deadline is provisional and beyond the calendar.
    - ``row``: the day of each row, by which it is looked up where it is asked for.
    """

    table: Integers
    row: Integers

    @property
    def last_day(self) -> Integers:
        """The last day, counted from 1970."""
        return self.table[0][self.row]

    @property
    def first_day(self) -> Integers:
        """The first day, counted from 1970."""
        return self.table[1][self.row]

    @property
    def before(self) -> Integers:
        """The exclusive end of a period of whole days, in microseconds since 1970."""
        return ((self.table[0] + 1) * DAY - BEIJING)[self.row]

    @property
    def provisional(self) -> Mask:
        """Whether the calendar can still change the deadline."""
        return self._true(self.table[2])

    @property
    def beyond(self) -> Mask:
        """Whether the deadline is beyond the years of the calendar; then nothing else is said."""
        return self._true(self.table[3])

    def where(self, these: Mask, others: Ends) -> Ends:
        """These deadlines in some rows, and others in the rest."""
        table = np.concatenate([self.table, others.table], axis=1)
        return Ends(table=table, row=np.where(these, self.row, others.row + self.table.shape[1]))

    def _true(self, answers: Integers) -> Mask:
        """A column of truths; mostly none is there."""
        return (answers > 0)[self.row] if answers.any() else np.broadcast_to(np.False_, len(self.row))


_Answer = tuple[int, int, bool, bool]
_NOTHING: _Answer = (ABSENT, ABSENT, False, False)


class Days:
    """The deadlines under one policy and calendar."""

    def __init__(self, policy: Policy, calendar: WorkCalendar) -> None:
        self._policy = policy
        self._calendar = calendar

    def windows(self, counted_from: Integers) -> tuple[Ends, Ends]:
        """1, 2.3: the window of after-sales service and the guarantee, where both count from one instant."""

        def ends(at: datetime) -> list[tuple[date, Deadline]]:
            found = windows(*_shipped(at), policy=self._policy, calendar=self._calendar)
            deadlines = [period.deadline for period in (found.after_sales, found.guarantee) if period]
            return [(deadline.last_day, deadline) for deadline in deadlines]

        after_sales, guarantee = _by_day(counted_from, ends, self._known("windows"), 2)
        return after_sales, guarantee

    def acceptance(self, submitted_at: Integers) -> Ends:
        """4.2: until when CMOFFER accepts a claim, by its submission.

        Counted from the hour, midnight is unlike all other hours; these end their period on the same day as each other.
        """

        def end(at: datetime) -> list[tuple[date, Deadline]]:
            found = acceptance_deadline(at, policy=self._policy, calendar=self._calendar)
            return [(found.last_day, found)]

        if self._policy.acceptance_clock is AcceptanceClock.WHOLE_DAYS:
            return _by_day(submitted_at, end, self._known("acceptance"))[0]
        at_midnight = (submitted_at + BEIJING) % DAY == 0
        (midnights,) = _by_day(np.where(at_midnight, submitted_at, ABSENT), end, self._known("midnight"))
        at_noon = np.where(at_midnight, ABSENT, submitted_at)
        (hours,) = _by_day(at_noon, lambda at: end(at + _NOON), self._known("noon"))
        return midnights.where(at_midnight, hours)

    def arrival(self, approved_at: Integers) -> Ends:
        """4.4: when the money is expected, by the approval."""

        def end(at: datetime) -> list[tuple[date, Deadline]]:
            found = refund_arrival(at, policy=self._policy, calendar=self._calendar)
            return [(found.first_day, found.deadline)]

        return _by_day(approved_at, end, self._known("arrival"))[0]

    def _known(self, deadline: str) -> dict[int, list[_Answer]]:
        return _remembered(deadline, self._policy, self._calendar.version)


def _shipped(at: datetime) -> tuple[Order, OrderLine]:
    """An order that was shipped and delivered at one instant: both windows count from it under every reading."""
    return evolve(_ORDER, placed_at=at, shipped_at=at, delivered_at=at), _LINE


_Ends = Callable[[datetime], list[tuple[date, Deadline]]]
"""Deadlines counted from an instant, each with its first day."""


@lru_cache(maxsize=64)
def _remembered(*_: object) -> dict[int, list[_Answer]]:
    """What was said of each day, for the next frame or part, by deadline, policy and version of the calendar."""
    return {}


def _by_day(instants: Integers, ends: _Ends, known: dict[int, list[_Answer]], count: int = 1) -> list[Ends]:
    """What ``ends`` says at the first instant of the day of each row, asked once for each day that occurs."""
    days = (instants + BEIJING) // DAY  # of an absent instant the first day of 1970
    occurs = np.zeros(int(days.max(initial=0)) + 1, np.bool_)
    occurs[days] = True
    # A table with a row for each day up to the last: the first stands for an absent instant.
    table = np.full((count, len(_NOTHING), len(occurs)), ABSENT, np.int64)
    table[:, :, 0] = _NOTHING
    for day in np.flatnonzero(occurs).tolist():
        if day:
            if day not in known:
                known[day] = _asked(day, ends, count)
            table[:, :, day] = known[day]
    table[:, 2:, ~occurs] = 0
    return [Ends(table=table[each], row=days) for each in range(count)]


def _asked(day: int, ends: _Ends, count: int) -> list[_Answer]:
    try:
        found = ends(datetime.combine(date.fromordinal(day + EPOCH), time(), ZONE))
    except OutOfSchedule:
        return [(ABSENT, ABSENT, False, True)] * count
    return [
        (deadline.last_day.toordinal() - EPOCH, first_day.toordinal() - EPOCH, deadline.provisional, False)
        for first_day, deadline in found
    ]
