"""Laws of the judgement, each a function that looks at a space of cases and fails where the law does not hold.

A law that fails shows the first case that breaks it, or what is nowhere to be found.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

import numpy as np

from cmoffer_policy import (
    Cancellation,
    ExclusionScope,
    GuaranteeGrants,
    Loss,
    Outcome,
    Policy,
    Problem,
    ProductionStage,
    Remedy,
    Verification,
)
from cmoffer_policy.facts import DOMAINS, Phase
from cmoffer_policy.policy import JUDGED, JUDGEMENT_READINGS, ProofAfterConfirmation, ReplacementProof, other_readings
from cmoffer_policy.rules import RULES, Status
from support.rules_oracle import expected_judgement, expected_statuses
from support.rules_spaces import CAUSES, EVIDENCE, Array, Cases, Space

MET, FAILED, NOT_NEEDED, MISSING, NOT_APPLICABLE = Status
PROOFS = ("3.1", "3.2.1", "3.2.2", "3.2.3")
AGAINST = (Verification.RULED_AGAINST_SELLER, Verification.SHOPIFY_RULED_AGAINST_SELLER)
IN_FAVOUR = (Verification.CONFIRMED, Verification.RULED_FOR_SELLER)
GRANTING = (Outcome.APPROVED, Outcome.IN_DISPUTE, Outcome.UNDER_VERIFICATION, Outcome.NEEDS_EVIDENCE)
ABOUT = {rule.clause: rule.facts for rule in RULES}


def is_any(outcome: Array, *outcomes: Outcome) -> Array:
    """Where the outcome is one of these."""
    return np.isin(outcome, [each.index for each in outcomes])


def the_library_agrees_with_the_second_judge(space: Space) -> None:
    """Outcome and remedies are those of the six steps, however they are reached."""
    said = [(judged.outcome, judged.remedies) for judged in space.pool]
    assert not [
        case
        for case, number in zip(space.cases.cases, space.said.tolist(), strict=True)
        if said[number] != expected_judgement(case, space.policy)
    ][:1]


def the_library_tells_the_story_of_the_second_judge(space: Space) -> None:
    """The status of every judged clause is that of the case as it is told clause by clause."""
    said = [list(judged.statuses) for judged in space.pool]
    assert not [
        case
        for case, number in zip(space.cases.cases, space.said.tolist(), strict=True)
        if said[number] != list(expected_statuses(case, space.policy).values())
    ][:1]


def every_outcome_occurs(space: Space) -> None:
    """None of the seven is there for nothing, where there are orders of this policy and older ones."""
    governed = set(space.cases.place["governed"].tolist())
    expected = {outcome for outcome in Outcome if (outcome is not Outcome.NOT_GOVERNED) in governed}
    assert {judged.outcome for judged in space.pool} == expected


def there_is_one_finding_for_each_judged_clause_in_the_order_of_the_text(space: Space) -> None:
    """Neither more nor fewer, whatever the case."""
    assert {judged.clauses for judged in space.pool} == {JUDGED}


def not_governed_if_and_only_if_the_order_is_older(space: Space) -> None:
    """The first question, and no other, decides that."""
    assert not space.exceptions(is_any(space.outcome, Outcome.NOT_GOVERNED) == space.cases.having("governed", True))


def rejected_or_not_governed_if_and_only_if_a_finding_failed(space: Space) -> None:
    """A failed rule is a reason for rejection, and there is no rejection without one; 6.1 is that of an older order."""
    assert not [
        judged
        for judged in space.pool
        if (judged.outcome in (Outcome.REJECTED, Outcome.NOT_GOVERNED)) != (FAILED in judged.statuses)
        or (judged.outcome is Outcome.NOT_GOVERNED) != (judged.status("6.1") is FAILED)
    ]


def approved_or_open_if_and_only_if_the_remedy_asked_for_is_available(space: Space) -> None:
    """Or waits for the delivery, and is no dearer than what it replaces."""
    waits = space.has("2.3", MISSING) & space.each(lambda judged: FAILED not in judged.statuses)
    dearer = space.cases.having("replacement_dearer", True) & space.cases.having("remedy", Remedy.REPLACEMENT)
    assert not space.exceptions(is_any(space.outcome, *GRANTING) != ((space.granted | waits) & ~dearer))


def every_outcome_short_of_rejection_names_what_is_missing(space: Space) -> None:
    """At most 2.4 for customer service, proofs or the delivery of 2.3 for evidence, and nothing further on."""
    missing = defaultdict(set)
    for judged in space.pool:
        missing[judged.outcome].add(judged.having(MISSING))
    assert missing.pop(Outcome.NOT_GOVERNED, {frozenset()}) == {frozenset()}
    assert missing.pop(Outcome.REFERRED) <= {frozenset(), frozenset({"2.4"})}
    wanted = missing.pop(Outcome.NEEDS_EVIDENCE)
    assert frozenset() not in wanted
    waits = space.policy.guarantee_grants is not GuaranteeGrants.NOTHING and Phase.GUARANTEE_UNKNOWN in phases_of(space)
    assert frozenset[str]().union(*wanted) == {*PROOFS, *(["2.3"] if waits else [])}
    missing.pop(Outcome.REJECTED)
    assert dict(missing) == {
        outcome: {frozenset()} for outcome in (Outcome.APPROVED, Outcome.IN_DISPUTE, Outcome.UNDER_VERIFICATION)
    }


def phases_of(space: Space) -> set[Phase]:
    """The phases that occur among the cases."""
    return {list(Phase)[place] for place in np.unique(space.cases.place["phase"]).tolist()}


def a_rule_is_not_needed_only_where_another_route_grants_the_remedy(space: Space) -> None:
    """No window, list or exclusion is reported as not needed where the remedy asked for is not granted.

    Unless a ruling took it away, or the guarantee grants it if the delivery, which 2.3 asks for, was late enough.
    """
    cases = space.cases
    cap_fails = cases.having("replacement_dearer", True) & space.has("2.3", FAILED)
    may_be = cases.having("phase", Phase.GUARANTEE_UNKNOWN) & (space.has("2.3", MISSING) | cap_fails)
    not_needed = space.each(lambda judged: bool(judged.having(NOT_NEEDED) - set(PROOFS)))
    assert not space.exceptions(not_needed & ~(space.granted | may_be | cases.having("verification", *AGAINST)))


def proof_is_not_needed_only_after_a_confirmation_that_waives_it(space: Space) -> None:
    """The proofs of a confirmed item, or one ruled for the seller, are not needed under WAIVED, and needed otherwise."""
    waives = space.policy.proof_after_confirmation is ProofAfterConfirmation.WAIVED
    waived = space.cases.having("verification", *IN_FAVOUR) & waives
    not_needed = space.each(lambda judged: bool(judged.having(NOT_NEEDED) & set(PROOFS)))
    missing = space.each(lambda judged: bool(judged.having(MISSING) & set(PROOFS)))
    assert not space.exceptions((not_needed & ~waived) | (missing & waived))


def proof_is_asked_exactly_while_it_can_bring_a_remedy(space: Space) -> None:
    """3.1 and 3.2.1 are asked while a route grants something, or may grant it once the delivery is known.

    They are never asked of a cancellation, nor after a ruling against the seller, and 3.1 is not asked of a replacement
    that is read to need proof of the problem only.
    """
    cases = space.cases
    waits = cases.having("phase", Phase.GUARANTEE_UNKNOWN) & space.has("1", NOT_NEEDED)
    never = cases.having("problem", Problem.CHANGE_OF_MIND) | cases.having("verification", *AGAINST)
    asked = ~never & ((space.remedies > 0) | waits)
    problem_only = space.policy.replacement_proof is ReplacementProof.PROBLEM_ONLY
    spared = cases.having("remedy", Remedy.REPLACEMENT) & problem_only
    assert not space.exceptions(
        (space.has("3.1", NOT_APPLICABLE) == (asked & ~spared)) | (space.has("3.2.1", NOT_APPLICABLE) == asked)
    )


def more_evidence_never_worsens(space: Space) -> None:
    """A proof that is added changes no remedy and leaves the outcome as it is or betters it."""
    for name in EVIDENCE:
        without, proved = space.cases.pairs(name)
        worse = space.rank[proved] < space.rank[without]
        assert not space.exceptions(worse | (space.remedies[proved] != space.remedies[without]), without)


def a_cause_never_betters(space: Space) -> None:
    """A cause that is found adds no remedy and leaves the outcome as it is or worsens it."""
    for name in CAUSES:
        clean, found = space.cases.pairs(name)
        better = space.rank[found] > space.rank[clean]
        assert not space.exceptions(better | (space.remedies[found] & ~space.remedies[clean] > 0), clean)


def the_price_of_a_replacement_is_nothing_to_a_refund(space: Space) -> None:
    """A dearer replacement changes what is said to a replacement only, never betters it and takes no remedy away."""
    same, dearer = space.cases.pairs("replacement_dearer")
    better = space.rank[dearer] > space.rank[same]
    assert not space.exceptions(better | (space.remedies[dearer] != space.remedies[same]), same)
    refund = space.cases.having("remedy", Remedy.REFUND)[same]
    assert not space.exceptions(refund & (space.said[dearer] != space.said[same]), same)


def every_further_word_for_the_seller_never_worsens(space: Space) -> None:
    """Ruled against, pending, contested, confirmed: each ranks as the one before or better; ruled for is as confirmed.

    Two rulings against the seller are alike, whoever ruled. Where customer service decides about a cancellation, a
    contest is its no, which ranks below no answer, and only its yes grants the refund (2.4).
    """
    first = np.flatnonzero(space.cases.place["verification"] == 0)
    at = np.array([space.cases.moved(first, "verification", word.index) for word in Verification])
    at = at[:, (at >= 0).all(axis=0)]  # where all words are among the cases
    rank = dict(zip(Verification, space.rank[at], strict=True))
    remedies = dict(zip(Verification, space.remedies[at], strict=True))
    against, shopify = Verification.RULED_AGAINST_SELLER, Verification.SHOPIFY_RULED_AGAINST_SELLER
    pending, contested = Verification.PENDING, Verification.CONTESTED
    confirmed, ruled_for = Verification.CONFIRMED, Verification.RULED_FOR_SELLER
    referred = asks_customer_service(space)[at[0]]
    lower, higher = [
        np.where(referred, rank[one], rank[two]) for one, two in ((contested, pending), (pending, contested))
    ]
    in_order = (rank[against] <= lower) & (lower <= higher) & (higher <= rank[confirmed])
    alike = [
        (rank[one] == rank[two]) & (remedies[one] == remedies[two])
        for one, two in ((ruled_for, confirmed), (shopify, against))
    ]
    one_answer = (remedies[pending] == remedies[contested]) & (remedies[contested] == remedies[confirmed])
    only_yes = referred & (remedies[pending] == 0) & (remedies[contested] == 0)
    sound = in_order & alike[0] & alike[1] & (one_answer | only_yes) & (remedies[against] == 0)
    assert not space.exceptions(~sound, at[0])


def asks_customer_service(space: Space) -> Array:
    """Where an order is cancelled, the start of production not known, and customer service decides about it."""
    cases = space.cases
    stages = [ProductionStage.NOT_STARTED, None] if space.policy.cancellation is Cancellation.REFER else [None]
    return cancels(cases) & cases.having("production", *stages)


def cancels(cases: Cases) -> Array:
    """Where an order is given up before it is shipped."""
    return cases.having("problem", Problem.CHANGE_OF_MIND) & cases.having("phase", Phase.NOT_SHIPPED)


def the_remedies_differ_only_as_the_clauses_that_name_one_say(space: Space) -> None:
    """2.3 and 5.1 apply to a replacement where they do not to a refund; 1 and 2.5 are not needed where a refund fails them.

    The second happens under REPLACEMENT alone, to 2.5 under AFTER_SALES_ONLY alone. A replacement that waits for the
    delivery is asked for its proof, where nothing is left of the refund; under PROBLEM_ONLY none is asked for 3.1. No
    answer of customer service is heard about an exchange (2.4). Only a change of mind before shipment makes the
    replacement fare worse than the refund, or other remedies available; elsewhere it fares as well or better.
    """
    refund, replacement = space.cases.pairs("remedy")
    as_dear = space.cases.having("replacement_dearer", False)[refund]
    refund, replacement = refund[as_dear], replacement[as_dear]
    size = len(space.pool)
    seen = defaultdict(set)
    for pair in np.unique(space.said[refund] * size + space.said[replacement]).tolist():
        one, other = [space.pool[number] for number in divmod(pair, size)]
        for clause, before, after in zip(JUDGED, one.statuses, other.statuses, strict=True):
            if before is not after:
                seen[clause].add((before, after))
    assert seen == expected_differences(space.policy, phases_of(space))
    worse = (space.rank[replacement] < space.rank[refund]) | (space.remedies[replacement] != space.remedies[refund])
    assert not space.exceptions(worse & ~cancels(space.cases)[refund], refund)


def expected_differences(policy: Policy, phases: set[Phase]) -> dict[str, set[tuple[Status, Status]]]:
    """Clause by clause, the status for a refund and that for a replacement instead, among cases of these phases."""
    waits = Phase.GUARANTEE_UNKNOWN in phases
    replaces = policy.guarantee_grants is GuaranteeGrants.REPLACEMENT
    grants = policy.guarantee_grants is not GuaranteeGrants.NOTHING
    of_2_3 = {
        MET: True,
        FAILED: grants,
        MISSING: grants and waits,
        NOT_NEEDED: replaces and Phase.AFTER_SALES_OPEN in phases,
    }
    expected: dict[str, set[tuple[Status, Status]]] = {
        "2.3": {(NOT_APPLICABLE, status) for status, there in of_2_3.items() if there},
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
        if waits:
            expected |= {
                clause: {(NOT_APPLICABLE, status) for status in proved} for clause in ("3.1", "3.2.1", "3.2.2")
            }
        spared = policy.exclusion_scope is ExclusionScope.AFTER_SALES_ONLY
        expected |= {clause: {(FAILED, NOT_NEEDED)} for clause in (("1", "2.5.1", "2.5.2") if spared else ("1",))}
    if policy.replacement_proof is ReplacementProof.PROBLEM_ONLY:
        expected["3.1"] = {(status, NOT_APPLICABLE) for status in proved}
    return expected


def every_fact_alone_changes_some_outcome(space: Space) -> None:
    """But where a loss is covered, in part or whole, it need not matter whether anything arrived (2.1)."""
    covered = {"nothing_arrived"} if space.policy.loss is Loss.COVERED else set()
    asked = [name for name in DOMAINS if len(set(space.cases.place[name].tolist())) > 1]
    idle = [
        name
        for name in asked
        if not any((space.outcome[one] != space.outcome[other]).any() for one, other in space.cases.all_pairs(name))
    ]
    assert set(idle) <= covered


def every_other_reading_changes_some_verdict(space: Space) -> None:
    """No reading is idle, but for the exclusions from a guarantee that grants nothing.

    Looked for where readings matter: lawful goods, no dearer replacement, the proof complete or not there at all, and a
    confirmation, a ruling or a cancellation.
    """
    cases = space.cases
    proofs = np.array([cases.place[name] for name in EVIDENCE[:3]]).sum(axis=0)
    described = (cases.place["description_proved"] == 1) | ~cases.having("problem", Problem.NOT_AS_DESCRIBED)
    whole = ((proofs == 3) & described) | ((proofs == 0) & (cases.place["description_proved"] == 0))
    answered = cases.having("verification", Verification.CONFIRMED, *AGAINST) | cancels(cases)
    plain = ~cases.having("replacement_dearer", True) & ~cases.having("unlawful", True)
    core = np.flatnonzero(whole & answered & plain & cases.having("governed", True))
    core = np.random.default_rng(0).permutation(core)  # so that one of them is found soon
    for name in JUDGEMENT_READINGS:
        if name == "exclusion_scope" and space.policy.guarantee_grants is GuaranteeGrants.NOTHING:
            continue
        for value, other in other_readings(space.policy, name).items():
            assert space.says_otherwise_under(other, core), value


def every_judged_clause_fails_or_is_missing_somewhere(space: Space) -> None:
    """No rule is there for nothing."""
    grounds = frozenset[str]().union(*[judged.having(FAILED, MISSING) for judged in space.pool])
    assert [clause for clause in JUDGED if clause not in grounds] == []


def every_judged_clause_is_decisive_somewhere(space: Space) -> None:
    """To change one fact the clause is about clears its ground and every other one, and changes the outcome."""
    grounds = {judged: judged.having(FAILED, MISSING) for judged in space.pool}
    deciding = {
        clause
        for name in DOMAINS
        for before, after in space.changes(name)
        if not grounds[after] and before.outcome is not after.outcome
        for clause in grounds[before]
        if name in ABOUT[clause]
    }
    assert [clause for clause in JUDGED if clause not in deciding] == []


Law = Callable[[Space], None]

LAWS: tuple[Law, ...] = (
    the_library_agrees_with_the_second_judge,
    the_library_tells_the_story_of_the_second_judge,
    every_outcome_occurs,
    there_is_one_finding_for_each_judged_clause_in_the_order_of_the_text,
    not_governed_if_and_only_if_the_order_is_older,
    rejected_or_not_governed_if_and_only_if_a_finding_failed,
    approved_or_open_if_and_only_if_the_remedy_asked_for_is_available,
    every_outcome_short_of_rejection_names_what_is_missing,
    a_rule_is_not_needed_only_where_another_route_grants_the_remedy,
    proof_is_not_needed_only_after_a_confirmation_that_waives_it,
    proof_is_asked_exactly_while_it_can_bring_a_remedy,
    more_evidence_never_worsens,
    a_cause_never_betters,
    the_price_of_a_replacement_is_nothing_to_a_refund,
    every_further_word_for_the_seller_never_worsens,
    the_remedies_differ_only_as_the_clauses_that_name_one_say,
    every_fact_alone_changes_some_outcome,
    every_other_reading_changes_some_verdict,
)
"""What holds under every reading."""

LAWS_OF_2023: tuple[Law, ...] = (
    every_judged_clause_fails_or_is_missing_somewhere,
    every_judged_clause_is_decisive_somewhere,
)
"""What holds under the default: under another reading one of two judges, or the guarantee, may have no say."""
