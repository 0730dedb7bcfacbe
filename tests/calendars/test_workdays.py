"""Working days of a span with holidays and make-up days."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from attrs import evolve
from attrs.exceptions import FrozenInstanceError

from cmoffer_policy import Inconsistent, InputError, InvalidValue, OutOfSchedule, RestDay, WorkCalendar

ONE_DAY = timedelta(days=1)


def days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += ONE_DAY


class Array:
    """Like an array: it has an index and a length to ask for, only that asking fails."""

    def __index__(self) -> int:
        raise TypeError("only integer scalar arrays can be converted to a scalar index")

    def __len__(self) -> int:
        raise TypeError("len() of unsized object")

    def __iter__(self) -> Iterator[Any]:
        raise TypeError("iteration over a 0-d array")

    def __contains__(self, _: object) -> bool:
        return False

    def __repr__(self) -> str:
        return "Array()"


def march(**changes: Any) -> WorkCalendar:
    """March 2024: Friday the 1st to Sunday the 31st, with a festival on the 12th and the 17th and work on the 16th."""
    return WorkCalendar(
        **{
            "first_day": date(2024, 3, 1),
            "last_day": date(2024, 3, 31),
            "holidays": [
                RestDay(day=date(2024, 3, 17), name="Spring Fair"),
                RestDay(day=date(2024, 3, 12), name="Tree Day"),
            ],
            "make_up_days": [date(2024, 3, 16)],
            **changes,
        }
    )


def named(rest: tuple[RestDay, ...]) -> list[str]:
    return [str(day) for day in rest]


@pytest.mark.parametrize(
    ("day", "works"),
    [(1, True), (2, False), (3, False), (4, True), (11, True), (12, False), (13, True), (16, True), (17, False)],
)
def test_weekdays_are_worked_but_for_holidays_and_weekends_are_not_but_for_make_up_days(day: int, works: bool) -> None:
    """Monday to Friday, less the holidays, plus the weekend days that make up for them."""
    assert march().is_working_day(date(2024, 3, day)) is works


@pytest.mark.parametrize(
    ("day", "n", "expected"),
    [
        (1, 1, 4),
        (1, 2, 5),
        (2, 1, 4),
        (3, 1, 4),
        (3, 2, 5),
        (11, 1, 13),
        (12, 1, 13),
        (15, 1, 16),
        (15, 2, 18),
        (16, 1, 18),
    ],
)
def test_working_days_are_added_from_the_day_after(day: int, n: int, expected: int) -> None:
    """The starting day never counts, worked or not."""
    assert march().add_working_days(date(2024, 3, day), n) == date(2024, 3, expected)


@pytest.mark.parametrize(
    ("a", "b", "count"),
    [(1, 1, 0), (1, 2, 0), (1, 4, 1), (11, 12, 0), (11, 13, 1), (15, 16, 1), (4, 1, -1), (1, 31, 20)],
)
def test_working_days_are_counted_after_one_day_through_another(a: int, b: int, count: int) -> None:
    """Backwards the count is negative."""
    assert march().working_days_between(date(2024, 3, a), date(2024, 3, b)) == count


class Day(date):
    """A day of somebody's own class."""


class Count:
    """A number of somebody's own class."""

    def __index__(self) -> int:
        return 2


def test_days_and_numbers_of_other_classes_count_alike() -> None:
    """Whatever is a date, and whatever has an index."""
    friday, tuesday = Day(2024, 3, 1), Day(2024, 3, 5)
    assert march().add_working_days(friday, Count()) == march().add_working_days(date(2024, 3, 1), 2) == tuesday
    assert march().working_days_between(friday, tuesday) == 2


def test_rest_days_have_names() -> None:
    """Festivals by their name, ordinary weekend days by their weekday; worked days are absent."""
    assert named(march().rest_days(date(2024, 3, 8), date(2024, 3, 18))) == [
        "2024-03-09 (Saturday)",
        "2024-03-10 (Sunday)",
        "2024-03-12 (Tree Day)",
        "2024-03-17 (Spring Fair)",
    ]
    assert march().rest_days(date(2024, 3, 10), date(2024, 3, 10)) == ()
    assert march().rest_days(date(2024, 3, 11), date(2024, 3, 1)) == ()


