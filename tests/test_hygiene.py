"""The tests themselves: each says in a sentence what it holds to."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PAGES = sorted(Path(__file__).parent.rglob("test_*.py"))


def written_in(page: Path) -> list[ast.FunctionDef]:
    """The test functions of a file."""
    tree = ast.parse(page.read_text(encoding="utf-8"))
    return [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_test_says_in_a_sentence_what_it_holds_to(page: Path) -> None:
    """The first line of its docstring is a sentence."""
    untold = [
        test.name for test in written_in(page) if not (ast.get_docstring(test) or "").split("\n")[0].endswith(".")
    ]
    assert untold == []


def test_no_two_files_have_one_name() -> None:
    """The files of tests are told apart by name, so that none hides another."""
    names = [page.name for page in PAGES]
    assert len(set(names)) == len(names)
