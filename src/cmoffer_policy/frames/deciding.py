"""A frame of claims decided by the rules that decide a single one."""

from __future__ import annotations

from typing import Literal, cast

import narwhals as nw
from narwhals.typing import IntoFrame, IntoFrameT

from cmoffer_policy.errors import Inconsistent, InvalidValue, shown
from cmoffer_policy.frames import faults, tables
from cmoffer_policy.frames.columns import CLAIMS, CURRENCIES, DECIDED, LINES
from cmoffer_policy.frames.engines import (
    ROW,
    Frame,
    check_same_engine,
    done,
    looked_up,
    postponed,
    recognised,
    with_columns_of,
    with_quick_keys,
)
from cmoffer_policy.frames.observing import (
    checked_items,
    instant_of,
    span_of_days,
    with_claims,
    with_codes,
    with_deadlines,
    with_faults,
    with_instants,
    with_purchases,
)
from cmoffer_policy.frames.purchases import checked_lines, orders_of, sound_lines, with_faults_of_sets, with_worths
from cmoffer_policy.frames.reading import CALLERS, read
from cmoffer_policy.frames.refunding import with_refunds
from cmoffer_policy.reckoning.deadlines import check_edition
from cmoffer_policy.terms.policy import POLICY_2023, Policy
from cmoffer_policy.values.calendars import china_calendar
from cmoffer_policy.values.workdays import WorkCalendar


def decide_frame(
    lines: IntoFrame,
    claims: IntoFrameT,
    *,
    policy: Policy = POLICY_2023,
    calendar: WorkCalendar | None = None,
    on_error: Literal["raise", "mark"] | None = None,
) -> IntoFrameT:
    """The claims with what the policy decides about every item, in the same kind of frame.

    ``lines`` has a row for every line of an order, ``claims`` one for every item of a claim, with the columns of
    ``LINES`` and ``CLAIMS``; the columns of ``DECIDED`` are added. Every row comes back, with the caller's other
    columns, and where the engine keeps rows in an order, in that. Amounts are whole minor units. The same outcomes,
    days and amounts as ``decide`` gives for the same orders and claims.

    A malformed row is marked in the column ``fault`` under ``on_error`` "mark", the default of lazy frames, and raises
    ``InvalidValue`` under "raise", the default of the others; on a lazy frame that costs a query of its own. A missing
    column or one of another type raises ``InvalidValue`` in any case.

    Works on frames of pandas, polars (eager and lazy), DuckDB and PySpark, lazily where the engine is lazy.
    ``calendar`` defaults to ``china_calendar()``.

    >>> import polars as pl
    >>> from cmoffer_policy import *
    >>> from cmoffer_policy.frames import claims_frame, decide_frame, lines_frame
    >>> order = Order(
    ...     order_id="A-1",
    ...     placed_at=parse_instant("2024-01-03T09:00:00+08:00"),
    ...     lines=[OrderLine(line_id="ring", quantity=1, unit_price=Money.of("19.90", "USD"))],
    ...     shipped_at=parse_instant("2024-01-05T10:00:00+08:00"),
    ... )
    >>> claim = Claim(
    ...     claim_id="C-1",
    ...     order_id="A-1",
    ...     submitted_at=parse_instant("2024-02-08T12:00:00+08:00"),
    ...     items=[ClaimItem(line_id="ring", problem=Problem.BROKEN)],
    ...     remedy=Remedy.REFUND,
    ... )
    >>> decided = decide_frame(lines_frame([order], backend=pl), claims_frame([claim], backend=pl))
    >>> decided.select("claim_id", "outcome", "broken", "remedies").row(0)
    ('C-1', 'rejected', '1', 'replacement')
    """
    days = china_calendar() if calendar is None else calendar
    check_edition(policy, days)
    given_lines, given = recognised(lines, "lines"), recognised(claims, "claims")
    check_same_engine(given_lines, given)
    _check_clashes(given)
    lazy = isinstance(given, nw.LazyFrame)
    if on_error not in ("raise", "mark", None):
        raise InvalidValue("unknown_name", "on_error", shown(on_error), "'raise' or 'mark'")
    answers = _decided(given_lines, given, policy, days)
    if on_error == "raise" or (on_error is None and not lazy):
        _check_faults(answers, given)
    names = given.collect_schema().names()
    if lazy:
        returned = _in_order(answers).select(
            *[nw.col(f"{CALLERS}{place}").alias(name) for place, name in enumerate(names)],
            *[nw.col(column.name) for column in DECIDED],
        )
        return cast(IntoFrameT, returned.to_native())
    columns = done(_in_order(answers)).select(*[nw.col(column.name) for column in DECIDED])
    return cast(IntoFrameT, with_columns_of(given, columns))


def _check_clashes(claims: Frame) -> None:
    """Raise ``Inconsistent`` where the caller has a column that the answer adds; some engines do not look at case."""
    added = [column.name for column in DECIDED]
    for name in claims.collect_schema().names():
        if name.lower() in added:
            raise Inconsistent("duplicate", "claims", f"a column {shown(name)}", "no column that the answer adds")


def _in_order(rows: Frame) -> Frame:
    return rows.sort(ROW) if ROW in rows.collect_schema() else rows


