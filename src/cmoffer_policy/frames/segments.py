"""Exact arithmetic on columns of integers: groups of rows, largest remainder, the worth of units."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Integers: TypeAlias = NDArray[np.int64]
Mask: TypeAlias = NDArray[np.bool_]
Values: TypeAlias = NDArray[Any]

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


def apportioned(total: Integers, weights: Integers, groups: Groups, smaller_first: Any) -> Integers:
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
        ranks = np.zeros(len(rows), np.int64)
        in_turn = np.lexsort((-remainder[open_rows], among.of[open_rows]))
        same = Groups(among.of[open_rows][in_turn], remainder[open_rows][in_turn])
        tied = in_turn[(same.sizes > 1)[same.of]]
        if len(tied):
            ranks[tied] = smaller_first(rows[tied])
            in_turn = np.lexsort((ranks, -remainder[open_rows], among.of[open_rows]))
        places = Groups(among.of[open_rows][in_turn]).places()
        floor[open_rows[in_turn]] += places < left[open_rows][in_turn]
    share[divided] = floor
    return share


def value_of_first(units: Integers, value: Integers, quantity: Integers) -> Integers:
    """Value of the first ``units`` of a line, rounded half up."""
    return (2 * units * value + quantity) // (2 * quantity)
