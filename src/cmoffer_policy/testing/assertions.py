"""Assertions that print the explanation of the decision when they fail."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from attrs import fields_dict

from cmoffer_policy.analysis.difference import diff_policies
from cmoffer_policy.calendars import WorkCalendar
from cmoffer_policy.checks import in_sequence, instance, instances, members
from cmoffer_policy.decision import Decision
from cmoffer_policy.errors import printable
from cmoffer_policy.money import Money
from cmoffer_policy.order_claims import Balance, decide
from cmoffer_policy.policy import CLAUSES, Policy
from cmoffer_policy.presentation.text import explain
from cmoffer_policy.testing.expected import Expected, shown_as_expected
from cmoffer_policy.testing.life import Life
from cmoffer_policy.testing.notation import clause, under
from cmoffer_policy.testing.scenario import Scenario
from cmoffer_policy.vocabulary import Outcome, Remedy


def assert_decision(
    decision: Decision,
    *,
    outcome: Outcome,
    failed: Collection[str] | None = None,
    missing: Collection[str] | None = None,
    refund: Money | None = None,
    remedies: Collection[Remedy] | None = None,
) -> None:
    """Fail with the explanation unless the claim has this outcome and, where given, exactly these reasons and money.

    - ``failed``, ``missing``: the clauses with this status in any item, in any order.
    - ``refund``: what the approved items are worth in all.
    - ``remedies``: those that the policy would grant for any item, whether the seller asked for them or not.

    What no decision could ever be, such as one that cites a clause unknown to the register, raises ``InvalidValue``.

    >>> from cmoffer_policy import decide
    >>> from cmoffer_policy.testing import scenarios
    >>> late = scenarios(clause="4.2", outcome=Outcome.REJECTED)[0]
    >>> assert_decision(decide(late.order, late.claim), outcome=Outcome.REJECTED, failed=["1"])
    """
    __tracebackhide__ = True
    instance(outcome, "outcome", Outcome)
    items = Expected.of(instance(decision, "decision", Decision)).items
    decided = {
        "outcome": decision.outcome,
        "failed": _in_order([cited for item in items for cited in item.failed]),
        "missing": _in_order([cited for item in items for cited in item.missing]),
        "refund": decision.refund.total,
        "remedies": frozenset([remedy for item in items for remedy in item.remedies]),
    }
    expected = {
        "outcome": outcome,
        "failed": None if failed is None else _cited(failed, "failed"),
        "missing": None if missing is None else _cited(missing, "missing"),
        "refund": None if refund is None else instance(refund, "refund", Money),
        "remedies": None if remedies is None else frozenset(instances(remedies, "remedies", Remedy, most=len(Remedy))),
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
    _check(scenario.expected.differences(instance(decision, "decision", Decision)), decision)


def assert_life(life: Life, decisions: Sequence[Decision], balance: Balance | None = None) -> None:
    """Fail with explanations unless the decisions, in the order of the claims, are what the life expects of them.

    A balance is compared where one is given. Each decision that differs is explained.

    >>> from cmoffer_policy.testing import lives
    >>> for life in lives():
    ...     decisions = life.order_claims.decisions(policy=life.policy)
    ...     assert_life(life, decisions, life.order_claims.balance(policy=life.policy))
    """
    __tracebackhide__ = True
    decisions = in_sequence(decisions, "decisions", Decision)
    differences = life.expected.differences(decisions, balance)
    pairs = zip(life.expected.claims, decisions, strict=False)
    _check(differences, *[decision for expected, decision in pairs if expected.differences(decision)])


def assert_never_worse(a: Policy, b: Policy, *, calendar: WorkCalendar | None = None) -> None:
    """Fail with a case unless no seller is ever worse off under ``b`` than under ``a``.

    The message says which fields of the policies differ and explains the case under both.
    ``diff_policies(a, b).worsening`` has the case as a value. ``calendar`` defaults to ``china_calendar()``.

    >>> from attrs import evolve
    >>> from cmoffer_policy import POLICY_2023
    >>> assert_never_worse(POLICY_2023, evolve(POLICY_2023, name="quicker", arrival_working_days=(1, 2)))
    """
    __tracebackhide__ = True
    diff = diff_policies(a, b, calendar=calendar)
    worse = diff.worsening
    if worse is not None:
        names = [f"{side} ({printable(policy.name)})" for side, policy in (("a", a), ("b", b))]
        decided = [decide(worse.order, worse.claim, policy=policy, calendar=diff.calendar) for policy in (a, b)]
        parts = ["\n".join([f"{names[1]} is worse for the seller than {names[0]}: {worse}", *_changed(a, b)])]
        parts += [
            f"Under {name}:\n{explain(each, audience='analyst')}" for name, each in zip(names, decided, strict=True)
        ]
        raise AssertionError("\n\n".join(parts))


def _changed(a: Policy, b: Policy) -> list[str]:
    """The fields in which the policies differ, their names aside, with both values."""
    pairs = {name: (getattr(a, name), getattr(b, name)) for name in fields_dict(Policy) if name != "name"}
    return [
        f"{name}: {shown_as_expected(was)} -> {shown_as_expected(now)}"
        for name, (was, now) in pairs.items()
        if was != now
    ]


def _cited(clauses: Collection[str], where: str) -> tuple[str, ...]:
    return _in_order([under(where, clause, cited) for cited in members(clauses, where, most=len(CLAUSES))])


def _in_order(clauses: Collection[str]) -> tuple[str, ...]:
    return tuple([cited for cited in CLAUSES if cited in clauses])


def _check(differences: Sequence[str], *decisions: Decision) -> None:
    __tracebackhide__ = True
    if differences:
        raise AssertionError(
            "\n\n".join(["\n".join(differences), *[explain(decision, audience="analyst") for decision in decisions]])
        )
