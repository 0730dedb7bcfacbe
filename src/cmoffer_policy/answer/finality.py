"""What keeps a decision from being final."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from attrs import evolve

from cmoffer_policy.rules.facts import Phase
from cmoffer_policy.rules.verdict import judge
from cmoffer_policy.terms.policy import GuaranteeStart
from cmoffer_policy.terms.vocabulary import Outcome, Remedy, Term

if TYPE_CHECKING:
    from cmoffer_policy.answer.decision import Decision, ItemDecision
    from cmoffer_policy.reckoning.deadlines import Deadline


class OpenPoint(Term):
    """Something that keeps a decision from being final.

    >>> from cmoffer_policy import Outcome, decide
    >>> from cmoffer_policy.testing import scenarios
    >>> waiting = scenarios(clause="4.3", outcome=Outcome.UNDER_VERIFICATION)[0]
    >>> decision = decide(waiting.order, waiting.claim, policy=waiting.policy)
    >>> OpenPoint.VERIFICATION in decision.open_points
    True
    """

    EVIDENCE = "evidence"
    """Documents or details are missing (3.1 to 3.2.3)."""
    VERIFICATION = "verification"
    """The responsible party has not answered yet (4.3)."""
    RULING = "ruling"
    """The responsible party objects and nobody has ruled yet (4.3, 2.2)."""
    CUSTOMER_SERVICE = "customer_service"
    """Customer service has to say whether the order can still be cancelled (2.4)."""
    SHIPMENT_UNKNOWN = "shipment_unknown"
    """No window is open for an item whose shipment is not known (1, 2.3)."""
    DELIVERY_UNKNOWN = "delivery_unknown"
    """The guarantee of an item starts with a delivery that is not known (2.3)."""
    APPROVAL_TIME = "approval_time"
    """A refund is approved, but since when is not known, nor therefore when it arrives (4.4)."""
    PROVISIONAL_DEADLINE = "provisional_deadline"
    """A deadline rests on working days that can still change (4.2, 4.4)."""


_WAITING_FOR = {
    Outcome.NEEDS_EVIDENCE: OpenPoint.EVIDENCE,
    Outcome.UNDER_VERIFICATION: OpenPoint.VERIFICATION,
    Outcome.IN_DISPUTE: OpenPoint.RULING,
    Outcome.REFERRED: OpenPoint.CUSTOMER_SERVICE,
}


def open_points(decision: Decision) -> tuple[OpenPoint, ...]:
    """The open points of a decision, in the order of their definition."""
    points = {point for item in decision.items for point in _points_of_item(decision, item)}
    if decision.outcome is Outcome.APPROVED and decision.claim.remedy is Remedy.REFUND and decision.arrival is None:
        points.add(OpenPoint.APPROVAL_TIME)
    if any(deadline.provisional for deadline in _deadlines(decision)):
        points.add(OpenPoint.PROVISIONAL_DEADLINE)
    return tuple([point for point in OpenPoint if point in points])


def _points_of_item(decision: Decision, item: ItemDecision) -> Iterator[OpenPoint]:
    if item.outcome in _WAITING_FOR:
        yield _WAITING_FOR[item.outcome]
    if item.outcome is not Outcome.REJECTED:
        return
    line = decision.order.line(item.line_id)
    if decision.order.shipment_of(line) is None and _would_help(decision, item, Phase):
        yield OpenPoint.SHIPMENT_UNKNOWN
    elif decision.policy.guarantee_start is GuaranteeStart.DELIVERY and decision.order.delivery_of(line) is None:
        after_delivery = {Phase.AFTER_SALES_OPEN: Phase.BOTH_OPEN, Phase.NONE_OPEN: Phase.GUARANTEE_OPEN}
        if _would_help(decision, item, [after_delivery.get(item.facts.phase, item.facts.phase)]):
            yield OpenPoint.DELIVERY_UNKNOWN


def _would_help(decision: Decision, item: ItemDecision, phases: Iterable[Phase]) -> bool:
    """Whether a date that is not known could still bring the item another outcome, by leading to one of the phases."""
    verdicts = [judge(evolve(item.facts, phase=phase), decision.policy) for phase in phases]
    return any(verdict.outcome is not item.outcome for verdict in verdicts)


def _deadlines(decision: Decision) -> Iterator[Deadline]:
    if decision.acceptance:
        yield decision.acceptance
    if decision.arrival:
        yield decision.arrival.deadline
    for item in decision.items:
        for deadline in (item.windows.after_sales, item.windows.guarantee):
            if deadline:
                yield deadline