def test_the_first_days_of_a_calendar_have_their_rest_days() -> None:
    """From its first day, a Monday, over one weekend."""
    calendar = WorkCalendar(first_day=date(2024, 1, 1), last_day=date(2024, 1, 31))
    rest = [day.day for day in calendar.rest_days(date(2024, 1, 1), date(2024, 1, 8))]
    assert rest == [date(2024, 1, 6), date(2024, 1, 7)]


def test_the_ends_of_the_span_are_days_of_it() -> None:
    """The day before and the day after are out of schedule, in every question."""
    calendar, first, last = march(), date(2024, 3, 1), date(2024, 3, 31)
    assert [calendar.is_working_day(day) for day in (first, first + ONE_DAY)] == [True, False]
    assert [calendar.is_working_day(day) for day in (last - ONE_DAY, last)] == [False, False]
    for outside in (first - ONE_DAY, last + ONE_DAY):
        for path, question in (
            ("day", lambda day: calendar.is_working_day(day)),
            ("day", lambda day: calendar.add_working_days(day, 1)),
            ("a", lambda day: calendar.working_days_between(day, first)),
            ("b", lambda day: calendar.working_days_between(first, day)),
            ("a", lambda day: calendar.rest_days(day, last)),
            ("b", lambda day: calendar.rest_days(first, day)),
        ):
            with pytest.raises(OutOfSchedule) as refusal:
                question(outside)
            assert str(refusal.value) == f"{path}: got {outside}, expected a day from 2024-03-01 to 2024-03-31"
            assert refusal.value.code == "out_of_schedule"


@pytest.mark.parametrize(
    ("n", "fits"), [(19, True), (20, True), (21, False), (10**5000, False)], ids=["19", "20", "21", "huge"]
)
def test_the_last_working_day_is_the_last_that_can_be_added(n: int, fits: bool) -> None:
    """One more lies beyond what the calendar knows."""
    if fits:
        assert march().add_working_days(date(2024, 3, 1), n) == date(2024, 3, 28 + n - 19)
        return
    with pytest.raises(OutOfSchedule) as refusal:
        march().add_working_days(date(2024, 3, 1), n)
    added = n if n < 100 else "a value of type int too long to show"
    got = f"2024-03-01 and {added} working days"
    assert str(refusal.value) == f"day: got {got}, expected a working day up to 2024-03-31"
    assert (refusal.value.code, refusal.value.path, refusal.value.got) == ("out_of_schedule", "day", got)


@pytest.mark.parametrize(
    ("n", "message"),
    [
        (0, "n: got 0, expected 1 or more"),
        (-1, "n: got -1, expected 1 or more"),
        (1.0, "n: got 1.0, expected an integer"),
        (True, "n: got True, expected an integer"),
        ("1", "n: got '1', expected an integer"),
        (Array(), "n: got Array(), expected an integer"),
    ],
)
def test_only_a_positive_number_of_working_days_is_added(n: Any, message: str) -> None:
    """Zero working days after a rest day is no day anybody agrees on."""
    with pytest.raises(InvalidValue) as refusal:
        march().add_working_days(date(2024, 3, 1), n)
    assert str(refusal.value) == message


@pytest.mark.parametrize("value", [datetime(2024, 3, 5, tzinfo=UTC), "2024-03-05", 5, None])
def test_a_day_is_a_date_and_nothing_else(value: Any) -> None:
    """The day of a datetime depends on a zone; text and numbers are no days."""
    calendar = march()
    for path, question in (
        ("day", lambda: calendar.is_working_day(value)),
        ("day", lambda: calendar.add_working_days(value, 1)),
        ("day", lambda: calendar.is_provisional(value)),
        ("a", lambda: calendar.working_days_between(value, date(2024, 3, 5))),
        ("b", lambda: calendar.working_days_between(date(2024, 3, 5), value)),
        ("a", lambda: calendar.rest_days(value, date(2024, 3, 5))),
        ("b", lambda: calendar.rest_days(date(2024, 3, 5), value)),
        ("first_day", lambda: march(first_day=value)),
        ("last_day", lambda: march(last_day=value)),
        ("published_from", lambda: march(published_from=value)),
        ("published_through", lambda: march(published_through=value)),
        ("make_up_days", lambda: march(make_up_days=[value])),
        ("day", lambda: RestDay(day=value, name="Tree Day")),
    ):
        with pytest.raises(InvalidValue) as refusal:
            question()
        assert str(refusal.value) == f"{path}: got {value!r}, expected a date without a time"
        assert refusal.value.code == "not_a_day"


