"""What readings and policies come to on a frame of claims, and which items they move."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, cast

import numpy as np
import pyarrow as pa
from narwhals.typing import IntoFrame, IntoFrameT

from cmoffer_policy.calendars import WorkCalendar, calendar_or_china
from cmoffer_policy.checks import instance, members
from cmoffer_policy.errors import InvalidValue, one_of, shown
from cmoffer_policy.frames.engines import Source, frame_like
from cmoffer_policy.frames.inputs import OnError, both, fault_check, read_frames
from cmoffer_policy.frames.kernel import about_time
from cmoffer_policy.frames.results import Columns
from cmoffer_policy.frames.rows import Row
from cmoffer_policy.frames.segments import Integers, Mask
from cmoffer_policy.frames.sums import TOTALS, Sums
from cmoffer_policy.policy import POLICY_2023, READINGS, Policy, other_readings

_OF_READINGS = {
    **dict.fromkeys(("reading", "value", "refund_currency"), pa.string()),
    **dict.fromkeys(("items", "approved", "rejected", *TOTALS, "left_out"), pa.int64()),
}


def readings_frame(
    lines: IntoFrame,
    claims: IntoFrameT,
    *,
    readings: Collection[str] = tuple(READINGS),
    policy: Policy = POLICY_2023,
    calendar: WorkCalendar | None = None,
    on_error: OnError = None,
) -> IntoFrameT:
    """The sums of all claims under the policy and under each other value of its readings, one change at a time.

    A row for each value and currency. ``reading`` and ``value`` name the change, both "in force" for the policy as it
    is. ``items`` counts the items, ``approved`` and ``rejected`` those with that outcome; the others are open or not
    governed. ``refund_total_minor`` and ``possible_total_minor`` are sums of the columns of ``decide_frame``, in minor
    units of ``refund_currency``. ``left_out`` counts the malformed rows, in all currencies, which are in none of the
    other columns. ``readings`` names the readings to change, such as ``guarantee_grants``; all by default. ``on_error``
    is that of ``decide_frame``.
    """
    asked = members(readings, "readings", most=len(READINGS))
    for position, name in enumerate(asked):
        if not isinstance(name, str) or name not in READINGS:
            raise InvalidValue("unknown_name", f"readings[{position}]", shown(name), one_of(READINGS, name))
    instance(policy, "policy", Policy)
    days = calendar_or_china(calendar)
    given_lines, given = both(lines, claims)
    check_faults = fault_check(given, on_error)
    frames, _ = read_frames(given_lines, given)
    policies = {("in force", "in force"): policy}
    for reading in [name for name in READINGS if name in asked]:
        for value, variant in other_readings(policy, reading).items():
            policies[reading, value.value] = variant
    summed = Sums(frames)
    sums: dict[tuple[str, str], list[Row]] = {}
    # Policies that agree about time come one after the other, as they share what depends on it.
    for name in sorted(policies, key=lambda name: repr(about_time(policies[name]))):
        sums[name], answers = summed.under(policies[name], days)
        check_faults(frames.claims, answers)
    rows = [{"reading": name[0], "value": name[1], **row} for name in policies for row in sums[name]]
    arrays = {name: pa.array([row[name] for row in rows], kind) for name, kind in _OF_READINGS.items()}
    return cast(IntoFrameT, frame_like(arrays, given))


_COMPARED = ("outcome", "failed", "units", *TOTALS)


def compare_frame(
    lines: IntoFrame,
    claims: IntoFrameT,
    a: Policy,
    b: Policy,
    *,
    calendar: WorkCalendar | None = None,
    on_error: OnError = None,
) -> IntoFrameT:
    """The items that two policies decide differently, with both outcomes and the difference in money.

    A row for each item whose outcome, failed clauses, units or money differ, in the order of the claims. ``row`` is its
    place in ``claims``, counted from 0; ``claim_id``, ``order_id`` and ``line_id`` are its ids. ``outcome_a`` and
    ``outcome_b`` are the outcomes under each policy; ``failed``, ``units``, ``refund_total_minor`` and
    ``possible_total_minor`` come in the same pairs. ``refund_change_minor`` and ``possible_change_minor`` are the money
    under ``b`` less that under ``a``, in minor units of ``refund_currency``. Malformed rows raise, or come along with
    their ``fault`` under ``on_error`` "mark", as in ``decide_frame``.

    An order from before the day on which a policy takes effect is not governed by it (6.1). So give ``b`` the
    ``effective_from`` of ``a`` to see what another edition would have made of the same claims.
    """
    for name, policy in (("a", a), ("b", b)):
        instance(policy, name, Policy)
    days = calendar_or_china(calendar)
    given_lines, given = both(lines, claims)
    check_faults = fault_check(given, on_error)
    frames, _ = read_frames(given_lines, given)
    under_a, under_b = frames.decided(a, days), frames.decided(b, days)
    for answers in (under_a, under_b):
        check_faults(frames.claims, answers)
    rows = np.flatnonzero(_moved(under_a, under_b))
    return cast(IntoFrameT, frame_like(_compared(frames.claims, under_a, under_b, rows), given))


def _moved(a: Columns, b: Columns) -> Mask:
    """The rows that differ in what is compared, or that are malformed."""
    moved = (a.values["fault"] >= 0) | (b.values["fault"] >= 0)
    for name in _COMPARED:
        if name in a.words:
            known = {word: place for place, word in enumerate(a.words[name])}
            places = np.array([known.setdefault(word, len(known)) for word in b.words[name]] or [0], np.int64)
            of_b = b.values[name]
            moved |= a.values[name] != np.where(of_b < 0, of_b, places[np.maximum(of_b, 0)])
        else:
            moved |= a.values[name] != b.values[name]
    return moved


def _compared(claims: Source, a: Columns, b: Columns, rows: Integers) -> dict[str, Any]:
    at = pa.array(rows)
    of_a, of_b = a.arrays(rows), b.arrays(rows)
    found: dict[str, Any] = {"row": at.cast(pa.int64())}
    found |= {name: claims.cells[name].take(at) for name in ("claim_id", "order_id", "line_id")}
    for name in _COMPARED:
        found |= {f"{name}_a": of_a[name], f"{name}_b": of_b[name]}
    decided = (a.values["fault"][rows] < 0) & (b.values["fault"][rows] < 0)
    found["refund_currency"] = of_a["refund_currency"]
    for name in TOTALS:
        change = b.values[name][rows] - a.values[name][rows]
        found[name.replace("total", "change")] = pa.array(change, mask=~decided)
    faults = zip(of_a["fault"].to_pylist(), of_b["fault"].to_pylist(), strict=True)
    found["fault"] = pa.array([one or other for one, other in faults], pa.string())
    return found
