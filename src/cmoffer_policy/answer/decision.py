"""The one pure call: what the policy decides about a claim."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from attrs import field, frozen

from cmoffer_policy.answer.card import card
from cmoffer_policy.answer.finality import OpenPoint, open_points
from cmoffer_policy.answer.progress import NextStep, next_steps_of
from cmoffer_policy.answer.sentences import explanation, headline
from cmoffer_policy.case.claims import Claim, ClaimItem
from cmoffer_policy.case.lines import OrderLine
from cmoffer_policy.case.matching import check_match
from cmoffer_policy.case.orders import Order
from cmoffer_policy.errors import shown
from cmoffer_policy.reckoning.deadlines import (
    Arrival,
    Deadline,
    Windows,
    acceptance_deadline,
    check_edition,
    refund_arrival,
    windows_of_line,
)
from cmoffer_policy.reckoning.documents import Attached, Requirement
from cmoffer_policy.reckoning.observe import facts_of, governs, other_phases, reports_nothing_arrived
from cmoffer_policy.reckoning.refunds import Refund
from cmoffer_policy.reckoning.shares import split_refund
from cmoffer_policy.rules.facts import Facts, Phase
from cmoffer_policy.rules.findings import Finding, Status
from cmoffer_policy.rules.verdict import Verdict, judge
from cmoffer_policy.terms.policy import POLICY_2023, Adjudicator, Policy, WindowEnd
from cmoffer_policy.terms.vocabulary import Outcome, Problem, Remedy, Term, Verification
from cmoffer_policy.values.calendars import china_calendar
from cmoffer_policy.values.checks import instance
from cmoffer_policy.values.workdays import WorkCalendar


class Printer(Protocol):
    """What IPython prints with."""

    def text(self, obj: str) -> None:
        """Print a text."""


_DISPUTED = (Verification.CONTESTED, Verification.RULED_FOR_SELLER, Verification.RULED_AGAINST_SELLER)


@frozen(kw_only=True)
class ItemDecision:
    """What the policy decides about one item of a claim.

    - ``facts``: what was judged; ``facts.problem`` can differ from the problem reported (2.1).
    - ``gaps``: every proof that is not complete, whether the rules ask for it or not.
    - ``windows``: both ends are None where the policy does not govern the order.
    - ``other_phases``: for the readings ``guarantee_start`` and ``window_end``, the values not in force under which the
      claim would meet other windows, and which.
    - ``refund``: what the item is worth if it is approved, else nothing; ``refund_at_stake``: the same if it is
      approved or open. The items' refunds add up to the decision's.

    >>> from cmoffer_policy.testing import scenarios
    >>> def reasons(item: ItemDecision) -> list[str]:
    ...     return [finding.clause for finding in item.findings if finding.broken]
    >>> name = "one item approved, one lacking proof, one rejected"
    >>> (case,) = [case for case in scenarios() if str(case) == name]
    >>> for item in decide(case.order, case.claim).items:
    ...     missing = [proof.clause for proof in item.missing]
    ...     print(item.line_id, item.outcome.words, item.refund.total, reasons(item), missing)
    ring approved USD 21.90 [] []
    chain needs evidence USD 0.00 [] ['3.2.1']
    charm rejected USD 0.00 ['5.1'] []
    """

    item: ClaimItem
    policy: Policy = field(repr=False)
    facts: Facts
    verdict: Verdict
    gaps: tuple[Requirement, ...]
    windows: Windows
    other_phases: tuple[tuple[Term, Phase], ...]
    refund: Refund
    refund_at_stake: Refund

    @property
    def line_id(self) -> str:
        """The line the item is about."""
        return self.item.line_id

    @property
    def quantity(self) -> int:
        """The units named, without those drawn in (5.3)."""
        return self.item.quantity

    @property
    def problem(self) -> Problem:
        """The problem as reported."""
        return self.item.problem

    @property
    def missing(self) -> tuple[Requirement, ...]:
        """The proofs that the remedies available would still need; empty where the rules ask for none."""
        lacking = [finding.clause for finding in self.findings if finding.status is Status.LACKING]
        return tuple([requirement for requirement in self.gaps if requirement.clause in lacking])

    @property
    def next_steps(self) -> tuple[NextStep, ...]:
        """The minimal sets of changes that would better the outcome, fewest first; empty where none does."""
        return next_steps_of(self)

    @property
    def outcome(self) -> Outcome:
        """What the policy decides about the item."""
        return self.verdict.outcome

    @property
    def remedies(self) -> frozenset[Remedy]:
        """The remedies the policy would grant now, the one asked for or not."""
        return self.verdict.remedies

    @property
    def findings(self) -> tuple[Finding, ...]:
        """One finding for every judged clause, in the order of the text."""
        return self.verdict.findings


@frozen(kw_only=True, repr=False)
class Decision:
    """What the policy decides about a claim, with everything it was decided from.

    - ``refund``: what the approved items are worth; ``refund_at_stake``: what approved and open items are worth. Both
      are nothing where a replacement is asked for.
    - ``acceptance``: until when the platform accepts the claim; None where the policy does not govern the order.
    - ``arrival``: when the money is expected; None unless a refund is approved and since when is known.
    - ``adjudicator``: who rules, or has ruled, on the objection of the responsible party; None where there is none.
    - ``calendar_version``: of the calendar it was taken with.
    """

    order: Order
    claim: Claim
    policy: Policy
    calendar_version: str
    items: tuple[ItemDecision, ...]
    refund: Refund
    refund_at_stake: Refund
    acceptance: Deadline | None
    arrival: Arrival | None
    adjudicator: Adjudicator | None

    @property
    def outcome(self) -> Outcome:
        """The outcome of the most favourable item."""
        return max([item.outcome for item in self.items], key=lambda outcome: outcome.rank)

    @property
    def open_points(self) -> tuple[OpenPoint, ...]:
        """What keeps the decision from being final, in a fixed order; empty when nothing does."""
        return open_points(self)

    def __str__(self) -> str:
        return headline(self)

    def _repr_html_(self) -> str:
        return card(self)

    def _repr_pretty_(self, printer: Printer, cycle: bool) -> None:  # noqa: FBT001 - as IPython calls it
        printer.text(repr(self) if cycle else explanation(self))

    def __repr__(self) -> str:
        money = f"{self.refund.total} of {self.refund_at_stake.total}"
        return f"<Decision {shown(self.claim.claim_id)}: {self.outcome.name}, {money}>"


def decide(
    order: Order, claim: Claim, *, policy: Policy = POLICY_2023, calendar: WorkCalendar | None = None
) -> Decision:
    """What the policy decides about the claim: outcome, reasons, deadlines and money.

    Pure: the same arguments always give an equal decision. ``calendar`` defaults to ``china_calendar()``.

    Raises ``Inconsistent`` where the claim cannot be one about this order (another order's id, a line the order does
    not have, more units than are left, a submission before the order), ``OutOfSchedule`` where a deadline falls outside
    the calendar. A claim that the policy turns down is a decision like any other.

    >>> from cmoffer_policy import ClaimItem, Money, OrderLine, parse_instant
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
    >>> print(decide(order, claim))
    Claim C-1 on order A-1: rejected (1).
    """
    check_match(order, claim)
    days = china_calendar() if calendar is None else calendar
    check_edition(policy, days)
    governed = governs(policy, order)
    judged = _judge_items(order, claim, policy, days)
    outcomes = [item.verdict.outcome for item in judged]
    refunds = split_refund(order, claim, outcomes, policy=policy)
    pays_out = Outcome.APPROVED in outcomes and claim.remedy is Remedy.REFUND
    return Decision(
        order=order,
        claim=claim,
        policy=policy,
        calendar_version=days.version,
        items=tuple(
            [
                ItemDecision(
                    item=item.item,
                    policy=policy,
                    facts=item.facts,
                    verdict=item.verdict,
                    gaps=item.gaps,
                    windows=item.windows,
                    other_phases=item.other_phases,
                    refund=refund,
                    refund_at_stake=at_stake,
                )
                for item, refund, at_stake in zip(judged, refunds.of_items, refunds.of_items_at_stake, strict=True)
            ]
        ),
        refund=refunds.approved,
        refund_at_stake=refunds.at_stake,
        acceptance=acceptance_deadline(claim.submitted_at, policy=policy, calendar=days) if governed else None,
        arrival=(
            refund_arrival(claim.approved_at, policy=policy, calendar=days)
            if pays_out and claim.approved_at is not None
            else None
        ),
        adjudicator=policy.adjudicator if governed and claim.verification in _DISPUTED else None,
    )


class _Judged(NamedTuple):  # holds for a moment what a class of attrs takes three times as long to
    item: ClaimItem
    facts: Facts
    verdict: Verdict
    gaps: tuple[Requirement, ...]
    windows: Windows
    other_phases: tuple[tuple[Term, Phase], ...]


def _judge_items(order: Order, claim: Claim, policy: Policy, calendar: WorkCalendar) -> list[_Judged]:
    nothing_arrived = reports_nothing_arrived(order, claim)
    attached = Attached(claim.evidence)
    ends: dict[str, Windows] = {}
    judged: list[_Judged] = []
    for item in claim.items:
        line = order.line(item.line_id)
        if line.line_id not in ends:
            ends[line.line_id] = windows_of_line(order, line, policy, calendar)
        missing = attached.gaps(item)
        facts = facts_of(
            order,
            claim,
            item,
            policy=policy,
            windows=ends[line.line_id],
            missing=missing,
            nothing_arrived=nothing_arrived,
        )
        verdict = judge(facts, policy)
        judged.append(
            _Judged(
                item,
                facts,
                verdict,
                missing,
                ends[line.line_id] if facts.governed else Windows(),
                _other_phases(order, claim, line, facts, policy, calendar),
            )
        )
    return judged


def _other_phases(
    order: Order, claim: Claim, line: OrderLine, facts: Facts, policy: Policy, calendar: WorkCalendar
) -> tuple[tuple[Term, Phase], ...]:
    """The readings of dates that would lead to another phase, where one could matter.

    Before shipment no reading opens a window. While both are open as they were counted, no reading can close the one
    of the after-sales service, and as long as no cause was found it grants whatever the guarantee could.
    """
    cause_found = facts.corrosion or facts.misuse or facts.unlawful
    safe = facts.phase is Phase.BOTH_OPEN and policy.window_end is WindowEnd.AS_COUNTED and not cause_found
    if safe or not facts.governed or facts.phase is Phase.NOT_SHIPPED:
        return ()
    phases = other_phases(order, line, claim.submitted_at, policy, calendar)
    return tuple([(value, phase) for value, phase in phases.items() if phase is not facts.phase])


def explain(decision: Decision) -> str:
    """The decision in plain English for the seller, several lines, outcome first.

    Then what to do, the reason for each item with its clauses and the facts read, the deadlines with the rest days they
    skip, the money line by line, the readings that decided, and what keeps the decision from being final. Ids are
    escaped where they hold characters that do not print.
    """
    return explanation(instance(decision, "decision", Decision))
