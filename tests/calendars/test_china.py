"""China's published schedule of working days."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from importlib.metadata import version
from types import SimpleNamespace
from typing import Any

import chinese_calendar
import pytest

from cmoffer_policy import RestDay, china_calendar
from cmoffer_policy.calendars import _holiday_name, _published_years

ONE_DAY = timedelta(days=1)


def days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += ONE_DAY


def named(rest: tuple[RestDay, ...]) -> list[str]:
    return [str(day) for day in rest]


def test_china_s_calendar_is_the_published_one_on_every_day_from_2023_to_2026() -> None:
    """Another package, built on the same announcements, says the same of every day."""
    calendar = china_calendar()
    span = list(days(date(2023, 1, 1), date(2026, 12, 31)))
    assert [day for day in span if calendar.is_working_day(day) != chinese_calendar.is_workday(day)] == []
    assert {day for day in calendar.make_up_days if 2023 <= day.year <= 2026} == {
        day for day in span if day.weekday() >= 5 and chinese_calendar.is_workday(day)
    }


def test_china_s_calendar_spans_two_centuries_and_is_built_once() -> None:
    """The years are those of the instants that are reckoned with; the same value comes each time."""
    assert (china_calendar().first_day, china_calendar().last_day) == (date(2000, 1, 1), date(2199, 12, 31))
    assert china_calendar() is china_calendar()


STATUTORY = {
    2027: "01-01 02-05 02-06 02-07 02-08 04-05 05-01 05-02 06-09 09-15 10-01 10-02 10-03",
    2028: "01-01 01-25 01-26 01-27 01-28 04-04 05-01 05-02 05-28 10-01 10-02 10-03",
}
"""By hand: Spring Festival with its eve, Qingming, Dragon Boat and Mid-Autumn (on 3 October in 2028) by the moon."""


@pytest.mark.parametrize("year", STATUTORY)
def test_the_statutory_holidays_of_a_coming_year_are_rest_days(year: int) -> None:
    """1 January and 1 October among them; until the year is published all of it is provisional."""
    calendar = china_calendar()
    statutory = {date.fromisoformat(f"{year}-{day}") for day in STATUTORY[year].split()}
    assert {day for day in statutory if calendar.is_working_day(day)} == set()
    if year > calendar.published_through.year:
        rests = {rest.day for rest in calendar.holidays if rest.day.year == year}
        assert rests == statutory


def test_years_that_are_not_published_work_from_monday_to_friday_but_for_statutory_holidays() -> None:
    """What nobody has announced is assumed and said to be so; only the swaps around the holidays are not known."""
    calendar = china_calendar()
    known = {rest.day for rest in calendar.holidays}
    for year in (calendar.published_from.year - 1, *range(calendar.published_through.year + 1, 2101)):
        of_year = list(days(date(year, 1, 1), date(year, 12, 31)))
        rests = [day for day in of_year if day in known]
        assert {date(year, 1, 1), date(year, 5, 1), date(year, 10, 1), date(year, 10, 2), date(year, 10, 3)} <= {*rests}
        assert 10 <= len(rests) <= 13
        assert [calendar.is_working_day(day) for day in of_year] == [
            day.weekday() < 5 and day not in rests for day in of_year
        ]
    assert {day.year for day in calendar.make_up_days} <= {*range(2001, calendar.published_through.year + 1)}


def test_every_day_that_is_not_published_is_provisional() -> None:
    """Statutory holidays, too: they can be joined by days that nobody knows yet."""
    calendar = china_calendar()
    beyond = days(calendar.published_through + ONE_DAY, date(calendar.published_through.year + 3, 12, 31))
    assert all(calendar.is_provisional(day) for day in beyond)
    assert all(calendar.is_provisional(day) for day in (calendar.published_from - ONE_DAY, date(2199, 12, 31)))


def test_a_calendar_says_where_its_days_come_from() -> None:
    """The years that are published, and which release of which package carries them."""
    calendar = china_calendar()
    years = f"{calendar.published_from.year} to {calendar.published_through.year}"
    assert calendar.source == (
        f"China's official schedule {years}, statutory holidays beyond, by holidays {version('holidays')}"
    )


def test_9_february_2024_is_worked() -> None:
    """New Year's Eve was off at banks and exchanges; the official schedule has it worked, and so has the calendar."""
    calendar = china_calendar()
    assert calendar.is_working_day(date(2024, 2, 9))
    assert calendar.add_working_days(date(2024, 2, 8), 1) == date(2024, 2, 9)
    assert calendar.add_working_days(date(2024, 2, 9), 1) == date(2024, 2, 18)


