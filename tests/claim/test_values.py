"""Orders and claims as values: what is stored, how they compare, travel and print."""

from __future__ import annotations

import copy
import os
import pickle
import subprocess
import sys
from collections import deque
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve, fields
from attrs.exceptions import FrozenInstanceError

from cmoffer_policy import (
    POLICY_2023,
    Cause,
    Claim,
    ClaimItem,
    ClaimRequest,
    Detail,
    Document,
    Evidence,
    InvalidValue,
    Money,
    Order,
    OrderLine,
    Problem,
    ProductionStage,
    Remedy,
    Verification,
    refund_for,
)
from support.builders import (
    COMPLETE,
    PICTURE,
    REFUND_SCREENSHOT,
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
from support.case_fields import a_rich_order

TESTS = Path(__file__).parent.parent


class Three:
    """An integer of another library."""

    def __index__(self) -> int:
        return 3


class Name(str):
    """Text of another library."""

    __slots__ = ()


def a_rich_claim() -> Claim:
    """Two items and a document, with every field in use."""
    return a_claim(
        an_item(causes={Cause.MISUSE, Cause.CORROSION}, rest_usable=False),
        an_item("pin", Problem.WRONG_SIZE, replacement_price=usd("4.00")),
        evidence=[Evidence(document=Document.PICTURE, shows=[Detail.PROBLEM_VISIBLE], line_ids=["pin"], reference="a")],
        remedy=Remedy.REPLACEMENT,
        approved_at=at("2024-01-12"),
        production=ProductionStage.STARTED,
    )


def a_rich_request() -> ClaimRequest:
    """An item and a document, with every field in use."""
    return a_request(
        requested_item(quantity=2, rest_usable=False),
        remedy=Remedy.REPLACEMENT,
        attachments=[an_attachment(line_ids=["ring"], reference="a.png")],
    )


VALUES = [
    a_rich_order(),
    a_rich_order().lines[0],
    a_rich_claim(),
    a_rich_claim().items[0],
    a_rich_claim().evidence[0],
    a_rich_request(),
    a_rich_request().items[0],
    a_rich_request().attachments[0],
]
by_kind = pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)


@by_kind
def test_no_attribute_changes(value: Any) -> None:
    """Every field can be read and none can be set, deleted or added."""
    for attribute in fields(type(value)):
        with pytest.raises(FrozenInstanceError):
            setattr(value, attribute.name, None)
        with pytest.raises(FrozenInstanceError):
            delattr(value, attribute.name)
    with pytest.raises(AttributeError):
        value.note = "x"
    assert not hasattr(value, "__dict__")


@by_kind
def test_every_argument_has_a_name(value: Any) -> None:
    """Nothing is passed by position."""
    with pytest.raises(TypeError):
        type(value)("A-1")


@by_kind
def test_a_value_travels_and_compares_by_content(value: Any) -> None:
    """Pickled, copied or evolved without a change it is equal, hashes equal and prints the same."""
    twins = [pickle.loads(pickle.dumps(value, protocol)) for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1)]
    for twin in (*twins, copy.copy(value), copy.deepcopy(value), evolve(value)):
        assert twin == value
        assert hash(twin) == hash(value)
        assert repr(twin) == repr(value)
    assert {value: "found"}[twins[-1]] == "found"


def test_every_field_counts_for_equality() -> None:
    """One different field makes a different value."""
    line, order = a_line(quantity=3), an_order(a_line(quantity=3))
    item, claim = an_item(), a_claim(remedy=Remedy.REPLACEMENT)
    changes: list[tuple[Any, dict[str, Any]]] = [
        (line, {"line_id": "chain", "quantity": 4, "unit_price": usd("19.91"), "discount": usd("0.01")}),
        (line, {"title": "Silver ring", "set_id": "pair", "shipped_at": at("2024-01-06"), "settled": 1}),
        (order, {"order_id": "A-2", "placed_at": at("2024-01-02"), "lines": [line, a_line("chain")]}),
        (
            order,
            {"freight": usd("1.00"), "discount": usd("1.00"), "shipped_at": None, "delivered_at": at("2024-02-01")},
        ),
        (item, {"line_id": "chain", "problem": Problem.DEFECTIVE, "quantity": 2, "causes": {Cause.MISUSE}}),
        (item, {"rest_usable": False, "replacement_price": usd("1.00")}),
        (claim, {"claim_id": "C-2", "order_id": "A-2", "submitted_at": at("2024-01-09"), "items": [item, item]}),
        (item, {"verification": Verification.PENDING, "approved_at": at("2024-01-12")}),
        (claim, {"remedy": Remedy.REFUND, "evidence": [], "production": ProductionStage.NOT_STARTED}),
        (a_request(), {"order_id": "A-2", "items": [requested_item("chain")], "remedy": Remedy.REPLACEMENT}),
        (a_request(), {"attachments": []}),
        (requested_item(), {"line_id": "chain", "problem": Problem.DEFECTIVE, "quantity": 2, "rest_usable": False}),
        (an_attachment(), {"document": Document.VIDEO, "line_ids": {"ring"}, "reference": "a.png"}),
        (PICTURE, {"document": Document.VIDEO, "shows": [], "line_ids": {"ring"}, "reference": "a.png"}),
    ]
    for value, differences in changes:
        for name, different in differences.items():
            changed = evolve(value, **{name: different})
            assert changed != value
            assert getattr(changed, name) != getattr(value, name)


