"""Decisions just before, at and just after every boundary in time, in whatever zone its instants are written."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest
from attrs import evolve

from cmoffer_policy import (
    POLICY_2023,
    Decision,
    GuaranteeGrants,
    GuaranteeStart,
    OpenPoint,
    Outcome,
    Policy,
    Remedy,
    WindowEnd,
    decide,
)
from cmoffer_policy.facts import Phase
from cmoffer_policy.rules import Status
from support.builders import a_claim, a_line, an_item, an_order, at

APPROVED, IN_DISPUTE, UNDER_VERIFICATION, NEEDS_EVIDENCE, REFERRED, REJECTED, NOT_GOVERNED = Outcome
REFUND, REPLACEMENT = Remedy
TICK = timedelta(microseconds=1)
DAY = timedelta(days=1)
SHIPPED = at("2024-01-05")
FROM_DELIVERY = evolve(POLICY_2023, guarantee_start=GuaranteeStart.DELIVERY)
FROM_DELIVERY_EITHER = evolve(FROM_DELIVERY, guarantee_grants=GuaranteeGrants.EITHER)
TO_WORKING_DAY = evolve(POLICY_2023, window_end=WindowEnd.NEXT_WORKING_DAY)
ZONES = [timezone(timedelta(hours=hours)) for hours in (-12, -8, 0, 8, 14)]


def outcome_at(submitted_at: datetime, remedy: Remedy, policy: Policy = POLICY_2023, **order: Any) -> Outcome:
    """What is decided about a proved and confirmed claim for a broken ring."""
    return decide(an_order(**order), a_claim(submitted_at=submitted_at, remedy=remedy), policy=policy).outcome


def failed(decision: Decision, position: int = 0) -> list[str]:
    return [finding.clause for finding in decision.items[position].findings if finding.failed]


@pytest.mark.parametrize(
    ("day", "refund", "replacement"),
    [
        (29, APPROVED, APPROVED),
        (30, APPROVED, APPROVED),
        (31, REJECTED, APPROVED),
        (59, REJECTED, APPROVED),
        (60, REJECTED, APPROVED),
        (61, REJECTED, REJECTED),
    ],
)
def test_a_refund_ends_with_day_30_and_a_replacement_with_day_60(
    day: int, refund: Outcome, replacement: Outcome
) -> None:
    """The day of shipment does not count, the last day does."""
    assert outcome_at(SHIPPED + day * DAY, REFUND) is refund
    assert outcome_at(SHIPPED + day * DAY, REPLACEMENT) is replacement


@pytest.mark.parametrize("zone", ZONES, ids=str)
@pytest.mark.parametrize(
    ("remedy", "midnight"), [(REFUND, at("2024-02-05 00:00")), (REPLACEMENT, at("2024-03-06 00:00"))]
)
def test_a_window_closes_at_midnight_on_the_cmoffers_clock(remedy: Remedy, midnight: datetime, zone: timezone) -> None:
    """A microsecond before is in time and midnight is late, whatever zone the instant is written in."""
    instants = [instant.astimezone(zone) for instant in (midnight - TICK, midnight, midnight + TICK)]
    assert [outcome_at(instant, remedy) for instant in instants] == [APPROVED, REJECTED, REJECTED]


@pytest.mark.parametrize(
    ("shipped_at", "last_day"),
    [
        (at("2024-03-01 23:30"), date(2024, 3, 31)),
        (at("2024-03-02 00:00") - TICK, date(2024, 3, 31)),
        (at("2024-03-02 00:00"), date(2024, 4, 1)),
        (at("2024-03-02 00:00") + TICK, date(2024, 4, 1)),
    ],
)
@pytest.mark.parametrize("zone", ZONES, ids=str)
def test_the_day_of_shipment_is_that_in_beijing(shipped_at: datetime, last_day: date, zone: timezone) -> None:
    """A shipment late in the evening counts from that day on the CMOFFER's clock, not on the writer's."""
    order = {"placed_at": at("2024-02-20"), "shipped_at": shipped_at.astimezone(zone)}
    end = at(f"{last_day} 00:00") + DAY
    assert [outcome_at(instant, REFUND, **order) for instant in (end - TICK, end)] == [APPROVED, REJECTED]
    decision = decide(an_order(**order), a_claim(submitted_at=at("2024-03-10")))
    assert decision.items[0].windows.after_sales.deadline.last_day == last_day


@pytest.mark.parametrize("remedy", Remedy)
def test_windows_open_at_the_instant_of_shipment(remedy: Remedy) -> None:
    """A microsecond earlier no window is open; then both are."""
    instants = (SHIPPED - TICK, SHIPPED, SHIPPED + TICK)
    assert [outcome_at(instant, remedy) for instant in instants] == [REJECTED, APPROVED, APPROVED]


def test_a_claim_before_shipment_fails_the_window_it_needs() -> None:
    """It meets no open window, even where the shipment is still unknown."""
    for shipped_at, points in [(SHIPPED, ()), (None, (OpenPoint.SHIPMENT_UNKNOWN,))]:
        decision = decide(an_order(shipped_at=shipped_at), a_claim(submitted_at=SHIPPED - TICK))
        assert (decision.outcome, failed(decision)) == (REJECTED, ["1"])
        assert decision.open_points == points


def test_a_guarantee_from_delivery_opens_with_the_shipment() -> None:
    """A microsecond before the shipment nothing is open; the delivery sets only the end (2.3)."""
    instants = [SHIPPED + tick * TICK for tick in (-1, 0, 1)]
    order = {"delivered_at": at("2024-02-20 10:00")}
    assert [outcome_at(instant, REPLACEMENT, FROM_DELIVERY, **order) for instant in instants] == [
        REJECTED,
        APPROVED,
        APPROVED,
    ]


@pytest.mark.parametrize("policy", [POLICY_2023, FROM_DELIVERY], ids=["from shipment", "from delivery"])
def test_a_claim_before_the_delivery_on_record_is_an_open_point(policy: Policy) -> None:
    """A microsecond before it, not at it nor after it; after-sales has closed, the guarantee replaces all the same."""
    delivered_at = at("2024-02-20 10:00")
    for tick, points in [(-1, (OpenPoint.CLAIMED_BEFORE_DELIVERY,)), (0, ()), (1, ())]:
        claim = a_claim(submitted_at=delivered_at + tick * TICK, approved_at=delivered_at + DAY, remedy=REPLACEMENT)
        decision = decide(an_order(delivered_at=delivered_at), claim, policy=policy)
        assert (decision.outcome, decision.open_points) == (APPROVED, points)


def test_a_guarantee_from_delivery_ends_with_its_own_day_60() -> None:
    """60 days after 20 February 2024 is 20 April."""
    days = (at("2024-04-19"), at("2024-04-20"), at("2024-04-21 00:00"))
    outcomes = [outcome_at(day, REPLACEMENT, FROM_DELIVERY, delivered_at=at("2024-02-20")) for day in days]
    assert outcomes == [APPROVED, APPROVED, REJECTED]
    assert outcome_at(days[0], REPLACEMENT, delivered_at=at("2024-02-20")) is REJECTED


@pytest.mark.parametrize(
    ("day", "phase", "status", "outcome"),
    [
        (29, Phase.BOTH_OPEN, Status.MET, APPROVED),
        (30, Phase.BOTH_OPEN, Status.MET, APPROVED),
        (31, Phase.GUARANTEE_OPEN, Status.MET, APPROVED),
        (59, Phase.GUARANTEE_OPEN, Status.MET, APPROVED),
        (60, Phase.GUARANTEE_OPEN, Status.MET, APPROVED),
        (61, Phase.GUARANTEE_UNKNOWN, Status.MISSING, NEEDS_EVIDENCE),
        (300, Phase.GUARANTEE_UNKNOWN, Status.MISSING, NEEDS_EVIDENCE),
    ],
)
def test_without_a_delivery_its_guarantee_lasts_at_least_60_days_from_shipment(
    day: int, phase: Phase, status: Status, outcome: Outcome
) -> None:
    """Afterwards it may be open or over: nothing is refused for it, nothing is added, and the delivery is asked for."""
    submitted_at = SHIPPED + day * DAY
    claim = a_claim(submitted_at=submitted_at, approved_at=submitted_at + DAY, remedy=REPLACEMENT)
    decision = decide(an_order(), claim, policy=FROM_DELIVERY)
    (item,) = decision.items
    guarantee = next(finding for finding in item.findings if finding.clause == "2.3")
    assert (item.facts.phase, guarantee.status, item.outcome) == (phase, status, outcome)
    assert (item.windows.guarantee.deadline.last_day, item.windows.guarantee.deadline.at_least) == (
        date(2024, 3, 5),
        True,
    )
    assert item.missing == ()
    unknown = outcome is NEEDS_EVIDENCE
    waiting = (OpenPoint.DELIVERY_UNKNOWN, OpenPoint.APPROVED_WITHOUT_GROUND)
    assert decision.open_points == (waiting if unknown else ())
    assert (item.remedies == frozenset()) is unknown


def test_the_last_instant_of_day_60_is_the_last_that_is_certain() -> None:
    """Counted from a delivery that nobody knows; with a refund asked for, which no guarantee grants, it decides nothing."""
    midnight = at("2024-03-06 00:00")
    for instant, replaced in [
        (midnight - TICK, APPROVED),
        (midnight, NEEDS_EVIDENCE),
        (midnight + TICK, NEEDS_EVIDENCE),
    ]:
        assert outcome_at(instant, REPLACEMENT, FROM_DELIVERY) is replaced
        assert outcome_at(instant, REFUND, FROM_DELIVERY) is REJECTED
        assert outcome_at(instant, REFUND, FROM_DELIVERY_EITHER) is replaced


@pytest.mark.parametrize("delivered_at", [at("2024-01-20"), at("2024-02-20")])
def test_the_delivery_once_known_settles_what_was_unknown(delivered_at: datetime) -> None:
    """Day 61 from shipment is in time where the parcel was delivered a day after it was shipped, or later (2.3)."""
    claim = a_claim(submitted_at=SHIPPED + 61 * DAY, remedy=REPLACEMENT)
    for delivered, outcome in [
        (None, NEEDS_EVIDENCE),
        (SHIPPED, REJECTED),
        (SHIPPED + DAY, APPROVED),
        (delivered_at, APPROVED),
    ]:
        assert decide(an_order(delivered_at=delivered), claim, policy=FROM_DELIVERY).outcome is outcome


def test_a_longer_after_sales_service_leaves_nothing_unknown_while_it_lasts() -> None:
    """The guarantee of 10 days may be over, but the 30 days grant both remedies; then it is unknown (1, 2.3)."""
    policy = evolve(FROM_DELIVERY, guarantee_days=10)
    for day, phase in [
        (10, Phase.BOTH_OPEN),
        (11, Phase.AFTER_SALES_OPEN),
        (30, Phase.AFTER_SALES_OPEN),
        (31, Phase.GUARANTEE_UNKNOWN),
    ]:
        claim = a_claim(submitted_at=SHIPPED + day * DAY, remedy=REPLACEMENT)
        decision = decide(an_order(), claim, policy=policy)
        assert decision.items[0].facts.phase is phase
        assert decision.outcome is (NEEDS_EVIDENCE if phase is Phase.GUARANTEE_UNKNOWN else APPROVED)


@pytest.mark.parametrize(
    ("delivered_at", "known"),
    [(at("2024-02-01") - TICK, False), (at("2024-02-01"), True), (at("2024-02-01") + TICK, True)],
)
def test_a_delivery_before_the_lines_own_shipment_is_that_of_another_parcel(
    delivered_at: datetime, known: bool
) -> None:
    """The line's own is not known then; for a line shipped before it, it counts (2.3)."""
    order = an_order(a_line(shipped_at=at("2024-02-01")), a_line("chain"), delivered_at=delivered_at)
    for submitted_at, unknown in [
        (at("2024-03-31"), APPROVED),
        (at("2024-04-01"), APPROVED),
        (at("2024-04-02"), NEEDS_EVIDENCE),
    ]:
        claim = a_claim(an_item(), an_item("chain"), submitted_at=submitted_at, remedy=REPLACEMENT)
        ring, chain = decide(order, claim, policy=FROM_DELIVERY).items
        over = REJECTED if submitted_at == at("2024-04-02") else APPROVED
        assert (ring.windows.guarantee.deadline.last_day, ring.windows.guarantee.deadline.at_least) == (
            date(2024, 4, 1),
            not known,
        )
        assert ring.outcome is (over if known else unknown)
        assert (chain.windows.guarantee.deadline.last_day, chain.windows.guarantee.deadline.at_least) == (
            date(2024, 4, 1),
            False,
        )


