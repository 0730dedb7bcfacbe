"""What a frame of claims comes to under one policy after the other, without the answers to every row."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from cmoffer_policy.calendars import WorkCalendar
from cmoffer_policy.frames.columns import CURRENCIES
from cmoffer_policy.frames.days import Days
from cmoffer_policy.frames.kernel import REFUND, Dated, units_of_contested, worth
from cmoffer_policy.frames.prepared import Prepared
from cmoffer_policy.frames.results import Columns, Frames
from cmoffer_policy.frames.rows import Row
from cmoffer_policy.frames.segments import Integers
from cmoffer_policy.frames.verdicts import facts_with
from cmoffer_policy.policy import FreightWeight, Policy
from cmoffer_policy.rules import judge
from cmoffer_policy.units import OPEN_OUTCOMES
from cmoffer_policy.vocabulary import Outcome

TOTALS = ("refund_total_minor", "possible_total_minor")
_COUNTED = ("items", Outcome.APPROVED.value, Outcome.REJECTED.value, *TOTALS)
_OUTCOMES = tuple(Outcome)
_APPROVED = np.array([outcome is Outcome.APPROVED for outcome in _OUTCOMES])
_REJECTED = _OUTCOMES.index(Outcome.REJECTED)
_TAKES = _APPROVED | np.array([outcome in OPEN_OUTCOMES for outcome in _OUTCOMES])


def totals_of(answers: Columns) -> dict[str, Row]:
    """What the decided items come to in each currency."""
    currency, outcome = answers.values["refund_currency"], answers.values["outcome"]
    currencies, outcomes = answers.words["refund_currency"], answers.words["outcome"]
    totals: dict[str, Row] = {}
    for name in currencies:
        of_currency = currency == currencies.index(name)
        if of_currency.any():
            met = np.bincount(outcome[of_currency], minlength=len(outcomes)).tolist()
            counts = dict(zip(outcomes, met, strict=True))
            totals[name] = {"items": sum(met)} | {each: counts.get(each, 0) for each in _COUNTED[1:3]}
            totals[name] |= {total: int(answers.values[total][of_currency].sum()) for total in TOTALS}
    return totals


class Sums:
    """Two frames, ready to be summed up under any policy.

    Items of one case share their outcome under every policy, and where nobody else names units of their line, their
    money as well. So these are added up by case once, and each policy is asked about cases alone.
    """

    def __init__(self, frames: Frames) -> None:
        self._frames = frames
        self._times: Dated | None = None
        self._tallies: dict[FreightWeight, _Tally] = {}

    def under(self, policy: Policy, calendar: WorkCalendar) -> tuple[list[Row], Columns]:
        """A row for each currency, one without any if nothing is decided, and the answers to rows decided alone."""
        frames = self._frames
        times = frames.dated(policy, calendar)
        arrivals = Days(policy, calendar).arrival(frames.prepared.items.of["approved_at"])
        if times.beyond.any() or arrivals.beyond.any():
            answers = frames.decided(policy, calendar)
            return _rows(answers, totals_of(answers)), answers
        answers = frames.decided_alone(policy, calendar)
        totals = self._tally(policy, times).totals(policy)
        for name, more in totals_of(answers).items():
            ours = totals.setdefault(name, dict.fromkeys(_COUNTED, 0))
            totals[name] = {each: ours[each] + more[each] for each in _COUNTED}
        return _rows(answers, totals), answers

    def _tally(self, policy: Policy, times: Dated) -> _Tally:
        if self._times is not times:
            self._times, self._tallies = times, {}
        if policy.freight_weight not in self._tallies:
            self._tallies[policy.freight_weight] = _Tally(self._frames.prepared, times, policy)
        return self._tallies[policy.freight_weight]


def _rows(answers: Columns, totals: dict[str, Row]) -> list[Row]:
    left_out = len(answers.rows_with("fault"))
    if not totals and left_out:
        return [{"refund_currency": None, **dict.fromkeys(_COUNTED, 0), "left_out": left_out}]
    return [{"refund_currency": name, **totals[name], "left_out": left_out} for name in sorted(totals)]


class _Tally:
    """Items and their money by currency and case, those of contested lines aside."""

    def __init__(self, ready: Prepared, times: Dated, policy: Policy) -> None:
        self._ready, self._times = ready, times
        currencies, currency = np.unique(ready.lines.numbers.of["currency"], return_inverse=True)
        self._names, self._currency = [CURRENCIES[each] for each in currencies.tolist()], currency[ready.line]
        shape = len(currencies), len(times.cases.distinct)
        self._items, self._worth = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
        np.add.at(self._items, (self._currency, times.cases.place), 1)
        refunded = ready.items.of["remedy"] == REFUND
        refunded[ready.contested] = False
        rows = np.flatnonzero(refunded)
        none = np.zeros(len(rows), np.int64)
        goods, freight = worth(ready, policy, ready.line[rows], none, ready.items.of["quantity"][rows])
        np.add.at(self._worth, (self._currency[rows], times.cases.place[rows]), goods + freight)

    def totals(self, policy: Policy) -> dict[str, Row]:
        """What the items come to in each currency."""
        outcomes = _outcomes(self._times.cases.distinct.tolist(), policy)
        approved, takes = _APPROVED[outcomes], _TAKES[outcomes]
        rows = self._ready.contested
        case = self._times.cases.place[rows]
        before, units = units_of_contested(self._ready, approved[case], takes[case])
        goods, freight = worth(self._ready, policy, self._ready.line[rows], before, units)
        money = self._worth.copy()
        refunded = self._ready.items.of["remedy"][rows] == REFUND
        np.add.at(money, (self._currency[rows], case), np.where(refunded, goods + freight, 0))
        found = zip(self._names, self._items, money, strict=True)
        return {
            name: {
                "items": int(items.sum()),
                "approved": int(items[approved].sum()),
                "rejected": int(items[outcomes == _REJECTED].sum()),
                "refund_total_minor": int(of_case[approved].sum()),
                "possible_total_minor": int(of_case[takes].sum()),
            }
            for name, items, of_case in found
            if items.any()
        }


def _outcomes(codes: Sequence[int], policy: Policy) -> Integers:
    """The outcome of each case, as its place among the outcomes."""
    known = _remembered(policy)
    for code in codes:
        if code not in known:
            known[code] = _OUTCOMES.index(judge(facts_with(code), policy).outcome)
    return np.array([known[code] for code in codes], np.int64)


@lru_cache(maxsize=32)
def _remembered(_: Policy) -> dict[int, int]:
    """The outcomes of cases under a policy, by the case's code; frames meet the same cases again and again."""
    return {}
