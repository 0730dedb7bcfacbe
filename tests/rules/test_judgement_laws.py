"""Laws of the judgement, over every case.

Every law is put to a space of cases per reading: under ``POLICY_2023`` it holds all Facts, those that no order and claim
give rise to included; under every other reading of ``guarantee_grants``, ``exclusion_scope``, ``misuse_scope`` and ``cancellation``
the sub-product that ``facts_that_readings_touch`` describes. The reading ``adjudicator`` has a law of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import product

import pytest
from attrs import evolve, fields

from cmoffer_policy import (
    POLICY_2023,
    Adjudicator,
    ExclusionScope,
    GuaranteeGrants,
    Outcome,
    Policy,
    Problem,
    Remedy,
    Verification,
)
from cmoffer_policy.facts import DOMAINS, Facts, Phase
from cmoffer_policy.policy import JUDGED, JUDGEMENT_READINGS
from cmoffer_policy.rules import Status, judge
from support.builders import some_facts
from support.rules_oracle import expected_judgement
from support.rules_spaces import (
    CAUSES,
    EVIDENCE,
    READINGS_OF_GRANTS,
    STRIDE,
    Judged,
    Space,
    all_facts,
    exceptions,
    facts_that_readings_touch,
)

MET, FAILED, NOT_NEEDED, MISSING, NOT_APPLICABLE = Status
PROOFS = ("3.1", "3.2.1", "3.2.2", "3.2.3")
READ = {finding.clause: finding.facts for finding in judge(some_facts(), POLICY_2023).findings}


@pytest.fixture(scope="module")
def every_case() -> Space:
    return Space(POLICY_2023, all_facts())


@pytest.fixture(scope="module")
def some_cases() -> list[Facts]:
    return facts_that_readings_touch()


def reading_id(policy: Policy) -> str:
    return "-".join([getattr(policy, name).value for name in JUDGEMENT_READINGS if name != "adjudicator"])


@pytest.fixture(scope="module", params=READINGS_OF_GRANTS, ids=reading_id)
def space(request: pytest.FixtureRequest) -> Space:
    if request.param == POLICY_2023:
        return request.getfixturevalue("every_case")
    return Space(request.param, request.getfixturevalue("some_cases"))


def test_the_library_agrees_with_the_second_judge(space: Space) -> None:
    """Outcome and remedies are those of the six steps, however they are reached."""
    assert not exceptions(
        case.code for case in space.cases if space.judged[case.code][:2] != expected_judgement(case, space.policy)
    )


def test_rejected_if_and_only_if_a_finding_failed(space: Space) -> None:
    """A failed rule is a reason for rejection, and there is no rejection without one."""
    assert not exceptions(
        code
        for code, judged in space.judged.items()
        if (judged.outcome is Outcome.REJECTED) != (FAILED in judged.statuses)
    )


def test_every_outcome_short_of_rejection_names_what_is_missing(space: Space) -> None:
    """6.1 for another policy's order, at most 2.4 for customer service, proofs for evidence, and nothing further on."""
    missing = defaultdict(set)
    for judged in space.answers:
        missing[judged.outcome].add(judged.clauses(MISSING))
    assert missing.pop(Outcome.NOT_GOVERNED, {frozenset({"6.1"})}) == {frozenset({"6.1"})}
    assert missing.pop(Outcome.REFERRED) <= {frozenset(), frozenset({"2.4"})}
    proofs = missing.pop(Outcome.NEEDS_EVIDENCE)
    assert frozenset() not in proofs
    assert frozenset[str]().union(*proofs) == set(PROOFS)
    missing.pop(Outcome.REJECTED)
    assert dict(missing) == {
        outcome: {frozenset()} for outcome in (Outcome.APPROVED, Outcome.IN_DISPUTE, Outcome.UNDER_VERIFICATION)
    }


def test_a_rule_is_not_needed_only_where_another_route_grants_the_remedy(space: Space) -> None:
    """No rule is reported as not needed where the remedy asked for is not granted, unless a ruling took it away."""
    assert not exceptions(
        case.code
        for case in space.cases
        if NOT_NEEDED in space.judged[case.code].statuses
        and case.remedy not in space.judged[case.code].remedies
        and case.verification is not Verification.RULED_AGAINST_SELLER
    )


def test_proof_is_asked_exactly_while_it_can_bring_a_remedy(space: Space) -> None:
    """3.1 and 3.2.1 are asked while after-sales service or guarantee grants something, and never of a cancellation."""
    assert not exceptions(
        case.code
        for case in space.cases
        for judged in [space.judged[case.code]]
        for grants in [bool(judged.remedies) and case.problem is not Problem.CHANGE_OF_MIND]
        if (judged.status("3.1") is not NOT_APPLICABLE) != grants
        or (judged.status("3.2.1") is not NOT_APPLICABLE) != grants
    )


