"""The page of statements lists every key with its values and its sentence in each language."""

from __future__ import annotations

from pathlib import Path

from support.statements_page import table

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "statements.md"


def test_the_page_has_every_statement() -> None:
    """The table is what the languages say."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines[lines.index("## Keys") :] if line.startswith("|")] == table()
