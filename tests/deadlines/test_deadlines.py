"""Deadlines counted by hand on China's calendar: acceptance, arrival and the two windows (1, 2.3, 4.2, 4.4)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial

import pytest
from attrs import evolve

from cmoffer_policy import (
    POLICY_2023,
    AcceptanceClock,
    Deadline,
    GuaranteeStart,
    Inconsistent,
    InvalidValue,
    OutOfSchedule,
    Period,
    WindowEnd,
    Windows,
    WorkCalendar,
    acceptance_deadline,
    china_calendar,
    parse_instant,
    refund_arrival,
    windows,
)
from support.builders import a_line, an_order, at

CHINA = china_calendar()
UNTIL_2026 = WorkCalendar(first_day=date(2026, 1, 1), last_day=date(2027, 12, 31), published_through=date(2026, 12, 31))
BY_THE_HOUR = evolve(POLICY_2023, acceptance_clock=AcceptanceClock.FROM_THE_HOUR)
FROM_DELIVERY = evolve(POLICY_2023, guarantee_start=GuaranteeStart.DELIVERY)
TO_A_WORKING_DAY = evolve(POLICY_2023, window_end=WindowEnd.NEXT_WORKING_DAY)
A_MICROSECOND = timedelta(microseconds=1)


def day(text):
    return date.fromisoformat(text)


def ends_of(order, policy=POLICY_2023, calendar=CHINA):
    return windows(order, order.lines[0], policy=policy, calendar=calendar)


def accepted(submitted_at, policy=POLICY_2023, calendar=CHINA):
    return acceptance_deadline(submitted_at, policy=policy, calendar=calendar)


def arriving(approved_at, policy=POLICY_2023):
    return refund_arrival(approved_at, policy=policy, calendar=CHINA)


WEEKEND = ["2024-03-09 (Saturday)", "2024-03-10 (Sunday)"]
SPRING_FESTIVAL = [f"2024-02-{n} (Chinese New Year)" for n in range(10, 18)]
NATIONAL_DAY = [f"2024-10-0{n} (National Day)" for n in range(1, 8)]


@pytest.mark.parametrize(
    ("submitted_at", "last_day", "skipped"),
    [
        ("2024-03-06 10:00", "2024-03-08", []),
        ("2024-03-06 00:00", "2024-03-08", []),
        ("2024-03-06 23:59:59.999999", "2024-03-08", []),
        ("2024-03-08 18:00", "2024-03-12", WEEKEND),
        ("2024-03-09 11:00", "2024-03-12", WEEKEND[1:]),
        ("2024-02-02 18:00", "2024-02-05", ["2024-02-03 (Saturday)"]),
        ("2024-02-04 12:00", "2024-02-06", []),
        ("2024-02-09 18:00", "2024-02-19", SPRING_FESTIVAL),
        ("2024-09-30 18:00", "2024-10-09", NATIONAL_DAY),
    ],
)
def test_whole_days_end_with_the_second_working_day_after_submission(submitted_at, last_day, skipped):
    """The day of submission does not count, rest days postpone and a make-up Sunday is worked (4.2)."""
    deadline = accepted(at(submitted_at))
    assert (deadline.last_day, deadline.clause, deadline.provisional) == (day(last_day), "4.2", False)
    assert deadline.before == at(f"{last_day} 00:00") + timedelta(days=1)
    assert [str(rest) for rest in deadline.skipped] == skipped


@pytest.mark.parametrize(
    ("submitted_at", "before", "last_day", "skipped"),
    [
        ("2024-03-05 23:59:59.999999", "2024-03-07 23:59:59.999999", "2024-03-07", []),
        ("2024-03-06 00:00", "2024-03-08 00:00", "2024-03-07", []),
        ("2024-03-06 00:00:00.000001", "2024-03-08 00:00:00.000001", "2024-03-08", []),
        ("2024-03-07 00:00", "2024-03-09 00:00", "2024-03-08", []),
        ("2024-03-07 00:00:00.000001", "2024-03-11 00:00:00.000001", "2024-03-11", WEEKEND),
        ("2024-03-08 00:00", "2024-03-12 00:00", "2024-03-11", WEEKEND),
        ("2024-03-08 18:00", "2024-03-12 18:00", "2024-03-12", WEEKEND),
        ("2024-03-09 00:00", "2024-03-13 00:00", "2024-03-12", WEEKEND),
        ("2024-03-09 11:00", "2024-03-13 00:00", "2024-03-12", WEEKEND),
        ("2024-03-10 23:59:59.999999", "2024-03-13 00:00", "2024-03-12", WEEKEND[1:]),
        ("2024-02-04 12:00", "2024-02-06 12:00", "2024-02-06", []),
        ("2024-02-09 18:00", "2024-02-19 18:00", "2024-02-19", SPRING_FESTIVAL),
        ("2024-09-30 18:00", "2024-10-09 18:00", "2024-10-09", NATIONAL_DAY),
    ],
)
def test_from_the_hour_ends_once_48_hours_of_working_days_have_passed(submitted_at, before, last_day, skipped):
    """Hours of rest days do not count, those left of the day of submission do, and the earliest instant is taken (4.2)."""
    deadline = accepted(at(submitted_at), BY_THE_HOUR)
    assert (deadline.before, deadline.last_day) == (at(before), day(last_day))
    assert (deadline.clause, deadline.provisional) == ("4.2", False)
    assert [str(rest) for rest in deadline.skipped] == skipped


@pytest.mark.parametrize(
    ("submitted_at", "before"),
    [
        ("2024-03-06 00:00", "2024-03-07 00:00"),
        ("2024-03-06 12:00", "2024-03-07 12:00"),
        ("2024-03-09 12:00", "2024-03-12 00:00"),
    ],
)
def test_a_single_working_day_from_the_hour_is_24_hours(submitted_at, before):
    """Where the policy gives one working day, midnight reaches the end of the same day (4.2)."""
    policy = evolve(BY_THE_HOUR, acceptance_working_days=1)
    assert accepted(at(submitted_at), policy).before == at(before)


def test_the_date_in_beijing_of_submission_counts():
    """Friday afternoon in London is Saturday on CMOFFER's clock."""
    friday = parse_instant("2024-03-08T16:00:00Z")
    assert accepted(friday) == accepted(at("2024-03-09"))


