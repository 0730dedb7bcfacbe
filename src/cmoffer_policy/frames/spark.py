"""The kernel on the executors of Spark: orders go whole into groups, and each group is one frame."""

# pyright: reportMissingImports=false
# PySpark is the caller's.

from __future__ import annotations

from typing import Any, TypeAlias

import pyarrow as pa

from cmoffer_policy.calendars import WorkCalendar, calendar_or_china
from cmoffer_policy.checks import instance, integer
from cmoffer_policy.errors import Inconsistent, InvalidValue, shown
from cmoffer_policy.frames.columns import CLAIMS, DECIDED, LINES, Kind
from cmoffer_policy.frames.engines import check_names
from cmoffer_policy.frames.tables import decide_frame
from cmoffer_policy.policy import POLICY_2023, Policy

SparkFrame: TypeAlias = Any
"""A frame of PySpark."""

_MOST_GROUPS = 10**6


def decide_spark(
    lines: SparkFrame,
    claims: SparkFrame,
    *,
    groups: int = 200,
    policy: Policy = POLICY_2023,
    calendar: WorkCalendar | None = None,
) -> SparkFrame:
    """The claims with what the policy decides about every item, as a frame of Spark; needs PySpark 4.

    Columns are those of ``decide_frame``. Orders go whole into so many ``groups`` by the hash of their id, and each
    group is decided by the kernel on an executor, where the package has to be installed. Nothing runs before the answer
    is asked for. Malformed rows are marked in the column ``fault``; a column of another type makes the job fail with
    the ``InvalidValue`` that ``decide_frame`` raises.
    """
    instance(policy, "policy", Policy)
    days = calendar_or_china(calendar)
    count = integer(groups, "groups", least=1, most=_MOST_GROUPS)
    for frame, columns, path in ((lines, LINES, "lines"), (claims, CLAIMS, "claims")):
        if not hasattr(frame, "sparkSession"):
            raise InvalidValue("not_a_frame", path, f"a value of type {type(frame).__name__}", "a frame of PySpark")
        check_names(frame.columns, columns, path)
    added = {column.name: _TYPES[column.kind] for column in DECIDED}
    for name in claims.columns:
        if name.lower() in added:
            raise Inconsistent("duplicate", "claims", f"a column {shown(name)}", "no column that the answer adds")
    from pyspark.sql import functions as f  # only here: the caller has it
    from pyspark.sql.types import StructType

    of_lines, of_claims = list(lines.columns), list(claims.columns)

    def decided(bought: Any, claimed: Any) -> Any:
        answers = decide_frame(
            bought.select(of_lines), claimed.select(of_claims), policy=policy, calendar=days, on_error="mark"
        )
        return _in_utc(answers.select([*of_claims, *added]))

    group = f.pmod(f.xxhash64(f.col("order_id").cast("string")), f.lit(count)).alias("cmoffer_policy_group")
    schema = StructType(list(claims.schema.fields))
    for name, kind in added.items():
        schema = schema.add(name, kind)
    return lines.groupBy(group).cogroup(claims.groupBy(group)).applyInArrow(decided, schema)


def _in_utc(table: pa.Table) -> pa.Table:
    """The table as Spark wants it back: it gives instants in the zone of its session and takes them in UTC."""
    zoned = [field for field in table.schema if pa.types.is_timestamp(field.type) and field.type.tz is not None]
    for each in zoned:
        place = table.schema.get_field_index(each.name)
        table = table.set_column(place, each.name, table[each.name].cast(pa.timestamp("us", "UTC")))
    return table


_TYPES = {Kind.TEXT: "string", Kind.TERM: "string", Kind.NUMBER: "long", Kind.BOOLEAN: "boolean", Kind.DAY: "date"}
