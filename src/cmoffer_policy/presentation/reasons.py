"""The reasons for a finding: which statements give them, with the dates and amounts of the claim."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from cmoffer_policy.decision import Decision, ItemDecision
from cmoffer_policy.facts import Phase
from cmoffer_policy.policy import Adjudicator, ExclusionScope, GuaranteeGrants, GuaranteeStart
from cmoffer_policy.presentation.statements import Statement, say
from cmoffer_policy.rules import GUARANTEED, Finding, Status, cancels, customer_service_answers
from cmoffer_policy.units import OPEN_OUTCOMES
from cmoffer_policy.vocabulary import Actor, Outcome, Problem, ProductionStage, Remedy, Verification


def reasons(decision: Decision, item: ItemDecision, finding: Finding) -> tuple[Statement, ...]:
    """Why a finding has its status. Nothing for a clause that does not apply."""
    if finding.status is Status.NOT_APPLICABLE:
        return ()
    return tuple(_REASONS[finding.clause](decision, item, finding.status))


def judge_of(item: ItemDecision) -> Actor:
    """Who decides on an objection to the item (4.3, 2.2)."""
    return Actor.SHOPIFY if item.adjudicator is Adjudicator.SHOPIFY else Actor.CMOFFER


def objection(item: ItemDecision) -> Statement:
    """4.3, 2.2: that the manufacturer objected, and who has to decide."""
    judge = judge_of(item)
    return say("objection.undecided", "2.2" if judge is Actor.SHOPIFY else "4.3", adjudicator=judge)


def undecided(item: ItemDecision) -> Statement | None:
    """4.3, 2.2: what the manufacturer, or whoever decides on an objection, has still to say; None if nothing."""
    if item.outcome not in OPEN_OUTCOMES or item.outcome is Outcome.REFERRED:
        return None
    match item.facts.verification:
        case Verification.PENDING:
            return say("confirmation.awaited", "4.3")
        case Verification.CONTESTED:
            return objection(item)
    return None


def _after_sales(decision: Decision, item: ItemDecision, status: Status) -> Iterator[Statement]:
    """1: the dates that decide: the shipment, the last day and the day of the claim."""
    claimed, period = decision.claim.submitted_at, item.windows.after_sales
    if period is None:
        yield say("after_sales.shipment_not_known", "1")
    elif claimed < period.start:
        yield say("after_sales.too_early", "1", claimed=claimed, shipped=period.start)
    else:
        in_time = period.deadline.met_by(claimed)
        yield say(
            "after_sales.in_time" if in_time else "after_sales.too_late",
            "1",
            shipped=period.start.date(),
            days=decision.policy.after_sales_days,
            last_day=period.deadline.last_day,
            claimed=claimed.date(),
        )
        delivered = decision.order.delivery_of(decision.order.line(item.item.line_id))
        if delivered is not None and not in_time and not period.deadline.met_by(min(delivered, claimed)):
            yield say("after_sales.parcel_came_later", "1", delivered=delivered.date())
    if status is Status.NOT_NEEDED:
        unsure = item.facts.phase is Phase.GUARANTEE_UNKNOWN
        yield say(f"after_sales.guarantee_{'may_grant' if unsure else 'grants'}", "2.3", remedy=item.facts.remedy)


def _received(_: Decision, item: ItemDecision, status: Status) -> Iterator[Statement]:
    if status is Status.FAILED:
        yield say("receipt.all_lost", "2.1")
    elif item.facts.nothing_arrived:
        yield say("receipt.loss_covered", "2.1")
    elif item.facts.problem is Problem.LOST:
        yield say("receipt.part_lost", "2.1")
    else:
        yield say("receipt.not_reported_lost", "2.1")


def _ruling_by_shopify(decision: Decision, item: ItemDecision, status: Status) -> Iterator[Statement]:
    yield _ruling(decision, item, status, "2.2", "shopify")


def _ruling(decision: Decision, item: ItemDecision, status: Status, clause: str, judge: str) -> Statement:
    """Who ruled. About a cancellation customer service answers, unless it was Shopify's last word (2.4)."""
    last_word = item.facts.verification is Verification.SHOPIFY_RULED_AGAINST_SELLER
    if customer_service_answers(item.facts, decision.policy) and not last_word:
        judge = "customer_service"
    return say(f"ruling.{judge}_{'for' if status is Status.MET else 'against'}_seller", clause)


