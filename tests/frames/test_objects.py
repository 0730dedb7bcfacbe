"""Orders, claims and decisions as rows, and rows as objects again."""

from __future__ import annotations

from decimal import Decimal
from types import ModuleType
from typing import Any

import narwhals as nw
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from attrs import evolve

from cmoffer_policy import Cause, Inconsistent, InputError, InvalidValue, Problem, Remedy, decide, explain
from cmoffer_policy.errors import shown
from cmoffer_policy.frames import (
    CLAIMS,
    DECIDED,
    LINES,
    Column,
    Kind,
    claims_frame,
    decide_frame,
    decisions_frame,
    lines_frame,
    order_claims_of,
)
from support.builders import CHAT, PICTURE, a_claim, a_line, an_item, an_order, at, usd
from support.frame_cases import MOST_DRAWN, about, but_for_documents, frames_of, record_of, records, said, some_cases
from support.frame_engines import every_engine, native, rows_of

every_backend = pytest.mark.parametrize("backend", ["pandas", "polars", "pyarrow", pd, pl, pa], ids=str)

ORDER = an_order(
    a_line("ring", quantity=2, title="Silver ring", set_id="pair", discount=usd("0.90"), settled=1),
    a_line("chain", quantity=2, set_id="pair", shipped_at=at("2024-01-06")),
    freight=usd("4.00"),
    delivered_at=at("2024-01-09"),
)
ORDER_2 = an_order(order_id="A-2")
CLAIM = a_claim(
    an_item("ring", rest_usable=False),
    an_item("chain", Problem.WRONG_SIZE, causes=[Cause.MISUSE, Cause.UNLAWFUL], quantity=2),
    evidence=[CHAT, evolve(PICTURE, line_ids=["ring"])],
    approved_at=at("2024-01-12"),
)


def cells(frame: Any) -> list[dict[str, Any]]:
    return rows_of(pl.from_arrow(frame) if isinstance(frame, pa.Table) else frame)


@every_backend
def test_an_order_is_a_row_for_each_line(backend: str | ModuleType) -> None:
    """With what is of the order repeated on every row."""
    ring, chain = cells(lines_frame([ORDER], backend=backend))
    assert ring == {
        "order_id": "A-1",
        "line_id": "ring",
        "quantity": 2,
        "unit_price_minor": 1990,
        "currency": "USD",
        "placed_at": at("2024-01-03"),
        "discount_minor": 90,
        "title": "Silver ring",
        "set_id": "pair",
        "settled": 1,
        "line_shipped_at": None,
        "freight_minor": 400,
        "order_discount_minor": 0,
        "shipped_at": at("2024-01-05"),
        "delivered_at": at("2024-01-09"),
    }
    own = {"line_id": "chain", "title": None, "discount_minor": 0, "settled": 0, "line_shipped_at": at("2024-01-06")}
    assert chain == {**ring, **own}


MADE = {
    "orders": (lines_frame, ORDER),
    "claims": (claims_frame, CLAIM),
    "decisions": (decisions_frame, decide(ORDER, CLAIM)),
}


@pytest.mark.parametrize("path", MADE)
def test_one_object_is_no_collection(path: str) -> None:
    """Though a collection of one is."""
    make, one = MADE[path]
    assert len(make(iter([one]), backend="polars")) == 2
    with pytest.raises(InvalidValue) as refusal:
        make(one, backend="polars")
    assert (refusal.value.code, refusal.value.path) == ("not_a_collection", path)
    assert refusal.value.expected == "a collection such as a tuple, a list or a set"


@pytest.mark.parametrize("backend", ["nonsense", "duckdb", "dask", None, 7, []])
@pytest.mark.parametrize("path", MADE)
def test_another_library_is_refused(path: str, backend: Any) -> None:
    """As are engines whose frames are lazy."""
    make, one = MADE[path]
    with pytest.raises(InvalidValue) as refusal:
        make([one], backend=backend)
    assert str(refusal.value) == f"backend: got {backend!r}, expected pandas, polars or pyarrow"


