"""Assertions that tell why: on failure they print the explanation of the decision."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from cmoffer_policy.answer.decision import Decision, explain
from cmoffer_policy.terms.clauses import CLAUSES
from cmoffer_policy.terms.vocabulary import Outcome
from cmoffer_policy.testing.expected import Expected, said
from cmoffer_policy.testing.notation import clause
from cmoffer_policy.testing.scenario import Scenario
from cmoffer_policy.values.checks import instance, members
from cmoffer_policy.values.money import Money


def assert_decision(
    decision: Decision,
    *,
    outcome: Outcome,
    broken: Collection[str] | None = None,
    lacking: Collection[str] | None = None,
    refund: Money | None = None,
) -> None:
    """Fail with the explanation unless the claim has this outcome and, where given, exactly these reasons and money.

    - ``broken``, ``lacking``: the clauses with this status in any item, in any order.
    - ``refund``: what the approved items are worth in all.

    A clause that the register does not have raises ``InvalidValue``, as no decision could ever cite it.

    >>> from cmoffer_policy import decide
    >>> from cmoffer_policy.testing import scenarios
    >>> late = scenarios(clause="4.2", outcome=Outcome.REJECTED)[0]
    >>> assert_decision(decide(late.order, late.claim), outcome=Outcome.REJECTED, broken=["1"])
    """
    __tracebackhide__ = True
    instance(outcome, "outcome", Outcome)
    items = Expected.of(decision).items
    decided = {
        "outcome": decision.outcome,
        "broken": _in_order([cited for item in items for cited in item.broken]),
        "lacking": _in_order([cited for item in items for cited in item.lacking]),
        "refund": decision.refund.total,
    }
    expected = {
        "outcome": outcome,
        "broken": None if broken is None else _in_order(members(broken, "broken", most=len(CLAUSES))),
        "lacking": None if lacking is None else _in_order(members(lacking, "lacking", most=len(CLAUSES))),
        "refund": refund,
    }
    wrong = {name: value for name, value in expected.items() if value is not None and value != decided[name]}
    _check(
        [f"{name}: expected {said(value)}, decided {said(decided[name])}" for name, value in wrong.items()], decision
    )


def assert_scenario(scenario: Scenario, decision: Decision) -> None:
    """Fail with the explanation unless the decision is what the scenario expects, in every respect.

    >>> from cmoffer_policy import decide
    >>> from cmoffer_policy.testing import scenarios
    >>> for scenario in scenarios():
    ...     assert_scenario(scenario, decide(scenario.order, scenario.claim, policy=scenario.policy))
    """
    __tracebackhide__ = True
    _check(scenario.expected.differences(decision), decision)


def _in_order(clauses: Collection[object]) -> tuple[str, ...]:
    known = {clause(cited) for cited in clauses}
    return tuple([cited for cited in CLAUSES if cited in known])


def _check(differences: Sequence[str], decision: Decision) -> None:
    __tracebackhide__ = True
    if differences:
        raise AssertionError("\n".join([*differences, "", explain(decision)]))
