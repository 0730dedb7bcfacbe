"""The claim: what is wrong with which units, which remedy is asked for, and what proves it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import SupportsIndex

from attrs import field, frozen

from cmoffer_policy.display import described
from cmoffer_policy.errors import Inconsistent, InvalidValue
from cmoffer_policy.terms.vocabulary import (
    Cause,
    Detail,
    Document,
    Problem,
    Remedy,
    SomeTerm,
    Verification,
    repr_of,
)
from cmoffer_policy.values.checks import (
    MOST_ENTRIES,
    MOST_UNITS,
    boolean,
    identifier,
    in_sequence,
    instance,
    integer,
    members,
    text,
)
from cmoffer_policy.values.instants import instant
from cmoffer_policy.values.money import Money, money


def _terms(value: object, path: str, kind: type[SomeTerm]) -> frozenset[SomeTerm]:
    return frozenset([instance(term, path, kind) for term in members(value, path, most=MOST_ENTRIES)])


def _document(value: Document) -> Document:
    return instance(value, "document", Document)


def _shows(value: Collection[Detail]) -> frozenset[Detail]:
    return _terms(value, "shows", Detail)


def _line_ids(value: Collection[str]) -> frozenset[str]:
    return frozenset([identifier(line_id, "line_ids") for line_id in members(value, "line_ids", most=MOST_ENTRIES)])


def _repr_of_ids(ids: frozenset[str]) -> str:
    return f"frozenset({{{', '.join(map(repr, sorted(ids)))}}})" if ids else "frozenset()"


def _reference(value: str) -> str:
    return text(value, "reference")


@frozen(kw_only=True)
class Evidence:
    """One attached document and the details it shows (3.1 to 3.2.3).

    ``line_ids`` names the lines it is about, none meaning the whole claim. ``reference`` is the sender's own note, such
    as a file name; nothing is read from it.
    """

    document: Document = field(converter=_document)
    shows: frozenset[Detail] = field(converter=_shows, repr=repr_of)
    line_ids: frozenset[str] = field(default=frozenset(), converter=_line_ids, repr=_repr_of_ids)
    reference: str = field(default="", converter=_reference)


def _line_id(value: str) -> str:
    return identifier(value, "line_id")


def _problem(value: Problem) -> Problem:
    return instance(value, "problem", Problem)


def _quantity(value: SupportsIndex) -> int:
    return integer(value, "quantity", least=1, most=MOST_UNITS)


def _causes(value: Collection[Cause]) -> frozenset[Cause]:
    return _terms(value, "causes", Cause)


def _rest_usable(value: bool) -> bool:  # noqa: FBT001 - attrs passes it by position
    return boolean(value, "rest_usable")


def _replacement_price(value: Money | None) -> Money | None:
    return None if value is None else money(value, "replacement_price")


@frozen(kw_only=True)
class ClaimItem:
    """So many units of one line with one problem.

    - ``causes``: what inspection found behind it.
    - ``rest_usable``: whether the other pieces of the same set can be used alone (5.3).
    - ``replacement_price``: list price of the unit asked for instead; None asks for the same product (2.3).
    """

    line_id: str = field(converter=_line_id)
    problem: Problem = field(converter=_problem)
    quantity: int = field(default=1, converter=_quantity)
    causes: frozenset[Cause] = field(default=frozenset(), converter=_causes, repr=repr_of)
    rest_usable: bool = field(default=True, converter=_rest_usable)
    replacement_price: Money | None = field(default=None, converter=_replacement_price)


def _claim_id(value: str) -> str:
    return identifier(value, "claim_id")


def _order_id(value: str) -> str:
    return identifier(value, "order_id")


def _submitted_at(value: datetime) -> datetime:
    return instant(value, "submitted_at")


def _items(value: Collection[ClaimItem]) -> tuple[ClaimItem, ...]:
    items = in_sequence(value, "items", ClaimItem, most=MOST_ENTRIES)
    if not items:
        raise InvalidValue("empty", "items", "no items", "at least one item")
    return items


def _remedy(value: Remedy) -> Remedy:
    return instance(value, "remedy", Remedy)


def _evidence(value: Collection[Evidence]) -> tuple[Evidence, ...]:
    return in_sequence(value, "evidence", Evidence, most=MOST_ENTRIES)


def _verification(value: Verification) -> Verification:
    return instance(value, "verification", Verification)


def _approved_at(value: datetime | None) -> datetime | None:
    return None if value is None else instant(value, "approved_at")


@frozen(kw_only=True)
class Claim:
    """A seller's application about one order (4.1).

    - ``submitted_at``: counts for both windows, even while documents are missing.
    - ``verification``: what the responsible party or the adjudicator has said so far (4.3, 2.2).
    - ``approved_at``: when the application passed; needs a confirmation or a ruling for the seller.

    Values that do not fit together raise ``Inconsistent``: an approval before the submission or without its reason, a
    replacement price where a refund is asked for. Whether the claim fits its order shows when the two meet.
    """

    claim_id: str = field(converter=_claim_id)
    order_id: str = field(converter=_order_id)
    submitted_at: datetime = field(converter=_submitted_at)
    items: tuple[ClaimItem, ...] = field(converter=_items)
    remedy: Remedy = field(converter=_remedy)
    evidence: tuple[Evidence, ...] = field(default=(), converter=_evidence)
    verification: Verification = field(default=Verification.PENDING, converter=_verification)
    approved_at: datetime | None = field(default=None, converter=_approved_at)

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