@every_backend
def test_a_claim_is_a_row_for_each_item(backend: str | ModuleType) -> None:
    """Items count from 1, documents become one word for each proof, causes one for each cause."""
    ring, chain = cells(claims_frame([CLAIM], backend=backend))
    assert ring == {
        "claim_id": "C-1",
        "order_id": "A-1",
        "line_id": "ring",
        "submitted_at": at("2024-01-10"),
        "problem": "broken",
        "remedy": "refund",
        "item_no": 1,
        "quantity": 1,
        "corrosion": False,
        "misuse": False,
        "unlawful": False,
        "listing_differs": False,
        "rest_usable": False,
        "replacement_price_minor": None,
        "buyer_compensated": False,
        "problem_shown": True,
        "buyer_quoted": True,
        "description_proved": False,
        "verification": "confirmed",
        "approved_at": at("2024-01-12"),
        "production": None,
    }
    own = {"line_id": "chain", "problem": "wrong_size", "item_no": 2, "quantity": 2, "misuse": True, "unlawful": True}
    assert chain == {**ring, **own, "rest_usable": True, "problem_shown": False}


@every_backend
def test_a_decision_is_a_row_for_each_item(backend: str | ModuleType) -> None:
    """Its keys, and the answers in the words and figures of the decision."""
    proved = evolve(CLAIM, evidence=a_claim().evidence)
    ring, chain = cells(decisions_frame([decide(ORDER, proved)], backend=backend))
    day = at("2024-01-10").date()
    ends = {"after_sales_last_day": day.replace(month=2, day=4), "guarantee_last_day": day.replace(month=3, day=5)}
    later = {"after_sales_last_day": day.replace(month=2, day=5), "guarantee_last_day": day.replace(month=3, day=6)}
    assert ring == {
        "claim_id": "C-1",
        "order_id": "A-1",
        "line_id": "ring",
        "item_no": 1,
        "outcome": "approved",
        "remedies": "refund, replacement",
        "failed": "",
        "missing": "",
        "adjudicator": None,
        "submitted_on": day,
        **ends,
        "acceptance_last_day": day.replace(day=12),
        "arrival_first_day": day.replace(day=15),
        "arrival_last_day": day.replace(day=17),
        "provisional": False,
        "closed_before_delivery": False,
        "units": 1,
        "units_held": False,
        "refund_currency": "USD",
        "refund_goods_minor": 1945 + 1990,
        "refund_freight_minor": 99 + 101,
        "refund_total_minor": 1945 + 1990 + 99 + 101,
        "possible_goods_minor": 1945 + 1990,
        "possible_freight_minor": 99 + 101,
        "possible_total_minor": 1945 + 1990 + 99 + 101,
        "replaced_list_minor": 0,
        "fault": None,
    }
    nothing = dict.fromkeys([name for name in ring if name.endswith("_minor")], 0)
    assert chain == {
        **ring,
        **nothing,
        **later,
        "line_id": "chain",
        "item_no": 2,
        "units": 0,
        "arrival_first_day": None,
        "arrival_last_day": None,
        "outcome": "rejected",
        "remedies": "",
        "failed": "5.2",
    }


TYPES = {
    Kind.TEXT: nw.String(),
    Kind.TITLE: nw.String(),
    Kind.TERM: nw.String(),
    Kind.NUMBER: nw.Int64(),
    Kind.BOOLEAN: nw.Boolean(),
    Kind.INSTANT: nw.Datetime("us", "UTC"),
    Kind.DAY: nw.Date(),
}
KEYS = [column for column in CLAIMS if column.name in ("claim_id", "order_id", "line_id", "item_no")]


@every_backend
@pytest.mark.parametrize("empty", [False, True], ids=["", "empty"])
def test_the_columns_are_those_of_the_table(backend: str | ModuleType, *, empty: bool) -> None:
    """In name, order and type, with rows or without; pandas keeps a day as the midnight it starts with."""
    types = TYPES | ({Kind.DAY: nw.Datetime("us")} if backend in ("pandas", pd) else {})
    frames: list[tuple[Any, list[Column] | tuple[Column, ...]]] = [
        (lines_frame([] if empty else [ORDER], backend=backend), LINES),
        (claims_frame([] if empty else [CLAIM], backend=backend), CLAIMS),
        (decisions_frame([] if empty else [decide(ORDER, CLAIM)], backend=backend), [*KEYS, *DECIDED]),
    ]
    for frame, columns in frames:
        schema = nw.from_native(frame).schema
        assert list(schema.items()) == [(column.name, types[column.kind]) for column in columns]


@pytest.mark.parametrize("frame_of", [lines_frame, claims_frame, decisions_frame])
def test_anything_else_in_a_list_is_refused(frame_of: Any) -> None:
    """With its place."""
    with pytest.raises(InvalidValue, match=r"^\w+\[0\]: got 'A-1', expected a value of type \w+$"):
        frame_of(["A-1"], backend=pl)


