"""The decision table says what the rules say, in rows that exclude each other and leave nothing out."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from attrs import evolve

from cmoffer_policy import (
    POLICY_2023,
    InvalidValue,
    Outcome,
    Problem,
    ProductionStage,
    Remedy,
    Verification,
)
from cmoffer_policy.analysis.merging import merge
from cmoffer_policy.analysis.table import COLUMNS, Asked, DecisionTable, decision_table
from cmoffer_policy.facts import Facts, Phase
from support.builders import some_facts
from support.decision_tables import QUICK, ROWS, table_of

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "decision-table.md"


@pytest.fixture
def table() -> DecisionTable:
    return table_of("2023")


@pytest.mark.parametrize("name", QUICK)
def test_the_table_is_short(name: str) -> None:
    """A table that nobody reads would be no use."""
    assert len(table_of(name).rows) == ROWS[name]


def test_the_rows_account_for_every_case(table: DecisionTable) -> None:
    """The numbers of cases add up to all of them."""
    assert sum(row.cases for row in table.rows) == 193_536


def test_rows_come_in_the_order_of_the_judgement(table: DecisionTable) -> None:
    """The steps of the text come one after the other."""
    first = [(row.outcome, row.clauses) for row in table.rows[:4]]
    assert first == [
        (Outcome.NOT_GOVERNED, ("6.1",)),
        (Outcome.REJECTED, ()),  # 4.3 or 2.2: whoever ruled
        (Outcome.REJECTED, ("5.2",)),
        (Outcome.REJECTED, ("2.5.1",)),
    ]


def test_a_replacement_on_day_45_reads_as_the_policy_does(table: DecisionTable) -> None:
    """One row of the table, looked up and read."""
    row = table.lookup(
        some_facts(
            phase=Phase.GUARANTEE_OPEN,
            remedy=Remedy.REPLACEMENT,
            production=ProductionStage.STARTED,
            description_proved=False,
        )
    )
    conditions = dict(zip([column.name for column in COLUMNS], row.conditions, strict=True))
    assert conditions == {
        "older_than_policy": (False,),
        "ruled_against_seller": (False,),
        "unlawful": (False,),
        "corrosion": (False,),
        "nothing_arrived": (False,),
        "listing_differs": (False,),
        "phase": (Phase.GUARANTEE_OPEN,),
        "problem": (Problem.BROKEN, Problem.DEFECTIVE),
        "misuse": (False,),
        "production": None,
        "asked": (Asked.REPLACEMENT,),
        "evidence_complete": (True,),
        "verification": (Verification.CONFIRMED, Verification.RULED_FOR_SELLER),
    }
    assert (row.outcome, row.remedies, row.clauses) == (Outcome.APPROVED, {Remedy.REPLACEMENT}, ())


def test_production_is_asked_before_shipment_only(table: DecisionTable) -> None:
    """Whatever was shipped was produced."""
    for row in table.records():
        if row["production"] != "any":
            assert row["phase"] == "not shipped"
            assert row["problem"] == "change of mind"


def test_records_are_plain_words(table: DecisionTable) -> None:
    """The ninth row: a refund asked for before production, on which customer service has not answered yet."""
    assert table.records()[8] == {
        "older_than_policy": "no",
        "ruled_against_seller": "no",
        "unlawful": "no",
        "corrosion": "no",
        "nothing_arrived": "no",
        "listing_differs": "no",
        "phase": "not shipped",
        "problem": "change of mind",
        "misuse": "no",
        "production": "not started, unknown",
        "asked": "refund",
        "evidence_complete": "any",
        "verification": "pending",
        "outcome": "referred",
        "remedies": "none",
        "clauses": "",
        "cases": "16",
    }


def test_it_prints_as_one_line(table: DecisionTable) -> None:
    """A table is announced by its size, and its repr does not spill its rows."""
    assert str(table) == "Decision table of CMOFFER return policy 2023: 38 rows for 193536 cases"
    assert repr(table).endswith(", rows=<38 rows>)")


def test_the_page_holds_the_table_of_the_policy_in_force(table: DecisionTable) -> None:
    """The documents show the table as it is now."""
    tables = [line for line in PAGE.read_text(encoding="utf-8").splitlines(keepends=True) if line.startswith("| ")]
    assert "".join(tables[-len(table.rows) - 2 :]) == table.to_markdown()


def test_a_policy_newer_than_every_order_says_one_thing() -> None:
    """Where every order is older, one row says it all."""
    (row,) = decision_table(evolve(POLICY_2023, effective_from=date(2200, 1, 1))).rows
    assert set(row.conditions) == {None}
    assert (row.outcome, row.cases) == (Outcome.NOT_GOVERNED, 96_768)


@pytest.mark.parametrize(
    "unreachable",
    [
        some_facts(phase=Phase.AFTER_SALES_OPEN, production=ProductionStage.STARTED, description_proved=False),
        some_facts(description_proved=False),
        some_facts(production=ProductionStage.STARTED, description_proved=False, replacement_dearer=True),
        some_facts(production=ProductionStage.STARTED),
        some_facts(phase=Phase.GUARANTEE_UNKNOWN, production=ProductionStage.STARTED, description_proved=False),
        some_facts(nothing_arrived=True, production=ProductionStage.STARTED, description_proved=False),
        some_facts(listing_differs=True, production=ProductionStage.STARTED, description_proved=False),
    ],
    ids=["phase", "shipped_unproduced", "dearer_refund", "description_of_nothing", "unknown", "nothing", "listing"],
)
def test_facts_that_no_case_gives_rise_to_are_refused(table: DecisionTable, unreachable: Facts) -> None:
    """Looking up what cannot happen is a slip, not an empty answer."""
    with pytest.raises(InvalidValue) as refused:
        table.lookup(unreachable)
    assert (refused.value.code, refused.value.path) == ("not_reachable", "facts")


def test_what_is_no_policy_or_no_facts_is_refused(table: DecisionTable) -> None:
    """Arguments of other types are refused with their names."""
    with pytest.raises(InvalidValue, match="policy"):
        decision_table("2023")  # type: ignore[arg-type]
    with pytest.raises(InvalidValue, match="facts"):
        table.lookup("facts")  # type: ignore[arg-type]


def test_only_the_proof_that_is_asked_for_counts_as_missing() -> None:
    """A replacement that needs proof of the problem only is complete without 3.1; a refund is not."""
    table = table_of("less_proof")
    unserved = some_facts(
        buyer_compensated=False,
        production=ProductionStage.STARTED,
        description_proved=False,
        verification=Verification.PENDING,
    )
    refund, replacement = [table.lookup(evolve(unserved, remedy=remedy)) for remedy in Remedy]
    assert (refund.outcome, replacement.outcome) == (Outcome.NEEDS_EVIDENCE, Outcome.UNDER_VERIFICATION)


def test_merging_asks_only_what_makes_a_difference() -> None:
    """Of two bits combined by "and", the second is asked where the first is set."""
    rows = merge({(first, second): first and second for first in (True, False) for second in (True, False)})
    assert [(row.conditions, row.result, len(row.cases)) for row in rows] == [
        (((True,), (True,)), True, 1),
        (((True,), (False,)), False, 1),
        (((False,), None), False, 2),
    ]
