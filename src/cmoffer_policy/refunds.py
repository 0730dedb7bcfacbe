"""Refunds: what was paid, allocated once to the lines, and the refund of any number of units (5.3, 5.4.1, 5.4.2).

The order alone fixes what each line is worth. Within a line, the first k units are worth a rounded share that depends
only on k, and a refund is the difference of two such shares. So the refunds add up to what was paid, and never to more,
in whatever sequence they are made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import SupportsIndex

from attrs import field, frozen

from cmoffer_policy.checks import instance, integer
from cmoffer_policy.errors import Inconsistent, InvalidValue, label, shown
from cmoffer_policy.markup import Html, described, table
from cmoffer_policy.money import Money, apportion
from cmoffer_policy.order import Order, OrderLine
from cmoffer_policy.policy import FreightWeight, Policy
from cmoffer_policy.units import Stretch


@frozen(kw_only=True)
class LineAllocation:
    """The share of one line in what was paid for the order.

    ``paid_value`` is the list value less the line's own discount and its share of the order discount; ``freight`` is
    the line's share of the freight.

    >>> from cmoffer_policy import POLICY_2023
    >>> from cmoffer_policy.testing import scenarios
    >>> (case,) = [case for case in scenarios(clause="5.4.2") if str(case) == "freight follows what was paid"]
    >>> ring: LineAllocation = allocation(case.order, policy=POLICY_2023).line("ring")
    >>> print(ring.list_value - ring.line_discount - ring.order_discount, ring.paid_value, sep=" = ")
    USD 20.00 = USD 20.00
    """

    line_id: str
    quantity: int
    list_value: Money
    line_discount: Money
    order_discount: Money
    paid_value: Money
    freight: Money


@frozen(kw_only=True)
class Allocation:
    """What was paid for an order, allocated to its lines in their order.

    >>> from cmoffer_policy import POLICY_2023
    >>> from cmoffer_policy.testing import scenarios
    >>> (case,) = [case for case in scenarios(clause="5.4.2") if str(case) == "freight follows what was paid"]
    >>> found: Allocation = allocation(case.order, policy=POLICY_2023)
    >>> for line in found.lines:
    ...     print(line.line_id, line.list_value, line.paid_value, line.freight, sep=", ")
    ring, USD 30.00, USD 20.00, USD 2.50
    chain, USD 20.00, USD 20.00, USD 2.50
    """

    lines: tuple[LineAllocation, ...]
    _by_id: dict[str, LineAllocation] = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "_by_id", {line.line_id: line for line in self.lines})

    def _repr_html_(self) -> str:
        return described(self)

    def line(self, line_id: str) -> LineAllocation:
        """The allocation of the line with this id. An unknown id raises ``Inconsistent``."""
        try:
            return self._by_id[line_id]
        except (KeyError, TypeError):
            raise Inconsistent("unknown_line", "line_id", shown(line_id), "a line of the order") from None


@frozen(kw_only=True)
class RefundLine:
    """The refund of one line, and how it is computed.

    Units ``units_before`` + 1 to ``units_after`` of the line are refunded; the units before them went to others.
    ``goods`` and ``freight`` are each the value of the first ``units_after`` units less that of the first
    ``units_before``.

    >>> from cmoffer_policy import POLICY_2023
    >>> from cmoffer_policy.testing import scenarios
    >>> (case,) = [case for case in scenarios(clause="5.4.2") if str(case) == "two of three rings at once"]
    >>> ring: RefundLine = refund_for(case.order, {"ring": 2}, policy=POLICY_2023).lines[0]
    >>> print(ring.units_before, ring.units_after, ring.goods)
    0 2 USD 6.67
    """

    allocation: LineAllocation
    units_before: int
    units_after: int
    goods: Money
    freight: Money

    @property
    def line_id(self) -> str:
        """The id of the line."""
        return self.allocation.line_id

    @property
    def units(self) -> int:
        """The number of units refunded."""
        return self.units_after - self.units_before


@frozen(kw_only=True)
class Refund:
    """An exact refund, line by line in the order of the lines, with its sums.

    A line whose units were not taken in one go has an entry for each stretch of consecutive units.

    >>> from cmoffer_policy import POLICY_2023
    >>> from cmoffer_policy.testing import scenarios
    >>> def entries(refund: Refund) -> list[str]:
    ...     lines = refund.lines
    ...     return [f"{line.line_id}: {line.units} of {line.allocation.quantity}, {line.goods}" for line in lines]
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
    """A table of how a refund is computed, with a row for each line and one for the sums."""
    head = ("Line", "Units", "List value", "Discounts", "Paid", "Freight share", "Goods refunded", "Freight refunded")
    rows = [
        [
            label(line.line_id),
            f"{line.units} of {line.allocation.quantity}",
            *map(str, (line.allocation.list_value, line.allocation.line_discount + line.allocation.order_discount)),
            *map(str, (line.allocation.paid_value, line.allocation.freight, line.goods, line.freight)),
        ]
        for line in refund.lines
    ]
    return table(
        f"Refund {refund.total}", head, rows, foot=["In all", *[""] * 5, str(refund.goods), str(refund.freight)]
    )


