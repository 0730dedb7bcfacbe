"""The claim: what is wrong with which units, which remedy the seller asks for, and the evidence.

A ``ClaimRequest`` holds only what the seller may say. A ``Claim`` also holds what only CMOFFER can say.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import TypeVar

from attrs import evolve, field, frozen
from attrs.validators import optional

from cmoffer_policy.calendars import instant, optional_instant
from cmoffer_policy.checks import (
    MOST_ENTRIES,
    MOST_ITEMS,
    Where,
    boolean,
    identifier,
    in_sequence,
    instance,
    integer,
    members,
    named,
    of_type,
    path_of,
    quantity,
    text,
)
from cmoffer_policy.errors import Inconsistent, InputError, InvalidValue, shown
from cmoffer_policy.markup import described
from cmoffer_policy.money import Money, check_currency, not_negative
from cmoffer_policy.order import Order
from cmoffer_policy.vocabulary import (
    GROUNDS,
    Cause,
    Detail,
    Document,
    Problem,
    ProductionStage,
    Remedy,
    Verification,
    causes,
    details,
    repr_of,
)

Found = TypeVar("Found")
Item = TypeVar("Item")


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
    - ``replacement_price``: list price of one unit of the product asked for instead; None for the same product (2.3).
    - ``verification``: the latest answer of the responsible party, an adjudicator or customer service (4.3, 2.2, 2.4).
    - ``approved_at``: when the item was approved; None if it is not, or if the date is unknown. A date on an item that
      is neither confirmed nor ruled for the seller raises ``Inconsistent``.
    """

    line_id: str = field(converter=identifier)
    problem: Problem = field(validator=of_type(Problem))
    quantity: int = field(default=1, converter=quantity)
    causes: frozenset[Cause] = field(default=frozenset(), converter=causes, repr=repr_of)
    rest_usable: bool = field(default=True, converter=boolean)
    replacement_price: Money | None = field(default=None, converter=_optional_price)
    verification: Verification = field(default=Verification.PENDING, validator=of_type(Verification))
    approved_at: datetime | None = field(default=None, converter=optional_instant)

    def __attrs_post_init__(self) -> None:
        if self.approved_at is not None and self.verification not in GROUNDS:
            got = f"{self.approved_at.isoformat()} while the verification is {self.verification.words}"
            expected = "None until it is confirmed or ruled for the seller"
            raise Inconsistent("approved_too_soon", "approved_at", got, expected)


def _some(value: Collection[Item], where: Where, kind: type[Item]) -> tuple[Item, ...]:
    items = in_sequence(value, where, kind, most=MOST_ITEMS)
    if not items:
        raise InvalidValue("empty", path_of(where), "no items", "at least one item")
    return items


def _items(value: Collection[ClaimItem], where: Where = "") -> tuple[ClaimItem, ...]:
    return _some(value, where, ClaimItem)


def _evidence(value: Collection[Evidence], where: Where = "") -> tuple[Evidence, ...]:
    return in_sequence(value, where, Evidence, most=MOST_ITEMS)


