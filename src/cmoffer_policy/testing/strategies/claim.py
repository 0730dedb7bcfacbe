"""Evidence, items and claims, and what a seller requests."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from attrs import evolve
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from cmoffer_policy.checks import instance
from cmoffer_policy.claim import Attachment, Claim, ClaimItem, ClaimRequest, Evidence, RequestedItem
from cmoffer_policy.errors import InvalidValue, label
from cmoffer_policy.evidence import DETAILS
from cmoffer_policy.money import LARGEST_AMOUNT, Money
from cmoffer_policy.order import Order, OrderLine
from cmoffer_policy.testing.boundaries import boundaries
from cmoffer_policy.testing.strategies.order import after, mostly, orders
from cmoffer_policy.vocabulary import GROUNDS, Cause, Detail, Document, Problem, ProductionStage, Remedy, Verification

# Made once, as in ``order``.
_YES_OR_NO, _NUMBERS = st.booleans(), st.integers(1, 999)
_REMEDIES, _DOCUMENTS = st.sampled_from(Remedy), st.sampled_from(Document)
_STAGES = st.sampled_from([None, *ProductionStage])
_ANSWERS = st.sampled_from([Verification.CONFIRMED, *Verification])
_REFERENCES = st.sampled_from(["", "IMG_2041.jpg", "scan 3"])


@st.composite
def evidences(draw: DrawFn, *, document: Document | None = None, complete: bool | None = None) -> Evidence:
    """Documents about the whole claim that show everything their kind has to, or only a part of it.

    >>> from hypothesis import find
    >>> find(evidences(document=Document.PICTURE, complete=True), lambda evidence: True).shows
    frozenset({Detail.PROBLEM_VISIBLE})
    """
    kind = draw(_DOCUMENTS) if document is None else instance(document, "document", Document)
    whole = draw(_YES_OR_NO) if complete is None else complete
    shown = DETAILS[kind] if whole else draw(_some_details(kind))
    return Evidence(document=kind, shows=shown, reference=draw(_REFERENCES))


@cache
def _some_details(document: Document) -> SearchStrategy[list[Detail]]:
    """Less than the document has to show."""
    details = DETAILS[document]
    return st.lists(st.sampled_from(details), unique=True, max_size=len(details) - 1)


@st.composite
def claim_items(
    draw: DrawFn, line: OrderLine, *, problem: Problem | None = None, remedy: Remedy = Remedy.REFUND
) -> ClaimItem:
    """Items about a line of which units are left; a replacement costs as much as the unit, a little more or less.

    >>> from hypothesis import find
    >>> from cmoffer_policy.testing import order_lines
    >>> item = find(order_lines(line_id="ring").flatmap(claim_items), lambda item: item.quantity > 1)
    >>> item.line_id, item.problem, item.quantity
    ('ring', Problem.BROKEN, 2)
    """
    price = line.unit_price
    near = [
        Money(minor=price.minor + by, currency=price.currency)
        for by in (0, 1, -1)
        if 0 <= price.minor + by <= LARGEST_AMOUNT
    ]
    return ClaimItem(
        line_id=line.line_id,
        problem=draw(_PROBLEMS) if problem is None else problem,
        quantity=draw(st.integers(1, line.left)),
        causes=draw(_CAUSES),
        rest_usable=line.set_id is None or draw(_YES_OR_NO),
        replacement_price=draw(st.sampled_from([None, *near])) if remedy is Remedy.REPLACEMENT else None,
    )


_PROBLEMS = st.sampled_from([Problem.BROKEN, *[problem for problem in Problem if problem is not Problem.BROKEN]])
_CAUSES = mostly(frozenset[Cause](), st.frozensets(st.sampled_from(Cause), max_size=2))


def claims(
    order: Order | None = None,
    *,
    remedy: Remedy | None = None,
    problem: Problem | None = None,
    complete: bool | None = None,
    verification: Verification | None = None,
) -> SearchStrategy[Claim]:
    """Claims about some lines of the order, or of any order; often submitted where a window opens or ends.

    ``complete`` says whether every proof asked for is attached; where it is False, at least one is not. An order of
    which no unit is left raises ``InvalidValue``, as nothing can be claimed of it.
    """
    if order is None:
        return orders().flatmap(
            lambda any_order: claims(
                any_order, remedy=remedy, problem=problem, complete=complete, verification=verification
            )
        )
    instance(order, "order", Order)
    if not any(line.left for line in order.lines):
        raise InvalidValue("nothing_left", "order", f"order {label(order.order_id)}", "an order with units left")
    return _claims(order, remedy=remedy, problem=problem, complete=complete, verification=verification)


@st.composite
def _claims(
    draw: DrawFn,
    order: Order,
    *,
    remedy: Remedy | None,
    problem: Problem | None,
    complete: bool | None,
    verification: Verification | None,
) -> Claim:
    asked = draw(_REMEDIES) if remedy is None else remedy
    submitted_at = draw(
        st.one_of(st.sampled_from(boundaries(order)), after(120).map(lambda late: order.placed_at + late))
    )
    items: list[ClaimItem] = []
    for line in draw(named_lines(order)):
        rest = without(line, items)
        if not rest.left:
            continue
        answer = draw(_ANSWERS) if verification is None else verification
        dated = mostly(None, after(30).map(lambda late: submitted_at + late)) if answer in GROUNDS else st.none()
        item = draw(claim_items(rest, problem=problem, remedy=asked))
        items.append(evolve(item, verification=answer, approved_at=draw(dated)))
    return Claim(
        claim_id=f"C-{draw(_NUMBERS)}",
        order_id=order.order_id,
        submitted_at=submitted_at,
        items=items,
        remedy=asked,
        evidence=draw(documents(complete=complete)),
        production=draw(_STAGES),
    )


def named_lines(order: Order) -> SearchStrategy[list[OrderLine]]:
    """The lines that a claim names, one for each of its items, often one of them twice."""
    return st.lists(st.sampled_from([line for line in order.lines if line.left]), min_size=1, max_size=3)


def without(line: OrderLine, items: Iterable[ClaimItem]) -> OrderLine:
    """The line with what these items of a claim leave to the claim's next one."""
    named = sum([item.quantity for item in items if item.line_id == line.line_id])
    return evolve(line, settled=line.settled + named)


