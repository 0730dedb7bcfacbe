"""Every fault of a document is told: what arrived, where, and what belongs there; nothing is converted in silence."""

from __future__ import annotations

import copy
import json
import pickle
import re
import sys
from importlib import import_module
from typing import Any

import pytest

from cmoffer_policy import (
    POLICY_2023,
    Claim,
    ClaimRequest,
    DocumentError,
    InputError,
    InvalidValue,
    Order,
    OrderClaims,
    Policy,
    Verification,
    decide,
)
from cmoffer_policy.serialization import from_dict, from_json, to_dict, to_json
from support.builders import a_claim, a_request, an_item, an_order

ORDER = to_dict(an_order())
CLAIM = to_dict(a_claim())
REQUEST = to_dict(a_request())
POLICY = to_dict(POLICY_2023)
RIVALS = OrderClaims(an_order(), [a_claim(), a_claim(claim_id="C-2", verification=Verification.PENDING)])


def faults_of(kind: Any, data: object) -> list[str]:
    """What is told of data that is not accepted."""
    with pytest.raises(DocumentError) as refused:
        from_dict(kind, data)
    for fault in refused.value.faults:
        assert all(type(part) is str for part in (fault.code, fault.path, fault.got, fault.expected))
    return [str(fault) for fault in refused.value.faults]


def changed(document: dict[str, Any], path: str, value: object) -> dict[str, Any]:
    """The document with another value at a path such as lines.0.quantity."""
    whole = copy.deepcopy(document)
    holder: Any = whole
    *steps, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    for step in steps:
        holder = holder[step]
    holder[last] = value
    return whole


