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
    Decision,
    DocumentError,
    InputError,
    Order,
    OrderClaims,
    Policy,
    Verification,
    decide,
)
from cmoffer_policy.serialization import from_dict, from_json, to_dict, to_json
from support.builders import a_claim, a_line, a_request, an_item, an_order, at

ORDER = to_dict(an_order())
CLAIM = to_dict(a_claim())
REQUEST = to_dict(a_request())
POLICY = to_dict(POLICY_2023)
RIVALS = OrderClaims(an_order(), [a_claim(), a_claim(claim_id="C-2", verification=Verification.PENDING)])
DECISION = to_dict(RIVALS.decide("C-1"))
DECISION_KEYS = "outcome, order, claims, claim_id, policy, calendar_version, items, refund, refund_possible, acceptance"


def faults_of(kind: Any, data: object) -> list[str]:
    """What is told of data that is not accepted."""
    with pytest.raises(DocumentError) as refused:
        from_dict(kind, data)
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
        ("lines.0.quantity", 2.7, "$.lines[0].quantity: got 2.7, expected an integer"),
        ("lines.0.quantity", 2.0, "$.lines[0].quantity: got 2.0, expected an integer"),
        ("lines.0.quantity", "2", '$.lines[0].quantity: got "2", expected an integer'),
        ("lines.0.quantity", True, "$.lines[0].quantity: got true, expected an integer"),
        ("lines.0.quantity", None, "$.lines[0].quantity: got null, expected an integer"),
        ("lines.0.quantity", [1], "$.lines[0].quantity: got [1], expected an integer"),
        ("lines.0.quantity", 0, "$.lines[0].quantity: got 0, expected 1 or more"),
        ("lines.0.quantity", 1000001, "$.lines[0].quantity: got 1000001, expected at most 1000000"),
        (
            "lines.0.quantity",
            1000000000000000000000000000000,
            "$.lines[0].quantity: got 1000000000000000000000000000000, expected at most 1000000",
        ),
        ("lines.0.quantity", float("nan"), "$.lines[0].quantity: got NaN, expected an integer"),
        ("order_id", 1, "$.order_id: got 1, expected a string"),
        ("order_id", "", '$.order_id: got "", expected an id that is not empty'),
        ("order_id", " \t", '$.order_id: got " \\t", expected an id that is not empty'),
        ("order_id", None, "$.order_id: got null, expected a string"),
        ("lines.0.line_id", 7, "$.lines[0].line_id: got 7, expected a string"),
        ("placed_at", 1704254400, "$.placed_at: got 1704254400, expected a string"),
        (
            "placed_at",
            "2024-01-03",
            '$.placed_at: got "2024-01-03", expected ISO 8601 with an offset, such as 2024-01-05T10:00:00+08:00',
        ),
        (
            "placed_at",
            "2024-01-03T12:00:00",
            '$.placed_at: got "2024-01-03T12:00:00", expected ISO 8601 with an offset, such as 2024-01-05T10:00:00+08:00',
        ),
        ("placed_at", "2024-02-30T12:00:00Z", '$.placed_at: got "2024-02-30T12:00:00Z", expected a day that exists'),
        (
            "placed_at",
            "1999-12-31T15:59:59Z",
            '$.placed_at: got "1999-12-31T15:59:59Z", expected an instant in the years 2000 to 2199 at UTC+08:00',
        ),
        (
            "placed_at",
            "2024-01-03T12:00:00-00:00",
            '$.placed_at: got "2024-01-03T12:00:00-00:00", expected ISO 8601 with an offset, such as 2024-01-05T10:00:00+08:00',
        ),
        ("freight", 4, "$.freight: got 4, expected an object"),
        ("freight", "4.00", '$.freight: got "4.00", expected an object'),
        ("freight", None, "$.freight: got null, expected an object"),
        ("freight", {"amount": 4.0, "currency": "USD"}, "$.freight.amount: got 4.0, expected a string"),
        (
            "freight",
            {"amount": "4,00", "currency": "USD"},
            '$.freight.amount: got "4,00", expected plain digits such as "19.90"',
        ),
        (
            "freight",
            {"amount": "4.005", "currency": "USD"},
            '$.freight.amount: got "4.005", expected at most 2 decimals in USD',
        ),
        (
            "freight",
            {"amount": "-4", "currency": "USD"},
            '$.freight: got {"amount": "-4", "currency": "USD"}, expected an amount of zero or more',
        ),
        (
            "freight",
            {"amount": "4", "currency": "usd"},
            "$.freight.currency: got \"usd\", expected an ISO 4217 code such as 'USD'",
        ),
        ("freight", {"amount": "4"}, "$.freight.currency: got nothing, expected a value"),
        (
            "freight",
            {"amount": "4", "currency": "USD", "minor": 400},
            '$.freight.minor: got "minor", expected one of amount, currency',
        ),
        (
            "freight",
            {"amount": "111111111111111111111111111111", "currency": "USD"},
            '$.freight.amount: got "111111111111111111111111111111", expected at most 1000000000000 minor units',
        ),
        ("freight", {"amount": "4", "currency": "EUR"}, "$.freight: got EUR 4.00, expected an amount in USD"),
        *[
            (
                "freight",
                {"amount": amount, "currency": "USD"},
                f'$.freight.amount: got "{amount}", expected plain digits such as "19.90"',
            )
            for amount in ("007.50", "00", "-0", "-0.00", "+1", " 1", "1 ", "1e3", "1_000", ".5", "5.", "")
        ],
        (
            "freight",
            {"amount": "4.000", "currency": "USD"},
            '$.freight.amount: got "4.000", expected at most 2 decimals in USD',
        ),
        (
            "freight",
            {"amount": "4.0", "currency": "JPY"},
            '$.freight.amount: got "4.0", expected at most 0 decimals in JPY',
        ),
        (
            "order_id",
            "\ud800",
            '$.order_id: got "\\ud800", expected whole characters, no halves of surrogate pairs',
        ),
        ("lines", {}, "$.lines: got {}, expected an array"),
        ("lines", [], "$.lines: got [], expected at least one line"),
        ("lines", "ring", '$.lines: got "ring", expected an array'),
        ("lines.0", None, "$.lines[0]: got null, expected an object"),
        (
            "shipped_at",
            "2024-01-02T12:00:00+08:00",
            "$.shipped_at: got 2024-01-02T12:00:00+08:00, expected 2024-01-03T12:00:00+08:00 or later, when the order was placed",
        ),
        ("lines.0.settled", 2, "$.lines[0].settled: got 2, expected at most 1, the units bought"),
        (
            "lines.0.discount",
            {"amount": "20", "currency": "USD"},
            "$.lines[0].discount: got USD 20.00, expected at most USD 19.90",
        ),
        ("schema_version", 2, "$.schema_version: got 2, expected 1"),
        ("schema_version", "1", '$.schema_version: got "1", expected 1'),
        ("schema_version", True, "$.schema_version: got true, expected 1"),
        ("schema_version", 1.0, "$.schema_version: got 1.0, expected 1"),
        (
            "ordered",
            1,
            "$.ordered: got \"ordered\", expected one of order_id, placed_at, lines, freight, discount, shipped_at, delivered_at; did you mean 'order_id'?",
        ),
        (
            "line_s",
            [],
            "$.line_s: got \"line_s\", expected one of order_id, placed_at, lines, freight, discount, shipped_at, delivered_at; did you mean 'lines'?",
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
            '$.items[0].problem: got "Broken", expected one of "wrong_item", "broken", "defective", "wrong_birthstone", "wrong_engraving", "wrong_size", "not_as_described", "lost", "change_of_mind", "not_attributable"; did you mean \'broken\'?',
        ),
        (
            "items.0.problem",
            "brokn",
            '$.items[0].problem: got "brokn", expected one of "wrong_item", "broken", "defective", "wrong_birthstone", "wrong_engraving", "wrong_size", "not_as_described", "lost", "change_of_mind", "not_attributable"; did you mean \'broken\'?',
        ),
        (
            "items.0.problem",
            ["broken"],
            '$.items[0].problem: got ["broken"], expected one of "wrong_item", "broken", "defective", "wrong_birthstone", "wrong_engraving", "wrong_size", "not_as_described", "lost", "change_of_mind", "not_attributable"',
        ),
        ("items.0.causes", "misuse", '$.items[0].causes: got "misuse", expected an array'),
        (
            "items.0.causes",
            ["misuse", "misuse"],
            '$.items[0].causes: got ["misuse", "misuse"], expected every entry only once',
        ),
        (
            "items.0.causes",
            ["corrosion", "rust"],
            '$.items[0].causes[1]: got "rust", expected one of "corrosion", "misuse", "unlawful", "listing_differs"',
        ),
        (
            "items.0.causes",
            [["misuse"]],
            '$.items[0].causes[0]: got ["misuse"], expected one of "corrosion", "misuse", "unlawful", "listing_differs"',
        ),
        ("items.0.rest_usable", 1, "$.items[0].rest_usable: got 1, expected true or false"),
        ("items.0.rest_usable", "true", '$.items[0].rest_usable: got "true", expected true or false'),
        ("items.0.rest_usable", None, "$.items[0].rest_usable: got null, expected true or false"),
        (
            "items.0.replacement_price",
            {"amount": "1", "currency": "USD"},
            "$.items[0].replacement_price: got USD 1.00, expected None where a refund is asked for",
        ),
        (
            "evidence.0.document",
            None,
            '$.evidence[0].document: got null, expected one of "refund_screenshot", "redispatch_screenshot", "picture", "video", "chat_screenshot", "refund_remark", "listing", "measurement_photo"',
        ),
        ("evidence.0.shows", None, "$.evidence[0].shows: got null, expected an array"),
        (
            "evidence.0.line_ids",
            ["ring", ""],
            '$.evidence[0].line_ids: got ["ring", ""], expected an id that is not empty',
        ),
        ("evidence.0.reference", None, "$.evidence[0].reference: got null, expected a string"),
        ("items", [], "$.items: got [], expected at least one item"),
        (
            "production",
            "STARTED",
            '$.production: got "STARTED", expected one of "not_started", "started"; did you mean \'started\'?',
        ),
        ("production", "begun", '$.production: got "begun", expected one of "not_started", "started"'),
        ("production", 1, '$.production: got 1, expected one of "not_started", "started"'),
        (
            "verification",
            "confirmed",
            '$.verification: got "verification", expected one of claim_id, order_id, submitted_at, items, remedy, evidence, production',
        ),
        (
            "items.0.approved_at",
            "2024-01-09T00:00:00Z",
            "$.items[0].approved_at: got 2024-01-09T08:00:00+08:00, expected 2024-01-10T12:00:00+08:00 or later, when the claim was submitted",
        ),
        ("remedy", "money", '$.remedy: got "money", expected one of "refund", "replacement"'),
        ("items.0.quantity", 0, "$.items[0].quantity: got 0, expected 1 or more"),
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
    place, _, key = re.sub(r"\.(\d+)", r"[\1]", f"$.{path}").rpartition(".")
    with pytest.raises(DocumentError) as refused:
        from_json(ClaimRequest, json.dumps(changed(REQUEST, path, value)))
    (fault,) = refused.value.faults
    assert (fault.code, fault.path, fault.got) == ("unknown_key", f"{place}.{key}", f'"{key}"')
    assert fault.expected == f"one of {known}"


