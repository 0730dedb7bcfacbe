"""Amounts of money as values: how they are shown, compared, added, multiplied and carried elsewhere."""

from __future__ import annotations

import copy
import pickle
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from attrs.exceptions import FrozenInstanceError
from hypothesis import given
from hypothesis import strategies as st

from cmoffer_policy import Inconsistent, InvalidValue, Money
from cmoffer_policy.money import LARGEST_AMOUNT

CODE_BY_DECIMALS = [("JPY", 0), ("USD", 2), ("KWD", 3), ("CLF", 4)]
amounts = st.integers(-(10**11), 10**11)
currencies = st.sampled_from([code for code, _ in CODE_BY_DECIMALS])


def money(minor: int, currency: str = "USD") -> Money:
    return Money(minor=minor, currency=currency)


@pytest.mark.parametrize(
    ("minor", "currency", "text", "amount"),
    [
        (1990, "USD", "USD 19.90", "19.90"),
        (5, "USD", "USD 0.05", "0.05"),
        (-5, "USD", "USD -0.05", "-0.05"),
        (0, "USD", "USD 0.00", "0.00"),
        (1990, "JPY", "JPY 1990", "1990"),
        (1, "KWD", "KWD 0.001", "0.001"),
        (12345, "CLF", "CLF 1.2345", "1.2345"),
        (10**12, "USD", "USD 10000000000.00", "10000000000.00"),
        (10**12, "JPY", "JPY 1000000000000", "1000000000000"),
    ],
)
def test_an_amount_shows_all_the_decimals_of_its_currency(minor: int, currency: str, text: str, amount: str) -> None:
    """The code, a space and the amount in major units; the amount itself carries the same digits."""
    assert str(money(minor, currency)) == text
    assert money(minor, currency).amount.as_tuple() == Decimal(amount).as_tuple()


@given(amounts, currencies)
def test_the_amount_is_the_minor_units_over_a_power_of_ten_and_reads_back(minor: int, currency: str) -> None:
    """Amount and text name the same number, and both give the same money again."""
    value = money(minor, currency)
    assert Fraction(value.amount) == Fraction(minor, 10 ** dict(CODE_BY_DECIMALS)[currency])
    assert Money.of(value.amount, currency) == value
    assert Money.of(str(value).removeprefix(f"{currency} "), currency) == value


@given(amounts, amounts, currencies)
def test_sums_differences_and_order_are_those_of_the_minor_units(a: int, b: int, currency: str) -> None:
    """Within one currency money behaves as the integers do."""
    left, right = money(a, currency), money(b, currency)
    assert left + right == money(a + b, currency)
    assert left - right == money(a - b, currency)
    order = (left < right, left <= right, left > right, left >= right, left == right, left != right)
    assert order == (a < b, a <= b, a > b, a >= b, a == b, a != b)


@pytest.mark.parametrize(
    ("operation", "got", "expected"),
    [
        (lambda a, b: a + b, "EUR", "USD"),
        (lambda a, b: a - b, "EUR", "USD"),
        (lambda a, b: a < b, "EUR", "USD"),
        (lambda a, b: a <= b, "EUR", "USD"),
        (lambda a, b: a > b, "USD", "EUR"),
        (lambda a, b: a >= b, "USD", "EUR"),
    ],
    ids=["+", "-", "<", "<=", ">", ">="],
)
def test_two_currencies_neither_add_up_nor_compare(operation: Any, got: str, expected: str) -> None:
    """Equal numbers of different currencies have no sum and no order, and are simply not equal."""
    with pytest.raises(Inconsistent) as refusal:
        operation(money(100), money(100, "EUR"))
    assert str(refusal.value) == f"currency: got {got!r}, expected {expected!r} as before"
    assert refusal.value.code == "mixed_currencies"
    assert money(100) != money(100, "EUR")


@pytest.mark.parametrize("other", [1, 1.0, "USD 1.00", None, Decimal(1)])
def test_money_and_anything_else_do_not_mix(other: Any) -> None:
    """Bare numbers are not amounts: no sum, no difference, no order, no equality."""
    for operation in (
        lambda: money(100) + other,
        lambda: other + money(100),
        lambda: money(100) - other,
        lambda: money(100) < other,
        lambda: money(100) <= other,
        lambda: money(100) > other,
        lambda: money(100) >= other,
    ):
        with pytest.raises(TypeError):
            operation()
    assert money(100) != other


