"""The decision as data: what the policy decides about a claim, and what is still undecided.

The text of a decision is made in ``presentation``, which imports this module. A decision imports ``presentation`` only
when it is printed or displayed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Protocol

from attrs import evolve, field, frozen

from cmoffer_policy.calendars import instant
from cmoffer_policy.claim import Claim, ClaimItem
from cmoffer_policy.deadlines import Arrival, Deadline, Windows
from cmoffer_policy.errors import Inconsistent, shown
from cmoffer_policy.evidence import MissingEvidence
from cmoffer_policy.facts import Facts, Phase
from cmoffer_policy.markup import Html
from cmoffer_policy.order import Order
from cmoffer_policy.policy import Adjudicator, Policy
from cmoffer_policy.refunds import Refund
from cmoffer_policy.rules import Finding, Status, judge
from cmoffer_policy.steps import NextStep, next_steps
from cmoffer_policy.units import OPEN_OUTCOMES, UnitsHeld
from cmoffer_policy.vocabulary import Action, Actor, Outcome, Problem, Remedy, Term, Verification, repr_of


@frozen(kw_only=True)
class ItemDecision:
    """What the policy decides about one item of a claim.

    - ``item``: the item, as claimed.
    - ``facts``: what was judged.
    - ``remedies``: those that the policy would grant now, whether or not the seller asked for them; of a
      cancellation, only the refund that was asked for.
    - ``findings``: one for every clause that was judged, in the order of the text.
    - ``windows``: both are None if the policy does not govern the order.
    - ``arrival``: when the money is expected; None unless a refund is approved and the approval has a date (4.4).
    - ``adjudicator``: who rules, or has ruled, on an objection of the responsible party; None if there is no objection.
    - ``units``: what the item takes, for a refund or a replacement, including the pieces of a set that it draws in
      (5.3), as pairs of line id and count in the order of the lines. Empty if the item is rejected.
    - ``held_by``: who has taken the units that the item names but does not get; empty if it gets them all.
    - ``refund``: what the item is worth if it is approved, otherwise zero; ``refund_possible``: what it is worth if it
      is approved or open. The refunds of the items add up to that of the decision.

    >>> from cmoffer_policy import decide
    >>> from cmoffer_policy.testing import scenarios
    >>> def reasons(item: ItemDecision) -> list[str]:
    ...     return [finding.clause for finding in item.findings if finding.failed]
    >>> name = "one item approved, one lacking proof, one rejected"
    >>> (case,) = [case for case in scenarios() if str(case) == name]
    >>> for item in decide(case.order, case.claim).items:
    ...     missing = [proof.clause for proof in item.missing]
    ...     print(item.item.line_id, item.outcome.words, item.refund.total, reasons(item), missing)
    ring approved USD 21.90 [] []
    chain needs evidence USD 0.00 [] ['3.2.1']
    charm rejected USD 0.00 ['5.1'] []
    """

    item: ClaimItem
    facts: Facts
    outcome: Outcome
    remedies: frozenset[Remedy] = field(repr=repr_of)
    findings: tuple[Finding, ...]
    windows: Windows
    arrival: Arrival | None
    adjudicator: Adjudicator | None
    units: tuple[tuple[str, int], ...]
    held_by: tuple[UnitsHeld, ...]
    refund: Refund
    refund_possible: Refund
    # The next steps are computed from these two only when somebody asks, as most callers never do. ``_incomplete``
    # holds every incomplete proof, whether the rules ask for it or not.
    _policy: Policy = field(alias="policy", repr=False)
    _incomplete: tuple[MissingEvidence, ...] = field(alias="incomplete", repr=False)

    @property
    def missing(self) -> tuple[MissingEvidence, ...]:
        """The proofs that are still needed; empty if none are."""
        clauses = [finding.clause for finding in self.findings if finding.status is Status.MISSING]
        return tuple([proof for proof in self._incomplete if proof.clause in clauses])

    @property
    def next_steps(self) -> tuple[NextStep, ...]:
        """The minimal sets of changes that would improve the outcome, fewest first; empty if none would."""
        return next_steps(self.facts, self._policy, windows=self.windows, missing=self._incomplete)


class OpenPoint(Term):
    """A point about a decision that is still undecided or unknown.

    >>> from cmoffer_policy import Outcome, decide
    >>> from cmoffer_policy.testing import scenarios
    >>> waiting = scenarios(clause="4.3", outcome=Outcome.UNDER_VERIFICATION)[0]
    >>> decision = decide(waiting.order, waiting.claim, policy=waiting.policy)
    >>> OpenPoint.VERIFICATION in decision.open_points
    True
    """

    EVIDENCE = "evidence"
    """Documents or details are missing (3.1 to 3.2.3)."""
    VERIFICATION = "verification"
    """The responsible party has not answered yet (4.3)."""
    RULING = "ruling"
    """The responsible party objects and nobody has ruled yet (4.3, 2.2)."""
    CUSTOMER_SERVICE = "customer_service"
    """Customer service has to say whether the order can still be cancelled (2.4)."""
    SHIPMENT_UNKNOWN = "shipment_unknown"
    """No window is open for an item whose shipment is not known (1, 2.3)."""
    DELIVERY_UNKNOWN = "delivery_unknown"
    """The guarantee of an item counts from a delivery that is not known, and that decides (2.3)."""
    CLAIMED_BEFORE_DELIVERY = "claimed_before_delivery"
    """An item was claimed before the delivery that its order records, though not as lost or unwanted."""
    APPROVED_WITHOUT_GROUND = "approved_without_ground"
    """An approval is dated, but the item is not approved."""
    UNITS_HELD = "units_held"
    """Other claims have taken units that an item names, so it gets fewer; ``ItemDecision.held_by`` names them."""
    APPROVAL_TIME = "approval_time"
    """The date of an approval is missing. So every dated approval comes before it, and the arrival of its money cannot
    be dated (4.4)."""
    PROVISIONAL_DEADLINE = "provisional_deadline"
    """A deadline depends on working days that can still change (1, 2.3, 4.2, 4.4)."""


@frozen(kw_only=True)
class DueAction:
    """Something that somebody has to do about a claim.

    - ``clause``: the clause that asks for it.
    - ``deadline``: until when; None if the policy sets no time, or if the start of the time is unknown.
    - ``items``: the positions of the items that the action is about, counted from 0.

    >>> from cmoffer_policy import decide, parse_instant
    >>> from cmoffer_policy.testing import scenarios
    >>> (case,) = [case for case in scenarios(clause="4.4") if str(case) == "approved on a Friday"]
    >>> (pay,) = decide(case.order, case.claim).due_actions()
    >>> pay.actor, pay.action, pay.clause, pay.deadline.last_day.isoformat()
    (Actor.CMOFFER, Action.PAY, '4.4', '2024-01-17')
    >>> [pay.overdue(parse_instant(f"2024-01-{day}T12:00:00+08:00")) for day in (17, 18)]
    [False, True]
    """

    actor: Actor
    action: Action
    clause: str
    deadline: Deadline | None
    items: tuple[int, ...]

    def overdue(self, at: datetime) -> bool:
        """Whether the deadline has passed at an instant; False if there is none."""
        at = instant(at, "at")
        return self.deadline is not None and at >= self.deadline.before


class Printer(Protocol):
    """The part of IPython's printer that a decision uses."""

    def text(self, obj: str) -> None:
        """Print the text."""


