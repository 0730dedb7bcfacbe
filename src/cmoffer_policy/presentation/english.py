"""Dates, lists and names as they read in an English sentence, whatever the language of the machine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import groupby

from cmoffer_policy.calendars import RestDay
from cmoffer_policy.deadlines import Deadline
from cmoffer_policy.errors import label, printable

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def day_words(day: date) -> str:
    """A day in words, such as "5 January 2024"."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def short_day_words(day: date) -> str:
    """A day without its year, such as "5 Jan", for an axis."""
    return f"{day.day} {_MONTHS[day.month - 1][:3]}"


def until_words(deadline: Deadline) -> str:
    """A deadline in words, such as "until the end of 31 March 2024"; with the hour if it ends within a day."""
    until = "at least until" if deadline.at_least else "until"
    if deadline.before.date() != deadline.last_day:
        return f"{until} the end of {day_words(deadline.last_day)}"
    return f"{until} {clock_words(deadline.before)} on {day_words(deadline.last_day)}"


def clock_words(at: datetime) -> str:
    """The time of day, to the minute, or to the second if it is not a whole minute."""
    return at.strftime("%H:%M" if at.second == at.microsecond == 0 else "%H:%M:%S")


def list_words(parts: Sequence[str], last: str = "and") -> str:
    """A list in words, such as "a, b and c"."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def rest_words(days: Sequence[RestDay]) -> str:
    """Rest days in words, such as "1 to 7 October 2024 (National Day)"; a run of one name is put together."""
    runs = groupby(enumerate(days), key=lambda entry: (_called(entry[1]), entry[1].day.toordinal() - entry[0]))
    return list_words([_run_words([rest.day for _, rest in run], name) for (name, _), run in runs])


def _called(rest: RestDay) -> str:
    return "weekend" if rest.name in ("Saturday", "Sunday") else printable(rest.name)


def _run_words(days: Sequence[date], name: str) -> str:
    first, last = days[0], days[-1]
    if first == last:
        return f"{day_words(first)} ({name})"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {day_words(last)} ({name})"
    return f"{day_words(first)} to {day_words(last)} ({name})"


def item_names(line_ids: Sequence[str]) -> list[str]:
    """The name of each item of a claim: its line, or its number if several items are about one line."""
    times = Counter(line_ids)
    return [
        label(line_id) if times[line_id] == 1 else f"item {position + 1}" for position, line_id in enumerate(line_ids)
    ]


def told_once(sentences: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Each sentence once, with the names of all the items it is about."""
    about: dict[str, list[str]] = {}
    for name, sentence in sentences:
        about.setdefault(sentence, []).append(name)
    return [(list_words(list(dict.fromkeys(names))), sentence) for sentence, names in about.items()]


def count_words(count: int, noun: str) -> str:
    """A count with its noun, such as "1 unit" or "3 units"."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
