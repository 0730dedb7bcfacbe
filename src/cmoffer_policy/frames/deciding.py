"""A frame of claims decided by the rules that decide a single one."""

from __future__ import annotations

from typing import Any, Literal

import narwhals as nw

from cmoffer_policy.frames import faults, tables
from cmoffer_policy.frames.columns import CLAIMS, CURRENCIES, DECIDED, LINES
from cmoffer_policy.frames.engines import ROW, Frame, check_same_engine, done, looked_up, postponed, recognised, with_quick_keys
from cmoffer_policy.frames.observing import checked_items, instant_of, span_of_days, with_codes, with_deadlines, with_faults, with_instants, with_purchases
from cmoffer_policy.frames.purchases import checked_lines, with_orders, with_worths
from cmoffer_policy.frames.reading import CALLERS, read
from cmoffer_policy.frames.refunding import APPROVED, NEITHER, with_refunds
from cmoffer_policy.terms.policy import POLICY_2023, Policy
from cmoffer_policy.values.calendars import china_calendar
from cmoffer_policy.values.workdays import WorkCalendar


def decide_frame(lines, claims, *, policy: Policy = POLICY_2023, calendar: WorkCalendar | None = None, on_error=None):
    days = china_calendar() if calendar is None else calendar
    given_lines, given_claims = recognised(lines, "lines"), recognised(claims, "claims")
    check_same_engine(given_lines, given_claims)
    rows = _decided(given_lines, given_claims, policy, days)
    return rows


def _decided(given_lines: Frame, given_claims: Frame, policy: Policy, calendar: WorkCalendar) -> Frame:
    line_columns, claim_columns = (frame.collect_schema().names() for frame in (given_lines, given_claims))
    lines = read(given_lines, LINES, "lines", keep=False)
    rows = read(given_claims, CLAIMS, "claims", keep=isinstance(given_claims, nw.LazyFrame))
    if "item_no" not in claim_columns and ROW in rows.collect_schema():
        rows = rows.with_columns(item_no=nw.col(ROW))
    eager = isinstance(rows, nw.DataFrame)
    days = span_of_days(lines, rows) if eager else None
    lines, rows = with_quick_keys(checked_lines(lines), checked_items(rows), ["order_id", "line_id", "claim_id", "set_id"])
    lines = with_orders(postponed(lines), in_sets="set_id" in line_columns)
    lines = with_worths(lines, policy, discounted="order_discount_minor" in line_columns, freighted="freight_minor" in line_columns)
    rows = with_instants(with_purchases(postponed(rows), lines), policy)
    rows = with_codes(with_faults(with_deadlines(rows, policy, calendar, days), policy))
    in_sets = "set_id" in line_columns and "rest_usable" in claim_columns
    rows = _with_verdicts(rows, policy, eager=eager)
    rows = with_refunds(rows, lines, in_sets=in_sets)
    return _answered(rows)


def _with_verdicts(rows: Frame, policy: Policy, *, eager: bool) -> Frame:
    if eager:
        known = done(rows)
        rows = postponed(known)
        by_code, by_number = tables.verdicts(known["code"].unique().to_list(), policy)
    else:
        by_code, by_number = tables.verdicts_of_all_cases(policy)
    return looked_up(looked_up(rows, "code", by_code), "verdict", by_number)


def _answered(rows: Frame) -> Frame:
    rows = rows.with_columns(first_stage=nw.col("stage").min().over("claim_id"), fault_no=nw.col("fault")).drop("fault")
    rows = looked_up(rows, "fault_no", faults.SENTENCES)
    rows = looked_up(rows, "currency", {"currency": [-1, *range(len(CURRENCIES))], "refund_currency": [None, *CURRENCIES]})
    decided = nw.col("fault_no") == faults.NONE
    governed = decided & (nw.col("governed") == 1)
    paid_out = decided & (nw.col("first_stage") == APPROVED)
    approved = decided & (nw.col("stage") == APPROVED)
    at_stake = {"goods": nw.col("goods"), "freight": nw.col("freight"), "total": nw.col("goods") + nw.col("freight")}
    provisional = governed & ((nw.col("after_sales_provisional") == 1) | (nw.col("guarantee_provisional") == 1) | (nw.col("acceptance_provisional") == 1) | (paid_out & (nw.col("arrival_provisional") == 1)))
    closed = (nw.col("shipped_at") >= 0) & (nw.col("delivered_at") >= instant_of("after_sales_end"))
    columns = {
        **{name: nw.when(decided).then(nw.col(name)) for name in ("outcome", "remedies", "broken", "lacking", "submitted_on", "refund_currency")},
        **{name: nw.when(governed).then(nw.col(name)) for name in ("after_sales_last_day", "guarantee_last_day", "acceptance_last_day")},
        "arrival_first_day": nw.when(paid_out).then(nw.col("first_arrival_last_day")),
        "arrival_last_day": nw.when(paid_out).then(nw.col("arrival_last_day")),
        "provisional": nw.when(decided).then(provisional),
        "closed_before_delivery": nw.when(decided).then(closed),
        **{f"at_stake_{name}_minor": nw.when(decided).then(amount) for name, amount in at_stake.items()},
        **{f"refund_{name}_minor": nw.when(decided).then(nw.when(approved).then(amount).otherwise(0)) for name, amount in at_stake.items()},
        "fault": nw.col("fault"),
    }
    names = rows.collect_schema().names()
    kept = [name for name in names if name.startswith(CALLERS) or name == ROW]
    return rows.select(*[nw.col(name) for name in kept], *[columns[column.name].alias(column.name) for column in DECIDED])
