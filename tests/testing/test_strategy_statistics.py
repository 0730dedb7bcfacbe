"""What strategies draw, by many draws: how often, of what kinds, how they shrink, and what is within reach."""

from __future__ import annotations

from collections import Counter

import pytest
from attrs import evolve
from hypothesis import HealthCheck, find, given, settings
from hypothesis import strategies as st

import cmoffer_policy
from cmoffer_policy import (
    POLICY_2023,
    Cause,
    Claim,
    Order,
    Outcome,
    Problem,
    Remedy,
    Verification,
)
from cmoffer_policy.analysis import all_facts
from cmoffer_policy.analysis.cases import ABOUT_ONE_PROBLEM
from cmoffer_policy.facts import DOMAINS, Facts
from cmoffer_policy.rules import judge
from cmoffer_policy.testing import (
    boundaries,
    cases,
    claims,
    decisions,
    facts,
    moneys,
    order_claims,
    orders,
)
from cmoffer_policy.testing.examples import examples_of
from support.builders import a_line, an_order, at, usd
from support.minimal import minimal

once = settings(max_examples=500, derandomize=True, database=None, suppress_health_check=list(HealthCheck))


def test_cases_are_of_every_kind() -> None:
    """Without any option, every outcome, problem, cause, verification and remedy comes up, and several items too."""
    seen: Counter[object] = Counter()

    @once
    @given(decisions())
    def drawn(decision: cmoffer_policy.Decision) -> None:
        claim = decision.claim
        seen.update({decision.outcome, claim.remedy, len(claim.items)})
        seen.update({term for item in claim.items for term in (item.verification, item.problem, *item.causes)})

    drawn()
    kinds = {*Outcome, *Verification, *Remedy, *Problem, *Cause, 1, 2, 3}
    assert kinds <= set(seen)
    assert min(seen[outcome] for outcome in Outcome) >= 3


def test_boundary_instants_are_drawn_often() -> None:
    """At least a third of all claims come right before or right at an instant that changes something."""
    near: Counter[bool] = Counter()

    @once
    @given(orders().flatmap(lambda order: st.tuples(st.just(order), claims(order))))
    def drawn(case: tuple[Order, Claim]) -> None:
        near[case[1].submitted_at in boundaries(case[0])] += 1

    drawn()
    assert near[True] * 2 >= near[False]


@pytest.mark.parametrize(
    ("outcome", "problem"), [(Outcome.APPROVED, Problem.NOT_AS_DESCRIBED), (Outcome.REJECTED, Problem.LOST)]
)
def test_facts_are_found_that_differ_in_two_answers_at_once(outcome: Outcome, problem: Problem) -> None:
    """Answers that only make sense together are changed together."""
    assert find(facts(outcome=outcome), lambda known: known.problem is problem, settings=once).problem is problem


@pytest.mark.nightly
def test_every_case_of_an_outcome_is_within_reach_of_its_example() -> None:
    """From one of its examples each answer has to be changed at most once, and the outcome stays all the way."""
    outcome_of = {known: judge(known, POLICY_2023).outcome for known in all_facts(POLICY_2023)}
    answers = [name for name in DOMAINS if name not in ABOUT_ONE_PROBLEM]

    def within_reach(known: Facts, example: Facts, seen: set[Facts], reached: set[Facts]) -> bool:
        if known in reached:
            return True
        seen.add(known)
        for name in answers:
            changed = [name, *ABOUT_ONE_PROBLEM] if name == "problem" else [name]
            nearer = evolve(known, **{each: getattr(example, each) for each in changed})
            same = nearer not in seen and outcome_of.get(nearer) is outcome_of[known]
            if same and within_reach(nearer, example, seen, reached):
                reached.add(known)
                return True
        return False

    for outcome in Outcome:
        routes: list[tuple[Facts, set[Facts]]] = [(example, {example}) for example in examples_of(outcome)]
        lost = [
            known
            for known, found in outcome_of.items()
            if found is outcome and not any(within_reach(known, *route[:1], set(), route[1]) for route in routes)
        ]
        assert not lost, (outcome, len(lost), lost[0])


def test_values_shrink_to_an_ordinary_case() -> None:
    """What is left when nothing matters is short and natural: one broken ring at 19.90."""
    order, claim = minimal(cases(outcome=Outcome.APPROVED))
    assert [(line.line_id, line.quantity, str(line.unit_price)) for line in order.lines] == [("ring", 1, "USD 19.90")]
    assert (order.freight, order.discount, order.order_id, claim.claim_id) == (
        usd("0.00"),
        usd("0.00"),
        "A-1",
        "CLAIM-1",
    )
    assert [(item.problem, item.quantity, item.causes) for item in claim.items] == [(Problem.BROKEN, 1, frozenset())]
    assert minimal(orders()) == an_order(placed_at=at("2024-01-03"), shipped_at=None)
    assert minimal(moneys()) == usd("0.00")


def test_a_counterexample_shrinks_to_what_matters() -> None:
    """A fault that takes two pieces of a set shrinks to two pieces of a set at their usual price."""
    order = find(orders(), lambda drawn: sum(line.set_id is not None for line in drawn.lines) >= 2, settings=once)
    assert order.lines == (a_line(set_id="set"), a_line("chain", set_id="set"))


def test_a_life_shrinks_to_one_broken_ring() -> None:
    """The minimal life is one claim for one ring, approved; the minimal dispute is two such claims."""
    (claim,) = minimal(order_claims()).claims
    assert [(item.line_id, item.problem, item.quantity) for item in claim.items] == [("ring", Problem.BROKEN, 1)]
    disputed = find(order_claims(), lambda life: any(item.held_by for each in life.decisions() for item in each.items))
    assert [[item.line_id for item in claim.items] for claim in disputed.claims] == [["ring"], ["ring"]]
