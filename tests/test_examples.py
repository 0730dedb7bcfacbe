"""Every example in the docstrings, the README and the documents runs and prints what it says."""

from __future__ import annotations

import ast
import pkgutil
import re
from collections.abc import Iterator
from contextlib import redirect_stdout
from difflib import ndiff
from importlib import import_module
from importlib.util import find_spec
from io import StringIO
from pathlib import Path
from typing import TypeGuard

import pytest
from sybil import Document, Example, Region
from sybil.document import PythonDocStringDocument
from sybil.evaluators.python import PythonEvaluator
from sybil.example import SybilFailure
from sybil.parsers.abstract.doctest import DocTestStringParser
from sybil.parsers.markdown.lexers import FencedCodeBlockLexer

import cmoffer_policy
from support.public_names import PUBLIC

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("**/*.md"))]


def source_of(module: str) -> Path:
    """The file of a module, which is not imported for that."""
    spec = find_spec(module)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin)


MODULES = [
    "cmoffer_policy",
    *[module.name for module in pkgutil.walk_packages(cmoffer_policy.__path__, "cmoffer_policy.")],
]
WITH_EXAMPLES = [module for module in MODULES if ">>>" in source_of(module).read_text(encoding="utf-8")]


def docstrings(module: str) -> Iterator[Document]:
    """The docstrings of a module, each a document that begins with the names of the module."""
    path = source_of(module)
    source = path.read_text(encoding="utf-8")
    for start, _, text in PythonDocStringDocument.extract_docstrings(source):
        document = Document(source, str(path))
        for region in DocTestStringParser()(text, str(path)):
            region.start += start
            region.end += start
            document.add(region)
        document.namespace.update(vars(import_module(module)))
        yield document


def page(path: Path) -> Document:
    """A page, whose blocks of Python share one namespace."""
    return Document.parse(str(path), blocks)


def run(document: Document) -> None:
    """Evaluate the examples of a document from top to bottom."""
    __tracebackhide__ = True
    for example in document.examples():
        example.evaluate()


def blocks(document: Document) -> Iterator[Region]:
    """The blocks of Python, each with the block of text right below it, which holds what it prints."""
    above: Region | None = None
    for block in FencedCodeBlockLexer("python|text")(document):
        if block.lexemes["language"] == "python":
            block.parsed, block.evaluator = block.lexemes["source"], printed_as_shown
            block.lexemes["shown"] = ""
            above = block
            yield block
        elif above is None or document.text[above.end : block.start].strip():
            block.evaluator = printed_by_nothing
            yield block
        else:
            above.lexemes["shown"] = "".join(document.text[block.start : block.end].splitlines(keepends=True)[1:-1])
            above = None


def printed_as_shown(example: Example) -> str | None:
    """Run a block of Python; what differs between what it prints and what is shown, if anything does."""
    with redirect_stdout(StringIO()) as printed:
        PythonEvaluator()(example)
    expected, got = without_version(example.region.lexemes["shown"]), without_version(printed.getvalue())
    if got == expected:
        return None
    return "".join(ndiff(expected.splitlines(keepends=True), got.splitlines(keepends=True)))


def printed_by_nothing(_: Example) -> str:
    """What is wrong with a block of text that would never be checked."""
    return "no block of Python stands right above this block of text"


def without_version(text: str) -> str:
    """The text whatever calendar it was printed with: each newly published year gives a new version."""
    return re.sub(r"calendar [0-9a-f]{16}", "calendar", text)


@pytest.mark.parametrize("module", WITH_EXAMPLES)
def test_docstring_examples(module: str) -> None:
    """The examples of a module print what they say."""
    for document in docstrings(module):
        run(document)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_page_examples(path: Path) -> None:
    """The code of a page, run from top to bottom, prints the text that follows each block."""
    run(page(path))


def test_readme_shows_an_example() -> None:
    """The README is not silently without a checked example."""
    assert len(list(page(PAGES[0]).examples())) >= 2


def used(document: Document) -> set[str]:
    """The names that the examples of a document use: not those they only import, nor variables of their own."""
    sources = [getattr(example.parsed, "source", example.parsed) for example in document.examples()]
    nodes = [node for source in sources for node in ast.walk(ast.parse(source))]
    names = [node for node in nodes if isinstance(node, ast.Name)]
    own = {node.id for node in names if isinstance(node.ctx, ast.Store)}
    return {node.id for node in names} - own | {node.attr for node in nodes if is_of_a_module(node)}


def is_of_a_module(node: ast.AST) -> TypeGuard[ast.Attribute]:
    """Whether this is ``analysis.realise`` or the like."""
    modules = {module.rpartition(".")[2] for module in PUBLIC}
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules


def test_every_public_name_has_an_example() -> None:
    """Each function, type and constant is used in an example of a docstring or of a page."""
    pages = [page(path) for path in PAGES]
    documents = [*pages, *[document for module in WITH_EXAMPLES for document in docstrings(module)]]
    shown = set().union(*map(used, documents))
    assert [f"{module}.{name}" for module, names in PUBLIC.items() for name in names if name not in shown] == []


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("```python\nprint(1)\n```\n\n```text\n2\n```\n", "line 1, column 1 did not evaluate as expected:\n- 2\n+ 1\n"),
        ("\n```python\nprint(1)\n```\n", "line 2, column 1 did not evaluate as expected:\n+ 1\n"),
        ("```python\nx = 1\n```\n\n```text\n1\n```\n", "line 1, column 1 did not evaluate as expected:\n- 1\n"),
        (
            "```python\nprint(1)\n```\n\n```text\n1\n```\n\n```text\n1\n```\n",
            "line 9, column 1 did not evaluate as expected:\nno block of Python stands right above this block of text",
        ),
    ],
    ids=["prints another", "shows nothing", "prints nothing", "shown twice"],
)
def test_a_page_that_shows_another_text_than_it_prints_fails(tmp_path: Path, text: str, wrong: str) -> None:
    """What is shown and not printed, or printed and not shown, is reported with its place."""
    path = tmp_path / "page.md"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SybilFailure) as failure:
        run(page(path))
    assert str(failure.value) == f"Example at {path}, {wrong}"
