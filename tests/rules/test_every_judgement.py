"""The judgement of every case: under the default, under every reading changed alone, and at night under every two.

Under ``POLICY_2023`` the cases that no order and claim give rise to are included.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from math import prod

import pytest

from cmoffer_policy import POLICY_2023, Outcome, Policy
from cmoffer_policy.facts import DOMAINS, Facts
from cmoffer_policy.policy import JUDGED
from cmoffer_policy.rules import RULES
from support.rules_spaces import ALONE, CASES, PAIRS, Judged, Space, every_case, numbered, possible_cases, reading_id
from support.space_laws import FAILED, LAWS, MISSING, NOT_APPLICABLE

ABOUT = {rule.clause: rule.facts for rule in RULES}


@pytest.fixture(scope="module")
def every_case_judged() -> Space:
    return Space(POLICY_2023, every_case())


@pytest.fixture(scope="module")
def possible() -> list[Facts]:
    return possible_cases()


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_every_law_holds_in_every_case(every_case_judged: Space, law: Callable[[Space], None]) -> None:
    """Each law, without a sample's gaps."""
    law(every_case_judged)


@pytest.mark.parametrize(
    "policy",
    [*ALONE[1:], *[pytest.param(policy, marks=pytest.mark.nightly) for policy in PAIRS]],
    ids=reading_id,
)
def test_every_law_holds_in_every_case_that_can_be_under_other_readings(policy: Policy, possible: list[Facts]) -> None:
    """Every reading of the judgement changed alone, and at night every two: all laws in one go, as the space is made once."""
    space = Space(policy, possible)
    for law in LAWS:
        law(space)


def test_the_readings_are_changed_alone_and_in_pairs() -> None:
    """Nine readings have eleven other values, which make 53 pairs of two readings."""
    assert (len(ALONE), len(PAIRS)) == (1 + 11, 53)
    assert len({*ALONE, *PAIRS}) == 1 + 11 + 53


def test_the_codes_number_every_case_without_a_gap(every_case_judged: Space) -> None:
    """The cases in the order of their fields have the codes 0, 1, 2 and so on, up to 4,423,679."""
    assert CASES == prod(map(len, DOMAINS.values())) == 2 * 6 * 10 * 2 * 2 * 3 * 2**9 * 6
    assert all(numbered(code).code == code for code in (*range(0, CASES, 97), CASES - 1))
    codes = [case.code for case in every_case_judged.cases]
    assert codes == sorted(set(codes))
    # Eight problems have 8 combinations of causes and proofs each, lost goods twice and goods not as described four times.
    assert len(codes) == 2 * 6 * 2 * 2 * 3 * (8 + 2 + 4) * 8 * 8 * 6


def test_every_outcome_occurs(every_case_judged: Space) -> None:
    """None of the seven is there for nothing."""
    assert {judged.outcome for judged in every_case_judged.answers} == set(Outcome)


def test_a_case_of_another_policy_is_asked_nothing_else(every_case_judged: Space) -> None:
    """Half of all cases: 6.1 fails, every other rule is not applicable, and there is no remedy."""
    not_asked = tuple([FAILED if clause == "6.1" else NOT_APPLICABLE for clause in JUDGED])
    said = {every_case_judged.judged[case.code] for case in every_case_judged.cases if not case.governed}
    assert said == {Judged(Outcome.NOT_GOVERNED, frozenset(), not_asked)}


@pytest.mark.parametrize("clause", JUDGED)
def test_every_judged_clause_is_decisive_somewhere(every_case_judged: Space, clause: str) -> None:
    """To change one fact the clause is about clears its ground and every other one, and changes the outcome."""
    grounds = {judged: judged.clauses(FAILED, MISSING) for judged in every_case_judged.answers}
    assert any(
        clause in grounds[before] and not grounds[after] and before.outcome is not after.outcome
        for name in ABOUT[clause]
        for row in every_case_judged.along(name)
        for before, after in product(row, repeat=2)
    )


def test_every_ground_stands_alone_somewhere_but_the_two_lists_of_the_guarantee(every_case_judged: Space) -> None:
    """2.3.1 and 2.3.2 fail together, and only where 1 or another rule fails, too: after-sales covers more."""
    grounds = {judged.clauses(FAILED, MISSING) for judged in every_case_judged.answers}
    lists = {"2.3.1", "2.3.2"}
    assert {clause for some in grounds if len(some) == 1 for clause in some} == set(JUDGED) - lists
    assert {len(some & lists) for some in grounds} == {0, 2}
    assert min([len(some - lists) for some in grounds if some & lists]) == 1


@pytest.mark.parametrize("name", DOMAINS)
def test_every_fact_is_pivotal_somewhere(every_case_judged: Space, name: str) -> None:
    """Some two cases differ in this fact alone and in their outcome."""
    assert any(len({judged.outcome for judged in row}) > 1 for row in every_case_judged.along(name))
