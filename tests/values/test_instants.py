"""Instants: whatever names a point in time without doubt is taken, and stored in one form."""

# ruff: noqa: DTZ001, DTZ901 - naive datetimes are what some of these tests are about

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import an_order
from cmoffer_policy import InputError, InvalidValue, OutOfSchedule, parse_instant
from cmoffer_policy.values.instants import end_of, last_day_before

PLATFORM = timezone(timedelta(hours=8))
FIRST, PAST_LAST = datetime(2000, 1, 1, tzinfo=PLATFORM), datetime(2200, 1, 1, tzinfo=PLATFORM)
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


def stored(value: Any) -> datetime:
    """The instant as an order keeps it."""
    return an_order(placed_at=value, shipped_at=None).placed_at


@given(instants)
def test_every_aware_datetime_is_stored_as_the_same_instant_on_the_platform_clock(value: datetime) -> None:
    kept = stored(value)
    assert type(kept) is datetime
    assert kept == value
    assert kept.utcoffset() == timedelta(hours=8)


@given(instants)
def test_the_text_of_a_stored_instant_reads_back(value: datetime) -> None:
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
        (Stamp(2024, 1, 5, 10, tzinfo=PLATFORM), "2024-01-05T10:00:00+08:00"),
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
    """On the platform's clock no hour happens twice: equal instants also print alike."""
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


@pytest.mark.parametrize("zone", [UTC, PLATFORM])
def test_digits_below_the_microsecond_are_refused(zone: timezone) -> None:
    """Nothing is rounded away, whatever the zone."""
    stamp = Stamp(2024, 1, 5, 10, tzinfo=zone)
    stamp.nanosecond = 1
    with pytest.raises(InvalidValue) as refusal:
        stored(stamp)
    assert (refusal.value.code, refusal.value.path) == ("too_fine", "placed_at")
    assert refusal.value.expected == "whole microseconds"


@pytest.mark.parametrize("hours", [8, 0, -12, 14])
def test_the_years_reckoned_with_begin_with_2000_on_the_platform(hours: int) -> None:
    """The microsecond before, the instant and the one after, told on several clocks."""
    zone = timezone(timedelta(hours=hours))
    with pytest.raises(OutOfSchedule) as refusal:
        stored((FIRST - MICROSECOND).astimezone(zone))
    assert (refusal.value.code, refusal.value.path, refusal.value.expected) == ("out_of_schedule", "placed_at", YEARS)
    for inside in (FIRST, FIRST + MICROSECOND):
        assert stored(inside.astimezone(zone)).isoformat() == inside.isoformat()


@pytest.mark.parametrize("hours", [8, 0, -12, 14])
def test_the_years_reckoned_with_end_before_2200_on_the_platform(hours: int) -> None:
    """Two microseconds before, the last one and the instant itself, told on several clocks."""
    zone = timezone(timedelta(hours=hours))
    for inside in (PAST_LAST - 2 * MICROSECOND, PAST_LAST - MICROSECOND):
        assert stored(inside.astimezone(zone)).isoformat() == inside.isoformat()
    with pytest.raises(OutOfSchedule) as refusal:
        stored(PAST_LAST.astimezone(zone))
    assert refusal.value.expected == YEARS


@pytest.mark.parametrize("hours", [-23, -12, 0, 8, 14, 23])
@pytest.mark.parametrize("value", [datetime.min, datetime.max], ids=["min", "max"])
def test_the_ends_of_time_are_out_of_schedule_on_every_clock(value: datetime, hours: int) -> None:
    """Moving them to the platform's clock would overflow; they are refused like any other."""
    with pytest.raises(OutOfSchedule) as refusal:
        stored(value.replace(tzinfo=timezone(timedelta(hours=hours))))
    assert refusal.value.expected == YEARS


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("2024-01-05T10:00+08:00", "2024-01-05T10:00:00+08:00"),
        ("2024-01-05T10:00:59+08:00", "2024-01-05T10:00:59+08:00"),
        ("2024-01-05T02:00:00Z", "2024-01-05T10:00:00+08:00"),
        ("2024-01-05T02:00:00+00:00", "2024-01-05T10:00:00+08:00"),
        ("2024-01-05T10:00:00.5+08:00", "2024-01-05T10:00:00.500000+08:00"),
        ("2024-01-05T10:00:00.123456+08:00", "2024-01-05T10:00:00.123456+08:00"),
        ("2024-02-29T23:59:59.999999-10:00", "2024-03-01T17:59:59.999999+08:00"),
        ("2024-01-05T10:00:00+23:59", "2024-01-04T18:01:00+08:00"),
        ("2024-01-05T10:00:00-23:59", "2024-01-06T17:59:00+08:00"),
        ("1999-12-31T16:00:00Z", "2000-01-01T00:00:00+08:00"),
        ("2199-12-31T15:59:59.999999Z", "2199-12-31T23:59:59.999999+08:00"),
    ],
)
def test_text_with_an_offset_is_read(text: str, kept: str) -> None:
    """Seconds and up to six decimals are optional, the offset is not."""
    parsed = parse_instant(text)
    assert parsed.isoformat() == kept
    assert type(parsed) is datetime


