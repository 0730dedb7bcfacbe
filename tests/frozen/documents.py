"""Documents of the first edition in today's words and shape, and the paths of their faults.

The documents of the corpus are refused, so they need not be what they should: a list may stand where an object is
expected, a key may stand there twice, and a text need not be JSON at all. Only what has the shape that is expected is
translated; the rest is left as it is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from frozen.names import RENAMES


class Members(list[tuple[str, Any]]):
    """The members of an object in their order. A key may stand there twice."""


class Literal(str):
    """A number as the document writes it."""

    __slots__ = ()


def document_today(kind: str, document: str | bytes) -> str | bytes:
    """A document of a kind in today's words; what is not JSON, or is nested too deeply, as it is."""
    try:
        text = document if isinstance(document, str) else document.decode()
        plain = json.loads(
            text, object_pairs_hook=Members, parse_int=Literal, parse_float=Literal, parse_constant=Literal
        )
        today = written(translated(kind.lower(), plain))
    except (ValueError, RecursionError):
        return document
    return today if isinstance(document, str) else today.encode()


def written(value: Any) -> str:
    """The document as text."""
    if isinstance(value, Members):
        return "{" + ", ".join(f"{json.dumps(key)}: {written(held)}" for key, held in value) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(written, value)) + "]"
    return str(value) if isinstance(value, Literal) else json.dumps(value)


def translated(key: str, value: Any) -> Any:
    """What stands under a key, in today's words."""
    if isinstance(value, Members):
        shaped = SHAPES.get(key, Members)(value)
        return Members([(renamed_fields().get(name, name), translated(name, held)) for name, held in shaped])
    if isinstance(value, list):
        return [translated(key, each) for each in value]
    if type(value) is str and key in TERMS:
        return terms_of(TERMS[key]).get(value, value)
    if type(value) is str and key == "reading":
        return renamed_fields().get(value, value)
    return value


TERMS = {
    "status": "Status",
    "window": "Window",
    "adjudicator": "Adjudicator",
    "problem": "Problem",
    "shows": "Detail",
    "details": "Detail",
}
"""The keys under which terms stand that have another name today."""


def without(members: Members, *names: str) -> Members:
    """The members but for some."""
    return Members([(key, held) for key, held in members if key not in names])


def of_names(members: Members, *names: str) -> Members:
    """Some of the members."""
    return Members([(key, held) for key, held in members if key in names])


def with_more(members: Members, more: dict[str, Members]) -> Members:
    """The members, with further ones in the objects under some keys, or in each object of a list there."""

    def extended(key: str, held: Any) -> Any:
        if key in more and isinstance(held, Members):
            return Members([*held, *more[key]])
        if key in more and isinstance(held, list):
            return [extended(key, each) for each in held]
        return held

    return Members([(key, extended(key, held)) for key, held in members])


def claim_today(claim: Members) -> Members:
    """Verification and approval are the items'."""
    more = {"items": of_names(claim, "verification", "approved_at")}
    return with_more(without(claim, "verification", "approved_at"), more)


def order_today(order: Members) -> Members:
    """The stage of production is the claim's."""
    return without(order, "production")


def lines_today(line: Members) -> Members:
    """Units are held by claims, not reserved by lines."""
    return without(line, "reserved")


SHAPES: dict[str, Callable[[Members], Members]] = {
    "claim": claim_today,
    "order": order_today,
    "lines": lines_today,
    "claims": claim_today,
}
"""The objects that have another shape today, by the key they stand under."""


ROOTS = {"Order": "order", "Claim": "claim", "Policy": "policy"}
"""What paths begin with today instead of ``$``, by the kind of document."""


def path_today(path: str, kind: str = "") -> str:
    """The path of a fault with today's names of fields. Backwards they would be ambiguous."""
    for before, today in renamed_fields().items():
        path = re.sub(rf"(?<![a-z_]){before}(?![a-z_])", today, path)
    return path.replace("$", ROOTS.get(kind, "$"), 1)


def renamed_fields() -> dict[str, str]:
    """The fields that have another name today."""
    fields = {name.rpartition(".")[2]: today for name, today in RENAMES.items() if "." in name}
    return {before: today for before, today in fields.items() if before.islower()}


def terms_of(kind: str) -> dict[str, str]:
    """The terms of one kind that have another name in today's documents."""
    return {
        name.partition(".")[2].lower(): today.lower() for name, today in RENAMES.items() if name.startswith(f"{kind}.")
    }
