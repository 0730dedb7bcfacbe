"""How scenarios are written: tables of TOML read strictly into orders, claims, policies and what is expected of them.

A table names fields as the types do. Amounts are written ``"USD 19.90"``, instants and days as TOML writes them, terms
by their lower-case names; a document named by itself shows all that its kind has to. ``"unknown"`` takes back an
optional value. A key or a name that is not known is refused with the nearest one that is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import TypeVar

from attrs import NOTHING, AttrsInstance, fields

from cmoffer_policy.calendars import end_of, instant
from cmoffer_policy.claim import Claim, ClaimItem, Evidence
from cmoffer_policy.errors import InputError, InvalidValue, one_of, shown, step
from cmoffer_policy.evidence import DETAILS
from cmoffer_policy.money import Money
from cmoffer_policy.order import Order, OrderLine
from cmoffer_policy.policy import CLAUSES, POLICY_2023, READINGS, Policy
from cmoffer_policy.vocabulary import (
    Cause,
    Detail,
    Document,
    Problem,
    ProductionStage,
    Remedy,
    SomeTerm,
    Verification,
    names_of,
)

Reader = Callable[[object], object]
"""Turns what a key holds into the value of its field; paths in its errors are relative to the key."""

T = TypeVar("T")
Given = TypeVar("Given")
Record = TypeVar("Record", bound=AttrsInstance)


def table(value: object) -> dict[str, object]:
    """The value, which has to be a table."""
    if isinstance(value, dict):
        return value
    raise InvalidValue("not_a_table", "", shown(value), "a table")


def row(kind: Callable[..., T], readers: Mapping[str, Reader], required: Iterable[str], value: object) -> T:
    """What ``kind`` makes of a table with these keys. Every required key is there, and no key is unknown."""
    given = table(value)
    for key in given:
        if key not in readers:
            raise InvalidValue("unknown_key", step(key), shown(key), one_of(readers, key))
    for key in required:
        if key not in given:
            raise InvalidValue("missing_key", key, "nothing", f"a value for {key}")
    return kind(**{key: under(key, readers[key], held) for key, held in given.items()})


def record(kind: type[Record], readers: Mapping[str, Reader]) -> Callable[[object], Record]:
    """A reader of tables that describe a value of an attrs class: its required fields are required here, too."""
    required = [attribute.name for attribute in fields(kind) if attribute.init and attribute.default is NOTHING]
    return lambda value: row(kind, readers, required, value)


def under(path: str, reader: Callable[[Given], T], value: Given) -> T:
    """What a reader makes of a value; its errors get the path of the value."""
    try:
        return reader(value)
    except InputError as fault:
        raise fault.under(path) from None


def as_it_is(value: object) -> object:
    """The value itself. The type that takes it checks it."""
    return value


def truth(value: object) -> bool:
    """True or false."""
    if isinstance(value, bool):
        return value
    raise InvalidValue("not_a_boolean", "", shown(value), "true or false")


def optional(reader: Reader) -> Reader:
    """A reader that takes ``"unknown"`` for None."""
    return lambda value: None if value == "unknown" else reader(value)


def list_of(reader: Callable[[object], T]) -> Callable[[object], tuple[T, ...]]:
    """A reader of lists, given one for their entries."""

    def read(value: object) -> tuple[T, ...]:
        if not isinstance(value, list):
            raise InvalidValue("not_a_list", "", shown(value), "a list")
        entries: list[T] = []
        for position, entry in enumerate(value):
            entries.append(under(f"[{position}]", reader, entry))
        return tuple(entries)

    return read


def name_in(known: Mapping[str, T]) -> Callable[[object], T]:
    """A reader of names, given what each stands for."""

    def read(value: object) -> T:
        if isinstance(value, str) and value in known:
            return known[value]
        raise InvalidValue("unknown_name", "", shown(value), one_of(known, value))

    return read


def term(kind: type[SomeTerm]) -> Callable[[object], SomeTerm]:
    """A reader of the terms of a vocabulary by their lower-case names."""
    return name_in(names_of(kind))


clause: Callable[[object], str] = name_in({known: known for known in CLAUSES})
"""The id of a clause of the register."""


def money(value: object) -> Money:
    """An amount such as ``"USD 19.90"``."""
    if not isinstance(value, str) or value.count(" ") != 1:
        raise InvalidValue("not_an_amount", "", shown(value), 'a currency and an amount, such as "USD 19.90"')
    currency, amount = value.split(" ")
    return Money.of(amount, currency)


def day(value: object) -> date:
    """A day, such as ``2024-02-04``."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    raise InvalidValue("not_a_day", "", shown(value), "a day, such as 2024-02-04")


