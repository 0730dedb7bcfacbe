"""The checks that all constructors share: each returns the value in its one stored form or raises ``InvalidValue``."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Set
from operator import index
from typing import SupportsIndex, TypeVar, cast

from cmoffer_policy.errors import InvalidValue, shown

T = TypeVar("T")

MOST_UNITS = 10**6
"""The largest number of units of anything."""
MOST_ENTRIES = 10**4
"""The largest number of lines, items or documents that one value holds."""


def integer(value: object, path: str, *, least: int | None = None, most: int | None = None) -> int:
    """The value as an exact int, from ``least`` and up to ``most`` where these are given.

    Whatever has ``__index__`` counts, except bool.
    """
    number = value if type(value) is int else _exact(value, path)
    if least is not None and number < least:
        raise InvalidValue("too_small", path, shown(number), f"{least} or more")
    if most is not None and number > most:
        raise InvalidValue("too_large", path, shown(number), f"at most {most}")
    return number


def _exact(value: object, path: str) -> int:
    try:
        if not isinstance(value, bool):
            return index(cast(SupportsIndex, value))
    except TypeError:
        pass
    raise InvalidValue("not_an_integer", path, shown(value), "an integer")


def text(value: object, path: str) -> str:
    """The value as an exact str, of characters that every encoding of Unicode can carry."""
    if type(value) is str and value.isascii():  # nearly every id, and a tenth of the time
        return value
    if not isinstance(value, str):
        raise InvalidValue("not_a_text", path, shown(value), "a str")
    exact = str.__str__(value)
    if not exact.isascii():
        try:
            exact.encode()
        except UnicodeEncodeError:
            raise InvalidValue(
                "not_unicode", path, shown(exact), "whole characters, no halves of surrogate pairs"
            ) from None
    return exact


def identifier(value: object, path: str) -> str:
    """The value as a str that holds more than white space."""
    name = text(value, path)
    if not name.strip():
        raise InvalidValue("empty", path, shown(name), "an id that is not empty")
    return name


def boolean(value: object, path: str) -> bool:
    """The value, which has to be True or False itself."""
    if isinstance(value, bool):
        return value
    raise InvalidValue("not_a_boolean", path, shown(value), "True or False")


def instance(value: object, path: str, kind: type[T]) -> T:
    """The value, which has to be of the kind."""
    if isinstance(value, kind):
        return value
    raise InvalidValue("wrong_type", path, shown(value), f"a value of type {kind.__name__}")


def members(values: object, path: str, *, most: int) -> tuple[object, ...]:
    """What a collection of at most so many holds, as a tuple. Text and mappings only happen to be collections."""
    if isinstance(values, str | bytes | Mapping) or not isinstance(values, Collection):
        raise InvalidValue("not_a_collection", path, shown(values), "a collection such as a tuple, a list or a set")
    try:
        count = len(values)
    except (OverflowError, TypeError):  # a range can be longer than len() can say, an array can be without a length
        raise InvalidValue("too_many", path, shown(values), f"at most {most} values") from None
    if count > most:
        raise InvalidValue("too_many", path, f"{count} values", f"at most {most}")
    return tuple(values)


def instances(values: object, path: str, kind: type[T], *, most: int) -> tuple[T, ...]:
    """The values of one kind as a tuple of at most so many."""
    return tuple(
        [instance(item, f"{path}[{position}]", kind) for position, item in enumerate(members(values, path, most=most))]
    )


def in_sequence(values: object, path: str, kind: type[T], *, most: int) -> tuple[T, ...]:
    """The same for values whose order counts. A set has none."""
    if isinstance(values, Set):
        raise InvalidValue("not_a_sequence", path, shown(values), "a tuple or a list, as the order counts")
    return instances(values, path, kind, most=most)
