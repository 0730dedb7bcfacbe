"""The terms of the policy as closed vocabularies, and when to use each term."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from enum import Enum
from typing import TypeVar

from cmoffer_policy.checks import MOST_ENTRIES, Where, instance, members


class Term(Enum):
    """A term of a closed vocabulary. ``index`` is its place in the order of definition, counted from 0."""

    _value_: str
    index: int

    def __init__(self, _: str) -> None:
        """Number the members as they are defined."""
        self.index = len(type(self).__members__)

    def __hash__(self) -> int:
        """The index, so that a set of terms iterates alike in every process."""
        return self.index

    def __repr__(self) -> str:
        return f"{type(self).__name__}.{self.name}"

    @property
    def words(self) -> str:
        """The term as it reads inside an English sentence."""
        return self.name.lower().replace("_", " ")


SomeTerm = TypeVar("SomeTerm", bound=Term)


def names_of(kind: type[SomeTerm]) -> dict[str, SomeTerm]:
    """The terms of a vocabulary by their lower-case names, the form used in JSON and in tables."""
    return {term.value: term for term in kind}


def in_order(terms: Iterable[SomeTerm]) -> list[SomeTerm]:
    """The terms in the order of their definition, in which sets of them print and serialise."""
    return sorted(terms, key=lambda term: term.index)


def repr_of(terms: frozenset[SomeTerm]) -> str:
    """The repr of a set of terms, in the order of their definition."""
    return f"frozenset({{{', '.join(map(repr, in_order(terms)))}}})" if terms else "frozenset()"


def terms_of(values: object, where: Where, kind: type[SomeTerm]) -> frozenset[SomeTerm]:
    """A collection of terms of one vocabulary as a set."""
    found = members(values, where, most=MOST_ENTRIES)
    for term in found:
        if not isinstance(term, kind):
            instance(term, where, kind)
    return values if type(values) is frozenset else frozenset(found)


class Problem(Term):
    """What the claim says is wrong with an item: the input that decides most.

    >>> Problem("broken")
    Problem.BROKEN
    """

    WRONG_ITEM = "wrong_item"
    """Another product arrived, or the right one in a wrong colour, material, photo or text (2.3.1)."""
    BROKEN = "broken"
    """The item arrived damaged (2.3.1)."""
    DEFECTIVE = "defective"
    """Poor quality or workmanship showed later (2.3.1)."""
    WRONG_BIRTHSTONE = "wrong_birthstone"
    """The birthstone differs from the one ordered (2.3.2)."""
    WRONG_ENGRAVING = "wrong_engraving"
    """The name or text engraved differs from the one ordered (2.3.2)."""
    WRONG_SIZE = "wrong_size"
    """The size differs from the one ordered (2.3.2)."""
    NOT_AS_DESCRIBED = "not_as_described"
    """The item is as ordered, but its size or weight differs from the listing (3.2.3, 5.3)."""
    LOST = "lost"
    """The units named never arrived, whether the rest of the order did or not (2.1, 5.3)."""
    CHANGE_OF_MIND = "change_of_mind"
    """Dislike, no reason, or a cancellation (5.1; before production 2.4)."""
    NOT_ATTRIBUTABLE = "not_attributable"
    """Any other reason that is not the manufacturer's (3.2.2)."""


class Cause(Term):
    """What inspection found to be behind the problem."""

    CORROSION = "corrosion"
    """The item was exposed to sea water, sunscreen, perfume or another corrosive substance (2.5.1)."""
    MISUSE = "misuse"
    """Neglect, abuse, knocks or wear (2.5.2)."""
    UNLAWFUL = "unlawful"
    """The goods were not sent, or were recalled, destroyed or seized, as unlawful; a suspicion is not enough (5.2)."""
    LISTING_DIFFERS = "listing_differs"
    """Your listing says something other than CMOFFER's description; counts for ``NOT_AS_DESCRIBED`` only (3.2.3)."""


class Remedy(Term):
    """What the seller asks for and the policy may grant."""

    REFUND = "refund"
    """Money back into the seller's CMOFFER account balance (4.4)."""
    REPLACEMENT = "replacement"
    """A new piece free of charge: the same product, or one that does not list at more (2.3)."""


class ProductionStage(Term):
    """How far the manufacturer is when the claim is submitted (2.4)."""

    NOT_STARTED = "not_started"
    """Production has not begun."""
    STARTED = "started"
    """Production has begun, or is over."""


class Document(Term):
    """A kind of document that a claim can attach."""

    REFUND_SCREENSHOT = "refund_screenshot"
    """Your shop's page that shows your refund to the buyer (3.1)."""
    REDISPATCH_SCREENSHOT = "redispatch_screenshot"
    """The CMOFFER page that shows your new order for the buyer (3.1)."""
    PICTURE = "picture"
    """A photo of the item (3.2.1)."""
    VIDEO = "video"
    """A video of the item (3.2.1)."""
    CHAT_SCREENSHOT = "chat_screenshot"
    """Your chat with the buyer (3.2.2)."""
    REFUND_REMARK = "refund_remark"
    """The remarks that the buyer left with the refund request (3.2.2)."""
    LISTING = "listing"
    """Your own listing of the product (3.2.3)."""
    MEASUREMENT_PHOTO = "measurement_photo"
    """A photo of the item on a ruler or a scale (3.2.3)."""


