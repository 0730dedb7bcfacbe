"""Laws of working days, on random small calendars and on China's."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from attrs import evolve
from hypothesis import assume, given
from hypothesis import strategies as st

from cmoffer_policy import OutOfSchedule, RestDay, WorkCalendar, china_calendar

FIRST = date(2024, 2, 19)
ONE_DAY = timedelta(days=1)
china_days = st.dates(date(2000, 1, 1), date(2199, 6, 30))
counts = st.integers(1, 60)


class Plan:
    """A random calendar beside the plain answers: one truth value for each of its days."""

    def __init__(self, length: int, holidays: set[int], make_up_days: set[int]) -> None:
        self.days = [FIRST + ONE_DAY * n for n in range(length)]
        self.holidays = {FIRST + ONE_DAY * n for n in holidays if n < length}
        weekend = {day for day in self.days if day.weekday() >= 5}
        self.make_up_days = weekend.intersection(FIRST + ONE_DAY * n for n in make_up_days) - self.holidays
        self.worked = {
            day: day in self.make_up_days or (day not in weekend and day not in self.holidays) for day in self.days
        }
        self.calendar = self.build()

    def __repr__(self) -> str:
        return f"Plan({len(self.days)} days, holidays {self.holidays}, make-up days {self.make_up_days})"

    def build(self, **changes: Any) -> WorkCalendar:
        return WorkCalendar(
            **{
                "first_day": self.days[0],
                "last_day": self.days[-1],
                "holidays": [RestDay(day=day, name=f"Feast {day.day}") for day in self.holidays],
                "make_up_days": self.make_up_days,
                **changes,
            }
        )

    def after(self, day: date) -> list[date]:
        """The working days after a day, counted on the fingers."""
        return [other for other in self.days if other > day and self.worked[other]]

    def between(self, a: date, b: date) -> int:
        return len([day for day in self.days if a < day <= b and self.worked[day]])


plans = st.builds(Plan, st.integers(1, 40), st.sets(st.integers(0, 39)), st.sets(st.integers(0, 39)))


@st.composite
def plan_and_days(draw: Callable[..., Any], days: int) -> tuple[Any, ...]:
    plan = draw(plans)
    return (plan, *[draw(st.sampled_from(plan.days)) for _ in range(days)])


@given(plan_and_days(1), st.integers(1, 45))
def test_adding_and_asking_agree_with_counting_on_the_fingers(case: tuple[Plan, date], n: int) -> None:
    """Day by day, up to the last one that can be added."""
    plan, day = case
    assert plan.calendar.is_working_day(day) is plan.worked[day]
    following = plan.after(day)
    if n <= len(following):
        assert plan.calendar.add_working_days(day, n) == following[n - 1]
        return
    with pytest.raises(OutOfSchedule):
        plan.calendar.add_working_days(day, n)


@given(plan_and_days(2))
def test_counting_agrees_with_counting_on_the_fingers(case: tuple[Plan, date, date]) -> None:
    """Forwards and backwards."""
    plan, a, b = case
    assert plan.calendar.working_days_between(a, b) == plan.between(a, b) - plan.between(b, a)


@given(plan_and_days(2))
def test_rest_days_are_the_days_that_are_not_worked_each_with_its_name(case: tuple[Plan, date, date]) -> None:
    """With and without the first day."""
    plan, a, b = case
    for first in (False, True):
        assert [(rest.day, rest.name) for rest in plan.calendar.rest_days(a, b, including_first=first)] == [
            (day, f"Feast {day.day}" if day in plan.holidays else day.strftime("%A"))
            for day in plan.days
            if (a < day <= b or (first and day == a <= b)) and not plan.worked[day]
        ]


@given(china_days, counts, counts)
def test_adding_in_two_steps_is_adding_at_once(day: date, a: int, b: int) -> None:
    """On China's calendar, wherever it starts."""
    calendar = china_calendar()
    assert calendar.add_working_days(calendar.add_working_days(day, a), b) == calendar.add_working_days(day, a + b)


@given(plan_and_days(1), counts, counts)
def test_adding_in_two_steps_is_adding_at_once_on_any_calendar(case: tuple[Plan, date], a: int, b: int) -> None:
    """On random calendars as well, as far as their days go."""
    plan, day = case
    following = len(plan.after(day))
    assume(following >= 2)
    a = 1 + a % (following - 1)
    b = 1 + b % (following - a)
    add = plan.calendar.add_working_days
    assert add(add(day, a), b) == add(day, a + b)


