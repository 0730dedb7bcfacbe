"""What can be wrong with a row, each fault with a number and a sentence."""

from __future__ import annotations

from collections.abc import Sequence

import narwhals as nw

from cmoffer_policy.frames.columns import CLAIMS, LINES, MOST_ROWS, PROOFS, Column, Kind
from cmoffer_policy.frames.engines import Table
from cmoffer_policy.frames.reading import ABSENT, BAD
from cmoffer_policy.frames.tables import BEYOND
from cmoffer_policy.terms.vocabulary import Remedy, Verification
from cmoffer_policy.values.money import LARGEST_AMOUNT

NONE = 0
ELSEWHERE = 1000
"""Added to the number of a fault that another row of the same claim has."""

APPROVED, OPEN, NEITHER = 1, 2, 3
"""The stage of an item: approved items take their units before open ones, the others take none."""

Condition = tuple[str, nw.Expr]


def _col(name: str) -> nw.Expr:
    return nw.col(name)


def _malformed(columns: Sequence[Column], path: str) -> list[Condition]:
    return [(f"{path}.{column.name}: expected {column.holds}", _is_malformed(column)) for column in columns]


def _is_malformed(column: Column) -> nw.Expr:
    if column.kind is Kind.TEXT:
        return _col(column.name) == (" " if column.nullable else "")
    return _col(column.name) == BAD


def _one_for_all(columns: Sequence[Column], path: str, whole: str) -> dict[str, Condition]:
    """The faults of columns that say something about the whole, by the column."""
    return {
        column.name: (
            f"{path}.{column.name}: expected the same on all rows of the {whole}",
            _col(f"{column.name}{'_least' if whole == 'claim' else ''}") != _col(f"{column.name}_most"),
        )
        for column in columns
        if column.of_order or column.of_claim
    }


def _too_early(name: str, start: str) -> nw.Expr:
    return (_col(name) >= 0) & (_col(name) < _col(start))


_BEFORE_THE_ORDER = "expected placed_at or later, when the order was placed"
_LISTED = _col("quantity") * _col("unit_price_minor")

OF_LINES: tuple[Condition, ...] = (
    *_malformed(LINES, "lines"),
    (f"lines.quantity: expected a line worth at most {LARGEST_AMOUNT} minor units", _LISTED > LARGEST_AMOUNT),
    ("lines.discount_minor: expected at most the list value of the line", _col("discount_minor") > _LISTED),
    (
        "lines.settled: expected at most the quantity with reserved",
        _col("settled") + _col("reserved") > _col("quantity"),
    ),
    *[
        (f"lines.{name}: {_BEFORE_THE_ORDER}", _too_early(name, "placed_at"))
        for name in ("shipped_at", "delivered_at", "line_shipped_at")
    ],
)
"""Faults of one line by itself."""

OF_SETS: tuple[Condition, ...] = (
    (
        "lines.quantity: expected the same on all lines of the set",
        (_col("in_set") == 1) & (_col("set_least") != _col("set_most")),
    ),
)

_OF_ORDERS: tuple[Condition, ...] = (
    ("lines.line_id: expected an id used once in the order", _col("line_ids") != _col("line_count")),
    (f"lines: expected at most {MOST_ROWS} lines in the order", _col("line_count") > MOST_ROWS),
    (
        f"lines: expected an order worth at most {LARGEST_AMOUNT} minor units with freight",
        _col("order_listed") + _col("freight_minor") > LARGEST_AMOUNT,
    ),
    (
        "lines.order_discount_minor: expected at most the value of the lines after their own discounts",
        _col("order_discount_minor") > _col("order_value"),
    ),
)

_APPROVED_BY = (Verification.CONFIRMED.index, Verification.RULED_FOR_SELLER.index)

OF_ITEMS: tuple[Condition, ...] = (
    *_malformed(CLAIMS, "claims"),
    (
        "claims.replacement_price_minor: expected null where a refund is asked for",
        (_col("remedy") == Remedy.REFUND.index) & (_col("replacement_price_minor") != ABSENT),
    ),
    (
        "claims.approved_at: expected submitted_at or later, when the claim was submitted",
        _too_early("approved_at", "submitted_at"),
    ),
    (
        "claims.approved_at: expected null until the claim is confirmed or ruled for the seller",
        (_col("approved_at") >= 0) & ~_col("verification").is_in(_APPROVED_BY),
    ),
)
"""Faults of one item by itself."""

