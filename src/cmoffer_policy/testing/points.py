"""The points at which a policy can be tested: which of them a decision meets, and an order and a claim for each.

A point is a row of the decision table, a clause with a status, an outcome, a day next to the end of a window, or an
unclear point of the text on whose reading a decision depends.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import lru_cache
from itertools import islice

from attrs import evolve, field, frozen

from cmoffer_policy.analysis.cases import facts_with, reachable_governed
from cmoffer_policy.analysis.table import decision_table
from cmoffer_policy.analysis.witnesses import realise
from cmoffer_policy.calendars import WorkCalendar
from cmoffer_policy.claim import Claim
from cmoffer_policy.decision import Decision, ItemDecision
from cmoffer_policy.errors import OutOfSchedule
from cmoffer_policy.facts import DOMAINS, Facts, Phase
from cmoffer_policy.money import Money
from cmoffer_policy.order import Order
from cmoffer_policy.order_claims import OrderClaims, decide
from cmoffer_policy.policy import JUDGEMENT_READINGS, READINGS, Policy, other_readings
from cmoffer_policy.readings import aspects, calendar_of
from cmoffer_policy.rules import Verdict, adjudicator_of, judge
from cmoffer_policy.testing.examples import example_of
from cmoffer_policy.vocabulary import Outcome, Remedy

KINDS = ("row", "status", "day", "reading", "outcome")
"""The kinds of points, in the order in which a report lists them."""

_DATED = tuple([name for name in READINGS if name not in JUDGEMENT_READINGS])
"""The readings on which dates and money depend, and not the judgement of given facts."""

_DAY = timedelta(days=1)


@frozen(order=True)
class Point:
    """One point: its kind, and its name among those of its kind, as in "row 12", "status 2.3 missing", "reading loss".

    ``place`` puts the points of a policy in order.
    """

    place: tuple[int, int, int] = field(repr=False)
    kind: str
    name: str

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


def _point(kind: str, name: str, first: int, second: int = 0) -> Point:
    return Point((KINDS.index(kind), first, second), kind, name)


def _row(place: int) -> Point:
    """Rows are counted from 1, as people count them."""
    return _point("row", str(place + 1), place)


def _statuses(verdict: Verdict) -> list[Point]:
    return [
        _point("status", f"{finding.clause} {finding.status.words}", place, finding.status.index)
        for place, finding in enumerate(verdict.findings)
    ]


def _reading(name: str) -> Point:
    return _point("reading", name, list(READINGS).index(name))


def _outcome(verdict: Verdict) -> Point:
    return _point("outcome", verdict.outcome.words, verdict.outcome.index)


def judged_points(facts: Facts, policy: Policy) -> Iterator[Point]:
    """The points that follow from the facts of one item: all but days, and readings on which only dates depend."""
    verdict, table = judge(facts, policy), decision_table(policy)
    yield _row(table.rows.index(table.lookup(facts)))
    yield from _statuses(verdict)
    yield from [_reading(name) for name in JUDGEMENT_READINGS if _decides(name, facts, policy)]
    yield _outcome(verdict)


def _decides(name: str, facts: Facts, policy: Policy) -> bool:
    """Whether another value of a reading gives these facts another verdict, or an objection to somebody else."""
    found = judge(facts, policy), adjudicator_of(facts, policy)
    others = other_readings(policy, name).values()
    return any((judge(facts, other), adjudicator_of(facts, other)) != found for other in others)


def days_met(decision: Decision) -> Iterator[Point]:
    """The days next to the end of a window, and its last, on which something was claimed that the end decides.

    They are named as if the last day were the one that the policy counts: a window may end later, on a working day. A
    guarantee that may run longer than is known has no last day.
    """
    policy, submitted_on = decision.policy, decision.claim.submitted_at.date()
    for item in decision.items:
        for clause, days, period in (
            ("1", policy.after_sales_days, item.windows.after_sales),
            ("2.3", policy.guarantee_days, item.windows.guarantee),
        ):
            if period is not None and not period.deadline.at_least and _end_decides(clause, item, policy):
                late = (submitted_on - period.deadline.last_day).days
                if abs(late) <= 1:
                    yield _day(clause, days + late)


_ACROSS_THE_END = {
    "1": {Phase.BOTH_OPEN: Phase.GUARANTEE_OPEN, Phase.AFTER_SALES_OPEN: Phase.NONE_OPEN},
    "2.3": {Phase.BOTH_OPEN: Phase.AFTER_SALES_OPEN, Phase.GUARANTEE_OPEN: Phase.NONE_OPEN},
}
"""By clause, the phase before the end of its window and the one after."""


def _end_decides(clause: str, item: ItemDecision, policy: Policy) -> bool:
    """Whether the item would be decided otherwise on the other side of the end of a window."""
    for before, after in _ACROSS_THE_END[clause].items():
        if item.facts.phase in (before, after):
            sides = [judge(evolve(item.facts, phase=phase), policy) for phase in (before, after)]
            if sides[0].outcome is not sides[1].outcome or sides[0].remedies != sides[1].remedies:
                return True
    return False


def _day(clause: str, day: int) -> Point:
    return _point("day", f"{day} of clause {clause}", int(clause == "2.3"), day)


def dated_readings_met(decision: Decision, calendar: WorkCalendar | None, *, but: set[Point]) -> Iterator[Point]:
    """The readings on which only dates and money depend whose other value gives this claim another answer.

    ``but``: those that need not be looked for.
    """
    points = {name: _reading(name) for name in _DATED}
    wanted = [name for name, point in points.items() if point not in but]
    if not wanted:
        return
    record, days = OrderClaims(decision.order, decision.claims), calendar_of(decision, calendar)
    for name in wanted:
        for other in other_readings(decision.policy, name).values():
            try:
                answer = record.decide(decision.claim.claim_id, policy=other, calendar=days)
            except OutOfSchedule:  # read so, a window ends after the last year
                continue
            if aspects(answer) != aspects(decision):
                yield points[name]
                break


@lru_cache(maxsize=8)
def witnesses(policy: Policy) -> dict[Point, tuple[Order, Claim]]:
    """Every point that claims can meet under the policy, in order, with an order and a claim that meet it."""
    found: dict[Point, tuple[Order, Claim]] = {}
    for point, facts in _judged_witnesses(policy).items():
        order, claim, _ = realise(facts, policy)
        found[point] = order, claim
    for order, claim in _dated_cases(policy):
        decision = decide(order, claim, policy=policy)
        for point in (*days_met(decision), *dated_readings_met(decision, None, but=set(found))):
            found.setdefault(point, (order, claim))
    return dict(sorted(found.items()))


def _judged_witnesses(policy: Policy) -> dict[Point, Facts]:
    """The most ordinary facts that meet each point that follows from facts.

    Which of several proofs is missing makes no difference to these points, so that all of them are there or none.
    """
    cases: list[Facts] = []
    for governed in reachable_governed(policy):
        for proved in (True, False):
            proofs = dict.fromkeys(("buyer_compensated", "problem_shown", "buyer_quoted"), proved)
            among = facts_with(policy, {"governed": governed, **proofs})
            cases += among if governed else [next(among)]  # nothing else is asked of an older order
    cases.sort(key=lambda facts: (_oddity(facts), facts.code))
    table = decision_table(policy)
    found: dict[Point, Facts] = {}
    seen: set[Verdict] = set()
    rows = {row: (row.outcome, row.remedies) for row in table.rows}
    for facts in cases:
        verdict = judge(facts, policy)
        if verdict not in seen:
            seen.add(verdict)
            for point in (*_statuses(verdict), _outcome(verdict)):
                found.setdefault(point, facts)
        if (verdict.outcome, verdict.remedies) in rows.values():
            row = table.lookup(facts)
            if rows.pop(row, None):
                found[_row(table.rows.index(row))] = facts
    near = [facts for facts in cases if _oddity(facts) <= _NOT_TOO_ODD]
    for name in JUDGEMENT_READINGS:
        examples = (facts for facts in near if _decides(name, facts, policy))
        found |= {_reading(name): facts for facts in islice(examples, 1)}
    return found


_NOT_TOO_ODD = 4
"""How far from the ordinary a case may be that shows what a reading changes."""

_ORDINARY = example_of(Outcome.APPROVED)


def _oddity(facts: Facts) -> int:
    """In how many answers a case differs from a broken ring, claimed in time with all proofs, and confirmed."""
    return sum([getattr(facts, name) is not getattr(_ORDINARY, name) for name in DOMAINS])


def _dated_cases(policy: Policy) -> Iterator[tuple[Order, Claim]]:
    """Ordinary claims next to the ends of both windows; about a ring with a discount; and on other days of the week.

    Refunds come first at the end of after-sales service, replacements at that of the guarantee, as these end with it.
    """
    claimed = {remedy: realise(evolve(_ORDINARY, remedy=remedy), policy) for remedy in Remedy}
    for first in (True, False):
        for clause, remedy in (("1", Remedy.REFUND), ("2.3", Remedy.REPLACEMENT)):
            order, claim, _ = claimed[remedy] if first else claimed[next(each for each in Remedy if each is not remedy)]
            windows = decide(order, claim, policy=policy).items[0].windows
            period = windows.after_sales if clause == "1" else windows.guarantee
            assert period is not None  # the order is shipped, and the policy governs it
            for late in (-1, 0, 1):
                wait = period.deadline.last_day + late * _DAY - claim.submitted_at.date()
                yield order, evolve(claim, submitted_at=claim.submitted_at + wait)
    order, claim, _ = claimed[Remedy.REFUND]
    ring, *others = order.lines
    dear = evolve(ring, discount=Money(minor=ring.unit_price.minor // 2, currency=order.currency))
    yield evolve(order, lines=[dear, *others]), claim
    for later in range(1, 7):
        yield _later(order, claim, later * _DAY)


def _later(order: Order, claim: Claim, by: timedelta) -> tuple[Order, Claim]:
    """The case, with everything happening so much later."""
    assert order.shipped_at is not None
    assert order.delivered_at is not None
    moved = evolve(
        order,
        placed_at=order.placed_at + by,
        shipped_at=order.shipped_at + by,
        delivered_at=order.delivered_at + by,
    )
    return moved, evolve(claim, submitted_at=claim.submitted_at + by)
