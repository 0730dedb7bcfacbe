"""Instants on the platform's clock, fixed at UTC+08:00."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta, timezone

from cmoffer_policy.errors import InvalidValue, OutOfSchedule, shown

PLATFORM_ZONE = timezone(timedelta(hours=8))
FIRST_YEAR = 2000
LAST_YEAR = 2199

_YEARS = f"an instant in the years {FIRST_YEAR} to {LAST_YEAR} at UTC+08:00"
_ONE_MICROSECOND = timedelta(microseconds=1)
_ONE_DAY = timedelta(days=1)
_MIDNIGHT = time(tzinfo=PLATFORM_ZONE)
# The extended form with seconds and at most six decimals of them, an upper-case T, and an offset that is not "-00:00",
# which stands for an unknown one.
_ISO_8601 = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,6})?)?"
    r"(Z|(?!-00:00)[+-]([01][0-9]|2[0-3]):[0-5][0-9])"
)


def instant(value: object, path: str) -> datetime:
    """The same instant as an exact ``datetime`` on the platform's clock.

    Any aware datetime is accepted, a pandas Timestamp included. Naive datetimes and digits below the microsecond raise
    ``InvalidValue``; instants outside the years 2000-2199 raise ``OutOfSchedule``.
    """
    # As orders and claims hold them already: a tenth of the time of what follows.
    if (
        type(value) is datetime
        and value.tzinfo is PLATFORM_ZONE
        and not value.fold
        and FIRST_YEAR <= value.year <= LAST_YEAR
    ):
        return value
    if not isinstance(value, datetime) or value != value:  # pandas' missing time is unequal to itself
        raise InvalidValue("not_an_instant", path, shown(value), "an aware datetime")
    try:
        offset = value.utcoffset()
    except Exception:  # a tzinfo is somebody else's code
        raise InvalidValue("not_an_instant", path, shown(value), "a time zone that tells its offset") from None
    if offset is None:
        raise InvalidValue("naive_instant", path, shown(value), f"an aware datetime, such as {value.isoformat()}+08:00")
    if getattr(value, "nanosecond", 0):
        raise InvalidValue("too_fine", path, shown(value), "whole microseconds")
    clock = datetime(
        value.year,
        value.month,
        value.day,
        value.hour,
        value.minute,
        value.second,
        value.microsecond,
        tzinfo=PLATFORM_ZONE,
    )
    try:
        local = clock - offset + timedelta(hours=8)
    except OverflowError:
        raise OutOfSchedule("out_of_schedule", path, shown(value), _YEARS) from None
    if not FIRST_YEAR <= local.year <= LAST_YEAR:
        raise OutOfSchedule("out_of_schedule", path, shown(value), _YEARS)
    return local


def parse_instant(text: str) -> datetime:
    """The instant that an ISO 8601 text with an offset names, on the platform's clock.

    The form is ``YYYY-MM-DDTHH:MM``, then optionally ``:SS`` and up to six decimals, then ``Z`` or ``±HH:MM``. Anything
    else raises ``InvalidValue``; a year outside 2000-2199 raises ``OutOfSchedule``.

    >>> parse_instant("2024-01-05T02:00:00Z").isoformat()
    '2024-01-05T10:00:00+08:00'
    """
    from dateutil.parser import isoparse  # only here: whoever passes datetimes never pays for loading it

    if not isinstance(text, str) or not _ISO_8601.fullmatch(text):
        raise InvalidValue(
            "not_an_instant", "", shown(text), "ISO 8601 with an offset, such as 2024-01-05T10:00:00+08:00"
        )
    try:
        parsed = isoparse(text)
    except ValueError:
        raise InvalidValue("not_an_instant", "", shown(text), "a day that exists") from None
    return instant(parsed, "")


def start_of(day: date) -> datetime:
    """The instant at which the day begins."""
    return datetime.combine(day, _MIDNIGHT)


def end_of(day: date) -> datetime:
    """The instant at which the day is over: 24:00, the exclusive end of every period that ends with it."""
    following = day + _ONE_DAY
    if not FIRST_YEAR <= following.year <= LAST_YEAR:
        raise OutOfSchedule("out_of_schedule", "deadline", f"the end of {day}", _YEARS)
    return start_of(following)


def last_day_before(before: datetime) -> date:
    """The day of the last instant before an exclusive end."""
    return (before - _ONE_MICROSECOND).date()
