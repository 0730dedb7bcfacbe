"""Lines and claims of any number, alike in every run: what a year of a seller's claims could look like."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import polars as pl

from cmoffer_policy import Problem, Remedy, Verification

_START = int(datetime(2024, 1, 1, tzinfo=UTC).timestamp()) * 10**6
_HOUR = 3600 * 10**6


def lines_and_claims(count: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """So many claims of one item, each about an order of its own with 1 to 5 lines."""
    draw = np.random.default_rng(20240101)
    sizes = draw.choice([1, 2, 3, 5], size=count, p=[0.6, 0.25, 0.1, 0.05])
    order = np.repeat(np.arange(count), sizes)
    line = np.arange(len(order)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    quantity = draw.choice([1, 1, 1, 2, 5], size=len(order))
    price = draw.integers(100, 10_000, size=len(order))
    placed = _START + draw.integers(0, 365 * 24, size=count) * _HOUR
    shipped = placed + draw.integers(1, 200, size=count) * _HOUR
    delivered = shipped + draw.integers(24, 900, size=count) * _HOUR
    value = np.bincount(order, weights=price * quantity).astype(np.int64)
    lines = pl.DataFrame(
        {
            "order_id": order,
            "line_id": line,
            "quantity": quantity,
            "unit_price_minor": price,
            "placed_at": placed[order],
            "shipped_at": shipped[order],
            "delivered_at": delivered[order],
            "freight_minor": draw.integers(0, 1500, size=count)[order],
            "order_discount_minor": (value * draw.choice([0, 0.1, 0.25], size=count)).astype(np.int64)[order],
        }
    ).with_columns(pl.lit("USD").alias("currency"))
    chosen = np.cumsum(sizes) - sizes + (draw.random(count) * sizes).astype(np.int64)
    submitted = placed + draw.integers(24, 90 * 24, size=count) * _HOUR
    verification = draw.choice(len(Verification), size=count, p=[0.2, 0.55, 0.1, 0.05, 0.05, 0.05])
    passed = np.isin(verification, [Verification.CONFIRMED.index, Verification.RULED_FOR_SELLER.index])
    claims = pl.DataFrame(
        {
            "claim_id": np.arange(count),
            "order_id": np.arange(count),
            "line_id": line[chosen],
            "submitted_at": submitted,
            "problem": _names(Problem, draw.integers(0, len(Problem), size=count)),
            "remedy": _names(Remedy, draw.integers(0, len(Remedy), size=count)),
            "quantity": 1 + (draw.random(count) * quantity[chosen]).astype(np.int64),
            "misuse": draw.random(count) < 0.05,
            "verification": _names(Verification, verification),
            "approved_at": submitted + draw.integers(1, 100, size=count) * _HOUR,
            **{proof: draw.random(count) < 0.9 for proof in _PROOFS},
        }
    ).with_columns(approved_at=pl.when(pl.Series(passed)).then(pl.col("approved_at")))
    return _texts_and_instants(lines), _texts_and_instants(claims)


_PROOFS = ("buyer_compensated", "problem_shown", "buyer_quoted", "description_proved")


def _names(kind: type[Problem | Remedy | Verification], places: np.ndarray) -> pl.Series:
    return pl.Series([term.value for term in kind]).gather(places)


def _texts_and_instants(frame: pl.DataFrame) -> pl.DataFrame:
    ids = [pl.format(f"{name[:-3]}-{{}}", pl.col(name)).alias(name) for name in frame.columns if name.endswith("_id")]
    instants = [pl.col(name).cast(pl.Datetime("us", "UTC")) for name in frame.columns if name.endswith("_at")]
    return frame.with_columns(*ids, *instants)
