"""A language: templates for statements, terms, and how dates, amounts, lists and deadlines are written.

A language is a file beside ``english`` and ``chinese`` that makes one value of ``Language``. A template is a sentence
with the names of values in braces, such as ``"{units} {units:unit|units} of {goods}"``:

- ``{name}`` is the value, written as its type asks for. ``{clause}`` is the statement's clause, and ``{cite}`` cites it
  in brackets, unless the sentence around has named it. ``{items}`` are the names of the goods that it is about; without
  it they stand before the sentence, if it is not about all items.
- ``{name:one|many}`` is the first word if the count, or the length of the list, is 1, else the second.
- ``{name:or}`` joins a list as alternatives, ``{name:,}`` and ``{name:;}`` by these marks alone; ``{name:span}`` writes
  two days as a span; ``{name:code}`` is a term as it is written in a program; ``{name:plain}`` a text without quotation
  marks.

A value named ``points`` holds statements that stand below the sentence, so that no template names it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import groupby
from string import Formatter

from attrs import Factory, field, frozen

from cmoffer_policy.calendars import RestDay
from cmoffer_policy.deadlines import Deadline
from cmoffer_policy.errors import label, printable
from cmoffer_policy.money import Money
from cmoffer_policy.policy import READING_OF
from cmoffer_policy.presentation.statements import Goods, Statement, Value
from cmoffer_policy.vocabulary import Term

MOST_NAMES = 5
"""The most names of goods that a sentence lists; of more it gives the first of them and a count."""

LONGEST_NAME = 80
"""The most characters of an id or a title that a sentence gives; of a longer one it gives the beginning."""

Piece = tuple[str, str, str]
"""The text before a value, the name of the value, and how to write it."""


@frozen(kw_only=True, eq=False)
class Language:
    """How explanations read in one language, as data.

    - ``code``: the language tag, for HTML.
    - ``templates``: by the key of the statement. ``unused``: by key, the values that a template leaves out on purpose.
    - ``titles``: of the sections, and the labels of the card.
    - ``terms``: every term as it reads inside a sentence. ``gists``: of the clauses, by id. ``holidays``: by the
      English name; a holiday without a name here keeps its English one.
    - ``day``, ``short_day``, ``span``, ``amount``, ``listed``, ``until``, ``hour``: how these are written. ``listed``
      takes the parts, and "and" or "or"; ``until`` a deadline; ``span`` the first and the last day.
      ``quoted`` writes an id or a title in quotation marks where it could pass for a word of the sentence.
    - ``cite``: a clause in brackets, with a space before them where the language has one.
    - ``between``: what stands between two sentences. ``about``: what stands between names of goods and the
      sentence. ``comma``, ``semicolon``: what stands between the parts of a list without
      a last word. ``joined``: puts the pieces of a sentence together.
    """

    code: str
    templates: Mapping[str, str]
    titles: Mapping[str, str]
    terms: Mapping[Term, str]
    gists: Mapping[str, str]
    holidays: Mapping[str, str]
    day: Callable[[date], str]
    short_day: Callable[[date], str]
    hour: Callable[[datetime], str]
    span: Callable[[date, date], str]
    amount: Callable[[Money], str]
    listed: Callable[[Sequence[str], str], str]
    until: Callable[[Deadline], str]
    rest: Callable[[str, str], str]
    cite: str
    quoted: Callable[[str], str] = label
    between: str = " "
    about: str = ": "
    comma: str = ", "
    semicolon: str = "; "
    joined: Callable[[Iterable[str]], str] = "".join
    unused: Mapping[str, Collection[str]] = field(factory=dict)
    _parsed: dict[str, tuple[tuple[Piece, ...], str]] = field(init=False, repr=False, default=Factory(dict))

    def sentence(self, statement: Statement, goods: Sequence[Goods] = (), cited: str = "") -> str:
        """The statement as a sentence.

        ``goods`` are the names of the claim's items; ``cited`` is the clause that the sentence around has named.
        """
        pieces, end = self._parsed.get(statement.key) or self._pieces(statement.key)
        values = dict(statement.values)
        told: list[str] = []
        names_told = False
        for before, name, style in pieces:
            if name == "items":
                names_told = True
                text = self.names(goods, statement.items)
            elif name == "clause":
                text = statement.clause
            elif name == "cite":
                text = "" if statement.clause == cited else self.cite.format(clause=statement.clause)
            else:
                text = self.value(values[name], style, statement.clause)
            told += (before, text)
        told.append(end)
        sentence = self.joined(told)
        if names_told or not statement.items or len(statement.items) == len(goods):
            return sentence
        return f"{self.names(goods, statement.items)}{self.about}{sentence}"

    def names(self, goods: Sequence[Goods], items: Sequence[int]) -> str:
        """The names of the goods of some items; of many only the first ones and a count."""
        told = tuple([_named(goods[place]) for place in items[:MOST_NAMES]])
        if len(items) <= MOST_NAMES:
            return self.value(told, "and")
        return self.sentence(Statement("goods.more", "", (("names", told), ("count", len(items) - len(told)))))

    def value(self, value: Value, style: str = "", cited: str = "") -> str:
        """A value as it stands in a sentence."""
        kind = type(value)
        if kind is tuple:
            return self._several(value, style, cited)  # type: ignore[arg-type]
        if "|" in style:
            one, many = style.split("|")
            return one if value == 1 else many
        if kind is str:
            name = shortened(value)  # type: ignore[arg-type]
            return printable(name) if style == "plain" else self.quoted(name)
        if kind is Money:
            return self.amount(value)  # type: ignore[arg-type]
        if kind is Statement:
            return self.sentence(value, (), cited)  # type: ignore[arg-type]
        if kind is date:
            return self.day(value)  # type: ignore[arg-type]
        if kind is datetime:
            return self.hour(value)  # type: ignore[arg-type]
        if kind is Deadline:
            return self.until(value)  # type: ignore[arg-type]
        if isinstance(value, Term):
            return f"{READING_OF[value]} = {value.name}" if style == "code" else self.terms[value]
        return str(value)

    def rest_days(self, days: Sequence[RestDay]) -> str:
        """Rest days by name, such as "1 to 7 October 2024 (National Day)"; a run of one name is put together."""
        runs = groupby(enumerate(days), key=lambda entry: (self.called(entry[1]), entry[1].day.toordinal() - entry[0]))
        told = []
        for (name, _), run in runs:
            run_days = [rest.day for _, rest in run]
            told.append(self.rest(self.span(run_days[0], run_days[-1]), name))
        return self.listed(told, "and")

    def called(self, rest: RestDay) -> str:
        """The name of a rest day; that of an unknown holiday as it is."""
        name = "weekend" if rest.name in ("Saturday", "Sunday") else rest.name
        return self.listed([self.holidays.get(part) or printable(part) for part in name.split("; ")], "and")

    def _several(self, values: tuple[Value, ...], style: str, cited: str) -> str:
        if "|" in style:
            one, many = style.split("|")
            return one if len(values) == 1 else many
        if values and isinstance(values[0], RestDay):
            return self.rest_days(values)  # type: ignore[arg-type]
        if style == "span":
            return self.span(*values)  # type: ignore[arg-type]
        told = [self.value(value, "code" if style == "code" else "", cited) for value in values]
        if values and isinstance(values[0], Statement) and not style:
            return self.between.join(told)
        if style in (",", ";"):
            return (self.comma if style == "," else self.semicolon).join(told)
        return self.listed(told, "or" if style == "or" else "and")

    def _pieces(self, key: str) -> tuple[tuple[Piece, ...], str]:
        parsed = list(Formatter().parse(self.templates[key]))
        pieces = tuple([(before, name, style or "") for before, name, style, _ in parsed if name is not None])
        end = "".join([before for before, name, _, _ in parsed if name is None])
        self._parsed[key] = found = (pieces, end)
        return found


def _named(goods: Goods) -> Value:
    if goods.number is None:
        return goods.name
    return Statement("goods.numbered", "", (("name", goods.name), ("number", goods.number)))


def shortened(name: str) -> str:
    """An id or a title, or its beginning if it is long."""
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1].rstrip()}…"
