"""Claims with a fault each, all in one frame: what a column may not hold, and rows that do not fit together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import polars as pl
from attrs import Factory, frozen
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from cmoffer_policy import OrderClaims
from cmoffer_policy.frames import CLAIMS, LINES, Column, Kind
from cmoffer_policy.frames.rows import claim_of, grouped, order_of
from support.builders import a_claim, a_line, an_item, an_order, at, usd
from support.frame_cases import about, frames_of, many_cases
from support.frame_engines import Row

LARGEST = 10**12
TICK = timedelta(microseconds=1)
FAR = [
    datetime(1999, 12, 31, 16, tzinfo=UTC) - TICK,
    datetime(2199, 12, 31, 16, tzinfo=UTC),
    datetime(1000, 1, 1, tzinfo=UTC),
]
"""The last instant before the years 2000 to 2199 on the platform's clock, the first after them, and one far off."""

AN_ID = "an id that is not empty, of at most 256 characters and without control characters"
AN_INSTANT = "an instant of the years 2000 to 2199 in whole microseconds"
UNITS = "a whole number from 0 to 1000000"
AMOUNT = "a whole number from 0 to 1000000000000"
NO_UNITS = [-1, 10**6 + 1]
NO_AMOUNTS = [-1, LARGEST + 1, 2**63 - 1, -(2**63)]

Refused = dict[str, tuple[str, list[Any]]]

OF_LINES: Refused = {
    "quantity": ("a whole number from 1 to 1000000", [None, 0, 10**6 + 1, 2**63 - 1]),
    "unit_price_minor": (AMOUNT, [None, *NO_AMOUNTS]),
    "currency": ("an ISO 4217 code such as 'USD'", [None, "", "usd", "XAU"]),
    "placed_at": (AN_INSTANT, [None, *FAR]),
    "discount_minor": (AMOUNT, [None, *NO_AMOUNTS]),
    "title": ("a text of at most 256 characters and without control characters, or null", ["\n", "x" * 257]),
    "set_id": (f"{AN_ID}, or null", ["", "\n", "a\tset", "x" * 257]),
    "settled": (UNITS, [None, *NO_UNITS]),
    "line_shipped_at": (f"{AN_INSTANT}, or null", FAR),
    "freight_minor": (AMOUNT, [None, *NO_AMOUNTS]),
    "order_discount_minor": (AMOUNT, [None, *NO_AMOUNTS]),
    "shipped_at": (f"{AN_INSTANT}, or null", FAR),
    "delivered_at": (f"{AN_INSTANT}, or null", FAR),
}
"""What each column of the lines holds beside the ids, and values that it refuses."""

OF_ITEMS: Refused = {
    "line_id": (AN_ID, [None, "", "\u3000", "ring\x00", "x" * 257]),
    "problem": (
        "one of wrong_item, broken, defective, wrong_birthstone, wrong_engraving, wrong_size, not_as_described, "
        "lost, change_of_mind, not_attributable",
        [None, "", "Broken", "missing_piece"],
    ),
    "item_no": ("a whole number from 0 to 1000000000", [None, -1, 10**9 + 1]),
    "quantity": ("a whole number from 1 to 1000000", [None, 0, 10**6 + 1, 2**63 - 1]),
    "corrosion": ("true or false", [None]),
    "misuse": ("true or false", [None]),
    "unlawful": ("true or false", [None]),
    "rest_usable": ("true or false", [None]),
    "replacement_price_minor": (f"{AMOUNT}, or null", NO_AMOUNTS),
    "buyer_compensated": ("true or false", [None]),
    "problem_shown": ("true or false", [None]),
    "buyer_quoted": ("true or false", [None]),
    "description_proved": ("true or false", [None]),
    "verification": (
        "one of pending, confirmed, contested, ruled_for_seller, ruled_against_seller, shopify_ruled_against_seller",
        [None, "", "agreed"],
    ),
    "approved_at": (f"{AN_INSTANT}, or null", FAR),
}
"""What each column that can differ from item to item holds, and values that it refuses."""

OF_CLAIMS: Refused = {
    "order_id": (AN_ID, [None, "", " "]),
    "submitted_at": (AN_INSTANT, [None, *FAR]),
    "remedy": ("one of refund, replacement", [None, "", "Refund", "voucher"]),
    "production": ("one of not_started, started, or null", ["", "NOT_STARTED", "finished"]),
}
"""What each column that is the same for all items of a claim holds, and values that it refuses."""