@given(amounts, st.integers(-(10**6), 10**6), currencies)
def test_an_amount_times_a_number_is_that_of_the_minor_units(minor: int, times: int, currency: str) -> None:
    """From either side, and as often as the amount is added to nothing."""
    value = money(minor, currency)
    if abs(minor * times) > LARGEST_AMOUNT:
        with pytest.raises(InvalidValue) as refusal:
            value * times
        assert (refusal.value.path, refusal.value.code) == (
            "minor",
            "too_large" if minor * times > 0 else "too_small",
        )
        return
    assert value * times == times * value == money(minor * times, currency)
    assert value * (times % 7) == Money.sum([value] * (times % 7), currency)


class Three:
    """An integer of another library."""

    def __index__(self) -> int:
        return 3


def test_an_amount_is_multiplied_by_whole_numbers_alone() -> None:
    """Whatever has an index counts, except bool; no float, no decimal, no text and no other amount."""
    three: Any = Three()
    assert money(5) * three == three * money(5) == money(15)
    assert type((money(5) * three).minor) is int
    for other in (1.5, 2.0, Decimal(2), Fraction(2), "2", None, True, money(2)):
        for operation in (lambda other=other: money(5) * other, lambda other=other: other * money(5)):
            with pytest.raises(TypeError, match=r"^(unsupported operand type|can't multiply sequence by non-int)"):
                operation()


@given(st.lists(amounts, max_size=9), currencies)
def test_a_sum_of_amounts_is_that_of_the_minor_units(minors: list[int], currency: str) -> None:
    """Nothing at all comes to zero in the currency asked for; an iterator will do."""
    assert Money.sum([money(minor, currency) for minor in minors], currency) == money(sum(minors), currency)
    assert Money.sum((money(minor, currency) for minor in minors), currency) == money(sum(minors), currency)
    assert Money.sum([], currency) == money(0, currency)


def test_a_sum_refuses_other_currencies_and_what_is_no_amount() -> None:
    """The currency is that of the sum, whatever comes first."""
    for moneys in ([money(1, "EUR")], [money(1), money(1, "EUR")]):
        with pytest.raises(Inconsistent) as refusal:
            Money.sum(moneys, "USD")
        assert str(refusal.value) == "currency: got 'EUR', expected 'USD' as before"
        assert refusal.value.code == "mixed_currencies"
    stranger: Any = [money(1), 1]
    with pytest.raises(InvalidValue) as wrong:
        Money.sum(stranger, "USD")
    assert str(wrong.value) == "moneys: got 1, expected a value of type Money"
    with pytest.raises(InvalidValue) as unknown:
        Money.sum([], "XXX")
    assert (unknown.value.code, unknown.value.path) == ("unknown_currency", "currency")
    with pytest.raises(InvalidValue) as too_large:
        Money.sum([money(LARGEST_AMOUNT), money(1)], "USD")
    assert too_large.value.code == "too_large"


def test_a_sum_beyond_the_bound_is_refused() -> None:
    """Adding keeps to the largest amount, exactly."""
    assert money(LARGEST_AMOUNT - 1) + money(1) == money(LARGEST_AMOUNT)
    with pytest.raises(InvalidValue):
        money(LARGEST_AMOUNT) + money(1)
    with pytest.raises(InvalidValue):
        money(-LARGEST_AMOUNT) - money(1)


@given(amounts, currencies)
def test_equal_money_hashes_pickles_and_copies_equal(minor: int, currency: str) -> None:
    """A value is its content, wherever it travels."""
    value = money(minor, currency)
    for twin in (money(minor, currency), pickle.loads(pickle.dumps(value)), copy.copy(value), copy.deepcopy(value)):
        assert twin == value
        assert hash(twin) == hash(value)
        assert repr(twin) == f"Money(minor={minor}, currency={currency!r})"


def test_money_does_not_change() -> None:
    """No attribute can be set, deleted or added."""
    value: Any = money(100)
    with pytest.raises(FrozenInstanceError):
        value.minor = 200
    with pytest.raises(FrozenInstanceError):
        del value.currency
    with pytest.raises(AttributeError):
        value.note = "x"
    assert value == money(100)
