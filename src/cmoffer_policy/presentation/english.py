"""English: how explanations read in it, whatever the language of the machine."""

# ruff: noqa: E501 - a sentence is a line

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from cmoffer_policy.deadlines import Deadline
from cmoffer_policy.facts import Phase
from cmoffer_policy.money import Money
from cmoffer_policy.policy import (
    CLAUSES,
    AcceptanceClock,
    Adjudicator,
    Cancellation,
    CorrosionScope,
    ExclusionScope,
    FreightWeight,
    GuaranteeGrants,
    GuaranteeStart,
    Loss,
    MisuseScope,
    ProofAfterConfirmation,
    ReplacementProof,
    WindowEnd,
)
from cmoffer_policy.presentation.language import Language
from cmoffer_policy.rules import Status
from cmoffer_policy.vocabulary import (
    Action,
    Actor,
    Cause,
    Detail,
    Document,
    Outcome,
    Problem,
    ProductionStage,
    Remedy,
    Term,
    Verification,
)

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def day_words(day: date) -> str:
    """A day in words, such as "5 January 2024"."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def short_day_words(day: date) -> str:
    """A day without its year, such as "5 Jan", for an axis."""
    return f"{day.day} {_MONTHS[day.month - 1][:3]}"


def hour_words(at: datetime) -> str:
    """An instant, such as "10:30 on 5 January 2024"; with seconds if it is not a whole minute."""
    return f"{at.strftime('%H:%M' if at.second == at.microsecond == 0 else '%H:%M:%S')} on {day_words(at.date())}"


def span_words(first: date, last: date) -> str:
    """A run of days, such as "1 to 7 October 2024"."""
    if first == last:
        return day_words(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {day_words(last)}"
    return f"{day_words(first)} to {day_words(last)}"


def list_words(parts: Sequence[str], last: str = "and") -> str:
    """A list, such as "a, b and c"; ``last`` is "and" or "or"."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def end_words(deadline: Deadline) -> str:
    """The end of a period, such as "the end of 31 March 2024"; with the hour if it ends within a day."""
    if deadline.before.date() != deadline.last_day:
        return f"the end of {day_words(deadline.last_day)}"
    return hour_words(deadline.before)


def amount_words(amount: Money) -> str:
    """An amount, such as "USD 19.90"."""
    return str(amount)


def _rest_words(days: str, name: str) -> str:
    return f"{days} ({name})"


