"""The checks that every value shares: as converters, as validators and in the middle of another check."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from attrs import evolve, field, fields, frozen
from attrs.validators import optional

from cmoffer_policy import InputError, InvalidValue, Money, Problem, ProductionStage
from cmoffer_policy.calendars import calendar_day, instant, optional_instant
from cmoffer_policy.checks import (
    boolean,
    count,
    identifier,
    in_sequence,
    instance,
    instances,
    integer,
    members,
    named,
    of_type,
    optional_identifier,
    path_of,
    quantity,
    text,
    title,
)
from cmoffer_policy.money import not_negative
from cmoffer_policy.vocabulary import causes, details
from support.builders import at


@frozen(kw_only=True, field_transformer=named)
class Sample:
    """A value with a field of each kind."""

    problem: Problem = field(default=Problem.BROKEN, validator=of_type(Problem))
    stage: ProductionStage | None = field(default=None, validator=optional(of_type(ProductionStage)))
    units: int = field(default=1, converter=quantity)
    note: str | None = field(default=None, converter=optional_identifier)
    since: datetime | None = field(default=None, converter=optional_instant)
    anything: object = None


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("problem", "broken", "problem: got 'broken', expected a value of type Problem"),
        ("problem", None, "problem: got None, expected a value of type Problem"),
        ("stage", "started", "stage: got 'started', expected a value of type ProductionStage"),
        ("stage", Problem.BROKEN, "stage: got Problem.BROKEN, expected a value of type ProductionStage"),
        ("units", 0, "units: got 0, expected 1 or more"),
        ("note", " ", "note: got ' ', expected an id that is not empty"),
        ("since", "today", "since: got 'today', expected an aware datetime"),
    ],
)
def test_a_check_of_a_field_names_the_field(name: str, value: Any, message: str) -> None:
    """Whether it converts or only validates, in construction and in a variant."""
    for build in (lambda: Sample(**{name: value}), lambda: evolve(Sample(), **{name: value})):
        with pytest.raises(InvalidValue) as refusal:
            build()
        assert str(refusal.value) == message
        assert refusal.value.path == name


def test_what_is_optional_may_be_none_and_is_checked_otherwise() -> None:
    """None stays None, and a value is stored in its one form."""
    nothing = Sample(stage=None, note=None, since=None)
    assert (nothing.stage, nothing.note, nothing.since) == (None, None, None)
    sample = Sample(stage=ProductionStage.STARTED, note="a", since=at("2024-01-05"), anything=[1])
    assert (sample.stage, sample.note, sample.since) == (ProductionStage.STARTED, "a", at("2024-01-05"))
    assert sample.anything == [1]


def test_values_are_converted_before_anything_is_validated() -> None:
    """Of two faults the one that a converter finds is reported."""
    with pytest.raises(InvalidValue) as refusal:
        Sample(problem="broken", units=0)  # type: ignore[arg-type]
    assert refusal.value.path == "units"


@pytest.mark.parametrize(
    ("value", "message"),
    [
        pytest.param("x" * 255, "", id="almost as long as can be"),
        pytest.param("x" * 256, "", id="as long as can be"),
        pytest.param("x" * 257, "n: got 257 characters, expected at most 256", id="too long"),
        pytest.param("\u6212" * 256, "", id="as many Chinese characters"),
        pytest.param("\u6212" * 257, "n: got 257 characters, expected at most 256", id="too many Chinese characters"),
        pytest.param("\U0001f48d" * 256, "", id="as many characters of two halves"),
        pytest.param(" " * 257, "n: got 257 characters, expected at most 256", id="too many spaces"),
        pytest.param("A\x1f1", "n: got 'A\\x1f1', expected no control characters", id="a separator"),
        pytest.param("A 1", "", id="a space"),
        pytest.param("A\x7e1", "", id="the last of ASCII"),
        pytest.param("A\x7f1", "n: got 'A\\x7f1', expected no control characters", id="delete"),
        pytest.param(
            "A\x801", "n: got 'A\\x801', expected no control characters", id="the first control character beyond ASCII"
        ),
        pytest.param("A\x9f1", "n: got 'A\\x9f1', expected no control characters", id="the last control character"),
        pytest.param("A\xa01", "", id="a space that keeps words together"),
        pytest.param("A\x00", "n: got 'A\\x00', expected no control characters", id="a null"),
        pytest.param("A-1\n", "n: got 'A-1\\n', expected no control characters", id="a new line"),
        pytest.param("A\u20281", "", id="a line separator"),
    ],
)
def test_an_id_has_at_most_256_characters_and_no_control_characters(value: str, message: str) -> None:
    """Characters are counted, not bytes; other characters that do not print are escaped wherever they are shown."""
    if not message:
        assert identifier(value, "n") == value
        return
    with pytest.raises(InvalidValue) as refusal:
        identifier(value, "n")
    assert str(refusal.value) == message
    assert refusal.value.code == ("too_long" if "256" in message else "control_character")


CHECKS: list[tuple[Callable[..., Any], Any, Any]] = [
    (integer, 7, "7"),
    (quantity, 7, 0),
    (count, 0, -1),
    (text, "a", 7),
    (identifier, "a", ""),
    (title, "", "two\nlines"),
    (optional_identifier, None, ""),
    (boolean, False, 0),
    (instant, at("2024-01-05"), "noon"),
    (optional_instant, None, "noon"),
    (calendar_day, at("2024-01-05").date(), at("2024-01-05")),
    (not_negative, Money(minor=0, currency="USD"), Money(minor=-1, currency="USD")),
    (details, (), 7),
    (causes, (), 7),
]


@pytest.mark.parametrize(("check", "fine", "wrong"), CHECKS, ids=lambda value: getattr(value, "__name__", ""))
def test_a_check_takes_a_path_a_field_or_neither(check: Callable[..., Any], fine: Any, wrong: Any) -> None:
    """The refusal stands at the path, or at the name of the field; without either it has no path."""
    for where, path in ((("lines[2].units",), "lines[2].units"), ((fields(Sample).units,), "units"), ((), "")):
        assert check(fine, *where) == (frozenset() if fine == () else fine)
        with pytest.raises(InputError) as refusal:
            check(wrong, *where)
        assert refusal.value.path == path
    assert [path_of("a.b"), path_of(fields(Sample).note), path_of()] == ["a.b", "note", ""]


def test_a_number_has_the_bounds_it_is_given() -> None:
    """The bounds themselves are allowed, and each is optional."""
    assert [integer(value, "n", least=1, most=3) for value in (1, 2, 3)] == [1, 2, 3]
    assert integer(-(10**30), "n", most=3) == -(10**30)
    assert integer(10**30, "n", least=1) == 10**30
    for value, message in ((0, "n: got 0, expected 1 or more"), (4, "n: got 4, expected at most 3")):
        with pytest.raises(InvalidValue) as refusal:
            integer(value, "n", least=1, most=3)
        assert str(refusal.value) == message


@pytest.mark.parametrize("check", [instances, in_sequence])
@pytest.mark.parametrize("where", ["lines", fields(Sample).note], ids=["path", "field"])
def test_the_members_of_a_collection_are_named_by_their_position(check: Callable[..., Any], where: Any) -> None:
    """Behind the path, or the name of the field, of the collection."""
    assert check([1, True], where, int, most=2) == (1, True)
    with pytest.raises(InvalidValue) as refusal:
        check([1, "2"], where, int, most=2)
    assert str(refusal.value) == f"{path_of(where)}[1]: got '2', expected a value of type int"
    with pytest.raises(InvalidValue) as too_many:
        check([1, 2, 3], where, int, most=2)
    assert str(too_many.value) == f"{path_of(where)}: got 3 values, expected at most 2"


def test_a_set_has_members_and_no_order() -> None:
    """It is fine where only its members count."""
    assert members({1}, "n", most=1) == instances({1}, "n", int, most=1) == (1,)
    with pytest.raises(InvalidValue) as refusal:
        in_sequence({1}, "n", int)
    assert (refusal.value.code, refusal.value.path) == ("not_a_sequence", "n")


def test_an_instance_may_be_of_a_class_below() -> None:
    """What is of the kind comes back as it is."""
    assert instance(True, "n", int) is True
    with pytest.raises(InvalidValue) as refusal:
        instance(1, "n", bool)
    assert str(refusal.value) == "n: got 1, expected a value of type bool"
