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
EXAMPLE = re.compile(r"^```python\n(.*?)^```$(?:\n\n```text\n(.*?)^```$)?", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("name", MODULES)
def test_docstring_examples(name: str) -> None:
    """The examples of a module print what they say."""
    assert doctest.testmod(import_module(name), raise_on_error=False, report=True).failed == 0


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_page_examples(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The code of a page, run from top to bottom, prints the text that follows each block."""
    session: dict[str, object] = {}
    for code, printed in EXAMPLE.findall(page.read_text(encoding="utf-8")):
        exec(compile(code, str(page), "exec"), session)
        assert without_version(capsys.readouterr().out) == without_version(printed)


def without_version(text: str) -> str:
    """The text whatever calendar it was printed with: each newly published year gives a new version."""
    return re.sub(r"calendar [0-9a-f]{16}", "calendar", text)


def test_readme_shows_an_example() -> None:
    """The README is not silently without a checked example."""
    assert len(EXAMPLE.findall(PAGES[0].read_text(encoding="utf-8"))) >= 2