@pytest.mark.parametrize("name", EVIDENCE)
def test_more_evidence_never_worsens(space: Space, name: str) -> None:
    """A proof that is added changes no remedy and leaves the outcome as it is or betters it."""
    assert not exceptions(
        code
        for (without, proved), code in space.along(name).items()
        if proved.outcome.rank < without.outcome.rank or proved.remedies != without.remedies
    )


@pytest.mark.parametrize("name", CAUSES)
def test_a_cause_never_betters(space: Space, name: str) -> None:
    """A cause that is found adds no remedy and leaves the outcome as it is or worsens it."""
    assert not exceptions(
        code
        for (clean, found), code in space.along(name).items()
        if found.outcome.rank > clean.outcome.rank or not found.remedies <= clean.remedies
    )


def test_the_price_of_a_replacement_is_nothing_to_a_refund(space: Space) -> None:
    """A dearer replacement changes what is said to a replacement only, never betters it and takes no remedy away."""
    assert not exceptions(
        code
        for (same, dearer), code in space.along("replacement_dearer").items()
        if dearer.remedies != same.remedies or dearer.outcome.rank > same.outcome.rank
    )
    assert not exceptions(
        case.code
        for case in space.cases
        if case.replacement_dearer
        and case.remedy is Remedy.REFUND
        and space.judged[case.code] != space.judged[case.code - STRIDE["replacement_dearer"]]
    )


def test_every_further_word_for_the_seller_never_worsens(space: Space) -> None:
    """Ruled against, pending, contested, confirmed: each ranks as the one before or better; ruled for is as confirmed."""

    def faulty(word: dict[Verification, Judged]) -> bool:
        against, confirmed = word[Verification.RULED_AGAINST_SELLER], word[Verification.CONFIRMED]
        heard = (word[Verification.PENDING], word[Verification.CONTESTED], confirmed)
        ranks = [judged.outcome.rank for judged in (against, *heard)]
        return (
            ranks != sorted(ranks)
            or word[Verification.RULED_FOR_SELLER][:2] != confirmed[:2]
            or len({judged.remedies for judged in heard}) > 1
            or bool(against.remedies)
        )

    assert not exceptions(
        code for said, code in space.along("verification").items() if faulty(dict(zip(Verification, said, strict=True)))
    )


def test_the_remedies_differ_only_as_1_and_2_3_and_2_5_and_5_1_say(space: Space) -> None:
    """2.3 and 5.1 apply to a replacement where they do not to a refund; 1 and 2.5 are not needed where a refund fails them.

    The second happens under REPLACEMENT alone, to 2.5 under AFTER_SALES_ONLY alone; 2.4 never tells the remedies apart, nor do
    the proofs. Only a change of mind before shipment makes the replacement fare worse than the refund, or other remedies
    available; elsewhere it fares as well or better.
    """
    seen = defaultdict(set)
    for refund, replacement in {pair for pair, _, _ in same_but_for_the_remedy(space)}:
        for clause, before, after in zip(JUDGED, refund.statuses, replacement.statuses, strict=True):
            if before is not after:
                seen[clause].add((before, after))
    assert seen == expected_differences(space.policy)
    assert not exceptions(
        case.code
        for (refund, replacement), case, cancels in same_but_for_the_remedy(space)
        if not cancels and (replacement.outcome.rank < refund.outcome.rank or replacement.remedies != refund.remedies)
    )


def same_but_for_the_remedy(space: Space) -> Iterator[tuple[tuple[Judged, Judged], Facts, bool]]:
    """What is said to a refund and to a replacement that is not dearer, the case, and whether it gives the order up."""
    for case in space.cases:
        if case.remedy is Remedy.REFUND and not case.replacement_dearer:
            cancels = case.problem is Problem.CHANGE_OF_MIND and case.phase is Phase.NOT_SHIPPED
            yield (space.judged[case.code], space.judged[case.code + STRIDE["remedy"]]), case, cancels


def expected_differences(policy: Policy) -> dict[str, set[tuple[Status, Status]]]:
    """Clause by clause, the status for a refund and that for a replacement instead."""
    only_exchange = {"5.1": {(NOT_APPLICABLE, FAILED)}}
    if policy.guarantee_grants is GuaranteeGrants.NOTHING:
        return {"2.3": {(NOT_APPLICABLE, MET)}, **only_exchange}
    if policy.guarantee_grants is GuaranteeGrants.EITHER:
        return {"2.3": {(NOT_APPLICABLE, MET), (NOT_APPLICABLE, FAILED)}, **only_exchange}
    asked = {(NOT_APPLICABLE, MET), (NOT_APPLICABLE, NOT_NEEDED), (NOT_APPLICABLE, FAILED)}
    not_needed = ("1",) if policy.exclusion_scope is ExclusionScope.EVERYTHING else ("1", "2.5.1", "2.5.2")
    return {
        **{clause: {(FAILED, NOT_NEEDED)} for clause in not_needed},
        "2.3": asked,
        "2.3.1": asked,
        "2.3.2": asked,
        **only_exchange,
    }


