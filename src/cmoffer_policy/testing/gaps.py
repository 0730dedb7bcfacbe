"""What the decisions of a test run leave untested of a policy, and a test for each gap."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from itertools import groupby
from textwrap import fill

from attrs import field, fields_dict, frozen

from cmoffer_policy.calendars import WorkCalendar
from cmoffer_policy.checks import instance
from cmoffer_policy.claim import Claim
from cmoffer_policy.decision import Decision
from cmoffer_policy.errors import printable
from cmoffer_policy.facts import Facts
from cmoffer_policy.order import Order
from cmoffer_policy.order_claims import decide
from cmoffer_policy.policy import POLICY_2023, Policy
from cmoffer_policy.rules import Status
from cmoffer_policy.testing.points import KINDS, Point, dated_readings_met, days_met, judged_points, witnesses
from cmoffer_policy.testing.written import STEP, Writer, identifier_of


@frozen(kw_only=True)
class Gap:
    """A point of the policy that no decision has met, with a case that meets it.

    - ``kind``: row, status, day, reading or outcome.
    - ``name``: which of its kind, such as "12", the place of a row counted from 1, or "2.3 missing".
    - ``order``, ``claim``: a case that meets the point under ``policy``.

    ``str()`` is kind and name.

    >>> from cmoffer_policy.testing import coverage
    >>> gap: Gap = coverage([]).gaps[0]
    >>> str(gap), decide(gap.order, gap.claim).outcome.words
    ('row 1', 'not governed')
    """

    kind: str
    name: str
    order: Order = field(repr=False)
    claim: Claim = field(repr=False)
    policy: Policy = field(repr=False)

    @property
    def test(self) -> str:
        """A module of Python with a test of the case, which passes as it is; see ``Coverage.tests``."""
        return _module([self], self.policy)

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


@frozen(kw_only=True)
class Coverage:
    """Which points of a policy decisions have met, and which they have not.

    - ``policy``: the one whose points are counted; decisions under other policies are not.
    - ``decisions``: how many there were under it; ``others``: how many under other policies.
    - ``points``: how many points of each kind the policy has, by kind; dict(points) works.
    - ``gaps``: the points not met, in the order of the kinds and of the policy.

    ``str()`` is a report.

    >>> from cmoffer_policy.testing import coverage, scenarios
    >>> all_of_them = [decide(each.order, each.claim, policy=each.policy) for each in scenarios()]
    >>> report: Coverage = coverage(all_of_them)
    >>> report.gaps, report.percent
    ((), 100)
    """

    policy: Policy
    decisions: int
    others: int
    points: tuple[tuple[str, int], ...]
    gaps: tuple[Gap, ...] = field(repr=lambda gaps: f"<{len(gaps)} gaps>")

    @property
    def percent(self) -> int:
        """The share of points that were met, rounded down, so that 100 means all."""
        return _percent(sum([count for _, count in self.points]), len(self.gaps))

    def tests(self) -> str:
        """A module of Python with a test for every gap; all of them pass as they are.

        They call a function ``decided`` at its top. Change that to call your service, and they test it.
        """
        return _module(self.gaps, self.policy)

    def to_json(self) -> str:
        """The report in JSON, each gap with its test."""
        missed = Counter([gap.kind for gap in self.gaps])
        report = {
            "policy": self.policy.name,
            "decisions": self.decisions,
            "others": self.others,
            "percent": self.percent,
            "points": {kind: {"points": count, "missed": missed[kind]} for kind, count in self.points},
            "gaps": [{"kind": gap.kind, "name": gap.name, "test": gap.test} for gap in self.gaps],
        }
        return json.dumps(report, indent=2, ensure_ascii=False) + "\n"

    def __str__(self) -> str:
        missing = {kind: [gap.name for gap in self.gaps if gap.kind == kind] for kind in KINDS}
        return "\n".join(
            [
                f"{printable(self.policy.name)}: {self.decisions} {'decision' if self.decisions == 1 else 'decisions'}",
                *([f"Not counted: {self.others} under other policies"] if self.others else []),
                "Kind      Points   Miss  Cover   Missing",
                _RULER,
                *[_line(kind, count, len(missing[kind]), _short(kind, missing[kind])) for kind, count in self.points],
                _RULER,
                _line("TOTAL", sum([count for _, count in self.points]), len(self.gaps), ""),
            ]
        )


_RULER = "-" * 32
_WIDTH = 100


def _line(name: str, points: int, missed: int, names: str) -> str:
    """A line of the report, its names wrapped below each other."""
    head = f"{name:<10}{points:>6}{missed:>7}{_percent(points, missed):>6}%   "
    return fill(names, _WIDTH, initial_indent=head, subsequent_indent=" " * len(head)) if names else head.rstrip()


def _short(kind: str, names: list[str]) -> str:
    """The names of points, rows as "3, 7-9" and the statuses of one clause together, as in "1 met, failed; 2.1 met"."""
    if kind == "row":
        rows = groupby(enumerate(map(int, names)), key=lambda pair: pair[1] - pair[0])  # a run has one difference
        runs = [[row for _, row in run] for _, run in rows]
        return ", ".join([str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs])
    if kind == "status":
        pairs = groupby([name.partition(" ") for name in names], key=lambda parts: parts[0])
        return "; ".join([f"{clause} {', '.join([status for _, _, status in parts])}" for clause, parts in pairs])
    return ", ".join(names)


def _percent(points: int, missed: int) -> int:
    return 100 if not missed else 100 * (points - missed) // points


class Tally:
    """What the decisions under one policy have met so far. Several can be added up, as of several processes."""

    def __init__(self) -> None:
        self.decisions: int = 0
        self.facts: set[Facts] = set()
        self.dated: set[Point] = set()

    def add(self, decision: Decision, calendar: WorkCalendar | None) -> None:
        """Count a decision, which was dated by the calendar."""
        self.decisions += 1
        self.facts |= {item.facts for item in decision.items}
        self.dated |= {*days_met(decision), *dated_readings_met(decision, calendar, but=self.dated)}

    def update(self, other: Tally) -> None:
        """Count what another tally has counted, too."""
        self.decisions += other.decisions
        self.facts |= other.facts
        self.dated |= other.dated


def coverage(
    decisions: Iterable[Decision], *, policy: Policy | None = None, calendar: WorkCalendar | None = None
) -> Coverage:
    """Which rows, statuses, days, readings and outcomes of a policy these decisions have met, and which they have not.

    - A *row* of the decision table, and an *outcome*, is met by an item that is decided so.
    - A *status* of a clause is met by an item with that finding.
    - A *day* next to the end of a window, or its last, is met by a claim on it that the end of the window decides.
    - A *reading* is met by a claim that would be answered otherwise if the unclear point were read otherwise.

    ``policy`` is the one to report on; by default the one under which most of the decisions were taken. Decisions under
    another policy are not counted. ``calendar`` dated the decisions and defaults to ``china_calendar()``; one of
    another version raises ``Inconsistent``. A policy that takes effect so late that its windows end after the last
    year raises ``OutOfSchedule``.

    >>> from cmoffer_policy.testing import scenarios
    >>> (late,) = [scenario for scenario in scenarios(clause="4.2") if str(scenario) == "refund on day 31"]
    >>> report = coverage([decide(late.order, late.claim)])
    >>> [gap.name for gap in report.gaps if gap.kind == "day"][:3]
    ['29 of clause 1', '30 of clause 1', '59 of clause 2.3']
    """
    tallies: dict[Policy, Tally] = {}
    for decision in decisions:
        tallies.setdefault(instance(decision, "decisions", Decision).policy, Tally()).add(decision, calendar)
    return report(tallies, policy)


def report(tallies: dict[Policy, Tally], policy: Policy | None = None) -> Coverage:
    """What the tallies come to for one policy, by default for the one with the most decisions."""
    if policy is None:
        policy = max(tallies, key=lambda each: tallies[each].decisions, default=POLICY_2023)
    tally = tallies.get(instance(policy, "policy", Policy), Tally())
    met = {*tally.dated, *[point for facts in tally.facts for point in judged_points(facts, policy)]}
    points = witnesses(policy)
    count = Counter([point.kind for point in points])
    return Coverage(
        policy=policy,
        decisions=tally.decisions,
        others=sum([each.decisions for each in tallies.values()]) - tally.decisions,
        points=tuple([(kind, count[kind]) for kind in KINDS]),
        gaps=tuple(
            [
                Gap(kind=point.kind, name=point.name, order=order, claim=claim, policy=policy)
                for point, (order, claim) in points.items()
                if point not in met
            ]
        ),
    )


_THEIRS = {"assert_decision", "date", "evolve"}
"""The names that a module of tests imports from elsewhere."""


def _module(gaps: Iterable[Gap], policy: Policy) -> str:
    """The imports that the tests need, the function that they call, and the tests."""
    writer = Writer()
    tests = [_test(gap, writer) for gap in gaps]
    changed = {
        each: getattr(policy, each)
        for each in fields_dict(Policy)
        if getattr(policy, each) != getattr(POLICY_2023, each)
    }
    constant = writer.call("evolve", ["POLICY_2023", *writer.keywords(changed, STEP)]) if changed else ""
    used = {"Claim", "Decision", "Order", "decide", *writer.names, *(["POLICY_2023"] if changed else [])}
    ours = sorted(
        used - {"assert_decision", "date", "evolve"}, key=lambda name: (not name.isupper(), name[0].islower(), name)
    )
    parts = [
        *(["from datetime import date\n"] if "date" in used else []),
        *(["from attrs import evolve"] if changed else []),
        "\n".join(["from cmoffer_policy import (", *[f"{STEP}{name}," for name in ours], ")"]),
        "from cmoffer_policy.testing import assert_decision\n",
        *([f"POLICY = {constant}\n"] if changed else []),
        "",
        "def decided(order: Order, claim: Claim) -> Decision:",
        f'{STEP}"""What is tested: put the call of your own service here."""',
        f"{STEP}return decide(order, claim{', policy=POLICY' if changed else ''})",
        *tests,
    ]
    return "\n".join(parts) + "\n"


def _test(gap: Gap, writer: Writer) -> str:
    """A test of the case, which expects what makes it meet the point."""
    decision = decide(gap.order, gap.claim, policy=gap.policy)
    item = decision.items[0]
    expected = {
        "outcome": decision.outcome,
        "failed": tuple([finding.clause for finding in item.findings if finding.failed]),
        "missing": tuple([finding.clause for finding in item.findings if finding.status is Status.MISSING]),
        "refund": decision.refund.total,
        "remedies": item.remedies,
    }
    checks = [writer.call("assert_decision", ["decision", *writer.keywords(expected, STEP * 2)], STEP)]
    if item.adjudicator is not None:
        checks.append(f"assert decision.items[0].adjudicator is {writer.value(item.adjudicator)}")
    if gap.kind == "status":
        found = next(finding for finding in item.findings if f"{finding.clause} {finding.status.words}" == gap.name)
        checks += [
            "statuses = {finding.clause: finding.status for finding in decision.items[0].findings}",
            f"assert statuses[{writer.value(found.clause)}] is {writer.value(found.status)}",
        ]
    if gap.kind == "reading" and decision.acceptance is not None:
        checks.append(
            f"assert decision.acceptance and decision.acceptance.before == {writer.value(decision.acceptance.before)}"
        )
    if gap.kind == "reading" and item.windows.guarantee is not None:
        checks += [
            "window = decision.items[0].windows.guarantee",
            f"assert window and window.deadline.before == {writer.value(item.windows.guarantee.deadline.before)}",
        ]
    lines = [
        f"order = {writer.value(gap.order, STEP)}",
        f"claim = {writer.value(gap.claim, STEP)}",
        "decision = decided(order, claim)",
        *checks,
    ]
    title = str(gap)
    return "\n".join(
        [
            "\n",
            f"def test_{identifier_of(title)}() -> None:",
            f'{STEP}"""{title.capitalize()}: {decision.outcome.words}."""',
            *[f"{STEP}{line}" for line in lines],
        ]
    )