def test_evolving_checks_again_and_leaves_the_original_alone() -> None:
    """A variant is built like any other value."""
    line = a_line(quantity=2)
    with pytest.raises(InvalidValue):
        evolve(line, quantity=0)
    assert evolve(line, quantity=3).list_value == usd("59.70")
    assert line.list_value == usd("39.80")
    order = evolve(an_order(line), lines=[line, a_line("chain")])
    assert order.line("chain").line_id == "chain"


def test_integers_of_other_libraries_are_stored_as_int() -> None:
    """Whatever has an index counts."""
    three: Any = Three()
    line = a_line(quantity=three, settled=three)
    assert (line.quantity, line.settled) == (3, 3)
    (refunded,) = refund_for(an_order(a_line(quantity=5)), {"ring": three}, policy=POLICY_2023).lines
    assert (refunded.units, type(refunded.units)) == (3, int)
    assert {type(value) for value in (line.quantity, line.settled, an_item(quantity=three).quantity)} == {int}


def test_text_of_other_libraries_is_stored_as_str() -> None:
    """Ids and references are exact text."""
    line = a_line(Name("ring"), title=Name("Ring"), set_id=Name("pair"))
    document = Evidence(document=Document.PICTURE, shows=(), line_ids=[Name("ring")], reference=Name("a.png"))
    claim = a_claim(claim_id=Name("C-1"), order_id=Name("A-1"))
    texts = [
        line.line_id,
        line.title,
        line.set_id,
        an_order(order_id=Name("A-1")).order_id,
        an_item(Name("ring")).line_id,
    ]
    texts += [*document.line_ids, document.reference, claim.claim_id, claim.order_id]
    assert texts == ["ring", "Ring", "pair", "A-1", "ring", "ring", "a.png", "C-1", "A-1"]
    assert {type(value) for value in texts} == {str}


@pytest.mark.parametrize("collection", [list, tuple, deque, lambda values: dict(enumerate(values)).values()])
def test_what_has_an_order_is_stored_as_a_tuple(collection: Any) -> None:
    """However it came, it keeps its order."""
    lines, items, documents = [a_line("b"), a_line("a")], [an_item("b"), an_item("a")], [PICTURE, REFUND_SCREENSHOT]
    order, claim = an_order(lines=collection(lines)), a_claim(items=collection(items), evidence=collection(documents))
    assert (order.lines, claim.items, claim.evidence) == (tuple(lines), tuple(items), tuple(documents))
    assert {type(value) for value in (order.lines, claim.items, claim.evidence)} == {tuple}


@pytest.mark.parametrize("collection", [list, tuple, set, frozenset, dict.fromkeys, deque])
def test_what_has_no_order_is_stored_as_a_frozenset(collection: Any) -> None:
    """However it came; the keys of a mapping count, the mapping itself does not."""
    causes, shows, line_ids = [
        collected.keys() if isinstance(collected, dict) else collected
        for collected in map(collection, ([Cause.MISUSE], [Detail.BUYER_FEEDBACK], ["a"]))
    ]
    document = Evidence(document=Document.PICTURE, shows=shows, line_ids=line_ids)
    stored = (an_item(causes=causes).causes, document.shows, document.line_ids)
    assert stored == ({Cause.MISUSE}, {Detail.BUYER_FEEDBACK}, {"a"})
    assert {type(value) for value in stored} == {frozenset}


def test_a_list_changed_afterwards_changes_nothing() -> None:
    """The value has its own copy."""
    lines, shown = [a_line()], {Detail.PROBLEM_VISIBLE}
    order, document = an_order(lines=lines), Evidence(document=Document.PICTURE, shows=shown)
    lines.append(a_line("chain"))
    shown.clear()
    assert [line.line_id for line in order.lines] == ["ring"]
    assert document == PICTURE


