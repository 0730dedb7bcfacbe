"""Instants: whatever datetime names a point in time without doubt is taken, and stored in one form."""

# ruff: noqa: DTZ001, DTZ901 - naive datetimes are what some of these tests are about

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmoffer_policy import InvalidValue, OutOfSchedule, parse_instant
from cmoffer_policy.calendars import end_of, last_day_before
from support.builders import an_order

BEIJING = timezone(timedelta(hours=8))
FIRST, PAST_LAST = datetime(2000, 1, 1, tzinfo=BEIJING), datetime(2200, 1, 1, tzinfo=BEIJING)
MICROSECOND = timedelta(microseconds=1)
YEARS = "an instant in the years 2000 to 2199 at UTC+08:00"

offsets = st.timedeltas(timedelta(hours=-23, minutes=-59), timedelta(hours=23, minutes=59))
instants = st.datetimes(
    datetime(2000, 1, 2), datetime(2199, 12, 30), timezones=st.builds(timezone, offsets), allow_imaginary=True
)


class Stamp(datetime):
    """Like the timestamp of a data frame: a datetime that can carry digits below the microsecond."""

    nanosecond = 0


class Missing(datetime):
    """Like the missing time of a data frame: a datetime that is unequal to itself."""

    def __eq__(self, other: object) -> bool:
        return False

    def __ne__(self, other: object) -> bool:
        return True

    __hash__ = datetime.__hash__

    def __repr__(self) -> str:
        return "NaT"

    def utcoffset(self) -> Any:
        return self


class Unknown(tzinfo):
    """A zone that does not know its offset, so that the datetime is naive all the same."""

    def utcoffset(self, _: datetime | None) -> None:
        return None

    def __repr__(self) -> str:
        return "Unknown()"


class Faulty(tzinfo):
    """A zone that fails when it is asked, or says what is no offset."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer

    def utcoffset(self, _: datetime | None) -> Any:
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    def __repr__(self) -> str:
        return "Faulty()"


class Nameless(Faulty):
    """A zone that fails even when it is shown."""

    def __repr__(self) -> str:
        raise RuntimeError("no name")


FAULTS = [RuntimeError("x"), ValueError("x"), NotImplementedError(), RecursionError(), 8, "+08:00", timedelta(days=1)]


def stored(value: Any) -> datetime:
    """The instant as an order keeps it."""
    return an_order(placed_at=value, shipped_at=None).placed_at


@given(instants)
def test_every_aware_datetime_is_stored_as_the_same_instant_on_cmoffers_clock(value: datetime) -> None:
    """Whatever its offset, and as an exact datetime."""
    kept = stored(value)
    assert type(kept) is datetime
    assert kept == value
    assert kept.utcoffset() == timedelta(hours=8)


@given(instants)
def test_the_text_of_a_stored_instant_reads_back(value: datetime) -> None:
    """Writing and reading are each other's reverse."""
    kept = stored(value)
    assert parse_instant(kept.isoformat()) == kept
    assert parse_instant(kept.isoformat()).isoformat() == kept.isoformat()


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (datetime(2024, 1, 5, 2, tzinfo=UTC), "2024-01-05T10:00:00+08:00"),
        (datetime(2024, 1, 5, 23, 59, 59, 999999, tzinfo=UTC), "2024-01-06T07:59:59.999999+08:00"),
        (datetime(2024, 1, 5, 10, tzinfo=timezone(timedelta(hours=-5))), "2024-01-05T23:00:00+08:00"),
        (datetime(2024, 1, 5, 10, tzinfo=timezone(timedelta(hours=5, minutes=45))), "2024-01-05T12:15:00+08:00"),
        (datetime(2024, 1, 5, tzinfo=timezone(timedelta(hours=8, minutes=5, seconds=43))), "2024-01-04T23:54:17+08:00"),
        (Stamp(2024, 1, 5, 2, tzinfo=UTC), "2024-01-05T10:00:00+08:00"),
        (Stamp(2024, 1, 5, 10, tzinfo=BEIJING), "2024-01-05T10:00:00+08:00"),
    ],
)
def test_worked_instants(value: datetime, kept: str) -> None:
    """Zones with odd offsets and subclasses of datetime come out as exact datetimes at +08:00."""
    assert stored(value).isoformat() == kept
    assert type(stored(value)) is datetime


@pytest.mark.skipif("Europe/Berlin" not in available_timezones(), reason="the machine has no time zones")
def test_an_hour_that_happens_twice_is_two_instants() -> None:
    """Which of the two is meant is what ``fold`` says, and it is heard."""
    first = datetime(2024, 10, 27, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    assert stored(first).isoformat() == "2024-10-27T08:30:00+08:00"
    assert stored(first.replace(fold=1)).isoformat() == "2024-10-27T09:30:00+08:00"
    assert stored(first.replace(fold=1)).fold == 0


def test_a_fold_that_means_nothing_is_not_kept() -> None:
    """On the CMOFFER's clock no hour happens twice: equal instants also print alike."""
    local = stored(datetime(2024, 1, 3, tzinfo=UTC))
    assert repr(stored(local.replace(fold=1))) == repr(local)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (
            datetime(2024, 1, 5, 10),
            (
                "placed_at: got datetime.datetime(2024, 1, 5, 10, 0), "
                "expected an aware datetime, such as 2024-01-05T10:00:00+08:00"
            ),
        ),
        (
            datetime(2024, 1, 5, 10, tzinfo=Unknown()),
            (
                "placed_at: got datetime.datetime(2024, 1, 5, 10, 0, tzinfo=Unknown()), "
                "expected an aware datetime, such as 2024-01-05T10:00:00+08:00"
            ),
        ),
        (Missing(2024, 1, 5), "placed_at: got NaT, expected an aware datetime"),
        (date(2024, 1, 5), "placed_at: got datetime.date(2024, 1, 5), expected an aware datetime"),
        ("2024-01-05T10:00:00+08:00", "placed_at: got '2024-01-05T10:00:00+08:00', expected an aware datetime"),
        (1704420000, "placed_at: got 1704420000, expected an aware datetime"),
        (1704420000.5, "placed_at: got 1704420000.5, expected an aware datetime"),
        (None, "placed_at: got None, expected an aware datetime"),
    ],
)
def test_what_names_no_instant_is_refused(value: Any, message: str) -> None:
    """A naive datetime is refused with the same time as it should be written."""
    with pytest.raises(InvalidValue) as refusal:
        stored(value)
    assert str(refusal.value) == message


