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

    - ``last_day``, ``first_day``: days since 1970; ``before``: the exclusive end in microseconds.
    - ``beyond``: the deadline is beyond the years of the calendar; then nothing else is said.
    """

    last_day: Integers
    first_day: Integers
    provisional: Mask
    beyond: Mask

    @property
    def before(self) -> Integers:
        """The exclusive end of a period of whole days, in microseconds since 1970."""
        return (self.last_day + 1) * DAY - BEIJING


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
        return Ends(
            last_day=np.where(at_midnight, midnights.last_day, hours.last_day),
            first_day=np.where(at_midnight, midnights.first_day, hours.first_day),
            provisional=midnights.provisional | hours.provisional,
            beyond=midnights.beyond | hours.beyond,
        )

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
    days = np.where(instants == ABSENT, 0, (instants + BEIJING) // DAY)
    first = int(days.min(initial=0))
    # A table with a place for each day up to the last: 1970, where nothing is asked, stands for an absent instant.
    table = np.zeros((int(days.max(initial=0)) - first + 1, count, 4), np.int64)
    table[:, :] = _NOTHING
    occurs = np.zeros(len(table), np.bool_)
    occurs[days - first] = True
    for place in np.flatnonzero(occurs).tolist():
        day = place + first
        if day:
            if day not in known:
                known[day] = _asked(day, ends, count)
            table[place] = known[day]
    answers = [table[:, each].T for each in range(count)]
    return [
        Ends(
            last_day=last_day[days - first],
            first_day=first_day[days - first],
            provisional=provisional[days - first] > 0,
            beyond=beyond[days - first] > 0,
        )
        for last_day, first_day, provisional, beyond in answers
    ]


def _asked(day: int, ends: _Ends, count: int) -> list[_Answer]:
    try:
        found = ends(datetime.combine(date.fromordinal(day + EPOCH), time(), ZONE))
    except OutOfSchedule:
        return [(ABSENT, ABSENT, False, True)] * count
    return [
        (deadline.last_day.toordinal() - EPOCH, first_day.toordinal() - EPOCH, deadline.provisional, False)
        for first_day, deadline in found
    ]
