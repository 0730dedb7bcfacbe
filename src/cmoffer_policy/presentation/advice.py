"""What to do about a decision and by when, for each item."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from cmoffer_policy.deadlines import Deadline
from cmoffer_policy.decision import Decision, ItemDecision
from cmoffer_policy.evidence import DETAILS, MissingEvidence
from cmoffer_policy.facts import Phase
from cmoffer_policy.policy import Adjudicator
from cmoffer_policy.presentation.reasons import judge_of
from cmoffer_policy.presentation.statements import Statement, say, with_points
from cmoffer_policy.rules import cancels, judge
from cmoffer_policy.steps import PROOFS, Change, NextStep
from cmoffer_policy.vocabulary import Actor, Document, Outcome, Problem, ProductionStage, Remedy, Verification


def advice(decision: Decision, item: ItemDecision) -> Iterator[Statement]:
    """What the seller can do about an item, or who has to act next; then what that leads to."""
    match item.outcome:
        case Outcome.APPROVED:
            yield from _fulfilment(decision, item)
        case Outcome.UNDER_VERIFICATION:
            yield say("next.wait_for_answer", "4.3")
        case Outcome.IN_DISPUTE:
            yield _dispute(decision, item)
        case Outcome.REFERRED if item.facts.production is ProductionStage.NOT_STARTED:
            yield say("next.cancel_now", "2.4")
        case Outcome.REFERRED:
            yield say("next.cancel_if_not_started", "2.4")
        case Outcome.NEEDS_EVIDENCE:
            yield from _missing(decision, item)
        case Outcome.NOT_GOVERNED:
            yield say("next.earlier_policy", "6.1")
        case _:
            yield from _way_out(decision, item)
    if decision.acceptance and awaits_acceptance(item):
        days = decision.policy.acceptance_working_days
        yield say("next.acceptance", "4.2", deadline=decision.acceptance, days=days)
        if decision.acceptance.provisional:
            yield say("next.date_may_change", "4.2", day=decision.acceptance.last_day)


def awaits_acceptance(item: ItemDecision) -> bool:
    """4.2: whether it matters to the seller when CMOFFER accepts the claim: the manufacturer has yet to be asked.

    About a cancellation the seller asks customer service, and nobody should wait with that (2.4).
    """
    waiting = item.outcome in (Outcome.UNDER_VERIFICATION, Outcome.NEEDS_EVIDENCE)
    return waiting and item.facts.verification is Verification.PENDING


def _fulfilment(decision: Decision, item: ItemDecision) -> Iterator[Statement]:
    replaced = item.facts.remedy is Remedy.REPLACEMENT
    if not item.units:
        yield say("next.no_units_left", "5.4.1")
    elif replaced:
        yield say("next.replacement_comes", "2.3")
    elif not item.refund.total.minor:
        yield say("next.worth_nothing", "5.4.1")
    elif item.arrival is None:
        first, last = decision.policy.arrival_working_days
        if first == last:
            yield say("next.payment_undated_one_day", "4.4", days=last)
        else:
            yield say("next.payment_undated", "4.4", first=first, last=last)
    else:
        first_day, last_day = item.arrival.first_day, item.arrival.deadline.last_day
        if first_day == last_day:
            yield say("next.payment_on_a_day", "4.4", day=last_day)
        else:
            yield say("next.payment", "4.4", days=(first_day, last_day))
        if item.arrival.deadline.provisional:
            yield say("next.date_may_change", "4.4", day=last_day)


def _dispute(decision: Decision, item: ItemDecision) -> Statement:
    if item.adjudicator is Adjudicator.SHOPIFY:
        return say("next.shopify_decides", "2.2")
    if decision.policy.adjudicator is Adjudicator.CMOFFER_THEN_SHOPIFY:
        return say("next.cmoffer_decides_then_shopify", "4.3")
    return say("next.cmoffer_decides", "4.3")


def _missing(decision: Decision, item: ItemDecision) -> Iterator[Statement]:
    """The documents and the delivery date that are missing, and the outcome once they are there."""
    facts = item.facts
    if facts.phase is Phase.GUARANTEE_UNKNOWN:
        yield say("next.tell_delivery", "2.3")
    for proof in item.missing:
        yield evidence_needed(proof)
    if facts.phase is Phase.GUARANTEE_UNKNOWN:
        return  # whether the claim then succeeds depends on that day
    complete = evolve(
        facts,
        buyer_compensated=True,
        problem_shown=True,
        buyer_quoted=True,
        description_proved=facts.problem is Problem.NOT_AS_DESCRIBED,
    )
    yield _then(judge(complete, decision.policy).outcome, judge_of(item))
    yield say("next.keeps_its_time", "4.1")


def evidence_needed(proof: MissingEvidence) -> Statement:
    """The document to send, and what it has to show."""
    if proof.document is Document.LISTING:  # nobody is told to alter it
        return say("evidence.listing", proof.clause)
    if proof.attached:
        return say("evidence.incomplete", proof.clause, document=proof.document, details=proof.details)
    if {DETAILS[kind] for kind in proof.documents} == {proof.details}:
        return say("evidence.missing", proof.clause, documents=proof.documents, details=proof.details)
    one, other = proof.documents
    return say(
        "evidence.missing_either",
        proof.clause,
        one=one,
        one_shows=DETAILS[one],
        other=other,
        other_shows=DETAILS[other],
    )


def _then(outcome: Outcome, adjudicator: Actor) -> Statement:
    if outcome is Outcome.IN_DISPUTE:
        return say("then.in_dispute", adjudicator=adjudicator)
    if outcome is Outcome.NEEDS_EVIDENCE:  # the documents are there by then; a date is nothing that a step can add
        return say("then.delivery_decides", "2.3")
    return say(f"then.{outcome.value}")


def _way_out(decision: Decision, item: ItemDecision) -> Iterator[Statement]:
    """The changes that lead furthest, with the fewest of them; one choice for each way if there are several.

    What belongs to a new claim, such as its documents, stands below the step that makes it.
    """
    steps = item.next_steps
    if not steps:
        yield _nothing_helps(decision, item)
        return
    furthest = max(step.outcome.rank for step in steps)
    ways = [step for step in steps if step.outcome.rank == furthest]
    fewest = min(len(step.changes) for step in ways)
    told = [_changes(decision, item, step) for step in ways if len(step.changes) == fewest]
    for number, (first, *points) in enumerate(told, 1):
        if len(told) == 1:
            yield with_points(first, points)
        else:
            yield with_points(say("next.choice", number=number, step=first), points)


def _changes(decision: Decision, item: ItemDecision, step: NextStep) -> list[Statement]:
    """What to do for one way out, step by step, and what it leads to."""
    told: list[Statement] = []
    for change in step.changes:
        if change is Change.ASK_SHOPIFY:
            told.append(say("step.ask_shopify", "2.2"))
        elif change in PROOFS:
            told += [evidence_needed(proof) for proof in step.missing if proof.clause == PROOFS[change]]
        elif step.deadline is None:  # a cancellation, which ends with production
            told.append(say("step.cancel", "2.4"))
        else:
            told.append(_asked_anew(decision, item, change, step.deadline))
            if step.deadline.provisional:
                told.append(say("next.date_may_change", step.deadline.clause, day=step.deadline.last_day))
    return [*told, _then(step.outcome, Actor.SHOPIFY)]


def _asked_anew(decision: Decision, item: ItemDecision, change: Change, end: Deadline) -> Statement:
    """A new claim for another remedy, or for another product, and until when."""
    if change is Change.CHOOSE_CHEAPER:
        price = decision.order.line(item.item.line_id).unit_price
        key = "step.choose_cheaper_at_least" if end.at_least else "step.choose_cheaper"
        return say(key, "2.3", price=price, deadline=end)
    if end.at_least:
        return say(f"step.{change.value}_at_least", end.clause, deadline=end)
    # A replacement alone is granted by the guarantee; a refund by after-sales service, or as the guarantee is read.
    guaranteed = change is Change.ASK_FOR_REFUND and end.clause == "2.3"
    return say(f"step.{change.value}{'_under_guarantee' if guaranteed else ''}", end.clause, deadline=end)


def _nothing_helps(decision: Decision, item: ItemDecision) -> Statement:
    facts = item.facts
    if facts.phase is Phase.NOT_SHIPPED and not cancels(facts):
        shipped = judge(evolve(facts, phase=Phase.BOTH_OPEN), decision.policy)
        if shipped.outcome is not Outcome.REJECTED:
            known = decision.order.shipment_of(decision.order.line(item.item.line_id)) is not None
            return say("next.claim_again_once_shipped" if known else "next.tell_shipment", "1")
    return say("next.nothing_helps", clauses=tuple([finding.clause for finding in item.findings if finding.failed]))
