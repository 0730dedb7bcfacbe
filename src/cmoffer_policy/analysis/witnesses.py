"""A concrete, natural-looking case for any Facts: the way back from ``observe``."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from attrs import frozen

from cmoffer_policy.analysis.cases import is_reachable
from cmoffer_policy.calendars import BEIJING, FIRST_YEAR
from cmoffer_policy.claim import Claim, ClaimItem, Evidence
from cmoffer_policy.errors import InvalidValue, shown
from cmoffer_policy.evidence import DETAILS
from cmoffer_policy.facts import Facts, Phase
from cmoffer_policy.money import Money
from cmoffer_policy.order import Order, OrderLine
from cmoffer_policy.policy import GuaranteeStart, Policy
from cmoffer_policy.vocabulary import (
    Cause,
    Document,
    Remedy,
)

_RING = Money(minor=4990, currency="USD")
_DEARER_RING = Money(minor=5990, currency="USD")
_CHAIN = Money(minor=2490, currency="USD")
_FREIGHT = Money(minor=600, currency="USD")
_TUESDAY = 1
_LONGEST_REST = 20
"""Days within which every run of rest days is over, however long a window is postponed."""


@frozen
class Dates:
    """When a case happened, in Beijing time."""

    placed_at: datetime
    shipped_at: datetime | None
    delivered_at: datetime | None
    submitted_at: datetime


def realise(facts: Facts, policy: Policy) -> tuple[Order, Claim, ClaimItem]:
    """An order, a claim about it and its one item that are observed as these facts under the policy.

    The order is for a ring and a chain, or for the ring alone where nothing arrived. The claim is about the ring.
    Facts that the policy cannot reach raise ``InvalidValue``.

    >>> from cmoffer_policy import POLICY_2023, china_calendar, observe
    >>> from cmoffer_policy.analysis import all_facts
    >>> facts = next(all_facts(POLICY_2023))
    >>> observe(*realise(facts, POLICY_2023), policy=POLICY_2023, calendar=china_calendar()) == facts
    True
    """
    if not is_reachable(facts, policy):
        raise InvalidValue("not_reachable", "facts", shown(facts), "facts that some case gives rise to")
    return case_of(facts, _dates(facts, policy))


def case_of(facts: Facts, dates: Dates) -> tuple[Order, Claim, ClaimItem]:
    """An order, a claim and its item with what the facts say, but for what follows from the dates."""
    order = Order(
        order_id="ORDER-1",
        placed_at=dates.placed_at,
        lines=[
            OrderLine(line_id="ring", quantity=1, unit_price=_RING),
            *([] if facts.nothing_arrived else [OrderLine(line_id="chain", quantity=1, unit_price=_CHAIN)]),
        ],
        freight=_FREIGHT,
        shipped_at=dates.shipped_at,
        delivered_at=dates.delivered_at,
    )
    found = (facts.corrosion, facts.misuse, facts.unlawful, facts.listing_differs)
    item = ClaimItem(
        line_id="ring",
        problem=facts.problem,
        causes=[cause for cause, is_found in zip(Cause, found, strict=True) if is_found],
        replacement_price=_DEARER_RING if facts.replacement_dearer else None,
        verification=facts.verification,
    )
    claim = Claim(
        claim_id="CLAIM-1",
        order_id=order.order_id,
        submitted_at=dates.submitted_at,
        items=(item,),
        remedy=facts.remedy,
        evidence=_evidence(facts),
        production=facts.production if facts.phase is Phase.NOT_SHIPPED else None,
    )
    return order, claim, item


def _evidence(facts: Facts) -> list[Evidence]:
    """One document for each proof that is complete; what is not proved is not attached."""
    compensation = Document.REFUND_SCREENSHOT if facts.remedy is Remedy.REFUND else Document.REDISPATCH_SCREENSHOT
    attached = {
        compensation: facts.buyer_compensated,
        Document.PICTURE: facts.problem_shown,
        Document.CHAT_SCREENSHOT: facts.buyer_quoted,
        Document.LISTING: facts.description_proved,
        Document.MEASUREMENT_PHOTO: facts.description_proved,
    }
    return [Evidence(document=document, shows=DETAILS[document]) for document, given in attached.items() if given]


def _dates(facts: Facts, policy: Policy) -> Dates:
    """Dates that lead to the phase, with room for windows postponed to a working day.

    Where only one of two windows from one start is open, the other ended the day before: on a Tuesday of August, when
    no statutory holiday can have postponed it.
    """
    shorter = min(policy.after_sales_days, policy.guarantee_days)
    tuesday = _tuesday_in_august(_earliest_shipment(facts, policy) + timedelta(days=shorter))
    shipped_at = _at(tuesday - timedelta(days=shorter), 18)
    placed_at = _placed_before(shipped_at, facts, policy)
    hours, days = timedelta(hours=1), timedelta(days=1)
    from_delivery = policy.guarantee_start is GuaranteeStart.DELIVERY
    soon = 5 * days if shorter > 10 else hours
    match facts.phase:
        case Phase.NOT_SHIPPED:
            return Dates(placed_at, None, None, placed_at + days)
        case Phase.BOTH_OPEN:
            return Dates(placed_at, shipped_at, shipped_at + soon, shipped_at + soon + hours)
        case Phase.GUARANTEE_UNKNOWN:
            over = shipped_at + (max(policy.after_sales_days, policy.guarantee_days) + _LONGEST_REST) * days
            return Dates(placed_at, shipped_at, None, over)
        case Phase.AFTER_SALES_OPEN if from_delivery:  # delivered at once, lest the guarantee last longer
            return Dates(placed_at, shipped_at, shipped_at + hours, _at(tuesday + days, 12))
        case Phase.GUARANTEE_OPEN if from_delivery:
            delivered_at = shipped_at + (policy.after_sales_days + _LONGEST_REST) * days
            return Dates(placed_at, shipped_at, delivered_at, delivered_at + hours)
        case Phase.AFTER_SALES_OPEN | Phase.GUARANTEE_OPEN:
            return Dates(placed_at, shipped_at, shipped_at + soon, _at(tuesday + days, 12))
        case _:
            longer = max(policy.after_sales_days, policy.guarantee_days)
            over = shipped_at + soon + (longer + _LONGEST_REST) * days
            return Dates(placed_at, shipped_at, shipped_at + soon, over)


def _earliest_shipment(facts: Facts, policy: Policy) -> date:
    """Two days after an order under the policy can be placed first; older orders are shipped a day before that."""
    if facts.governed:
        return max(policy.effective_from, date(FIRST_YEAR, 1, 1)) + timedelta(days=2)
    return policy.effective_from + timedelta(days=1)


def _placed_before(shipped_at: datetime, facts: Facts, policy: Policy) -> datetime:
    """Two days before the shipment; for an order older than the policy, on the last day before it took effect."""
    if facts.governed:
        return _at(shipped_at.date() - timedelta(days=2), 10)
    return _at(policy.effective_from - timedelta(days=1), 10)


def _tuesday_in_august(day: date) -> date:
    """The first Tuesday in the middle of August on the day or later."""
    this_year = _mid_august_tuesday(day.year)
    return this_year if this_year >= day else _mid_august_tuesday(day.year + 1)


def _mid_august_tuesday(year: int) -> date:
    middle = date(year, 8, 15)
    return middle + timedelta(days=(_TUESDAY - middle.weekday()) % 7)


def _at(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=BEIJING)
