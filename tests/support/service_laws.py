"""What holds of the service on every database, and what goes wrong without its lock, its time or its dates."""

from __future__ import annotations

import threading
from functools import partial
from random import Random
from typing import Any

import pytest
from attrs import evolve

from cmoffer_policy import Inconsistent, OpenPoint, OrderClaims, Outcome, ProductionStage, Remedy, Verification
from support.builders import a_line, a_request, an_order, at, requested_item, usd
from support.service import NAMES, answered, at_once, entries, on_record, reviewed, served, started, without_lock

A_MOMENT = 0.3
"""Seconds that a writer waits inside its transaction for another one, which cannot come in."""
WRITERS = 20
CONFIRMED, CONTESTED = Verification.CONFIRMED, Verification.CONTESTED
ONE_RING = a_request()


def received(service: Any, *claim_ids: str) -> None:
    """Receive a request for the ring under each id; its documents show everything."""
    for claim_id in claim_ids:
        service.receive(ONE_RING, claim_id)
        service.change("A-1", reviewed(claim_id))


def race(database: Any) -> list[Verification]:
    """Two claims on the last ring are confirmed at once: what is on record of each afterwards.

    C-2 has read its order when C-1 comes, and waits for C-1 to be through. With the lock C-1 cannot come in, so C-2
    goes on after a moment.
    """
    first, second = served(database, "2024-01-21"), served(database, "2024-01-21")
    has_read, is_through = threading.Event(), threading.Event()

    def slowly(orders: Any, moment: Any) -> Any:
        has_read.set()
        is_through.wait(A_MOMENT)
        return answered("C-2")(orders, moment)

    def meanwhile() -> None:
        assert has_read.wait(10)
        first.change("A-1", answered("C-1"))
        is_through.set()

    at_once(partial(second.change, "A-1", slowly), meanwhile)
    return [claim.items[0].verification for claim in on_record(database).claims]


ORDERS = [
    an_order(
        a_line("ring", quantity=16, unit_price=usd("5.00"), discount=usd("1.99")),
        a_line("left", quantity=16, unit_price=usd("7.77"), set_id="pair"),
        a_line("right", quantity=16, unit_price=usd("7.77"), set_id="pair"),
        order_id=order_id,
        freight=usd("4.01"),
        discount=usd("3.33"),
    )
    for order_id in ("A-1", "A-2", "A-3")
]


Said = dict[tuple[str, str], list[Verification]]


def writes(database: Any, number: int, said: Said) -> None:
    """What one writer does on each order in turn: a claim, its review, and an answer to each item, some of them a no."""
    chance = Random(number)
    claim_id = f"W-{number:02}"
    service = served(database, f"2024-01-20 12:{number:02}")  # every machine has a clock of its own
    for order in chance.sample(ORDERS, len(ORDERS)):
        items = [
            requested_item(line.line_id, quantity=chance.randint(1, 3), rest_usable=line.set_id is None)
            for line in chance.sample(order.lines, 2)
        ]
        remedy = Remedy.REFUND if number % 4 else Remedy.REPLACEMENT  # too few to take all rings
        service.receive(a_request(*items, order_id=order.order_id, remedy=remedy), claim_id)
        service.change(order.order_id, reviewed(claim_id))
        answers = chance.choices([CONFIRMED, CONTESTED], weights=[3, 1], k=2)
        for position, verification in enumerate(answers):
            service.change(order.order_id, answered(claim_id, verification, items=[position]))
        said[order.order_id, claim_id] = answers


