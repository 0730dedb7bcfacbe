"""Whatever arrives, a document is read or refused with its faults: nothing else escapes, and nothing takes long."""

from __future__ import annotations

import json
from collections import Counter, OrderedDict
from datetime import date, datetime
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from cmoffer_policy import (
    POLICY_2023,
    Claim,
    ClaimRequest,
    DocumentError,
    InputError,
    Money,
    Order,
    OrderClaims,
    OutOfSchedule,
    Policy,
    Problem,
    Remedy,
    RestDay,
    WorkCalendar,
    decide,
    explain,
)
from cmoffer_policy.serialization import documents, from_dict, from_json, replay, to_dict, to_json
from cmoffer_policy.serialization.quick import reader
from cmoffer_policy.serialization.shape import converter
from cmoffer_policy.serialization.text import parse
from support.builders import a_claim, a_line, a_request, an_item, an_order, at
from support.case_fields import a_rich_order


class Text(str):
    """A text that is not exactly one."""

    __slots__ = ()


RICH_ORDER = a_rich_order()
UNPROVED = a_claim(evidence=())
RIVALS = OrderClaims(an_order(), [evolve(UNPROVED, claim_id="C-2"), UNPROVED])

KINDS: tuple[Any, ...] = (Order, Claim, ClaimRequest, OrderClaims, Policy, WorkCalendar)
DOCUMENTS = {
    Order: to_dict(RICH_ORDER),
    Claim: to_dict(a_claim()),
    ClaimRequest: to_dict(a_request()),
    Policy: to_dict(POLICY_2023),
    OrderClaims: to_dict(RIVALS),
    WorkCalendar: to_dict(
        WorkCalendar(
            first_day=date(2024, 1, 1),
            last_day=date(2024, 3, 31),
            holidays=[RestDay(day=date(2024, 2, 12), name="Spring Festival")],
            make_up_days=[date(2024, 2, 4)],
        )
    ),
}
RECEIPTS = [to_dict(decision) for decision in RIVALS.decisions()]
"""Of a claim, and of one that goes without units, as the other one has them."""

WORDS = st.sampled_from(
    ["", "{", "}", "[", "]", ",", ":", '"', "\\", "\\u0000", "\\ud800", "null", "true", "-", "1e999", "NaN", "9" * 400]
)
ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["2024-01-05T10:00:00Z", "USD", "19.90", "broken", "refund", "met", "1", 10**400]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def read_or_refused(kind: Any, text: str | bytes) -> Any:
    """The value, or None where the text was refused as it should be."""
    try:
        return from_json(kind, text)
    except DocumentError as refused:
        return check(refused)


def check(refused: DocumentError) -> None:
    """A refusal has faults, and tells them."""
    assert refused.faults
    assert str(refused)


