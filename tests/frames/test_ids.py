"""Ids as codes: equal where the ids are, however they are found."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cmoffer_policy.frames import ids
from cmoffer_policy.frames.ids import factorised

texts = st.text("ab\x00é", max_size=3).map(lambda text: text * 6)
columns = st.lists(st.lists(st.one_of(texts, st.text(max_size=70), st.none()), max_size=20), min_size=1, max_size=2)


def as_first_met(columns: list[list[Any]]) -> list[list[int]]:
    """The codes, numbered as the ids first come."""
    known: dict[Any, int] = {}
    return [[known.setdefault(each, len(known)) for each in column] for column in columns]


def codes_of(columns: list[list[Any]]) -> list[list[int]]:
    """The codes that are found, of slices of longer columns."""
    arrays = [pa.array(["before", *column], pa.large_string())[1:] for column in columns]
    return [codes.tolist() for codes in factorised(arrays)]


@given(columns)
@example([["a", "a\x00"], ["a\x00\x00"]])
@example([["x" * 65, "x" * 64], []])
@example([["a", "b"], []])
def test_ids_are_numbered_as_they_first_come(columns: list[list[Any]]) -> None:
    """In all columns together, by their bytes or in a dictionary."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ids, "_FEW_ROWS", 1)
        assert codes_of(columns) == as_first_met(columns)
    assert codes_of(columns) == as_first_met(columns)


def test_numbers_of_unlike_signs_are_told_apart() -> None:
    """The largest of 64 bits without a sign and -1 with one have the same bits; equal numbers are equal in both."""
    columns = [[2**64 - 1, 5], [-1, 5]]
    arrays = [pa.array(columns[0], pa.uint64()), pa.array(columns[1], pa.int64())]
    assert [codes.tolist() for codes in factorised(arrays)] == as_first_met(columns)


@pytest.mark.parametrize("length", [7, 8, 9, 15, 16, 17, 64, 65])
def test_many_ids_of_any_length_are_told_apart(length: int) -> None:
    """In runs and without, whichever of their bytes differ."""
    many = [str(number).rjust(length, "x") for number in range(700)] + [
        str(number).ljust(length, "y") for number in range(700)
    ]
    columns = [[each for each in many for _ in range(3)], many[::-1]]
    assert codes_of(columns) == as_first_met(columns)


def test_ids_that_share_a_hash_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Here a hash keeps the first three bytes of an id, which two thousand ids have in pairs."""
    monkeypatch.setattr(ids, "_MULTIPLIER", np.uint64(2**40))
    many = [f"{number // 2:03x}{number % 2}" for number in range(4000)]
    assert codes_of([many, many[::-1]]) == as_first_met([many, many[::-1]])