class ServiceLaws:
    """The laws. A subclass has a fixture ``database``."""

    def test_two_claims_race_for_the_last_unit(self, database: Any) -> None:
        """The one that comes second sees what the first one left: both answers are kept, and one ring is paid."""
        received(started(database, an_order()), "C-1", "C-2")
        assert race(database) == [CONFIRMED, CONFIRMED]
        assert entries(database) == [("C-2", 1990)]
        decision = on_record(database).decide("C-1")
        assert (decision.outcome, decision.refund.total, decision.units) == (Outcome.APPROVED, usd("0.00"), ())
        assert OpenPoint.UNITS_HELD in decision.open_points

    def test_without_the_lock_an_answer_is_lost_and_money_is_asked_back(self, database: Any) -> None:
        """The one that comes second writes what it read before the first one came."""
        received(started(database, an_order()), "C-1", "C-2")
        assert race(without_lock(database)) == [Verification.PENDING, CONFIRMED]
        assert entries(database) == [("C-1", -1990), ("C-1", 1990), ("C-2", 1990)]

    def test_twenty_writers_at_once(self, database: Any) -> None:
        """Every claim and every answer is there, no order is paid too much, and nothing is asked back."""
        started(database, *ORDERS)
        said: Said = {}
        at_once(*[partial(writes, database, number, said) for number in range(WRITERS)])
        assert len(said) == WRITERS * len(ORDERS)
        held: Said = {}
        for order in ORDERS:
            orders = on_record(database, order.order_id)
            booked = entries(database, order.order_id)
            assert min(minor for _, minor in booked) > 0
            assert 0 < sum(minor for _, minor in booked) <= order.paid.minor
            for claim in orders.claims:
                held[order.order_id, claim.claim_id] = [item.verification for item in claim.items]
                refund = orders.decide(claim.claim_id).refund.total.minor
                assert refund == sum(minor for claim_id, minor in booked if claim_id == claim.claim_id)
        assert held == said

    def test_a_clock_behind_changes_nothing_that_was_paid(self, database: Any) -> None:
        """A machine whose clock is an hour slow confirms the second claim: it comes second all the same."""
        received(started(database, an_order()), "C-1", "C-2")
        served(database, "2024-01-21 12:00").change("A-1", answered("C-1"))
        served(database, "2024-01-21 11:00").change("A-1", answered("C-2"))
        assert entries(database) == [("C-1", 1990)]

    def test_without_a_later_time_money_is_asked_back(self, database: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        """The earlier date goes before what was paid already."""
        received(started(database, an_order()), "C-1", "C-2")
        monkeypatch.setitem(NAMES, "later_than_all", lambda _, now: now)
        served(database, "2024-01-21 12:00").change("A-1", answered("C-1"))
        served(database, "2024-01-21 11:00").change("A-1", answered("C-2"))
        assert entries(database) == [("C-1", -1990), ("C-1", 1990), ("C-2", 1990)]

    def test_a_document_that_comes_late_changes_nothing_that_was_paid(self, database: Any) -> None:
        """C-1 is confirmed first and proved last: its approval is dated when it is one, after that of C-2."""
        service = started(database, an_order())
        received(service, "C-2")
        service.receive(ONE_RING, "C-1")
        for step in (answered("C-1"), answered("C-2"), reviewed("C-1")):
            service.change("A-1", step)
        assert entries(database) == [("C-2", 1990)]
        assert [claim.items[0].approved_at is not None for claim in on_record(database).claims] == [True, True]

    def test_with_every_answer_dated_money_is_asked_back(self, database: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        """The confirmation of C-1 dates back to before C-2 was paid."""
        service = started(database, an_order())
        received(service, "C-2")
        service.receive(ONE_RING, "C-1")
        monkeypatch.setitem(NAMES, "dated", lambda orders, _: orders)

        def dated(claim_id: str) -> Any:
            return lambda orders, moment: orders.with_answer(claim_id, CONFIRMED, at=moment)

        for step in (dated("C-1"), dated("C-2"), reviewed("C-1")):
            service.change("A-1", step)
        assert entries(database) == [("C-1", 1990), ("C-2", -1990), ("C-2", 1990)]

    def test_a_revocation_is_booked_and_the_next_claim_gets_the_unit(self, database: Any) -> None:
        """What was paid is asked back, and the sum over the order stays what the decisions say."""
        service = started(database, an_order())
        received(service, "C-1", "C-2")
        for step in (answered("C-1"), answered("C-2"), answered("C-1", CONTESTED, items=[0], revoke=True)):
            service.change("A-1", step)
        assert entries(database) == [("C-1", -1990), ("C-1", 1990), ("C-2", 1990)]

    def test_what_the_shop_system_knows_is_kept(self, database: Any) -> None:
        """The stage and the price that come with a request, and a delivery that is reported later."""
        service = started(database, an_order())
        request = a_request(remedy=Remedy.REPLACEMENT)
        price = usd("9.90")
        service.receive(request, "C-1", production=ProductionStage.STARTED, replacement_prices={0: price})
        delivered = evolve(an_order(), delivered_at=at("2024-01-15"))
        service.change("A-1", lambda orders, _: OrderClaims(delivered, orders.claims))
        orders = on_record(database)
        assert orders.order == delivered
        assert (orders.claim("C-1").production, orders.claim("C-1").items[0].replacement_price) == (
            ProductionStage.STARTED,
            price,
        )

    def test_a_step_that_fails_leaves_everything_as_it_was(self, database: Any) -> None:
        """A claim id that is taken, and an approval that is not revoked by name."""
        service = started(database, an_order())
        received(service, "C-1")
        before = service.change("A-1", answered("C-1"))
        with pytest.raises(Inconsistent, match="C-1"):
            service.receive(ONE_RING, "C-1")
        with pytest.raises(Inconsistent):
            service.change("A-1", answered("C-1", CONTESTED, items=[0]))
        assert on_record(database) == before
        assert entries(database) == [("C-1", 1990)]

    def test_an_order_that_nobody_knows_is_not_taken(self, database: Any) -> None:
        """The request names it, so the request is refused."""
        with pytest.raises(LookupError, match=r"^A-9$"):
            started(database, an_order()).receive(a_request(order_id="A-9"), "C-1")
