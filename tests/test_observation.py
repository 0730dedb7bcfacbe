"""From a concrete case to its Facts: every field, and where dates and units decide it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from attrs import evolve

from cmoffer_policy import (
    POLICY_2023,
    Cause,
    GuaranteeStart,
    Inconsistent,
    InvalidValue,
    Problem,
    ProductionStage,
    Remedy,
    Verification,
    WindowEnd,
    china_calendar,
    observe,
)
from cmoffer_policy.facts import Phase
from support.builders import (
    APPROVED_FACTS,
    CHAT,
    COMPLETE,
    LISTING,
    MEASUREMENT,
    PICTURE,
    REFUND_SCREENSHOT,
    a_claim,
    a_line,
    an_item,
    an_order,
    at,
    some_facts,
    usd,
)

STARTED = ProductionStage.STARTED
A_MICROSECOND, AN_HOUR = timedelta(microseconds=1), timedelta(hours=1)
FROM_DELIVERY = evolve(POLICY_2023, guarantee_start=GuaranteeStart.DELIVERY)
# Day 30 is Sunday, 4 February 2024, a working day; with 29 days it is Saturday the 3rd, which is not.
ENDS_ON_A_SATURDAY = evolve(POLICY_2023, after_sales_days=29)
MOVED_TO_SUNDAY = evolve(ENDS_ON_A_SATURDAY, window_end=WindowEnd.NEXT_WORKING_DAY)


def observed(claim, order=None, item=None, policy=POLICY_2023):
    item = item or claim.items[0]
    return observe(order or an_order(), claim, item, policy=policy, calendar=china_calendar())


def expected(**changes):
    """The facts of the builders' case: goods that were shipped have been produced, and the description is not asked."""
    return evolve(APPROVED_FACTS, **{"production": STARTED, "description_proved": False, **changes})


def test_the_plain_case_is_observed_whole():
    """A broken ring on day 5, completely proved and confirmed."""
    assert observed(a_claim()) == expected() == some_facts(production=STARTED, description_proved=False)


@pytest.mark.parametrize(
    ("claim", "changes"),
    [
        *[(a_claim(an_item(problem=problem)), {"problem": problem, "description_proved": problem is Problem.NOT_AS_DESCRIBED}) for problem in Problem if problem is not Problem.LOST],
        (a_claim(an_item(problem=Problem.LOST)), {"problem": Problem.LOST, "nothing_arrived": True}),
        *[(a_claim(verification=word), {"verification": word}) for word in Verification],
        (a_claim(remedy=Remedy.REPLACEMENT), {"remedy": Remedy.REPLACEMENT}),
        (a_claim(an_item(causes=[Cause.CORROSION])), {"corrosion": True}),
        (a_claim(an_item(causes=[Cause.MISUSE])), {"misuse": True}),
        (a_claim(an_item(causes=[Cause.UNLAWFUL])), {"unlawful": True}),
        (a_claim(an_item(causes=Cause)), {"corrosion": True, "misuse": True, "unlawful": True}),
        (a_claim(an_item(causes=[Cause.LISTING_DIFFERS])), {}),
        (
            a_claim(an_item(problem=Problem.NOT_AS_DESCRIBED, causes=[Cause.LISTING_DIFFERS])),
            {"problem": Problem.NOT_AS_DESCRIBED, "description_proved": True, "listing_differs": True},
        ),
        (a_claim(evidence=[PICTURE, CHAT]), {"buyer_compensated": False}),
        (a_claim(evidence=[REFUND_SCREENSHOT, CHAT]), {"problem_shown": False}),
        (a_claim(evidence=[REFUND_SCREENSHOT, PICTURE]), {"buyer_quoted": False}),
        (a_claim(evidence=[]), {"buyer_compensated": False, "problem_shown": False, "buyer_quoted": False}),
    ],
)  # fmt: skip
def test_every_answer_of_the_claim_becomes_its_fact(claim, changes):
    """Problem, remedy, causes, proof and verification each set their own field and no other."""
    assert observed(claim) == expected(**changes)


