"""Why rows could not be decided: the sentence that each of them gets in the column ``fault``.

What is wrong with an order is wrong with everything claimed of it. What is wrong with one item stops its whole claim
and all other claims on the order, as nobody can know who takes which units. The other items say so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

from cmoffer_policy.checks import MOST_ENTRIES, MOST_ITEMS
from cmoffer_policy.claim import Claim, check_match
from cmoffer_policy.errors import InputError
from cmoffer_policy.frames.columns import CLAIMS, LINES, PROOFS, Column
from cmoffer_policy.frames.rows import Row, check_agreement, check_numbers, claim_of, grouped, lines_of
from cmoffer_policy.money import LARGEST_AMOUNT
from cmoffer_policy.order import Order
from cmoffer_policy.order_claims import MOST_CLAIMS

OrderOrFault: TypeAlias = "Order | str | None"
"""The order with an id, what is wrong with it, or None where it has no lines."""

_NOT_BEFORE_THE_ORDER = "expected placed_at or later, when the order was placed"
_UNKNOWN_ORDER = "claims.order_id: expected an order that has lines"
_TOO_MANY_ITEMS = f"claims: expected at most {MOST_ITEMS} items in the claim"
TOO_MANY_CLAIMS = f"claims: expected at most {MOST_CLAIMS} claims on the order"
BEYOND = "claims: expected deadlines within the years of the calendar"
ARRIVES_BEYOND = "claims.approved_at: expected an arrival within the years of the calendar"

DERIVED = ("another row of the claim: ", "another claim of the order: ", TOO_MANY_CLAIMS)
"""How faults begin that follow from another row, or from how many there are."""

_SENTENCES = {
    # One line, then the order as a whole.
    ("too_large", "lines.quantity"): f"lines.quantity: expected a line worth at most {LARGEST_AMOUNT} minor units",
    ("discount_above_value", "lines.discount"): "lines.discount_minor: expected at most the list value of the line",
    ("more_than_bought", "lines.settled"): "lines.settled: expected at most the quantity",
    ("before_the_order", "shipped_at"): f"lines.shipped_at: {_NOT_BEFORE_THE_ORDER}",
    ("before_the_order", "delivered_at"): f"lines.delivered_at: {_NOT_BEFORE_THE_ORDER}",
    ("before_the_order", "lines.shipped_at"): f"lines.line_shipped_at: {_NOT_BEFORE_THE_ORDER}",
    ("unequal_set", "lines.quantity"): "lines.quantity: expected the same on all lines of the set",
    ("duplicate", "lines.line_id"): "lines.line_id: expected an id used once in the order",
    ("too_many", "lines"): f"lines: expected at most {MOST_ENTRIES} lines in the order",
    ("too_large", "lines"): f"lines: expected an order worth at most {LARGEST_AMOUNT} minor units with freight",
    ("discount_above_value", "discount"): (
        "lines.order_discount_minor: expected at most the value of the lines after their own discounts"
    ),
    # One item, then the items of a line, then the claim as a whole.
    ("price_on_refund", "items.replacement_price"): (
        "claims.replacement_price_minor: expected null where a refund is asked for"
    ),
    ("unknown_line", "claim.items.line_id"): "claims.line_id: expected a line of the order",
    ("not_a_set", "claim.items.rest_usable"): (
        "claims.rest_usable: expected true for a line that is no piece of a set"
    ),
    ("more_than_left", "claim.items.quantity"): (
        "claims.quantity: expected at most the units left on the line, over all items of the claim"
    ),
    ("differs", "claims"): (
        f"claims: expected the same evidence ({', '.join(PROOFS)}) on all rows of a claim about one line"
    ),
    ("duplicate", "claims.item_no"): "claims.item_no: expected a number used once in the claim",
    ("before_the_order", "claim.submitted_at"): f"claims.submitted_at: {_NOT_BEFORE_THE_ORDER}",
    ("before_the_claim", "items.approved_at"): (
        "claims.approved_at: expected submitted_at or later, when the claim was submitted"
    ),
    ("approved_too_soon", "approved_at"): (
        "claims.approved_at: expected null until the item is confirmed or ruled for the seller"
    ),
}
"""What a row says, by the code of what the constructors and ``decide`` raise and by its path without places."""


def sentence(fault: InputError) -> str:
    """What is wrong with rows that fit together cell by cell."""
    path = re.sub(r"\[[0-9]+\]", "", fault.path)
    if fault.code == "differs" and path != "claims":
        return f"{path}: expected the same on all rows of the {'order' if path.startswith('lines') else 'claim'}"
    return BEYOND if fault.code == "out_of_schedule" else _SENTENCES[fault.code, path]


def _fault_of_cells(row: Row, columns: Iterable[Column], path: str) -> str | None:
    for column in columns:
        if not column.accepts(row[column.name]):
            return f"{path}.{column.name}: expected {column.holds}"
    return None


def fault_of_order(lines: Sequence[Row], refusal: InputError) -> str:
    """What is wrong with the lines of an order that was refused."""
    for row in lines:
        fault = _fault_of_cells(row, LINES, "lines")
        if fault:
            return fault
    try:
        lines_of(lines)
    except InputError as of_a_line:
        return sentence(of_a_line.under("lines"))
    return sentence(refusal)


def faults_of_items(
    items: Sequence[Row], order: OrderOrFault, deadline_beyond: Callable[[Order, Claim], str | None]
) -> list[str]:
    """What is wrong with each item of a claim that was refused.

    ``deadline_beyond`` says whether a sound claim of one item has a deadline beyond the calendar, and which.
    """
    of_order = order if isinstance(order, str) else None
    faults: list[str | None] = [_fault_of_cells(row, CLAIMS, "claims") or of_order for row in items]
    if not any(faults):
        whole = _fault_of_claim(items) or (_UNKNOWN_ORDER if order is None else None)
        if isinstance(order, Order) and whole is None:
            faults = _refusals(items, order, deadline_beyond)
        else:
            faults = [whole] * len(items)
    return _with_the_others(faults)


def faults_of_late_approvals(items: Sequence[Row], too_late: Sequence[bool]) -> list[str]:
    """What is wrong with each item of a claim if some, by number, are approved too late; nothing if none is."""
    if not any(too_late):
        return []
    late = dict(zip(sorted([row["item_no"] for row in items]), too_late, strict=True))
    return _with_the_others([ARRIVES_BEYOND if late[row["item_no"]] else None for row in items])


def _with_the_others(faults: Sequence[str | None]) -> list[str]:
    """The faults of a claim, some item of which has one; the others name the first."""
    first = next(filter(None, faults))
    return [fault or f"another row of the claim: {first}" for fault in faults]


def _fault_of_claim(items: Sequence[Row]) -> str | None:
    try:
        check_agreement(items, CLAIMS, "claims")
        check_numbers(items)
    except InputError as fault:
        return sentence(fault)
    return _TOO_MANY_ITEMS if len(items) > MOST_ITEMS else None


def _refusals(
    items: Sequence[Row], order: Order, deadline_beyond: Callable[[Order, Claim], str | None]
) -> list[str | None]:
    """Find the items at fault: those refused alone, else those of a line. Items of several lines do not clash."""

    def refusal(rows: Sequence[Row]) -> str | None:
        try:
            claim = claim_of(rows, order.currency)
            check_match(order, claim)
        except InputError as fault:
            return sentence(fault)
        return deadline_beyond(order, claim) if len(rows) == 1 else None

    alone = [refusal([row]) for row in items]
    if any(alone):
        return alone
    of_line = {line_id: refusal(rows) for line_id, rows in grouped(items, "line_id").items()}
    return [of_line[row["line_id"]] for row in items]
