"""What an order says about itself: its money, its lines, its shipments and its deliveries."""

from __future__ import annotations

import copy
import itertools
import pickle
from datetime import UTC, timedelta
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from cmoffer_policy import Money
from support.builders import a_line, an_order, at, usd
from support.case_fields import a_rich_order


class Name(str):
    """Text of another library."""

    __slots__ = ()


def test_an_order_knows_its_currency_and_what_was_paid() -> None:
    """List value less both kinds of discount, and freight on top: 39.80 - 1.80 + 39.80 + 5.00 - 3.00 + 4.00."""
    order = a_rich_order()
    assert (order.currency, order.goods_paid, order.paid) == ("USD", usd("79.80"), usd("83.80"))
    free = an_order(a_line(discount=usd("19.90")))
    assert (free.goods_paid, free.paid) == (usd("0"), usd("0"))


prices, quantities = st.integers(0, 10**5), st.integers(1, 50)


@given(st.lists(st.tuples(prices, quantities, st.fractions(0, 1)), min_size=1, max_size=8), prices, st.fractions(0, 1))
def test_what_was_paid_is_list_value_less_discounts_plus_freight(
    bought: list[tuple[int, int, Any]], freight: int, coupon: Any
) -> None:
    """Whatever was bought, with coupons and freight of any size."""

    def cents(minor: int) -> Money:
        return Money(minor=minor, currency="USD")

    discounts = [int(price * quantity * share) for price, quantity, share in bought]
    goods = sum(price * quantity for price, quantity, _ in bought) - sum(discounts)
    order = an_order(
        *[
            a_line(str(n), unit_price=cents(price), quantity=quantity, discount=cents(discounts[n]))
            for n, (price, quantity, _) in enumerate(bought)
        ],
        freight=cents(freight),
        discount=cents(int(goods * coupon)),
    )
    assert order.goods_paid.minor == goods - int(goods * coupon)
    assert order.paid.minor == goods - int(goods * coupon) + freight


def test_a_line_is_found_by_its_id_and_knows_what_is_left() -> None:
    """Units that are settled are not left to be claimed."""
    order = a_rich_order()
    assert [order.line(line.line_id) for line in order.lines] == list(order.lines)
    assert order.line(Name("pin")) is order.lines[2]
    assert [line.left for line in order.lines] == [1, 2, 1]
    assert [a_line(quantity=5, settled=settled).left for settled in (0, 4, 5)] == [5, 1, 0]


def test_a_line_without_a_shipment_of_its_own_was_shipped_with_the_order() -> None:
    """The line's own shipment counts before the order's; without either it is not known."""
    own, shared = a_line("own", shipped_at=at("2024-01-09")), a_line("shared")
    order = an_order(own, shared)
    assert (order.shipment_of(own), order.shipment_of(shared)) == (at("2024-01-09"), at("2024-01-05"))
    waiting = evolve(order, shipped_at=None)
    assert (waiting.shipment_of(own), waiting.shipment_of(shared)) == (at("2024-01-09"), None)


OWN, SHARED = [None, "2024-01-09 00:00"], [None, "2024-01-05 00:00", "2024-01-11 00:00"]
DELIVERED = [None, "2024-01-04", "2024-01-08 23:59:59", "2024-01-09 00:00", "2024-01-09 00:00:01", "2024-01-20"]
a_shipment_and_a_delivery = pytest.mark.parametrize(
    ("own", "shared", "delivered"), [*itertools.product(OWN, SHARED, DELIVERED)]
)


@a_shipment_and_a_delivery
def test_a_delivery_before_the_line_was_shipped_is_unknown(own: Any, shared: Any, delivered: Any) -> None:
    """It was that of another parcel; without any shipment it is that of the whole order."""
    line = a_line(shipped_at=own and at(own))
    order = an_order(line, a_line("chain"), shipped_at=shared and at(shared), delivered_at=delivered and at(delivered))
    shipped = own or shared
    known = delivered is not None and (shipped is None or at(delivered) >= at(shipped))
    assert order.delivery_of(line) == (at(delivered) if known else None)


@a_shipment_and_a_delivery
def test_a_delivery_beside_parcels_needs_the_shipment_of_the_line(own: Any, shared: Any, delivered: Any) -> None:
    """Where only another line has a shipment of its own, the delivery may be that of the other."""
    line = a_line(shipped_at=own and at(own))
    other = a_line("chain", shipped_at=at("2024-01-04 00:00"))
    order = an_order(line, other, shipped_at=shared and at(shared), delivered_at=delivered and at(delivered))
    shipped = own or shared
    known = delivered is not None and shipped is not None and at(delivered) >= at(shipped)
    assert order.delivery_of(line) == (at(delivered) if known else None)
    assert order.delivery_of(other) == (delivered and at(delivered))


@pytest.mark.parametrize(
    ("own", "shared", "delivered", "parcels", "since"),
    [
        (None, None, None, False, None),
        (None, None, None, True, None),
        (None, None, "2024-01-15", False, "2024-01-15"),
        (None, None, "2024-01-15", True, None),
        (None, "2024-01-05", None, False, "2024-01-05"),
        (None, "2024-01-05", None, True, "2024-01-05"),
        (None, "2024-01-05", "2024-01-15", True, "2024-01-05"),
        (None, "2024-01-05", "2024-01-04", False, "2024-01-05"),
        ("2024-01-09", None, None, False, "2024-01-09"),
        ("2024-01-09", None, "2024-01-06", True, "2024-01-09"),
        ("2024-01-09", "2024-01-05", "2024-01-15", True, "2024-01-09"),
        ("2024-01-09", "2024-01-11", "2024-01-15", False, "2024-01-09"),
    ],
)
def test_a_line_counts_as_shipped_from_its_shipment_or_else_its_delivery_on(
    own: Any, shared: Any, delivered: Any, parcels: bool, since: Any
) -> None:
    """Not a microsecond before, at the instant itself and ever after; where neither is known, never."""
    line = a_line(shipped_at=own and at(own))
    other = a_line("chain", shipped_at=at("2024-01-04") if parcels else None)
    order = an_order(line, other, shipped_at=shared and at(shared), delivered_at=delivered and at(delivered))
    assert order.shipped_by(line, at("2199-12-31")) is (since is not None)
    assert not order.shipped_by(line, order.placed_at)
    if since is not None:
        moments = [at(since) + n * timedelta(microseconds=1) for n in (-1, 0, 1)]
        assert [order.shipped_by(line, moment) for moment in moments] == [False, True, True]
        assert order.shipped_by(line, at(since).astimezone(UTC))


def test_an_order_remembers_its_parcels_wherever_it_travels() -> None:
    """Pickled, copied or evolved, it says the same of every line; without the parcel it forgets it."""
    line, other = a_line("ring", quantity=2), a_line("chain", shipped_at=at("2024-01-06"))
    order = an_order(line, other, shipped_at=None, delivered_at=at("2024-01-15"))
    for twin in (order, pickle.loads(pickle.dumps(order)), copy.deepcopy(order), evolve(order)):
        assert [twin.delivery_of(each) for each in twin.lines] == [None, at("2024-01-15")]
    together = evolve(order, lines=[line, evolve(other, shipped_at=None)])
    assert [together.delivery_of(each) for each in together.lines] == [at("2024-01-15")] * 2
