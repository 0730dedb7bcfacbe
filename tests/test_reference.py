"""The documents are complete: every public name, every code of an error, every clause, every reading."""

from __future__ import annotations

import ast
import re
import sys
from collections import Counter
from functools import cache
from importlib import import_module
from pathlib import Path

import attrs
import pytest

import cmoffer_policy
from cmoffer_policy import (
    CLAUSES,
    Cause,
    Claim,
    ClaimItem,
    ClauseKind,
    Detail,
    Document,
    Evidence,
    InputError,
    Order,
    OrderLine,
    Problem,
    Verification,
    errors,
    testing,
)
from cmoffer_policy.policy import READINGS
from cmoffer_policy.vocabulary import Term
from support.public_names import PUBLIC

DOCS = Path(__file__).parents[1] / "docs"
REFERENCE = DOCS / "reference"
SOURCE = Path(cmoffer_policy.__file__).parent
DESCRIBED = re.compile(r"^\.\. (?:autoclass|autofunction|autodata|py:data):: ([\w.]+)$", re.MULTILINE)
LEAVES = ("InvalidValue", "Inconsistent", "OutOfSchedule")


def public() -> list[str]:
    """The public names with the module they are imported from; those of errors are in the façade as well."""
    return [f"{module}.{name}" for module, names in PUBLIC.items() for name in names]


def described() -> list[str]:
    """What the reference describes."""
    return [name for page in sorted(REFERENCE.rglob("*.md")) for name in DESCRIBED.findall(page.read_text("utf-8"))]


def test_every_public_name_is_described_once() -> None:
    """No public name is missing from the reference, and nothing is described twice."""
    times = Counter(described())
    assert [name for name in public() if name not in times] == []
    assert [name for name, count in times.items() if count > 1] == []


def test_every_kind_of_error_is_described() -> None:
    """The public names of the module of errors are those of the façade."""
    kinds = [name for name, value in vars(errors).items() if isinstance(value, type) and issubclass(value, InputError)]
    assert [name for name in kinds if f"cmoffer_policy.{name}" not in described()] == []


def test_whatever_is_described_exists() -> None:
    """No page describes what the library does not have."""
    places = [name.rpartition(".") for name in described()]
    assert [f"{module}.{name}" for module, _, name in places if not hasattr(import_module(module), name)] == []


@pytest.mark.parametrize("leaf", LEAVES)
def test_the_page_of_errors_has_every_code(leaf: str) -> None:
    """The codes of each leaf on the page are those that the source raises, in the order of the alphabet."""
    page = (REFERENCE / "errors.md").read_text(encoding="utf-8")
    (section,) = re.findall(rf"^## Codes of {leaf}\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
    assert re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE) == sorted(raised(leaf))


def raised(leaf: str) -> set[str]:
    """The codes with which the source raises a kind of error."""
    firsts = [call.args[0] for name, call in calls() if name == leaf]
    return {first.value for first in firsts if isinstance(first, ast.Constant) and isinstance(first.value, str)}


@cache
def calls() -> list[tuple[str, ast.Call]]:
    """The calls in the source of what a plain name stands for, each with the name."""
    trees = [ast.parse(module.read_text(encoding="utf-8")) for module in SOURCE.rglob("*.py")]
    nodes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [(node.func.id, node) for node in nodes if isinstance(node.func, ast.Name)]


def test_every_clause_is_traced_to_code_tests_and_scenarios(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page made from the code finds a place, tests and scenarios for every clause that is no note."""
    monkeypatch.setattr(sys, "path", [str(DOCS), *sys.path])
    traceability = import_module("traceability")
    places, tests = traceability.rules(), traceability.cited_in_tests()
    asked = [clause.id for clause in CLAUSES.values() if clause.kind is not ClauseKind.NOTE]
    untraced = [
        clause for clause in asked if not (places[clause] and tests[clause] and testing.scenarios(clause=clause))
    ]
    assert untraced == []


@pytest.mark.parametrize(
    ("page", "marks"),
    [
        ("traceability", ["table"]),
        ("json-schema", ["Order", "Claim", "ClaimRequest", "OrderClaims", "Policy", "WorkCalendar", "Decision"]),
    ],
)
def test_pages_made_while_building_have_a_place_for_it(page: str, marks: list[str]) -> None:
    """The marks that are replaced stand on the page, so that nothing is left out in silence."""
    text = (REFERENCE / f"{page}.md").read_text(encoding="utf-8")
    assert re.findall(r"^<!-- (\w+) -->$", text, re.MULTILINE) == marks


@pytest.mark.parametrize("name", READINGS)
def test_every_reading_has_a_page_with_each_of_its_values(name: str) -> None:
    """The page names every value and decides a case under each."""
    page = (DOCS / "explanation" / "readings" / f"{name}.md").read_text(encoding="utf-8")
    text, example = page.split("## A case")
    assert [value.name for value in READINGS[name] if f"`{value.name}`" not in text] == []
    assert [value.name for value in READINGS[name] if value.name not in example] == []


@pytest.mark.parametrize("kind", [Problem, Cause, Verification])
def test_the_page_of_terms_says_when_to_use_each(kind: type[Term]) -> None:
    """A row of the page is about each term of the claim, in the order of definition."""
    page = (REFERENCE / "terms.md").read_text(encoding="utf-8")
    names = [term.name for term in kind]
    assert [name for name in re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE) if name in names] == names


@pytest.mark.parametrize("kind", [Order, OrderLine, Claim, ClaimItem, Evidence])
def test_the_how_to_on_services_says_of_every_field_whose_word_it_is(kind: type) -> None:
    """Each field is in one row of the table below its type, and nothing else is."""
    page = (DOCS / "how-to" / "decide-in-a-service.md").read_text(encoding="utf-8")
    (rows,) = re.findall(rf"^\| \*\*{kind.__name__}\*\* \| \|\n((?:\| `.*\n)+)", page, re.MULTILINE)
    named = [name for row in rows.splitlines() for name in re.findall(r"`(\w+)`", row.split("|")[1])]
    assert sorted(named) == sorted(field.name for field in attrs.fields(kind) if field.init)


@pytest.mark.parametrize("kind", [Document, Detail])
def test_the_page_of_terms_names_every_document_and_detail(kind: type[Term]) -> None:
    """None is missing from the table of documents."""
    page = (REFERENCE / "terms.md").read_text(encoding="utf-8")
    assert [term.name for term in kind if f"`{term.name}`" not in page] == []


def test_every_reading_is_in_the_list_of_readings() -> None:
    """The table has a row for each, in order, with its default first and then its other values."""
    page = (DOCS / "explanation" / "readings" / "index.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| \[`(\w+)`\]\(\w+\.md\) \| (.+?) \| (.+?) \|", page, re.MULTILINE)
    expected = [
        (name, f"`{first.name}`", ", ".join([f"`{value.name}`" for value in others]))
        for name, (first, *others) in READINGS.items()
    ]
    assert rows == expected