def _check_faults(rows: Frame, claims: Frame) -> None:
    """Raise ``InvalidValue`` where a row has a fault, telling how many have and what is wrong with the first ones."""
    claim = f"{CALLERS}{claims.collect_schema().names().index('claim_id')}"
    key, noun = (ROW, "row") if isinstance(claims, nw.DataFrame) else (claim, "claim")
    faulty = rows.filter(~nw.col("fault").is_null()).select(key, "fault")
    first = done(faulty.sort(key).head(_MOST_TOLD)).rows()
    if first:
        count = done(faulty.select(nw.len())).item()
        told = "; ".join([f"{noun} {shown(name)}: {fault}" for name, fault in first])
        raise InvalidValue(
            "bad_rows",
            "claims",
            f"{count} bad rows, the first of them {told}" if count > 1 else f"a bad row, {told}",
            "rows that can be decided; on_error='mark' returns each with its fault",
        )


_MOST_TOLD = 5


def _decided(given_lines: Frame, given_claims: Frame, policy: Policy, calendar: WorkCalendar) -> Frame:
    line_columns, claim_columns = (frame.collect_schema().names() for frame in (given_lines, given_claims))
    lines = read(given_lines, LINES, "lines", keep=False)
    rows = read(given_claims, CLAIMS, "claims", keep=isinstance(given_claims, nw.LazyFrame))
    if "item_no" not in claim_columns and ROW in rows.collect_schema():
        rows = rows.with_columns(item_no=nw.col(ROW))
    days = span_of_days(lines, rows) if isinstance(rows, nw.DataFrame) else None
    texts = ["order_id", "line_id", "claim_id", "set_id"]
    lines, rows = with_quick_keys(checked_lines(lines), checked_items(rows), texts)
    lines, rows = postponed(lines), postponed(rows)
    if "set_id" in line_columns:
        lines = with_faults_of_sets(lines)
    orders = orders_of(lines, line_columns)
    lines = with_worths(
        sound_lines(lines, orders),
        policy,
        discounted="order_discount_minor" in line_columns,
        freighted="freight_minor" in line_columns,
    )
    rows = with_purchases(with_claims(rows, claim_columns), orders, lines)
    rows = with_deadlines(with_instants(rows, policy), policy, calendar, days)
    rows = with_codes(with_faults(rows, policy))
    in_sets = "set_id" in line_columns and "rest_usable" in claim_columns
    if days is None:
        verdicts, one_by_one = tables.verdicts_of_all_cases(policy), False
    else:
        known = done(rows)
        rows = postponed(known)
        verdicts = tables.verdicts(known["code"].unique().to_list(), policy)
        # Where no line is named twice, nothing is to be put in order; that spares a sixth of the time.
        one_by_one = bool((known["named"] == known["quantity"]).all())
    for table in verdicts:
        rows = looked_up(rows, next(iter(table)), table)
    return _answered(with_refunds(rows, lines, in_sets=in_sets, one_by_one=one_by_one))


def _answered(rows: Frame) -> Frame:
    rows = rows.with_columns(first_stage=nw.col("stage").min().over("claim_id"))
    rows = rows.with_columns(fault_no=faults.own_or("fault", faults.OF_ANSWERS)).drop("fault")
    rows = looked_up(rows, "fault_no", faults.SENTENCES)
    rows = looked_up(
        rows, "currency", {"currency": [-1, *range(len(CURRENCIES))], "refund_currency": [None, *CURRENCIES]}
    )
    decided = nw.col("fault_no") == faults.NONE
    governed = decided & (nw.col("governed") == 1)
    paid_out = decided & (nw.col("first_stage") == faults.APPROVED)
    approved = decided & (nw.col("stage") == faults.APPROVED)
    at_stake = {"goods": nw.col("goods"), "freight": nw.col("freight"), "total": nw.col("goods") + nw.col("freight")}
    provisional = governed & (
        (nw.col("after_sales_provisional") == 1)
        | (nw.col("guarantee_provisional") == 1)
        | (nw.col("acceptance_provisional") == 1)
        | (paid_out & (nw.col("arrival_provisional") == 1))
    )
    closed = governed & (nw.col("shipped_at") >= 0) & (nw.col("delivered_at") >= instant_of("after_sales_end"))
    columns = {
        **{
            name: nw.when(decided).then(nw.col(name))
            for name in ("outcome", "remedies", "broken", "lacking", "submitted_on", "refund_currency")
        },
        **{
            name: nw.when(governed).then(nw.col(name))
            for name in ("after_sales_last_day", "guarantee_last_day", "acceptance_last_day")
        },
        "arrival_first_day": nw.when(paid_out).then(nw.col("first_arrival_last_day")),
        "arrival_last_day": nw.when(paid_out).then(nw.col("arrival_last_day")),
        "provisional": nw.when(decided).then(provisional),
        "closed_before_delivery": nw.when(decided).then(closed),
        **{f"at_stake_{name}_minor": nw.when(decided).then(amount) for name, amount in at_stake.items()},
        **{
            f"refund_{name}_minor": nw.when(decided).then(nw.when(approved).then(amount).otherwise(0))
            for name, amount in at_stake.items()
        },
        "fault": nw.col("fault"),
    }
    names = rows.collect_schema().names()
    kept = [name for name in names if name.startswith(CALLERS) or name == ROW]
    return rows.select(
        *[nw.col(name) for name in kept], *[columns[column.name].alias(column.name) for column in DECIDED]
    )
