"""What people ask of decided claims: money by month, rejections by clause, work by day, and what the readings move."""

from __future__ import annotations

from collections.abc import Collection
from typing import cast

import narwhals as nw
from narwhals.typing import IntoFrame, IntoFrameT

from cmoffer_policy.errors import InvalidValue, one_of, shown
from cmoffer_policy.frames.columns import DECIDED
from cmoffer_policy.frames.deciding import decide_frame
from cmoffer_policy.frames.engines import Frame, crossed, native_of, recognised, stacked
from cmoffer_policy.terms.clauses import JUDGED
from cmoffer_policy.terms.policy import POLICY_2023, READINGS, Policy, other_readings
from cmoffer_policy.terms.vocabulary import Outcome
from cmoffer_policy.values.checks import members
from cmoffer_policy.values.workdays import WorkCalendar


def refund_liability(decided: IntoFrameT) -> IntoFrameT:
    """The money that hangs on the claims of each month of submission, in each currency.

    Columns: ``month`` as its first day, ``refund_currency``, ``items``, ``refund_total_minor`` of what is approved and
    ``at_stake_total_minor`` of what is approved or still open. Rows that could not be decided are left out.
    """
    rows = _decided(decided)
    day = rows.collect_schema()["submitted_on"]
    rows = rows.with_columns(month=nw.col("submitted_on").dt.truncate("1mo").cast(day))
    sums = rows.group_by("month", "refund_currency").agg(
        nw.len().alias("items"), nw.col("refund_total_minor").sum(), nw.col("at_stake_total_minor").sum()
    )
    return cast(IntoFrameT, native_of(sums.sort("month", "refund_currency")))


def rejections_by_clause(decided: IntoFrameT) -> IntoFrameT:
    """How often each judged clause rejects: ``clause``, ``items`` that break it, and the ``items_decided`` in all.

    In the order of the text. An item that breaks several clauses counts for each of them.
    """
    rows = _decided(decided)
    broken = nw.concat_str(nw.lit(", "), nw.col("broken"), nw.lit(","))
    # One row with a column for every clause, and then a row for each: a lazy frame is evaluated once.
    counts = rows.select(
        nw.len().cast(nw.Int64()).alias("items_decided"),
        *[
            broken.str.contains(f", {clause},", literal=True).cast(nw.Int64()).sum().cast(nw.Int64()).alias(_nth(place))
            for place, clause in enumerate(JUDGED)
        ],
    )
    told = crossed(counts, {"place": [*range(len(JUDGED))], "clause": [*JUDGED]}).sort("place")
    items = [nw.when(nw.col("place") == place).then(nw.col(_nth(place))) for place in range(len(JUDGED))]
    return cast(IntoFrameT, native_of(told.select("clause", nw.coalesce(*items).alias("items"), "items_decided")))


def _nth(place: int) -> str:
    return f"clause_{place}"  # an id of a clause has dots, which PySpark takes for fields of fields


def acceptance_load(decided: IntoFrameT) -> IntoFrameT:
    """How many claims have to be accepted by the end of each day (4.2): ``acceptance_last_day`` and ``claims``."""
    rows = _decided(decided).filter(~nw.col("acceptance_last_day").is_null())
    claims = rows.select("claim_id", "acceptance_last_day").unique()
    load = claims.group_by("acceptance_last_day").agg(nw.len().alias("claims"))
    return cast(IntoFrameT, native_of(load.sort("acceptance_last_day")))


def readings_frame(
    lines: IntoFrame,
    claims: IntoFrameT,
    *,
    readings: Collection[str] = tuple(READINGS),
    policy: Policy = POLICY_2023,
    calendar: WorkCalendar | None = None,
) -> IntoFrameT:
    """What the claims come to where some of the readings, such as ``window``, are not those in force; one at a time.

    Columns: ``reading`` and ``value``, both "in force" for the policy as it is; ``refund_currency``; ``items``,
    ``approved`` and ``rejected`` items; ``refund_total_minor`` and ``at_stake_total_minor``. A row for each currency.
    Malformed rows are left out. Every value of every reading decides the frame once more.
    """
    asked = members(readings, "readings", most=len(READINGS))
    for position, name in enumerate(asked):
        if name not in READINGS:
            raise InvalidValue("unknown_name", f"readings[{position}]", shown(name), one_of(READINGS, name))
    policies = {("in force", "in force"): policy}
    for reading in [name for name in READINGS if name in asked]:
        for value, variant in other_readings(policy, reading).items():
            policies[reading, value.value] = variant
    sums = [
        _sums(decide_frame(lines, claims, policy=variant, calendar=calendar, on_error="mark"), place, *names)
        for place, (names, variant) in enumerate(policies.items())
    ]
    return cast(IntoFrameT, native_of(stacked(sums).sort("place", "refund_currency").drop("place")))


def _sums(decided: IntoFrame, place: int, reading: str, value: str) -> Frame:
    rows = _decided(decided)
    for outcome in (Outcome.APPROVED, Outcome.REJECTED):
        rows = rows.with_columns(nw.when(nw.col("outcome") == outcome.value).then(1).otherwise(0).alias(outcome.value))
    sums = rows.group_by("refund_currency").agg(
        nw.len().alias("items"),
        *[nw.col(name).sum() for name in ("approved", "rejected", "refund_total_minor", "at_stake_total_minor")],
    )
    return sums.select(
        nw.lit(place).alias("place"),
        nw.lit(reading).alias("reading"),
        nw.lit(value).alias("value"),
        nw.col("refund_currency"),
        *[
            nw.col(name).cast(nw.Int64())
            for name in ("items", "approved", "rejected", "refund_total_minor", "at_stake_total_minor")
        ],
    )


def _decided(frame: IntoFrame) -> Frame:
    """The rows that were decided, of a frame that ``decide_frame`` or ``decisions_frame`` returned."""
    rows = recognised(frame, "decided")
    names = rows.collect_schema().names()
    for column in DECIDED:
        if column.name not in names:
            raise InvalidValue(
                "missing", f"decided.{column.name}", "no such column", "a frame that decide_frame returned"
            )
    return rows.filter(nw.col("fault").is_null())