_TEMPLATES = {
    # The outcome in one line, and what was claimed.
    "headline": "Claim {claim_id} on order {order_id}: {result}.",
    "headline_in_part": "Claim {claim_id} on order {order_id}, {count} of {total} items: {result}.",
    "result.approved": "approved",
    "result.approved_refund": "approved, {refund} to be refunded",
    "result.approved_refund_and_more": "approved, {refund} to be refunded, {possible} more still possible",
    "result.approved_possible": "approved, {possible} still possible",
    "result.in_dispute": "in dispute",
    "result.in_dispute_possible": "in dispute, {possible} still possible",
    "result.under_verification": "under verification",
    "result.under_verification_possible": "under verification, {possible} still possible",
    "result.needs_evidence": "needs evidence ({clauses:,})",
    "result.needs_evidence_possible": "needs evidence ({clauses:,}), {possible} still possible",
    "result.referred": "referred to customer service",
    "result.referred_possible": "referred to customer service, {possible} still possible",
    "result.rejected": "rejected ({clauses:,})",
    "result.not_governed": "not governed ({clauses:,})",
    "item.claimed": "{items}: {units} {units:unit|units}, {problem}.",
    "item.claimed_each": "{items}: {units} {units:unit|units} each, {problem}.",
    "item.decided": "{items}: {units} {units:unit|units}, {problem}: {outcome}.",
    "item.decided_each": "{items}: {units} {units:unit|units} each, {problem}: {outcome}.",
    "goods.more": "{names:,} and {count} more",
    "goods.numbered": "{name} (item {number})",
    # What to do, and who acts next.
    "next.acceptance": "CMOFFER should start handling this claim by {deadline} ({days} working {days:day|days}, {clause}).",
    "next.wait_for_answer": "Nothing to do for now. The manufacturer has to confirm the claim or object to it; no time is set for that{cite}.",
    "next.cmoffer_decides": "The manufacturer objects; CMOFFER decides on the evidence of both sides. You may send more{cite}.",
    "next.cmoffer_decides_then_shopify": "The manufacturer objects; CMOFFER decides on the evidence of both sides{cite}. You may send more. If CMOFFER decides against you, you can ask Shopify.",
    "next.shopify_decides": "The manufacturer objects; Shopify decides on the evidence of both sides. You may send CMOFFER more{cite}.",
    "next.cancel_now": "Ask customer service now to cancel the order; production has not started{cite}.",
    "next.cancel_if_not_started": "Ask customer service now to cancel the order. That is possible only while production has not started, and the stage of production is not known{cite}.",
    "next.earlier_policy": "Ask CMOFFER for the earlier policy: it applies to this order{cite}.",
    "next.payment": "Nothing to do. The money is expected in your CMOFFER account balance from {days:span}{cite}.",
    "next.payment_on_a_day": "Nothing to do. The money is expected in your CMOFFER account balance on {day}{cite}.",
    "next.payment_undated": "Nothing to do. The money is expected in your CMOFFER account balance {first} to {last} working days after the approval; the approval date is missing, so the payment date cannot be given{cite}.",
    "next.payment_undated_one_day": "Nothing to do. The money is expected in your CMOFFER account balance {days} working {days:day|days} after the approval; the approval date is missing, so the payment date cannot be given{cite}.",
    "next.replacement_comes": "Nothing to do. CMOFFER sends the replacement free of charge{cite}.",
    "next.worth_nothing": "Nothing to do. Nothing was paid for these units, so there is nothing to refund{cite}.",
    "next.no_units_left": "Nothing to do. Other claims have taken the units, so nothing is left for this one{cite}.",
    "next.tell_delivery": "Tell CMOFFER when the order was delivered: the guarantee counts from that day{cite}.",
    "next.keeps_its_time": "The claim keeps the time of its submission, and no date is set for sending what is missing{cite}.",
    "next.date_may_change": "{day} may still change: China's working days around it are not final{cite}.",
    "next.choice": "Option {number}: {steps}",
    "next.claim_again_once_shipped": "Claim again once the goods have been shipped{cite}.",
    "next.tell_shipment": "Tell CMOFFER when the goods were shipped, or claim again once they have been: the time for a claim counts from shipment{cite}.",
    "next.nothing_helps": "Nothing more can be done under this policy: {clauses:clause|clauses} {clauses} {clauses:rules|rule} it out.",
    "step.ask_for_refund": "Ask for a refund instead, in a new claim, by {deadline}{cite}.",
    "step.ask_for_refund_at_least": "Ask for a refund instead, in a new claim, by {deadline}; there may be more time, as the guarantee counts from a delivery that is not known{cite}.",
    "step.ask_for_replacement": "Ask for a replacement with the same product instead, in a new claim, by {deadline}{cite}.",
    "step.ask_for_replacement_at_least": "Ask for a replacement with the same product instead, in a new claim, by {deadline}; there may be more time, as the guarantee counts from a delivery that is not known{cite}.",
    "step.choose_cheaper": "Ask for the same product, or for one with a list price of {price} or less, by {deadline}{cite}.",
    "step.choose_cheaper_at_least": "Ask for the same product, or for one with a list price of {price} or less, by {deadline}; there may be more time, as the guarantee counts from a delivery that is not known{cite}.",
    "step.cancel": "Ask for a refund instead, in a new claim, before production starts{cite}.",
    "step.ask_shopify": "Ask Shopify to decide{cite}.",
    "evidence.missing": "Send {documents:or} that shows {details}{cite}.",
    "evidence.missing_either": "Send {one} that shows {one_shows}, or {other} that shows {other_shows}{cite}.",
    "evidence.incomplete": "The document you sent does not show {details}. Send {document} that does{cite}.",
    "evidence.listing": "Attach your listing with the description you took from CMOFFER. If it says something else, this claim cannot succeed{cite}.",
    "then.approved": "The claim would then be approved.",
    "then.in_dispute": "The manufacturer's objection would then be decided.",
    "then.under_verification": "The manufacturer would then be asked to confirm the claim.",
    "then.needs_evidence": "Documents would then still be needed.",
    "then.referred": "Customer service would then decide.",
    # Why: after-sales service and the guarantee.
    "after_sales.in_time": "In time: claimed on {claimed}, within {days} {days:day|days} of shipment on {shipped}{cite}.",
    "after_sales.too_late": "The claim of {claimed} came too late for after-sales service, which ended on {last_day}, {days} {days:day|days} after shipment on {shipped}{cite}.",
    "after_sales.too_early": "The claim came too early for after-sales service: claimed at {claimed}, shipped at {shipped}{cite}.",
    "after_sales.shipment_not_known": "The shipment date is missing, so after-sales service does not count as open{cite}.",
    "after_sales.parcel_came_later": "The parcel arrived on {delivered}, after that time had ended; it counts from shipment all the same{cite}.",
    "after_sales.guarantee_grants": "The guarantee grants {remedy} all the same{cite}.",
    "after_sales.guarantee_may_grant": "The guarantee may grant {remedy} all the same{cite}.",
    "guarantee.in_time": "In time for the guarantee: claimed on {claimed}, within {days} {days:day|days} of shipment on {shipped}{cite}.",
    "guarantee.in_time_from_delivery": "In time for the guarantee: claimed on {claimed}, within {days} {days:day|days} of delivery on {delivered}{cite}.",
    "guarantee.too_late": "The claim of {claimed} came too late for the guarantee, which ended on {last_day}, {days} {days:day|days} after shipment on {shipped}{cite}.",
    "guarantee.too_late_from_delivery": "The claim of {claimed} came too late for the guarantee, which ended on {last_day}, {days} {days:day|days} after delivery on {delivered}{cite}.",
    "guarantee.too_early": "The claim came too early for the guarantee: claimed at {claimed}, shipped at {shipped}{cite}.",
    "guarantee.before_delivery": "The claim came too early for the guarantee: claimed at {claimed}, delivered at {delivered}, and the shipment date is missing{cite}.",
    "guarantee.shipment_not_known": "The shipment date is missing, so the guarantee does not count as open{cite}.",
    "guarantee.delivery_not_known": "The delivery date is missing, so it is not known whether the {days} {days:day|days} of the guarantee are over{cite}.",
    "guarantee.after_sales_grants": "After-sales service grants {remedy} all the same{cite}.",
    "guarantee.covers_problem": "The guarantee covers this problem: {problem}{cite}.",
    "guarantee.does_not_cover_problem": "The guarantee does not cover this problem: {problem}{cite}.",
    "replacement.dearer": "The replacement you ask for lists at {asked}, more than the {price} of the unit it would replace{cite}.",
    "replacement.not_dearer": "The replacement lists at no more than the unit it would replace{cite}.",
    # Why: the goods, the problem and its cause.
    "receipt.not_reported_lost": "You did not report the goods as lost, so they count as received{cite}.",
    "receipt.part_lost": "Part of the order is reported lost; the rest counts as received{cite}.",
    "receipt.loss_covered": "The whole order is reported lost, and a loss is covered{cite}.",
    "receipt.all_lost": "The whole order is reported lost, and only goods that were received are covered{cite}.",
    "problem.not_attributable": "The problem was not caused by the manufacturer, and such claims are not supported{cite}.",
    "listing.differs": "Your listing says something else than CMOFFER's description{cite}.",
    "change_of_mind.none": "The claim gives a reason other than a change of mind{cite}.",
    "change_of_mind.exchange": "Custom goods are not exchanged because of a change of mind{cite}.",
    "change_of_mind.after_shipment": "The goods had been shipped, and custom goods are not taken back because of a change of mind{cite}.",
    "corrosion.none_found": "No contact with corrosive substances was found{cite}.",
    "corrosion.does_not_matter": "Contact with corrosive substances was found, but it does not matter to this problem: {problem}{cite}.",
    "corrosion.leaves_guarantee": "Contact with corrosive substances was found. It ends after-sales service, but the guarantee still grants {remedy}{cite}.",
    "corrosion.ends_after_sales": "Contact with corrosive substances was found. It ends after-sales service, and the guarantee does not grant {remedy}{cite}.",
    "corrosion.ends_all_cover": "Contact with corrosive substances was found, and such goods are not covered{cite}.",
    "corrosion.ends_cancellation": "Contact with corrosive substances was found, so the order cannot be cancelled{cite}.",
    "misuse.none_found": "No damage from neglect, abuse or wear was found{cite}.",
    "misuse.does_not_matter": "Neglect, abuse or wear was found, but it does not matter to this problem: {problem}{cite}.",
    "misuse.leaves_guarantee": "Neglect, abuse or wear was found. It ends after-sales service, but the guarantee still grants {remedy}{cite}.",
    "misuse.ends_after_sales": "Neglect, abuse or wear was found. It ends after-sales service, and the guarantee does not grant {remedy}{cite}.",
    "misuse.ends_all_cover": "Neglect, abuse or wear was found, and such damage is not covered{cite}.",
    "misuse.ends_cancellation": "Neglect, abuse or wear was found, so the order cannot be cancelled{cite}.",
    "unlawful.none_found": "Nothing unlawful was found about the goods{cite}.",
    "unlawful.withheld": "The goods were withheld, recalled, destroyed or seized as unlawful, and the seller bears that loss{cite}.",
    "cancellation.before_production": "Production had not started when you asked to cancel{cite}.",
    "cancellation.agreed": "Customer service agreed to cancel the order{cite}.",
    "cancellation.declined": "Customer service declined to cancel the order{cite}.",
    "cancellation.production_started": "Production has started, and a custom order cannot be cancelled from then on{cite}.",
    "cancellation.stage_not_known": "Whether production has started is not known; after that a custom order cannot be cancelled{cite}.",
    # Why: the evidence and the answers.
    "proof.compensation_given": "A screenshot shows that the buyer was refunded or sent a new item{cite}.",
    "proof.compensation_missing": "No complete screenshot shows that the buyer was refunded or sent a new item{cite}.",
    "proof.problem_given": "A picture or a video shows the problem{cite}.",
    "proof.problem_missing": "No picture or video shows the problem clearly{cite}.",
    "proof.buyer_quoted_given": "The buyer's own words about the problem are attached{cite}.",
    "proof.buyer_quoted_missing": "The buyer's own words about the problem are missing{cite}.",
    "proof.description_given": "The listing agrees with CMOFFER's description, and a photo shows the measurement{cite}.",
    "proof.description_missing": "The listing or the measurement is not proved yet{cite}.",
    "proof.not_needed_once_confirmed": "After a confirmation it is not needed any more{cite}.",
    "confirmation.by_responsible_party": "The manufacturer confirmed the claim{cite}.",
    "confirmation.by_customer_service": "Customer service agreed to cancel the order{cite}.",
    "ruling.cmoffer_for_seller": "The manufacturer objected, and CMOFFER decided for you{cite}.",
    "ruling.cmoffer_against_seller": "The manufacturer objected, and CMOFFER decided against you{cite}.",
    "ruling.shopify_for_seller": "The manufacturer objected, and Shopify decided for you{cite}.",
    "ruling.shopify_against_seller": "The manufacturer objected, and Shopify decided against you{cite}.",
    "ruling.customer_service_for_seller": "Customer service decided for you{cite}.",
    "ruling.customer_service_against_seller": "Customer service decided against you{cite}.",
    "policy.governs_order": "The order was placed on {placed}, and this policy governs orders from {effective} on{cite}.",
    "policy.order_is_older": "The order was placed on {placed}, before this policy took effect on {effective}{cite}.",
    # Units and money.
    "units.drawn_in": "{goods}: {units} {units:unit|units}, included with {items} because the set cannot be used without {units:it|them}{cite}.",
    "units.held": "{items}: {got} of the {named} {named:unit|units} named {got:is|are} left for this claim. {holders:list}.",
    "units.with_approved_claim": "Approved claim {claim_id} has {units}",
    "units.with_open_claim": "Open claim {claim_id} has {units}",
    "units.with_others": "Other claims have {units}",
    "money.none": "No refund. You paid {paid} for this order in total.",
    "money.refund": "To be refunded: {total}.",
    "money.refund_with_freight": "To be refunded: {total}, of which {goods} for goods and {freight} for freight{cite}.",
    "money.possible": "Still possible, if everything open is decided for you: {total} in total.",
    "money.possible_with_freight": "Still possible, if everything open is decided for you: {total} in total, of which {goods} for goods and {freight} for freight{cite}.",
    "money.paid": "You paid {paid} for this order in total.",
    "money.discounts": "Coupons and discounts are not paid out{cite}.",
    "allocation.line": "{line}: paid {paid}, freight share {freight}{cite}.",
    "allocation.line_with_discounts": "{line}: list value {list_value} - line discount {line_discount} - order discount {order_discount} = paid {paid}, freight share {freight}{cite}.",
    "allocation.units": "{line}: {units} of {of} {of:unit|units}: goods {goods} + freight {freight}{cite}.",
    "allocation.units_after_others": "{line}: {units} of {of} {of:unit|units}, after {before} taken before: goods {goods} + freight {freight}{cite}.",
    # For analysts: findings, dates, readings, open points, settings.
    "finding.failed": "Clause {clause}, not met: {reasons}",
    "finding.missing": "Clause {clause}, missing: {reasons}",
    "finding.not_needed": "Clause {clause}, not needed: {reasons}",
    "finding.met": "Clause {clause}, met: {reasons}",
    "finding.not_applicable": "Not applicable: {clauses}.",
    "date.after_sales": "After-sales service: {days} {days:day|days} from shipment on {shipped}, to {deadline}{cite}.",
    "date.guarantee": "Guarantee: {days} {days:day|days} from shipment on {start}, to {deadline}{cite}.",
    "date.guarantee_from_delivery": "Guarantee: {days} {days:day|days} from delivery on {start}, to {deadline}{cite}.",
    "date.guarantee_at_least": "Guarantee: {days} {days:day|days} from a delivery that is not known; at least to {deadline}, as shipment was on {start}{cite}.",
    "date.acceptance": "Acceptance by CMOFFER: {days} working {days:day|days} after {submitted}, the day of submission not counted, to {deadline}{cite}.",
    "date.acceptance_from_the_hour": "Acceptance by CMOFFER: {days} times 24 hours on working days from {submitted}, to {deadline}{cite}.",
    "date.arrival": "Money: approved at {approved}, expected from {first_day} to {deadline}{cite}.",
    "date.rest_days": "Not counted there: {days}{cite}.",
    "reading.otherwise": "This answer assumes that {value}{cite}. If {other} ({other:code}): {effects:;}.",
    "reading.none_matters": "No other reading of one unclear point would change this decision.",
    "reading.not_compared": "The readings are not compared: that takes the calendar that dated this decision, version {version}.",
    "effect.outcome": "{outcome}",
    "effect.adjudicator": "{adjudicator} would decide",
    "effect.remedies": "{remedies:or} could be granted",
    "effect.no_remedy": "nothing could be granted",
    "effect.windows": "other last days for a claim",
    "effect.refund": "{refund} to be refunded",
    "effect.refund_and_more": "{refund} to be refunded, {possible} more still possible",
    "effect.possible": "{possible} still possible",
    "effect.no_refund": "no refund",
    "effect.acceptance": "acceptance by {deadline}",
    "open.evidence": "Documents are missing; the claim keeps the time of its submission (4.1).",
    "open.verification": "The manufacturer has not answered yet (4.3).",
    "open.ruling": "The manufacturer's objection has not been decided yet (4.3, 2.2).",
    "open.customer_service": "Customer service has not said yet whether the order can still be cancelled (2.4).",
    "open.shipment_unknown": "The shipment date is missing; with it the claim may be in time (1, 2.3).",
    "open.delivery_unknown": "The delivery date is missing; with it the claim may be in time for the guarantee (2.3).",
    "open.claimed_before_delivery": "The claim came before the delivery that the order records; check the two dates.",
    "open.approved_without_ground": "An approval is recorded for something that this policy does not approve.",
    "open.units_held": "Other claims on the order have units that this one names.",
    "open.approval_time": "The approval date is missing; dated approvals of other claims come first.",
    "open.provisional_deadline": "A date may still change: China's working days around it are not final.",
    "settings.policy": "Decided under {policy}, with the working days of calendar {calendar}.",
    "settings.default_readings": "Every unclear point is read in the default way.",
    "settings.readings": "Not read in the default way: {readings:code}.",
    # The card.
    "timeline.shipped": "Shipped {day}",
    "timeline.delivered": "Delivered {day}",
    "timeline.claimed": "Claimed {day}",
    "timeline.approved": "Approved {day}",
    "timeline.after_sales": "After-sales service until {end}",
    "timeline.guarantee": "Guarantee until {end}",
    "timeline.guarantee_at_least": "Guarantee at least until {end}",
    "timeline.acceptance": "Acceptance until {end}",
    "timeline.arrival": "Money expected until {end}",
    "timeline.after_sales_provisional": "After-sales service until {end} (may change)",
    "timeline.guarantee_provisional": "Guarantee until {end} (may change)",
    "timeline.guarantee_at_least_provisional": "Guarantee at least until {end} (may change)",
    "timeline.acceptance_provisional": "Acceptance until {end} (may change)",
    "timeline.arrival_provisional": "Money expected until {end} (may change)",
    "time.beijing": "All dates and times are Beijing time.",
}  # fmt: skip

