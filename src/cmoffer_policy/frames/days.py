"""Deadlines for whole columns: the scalar functions asked once for each distinct day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

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

    def after_sales(self, counted_from: Integers) -> Ends:
        """1: the window of after-sales service, by its start."""

        def end(at: datetime) -> tuple[date, Deadline]:
            found = windows(*_shipped(at), policy=self._policy, calendar=self._calendar).after_sales
            assert found is not None
            return found.deadline.last_day, found.deadline

        return _by_day(counted_from, end)

    def guarantee(self, counted_from: Integers) -> Ends:
        """2.3: the guarantee, by the shipment or delivery that it counts from."""

        def end(at: datetime) -> tuple[date, Deadline]:
            found = windows(*_shipped(at), policy=self._policy, calendar=self._calendar).guarantee
            assert found is not None
            return found.deadline.last_day, found.deadline

        return _by_day(counted_from, end)

    def acceptance(self, submitted_at: Integers) -> Ends:
        """4.2: until when CMOFFER accepts a claim, by its submission.

        Counted from the hour, midnight is unlike all other hours; these end their period on the same day as each other.
        """

        def end(at: datetime) -> tuple[date, Deadline]:
            found = acceptance_deadline(at, policy=self._policy, calendar=self._calendar)
            return found.last_day, found

        if self._policy.acceptance_clock is AcceptanceClock.WHOLE_DAYS:
            return _by_day(submitted_at, end)
        at_midnight = (submitted_at + BEIJING) % DAY == 0
        midnights = _by_day(np.where(at_midnight, submitted_at, ABSENT), end)
        hours = _by_day(np.where(at_midnight, ABSENT, submitted_at), lambda at: end(at + _NOON))
        return Ends(
            last_day=np.where(at_midnight, midnights.last_day, hours.last_day),
            first_day=np.where(at_midnight, midnights.first_day, hours.first_day),
            provisional=midnights.provisional | hours.provisional,
            beyond=midnights.beyond | hours.beyond,
        )

    def arrival(self, approved_at: Integers) -> Ends:
        """4.4: when the money is expected, by the approval."""

        def end(at: datetime) -> tuple[date, Deadline]:
            found = refund_arrival(at, policy=self._policy, calendar=self._calendar)
            return found.first_day, found.deadline

        return _by_day(approved_at, end)


def _shipped(at: datetime) -> tuple[Order, OrderLine]:
    """An order that was shipped and delivered at one instant: both windows count from it under every reading."""
    return evolve(_ORDER, placed_at=at, shipped_at=at, delivered_at=at), _LINE


def _by_day(instants: Integers, end: Callable[[datetime], tuple[date, Deadline]]) -> Ends:
    """What ``end`` says at the first instant of the day of each row, asked once for each day that occurs."""
    if not (instants != ABSENT).any():
        nothing = np.zeros(len(instants), np.bool_)
        absent = np.full(len(instants), ABSENT)
        return Ends(last_day=absent, first_day=absent, provisional=nothing, beyond=nothing)
    known = np.where(instants == ABSENT, 0, (instants + BEIJING) // DAY)
    days = known - known.min()
    # A table with a place for each day between the first and the last: 200 years are 73,000 days.
    asked = np.zeros(int(days.max()) + 1, np.bool_)
    asked[days] = True
    first = int(known.min())
    occurring = np.flatnonzero(asked)
    answers = np.array([_asked(first + int(day), end) for day in occurring], np.int64).reshape(-1, 4)
    table = np.zeros((len(asked), 4), np.int64)
    table[occurring] = answers
    last_day, first_day, provisional, beyond = [table[:, place][days] for place in range(4)]
    return Ends(last_day=last_day, first_day=first_day, provisional=provisional > 0, beyond=beyond > 0)


def _asked(day: int, end: Callable[[datetime], tuple[date, Deadline]]) -> _Answer:
    if not day:  # 1970, in place of an absent instant
        return _NOTHING
    try:
        first_day, deadline = end(datetime.combine(date.fromordinal(day + EPOCH), time(), ZONE))
    except OutOfSchedule:
        return ABSENT, ABSENT, False, True
    return deadline.last_day.toordinal() - EPOCH, first_day.toordinal() - EPOCH, deadline.provisional, False