@frozen(kw_only=True, repr=False)
class Decision:
    """What the policy decides about a claim, with everything it was decided from.

    - ``claims``: all claims on the order, including this one. They determine which units are left for it.
    - ``refund``: what the approved items are worth; ``refund_possible``: what approved and open items are worth. Both
      are zero if the claim asks for a replacement.
    - ``acceptance``: by when CMOFFER should accept the claim; None if the policy does not govern the order.
    - ``calendar_version``: the version of the calendar that the deadlines were computed with.
    """

    order: Order
    claim: Claim
    claims: tuple[Claim, ...]
    policy: Policy
    calendar_version: str
    items: tuple[ItemDecision, ...]
    refund: Refund
    refund_possible: Refund
    acceptance: Deadline | None

    @property
    def outcome(self) -> Outcome:
        """The outcome of the most favourable item."""
        return max([item.outcome for item in self.items], key=lambda outcome: outcome.rank)

    @property
    def units(self) -> tuple[tuple[str, int], ...]:
        """What the approved and open items take, as pairs of line id and count in the order of the lines."""
        taken: dict[str, int] = {}
        for item in self.items:
            for line_id, units in item.units:
                taken[line_id] = taken.get(line_id, 0) + units
        return tuple([(line.line_id, taken[line.line_id]) for line in self.order.lines if line.line_id in taken])

    @property
    def open_points(self) -> tuple[OpenPoint, ...]:
        """What is still undecided or unknown, in the order of the terms; empty if nothing is."""
        points = {point for item in self.items for point in _open_points(self, item)}
        if any(deadline.provisional for deadline in _deadlines(self)):
            points.add(OpenPoint.PROVISIONAL_DEADLINE)
        return tuple([point for point in OpenPoint if point in points])

    def due_actions(
        self, *, accepted_at: datetime | None = None, fulfilled_at: datetime | None = None
    ) -> tuple[DueAction, ...]:
        """Who has to do what, under which clause and by when, so that the claim is decided or fulfilled.

        - ``accepted_at``: when CMOFFER accepted the claim (4.2); None while it has not.
        - ``fulfilled_at``: when everything approved so far was paid or replaced; None while nothing was. A later
          approval is still owed. An approval without a date is provisional, so nothing is paid or replaced for it until
          it has one (``OpenPoint.APPROVAL_TIME``).

        Empty if nothing is left to do. Rejected items have no due actions; their ``next_steps`` say what the seller can
        do. An instant before the claim raises ``Inconsistent``.

        >>> from cmoffer_policy.testing import scenarios
        >>> from cmoffer_policy import decide
        >>> (case,) = [case for case in scenarios() if str(case) == "both lines wait for an answer"]
        >>> for due in decide(case.order, case.claim).due_actions():
        ...     print(due.actor.words, due.action.words, due.clause, due.deadline and due.deadline.last_day, due.items)
        cmoffer accept 4.2 2024-01-12 (0, 1)
        responsible party answer 4.3 None (0, 1)
        """
        for name, at in (("accepted_at", accepted_at), ("fulfilled_at", fulfilled_at)):
            if at is not None and instant(at, name) < self.claim.submitted_at:
                expected = f"{self.claim.submitted_at.isoformat()} or later, when the claim was submitted"
                raise Inconsistent("before_the_claim", name, at.isoformat(), expected)
        items_of: dict[tuple[Actor, Action, str, Deadline | None], list[int]] = {}
        for position, item in enumerate(self.items):
            unanswered = item.outcome in OPEN_OUTCOMES and item.facts.verification is Verification.PENDING
            if unanswered and accepted_at is None:
                items_of.setdefault((Actor.CMOFFER, Action.ACCEPT, "4.2", self.acceptance), []).append(position)
        for position, item in enumerate(self.items):
            for due in _due(item, fulfilled_at):
                items_of.setdefault(due, []).append(position)
        return tuple(
            [
                DueAction(actor=actor, action=action, clause=clause, deadline=deadline, items=tuple(positions))
                for (actor, action, clause, deadline), positions in items_of.items()
            ]
        )

    def __str__(self) -> str:
        from cmoffer_policy.presentation import headline

        return headline(self)

    def _repr_html_(self) -> Html:
        from cmoffer_policy.presentation import decision_card

        return decision_card(self)

    def _repr_pretty_(self, printer: Printer, cycle: bool) -> None:  # noqa: FBT001 - as IPython calls it
        from cmoffer_policy.presentation import explain

        printer.text(repr(self) if cycle else explain(self))

    def __repr__(self) -> str:
        money = f"{self.refund.total} of {self.refund_possible.total}"
        return f"<Decision {shown(self.claim.claim_id)}: {self.outcome.name}, {money}>"


