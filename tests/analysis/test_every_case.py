"""There and back: every case has an example, which is observed as that case and decided as it is judged."""

from __future__ import annotations

from itertools import islice

import pytest
from attrs import evolve

from cmoffer_policy import (
    POLICY_2023,
    GuaranteeStart,
    InvalidValue,
    Policy,
    Problem,
    ProductionStage,
    WindowEnd,
    china_calendar,
    decide,
    observe,
)
from cmoffer_policy.analysis.cases import all_facts
from cmoffer_policy.analysis.witnesses import realise
from cmoffer_policy.facts import Facts, Phase
from cmoffer_policy.rules import judge
from support.builders import some_facts

EVERY_97TH = 97
FROM_DELIVERY = evolve(
    POLICY_2023,
    name="from delivery, never ending on a rest day",
    guarantee_start=GuaranteeStart.DELIVERY,
    window_end=WindowEnd.NEXT_WORKING_DAY,
)
POLICIES = {"2023": POLICY_2023, "delivery": FROM_DELIVERY}


def lost_on_the_way(policy: Policy, step: int) -> list[Facts]:
    """The cases whose example is observed as another case or not decided as the case is judged, the first few."""
    calendar = china_calendar()

    def arrives(facts: Facts) -> bool:
        order, claim, item = realise(facts, policy)
        decision = decide(order, claim, policy=policy, calendar=calendar)
        return (
            observe(order, claim, item, policy=policy, calendar=calendar) == facts
            and [decided.facts for decided in decision.items] == [facts]
            and [decided.verdict for decided in decision.items] == [judge(facts, policy)]
        )

    return [*islice((facts for facts in islice(all_facts(policy), 0, None, step) if not arrives(facts)), 3)]


@pytest.mark.parametrize("policy", POLICIES.values(), ids=POLICIES)
def test_an_example_of_every_97th_case_is_observed_and_decided_as_that_case(policy: Policy) -> None:
    """97 shares no factor with the number of values of any field, so that all of them come in turn."""
    assert lost_on_the_way(policy, EVERY_97TH) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "policy",
    [pytest.param(policy, marks=[] if name == "2023" else pytest.mark.nightly) for name, policy in POLICIES.items()],
    ids=POLICIES,
)
def test_an_example_of_every_case_is_observed_and_decided_as_that_case(policy: Policy) -> None:
    """All of them."""
    assert lost_on_the_way(policy, 1) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"phase": Phase.AFTER_SALES_OPEN},
        {"production": None},
        {"replacement_dearer": True},
        {"problem": Problem.BROKEN, "description_proved": True},
    ],
    ids=["phase", "production", "dearer_refund", "description"],
)
def test_facts_that_nothing_gives_rise_to_have_no_example(changes: dict[str, object]) -> None:
    """What no order and claim can be is refused."""
    shipped = {"production": ProductionStage.STARTED, "description_proved": False}
    facts = some_facts(**(shipped | changes))
    with pytest.raises(InvalidValue) as refusal:
        realise(facts, POLICY_2023)
    assert (refusal.value.code, refusal.value.path) == ("not_reachable", "facts")