def without_version(document: dict[str, Any]) -> dict[str, Any]:
    """The document as it stands inside another one."""
    return {key: held for key, held in document.items() if key != "schema_version"}


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("lines.0.quantity", 2.7, "order.lines[0].quantity: got 2.7, expected an integer"),
        ("lines.0.quantity", 2.0, "order.lines[0].quantity: got 2.0, expected an integer"),
        ("lines.0.quantity", "2", 'order.lines[0].quantity: got "2", expected an integer'),
        ("lines.0.quantity", True, "order.lines[0].quantity: got true, expected an integer"),
        ("lines.0.quantity", None, "order.lines[0].quantity: got null, expected an integer"),
        ("lines.0.quantity", [1], "order.lines[0].quantity: got [1], expected an integer"),
        ("lines.0.quantity", 0, "order.lines[0].quantity: got 0, expected 1 or more"),
        ("lines.0.quantity", 1000001, "order.lines[0].quantity: got 1000001, expected at most 1000000"),
        (
            "lines.0.quantity",
            1000000000000000000000000000000,
            "order.lines[0].quantity: got 1000000000000000000000000000000, expected at most 1000000",
        ),
        ("lines.0.quantity", float("nan"), "order.lines[0].quantity: got NaN, expected an integer"),
        ("order_id", 1, "order.order_id: got 1, expected a string"),
        ("order_id", "", 'order.order_id: got "", expected an id that is not empty'),
        ("order_id", " \t", 'order.order_id: got " \\t", expected an id that is not empty'),
        ("order_id", None, "order.order_id: got null, expected a string"),
        ("lines.0.line_id", 7, "order.lines[0].line_id: got 7, expected a string"),
        ("placed_at", 1704254400, "order.placed_at: got 1704254400, expected a string"),
        (
            "placed_at",
            "2024-01-03",
            'order.placed_at: got "2024-01-03", expected ISO 8601 with an offset, such as 2024-01-05T10:00:00+08:00',
        ),
        (
            "placed_at",
            "2024-01-03T12:00:00",
            'order.placed_at: got "2024-01-03T12:00:00", expected ISO 8601 with an offset, such as 2024-01-05T10:00:00+08:00',
        ),
        (
            "placed_at",
            "2024-02-30T12:00:00Z",
            'order.placed_at: got "2024-02-30T12:00:00Z", expected a day that exists',
        ),
        (
            "placed_at",
            "1999-12-31T15:59:59Z",
            'order.placed_at: got "1999-12-31T15:59:59Z", expected an instant in the years 2000 to 2199 at UTC+08:00',
        ),
        (
            "placed_at",
            "2024-01-03T12:00:00-00:00",
            'order.placed_at: got "2024-01-03T12:00:00-00:00", expected ISO 8601 with an offset, such as 2024-01-05T10:00:00+08:00',
        ),
        ("freight", 4, "order.freight: got 4, expected an object"),
        ("freight", "4.00", 'order.freight: got "4.00", expected an object'),
        ("freight", None, "order.freight: got null, expected an object"),
        ("freight", {"amount": 4.0, "currency": "USD"}, "order.freight.amount: got 4.0, expected a string"),
        (
            "freight",
            {"amount": "4,00", "currency": "USD"},
            'order.freight.amount: got "4,00", expected plain digits such as "19.90"',
        ),
        (
            "freight",
            {"amount": "4.005", "currency": "USD"},
            'order.freight.amount: got "4.005", expected at most 2 decimals in USD',
        ),
        (
            "freight",
            {"amount": "-4", "currency": "USD"},
            'order.freight: got {"amount": "-4", "currency": "USD"}, expected an amount of zero or more',
        ),
        (
            "freight",
            {"amount": "4", "currency": "usd"},
            "order.freight.currency: got \"usd\", expected an ISO 4217 code such as 'USD'",
        ),
        ("freight", {"amount": "4"}, "order.freight.currency: got nothing, expected a value"),
        (
            "freight",
            {"amount": "4", "currency": "USD", "minor": 400},
            'order.freight.minor: got "minor", expected one of amount, currency',
        ),
        (
            "freight",
            {"amount": "111111111111111111111111111111", "currency": "USD"},
            'order.freight.amount: got "111111111111111111111111111111", expected at most 1000000000000 minor units',
        ),
        ("freight", {"amount": "4", "currency": "EUR"}, "order.freight: got EUR 4.00, expected an amount in USD"),
        *[
            (
                "freight",
                {"amount": amount, "currency": "USD"},
                f'order.freight.amount: got "{amount}", expected plain digits such as "19.90"',
            )
            for amount in ("007.50", "00", "-0", "-0.00", "+1", " 1", "1 ", "1e3", "1_000", ".5", "5.", "")
        ],
        (
            "freight",
            {"amount": "4.000", "currency": "USD"},
            'order.freight.amount: got "4.000", expected at most 2 decimals in USD',
        ),
        (
            "freight",
            {"amount": "4.0", "currency": "JPY"},
            'order.freight.amount: got "4.0", expected at most 0 decimals in JPY',
        ),
        (
            "order_id",
            "\ud800",
            'order.order_id: got "\\ud800", expected whole characters, no halves of surrogate pairs',
        ),
        ("lines", {}, "order.lines: got {}, expected an array"),
        ("lines", [], "order.lines: got [], expected at least one line"),
        ("lines", "ring", 'order.lines: got "ring", expected an array'),
        ("lines.0", None, "order.lines[0]: got null, expected an object"),
        (
            "shipped_at",
            "2024-01-02T12:00:00+08:00",
            "order.shipped_at: got 2024-01-02T12:00:00+08:00, expected 2024-01-03T12:00:00+08:00 or later, when the order was placed",
        ),
        ("lines.0.settled", 2, "order.lines[0].settled: got 2, expected at most 1, the units bought"),
        (
            "lines.0.discount",
            {"amount": "20", "currency": "USD"},
            "order.lines[0].discount: got USD 20.00, expected at most USD 19.90",
        ),
        ("schema_version", 2, "order.schema_version: got 2, expected 1"),
        ("schema_version", "1", 'order.schema_version: got "1", expected 1'),
        ("schema_version", True, "order.schema_version: got true, expected 1"),
        ("schema_version", 1.0, "order.schema_version: got 1.0, expected 1"),
        (
            "ordered",
            1,
            "order.ordered: got \"ordered\", expected one of order_id, placed_at, lines, freight, discount, shipped_at, delivered_at; did you mean 'order_id'?",
        ),
        (
            "line_s",
            [],
            "order.line_s: got \"line_s\", expected one of order_id, placed_at, lines, freight, discount, shipped_at, delivered_at; did you mean 'lines'?",
        ),
    ],
)
def test_one_wrong_value_in_an_order(path: str, value: object, message: str) -> None:
    """One wrong value is one fault, with its place; nothing is converted."""
    assert faults_of(Order, changed(ORDER, path, value)) == [message]


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (
            "items.0.problem",
            "Broken",
            'claim.items[0].problem: got "Broken", expected one of "wrong_item", "broken", "defective", "wrong_birthstone", "wrong_engraving", "wrong_size", "not_as_described", "lost", "change_of_mind", "not_attributable"; did you mean \'broken\'?',
        ),
        (
            "items.0.problem",
            "brokn",
            'claim.items[0].problem: got "brokn", expected one of "wrong_item", "broken", "defective", "wrong_birthstone", "wrong_engraving", "wrong_size", "not_as_described", "lost", "change_of_mind", "not_attributable"; did you mean \'broken\'?',
        ),
        (
            "items.0.problem",
            ["broken"],
            'claim.items[0].problem: got ["broken"], expected one of "wrong_item", "broken", "defective", "wrong_birthstone", "wrong_engraving", "wrong_size", "not_as_described", "lost", "change_of_mind", "not_attributable"',
        ),
        ("items.0.causes", "misuse", 'claim.items[0].causes: got "misuse", expected an array'),
        (
            "items.0.causes",
            ["misuse", "misuse"],
            'claim.items[0].causes: got ["misuse", "misuse"], expected every entry only once',
        ),
        (
            "items.0.causes",
            ["corrosion", "rust"],
            'claim.items[0].causes[1]: got "rust", expected one of "corrosion", "misuse", "unlawful", "listing_differs"',
        ),
        (
            "items.0.causes",
            [["misuse"]],
            'claim.items[0].causes[0]: got ["misuse"], expected one of "corrosion", "misuse", "unlawful", "listing_differs"',
        ),
        ("items.0.rest_usable", 1, "claim.items[0].rest_usable: got 1, expected true or false"),
        ("items.0.rest_usable", "true", 'claim.items[0].rest_usable: got "true", expected true or false'),
        ("items.0.rest_usable", None, "claim.items[0].rest_usable: got null, expected true or false"),
        (
            "items.0.replacement_price",
            {"amount": "1", "currency": "USD"},
            "claim.items[0].replacement_price: got USD 1.00, expected None where a refund is asked for",
        ),
        (
            "evidence.0.document",
            None,
            'claim.evidence[0].document: got null, expected one of "refund_screenshot", "redispatch_screenshot", "picture", "video", "chat_screenshot", "refund_remark", "listing", "measurement_photo"',
        ),
        ("evidence.0.shows", None, "claim.evidence[0].shows: got null, expected an array"),
        (
            "evidence.0.line_ids",
            ["ring", ""],
            'claim.evidence[0].line_ids: got ["ring", ""], expected an id that is not empty',
        ),
        ("evidence.0.reference", None, "claim.evidence[0].reference: got null, expected a string"),
        ("items", [], "claim.items: got [], expected at least one item"),
        (
            "production",
            "STARTED",
            'claim.production: got "STARTED", expected one of "not_started", "started"; did you mean \'started\'?',
        ),
        ("production", "begun", 'claim.production: got "begun", expected one of "not_started", "started"'),
        ("production", 1, 'claim.production: got 1, expected one of "not_started", "started"'),
        (
            "verification",
            "confirmed",
            'claim.verification: got "verification", expected one of claim_id, order_id, submitted_at, items, remedy, evidence, production',
        ),
        (
            "items.0.approved_at",
            "2024-01-09T00:00:00Z",
            "claim.items[0].approved_at: got 2024-01-09T08:00:00+08:00, expected 2024-01-10T12:00:00+08:00 or later, when the claim was submitted",
        ),
        ("remedy", "money", 'claim.remedy: got "money", expected one of "refund", "replacement"'),
        ("items.0.quantity", 0, "claim.items[0].quantity: got 0, expected 1 or more"),
    ],
)
def test_one_wrong_value_in_a_claim(path: str, value: object, message: str) -> None:
    """Terms are their names to the letter, arrays are arrays, and answers are true or false."""
    assert faults_of(Claim, changed(CLAIM, path, value)) == [message]


