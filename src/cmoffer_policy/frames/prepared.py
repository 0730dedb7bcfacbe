"""Two frames made ready for the kernel: lines sorted, the line of every item found, what is odd set apart.

An order is ordinary if the constructors are sure to take its rows, no piece of a set is drawn in, and no product is
beyond 64 bits. An order may be called odd that is not, and never the other way round.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
import pyarrow as pa
from attrs import frozen

from cmoffer_policy.checks import MOST_ENTRIES, MOST_ITEMS
from cmoffer_policy.frames.columns import CLAIMS, LINES, PROOFS
from cmoffer_policy.frames.ids import ranks
from cmoffer_policy.frames.reading import ABSENT, Numbers
from cmoffer_policy.frames.segments import Groups, Integers, Mask, Values, apportioned, too_large_to_divide
from cmoffer_policy.money import LARGEST_AMOUNT
from cmoffer_policy.order_claims import MOST_CLAIMS
from cmoffer_policy.policy import FreightWeight
from cmoffer_policy.vocabulary import Problem, Remedy, Verification

_APPROVABLE = np.array([answer in (Verification.CONFIRMED, Verification.RULED_FOR_SELLER) for answer in Verification])
"""By the place of each answer, whether it can come with an approval."""
_REFUND, _LOST = Remedy.REFUND.index, Problem.LOST.index


@frozen(kw_only=True, slots=False)
class Lines:
    """The lines of the ordinary orders, by order; what is true of a whole order stands on each of its lines."""

    numbers: Numbers
    orders: Groups
    listed: Integers
    value: Integers

    @cached_property
    def units(self) -> Integers:
        """The units bought of the whole order."""
        return self.orders.sum(self.numbers.of["quantity"])[self.orders.of]

    @cached_property
    def in_parcels(self) -> Mask:
        """Whether some line of the order has a shipment of its own."""
        own = self.numbers.of["line_shipped_at"] != ABSENT
        return self.orders.any(own)[self.orders.of] if own.any() else own


class Prepared:
    """Two frames made ready to be decided under any policy.

    - ``rows``: the rows of claims that are about ordinary orders; ``odd_rows`` are the others, and ``odd_orders`` says
      of the code of each order whether it is odd.
    - ``items``: the rows about ordinary orders; ``line`` is the place of each one's line.
    - ``order``, ``count``: the order of each row, and their number.
    """

    odd_orders: Mask
    order: Integers
    odd_rows: Integers
    rows: Integers
    count: int
    items: Numbers
    line: Integers
    lines: Lines

    def __init__(self, lines: Numbers, claims: Numbers) -> None:
        codes = int(max(lines.order.max(initial=0), claims.order.max(initial=0))) + 1
        width = int(max(lines.line.max(initial=0), claims.line.max(initial=0))) + 1
        lines, keys = _sorted(lines, width)
        wanted = claims.order * width + claims.line
        line = _found(keys, wanted)
        odd_order = np.zeros(codes, np.bool_)
        odd_order[lines.order[_odd_lines(lines, keys)]] = True
        unknown = np.ones(len(line), np.bool_) if not len(keys) else keys[line] != wanted
        odd_order[claims.order[unknown]] = True
        known = np.where(unknown, 0, line)
        if len(keys):
            odd_order[claims.order[_odd_items(claims, lines, known)]] = True
        odd = odd_order[claims.order]
        self.odd_orders = odd_order
        self.order = claims.order
        self.odd_rows = np.flatnonzero(odd)
        self.rows = np.flatnonzero(~odd)
        self.count = len(claims.order)
        self.items, self.line = claims, line
        if len(self.odd_rows):
            kept = ~odd_order[lines.order]
            moved = np.cumsum(kept) - 1
            lines = lines.taken(np.flatnonzero(kept))
            self.items, self.line = claims.taken(self.rows), moved[line[self.rows]]
        self.lines = _lines(lines)
        self._allocated: dict[FreightWeight, tuple[Integers, Integers]] = {}

    @cached_property
    def nothing_arrived(self) -> Mask:
        """Of each item, whether its claim reports all units of the order as lost (2.1)."""
        found = np.zeros(len(self.line), np.bool_)
        rows = np.flatnonzero(self.items.of["problem"] == _LOST)
        if len(rows):
            claim = self.items.claim[rows]
            lost = np.bincount(claim, self.items.of["quantity"][rows]).astype(np.int64)
            found[rows] = lost[claim] == self.lines.units[self.line[rows]]
        return found

    @cached_property
    def contested(self) -> Integers:
        """The items on whose line there are others, by line; no other item has to share its units."""
        on_line = np.bincount(self.line, minlength=len(self.lines.listed))
        rows = np.flatnonzero(on_line[self.line] > 1)
        return rows[np.argsort(self.line[rows], kind="stable")]

    @cached_property
    def turns(self) -> tuple[Values, ...]:
        """What decides among the contested items that are approved at one time, the last first.

        It is the submission, then the id of the claim, then the number of the item.
        """
        rows, items = self.contested, self.items
        return (
            items.of["item_no"][rows],
            ranks(items.texts["claim_id"].take(pa.array(rows))),
            items.of["submitted_at"][rows],
        )

    def allocated(self, weight: FreightWeight) -> tuple[Integers, Integers]:
        """5.4.1, 5.4.2: the paid value and the freight of every line, each allocated once for a policy's weights."""
        if weight not in self._allocated:
            lines, of = self.lines, self.lines.numbers.of
            weights = _freight_weights(lines, weight)
            discount = apportioned(of["order_discount_minor"], lines.value, lines.orders, self._rank)
            freight = apportioned(of["freight_minor"], weights, lines.orders, self._rank)
            self._allocated[weight] = lines.value - discount, freight
        return self._allocated[weight]

    def _rank(self, rows: Integers) -> Integers:
        return ranks(self.lines.numbers.texts["line_id"].take(pa.array(rows)))


