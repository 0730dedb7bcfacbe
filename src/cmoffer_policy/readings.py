"""Readings compared: what a claim would come to if the unclear points of the policy were read otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Any

from attrs import evolve, frozen

from cmoffer_policy.calendars import WorkCalendar, calendar_or_china
from cmoffer_policy.checks import instance
from cmoffer_policy.deadlines import Deadline
from cmoffer_policy.decision import Decision, ItemDecision
from cmoffer_policy.errors import Inconsistent, OutOfSchedule, shown
from cmoffer_policy.markup import table
from cmoffer_policy.order_claims import OrderClaims
from cmoffer_policy.policy import READING_OF, READINGS, Policy
from cmoffer_policy.vocabulary import Term


@frozen(kw_only=True)
class ReadingsGroup:
    """A result that other readings lead to.

    - ``decision``: an example of it, under the readings of the first way.
    - ``differs``: in what it differs from the decision compared: outcome, remedies, money, deadlines.
    - ``ways``: the minimal sets of one or two readings to change, fewest first, that lead to it.

    >>> from cmoffer_policy import POLICY_2023, GuaranteeGrants, decide
    >>> from cmoffer_policy.testing import scenarios
    >>> (case,) = [case for case in scenarios(clause="4.2") if str(case) == "refund on day 31"]
    >>> paid = decide(case.order, case.claim, policy=evolve(POLICY_2023, guarantee_grants=GuaranteeGrants.EITHER))
    >>> ways = ((GuaranteeGrants.EITHER,),)
    >>> group = ReadingsGroup(decision=paid, differs=("outcome", "money"), ways=ways)
    >>> print(group.ways_words, group.decision.refund.total, *group.differs, sep="; ")
    guarantee_grants = EITHER; USD 23.90; outcome; money
    """

    decision: Decision
    differs: tuple[str, ...]
    ways: tuple[tuple[Term, ...], ...]

    @property
    def ways_words(self) -> str:
        """The ways in words, such as "guarantee_grants = EITHER or guarantee_start = DELIVERY"."""
        return _in_words(self.ways)

    def __str__(self) -> str:
        return f"{self.ways_words}: {self.decision} Differs in {', '.join(self.differs)}."


@frozen(kw_only=True)
class ReadingsComparison:
    """A decision and every other result that some combination of readings leads to.

    ``groups`` has one group for each other result, those that need the fewest changes first. ``alone`` lists the values
    that change the result by themselves. ``undated`` has the minimal sets of readings under which a deadline falls
    outside the calendar, so that nothing is decided.

    >>> from cmoffer_policy import POLICY_2023, GuaranteeGrants, decide
    >>> from cmoffer_policy.testing import scenarios
    >>> (case,) = [case for case in scenarios(clause="4.2") if str(case) == "refund on day 31"]
    >>> paid = decide(case.order, case.claim, policy=evolve(POLICY_2023, guarantee_grants=GuaranteeGrants.EITHER))
    >>> ways = ((GuaranteeGrants.EITHER,),)
    >>> group = ReadingsGroup(decision=paid, differs=("outcome", "money"), ways=ways)
    >>> comparison = ReadingsComparison(decision=decide(case.order, case.claim), groups=(group,))
    >>> comparison.alone
    (GuaranteeGrants.EITHER,)
    >>> print(comparison)
    Claim C-1 on order A-1: rejected (clause 1). Other readings:
      - guarantee_grants = EITHER: Claim C-1 on order A-1: approved, USD 23.90 to be refunded. Differs in outcome, money.
    """  # noqa: E501 - as it is printed

    decision: Decision
    groups: tuple[ReadingsGroup, ...]
    undated: tuple[tuple[Term, ...], ...] = ()

    @property
    def alone(self) -> tuple[Term, ...]:
        """The values that change the result by themselves, in the order of the readings."""
        single = {way[0] for group in self.groups for way in group.ways if len(way) == 1}
        return tuple([value for value in READING_OF if value in single])

    def _repr_html_(self) -> str:
        head = ("Readings", "Outcome", "Refund", "Still possible", "Differs in")
        rows = [_row("as they are", self.decision, ())]
        rows += [_row(group.ways_words, group.decision, group.differs) for group in self.groups]
        rows += [(_in_words([way]), _UNDATED, "", "", "") for way in self.undated]
        return table("What another reading would decide", head, rows)

    def __str__(self) -> str:
        told = [f"  - {group}" for group in self.groups]
        told += [f"  - {_in_words([way])}: {_UNDATED}." for way in self.undated]
        if not told:
            return f"{self.decision} No reading changes it."
        return "\n".join([f"{self.decision} Other readings:", *told])


def compare_readings(decision: Decision, *, calendar: WorkCalendar | None = None) -> ReadingsComparison:
    """How other readings would change the outcome, the remedies, the money or the deadlines.

    The claim is decided again, among all claims of its order, with every reading changed alone and with every two
    changed together, and the results that agree are grouped: what matters alone, and what matters only together.
    ``calendar`` is the one that dated the decision and defaults to ``china_calendar()``; one of another version raises
    ``Inconsistent``.

    >>> from cmoffer_policy import *
    >>> order = Order(
    ...     order_id="A-1",
    ...     placed_at=parse_instant("2024-01-03T09:00:00+08:00"),
    ...     lines=[OrderLine(line_id="ring", quantity=1, unit_price=Money.of("19.90", "USD"))],
    ...     shipped_at=parse_instant("2024-01-05T10:00:00+08:00"),
    ... )
    >>> claim = Claim(
    ...     claim_id="C-1",
    ...     order_id="A-1",
    ...     submitted_at=parse_instant("2024-02-08T12:00:00+08:00"),
    ...     items=[ClaimItem(line_id="ring", problem=Problem.BROKEN)],
    ...     remedy=Remedy.REFUND,
    ... )
    >>> compare_readings(decide(order, claim)).alone[:2]
    (GuaranteeGrants.NOTHING, GuaranteeGrants.EITHER)
    """
    record = OrderClaims(instance(decision, "decision", Decision).order, decision.claims)
    claim_id, policy = decision.claim.claim_id, decision.policy
    calendar = calendar_of(decision, calendar)
    found: dict[object, list[tuple[Term, ...]]] = {}
    examples: dict[object, Decision] = {}
    undated: list[tuple[Term, ...]] = []
    for changes in _changes(policy):
        try:
            result = record.decide(claim_id, policy=_read(policy, changes), calendar=calendar)
        except OutOfSchedule:
            undated.append(changes)
            continue
        content = tuple(aspects(result).values())
        examples.setdefault(content, result)
        found.setdefault(content, []).append(changes)
    base = next(iter(examples.values()))
    groups = [
        ReadingsGroup(
            decision=examples[content],
            differs=_differences(base, examples[content]),
            ways=_minimal(ways),
        )
        for content, ways in found.items()
        if examples[content] is not base
    ]
    return ReadingsComparison(decision=base, groups=tuple(groups), undated=_minimal(undated))


def calendar_of(decision: Decision, calendar: WorkCalendar | None) -> WorkCalendar:
    """The calendar, which has to be the one that dated the decision."""
    days = calendar_or_china(calendar)
    if days.version != decision.calendar_version:
        expected = f"the calendar of the decision, version {shown(decision.calendar_version)}"
        raise Inconsistent("other_calendar", "calendar", f"version {shown(days.version)}", expected)
    return days


def _changes(policy: Policy) -> Iterator[tuple[Term, ...]]:
    """No change, then every reading changed alone, then every two together: the values that are not in force."""
    others = [value for name, values in READINGS.items() for value in values if value is not getattr(policy, name)]
    yield ()
    yield from [(value,) for value in others]
    for pair in combinations(others, 2):
        if READING_OF[pair[0]] != READING_OF[pair[1]]:
            yield pair


def _read(policy: Policy, changes: tuple[Term, ...]) -> Policy:
    values: dict[str, Any] = {READING_OF[value]: value for value in changes}
    return evolve(policy, **values)


_UNDATED = "a deadline falls outside the calendar"


def _in_words(ways: Iterable[tuple[Term, ...]]) -> str:
    return " or ".join([" with ".join([f"{READING_OF[value]} = {value.name}" for value in way]) for way in ways])


def _row(readings: str, decision: Decision, differs: tuple[str, ...]) -> tuple[str, ...]:
    refunds = (str(decision.refund.total), str(decision.refund_possible.total))
    return (readings, decision.outcome.words, *refunds, ", ".join(differs))


def _minimal(ways: list[tuple[Term, ...]]) -> tuple[tuple[Term, ...], ...]:
    """The sets that contain no other; smaller sets have to come first."""
    minimal: list[tuple[Term, ...]] = []
    for way in ways:
        if not any(set(smaller) < set(way) for smaller in minimal):
            minimal.append(way)
    return tuple(minimal)


def aspects(decision: Decision) -> dict[str, object]:
    """The parts of a decision that are compared, by name."""
    return {
        "outcome": tuple([item.outcome for item in decision.items]),
        "remedies": tuple([item.remedies for item in decision.items]),
        "money": (decision.refund.total, decision.refund_possible.total),
        "deadlines": (
            tuple([_window_ends(item) for item in decision.items]),
            decision.acceptance,
            tuple([item.arrival for item in decision.items]),
        ),
    }


def _window_ends(item: ItemDecision) -> tuple[Deadline | None, ...]:
    windows = (item.windows.after_sales, item.windows.guarantee)
    return tuple([period.deadline if period else None for period in windows])


def _differences(one: Decision, other: Decision) -> tuple[str, ...]:
    theirs = aspects(other)
    return tuple([name for name, aspect in aspects(one).items() if aspect != theirs[name]])
