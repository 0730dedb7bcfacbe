"""Missing evidence: the documents that a claim still needs, and the details that its documents lack (3.1 to 3.2.3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import frozen

from cmoffer_policy.claim import Claim, ClaimItem, Evidence, check_match, item_of
from cmoffer_policy.order import Order
from cmoffer_policy.vocabulary import Detail, Document, Problem

DETAILS: Mapping[Document, tuple[Detail, ...]] = {
    Document.REFUND_SCREENSHOT: (Detail.ORDER_NUMBER, Detail.PRODUCT_INFORMATION, Detail.LOGISTICS_NUMBER),
    Document.REDISPATCH_SCREENSHOT: (Detail.CMOFFER_ORDER_NUMBER, Detail.PRODUCED_OR_SHIPPED),
    Document.PICTURE: (Detail.PROBLEM_VISIBLE,),
    Document.VIDEO: (Detail.PROBLEM_VISIBLE,),
    Document.CHAT_SCREENSHOT: (Detail.BUYER_FEEDBACK,),
    Document.REFUND_REMARK: (Detail.BUYER_FEEDBACK,),
    Document.LISTING: (Detail.MATCHES_CMOFFER_LISTING,),
    Document.MEASUREMENT_PHOTO: (Detail.MEASUREMENT_READABLE,),
}
"""The details that each kind of document must show to count as proof."""

Proof = tuple[str, tuple[Document, ...]]
"""A clause, and the kinds of document that it accepts. One document of any of these kinds is enough."""

COMPENSATION: Proof = ("3.1", (Document.REFUND_SCREENSHOT, Document.REDISPATCH_SCREENSHOT))
PROBLEM_SHOWN: Proof = ("3.2.1", (Document.PICTURE, Document.VIDEO))
BUYER_QUOTED: Proof = ("3.2.2", (Document.CHAT_SCREENSHOT, Document.REFUND_REMARK))
SAME_LISTING: Proof = ("3.2.3", (Document.LISTING,))
MEASUREMENT: Proof = ("3.2.3", (Document.MEASUREMENT_PHOTO,))


@frozen(kw_only=True)
class MissingEvidence:
    """A proof that is missing or incomplete.

    - ``clause``: the clause that asks for it.
    - ``documents``: the kinds of document that the clause accepts. One document of any of these kinds is enough.
    - ``document``: the kind that needs the fewest details.
    - ``details``: what that document does not show yet; all its details if none is attached.
    - ``attached``: whether an incomplete document of that kind is attached.

    >>> from cmoffer_policy.testing import scenarios
    >>> def request(proof: MissingEvidence) -> str:
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


def missing_evidence(order: Order, claim: Claim, item: ClaimItem) -> tuple[MissingEvidence, ...]:
    """The proofs that the item still needs, in the order of the text; empty when all are complete.

    A proof is listed if the text asks for it with this problem, even if the claim cannot succeed. One document must
    show all the details itself. Of two kinds that would do, the one that needs fewer details is named; among equals an
    attached one, then the first. Documents about other lines do not count.

    Raises ``Inconsistent`` if the claim does not fit the order, ``InvalidValue`` if the item is not the claim's.

    >>> from cmoffer_policy.testing import scenarios
    >>> name = "a refund screenshot without the logistics number"
    >>> (case,) = [scenario for scenario in scenarios() if str(scenario) == name]
    >>> for proof in missing_evidence(case.order, case.claim, case.claim.items[0]):
    ...     print(proof.clause, proof.document.words, [detail.words for detail in proof.details])
    3.1 refund screenshot ['logistics number']
    """
    check_match(order, claim)
    item_of(claim, item)
    return Attached(claim.evidence).missing(item)


class Attached:
    """The documents of a claim, indexed once by line and kind.

    So many items can be checked against many documents. Of the documents of one kind about one line, or about the
    whole claim, only the one that shows most matters.
    """

    def __init__(self, evidence: Iterable[Evidence]) -> None:
        self._not_shown: dict[str | None, dict[Document, tuple[Detail, ...]]] = {}
        for document in evidence:
            not_shown = tuple([detail for detail in DETAILS[document.document] if detail not in document.shows])
            for line_id in document.line_ids or (None,):
                best = self._not_shown.setdefault(line_id, {})
                if len(not_shown) < len(best.setdefault(document.document, not_shown)):
                    best[document.document] = not_shown

    def missing(self, item: ClaimItem) -> tuple[MissingEvidence, ...]:
        """The proofs that the item still needs, in the order of the text.

        3.2.4 leaves the list open; these are the documents that the text names.
        """
        about = [self._not_shown[line_id] for line_id in (item.line_id, None) if line_id in self._not_shown]
        proofs = [COMPENSATION, PROBLEM_SHOWN, BUYER_QUOTED]
        if item.problem is Problem.NOT_AS_DESCRIBED:
            proofs += [SAME_LISTING, MEASUREMENT]
        found = [_missing(about, clause, kinds) for clause, kinds in proofs]
        return tuple([proof for proof in found if proof])


def _missing(
    about: list[dict[Document, tuple[Detail, ...]]], clause: str, kinds: tuple[Document, ...]
) -> MissingEvidence | None:
    """What the best of the accepted documents does not show yet; None if it shows everything.

    Among equals an attached document comes before one that is not, then the kinds in their order.
    """
    candidates: list[tuple[tuple[Detail, ...], bool, Document]] = []
    for kind in kinds:
        for not_shown in about:
            details = not_shown.get(kind)
            if details is not None:
                if not details:
                    return None
                candidates.append((details, True, kind))
        candidates.append((DETAILS[kind], False, kind))
    details, attached, kind = min(candidates, key=lambda candidate: (len(candidate[0]), not candidate[1]))
    return MissingEvidence(clause=clause, documents=kinds, document=kind, details=details, attached=attached)