@pytest.mark.parametrize(
    ("policy", "submitted_at", "last_day", "provisional"),
    [
        (POLICY_2023, "2026-12-23", "2026-12-25", False),
        (POLICY_2023, "2026-12-24", "2026-12-28", False),
        (POLICY_2023, "2026-12-25", "2026-12-29", True),
        (POLICY_2023, "2026-12-31", "2027-01-04", True),
        (BY_THE_HOUR, "2026-12-24 23:59:59.999999", "2026-12-28", False),
        (BY_THE_HOUR, "2026-12-25 00:00", "2026-12-28", False),
        (BY_THE_HOUR, "2026-12-25 00:00:00.000001", "2026-12-29", True),
        (BY_THE_HOUR, "2026-12-31", "2027-01-04", True),
    ],
)
def test_a_deadline_after_28_december_of_the_last_published_year_is_provisional(
    policy, submitted_at, last_day, provisional
):
    """The last days of December can still change, and Mondays to Fridays are assumed worked beyond them."""
    deadline = accepted(at(submitted_at), policy, UNTIL_2026)
    assert (deadline.last_day, deadline.provisional) == (day(last_day), provisional)


def test_the_schedule_of_china_is_provisional_beyond_its_last_published_year():
    """What falls in the year after the last one published is provisional; what falls in that year before is not."""
    year = CHINA.published_through.year
    for submitted_in, provisional in ((year, False), (year + 1, True)):
        assert accepted(at(f"{submitted_in}-06-15")).provisional is provisional


@pytest.mark.parametrize("policy", [POLICY_2023, BY_THE_HOUR])
def test_a_claim_of_the_first_day_of_the_schedule_has_a_deadline(policy):
    """Saturday, 1 January 2000, is inside the years reckoned with, so its deadline is Tuesday night (4.2)."""
    assert accepted(at("2000-01-01"), policy).before == at("2000-01-05 00:00")


