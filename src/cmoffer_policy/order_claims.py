"""``decide``: every item judged, the units divided among the items, and the Decision."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

from cmoffer_policy.calendars import WorkCalendar, china_calendar
from cmoffer_policy.checks import instance
from cmoffer_policy.claim import Claim, ClaimItem, check_match
from cmoffer_policy.deadlines import Arrival, Windows, acceptance_deadline, refund_arrival, windows
from cmoffer_policy.decision import OPEN_OUTCOMES, Decision, ItemDecision
from cmoffer_policy.evidence import Attached
from cmoffer_policy.facts import Facts
from cmoffer_policy.money import Money
from cmoffer_policy.observation import facts_of, governs, reports_nothing_arrived
from cmoffer_policy.order import Order
from cmoffer_policy.policy import POLICY_2023, Adjudicator, Policy
from cmoffer_policy.refunds import Refund, Stretch, allocation, refund_of, units_of_items
from cmoffer_policy.rules import customer_service_answers, judge, ruler
from cmoffer_policy.vocabulary import Outcome, Remedy, Verification


def decide(
    order: Order, claim: Claim, *, policy: Policy = POLICY_2023, calendar: WorkCalendar | None = None
) -> Decision:
    """What the policy decides about the claim: outcome, reasons, deadlines and money.

    A pure function: equal arguments give equal decisions. ``calendar`` defaults to ``china_calendar()``.

    Raises ``Inconsistent`` if the claim cannot be about this order (the id of another order, an unknown line, more
    units than are left, a submission before the order), ``OutOfSchedule`` if a deadline falls outside the calendar. A
    rejection is a normal result, not an exception.

    >>> from cmoffer_policy import ClaimItem, Money, OrderLine, Problem, parse_instant
    >>> order = Order(
    ...     order_id="A-1",
    ...     placed_at=parse_instant("2024-01-03T09:00:00+08:00"),
    ...     lines=[OrderLine(line_id="ring", quantity=1, unit_price=Money.of("19.90", "USD"))],
    ...     shipped_at=parse_instant("2024-01-05T10:00:00+08:00"),
    ... )
    >>> claim = Claim(
    ...     claim_id="C-1",
    ...     order_id="A-1",
    ...     submitted_at=parse_instant("2024-02-08T12:00:00+08:00"),
    ...     items=[ClaimItem(line_id="ring", problem=Problem.BROKEN)],
    ...     remedy=Remedy.REFUND,
    ... )
    >>> print(decide(order, claim))
    Claim C-1 on order A-1: rejected (1).
    """
    check_match(order, claim)
    days = china_calendar() if calendar is None else calendar
    instance(policy, "policy", Policy)
    instance(days, "calendar", WorkCalendar)
    governed = governs(policy, order)
    nothing_arrived = reports_nothing_arrived(order, claim)
    attached = Attached(claim.evidence)
    windows_of = {
        line_id: windows(order, order.line(line_id), policy=policy, calendar=days)
        for line_id in dict.fromkeys([item.line_id for item in claim.items])
    }
    all_facts, incomplete = [], []
    for item in claim.items:
        missing = attached.missing(item)
        incomplete.append(missing)
        all_facts.append(
            facts_of(
                order,
                claim,
                item,
                governed=governed,
                windows=windows_of[item.line_id],
                missing=missing,
                nothing_arrived=nothing_arrived,
            )
        )
    verdicts = [judge(facts, policy) for facts in all_facts]
    outcomes = [verdict.outcome for verdict in verdicts]
    refunds = split_refund(order, claim, outcomes, policy=policy)
    return Decision(
        order=order,
        claim=claim,
        policy=policy,
        calendar_version=days.version,
        items=tuple(
            [
                ItemDecision(
                    item=item,
                    facts=all_facts[place],
                    outcome=verdicts[place].outcome,
                    remedies=verdicts[place].remedies,
                    findings=verdicts[place].findings,
                    windows=windows_of[item.line_id] if governed else Windows(),
                    arrival=_arrival(item, claim, outcomes[place], policy, days),
                    adjudicator=_adjudicator(all_facts[place], policy) if governed else None,
                    refund=refunds.of_items[place],
                    refund_possible=refunds.of_items_possible[place],
                    policy=policy,
                    incomplete=incomplete[place],
                )
                for place, item in enumerate(claim.items)
            ]
        ),
        refund=refunds.approved,
        refund_possible=refunds.possible,
        acceptance=acceptance_deadline(claim.submitted_at, policy=policy, calendar=days) if governed else None,
    )


def _arrival(item: ClaimItem, claim: Claim, outcome: Outcome, policy: Policy, calendar: WorkCalendar) -> Arrival | None:
    """4.4: when the money of an approved refund is expected."""
    if outcome is not Outcome.APPROVED or claim.remedy is not Remedy.REFUND or item.approved_at is None:
        return None
    return refund_arrival(item.approved_at, policy=policy, calendar=calendar)


def _adjudicator(facts: Facts, policy: Policy) -> Adjudicator | None:
    """4.3, 2.2: who rules, or has ruled, on an objection. A no of customer service is none (2.4)."""
    if facts.verification in (Verification.PENDING, Verification.CONFIRMED):
        return None
    if facts.verification is Verification.CONTESTED and customer_service_answers(facts, policy):
        return None
    return ruler(facts, policy)


class SplitRefund(NamedTuple):
    """The refund of a claim's approved items, and of its approved and open items, as a whole and for each item."""

    approved: Refund
    possible: Refund
    of_items: list[Refund]
    of_items_possible: list[Refund]


