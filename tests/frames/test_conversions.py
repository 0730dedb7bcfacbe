"""Prices as minor units and naive times as instants, exactly or not at all, in each kind of column."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmoffer_policy import InputError, InvalidValue, Money
from cmoffer_policy.frames import to_instant, to_minor

KINDS: dict[str, Callable[[list[Any]], Any]] = {
    "pandas": lambda cells: pd.Series(cells, index=range(7, 7 + len(cells)), name="price"),
    "pandas-arrow": lambda cells: pd.Series(pd.arrays.ArrowExtensionArray(pa.array(cells)), name="price"),
    "polars": lambda cells: pl.Series("price", cells),
    "pyarrow": lambda cells: pa.chunked_array([cells[:1], cells[1:]], pa.array(cells).type),
}
naive = datetime.fromisoformat
every_kind = pytest.mark.parametrize("kind", KINDS)


def cells_of(column: Any) -> list[Any]:
    cells = column.to_pylist() if isinstance(column, pa.ChunkedArray | pa.Array) else list(column)
    return [None if cell is pd.NA or cell is pd.NaT else cell for cell in cells]


@every_kind
@pytest.mark.parametrize(
    "prices",
    [
        [19.9, None, 0.07, 1e6],
        ["19.90", None, "0.07", "1000000"],
        [Decimal("19.90"), None, Decimal("0.07"), Decimal("1000000.00")],
    ],
    ids=["floats", "text", "decimals"],
)
def test_prices_become_minor_units(kind: str, prices: list[Any]) -> None:
    """In the same kind of column, null for null."""
    if kind == "pandas" and isinstance(prices[0], Decimal):
        column = pd.Series(prices, dtype=pd.ArrowDtype(pa.decimal128(12, 2)))
    else:
        column = KINDS[kind](prices)
    minor = to_minor(column, "USD")
    assert cells_of(minor) == [1990, None, 7, 10**8]
    if kind != "pyarrow":
        assert type(minor) is type(column)
        assert minor.name == column.name


@every_kind
def test_whole_numbers_are_major_units(kind: str) -> None:
    """Yen have no smaller unit; dollars have cents."""
    assert cells_of(to_minor(KINDS[kind]([3, 5]), "JPY")) == [3, 5]
    assert cells_of(to_minor(KINDS[kind]([3, 5]), "USD")) == [300, 500]


@every_kind
def test_each_price_has_the_decimals_of_its_own_currency(kind: str) -> None:
    """Equal prices in different currencies differ in minor units; a price that is null needs no currency."""
    currencies = KINDS[kind](["USD", "JPY", "KWD", None, "USD"])
    assert cells_of(to_minor(KINDS[kind]([3.0, 3.0, 3.0, None, 0.5]), currencies)) == [300, 3, 3000, None, 50]
    assert cells_of(to_minor(KINDS[kind](["1", "1"]), currencies[:2])) == [100, 1]


def test_prices_can_be_whole_numbers_of_128_bits() -> None:
    """Which Arrow does not have."""
    assert to_minor(pl.Series([3, None], dtype=pl.Int128), "USD").to_list() == [300, None]


def test_no_prices_have_no_currencies() -> None:
    """Empty columns give an empty column."""
    assert to_minor(pl.Series([], dtype=pl.Float64), pl.Series([], dtype=pl.String)).to_list() == []


@every_kind
@pytest.mark.parametrize(
    ("prices", "currencies", "told"),
    [
        ([1.5, 1.5], ["USD", "JPY"], "prices[1]: got 1.5, expected at most 0 decimals in JPY"),
        ([1.5, 1.5], ["USD", "XAU"], "currency[1]: got 'XAU', expected an ISO 4217 code such as 'USD'"),
        ([1.5, 1.5], ["USD", None], "currency[1]: got None, expected an ISO 4217 code such as 'USD'"),
        ([1.5, 1.5], ["USD", "USD", "USD"], "currency: got 3 rows, expected 2 as in the prices"),
    ],
    ids=["too fine", "unknown", "null", "too many"],
)
def test_a_currency_that_does_not_fit_is_refused(
    kind: str, prices: list[Any], currencies: list[Any], told: str
) -> None:
    """With the row of the price or of the currency."""
    with pytest.raises(InputError) as refusal:
        to_minor(KINDS[kind](prices), KINDS[kind](currencies))
    assert str(refusal.value) == told


def test_pandas_keeps_its_index_and_can_hold_a_null() -> None:
    """The column is ``Int64``, so that a null makes no fractions of the others."""
    column = pd.Series([1.5, None], index=["a", "b"], name="price")
    minor = to_minor(column, "USD")
    assert minor.index.equals(column.index)
    assert str(minor.dtype) == "Int64"


@every_kind
@pytest.mark.parametrize(
    ("prices", "told"),
    [
        ([1.0, 19.999], "prices[1]: got 19.999, expected at most 2 decimals in USD"),
        (["1", "19.999"], "prices[1]: got '19.999', expected at most 2 decimals in USD"),
        (["1", "19,99"], "prices[1]: got '19,99', expected plain digits such as '19.90'"),
        ([1.0, float("inf")], "prices[1]: got inf, expected a finite number"),
        ([1.0, 0.1 + 0.2], "prices[1]: got 0.30000000000000004, expected at most 2 decimals in USD"),
        ([1.0, 1e17], "prices[1]: got 1e+17, expected at most 1000000000000 minor units"),
    ],
)
def test_a_price_that_is_no_amount_is_refused_with_its_row(kind: str, prices: list[Any], told: str) -> None:
    """Nothing is rounded."""
    with pytest.raises(InvalidValue) as refusal:
        to_minor(KINDS[kind](prices), "USD")
    assert str(refusal.value) == told


@given(st.lists(st.integers(-(10**12), 10**12)), st.sampled_from(["JPY", "USD", "KWD", "CLF"]))
def test_amounts_come_back_from_decimals_and_text(minor: list[int], currency: str) -> None:
    """In every currency, whatever its decimals."""
    amounts = [Money(minor=each, currency=currency).amount for each in minor]
    texts = pl.Series([f"{amount:f}" for amount in amounts], dtype=pl.String)
    assert to_minor(texts, currency).to_list() == minor
    assert to_minor(pa.chunked_array([pa.array(amounts, pa.decimal128(20, 4))]), currency).to_pylist() == minor


@given(st.lists(st.integers(-(10**11), 10**11)))
def test_floats_of_cents_come_back(minor: list[int]) -> None:
    """The float nearest to an amount stands for it."""
    assert to_minor(pl.Series([each / 100 for each in minor], dtype=pl.Float64), "USD").to_list() == minor


@pytest.mark.parametrize("kind", [np.float16, np.float32, np.float64])
def test_a_short_float_is_its_own_shortest_decimal(kind: Any) -> None:
    """19.9 is 1990 cents in floats of any length, though the same value is 19.899999618530273 in a longer one."""
    assert to_minor(pd.Series(np.array([19.9, 0.07, 19.9, np.nan], kind)), "USD").tolist() == [1990, 7, 1990, pd.NA]
    with pytest.raises(InvalidValue) as refusal:
        to_minor(pd.Series(np.array([1, 0.123], kind)), "USD")
    assert str(refusal.value) == "prices[1]: got 0.123, expected at most 2 decimals in USD"


@every_kind
def test_naive_times_become_instants(kind: str) -> None:
    """In UTC, null for null, in the same kind of column."""
    times = KINDS[kind]([naive("2024-01-05T10:00"), None, naive("2024-07-05T10:00")])
    instants = to_instant(times, "America/New_York")
    assert cells_of(instants) == [datetime(2024, 1, 5, 15, tzinfo=UTC), None, datetime(2024, 7, 5, 14, tzinfo=UTC)]


@every_kind
@pytest.mark.parametrize(
    ("time", "why"),
    [(naive("2024-03-10T02:30"), "skipped"), (naive("2024-11-03T01:30"), "shown twice")],
    ids=["skipped", "shown twice"],
)
def test_a_time_that_clocks_did_not_show_once_is_refused(kind: str, time: datetime, why: str) -> None:
    """An hour before and after it is fine."""
    with pytest.raises(InvalidValue) as refusal:
        to_instant(KINDS[kind]([naive("2024-01-01T00:00"), time]), "America/New_York")
    assert str(refusal.value) == (
        f"times[1]: got {time.isoformat()} in America/New_York, expected a time that the clocks there showed exactly once"
    ), why
    hours = [time.replace(hour=hour) for hour in (0, 4)]
    assert len(to_instant(KINDS[kind](hours), "America/New_York")) == 2


@pytest.mark.parametrize("zones", [(None, UTC), (None, None), (UTC, None)])
def test_times_in_a_column_of_objects_are_refused(zones: tuple[Any, ...]) -> None:
    """Of one after a naive one the zone would be lost, and the instant move by its offset."""
    times = [datetime(2024, 1, 5, 10, tzinfo=zone) for zone in zones]
    with pytest.raises(InvalidValue) as refusal:
        to_instant(pd.Series(times, dtype=object), "Asia/Shanghai")
    assert str(refusal.value) == "times: got a column of Object, expected a column of naive times"


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda: to_minor(pl.Series([1]), "XAU"), "currency: got 'XAU', expected an ISO 4217 code such as 'USD'"),
        (
            lambda: to_minor(pl.Series([True]), "USD"),
            "prices: got a column of Boolean, expected a column of decimals, whole numbers, floats or text",
        ),
        (
            lambda: to_minor(pl.Series([1]), pl.Series([1])),
            "currency: got a column of Int64, expected a column of text",
        ),
        (
            lambda: to_minor(pl.Series([1]), ["USD"]),
            "currency: got a value of type list, expected a column of pandas, polars or pyarrow",
        ),
        (
            lambda: to_minor([1], "USD"),
            "prices: got a value of type list, expected a column of pandas, polars or pyarrow",
        ),
        (
            lambda: to_instant(pl.Series([datetime(2024, 1, 1, tzinfo=UTC)]), "UTC"),
            "times: got a column of Datetime(time_unit='us', time_zone='UTC'), expected a column of naive times",
        ),
        (
            lambda: to_instant(pl.Series([naive("2024-01-01T00:00")]), "Atlantis"),
            "zone: got 'Atlantis', expected the name of a time zone such as 'Asia/Shanghai'",
        ),
        (lambda: to_instant(pl.Series([naive("2024-01-01T00:00")]), 8), "zone: got 8, expected a str"),
        (
            lambda: to_minor(pd.Series([1, "2"]), "USD"),
            "prices: got a column of Object with values that do not fit into one type, "
            "expected a column of decimals, whole numbers, floats or text",
        ),
        (
            lambda: to_minor(pl.Series([1]), pd.Series(["\ud800"], dtype=object)),
            "currency[0]: got '\\ud800', expected whole characters, no halves of surrogate pairs",
        ),
        (
            lambda: to_instant(pd.Series([1, "2"]), "UTC"),
            "times: got a column of Object with values that do not fit into one type, expected a column of naive times",
        ),
        (
            lambda: to_instant(pa.chunked_array([pa.array([None, 0, 2**43 + 2**40], pa.timestamp("s"))]), "UTC"),
            "times[2]: got 9895604649984 s since 1970, expected a time whose microseconds fit into 64 bits",
        ),
        (
            lambda: to_instant(pa.chunked_array([pa.array([-(2**60)], pa.timestamp("ms"))]), "UTC"),
            "times[0]: got -1152921504606846976 ms since 1970, expected a time whose microseconds fit into 64 bits",
        ),
    ],
)
def test_what_is_no_such_column_is_refused(call: Callable[[], object], told: str) -> None:
    """With what would do."""
    with pytest.raises(InvalidValue) as refusal:
        call()
    assert str(refusal.value) == told
