"""Spaces of cases: a policy, the cases it is asked about, and what the library says to each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, cached_property
from itertools import chain, combinations, islice, product, repeat, starmap
from typing import Any, NamedTuple

import numpy as np
from attrs import evolve

from cmoffer_policy import (
    POLICY_2023,
    Outcome,
    Policy,
    Problem,
    ProductionStage,
    Remedy,
    Verification,
)
from cmoffer_policy.analysis.cases import all_facts, facts_with, is_reachable
from cmoffer_policy.facts import DOMAINS, Facts, Phase
from cmoffer_policy.policy import JUDGED, JUDGEMENT_READINGS, READING_OF, READINGS
from cmoffer_policy.rules import Status, Verdict, judge
from cmoffer_policy.vocabulary import Term
from support.builders import some_facts

OF_2023 = "judged, default"
"""The group of the tests that look at what POLICY_2023 says to every case: one process works that out."""

Array = Any
"""One of NumPy."""
Judge = Callable[[Facts, Policy], Verdict]

EVIDENCE = ("buyer_compensated", "problem_shown", "buyer_quoted", "description_proved")
CAUSES = ("corrosion", "misuse", "unlawful", "listing_differs")
ONLY_OF = {
    "nothing_arrived": Problem.LOST,
    "listing_differs": Problem.NOT_AS_DESCRIBED,
    "description_proved": Problem.NOT_AS_DESCRIBED,
}
"""The facts that are asked of one problem only; they are false of all others."""
_PLACE = {clause: place for place, clause in enumerate(JUDGED)}

RADIX = {name: len(values) for name, values in DOMAINS.items()}
STRIDE: dict[str, int] = {}
CASES = 1
for _name in reversed(RADIX):
    STRIDE[_name] = CASES
    CASES *= RADIX[_name]

_OTHERS = [value for name in JUDGEMENT_READINGS for value in READINGS[name] if value is not getattr(POLICY_2023, name)]


def under(*values: Term) -> Policy:
    """The policy of 2023 with these readings."""
    return evolve(POLICY_2023, **{READING_OF[value]: value for value in values})


ALONE = [POLICY_2023, *[under(value) for value in _OTHERS]]
"""The policy of 2023, and each of its readings that enter the judgement changed alone."""

PAIRS = [under(one, other) for one, other in combinations(_OTHERS, 2) if READING_OF[one] != READING_OF[other]]
"""Every two of these readings changed together."""


def reading_id(policy: Policy) -> str:
    """A test id: what is read otherwise than by default."""
    values = [getattr(policy, name) for name in JUDGEMENT_READINGS]
    return "-".join([value.value for value in values if value in _OTHERS]) or "default"


def numbered(code: int) -> Facts:
    """The case with this code."""
    return Facts(**{name: DOMAINS[name][code // STRIDE[name] % RADIX[name]] for name in DOMAINS})


def some_of(policy: Policy, stride: int, **known: object) -> list[Facts]:
    """Some of the cases that the policy can meet: those with every so manieth code, and these facts in common.

    A prime stride beyond three shares no factor with the number of values of any field, so that all of them come in
    turn.
    """
    cases = map(numbered, asked_of_their_problem(np.arange(0, CASES, stride)).tolist())
    return [
        facts
        for facts in cases
        if is_reachable(facts, policy) and all(getattr(facts, name) is value for name, value in known.items())
    ]


def asked_of_their_problem(codes: Array) -> Array:
    """The codes of cases without facts of a problem that is never asked about them."""
    for name, problem in ONLY_OF.items():
        codes = codes[(place_of(name, codes) == 0) | (place_of("problem", codes) == problem.index)]
    return codes


def cases_within(**values: tuple[object, ...]) -> Iterator[Facts]:
    """Every case in which facts have these values, without facts of a problem that is never asked about them."""
    return starmap(_with_values, values_within(**values))


def values_within(**values: tuple[object, ...]) -> Iterator[tuple[Iterable[str], tuple[Any, ...]]]:
    """The names and the values of the facts of these cases."""
    for problem in Problem:
        elsewhere = {name: (False,) for name, about in ONLY_OF.items() if about is not problem}
        domains = {**DOMAINS, **values, "problem": (problem,), **elsewhere}
        yield from zip(repeat(domains), product(*domains.values()))


def _with_values(names: Iterable[str], values: tuple[Any, ...]) -> Facts:
    return Facts(**dict(zip(names, values, strict=True)))


def in_order_of_codes(cases: Iterable[Facts]) -> list[Facts]:
    return sorted(cases, key=lambda facts: facts.code)


def every_case() -> list[Facts]:
    """Every case there is, those that no order and claim give rise to included.

    Shipped goods that nobody produced, dearer refunds, the phases of every reading.
    """
    return in_order_of_codes(cases_within())


def possible_cases(stride: int = 1) -> list[Facts]:
    """The governed ones of them that some order and claim give rise to, with whatever figures and dates.

    All, or every so manieth: those between are not made.
    """
    phases = [{"phase": (Phase.NOT_SHIPPED,)}]
    phases += [{"phase": (phase,), "production": (ProductionStage.STARTED,)} for phase in Phase][1:]
    remedies = [{"replacement_dearer": (False,)}, {"replacement_dearer": (True,), "remedy": (Remedy.REPLACEMENT,)}]
    found = chain.from_iterable(
        values_within(governed=(True,), **phase, **asked) for phase, asked in product(phases, remedies)
    )
    return in_order_of_codes(starmap(_with_values, islice(found, 0, None, stride)))


def facts_that_readings_touch() -> list[Facts]:
    """Every governed case as far as remedies are granted, and a choice of what follows.

    Every phase (before shipment with every stage of production, afterwards with the one that observation yields),
    problem, remedy and set of causes; each of them confirmed and completely proved, and then in turn with a dearer
    replacement, without any proof, without one of the proofs, and with every other word of the parties, proved or not.
    """
    phases: list[tuple[object, object]] = [(Phase.NOT_SHIPPED, stage) for stage in DOMAINS["production"]]
    phases += [(phase, ProductionStage.STARTED) for phase in Phase if phase is not Phase.NOT_SHIPPED]
    complete, nothing = dict.fromkeys(EVIDENCE, True), dict.fromkeys(EVIDENCE, False)
    endings: list[dict[str, object]] = [{}, {"replacement_dearer": True}, nothing]
    not_described = complete | {"description_proved": False}
    endings += [complete | {name: False} for name in EVIDENCE]
    words = [word for word in Verification if word is not Verification.CONFIRMED]
    endings += [{"verification": word, **proofs} for word in words for proofs in ({}, nothing)]
    return [
        some_facts(
            phase=phase,
            production=stage,
            problem=problem,
            remedy=remedy,
            nothing_arrived=nothing_arrived,
            **dict(zip(CAUSES, found, strict=True)),
            **{**ending, "description_proved": described and ending.get("description_proved", True)},
        )
        for (phase, stage), problem, remedy in product(phases, Problem, Remedy)
        for described in (problem is ONLY_OF["description_proved"],)
        for nothing_arrived in ((False, True) if problem is ONLY_OF["nothing_arrived"] else (False,))
        for found in product((False, True), repeat=len(CAUSES))
        if described or not found[CAUSES.index("listing_differs")]
        for ending in endings
        if described or ending != not_described
    ]


def place_of(name: str, codes: Array) -> Array:
    """The places that a field's values have in its domain, in the cases with these codes."""
    return codes // STRIDE[name] % RADIX[name]


