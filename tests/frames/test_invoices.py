"""Real invoices with claims that collide: nothing above what was paid comes back, whoever claims what."""

from __future__ import annotations

from functools import cache

import polars as pl

from cmoffer_policy import Outcome
from cmoffer_policy.frames import decide_frame, decisions_frame, order_claims_of
from support.frame_cases import ANSWERS
from support.frame_engines import in_the_default_run, native, rows_of
from support.frame_invoices import careless, paid, the_slice


@cache
def frames() -> tuple[pl.DataFrame, pl.DataFrame]:
    return careless(the_slice())


@cache
def decided(engine: str) -> pl.DataFrame:
    lines, claims = [native(engine, frame) for frame in frames()]
    rows = [
        {name: row[name] for name in ("claim_id", "order_id", "line_id", *ANSWERS)}
        for row in rows_of(decide_frame(lines, claims))
    ]
    return pl.DataFrame(rows, infer_schema_length=None)


def per_order(engine: str) -> pl.DataFrame:
    sums = decided(engine).group_by("order_id").agg(pl.col("refund_total_minor", "possible_total_minor", "units").sum())
    return sums.join(paid(frames()[0]), on="order_id")


@in_the_default_run("polars", "pandas", "duckdb")
def test_no_order_gets_back_more_than_was_paid(engine: str) -> None:
    """Not even what is still possible."""
    sums = per_order(engine)
    assert sums.filter(pl.col("possible_total_minor") > pl.col("paid")).is_empty()
    assert sums.filter(pl.col("refund_total_minor") > pl.col("possible_total_minor")).is_empty()


def test_the_claims_collide() -> None:
    """Else nothing would have been shown: they name more units than were bought, and some get fewer than they name."""
    lines, claims = frames()
    named = claims.group_by("order_id", "line_id").agg(pl.col("quantity").sum().alias("named"))
    over = named.join(lines, on=["order_id", "line_id"]).filter(pl.col("named") > pl.col("quantity"))
    assert len(over) > 100
    assert decided("polars")["units_held"].sum() > 100
    assert set(decided("polars")["outcome"]) >= {
        Outcome.APPROVED.value,
        Outcome.IN_DISPUTE.value,
        Outcome.REJECTED.value,
    }


def test_every_row_says_what_the_loop_says() -> None:
    """Claim by claim, over all orders of the invoices."""
    lines, claims = frames()
    found = order_claims_of(lines, claims, claims["claim_id"].unique().to_list()).values()
    decisions = [decision for record in {id(each): each for each in found}.values() for decision in record.decisions()]
    rows = decisions_frame(decisions, backend=pl).to_dicts()
    keys = ("claim_id", "line_id")
    expected = {tuple(row[key] for key in keys): {name: row[name] for name in ANSWERS} for row in rows}
    got = {
        tuple(row[key] for key in keys): {name: row[name] for name in ANSWERS} for row in decided("polars").to_dicts()
    }
    assert got == expected
