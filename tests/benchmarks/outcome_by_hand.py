"""The outcome alone, written by hand for NumPy: the least that a frame of claims can cost.

One remedy, one window after the other, no reading but the default ones, no other cause than misuse, no reasons, no
deadlines beyond comparing days, no money, no checks.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from cmoffer_policy import Outcome, Problem, Remedy, Verification

_DAY = 86_400 * 10**6
_OFFSET = 8 * 3600 * 10**6

_IN_GUARANTEE = [problem.index for problem in list(Problem)[:6]]
_IN_AFTER_SALES = [problem.index for problem in list(Problem)[:8]]


def columns_for(lines: pl.DataFrame, claims: pl.DataFrame) -> dict[str, np.ndarray]:
    """What the outcome depends on, as arrays: joined and numbered beforehand."""
    orders = lines.unique("order_id").select("order_id", "shipped_at")
    missing = (
        lines.group_by("order_id")
        .agg(pl.col("quantity").sum().alias("bought"))
        .join(claims, on="order_id")
        .select(
            "claim_id",
            nothing_arrived=(pl.col("problem") == "lost") & (pl.col("quantity") == pl.col("bought")),
        )
    )
    rows = claims.join(orders, on="order_id", how="left", maintain_order="left")
    rows = rows.join(missing, on="claim_id", how="left", maintain_order="left")
    numbers = {"problem": Problem, "remedy": Remedy, "verification": Verification}
    coded = rows.with_columns(
        *[pl.col(name).replace_strict({term.value: term.index for term in kind}) for name, kind in numbers.items()],
        *[pl.col(name).dt.timestamp("us") for name in ("submitted_at", "shipped_at")],
    )
    return {name: coded[name].to_numpy() for name in coded.columns if coded[name].dtype != pl.String}


def outcomes(of: dict[str, np.ndarray]) -> np.ndarray:
    """The place of each outcome in ``Outcome``."""
    problem, remedy, verification = of["problem"], of["remedy"], of["verification"]
    at = of["submitted_at"]
    days = (at + _OFFSET) // _DAY - (of["shipped_at"] + _OFFSET) // _DAY
    shipped = of["shipped_at"] <= at
    damage = (problem == Problem.BROKEN.index) | (problem == Problem.DEFECTIVE.index)
    covered = shipped & ~(of["misuse"] & damage)
    after_sales = covered & (days <= 30) & np.isin(problem, _IN_AFTER_SALES) & ~of["nothing_arrived"]
    guarantee = covered & (days <= 60) & np.isin(problem, _IN_GUARANTEE)
    granted = after_sales | (guarantee & (remedy == Remedy.REPLACEMENT.index))
    described = (problem != Problem.NOT_AS_DESCRIBED.index) | of["description_proved"]
    proved = of["buyer_compensated"] & of["problem_shown"] & of["buyer_quoted"] & described
    given_up = (problem == Problem.CHANGE_OF_MIND.index) & ~shipped
    void = given_up & (of["misuse"] | (remedy == Remedy.REPLACEMENT.index))
    ruled_against = (Verification.RULED_AGAINST_SELLER.index, Verification.SHOPIFY_RULED_AGAINST_SELLER.index)
    contested = verification == Verification.CONTESTED.index
    pending = verification == Verification.PENDING.index
    return np.select(
        [
            np.isin(verification, ruled_against) | void | (given_up & contested),
            given_up & pending,
            ~granted & ~given_up,
            ~proved & ~given_up,
            pending,
            contested,
        ],
        [
            Outcome.REJECTED.index,
            Outcome.REFERRED.index,
            Outcome.REJECTED.index,
            Outcome.NEEDS_EVIDENCE.index,
            Outcome.UNDER_VERIFICATION.index,
            Outcome.IN_DISPUTE.index,
        ],
        Outcome.APPROVED.index,
    )
