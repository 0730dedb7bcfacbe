"""The register of clauses: every id that findings, docstrings, tests and documents cite, with its gist in our words."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from attrs import frozen

from cmoffer_policy.terms.vocabulary import Term


class ClauseKind(Term):
    """What the library does with a clause.

    >>> [clause.id for clause in CLAUSES.values() if clause.kind is ClauseKind.NOTE]
    ['2.5.3', '3.2.4', '6.2']
    """

    JUDGED = "judged"
    """A rule over Facts asks it."""
    RECKONED = "reckoned"
    """Code computes dates or money from it."""
    NOTE = "note"
    """Nothing follows from it; the reason is recorded."""


@frozen
class Clause:
    """A clause of the policy. ``reason`` says of a note why nothing follows from it and is empty otherwise.

    >>> def footnote(clause: Clause) -> str:
    ...     return f"{clause.id}: {clause.gist} {clause.reason}".rstrip()
    >>> print(footnote(CLAUSES["5.1"]))
    5.1: Nothing is taken back or exchanged without a reason.
    """

    id: str
    kind: ClauseKind
    gist: str
    reason: str = ""


_JUDGED, _RECKONED, _NOTE = ClauseKind.JUDGED, ClauseKind.RECKONED, ClauseKind.NOTE

_REGISTER = (
    Clause("1", _JUDGED, "After-sales service can be asked for during 30 days after the line was shipped."),
    Clause(
        "2.1", _JUDGED, "Only custom products that arrived qualify; whoever reports a problem with one has received it."
    ),
    Clause("2.2", _JUDGED, "Where the parties stay apart, Shopify decides between them."),
    Clause(
        "2.3",
        _JUDGED,
        "Personalised goods are replaced free of charge for 60 days, by the same product or one that is not dearer.",
    ),
    Clause("2.3.1", _JUDGED, "The guarantee covers a wrong item and one that arrived broken or is defective."),
    Clause("2.3.2", _JUDGED, "The guarantee covers a wrong birthstone, a wrong engraving and a wrong size."),
    Clause("2.4", _JUDGED, "A custom order cannot be cancelled for money once it is in production."),
    Clause("2.5.1", _JUDGED, "Goods that met corrosive substances are not covered, whatever is wrong with them."),
    Clause("2.5.2", _JUDGED, "Damage from neglect, abuse or wear is not covered."),
    Clause(
        "2.5.3",
        _NOTE,
        "Oxidised silver needs careful handling.",
        "It warns about a material and takes nothing out of the cover.",
    ),
    Clause("3.1", _JUDGED, "A screenshot proves that the seller has already refunded or re-sent to the buyer."),
    Clause("3.2.1", _JUDGED, "A picture or a video shows the problem clearly."),
    Clause(
        "3.2.2",
        _JUDGED,
        "The buyer's own words about the problem are on a screenshot, and the manufacturer answers for the reason.",
    ),
    Clause(
        "3.2.3",
        _JUDGED,
        "For goods not as described, the seller's listing agrees with the platform's and a photo proves the size.",
    ),
    Clause(
        "3.2.4",
        _NOTE,
        "Further certificates may be asked for.",
        "The list of documents is open; the library demands the ones it names, as the minimum.",
    ),
    Clause("4.1", _RECKONED, "The claim counts from its submission, even while documents are missing."),
    Clause("4.2", _RECKONED, "The platform accepts a claim within 2 working days and passes it on."),
    Clause(
        "4.3",
        _JUDGED,
        "The claim passes when the responsible party confirms it; when it objects, the platform decides.",
    ),
    Clause("4.4", _RECKONED, "The money is expected in the seller's balance 1 to 3 working days after approval."),
    Clause("5.1", _JUDGED, "Nothing is taken back or exchanged without a reason."),
    Clause(
        "5.2", _JUDGED, "The seller bears the loss of unlawful goods that are withheld, recalled, destroyed or seized."
    ),
    Clause("5.3", _RECKONED, "Where the sound pieces of a set are usable alone, only the bad ones can be claimed."),
    Clause("5.4.1", _RECKONED, "A refund never exceeds what was paid; coupons and discounts are not paid out."),
    Clause("5.4.2", _RECKONED, "A partial refund carries freight in proportion to the value of the purchase."),
    Clause("6.1", _JUDGED, "The policy governs orders placed on 1 January 2023 or later."),
    Clause(
        "6.2",
        _NOTE,
        "The platform has the last word on what the policy means.",
        "It is why open points are readings with a name and why a decision says which ones it was taken under.",
    ),
)

CLAUSES: Mapping[str, Clause] = MappingProxyType({clause.id: clause for clause in _REGISTER})
"""Every clause by its id, in the order of the text."""

JUDGED: tuple[str, ...] = tuple([clause.id for clause in _REGISTER if clause.kind is _JUDGED])
"""The clauses that the judgement asks, in the order of the text: a verdict has a finding for each."""
