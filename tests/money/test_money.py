"""Amounts of money: how they are given, and which are refused."""

from __future__ import annotations

import decimal
import operator
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import iso4217
import pytest

from cmoffer_policy import InvalidValue, Money
from cmoffer_policy.money import DECIMALS, LARGEST_AMOUNT

CODE_BY_DECIMALS = [("JPY", 0), ("USD", 2), ("KWD", 3), ("CLF", 4)]


def money(minor: int, currency: str = "USD") -> Money:
    return Money(minor=minor, currency=currency)


def test_the_currency_table_is_the_active_list_of_the_standard() -> None:
    """Every active code with a number of decimals is known, with that number, and no other code is."""
    active = {
        code: int(entry["CcyMnrUnts"])
        for code, entry in iso4217.raw_table.items()
        if code is not None and (entry["CcyMnrUnts"] or "").isdigit()
    }
    assert len(active) > 150
    assert dict(DECIMALS) == active


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        ("19.90", "USD", 1990),
        ("19.9", "USD", 1990),
        ("19", "USD", 1900),
        ("19.900000", "USD", 1990),
        ("0019.90", "USD", 1990),
        ("-0.01", "USD", -1),
        ("-0", "USD", 0),
        ("0.00", "USD", 0),
        ("5", "JPY", 5),
        ("5.0", "JPY", 5),
        ("1.234", "KWD", 1234),
        ("1.2345", "CLF", 12345),
        (19, "USD", 1900),
        (-19, "USD", -1900),
        (0, "JPY", 0),
        (7, "CLF", 70000),
        (Decimal("19.90"), "USD", 1990),
        (Decimal("-19.90"), "USD", -1990),
        (Decimal("1.99E1"), "USD", 1990),
        (Decimal("2E+3"), "USD", 200000),
        (Decimal("2E+3"), "JPY", 2000),
        (Decimal("10E-3"), "USD", 1),
        (Decimal("1990000E-5"), "USD", 1990),
        (Decimal("0E+999999"), "USD", 0),
        (Decimal("0E-999999"), "USD", 0),
        (Decimal("-0"), "USD", 0),
    ],
)
def test_an_amount_is_read_exactly(amount: str | int | Decimal, currency: str, minor: int) -> None:
    """Text, whole numbers and decimals all become whole minor units, whatever zeros and exponents they carry."""
    assert Money.of(amount, currency) == money(minor, currency)


def test_whatever_counts_as_an_index_is_a_whole_number() -> None:
    """Integers of other libraries are taken as integers and stored as int."""

    class Seven:
        def __index__(self) -> int:
            return 7

    seven: Any = Seven()
    assert Money.of(seven, "USD").minor == 700
    assert type(Money(minor=seven, currency="USD").minor) is int
    assert Money(minor=seven, currency="USD").minor == 7


def test_a_subclass_of_str_is_stored_as_str() -> None:
    """The currency code is plain text however it came."""

    class Code(str):
        __slots__ = ()

    code = Money(minor=1, currency=Code("USD")).currency
    assert type(code) is str
    assert code == "USD"
    assert Money.of(Code("1.50"), Code("USD")) == money(150)


@pytest.mark.parametrize(
    ("amount", "currency", "code", "message"),
    [
        (19.9, "USD", "not_an_amount", "amount: got 19.9, expected a str, an int or a Decimal"),
        (float("nan"), "USD", "not_an_amount", "amount: got nan, expected a str, an int or a Decimal"),
        (float("inf"), "USD", "not_an_amount", "amount: got inf, expected a str, an int or a Decimal"),
        (True, "USD", "not_an_amount", "amount: got True, expected a str, an int or a Decimal"),
        (None, "USD", "not_an_amount", "amount: got None, expected a str, an int or a Decimal"),
        (b"1", "USD", "not_an_amount", "amount: got b'1', expected a str, an int or a Decimal"),
        (Decimal("NaN"), "USD", "not_finite", "amount: got Decimal('NaN'), expected a finite number"),
        (Decimal("sNaN"), "USD", "not_finite", "amount: got Decimal('sNaN'), expected a finite number"),
        (Decimal("Infinity"), "USD", "not_finite", "amount: got Decimal('Infinity'), expected a finite number"),
        (Decimal("-Infinity"), "USD", "not_finite", "amount: got Decimal('-Infinity'), expected a finite number"),
        ("19.901", "USD", "too_fine", "amount: got '19.901', expected at most 2 decimals in USD"),
        ("0.5", "JPY", "too_fine", "amount: got '0.5', expected at most 0 decimals in JPY"),
        ("0.0001", "KWD", "too_fine", "amount: got '0.0001', expected at most 3 decimals in KWD"),
        ("0.00001", "CLF", "too_fine", "amount: got '0.00001', expected at most 4 decimals in CLF"),
        (Decimal("1E-3"), "USD", "too_fine", "amount: got Decimal('0.001'), expected at most 2 decimals in USD"),
        (Decimal("100E-7"), "USD", "too_fine", "amount: got Decimal('0.0000100'), expected at most 2 decimals in USD"),
        ("19.90", "usd", "unknown_currency", "currency: got 'usd', expected an ISO 4217 code such as 'USD'"),
        ("19.90", "XXX", "unknown_currency", "currency: got 'XXX', expected an ISO 4217 code such as 'USD'"),
        ("19.90", "XAU", "unknown_currency", "currency: got 'XAU', expected an ISO 4217 code such as 'USD'"),
        ("19.90", "", "unknown_currency", "currency: got '', expected an ISO 4217 code such as 'USD'"),
        ("19.90", None, "not_a_text", "currency: got None, expected a str"),
    ],
)
def test_what_is_no_exact_amount_is_refused(amount: Any, currency: Any, code: str, message: str) -> None:
    """Nothing is rounded or guessed: the message names what arrived and what would do."""
    with pytest.raises(InvalidValue) as refusal:
        Money.of(amount, currency)
    assert str(refusal.value) == message
    assert refusal.value.code == code