@given(china_days, counts)
def test_as_many_working_days_lie_between_as_were_added(day: date, n: int) -> None:
    """Counting undoes adding, and what is added ends on a working day."""
    calendar = china_calendar()
    end = calendar.add_working_days(day, n)
    assert calendar.working_days_between(day, end) == n
    assert calendar.is_working_day(end)


@given(china_days, china_days, china_days)
def test_counts_over_adjoining_spans_add_up(a: date, b: date, c: date) -> None:
    """In whatever order the three days come, and backwards with the sign turned."""
    between = china_calendar().working_days_between
    assert between(a, b) + between(b, c) == between(a, c)
    assert between(a, b) == -between(b, a)


@given(china_days, st.integers(0, 800))
def test_every_day_is_worked_or_a_rest_day(a: date, length: int) -> None:
    """The two make up the whole span and share no day."""
    calendar, b = china_calendar(), min(a + ONE_DAY * length, date(2199, 12, 31))
    rest = [day.day for day in calendar.rest_days(a, b)]
    assert calendar.working_days_between(a, b) + len(rest) == (b - a).days
    assert [day for day in rest if calendar.is_working_day(day)] == []
    assert rest == sorted(set(rest))


@given(plan_and_days(2), st.integers(1, 30))
def test_one_more_rest_day_never_brings_a_day_forward(case: tuple[Plan, date, date], n: int) -> None:
    """Adding can only end later."""
    plan, start, struck = case
    assume(struck not in plan.holidays)
    stricter = plan.build(
        holidays=[*plan.calendar.holidays, RestDay(day=struck, name="One more")],
        make_up_days=plan.make_up_days - {struck},
    )
    following = len(plan.after(start))
    assume(following >= 2)
    n = 1 + n % (following - 1)
    assert stricter.add_working_days(start, n) >= plan.calendar.add_working_days(start, n)


@given(plan_and_days(1))
def test_the_version_changes_with_the_working_days_and_only_with_them(case: tuple[Plan, date]) -> None:
    """Another name of a holiday makes no other version."""
    plan, day = case
    calendar = plan.calendar
    renamed = plan.build(holidays=[RestDay(day=other, name="Other") for other in plan.holidays])
    assert renamed.version == calendar.version
    toggled = (
        plan.build(
            holidays=[rest for rest in calendar.holidays if rest.day != day], make_up_days=plan.make_up_days - {day}
        )
        if day in plan.holidays | plan.make_up_days
        else plan.build(holidays=[*calendar.holidays, RestDay(day=day, name="One more")])
    )
    assert (toggled.version == calendar.version) == (toggled.is_working_day(day) == calendar.is_working_day(day))


@given(plan_and_days(2))
def test_the_version_changes_with_how_far_the_days_are_published(case: tuple[Plan, date, date]) -> None:
    """The same days known less far are another version."""
    plan, day, other = case
    published_from, published_through = min(day, other), max(day, other)
    known = evolve(plan.calendar, published_from=published_from, published_through=published_through)
    same = (published_from, published_through) == (plan.days[0], plan.days[-1])
    assert (known.version == plan.calendar.version) is same
    assert (known == plan.calendar) is same


@given(plan_and_days(3))
def test_a_day_is_provisional_outside_what_is_published_and_on_its_last_three_days(
    case: tuple[Plan, date, date, date],
) -> None:
    """Whatever stretch of the span is published."""
    plan, day, a, b = case
    known = evolve(plan.calendar, published_from=min(a, b), published_through=max(a, b))
    sure = min(a, b) <= day and day + 3 * ONE_DAY <= max(a, b)
    assert known.is_provisional(day) is not sure


@given(plans)
def test_calendars_of_the_same_days_are_equal_and_travel(plan: Plan) -> None:
    """Built again or pickled, they reckon alike."""
    calendar = plan.calendar
    for twin in (plan.build(), pickle.loads(pickle.dumps(calendar))):
        assert twin == calendar
        assert hash(twin) == hash(calendar)
        assert twin.version == calendar.version
        assert [twin.is_working_day(day) for day in plan.days] == list(plan.worked.values())
