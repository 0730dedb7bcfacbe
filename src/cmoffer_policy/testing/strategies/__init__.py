"""Strategies for Hypothesis: valid, natural values of every public type, which shrink to a short and ordinary case.

Prices shrink towards 19.90, orders to one line, claims to a broken ring, claimed as soon as it was ordered. The
instants at which the policy changes its answer, and those right before them, are drawn often.

Importing this package also registers the types with Hypothesis, so that ``st.from_type(Order)`` works. Where the
library is installed, an entry point sees to it that a process with Hypothesis that imports the library imports this
package too.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from cmoffer_policy.calendars import RestDay, WorkCalendar, china_calendar
from cmoffer_policy.claim import Attachment, Claim, ClaimItem, ClaimRequest, Evidence, RequestedItem
from cmoffer_policy.claimable import Claimable
from cmoffer_policy.deadlines import Arrival, Deadline, Period, Windows, acceptance_deadline, refund_arrival, windows
from cmoffer_policy.decision import Decision, DueAction, ItemDecision
from cmoffer_policy.evidence import MissingEvidence
from cmoffer_policy.facts import Facts
from cmoffer_policy.money import Money
from cmoffer_policy.order import Order, OrderLine
from cmoffer_policy.order_claims import Balance, OrderClaims, decide
from cmoffer_policy.policy import CLAUSES, POLICY_2023, Clause, Policy
from cmoffer_policy.presentation import Explanation, Section, Statement, explanation
from cmoffer_policy.readings import ReadingsComparison, ReadingsGroup, compare_readings
from cmoffer_policy.refunds import Allocation, LineAllocation, Refund, RefundLine, allocation
from cmoffer_policy.rules import Finding, Verdict, judge
from cmoffer_policy.steps import NextStep
from cmoffer_policy.testing import life  # whose lives would have the name of a module of this package
from cmoffer_policy.testing.expected import Expected, ExpectedItem
from cmoffer_policy.testing.expected_life import ExpectedAmount, ExpectedClaim, ExpectedLife, ExpectedShare
from cmoffer_policy.testing.scenario import Scenario, scenarios
from cmoffer_policy.units import UnitsHeld
from cmoffer_policy.vocabulary import Outcome, Remedy

try:
    from hypothesis import strategies as st
    from hypothesis.strategies import SearchStrategy
except ModuleNotFoundError as _missing:
    raise ImportError(
        "the strategies need Hypothesis: install it with the extra testing, as in cmoffer-policy[testing]",
        name="hypothesis",
    ) from _missing

from cmoffer_policy.testing.strategies.claim import attached, claim_items, claim_requests, claims, evidences
from cmoffer_policy.testing.strategies.lives import order_claims
from cmoffer_policy.testing.strategies.order import instants, moneys, order_lines, orders
from cmoffer_policy.testing.strategies.outcomes import cases, decisions, facts, policies, work_calendars

__all__ = [
    "cases",
    "claim_items",
    "claim_requests",
    "claims",
    "decisions",
    "evidences",
    "facts",
    "instants",
    "moneys",
    "order_claims",
    "order_lines",
    "orders",
    "policies",
    "work_calendars",
]


def _after_sales(order: Order) -> Period | None:
    """The window of after-sales service of the first line."""
    return windows(order, order.lines[0], policy=POLICY_2023, calendar=china_calendar()).after_sales


def _claimable(order: Order) -> tuple[Claimable, ...]:
    """What can be claimed of the order once all that is shipped is; nothing if the policy does not govern it."""
    return OrderClaims(order).claimable(max(filter(None, map(order.shipment_of, order.lines))))


@cache
def _compared() -> ReadingsComparison:
    """One comparison, which takes hundreds of decisions; so that no other is drawn."""
    late = scenarios(clause="1", outcome=Outcome.REJECTED)[0]
    return compare_readings(decide(late.order, late.claim, policy=late.policy))


def register() -> None:
    """Register a strategy for every public type, for ``st.from_type`` and ``@given(...)`` by annotation."""
    explanations = decisions().map(explanation)
    worked = st.deferred(lambda: st.sampled_from(scenarios()))  # reading them takes a while, and few draw them
    lived = st.deferred(lambda: st.sampled_from(life.lives()))
    strategies: dict[type, SearchStrategy[Any]] = {
        Money: moneys(),
        OrderLine: order_lines(),
        Order: orders(),
        Evidence: evidences(),
        ClaimItem: order_lines().flatmap(claim_items),
        Claim: claims(),
        OrderClaims: order_claims(),
        Attachment: evidences().map(attached),
        RequestedItem: claim_requests().map(lambda request: request.items[0]),
        ClaimRequest: claim_requests(),
        Policy: policies(),
        WorkCalendar: work_calendars(),
        RestDay: st.dates(date(2000, 1, 1), date(2199, 12, 31)).map(lambda day: RestDay(day=day, name="holiday")),
        Clause: st.sampled_from(list(CLAUSES.values())),
        Facts: facts(),
        Verdict: facts().map(lambda case: judge(case, POLICY_2023)),
        Finding: facts().flatmap(lambda case: st.sampled_from(judge(case, POLICY_2023).findings)),
        Decision: decisions(),
        ItemDecision: decisions().flatmap(lambda decision: st.sampled_from(decision.items)),
        Refund: decisions().map(lambda decision: decision.refund_possible),
        Allocation: orders().map(lambda order: allocation(order, policy=POLICY_2023)),
        LineAllocation: orders().map(lambda order: allocation(order, policy=POLICY_2023).lines[0]),
        RefundLine: decisions(outcome=Outcome.APPROVED, remedy=Remedy.REFUND).map(
            lambda decision: decision.refund.lines[0]
        ),
        Windows: decisions().map(lambda decision: decision.items[0].windows),
        Period: orders(shipped=True, lines=1).map(_after_sales),
        Deadline: instants().map(lambda at: acceptance_deadline(at, policy=POLICY_2023, calendar=china_calendar())),
        Arrival: instants().map(lambda at: refund_arrival(at, policy=POLICY_2023, calendar=china_calendar())),
        MissingEvidence: decisions(outcome=Outcome.NEEDS_EVIDENCE).map(lambda decision: decision.items[0].missing[0]),
        NextStep: decisions(outcome=Outcome.NEEDS_EVIDENCE).map(lambda decision: decision.items[0].next_steps[0]),
        DueAction: decisions(outcome=Outcome.UNDER_VERIFICATION).map(lambda decision: decision.due_actions()[0]),
        Balance: order_claims().map(lambda record: record.balance()),
        Claimable: orders(shipped=True).map(_claimable).filter(bool).map(lambda found: found[0]),
        UnitsHeld: st.builds(
            UnitsHeld, claim_id=st.sampled_from(["C-1", "C-2"]), units=st.integers(1, 5), approved=st.booleans()
        ),
        Explanation: explanations,
        Section: explanations.map(lambda told: told.sections[0]),
        Statement: explanations.map(lambda told: told.sections[0].statements[0]),
        ReadingsComparison: st.builds(_compared),
        ReadingsGroup: st.builds(_compared).flatmap(lambda compared: st.sampled_from(compared.groups)),
        Scenario: worked,
        Expected: worked.map(lambda scenario: scenario.expected),
        ExpectedItem: worked.map(lambda scenario: scenario.expected.items[0]),
        life.Life: lived,
        ExpectedLife: lived.map(lambda known: known.expected),
        ExpectedClaim: lived.map(lambda known: known.expected.claims[0]),
        ExpectedShare: lived.map(lambda known: known.expected.claims[0].items[0]),
        ExpectedAmount: lived.map(lambda known: known.expected.claims[0].refund),
    }
    for kind, strategy in strategies.items():
        st.register_type_strategy(kind, strategy)


register()
china_calendar()  # Hypothesis limits the time of each test, so that none of them should be the one that loads it
