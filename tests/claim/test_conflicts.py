"""Values that are fine one by one: which of them fit together, and what lies on a bound."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from cmoffer_policy import (
    POLICY_2023,
    Cause,
    Inconsistent,
    InvalidValue,
    Money,
    Remedy,
    Verification,
    WorkCalendar,
    decide,
    missing_evidence,
    observe,
    refund_for,
)
from support.builders import a_claim, a_line, a_request, an_attachment, an_item, an_order, at, requested_item, usd
from support.case_fields import a_document, claim_for

EUR = Money.of("1.00", "EUR")
QUARTER = WorkCalendar(first_day=date(2024, 1, 1), last_day=date(2024, 3, 31))
BEFORE = at("2024-01-03") - timedelta(microseconds=1)
PLACED = "2024-01-03T12:00:00+08:00 or later, when the order was placed"
BEFORE_TEXT = "2024-01-03T11:59:59.999999+08:00"
APPROVED = "2024-01-11T12:00:00+08:00"
TWO = a_line(quantity=5, settled=3)
CONFLICTS: list[tuple[str, str, Callable[[], Any]]] = [
    ("duplicate", "lines[2].line_id: got 'ring', expected an id used only once",
     lambda: an_order(a_line(), a_line("chain"), a_line())),
    ("mixed_currencies", "discount: got EUR 1.00, expected an amount in USD", lambda: a_line(discount=EUR)),
    ("mixed_currencies", "lines[1].unit_price: got EUR 1.00, expected an amount in USD",
     lambda: an_order(a_line(), a_line("chain", unit_price=EUR))),
    ("mixed_currencies", "freight: got EUR 1.00, expected an amount in USD", lambda: an_order(freight=EUR)),
    ("mixed_currencies", "discount: got EUR 1.00, expected an amount in USD", lambda: an_order(discount=EUR)),
    ("discount_above_value", "discount: got USD 39.81, expected at most USD 39.80",
     lambda: a_line(quantity=2, discount=usd("39.81"))),
    ("discount_above_value", "discount: got USD 38.81, expected at most USD 38.80",
     lambda: an_order(a_line(quantity=2, discount=usd("1.00")), discount=usd("38.81"), freight=usd("9.00"))),
    ("more_than_bought", "settled: got 3, expected at most 2, the units bought",
     lambda: a_line(quantity=2, settled=3)),
    ("unequal_set", "lines[2].quantity: got 3, expected 2, as on the other lines of set trio",
     lambda: an_order(a_line("a", set_id="trio", quantity=2), a_line("b"), a_line("c", set_id="trio", quantity=3))),
    ("before_the_order", f"shipped_at: got {BEFORE_TEXT}, expected {PLACED}", lambda: an_order(shipped_at=BEFORE)),
    ("before_the_order", f"delivered_at: got {BEFORE_TEXT}, expected {PLACED}", lambda: an_order(delivered_at=BEFORE)),
    ("before_the_order", f"lines[1].shipped_at: got {BEFORE_TEXT}, expected {PLACED}",
     lambda: an_order(a_line(), a_line("chain", shipped_at=BEFORE))),
    ("unknown_line", "line_id: got 'chain', expected a line of order A-1: ring", lambda: an_order().line("chain")),
    ("more_than_left", "units['ring']: got 3, expected at most 2, the units left on the line",
     lambda: refund_for(an_order(TWO), {"ring": 3}, policy=POLICY_2023)),
    ("unknown_line", "line_id: got 'chain', expected a line of order A-1: ring", lambda: refund_for(an_order(), {"chain": 0}, policy=POLICY_2023)),
    ("price_on_refund", "items[1].replacement_price: got USD 5.00, expected None where a refund is asked for",
     lambda: a_claim(an_item(), an_item("chain", replacement_price=usd("5.00")))),
    ("before_the_claim",
     "items[0].approved_at: got 2024-01-10T11:59:59+08:00, expected 2024-01-10T12:00:00+08:00 or later, when the claim was submitted",
     lambda: a_claim(approved_at=at("2024-01-10 11:59:59"))),
    *[("approved_too_soon", f"approved_at: got {APPROVED} while the verification is {words}, "
       "expected None until it is confirmed or ruled for the seller",
       lambda state=state: a_claim(approved_at=at("2024-01-11"), verification=state))
      for state, words in [(Verification.PENDING, "pending"), (Verification.CONTESTED, "contested"),
                           (Verification.RULED_AGAINST_SELLER, "ruled against seller"),
                           (Verification.SHOPIFY_RULED_AGAINST_SELLER, "shopify ruled against seller")]],
    ("other_order", "claim.order_id: got 'A-2', expected 'A-1', the order at hand", lambda: claim_for(an_order(), order_id="A-2")),
    ("before_the_order", f"claim.submitted_at: got {BEFORE_TEXT}, expected {PLACED}",
     lambda: claim_for(an_order(shipped_at=None), submitted_at=BEFORE)),
    ("unknown_line", "claim.items[1].line_id: got 'chain', expected a line of order A-1: ring",
     lambda: claim_for(an_order(), items=[an_item(), an_item("chain")])),
    ("unknown_line", "claim.evidence[1].line_ids: got 'chain', expected a line of order A-1: ring",
     lambda: claim_for(an_order(), evidence=[a_document(), a_document(line_ids={"ring", "chain", *"defghi"})])),
    ("more_than_left", "claim.items[1].quantity: got 3 units of line 'ring' in all, expected at most 2, the units left on the line",
     lambda: claim_for(an_order(TWO), items=[an_item(quantity=2), an_item()])),
    ("not_a_set", "claim.items[0].rest_usable: got False, expected True for a line that is no piece of a set",
     lambda: claim_for(an_order(), items=[an_item(rest_usable=False)])),
    ("mixed_currencies", "claim.items[0].replacement_price: got EUR 1.00, expected an amount in USD",
     lambda: claim_for(an_order(), items=[an_item(replacement_price=EUR)], remedy=Remedy.REPLACEMENT)),
]  # fmt: skip


@pytest.mark.parametrize(("code", "message", "build"), CONFLICTS, ids=[code for code, _, _ in CONFLICTS])
def test_values_that_do_not_fit_together_are_refused(code: str, message: str, build: Callable[[], Any]) -> None:
    """Each is fine by itself; the message names both sides."""
    with pytest.raises(Inconsistent) as refusal:
        build()
    assert (refusal.value.code, str(refusal.value)) == (code, message)


TRILLION = Money(minor=10**12, currency="USD")
ACCEPTED: dict[str, Callable[[], Any]] = {
    "a discount of the whole line": lambda: a_line(quantity=2, discount=usd("39.80")),
    "a discount of the whole order": lambda: an_order(discount=usd("19.90")),
    "every unit settled": lambda: a_line(quantity=3, settled=3),
    "shipped and delivered when placed": lambda: an_order(shipped_at=at("2024-01-03"), delivered_at=at("2024-01-03")),
    "approved when submitted": lambda: a_claim(approved_at=at("2024-01-10")),
    "approved by a ruling": lambda: a_claim(approved_at=at("2024-01-10"), verification=Verification.RULED_FOR_SELLER),
    "a million units": lambda: a_line(quantity=10**6, unit_price=Money(minor=10**6, currency="USD"), settled=10**6),
    "a claim of a million units": lambda: an_item(quantity=10**6),
    "a trillion minor units": lambda: an_order(a_line(unit_price=TRILLION, discount=TRILLION)),
    "a trillion with freight": lambda: an_order(
        a_line(unit_price=Money(minor=1, currency="USD")), freight=Money(minor=10**12 - 1, currency="USD")
    ),
    "ten thousand lines": lambda: an_order(*[a_line(str(n)) for n in range(10**4)]),
    "a thousand items and documents": lambda: a_claim(*[an_item()] * 10**3, evidence=[a_document()] * 10**3),
    "a request of a thousand items and documents": lambda: a_request(
        *[requested_item()] * 10**3, attachments=[an_attachment()] * 10**3
    ),
    "one short of a thousand": lambda: a_claim(*[an_item()] * 999, evidence=[a_document()] * 999),
    "a claim as soon as placed": lambda: decide(an_order(shipped_at=None), a_claim(submitted_at=at("2024-01-03"))),
    "an item of the claim": lambda: missing_evidence(an_order(), a_claim(), an_item()),
    "a claim of all that is left": lambda: decide(an_order(TWO), a_claim(an_item(quantity=1), an_item())),
}


@pytest.mark.parametrize("build", ACCEPTED.values(), ids=ACCEPTED.keys())
def test_what_lies_on_the_bound_is_accepted(build: Callable[[], Any]) -> None:
    """The bound itself is allowed."""
    assert build() == build()


@pytest.mark.parametrize(
    ("message", "build"),
    [
        ("quantity: got a line worth 1000001000000 minor units, expected at most 1000000000000",
         lambda: a_line(quantity=10**6, unit_price=Money(minor=10**6 + 1, currency="USD"))),
        ("lines: got an order worth 1000000000001 minor units, expected at most 1000000000000",
         lambda: an_order(a_line(unit_price=TRILLION), freight=usd("0.01"))),
        ("lines: got an order worth 1000000001990 minor units, expected at most 1000000000000",
         lambda: an_order(a_line(unit_price=TRILLION, discount=TRILLION), a_line("chain"))),
        ("units['ring']: got 1.0, expected an integer", lambda: refund_for(an_order(), {"ring": 1.0}, policy=POLICY_2023)),
        ("units['ring']: got True, expected an integer", lambda: refund_for(an_order(), {"ring": True}, policy=POLICY_2023)),
        ("units['ring']: got -1, expected 0 or more", lambda: refund_for(an_order(), {"ring": -1}, policy=POLICY_2023)),
        ("units: got [('ring', 1)], expected a mapping from line ids to units",
         lambda: refund_for(an_order(), [("ring", 1)], policy=POLICY_2023)),
        ("item: got an item about line 'ring', expected one of the items of claim 'C-1'",
         lambda: missing_evidence(an_order(), a_claim(), an_item(causes={Cause.MISUSE}))),
        ("item: got an item about line 'chain', expected one of the items of claim 'C-1'",
         lambda: observe(an_order(), a_claim(), an_item("chain"), policy=POLICY_2023, calendar=QUARTER)),
    ],
)  # fmt: skip
def test_sums_beyond_the_bound_and_strange_units_and_items_are_refused(message: str, build: Any) -> None:
    """What no single field shows is refused as well."""
    with pytest.raises(InvalidValue) as refusal:
        build()
    assert str(refusal.value) == message
