"""What orders, claims and deadlines come to, worked out the slow way: exact fractions, unit by unit, day by day.

Nothing here calls the code under test; it only reads the fields of the values that go in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta, timezone
from fractions import Fraction
from math import floor

from cmoffer_policy import Claim, ClaimItem, Detail, Document, FreightWeight, Order, OrderLine, Problem

BEIJING = timezone(timedelta(hours=8))
ONE_DAY = timedelta(days=1)
HALF = Fraction(1, 2)


def divided(total: int, weights: Mapping[str, int]) -> dict[str, int]:
    """Largest remainder over weights of which at least one is not zero: the units left are handed out one at a time."""
    exact = {key: Fraction(total * weight, sum(weights.values())) for key, weight in weights.items()}
    shares = {key: floor(share) for key, share in exact.items()}
    waiting = sorted(weights)
    while sum(shares.values()) < total:
        largest = max(exact[key] - floor(exact[key]) for key in waiting)
        lucky = next(key for key in waiting if exact[key] - floor(exact[key]) == largest)
        shares[lucky] += 1
        waiting.remove(lucky)
    return shares


class Allocation:
    """What every line of an order is worth, in minor units: goods as paid, and freight."""

    def __init__(self, order: Order, freight_weight: FreightWeight) -> None:
        self.lines = {line.line_id: line for line in order.lines}
        self.listed = {name: line.unit_price.minor * line.quantity for name, line in self.lines.items()}
        self.values = {name: self.listed[name] - line.discount.minor for name, line in self.lines.items()}
        if any(self.values.values()):
            self.order_discounts = divided(order.discount.minor, self.values)
        else:
            self.order_discounts = dict.fromkeys(self.values, 0)
        self.goods = {name: self.values[name] - self.order_discounts[name] for name in self.lines}
        quantities = {name: line.quantity for name, line in self.lines.items()}
        preferred = [self.values] if freight_weight is FreightWeight.PAID_VALUE else []
        weights = next(each for each in [*preferred, self.listed, quantities] if any(each.values()))
        self.freight = divided(order.freight.minor, weights)

    def exact_goods_of_first(self, line_id: str, units: int) -> Fraction:
        return Fraction(units * self.goods[line_id], self.lines[line_id].quantity)

    def exact_freight_of_first(self, line_id: str, units: int) -> Fraction:
        return Fraction(units * self.freight[line_id], self.lines[line_id].quantity)

    def goods_of_first(self, line_id: str, units: int) -> int:
        return floor(self.exact_goods_of_first(line_id, units) + HALF)

    def freight_of_first(self, line_id: str, units: int) -> int:
        return floor(self.exact_freight_of_first(line_id, units) + HALF)

    def worth_of(self, units: Mapping[str, Iterable[int]]) -> tuple[int, int]:
        """Goods and freight of single units, each given by its number on the line, the first one being 0."""
        goods = freight = 0
        for line_id, numbers in units.items():
            for number in numbers:
                goods += self.goods_of_first(line_id, number + 1) - self.goods_of_first(line_id, number)
                freight += self.freight_of_first(line_id, number + 1) - self.freight_of_first(line_id, number)
        return goods, freight

    def worth_of_next(self, units: Mapping[str, int]) -> tuple[int, int]:
        """Goods and freight of so many units more than are settled."""
        settled = {line_id: self.lines[line_id].settled for line_id in units}
        return self.worth_of({name: range(settled[name], settled[name] + count) for name, count in units.items()})


def _left(line: OrderLine) -> int:
    return line.quantity - line.settled


def units_claimed(order: Order, items: Sequence[ClaimItem]) -> dict[str, int]:
    """Units of every line that the items name or draw in, lines without any left out."""
    named = {line.line_id: 0 for line in order.lines}
    unusable = {line.line_id: 0 for line in order.lines}
    for item in items:
        named[item.line_id] += item.quantity
        unusable[item.line_id] += 0 if item.rest_usable else item.quantity
    units = {}
    for line in order.lines:
        mates = [mate for mate in order.lines if mate.set_id is not None and mate.set_id == line.set_id]
        spread = max((unusable[mate.line_id] for mate in mates), default=0)
        units[line.line_id] = max(named[line.line_id], min(spread, _left(line)))
    return {line_id: count for line_id, count in units.items() if count}


def units_of_items(
    order: Order, claim: Claim, approved: Sequence[int], still_open: Sequence[int]
) -> list[dict[str, list[int]]]:
    """For every item the numbers of the units that it takes of each line: approved items first, then open ones.

    An item takes what the items up to it come to beyond what those before it come to.
    """
    taken: list[dict[str, list[int]]] = [{} for _ in claim.items]
    following = {line.line_id: line.settled for line in order.lines}
    counted: list[ClaimItem] = []
    for position in (*approved, *still_open):
        counted.append(claim.items[position])
        for line_id, units in units_claimed(order, counted).items():
            end = order.line(line_id).settled + units
            if following[line_id] < end:
                taken[position][line_id] = list(range(following[line_id], end))
                following[line_id] = end
    return taken


IsWorked = Callable[[date], bool]


def _midnight_after(day: date) -> datetime:
    return datetime.combine(day + ONE_DAY, time(), tzinfo=BEIJING)


def nth_working_day_after(day: date, count: int, is_worked: IsWorked) -> date:
    """The day reached by stepping on day by day until so many worked ones have gone by."""
    while count:
        day += ONE_DAY
        count -= is_worked(day)
    return day


def accepted_before_by_days(submitted_at: datetime, working_days: int, is_worked: IsWorked) -> datetime:
    """24:00 of the last of the working days after the day of submission."""
    return _midnight_after(nth_working_day_after(submitted_at.astimezone(BEIJING).date(), working_days, is_worked))


def accepted_before_by_hours(submitted_at: datetime, working_days: int, is_worked: IsWorked) -> datetime:
    """The first instant by which so many times 24 hours of working days have gone by."""
    now = submitted_at.astimezone(BEIJING)
    wanted = timedelta(hours=24) * working_days
    while True:
        midnight = _midnight_after(now.date())
        if is_worked(now.date()):
            if now + wanted <= midnight:
                return now + wanted
            wanted -= midnight - now
        now = midnight


def rest_days_from(first: date, last: date, is_worked: IsWorked) -> list[date]:
    """The days not worked from the first through the last one."""
    days = []
    while first <= last:
        if not is_worked(first):
            days.append(first)
        first += ONE_DAY
    return days


def window_closes(start: datetime, days: int) -> datetime:
    """24:00 of the last day of a window, the day of the start not counted."""
    day = start.astimezone(BEIJING).date()
    for _ in range(days):
        day += ONE_DAY
    return _midnight_after(day)


def moved_to_worked_day(before: datetime, is_worked: IsWorked) -> datetime:
    """The same exclusive end, or that of the next working day where its last day is not worked."""
    day = before.date() - ONE_DAY
    while not is_worked(day):
        day += ONE_DAY
    return _midnight_after(day)


_ASKED_OF: dict[Document, set[Detail]] = {
    Document.REFUND_SCREENSHOT: {Detail.ORDER_NUMBER, Detail.PRODUCT_INFORMATION, Detail.LOGISTICS_NUMBER},
    Document.REDISPATCH_SCREENSHOT: {Detail.CMOFFER_ORDER_NUMBER, Detail.PRODUCED_OR_SHIPPED},
    Document.PICTURE: {Detail.PROBLEM_VISIBLE},
    Document.VIDEO: {Detail.PROBLEM_VISIBLE},
    Document.CHAT_SCREENSHOT: {Detail.BUYER_FEEDBACK},
    Document.REFUND_REMARK: {Detail.BUYER_FEEDBACK},
    Document.LISTING: {Detail.MATCHES_CMOFFER_LISTING},
    Document.MEASUREMENT_PHOTO: {Detail.MEASUREMENT_READABLE},
}


def proof_missing(claim: Claim, item: ClaimItem) -> list[tuple[str, Document, list[set[Detail]]]]:
    """Clause, the kind of document with the fewest gaps, and the gaps of the best of its kind; the first kind of equals."""
    asked = [
        ("3.1", [Document.REFUND_SCREENSHOT, Document.REDISPATCH_SCREENSHOT]),
        ("3.2.1", [Document.PICTURE, Document.VIDEO]),
        ("3.2.2", [Document.CHAT_SCREENSHOT, Document.REFUND_REMARK]),
    ]
    if item.problem is Problem.NOT_AS_DESCRIBED:
        asked += [("3.2.3", [Document.LISTING]), ("3.2.3", [Document.MEASUREMENT_PHOTO])]
    about = [each for each in claim.evidence if not each.line_ids or item.line_id in each.line_ids]
    missing = []
    for clause, kinds in asked:
        gaps = {
            kind: [_ASKED_OF[kind]] + [_ASKED_OF[kind] - each.shows for each in about if each.document is kind]
            for kind in kinds
        }
        fewest = min(len(gap) for each in gaps.values() for gap in each)
        kind = next(kind for kind in kinds if fewest in map(len, gaps[kind]))
        if fewest:
            missing.append((clause, kind, [gap for gap in gaps[kind] if len(gap) == fewest]))
    return missing