REFUSED_TEXTS = {
    "empty": "",
    "a day": "2024-01-05",
    "no offset": "2024-01-05T10:00:00",
    "a small z": "2024-01-05T10:00:00z",
    "a small t": "2024-01-05t10:00:00Z",
    "a space": "2024-01-05 10:00:00+08:00",
    "a space before the offset": "2024-01-05T10:00:00 +08:00",
    "the basic form": "20240105T100000Z",
    "a basic offset": "2024-01-05T10:00:00+0800",
    "a short offset": "2024-01-05T10:00:00+08",
    "a comma": "2024-01-05T10:00:00,5+08:00",
    "no decimals": "2024-01-05T10:00:00.+08:00",
    "seven decimals": "2024-01-05T10:00:00.1234567+08:00",
    "hours alone": "2024-01-05T10+08:00",
    "an unknown offset": "2024-01-05T10:00:00-00:00",
    "hour 24": "2024-01-05T24:00:00+08:00",
    "hour 25": "2024-01-05T25:00:00+08:00",
    "minute 60": "2024-01-05T10:60:00+08:00",
    "a leap second": "2024-12-31T23:59:60+00:00",
    "offset of 24 hours": "2024-01-05T10:00:00+24:00",
    "offset of 60 minutes": "2024-01-05T10:00:00+08:60",
    "a minus sign of typography": "2024-01-05T10:00:00\u221208:00",
    "digits of another script": "\u0662\u0660\u0662\u0664-01-05T10:00:00Z",
    "wide digits": "\uff12\uff10\uff12\uff14-01-05T10:00:00Z",
    "a line break after": "2024-01-05T10:00:00Z\n",
    "a space after": "2024-01-05T10:00:00Z ",
    "a space before": " 2024-01-05T10:00:00Z",
    "a zero byte": "2024-01-05T10:00:00Z\x00",
    "a week": "2024-W01-5T10:00:00Z",
    "a day of the year": "2024-005T10:00:00Z",
    "one digit": "2024-1-5T10:00:00Z",
    "five digits": "12024-01-05T10:00:00Z",
    "a sign": "+2024-01-05T10:00:00Z",
    "a zone name": "2024-01-05T10:00:00+08:00[Asia/Shanghai]",
    "lone surrogates": "\ud800\udfff\ud800",
}


@pytest.mark.parametrize("text", REFUSED_TEXTS.values(), ids=REFUSED_TEXTS.keys())
def test_any_other_text_is_refused(text: str) -> None:
    """One form is read, and the message shows it."""
    with pytest.raises(InvalidValue) as refusal:
        parse_instant(text)
    fault = refusal.value
    assert str(fault) == f"got {text!r}, expected ISO 8601 with an offset, such as 2024-01-05T10:00:00+08:00"
    assert (fault.code, fault.path) == ("not_an_instant", "")


@pytest.mark.parametrize("value", [None, 20240105, b"2024-01-05T10:00:00Z", datetime(2024, 1, 5, tzinfo=UTC)])
def test_only_text_is_parsed(value: Any) -> None:
    """Bytes, numbers and datetimes are no text."""
    with pytest.raises(InvalidValue) as refusal:
        parse_instant(value)
    assert refusal.value.got == repr(value)


@pytest.mark.parametrize(
    "text",
    ["2024-02-30T10:00:00Z", "2023-02-29T10:00:00Z", "2024-13-01T10:00Z", "2024-00-01T10:00Z", "0000-01-01T00:00Z"],
)
def test_a_day_that_does_not_exist_is_refused(text: str) -> None:
    """The form alone does not make a day."""
    with pytest.raises(InvalidValue) as refusal:
        parse_instant(text)
    assert str(refusal.value) == f"got {text!r}, expected a day that exists"


@pytest.mark.parametrize(
    "text",
    ["1999-12-31T23:59:59.999999+08:00", "2200-01-01T00:00+08:00", "0001-01-01T00:00+14:00", "9999-12-31T23:59-12:00"],
)
def test_text_outside_the_years_reckoned_with_is_refused(text: str) -> None:
    """Even where the platform's clock could not tell the time at all."""
    with pytest.raises(OutOfSchedule) as refusal:
        parse_instant(text)
    assert (refusal.value.path, refusal.value.expected) == ("", YEARS)


@pytest.mark.parametrize(
    "text", ["1" * 10**6, "2024-01-05T10:00:00." + "0" * 10**6 + "Z", "\ud800" * 10**6], ids=["digits", "zeros", "odd"]
)
def test_a_megabyte_of_text_is_refused_at_once_in_a_short_message(text: str) -> None:
    """The message says that the value is too long to show."""
    with pytest.raises(InvalidValue) as refusal:
        parse_instant(text)
    assert refusal.value.got == "a value of type str too long to show"


@given(st.text(st.characters(codec=None), max_size=40))
def test_no_text_raises_anything_but_an_input_error(text: str) -> None:
    try:
        parsed = parse_instant(text)
    except InputError:
        return
    assert parsed.isoformat()[:4].isdigit()


@given(st.dates(date(1999, 12, 31), date(2199, 12, 30)))
def test_the_last_day_before_the_end_of_a_day_is_that_day(day: date) -> None:
    assert end_of(day).isoformat() == f"{day + timedelta(days=1)}T00:00:00+08:00"
    assert last_day_before(end_of(day)) == day
    assert last_day_before(end_of(day) + MICROSECOND) == day + timedelta(days=1)


def test_a_day_whose_end_lies_beyond_the_years_reckoned_with_is_refused() -> None:
    """The last instant of 2199 is no instant at which a period can be over."""
    with pytest.raises(OutOfSchedule) as refusal:
        end_of(date(2199, 12, 31))
    assert str(refusal.value) == f"got 2199-12-31, expected {YEARS}"
