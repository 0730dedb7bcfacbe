"""Rooms full of cases, decided in one frame: each room shows a part of the policy in every state it can be in."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import cache
from itertools import permutations, product
from pathlib import Path

import polars as pl
from attrs import evolve

from cmoffer_policy import (
    POLICY_2023,
    Cause,
    Decision,
    Money,
    Order,
    OrderLine,
    Problem,
    ProductionStage,
    Remedy,
    Verification,
    china_calendar,
)
from cmoffer_policy.frames import decide_frame
from cmoffer_policy.policy import READINGS
from support.builders import COMPLETE, PICTURE, a_claim, a_line, an_item, an_order, at
from support.frame_cases import (
    MOST_DRAWN,
    Case,
    about,
    apart,
    decisions_about,
    each_alone,
    frames_of,
    shuffled,
    some_cases,
)
from support.frame_engines import Row, native, rows_of

OTHER_READINGS = evolve(
    POLICY_2023,
    **{name: list(values)[-1] for name, values in READINGS.items()},
    acceptance_working_days=1,
    arrival_working_days=(2, 5),
)
EDITIONS = {"the policy": POLICY_2023, "other readings": OTHER_READINGS}

LARGEST = 10**12
DAY, TICK = timedelta(days=1), timedelta(microseconds=1)
TO_AND_FROM_MIDNIGHT = (-TICK, timedelta(0), TICK)


def days_from(first: str, count: int) -> list[datetime]:
    """The midnights of so many days, and the instants right before and after each."""
    return [at(f"{first} 00:00") + n * DAY + by for n in range(count) for by in TO_AND_FROM_MIDNIGHT]


def days_after_shipment() -> list[Case]:
    """Every day for eighty days, on which windows end in ordinary weeks, on a holiday and on a make-up day."""
    shipments = {"2024-01-05": "2024-01-20", "2024-01-11": "2024-01-12", "2024-03-06": None}
    orders = [
        an_order(
            order_id=shipped,
            shipped_at=at(f"{shipped} 12:00"),
            delivered_at=delivered and at(f"{delivered} 18:00"),
        )
        for shipped, delivered in shipments.items()
    ]
    return [
        case
        for order in orders
        for case in each_alone(order, *[a_claim(submitted_at=day) for day in days_from(order.order_id, 80)])
    ]


def days_of_acceptance_and_arrival() -> list[Case]:
    """Claims submitted and approved around weekends, the Spring Festival, and years that are not published."""
    first_unpublished = f"{china_calendar().published_through.year}-12-20"
    days = [*days_from("2024-01-31", 21), *days_from(first_unpublished, 21)]
    return [
        case
        for number, day in enumerate(days)
        for case in each_alone(
            an_order(order_id=str(number), placed_at=day - DAY, shipped_at=day - DAY),
            a_claim(submitted_at=day, approved_at=day),
            a_claim(submitted_at=day, approved_at=day + 9 * DAY + 7 * TICK),
        )
    ]


def orders_around_the_date_of_effect() -> list[Case]:
    """The last order under the earlier policy, and the first under this one."""
    placed = [at("2023-01-01 00:00") + by for by in (-DAY, *TO_AND_FROM_MIDNIGHT, DAY)]
    return [
        case
        for number, day in enumerate(placed)
        for case in each_alone(
            an_order(order_id=str(number), placed_at=day, shipped_at=day),
            a_claim(submitted_at=day, approved_at=day),
            a_claim(submitted_at=day + 45 * DAY, remedy=Remedy.REPLACEMENT),
        )
    ]


def parcels_and_deliveries() -> list[Case]:
    """Lines shipped together or apart, delivered before, between and after, or not known to be either."""
    shipments = (None, at("2024-01-05"))
    own = (None, at("2024-01-10"))
    deliveries = (None, at("2024-01-08"), at("2024-01-10"), at("2024-02-05 00:00") - TICK, at("2024-02-05 00:00"))
    orders = [
        an_order(
            a_line("ring", shipped_at=line_shipped_at),
            a_line("chain"),
            order_id=str(number),
            shipped_at=shipped_at,
            delivered_at=delivered_at,
        )
        for number, (shipped_at, line_shipped_at, delivered_at) in enumerate(product(shipments, own, deliveries))
    ]
    submissions = [at(f"2024-01-{day}") + by for day in ("05", "08", "10") for by in TO_AND_FROM_MIDNIGHT]
    return [
        case
        for order in orders
        for case in each_alone(
            order, *[a_claim(an_item("ring"), an_item("chain"), submitted_at=day) for day in submissions]
        )
    ]


def cancellations() -> list[Case]:
    """A change of mind at every stage of production, before shipment and after."""
    return [
        case
        for number, (stage, shipped_at) in enumerate(product([None, *ProductionStage], [None, at("2024-01-05")]))
        for case in each_alone(
            an_order(order_id=str(number), shipped_at=shipped_at),
            *[
                a_claim(
                    an_item("ring", Problem.CHANGE_OF_MIND), remedy=remedy, production=stage, verification=verification
                )
                for remedy, verification in product(Remedy, Verification)
            ],
            a_claim(an_item("ring", Problem.CHANGE_OF_MIND, causes=[Cause.MISUSE]), production=stage),
        )
    ]


def proofs_and_words() -> list[Case]:
    """Every selection of documents before every word of the responsible party."""
    selections = product([False, True], repeat=len(COMPLETE))
    attached = [[proof for proof, there in zip(COMPLETE, each, strict=True) if there] for each in selections]
    items = [an_item("ring", problem) for problem in (Problem.BROKEN, Problem.NOT_AS_DESCRIBED)]
    claims = [
        a_claim(item, evidence=evidence, verification=word)
        for item, evidence, word in product(items, attached, Verification)
    ]
    return each_alone(an_order(), *claims)


def dearer_replacements() -> list[Case]:
    """A unit that costs a little less, as much, or a little more."""
    price = a_line().unit_price
    prices = [None, *[evolve(price, minor=price.minor + by) for by in (-1, 0, 1)], evolve(price, minor=LARGEST)]
    return each_alone(
        an_order(),
        *[a_claim(an_item("ring", replacement_price=each), remedy=Remedy.REPLACEMENT) for each in prices],
    )


def missing_pieces() -> list[Case]:
    """One piece less than all of the order, and all of it."""
    some, all_of_it = ((1, 1), (2, 1)), ((2, 1), (1, 2))
    order = an_order(a_line("ring", quantity=2), a_line("chain", quantity=2))

    def missing(rings: int, chains: int) -> list[OrderLine]:
        return [
            an_item("ring", Problem.LOST, quantity=rings),
            an_item("chain", Problem.LOST, quantity=chains),
        ]

    other = an_item("ring", Problem.BROKEN)
    return each_alone(
        order,
        *[a_claim(*missing(*units)) for units in (*some, *all_of_it, (2, 2))],
        a_claim(other, *missing(1, 2)),
    )


def priced(
    line_id: str, minor: int, currency: str = "USD", *, quantity: int = 1, off: int = 0, **changes: object
) -> OrderLine:
    """A line with its price and its discount in minor units."""
    discount = Money(minor=off, currency=currency)
    return a_line(
        line_id, quantity=quantity, unit_price=Money(minor=minor, currency=currency), discount=discount, **changes
    )


def paid(*lines: OrderLine, off: int = 0, freight: int = 0, **changes: object) -> Order:
    """An order with its discount and its freight in minor units."""
    currency = lines[0].unit_price.currency
    return an_order(
        *lines,
        discount=Money(minor=off, currency=currency),
        freight=Money(minor=freight, currency=currency),
        **changes,
    )


_FEW_LINES = 9


def claims_of_each_line_and_of_all(order: Order) -> list[Case]:
    """One unit of each line, then all that is left of all lines, each claim alone; many lines share one order.

    Copies of an order of many lines for each of them would be nothing but many rows.
    """
    of_each = [a_claim(an_item(line.line_id)) for line in order.lines if line.left]
    of_all = a_claim(*[an_item(line.line_id, quantity=line.left) for line in order.lines if line.left])
    if len(order.lines) <= _FEW_LINES:
        return each_alone(order, *of_each, of_all)
    return [*about(order, *of_each), *each_alone(order, of_all)]


def currencies() -> list[Case]:
    """Amounts that do not divide, in currencies of 0, 2, 3 and 4 decimals."""
    return [
        case
        for code in ("JPY", "USD", "KWD", "CLF")
        for case in claims_of_each_line_and_of_all(
            paid(
                priced("a", 333, code, quantity=3, off=8, settled=1),
                priced("b", 100, code, quantity=7, settled=2),
                priced("c", 1, code, off=1),
                off=17,
                freight=101,
                order_id=code,
            )
        )
    ]


def largest_amounts() -> list[Case]:
    """Orders worth as much as an order can be, of which everything, or all but a little, is taken off."""
    half = LARGEST // 2
    seventh = LARGEST // 7
    orders = [
        paid(priced("a", 10**6, quantity=10**6), off=LARGEST),
        paid(priced("a", 10**6, quantity=10**6), off=LARGEST - 1),
        paid(priced("a", 10**6, quantity=10**6, off=LARGEST - 1)),
        paid(priced("a", 10**6, quantity=10**6, settled=10**6 - 2), off=1),
        paid(priced("a", half), priced("b", half), off=LARGEST - 1),
        paid(priced("a", half - 1), priced("b", 1), off=half - 1, freight=half),
        paid(priced("a", half - 1, off=half - 1), priced("b", 1, off=1), freight=half),
        paid(priced("a", 0, quantity=10**6), priced("b", 0), freight=LARGEST),
        paid(*[priced(str(n), seventh - n) for n in range(7)], off=LARGEST - 97, freight=22),
        paid(*[priced(str(n), 10**9 + 7 * n) for n in range(99)], off=99 * 10**9 - 1, freight=900 * 10**9),
    ]
    return [
        case
        for number, order in enumerate(orders)
        for case in claims_of_each_line_and_of_all(evolve(order, order_id=str(number)))
    ]


def equal_remainders() -> list[Case]:
    """Lines worth the same, told apart by ids that engines might compare, trim or quote in ways of their own."""
    ids = [
        "b",
        "a",
        "B",
        "A",
        "10",
        "9",
        "a ",
        " a",
        "é",
        "e\u0301",
        "\uff5e",
        "\U0001f600",
        "a'b",
        'a"b',
        "a`b",
        "a\\b",
        "%",
        " x",
    ]
    lines = [priced(line_id, 100) for line_id in ids]
    return [
        case
        for number in range(1, len(ids))
        for case in claims_of_each_line_and_of_all(paid(*lines, off=number, freight=number, order_id=str(number)))
    ]


def pieces_of_sets() -> list[Case]:
    """Unusable rests that draw in pieces of one and of several lines, named and not, settled in part."""
    lines = [
        priced("ring", 701, quantity=3, set_id="trio"),
        priced("chain", 302, quantity=3, set_id="trio", settled=1),
        priced("charm", 97, quantity=3, set_id="trio", settled=1),
        priced("left", 55, quantity=3, set_id="pair"),
        priced("right", 56, quantity=3, set_id="pair"),
        priced("box", 10, quantity=3),
    ]
    broken = an_item("ring", quantity=2, rest_usable=False)
    one_chain = an_item("chain", rest_usable=False)
    corroded = evolve(one_chain, causes=frozenset({Cause.CORROSION}))
    pictured = evolve(PICTURE, line_ids=frozenset({"ring", "left"}))
    some_pictures = [*[document for document in COMPLETE if document is not PICTURE], pictured]
    claimed = [
        [broken],
        [broken, one_chain],
        [one_chain, broken],
        [broken, corroded],
        [broken, an_item("charm", quantity=2)],
        [an_item("charm"), an_item("charm", Problem.WRONG_SIZE, rest_usable=False), broken],
        [evolve(broken, quantity=1), one_chain, evolve(one_chain, problem=Problem.WRONG_SIZE)],
        [evolve(broken, quantity=3), an_item("left", rest_usable=False), an_item("box", quantity=3)],
    ]
    return each_alone(
        paid(*lines, off=100, freight=47),
        *[a_claim(*items, evidence=evidence) for items, evidence in product(claimed, (COMPLETE, some_pictures))],
    )


def claims_on_the_same_units() -> list[Case]:
    """Four claims on three units, for money and for goods, approved in every order, at an unknown time or never."""
    approvals = [at("2024-01-20"), at("2024-01-20"), at("2024-01-22"), None]
    quantities = (1, 2, 3, 1)
    lives: list[Case] = []
    for number, (remedy, days) in enumerate(product(Remedy, permutations([*approvals, at("2024-02-01")], 4))):
        claims = [
            a_claim(
                an_item("ring", quantity=quantity, approved_at=day),
                submitted_at=at(f"2024-01-{10 + place}"),
                remedy=remedy if place == 2 else Remedy.REFUND,
                verification=Verification.PENDING if day is None and place % 2 else Verification.CONFIRMED,
            )
            for place, (quantity, day) in enumerate(zip(quantities, days, strict=True))
        ]
        order = paid(priced("ring", 333, quantity=4, off=8, settled=1), off=17, freight=101, order_id=str(number))
        lives += about(order, *claims)
    return lives


def claims_on_pieces_of_sets() -> list[Case]:
    """Two claims on the pieces of a set, each before and after the other, with the rest usable and not."""
    lines = [priced(name, 101 + 7 * place, quantity=2, set_id="trio") for place, name in enumerate("abc")]
    lives: list[Case] = []
    for number, (first, second, (day, other)) in enumerate(
        product("abc", "abc", [("20", "21"), ("21", "20"), ("20", None), (None, "20"), (None, None)])
    ):
        claims = [
            a_claim(
                an_item(line_id, rest_usable=False, approved_at=approved and at(f"2024-01-{approved}")),
                an_item("c", Problem.WRONG_SIZE, approved_at=approved and at("2024-01-25")),
                submitted_at=at(f"2024-01-{submitted}"),
                verification=Verification.CONFIRMED if approved else Verification.CONTESTED,
            )
            for line_id, approved, submitted in ((first, day, "10"), (second, other, "20"))
        ]
        lives += about(paid(*lines, off=13, freight=47, order_id=str(number)), *claims)
    return lives


def overpaid_one_by_one() -> list[Case]:
    """Four claims on an order paid with 34.00, worth 68.02 if each were the only one."""
    order = paid(priced("ring", 1000, quantity=3, off=1), freight=401)
    return about(order, *[a_claim(an_item("ring", quantity=quantity)) for quantity in (1, 3, 1, 1)])


def invoices() -> list[Case]:
    """All returns in a wholesaler's invoices, those about one order together."""
    examples = str(Path(__file__).parents[2] / "examples")
    sys.path.append(examples)
    try:
        import decide_invoices as real
    finally:
        sys.path.remove(examples)
    rows = real.read_rows(real.SLICE)
    sales, _ = real.sales_of([row for row in rows if not row.cancels])
    returns, _ = real.returns_of([row for row in rows if row.cancels], sales)
    return [(life.order, claim) for life in real.lives_of(returns, sales) for claim in life.claims]