def _due(item: ItemDecision, fulfilled_at: datetime | None) -> Iterator[tuple[Actor, Action, str, Deadline | None]]:
    """What is due for one item once its claim is accepted."""
    missing = [finding.clause for finding in item.findings if finding.status is Status.MISSING]
    match item.outcome:
        case Outcome.NEEDS_EVIDENCE:  # 2.3 asks for the day of delivery
            yield from [(Actor.SELLER, Action.ADD_EVIDENCE, clause, None) for clause in missing]
        case Outcome.UNDER_VERIFICATION:
            yield Actor.RESPONSIBLE_PARTY, Action.ANSWER, "4.3", None
        case Outcome.IN_DISPUTE if item.adjudicator is Adjudicator.SHOPIFY:
            yield Actor.SHOPIFY, Action.RULE, "2.2", None
        case Outcome.IN_DISPUTE:
            yield Actor.CMOFFER, Action.RULE, "4.3", None
        case Outcome.REFERRED:
            yield Actor.CUSTOMER_SERVICE, Action.SAY_IF_CANCELLABLE, "2.4", None
        case Outcome.APPROVED:
            approved_at = item.item.approved_at
            if approved_at is None or (fulfilled_at is not None and approved_at <= fulfilled_at):
                return  # without a date, every dated approval still goes first
            if item.arrival and item.refund.total.minor:
                yield Actor.CMOFFER, Action.PAY, "4.4", item.arrival.deadline
            if item.facts.remedy is Remedy.REPLACEMENT and item.units:
                yield Actor.CMOFFER, Action.REPLACE, "2.3", None


