"""Rows that describe no case: each is marked with what is wrong with it, or they raise, and no other is touched."""

from __future__ import annotations

from datetime import timedelta
from functools import cache

import polars as pl
import pytest
from attrs import evolve

from cmoffer_policy import Cause, Claim, Inconsistent, InvalidValue, OutOfSchedule, Problem, Verification, decide
from cmoffer_policy.frames import answers, decide_frame, faults
from cmoffer_policy.frames.rows import claim_of, grouped
from support.builders import a_claim, a_line, an_item, an_order, at
from support.frame_cases import ANSWERS, Case, about, frames_of, record_of
from support.frame_engines import (
    EAGER,
    LAZY,
    Row,
    eager_engines,
    engines_that_keep_order,
    every_engine,
    native,
    rows_of,
)
from support.frame_faults import (
    AN_INSTANT,
    SPOILT,
    claim_fault,
    faults_of,
    frames_with,
    is_taken,
    item_fault,
    one_by_one,
    order_fault,
)


@cache
def marked(engine: str) -> list[Row]:
    """What an engine says of all bad rows, asked once, by their numbers."""
    lines, items = [native(engine, frame) for frame in frames_with(SPOILT)]
    if engine == "duckdb":  # which alone knows instants without an end
        endless = "CASE WHEN {0} < '1500-01-01' THEN '-infinity' WHEN {0} > '2199-01-01' THEN 'infinity' ELSE {0} END"
        columns = [f"{endless.format(name)} AS {name}" for name in ("placed_at", "shipped_at")]
        lines = lines.project(f"* REPLACE ({', '.join(columns)})")
    return sorted(rows_of(decide_frame(lines, items, on_error="mark")), key=lambda row: row["n"])


@every_engine
def test_every_bad_row_says_what_is_wrong_with_it(engine: str) -> None:
    """In a sentence of its own, or in that of its order, its claim, another row of the claim or another claim."""
    assert {row["n"]: row["fault"] for row in marked(engine)} == faults_of(SPOILT)


@every_engine
def test_nothing_else_is_said_of_a_bad_row(engine: str) -> None:
    """All other answers are null."""
    answered = [[name for name in ANSWERS if row[name] is not None] for row in marked(engine) if row["fault"]]
    assert answered == [["fault"]] * len(answered)


@every_engine
def test_no_row_is_lost_or_doubled_or_changed(engine: str) -> None:
    """Bad rows come back as they were, nulls and all."""
    _, items = frames_with(SPOILT)
    assert [{name: row[name] for name in items.columns} for row in marked(engine)] == rows_of(items)


@every_engine
def test_sound_claims_are_decided_among_bad_ones(engine: str) -> None:
    """Those about orders that no bad claim names: each is about one thing at 19.90."""
    decided = [row for row in marked(engine) if not row["fault"]]
    assert {(row["outcome"], row["refund_total_minor"]) for row in decided} == {("approved", 1990)}


@eager_engines
def test_of_several_lines_the_one_claimed_too_often_is_at_fault(engine: str) -> None:
    """Its items say so; those of the other line are another row of the claim."""
    order = an_order(lines=[a_line("ring"), a_line("chain")])
    claim = a_claim(items=[an_item("ring"), an_item("ring", problem=Problem.DEFECTIVE), an_item("chain")])
    lines, items = [native(engine, frame) for frame in frames_of([(order, claim)])]
    faults = [row["fault"] for row in rows_of(decide_frame(lines, items, on_error="mark"))]
    assert faults[0] == faults[1]
    assert faults[2] == f"another row of the claim: {faults[0]}"


FEW = {
    "C-1": item_fault("claims.quantity: expected a whole number from 1 to 1000000", item={"quantity": 0}),
    "C-2": order_fault(
        "lines.shipped_at: expected placed_at or later, when the order was placed",
        lines={"shipped_at": at("2024-01-02")},
    ),
    "C-3": claim_fault("claims.order_id: expected an order that has lines", items={"order_id": "nowhere"}),
}


@eager_engines
def test_bad_rows_raise(engine: str) -> None:
    """On an eager frame, unless told otherwise: how many they are, and what is wrong with the first five."""
    lines, items = [native(engine, frame) for frame in frames_with(FEW)]
    with pytest.raises(InvalidValue) as refusal:
        decide_frame(lines, items)
    assert str(refusal.value) == (
        "claims: got 8 bad rows, the first of them "
        "row 0: claims.quantity: expected a whole number from 1 to 1000000; "
        "row 1: another row of the claim: claims.quantity: expected a whole number from 1 to 1000000; "
        "row 2: another claim of the order: claims.quantity: expected a whole number from 1 to 1000000; "
        "row 3: lines.shipped_at: expected placed_at or later, when the order was placed; "
        "row 4: lines.shipped_at: expected placed_at or later, when the order was placed, "
        "expected rows that can be decided; on_error='mark' returns each with its fault"
    )


