"""What a seller may say, and the claim that is made of it: nothing confirmed, nothing proved, nothing dated."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from attrs import fields_dict
from hypothesis import given
from hypothesis import strategies as st

from cmoffer_policy import (
    Attachment,
    Claim,
    ClaimItem,
    ClaimRequest,
    Document,
    Evidence,
    Inconsistent,
    InputError,
    Money,
    Order,
    Outcome,
    Policy,
    Problem,
    ProductionStage,
    Remedy,
    RequestedItem,
    Verification,
    decide,
)
from cmoffer_policy.testing import claim_requests, instants, orders, policies
from support.builders import a_request, an_attachment, an_order, at, requested_item, usd

RECEIVED = at("2024-01-20")
TWO_ITEMS = a_request(requested_item(), requested_item("chain", Problem.WRONG_SIZE), remedy=Remedy.REPLACEMENT)


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        (ClaimRequest, ["order_id", "items", "remedy", "attachments"]),
        (RequestedItem, ["line_id", "problem", "quantity", "rest_usable"]),
        (Attachment, ["document", "line_ids", "reference"]),
    ],
)
def test_a_seller_can_say_this_and_nothing_else(kind: type, names: list[str]) -> None:
    """No answer, no approval, no cause, no time, no price, and not what a document shows."""
    assert list(fields_dict(kind)) == names


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (a_request, "claim_id"),
        (a_request, "submitted_at"),
        (a_request, "production"),
        (a_request, "evidence"),
        (requested_item, "verification"),
        (requested_item, "approved_at"),
        (requested_item, "causes"),
        (requested_item, "replacement_price"),
        (an_attachment, "shows"),
    ],
)
def test_what_only_cmoffer_can_say_is_no_argument(kind: Callable[..., Any], name: str) -> None:
    """The fields that a claim has beyond its request cannot be given."""
    with pytest.raises(TypeError, match=rf"got an unexpected keyword argument '{name}'$"):
        kind(**{name: None})


def test_what_is_left_out_has_its_plain_default() -> None:
    """One unit, the rest of the set usable, the document about the whole claim, no documents."""
    item = RequestedItem(line_id="ring", problem=Problem.BROKEN)
    assert (item.quantity, item.rest_usable) == (1, True)
    document = Attachment(document=Document.PICTURE)
    assert (document.line_ids, document.reference) == (frozenset(), "")
    assert ClaimRequest(order_id="A-1", items=[item], remedy=Remedy.REFUND).attachments == ()


def test_a_received_request_is_a_claim_with_nothing_answered_and_nothing_shown() -> None:
    """Id, time, stage and price come from the service; everything else is the seller's, in the seller's order."""
    request = a_request(
        requested_item(quantity=2, rest_usable=False),
        requested_item("chain", Problem.WRONG_SIZE),
        remedy=Remedy.REPLACEMENT,
        attachments=[
            an_attachment(line_ids={"chain", "ring"}, reference="IMG_2041.jpg"),
            an_attachment(Document.CHAT_SCREENSHOT),
        ],
    )
    claim = request.received(
        "C-1", at=RECEIVED, production=ProductionStage.STARTED, replacement_prices={1: usd("12.00")}
    )
    assert claim == Claim(
        claim_id="C-1",
        order_id="A-1",
        submitted_at=RECEIVED,
        items=[
            ClaimItem(
                line_id="ring",
                problem=Problem.BROKEN,
                quantity=2,
                causes=(),
                rest_usable=False,
                replacement_price=None,
                verification=Verification.PENDING,
                approved_at=None,
            ),
            ClaimItem(
                line_id="chain",
                problem=Problem.WRONG_SIZE,
                quantity=1,
                causes=(),
                rest_usable=True,
                replacement_price=usd("12.00"),
                verification=Verification.PENDING,
                approved_at=None,
            ),
        ],
        remedy=Remedy.REPLACEMENT,
        evidence=[
            Evidence(document=Document.PICTURE, shows=(), line_ids={"ring", "chain"}, reference="IMG_2041.jpg"),
            Evidence(document=Document.CHAT_SCREENSHOT, shows=(), line_ids=(), reference=""),
        ],
        production=ProductionStage.STARTED,
    )


@given(claim_requests(), st.text(min_size=1, max_size=3).filter(str.isalnum), instants(), st.data())
def test_every_request_is_received_with_nothing_lost_and_nothing_added(
    request: ClaimRequest, claim_id: str, moment: datetime, data: st.DataObject
) -> None:
    """Whatever a seller says is in the claim, and whatever else the claim holds is the service's or empty."""
    stage = data.draw(st.sampled_from([None, *ProductionStage]))
    named = st.integers(0, len(request.items) - 1)
    priced = data.draw(st.sets(named)) if request.remedy is Remedy.REPLACEMENT else ()
    prices = {position: Money(minor=position, currency="USD") for position in priced}
    claim = request.received(claim_id, at=moment, production=stage, replacement_prices=prices)
    assert [getattr(claim, name) for name in ("order_id", "remedy")] == [request.order_id, request.remedy]
    said = [[getattr(item, name) for name in fields_dict(RequestedItem)] for item in request.items]
    assert [[getattr(item, name) for name in fields_dict(RequestedItem)] for item in claim.items] == said
    attached = [[getattr(each, name) for name in fields_dict(Attachment)] for each in request.attachments]
    assert [[getattr(each, name) for name in fields_dict(Attachment)] for each in claim.evidence] == attached
    assert (claim.claim_id, claim.submitted_at, claim.production) == (claim_id, moment, stage)
    assert [item.replacement_price for item in claim.items] == [prices.get(place) for place in range(len(claim.items))]
    assert {(item.verification, item.approved_at, item.causes) for item in claim.items} == {
        (Verification.PENDING, None, frozenset())
    }
    assert {each.shows for each in claim.evidence} <= {frozenset()}