@pytest.mark.parametrize(
    ("approved_at", "first_day", "last_day", "skipped"),
    [
        ("2024-03-05 23:59:59.999999", "2024-03-06", "2024-03-08", []),
        ("2024-03-06 00:00", "2024-03-07", "2024-03-11", WEEKEND),
        ("2024-03-08 11:00", "2024-03-11", "2024-03-13", WEEKEND),
        ("2024-03-09 11:00", "2024-03-11", "2024-03-13", WEEKEND[1:]),
        ("2024-02-08 11:00", "2024-02-09", "2024-02-19", SPRING_FESTIVAL),
    ],
)
def test_money_arrives_one_to_three_working_days_after_approval(approved_at, first_day, last_day, skipped):
    """The day of approval does not count and rest days postpone, by whichever clock claims are accepted (4.4)."""
    arrival = arriving(at(approved_at))
    assert (arrival.first_day, arrival.deadline.last_day) == (day(first_day), day(last_day))
    assert (arrival.deadline.clause, arrival.deadline.provisional) == ("4.4", False)
    assert arrival.deadline.before == at(f"{last_day} 00:00") + timedelta(days=1)
    assert [str(rest) for rest in arrival.deadline.skipped] == skipped
    assert arriving(at(approved_at), BY_THE_HOUR) == arrival


def test_arrival_takes_its_figures_from_the_policy():
    """An edition that promises the second working day expects the money on that day alone (4.4)."""
    policy = evolve(POLICY_2023, arrival_working_days=(2, 2))
    arrival = arriving(at("2024-03-08"), policy)
    assert (arrival.first_day, arrival.deadline.last_day) == (day("2024-03-12"), day("2024-03-12"))


def test_windows_end_at_midnight_of_day_30_and_day_60():
    """Shipped late on 1 March 2024, day 30 is 31 March and day 60 is 30 April; the day of shipment does not count."""
    ends = ends_of(an_order(placed_at=at("2024-02-28"), shipped_at=at("2024-03-01 23:30")))
    assert (ends.after_sales.deadline.before, ends.after_sales.deadline.last_day) == (
        at("2024-04-01 00:00"),
        day("2024-03-31"),
    )
    assert (ends.guarantee.deadline.before, ends.guarantee.deadline.last_day) == (
        at("2024-05-01 00:00"),
        day("2024-04-30"),
    )
    assert (ends.after_sales.deadline.clause, ends.guarantee.deadline.clause) == ("1", "2.3")


def test_a_deadline_is_met_before_it_and_missed_at_it():
    """The last microsecond of day 30 is in time; midnight is late, and so is the microsecond after it."""
    deadline = ends_of(an_order(placed_at=at("2024-02-28"), shipped_at=at("2024-03-01"))).after_sales.deadline
    midnight = at("2024-04-01 00:00")
    instants = (midnight - A_MICROSECOND, midnight, midnight + A_MICROSECOND)
    assert [deadline.met_by(instant) for instant in instants] == [True, False, False]
    assert deadline.met_by(parse_instant("2024-03-31T15:59:59Z")) is True


def test_a_period_is_open_from_its_start_until_its_deadline_passes():
    """The instants before, at and after either end: the start counts, the exclusive end does not."""
    start, end = at("2024-03-01 09:30"), at("2024-04-01 00:00")
    period = Period(start=start, deadline=Deadline(before=end, clause="1"))
    around = [moment + step * A_MICROSECOND for moment in (start, end) for step in (-1, 0, 1)]
    assert [period.is_open(moment) for moment in around] == [False, True, True, True, False, False]
    assert period.is_open(parse_instant("2024-03-01T01:30:00Z")) is True


def test_both_windows_open_with_the_shipment():
    """Under DELIVERY, too: the delivery sets only the end of the guarantee (1, 2.3)."""
    order = an_order(shipped_at=at("2024-01-05 09:30"), delivered_at=at("2024-01-20 18:00"))
    for policy, last_day in ((POLICY_2023, "2024-03-05"), (FROM_DELIVERY, "2024-03-20")):
        ends = ends_of(order, policy)
        assert (ends.after_sales.start, ends.guarantee.start) == (order.shipped_at, order.shipped_at)
        assert (ends.guarantee.deadline.last_day, ends.guarantee.deadline.at_least) == (day(last_day), False)


