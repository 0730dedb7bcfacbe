"""The laws of the judgement, and every breach of them over a set of cases."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from math import prod
from types import MappingProxyType
from typing import Any, NamedTuple

from cmoffer_policy.analysis.cases import reachable_phases
from cmoffer_policy.facts import DOMAINS, Facts, Phase
from cmoffer_policy.policy import JUDGED, JUDGEMENT_READINGS, ExclusionScope, GuaranteeGrants, Policy, other_readings
from cmoffer_policy.rules import Status, Verdict
from cmoffer_policy.vocabulary import Outcome, Problem, Remedy, Term, Verification, in_order

Judge = Callable[[Facts, Policy], Verdict]

_EVIDENCE = ("buyer_compensated", "problem_shown", "buyer_quoted", "description_proved")
_CAUSES = ("corrosion", "misuse", "unlawful")
_GRANTING = (Outcome.APPROVED, Outcome.IN_DISPUTE, Outcome.UNDER_VERIFICATION, Outcome.NEEDS_EVIDENCE)
_AGAINST, _FOR = Verification.RULED_AGAINST_SELLER, Verification.RULED_FOR_SELLER
_WORDS = (_AGAINST, Verification.PENDING, Verification.CONTESTED, Verification.CONFIRMED, _FOR)
_SIZES = [len(values) for values in DOMAINS.values()]
_STRIDE = {name: prod(_SIZES[place + 1 :]) for place, name in enumerate(DOMAINS)}


class Law(Term):
    """What holds of every judgement, as the value of each puts it."""

    OUTCOMES = "every outcome occurs somewhere"
    FINDINGS = "one finding for each judged clause, in the order of the text"
    GOVERNED = "not governed if and only if the order is none of the policy's"
    REJECTED = "rejected if and only if a finding is broken"
    GRANTED = "approved or open if and only if the remedy asked for is available, and not by a dearer product"
    BREAKABLE = "every judged clause is broken or lacking somewhere, under this policy or with one other reading"
    DECISIVE = "every judged clause is the only obstacle somewhere: one of its facts clears it and all others"
    PIVOTAL = "every input alone changes some outcome"
    READINGS = "every other reading changes some verdict"
    EVIDENCE = "more evidence never worsens, and changes no remedy"
    CAUSES = "a cause never betters, and adds no remedy"
    WORDS = "from a ruling against the seller, pending, contested, confirmed to a ruling for it, none is worse"
    REMEDIES = "1, 2.3, 2.5 and 5.1 tell the remedies apart, nothing else does; a replacement no dearer is no worse"


class Breach(NamedTuple):
    """A law, the clauses concerned, and the case and change that show it, or a note where no case can."""

    law: Law
    clauses: tuple[str, ...]
    code: int = -1
    change: Mapping[str, Any] = MappingProxyType({})
    note: str = ""


class Said:
    """What a verdict says; answers are pooled, so that equal ones are the same one."""

    def __init__(self, verdict: Verdict) -> None:
        findings = verdict.findings
        self.outcome: Outcome = verdict.outcome
        self.rank: int = verdict.outcome.rank
        self.remedies: frozenset[Remedy] = verdict.remedies
        self.clauses: tuple[str, ...] = tuple([finding.clause for finding in findings])
        self.facts: dict[str, tuple[str, ...]] = {finding.clause: finding.facts for finding in findings}
        self.status: dict[str, Status] = {finding.clause: finding.status for finding in findings}
        self.failed: tuple[str, ...] = self._with(Status.FAILED)
        self.missing: tuple[str, ...] = self._with(Status.MISSING)
        self.grounds: frozenset[str] = frozenset(self.failed + self.missing)

    def _with(self, status: Status) -> tuple[str, ...]:
        return tuple([clause for clause, other in self.status.items() if other is status])

    def __str__(self) -> str:
        remedies = [remedy.words for remedy in in_order(self.remedies)]
        parts = {"broken": self.failed, "lacking": self.missing, "available": remedies}
        return "; ".join([self.outcome.words, *[f"{name} {', '.join(some)}" for name, some in parts.items() if some]])

    def unlike(self, other: Said) -> tuple[str, ...]:
        """The clauses of which the two say different things."""
        return tuple([clause for clause in JUDGED if self.status.get(clause) is not other.status.get(clause)])


class Space:
    """The answer to every case by its code."""

    def __init__(self, cases: list[Facts], policy: Policy, judge: Judge, pool: dict[Verdict, Said]) -> None:
        self.said: dict[int, Said] = {}
        self._steps: dict[str, dict[tuple[int, int, Said, Said], list[int]]] = {}
        known: dict[int, tuple[Verdict, Said]] = {}  # by identity, which is quicker and lasts as long as the verdict
        for facts in cases:
            verdict = judge(facts, policy)
            if id(verdict) not in known:
                known[id(verdict)] = verdict, pool.setdefault(verdict, Said(verdict))
            self.said[facts.code] = known[id(verdict)][1]

    def steps(self, name: str) -> dict[tuple[int, int, Said, Said], list[int]]:
        """Pairs of cases that differ in one field only: both places in its domain, both answers, codes of the first."""
        if name not in self._steps:
            pairs = self._steps[name] = {}
            stride, size, said = _STRIDE[name], len(DOMAINS[name]), self.said
            for code, before in said.items():
                place = code // stride % size
                for other in range(place + 1, size):
                    after = said.get(code + (other - place) * stride)
                    if after is not None:
                        pairs.setdefault((place, other, before, after), []).append(code)
        return self._steps[name]


def _variants(policy: Policy) -> dict[Term, Policy]:
    """The policy with one other reading of the judgement, by that reading."""
    return {
        term: other
        for name in JUDGEMENT_READINGS
        if (name, policy.guarantee_grants) != ("exclusion_scope", GuaranteeGrants.NOTHING)
        for term, other in other_readings(policy, name).items()
    }


def _in_core(facts: Facts) -> bool:
    """Completely proved, and confirmed or ruled against: the steps that no reading enters are over."""
    proved = facts.buyer_compensated and facts.problem_shown and facts.buyer_quoted
    described = facts.description_proved or facts.problem is not Problem.NOT_AS_DESCRIBED
    return facts.governed and proved and described and facts.verification in (Verification.CONFIRMED, _AGAINST)


def _case_laws(space: Space, cases: list[Facts]) -> Iterator[Breach]:
    for facts in cases:
        said = space.said[facts.code]
        available = facts.remedy in said.remedies and not facts.replacement_dearer
        for law, holds in (
            (Law.FINDINGS, said.clauses == JUDGED),
            (Law.GOVERNED, (said.outcome is Outcome.NOT_GOVERNED) is not facts.governed),
            (Law.REJECTED, (said.outcome is Outcome.REJECTED) is bool(said.failed)),
            (Law.GRANTED, (said.outcome in _GRANTING) is available),
        ):
            if not holds:
                yield Breach(law, said.failed, facts.code)


def _clause_laws(spaces: list[Space]) -> Iterator[Breach]:
    about = next(iter(spaces[0].said.values())).facts
    for clause in JUDGED:
        names = about.get(clause, ())
        if names and not any(spaces[0].steps(name) for name in names):
            continue
        if not any(clause in said.grounds for space in spaces for said in set(space.said.values())):
            yield Breach(Law.BREAKABLE, (clause,), note="neither broken nor lacking in any case")
        pairs = (pair[2:] for space in spaces for name in names for pair in space.steps(name))
        if not any(_decides(clause, *pair) or _decides(clause, *pair[::-1]) for pair in pairs):
            yield Breach(Law.DECISIVE, (clause,), note=f"no change of {' or '.join(names)} clears it and all others")


def _decides(clause: str, before: Said, after: Said) -> bool:
    return clause in before.grounds and not after.grounds and before.outcome is not after.outcome


def _input_law(space: Space) -> Iterator[Breach]:
    about = next(iter(space.said.values())).facts
    for name in DOMAINS:
        pairs = space.steps(name)
        if pairs and all(before.outcome is after.outcome for _, _, before, after in pairs):
            clauses = tuple([clause for clause, names in about.items() if name in names])
            yield Breach(Law.PIVOTAL, clauses, note=f"no two cases that differ in {name} alone differ in outcome")


def _reading_law(space: Space, others: dict[Term, Space]) -> Iterator[Breach]:
    for term, other in others.items():
        if all(said is space.said[code] for code, said in other.said.items()):
            yield Breach(Law.READINGS, (), note=f"{term!r} gives the verdicts that this policy gives")


def _never_worse(space: Space) -> Iterator[Breach]:
    for name in (*_EVIDENCE, *_CAUSES, "verification"):
        for (place, other, before, after), codes in space.steps(name).items():
            law, holds = _monotone(name, (DOMAINS[name][place], before), (DOMAINS[name][other], after))
            if not holds:
                change = {name: DOMAINS[name][other]}
                yield from [Breach(law, before.unlike(after), code, change) for code in codes]


def _monotone(name: str, before: tuple[object, Said], after: tuple[object, Said]) -> tuple[Law, bool]:
    """The law about the field, and whether the answers before and after its change keep it."""
    (old, said), (new, says) = before, after
    if name in _EVIDENCE:
        return Law.EVIDENCE, says.rank >= said.rank and says.remedies == said.remedies
    if name in _CAUSES:
        return Law.CAUSES, says.rank <= said.rank and says.remedies <= said.remedies
    ranks = {old: said.rank, new: says.rank}
    heard = [ranks[word] for word in _WORDS if word in ranks]
    return Law.WORDS, heard == sorted(heard)


def _remedy_law(space: Space, policy: Policy) -> Iterator[Breach]:
    written, seen = _written(policy), set[tuple[str, Status | None, Status | None]]()
    for (_, _, refund, replacement), codes in space.steps("remedy").items():
        differing = [
            (name, refund.status.get(name), replacement.status.get(name)) for name in refund.unlike(replacement)
        ]
        seen.update(differing)
        stray = tuple([difference[0] for difference in differing if difference not in written])
        worse = replacement.rank < refund.rank or replacement.remedies != refund.remedies
        for code in codes:
            if stray or (worse and not _gives_up(code)):
                yield Breach(Law.REMEDIES, stray, code, {"remedy": Remedy.REPLACEMENT})
    for clause, one, other in written:
        if (clause, one, other) not in seen:
            yield Breach(Law.REMEDIES, (clause,), note=f"nowhere {one.words} for a refund, {other.words} otherwise")


def _written(policy: Policy) -> list[tuple[str, Status, Status]]:
    """By clause, the status for a refund and that for a replacement instead, wherever the policy's dates let it."""
    met, failed, not_needed, _, not_applicable = Status
    phases = reachable_phases(policy)
    pairs = [("2.3", not_applicable, met), ("5.1", not_applicable, failed)]
    if policy.guarantee_grants is not GuaranteeGrants.NOTHING:
        pairs += [("2.3", not_applicable, failed)]
    if policy.guarantee_grants is GuaranteeGrants.REPLACEMENT:
        pairs += [
            (clause, not_applicable, status) for clause in ("2.3.1", "2.3.2") for status in (met, failed, not_needed)
        ]
        pairs += [("2.3", not_applicable, not_needed)] if Phase.AFTER_SALES_OPEN in phases else []
        pairs += [("1", failed, not_needed)] if Phase.GUARANTEE_OPEN in phases else []
        if policy.exclusion_scope is ExclusionScope.AFTER_SALES_ONLY:
            pairs += [("2.5.1", failed, not_needed), ("2.5.2", failed, not_needed)]
    return pairs


