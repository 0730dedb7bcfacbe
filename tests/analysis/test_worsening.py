"""Whether a policy is ever worse for the seller, and a case that really is; ``test_every_case.py`` tries every reading."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

import pytest
from attrs import evolve

from cmoffer_policy import (
    POLICY_2023,
    AcceptanceClock,
    Cancellation,
    FreightWeight,
    MisuseScope,
    ReplacementProof,
    WindowEnd,
    china_calendar,
    decide,
)
from cmoffer_policy.analysis import Worsening, diff_policies
from cmoffer_policy.testing import assert_never_worse


@cache
def worsening_to(**changes: Any) -> Worsening | None:
    return diff_policies(POLICY_2023, evolve(POLICY_2023, **changes)).worsening


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"after_sales_days": 29}, "outcome: needs evidence -> rejected"),
        ({"after_sales_days": 30}, None),
        ({"after_sales_days": 31}, None),
        ({"guarantee_days": 59}, "remedies: replacement -> none"),
        ({"misuse_scope": MisuseScope.ANY_PROBLEM}, "outcome: needs evidence -> rejected"),
        ({"effective_from": date(2023, 1, 2)}, "outcome: approved -> not governed"),
        ({"effective_from": date(2022, 12, 31)}, None),
        ({"freight_weight": FreightWeight.LIST_VALUE}, "refund: USD 54.70 -> USD 53.90"),
        ({"acceptance_working_days": 1}, None),
        ({"acceptance_working_days": 3}, "acceptance: 2023-01-05T00:00:00+08:00 -> 2023-01-06T00:00:00+08:00"),
        ({"acceptance_clock": AcceptanceClock.FROM_THE_HOUR}, None),
        ({"arrival_working_days": (1, 4)}, "arrival: 2023-01-05 -> 2023-01-06"),
        ({"arrival_working_days": (2, 3)}, "arrival: 2023-01-05 -> 2023-01-05"),
        ({"arrival_working_days": (1, 1)}, None),
        ({"name": "another name"}, None),
    ],
)
def test_a_change_is_worse_if_some_seller_loses_by_it(changes: dict[str, Any], words: str | None) -> None:
    """A day less, a cause more, an edition that begins later, money and time; what only gives is not worse."""
    worse = worsening_to(**changes)
    assert (worse and str(worse)) == words


@pytest.mark.parametrize(
    "changes",
    [{"after_sales_days": 29}, {"guarantee_days": 59}, {"misuse_scope": MisuseScope.ANY_PROBLEM}],
    ids=["outcome", "remedies", "cause"],
)
def test_the_case_is_decided_worse(changes: dict[str, Any]) -> None:
    """Under both policies as the worsening says."""
    worse = worsening_to(**changes)
    assert worse is not None
    before, after = [decide(worse.order, worse.claim, policy=evolve(POLICY_2023, **each)) for each in ({}, changes)]
    if worse.what == "outcome":
        assert (before.outcome.words, after.outcome.words) == (worse.under_a, worse.under_b)
        assert after.outcome.rank < before.outcome.rank
    else:
        assert after.outcome is before.outcome
        assert not before.items[0].remedies <= after.items[0].remedies


def test_a_window_that_ran_on_to_a_working_day_is_missed_when_it_does_not() -> None:
    """A day on which only the postponed window is open is found among all days of shipment of a year."""
    postponed = evolve(POLICY_2023, window_end=WindowEnd.NEXT_WORKING_DAY)
    worse = diff_policies(postponed, POLICY_2023).worsening
    assert worse is not None
    before, after = [decide(worse.order, worse.claim, policy=each).items[0] for each in (postponed, POLICY_2023)]
    assert before.windows != after.windows
    assert not before.remedies <= after.remedies
    # One day more does not make up for a window that ended on the first of several rest days.
    longer = evolve(POLICY_2023, after_sales_days=31, guarantee_days=61)
    assert not diff_policies(postponed, longer).never_worse


def test_the_assertion_explains_the_case_under_both_policies() -> None:
    """What is worse, which fields of the policies differ, and then both explanations; a concession passes."""
    less_proof = evolve(POLICY_2023, name="less proof", replacement_proof=ReplacementProof.PROBLEM_ONLY)
    with pytest.raises(AssertionError) as failed:
        assert_never_worse(less_proof, POLICY_2023, calendar=china_calendar())
    first, *explained = str(failed.value).split("\n\n")
    assert first.splitlines() == [
        "b (CMOFFER return policy 2023) is worse for the seller than a (less proof): outcome: under verification -> needs evidence",
        "replacement_proof: ReplacementProof.PROBLEM_ONLY -> ReplacementProof.AS_FOR_REFUND",
    ]
    assert [part.splitlines()[:2] for part in explained if part.startswith("Under ")] == [
        ["Under a (less proof):", "Claim CLAIM-1 on order ORDER-1: under verification."],
        ["Under b (CMOFFER return policy 2023):", "Claim CLAIM-1 on order ORDER-1: needs evidence (clause 3.1)."],
    ]
    assert_never_worse(POLICY_2023, evolve(POLICY_2023, name="kinder", after_sales_days=45))


def test_another_share_of_the_freight_is_worse_for_some_line_either_way() -> None:
    """What one line gets more of it another one gets less."""
    by_list = evolve(POLICY_2023, freight_weight=FreightWeight.LIST_VALUE)
    found = [diff_policies(*pair).worsening for pair in ((POLICY_2023, by_list), (by_list, POLICY_2023))]
    assert [str(each) for each in found] == ["refund: USD 54.70 -> USD 53.90", "refund: USD 14.45 -> USD 13.65"]
    assert [each.claim.items[0].line_id for each in found if each] == ["ring", "chain"]


def test_before_shipment_a_cancellation_that_is_referred_is_worse_than_one_that_is_refunded() -> None:
    """The day before shipment is compared, too."""
    refunded = evolve(POLICY_2023, cancellation=Cancellation.REFUND)
    worse = diff_policies(refunded, POLICY_2023).worsening
    assert worse is not None
    assert str(worse) == "outcome: under verification -> referred"
    assert worse.order.shipped_at is None
