"""The largest record that is allowed is decided whole in a moment, and four times the claims take about four times as long."""

from __future__ import annotations

import gc
from collections.abc import Callable
from datetime import timedelta
from statistics import median
from time import process_time

import pytest

from cmoffer_policy import Claim, ClaimItem, Order, OrderClaims, Verification
from support.builders import a_claim, a_line, an_item, an_order, at

ALL = 1_000
TICK = timedelta(microseconds=1)


def claim_of(number: int, *items: ClaimItem) -> Claim:
    """A claim a microsecond after the last one; two of three are approved, every second of these without a date."""
    submitted_at = at("2024-01-10") + number * TICK
    waits = number % 3 == 2
    return a_claim(
        *items,
        claim_id=f"C-{number:04}",
        submitted_at=submitted_at,
        verification=Verification.PENDING if waits else Verification.CONFIRMED,
        approved_at=submitted_at + number % 7 * TICK if number % 3 == 0 else None,
    )


def a_line_each(count: int) -> tuple[Order, list[Claim]]:
    """Every claim is about a line of its own."""
    lines = [a_line(f"ring-{number}") for number in range(count)]
    return an_order(*lines), [claim_of(number, an_item(f"ring-{number}")) for number in range(count)]


def one_line(count: int) -> tuple[Order, list[Claim]]:
    """All claims are about one line, of which there are units for half of them."""
    return an_order(a_line(quantity=count // 2)), [claim_of(number, an_item()) for number in range(count)]


def a_set_each(count: int) -> tuple[Order, list[Claim]]:
    """Every claim draws in the other piece of a pair of its own."""
    lines = [
        a_line(f"{side}-{number}", set_id=f"pair-{number}") for number in range(count) for side in ("left", "right")
    ]
    claims = [claim_of(number, an_item(f"left-{number}", rest_usable=False)) for number in range(count)]
    return an_order(*lines), claims


def one_set(count: int) -> tuple[Order, list[Claim]]:
    """All claims draw in pieces of one set of three, of which there is one for every second claim."""
    lines = [a_line(name, quantity=count // 2, set_id="set") for name in ("left", "right", "box")]
    names = [("left", "right", "box")[number % 3] for number in range(count)]
    return an_order(*lines), [claim_of(number, an_item(names[number], rest_usable=False)) for number in range(count)]


def seconds(make: Callable[[int], tuple[Order, list[Claim]]], count: int) -> list[float]:
    """The processor time that it takes to decide all claims of such a record, a few times.

    What other tests have left in memory is kept out of it: no garbage is collected meanwhile.
    """
    order, claims = make(count)
    taken = []
    gc.disable()
    try:
        for _ in range(5):
            record = OrderClaims(order, claims)
            start = process_time()
            assert len(record.decisions()) == count
            taken.append(process_time() - start)
    finally:
        gc.enable()
    return taken


@pytest.mark.parametrize("make", [a_line_each, one_line, a_set_each, one_set])
def test_a_thousand_claims_are_decided_in_half_a_second(make: Callable[[int], tuple[Order, list[Claim]]]) -> None:
    """Whole, in less than 0.5 s of processor time, and in less than nine times what a quarter of them takes.

    If the time grew with the square, it would be sixteen times as much.
    """
    quarter, whole = seconds(make, ALL // 4), seconds(make, ALL)
    assert median(whole) < 0.5
    assert min(whole) < 9 * min(quarter)


def test_one_more_than_a_thousand_claims_is_refused() -> None:
    """The largest record stands; a claim more is refused with the number that is allowed."""
    order, claims = a_line_each(ALL)
    record = OrderClaims(order, claims)
    with pytest.raises(ValueError, match=r"^claims: got 1001 values, expected at most 1000$"):
        record.with_claim(claim_of(ALL, an_item("ring-0")))
