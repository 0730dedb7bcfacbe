"""From a concrete case to its Facts."""

from __future__ import annotations

from datetime import datetime

from cmoffer_policy.case.claims import Claim, ClaimItem
from cmoffer_policy.case.lines import OrderLine
from cmoffer_policy.case.matching import check_match, item_of
from cmoffer_policy.case.orders import Order
from cmoffer_policy.reckoning.deadlines import Deadline, Windows, check_edition, window_starts, windows_of_line
from cmoffer_policy.reckoning.documents import Requirement, gaps
from cmoffer_policy.rules.facts import Facts, Phase
from cmoffer_policy.terms.policy import Policy, other_readings
from cmoffer_policy.terms.vocabulary import Cause, Problem, ProductionStage, Term
from cmoffer_policy.values.workdays import WorkCalendar


def observe(order: Order, claim: Claim, item: ClaimItem, *, policy: Policy, calendar: WorkCalendar) -> Facts:
    """What the policy asks about one item of a claim, answered from the case.

    Raises ``Inconsistent`` where the claim does not fit the order, ``InvalidValue`` where the item is not the claim's.
    """
    check_match(order, claim)
    check_edition(policy, calendar)
    line = order.line(item_of(claim, item).line_id)
    return facts_of(
        order,
        claim,
        item,
        policy=policy,
        windows=windows_of_line(order, line, policy, calendar),
        missing=gaps(claim, item),
        nothing_arrived=reports_nothing_arrived(order, claim),
    )


def governs(policy: Policy, order: Order) -> bool:
    """6.1: the order was placed on the policy's first day or later, by the platform's date."""
    return order.placed_at.date() >= policy.effective_from


def facts_of(
    order: Order,
    claim: Claim,
    item: ClaimItem,
    *,
    policy: Policy,
    windows: Windows,
    missing: tuple[Requirement, ...],
    nothing_arrived: bool,
) -> Facts:
    """The same from parts that are known already."""
    line = order.line(item.line_id)
    problem = judged_problem(item, nothing_arrived=nothing_arrived)
    phase = phase_of(order, line, claim.submitted_at, policy, windows)
    lacking = {requirement.clause for requirement in missing}
    price = item.replacement_price
    return Facts(
        governed=governs(policy, order),
        phase=phase,
        problem=problem,
        remedy=claim.remedy,
        replacement_dearer=price is not None and price > line.unit_price,
        production=order.production if phase is Phase.NOT_SHIPPED else ProductionStage.STARTED,
        corrosion=Cause.CORROSION in item.causes,
        misuse=Cause.MISUSE in item.causes,
        unlawful=Cause.UNLAWFUL in item.causes,
        buyer_compensated="3.1" not in lacking,
        problem_shown="3.2.1" not in lacking,
        buyer_quoted="3.2.2" not in lacking,
        description_proved=problem is Problem.NOT_AS_DESCRIBED and "3.2.3" not in lacking,
        verification=claim.verification,
    )


def judged_problem(item: ClaimItem, *, nothing_arrived: bool) -> Problem:
    """The problem as the policy sees it: a delivery of which every piece is missing was not received (2.1)."""
    return Problem.NOT_RECEIVED if nothing_arrived and item.problem is Problem.MISSING_PIECE else item.problem


def reports_nothing_arrived(order: Order, claim: Claim) -> bool:
    """Whether the claim reports every unit of the order as a missing piece."""
    missing: dict[str, int] = {}
    for item in claim.items:
        if item.problem is Problem.MISSING_PIECE:
            missing[item.line_id] = missing.get(item.line_id, 0) + item.quantity
    return bool(missing) and all(missing.get(line.line_id) == line.quantity for line in order.lines)


def phase_of(order: Order, line: OrderLine, submitted_at: datetime, policy: Policy, windows: Windows) -> Phase:
    """Which windows are open at submission (4.1). Each opens at its starting instant and closes at its deadline."""
    if not order.shipped_by(line, submitted_at):
        return Phase.NOT_SHIPPED
    after_sales_start, guarantee_start = window_starts(order, line, policy)
    after_sales = _is_open(after_sales_start, windows.after_sales, submitted_at)
    guarantee = _is_open(guarantee_start, windows.guarantee, submitted_at)
    if after_sales:
        return Phase.BOTH_OPEN if guarantee else Phase.AFTER_SALES_OPEN
    return Phase.GUARANTEE_OPEN if guarantee else Phase.NONE_OPEN


def other_phases(
    order: Order, line: OrderLine, submitted_at: datetime, policy: Policy, calendar: WorkCalendar
) -> dict[Term, Phase]:
    """The phase under each other value of ``guarantee_start`` and of ``window_end``, one changed at a time."""
    variants = other_readings(policy, "guarantee_start") | other_readings(policy, "window_end")
    return {
        value: phase_of(order, line, submitted_at, variant, windows_of_line(order, line, variant, calendar))
        for value, variant in variants.items()
    }


def _is_open(start: datetime | None, end: Deadline | None, at: datetime) -> bool:
    return start is not None and end is not None and start <= at < end.before
