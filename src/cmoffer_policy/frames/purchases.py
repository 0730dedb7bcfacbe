"""What every line is worth, allocated once from its order alone (5.4.1, 5.4.2), in columns."""

from __future__ import annotations

from collections.abc import Sequence

import narwhals as nw

from cmoffer_policy.frames import faults
from cmoffer_policy.frames.arithmetic import proportion
from cmoffer_policy.frames.columns import LINES
from cmoffer_policy.frames.engines import Frame
from cmoffer_policy.terms.policy import FreightWeight, Policy

_OF_ORDER = tuple([column.name for column in LINES if column.of_order])


def checked_lines(lines: Frame) -> Frame:
    """The lines with their list value, their value after their own discount, and the first fault of each by itself."""
    listed = nw.col("quantity") * nw.col("unit_price_minor")
    lines = lines.with_columns(fault=faults.first_of(faults.OF_LINES))
    # What is malformed could be large enough to overflow the sums.
    sound = nw.col("fault") == faults.NONE
    return lines.with_columns(
        listed=nw.when(sound).then(listed).otherwise(0),
        value=nw.when(sound).then(listed - nw.col("discount_minor")).otherwise(0),
        in_set=nw.when(nw.col("set_id") != "").then(1).otherwise(0),
        one=nw.lit(1),
    )


def with_orders(lines: Frame, columns: Sequence[str]) -> Frame:
    """Beside every line the sums over its order and its first fault; lines whose id is used twice are left out.

    ``columns`` are those that the caller's frame has: the others are alike on all lines.
    """
    of_order = [name for name in _OF_ORDER if name in columns]
    lines = lines.with_columns(
        nw.col("listed", "value", "quantity", "one").sum().over("order_id").name.prefix("order_"),
        alike=nw.col("one").sum().over("order_id", *of_order),
        same=nw.col("one").sum().over("order_id", "line_id"),
        last_parcel=nw.col("line_shipped_at").max().over("order_id"),
    )
    lines = whole(lines, ["order_listed", "order_value", "order_quantity", "order_one", "alike", "same"])
    if "set_id" in columns:
        lines = lines.with_columns(
            set_least=nw.col("quantity").min().over("order_id", "set_id"),
            set_most=nw.col("quantity").max().over("order_id", "set_id"),
        )
    together = (*faults.OF_SETS, *faults.OF_ORDERS) if "set_id" in columns else faults.OF_ORDERS
    lines = lines.with_columns(fault=faults.own_or("fault", together))
    return lines.with_columns(order_fault=faults.smallest("fault").min().over("order_id")).filter(nw.col("same") == 1)


def whole(frame: Frame, columns: Sequence[str]) -> Frame:
    """The frame with sums as whole numbers of 64 bits: some engines widen them."""
    return frame.with_columns(*[nw.col(name).cast(nw.Int64()) for name in columns])


def with_worths(lines: Frame, policy: Policy, *, discounted: bool, freighted: bool) -> Frame:
    """Beside every line its paid value and its share of the freight."""
    lines = lines.with_columns(line_value=nw.col("value"), line_freight=nw.lit(0))
    if discounted:
        lines = _apportioned(lines, "order_discount_minor", nw.col("value"), nw.col("order_value"))
        lines = lines.with_columns(line_value=nw.col("value") - nw.col("share"))
    if freighted:
        lines = _apportioned(lines, "freight_minor", *_freight_weights(policy))
        lines = lines.with_columns(line_freight=nw.col("share"))
    return lines.with_columns(
        line_quantity=nw.col("quantity"),
        line_price=nw.col("unit_price_minor"),
        line_settled=nw.col("settled"),
        line_left=nw.col("quantity") - nw.col("settled") - nw.col("reserved"),
    )


def _freight_weights(policy: Policy) -> tuple[nw.Expr, nw.Expr]:
    """5.4.2: what the freight follows, and its sum over the order; list value and quantity where all of it is zero."""
    first = "value" if policy.freight_weight is FreightWeight.PAID_VALUE else "listed"

    def of(prefix: str) -> nw.Expr:
        return (
            nw.when(nw.col(f"order_{first}") > 0)
            .then(nw.col(f"{prefix}{first}"))
            .when(nw.col("order_listed") > 0)
            .then(nw.col(f"{prefix}listed"))
            .otherwise(nw.col(f"{prefix}quantity"))
        )

    return of(""), of("order_")


def _apportioned(lines: Frame, total: str, weight: nw.Expr, whole: nw.Expr) -> Frame:
    """The order's total divided by weights in the column ``share``: largest remainder, ties to the smaller line id.

    An order with a fault has nothing to divide, as nothing is refunded from it.
    """
    sound = (nw.col("order_fault") == faults.NO_FAULT) & (whole > 0)
    lines = lines.with_columns(
        weight=nw.when(sound).then(weight).otherwise(0),
        whole=nw.when(sound).then(whole).otherwise(1),
        total=nw.when(sound).then(nw.col(total)).otherwise(0),
    )
    share, remainder = proportion(nw.col("total"), nw.col("weight"), nw.col("whole"))
    lines = lines.with_columns(share=share, falling=0 - remainder)
    place = nw.col("one").cum_sum().over("order_id", order_by=["falling", "line_id"])
    left_over = nw.col("total") - nw.col("share").sum().over("order_id")
    lines = lines.with_columns(place=place, left_over=left_over)
    extra = nw.when(nw.col("place") <= nw.col("left_over")).then(1).otherwise(0)
    return lines.with_columns(share=nw.col("share") + extra)
