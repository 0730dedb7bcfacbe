"""Questions about a case: every argument is of its type or is refused by its name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from cmoffer_policy import (
    POLICY_2023,
    InputError,
    InvalidValue,
    Order,
    Remedy,
    WorkCalendar,
    acceptance_deadline,
    allocation,
    decide,
    missing_evidence,
    observe,
    refund_arrival,
    refund_for,
    windows,
)
from support.builders import a_claim, a_line, an_item, an_order, at, usd
from support.case_fields import check

QUARTER = WorkCalendar(first_day=date(2024, 1, 1), last_day=date(2024, 3, 31))
ARGUMENTS: dict[str, Any] = {
    "order": an_order(),
    "line": a_line(),
    "claim": a_claim(),
    "item": an_item(),
    "units": {"ring": 1},
    "policy": POLICY_2023,
    "calendar": QUARTER,
    "submitted_at": at("2024-03-05"),
    "approved_at": at("2024-03-05"),
}
ASKED: list[tuple[Callable[..., Any], str, str]] = [
    (windows, "order line", "policy calendar"),
    (acceptance_deadline, "submitted_at", "policy calendar"),
    (refund_arrival, "approved_at", "policy calendar"),
    (allocation, "order", "policy"),
    (refund_for, "order units", "policy"),
    (missing_evidence, "order claim item", ""),
    (observe, "order claim item", "policy calendar"),
    (decide, "order claim", "policy calendar"),
]
KINDS = {
    "order": "Order",
    "line": "OrderLine",
    "claim": "Claim",
    "item": "ClaimItem",
    "policy": "Policy",
    "calendar": "WorkCalendar",
}


STRANGERS = [None, 3, "A-1", Order, Remedy.REFUND, usd("1.00")]


@pytest.mark.parametrize(
    ("function", "name", "stranger"),
    [
        (ask, name, stranger)
        for ask, *names in ASKED
        for name in " ".join(names).split()
        for stranger in STRANGERS
        if name in KINDS and (ask, name, stranger) != (decide, "calendar", None)  # which asks for China's
    ],
    ids=lambda value: getattr(value, "__name__", str(value)),
)
def test_every_argument_of_a_question_is_of_its_type(function: Callable[..., Any], name: str, stranger: Any) -> None:
    """What is no order, line, claim, item, policy or calendar is refused by the name of the argument."""
    _, by_position, by_name = next(asked for asked in ASKED if asked[0] is function)
    given = {**ARGUMENTS, name: stranger}
    with pytest.raises(InputError) as refusal:
        function(*[given[key] for key in by_position.split()], **{key: given[key] for key in by_name.split()})
    expected = f"a value of type {KINDS[name]}"
    check(refusal.value, InvalidValue, "wrong_type", name, repr(stranger), expected)


@pytest.mark.parametrize("asked", ASKED, ids=lambda asked: asked[0].__name__)
def test_every_question_takes_the_arguments_of_these_tests(asked: tuple[Callable[..., Any], str, str]) -> None:
    """So each of the refusals has one reason only."""
    function, by_position, by_name = asked
    named = {key: ARGUMENTS[key] for key in by_name.split()}
    assert function(*[ARGUMENTS[key] for key in by_position.split()], **named) is not None