@pytest.mark.parametrize("engine", LAZY)
def test_bad_rows_raise_on_a_lazy_frame_that_is_told_to(engine: str) -> None:
    """Where rows have no order, they are told by their claims."""
    lines, items = frames_with({"C-2": FEW["C-2"]})
    with pytest.raises(InvalidValue) as refusal:
        decide_frame(native(engine, lines), native(engine, items), on_error="raise")
    assert str(refusal.value) == (
        "claims: got 3 bad rows, the first of them "
        "claim 'C-2': lines.shipped_at: expected placed_at or later, when the order was placed; "
        "claim 'C-2': lines.shipped_at: expected placed_at or later, when the order was placed; "
        "claim 'C-2, another': lines.shipped_at: expected placed_at or later, when the order was placed, "
        "expected rows that can be decided; on_error='mark' returns each with its fault"
    )


def test_one_bad_row_raises() -> None:
    """In the singular."""
    lines, items = frames_of(about(an_order(), a_claim()))
    with pytest.raises(InvalidValue) as refusal:
        decide_frame(lines, items.with_columns(quantity=2))
    assert str(refusal.value) == (
        "claims: got a bad row, row 0: "
        "claims.quantity: expected at most the units left on the line, over all items of the claim, "
        "expected rows that can be decided; on_error='mark' returns each with its fault"
    )


AUTUMN, LAST_DAYS = at("2199-10-01"), at("2199-12-20")
IN_AUTUMN = an_order(placed_at=AUTUMN, shipped_at=AUTUMN)
NEW_YEARS_EVE = at("2199-12-31")


def faults_in(engine: str, cases: list[Case]) -> list[str | None]:
    lines, items = frames_of(cases)
    return [
        row["fault"] for row in rows_of(decide_frame(native(engine, lines), native(engine, items), on_error="mark"))
    ]


@engines_that_keep_order
def test_a_deadline_beyond_the_calendar_is_a_fault(engine: str) -> None:
    """Where ``decide`` raises, the row is bad."""
    in_december = an_order(order_id="December", placed_at=LAST_DAYS, shipped_at=LAST_DAYS)
    cases = [
        *about(in_december, a_claim(submitted_at=LAST_DAYS)),
        *about(IN_AUTUMN, a_claim(submitted_at=NEW_YEARS_EVE)),
        *about(evolve(IN_AUTUMN, order_id="A-2"), a_claim(submitted_at=AUTUMN, approved_at=NEW_YEARS_EVE)),
    ]
    for case in cases:
        with pytest.raises(OutOfSchedule):
            decide(*case)
    assert faults_in(engine, cases) == [
        "claims: expected deadlines within the years of the calendar",
        "claims: expected deadlines within the years of the calendar",
        "claims.approved_at: expected an arrival within the years of the calendar",
    ]


@engines_that_keep_order
@pytest.mark.parametrize("late", [0, 1])
def test_of_several_items_the_one_whose_money_arrives_beyond_the_calendar_is_at_fault(engine: str, late: int) -> None:
    """An approval belongs to its item: the others say that another row of the claim is bad."""
    approvals = [AUTUMN, AUTUMN]
    approvals[late] = NEW_YEARS_EVE
    items = [an_item(approved_at=approved_at) for approved_at in approvals]
    order = evolve(IN_AUTUMN, lines=[a_line(quantity=2)])
    sentence = "claims.approved_at: expected an arrival within the years of the calendar"
    faults = [f"another row of the claim: {sentence}"] * 2
    faults[late] = sentence
    assert faults_in(engine, [(order, a_claim(*items, submitted_at=AUTUMN))]) == faults


@engines_that_keep_order
def test_an_arrival_that_nobody_asks_for_is_no_fault(engine: str) -> None:
    """The money of a rejected claim is not expected at all."""
    corroded = a_claim(an_item(causes=[Cause.CORROSION]), submitted_at=AUTUMN, approved_at=NEW_YEARS_EVE)
    assert decide(IN_AUTUMN, corroded).items[0].arrival is None
    assert faults_in(engine, [(IN_AUTUMN, corroded)]) == [None]