@pytest.mark.parametrize(
    ("evidence", "proved"),
    [(COMPLETE, True), ([REFUND_SCREENSHOT, PICTURE, CHAT, LISTING], False), ([REFUND_SCREENSHOT, PICTURE, CHAT, MEASUREMENT], False)],
)  # fmt: skip
def test_the_description_is_proved_by_listing_and_measurement_together(evidence, proved):
    """One of the two is not enough (3.2.3)."""
    claim = a_claim(an_item(problem=Problem.NOT_AS_DESCRIBED), evidence=evidence)
    assert observed(claim) == expected(problem=Problem.NOT_AS_DESCRIBED, description_proved=proved)


@pytest.mark.parametrize(("price", "dearer"), [(None, False), ("19.89", False), ("19.90", False), ("19.91", True)])
def test_a_replacement_is_dearer_only_above_the_list_price_of_the_unit(price, dearer):
    """Equal value is allowed, and no discount lowers the limit (2.3)."""
    item = an_item(replacement_price=price and usd(price))
    order = an_order(a_line(quantity=2, discount=usd("20.00")), discount=usd("10.00"))
    facts = observed(a_claim(item, remedy=Remedy.REPLACEMENT), order)
    assert facts == expected(remedy=Remedy.REPLACEMENT, replacement_dearer=dearer)


@pytest.mark.parametrize(("placed_at", "governed"), [(at("2022-12-31 23:59:59.999999"), False), (at("2023-01-01 00:00"), True), (at("2023-01-01 00:00:00.000001"), True)])  # fmt: skip
def test_the_policy_governs_from_its_first_day_on(placed_at, governed):
    """An order placed in the first instant of 2023 on the CMOFFER's clock is governed, one before is not (6.1)."""
    order = an_order(placed_at=placed_at, shipped_at=at("2024-01-05"))
    assert observed(a_claim(), order) == expected(governed=governed)


def test_each_edition_governs_from_its_own_day_on():
    """The policy at hand says since when it is in effect (6.1)."""
    later = evolve(POLICY_2023, effective_from=date(2024, 1, 4))
    assert observed(a_claim(), policy=later).governed is False


@pytest.mark.parametrize(
    ("submitted_at", "phase"),
    [
        (at("2024-01-05") - A_MICROSECOND, Phase.NOT_SHIPPED),
        (at("2024-01-05"), Phase.BOTH_OPEN),
        (at("2024-01-05") + A_MICROSECOND, Phase.BOTH_OPEN),
        (at("2024-02-04 23:59:59.999999"), Phase.BOTH_OPEN),
        (at("2024-02-05 00:00"), Phase.GUARANTEE_OPEN),
        (at("2024-02-05 00:00:00.000001"), Phase.GUARANTEE_OPEN),
        (at("2024-03-05 23:59:59.999999"), Phase.GUARANTEE_OPEN),
        (at("2024-03-06 00:00"), Phase.NONE_OPEN),
        (at("2024-03-06 00:00:00.000001"), Phase.NONE_OPEN),
    ],
)
def test_windows_open_at_shipment_and_close_at_midnight_of_their_last_day(submitted_at, phase):
    """Shipped on 5 January 2024 at noon: both close in turn, on day 30 and day 60 (1, 2.3)."""
    production = None if phase is Phase.NOT_SHIPPED else STARTED
    assert observed(a_claim(submitted_at=submitted_at)) == expected(phase=phase, production=production)


