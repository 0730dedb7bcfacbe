"""From rows to the numbers of their cases: what an item is about, what is wrong with its row, and its Facts (4.1)."""

from __future__ import annotations

from collections.abc import Sequence

import narwhals as nw

from cmoffer_policy.frames import faults, tables
from cmoffer_policy.frames.arithmetic import quotient
from cmoffer_policy.frames.columns import CLAIMS, PROOFS
from cmoffer_policy.frames.engines import Frame, done, joined, looked_up
from cmoffer_policy.frames.reading import ABSENT, BAD
from cmoffer_policy.rules.facts import DOMAINS, Phase
from cmoffer_policy.terms.policy import AcceptanceClock, GuaranteeStart, Policy
from cmoffer_policy.terms.vocabulary import Problem, ProductionStage
from cmoffer_policy.values.workdays import WorkCalendar

_DAY = 86_400 * 10**6  # in microseconds, like the next
_OFFSET = 8 * 3600 * 10**6
_OF_CLAIM = tuple([column.name for column in CLAIMS if column.of_claim])
_OF_ORDERS = (
    "order_fault",
    "order_quantity",
    "placed_at",
    "shipped_at",
    "delivered_at",
    "production",
    "currency",
    "last_parcel",
)
_OF_LINES = (
    "in_set",
    "line_value",
    "line_freight",
    "line_shipped_at",
    "line_quantity",
    "line_price",
    "line_settled",
    "line_left",
)


def checked_items(rows: Frame) -> Frame:
    """The items with the first fault of each by itself."""
    return rows.with_columns(fault=faults.first_of(faults.OF_ITEMS))


def with_claims(rows: Frame, columns: Sequence[str]) -> Frame:
    """Beside every item what its claim says on all rows, and on those about the same line.

    ``columns`` are those that the caller's frame has; the others are alike on all rows. What is grouped was only read
    so far: an engine that plans ahead would do everything twice that was beside it by then.
    """
    given = [name for name in _OF_CLAIM if name in columns]
    rows = rows.with_columns(
        proofs=sum([nw.col(name) * 2**place for place, name in enumerate(PROOFS)], nw.lit(0)),
        missing=nw.when(nw.col("problem") == Problem.MISSING_PIECE.index).then(nw.col("quantity")).otherwise(0),
    )
    claims = rows.group_by("claim_id").agg(
        nw.len().alias("item_count"),
        nw.col("item_no").n_unique().alias("item_nos"),
        nw.col("missing").sum().alias("missing_units"),
        *[nw.col(name).min().alias(f"{name}_least") for name in given],
        *[nw.col(name).max().alias(f"{name}_most") for name in given],
    )
    claims = claims.with_columns(claim_fault=faults.first_of(faults.of_claims(given)))
    lines = rows.group_by("claim_id", "line_id").agg(
        nw.col("quantity").sum().alias("named"),
        nw.col("proofs").min().alias("proofs_least"),
        nw.col("proofs").max().alias("proofs_most"),
    )
    rows = with_numbers_of(rows.drop("proofs", "missing"), claims, ["claim_id"], ["claim_fault", "missing_units"])
    return with_numbers_of(rows, lines, ["claim_id", "line_id"], ["named", "proofs_least", "proofs_most"])


def with_purchases(rows: Frame, orders: Frame, lines: Frame) -> Frame:
    """Beside every item what is known of its order and its line; ``BAD`` where the order or the line is not there."""
    rows = with_numbers_of(rows, orders, ["order_id"], _OF_ORDERS)
    return with_numbers_of(rows, lines, ["order_id", "line_id"], _OF_LINES)


def with_numbers_of(
    rows: Frame, other: Frame, on: Sequence[str], columns: Sequence[str], *, absent: int = BAD
) -> Frame:
    """The rows with whole numbers of a frame that has each key once, ``absent`` where it does not have the key."""
    return joined(rows, other.select(*on, *columns), on).with_columns(
        *[nw.col(name).fill_null(absent).cast(nw.Int64()) for name in columns]
    )