@engines_that_keep_order
def test_what_is_finer_than_a_microsecond_is_refused(engine: str) -> None:
    """Nothing is rounded."""
    cases = [case for name in ("bought", "claimed") for case in about(an_order(order_id=name), a_claim())]
    lines, items = [
        frame.with_columns(
            pl.col(column).cast(pl.Datetime("ns", "UTC"))
            + pl.duration(nanoseconds=pl.when(pl.col("order_id") == name).then(1).otherwise(0))
        )
        for frame, column, name in zip(
            frames_of(cases), ("placed_at", "submitted_at"), ("bought", "claimed"), strict=True
        )
    ]
    decided = rows_of(decide_frame(native(engine, lines), native(engine, items), on_error="mark"))
    assert [row["fault"] for row in decided] == [
        f"lines.placed_at: expected {AN_INSTANT}",
        f"claims.submitted_at: expected {AN_INSTANT}",
    ]


NAIVE = "Datetime(time_unit='us', time_zone=None)"


@every_engine
@pytest.mark.parametrize(
    ("path", "column", "values", "got", "holds"),
    [
        ("lines", "placed_at", pl.col("placed_at").dt.replace_time_zone(None), NAIVE, "instants with a time zone"),
        ("claims", "approved_at", pl.lit("2024-01-10"), "String", "instants with a time zone"),
        ("claims", "quantity", pl.lit("1"), "String", "whole numbers"),
        ("claims", "quantity", pl.lit(value=True), "Boolean", "whole numbers"),
        ("lines", "order_id", pl.lit(7.0), "Float64", "text or whole numbers"),
        ("claims", "claim_id", pl.lit(value=True), "Boolean", "text or whole numbers"),
        ("claims", "problem", pl.lit(1, pl.Int64), "Int64", "text"),
        ("claims", "corrosion", pl.lit(0, pl.Int64), "Int64", "booleans"),
        ("claims", "problem_shown", pl.lit("yes"), "String", "booleans"),
    ],
)
def test_a_column_of_another_type_is_refused(
    engine: str, path: str, column: str, values: pl.Expr, got: str, holds: str
) -> None:
    """As a whole, whatever is in it and however bad rows are dealt with."""
    frames = zip(("lines", "claims"), frames_of(about(an_order(), a_claim())), strict=True)
    lines, items = [
        native(engine, frame.with_columns(values.alias(column)) if name == path else frame) for name, frame in frames
    ]
    with pytest.raises(InvalidValue) as refusal:
        decide_frame(lines, items, on_error="mark")
    assert str(refusal.value) == f"{path}.{column}: got a column of {got}, expected a column of {holds}"


@every_engine
@pytest.mark.parametrize("name", ["outcome", "fault", "refund_total_minor"])
def test_a_column_that_the_answer_adds_is_refused(engine: str, name: str) -> None:
    """What is the caller's is not written over."""
    lines, items = frames_of(about(an_order(), a_claim()))
    with pytest.raises(Inconsistent) as refusal:
        decide_frame(native(engine, lines), native(engine, items.with_columns(pl.lit("").alias(name))))
    assert str(refusal.value) == f"claims: got a column '{name}', expected no column that the answer adds"


@pytest.mark.parametrize("engine", [*EAGER, "polars-lazy"])
def test_columns_that_differ_only_in_case_are_refused(engine: str) -> None:
    """Some engines take them for one; DuckDB renames the second before anybody sees it."""
    lines, items = frames_of(about(an_order(), a_claim()))
    twins = native(engine, items.with_columns(Claim_ID=pl.lit("")))
    with pytest.raises(Inconsistent) as refusal:
        decide_frame(native(engine, lines), twins)
    assert str(refusal.value) == (
        "claims: got columns 'claim_id' and 'Claim_ID', expected names that differ in more than case"
    )


def test_an_order_of_too_many_lines_is_a_fault() -> None:
    """Ten thousand are decided, one more is not."""
    one, items = frames_of(about(an_order(a_line("0")), a_claim(an_item("0"))))
    lines = one.select(pl.all().repeat_by(10**4).explode()).with_columns(line_id=pl.int_range(10**4).cast(pl.String))
    one_more = pl.concat([lines, lines.head(1).with_columns(line_id=pl.lit("one more"))])
    assert decide_frame(lines, items)["fault"].item() is None
    assert decide_frame(one_more, items, on_error="mark")["fault"].item() == (
        "lines: expected at most 10000 lines in the order"
    )


