"""The worked scenarios: decided as they expect, and leaving nothing out."""

from __future__ import annotations

from collections import Counter

import pytest
from attrs import evolve

from cmoffer_policy import (
    CLAUSES,
    POLICY_2023,
    Cause,
    InvalidValue,
    Outcome,
    Problem,
    Remedy,
    Verification,
    decide,
)
from cmoffer_policy.analysis import decision_table
from cmoffer_policy.policy import JUDGED, READINGS
from cmoffer_policy.rules import Status
from cmoffer_policy.testing import Expected, Scenario, assert_scenario, scenarios

ALL = scenarios()


@pytest.mark.parametrize("scenario", ALL, ids=str)
def test_the_library_decides_as_worked_out_by_hand(scenario: Scenario) -> None:
    """Outcome, reasons, remedies, money and deadlines are those that the text leads to."""
    assert_scenario(scenario, decide(scenario.order, scenario.claim, policy=scenario.policy))


def test_there_are_scenarios_enough_and_each_has_a_name() -> None:
    """At least sixty, no two of one name, each saying why."""
    assert len(ALL) >= 60
    assert [name for name, count in Counter(map(str, ALL)).items() if count > 1] == []
    assert all(len(scenario.why) > 20 for scenario in ALL)


@pytest.mark.parametrize("clause", CLAUSES)
def test_every_clause_has_a_scenario(clause: str) -> None:
    """No clause of the register goes without."""
    assert scenarios(clause=clause)


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_has_a_scenario(outcome: Outcome) -> None:
    """Asking for one outcome gives those that have it and no other."""
    assert {scenario.expected.outcome for scenario in scenarios(outcome=outcome)} == {outcome}


def test_every_term_of_a_claim_has_a_scenario() -> None:
    """Every problem, cause, verification and remedy comes up."""
    claims = [scenario.claim for scenario in ALL]
    items = [item for claim in claims for item in claim.items]
    assert {item.problem for item in items} == set(Problem)
    assert {cause for item in items for cause in item.causes} == set(Cause)
    assert {item.verification for item in items} == set(Verification)
    assert {claim.remedy for claim in claims} == set(Remedy)


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, kind in READINGS.items() for value in kind])
def test_every_reading_has_a_scenario_that_needs_it(name: str, value: object) -> None:
    """Under another reading something else would be decided, so the scenario can tell them apart."""
    under_it = [scenario for scenario in ALL if getattr(scenario.policy, name) is value]
    others = [other for other in READINGS[name] if other is not value]
    assert any(
        scenario.expected.differences(
            decide(scenario.order, scenario.claim, policy=evolve(scenario.policy, **{name: other}))
        )
        for scenario in under_it
        for other in others
    )


@pytest.mark.parametrize("status", [Status.FAILED, Status.MISSING, Status.NOT_NEEDED])
def test_scenarios_cite_the_clauses_that_decide(status: Status) -> None:
    """A clause that is the only failed, missing or not needed one of an item is among those the scenario is about."""
    for scenario in ALL:
        for item in scenario.expected.items:
            found = getattr(item, status.name.lower())
            assert len(found) != 1 or len(scenario.expected.items) > 1 or set(found) & set(scenario.clauses), scenario


def test_every_row_of_the_decision_table_is_met_by_a_scenario() -> None:
    """Whatever the policy as it is decides about an item has been worked out by hand somewhere."""
    table = decision_table(POLICY_2023)
    met = {
        table.lookup(item.facts)
        for scenario in ALL
        if scenario.policy == POLICY_2023
        for item in decide(scenario.order, scenario.claim).items
    }
    assert [row.record() for row in table.rows if row not in met] == []


def test_every_judged_clause_fails_or_is_missing_in_a_scenario_of_the_policy_as_it_is() -> None:
    """No rule is worked out only where it is met."""
    items = [item for scenario in ALL if scenario.policy == POLICY_2023 for item in scenario.expected.items]
    assert {clause for item in items for clause in (*item.failed, *item.missing)} == set(JUDGED)


def test_the_expectation_of_a_decision_is_met_by_it() -> None:
    """What is expected can be taken from a decision, and then nothing differs."""
    decision = decide(ALL[0].order, ALL[0].claim, policy=ALL[0].policy)
    assert Expected.of(decision) == evolve(ALL[0].expected, open_points=decision.open_points)
    assert ALL[0].expected.differences(decision) == ()


def test_a_clause_that_is_not_in_the_register_is_refused() -> None:
    """Asking for a clause that does not exist is a slip, not an empty answer."""
    with pytest.raises(InvalidValue) as refused:
        scenarios(clause="2.3.3")
    assert str(refused.value).startswith("clause: got '2.3.3', expected one of 1, 2.1, 2.2, ")
    assert str(refused.value).endswith(", 6.1, 6.2; did you mean '2.5.3'?")


def test_an_outcome_that_is_none_is_refused() -> None:
    """A name where a term is wanted would choose nothing, and a test without cases passes."""
    with pytest.raises(InvalidValue) as refused:
        scenarios(outcome="approved")  # type: ignore[arg-type]
    assert str(refused.value) == "outcome: got 'approved', expected a value of type Outcome"


def test_most_scenarios_are_read_under_the_policy_as_it_is() -> None:
    """Readings are the exception: the policy of 2023 itself decides the bulk."""
    assert sum(scenario.policy == POLICY_2023 for scenario in ALL) * 2 > len(ALL)
