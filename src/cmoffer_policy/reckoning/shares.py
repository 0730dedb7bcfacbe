"""Which item of a claim accounts for which units, so that the refunds of the items add up to that of the decision."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

from cmoffer_policy.case.claims import Claim, ClaimItem
from cmoffer_policy.case.orders import Order
from cmoffer_policy.reckoning.refunds import Refund, refund_of, refund_schedule, units_of_items
from cmoffer_policy.terms.policy import Policy
from cmoffer_policy.terms.vocabulary import Outcome, Remedy
from cmoffer_policy.values.money import Money

Stretch = tuple[int, int]
"""Consecutive units of a line: how many come before them, and how many they are."""


_OPEN = (Outcome.IN_DISPUTE, Outcome.UNDER_VERIFICATION, Outcome.NEEDS_EVIDENCE)


class SplitRefund(NamedTuple):
    """The refund of a claim's approved items and that of its approved and open ones, as a whole and for each item."""

    approved: Refund
    at_stake: Refund
    of_items: list[Refund]
    of_items_at_stake: list[Refund]


def split_refund(order: Order, claim: Claim, outcomes: Sequence[Outcome], *, policy: Policy) -> SplitRefund:
    """What a claim refunds, given the outcome of each item; nothing at all where a replacement is asked for.

    Approved items take their units first, then the open ones: those in dispute, under verification or lacking evidence.
    """
    schedule = refund_schedule(order, policy=policy)
    nothing = nothing_in(order.currency)
    if claim.remedy is Remedy.REPLACEMENT:
        none = [nothing] * len(outcomes)
        return SplitRefund(approved=nothing, at_stake=nothing, of_items=none, of_items_at_stake=none)
    approved = [position for position, outcome in enumerate(outcomes) if outcome is Outcome.APPROVED]
    still_open = [position for position, outcome in enumerate(outcomes) if outcome in _OPEN]
    shares = units_by_item(order, claim.items, (approved, still_open))
    at_stake = [refund_of(schedule, share, order.currency) if share else nothing for share in shares]

    def together(positions: list[int]) -> Refund:
        if not positions:
            return nothing
        if len(positions) == 1:
            return at_stake[positions[0]]
        return refund_of(schedule, _joined(order, [shares[position] for position in positions]), order.currency)

    whole = together(approved)
    return SplitRefund(
        approved=whole,
        at_stake=together(approved + still_open) if still_open else whole,
        of_items=[
            refund if outcome is Outcome.APPROVED else nothing
            for refund, outcome in zip(at_stake, outcomes, strict=True)
        ],
        of_items_at_stake=at_stake,
    )


@cache
def nothing_in(currency: str) -> Refund:
    """No refund at all; there are as many as currencies."""
    none = Money(minor=0, currency=currency)
    return Refund(lines=(), goods=none, freight=none, total=none)


def _joined(order: Order, shares: Iterable[dict[str, Stretch]]) -> dict[str, Stretch]:
    """The stretches of several items as one for each line, in the order of the lines.

    Items take their units one after the other from the first unsettled one on, so that together they leave no hole.
    """
    units: dict[str, int] = {}
    for share in shares:
        for line_id, (_, count) in share.items():
            units[line_id] = units.get(line_id, 0) + count
    return {line.line_id: (line.settled, units[line.line_id]) for line in order.lines if line.line_id in units}


def units_by_item(
    order: Order, items: Sequence[ClaimItem], stages: Iterable[Sequence[int]]
) -> list[dict[str, Stretch]]:
    """For each item, by line id, the stretch of units it accounts for.

    ``stages`` are positions in ``items``: those of one stage take their units before those of the next, in the order of
    the claim. What the stages up to one come to together is fixed by 5.3; what the earlier ones already took is not
    taken again. Pieces that are drawn in come after the named ones and belong to the item that draws most of them in,
    the first of equals.
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
    """For each set, the item that draws in most, and the one that does so from another line than that one.

    No item draws in pieces of its own line, so one of the two serves every line; where all are on one line they are the
    same.
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
