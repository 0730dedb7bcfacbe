"""Which documents a claim still needs, and which details are missing in those it has (3.1 to 3.2.3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import frozen

from cmoffer_policy.case.claims import Claim, ClaimItem, Evidence
from cmoffer_policy.case.matching import check_match, item_of
from cmoffer_policy.case.orders import Order
from cmoffer_policy.terms.vocabulary import Detail, Document, Problem

DETAILS: Mapping[Document, tuple[Detail, ...]] = {
    Document.REFUND_SCREENSHOT: (Detail.ORDER_NUMBER, Detail.PRODUCT_INFORMATION, Detail.LOGISTICS_NUMBER),
    Document.REDISPATCH_SCREENSHOT: (Detail.PLATFORM_ORDER_NUMBER, Detail.PRODUCED_OR_SHIPPED),
    Document.PICTURE: (Detail.PROBLEM_VISIBLE,),
    Document.VIDEO: (Detail.PROBLEM_VISIBLE,),
    Document.CHAT_SCREENSHOT: (Detail.BUYER_FEEDBACK,),
    Document.REFUND_REMARK: (Detail.BUYER_FEEDBACK,),
    Document.LISTING: (Detail.MATCHES_PLATFORM_LISTING,),
    Document.MEASUREMENT_PHOTO: (Detail.MEASUREMENT_READABLE,),
}
"""What each kind of document has to show to prove anything."""

COMPENSATION = ("3.1", (Document.REFUND_SCREENSHOT, Document.REDISPATCH_SCREENSHOT))
PROBLEM_SHOWN = ("3.2.1", (Document.PICTURE, Document.VIDEO))
BUYER_QUOTED = ("3.2.2", (Document.CHAT_SCREENSHOT, Document.REFUND_REMARK))
SAME_LISTING = ("3.2.3", (Document.LISTING,))
MEASUREMENT = ("3.2.3", (Document.MEASUREMENT_PHOTO,))


@frozen(kw_only=True)
class Requirement:
    """A proof that is missing or incomplete.

    - ``clause``: where it is asked for.
    - ``documents``: the kinds of document of which one is enough.
    - ``document``: the kind that lacks least.
    - ``details``: what it does not show yet; all of it where no such document is attached.
    - ``attached``: whether one of that kind is attached, only incomplete.
    """

    clause: str
    documents: tuple[Document, ...]
    document: Document
    details: tuple[Detail, ...]
    attached: bool


def missing_evidence(order: Order, claim: Claim, item: ClaimItem) -> tuple[Requirement, ...]:
    """The proofs that the item still lacks, in the order of the text; empty when all are complete.

    What counts is whether the text asks for a proof of this problem, not whether the claim can succeed. One document
    has to show all its details itself. Of two kinds that could serve, the one that lacks fewer details is named, the
    first of equals; documents about other lines do not count.

    Raises ``Inconsistent`` where the claim does not fit the order, ``InvalidValue`` where the item is not the claim's.
    """
    check_match(order, claim)
    return gaps(claim, item_of(claim, item))


def gaps(claim: Claim, item: ClaimItem) -> tuple[Requirement, ...]:
    """The same for an item and a claim that are known to fit."""
    evidence = [document for document in claim.evidence if document.concerns(item.line_id)]
    return tuple(_gaps(evidence, item.problem))


def _gaps(evidence: list[Evidence], problem: Problem) -> Iterator[Requirement]:
    for clause, documents in _asked(problem):
        gap = _gap(evidence, clause, documents)
        if gap:
            yield gap


def _asked(problem: Problem) -> tuple[tuple[str, tuple[Document, ...]], ...]:
    """3.2.4 leaves the list open; these are the documents that the text names."""
    always = (COMPENSATION, PROBLEM_SHOWN, BUYER_QUOTED)
    return (*always, SAME_LISTING, MEASUREMENT) if problem is Problem.NOT_AS_DESCRIBED else always


def _gap(evidence: list[Evidence], clause: str, documents: tuple[Document, ...]) -> Requirement | None:
    """What the best document among those that could serve still lacks; None where one is complete."""
    gap: tuple[Document, tuple[Detail, ...], bool] | None = None
    for kind, shown, attached in _candidates(evidence, documents):
        lacking = tuple([detail for detail in DETAILS[kind] if detail not in shown])
        if not lacking:
            return None
        if gap is None or len(lacking) < len(gap[1]):
            gap = kind, lacking, attached
    assert gap is not None  # every kind is a candidate
    kind, lacking, attached = gap
    return Requirement(clause=clause, documents=documents, document=kind, details=lacking, attached=attached)


def _candidates(
    evidence: list[Evidence], documents: tuple[Document, ...]
) -> Iterator[tuple[Document, frozenset[Detail], bool]]:
    """For each kind the documents attached and what they show, then the kind with nothing to show."""
    for kind in documents:
        for document in evidence:
            if document.document is kind:
                yield kind, document.shows, True
        yield kind, frozenset(), False