@frozen(kw_only=True, field_transformer=named)
class Claim:
    """A seller's application about one order (4.1).

    - ``submitted_at``: decides whether the claim is within the two windows, even while documents are missing.
    - ``production``: the stage of the order when the claim was submitted; None if unknown (2.4).

    Values that contradict each other raise ``Inconsistent``: an approval before the submission, or a replacement price
    on a claim for a refund. Whether the claim fits its order is checked when you add it to the order or decide it.
    """

    claim_id: str = field(converter=identifier)
    order_id: str = field(converter=identifier)
    submitted_at: datetime = field(converter=instant)
    items: tuple[ClaimItem, ...] = field(converter=_items)
    remedy: Remedy = field(validator=of_type(Remedy))
    evidence: tuple[Evidence, ...] = field(default=(), converter=_evidence)
    production: ProductionStage | None = field(default=None, validator=optional(of_type(ProductionStage)))

    def __attrs_post_init__(self) -> None:
        for position, item in enumerate(self.items):
            if item.replacement_price is not None and self.remedy is Remedy.REFUND:
                path, price = f"items[{position}].replacement_price", str(item.replacement_price)
                raise Inconsistent("price_on_refund", path, price, "None where a refund is asked for")
            if item.approved_at is not None and item.approved_at < self.submitted_at:
                path, expected = f"items[{position}].approved_at", f"{self.submitted_at.isoformat()} or later"
                got = item.approved_at.isoformat()
                raise Inconsistent("before_the_claim", path, got, f"{expected}, when the claim was submitted")

    def answered(
        self, verification: Verification, *, at: datetime | None = None, items: Collection[int] | None = None
    ) -> Claim:
        """The claim with an answer from the responsible party, an adjudicator or customer service (4.3, 2.2, 2.4).

        ``items`` are positions, counted from 0; None means every item that is not yet confirmed or ruled for the
        seller. ``at`` is the date of the approval. An answer that applies to no item raises ``Inconsistent``.

        >>> from cmoffer_policy.testing import scenarios
        >>> (case,) = [case for case in scenarios() if str(case) == "both lines wait for an answer"]
        >>> [item.verification for item in case.claim.answered(Verification.CONFIRMED, items=[0]).items]
        [Verification.CONFIRMED, Verification.PENDING]
        """
        if at is not None:
            instant(at, "at")
        chosen = _positions(self, items)
        changed = [
            evolve(item, verification=verification, approved_at=at) if position in chosen else item
            for position, item in enumerate(self.items)
        ]
        return evolve(self, items=changed)

    def reviewed(
        self,
        *,
        shows: Mapping[int, Collection[Detail]] | None = None,
        causes: Mapping[int, Collection[Cause]] | None = None,
    ) -> Claim:
        """The claim with what the review found: what documents show, and what is behind the problems (2.5, 3, 5.2).

        The keys of ``shows`` are positions in ``evidence``, those of ``causes`` positions in ``items``, counted from 0.
        The new values replace the old ones.
        """
        evidence, items = list(self.evidence), list(self.items)
        for position, found in _by_position(shows, "shows", len(evidence)).items():
            evidence[position] = evolve(evidence[position], shows=found)
        for position, behind in _by_position(causes, "causes", len(items)).items():
            items[position] = evolve(items[position], causes=behind)
        return evolve(self, evidence=evidence, items=items)

    def with_evidence(self, *evidence: Evidence) -> Claim:
        """The claim with more documents; its time of submission stays the same (4.1)."""
        return evolve(self, evidence=(*self.evidence, *evidence))

    def asking_for(self, remedy: Remedy, *, claim_id: str, at: datetime, items: Collection[int] | None = None) -> Claim:
        """A new claim about the same items, with its own id and time of submission; verification is pending (4.1).

        ``items`` are positions, counted from 0; None means every item that is not confirmed or ruled for the seller.
        The new claim keeps the documents. A replacement is for the same product, unless you set its price again, and
        ``production`` is unknown again. While this claim is open it keeps its units, and the new one waits behind it.
        If the seller withdraws this claim, record it as ruled against the seller.
        """
        chosen = _positions(self, items)
        if claim_id == self.claim_id:
            raise Inconsistent("duplicate", "claim_id", shown(claim_id), "an id other than that of the first claim")
        if instant(at, "at") < self.submitted_at:
            expected = f"{self.submitted_at.isoformat()} or later, when the first claim was submitted"
            raise Inconsistent("before_the_claim", "at", at.isoformat(), expected)
        fresh = [
            evolve(item, verification=Verification.PENDING, approved_at=None, replacement_price=None)
            for position, item in enumerate(self.items)
            if position in chosen
        ]
        return evolve(self, claim_id=claim_id, submitted_at=at, items=fresh, remedy=remedy, production=None)

    def _repr_html_(self) -> str:
        return described(self)