def test_a_claim_is_no_request() -> None:
    """A whole claim sent in place of a request is refused at each of these fields at once."""
    told = faults_of(ClaimRequest, CLAIM)
    assert [fault.partition(":")[0] for fault in told] == [
        "$.items[0].approved_at",
        "$.items[0].causes",
        "$.items[0].replacement_price",
        "$.items[0].verification",
        "$.claim_id",
        "$.evidence",
        "$.production",
        "$.submitted_at",
    ]


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("items", [], "$.items: got [], expected at least one item"),
        ("items.0.quantity", 0, "$.items[0].quantity: got 0, expected 1 or more"),
        ("items.0.quantity", True, "$.items[0].quantity: got true, expected an integer"),
        ("items.0.line_id", "", '$.items[0].line_id: got "", expected an id that is not empty'),
        ("items.0.rest_usable", "no", '$.items[0].rest_usable: got "no", expected true or false'),
        ("remedy", "money", '$.remedy: got "money", expected one of "refund", "replacement"'),
        (
            "attachments.0.line_ids",
            ["ring", "ring"],
            '$.attachments[0].line_ids: got ["ring", "ring"], expected every entry only once',
        ),
        ("attachments.0.reference", None, "$.attachments[0].reference: got null, expected a string"),
        ("attachments", None, "$.attachments: got null, expected an array"),
        ("schema_version", 2, "$.schema_version: got 2, expected 1"),
    ],
)
def test_one_wrong_value_in_a_request(path: str, value: object, message: str) -> None:
    """A request is read as strictly as a claim."""
    assert faults_of(ClaimRequest, changed(REQUEST, path, value)) == [message]


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("arrival_working_days", [1], "$.arrival_working_days: got [1], expected the first and the last working day"),
        ("arrival_working_days", [3, 1], "$.arrival_working_days[1]: got 1, expected 3 or more"),
        ("arrival_working_days", "1-3", '$.arrival_working_days: got "1-3", expected an array'),
        ("arrival_working_days", [1, "3"], '$.arrival_working_days[1]: got "3", expected an integer'),
        ("effective_from", "2023-01-32", '$.effective_from: got "2023-01-32", expected a day, such as 2024-01-05'),
        ("effective_from", "20230101", '$.effective_from: got "20230101", expected a day, such as 2024-01-05'),
        ("effective_from", 2023, "$.effective_from: got 2023, expected a string"),
        (
            "guarantee_grants",
            "REPLACEMENT",
            '$.guarantee_grants: got "REPLACEMENT", expected one of "replacement", "nothing", "either"; did you mean \'replacement\'?',
        ),
        ("guarantee_days", "60", '$.guarantee_days: got "60", expected an integer'),
        ("after_sales_days", 0, "$.after_sales_days: got 0, expected 1 or more"),
    ],
)
def test_one_wrong_value_in_a_policy(path: str, value: object, message: str) -> None:
    """Figures are integers, and days are days that exist."""
    assert faults_of(Policy, changed(POLICY, path, value)) == [message]


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("outcome", "rejected", '$.outcome: got "rejected", expected "approved", the best outcome of its items'),
        (
            "outcome",
            "fine",
            '$.outcome: got "fine", expected one of "approved", "in_dispute", "under_verification", "needs_evidence", "referred", "rejected", "not_governed"',
        ),
        ("items", [], "$.items: got 0 items, expected 1, as in the claim"),
        ("items.0.findings", [], "$.items[0].findings: got [], expected every judged clause, in the order of the text"),
        (
            "items.0.findings.0.clause",
            "1.1",
            "$.items[0].findings: got an array too long to show, expected every judged clause, in the order of the text",
        ),
        (
            "items.0.findings.0.status",
            "ok",
            '$.items[0].findings[0].status: got "ok", expected one of "met", "failed", "not_needed", "missing", "not_applicable"',
        ),
        (
            "items.0.facts.phase",
            "open",
            '$.items[0].facts.phase: got "open", expected one of "not_shipped", "both_open", "after_sales_open", "guarantee_open", "guarantee_unknown", "none_open"; did you mean \'none_open\'?',
        ),
        ("items.0.facts.governed", 1, "$.items[0].facts.governed: got 1, expected true or false"),
        (
            "items.0.windows.after_sales.start",
            "soon",
            '$.items[0].windows.after_sales.start: got "soon", expected ISO 8601 with an offset, such as 2024-01-05T10:00:00+08:00',
        ),
        (
            "items.0.windows.after_sales",
            {"start": "2024-01-05T10:00:00+08:00"},
            "$.items[0].windows.after_sales.deadline: got nothing, expected a value",
        ),
        (
            "policy.window_end",
            "as_count",
            '$.policy.window_end: got "as_count", expected one of "as_counted", "next_working_day"; did you mean \'as_counted\'?',
        ),
        (
            "items.0.refund.lines.0.allocation.line_id",
            "chain",
            "$.items[0].refund.lines[0].line_id: got 'chain', expected a line of order A-1: ring",
        ),
        (
            "refund.total",
            {"amount": "1", "currency": "USD"},
            "$.refund.total: got USD 1.00, expected 1990 minor units, the sum of its parts",
        ),
        (
            "refund.goods",
            {"amount": "19.90", "currency": "EUR"},
            "$.refund.goods: got EUR 19.90, expected an amount in USD",
        ),
        (
            "refund.lines.0.goods",
            {"amount": "19.90", "currency": "EUR"},
            "$.refund.lines[0].goods: got EUR 19.90, expected an amount in USD",
        ),
        (
            "refund_possible.lines.0.freight",
            {"amount": "1.00", "currency": "USD"},
            "$.refund_possible.freight: got USD 0.00, expected 100 minor units, the sum of its parts",
        ),
        (
            "refund.lines.0.units_after",
            2,
            "$.refund.lines[0].units_after: got units 1 to 2, expected some of the 1 units after the first 0",
        ),
        (
            "items.0.refund.lines.0.units_before",
            1,
            "$.items[0].refund.lines[0].units_after: got units 2 to 1, expected some of the 1 units after the first 0",
        ),
        (
            "refund.lines.0.goods",
            {"amount": "-19.90", "currency": "USD"},
            "$.refund.lines[0].goods: got USD -19.90, expected an amount of zero or more",
        ),
        (
            "refund.lines.0.allocation.freight",
            {"amount": "0.00", "currency": "EUR"},
            "$.refund.lines[0].allocation.freight: got EUR 0.00, expected an amount in USD",
        ),
        ("acceptance.clause", "4.5", '$.acceptance.clause: got "4.5", expected a clause of the register'),
        (
            "items.0.windows.guarantee.deadline.clause",
            "",
            '$.items[0].windows.guarantee.deadline.clause: got "", expected a clause of the register',
        ),
        (
            "items.0.findings.0.facts",
            ["phase", "phase"],
            "$.items[0].findings[0].facts: got 2 values, some of them equal, expected every entry only once",
        ),
        ("claims.0.order_id", "B-2", "$.claims[0].order_id: got 'B-2', expected 'A-1', the order at hand"),
        (
            "claims.0.items.0.line_id",
            "chain",
            "$.claims[0].items[0].line_id: got 'chain', expected a line of order A-1: ring",
        ),
        ("claim_id", "C-3", "$.claim_id: got 'C-3', expected one of the 2 claims on order 'A-1'"),
        ("claim_id", None, "$.claim_id: got null, expected a string"),
        ("claims.1.claim_id", "C-1", "$.claims[1].claim_id: got 'C-1', expected an id used only once"),
        ("claims", [], "$.claim_id: got 'C-1', expected one of the 0 claims on order 'A-1'"),
        ("claims", None, "$.claims: got null, expected an array"),
        ("claim", {}, f"$.claim: got \"claim\", expected one of {DECISION_KEYS}; did you mean 'claims'?"),
        (
            "items.0.units",
            [{"line_id": "chain", "units": 1}],
            "$.items[0].units[0].line_id: got 'chain', expected a line of order A-1: ring",
        ),
        *[
            (
                "items.0.units",
                [{"line_id": "ring", "units": units}],
                f"$.items[0].units[0].units: got {units}, expected 1 to 1, the units of the line that are not settled",
            )
            for units in (-1, 0, 2)
        ],
        (
            "items.0.units",
            [{"line_id": "ring", "units": 1}] * 2,
            '$.items[0].units: got ["ring", "ring"], expected ["ring"], as in the order',
        ),
        ("items.0.units", [{"line_id": "ring"}], "$.items[0].units[0].units: got nothing, expected a value"),
        (
            "items.0.held_by",
            [{"claim_id": "C-1", "units": 1, "approved": True}],
            '$.items[0].held_by[0].claim_id: got "C-1", expected one of the 1 other claims on the order',
        ),
        *[
            (
                "items.0.held_by",
                [{"claim_id": "C-2", "units": units, "approved": False}],
                f"$.items[0].held_by[0].units: got {units}, expected 1 to 1, the units of the line that are not settled",
            )
            for units in (-1, 0, 2)
        ],
        (
            "items.0.held_by",
            [{"claim_id": "C-2", "units": 1, "approved": 0}],
            "$.items[0].held_by[0].approved: got 0, expected true or false",
        ),
        (
            "acceptance.before",
            "soon",
            '$.acceptance.before: got "soon", expected ISO 8601 with an offset, such as 2024-01-05T10:00:00+08:00',
        ),
        ("acceptance.clause", 4.2, "$.acceptance.clause: got 4.2, expected a string"),
        ("calendar_version", None, "$.calendar_version: got null, expected a string"),
        (
            "items.0.windows.after_sales.deadline.skipped",
            [{"day": "2024-01-06", "name": ""}],
            '$.items[0].windows.after_sales.deadline.skipped[0].name: got "", expected an id that is not empty',
        ),
        (
            "items.0.verdict",
            {},
            '$.items[0].verdict: got "verdict", expected one of outcome, remedies, findings, facts, incomplete, windows, units, held_by, refund, refund_possible, arrival, adjudicator',
        ),
        ("order", None, "$.order: got null, expected an object"),
        ("refund", None, "$.refund: got null, expected an object"),
    ],
)
def test_one_wrong_value_in_a_decision(path: str, value: object, message: str) -> None:
    """What was stored has to be whole, and its parts have to belong together."""
    assert faults_of(Decision, changed(DECISION, path, value)) == [message]