def test_rows_become_the_same_order_and_claims_again() -> None:
    """Decided alike; only documents are not told apart from others that prove as much."""
    of_orders = records(some_cases(MOST_DRAWN))
    lines, items = frames_of(some_cases(MOST_DRAWN))
    first = {order_id: record.claims[0].claim_id for order_id, record in of_orders.items()}
    again = order_claims_of(lines, items, first.values())
    for order_id, record in of_orders.items():
        assert but_for_documents(again[first[order_id]]) == but_for_documents(record)


@every_engine
def test_an_order_is_found_in_a_frame_of_any_engine(engine: str) -> None:
    """Among others, of which it takes nothing."""
    other = an_order(order_id="A-2")
    lines, items = frames_of([(ORDER, CLAIM), *about(other, a_claim(remedy=Remedy.REPLACEMENT))])
    record = order_claims_of(native(engine, lines), native(engine, items), ["C-1"])["C-1"]
    assert record.order == ORDER
    assert [claim.claim_id for claim in record.claims] == ["C-1"]
    assert explain(record.decide("C-1")) == explain(record_of(lines, items, "A-1").decide("C-1"))
    assert said(record.decide("C-1")) == said(decide(ORDER, CLAIM))


@every_engine
def test_an_order_comes_with_all_its_claims(engine: str) -> None:
    """Whichever of them is asked for; claims on one order have one record."""
    lines, items = frames_of([*about(an_order(), a_claim(), a_claim(), a_claim()), *about(ORDER_2, a_claim())])
    bought, claimed = native(engine, lines), native(engine, items)
    names = [f"A-1, claim {number}" for number in (1, 2, 3)]
    found = order_claims_of(bought, claimed, [names[2], "A-2, claim 1", names[0]])
    assert list(found) == [names[2], "A-2, claim 1", names[0]]
    assert found[names[0]] is found[names[2]]
    assert sorted([claim.claim_id for claim in found[names[0]].claims]) == names
    assert [claim.claim_id for claim in found["A-2, claim 1"].claims] == ["A-2, claim 1"]
    assert order_claims_of(bought, claimed, []) == {}


@every_engine
def test_a_replacement_keeps_its_price(engine: str) -> None:
    """And a null there is the same product."""
    dearer = [an_item(replacement_price=usd("20.00")), an_item()]
    case = an_order(a_line(quantity=2)), a_claim(*dearer, remedy=Remedy.REPLACEMENT)
    lines, items = [native(engine, frame) for frame in frames_of([case])]
    assert [
        item.replacement_price
        for item in record_of(items=items, lines=lines, order_id="A-1", among=frames_of([case])[1]).claims[0].items
    ] == [
        usd("20.00"),
        None,
    ]


def test_columns_left_out_hold_their_defaults_there_too() -> None:
    """As in ``decide_frame``."""
    needed = [[column.name for column in columns if column.required] for columns in (LINES, CLAIMS)]
    lines, items = [frame.select(names) for frame, names in zip(frames_of([(ORDER, CLAIM)]), needed, strict=True)]
    record = record_of(lines, items, "A-1")
    bare = decide_frame(lines, items.with_columns(item_no=pl.int_range(1, pl.len() + 1)))
    assert bare.select("outcome", "missing").rows() == [
        (
            item.outcome.value,
            ", ".join([finding.clause for finding in item.findings if finding.status.name == "MISSING"]),
        )
        for item in record.decide("C-1").items
    ]


def test_an_id_that_claims_on_several_orders_have_is_refused() -> None:
    """Unless the others are left out."""
    lines, items = frames_of([*about(an_order(), a_claim()), *about(ORDER_2, a_claim(), a_claim())])
    numbered = items.with_columns(claim_id=pl.col("claim_id").str.split(" ").list.last())
    with pytest.raises(Inconsistent) as refusal:
        order_claims_of(lines, numbered, ["2", "1"])
    assert str(refusal.value) == (
        "claims: got claim '1' on orders 'A-1' and 'A-2', expected only the claims on one of them"
    )
    record = order_claims_of(lines, numbered.filter(pl.col("order_id") == "A-2"), ["1"])["1"]
    assert (record.order.order_id, [claim.claim_id for claim in record.claims]) == ("A-2", ["1", "2"])


def test_an_unknown_claim_is_refused() -> None:
    """Or one on an order of which no line is there."""
    lines, items = frames_of([(ORDER, CLAIM)])
    with pytest.raises(Inconsistent) as refusal:
        order_claims_of(lines, items, ["C-1", "C-2"])
    assert str(refusal.value) == "claims.claim_id: got 'C-2', expected the claim_id of some row"
    with pytest.raises(Inconsistent) as refusal:
        order_claims_of(lines.clear(), items, ["C-1"])
    assert str(refusal.value) == "lines.order_id: got 'A-1', expected the order_id of some row"


