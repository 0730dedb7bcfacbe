"""Orders decided whole: all claims of an order in a frame share its units, so they are decided together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from cmoffer_policy.calendars import WorkCalendar
from cmoffer_policy.claim import Claim, check_match
from cmoffer_policy.deadlines import acceptance_deadline, refund_arrival
from cmoffer_policy.errors import InputError, OutOfSchedule
from cmoffer_policy.frames.columns import DECIDED, FACTS
from cmoffer_policy.frames.faults import (
    ARRIVES_BEYOND,
    BEYOND,
    TOO_MANY_CLAIMS,
    OrderOrFault,
    fault_of_order,
    faults_of_items,
    faults_of_late_approvals,
)
from cmoffer_policy.frames.rows import Row, claim_of, decision_rows, grouped, order_of
from cmoffer_policy.observation import observe
from cmoffer_policy.order import Order
from cmoffer_policy.order_claims import MOST_CLAIMS, OrderClaims, decide
from cmoffer_policy.policy import Policy
from cmoffer_policy.rules import judge
from cmoffer_policy.vocabulary import Outcome, Remedy

Rows = Sequence[Row]
"""The items of one claim."""


def answers_to(lines: Iterable[Row], items: Rows, policy: Policy, calendar: WorkCalendar) -> list[Row]:
    """What is decided about each item, or what is wrong with it, in the order of the items."""
    rows_of_orders = grouped(lines, "order_id")

    def order_or_fault(order_id: str) -> OrderOrFault:
        rows = rows_of_orders.get(order_id)
        if rows is None:
            return None
        try:
            return order_of(rows)
        except InputError as fault:
            return fault_of_order(rows, fault)

    frame = _Frame(policy, calendar)
    for order_id, of_order in grouped(items, "order_id").items():
        frame.decide_order(order_or_fault(order_id), list(grouped(of_order, "claim_id").values()))
    return [frame.answers[id(row)] for row in items]


class _Frame:
    """The answers to the rows of a frame, order by order."""

    def __init__(self, policy: Policy, calendar: WorkCalendar) -> None:
        self.answers: dict[int, Row] = {}
        self._policy = policy
        self._calendar = calendar

    def decide_order(self, order: OrderOrFault, claims: Sequence[Rows]) -> None:
        """Answer all claims of an order."""
        if isinstance(order, Order):
            try:
                made = OrderClaims(order, [claim_of(rows, order.currency) for rows in claims])
                decisions = made.decisions(policy=self._policy, calendar=self._calendar)
            except InputError:
                pass
            else:
                for rows, decision in zip(claims, decisions, strict=True):
                    in_sequence = sorted(rows, key=lambda row: row["item_no"])
                    self.answers |= zip(map(id, in_sequence), decision_rows(decision), strict=True)
                return
        found = self._faults_on(order, claims)
        first = next((faults[0] for faults in found if faults), "")
        first = first.removeprefix("another row of the claim: ")
        otherwise = TOO_MANY_CLAIMS if len(claims) > MOST_CLAIMS else f"another claim of the order: {first}"
        for rows, faults in zip(claims, found, strict=True):
            self._mark(rows, faults or [otherwise] * len(rows))

    def _faults_on(self, order: OrderOrFault, claims: Sequence[Rows]) -> list[list[str]]:
        """What is wrong with each claim of its own; nothing of a claim that could be decided without the others."""
        if not isinstance(order, Order):
            return [self._faults(rows, order) for rows in claims]
        found: list[list[str]] = [[] for _ in claims]
        sound: dict[int, Claim] = {}
        for place, rows in enumerate(claims):
            try:
                claim = claim_of(rows, order.currency)
                check_match(order, claim)
            except InputError:
                found[place] = self._faults(rows, order)
            else:
                sound[place] = claim
        if len(sound) > MOST_CLAIMS:
            return found
        try:
            OrderClaims(order, list(sound.values())).decisions(policy=self._policy, calendar=self._calendar)
        except OutOfSchedule:
            for place, claim in sound.items():
                if not self._within_the_years(order, claim):
                    found[place] = self._faults(claims[place], order)
            if not any(found):
                for place, claim in sound.items():
                    found[place] = faults_of_late_approvals(claims[place], self._too_late(order, claim))
        return found

    def _faults(self, rows: Rows, order: OrderOrFault) -> list[str]:
        """What is wrong with each item of a claim that cannot be decided, even without the others."""
        return faults_of_items(rows, order, self._deadline_beyond)

    def _within_the_years(self, order: Order, claim: Claim) -> bool:
        try:
            decide(order, claim, policy=self._policy, calendar=self._calendar)
        except OutOfSchedule:
            return False
        return True

    def _deadline_beyond(self, order: Order, claim: Claim) -> str | None:
        """Why a claim of one item cannot be decided although it is sound; None where it can."""
        (item,) = claim.items
        edition: Any = {"policy": self._policy, "calendar": self._calendar}
        try:
            facts = observe(order, claim, item, **edition)
            if facts.governed:
                acceptance_deadline(claim.submitted_at, **edition)
        except OutOfSchedule:
            return BEYOND
        refunded = claim.remedy is Remedy.REFUND and judge(facts, self._policy).outcome is Outcome.APPROVED
        return ARRIVES_BEYOND if refunded and self._arrives_beyond(item.approved_at) else None

    def _too_late(self, order: Order, claim: Claim) -> list[bool]:
        """Of each item of a claim, by number, whether its money would arrive beyond the calendar if it took units.

        An item whose units an earlier one of its own claim draws in takes none, unless other claims keep them from that
        one (5.3). So the arrival can be asked for only when the claims are decided together.
        """
        items = decide(order, claim, policy=self._policy, calendar=self._calendar).items
        refunded = claim.remedy is Remedy.REFUND
        approvals = [each.item.approved_at if each.outcome is Outcome.APPROVED else None for each in items]
        return [refunded and self._arrives_beyond(approved_at) for approved_at in approvals]

    def _arrives_beyond(self, approved_at: datetime | None) -> bool:
        if approved_at is None:
            return False
        try:
            refund_arrival(approved_at, policy=self._policy, calendar=self._calendar)
        except OutOfSchedule:
            return True
        return False

    def _mark(self, rows: Rows, faults: Sequence[str]) -> None:
        """Give rows their faults, and null in every other column of the answer."""
        nothing = dict.fromkeys([column.name for column in (*DECIDED, *FACTS)])
        self.answers |= {id(row): {**nothing, "fault": fault} for row, fault in zip(rows, faults, strict=True)}
