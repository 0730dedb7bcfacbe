"""The life of an order, worked out the slow way: who takes which units, and what these are worth.

The sentences of the policy are followed one by one, and every sum is made anew for every item. Nothing here calls the
code under test: it reads the fields of orders and claims, and the worth of a unit comes from exact fractions. The
outcome of an item does not depend on other claims, so it comes from the second judge.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from attrs import frozen

from cmoffer_policy import (
    Claim,
    ClaimItem,
    Order,
    OrderLine,
    Outcome,
    Policy,
    Remedy,
    WorkCalendar,
    china_calendar,
    observe,
)
from support.reckoning_oracle import Allocation
from support.rules_oracle import expected_judgement

STILL_OPEN = {Outcome.IN_DISPUTE, Outcome.UNDER_VERIFICATION, Outcome.NEEDS_EVIDENCE, Outcome.REFERRED}

Place = tuple[str, int]
"""The id of a claim, and the position of an item in it."""

Holder = tuple[str, int, bool]
"""Who holds units of a line: the id of the claim, how many, and whether its items are approved."""


def outcome_of(
    order: Order, claim: Claim, item: ClaimItem, policy: Policy, calendar: WorkCalendar | None = None
) -> Outcome:
    """What the second judge says about an item."""
    days = china_calendar() if calendar is None else calendar
    return expected_judgement(observe(order, claim, item, policy=policy, calendar=days), policy)[0]


@frozen
class Taking:
    """What one item takes: the numbers of the units of every line, the first one of a line being 0."""

    claim: Claim
    position: int
    approved: bool
    numbers: dict[str, range]
    held_by: frozenset[Holder]

    @property
    def item(self) -> ClaimItem:
        return self.claim.items[self.position]

    @property
    def units(self) -> dict[str, int]:
        return {line_id: len(numbers) for line_id, numbers in self.numbers.items() if numbers}

    def on(self, line: OrderLine) -> int:
        return len(self.numbers[line.line_id])


class SlowLife:
    """Everything that follows from an order and its claims."""

    def __init__(
        self, order: Order, claims: Iterable[Claim], policy: Policy, calendar: WorkCalendar | None = None
    ) -> None:
        self.order, self.claims, self.policy = order, tuple(claims), policy
        self.allocation = Allocation(order, policy.freight_weight)
        self.outcomes: dict[Place, Outcome] = {
            (claim.claim_id, position): outcome_of(order, claim, item, policy, calendar)
            for claim in self.claims
            for position, item in enumerate(claim.items)
        }
        self.takings: list[Taking] = []
        for claim, position in self.taking_order():
            self.takings.append(self._taking(claim, position))
        self.by_place = {(taking.claim.claim_id, taking.position): taking for taking in self.takings}

    def taking_order(self) -> list[tuple[Claim, int]]:
        """Approved items by approval, the undated ones last; then open items; the others take nothing."""
        everything = [(claim, position) for claim in self.claims for position in range(len(claim.items))]
        everything.sort(key=lambda each: (each[0].submitted_at, each[0].claim_id, each[1]))
        approved = [each for each in everything if self._outcome(*each) is Outcome.APPROVED]
        dated = [each for each in approved if _approval(*each) is not None]
        dated.sort(key=lambda each: _approval(*each))  # type: ignore[arg-type, return-value] - a stable sort of dates
        undated = [each for each in approved if _approval(*each) is None]
        return dated + undated + [each for each in everything if self._outcome(*each) in STILL_OPEN]

    def _outcome(self, claim: Claim, position: int) -> Outcome:
        return self.outcomes[claim.claim_id, position]

    def _taking(self, claim: Claim, position: int) -> Taking:
        """What the item takes after all that were taken before it."""
        item = claim.items[position]
        approved = self._outcome(claim, position) is Outcome.APPROVED
        mine = [taking for taking in self.takings if taking.claim.claim_id == claim.claim_id]
        counted = [*[taking.item for taking in mine], item]
        numbers: dict[str, range] = {}
        for line in self.order.lines:
            holds = max(
                _named(counted, line), min(self._spread(counted, line), self._free(claim, position, approved, line))
            )
            takes = max(0, holds - _taken(mine, line))
            takes = min(takes, line.quantity - line.settled - _taken(self.takings, line))
            first = line.settled + _taken(self.takings, line)
            numbers[line.line_id] = range(first, first + takes)
        own_line = self._line(item)
        got = _taken(mine, own_line) + len(numbers[own_line.line_id])
        short = got < _named(counted, own_line)
        return Taking(claim, position, approved, numbers, self._holders(claim, own_line) if short else frozenset())

    def _line(self, item: ClaimItem) -> OrderLine:
        return next(line for line in self.order.lines if line.line_id == item.line_id)

    def _spread(self, items: Sequence[ClaimItem], line: OrderLine) -> int:
        """The most sets that these items report as unusable on any one line of the set."""
        if line.set_id is None:
            return 0
        mates = [mate for mate in self.order.lines if mate.set_id == line.set_id]
        return max(_named([item for item in items if not item.rest_usable], mate) for mate in mates)

    def _free(self, claim: Claim, position: int, approved: bool, line: OrderLine) -> int:
        """The units of a line to which no other claim has a claim."""
        at = _approval(claim, position) if approved else None
        free = line.quantity - line.settled
        for other in self.claims:
            if other.claim_id == claim.claim_id:
                continue
            taken = _taken([taking for taking in self.takings if taking.claim.claim_id == other.claim_id], line)
            counts = at is None or other.submitted_at < at
            free -= max(taken, _named(other.items, line) if counts else 0)
        return free

    def _holders(self, claim: Claim, line: OrderLine) -> frozenset[Holder]:
        """The other claims that have taken units of the line so far, approved and open items apart."""
        holders = set()
        for other in self.claims:
            for approved in (True, False):
                theirs = [
                    taking
                    for taking in self.takings
                    if taking.claim.claim_id == other.claim_id and taking.approved is approved
                ]
                if other.claim_id != claim.claim_id and _taken(theirs, line):
                    holders.add((other.claim_id, _taken(theirs, line), approved))
        return frozenset(holders)

    def units(self, place: Place) -> dict[str, int]:
        """The units that an item takes of every line, lines without any left out."""
        return self.by_place[place].units if place in self.by_place else {}

    def worth(self, place: Place) -> tuple[int, int]:
        """What the units of an item are worth, goods and freight, whatever the remedy."""
        return self.allocation.worth_of(self.by_place[place].numbers) if place in self.by_place else (0, 0)

    def refund(self, place: Place) -> tuple[int, int]:
        """The money of an item if it is approved; none for a replacement."""
        return self.refund_possible(place) if self.outcomes[place] is Outcome.APPROVED else (0, 0)

    def refund_possible(self, place: Place) -> tuple[int, int]:
        """The money of an item if it is approved or open; none for a replacement."""
        claim = next(claim for claim in self.claims if claim.claim_id == place[0])
        return self.worth(place) if claim.remedy is Remedy.REFUND else (0, 0)

    def held_by(self, place: Place) -> frozenset[Holder]:
        """Who holds the units that an item names and did not get."""
        return self.by_place[place].held_by if place in self.by_place else frozenset()

    def first_left(self) -> dict[str, int]:
        """The number of the first unit of every line that nobody has taken and that is not settled."""
        return {line.line_id: line.settled + _taken(self.takings, line) for line in self.order.lines}

    def units_left(self) -> dict[str, int]:
        """The units that nobody has taken, lines without any left out."""
        left = {line.line_id: line.quantity - self.first_left()[line.line_id] for line in self.order.lines}
        return {line_id: units for line_id, units in left.items() if units}

    def worth_left(self) -> tuple[int, int]:
        """What the units that nobody has taken are worth, goods and freight."""
        first = self.first_left()
        return self.allocation.worth_of(
            {line.line_id: range(first[line.line_id], line.quantity) for line in self.order.lines}
        )

    def worth_settled(self) -> tuple[int, int]:
        """What the settled units are worth, goods and freight."""
        return self.allocation.worth_of({line.line_id: range(line.settled) for line in self.order.lines})

    def worth_replaced(self) -> tuple[int, int]:
        """What the units are worth that items asking for a replacement have taken, approved or open."""
        worths = [
            self.worth((taking.claim.claim_id, taking.position))
            for taking in self.takings
            if taking.claim.remedy is Remedy.REPLACEMENT
        ]
        return sum(goods for goods, _ in worths), sum(freight for _, freight in worths)


def _approval(claim: Claim, position: int) -> datetime | None:
    return claim.items[position].approved_at


def _named(items: Iterable[ClaimItem], line: OrderLine) -> int:
    return sum(item.quantity for item in items if item.line_id == line.line_id)


def _taken(takings: Iterable[Taking], line: OrderLine) -> int:
    return sum(taking.on(line) for taking in takings)
