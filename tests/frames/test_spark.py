"""Spark decides as polars does; runs where PySpark and Java are there."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import polars as pl
import pytest

from cmoffer_policy import Inconsistent, InvalidValue
from cmoffer_policy.frames import decide_frame, decide_spark
from support.builders import a_claim, an_order
from support.frame_cases import ANSWERS, about, frames_of, some_cases

pytestmark = [pytest.mark.spark, pytest.mark.filterwarnings("ignore")]  # what Spark and Py4J warn of is theirs


@pytest.fixture(scope="module")
def session() -> Iterator[Any]:
    spark = pytest.importorskip("pyspark.sql")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYSPARK_PYTHON", sys.executable)  # else the workers are whatever is called python3
        made = (
            spark.SparkSession.builder.master("local[1]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "2")
            .config("spark.sql.session.timeZone", "America/New_York")
            .getOrCreate()
        )
        yield made
        made.stop()


def test_spark_decides_as_polars_does(session: Any) -> None:
    """Row by row, in groups of orders, among them a claim about an order without lines."""
    lines, items = frames_of(some_cases(60))
    astray = items.head(1).with_columns(claim_id=pl.lit("astray"), order_id=pl.lit("nowhere"))
    items = pl.concat([items, astray]).with_columns(mine=pl.int_range(pl.len()))
    decided = decide_spark(*[session.createDataFrame(frame.to_arrow()) for frame in (lines, items)], groups=7)
    found = pl.from_arrow(decided.toArrow()).sort("mine")
    expected = decide_frame(lines, items, on_error="mark")
    assert found.columns == expected.columns
    assert found.select(ANSWERS).equals(expected.select(ANSWERS))
    assert found["claim_id"].to_list() == items["claim_id"].to_list()


def test_nothing_runs_before_the_answer_is_asked_for(session: Any) -> None:
    """But names are looked at right away."""
    lines, items = frames_of(about(an_order(), a_claim()))
    bought, claimed = [session.createDataFrame(frame.to_arrow()) for frame in (lines, items)]
    with pytest.raises(InvalidValue) as refusal:
        decide_spark(bought, claimed.withColumnRenamed("quantity", "quantitiy"))
    assert str(refusal.value) == "claims: got a column 'quantitiy', expected 'quantity', or another name"
    with pytest.raises(Inconsistent) as clash:
        decide_spark(bought, claimed.withColumnRenamed("misuse", "Outcome"))
    assert str(clash.value) == "claims: got a column 'Outcome', expected no column that the answer adds"
    assert decide_spark(bought, claimed.withColumn("quantity", claimed["quantity"].cast("string"))) is not None


def test_what_is_no_frame_of_spark_is_refused() -> None:
    """With what would do."""
    lines, items = frames_of(about(an_order(), a_claim()))
    with pytest.raises(InvalidValue) as refusal:
        decide_spark(lines, items)
    assert str(refusal.value) == "lines: got a value of type DataFrame, expected a frame of PySpark"
