"""The shape of documents: how each type is written as plain data and, just as strictly, read back.

Objects have the fields of the types, so that a field added there is written and read here. Amounts are
``{"amount": "19.90", "currency": "USD"}``, instants ISO 8601 with an offset, days ISO 8601, terms their lower-case
names, sets and sequences arrays. What is absent has its default. Nothing is converted on the way in.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from operator import attrgetter
from typing import Any, get_args, get_origin

from attrs import fields, frozen, has, resolve_types
from cattrs import ClassValidationError, Converter
from cattrs.errors import ForbiddenExtraKeysError, IterableValidationNote
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

from cmoffer_policy.calendars import parse_instant
from cmoffer_policy.deadlines import Deadline
from cmoffer_policy.errors import TOO_LONG, InputError, InvalidValue, one_of, step
from cmoffer_policy.money import DECIMALS, Money, plain_number
from cmoffer_policy.serialization.text import Repeated, shown
from cmoffer_policy.vocabulary import Term, in_order, names_of

AMOUNT = re.compile(r"(?P<sign>-?)(?P<whole>0|[1-9][0-9]*)(\.(?P<decimals>[0-9]+))?")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

Hook = Callable[[Any, Any], Any]
MOST_FAULTS = 100
"""After so many faults in one array or object the rest is not looked at: nobody needs more, and each takes time."""


@frozen(kw_only=True)
class Amount:
    """An amount of money as documents write it."""

    amount: str
    currency: str


def _exactly(kind: type, expected: str, value: Any, _: Any = None) -> Any:
    """The value if it is of exactly this kind: neither True nor "1" is an integer."""
    if type(value) is kind:
        return value
    raise InvalidValue("wrong_type", "", shown(value), expected)


_integer = partial(_exactly, int, "an integer")
_string = partial(_exactly, str, "a string")
_boolean = partial(_exactly, bool, "true or false")
_array = partial(_exactly, list, "an array")
_object = partial(_exactly, dict, "an object")


def _instant(value: Any, _: Any) -> datetime:
    return parse_instant(_string(value))


def _day(value: Any, _: Any) -> date:
    text = _string(value)
    if DAY.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:  # a day that no month has
            pass
    raise InvalidValue("not_a_day", "", shown(text), "a day, such as 2024-01-05")


def _money(value: Any, _: Any) -> Money:
    written = converter.structure(value, Amount)
    plain = AMOUNT.fullmatch(written.amount)
    if not plain or (plain["sign"] and not written.amount.strip("-0.")):
        raise InvalidValue("not_an_amount", "amount", shown(written.amount), 'plain digits such as "19.90"')
    decimals = DECIMALS.get(written.currency)
    if decimals is not None and len(plain["decimals"] or "") > decimals:
        expected = f"at most {decimals} decimals in {written.currency}"
        raise InvalidValue("too_fine", "amount", shown(written.amount), expected)
    try:
        return Money.of(written.amount, written.currency)
    except InputError as fault:
        raise _as_written(fault, fault.path, getattr(written, fault.path)) from None


def _as_written(fault: InputError, path: str, value: object) -> InputError:
    """The fault with its value as the document writes it, where that is short."""
    got = shown(value)
    return type(fault)(fault.code, path, fault.got if got.endswith(TOO_LONG) else got, fault.expected)


def _is_tuple(kind: Any) -> bool:
    return get_origin(kind) is tuple


def _is_set(kind: Any) -> bool:
    return get_origin(kind) is frozenset


def _term_hook(kind: type[Term]) -> Hook:
    names = names_of(kind)

    def read(value: Any, _: Any) -> Term:
        if type(value) is str and value in names:
            return names[value]
        raise InvalidValue("unknown_name", "", shown(value), one_of(names, value, written=shown))

    return read


def _tuple_hook(kind: Any) -> Hook:
    member = get_args(kind)[0]
    read_entry = converter.get_structure_hook(member)

    def read(value: Any, _: Any) -> tuple[Any, ...]:
        found: list[Any] = []
        faults: list[Exception] = []
        count = 0
        for index, held in enumerate(_array(value)):
            try:
                found.append(read_entry(held, member))
            except Exception as error:
                error.add_note(IterableValidationNote("in an array", index, member))
                faults.append(error)
                count += _faults_in(error)
                if count >= MOST_FAULTS:
                    break
        if faults:
            raise ExceptionGroup("array", faults)
        return tuple(found)

    return read


def _faults_in(error: Exception) -> int:
    """How many single faults the error reports, or more."""
    if isinstance(error, ExceptionGroup):
        return sum([_faults_in(inner) for inner in error.exceptions])
    return len(error.extra_fields) if isinstance(error, ForbiddenExtraKeysError) else 1


def _set_hook(kind: Any) -> Hook:
    entries = _tuple_hook(kind)

    def read(value: Any, _: Any) -> frozenset[Any]:
        members = entries(value, kind)
        found = frozenset(members)
        if len(found) < len(members):
            raise InvalidValue("duplicate", "", shown(value), "every entry only once")
        return found

    return read


def repeated_keys(value: object) -> list[InputError]:
    """The faults of an object that gives some of its keys more than once."""
    repeated = value.twice[:MOST_FAULTS] if type(value) is Repeated else ()
    return [InvalidValue("duplicate_key", step(key), shown(key), "every key only once") for key in repeated]


def _object_hook(kind: Any) -> Hook:
    """Reads an object with the fields of the type, and reports everything that is wrong with it at once."""
    hooks: dict[str, Any] = {
        attribute.name: override(struct_hook=_field_hook(attribute)) for attribute in fields(resolve_types(kind))
    }
    read_fields: Any = make_dict_structure_fn(kind, converter, _cattrs_forbid_extra_keys=True, **hooks)

    def read(value: Any, _: Any) -> Any:
        repeated = repeated_keys(value)
        given = dict(value) if repeated else _object(value)
        strange = [key for key in given if type(key) is not str]
        faults: list[Exception] = [
            *repeated,
            *[InvalidValue("wrong_key", f"[{shown(key)}]", shown(key), "a string") for key in strange[:MOST_FAULTS]],
        ]
        found = None
        try:
            found = read_fields({key: held for key, held in given.items() if type(key) is str}, kind)
        except ClassValidationError as group:
            faults += group.exceptions
        if faults:
            raise ExceptionGroup(kind.__name__, faults)
        return found

    return read


def _field_hook(attribute: Any) -> Hook:
    """Reads one field and has the type check it by itself, so that one faulty field does not hide another."""
    read_plain = converter.get_structure_hook(attribute.type)
    check: Any = attribute.converter  # one that can also take the field: see checks.named

    def read(value: Any, _: Any) -> Any:
        try:
            plain = read_plain(value, attribute.type)
            return check.converter(plain) if check else plain
        except InputError as fault:
            if fault.path:
                raise
            raise _as_written(fault, "", value) from None

    return read


def _written_money(money: Money) -> dict[str, str]:
    return {"amount": plain_number(money), "currency": money.currency}


def _written_set(kind: Any) -> Callable[[frozenset[Any]], list[Any]]:
    """The members in the order of definition, or of the alphabet, as a set has no order of its own."""
    (member,) = get_args(kind)
    write = converter.get_unstructure_hook(member)
    in_their_order = in_order if issubclass(member, Term) else sorted
    return lambda values: [write(value) for value in in_their_order(values)]


def _written_tuple(kind: Any) -> Callable[[tuple[Any, ...]], list[Any]]:
    member = get_args(kind)[0]
    write = converter.get_unstructure_hook(member)
    return list if member in (str, int) else lambda values: [write(value) for value in values]


converter: Converter = Converter(detailed_validation=True)
converter.register_structure_hook(int, _integer)
converter.register_structure_hook(str, _string)
converter.register_structure_hook(bool, _boolean)
converter.register_structure_hook(datetime, _instant)
converter.register_structure_hook(date, _day)
converter.register_structure_hook_factory(lambda kind: isinstance(kind, type) and issubclass(kind, Term), _term_hook)
converter.register_structure_hook_factory(has, _object_hook)
converter.register_structure_hook_factory(_is_tuple, _tuple_hook)
converter.register_structure_hook_factory(_is_set, _set_hook)
converter.register_structure_hook(Money, _money)
converter.register_unstructure_hook(Term, attrgetter("_value_"))
converter.register_unstructure_hook(datetime, datetime.isoformat)
converter.register_unstructure_hook(date, date.isoformat)
converter.register_unstructure_hook(Money, _written_money)
converter.register_unstructure_hook_factory(_is_set, _written_set)
converter.register_unstructure_hook_factory(_is_tuple, _written_tuple)
"""Reads and writes every type; hooks registered later come first."""

_written_deadline = make_dict_unstructure_fn(Deadline, converter)


@converter.register_unstructure_hook
def _deadline(deadline: Deadline) -> dict[str, Any]:
    """With its last day, which is what people are told."""
    written = _written_deadline(deadline)
    return {"before": written.pop("before"), "last_day": deadline.last_day.isoformat(), **written}


COMPUTED: dict[type, dict[str, Any]] = {Deadline: {"last_day": date}}
"""What is written besides the fields of a type, behind the first."""