def odd_orders_of(lines: Numbers) -> Mask:
    """Of each order's code, whether the constructors may refuse the order, or what is worked out of it is too large."""
    odd = np.zeros(int(lines.order.max(initial=0)) + 1, np.bool_)
    in_order, keys = _sorted(lines, int(lines.line.max(initial=0)) + 1)
    odd[in_order.order[_odd_lines(in_order, keys)]] = True
    return odd


def _sorted(lines: Numbers, width: int) -> tuple[Numbers, Integers]:
    """The lines by order and then by line, and one key for both."""
    keys = lines.order * width + lines.line
    if (keys[1:] >= keys[:-1]).all():
        return lines, keys
    in_turn = np.argsort(keys, kind="stable")
    return lines.taken(in_turn), keys[in_turn]


def _found(keys: Integers, wanted: Integers) -> Integers:
    """Where each wanted key stands among sorted ones, or would."""
    if (wanted[1:] >= wanted[:-1]).all():
        places = np.searchsorted(keys, wanted)
    else:  # in order, so that neighbours are looked up near each other
        in_turn = np.argsort(wanted)
        places = np.empty(len(wanted), np.int64)
        places[in_turn] = np.searchsorted(keys, wanted[in_turn])
    return np.minimum(places, max(len(keys) - 1, 0))


def _odd_lines(lines: Numbers, keys: Integers) -> Mask:
    """The lines that the constructors of lines and orders may refuse, alone or beside the others of their order."""
    of, orders = lines.of, Groups(lines.order)
    listed = _listed(lines)
    odd = lines.odd | (listed > LARGEST_AMOUNT) | (of["discount_minor"] > listed)
    if of["settled"].any():
        odd |= of["settled"] > of["quantity"]
    for name in ("shipped_at", "delivered_at", "line_shipped_at"):
        if any(of[name].strides):  # else it is a default
            odd |= (of[name] < of["placed_at"]) & (of[name] != ABSENT)
    odd[1:] |= keys[1:] == keys[:-1]
    for column in LINES:
        if column.of_order and any(of[column.name].strides):
            odd[orders.differs(of[column.name])] = True
    listed[odd] = 0
    value = listed - of["discount_minor"]
    value[odd] = 0
    odd_order = orders.any(odd) | (orders.sizes > MOST_ENTRIES)
    odd_order |= orders.sum(listed) + of["freight_minor"][orders.starts] > LARGEST_AMOUNT
    if of["order_discount_minor"].any():
        odd_order |= of["order_discount_minor"][orders.starts] > orders.sum(value)
    odd = odd_order[orders.of]
    for total in ("order_discount_minor", "freight_minor"):  # the list value is the largest weight but for the quantity
        odd[too_large_to_divide(of[total], np.maximum(listed, of["quantity"]))] = True
    if lines.set_id is not None:
        rows = np.flatnonzero(lines.set_id != ABSENT)
        rows = rows[np.lexsort((lines.set_id[rows], lines.order[rows]))]
        odd[rows[Groups(lines.order[rows], lines.set_id[rows]).differs(of["quantity"][rows])]] = True
    return odd


