"""Lines and careless claims from real invoices: every cancellation claims all that it could be about, at once."""

from __future__ import annotations

from pathlib import Path

import polars as pl

SLICE = Path(__file__).parents[2] / "examples" / "data" / "online_retail_slice.csv"
FREIGHT = ["POST", "DOT", "C2"]
CHARGES = ["AMAZONFEE", "B", "BANK CHARGES", "CRUK", "D", "M", "S", "m"]
SHIFT = pl.duration(days=4732)
"""The days by which the invoices are later than in the file, so that the policy governs them; weekdays stay."""


def the_slice() -> pl.DataFrame:
    """The invoices that the examples use."""
    texts = {"InvoiceNo": pl.String, "StockCode": pl.String, "CustomerID": pl.String, "UnitPrice": pl.String}
    return pl.read_csv(SLICE, schema_overrides=texts, try_parse_dates=True)


def careless(invoices: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Lines of the invoices, and a claim of each cancellation on each earlier order of its customer with the product.

    Nobody keeps count of the units: a cancellation claims them on every order that it could mean, up to all units of
    the line, and once more two days later. Nearly all items are confirmed, some of them at an unknown time, and some claims ask for replacements.
    """
    rows = invoices.with_columns(
        at=(pl.col("InvoiceDate").cast(pl.Datetime("us")) + SHIFT).dt.replace_time_zone("Asia/Shanghai"),
        minor=pl.col("UnitPrice").cast(pl.Decimal(18, 4)) * 100,
        cancels=pl.col("InvoiceNo").str.starts_with("C"),
    ).filter(pl.col("CustomerID").is_not_null() & ~pl.col("StockCode").is_in(CHARGES))
    sold = rows.filter(
        ~pl.col("cancels")
        & (pl.col("Quantity") > 0)
        & (pl.col("minor") >= 0)
        & (pl.col("minor") == pl.col("minor").cast(pl.Int64))
    ).with_columns(minor=pl.col("minor").cast(pl.Int64))
    freight = (
        sold.filter(pl.col("StockCode").is_in(FREIGHT))
        .group_by("InvoiceNo")
        .agg(freight_minor=(pl.col("minor") * pl.col("Quantity")).sum())
    )
    goods = sold.filter(~pl.col("StockCode").is_in(FREIGHT)).with_columns(
        line_id=pl.format("{}#{}", "StockCode", pl.int_range(pl.len()).over("InvoiceNo")),
        placed_at=pl.col("at").min().over("InvoiceNo"),
    )
    lines = goods.join(freight, on="InvoiceNo", how="left").select(
        order_id="InvoiceNo",
        line_id="line_id",
        quantity="Quantity",
        unit_price_minor="minor",
        currency=pl.lit("GBP"),
        placed_at="placed_at",
        shipped_at=pl.col("placed_at") + pl.duration(days=1),
        freight_minor=pl.col("freight_minor").fill_null(0),
    )
    back = rows.filter("cancels", ~pl.col("StockCode").is_in(FREIGHT))
    matched = back.join(goods, on=["CustomerID", "StockCode"], suffix="_of_order").filter(
        pl.col("placed_at") <= pl.col("at")
    )
    number = pl.col("InvoiceNo").str.slice(1).cast(pl.Int64)
    claims = (
        matched.group_by("InvoiceNo", "InvoiceNo_of_order", "line_id", maintain_order=True)
        .agg(
            submitted_at=pl.col("at").first(),
            quantity=pl.min_horizontal(-pl.col("Quantity").sum(), pl.col("Quantity_of_order").first()),
        )
        .with_columns(submitted_at=pl.col("submitted_at").min().over("InvoiceNo"), days=number % 17)
        .select(
            claim_id=pl.format("{}/{}", "InvoiceNo", "InvoiceNo_of_order"),
            order_id="InvoiceNo_of_order",
            line_id="line_id",
            submitted_at="submitted_at",
            quantity="quantity",
            problem=pl.lit("broken"),
            remedy=pl.when(number % 7 == 0).then(pl.lit("replacement")).otherwise(pl.lit("refund")),
            **dict.fromkeys(("buyer_compensated", "problem_shown", "buyer_quoted"), pl.lit(value=True)),
            verification=pl.when(number % 11 == 0).then(pl.lit("contested")).otherwise(pl.lit("confirmed")),
            approved_at=pl.when((pl.col("days") > 2) & (number % 11 != 0)).then(
                pl.col("submitted_at") + pl.duration(days=17 - pl.col("days"))
            ),
        )
    )
    later = pl.col("submitted_at", "approved_at") + pl.duration(days=2)
    again = claims.with_columns(pl.format("{}, again", "claim_id").alias("claim_id"), later)
    return lines, pl.concat([claims, again])


def paid(lines: pl.DataFrame) -> pl.DataFrame:
    """What was paid for each order, goods and freight."""
    return lines.group_by("order_id").agg(
        paid=(pl.col("quantity") * pl.col("unit_price_minor")).sum() + pl.col("freight_minor").first()
    )