@pytest.mark.parametrize(
    ("delivered_at", "submitted_at", "phase"),
    [
        (at("2024-01-20"), at("2024-01-05"), Phase.BOTH_OPEN),
        (at("2024-01-20"), at("2024-01-20") - A_MICROSECOND, Phase.BOTH_OPEN),
        (at("2024-01-20"), at("2024-01-20"), Phase.BOTH_OPEN),
        (at("2024-01-20"), at("2024-03-20"), Phase.GUARANTEE_OPEN),
        (at("2024-01-20"), at("2024-03-21"), Phase.NONE_OPEN),
        (at("2024-01-05"), at("2024-03-06"), Phase.NONE_OPEN),
        (None, at("2024-01-20"), Phase.BOTH_OPEN),
        (None, at("2024-02-05"), Phase.GUARANTEE_OPEN),
        (None, at("2024-03-06") - 12 * AN_HOUR - A_MICROSECOND, Phase.GUARANTEE_OPEN),
        (None, at("2024-03-06") - 12 * AN_HOUR, Phase.GUARANTEE_UNKNOWN),
        (None, at("2024-03-06") - 12 * AN_HOUR + A_MICROSECOND, Phase.GUARANTEE_UNKNOWN),
        (at("2024-01-05") - A_MICROSECOND, at("2024-03-06"), Phase.GUARANTEE_UNKNOWN),
    ],
)
def test_a_guarantee_from_delivery_opens_with_the_shipment_and_ends_by_the_delivery(delivered_at, submitted_at, phase):
    """Where the delivery is not known, or that of another parcel, it may be open after its day 60 from shipment (2.3)."""
    facts = observed(a_claim(submitted_at=submitted_at), an_order(delivered_at=delivered_at), policy=FROM_DELIVERY)
    assert facts == expected(phase=phase)


@pytest.mark.parametrize(("policy", "phase"), [(POLICY_2023, Phase.NONE_OPEN), (FROM_DELIVERY, Phase.GUARANTEE_OPEN)])
@pytest.mark.parametrize(("later", "arrived"), [(-A_MICROSECOND, False), (timedelta(0), True), (A_MICROSECOND, True)])
def test_what_was_delivered_was_shipped_even_where_nobody_knows_when(policy, phase, later, arrived):
    """Without a shipment the window of 30 days never opens; from delivery on the goods are no longer unshipped (1, 2.3)."""
    order = an_order(shipped_at=None, delivered_at=at("2024-01-08"))
    facts = observed(a_claim(submitted_at=at("2024-01-08") + later), order, policy=policy)
    assert facts == (expected(phase=phase) if arrived else expected(phase=Phase.NOT_SHIPPED, production=None))


def test_a_delivery_among_several_parcels_says_nothing_of_a_line_without_shipment():
    """Where only the ring has a shipment, the parcel delivered is the ring's, and the chain may not be shipped yet."""
    lines = a_line("ring", shipped_at=at("2024-01-05")), a_line("chain")
    claim = a_claim(an_item("ring"), an_item("chain"))
    order = an_order(*lines, shipped_at=None, delivered_at=at("2024-01-08"))
    phases = [observed(claim, order, item, FROM_DELIVERY).phase for item in claim.items]
    assert phases == [Phase.BOTH_OPEN, Phase.NOT_SHIPPED]


@pytest.mark.parametrize(
    ("policy", "submitted_at", "phase"),
    [
        (ENDS_ON_A_SATURDAY, "2024-02-03 23:59", Phase.BOTH_OPEN),
        (ENDS_ON_A_SATURDAY, "2024-02-04 00:00", Phase.GUARANTEE_OPEN),
        (MOVED_TO_SUNDAY, "2024-02-04 00:00", Phase.BOTH_OPEN),
        (MOVED_TO_SUNDAY, "2024-02-04 23:59", Phase.BOTH_OPEN),
        (MOVED_TO_SUNDAY, "2024-02-05 00:00", Phase.GUARANTEE_OPEN),
    ],
)
def test_a_window_moved_to_a_working_day_stays_open_until_then(policy, submitted_at, phase):
    """Under that reading the Saturday's window closes with the make-up Sunday after it (1)."""
    assert observed(a_claim(submitted_at=at(submitted_at)), policy=policy) == expected(phase=phase)