@given(orders(), st.data(), st.timedeltas(timedelta(0), timedelta(days=90)), policies())
def test_no_request_is_approved_when_it_is_received(
    order: Order, data: st.DataObject, late: timedelta, policy: Policy
) -> None:
    """However much a seller attaches, and under every policy, somebody has to answer first."""
    request = data.draw(claim_requests(order))
    stage = data.draw(st.sampled_from([None, *ProductionStage]))
    claim = request.received("C-1", at=order.placed_at + late, production=stage)
    assert decide(order, claim, policy=policy).outcome is not Outcome.APPROVED


def test_an_instant_of_any_zone_is_when_the_request_was_received() -> None:
    """The same moment written in UTC, to the microsecond."""
    moment = datetime(2024, 1, 20, 4, tzinfo=UTC) + timedelta(microseconds=1)
    assert a_request().received("C-1", at=moment).submitted_at == RECEIVED + timedelta(microseconds=1)


def test_prices_go_by_position() -> None:
    """Of the items named only; none where none is given."""

    def prices(replacement_prices: Any) -> list[Money | None]:
        claim = TWO_ITEMS.received("C-1", at=RECEIVED, replacement_prices=replacement_prices)
        return [item.replacement_price for item in claim.items]

    assert prices(None) == prices({}) == [None, None]
    assert prices({0: usd("0.00")}) == [usd("0.00"), None]
    assert prices({1: usd("5.00")}) == [None, usd("5.00")]
    assert prices({1: usd("5.00"), 0: usd("6.00")}) == [usd("6.00"), usd("5.00")]


REFUSALS: list[tuple[str, str, Callable[[], Any]]] = [
    ("empty", "claim_id: got '', expected an id that is not empty", lambda: a_request().received("", at=RECEIVED)),
    ("not_a_text", "claim_id: got 7, expected a str", lambda: a_request().received(7, at=RECEIVED)),
    ("not_an_instant", "at: got None, expected an aware datetime", lambda: a_request().received("C-1", at=None)),
    ("naive_instant", "at: got datetime.datetime(2024, 1, 20, 12, 0), "
     "expected an aware datetime, such as 2024-01-20T12:00:00+08:00",
     lambda: a_request().received("C-1", at=RECEIVED.replace(tzinfo=None))),
    ("wrong_type", "production: got 'started', expected a value of type ProductionStage",
     lambda: a_request().received("C-1", at=RECEIVED, production="started")),
    ("not_a_mapping", "replacement_prices: got [0], expected a mapping from positions to list prices",
     lambda: TWO_ITEMS.received("C-1", at=RECEIVED, replacement_prices=[0])),
    ("too_small", "replacement_prices: got -1, expected 0 or more",
     lambda: TWO_ITEMS.received("C-1", at=RECEIVED, replacement_prices={-1: usd("5.00")})),
    ("too_large", "replacement_prices: got 2, expected at most 1",
     lambda: TWO_ITEMS.received("C-1", at=RECEIVED, replacement_prices={2: usd("5.00")})),
    ("not_an_integer", "replacement_prices: got 'ring', expected an integer",
     lambda: TWO_ITEMS.received("C-1", at=RECEIVED, replacement_prices={"ring": usd("5.00")})),
    ("not_an_integer", "replacement_prices: got True, expected an integer",
     lambda: TWO_ITEMS.received("C-1", at=RECEIVED, replacement_prices={True: usd("5.00")})),
    ("wrong_type", "replacement_prices[1]: got None, expected a value of type Money",
     lambda: TWO_ITEMS.received("C-1", at=RECEIVED, replacement_prices={1: None})),
    ("wrong_type", "replacement_prices[0]: got 5.0, expected a value of type Money",
     lambda: TWO_ITEMS.received("C-1", at=RECEIVED, replacement_prices={0: 5.0})),
    ("negative", "replacement_prices[0]: got USD -5.00, expected an amount of zero or more",
     lambda: TWO_ITEMS.received("C-1", at=RECEIVED, replacement_prices={0: usd("-5.00")})),
    ("price_on_refund", "replacement_prices[0]: got USD 5.00, expected no price where a refund is asked for",
     lambda: a_request().received("C-1", at=RECEIVED, replacement_prices={0: usd("5.00")})),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "message", "change"), REFUSALS, ids=[message.split(",")[0] for _, message, _ in REFUSALS]
)
def test_what_a_service_cannot_say_of_a_request_is_refused(code: str, message: str, change: Callable[[], Any]) -> None:
    """Each refusal with its whole message, at the place of the argument."""
    with pytest.raises(InputError) as refusal:
        change()
    assert (refusal.value.code, str(refusal.value)) == (code, message)


def test_whether_a_request_fits_its_order_shows_when_its_claim_meets_it() -> None:
    """A seller can ask for a line that the order does not have; the claim of it is refused."""
    claim = a_request(requested_item("chain")).received("C-1", at=RECEIVED)
    with pytest.raises(Inconsistent) as refusal:
        decide(an_order(), claim)
    assert refusal.value.code == "unknown_line"