_OTHER_SCRIPTS = ["\u0663", "\uff11"]
NO_PLAIN_DIGITS = [
    "",
    " ",
    "1 ",
    "1\n",
    ".5",
    "5.",
    "1,5",
    "1_000",
    "1e3",
    "1E+3",
    "--1",
    "+1",
    "-",
    "\u22121",
    "$1",
    "NaN",
    "inf",
    "0x10",
]


@pytest.mark.parametrize("text", NO_PLAIN_DIGITS + _OTHER_SCRIPTS)
def test_text_that_is_not_plain_digits_is_refused(text: str) -> None:
    """Thousands separators, exponents, white space and digits of other scripts are not read."""
    with pytest.raises(InvalidValue) as refusal:
        Money.of(text, "USD")
    assert str(refusal.value) == f"amount: got {text!r}, expected plain digits such as '19.90'"
    assert refusal.value.code == "not_an_amount"


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("currency", ["JPY", "USD", "KWD", "CLF"])
def test_the_largest_amount_is_accepted_and_one_minor_unit_more_is_not(sign: int, currency: str) -> None:
    """10**12 minor units is the bound in every currency, debit and credit."""
    decimals = dict(CODE_BY_DECIMALS)[currency]
    for minor in (LARGEST_AMOUNT - 1, LARGEST_AMOUNT):
        exact = Decimal(sign * minor).scaleb(-decimals)
        assert Money.of(exact, currency) == money(sign * minor, currency)
    beyond = Decimal(sign * (LARGEST_AMOUNT + 1)).scaleb(-decimals)
    for amount in (beyond, f"{beyond:f}"):
        with pytest.raises(InvalidValue) as refusal:
            Money.of(amount, currency)
        assert str(refusal.value) == f"amount: got {amount!r}, expected at most 1000000000000 minor units"
        assert (refusal.value.code, refusal.value.path) == ("too_large", "amount")


@pytest.mark.parametrize("kind", [str, Decimal])
@pytest.mark.parametrize(
    ("amount", "code", "expected"),
    [
        ("1000000000.001", "too_fine", "at most 2 decimals in USD"),
        ("10000000000.001", "too_fine", "at most 2 decimals in USD"),
        ("100000000000.001", "too_large", "at most 1000000000000 minor units"),
        ("-100000000000.001", "too_large", "at most 1000000000000 minor units"),
    ],
)
def test_an_amount_with_too_many_digits_is_too_large_before_it_is_too_fine(
    kind: type[str] | type[Decimal], amount: str, code: str, expected: str
) -> None:
    """Up to 13 digits of minor units the decimals are looked at first, from 14 on they no longer matter."""
    with pytest.raises(InvalidValue) as refusal:
        Money.of(kind(amount), "USD")
    assert str(refusal.value) == f"amount: got {kind(amount)!r}, expected {expected}"
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("amount", "currency"),
    [(10**10 + 1, "USD"), (-(10**10) - 1, "USD"), (10**12 + 1, "JPY"), (10**9 + 1, "KWD"), (-(10**8) - 1, "CLF")],
)
def test_a_whole_number_of_major_units_has_the_same_bound(amount: int, currency: str) -> None:
    """The refusal is about the amount as it was given, not about the minor units it would make."""
    nearest = amount - 1 if amount > 0 else amount + 1
    assert abs(Money.of(nearest, currency).minor) == LARGEST_AMOUNT
    with pytest.raises(InvalidValue) as refusal:
        Money.of(amount, currency)
    assert str(refusal.value) == f"amount: got {amount}, expected at most 1000000000000 minor units"
    assert refusal.value.code == "too_large"


