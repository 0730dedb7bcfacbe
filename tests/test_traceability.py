"""The register of clauses, the code, the documents and the worked cases hold together, both ways."""

from __future__ import annotations

import inspect
import pkgutil
import re
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

import cmoffer_policy
from cmoffer_policy import (
    CLAUSES,
    POLICY_2023,
    ClauseKind,
    deadlines,
    evidence,
    observation,
    order_claims,
    refunds,
    units,
)
from cmoffer_policy.facts import DOMAINS
from cmoffer_policy.policy import JUDGED
from cmoffer_policy.rules import RULES, eligibility_rules, evidence_rules, exclusion_rules, judge
from support.builders import APPROVED_FACTS

DOCS = Path(__file__).parents[1] / "docs"
REGISTER = DOCS / "reference" / "clauses.md"
SOURCE = Path(cmoffer_policy.__file__).parent
HEADINGS = {"2.5", "3.2", "5.4"}
CITATION = re.compile(r"(?<![\d.,:-])[1-6](?:\.[1-9]){1,2}(?![\d.]*\d)")
COMPUTED = [clause.id for clause in CLAUSES.values() if clause.kind is ClauseKind.COMPUTED]
NOTES = [clause.id for clause in CLAUSES.values() if clause.kind is ClauseKind.NOTE]


def docstrings(module: ModuleType) -> str:
    """Everything a module's own functions and classes say about themselves."""
    members = [
        member for _, member in inspect.getmembers(module) if getattr(member, "__module__", "") == module.__name__
    ]
    return "\n".join(inspect.getdoc(member) or "" for member in members)


def test_every_judged_clause_is_asked_by_exactly_one_rule() -> None:
    """The table has a row for every judged clause, in the order of the text, and every row a rule of its own."""
    assert tuple([rule.clause for rule in RULES]) == JUDGED
    assert len({rule.status for rule in RULES}) == len(RULES)


def test_every_rule_is_about_facts_that_exist() -> None:
    """Each row names at least one field of ``Facts``, and every field is named by some row."""
    assert all(rule.facts for rule in RULES)
    assert {name for rule in RULES for name in rule.facts} == set(DOMAINS)


def test_every_judged_clause_but_the_rulings_is_in_exactly_one_family() -> None:
    """The three public families ask every judged clause once; 2.2 and 4.3 are about the answer of the parties."""
    families = (eligibility_rules, exclusion_rules, evidence_rules)
    asked = [finding.clause for family in families for finding in family(APPROVED_FACTS, POLICY_2023)]
    assert sorted([*asked, "2.2", "4.3"]) == sorted(JUDGED)


def test_findings_stand_in_the_order_of_the_text() -> None:
    """A verdict lists the judged clauses as the register does."""
    assert tuple([finding.clause for finding in judge(APPROVED_FACTS, POLICY_2023).findings]) == JUDGED


@pytest.mark.parametrize("clause", COMPUTED)
def test_every_computed_clause_is_cited_by_a_function(clause: str) -> None:
    """Some function that computes dates or money cites the clause."""
    cited = CITATION.findall(
        "\n".join(map(docstrings, (deadlines, evidence, observation, refunds, units, order_claims)))
    )
    assert clause in cited


@pytest.mark.parametrize("clause", NOTES)
def test_every_note_says_why_nothing_follows(clause: str) -> None:
    """A note has a reason, and no rule cites it."""
    assert CLAUSES[clause].reason
    assert clause not in [finding.clause for finding in judge(APPROVED_FACTS, POLICY_2023).findings]


def test_only_notes_have_a_reason() -> None:
    """What is judged or computed needs no excuse."""
    assert [clause.id for clause in CLAUSES.values() if clause.reason] == NOTES


@pytest.mark.parametrize(
    "name", [module.name for module in pkgutil.walk_packages(cmoffer_policy.__path__, "cmoffer_policy.")]
)
def test_every_citation_in_the_source_is_registered(name: str) -> None:
    """No docstring, comment or sentence cites a clause that the register does not have."""
    module = import_module(name)
    assert set(CITATION.findall(inspect.getsource(module))) <= set(CLAUSES) | HEADINGS


def test_the_page_of_clauses_is_the_register() -> None:
    """The table in the documents has a row for every clause, in order, with its kind, gist and reason."""
    rows = re.findall(r"^\| (\d[\d.]*) \| (\w+) \| (.+?) \|", REGISTER.read_text(encoding="utf-8"), re.MULTILINE)
    expected = [(clause.id, clause.kind.words, f"{clause.gist} {clause.reason}".strip()) for clause in CLAUSES.values()]
    assert rows == expected


def test_every_citation_in_the_documents_is_registered() -> None:
    """No page cites a clause that the register does not have."""
    for page in DOCS.rglob("*.md"):
        assert set(CITATION.findall(page.read_text(encoding="utf-8"))) <= set(CLAUSES) | HEADINGS, page.name


def test_every_rule_is_named_on_the_page_of_clauses() -> None:
    """The page names where each clause lives: the rule of each judged one, and nothing that does not exist."""
    lines = REGISTER.read_text(encoding="utf-8").splitlines()
    places = {line.split(" | ")[0].strip("| "): re.findall(r"`([a-z_]+\.\w+)`", line) for line in lines}
    for rule in RULES:
        assert f"rules.{rule.status.__name__}" in places[rule.clause], rule.clause
    for dotted in [place for found in places.values() for place in found]:
        module, _, name = f"cmoffer_policy.{dotted}".rpartition(".")
        assert hasattr(import_module(module), name), dotted
