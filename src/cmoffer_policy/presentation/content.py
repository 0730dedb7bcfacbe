"""The content of an explanation: what it says to whom, section by section."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from cmoffer_policy.calendars import WorkCalendar
from cmoffer_policy.checks import instance
from cmoffer_policy.decision import Decision, ItemDecision, OpenPoint
from cmoffer_policy.presentation.advice import advice
from cmoffer_policy.presentation.details import (
    allocation_of_refund,
    dates,
    findings,
    open_points,
    readings,
    settings,
)
from cmoffer_policy.presentation.goods import goods_of, line_names
from cmoffer_policy.presentation.reasons import objection, reasons
from cmoffer_policy.presentation.statements import (
    Audience,
    Explanation,
    Section,
    Statement,
    audience_of,
    said_once,
    say,
)
from cmoffer_policy.readings import calendar_of
from cmoffer_policy.rules import Status, cancels, within_after_sales
from cmoffer_policy.vocabulary import Outcome, Remedy, Verification

_REFUSED = (Outcome.REJECTED, Outcome.NOT_GOVERNED)
_TELLING = {**dict.fromkeys(_REFUSED, Status.FAILED), Outcome.NEEDS_EVIDENCE: Status.MISSING}
_MOST_HOLDERS = 10
"""The most claims that are named as holding units of one line."""


def explanation(
    decision: Decision,
    *,
    audience: Literal["seller", "analyst"] | Audience = Audience.SELLER,
    calendar: WorkCalendar | None = None,
) -> Explanation:
    """What there is to say about a decision, as sections of statements.

    - ``audience``: the seller reads the outcome, what to do and by when, the reason and the money. The analyst also
      reads every finding, the dates, the allocation, and which readings would change the decision.
    - ``calendar``: the one that dated the decision, for comparing readings; defaults to ``china_calendar()``. One of
      another version raises ``Inconsistent``. If the default is of another version, no readings are compared.

    >>> from cmoffer_policy import decide
    >>> from cmoffer_policy.testing import scenarios
    >>> (case,) = [case for case in scenarios() if str(case) == "refund on day 31"]
    >>> for section in explanation(decide(case.order, case.claim)).sections:
    ...     print(section.key, *[statement.key for statement in section.statements])
    outcome headline item.claimed
    next step.ask_for_replacement
    reasons after_sales.too_late
    money money.none
    time time.beijing
    """
    instance(decision, "decision", Decision)
    audience = audience_of(audience)
    if calendar is not None:
        calendar_of(decision, calendar)
    sections: list[tuple[str, Iterable[Statement]]] = [
        ("outcome", _outcome(decision)),
        ("next", said_once([(place, advice(decision, item)) for place, item in enumerate(decision.items)])),
    ]
    if audience is Audience.SELLER:
        sections += [
            ("reasons", _reasons(decision)),
            ("units", _units(decision)),
            ("money", _money(decision)),
        ]
    else:
        sections += [
            ("findings", findings(decision)),
            ("units", _units(decision)),
            ("money", [*_money(decision), *allocation_of_refund(decision)]),
            ("dates", dates(decision)),
            ("readings", readings(decision, calendar)),
            ("open", open_points(decision)),
            ("settings", settings(decision)),
        ]
    sections.append(("time", [say("time.beijing")]))
    return Explanation(
        audience=audience,
        goods=goods_of(decision),
        sections=tuple([Section(key, said) for key, each in sections if (said := tuple(each))]),
    )


def headline_statement(decision: Decision) -> Statement:
    """The decision in one line: the claim, the order and the result; what became of the other items, if they differ."""
    alike: dict[Outcome, list[ItemDecision]] = {}
    for item in decision.items:
        alike.setdefault(item.outcome, []).append(item)
    best = alike.pop(decision.outcome)
    claim_id, order_id, result = decision.claim.claim_id, decision.order.order_id, _result(decision, best)
    if not alike:
        return say("headline", claim_id=claim_id, order_id=order_id, result=result)
    others = tuple(
        [
            say(
                "headline.others",
                count=len(alike[outcome]),
                result=say(f"result.{outcome.value}", **_cited(alike[outcome])),
            )
            for outcome in sorted(alike, key=lambda each: -each.rank)
        ]
    )
    of = {"count": len(best), "total": len(decision.items)}
    return say("headline_in_part", claim_id=claim_id, order_id=order_id, **of, result=result, others=others)


def _result(decision: Decision, best: list[ItemDecision]) -> Statement:
    """The outcome, the clauses that decide it, and the money."""
    refund, possible = decision.refund.total, decision.refund_possible.total - decision.refund.total
    key = f"result.{decision.outcome.value}"
    if refund.minor and possible.minor:
        return say(f"{key}_refund_and_more", refund=refund, possible=possible)
    if refund.minor:
        return say(f"{key}_refund", refund=refund)
    if possible.minor:
        return say(f"{key}_possible", **_cited(best), possible=possible)
    return say(key, **_cited(best))


def _cited(items: list[ItemDecision]) -> dict[str, tuple[str, ...]]:
    """The clauses that rule items of one outcome out, or whose proof is missing; none for other outcomes."""
    telling = _TELLING.get(items[0].outcome)
    if telling is None:
        return {}
    cited = [finding.clause for item in items for finding in item.findings if finding.status is telling]
    return {"clauses": tuple(dict.fromkeys(cited))}


def _outcome(decision: Decision) -> Iterator[Statement]:
    """The headline, and what was claimed; with the outcome of each item if they differ."""
    yield headline_statement(decision)
    mixed = len({item.outcome for item in decision.items}) > 1
    alike: dict[tuple[object, ...], list[int]] = {}
    for place, item in enumerate(decision.items):
        alike.setdefault((item.item.quantity, item.item.problem, item.outcome), []).append(place)
    for places in alike.values():
        item = decision.items[places[0]]
        key = f"item.{'decided' if mixed else 'claimed'}{'_each' if len(places) > 1 else ''}"
        outcome = (("outcome", item.outcome),) if mixed else ()
        values = (("units", item.item.quantity), ("problem", item.item.problem), *outcome)
        yield Statement(key, "", values, tuple(places))


def _reasons(decision: Decision) -> tuple[Statement, ...]:
    """The reasons that matter to the seller, and whether the claim came before the delivery."""
    early = OpenPoint.CLAIMED_BEFORE_DELIVERY in decision.open_points
    return said_once([(place, _decisive(decision, item, early=early)) for place, item in enumerate(decision.items)])


def _decisive(decision: Decision, item: ItemDecision, *, early: bool) -> Iterator[Statement]:
    """What rules the item out, or what lets it pass; ``early`` if the delivery of the order came after the claim."""
    facts = item.facts
    if item.outcome in _REFUSED:
        for finding in item.findings:
            if finding.failed:
                yield from reasons(decision, item, finding)
    else:
        route = "1" if within_after_sales(facts) else "2.3"
        telling = ("2.4",) if cancels(facts) else (route, "2.2", "4.3")
        for finding in item.findings:
            if finding.clause in telling and finding.status is Status.MET:
                yield from reasons(decision, item, finding)
        if facts.verification is Verification.CONTESTED:
            yield objection(item)
    if early and decision.order.delivery_of(decision.order.line(item.item.line_id)) is not None:
        yield say("open.claimed_before_delivery")


def _units(decision: Decision) -> tuple[Statement, ...]:
    """Units that are drawn in with an item, and units that other claims hold (5.3)."""
    names = line_names(decision.order)
    return said_once([(place, _units_of(item, names)) for place, item in enumerate(decision.items)])


def _units_of(item: ItemDecision, names: Mapping[str, str]) -> Iterator[Statement]:
    own = item.item.line_id
    for line_id, count in item.units:
        if line_id != own:
            yield say("units.drawn_in", "5.3", goods=names[line_id], units=count)
    if item.held_by:
        named, holders = item.item.quantity, tuple(_holders(item))
        got = min(dict(item.units).get(own, 0), named)
        if got:
            yield say("units.held", "5.4.1", named=named, got=got, holders=holders)
        else:
            yield say("units.all_held", "5.4.1", named=named, holders=holders)


def _holders(item: ItemDecision) -> Iterator[Statement]:
    """The first claims that hold units, and what the others hold together: nobody reads a list of a thousand."""
    for held in item.held_by[:_MOST_HOLDERS]:
        key = f"units.with_{'approved' if held.approved else 'open'}_claim"
        yield say(key, claim_id=held.claim_id, units=held.units)
    others = item.held_by[_MOST_HOLDERS:]
    if others:
        yield say("units.with_others", units=sum([held.units for held in others]))


def _money(decision: Decision) -> Iterator[Statement]:
    """The refund, what is still possible, and what was paid."""
    if decision.claim.remedy is Remedy.REPLACEMENT or decision.outcome is Outcome.NOT_GOVERNED:
        return
    refund, possible, paid = decision.refund, decision.refund_possible, decision.order.paid
    if not possible.total.minor:
        yield say("money.none", "5.4.1", paid=paid)
        return
    for key, sums in (("money.refund", refund), ("money.possible", possible)):
        if not sums.total.minor or (key == "money.possible" and possible.total == refund.total):
            continue
        if sums.freight.minor:
            yield say(f"{key}_with_freight", "5.4.2", total=sums.total, goods=sums.goods, freight=sums.freight)
        else:
            yield say(key, "5.4.1", total=sums.total)
    if possible.total != paid:
        yield say("money.paid", paid=paid)
    if any((line.allocation.line_discount + line.allocation.order_discount).minor for line in possible.lines):
        yield say("money.discounts", "5.4.1")
