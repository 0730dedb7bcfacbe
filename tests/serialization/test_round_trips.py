"""What is written is read back the same, whatever it is, and says of itself what it is."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from cmoffer_policy import (
    POLICY_2023,
    Cause,
    Claim,
    ClaimRequest,
    Decision,
    Detail,
    Document,
    Evidence,
    InvalidValue,
    Money,
    Order,
    OrderClaims,
    Policy,
    ProductionStage,
    Remedy,
    RestDay,
    UnitsHeld,
    Verification,
    WorkCalendar,
    china_calendar,
    decide,
)
from cmoffer_policy.presentation import explanation
from cmoffer_policy.serialization import SCHEMA_VERSION, from_dict, from_json, replay, to_dict, to_json
from cmoffer_policy.testing import (
    Scenario,
    cases,
    claim_requests,
    claims,
    decisions,
    orders,
    policies,
    scenarios,
)
from support.builders import (
    COMPLETE,
    a_claim,
    a_line,
    a_request,
    an_attachment,
    an_item,
    an_order,
    at,
    requested_item,
    usd,
)
from support.reckoning_strategies import cases as cases_of_every_price

IDS = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=256).filter(str.strip)
DOCUMENTS = Path(__file__).parents[2] / "examples" / "documents"


@st.composite
def lives(draw: st.DrawFn) -> OrderClaims:
    """An order with up to four claims on it, which may want the same units."""
    order = draw(orders())
    made = draw(st.lists(claims(order), max_size=4)) if any(line.left for line in order.lines) else []
    return OrderClaims(order, [evolve(claim, claim_id=f"C-{place}") for place, claim in enumerate(made)])


@st.composite
def calendars(draw: st.DrawFn, first: date, last: date, days: st.SearchStrategy[date]) -> WorkCalendar:
    """From the first to the last day, with rest days and make-up days among those, and a part that is published."""
    rests = draw(st.dictionaries(days, IDS, max_size=10))
    worked = draw(st.sets(days, max_size=20))
    published = sorted(draw(st.tuples(days, days)))
    return WorkCalendar(
        first_day=first,
        last_day=last,
        holidays=[RestDay(day=day, name=name) for day, name in rests.items()],
        make_up_days=[day for day in worked if day.weekday() >= 5 and day not in rests],
        published_from=published[0],
        published_through=published[1],
        source=draw(st.text(st.characters(exclude_categories=["Cs"]), max_size=20)),
    )


SHORT_CALENDARS = st.dates(date(2000, 1, 1), date(2198, 12, 31)).flatmap(
    lambda first: st.dates(first, first + timedelta(days=364)).flatmap(
        lambda last: calendars(first, last, st.dates(first, last))
    )
)
CALENDARS_OF_TWENTY_YEARS = calendars(
    date(2015, 1, 1), date(2034, 12, 31), st.dates(date(2024, 1, 1), date(2024, 12, 31))
)


def a_rich_order() -> Order:
    """Two lines of a set and one besides, with every field in use."""
    return an_order(
        a_line(
            "ring",
            quantity=2,
            discount=usd("1.80"),
            title="银戒指 No. 7",
            set_id="pair",
            shipped_at=at("2024-01-06"),
            settled=1,
        ),
        a_line("chain", quantity=2, set_id="pair"),
        a_line("pin", unit_price=usd("5.00")),
        freight=usd("4.00"),
        discount=usd("3.00"),
        delivered_at=at("2024-01-15"),
    )


def two_claims_for_one_ring() -> OrderClaims:
    """The first claim is approved and has the ring, the second one goes without."""
    first = a_claim(approved_at=at("2024-01-11"))
    return OrderClaims(
        an_order(), [first, evolve(first, claim_id="C-2", submitted_at=at("2024-01-12"), items=[an_item()])]
    )


@given(lives(), policies(), st.booleans())
def test_every_life_comes_back_equal(record: OrderClaims, policy: Policy, in_bytes: bool) -> None:
    """An order with its claims through text and through plain data; each receipt is replayed to its decision."""
    text = to_json(record)
    assert from_json(OrderClaims, text.encode() if in_bytes else text) == record
    assert from_dict(OrderClaims, to_dict(record)) == record
    for decision in record.decisions(policy=policy):
        receipt = to_json(decision)
        again = replay(receipt)
        assert (again.decision, again.same) == (decision, True)
        assert holders(json.loads(receipt)) == [item.held_by for item in decision.items]


def holders(receipt: dict[str, Any]) -> list[tuple[UnitsHeld, ...]]:
    """Who holds the units that each item of the claim names, as its receipt has it once for a line."""
    claim = next(claim for claim in receipt["claims"] if claim["claim_id"] == receipt["claim_id"])
    held_by = {held["line_id"]: tuple([UnitsHeld(**each) for each in held["claims"]]) for held in receipt["held_by"]}
    assert len(held_by) == len(receipt["held_by"])
    return [
        held_by[item["line_id"]] if decided["units_held"] else ()
        for item, decided in zip(claim["items"], receipt["items"], strict=True)
    ]


@given(decisions(), st.booleans())
def test_what_a_decision_was_taken_from_comes_back_equal(decision: Decision, in_bytes: bool) -> None:
    """Through text and through plain data, as str and as bytes."""
    for value, kind in (
        (decision.order, Order),
        (decision.claim, Claim),
        (decision.policy, Policy),
    ):
        text = to_json(value)
        assert from_json(kind, text.encode() if in_bytes else text) == value
        assert from_dict(kind, to_dict(value)) == value


@given(claim_requests(), st.booleans())
def test_every_request_comes_back_equal(request: ClaimRequest, in_bytes: bool) -> None:
    """Through text and through plain data, as str and as bytes."""
    text = to_json(request)
    assert from_json(ClaimRequest, text.encode() if in_bytes else text) == request
    assert from_dict(ClaimRequest, to_dict(request)) == request


@given(policies(), CALENDARS_OF_TWENTY_YEARS, cases())
def test_decisions_under_any_policy_and_calendar_are_replayed(
    policy: Policy, calendar: WorkCalendar, case: tuple[Order, Claim]
) -> None:
    """Other readings, other figures, postponed windows and their rest days included; the calendar is stored beside."""
    decision = decide(*case, policy=policy, calendar=calendar)
    again = replay(to_json(decision), calendar=from_json(WorkCalendar, to_json(calendar)))
    assert (again.decision, again.same, again.same_calendar) == (decision, True, True)


@given(
    SHORT_CALENDARS,
    st.sampled_from(
        [
            lambda calendar: from_json(WorkCalendar, to_json(calendar)),
            lambda calendar: from_json(WorkCalendar, to_json(calendar).encode()),
            lambda calendar: from_dict(WorkCalendar, to_dict(calendar)),
        ]
    ),
)
def test_every_calendar_comes_back_equal(
    calendar: WorkCalendar, through: Callable[[WorkCalendar], WorkCalendar]
) -> None:
    """With its days, their names, how far they are published and where they come from: as text, bytes or plain data."""
    again = through(calendar)
    assert (again, again.version) == (calendar, calendar.version)


def test_the_calendar_of_china_comes_back_equal() -> None:
    """Two hundred years in a document of less than a megabyte."""
    text = to_json(china_calendar())
    again = from_json(WorkCalendar, text)
    assert (again, again.version) == (china_calendar(), china_calendar().version)
    assert len(text) < 200_000


def test_the_shape_of_a_calendar() -> None:
    """Where the days come from, how far they are published, the rest days by name and the weekend days worked."""
    calendar = WorkCalendar(
        first_day=date(2027, 1, 1),
        last_day=date(2027, 12, 31),
        holidays=[
            RestDay(day=date(2027, 2, 8), name="Spring Festival"),
            RestDay(day=date(2027, 1, 1), name="New Year"),
        ],
        make_up_days=[date(2027, 2, 20), date(2027, 1, 30)],
        published_through=date(2027, 6, 30),
        source="notice of the State Council",
    )
    assert to_dict(calendar) == {
        "schema_version": 1,
        "first_day": "2027-01-01",
        "last_day": "2027-12-31",
        "holidays": [{"day": "2027-01-01", "name": "New Year"}, {"day": "2027-02-08", "name": "Spring Festival"}],
        "make_up_days": ["2027-01-30", "2027-02-20"],
        "published_from": "2027-01-01",
        "published_through": "2027-06-30",
        "source": "notice of the State Council",
    }


@given(cases_of_every_price())
def test_orders_of_every_price_come_back_equal(case: Any) -> None:
    """Amounts of every size and number of decimals keep every minor unit."""
    assert from_json(Order, to_json(case.order)) == case.order
    assert from_json(Claim, to_json(case.claim)) == case.claim


@given(IDS, st.text())
def test_every_text_comes_back_as_it_was(name: str, reference: str) -> None:
    """Ids and notes of any characters, in text that is ASCII."""
    order = an_order(a_line(name), order_id=name)
    picture = Evidence(document=Document.PICTURE, shows=(), line_ids={name}, reference=reference)
    claim = a_claim(an_item(name), claim_id=name, order_id=name, evidence=[picture])
    assert from_json(Order, to_json(order)) == order
    assert from_json(Claim, to_json(claim)) == claim
    request = a_request(requested_item(name), order_id=name, attachments=[an_attachment(line_ids={name})])
    assert from_json(ClaimRequest, to_json(request)) == request
    assert to_json(claim).isascii()


def test_the_shape_of_an_order() -> None:
    """Every field by its name, nothing left out, nothing else."""
    assert to_dict(a_rich_order()) == {
        "schema_version": 1,
        "order_id": "A-1",
        "placed_at": "2024-01-03T12:00:00+08:00",
        "lines": [
            {
                "line_id": "ring",
                "quantity": 2,
                "unit_price": {"amount": "19.90", "currency": "USD"},
                "discount": {"amount": "1.80", "currency": "USD"},
                "title": "银戒指 No. 7",
                "set_id": "pair",
                "shipped_at": "2024-01-06T12:00:00+08:00",
                "settled": 1,
            },
            {
                "line_id": "chain",
                "quantity": 2,
                "unit_price": {"amount": "19.90", "currency": "USD"},
                "discount": {"amount": "0.00", "currency": "USD"},
                "title": "",
                "set_id": "pair",
                "shipped_at": None,
                "settled": 0,
            },
            {
                "line_id": "pin",
                "quantity": 1,
                "unit_price": {"amount": "5.00", "currency": "USD"},
                "discount": {"amount": "0.00", "currency": "USD"},
                "title": "",
                "set_id": None,
                "shipped_at": None,
                "settled": 0,
            },
        ],
        "freight": {"amount": "4.00", "currency": "USD"},
        "discount": {"amount": "3.00", "currency": "USD"},
        "shipped_at": "2024-01-05T12:00:00+08:00",
        "delivered_at": "2024-01-15T12:00:00+08:00",
    }


def test_the_shape_of_a_claim() -> None:
    """Terms by lower-case name, sets in the order of definition, instants to the microsecond where they have one."""
    item = an_item(causes={Cause.UNLAWFUL, Cause.CORROSION}, replacement_price=usd("19.90"))
    details = {Detail.PRODUCED_OR_SHIPPED, Detail.CMOFFER_ORDER_NUMBER}
    screenshot = Evidence(document=Document.REDISPATCH_SCREENSHOT, shows=details, line_ids={"ring", "chain"})
    claim = a_claim(
        item,
        remedy=Remedy.REPLACEMENT,
        evidence=[screenshot],
        approved_at=at("2024-01-10 12:00:00.000001"),
        production=ProductionStage.NOT_STARTED,
    )
    assert to_dict(claim) == {
        "schema_version": 1,
        "claim_id": "C-1",
        "order_id": "A-1",
        "submitted_at": "2024-01-10T12:00:00+08:00",
        "items": [
            {
                "line_id": "ring",
                "problem": "broken",
                "quantity": 1,
                "causes": ["corrosion", "unlawful"],
                "rest_usable": True,
                "replacement_price": {"amount": "19.90", "currency": "USD"},
                "verification": "confirmed",
                "approved_at": "2024-01-10T12:00:00.000001+08:00",
            }
        ],
        "remedy": "replacement",
        "evidence": [
            {
                "document": "redispatch_screenshot",
                "shows": ["cmoffer_order_number", "produced_or_shipped"],
                "line_ids": ["chain", "ring"],
                "reference": "",
            }
        ],
        "production": "not_started",
    }


def test_the_shape_of_a_request() -> None:
    """What a seller says, every field by its name."""
    picture = an_attachment(line_ids={"ring", "chain"}, reference="IMG_2041.jpg")
    request = a_request(requested_item(rest_usable=False), remedy=Remedy.REPLACEMENT, attachments=[picture])
    assert to_dict(request) == {
        "schema_version": 1,
        "order_id": "A-1",
        "items": [{"line_id": "ring", "problem": "broken", "quantity": 1, "rest_usable": False}],
        "remedy": "replacement",
        "attachments": [{"document": "picture", "line_ids": ["chain", "ring"], "reference": "IMG_2041.jpg"}],
    }


def test_the_shape_of_a_policy() -> None:
    """Figures and readings are all written out, so that a later default cannot change what was stored."""
    assert to_dict(POLICY_2023) == {
        "schema_version": 1,
        "name": "CMOFFER return policy 2023",
        "effective_from": "2023-01-01",
        "after_sales_days": 30,
        "guarantee_days": 60,
        "acceptance_working_days": 2,
        "arrival_working_days": [1, 3],
        "guarantee_grants": "replacement",
        "exclusion_scope": "everything",
        "corrosion_scope": "any_problem",
        "misuse_scope": "damage_only",
        "loss": "part_only",
        "replacement_proof": "as_for_refund",
        "proof_after_confirmation": "still_needed",
        "guarantee_start": "shipment",
        "window_end": "as_counted",
        "acceptance_clock": "whole_days",
        "freight_weight": "paid_value",
        "adjudicator": "cmoffer_then_shopify",
        "cancellation": "refer",
    }


def test_the_shape_of_a_receipt() -> None:
    """Everything that was decided, everything it was decided from, and all versions."""
    decision = decide(an_order(), a_claim(evidence=(), approved_at=None, submitted_at=at("2024-02-08")))
    told = to_dict(decision)
    assert list(told) == [
        "schema_version",
        "library_version",
        "outcome",
        "order",
        "claims",
        "claim_id",
        "policy",
        "calendar_version",
        "items",
        "units",
        "held_by",
        "refund",
        "refund_possible",
        "acceptance",
        "open_points",
        "due_actions",
        "statements",
    ]
    (item,) = told["items"]
    assert list(item) == [
        "outcome",
        "remedies",
        "findings",
        "facts",
        "missing",
        "windows",
        "units",
        "units_held",
        "refund",
        "refund_possible",
        "arrival",
        "adjudicator",
        "next_steps",
    ]
    assert (told["schema_version"], told["calendar_version"]) == (SCHEMA_VERSION, decision.calendar_version)
    assert {"schema_version": 1, **told["order"]} == to_dict(decision.order)
    assert [{"schema_version": 1, **claim} for claim in told["claims"]] == [to_dict(decision.claim)]
    assert {"schema_version": 1, **told["policy"]} == to_dict(POLICY_2023)
    assert (told["outcome"], item["remedies"]) == ("rejected", ["replacement"])
    assert item["findings"][0] == {"clause": "1", "status": "failed", "facts": ["phase"]}
    assert item["windows"]["guarantee"] == {
        "start": "2024-01-05T12:00:00+08:00",
        "deadline": {
            "before": "2024-03-06T00:00:00+08:00",
            "last_day": "2024-03-05",
            "clause": "2.3",
            "provisional": False,
            "at_least": False,
            "skipped": [],
        },
    }
    assert told["acceptance"]["skipped"][0] == {"day": "2024-02-10", "name": "Chinese New Year"}


def test_a_receipt_says_what_is_missing_what_is_next_and_who_acts() -> None:
    """What a page or a webhook shows, so that nothing has to be computed from the rest."""
    told = to_dict(decide(an_order(), a_claim(evidence=COMPLETE[:1])))
    picture = {
        "clause": "3.2.1",
        "documents": ["picture", "video"],
        "document": "picture",
        "details": ["problem_visible"],
        "attached": False,
    }
    (item,) = told["items"]
    assert item["missing"][0] == picture
    assert [(step["changes"], step["outcome"], step["deadline"]) for step in item["next_steps"]] == [
        (["show_problem", "quote_buyer"], "approved", None)
    ]
    assert item["next_steps"][0]["missing"][0] == picture
    assert told["open_points"] == ["evidence"]
    assert told["due_actions"] == [
        {"actor": "seller", "action": "add_evidence", "clause": clause, "deadline": None, "items": [0]}
        for clause in ("3.2.1", "3.2.2")
    ]


def test_a_receipt_has_what_is_to_be_said_by_key() -> None:
    """Each statement with its section, its clause, the items it is about, and its values as plain data."""
    told = to_dict(decide(an_order(), a_claim(submitted_at=at("2024-02-08"))))
    (reason,) = [said for said in told["statements"] if said["section"] == "reasons"]
    assert (reason["key"], reason["clause"], reason["items"]) == ("after_sales.too_late", "1", [0])
    assert reason["values"]["last_day"] == "2024-02-04"


@pytest.mark.parametrize("scenario", scenarios()[::8], ids=str)
def test_a_receipt_has_every_statement(scenario: Scenario) -> None:
    """In the order of the explanation, with every value."""
    decision = decide(scenario.order, scenario.claim, policy=scenario.policy)
    said = [(section.key, each) for section in explanation(decision).sections for each in section.statements]
    written = json.loads(to_json(decision))["statements"]
    assert [(each["section"], each["key"], each["clause"]) for each in written] == [
        (section, each.key, each.clause) for section, each in said
    ]
    assert [list(each["values"]) for each in written] == [[name for name, _ in each.values] for _, each in said]


def test_a_decision_says_who_takes_which_units() -> None:
    """Who has the ring takes it, and who has not is told who has."""
    first, second = [to_dict(decision) for decision in two_claims_for_one_ring().decisions()]
    assert (first["claim_id"], second["claim_id"]) == ("C-1", "C-2")
    assert [claim["claim_id"] for claim in first["claims"]] == ["C-1", "C-2"]
    assert first["claims"] == second["claims"]
    assert (first["items"][0]["units"], first["items"][0]["units_held"]) == ([{"line_id": "ring", "units": 1}], False)
    assert first["held_by"] == []
    assert (second["items"][0]["units"], second["items"][0]["units_held"]) == ([], True)
    holder = {"claim_id": "C-1", "units": 1, "approved": True}
    assert second["held_by"] == [{"line_id": "ring", "claims": [holder]}]


def test_a_receipt_names_a_holder_once_however_many_items_go_without() -> None:
    """So it grows with the claims and with the items, not with the one times the other."""
    order = an_order(a_line(quantity=90))
    early = [a_claim(claim_id=f"C-{n}", submitted_at=at("2024-01-10") + timedelta(minutes=n)) for n in range(90)]
    for items in (1, 40):
        late = a_claim(
            *[an_item(quantity=1 + n % 3) for n in range(items)], claim_id="late", submitted_at=at("2024-01-11")
        )
        told = to_json(decide(order, late, others=early))
        assert told.count('"claim_id": "C-89"') == 2, "among the claims, and as the holder"


def test_the_shape_of_an_order_with_its_claims() -> None:
    """The order and the claims as they are by themselves, in their order."""
    record = two_claims_for_one_ring()
    told = to_dict(record)
    assert list(told) == ["schema_version", "order", "claims"]
    assert {"schema_version": 1, **told["order"]} == to_dict(record.order)
    assert [{"schema_version": 1, **claim} for claim in told["claims"]] == [to_dict(claim) for claim in record.claims]


def test_the_example_request_becomes_the_example_claim() -> None:
    """Received, reviewed and confirmed: what the seller sent and what CMOFFER found are the whole claim."""
    request = from_json(ClaimRequest, (DOCUMENTS / "request.json").read_bytes())
    received = request.received("C-1", at=at("2024-02-08"))
    reviewed = received.reviewed(
        shows={0: [Detail.CMOFFER_ORDER_NUMBER, Detail.PRODUCED_OR_SHIPPED], 1: [Detail.PROBLEM_VISIBLE]}
    )
    claim = from_json(Claim, (DOCUMENTS / "claim.json").read_bytes())
    assert reviewed != claim == reviewed.answered(Verification.CONFIRMED)


def test_what_is_absent_has_its_default() -> None:
    """The least an order and a claim have to say."""
    order = {
        "order_id": "A-1",
        "placed_at": "2024-01-03T04:00:00Z",
        "lines": [{"line_id": "ring", "quantity": 1, "unit_price": {"amount": "19.9", "currency": "USD"}}],
    }
    assert from_dict(Order, order) == an_order(shipped_at=None)
    claim = {
        "claim_id": "C-1",
        "order_id": "A-1",
        "submitted_at": "2024-01-10T12:00+08:00",
        "items": [{"line_id": "ring", "problem": "broken"}],
        "remedy": "refund",
    }
    assert from_dict(Claim, claim).evidence == ()
    request = {"order_id": "A-1", "items": [{"line_id": "ring", "problem": "broken"}], "remedy": "refund"}
    assert from_dict(ClaimRequest, request) == a_request(attachments=[])
    assert from_dict(OrderClaims, {"order": order}) == OrderClaims(an_order(shipped_at=None))
    assert from_dict(Policy, {"name": "trial", "effective_from": "2023-01-01"}).guarantee_days == 60


def test_plain_data_is_plain() -> None:
    """Nothing but what JSON knows, so that any other writer can take over."""
    told = to_dict(decide(an_order(), a_claim()))
    assert json.loads(json.dumps(told)) == told


@pytest.mark.parametrize("kind", [Money, int, "Order", None, [Order]])
@pytest.mark.parametrize("read", [lambda kind: from_dict(kind, {}), lambda kind: from_json(kind, "{}")])
def test_other_types_are_refused(kind: Any, read: Callable[[Any], object]) -> None:
    """Only the documented types are documents."""
    with pytest.raises(InvalidValue) as refused:
        read(kind)
    check(refused.value, "Order, Claim, ClaimRequest, OrderClaims, Policy or WorkCalendar", str(kind))


def test_other_values_are_not_written() -> None:
    """Decisions are written, too, though they are not read back."""
    with pytest.raises(InvalidValue) as refused:
        to_dict(usd("1.00"))  # type: ignore[arg-type]
    check(refused.value, "Order, Claim, ClaimRequest, OrderClaims, Policy, WorkCalendar or Decision", str(Money))


def check(fault: InvalidValue, expected: str, got: str) -> None:
    """A type that is none of documents is refused by its name, and by the kinds that are."""
    assert (fault.code, fault.path, fault.got, fault.expected) == ("wrong_type", "", got, expected)


def test_a_decision_is_not_read_back() -> None:
    """Nobody can write one that the policy did not take; its receipt is for ``replay``."""
    decision = decide(an_order(), a_claim())
    with pytest.raises(InvalidValue, match=r"expected Order, .*, Policy or WorkCalendar$"):
        from_dict(Decision, to_dict(decision))  # type: ignore[type-var]