def test_a_delivery_without_a_shipment_opens_the_guarantee_alone_and_under_delivery_only():
    """It is the proof of a shipment whose day nobody knows, so it cannot start 30 days, or 60 from shipment (1, 2.3)."""
    order = an_order(shipped_at=None, delivered_at=at("2024-01-20 18:00"))
    assert ends_of(order) == Windows(after_sales=None, guarantee=None)
    ends = ends_of(order, FROM_DELIVERY)
    assert ends.after_sales is None
    assert (ends.guarantee.start, ends.guarantee.deadline.last_day) == (order.delivered_at, day("2024-03-20"))
    assert ends.guarantee.deadline.at_least is False


@pytest.mark.parametrize(("shipped_at", "last_day"), [("2024-01-05 00:00", "2024-02-04"), ("2024-01-05 23:59:59.999999", "2024-02-04"), ("2024-01-06 00:00", "2024-02-05")])  # fmt: skip
def test_windows_count_from_the_day_in_beijing_of_shipment(shipped_at, last_day):
    """Whatever the hour, it is the day of shipment that does not count (1)."""
    assert ends_of(an_order(shipped_at=at(shipped_at))).after_sales.deadline.last_day == day(last_day)


def test_the_shipment_of_the_line_counts_before_that_of_the_order():
    """A line shipped on its own has windows of its own; one without keeps to the order's parcel (1)."""
    order = an_order(a_line("ring"), a_line("chain", shipped_at=at("2024-01-10")))
    last_days = [
        windows(order, line, policy=POLICY_2023, calendar=CHINA).after_sales.deadline.last_day for line in order.lines
    ]
    assert last_days == [day("2024-02-04"), day("2024-02-09")]


def test_a_line_that_is_not_shipped_has_no_windows():
    """An unknown start has no end (1, 2.3)."""
    assert ends_of(an_order(shipped_at=None)) == Windows(after_sales=None, guarantee=None)


@pytest.mark.parametrize(
    ("delivered_at", "last_day", "at_least"),
    [
        (at("2024-01-20"), "2024-03-20", False),
        (at("2024-01-05") - A_MICROSECOND, "2024-03-05", True),
        (at("2024-01-05"), "2024-03-05", False),
        (at("2024-01-05") + A_MICROSECOND, "2024-03-05", False),
        (None, "2024-03-05", True),
    ],
)
def test_the_guarantee_can_run_from_delivery(delivered_at, last_day, at_least):
    """Only the guarantee moves; without a delivery, or with one before the shipment, it lasts at least from shipment (2.3)."""
    ends = ends_of(an_order(delivered_at=delivered_at), FROM_DELIVERY)
    assert (ends.after_sales.deadline.last_day, ends.after_sales.deadline.at_least) == (day("2024-02-04"), False)
    assert (ends.guarantee.deadline.last_day, ends.guarantee.deadline.at_least) == (day(last_day), at_least)


def test_a_window_moved_to_a_working_day_still_says_that_it_lasts_at_least_so_long():
    """Day 60 is Sunday 7 April 2024, worked in exchange for Qingming, or Saturday 13 April, which is not (2.3)."""
    both = evolve(FROM_DELIVERY, window_end=WindowEnd.NEXT_WORKING_DAY)
    for shipped_at, last_day in (("2024-02-07", "2024-04-07"), ("2024-02-13", "2024-04-15")):
        guarantee = ends_of(an_order(shipped_at=at(shipped_at)), both).guarantee.deadline
        assert (guarantee.last_day, guarantee.at_least) == (day(last_day), True)


@pytest.mark.parametrize(
    ("shipped_at", "last_day", "skipped"),
    [
        ("2024-02-07", "2024-03-08", []),
        ("2024-02-08", "2024-03-11", WEEKEND),
        ("2024-02-09", "2024-03-11", WEEKEND[1:]),
        ("2024-02-10", "2024-03-11", []),
        ("2024-01-05", "2024-02-04", []),
        ("2024-01-12", "2024-02-18", SPRING_FESTIVAL[1:]),
    ],
)
def test_a_window_that_ends_on_a_rest_day_can_run_to_the_next_working_day(shipped_at, last_day, skipped):
    """Under that reading both windows move past weekends and festivals, but not past a make-up Sunday (1, 2.3)."""
    policy = evolve(TO_A_WORKING_DAY, guarantee_days=30)
    ends = ends_of(an_order(shipped_at=at(shipped_at)), policy)
    for deadline, clause in ((ends.after_sales.deadline, "1"), (ends.guarantee.deadline, "2.3")):
        assert (deadline.last_day, deadline.clause, deadline.provisional) == (day(last_day), clause, False)
        assert [str(rest) for rest in deadline.skipped] == skipped


