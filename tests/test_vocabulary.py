"""The terms of the policy and the register of its clauses."""

from __future__ import annotations

import ast
import copy
import inspect
import os
import pickle
import subprocess
import sys

import pytest

from cmoffer_policy import (
    CLAUSES,
    Cause,
    Clause,
    ClauseKind,
    Detail,
    Document,
    Outcome,
    Problem,
    ProductionStage,
    Remedy,
    Verification,
)
from cmoffer_policy.facts import Phase
from cmoffer_policy.policy import READINGS
from cmoffer_policy.rules import Status
from cmoffer_policy.vocabulary import Term, in_order, repr_of


def test_outcomes_rank_from_approved_down_to_not_governed() -> None:
    """The rank is how favourable an outcome is."""
    descending = [
        "APPROVED",
        "IN_DISPUTE",
        "UNDER_VERIFICATION",
        "NEEDS_EVIDENCE",
        "REFERRED",
        "REJECTED",
        "NOT_GOVERNED",
    ]
    assert [outcome.name for outcome in sorted(Outcome, key=lambda outcome: -outcome.rank)] == descending
    assert sorted(outcome.rank for outcome in Outcome) == [0, 1, 2, 3, 4, 5, 6]


VOCABULARIES = [
    Problem,
    Cause,
    Remedy,
    ProductionStage,
    Document,
    Detail,
    Verification,
    Outcome,
    *READINGS.values(),
    ClauseKind,
    Phase,
    Status,
]


@pytest.mark.parametrize("kind", VOCABULARIES)
def test_a_term_knows_its_place_reads_as_words_and_stays_itself(kind: type[Term]) -> None:
    """Terms are single: pickling and copying give the very same one; their value is their name in small letters."""
    for place, term in enumerate(kind):
        assert term.index == place
        assert term.value == term.name.lower()
        assert term.words == term.name.lower().replace("_", " ")
        assert repr(term) == f"{kind.__name__}.{term.name}"
        assert kind(term.value) is term
        assert pickle.loads(pickle.dumps(term)) is term
        assert copy.deepcopy(term) is term
    assert in_order(reversed(list(kind))) == list(kind)


@pytest.mark.parametrize("kind", VOCABULARIES)
def test_a_term_hashes_by_its_place(kind: type[Term]) -> None:
    """So the set of all terms, however it was filled, is gone through in the order of definition."""
    assert [hash(term) for term in kind] == list(range(len(kind)))
    assert list(frozenset(kind)) == list(frozenset(reversed(list(kind)))) == list(kind)
    assert {term: term.name for term in kind}[next(reversed(list(kind)))] == list(kind)[-1].name


@pytest.mark.parametrize("kind", VOCABULARIES)
def test_every_term_says_when_to_use_it(kind: type[Term]) -> None:
    """A sentence stands below each member, and below the name of the vocabulary."""
    (definition,) = ast.parse(inspect.getsource(kind)).body
    assert isinstance(definition, ast.ClassDef)
    assert (ast.get_docstring(definition) or "").split("\n")[0]
    following = dict(zip(definition.body, definition.body[1:], strict=False))
    described = {
        node.targets[0].id: following[node].value.value
        for node in definition.body
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and isinstance(following.get(node), ast.Expr)
        and isinstance(following[node].value, ast.Constant)
    }
    assert list(described) == [term.name for term in kind]
    assert [name for name, text in described.items() if not text.endswith(".")] == []


def test_terms_of_one_place_in_different_vocabularies_stay_apart() -> None:
    """An equal hash makes no equal terms."""
    first = [next(iter(kind)) for kind in VOCABULARIES]
    assert {hash(term) for term in first} == {0}
    assert len({*first}) == len(VOCABULARIES)


ITERATE = """
from itertools import combinations
from cmoffer_policy import Cause, Detail, Outcome, Problem
for kind in (Cause, Detail, Outcome, Problem):
    for some in combinations(kind, 3):
        print(*frozenset(some), *set(reversed(some)))
"""


def iterated(seed: str) -> str:
    """How sets of three terms are gone through in a process with this seed of hashes."""
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    return subprocess.run(
        [sys.executable, "-c", ITERATE], env=environment, capture_output=True, text=True, check=True
    ).stdout


def test_a_set_of_terms_is_gone_through_alike_in_every_process() -> None:
    """The seed of hashes has no say."""
    first = iterated("1")
    assert first.startswith("Cause.CORROSION Cause.MISUSE Cause.UNLAWFUL Cause.CORROSION")
    assert first == iterated("2") == iterated("3")


@pytest.mark.parametrize("kind", [Problem, Cause, Detail, Outcome])
def test_a_set_of_terms_is_written_in_the_order_of_definition(kind: type[Term]) -> None:
    """However it was filled and however many there are; nothing is written as an empty set."""
    terms = list(kind)
    for size in range(1, len(terms) + 1):
        for start in range(len(terms)):
            some = [terms[(start + step) % len(terms)] for step in range(size)]
            ordered = [term for term in terms if term in some]
            written = ", ".join(f"{kind.__name__}.{term.name}" for term in ordered)
            assert repr_of(frozenset(some)) == repr_of(frozenset(reversed(some))) == f"frozenset({{{written}}})"
            assert in_order(frozenset(some)) == ordered
    assert repr_of(frozenset()) == "frozenset()"


def test_the_register_names_every_clause_once_with_its_kind() -> None:
    """A note says why nothing follows from it; the others need no reason."""
    notes, computed = {"2.5.3", "3.2.4", "6.2"}, {"4.1", "4.2", "4.4", "5.3", "5.4.1", "5.4.2"}
    judged = {"1", "2.1", "2.2", "2.3", "2.3.1", "2.3.2", "2.4", "2.5.1", "2.5.2"}
    judged |= {"3.1", "3.2.1", "3.2.2", "3.2.3", "4.3", "5.1", "5.2", "6.1"}
    assert list(CLAUSES) == sorted(notes | computed | judged, key=lambda name: [int(part) for part in name.split(".")])
    kinds = {ClauseKind.NOTE: notes, ClauseKind.COMPUTED: computed, ClauseKind.JUDGED: judged}
    assert {kind: {name for name, clause in CLAUSES.items() if clause.kind is kind} for kind in kinds} == kinds
    assert {name for name, clause in CLAUSES.items() if clause.reason} == notes
    assert all(isinstance(clause, Clause) and clause.id == name and clause.gist for name, clause in CLAUSES.items())
