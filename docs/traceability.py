"""Which rule, which tests, which scenarios and which lives of orders each clause has, read from the code.

python docs/traceability.py   prints it
"""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

from cmoffer_policy import CLAUSES
from cmoffer_policy.rules import RULES
from cmoffer_policy.testing import lives, scenarios

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "cmoffer_policy"
MODULES = (
    "policy",
    "facts",
    "rules",
    "deadlines",
    "evidence",
    "units",
    "refunds",
    "observation",
    "steps",
    "order_claims",
)
"""Where clauses are judged and computed."""
_DOTTED = re.compile(r"(?<![\d.,:-])[1-6](?:\.[1-9]){1,2}(?![\d.]*\d)")
_IN_BRACKETS = re.compile(r"\(([1-6][\d., ]*(?:(?:to|and) [\d.]+)?)[,)]")


def table() -> str:
    """A section for every clause: where it lives, the tests that cite it, the scenarios and lives about it."""
    places, tests = rules(), cited_in_tests()
    sections = []
    for clause in CLAUSES.values():
        about = [str(scenario) for scenario in scenarios(clause=clause.id)]
        gist = f"{clause.gist} {clause.reason}".strip()
        sections += [f"## Clause {clause.id}", "", f"*{clause.kind.words}.* {gist}", ""]
        sections += _listed("Where it lives", [f"`{place}`" for place in places.get(clause.id, [])])
        sections += _listed("Tests", [f"`{test}`" for test in tests.get(clause.id, [])])
        sections += _listed("Scenarios", about)
        sections += _listed("Lives of orders", [str(life) for life in lives(clause=clause.id)])
    return "\n".join(sections)


def _listed(title: str, entries: list[str]) -> list[str]:
    return [f"{title}:", "", *[f"- {entry}" for entry in entries], ""] if entries else [f"{title}: none.", ""]


def indented(schema: object) -> str:
    """A JSON value as a page shows it."""
    return f"```json\n{json.dumps(schema, indent=2)}\n```"


def citations(text: str) -> set[str]:
    """The clauses that a sentence cites: by their dots, or in brackets."""
    bracketed = {part for inside in _IN_BRACKETS.findall(text) for part in re.split("[, ]+", inside)}
    return (set(_DOTTED.findall(text)) | bracketed) & set(CLAUSES)


def rules() -> dict[str, list[str]]:
    """The rule of each judged clause first, then the functions and types that cite the clause."""
    places: dict[str, list[str]] = {clause: [] for clause in CLAUSES}
    for rule in RULES:
        places[rule.clause].append(f"rules.{rule.status.__name__}")
    for module in MODULES:
        for node in ast.parse((SOURCE / f"{module}.py").read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                for clause in citations(ast.get_docstring(node) or ""):
                    places[clause].append(f"{module}.{node.name}")
    return {clause: list(dict.fromkeys(found)) for clause, found in places.items()}


def cited_in_tests() -> dict[str, list[str]]:
    """The tests that cite a clause in their docstring or hold its id in their cases, written there or in a table."""
    found: dict[str, list[str]] = {clause: [] for clause in CLAUSES}
    for page in sorted((ROOT / "tests").rglob("test_*.py")):
        place = page.relative_to(ROOT / "tests")
        tree = ast.parse(page.read_text(encoding="utf-8"))
        tables = {name: node for node in tree.body for name in _assigned(node)}
        for test in tree.body:
            if isinstance(test, ast.FunctionDef) and test.name.startswith("test_"):
                written = _ids_in(test, tables)
                if written == {"1"}:  # by itself it may be a number
                    written = set()
                for clause in written | citations((ast.get_docstring(test) or "").replace("\n", " ")):
                    found[clause].append(f"{place.as_posix()}::{test.name}")
    return found


def _assigned(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.Assign):
        return [target.id for target in node.targets if isinstance(target, ast.Name)]
    return [node.target.id] if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) else []


def _ids_in(node: ast.AST, tables: dict[str, ast.stmt]) -> set[str]:
    """The clause ids written as texts in a test and in the tables of its file that it names."""
    ids: set[str] = set()
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            ids |= {part.value} & set(CLAUSES)
        elif isinstance(part, ast.Name) and part.id in tables:
            ids |= _ids_in(tables[part.id], {})
    return ids


if __name__ == "__main__":
    print(table())