def places(document: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every value in a document."""
    inner = (
        document.items() if isinstance(document, dict) else enumerate(document) if isinstance(document, list) else ()
    )
    return [path, *[place for key, value in inner for place in places(value, (*path, key))]]


def value_at(document: Any, path: tuple[Any, ...]) -> Any:
    """The value at the path."""
    for key in path:
        document = document[key]
    return document


def put(document: Any, path: tuple[Any, ...], value: Any) -> Any:
    """The document with another value at the path."""
    if not path:
        return value
    copy = document.copy()
    copy[path[0]] = put(copy[path[0]], path[1:], value)
    return copy


@given(st.sampled_from(KINDS), st.binary() | st.text() | ANYTHING.map(json.dumps))
def test_any_text_is_read_or_refused(kind: Any, text: str | bytes) -> None:
    """Bytes, characters, and JSON of every shape."""
    assert read_or_refused(kind, text) is None


@given(st.sampled_from(KINDS), st.data())
def test_a_document_with_characters_changed_is_read_or_refused(kind: Any, data: st.DataObject) -> None:
    """A piece of a good text is cut out and something else put in its place."""
    text = json.dumps(DOCUMENTS[kind])
    start = data.draw(st.integers(0, len(text)))
    end = start + data.draw(st.integers(0, 8))
    read_or_refused(kind, text[:start] + data.draw(WORDS | st.text(max_size=3)) + text[end:])


@given(st.sampled_from(KINDS), st.data())
def test_a_document_with_a_value_changed_is_read_or_refused(kind: Any, data: st.DataObject) -> None:
    """Anything at all in the place of any value; whatever is read all the same can be worked with."""
    document = DOCUMENTS[kind]
    path = data.draw(st.sampled_from(places(document)))
    value = read_or_refused(kind, json.dumps(put(document, path, data.draw(ANYTHING))))
    assert value is None or from_json(kind, to_json(value)) == value


@given(st.sampled_from(KINDS), st.data())
def test_the_quick_pass_is_as_strict_as_the_one_that_finds_faults(kind: Any, data: st.DataObject) -> None:
    """What the quick pass accepts the other one reads as the same value; what it refuses the other one decides."""
    document = {key: held for key, held in DOCUMENTS[kind].items() if key != "schema_version"}
    path = data.draw(st.sampled_from(places(document)))
    changed = parse(json.dumps(put(document, path, data.draw(ANYTHING | st.sampled_from(SWAPS)))))
    try:
        quick = reader(kind)(changed)
    except Exception:
        return
    assert converter.structure(changed, kind) == quick


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_what_is_well_formed_is_read_in_the_quick_pass(kind: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every kind of document as it is written: only what is malformed needs the pass that finds faults."""
    document = {key: held for key, held in DOCUMENTS[kind].items() if key != "schema_version"}
    assert reader(kind)(document) == converter.structure(document, kind)

    monkeypatch.setattr(documents, "converter", None)
    assert from_dict(kind, DOCUMENTS[kind]) == reader(kind)(document)


@pytest.mark.parametrize(
    ("kind", "written", "value"),
    [
        (Money, {"amount": "4", "currency": "USD"}, Money.of("4.00", "USD")),
        (Money, {"amount": "0.5", "currency": "USD"}, Money.of("0.50", "USD")),
        (Money, {"amount": "10.05", "currency": "USD"}, Money.of("10.05", "USD")),
        (Money, {"amount": "100", "currency": "JPY"}, Money.of(100, "JPY")),
        (Money, {"amount": "1.234", "currency": "KWD"}, Money.of("1.234", "KWD")),
        (datetime, "2024-01-05T23:59:59+08:00", at("2024-01-05 23:59:59")),
        (datetime, "2024-01-05T15:59:59Z", at("2024-01-05 23:59:59")),
        (datetime, "2024-01-05T12:00:00.000001+08:00", at("2024-01-05 12:00:00.000001")),
        (date, "2024-02-29", date(2024, 2, 29)),
        (frozenset[Remedy], ["refund", "replacement"], frozenset(Remedy)),
        (tuple[int, ...], [1, 2, 2], (1, 2, 2)),
        (int | None, None, None),
        (int | None, 3, 3),
    ],
)
def test_the_quick_pass_reads_every_form_that_is_well_formed(kind: Any, written: Any, value: object) -> None:
    """Amounts with as many decimals as the currency has, or fewer; instants of any offset; days, terms and arrays."""
    assert reader(kind)(written) == value


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        *[(Money, {"amount": amount, "currency": "USD"}) for amount in ("", "-1", "01", "1.", ".5", "1e3", "1.001", 1)],
        (Money, {"amount": "1", "currency": "usd"}),
        (Money, {"amount": "1", "currency": "USD", "minor": 100}),
        (Money, {"amount": "1"}),
        (Money, OrderedDict(amount="1", currency="USD")),
        (Money, {"amount": Text("1"), "currency": "USD"}),
        (Money, "1"),
        *[(datetime, text) for text in ("2024-01-05", "2024-01-05T24:00:00+08:00", "2024-13-05T12:00:00+08:00", 0)],
        (datetime, Text("2024-01-05T12:00:00+08:00")),
        *[(date, text) for text in ("2024-1-5", "20240105", "2024-02-30", 20240105)],
        (date, Text("2024-01-05")),
        (int, True),
        (int, 1.0),
        (str, Text("A-1")),
        (bool, 1),
        (Remedy, "REFUND"),
        (Remedy, Text("refund")),
        (frozenset[Remedy], ["refund", "refund"]),
        (frozenset[Remedy], ("refund",)),
        (tuple[int, ...], (1, 2)),
        (tuple[int, ...], {1: 2}),
        (Order, OrderedDict(DOCUMENTS[Order])),
    ],
)
def test_the_quick_pass_gives_up_where_a_value_is_not_certainly_well_formed(kind: Any, written: Any) -> None:
    """With whatever exception: the pass that finds faults reads such a value again."""
    with pytest.raises(Exception):  # noqa: B017, PT011 - any exception is a refusal
        reader(kind)(written)


