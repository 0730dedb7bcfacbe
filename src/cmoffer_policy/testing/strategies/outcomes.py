"""Facts, cases, decisions, and what they are decided by: policies and calendars."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Any

from attrs import evolve
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from cmoffer_policy.analysis.cases import ABOUT_ONE_PROBLEM, is_reachable
from cmoffer_policy.analysis.witnesses import realise
from cmoffer_policy.calendars import RestDay, WorkCalendar, china_calendar
from cmoffer_policy.claim import Claim
from cmoffer_policy.decision import Decision
from cmoffer_policy.facts import DOMAINS, Facts
from cmoffer_policy.order import Order
from cmoffer_policy.order_claims import decide
from cmoffer_policy.policy import POLICY_2023, READINGS, Policy
from cmoffer_policy.rules import judge
from cmoffer_policy.testing.boundaries import boundaries
from cmoffer_policy.testing.examples import example_of, examples_of, outcomes_of
from cmoffer_policy.testing.strategies.claim import claims
from cmoffer_policy.testing.strategies.order import DAY, after, mostly, orders
from cmoffer_policy.vocabulary import GROUNDS, Outcome, Remedy


@st.composite
def facts(draw: DrawFn, *, outcome: Outcome | None = None, remedy: Remedy | None = None) -> Facts:
    """Every case the policy of 2023 can meet, or those of one outcome or about one remedy.

    From an ordinary case with this outcome, by whichever route, one answer after the other is changed as long as the
    outcome stays.

    >>> from hypothesis import given, settings
    >>> @settings(max_examples=10)
    ... @given(facts(outcome=Outcome.REJECTED))
    ... def test_a_rejection_has_a_reason(case: Facts) -> None:
    ...     assert any(finding.failed for finding in judge(case, POLICY_2023).findings)
    >>> test_a_rejection_has_a_reason()
    """
    wanted = draw(st.sampled_from(outcomes_of(remedy))) if outcome is None else outcome
    case = draw(st.sampled_from(examples_of(wanted, remedy)))
    fixed = {*ABOUT_ONE_PROBLEM} if remedy is None else {*ABOUT_ONE_PROBLEM, "remedy"}
    for name in draw(st.permutations([name for name in DOMAINS if name not in fixed])):
        change: dict[str, Any] = {name: draw(_answers(name, getattr(case, name)))}
        if name == "problem":  # what can be true of one problem only goes with it
            change |= {fact: change[name] is of and draw(st.booleans()) for fact, of in ABOUT_ONE_PROBLEM.items()}
        if all(getattr(case, fact) is value for fact, value in change.items()):
            continue
        other = evolve(case, **change)
        if is_reachable(other, POLICY_2023) and judge(other, POLICY_2023).outcome is wanted:
            case = other
    return case


@cache
def _answers(name: str, now: object) -> SearchStrategy[object]:
    """What the fact may become: most often what it is now, and towards that it shrinks."""
    return st.sampled_from([now, *DOMAINS[name]])


Case = tuple[Order, Claim]


def cases(*, outcome: Outcome | None = None, remedy: Remedy | None = None) -> SearchStrategy[Case]:
    """Orders with a claim about them: any, or those that the policy of 2023 decides with this outcome.

    All cases that the policy distinguishes can come up, with prices, quantities, sets and dates of every kind. A remedy
    that never comes to the outcome raises ``InvalidValue``.
    """
    if outcome is not None:
        example_of(outcome, remedy)
        return _cases_of(outcome, remedy)
    paired = orders().flatmap(lambda order: claims(order, remedy=remedy).map(lambda claim: (order, claim)))
    return st.one_of(
        st.sampled_from(outcomes_of(remedy)).flatmap(lambda any_outcome: _cases_of(any_outcome, remedy)), paired
    )


@st.composite
def _cases_of(draw: DrawFn, outcome: Outcome, remedy: Remedy | None) -> Case:
    """A case realised from facts, with other lines, prices and dates as far as these leave the outcome as it is."""
    case = draw(facts(outcome=outcome, remedy=remedy))
    order, claim, item = realise(case, POLICY_2023)
    other = draw(orders(shipped=False))
    line = other.lines[0]
    dearer = evolve(line.unit_price, minor=line.unit_price.minor + draw(st.integers(1, 2_000)))
    later = draw(st.integers(0, 900)) * DAY if case.governed else timedelta(0)
    varied_order = evolve(
        other,
        placed_at=order.placed_at + later,
        shipped_at=order.shipped_at and order.shipped_at + later,
        delivered_at=order.delivered_at and order.delivered_at + later,
    )
    varied_item = evolve(
        item,
        line_id=line.line_id,
        quantity=draw(st.integers(1, line.left)),
        replacement_price=dearer if case.replacement_dearer else None,
    )
    varied = evolve(claim, order_id=other.order_id, submitted_at=claim.submitted_at + later, items=[varied_item])
    moved = evolve(varied, submitted_at=draw(st.sampled_from([varied.submitted_at, *boundaries(varied_order)])))
    wait = draw(mostly(None, after(30))) if item.verification in GROUNDS else None
    candidates = [(varied_order, moved), (varied_order, varied), (order, claim)]
    fitting, chosen = next(pair for pair in candidates if decide(*pair).outcome is outcome)
    if wait is None:
        return fitting, chosen
    return fitting, evolve(chosen, items=[evolve(chosen.items[0], approved_at=chosen.submitted_at + wait)])


def decisions(*, outcome: Outcome | None = None, remedy: Remedy | None = None) -> SearchStrategy[Decision]:
    """What the policy of 2023 decides about any case, or about cases that have this outcome.

    >>> from hypothesis import given, settings
    >>> @settings(max_examples=10)
    ... @given(decisions(outcome=Outcome.REJECTED))
    ... def test_a_rejection_costs_nothing(decision: Decision) -> None:
    ...     assert decision.refund.total.minor == 0
    >>> test_a_rejection_costs_nothing()
    """
    return cases(outcome=outcome, remedy=remedy).map(lambda case: decide(*case))


_READINGS = {name: st.sampled_from(list(values)) for name, values in READINGS.items()}
_FIRST_DAY = mostly(1, st.integers(1, 5))
_FIGURES: dict[str, SearchStrategy[Any]] = {
    "effective_from": mostly(POLICY_2023.effective_from, st.dates(date(2021, 1, 1), date(2025, 12, 31))),
    "after_sales_days": mostly(30, st.integers(1, 120)),
    "guarantee_days": mostly(60, st.integers(1, 120)),
    "acceptance_working_days": mostly(2, st.integers(1, 10)),
}


@st.composite
def policies(draw: DrawFn, *, figures: bool = True) -> Policy:
    """The policy of 2023 under any reading of its open points and, unless ``figures`` is False, with other figures too.

    >>> from hypothesis import find
    >>> find(policies(figures=False), lambda policy: policy.guarantee_grants.name == "EITHER").guarantee_days
    60
    """
    changes: dict[str, Any] = {name: draw(values) for name, values in _READINGS.items()}
    if figures:
        first = draw(_FIRST_DAY)
        changes |= {
            **{name: draw(values) for name, values in _FIGURES.items()},
            "arrival_working_days": (first, draw(mostly(first + 2, st.integers(first, 10)))),
        }
    return evolve(POLICY_2023, **changes)


@st.composite
def work_calendars(draw: DrawFn) -> WorkCalendar:
    """Calendars of 2000-2199: China's, or one with a few holidays and make-up days of its own in 2024.

    >>> from hypothesis import given, settings
    >>> @settings(max_examples=10)
    ... @given(work_calendars())
    ... def test_the_next_working_day_is_one(calendar: WorkCalendar) -> None:
    ...     assert calendar.is_working_day(calendar.add_working_days(date(2024, 6, 1), 1))
    >>> test_the_next_working_day_is_one()
    """
    if not draw(st.booleans()):
        return china_calendar()
    days = [date(2024, 1, 1) + count * DAY for count in range(366)]
    rests = draw(st.sets(st.sampled_from(days), max_size=10))
    weekend = [day for day in days if day.weekday() >= 5 and day not in rests]
    return WorkCalendar(
        first_day=china_calendar().first_day,
        last_day=china_calendar().last_day,
        holidays=[RestDay(day=day, name="holiday") for day in rests],
        make_up_days=draw(st.sets(st.sampled_from(weekend), max_size=5)),
    )