class Judged(NamedTuple):
    """What the library says to a case: ``statuses`` has one for each judged clause, None where there is no finding."""

    outcome: Outcome
    remedies: frozenset[Remedy]
    statuses: tuple[Status | None, ...]
    clauses: tuple[str, ...]

    @classmethod
    def of(cls, verdict: Verdict) -> Judged:
        found = {finding.clause: finding.status for finding in verdict.findings}
        clauses = tuple([finding.clause for finding in verdict.findings])
        return cls(verdict.outcome, verdict.remedies, tuple([found.get(clause) for clause in JUDGED]), clauses)

    def status(self, clause: str) -> Status | None:
        return self.statuses[_PLACE[clause]]

    def having(self, *kinds: Status) -> frozenset[str]:
        """The clauses with one of these statuses."""
        return frozenset([clause for clause, status in zip(JUDGED, self.statuses, strict=True) if status in kinds])


class Cases:
    """Some cases, and for each field an array with the place of their values in its domain."""

    def __init__(self, cases: Sequence[Facts]) -> None:
        self.cases = cases
        self.codes = np.array([case.code for case in cases], np.int64)
        self.place = {name: place_of(name, self.codes).astype(np.int8) for name in DOMAINS}
        self._at = np.full(CASES, -1, np.int32)
        self._at[self.codes] = np.arange(len(cases))
        self._pairs: dict[tuple[str, int, int], tuple[Array, Array]] = {}

    def having(self, name: str, *values: object) -> Array:
        """Where a field has one of the values."""
        return np.isin(self.place[name], [DOMAINS[name].index(value) for value in values])

    def places(self, codes: Array) -> Array:
        """Where the cases with these codes are."""
        return self._at[codes]

    def moved(self, before: Array, name: str, steps: int) -> Array:
        """Where the cases are that have another value in this field, some places further on; -1 where there is none."""
        return self._at[self.codes[before] + steps * STRIDE[name]]

    def pairs(self, name: str, first: int = 0, second: int = 1) -> tuple[Array, Array]:
        """Where the cases are that differ in one field only, by the places of its values."""
        key = name, first, second
        if key not in self._pairs:
            before = np.flatnonzero(self.place[name] == first)
            after = self.moved(before, name, second - first)
            self._pairs[key] = before[after >= 0], after[after >= 0]
        return self._pairs[key]

    def all_pairs(self, name: str) -> Iterator[tuple[Array, Array]]:
        """The pairs for every two values of the field."""
        for first, second in combinations(range(RADIX[name]), 2):
            yield self.pairs(name, first, second)