@pytest.mark.parametrize(
    ("path", "value", "known"),
    [
        ("claim_id", "C-1", "order_id, items, remedy, attachments"),
        ("submitted_at", "2024-01-10T12:00:00+08:00", "order_id, items, remedy, attachments"),
        ("production", "not_started", "order_id, items, remedy, attachments"),
        ("evidence", [], "order_id, items, remedy, attachments"),
        ("verification", "confirmed", "order_id, items, remedy, attachments"),
        ("items.0.verification", "confirmed", "line_id, problem, quantity, rest_usable"),
        ("items.0.approved_at", "2024-01-10T12:00:00+08:00", "line_id, problem, quantity, rest_usable"),
        ("items.0.causes", [], "line_id, problem, quantity, rest_usable"),
        ("items.0.replacement_price", None, "line_id, problem, quantity, rest_usable"),
        ("attachments.0.shows", ["problem_visible"], "document, line_ids, reference"),
    ],
)
def test_a_request_cannot_say_what_only_cmoffer_can(path: str, value: object, known: str) -> None:
    """Every field that a claim has beyond its request is an unknown key at its place, whatever its value."""
    place, _, key = re.sub(r"\.(\d+)", r"[\1]", f"claim.{path}").rpartition(".")
    with pytest.raises(DocumentError) as refused:
        from_json(ClaimRequest, json.dumps(changed(REQUEST, path, value)))
    (fault,) = refused.value.faults
    assert (fault.code, fault.path, fault.got) == ("unknown_key", f"{place}.{key}", f'"{key}"')
    assert fault.expected == f"one of {known}"


