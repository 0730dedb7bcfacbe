"""A second judge: outcome, remedies and the status of every judged clause, told case by case.

It follows the six steps of "Judgement of one item" and is told nothing by the library but its vocabulary, so that where
the two agree they agree for separate reasons. ``expected_judgement`` walks the steps and never looks at a status;
``expected_statuses`` tells the story of a case and never looks at the outcome.
"""

from __future__ import annotations

from cmoffer_policy import (
    Adjudicator,
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
from cmoffer_policy.facts import Facts, Phase
from cmoffer_policy.policy import CorrosionScope, Loss, ProofAfterConfirmation, ReplacementProof
from cmoffer_policy.rules import Status

Judgement = tuple[Outcome, frozenset[Remedy]]

NOTHING: frozenset[Remedy] = frozenset()
REFUND_ONLY = frozenset({Remedy.REFUND})
REPLACEMENT_ONLY = frozenset({Remedy.REPLACEMENT})
EITHER = frozenset({Remedy.REFUND, Remedy.REPLACEMENT})

SENT_OR_MADE_BADLY = (Problem.WRONG_ITEM, Problem.BROKEN, Problem.DEFECTIVE)
PERSONALISED_WRONGLY = (Problem.WRONG_BIRTHSTONE, Problem.WRONG_ENGRAVING, Problem.WRONG_SIZE)
DAMAGE = (Problem.BROKEN, Problem.DEFECTIVE)
AGAINST = (Verification.RULED_AGAINST_SELLER, Verification.SHOPIFY_RULED_AGAINST_SELLER)
IN_FAVOUR = (Verification.CONFIRMED, Verification.RULED_FOR_SELLER)

CLAUSES = (
    *("1", "2.1", "2.2", "2.3", "2.3.1", "2.3.2", "2.4", "2.5.1", "2.5.2"),
    *("3.1", "3.2.1", "3.2.2", "3.2.3", "4.3", "5.1", "5.2", "6.1"),
)


def expected_judgement(case: Facts, policy: Policy) -> Judgement:
    """What the policy decides about the case, and which remedies are available."""
    # First: a case of an earlier policy is nobody's business here.
    if not case.governed:
        return Outcome.NOT_GOVERNED, NOTHING

    # Second: a ruling against the seller ends it, whoever ruled.
    if case.verification in AGAINST:
        return Outcome.REJECTED, NOTHING

    # Third: a change of mind is a cancellation while it still can be one, and nothing later.
    if case.problem is Problem.CHANGE_OF_MIND:
        if case.phase is not Phase.NOT_SHIPPED or case.production is ProductionStage.STARTED:
            return Outcome.REJECTED, NOTHING
        if case.corrosion or case.misuse or case.unlawful or case.remedy is Remedy.REPLACEMENT:
            return Outcome.REJECTED, NOTHING
        if customer_service_is_asked(case, policy):
            return answer_of_customer_service(case)
        return word_of_the_parties(case), REFUND_ONLY

    # Fourth: what the two promises grant together, and what they would if the delivery turned out late enough.
    available = from_after_sales(case, policy) | from_guarantee(case, policy)
    if case.remedy not in available | hoped_for(case, policy):
        return Outcome.REJECTED, available
    if case.remedy is Remedy.REPLACEMENT and case.replacement_dearer:
        return Outcome.REJECTED, available

    # Fifth: the proof, and the delivery date where it decides.
    if case.remedy not in available or not proved(case, policy):
        return Outcome.NEEDS_EVIDENCE, available

    # Sixth: the word of the parties.
    return word_of_the_parties(case), available


def customer_service_is_asked(case: Facts, policy: Policy) -> bool:
    """Whether nobody but customer service can say if the order can still be cancelled."""
    return policy.cancellation is Cancellation.REFER or case.production is None


def answer_of_customer_service(case: Facts) -> Judgement:
    """What becomes of a cancellation that was referred, by the answer."""
    if case.verification is Verification.PENDING:
        return Outcome.REFERRED, NOTHING
    if case.verification is Verification.CONTESTED:
        return Outcome.REJECTED, NOTHING
    return Outcome.APPROVED, REFUND_ONLY


def word_of_the_parties(case: Facts) -> Outcome:
    """What becomes of a claim that is in order."""
    if case.verification is Verification.PENDING:
        return Outcome.UNDER_VERIFICATION
    if case.verification is Verification.CONTESTED:
        return Outcome.IN_DISPUTE
    return Outcome.APPROVED


def lost_whole(case: Facts, policy: Policy) -> bool:
    """Whether nothing arrived, and the policy is read not to cover that."""
    return case.problem is Problem.LOST and case.nothing_arrived and policy.loss is Loss.PART_ONLY


def wrong_listing(case: Facts) -> bool:
    """Whether the description that the goods differ from is the seller's own."""
    return case.problem is Problem.NOT_AS_DESCRIBED and case.listing_differs


def excluded(case: Facts, policy: Policy) -> bool:
    """Whether 2.5 has a word to say about the goods."""
    if case.corrosion and (policy.corrosion_scope is CorrosionScope.ANY_PROBLEM or case.problem in DAMAGE):
        return True
    return case.misuse and (policy.misuse_scope is MisuseScope.ANY_PROBLEM or case.problem in DAMAGE)


def from_after_sales(case: Facts, policy: Policy) -> frozenset[Remedy]:
    """What the thirty days grant: everything or nothing."""
    if case.phase not in (Phase.BOTH_OPEN, Phase.AFTER_SALES_OPEN):
        return NOTHING
    if case.problem in (Problem.CHANGE_OF_MIND, Problem.NOT_ATTRIBUTABLE) or lost_whole(case, policy):
        return NOTHING
    if case.unlawful or wrong_listing(case) or excluded(case, policy):
        return NOTHING
    return EITHER


def from_guarantee(case: Facts, policy: Policy) -> frozenset[Remedy]:
    """What the sixty days grant while they are known to run."""
    return guarantee_if_open(case, policy) if case.phase in (Phase.BOTH_OPEN, Phase.GUARANTEE_OPEN) else NOTHING


def hoped_for(case: Facts, policy: Policy) -> frozenset[Remedy]:
    """What the sixty days would grant if the delivery, which nobody knows, was late enough."""
    return guarantee_if_open(case, policy) if case.phase is Phase.GUARANTEE_UNKNOWN else NOTHING


def guarantee_if_open(case: Facts, policy: Policy) -> frozenset[Remedy]:
    """What an open guarantee grants for such goods."""
    if case.unlawful or case.problem not in SENT_OR_MADE_BADLY + PERSONALISED_WRONGLY:
        return NOTHING
    if policy.exclusion_scope is ExclusionScope.EVERYTHING and excluded(case, policy):
        return NOTHING
    if policy.guarantee_grants is GuaranteeGrants.NOTHING:
        return NOTHING
    return REPLACEMENT_ONLY if policy.guarantee_grants is GuaranteeGrants.REPLACEMENT else EITHER


def proved(case: Facts, policy: Policy) -> bool:
    """Whether nothing more has to be shown."""
    if policy.proof_after_confirmation is ProofAfterConfirmation.WAIVED and case.verification in IN_FAVOUR:
        return True
    served = case.buyer_compensated or (
        policy.replacement_proof is ReplacementProof.PROBLEM_ONLY and case.remedy is Remedy.REPLACEMENT
    )
    measured = case.description_proved or case.problem is not Problem.NOT_AS_DESCRIBED
    return served and case.problem_shown and case.buyer_quoted and measured


def expected_statuses(case: Facts, policy: Policy) -> dict[str, Status]:
    """The status of every judged clause, in the order of the text."""
    story = dict.fromkeys(CLAUSES, Status.NOT_APPLICABLE)
    if not case.governed:
        story["6.1"] = Status.FAILED
        return story
    story["6.1"] = Status.MET
    story["5.2"] = met_unless(case.unlawful)
    story.update(ruling(case, policy))
    if case.problem is Problem.CHANGE_OF_MIND and case.phase is Phase.NOT_SHIPPED:
        story.update(given_up(case, policy))
    else:
        story.update(complained_of(case, policy))
        if case.verification not in AGAINST:
            story.update(proof(case, policy))
        if case.problem is Problem.NOT_ATTRIBUTABLE:
            story["3.2.2"] = Status.FAILED
        if wrong_listing(case):
            story["3.2.3"] = Status.FAILED
    return story


def met_unless(failed: bool) -> Status:
    """Met, or failed where it has failed."""
    return Status.FAILED if failed else Status.MET


def ruling(case: Facts, policy: Policy) -> dict[str, Status]:
    """2.2 and 4.3: the clause of whoever answered, once somebody has."""
    if case.verification in (Verification.PENDING, Verification.CONTESTED):
        return {}
    if case.verification is Verification.CONFIRMED:
        return {"4.3": Status.MET}
    if policy.adjudicator is Adjudicator.CMOFFER_THEN_SHOPIFY:
        judge = "2.2" if case.verification is Verification.SHOPIFY_RULED_AGAINST_SELLER else "4.3"
    else:
        judge = "2.2" if policy.adjudicator is Adjudicator.SHOPIFY else "4.3"
    return {judge: met_unless(case.verification in AGAINST)}


def given_up(case: Facts, policy: Policy) -> dict[str, Status]:
    """An order given up before it left: 2.4, with 5.1 against an exchange and 2.5 against any cause.

    Once production is known to have started it is no cancellation any more, and 2.5 reaches as far as it is read.
    """
    story = {"2.4": Status.MET, "2.5.1": met_unless(case.corrosion), "2.5.2": met_unless(case.misuse)}
    if case.production is ProductionStage.STARTED:
        story["2.5.1"] = met_unless(case.corrosion and policy.corrosion_scope is CorrosionScope.ANY_PROBLEM)
        story["2.5.2"] = met_unless(case.misuse and policy.misuse_scope is MisuseScope.ANY_PROBLEM)
    if case.remedy is Remedy.REPLACEMENT:
        story["5.1"] = Status.FAILED
    sound = not (case.corrosion or case.misuse or case.unlawful or case.remedy is Remedy.REPLACEMENT)
    refused = customer_service_is_asked(case, policy) and case.verification is Verification.CONTESTED
    if case.production is ProductionStage.STARTED or (sound and refused):
        story["2.4"] = Status.FAILED
    elif case.production is None and not (sound and case.verification in IN_FAVOUR):
        story["2.4"] = Status.MISSING
    return story


def complained_of(case: Facts, policy: Policy) -> dict[str, Status]:
    """Goods that somebody complains of: windows, lists and exclusions, and 5.1 against a mere dislike."""
    asked = case.remedy
    guarantee = asked in from_guarantee(case, policy) | hoped_for(case, policy)
    after_sales = asked in from_after_sales(case, policy)
    story = {"5.1": met_unless(case.problem is Problem.CHANGE_OF_MIND)}
    if case.phase is not Phase.NOT_SHIPPED:
        story["2.1"] = met_unless(lost_whole(case, policy))

    if case.phase in (Phase.BOTH_OPEN, Phase.AFTER_SALES_OPEN):
        story["1"] = Status.MET
    else:
        story["1"] = Status.NOT_NEEDED if guarantee else Status.FAILED

    # The guarantee is asked of a replacement always, for its cap; of a refund only if it is read to refund.
    grants_by_itself = {
        GuaranteeGrants.NOTHING: NOTHING,
        GuaranteeGrants.REPLACEMENT: REPLACEMENT_ONLY,
        GuaranteeGrants.EITHER: EITHER,
    }[policy.guarantee_grants]
    hopeless = case.problem in (Problem.CHANGE_OF_MIND, Problem.NOT_ATTRIBUTABLE) or lost_whole(case, policy)
    if asked is Remedy.REPLACEMENT or (asked in grants_by_itself and not hopeless):
        story["2.3"] = guarantee_window(case, counts=asked in grants_by_itself, elsewhere=after_sales)
    if asked in grants_by_itself and not hopeless:
        if case.problem in SENT_OR_MADE_BADLY:
            story["2.3.1"] = Status.MET
        elif case.problem in PERSONALISED_WRONGLY:
            story["2.3.2"] = Status.MET
        else:
            story["2.3.1"] = story["2.3.2"] = Status.NOT_NEEDED if after_sales else Status.FAILED

    unless_guaranteed = Status.NOT_NEEDED if guarantee else Status.FAILED
    damage = case.problem in DAMAGE
    corroded = case.corrosion and (damage or policy.corrosion_scope is CorrosionScope.ANY_PROBLEM)
    misused = case.misuse and (damage or policy.misuse_scope is MisuseScope.ANY_PROBLEM)
    story["2.5.1"] = unless_guaranteed if corroded else Status.MET
    story["2.5.2"] = unless_guaranteed if misused else Status.MET
    return story


def guarantee_window(case: Facts, *, counts: bool, elsewhere: bool) -> Status:
    """2.3: first the cap on every replacement, then the sixty days where they count."""
    if case.remedy is Remedy.REPLACEMENT and case.replacement_dearer:
        return Status.FAILED
    if not counts or case.phase in (Phase.BOTH_OPEN, Phase.GUARANTEE_OPEN):
        return Status.MET
    if case.phase is Phase.GUARANTEE_UNKNOWN:
        return Status.MISSING
    return Status.NOT_NEEDED if elsewhere else Status.FAILED


def proof(case: Facts, policy: Policy) -> dict[str, Status]:
    """3.1 to 3.2.3, asked while they can bring a remedy."""
    available = from_after_sales(case, policy) | from_guarantee(case, policy)
    if not available and case.remedy not in hoped_for(case, policy):
        return {}
    settled = policy.proof_after_confirmation is ProofAfterConfirmation.WAIVED and case.verification in IN_FAVOUR
    otherwise = Status.NOT_NEEDED if settled else Status.MISSING
    shown = {"3.1": case.buyer_compensated, "3.2.1": case.problem_shown, "3.2.2": case.buyer_quoted}
    if case.remedy is Remedy.REPLACEMENT and policy.replacement_proof is ReplacementProof.PROBLEM_ONLY:
        del shown["3.1"]
    if case.problem is Problem.NOT_AS_DESCRIBED:
        shown["3.2.3"] = case.description_proved
    return {clause: Status.MET if there else otherwise for clause, there in shown.items()}
