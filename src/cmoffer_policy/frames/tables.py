"""What the rules and the calendar say, asked once for every case and day that occurs and looked up for every row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, Protocol

from cmoffer_policy.errors import OutOfSchedule
from cmoffer_policy.frames.engines import Table
from cmoffer_policy.frames.reading import ABSENT
from cmoffer_policy.reckoning.deadlines import (
    acceptance_end,
    after_sales_window,
    arrival_days,
    guarantee_window,
)
from cmoffer_policy.rules.facts import Facts, facts_of_code
from cmoffer_policy.rules.findings import Status
from cmoffer_policy.rules.verdict import Verdict, judge
from cmoffer_policy.study.cases import facts_with
from cmoffer_policy.terms.policy import Policy, WindowEnd
from cmoffer_policy.terms.vocabulary import in_order
from cmoffer_policy.values.instants import FIRST_YEAR, LAST_YEAR, PLATFORM_ZONE, end_of, last_day_before
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


class _Rule(Protocol):
    def __call__(self, at: datetime, /, *, policy: Policy, calendar: WorkCalendar) -> date: ...


def _after_sales(at: datetime, *, policy: Policy, calendar: WorkCalendar) -> date:
    return after_sales_window(at, policy=policy, calendar=calendar).last_day


def _guarantee(at: datetime, *, policy: Policy, calendar: WorkCalendar) -> date:
    return guarantee_window(at, policy=policy, calendar=calendar).last_day


def _acceptance_of_midnight(at: datetime, *, policy: Policy, calendar: WorkCalendar) -> date:
    return last_day_before(acceptance_end(at, policy=policy, calendar=calendar))


def _acceptance(at: datetime, *, policy: Policy, calendar: WorkCalendar) -> date:
    """Of a claim that is submitted during the day."""
    return _acceptance_of_midnight(at + timedelta(hours=1), policy=policy, calendar=calendar)


def _first_arrival(at: datetime, *, policy: Policy, calendar: WorkCalendar) -> date:
    return arrival_days(at.date(), policy=policy, calendar=calendar)[0]


def _arrival(at: datetime, *, policy: Policy, calendar: WorkCalendar) -> date:
    return arrival_days(at.date(), policy=policy, calendar=calendar)[1]


_RULES: dict[str, _Rule] = {
    "after_sales": _after_sales,
    "guarantee": _guarantee,
    "acceptance": _acceptance,
    "acceptance_of_midnight": _acceptance_of_midnight,
    "first_arrival": _first_arrival,
    "arrival": _arrival,
}
_COUNTED = ("after_sales", "guarantee")
"""What rests on no working day, unless the reading ``window_end`` says so."""


def deadlines(names: Sequence[str], days: Iterable[int], policy: Policy, calendar: WorkCalendar) -> Table:
    """The deadlines, by their names, of what starts on each of these days.

    Columns: ``day``, its date, and for each deadline the number of the day after its last one, the last one as a date,
    and 1 where it is provisional. The first row stands for what has no start.
    """
    numbers = list(days)
    dates = [date.fromordinal(number + _EPOCH) for number in numbers]
    table: dict[str, Sequence[Any]] = {"day": [ABSENT, *numbers], "date": [None, *dates]}
    for name in names:
        exact = name in _COUNTED and policy.window_end is WindowEnd.AS_COUNTED
        ends = [_last_day(name, day, policy, calendar) for day in dates]
        table[f"{name}_end"] = [ABSENT, *[BEYOND if end is None else day_number(end) + 1 for end in ends]]
        table[f"{name}_last_day"] = [None, *ends]
        table[f"{name}_provisional"] = [
            0,
            *[int(end is not None and not exact and calendar.is_provisional(end)) for end in ends],
        ]
    return table


def _last_day(name: str, day: date, policy: Policy, calendar: WorkCalendar) -> date | None:
    """None where it lies outside the years accepted."""
    try:
        last_day = _RULES[name](
            datetime(day.year, day.month, day.day, tzinfo=PLATFORM_ZONE), policy=policy, calendar=calendar
        )
        end_of(last_day)
    except OutOfSchedule:
        return None
    return last_day


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
    governed = [facts_of_code(code) for code in codes if code >= 0]
    return _verdicts_on(governed, policy)


@lru_cache(maxsize=4)
def verdicts_of_all_cases(policy: Policy) -> tuple[Table, Table]:
    """The same for every case that a policy governs; takes seconds, and the last few are kept."""
    return _verdicts_on(facts_with(policy, {"governed": True}), policy)


def _verdicts_on(governed: Iterable[Facts], policy: Policy) -> tuple[Table, Table]:
    # The lowest code of all is that of a case the policy does not govern.
    by_code = {UNDECIDED: ("", "", "", ""), UNGOVERNED: words_of(judge(facts_of_code(0), policy))}
    for facts in governed:
        by_code[facts.code] = words_of(judge(facts, policy))
    numbers: dict[tuple[str, str, str, str], int] = {}
    places = [numbers.setdefault(said, len(numbers)) for said in by_code.values()]
    outcomes, remedies, broken, lacking = zip(*numbers, strict=True)
    return {"code": list(by_code), "verdict": places}, {
        "verdict": list(numbers.values()),
        "outcome": outcomes,
        "remedies": remedies,
        "broken": broken,
        "lacking": lacking,
    }
