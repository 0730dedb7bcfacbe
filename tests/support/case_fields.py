"""The fields of orders and claims by kind, a case that uses them, and the refusal of a value for one of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from cmoffer_policy import (
    Attachment,
    Claim,
    ClaimItem,
    ClaimRequest,
    Document,
    Evidence,
    InputError,
    Order,
    OrderClaims,
    OrderLine,
    RequestedItem,
    decide,
)
from support.builders import a_claim, a_line, a_request, an_attachment, an_item, an_order, at, requested_item, usd


def a_document(**changes: Any) -> Evidence:
    """A picture that shows nothing."""
    return Evidence(**{"document": Document.PICTURE, "shows": (), **changes})


BUILDERS: dict[type, Callable[..., Any]] = {
    OrderLine: a_line,
    Order: an_order,
    Evidence: a_document,
    ClaimItem: an_item,
    Claim: a_claim,
    RequestedItem: requested_item,
    Attachment: an_attachment,
    ClaimRequest: a_request,
}


def a_rich_order() -> Order:
    """Two lines of a set and one besides, with every field in use."""
    return an_order(
        a_line(
            "ring",
            quantity=2,
            discount=usd("1.80"),
            title="Silver ring",
            set_id="pair",
            shipped_at=at("2024-01-06"),
            settled=1,
        ),
        a_line("chain", quantity=2, set_id="pair"),
        a_line("pin", unit_price=usd("5.00")),
        freight=usd("4.00"),
        discount=usd("3.00"),
        delivered_at=at("2024-01-15"),
    )


def fields(**names: str) -> list[tuple[type, str]]:
    """The fields of one kind, written down by class."""
    kinds = {kind.__name__: kind for kind in BUILDERS}
    return [(kinds[kind], name) for kind, listed in names.items() for name in listed.split()]


def refused(kind: type, name: str, value: Any) -> InputError:
    """The refusal of a value for one field of an object that is fine otherwise."""
    with pytest.raises(InputError) as refusal:
        BUILDERS[kind](**{name: value})
    return refusal.value


def check(fault: InputError, kind: type[InputError], code: str, path: str, got: str, expected: str) -> None:
    """The class, the four attributes and the message computed from them."""
    assert (type(fault), fault.code, fault.path, fault.got, fault.expected) == (kind, code, path, got, expected)
    assert str(fault) == f"{path}: got {got}, expected {expected}"


IDS = fields(
    OrderLine="line_id set_id",
    Order="order_id",
    ClaimItem="line_id",
    Claim="claim_id order_id",
    RequestedItem="line_id",
    ClaimRequest="order_id",
)
AMOUNTS = fields(OrderLine="unit_price discount", Order="freight discount", ClaimItem="replacement_price")
INSTANTS = fields(
    OrderLine="shipped_at", Order="placed_at shipped_at delivered_at", ClaimItem="approved_at", Claim="submitted_at"
)
OPTIONAL = {"set_id", "shipped_at", "delivered_at", "production", "approved_at", "replacement_price"}
IN_ORDER = fields(Order="lines", Claim="items evidence", ClaimRequest="items attachments")
UNORDERED = fields(Evidence="shows line_ids", ClaimItem="causes", Attachment="line_ids")
COLLECTIONS = [*IN_ORDER, *UNORDERED]
TERMS = {
    (Evidence, "document"): "Document",
    (ClaimItem, "problem"): "Problem",
    (Claim, "remedy"): "Remedy",
    (ClaimItem, "verification"): "Verification",
    (Claim, "production"): "ProductionStage",
    (RequestedItem, "problem"): "Problem",
    (Attachment, "document"): "Document",
    (ClaimRequest, "remedy"): "Remedy",
}
COUNTS = {
    (OrderLine, "quantity"): 1,
    (OrderLine, "settled"): 0,
    (ClaimItem, "quantity"): 1,
    (RequestedItem, "quantity"): 1,
}
EVERY_FIELD = [
    *IDS,
    *AMOUNTS,
    *INSTANTS,
    *COLLECTIONS,
    *TERMS,
    *COUNTS,
    (OrderLine, "title"),
    (Evidence, "reference"),
    (ClaimItem, "rest_usable"),
    (Attachment, "reference"),
    (RequestedItem, "rest_usable"),
]


def claim_for(order: Order, **changes: Any) -> None:
    """What comes of a claim on the order: it is refused alike by itself, beside another one and in a record."""
    claim = a_claim(**changes)
    with pytest.raises(InputError) as by_itself:
        decide(order, claim)
    with pytest.raises(InputError) as added:
        OrderClaims(order).with_claim(claim)
    with pytest.raises(InputError) as in_record:
        OrderClaims(order, [claim])
    assert str(added.value) == str(by_itself.value)
    assert str(in_record.value) == str(by_itself.value).replace("claim", "claims[0]", 1)
    raise by_itself.value
