"""Verdicts for whole columns: ``judge`` asked once for each distinct case."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np
from attrs import frozen

from cmoffer_policy.facts import DOMAINS, Facts, Phase
from cmoffer_policy.frames.reading import ABSENT
from cmoffer_policy.frames.rows import WORDS, words_of
from cmoffer_policy.frames.segments import Integers, Mask, Values
from cmoffer_policy.policy import Policy
from cmoffer_policy.units import OPEN_OUTCOMES
from cmoffer_policy.vocabulary import Outcome, Problem, ProductionStage

_OPEN = [outcome.value for outcome in OPEN_OUTCOMES]
_CASES = int(np.prod([len(values) for values in DOMAINS.values()]))
_MANY = _CASES // 16
"""With so many rows a table of all cases costs less than sorting them."""


def facts_codes(of: Mapping[str, Values], *, governed: Mask, phase: Values, **answers: Values) -> Integers:
    """``Facts.code`` of each row: what ``facts_of`` observes, on columns."""
    not_as_described = of["problem"] == Problem.NOT_AS_DESCRIBED.index
    stage = np.where(of["production"] == ABSENT, len(ProductionStage), of["production"])
    facts = {
        **of,
        **answers,
        "governed": governed,
        "phase": phase,
        "production": np.where(phase == Phase.NOT_SHIPPED.index, stage, ProductionStage.STARTED.index),
        "listing_differs": not_as_described & (of["listing_differs"] > 0),
        "description_proved": not_as_described & (of["description_proved"] > 0),
    }
    code = np.zeros(len(phase), np.int32)
    for name, values in DOMAINS.items():
        code *= len(values)
        code += facts[name]
    return code.astype(np.int64)


def facts_with(code: int) -> Facts:
    """The Facts with this code."""
    fields: dict[str, Any] = {}
    for name, values in reversed(DOMAINS.items()):
        code, place = divmod(code, len(values))
        fields[name] = values[place]
    return Facts(**fields)


class Cases:
    """The distinct cases of a column of codes, by size, and the place of each row's among them."""

    distinct: Integers
    place: Integers

    def __init__(self, codes: Integers) -> None:
        if len(codes) < _MANY:
            self.distinct, self.place = np.unique(codes, return_inverse=True)
            return
        occurs = np.zeros(_CASES, np.bool_)
        occurs[codes] = True
        self.distinct = np.flatnonzero(occurs)
        places = np.zeros(_CASES, np.int64)
        places[self.distinct] = np.arange(len(self.distinct))
        self.place = places[codes]


@frozen(kw_only=True, eq=False)
class Verdicts:
    """The verdicts on distinct cases.

    - ``words``: what the columns of the answer say of each, by their names; None where nothing is to be said.
    - ``approved``: the verdict is an approval; ``takes``: it is one, or can still become one.
    """

    words: dict[str, list[str | None]]
    approved: Mask
    takes: Mask

    @classmethod
    def on(cls, cases: Cases, policy: Policy) -> Verdicts:
        """The verdicts on some cases, each asked for once."""
        words = [_words_of(code, policy) for code in cases.distinct.tolist()]
        outcomes = [each["outcome"] for each in words]
        approved = np.array([outcome == Outcome.APPROVED.value for outcome in outcomes], np.bool_)
        still_open = np.array([outcome in _OPEN for outcome in outcomes], np.bool_)
        return cls(
            words={name: [each[name] for each in words] for name in WORDS},
            approved=approved,
            takes=approved | still_open,
        )


@lru_cache(maxsize=2**15)
def _words_of(code: int, policy: Policy) -> dict[str, str | None]:
    """What is said of a case; frames meet the same cases again and again."""
    return words_of(facts_with(code), policy)
