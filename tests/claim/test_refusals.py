"""Malformed input: every refusal with its whole message, and nothing but refusals."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from cmoffer_policy import (
    Attachment,
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
    OutOfSchedule,
    Problem,
    RequestedItem,
)
from support.builders import a_claim, a_line
from support.case_fields import (
    AMOUNTS,
    BUILDERS,
    COLLECTIONS,
    COUNTS,
    IDS,
    IN_ORDER,
    INSTANTS,
    OPTIONAL,
    TERMS,
    UNORDERED,
    check,
    refused,
)

NAN, INFINITY = float("nan"), float("inf")
A_COLLECTION = "a collection such as a tuple, a list or a set"
YEARS = "an instant in the years 2000 to 2199 at UTC+08:00"
NAIVE, EARLY, LATE = datetime(2024, 1, 4, 9), datetime(1999, 12, 31, 15, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)  # noqa: DTZ001


@pytest.mark.parametrize(("kind", "name"), IDS)
@pytest.mark.parametrize("value", ["", " ", "\t\n", "\u3000"])
def test_an_id_is_not_empty(kind: type, name: str, value: str) -> None:
    """White space alone names nothing."""
    check(refused(kind, name, value), InvalidValue, "empty", name, repr(value), "an id that is not empty")


@pytest.mark.parametrize(("kind", "name"), [*IDS, (OrderLine, "title")])
def test_an_id_is_short_and_has_no_control_characters(kind: type, name: str) -> None:
    """256 characters are kept, one more is refused, and so is a line break; of a title just as well."""
    for length in (255, 256):
        assert getattr(BUILDERS[kind](**{name: "x" * length}), name) == "x" * length
    check(refused(kind, name, "x" * 257), InvalidValue, "too_long", name, "257 characters", "at most 256")
    fault = refused(kind, name, "two\nlines")
    check(fault, InvalidValue, "control_character", name, "'two\\nlines'", "no control characters")


@pytest.mark.parametrize(
    ("kind", "name"), [*IDS, (OrderLine, "title"), (Evidence, "reference"), (Attachment, "reference")]
)
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
    check(refused(kind, name, value), InvalidValue, "wrong_type", name, repr(value), "a value of type Money")


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
    check(fault, InvalidValue, "wrong_type", name, repr(value), f"a value of type {wanted}")


@pytest.mark.parametrize("kind", [ClaimItem, RequestedItem])
@pytest.mark.parametrize("value", [1, 0, None, "yes", 1.0, ()])
def test_whether_the_rest_is_usable_is_true_or_false(kind: type, value: Any) -> None:
    """Nothing is judged by its truthiness."""
    fault = refused(kind, "rest_usable", value)
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
        (
            ClaimRequest,
            "items",
            [a_claim().items[0]],
            "items[0]: got a value of type ClaimItem too long to show, expected a value of type RequestedItem",
        ),
        (ClaimRequest, "items", [], "items: got no items, expected at least one item"),
        (
            ClaimRequest,
            "attachments",
            [Document.PICTURE],
            "attachments[0]: got Document.PICTURE, expected a value of type Attachment",
        ),
        (Claim, "evidence", [Document.PICTURE], "evidence[0]: got Document.PICTURE, expected a value of type Evidence"),
        (Evidence, "shows", ["order_number"], "shows: got 'order_number', expected a value of type Detail"),
        (ClaimItem, "causes", [1.5], "causes: got 1.5, expected a value of type Cause"),
        (Evidence, "line_ids", ["ring", ""], "line_ids: got '', expected an id that is not empty"),
        (Evidence, "line_ids", [7], "line_ids: got 7, expected a str"),
        (Order, "lines", range(10**4 + 1), "lines: got 10001 values, expected at most 10000"),
        (Claim, "items", range(10**3 + 1), "items: got 1001 values, expected at most 1000"),
        (Claim, "evidence", range(10**3 + 1), "evidence: got 1001 values, expected at most 1000"),
        (ClaimRequest, "items", range(10**3 + 1), "items: got 1001 values, expected at most 1000"),
        (ClaimRequest, "attachments", range(10**3 + 1), "attachments: got 1001 values, expected at most 1000"),
        (Evidence, "line_ids", range(10**4 + 1), "line_ids: got 10001 values, expected at most 10000"),
        (Evidence, "shows", range(10**4 + 1), "shows: got 10001 values, expected at most 10000"),
        (ClaimItem, "causes", range(10**4 + 1), "causes: got 10001 values, expected at most 10000"),
    ],
)
def test_what_a_collection_holds_is_checked(kind: type, name: str, value: Any, message: str) -> None:
    """Where the order counts the path says which member it is, elsewhere members have no place."""
    fault = refused(kind, name, value)
    assert type(fault) is InvalidValue
    assert str(fault) == message


@pytest.mark.parametrize(("kind", "name"), IN_ORDER)
@pytest.mark.parametrize(
    "value", [set(), frozenset(), {3}, frozenset({"ring"}), {}.keys(), {"ring": 1}.keys()], ids=repr
)
def test_values_whose_order_counts_do_not_come_in_a_set(kind: type, name: str, value: Any) -> None:
    """A set has no order, whatever it holds."""
    expected = "a tuple or a list, as the order counts"
    check(refused(kind, name, value), InvalidValue, "not_a_sequence", name, repr(value), expected)


@pytest.mark.parametrize(("kind", "name"), UNORDERED)
def test_the_path_to_a_member_of_a_set_has_no_place_in_it(kind: type, name: str) -> None:
    """Wherever the stranger stands, even in a list, the path is that of the field."""
    wanted = {"shows": "a value of type Detail", "causes": "a value of type Cause", "line_ids": "a str"}[name]
    fine = {"shows": Detail.ORDER_NUMBER, "causes": Cause.MISUSE, "line_ids": "ring"}[name]
    code = "not_a_text" if name == "line_ids" else "wrong_type"
    for collection in ([7, fine], [fine, fine, 7], (fine, 7), {fine, 7}, frozenset({7})):
        check(refused(kind, name, collection), InvalidValue, code, name, "7", wanted)


class Scalar:
    """Like an array without a dimension: a collection by its methods, only that it has no length."""

    def __len__(self) -> int:
        raise TypeError("len() of unsized object")

    def __iter__(self) -> Any:
        raise TypeError("iteration over a 0-d array")

    def __contains__(self, _: object) -> bool:
        return False

    def __repr__(self) -> str:
        return "array(3)"


@pytest.mark.parametrize(("kind", "name"), COLLECTIONS)
@pytest.mark.parametrize("value", [range(2**63), range(10**30), Scalar()], ids=repr)
def test_a_collection_that_cannot_tell_its_length_is_too_long(kind: type, name: str, value: Any) -> None:
    """Neither what is longer than a length can say nor what has none is gone through."""
    most = 10**3 if kind in (Claim, ClaimRequest) else 10**4
    check(refused(kind, name, value), InvalidValue, "too_many", name, repr(value), f"at most {most} values")


@pytest.mark.parametrize("name", ["\ud800", "ring\udfff", "\ud800\udc00"])
def test_halves_of_characters_are_no_text(name: str) -> None:
    """No encoding carries them, so an id that holds one could not be stored and found again."""
    with pytest.raises(InvalidValue) as refused:
        a_line(name)
    assert refused.value.code == "not_unicode"
    assert str(refused.value) == f"line_id: got {name!r}, expected whole characters, no halves of surrogate pairs"
    assert [a_line(whole).line_id for whole in ("ring", "订单", "💍")] == ["ring", "订单", "💍"]