def test_a_claim_is_no_request() -> None:
    """A whole claim sent in place of a request is refused at each of these fields at once."""
    told = faults_of(ClaimRequest, CLAIM)
    assert [fault.partition(":")[0] for fault in told] == [
        "claim.items[0].approved_at",
        "claim.items[0].causes",
        "claim.items[0].replacement_price",
        "claim.items[0].verification",
        "claim.claim_id",
        "claim.evidence",
        "claim.production",
        "claim.submitted_at",
    ]


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("items", [], "claim.items: got [], expected at least one item"),
        ("items.0.quantity", 0, "claim.items[0].quantity: got 0, expected 1 or more"),
        ("items.0.quantity", True, "claim.items[0].quantity: got true, expected an integer"),
        ("items.0.line_id", "", 'claim.items[0].line_id: got "", expected an id that is not empty'),
        ("items.0.rest_usable", "no", 'claim.items[0].rest_usable: got "no", expected true or false'),
        ("remedy", "money", 'claim.remedy: got "money", expected one of "refund", "replacement"'),
        (
            "attachments.0.line_ids",
            ["ring", "ring"],
            'claim.attachments[0].line_ids: got ["ring", "ring"], expected every entry only once',
        ),
        ("attachments.0.reference", None, "claim.attachments[0].reference: got null, expected a string"),
        ("attachments", None, "claim.attachments: got null, expected an array"),
        ("schema_version", 2, "claim.schema_version: got 2, expected 1"),
    ],
)
def test_one_wrong_value_in_a_request(path: str, value: object, message: str) -> None:
    """A request is read as strictly as a claim."""
    assert faults_of(ClaimRequest, changed(REQUEST, path, value)) == [message]


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (
            "arrival_working_days",
            [1],
            "policy.arrival_working_days: got [1], expected the first and the last working day",
        ),
        ("arrival_working_days", [3, 1], "policy.arrival_working_days[1]: got 1, expected 3 or more"),
        ("arrival_working_days", "1-3", 'policy.arrival_working_days: got "1-3", expected an array'),
        ("arrival_working_days", [1, "3"], 'policy.arrival_working_days[1]: got "3", expected an integer'),
        ("effective_from", "2023-01-32", 'policy.effective_from: got "2023-01-32", expected a day, such as 2024-01-05'),
        ("effective_from", "20230101", 'policy.effective_from: got "20230101", expected a day, such as 2024-01-05'),
        ("effective_from", 2023, "policy.effective_from: got 2023, expected a string"),
        (
            "guarantee_grants",
            "REPLACEMENT",
            'policy.guarantee_grants: got "REPLACEMENT", expected one of "replacement", "nothing", "either"; did you mean \'replacement\'?',
        ),
        ("guarantee_days", "60", 'policy.guarantee_days: got "60", expected an integer'),
        ("after_sales_days", 0, "policy.after_sales_days: got 0, expected 1 or more"),
    ],
)
def test_one_wrong_value_in_a_policy(path: str, value: object, message: str) -> None:
    """Figures are integers, and days are days that exist."""
    assert faults_of(Policy, changed(POLICY, path, value)) == [message]


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("order", None, "order: got null, expected an object"),
        ("order.lines.0.quantity", "1", 'order.lines[0].quantity: got "1", expected an integer'),
        ("claims", {}, "claims: got {}, expected an array"),
        ("claims.1.remedy", "money", 'claims[1].remedy: got "money", expected one of "refund", "replacement"'),
        ("claims.1.order_id", "B-2", "claims[1].order_id: got 'B-2', expected 'A-1', the order at hand"),
        ("claims.1.claim_id", "C-1", "claims[1].claim_id: got 'C-1', expected an id used only once"),
        ("claim_id", "C-1", "claim_id: got \"claim_id\", expected one of order, claims; did you mean 'claims'?"),
        ("schema_version", 2, "schema_version: got 2, expected 1"),
    ],
)
def test_one_wrong_value_in_an_order_with_its_claims(path: str, value: object, message: str) -> None:
    """The order and each claim are read as by themselves, and they have to fit."""
    assert faults_of(OrderClaims, changed(to_dict(RIVALS), path, value)) == [message]


