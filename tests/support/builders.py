"""Short ways to a natural case: every builder starts from a claim that the policy approves and takes what differs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from attrs import evolve

from cmoffer_policy import (
    Attachment,
    Claim,
    ClaimItem,
    ClaimRequest,
    Detail,
    Document,
    Evidence,
    Money,
    Order,
    OrderLine,
    Problem,
    Remedy,
    RequestedItem,
    Verification,
    parse_instant,
)
from cmoffer_policy.facts import Facts, Phase


def at(local: str) -> datetime:
    """An instant from its local time on the CMOFFER's clock, such as "2024-03-01 23:30"."""
    day, _, time = local.partition(" ")
    return parse_instant(f"{day}T{time or '12:00'}+08:00")


def usd(amount: str) -> Money:
    return Money.of(amount, "USD")


def a_line(line_id: str = "ring", **changes: Any) -> OrderLine:
    return OrderLine(**{"line_id": line_id, "quantity": 1, "unit_price": usd("19.90"), **changes})


def an_order(*lines: OrderLine, **changes: Any) -> Order:
    """Placed on 3 January 2024 and shipped on the 5th at noon: day 30 is 4 February, day 60 is 5 March."""
    return Order(
        **{
            "order_id": "A-1",
            "placed_at": at("2024-01-03"),
            "lines": lines or (a_line(),),
            "shipped_at": at("2024-01-05"),
            **changes,
        }
    )


def an_item(line_id: str = "ring", problem: Problem = Problem.BROKEN, **changes: Any) -> ClaimItem:
    """One unit, confirmed."""
    return ClaimItem(
        **{"line_id": line_id, "problem": problem, "verification": Verification.CONFIRMED, **changes},
    )


REFUND_SCREENSHOT = Evidence(
    document=Document.REFUND_SCREENSHOT,
    shows={Detail.ORDER_NUMBER, Detail.PRODUCT_INFORMATION, Detail.LOGISTICS_NUMBER},
)
REDISPATCH_SCREENSHOT = Evidence(
    document=Document.REDISPATCH_SCREENSHOT, shows={Detail.CMOFFER_ORDER_NUMBER, Detail.PRODUCED_OR_SHIPPED}
)
PICTURE = Evidence(document=Document.PICTURE, shows={Detail.PROBLEM_VISIBLE})
CHAT = Evidence(document=Document.CHAT_SCREENSHOT, shows={Detail.BUYER_FEEDBACK})
LISTING = Evidence(document=Document.LISTING, shows={Detail.MATCHES_CMOFFER_LISTING})
MEASUREMENT = Evidence(document=Document.MEASUREMENT_PHOTO, shows={Detail.MEASUREMENT_READABLE})
COMPLETE = (REFUND_SCREENSHOT, PICTURE, CHAT, LISTING, MEASUREMENT)


def a_claim(
    *items: ClaimItem, verification: Verification | None = None, approved_at: datetime | None = None, **changes: Any
) -> Claim:
    """Submitted on 10 January 2024, day 5, for a refund, completely proved and confirmed.

    ``verification`` and ``approved_at`` are those of every item, where they are given.
    """
    answer = {"verification": verification, "approved_at": approved_at}
    given = {name: value for name, value in answer.items() if value is not None}
    items = items or (an_item(),)
    return Claim(
        **{
            "claim_id": "C-1",
            "order_id": "A-1",
            "submitted_at": at("2024-01-10"),
            "items": [evolve(item, **given) for item in items] if given else items,
            "remedy": Remedy.REFUND,
            "evidence": COMPLETE,
            **changes,
        }
    )


def requested_item(line_id: str = "ring", problem: Problem = Problem.BROKEN, **changes: Any) -> RequestedItem:
    return RequestedItem(**{"line_id": line_id, "problem": problem, **changes})


def an_attachment(document: Document = Document.PICTURE, **changes: Any) -> Attachment:
    return Attachment(**{"document": document, **changes})


def a_request(*items: RequestedItem, **changes: Any) -> ClaimRequest:
    """One broken ring, for a refund, with one document of each kind that proves it."""
    documents = (Document.REFUND_SCREENSHOT, Document.PICTURE, Document.CHAT_SCREENSHOT)
    return ClaimRequest(
        **{
            "order_id": "A-1",
            "items": items or (requested_item(),),
            "remedy": Remedy.REFUND,
            "attachments": [an_attachment(document) for document in documents],
            **changes,
        }
    )


APPROVED_FACTS = Facts(
    governed=True,
    phase=Phase.BOTH_OPEN,
    problem=Problem.BROKEN,
    remedy=Remedy.REFUND,
    replacement_dearer=False,
    production=None,
    nothing_arrived=False,
    corrosion=False,
    misuse=False,
    unlawful=False,
    listing_differs=False,
    buyer_compensated=True,
    problem_shown=True,
    buyer_quoted=True,
    description_proved=True,
    verification=Verification.CONFIRMED,
)


def some_facts(**changes: Any) -> Facts:
    """The facts of an approved refund, with what differs."""
    return evolve(APPROVED_FACTS, **changes)


def settle(order: Order, units: Mapping[str, int]) -> Order:
    """The order with further units settled before its first claim."""
    return evolve(
        order, lines=[evolve(line, settled=line.settled + units.get(line.line_id, 0)) for line in order.lines]
    )
