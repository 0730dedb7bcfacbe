"""Columns that shops export, made into what a frame needs: amounts in minor units, instants with a time zone."""

# pyright: reportAttributeAccessIssue=false
# pyarrow makes its functions of columns when it is imported, so that nothing declares them.

from __future__ import annotations

from decimal import Decimal
from typing import Any

import narwhals as nw
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from narwhals.typing import IntoSeriesT

from cmoffer_policy.checks import text
from cmoffer_policy.errors import Inconsistent, InputError, InvalidValue, shown
from cmoffer_policy.frames.engines import column_like, column_of, is_text
from cmoffer_policy.money import Money


def to_minor(prices: IntoSeriesT, currency: str | IntoSeriesT) -> IntoSeriesT:
    """A column of prices in major units as whole minor units of the currency; nothing is rounded.

    ``prices`` is a column of pandas, polars or pyarrow that holds decimals, whole numbers, floats, or text such as
    "19.90". A float counts as the shortest decimal that stands for it, so 19.9 is 1990 cents. ``currency`` is the code
    of all prices, or a column with the code of each. A null price stays null. A price finer than the minor unit, or one
    that is no amount, raises ``InvalidValue``, which names its row; so does an unknown code.

    >>> import polars as pl
    >>> to_minor(pl.Series([19.9, 0.07, None]), "USD").to_list()
    [1990, 7, None]
    >>> to_minor(pl.Series([19.9, 1990]), pl.Series(["USD", "JPY"])).to_list()
    [1990, 1990]
    >>> to_minor(pl.Series(["19.90", "19.999"]), "USD")
    Traceback (most recent call last):
    cmoffer_policy.errors.InvalidValue: prices[1]: got '19.999', expected at most 2 decimals in USD
    """
    expected = "a column of decimals, whole numbers, floats or text"
    given, cells = column_of(prices, "prices", expected)
    kind = cells.type
    if not (is_text(kind) or pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)):
        raise InvalidValue("wrong_type", "prices", f"a column of {given.dtype}", expected)
    codes = _codes(currency, cells)
    floats = _FLOATS.get(kind)
    # Asked once for each distinct price of a currency.
    coded, named = (cells.cast(pa.float64()) if floats else cells).dictionary_encode(), codes.dictionary_encode()
    distinct, currencies = coded.dictionary.to_pylist(), named.dictionary.to_pylist()
    if floats:  # as text: the shortest decimal that stands for a float is longer in a longer float of the same value
        distinct = [str(floats(price)) for price in distinct]
    first = pc.multiply(coded.indices.cast(pa.int64()), len(currencies))
    pairs = pc.add(first, named.indices.cast(pa.int64())).dictionary_encode()
    minor: list[int] = []
    for place, pair in enumerate(pairs.dictionary.to_pylist()):
        price, code = distinct[pair // len(currencies)], currencies[pair % len(currencies)]
        try:
            minor.append(Money.of(Decimal(price) if floats else price, code).minor)
        except InputError as fault:
            row = pc.index(pairs.indices, pa.scalar(place, pairs.indices.type)).as_py()
            got = price if floats else shown(price)
            path, got = ("currency", shown(code)) if fault.path == "currency" else ("prices", got)
            raise InvalidValue(fault.code, f"{path}[{row}]", got, fault.expected) from None
    return column_like(pa.array(minor, pa.int64()).take(pairs.indices), given)


_FLOATS = {pa.float16(): np.float16, pa.float32(): np.float32, pa.float64(): np.float64}


def _codes(currency: object, prices: Any) -> Any:
    """The currency of each price; never null where the price is not."""
    if isinstance(currency, str):
        Money(minor=0, currency=currency)  # an unknown code is refused whatever the prices
        return pa.repeat(currency, len(prices))
    expected = "a column of text"
    given, codes = column_of(currency, "currency", expected)
    if not is_text(codes.type):
        raise InvalidValue("wrong_type", "currency", f"a column of {given.dtype}", expected)
    if len(codes) != len(prices):
        raise Inconsistent("other_length", "currency", f"{len(codes)} rows", f"{len(prices)} as in the prices")
    row = pc.index(pc.and_(codes.is_null(), prices.is_valid()), True).as_py()
    if row >= 0:
        raise InvalidValue("missing", f"currency[{row}]", "None", "an ISO 4217 code such as 'USD'")
    return codes


def to_instant(times: IntoSeriesT, zone: str) -> IntoSeriesT:
    """A column of naive times, read as local times of a zone such as "Asia/Shanghai", as instants in UTC.

    ``times`` is a column of pandas, polars or pyarrow that holds datetimes without a time zone; parse text first. Null
    stays null. A time that the clocks of the zone skipped, or showed twice, raises ``InvalidValue``, which names its
    row; so does an unknown zone.

    >>> from datetime import datetime
    >>> import polars as pl
    >>> to_instant(pl.Series([datetime(2024, 1, 5, 10)]), "Asia/Shanghai")[0].isoformat()
    '2024-01-05T02:00:00+00:00'
    """
    expected = "a column of naive times"
    given, cells = column_of(times, "times", expected)
    # In a pandas column of objects Arrow takes all for naive if the first is, and drops the zones of others.
    if not (isinstance(given.dtype, nw.Datetime) and cells.type.tz is None):
        raise InvalidValue("wrong_type", "times", f"a column of {given.dtype}", expected)
    local = cells if cells.type.unit in ("us", "ns") else _in_microseconds(cells)
    name = text(zone, "zone")
    try:
        first, last = [
            pc.assume_timezone(local, name, ambiguous=which, nonexistent=which) for which in ("earliest", "latest")
        ]
    except pa.ArrowInvalid:
        a_zone = "the name of a time zone such as 'Asia/Shanghai'"
        raise InvalidValue("unknown_name", "zone", shown(zone), a_zone) from None
    doubtful = pc.fill_null(pc.not_equal(first, last), False)  # noqa: FBT003 - as pyarrow calls it
    if pc.any(doubtful, min_count=0).as_py():
        row = doubtful.index(True).as_py()
        got = f"{cells[row].as_py().isoformat()} in {zone}"
        raise InvalidValue("not_an_instant", f"times[{row}]", got, "a time that the clocks there showed exactly once")
    return column_like(first.cast(pa.timestamp(local.type.unit, "UTC")), given)


def _in_microseconds(times: Any) -> Any:
    """Times in seconds or milliseconds as microseconds. One that is too far from 1970 for these is refused."""
    try:
        return times.cast(pa.timestamp("us"))
    except pa.ArrowInvalid:
        unit, counts = times.type.unit, times.cast(pa.int64()).to_pylist()
        most = _MOST_MICROSECONDS // {"s": 10**6, "ms": 10**3}[unit]
        row = [count is not None and abs(count) > most for count in counts].index(True)
        got = f"{counts[row]} {unit} since 1970"
        raise InvalidValue(
            "not_an_instant", f"times[{row}]", got, "a time whose microseconds fit into 64 bits"
        ) from None


_MOST_MICROSECONDS = 2**63 - 1
