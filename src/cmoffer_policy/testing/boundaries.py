"""The instants at which something changes for an order, and those next to them."""

from __future__ import annotations

from datetime import datetime, timedelta

from attrs import evolve

from cmoffer_policy.calendars import china_calendar
from cmoffer_policy.checks import instance
from cmoffer_policy.deadlines import windows
from cmoffer_policy.order import Order
from cmoffer_policy.policy import POLICY_2023, GuaranteeStart

_ONE_MICROSECOND = timedelta(microseconds=1)
_POLICIES = (POLICY_2023, evolve(POLICY_2023, guarantee_start=GuaranteeStart.DELIVERY))


def boundaries(order: Order) -> list[datetime]:
    """The last instant before and the first after each change, in order, from the placing of the order on.

    Things change when the order is placed, when a line is shipped or delivered, and when a window ends, counted from
    shipment or from delivery.

    >>> from cmoffer_policy import Money, OrderLine, parse_instant
    >>> order = Order(
    ...     order_id="A-1",
    ...     placed_at=parse_instant("2024-01-03T09:00:00+08:00"),
    ...     lines=[OrderLine(line_id="ring", quantity=1, unit_price=Money.of("19.90", "USD"))],
    ...     shipped_at=parse_instant("2024-01-05T10:00:00+08:00"),
    ... )
    >>> [instant.isoformat() for instant in boundaries(order)][-2:]
    ['2024-03-05T23:59:59.999999+08:00', '2024-03-06T00:00:00+08:00']
    """
    changes = {instance(order, "order", Order).placed_at}
    for line in order.lines:
        changes |= {at for at in (order.shipment_of(line), order.delivery_of(line)) if at is not None}
        for policy in _POLICIES:
            ends = windows(order, line, policy=policy, calendar=china_calendar())
            changes |= {period.deadline.before for period in (ends.after_sales, ends.guarantee) if period is not None}
    around = changes | {at - _ONE_MICROSECOND for at in changes}
    return sorted(at for at in around if at >= order.placed_at)