def test_the_stretches_of_a_line_lie_one_behind_the_other() -> None:
    """A refund may have several of one line, without a unit in two of them, and lines in the order of the order."""
    order = an_order(a_line(quantity=3), a_line("chain"))
    early = a_claim(an_item(), claim_id="C-2", approved_at=at("2024-01-12"))
    claim = a_claim(
        an_item(approved_at=at("2024-01-11")), an_item(approved_at=at("2024-01-13")), an_item("chain"), claim_id="C-1"
    )
    written = to_dict(OrderClaims(order, [claim, early]).decide("C-1"))
    ring, last, chain = written["refund"]["lines"]
    assert [(ring["units_before"], ring["units_after"]), (last["units_before"], last["units_after"])] == [
        (0, 1),
        (2, 3),
    ]
    assert from_dict(Decision, written).refund.lines[1].units_before == 2
    message = "$.refund.lines[{}].units_before: got units from {} on, expected units after those before, by lines of the order"
    for lines, place, first in (
        ([ring, ring, chain], 1, 1),
        ([last, ring, chain], 1, 1),
        ([ring, chain, last], 2, 3),
        ([chain, ring, last], 1, 1),
    ):
        assert faults_of(Decision, changed(written, "refund.lines", lines)) == [message.format(place, first)]


