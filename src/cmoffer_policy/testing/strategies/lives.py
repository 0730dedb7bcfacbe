"""Orders with all their claims."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from attrs import evolve
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from cmoffer_policy.checks import instance, integer
from cmoffer_policy.claim import Claim, ClaimItem, Evidence
from cmoffer_policy.errors import InvalidValue, label
from cmoffer_policy.evidence import DETAILS
from cmoffer_policy.order import Order
from cmoffer_policy.order_claims import MOST_CLAIMS, OrderClaims
from cmoffer_policy.testing.strategies.claim import claim_items, claims, documents, named_lines, without
from cmoffer_policy.testing.strategies.order import DAY, after, orders
from cmoffer_policy.vocabulary import GROUNDS, Document, Problem, Remedy, Verification

_ONE_MICROSECOND = timedelta(microseconds=1)
_FOUR = st.integers(0, 3)
_MOSTLY_TRUE = st.integers(0, 3).map(lambda chance: chance < 3)
_COVERED = st.sampled_from([Problem.BROKEN, Problem.WRONG_SIZE, Problem.DEFECTIVE, Problem.WRONG_ITEM, Problem.LOST])
_PROOFS = [
    Evidence(document=kind, shows=DETAILS[kind])
    for kind in Document
    if kind not in (Document.REDISPATCH_SCREENSHOT, Document.VIDEO, Document.REFUND_REMARK)
]
"""One document for each proof."""
_ANSWERS = st.sampled_from([*[Verification.CONFIRMED, Verification.RULED_FOR_SELLER] * 3, *Verification])


def order_claims(
    order: Order | None = None,
    *,
    claims: int | None = None,
    remedy: Remedy | None = None,
    problem: Problem | None = None,
    complete: bool | None = None,
    verification: Verification | None = None,
) -> SearchStrategy[OrderClaims]:
    """An order, or this one, with all its claims: 1 to 5, or as many as ``claims`` says, and of 1 to 3 items each.

    Most items are approved, in any order and often of units that another claim names too. Some approvals are undated;
    some come at the very instant of another submission or approval, or a microsecond before or after. The other options
    are those of the strategy ``claims`` and apply to every claim. An order of which no unit is left raises
    ``InvalidValue``.

    >>> from hypothesis import given, settings
    >>> @settings(max_examples=10)
    ... @given(order_claims(claims=2))
    ... def test_two_claims_are_never_paid_more_than_the_order(life: OrderClaims) -> None:
    ...     assert life.balance().approved <= life.order.paid
    >>> test_two_claims_are_never_paid_more_than_the_order()
    """
    if claims is not None:
        integer(claims, "claims", least=0, most=MOST_CLAIMS)
    if order is None:
        return _some_orders().flatmap(
            lambda any_order: order_claims(
                any_order, claims=claims, remedy=remedy, problem=problem, complete=complete, verification=verification
            )
        )
    instance(order, "order", Order)
    if not any(line.left for line in order.lines):
        raise InvalidValue("nothing_left", "order", f"order {label(order.order_id)}", "an order with units left")
    return _lives(order, count=claims, remedy=remedy, problem=problem, complete=complete, verification=verification)


@st.composite
def _some_orders(draw: DrawFn) -> Order:
    """Orders, most of them shipped; to be not shipped is a change, so that lives shrink to orders that are."""
    order = draw(orders(shipped=True))
    if draw(_MOSTLY_TRUE):
        return order
    return evolve(
        order, lines=[evolve(line, shipped_at=None) for line in order.lines], shipped_at=None, delivered_at=None
    )


@st.composite
def _lives(
    draw: DrawFn,
    order: Order,
    *,
    count: int | None,
    remedy: Remedy | None,
    problem: Problem | None,
    complete: bool | None,
    verification: Verification | None,
) -> OrderClaims:
    many = draw(st.integers(1, 5)) if count is None else count
    anything = claims(order, remedy=remedy, problem=problem, complete=complete, verification=verification)
    claimed: list[Claim] = []
    for claim_id in draw(st.permutations([f"C-{number}" for number in range(1, many + 1)])):
        granted = granted_claims(
            order, among=claimed, remedy=remedy, problem=problem, complete=complete, verification=verification
        )
        claim = draw(granted if draw(_FOUR) < 3 else anything)
        claimed.append(evolve(claim, claim_id=claim_id))
    return OrderClaims(order=order, claims=claimed)


@st.composite
def granted_claims(
    draw: DrawFn,
    order: Order,
    *,
    among: Sequence[Claim] = (),
    remedy: Remedy | None = None,
    problem: Problem | None = None,
    complete: bool | None = None,
    verification: Verification | None = None,
) -> Claim:
    """Claims of which most items are approved: in time, about covered problems, with all proofs, and confirmed.

    Where the goods are not shipped, they cancel. ``among``: the other claims, near whose submissions and approvals this
    one's often fall.
    """
    named = draw(named_lines(order))
    shipments = [at for at in map(order.shipment_of, named) if at is not None]
    drawn_remedy = draw(st.sampled_from(Remedy))
    asked = remedy or (drawn_remedy if shipments else Remedy.REFUND)
    about = _about(among)
    opened, last = max(shipments, default=order.placed_at), min(shipments, default=order.placed_at) + 29 * DAY
    submitted_at = draw(_between(opened, last, about))
    items: list[ClaimItem] = []
    for line in named:
        rest = without(line, items)
        if not rest.left:
            continue
        drawn_problem = draw(_COVERED)
        wrong = problem or (drawn_problem if shipments else Problem.CHANGE_OF_MIND)
        answer = draw(_ANSWERS) if verification is None else verification
        dated = answer in GROUNDS and draw(_MOSTLY_TRUE)
        items.append(
            evolve(
                draw(claim_items(rest, problem=wrong, remedy=asked)),
                causes=(),
                verification=answer,
                approved_at=draw(_between(submitted_at, submitted_at + 30 * DAY, about)) if dated else None,
            )
        )
    return Claim(
        claim_id="C-1",
        order_id=order.order_id,
        submitted_at=submitted_at,
        items=items,
        remedy=asked,
        evidence=_PROOFS if (draw(_MOSTLY_TRUE) if complete is None else complete) else draw(documents(complete=False)),
    )


def _about(claims: Sequence[Claim]) -> list[datetime]:
    """When these claims were submitted and approved, and a microsecond before and after."""
    happened = {claim.submitted_at for claim in claims}
    happened |= {item.approved_at for claim in claims for item in claim.items if item.approved_at is not None}
    return sorted({at + by for at in happened for by in (-_ONE_MICROSECOND, 0 * _ONE_MICROSECOND, _ONE_MICROSECOND)})


def _between(first: datetime, last: datetime, about: Sequence[datetime]) -> SearchStrategy[datetime]:
    """Instants from the first to the last, as often as not one of those about which something happened."""
    later = after(max(0, (last - first).days)).map(lambda wait: first + wait)
    near = [at for at in about if first <= at <= last]
    return st.one_of(later, st.sampled_from(near)) if near else later
