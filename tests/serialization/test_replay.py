"""A decision taken again: nothing differs under the same calendar, and what differs under another is told."""

from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve
from hypothesis import given

from cmoffer_policy import (
    POLICY_2023,
    Adjudicator,
    Decision,
    Inconsistent,
    InvalidValue,
    OrderClaims,
    Outcome,
    Problem,
    RestDay,
    Verification,
    WindowEnd,
    WorkCalendar,
    china_calendar,
    decide,
)
from cmoffer_policy.serialization.replay import replay
from cmoffer_policy.testing import Scenario, decisions, scenarios
from support.builders import a_claim, a_line, an_item, an_order, at

CHINA = china_calendar()
BARE = WorkCalendar(first_day=CHINA.first_day, last_day=CHINA.last_day)


@given(decisions())
def test_a_replay_with_the_same_calendar_is_the_same(decision: Decision) -> None:
    """Pure: what was decided once is decided again."""
    again = replay(decision)
    assert again.again == decision
    assert (again.same, again.same_calendar, again.differences) == (True, True, ())


@pytest.mark.parametrize("scenario", scenarios(), ids=str)
def test_a_replay_under_any_reading_is_the_same(scenario: Scenario) -> None:
    """The policy of the decision is taken, not the one in force."""
    assert replay(decide(scenario.order, scenario.claim, policy=scenario.policy)).same


def test_a_newer_calendar_moves_deadlines() -> None:
    """One holiday more, the day after the submission: acceptance and arrival come a day later."""
    decision = decide(an_order(), a_claim(approved_at=at("2024-01-11")), calendar=BARE)
    holiday = RestDay(day=date(2024, 1, 12), name="festival")
    newer = evolve(BARE, holidays=[holiday])
    again = replay(decision, calendar=newer)
    assert str(again) == (
        f"Decided again with calendar {newer.version} instead of {BARE.version}:\n"
        "  - items[0].arrival: was from 12 January 2024 until the end of 16 January 2024, "
        "now from 15 January 2024 until the end of 17 January 2024\n"
        "  - acceptance: was until the end of 12 January 2024, now until the end of 15 January 2024"
    )
    assert [found.part for found in again.differences] == ["items[0].arrival", "acceptance"]
    assert (again.differences[1].before, again.differences[1].after) == (decision.acceptance, again.again.acceptance)
    assert (again.same, again.same_calendar) == (False, False)


def test_a_calendar_that_changes_nothing_here_is_told_apart() -> None:
    """Other days far away make another version, and no difference."""
    again = replay(decide(an_order(), a_claim()), calendar=BARE)
    assert str(again) == f"Decided again with calendar {BARE.version} instead of {CHINA.version}: nothing differs."


def test_a_moved_window_tells_all_that_follows_from_it() -> None:
    """Sunday 4 February 2024 was worked in China: without that a window postponed to a working day runs to the 5th."""
    policy = evolve(POLICY_2023, window_end=WindowEnd.NEXT_WORKING_DAY, guarantee_days=30)
    claim = a_claim(an_item(problem=Problem.DEFECTIVE), submitted_at=at("2024-02-05"))
    again = replay(decide(an_order(), claim, policy=policy, calendar=BARE), calendar=CHINA)
    assert (again.decision.outcome, again.again.outcome) == (Outcome.APPROVED, Outcome.REJECTED)
    assert str(again).splitlines()[1:] == [
        "  - outcome: was approved, now rejected",
        "  - items[0].outcome: was approved, now rejected",
        "  - items[0].remedies: was refund and replacement, now none",
        "  - items[0].findings['1']: was met, now failed",
        "  - items[0].findings['3.1']: was met, now not applicable",
        "  - items[0].findings['3.2.1']: was met, now not applicable",
        "  - items[0].findings['3.2.2']: was met, now not applicable",
        "  - items[0].facts.phase: was both open, now none open",
        "  - items[0].windows.after_sales: was until the end of 5 February 2024, now until the end of 4 February 2024",
        "  - items[0].windows.guarantee: was until the end of 5 February 2024, now until the end of 4 February 2024",
        "  - items[0].units: was 1 of ring, now none",
        "  - items[0].refund: was USD 19.90, now USD 0.00",
        "  - items[0].refund_possible: was USD 19.90, now USD 0.00",
        "  - refund: was USD 19.90, now USD 0.00",
        "  - refund_possible: was USD 19.90, now USD 0.00",
    ]


