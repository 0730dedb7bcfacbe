"""Instants in Beijing time (UTC+08:00), and the calendar of working days."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date, datetime, time, timedelta, timezone
from functools import lru_cache
from hashlib import sha256
from itertools import accumulate, compress, pairwise
from typing import TYPE_CHECKING

from attrs import Factory, field, frozen

from cmoffer_policy.checks import Where, identifier, instance, instances, integer, members, named, path_of, text
from cmoffer_policy.errors import Inconsistent, InvalidValue, OutOfSchedule, shown
from cmoffer_policy.markup import named_values

if TYPE_CHECKING:
    from holidays import HolidayBase

BEIJING = timezone(timedelta(hours=8))
FIRST_YEAR = 2000
LAST_YEAR = 2199

_YEARS = f"an instant in the years {FIRST_YEAR} to {LAST_YEAR} at UTC+08:00"
_ONE_MICROSECOND = timedelta(microseconds=1)
_ONE_DAY = timedelta(days=1)
_SATURDAY = 5  # of date.weekday()
_MIDNIGHT = time(tzinfo=BEIJING)
# The extended form with seconds and decimals of them, and an offset that is not "-00:00", which stands for an unknown
# one.
_ISO_8601 = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.(?P<decimals>[0-9]+))?)?"
    r"([Zz]|(?!-00:00)[+-]([01][0-9]|2[0-3]):[0-5][0-9])"
)
_MOST_DECIMALS = 6


def instant(value: datetime, where: Where = "") -> datetime:
    """The value as an exact ``datetime`` in Beijing time.

    Any aware datetime is accepted, including a pandas Timestamp. Naive datetimes and digits below the microsecond raise
    ``InvalidValue``; instants outside the years 2000-2199 raise ``OutOfSchedule``.
    """
    if type(value) is datetime and value.tzinfo is BEIJING and not value.fold and FIRST_YEAR <= value.year <= LAST_YEAR:
        return value  # the form in which orders and claims hold it
    path = path_of(where)
    if not isinstance(value, datetime) or value != value:  # pandas' missing time is unequal to itself
        raise InvalidValue("not_an_instant", path, shown(value), "an aware datetime")
    try:
        offset = value.utcoffset()
    except Exception:  # a tzinfo can be foreign code
        raise InvalidValue("not_an_instant", path, shown(value), "a time zone that tells its offset") from None
    if offset is None:
        raise InvalidValue("naive_instant", path, shown(value), f"an aware datetime, such as {value.isoformat()}+08:00")
    if getattr(value, "nanosecond", 0):
        raise InvalidValue("too_fine", path, shown(value), "whole microseconds")
    digits = (value.year, value.month, value.day, value.hour, value.minute, value.second, value.microsecond)
    try:
        local = datetime(*digits, tzinfo=BEIJING) - offset + timedelta(hours=8)
    except OverflowError:
        raise OutOfSchedule("out_of_schedule", path, shown(value), _YEARS) from None
    if not FIRST_YEAR <= local.year <= LAST_YEAR:
        raise OutOfSchedule("out_of_schedule", path, shown(value), _YEARS)
    return local


def optional_instant(value: datetime | None, where: Where = "") -> datetime | None:
    """The value as an instant, or None."""
    return None if value is None else instant(value, where)


def parse_instant(text: str) -> datetime:
    """The instant that an ISO 8601 text with an offset names, in Beijing time.

    The form is ``YYYY-MM-DDTHH:MM``, then optionally ``:SS`` and up to six decimals, then ``Z`` or ``±HH:MM``; ``t``
    and ``z`` can be lower-case. Anything else raises ``InvalidValue``; a year outside 2000-2199 raises
    ``OutOfSchedule``.

    >>> parse_instant("2024-01-05T02:00:00Z").isoformat()
    '2024-01-05T10:00:00+08:00'
    """
    from dateutil.parser import isoparse  # only here: callers who pass datetimes need not load it

    form = _ISO_8601.fullmatch(text) if isinstance(text, str) else None
    if form is None:
        expected = "ISO 8601 with an offset, such as 2024-01-05T10:00:00+08:00"
        raise InvalidValue("not_an_instant", "", shown(text), expected)
    if len(form["decimals"] or "") > _MOST_DECIMALS:
        raise InvalidValue("too_fine", "", shown(text), "whole microseconds")
    try:
        parsed = isoparse(text)
    except ValueError:
        raise InvalidValue("not_an_instant", "", shown(text), "a day that exists") from None
    return instant(parsed)


def start_of(day: date) -> datetime:
    """The instant at which a day begins, Beijing time."""
    return datetime.combine(day, _MIDNIGHT)


def end_of(day: date) -> datetime:
    """The instant at which a day ends (24:00, Beijing time): the exclusive end of every period that ends on it."""
    following = day + _ONE_DAY if day < date.max else day
    if not FIRST_YEAR <= following.year <= LAST_YEAR:
        raise OutOfSchedule("out_of_schedule", "deadline", f"the end of {day}", _YEARS)
    return start_of(following)


def last_day_before(before: datetime) -> date:
    """The last day of a period with this exclusive end."""
    return (before - _ONE_MICROSECOND).date()


MOST_DAYS = 400 * 366
"""The most days that a calendar spans."""
# The schedule of a year is published in the November before and can still change the last days of that December: a New
# Year's holiday has begun as early as the 29th.
_REVISABLE_DAYS = 3


def calendar_day(value: date, where: Where = "") -> date:
    """The value as a calendar day. A datetime is refused: its day depends on a time zone."""
    if type(value) is date or (isinstance(value, date) and not isinstance(value, datetime)):
        return value
    raise InvalidValue("not_a_day", path_of(where), shown(value), "a date without a time")


@frozen(kw_only=True, field_transformer=named)
class RestDay:
    """A day that is not worked, and its name.

    >>> print(RestDay(day=date(2024, 2, 10), name="Spring Festival"))
    2024-02-10 (Spring Festival)
    """

    day: date = field(converter=calendar_day)
    name: str = field(converter=identifier)

    def __str__(self) -> str:
        return f"{self.day.isoformat()} ({self.name})"


def _rest_days(value: Collection[RestDay], where: Where = "") -> tuple[RestDay, ...]:
    return tuple(sorted(instances(value, where, RestDay, most=MOST_DAYS), key=lambda rest: rest.day))


def _days(value: Collection[date], where: Where = "") -> frozenset[date]:
    return frozenset([calendar_day(day, where) for day in members(value, where, most=MOST_DAYS)])


@frozen(kw_only=True, field_transformer=named)
class WorkCalendar:
    """Which days are worked, from ``first_day`` to ``last_day``, both included.

    Mondays to Fridays are worked, Saturdays and Sundays are not, with two exceptions: ``holidays`` are not worked
    whatever their weekday (on a weekend, a holiday only names the day), and ``make_up_days`` are weekend days that are
    worked.

    The schedule is known from ``published_from`` to ``published_through``. Outside that span, and on its last three
    days, a later publication can still change the days; ``is_provisional`` is then true.

    ``source`` says where the days come from, for people.

    ``version`` is a digest of the days and of how far they are published: equal versions give equal deadlines.

    Days outside the calendar raise ``OutOfSchedule``, except that ``is_provisional`` is true of them; a datetime in
    place of a day raises ``InvalidValue``.

    >>> from datetime import date
    >>> march = WorkCalendar(first_day=date(2024, 3, 1), last_day=date(2024, 3, 31))
    >>> march.add_working_days(date(2024, 3, 1), 2)
    datetime.date(2024, 3, 5)
    >>> march.working_days_between(date(2024, 3, 1), date(2024, 3, 5))
    2
    >>> print(*march.rest_days(date(2024, 3, 1), date(2024, 3, 5)), sep=", ")
    2024-03-02 (Saturday), 2024-03-03 (Sunday)
    """

    first_day: date = field(converter=calendar_day)
    last_day: date = field(converter=calendar_day)
    holidays: tuple[RestDay, ...] = field(default=(), converter=_rest_days, repr=False)
    make_up_days: frozenset[date] = field(default=frozenset(), converter=_days, repr=False)
    published_from: date = field(
        default=Factory(lambda calendar: calendar.first_day, takes_self=True), converter=calendar_day
    )
    published_through: date = field(
        default=Factory(lambda calendar: calendar.last_day, takes_self=True), converter=calendar_day
    )
    source: str = field(default="", converter=text)
    version: str = field(init=False, eq=False)
    # The working days in order, and for every day of the span how many working days come before it, so that adding and
    # counting are look-ups. One more entry at the end closes the last day.
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
        span = range(first, self.last_day.toordinal() + 1)
        week = [(ordinal - 1) % 7 < _SATURDAY for ordinal in range(first, first + 7)]
        worked = (week * (len(span) // 7 + 1))[: len(span)]
        for rest in self.holidays:
            worked[self._offset(rest.day, "holidays")] = False
        for day in self.make_up_days:
            worked[self._offset(day, "make_up_days")] = True
        published = f"{self.first_day} {self.published_from} {self.published_through} "
        set_once(self, "version", sha256(published.encode() + bytes(worked)).hexdigest()[:16])
        set_once(self, "_working_days", tuple(map(date.fromordinal, compress(span, worked))))
        set_once(self, "_worked_before", tuple(accumulate(worked, initial=0)))

    def _repr_html_(self) -> str:
        names = ("first_day", "last_day", "published_from", "published_through", "version", "source")
        counts = [(name, str(len(getattr(self, name)))) for name in ("holidays", "make_up_days")]
        return named_values("WorkCalendar", [*[(name, str(getattr(self, name))) for name in names], *counts])

    def _check_span(self) -> None:
        if self.last_day < self.first_day or (self.last_day - self.first_day).days >= MOST_DAYS:
            expected = f"a day from {self.first_day} on, and fewer than {MOST_DAYS} days later"
            raise Inconsistent("span", "last_day", str(self.last_day), expected)
        if not self.first_day <= self.published_from <= self.published_through <= self.last_day:
            published = f"{self.published_from} to {self.published_through}"
            raise Inconsistent("span", "published_through", published, f"days from {self.first_day} to {self.last_day}")
        for rest, following in pairwise(self.holidays):
            if rest.day == following.day:
                raise Inconsistent("duplicate", "holidays", str(rest.day), "each day once")
        holidays = {rest.day for rest in self.holidays}
        for day in sorted(self.make_up_days):
            if day.weekday() < _SATURDAY or day in holidays:
                raise Inconsistent("make_up_day", "make_up_days", str(day), "a Saturday or Sunday that is no holiday")

    def is_working_day(self, day: date) -> bool:
        """Whether the day is worked."""
        position = self._offset(day, "day")
        return self._worked_before[position + 1] > self._worked_before[position]

    def add_working_days(self, day: date, n: int) -> date:
        """The n-th working day after ``day``, not counting ``day`` itself; n is 1 or more."""
        count = integer(n, "n", least=1)
        position = self._worked_before[self._offset(day, "day") + 1] + count - 1
        if position >= len(self._working_days):
            got = f"{day} and {shown(count)} working days"
            raise OutOfSchedule("out_of_schedule", "day", got, f"a working day up to {self.last_day}")
        return self._working_days[position]

    def working_days_between(self, a: date, b: date) -> int:
        """The number of working days after ``a`` up to and including ``b``; negative if ``b`` comes first."""
        return self._worked_before[self._offset(b, "b") + 1] - self._worked_before[self._offset(a, "a") + 1]

    def rest_days(self, a: date, b: date, *, including_first: bool = False) -> tuple[RestDay, ...]:
        """The days after ``a`` up to and including ``b`` that are not worked, by date, each with its name.

        ``including_first`` adds ``a`` itself. Ordinary weekend days are named by their weekday.
        """
        first, last = self._offset(a, "a") + (not including_first), self._offset(b, "b")
        worked = self._worked_before
        if worked[last + 1] - worked[first] == last + 1 - first:
            return ()
        days = [
            date.fromordinal(self._first_ordinal + place)
            for place in range(first, last + 1)
            if worked[place + 1] == worked[place]
        ]
        return tuple([RestDay(day=day, name=self._rest_name(day)) for day in days])

    def is_provisional(self, day: date) -> bool:
        """Whether the schedule around the day is unpublished or can still change."""
        return calendar_day(day, "day") < self.published_from or day.toordinal() >= self._revisable_from

    def _rest_name(self, day: date) -> str:
        return self._names.get(day) or ("Saturday" if day.weekday() == _SATURDAY else "Sunday")

    def _offset(self, day: date, path: str) -> int:
        """The position of a day, counted from 0 on the first day of the calendar."""
        offset = calendar_day(day, path).toordinal() - self._first_ordinal
        if 0 <= offset <= self.last_day.toordinal() - self._first_ordinal:
            return offset
        raise OutOfSchedule("out_of_schedule", path, str(day), f"a day from {self.first_day} to {self.last_day}")


_SWAPPED = "Day off"


@lru_cache(maxsize=1)
def china_calendar() -> WorkCalendar:
    """China's official working days for 2000-2199: statutory holidays off, make-up weekends worked.

    The schedule is the one the installed ``holidays`` package carries, year by year as published. For years without one
    only the statutory holidays are known, not how the days around them are swapped: Mondays to Fridays count as worked
    but for those holidays, and everything is provisional. After 2100 not even the holidays are known. 9 February 2024
    counts as worked, as the official schedule has it, though banks and exchanges were shut. The first call loads
    ``holidays``, later calls return the same value.

    >>> from datetime import date
    >>> china_calendar().is_working_day(date(2024, 2, 4))  # a Sunday, worked in exchange for a holiday
    True
    """
    # Only here: a calendar of your own never pays for loading it.
    from holidays import __version__ as version  # type: ignore[attr-defined]
    from holidays import country_holidays

    years = _published_years(country_holidays("CN"))
    schedule = country_holidays("CN", years=years, language="en_US")  # not the language of the machine
    published_from, published_through = date(years[0], 1, 1), date(years[-1], 12, 31)
    days = [published_from + _ONE_DAY * n for n in range((published_through - published_from).days + 1)]
    worked = {day: schedule.is_working_day(day) for day in days}
    published = [(day, _holiday_name(day, worked, schedule)) for day in days if not worked[day]]
    every_year = country_holidays("CN", years=range(FIRST_YEAR, LAST_YEAR + 1), language="en_US", observed=False)
    statutory = [
        (day, _plain(name))
        for day, name in every_year.items()
        if day.year not in years and FIRST_YEAR <= day.year <= LAST_YEAR and not name.startswith(_SWAPPED)
    ]
    return WorkCalendar(
        first_day=date(FIRST_YEAR, 1, 1),
        last_day=date(LAST_YEAR, 12, 31),
        holidays=[RestDay(day=day, name=name) for day, name in [*published, *statutory] if name],
        make_up_days=[day for day in days if worked[day] and day.weekday() >= _SATURDAY],
        published_from=published_from,
        published_through=published_through,
        source=f"China's official schedule {years[0]} to {years[-1]}, statutory holidays beyond, by holidays {version}",
    )


def calendar_or_china(calendar: WorkCalendar | None) -> WorkCalendar:
    """The calendar, or that of China where none is given; anything else raises ``InvalidValue``."""
    return china_calendar() if calendar is None else instance(calendar, "calendar", WorkCalendar)


def _published_years(schedule: HolidayBase) -> list[int]:
    """The unbroken run of years, up to the latest, for which the government's own schedule is known."""
    last = max(schedule.special_public_holidays)
    first = last
    while first - 1 in schedule.special_public_holidays:
        first -= 1
    return list(range(first, last + 1))


def _holiday_name(day: date, worked: dict[date, bool], schedule: HolidayBase) -> str | None:
    """The festival that a rest day belongs to: its own, else the nearest one in the same run of rest days.

    A day off that was moved to join a festival has no name of its own, and nor has a weekend day inside the run. A run
    without a festival is an ordinary weekend and gives None.
    """
    run = [day]
    for step in (-_ONE_DAY, _ONE_DAY):
        neighbour = day + step
        while neighbour in worked and not worked[neighbour]:
            run.append(neighbour)
            neighbour += step
    for near in sorted(run, key=lambda other: (abs(other - day), other)):
        name = schedule.get(near)
        if name and not name.startswith(_SWAPPED):
            return _plain(name)
    return None


def _plain(name: str) -> str:
    """The names of a day without what stands in brackets: a second name, or that another day is observed."""
    return "; ".join(dict.fromkeys(part.partition(" (")[0] for part in name.split("; ")))
