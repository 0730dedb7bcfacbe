"""The order: what was bought, for how much, and when it was placed, shipped and delivered."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from attrs import Factory, field, frozen

from cmoffer_policy.calendars import instant, optional_instant
from cmoffer_policy.checks import (
    Where,
    count,
    identifier,
    in_sequence,
    named,
    optional_identifier,
    path_of,
    quantity,
    title,
)
from cmoffer_policy.errors import Inconsistent, InvalidValue, label, shown
from cmoffer_policy.markup import described
from cmoffer_policy.money import LARGEST_AMOUNT, Money, check_currency, not_negative

_LONGEST_LIST = 120


@frozen(kw_only=True, field_transformer=named)
class OrderLine:
    """One line of an order: a number of units of one product at one price.

    - ``unit_price``: list price of one unit, tax included; ``discount``: taken off the whole line, not off each unit.
    - ``title``: what explanations call the goods. Nothing depends on it.
    - ``set_id``: lines that share one are the pieces of one product (5.3).
    - ``shipped_at``: when this line was shipped, if that differs from the order.
    - ``settled``: units that were refunded or replaced before the first claim on record.

    A discount above the list value raises ``Inconsistent``, and so do more units settled than bought.

    >>> OrderLine(line_id="ring", quantity=2, unit_price=Money.of("19.90", "USD")).left
    2
    """

    line_id: str = field(converter=identifier)
    quantity: int = field(converter=quantity)
    unit_price: Money = field(converter=not_negative)
    discount: Money = field(default=Factory(lambda line: line.unit_price * 0, takes_self=True), converter=not_negative)
    title: str = field(default="", converter=title)
    set_id: str | None = field(default=None, converter=optional_identifier)
    shipped_at: datetime | None = field(default=None, converter=optional_instant)
    settled: int = field(default=0, converter=count)

    def __attrs_post_init__(self) -> None:
        check_currency(self.discount, self.unit_price.currency, "discount")
        value = self.unit_price.minor * self.quantity
        if value > LARGEST_AMOUNT:
            raise InvalidValue(
                "too_large", "quantity", f"a line worth {value} minor units", f"at most {LARGEST_AMOUNT}"
            )
        if self.discount.minor > value:
            raise Inconsistent("discount_above_value", "discount", str(self.discount), f"at most {self.list_value}")
        if self.settled > self.quantity:
            expected = f"at most {self.quantity}, the units bought"
            raise Inconsistent("more_than_bought", "settled", shown(self.settled), expected)

    @property
    def list_value(self) -> Money:
        """Unit price times quantity, before any discount."""
        return self.unit_price * self.quantity

    @property
    def left(self) -> int:
        """The units that are not settled: the most that one claim may name."""
        return self.quantity - self.settled


def _lines(value: Collection[OrderLine], where: Where = "") -> tuple[OrderLine, ...]:
    lines = in_sequence(value, where, OrderLine)
    if not lines:
        raise InvalidValue("empty", path_of(where), "no lines", "at least one line")
    return lines


def _nothing(order: Order) -> Money:
    return Money(minor=0, currency=order.currency)


@frozen(kw_only=True, field_transformer=named)
class Order:
    """An order as it was bought, in one currency.

    - ``freight``: what was paid for shipping; ``discount``: coupons and the like, taken off the order as a whole.
    - ``shipped_at``, ``delivered_at``: of the parcel; a line may have a shipment of its own. None if it has not
      happened or is not known.

    Values that do not fit together raise ``Inconsistent``: line ids that repeat, more than one currency, a discount
    above what the lines are worth, pieces of a set in unequal quantities, shipment or delivery before the order.

    >>> from cmoffer_policy import parse_instant
    >>> order = Order(
    ...     order_id="A-1",
    ...     placed_at=parse_instant("2024-01-03T09:00:00+08:00"),
    ...     lines=[OrderLine(line_id="ring", quantity=2, unit_price=Money.of("19.90", "USD"))],
    ...     freight=Money.of("4.00", "USD"),
    ... )
    >>> print(order.paid)
    USD 43.80
    """

    order_id: str = field(converter=identifier)
    placed_at: datetime = field(converter=instant)
    lines: tuple[OrderLine, ...] = field(converter=_lines)
    freight: Money = field(default=Factory(_nothing, takes_self=True), converter=not_negative)
    discount: Money = field(default=Factory(_nothing, takes_self=True), converter=not_negative)
    shipped_at: datetime | None = field(default=None, converter=optional_instant)
    delivered_at: datetime | None = field(default=None, converter=optional_instant)
    _by_id: dict[str, OrderLine] = field(init=False, eq=False, repr=False)
    _in_parcels: bool = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "_by_id", _by_id(self.lines))
        object.__setattr__(self, "_in_parcels", any(line.shipped_at is not None for line in self.lines))
        _check_money(self)
        _check_sets(self.lines)
        _check_times(self)

    @property
    def currency(self) -> str:
        """The ISO 4217 code of every amount in the order."""
        return self.lines[0].unit_price.currency

    @property
    def goods_paid(self) -> Money:
        """List value of all lines less the line discounts and the order discount."""
        value = sum([line.unit_price.minor * line.quantity - line.discount.minor for line in self.lines])
        return Money(minor=value - self.discount.minor, currency=self.currency)

    @property
    def paid(self) -> Money:
        """What was paid for goods and freight together. No sequence of refunds exceeds it (5.4.1)."""
        return self.goods_paid + self.freight

    def line(self, line_id: str) -> OrderLine:
        """The line with this id. An unknown id raises ``Inconsistent``."""
        try:
            return self._by_id[line_id]
        except (KeyError, TypeError):
            known = ", ".join(map(label, self._by_id))
            lines = known if len(known) <= _LONGEST_LIST else f"one of {len(self._by_id)}"
            expected = f"a line of order {label(self.order_id)}: {lines}"
            raise Inconsistent("unknown_line", "line_id", shown(line_id), expected) from None

    def shipment_of(self, line: OrderLine) -> datetime | None:
        """When the line was shipped: its own shipment, else the order's; None if neither is known."""
        return line.shipped_at or self.shipped_at

    def delivery_of(self, line: OrderLine) -> datetime | None:
        """When the line was delivered; None if that is not known.

        A delivery before the line's own shipment was that of another parcel. The same may be true of any delivery if
        only other lines have a shipment. If no shipment is known at all, the delivery is that of the whole order.
        """
        shipped_at = self.shipment_of(line)
        if self.delivered_at is None or (shipped_at is None and self._in_parcels):
            return None
        return None if shipped_at is not None and self.delivered_at < shipped_at else self.delivered_at

    def _repr_html_(self) -> str:
        return described(self)

    def shipped_by(self, line: OrderLine, at: datetime) -> bool:
        """Whether the line is known to have been shipped by an instant. A delivered line counts as shipped.

        A naive instant raises ``InvalidValue``.
        """
        moment = instant(at, "at")
        known = self.shipment_of(line) or self.delivery_of(line)
        return known is not None and known <= moment