def test_the_lines_of_the_units_are_in_the_order_of_the_order() -> None:
    """An item that draws in another piece takes units of both lines."""
    order = an_order(a_line(set_id="set"), a_line("chain", set_id="set"))
    written = to_dict(decide(order, a_claim(an_item("chain", rest_usable=False))))
    ring, chain = written["items"][0]["units"]
    assert (ring["line_id"], chain["line_id"]) == ("ring", "chain")
    assert faults_of(Decision, changed(written, "items.0.units", [chain, ring])) == [
        '$.items[0].units: got ["chain", "ring"], expected ["ring", "chain"], as in the order'
    ]


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("order", None, "$.order: got null, expected an object"),
        ("order.lines.0.quantity", "1", '$.order.lines[0].quantity: got "1", expected an integer'),
        ("claims", {}, "$.claims: got {}, expected an array"),
        ("claims.1.remedy", "money", '$.claims[1].remedy: got "money", expected one of "refund", "replacement"'),
        ("claims.1.order_id", "B-2", "$.claims[1].order_id: got 'B-2', expected 'A-1', the order at hand"),
        ("claims.1.claim_id", "C-1", "$.claims[1].claim_id: got 'C-1', expected an id used only once"),
        ("claim_id", "C-1", "$.claim_id: got \"claim_id\", expected one of order, claims; did you mean 'claims'?"),
        ("schema_version", 2, "$.schema_version: got 2, expected 1"),
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
        "$.claims: got 1001 values, expected at most 1000"
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
    keys = "line_id, quantity, unit_price, discount, set_id, shipped_at, settled"
    assert faults_of(Order, order) == [
        '$.schema_version: got "1", expected 1',
        "$.order_id: got nothing, expected a value",
        '$.lines[0].quantity: got "2", expected an integer',
        "$.lines[0].set_id: got 1.5, expected a string",
        "$.lines[0].settled: got -1, expected 0 or more",
        f"$.lines[0].setid: got \"setid\", expected one of {keys}; did you mean 'set_id'?",
        '$.lines[1].line_id: got "", expected an id that is not empty',
        '$.lines[1].unit_price.amount: got "x", expected plain digits such as "19.90"',
        f'$.shipped_at: got "yesterday", expected {instants}',
    ]


