"""A small service of the kind that uses the library: it stores orders, answers claims, and pays out what is approved."""

from __future__ import annotations

from typing import TypedDict

from attrs import evolve

from cmoffer_policy import (
    POLICY_2023,
    Claim,
    Decision,
    InputError,
    Money,
    Order,
    Outcome,
    Policy,
    Remedy,
    claimed_units,
    decide,
)


class Answer(TypedDict):
    """What the desk sends back: plain data, as a client in any language reads it."""

    outcome: str
    refund: str
    reasons: list[str]
    missing: list[str]
    accepted_until: str | None


class ClaimsDesk:
    """Orders by id, the money paid out so far, and the claims turned away because they were malformed."""

    def __init__(self, policy: Policy = POLICY_2023) -> None:
        self._policy = policy
        self._orders: dict[str, Order] = {}
        self.paid_out: list[Money] = []
        self.malformed: list[str] = []

    def receive(self, order: Order) -> None:
        """Store an order, in the place of an older state of it."""
        self._orders[order.order_id] = order

    def answer(self, claim: Claim) -> Answer | None:
        """Decide a claim and pay out at once what is approved; None for a claim that fits no order."""
        try:
            decision = decide(self._orders[claim.order_id], claim, policy=self._policy)
        except KeyError:
            self.malformed.append(f"order_id: got {claim.order_id!r}, expected an order of ours")
            return None
        except InputError as fault:
            self.malformed.append(f"{fault.code} at {fault.path}")
            return None
        if decision.outcome is Outcome.APPROVED:
            self._settle(decision)
        return answer_of(decision)

    def _settle(self, decision: Decision) -> None:
        """Take the approved units off the order, so that nobody pays for them again."""
        approved = [item.item for item in decision.items if item.outcome is Outcome.APPROVED]
        units = claimed_units(decision.order, evolve(decision.claim, items=approved))
        self._orders[decision.order.order_id] = decision.order.settle(units)
        if decision.claim.remedy is Remedy.REFUND:
            self.paid_out.append(decision.refund.total)


def answer_of(decision: Decision) -> Answer:
    """The parts of a decision that the desk's clients read."""
    return Answer(
        outcome=decision.outcome.name.lower(),
        refund=str(decision.refund.total),
        reasons=sorted({finding.clause for item in decision.items for finding in item.findings if finding.failed}),
        missing=[document.document.words for item in decision.items for document in item.missing],
        accepted_until=decision.acceptance.before.isoformat() if decision.acceptance else None,
    )
