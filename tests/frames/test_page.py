"""The columns as they are, on the page about frames and elsewhere."""

from __future__ import annotations

import pickle
from copy import deepcopy

from cmoffer_policy.frames.columns import CLAIMS, LINES
from support.frames_page import tables, written


def test_the_page_says_every_column() -> None:
    """If not, `python tests/support/frames_page.py` writes it again."""
    assert written() == tables()


def test_a_column_is_a_value_wherever_it_travels() -> None:
    """A process that gets it from another one knows it, and whether a frame must have it."""
    columns = (*LINES, *CLAIMS)
    sent = pickle.loads(pickle.dumps(columns))
    assert sent == deepcopy(columns) == columns
    assert [column.required for column in sent] == [column.required for column in columns]
