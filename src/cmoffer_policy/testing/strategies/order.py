"""Amounts, instants, lines and orders."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from functools import cache
from typing import SupportsIndex, TypeVar

from attrs import evolve
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from cmoffer_policy.calendars import BEIJING, instant
from cmoffer_policy.checks import MOST_ENTRIES, MOST_UNITS, in_sequence, integer
from cmoffer_policy.errors import InvalidValue
from cmoffer_policy.money import LARGEST_AMOUNT, Money
from cmoffer_policy.order import Order, OrderLine

_CURRENCIES = ("USD", "EUR", "GBP", "JPY", "KWD")  # of 2, 0 and 3 decimals
_LINE_IDS = ("ring", "chain", "charm", "bracelet", "earrings", "pendant", "brooch", "anklet")
_TITLES = st.sampled_from(("", "Silver ring", "银项链"))
_USUAL_PRICE = 1990
_NOON = datetime(2024, 1, 3, 12, tzinfo=BEIJING)
DAY = timedelta(days=1)

T = TypeVar("T")


def moneys(*, currency: str | None = None, min_minor: int = 0, max_minor: int | None = None) -> SearchStrategy[Money]:
    """Amounts from ``min_minor`` to ``max_minor`` minor units, both included, in this currency or one of five.

    Without a maximum they reach a million minor units above the minimum.

    >>> from hypothesis import find
    >>> print(find(moneys(currency="USD", min_minor=1), lambda money: money.minor > 500))
    USD 5.01
    """
    least = integer(min_minor, "min_minor", least=-LARGEST_AMOUNT, most=LARGEST_AMOUNT)
    most = min(least + 10**6, LARGEST_AMOUNT) if max_minor is None else max_minor
    integer(most, "max_minor", least=least, most=LARGEST_AMOUNT)
    return st.builds(Money, minor=st.integers(least, most), currency=_currency(currency))


@cache
def _currency(currency: str | None) -> SearchStrategy[str]:
    return st.sampled_from(_CURRENCIES) if currency is None else st.just(Money(minor=0, currency=currency).currency)


@cache
def _prices(currency: str) -> SearchStrategy[Money]:
    """List prices up to 500.00, now and then nothing at all; they shrink towards 19.90."""
    return st.integers(-_USUAL_PRICE, 50_000 - _USUAL_PRICE).map(
        lambda above: Money(minor=_USUAL_PRICE + above, currency=currency)
    )


def mostly(usual: T, strategy: SearchStrategy[T]) -> SearchStrategy[T]:
    """The usual value as often as all others together."""
    return st.one_of(st.just(usual), strategy)


# Made once: strategies made anew for every bound that was drawn before would take longer than drawing from them.
_PORTIONS = mostly(0, st.integers(1, 10**9))
_UNITS, _FEW, _YES_OR_NO = st.integers(1, 5), st.integers(1, 3), st.booleans()


def _up_to(draw: DrawFn, most: int) -> int:
    """From 0 to the most, both included: mostly nothing."""
    return draw(_PORTIONS) % (most + 1)


def instants(min_value: datetime = _NOON - 370 * DAY, max_value: datetime | None = None) -> SearchStrategy[datetime]:
    """Instants in Beijing time, midnights often: from the end of 2022, and for three years, by default.

    >>> from hypothesis import find
    >>> find(instants(), lambda at: at.year == 2023).isoformat()
    '2023-01-01T12:00:00+08:00'
    """
    first = instant(min_value, "min_value")
    last = instant(first + 1070 * DAY if max_value is None else max_value, "max_value")
    if last < first:
        raise InvalidValue("too_early", "max_value", last.isoformat(), f"{first.isoformat()} or later")
    moments = st.timedeltas(timedelta(0), last - first).map(lambda after: first + after)
    midnights = moments.map(lambda at: max(first, datetime.combine(at, time(), at.tzinfo)))
    return st.one_of(moments, midnights)


_ORDERED = mostly(_NOON, instants())


def order_lines(
    *,
    line_id: str | None = None,
    currency: str | None = None,
    quantity: int | None = None,
    fresh: bool = False,
) -> SearchStrategy[OrderLine]:
    """Lines of up to 5 units, with at least one left to claim; ``fresh`` means that none is settled.

    >>> from hypothesis import find
    >>> line = find(order_lines(fresh=True), lambda line: line.quantity > 1)
    >>> line.line_id, line.quantity, str(line.unit_price)
    ('ring', 2, 'USD 19.90')
    """
    if quantity is not None:
        integer(quantity, "quantity", least=1, most=MOST_UNITS)
    return _order_lines(line_id=line_id, currency=currency, quantity=quantity, fresh=fresh)


@st.composite
def _order_lines(
    draw: DrawFn, *, line_id: str | None, currency: str | None, quantity: int | None, fresh: bool
) -> OrderLine:
    bought = draw(_UNITS) if quantity is None else quantity
    price = draw(_prices(draw(_currency(currency))))
    return OrderLine(
        line_id=draw(st.sampled_from(_LINE_IDS)) if line_id is None else line_id,
        quantity=bought,
        unit_price=price,
        discount=evolve(price, minor=_up_to(draw, price.minor * bought)),
        title=draw(_TITLES),
        settled=0 if fresh else _up_to(draw, bought - 1),
    )


def orders(
    *,
    lines: int | Sequence[OrderLine] | SearchStrategy[Sequence[OrderLine]] | None = None,
    currency: str | None = None,
    shipped: bool | None = None,
    delivered: bool | None = None,
    fresh: bool = False,
) -> SearchStrategy[Order]:
    """Orders of 1 to 4 lines, some of them sets, at least one unit left to claim of every line drawn.

    - ``lines``: how many, or the lines themselves, or a strategy for them.
    - ``currency``: of the lines, where they are drawn; ``fresh``: nothing of them is settled.
    - ``shipped``, ``delivered``: whether that is known to have happened; None leaves it open.

    A delivery without shipment raises ``InvalidValue``, and so do options about lines that are not drawn.
    """
    if delivered and shipped is False:
        raise InvalidValue("impossible", "delivered", "True", "False or None where shipped is False")
    if lines is None or isinstance(lines, SupportsIndex):
        if lines is not None:
            integer(lines, "lines", least=1, most=MOST_ENTRIES)
        drawn = _drawn_lines(lines, currency, fresh=fresh)
        return _orders(drawn, shipped=shipped, delivered=delivered, in_parcels=True)
    if currency is not None or fresh:
        raise InvalidValue("impossible", "lines", "lines of their own", "a number of lines where these are drawn")
    if not isinstance(lines, SearchStrategy):
        lines = st.just(in_sequence(lines, "lines", OrderLine, most=MOST_ENTRIES))
    return _orders(lines, shipped=shipped, delivered=delivered, in_parcels=False)


@st.composite
def _drawn_lines(draw: DrawFn, count: int | None, currency: str | None, *, fresh: bool) -> list[OrderLine]:
    """Lines in one currency, each with an id of its own; the first few can be the pieces of a set."""
    paid_in = draw(_currency(currency))
    many = draw(st.integers(1, 4)) if count is None else count
    pieces = _up_to(draw, many)
    bought = draw(_FEW)
    return [
        evolve(
            draw(
                order_lines(
                    line_id=_line_id(place),
                    currency=paid_in,
                    quantity=bought if place < pieces else None,
                    fresh=fresh,
                )
            ),
            set_id="set" if place < pieces else None,
        )
        for place in range(many)
    ]


def _line_id(place: int) -> str:
    again, which = divmod(place, len(_LINE_IDS))
    return f"{_LINE_IDS[which]}-{again + 1}" if again else _LINE_IDS[which]


@st.composite
def _orders(
    draw: DrawFn,
    chosen: SearchStrategy[Sequence[OrderLine]] | SearchStrategy[list[OrderLine]],
    *,
    shipped: bool | None,
    delivered: bool | None,
    in_parcels: bool,
) -> Order:
    """An order of such lines; ``in_parcels`` means that the last of several can be shipped later than the rest."""
    lines = list(draw(chosen))
    if not lines:
        raise InvalidValue("empty", "lines", "no lines", "at least one line")
    currency = lines[0].unit_price.currency
    placed_at = draw(_ORDERED)
    sent = bool(delivered) or (draw(_YES_OR_NO) if shipped is None else shipped)
    arrived = sent and (draw(_YES_OR_NO) if delivered is None else delivered)
    shipped_at = placed_at + draw(after(20)) if sent else None
    if shipped_at and len(lines) > 1 and in_parcels and draw(_YES_OR_NO):
        lines[-1] = evolve(lines[-1], shipped_at=shipped_at + draw(after(20)))
    return Order(
        order_id=draw(_ORDER_IDS),
        placed_at=placed_at,
        lines=lines,
        freight=Money(minor=_up_to(draw, 5_000), currency=currency),
        discount=Money(minor=_up_to(draw, sum([_value(line) for line in lines])), currency=currency),
        shipped_at=shipped_at,
        delivered_at=shipped_at + draw(after(70)) if shipped_at and arrived else None,
    )


def _value(line: OrderLine) -> int:
    return line.list_value.minor - line.discount.minor


_ORDER_IDS = st.integers(1, 999).map(lambda number: f"A-{number}")


@cache
def after(days: int) -> SearchStrategy[timedelta]:
    """How long later something happens: at once, some whole days, or any time in between."""
    return st.one_of(st.integers(0, days).map(lambda count: count * DAY), st.timedeltas(timedelta(0), days * DAY))
