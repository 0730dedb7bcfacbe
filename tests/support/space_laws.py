"""Laws of the judgement, each a function that goes through a space of cases and fails where one does not hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator

from cmoffer_policy import ExclusionScope, GuaranteeGrants, Outcome, Policy, Problem, Remedy, Verification
from cmoffer_policy.facts import Facts, Phase
from cmoffer_policy.policy import JUDGED
from cmoffer_policy.rules import Status
from support.rules_oracle import expected_judgement
from support.rules_spaces import CAUSES, EVIDENCE, STRIDE, Judged, Space, exceptions

MET, FAILED, NOT_NEEDED, MISSING, NOT_APPLICABLE = Status
PROOFS = ("3.1", "3.2.1", "3.2.2", "3.2.3")


def the_library_agrees_with_the_second_judge(space: Space) -> None:
    """Outcome and remedies are those of the six steps, however they are reached."""
    assert not exceptions(
        case.code for case in space.cases if space.judged[case.code][:2] != expected_judgement(case, space.policy)
    )


def rejected_if_and_only_if_a_finding_failed(space: Space) -> None:
    """A failed rule is a reason for rejection, and there is no rejection without one."""
    assert not exceptions(
        code
        for code, judged in space.judged.items()
        if (judged.outcome is Outcome.REJECTED) != (FAILED in judged.statuses)
    )


def every_outcome_short_of_rejection_names_what_is_missing(space: Space) -> None:
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


def a_rule_is_not_needed_only_where_another_route_grants_the_remedy(space: Space) -> None:
    """No rule is reported as not needed where the remedy asked for is not granted, unless a ruling took it away."""
    assert not exceptions(
        case.code
        for case in space.cases
        if NOT_NEEDED in space.judged[case.code].statuses
        and case.remedy not in space.judged[case.code].remedies
        and case.verification is not Verification.RULED_AGAINST_SELLER
    )


def proof_is_asked_exactly_while_it_can_bring_a_remedy(space: Space) -> None:
    """3.1 and 3.2.1 are asked while after-sales service or guarantee grants something, and never of a cancellation."""
    assert not exceptions(
        case.code
        for case in space.cases
        for judged in [space.judged[case.code]]
        for grants in [bool(judged.remedies) and case.problem is not Problem.CHANGE_OF_MIND]
        if (judged.status("3.1") is not NOT_APPLICABLE) != grants
        or (judged.status("3.2.1") is not NOT_APPLICABLE) != grants
    )


def more_evidence_never_worsens(space: Space) -> None:
    """A proof that is added changes no remedy and leaves the outcome as it is or betters it."""
    assert not exceptions(
        code
        for name in EVIDENCE
        for (without, proved), code in space.along(name).items()
        if proved.outcome.rank < without.outcome.rank or proved.remedies != without.remedies
    )


def a_cause_never_betters(space: Space) -> None:
    """A cause that is found adds no remedy and leaves the outcome as it is or worsens it."""
    assert not exceptions(
        code
        for name in CAUSES
        for (clean, found), code in space.along(name).items()
        if found.outcome.rank > clean.outcome.rank or not found.remedies <= clean.remedies
    )


def the_price_of_a_replacement_is_nothing_to_a_refund(space: Space) -> None:
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


def every_further_word_for_the_seller_never_worsens(space: Space) -> None:
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


def the_remedies_differ_only_as_1_and_2_3_and_2_5_and_5_1_say(space: Space) -> None:
    """2.3 and 5.1 apply to a replacement where they do not to a refund; 1 and 2.5 are not needed where a refund fails them.

    The second happens under REPLACEMENT alone, to 2.5 under AFTER_SALES_ONLY alone; 2.4 never differs, nor do
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


LAWS: tuple[Callable[[Space], None], ...] = (
    the_library_agrees_with_the_second_judge,
    rejected_if_and_only_if_a_finding_failed,
    every_outcome_short_of_rejection_names_what_is_missing,
    a_rule_is_not_needed_only_where_another_route_grants_the_remedy,
    proof_is_asked_exactly_while_it_can_bring_a_remedy,
    more_evidence_never_worsens,
    a_cause_never_betters,
    the_price_of_a_replacement_is_nothing_to_a_refund,
    every_further_word_for_the_seller_never_worsens,
    the_remedies_differ_only_as_1_and_2_3_and_2_5_and_5_1_say,
)
