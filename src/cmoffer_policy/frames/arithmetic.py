"""Whole-number arithmetic on columns, exact on every engine."""

from __future__ import annotations

import narwhals as nw

_HALF = 2**20
"""Amounts stay below the square of it, so that a product with one half of an amount fits into 63 bits."""


def quotient(dividend: nw.Expr, divisor: nw.Expr) -> nw.Expr:
    """The quotient rounded down, for a dividend from 0 to 2**62, a divisor of 1 or more, and a quotient below 2**50.

    Some engines divide whole numbers as floating-point ones. Less its remainder, the dividend is a multiple of the
    divisor, and the nearest whole number to such a quotient is the true one.
    """
    return ((dividend - dividend % divisor) / divisor).round().cast(nw.Int64())


def proportion(total: nw.Expr, weight: nw.Expr, whole: nw.Expr) -> tuple[nw.Expr, nw.Expr]:
    """The total times weight over whole, rounded down, and the remainder, for amounts up to 10**12.

    The product can have twice as many digits as a column holds; so it is taken with each half of the weight.
    """
    low = weight % _HALF
    high = ((weight - low) / _HALF).round().cast(nw.Int64())
    upper = quotient(total * high, whole)
    rest = (total * high - upper * whole) * _HALF + total * low
    lower = quotient(rest, whole)
    return upper * _HALF + lower, rest - lower * whole
