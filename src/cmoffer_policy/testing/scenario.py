"""Scenarios, worked out by hand from the text, for any process to compare its own decisions with."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache, partial
from importlib.resources import files
from typing import Any

from attrs import field, frozen

from cmoffer_policy.checks import instance
from cmoffer_policy.checks import text as plain_text
from cmoffer_policy.claim import Claim, check_match
from cmoffer_policy.decision import OpenPoint
from cmoffer_policy.errors import Inconsistent, InputError, InvalidValue, printable, shown
from cmoffer_policy.order import Order
from cmoffer_policy.policy import CLAUSES, Adjudicator, Policy
from cmoffer_policy.testing import notation
from cmoffer_policy.testing.expected import DEADLINES, Expected, ExpectedItem
from cmoffer_policy.vocabulary import Outcome, Remedy


@frozen(kw_only=True)
class Scenario:
    """An order, a claim and their decision, worked out by hand from the text.

    ``str()`` is its name, which makes a good test id.

    - ``clauses``: those it is about; ``why``: how the expectation follows from them.
    - ``policy``: the policy of 2023, under another reading where the scenario is about one.
    """

    name: str
    clauses: tuple[str, ...]
    why: str
    order: Order = field(repr=False)
    claim: Claim = field(repr=False)
    policy: Policy = field(repr=False)
    expected: Expected = field(repr=False)

    def __str__(self) -> str:
        return self.name


def scenarios(*, clause: str | None = None, outcome: Outcome | None = None) -> tuple[Scenario, ...]:
    """Every scenario, or those about one clause, or those with one outcome, in the order of the files.

    A clause that the register does not have and an outcome that is none raise ``InvalidValue``.

    >>> [str(scenario) for scenario in scenarios(clause="6.1", outcome=Outcome.NOT_GOVERNED)]
    ['ordered in the last second of 2022']
    """
    if clause is not None:
        notation.under("clause", notation.clause, clause)
    if outcome is not None:
        instance(outcome, "outcome", Outcome)
    return tuple(
        [
            scenario
            for scenario in _all_scenarios()
            if clause in (None, *scenario.clauses) and outcome in (None, scenario.expected.outcome)
        ]
    )


@cache
def _all_scenarios() -> tuple[Scenario, ...]:
    return tuple([scenario for page, text in pages_in("worked") for scenario in read_scenarios(text, page=page)])


def pages_in(folder: str) -> list[tuple[str, str]]:
    """The name and the text of each page in a folder of the package, in the order of their names."""
    pages = [page for page in files("cmoffer_policy.testing").joinpath(folder).iterdir() if page.name.endswith(".toml")]
    return [(page.name, page.read_text(encoding="utf-8")) for page in sorted(pages, key=lambda page: page.name)]


def read_scenarios(text: str, *, page: str = "scenarios") -> tuple[Scenario, ...]:
    """The scenarios that a text in TOML describes; ``page`` names it in errors.

    The text holds the ``ordinary`` case, an order and a claim, and any number of tables ``[[scenario]]``. A scenario
    has a ``name``, its ``clauses``, a ``why``, what it changes of the ordinary ``order`` and ``claim`` and of the
    ``policy`` of 2023, and the ``expected`` decision. Whatever is malformed or not known raises ``InputError``.
    """
    ordinary, tables = page_of(text, page, "scenario")
    found: dict[str, Scenario] = {}
    for position, table in enumerate(tables):
        scenario = _scenario(table, ordinary, f"{page}[{position}]")
        if found.setdefault(scenario.name, scenario) is not scenario:
            raise Inconsistent("duplicate", f"{page}[{position}].name", shown(scenario.name), "a name used only once")
    return tuple(found.values())


Tables = Mapping[str, object]


def page_of(text: str, page: str, kind: str) -> tuple[Tables, tuple[Tables, ...]]:
    """The ordinary case of a page and its tables of one kind, each still as it is written."""
    written = plain_text(text, page)
    try:
        document = tomllib.loads(written)
    except (ValueError, RecursionError) as fault:  # also a number with more digits than Python reads
        raise InvalidValue("not_toml", page, printable(str(fault)), "a text in TOML") from None
    readers: dict[str, notation.Reader] = {"ordinary": _ordinary, kind: notation.list_of(notation.table)}
    parts = notation.under(page, partial(notation.row, dict, readers, readers), document)
    return parts["ordinary"], parts[kind]


def _ordinary(value: object) -> Tables:
    return notation.row(dict, {"order": notation.table, "claim": notation.table}, ("order", "claim"), value)


def _scenario(given: Tables, ordinary: Tables, path: str) -> Scenario:
    """One scenario. Whatever it does not mention of its order and claim is as in the ordinary case."""
    whole: dict[str, object] = {"policy": {}, **ordinary, **given}
    try:
        for part in ("order", "claim"):
            whole[part] = {**notation.table(ordinary[part]), **notation.table(whole[part])}
        scenario = notation.row(Scenario, _SCENARIO, _SCENARIO, whole)
        check_match(scenario.order, scenario.claim)
    except InputError as fault:
        name = given.get("name")
        raise fault.under(f"{path} {shown(name)}" if name else path) from None
    return scenario


def clauses(value: object) -> tuple[str, ...]:
    """Clauses in the order of the text, whatever the order they are written in."""
    cited = notation.list_of(notation.clause)(value)
    if len(set(cited)) < len(cited):
        raise InvalidValue("duplicate", "", shown(value), "every clause only once")
    return tuple([clause for clause in CLAUSES if clause in cited])


def some_clauses(value: object) -> tuple[str, ...]:
    """At least one clause, in the order of the text."""
    cited = clauses(value)
    if not cited:
        raise InvalidValue("empty", "", "[]", "at least one clause")
    return cited


def some_text(value: Any) -> str:
    """A text that is more than white space."""
    told = plain_text(value)
    if not told.strip():
        raise InvalidValue("empty", "", shown(told), "a text that is more than white space")
    return told


def _remedies(value: object) -> frozenset[Remedy]:
    return frozenset(notation.list_of(notation.term(Remedy))(value))


def _expected(value: object) -> Expected:
    """What is expected of a claim. Where it has a single item, one table describes both."""
    given = notation.table(value)
    if "items" in given:
        return notation.row(Expected, _OF_CLAIM | _OF_ITEMS, (*_ALWAYS, "items"), given)
    notation.row(dict, _OF_CLAIM | _OF_ITEM, _ALWAYS, given)
    of_claim = {key: held for key, held in given.items() if key in _OF_CLAIM}
    of_item = {key: held for key, held in given.items() if key in _OF_ITEM}
    return notation.row(Expected, _OF_CLAIM | _OF_ITEMS, (), {**of_claim, "items": [of_item]})


def _expected_item(value: object) -> ExpectedItem:
    return notation.row(ExpectedItem, _OF_ITEM, _ALWAYS, value)


_ALWAYS = ("outcome", "refund", "possible")
_OF_ITEM: dict[str, notation.Reader] = {
    "outcome": notation.term(Outcome),
    "refund": notation.money,
    "possible": notation.money,
    "remedies": _remedies,
    "failed": clauses,
    "missing": clauses,
    "not_needed": clauses,
    "after_sales_until": notation.end,
    "guarantee_until": notation.end,
    "guarantee_at_least": notation.truth,
    "arrival_from": notation.day,
    "arrival_until": notation.end,
    "adjudicator": notation.term(Adjudicator),
}
_OF_CLAIM: dict[str, notation.Reader] = {
    **{key: _OF_ITEM[key] for key in _ALWAYS},
    "acceptance_until": notation.end,
    "open_points": notation.list_of(notation.term(OpenPoint)),
    "provisional": notation.list_of(notation.name_in({name: name for name in DEADLINES})),
}
_OF_ITEMS: dict[str, notation.Reader] = {"items": notation.list_of(_expected_item)}
_SCENARIO: dict[str, notation.Reader] = {
    "name": some_text,
    "clauses": some_clauses,
    "why": some_text,
    "order": notation.order,
    "claim": notation.claim,
    "policy": notation.policy,
    "expected": _expected,
}
