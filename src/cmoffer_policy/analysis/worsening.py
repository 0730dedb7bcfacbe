"""Whether one policy is ever worse for the seller than another, in outcome, remedies, money or time: a case of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from attrs import evolve, field, frozen

from cmoffer_policy.analysis.cases import APPROVED, facts_with
from cmoffer_policy.analysis.grid import BEFORE, Grid
from cmoffer_policy.analysis.merging import remedies_words
from cmoffer_policy.analysis.witnesses import Dates, case_of
from cmoffer_policy.calendars import BEIJING, FIRST_YEAR, WorkCalendar
from cmoffer_policy.claim import Claim
from cmoffer_policy.deadlines import acceptance_deadline, refund_arrival
from cmoffer_policy.facts import Phase
from cmoffer_policy.money import Money
from cmoffer_policy.order import Order
from cmoffer_policy.order_claims import decide
from cmoffer_policy.policy import JUDGEMENT_READINGS, Policy, WindowEnd
from cmoffer_policy.rules import judge
from cmoffer_policy.vocabulary import Outcome

_A_MONTH, _A_YEAR = 31, 366
_HALF_PRICE = Money(minor=1245, currency="USD")


@frozen(kw_only=True)
class Worsening:
    """A case in which the seller is worse off under the second of two policies.

    - ``what``: ``"outcome"``, ``"remedies"``, ``"refund"``, ``"acceptance"`` or ``"arrival"``.
    - ``under_a``, ``under_b``: that part under either policy, in words.
    - ``order``, ``claim``: the case.

    >>> from cmoffer_policy import POLICY_2023
    >>> from cmoffer_policy.analysis import diff_policies
    >>> worse: Worsening = diff_policies(POLICY_2023, evolve(POLICY_2023, after_sales_days=28)).worsening
    >>> worse.what, worse.under_a, worse.under_b
    ('outcome', 'needs evidence', 'rejected')
    >>> worse.claim.submitted_at - worse.order.shipped_at
    datetime.timedelta(days=29, seconds=7200)
    """

    what: str
    under_a: str
    under_b: str
    order: Order = field(repr=False)
    claim: Claim = field(repr=False)

    def __str__(self) -> str:
        return f"{self.what}: {self.under_a} -> {self.under_b}"


def worsening(a: Policy, b: Policy, calendar: WorkCalendar) -> Worsening | None:
    """The first case found in which the seller is worse off under ``b``, None if there is none."""
    if a == evolve(b, name=a.name):
        return None
    grid = Grid.of(a, b, calendar)
    looked_for = (_in_effect(grid), _in_money(grid), _in_time(grid), _in_judgement(grid))
    return next((found for kind in looked_for for found in kind), None)


def _dates(grid: Grid, day: int, delivery: int | None) -> Dates:
    """A claim on a day, counted from the shipment, and the delivery as far as it is known then."""
    return Dates(
        placed_at=grid.at(BEFORE, 10),
        shipped_at=grid.at(0, 10) if day != BEFORE else None,
        delivered_at=grid.at(delivery, 11) if delivery is not None and delivery <= day else None,
        submitted_at=grid.at(day, 12),
    )


def _in_effect(grid: Grid) -> Iterator[Worsening]:
    """An order that only the first policy governs (6.1)."""
    a, b = grid.a, grid.b
    since = max(a.effective_from, date(FIRST_YEAR, 1, 1))
    if b.effective_from > since:
        order, claim, _ = case_of(APPROVED, _dates(evolve(grid, shipped_on=since + timedelta(days=1)), 0, None))
        under_a, under_b = [decide(order, claim, policy=each, calendar=grid.calendar).outcome for each in (a, b)]
        yield Worsening(what="outcome", under_a=under_a.words, under_b=under_b.words, order=order, claim=claim)


def _in_money(grid: Grid) -> Iterator[Worsening]:
    """A line with a smaller share of the freight (5.4.2): wherever one line gets more of it, another one gets less."""
    if grid.a.freight_weight is grid.b.freight_weight:
        return
    order, claim, item = case_of(APPROVED, _dates(grid, 0, None))
    ring, chain = order.lines
    order = evolve(order, lines=[ring, evolve(chain, discount=_HALF_PRICE)])
    asked = [evolve(claim, items=[evolve(item, line_id=line.line_id)]) for line in order.lines]
    refunds = [
        [decide(order, each, policy=policy, calendar=grid.calendar).refund.total for policy in (grid.a, grid.b)]
        for each in asked
    ]
    yield from [
        Worsening(what="refund", under_a=str(under_a), under_b=str(under_b), order=order, claim=each)
        for each, (under_a, under_b) in zip(asked, refunds, strict=True)
        if under_b.minor < under_a.minor
    ]


def _in_time(grid: Grid) -> Iterator[Worsening]:
    """A claim accepted later (4.2), or money that comes later (4.4), whatever the hour and the day of a month."""
    for day in range(_A_MONTH):
        order, claim, item = case_of(APPROVED, _dates(grid, day, None))
        for hour in (12, 23):
            at = grid.at(day, hour)
            asked = evolve(claim, submitted_at=at, items=[evolve(item, approved_at=at)])
            for what, ends in (("acceptance", _acceptances(grid, at)), ("arrival", _arrivals(grid, at))):
                if any(under_b > under_a for under_a, under_b in zip(*ends, strict=True)):
                    under_a, under_b = [end[-1].isoformat() for end in ends]
                    yield Worsening(what=what, under_a=under_a, under_b=under_b, order=order, claim=asked)


def _acceptances(grid: Grid, at: datetime) -> list[list[datetime]]:
    return [
        [acceptance_deadline(at, policy=each, calendar=grid.calendar).before.astimezone(BEIJING)]
        for each in (grid.a, grid.b)
    ]


def _arrivals(grid: Grid, at: datetime) -> list[list[date]]:
    arrivals = [refund_arrival(at, policy=each, calendar=grid.calendar) for each in (grid.a, grid.b)]
    return [[arrival.first_day, arrival.deadline.last_day] for arrival in arrivals]


def _in_judgement(grid: Grid) -> Iterator[Worsening]:
    """A case that ends worse, or in which another remedy is not available any more."""
    a, b = grid.a, grid.b
    read_alike = all(getattr(a, name) is getattr(b, name) for name in JUDGEMENT_READINGS)
    for (phase_a, phase_b), dates in _phases(grid).items():
        if read_alike and phase_a is phase_b:
            continue
        # 3.2.1 and 3.2.2 are asked for together under every reading, so that one stands for both.
        for proved in (True, False):
            known = {"governed": True, "phase": phase_a, "problem_shown": proved, "buyer_quoted": proved}
            for facts in facts_with(a, known):
                under_a = judge(facts, a)
                if under_a.outcome is Outcome.REJECTED and not under_a.remedies:
                    continue  # nothing is worse
                under_b = judge(facts if phase_a is phase_b else evolve(facts, phase=phase_b), b)
                worse = under_b.outcome.rank < under_a.outcome.rank
                if worse or (under_b.outcome is under_a.outcome and not under_a.remedies <= under_b.remedies):
                    order, claim, _ = case_of(facts, dates)
                    words = [
                        each.outcome.words if worse else remedies_words(each.remedies) for each in (under_a, under_b)
                    ]
                    yield Worsening(
                        what="outcome" if worse else "remedies",
                        under_a=words[0],
                        under_b=words[1],
                        order=order,
                        claim=claim,
                    )


def _phases(grid: Grid) -> dict[tuple[Phase, Phase], Dates]:
    """The phases that one line can be in under both policies, with dates that lead there.

    Where windows end on a rest day matters only to a window that then runs on, so that every day of shipment of a year
    is tried.
    """
    postponed = WindowEnd.NEXT_WORKING_DAY in (grid.a.window_end, grid.b.window_end)
    days = [grid.shipped_on + timedelta(days=day) for day in range(_A_YEAR if postponed else 1)]
    found: dict[tuple[Phase, Phase], Dates] = {}
    for shipped_on in days:
        shipped = evolve(grid, shipped_on=shipped_on)
        for run in shipped.runs():
            for delivery, phases in run.phases.items():
                found.setdefault(phases, _dates(shipped, run.first, delivery))
    return found
