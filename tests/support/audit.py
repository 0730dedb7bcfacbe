"""The proof, case by case, that the judgement of a policy obeys its laws."""

from __future__ import annotations

from collections.abc import Mapping
from heapq import nsmallest
from operator import attrgetter

from attrs import asdict, evolve, field, frozen

from cmoffer_policy.analysis.cases import all_facts
from cmoffer_policy.facts import DOMAINS, Facts
from cmoffer_policy.policy import POLICY_2023, Policy
from cmoffer_policy.rules import judge
from cmoffer_policy.vocabulary import Term, in_order
from support.judgement_laws import Breach, Judge, Law, Said, breaches_of, value_of

_EXAMPLES = 3


@frozen
class Violation:
    """A law that does not hold: the clauses concerned, and Python that shows a case of it."""

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
        violated = in_order({violation.law for violation in self.violations})
        result = f"{len(violated)} of {len(Law)} laws violated" if violated else f"all {len(Law)} laws hold"
        lines = [f"{self.policy.name}: {self.cases} cases, {result}"]
        for law in violated:
            lines += ["", f"{law.name}: {law.value}"]
            for violation in [violation for violation in self.violations if violation.law is law]:
                lines += [f"  clauses {', '.join(violation.clauses) or 'none'}"]
                lines += ["    " + line for line in violation.example.split("\n")]
            lines += [f"  and {count} more" for other, count in self.unlisted if other is law]
        return "\n".join(lines)


def audit(policy: Policy, *, judge: Judge = judge) -> AuditReport:
    """Whether the laws of the judgement hold in every case reachable under the policy; a violation raises nothing.

    ``judge`` lets a variant of the rules be audited; the examples call it by this name. Inputs with one reachable value
    and the clauses about them need not matter. Neither need ``exclusion_scope`` where the guarantee grants nothing.
    """
    cases = list(all_facts(policy))
    breaches: dict[Law, list[Breach]] = {law: [] for law in Law}
    for breach in breaches_of(policy, judge, cases):
        breaches[breach.law].append(breach)
    listed = [breach for found in breaches.values() for breach in nsmallest(_EXAMPLES, found, key=attrgetter("code"))]
    return AuditReport(
        policy,
        len(cases),
        tuple([Violation(breach.law, breach.clauses, _example(breach, policy, judge)) for breach in listed]),
        tuple([(law, len(found) - _EXAMPLES) for law, found in breaches.items() if len(found) > _EXAMPLES]),
    )


def _example(breach: Breach, policy: Policy, judge: Judge) -> str:
    """Python that builds the case and its change and judges them, with the verdicts of the judge under audit."""
    if breach.note:
        return f"# {breach.note}"
    figures = {name: value for name in asdict(policy) if (value := getattr(policy, name)) != getattr(POLICY_2023, name)}
    kinds = {type(value).__name__ for value in figures.values() if isinstance(value, Term)}
    names = ", ".join(sorted({"POLICY_2023", "Problem", "ProductionStage", "Remedy", "Verification", *kinds}))
    facts = Facts(**{name: value_of(breach.code, name) for name in DOMAINS})
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
        f"judge(facts, policy)  # {Said(judge(facts, policy))}",
    ]
    if breach.change:
        changed = Said(judge(evolve(facts, **breach.change), policy))
        lines += [f"judge(evolve(facts, {_arguments(breach.change)}), policy)  # {changed}"]
    return "\n".join(lines)


def _arguments(values: Mapping[str, object]) -> str:
    return ", ".join([f"{name}={value!r}" for name, value in values.items()])
