"""What only an analyst reads: every finding, the allocation, the dates, and the readings that would change it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cmoffer_policy.calendars import WorkCalendar, calendar_or_china
from cmoffer_policy.deadlines import Deadline
from cmoffer_policy.decision import Decision, ItemDecision
from cmoffer_policy.errors import OutOfSchedule
from cmoffer_policy.order_claims import OrderClaims
from cmoffer_policy.policy import (
    POLICY_2023,
    READINGS,
    AcceptanceClock,
    Adjudicator,
    GuaranteeGrants,
    GuaranteeStart,
    other_readings,
)
from cmoffer_policy.presentation.advice import awaits_acceptance
from cmoffer_policy.presentation.goods import line_names
from cmoffer_policy.presentation.reasons import reasons, undecided
from cmoffer_policy.presentation.statements import Statement, said_once, say, with_points
from cmoffer_policy.refunds import RefundLine
from cmoffer_policy.rules import Status
from cmoffer_policy.vocabulary import Actor, Outcome, Term, in_order

_STATUS_ORDER = (
    "finding.failed",
    "finding.missing",
    "finding.undecided",
    "finding.not_needed",
    "finding.met",
    "finding.not_applicable",
)

CLAUSES_OF_READINGS = {
    "guarantee_grants": "2.3",
    "exclusion_scope": "2.5",
    "corrosion_scope": "2.5.1",
    "misuse_scope": "2.5.2",
    "loss": "2.1",
    "replacement_proof": "3.1",
    "proof_after_confirmation": "4.3",
    "guarantee_start": "2.3",
    "window_end": "1",
    "acceptance_clock": "4.2",
    "freight_weight": "5.4.2",
    "adjudicator": "4.3",
    "cancellation": "2.4",
}


def findings(decision: Decision) -> tuple[Statement, ...]:
    """Every finding with its reasons, those against an item first; the clauses that do not apply come last."""
    said = said_once([(place, _findings(decision, item)) for place, item in enumerate(decision.items)])
    return tuple(sorted(said, key=lambda statement: _STATUS_ORDER.index(statement.key)))


def _findings(decision: Decision, item: ItemDecision) -> Iterator[Statement]:
    awaited = undecided(item)
    silent = []
    for finding in item.findings:
        if finding.status is not Status.NOT_APPLICABLE:
            yield say(f"finding.{finding.status.value}", finding.clause, reasons=reasons(decision, item, finding))
        elif awaited and finding.clause == awaited.clause:
            yield say("finding.undecided", finding.clause, reasons=(awaited,))
        else:
            silent.append(finding.clause)
    yield say("finding.not_applicable", clauses=tuple(silent))  # never empty: 2.2 and 4.3 exclude each other


def allocation_of_refund(decision: Decision) -> Iterator[Statement]:
    """How the refund of each line comes about: list value, discounts, paid value, units, shares (5.4.1, 5.4.2)."""
    names = line_names(decision.order)
    for line in decision.refund_possible.lines:
        yield _allocated(line, names[line.line_id])
        yield _share(line, names[line.line_id])


def _allocated(line: RefundLine, name: str) -> Statement:
    paid_for = line.allocation
    if (paid_for.line_discount + paid_for.order_discount).minor:
        return say(
            "allocation.line_with_discounts",
            "5.4.2",
            line=name,
            list_value=paid_for.list_value,
            line_discount=paid_for.line_discount,
            order_discount=paid_for.order_discount,
            paid=paid_for.paid_value,
            freight=paid_for.freight,
        )
    return say("allocation.line", "5.4.2", line=name, paid=paid_for.paid_value, freight=paid_for.freight)


def _share(line: RefundLine, name: str) -> Statement:
    """What the units come to: those of a whole line, some of it, or some after others."""
    amounts = {"goods": line.goods, "freight": line.freight}
    if line.units == line.allocation.quantity:
        return say("allocation.whole_line", "5.4.1", line=name, units=line.units, **amounts)
    if not line.units_before:
        return say("allocation.units", "5.4.1", line=name, units=line.units, of=line.allocation.quantity, **amounts)
    return say(
        "allocation.units_after_others",
        "5.4.1",
        line=name,
        units=line.units,
        of=line.allocation.quantity,
        before=line.units_before,
        **amounts,
    )


def dates(decision: Decision) -> tuple[Statement, ...]:
    """Every period with its end and the rest days that it skips; acceptance only as long as it is awaited."""
    of_items = said_once([(place, _windows(decision, item)) for place, item in enumerate(decision.items)])
    arrivals = said_once([(place, _arrival(item)) for place, item in enumerate(decision.items)])
    return (*of_items, *_acceptance(decision), *arrivals)


def _windows(decision: Decision, item: ItemDecision) -> Iterator[Statement]:
    policy, windows = decision.policy, item.windows
    if windows.after_sales:
        end = windows.after_sales.deadline
        yield say(
            "date.after_sales",
            "1",
            shipped=windows.after_sales.start.date(),
            days=policy.after_sales_days,
            deadline=end,
        )
        yield from _rest_days(end)
    if windows.guarantee and policy.guarantee_grants is not GuaranteeGrants.NOTHING:
        end = windows.guarantee.deadline
        from_delivery = policy.guarantee_start is GuaranteeStart.DELIVERY
        delivered = decision.order.delivery_of(decision.order.line(item.item.line_id))
        if from_delivery and delivered is not None:
            key, start = "date.guarantee_from_delivery", delivered
        else:
            key, start = ("date.guarantee_at_least" if end.at_least else "date.guarantee"), windows.guarantee.start
        yield say(key, "2.3", start=start.date(), days=policy.guarantee_days, deadline=end)
        yield from _rest_days(end)


def _acceptance(decision: Decision) -> Iterator[Statement]:
    if decision.acceptance and any(map(awaits_acceptance, decision.items)):
        by_the_hour = decision.policy.acceptance_clock is AcceptanceClock.FROM_THE_HOUR
        key = "date.acceptance_from_the_hour" if by_the_hour else "date.acceptance"
        yield say(
            key,
            "4.2",
            submitted=decision.claim.submitted_at,
            days=decision.policy.acceptance_working_days,
            deadline=decision.acceptance,
        )
        yield from _rest_days(decision.acceptance)


def _arrival(item: ItemDecision) -> Iterator[Statement]:
    if item.arrival and item.item.approved_at:
        end = item.arrival.deadline
        yield say(
            "date.arrival",
            "4.4",
            approved=item.item.approved_at,
            first_day=item.arrival.first_day,
            deadline=end,
        )
        yield from _rest_days(end)


def _rest_days(deadline: Deadline) -> Iterator[Statement]:
    if deadline.skipped:
        yield say("date.rest_days", deadline.clause, days=deadline.skipped)
    if deadline.provisional:
        yield say("next.date_may_change", deadline.clause, day=deadline.last_day)


def readings(decision: Decision, calendar: WorkCalendar | None) -> Iterator[Statement]:
    """What each unclear point of the policy, read otherwise, would change; the claim is decided again for that."""
    days = calendar_or_china(calendar)
    if days.version != decision.calendar_version:
        yield say("reading.not_compared", version=decision.calendar_version)
        return
    record, claim_id = OrderClaims(decision.order, decision.claims), decision.claim.claim_id
    told: list[Statement] = []
    for name in READINGS:
        value: Term = getattr(decision.policy, name)
        changes: list[Statement] = []
        for other, policy in other_readings(decision.policy, name).items():
            try:
                now = record.decide(claim_id, policy=policy, calendar=days)
            except OutOfSchedule:
                changes.append(_if(other, (say("effect.undated"),)))
            else:
                changes += _otherwise(other, decision, now)
        if changes:
            told.append(with_points(say("reading.assumed", CLAUSES_OF_READINGS[name], value=value), changes))
    yield from told or [say("reading.none_matters")]


def _otherwise(other: Term, was: Decision, now: Decision) -> Iterator[Statement]:
    """What another reading would change: for some items, then for the claim; in one sentence if that is all items."""
    about = [_effect(*items) for items in zip(was.items, now.items, strict=True)]
    of_claim = tuple(_effects(was, now))
    if about[0] is not None and all(effect == about[0] for effect in about):
        of_claim, about = (about[0], *of_claim), []
    of_items = [(place, [_if(other, (effect,))]) for place, effect in enumerate(about) if effect is not None]
    yield from said_once(of_items)
    if of_claim:
        yield _if(other, of_claim)


def _if(other: Term, effects: tuple[Statement, ...]) -> Statement:
    return say("reading.otherwise", other=other, effects=effects)


def _effect(was: ItemDecision, now: ItemDecision) -> Statement | None:
    if now.outcome is not was.outcome:
        return say("effect.outcome", outcome=now.outcome)
    if now.adjudicator is not was.adjudicator and now.adjudicator is not None:
        judge = Actor.SHOPIFY if now.adjudicator is Adjudicator.SHOPIFY else Actor.CMOFFER
        return say("effect.adjudicator", adjudicator=judge)
    if now.remedies != was.remedies:
        remedies = tuple(in_order(now.remedies))
        return say("effect.remedies", remedies=remedies) if remedies else say("effect.no_remedy")
    if now.windows != was.windows and was.outcome is not Outcome.APPROVED:
        return say("effect.windows")
    return None


def _effects(was: Decision, now: Decision) -> Iterator[Statement]:
    refund, possible = now.refund.total, now.refund_possible.total
    if (refund, possible) != (was.refund.total, was.refund_possible.total):
        if refund.minor and refund != possible:
            yield say("effect.refund_and_more", refund=refund, possible=possible - refund)
        elif refund.minor:
            yield say("effect.refund", refund=refund)
        else:
            yield say("effect.possible", possible=possible) if possible.minor else say("effect.no_refund")
    awaited = any(map(awaits_acceptance, was.items))
    if awaited and now.acceptance != was.acceptance and now.acceptance is not None:
        yield say("effect.acceptance", deadline=now.acceptance)


def open_points(decision: Decision) -> Iterable[Statement]:
    """What is still undecided or unknown."""
    return [say(f"open.{point.value}") for point in decision.open_points]


def settings(decision: Decision) -> Iterator[Statement]:
    """The policy, its readings that are not the default, and the calendar."""
    yield say("settings.policy", policy=decision.policy.name, calendar=decision.calendar_version)
    changed = [
        value for name in READINGS if (value := getattr(decision.policy, name)) is not getattr(POLICY_2023, name)
    ]
    if changed:
        yield say("settings.readings", readings=tuple(changed))
    else:
        yield say("settings.default_readings")
