"""What cannot be the life of an order: each refusal with its code, its path and its whole message."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from attrs import evolve

from cmoffer_policy import (
    Cause,
    Claim,
    ClaimItem,
    Detail,
    Inconsistent,
    InputError,
    InvalidValue,
    Money,
    OrderClaims,
    OutOfSchedule,
    Problem,
    Remedy,
    Verification,
    decide,
)
from support.builders import CHAT, COMPLETE, PICTURE, REFUND_SCREENSHOT, a_claim, a_line, an_item, an_order, at, usd

ORDER = an_order(a_line(quantity=3, settled=1), a_line("left", set_id="pair"), a_line("right", set_id="pair"))
FIRST = a_claim()
PENDING = a_claim(claim_id="C-2", verification=Verification.PENDING)
DATED = a_claim(claim_id="C-3", approved_at=at("2024-01-12"))
RECORD = OrderClaims(ORDER, [FIRST, PENDING, DATED])
NAIVE = datetime(2024, 1, 12, 12)  # noqa: DTZ001
EUR = Money.of("1.00", "EUR")
KEPT = "expected revoke=True, as its approval may be revoked"


def other(*items: ClaimItem, **changes: Any) -> Claim:
    """A further claim."""
    return a_claim(*items, **{"claim_id": "C-9", **changes})


MALFORMED: list[tuple[str, str, str, Claim]] = [
    ("other_order", "order_id", "got 'A-2', expected 'A-1', the order at hand", other(order_id="A-2")),
    ("before_the_order", "submitted_at",
     "got 2024-01-03T11:59:59.999999+08:00, expected 2024-01-03T12:00:00+08:00 or later, when the order was placed",
     other(submitted_at=at("2024-01-03") - timedelta(microseconds=1))),
    ("unknown_line", "items[1].line_id", "got 'chain', expected a line of order A-1: ring, left, right",
     other(an_item(), an_item("chain"))),
    ("unknown_line", "evidence[1].line_ids", "got 'chain', expected a line of order A-1: ring, left, right",
     other(evidence=[PICTURE, evolve(CHAT, line_ids=["ring", "chain"])])),
    ("more_than_left", "items[0].quantity",
     "got 3 units of line 'ring' in all, expected at most 2, the units left on the line", other(an_item(quantity=3))),
    ("more_than_left", "items[2].quantity",
     "got 3 units of line 'ring' in all, expected at most 2, the units left on the line",
     other(an_item(), an_item(problem=Problem.WRONG_SIZE), an_item(problem=Problem.CHANGE_OF_MIND))),
    ("not_a_set", "items[0].rest_usable", "got False, expected True for a line that is no piece of a set",
     other(an_item(rest_usable=False))),
    ("mixed_currencies", "items[0].replacement_price", "got EUR 1.00, expected an amount in USD",
     other(an_item(replacement_price=EUR), remedy=Remedy.REPLACEMENT)),
]  # fmt: skip


def refusal(build: Callable[[], object]) -> tuple[str, str, str]:
    """The code, the path and the message with which something is refused."""
    with pytest.raises(InputError) as refused:
        build()
    fault = refused.value
    assert all(type(part) is str for part in (fault.got, fault.expected))
    return fault.code, fault.path, str(fault)


@pytest.mark.parametrize(("code", "path", "message", "claim"), MALFORMED, ids=[path for _, path, _, _ in MALFORMED])
def test_a_claim_that_cannot_be_about_the_order_is_refused_wherever_it_comes_in(
    code: str, path: str, message: str, claim: Claim
) -> None:
    """The path says which claim it is: the one to decide, one of the others, or one of the record."""
    ways: dict[str, Callable[[], object]] = {
        "claim": lambda: decide(ORDER, claim),
        "others[1]": lambda: decide(ORDER, FIRST, others=[PENDING, claim]),
        "claims[2]": lambda: OrderClaims(ORDER, [FIRST, PENDING, claim]),
    }
    for place, build in ways.items():
        assert refusal(build) == (code, f"{place}.{path}", f"{place}.{path}: {message}")
    assert refusal(lambda: RECORD.with_claim(claim)) == (code, f"claim.{path}", f"claim.{path}: {message}")


TWICE: list[tuple[str, str, Callable[[], object]]] = [
    ("claims[2].claim_id", "got 'C-1', expected an id used only once",
     lambda: OrderClaims(ORDER, [FIRST, PENDING, evolve(DATED, claim_id="C-1")])),
    ("claims[1].claim_id", "got 'C-1', expected an id used only once", lambda: OrderClaims(ORDER, [FIRST, FIRST])),
    ("claim.claim_id", "got 'C-2', expected an id that no claim has yet",
     lambda: RECORD.with_claim(evolve(FIRST, claim_id="C-2"))),
    ("others[0].claim_id", "got 'C-1', expected an id used only once", lambda: decide(ORDER, FIRST, others=[FIRST])),
    ("others[1].claim_id", "got 'C-2', expected an id used only once",
     lambda: decide(ORDER, FIRST, others=[PENDING, PENDING])),
    ("claim_id", "got 'C-1', expected an id other than that of the first claim",
     lambda: FIRST.asking_for(Remedy.REPLACEMENT, claim_id="C-1", at=at("2024-01-12"), items=[0])),
]  # fmt: skip


@pytest.mark.parametrize(("path", "message", "build"), TWICE)
def test_two_claims_of_one_id_are_refused(path: str, message: str, build: Callable[[], object]) -> None:
    """An id that could mean either of two claims would leave units and money open."""
    assert refusal(build) == ("duplicate", path, f"{path}: {message}")


KEEP: list[tuple[str, Callable[[], object]]] = [
    ("items[0]: got a change of an item that is confirmed",
     lambda: RECORD.with_answer("C-1", Verification.CONTESTED, items=[0])),
    ("items[0]: got a change of an item that is confirmed",
     lambda: RECORD.with_answer("C-1", Verification.RULED_AGAINST_SELLER, items=[0])),
    ("items[0]: got a change of an item that is confirmed",
     lambda: RECORD.with_answer("C-3", Verification.CONFIRMED, at=at("2024-01-13"), items=[0])),
    ("items[0]: got a change of an item that is confirmed",
     lambda: RECORD.with_answer("C-3", Verification.CONFIRMED, items=[0])),
    ("items[0]: got a change of an item that is confirmed",
     lambda: RECORD.with_review("C-1", causes={0: [Cause.MISUSE]})),
    ("items[0]: got a change of an item that is confirmed",
     lambda: RECORD.with_review("C-3", shows={0: [Detail.ORDER_NUMBER]})),
    ("items[1]: got a change of an item that is ruled for seller",
     lambda: OrderClaims(
         ORDER, [a_claim(an_item("left", verification=Verification.PENDING),
                         an_item("right", verification=Verification.RULED_FOR_SELLER))]
     ).with_answer("C-1", Verification.SHOPIFY_RULED_AGAINST_SELLER, items=[0, 1])),
]  # fmt: skip


@pytest.mark.parametrize(("message", "build"), KEEP)
def test_an_approved_item_changes_only_when_it_is_revoked_by_name(message: str, build: Callable[[], object]) -> None:
    """Money may have been paid on it."""
    assert refusal(build) == ("approved", message.partition(":")[0], f"{message}, {KEPT}")


def test_an_item_revoked_by_name_is_changed() -> None:
    """What was refused is done with ``revoke``, and only that."""
    contested = RECORD.with_answer("C-1", Verification.CONTESTED, items=[0], revoke=True)
    assert contested.claim("C-1").items[0].verification is Verification.CONTESTED
    misused = RECORD.with_review("C-1", causes={0: [Cause.MISUSE]}, revoke=True)
    assert misused.claim("C-1").items[0].causes == {Cause.MISUSE}
    assert contested.claim("C-3") == misused.claim("C-3") == DATED


def test_an_approval_whose_date_becomes_known_is_not_revoked() -> None:
    """A date where there was none, further proof, and answers to open items need no ``revoke``."""
    dated = RECORD.with_answer("C-1", Verification.CONFIRMED, at=at("2024-01-12"), items=[0])
    assert dated.claim("C-1") == evolve(FIRST, items=[an_item(approved_at=at("2024-01-12"))])
    assert RECORD.with_evidence("C-1", CHAT).claim("C-1").evidence == (*COMPLETE, CHAT)
    assert RECORD.with_answer("C-2", Verification.CONTESTED).claim("C-2").items[0].approved_at is None


CLAIMS: list[tuple[str, str, str, Callable[[], object]]] = [
    ("before_the_claim", "items[0].approved_at",
     "got 2024-01-10T11:59:59.999999+08:00, expected 2024-01-10T12:00:00+08:00 or later, when the claim was submitted",
     lambda: RECORD.with_answer("C-2", Verification.CONFIRMED, at=at("2024-01-10") - timedelta(microseconds=1))),
    ("before_the_claim", "at",
     "got 2024-01-10T11:59:59+08:00, expected 2024-01-10T12:00:00+08:00 or later, when the first claim was submitted",
     lambda: PENDING.asking_for(Remedy.REPLACEMENT, claim_id="C-4", at=at("2024-01-10 11:59:59"))),
    ("approved_too_soon", "approved_at",
     "got 2024-01-12T12:00:00+08:00 while the verification is pending, "
     "expected None until it is confirmed or ruled for the seller",
     lambda: RECORD.with_answer("C-2", Verification.PENDING, at=at("2024-01-12"))),
    ("approved_too_soon", "approved_at",
     "got 2024-01-12T12:00:00+08:00 while the verification is ruled against seller, "
     "expected None until it is confirmed or ruled for the seller",
     lambda: RECORD.with_answer("C-2", Verification.RULED_AGAINST_SELLER, at=at("2024-01-12"))),
    ("naive_instant", "at",
     "got datetime.datetime(2024, 1, 12, 12, 0), expected an aware datetime, such as 2024-01-12T12:00:00+08:00",
     lambda: RECORD.with_answer("C-2", Verification.CONFIRMED, at=NAIVE)),
    ("price_on_refund", "items[0].replacement_price", "got USD 1.00, expected None where a refund is asked for",
     lambda: a_claim(an_item(replacement_price=usd("1.00")))),
    ("not_named", "items", "got None, expected the positions of the items whose approval is revoked",
     lambda: RECORD.with_answer("C-1", Verification.RULED_AGAINST_SELLER, revoke=True)),
    ("not_a_boolean", "revoke", "got 'no', expected True or False",
     lambda: RECORD.with_answer("C-1", Verification.CONTESTED, items=[0], revoke="no")),  # type: ignore[arg-type]
    ("not_a_boolean", "revoke", "got 0, expected True or False",
     lambda: RECORD.with_review("C-1", causes={0: [Cause.MISUSE]}, revoke=0)),  # type: ignore[arg-type]
    ("nothing_open", "items", "got no item that is still open, expected the positions of the items meant",
     lambda: RECORD.with_answer("C-1", Verification.CONFIRMED, at=at("2024-01-12"))),
    ("too_large", "items", "got 1, expected at most 0",
     lambda: RECORD.with_answer("C-2", Verification.CONFIRMED, items=[1])),
    ("empty", "items", "got no positions, expected at least one position",
     lambda: RECORD.with_answer("C-2", Verification.CONFIRMED, items=[])),
    ("unknown_claim", "claim_id", "got 'C-5', expected one of the 3 claims on order 'A-1'",
     lambda: RECORD.decide("C-5")),
    ("unknown_claim", "claim_id", "got 'C-5', expected one of the 3 claims on order 'A-1'",
     lambda: RECORD.with_evidence("C-5", CHAT)),
    ("empty", "claim_id", "got '', expected an id that is not empty", lambda: RECORD.claim("")),
    ("wrong_type", "claim", "got 'C-1', expected a value of type Claim", lambda: RECORD.with_claim("C-1")),  # type: ignore[arg-type]
    ("wrong_type", "claims[1]", "got None, expected a value of type Claim",
     lambda: OrderClaims(ORDER, [FIRST, None])),  # type: ignore[list-item]
    ("not_a_sequence", "claims", "got frozenset(), expected a tuple or a list, as the order counts",
     lambda: OrderClaims(ORDER, frozenset())),
    ("wrong_type", "order", "got 'A-1', expected a value of type Order", lambda: OrderClaims("A-1")),  # type: ignore[arg-type]
]  # fmt: skip


@pytest.mark.parametrize(("code", "path", "message", "build"), CLAIMS)
def test_what_a_record_cannot_take_is_refused(code: str, path: str, message: str, build: Callable[[], object]) -> None:
    """Times, answers, positions, ids and types."""
    assert refusal(build) == (code, path, f"{path}: {message}")


ORDERS: list[tuple[type[InputError], str, str, Callable[[], object]]] = [
    (Inconsistent, "unequal_set", "lines[1].quantity: got 3, expected 2, as on the other lines of set pair",
     lambda: an_order(a_line("left", set_id="pair", quantity=2), a_line("right", set_id="pair", quantity=3))),
    (Inconsistent, "more_than_bought", "settled: got 3, expected at most 2, the units bought",
     lambda: a_line(quantity=2, settled=3)),
    (InvalidValue, "too_small", "settled: got -1, expected 0 or more", lambda: a_line(settled=-1)),
    (InvalidValue, "wrong_type", "unit_price: got 19.9, expected a value of type Money",
     lambda: a_line(unit_price=19.9)),
    (InvalidValue, "not_an_integer", "minor: got 1990.0, expected an integer",
     lambda: Money(minor=1990.0, currency="USD")),  # type: ignore[arg-type]
    (OutOfSchedule, "out_of_schedule",
     "submitted_at: got datetime.datetime(1999, 1, 1, 12, 0, tzinfo=datetime.timezone.utc), "
     "expected an instant in the years 2000 to 2199 at UTC+08:00",
     lambda: a_claim(submitted_at=datetime(1999, 1, 1, 12, tzinfo=UTC))),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "code", "message", "build"), ORDERS, ids=[code for _, code, _, _ in ORDERS])
def test_an_order_whose_life_could_not_add_up_is_refused(
    kind: type[InputError], code: str, message: str, build: Callable[[], object]
) -> None:
    """Sets in unequal parts, more settled than bought, amounts that are no money, times without a calendar."""
    with pytest.raises(kind) as refused:
        build()
    assert (type(refused.value), refused.value.code, str(refused.value)) == (kind, code, message)


def test_an_order_has_at_most_a_thousand_claims() -> None:
    """One below the bound, the bound, and one above it, whichever way the claims come."""
    claims = [evolve(FIRST, claim_id=str(number)) for number in range(1001)]
    full = OrderClaims(ORDER, claims[:999]).with_claim(claims[999])
    assert len(full.claims) == 1000
    assert full == OrderClaims(ORDER, claims[:1000])
    message = "got 1001 values, expected at most 1000"
    assert refusal(lambda: OrderClaims(ORDER, claims)) == ("too_many", "claims", f"claims: {message}")
    assert refusal(lambda: full.with_claim(claims[1000])) == ("too_many", "claims", f"claims: {message}")
    assert decide(ORDER, claims[0], others=claims[1:1000]) == full.decide("0")
    message = "got 1000 values, expected at most 999"
    assert refusal(lambda: decide(ORDER, claims[0], others=claims[1:])) == ("too_many", "others", f"others: {message}")


def test_a_review_of_a_document_that_is_not_there_is_refused() -> None:
    """Positions are those of the claim."""
    record = OrderClaims(ORDER, [a_claim(verification=Verification.PENDING, evidence=[REFUND_SCREENSHOT])])
    assert refusal(lambda: record.with_review("C-1", shows={1: []})) == (
        "too_large", "shows", "shows: got 1, expected at most 0",
    )  # fmt: skip
    assert refusal(lambda: record.with_evidence("C-1", PICTURE, evolve(PICTURE, line_ids=["chain"]))) == (
        "unknown_line",
        "claims[0].evidence[2].line_ids",
        "claims[0].evidence[2].line_ids: got 'chain', expected a line of order A-1: ring, left, right",
    )