def test_the_codes_number_every_case_without_a_gap(every_case: Space) -> None:
    """The cases in the order of their fields have the codes 0, 1, 2 and so on."""
    assert [case.code for case in every_case.cases] == list(range(2 * 5 * 11 * 2 * 2 * 3 * 2**7 * 5))


def test_every_outcome_occurs(every_case: Space) -> None:
    """None of the seven is there for nothing."""
    assert {judged.outcome for judged in every_case.answers} == set(Outcome)


def test_a_case_of_another_policy_is_asked_nothing_else(every_case: Space) -> None:
    """Half of all cases: 6.1 is missing, every other rule is not applicable, and there is no remedy."""
    not_asked = tuple([MISSING if clause == "6.1" else NOT_APPLICABLE for clause in JUDGED])
    said = {every_case.judged[case.code] for case in every_case.cases if not case.governed}
    assert said == {Judged(Outcome.NOT_GOVERNED, frozenset(), not_asked)}


@pytest.mark.parametrize("clause", [clause for clause in JUDGED if clause != "2.2"])
def test_every_judged_clause_is_decisive_somewhere(every_case: Space, clause: str) -> None:
    """To change one fact the clause is about clears its ground and every other one, and changes the outcome.

    2.2 has its turn under SHOPIFY.
    """
    grounds = {judged: judged.clauses(FAILED, MISSING) for judged in every_case.answers}
    assert any(
        clause in grounds[before] and not grounds[after] and before.outcome is not after.outcome
        for name in READ[clause]
        for row in every_case.along(name)
        for before, after in product(row, repeat=2)
    )


def test_every_ground_stands_alone_somewhere_but_the_two_lists_of_the_guarantee(every_case: Space) -> None:
    """2.3.1 and 2.3.2 fail together, and only where 1 or another rule fails, too: after-sales covers more."""
    grounds = {judged.clauses(FAILED, MISSING) for judged in every_case.answers}
    lists = {"2.3.1", "2.3.2"}
    assert {clause for some in grounds if len(some) == 1 for clause in some} == set(JUDGED) - lists - {"2.2"}
    assert {len(some & lists) for some in grounds} == {0, 2}
    assert min([len(some - lists) for some in grounds if some & lists]) == 1


@pytest.mark.parametrize("name", DOMAINS)
def test_every_fact_is_pivotal_somewhere(every_case: Space, name: str) -> None:
    """Some two cases differ in this fact alone and in their outcome."""
    assert any(len({judged.outcome for judged in row}) > 1 for row in every_case.along(name))


def test_findings_read_the_facts_and_all_of_them() -> None:
    """What the findings say they are about are fields of Facts, and no field is left out."""
    names = {field.name for field in fields(Facts)} - {"code"}
    assert {name for read in READ.values() for name in read} == names == set(DOMAINS)


@pytest.mark.parametrize("policy", READINGS_OF_GRANTS, ids=reading_id)
def test_the_adjudicator_changes_the_clause_of_a_ruling_and_nothing_else(policy: Policy) -> None:
    """Under SHOPIFY 2.2 says of a ruling what 4.3 says under CMOFFER; a confirmation is 4.3's under both."""
    shopify = evolve(policy, adjudicator=Adjudicator.SHOPIFY)
    place = JUDGED.index
    for phase, problem, remedy, word in product(Phase, Problem, Remedy, Verification):
        case = some_facts(phase=phase, problem=problem, remedy=remedy, verification=word)
        here, there = judge(case, policy), judge(case, shopify)
        expected = [finding.status for finding in here.findings]
        if word is not Verification.CONFIRMED:
            expected[place("2.2")], expected[place("4.3")] = expected[place("4.3")], NOT_APPLICABLE
        assert (there.outcome, there.remedies) == (here.outcome, here.remedies)
        assert [finding.status for finding in there.findings] == expected


def test_2_2_is_decisive_under_shopify() -> None:
    """A ruling against the seller is all that stands between an approved claim and a rejected one."""
    shopify = evolve(POLICY_2023, adjudicator=Adjudicator.SHOPIFY)
    ruled = judge(some_facts(verification=Verification.RULED_AGAINST_SELLER), shopify)
    assert [finding.clause for finding in ruled.findings if finding.failed] == ["2.2"]
    assert (ruled.outcome, judge(some_facts(), shopify).outcome) == (Outcome.REJECTED, Outcome.APPROVED)
