"""What every line is worth, allocated once from its order alone (5.4.1, 5.4.2), in columns."""

from __future__ import annotations

from collections.abc import Sequence

import narwhals as nw

from cmoffer_policy.frames import faults
from cmoffer_policy.frames.arithmetic import proportion
from cmoffer_policy.frames.columns import LINES
from cmoffer_policy.frames.engines import Frame, joined
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


def with_faults_of_sets(lines: Frame) -> Frame:
    """5.3: a product of several pieces was bought a whole number of times."""
    sets = lines.group_by("order_id", "set_id").agg(
        nw.col("quantity").min().alias("set_least"), nw.col("quantity").max().alias("set_most")
    )
    return joined(lines, sets, ["order_id", "set_id"]).with_columns(fault=faults.own_or("fault", faults.OF_SETS))


def orders_of(lines: Frame, columns: Sequence[str]) -> Frame:
    """One row for every order: what its lines say of it as a whole, their sums, and its first fault.

    ``columns`` are those that the caller's frame has; the others are alike on all lines.
    """
    given = [name for name in _OF_ORDER if name in columns]
    orders = (
        lines.with_columns(first_fault=faults.smallest("fault"))
        .group_by("order_id")
        .agg(
            nw.len().alias("line_count"),
            nw.col("line_id").n_unique().alias("line_ids"),
            nw.col("listed").sum().alias("order_listed"),
            nw.col("value").sum().alias("order_value"),
            nw.col("quantity").sum().alias("order_quantity"),
            nw.col("line_shipped_at").max().alias("last_parcel"),
            nw.col("first_fault").min(),
            *[nw.col(name).min() for name in _OF_ORDER],
            *[nw.col(name).max().alias(f"{name}_most") for name in given],
        )
    )
    return orders.with_columns(
        *[nw.col(name).cast(nw.Int64()) for name in ("order_listed", "order_value", "order_quantity")]
    ).with_columns(order_fault=faults.smallest_or("first_fault", faults.of_orders(given)))


def sound_lines(lines: Frame, orders: Frame) -> Frame:
    """The lines of the orders without a fault, beside the sums over their orders."""
    sums = orders.filter(nw.col("order_fault") == faults.NONE).select(
        "order_id", "order_listed", "order_value", "order_quantity"
    )
    return joined(lines, sums, ["order_id"], how="inner")


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
    """The order's total divided by weights in the column ``share``: largest remainder, ties to the smaller line id."""
    lines = lines.with_columns(weight=weight, whole=nw.when(whole > 0).then(whole).otherwise(1))
    share, remainder = proportion(nw.col(total), nw.col("weight"), nw.col("whole"))
    lines = lines.with_columns(share=share, falling=0 - remainder)
    place = nw.col("one").cum_sum().over("order_id", order_by=["falling", "line_id"])
    left_over = nw.col(total) - nw.col("share").sum().over("order_id")
    lines = lines.with_columns(place=place, left_over=left_over)
    extra = nw.when(nw.col("place") <= nw.col("left_over")).then(1).otherwise(0)
    return lines.with_columns(share=nw.col("share") + extra)
