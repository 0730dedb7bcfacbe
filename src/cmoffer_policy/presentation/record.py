"""The card of an order's claims: each with what it comes to, and the balance of them all."""

from __future__ import annotations

from typing import Literal

from cmoffer_policy.calendars import WorkCalendar
from cmoffer_policy.checks import instance
from cmoffer_policy.decision import Decision
from cmoffer_policy.markup import Html, element, escaped
from cmoffer_policy.order_claims import OrderClaims
from cmoffer_policy.policy import POLICY_2023, Policy
from cmoffer_policy.presentation.card import STYLE, table
from cmoffer_policy.presentation.goods import line_names
from cmoffer_policy.presentation.language import Language
from cmoffer_policy.presentation.statements import say
from cmoffer_policy.presentation.text import language_of


def record_card(
    record: OrderClaims,
    *,
    language: Literal["en", "zh"] | Language = "en",
    policy: Policy = POLICY_2023,
    calendar: WorkCalendar | None = None,
) -> Html:
    """The claims on an order as a card of HTML, in the order of the claims, with the balance and the units left.

    ``policy`` and ``calendar`` are those of ``OrderClaims.decisions``, which raises what this does.
    """
    instance(record, "record", OrderClaims)
    spoken = language_of(language)
    decisions = record.decisions(policy=policy, calendar=calendar)
    balance = record.balance(policy=policy, calendar=calendar)
    titles, names = spoken.titles, line_names(record.order)
    caption = spoken.sentence(say("card.claims", order_id=record.order.order_id))
    head = [titles[name] for name in ("claim", "submitted", "remedy", "items", "result")]
    amounts = (("paid", balance.paid), ("to_be_refunded", balance.approved), ("at_most", balance.possible))
    money = [*amounts, ("refundable", balance.refundable)]
    return element(
        "article",
        STYLE,
        table(
            caption,
            [*head, titles["to_be_refunded"], titles["still_possible"]],
            [_claim(decision, spoken) for decision in decisions],
            class_="claims",
        ),
        table(titles["balance"], [], [[titles[name], spoken.amount(amount)] for name, amount in money]),
        table(
            titles["units_left"],
            [],
            [[spoken.value(names[line_id]), str(count)] for line_id, count in balance.units_left],
        ),
        element("footer", escaped(spoken.sentence(say("time.beijing")))),
        class_="cmoffer-card",
        aria_label=caption,
        lang=spoken.code,
    )


def _claim(decision: Decision, language: Language) -> list[str]:
    """A row of the table: what was asked for, and what it comes to."""
    claim, refund = decision.claim, decision.refund.total
    return [
        language.value(claim.claim_id),
        language.day(claim.submitted_at.date()),
        language.terms[claim.remedy],
        str(len(claim.items)),
        language.terms[decision.outcome],
        language.amount(refund),
        language.amount(decision.refund_possible.total - refund),
    ]
