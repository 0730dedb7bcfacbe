"""Claims in data frames, decided order by order; needs the extra ``frames``.

``decide_frame(lines, claims)`` takes and returns frames of pandas, polars, pyarrow or DuckDB. Rows become orders
with all their claims, ``OrderClaims`` decides, and the decisions become columns. So a frame costs what a loop over the
orders costs.
"""

from importlib.util import find_spec

if find_spec("narwhals") is None:
    raise ImportError(
        "frames need narwhals: install it with the extra frames, as in cmoffer-policy[frames]", name="narwhals"
    )
if find_spec("pyarrow") is None:
    raise ImportError(
        "frames need pyarrow: install it with the extra frames, as in cmoffer-policy[frames]", name="pyarrow"
    )

from cmoffer_policy.frames.columns import CLAIMS, DECIDED, LINES, Column, Kind
from cmoffer_policy.frames.tables import (
    claims_frame,
    decide_frame,
    decisions_frame,
    lines_frame,
    order_claims_of,
    readings_frame,
)

__all__ = [
    "CLAIMS",
    "DECIDED",
    "LINES",
    "Column",
    "Kind",
    "claims_frame",
    "decide_frame",
    "decisions_frame",
    "lines_frame",
    "order_claims_of",
    "readings_frame",
]