def _listed(lines: Numbers) -> Integers:
    return lines.of["quantity"] * lines.of["unit_price_minor"]


def _odd_items(claims: Numbers, lines: Numbers, line: Integers) -> Mask:
    """The items that the constructors of claims may refuse, alone, beside each other or on the line they name."""
    of = claims.of
    approved_at, submitted_at = of["approved_at"], of["submitted_at"]
    dated = approved_at != ABSENT
    odd = claims.odd | (submitted_at < lines.of["placed_at"][line])
    if any(of["rest_usable"].strides):
        odd |= of["rest_usable"] == 0
    if any(of["replacement_price_minor"].strides):
        odd |= (of["remedy"] == _REFUND) & (of["replacement_price_minor"] != ABSENT)
    odd |= dated & ((approved_at < submitted_at) | ~_APPROVABLE[of["verification"]])
    left = lines.of["quantity"] - lines.of["settled"]
    odd |= of["quantity"] > left[line]
    rows = np.flatnonzero(np.bincount(claims.claim)[claims.claim] > 1)
    if len(rows):
        rows = rows[np.lexsort((of["item_no"][rows], claims.claim[rows]))]
        of_claim = Groups(claims.claim[rows])
        odd[rows] |= (of_claim.sizes > MOST_ITEMS)[of_claim.of]
        same_number = ~of_claim.first
        same_number[1:] &= of["item_no"][rows[1:]] == of["item_no"][rows[:-1]]
        odd[rows] |= same_number
        for column in CLAIMS:
            if column.of_claim and column.name in of:
                odd[rows[of_claim.differs(of[column.name][rows])]] = True
        rows = rows[np.lexsort((line[rows], claims.claim[rows]))]
        on_line = Groups(claims.claim[rows], line[rows])
        odd[rows] |= (on_line.sum(of["quantity"][rows]) > left[line[rows[on_line.starts]]])[on_line.of]
        for name in PROOFS:
            odd[rows[on_line.differs(of[name][rows])]] = True
    rows = np.flatnonzero(np.bincount(claims.order)[claims.order] > MOST_CLAIMS)
    if len(rows):
        rows = rows[np.lexsort((claims.claim[rows], claims.order[rows]))]
        of_order = Groups(claims.order[rows])
        claims_of_order = of_order.sum(Groups(claims.order[rows], claims.claim[rows]).first)
        odd[rows] |= (claims_of_order > MOST_CLAIMS)[of_order.of]
    return odd


def _lines(numbers: Numbers) -> Lines:
    orders = Groups(numbers.order)
    listed = _listed(numbers)
    return Lines(numbers=numbers, orders=orders, listed=listed, value=listed - numbers.of["discount_minor"])


def _freight_weights(lines: Lines, weight: FreightWeight) -> Integers:
    """5.4.2: the values that freight follows; where all are zero, the list values, and then the quantities."""

    def any_of(values: Integers) -> Mask:
        return lines.orders.any(values > 0)[lines.orders.of]

    weights = lines.value if weight is FreightWeight.PAID_VALUE else lines.listed
    if weights.min(initial=1) > 0:
        return weights
    instead = np.where(any_of(lines.listed), lines.listed, lines.numbers.of["quantity"])
    return np.where(any_of(weights), weights, instead)