@pytest.mark.parametrize(
    ("shipped_at", "moved_to", "provisional"),
    [("2026-11-27", "2026-12-28", False), ("2026-11-28", "2026-12-28", False), ("2026-11-29", "2026-12-29", True)],
)
def test_only_a_window_that_looks_at_working_days_is_provisional(shipped_at, moved_to, provisional):
    """A window as counted is certain even beyond the published schedule, and nothing postpones it."""
    order = an_order(placed_at=at("2026-11-01"), shipped_at=at(shipped_at))
    moved = ends_of(order, TO_A_WORKING_DAY, UNTIL_2026).after_sales.deadline
    assert (moved.last_day, moved.provisional) == (day(moved_to), provisional)
    as_counted = ends_of(order, POLICY_2023, UNTIL_2026)
    for deadline in (as_counted.after_sales.deadline, as_counted.guarantee.deadline):
        assert (deadline.provisional, deadline.skipped) == (False, ())


SHIPPED_LATE = an_order(placed_at=at("2199-11-01"), shipped_at=at("2199-12-15"))


@pytest.mark.parametrize(
    ("late", "message"),
    [
        (lambda: accepted(at("2199-12-29")), "deadline: got the end of 2199-12-31, expected an instant in the years 2000 to 2199 at UTC+08:00"),
        (lambda: accepted(at("2199-12-30")), "day: got 2199-12-30 and 2 working days, expected a working day up to 2199-12-31"),
        (lambda: accepted(at("2199-12-30"), BY_THE_HOUR), "day: got 2199-12-30 and 2 working days, expected a working day up to 2199-12-31"),
        (lambda: arriving(at("2199-12-30")), "day: got 2199-12-30 and 3 working days, expected a working day up to 2199-12-31"),
        (lambda: ends_of(SHIPPED_LATE), "deadline: got the end of 2200-01-14, expected an instant in the years 2000 to 2199 at UTC+08:00"),
        (lambda: ends_of(SHIPPED_LATE, TO_A_WORKING_DAY), "day: got 2200-01-14, expected a day from 2000-01-01 to 2199-12-31"),
    ],
)  # fmt: skip
def test_deadlines_beyond_2199_are_refused(late, message):
    """What would end after the last year reckoned with says so."""
    with pytest.raises(OutOfSchedule) as raised:
        late()
    assert str(raised.value) == message


@pytest.mark.parametrize(
    ("reckon", "path"),
    [
        (accepted, "submitted_at"),
        (arriving, "approved_at"),
        (ends_of(an_order()).after_sales.is_open, "at"),
        (ends_of(an_order()).after_sales.deadline.met_by, "at"),
        (partial(an_order().shipped_by, an_order().lines[0]), "at"),
        (partial(an_order(shipped_at=None).shipped_by, an_order().lines[0]), "at"),
    ],
)
@pytest.mark.parametrize(
    ("value", "rest"),
    [
        (datetime(2024, 1, 5), "got datetime.datetime(2024, 1, 5, 0, 0), expected an aware datetime, such as 2024-01-05T00:00:00+08:00"),  # noqa: DTZ001
        ("today", "got 'today', expected an aware datetime"),
    ],
)  # fmt: skip
def test_only_instants_with_a_time_zone_are_reckoned_with(reckon, path, value, rest):
    """A naive time has no place on CMOFFER's clock, and text is no time at all."""
    with pytest.raises(InvalidValue) as raised:
        reckon(value)
    assert str(raised.value) == f"{path}: {rest}"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (a_line("chain"), "line_id: got 'chain', expected a line of order A-1: ring"),
        (a_line(quantity=2), "line: got a value of type OrderLine too long to show, expected a line of order A-1"),
    ],
)
def test_a_line_of_another_order_has_no_windows_here(line, message):
    """Neither a line with another id nor another line with the same id is one of the order's."""
    with pytest.raises(Inconsistent) as raised:
        windows(an_order(), line, policy=POLICY_2023, calendar=CHINA)
    assert str(raised.value) == message
    assert raised.value.code == "unknown_line"
