"""Laws of the judgement, each a function that goes through a space of cases and fails where one does not hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator

from cmoffer_policy import (
    Cancellation,
    ExclusionScope,
    GuaranteeGrants,
    Outcome,
    Policy,
    Problem,
    ProductionStage,
    Remedy,
    Verification,
)
from cmoffer_policy.facts import Facts, Phase
from cmoffer_policy.policy import JUDGED, ProofAfterConfirmation, ReplacementProof
from cmoffer_policy.rules import Status
from support.rules_oracle import expected_judgement, expected_statuses
from support.rules_spaces import CAUSES, EVIDENCE, STRIDE, Judged, Space, exceptions, numbered

MET, FAILED, NOT_NEEDED, MISSING, NOT_APPLICABLE = Status
PROOFS = ("3.1", "3.2.1", "3.2.2", "3.2.3")


AGAINST = (Verification.RULED_AGAINST_SELLER, Verification.SHOPIFY_RULED_AGAINST_SELLER)
IN_FAVOUR = (Verification.CONFIRMED, Verification.RULED_FOR_SELLER)


def the_library_agrees_with_the_second_judge(space: Space) -> None:
    """Outcome and remedies are those of the six steps, however they are reached."""
    assert not exceptions(
        case.code for case in space.cases if space.judged[case.code][:2] != expected_judgement(case, space.policy)
    )


def the_library_tells_the_story_of_the_second_judge(space: Space) -> None:
    """The status of every judged clause is that of the case as it is told clause by clause."""
    assert not exceptions(
        case.code
        for case in space.cases
        if space.judged[case.code].statuses != tuple(expected_statuses(case, space.policy).values())
    )


def rejected_or_not_governed_if_and_only_if_a_finding_failed(space: Space) -> None:
    """A failed rule is a reason for rejection, and there is no rejection without one; 6.1 is that of an older order."""
    assert not exceptions(
        code
        for code, judged in space.judged.items()
        if (judged.outcome in (Outcome.REJECTED, Outcome.NOT_GOVERNED)) != (FAILED in judged.statuses)
        or (judged.outcome is Outcome.NOT_GOVERNED) != (judged.status("6.1") is FAILED)
    )


def every_outcome_short_of_rejection_names_what_is_missing(space: Space) -> None:
    """At most 2.4 for customer service, proofs or the delivery of 2.3 for evidence, and nothing further on."""
    missing = defaultdict(set)
    for judged in space.answers:
        missing[judged.outcome].add(judged.clauses(MISSING))
    assert missing.pop(Outcome.NOT_GOVERNED, {frozenset()}) == {frozenset()}
    assert missing.pop(Outcome.REFERRED) <= {frozenset(), frozenset({"2.4"})}
    wanted = missing.pop(Outcome.NEEDS_EVIDENCE)
    assert frozenset() not in wanted
    waits = space.policy.guarantee_grants is not GuaranteeGrants.NOTHING
    assert frozenset[str]().union(*wanted) == {*PROOFS, *(["2.3"] if waits else [])}
    missing.pop(Outcome.REJECTED)
    assert dict(missing) == {
        outcome: {frozenset()} for outcome in (Outcome.APPROVED, Outcome.IN_DISPUTE, Outcome.UNDER_VERIFICATION)
    }


def a_rule_is_not_needed_only_where_another_route_grants_the_remedy(space: Space) -> None:
    """No window, list or exclusion is reported as not needed where the remedy asked for is not granted.

    Unless a ruling took it away, or the guarantee grants it if the delivery, which 2.3 asks for, was late enough.
    """

    def granted(case: Facts, judged: Judged) -> bool:
        may_be = case.phase is Phase.GUARANTEE_UNKNOWN and (
            judged.status("2.3") is MISSING or (case.replacement_dearer and judged.status("2.3") is FAILED)
        )
        return case.remedy in judged.remedies or may_be or case.verification in AGAINST

    assert not exceptions(
        case.code
        for case in space.cases
        if space.judged[case.code].clauses(NOT_NEEDED) - set(PROOFS) and not granted(case, space.judged[case.code])
    )


def proof_is_not_needed_only_after_a_confirmation_that_waives_it(space: Space) -> None:
    """The proofs of a confirmed item, or one ruled for the seller, are not needed under WAIVED, and needed otherwise."""
    waives = space.policy.proof_after_confirmation is ProofAfterConfirmation.WAIVED
    assert not exceptions(
        case.code
        for case in space.cases
        for judged in [space.judged[case.code]]
        for waived in [waives and case.verification in IN_FAVOUR]
        if (judged.clauses(NOT_NEEDED) & set(PROOFS) and not waived)
        or (judged.clauses(MISSING) & set(PROOFS) and waived)
    )


def proof_is_asked_exactly_while_it_can_bring_a_remedy(space: Space) -> None:
    """3.1 and 3.2.1 are asked while a route grants something, or may grant it once the delivery is known.

    They are never asked of a cancellation, nor after a ruling against the seller, and 3.1 is not asked of a replacement
    that is read to need proof of the problem only.
    """
    problem_only = space.policy.replacement_proof is ReplacementProof.PROBLEM_ONLY

    def can_bring(case: Facts, judged: Judged) -> bool:
        if case.problem is Problem.CHANGE_OF_MIND or case.verification in AGAINST:
            return False
        waits = case.phase is Phase.GUARANTEE_UNKNOWN and judged.status("1") is NOT_NEEDED
        return bool(judged.remedies) or waits

    assert not exceptions(
        case.code
        for case in space.cases
        for judged in [space.judged[case.code]]
        for asked in [can_bring(case, judged)]
        if (judged.status("3.1") is not NOT_APPLICABLE)
        != (asked and not (problem_only and case.remedy is Remedy.REPLACEMENT))
        or (judged.status("3.2.1") is not NOT_APPLICABLE) != asked
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
    """Ruled against, pending, contested, confirmed: each ranks as the one before or better; ruled for is as confirmed.

    Two rulings against the seller are alike, whoever ruled. Where customer service decides about a cancellation, a
    contest is its no, which ranks below no answer, and only its yes grants the refund (2.4).
    """

    def faulty(word: dict[Verification, Judged], case: Facts) -> bool:
        against, confirmed = word[Verification.RULED_AGAINST_SELLER], word[Verification.CONFIRMED]
        pending, contested = word[Verification.PENDING], word[Verification.CONTESTED]
        referred = asks_customer_service(case, space.policy)
        heard = (contested, pending, confirmed) if referred else (pending, contested, confirmed)
        ranks = [judged.outcome.rank for judged in (against, *heard)]
        remedies = {judged.remedies for judged in heard}
        return (
            ranks != sorted(ranks)
            or word[Verification.RULED_FOR_SELLER][:2] != confirmed[:2]
            or word[Verification.SHOPIFY_RULED_AGAINST_SELLER][:2] != against[:2]
            or (len(remedies) > 1 and not (referred and {pending.remedies, contested.remedies} == {frozenset()}))
            or bool(against.remedies)
        )

    assert not exceptions(
        code
        for said, code in space.along("verification").items()
        if faulty(dict(zip(Verification, said, strict=True)), numbered(code))
    )


def asks_customer_service(case: Facts, policy: Policy) -> bool:
    """Whether the case is a cancellation, the start of production not known, about which customer service decides."""
    cancels = case.problem is Problem.CHANGE_OF_MIND and case.phase is Phase.NOT_SHIPPED
    refers = policy.cancellation is Cancellation.REFER or case.production is None
    return cancels and refers and case.production is not ProductionStage.STARTED


def the_remedies_differ_only_as_the_clauses_that_name_one_say(space: Space) -> None:
    """2.3 and 5.1 apply to a replacement where they do not to a refund; 1 and 2.5 are not needed where a refund fails them.

    The second happens under REPLACEMENT alone, to 2.5 under AFTER_SALES_ONLY alone. A replacement that waits for the
    delivery is asked for its proof, where nothing is left of the refund; under PROBLEM_ONLY none is asked for 3.1. No
    answer of customer service is heard about an exchange (2.4). Only a change of mind before shipment makes the
    replacement fare worse than the refund, or other remedies available; elsewhere it fares as well or better.
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
    replaces = policy.guarantee_grants is GuaranteeGrants.REPLACEMENT
    expected: dict[str, set[tuple[Status, Status]]] = {
        "2.3": {
            GuaranteeGrants.NOTHING: {(NOT_APPLICABLE, MET)},
            GuaranteeGrants.EITHER: {(NOT_APPLICABLE, MET), (NOT_APPLICABLE, FAILED), (NOT_APPLICABLE, MISSING)},
            GuaranteeGrants.REPLACEMENT: {(NOT_APPLICABLE, status) for status in (MET, NOT_NEEDED, FAILED, MISSING)},
        }[policy.guarantee_grants],
        "2.4": {(FAILED, MISSING), (MET, MISSING)},
        "5.1": {(NOT_APPLICABLE, FAILED)},
    }
    if policy.cancellation is Cancellation.REFER:
        expected["2.4"].add((FAILED, MET))
    proved = {MET, MISSING}
    if policy.proof_after_confirmation is ProofAfterConfirmation.WAIVED:
        proved.add(NOT_NEEDED)
    if replaces:
        listed = {(NOT_APPLICABLE, MET), (NOT_APPLICABLE, NOT_NEEDED), (NOT_APPLICABLE, FAILED)}
        expected |= {"2.3.1": listed, "2.3.2": listed}
        expected |= {clause: {(NOT_APPLICABLE, status) for status in proved} for clause in ("3.1", "3.2.1", "3.2.2")}
        spared = policy.exclusion_scope is ExclusionScope.AFTER_SALES_ONLY
        expected |= {clause: {(FAILED, NOT_NEEDED)} for clause in (("1", "2.5.1", "2.5.2") if spared else ("1",))}
    if policy.replacement_proof is ReplacementProof.PROBLEM_ONLY:
        expected["3.1"] = {(status, NOT_APPLICABLE) for status in proved}
    return expected


LAWS: tuple[Callable[[Space], None], ...] = (
    the_library_agrees_with_the_second_judge,
    the_library_tells_the_story_of_the_second_judge,
    rejected_or_not_governed_if_and_only_if_a_finding_failed,
    every_outcome_short_of_rejection_names_what_is_missing,
    a_rule_is_not_needed_only_where_another_route_grants_the_remedy,
    proof_is_not_needed_only_after_a_confirmation_that_waives_it,
    proof_is_asked_exactly_while_it_can_bring_a_remedy,
    more_evidence_never_worsens,
    a_cause_never_betters,
    the_price_of_a_replacement_is_nothing_to_a_refund,
    every_further_word_for_the_seller_never_worsens,
    the_remedies_differ_only_as_the_clauses_that_name_one_say,
)
