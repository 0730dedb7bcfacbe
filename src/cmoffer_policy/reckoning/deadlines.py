"""Until when: the two windows, the acceptance of the claim and the arrival of the money (1, 2.3, 4.2, 4.4)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from attrs import frozen

from cmoffer_policy.case.lines import OrderLine
from cmoffer_policy.case.orders import Order
from cmoffer_policy.errors import Inconsistent, label, shown
from cmoffer_policy.terms.policy import AcceptanceClock, GuaranteeStart, Policy, WindowEnd
from cmoffer_policy.values.checks import instance
from cmoffer_policy.values.instants import end_of, instant, last_day_before
from cmoffer_policy.values.workdays import RestDay, WorkCalendar


@frozen(kw_only=True)
class Deadline:
    """The end of a period.

    - ``before``: the exclusive end, an instant on the platform's clock: what happens earlier is in time.
    - ``clause``: where the period comes from.
    - ``provisional``: it rests on working days that are not published yet or can still change.
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
    skipped: tuple[RestDay, ...] = ()

    @property
    def last_day(self) -> date:
        """The platform's date of the last instant in time."""
        return last_day_before(self.before)

    def met_by(self, at: datetime) -> bool:
        """Whether the instant is in time."""
        return instant(at, "at") < self.before


@frozen(kw_only=True)
class Windows:
    """The ends of the two windows of a line; None where the start is not known.

    >>> from cmoffer_policy import Outcome, POLICY_2023, china_calendar
    >>> from cmoffer_policy.testing import scenarios
    >>> def open_at(ends: Windows, at: datetime) -> list[str]:
    ...     return [end.clause for end in (ends.after_sales, ends.guarantee) if end and end.met_by(at)]
    >>> day_31 = scenarios(clause="4.2", outcome=Outcome.REJECTED)[0]
    >>> ends = windows(day_31.order, day_31.order.lines[0], policy=POLICY_2023, calendar=china_calendar())
    >>> open_at(ends, day_31.claim.submitted_at)
    ['2.3']
    """

    after_sales: Deadline | None = None
    guarantee: Deadline | None = None


@frozen(kw_only=True)
class Arrival:
    """When the money is expected: no earlier than ``first_day``, and before the deadline passes (4.4).

    >>> from cmoffer_policy import decide
    >>> from cmoffer_policy.testing import scenarios
    >>> def notice(arrival: Arrival) -> str:
    ...     return f"Expect the money from {arrival.first_day} to {arrival.deadline.last_day}."
    >>> (case,) = [case for case in scenarios(clause="4.4") if str(case) == "approved on a Friday"]
    >>> notice(decide(case.order, case.claim).arrival)
    'Expect the money from 2024-01-15 to 2024-01-17.'
    """

    first_day: date
    deadline: Deadline


def check_edition(policy: object, calendar: object) -> None:
    """Raise ``InvalidValue`` where what decides is no policy or no calendar."""
    instance(policy, "policy", Policy)
    instance(calendar, "calendar", WorkCalendar)


def window_starts(order: Order, line: OrderLine, policy: Policy) -> tuple[datetime | None, datetime | None]:
    """When the after-sales window (1) and the guarantee (2.3) open for a line; None where it is not known.

    1 counts from the shipment. 2.3 names no start: the reading ``guarantee_start`` takes shipment or delivery.
    """
    shipped_at = order.shipment_of(line)
    delivered = policy.guarantee_start is GuaranteeStart.DELIVERY
    return shipped_at, order.delivery_of(line) if delivered else shipped_at


def windows(order: Order, line: OrderLine, *, policy: Policy, calendar: WorkCalendar) -> Windows:
    """Until when a line of the order is under the after-sales service (1) and under the guarantee (2.3).

    The starting day never counts; a window ends at 24:00 of its last day on the platform's clock. Under the reading
    ``window_end`` NEXT_WORKING_DAY a window that would end on a rest day runs on to the next working day.

    Raises ``Inconsistent`` where the line is none of the order's, ``OutOfSchedule`` where a window ends beyond 2199.

    >>> from cmoffer_policy import Money, POLICY_2023, china_calendar, parse_instant
    >>> order = Order(
    ...     order_id="A-1",
    ...     placed_at=parse_instant("2024-02-28T09:00:00+08:00"),
    ...     lines=[OrderLine(line_id="ring", quantity=1, unit_price=Money.of("19.90", "USD"))],
    ...     shipped_at=parse_instant("2024-03-01T23:30:00+08:00"),
    ... )
    >>> ends = windows(order, order.line("ring"), policy=POLICY_2023, calendar=china_calendar())
    >>> ends.after_sales.before.isoformat(), ends.after_sales.last_day.isoformat()
    ('2024-04-01T00:00:00+08:00', '2024-03-31')
    """
    check_edition(policy, calendar)
    instance(order, "order", Order)
    known = order.line(instance(line, "line", OrderLine).line_id)
    if known is not line and known != line:
        raise Inconsistent("unknown_line", "line", shown(line), f"a line of order {label(order.order_id)}")
    return windows_of_line(order, line, policy, calendar)


