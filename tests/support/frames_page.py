"""The tables of columns on the page about frames, made from the code.

python tests/support/frames_page.py   writes them into the page
"""

from __future__ import annotations

import re
from pathlib import Path

from cmoffer_policy.frames import CLAIMS, DECIDED, FACTS, LINES, Column

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "frame-columns.md"
_PART = re.compile(r"(?<=<!-- columns -->\n).*(?=\n<!-- end of columns -->)", re.DOTALL)


def written() -> str:
    """What the page says between the marks."""
    found = _PART.search(PAGE.read_text(encoding="utf-8"))
    assert found is not None
    return found.group()


def tables() -> str:
    """What it should say."""
    return "\n".join(
        [
            *_table("Of the lines", "| column | holds | default | meaning |\n|---|---|---|---|", LINES, _given),
            *_table("Of the claims", "| column | holds | default | meaning |\n|---|---|---|---|", CLAIMS, _given),
            *_table("Of the answer", "| column | holds | meaning |\n|---|---|---|", DECIDED, _added),
            *_table("Of the facts, if asked for", "| column | holds | meaning |\n|---|---|---|", FACTS, _added),
        ]
    )


def _table(title, head, columns, row) -> list[str]:
    return ["", f"## {title}", "", head, *[row(column) for column in columns]]


def _given(column: Column) -> str:
    if column.required:
        default = "required"
    elif column.name == "item_no":
        default = "the order of the rows"
    else:
        default = "null" if column.default is None else str(column.default).lower()
    return f"| `{column.name}` | {column.holds.removesuffix(', or null')} | {default} | {column.meaning} |"


def _added(column: Column) -> str:
    return f"| `{column.name}` | {column.kind.value} | {column.meaning} |"


if __name__ == "__main__":
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(_PART.sub(lambda _: tables(), page), encoding="utf-8")