FEAST = RestDay(day=date(2024, 3, 12), name="Feast")
SPAN = "a day from 2024-03-01 to 2024-03-31"
CENTURIES = "a day from 2024-03-01 on, and fewer than 146400 days later"
WEEKEND = "a Saturday or Sunday that is no holiday"
MEMBERS = "a collection such as a tuple, a list or a set"
A_REST_DAY = "a value of type RestDay"
EARLY = RestDay(day=date(2024, 2, 29), name="Leap")


@pytest.mark.parametrize(
    ("changes", "kind", "code", "message"),
    [
        ({"last_day": date(2024, 2, 29)}, Inconsistent, "span", f"last_day: got 2024-02-29, expected {CENTURIES}"),
        ({"last_day": date(2424, 12, 31)}, Inconsistent, "span", f"last_day: got 2424-12-31, expected {CENTURIES}"),
        ({"holidays": [FEAST, FEAST]}, Inconsistent, "duplicate", "holidays: got 2024-03-12, expected each day once"),
        ({"holidays": ["Feast"]}, InvalidValue, "wrong_type", f"holidays[0]: got 'Feast', expected {A_REST_DAY}"),
        ({"holidays": "Feast"}, InvalidValue, "not_a_collection", f"holidays: got 'Feast', expected {MEMBERS}"),
        ({"holidays": [EARLY]}, OutOfSchedule, "out_of_schedule", f"holidays: got 2024-02-29, expected {SPAN}"),
        (
            {"make_up_days": [date(2024, 3, 13)]},
            Inconsistent,
            "make_up_day",
            f"make_up_days: got 2024-03-13, expected {WEEKEND}",
        ),
        (
            {"make_up_days": [date(2024, 3, 17)]},
            Inconsistent,
            "make_up_day",
            f"make_up_days: got 2024-03-17, expected {WEEKEND}",
        ),
        ({"holidays": Array()}, InvalidValue, "too_many", "holidays: got Array(), expected at most 146400 values"),
        (
            {"make_up_days": Array()},
            InvalidValue,
            "too_many",
            "make_up_days: got Array(), expected at most 146400 values",
        ),
        (
            {"make_up_days": range(10**30)},
            InvalidValue,
            "too_many",
            f"make_up_days: got {range(10**30)}, expected at most 146400 values",
        ),
        ({"holidays": range(146401)}, InvalidValue, "too_many", "holidays: got 146401 values, expected at most 146400"),
        (
            {"make_up_days": [date(2024, 4, 6)]},
            OutOfSchedule,
            "out_of_schedule",
            f"make_up_days: got 2024-04-06, expected {SPAN}",
        ),
    ],
)
def test_days_that_do_not_fit_together_are_refused(
    changes: dict[str, Any], kind: type[InputError], code: str, message: str
) -> None:
    """A calendar is consistent or is not built."""
    with pytest.raises(kind) as refusal:
        march(**changes)
    assert str(refusal.value) == message
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("published_from", "published_through"),
    [
        (date(2024, 2, 29), date(2024, 3, 31)),
        (date(2024, 3, 1), date(2024, 4, 1)),
        (date(2024, 2, 1), date(2024, 2, 29)),
        (date(2024, 4, 1), date(2024, 4, 30)),
        (date(2024, 2, 29), date(2024, 4, 1)),
        (date(2024, 3, 16), date(2024, 3, 15)),
        (date(2024, 3, 31), date(2024, 3, 1)),
        (date.min, date.max),
    ],
)
def test_what_is_published_lies_in_order_inside_the_span(published_from: date, published_through: date) -> None:
    """One day before the first, one after the last, and the two the wrong way round are refused."""
    with pytest.raises(Inconsistent) as refusal:
        march(published_from=published_from, published_through=published_through)
    got = f"{published_from} to {published_through}"
    assert str(refusal.value) == f"published_through: got {got}, expected days from 2024-03-01 to 2024-03-31"
    assert (refusal.value.code, refusal.value.path) == ("span", "published_through")


