"""The decision table in SQL says of every case what the rules say; ``test_sql_engines.py`` asks all of them everywhere."""

from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve

import cmoffer_policy
from cmoffer_policy import POLICY_2023, GuaranteeGrants, Outcome, Problem, ReplacementProof, Verification
from cmoffer_policy.analysis.table import Asked, DecisionRow, DecisionTable, decision_table
from cmoffer_policy.facts import Phase
from cmoffer_policy.rules import judge
from support.builders import some_facts
from support.decision_tables import POLICIES, sample_of, table_of
from support.sql_engines import on_duckdb, on_sqlite, row_of


@pytest.mark.parametrize("engine", [on_sqlite, on_duckdb])
def test_the_sql_says_what_the_rules_say(engine: object) -> None:
    """A sample of the cases."""
    name, sample = "2023", sample_of("2023")
    found = engine(table_of(name).to_sql(), [row_of(facts) for facts in sample])
    assert found == [judge(facts, POLICIES[name]).outcome.value for facts in sample]


def a_table(*rows: tuple[dict[int, tuple[object, ...]], Outcome, tuple[str, ...]]) -> DecisionTable:
    """A table of rows with some conditions, by the place of their column."""
    return DecisionTable(
        policy=evolve(POLICY_2023, guarantee_grants=GuaranteeGrants.EITHER),
        rows=tuple(
            DecisionRow(
                conditions=tuple(conditions.get(place) for place in range(13)),
                outcome=outcome,
                remedies=frozenset(),
                clauses=clauses,
                cases=21,
            )
            for conditions, outcome, clauses in rows
        ),
    )


def test_the_text_is_one_expression_under_a_comment_that_says_what_it_is() -> None:
    """Policy, release, readings and number of cases; then a line for each row, with its clauses."""
    table = a_table(
        ({0: (True,)}, Outcome.NOT_GOVERNED, ("6.1",)),
        ({0: (False,), 9: (None,), 10: (Asked.REFUND,), 11: (False,)}, Outcome.REJECTED, ()),
    )
    assert table.to_sql() == (
        f"-- The outcome of an item under CMOFFER return policy 2023, by cmoffer_policy {cmoffer_policy.__version__}.\n"
        "-- Readings: guarantee_grants = either, exclusion_scope = everything, corrosion_scope = any_problem, "
        "misuse_scope = damage_only, loss = part_only, replacement_proof = as_for_refund, "
        "proof_after_confirmation = still_needed, adjudicator = cmoffer_then_shopify, cancellation = refer.\n"
        "-- 42 cases; each falls under exactly one line.\n"
        "CASE\n"
        "  WHEN NOT governed THEN 'not_governed'  -- 6.1\n"
        "  WHEN governed AND COALESCE(production, 'unknown') = 'unknown' AND remedy = 'refund' AND NOT "
        "(buyer_compensated AND problem_shown AND buyer_quoted AND "
        "(problem <> 'not_as_described' OR description_proved)) THEN 'rejected'\n"
        "END\n"
    )


@pytest.mark.parametrize(
    ("asked", "condition"),
    [
        ((Asked.REFUND, Asked.REPLACEMENT), "(f.remedy = 'refund' OR f.remedy = 'replacement' AND NOT f.dearer)"),
        ((Asked.REPLACEMENT, Asked.DEARER_REPLACEMENT), "f.remedy = 'replacement'"),
        ((Asked.DEARER_REPLACEMENT,), "f.remedy = 'replacement' AND f.dearer"),
    ],
)
def test_what_is_asked_for_is_two_facts(asked: tuple[Asked, ...], condition: str) -> None:
    """The remedy and the price; every fact has the prefix before its name."""
    (line,) = a_table(({10: asked}, Outcome.REJECTED, ())).to_sql(prefix="f.").splitlines()[4:-1]
    assert line == f"  WHEN {condition.replace('dearer', 'replacement_dearer')} THEN 'rejected'"


def test_a_replacement_needs_no_proof_of_compensation_where_the_policy_says_so() -> None:
    """The remedy stands beside the proof that it makes needless."""
    table = a_table(({11: (False,)}, Outcome.NEEDS_EVIDENCE, ()))
    spared = evolve(table, policy=evolve(table.policy, replacement_proof=ReplacementProof.PROBLEM_ONLY))
    assert spared.to_sql().splitlines()[4] == (
        "  WHEN NOT ((remedy = 'replacement' OR buyer_compensated) AND problem_shown AND buyer_quoted AND "
        "(problem <> 'not_as_described' OR description_proved)) THEN 'needs_evidence'"
    )


def test_a_table_of_one_row_asks_only_that_there_is_a_case() -> None:
    """A policy newer than every order has one line."""
    newer = decision_table(evolve(POLICY_2023, effective_from=date(2200, 1, 1)))
    assert newer.to_sql().splitlines()[3:] == [
        "CASE",
        "  WHEN governed IN (TRUE, FALSE) THEN 'not_governed'  -- 6.1",
        "END",
    ]


@pytest.mark.parametrize("missing", [*range(16)])
def test_what_is_not_known_has_no_outcome_unless_nothing_asks_for_it(missing: int) -> None:
    """A null is no answer; an unknown stage of production is one, whether it is a null or that word."""
    row = row_of(
        some_facts(
            phase=Phase.NOT_SHIPPED,
            problem=Problem.CHANGE_OF_MIND,
            description_proved=False,
            verification=Verification.PENDING,
        )
    )
    without = (*row[:missing], None, *row[missing + 1 :])
    asked = {*range(16)} - {4, 5, 11, 12, 13, 14}  # price, production and proofs
    found = on_sqlite(table_of("2023").to_sql(), [row, without])
    assert found == ["referred", None if missing in asked else "referred"]
