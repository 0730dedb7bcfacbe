"""A case refuses what is none of its answers; judging is total, and remembers what it has judged."""

from __future__ import annotations

import pickle
from functools import lru_cache
from itertools import product

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from cmoffer_policy import (
    POLICY_2023,
    InvalidValue,
    Outcome,
    Policy,
    Problem,
    ProductionStage,
    Remedy,
    Verification,
    rules,
)
from cmoffer_policy.facts import DOMAINS, Facts, Phase
from cmoffer_policy.policy import JUDGEMENT_READINGS, READINGS
from cmoffer_policy.rules import judge
from support.builders import APPROVED_FACTS, some_facts
from support.rules_oracle import expected_judgement, expected_statuses
from support.rules_spaces import CASES, STRIDE, numbered

any_case = st.integers(0, CASES - 1).map(numbered)
any_policy = st.builds(
    evolve,
    st.just(POLICY_2023),
    **{name: st.sampled_from(READINGS[name]) for name in JUDGEMENT_READINGS},
)


class Impostor:
    """Something that claims to be equal to everything."""

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return hash(True)

    def __repr__(self) -> str:
        return "Impostor()"


EITHER_BOOLEAN = "False, True"
STAGES = "ProductionStage.NOT_STARTED, ProductionStage.STARTED, None"
PHASES = "Phase.NOT_SHIPPED, Phase.BOTH_OPEN, Phase.AFTER_SALES_OPEN, Phase.GUARANTEE_OPEN, Phase.GUARANTEE_UNKNOWN, Phase.NONE_OPEN"


@pytest.mark.parametrize(
    ("name", "value", "got", "accepted"),
    [
        ("governed", 1, "1", EITHER_BOOLEAN),
        ("governed", None, "None", EITHER_BOOLEAN),
        ("corrosion", 0, "0", EITHER_BOOLEAN),
        ("unlawful", "False", "'False'", EITHER_BOOLEAN),
        ("misuse", Impostor(), "Impostor()", EITHER_BOOLEAN),
        ("remedy", "refund", "'refund'", "Remedy.REFUND, Remedy.REPLACEMENT"),
        ("phase", "both_open", "'both_open'", PHASES),
        ("phase", Remedy.REFUND, "Remedy.REFUND", PHASES),
        ("phase", None, "None", PHASES),
        ("production", "started", "'started'", STAGES),
        ("production", False, "False", STAGES),
    ],
)
def test_facts_refuse_a_value_that_is_no_answer(name: str, value: object, got: str, accepted: str) -> None:
    """Equality is not enough: 1 is not True, the value of a term is not the term."""
    with pytest.raises(InvalidValue) as caught:
        some_facts(**{name: value})
    assert str(caught.value) == f"{name}: got {got}, expected one of {accepted}"
    assert (caught.value.code, caught.value.path) == ("not_a_fact", name)


def test_facts_show_every_field_but_the_code() -> None:
    """The repr is the call that builds the case."""
    assert eval(repr(APPROVED_FACTS), {kind.__name__: kind for kind in KINDS}) == APPROVED_FACTS
    assert "code" not in repr(APPROVED_FACTS)


KINDS = (Facts, Phase, Problem, Remedy, ProductionStage, Verification)


@given(code=st.integers(0, CASES - 1))
def test_the_code_is_the_mixed_radix_number_of_the_fields(code: int) -> None:
    """Each field counts its place among its values, times the number of cases of all later fields."""
    case = numbered(code)
    places = {name: list(map(id, values)).index(id(getattr(case, name))) for name, values in DOMAINS.items()}
    assert case.code == sum(place * STRIDE[name] for name, place in places.items()) == code


@given(one=st.integers(0, CASES - 1), other=st.integers(0, CASES - 1))
def test_cases_are_equal_exactly_when_their_codes_are(one: int, other: int) -> None:
    """Equality and hash follow the code, and a copy through pickle is an equal case."""
    assert (numbered(one) == numbered(other)) is (one == other)
    assert numbered(one) == pickle.loads(pickle.dumps(numbered(one)))
    assert hash(numbered(one)) == hash(numbered(one))


def test_a_case_equals_nothing_but_a_case() -> None:
    """Not even its own code."""
    assert APPROVED_FACTS.code != APPROVED_FACTS
    assert APPROVED_FACTS not in [None, "facts"]


@given(case=any_case, policy=any_policy)
def test_judging_is_total(case: Facts, policy: Policy) -> None:
    """Every case under all 1,152 readings has the judgement of the six steps, those that cannot happen included."""
    said = judge(case, policy)
    assert (said.outcome, said.remedies) == expected_judgement(case, policy)
    assert {finding.clause: finding.status for finding in said.findings} == expected_statuses(case, policy)


@given(case=any_case, policy=any_policy)
def test_an_equal_case_gets_the_verdict_that_is_remembered(case: Facts, policy: Policy) -> None:
    """Equal cases and equal policies are not judged twice; name, figures and dates of the policy do not matter."""
    assert judge(numbered(case.code), evolve(policy)) is judge(case, policy)
    other = evolve(policy, name="another", after_sales_days=7, guarantee_days=8)
    assert judge(case, other) == judge(case, policy)


@given(case=any_case, policy=any_policy)
def test_remembering_changes_no_verdict(case: Facts, policy: Policy) -> None:
    """What is remembered is what a judge without a memory says."""
    assert judge(case, policy) == rules._judge(case, policy)


def test_different_cases_can_have_one_verdict() -> None:
    """Nothing in the verdict on a wrong item tells it from a broken one, and their findings are the very same."""
    wrong, broken = judge(some_facts(problem=Problem.WRONG_ITEM), POLICY_2023), judge(some_facts(), POLICY_2023)
    assert wrong == broken
    assert hash(wrong) == hash(broken)
    assert all(one is other for one, other in zip(wrong.findings, broken.findings, strict=True))


def test_orders_older_than_the_policy_have_one_verdict() -> None:
    """Nothing else is asked of them, so half of all cases are judged alike."""
    verdicts = {judge(some_facts(governed=False, problem=problem), POLICY_2023) for problem in Problem}
    assert [verdict.outcome for verdict in verdicts] == [Outcome.NOT_GOVERNED]


@pytest.mark.parametrize("bound", [1, 2, 3, 1000])
def test_judging_is_unaffected_by_an_overflow_of_the_memory(monkeypatch: pytest.MonkeyPatch, bound: int) -> None:
    """However often verdicts are forgotten, they are those of a judge without a memory."""
    assert rules._remembered.cache_info().maxsize == 2**17
    monkeypatch.setattr(rules, "_remembered", lru_cache(maxsize=bound)(rules._judge))
    cases = [
        some_facts(problem=problem, phase=phase, verification=word)
        for problem, phase, word in product(Problem, Phase, Verification)
    ]
    for case in cases + cases[::-1]:
        assert judge(case, POLICY_2023) == rules._judge(case, POLICY_2023)
        assert judge(case, POLICY_2023) is judge(case, POLICY_2023)
    assert rules._remembered.cache_info().currsize <= bound


@given(case=any_case, policy=any_policy)
def test_a_verdict_survives_transport(case: Facts, policy: Policy) -> None:
    """Through pickle it stays equal, its terms the very same."""
    said = judge(case, policy)
    copy = pickle.loads(pickle.dumps(said))
    assert copy == said
    assert isinstance(copy.outcome, Outcome)
    assert copy.outcome is said.outcome