def test_too_many_claims_are_refused() -> None:
    """A thousand claims on one order, and one more."""
    claims = [to_dict(a_claim(claim_id=f"C-{place}")) for place in range(1001)]
    whole = [without_version(claim) for claim in claims]
    assert len(from_dict(OrderClaims, {"order": without_version(ORDER), "claims": whole[:1000]}).claims) == 1000
    assert faults_of(OrderClaims, {"order": without_version(ORDER), "claims": whole}) == [
        "claims: got 1001 values, expected at most 1000"
    ]


def test_all_faults_are_told_at_once() -> None:
    """Faults in several fields and depths of one document, in the order of the fields; unknown keys come last."""
    order = changed(ORDER, "lines.0.quantity", "2")
    order["lines"][0] |= {"settled": -1, "setid": "pair", "set_id": 1.5}
    order["lines"].append({"line_id": "", "quantity": 1, "unit_price": {"amount": "x", "currency": "USD"}})
    order["shipped_at"] = "yesterday"
    order["schema_version"] = "1"
    del order["order_id"]
    instants = "ISO 8601 with an offset, such as 2024-01-05T10:00:00+08:00"
    keys = "line_id, quantity, unit_price, discount, title, set_id, shipped_at, settled"
    assert faults_of(Order, order) == [
        'order.schema_version: got "1", expected 1',
        "order.order_id: got nothing, expected a value",
        'order.lines[0].quantity: got "2", expected an integer',
        "order.lines[0].set_id: got 1.5, expected a string",
        "order.lines[0].settled: got -1, expected 0 or more",
        f"order.lines[0].setid: got \"setid\", expected one of {keys}; did you mean 'set_id'?",
        'order.lines[1].line_id: got "", expected an id that is not empty',
        'order.lines[1].unit_price.amount: got "x", expected plain digits such as "19.90"',
        f'order.shipped_at: got "yesterday", expected {instants}',
    ]


def test_every_fault_says_where_it_is_step_by_step() -> None:
    """``loc`` is the path as a tuple; the root is the name of the argument of ``decide``, as in the faults of ``decide``."""
    with pytest.raises(DocumentError) as read:
        from_dict(ClaimRequest, {"order_id": "A-1", "remedy": "refund", "items": [{"line_id": "ring"}], "a.b": 1})
    assert [(fault.loc, fault.path) for fault in read.value.faults] == [
        (("claim", "items", 0, "problem"), "claim.items[0].problem"),
        (("claim", "a.b"), "claim['a.b']"),
    ]
    with pytest.raises(InputError) as decided:
        decide(an_order(), a_claim(an_item("chain")))
    assert decided.value.loc == ("claim", "items", 0, "line_id")
    assert decided.value.faults == (decided.value,)


@pytest.mark.parametrize(
    ("path", "loc"),
    [
        ("", ()),
        ("quantity", ("quantity",)),
        ("[3]", (3,)),
        ("units['ring']", ("units", "ring")),
        ("claims[0].items[12].line_id", ("claims", 0, "items", 12, "line_id")),
        ("policy['it\\'s'][\"a]b.c\"].name", ("policy", "it's", "a]b.c", "name")),
        ("claim['two\\nlines']", ("claim", "two\nlines")),
        ("claim['half \\ud800']", ("claim", "half \\ud800")),
        ("claim[a value of type str too long to show]", ("claim", "a value of type str too long to show")),
    ],
)
def test_a_path_is_read_step_by_step(path: str, loc: tuple[str | int, ...]) -> None:
    """Names that a sender chose keep their dots, brackets, quotes and line breaks, and can be sent back in UTF-8."""
    assert InvalidValue("code", path, "this", "that").loc == loc


