"""Every case: its example, and its row in the decision table.

The gate sees the example of every 41st case, the row of every case under the default and of every hundredth under other
policies; the night sees every example, and every row of one more policy.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pytest

from cmoffer_policy import Policy
from cmoffer_policy.analysis import all_facts
from cmoffer_policy.analysis.table import DecisionTable
from cmoffer_policy.facts import Phase
from cmoffer_policy.rules import Status
from support.decision_tables import POLICIES, QUICK, ROWS, check_a_sample, places_in_rows, table_of
from support.rules_spaces import OF_2023, Cases, Judged, Space, judged_among, reachable_2023
from support.witness_cases import POLICIES as WITNESSED
from support.witness_cases import lost_on_the_way


@pytest.mark.nightly
@pytest.mark.parametrize("policy", WITNESSED.values(), ids=WITNESSED)
def test_an_example_of_every_case_is_observed_and_decided_as_that_case(policy: Policy) -> None:
    """All of them."""
    assert lost_on_the_way(policy, 1) == []


@pytest.mark.parametrize("policy", WITNESSED.values(), ids=WITNESSED)
def test_an_example_of_every_41st_case_is_observed_and_decided_as_that_case(policy: Policy) -> None:
    """A hundred times as many as ``test_witnesses.py`` has."""
    assert lost_on_the_way(policy, 41) == []


@pytest.mark.nightly
def test_an_example_of_every_case_whose_guarantee_is_unknown_is_that_case() -> None:
    """Counted from a delivery that nobody knows."""
    assert lost_on_the_way(WITNESSED["delivery"], 1, governed=True, phase=Phase.GUARANTEE_UNKNOWN) == []


def by_table(names: Iterable[str]) -> pytest.MarkDecorator:
    """Policies by name, those whose table is the same in one process."""
    groups = {name: OF_2023 if name == "2023" else f"table, {name}" for name in names}
    return pytest.mark.parametrize(
        "name", [pytest.param(name, marks=pytest.mark.xdist_group(group)) for name, group in groups.items()]
    )


def check_every_row(table: DecisionTable, cases: Cases, judged: Sequence[Judged]) -> None:
    """Each case is in one row, which has the outcome, the remedies and the reasons that all its cases share."""
    rows = places_in_rows(table, cases.cases)
    times = np.bincount(np.concatenate(rows), minlength=len(cases.cases))
    assert [cases.cases[place] for place in np.flatnonzero(times != 1)[:1]] == []
    for row, places in zip(table.rows, rows, strict=True):
        assert row.cases == len(places), row
        said = {judged[place] for place in places}
        assert {(each.outcome, each.remedies) for each in said} == {(row.outcome, row.remedies)}, row
        reasons = [each.having(Status.FAILED, Status.MISSING) for each in said]
        assert frozenset(row.clauses) == frozenset.intersection(*reasons), row


@pytest.mark.xdist_group(OF_2023)
def test_every_case_has_one_row_and_it_says_what_the_rules_say() -> None:
    """No case falls between the rows or under two of them."""
    check_every_row(table_of("2023"), reachable_2023(), judged_among(reachable_2023()))


@pytest.mark.nightly
@pytest.mark.parametrize("name", QUICK[1:])
def test_every_case_of_other_policies_has_one_row(name: str) -> None:
    """A sample of them is below."""
    policy = POLICIES[name]
    cases = Cases(list(all_facts(policy)))
    space = Space(policy, cases)
    check_every_row(table_of(name), cases, [space.pool[number] for number in space.said.tolist()])


SELDOM = [name for name in POLICIES if name not in QUICK]


@by_table(POLICIES)
def test_a_sample_of_cases_has_one_row_each(name: str) -> None:
    """Every hundredth case or so, and the row agrees with the judge."""
    check_a_sample(name)


@by_table(SELDOM)
def test_the_tables_of_other_policies_are_short(name: str) -> None:
    """As ``test_table.py`` has it of the others."""
    assert len(table_of(name).rows) == ROWS[name]


def test_a_policy_older_than_every_order_has_no_use_for_its_date() -> None:
    """Where no order can be older, the date is no column."""
    assert all(row.conditions[0] is None for row in table_of("always_in_effect").rows)
