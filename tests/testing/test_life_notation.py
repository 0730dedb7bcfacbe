"""How lives are read: strictly, and with a hint where something is misspelt or does not add up."""

from __future__ import annotations

import pytest
from attrs import evolve

from cmoffer_policy import (
    POLICY_2023,
    Balance,
    FreightWeight,
    InputError,
    OpenPoint,
    OrderClaims,
    Outcome,
    Problem,
    UnitsHeld,
    Verification,
)
from cmoffer_policy.testing import ExpectedAmount, ExpectedClaim, ExpectedLife, ExpectedShare, Life, read_lives
from support.builders import a_claim, a_line, an_item, an_order, at, usd

PAGE = """
[ordinary.order]
order_id = "A-1"
placed_at = 2024-01-03T12:00:00+08:00
shipped_at = 2024-01-05T12:00:00+08:00
lines = [
    { line_id = "ring", quantity = 2, unit_price = "USD 19.90" },
    { line_id = "chain", quantity = 1, unit_price = "USD 5.00" },
]

[ordinary.claim]
order_id = "A-1"
submitted_at = 2024-01-10T12:00:00+08:00
remedy = "refund"
items = [{ line_id = "ring", problem = "broken" }]

[[life]]
name = "a name"
clauses = ["5.3", "2.3"]
why = "A reason."
order.freight = "USD 3.00"
policy.freight_weight = "list_value"
balance.paid = "USD 47.80"
balance.approved = "USD 20.98"
balance.possible = "USD 26.36"
balance.refundable = "USD 21.44"
balance.units_left = { ring = 1 }

[[life.claims]]
claim_id = "A"
verification = "confirmed"
expected.items = [
    { outcome = "approved", units = { chain = 1, ring = 1 }, refund = "USD 19.90 + 1.08 = 20.98", missing = ["3.1"] },
]
expected.open_points = ["units_held"]

[[life.claims]]
claim_id = "B"
items = [{ line_id = "chain", problem = "lost" }, { line_id = "ring", problem = "broken", quantity = 2 }]
expected.units = { ring = 1 }
expected.refund = "USD 1.00"
expected.items = [
    { outcome = "under_verification", possible = "USD 5.38" },
    { outcome = "rejected", failed = ["2.3", "1"], held_by = [{ claim_id = "A", units = 1, approved = true }] },
]
"""
NOTHING = ExpectedAmount(total=usd("0.00"), goods=usd("0.00"), freight=usd("0.00"))
RING = ExpectedAmount(total=usd("20.98"), goods=usd("19.90"), freight=usd("1.08"))
FIRST = """[[life.claims]]
claim_id = "A"
verification = "confirmed"
"""