def test_every_fault_has_its_code_and_its_path() -> None:
    """Programs branch on the code, people read the rest."""
    with pytest.raises(DocumentError) as refused:
        from_dict(Order, {"order_id": 1, "lines": [], "placed": None})
    assert [(type(fault).__name__, fault.code, fault.path) for fault in refused.value.faults] == [
        ("InvalidValue", "wrong_type", "order.order_id"),
        ("InvalidValue", "missing_key", "order.placed_at"),
        ("InvalidValue", "empty", "order.lines"),
        ("InvalidValue", "unknown_key", "order.placed"),
    ]


LONG = "9" * 121


@pytest.mark.parametrize(
    ("kind", "text", "code", "path", "got"),
    [
        (Order, "{", "not_json", "order", "Expecting property name enclosed in double quotes at line 1, column 2"),
        (Order, b"\xff", "not_utf8", "order", "another byte at position 0"),
        (Order, "[" * 10**6, "too_deep", "order", "values nested too deep"),
        (Order, 3, "wrong_type", "order", "3"),
        (Order, '{"schema_version": "0"}', "other_version", "order.schema_version", '"0"'),
        (Order, f'{{"schema_version": "{LONG}"}}', "other_version", "order.schema_version", "a string too long to show"),
        (Order, '{"order_id": 1, "order_id": 2}', "duplicate_key", "order.order_id", '"order_id"'),
        (Order, "{}", "missing_key", "order.order_id", "nothing"),
        (OrderClaims, "{}", "missing_key", "order", "nothing"),
        (OrderClaims, '{"order": {}}', "missing_key", "order.order_id", "nothing"),
        (Order, '{"order": 1}', "unknown_key", "order.order", '"order"'),
        (Order, f'{{"{LONG}": 1}}', "unknown_key", "order[a value of type str too long to show]", "a string too long to show"),
        (Order, '{"order_id": 1}', "wrong_type", "order.order_id", "1"),
        (Order, f'{{"order_id": {LONG}}}', "wrong_type", "order.order_id", "a number too long to show"),
        (Order, f'{{"order_id": {LONG[1:]}}}', "wrong_type", "order.order_id", LONG[1:]),
        (Order, f'{{"lines": [{{"quantity": {"9" * 18}}}]}}', "too_large", "order.lines[0].quantity", "9" * 18),
        (Order, f'{{"lines": [{{"quantity": {"9" * 19}}}]}}', "wrong_type", "order.lines[0].quantity", "9" * 19),
        (Order, '{"order_id": [1.5]}', "wrong_type", "order.order_id", '["1.5"]'),
        (Order, f'{{"freight": "{LONG}"}}', "wrong_type", "order.freight", "a string too long to show"),
        (Order, f'{{"lines": "{LONG}"}}', "wrong_type", "order.lines", "a string too long to show"),
        (Order, '{"freight": {"amount": "1,0", "currency": "USD"}}', "not_an_amount", "order.freight.amount", '"1,0"'),
        (Order, f'{{"freight": {{"amount": "{LONG}.", "currency": "USD"}}}}', "not_an_amount", "order.freight.amount",
         "a string too long to show"),
        (Order, '{"freight": {"amount": "1.001", "currency": "USD"}}', "too_fine", "order.freight.amount", '"1.001"'),
        (Order, f'{{"freight": {{"amount": "1.{LONG}", "currency": "USD"}}}}', "too_fine", "order.freight.amount",
         "a string too long to show"),
        (Order, '{"placed_at": "today"}', "not_an_instant", "order.placed_at", '"today"'),
        (Policy, '{"effective_from": "today"}', "not_a_day", "policy.effective_from", '"today"'),
        (Policy, f'{{"effective_from": "{LONG}"}}', "not_a_day", "policy.effective_from", "a string too long to show"),
        (Claim, '{"remedy": "money"}', "unknown_name", "claim.remedy", '"money"'),
        (Claim, f'{{"remedy": "{LONG}"}}', "unknown_name", "claim.remedy", "a string too long to show"),
        (Claim, '{"evidence": [{"shows": ["measurement_readable", "measurement_readable"]}]}', "duplicate",
         "claim.evidence[0].shows", '["measurement_readable", "measurement_readable"]'),
        (Claim, f'{{"evidence": [{{"line_ids": ["{LONG}", "{LONG}"]}}]}}', "duplicate",
         "claim.evidence[0].line_ids", "an array too long to show"),
    ],
)  # fmt: skip
def test_every_kind_of_fault_has_its_code(kind: Any, text: str | bytes, code: str, path: str, got: str) -> None:
    """And shows what arrived where that is short, else of what kind it was; other faults may be told besides."""
    with pytest.raises(DocumentError) as refused:
        from_json(kind, text)
    assert (code, path, got) in [(fault.code, fault.path, fault.got) for fault in refused.value.faults]