class Space:
    """A policy, the cases it is asked about, and what is said to each of them.

    What is said is pooled: ``pool`` holds some hundreds of different answers, ``said`` the number of each case's.
    """

    def __init__(self, policy: Policy, cases: Cases, judge: Judge = judge) -> None:
        self.policy = policy
        self.cases = cases
        self._judge = judge
        pool: dict[Judged, int] = {}
        numbers: dict[tuple[object, ...], int] = {}
        kept = []  # what is told apart by its identity has to stay
        said = np.empty(len(cases.cases), np.int32)
        for place, case in enumerate(cases.cases):
            verdict = judge(case, policy)
            findings = verdict.findings
            known = verdict.outcome, verdict.remedies, *map(id, findings)
            if known not in numbers:
                kept.append(findings)
                numbers[known] = pool.setdefault(Judged.of(verdict), len(pool))
            said[place] = numbers[known]
        self.said = said
        self.pool = list(pool)
        """Every answer by its number."""

    def says_otherwise_under(self, policy: Policy, places: Array) -> bool:
        """Whether one of the cases at these places is answered otherwise under another policy."""
        cases, pool = self.cases.cases, self.pool
        return any(
            Judged.of(self._judge(cases[place], policy)) != pool[number]
            for place, number in zip(places.tolist(), self.said[places].tolist(), strict=True)
        )

    def each(self, value: Callable[[Judged], object]) -> Array:
        """For each case something that depends on its answer alone."""
        return np.array([value(judged) for judged in self.pool])[self.said]

    @cached_property
    def outcome(self) -> Array:
        return self.each(lambda judged: judged.outcome.index)

    @cached_property
    def rank(self) -> Array:
        return self.each(lambda judged: judged.outcome.rank)

    @cached_property
    def remedies(self) -> Array:
        """The remedies available, a bit for each."""
        return self.each(lambda judged: sum([1 << remedy.index for remedy in judged.remedies]))

    @cached_property
    def granted(self) -> Array:
        """Where the remedy asked for is available."""
        return self.remedies >> self.cases.place["remedy"] & 1 == 1

    def has(self, clause: str, *kinds: Status) -> Array:
        """Where the clause has one of these statuses."""
        return self.each(lambda judged: judged.status(clause) in kinds)

    def changes(self, name: str) -> set[tuple[Judged, Judged]]:
        """The different answers to two cases that differ in one field only, both ways."""
        size = len(self.pool)
        found = [self.said[before] * size + self.said[after] for before, after in self.cases.all_pairs(name)]
        pairs = [divmod(pair, size) for pair in np.unique(np.concatenate(found)).tolist()]
        there = {(self.pool[one], self.pool[other]) for one, other in pairs}
        return there | {(other, one) for one, other in there}

    def exceptions(self, faulty: Array, at: Array | None = None) -> list[Facts]:
        """The first of the cases that are faulty, to be compared with none."""
        places = np.flatnonzero(faulty)[:1]
        return [self.cases.cases[place] for place in (places if at is None else at[places])]


@cache
def every_possible_case() -> Cases:
    return Cases(possible_cases())


@cache
def every_case_there_is() -> Cases:
    return Cases(every_case())


@cache
def governed_2023() -> Cases:
    """Those that POLICY_2023 governs: what it meets with any one of the readings of the judgement changed, too."""
    return Cases(list(facts_with(POLICY_2023, {"governed": True})))


@cache
def reachable_2023() -> Cases:
    """Every case that an order and a claim give rise to under POLICY_2023."""
    return Cases(list(all_facts(POLICY_2023)))


@cache
def every_case_of_2023() -> Cases:
    """Every case that POLICY_2023 or one of its readings can meet, and every 19th code of those that nothing leads to."""
    known = {facts.code: facts for facts in (*reachable_2023().cases, *every_possible_case().cases)}
    codes = np.setdiff1d(asked_of_their_problem(np.arange(0, CASES, 19)), list(known))
    return Cases(in_order_of_codes([*known.values(), *map(numbered, codes.tolist())]))


@cache
def judged_2023() -> Space:
    """What POLICY_2023 says to all of them, worked out once in a process."""
    return Space(POLICY_2023, every_case_of_2023())


def judged_among(cases: Cases) -> list[Judged]:
    """What POLICY_2023 says to some of them."""
    space = judged_2023()
    return [space.pool[number] for number in space.said[space.cases.places(cases.codes)].tolist()]
