"""Which documents a claim still needs, and which details are missing in those it has (3.1 to 3.2.3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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

_ALL_DETAILS = {document: frozenset(details) for document, details in DETAILS.items()}

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

    >>> from cmoffer_policy.testing import scenarios
    >>> def request(proof: Requirement) -> str:
    ...     details = ", ".join([detail.words for detail in proof.details])
    ...     return f"send {'another' if proof.attached else 'a'} {proof.document.words} with {details} ({proof.clause})"
    >>> (case,) = [case for case in scenarios(clause="3.2.3") if str(case) == "the measurement is missing"]
    >>> [request(proof) for proof in missing_evidence(case.order, case.claim, case.claim.items[0])]
    ['send a measurement photo with measurement readable (3.2.3)']
    """

    clause: str
    documents: tuple[Document, ...]
    document: Document
    details: tuple[Detail, ...]
    attached: bool


def missing_evidence(order: Order, claim: Claim, item: ClaimItem) -> tuple[Requirement, ...]:
    """The proofs that the item still lacks, in the order of the text; empty when all are complete.

    What counts is whether the text asks for a proof of this problem, not whether the claim can succeed. One document
    has to show all its details itself. Of two kinds that could serve, the one that lacks fewer details is named; among
    equals one that is attached, then the first. Documents about other lines do not count.

    Raises ``Inconsistent`` where the claim does not fit the order, ``InvalidValue`` where the item is not the claim's.

    >>> from cmoffer_policy.testing import scenarios
    >>> name = "a refund screenshot without the logistics number"
    >>> (case,) = [scenario for scenario in scenarios() if str(scenario) == name]
    >>> for proof in missing_evidence(case.order, case.claim, case.claim.items[0]):
    ...     print(proof.clause, proof.document.words, [detail.words for detail in proof.details])
    3.1 refund screenshot ['logistics number']
    """
    check_match(order, claim)
    return gaps(claim, item_of(claim, item))


def gaps(claim: Claim, item: ClaimItem) -> tuple[Requirement, ...]:
    """The same for an item and a claim that are known to fit."""
    return Attached(claim.evidence).gaps(item)


class Attached:
    """The documents of a claim, sorted once, so that many items can be looked up among many documents.

    Of the documents of one kind about one line, or about the whole claim, only the one that shows most can matter.
    """

    def __init__(self, evidence: Sequence[Evidence]) -> None:
        self._lacking: dict[str | None, dict[Document, tuple[Detail, ...]]] = {}
        for document in evidence:
            lacking = _details_lacking(document)
            for line_id in document.line_ids or (None,):
                best = self._lacking.setdefault(line_id, {})
                if len(lacking) < len(best.setdefault(document.document, lacking)):
                    best[document.document] = lacking

    def gaps(self, item: ClaimItem) -> tuple[Requirement, ...]:
        """The proofs that the item lacks, in the order of the text."""
        about = [self._lacking[line_id] for line_id in (item.line_id, None) if line_id in self._lacking]
        found = [_gap(about, clause, kinds) for clause, kinds in _asked(item.problem)]
        return tuple([gap for gap in found if gap])


def _details_lacking(document: Evidence) -> tuple[Detail, ...]:
    if document.shows.issuperset(_ALL_DETAILS[document.document]):  # sets compare without hashing terms anew
        return ()
    return tuple([detail for detail in DETAILS[document.document] if detail not in document.shows])


def _gap(
    about: list[dict[Document, tuple[Detail, ...]]], clause: str, kinds: tuple[Document, ...]
) -> Requirement | None:
    """What the best document among those that could serve still lacks; None where it lacks nothing.

    Among equals an attached document comes before a missing one, then the kinds in their order.
    """
    candidates: list[tuple[tuple[Detail, ...], bool, Document]] = []
    for kind in kinds:
        for lacking in about:
            details = lacking.get(kind)
            if details is not None:
                if not details:
                    return None
                candidates.append((details, True, kind))
        candidates.append((DETAILS[kind], False, kind))
    details, attached, kind = min(candidates, key=lambda candidate: (len(candidate[0]), not candidate[1]))
    return Requirement(clause=clause, documents=kinds, document=kind, details=details, attached=attached)


def _asked(problem: Problem) -> tuple[tuple[str, tuple[Document, ...]], ...]:
    """3.2.4 leaves the list open; these are the documents that the text names."""
    always = (COMPENSATION, PROBLEM_SHOWN, BUYER_QUOTED)
    return (*always, SAME_LISTING, MEASUREMENT) if problem is Problem.NOT_AS_DESCRIBED else always
