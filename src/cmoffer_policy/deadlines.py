"""Deadlines: the two windows, the acceptance of a claim and the arrival of the money (1, 2.3, 4.2, 4.4)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from attrs import evolve, frozen

from cmoffer_policy.calendars import RestDay, WorkCalendar, end_of, instant, last_day_before
from cmoffer_policy.checks import instance
from cmoffer_policy.errors import Inconsistent, label, shown
from cmoffer_policy.order import Order, OrderLine
from cmoffer_policy.policy import AcceptanceClock, GuaranteeStart, Policy, WindowEnd


@frozen(kw_only=True)
class Deadline:
    """The end of a period.

    - ``before``: the exclusive end, an instant at UTC+08:00; whatever happens earlier is in time.
    - ``clause``: where the period comes from.
    - ``provisional``: it rests on working days that are not published yet or can still change.
    - ``at_least``: the period may end later, as it counts from a delivery that is not known (2.3).
    - ``skipped``: the rest days that postponed it, by name.

    >>> from cmoffer_policy import parse_instant
    >>> acceptance = Deadline(before=parse_instant("2024-03-13T00:00:00+08:00"), clause="4.2")
    >>> acceptance.last_day.isoformat()
    '2024-03-12'
    >>> [acceptance.met_by(parse_instant(at)) for at in ("2024-03-12T15:59:59Z", "2024-03-12T16:00:00Z")]
    [True, False]
    """

    before: datetime
    clause: str
    provisional: bool = False
    at_least: bool = False
    skipped: tuple[RestDay, ...] = ()

    @property
    def last_day(self) -> date:
        """The last day that is in time, Beijing time."""
        return last_day_before(self.before)

    def met_by(self, at: datetime) -> bool:
        """Whether the instant is in time."""
        return instant(at, "at") < self.before


@frozen(kw_only=True)
class Period:
    """A span of time from ``start`` (inclusive) until its ``deadline`` passes.

    >>> from cmoffer_policy import parse_instant
    >>> end = Deadline(before=parse_instant("2024-02-05T00:00:00+08:00"), clause="1")
    >>> period = Period(start=parse_instant("2024-01-05T10:00:00+08:00"), deadline=end)
    >>> [period.is_open(parse_instant(at)) for at in ("2024-01-05T09:59:59+08:00", "2024-02-04T23:59:59+08:00")]
    [False, True]
    """

    start: datetime
    deadline: Deadline

    def is_open(self, at: datetime) -> bool:
        """Whether the instant lies inside the period. A naive one raises ``InvalidValue``."""
        return self.start <= instant(at, "at") < self.deadline.before


@frozen(kw_only=True)
class Windows:
    """The two windows of a line: after-sales service (1) and the guarantee (2.3); None if the start is not known.

    >>> from cmoffer_policy import Outcome, POLICY_2023, china_calendar
    >>> from cmoffer_policy.testing import scenarios
    >>> day_31 = scenarios(clause="4.2", outcome=Outcome.REJECTED)[0]
    >>> found: Windows = windows(day_31.order, day_31.order.lines[0], policy=POLICY_2023, calendar=china_calendar())
    >>> found.after_sales.is_open(day_31.claim.submitted_at), found.guarantee.is_open(day_31.claim.submitted_at)
    (False, True)
    """

    after_sales: Period | None = None
    guarantee: Period | None = None


@frozen(kw_only=True)
class Arrival:
    """When the money is expected: on ``first_day`` at the earliest, and before the deadline passes (4.4).

    >>> from cmoffer_policy import decide
    >>> from cmoffer_policy.testing import scenarios
    >>> def notice(arrival: Arrival) -> str:
    ...     return f"Expect the money from {arrival.first_day} to {arrival.deadline.last_day}."
    >>> (case,) = [case for case in scenarios(clause="4.4") if str(case) == "approved on a Friday"]
    >>> notice(decide(case.order, case.claim).items[0].arrival)
    'Expect the money from 2024-01-15 to 2024-01-17.'
    """

    first_day: date
    deadline: Deadline


def windows(order: Order, line: OrderLine, *, policy: Policy, calendar: WorkCalendar) -> Windows:
    """When a line of the order is under after-sales service (1) and under the guarantee (2.3).

    Both open with the shipment. 1 counts its days from there; 2.3 names no start, so the reading ``guarantee_start``
    says whether its days count from the shipment or from the delivery. Under DELIVERY with the delivery unknown, the
    guarantee runs at least as long as from the shipment. With the shipment unknown, a known delivery opens nothing but
    the guarantee, under DELIVERY.

    The day counted from never counts; a window ends at 24:00 of its last day, Beijing time. Under the reading
    ``window_end`` NEXT_WORKING_DAY a window that would end on a rest day runs on to the next working day.

    Raises ``Inconsistent`` if the line is not the order's, ``OutOfSchedule`` if a window ends after
    2199 or, under NEXT_WORKING_DAY, outside the calendar.

    >>> from cmoffer_policy import Money, POLICY_2023, china_calendar, parse_instant
    >>> order = Order(
    ...     order_id="A-1",
    ...     placed_at=parse_instant("2024-02-28T09:00:00+08:00"),
    ...     lines=[OrderLine(line_id="ring", quantity=1, unit_price=Money.of("19.90", "USD"))],
    ...     shipped_at=parse_instant("2024-03-01T23:30:00+08:00"),
    ... )
    >>> after_sales = windows(order, order.line("ring"), policy=POLICY_2023, calendar=china_calendar()).after_sales
    >>> after_sales.deadline.before.isoformat(), after_sales.deadline.last_day.isoformat()
    ('2024-04-01T00:00:00+08:00', '2024-03-31')
    """
    instance(policy, "policy", Policy)
    instance(calendar, "calendar", WorkCalendar)
    instance(order, "order", Order)
    known = order.line(instance(line, "line", OrderLine).line_id)
    if known is not line and known != line:
        raise Inconsistent("unknown_line", "line", shown(line), f"a line of order {label(order.order_id)}")
    shipped_at, delivered_at = order.shipment_of(line), order.delivery_of(line)
    after_sales = guarantee = None
    if shipped_at is not None:
        end = _window_end(shipped_at, policy.after_sales_days, "1", policy, calendar)
        after_sales = Period(start=shipped_at, deadline=end)
    from_delivery = policy.guarantee_start is GuaranteeStart.DELIVERY
    counted_from = (delivered_at or shipped_at) if from_delivery else shipped_at
    if counted_from is not None:
        end = _window_end(counted_from, policy.guarantee_days, "2.3", policy, calendar)
        if from_delivery and delivered_at is None:
            end = evolve(end, at_least=True)
        guarantee = Period(start=shipped_at or counted_from, deadline=end)
    return Windows(after_sales=after_sales, guarantee=guarantee)


def _window_end(counted_from: datetime, days: int, clause: str, policy: Policy, calendar: WorkCalendar) -> Deadline:
    end = last_day = counted_from.date() + timedelta(days=days)
    if policy.window_end is WindowEnd.AS_COUNTED:
        return Deadline(before=end_of(last_day), clause=clause)
    if not calendar.is_working_day(last_day):
        end = calendar.add_working_days(last_day, 1)
    return _postponed(clause, last_day, end_of(end), calendar, including_first=True)


def _postponed(
    clause: str, counted_from: date, before: datetime, calendar: WorkCalendar, *, including_first: bool
) -> Deadline:
    """A deadline that depends on working days, with the rest days since ``counted_from`` that postponed it."""
    last_day = last_day_before(before)
    return Deadline(
        before=before,
        clause=clause,
        provisional=calendar.is_provisional(last_day),
        skipped=calendar.rest_days(counted_from, last_day, including_first=including_first),
    )


def acceptance_deadline(submitted_at: datetime, *, policy: Policy, calendar: WorkCalendar) -> Deadline:
    """The deadline for CMOFFER to accept a claim and pass it on (4.2).

    Under the reading ``acceptance_clock`` WHOLE_DAYS, the day of submission does not count and the period ends at 24:00
    of the last working day. Under FROM_THE_HOUR, each day of the period is 24 hours that fall on working days, counted
    from the time of submission.

    A day outside the calendar raises ``OutOfSchedule``.

    >>> from cmoffer_policy import POLICY_2023, china_calendar, parse_instant
    >>> saturday = parse_instant("2024-03-09T11:00:00+08:00")
    >>> acceptance_deadline(saturday, policy=POLICY_2023, calendar=china_calendar()).last_day.isoformat()
    '2024-03-12'
    """
    instance(policy, "policy", Policy)
    instance(calendar, "calendar", WorkCalendar)
    at = instant(submitted_at, "submitted_at")
    by_the_hour = policy.acceptance_clock is AcceptanceClock.FROM_THE_HOUR
    if by_the_hour:
        before = _hours_on_working_days(at, policy.acceptance_working_days, calendar)
    else:
        before = end_of(calendar.add_working_days(at.date(), policy.acceptance_working_days))
    return _postponed("4.2", at.date(), before, calendar, including_first=by_the_hour)


def _hours_on_working_days(at: datetime, days: int, calendar: WorkCalendar) -> datetime:
    """The earliest instant by which this many times 24 hours on working days have passed.

    A start within a working day uses the rest of that day and takes the missing hours from a later one, so the period
    ends at the time of day at which it began. From midnight, or from a rest day, it takes whole days.
    """
    day, midnight = at.date(), datetime.combine(at.date(), datetime.min.time(), at.tzinfo)
    if not calendar.is_working_day(day):
        return end_of(calendar.add_working_days(day, days))
    if at == midnight:
        return end_of(calendar.add_working_days(day, days - 1) if days > 1 else day)
    return datetime.combine(calendar.add_working_days(day, days), at.time(), at.tzinfo)


def refund_arrival(approved_at: datetime, *, policy: Policy, calendar: WorkCalendar) -> Arrival:
    """When the money is expected in the seller's account balance, in working days after the approval (4.4).

    The day of approval does not count. A day outside the calendar raises ``OutOfSchedule``.

    >>> from cmoffer_policy import POLICY_2023, china_calendar, parse_instant
    >>> friday = parse_instant("2024-03-08T11:00:00+08:00")
    >>> arrival = refund_arrival(friday, policy=POLICY_2023, calendar=china_calendar())
    >>> arrival.first_day.isoformat(), arrival.deadline.last_day.isoformat()
    ('2024-03-11', '2024-03-13')
    """
    instance(policy, "policy", Policy)
    instance(calendar, "calendar", WorkCalendar)
    day = instant(approved_at, "approved_at").date()
    first, last = policy.arrival_working_days
    return Arrival(
        first_day=calendar.add_working_days(day, first),
        deadline=_postponed("4.4", day, end_of(calendar.add_working_days(day, last)), calendar, including_first=False),
    )