def windows_of_line(order: Order, line: OrderLine, policy: Policy, calendar: WorkCalendar) -> Windows:
    """The same for what is known to fit."""
    after_sales_start, guarantee_start = window_starts(order, line, policy)
    return Windows(
        after_sales=(
            None
            if after_sales_start is None
            else after_sales_window(after_sales_start, policy=policy, calendar=calendar)
        ),
        guarantee=(
            None if guarantee_start is None else guarantee_window(guarantee_start, policy=policy, calendar=calendar)
        ),
    )


def after_sales_window(start: datetime, *, policy: Policy, calendar: WorkCalendar) -> Deadline:
    """Until when a line is under the after-sales service that opened for it at this instant (1)."""
    return _window(start, policy.after_sales_days, "1", policy, calendar)


def guarantee_window(start: datetime, *, policy: Policy, calendar: WorkCalendar) -> Deadline:
    """Until when a line is under the guarantee that opened for it at this instant (2.3)."""
    return _window(start, policy.guarantee_days, "2.3", policy, calendar)


def _window(start: datetime, days: int, clause: str, policy: Policy, calendar: WorkCalendar) -> Deadline:
    last_day = start.date() + timedelta(days=days)
    if policy.window_end is WindowEnd.AS_COUNTED:
        return Deadline(before=end_of(last_day), clause=clause)
    end = _this_or_next_working_day(last_day, calendar)
    return Deadline(
        before=end_of(end),
        clause=clause,
        provisional=calendar.is_provisional(end),
        skipped=calendar.rest_days(last_day, end, including_first=True),
    )


def _this_or_next_working_day(day: date, calendar: WorkCalendar) -> date:
    return day if calendar.is_working_day(day) else calendar.add_working_days(day, 1)


def acceptance_deadline(submitted_at: datetime, *, policy: Policy, calendar: WorkCalendar) -> Deadline:
    """Until when the platform accepts a claim and passes it on (4.2).

    Under the reading ``acceptance_clock`` WHOLE_DAYS the day of submission does not count and the period ends at 24:00
    of the last working day. Under FROM_THE_HOUR it ends once as many times 24 hours lying on working days have passed.

    >>> from cmoffer_policy import POLICY_2023, china_calendar, parse_instant
    >>> saturday = parse_instant("2024-03-09T11:00:00+08:00")
    >>> acceptance_deadline(saturday, policy=POLICY_2023, calendar=china_calendar()).last_day.isoformat()
    '2024-03-12'
    """
    check_edition(policy, calendar)
    at = instant(submitted_at, "submitted_at")
    before = acceptance_end(at, policy=policy, calendar=calendar)
    last_day = last_day_before(before)
    by_the_hour = policy.acceptance_clock is AcceptanceClock.FROM_THE_HOUR
    return Deadline(
        before=before,
        clause="4.2",
        provisional=calendar.is_provisional(last_day),
        skipped=calendar.rest_days(at.date(), last_day, including_first=by_the_hour),
    )


def acceptance_end(at: datetime, *, policy: Policy, calendar: WorkCalendar) -> datetime:
    """The exclusive end of the acceptance of a claim submitted at an instant on the platform's clock."""
    days = policy.acceptance_working_days
    if policy.acceptance_clock is AcceptanceClock.WHOLE_DAYS:
        return end_of(calendar.add_working_days(at.date(), days))
    return _hours_on_working_days(at, days, calendar)


def _hours_on_working_days(at: datetime, days: int, calendar: WorkCalendar) -> datetime:
    """The earliest instant by which so many times 24 hours on working days have passed.

    A working day that is not over yet gives the hours it has left and takes the missing ones from a later one, so the
    time of day comes round again. From midnight, or from a rest day, whole days are needed.
    """
    day, midnight = at.date(), datetime.combine(at.date(), datetime.min.time(), at.tzinfo)
    if not calendar.is_working_day(day):
        return end_of(calendar.add_working_days(day, days))
    if at == midnight:
        return end_of(calendar.add_working_days(day, days - 1) if days > 1 else day)
    return datetime.combine(calendar.add_working_days(day, days), at.time(), at.tzinfo)


def refund_arrival(approved_at: datetime, *, policy: Policy, calendar: WorkCalendar) -> Arrival:
    """When the money is expected in the seller's balance: from the first to the last working day after approval (4.4).

    The day of approval does not count.

    >>> from cmoffer_policy import POLICY_2023, china_calendar, parse_instant
    >>> friday = parse_instant("2024-03-08T11:00:00+08:00")
    >>> arrival = refund_arrival(friday, policy=POLICY_2023, calendar=china_calendar())
    >>> arrival.first_day.isoformat(), arrival.deadline.last_day.isoformat()
    ('2024-03-11', '2024-03-13')
    """
    check_edition(policy, calendar)
    day = instant(approved_at, "approved_at").date()
    first_day, last_day = arrival_days(day, policy=policy, calendar=calendar)
    return Arrival(
        first_day=first_day,
        deadline=Deadline(
            before=end_of(last_day),
            clause="4.4",
            provisional=calendar.is_provisional(last_day),
            skipped=calendar.rest_days(day, last_day),
        ),
    )


def arrival_days(approved_on: date, *, policy: Policy, calendar: WorkCalendar) -> tuple[date, date]:
    """The first and the last day on which the money is expected."""
    first, last = policy.arrival_working_days
    return calendar.add_working_days(approved_on, first), calendar.add_working_days(approved_on, last)