def with_instants(rows: Frame, policy: Policy) -> Frame:
    """When the item's line was shipped and delivered, and when its guarantee starts; ``ABSENT`` where not known.

    A delivery before the line's own shipment was that of another parcel, and so may be any while only other lines have
    a shipment of their own.
    """
    own, parcel = nw.col("line_shipped_at"), nw.col("shipped_at")
    rows = rows.with_columns(shipped_at=nw.when(own >= 0).then(own).otherwise(parcel))
    shipped, delivered = nw.col("shipped_at"), nw.col("delivered_at")
    of_another = ((shipped < 0) & (nw.col("last_parcel") >= 0)) | (delivered < shipped)
    rows = rows.with_columns(delivered_at=nw.when(of_another).then(ABSENT).otherwise(delivered))
    by_delivery = policy.guarantee_start is GuaranteeStart.DELIVERY
    return rows.with_columns(
        guarantee_at=nw.col("delivered_at" if by_delivery else "shipped_at"),
        known_at=nw.when(shipped >= 0).then(shipped).otherwise(nw.col("delivered_at")),
    )


def with_deadlines(rows: Frame, policy: Policy, calendar: WorkCalendar, days: range | None) -> Frame:
    """The ends of both windows, of the acceptance and of the arrival, each looked up by the day on which it starts.

    ``days`` is the span of days that can occur, None for every day there is.
    """
    by_delivery = policy.guarantee_start is GuaranteeStart.DELIVERY
    by_the_hour = policy.acceptance_clock is AcceptanceClock.FROM_THE_HOUR
    rows = rows.with_columns(
        *[
            nw.when(nw.col(start) >= 0)
            .then(quotient(nw.col(start) + _OFFSET, nw.lit(_DAY)))
            .otherwise(ABSENT)
            .alias(day)
            for start, day in _DAYS.items()
        ]
    )
    starts = {
        "shipped_day": ("after_sales",) if by_delivery else ("after_sales", "guarantee"),
        **({"guarantee_day": ("guarantee",)} if by_delivery else {}),
        "submitted_day": ("acceptance", "acceptance_of_midnight") if by_the_hour else ("acceptance",),
        "approved_day": ("first_arrival", "arrival"),
    }
    for day, names in starts.items():
        table = (
            tables.deadlines_of_all_days(names, policy, calendar)
            if days is None
            else tables.deadlines(names, days, policy, calendar)
        )
        columns = {"submitted_on" if name == "date" else name: values for name, values in table.items()}
        if day != "submitted_day":
            del columns["submitted_on"]
        rows = looked_up(rows, day, columns)
    if not by_the_hour:
        return rows
    at_midnight = (nw.col("submitted_at") + _OFFSET) % _DAY == 0
    return rows.with_columns(
        *[
            nw.when(at_midnight)
            .then(nw.col(f"acceptance_of_midnight_{part}"))
            .otherwise(nw.col(f"acceptance_{part}"))
            .alias(f"acceptance_{part}")
            for part in ("end", "last_day", "provisional")
        ]
    )


_DAYS = {
    "shipped_at": "shipped_day",
    "guarantee_at": "guarantee_day",
    "submitted_at": "submitted_day",
    "approved_at": "approved_day",
}