def drawn_cases() -> list[Case]:
    """Cases of every kind."""
    return some_cases(MOST_DRAWN)


ROOMS: tuple[Callable[[], list[Case]], ...] = (
    days_after_shipment,
    days_of_acceptance_and_arrival,
    orders_around_the_date_of_effect,
    parcels_and_deliveries,
    cancellations,
    proofs_and_words,
    dearer_replacements,
    missing_pieces,
    currencies,
    largest_amounts,
    equal_remainders,
    pieces_of_sets,
    claims_on_the_same_units,
    claims_on_pieces_of_sets,
    overpaid_one_by_one,
    invoices,
    drawn_cases,
)


@cache
def shown_in(room: Callable[[], list[Case]]) -> list[Case]:
    """The cases of a room, with ids that no other room has."""
    return apart(room.__name__, room())


KEPT_WHOLE = ("equal_remainders", "largest_amounts")
"""Rooms of ids and amounts that an engine might spoil, of which every case is shown to every engine."""
_FEW_ORDERS = 20


@cache
def few_of(room: Callable[[], list[Case]]) -> list[Case]:
    """The cases of a room about twenty of its orders, from the first to the last."""
    cases = shown_in(room)
    orders = list(dict.fromkeys([order.order_id for order, _ in cases]))
    if room.__name__ in KEPT_WHOLE or len(orders) <= _FEW_ORDERS:
        return cases
    kept = {orders[place * len(orders) // _FEW_ORDERS] for place in range(_FEW_ORDERS - 1)} | {orders[-1]}
    return [case for case in cases if case[0].order_id in kept]


@cache
def frames_of_all_rooms(*, few: bool = False) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The lines and the items of all rooms in no order at all, the items among columns of the caller's own."""
    lines, items = frames_of([case for room in ROOMS for case in (few_of if few else shown_in)(room)])
    return shuffled(lines), with_columns_of_the_caller(shuffled(items))


def with_columns_of_the_caller(frame: pl.DataFrame) -> pl.DataFrame:
    """Columns of many kinds, before and after the others, with names that a careless author might use inside."""
    number = pl.int_range(pl.len(), 0, -1)
    return frame.select(
        number.alias("row"),
        (number % 7 / 2).alias("order"),
        pl.lit(date(2024, 2, 29)).alias("day"),
        pl.all(),
        pl.when(number % 3 > 0).then(number).alias("fault_no"),
        pl.concat_list(number, number).alias("line"),
        number.cast(pl.String).cast(pl.Binary).alias("code"),
        (number % 2 == 0).alias("caller__0"),
        pl.lit("").alias("stage of the claim; DROP TABLE"),
    )


@cache
def decisions_in(room: Callable[[], list[Case]], edition: str) -> list[Decision]:
    """What ``OrderClaims`` decides about the cases of a room."""
    return decisions_about(shown_in(room), policy=EDITIONS[edition])


@cache
def answers(engine: str, edition: str, *, few: bool = False) -> list[Row]:
    """What an engine says of all rooms, or of a few cases of each, asked once."""
    lines, items = frames_of_all_rooms(few=few)
    return rows_of(decide_frame(native(engine, lines), native(engine, items), policy=EDITIONS[edition]))
