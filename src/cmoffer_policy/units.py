"""Who takes which units of an order: the items of all its claims in their taking order (5.3, 5.4.1).

Approved items come first, by the time of their approval, then open ones, by the time of their claim. Each item takes
the units that follow those taken before it, so a dated approval keeps its value whatever comes later. Rejected items
take nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from attrs import frozen

from cmoffer_policy.claim import Claim, ClaimItem
from cmoffer_policy.order import Order, OrderLine
from cmoffer_policy.vocabulary import Outcome

OPEN_OUTCOMES = (Outcome.IN_DISPUTE, Outcome.UNDER_VERIFICATION, Outcome.NEEDS_EVIDENCE, Outcome.REFERRED)
"""The outcomes that can still become an approval."""


class Stretch(NamedTuple):
    """Consecutive units of a line: how many come before them, and how many they are."""

    line_id: str
    before: int
    units: int


@frozen(kw_only=True)
class UnitsHeld:
    """Units that another claim has taken of a line, and so keeps from the item at hand.

    - ``approved``: True if an approved item has them for good, False if an open item holds them.

    >>> from attrs import evolve
    >>> from cmoffer_policy import Verification, decide
    >>> from cmoffer_policy.testing import scenarios
    >>> (case,) = [case for case in scenarios(clause="4.4") if str(case) == "approved on a Friday"]
    >>> rival = evolve(case.claim, claim_id="C-2").answered(Verification.CONTESTED, items=[0])
    >>> (item,) = decide(case.order, rival, others=[case.claim]).items
    >>> item.units, item.held_by
    ((), (UnitsHeld(claim_id='C-1', units=1, approved=True),))
    """

    claim_id: str
    units: int
    approved: bool


class Taking(NamedTuple):
    """What one item takes, in the order of the lines, and who holds the units that it names but does not get."""

    stretches: tuple[Stretch, ...]
    held_by: tuple[UnitsHeld, ...]


NOTHING_TAKEN = Taking(stretches=(), held_by=())
"""What a rejected item takes."""


class UnitsTaken:
    """The units of an order, as the items of its claims take them one after the other.

    A claim is identified by its position in ``claims``. Pieces of a set that cannot be used alone are drawn in, unless
    another claim has taken or named them (5.3). Running sums for each line keep the work linear in the number of items.
    """

    def __init__(self, order: Order, claims: Sequence[Claim]) -> None:
        self._claims = claims
        self._lines = {line.line_id: _LineTaken(line) for line in order.lines}
        self._sets: dict[str, list[_LineTaken]] = {}
        for line in order.lines:
            if line.set_id is not None:
                self._sets.setdefault(line.set_id, []).append(self._lines[line.line_id])
        self._spreads: dict[tuple[int, str], int] = {}
        for place, claim in enumerate(claims):
            for item in claim.items:
                self._lines[item.line_id].name(place, item.quantity)
        latest_first = sorted(range(len(claims)), key=lambda place: claims[place].submitted_at, reverse=True)
        self._not_counted = latest_first if self._sets else []

    def taken(self, line_id: str) -> int:
        """The units of a line that are settled or taken."""
        return self._lines[line_id].taken

    def free(self, line_id: str) -> int:
        """The units of a line that no claim has taken or named: those that a new claim could draw in (5.3)."""
        self._count_claims(before=None)
        return self._lines[line_id].free()

    def take(self, place: int, item: ClaimItem, *, approved: bool) -> Taking:
        """Give the next item of the taking order its units.

        The item takes the units that it names. If the rest of the set is of no use without them, it also takes as many
        pieces of each other line, unless another claim has taken or named them.
        """
        line = self._lines[item.line_id]
        self._count_claims(before=item.approved_at if approved else None)
        claimed = line.of_claim(place)
        claimed.named_so_far += item.quantity
        concerned, spread = [line], 0
        set_id = line.line.set_id
        if set_id is not None:
            known = self._spreads.get((place, set_id), 0)
            if not item.rest_usable:
                claimed.unusable += item.quantity
            spread = self._spreads[place, set_id] = max(known, claimed.unusable)
            if spread > known:  # else no other line has anything more to draw in: what is free never grows
                concerned = self._sets[set_id]
        stretches = [each.take(place, spread, approved=approved) for each in concerned]
        held_by: tuple[UnitsHeld, ...] = ()
        if claimed.taken < claimed.named_so_far:
            held_by = line.holders(self._claims, place)
        return Taking(stretches=tuple([stretch for stretch in stretches if stretch.units]), held_by=held_by)

    def _count_claims(self, *, before: datetime | None) -> None:
        """Reserve what a claim names, for every claim submitted before the next item was approved.

        Items come in the order of their approval, so a claim that counts once counts for good. Only sets need this.
        """
        while self._not_counted:
            place = self._not_counted[-1]
            if before is not None and self._claims[place].submitted_at >= before:
                return
            self._not_counted.pop()
            for line_id in {item.line_id for item in self._claims[place].items}:
                self._lines[line_id].count(place)


class _Claimed:
    """What one claim names of a line, and what it has taken of it."""

    __slots__ = ("counts", "named", "named_so_far", "taken", "unusable")

    def __init__(self) -> None:
        self.named = 0
        self.named_so_far = 0
        self.unusable = 0
        self.taken = 0
        self.counts = False

    @property
    def kept(self) -> int:
        """The units that no other claim can draw in."""
        return max(self.taken, self.named) if self.counts else self.taken


class _LineTaken:
    """The running sums of one line."""

    __slots__ = ("_claims", "_holders", "_takers", "kept", "line", "taken")

    def __init__(self, line: OrderLine) -> None:
        self.line = line
        self.taken = line.settled
        self.kept = 0
        self._claims: dict[int, _Claimed] = {}
        self._takers: dict[tuple[int, bool], int] = {}
        self._holders: dict[int | None, tuple[UnitsHeld, ...]] = {}

    def of_claim(self, place: int) -> _Claimed:
        found = self._claims.get(place)
        if found is None:
            found = self._claims[place] = _Claimed()
        return found

    def name(self, place: int, units: int) -> None:
        self.of_claim(place).named += units

    def count(self, place: int) -> None:
        claimed = self._claims[place]
        before = claimed.kept
        claimed.counts = True
        self.kept += claimed.kept - before

    def free(self, own: _Claimed | None = None) -> int:
        """The units that a claim could draw in: all but those that other claims have taken or named."""
        return self.line.quantity - self.line.settled - self.kept + (own.kept if own else 0)

    def take(self, place: int, spread: int, *, approved: bool) -> Stretch:
        if self.taken == self.line.quantity:  # nothing is left; a wide set has many such lines
            return Stretch(self.line.line_id, self.taken, 0)
        claimed = self.of_claim(place)
        held = max(claimed.named_so_far, min(spread, self.free(claimed)))
        units = max(0, min(held - claimed.taken, self.line.quantity - self.taken))
        stretch = Stretch(self.line.line_id, self.taken, units)
        if units:
            before = claimed.kept
            claimed.taken += units
            self.kept += claimed.kept - before
            self.taken += units
            self._takers[place, approved] = self._takers.get((place, approved), 0) + units
        return stretch

    def holders(self, claims: Sequence[Claim], of_claim: int) -> tuple[UnitsHeld, ...]:
        """Which other claims have taken the units of the line, in the taking order.

        An item gets too few units only if all are taken, so the list is made once for all claims that have none, and
        once more for each that has some.
        """
        own = of_claim if self._claims[of_claim].taken else None
        if own not in self._holders:
            listed = self._holders.get(None) or [
                UnitsHeld(claim_id=claims[place].claim_id, units=units, approved=approved)
                for (place, approved), units in self._takers.items()
            ]
            self._holders[None] = tuple(listed)
            if own is not None:
                mine = claims[own].claim_id
                self._holders[own] = tuple([held for held in listed if held.claim_id != mine])
        return self._holders[own]


def units_taken(
    order: Order, claims: Sequence[Claim], outcomes: Sequence[Sequence[Outcome]]
) -> tuple[UnitsTaken, list[list[Taking]]]:
    """The units after all claims have taken theirs, and what each item takes, given the outcomes of the items."""
    units = UnitsTaken(order, claims)
    takings = [[NOTHING_TAKEN] * len(claim.items) for claim in claims]
    approved, still_open = [], []
    for place, claim in enumerate(claims):
        for position, item in enumerate(claim.items):
            outcome = outcomes[place][position]
            turn = (claim.submitted_at, claim.claim_id, position, place)
            if outcome is Outcome.APPROVED:
                approved.append((item.approved_at is None, item.approved_at or claim.submitted_at, *turn))
            elif outcome in OPEN_OUTCOMES:
                still_open.append(turn)
    for *_, position, place in sorted(approved):
        takings[place][position] = units.take(place, claims[place].items[position], approved=True)
    for *_, position, place in sorted(still_open):
        takings[place][position] = units.take(place, claims[place].items[position], approved=False)
    return units, takings


def joined(stretches: Iterable[Stretch], places: Mapping[str, int]) -> list[Stretch]:
    """Stretches in the order of the lines, with adjacent ones merged.

    ``places`` gives the position of every line in the order.
    """
    together: list[Stretch] = []
    for stretch in sorted(stretches, key=lambda stretch: (places[stretch.line_id], stretch.before)):
        last = together[-1] if together else None
        if last and last.line_id == stretch.line_id and last.before + last.units == stretch.before:
            together[-1] = Stretch(last.line_id, last.before, last.units + stretch.units)
        else:
            together.append(stretch)
    return together
