"""The same questions put to other libraries, as far as they can be put."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Mapping
from datetime import date, timedelta
from typing import Any

import pytest

from cmoffer_policy import Policy, WorkCalendar
from cmoffer_policy.analysis import decision_table
from cmoffer_policy.analysis.table import COLUMNS
from cmoffer_policy.facts import Facts
from cmoffer_policy.vocabulary import Term


def _plain(value: Hashable) -> Any:
    return value.value if isinstance(value, Term) else value


def zen_answers(facts: Facts, policy: Policy) -> dict[str, Any]:
    """The case as zen-engine reads it: the answers to the columns of the decision table."""
    return {column.name: _plain(column.value(facts, policy)) for column in COLUMNS}


def zen_table(policy: Policy) -> Callable[[dict[str, Any]], str]:
    """The decision table of the policy, outcomes only, as zen-engine evaluates it."""
    zen = pytest.importorskip("zen")
    rows = [
        {
            "_id": f"row-{place}",
            **{
                column.name: "" if condition is None else ", ".join([json.dumps(_plain(value)) for value in condition])
                for column, condition in zip(COLUMNS, row.conditions, strict=True)
            },
            "outcome": json.dumps(row.outcome.value),
        }
        for place, row in enumerate(decision_table(policy).rows)
    ]
    inputs = [{"id": column.name, "name": column.name, "field": column.name} for column in COLUMNS]
    table = {
        "hitPolicy": "first",
        "inputs": inputs,
        "outputs": [{"id": "outcome", "name": "outcome", "field": "outcome"}],
        "rules": rows,
    }
    nodes = [
        {"id": "in", "name": "in", "type": "inputNode"},
        {"id": "table", "name": "table", "type": "decisionTableNode", "content": table},
        {"id": "out", "name": "out", "type": "outputNode"},
    ]
    edges = [
        {"id": "first", "type": "edge", "sourceId": "in", "targetId": "table"},
        {"id": "second", "type": "edge", "sourceId": "table", "targetId": "out"},
    ]
    decision = zen.ZenEngine().create_decision(json.dumps({"nodes": nodes, "edges": edges}))

    def outcome(answers: dict[str, Any]) -> str:
        return decision.evaluate(answers)["result"]["outcome"]

    return outcome


def numpy_days(calendar: WorkCalendar, year: int) -> tuple[Callable[..., Any], Callable[..., Any]]:
    """Adding and counting by NumPy's business days, which know the holidays of a year but no make-up days."""
    np = pytest.importorskip("numpy")
    rests = [rest.day for rest in calendar.holidays if rest.day.year == year]
    days = np.busdaycalendar(weekmask="1111100", holidays=rests)

    def add(day: Any, n: int) -> Any:
        return np.busday_offset(day, n, roll="backward", busdaycal=days)

    def between(a: Any, b: Any) -> Any:
        return np.busday_count(a + 1, b + 1, busdaycal=days)  # which counts the first day and not the last

    return add, between


def holidays_days(year: int) -> tuple[Callable[[date, int], date], Callable[[date, date], int]]:
    """Adding and counting by the China calendar of holidays, whose count includes both days."""
    china = pytest.importorskip("holidays").country_holidays("CN", years=year)
    next_day = timedelta(days=1)

    def between(a: date, b: date) -> int:
        return china.get_working_days_count(a + next_day, b)

    return china.get_nth_working_day, between


def stockholm_split(total: int, weights: Mapping[str, int]) -> Callable[[], dict[str, Any]]:
    """A division of money by stockholm's amounts, with the left-over cents handed out by largest remainder."""
    stockholm = pytest.importorskip("stockholm")
    money = stockholm.Money
    amount = money.from_sub_units(total, "USD")
    cent = money.from_sub_units(1, "USD")

    def split() -> dict[str, Any]:
        whole = sum(weights.values())
        exact = {key: amount * weight / whole for key, weight in weights.items()}
        shares = {key: money.from_sub_units(int(share.sub_units), "USD") for key, share in exact.items()}
        left = amount - money.sum(shares.values(), currency="USD")
        order = sorted(exact, key=lambda key: (shares[key] - exact[key], key))
        for key in order[: int(left.sub_units)]:
            shares[key] += cent
        return shares

    return split
