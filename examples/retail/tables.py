"""Plain text for the report: aligned tables, wrapped paragraphs, dates and ranges of numbers."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise
from textwrap import wrap

WIDTH = 100
INDENT = "  "


def section(title: str, lines: Iterable[str]) -> list[str]:
    """The lines under an underlined title."""
    return ["", title, "-" * len(title), *lines]


def table(rows: Sequence[Sequence[str]]) -> list[str]:
    """The rows with their cells in columns, the first to the left, the others to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        INDENT
        + "   ".join(
            cell.rjust(width) if place else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def paragraph(text: str, bullet: str = "") -> list[str]:
    """The text in lines of at most `WIDTH` characters, a bullet before the first."""
    hang = INDENT + " " * len(bullet)
    return wrap(text, WIDTH, initial_indent=INDENT + bullet, subsequent_indent=hang)


def day_in_words(day: date) -> str:
    """The day as in "5 January 2024"."""
    return f"{day.day} {day:%B %Y}"


def runs(numbers: Iterable[int]) -> list[str]:
    """The numbers in order, neighbours joined: 3, 4, 5 and 9 become "3-5" and "9"."""
    ordered = sorted(numbers)
    starts = ordered[:1] + [after for before, after in pairwise(ordered) if after > before + 1]
    ends = [before for before, after in pairwise(ordered) if after > before + 1] + ordered[-1:]
    bounds = zip(starts, ends, strict=True)
    return [f"{start}-{end}" if start < end else str(start) for start, end in bounds]
