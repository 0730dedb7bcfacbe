"""A frame is decided as ``OrderClaims`` decides the claims about each order, on every engine and under every reading."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pandas as pd
import polars as pl
import pytest

from cmoffer_policy import InvalidValue, Outcome, decide
from cmoffer_policy.facts import DOMAINS
from cmoffer_policy.frames import FACTS, LISTED, decide_frame, decisions_frame
from support.builders import a_claim, an_order
from support.frame_cases import (
    ANSWERS,
    Case,
    about,
    by_key,
    decisions_about,
    differences,
    frames_of,
    some_cases,
    spelled_out,
)
from support.frame_engines import (
    EAGER,
    LAZY,
    Row,
    eager_engines,
    engines_that_keep_order,
    every_engine,
    in_the_default_run,
    names_of,
    native,
    rows_of,
)
from support.frame_gallery import (
    EDITIONS,
    ROOMS,
    answers,
    decisions_in,
    few_of,
    frames_of_all_rooms,
    overpaid_one_by_one,
)


@cache
def expected_in(room: Callable[[], list[Case]], edition: str) -> list[Row]:
    return rows_of(decisions_frame(decisions_in(room, edition), backend=pl))


def answers_about(room: Callable[[], list[Case]], engine: str, edition: str) -> list[Row]:
    return [row for row in answers(engine, edition) if row["claim_id"].startswith(f"{room.__name__}: ")]


@pytest.mark.parametrize("edition", EDITIONS)
@in_the_default_run("polars")
@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.__name__)
def test_every_order_is_decided_as_if_it_were_the_only_one(
    room: Callable[[], list[Case]], engine: str, edition: str
) -> None:
    """In one frame with thousands of others, in no order, every item gets the answers that ``OrderClaims`` gives."""
    assert differences(answers_about(room, engine, edition), expected_in(room, edition)) == {}


@every_engine
def test_every_engine_decides_a_few_cases_of_every_room(engine: str) -> None:
    """Each room is there with its first case and its last, and whole if engines might spoil its ids or its amounts."""
    expected = [
        row
        for room in ROOMS
        for row in expected_in(room, "the policy")
        if row["order_id"] in {order.order_id for order, _ in few_of(room)}
    ]
    assert {row["order_id"].partition(": ")[0] for row in expected} == {room.__name__ for room in ROOMS}
    assert differences(answers(engine, "the policy", few=True), expected) == {}


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.__name__)
def test_every_column_says_what_the_decision_says(room: Callable[[], list[Case]], edition: str) -> None:
    """Spelled out once more here, so that the columns are not only compared with themselves."""
    expected = [row for decision in decisions_in(room, edition) for row in spelled_out(decision)]
    assert differences(expected_in(room, edition), expected) == {}


def test_the_rooms_show_every_answer() -> None:
    """Every outcome, and every true and false, days that are there and that are not."""
    rows = [row for room in ROOMS for row in expected_in(room, "the policy")]
    assert {row["outcome"] for row in rows} == {outcome.value for outcome in Outcome}
    assert {row["provisional"] for row in rows} == {row["closed_before_delivery"] for row in rows} == {False, True}
    assert {row["units_held"] for row in rows} == {False, True}
    assert {row["adjudicator"] for row in rows} == {None, "cmoffer", "shopify"}
    for name in ("after_sales_last_day", "guarantee_last_day", "acceptance_last_day", "arrival_first_day"):
        assert {row[name] is None for row in rows} == {False, True}, name


@every_engine
def test_no_unit_is_paid_for_twice(engine: str) -> None:
    """Four claims on an order paid with 34.00 would get 68.02 one by one; together they get 34.00."""
    assert sum([decide(*case).refund.total.minor for case in overpaid_one_by_one()]) == 6802
    found = [row for row in answers(engine, "the policy", few=True) if row["claim_id"].startswith("overpaid")]
    rows = sorted(found, key=lambda row: row["claim_id"])
    assert sum([row["refund_total_minor"] for row in rows]) == 3400
    assert [(row["units"], row["units_held"]) for row in rows] == [(1, False), (2, True), (0, True), (0, True)]


@every_engine
def test_the_callers_own_columns_come_back_as_they_were(engine: str) -> None:
    """Whatever they are called and hold, and in their places, with the answers after them."""
    _, items = frames_of_all_rooms(few=True)
    rows = sorted(answers(engine, "the policy", few=True), key=lambda row: -row["row"])
    assert list(rows[0]) == [*items.columns, *ANSWERS]
    assert [{name: row[name] for name in items.columns} for row in rows] == rows_of(items)


@engines_that_keep_order
def test_rows_come_back_in_their_order(engine: str) -> None:
    """Where the engine has one."""
    _, items = frames_of_all_rooms(few=True)
    assert [row["row"] for row in answers(engine, "the policy", few=True)] == items["row"].to_list()


@pytest.mark.parametrize(
    ("engine", "index"),
    [
        ("pandas", pd.Index([7, 7], name="day")),
        ("pandas-arrow", pd.MultiIndex.from_tuples([("b", 1), ("a", 2)], names=["order_id", "row"])),
    ],
    ids=["repeated", "of two levels"],
)
def test_the_index_of_pandas_is_kept(engine: str, index: pd.Index) -> None:
    """Whatever it is called and even where it repeats."""
    lines, items = [native(engine, frame) for frame in frames_of(about(an_order(), a_claim(), a_claim()))]
    items.index = index
    decided = decide_frame(lines, items)
    assert decided.index.equals(index)
    assert decided.index.names == index.names


@eager_engines
def test_the_callers_frames_are_left_as_they_were(engine: str) -> None:
    """No column is added to what was passed in, and none is changed."""
    frames = frames_of(about(an_order(), a_claim()))
    lines, items = [native(engine, frame) for frame in frames]
    decide_frame(lines, items)
    assert rows_of(lines) == rows_of(frames[0])
    assert rows_of(items) == rows_of(frames[1])


@every_engine
def test_nothing_claimed_is_nothing_decided(engine: str) -> None:
    """Claims without a row come back with all columns."""
    lines, items = frames_of(about(an_order(), a_claim()))
    decided = decide_frame(native(engine, lines), native(engine, items.clear()))
    assert rows_of(decided) == []
    assert names_of(decided) == [*items.columns, *ANSWERS]


@every_engine
def test_without_lines_no_claim_can_be_decided(engine: str) -> None:
    """An order of which no line is there is not known; and where there is no claim either, nothing is wrong."""
    lines, items = frames_of(about(an_order(), a_claim()))
    (row,) = rows_of(decide_frame(native(engine, lines.clear()), native(engine, items), on_error="mark"))
    assert row["outcome"] is None
    assert row["fault"] == "claims.order_id: expected an order that has lines"
    assert rows_of(decide_frame(native(engine, lines.clear()), native(engine, items.clear()))) == []


@in_the_default_run("pandas", "duckdb")
def test_the_facts_that_were_judged_come_along_if_asked_for(engine: str) -> None:
    """Those of ``observe``, whether the kernel or the loop decided, and null where nothing was decided."""
    cases = some_cases(30)
    lines, items = frames_of(cases)
    astray = items.head(1).with_columns(claim_id=pl.lit("astray"), order_id=pl.lit("nowhere"))
    decided = decide_frame(
        native(engine, lines), native(engine, pl.concat([items, astray])), facts=True, on_error="mark"
    )
    rows = {(row["claim_id"], row["item_no"]): row for row in rows_of(decided)}
    assert names_of(decided) == [*items.columns, *ANSWERS, *[column.name for column in FACTS]]
    for decision in decisions_about(cases):
        for number, item in enumerate(decision.items, start=1):
            row = rows[decision.claim.claim_id, number]
            expected = {f"facts_{name}": getattr(item.facts, name) for name in DOMAINS}
            words = {name: getattr(value, "value", value) for name, value in expected.items()}
            assert {name: row[name] for name in words} == words
    assert {rows["astray", 1][column.name] for column in FACTS} == {None}


@pytest.mark.parametrize("engine", [engine for engine in (*EAGER, *LAZY) if engine != "pandas"])
def test_clauses_and_remedies_come_as_lists_if_asked_for(engine: str) -> None:
    """The texts cut at their commas; nothing is an empty list, and a malformed row has none at all."""
    lines, items = frames_of(some_cases(30))
    spoilt = pl.concat([items, items.head(1).with_columns(claim_id=pl.lit("astray"), order_id=pl.lit("nowhere"))])
    frames = [native(engine, frame) for frame in (lines, spoilt)]
    texts, lists = [
        by_key(rows_of(decide_frame(*asked, on_error="mark", lists=wanted)))
        for asked, wanted in (((lines, spoilt), False), (frames, True))
    ]
    assert texts.keys() == lists.keys()
    for key, text in texts.items():
        row = lists[key]
        for name in LISTED:
            cell = None if row[name] is None else list(row[name])
            assert cell == (None if text[name] is None else text[name].split(", ") if text[name] else [])
        assert {name: row[name] for name in ANSWERS if name not in LISTED} == {
            name: text[name] for name in ANSWERS if name not in LISTED
        }


def test_plain_pandas_has_no_lists() -> None:
    """It would hold objects of Python, which few of its functions work on."""
    lines, items = [native("pandas", frame) for frame in frames_of(about(an_order(), a_claim()))]
    with pytest.raises(InvalidValue) as refusal:
        decide_frame(lines, items, lists=True)
    assert str(refusal.value) == "lists: got True, expected False, or a frame of pandas with columns of Arrow"