def split_refund(order: Order, claim: Claim, outcomes: Sequence[Outcome], *, policy: Policy) -> SplitRefund:
    """The refund of a claim, given the outcome of each item; nothing if the claim is for a replacement.

    Approved items take their units first, then the open ones.
    """
    allocated = allocation(order, policy=policy)
    nothing = nothing_in(order.currency)
    if claim.remedy is Remedy.REPLACEMENT:
        none = [nothing] * len(outcomes)
        return SplitRefund(approved=nothing, possible=nothing, of_items=none, of_items_possible=none)
    approved = [position for position, outcome in enumerate(outcomes) if outcome is Outcome.APPROVED]
    still_open = [position for position, outcome in enumerate(outcomes) if outcome in OPEN_OUTCOMES]
    shares = units_by_item(order, claim.items, (approved, still_open))
    possible = [refund_of(allocated, share, order.currency) if share else nothing for share in shares]

    def together(positions: list[int]) -> Refund:
        if not positions:
            return nothing
        if len(positions) == 1:
            return possible[positions[0]]
        return refund_of(allocated, _joined(order, [shares[position] for position in positions]), order.currency)

    whole = together(approved)
    return SplitRefund(
        approved=whole,
        possible=together(approved + still_open) if still_open else whole,
        of_items=[
            refund if outcome is Outcome.APPROVED else nothing
            for refund, outcome in zip(possible, outcomes, strict=True)
        ],
        of_items_possible=possible,
    )


@cache
def nothing_in(currency: str) -> Refund:
    """The refund of nothing in a currency, made once for each."""
    none = Money(minor=0, currency=currency)
    return Refund(lines=(), goods=none, freight=none, total=none)


def _joined(order: Order, shares: Iterable[dict[str, Stretch]]) -> dict[str, Stretch]:
    """The stretches of several items joined to one for each line, in the order of the lines.

    Items take their units one after the other, starting with the first that is not settled, so they leave no gap.
    """
    units: dict[str, int] = {}
    for share in shares:
        for line_id, (_, count) in share.items():
            units[line_id] = units.get(line_id, 0) + count
    return {line.line_id: (line.settled, units[line.line_id]) for line in order.lines if line.line_id in units}


def units_by_item(
    order: Order, items: Sequence[ClaimItem], stages: Iterable[Sequence[int]]
) -> list[dict[str, Stretch]]:
    """For each item, the stretch of units that it takes of each line, by line id.

    ``stages`` are positions in ``items``. The items of one stage take their units before those of the next, in the
    order of the claim. 5.3 fixes how many units all stages up to one take together; units already taken are not taken
    again. Pieces that are drawn in come after the claimed units and go to the item that draws in most, the first of
    equals.
    """
    shares: list[dict[str, Stretch]] = [{} for _ in items]
    taken: dict[str, int] = {}
    counted: list[ClaimItem] = []

    def take(position: int, line_id: str, units: int) -> None:
        if units:
            shares[position][line_id] = (order.line(line_id).settled + taken.get(line_id, 0), units)
            taken[line_id] = taken.get(line_id, 0) + units

    for stage in filter(None, stages):
        counted += [items[position] for position in stage]
        if all(item.rest_usable for item in counted):
            for position in stage:
                take(position, items[position].line_id, items[position].quantity)
            continue
        claimed = units_of_items(order, counted)
        drawers = _drawers(order, items, stage)
        for position in stage:
            line_id = items[position].line_id
            take(position, line_id, min(items[position].quantity, claimed[line_id] - taken.get(line_id, 0)))
        for line_id, units in claimed.items():
            drawn = units - taken.get(line_id, 0)
            if drawn:
                first, other = drawers[order.line(line_id).set_id]
                take(other if items[first].line_id == line_id else first, line_id, drawn)
    if max(map(len, shares)) < 2:
        return shares
    place = {line.line_id: position for position, line in enumerate(order.lines)}
    return [dict(sorted(share.items(), key=lambda entry: place[entry[0]])) for share in shares]


def _drawers(order: Order, items: Sequence[ClaimItem], stage: Sequence[int]) -> dict[str | None, tuple[int, int]]:
    """For each set, the item that draws in most pieces, and the one that draws in most from another line.

    No item draws in pieces of its own line, so one of the two is right for every line. If all are on one line, both are
    the first.
    """
    drawers: dict[str | None, tuple[int, int]] = {}
    drawing = [position for position in stage if not items[position].rest_usable]
    for position in sorted(drawing, key=lambda position: -items[position].quantity):
        set_id = order.line(items[position].line_id).set_id
        first, other = drawers.get(set_id, (position, position))
        if items[first].line_id == items[other].line_id:
            other = position
        drawers[set_id] = (first, other)
    return drawers
