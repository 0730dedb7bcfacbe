"""The reason for each finding, in a sentence with the dates and amounts of the claim."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from cmoffer_policy.deadlines import Period
from cmoffer_policy.decision import Decision, ItemDecision
from cmoffer_policy.facts import Phase
from cmoffer_policy.policy import ExclusionScope, GuaranteeGrants, GuaranteeStart
from cmoffer_policy.presentation.english import clock_words, day_words
from cmoffer_policy.rules import GUARANTEED, Finding, Status
from cmoffer_policy.vocabulary import Problem, ProductionStage, Remedy, Verification

PROBLEM_WORDS = {
    Problem.WRONG_ITEM: "wrong item",
    Problem.BROKEN: "arrived broken",
    Problem.DEFECTIVE: "defective",
    Problem.WRONG_BIRTHSTONE: "wrong birthstone",
    Problem.WRONG_ENGRAVING: "wrong engraving",
    Problem.WRONG_SIZE: "wrong size",
    Problem.NOT_AS_DESCRIBED: "not as described",
    Problem.LOST: "lost",
    Problem.CHANGE_OF_MIND: "change of mind",
    Problem.NOT_ATTRIBUTABLE: "a cause outside the manufacturer",
}


def reason(decision: Decision, item: ItemDecision, finding: Finding) -> str:
    """Why a finding has its status, in one or two sentences."""
    return _REASONS[finding.clause](decision, item, finding.status)


def _after_sales_window(decision: Decision, item: ItemDecision, status: Status) -> str:
    days = decision.policy.after_sales_days
    told = _window(decision, "Shipped", days, item.windows.after_sales, "after-sales service")
    grants = "may grant" if item.facts.phase is Phase.GUARANTEE_UNKNOWN else "grants"
    also = f", but the guarantee {grants} {_the(item.facts.remedy)}" if status is Status.NOT_NEEDED else ""
    return f"{told}{also}.{_arrived_late(decision, item)}"


def _window(
    decision: Decision, started: str, days: int, period: Period | None, service: str, *, counted: date | None = None
) -> str:
    """The dates that decide about a window: what it counts from, its last day, the day of the claim, and the result.

    It counts from its start unless ``counted`` is another day.
    """
    claimed = decision.claim.submitted_at
    claimed_on = day_words(claimed.date())
    if period is None:
        return f"When the line was {started.lower()} is not known, so {service} does not count as open"
    start, end = period.start, period.deadline
    if claimed < start:
        hour = f" at {clock_words(start)}" if claimed.date() == start.date() else ""
        return (
            f"Claimed on {claimed_on}, before the line was shipped on {day_words(start.date())}{hour}: "
            f"too early for {service}"
        )
    in_time = end.met_by(claimed)
    last_day = f"day {days} {'is' if in_time else 'was'} {day_words(end.last_day)}"
    verdict = "in time" if in_time else "too late"
    since = day_words(counted or start.date())
    return f"{started} on {since}, {last_day}, claimed on {claimed_on}: {verdict} for {service}"


def _arrived_late(decision: Decision, item: ItemDecision) -> str:
    delivered = decision.order.delivery_of(decision.order.line(item.item.line_id))
    window = item.windows.after_sales
    if delivered is None or window is None or window.deadline.met_by(min(delivered, decision.claim.submitted_at)):
        return ""
    return f" The parcel itself arrived only on {day_words(delivered.date())}, after the window had closed."


def _goods_received(_: Decision, item: ItemDecision, status: Status) -> str:
    if status is Status.MET and item.facts.nothing_arrived:
        return "Everything in the order is reported lost, and a loss is covered."
    if status is Status.MET:
        return "The claim does not say that nothing arrived, so the goods count as received."
    return "Everything in the order is reported lost, and only goods that were received are covered."


def _ruling_by_shopify(_: Decision, __: ItemDecision, status: Status) -> str:
    return _ruling("Shopify", status)


def _ruling(judge: str, status: Status) -> str:
    side = "for" if status is Status.MET else "against"
    return f"The responsible party objected, and {judge} ruled {side} the seller."


def _free_replacement(decision: Decision, item: ItemDecision, status: Status) -> str:
    """The price of the replacement, and the window of the guarantee if the reading gives it one."""
    line = decision.order.line(item.item.line_id)
    told = []
    if item.facts.replacement_dearer:
        told.append(
            f"The replacement asked for lists at {item.item.replacement_price}, "
            f"more than the {line.unit_price} of the unit it replaces."
        )
    elif item.facts.remedy is Remedy.REPLACEMENT:
        told.append("The replacement asked for is not dearer than the unit it replaces.")
    if decision.policy.guarantee_grants is not GuaranteeGrants.NOTHING:
        also = ", but the after-sales service grants the remedy" if status is Status.NOT_NEEDED else ""
        told.append(f"{_guarantee_window(decision, item)}{also}.")
    return " ".join(told)


def _guarantee_window(decision: Decision, item: ItemDecision) -> str:
    """The window of the guarantee, counted as the reading ``guarantee_start`` says."""
    days, period = decision.policy.guarantee_days, item.windows.guarantee
    if item.facts.phase is Phase.GUARANTEE_UNKNOWN:
        return f"When the line was delivered is not known, so whether day {days} from there is over is not known either"
    delivered_at = decision.order.delivery_of(decision.order.line(item.item.line_id))
    if decision.policy.guarantee_start is GuaranteeStart.DELIVERY and delivered_at is not None:
        return _window(decision, "Delivered", days, period, "the guarantee", counted=delivered_at.date())
    return _window(decision, "Shipped", days, period, "the guarantee")


def _guaranteed(_: Decision, item: ItemDecision, status: Status) -> str:
    problem = PROBLEM_WORDS[item.facts.problem]
    if status is Status.MET:
        return f"The guarantee covers this problem ({problem})."
    also = ", but the after-sales service does" if status is Status.NOT_NEEDED else ""
    return f"The guarantee does not list this problem ({problem}){also}."


def _before_production(_: Decision, item: ItemDecision, status: Status) -> str:
    match status:
        case Status.FAILED if item.facts.production is not ProductionStage.STARTED:
            return "Customer service declines to cancel the order."
        case Status.MET if item.facts.production is None:
            return "Customer service cancels the order."
        case Status.MET:
            return "The order is given up before production has started."
        case Status.MISSING:
            return "Whether production has started is not known; a custom order in production cannot be cancelled."
        case _:
            return "Production has started, and from then on a custom order cannot be cancelled."


def _no_corrosion(decision: Decision, item: ItemDecision, status: Status) -> str:
    if status is Status.MET and not item.facts.corrosion:
        return "No contact with corrosive substances was found."
    return f"Inspection found contact with corrosive substances{_found_behind(decision, item, status)}"


def _no_misuse(decision: Decision, item: ItemDecision, status: Status) -> str:
    if status is Status.MET and not item.facts.misuse:
        return "No damage from neglect, abuse or wear was found."
    return f"Inspection found neglect, abuse or wear{_found_behind(decision, item, status)}"


def _found_behind(decision: Decision, item: ItemDecision, status: Status) -> str:
    """What follows from a cause that was found: nothing for this problem, or an exclusion (2.5)."""
    if status is Status.MET:
        return f", but that does not explain the problem reported ({PROBLEM_WORDS[item.facts.problem]})."
    if status is Status.NOT_NEEDED:
        return (
            f", which ends the after-sales service but leaves the guarantee, and that grants {_the(item.facts.remedy)}."
        )
    if decision.policy.exclusion_scope is ExclusionScope.AFTER_SALES_ONLY and item.facts.problem in GUARANTEED:
        return f", which ends the after-sales service; the guarantee does not grant {_the(item.facts.remedy)}."
    return ", which ends all cover."


def _evidence(complete: str, lacking: str) -> Callable[[Decision, ItemDecision, Status], str]:
    def told(_: Decision, __: ItemDecision, status: Status) -> str:
        return complete if status is Status.MET else lacking

    return told


def _buyer_quoted(_: Decision, __: ItemDecision, status: Status) -> str:
    if status is Status.FAILED:
        return "The reason lies outside the manufacturer, and such reasons are not supported."
    if status is Status.MET:
        return "The buyer's own words about the problem are attached."
    return "The buyer's own words about the problem are missing."


def _description_proved(_: Decision, __: ItemDecision, status: Status) -> str:
    if status is Status.FAILED:
        return "Your listing says something else than CMOFFER's description."
    if status is Status.MET:
        return "The listing agrees with the platform's, and the measurement is proved."
    return "The listing or the measurement is not proved yet."


def _confirmation(_: Decision, item: ItemDecision, status: Status) -> str:
    if item.facts.verification is Verification.CONFIRMED:
        return "The responsible party confirmed the claim."
    return _ruling("the platform", status)


def _reason_given(_: Decision, item: ItemDecision, status: Status) -> str:
    if status is Status.MET:
        return "The reason given is not a change of mind."
    if item.facts.remedy is Remedy.REPLACEMENT:
        return "A change of mind is no reason to exchange custom goods."
    return "The goods were shipped, and a change of mind is no reason to take custom goods back."


def _lawful_goods(_: Decision, __: ItemDecision, status: Status) -> str:
    if status is Status.MET:
        return "Nothing unlawful was found about the goods."
    return "The goods were withheld or seized as unlawful, and that loss is the seller's."


def _policy_in_effect(decision: Decision, _: ItemDecision, status: Status) -> str:
    placed, effective = day_words(decision.order.placed_at.date()), day_words(decision.policy.effective_from)
    if status is Status.MET:
        return f"The order was placed on {placed}; this policy governs orders from {effective} on."
    return (
        f"The order was placed on {placed}, before this policy took effect on {effective}; an earlier one governs it."
    )


def _the(remedy: Remedy) -> str:
    return f"a {remedy.words}"


_REASONS: dict[str, Callable[[Decision, ItemDecision, Status], str]] = {
    "1": _after_sales_window,
    "2.1": _goods_received,
    "2.2": _ruling_by_shopify,
    "2.3": _free_replacement,
    "2.3.1": _guaranteed,
    "2.3.2": _guaranteed,
    "2.4": _before_production,
    "2.5.1": _no_corrosion,
    "2.5.2": _no_misuse,
    "3.1": _evidence(
        "A screenshot proves that the buyer was refunded or sent a new one.",
        "No complete screenshot proves that the buyer was refunded or sent a new one.",
    ),
    "3.2.1": _evidence("A picture or video shows the problem.", "No picture or video shows the problem clearly."),
    "3.2.2": _buyer_quoted,
    "3.2.3": _description_proved,
    "4.3": _confirmation,
    "5.1": _reason_given,
    "5.2": _lawful_goods,
    "6.1": _policy_in_effect,
}