@pytest.mark.parametrize(
    ("submitted_at", "outcomes"),
    [
        (at("2024-01-15") - TICK, [REJECTED, APPROVED]),
        (at("2024-01-15"), [APPROVED, APPROVED]),
        (at("2024-02-04"), [APPROVED, APPROVED]),
        (at("2024-02-05"), [APPROVED, REJECTED]),
        (at("2024-02-14"), [APPROVED, REJECTED]),
        (at("2024-02-15"), [REJECTED, REJECTED]),
    ],
)
@pytest.mark.parametrize("order_shipped_at", [SHIPPED, None])
def test_a_line_counts_from_its_own_shipment(
    submitted_at: datetime, outcomes: list[Outcome], order_shipped_at: datetime | None
) -> None:
    """The other line counts from the order's, or from its own; the claim fares as the better of the two."""
    chain = a_line("chain", shipped_at=None if order_shipped_at else SHIPPED)
    order = an_order(a_line(shipped_at=at("2024-01-15")), chain, shipped_at=order_shipped_at)
    decision = decide(order, a_claim(an_item(), an_item("chain"), submitted_at=submitted_at))
    assert [item.outcome for item in decision.items] == outcomes
    assert decision.outcome is (APPROVED if APPROVED in outcomes else REJECTED)


@pytest.mark.parametrize(
    ("shipped_at", "counted", "extended", "skipped"),
    [
        pytest.param("2024-03-01", "2024-03-31", "2024-04-01", 1, id="Sunday"),
        pytest.param("2024-02-29", "2024-03-30", "2024-04-01", 2, id="Saturday"),
        pytest.param("2024-02-28", "2024-03-29", "2024-03-29", 0, id="Friday"),
        pytest.param("2024-01-10", "2024-02-09", "2024-02-09", 0, id="eve of Spring Festival"),
        pytest.param("2024-01-11", "2024-02-10", "2024-02-18", 8, id="Spring Festival, to a make-up Sunday"),
        pytest.param("2024-01-18", "2024-02-17", "2024-02-18", 1, id="its last Saturday"),
        pytest.param("2024-04-11", "2024-05-11", "2024-05-11", 0, id="make-up Saturday"),
        pytest.param("2024-04-12", "2024-05-12", "2024-05-13", 1, id="the Sunday after it"),
    ],
)
def test_a_window_that_ends_on_a_rest_day_runs_to_the_next_working_day(
    shipped_at: str, counted: str, extended: str, skipped: int
) -> None:
    """Under NEXT_WORKING_DAY only; as counted it ends on its 30th day, worked or not."""
    order = {"placed_at": at("2024-01-03"), "shipped_at": at(shipped_at)}
    for policy, last_day in [(POLICY_2023, counted), (TO_WORKING_DAY, extended)]:
        end = at(f"{last_day} 00:00") + DAY
        instants = (end - DAY, end - TICK, end)
        assert [outcome_at(instant, REFUND, policy, **order) for instant in instants] == [APPROVED, APPROVED, REJECTED]
    decision = decide(an_order(**order), a_claim(submitted_at=at(shipped_at)), policy=TO_WORKING_DAY)
    assert len(decision.items[0].windows.after_sales.deadline.skipped) == skipped


@pytest.mark.parametrize("zone", ZONES, ids=str)
@pytest.mark.parametrize(("tick", "outcome"), [(-TICK, NOT_GOVERNED), (0 * TICK, APPROVED), (TICK, APPROVED)])
def test_the_policy_takes_effect_at_midnight_on_the_cmoffers_clock(
    tick: timedelta, outcome: Outcome, zone: timezone
) -> None:
    """An order of the last microsecond of 2022 falls under the earlier policy, wherever its buyer was."""
    placed_at = (at("2023-01-01 00:00") + tick).astimezone(zone)
    order = an_order(placed_at=placed_at, shipped_at=at("2023-01-05"))
    decision = decide(order, a_claim(submitted_at=at("2023-01-10")))
    assert decision.outcome is outcome
    assert (decision.acceptance is None) is (outcome is NOT_GOVERNED)
    assert (decision.items[0].windows.after_sales is None) is (outcome is NOT_GOVERNED)
    assert (decision.refund.total == order.paid) is (outcome is APPROVED)
