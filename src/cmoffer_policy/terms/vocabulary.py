"""The nouns of the policy, each a closed set of terms."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import Any, TypeVar


class Term(Enum):
    """A term of a closed vocabulary. ``index`` is its place in the order of definition, counted from 0."""

    index: int

    def __new__(cls, value: str) -> Any:
        """Number the members as they are defined."""
        term = object.__new__(cls)
        term._value_ = value
        term.index = len(cls.__members__)
        return term

    def __hash__(self) -> int:
        """By place, so that a set of terms iterates alike in every process."""
        return self.index

    def __repr__(self) -> str:
        return f"{type(self).__name__}.{self.name}"

    @property
    def words(self) -> str:
        """The term as it reads inside an English sentence."""
        return self.name.lower().replace("_", " ")


SomeTerm = TypeVar("SomeTerm", bound=Term)


def names_of(kind: type[SomeTerm]) -> dict[str, SomeTerm]:
    """The terms of a vocabulary by their lower-case names, as documents and tables write them."""
    return {term.value: term for term in kind}


def in_order(terms: Iterable[SomeTerm]) -> list[SomeTerm]:
    """The terms in the order of their definition: the order in which sets of them print and serialise."""
    return sorted(terms, key=lambda term: term.index)


def repr_of(terms: frozenset[SomeTerm]) -> str:
    """A set of terms in the order of their definition, as its members are written."""
    return f"frozenset({{{', '.join(map(repr, in_order(terms)))}}})" if terms else "frozenset()"


class Problem(Term):
    """What the claim says is wrong with an item."""

    WRONG_ITEM = "wrong_item"
    BROKEN = "broken"
    DEFECTIVE = "defective"
    WRONG_BIRTHSTONE = "wrong_birthstone"
    WRONG_ENGRAVING = "wrong_engraving"
    WRONG_SIZE = "wrong_size"
    NOT_AS_DESCRIBED = "not_as_described"
    MISSING_PIECE = "missing_piece"
    NOT_RECEIVED = "not_received"
    CHANGE_OF_MIND = "change_of_mind"
    NOT_ATTRIBUTABLE = "not_attributable"


class Cause(Term):
    """What inspection found to be behind the problem."""

    CORROSION = "corrosion"
    MISUSE = "misuse"
    UNLAWFUL = "unlawful"


class Remedy(Term):
    """What the seller asks for and the policy may grant."""

    REFUND = "refund"
    REPLACEMENT = "replacement"


class ProductionStage(Term):
    """How far the manufacturer is when the claim is submitted."""

    NOT_STARTED = "not_started"
    STARTED = "started"


class Document(Term):
    """A kind of document that a claim can attach."""

    REFUND_SCREENSHOT = "refund_screenshot"
    REDISPATCH_SCREENSHOT = "redispatch_screenshot"
    PICTURE = "picture"
    VIDEO = "video"
    CHAT_SCREENSHOT = "chat_screenshot"
    REFUND_REMARK = "refund_remark"
    LISTING = "listing"
    MEASUREMENT_PHOTO = "measurement_photo"


class Detail(Term):
    """Something that a document has to show."""

    ORDER_NUMBER = "order_number"
    PRODUCT_INFORMATION = "product_information"
    LOGISTICS_NUMBER = "logistics_number"
    PLATFORM_ORDER_NUMBER = "platform_order_number"
    PRODUCED_OR_SHIPPED = "produced_or_shipped"
    PROBLEM_VISIBLE = "problem_visible"
    BUYER_FEEDBACK = "buyer_feedback"
    MATCHES_PLATFORM_LISTING = "matches_platform_listing"
    MEASUREMENT_READABLE = "measurement_readable"


class Verification(Term):
    """What the responsible party, or whoever judges between the parties, has said so far."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    CONTESTED = "contested"
    RULED_FOR_SELLER = "ruled_for_seller"
    RULED_AGAINST_SELLER = "ruled_against_seller"


class Outcome(Term):
    """What the policy decides, from the most favourable to the least."""

    APPROVED = "approved"
    IN_DISPUTE = "in_dispute"
    UNDER_VERIFICATION = "under_verification"
    NEEDS_EVIDENCE = "needs_evidence"
    REFERRED = "referred"
    REJECTED = "rejected"
    NOT_GOVERNED = "not_governed"

    @property
    def rank(self) -> int:
        """How favourable the outcome is to the seller: 6 for approved down to 0 for not governed."""
        return Outcome.NOT_GOVERNED.index - self.index