@st.composite
def documents(draw: DrawFn, *, complete: bool | None) -> list[Evidence]:
    """One document for each proof; unless they are to be complete, some are missing or show too little."""
    kinds = list(map(draw, _PROOFS))
    whole = draw(_YES_OR_NO) if complete is None else complete
    incomplete = set() if whole else draw(st.sets(st.sampled_from(kinds), min_size=1))
    given = [draw(evidences(document=kind, complete=kind not in incomplete)) for kind in kinds]
    described = [
        draw(evidences(document=kind, complete=whole)) for kind in (Document.LISTING, Document.MEASUREMENT_PHOTO)
    ]
    return [document for document in (*given, *described) if bool(document.shows) or draw(_YES_OR_NO)]


_PROOFS = [
    st.sampled_from(either)
    for either in (
        (Document.REFUND_SCREENSHOT, Document.REDISPATCH_SCREENSHOT),
        (Document.PICTURE, Document.VIDEO),
        (Document.CHAT_SCREENSHOT, Document.REFUND_REMARK),
    )
]


def claim_requests(
    order: Order | None = None, *, remedy: Remedy | None = None, problem: Problem | None = None
) -> SearchStrategy[ClaimRequest]:
    """What sellers request about some lines of the order, or of any order: what a drawn claim says in their words.

    An order of which no unit is left raises ``InvalidValue``, as nothing can be claimed of it.

    >>> from hypothesis import given, settings
    >>> @settings(max_examples=10)
    ... @given(claim_requests(problem=Problem.LOST))
    ... def test_a_request_is_about_what_was_asked_for(request: ClaimRequest) -> None:
    ...     assert {item.problem for item in request.items} == {Problem.LOST}
    >>> test_a_request_is_about_what_was_asked_for()
    """
    return claims(order, remedy=remedy, problem=problem).map(_requested)


def _requested(claim: Claim) -> ClaimRequest:
    """The request that a seller could have made to get this claim."""
    return ClaimRequest(
        order_id=claim.order_id,
        items=[
            RequestedItem(
                line_id=item.line_id, problem=item.problem, quantity=item.quantity, rest_usable=item.rest_usable
            )
            for item in claim.items
        ],
        remedy=claim.remedy,
        attachments=[attached(document) for document in claim.evidence],
    )


def attached(document: Evidence) -> Attachment:
    """The document as the seller attaches it, without what it shows."""
    return Attachment(document=document.document, line_ids=document.line_ids, reference=document.reference)
