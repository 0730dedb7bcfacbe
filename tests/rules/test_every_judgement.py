"""The judgement of every case under ``POLICY_2023``, those that no order and claim give rise to included."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import pytest

from cmoffer_policy import POLICY_2023, Outcome
from cmoffer_policy.facts import DOMAINS
from cmoffer_policy.policy import JUDGED
from cmoffer_policy.rules import RULES
from support.rules_spaces import Judged, Space, all_facts
from support.space_laws import FAILED, LAWS, MISSING, NOT_APPLICABLE

ABOUT = {rule.clause: rule.facts for rule in RULES}


@pytest.fixture(scope="module")
def every_case() -> Space:
    return Space(POLICY_2023, all_facts())


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_every_law_holds_in_every_case(every_case: Space, law: Callable[[Space], None]) -> None:
    """Each law, without a sample's gaps."""
    law(every_case)


def test_the_codes_number_every_case_without_a_gap(every_case: Space) -> None:
    """The cases in the order of their fields have the codes 0, 1, 2 and so on."""
    assert [case.code for case in every_case.cases] == list(range(2 * 5 * 11 * 2 * 2 * 3 * 2**7 * 5))


def test_every_outcome_occurs(every_case: Space) -> None:
    """None of the seven is there for nothing."""
    assert {judged.outcome for judged in every_case.answers} == set(Outcome)


def test_a_case_of_another_policy_is_asked_nothing_else(every_case: Space) -> None:
    """Half of all cases: 6.1 is missing, every other rule is not applicable, and there is no remedy."""
    not_asked = tuple([MISSING if clause == "6.1" else NOT_APPLICABLE for clause in JUDGED])
    said = {every_case.judged[case.code] for case in every_case.cases if not case.governed}
    assert said == {Judged(Outcome.NOT_GOVERNED, frozenset(), not_asked)}


@pytest.mark.parametrize("clause", [clause for clause in JUDGED if clause != "2.2"])
def test_every_judged_clause_is_decisive_somewhere(every_case: Space, clause: str) -> None:
    """To change one fact the clause is about clears its ground and every other one, and changes the outcome.

    2.2 has its turn under SHOPIFY.
    """
    grounds = {judged: judged.clauses(FAILED, MISSING) for judged in every_case.answers}
    assert any(
        clause in grounds[before] and not grounds[after] and before.outcome is not after.outcome
        for name in ABOUT[clause]
        for row in every_case.along(name)
        for before, after in product(row, repeat=2)
    )


def test_every_ground_stands_alone_somewhere_but_the_two_lists_of_the_guarantee(every_case: Space) -> None:
    """2.3.1 and 2.3.2 fail together, and only where 1 or another rule fails, too: after-sales covers more."""
    grounds = {judged.clauses(FAILED, MISSING) for judged in every_case.answers}
    lists = {"2.3.1", "2.3.2"}
    assert {clause for some in grounds if len(some) == 1 for clause in some} == set(JUDGED) - lists - {"2.2"}
    assert {len(some & lists) for some in grounds} == {0, 2}
    assert min([len(some - lists) for some in grounds if some & lists]) == 1


@pytest.mark.parametrize("name", DOMAINS)
def test_every_fact_is_pivotal_somewhere(every_case: Space, name: str) -> None:
    """Some two cases differ in this fact alone and in their outcome."""
    assert any(len({judged.outcome for judged in row}) > 1 for row in every_case.along(name))
