"""What a receipt says beside the values of the decision: statements as plain data, and who rules."""

from __future__ import annotations

import pytest
from attrs import evolve

from cmoffer_policy import POLICY_2023, Loss, Outcome, Problem, Verification, decide
from cmoffer_policy.policy import Adjudicator
from cmoffer_policy.serialization import replay, to_dict
from support.builders import a_claim, an_item, an_order, at


def test_statements_are_written_with_their_values_and_those_inside_them() -> None:
    """Deadlines with their last day, lists as arrays, and a statement below another one by key, clause and values."""
    statements = to_dict(decide(an_order(), a_claim(submitted_at=at("2024-02-05"))))["statements"]
    assert [each for each in statements if each["section"] in ("next", "money")] == [
        {
            "section": "next",
            "key": "step.ask_for_replacement",
            "clause": "2.3",
            "values": {
                "deadline": {
                    "before": "2024-03-06T00:00:00+08:00",
                    "last_day": "2024-03-05",
                    "clause": "2.3",
                    "provisional": False,
                    "at_least": False,
                    "skipped": [],
                },
                "points": [{"key": "then.under_verification", "clause": "", "values": {}}],
            },
            "items": [0],
        },
        {
            "section": "money",
            "key": "money.none",
            "clause": "5.4.1",
            "values": {"paid": {"amount": "19.90", "currency": "USD"}},
            "items": [],
        },
    ]
    (headline,) = [each for each in statements if each["key"] == "headline"]
    assert headline["values"] == {
        "claim_id": "C-1",
        "order_id": "A-1",
        "result": {"key": "result.rejected", "clause": "", "values": {"clauses": ["1"]}},
    }


@pytest.mark.parametrize("adjudicator", Adjudicator)
def test_an_item_in_dispute_names_who_rules(adjudicator: Adjudicator) -> None:
    """Shopify where 2.2 alone stands, else CMOFFER first; without an objection nobody does."""
    policy = evolve(POLICY_2023, adjudicator=adjudicator)
    first = "shopify" if adjudicator is Adjudicator.SHOPIFY else "cmoffer"
    for verification, ruler in ((Verification.CONTESTED, first), (Verification.PENDING, None)):
        (item,) = to_dict(decide(an_order(), a_claim(verification=verification), policy=policy))["items"]
        assert item["adjudicator"] == ruler


def test_a_receipt_is_replayed_under_the_policy_given() -> None:
    """Its own, unless another one is named."""
    receipt = to_dict(decide(an_order(), a_claim(an_item(problem=Problem.LOST))))
    covered = replay(receipt, policy=evolve(POLICY_2023, loss=Loss.COVERED))
    assert (replay(receipt).decision.outcome, covered.decision.outcome) == (Outcome.REJECTED, Outcome.APPROVED)
    assert "items[0].outcome" in [found.part for found in covered.differences]