_WAITING_FOR = {
    Outcome.UNDER_VERIFICATION: OpenPoint.VERIFICATION,
    Outcome.IN_DISPUTE: OpenPoint.RULING,
    Outcome.REFERRED: OpenPoint.CUSTOMER_SERVICE,
}


def _open_points(decision: Decision, item: ItemDecision) -> Iterator[OpenPoint]:
    if item.outcome in _WAITING_FOR:
        yield _WAITING_FOR[item.outcome]
    if item.outcome is Outcome.NEEDS_EVIDENCE:
        if item.missing:
            yield OpenPoint.EVIDENCE
        if item.facts.phase is Phase.GUARANTEE_UNKNOWN:
            yield OpenPoint.DELIVERY_UNKNOWN
    line = decision.order.line(item.item.line_id)
    if item.outcome is Outcome.REJECTED and decision.order.shipment_of(line) is None and _shipment_would_help(item):
        yield OpenPoint.SHIPMENT_UNKNOWN
    delivered_at = decision.order.delivery_of(line)
    early = delivered_at is not None and decision.claim.submitted_at < delivered_at
    if early and item.facts.governed and item.item.problem not in (Problem.LOST, Problem.CHANGE_OF_MIND):
        yield OpenPoint.CLAIMED_BEFORE_DELIVERY
    if item.item.approved_at is not None and item.outcome is not Outcome.APPROVED:
        yield OpenPoint.APPROVED_WITHOUT_GROUND
    if item.item.approved_at is None and item.outcome is Outcome.APPROVED:
        yield OpenPoint.APPROVAL_TIME
    if item.held_by:
        yield OpenPoint.UNITS_HELD


def _shipment_would_help(item: ItemDecision) -> bool:
    """Whether the item could have another outcome if the date of shipment were known."""
    verdicts = [judge(evolve(item.facts, phase=phase), item._policy) for phase in Phase]
    return any(verdict.outcome is not item.outcome for verdict in verdicts)


def _deadlines(decision: Decision) -> Iterator[Deadline]:
    if decision.acceptance:
        yield decision.acceptance
    for item in decision.items:
        if item.arrival:
            yield item.arrival.deadline
        for period in (item.windows.after_sales, item.windows.guarantee):
            if period:
                yield period.deadline