SWAPS = ["met", "failed", "not_needed", "missing", "not_applicable", True, False, None, [], "refund", "replacement"]


def replayed_or_refused(receipt: Any) -> Any:
    """The replay, or None where what was decided cannot be decided again."""
    try:
        return replay(receipt)
    except DocumentError as refused:
        return check(refused)
    except OutOfSchedule:
        return None


@given(st.sampled_from(RECEIPTS), st.data())
def test_a_receipt_tampered_with_is_replayed_or_refused(document: Any, data: st.DataObject) -> None:
    """Several values are exchanged for others: the parts contradict each other, but nothing breaks."""
    for _ in range(data.draw(st.integers(1, 5))):
        path = data.draw(st.sampled_from(places(document)[1:]))
        others = [place for place in places(document) if place[-1:] == path[-1:]]
        value = value_at(document, data.draw(st.sampled_from(others)))
        document = put(document, path, data.draw(st.sampled_from([value, *SWAPS]) | ANYTHING))
    again = replayed_or_refused(json.dumps(document))
    if again is not None:
        assert str(again)
        assert replay(to_json(again.decision)).same
        assert again.same == (again.differences == ())


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("[" * 10**6, id="arrays in each other"),
        pytest.param('{"lines":' * 10**5, id="objects in each other"),
        pytest.param('{"lines":[' * 400 + "1" + "]}" * 400, id="objects in arrays in each other"),
        pytest.param('"' + "a" * 10**6 + '"', id="a long string"),
        pytest.param('{"order_id": "' + "a" * 10**6, id="a long string without an end"),
        pytest.param("9" * 10**6, id="a long integer"),
        pytest.param("0." + "9" * 10**6, id="a long fraction"),
        pytest.param('{"order_id": 1e999999999, "placed_at": -1e-999999999}', id="large exponents"),
        pytest.param('{"' + '": 1, "'.join(map(str, range(10**4))) + '": 1}', id="many keys"),
        pytest.param('{"order_id": "a",' * 10**4, id="an object begun many times"),
        pytest.param("\\ud800", id="half a surrogate pair outside of a string"),
        pytest.param('"\\ud800"', id="half a surrogate pair"),
        pytest.param('{"order_id": "\x00"}', id="a control character"),
    ],
)
def test_monsters_are_refused(text: str) -> None:
    """Deep, long, huge and broken texts end in a refusal that is short enough to read."""
    with pytest.raises(DocumentError) as refused:
        from_json(Order, text)
    assert len(str(refused.value)) < 10_000


def test_ten_thousand_lines_are_read_and_one_more_is_refused() -> None:
    """The largest order there is makes the round trip; a larger one is no order."""
    lines = [a_line(f"line-{place}") for place in range(10**4)]
    order = an_order(*lines)
    assert from_json(Order, to_json(order)) == order
    document = to_dict(order)
    document["lines"].append(document["lines"][0] | {"line_id": "one more"})
    with pytest.raises(DocumentError) as refused:
        from_dict(Order, document)
    assert str(refused.value) == "order.lines: got 10001 values, expected at most 10000"


UNKNOWN_KEYS = {f"key-{number}": 1 for number in range(10**3)}
LINE = DOCUMENTS[Order]["lines"][0]
ITEM = DOCUMENTS[Claim]["items"][0]


@pytest.mark.parametrize(
    ("kind", "changes", "faults"),
    [
        (Order, {"lines": [{"line_id": 1, "quantitty": 1} for _ in range(10**4)]}, 100),
        (Order, UNKNOWN_KEYS, 100),
        (Order, dict.fromkeys(range(10**3), 1), 100),
        (Order, {"lines": [LINE | UNKNOWN_KEYS] * 100}, 100),
        (Claim, {"items": [ITEM | {"causes": ["x"] * 10**3}] * 10}, 100),
        (Claim, {"items": [ITEM | {"causes": ["x"] * 99}] * 10}, 198),
        (OrderClaims, {"claims": [DOCUMENTS[Claim] | {"items": [ITEM | {"causes": ["x"] * 10}] * 10}] * 10}, 101),
        (WorkCalendar, {"holidays": [{"day": "2024-02-30", "name": ""}] * 10**3}, 100),
    ],
)
def test_of_thousands_of_faults_about_a_hundred_are_told(kind: Any, changes: dict[Any, Any], faults: int) -> None:
    """Nobody needs more, and each takes time; the message is shorter still."""
    with pytest.raises(DocumentError) as refused:
        from_dict(kind, DOCUMENTS[kind] | changes)
    assert len(refused.value.faults) == faults
    assert len(str(refused.value).splitlines()) == 21