@frozen(kw_only=True, field_transformer=named)
class RequestedItem:
    """A number of units of one line with one problem, as the seller reports it.

    ``rest_usable``: whether the other pieces of the same set can be used alone (5.3).

    >>> RequestedItem(line_id="ring", problem=Problem.BROKEN).quantity
    1
    """

    line_id: str = field(converter=identifier)
    problem: Problem = field(validator=of_type(Problem))
    quantity: int = field(default=1, converter=quantity)
    rest_usable: bool = field(default=True, converter=boolean)


@frozen(kw_only=True, field_transformer=named)
class Attachment:
    """A document that a seller attaches. What it shows is for a reviewer to say (3.1 to 3.2.3).

    ``line_ids`` names the lines it is about; if empty, it is about the whole claim. ``reference`` is the sender's own
    note, such as a file name, and has no effect.

    >>> Attachment(document=Document.PICTURE, reference="IMG_2041.jpg").line_ids
    frozenset()
    """

    document: Document = field(validator=of_type(Document))
    line_ids: frozenset[str] = field(default=frozenset(), converter=_ids, repr=_repr_of_ids)
    reference: str = field(default="", converter=text)


def _requested(value: Collection[RequestedItem], where: Where = "") -> tuple[RequestedItem, ...]:
    return _some(value, where, RequestedItem)


def _attachments(value: Collection[Attachment], where: Where = "") -> tuple[Attachment, ...]:
    return in_sequence(value, where, Attachment, most=MOST_ITEMS)


@frozen(kw_only=True, field_transformer=named)
class ClaimRequest:
    """What a seller may say when applying: what is wrong with which units, the remedy, the documents (4.1).

    It has no field for an answer, an approval, a cause, a time, a price, or what a document shows. So you can accept a
    request from a stranger as it is: the claim made from it starts with nothing confirmed and nothing proved.

    >>> request = ClaimRequest(
    ...     order_id="A-1",
    ...     items=[RequestedItem(line_id="ring", problem=Problem.BROKEN)],
    ...     remedy=Remedy.REFUND,
    ...     attachments=[Attachment(document=Document.PICTURE, reference="IMG_2041.jpg")],
    ... )
    >>> from cmoffer_policy import parse_instant
    >>> claim = request.received("C-1", at=parse_instant("2024-01-20T12:00:00+08:00"))
    >>> claim.items[0].verification, claim.evidence[0].shows
    (Verification.PENDING, frozenset())
    """

    order_id: str = field(converter=identifier)
    items: tuple[RequestedItem, ...] = field(converter=_requested)
    remedy: Remedy = field(validator=of_type(Remedy))
    attachments: tuple[Attachment, ...] = field(default=(), converter=_attachments)

    def received(
        self,
        claim_id: str,
        *,
        at: datetime,
        production: ProductionStage | None = None,
        replacement_prices: Mapping[int, Money] | None = None,
    ) -> Claim:
        """The claim made from this request and from what the seller cannot say; every verification is pending.

        - ``at``: when the request was submitted, by your service's clock (4.1).
        - ``production``: the stage of the order at that time; None if unknown (2.4).
        - ``replacement_prices``: for items that ask for another product, the list price of one unit of it, by position
          in ``items``, counted from 0 (2.3).

        A price on a request for a refund raises ``Inconsistent``. Whether the claim fits its order is checked when you
        add it to the order or decide it.
        """
        name = "replacement_prices"
        prices = _by_position(replacement_prices, name, len(self.items), "list prices")
        for position, price in prices.items():
            path = f"{name}[{position}]"
            not_negative(price, path)
            if self.remedy is Remedy.REFUND:
                raise Inconsistent("price_on_refund", path, str(price), "no price where a refund is asked for")
        return Claim(
            claim_id=claim_id,
            order_id=self.order_id,
            submitted_at=instant(at, "at"),
            items=[
                ClaimItem(
                    line_id=item.line_id,
                    problem=item.problem,
                    quantity=item.quantity,
                    rest_usable=item.rest_usable,
                    replacement_price=prices.get(position),
                )
                for position, item in enumerate(self.items)
            ],
            remedy=self.remedy,
            evidence=[
                Evidence(document=each.document, shows=(), line_ids=each.line_ids, reference=each.reference)
                for each in self.attachments
            ],
            production=production,
        )

    def _repr_html_(self) -> str:
        return described(self)


