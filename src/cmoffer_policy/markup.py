"""HTML for notebooks: elements with escaped text, and small tables. Knows nothing of the policy."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from enum import Enum
from typing import Any, NewType

from attrs import fields, has

from cmoffer_policy.errors import printable

Html = NewType("Html", str)
"""Text that is HTML already. Other text becomes HTML only through ``escaped``."""

_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;"})


def escaped(text: str) -> Html:
    """The text as HTML, with special characters escaped."""
    return Html(text.translate(_ESCAPES))


def element(tag: str, *content: Html, **attributes: str) -> Html:
    """An element with its content. "_" in an attribute's name becomes "-"; one at the end is dropped."""
    said = "".join(
        [f' {name.removesuffix("_").replace("_", "-")}="{escaped(value)}"' for name, value in attributes.items()]
    )
    return Html(f"<{tag}{said}>{''.join(content)}</{tag}>")


def listed(entries: Iterable[str]) -> Html:
    """A list of texts."""
    return element("ul", *[element("li", escaped(entry)) for entry in entries])


def table(caption: str, head: Sequence[str], rows: Iterable[Sequence[str]], *, foot: Sequence[str] = ()) -> Html:
    """A table of texts with a caption. The first cell of each row is its heading; ``foot`` is a last row of sums."""
    return element(
        "table",
        element("caption", escaped(caption)),
        element("thead", element("tr", *[element("th", escaped(name), scope="col") for name in head])),
        element("tbody", *[_row(cells) for cells in rows]),
        *([element("tfoot", _row(foot))] if foot else []),
    )


def named_values(caption: str, values: Iterable[tuple[str, str]]) -> Html:
    """A table of names and values."""
    return element("table", element("caption", escaped(caption)), element("tbody", *[_row(pair) for pair in values]))


def described(value: Any) -> Html:
    """An attrs value as a table of its public fields; fields that hold attrs values become further tables."""
    parts = {name: getattr(value, name) for name in _names(type(value))}
    within = {name: part for name, part in parts.items() if isinstance(part, tuple) and part and has(type(part[0]))}
    own = [(name, _text(part)) for name, part in parts.items() if name not in within]
    entries = [_entries(name, part) for name, part in within.items()]
    return Html("".join([named_values(type(value).__name__, own), *entries]))


def _entries(caption: str, entries: Sequence[Any]) -> Html:
    names = _names(type(entries[0]))
    return table(caption, names, [[_text(getattr(entry, name)) for name in names] for entry in entries])


def _names(kind: type) -> list[str]:
    return [field.name for field in fields(kind) if field.init and not field.name.startswith("_")]


def _text(value: object) -> str:
    """A value as a reader would type it; a dash for None."""
    if value is None:
        return "-"
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, Set):
        return ", ".join(sorted(map(_text, value))) or "-"
    if isinstance(value, tuple):
        return ", ".join(map(_text, value)) or "-"
    return printable(value) if isinstance(value, str) else str(value)


def _row(cells: Sequence[str]) -> Html:
    name, *others = cells
    return element("tr", element("th", escaped(name), scope="row"), *[element("td", escaped(cell)) for cell in others])
