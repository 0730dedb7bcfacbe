"""Observation: from an order and a claim to the Facts of an item."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from cmoffer_policy.calendars import WorkCalendar
from cmoffer_policy.checks import instance
from cmoffer_policy.claim import Claim, ClaimItem, check_match, item_of
from cmoffer_policy.deadlines import Windows, windows
from cmoffer_policy.errors import OutOfSchedule
from cmoffer_policy.evidence import Attached, MissingEvidence
from cmoffer_policy.facts import Facts, Phase
from cmoffer_policy.order import Order, OrderLine
from cmoffer_policy.policy import Policy
from cmoffer_policy.vocabulary import Cause, Problem, ProductionStage


def observe(order: Order, claim: Claim, item: ClaimItem, *, policy: Policy, calendar: WorkCalendar) -> Facts:
    """The Facts of one item of a claim: an answer to every question that the policy asks.

    Raises ``Inconsistent`` if the claim does not fit the order, ``InvalidValue`` if the item is not the claim's, and
    ``OutOfSchedule`` if a window ends on a day outside the calendar.
    """
    check_match(order, claim)
    instance(policy, "policy", Policy)
    line = order.line(item_of(claim, item).line_id)
    return facts_of(
        order,
        claim,
        item,
        governed=governs(policy, order),
        windows=windows_to_judge(order, line, policy, calendar),
        missing=Attached(claim.evidence).missing(item),
        nothing_arrived=reports_nothing_arrived(order, claim),
    )


def governs(policy: Policy, order: Order) -> bool:
    """6.1: whether the order was placed on the policy's first day or later, Beijing time."""
    return order.placed_at.date() >= policy.effective_from


def windows_to_judge(order: Order, line: OrderLine, policy: Policy, calendar: WorkCalendar) -> Windows:
    """The windows of a line.

    An order that the policy does not govern can be older than the calendar. It has none then, as it needs none (6.1).
    """
    try:
        return windows(order, line, policy=policy, calendar=calendar)
    except OutOfSchedule:
        if governs(policy, order):
            raise
        return Windows()


def facts_of(
    order: Order,
    claim: Claim,
    item: ClaimItem,
    *,
    governed: bool,
    windows: Windows,
    missing: Iterable[MissingEvidence],
    nothing_arrived: bool,
) -> Facts:
    """The Facts of an item whose windows and missing evidence are known already."""
    line = order.line(item.line_id)
    phase = phase_of(order, line, claim.submitted_at, windows)
    not_as_described = item.problem is Problem.NOT_AS_DESCRIBED
    not_proved = {proof.clause for proof in missing}
    price = item.replacement_price
    return Facts(
        governed=governed,
        phase=phase,
        problem=item.problem,
        remedy=claim.remedy,
        replacement_dearer=price is not None and price > line.unit_price,
        production=claim.production if phase is Phase.NOT_SHIPPED else ProductionStage.STARTED,
        nothing_arrived=nothing_arrived and item.problem is Problem.LOST,
        corrosion=Cause.CORROSION in item.causes,
        misuse=Cause.MISUSE in item.causes,
        unlawful=Cause.UNLAWFUL in item.causes,
        listing_differs=not_as_described and Cause.LISTING_DIFFERS in item.causes,
        buyer_compensated="3.1" not in not_proved,
        problem_shown="3.2.1" not in not_proved,
        buyer_quoted="3.2.2" not in not_proved,
        description_proved=not_as_described and "3.2.3" not in not_proved,
        verification=item.verification,
    )


def reports_nothing_arrived(order: Order, claim: Claim) -> bool:
    """Whether the lost units of the claim are all that was ordered (2.1)."""
    lost: dict[str, int] = {}
    for item in claim.items:
        if item.problem is Problem.LOST:
            lost[item.line_id] = lost.get(item.line_id, 0) + item.quantity
    return all(lost.get(line.line_id) == line.quantity for line in order.lines)


def phase_of(order: Order, line: OrderLine, submitted_at: datetime, windows: Windows) -> Phase:
    """Which windows are open at submission (4.1). A window opens at its start and closes at its deadline."""
    if not order.shipped_by(line, submitted_at):
        return Phase.NOT_SHIPPED
    after_sales = windows.after_sales is not None and windows.after_sales.is_open(submitted_at)
    guarantee = windows.guarantee is not None and windows.guarantee.is_open(submitted_at)
    if after_sales:
        return Phase.BOTH_OPEN if guarantee else Phase.AFTER_SALES_OPEN
    if guarantee:
        return Phase.GUARANTEE_OPEN
    over_at_the_earliest = windows.guarantee is not None and windows.guarantee.deadline.at_least
    return Phase.GUARANTEE_UNKNOWN if over_at_the_earliest else Phase.NONE_OPEN
