"""The way from facts to an order and a claim and back, over many cases."""

from __future__ import annotations

from itertools import islice

from attrs import evolve

from cmoffer_policy import POLICY_2023, GuaranteeStart, Policy, WindowEnd, china_calendar, decide, observe
from cmoffer_policy.analysis import realise
from cmoffer_policy.analysis.cases import facts_with
from cmoffer_policy.facts import Facts
from cmoffer_policy.rules import Verdict, judge
from support.rules_spaces import some_of

FROM_DELIVERY = evolve(
    POLICY_2023,
    name="from delivery, never ending on a rest day",
    guarantee_start=GuaranteeStart.DELIVERY,
    window_end=WindowEnd.NEXT_WORKING_DAY,
)
POLICIES = {"2023": POLICY_2023, "delivery": FROM_DELIVERY}


def lost_on_the_way(policy: Policy, step: int, **known: object) -> list[Facts]:
    """The cases whose example is observed as another case or not decided as the case is judged, the first few.

    ``known`` are facts that all of them have in common.
    """
    calendar = china_calendar()

    def arrives(facts: Facts) -> bool:
        order, claim, item = realise(facts, policy)
        decision = decide(order, claim, policy=policy, calendar=calendar)
        return (
            observe(order, claim, item, policy=policy, calendar=calendar) == facts
            and [decided.facts for decided in decision.items] == [facts]
            and [
                Verdict(outcome=decided.outcome, findings=decided.findings, remedies=decided.remedies)
                for decided in decision.items
            ]
            == [judge(facts, policy)]
        )

    cases = some_of(policy, step, **known) if step > 1 else facts_with(policy, known)
    return [*islice((facts for facts in cases if not arrives(facts)), 3)]
