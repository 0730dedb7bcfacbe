"""Orders and claims of any size, and any number of claims that differ: alike in every run."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from cmoffer_policy import Cause, Claim, Money, Order, OrderClaims, Problem, ProductionStage, Remedy, Verification
from support.builders import COMPLETE, a_claim, a_line, an_item, an_order, at, usd

_GUARANTEED = list(Problem)[:6]


def order_of(lines: int) -> Order:
    """Lines of 1 to 3 units with prices of their own, an order discount and freight to spread over them."""
    bought = [
        a_line(
            f"line-{n}", quantity=1 + n % 3, unit_price=Money(minor=990 + 7 * n, currency="USD"), discount=usd("0.50")
        )
        for n in range(lines)
    ]
    return an_order(*bought, discount=usd("1.11"), freight=usd("4.99"))


def case_of(items: int) -> tuple[Order, Claim]:
    """A completely proved claim for a refund of one unit of each line, approved on the day after."""
    named = [an_item(f"line-{n}", _GUARANTEED[n % len(_GUARANTEED)]) for n in range(items)]
    return order_of(items), a_claim(*named, approved_at=at("2024-01-11"))


def numbered_case(number: int) -> tuple[Order, Claim]:
    """A claim of one item about an order of its own, which differs from other numbers' in whatever the rules read."""
    draw = Random(number)
    placed_at = at("2024-01-03") + timedelta(hours=draw.randrange(365 * 24))
    shipped_at = placed_at + timedelta(hours=draw.randrange(200)) if draw.random() < 0.9 else None
    order = an_order(
        *[
            a_line(f"line-{n}", quantity=2, unit_price=Money(minor=draw.randrange(100, 10_000), currency="USD"))
            for n in range(1 + number % 3)
        ],
        order_id=f"A-{number}",
        placed_at=placed_at,
        shipped_at=shipped_at,
        freight=usd("4.99"),
    )
    claim = a_claim(
        an_item(
            "line-0",
            draw.choice(list(Problem)),
            causes=[cause for cause in Cause if draw.random() < 0.05],
        ),
        claim_id=f"C-{number}",
        order_id=f"A-{number}",
        submitted_at=placed_at + timedelta(hours=draw.randrange(24, 90 * 24)),
        remedy=draw.choice(list(Remedy)),
        verification=draw.choice(list(Verification)),
        evidence=[document for document in COMPLETE if draw.random() < 0.9],
        production=draw.choice([None, *ProductionStage]),
    )
    return order, claim


def life_of(claims: int) -> OrderClaims:
    """An order of so many units with a claim on each: two of three approved, in an order of their own, the third open."""
    order = an_order(
        a_line("ring", quantity=claims, unit_price=usd("9.97")),
        a_line("chain"),
        discount=usd("1.11"),
        freight=usd("4.99"),
    )
    return OrderClaims(
        order,
        [
            a_claim(
                an_item("ring", approved_at=None if n % 3 == 2 else at("2024-01-20") + timedelta(minutes=7 * n % 1009)),
                claim_id=f"C-{n}",
                submitted_at=at("2024-01-10") + timedelta(minutes=n),
                verification=Verification.PENDING if n % 3 == 2 else Verification.CONFIRMED,
            )
            for n in range(claims)
        ],
    )