def test_instants_of_any_zone_make_equal_orders() -> None:
    """The same moment written in UTC is the same moment."""
    elsewhere = an_order(placed_at=datetime(2024, 1, 3, 4, tzinfo=UTC), shipped_at=datetime(2024, 1, 5, 4, tzinfo=UTC))
    assert elsewhere == an_order()
    assert (hash(elsewhere), repr(elsewhere)) == (hash(an_order()), repr(an_order()))


def test_sets_print_in_the_order_of_definition() -> None:
    """Terms as they are defined, ids by the alphabet, and nothing as an empty set."""
    every = Evidence(document=Document.PICTURE, shows=set(Detail), line_ids=set("fdbace"))
    assert repr(every) == (
        "Evidence(document=Document.PICTURE, shows=frozenset({Detail.ORDER_NUMBER, Detail.PRODUCT_INFORMATION, "
        "Detail.LOGISTICS_NUMBER, Detail.CMOFFER_ORDER_NUMBER, Detail.PRODUCED_OR_SHIPPED, Detail.PROBLEM_VISIBLE, "
        "Detail.BUYER_FEEDBACK, Detail.MATCHES_CMOFFER_LISTING, Detail.MEASUREMENT_READABLE}), "
        "line_ids=frozenset({'a', 'b', 'c', 'd', 'e', 'f'}), reference='')"
    )
    assert repr(Evidence(document=Document.VIDEO, shows=())) == (
        "Evidence(document=Document.VIDEO, shows=frozenset(), line_ids=frozenset(), reference='')"
    )
    assert repr(an_item(causes=set(Cause))) == (
        "ClaimItem(line_id='ring', problem=Problem.BROKEN, quantity=1, causes=frozenset({Cause.CORROSION, "
        "Cause.MISUSE, Cause.UNLAWFUL, Cause.LISTING_DIFFERS}), rest_usable=True, replacement_price=None, "
        "verification=Verification.CONFIRMED, approved_at=None)"
    )


PRINT_EVERYTHING = """
from attrs import evolve
from support.builders import *
from cmoffer_policy import Cause, decide, explain
item = an_item("pin", causes=set(Cause), rest_usable=False)
lines = [a_line("ring", set_id="pair"), a_line("pin", set_id="pair"), a_line("chain")]
proofs = [evolve(document, line_ids={"ring", "pin", "chain"}) for document in COMPLETE]
for remedy in Remedy:
    claim = a_claim(an_item(), item, an_item("chain", Problem.WRONG_SIZE), evidence=proofs, remedy=remedy)
    decision = decide(an_order(*lines), claim)
    print(claim, decision, repr(decision), decision.items, explain(decision), sep="\\n")
"""


def printed(seed: str) -> str:
    """What a process with this seed of hashes prints about a case."""
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join([str(TESTS), *sys.path])}
    return subprocess.run(
        [sys.executable, "-c", PRINT_EVERYTHING], env=environment, capture_output=True, text=True, check=True
    ).stdout


def test_whatever_prints_does_not_depend_on_the_seed_of_hashes() -> None:
    """Two processes that order their sets differently print the same."""
    first = printed("1")
    assert "frozenset({Cause.CORROSION, Cause.MISUSE, Cause.UNLAWFUL, Cause.LISTING_DIFFERS})" in first
    assert first == printed("2") == printed("3")


def test_what_is_left_out_has_its_plain_default() -> None:
    """No discount, no freight, nothing settled, one unit, the same product, no evidence, nothing said yet."""
    order = Order(order_id="A", placed_at=at("2024-01-03"), lines=[a_line(unit_price=Money.of(5, "JPY"))])
    nothing = Money(minor=0, currency="JPY")
    assert (order.freight, order.discount, order.line("ring").discount) == (nothing, nothing, nothing)
    assert (order.shipped_at, order.delivered_at) == (None, None)
    line = OrderLine(line_id="ring", quantity=1, unit_price=usd("1.00"))
    assert (line.title, line.set_id, line.shipped_at, line.settled) == ("", None, None, 0)
    item = ClaimItem(line_id="ring", problem=Problem.BROKEN)
    assert (item.quantity, item.causes, item.rest_usable, item.replacement_price) == (1, frozenset(), True, None)
    assert (item.verification, item.approved_at) == (Verification.PENDING, None)
    claim = Claim(claim_id="C", order_id="A", submitted_at=at("2024-01-03"), items=[item], remedy=Remedy.REFUND)
    assert (claim.evidence, claim.production) == ((), None)
    assert a_claim(evidence=COMPLETE).evidence == COMPLETE