@pytest.mark.parametrize("production", [None, *ProductionStage])
@pytest.mark.parametrize("shipped_at", [None, "2024-01-11"])
def test_production_is_as_known_while_nothing_is_shipped(production, shipped_at):
    """An order that is shipped only after submission, or not at all, keeps its stage (2.4)."""
    order = an_order(shipped_at=shipped_at and at(shipped_at))
    assert observed(a_claim(production=production), order) == expected(phase=Phase.NOT_SHIPPED, production=production)


@pytest.mark.parametrize("production", [None, *ProductionStage])
@pytest.mark.parametrize("submitted_at", ["2024-01-10", "2024-06-10"])
def test_whatever_was_shipped_has_been_produced(production, submitted_at):
    """Once a line is shipped its production has started, whatever the claim knows of it (2.4)."""
    assert observed(a_claim(submitted_at=at(submitted_at), production=production)).production is STARTED


def test_each_item_has_its_own_answer():
    """The responsible party may confirm one item and object to another (4.3)."""
    order = an_order(a_line("ring"), a_line("chain"))
    claim = a_claim(an_item("ring"), an_item("chain", verification=Verification.CONTESTED))
    words = [observed(claim, order, item).verification for item in claim.items]
    assert words == [Verification.CONFIRMED, Verification.CONTESTED]


def test_each_line_is_asked_for_its_own_shipment():
    """Of one order, the line shipped separately is still on its way out when the other has its windows open (1)."""
    order = an_order(a_line("ring"), a_line("chain", shipped_at=at("2024-01-11")))
    claim = a_claim(an_item("ring"), an_item("chain"))
    assert [observed(claim, order, item).phase for item in claim.items] == [Phase.BOTH_OPEN, Phase.NOT_SHIPPED]


def gone(line_id="ring", quantity=1):
    return an_item(line_id, Problem.LOST, quantity=quantity)


@pytest.mark.parametrize(
    ("items", "nothing_arrived"),
    [
        ([gone("ring")], [False]),
        ([gone("ring"), gone("ring")], [False, False]),
        ([gone("ring", 2)], [False]),
        ([gone("ring"), gone("chain")], [False, False]),
        ([gone("ring", 2), gone("chain")], [True, True]),
        ([gone("ring"), gone("chain"), gone("ring")], [True, True, True]),
        ([gone("ring", 2), an_item("chain")], [False, False]),
        ([gone("ring"), an_item("ring"), gone("chain")], [False, False, False]),
    ],
)
def test_nothing_arrived_only_where_the_lost_units_are_all_of_the_order(items, nothing_arrived):
    """However many items report them; one unit about which anything else is said has arrived (2.1)."""
    order = an_order(a_line("ring", quantity=2), a_line("chain"))
    claim = a_claim(*items)
    assert [observed(claim, order, item) for item in claim.items] == [
        expected(problem=item.problem, nothing_arrived=nothing)
        for item, nothing in zip(items, nothing_arrived, strict=True)
    ]


@pytest.mark.parametrize(
    ("settled", "named", "nothing_arrived"), [(0, 3, True), (0, 2, False), (1, 2, False), (2, 1, False)]
)
def test_something_arrived_once_units_are_settled(settled, named, nothing_arrived):
    """Units that were claimed before have been dealt with, so the rest is not all that was ordered (2.1)."""
    order = an_order(a_line(quantity=3, settled=settled))
    assert observed(a_claim(gone("ring", named)), order).nothing_arrived is nothing_arrived


def test_an_item_of_another_claim_is_refused():
    """Facts are those of one of the claim's own items."""
    with pytest.raises(InvalidValue) as raised:
        observed(a_claim(), item=an_item(quantity=2))
    assert str(raised.value) == "item: got an item about line 'ring', expected one of the items of claim 'C-1'"


def test_a_claim_about_another_order_is_refused():
    """A claim that does not fit the order has no facts."""
    with pytest.raises(Inconsistent) as raised:
        observed(a_claim(an_item("chain")))
    assert str(raised.value) == "claim.items[0].line_id: got 'chain', expected a line of order A-1: ring"
