"""Orders decided whole: all claims of an order in a frame share its units, so they are decided together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from cmoffer_policy.calendars import WorkCalendar
from cmoffer_policy.claim import Claim, check_match
from cmoffer_policy.deadlines import refund_arrival
from cmoffer_policy.decision import ItemDecision
from cmoffer_policy.errors import InputError, OutOfSchedule
from cmoffer_policy.frames.columns import DECIDED, FACTS
from cmoffer_policy.frames.faults import (
    TOO_MANY_CLAIMS,
    OrderOrFault,
    fault_of_order,
    faults_of_items,
    faults_of_late_approvals,
    sentence,
)
from cmoffer_policy.frames.rows import Row, claim_of, decision_rows, grouped, order_of
from cmoffer_policy.order import Order
from cmoffer_policy.order_claims import MOST_CLAIMS, OrderClaims, decide
from cmoffer_policy.policy import Policy
from cmoffer_policy.vocabulary import Outcome, Remedy

Rows = Sequence[Row]
"""The items of one claim."""


def answers_to(lines: Iterable[Row], items: Rows, policy: Policy, calendar: WorkCalendar) -> list[Row]:
    """What is decided about each item, or what is wrong with it, in the order of the items."""
    rows_of_orders = grouped(lines, "order_id")

    @cache
    def order_or_fault(order_id: str) -> Order | str | None:
        rows = rows_of_orders.get(order_id)
        if rows is None:
            return None
        try:
            return order_of(rows)
        except InputError as fault:
            return fault_of_order(rows, fault)

    frame = _Frame(order_or_fault, policy, calendar)
    claims_on: dict[Any, list[Rows]] = {}
    astride: dict[Any, list[list[str]]] = {}
    for rows in grouped(items, "claim_id").values():
        order_ids = {row["order_id"] for row in rows}
        if len(order_ids) == 1:
            claims_on.setdefault(rows[0]["order_id"], []).append(rows)
            continue
        faults = frame.faults(rows)  # once for all its orders: a claim can be astride of many
        frame.mark(rows, faults)
        for order_id in order_ids:
            astride.setdefault(order_id, []).append(faults)
    for order_id, claims in claims_on.items():
        frame.decide_order(order_id, claims, astride.get(order_id, []))
    return [frame.answers[id(row)] for row in items]


class _Frame:
    """The answers to the rows of a frame, order by order."""

    def __init__(self, order_or_fault: OrderOrFault, policy: Policy, calendar: WorkCalendar) -> None:
        self.answers: dict[int, Row] = {}
        self._order_or_fault = order_or_fault
        self._policy = policy
        self._calendar = calendar

    def decide_order(self, order_id: str, claims: Sequence[Rows], astride: Sequence[Sequence[str]]) -> None:
        """Answer all claims of an order; ``astride`` are the faults of those that name another order, too."""
        order = self._order_or_fault(order_id)
        if isinstance(order, Order) and not astride:
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
        first = next((faults[0] for faults in [*astride, *found] if faults), "")
        first = first.removeprefix("another row of the claim: ")
        too_many = len(claims) + len(astride) > MOST_CLAIMS
        otherwise = TOO_MANY_CLAIMS if too_many else f"another claim of the order: {first}"
        for rows, faults in zip(claims, found, strict=True):
            self.mark(rows, faults or [otherwise] * len(rows))

    def _faults_on(self, order: Order | str | None, claims: Sequence[Rows]) -> list[list[str]]:
        """What is wrong with each claim of its own; nothing of a claim that could be decided without the others."""
        if not isinstance(order, Order):
            return [self.faults(rows) for rows in claims]
        found: list[list[str]] = [[] for _ in claims]
        sound: dict[int, Claim] = {}
        for place, rows in enumerate(claims):
            try:
                claim = claim_of(rows, order.currency)
                check_match(order, claim)
            except InputError:
                found[place] = self.faults(rows)
            else:
                sound[place] = claim
        if len(sound) > MOST_CLAIMS:
            return found
        try:
            OrderClaims(order, list(sound.values())).decisions(policy=self._policy, calendar=self._calendar)
        except OutOfSchedule:
            for place in sound:
                if self._refusal(claims[place]):
                    found[place] = self.faults(claims[place])
            if not any(found):
                for place, claim in sound.items():
                    found[place] = faults_of_late_approvals(claims[place], self._too_late(order, claim))
        return found

    def faults(self, rows: Rows) -> list[str]:
        """What is wrong with each item of a claim that cannot be decided, even without the others."""
        return faults_of_items(rows, self._order_or_fault, self._refusal)

    def _refusal(self, rows: Rows) -> str | None:
        order = self._order_or_fault(rows[0]["order_id"])
        assert isinstance(order, Order)
        try:
            decide(order, claim_of(rows, order.currency), policy=self._policy, calendar=self._calendar)
        except InputError as fault:
            return sentence(fault)
        return None

    def _too_late(self, order: Order, claim: Claim) -> list[bool]:
        """Of each item of a claim, by number, whether its money would arrive beyond the calendar if it took units.

        An item whose units an earlier one of its own claim draws in takes none, unless other claims keep them from that
        one (5.3). So the arrival can be asked for only when the claims are decided together.
        """
        items = decide(order, claim, policy=self._policy, calendar=self._calendar).items
        return [claim.remedy is Remedy.REFUND and self._arrives_beyond(item) for item in items]

    def _arrives_beyond(self, item: ItemDecision) -> bool:
        if item.outcome is not Outcome.APPROVED or item.item.approved_at is None:
            return False
        try:
            refund_arrival(item.item.approved_at, policy=self._policy, calendar=self._calendar)
        except OutOfSchedule:
            return True
        return False

    def mark(self, rows: Rows, faults: Sequence[str]) -> None:
        """Give rows their faults, and null in every other column of the answer."""
        nothing = dict.fromkeys([column.name for column in (*DECIDED, *FACTS)])
        self.answers |= {id(row): {**nothing, "fault": fault} for row, fault in zip(rows, faults, strict=True)}
