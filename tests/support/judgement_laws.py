"""The laws of the judgement, and every breach of them over a set of cases."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from math import prod
from types import MappingProxyType
from typing import Any, NamedTuple

from cmoffer_policy.analysis.cases import reachable_phases
from cmoffer_policy.facts import DOMAINS, Facts, Phase
from cmoffer_policy.policy import (
    JUDGED,
    JUDGEMENT_READINGS,
    Cancellation,
    ExclusionScope,
    GuaranteeGrants,
    Loss,
    Policy,
    ProofAfterConfirmation,
    ReplacementProof,
    other_readings,
)
from cmoffer_policy.rules import Status, Verdict
from cmoffer_policy.vocabulary import Outcome, Problem, ProductionStage, Remedy, Term, Verification, in_order

Judge = Callable[[Facts, Policy], Verdict]

_EVIDENCE = ("buyer_compensated", "problem_shown", "buyer_quoted", "description_proved")
_CAUSES = ("corrosion", "misuse", "unlawful", "listing_differs")
_GRANTING = (Outcome.APPROVED, Outcome.IN_DISPUTE, Outcome.UNDER_VERIFICATION, Outcome.NEEDS_EVIDENCE)
_AGAINST = (Verification.SHOPIFY_RULED_AGAINST_SELLER, Verification.RULED_AGAINST_SELLER)
_GRANTED = (Verification.CONFIRMED, Verification.RULED_FOR_SELLER)
_WORDS = (*_AGAINST, Verification.PENDING, Verification.CONTESTED, *_GRANTED)
_WORDS_OF_CUSTOMER_SERVICE = (*_AGAINST, Verification.CONTESTED, Verification.PENDING, *_GRANTED)
_SIZES = [len(values) for values in DOMAINS.values()]
_STRIDE = {name: prod(_SIZES[place + 1 :]) for place, name in enumerate(DOMAINS)}


class Law(Term):
    """What holds of every judgement, as the value of each puts it."""

    OUTCOMES = "every outcome occurs somewhere"
    FINDINGS = "one finding for each judged clause, in the order of the text"
    GOVERNED = "not governed if and only if the order is none of the policy's"
    REJECTED = "rejected or not governed if and only if a finding failed"
    GRANTED = (
        "approved or open if and only if the remedy asked for is available or waits for a delivery, and is no dearer"
    )
    BREAKABLE = "every judged clause failed or is missing somewhere, under this policy or with one other reading"
    DECISIVE = "every judged clause is the only obstacle somewhere: one of its facts clears it and all others"
    PIVOTAL = "every input alone changes some outcome"
    READINGS = "every other reading changes some verdict"
    EVIDENCE = "more evidence never worsens, and changes no remedy"
    CAUSES = "a cause never betters, and adds no remedy"
    WORDS = "from a ruling against the seller, pending, contested, confirmed to a ruling for it, none is worse"
    REMEDIES = "the clauses that name a remedy tell them apart, nothing else does; a replacement no dearer is no worse"


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
        parts = {"failed": self.failed, "missing": self.missing, "available": remedies}
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
    """Proved completely or not at all, and confirmed or ruled against, or given up: what a reading can change is there."""
    proofs = {facts.buyer_compensated, facts.problem_shown, facts.buyer_quoted}
    if facts.problem is Problem.NOT_AS_DESCRIBED:
        proofs.add(facts.description_proved)
    answered = facts.verification in (Verification.CONFIRMED, *_AGAINST) or gives_up(facts)
    return facts.governed and len(proofs) == 1 and answered


def _case_laws(space: Space, cases: list[Facts]) -> Iterator[Breach]:
    for facts in cases:
        said = space.said[facts.code]
        waits = "2.3" in said.missing and not said.failed
        available = (facts.remedy in said.remedies or waits) and not facts.replacement_dearer
        for law, holds in (
            (Law.FINDINGS, said.clauses == JUDGED),
            (Law.GOVERNED, (said.outcome is Outcome.NOT_GOVERNED) is not facts.governed),
            (Law.REJECTED, (said.outcome in (Outcome.REJECTED, Outcome.NOT_GOVERNED)) is bool(said.failed)),
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
            yield Breach(Law.BREAKABLE, (clause,), note="neither failed nor missing in any case")
        pairs = (pair[2:] for space in spaces for name in names for pair in space.steps(name))
        if not any(_decides(clause, *pair) or _decides(clause, *pair[::-1]) for pair in pairs):
            yield Breach(Law.DECISIVE, (clause,), note=f"no change of {' or '.join(names)} clears it and all others")


def _decides(clause: str, before: Said, after: Said) -> bool:
    return clause in before.grounds and not after.grounds and before.outcome is not after.outcome


def _input_law(space: Space, policy: Policy) -> Iterator[Breach]:
    """Where a loss is covered, in part or whole, it need not matter whether anything arrived (2.1)."""
    about = next(iter(space.said.values())).facts
    for name in DOMAINS:
        pairs = space.steps(name)
        if name == "nothing_arrived" and policy.loss is Loss.COVERED:
            continue
        if pairs and all(before.outcome is after.outcome for _, _, before, after in pairs):
            clauses = tuple([clause for clause, names in about.items() if name in names])
            yield Breach(Law.PIVOTAL, clauses, note=f"no two cases that differ in {name} alone differ in outcome")


def _reading_law(space: Space, others: dict[Term, Space]) -> Iterator[Breach]:
    for term, other in others.items():
        if all(said is space.said[code] for code, said in other.said.items()):
            yield Breach(Law.READINGS, (), note=f"{term!r} gives the verdicts that this policy gives")


def _never_worse(space: Space, policy: Policy) -> Iterator[Breach]:
    for name in (*_EVIDENCE, *_CAUSES, "verification"):
        for (place, other, before, after), codes in space.steps(name).items():
            pair = (DOMAINS[name][place], before), (DOMAINS[name][other], after)
            for referred in (False, True):
                law, holds = _monotone(name, *pair, referred=referred)
                if not holds:
                    change = {name: DOMAINS[name][other]}
                    some = [code for code in codes if asks_customer_service(code, policy) is referred]
                    yield from [Breach(law, before.unlike(after), code, change) for code in some]


def _monotone(
    name: str, before: tuple[object, Said], after: tuple[object, Said], *, referred: bool
) -> tuple[Law, bool]:
    """The law about the field, and whether the answers before and after its change keep it."""
    (old, said), (new, says) = before, after
    if name in _EVIDENCE:
        return Law.EVIDENCE, says.rank >= said.rank and says.remedies == said.remedies
    if name in _CAUSES:
        return Law.CAUSES, says.rank <= said.rank and says.remedies <= said.remedies
    ranks = {old: said.rank, new: says.rank}
    words = _WORDS_OF_CUSTOMER_SERVICE if referred else _WORDS
    heard = [ranks[word] for word in words if word in ranks]
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
            if stray or (worse and not _given_up(code)):
                yield Breach(Law.REMEDIES, stray, code, {"remedy": Remedy.REPLACEMENT})
    for clause, one, other in written:
        if (clause, one, other) not in seen:
            yield Breach(Law.REMEDIES, (clause,), note=f"nowhere {one.words} for a refund, {other.words} otherwise")


def _written(policy: Policy) -> list[tuple[str, Status, Status]]:
    """By clause, the status for a refund and that for a replacement instead, wherever the policy's dates let it."""
    met, failed, not_needed, missing, not_applicable = Status
    phases = reachable_phases(policy)
    waits = Phase.GUARANTEE_UNKNOWN in phases
    pairs = [("2.3", not_applicable, met), ("5.1", not_applicable, failed)]
    pairs += [("2.4", failed, missing), ("2.4", met, missing)]
    if policy.cancellation is Cancellation.REFER:
        pairs += [("2.4", failed, met)]
    proved = [met, missing]
    if policy.proof_after_confirmation is ProofAfterConfirmation.WAIVED:
        proved += [not_needed]
    if policy.replacement_proof is ReplacementProof.PROBLEM_ONLY:
        pairs += [("3.1", status, not_applicable) for status in proved]
    if policy.guarantee_grants is not GuaranteeGrants.NOTHING:
        pairs += [("2.3", not_applicable, failed)]
        pairs += [("2.3", not_applicable, missing)] if waits else []
    if policy.guarantee_grants is GuaranteeGrants.REPLACEMENT:
        pairs += [
            (clause, not_applicable, status) for clause in ("2.3.1", "2.3.2") for status in (met, failed, not_needed)
        ]
        pairs += [("2.3", not_applicable, not_needed)] if Phase.AFTER_SALES_OPEN in phases else []
        pairs += [("1", failed, not_needed)] if Phase.GUARANTEE_OPEN in phases or waits else []
        if waits:
            asked = ("3.1", "3.2.1", "3.2.2")[policy.replacement_proof is ReplacementProof.PROBLEM_ONLY :]
            pairs += [(clause, not_applicable, status) for clause in asked for status in proved]
        if policy.exclusion_scope is ExclusionScope.AFTER_SALES_ONLY:
            pairs += [("2.5.1", failed, not_needed), ("2.5.2", failed, not_needed)]
    return pairs


def value_of(code: int, name: str) -> Any:
    """The value of a fact in the case with this code."""
    return DOMAINS[name][code // _STRIDE[name] % len(DOMAINS[name])]


def gives_up(facts: Facts) -> bool:
    """Whether an order is given up before it is shipped."""
    return facts.problem is Problem.CHANGE_OF_MIND and facts.phase is Phase.NOT_SHIPPED


def _given_up(code: int) -> bool:
    return value_of(code, "problem") is Problem.CHANGE_OF_MIND and value_of(code, "phase") is Phase.NOT_SHIPPED


def asks_customer_service(code: int, policy: Policy) -> bool:
    """Whether the case is a cancellation about which customer service decides (2.4)."""
    stage = value_of(code, "production")
    refers = policy.cancellation is Cancellation.REFER or stage is None
    return _given_up(code) and refers and stage is not ProductionStage.STARTED


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
    yield from _input_law(space, policy)
    yield from _reading_law(space, others)
    yield from _never_worse(space, policy)
    yield from _remedy_law(space, policy)
