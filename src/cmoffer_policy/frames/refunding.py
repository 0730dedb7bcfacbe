"""Which item accounts for which units, and what they are worth (5.3, 5.4.1, 5.4.2), in columns."""

from __future__ import annotations

import narwhals as nw

from cmoffer_policy.frames import faults
from cmoffer_policy.frames.arithmetic import quotient
from cmoffer_policy.frames.engines import Frame, joined
from cmoffer_policy.frames.faults import APPROVED, NEITHER, OPEN
from cmoffer_policy.frames.observing import with_numbers_of
from cmoffer_policy.terms.vocabulary import Outcome, Remedy

_OPEN = (Outcome.IN_DISPUTE.value, Outcome.UNDER_VERIFICATION.value, Outcome.NEEDS_EVIDENCE.value)


def with_refunds(rows: Frame, lines: Frame, *, in_sets: bool, one_by_one: bool) -> Frame:
    """The stage of every item, and the goods and the freight at stake for it.

    ``in_sets``: lines can be pieces of a product. ``one_by_one``: no claim names a line twice.
    """
    refunded = (nw.col("remedy") == Remedy.REFUND.index) & (nw.col("fault") == faults.NONE)
    rows = rows.with_columns(
        stage=nw.when(refunded & (nw.col("outcome") == Outcome.APPROVED.value))
        .then(APPROVED)
        .when(refunded & nw.col("outcome").is_in(_OPEN))
        .then(OPEN)
        .otherwise(NEITHER)
    )
    rows = rows.with_columns(units=nw.when(nw.col("stage") == NEITHER).then(0).otherwise(nw.col("quantity")))
    if one_by_one:
        rows = rows.with_columns(before=nw.lit(0))
    else:
        up_to = nw.col("units").cum_sum().over("claim_id", "line_id", order_by=["stage", "item_no"])
        rows = rows.with_columns(before=(up_to - nw.col("units")).cast(nw.Int64()))
    if in_sets:
        rows = _with_claimed(rows, lines)
    rows = rows.with_columns(goods=_worth("line_value"), freight=_worth("line_freight"))
    return _with_drawn(rows, lines) if in_sets else rows


def _worth(value: str) -> nw.Expr:
    """What ``units`` of a line are worth after ``before`` others of the claim and those settled already."""
    first = nw.col("line_settled") + nw.col("before")
    last = first + nw.col("units")
    worth = _worth_of_first(last, nw.col(value)) - _worth_of_first(first, nw.col(value))
    return nw.when(nw.col("units") > 0).then(worth).otherwise(0)


def _worth_of_first(units: nw.Expr, value: nw.Expr) -> nw.Expr:
    quantity = nw.when(nw.col("line_quantity") > 0).then(nw.col("line_quantity")).otherwise(1)
    return quotient(2 * units * value + quantity, 2 * quantity)


def _with_claimed(rows: Frame, lines: Frame) -> Frame:
    """5.3: the units that the stages come to on each line, and what is left of them for each open item.

    ``approved`` and ``all`` say of the items up to which stage something is the sum.
    """
    rows = joined(rows, lines.select("order_id", "line_id", "set_id"), ["order_id", "line_id"])
    for name, stages in (("approved", [APPROVED]), ("all", [APPROVED, OPEN])):
        counted = nw.when(nw.col("stage").is_in(stages)).then(nw.col("units")).otherwise(0)
        rows = rows.with_columns(counted=counted)
        unusable = nw.when(nw.col("rest_usable") == 0).then(nw.col("counted")).otherwise(0)
        rows = rows.with_columns(unusable=unusable)
        rows = rows.with_columns(
            nw.col("counted").sum().over("claim_id", "line_id").cast(nw.Int64()).alias(f"named_{name}"),
            unusable=nw.col("unusable").sum().over("claim_id", "line_id").cast(nw.Int64()),
        )
        rows = rows.with_columns(nw.col("unusable").max().over("claim_id", "set_id").alias(f"spread_{name}"))
        rows = rows.with_columns(_claimed(name).alias(f"claimed_{name}")).drop("counted", "unusable")
    room = nw.col("claimed_all") - nw.col("claimed_approved")
    earlier = nw.min_horizontal(nw.col("before") - nw.col("named_approved"), room)
    is_open = nw.col("stage") == OPEN
    return rows.with_columns(
        before=nw.when(is_open).then(nw.col("claimed_approved") + earlier).otherwise(nw.col("before")),
        units=nw.when(is_open).then(nw.min_horizontal(nw.col("units"), room - earlier)).otherwise(nw.col("units")),
    )