def test_a_text_nested_too_deep_is_told_what_was_expected() -> None:
    """Whatever the brackets hold."""
    with pytest.raises(DocumentError) as refused:
        from_json(Order, "[" * 10**6)
    assert str(refused.value) == "order: got values nested too deep, expected a JSON text of ordinary depth"


def test_a_key_that_is_no_text_has_its_code() -> None:
    """JSON has no such keys, plain data can."""
    with pytest.raises(DocumentError) as refused:
        from_dict(Order, {1: 2})
    fault = refused.value.faults[0]
    assert (fault.code, fault.path, fault.got, fault.expected) == ("wrong_key", "order[1]", "1", "a string")


def test_the_exception_tells_its_faults_a_line_each() -> None:
    """The message holds the first twenty and says how many more there are."""
    with pytest.raises(DocumentError) as refused:
        from_dict(Policy, {"name": "", "guarantee_grants": "wide"})
    assert str(refused.value).splitlines() == [
        'policy.name: got "", expected an id that is not empty',
        "policy.effective_from: got nothing, expected a value",
        'policy.guarantee_grants: got "wide", expected one of "replacement", "nothing", "either"',
    ]
    with pytest.raises(DocumentError) as many:
        from_dict(Order, ORDER | {"lines": [None] * 30})
    lines = str(many.value).splitlines()
    assert (len(many.value.faults), len(lines)) == (30, 21)
    assert lines[19:] == ["order.lines[19]: got null, expected an object", "and 10 more"]


def test_a_document_error_is_an_input_error_like_any_other() -> None:
    """It pickles, it can be put under a path, and its attributes are those of all input errors."""
    with pytest.raises(InputError) as refused:
        from_json(Claim, '{"claim_id": "C-1", "order_id": "A-1", "remedy": "refund", "items": 3}')
    error = refused.value
    assert (error.code, error.path, error.got, error.expected) == (
        "malformed",
        "",
        "a document with 2 faults",
        "one without",
    )
    assert str(pickle.loads(pickle.dumps(error))) == str(error)
    assert str(error.under("body")).splitlines()[0] == "body.claim.submitted_at: got nothing, expected a value"
    with pytest.raises(DocumentError) as one:
        from_json(Claim, "[]")
    assert one.value.got == "a document with 1 fault"


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ("", ["order: got Expecting value at line 1, column 1, expected a JSON text"]),
        (
            "{'order_id': 1}",
            ["order: got Expecting property name enclosed in double quotes at line 1, column 2, expected a JSON text"],
        ),
        ('{"order_id": "A"} {}', ["order: got Extra data at line 1, column 19, expected a JSON text"]),
        (b'{"order_id": "\xff"}', ["order: got another byte at position 14, expected text in UTF-8"]),
        (None, ["order: got null, expected a JSON text, as str or as bytes in UTF-8"]),
        ("null", ["order: got null, expected an object"]),
        ("1e400", ["order: got 1e400, expected an object"]),
    ],
)
def test_a_text_that_is_no_document(text: Any, messages: list[str]) -> None:
    """What is no JSON, or JSON of another kind, is one fault of the whole."""
    with pytest.raises(DocumentError) as refused:
        from_json(Order, text)
    assert [str(fault) for fault in refused.value.faults] == messages


def test_a_byte_order_mark_is_skipped() -> None:
    """Some editors put one first; a second one, or one elsewhere, is no JSON."""
    text = to_json(an_order())
    assert from_json(Order, f"\ufeff{text}") == from_json(Order, b"\xef\xbb\xbf" + text.encode()) == an_order()
    for broken in (f"\ufeff\ufeff{text}", f"{text}\ufeff"):
        with pytest.raises(DocumentError) as refused:
            from_json(Order, broken)
        assert refused.value.faults[0].code == "not_json"


