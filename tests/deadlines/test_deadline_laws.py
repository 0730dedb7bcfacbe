"""The laws that deadlines obey on China's calendar and on any other."""

from __future__ import annotations

from datetime import date, timedelta, timezone

from attrs import evolve
from hypothesis import example, given
from hypothesis import strategies as st

from cmoffer_policy import (
    POLICY_2023,
    AcceptanceClock,
    Deadline,
    GuaranteeStart,
    WindowEnd,
    acceptance_deadline,
    china_calendar,
    refund_arrival,
    windows,
)
from support.builders import an_order, at
from support.reckoning_oracle import (
    BEIJING,
    ONE_DAY,
    accepted_before_by_days,
    accepted_before_by_hours,
    moved_to_worked_day,
    nth_working_day_after,
    rest_days_from,
    window_closes,
)
from support.reckoning_strategies import a_calendar, festivals, instants

CHINA = china_calendar()
clocks = st.sampled_from(AcceptanceClock)
working_days = st.integers(1, 6)
zones = st.integers(-12 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
in_china = st.builds(
    lambda instant, zone: instant.astimezone(zone),
    st.one_of(instants("2001-01-01", "2026-12-20"), instants("2023-12-25", "2024-02-20"), instants("2000-01-02", "2199-12-01")),
    zones,
)  # fmt: skip
in_a_small_year = instants("2024-01-02", "2024-03-15")


def accepted(submitted_at, calendar, clock, days=2) -> Deadline:
    policy = evolve(POLICY_2023, acceptance_clock=clock, acceptance_working_days=days)
    return acceptance_deadline(submitted_at, policy=policy, calendar=calendar)


def skipped_days(deadline: Deadline) -> list[date]:
    return [rest.day for rest in deadline.skipped]


def check_against_walking(submitted_at, calendar, is_worked, days):
    """Both clocks, by walking on day by day."""
    on = submitted_at.astimezone(BEIJING).date()
    by_days = accepted(submitted_at, calendar, AcceptanceClock.WHOLE_DAYS, days)
    assert by_days.before == accepted_before_by_days(submitted_at, days, is_worked)
    assert skipped_days(by_days) == rest_days_from(on + ONE_DAY, by_days.last_day, is_worked)
    by_hours = accepted(submitted_at, calendar, AcceptanceClock.FROM_THE_HOUR, days)
    assert by_hours.before == accepted_before_by_hours(submitted_at, days, is_worked)
    assert skipped_days(by_hours) == rest_days_from(on, by_hours.last_day, is_worked)


@given(in_china, working_days)
@example(at("2024-02-09 00:00"), 1)
@example(at("2024-02-10 00:00"), 2)
def test_acceptance_agrees_with_walking_through_chinas_calendar(submitted_at, days):
    """Under both clocks the deadline and the days it skips are those found day by day (4.2)."""
    check_against_walking(submitted_at, CHINA, CHINA.is_working_day, days)


@given(in_a_small_year, working_days, festivals())
def test_acceptance_agrees_with_walking_through_any_calendar(submitted_at, days, festivals):
    """However holidays and make-up days lie, both clocks count as by walking (4.2)."""
    rests, make_ups = festivals

    def is_worked(day):
        return day in make_ups or (day.weekday() < 5 and day not in rests)

    check_against_walking(submitted_at, a_calendar(rests, make_ups), is_worked, days)


@given(in_a_small_year, st.timedeltas(timedelta(0), timedelta(days=9)), festivals(), clocks)
def test_a_later_submission_is_never_accepted_earlier(submitted_at, delay, festivals, clock):
    """Whoever submits later has to wait at least as long (4.2)."""
    calendar = a_calendar(*festivals)
    assert accepted(submitted_at + delay, calendar, clock).before >= accepted(submitted_at, calendar, clock).before


@given(in_a_small_year, festivals(), clocks, working_days)
def test_every_deadline_lies_after_what_it_counts_from(submitted_at, festivals, clock, days):
    """A claim is always submitted in time for its own acceptance, and approved before its money is expected (4.2, 4.4)."""
    calendar = a_calendar(*festivals)
    assert accepted(submitted_at, calendar, clock, days).met_by(submitted_at)
    arrival = refund_arrival(submitted_at, policy=POLICY_2023, calendar=calendar)
    assert submitted_at.date() < arrival.first_day < arrival.deadline.last_day


@given(in_a_small_year, festivals(), st.integers(0, 10), st.integers(1, 10), clocks)
def test_one_more_rest_day_never_brings_a_deadline_forward(counted_from, festivals, away, days, clock):
    """A day more without work postpones acceptance, arrival and a window's end, or leaves them as they are."""
    rests, make_ups = festivals
    extra = (counted_from + ONE_DAY * away).date()
    without, with_it = a_calendar(rests, make_ups), a_calendar(rests | {extra}, make_ups - {extra})
    assert accepted(counted_from, with_it, clock).before >= accepted(counted_from, without, clock).before
    moving = evolve(POLICY_2023, window_end=WindowEnd.NEXT_WORKING_DAY, after_sales_days=days)
    order = an_order(placed_at=counted_from, shipped_at=counted_from)
    for reckon in (
        lambda calendar: refund_arrival(counted_from, policy=moving, calendar=calendar).deadline,
        lambda calendar: windows(order, order.lines[0], policy=moving, calendar=calendar).after_sales.deadline,
    ):
        assert reckon(with_it).before >= reckon(without).before


@given(in_china, st.integers(1, 5), st.integers(0, 5))
def test_arrival_agrees_with_walking_through_chinas_calendar(approved_at, first, more):
    """First and last day are the working days found by stepping on from the day of approval (4.4)."""
    policy = evolve(POLICY_2023, arrival_working_days=(first, first + more))
    arrival = refund_arrival(approved_at, policy=policy, calendar=CHINA)
    on = approved_at.astimezone(BEIJING).date()
    assert arrival.first_day == nth_working_day_after(on, first, CHINA.is_working_day)
    assert arrival.deadline.last_day == nth_working_day_after(on, first + more, CHINA.is_working_day)
    assert arrival.deadline.before == accepted_before_by_days(approved_at, first + more, CHINA.is_working_day)
    assert skipped_days(arrival.deadline) == rest_days_from(
        on + ONE_DAY, arrival.deadline.last_day, CHINA.is_working_day
    )


lengths = st.integers(1, 90)


@given(
    instants("2023-01-01", "2026-06-01"),
    st.timedeltas(timedelta(0), timedelta(days=45)),
    lengths,
    lengths,
    st.sampled_from(GuaranteeStart),
    st.sampled_from(WindowEnd),
)
def test_windows_agree_with_counting_days(shipped_at, transit, after_sales_days, guarantee_days, start, end):
    """Each window closes at midnight after so many days, or after the next working day from there (1, 2.3)."""
    policy = evolve(
        POLICY_2023,
        after_sales_days=after_sales_days,
        guarantee_days=guarantee_days,
        guarantee_start=start,
        window_end=end,
    )
    order = an_order(placed_at=shipped_at, shipped_at=shipped_at, delivered_at=shipped_at + transit)
    guaranteed_from = shipped_at if start is GuaranteeStart.SHIPMENT else shipped_at + transit
    closes = [window_closes(shipped_at, after_sales_days), window_closes(guaranteed_from, guarantee_days)]
    ends = windows(order, order.lines[0], policy=policy, calendar=CHINA)
    for period, counted in zip((ends.after_sales, ends.guarantee), closes, strict=True):
        deadline = period.deadline
        assert period.start == shipped_at
        moved = end is WindowEnd.NEXT_WORKING_DAY
        assert deadline.before == (moved_to_worked_day(counted, CHINA.is_working_day) if moved else counted)
        rests = rest_days_from(counted.date() - ONE_DAY, deadline.last_day, CHINA.is_working_day)
        assert skipped_days(deadline) == (rests if moved else [])
        assert deadline.at_least is False


@given(
    instants("2023-01-01", "2026-06-01"),
    st.timedeltas(timedelta(0), timedelta(days=45)),
    lengths,
    st.sampled_from(WindowEnd),
)
def test_a_guarantee_whose_delivery_is_not_known_lasts_at_least_so_long(shipped_at, transit, guarantee_days, end):
    """Whenever the delivery was, the guarantee ends no earlier than it is said to while nobody knows (2.3)."""
    policy = evolve(POLICY_2023, guarantee_days=guarantee_days, guarantee_start=GuaranteeStart.DELIVERY, window_end=end)
    unknown = an_order(placed_at=shipped_at, shipped_at=shipped_at)
    known = evolve(unknown, delivered_at=shipped_at + transit)
    until, indeed = [
        windows(order, order.lines[0], policy=policy, calendar=CHINA).guarantee.deadline for order in (unknown, known)
    ]
    assert until.before <= indeed.before
    assert (until.at_least, indeed.at_least) == (True, False)


@given(instants("2026-11-01", "2027-03-01"), clocks)
def test_a_deadline_is_provisional_exactly_after_28_december_of_the_last_published_year(submitted_at, clock):
    """Whatever the clock, the last day of the deadline alone decides."""
    calendar = a_calendar(
        frozenset(),
        frozenset(),
        first_day=date(2026, 1, 1),
        last_day=date(2027, 12, 31),
        published_through=date(2026, 12, 31),
    )
    deadline = accepted(submitted_at, calendar, clock)
    assert deadline.provisional == (deadline.last_day > date(2026, 12, 28))