def test_a_claim_of_too_many_items_is_a_fault() -> None:
    """A thousand are decided, one more is not."""
    lines, items = frames_of(about(an_order(a_line(quantity=10**4)), a_claim(*[an_item()] * 10**3)))
    one_more = pl.concat([items, items.head(1).with_columns(item_no=pl.lit(0, pl.Int64))])
    assert decide_frame(lines, items)["fault"].null_count() == 10**3
    assert set(decide_frame(lines, one_more, on_error="mark")["fault"]) == {
        "claims: expected at most 1000 items in the claim"
    }


def test_an_order_of_too_many_claims_is_a_fault() -> None:
    """Of all its claims, except one with a fault of its own: a thousand are decided, one more is not."""
    lines, items = frames_of(about(an_order(), *[a_claim(evidence=[])] * 10**3))
    assert decide_frame(lines, items)["fault"].null_count() == 10**3
    one_more = pl.concat([items, items.head(1).with_columns(claim_id=pl.lit("one more"))])
    sentence = "claims: expected at most 1000 claims on the order"
    assert set(decide_frame(lines, one_more, on_error="mark")["fault"]) == {sentence}
    worse = one_more.with_columns(quantity=pl.when(pl.col("claim_id") == "one more").then(0).otherwise("quantity"))
    faults = decide_frame(lines, worse, on_error="mark")["fault"].to_list()
    assert faults == [sentence] * 10**3 + ["claims.quantity: expected a whole number from 1 to 1000000"]


@eager_engines
def test_claims_on_several_orders_can_share_an_id(engine: str) -> None:
    """It is unique only within its order, so what is wrong with one of them stops no other order."""
    cases = [
        case
        for name in ("first", "second", "third")
        for case in about(an_order(a_line("ring", quantity=9), order_id=name), a_claim(an_item(), an_item()), a_claim())
    ]
    lines, items = frames_of(cases)
    spoilt = pl.when(pl.col("order_id") == "second", pl.col("item_no") == 2).then(0).otherwise("quantity")
    numbered = items.with_columns(claim_id=pl.col("claim_id").str.split(", ").list.last(), quantity=spoilt)
    decided = rows_of(decide_frame(native(engine, lines), native(engine, numbered), on_error="mark"))
    sentence = "claims.quantity: expected a whole number from 1 to 1000000"
    of_second = [f"another row of the claim: {sentence}", sentence, f"another claim of the order: {sentence}"]
    assert [row["fault"] for row in decided] == [None, None, None, *of_second, None, None, None]


def test_other_claims_name_the_first_fault_of_a_claim() -> None:
    """That of the item at fault, though another item comes before it."""
    lines, items = frames_of(about(an_order(a_line(quantity=9)), a_claim(an_item(), an_item()), a_claim()))
    sentence = "claims.line_id: expected a line of the order"
    spoilt = items.with_columns(line_id=pl.when(pl.col("item_no") == 2).then(pl.lit("chain")).otherwise("line_id"))
    assert decide_frame(lines, spoilt, on_error="mark")["fault"].to_list() == [
        f"another row of the claim: {sentence}",
        sentence,
        f"another claim of the order: {sentence}",
    ]


def test_what_is_wrong_with_an_order_goes_before_what_is_wrong_with_another_claim() -> None:
    """Each row of a malformed order says what is wrong with the order, unless a cell of its own is bad."""
    lines, items = frames_of(about(an_order(a_line(quantity=9)), a_claim(an_item(), an_item()), a_claim()))
    spoilt = items.with_columns(quantity=pl.when(pl.col("item_no") == 2).then(0).otherwise("quantity"))
    late = "lines.discount_minor: expected a whole number from 0 to 1000000000000"
    assert decide_frame(lines.with_columns(discount_minor=-1), spoilt, on_error="mark")["fault"].to_list() == [
        late,
        "claims.quantity: expected a whole number from 1 to 1000000",
        late,
    ]


@engines_that_keep_order
def test_a_deadline_beyond_the_calendar_is_the_fault_of_its_claim(engine: str) -> None:
    """The other claims on the order say so."""
    order = evolve(IN_AUTUMN, lines=[a_line(quantity=9)])
    claims = [
        a_claim(submitted_at=AUTUMN),
        a_claim(submitted_at=AUTUMN, approved_at=NEW_YEARS_EVE),
        a_claim(submitted_at=NEW_YEARS_EVE),
    ]
    arrival = "claims.approved_at: expected an arrival within the years of the calendar"
    assert faults_in(engine, about(order, *claims)) == [
        f"another claim of the order: {arrival}",
        arrival,
        "claims: expected deadlines within the years of the calendar",
    ]


