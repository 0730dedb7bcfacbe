"""Malformed input: every refusal with its whole message, and nothing but refusals."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from builders import a_claim, a_line, an_item, an_order, at, usd
from cmoffer_policy import (
    Cause,
    Claim,
    ClaimItem,
    Detail,
    Document,
    Evidence,
    Inconsistent,
    InputError,
    InvalidValue,
    Money,
    Order,
    OrderLine,
    OutOfSchedule,
    Problem,
    Remedy,
    Verification,
    claimed_units,
    decide,
    missing_evidence,
)

NAN, INFINITY = float("nan"), float("inf")
EUR = Money.of("1.00", "EUR")
A_COLLECTION = "a collection such as a tuple, a list or a set"
YEARS = "an instant in the years 2000 to 2199 at UTC+08:00"
NAIVE, EARLY, LATE = datetime(2024, 1, 4, 9), datetime(1999, 12, 31, 15, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)  # noqa: DTZ001


def a_document(**changes: Any) -> Evidence:
    return Evidence(**{"document": Document.PICTURE, "shows": (), **changes})


BUILDERS: dict[type, Callable[..., Any]] = {
    OrderLine: a_line,
    Order: an_order,
    Evidence: a_document,
    ClaimItem: an_item,
    Claim: a_claim,
}


def fields(**names: str) -> list[tuple[type, str]]:
    """The fields of one kind, written down by class."""
    kinds = {kind.__name__: kind for kind in BUILDERS}
    return [(kinds[kind], name) for kind, listed in names.items() for name in listed.split()]


def refused(kind: type, name: str, value: Any) -> InputError:
    """The refusal of a value for one field of an object that is fine otherwise."""
    with pytest.raises(InputError) as refusal:
        BUILDERS[kind](**{name: value})
    return refusal.value


def check(fault: InputError, kind: type[InputError], code: str, path: str, got: str, expected: str) -> None:
    """The class, the four attributes and the message computed from them."""
    assert (type(fault), fault.code, fault.path, fault.got, fault.expected) == (kind, code, path, got, expected)
    assert str(fault) == f"{path}: got {got}, expected {expected}"


IDS = fields(OrderLine="line_id set_id", Order="order_id", ClaimItem="line_id", Claim="claim_id order_id")
AMOUNTS = fields(OrderLine="unit_price discount", Order="freight discount", ClaimItem="replacement_price")
INSTANTS = fields(OrderLine="shipped_at", Order="placed_at shipped_at delivered_at", Claim="submitted_at approved_at")
OPTIONAL = {"set_id", "shipped_at", "delivered_at", "production", "approved_at", "replacement_price"}
COLLECTIONS = fields(Order="lines", Evidence="shows line_ids", ClaimItem="causes", Claim="items evidence")
TERMS = {
    (Order, "production"): "ProductionStage",
    (Evidence, "document"): "Document",
    (ClaimItem, "problem"): "Problem",
    (Claim, "remedy"): "Remedy",
    (Claim, "verification"): "Verification",
}
COUNTS = {
    (OrderLine, "quantity"): 1,
    (OrderLine, "settled"): 0,
    (OrderLine, "reserved"): 0,
    (ClaimItem, "quantity"): 1,
}


@pytest.mark.parametrize(("kind", "name"), IDS)
@pytest.mark.parametrize("value", ["", " ", "\t\n", "\u3000"])
def test_an_id_is_not_empty(kind: type, name: str, value: str) -> None:
    """White space alone names nothing."""
    check(refused(kind, name, value), InvalidValue, "empty", name, repr(value), "an id that is not empty")


@pytest.mark.parametrize(("kind", "name"), [*IDS, (Evidence, "reference")])
@pytest.mark.parametrize("value", [7, 7.0, NAN, True, b"ring", None, ["ring"], Decimal(7), Problem.BROKEN])
def test_text_is_text(kind: type, name: str, value: Any) -> None:
    """Numbers, bytes and terms are not turned into ids."""
    if value is None and name in OPTIONAL:
        assert BUILDERS[kind](**{name: None}) == BUILDERS[kind]()
        return
    check(refused(kind, name, value), InvalidValue, "not_a_text", name, repr(value), "a str")


@pytest.mark.parametrize(("kind", "name"), COUNTS)
@pytest.mark.parametrize("value", [1.0, 0.5, NAN, INFINITY, True, False, "1", None, Decimal(1), 1j, [1], int])
def test_a_count_is_an_integer(kind: type, name: str, value: Any) -> None:
    """No float, no bool, no text, no decimal, and not the type itself."""
    check(refused(kind, name, value), InvalidValue, "not_an_integer", name, repr(value), "an integer")


@pytest.mark.parametrize(("kind", "name"), COUNTS)
def test_a_count_has_bounds(kind: type, name: str) -> None:
    """One below the least and one above a million units, and numbers of thousands of digits."""
    least, most = COUNTS[kind, name], 10**6
    check(refused(kind, name, least - 1), InvalidValue, "too_small", name, str(least - 1), f"{least} or more")
    check(refused(kind, name, most + 1), InvalidValue, "too_large", name, str(most + 1), f"at most {most}")
    huge = "a value of type int too long to show"
    check(refused(kind, name, 10**5000), InvalidValue, "too_large", name, huge, f"at most {most}")
    check(refused(kind, name, -(10**5000)), InvalidValue, "too_small", name, huge, f"{least} or more")


@pytest.mark.parametrize(("kind", "name"), AMOUNTS)
@pytest.mark.parametrize("value", [19.9, NAN, INFINITY, 1990, "19.90", "USD 19.90", Decimal("19.90"), True, None])
def test_an_amount_is_money(kind: type, name: str, value: Any) -> None:
    """A bare number has no currency; zero is written as zero money."""
    if value is None and name in OPTIONAL:
        assert BUILDERS[kind](**{name: None}) == BUILDERS[kind]()
        return
    check(refused(kind, name, value), InvalidValue, "not_a_money", name, repr(value), "a value of type Money")


@pytest.mark.parametrize(("kind", "name"), AMOUNTS)
def test_an_amount_is_not_negative(kind: type, name: str) -> None:
    """A credit is no price and no discount; nothing at all is both."""
    debt, zero = Money(minor=-1, currency="USD"), Money(minor=0, currency="USD")
    check(refused(kind, name, debt), InvalidValue, "negative", name, "USD -0.01", "an amount of zero or more")
    assert getattr(BUILDERS[kind](**{name: zero}), name) == zero


@pytest.mark.parametrize(("kind", "name"), INSTANTS)
def test_an_instant_is_an_aware_datetime_of_the_years_reckoned_with(kind: type, name: str) -> None:
    """A naive one, one too early, one too late, and what is no datetime."""
    aware = "an aware datetime"
    hint = f"{aware}, such as 2024-01-04T09:00:00+08:00"
    check(refused(kind, name, NAIVE), InvalidValue, "naive_instant", name, "datetime.datetime(2024, 1, 4, 9, 0)", hint)
    for outside in (EARLY, LATE):
        check(refused(kind, name, outside), OutOfSchedule, "out_of_schedule", name, repr(outside), YEARS)
    for stranger in ("2024-01-04T09:00:00+08:00", date(2024, 1, 4), 1704330000, 1704330000.0, NAN, True):
        check(refused(kind, name, stranger), InvalidValue, "not_an_instant", name, repr(stranger), aware)
    if name in OPTIONAL:
        assert getattr(BUILDERS[kind](**{name: None}), name) is None
    else:
        check(refused(kind, name, None), InvalidValue, "not_an_instant", name, "None", aware)


@pytest.mark.parametrize(("kind", "name"), TERMS)
@pytest.mark.parametrize("value", ["broken", "refund", 0, True, None, Detail.ORDER_NUMBER])
def test_a_term_is_a_member_of_its_enum(kind: type, name: str, value: Any) -> None:
    """Neither its text nor a member of another enum will do."""
    if value is None and name in OPTIONAL:
        assert BUILDERS[kind](**{name: None}) == BUILDERS[kind]()
        return
    wanted = TERMS[kind, name]
    fault = refused(kind, name, value)
    check(fault, InvalidValue, f"not_a_{wanted.lower()}", name, repr(value), f"a value of type {wanted}")


@pytest.mark.parametrize("value", [1, 0, None, "yes", 1.0, ()])
def test_whether_the_rest_is_usable_is_true_or_false(value: Any) -> None:
    """Nothing is judged by its truthiness."""
    fault = refused(ClaimItem, "rest_usable", value)
    check(fault, InvalidValue, "not_a_boolean", "rest_usable", repr(value), "True or False")


@pytest.mark.parametrize(("kind", "name"), COLLECTIONS)
@pytest.mark.parametrize("value", ["ring", b"ring", {"ring": 1}, None, 3, (x for x in ()), iter([])], ids=type)
def test_several_values_come_in_a_collection(kind: type, name: str, value: Any) -> None:
    """Text and mappings only happen to be collections, and a generator can be read only once."""
    check(refused(kind, name, value), InvalidValue, "not_a_collection", name, repr(value), A_COLLECTION)


@pytest.mark.parametrize(
    ("kind", "name", "value", "message"),
    [
        (Order, "lines", [a_line(), "ring"], "lines[1]: got 'ring', expected a value of type OrderLine"),
        (Order, "lines", [None], "lines[0]: got None, expected a value of type OrderLine"),
        (Order, "lines", (), "lines: got no lines, expected at least one line"),
        (Claim, "items", ["ring"], "items[0]: got 'ring', expected a value of type ClaimItem"),
        (Claim, "items", [], "items: got no items, expected at least one item"),
        (Claim, "evidence", [Document.PICTURE], "evidence[0]: got Document.PICTURE, expected a value of type Evidence"),
        (Evidence, "shows", ["order_number"], "shows[0]: got 'order_number', expected a value of type Detail"),
        (ClaimItem, "causes", [1.5], "causes[0]: got 1.5, expected a value of type Cause"),
        (Evidence, "line_ids", ["ring", ""], "line_ids[1]: got '', expected an id that is not empty"),
        (Evidence, "line_ids", [7], "line_ids[0]: got 7, expected a str"),
        (Order, "lines", range(10**4 + 1), "lines: got 10001 values, expected at most 10000"),
        (Claim, "items", range(10**4 + 1), "items: got 10001 values, expected at most 10000"),
        (Claim, "evidence", range(10**4 + 1), "evidence: got 10001 values, expected at most 10000"),
        (Evidence, "line_ids", range(10**4 + 1), "line_ids: got 10001 values, expected at most 10000"),
        (Evidence, "shows", range(10**4 + 1), "shows: got 10001 values, expected at most 10000"),
        (ClaimItem, "causes", range(10**4 + 1), "causes: got 10001 values, expected at most 10000"),
    ],
)
def test_what_a_collection_holds_is_checked(kind: type, name: str, value: Any, message: str) -> None:
    """The path says which member it is."""
    fault = refused(kind, name, value)
    assert type(fault) is InvalidValue
    assert str(fault) == message


def claim_for(order: Order, **changes: Any) -> None:
    """What comes of a claim on the order: the decision and the units refuse alike."""
    claim = a_claim(**changes)
    with pytest.raises(InputError) as of_units:
        claimed_units(order, claim)
    with pytest.raises(InputError) as of_decision:
        decide(order, claim)
    assert str(of_units.value) == str(of_decision.value)
    raise of_decision.value


BEFORE = at("2024-01-03") - timedelta(microseconds=1)
PLACED = "2024-01-03T12:00:00+08:00 or later, when the order was placed"
BEFORE_TEXT = "2024-01-03T11:59:59.999999+08:00"
APPROVED = "2024-01-11T12:00:00+08:00"
TWO = a_line(quantity=5, settled=2, reserved=1)
CONFLICTS: list[tuple[str, str, Callable[[], Any]]] = [
    ("duplicate", "lines[2].line_id: got 'ring', expected an id used only once",
     lambda: an_order(a_line(), a_line("chain"), a_line())),
    ("mixed_currencies", "discount: got EUR 1.00, expected an amount in USD", lambda: a_line(discount=EUR)),
    ("mixed_currencies", "lines[1].unit_price: got EUR 1.00, expected an amount in USD",
     lambda: an_order(a_line(), a_line("chain", unit_price=EUR))),
    ("mixed_currencies", "freight: got EUR 1.00, expected an amount in USD", lambda: an_order(freight=EUR)),
    ("mixed_currencies", "discount: got EUR 1.00, expected an amount in USD", lambda: an_order(discount=EUR)),
    ("discount_above_value", "discount: got USD 39.81, expected at most USD 39.80",
     lambda: a_line(quantity=2, discount=usd("39.81"))),
    ("discount_above_value", "discount: got USD 38.81, expected at most USD 38.80",
     lambda: an_order(a_line(quantity=2, discount=usd("1.00")), discount=usd("38.81"), freight=usd("9.00"))),
    ("more_than_bought", "settled: got 1 settled and 2 reserved, expected at most 2 units in all",
     lambda: a_line(quantity=2, settled=1, reserved=2)),
    ("unequal_set", "lines[2].quantity: got 3, expected 2, as on the other lines of set trio",
     lambda: an_order(a_line("a", set_id="trio", quantity=2), a_line("b"), a_line("c", set_id="trio", quantity=3))),
    ("before_the_order", f"shipped_at: got {BEFORE_TEXT}, expected {PLACED}", lambda: an_order(shipped_at=BEFORE)),
    ("before_the_order", f"delivered_at: got {BEFORE_TEXT}, expected {PLACED}", lambda: an_order(delivered_at=BEFORE)),
    ("before_the_order", f"lines[1].shipped_at: got {BEFORE_TEXT}, expected {PLACED}",
     lambda: an_order(a_line(), a_line("chain", shipped_at=BEFORE))),
    ("unknown_line", "line_id: got 'chain', expected a line of order A-1: ring", lambda: an_order().line("chain")),
    ("more_than_left", "units['ring']: got 3, expected at most 2, the units left on the line",
     lambda: an_order(TWO).settle({"ring": 3})),
    ("unknown_line", "line_id: got 'chain', expected a line of order A-1: ring", lambda: an_order().settle({"chain": 0})),
    ("price_on_refund", "items[1].replacement_price: got USD 5.00, expected None where a refund is asked for",
     lambda: a_claim(an_item(), an_item("chain", replacement_price=usd("5.00")))),
    ("before_the_claim",
     "approved_at: got 2024-01-10T11:59:59+08:00, expected 2024-01-10T12:00:00+08:00 or later, when the claim was submitted",
     lambda: a_claim(approved_at=at("2024-01-10 11:59:59"))),
    *[("approved_too_soon", f"approved_at: got {APPROVED} while the verification is {words}, "
       "expected None until it is confirmed or ruled for the seller",
       lambda state=state: a_claim(approved_at=at("2024-01-11"), verification=state))
      for state, words in [(Verification.PENDING, "pending"), (Verification.CONTESTED, "contested"),
                           (Verification.RULED_AGAINST_SELLER, "ruled against seller")]],
    ("other_order", "claim.order_id: got 'A-2', expected 'A-1', the order at hand", lambda: claim_for(an_order(), order_id="A-2")),
    ("before_the_order", f"claim.submitted_at: got {BEFORE_TEXT}, expected {PLACED}",
     lambda: claim_for(an_order(shipped_at=None), submitted_at=BEFORE)),
    ("unknown_line", "claim.items[1].line_id: got 'chain', expected a line of order A-1: ring",
     lambda: claim_for(an_order(), items=[an_item(), an_item("chain")])),
    ("unknown_line", "claim.evidence[1].line_ids: got 'chain', expected a line of order A-1: ring",
     lambda: claim_for(an_order(), evidence=[a_document(), a_document(line_ids={"ring", "chain", *"defghi"})])),
    ("more_than_left", "claim.items[1].quantity: got 3 units of line 'ring' in all, expected at most 2, the units left on the line",
     lambda: claim_for(an_order(TWO), items=[an_item(quantity=2), an_item()])),
    ("not_a_set", "claim.items[0].rest_usable: got False, expected True for a line that is no piece of a set",
     lambda: claim_for(an_order(), items=[an_item(rest_usable=False)])),
    ("mixed_currencies", "claim.items[0].replacement_price: got EUR 1.00, expected an amount in USD",
     lambda: claim_for(an_order(), items=[an_item(replacement_price=EUR)], remedy=Remedy.REPLACEMENT)),
]  # fmt: skip


@pytest.mark.parametrize(("code", "message", "build"), CONFLICTS, ids=[code for code, _, _ in CONFLICTS])
def test_values_that_do_not_fit_together_are_refused(code: str, message: str, build: Callable[[], Any]) -> None:
    """Each is fine by itself; the message names both sides."""
    with pytest.raises(Inconsistent) as refusal:
        build()
    assert (refusal.value.code, str(refusal.value)) == (code, message)


TRILLION = Money(minor=10**12, currency="USD")
ACCEPTED: dict[str, Callable[[], Any]] = {
    "a discount of the whole line": lambda: a_line(quantity=2, discount=usd("39.80")),
    "a discount of the whole order": lambda: an_order(discount=usd("19.90")),
    "every unit settled or reserved": lambda: a_line(quantity=3, settled=1, reserved=2),
    "shipped and delivered when placed": lambda: an_order(shipped_at=at("2024-01-03"), delivered_at=at("2024-01-03")),
    "approved when submitted": lambda: a_claim(approved_at=at("2024-01-10")),
    "approved by a ruling": lambda: a_claim(approved_at=at("2024-01-10"), verification=Verification.RULED_FOR_SELLER),
    "a million units": lambda: a_line(quantity=10**6, unit_price=Money(minor=10**6, currency="USD"), settled=10**6),
    "a claim of a million units": lambda: an_item(quantity=10**6),
    "a trillion minor units": lambda: an_order(a_line(unit_price=TRILLION, discount=TRILLION)),
    "a trillion with freight": lambda: an_order(
        a_line(unit_price=Money(minor=1, currency="USD")), freight=Money(minor=10**12 - 1, currency="USD")
    ),
    "ten thousand lines": lambda: an_order(*[a_line(str(n)) for n in range(10**4)]),
    "ten thousand items and documents": lambda: a_claim(*[an_item()] * 10**4, evidence=[a_document()] * 10**4),
    "a claim as soon as placed": lambda: decide(an_order(shipped_at=None), a_claim(submitted_at=at("2024-01-03"))),
    "an item of the claim": lambda: missing_evidence(an_order(), a_claim(), an_item()),
    "a claim of all that is left": lambda: decide(an_order(TWO), a_claim(an_item(quantity=1), an_item())),
}


@pytest.mark.parametrize("build", ACCEPTED.values(), ids=ACCEPTED.keys())
def test_what_lies_on_the_bound_is_accepted(build: Callable[[], Any]) -> None:
    """The bound itself is allowed."""
    assert build() == build()


@pytest.mark.parametrize(
    ("message", "build"),
    [
        ("quantity: got a line worth 1000001000000 minor units, expected at most 1000000000000",
         lambda: a_line(quantity=10**6, unit_price=Money(minor=10**6 + 1, currency="USD"))),
        ("lines: got an order worth 1000000000001 minor units, expected at most 1000000000000",
         lambda: an_order(a_line(unit_price=TRILLION), freight=usd("0.01"))),
        ("lines: got an order worth 1000000001990 minor units, expected at most 1000000000000",
         lambda: an_order(a_line(unit_price=TRILLION, discount=TRILLION), a_line("chain"))),
        ("units['ring']: got 1.0, expected an integer", lambda: an_order().settle({"ring": 1.0})),
        ("units['ring']: got True, expected an integer", lambda: an_order().settle({"ring": True})),
        ("units['ring']: got -1, expected 0 or more", lambda: an_order().settle({"ring": -1})),
        ("units: got [('ring', 1)], expected a mapping from line ids to units",
         lambda: an_order().settle([("ring", 1)])),
        ("item: got a value of type ClaimItem too long to show, expected an item of claim 'C-1'",
         lambda: missing_evidence(an_order(), a_claim(), an_item(causes={Cause.MISUSE}))),
        ("order: got None, expected a value of type Order", lambda: decide(None, a_claim())),
        ("claim: got 'C-1', expected a value of type Claim", lambda: decide(an_order(), "C-1")),
        ("policy: got None, expected a value of type Policy", lambda: decide(an_order(), a_claim(), policy=None)),
        ("calendar: got 3, expected a value of type WorkCalendar", lambda: decide(an_order(), a_claim(), calendar=3)),
    ],
)  # fmt: skip
def test_sums_beyond_the_bound_and_arguments_of_the_wrong_kind_are_refused(message: str, build: Any) -> None:
    """What no single field shows is refused as well."""
    with pytest.raises(InvalidValue) as refusal:
        build()
    assert str(refusal.value) == message


def nested(depth: int) -> list[Any]:
    inner: list[Any] = []
    for _ in range(depth):
        inner = [inner]
    return inner


class Several:
    """Like an array: it has an index only where it holds a single integer."""

    def __index__(self) -> int:
        raise TypeError("only integer scalar arrays can be converted to a scalar index")


MONSTERS = {
    "array": Several(),
    "integer": 10**5000,
    "negative": -(10**100_000),
    "decimal": Decimal("9" * 10**6),
    "nested": nested(10**5),
    "long": list(range(10**5)),
    "bytes": b"x" * 10**6,
    "endless": range(10**30),
}
EVERY_FIELD = [
    *IDS,
    *AMOUNTS,
    *INSTANTS,
    *COLLECTIONS,
    *TERMS,
    *COUNTS,
    (Evidence, "reference"),
    (ClaimItem, "rest_usable"),
]


@pytest.mark.parametrize("monster", MONSTERS.values(), ids=MONSTERS.keys())
def test_a_monster_in_any_field_is_refused_in_a_short_message(monster: Any) -> None:
    """Neither a hang nor another exception, and a message somebody can read."""
    for kind, name in EVERY_FIELD:
        fault = refused(kind, name, monster)
        assert fault.path.startswith(name)
        assert len(str(fault)) < 300


STRANGE_IDS = ["x" * 10**6, "two\nlines"]


@pytest.mark.parametrize("name", STRANGE_IDS, ids=["long", "two lines"])
@pytest.mark.parametrize(
    "build",
    [
        lambda name: an_order(a_line(name)).line("chain"),
        lambda name: an_order(order_id=name).line("chain"),
        lambda name: an_order().line(name),
        lambda name: an_order(a_line(name)).settle({name: 2}),
        lambda name: an_order(a_line("a", set_id=name), a_line("b", set_id=name, quantity=2)),
        lambda name: claim_for(an_order(order_id=name)),
        lambda name: claim_for(an_order(), order_id=name),
        lambda name: claim_for(an_order(a_line(name)), items=[an_item(name, quantity=2)]),
    ],
    ids=["known line", "known order", "line", "units", "set", "order", "claimed order", "claimed units"],
)
def test_an_id_in_a_message_is_short_and_on_one_line(build: Callable[[str], Any], name: str) -> None:
    """Ids come from outside: what does not print is escaped, and what is too long is not shown."""
    with pytest.raises(Inconsistent) as refusal:
        build(name)
    message = str(refusal.value)
    assert (len(message) < 500, message.isprintable()) == (True, True)


@pytest.mark.parametrize(
    ("ids", "known"),
    [
        ([str(n) for n in range(11)], "0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10"),
        (["a" * 58, "b" * 60], f"{'a' * 58}, {'b' * 60}"),
        (["a" * 59, "b" * 60], "one of 2"),
        ([str(n) for n in range(1000)], "one of 1000"),
    ],
    ids=["few", "120 characters", "121 characters", "many"],
)
def test_an_unknown_line_tells_the_known_ones_or_how_many_they_are(ids: list[str], known: str) -> None:
    """Ids are listed while they fit into a line of text, beyond that they are counted."""
    with pytest.raises(Inconsistent) as refusal:
        an_order(*[a_line(line_id) for line_id in ids]).line("ring")
    assert refusal.value.expected == f"a line of order A-1: {known}"


@pytest.mark.parametrize("line_id", [5, None, ["ring"], {}])
def test_a_line_is_looked_up_by_its_id(line_id: Any) -> None:
    """Whatever is no id of a line is an unknown line, hashable or not."""
    with pytest.raises(Inconsistent) as refusal:
        an_order().line(line_id)
    assert str(refusal.value) == f"line_id: got {line_id!r}, expected a line of order A-1: ring"


@pytest.mark.parametrize("kind", [InputError, InvalidValue, Inconsistent, OutOfSchedule])
def test_an_error_travels_and_is_seen_from_the_object_that_holds_it(kind: type[InputError]) -> None:
    """Pickled or copied it says the same; a prefix joins its path, or becomes it."""
    fault = kind("too_small", "quantity", "-1", "1 or more")
    for twin in (pickle.loads(pickle.dumps(fault)), copy.copy(fault), copy.deepcopy(fault)):
        check(twin, kind, "too_small", "quantity", "-1", "1 or more")
    check(fault.under("lines[2]"), kind, "too_small", "lines[2].quantity", "-1", "1 or more")
    check(fault.under("lines[2]").under("order"), kind, "too_small", "order.lines[2].quantity", "-1", "1 or more")
    bare = kind("naive_instant", "", "noon", "an aware datetime")
    assert str(bare) == "got noon, expected an aware datetime"
    assert str(bare.under("placed_at")) == "placed_at: got noon, expected an aware datetime"
    assert str(fault) == "quantity: got -1, expected 1 or more"
    assert isinstance(fault, ValueError)