def _claimed(name: str) -> nw.Expr:
    drawn_up_to = nw.min_horizontal(nw.col(f"spread_{name}"), nw.col("line_left"))
    return nw.max_horizontal(nw.col(f"named_{name}"), drawn_up_to)


def _with_drawn(rows: Frame, lines: Frame) -> Frame:
    """The same with the other pieces of sets, each in the item that draws most of them in, the first of equals."""
    pieces = _drawn_pieces(_drawers(rows), rows, lines)
    drawn = (
        pieces.with_columns(goods=_worth("line_value"), freight=_worth("line_freight"))
        .group_by("claim_id", "item_no")
        .agg(nw.col("goods").sum().alias("drawn_goods"), nw.col("freight").sum().alias("drawn_freight"))
    )
    rows = with_numbers_of(rows, drawn, ["claim_id", "item_no"], ["drawn_goods", "drawn_freight"], absent=0)
    return rows.with_columns(
        goods=nw.col("goods") + nw.col("drawn_goods"), freight=nw.col("freight") + nw.col("drawn_freight")
    )


def _drawers(rows: Frame) -> Frame:
    """For each set and stage of a claim the item that draws in most, and the one that does so from another line.

    No item draws in pieces of its own line, so that one of the two serves every line.
    """
    group = ["claim_id", "set_id", "stage"]
    drawing = rows.filter((nw.col("stage") != NEITHER) & (nw.col("rest_usable") == 0)).with_columns(
        falling=0 - nw.col("quantity"), one=nw.lit(1)
    )
    drawing = drawing.with_columns(place=nw.col("one").cum_sum().over(*group, order_by=["falling", "item_no"]))
    is_first = nw.col("place") == 1
    drawing = drawing.with_columns(first=nw.when(is_first).then(nw.col("line_id")))
    drawing = drawing.with_columns(first_line=nw.col("first").max().over(*group))
    elsewhere = nw.when(nw.col("line_id") != nw.col("first_line")).then(nw.col("place"))
    drawing = drawing.with_columns(other=elsewhere).with_columns(other_place=nw.col("other").min().over(*group))
    return drawing.filter(is_first | (nw.col("place") == nw.col("other_place"))).select(
        "claim_id",
        "order_id",
        "set_id",
        "stage",
        "item_no",
        "first_line",
        "place",
        "spread_approved",
        "spread_all",
        drawer_line=nw.col("line_id"),
    )


def _drawn_pieces(drawers: Frame, rows: Frame, lines: Frame) -> Frame:
    """One row for every line on which an item draws in pieces: how many, and how many of the line come before them."""
    pieces_of = lines.select("order_id", "set_id", "line_id", *_OF_LINE)
    is_first = nw.col("place") == 1
    pieces = joined(drawers, pieces_of, ["order_id", "set_id"], how="inner").filter(
        (is_first & (nw.col("line_id") != nw.col("drawer_line")))
        | (~is_first & (nw.col("line_id") == nw.col("first_line")))
    )
    named = rows.group_by("claim_id", "line_id").agg(nw.col("named_approved").max(), nw.col("named_all").max())
    pieces = with_numbers_of(pieces, named, ["claim_id", "line_id"], ["named_approved", "named_all"], absent=0)
    pieces = pieces.with_columns(claimed_approved=_claimed("approved"), claimed_all=_claimed("all"))
    of_approved = nw.col("claimed_approved") - nw.col("named_approved")
    of_open = nw.col("claimed_all") - nw.col("claimed_approved") - (nw.col("named_all") - nw.col("named_approved"))
    is_open = nw.col("stage") == OPEN
    pieces = pieces.with_columns(
        units=nw.when(is_open).then(nw.max_horizontal(of_open, nw.lit(0))).otherwise(of_approved),
        up_to=nw.when(is_open).then(nw.col("claimed_all")).otherwise(nw.col("claimed_approved")),
    )
    return pieces.with_columns(before=nw.col("up_to") - nw.col("units"))


_OF_LINE = ("line_quantity", "line_settled", "line_left", "line_value", "line_freight")