def test_an_order_that_the_policy_does_not_govern_has_no_deadline_beyond_the_calendar() -> None:
    """Of a faulty claim on it, only the faulty row is named."""
    early = an_order(a_line("ring"), a_line("chain"), placed_at=at("2022-12-30"), shipped_at=at("2022-12-31"))
    lines, items = frames_of([(early, a_claim(an_item("ring"), an_item("chain"), submitted_at=NEW_YEARS_EVE))])
    assert decide_frame(lines, items)["outcome"].to_list() == ["not_governed"] * 2
    astray = items.with_columns(line_id=pl.when(pl.col("item_no") == 2).then(pl.lit("none")).otherwise("line_id"))
    sentence = "claims.line_id: expected a line of the order"
    faults = [f"another row of the claim: {sentence}", sentence]
    assert decide_frame(lines, astray, on_error="mark")["fault"].to_list() == faults


def test_an_arrival_beyond_the_calendar_only_among_other_claims_is_a_fault() -> None:
    """Alone, the claim's first item draws in the chain of the second; another claim that names the chain keeps it there."""
    order = evolve(IN_AUTUMN, lines=[a_line(name, set_id="pair") for name in ("ring", "chain")])
    drawing = a_claim(
        an_item("ring", rest_usable=False, approved_at=AUTUMN),
        an_item("chain", approved_at=NEW_YEARS_EVE),
        submitted_at=AUTUMN,
    )
    naming = a_claim(an_item("chain"), submitted_at=AUTUMN, verification=Verification.PENDING)
    earlier = evolve(naming, submitted_at=AUTUMN - timedelta(hours=1))
    order = evolve(order, placed_at=AUTUMN - timedelta(hours=2), shipped_at=AUTUMN - timedelta(hours=2))
    arrival = "claims.approved_at: expected an arrival within the years of the calendar"
    assert faults_in("polars", about(order, drawing)) == [None, None]
    assert faults_in("polars", about(order, drawing, earlier)) == [
        f"another row of the claim: {arrival}",
        arrival,
        f"another claim of the order: {arrival}",
    ]
    lines, items = frames_of(about(order, drawing, earlier))
    with pytest.raises(OutOfSchedule):
        record_of(lines, items, order.order_id).decisions()


def test_a_claim_is_made_once_however_many_claims_its_order_has(monkeypatch: pytest.MonkeyPatch) -> None:
    """So a frame of sound claims costs one decision each."""
    made: list[str] = []

    def counted(rows: list[Row], currency: str) -> Claim:
        made.append(rows[0]["claim_id"])
        return claim_of(rows, currency)

    monkeypatch.setattr(answers, "claim_of", counted)
    pair = an_order(*[a_line(name, quantity=50, set_id="pair") for name in ("ring", "chain")])
    lines, items = frames_of(about(pair, *[a_claim(an_item("ring", rest_usable=False))] * 50))
    decide_frame(lines, items)
    assert len(made) == len(set(made)) == 50


def test_a_faulty_claim_is_looked_at_once_for_each_of_its_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Never with all its rows for each of them, and the order is not decided at all."""
    made: list[int] = []

    def counted(rows: list[Row], currency: str) -> Claim:
        made.append(len(rows))
        return claim_of(rows, currency)

    def never(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr(faults, "claim_of", counted)
    monkeypatch.setattr(answers, "decide", never)
    names = [str(number) for number in range(200)]
    order = an_order(*[a_line(name) for name in names])
    lines, items = frames_of([(order, a_claim(*[an_item(name) for name in names]))])
    astray = items.with_columns(line_id=pl.when(pl.col("line_id") == "7").then(pl.lit("none")).otherwise("line_id"))
    found = decide_frame(lines, astray, on_error="mark")["fault"].to_list()
    assert found[7] == "claims.line_id: expected a line of the order"
    assert made == [1] * 200


def test_a_cell_is_bad_where_the_scalar_code_refuses_its_claim() -> None:
    """Every column with every value, one at a time: a claim is decided if and only if it can be decided as objects."""
    lines, items = one_by_one()
    decided = decide_frame(lines, items, on_error="mark")
    orders = decided.group_by("order_id", maintain_order=True).agg(pl.col("fault").is_null().any())
    bought, claimed = [grouped(frame.to_dicts(), "order_id") for frame in (lines, items)]
    accepted = {order_id: is_taken(bought[order_id], claimed[order_id]) for order_id in bought}
    assert dict(orders.rows()) == accepted
    assert 20 < sum(accepted.values()) < len(accepted) - 100