def value_of(code: int, name: str) -> Any:
    """The value of a fact in the case with this code."""
    return DOMAINS[name][code // _STRIDE[name] % len(DOMAINS[name])]


def _gives_up(code: int) -> bool:
    return value_of(code, "problem") is Problem.CHANGE_OF_MIND and value_of(code, "phase") is Phase.NOT_SHIPPED


def _outcome_law(space: Space, cases: list[Facts]) -> Iterator[Breach]:
    found = {said.outcome for said in space.said.values()}
    older, governed = (any(facts.governed is value for facts in cases) for value in (False, True))
    for outcome in Outcome:
        possible = older if outcome is Outcome.NOT_GOVERNED else governed
        if possible and outcome not in found:
            yield Breach(Law.OUTCOMES, (), note=f"{outcome!r} in no case")


def breaches_of(policy: Policy, judge: Judge, cases: list[Facts]) -> Iterator[Breach]:
    """Every breach of a law in the cases, law by law."""
    pool: dict[Verdict, Said] = {}
    space = Space(cases, policy, judge, pool)
    core = [facts for facts in cases if _in_core(facts)]
    others = {term: Space(core, other, judge, pool) for term, other in _variants(policy).items()}
    yield from _outcome_law(space, cases)
    yield from _case_laws(space, cases)
    yield from _clause_laws([space, *others.values()])
    yield from _input_law(space)
    yield from _reading_law(space, others)
    yield from _never_worse(space)
    yield from _remedy_law(space, policy)