@frozen(kw_only=True)
class Spoilt:
    """An order of rings and chains, a claim of one of each, and another claim of a chain, with something wrong in them.

    - ``ring``, ``lines``: changes to the line of the rings, and to all lines of the order.
    - ``item``, ``items``: changes to the item of the ring, and to both items of the first claim.
    - ``faults``: those of the three items; None where an item is decided.
    """

    faults: tuple[str | None, str | None, str | None]
    ring: Row = Factory(dict)
    lines: Row = Factory(dict)
    item: Row = Factory(dict)
    items: Row = Factory(dict)
    more_lines: Sequence[Row] = ()

    def rows(self, name: str) -> tuple[list[Row], list[Row]]:
        """The rows of the lines and of the items, with ids made of a name."""
        rings, chains = [{**row, "order_id": name, **self.lines} for row in SOUND_LINES]
        first, second, other = [{**row, "order_id": name, "claim_id": name} for row in SOUND_ITEMS]
        claimed = [{**first, **self.items, **self.item}, {**second, **self.items}]
        more = [{**rings, **self.lines, **changes} for changes in self.more_lines]
        return [{**rings, **self.ring}, chains, *more], [*claimed, {**other, "claim_id": f"{name}, another"}]


def _sound() -> tuple[pl.DataFrame, pl.DataFrame]:
    order = an_order(
        a_line("ring", quantity=4), a_line("chain", quantity=4), delivered_at=at("2024-01-08"), order_id="sound"
    )
    items = [an_item(line_id) for line_id in ("ring", "chain")]
    return frames_of(about(order, a_claim(*items), a_claim(items[1])))


_LINES, _ITEMS = _sound()
SOUND_LINES, SOUND_ITEMS = _LINES.to_dicts(), _ITEMS.to_dicts()


def order_fault(sentence: str, **changes: Any) -> Spoilt:
    """What is wrong with an order is wrong with all that is claimed of it."""
    return Spoilt(faults=(sentence, sentence, sentence), **changes)


def claim_fault(sentence: str, **changes: Any) -> Spoilt:
    """What is wrong with a claim stops the other claims about the order."""
    return Spoilt(faults=(sentence, sentence, f"another claim of the order: {sentence}"), **changes)


def fault_elsewhere(sentence: str, **changes: Any) -> Spoilt:
    """What is wrong with a claim about another order leaves the other claim alone."""
    return Spoilt(faults=(sentence, sentence, None), **changes)


def item_fault(sentence: str, **changes: Any) -> Spoilt:
    """What is wrong with an item stops the other items of its claim, and the other claims about the order."""
    others = f"another row of the claim: {sentence}", f"another claim of the order: {sentence}"
    return Spoilt(faults=(sentence, *others), **changes)


def _values() -> list[Spoilt]:
    spoilt: list[Spoilt] = []
    for name, (holds, values) in OF_LINES.items():
        spoilt += [order_fault(f"lines.{name}: expected {holds}", ring={name: value}) for value in values]
    for name, (holds, values) in OF_ITEMS.items():
        spoilt += [item_fault(f"claims.{name}: expected {holds}", item={name: value}) for value in values]
    for name, (holds, values) in OF_CLAIMS.items():
        misfit = fault_elsewhere if name == "order_id" else claim_fault
        spoilt += [misfit(f"claims.{name}: expected {holds}", items={name: value}) for value in values]
    return spoilt


def one_for_all(column: str) -> str:
    whole = "order" if column.startswith("lines") else "claim"
    return f"{column}: expected the same on all rows of the {whole}"


PLACED, SUBMITTED = SOUND_LINES[0]["placed_at"], SOUND_ITEMS[0]["submitted_at"]
LIST_VALUE = 4 * 1990
NOT_BEFORE_THE_ORDER = "expected placed_at or later, when the order was placed"
UNKNOWN_LINE = "claims.line_id: expected a line of the order"
UNKNOWN_ORDER = "claims.order_id: expected an order that has lines"
TWICE = "lines.line_id: expected an id used once in the order"
TOO_MUCH_IN_ORDER = "lines: expected an order worth at most 1000000000000 minor units with freight"
TOO_MANY = "claims.quantity: expected at most the units left on the line, over all items of the claim"
TOO_EARLY = "claims.approved_at: expected submitted_at or later, when the claim was submitted"
NOT_APPROVED = "claims.approved_at: expected null until the item is confirmed or ruled for the seller"

