"""Spaces of cases: a policy, the cases it is asked about, and what the library says to each of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, product
from typing import NamedTuple

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
from cmoffer_policy.facts import DOMAINS, Facts, Phase
from cmoffer_policy.policy import JUDGED, JUDGEMENT_READINGS, READING_OF, READINGS
from cmoffer_policy.rules import Status, judge
from cmoffer_policy.vocabulary import Term
from support.builders import some_facts

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


def cases_within(**values: tuple[object, ...]) -> Iterator[Facts]:
    """Every case in which facts have these values, without facts of a problem that is never asked about them."""
    for problem in Problem:
        elsewhere = {name: (False,) for name, about in ONLY_OF.items() if about is not problem}
        domains = {**DOMAINS, **values, "problem": (problem,), **elsewhere}
        yield from [Facts(**dict(zip(domains, found, strict=True))) for found in product(*domains.values())]


def in_order_of_codes(cases: Iterable[Facts]) -> list[Facts]:
    return sorted(cases, key=lambda facts: facts.code)


def every_case() -> list[Facts]:
    """Every case there is, those that no order and claim give rise to included.

    Shipped goods that nobody produced, dearer refunds, the phases of every reading.
    """
    return in_order_of_codes(cases_within())


def possible_cases() -> list[Facts]:
    """The governed ones of them that some order and claim give rise to, with whatever figures and dates."""
    phases = [{"phase": (Phase.NOT_SHIPPED,)}]
    phases += [{"phase": (phase,), "production": (ProductionStage.STARTED,)} for phase in Phase][1:]
    remedies = [{"replacement_dearer": (False,)}, {"replacement_dearer": (True,), "remedy": (Remedy.REPLACEMENT,)}]
    return in_order_of_codes(
        facts
        for phase, asked in product(phases, remedies)
        for facts in cases_within(governed=(True,), **phase, **asked)
    )


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


class Judged(NamedTuple):
    """What the library says to a case."""

    outcome: Outcome
    remedies: frozenset[Remedy]
    statuses: tuple[Status, ...]

    def status(self, clause: str) -> Status:
        return self.statuses[_PLACE[clause]]

    def clauses(self, *kinds: Status) -> frozenset[str]:
        """The clauses with one of these statuses."""
        return frozenset([clause for clause, status in zip(JUDGED, self.statuses, strict=True) if status in kinds])


class Space:
    """A policy, the cases it is asked about, and what is said to each of them, by the code of the case.

    What is said is pooled: a space of all cases holds some hundreds of different answers.
    """

    def __init__(self, policy: Policy, cases: Sequence[Facts]) -> None:
        self.policy = policy
        self.cases = cases
        self.judged: dict[int, Judged] = {}
        self.answers: dict[Judged, Judged] = {}
        self._steps: dict[str, dict[tuple[Judged, ...], int]] = {}
        for case in cases:
            said = judge(case, policy)
            judged = Judged(said.outcome, said.remedies, tuple([finding.status for finding in said.findings]))
            self.judged[case.code] = self.answers.setdefault(judged, judged)

    def along(self, name: str) -> dict[tuple[Judged, ...], int]:
        """What is said to cases that differ in one field only, in the order of its values.

        Each row of answers comes once, with the code of the first case of the first such row.
        """
        if name not in self._steps:
            stride, radix, judged = STRIDE[name], RADIX[name], self.judged
            rows: dict[tuple[int, ...], int] = {}
            for code in judged:
                if code // stride % radix == 0:
                    row = range(code, code + radix * stride, stride)
                    if row[-1] in judged:
                        rows.setdefault(tuple([id(judged[member]) for member in row]), code)
            self._steps[name] = {
                tuple([judged[member] for member in range(code, code + radix * stride, stride)]): code
                for code in rows.values()
            }
        return self._steps[name]


def exceptions(codes: Iterable[int]) -> list[Facts]:
    """The first of the cases with these codes, to be compared with none."""
    return [numbered(code) for code in list(codes)[:1]]
