"""Orders of every kind of price and discount, claims that fit them, small calendars, and ways to split units up."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from attrs import evolve, frozen
from hypothesis import strategies as st

from cmoffer_policy import Cause, Claim, ClaimItem, Money, Order, OrderLine, Problem, RestDay, WorkCalendar
from support.builders import CHAT, PICTURE, REFUND_SCREENSHOT, a_claim, an_item, an_order, at

CURRENCIES = ("USD", "JPY", "KWD", "CLF")
"""Currencies of 2, 0, 3 and 4 decimals."""

# Made once: a strategy made anew for every bound would take longer than all the code under test.
_ids = st.lists(st.text(alphabet="aAbz09-", min_size=1, max_size=3), min_size=1, max_size=8, unique=True)
_currencies = st.sampled_from(CURRENCIES)
_few = st.integers(1, 7)
_set_ids = st.sampled_from(["pair", "trio", None])
_prices = st.one_of(st.integers(0, 20), st.integers(0, 10_000), st.integers(0, 10**9))
_freights = st.one_of(st.integers(0, 50), st.integers(0, 10**6))
_numbers = st.one_of(st.just(0), st.integers(1, 10**10))
_yes_or_no = st.booleans()
_problems = st.sampled_from([Problem.BROKEN, Problem.WRONG_SIZE, Problem.WRONG_ITEM])
_causes = st.sampled_from([(), (), (), (Cause.CORROSION,)])


def _up_to(draw: st.DrawFn, most: int) -> int:
    """A number from 0 to the most, both included; often 0."""
    return draw(_numbers) % (most + 1)


def _line(draw: st.DrawFn, line_id: str, currency: str, sets: dict[str | None, int]) -> OrderLine:
    """A line, perhaps a piece of a set, perhaps free of charge, perhaps settled in part."""
    set_id = draw(_set_ids)
    quantity = sets[set_id] if set_id in sets else draw(_few)
    price = draw(_prices)
    return OrderLine(
        line_id=line_id,
        quantity=quantity,
        unit_price=Money(minor=price, currency=currency),
        discount=Money(minor=_up_to(draw, price * quantity), currency=currency),
        set_id=set_id,
        settled=_up_to(draw, quantity),
    )


@st.composite
def orders(draw: st.DrawFn, *, untouched: bool = False) -> Order:
    """An order of up to 8 lines in any order of their ids; ``untouched`` means that nothing is settled."""
    currency = draw(_currencies)
    sets: dict[str | None, int] = {"pair": draw(_few), "trio": draw(_few)}
    lines = [_line(draw, line_id, currency, sets) for line_id in draw(_ids)]
    if untouched:
        lines = [evolve(line, settled=0) for line in lines]
    goods = sum(line.list_value.minor - line.discount.minor for line in lines)
    return an_order(
        *lines,
        freight=Money(minor=draw(_freights), currency=currency),
        discount=Money(minor=_up_to(draw, goods), currency=currency),
    )


@st.composite
def units_left(draw: st.DrawFn, order: Order) -> dict[str, int]:
    """So many units of every line, none of which is settled; often none of a line, sometimes all."""
    return {line.line_id: _up_to(draw, line.left) for line in order.lines}


@st.composite
def partitions(draw: st.DrawFn, units: dict[str, int]) -> list[dict[str, int]]:
    """The same units in successive parts, in any order of lines and any sizes."""
    parts: list[dict[str, int]] = [{}]
    for line_id in draw(st.permutations([line_id for line_id, count in units.items() for _ in range(count)])):
        if draw(_yes_or_no):
            parts.append({})
        parts[-1][line_id] = parts[-1].get(line_id, 0) + 1
    return parts


@st.composite
def items(draw: st.DrawFn, order: Order) -> list[ClaimItem]:
    """Items that fit the order, several to a line at times; none where no unit is left."""
    left = {line.line_id: line.left for line in order.lines if line.left}
    claimed: list[ClaimItem] = []
    while left and len(claimed) < 8 and (len(claimed) < 2 or draw(_few) > 1):
        line = order.line(draw(st.sampled_from(sorted(left))))
        quantity = 1 + _up_to(draw, left[line.line_id] - 1)
        left[line.line_id] -= quantity
        if not left[line.line_id]:
            del left[line.line_id]
        claimed.append(
            an_item(
                line.line_id,
                draw(_problems),
                quantity=quantity,
                causes=draw(_causes),
                rest_usable=line.set_id is None or draw(_yes_or_no),
            )
        )
    return claimed


@frozen
class Case:
    """An order, a claim for money about it, and which of the items are approved and which are still open.

    A corroded item is rejected; of the others those are approved whose line is in the picture.
    """

    order: Order
    claim: Claim
    approved: list[int]
    still_open: list[int]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A confirmed claim of which some items are approved, some still lack a picture and some are rejected."""
    order = draw(orders().filter(lambda order: any(line.left for line in order.lines)))
    claimed = draw(items(order))
    pictured = {line.line_id for line in order.lines if draw(_yes_or_no)}
    pictures = [evolve(PICTURE, line_ids=pictured)] if pictured else []
    sound = [position for position, item in enumerate(claimed) if not item.causes]
    return Case(
        order,
        a_claim(*claimed, evidence=(REFUND_SCREENSHOT, CHAT, *pictures)),
        [position for position in sound if claimed[position].line_id in pictured],
        [position for position in sound if claimed[position].line_id not in pictured],
    )


FIRST_DAY, LAST_DAY = date(2024, 1, 1), date(2024, 12, 31)
_DAYS = [FIRST_DAY + timedelta(days=n) for n in range(60)]


@st.composite
def festivals(draw: st.DrawFn) -> tuple[frozenset[date], frozenset[date]]:
    """Holidays and make-up days of a year whose first two months hold them all."""
    rests = draw(st.frozensets(st.sampled_from(_DAYS), max_size=30))
    weekend = [day for day in _DAYS if day.weekday() >= 5 and day not in rests]
    return rests, draw(st.frozensets(st.sampled_from(weekend), max_size=10) if weekend else st.just(frozenset()))


def a_calendar(rests: frozenset[date], make_ups: frozenset[date], **changes: Any) -> WorkCalendar:
    """The year 2024 with these holidays and make-up days."""
    return WorkCalendar(
        **{
            "first_day": FIRST_DAY,
            "last_day": LAST_DAY,
            "holidays": [RestDay(day=day, name="festival") for day in rests],
            "make_up_days": make_ups,
            **changes,
        }
    )


def instants(first: str, last: str) -> st.SearchStrategy[datetime]:
    """Instants between two days on the CMOFFER's clock, midnight and the microseconds around it among them."""
    start, end = at(f"{first} 00:00"), at(f"{last} 00:00")
    days = st.integers(0, (end - start).days).map(lambda n: start + timedelta(days=n))
    edges = st.sampled_from([timedelta(0), timedelta(microseconds=1), timedelta(microseconds=-1), timedelta(hours=12)])
    times = st.timedeltas(timedelta(0), timedelta(days=1) - timedelta(microseconds=1))
    return st.builds(lambda day, time: day + time, days, st.one_of(edges, times))