MISFITS = [
    *[item_fault(UNKNOWN_LINE, ring={"order_id": value}) for value in (None, "", "elsewhere")],
    *[order_fault(f"lines.line_id: expected {AN_ID}", ring={"line_id": value}) for value in (None, "", " \t\u2003")],
    *[
        Spoilt(
            faults=(
                f"claims.claim_id: expected {AN_ID}",
                *[f"another claim of the order: claims.claim_id: expected {AN_ID}"] * 2,
            ),
            item={"claim_id": value},
        )
        for value in (None, "", "\n")
    ],
    order_fault(
        "lines.quantity: expected a line worth at most 1000000000000 minor units",
        ring={"quantity": 10**6, "unit_price_minor": 10**6 + 1},
    ),
    order_fault(TOO_MUCH_IN_ORDER, ring={"unit_price_minor": LARGEST // 4}),
    order_fault(TOO_MUCH_IN_ORDER, lines={"freight_minor": LARGEST - 2 * LIST_VALUE + 1}),
    order_fault(
        "lines.discount_minor: expected at most the list value of the line", ring={"discount_minor": LIST_VALUE + 1}
    ),
    order_fault(
        "lines.order_discount_minor: expected at most the value of the lines after their own discounts",
        lines={"order_discount_minor": 2 * LIST_VALUE - 1},
        ring={"discount_minor": 2},
    ),
    order_fault("lines.settled: expected at most the quantity", ring={"settled": 5}),
    order_fault(f"lines.shipped_at: {NOT_BEFORE_THE_ORDER}", lines={"shipped_at": PLACED - TICK}),
    order_fault(f"lines.delivered_at: {NOT_BEFORE_THE_ORDER}", lines={"delivered_at": PLACED - TICK}),
    order_fault(f"lines.line_shipped_at: {NOT_BEFORE_THE_ORDER}", ring={"line_shipped_at": PLACED - TICK}),
    order_fault(
        "lines.quantity: expected the same on all lines of the set", lines={"set_id": "pair"}, ring={"quantity": 5}
    ),
    order_fault(one_for_all("lines.currency"), ring={"currency": "EUR"}),
    order_fault(one_for_all("lines.placed_at"), ring={"placed_at": PLACED + TICK}),
    order_fault(one_for_all("lines.freight_minor"), ring={"freight_minor": 1}),
    order_fault(one_for_all("lines.order_discount_minor"), ring={"order_discount_minor": 1}),
    order_fault(one_for_all("lines.shipped_at"), ring={"shipped_at": None}),
    order_fault(one_for_all("lines.delivered_at"), ring={"delivered_at": SUBMITTED}),
    order_fault(TWICE, more_lines=[{}]),
    order_fault(TWICE, more_lines=[{"quantity": 1}, {"quantity": 2}]),
    item_fault(UNKNOWN_LINE, item={"line_id": "necklace"}),
    item_fault(UNKNOWN_LINE, item={"line_id": "Ring"}),
    item_fault(UNKNOWN_LINE, item={"line_id": "ring "}),
    fault_elsewhere(UNKNOWN_ORDER, items={"order_id": "nowhere"}),
    claim_fault("claims.item_no: expected a number used once in the claim", items={"item_no": 7}),
    Spoilt(faults=(UNKNOWN_ORDER, None, None), item={"order_id": "nowhere"}),
    claim_fault(one_for_all("claims.submitted_at"), item={"submitted_at": SUBMITTED + TICK}),
    claim_fault(one_for_all("claims.remedy"), item={"remedy": "replacement"}),
    claim_fault(one_for_all("claims.production"), item={"production": "started"}),
    item_fault(TOO_MANY, item={"quantity": 5}),
    item_fault(TOO_MANY, item={"quantity": 2}, ring={"settled": 3}),
    claim_fault(TOO_MANY, items={"line_id": "ring", "quantity": 2}, ring={"settled": 1}),
    order_fault(TOO_MANY, lines={"settled": 4}),
    claim_fault(
        "claims: expected the same evidence (buyer_compensated, problem_shown, buyer_quoted, description_proved) on all "
        "rows of a claim about one line",
        items={"line_id": "ring"},
        item={"buyer_quoted": False},
    ),
    item_fault(
        "claims.replacement_price_minor: expected null where a refund is asked for", item={"replacement_price_minor": 0}
    ),
    item_fault("claims.rest_usable: expected true for a line that is no piece of a set", item={"rest_usable": False}),
    item_fault(TOO_EARLY, item={"approved_at": SUBMITTED - TICK}),
    claim_fault(TOO_EARLY, items={"approved_at": SUBMITTED - TICK}),
    *[
        misfit(NOT_APPROVED, **{rows: {"approved_at": SUBMITTED, "verification": word}})
        for misfit, rows in ((item_fault, "item"), (claim_fault, "items"))
        for word in ("pending", "contested", "ruled_against_seller", "shopify_ruled_against_seller")
    ],
    claim_fault(f"claims.submitted_at: {NOT_BEFORE_THE_ORDER}", items={"submitted_at": PLACED - TICK}),
]
"""Values that are fine one by one and do not fit together."""

SOUND = Spoilt(faults=(None, None, None))
SPOILT = {f"{number}: {spoilt.faults[0]}": spoilt for number, spoilt in enumerate([*_values(), *MISFITS])}


def frames_with(spoilt: Mapping[str, Spoilt]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """These and a sound one in two frames, every item with a number of its own."""
    rows = [each.rows(name) for name, each in {**spoilt, "sound": SOUND}.items()]
    lines = pl.DataFrame([row for bought, _ in rows for row in bought], _LINES.schema)
    items = pl.DataFrame([row for _, claimed in rows for row in claimed], _ITEMS.schema)
    return lines, items.with_columns(n=pl.int_range(pl.len(), dtype=pl.Int64))


def faults_of(spoilt: Mapping[str, Spoilt]) -> dict[int, str | None]:
    """What is wrong with the items with these numbers."""
    return dict(enumerate([fault for each in [*spoilt.values(), SOUND] for fault in each.faults]))


INSTANTS = [None, *FAR, *[at(day) for day in ("2023-01-01", "2024-01-03", "2024-01-08", "2024-02-20", "2199-12-31")]]
POOLS: dict[Kind, list[Any]] = {
    Kind.TITLE: [None, "", "\n", "银戒指", "x" * 257],
    Kind.TEXT: [None, "", " ", "ring", "chain", "nowhere", "A-1", "set"],
    Kind.TERM: [None, "", "Broken", "USD", "EUR"],
    Kind.NUMBER: [None, -1, 0, 1, 2, 5, 10**6, 10**6 + 1, LARGEST, LARGEST + 1],
    Kind.BOOLEAN: [None, False, True],
    Kind.INSTANT: INSTANTS,
}


def spoil(draw: DrawFn, frame: pl.DataFrame, columns: tuple[Column, ...]) -> pl.DataFrame:
    """The frame with some cells replaced by others of the same type, good or bad."""
    rows = frame.to_dicts()
    for row in rows:
        if draw(st.booleans()):
            column = draw(st.sampled_from(columns))
            row[column.name] = draw(st.sampled_from([*POOLS[column.kind], *column.names[:6]]))
    return pl.DataFrame(rows, frame.schema)


@st.composite
def spoilt_frames(draw: DrawFn) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Cases as two frames, some cells of which hold other values of their type."""
    lines, items = frames_of(draw(many_cases(2)))
    return spoil(draw, lines, LINES), spoil(draw, items, CLAIMS)


@cache
def one_by_one() -> tuple[pl.DataFrame, pl.DataFrame]:
    """A case about an order of its own for every column and every value that it could be spoilt with."""
    lines, items = frames_of(
        [
            (
                an_order(
                    a_line("ring", quantity=2, set_id="pair"),
                    a_line("chain", quantity=2, set_id="pair"),
                    delivered_at=at("2024-01-09"),
                    freight=usd("4.00"),
                    discount=usd("1.00"),
                ),
                a_claim(an_item("ring", rest_usable=False), approved_at=at("2024-01-12")),
            )
        ]
    )
    spoilt: tuple[list[Row], list[Row]] = [], []
    for path, columns in enumerate((LINES, CLAIMS)):
        for column in columns:
            if column.name in ("order_id", "claim_id"):
                continue
            for value in [*POOLS[column.kind], *column.names[:6]]:
                keys = {"order_id": f"A-{len(spoilt[1])}", "claim_id": f"C-{len(spoilt[1])}"}
                rows = [*lines.to_dicts()], [*items.to_dicts()]
                rows[path][0][column.name] = value
                for kept, made in zip(spoilt, rows, strict=True):
                    kept += [{name: keys.get(name, cell) for name, cell in row.items()} for row in made]
    return pl.DataFrame(spoilt[0], lines.schema), pl.DataFrame(spoilt[1], items.schema)


def refused_orders(lines: pl.DataFrame) -> set[str | None]:
    """The ids of the orders whose lines the constructors refuse."""
    return {order_id for order_id, rows in grouped(lines.to_dicts(), "order_id").items() if not is_taken(rows)}


def is_taken(lines: list[Row], items: Sequence[Row] = ()) -> bool:
    """Whether rows make an order with claims that can be decided, as objects."""
    try:
        order = order_of(lines)
        claims = [claim_of(rows, order.currency) for rows in grouped(items, "claim_id").values()]
        OrderClaims(order, claims).decisions()
    except (ValueError, TypeError):
        return False
    return True
