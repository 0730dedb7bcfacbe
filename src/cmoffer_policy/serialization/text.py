"""JSON text read strictly: what the standard parser passes over in silence stays visible in the values."""

from __future__ import annotations

import json

from cmoffer_policy.errors import LONGEST_SHOWN, TOO_LONG, InvalidValue

_MOST_DIGITS = 18


class Number:
    """A number other than an integer of common size, as it was written: with a fraction or an exponent, or infinite."""

    def __init__(self, text: str) -> None:
        self.text = text


class Repeated(dict[str, object]):
    """An object that gives some of its keys more than once."""

    twice: tuple[str, ...] = ()


def parse(text: str | bytes) -> object:
    """The value of a JSON text, in linear time. Whatever is no JSON raises ``InvalidValue``.

    A byte order mark, which some editors put first, is skipped.

    Numbers that are no integers come as ``Number``, objects that repeat keys as ``Repeated``.
    """
    if type(text) not in (str, bytes):
        raise InvalidValue("wrong_type", "", shown(text), "a JSON text, as str or as bytes in UTF-8")
    try:
        return _DECODER.decode(text.removeprefix("\ufeff") if isinstance(text, str) else text.decode("utf-8-sig"))
    except UnicodeDecodeError as fault:
        raise InvalidValue("not_utf8", "", f"another byte at position {fault.start}", "text in UTF-8") from None
    except json.JSONDecodeError as fault:
        place = f"line {fault.lineno}, column {fault.colno}"
        raise InvalidValue("not_json", "", f"{fault.msg} at {place}", "a JSON text") from None
    except RecursionError:
        raise InvalidValue("too_deep", "", "values nested too deep", "a JSON text of ordinary depth") from None


def _integer(digits: str) -> int | Number:
    return int(digits) if len(digits) <= _MOST_DIGITS else Number(digits)


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    counts: dict[str, int] = {}
    for key, _ in pairs:
        counts[key] = counts.get(key, 0) + 1
    repeated = Repeated(found)
    repeated.twice = tuple([key for key, count in counts.items() if count > 1])
    return repeated


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_int=_integer, parse_float=Number, parse_constant=Number)

_KINDS: dict[type, str] = {
    str: "a string",
    dict: "an object",
    Repeated: "an object",
    list: "an array",
    int: "a number",
    float: "a number",
    Number: "a number",
    bool: "a truth value",
    type(None): "null",
}


def shown(value: object) -> str:
    """The value as messages show it: in JSON where that is short, else only its kind."""
    kind = _KINDS.get(type(value))
    if kind is None:
        return f"a value of type {type(value).__name__}"
    text = _json(value)
    return text if 0 < len(text) <= LONGEST_SHOWN else f"{kind}{TOO_LONG}"


def _json(value: object) -> str:
    """The value in JSON; nothing where that could not be short."""
    if isinstance(value, Number):
        return value.text
    if isinstance(value, str) and len(value) > LONGEST_SHOWN:
        return ""
    try:
        return json.dumps(value, default=_foreign)
    except Exception:  # keys that are no text, containers that hold themselves, subclasses that override what they like
        return ""


def _foreign(value: object) -> str:
    return value.text if isinstance(value, Number) else f"a value of type {type(value).__name__}"
