"""The worked cases, decided end to end, and that they leave out no clause."""

from __future__ import annotations

import pytest

from cmoffer_policy import CLAUSES, Outcome, decide
from cmoffer_policy.rules import Status
from worked_cases import CASES, WorkedCase


def clauses_with(case: WorkedCase, status: Status) -> tuple[str, ...]:
    """The clauses with this status in any item, in the order of the text."""
    decision = decide(case.order, case.claim, policy=case.policy)
    found = {finding.clause for item in decision.items for finding in item.findings if finding.status is status}
    return tuple(clause for clause in CLAUSES if clause in found)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_outcome_and_reasons(case: WorkedCase) -> None:
    """The decision and its reasons are those worked out by hand."""
    decision = decide(case.order, case.claim, policy=case.policy)
    assert decision.outcome is case.outcome
    assert decision.items[0].remedies == case.remedies
    assert clauses_with(case, Status.BROKEN) == case.broken
    assert clauses_with(case, Status.LACKING) == case.lacking


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_money_and_acceptance(case: WorkedCase) -> None:
    """The money and the acceptance date are those worked out by hand."""
    decision = decide(case.order, case.claim, policy=case.policy)
    assert f"{decision.refund.total.amount:f}" == case.refund
    assert f"{decision.refund_at_stake.total.amount:f}" == case.at_stake
    assert (decision.acceptance.last_day if decision.acceptance else None) == case.acceptance


def test_every_clause_has_a_case() -> None:
    """No clause of the register is without a worked case, and no case cites one that is not registered."""
    assert {clause for case in CASES for clause in case.clauses} == set(CLAUSES)


def test_every_outcome_has_a_case() -> None:
    """No outcome is without a worked case."""
    assert {case.outcome for case in CASES} == set(Outcome)


def test_case_names_are_unique() -> None:
    """A name stands for one case."""
    assert len({case.name for case in CASES}) == len(CASES)