class Array:
    """Like an array: it has an index to ask for, only that asking fails."""

    def __index__(self) -> int:
        raise TypeError("only integer scalar arrays can be converted to a scalar index")

    def __repr__(self) -> str:
        return "Array()"


def test_an_array_is_no_amount() -> None:
    """Neither of major nor of minor units."""
    array: Any = Array()
    for path, build in (("amount", lambda: Money.of(array, "USD")), ("minor", lambda: money(array))):
        with pytest.raises(InvalidValue) as refusal:
            build()
        assert str(refusal.value) == f"{path}: got Array(), expected an integer"
        assert refusal.value.code == "not_an_integer"


@pytest.mark.parametrize(
    ("minor", "message"),
    [
        (10**12 + 1, "minor: got 1000000000001, expected at most 1000000000000"),
        (-(10**12) - 1, "minor: got -1000000000001, expected -1000000000000 or more"),
        pytest.param(
            10**5000,
            "minor: got a value of type int too long to show, expected at most 1000000000000",
            id="huge",
        ),
        (1990.0, "minor: got 1990.0, expected an integer"),
        (True, "minor: got True, expected an integer"),
        ("1990", "minor: got '1990', expected an integer"),
        (None, "minor: got None, expected an integer"),
        (Decimal(1990), "minor: got Decimal('1990'), expected an integer"),
    ],
)
def test_minor_units_are_a_bounded_integer(minor: Any, message: str) -> None:
    """Minor units beyond the bound or of another type are refused."""
    with pytest.raises(InvalidValue) as refusal:
        money(minor)
    assert str(refusal.value) == message


@pytest.mark.parametrize(
    ("amount", "code"),
    [
        (Decimal("1E+999999"), "too_large"),
        (Decimal("-1E+999999"), "too_large"),
        (Decimal("1E-999999"), "too_fine"),
        (Decimal("9" * 10**6), "too_large"),
        ("9" * 10**6, "too_large"),
        ("0." + "0" * 10**6 + "1", "too_fine"),
        (10**100_000, "too_large"),
        ("x" * 10**6, "not_an_amount"),
    ],
    ids=["exponent", "debit", "fraction", "decimal", "text", "decimals", "integer", "letters"],
)
def test_a_monstrous_amount_fails_at_once(amount: Any, code: str) -> None:
    """Numbers of a million digits are refused without being worked out, and the message stays short."""
    with pytest.raises(InvalidValue) as refusal:
        Money.of(amount, "USD")
    assert (refusal.value.code, refusal.value.path) == (code, "amount")
    assert len(str(refusal.value)) < 300


def test_a_million_zeros_change_nothing() -> None:
    """Zeros before and after the digits are exact, however many."""
    assert Money.of("0" * 10**6 + "1.5" + "0" * 10**6, "USD") == money(150)


@pytest.mark.parametrize("rounding", [decimal.ROUND_UP, decimal.ROUND_DOWN, decimal.ROUND_HALF_EVEN])
def test_the_decimal_context_of_the_thread_has_no_say(rounding: str) -> None:
    """Precision, rounding, exponent limits and traps neither change an amount nor raise."""
    exact = Decimal("1234567890.12")
    every_trap = [*decimal.getcontext().flags]
    with decimal.localcontext(decimal.Context(prec=1, rounding=rounding, Emin=-1, Emax=1, traps=every_trap)):
        assert Money.of("1234567890.12", "USD") == money(123456789012)
        assert Money.of(exact, "USD") == money(123456789012)
        assert Money.of(Decimal("2E+3"), "JPY") == money(2000, "JPY")
        assert str(money(123456789012)) == "USD 1234567890.12"
        assert money(123456789012).amount.as_tuple() == exact.as_tuple()
        assert money(123456789012) + money(1) > money(123456789012)


@pytest.mark.parametrize("compare", [operator.lt, operator.le, operator.gt, operator.ge, operator.add, operator.sub])
def test_an_amount_goes_with_amounts_alone(compare: Callable[[object, object], object]) -> None:
    """A bare number has no currency, on either side."""
    for sides in ((Money.of(1, "USD"), 1), (1, Money.of(1, "USD"))):
        with pytest.raises(TypeError, match=r"^('[<>]=?' not supported between instances of|unsupported operand type)"):
            compare(*sides)


def test_amounts_are_ordered_within_a_currency() -> None:
    """By their minor units; equal ones are at most and at least each other."""
    less, same, more = money(-1), money(5), money(7)
    assert [less < same, same < same, more < same] == [True, False, False]
    assert [less <= same, same <= same, more <= same] == [True, True, False]
    assert [less > same, same >= same, more >= same] == [False, True, True]
    assert sorted([more, less, same]) == [less, same, more]