def _replacement(decision: Decision, item: ItemDecision, status: Status) -> Iterator[Statement]:
    """2.3: the price of the replacement where it is the reason, and the window of the guarantee where it has one."""
    facts, policy = item.facts, decision.policy
    if facts.replacement_dearer and item.item.replacement_price is not None:
        price = decision.order.line(item.item.line_id).unit_price
        yield say("replacement.dearer", "2.3", asked=item.item.replacement_price, price=price)
        if facts.phase in (Phase.BOTH_OPEN, Phase.AFTER_SALES_OPEN, Phase.GUARANTEE_OPEN):
            return
    if policy.guarantee_grants is GuaranteeGrants.NOTHING:
        if not facts.replacement_dearer:
            yield say("replacement.not_dearer", "2.3")
        return
    yield _guarantee(decision, item)
    if status is Status.NOT_NEEDED:
        yield say("guarantee.after_sales_grants", "1", remedy=facts.remedy)


def _guarantee(decision: Decision, item: ItemDecision) -> Statement:
    """The dates that decide about the guarantee, counted as the reading ``guarantee_start`` says."""
    claimed, period = decision.claim.submitted_at, item.windows.guarantee
    days = decision.policy.guarantee_days
    if item.facts.phase is Phase.GUARANTEE_UNKNOWN:
        return say("guarantee.delivery_not_known", "2.3", days=days)
    if period is None:
        return say("guarantee.shipment_not_known", "2.3")
    line = decision.order.line(item.item.line_id)
    shipped, delivered = decision.order.shipment_of(line), decision.order.delivery_of(line)
    if claimed < period.start:
        if shipped is None:
            return say("guarantee.before_delivery", "2.3", claimed=claimed, delivered=period.start)
        return say("guarantee.too_early", "2.3", claimed=claimed, shipped=period.start)
    from_delivery = decision.policy.guarantee_start is GuaranteeStart.DELIVERY and delivered is not None
    in_time = "in_time" if period.deadline.met_by(claimed) else "too_late"
    last_day = period.deadline.last_day
    if from_delivery and delivered is not None:
        return say(
            f"guarantee.{in_time}_from_delivery",
            "2.3",
            delivered=delivered.date(),
            days=days,
            last_day=last_day,
            claimed=claimed.date(),
        )
    return say(
        f"guarantee.{in_time}",
        "2.3",
        shipped=period.start.date(),
        days=days,
        last_day=last_day,
        claimed=claimed.date(),
    )


def _guaranteed(clause: str, _: Decision, item: ItemDecision, status: Status) -> Iterator[Statement]:
    if status is Status.MET:
        yield say("guarantee.covers_problem", clause, problem=item.facts.problem)
        return
    yield say("guarantee.does_not_cover_problem", clause, problem=item.facts.problem)
    if status is Status.NOT_NEEDED:
        yield say("guarantee.after_sales_grants", "1", remedy=item.facts.remedy)


def _cancellation(_: Decision, item: ItemDecision, status: Status) -> Iterator[Statement]:
    production = item.facts.production
    match status:
        case Status.FAILED if production is not ProductionStage.STARTED:
            yield say("cancellation.declined", "2.4")
        case Status.FAILED:
            yield say("cancellation.production_started", "2.4")
        case Status.MET if production is None:
            yield say("cancellation.agreed", "2.4")
        case Status.MET:
            yield say("cancellation.before_production", "2.4")
        case _:
            yield say("cancellation.stage_not_known", "2.4")