def test_only_days_after_28_december_of_the_last_published_year_are_provisional() -> None:
    """The next announcement can still claim the days from the 29th on."""
    calendar = china_calendar()
    year = calendar.published_through.year
    assert calendar.published_through == date(year, 12, 31)
    assert [calendar.is_provisional(date(year, 12, day)) for day in (27, 28, 29, 30, 31)] == [
        False,
        False,
        True,
        True,
        True,
    ]
    assert [calendar.is_provisional(date(year - 1, 12, day)) for day in (28, 29, 31)] == [False] * 3
    first = calendar.published_from
    assert [calendar.is_provisional(day) for day in (first - ONE_DAY, first, first + ONE_DAY)] == [True, False, False]


def test_the_published_years_are_the_unbroken_row_up_to_the_last_one() -> None:
    """A year that is missing ends the row, and so do all before it."""
    schedule: Any = SimpleNamespace(special_public_holidays=dict.fromkeys([2017, 2018, 2020, 2021, 2022, 2023]))
    assert _published_years(schedule) == [2020, 2021, 2022, 2023]


def test_china_s_rest_days_are_called_by_their_festival() -> None:
    """A day moved to join a festival, and a weekend inside it, belong to it; make-up days are worked."""
    calendar = china_calendar()
    assert named(calendar.rest_days(date(2023, 12, 29), date(2024, 1, 7))) == [
        "2023-12-30 (New Year's Day)",
        "2023-12-31 (New Year's Day)",
        "2024-01-01 (New Year's Day)",
        "2024-01-06 (Saturday)",
        "2024-01-07 (Sunday)",
    ]
    assert {rest.name for rest in calendar.rest_days(date(2024, 2, 9), date(2024, 2, 18))} == {"Chinese New Year"}
    assert [calendar.is_working_day(date(2024, 2, day)) for day in (4, 9, 10, 17, 18)] == [
        True,
        True,
        False,
        False,
        True,
    ]


def test_rest_days_between_two_festivals_belong_to_the_nearer_one() -> None:
    """To the earlier of two that are equally near; a day that both festivals fall on has both names."""
    rest_days = china_calendar().rest_days
    assert named(rest_days(date(2020, 9, 30), date(2020, 10, 8))) == [
        "2020-10-01 (Mid-Autumn Festival; National Day)",
        "2020-10-02 (National Day)",
        "2020-10-03 (National Day)",
        "2020-10-04 (National Day)",
        "2020-10-05 (National Day)",
        "2020-10-06 (Mid-Autumn Festival)",
        "2020-10-07 (Mid-Autumn Festival)",
        "2020-10-08 (Mid-Autumn Festival)",
    ]
    assert named(rest_days(date(2023, 9, 28), date(2023, 10, 1))) == [
        "2023-09-29 (Mid-Autumn Festival)",
        "2023-09-30 (Mid-Autumn Festival)",
        "2023-10-01 (National Day)",
    ]


@pytest.mark.parametrize(
    ("carried", "name"),
    [
        ("Chinese New Year (Spring Festival) (observed)", "Chinese New Year"),
        ("Mid-Autumn Festival (observed); National Day (observed)", "Mid-Autumn Festival; National Day"),
        ("National Day; National Day (observed)", "National Day"),
    ],
)
def test_a_festival_is_called_by_its_first_name_once(carried: str, name: str) -> None:
    """Second names and remarks in brackets are left out, of each festival that falls on the day."""
    day = date(2024, 10, 1)
    schedule: Any = {day: carried}
    assert _holiday_name(day, {day: False}, schedule) == name


def names_in(language: str) -> str:
    """The names of China's rest days, as a process with this language sees them."""
    script = (
        "from cmoffer_policy import china_calendar as c; print(ascii([(str(r), c().version) for r in c().holidays]))"
    )
    environment = {**os.environ, "LANGUAGE": language, "LC_ALL": "C.UTF-8"}
    return subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True
    ).stdout


def test_the_names_of_rest_days_do_not_follow_the_language_of_the_machine() -> None:
    """A Chinese and an English machine give the same calendar."""
    names = names_in("zh_CN")
    assert "New Year's Day" in names
    assert names == names_in("en_US")
