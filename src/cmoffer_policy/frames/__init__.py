"""Claims by the million: data frames decided with the rules that decide a single claim; needs the extra ``frames``.

``decide_frame(lines, claims)`` takes and returns frames of pandas, polars, DuckDB or PySpark. The rules are asked once
for every case that occurs, the calendar once for every day, and both are looked up; money is divided by the same exact
integers as elsewhere.
"""

try:
    import narwhals  # noqa: F401 - so that what is missing is told by name
except ModuleNotFoundError as _missing:
    raise ImportError(
        "frames need narwhals: install it with the extra frames, as in cmoffer-policy[frames]", name="narwhals"
    ) from _missing

from cmoffer_policy.frames.analyses import acceptance_load, readings_frame, refund_liability, rejections_by_clause
from cmoffer_policy.frames.columns import CLAIMS, DECIDED, LINES, Column, Kind
from cmoffer_policy.frames.deciding import decide_frame
from cmoffer_policy.frames.objects import case_of, claims_frame, decisions_frame, lines_frame

__all__ = [
    "CLAIMS",
    "DECIDED",
    "LINES",
    "Column",
    "Kind",
    "acceptance_load",
    "case_of",
    "claims_frame",
    "decide_frame",
    "decisions_frame",
    "lines_frame",
    "readings_frame",
    "refund_liability",
    "rejections_by_clause",
]
