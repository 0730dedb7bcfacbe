"""What the rules and the calendar say, asked once for every case and day that occurs and looked up for every row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, Protocol

from attrs import evolve

from cmoffer_policy.errors import OutOfSchedule
from cmoffer_policy.frames.engines import Table
from cmoffer_policy.frames.reading import ABSENT
from cmoffer_policy.reckoning.deadlines import (
    Deadline,
    acceptance_deadline,
    after_sales_window,
    guarantee_window,
    refund_arrival,
)
from cmoffer_policy.rules.facts import facts_of_code
from cmoffer_policy.rules.findings import Status
from cmoffer_policy.rules.verdict import Verdict, judge
from cmoffer_policy.study.cases import facts_with
from cmoffer_policy.terms.policy import Policy
from cmoffer_policy.terms.vocabulary import in_order
from cmoffer_policy.values.instants import FIRST_YEAR, LAST_YEAR, PLATFORM_ZONE, end_of
from cmoffer_policy.values.workdays import WorkCalendar

_EPOCH = date(1970, 1, 1).toordinal()
ALL_DAYS = range(date(FIRST_YEAR, 1, 1).toordinal() - _EPOCH, date(LAST_YEAR, 12, 31).toordinal() - _EPOCH + 1)
"""The days of every instant accepted, counted from 1970-01-01 on the platform's clock."""

BEYOND = -3
"""In place of the end of a deadline that lies outside the years accepted."""

UNGOVERNED = -1
"""In place of the code of every case that the policy does not govern: nothing else is asked of them."""

UNDECIDED = -2
"""In place of the code where a row is malformed."""


def day_number(day: date) -> int:
    """The day, counted from 1970-01-01."""
    return day.toordinal() - _EPOCH


def _arrival(at: datetime, *, policy: Policy, calendar: WorkCalendar) -> Deadline:
    return refund_arrival(at, policy=policy, calendar=calendar).deadline


def _first_arrival(at: datetime, *, policy: Policy, calendar: WorkCalendar) -> Deadline:
    """The first day on which money is expected, as if something ended with it."""
    expected = refund_arrival(at, policy=policy, calendar=calendar)
    return evolve(expected.deadline, before=end_of(expected.first_day))


def _acceptance_by_day(at: datetime, *, policy: Policy, calendar: WorkCalendar) -> Deadline:
    """Of a claim that is submitted during the day, not at midnight."""
    return acceptance_deadline(at + timedelta(hours=1), policy=policy, calendar=calendar)


class _Rule(Protocol):
    def __call__(self, at: datetime, /, *, policy: Policy, calendar: WorkCalendar) -> Deadline: ...


_RULES: dict[str, _Rule] = {
    "after_sales": after_sales_window,
    "guarantee": guarantee_window,
    "acceptance": _acceptance_by_day,
    "acceptance_of_midnight": acceptance_deadline,
    "arrival": _arrival,
    "first_arrival": _first_arrival,
}


def deadlines(names: Sequence[str], days: Iterable[int], policy: Policy, calendar: WorkCalendar) -> Table:
    """The deadlines, by their names, of what starts on each of these days.

    Columns: ``day``, its date, and for each deadline the number of the day after its last one, the last one as a date,
    and 1 where it is provisional. The first row stands for what has no start.
    """
    numbers = list(days)
    table: dict[str, Sequence[Any]] = {
        "day": [ABSENT, *numbers],
        "date": [None, *[_date(number) for number in numbers]],
    }
    for name in names:
        ends = [_deadline(name, number, policy, calendar) for number in numbers]
        table[f"{name}_end"] = [ABSENT, *[BEYOND if end is None else day_number(end.last_day) + 1 for end in ends]]
        table[f"{name}_last_day"] = [None, *[end and end.last_day for end in ends]]
        table[f"{name}_provisional"] = [0, *[int(end is not None and end.provisional) for end in ends]]
    return table


def _deadline(name: str, number: int, policy: Policy, calendar: WorkCalendar) -> Deadline | None:
    day = _date(number)
    try:
        return _RULES[name](
            datetime(day.year, day.month, day.day, tzinfo=PLATFORM_ZONE), policy=policy, calendar=calendar
        )
    except OutOfSchedule:
        return None


def _date(number: int) -> date:
    return date.fromordinal(number + _EPOCH)


@lru_cache(maxsize=8)
def deadlines_of_all_days(names: tuple[str, ...], policy: Policy, calendar: WorkCalendar) -> Table:
    """The same for every day of the years accepted; takes a second or two, and the last few are kept."""
    return deadlines(names, ALL_DAYS, policy, calendar)


def words_of(verdict: Verdict) -> tuple[str, str, str, str]:
    """Outcome, remedies, broken and lacking clauses as the columns hold them."""
    remedies = [remedy.value for remedy in in_order(verdict.remedies)]
    broken = [finding.clause for finding in verdict.findings if finding.broken]
    lacking = [finding.clause for finding in verdict.findings if finding.status is Status.LACKING]
    return verdict.outcome.value, ", ".join(remedies), ", ".join(broken), ", ".join(lacking)


def verdicts(codes: Iterable[int], policy: Policy) -> tuple[Table, Table]:
    """For every code the number of what its verdict says, and what the verdicts with these numbers say."""
    numbers: dict[tuple[str, ...], int] = {}
    known = sorted(set(codes) | {UNDECIDED})
    of_codes = [numbers.setdefault(_said(code, policy), len(numbers)) for code in known]
    columns = dict(zip(("outcome", "remedies", "broken", "lacking"), zip(*numbers, strict=True), strict=True))
    return {"code": known, "verdict": of_codes}, {"verdict": list(numbers.values()), **columns}


def _said(code: int, policy: Policy) -> tuple[str, ...]:
    if code == UNDECIDED:
        return "", "", "", ""
    # The lowest code is that of a case the policy does not govern.
    return words_of(judge(facts_of_code(max(code, 0)), policy))


@lru_cache(maxsize=4)
def verdicts_of_all_cases(policy: Policy) -> tuple[Table, Table]:
    """The same for every case that a policy governs; takes seconds, and the last few are kept."""
    governed = [facts.code for facts in facts_with(policy, {"governed": True})]
    return verdicts([UNGOVERNED, *governed], policy)
