"""An order with all its claims: every item is judged, the units are divided, and every claim is decided."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from attrs import evolve, field, frozen

from cmoffer_policy.calendars import WorkCalendar, calendar_or_china
from cmoffer_policy.checks import Where, boolean, identifier, in_sequence, instance, named
from cmoffer_policy.claim import Claim, Evidence, check_match
from cmoffer_policy.claimable import Claimable, still_claimable
from cmoffer_policy.deadlines import Arrival, Windows, acceptance_deadline, refund_arrival
from cmoffer_policy.decision import Decision, ItemDecision
from cmoffer_policy.errors import Inconsistent, InputError, OutOfSchedule, label, shown
from cmoffer_policy.evidence import Attached, MissingEvidence
from cmoffer_policy.facts import Facts
from cmoffer_policy.markup import Html, described, table
from cmoffer_policy.money import Money
from cmoffer_policy.observation import facts_of, governs, reports_nothing_arrived, windows_to_judge
from cmoffer_policy.order import Order
from cmoffer_policy.policy import POLICY_2023, Policy
from cmoffer_policy.refunds import Allocation, Refund, allocation, nothing_in, refund_of
from cmoffer_policy.rules import Verdict, adjudicator_of, judge
from cmoffer_policy.units import Stretch, Taking, UnitsTaken, joined, units_taken
from cmoffer_policy.vocabulary import GROUNDS, Cause, Detail, Outcome, ProductionStage, Remedy, Verification

MOST_CLAIMS = 1_000
"""The largest number of claims on one order."""


def decide(
    order: Order,
    claim: Claim,
    *,
    others: Sequence[Claim] = (),
    policy: Policy = POLICY_2023,
    calendar: WorkCalendar | None = None,
) -> Decision:
    """What the policy decides about a claim: outcome, reasons, deadlines and money.

    A pure function: equal arguments give equal decisions. ``others`` are all other claims on the order. Leave none out,
    because they can hold units that this claim names. ``calendar`` defaults to ``china_calendar()``.

    Raises ``Inconsistent`` if a claim cannot be about this order (the id of another order, an unknown line, more units
    than were bought, a submission before the order) or has the id of another one, ``OutOfSchedule`` if a deadline falls
    outside the calendar. A rejection is a normal result, not an exception.

    >>> from cmoffer_policy import ClaimItem, Money, OrderLine, Problem, parse_instant
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
    Claim C-1 on order A-1: rejected (clause 1).
    """
    instance(order, "order", Order)
    instance(claim, "claim", Claim)
    rest = in_sequence(others, "others", Claim, most=MOST_CLAIMS - 1)
    try:
        record = OrderClaims(order, (claim, *rest))
    except InputError as fault:
        raise type(fault)(fault.code, _as_an_argument(fault.path), fault.got, fault.expected) from None
    return record.decide(claim.claim_id, policy=policy, calendar=calendar)


def _as_an_argument(path: str) -> str:
    """The path of a claim of ``OrderClaims`` as one of ``decide``, whose first claim is the one to decide."""
    place, rest = re.fullmatch(r"claims\[(\d+)\](.*)", path).groups()  # type: ignore[union-attr]
    return f"claim{rest}" if place == "0" else f"others[{int(place) - 1}]{rest}"


@frozen(kw_only=True)
class Balance:
    """What the claims of an order have come to.

    - ``paid``: what was paid for the whole order, goods and freight.
    - ``approved``: the refunds of all approved items; ``possible``: those of approved and open items.
    - ``units_left``: the units that are not settled and that no approved or open item has taken, as pairs of line id
      and count in the order of the lines. ``refundable`` is what these units are worth.
    - If the policy does not govern the order, ``refundable`` is zero.

    >>> from cmoffer_policy.testing import scenarios
    >>> (case,) = [case for case in scenarios() if str(case) == "one item approved, one lacking proof, one rejected"]
    >>> found: Balance = OrderClaims(case.order, [case.claim]).balance()
    >>> print(found.paid, found.approved, found.possible, found.refundable, dict(found.units_left), sep=", ")
    USD 65.70, USD 21.90, USD 43.80, USD 21.90, {'ring': 0, 'chain': 0, 'charm': 1}
    """

    paid: Money
    approved: Money
    possible: Money
    refundable: Money
    units_left: tuple[tuple[str, int], ...]

    def _repr_html_(self) -> str:
        return described(self)


def _claims(value: Collection[Claim], where: Where = "") -> tuple[Claim, ...]:
    return in_sequence(value, where, Claim, most=MOST_CLAIMS)


def _an_order(value: Order, where: Where = "") -> Order:
    return instance(value, where, Order)


@frozen(field_transformer=named)
class OrderClaims:
    """An order with all its claims, at one moment of its life.

    The record alone determines who takes which units, and so how much money: approved items first, by the time of their
    approval, then open ones, by the time of their claim. The order of ``claims`` does not matter. If the seller
    withdraws a claim, keep it in the record, as ruled against the seller.

    Every record can be decided under every policy, as long as its deadlines are within the years of the calendar;
    otherwise ``OutOfSchedule`` is raised. Claims that cannot be about the order raise ``Inconsistent``, and so do two
    claims with the same id.

    >>> from cmoffer_policy import Claim, ClaimItem, Money, OrderLine, Problem, Remedy, parse_instant
    >>> order = Order(
    ...     order_id="A-1",
    ...     placed_at=parse_instant("2024-01-03T09:00:00+08:00"),
    ...     lines=[OrderLine(line_id="ring", quantity=1, unit_price=Money.of("19.90", "USD"))],
    ...     shipped_at=parse_instant("2024-01-05T10:00:00+08:00"),
    ... )
    >>> first = Claim(
    ...     claim_id="C-1",
    ...     order_id="A-1",
    ...     submitted_at=parse_instant("2024-01-10T12:00:00+08:00"),
    ...     items=[ClaimItem(line_id="ring", problem=Problem.BROKEN)],
    ...     remedy=Remedy.REFUND,
    ... )
    >>> second = evolve(first, claim_id="C-2", submitted_at=parse_instant("2024-01-11T12:00:00+08:00"))
    >>> record = OrderClaims(order).with_claim(first).with_claim(second)
    >>> [dict(decision.units) for decision in record.decisions()]
    [{'ring': 1}, {}]
    >>> record.decide("C-2").items[0].held_by
    (UnitsHeld(claim_id='C-1', units=1, approved=False),)
    """

    order: Order = field(converter=_an_order)
    claims: tuple[Claim, ...] = field(default=(), converter=_claims)
    _places: dict[str, int] = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        places: dict[str, int] = {}
        for place, claim in enumerate(self.claims):
            check_match(self.order, claim, f"claims[{place}]")
            if places.setdefault(claim.claim_id, place) != place:
                path, got = f"claims[{place}].claim_id", shown(claim.claim_id)
                raise Inconsistent("duplicate", path, got, "an id used only once")
        object.__setattr__(self, "_places", places)

    def claim(self, claim_id: str) -> Claim:
        """The claim with this id. An unknown id raises ``Inconsistent``."""
        return self.claims[self._place(claim_id)]

    def with_claim(self, claim: Claim) -> OrderClaims:
        """The record with one more claim. An id that another claim already has raises ``Inconsistent``."""
        check_match(self.order, claim)
        if claim.claim_id in self._places:
            raise Inconsistent("duplicate", "claim.claim_id", shown(claim.claim_id), "an id that no claim has yet")
        return evolve(self, claims=(*self.claims, claim))

    def with_answer(
        self,
        claim_id: str,
        verification: Verification,
        *,
        at: datetime | None = None,
        items: Collection[int] | None = None,
        revoke: bool = False,
    ) -> OrderClaims:
        """The record with an answer to a claim, from the responsible party, an adjudicator or customer service.

        See ``Claim.answered``. To change an item that is confirmed or ruled for the seller, pass ``revoke=True`` and
        its position in ``items``. Without ``revoke``, you can only add a missing date of approval. Date an item only
        once the policy approves it: if you date it while a document is missing, it goes before everything paid in the
        meantime, as soon as the document arrives.
        """
        if boolean(revoke, "revoke") and items is None:
            raise Inconsistent("not_named", "items", "None", "the positions of the items whose approval is revoked")
        answered = self.claim(claim_id).answered(verification, at=at, items=items)
        return self._changed(answered, revoke=revoke)

    def with_review(
        self,
        claim_id: str,
        *,
        shows: Mapping[int, Collection[Detail]] | None = None,
        causes: Mapping[int, Collection[Cause]] | None = None,
        revoke: bool = False,
    ) -> OrderClaims:
        """The record with what the review of a claim's documents and goods found.

        See ``Claim.reviewed``. If an item is confirmed or ruled for the seller, changing its causes or proving less for
        it needs ``revoke=True``.
        """
        return self._changed(self.claim(claim_id).reviewed(shows=shows, causes=causes), revoke=revoke)

    def with_evidence(self, claim_id: str, *evidence: Evidence) -> OrderClaims:
        """The record with further documents of a claim; see ``Claim.with_evidence``."""
        return self._with(self.claim(claim_id).with_evidence(*evidence))  # a further document never proves less

    def decide(self, claim_id: str, *, policy: Policy = POLICY_2023, calendar: WorkCalendar | None = None) -> Decision:
        """What the policy decides about one claim among all claims of the order.

        All claims are judged for it; to decide several, ask for ``decisions``.
        """
        (decision,) = _decisions(self, [self._place(claim_id)], policy, calendar)
        return decision

    def decisions(self, *, policy: Policy = POLICY_2023, calendar: WorkCalendar | None = None) -> tuple[Decision, ...]:
        """What the policy decides about every claim, in the order of ``claims``."""
        return tuple(_decisions(self, range(len(self.claims)), policy, calendar))

    def balance(self, *, policy: Policy = POLICY_2023, calendar: WorkCalendar | None = None) -> Balance:
        """What the claims have come to, and what is left of the order."""
        judged = _judged(self, policy, calendar)
        worth = {True: 0, False: 0}  # in minor units, of the refunds that are approved, and of those that are open
        for claim, outcomes, takings in zip(self.claims, judged.outcomes, judged.takings, strict=True):
            for outcome, taking in zip(outcomes, takings, strict=True):
                if claim.remedy is Remedy.REFUND:
                    total = refund_of(judged.allocated, taking.stretches, self.order.currency).total
                    worth[outcome is Outcome.APPROVED] += total.minor
        approved, still_open = [Money(minor=minor, currency=self.order.currency) for minor in worth.values()]
        left = [
            Stretch(line.line_id, judged.units.taken(line.line_id), line.quantity - judged.units.taken(line.line_id))
            for line in self.order.lines
        ]
        rest = refund_of(judged.allocated, [stretch for stretch in left if stretch.units], self.order.currency)
        return Balance(
            paid=self.order.paid,
            approved=approved,
            possible=approved + still_open,
            refundable=rest.total if governs(policy, self.order) else nothing_in(self.order.currency).total,
            units_left=tuple([(stretch.line_id, stretch.units) for stretch in left]),
        )

    def claimable(
        self,
        at: datetime,
        *,
        production: ProductionStage | None = None,
        policy: Policy = POLICY_2023,
        calendar: WorkCalendar | None = None,
    ) -> tuple[Claimable, ...]:
        """What could still be claimed at an instant, for every line with units left; empty if nothing can.

        ``production`` is the stage of what is not shipped yet, None if unknown (2.4). A new claim must not be earlier
        than those in the record, nor than the order, so an instant before the latest of them raises ``Inconsistent``.

        >>> from cmoffer_policy import parse_instant
        >>> from cmoffer_policy.testing import scenarios
        >>> (case,) = [case for case in scenarios() if str(case) == "refund on day 31"]
        >>> for found in OrderClaims(case.order).claimable(case.claim.submitted_at):
        ...     print(found.units, found.line_id, found.remedy.words, found.deadline.last_day, found.clauses)
        1 ring replacement 2024-03-05 ('2.3',)
        """
        judged = _judged(self, policy, calendar)
        return still_claimable(
            self.order,
            self.claims,
            judged.outcomes,
            judged.units,
            at=at,
            production=production,
            allocated=judged.allocated,
            policy=policy,
            calendar=judged.calendar,
        )

    def _place(self, claim_id: str) -> int:
        place = self._places.get(identifier(claim_id, "claim_id"))
        if place is None:
            expected = f"one of the {len(self.claims)} claims on order {shown(self.order.order_id)}"
            raise Inconsistent("unknown_claim", "claim_id", shown(claim_id), expected)
        return place

    def _changed(self, claim: Claim, *, revoke: bool) -> OrderClaims:
        if not boolean(revoke, "revoke"):
            _check_approved_items(self.claim(claim.claim_id), claim)
        return self._with(claim)

    def _with(self, claim: Claim) -> OrderClaims:
        place = self._places[claim.claim_id]
        return evolve(self, claims=(*self.claims[:place], claim, *self.claims[place + 1 :]))

    def _repr_html_(self) -> Html:
        """The claims and what they come to, and the balance, under the policy and the calendar that are the default."""
        try:
            decisions, balance = self.decisions(), self.balance()
        except OutOfSchedule:  # a deadline after the last year; the values can be shown all the same
            return described(self)
        head = ("Claim", "Submitted", "Remedy", "Items", "Outcome", "To be refunded", "Still possible")
        caption = f"Claims on order {label(self.order.order_id)}"
        return Html(table(caption, head, [_row(decision) for decision in decisions]) + balance._repr_html_())


def _row(decision: Decision) -> tuple[str, ...]:
    """A claim in a table: what was asked for, and what it comes to."""
    claim, refund = decision.claim, decision.refund.total
    asked = (label(claim.claim_id), str(claim.submitted_at.date()), claim.remedy.words, str(len(claim.items)))
    return (*asked, decision.outcome.words, str(refund), str(decision.refund_possible.total - refund))


def _check_approved_items(before: Claim, after: Claim) -> None:
    """Raise unless every item that is confirmed or ruled for the seller stays so, for the same reasons.

    A missing date of approval can be added, and more can be proved.
    """
    proofs_before, proofs_after = Attached(before.evidence), Attached(after.evidence)
    for position, item in enumerate(before.items):
        if item.verification not in GROUNDS:
            continue
        now = after.items[position]
        dated = evolve(item, approved_at=now.approved_at) if item.approved_at is None else item
        lost = {proof.clause for proof in proofs_after.missing(item)} - {
            proof.clause for proof in proofs_before.missing(item)
        }
        if now != dated or lost:
            got = f"a change of an item that is {item.verification.words}"
            raise Inconsistent("approved", f"items[{position}]", got, "revoke=True, as its approval may be revoked")


class _Judged(NamedTuple):
    """The verdicts on all items of a record, and the units they take, by the positions of claims and items."""

    calendar: WorkCalendar
    windows: dict[str, Windows]
    facts: list[list[Facts]]
    missing: list[list[tuple[MissingEvidence, ...]]]
    verdicts: list[list[Verdict]]
    outcomes: list[list[Outcome]]
    allocated: Allocation
    units: UnitsTaken
    takings: list[list[Taking]]


def _judged(record: OrderClaims, policy: Policy, calendar: WorkCalendar | None) -> _Judged:
    instance(policy, "policy", Policy)
    days = calendar_or_china(calendar)
    order = record.order
    governed = governs(policy, order)
    windows_of: dict[str, Windows] = {}
    all_facts, all_missing = [], []
    for claim in record.claims:
        attached = Attached(claim.evidence)
        nothing_arrived = reports_nothing_arrived(order, claim)
        missing = [attached.missing(item) for item in claim.items]
        facts = []
        for item, lacking in zip(claim.items, missing, strict=True):
            line_id = item.line_id
            if line_id not in windows_of:
                windows_of[line_id] = windows_to_judge(order, order.line(line_id), policy, days)
            facts.append(
                facts_of(
                    order,
                    claim,
                    item,
                    governed=governed,
                    windows=windows_of[line_id],
                    missing=lacking,
                    nothing_arrived=nothing_arrived,
                )
            )
        all_facts.append(facts)
        all_missing.append(missing)
    verdicts = [[judge(facts, policy) for facts in of_claim] for of_claim in all_facts]
    outcomes = [[verdict.outcome for verdict in of_claim] for of_claim in verdicts]
    units, takings = units_taken(order, record.claims, outcomes)
    allocated = allocation(order, policy=policy)
    return _Judged(days, windows_of, all_facts, all_missing, verdicts, outcomes, allocated, units, takings)


def _decisions(
    record: OrderClaims, places: Iterable[int], policy: Policy, calendar: WorkCalendar | None
) -> list[Decision]:
    """The decisions about the claims at these positions, each made together with all other claims."""
    judged = _judged(record, policy, calendar)
    governed = governs(policy, record.order)
    lines = {line.line_id: position for position, line in enumerate(record.order.lines)}
    found = []
    for place in places:
        claim = record.claims[place]
        items = tuple(
            [_item(record.order, claim, place, position, judged, policy) for position in range(len(claim.items))]
        )
        with_units = [each for each in zip(items, judged.takings[place], strict=True) if each[1].stretches]
        approved = [each for each in with_units if each[0].outcome is Outcome.APPROVED]
        possible = _refund(record.order, claim, with_units, lines, judged.allocated)
        found.append(
            Decision(
                order=record.order,
                claim=claim,
                claims=record.claims,
                policy=policy,
                calendar_version=judged.calendar.version,
                items=items,
                refund=possible
                if len(approved) == len(with_units)
                else _refund(record.order, claim, approved, lines, judged.allocated),
                refund_possible=possible,
                acceptance=acceptance_deadline(claim.submitted_at, policy=policy, calendar=judged.calendar)
                if governed
                else None,
            )
        )
    return found


def _item(order: Order, claim: Claim, place: int, position: int, judged: _Judged, policy: Policy) -> ItemDecision:
    item, facts, verdict = claim.items[position], judged.facts[place][position], judged.verdicts[place][position]
    taken = judged.takings[place][position]
    nothing = nothing_in(order.currency)
    replaced = claim.remedy is Remedy.REPLACEMENT
    possible = nothing if replaced else refund_of(judged.allocated, taken.stretches, order.currency)
    approved = verdict.outcome is Outcome.APPROVED
    arrival: Arrival | None = None  # 4.4: of an approved refund
    if approved and not replaced and item.approved_at is not None and taken.stretches:
        arrival = refund_arrival(item.approved_at, policy=policy, calendar=judged.calendar)
    return ItemDecision(
        item=item,
        facts=facts,
        outcome=verdict.outcome,
        remedies=verdict.remedies,
        findings=verdict.findings,
        windows=judged.windows[item.line_id] if facts.governed else Windows(),
        arrival=arrival,
        adjudicator=adjudicator_of(facts, policy),
        units=tuple([(stretch.line_id, stretch.units) for stretch in taken.stretches]),
        held_by=taken.held_by,
        refund=possible if approved else nothing,
        refund_possible=possible,
        policy=policy,
        incomplete=judged.missing[place][position],
    )


def _refund(
    order: Order,
    claim: Claim,
    items: Sequence[tuple[ItemDecision, Taking]],
    lines: Mapping[str, int],
    allocated: Allocation,
) -> Refund:
    """What the units of these items are worth together; nothing if the claim asks for a replacement."""
    if claim.remedy is Remedy.REPLACEMENT or not items:
        return nothing_in(order.currency)
    if len(items) == 1:
        return items[0][0].refund_possible
    stretches = joined([stretch for _, taken in items for stretch in taken.stretches], lines)
    return refund_of(allocated, stretches, order.currency)