def test_a_decision_that_was_tampered_with_shows() -> None:
    """Whatever was stored is compared part by part with what comes out."""
    decision = decide(an_order(), a_claim(evidence=()))
    item = decision.items[0]
    forged = evolve(
        decision,
        items=(
            evolve(
                item,
                incomplete=item._incomplete[:1],
                facts=evolve(item.facts, problem_shown=True),
                adjudicator=Adjudicator.CMOFFER,
            ),
        ),
    )
    assert str(replay(forged)).splitlines()[1:] == [
        "  - items[0].facts.problem_shown: was yes, now no",
        "  - items[0].missing: was redispatch screenshot (3.1), now redispatch screenshot (3.1), picture (3.2.1) and "
        "chat screenshot (3.2.2)",
        "  - items[0].adjudicator: was cmoffer, now none",
    ]


def test_a_claim_is_decided_again_among_all_claims_of_its_order() -> None:
    """Both claims name the only ring. The later one goes without, and so it does in the replay."""
    claims = [a_claim(claim_id="C-2", submitted_at=at("2024-01-12")), a_claim()]
    decisions = OrderClaims(an_order(), claims).decisions()
    assert [decision.units for decision in decisions] == [(), (("ring", 1),)]
    for decision in decisions:
        assert (replay(decision).again, replay(decision).same) == (decision, True)


def test_units_and_who_holds_them_show() -> None:
    """The other claim was approved meanwhile, and had been open with two items when this one was decided."""
    order = an_order(a_line(quantity=2), a_line("left ring", set_id="set"), a_line("chain", set_id="set"))
    set_item = an_item("chain", rest_usable=False)
    claim = a_claim(an_item(quantity=2), set_item, submitted_at=at("2024-01-12"))
    waiting = a_claim(an_item(), an_item("left ring"), claim_id="C 2", verification=Verification.PENDING)
    alone = decide(order, claim)
    assert str(replay(evolve(alone, claims=(waiting, claim)))).splitlines()[1:] == [
        "  - items[1].units: was 1 of 'left ring' and 1 of chain, now 1 of chain",
        "  - items[1].refund: was USD 39.80, now USD 19.90",
        "  - items[1].refund_possible: was USD 39.80, now USD 19.90",
        "  - refund: was USD 79.60, now USD 59.70",
        "  - refund_possible: was USD 79.60, now USD 59.70",
    ]
    confirmed = waiting.answered(Verification.CONFIRMED, at=at("2024-01-11"))
    again = replay(evolve(alone, claims=(confirmed, claim)))
    assert [str(found) for found in again.differences][:2] == [
        "items[0].units: was 2 of ring, now 1 of ring",
        "items[0].held_by: was none, now 1 by 'C 2'",
    ]


def test_a_decision_whose_claim_is_gone_is_not_replayed() -> None:
    """The claim has to be among those of its order."""
    decision = evolve(decide(an_order(), a_claim()), claims=())
    message = "^claim_id: got 'C-1', expected one of the 0 claims on order 'A-1'$"
    with pytest.raises(Inconsistent, match=message):
        replay(decision)


def test_a_finding_about_other_facts_shows() -> None:
    """What is not the same is never called the same."""
    decision = decide(an_order(), a_claim())
    item = decision.items[0]
    first, *rest = item.findings
    forged = evolve(decision, items=(evolve(item, findings=(evolve(first, facts=("misuse",)), *rest)),))
    again = replay(forged)
    assert (again.same, [found.part for found in again.differences]) == (False, ["items[0].findings['1']"])


def test_only_decisions_are_replayed() -> None:
    """Anything else is refused as it is everywhere."""
    with pytest.raises(InvalidValue, match="decision: got None, expected a value of type Decision"):
        replay(None)  # type: ignore[arg-type]
