"""Orders with claims about them, by the handful: as two frames, as decided one by one, and drawn by Hypothesis."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import groupby
from typing import Any

import polars as pl
from attrs import evolve
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from cmoffer_policy import Cause, Claim, Decision, Order, Problem, Remedy, Verification, testing
from cmoffer_policy.frames import DECIDED, claims_frame, decide_frame, decisions_frame, lines_frame, order_claims_of
from cmoffer_policy.order_claims import OrderClaims
from cmoffer_policy.testing.strategies.order import after
from support import reckoning_strategies
from support.builders import CHAT, LISTING, MEASUREMENT, PICTURE, REDISPATCH_SCREENSHOT, REFUND_SCREENSHOT
from support.frame_engines import Row, native, rows_of

Case = tuple[Order, Claim]

KEYS = ("claim_id", "item_no")
ANSWERS = tuple([column.name for column in DECIDED])


def frames_of(cases: Iterable[Case]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The lines of all orders, each order once, and the items of all claims."""
    known = {order.order_id: order for order, _ in cases}
    return lines_frame(known.values(), backend=pl), claims_frame([claim for _, claim in cases], backend=pl)


def records(cases: Iterable[Case]) -> dict[str, OrderClaims]:
    """The orders with all claims about them, by their ids."""
    orders: dict[str, Order] = {}
    claims: dict[str, list[Claim]] = {}
    for order, claim in cases:
        orders[order.order_id] = order
        claims.setdefault(order.order_id, []).append(claim)
    return {order_id: OrderClaims(order, claims[order_id]) for order_id, order in orders.items()}


def decisions_about(cases: Iterable[Case], **edition: Any) -> list[Decision]:
    """What is decided about each claim among all claims of its order."""
    return [decision for record in records(cases).values() for decision in record.decisions(**edition)]


def decided_as_objects(cases: Iterable[Case], **edition: Any) -> list[Row]:
    """What ``OrderClaims`` says of every item."""
    return rows_of(decisions_frame(decisions_about(cases, **edition), backend=pl))


def record_of(lines: Any, items: Any, order_id: str | None, among: pl.DataFrame | None = None) -> OrderClaims:
    """The order with this id and all its claims, by the first of them; ``among`` are the items, to find it in."""
    of_order = (items if among is None else among).filter(pl.col("order_id").eq_missing(order_id))
    first = of_order["claim_id"][0]
    return order_claims_of(lines, items, [first])[first]


def said(decision: Decision) -> dict[str, Any]:
    """What does not depend on which documents prove what is proved."""
    return {
        "outcomes": [item.outcome for item in decision.items],
        "findings": [item.findings for item in decision.items],
        "windows": [item.windows for item in decision.items],
        "refunds": [(item.refund, item.refund_possible, item.arrival) for item in decision.items],
        "of the claim": (decision.refund, decision.refund_possible, decision.acceptance),
    }


def but_for_documents(record: OrderClaims) -> tuple[Any, ...]:
    """All that is said of an order and its claims, whichever documents prove what is proved."""
    claims = [evolve(claim, evidence=[]) for claim in record.claims]
    return record.order, claims, list(map(said, record.decisions()))