def test_every_key_means_what_the_types_mean() -> None:
    """A life is its order, its claims and what it expects; what it leaves out is ordinary, or nothing."""
    (life,) = read_lives(PAGE)
    order = an_order(
        a_line(quantity=2), a_line("chain", unit_price=usd("5.00")), freight=usd("3.00"), shipped_at=at("2024-01-05")
    )
    pending = Verification.PENDING
    lost = an_item("chain", Problem.LOST, verification=pending)
    claims = [
        a_claim(claim_id="A", evidence=()),
        a_claim(lost, an_item(quantity=2, verification=pending), claim_id="B", evidence=()),
    ]
    share = ExpectedShare(
        outcome=Outcome.APPROVED, units=(("ring", 1), ("chain", 1)), refund=RING, possible=RING, missing=("3.1",)
    )
    open_share = ExpectedShare(
        outcome=Outcome.UNDER_VERIFICATION, units=(), refund=NOTHING, possible=ExpectedAmount(total=usd("5.38"))
    )
    rejected = ExpectedShare(
        outcome=Outcome.REJECTED,
        units=(),
        refund=NOTHING,
        possible=NOTHING,
        failed=("1", "2.3"),
        held_by=(UnitsHeld(claim_id="A", units=1, approved=True),),
    )
    first = ExpectedClaim(
        claim_id="A",
        items=(share,),
        units=(("ring", 1), ("chain", 1)),
        refund=RING,
        possible=RING,
        open_points=frozenset({OpenPoint.UNITS_HELD}),
    )
    second = ExpectedClaim(
        claim_id="B",
        items=(open_share, rejected),
        units=(("ring", 1),),
        refund=ExpectedAmount(total=usd("1.00")),
        possible=ExpectedAmount(total=usd("5.38")),
    )
    balance = Balance(
        paid=usd("47.80"),
        approved=usd("20.98"),
        possible=usd("26.36"),
        refundable=usd("21.44"),
        units_left=(("ring", 1), ("chain", 0)),
    )
    assert life == Life(
        name="a name",
        clauses=("2.3", "5.3"),
        why="A reason.",
        order_claims=OrderClaims(order, claims),
        policy=evolve(POLICY_2023, freight_weight=FreightWeight.LIST_VALUE),
        expected=ExpectedLife(claims=(first, second), balance=balance),
    )


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("1.08 = 20.98", "1.08 = 20.99",
         "claims[0].expected.items[0].refund: got 'USD 19.90 + 1.08 = 20.99', expected USD 20.98 as the sum"),
        ("19.90 + 1.08 =", "19.90 + 1.08 and",
         "claims[0].expected.items[0].refund: got 'USD 19.90 + 1.08 and 20.98', "
         'expected a currency and an amount, such as "USD 19.90"'),
        ("USD 19.90 + 1.08 = 20.98", "USD 19.90 + 1.081 = 20.98",
         "claims[0].expected.items[0].refund.amount: got '1.081', expected at most 2 decimals in USD"),
        ('refund = "USD 19.90 + 1.08 = 20.98"', "refund = 20",
         'claims[0].expected.items[0].refund: got 20, expected a currency and an amount, such as "USD 19.90"'),
        ("units = { chain", "unit = { chain",
         "claims[0].expected.items[0].unit: got 'unit', expected one of refund, possible, outcome, failed, missing, "
         "held_by, units; did you mean 'units'?"),
        ("units = { chain = 1,", "units = { chains = 1,",
         "claims[0].expected.items[0].units.line_id: got 'chains', expected a line of order A-1: ring, chain"),
        ("units = { chain = 1,", "units = { chain = 0,",
         "claims[0].expected.items[0].units.chain: got 0, expected 1 or more"),
        ('outcome = "approved", ', "", "claims[0].expected.items[0].outcome: got nothing, expected a value for outcome"),
        ("approved = true", 'approved = true, since = "x"',
         "claims[1].expected.items[1].held_by[0].since: got 'since', expected one of claim_id, units, approved"),
        ("expected.open_points", "expected.open_point",
         "claims[0].expected.open_point: got 'open_point', expected one of refund, possible, open_points, units, items; "
         "did you mean 'open_points'?"),
        ('"units_held"', '"unit_held"',
         "claims[0].expected.open_points[0]: got 'unit_held', expected one of evidence, verification, ruling, "
         "customer_service, shipment_unknown, delivery_unknown, claimed_before_delivery, approved_without_ground, "
         "units_held, approval_time, provisional_deadline; did you mean 'units_held'?"),
        ("[[life.claims]]\n", "[[life.claim]]\n",
         "claim: got 'claim', expected one of name, clauses, why, order, policy, claims, balance; did you mean 'claims'?"),
        ("balance.possible", "balance.possibly",
         "balance.possibly: got 'possibly', expected one of paid, approved, possible, refundable, units_left; "
         "did you mean 'possible'?"),
        ('balance.paid = "USD 47.80"\n', "", "balance.paid: got nothing, expected a value for paid"),
        ("{ ring = 1 }\n\n", "{ rings = 1 }\n\n",
         "balance.units_left.line_id: got 'rings', expected a line of order A-1: ring, chain"),
        ("order.freight", "order.fright",
         "order.fright: got 'fright', expected one of order_id, placed_at, lines, freight, discount, shipped_at, "
         "delivered_at; did you mean 'freight'?"),
        (FIRST, FIRST.replace("confirmed", "confirm"),
         "claims[0].items[0].verification: got 'confirm', expected one of pending, confirmed, contested, "
         "ruled_for_seller, ruled_against_seller, shopify_ruled_against_seller; did you mean 'confirmed'?"),
        (FIRST, FIRST.replace('"A"', '"B"'), "claims[1].claim_id: got 'B', expected an id used only once"),
        ('problem = "broken", quantity = 2', 'problem = "broken", quantity = 3',
         "claims[1].items[1].quantity: got 3 units of line 'ring' in all, "
         "expected at most 2, the units left on the line"),
    ],
)  # fmt: skip
def test_what_is_misspelt_or_does_not_add_up_is_refused(old: str, new: str, message: str) -> None:
    """The page, the life and the key are named, and what was expected there."""
    assert old in PAGE
    with pytest.raises(InputError) as refusal:
        read_lives(PAGE.replace(old, new), page="page.toml")
    assert str(refusal.value) == f"page.toml[0] 'a name'.{message}"


def test_a_claim_without_an_expectation_is_refused() -> None:
    """A life that expects nothing of a claim would pass whatever is decided."""
    silent = PAGE[: PAGE.index("expected.items")]
    with pytest.raises(InputError) as refusal:
        read_lives(silent)
    assert str(refusal.value) == (
        "lives[0] 'a name'.claims[0].expected.items[0].outcome: got nothing, expected a value for outcome"
    )


def test_a_life_without_a_name_and_two_of_one_name_are_refused() -> None:
    """The name makes the id of a test."""
    life = PAGE[PAGE.index("[[life]]") :]
    with pytest.raises(InputError) as refusal:
        read_lives(PAGE + life.replace('name = "a name"\n', ""))
    assert str(refusal.value) == "lives[1].name: got nothing, expected a value for name"
    with pytest.raises(InputError) as refusal:
        read_lives(PAGE + life)
    assert str(refusal.value) == "lives[1].name: got 'a name', expected a name used only once"


def test_what_is_no_text_or_no_toml_is_refused() -> None:
    """The page is named."""
    with pytest.raises(InputError) as refusal:
        read_lives("[[life]]\nname = ", page="page.toml")
    assert str(refusal.value) == "page.toml: got Invalid value (at end of document), expected a text in TOML"
    with pytest.raises(InputError) as refusal:
        read_lives(PAGE.replace("[[life]]", "[[lives]]").replace("life.", "lives."))
    assert str(refusal.value) == "lives.lives: got 'lives', expected one of ordinary, life; did you mean 'life'?"


def test_a_claim_with_another_number_of_items_differs() -> None:
    """Nothing is left out of the comparison because there is more or less of it."""
    (life,) = read_lives(PAGE)
    first, second = life.order_claims.decisions(policy=life.policy)
    fewer = evolve(second, items=second.items[:1])
    assert life.expected.claims[1].differences(fewer)[0] != ""
    assert "B.items: expected 2, decided 1" in life.expected.claims[1].differences(fewer)
    assert "A.items[0].missing: expected ('3.1',), decided ('3.1', '3.2.1', '3.2.2')" in (
        life.expected.claims[0].differences(first)
    )