@pytest.mark.parametrize(
    ("column", "value", "told"),
    [
        ("quantity", 0, "quantity: got 0, expected 1 or more"),
        (
            "verification",
            "denied",
            "claims[0].verification: got 'denied', expected one of pending, confirmed, "
            "contested, ruled_for_seller, ruled_against_seller, shopify_ruled_against_seller",
        ),
        ("misuse", None, "claims[0].misuse: got None, expected true or false"),
        ("item_no", -1, "claims[0].item_no: got -1, expected 0 or more"),
        ("item_no", 10**9 + 1, "claims[0].item_no: got 1000000001, expected at most 1000000000"),
        ("problem_shown", None, "claims[0].problem_shown: got None, expected true or false"),
        ("rest_usable", None, "claims[0].rest_usable: got None, expected true or false"),
    ],
)
def test_malformed_rows_raise_what_the_constructors_raise(column: str, value: object, told: str) -> None:
    """What is wrong with a value, in the words for objects."""
    lines, items = frames_of([(ORDER, CLAIM)])
    with pytest.raises(InvalidValue) as refusal:
        order_claims_of(lines, with_first(items, column, value), ["C-1"])
    assert str(refusal.value) == told


def with_first(items: pl.DataFrame, column: str, value: object) -> pl.DataFrame:
    """The items with another value in the first row."""
    first = pl.int_range(pl.len()) == 0
    return items.with_columns(
        pl.when(first).then(pl.lit(value, items.schema[column])).otherwise(pl.col(column)).alias(column)
    )


@pytest.mark.parametrize(
    ("path", "column", "value"),
    [
        ("lines", "currency", "EUR"),
        ("lines", "freight_minor", 1),
        ("lines", "shipped_at", None),
        ("claims", "remedy", "replacement"),
        ("claims", "production", "started"),
    ],
)
def test_rows_of_one_case_have_to_agree(path: str, column: str, value: object) -> None:
    """In what they say of the whole order or of the whole claim."""
    lines, items = [
        frame.with_columns(pl.when(pl.col("line_id") == "chain").then(pl.lit(value)).otherwise(column).alias(column))
        if name == path
        else frame
        for name, frame in zip(("lines", "claims"), frames_of([(ORDER, CLAIM)]), strict=True)
    ]
    with pytest.raises(InputError):
        order_claims_of(lines, items, ["C-1"])


def test_an_item_has_a_number_of_its_own() -> None:
    """Else nobody could say in which order the claim names its items."""
    lines, items = frames_of([(ORDER, CLAIM)])
    with pytest.raises(Inconsistent) as refusal:
        order_claims_of(lines, items.with_columns(item_no=pl.lit(7)), ["C-1"])
    assert str(refusal.value) == "claims.item_no: got 7, expected a number used once in the claim"


def test_what_is_proved_is_proved_of_a_line() -> None:
    """Documents speak of lines, so two items of one line cannot differ in them."""
    claim = a_claim(an_item("ring"), an_item("ring", Problem.WRONG_SIZE), evidence=[])
    lines, items = frames_of([(an_order(a_line("ring", quantity=2)), claim)])
    shown_once = items.with_columns(problem_shown=pl.col("problem") == "wrong_size")
    with pytest.raises(Inconsistent) as refusal:
        record_of(lines, shown_once, "A-1")
    assert str(refusal.value) == (
        "claims: got other evidence than before for line 'ring', "
        "expected the same on all rows of a claim about one line"
    )


@pytest.mark.parametrize("asked", [None, 7.0, True, b"C-1", Decimal(7), ["C-1"], 10**5000], ids=shown)
def test_what_is_asked_for_is_text_or_a_whole_number(asked: Any) -> None:
    """Nothing else is made text of, which could be the id of another claim."""
    named = str(asked) if isinstance(asked, float | bool | None) else "C-1"
    lines, items = frames_of([(ORDER, evolve(CLAIM, claim_id=named))])
    with pytest.raises(InvalidValue) as refusal:
        order_claims_of(lines, items, [named, asked])
    assert str(refusal.value) == f"ids[1]: got {shown(asked)}, expected an id, which is text or a whole number"


def test_half_a_character_is_no_id() -> None:
    """As in the constructors."""
    lines, items = frames_of([(ORDER, CLAIM)])
    with pytest.raises(InvalidValue) as refusal:
        order_claims_of(lines, items, ["\ud800"])
    assert (refusal.value.code, refusal.value.path) == ("not_unicode", "ids[0]")