def span_of_days(lines: Frame, rows: Frame) -> range:
    """All days from the first to the last instant that starts a period."""
    instants = [(lines, ("line_shipped_at", "shipped_at", "delivered_at")), (rows, ("submitted_at", "approved_at"))]
    found: list[int] = []
    for frame, names in instants:
        ends = done(
            frame.select(
                *[nw.when(nw.col(name) >= 0).then(nw.col(name)).min().alias(f"{name}_least") for name in names],
                *[nw.col(name).max().alias(f"{name}_most") for name in names],
            )
        )
        found += [int(instant) for instant in ends.row(0) if instant is not None and instant >= 0]
    days = [(instant + _OFFSET) // _DAY for instant in found]
    return range(min(days), max(days) + 1) if days else range(0)


def instant_of(day: str) -> nw.Expr:
    """The instant at which a day starts on the platform's clock."""
    return nw.col(day) * _DAY - _OFFSET


def with_faults(rows: Frame, policy: Policy) -> Frame:
    """Whether the policy governs the order (6.1), and the first fault of every row.

    The row's own comes before those of its order, of its claim, and of another row of the claim.
    """
    effective = tables.day_number(policy.effective_from) * _DAY - _OFFSET
    governed = nw.col("placed_at") >= effective
    after_sales, guarantee, acceptance = (
        nw.col(f"{name}_end") == tables.BEYOND for name in ("after_sales", "guarantee", "acceptance")
    )
    rows = rows.with_columns(
        governed=nw.when(governed).then(1).otherwise(0),
        beyond=nw.when(after_sales | guarantee | (governed & acceptance)).then(1).otherwise(0),
    )
    own, of_order, of_claim = nw.col("fault"), nw.col("order_fault"), nw.col("claim_fault")
    rows = rows.with_columns(
        fault=nw.when(own != faults.NONE)
        .then(own)
        .when(of_order > faults.NONE)
        .then(of_order)
        .when(of_claim != faults.NONE)
        .then(of_claim)
        .otherwise(faults.first_of((*faults.OF_MATCHES, *faults.OF_CLAIMED_LINES)))
    )
    rows = rows.with_columns(first_fault=faults.smallest("fault").min().over("claim_id"))
    first = nw.col("first_fault")
    of_another = nw.when(first != faults.NO_FAULT).then(first + faults.ELSEWHERE).otherwise(faults.NONE)
    return rows.with_columns(fault=nw.when(own != faults.NONE).then(own).otherwise(of_another))


def with_codes(rows: Frame) -> Frame:
    """The number of the case that every row without a fault is, as ``Facts.code`` counts."""
    nothing_arrived = (nw.col("problem") == Problem.MISSING_PIECE.index) & (
        nw.col("missing_units") == nw.col("order_quantity")
    )
    at, known = nw.col("submitted_at"), nw.col("known_at")
    after_sales = _is_open("shipped_at", "after_sales_end")
    guarantee = _is_open("guarantee_at", "guarantee_end")
    phase = (
        nw.when((known < 0) | (known > at))
        .then(Phase.NOT_SHIPPED.index)
        .when(after_sales & guarantee)
        .then(Phase.BOTH_OPEN.index)
        .when(after_sales)
        .then(Phase.AFTER_SALES_OPEN.index)
        .when(guarantee)
        .then(Phase.GUARANTEE_OPEN.index)
        .otherwise(Phase.NONE_OPEN.index)
    )
    rows = rows.with_columns(
        phase=phase, problem=nw.when(nothing_arrived).then(Problem.NOT_RECEIVED.index).otherwise(nw.col("problem"))
    )
    unknown = DOMAINS["production"].index(None)
    production = nw.when(nw.col("production") >= 0).then(nw.col("production")).otherwise(unknown)
    rows = rows.with_columns(
        production=nw.when(nw.col("phase") == Phase.NOT_SHIPPED.index)
        .then(production)
        .otherwise(ProductionStage.STARTED.index),
        replacement_dearer=nw.when(nw.col("replacement_price_minor") > nw.col("line_price")).then(1).otherwise(0),
        description_proved=nw.when(nw.col("problem") == Problem.NOT_AS_DESCRIBED.index)
        .then(nw.col("description_proved"))
        .otherwise(0),
    )
    code = nw.lit(0)
    for name, values in DOMAINS.items():
        code = code * len(values) + nw.col(name)
    return rows.with_columns(
        code=nw.when(nw.col("fault") != faults.NONE)
        .then(tables.UNDECIDED)
        .when(nw.col("governed") == 0)
        .then(tables.UNGOVERNED)
        .otherwise(code)
        .cast(nw.Int64())
    )


def _is_open(start: str, end: str) -> nw.Expr:
    """4.1: each window opens at its starting instant and closes at its end."""
    at = nw.col("submitted_at")
    return (nw.col(start) >= 0) & (nw.col(start) <= at) & (at < instant_of(end))