OF_MATCHES: tuple[Condition, ...] = (
    ("claims.order_id: expected an order that has lines", _col("order_fault") == BAD),
    ("claims.line_id: expected a line of the order", _col("line_quantity") == BAD),
    (f"claims.submitted_at: {_BEFORE_THE_ORDER}", _too_early("submitted_at", "placed_at")),
    (
        "claims.rest_usable: expected true for a line that is no piece of a set",
        (_col("rest_usable") == 0) & (_col("in_set") == 0),
    ),
    ("claims: expected deadlines within the years of the calendar", _col("beyond") == 1),
)
"""Faults of an item beside its order."""

_OF_CLAIMS: tuple[Condition, ...] = (
    ("claims.item_no: expected a number used once in the claim", _col("item_nos") != _col("item_count")),
    (f"claims: expected at most {MOST_ROWS} items in the claim", _col("item_count") > MOST_ROWS),
)


OF_CLAIMED_LINES: tuple[Condition, ...] = (
    (
        "claims.quantity: expected at most the units left on the line, over all items of the claim",
        _col("named") > _col("line_left"),
    ),
    (
        f"claims: expected the same evidence ({', '.join(PROOFS)}) on all rows of a claim about one line",
        _col("proofs_least") != _col("proofs_most"),
    ),
)
"""Faults of the items of a claim on one line together."""

_DIFFERENT_ORDERS = _one_for_all(LINES, "lines", "order")
_DIFFERENT_CLAIMS = _one_for_all(CLAIMS, "claims", "claim")


def of_orders(columns: Sequence[str]) -> tuple[Condition, ...]:
    """Faults of the lines of an order together, where only these columns can differ between them."""
    return (*[_DIFFERENT_ORDERS[name] for name in columns], *_OF_ORDERS)


def of_claims(columns: Sequence[str]) -> tuple[Condition, ...]:
    """Faults of the items of a claim together, where only these columns can differ between them."""
    return (*[_DIFFERENT_CLAIMS[name] for name in columns], *_OF_CLAIMS)


OF_ANSWERS: tuple[Condition, ...] = (
    (
        "claims.approved_at: expected an arrival within the years of the calendar",
        (_col("first_stage") == APPROVED) & (_col("arrival_end") == BEYOND),
    ),
)
"""Faults of what would otherwise be answered."""

_ALL = (
    *OF_LINES,
    *OF_SETS,
    *_DIFFERENT_ORDERS.values(),
    *_OF_ORDERS,
    *OF_ITEMS,
    *OF_MATCHES,
    *_DIFFERENT_CLAIMS.values(),
    *_OF_CLAIMS,
    *OF_CLAIMED_LINES,
    *OF_ANSWERS,
)
_SENTENCES = [sentence for sentence, _ in _ALL]
_NUMBERS = {sentence: number for number, sentence in enumerate(_SENTENCES, start=1)}
SENTENCES: Table = {
    "fault_no": [NONE, *_NUMBERS.values(), *[number + ELSEWHERE for number in _NUMBERS.values()]],
    "fault": [None, *_SENTENCES, *[f"another row of the claim: {sentence}" for sentence in _SENTENCES]],
}
"""The faults by their numbers."""


def first_of(conditions: Sequence[Condition]) -> nw.Expr:
    """The number of the first fault that a row has, ``NONE`` if it has none of these."""
    (sentence, condition), *others = conditions
    number = nw.when(condition).then(nw.lit(_NUMBERS[sentence]))
    for sentence, condition in others:
        number = number.when(condition).then(nw.lit(_NUMBERS[sentence]))
    return number.otherwise(nw.lit(NONE)).cast(nw.Int64())


def own_or(fault: str, conditions: Sequence[Condition]) -> nw.Expr:
    """The fault that a row has already, else the first of these."""
    return nw.when(nw.col(fault) != NONE).then(nw.col(fault)).otherwise(first_of(conditions))


def smallest(fault: str) -> nw.Expr:
    """The fault in such a way that the smallest of several is a fault, if one of them is."""
    return nw.when(nw.col(fault) == NONE).then(NO_FAULT).otherwise(nw.col(fault))


def smallest_or(least: str, conditions: Sequence[Condition]) -> nw.Expr:
    """The smallest of several faults, or the first of these where there is none."""
    return nw.when(nw.col(least) != NO_FAULT).then(nw.col(least)).otherwise(first_of(conditions))


NO_FAULT = 10 * ELSEWHERE
"""The smallest of several where none of them is a fault."""