def test_keys_given_twice_are_refused() -> None:
    """Two values for one key are two opinions: neither is taken, and other faults are told besides."""
    text = to_json(an_order()).replace('"order_id": "A-1"', '"order_id": "A-1", "order_id": "A-2", "order_id": 3')
    text = text.replace('"quantity": 1', '"quantity": 1, "quantity": 1, "settled": "0"')
    with pytest.raises(DocumentError) as refused:
        from_json(Order, text)
    assert [str(fault) for fault in refused.value.faults] == [
        'order.order_id: got "order_id", expected every key only once',
        "order.order_id: got 3, expected a string",
        'order.lines[0].quantity: got "quantity", expected every key only once',
        'order.lines[0].settled: got "settled", expected every key only once',
    ]


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1.0", "1e0", "1E-999999999", "-0.0", "9" * 5000])
def test_no_number_but_an_integer_is_accepted(number: str) -> None:
    """Whatever JSON or its dialects call a number, as it was written, or by its kind where it is too long."""
    with pytest.raises(DocumentError) as refused:
        from_json(Order, to_json(an_order()).replace('"quantity": 1', f'"quantity": {number}'))
    got = number if len(number) < 120 else "a number too long to show"
    assert str(refused.value) == f"order.lines[0].quantity: got {got}, expected an integer"


def test_a_version_given_twice_is_refused_too() -> None:
    """The version is a key like any other."""
    with pytest.raises(DocumentError, match='schema_version: got "schema_version", expected every key only once'):
        from_json(Policy, '{"schema_version": 1, "schema_version": 1, "name": "x", "effective_from": "2024-01-01"}')


def test_data_of_other_types_than_json_has_is_refused() -> None:
    """Plain data means plain data: no tuples, no subclasses, no keys that are no text, nothing that holds itself."""
    endless: list[Any] = []
    endless.append(endless)

    class Text(str):
        __slots__ = ()

    assert faults_of(Order, ORDER | {"lines": (1,)}) == ["order.lines: got a value of type tuple, expected an array"]
    assert faults_of(Order, ORDER | {"order_id": Text("A-1")}) == [
        "order.order_id: got a value of type Text, expected a string"
    ]
    assert faults_of(Order, ORDER | {"freight": endless}) == [
        "order.freight: got an array too long to show, expected an object"
    ]
    assert faults_of(Order, ORDER | {"order_id": {1: 2, (): 3}}) == [
        "order.order_id: got an object too long to show, expected a string"
    ]
    assert faults_of(Order, ORDER | {1: 2, (): 3, 10**5000: 4}) == [
        "order[1]: got 1, expected a string",
        "order[a value of type tuple]: got a value of type tuple, expected a string",
        "order[a number too long to show]: got a number too long to show, expected a string",
    ]
    assert faults_of(Order, ORDER | {"freight": {"amount": b"4", "currency": [b"USD"]}}) == [
        "order.freight.amount: got a value of type bytes, expected a string",
        'order.freight.currency: got ["a value of type bytes"], expected a string',
    ]
    assert faults_of(Order, None) == ["order: got null, expected an object"]


def test_a_missing_cattrs_is_an_import_error_that_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever has not installed the extra reads what to install."""
    for name in [name for name in sys.modules if name.startswith("cmoffer_policy.serialization")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "cattrs", None)
    with pytest.raises(ImportError, match=r"^JSON needs cattrs: install it with the extra json, as in "):
        import_module("cmoffer_policy.serialization")


def test_keys_that_a_sender_chose_are_told_in_one_printable_line() -> None:
    """Neither line breaks nor control characters, dots nor brackets can pass for a path of ours."""
    keys = ["\x1b[31mred\nno", "a.b", "a[0]", "\u202e", "x" * 1000]
    text = "{" + ", ".join(f"{json.dumps(key)}: 1" for key in [*keys, "two\nlines", "two\nlines"]) + "}"
    with pytest.raises(DocumentError) as refused:
        from_json(Policy, text)
    told = str(refused.value)
    assert all(line.isprintable() and len(line) < 500 for line in told.splitlines())
    assert "policy['two\\nlines']: got \"two\\nlines\", expected every key only once" in told.splitlines()
    assert "policy['a.b']: got \"a.b\", expected one of" in told