def test_every_fault_has_its_code_and_its_path() -> None:
    """Programs branch on the code, people read the rest."""
    with pytest.raises(DocumentError) as refused:
        from_dict(Order, {"order_id": 1, "lines": [], "placed": None})
    assert [(type(fault).__name__, fault.code, fault.path) for fault in refused.value.faults] == [
        ("InvalidValue", "wrong_type", "$.order_id"),
        ("InvalidValue", "missing_key", "$.placed_at"),
        ("InvalidValue", "empty", "$.lines"),
        ("InvalidValue", "unknown_key", "$.placed"),
    ]


def test_the_exception_tells_its_faults_a_line_each() -> None:
    """The message holds the first twenty and says how many more there are."""
    with pytest.raises(DocumentError) as refused:
        from_dict(Policy, {"name": "", "guarantee_grants": "wide"})
    assert str(refused.value).splitlines() == [
        '$.name: got "", expected an id that is not empty',
        "$.effective_from: got nothing, expected a value",
        '$.guarantee_grants: got "wide", expected one of "replacement", "nothing", "either"',
    ]
    with pytest.raises(DocumentError) as many:
        from_dict(Order, ORDER | {"lines": [None] * 30})
    lines = str(many.value).splitlines()
    assert (len(many.value.faults), len(lines)) == (30, 21)
    assert lines[19:] == ["$.lines[19]: got null, expected an object", "and 10 more"]


