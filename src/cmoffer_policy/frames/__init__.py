"""Claims in data frames, decided as whole columns; needs the extra ``frames``.

``decide_frame(lines, claims)`` takes and returns frames of pandas, polars, pyarrow or DuckDB. A kernel decides ordinary
orders on columns of integers. Whatever is out of the ordinary goes through the constructors and ``OrderClaims``, order
by order, so that no message and no rule about sets is written twice.
"""

from importlib.util import find_spec

for _library in ("narwhals", "numpy", "pyarrow"):
    if find_spec(_library) is None:
        raise ImportError(
            f"frames need {_library}: install it with the extra frames, as in cmoffer-policy[frames]", name=_library
        )

from cmoffer_policy.frames.analyses import compare_frame, readings_frame  # noqa: E402
from cmoffer_policy.frames.batches import decide_batches  # noqa: E402
from cmoffer_policy.frames.checking import check_frame  # noqa: E402
from cmoffer_policy.frames.columns import CLAIMS, DECIDED, FACTS, LINES, LISTED, Column, Kind  # noqa: E402
from cmoffer_policy.frames.conversions import to_instant, to_minor  # noqa: E402
from cmoffer_policy.frames.spark import decide_spark  # noqa: E402
from cmoffer_policy.frames.tables import (  # noqa: E402
    claims_frame,
    decide_frame,
    decisions_frame,
    lines_frame,
    order_claims_of,
)

__all__ = [
    "CLAIMS",
    "DECIDED",
    "FACTS",
    "LINES",
    "LISTED",
    "Column",
    "Kind",
    "check_frame",
    "claims_frame",
    "compare_frame",
    "decide_batches",
    "decide_frame",
    "decide_spark",
    "decisions_frame",
    "lines_frame",
    "order_claims_of",
    "readings_frame",
    "to_instant",
    "to_minor",
]