@pytest.mark.parametrize("fault", FAULTS, ids=repr)
def test_a_zone_that_cannot_tell_its_offset_is_refused(fault: Any) -> None:
    """A time zone is somebody else's code: whatever goes wrong in it is a fault of the value."""
    for zone, got in [
        (Faulty(fault), "datetime.datetime(2024, 1, 5, 10, 0, tzinfo=Faulty())"),
        (Nameless(fault), "a value of type datetime too long to show"),
    ]:
        with pytest.raises(InvalidValue) as refusal:
            stored(datetime(2024, 1, 5, 10, tzinfo=zone))
        assert str(refusal.value) == f"placed_at: got {got}, expected a time zone that tells its offset"
        assert refusal.value.code == "not_an_instant"


def test_a_zone_of_another_library_needs_nothing_but_an_offset() -> None:
    """Where it tells one, its name is never asked for."""
    assert stored(datetime(2024, 1, 5, 2, tzinfo=Nameless(timedelta(0)))).isoformat() == "2024-01-05T10:00:00+08:00"


@pytest.mark.parametrize("zone", [UTC, BEIJING])
def test_digits_below_the_microsecond_are_refused(zone: timezone) -> None:
    """Nothing is rounded away, whatever the zone."""
    stamp = Stamp(2024, 1, 5, 10, tzinfo=zone)
    stamp.nanosecond = 1
    with pytest.raises(InvalidValue) as refusal:
        stored(stamp)
    assert str(refusal.value) == f"placed_at: got {stamp!r}, expected whole microseconds"
    assert refusal.value.code == "too_fine"


@pytest.mark.parametrize("hours", [8, 0, -12, 14])
def test_the_years_reckoned_with_begin_with_2000_in_beijing(hours: int) -> None:
    """The microsecond before, the instant and the one after, read on several clocks."""
    zone = timezone(timedelta(hours=hours))
    with pytest.raises(OutOfSchedule) as refusal:
        stored((FIRST - MICROSECOND).astimezone(zone))
    assert (refusal.value.code, refusal.value.path, refusal.value.expected) == ("out_of_schedule", "placed_at", YEARS)
    for inside in (FIRST, FIRST + MICROSECOND):
        assert stored(inside.astimezone(zone)).isoformat() == inside.isoformat()


@pytest.mark.parametrize("hours", [8, 0, -12, 14])
def test_the_years_reckoned_with_end_before_2200_in_beijing(hours: int) -> None:
    """Two microseconds before, the last one and the instant itself, read on several clocks."""
    zone = timezone(timedelta(hours=hours))
    for inside in (PAST_LAST - 2 * MICROSECOND, PAST_LAST - MICROSECOND):
        assert stored(inside.astimezone(zone)).isoformat() == inside.isoformat()
    with pytest.raises(OutOfSchedule) as refusal:
        stored(PAST_LAST.astimezone(zone))
    assert refusal.value.expected == YEARS


@pytest.mark.parametrize("hours", [-23, -12, 0, 8, 14, 23])
@pytest.mark.parametrize("value", [datetime.min, datetime.max.replace(microsecond=0)], ids=["min", "max"])
def test_the_ends_of_time_are_out_of_schedule_on_every_clock(value: datetime, hours: int) -> None:
    """Moving them to the CMOFFER's clock would overflow; they are refused like any other."""
    aware = value.replace(tzinfo=timezone(timedelta(hours=hours)))
    with pytest.raises(OutOfSchedule) as refusal:
        stored(aware)
    assert str(refusal.value) == f"placed_at: got {aware!r}, expected {YEARS}"
    assert refusal.value.code == "out_of_schedule"


@given(st.dates(date(1999, 12, 31), date(2199, 12, 30)))
def test_the_last_day_before_the_end_of_a_day_is_that_day(day: date) -> None:
    """The end of a day belongs to the next one."""
    assert end_of(day).isoformat() == f"{day + timedelta(days=1)}T00:00:00+08:00"
    assert last_day_before(end_of(day)) == day
    assert last_day_before(end_of(day) + MICROSECOND) == day + timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "end"),
    [
        (date(1999, 12, 30), None),
        (date(1999, 12, 31), "2000-01-01T00:00:00+08:00"),
        (date(2000, 1, 1), "2000-01-02T00:00:00+08:00"),
        (date(2199, 12, 29), "2199-12-30T00:00:00+08:00"),
        (date(2199, 12, 30), "2199-12-31T00:00:00+08:00"),
        (date(2199, 12, 31), None),
        (date.max, None),
    ],
)
def test_a_day_whose_end_lies_outside_the_years_reckoned_with_is_refused(day: date, end: str | None) -> None:
    """The last instant of 2199 is no instant at which a period can be over."""
    if end is not None:
        assert end_of(day).isoformat() == end
        return
    with pytest.raises(OutOfSchedule) as refusal:
        end_of(day)
    assert str(refusal.value) == f"deadline: got the end of {day}, expected {YEARS}"
    assert refusal.value.code == "out_of_schedule"
