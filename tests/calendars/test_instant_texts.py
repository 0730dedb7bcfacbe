"""Instants as text: one form is read, with an offset, and any other is refused."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmoffer_policy import InputError, InvalidValue, OutOfSchedule, parse_instant

YEARS = "an instant in the years 2000 to 2199 at UTC+08:00"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("2024-01-05T10:00+08:00", "2024-01-05T10:00:00+08:00"),
        ("2024-01-05T10:00:59+08:00", "2024-01-05T10:00:59+08:00"),
        ("2024-01-05T02:00:00Z", "2024-01-05T10:00:00+08:00"),
        ("2024-01-05T02:00:00+00:00", "2024-01-05T10:00:00+08:00"),
        ("2024-01-05T10:00:00.5+08:00", "2024-01-05T10:00:00.500000+08:00"),
        ("2024-01-05T10:00:00.123456+08:00", "2024-01-05T10:00:00.123456+08:00"),
        ("2024-01-05t02:00:00.5z", "2024-01-05T10:00:00.500000+08:00"),
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
    "a space": "2024-01-05 10:00:00+08:00",
    "a space before the offset": "2024-01-05T10:00:00 +08:00",
    "the basic form": "20240105T100000Z",
    "a basic offset": "2024-01-05T10:00:00+0800",
    "a short offset": "2024-01-05T10:00:00+08",
    "a comma": "2024-01-05T10:00:00,5+08:00",
    "no decimals": "2024-01-05T10:00:00.+08:00",
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


@pytest.mark.parametrize("decimals", ["1234567", "123456789", "000000000"])
def test_decimals_below_the_microsecond_are_refused(decimals: str) -> None:
    """Six are kept exactly; whatever is finer would have to be rounded, even where it is nothing."""
    assert parse_instant("2024-01-05T10:00:00.123456+08:00").microsecond == 123456
    text = f"2024-01-05T10:00:00.{decimals}+08:00"
    with pytest.raises(InvalidValue) as refusal:
        parse_instant(text)
    assert str(refusal.value) == f"got {text!r}, expected whole microseconds"
    assert (refusal.value.code, refusal.value.path) == ("too_fine", "")


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
    assert (refusal.value.code, refusal.value.path) == ("not_an_instant", "")


@pytest.mark.parametrize(
    "text",
    ["1999-12-31T23:59:59.999999+08:00", "2200-01-01T00:00+08:00", "0001-01-01T00:00+14:00", "9999-12-31T23:59-12:00"],
)
def test_text_outside_the_years_reckoned_with_is_refused(text: str) -> None:
    """Even where the CMOFFER's clock could not tell the time at all."""
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
    """Random text of any script is read or refused."""
    try:
        parsed = parse_instant(text)
    except InputError:
        return
    assert parsed.isoformat()[:4].isdigit()
