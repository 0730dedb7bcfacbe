"""Working days: adding and counting them over a bounded span of days, each in constant time."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from hashlib import sha256
from itertools import accumulate, pairwise

from attrs import Factory, field, frozen

from cmoffer_policy.display import named
from cmoffer_policy.errors import Inconsistent, InvalidValue, OutOfSchedule, shown
from cmoffer_policy.values.checks import identifier, instances, integer, members

_MOST_DAYS = 400 * 366
_SATURDAY, _SUNDAY = 6, 0  # of an ordinal modulo 7
# The schedule of a year comes out in the November before and can still claim the last days of the running December: a
# New Year's holiday has begun as early as the 29th.
_REVISABLE_DAYS = 3


def calendar_day(value: object, path: str) -> date:
    """The value as a calendar day. A datetime is refused: its day depends on a time zone."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    raise InvalidValue("not_a_day", path, shown(value), "a date without a time")


def _rest_date(value: date) -> date:
    return calendar_day(value, "day")


def _rest_name(value: str) -> str:
    return identifier(value, "name")


@frozen(kw_only=True)
class RestDay:
    """A day on which nobody works, and what it is called."""

    day: date = field(converter=_rest_date)
    name: str = field(converter=_rest_name)

    def __str__(self) -> str:
        return f"{self.day.isoformat()} ({self.name})"


def _first_day(value: date) -> date:
    return calendar_day(value, "first_day")


def _last_day(value: date) -> date:
    return calendar_day(value, "last_day")


def _published_from(value: date) -> date:
    return calendar_day(value, "published_from")


def _published_through(value: date) -> date:
    return calendar_day(value, "published_through")


def _span_start(calendar: WorkCalendar) -> date:
    return calendar.first_day


def _span_end(calendar: WorkCalendar) -> date:
    return calendar.last_day


def _holidays(value: Collection[RestDay]) -> tuple[RestDay, ...]:
    return tuple(sorted(instances(value, "holidays", RestDay, most=_MOST_DAYS), key=lambda rest: rest.day))


def _make_up_days(value: Collection[date]) -> frozenset[date]:
    return frozenset([calendar_day(day, "make_up_days") for day in members(value, "make_up_days", most=_MOST_DAYS)])


