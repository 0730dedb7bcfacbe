"""A decision as text: as one line, and as a whole, in a language and for an audience."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Literal
from unicodedata import east_asian_width

from cmoffer_policy.calendars import WorkCalendar
from cmoffer_policy.decision import Decision
from cmoffer_policy.errors import InvalidValue, one_of, shown
from cmoffer_policy.presentation.chinese import CHINESE
from cmoffer_policy.presentation.content import explanation, headline_statement
from cmoffer_policy.presentation.english import ENGLISH
from cmoffer_policy.presentation.language import Language
from cmoffer_policy.presentation.statements import Audience, Explanation, Goods, Statement

LANGUAGES = {language.code.partition("-")[0]: language for language in (ENGLISH, CHINESE)}
"""The languages by the name that ``explain`` takes."""

WIDTH = 110
"""The width of a text, in columns of a terminal; a Chinese character takes two."""


def explain(
    decision: Decision,
    *,
    language: Literal["en", "zh"] | Language = "en",
    audience: Literal["seller", "analyst"] | Audience = "seller",
    calendar: WorkCalendar | None = None,
) -> str:
    """The decision in words, in several lines that begin with the outcome.

    - ``language``: English or Chinese, or a ``Language`` of your own.
    - ``audience``: the seller reads what to do and by when, the reason and the money. The analyst also reads every
      finding, the dates, the allocation, and which readings would change the decision.
    - ``calendar``: as in ``explanation``, which gives the same as data.

    Characters of ids and titles that do not print are escaped.

    >>> from cmoffer_policy import decide
    >>> from cmoffer_policy.testing import scenarios
    >>> (case,) = [case for case in scenarios() if str(case) == "refund on day 31"]
    >>> print(explain(decide(case.order, case.claim), language="zh").splitlines()[0])
    订单 A-1 的售后申请 C-1：已驳回（条款 1）。
    """  # noqa: RUF002
    spoken = language_of(language)
    return render(explanation(decision, audience=audience, calendar=calendar), spoken)


def headline(decision: Decision, language: Literal["en", "zh"] | Language = "en") -> str:
    """The decision in one line: the claim, the order and the result."""
    return language_of(language).sentence(headline_statement(decision))


def language_of(language: str | Language) -> Language:
    """The language with this name; a ``Language`` stays what it is. Any other raises ``InvalidValue``."""
    if isinstance(language, Language):
        return language
    found = LANGUAGES.get(language) if isinstance(language, str) else None
    if found is None:
        raise InvalidValue("unknown_name", "language", shown(language), one_of(LANGUAGES, language, repr))
    return found


def render(said: Explanation, language: Language) -> str:
    """An explanation as text in a language, wrapped to the width of a terminal."""
    apart = [""] if said.audience is Audience.ANALYST else []
    lines: list[str] = []
    for section in said.sections:
        title = language.titles.get(section.key)
        if lines:
            lines += apart
        if title:
            lines.append(title)
        for statement in section.statements:
            lines += _written(statement, said.goods, language, "  - " if title else "")
    return "\n".join(lines)


def _written(statement: Statement, goods: Sequence[Goods], language: Language, bullet: str) -> Iterator[str]:
    """A statement in lines, with its points below it."""
    further = " " * len(bullet)
    yield from wrapped(language.sentence(statement, goods), WIDTH, bullet, further)
    for point in statement.points:
        yield from _written(point, goods, language, f"{further}- ")


def wrapped(text: str, width: int, first: str = "", further: str = "") -> list[str]:
    """The text in lines of at most so many columns, as far as words and ids are not longer than that.

    A line breaks at a space between words, but not beside a figure if it can break before; or beside a character that
    takes two columns, but neither before a closing mark, nor after an opening one, nor around a space that sets figures
    apart, nor within a date.
    """
    lines, indent = [], first
    while not _fits(text, width - len(indent)):
        end = _break(text, width - len(indent))
        if end == len(text):
            break
        lines.append(indent + text[:end].rstrip())
        text, indent = text[end:], further
    return [*lines, indent + text]


class _Columns(dict[str, int]):
    """The columns that each character takes, looked up once."""

    def __missing__(self, character: str) -> int:
        columns = self[character] = 2 if east_asian_width(character) in ("W", "F") else 1
        return columns


_COLUMNS = _Columns()
_CLOSING = frozenset("，。；：、）」』》”？！")  # noqa: RUF001 - these are the marks
_OPENING = frozenset("（「『《“")  # noqa: RUF001
_DATE = frozenset("年月日")


def _fits(text: str, room: int) -> bool:
    if text.isascii():
        return len(text) <= room
    return 2 * len(text) <= room or sum(map(_COLUMNS.__getitem__, text)) <= room


def _break(text: str, room: int) -> int:
    """Where to end the line: the last place that fits, else the first place at all, else the end of the text."""
    if text.isascii() and "  " not in text:
        space = last = text.rfind(" ", 1, room + 1)
        while space > 0 and (text[space - 1].isdigit() or text[space + 1 : space + 2].isdigit()):
            space = text.rfind(" ", 1, space)
        return (space if space > 0 else last if last > 0 else text.find(" ", room)) + 1 or len(text)
    fitting = bisect_right([*accumulate(map(_COLUMNS.__getitem__, text))], room)  # not all: the text does not fit
    if text[fitting] == " ":
        fitting += 1  # a space at the end of a line takes no room
    earlier = (place for place in range(min(fitting, len(text) - 1), 0, -1) if _can_break(text, place))
    later = (place for place in range(fitting + 1, len(text)) if _can_break(text, place))
    return next(earlier, 0) or next(later, len(text))


def _can_break(text: str, place: int) -> bool:
    last, following = text[place - 1], text[place]
    if following == " ":
        return False
    if last == " ":
        beside = following + text[max(place - 2, 0)]
        return all(_COLUMNS[character] == 1 and not character.isdigit() for character in beside)
    if (following in _DATE and last.isdigit()) or (last in _DATE and following.isdigit()):
        return False
    wide = _COLUMNS[last] == 2 or _COLUMNS[following] == 2
    if not wide or following in _CLOSING or last in _OPENING:
        return False
    return text[place + 1 : place + 2] != " " or (place + 2 < len(text) and _can_break(text, place + 2))
