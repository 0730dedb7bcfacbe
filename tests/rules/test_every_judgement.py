"""The laws of the judgement in every case: under the default, under every reading changed alone, at night under every two.

All cases are judged once for each policy; each law then looks at all of the answers. The gate sees every case that the
default, or a reading changed alone, can meet. Under the default it sees those of every phase, and of what no order and
claim give rise to every 19th code; the night sees all of these, the pairs of readings, and every phase under each.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from math import ceil, prod

import pytest

from cmoffer_policy import POLICY_2023, Outcome, Policy
from cmoffer_policy.facts import DOMAINS
from cmoffer_policy.policy import JUDGED
from support.rules_spaces import (
    ALONE,
    CASES,
    OF_2023,
    PAIRS,
    Space,
    every_case_there_is,
    every_possible_case,
    governed_2023,
    judged_2023,
    numbered,
    reachable_2023,
    reading_id,
)
from support.space_laws import FAILED, LAWS, LAWS_OF_2023, MISSING, NOT_APPLICABLE, Law


@pytest.fixture(autouse=True, scope="module")
def no_collection() -> Iterator[None]:
    """Millions of values are made here and no circles; to look for circles takes a tenth of the time."""
    gc.disable()
    yield
    gc.enable()


def asked(policy: Policy, *marks: pytest.MarkDecorator) -> object:
    """A policy whose laws go to one process together, as the cases are judged there."""
    name = reading_id(policy)
    return pytest.param(policy, id=name, marks=[pytest.mark.xdist_group(f"judged, {name}"), *marks])


IN_THE_GATE, AT_NIGHT = "every case of 2023", "every case there is"


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(IN_THE_GATE, marks=pytest.mark.xdist_group(OF_2023)),
        pytest.param(AT_NIGHT, marks=[pytest.mark.xdist_group("judged, whole"), pytest.mark.nightly]),
    ],
)
def every_case_judged(request: pytest.FixtureRequest) -> Space:
    return judged_2023() if request.param == IN_THE_GATE else Space(POLICY_2023, every_case_there_is())


@pytest.fixture(scope="module", params=map(asked, ALONE[1:]))
def otherwise(request: pytest.FixtureRequest) -> Space:
    return Space(request.param, governed_2023())


@pytest.fixture(scope="module", params=[asked(policy, pytest.mark.nightly) for policy in (*ALONE[1:], *PAIRS)])
def otherwise_whole(request: pytest.FixtureRequest) -> Space:
    return Space(request.param, every_possible_case())


@pytest.mark.parametrize("law", [*LAWS, *LAWS_OF_2023], ids=lambda law: law.__name__)
def test_every_law_holds_in_every_case(every_case_judged: Space, law: Law) -> None:
    """Each law, without a sample's gaps."""
    law(every_case_judged)


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_every_law_holds_in_every_case_under_other_readings(otherwise: Space, law: Law) -> None:
    """Every reading of the judgement changed alone, in every case that it can meet."""
    law(otherwise)


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_every_law_holds_in_every_phase_under_other_readings(otherwise_whole: Space, law: Law) -> None:
    """Every one and every two of them, in the phases that other dates and figures lead to as well."""
    law(otherwise_whole)


def test_the_readings_are_changed_alone_and_in_pairs() -> None:
    """Nine readings have eleven other values, which make 53 pairs of two readings."""
    assert (len(ALONE), len(PAIRS)) == (1 + 11, 53)
    assert len({*ALONE, *PAIRS}) == 1 + 11 + 53


def test_the_codes_number_every_case_without_a_gap() -> None:
    """The cases in the order of their fields have the codes 0, 1, 2 and so on, up to 4,423,679."""
    assert CASES == prod(map(len, DOMAINS.values())) == 2 * 6 * 10 * 2 * 2 * 3 * 2**9 * 6
    assert all(numbered(code).code == code for code in (*range(0, CASES, 97), CASES - 1))


def test_every_case_is_there_once(every_case_judged: Space, request: pytest.FixtureRequest) -> None:
    """Eight problems have 8 combinations of causes and proofs each, lost goods twice and goods not as described four times."""
    codes = every_case_judged.cases.codes.tolist()
    assert codes == sorted(set(codes))
    assert set(reachable_2023().codes.tolist()) <= set(codes)
    assert set(every_possible_case().codes.tolist()) <= set(codes)
    each = (8 + 2 + 4) * 8 * 8 * 6
    whole = 2 * 6 * 2 * 2 * 3 * each
    met = (3 + 5) * 3 * each + (3 + 3) * 3 * each  # of this policy, then of an older one: stages or phases, remedies
    assert len(codes) == (whole if request.node.get_closest_marker("nightly") else met + ceil((whole - met) / 19))


def test_a_case_of_another_policy_is_asked_nothing_else(every_case_judged: Space) -> None:
    """Half of all cases: 6.1 fails, every other rule is not applicable, and there is no remedy."""
    older = every_case_judged.said[every_case_judged.cases.having("governed", False)]
    (judged,) = [every_case_judged.pool[number] for number in set(older.tolist())]
    assert judged.statuses == tuple([FAILED if clause == "6.1" else NOT_APPLICABLE for clause in JUDGED])
    assert (judged.outcome, judged.remedies) == (Outcome.NOT_GOVERNED, frozenset())


def test_every_ground_stands_alone_somewhere_but_the_two_lists_of_the_guarantee(every_case_judged: Space) -> None:
    """2.3.1 and 2.3.2 fail together, and only where 1 or another rule fails, too: after-sales covers more."""
    grounds = {judged.having(FAILED, MISSING) for judged in every_case_judged.pool}
    lists = {"2.3.1", "2.3.2"}
    assert {clause for some in grounds if len(some) == 1 for clause in some} == set(JUDGED) - lists
    assert {len(some & lists) for some in grounds} == {0, 2}
    assert min([len(some - lists) for some in grounds if some & lists]) == 1
