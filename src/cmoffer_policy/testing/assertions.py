"""Assertions that print the explanation of the decision when they fail."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from cmoffer_policy.analysis.difference import diff_policies
from cmoffer_policy.calendars import WorkCalendar
from cmoffer_policy.checks import instance, members
from cmoffer_policy.decision import Decision
from cmoffer_policy.errors import printable
from cmoffer_policy.money import Money
from cmoffer_policy.order_claims import Balance, decide
from cmoffer_policy.policy import CLAUSES, Policy
from cmoffer_policy.presentation.text import explain
from cmoffer_policy.testing.expected import Expected, shown_as_expected
from cmoffer_policy.testing.life import Life
from cmoffer_policy.testing.notation import clause
from cmoffer_policy.testing.scenario import Scenario
from cmoffer_policy.vocabulary import Outcome


def assert_decision(
    decision: Decision,
    *,
    outcome: Outcome,
    failed: Collection[str] | None = None,
    missing: Collection[str] | None = None,
    refund: Money | None = None,
) -> None:
    """Fail with the explanation unless the claim has this outcome and, where given, exactly these reasons and money.

    - ``failed``, ``missing``: the clauses with this status in any item, in any order.
    - ``refund``: what the approved items are worth in all.

    A clause that the register does not have raises ``InvalidValue``, as no decision could ever cite it.

    >>> from cmoffer_policy import decide
    >>> from cmoffer_policy.testing import scenarios
    >>> late = scenarios(clause="4.2", outcome=Outcome.REJECTED)[0]
    >>> assert_decision(decide(late.order, late.claim), outcome=Outcome.REJECTED, failed=["1"])
    """
    __tracebackhide__ = True
    instance(outcome, "outcome", Outcome)
    items = Expected.of(decision).items
    decided = {
        "outcome": decision.outcome,
        "failed": _in_order([cited for item in items for cited in item.failed]),
        "missing": _in_order([cited for item in items for cited in item.missing]),
        "refund": decision.refund.total,
    }
    expected = {
        "outcome": outcome,
        "failed": None if failed is None else _in_order(members(failed, "failed", most=len(CLAUSES))),
        "missing": None if missing is None else _in_order(members(missing, "missing", most=len(CLAUSES))),
        "refund": refund,
    }
    wrong = {name: value for name, value in expected.items() if value is not None and value != decided[name]}
    _check(
        [
            f"{name}: expected {shown_as_expected(value)}, decided {shown_as_expected(decided[name])}"
            for name, value in wrong.items()
        ],
        decision,
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


def assert_life(life: Life, decisions: Sequence[Decision], balance: Balance | None = None) -> None:
    """Fail with explanations unless the decisions, in the order of the claims, are what the life expects of them.

    A balance is compared where one is given. Each decision that differs is explained.

    >>> from cmoffer_policy.testing import lives
    >>> for life in lives():
    ...     decisions = life.order_claims.decisions(policy=life.policy)
    ...     assert_life(life, decisions, life.order_claims.balance(policy=life.policy))
    """
    __tracebackhide__ = True
    differences = life.expected.differences(decisions, balance)
    pairs = zip(life.expected.claims, decisions, strict=False)
    _check(differences, *[decision for expected, decision in pairs if expected.differences(decision)])


def assert_never_worse(a: Policy, b: Policy, *, calendar: WorkCalendar | None = None) -> None:
    """Fail with a case unless no seller is ever worse off under ``b`` than under ``a``.

    The case is explained under both policies; ``diff_policies(a, b).worsening`` has it as a value. ``calendar``
    defaults to ``china_calendar()``.

    >>> from attrs import evolve
    >>> from cmoffer_policy import POLICY_2023
    >>> assert_never_worse(POLICY_2023, evolve(POLICY_2023, name="quicker", arrival_working_days=(1, 2)))
    """
    __tracebackhide__ = True
    diff = diff_policies(a, b, calendar=calendar)
    worse = diff.worsening
    if worse is not None:
        names = [printable(policy.name) for policy in (a, b)]
        under = [decide(worse.order, worse.claim, policy=policy, calendar=diff.calendar) for policy in (a, b)]
        _check([f"{names[1]} is worse for the seller than {names[0]}: {worse}"], *under)


def _in_order(clauses: Collection[object]) -> tuple[str, ...]:
    known = {clause(cited) for cited in clauses}
    return tuple([cited for cited in CLAUSES if cited in known])


def _check(differences: Sequence[str], *decisions: Decision) -> None:
    __tracebackhide__ = True
    if differences:
        raise AssertionError(
            "\n\n".join(["\n".join(differences), *[explain(decision, audience="analyst") for decision in decisions]])
        )
