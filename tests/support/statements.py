"""What a language owes to an explanation: a template for every statement, and a use for every value."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from string import Formatter

from attrs import evolve

from cmoffer_policy import POLICY_2023, Decision, Explanation, GuaranteeStart, Policy, Problem, Verification, decide
from cmoffer_policy.analysis import all_facts, realise
from cmoffer_policy.facts import Facts
from cmoffer_policy.policy import READINGS, other_readings
from cmoffer_policy.presentation import Goods, Language, Statement, render
from cmoffer_policy.presentation.statements import within
from cmoffer_policy.rules import judge

RULINGS = (
    Verification.RULED_FOR_SELLER,
    Verification.RULED_AGAINST_SELLER,
    Verification.SHOPIFY_RULED_AGAINST_SELLER,
)


def policies(policy: Policy) -> Iterator[Policy]:
    """The policy, and it with every reading changed alone."""
    yield policy
    for name in READINGS:
        yield from other_readings(policy, name).values()


def telling(guarantee_start: GuaranteeStart) -> Iterator[Facts]:
    """The cases that differ in more than how many things are wrong with them at once.

    All proofs are there, or one or all of them are missing; inspection found no cause, one, or all: what is said of a
    proof or of a cause depends neither on the others nor on who ruled how. Of an older order nothing else is said at all.
    """
    for facts in all_facts(evolve(POLICY_2023, guarantee_start=guarantee_start)):
        proofs = [facts.buyer_compensated, facts.problem_shown, facts.buyer_quoted]
        proofs += [facts.description_proved] if facts.problem is Problem.NOT_AS_DESCRIBED else []
        causes = facts.corrosion + facts.misuse + facts.unlawful
        sound = all(proofs) and not causes
        if (
            proofs.count(False) in (0, 1, len(proofs))
            and causes in (0, 1, 3)
            and (sound or (facts.governed and facts.verification not in RULINGS))
        ):
            yield facts


def signature(facts: Facts, policy: Policy) -> tuple[object, ...]:
    """What the statements about a case can see of it, all but the words that they share."""
    verdict = judge(facts, policy)
    if not facts.governed:
        return (verdict.outcome,)
    return (
        verdict.outcome,
        tuple([finding.status for finding in verdict.findings]),
        facts.phase,
        facts.remedy,
        facts.verification,
        facts.production,
        facts.corrosion,
        facts.misuse,
        facts.listing_differs,
        facts.nothing_arrived,
        facts.replacement_dearer,
    )


def decided(facts: Facts, policy: Policy) -> Decision:
    """A decision about these facts."""
    order, claim, _ = realise(facts, policy)
    return decide(order, claim, policy=policy)


def statements(said: Explanation) -> Iterator[Statement]:
    """All statements of an explanation, with those inside others."""
    for section in said.sections:
        for statement in section.statements:
            yield from within(statement)


def named_in(template: str) -> set[str]:
    """The names of values in a template."""
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


def debts(said: Explanation, language: Language) -> list[str]:
    """What the language lacks for an explanation, in words; nothing if it says all of it."""
    tops = [statement for section in said.sections for statement in section.statements]
    found = [owed for statement in tops for owed in debts_of(statement, said.goods, language)]
    return found or left_over(render(said, language))


def debts_of(top: Statement, goods: Sequence[Goods], language: Language) -> list[str]:
    """What the language lacks for a statement and those inside it."""
    found = []
    for statement in within(top):
        template = language.templates.get(statement.key)
        if template is None:
            found.append(f"{statement.key}: no template")
            continue
        names, given = named_in(template), {name for name, _ in statement.values} - {"points"}
        free = {"items", "cite", "clause"} if statement.clause else {"items"}
        found += [f"{statement.key}: no value for {name}" for name in sorted(names - given - free)]
        left_out = given - names - set(language.unused.get(statement.key, ()))
        found += [f"{statement.key}: {name} is neither used nor declared unused" for name in sorted(left_out)]
    return found or [mark for each in within(top) for mark in left_over(language.sentence(each, goods))]


def left_over(text: str) -> list[str]:
    """Marks in a text that no sentence has, and spaces between two Chinese characters."""
    marks = [mark for mark in ("{", "}", "None", "()") if mark in text]
    return [f"{mark!r} in the text:\n{text}" for mark in (*marks, *re.findall("[一-龥] [一-龥]", text))]