@pytest.mark.parametrize(
    ("published_from", "published_through"),
    [(1, 31), (1, 1), (31, 31), (15, 15), (15, 16), (2, 30)],
)
def test_any_stretch_of_the_span_can_be_the_published_one(published_from: int, published_through: int) -> None:
    """The ends of the span and a single day count."""
    first, last = date(2024, 3, published_from), date(2024, 3, published_through)
    calendar = march(published_from=first, published_through=last)
    assert (calendar.published_from, calendar.published_through) == (first, last)
    sure = [day for day in days(date(2024, 3, 1), date(2024, 3, 31)) if not calendar.is_provisional(day)]
    assert sure == list(days(first, last - 3 * ONE_DAY))


def test_a_calendar_without_word_of_publication_is_published_whole() -> None:
    """From its first day to its last."""
    assert (march().published_from, march().published_through) == (date(2024, 3, 1), date(2024, 3, 31))


def test_the_longest_span_is_400_years() -> None:
    """Of 366 days each: one day less and the last one fit, one day more does not."""
    first, longest = date(2000, 1, 1), 400 * 366 * ONE_DAY
    for last in (first + longest - 2 * ONE_DAY, first + longest - ONE_DAY):
        assert WorkCalendar(first_day=first, last_day=last).is_working_day(last) is (last.weekday() < 5)
    with pytest.raises(Inconsistent) as refusal:
        WorkCalendar(first_day=first, last_day=first + longest)
    assert (refusal.value.code, refusal.value.path) == ("span", "last_day")


@pytest.mark.parametrize(
    ("name", "message"), [(" ", "got ' ', expected an id that is not empty"), (3, "got 3, expected a str")]
)
def test_a_rest_day_has_a_name(name: Any, message: str) -> None:
    """The name is what an explanation says instead of the reason."""
    with pytest.raises(InvalidValue) as refusal:
        RestDay(day=date(2024, 3, 12), name=name)
    assert str(refusal.value) == f"name: {message}"


def test_the_version_is_16_hexadecimal_digits() -> None:
    """It is short enough to stand in a sentence."""
    assert len(march().version) == 16
    assert set(march().version) <= set("0123456789abcdef")


def test_the_source_is_for_people_and_changes_no_answer() -> None:
    """Two calendars of the same days have one version, whoever made them; their values differ all the same."""
    known, unknown = march(source="the office"), march()
    assert (known.source, unknown.source) == ("the office", "")
    assert known.version == unknown.version
    assert known != unknown
    with pytest.raises(InvalidValue) as refusal:
        march(source=None)
    assert (refusal.value.path, refusal.value.got) == ("source", "None")


def test_equal_calendars_hash_pickle_and_print_alike() -> None:
    """Order and kind of the given collections do not matter, and a pickled calendar reckons on."""
    calendar = march()
    twin = march(holidays=tuple(reversed(calendar.holidays)), make_up_days={date(2024, 3, 16)})
    travelled = pickle.loads(pickle.dumps(calendar))
    for other in (twin, travelled, evolve(calendar)):
        assert other == calendar
        assert hash(other) == hash(calendar)
        assert repr(other) == repr(calendar)
    assert travelled.add_working_days(date(2024, 3, 15), 2) == date(2024, 3, 18)
    assert march(make_up_days=()) != calendar


def test_a_calendar_does_not_change() -> None:
    """Neither its days nor its version can be set."""
    calendar: Any = march()
    with pytest.raises(FrozenInstanceError):
        calendar.version = "x"
    assert isinstance(calendar.make_up_days, frozenset)
