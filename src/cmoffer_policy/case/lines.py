"""One line of an order: so many units of one product at one price."""

from __future__ import annotations

from datetime import datetime
from typing import SupportsIndex

from attrs import Factory, field, frozen

from cmoffer_policy.errors import Inconsistent, InvalidValue
from cmoffer_policy.values.checks import MOST_UNITS, identifier, integer
from cmoffer_policy.values.instants import instant
from cmoffer_policy.values.money import LARGEST_AMOUNT, Money, check_currency, money


def _line_id(value: str) -> str:
    return identifier(value, "line_id")


def _quantity(value: SupportsIndex) -> int:
    return integer(value, "quantity", least=1, most=MOST_UNITS)


def _unit_price(value: Money) -> Money:
    return money(value, "unit_price")


def _discount(value: Money) -> Money:
    return money(value, "discount")


def _set_id(value: str | None) -> str | None:
    return None if value is None else identifier(value, "set_id")


def _shipped_at(value: datetime | None) -> datetime | None:
    return None if value is None else instant(value, "shipped_at")


def _settled(value: SupportsIndex) -> int:
    return integer(value, "settled", least=0, most=MOST_UNITS)


def _reserved(value: SupportsIndex) -> int:
    return integer(value, "reserved", least=0, most=MOST_UNITS)


def _no_line_discount(line: OrderLine) -> Money:
    return Money(minor=0, currency=line.unit_price.currency)


@frozen(kw_only=True)
class OrderLine:
    """One line of an order: so many units of one product at one price.

    - ``unit_price``: list price of one unit, tax included; ``discount``: taken off the whole line, not off each unit.
    - ``set_id``: lines that share one are the pieces of one product (5.3).
    - ``shipped_at``: of this line, where it differs from the order's.
    - ``settled``: units already refunded or replaced for good. ``reserved``: units held by other open claims.

    A discount above the list value and more units settled and reserved than bought raise ``Inconsistent``.

    >>> OrderLine(line_id="ring", quantity=2, unit_price=Money.of("19.90", "USD")).left
    2
    """

    line_id: str = field(converter=_line_id)
    quantity: int = field(converter=_quantity)
    unit_price: Money = field(converter=_unit_price)
    discount: Money = field(default=Factory(_no_line_discount, takes_self=True), converter=_discount)
    set_id: str | None = field(default=None, converter=_set_id)
    shipped_at: datetime | None = field(default=None, converter=_shipped_at)
    settled: int = field(default=0, converter=_settled)
    reserved: int = field(default=0, converter=_reserved)

    def __attrs_post_init__(self) -> None:
        check_currency(self.discount, self.unit_price.currency, "discount")
        value = self.unit_price.minor * self.quantity
        if value > LARGEST_AMOUNT:
            raise InvalidValue(
                "too_large", "quantity", f"a line worth {value} minor units", f"at most {LARGEST_AMOUNT}"
            )
        if self.discount.minor > value:
            raise Inconsistent("discount_above_value", "discount", str(self.discount), f"at most {self.list_value}")
        if self.settled + self.reserved > self.quantity:
            held = f"{self.settled} settled and {self.reserved} reserved"
            raise Inconsistent("more_than_bought", "settled", held, f"at most {self.quantity} units in all")

    @property
    def list_value(self) -> Money:
        """Unit price times quantity, before any discount."""
        return Money(minor=self.unit_price.minor * self.quantity, currency=self.unit_price.currency)

    @property
    def left(self) -> int:
        """The units that a further claim may still name."""
        return self.quantity - self.settled - self.reserved
