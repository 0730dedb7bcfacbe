"""Values written as the Python that makes them, and tests made of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from attrs import Factory, fields, has

from cmoffer_policy.money import Money
from cmoffer_policy.vocabulary import Term, in_order

_WIDTH = 100
STEP = "    "


class Writer:
    """Writes expressions, and remembers the names that they use."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def value(self, value: Any, indent: str = "") -> str:
        """The expression that makes a value, over several lines if one would be too long."""
        match value:
            case Money():
                number = str(value).partition(" ")[2]
                return self.call("Money.of", [json.dumps(number), json.dumps(value.currency)], indent)
            case Term():
                self.names.add(type(value).__name__)
                return repr(value)
            case datetime():
                return self.call("parse_instant", [json.dumps(value.isoformat())], indent)
            case date():
                self.names.add("date")
                return f"date({value.year}, {value.month}, {value.day})"
            case str():
                return json.dumps(value, ensure_ascii=False)
            case frozenset():
                terms: list[Any] = in_order(value) if any(isinstance(each, Term) for each in value) else sorted(value)
                return self.value(tuple(terms), indent)
            case (int(), *_):
                return f"({', '.join(map(repr, value))})"
            case tuple():
                return _joined("[", [self.value(each, indent + STEP) for each in value], "]", indent)
            case _ if has(type(value)):
                return self.call(type(value).__name__, self._arguments(value, indent + STEP), indent)
        return repr(value)

    def call(self, name: str, arguments: Iterable[str], indent: str = "") -> str:
        """The call of a function, or of a method of a class, with arguments that are written already."""
        self.names.add(name.partition(".")[0])
        return _joined(f"{name}(", [*arguments], ")", indent)

    def keywords(self, values: Mapping[str, object], indent: str) -> list[str]:
        """Values as keyword arguments."""
        return [f"{name}={self.value(value, indent)}" for name, value in values.items()]

    def _arguments(self, value: Any, indent: str) -> list[str]:
        """The fields that differ from their defaults."""
        given = {each.name: getattr(value, each.name) for each in fields(type(value)) if each.init}
        defaults = {each.name: _default(each.default, value) for each in fields(type(value))}
        return self.keywords({name: held for name, held in given.items() if held != defaults[name]}, indent)


def _default(default: Any, value: object) -> object:
    """The default of a field, which can depend on the fields before it."""
    return default.factory(value) if isinstance(default, Factory) else default  # type: ignore[arg-type]


def _joined(head: str, parts: list[str], tail: str, indent: str) -> str:
    line = f"{head}{', '.join(parts)}{tail}"
    if "\n" not in line and len(indent) + len(line) <= _WIDTH:
        return line
    return "\n".join([head, *[f"{indent}{STEP}{part}," for part in parts], f"{indent}{tail}"])


def identifier_of(text: str) -> str:
    """A text as a part of a name in Python."""
    return re.sub(r"\W+", "_", text).strip("_").lower()