def _positions(claim: Claim, items: Collection[int] | None) -> set[int]:
    """The given positions, or by default those of all items that are not confirmed or ruled for the seller."""
    if items is None:
        chosen = {position for position, item in enumerate(claim.items) if item.verification not in GROUNDS}
        if not chosen:
            raise Inconsistent(
                "nothing_open", "items", "no item that is still open", "the positions of the items meant"
            )
        return chosen
    named = members(items, "items", most=MOST_ITEMS)
    if not named:
        raise InvalidValue("empty", "items", "no positions", "at least one position")
    return {integer(position, "items", least=0, most=len(claim.items) - 1) for position in named}


def _by_position(
    found: Mapping[int, Found] | None, name: str, length: int, values: str = "what was found"
) -> dict[int, Found]:
    if found is None:
        return {}
    if not isinstance(found, Mapping):
        raise InvalidValue("not_a_mapping", name, shown(found), f"a mapping from positions to {values}")
    if found and not length:
        raise InvalidValue("too_many", name, shown(dict(found)), "nothing, as the claim has no documents")
    return {integer(position, name, least=0, most=length - 1): value for position, value in found.items()}


def check_match(order: Order, claim: Claim, where: str = "claim") -> None:
    """Raise ``Inconsistent`` if the claim cannot be about this order; ``where`` is the path of the claim."""
    instance(order, "order", Order)
    instance(claim, where, Claim)
    if claim.order_id != order.order_id:
        expected = f"{shown(order.order_id)}, the order at hand"
        raise Inconsistent("other_order", f"{where}.order_id", shown(claim.order_id), expected)
    if claim.submitted_at < order.placed_at:
        expected = f"{order.placed_at.isoformat()} or later, when the order was placed"
        raise Inconsistent("before_the_order", f"{where}.submitted_at", claim.submitted_at.isoformat(), expected)
    named: dict[str, int] = {}
    for position, item in enumerate(claim.items):
        try:
            _check_item(order, item, named)
        except InputError as fault:
            raise fault.under(f"{where}.items[{position}]") from None
    for position, document in enumerate(claim.evidence):
        for line_id in sorted(document.line_ids):
            try:
                order.line(line_id)
            except Inconsistent as fault:
                path = f"{where}.evidence[{position}].line_ids"
                raise Inconsistent(fault.code, path, fault.got, fault.expected) from None


def _check_item(order: Order, item: ClaimItem, named: dict[str, int]) -> None:
    """Raise unless the item can be about the order; ``named`` adds up what the claim names of each line."""
    line = order.line(item.line_id)
    if not item.rest_usable and line.set_id is None:
        raise Inconsistent("not_a_set", "rest_usable", "False", "True for a line that is no piece of a set")
    if item.replacement_price is not None:
        check_currency(item.replacement_price, order.currency, "replacement_price")
    units = named[line.line_id] = named.get(line.line_id, 0) + item.quantity
    if units > line.left:
        got = f"{units} units of line {shown(line.line_id)} in all"
        raise Inconsistent("more_than_left", "quantity", got, f"at most {line.left}, the units left on the line")


def item_of(claim: Claim, item: ClaimItem) -> ClaimItem:
    """The item, which must be one of the claim's."""
    instance(item, "item", ClaimItem)
    if item not in claim.items:
        got = f"an item about line {shown(item.line_id)}"
        raise InvalidValue("not_an_item", "item", got, f"one of the items of claim {shown(claim.claim_id)}")
    return item
