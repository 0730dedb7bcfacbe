"""Spaces of cases: a policy, the cases it is asked about, and what the library says to each of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product
from typing import NamedTuple

from attrs import evolve

from cmoffer_policy import (
    POLICY_2023,
    Cancellation,
    ExclusionScope,
    GuaranteeGrants,
    MisuseScope,
    Outcome,
    Policy,
    Problem,
    ProductionStage,
    Remedy,
    Verification,
)
from cmoffer_policy.facts import DOMAINS, Facts, Phase
from cmoffer_policy.policy import JUDGED
from cmoffer_policy.rules import Status, judge
from support.builders import some_facts

EVIDENCE = ("buyer_compensated", "problem_shown", "buyer_quoted", "description_proved")
CAUSES = ("corrosion", "misuse", "unlawful")
_PLACE = {clause: place for place, clause in enumerate(JUDGED)}

RADIX = {name: len(values) for name, values in DOMAINS.items()}
STRIDE: dict[str, int] = {}
CASES = 1
for _name in reversed(RADIX):
    STRIDE[_name] = CASES
    CASES *= RADIX[_name]

READINGS_OF_GRANTS = [
    evolve(
        POLICY_2023, guarantee_grants=grants, exclusion_scope=exclusion, misuse_scope=misuse, cancellation=cancellation
    )
    for grants, exclusion, misuse, cancellation in product(GuaranteeGrants, ExclusionScope, MisuseScope, Cancellation)
]
"""Every reading under which other remedies may be granted: all of the judgement's but ``adjudicator``."""


def numbered(code: int) -> Facts:
    """The case with this code."""
    return Facts(**{name: DOMAINS[name][code // STRIDE[name] % RADIX[name]] for name in DOMAINS})


def all_facts() -> list[Facts]:
    """Every case there is, in the order of the codes."""
    return [Facts(**dict(zip(DOMAINS, values, strict=True))) for values in product(*DOMAINS.values())]


def facts_that_readings_touch() -> list[Facts]:
    """Every governed case as far as remedies are granted, and a choice of what follows.

    Every phase (before shipment with every stage of production, afterwards with the one that observation yields),
    problem, remedy and set of causes; each of them confirmed and completely proved, and then in turn with a dearer
    replacement, without any proof, without one of the proofs, and with every other word of the parties. Price, proofs and
    words are heard once the remedies are granted, by steps that no reading enters.
    """
    phases: list[tuple[object, object]] = [(Phase.NOT_SHIPPED, stage) for stage in DOMAINS["production"]]
    phases += [(phase, ProductionStage.STARTED) for phase in Phase if phase is not Phase.NOT_SHIPPED]
    complete = dict.fromkeys(EVIDENCE, True)
    endings: list[dict[str, object]] = [{}, {"replacement_dearer": True}, dict.fromkeys(EVIDENCE, False)]
    endings += [complete | {name: False} for name in EVIDENCE]
    endings += [{"verification": word} for word in Verification if word is not Verification.CONFIRMED]
    return [
        some_facts(
            phase=phase,
            production=stage,
            problem=problem,
            remedy=remedy,
            **dict(zip(CAUSES, found, strict=True)),
            **ending,
        )
        for (phase, stage), problem, remedy in product(phases, Problem, Remedy)
        for found in product((False, True), repeat=len(CAUSES))
        for ending in endings
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
