"""The exact division of an amount by weights."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import floor
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from cmoffer_policy import InvalidValue, apportion

totals = st.one_of(st.integers(0, 50), st.integers(0, 10**12))
weightings = st.dictionaries(
    st.text("abcXYZ01\u00e9\u94f6", min_size=1, max_size=4),
    st.one_of(st.integers(0, 5), st.integers(0, 10**12)),
    min_size=1,
    max_size=12,
)


class Array:
    """Like an array: it has an index to ask for, only that asking fails."""

    def __index__(self) -> int:
        raise TypeError("only integer scalar arrays can be converted to a scalar index")

    def __repr__(self) -> str:
        return "Array()"


def exact_shares(total: int, weights: Mapping[str, int]) -> dict[str, Fraction]:
    """What each key is due, before any rounding."""
    whole = sum(weights.values())
    if whole == 0:
        return {key: Fraction(total, len(weights)) for key in weights}
    return {key: Fraction(total * weight, whole) for key, weight in weights.items()}


def largest_remainder(total: int, weights: Mapping[str, int]) -> dict[str, int]:
    """One unit after another goes to the key whose rounded share is furthest below what it is due."""
    due = exact_shares(total, weights)
    shares = {key: floor(share) for key, share in due.items()}
    served: set[str] = set()
    while sum(shares.values()) < total:
        neediest = min((key for key in due if key not in served), key=lambda key: (floor(due[key]) - due[key], key))
        served.add(neediest)
        shares[neediest] += 1
    return shares


@given(totals, weightings)
@example(100, {"b": 1, "a": 1, "c": 1})
@example(1, {"a": 0, "b": 0})
@example(7, {"a": 3, "b": 0})
def test_the_shares_are_those_of_the_largest_remainder(total: int, weights: dict[str, int]) -> None:
    """A slow division that serves the neediest key first agrees."""
    assert apportion(total, weights) == largest_remainder(total, weights)


@given(totals, weightings)
def test_the_shares_add_up_to_the_total_exactly(total: int, weights: dict[str, int]) -> None:
    """No unit is lost and none is made."""
    assert sum(apportion(total, weights).values()) == total


@given(totals, weightings)
def test_every_share_is_less_than_one_unit_from_the_exact_one(total: int, weights: dict[str, int]) -> None:
    """Rounding moves nobody by a whole unit."""
    shares, due = apportion(total, weights), exact_shares(total, weights)
    assert all(abs(shares[key] - due[key]) < 1 for key in due)


@given(totals, weightings)
def test_a_share_that_is_whole_already_is_given_as_it_is(total: int, weights: dict[str, int]) -> None:
    """Where nothing has to be rounded nothing is."""
    shares, due = apportion(total, weights), exact_shares(total, weights)
    assert {key: shares[key] for key in due if due[key].denominator == 1} == {
        key: int(share) for key, share in due.items() if share.denominator == 1
    }


@given(totals, weightings, st.randoms(use_true_random=False))
def test_the_order_of_the_weights_changes_no_share(total: int, weights: dict[str, int], random: Any) -> None:
    """Only the shares come in another order."""
    keys = list(weights)
    random.shuffle(keys)
    shuffled = apportion(total, {key: weights[key] for key in keys})
    assert list(shuffled) == keys
    assert shuffled == apportion(total, weights)


@given(totals, weightings)
def test_of_equal_weights_the_smaller_key_never_gets_less(total: int, weights: dict[str, int]) -> None:
    """Equal weights differ by one unit at most, in favour of the smaller key."""
    shares = apportion(total, weights)
    for small in weights:
        for large in weights:
            if small < large and weights[small] == weights[large]:
                assert 0 <= shares[small] - shares[large] <= 1


@given(totals, weightings)
def test_a_heavier_key_never_gets_less_than_a_lighter_one(total: int, weights: dict[str, int]) -> None:
    """More weight is never a disadvantage."""
    shares = apportion(total, weights)
    for light in weights:
        for heavy in weights:
            if weights[light] < weights[heavy]:
                assert shares[light] <= shares[heavy]


@given(totals, weightings)
def test_a_key_without_weight_gets_nothing_beside_one_with_weight(total: int, weights: dict[str, int]) -> None:
    """No unit left over goes to a weight of zero."""
    assume(any(weights.values()))
    shares = apportion(total, weights)
    assert {shares[key] for key, weight in weights.items() if weight == 0} <= {0}


@given(totals, weightings, st.integers(2, 1000))
def test_weights_count_by_their_proportions_alone(total: int, weights: dict[str, int], factor: int) -> None:
    """Multiplied by one factor they divide alike."""
    assert apportion(total, {key: weight * factor for key, weight in weights.items()}) == apportion(total, weights)


@given(totals, st.sets(st.text(max_size=3), min_size=1, max_size=12))
def test_weights_that_are_all_zero_count_as_equal(total: int, keys: set[str]) -> None:
    """The total is divided as among weights of one."""
    assert apportion(total, dict.fromkeys(keys, 0)) == largest_remainder(total, dict.fromkeys(keys, 1))


@pytest.mark.parametrize(
    ("total", "weights", "shares"),
    [
        (0, {}, {}),
        (0, {"a": 1, "b": 2}, {"a": 0, "b": 0}),
        (5, {"only": 0}, {"only": 5}),
        (1, {"b": 1, "a": 1}, {"b": 0, "a": 1}),
        (10, {"c": 1, "b": 1, "a": 1}, {"c": 3, "b": 3, "a": 4}),
        (11, {"c": 1, "b": 1, "a": 1}, {"c": 3, "b": 4, "a": 4}),
        (100, {"a": 199, "b": 1}, {"a": 100, "b": 0}),
        (2, {"10": 1, "9": 1, "1": 1}, {"10": 1, "9": 0, "1": 1}),
        (400, {"ring": 3000, "chain": 1000}, {"ring": 300, "chain": 100}),
    ],
)
def test_worked_cases(total: int, weights: dict[str, int], shares: dict[str, int]) -> None:
    """Shares come in the order of the weights; keys are compared as text."""
    result = apportion(total, weights)
    assert list(result.items()) == list(shares.items())


def test_numbers_of_any_size_are_divided_exactly() -> None:
    """Amounts far above the largest money stay whole."""
    assert apportion(10**40 + 1, {"a": 1, "b": 1}) == {"a": 5 * 10**39 + 1, "b": 5 * 10**39}


@pytest.mark.parametrize(
    ("total", "weights", "message"),
    [
        (-1, {"a": 1}, "total: got -1, expected 0 or more"),
        (1.5, {"a": 1}, "total: got 1.5, expected an integer"),
        (True, {"a": 1}, "total: got True, expected an integer"),
        (1, {"a": 1, "b": -1}, "weights['b']: got -1, expected 0 or more"),
        (1, {"a": 0.5}, "weights['a']: got 0.5, expected an integer"),
        (1, {"a": True}, "weights['a']: got True, expected an integer"),
        (Array(), {"a": 1}, "total: got Array(), expected an integer"),
        (1, {"a": Array()}, "weights['a']: got Array(), expected an integer"),
        (1, {1: 1}, "weights: got 1, expected a str"),
        (1, {"a": 1, None: 1}, "weights: got None, expected a str"),
        (0, {b"a": 0}, "weights: got b'a', expected a str"),
        (1, {("a", "b"): 1}, "weights: got ('a', 'b'), expected a str"),
        (1, {}, "weights: got none, expected at least one weight to divide the total by"),
    ],
)
def test_what_cannot_be_divided_is_refused(total: Any, weights: Any, message: str) -> None:
    """Nothing negative, nothing fractional, and somebody to give the total to."""
    with pytest.raises(InvalidValue) as refusal:
        apportion(total, weights)
    assert str(refusal.value) == message


def test_a_total_too_long_to_print_and_no_weight_is_refused_like_any_other() -> None:
    """The message never tries to print thousands of digits."""
    with pytest.raises(InvalidValue) as refusal:
        apportion(10**5000, {})
    assert refusal.value.code == "no_weights"


@pytest.mark.parametrize("weights", [[1, 2], None, "ab", 3])
def test_weights_have_to_be_a_mapping(weights: Any) -> None:
    """A list of weights has no keys to give shares to."""
    with pytest.raises(InvalidValue) as refusal:
        apportion(5, weights)
    assert str(refusal.value) == f"weights: got {weights!r}, expected a mapping from keys to weights"
    assert refusal.value.code == "not_a_mapping"


def test_keys_of_another_library_come_back_as_str() -> None:
    """Text counts whatever its class."""

    class Name(str):
        __slots__ = ()

    shares = apportion(3, {Name("b"): 1, "a": 1})
    assert shares == {"b": 1, "a": 2}
    assert {type(key) for key in shares} == {str}