@frozen(kw_only=True)
class WorkCalendar:
    """Which days are worked, from ``first_day`` to ``last_day``, both included.

    Mondays to Fridays are worked, Saturdays and Sundays are not, except that ``holidays`` are not worked whatever the
    weekday (a holiday on a weekend day only gives it a name) and ``make_up_days`` are weekend days that are.

    The schedule is known from ``published_from`` to ``published_through``. Outside, and on the last three days of it, a
    later publication can still change the days: ``is_provisional`` says so.

    ``version`` is a digest of the days and of how far they are published: equal versions reckon alike.

    Days outside the span raise ``OutOfSchedule``; a datetime where a day is wanted raises ``InvalidValue``.

    >>> from datetime import date
    >>> march = WorkCalendar(first_day=date(2024, 3, 1), last_day=date(2024, 3, 31))
    >>> march.add_working_days(date(2024, 3, 1), 2)
    datetime.date(2024, 3, 5)
    >>> march.working_days_between(date(2024, 3, 1), date(2024, 3, 5))
    2
    >>> print(*march.rest_days(date(2024, 3, 1), date(2024, 3, 5)), sep=", ")
    2024-03-02 (Saturday), 2024-03-03 (Sunday)
    """

    first_day: date = field(converter=_first_day)
    last_day: date = field(converter=_last_day)
    holidays: tuple[RestDay, ...] = field(default=(), converter=_holidays, repr=False)
    make_up_days: frozenset[date] = field(default=frozenset(), converter=_make_up_days, repr=False)
    published_from: date = field(default=Factory(_span_start, takes_self=True), converter=_published_from)
    published_through: date = field(default=Factory(_span_end, takes_self=True), converter=_published_through)
    version: str = field(init=False, eq=False)
    # The working days in order, and for every day of the span how many working days come before it: one index each to
    # add and to count. One entry past the end closes the last day.
    _working_days: tuple[date, ...] = field(init=False, eq=False, repr=False)
    _worked_before: tuple[int, ...] = field(init=False, eq=False, repr=False)
    _first_ordinal: int = field(init=False, eq=False, repr=False)
    _names: dict[date, str] = field(init=False, eq=False, repr=False)
    _revisable_from: int = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        self._check_span()
        first = self.first_day.toordinal()
        set_once = object.__setattr__
        set_once(self, "_first_ordinal", first)
        set_once(self, "_revisable_from", self.published_through.toordinal() - _REVISABLE_DAYS + 1)
        set_once(self, "_names", {rest.day: rest.name for rest in self.holidays})
        worked = [ordinal % 7 not in (_SATURDAY, _SUNDAY) for ordinal in range(first, self.last_day.toordinal() + 1)]
        for rest in self.holidays:
            worked[self._offset(rest.day, "holidays")] = False
        for day in self.make_up_days:
            worked[self._offset(day, "make_up_days")] = True
        span = f"{self.first_day} {self.published_from} {self.published_through} "
        set_once(self, "version", sha256(span.encode() + bytes(worked)).hexdigest()[:16])
        set_once(self, "_working_days", tuple([date.fromordinal(first + i) for i, works in enumerate(worked) if works]))
        set_once(self, "_worked_before", tuple(accumulate(worked, initial=0)))

    def _repr_html_(self) -> str:
        names = ("first_day", "last_day", "published_from", "published_through", "version")
        counts = [(name, str(len(getattr(self, name)))) for name in ("holidays", "make_up_days")]
        return named("WorkCalendar", [*[(name, str(getattr(self, name))) for name in names], *counts])

    def _check_span(self) -> None:
        if self.last_day < self.first_day or (self.last_day - self.first_day).days >= _MOST_DAYS:
            expected = f"a day from {self.first_day} on, and fewer than {_MOST_DAYS} days later"
            raise Inconsistent("span", "last_day", str(self.last_day), expected)
        if not self.first_day <= self.published_from <= self.published_through <= self.last_day:
            published = f"{self.published_from} to {self.published_through}"
            raise Inconsistent("span", "published_through", published, f"days from {self.first_day} to {self.last_day}")
        named = [rest.day for rest in self.holidays]
        holidays = set(named)
        for day, following in pairwise(named):
            if day == following:
                raise Inconsistent("duplicate", "holidays", str(day), "each day once")
        for day in sorted(self.make_up_days):
            if day.toordinal() % 7 not in (_SATURDAY, _SUNDAY) or day in holidays:
                raise Inconsistent("make_up_day", "make_up_days", str(day), "a Saturday or Sunday that is no holiday")

    def is_working_day(self, day: date) -> bool:
        """Whether the day is worked."""
        position = self._offset(day, "day")
        return self._worked_before[position + 1] > self._worked_before[position]

    def add_working_days(self, day: date, n: int) -> date:
        """The n-th working day after ``day``, which itself never counts; n is 1 or more."""
        # The usual arguments are checked in place: calls that do so take four times as long as the look-up.
        if type(day) is date and type(n) is int and n > 0 and (offset := day.toordinal() - self._first_ordinal) >= 0:
            try:
                return self._working_days[self._worked_before[offset + 1] + n - 1]
            except IndexError:
                pass
        count = integer(n, "n", least=1)
        position = self._worked_before[self._offset(day, "day") + 1] + count - 1
        if position >= len(self._working_days):
            got = f"{day} and {shown(count)} working days"
            raise OutOfSchedule("out_of_schedule", "day", got, f"a working day up to {self.last_day}")
        return self._working_days[position]

    def working_days_between(self, a: date, b: date) -> int:
        """How many working days lie after ``a`` up to and including ``b``; negative where ``b`` comes first."""
        if type(a) is type(b) is date and a >= self.first_day <= b:  # the usual arguments, in place as above
            try:
                worked, first = self._worked_before, self._first_ordinal - 1
                return worked[b.toordinal() - first] - worked[a.toordinal() - first]
            except IndexError:
                pass
        return self._worked_before[self._offset(b, "b") + 1] - self._worked_before[self._offset(a, "a") + 1]

    def rest_days(self, a: date, b: date, *, including_first: bool = False) -> tuple[RestDay, ...]:
        """The days after ``a`` up to and including ``b`` that are not worked, by date, each with its name.

        ``including_first`` lets ``a`` count as well. Ordinary weekend days are called by their weekday.
        """
        first, last = self._offset(a, "a") + (not including_first), self._offset(b, "b")
        worked = self._worked_before
        if worked[last + 1] - worked[min(first, last)] == last + 1 - first:
            return ()
        days = [
            date.fromordinal(self._first_ordinal + place)
            for place in range(first, last + 1)
            if worked[place + 1] == worked[place]
        ]
        return tuple([RestDay(day=day, name=self._rest_name(day)) for day in days])

    def is_provisional(self, day: date) -> bool:
        """Whether the schedule around the day is not published yet, or can still change."""
        return calendar_day(day, "day") < self.published_from or day.toordinal() >= self._revisable_from

    def _rest_name(self, day: date) -> str:
        return self._names.get(day) or ("Saturday" if day.toordinal() % 7 == _SATURDAY else "Sunday")

    def _offset(self, day: date, path: str) -> int:
        """How many days after the first one the day lies."""
        ordinal = calendar_day(day, path).toordinal()
        if self._first_ordinal <= ordinal <= self.last_day.toordinal():
            return ordinal - self._first_ordinal
        raise OutOfSchedule("out_of_schedule", path, str(day), f"a day from {self.first_day} to {self.last_day}")
