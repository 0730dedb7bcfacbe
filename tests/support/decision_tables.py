"""Decision tables of several policies, and what the rules say about their rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache

import numpy as np
from attrs import evolve

from cmoffer_policy import (
    POLICY_2023,
    Adjudicator,
    Cancellation,
    CorrosionScope,
    ExclusionScope,
    GuaranteeGrants,
    GuaranteeStart,
    Loss,
    MisuseScope,
    Policy,
    ProofAfterConfirmation,
    ReplacementProof,
)
from cmoffer_policy.analysis.cases import is_reachable
from cmoffer_policy.analysis.table import COLUMNS, DecisionRow, DecisionTable, decision_table
from cmoffer_policy.facts import Facts
from cmoffer_policy.rules import Status, judge
from support.rules_spaces import Array, possible_cases

POLICIES = {
    "2023": POLICY_2023,
    "short": evolve(POLICY_2023, guarantee_grants=GuaranteeGrants.NOTHING, cancellation=Cancellation.REFUND),
    "long": evolve(POLICY_2023, guarantee_grants=GuaranteeGrants.EITHER, adjudicator=Adjudicator.SHOPIFY),
    "guarantee_escapes": evolve(
        POLICY_2023,
        exclusion_scope=ExclusionScope.AFTER_SALES_ONLY,
        misuse_scope=MisuseScope.ANY_PROBLEM,
        guarantee_start=GuaranteeStart.DELIVERY,
    ),
    "loss_covered": evolve(POLICY_2023, loss=Loss.COVERED, corrosion_scope=CorrosionScope.DAMAGE_ONLY),
    "less_proof": evolve(
        POLICY_2023,
        replacement_proof=ReplacementProof.PROBLEM_ONLY,
        proof_after_confirmation=ProofAfterConfirmation.WAIVED,
    ),
    "equal_windows": evolve(POLICY_2023, guarantee_days=30),
    "always_in_effect": evolve(POLICY_2023, effective_from=date(2000, 1, 1)),
}
ROWS = {
    "2023": 38,
    "short": 30,
    "long": 38,
    "guarantee_escapes": 51,
    "loss_covered": 62,
    "less_proof": 42,
    "equal_windows": 26,
    "always_in_effect": 37,
}
"""How many rows each table has."""

QUICK = ("2023", "less_proof")
"""The policies whose tables are made in every run."""


@cache
def table_of(name: str) -> DecisionTable:
    return decision_table(POLICIES[name])


def rows_of(table: DecisionTable, facts: Facts) -> list[DecisionRow]:
    """Every row whose conditions the facts fulfil."""
    answers = [column.value(facts, table.policy) for column in COLUMNS]
    return [
        row
        for row in table.rows
        if all(wanted is None or answer in wanted for answer, wanted in zip(answers, row.conditions, strict=True))
    ]


def places_in_rows(table: DecisionTable, cases: Sequence[Facts]) -> list[Array]:
    """Row by row, the places of the cases that fulfil all its conditions. Every case is asked every column once."""
    answers = [
        np.array([column.answers.index(column.value(facts, table.policy)) for facts in cases], np.int8)
        for column in COLUMNS
    ]
    found = []
    for row in table.rows:
        fulfilled = np.ones(len(cases), bool)
        for column, given, wanted in zip(COLUMNS, answers, row.conditions, strict=True):
            if wanted is not None:
                fulfilled &= np.array([answer in wanted for answer in column.answers])[given]
        found.append(np.flatnonzero(fulfilled))
    return found


def reasons(facts: Facts, policy: Policy) -> set[str]:
    findings = judge(facts, policy).findings
    return {finding.clause for finding in findings if finding.status in (Status.FAILED, Status.MISSING)}


@cache
def some_cases() -> list[Facts]:
    """Every hundredth case or so, and as many of an older policy."""
    sample = possible_cases(stride=97)
    return [*[evolve(facts, governed=False) for facts in sample[::20]], *sample]


def sample_of(name: str) -> list[Facts]:
    """Some of the cases that a policy can meet."""
    return [facts for facts in some_cases() if is_reachable(facts, POLICIES[name])]


def check_a_sample(name: str) -> None:
    """Every hundredth case or so has one row, which agrees with the judge."""
    policy, table, sample = POLICIES[name], table_of(name), sample_of(name)
    assert len(sample) > 500
    for facts in sample:
        (row,) = rows_of(table, facts)
        verdict = judge(facts, policy)
        assert (row.outcome, row.remedies) == (verdict.outcome, verdict.remedies), facts
        assert set(row.clauses) <= reasons(facts, policy), facts
        assert table.lookup(facts) is row