def test_a_document_error_is_an_input_error_like_any_other() -> None:
    """It pickles, it can be put under a path, and its attributes are those of all input errors."""
    with pytest.raises(InputError) as refused:
        from_json(Claim, '{"claim_id": "C-1", "order_id": "A-1", "remedy": "refund", "items": 3}')
    error = refused.value
    assert (error.code, error.path, error.got, error.expected) == (
        "malformed",
        "$",
        "a document with 2 faults",
        "one without",
    )
    assert str(pickle.loads(pickle.dumps(error))) == str(error)
    assert str(error.under("body")).splitlines()[0] == "body.$.submitted_at: got nothing, expected a value"
    with pytest.raises(DocumentError) as one:
        from_json(Claim, "[]")
    assert one.value.got == "a document with 1 fault"


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ("", ["$: got Expecting value at line 1, column 1, expected a JSON text"]),
        (
            "{'order_id': 1}",
            ["$: got Expecting property name enclosed in double quotes at line 1, column 2, expected a JSON text"],
        ),
        ('{"order_id": "A"} {}', ["$: got Extra data at line 1, column 19, expected a JSON text"]),
        (b'{"order_id": "\xff"}', ["$: got another byte at position 14, expected text in UTF-8"]),
        (None, ["$: got null, expected a JSON text, as str or as bytes in UTF-8"]),
        ("null", ["$: got null, expected an object"]),
        ("1e400", ["$: got 1e400, expected an object"]),
    ],
)
def test_a_text_that_is_no_document(text: Any, messages: list[str]) -> None:
    """What is no JSON, or JSON of another kind, is one fault of the whole."""
    with pytest.raises(DocumentError) as refused:
        from_json(Order, text)
    assert [str(fault) for fault in refused.value.faults] == messages


