"""Every case: its example, and its row in the decision table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import pytest

from cmoffer_policy import Policy
from cmoffer_policy.analysis import all_facts
from cmoffer_policy.facts import Phase
from cmoffer_policy.rules import judge
from support.decision_tables import POLICIES, QUICK, ROWS, check_a_sample, reasons, rows_of, table_of
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


def by_table(names: Iterable[str], *nightly: str) -> pytest.MarkDecorator:
    """Policies by name, those whose table is the same in one process, some of them at night."""
    return pytest.mark.parametrize(
        "name",
        [
            pytest.param(
                name, marks=[pytest.mark.xdist_group(f"table, {name}"), *[pytest.mark.nightly] * (name in nightly)]
            )
            for name in names
        ],
    )


@by_table(QUICK, *QUICK[1:])
def test_every_case_has_one_row_and_it_says_what_the_rules_say(name: str) -> None:
    """No case falls between the rows or under two of them."""
    policy, table = POLICIES[name], table_of(name)
    counted: Counter[int] = Counter()
    shared: dict[int, set[str]] = {}
    for facts in all_facts(policy):
        (row,) = rows_of(table, facts)
        verdict = judge(facts, policy)
        assert (row.outcome, row.remedies) == (verdict.outcome, verdict.remedies), facts
        counted[id(row)] += 1
        found = reasons(facts, policy)
        shared[id(row)] = shared.get(id(row), found) & found
    for row in table.rows:
        assert row.cases == counted[id(row)], row
        assert set(row.clauses) == shared[id(row)], row


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
