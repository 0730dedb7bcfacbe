"""The proof, case by case, that the judgement of a policy obeys its laws."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from heapq import nsmallest
from itertools import chain
from math import prod
from operator import attrgetter
from types import MappingProxyType
from typing import Any, NamedTuple

from attrs import asdict, evolve, field, frozen

from cmoffer_policy.rules.facts import DOMAINS, Facts, Phase
from cmoffer_policy.rules.findings import Status
from cmoffer_policy.rules.verdict import Verdict, judge
from cmoffer_policy.study.cases import all_facts, reachable_phases
from cmoffer_policy.terms.clauses import CLAUSES, ClauseKind
from cmoffer_policy.terms.policy import POLICY_2023, READINGS, ExclusionScope, Policy, Window
from cmoffer_policy.terms.vocabulary import Outcome, Problem, Remedy, Term, Verification, in_order

_Judge = Callable[[Facts, Policy], Verdict]

_EVIDENCE = ("buyer_compensated", "problem_shown", "buyer_quoted", "description_proved")
_CAUSES = ("corrosion", "misuse", "unlawful")
_JUDGED = tuple([clause.id for clause in CLAUSES.values() if clause.kind is ClauseKind.JUDGED])
_GRANTING = (Outcome.APPROVED, Outcome.IN_DISPUTE, Outcome.UNDER_VERIFICATION, Outcome.NEEDS_EVIDENCE)
_AGAINST, _FOR = Verification.RULED_AGAINST_SELLER, Verification.RULED_FOR_SELLER
_WORDS = (_AGAINST, Verification.PENDING, Verification.CONTESTED, Verification.CONFIRMED, _FOR)
_SIZES = [len(values) for values in DOMAINS.values()]
_STRIDE = {name: prod(_SIZES[place + 1 :]) for place, name in enumerate(DOMAINS)}
_EXAMPLES = 3


class Law(Term):
    """What holds of every judgement; the values say it."""

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


@frozen
class Violation:
    """A law that does not hold: the clauses concerned, and Python that shows a case of it, ready to paste."""

    law: Law
    clauses: tuple[str, ...]
    example: str = field(repr=False)


@frozen
class AuditReport:
    """What an audit found: the first violations of each law by code, and in ``unlisted`` how many more there are."""

    policy: Policy
    cases: int
    violations: tuple[Violation, ...] = field(repr=False)
    unlisted: tuple[tuple[Law, int], ...] = ()

    @property
    def ok(self) -> bool:
        """Whether every law holds."""
        return not self.violations

    def __str__(self) -> str:
        broken = in_order({violation.law for violation in self.violations})
        result = f"{len(broken)} of {len(Law)} laws violated" if broken else f"all {len(Law)} laws hold"
        lines = [f"{self.policy.name}: {self.cases} cases, {result}"]
        for law in broken:
            lines += ["", f"{law.name}: {law.value}"]
            for violation in [violation for violation in self.violations if violation.law is law]:
                lines += [f"  clauses {', '.join(violation.clauses) or 'none'}"]
                lines += ["    " + line for line in violation.example.split("\n")]
            lines += [f"  and {count} more" for other, count in self.unlisted if other is law]
        return "\n".join(lines)


def audit(policy: Policy, *, judge: _Judge = judge) -> AuditReport:
    """Whether the laws of the judgement hold in every case reachable under the policy; a violation raises nothing.

    ``judge`` lets a variant of the rules be audited; the examples call it by this name. Inputs with one reachable value
    and the clauses about them need not matter, nor under SHORT ``exclusion_scope``, as there is no guarantee to spare.

    >>> from cmoffer_policy import POLICY_2023
    >>> print(audit(POLICY_2023))
    CMOFFER return policy 2023: 138240 cases, all 12 laws hold
    """
    cases, pool = list(all_facts(policy)), dict[Verdict, _Answer]()
    space = _Space(cases, policy, judge, pool)
    core = [facts for facts in cases if _in_core(facts)]
    others = {term: _Space(core, other, judge, pool) for term, other in _variants(policy).items()}
    breaches: dict[Law, list[_Breach]] = {law: [] for law in Law}
    for breach in chain(
        _case_laws(space, cases),
        _clause_laws([space, *others.values()]),
        _input_law(space),
        _reading_law(space, others),
        _never_worse(space),
        _remedy_law(space, policy),
    ):
        breaches[breach.law].append(breach)
    listed = [breach for found in breaches.values() for breach in nsmallest(_EXAMPLES, found, key=attrgetter("code"))]
    return AuditReport(
        policy,
        len(cases),
        tuple([Violation(breach.law, breach.clauses, _example(breach, policy, judge)) for breach in listed]),
        tuple([(law, len(found) - _EXAMPLES) for law, found in breaches.items() if len(found) > _EXAMPLES]),
    )


class _Breach(NamedTuple):
    """A law, the clauses concerned, and the case and change that show it, or a note where no case can."""

    law: Law
    clauses: tuple[str, ...]
    code: int = -1
    change: Mapping[str, Any] = MappingProxyType({})
    note: str = ""


class _Answer:
    """What a verdict says; answers are pooled, so that equal ones are the same one."""

    def __init__(self, verdict: Verdict) -> None:
        self.outcome, self.rank, self.remedies = verdict.outcome, verdict.outcome.rank, verdict.remedies
        self.clauses = tuple([finding.clause for finding in verdict.findings])
        self.read = {finding.clause: finding.read for finding in verdict.findings}
        self.status = {finding.clause: finding.status for finding in verdict.findings}
        self.broken = tuple([finding.clause for finding in verdict.findings if finding.broken])
        self.lacking = tuple([clause for clause, status in self.status.items() if status is Status.LACKING])
        self.grounds = frozenset(self.broken + self.lacking)

    def __str__(self) -> str:
        remedies = [remedy.words for remedy in in_order(self.remedies)]
        parts = {"broken": self.broken, "lacking": self.lacking, "available": remedies}
        return "; ".join([self.outcome.words, *[f"{name} {', '.join(some)}" for name, some in parts.items() if some]])

    def unlike(self, other: _Answer) -> tuple[str, ...]:
        return tuple([clause for clause in _JUDGED if self.status.get(clause) is not other.status.get(clause)])


class _Space:
    """The answer to every case by its code."""

    def __init__(self, cases: list[Facts], policy: Policy, judge: _Judge, pool: dict[Verdict, _Answer]) -> None:
        self.said: dict[int, _Answer] = {}
        self._steps: dict[str, dict[tuple[int, int, _Answer, _Answer], list[int]]] = {}
        known: dict[int, tuple[Verdict, _Answer]] = {}  # by identity, which is quicker and lasts as long as the verdict
        for facts in cases:
            verdict = judge(facts, policy)
            if id(verdict) not in known:
                known[id(verdict)] = verdict, pool.setdefault(verdict, _Answer(verdict))
            self.said[facts.code] = known[id(verdict)][1]

    def steps(self, name: str) -> dict[tuple[int, int, _Answer, _Answer], list[int]]:
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
    changes: list[dict[str, Any]] = [
        {name: term}
        for name, kind in READINGS.items()
        if getattr(policy, name) in policy.judgement and (name, policy.window) != ("exclusion_scope", Window.SHORT)
        for term in kind
        if term is not getattr(policy, name)
    ]
    return {term: evolve(policy, **change) for change in changes for term in change.values()}


def _in_core(facts: Facts) -> bool:
    """Completely proved, and confirmed or ruled against: the steps that no reading enters are over."""
    proved = facts.buyer_compensated and facts.problem_shown and facts.buyer_quoted
    described = facts.description_proved or facts.problem is not Problem.NOT_AS_DESCRIBED
    return facts.governed and proved and described and facts.verification in (Verification.CONFIRMED, _AGAINST)


def _case_laws(space: _Space, cases: list[Facts]) -> Iterator[_Breach]:
    for facts in cases:
        said = space.said[facts.code]
        available = facts.remedy in said.remedies and not facts.replacement_dearer
        for law, holds in (
            (Law.FINDINGS, said.clauses == _JUDGED),
            (Law.GOVERNED, (said.outcome is Outcome.NOT_GOVERNED) is not facts.governed),
            (Law.REJECTED, (said.outcome is Outcome.REJECTED) is bool(said.broken)),
            (Law.GRANTED, (said.outcome in _GRANTING) is available),
        ):
            if not holds:
                yield _Breach(law, said.broken, facts.code)


def _clause_laws(spaces: list[_Space]) -> Iterator[_Breach]:
    read = next(iter(spaces[0].said.values())).read
    for clause in _JUDGED:
        names = read.get(clause, ())
        if names and not any(spaces[0].steps(name) for name in names):
            continue
        if not any(clause in said.grounds for space in spaces for said in set(space.said.values())):
            yield _Breach(Law.BREAKABLE, (clause,), note="neither broken nor lacking in any case")
        pairs = (pair[2:] for space in spaces for name in names for pair in space.steps(name))
        if not any(_decides(clause, *pair) or _decides(clause, *pair[::-1]) for pair in pairs):
            yield _Breach(Law.DECISIVE, (clause,), note=f"no change of {' or '.join(names)} clears it and all others")


def _decides(clause: str, before: _Answer, after: _Answer) -> bool:
    return clause in before.grounds and not after.grounds and before.outcome is not after.outcome


def _input_law(space: _Space) -> Iterator[_Breach]:
    read = next(iter(space.said.values())).read
    for name in DOMAINS:
        pairs = space.steps(name)
        if pairs and all(before.outcome is after.outcome for _, _, before, after in pairs):
            clauses = tuple([clause for clause, names in read.items() if name in names])
            yield _Breach(Law.PIVOTAL, clauses, note=f"no two cases that differ in {name} alone differ in outcome")


def _reading_law(space: _Space, others: dict[Term, _Space]) -> Iterator[_Breach]:
    for term, other in others.items():
        if all(said is space.said[code] for code, said in other.said.items()):
            yield _Breach(Law.READINGS, (), note=f"{term!r} gives the verdicts that this policy gives")


def _never_worse(space: _Space) -> Iterator[_Breach]:
    for name in (*_EVIDENCE, *_CAUSES, "verification"):
        for (place, other, before, after), codes in space.steps(name).items():
            law, holds = _monotone(name, (DOMAINS[name][place], before), (DOMAINS[name][other], after))
            if not holds:
                change = {name: DOMAINS[name][other]}
                yield from [_Breach(law, before.unlike(after), code, change) for code in codes]


def _monotone(name: str, before: tuple[object, _Answer], after: tuple[object, _Answer]) -> tuple[Law, bool]:
    """The law about the field, and whether the answers before and after its change keep it."""
    (old, said), (new, says) = before, after
    if name in _EVIDENCE:
        return Law.EVIDENCE, says.rank >= said.rank and says.remedies == said.remedies
    if name in _CAUSES:
        return Law.CAUSES, says.rank <= said.rank and says.remedies <= said.remedies
    ranks = {old: said.rank, new: says.rank}
    heard = [ranks[word] for word in _WORDS if word in ranks]
    return Law.WORDS, heard == sorted(heard)


def _remedy_law(space: _Space, policy: Policy) -> Iterator[_Breach]:
    written, seen = _written(policy), set[tuple[str, Status | None, Status | None]]()
    for (_, _, refund, replacement), codes in space.steps("remedy").items():
        told = [(name, refund.status.get(name), replacement.status.get(name)) for name in refund.unlike(replacement)]
        seen.update(told)
        stray = tuple([difference[0] for difference in told if difference not in written])
        worse = replacement.rank < refund.rank or replacement.remedies != refund.remedies
        for code in codes:
            if stray or (worse and not _gives_up(code)):
                yield _Breach(Law.REMEDIES, stray, code, {"remedy": Remedy.REPLACEMENT})
    for clause, one, other in written:
        if (clause, one, other) not in seen:
            yield _Breach(Law.REMEDIES, (clause,), note=f"nowhere {one.words} for a refund, {other.words} otherwise")


def _written(policy: Policy) -> list[tuple[str, Status, Status]]:
    """What a clause tells a refund, and a replacement instead, wherever the policy's dates let it."""
    kept, broken, waived, _, unasked = Status
    phases, told = reachable_phases(policy), [("2.3", unasked, kept), ("5.1", unasked, broken)]
    if policy.window is not Window.SHORT:
        told += [("2.3", unasked, broken)]
    if policy.window is Window.SPLIT:
        told += [(clause, unasked, status) for clause in ("2.3.1", "2.3.2") for status in (kept, broken, waived)]
        told += [("2.3", unasked, waived)] if Phase.AFTER_SALES_OPEN in phases else []
        told += [("1", broken, waived)] if Phase.GUARANTEE_OPEN in phases else []
        if policy.exclusion_scope is ExclusionScope.AFTER_SALES_ONLY:
            told += [("2.5.1", broken, waived), ("2.5.2", broken, waived)]
    return told


