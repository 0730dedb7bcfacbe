"""What a claim and its order must have in common before either says anything about the other."""

from __future__ import annotations

from cmoffer_policy.case.claims import Claim, ClaimItem, Evidence
from cmoffer_policy.case.orders import Order
from cmoffer_policy.errors import Inconsistent, InvalidValue, shown
from cmoffer_policy.values.checks import instance
from cmoffer_policy.values.money import check_currency


def check_match(order: Order, claim: Claim) -> None:
    """Raise ``Inconsistent`` where the claim cannot be one about this order."""
    instance(order, "order", Order)
    instance(claim, "claim", Claim)
    if claim.order_id != order.order_id:
        raise Inconsistent(
            "other_order", "claim.order_id", shown(claim.order_id), f"{shown(order.order_id)}, the order at hand"
        )
    if claim.submitted_at < order.placed_at:
        expected = f"{order.placed_at.isoformat()} or later, when the order was placed"
        raise Inconsistent("before_the_order", "claim.submitted_at", claim.submitted_at.isoformat(), expected)
    for position, item in enumerate(claim.items):
        _check_item(order, item, position)
    for position, document in enumerate(claim.evidence):
        if document.line_ids:
            _check_document(order, document, position)
    _check_units(order, claim)


def _check_document(order: Order, document: Evidence, position: int) -> None:
    for line_id in sorted(document.line_ids):
        try:
            order.line(line_id)
        except Inconsistent as fault:
            path = f"claim.evidence[{position}].line_ids"
            raise Inconsistent(fault.code, path, fault.got, fault.expected) from None


def _check_item(order: Order, item: ClaimItem, position: int) -> None:
    try:
        line = order.line(item.line_id)
    except Inconsistent as fault:
        raise fault.under(f"claim.items[{position}]") from None
    if not item.rest_usable and line.set_id is None:
        path = f"claim.items[{position}].rest_usable"
        raise Inconsistent("not_a_set", path, "False", "True for a line that is no piece of a set")
    price = item.replacement_price
    if price is not None:
        check_currency(price, order.currency, f"claim.items[{position}].replacement_price")


def _check_units(order: Order, claim: Claim) -> None:
    named: dict[str, int] = {}
    for position, item in enumerate(claim.items):
        named[item.line_id] = named.get(item.line_id, 0) + item.quantity
        left = order.line(item.line_id).left
        if named[item.line_id] > left:
            path = f"claim.items[{position}].quantity"
            got = f"{named[item.line_id]} units of line {shown(item.line_id)} in all"
            raise Inconsistent("more_than_left", path, got, f"at most {left}, the units left on the line")


def item_of(claim: Claim, item: ClaimItem) -> ClaimItem:
    """The item, which has to be one of the claim's."""
    instance(item, "item", ClaimItem)
    if item not in claim.items:
        got = f"an item about line {shown(item.line_id)}"
        raise InvalidValue("not_an_item", "item", got, f"one of the items of claim {shown(claim.claim_id)}")
    return item
