"""What could still be claimed on an order, before anybody claims it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import NamedTuple

from attrs import field, frozen

from cmoffer_policy.calendars import WorkCalendar, instant
from cmoffer_policy.checks import instance
from cmoffer_policy.claim import Claim, ClaimItem
from cmoffer_policy.deadlines import Deadline, Windows, windows
from cmoffer_policy.errors import Inconsistent
from cmoffer_policy.evidence import Attached, MissingEvidence
from cmoffer_policy.money import Money
from cmoffer_policy.observation import facts_of, governs, reports_nothing_arrived
from cmoffer_policy.order import Order, OrderLine
from cmoffer_policy.policy import Policy
from cmoffer_policy.refunds import Allocation, nothing_in, refund_of
from cmoffer_policy.rules import Status, after_sales_remedies, cancels, judge
from cmoffer_policy.steps import guarantee_may_grant, remedy_deadline
from cmoffer_policy.units import OPEN_OUTCOMES, Stretch, UnitsTaken, units_taken
from cmoffer_policy.vocabulary import Outcome, Problem, ProductionStage, Remedy, repr_of


@frozen(kw_only=True)
class Claimable:
    """What could still be claimed on one line: any of these problems, with this remedy.

    - ``units``: the most units that such a claim can get as the record stands. Units that open claims name are not
      counted, although a new claim that is approved before them would go first.
    - ``deadline``: until when; None for a cancellation, which ends with production. It is ``at_least`` if the guarantee
      counts from a delivery whose date is unknown.
    - ``most``: the largest refund for these units, with the pieces of a set that are of no use without them; zero for a
      replacement.
    - ``documents``: the proofs needed; empty if none are.
    - ``clauses``: those that grant the remedy, or could grant it once the delivery is known: 1, 2.3 or 2.4.

    >>> from cmoffer_policy import OrderClaims, parse_instant
    >>> from cmoffer_policy.testing import scenarios
    >>> (case,) = [case for case in scenarios() if str(case) == "refund on day 31"]
    >>> found: list[Claimable] = OrderClaims(case.order).claimable(parse_instant("2024-01-20T12:00:00+08:00"))
    >>> for each in found:
    ...     print(each.remedy.words, len(each.problems), each.deadline.last_day, each.most, len(each.documents))
    refund 6 2024-02-04 USD 23.90 3
    refund 1 2024-02-04 USD 23.90 5
    replacement 6 2024-03-05 USD 0.00 3
    replacement 1 2024-02-04 USD 0.00 5
    """

    line_id: str
    units: int
    problems: frozenset[Problem] = field(repr=repr_of)
    remedy: Remedy
    deadline: Deadline | None
    most: Money
    documents: tuple[MissingEvidence, ...]
    clauses: tuple[str, ...]


def still_claimable(
    order: Order,
    claims: Sequence[Claim],
    outcomes: Sequence[Sequence[Outcome]],
    units: UnitsTaken,
    *,
    at: datetime,
    production: ProductionStage | None,
    allocated: Allocation,
    policy: Policy,
    calendar: WorkCalendar,
) -> tuple[Claimable, ...]:
    """What a new claim could ask for at an instant, after the claims on record have taken their units."""
    at = instant(at, "at")
    if production is not None:
        instance(production, "production", ProductionStage)
    latest = max([claim.submitted_at for claim in claims], default=order.placed_at)
    if at < latest:
        what = "when the latest claim was submitted" if claims else "when the order was placed"
        raise Inconsistent("too_early", "at", at.isoformat(), f"{latest.isoformat()} or later, {what}")
    drawing_in = {order.line(item.line_id).set_id for claim in claims for item in claim.items if not item.rest_usable}
    found: list[Claimable] = []
    for line in [line for line in order.lines if line.left] if governs(policy, order) else ():
        if line.set_id in drawing_in:
            units_for = partial(_units_if_named, order, line, claims, outcomes, at)
        else:
            units_for = partial(_units_left, order, line, units)
        left = sum(stretch.units for stretch in units_for(line.left) if stretch.line_id == line.line_id)
        if not left:
            continue
        of_line = windows(order, line, policy=policy, calendar=calendar)
        for remedy in Remedy:
            alike: dict[tuple[int, _Terms], list[Problem]] = {}
            for problem in Problem:
                for count in _counts(problem, left):
                    claim = _claim(order, line, problem, count, remedy, at, production)
                    terms = _terms(order, claim, of_line, policy)
                    if terms:
                        alike.setdefault((count, terms), []).append(problem)
                        break
            found += [
                Claimable(
                    line_id=line.line_id,
                    units=count,
                    problems=frozenset(problems),
                    remedy=remedy,
                    deadline=terms.deadline,
                    most=refund_of(allocated, units_for(count), order.currency).total
                    if remedy is Remedy.REFUND
                    else nothing_in(order.currency).total,
                    documents=terms.documents,
                    clauses=terms.clauses,
                )
                for (count, terms), problems in alike.items()
            ]
    return tuple(found)


def _counts(problem: Problem, left: int) -> tuple[int, ...]:
    """The numbers of units to try: if the loss of a whole order is not covered, the loss of a part is (2.1)."""
    return (left, left - 1) if problem is Problem.LOST and left > 1 else (left,)


def _claim(
    order: Order,
    line: OrderLine,
    problem: Problem,
    count: int,
    remedy: Remedy,
    at: datetime,
    production: ProductionStage | None,
) -> Claim:
    """The claim that somebody could submit now, with no documents yet."""
    item = ClaimItem(line_id=line.line_id, problem=problem, quantity=count)
    return Claim(
        claim_id="new", order_id=order.order_id, submitted_at=at, items=[item], remedy=remedy, production=production
    )


class _Terms(NamedTuple):
    deadline: Deadline | None
    documents: tuple[MissingEvidence, ...]
    clauses: tuple[str, ...]


def _terms(order: Order, claim: Claim, of_line: Windows, policy: Policy) -> _Terms | None:
    """On what terms the claim could still succeed; None if it would be rejected at once."""
    (item,) = claim.items
    missing = Attached(claim.evidence).missing(item)
    facts = facts_of(
        order,
        claim,
        item,
        governed=True,
        windows=of_line,
        missing=missing,
        nothing_arrived=reports_nothing_arrived(order, claim),
    )
    verdict = judge(facts, policy)
    if verdict.outcome not in OPEN_OUTCOMES:
        return None
    asked = [finding.clause for finding in verdict.findings if finding.status is Status.MISSING]
    routes = {
        "1": claim.remedy in after_sales_remedies(facts, policy),
        "2.3": of_line.guarantee is not None and guarantee_may_grant(facts, policy, of_line.guarantee),
        "2.4": cancels(facts),
    }
    return _Terms(
        deadline=remedy_deadline(facts, policy, of_line),
        documents=tuple([proof for proof in missing if proof.clause in asked]),
        clauses=tuple([clause for clause, grants in routes.items() if grants]),
    )


def _units_left(order: Order, line: OrderLine, units: UnitsTaken, count: int) -> Sequence[Stretch]:
    """The units that a new claim would take, which come after all taken so far, with the pieces of no use without them.

    These are the pieces that nobody else has a claim to (5.3).
    """
    taken = units.taken(line.line_id)
    stretches = [Stretch(line.line_id, taken, min(count, line.quantity - taken))]
    for piece in order.lines if line.set_id is not None else ():
        if piece.set_id == line.set_id and piece is not line:
            drawn = max(0, min(count, units.free(piece.line_id)))
            stretches.append(Stretch(piece.line_id, units.taken(piece.line_id), drawn))
    return stretches


def _units_if_named(
    order: Order,
    line: OrderLine,
    claims: Sequence[Claim],
    outcomes: Sequence[Sequence[Outcome]],
    at: datetime,
    count: int,
) -> Sequence[Stretch]:
    """The same if an item on record draws in pieces of the set: it goes without those that a new claim names (5.3)."""
    item = ClaimItem(line_id=line.line_id, problem=Problem.BROKEN, quantity=count, rest_usable=False)
    new = Claim(claim_id="new", order_id=order.order_id, submitted_at=at, items=[item], remedy=Remedy.REFUND)
    units, _ = units_taken(order, [*claims, new], [*outcomes, [Outcome.REJECTED]])  # it names, and takes after all
    return units.take(len(claims), item, approved=False).stretches
