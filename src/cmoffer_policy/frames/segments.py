"""Exact arithmetic on columns of integers: groups of rows, largest remainder, the worth of units."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, reduce
from itertools import combinations
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

    first: Mask
    starts: Integers
    of: Integers
    sizes: Integers

    def __init__(self, *keys: Integers) -> None:
        self.first = np.ones(len(keys[0]), np.bool_)
        if len(self.first):
            self.first[1:] = reduce(np.logical_or, [key[1:] != key[:-1] for key in keys])
        self.starts = np.flatnonzero(self.first)
        self.of = np.cumsum(self.first) - 1
        self.sizes = np.diff(self.starts, append=len(self.first))

    @cached_property
    def starts_by_size(self) -> list[Integers]:
        """Where the groups of several rows start, those of one size together."""
        several = np.flatnonzero(self.sizes > 1)
        sizes = self.sizes[several]
        in_turn = np.argsort(sizes.astype(np.uint16) if sizes.max(initial=0) < 2**16 else sizes, kind="stable")
        return np.split(self.starts[several[in_turn]], 1 + np.flatnonzero(np.diff(sizes[in_turn])))

    def sum(self, values: Values) -> Integers:
        """The sum of each group."""
        return np.add.reduceat(values, self.starts, dtype=np.int64) if len(values) else values.astype(np.int64)

    def any(self, values: Mask) -> Mask:
        """Of each group, whether any of its rows is true."""
        return np.logical_or.reduceat(values, self.starts) if len(values) else values

    def differs(self, values: Values) -> Integers:
        """The rows whose value is not that of the row before them in the same group."""
        return 1 + np.flatnonzero((values[1:] != values[:-1]) & ~self.first[1:])

    def before(self, values: Integers) -> Integers:
        """Of each row, the sum of the rows before it in the same group."""
        sums = np.cumsum(values) - values
        return sums - sums[self.starts][self.of]


def too_large_to_divide(total: Values, weights: Values) -> Integers:
    """The rows whose share of the total needs a product beyond 64 bits."""
    if int(total.max(initial=0)) * int(weights.max(initial=0)) <= LARGEST_PRODUCT:
        return np.zeros(0, np.int64)
    return np.flatnonzero(total.astype(np.float64) * weights > LARGEST_PRODUCT)


def apportioned(total: Integers, weights: Integers, groups: Groups, smaller_first: SmallerFirst) -> Integers:
    """The total of each group divided among its rows by their weights, exactly, by the largest remainder.

    ``total`` is the same on all rows of a group. Where it is not zero, some weight is not either. Of equal remainders
    the one comes first that ``smaller_first`` ranks first; it is asked for the rows that have to be told apart.
    """
    share = np.where((groups.sizes == 1)[groups.of], total, 0)
    for starts in groups.starts_by_size:
        divided = starts[total[starts] > 0]
        if len(divided):
            size = int(groups.sizes[groups.of[divided[0]]])
            rows = np.arange(size)[:, np.newaxis] + divided
            share[rows] = _shares(total[divided], weights[rows], rows, smaller_first)
    return share


def _shares(total: Integers, weights: Integers, rows: Integers, smaller_first: SmallerFirst) -> Integers:
    """The shares of groups of one size, a column of the tables for each group."""
    product = weights * total
    whole = weights.sum(axis=0)
    floor = product // whole
    product -= floor * whole
    left = total - floor.sum(axis=0)
    some = np.flatnonzero(left)
    if len(some):
        floor[:, some] += _places(product[:, some], rows[:, some], smaller_first) < left[some]
    return floor


_FEW = 8
"""Rows up to this number are compared pair by pair, which costs less than sorting; most orders have few lines."""


def _places(values: Integers, rows: Integers, smaller_first: SmallerFirst) -> Integers:
    """Of each value, its place in its group, the largest first; equal ones as ``smaller_first`` ranks their rows."""
    places = np.zeros(values.shape, np.int64)
    tied = np.full(values.shape[1], len(values) > _FEW)
    for upper, lower in combinations(range(len(values)), 2) if len(values) <= _FEW else ():
        larger = values[upper] > values[lower]
        places[lower] += larger
        places[upper] += ~larger
        tied |= values[upper] == values[lower]
    if tied.any():
        ranks = smaller_first(rows[:, tied].ravel()).reshape(len(values), -1)
        order = np.lexsort((ranks, -values[:, tied]), axis=0)
        of_tied = np.empty_like(order)
        np.put_along_axis(of_tied, order, np.arange(len(values))[:, np.newaxis], axis=0)
        places[:, tied] = of_tied
    return places


def value_of_first(units: Integers, value: Integers, quantity: Integers) -> Integers:
    """Value of the first ``units`` of a line, rounded half up."""
    return (2 * units * value + quantity) // (2 * quantity)
