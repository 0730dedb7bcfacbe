"""Every example in the docstrings, the README and the documents runs and prints what it says."""

from __future__ import annotations

import doctest
import pkgutil
import re
from importlib import import_module
from pathlib import Path

import pytest

import cmoffer_policy

ROOT = Path(__file__).parents[1]
MODULES = [
    "cmoffer_policy",
    *[module.name for module in pkgutil.walk_packages(cmoffer_policy.__path__, "cmoffer_policy.")],
]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("**/*.md"))]
FENCED = re.compile(r"^```pycon\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("name", MODULES)
def test_docstring_examples(name: str) -> None:
    """The examples of a module print what they say."""
    assert doctest.testmod(import_module(name), raise_on_error=False, report=True).failed == 0


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_page_examples(page: Path) -> None:
    """The examples of a page print what they say, each page in one session from top to bottom."""
    blocks = FENCED.findall(page.read_text(encoding="utf-8"))
    example = doctest.DocTestParser().get_doctest("\n".join(blocks), {}, page.name, str(page), 0)
    failures: list[str] = []
    doctest.DocTestRunner(optionflags=doctest.REPORT_NDIFF).run(example, out=failures.append)
    assert not failures, "".join(failures)


def test_readme_shows_an_example() -> None:
    """The README is not silently without a checked example."""
    assert len(FENCED.findall(PAGES[0].read_text(encoding="utf-8"))) >= 2
