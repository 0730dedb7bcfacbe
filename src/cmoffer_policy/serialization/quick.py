"""The quick pass over plain data: it reads what is well-formed, and gives up at the first thing that is not.

Most documents are well-formed. Whatever this pass refuses is read again by the one in ``shape``, which is as strict and
collects every fault with its place. So nothing here says what is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from types import NoneType
from typing import Any, get_args, get_origin

from attrs import fields, resolve_types

from cmoffer_policy.calendars import BEIJING, parse_instant
from cmoffer_policy.money import DECIMALS, Money
from cmoffer_policy.serialization.shape import DAY
from cmoffer_policy.vocabulary import Term, names_of

Reader = Callable[[Any], Any]

# Instants as to_dict writes them, the form in which most of them come.
_WRITTEN = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\+08:00")
_AMOUNT = re.compile(r"(0|[1-9][0-9]*)(?:\.([0-9]+))?")


class GivenUp(Exception):
    """The value is not well-formed, or not certainly."""


@cache
def reader(kind: Any) -> Reader:
    """Reads well-formed values of the type; of others it raises one exception or another."""
    members = get_args(kind)
    if NoneType in members:
        (given,) = [member for member in members if member is not NoneType]
        return _or_null(reader(given))
    if get_origin(kind) is tuple:
        return _array(reader(members[0]))
    if get_origin(kind) is frozenset:
        return _set(reader(members[0]))
    if kind in (int, str, bool):
        return _exactly(kind)
    if isinstance(kind, type) and issubclass(kind, Term):
        return _term(kind)
    return _SPECIAL.get(kind) or _object(kind)


def _or_null(read: Reader) -> Reader:
    return lambda value: None if value is None else read(value)


def _exactly(kind: type) -> Reader:
    def read(value: Any) -> Any:
        if type(value) is kind:
            return value
        raise GivenUp

    return read


def _term(kind: type[Term]) -> Reader:
    names = names_of(kind)

    def read(value: Any) -> Term:
        if type(value) is str:
            return names[value]
        raise GivenUp

    return read


def _array(entry: Reader) -> Reader:
    def read(value: Any) -> tuple[Any, ...]:
        if type(value) is list:
            return tuple([entry(held) for held in value])
        raise GivenUp

    return read


def _set(entry: Reader) -> Reader:
    def read(value: Any) -> frozenset[Any]:
        if type(value) is list:
            found = frozenset([entry(held) for held in value])
            if len(found) == len(value):
                return found
        raise GivenUp

    return read


def _object(kind: Any) -> Reader:
    readers = {attribute.name: reader(attribute.type) for attribute in fields(resolve_types(kind)) if attribute.init}

    def read(value: Any) -> Any:
        if type(value) is not dict:
            raise GivenUp
        return kind(**{name: readers[name](held) for name, held in value.items()})

    return read


def _instant(value: Any) -> datetime:
    if type(value) is not str:
        raise GivenUp
    if _WRITTEN.fullmatch(value):
        local = datetime.fromisoformat(value[:19])
        return datetime.combine(local, local.time(), BEIJING)  # which is faster than to replace the tzinfo
    return parse_instant(value)


def _money(value: Any) -> Money:
    amount, currency = value["amount"], value["currency"]
    plain = _AMOUNT.fullmatch(amount)
    if type(value) is not dict or len(value) != 2 or type(amount) is not str or plain is None:
        raise GivenUp
    whole, decimals = plain.groups("")
    missing = DECIMALS[currency] - len(decimals)
    if missing < 0:
        raise GivenUp
    return Money(minor=int(whole + decimals + "0" * missing), currency=currency)


def _day(value: Any) -> date:
    if type(value) is str and DAY.fullmatch(value):
        return date.fromisoformat(value)
    raise GivenUp


_SPECIAL: dict[Any, Reader] = {datetime: _instant, date: _day, Money: _money}
