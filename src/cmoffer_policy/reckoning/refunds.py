"""How much: what every line is worth, allocated once, and what so many units of it refund (5.3, 5.4.1, 5.4.2).

The order alone fixes what each line is worth. Inside a line the first k units are worth a rounded share that only
depends on k, and a refund is the difference of two such shares: whatever the sequence of refunds, they add up to what
was paid and never to more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import field, frozen

from cmoffer_policy.case.claims import Claim, ClaimItem
from cmoffer_policy.case.matching import check_match
from cmoffer_policy.case.orders import Order, check_units
from cmoffer_policy.display import Html, described, table
from cmoffer_policy.errors import Inconsistent, label, shown
from cmoffer_policy.terms.policy import FreightWeight, Policy
from cmoffer_policy.values.checks import instance
from cmoffer_policy.values.money import Money, largest_remainder, part


@frozen(kw_only=True)
class LineWorth:
    """What one line of an order is worth.

    ``paid_value`` is the list value less the line's own discount and its share of the order discount; ``freight`` is
    the line's share of the freight.
    """

    line_id: str
    quantity: int
    list_value: Money
    line_discount: Money
    order_discount: Money
    paid_value: Money
    freight: Money


@frozen(kw_only=True)
class RefundSchedule:
    """What every line of an order is worth, in the order of the lines. The worths add up to what was paid.

    >>> from cmoffer_policy import POLICY_2023
    >>> from cmoffer_policy.testing import scenarios
    >>> (case,) = [case for case in scenarios(clause="5.4.2") if str(case) == "freight follows what was paid"]
    >>> schedule: RefundSchedule = refund_schedule(case.order, policy=POLICY_2023)
    >>> for line in schedule.lines:
    ...     print(line.line_id, line.list_value, line.paid_value, line.freight, sep=", ")
    ring, USD 30.00, USD 20.00, USD 2.50
    chain, USD 20.00, USD 20.00, USD 2.50
    """

    lines: tuple[LineWorth, ...]
    _by_id: dict[str, LineWorth] = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "_by_id", {line.line_id: line for line in self.lines})

    def _repr_html_(self) -> str:
        return described(self)

    def line(self, line_id: str) -> LineWorth:
        """What the line with this id is worth; an id the order does not have raises ``Inconsistent``."""
        try:
            return self._by_id[line_id]
        except (KeyError, TypeError):
            raise Inconsistent("unknown_line", "line_id", shown(line_id), "a line of the order") from None


@frozen(kw_only=True)
class RefundLine:
    """How the refund of one line came about.

    Units ``units_before`` + 1 to ``units_after`` of the line are refunded; those before are settled already.
    ``goods`` and ``freight`` are the differences of what the first units of the line are worth.
    """

    worth: LineWorth
    units_before: int
    units_after: int
    goods: Money
    freight: Money

    @property
    def line_id(self) -> str:
        """The line."""
        return self.worth.line_id

    @property
    def units(self) -> int:
        """How many units are refunded."""
        return self.units_after - self.units_before


@frozen(kw_only=True)
class Refund:
    """An exact refund, line by line in the order of the order's lines, and its sums.

    >>> from cmoffer_policy import POLICY_2023
    >>> from cmoffer_policy.testing import scenarios
    >>> def entries(refund: Refund) -> list[str]:
    ...     return [f"{line.line_id}: {line.units} of {line.worth.quantity}, {line.goods}" for line in refund.lines]
    >>> (case,) = [case for case in scenarios(clause="5.4.2") if str(case) == "two of three rings at once"]
    >>> refund = refund_for(case.order, {"ring": 2}, policy=POLICY_2023)
    >>> print(*entries(refund), refund.freight, refund.total, sep="; ")
    ring: 2 of 3, USD 6.67; USD 2.67; USD 9.34
    """

    lines: tuple[RefundLine, ...]
    goods: Money
    freight: Money
    total: Money

    def _repr_html_(self) -> str:
        return refund_table(self)


def refund_table(refund: Refund) -> Html:
    """How a refund came about, with a row for each line and one for the sums."""
    head = ("Line", "Units", "List value", "Discounts", "Paid", "Freight share", "Goods refunded", "Freight refunded")
    rows = [
        [
            label(line.line_id),
            f"{line.units} of {line.worth.quantity}",
            *map(str, (line.worth.list_value, line.worth.line_discount + line.worth.order_discount)),
            *map(str, (line.worth.paid_value, line.worth.freight, line.goods, line.freight)),
        ]
        for line in refund.lines
    ]
    return table(
        f"Refund {refund.total}", head, rows, foot=["In all", *[""] * 5, str(refund.goods), str(refund.freight)]
    )


def refund_schedule(order: Order, *, policy: Policy) -> RefundSchedule:
    """What each line of the order is worth, allocated once from the order alone (5.4.1, 5.4.2).

    The order discount is spread over the lines in proportion to their value after line discounts, the freight in
    proportion to that value too or, under the reading ``freight_weight`` LIST_VALUE, to their list value; both by
    largest remainder, ties to the smaller line id. Where all weights are zero freight follows the list value, then the
    quantity.

    >>> from cmoffer_policy import Money, OrderLine, POLICY_2023, parse_instant
    >>> order = Order(
    ...     order_id="A-1",
    ...     placed_at=parse_instant("2024-01-03T09:00:00+08:00"),
    ...     lines=[
    ...         OrderLine(line_id="ring", quantity=1, unit_price=Money.of("30.00", "USD")),
    ...         OrderLine(line_id="chain", quantity=1, unit_price=Money.of("10.00", "USD")),
    ...     ],
    ...     freight=Money.of("5.00", "USD"),
    ...     discount=Money.of("4.00", "USD"),
    ... )
    >>> schedule = refund_schedule(order, policy=POLICY_2023)
    >>> [(line.line_id, str(line.paid_value), str(line.freight)) for line in schedule.lines]
    [('ring', 'USD 27.00', 'USD 3.75'), ('chain', 'USD 9.00', 'USD 1.25')]
    """
    instance(order, "order", Order)
    instance(policy, "policy", Policy)
    listed = {line.line_id: line.unit_price.minor * line.quantity for line in order.lines}
    values = {line.line_id: listed[line.line_id] - line.discount.minor for line in order.lines}
    discounts = largest_remainder(order.discount.minor, values)
    freights = largest_remainder(order.freight.minor, _freight_weights(order, listed, values, policy))
    currency = order.currency
    return RefundSchedule(
        lines=tuple(
            [
                LineWorth(
                    line_id=line.line_id,
                    quantity=line.quantity,
                    list_value=part(listed[line.line_id], currency),
                    line_discount=line.discount,
                    order_discount=part(discounts[line.line_id], currency),
                    paid_value=part(values[line.line_id] - discounts[line.line_id], currency),
                    freight=part(freights[line.line_id], currency),
                )
                for line in order.lines
            ]
        )
    )


def _freight_weights(
    order: Order, listed: Mapping[str, int], values: Mapping[str, int], policy: Policy
) -> Mapping[str, int]:
    """5.4.2: freight follows the value of the purchase. What that value is, the reading ``freight_weight`` says.

    The order discount being proportional, the values before it stand in the exact proportions of what was paid.
    """
    weights = values if policy.freight_weight is FreightWeight.PAID_VALUE else listed
    if any(weights.values()):
        return weights
    if any(listed.values()):
        return listed
    return {line.line_id: line.quantity for line in order.lines}


def worth_of_first(units: int, value: int, quantity: int) -> int:
    """What the first so many units of a line of this quantity and value are worth, rounded half up."""
    return (2 * units * value + quantity) // (2 * quantity)


def refund_for(order: Order, units: Mapping[str, int], *, policy: Policy) -> Refund:
    """The exact refund of so many further units of each line, given by line id (5.4.1, 5.4.2).

    Units that the order counts as settled come first. Raises ``Inconsistent`` for a line the order does not have and
    for more units than are left, ``InvalidValue`` for what is no count.

    >>> from cmoffer_policy import Money, OrderLine, POLICY_2023, parse_instant
    >>> order = Order(
    ...     order_id="A-1",
    ...     placed_at=parse_instant("2024-01-03T09:00:00+08:00"),
    ...     lines=[OrderLine(line_id="ring", quantity=3, unit_price=Money.of("10.00", "USD"))],
    ...     discount=Money.of("0.01", "USD"),
    ... )
    >>> print(refund_for(order, {"ring": 1}, policy=POLICY_2023).total)
    USD 10.00
    >>> print(refund_for(order.settle({"ring": 1}), {"ring": 2}, policy=POLICY_2023).total)
    USD 19.99
    """
    counted = check_units(instance(order, "order", Order), units)
    taken = {line_id: (order.line(line_id).settled, count) for line_id, count in counted.items() if count}
    return refund_of(refund_schedule(order, policy=policy), taken, order.currency)


def refund_of(schedule: RefundSchedule, taken: Mapping[str, tuple[int, int]], currency: str) -> Refund:
    """The refund of stretches of units, each given by line id as the units before it and the units in it."""
    lines = tuple([_refund_line(schedule.line(line_id), *stretch, currency) for line_id, stretch in taken.items()])
    goods = sum([line.goods.minor for line in lines])
    freight = sum([line.freight.minor for line in lines])
    return Refund(
        lines=lines,
        goods=part(goods, currency),
        freight=part(freight, currency),
        total=part(goods + freight, currency),
    )


def _refund_line(worth: LineWorth, before: int, units: int, currency: str) -> RefundLine:
    after = before + units

    def share(value: Money) -> Money:
        first = worth_of_first(before, value.minor, worth.quantity)
        return part(worth_of_first(after, value.minor, worth.quantity) - first, currency)

    return RefundLine(
        worth=worth, units_before=before, units_after=after, goods=share(worth.paid_value), freight=share(worth.freight)
    )


def claimed_units(order: Order, claim: Claim) -> dict[str, int]:
    """The units of each line that the claim comes to, by line id in the order of the lines (5.3).

    The units named on a line add up. Where the rest of a set cannot be used without the bad piece, the other pieces of
    as many sets are drawn in, as far as they are left. Lines without a unit are absent.

    Raises ``Inconsistent`` where the claim does not fit the order.

    >>> from cmoffer_policy.testing import scenarios
    >>> name = "one earring bad, the other of no use alone"
    >>> (pair,) = [scenario for scenario in scenarios() if str(scenario) == name]
    >>> [(item.line_id, item.quantity, item.rest_usable) for item in pair.claim.items]
    [('left', 1, False)]
    >>> claimed_units(pair.order, pair.claim)
    {'left': 1, 'right': 1}
    """
    check_match(order, claim)
    return units_of_items(order, claim.items)


def units_of_items(order: Order, items: Iterable[ClaimItem]) -> dict[str, int]:
    """The same for some of a claim's items."""
    named: dict[str, int] = {}
    unusable: dict[str, int] = {}
    for item in items:
        named[item.line_id] = named.get(item.line_id, 0) + item.quantity
        if not item.rest_usable:
            unusable[item.line_id] = unusable.get(item.line_id, 0) + item.quantity
    spreads = _spreads(order, unusable)
    claimed = {
        line.line_id: max(named.get(line.line_id, 0), min(spreads.get(line.set_id, 0), line.left))
        for line in order.lines
    }
    return {line_id: units for line_id, units in claimed.items() if units}


def _spreads(order: Order, unusable: Mapping[str, int]) -> dict[str | None, int]:
    """How many sets are affected, by set id: the largest count of unusable sets that any of its lines reports."""
    spreads: dict[str | None, int] = {}
    for line_id, units in unusable.items():
        set_id = order.line(line_id).set_id
        spreads[set_id] = max(spreads.get(set_id, 0), units)
    return spreads