def _by_id(lines: tuple[OrderLine, ...]) -> dict[str, OrderLine]:
    by_id: dict[str, OrderLine] = {}
    for position, line in enumerate(lines):
        if line.line_id in by_id:
            raise Inconsistent("duplicate", f"lines[{position}].line_id", shown(line.line_id), "an id used only once")
        by_id[line.line_id] = line
    return by_id


def _check_money(order: Order) -> None:
    currency = order.currency
    for position, line in enumerate(order.lines):
        check_currency(line.unit_price, currency, f"lines[{position}].unit_price")
    check_currency(order.freight, currency, "freight")
    check_currency(order.discount, currency, "discount")
    listed = sum([line.unit_price.minor * line.quantity for line in order.lines])
    if listed + order.freight.minor > LARGEST_AMOUNT:
        total = f"an order worth {listed + order.freight.minor} minor units"
        raise InvalidValue("too_large", "lines", total, f"at most {LARGEST_AMOUNT}")
    goods = listed - sum([line.discount.minor for line in order.lines])
    if order.discount.minor > goods:
        limit = Money(minor=goods, currency=currency)
        raise Inconsistent("discount_above_value", "discount", str(order.discount), f"at most {limit}")


def _check_sets(lines: tuple[OrderLine, ...]) -> None:
    """5.3: a product of several pieces was bought a whole number of times."""
    quantities: dict[str, int] = {}
    for position, line in enumerate(lines):
        if line.set_id is not None and quantities.setdefault(line.set_id, line.quantity) != line.quantity:
            expected = f"{quantities[line.set_id]}, as on the other lines of set {label(line.set_id)}"
            raise Inconsistent("unequal_set", f"lines[{position}].quantity", shown(line.quantity), expected)


def _check_times(order: Order) -> None:
    _check_not_before(order.shipped_at, order.placed_at, "shipped_at")
    _check_not_before(order.delivered_at, order.placed_at, "delivered_at")
    for position, line in enumerate(order.lines):
        _check_not_before(line.shipped_at, order.placed_at, f"lines[{position}].shipped_at")


def _check_not_before(at: datetime | None, placed_at: datetime, path: str) -> None:
    if at is not None and at < placed_at:
        expected = f"{placed_at.isoformat()} or later, when the order was placed"
        raise Inconsistent("before_the_order", path, at.isoformat(), expected)