def end(value: object) -> datetime:
    """The exclusive end of a period: an instant, or a day for the end of that day."""
    if isinstance(value, datetime):
        return instant(value, "")
    if isinstance(value, date):
        return end_of(value)
    raise InvalidValue("not_an_end", "", shown(value), "a day, such as 2024-02-04, or the instant after the end")


_described = record(
    Evidence,
    {
        "document": term(Document),
        "shows": list_of(term(Detail)),
        "line_ids": as_it_is,
        "reference": as_it_is,
    },
)


def _evidence(value: object) -> Evidence:
    """A document as a table, or by its kind alone where it shows everything that its kind has to."""
    if isinstance(value, dict):
        return _described(value)
    document = term(Document)(value)
    return Evidence(document=document, shows=DETAILS[document])


_line = record(
    OrderLine,
    {
        "line_id": as_it_is,
        "quantity": as_it_is,
        "unit_price": money,
        "discount": money,
        "title": as_it_is,
        "set_id": as_it_is,
        "shipped_at": as_it_is,
        "settled": as_it_is,
    },
)
order: Callable[[object], Order] = record(
    Order,
    {
        "order_id": as_it_is,
        "placed_at": as_it_is,
        "lines": list_of(_line),
        "freight": money,
        "discount": money,
        "shipped_at": optional(as_it_is),
        "delivered_at": optional(as_it_is),
    },
)
"""An order from its table."""

_item = record(
    ClaimItem,
    {
        "line_id": as_it_is,
        "problem": term(Problem),
        "quantity": as_it_is,
        "causes": list_of(term(Cause)),
        "rest_usable": as_it_is,
        "replacement_price": money,
        "verification": term(Verification),
        "approved_at": optional(as_it_is),
    },
)
_claim = record(
    Claim,
    {
        "claim_id": as_it_is,
        "order_id": as_it_is,
        "submitted_at": as_it_is,
        "items": list_of(_item),
        "remedy": term(Remedy),
        "evidence": list_of(_evidence),
        "production": optional(term(ProductionStage)),
    },
)


def claim(value: object) -> Claim:
    """A claim from its table. An answer or an approval beside the items is that of every item without its own."""
    given = table(value)
    shared = {key: given[key] for key in ("verification", "approved_at") if key in given}
    rest = {key: held for key, held in given.items() if key not in shared}
    items = rest.get("items")
    if shared and isinstance(items, list):
        rest["items"] = [{**shared, **item} if isinstance(item, dict) else item for item in items]
    return _claim(rest)


_POLICY: dict[str, Reader] = {
    "name": as_it_is,
    "effective_from": day,
    "after_sales_days": as_it_is,
    "guarantee_days": as_it_is,
    "acceptance_working_days": as_it_is,
    "arrival_working_days": as_it_is,
    **{name: term(kind) for name, kind in READINGS.items()},
}


def policy(value: object) -> Policy:
    """The policy of 2023 with the figures and readings of a table."""
    unchanged = {name: getattr(POLICY_2023, name) for name in _POLICY}
    return row(lambda **changes: Policy(**(unchanged | changes)), _POLICY, (), value)
