"""Whole numbers in columns are divided as Python divides them, up to the largest there are."""

from __future__ import annotations

import narwhals as nw
import polars as pl
import pytest
from cmoffer_policy.frames.arithmetic import proportion, quotient
from engines import SPARK, native, rows_of
from frame_cases import at_most
from hypothesis import example, given
from hypothesis import strategies as st

LARGEST = 10**12
MOST_UNITS = 10**6

every_engine = pytest.mark.parametrize("engine", ["pandas", "polars", "polars-lazy", "duckdb", SPARK])
"""Columns of Arrow in pandas have no remainder; they are read into others before anything is divided."""


def near(most: int, *landmarks: int) -> st.SearchStrategy[int]:
    """Numbers from 0 to the most, those around landmarks and the most itself often."""
    around = [mark + by for mark in (0, most, *landmarks) for by in (-1, 0, 1) if 0 <= mark + by <= most]
    return st.one_of(st.integers(0, most), st.sampled_from(around))


@st.composite
def divisions(draw: st.DrawFn) -> tuple[int, int]:
    """A dividend up to 2**62 and a divisor that leaves a quotient below 2**50, often without a remainder or just so."""
    divisor = 1 + draw(near(2**40, 10**6, 10**12 // 7, 2**20))
    most = min(2**62, divisor * 2**50 - 1)
    whole = draw(near(most // divisor, 10**12, 2**49)) * divisor
    return draw(st.sampled_from([whole, min(whole + divisor - 1, most), draw(near(most, 2**53))])), divisor


@every_engine
@at_most(25)
@given(rows=st.lists(divisions(), min_size=1, max_size=50))
@example(rows=[(2**62, 2**12 + 1), (2**62 - 1, 2**13), (2 * MOST_UNITS * LARGEST + MOST_UNITS, 2 * MOST_UNITS)])
def test_a_quotient_is_rounded_down(engine: str, rows: list[tuple[int, int]]) -> None:
    """Exactly, where the dividend has more digits than a floating-point number."""
    frame = nw.from_native(native(engine, pl.DataFrame(rows, ["dividend", "divisor"], orient="row")))
    divided = frame.with_columns(quotient=quotient(nw.col("dividend"), nw.col("divisor"))).to_native()
    assert [row for row in rows_of(divided) if row["quotient"] != row["dividend"] // row["divisor"]] == []


@st.composite
def proportions(draw: st.DrawFn) -> tuple[int, int, int]:
    """A total, a weight, and a whole that the weight is at most."""
    marks = (2**20, 2**39, LARGEST // 3, 10**6)
    whole = max(1, draw(near(LARGEST, *marks)))
    return draw(near(LARGEST, *marks)), draw(near(whole, *[mark for mark in marks if mark < whole])), whole


@every_engine
@at_most(25)
@given(rows=st.lists(proportions(), min_size=1, max_size=50))
@example(rows=[(LARGEST, LARGEST, LARGEST), (LARGEST, LARGEST - 1, LARGEST), (LARGEST - 1, 2**20 - 1, 2**20)])
def test_a_proportion_is_rounded_down_and_leaves_its_remainder(engine: str, rows: list[tuple[int, int, int]]) -> None:
    """Exactly, where the product has twice the digits that a column holds."""
    frame = nw.from_native(native(engine, pl.DataFrame(rows, ["total", "weight", "whole"], orient="row")))
    share, remainder = proportion(nw.col("total"), nw.col("weight"), nw.col("whole"))
    divided = rows_of(frame.with_columns(share=share, remainder=remainder).to_native())
    exact = [(*divmod(row["total"] * row["weight"], row["whole"]), row) for row in divided]
    assert [row for quotient, rest, row in exact if (row["share"], row["remainder"]) != (quotient, rest)] == []