def spelled_out(decision: Decision) -> Iterator[Row]:
    """What the columns should say of every item."""
    order, claim = decision.order, decision.claim
    for number, item in enumerate(decision.items, start=1):
        periods = {"after_sales": item.windows.after_sales, "guarantee": item.windows.guarantee}
        deadlines = {name: period.deadline for name, period in periods.items() if period is not None}
        if decision.acceptance is not None:
            deadlines["acceptance"] = decision.acceptance
        if item.arrival is not None:
            deadlines["arrival"] = item.arrival.deadline
        delivered_at = order.delivery_of(order.line(item.item.line_id))
        last_days = dict.fromkeys(("after_sales", "guarantee", "acceptance", "arrival"))
        last_days |= {name: deadline.last_day for name, deadline in deadlines.items()}
        yield {
            "claim_id": claim.claim_id,
            "item_no": number,
            "outcome": item.outcome.name.lower(),
            "remedies": ", ".join([remedy.name.lower() for remedy in Remedy if remedy in item.remedies]),
            "failed": ", ".join([finding.clause for finding in item.findings if finding.failed]),
            "missing": ", ".join([each.clause for each in item.findings if each.status.name == "MISSING"]),
            "adjudicator": None if item.adjudicator is None else item.adjudicator.name.lower(),
            "submitted_on": claim.submitted_at.date(),
            **{f"{name}_last_day": day for name, day in last_days.items()},
            "arrival_first_day": None if item.arrival is None else item.arrival.first_day,
            "provisional": True in [deadline.provisional for deadline in deadlines.values()],
            "closed_before_delivery": (
                "after_sales" in deadlines
                and delivered_at is not None
                and not deadlines["after_sales"].met_by(delivered_at)
            ),
            "units": sum([units for line_id, units in item.units if line_id == item.item.line_id]),
            "units_held": item.held_by != (),
            "refund_currency": order.lines[0].unit_price.currency,
            **{f"refund_{part}_minor": getattr(item.refund, part).minor for part in ("goods", "freight", "total")},
            **{
                f"possible_{part}_minor": getattr(item.refund_possible, part).minor
                for part in ("goods", "freight", "total")
            },
            "replaced_list_minor": sum(
                [
                    line.unit_price.minor * units
                    for line in order.lines
                    for line_id, units in item.units
                    if line_id == line.line_id and claim.remedy is Remedy.REPLACEMENT
                ]
            ),
            "fault": None,
        }


def decided_together(engine: str, cases: Iterable[Case], **edition: Any) -> list[Row]:
    """What ``decide_frame`` says of every item, its rows and those of the lines in no order at all."""
    lines, items = [shuffled(frame) for frame in frames_of(cases)]
    return rows_of(decide_frame(native(engine, lines), native(engine, items), **edition))