def _value(code: int, name: str) -> Any:
    return DOMAINS[name][code // _STRIDE[name] % len(DOMAINS[name])]


def _gives_up(code: int) -> bool:
    return _value(code, "problem") is Problem.CHANGE_OF_MIND and _value(code, "phase") is Phase.NOT_SHIPPED


def _example(breach: _Breach, policy: Policy, judge: _Judge) -> str:
    """Python that builds the case and its change and judges them, and what the judge of the audit said."""
    if breach.note:
        return f"# {breach.note}"
    figures = {name: value for name in asdict(policy) if (value := getattr(policy, name)) != getattr(POLICY_2023, name)}
    kinds = {type(value).__name__ for value in figures.values() if isinstance(value, Term)}
    names = ", ".join(sorted({"POLICY_2023", "Problem", "ProductionStage", "Remedy", "Verification", *kinds}))
    facts = Facts(**{name: _value(breach.code, name) for name in DOMAINS})
    lines = [
        *["import datetime\n"] * ("effective_from" in figures),
        *["from attrs import evolve\n"] * bool(figures or breach.change),
        f"from cmoffer_policy import {names}",
        "from cmoffer_policy.rules import Facts, Phase, judge",
        "",
        f"policy = evolve(POLICY_2023, {_arguments(figures)})" if figures else "policy = POLICY_2023",
        "facts = Facts(",
        *[f"    {name}={getattr(facts, name)!r}," for name in DOMAINS],
        ")",
        f"judge(facts, policy)  # {_Answer(judge(facts, policy))}",
    ]
    if breach.change:
        changed = _Answer(judge(evolve(facts, **breach.change), policy))
        lines += [f"judge(evolve(facts, {_arguments(breach.change)}), policy)  # {changed}"]
    return "\n".join(lines)


def _arguments(values: Mapping[str, object]) -> str:
    return ", ".join([f"{name}={value!r}" for name, value in values.items()])