def allocation(order: Order, *, policy: Policy) -> Allocation:
    """What was paid for the order, allocated to its lines; it depends on the order alone (5.4.1, 5.4.2).

    The order discount is divided in proportion to the lines' values after line discounts. Freight is divided in
    proportion to these values too or, under the reading ``freight_weight`` LIST_VALUE, to list values. Both use the
    largest remainder, with ties to the smaller line id. If all weights are zero, freight follows the list value, then
    the quantity.

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
    >>> found = allocation(order, policy=POLICY_2023)
    >>> [(line.line_id, str(line.paid_value), str(line.freight)) for line in found.lines]
    [('ring', 'USD 27.00', 'USD 3.75'), ('chain', 'USD 9.00', 'USD 1.25')]
    """
    instance(order, "order", Order)
    instance(policy, "policy", Policy)
    listed = {line.line_id: line.list_value.minor for line in order.lines}
    values = {line.line_id: listed[line.line_id] - line.discount.minor for line in order.lines}
    discounts = apportion(order.discount.minor, values)
    freights = apportion(order.freight.minor, _freight_weights(order, listed, values, policy))
    return Allocation(
        lines=tuple(
            [
                LineAllocation(
                    line_id=line.line_id,
                    quantity=line.quantity,
                    list_value=Money(minor=listed[line.line_id], currency=order.currency),
                    line_discount=line.discount,
                    order_discount=Money(minor=discounts[line.line_id], currency=order.currency),
                    paid_value=Money(minor=values[line.line_id] - discounts[line.line_id], currency=order.currency),
                    freight=Money(minor=freights[line.line_id], currency=order.currency),
                )
                for line in order.lines
            ]
        )
    )


def _freight_weights(
    order: Order, listed: Mapping[str, int], values: Mapping[str, int], policy: Policy
) -> Mapping[str, int]:
    """5.4.2: freight follows the value of the purchase. The reading ``freight_weight`` says which value that is.

    The order discount is proportional, so the values before it are in the exact proportions of what was paid.
    """
    weights = values if policy.freight_weight is FreightWeight.PAID_VALUE else listed
    if any(weights.values()):
        return weights
    if any(listed.values()):
        return listed
    return {line.line_id: line.quantity for line in order.lines}


def value_of_first(units: int, value: int, quantity: int) -> int:
    """Value of the first ``units`` of a line, rounded half up."""
    return (2 * units * value + quantity) // (2 * quantity)


def refund_for(order: Order, units: Mapping[str, int], *, policy: Policy) -> Refund:
    """The exact refund of further units, given by line id (5.4.1, 5.4.2).

    Units that the order counts as settled come before them. Raises ``Inconsistent`` for an unknown line and for more
    units than are left, ``InvalidValue`` for anything that is not a count.

    >>> from cmoffer_policy import Money, OrderLine, POLICY_2023, parse_instant
    >>> order = Order(
    ...     order_id="A-1",
    ...     placed_at=parse_instant("2024-01-03T09:00:00+08:00"),
    ...     lines=[OrderLine(line_id="ring", quantity=3, unit_price=Money.of("10.00", "USD"))],
    ...     discount=Money.of("0.01", "USD"),
    ... )
    >>> print(refund_for(order, {"ring": 1}, policy=POLICY_2023).total)
    USD 10.00
    >>> print(refund_for(order, {"ring": 3}, policy=POLICY_2023).total)
    USD 29.99
    """
    counted = _counted(instance(order, "order", Order), units)
    taken = [Stretch(line_id, order.line(line_id).settled, count) for line_id, count in counted.items() if count]
    return refund_of(allocation(order, policy=policy), taken, order.currency)


def _counted(order: Order, units: Mapping[str, int]) -> dict[str, int]:
    """The units, checked, by line id, in the order of the lines; no more of each than are left on its line."""
    if not isinstance(units, Mapping):
        raise InvalidValue("not_a_mapping", "units", shown(units), "a mapping from line ids to units")
    for line_id in units:
        order.line(line_id)
    return {line.line_id: _units_of(line, units[line.line_id]) for line in order.lines if line.line_id in units}


def _units_of(line: OrderLine, units: SupportsIndex) -> int:
    path = f"units[{shown(line.line_id)}]"
    count = integer(units, path, least=0)
    if count > line.left:
        raise Inconsistent("more_than_left", path, shown(count), f"at most {line.left}, the units left on the line")
    return count


def refund_of(allocated: Allocation, taken: Iterable[Stretch], currency: str) -> Refund:
    """The refund of stretches of units."""
    lines = tuple([_refund_line(allocated.line(line_id), before, units) for line_id, before, units in taken])
    if not lines:
        return nothing_in(currency)
    goods = Money.sum([line.goods for line in lines], currency)
    freight = Money.sum([line.freight for line in lines], currency)
    return Refund(lines=lines, goods=goods, freight=freight, total=goods + freight)


@cache
def nothing_in(currency: str) -> Refund:
    """The refund of nothing in a currency, made once for each."""
    none = Money(minor=0, currency=currency)
    return Refund(lines=(), goods=none, freight=none, total=none)


def _refund_line(allocated: LineAllocation, before: int, units: int) -> RefundLine:
    after = before + units

    def share(value: Money) -> Money:
        first, last = [value_of_first(count, value.minor, allocated.quantity) for count in (before, after)]
        return Money(minor=last - first, currency=value.currency)

    return RefundLine(
        allocation=allocated,
        units_before=before,
        units_after=after,
        goods=share(allocated.paid_value),
        freight=share(allocated.freight),
    )
