"""The clauses that statements rest on, written down from the policy."""

from __future__ import annotations

_ON_ONE = {
    "1": """
        after_sales.in_time after_sales.too_late after_sales.too_early after_sales.shipment_not_known
        after_sales.parcel_came_later guarantee.after_sales_grants date.after_sales
        next.claim_again_once_shipped next.tell_shipment step.ask_for_refund
    """,
    "2.1": "receipt.not_reported_lost receipt.part_lost receipt.loss_covered receipt.all_lost",
    "2.2": "next.shopify_decides step.ask_shopify ruling.shopify_for_seller ruling.shopify_against_seller",
    "2.3": """
        guarantee.in_time guarantee.in_time_from_delivery guarantee.too_late guarantee.too_late_from_delivery
        guarantee.too_early guarantee.before_delivery guarantee.shipment_not_known guarantee.delivery_not_known
        after_sales.guarantee_grants after_sales.guarantee_may_grant replacement.dearer replacement.not_dearer
        date.guarantee date.guarantee_from_delivery date.guarantee_at_least next.replacement_comes next.tell_delivery
        step.ask_for_replacement step.ask_for_replacement_at_least step.choose_cheaper step.choose_cheaper_at_least
        step.ask_for_refund_at_least step.ask_for_refund_under_guarantee then.delivery_decides
    """,
    "2.4": """
        cancellation.before_production cancellation.agreed cancellation.declined cancellation.production_started
        cancellation.stage_not_known confirmation.by_customer_service next.cancel_now next.cancel_if_not_started
        step.cancel
    """,
    "2.5.1": """
        corrosion.none_found corrosion.does_not_matter corrosion.leaves_guarantee corrosion.ends_after_sales
        corrosion.ends_all_cover corrosion.ends_cancellation
    """,
    "2.5.2": """
        misuse.none_found misuse.does_not_matter misuse.leaves_guarantee misuse.ends_after_sales misuse.ends_all_cover
        misuse.ends_cancellation
    """,
    "3.1": """
        proof.compensation_given proof.compensation_missing proof.compensation_incomplete evidence.missing_either
    """,
    "3.2.1": "proof.problem_given proof.problem_missing proof.problem_incomplete",
    "3.2.2": """
        proof.buyer_quoted_given proof.buyer_quoted_missing proof.buyer_quoted_incomplete problem.not_attributable
    """,
    "3.2.3": """
        proof.description_given proof.description_missing proof.description_incomplete listing.differs evidence.listing
    """,
    "4.1": "next.keeps_its_time",
    "4.2": "next.acceptance date.acceptance date.acceptance_from_the_hour",
    "4.3": """
        confirmation.awaited confirmation.by_responsible_party ruling.cmoffer_for_seller ruling.cmoffer_against_seller
        proof.not_needed_once_confirmed next.wait_for_answer next.cmoffer_decides next.cmoffer_decides_then_shopify
    """,
    "4.4": """
        next.payment next.payment_on_a_day next.payment_undated next.payment_undated_one_day date.arrival
    """,
    "5.1": "change_of_mind.none change_of_mind.exchange change_of_mind.after_shipment",
    "5.2": "unlawful.none_found unlawful.withheld",
    "5.3": "units.drawn_in",
    "5.4.1": """
        units.held units.all_held money.none money.refund money.possible money.discounts next.worth_nothing
        next.no_units_left allocation.whole_line allocation.units allocation.units_after_others
    """,
    "5.4.2": """
        money.refund_with_freight money.possible_with_freight allocation.line allocation.line_with_discounts
    """,
    "6.1": "policy.governs_order policy.order_is_older next.earlier_policy",
}

_ON_SEVERAL = {
    "guarantee.covers_problem": "2.3.1 2.3.2",
    "guarantee.does_not_cover_problem": "2.3.1 2.3.2",
    "objection.undecided": "2.2 4.3",
    "ruling.customer_service_for_seller": "2.2 4.3",
    "ruling.customer_service_against_seller": "2.2 4.3",
    "evidence.missing": "3.1 3.2.1 3.2.2 3.2.3",
    "evidence.incomplete": "3.1 3.2.1 3.2.2 3.2.3",
    "next.date_may_change": "1 2.3 4.2 4.4",
    "date.rest_days": "1 2.3 4.2 4.4",
    "reading.assumed": "1 2.1 2.3 2.4 2.5 2.5.1 2.5.2 3.1 4.2 4.3 5.4.2",
    "finding.failed": "1 2.1 2.2 2.3 2.3.1 2.3.2 2.4 2.5.1 2.5.2 3.2.2 3.2.3 4.3 5.1 5.2 6.1",
    "finding.missing": "2.3 2.4 3.1 3.2.1 3.2.2 3.2.3",
    "finding.undecided": "2.2 4.3",
    "finding.not_needed": "1 2.3.1 2.3.2 2.5.1 2.5.2 3.1 3.2.1 3.2.2 3.2.3",
    "finding.met": "1 2.1 2.2 2.3 2.3.1 2.3.2 2.4 2.5.1 2.5.2 3.1 3.2.1 3.2.2 3.2.3 4.3 5.1 5.2 6.1",
}

_ON_NONE = ("headline", "result", "item", "then", "reading", "effect", "open", "settings", "time")


def clauses_of(key: str) -> set[str]:
    """The clauses, one of which each statement of this key rests on: that of the rule, the date or the amount.

    What sums up, names items or leads on rests on none.
    """
    if key in _ON_SEVERAL:
        return set(_ON_SEVERAL[key].split())
    for clause, keys in _ON_ONE.items():
        if key in keys.split():
            return {clause}
    summing_up = key.partition(".")[0].removesuffix("_in_part") in _ON_NONE
    others = ("next.nothing_helps", "next.choice", "money.paid", "finding.not_applicable")
    assert summing_up or key in others or key.startswith("units.with"), key
    return {""}