class Detail(Term):
    """Something that a document has to show."""

    ORDER_NUMBER = "order_number"
    """The order number in your shop, on a refund screenshot (3.1)."""
    PRODUCT_INFORMATION = "product_information"
    """Which product it is, on a refund screenshot (3.1)."""
    LOGISTICS_NUMBER = "logistics_number"
    """The tracking number of the parcel, on a refund screenshot (3.1)."""
    CMOFFER_ORDER_NUMBER = "cmoffer_order_number"
    """The number of the new order at CMOFFER, on a re-dispatch screenshot (3.1)."""
    PRODUCED_OR_SHIPPED = "produced_or_shipped"
    """That the new order is produced or shipped, on a re-dispatch screenshot (3.1)."""
    PROBLEM_VISIBLE = "problem_visible"
    """The problem itself, clearly, in a picture or a video (3.2.1)."""
    BUYER_FEEDBACK = "buyer_feedback"
    """The buyer's own words about the problem, in a chat or a remark (3.2.2)."""
    MATCHES_CMOFFER_LISTING = "matches_cmoffer_listing"
    """The description that CMOFFER gives of the product, in your listing (3.2.3)."""
    MEASUREMENT_READABLE = "measurement_readable"
    """The size or weight, legibly, on a measurement photo (3.2.3)."""


class Verification(Term):
    """What the responsible party, or whoever decides between the parties, has answered about an item so far.

    About a cancellation it is customer service that answers (2.4).
    """

    PENDING = "pending"
    """Nobody has answered yet."""
    CONFIRMED = "confirmed"
    """The responsible party accepts the claim (4.3), or customer service the cancellation (2.4)."""
    CONTESTED = "contested"
    """The responsible party objects and nobody has ruled yet (4.3), or customer service declines (2.4)."""
    RULED_FOR_SELLER = "ruled_for_seller"
    """The responsible party objected, and the ruling is for the seller (4.3, 2.2)."""
    RULED_AGAINST_SELLER = "ruled_against_seller"
    """The responsible party objected, and the first ruling is against the seller (4.3, 2.2)."""
    SHOPIFY_RULED_AGAINST_SELLER = "shopify_ruled_against_seller"
    """Shopify, asked after CMOFFER's ruling or in its place, ruled against the seller: the last word (2.2)."""


GROUNDS = frozenset({Verification.CONFIRMED, Verification.RULED_FOR_SELLER})
"""The answers on which an item can be approved."""


class Actor(Term):
    """Who has to do something about a claim."""

    SELLER = "seller"
    """The seller who bought at CMOFFER."""
    CMOFFER = "cmoffer"
    """The company that sold to the seller, and pays or replaces."""
    RESPONSIBLE_PARTY = "responsible_party"
    """The manufacturer, or whoever else is responsible for the goods (4.2, 4.3)."""
    SHOPIFY = "shopify"
    """Whoever rules between the parties at Shopify (2.2)."""
    CUSTOMER_SERVICE = "customer_service"
    """CMOFFER's customer service, which knows the stage of production (2.4)."""


class Action(Term):
    """What somebody has to do about a claim."""

    ACCEPT = "accept"
    """Accept the claim and pass it to the responsible party (4.2)."""
    ADD_EVIDENCE = "add_evidence"
    """Send the documents, the details or the date of delivery that are missing (2.3, 3.1 to 3.2.3)."""
    ANSWER = "answer"
    """Confirm the problem, or object (4.3)."""
    RULE = "rule"
    """Rule on the objection (4.3, 2.2)."""
    SAY_IF_CANCELLABLE = "say_if_cancellable"
    """Say whether the order can still be cancelled (2.4)."""
    PAY = "pay"
    """Pay the refund into the seller's CMOFFER account balance (4.4)."""
    REPLACE = "replace"
    """Send the replacement (2.3)."""


class Outcome(Term):
    """What the policy decides, from the most favourable to the least."""

    APPROVED = "approved"
    """The remedy asked for is granted."""
    IN_DISPUTE = "in_dispute"
    """The responsible party objects, and somebody has to rule (4.3, 2.2)."""
    UNDER_VERIFICATION = "under_verification"
    """Everything is there, and the responsible party has to answer (4.3)."""
    NEEDS_EVIDENCE = "needs_evidence"
    """A document, a detail in one, or a delivery date that decides is missing (2.3, 3.1 to 3.2.3)."""
    REFERRED = "referred"
    """Customer service decides whether the order can still be cancelled (2.4)."""
    REJECTED = "rejected"
    """A clause rules the remedy out."""
    NOT_GOVERNED = "not_governed"
    """The order is older than the policy (6.1)."""

    @property
    def rank(self) -> int:
        """How favourable the outcome is to the seller: 6 for approved down to 0 for not governed."""
        return Outcome.NOT_GOVERNED.index - self.index


def details(values: Collection[Detail], where: Where = "") -> frozenset[Detail]:
    """Details of documents as a set."""
    return terms_of(values, where, Detail)


def causes(values: Collection[Cause], where: Where = "") -> frozenset[Cause]:
    """Causes as a set."""
    return terms_of(values, where, Cause)
