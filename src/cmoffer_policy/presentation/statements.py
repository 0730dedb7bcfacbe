"""What an explanation says, as data: sections of statements, each with a stable key, its clause and typed values.

A key is chosen from clauses, statuses, facts and dates. How a statement reads in a language is in that language's file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import TypeAlias, Union

from attrs import frozen

from cmoffer_policy.calendars import RestDay
from cmoffer_policy.checks import instance
from cmoffer_policy.deadlines import Deadline
from cmoffer_policy.errors import InvalidValue, one_of, shown
from cmoffer_policy.money import Money
from cmoffer_policy.vocabulary import Term, names_of

Value: TypeAlias = Union[str, int, date, datetime, Money, Deadline, RestDay, Term, "Statement", tuple["Value", ...]]
"""What a statement can hold: texts are ids, titles, names and clauses; everything else says by its type what it is."""


class Audience(Term):
    """Who reads an explanation.

    >>> Audience("seller")
    Audience.SELLER
    """

    SELLER = "seller"
    """Whoever made the claim: the outcome, what to do and by when, the reason, the money."""
    ANALYST = "analyst"
    """Whoever examines the decision: every finding, the units, the allocation, the dates and the readings as well."""


AUDIENCES = names_of(Audience)
"""The audiences by the names under which they can be given."""


def audience_of(audience: str | Audience) -> Audience:
    """The audience with this name. Any other raises ``InvalidValue``."""
    found = AUDIENCES.get(audience) if isinstance(audience, str) else audience
    if found is None:
        raise InvalidValue("unknown_name", "audience", shown(audience), one_of(AUDIENCES, audience, repr))
    return instance(found, "audience", Audience)


@frozen
class Statement:
    """One thing that an explanation says.

    - ``key``: names the sentence; one key, one sentence.
    - ``clause``: the clause that it rests on, empty where it rests on none.
    - ``values``: pairs of a name and a typed value, such as a date, ``Money``, a ``Deadline``, a term or a count.
    - ``points``: a value of this name holds statements that belong below the sentence, such as the
      documents of a new claim.
    - ``items``: the positions of the claim's items that it is about, counted from 0; empty if it is about the claim.

    >>> from cmoffer_policy import decide, explanation
    >>> from cmoffer_policy.testing import scenarios
    >>> (case,) = [case for case in scenarios() if str(case) == "refund on day 31"]
    >>> reason: Statement = explanation(decide(case.order, case.claim)).section("reasons").statements[0]
    >>> reason.key, reason.clause, reason.value("last_day").isoformat(), reason.items
    ('after_sales.too_late', '1', '2024-02-04', (0,))
    """

    key: str
    clause: str = ""
    values: tuple[tuple[str, Value], ...] = ()
    items: tuple[int, ...] = ()

    @property
    def points(self) -> tuple[Statement, ...]:
        """The statements below this one; empty for most."""
        for name, held in self.values:
            if name == "points":
                return held  # type: ignore[return-value]
        return ()

    def value(self, name: str) -> Value:
        """The value with this name; an unknown name raises ``KeyError``."""
        return dict(self.values)[name]


@frozen
class Section:
    """Statements that belong together. ``key`` names the section.

    >>> from cmoffer_policy import decide, explanation
    >>> from cmoffer_policy.testing import scenarios
    >>> (case,) = [case for case in scenarios() if str(case) == "refund on day 31"]
    >>> money: Section = explanation(decide(case.order, case.claim)).section("money")
    >>> [statement.key for statement in money.statements]
    ['money.none']
    """

    key: str
    statements: tuple[Statement, ...]


@frozen
class Goods:
    """What an item is about, for use in a sentence.

    - ``name``: the title of the line, or its id where it has none or shares it with another line.
    - ``number``: the number of the item in the claim, counted from 1, where the name alone does not tell it apart.

    >>> from cmoffer_policy import decide, explanation
    >>> from cmoffer_policy.testing import scenarios
    >>> (case,) = [case for case in scenarios() if str(case) == "refund on day 31"]
    >>> named: Goods = explanation(decide(case.order, case.claim)).goods[0]
    >>> named
    Goods(name='ring', number=None)
    """

    name: str
    number: int | None = None


@frozen(kw_only=True)
class Explanation:
    """What there is to say about a decision to one audience, before any language.

    - ``goods``: the name of each item of the claim.
    - ``sections``: only those in which something is said, the outcome first.

    >>> from cmoffer_policy import decide, explanation
    >>> from cmoffer_policy.testing import scenarios
    >>> (case,) = [case for case in scenarios() if str(case) == "refund on day 31"]
    >>> said: Explanation = explanation(decide(case.order, case.claim))
    >>> [section.key for section in said.sections]
    ['outcome', 'next', 'reasons', 'money', 'time']
    """

    audience: Audience
    goods: tuple[Goods, ...]
    sections: tuple[Section, ...]

    def section(self, key: str) -> Section:
        """The section with this key; empty if nothing is said in it."""
        return next((section for section in self.sections if section.key == key), Section(key, ()))

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of all statements, in their order, with those of statements inside others."""
        return tuple([inner.key for section in self.sections for each in section.statements for inner in within(each)])


def say(key: str, clause: str = "", /, **values: Value) -> Statement:
    """A statement about the claim, or about an item that is filled in later."""
    return Statement(key, clause, tuple(values.items()))


def with_points(said: Statement, points: Iterable[Statement]) -> Statement:
    """The statement with others below it."""
    return Statement(said.key, said.clause, (*said.values, ("points", tuple(points))))


def within(value: Value) -> Iterator[Statement]:
    """A statement and all statements inside it, depth first."""
    if isinstance(value, Statement):
        yield value
        for _, inner in value.values:
            yield from within(inner)
    elif isinstance(value, tuple):
        for inner in value:
            yield from within(inner)


def said_once(about: Iterable[tuple[int, Iterable[Statement]]]) -> tuple[Statement, ...]:
    """Each statement about items once, with the positions of all the items that it is about."""
    found: dict[Statement, list[int]] = {}
    for position, statements in about:
        for statement in statements:
            found.setdefault(statement, []).append(position)
    return tuple(
        [Statement(each.key, each.clause, each.values, tuple(dict.fromkeys(items))) for each, items in found.items()]
    )
