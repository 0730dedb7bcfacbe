"""Tables with don't-cares: cases that lead to one result, merged into rows with as few conditions as they need."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Generic, TypeVar

from attrs import frozen

from cmoffer_policy.vocabulary import Remedy, Term, in_order

R = TypeVar("R", bound=Hashable)

Case = tuple[Hashable, ...]
"""One value for each column."""

Condition = tuple[Hashable, ...] | None
"""The values that a column may have, in the order of their definition; None where it may have any."""


@frozen
class Merged(Generic[R]):
    """Cases with one result that a condition for each column sets apart from all others."""

    conditions: tuple[Condition, ...]
    result: R
    cases: tuple[Case, ...]


def merge(cases: Mapping[Case, R], column: int = 0) -> list[Merged[R]]:
    """Rows that give every case its result, each case in one row, with a condition only where it makes a difference.

    The columns are asked in turn; values whose cases have the same rows in the later columns share these. No row asks
    for a value that no case has. Rows and values keep the order in which the cases come.
    """
    first, result = next(iter(cases.items()))
    if all(other == result for other in cases.values()):
        return [Merged((None,) * (len(first) - column), result, tuple(cases))]
    by_value: dict[Hashable, dict[Case, R]] = {}
    for case, result in cases.items():
        by_value.setdefault(case[column], {})[case] = result
    alike: dict[Hashable, list[tuple[Hashable, list[Merged[R]]]]] = {}
    for value, part in by_value.items():
        rows = merge(part, column + 1)
        alike.setdefault(tuple([(row.conditions, row.result) for row in rows]), []).append((value, rows))
    return [
        Merged(
            (tuple([value for value, _ in group]) if len(alike) > 1 else None, *same[0].conditions),
            same[0].result,
            tuple([case for row in same for case in row.cases]),
        )
        for group in alike.values()
        for same in zip(*[rows for _, rows in group], strict=True)
    ]


def condition_words(condition: Condition) -> str:
    """The values of a condition in words, as in "broken, defective"; "any" where there is no condition."""
    if condition is None:
        return "any"
    named: dict[Hashable, str] = {True: "yes", False: "no", None: "unknown"}
    return ", ".join([value.words if isinstance(value, Term) else named[value] for value in condition])


def remedies_words(remedies: frozenset[Remedy]) -> str:
    """The remedies in words, as in "refund, replacement"; "none" where there is none."""
    return ", ".join([remedy.words for remedy in in_order(remedies)]) or "none"
