"""Checks that all types share: each returns the value in its one stored form or raises ``InvalidValue``.

A check takes the value and its place, which is a path or the field that attrs is about to fill. So one function serves
both as a converter and inside another check; ``named`` makes attrs pass the field.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Set
from operator import index
from typing import Any, SupportsIndex, TypeAlias, TypeVar

from attrs import Attribute, Converter

from cmoffer_policy.errors import InvalidValue, shown

T = TypeVar("T")
Where: TypeAlias = "str | Attribute[Any]"
"""A path, or the field whose name serves as the path."""

MOST_UNITS = 10**6
"""The largest number of units of anything."""
MOST_ENTRIES = 10**4
"""The largest number of lines in an order, and of entries in any other collection that has no limit of its own."""
MOST_ITEMS = 1_000
"""The largest number of items in a claim, and of documents."""
LONGEST_ID = 256
"""The most characters of an id, and of a title."""

_PLAIN = (tuple, list, frozenset, set)
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")


def named(_: type[Any], fields: list[Attribute[Any]]) -> list[Attribute[Any]]:
    """Make attrs pass each converter its field; for use as the ``field_transformer`` of a class."""
    return [
        each if each.converter is None else each.evolve(converter=_taking_the_field(each.converter)) for each in fields
    ]


def _taking_the_field(check: Any) -> Converter[Any, Any]:
    return Converter(check, takes_field=True)


def path_of(where: Where = "") -> str:
    """The path of a place, as text."""
    return where if isinstance(where, str) else where.name


def integer(value: SupportsIndex, where: Where = "", *, least: int | None = None, most: int | None = None) -> int:
    """The value as an exact int, from ``least`` up to ``most`` where these are given.

    Anything with ``__index__`` is accepted, except bool.
    """
    number = value if type(value) is int else _exact(value, where)
    if least is not None and number < least:
        raise InvalidValue("too_small", path_of(where), shown(number), f"{least} or more")
    if most is not None and number > most:
        raise InvalidValue("too_large", path_of(where), shown(number), f"at most {most}")
    return number


def _exact(value: SupportsIndex, where: Where = "") -> int:
    try:
        if not isinstance(value, bool):
            return index(value)
    except TypeError:
        pass
    raise InvalidValue("not_an_integer", path_of(where), shown(value), "an integer")


def quantity(value: SupportsIndex, where: Where = "") -> int:
    """The value as a number of units, at least one."""
    return integer(value, where, least=1, most=MOST_UNITS)


def count(value: SupportsIndex, where: Where = "") -> int:
    """The value as a number of units, zero or more."""
    return integer(value, where, least=0, most=MOST_UNITS)


def text(value: str, where: Where = "") -> str:
    """The value as an exact str, without halves of surrogate pairs."""
    if type(value) is str and value.isascii():
        return value
    if not isinstance(value, str):
        raise InvalidValue("not_a_text", path_of(where), shown(value), "a str")
    exact = str.__str__(value)
    try:
        exact.encode()
    except UnicodeEncodeError:
        expected = "whole characters, no halves of surrogate pairs"
        raise InvalidValue("not_unicode", path_of(where), shown(exact), expected) from None
    return exact


def identifier(value: str, where: Where = "") -> str:
    """The value as a str of at most 256 characters, more than white space and without control characters."""
    name = value if type(value) is str and value.isascii() else text(value, where)
    if len(name) <= LONGEST_ID and not name.strip():
        raise InvalidValue("empty", path_of(where), shown(name), "an id that is not empty")
    return _plain(name, where)


def title(value: str, where: Where = "") -> str:
    """The value as a str of at most 256 characters, which may be empty, without control characters."""
    return _plain(text(value, where), where)


def _plain(name: str, where: Where) -> str:
    if len(name) > LONGEST_ID:
        raise InvalidValue("too_long", path_of(where), f"{len(name)} characters", f"at most {LONGEST_ID}")
    if not name.isprintable() and _CONTROL.search(name):
        raise InvalidValue("control_character", path_of(where), shown(name), "no control characters")
    return name


def optional_identifier(value: str | None, where: Where = "") -> str | None:
    """The value as an id, or None."""
    return None if value is None else identifier(value, where)


def boolean(value: bool, where: Where = "") -> bool:  # noqa: FBT001 - attrs passes it by position
    """The value, which must be True or False itself."""
    if isinstance(value, bool):
        return value
    raise InvalidValue("not_a_boolean", path_of(where), shown(value), "True or False")


def instance(value: object, where: Where, kind: type[T]) -> T:
    """The value, which must be of the given type."""
    if isinstance(value, kind):
        return value
    raise InvalidValue("wrong_type", path_of(where), shown(value), f"a value of type {kind.__name__}")


def of_type(kind: type[T]) -> Callable[[Any, Attribute[T], T], None]:
    """A validator for a field that holds a value of the given type."""

    def check(_: Any, field: Attribute[T], value: T) -> None:
        if not isinstance(value, kind):
            instance(value, field, kind)

    return check


def members(values: object, where: Where, *, most: int) -> tuple[Any, ...]:
    """The members of a collection as a tuple of at most ``most``; text and mappings are refused."""
    if type(values) in _PLAIN and len(values) <= most:  # type: ignore[arg-type]
        return tuple(values)  # type: ignore[arg-type]
    if isinstance(values, str | bytes | Mapping) or not isinstance(values, Collection):
        expected = "a collection such as a tuple, a list or a set"
        raise InvalidValue("not_a_collection", path_of(where), shown(values), expected)
    try:
        length = len(values)
    except (OverflowError, TypeError):  # a range can be longer than len() can say, an array can be without a length
        raise InvalidValue("too_many", path_of(where), shown(values), f"at most {most} values") from None
    if length > most:
        raise InvalidValue("too_many", path_of(where), f"{length} values", f"at most {most}")
    return tuple(values)


def instances(values: object, where: Where, kind: type[T], *, most: int) -> tuple[T, ...]:
    """Values of the given type as a tuple of at most ``most``."""
    path = path_of(where)
    return tuple(
        [
            item if isinstance(item, kind) else instance(item, f"{path}[{position}]", kind)
            for position, item in enumerate(members(values, where, most=most))
        ]
    )


def in_sequence(values: object, where: Where, kind: type[T], *, most: int = MOST_ENTRIES) -> tuple[T, ...]:
    """Values of the given type as a tuple whose order matters; sets have no order and are refused."""
    if type(values) is not tuple and isinstance(values, Set):
        raise InvalidValue("not_a_sequence", path_of(where), shown(values), "a tuple or a list, as the order counts")
    return instances(values, where, kind, most=most)
