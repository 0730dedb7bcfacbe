"""A calendar and a policy of one's own: every question to a record is answered with those that it is asked with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from attrs import evolve

from cmoffer_policy import (
    POLICY_2023,
    Decision,
    OrderClaims,
    Outcome,
    OutOfSchedule,
    Problem,
    Remedy,
    WindowEnd,
    WorkCalendar,
    compare_readings,
    decide,
    explain,
)
from cmoffer_policy.observation import observe
from support.builders import a_claim, an_order, at, usd

WEEKENDS_ONLY = WorkCalendar(first_day=date(2024, 1, 1), last_day=date(2024, 12, 31))
TO_A_WORKING_DAY = evolve(POLICY_2023, window_end=WindowEnd.NEXT_WORKING_DAY)
ON_DAY_31 = a_claim(submitted_at=at("2024-02-05"))
RECORD = OrderClaims(an_order(), [ON_DAY_31])
"""Day 30 is Sunday 4 February 2024: worked in China, as a make-up day, and a day of rest by the week alone."""


@pytest.mark.parametrize(
    "ask",
    [
        lambda **options: decide(RECORD.order, ON_DAY_31, **options),
        lambda **options: RECORD.decide("C-1", **options),
        lambda **options: RECORD.decisions(**options)[0],
    ],
    ids=["decide", "OrderClaims.decide", "OrderClaims.decisions"],
)
def test_a_decision_is_dated_by_the_calendar_it_is_asked_with(ask: Callable[..., Decision]) -> None:
    """The last day of the window, the acceptance and the version; without a calendar they are China's."""
    own, china = ask(policy=TO_A_WORKING_DAY, calendar=WEEKENDS_ONLY), ask(policy=TO_A_WORKING_DAY)
    assert (own.outcome, china.outcome) == (Outcome.APPROVED, Outcome.REJECTED)
    assert own.calendar_version == WEEKENDS_ONLY.version != china.calendar_version
    windows = own.items[0].windows
    assert windows.after_sales is not None
    assert windows.after_sales.deadline.last_day == date(2024, 2, 5)
    eve = a_claim(submitted_at=at("2024-02-09"))  # of the Spring Festival
    ends = [
        decide(an_order(), eve, calendar=calendar).acceptance.last_day  # type: ignore[union-attr]
        for calendar in (WEEKENDS_ONLY, None)
    ]
    assert ends == [date(2024, 2, 13), date(2024, 2, 19)]


def test_an_order_that_is_not_governed_can_be_older_than_the_calendar() -> None:
    """6.1: nothing else is decided about it, so no day of it is asked for, under whatever reading."""
    earlier = an_order(placed_at=at("2022-10-03"), shipped_at=at("2022-10-05"))
    claim = a_claim(submitted_at=at("2024-01-10"))
    record = OrderClaims(earlier, [claim])
    for policy in (POLICY_2023, TO_A_WORKING_DAY):
        options: dict[str, Any] = {"policy": policy, "calendar": WEEKENDS_ONLY}
        assert record.decide("C-1", **options).outcome is Outcome.NOT_GOVERNED
        assert observe(earlier, claim, claim.items[0], **options).governed is False
        assert record.balance(**options).refundable == usd("0.00")
        assert record.claimable(at("2024-02-05"), **options) == ()
    decision = decide(earlier, claim, calendar=WEEKENDS_ONLY)
    assert compare_readings(decision, calendar=WEEKENDS_ONLY).groups == ()
    assert "2022" in explain(decision, audience="analyst", calendar=WEEKENDS_ONLY)


def test_an_order_that_is_governed_needs_the_days_of_its_windows() -> None:
    """Shipped a month before the calendar begins, it cannot be decided where a window ends on a working day."""
    order = an_order(placed_at=at("2023-11-01"), shipped_at=at("2023-11-02"))
    with pytest.raises(OutOfSchedule, match="got 2023-12-02"):
        decide(order, a_claim(), policy=TO_A_WORKING_DAY, calendar=WEEKENDS_ONLY)


def test_a_balance_is_dated_by_the_calendar_it_is_asked_with() -> None:
    """The claim of day 31 is approved where day 30 was a day of rest, and takes nothing where it was worked."""
    own = RECORD.balance(policy=TO_A_WORKING_DAY, calendar=WEEKENDS_ONLY)
    china = RECORD.balance(policy=TO_A_WORKING_DAY)
    assert (own.approved, china.approved) == (usd("19.90"), usd("0.00"))


def test_what_can_be_claimed_is_dated_by_the_calendar_it_is_asked_with() -> None:
    """A refund is open on Monday 5 February only where the Sunday before was a day of rest."""
    found = {
        calendar: {
            group.remedy: group.deadline and group.deadline.last_day
            for group in OrderClaims(an_order()).claimable(at("2024-02-05"), policy=TO_A_WORKING_DAY, calendar=calendar)
            if Problem.BROKEN in group.problems
        }
        for calendar in (WEEKENDS_ONLY, None)
    }
    assert found[WEEKENDS_ONLY] == {Remedy.REFUND: date(2024, 2, 5), Remedy.REPLACEMENT: date(2024, 3, 5)}
    assert found[None] == {Remedy.REPLACEMENT: date(2024, 3, 5)}
