"""Assertions of the kit: silent where all is well, and where not they print the explanation."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from attrs import evolve

from cmoffer_policy import Decision, InvalidValue, Outcome, Problem, Remedy, decide, explain
from cmoffer_policy.testing import (
    ExpectedItem,
    Scenario,
    assert_decision,
    assert_life,
    assert_scenario,
    lives,
    scenarios,
)
from support.builders import a_claim, an_item, an_order, at, usd

LATE = decide(an_order(), a_claim(an_item(problem=Problem.WRONG_SIZE), submitted_at=at("2024-02-05"), evidence=()))
APPROVED = scenarios(clause="2.3.1", outcome=Outcome.APPROVED)[0]


def decided(scenario: Scenario) -> Decision:
    """What the library makes of a scenario."""
    return decide(scenario.order, scenario.claim, policy=scenario.policy)


def test_an_assertion_that_holds_is_silent() -> None:
    """Only the outcome has to be named; reasons come in any order."""
    assert_decision(LATE, outcome=Outcome.REJECTED)
    assert_decision(LATE, outcome=Outcome.REJECTED, failed={"1"}, missing=["3.2.2", "3.2.1", "3.1"], refund=usd("0.00"))
    assert_decision(LATE, outcome=Outcome.REJECTED, remedies=[Remedy.REPLACEMENT])
    assert_scenario(APPROVED, decided(APPROVED))


@pytest.mark.parametrize(
    ("wrong", "line"),
    [
        ({"outcome": Outcome.APPROVED}, "outcome: expected Outcome.APPROVED, decided Outcome.REJECTED"),
        ({"failed": ["2.3", "1"]}, "failed: expected ('1', '2.3'), decided ('1',)"),
        ({"failed": []}, "failed: expected (), decided ('1',)"),
        ({"missing": ["3.1"]}, "missing: expected ('3.1',), decided ('3.1', '3.2.1', '3.2.2')"),
        ({"refund": usd("19.90")}, "refund: expected USD 19.90, decided USD 0.00"),
        ({"remedies": []}, "remedies: expected frozenset(), decided frozenset({Remedy.REPLACEMENT})"),
    ],
)
def test_a_failed_assertion_says_what_differs_and_explains(wrong: dict[str, object], line: str) -> None:
    """The first lines name the differences, then comes the whole explanation."""
    with pytest.raises(AssertionError) as failure:
        assert_decision(LATE, **{"outcome": Outcome.REJECTED, **wrong})
    assert str(failure.value) == f"{line}\n\n{explain(LATE, audience='analyst')}"


def test_a_clause_that_could_never_fail_is_refused() -> None:
    """A misspelt clause would never be found among the failed ones; it is refused instead."""
    with pytest.raises(InvalidValue, match=r"^failed: got '2.3.4', expected one of 1, 2.1, "):
        assert_decision(LATE, outcome=Outcome.REJECTED, failed=["2.3.4"])


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"outcome": "rejected"}, "outcome: got 'rejected', expected a value of type Outcome"),
        ({"outcome": None}, "outcome: got None, expected a value of type Outcome"),
        ({"failed": "1"}, "failed: got '1', expected a collection such as a tuple, a list or a set"),
        ({"missing": 3}, "missing: got 3, expected a collection such as a tuple, a list or a set"),
        ({"refund": "USD 0.00"}, "refund: got 'USD 0.00', expected a value of type Money"),
        ({"remedies": ["refund"]}, "remedies[0]: got 'refund', expected a value of type Remedy"),
    ],
)
def test_what_could_never_be_met_is_refused(wrong: dict[str, Any], message: str) -> None:
    """An expectation of the wrong type is a slip in the test, not a difference."""
    with pytest.raises(InvalidValue) as refused:
        assert_decision(LATE, **{"outcome": Outcome.REJECTED, **wrong})
    assert str(refused.value) == message


def test_a_service_that_returns_no_decision_is_told_so() -> None:
    """A forgotten return is named, rather than met as an attribute of None somewhere inside."""
    nothing: Any = None
    (life,) = [life for life in lives() if str(life) == "two claims for a ring each"]
    for compare in (
        partial(assert_decision, nothing, outcome=Outcome.REJECTED),
        partial(assert_scenario, APPROVED, nothing),
    ):
        with pytest.raises(InvalidValue) as refused:
            compare()
        assert str(refused.value) == "decision: got None, expected a value of type Decision"
    with pytest.raises(InvalidValue) as refused:
        assert_life(life, [nothing, nothing])
    assert str(refused.value) == "decisions[0]: got None, expected a value of type Decision"


def test_a_scenario_that_is_not_met_says_in_what() -> None:
    """Every differing expectation of the claim and of its items has a line of its own."""
    (item,) = APPROVED.expected.items
    expected = evolve(
        APPROVED.expected,
        refund=usd("1.00"),
        acceptance_until=None,
        items=(evolve(item, remedies=frozenset(), failed=("5.1",), guarantee_until=at("2024-01-01")),),
    )
    decision = decided(APPROVED)
    with pytest.raises(AssertionError) as failure:
        assert_scenario(evolve(APPROVED, expected=expected), decision)
    lines, _, explanation = str(failure.value).partition("\n\n")
    assert lines.splitlines() == [
        f"refund: expected USD 1.00, decided {decision.refund.total}",
        f"acceptance_until: expected None, decided {APPROVED.expected.acceptance_until:%Y-%m-%dT%H:%M:%S}+08:00",
        "items[0].remedies: expected frozenset(), decided frozenset({Remedy.REFUND, Remedy.REPLACEMENT})",
        "items[0].failed: expected ('5.1',), decided ()",
        f"items[0].guarantee_until: expected 2024-01-01T12:00:00+08:00, decided {item.guarantee_until:%Y-%m-%dT%H:%M:%S}+08:00",
    ]
    assert explanation == explain(decision, audience="analyst")


def test_another_number_of_items_is_a_difference() -> None:
    """An item too few is a difference by itself, whatever the others say."""
    expected = evolve(APPROVED.expected, items=APPROVED.expected.items * 2)
    assert expected.differences(decided(APPROVED)) == ("items: expected 2, decided 1",)


def test_expectations_compare_by_value() -> None:
    """Two scenarios that expect the same of an item are equal there."""
    (item,) = APPROVED.expected.items
    assert item == ExpectedItem(
        outcome=Outcome.APPROVED,
        refund=item.refund,
        possible=item.possible,
        remedies=item.remedies,
        not_needed=item.not_needed,
        after_sales_until=item.after_sales_until,
        guarantee_until=item.guarantee_until,
    )