def _cause(clause: str, fact: str, decision: Decision, item: ItemDecision, status: Status) -> Iterator[Statement]:
    """2.5: what inspection found, and what follows from it for this problem."""
    facts = item.facts
    spared = decision.policy.exclusion_scope is ExclusionScope.AFTER_SALES_ONLY and facts.problem in GUARANTEED
    if status is Status.MET and not getattr(facts, fact):
        yield say(f"{fact}.none_found", clause)
    elif status is Status.MET:
        yield say(f"{fact}.does_not_matter", clause, problem=facts.problem)
    elif status is Status.NOT_NEEDED:
        yield say(f"{fact}.leaves_guarantee", clause, remedy=facts.remedy)
    elif cancels(facts):
        yield say(f"{fact}.ends_cancellation", clause)
    elif spared:
        yield say(f"{fact}.ends_after_sales", clause, remedy=facts.remedy)
    else:
        yield say(f"{fact}.ends_all_cover", clause)


def _proof(clause: str, name: str, _: Decision, item: ItemDecision, status: Status) -> Iterator[Statement]:
    if status is Status.MET:
        yield say(f"proof.{name}_given", clause)
    else:
        attached = any(proof.attached for proof in item._incomplete if proof.clause == clause)
        yield say(f"proof.{name}_{'incomplete' if attached else 'missing'}", clause)
    if status is Status.NOT_NEEDED:
        yield say("proof.not_needed_once_confirmed", "4.3")


def _quoted(decision: Decision, item: ItemDecision, status: Status) -> Iterator[Statement]:
    if status is Status.FAILED:
        yield say("problem.not_attributable", "3.2.2")
    else:
        yield from _proof("3.2.2", "buyer_quoted", decision, item, status)


def _described(decision: Decision, item: ItemDecision, status: Status) -> Iterator[Statement]:
    if status is Status.FAILED:
        yield say("listing.differs", "3.2.3")
    else:
        yield from _proof("3.2.3", "description", decision, item, status)


def _confirmed(decision: Decision, item: ItemDecision, status: Status) -> Iterator[Statement]:
    if item.facts.verification is not Verification.CONFIRMED:
        yield _ruling(decision, item, status, "4.3", "cmoffer")
    elif customer_service_answers(item.facts, decision.policy):
        yield say("confirmation.by_customer_service", "2.4")
    else:
        yield say("confirmation.by_responsible_party", "4.3")


def _reason_given(_: Decision, item: ItemDecision, status: Status) -> Iterator[Statement]:
    if status is Status.MET:
        yield say("change_of_mind.none", "5.1")
    elif item.facts.remedy is Remedy.REPLACEMENT:
        yield say("change_of_mind.exchange", "5.1")
    else:
        yield say("change_of_mind.after_shipment", "5.1")


def _lawful(_: Decision, __: ItemDecision, status: Status) -> Iterator[Statement]:
    yield say("unlawful.none_found" if status is Status.MET else "unlawful.withheld", "5.2")


def _in_effect(decision: Decision, _: ItemDecision, status: Status) -> Iterator[Statement]:
    yield say(
        "policy.governs_order" if status is Status.MET else "policy.order_is_older",
        "6.1",
        placed=decision.order.placed_at.date(),
        effective=decision.policy.effective_from,
    )


_REASONS: dict[str, Callable[[Decision, ItemDecision, Status], Iterator[Statement]]] = {
    "1": _after_sales,
    "2.1": _received,
    "2.2": _ruling_by_shopify,
    "2.3": _replacement,
    "2.3.1": partial(_guaranteed, "2.3.1"),
    "2.3.2": partial(_guaranteed, "2.3.2"),
    "2.4": _cancellation,
    "2.5.1": partial(_cause, "2.5.1", "corrosion"),
    "2.5.2": partial(_cause, "2.5.2", "misuse"),
    "3.1": partial(_proof, "3.1", "compensation"),
    "3.2.1": partial(_proof, "3.2.1", "problem"),
    "3.2.2": _quoted,
    "3.2.3": _described,
    "4.3": _confirmed,
    "5.1": _reason_given,
    "5.2": _lawful,
    "6.1": _in_effect,
}
