"""Whole explanations of many cases: every clause, every value and every item of what is said, in its order."""

from __future__ import annotations

import pytest

from support.explained import CASES, kept, text

KEPT = kept()


@pytest.mark.parametrize(("name", "said"), KEPT.items(), ids=list(KEPT))
def test_a_case_is_explained_as_it_was_read(name: str, said: str) -> None:
    """To the seller and to the analyst; ``tests/support/explained.py`` says how the texts are written again."""
    assert text(name) == said


def test_every_case_is_explained() -> None:
    """The file has the cases in their order, and no other."""
    assert list(KEPT) == list(CASES)
