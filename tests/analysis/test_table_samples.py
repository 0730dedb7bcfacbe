"""Samples of cases looked up in the decision table of several policies."""

from __future__ import annotations

import pytest

from support.decision_tables import QUICK, check_a_sample


@pytest.mark.parametrize("name", QUICK)
def test_a_sample_of_cases_has_one_row_each_and_it_says_what_the_rules_say(name: str) -> None:
    """Every hundredth case or so falls under exactly one row, and the row agrees with the judge."""
    check_a_sample(name)
