"""The days on which two policies are compared: shipment, submissions and deliveries."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import groupby, product

from attrs import frozen

from cmoffer_policy.calendars import BEIJING, FIRST_YEAR, LAST_YEAR, WorkCalendar
from cmoffer_policy.deadlines import windows
from cmoffer_policy.errors import OutOfSchedule
from cmoffer_policy.facts import Phase
from cmoffer_policy.money import Money
from cmoffer_policy.observation import phase_of
from cmoffer_policy.order import Order, OrderLine
from cmoffer_policy.policy import GuaranteeStart, Policy, WindowEnd

BEFORE = -1
"""The day that stands for all days before the shipment."""

_WEEK, _YEAR = 7, 366
_LONGEST_REST = 20  # days within which every run of rest days is over
_RING = Money(minor=4990, currency="USD")


@frozen(kw_only=True)
class Grid:
    """The days of shipment, submission and delivery on which two policies are compared."""

    a: Policy
    b: Policy
    calendar: WorkCalendar
    shipped_on: date
    last_day: int
    deliveries: tuple[int | None, ...]

    @classmethod
    def of(cls, a: Policy, b: Policy, calendar: WorkCalendar) -> Grid:
        """The first day of shipment, from the second day that both govern on, with the fewest windows to postpone."""
        from_delivery = GuaranteeStart.DELIVERY in (a.guarantee_start, b.guarantee_start)
        after_sales = {a.after_sales_days, b.after_sales_days}
        guarantees = {a.guarantee_days, b.guarantee_days}
        late = (max(after_sales) // _WEEK + 2) * _WEEK if from_delivery else 0
        deliveries = (_WEEK, late, None) if from_delivery else (None,)
        ends = after_sales | {
            day + start for day, start in product(guarantees, (0, _WEEK, late) if from_delivery else (0,))
        }
        last_day = max(ends) + _LONGEST_REST
        governed_from = max(a.effective_from, b.effective_from, date(FIRST_YEAR, 1, 1))
        latest = date(LAST_YEAR, 12, 31) - timedelta(days=last_day + _YEAR + _LONGEST_REST)
        if governed_from > latest:
            expected = f"{latest.isoformat()} or earlier, so that the windows end by {LAST_YEAR}"
            raise OutOfSchedule("no_room", "effective_from", governed_from.isoformat(), expected)
        candidates = [governed_from + timedelta(days=day) for day in range(1, _YEAR)]
        if WindowEnd.NEXT_WORKING_DAY in (a.window_end, b.window_end):
            candidates.sort(
                key=lambda day: sum([not calendar.is_working_day(day + timedelta(days=end)) for end in ends])
            )
        return cls(a=a, b=b, calendar=calendar, shipped_on=candidates[0], last_day=last_day, deliveries=deliveries)

    def at(self, day: int, hour: int) -> datetime:
        """An hour of the day, counted from the shipment."""
        on = self.shipped_on + timedelta(days=day)
        return datetime(on.year, on.month, on.day, hour, tzinfo=BEIJING)

    def order(self, day: int, delivery: int | None) -> Order:
        """The order as it is known on a day. It has a second line, so that losing one is not losing the whole order."""
        return Order(
            order_id="ORDER-1",
            placed_at=self.at(BEFORE, 10),
            lines=[OrderLine(line_id=line_id, quantity=1, unit_price=_RING) for line_id in ("ring", "other ring")],
            shipped_at=self.at(0, 10) if day != BEFORE else None,
            delivered_at=self.at(delivery, 11) if delivery is not None and delivery <= day else None,
        )

    def runs(self) -> list[Run]:
        """Stretches of days on which the same windows are open, under both policies and for every delivery."""
        phases = {delivery: self._phases(delivery) for delivery in self.deliveries}
        days = range(BEFORE, self.last_day + 1)
        stretches = [
            (list(stretch), dict(zip(self.deliveries, both, strict=True)))
            for both, stretch in groupby(days, key=lambda day: [phases[delivery][day] for delivery in self.deliveries])
        ]
        return [
            Run(first=stretch[0], last=stretch[-1] if stretch[-1] < self.last_day else None, phases=both)
            for stretch, both in stretches
        ]

    def _phases(self, delivery: int | None) -> dict[int, tuple[Phase, Phase]]:
        """The phases under both policies, day by day, as far as the delivery is known on the day."""
        before, after = self.order(self.last_day, None), self.order(self.last_day, delivery)
        line = before.line("ring")
        ends = {
            order: [windows(order, line, policy=policy, calendar=self.calendar) for policy in (self.a, self.b)]
            for order in (before, after)
        }
        phases: dict[int, tuple[Phase, Phase]] = {}
        for day in range(BEFORE, self.last_day + 1):
            order = before if delivery is None or day < delivery else after
            under_a, under_b = [phase_of(order, line, self.at(day, 12), end) for end in ends[order]]
            phases[day] = under_a, under_b
        return phases


@frozen(kw_only=True, eq=False)
class Run:
    """Days, counted from the shipment, on which the same windows are open; ``last`` is None where they have no end."""

    first: int
    last: int | None
    phases: dict[int | None, tuple[Phase, Phase]]
