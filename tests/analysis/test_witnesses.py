"""There and back: every case has an example, which is observed as that case and decided as it is judged."""

from __future__ import annotations

import pytest
from attrs import evolve

from cmoffer_policy import (
    POLICY_2023,
    InvalidValue,
    Policy,
    Problem,
    ProductionStage,
)
from cmoffer_policy.analysis.witnesses import realise
from cmoffer_policy.facts import Phase
from support.builders import some_facts
from support.witness_cases import FROM_DELIVERY, POLICIES, lost_on_the_way

EVERY_997TH = 997


@pytest.mark.parametrize("policy", POLICIES.values(), ids=POLICIES)
def test_an_example_of_every_997th_case_is_observed_and_decided_as_that_case(policy: Policy) -> None:
    """997 shares no factor with the number of values of any field, so that all of them come in turn."""
    assert lost_on_the_way(policy, EVERY_997TH) == []


def test_delivered_at_once_the_guarantee_ends_first() -> None:
    """Where it counts from delivery, only a guarantee shorter than after-sales service can."""
    short = evolve(FROM_DELIVERY, guarantee_days=7)
    assert lost_on_the_way(short, EVERY_997TH, phase=Phase.AFTER_SALES_OPEN) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"phase": Phase.AFTER_SALES_OPEN},
        {"production": None},
        {"replacement_dearer": True},
        {"problem": Problem.BROKEN, "description_proved": True},
        {"phase": Phase.GUARANTEE_UNKNOWN},
        {"problem": Problem.BROKEN, "nothing_arrived": True},
        {"problem": Problem.LOST, "listing_differs": True},
    ],
    ids=["phase", "production", "dearer_refund", "description", "unknown_end", "nothing_arrived", "listing"],
)
def test_facts_that_nothing_gives_rise_to_have_no_example(changes: dict[str, object]) -> None:
    """What no order and claim can be is refused."""
    shipped = {"production": ProductionStage.STARTED, "description_proved": False}
    facts = some_facts(**(shipped | changes))
    with pytest.raises(InvalidValue) as refusal:
        realise(facts, POLICY_2023)
    assert (refusal.value.code, refusal.value.path) == ("not_reachable", "facts")
