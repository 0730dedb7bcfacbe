"""The official schedule of working days in China, as far as it is published."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from cmoffer_policy.values.instants import FIRST_YEAR, LAST_YEAR
from cmoffer_policy.values.workdays import RestDay, WorkCalendar

if TYPE_CHECKING:
    from holidays import HolidayBase

_ONE_DAY = timedelta(days=1)
_SATURDAY = 5
_BRIDGE = "Day off"


@lru_cache(maxsize=1)
def china_calendar() -> WorkCalendar:
    """China's official working days for 2000-2199: statutory holidays off, make-up weekends worked.

    The schedule is the one the installed ``holidays`` package carries, year by year as published; years without one
    count Mondays to Fridays as worked and are provisional. The first call loads ``holidays`` (a tenth of a second or
    two), later calls return the same value.

    >>> from datetime import date
    >>> china_calendar().is_working_day(date(2024, 2, 4))  # a Sunday, worked to make up for a day of Spring Festival
    True
    """
    # Loaded only here: whoever brings a calendar, or only handles orders, never pays for it.
    from holidays import country_holidays

    years = _published_years(country_holidays("CN"))
    schedule = country_holidays("CN", years=years, language="en_US")  # never the language of the machine
    published_from, published_through = date(years[0], 1, 1), date(years[-1], 12, 31)
    days = [published_from + _ONE_DAY * n for n in range((published_through - published_from).days + 1)]
    worked = {day: schedule.is_working_day(day) for day in days}
    return WorkCalendar(
        first_day=date(FIRST_YEAR, 1, 1),
        last_day=date(LAST_YEAR, 12, 31),
        holidays=[
            RestDay(day=day, name=name)
            for day in days
            if not worked[day] and (name := _holiday_name(day, worked, schedule))
        ],
        make_up_days=[day for day in days if worked[day] and day.weekday() >= _SATURDAY],
        published_from=published_from,
        published_through=published_through,
    )


def _published_years(schedule: HolidayBase) -> list[int]:
    """The years in an unbroken row up to the last one for which the government's own schedule is known."""
    last = max(schedule.special_public_holidays)
    first = last
    while first - 1 in schedule.special_public_holidays:
        first -= 1
    return list(range(first, last + 1))


def _holiday_name(day: date, worked: dict[date, bool], schedule: HolidayBase) -> str | None:
    """The festival that a rest day belongs to: its own, else the nearest one in the same run of rest days.

    A day off that was moved to join a festival has no name of its own, and neither has a weekend day inside the run. A
    run without a festival is an ordinary weekend.
    """
    run = [day]
    for step in (-_ONE_DAY, _ONE_DAY):
        neighbour = day + step
        while neighbour in worked and not worked[neighbour]:
            run.append(neighbour)
            neighbour += step
    for near in sorted(run, key=lambda other: (abs(other - day), other)):
        name = schedule.get(near)
        if name and not name.startswith(_BRIDGE):
            # Whatever stands in brackets is a second name, or that the day is "observed" instead of another.
            return "; ".join(dict.fromkeys(part.partition(" (")[0] for part in name.split("; ")))
    return None
