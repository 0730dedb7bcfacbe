"""Orders of every kind of price and discount, claims that fit them, small calendars, and ways to split units up."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from attrs import evolve, frozen
from hypothesis import strategies as st

from builders import CHAT, PICTURE, REFUND_SCREENSHOT, a_claim, an_item, an_order, at
from cmoffer_policy import Cause, Claim, ClaimItem, Money, Order, OrderLine, Problem, RestDay, WorkCalendar

CURRENCIES = ("USD", "JPY", "KWD", "CLF")
"""Currencies of 2, 0, 3 and 4 decimals."""

ids = st.text(alphabet="aAbz09-", min_size=1, max_size=3)


@st.composite
def lines(draw: st.DrawFn, line_id: str, currency: str, set_quantities: dict[str, int]) -> OrderLine:
    """A line, perhaps a piece of one of the sets, perhaps free of charge, perhaps settled or reserved in part."""
    set_id = draw(st.sampled_from([*set_quantities, "pair", None]))
    quantity = draw(st.integers(1, 7)) if set_id is None else set_quantities[set_id]
    price = draw(st.one_of(st.integers(0, 20), st.integers(0, 10_000), st.integers(0, 10**9)))
    discount = draw(st.one_of(st.just(0), st.integers(0, price * quantity)))
    settled = draw(st.one_of(st.just(0), st.integers(0, quantity)))
    return OrderLine(
        line_id=line_id,
        quantity=quantity,
        unit_price=Money(minor=price, currency=currency),
        discount=Money(minor=discount, currency=currency),
        set_id=set_id,
        settled=settled,
        reserved=draw(st.one_of(st.just(0), st.integers(0, quantity - settled))),
    )


@st.composite
def orders(draw: st.DrawFn, *, untouched: bool = False) -> Order:
    """An order of up to 8 lines in any order of their ids; ``untouched`` means that nothing is settled or reserved."""
    currency = draw(st.sampled_from(CURRENCIES))
    set_quantities = {"pair": draw(st.integers(1, 5)), "trio": draw(st.integers(1, 5))}
    bought = [
        draw(lines(line_id, currency, set_quantities))
        for line_id in draw(st.lists(ids, min_size=1, max_size=8, unique=True))
    ]
    if untouched:
        bought = [evolve(line, settled=0, reserved=0) for line in bought]
    goods = sum(line.list_value.minor - line.discount.minor for line in bought)
    return an_order(
        *bought,
        freight=Money(minor=draw(st.one_of(st.just(0), st.integers(0, 50), st.integers(0, 10**6))), currency=currency),
        discount=Money(minor=draw(st.integers(0, goods)), currency=currency),
    )


@st.composite
def units_left(draw: st.DrawFn, order: Order) -> dict[str, int]:
    """So many units of every line, none of which is settled or reserved; often none of a line, sometimes all."""
    return {line.line_id: draw(st.integers(0, line.left)) for line in order.lines}


@st.composite
def partitions(draw: st.DrawFn, units: dict[str, int]) -> list[dict[str, int]]:
    """The same units in successive parts, in any order of lines and any sizes."""
    singles = draw(st.permutations([line_id for line_id, count in units.items() for _ in range(count)]))
    parts: list[dict[str, int]] = [{}]
    for line_id in singles:
        if draw(st.booleans()):
            parts.append({})
        parts[-1][line_id] = parts[-1].get(line_id, 0) + 1
    return parts


@st.composite
def items(draw: st.DrawFn, order: Order) -> list[ClaimItem]:
    """Items that fit the order, several to a line at times; none where no unit is left."""
    left = {line.line_id: line.left for line in order.lines if line.left}
    claimed: list[ClaimItem] = []
    while left and len(claimed) < 8 and (len(claimed) < 2 or draw(st.integers(0, 3))):
        line = order.line(draw(st.sampled_from(sorted(left))))
        quantity = draw(st.one_of(st.just(1), st.integers(1, left[line.line_id])))
        left[line.line_id] -= quantity
        if not left[line.line_id]:
            del left[line.line_id]
        claimed.append(
            an_item(
                line.line_id,
                draw(st.sampled_from([Problem.BROKEN, Problem.WRONG_SIZE, Problem.WRONG_ITEM])),
                quantity=quantity,
                causes=draw(st.sampled_from([(), (), (), (Cause.CORROSION,)])),
                rest_usable=line.set_id is None or draw(st.booleans()),
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
    pictured = {line.line_id for line in order.lines if draw(st.booleans())}
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


def instants(first: str, last: str) -> st.SearchStrategy[Any]:
    """Instants between two days, midnight and the microseconds around it among them, from any time zone."""
    start, end = at(f"{first} 00:00"), at(f"{last} 00:00")
    days = st.integers(0, (end - start).days).map(lambda n: start + timedelta(days=n))
    edges = st.sampled_from([timedelta(0), timedelta(microseconds=1), timedelta(microseconds=-1), timedelta(hours=12)])
    times = st.timedeltas(timedelta(0), timedelta(days=1) - timedelta(microseconds=1))
    return st.builds(lambda day, time: day + time, days, st.one_of(edges, times))
