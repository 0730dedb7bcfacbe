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

START = "2024-01-05T12:00:00+08:00"
"""When a window of a document opens, which the first edition did not write."""


class Members(list[tuple[str, Any]]):
    """The members of an object in their order. A key may stand there twice."""


class Literal(str):
    """A number as the document writes it."""

    __slots__ = ()


def document_today(document: str | bytes) -> str | bytes:
    """A document in today's words; what is not JSON, or is nested too deeply, as it is."""
    try:
        text = document if isinstance(document, str) else document.decode()
        plain = json.loads(
            text, object_pairs_hook=Members, parse_int=Literal, parse_float=Literal, parse_constant=Literal
        )
        today = written(translated("", plain))
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
        members = [
            (renamed_fields().get(name, name), translated(name, held)) for name, held in value if name not in GONE
        ]
        return SHAPES.get(key, Members)(Members(members))
    if isinstance(value, list):
        return [translated(key, each) for each in value]
    if type(value) is str and key in TERMS:
        return terms_of(TERMS[key]).get(value, value)
    if type(value) is str and key == "reading":
        return renamed_fields().get(value, value)
    return value


GONE = {"other_phases"}
"""What decisions held once and do not any more."""

TERMS = {"status": "Status", "window": "Window", "adjudicator": "Adjudicator", "shows": "Detail", "details": "Detail"}
"""The keys under which terms stand that have another name today."""


def windows_today(members: Members) -> Members:
    """Windows with a start beside the deadline."""
    return Members(
        [
            (key, Members([("start", START), ("deadline", held)]) if isinstance(held, Members) else held)
            for key, held in members
        ]
    )


SHAPES: dict[str, Callable[[Members], Members]] = {"windows": windows_today}
"""The objects that have another shape today, by the key they stand under."""


def path_today(path: str) -> str:
    """The path of a fault with today's names of fields. Backwards they would be ambiguous."""
    for before, today in renamed_fields().items():
        path = re.sub(rf"(?<![a-z_]){before}(?![a-z_])", today, path)
    return re.sub(r"\.windows\.(after_sales|guarantee)(?=[.\[])", r".windows.\1.deadline", path)


def renamed_fields() -> dict[str, str]:
    """The fields that have another name today."""
    fields = {name.rpartition(".")[2]: today for name, today in RENAMES.items() if "." in name}
    return {before: today for before, today in fields.items() if before.islower()}


def terms_of(kind: str) -> dict[str, str]:
    """The terms of one kind that have another name in today's documents."""
    return {
        name.partition(".")[2].lower(): today.lower() for name, today in RENAMES.items() if name.startswith(f"{kind}.")
    }