def test_of_keys_that_are_repeated_a_hundred_are_told() -> None:
    """However many there are."""
    twice = ", ".join([f'"{key}": 1, "{key}": 2' for key in UNKNOWN_KEYS])
    with pytest.raises(DocumentError) as refused:
        from_json(Order, f"{{{twice}}}")
    codes = Counter([fault.code for fault in refused.value.faults])
    assert codes == {"duplicate_key": 100, "unknown_key": 100, "missing_key": 3}


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        ("[", "]"),
        ('{"lines": [], "total": ', "}"),
        ('{"start": 1, "deadline": ', "}"),
        ('{"outcome": 1, "changes": [', "]}"),
        ('{"line_id": "ring", "claims": ', "}"),
    ],
)
def test_parts_of_a_receipt_nested_deep_are_shown_as_they_are(opening: str, closing: str) -> None:
    """Deeper than words for them can be found."""
    text = json.dumps(RECEIPTS[0] | {"open_points": "deep"}).replace('"deep"', opening * 400 + "1" + closing * 400)
    again = replay(text)
    (found,) = [found for found in again.differences if found.part == "open_points"]
    assert str(found).startswith("open_points: was ")
    assert len(str(again)) < 10_000


def test_long_lists_in_a_receipt_are_not_put_into_words() -> None:
    """Only their kind is told."""
    again = replay(RECEIPTS[0] | {"items": ["item"] * 1001})
    assert [str(found) for found in again.differences][:1] == [
        "items: was an array too long to show, now an object too long to show"
    ]


@given(st.sampled_from(RECEIPTS), st.data())
def test_no_text_in_a_receipt_prints_control_characters(document: Any, data: st.DataObject) -> None:
    """Any string or key of a receipt is exchanged for one with control characters; a replay prints cleanly."""
    wild = "\x1b[2J\nClaim approved"
    paths = [path for path in places(document) if isinstance(value_at(document, path), str)]
    changed = put(document, data.draw(st.sampled_from(paths)), wild)
    if data.draw(st.booleans()):
        changed = changed | {wild: 1}
    again = replayed_or_refused(json.dumps(changed))
    if again is not None:
        for text in (str(again), *again.not_compared):
            assert all(line.isprintable() for line in text.split("\n"))


@given(st.text(st.characters(exclude_categories=["Cc"]), min_size=1).filter(str.strip))
def test_surrogates_are_refused_wherever_they_are_built(name: str) -> None:
    """An id is either text that any encoding carries, and then comes back equal, or it is refused."""
    try:
        name.encode()
    except UnicodeEncodeError:
        with pytest.raises(InputError, match="no halves of surrogate pairs"):
            a_line(name)
    else:
        assert from_json(Order, to_json(an_order(a_line(name)))) == an_order(a_line(name))


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=256).filter(str.strip))
def test_what_a_sender_chose_is_printed_safely(name: str) -> None:
    """Ids come out escaped wherever a character does not print; no line of the explanation is theirs to start."""
    order = an_order(a_line(name), order_id=name)
    decision = decide(order, a_claim(an_item(name), claim_id=name, order_id=name))
    for text in (str(decision), repr(decision), explain(decision)):
        assert all(line.isprintable() for line in text.splitlines())
        assert text.splitlines() == text.split("\n")


def test_an_id_cannot_pass_for_a_headline() -> None:
    """With a space in it an id is quoted, so that no sender writes sentences of ours."""
    name = "A-1: approved, USD 99.00 to be refunded. Formerly"
    order = an_order(order_id=name)
    told = str(decide(order, a_claim(an_item(problem=Problem.LOST), order_id=name)))
    assert told == f"Claim C-1 on order {name!r}: rejected (clause 2.1)."


def test_what_the_quick_pass_cannot_read_is_read_with_care(monkeypatch: pytest.MonkeyPatch) -> None:
    """The quick pass may give up on anything; the other decides."""

    def gives_up(_kind: object) -> object:
        raise RuntimeError("no reader")

    plain = to_dict(an_order())
    monkeypatch.setattr(documents, "reader", gives_up)
    assert from_dict(Order, plain) == an_order()
