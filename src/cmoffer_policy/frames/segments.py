"""Exact arithmetic on columns of integers: groups of rows, largest remainder, the worth of units."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Integers: TypeAlias = NDArray[np.int64]
Mask: TypeAlias = NDArray[np.bool_]
Values: TypeAlias = NDArray[Any]

SmallerFirst: TypeAlias = Callable[[Integers], Integers]
"""Ranks of some rows among each other, the first the smallest."""

LARGEST_PRODUCT = 2**62
"""Products up to this size, and what is added to them here, fit into 64 bits."""


class Groups:
    """Consecutive rows with one key.

    >>> orders = Groups(np.array([7, 7, 9]))
    >>> orders.sum(np.array([1, 2, 3])).tolist(), orders.of.tolist(), orders.sizes.tolist()
    ([3, 3], [0, 0, 1], [2, 1])
    """

    def __init__(self, *keys: Integers) -> None:
        self.first = np.ones(len(keys[0]), np.bool_)
        if len(self.first):
            self.first[1:] = np.logical_or.reduce([key[1:] != key[:-1] for key in keys])
        self.starts = np.flatnonzero(self.first)
        self.of = np.cumsum(self.first) - 1
        self.sizes = np.diff(self.starts, append=len(self.first))

    def sum(self, values: Values) -> Integers:
        """The sum of each group."""
        return np.add.reduceat(values, self.starts, dtype=np.int64) if len(values) else values.astype(np.int64)

    def any(self, values: Mask) -> Mask:
        """Of each group, whether any of its rows is true."""
        return np.logical_or.reduceat(values, self.starts) if len(values) else values

    def differs(self, values: Values) -> Mask:
        """Of each row, whether its value is not that of the row before it in the same group."""
        found = np.zeros(len(values), np.bool_)
        found[1:] = (values[1:] != values[:-1]) & ~self.first[1:]
        return found

    def before(self, values: Integers) -> Integers:
        """Of each row, the sum of the rows before it in the same group."""
        sums = np.cumsum(values) - values
        return sums - sums[self.starts][self.of]

    def places(self) -> Integers:
        """Of each row, its place in its group, counted from 0."""
        return np.arange(len(self.of)) - self.starts[self.of]


def too_large_to_divide(total: Values, weights: Values) -> Mask:
    """Of each row, whether its share of the total needs a product beyond 64 bits."""
    return total.astype(np.float64) * weights > LARGEST_PRODUCT


def apportioned(total: Integers, weights: Integers, groups: Groups, smaller_first: SmallerFirst) -> Integers:
    """The total of each group divided among its rows by their weights, exactly, by the largest remainder.

    ``total`` is the same on all rows of a group. Where it is not zero, some weight is not either. Of equal remainders
    the one comes first that ``smaller_first`` ranks first; it is asked for the rows that have to be told apart.
    """
    share = np.where((groups.sizes == 1)[groups.of], total, 0)
    divided = np.flatnonzero((groups.sizes[groups.of] > 1) & (total > 0))
    if not len(divided):
        return share
    among = Groups(groups.of[divided])
    product = total[divided] * weights[divided]
    whole = among.sum(weights[divided])[among.of]
    floor = product // whole
    remainder = product - floor * whole
    left = (total[divided][among.starts] - among.sum(floor))[among.of]
    open_rows = np.flatnonzero(left > 0)
    if len(open_rows):
        rows = divided[open_rows]
        places = _places_by_size(remainder[open_rows], Groups(among.of[open_rows]), _of_these(rows, smaller_first))
        floor[open_rows] += places < left[open_rows]
    share[divided] = floor
    return share


_FEW = 8
"""Groups up to this size are compared row by row, which costs less than sorting; most orders have few lines."""


def _places_by_size(values: Integers, groups: Groups, smaller_first: SmallerFirst) -> Integers:
    """Of each row, its place in its group, the largest value first; equal ones as ``smaller_first`` ranks them."""
    few = groups.sizes <= _FEW
    if few.all():
        return _places_among_few(values, groups, smaller_first)
    places = np.empty(len(values), np.int64)
    small = few[groups.of]
    for rows, find in ((np.flatnonzero(small), _places_among_few), (np.flatnonzero(~small), _places_among_many)):
        if len(rows):
            places[rows] = find(values[rows], Groups(groups.of[rows]), _of_these(rows, smaller_first))
    return places


def _of_these(rows: Integers, smaller_first: SmallerFirst) -> SmallerFirst:
    return lambda some: smaller_first(rows[some])


def _places_among_few(values: Integers, groups: Groups, smaller_first: SmallerFirst) -> Integers:
    places = np.zeros(len(values), np.int64)
    tied = np.zeros(len(values), np.bool_)
    apart = range(1, int(groups.sizes.max()))
    for by in apart:
        same = groups.of[by:] == groups.of[:-by]
        places[:-by] += same & (values[by:] > values[:-by])
        places[by:] += same & (values[by:] < values[:-by])
        equal = same & (values[by:] == values[:-by])
        tied[by:] |= equal
        tied[:-by] |= equal
    if tied.any():
        ranks = np.zeros(len(values), np.int64)
        ranks[tied] = smaller_first(np.flatnonzero(tied))
        for by in apart:
            equal = (groups.of[by:] == groups.of[:-by]) & (values[by:] == values[:-by])
            places[:-by] += equal & (ranks[by:] < ranks[:-by])
            places[by:] += equal & (ranks[by:] > ranks[:-by])
    return places


def _places_among_many(values: Integers, groups: Groups, smaller_first: SmallerFirst) -> Integers:
    in_turn = np.lexsort((-values, groups.of))
    same = Groups(groups.of[in_turn], values[in_turn])
    tied = in_turn[(same.sizes > 1)[same.of]]
    if len(tied):
        ranks = np.zeros(len(values), np.int64)
        ranks[tied] = smaller_first(tied)
        in_turn = np.lexsort((ranks, -values, groups.of))
    places = np.empty(len(values), np.int64)
    places[in_turn] = Groups(groups.of[in_turn]).places()
    return places


def value_of_first(units: Integers, value: Integers, quantity: Integers) -> Integers:
    """Value of the first ``units`` of a line, rounded half up."""
    return (2 * units * value + quantity) // (2 * quantity)