def shuffled(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.sample(fraction=1, shuffle=True, seed=1)


def by_key(rows: Iterable[Row], keys: Sequence[str] = KEYS) -> dict[tuple[Any, ...], Row]:
    """The answers of every row by claim and item."""
    return {tuple([row[key] for key in keys]): {name: row[name] for name in ANSWERS} for row in rows}


def differences(answers: Iterable[Row], expected: Iterable[Row]) -> dict[Any, Any]:
    """By claim and item and column, what is answered beside what is expected, where that is not the same."""
    got, wanted = by_key(answers), by_key(expected)
    assert got.keys() == wanted.keys()
    unlike = {
        key: {name: (got[key][name], right) for name, right in row.items() if got[key][name] != right}
        for key, row in wanted.items()
    }
    return {key: cells for key, cells in unlike.items() if cells}


def apart(room: str, cases: Iterable[Case]) -> list[Case]:
    """The cases, with ids that no other room has."""
    return [
        (
            evolve(order, order_id=f"{room}: {order.order_id}"),
            evolve(claim, order_id=f"{room}: {order.order_id}", claim_id=f"{room}: {claim.claim_id}"),
        )
        for order, claim in cases
    ]


def about(order: Order, *given: Claim) -> list[Case]:
    """Claims about one order, with ids of their own."""
    return [
        (order, evolve(claim, order_id=order.order_id, claim_id=f"{order.order_id}, claim {number}"))
        for number, claim in enumerate(given, start=1)
    ]


def each_alone(order: Order, *given: Claim) -> list[Case]:
    """Claims about orders that differ in nothing but their ids: each is the only one about its own."""
    return [
        case
        for number, claim in enumerate(given, start=1)
        for case in about(evolve(order, order_id=f"{order.order_id}, copy {number}"), claim)
    ]


_causes = st.frozensets(st.sampled_from(Cause), max_size=1)
_problems = st.one_of(st.just(Problem.BROKEN), st.sampled_from(Problem), st.just(Problem.LOST))
_documents = st.sampled_from([REFUND_SCREENSHOT, REDISPATCH_SCREENSHOT, PICTURE, CHAT, LISTING, MEASUREMENT])
_lines_of_every_kind = (
    reckoning_strategies.orders().map(lambda order: order.lines).filter(lambda lines: any(line.left for line in lines))
)


@st.composite
def _orders(draw: DrawFn) -> Order:
    """Orders of ordinary goods and of extraordinary ones, in one parcel or in several."""
    order = draw(st.one_of(testing.orders(), testing.orders(lines=_lines_of_every_kind)))
    lines = [
        evolve(line, shipped_at=order.placed_at + draw(after(40))) if draw(st.booleans()) else line
        for line in order.lines
    ]
    return evolve(order, lines=lines) if draw(st.booleans()) else order


@st.composite
def _claims(draw: DrawFn, order: Order) -> Claim:
    """Claims about some lines, some of them named several times, with documents about all or some of the lines."""
    claim = draw(testing.claims(order))
    if draw(st.booleans()):
        return claim
    items = [
        evolve(item, problem=draw(_problems), causes=draw(_causes)) for item in draw(reckoning_strategies.items(order))
    ]
    lines = st.frozensets(st.sampled_from([line.line_id for line in order.lines]))
    evidence = [evolve(draw(_documents), line_ids=draw(lines)) for _ in range(draw(st.integers(0, 8)))]
    return evolve(claim, items=items, evidence=evidence)


_parcels_and_documents = _orders().flatmap(lambda order: st.tuples(st.just(order), _claims(order)))
_money = reckoning_strategies.cases().map(lambda case: (case.order, case.claim))


@st.composite
def _answered(draw: DrawFn, claim: Claim) -> Claim:
    """The claim with each item approved at a time of its own, or at an unknown one, or with any other answer."""
    items = []
    for item in claim.items:
        answer = draw(st.one_of(st.just(Verification.CONFIRMED), st.sampled_from(Verification)))
        dated = answer in (Verification.CONFIRMED, Verification.RULED_FOR_SELLER) and draw(st.booleans())
        approved_at = claim.submitted_at + draw(after(20)) if dated else None
        items.append(evolve(item, verification=answer, approved_at=approved_at))
    return evolve(claim, items=items)


@st.composite
def _cases(draw: DrawFn, orders: SearchStrategy[int]) -> list[Case]:
    """Up to four claims about each order: those after the first are any about the same order."""
    found: list[Case] = []
    for number in range(draw(orders)):
        order, claim = draw(st.one_of(_money, testing.cases(), _parcels_and_documents))
        more = [draw(_claims(order).flatmap(_answered)) for _ in range(draw(st.sampled_from([0, 0, 1, 2, 3])))]
        found += about(evolve(order, order_id=f"A-{number}"), claim, *more)
    return found


def many_cases(most: int = 6) -> SearchStrategy[list[Case]]:
    """Cases about up to so many orders, up to four claims about each."""
    return _cases(st.integers(1, most))


MOST_DRAWN = 64
_AT_ONCE = 8
"""Orders in one example: of examples with one each, half would be the same as another one."""


def some_cases(count: int) -> list[Case]:
    """Cases about so many orders, always the same."""
    assert count <= MOST_DRAWN
    return [case for of_order in _drawn()[:count] for case in of_order]


@cache
def _drawn() -> list[list[Case]]:
    found: list[list[Case]] = []

    @settings(
        max_examples=MOST_DRAWN // _AT_ONCE,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(_cases(st.just(_AT_ONCE)))
    def gather(cases: list[Case]) -> None:
        for _, of_order in groupby(cases, lambda case: case[0].order_id):
            found.append(apart(str(len(found)), of_order))

    gather()
    return found