_TITLES = {
    "next": "What to do",
    "reasons": "Why",
    "findings": "Findings",
    "units": "Units",
    "money": "Money",
    "dates": "Dates",
    "readings": "Where the policy is unclear",
    "open": "Not final yet",
    "settings": "Basis",
    "when": "When",
    "timeline": "Timeline",
    "rest": "days that do not count: weekends and holidays",
    "clause": "Clause",
    "finding": "Finding",
    "reason": "Reason",
    "to_be_refunded": "To be refunded",
    "still_possible": "Still possible",
    "line": "Line",
    "count": "Units",
    "goods": "Goods",
    "freight": "Freight",
    "sum": "Total",
    "allocation": "How it is computed",
    "list_value": "List value",
    "discounts": "Discounts",
    "paid": "Paid",
    "freight_share": "Freight share",
}

_TERMS: dict[Term, str] = {
    Problem.WRONG_ITEM: "wrong item",
    Problem.BROKEN: "arrived broken",
    Problem.DEFECTIVE: "defective",
    Problem.WRONG_BIRTHSTONE: "wrong birthstone",
    Problem.WRONG_ENGRAVING: "wrong engraving",
    Problem.WRONG_SIZE: "wrong size",
    Problem.NOT_AS_DESCRIBED: "not as described",
    Problem.LOST: "lost",
    Problem.CHANGE_OF_MIND: "change of mind",
    Problem.NOT_ATTRIBUTABLE: "not caused by the manufacturer",
    Cause.CORROSION: "contact with corrosive substances",
    Cause.MISUSE: "neglect, abuse or wear",
    Cause.UNLAWFUL: "withheld or seized as unlawful",
    Cause.LISTING_DIFFERS: "the listing differs",
    Remedy.REFUND: "a refund",
    Remedy.REPLACEMENT: "a replacement",
    ProductionStage.NOT_STARTED: "not started",
    ProductionStage.STARTED: "started",
    Document.REFUND_SCREENSHOT: "a screenshot of your refund to the buyer",
    Document.REDISPATCH_SCREENSHOT: "a screenshot of your new CMOFFER order for the buyer",
    Document.PICTURE: "a picture",
    Document.VIDEO: "a video",
    Document.CHAT_SCREENSHOT: "a screenshot of your chat with the buyer",
    Document.REFUND_REMARK: "a screenshot of the buyer's refund remarks",
    Document.LISTING: "your listing",
    Document.MEASUREMENT_PHOTO: "a photo of the measurement",
    Detail.ORDER_NUMBER: "the order number in your shop",
    Detail.PRODUCT_INFORMATION: "the product information",
    Detail.LOGISTICS_NUMBER: "the tracking number",
    Detail.CMOFFER_ORDER_NUMBER: "the CMOFFER order number",
    Detail.PRODUCED_OR_SHIPPED: "the status produced or shipped",
    Detail.PROBLEM_VISIBLE: "the problem clearly",
    Detail.BUYER_FEEDBACK: "the buyer's own words about the problem",
    Detail.MATCHES_CMOFFER_LISTING: "CMOFFER's description",
    Detail.MEASUREMENT_READABLE: "the size or weight legibly",
    Verification.PENDING: "not answered yet",
    Verification.CONFIRMED: "confirmed",
    Verification.CONTESTED: "contested",
    Verification.RULED_FOR_SELLER: "decided for the seller",
    Verification.RULED_AGAINST_SELLER: "decided against the seller",
    Verification.SHOPIFY_RULED_AGAINST_SELLER: "decided against the seller by Shopify",
    Actor.SELLER: "the seller",
    Actor.CMOFFER: "CMOFFER",
    Actor.RESPONSIBLE_PARTY: "the manufacturer",
    Actor.SHOPIFY: "Shopify",
    Actor.CUSTOMER_SERVICE: "customer service",
    Action.ACCEPT: "start handling the claim",
    Action.ADD_EVIDENCE: "send what is missing",
    Action.ANSWER: "confirm or object",
    Action.RULE: "decide on the objection",
    Action.SAY_IF_CANCELLABLE: "say whether the order can be cancelled",
    Action.PAY: "pay the refund",
    Action.REPLACE: "send the replacement",
    Outcome.APPROVED: "approved",
    Outcome.IN_DISPUTE: "in dispute",
    Outcome.UNDER_VERIFICATION: "under verification",
    Outcome.NEEDS_EVIDENCE: "needs evidence",
    Outcome.REFERRED: "referred to customer service",
    Outcome.REJECTED: "rejected",
    Outcome.NOT_GOVERNED: "not governed",
    Status.MET: "met",
    Status.FAILED: "not met",
    Status.NOT_NEEDED: "not needed",
    Status.MISSING: "missing",
    Status.NOT_APPLICABLE: "not applicable",
    Phase.NOT_SHIPPED: "not shipped",
    Phase.BOTH_OPEN: "after-sales service and guarantee open",
    Phase.AFTER_SALES_OPEN: "after-sales service open",
    Phase.GUARANTEE_OPEN: "guarantee open",
    Phase.GUARANTEE_UNKNOWN: "guarantee not known",
    Phase.NONE_OPEN: "nothing open",
    # Each value of a reading as a clause that can follow "that" and "if".
    GuaranteeGrants.REPLACEMENT: "the guarantee grants replacements only",
    GuaranteeGrants.NOTHING: "the guarantee grants nothing beyond after-sales service",
    GuaranteeGrants.EITHER: "the guarantee grants refunds and replacements",
    ExclusionScope.EVERYTHING: "exclusions end all cover",
    ExclusionScope.AFTER_SALES_ONLY: "exclusions end after-sales service only",
    CorrosionScope.ANY_PROBLEM: "corrosion excludes goods whatever their problem",
    CorrosionScope.DAMAGE_ONLY: "corrosion excludes broken and defective goods only",
    MisuseScope.DAMAGE_ONLY: "misuse excludes broken and defective goods only",
    MisuseScope.ANY_PROBLEM: "misuse excludes goods whatever their problem",
    Loss.PART_ONLY: "a loss is covered only if something was received",
    Loss.COVERED: "every loss is covered",
    ReplacementProof.AS_FOR_REFUND: "a replacement needs proof that the buyer was served first",
    ReplacementProof.PROBLEM_ONLY: "a replacement needs proof of the problem only",
    ProofAfterConfirmation.STILL_NEEDED: "documents are needed even after a confirmation",
    ProofAfterConfirmation.WAIVED: "no documents are needed after a confirmation",
    GuaranteeStart.SHIPMENT: "the days of the guarantee count from shipment",
    GuaranteeStart.DELIVERY: "the days of the guarantee count from delivery",
    WindowEnd.AS_COUNTED: "a period can end on a rest day",
    WindowEnd.NEXT_WORKING_DAY: "a period that ends on a rest day runs to the next working day",
    AcceptanceClock.WHOLE_DAYS: "the time to accept a claim counts in whole days",
    AcceptanceClock.FROM_THE_HOUR: "the time to accept a claim counts from the hour of submission",
    FreightWeight.PAID_VALUE: "freight is divided by what was paid for each line",
    FreightWeight.LIST_VALUE: "freight is divided by the list value of each line",
    Adjudicator.CMOFFER_THEN_SHOPIFY: "CMOFFER decides on objections first, then Shopify",
    Adjudicator.CMOFFER: "CMOFFER alone decides on objections",
    Adjudicator.SHOPIFY: "Shopify alone decides on objections",
    Cancellation.REFER: "customer service decides on cancellations before production",
    Cancellation.REFUND: "cancellations before production are refunded",
}

_HOLIDAYS = {"weekend": "weekend", "Labor Day": "Labour Day"}

ENGLISH = Language(
    code="en",
    templates=_TEMPLATES,
    titles=_TITLES,
    terms=_TERMS,
    gists={clause.id: clause.gist for clause in CLAUSES.values()},
    holidays=_HOLIDAYS,
    day=day_words,
    short_day=short_day_words,
    hour=hour_words,
    span=span_words,
    amount=amount_words,
    listed=list_words,
    until=end_words,
    rest=_rest_words,
    cite=" ({clause})",
    unused=dict.fromkeys(
        ("after_sales.in_time", "guarantee.in_time", "guarantee.in_time_from_delivery"), ("last_day",)
    ),
)
