"""Strategies for Hypothesis: valid, natural values of every public type, which shrink to a short and ordinary case.

Prices shrink towards 19.90, orders to one line, claims to a broken ring, claimed as soon as it was ordered. The
instants at which the policy changes its answer, and those right before them, are drawn often.

Importing this package also tells Hypothesis about the types, so that ``st.from_type(Order)`` works. Where the library
is installed, Hypothesis imports it by itself, through an entry point.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from cmoffer_policy.answer.decision import Decision, ItemDecision
from cmoffer_policy.answer.progress import NextStep
from cmoffer_policy.case.claims import Claim, ClaimItem, Evidence
from cmoffer_policy.case.lines import OrderLine
from cmoffer_policy.case.orders import Order
from cmoffer_policy.reckoning.deadlines import Arrival, Deadline, Windows, acceptance_deadline, refund_arrival
from cmoffer_policy.reckoning.documents import Requirement
from cmoffer_policy.reckoning.refunds import Refund, RefundSchedule, refund_schedule
from cmoffer_policy.rules.facts import Facts
from cmoffer_policy.rules.findings import Finding
from cmoffer_policy.rules.verdict import Verdict, judge
from cmoffer_policy.terms.clauses import CLAUSES, Clause
from cmoffer_policy.terms.policy import POLICY_2023, Policy
from cmoffer_policy.terms.vocabulary import Outcome
from cmoffer_policy.values.calendars import china_calendar
from cmoffer_policy.values.money import Money
from cmoffer_policy.values.workdays import RestDay, WorkCalendar

try:
    from hypothesis import strategies as st
    from hypothesis.strategies import SearchStrategy
except ModuleNotFoundError as _missing:
    raise ImportError(
        "the strategies need Hypothesis: install it with the extra testing, as in cmoffer-policy[testing]",
        name="hypothesis",
    ) from _missing

from cmoffer_policy.testing.strategies.complaints import claim_items, claims, evidences
from cmoffer_policy.testing.strategies.goods import instants, moneys, order_lines, orders
from cmoffer_policy.testing.strategies.outcomes import cases, decisions, facts, policies, work_calendars

__all__ = [
    "cases",
    "claim_items",
    "claims",
    "decisions",
    "evidences",
    "facts",
    "instants",
    "moneys",
    "order_lines",
    "orders",
    "policies",
    "work_calendars",
]


def register() -> None:
    """Tell Hypothesis how to make every public type, for ``st.from_type`` and ``@given(...)`` by annotation."""
    strategies: dict[type, SearchStrategy[Any]] = {
        Money: moneys(),
        OrderLine: order_lines(),
        Order: orders(),
        Evidence: evidences(),
        ClaimItem: order_lines().flatmap(claim_items),
        Claim: claims(),
        Policy: policies(),
        WorkCalendar: work_calendars(),
        RestDay: st.dates(date(2000, 1, 1), date(2199, 12, 31)).map(lambda day: RestDay(day=day, name="holiday")),
        Clause: st.sampled_from(list(CLAUSES.values())),
        Facts: facts(),
        Verdict: facts().map(lambda case: judge(case, POLICY_2023)),
        Finding: facts().flatmap(lambda case: st.sampled_from(judge(case, POLICY_2023).findings)),
        Decision: decisions(),
        ItemDecision: decisions().flatmap(lambda decision: st.sampled_from(decision.items)),
        Refund: decisions().map(lambda decision: decision.refund_at_stake),
        RefundSchedule: orders().map(lambda order: refund_schedule(order, policy=POLICY_2023)),
        Windows: decisions().map(lambda decision: decision.items[0].windows),
        Deadline: instants().map(lambda at: acceptance_deadline(at, policy=POLICY_2023, calendar=china_calendar())),
        Arrival: instants().map(lambda at: refund_arrival(at, policy=POLICY_2023, calendar=china_calendar())),
        Requirement: decisions(outcome=Outcome.NEEDS_EVIDENCE).map(lambda decision: decision.items[0].missing[0]),
        NextStep: decisions(outcome=Outcome.NEEDS_EVIDENCE).map(lambda decision: decision.items[0].next_steps[0]),
    }
    for kind, strategy in strategies.items():
        st.register_type_strategy(kind, strategy)


register()
