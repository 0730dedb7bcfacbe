"""The claim: what is wrong with which units, which remedy the seller asks for, and the evidence."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from attrs import field, frozen

from cmoffer_policy.calendars import instant, optional_instant
from cmoffer_policy.checks import (
    MOST_ENTRIES,
    Where,
    boolean,
    identifier,
    in_sequence,
    instance,
    members,
    named,
    of_type,
    path_of,
    quantity,
    text,
)
from cmoffer_policy.errors import Inconsistent, InvalidValue, shown
from cmoffer_policy.markup import described
from cmoffer_policy.money import Money, check_currency, not_negative
from cmoffer_policy.order import Order
from cmoffer_policy.vocabulary import (
    Cause,
    Detail,
    Document,
    Problem,
    Remedy,
    Verification,
    causes,
    details,
    repr_of,
)


def _ids(value: Collection[str], where: Where = "") -> frozenset[str]:
    return frozenset([identifier(line_id, where) for line_id in members(value, where, most=MOST_ENTRIES)])


def _repr_of_ids(ids: frozenset[str]) -> str:
    return f"frozenset({{{', '.join(map(repr, sorted(ids)))}}})" if ids else "frozenset()"


@frozen(kw_only=True, field_transformer=named)
class Evidence:
    """One attached document and the details it shows (3.1 to 3.2.3).

    ``line_ids`` names the lines it is about; if empty, it is about the whole claim. ``reference`` is the sender's own
    note, such as a file name, and has no effect.
    """

    document: Document = field(validator=of_type(Document))
    shows: frozenset[Detail] = field(converter=details, repr=repr_of)
    line_ids: frozenset[str] = field(default=frozenset(), converter=_ids, repr=_repr_of_ids)
    reference: str = field(default="", converter=text)


def _optional_price(value: Money | None, where: Where = "") -> Money | None:
    return None if value is None else not_negative(value, where)


@frozen(kw_only=True, field_transformer=named)
class ClaimItem:
    """A number of units of one line with one problem.

    - ``causes``: what inspection found to be behind the problem.
    - ``rest_usable``: whether the other pieces of the same set can be used alone (5.3).
    - ``replacement_price``: list price of the product asked for in exchange; None means the same product (2.3).
    """

    line_id: str = field(converter=identifier)
    problem: Problem = field(validator=of_type(Problem))
    quantity: int = field(default=1, converter=quantity)
    causes: frozenset[Cause] = field(default=frozenset(), converter=causes, repr=repr_of)
    rest_usable: bool = field(default=True, converter=boolean)
    replacement_price: Money | None = field(default=None, converter=_optional_price)


def _items(value: Collection[ClaimItem], where: Where = "") -> tuple[ClaimItem, ...]:
    items = in_sequence(value, where, ClaimItem)
    if not items:
        raise InvalidValue("empty", path_of(where), "no items", "at least one item")
    return items


def _evidence(value: Collection[Evidence], where: Where = "") -> tuple[Evidence, ...]:
    return in_sequence(value, where, Evidence)


@frozen(kw_only=True, field_transformer=named)
class Claim:
    """A seller's application about one order (4.1).

    - ``submitted_at``: the time that counts for both windows, even while documents are missing.
    - ``verification``: what the responsible party or the adjudicator has answered so far (4.3, 2.2).
    - ``approved_at``: when the claim was approved; needs a confirmation or a ruling for the seller.

    Values that do not fit together raise ``Inconsistent``: an approval before the submission, an approval without a
    confirmation or ruling, a replacement price on a claim for a refund. Whether the claim fits its order is checked by
    ``decide``.
    """

    claim_id: str = field(converter=identifier)
    order_id: str = field(converter=identifier)
    submitted_at: datetime = field(converter=instant)
    items: tuple[ClaimItem, ...] = field(converter=_items)
    remedy: Remedy = field(validator=of_type(Remedy))
    evidence: tuple[Evidence, ...] = field(default=(), converter=_evidence)
    verification: Verification = field(default=Verification.PENDING, validator=of_type(Verification))
    approved_at: datetime | None = field(default=None, converter=optional_instant)

    def __attrs_post_init__(self) -> None:
        if self.remedy is Remedy.REFUND:
            for position, item in enumerate(self.items):
                if item.replacement_price is not None:
                    path = f"items[{position}].replacement_price"
                    raise Inconsistent(
                        "price_on_refund", path, str(item.replacement_price), "None where a refund is asked for"
                    )
        if self.approved_at is not None:
            _check_approval(self, self.approved_at)

    def _repr_html_(self) -> str:
        return described(self)


def _check_approval(claim: Claim, approved_at: datetime) -> None:
    if approved_at < claim.submitted_at:
        expected = f"{claim.submitted_at.isoformat()} or later, when the claim was submitted"
        raise Inconsistent("before_the_claim", "approved_at", approved_at.isoformat(), expected)
    if claim.verification not in (Verification.CONFIRMED, Verification.RULED_FOR_SELLER):
        got = f"{approved_at.isoformat()} while the verification is {claim.verification.words}"
        raise Inconsistent(
            "approved_too_soon", "approved_at", got, "None until it is confirmed or ruled for the seller"
        )


def check_match(order: Order, claim: Claim) -> None:
    """Raise ``Inconsistent`` if the claim cannot be about this order."""
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
    """The item, which must be one of the claim's."""
    instance(item, "item", ClaimItem)
    if item not in claim.items:
        got = f"an item about line {shown(item.line_id)}"
        raise InvalidValue("not_an_item", "item", got, f"one of the items of claim {shown(claim.claim_id)}")
    return item
