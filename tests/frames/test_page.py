"""The page about frames says the columns as they are."""

from __future__ import annotations

from support.frames_page import tables, written


def test_the_page_says_every_column() -> None:
    """If not, `python tests/support/frames_page.py` writes it again."""
    assert written() == tables()