def test_keys_given_twice_are_refused() -> None:
    """Two values for one key are two opinions: neither is taken, and other faults are told besides."""
    text = to_json(an_order()).replace('"order_id": "A-1"', '"order_id": "A-1", "order_id": "A-2", "order_id": 3')
    text = text.replace('"quantity": 1', '"quantity": 1, "quantity": 1, "settled": "0"')
    with pytest.raises(DocumentError) as refused:
        from_json(Order, text)
    assert [str(fault) for fault in refused.value.faults] == [
        '$.order_id: got "order_id", expected every key only once',
        "$.order_id: got 3, expected a string",
        '$.lines[0].quantity: got "quantity", expected every key only once',
        '$.lines[0].settled: got "settled", expected every key only once',
    ]


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1.0", "1e0", "1E-999999999", "-0.0", "9" * 5000])
def test_no_number_but_an_integer_is_accepted(number: str) -> None:
    """Whatever JSON or its dialects call a number, as it was written, or by its kind where it is too long."""
    with pytest.raises(DocumentError) as refused:
        from_json(Order, to_json(an_order()).replace('"quantity": 1', f'"quantity": {number}'))
    got = number if len(number) < 120 else "a number too long to show"
    assert str(refused.value) == f"$.lines[0].quantity: got {got}, expected an integer"


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

    assert faults_of(Order, ORDER | {"lines": (1,)}) == ["$.lines: got a value of type tuple, expected an array"]
    assert faults_of(Order, ORDER | {"order_id": Text("A-1")}) == [
        "$.order_id: got a value of type Text, expected a string"
    ]
    assert faults_of(Order, ORDER | {"freight": endless}) == [
        "$.freight: got an array too long to show, expected an object"
    ]
    assert faults_of(Order, ORDER | {"order_id": {1: 2, (): 3}}) == [
        "$.order_id: got an object too long to show, expected a string"
    ]
    assert faults_of(Order, ORDER | {1: 2, (): 3, 10**5000: 4}) == [
        "$[1]: got 1, expected a string",
        "$[a value of type tuple]: got a value of type tuple, expected a string",
        "$[a number too long to show]: got a number too long to show, expected a string",
    ]
    assert faults_of(Order, ORDER | {"freight": {"amount": b"4", "currency": [b"USD"]}}) == [
        "$.freight.amount: got a value of type bytes, expected a string",
        '$.freight.currency: got ["a value of type bytes"], expected a string',
    ]
    assert faults_of(Order, None) == ["$: got null, expected an object"]


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
    assert "$['two\\nlines']: got \"two\\nlines\", expected every key only once" in told.splitlines()
    assert "$['a.b']: got \"a.b\", expected one of" in told
