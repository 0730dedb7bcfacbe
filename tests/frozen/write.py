"""What the first edition answers, written down once as compressed plain data.

    PYTHONPATH=<first edition>/src python tests/frozen/write.py

Run with commit 89bc40d, version 0.1.0, on CPython 3.11.7 with attrs 26.1.0, cattrs 26.2.1, holidays 0.109 and
python-dateutil 2.9.0. It refuses any other edition. The files do not depend on the day, the machine or the order of
sets. They are never written anew: `reader.py` compares them with the library of the day.

Every file is a list of JSON texts, one a line, in xz. Its first line is the header: what the fields mean and the tables
that later lines point into. Names are those of the first edition. Amounts are minor units, instants are written on the
platform's clock without its offset, and a deadline at midnight is written as its day.

- ``cases.jsonl.xz``: the verdict of every case under the default and under each other reading of the judgement, and
  the next steps of a sample under the default. The cases are those of the policy whose guarantee starts with delivery,
  as only it reaches every phase.
- ``decisions.jsonl.xz``: orders, claims and policies, and whole decisions about them: the scenarios, the invoices of
  the example and seeded pairs; for some of these, the readings that alone change the result.
- ``dates.jsonl.xz``: the calendar; windows, acceptance and arrival for every day of 2000 to 2030.
- ``allocations.jsonl.xz``: what every line of those orders is worth, and the refund of the first units of each line.
- ``refusals.jsonl.xz``: calls that the tests of the first edition make and see refused, with class, code and path;
  documents with the class, code and path of each fault.

The tests of the first edition know these refusals that are left out, because plain data cannot carry the values:

- ``too_fine`` at ``placed_at`` (pandas Timestamps); ``not_an_integer`` at ``amount``, ``not_a_fact`` at ``misuse``
  (objects of classes that a test makes up); ``wrong_key`` (keys of a dict that JSON does not have);
- ``unknown_key`` at ``$.lines[].quantitty`` (ten thousand faults of a kind that other documents show);
- errors that a test builds by hand: ``naive_instant`` and ``too_small`` of every class, and paths below ``body`` and
  ``order``; ``DocumentError`` itself, whose faults stand for it.

Values of such classes, texts of more than 2,000 characters and containers nested thousands deep are left out elsewhere
too, where another value of the same field shows the same class, code and path. So are the documents that Hypothesis
makes up.
"""

from __future__ import annotations

import json
import lzma
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import Enum
from functools import wraps
from pathlib import Path
from random import Random
from typing import Any

import attrs
from attrs import evolve
from cmoffer_policy.rules.facts import DOMAINS
from cmoffer_policy.terms.clauses import JUDGED
from cmoffer_policy.terms.policy import READINGS

import cmoffer_policy as first
from cmoffer_policy import serialization, study, testing
from cmoffer_policy.rules import Facts, judge, next_steps

HERE = Path(__file__).parent
FIRST = Path(first.__file__).parents[2]
CLOCK = timezone(timedelta(hours=8))
CALENDAR = first.china_calendar()
ONE_DAY = timedelta(days=1)

JUDGEMENT_READINGS = (
    {},
    {"window": "SHORT"},
    {"window": "LONG"},
    {"exclusion_scope": "AFTER_SALES_ONLY"},
    {"misuse_scope": "ANY_PROBLEM"},
    {"adjudicator": "SHOPIFY"},
    {"cancellation": "REFUND"},
)
FIGURES = ("after_sales_days", "guarantee_days", "acceptance_working_days", "arrival_working_days")


def write(name: str, header: Mapping[str, object], lines: Iterable[object]) -> None:
    """The header and the lines as JSON texts, compressed alike on every machine."""
    text = "".join(json.dumps(each, separators=(",", ":")) + "\n" for each in (header, *lines))
    packed = lzma.compress(text.encode("ascii"), format=lzma.FORMAT_XZ, preset=9 | lzma.PRESET_EXTREME)
    (HERE / name).write_bytes(packed)
    print(f"{name}: {len(text):,} characters, {len(packed):,} bytes")


class Table:
    """Plain values, each once; what points into it is their place."""

    def __init__(self) -> None:
        self.values: list[Any] = []
        self._places: dict[str, int] = {}

    def place(self, value: Any) -> int:
        """The place of the value, which is added where it is new."""
        key = json.dumps(value)
        if key not in self._places:
            self._places[key] = len(self.values)
            self.values.append(value)
        return self._places[key]


def at_text(at: datetime | None) -> str | None:
    """An instant on the platform's clock, without its offset; midnight as the day alone."""
    if at is None:
        return None
    local = at.astimezone(CLOCK).replace(tzinfo=None)
    return local.date().isoformat() if local.time() == time() else local.isoformat()


def names(terms: Iterable[Enum]) -> list[str]:
    """The names of terms, in the order of their definition."""
    held = set(terms)
    return [term.name for term in type(next(iter(held))) if term in held] if held else []


def policy_with(changes: Mapping[str, Any]) -> first.Policy:
    """The policy of 2023 with other readings, by name, and other figures."""
    known = {name: READINGS[name][value] if name in READINGS else value for name, value in changes.items()}
    return evolve(first.POLICY_2023, **known)


def policy_plain(policy: first.Policy) -> dict[str, Any]:
    """What differs from the policy of 2023."""
    plain: dict[str, Any] = {}
    for name in FIGURES:
        if getattr(policy, name) != getattr(first.POLICY_2023, name):
            plain[name] = getattr(policy, name)
    for name in READINGS:
        if getattr(policy, name) is not getattr(first.POLICY_2023, name):
            plain[name] = getattr(policy, name).name
    return plain


# Cases


def case_number(facts: Facts) -> int:
    """The mixed-radix number of the fields, in their order."""
    number = 0
    for name, values in DOMAINS.items():
        number = number * len(values) + next(
            place for place, value in enumerate(values) if value is getattr(facts, name)
        )
    return number


def plain_value(value: object) -> object:
    """A value of a fact: True, False, None, or the name of a term."""
    return value.name if isinstance(value, Enum) else value


def cases() -> None:
    """Verdicts of every case and next steps of some."""
    reached = list(study.all_facts(policy_with({"guarantee_start": "DELIVERY"})))
    numbers = [case_number(facts) for facts in reached]
    verdicts, steps = Table(), Table()
    lines: list[object] = [[after - before for before, after in zip([0, *numbers], numbers, strict=False)]]
    for changes in JUDGEMENT_READINGS:
        policy = policy_with(changes)
        found = [judge(facts, policy) for facts in reached]
        places = {verdict: verdicts.place(verdict_plain(verdict)) for verdict in dict.fromkeys(found)}
        lines.append({"policy": changes, "verdicts": [places[verdict] for verdict in found]})
    sample = sorted(Random(20_000).sample(range(len(reached)), 20_000))
    lines.append({"sample": sample, "steps": [steps.place(steps_plain(reached[place])) for place in sample]})
    header = {
        "fields": {
            name: [type_name(values), [plain_value(value) for value in values]] for name, values in DOMAINS.items()
        },
        "clauses": list(JUDGED),
        "verdict": ["outcome", "remedies", "the status of each clause"],
        "verdicts": verdicts.values,
        "step": ["changes", "outcome"],
        "steps": steps.values,
        "lines": [
            "the number of each case less that of the one before",
            "verdicts by policy",
            "next steps of a sample",
        ],
    }
    write("cases.jsonl.xz", header, lines)


def type_name(values: tuple[object, ...]) -> str:
    """The vocabulary that the values are from."""
    return type(values[0]).__name__


def verdict_plain(verdict: Any) -> list[Any]:
    """Outcome, remedies, and the status of each clause."""
    assert [finding.clause for finding in verdict.findings] == list(JUDGED)
    statuses = [finding.status.name for finding in verdict.findings]
    return [verdict.outcome.name, names(verdict.remedies), statuses]


def steps_plain(facts: Facts) -> list[Any]:
    """Changes and the outcome of each next step under the default."""
    return [
        [[change.name for change in step.changes], step.outcome.name] for step in next_steps(facts, first.POLICY_2023)
    ]


# Orders, claims and decisions


def order_plain(order: first.Order) -> list[Any]:
    """The order, field by field."""
    lines = [
        [
            line.line_id,
            line.quantity,
            line.unit_price.minor,
            line.discount.minor,
            line.set_id,
            at_text(line.shipped_at),
            line.settled,
            line.reserved,
        ]
        for line in order.lines
    ]
    return [
        order.order_id,
        order.currency,
        at_text(order.placed_at),
        at_text(order.shipped_at),
        at_text(order.delivered_at),
        order.production and order.production.name,
        order.freight.minor,
        order.discount.minor,
        lines,
    ]


def claim_plain(claim: first.Claim, evidence: Table) -> list[Any]:
    """The claim, field by field."""
    items = [
        [
            item.line_id,
            item.problem.name,
            item.quantity,
            names(item.causes),
            item.rest_usable,
            item.replacement_price and item.replacement_price.minor,
        ]
        for item in claim.items
    ]
    documents = [
        [document.document.name, names(document.shows), sorted(document.line_ids), document.reference]
        for document in claim.evidence
    ]
    return [
        claim.claim_id,
        at_text(claim.submitted_at),
        claim.remedy.name,
        claim.verification.name,
        at_text(claim.approved_at),
        items,
        [evidence.place(document) for document in documents],
    ]


def deadline_plain(deadline: Any) -> list[Any] | None:
    """Exclusive end, clause, whether it is provisional, and the rest days it skips."""
    if deadline is None:
        return None
    skipped = [[rest.day.isoformat(), rest.name] for rest in deadline.skipped]
    return [at_text(deadline.before), deadline.clause, deadline.provisional, skipped]


def proofs_plain(proofs: Iterable[Any]) -> list[Any]:
    """Missing proofs."""
    return [
        [
            proof.clause,
            [document.name for document in proof.documents],
            proof.document.name,
            [detail.name for detail in proof.details],
            proof.attached,
        ]
        for proof in proofs
    ]


def refund_plain(refund: Any, currency: str) -> list[Any]:
    """Goods, freight and total, and the same line by line with the units before and after."""
    amounts = [
        refund.goods,
        refund.freight,
        refund.total,
        *[each for line in refund.lines for each in (line.goods, line.freight)],
    ]
    assert all(amount.currency == currency for amount in amounts)
    lines = [
        [line.line_id, line.units_before, line.units_after, line.goods.minor, line.freight.minor]
        for line in refund.lines
    ]
    return [refund.goods.minor, refund.freight.minor, refund.total.minor, lines]


TABLES = ("evidence", "verdict", "proofs", "deadline", "steps")


def decision_plain(decision: first.Decision, tables: Mapping[str, Table]) -> dict[str, Any]:
    """The whole decision, but for the sentences."""

    def end(deadline: Any) -> int:
        return tables["deadline"].place(deadline_plain(deadline))

    currency = decision.order.currency
    items = []
    for item in decision.items:
        steps = [
            [
                [change.name for change in step.changes],
                step.outcome.name,
                deadline_plain(step.deadline),
                proofs_plain(step.requirements),
            ]
            for step in item.next_steps
        ]
        items.append(
            {
                "facts": case_number(item.facts),
                "verdict": tables["verdict"].place(verdict_plain(item.verdict)),
                "lacking": tables["proofs"].place(proofs_plain(item.gaps)),
                "missing": tables["proofs"].place(proofs_plain(item.missing)),
                "after_sales": end(item.windows.after_sales),
                "guarantee": end(item.windows.guarantee),
                "refund": refund_plain(item.refund, currency),
                "at_stake": refund_plain(item.refund_at_stake, currency),
                "steps": tables["steps"].place(steps),
            }
        )
    return {
        "outcome": decision.outcome.name,
        "items": items,
        "refund": refund_plain(decision.refund, currency),
        "at_stake": refund_plain(decision.refund_at_stake, currency),
        "acceptance": end(decision.acceptance),
        "arrival_from": decision.arrival and decision.arrival.first_day.isoformat(),
        "arrival": end(decision.arrival.deadline if decision.arrival else None),
        "adjudicator": decision.adjudicator and decision.adjudicator.name,
        "open_points": [point.name for point in decision.open_points],
        "calendar_version": decision.calendar_version == CALENDAR.version,
    }


Case = tuple[str, first.Order, first.Claim, first.Policy]


def of_scenarios() -> Iterator[Case]:
    """The worked cases that the library ships."""
    for scenario in testing.scenarios():
        yield f"scenario: {scenario}", scenario.order, scenario.claim, scenario.policy


def of_invoices() -> tuple[list[Case], list[first.Order]]:
    """The claims of the example, each on its order as it stood then, and all orders as they were bought."""
    sys.path.insert(0, str(FIRST / "examples"))
    import decide_invoices as example

    rows = example.read_rows(example.SLICE)
    sales, _ = example.sales_of([row for row in rows if not row.cancels])
    returns, _ = example.returns_of([row for row in rows if row.cancels], sales)
    decisions = example.decisions_on(returns, [sale.order for sale in sales])
    cases = [(f"invoice {each.claim.claim_id}", each.order, each.claim, each.policy) for each in decisions]
    return cases, [sale.order for sale in sales]


PAIRS = 20_000
COMPARED = 200
CURRENCIES = ("USD", "USD", "USD", "EUR", "JPY", "KRW", "KWD", "BHD")
TIMES = (time(), time(0, 0, 0, 1), time(10, 30), time(10, 30), time(12), time(16), time(23, 59, 59, 999999))
BOUNDARIES = (29, 30, 31, 32, 29, 30, 31, 32, 59, 60, 61, 62, 59, 60, 61, 62)
AFTER_START = (*BOUNDARIES, 0, 0, 1, 2, 3, 5, 7, 9, 12, 14, 18, 21, 25, 28, 45, 50, 75, 100)
DETAILS = {
    "REFUND_SCREENSHOT": ("ORDER_NUMBER", "PRODUCT_INFORMATION", "LOGISTICS_NUMBER"),
    "REDISPATCH_SCREENSHOT": ("PLATFORM_ORDER_NUMBER", "PRODUCED_OR_SHIPPED"),
    "PICTURE": ("PROBLEM_VISIBLE",),
    "VIDEO": ("PROBLEM_VISIBLE",),
    "CHAT_SCREENSHOT": ("BUYER_FEEDBACK",),
    "REFUND_REMARK": ("BUYER_FEEDBACK",),
    "LISTING": ("MATCHES_PLATFORM_LISTING",),
    "MEASUREMENT_PHOTO": ("MEASUREMENT_READABLE",),
}
SERVICED = tuple(first.Problem)[:8]
PROVED_BY = (
    ("REFUND_SCREENSHOT", "REDISPATCH_SCREENSHOT"),
    ("PICTURE", "VIDEO"),
    ("CHAT_SCREENSHOT", "REFUND_REMARK"),
    ("LISTING",),
    ("MEASUREMENT_PHOTO",),
)


class Generator:
    """Orders and claims that fit them, drawn with a seed."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    def chance(self, percent: int) -> bool:
        """True in so many of a hundred cases."""
        return self.random.randrange(100) < percent

    def at(self, day: date) -> datetime:
        """A time of that day, one of those on a boundary in most cases."""
        if self.chance(85):
            return datetime.combine(day, self.random.choice(TIMES), CLOCK)
        return datetime.combine(day, time(self.random.randrange(24), self.random.randrange(60)), CLOCK)

    def placed_on(self) -> date:
        """A day of the policy's years, of the days around its first one, or of those without a schedule yet."""
        kind = self.random.randrange(100)
        if kind < 5:
            return date(2022, 12, 30) + ONE_DAY * self.random.randrange(4)
        if kind < 8:
            return date(2019, 6, 1) + ONE_DAY * self.random.randrange(900)
        if kind < 18:
            return date(2026, 9, 1) + ONE_DAY * self.random.randrange(600)
        return date(2023, 1, 1) + ONE_DAY * self.random.randrange(1000)

    def order(self) -> first.Order:
        """An order of one to four lines."""
        random, currency = self.random, self.random.choice(CURRENCIES)

        def money(minor: int) -> first.Money:
            return first.Money(minor=minor, currency=currency)

        placed_on = self.placed_on()
        placed_at = self.at(placed_on)
        shipped_at = self.later(placed_at, random.choice((0, 1, 1, 2, 5, 9))) if self.chance(85) else None
        sets = {"pair": random.randrange(1, 5), "trio": random.randrange(1, 4)}
        count = random.choice((1, 1, 1, 1, 2, 2, 2, 3, 3, 4))
        in_sets = count > 1 and self.chance(45)
        lines = []
        for line_id in random.sample(["ring", "chain", "pin", "Clip", "z9"], count):
            set_id = random.choice(("pair", "pair", "trio", None)) if in_sets else None
            quantity = sets[set_id] if set_id else random.choice((1, 1, 1, 2, 3, 5, 7))
            price = random.choice((0, 1, 7, 999, 1990, 1990, 3000, random.randrange(100), random.randrange(100_000)))
            discount = random.randrange(price * quantity + 1) if self.chance(35) else 0
            settled = random.randrange(quantity + 1) if self.chance(15) else 0
            reserved = random.randrange(quantity - settled + 1) if self.chance(12) else 0
            own = self.later(placed_at, random.choice((0, 2, 4, 12, 35))) if self.chance(15) else None
            lines.append(
                first.OrderLine(
                    line_id=line_id,
                    quantity=quantity,
                    unit_price=money(price),
                    discount=money(price * quantity if self.chance(3) else discount),
                    set_id=set_id,
                    shipped_at=own,
                    settled=settled,
                    reserved=reserved,
                )
            )
        goods = sum(line.list_value.minor - line.discount.minor for line in lines)
        shipments = [at for at in (shipped_at, *[line.shipped_at for line in lines]) if at]
        delivered_after = random.choice((0, 1, 4, 6, 10, 10, 28, 31))
        delivered_at = self.later(random.choice([placed_at, *shipments]), delivered_after) if self.chance(50) else None
        return first.Order(
            order_id="O",
            placed_at=placed_at,
            lines=lines,
            freight=money(random.choice((0, 0, 1, 400, 500, random.randrange(5000)))),
            discount=money(random.choice((0, 0, 0, goods, random.randrange(goods + 1)))),
            shipped_at=shipped_at,
            delivered_at=delivered_at,
            production=random.choice((None, *first.ProductionStage)),
        )

    def later(self, start: datetime, days: int) -> datetime:
        """An instant so many days after another, and not before it."""
        return max(start, self.at(start.date() + ONE_DAY * days))

    def claim(self, order: first.Order) -> first.Claim:
        """A claim about units that are left."""
        random = self.random
        remedy = first.Remedy.REFUND if self.chance(65) else first.Remedy.REPLACEMENT
        nothing_arrived = self.chance(5)
        starts = [order.placed_at]
        for line in order.lines:
            starts += [at for at in (order.shipment_of(line), order.delivery_of(line)) if at] * 4
        submitted_at = self.later(random.choice(starts), random.choice(AFTER_START))
        left = {line.line_id: line.left for line in order.lines}
        wanted = (
            list(left) if nothing_arrived else random.choices(list(left), k=random.choice((1, 1, 1, 1, 2, 2, 3, 4)))
        )
        items = []
        for line_id in wanted:
            if left[line_id]:
                line = order.line(line_id)
                quantity = left[line_id] if nothing_arrived else random.randrange(1, left[line_id] + 1)
                left[line_id] -= quantity
                shipped = order.shipped_by(line, submitted_at)
                items.append(self.item(line, quantity, remedy, self.problem(shipped, nothing_arrived)))
        verification = random.choice((*[first.Verification.CONFIRMED] * 5, *first.Verification))
        passed = verification in (first.Verification.CONFIRMED, first.Verification.RULED_FOR_SELLER)
        return first.Claim(
            claim_id="C",
            order_id="O",
            submitted_at=submitted_at,
            items=items,
            remedy=remedy,
            evidence=self.evidence(sorted(left)),
            verification=verification,
            approved_at=self.later(submitted_at, random.choice((0, 1, 2, 6))) if passed and self.chance(60) else None,
        )

    def item(
        self, line: first.OrderLine, quantity: int, remedy: first.Remedy, problem: first.Problem
    ) -> first.ClaimItem:
        """So many units with one problem."""
        random, price = self.random, None
        if remedy is first.Remedy.REPLACEMENT and self.chance(40):
            price = evolve(line.unit_price, minor=max(0, line.unit_price.minor + random.choice((-500, -1, 0, 1, 500))))
        return first.ClaimItem(
            line_id=line.line_id,
            problem=problem,
            quantity=quantity,
            causes=[cause for cause in first.Cause if self.chance(3)],
            rest_usable=line.set_id is None or self.chance(45),
            replacement_price=price,
        )

    def problem(self, shipped: bool, nothing_arrived: bool) -> first.Problem:
        """Mostly one that the policy answers for; before shipment often a change of mind."""
        if nothing_arrived:
            return first.Problem.MISSING_PIECE
        if not shipped and self.chance(50):
            return first.Problem.CHANGE_OF_MIND
        return self.random.choice(SERVICED if self.chance(80) else tuple(first.Problem))

    def evidence(self, line_ids: list[str]) -> list[first.Evidence]:
        """All that could be asked for, nothing, or documents that show a part of it, for all lines or for some."""
        random = self.random
        kind = random.randrange(100)
        if kind < 8:
            return []
        documents = []
        for kinds in PROVED_BY:
            document = random.choice(kinds)
            if kind < 55:
                documents.append(first.Evidence(document=first.Document[document], shows=self.details(document, 100)))
            elif kind < 70 or self.chance(85):
                about = [line_id for line_id in line_ids if self.chance(70)] if self.chance(25) else []
                shows = self.details(document, 100 if self.chance(75) else 50)
                reference = random.choice(("", "", "IMG_2041.jpg"))
                documents.append(
                    first.Evidence(document=first.Document[document], shows=shows, line_ids=about, reference=reference)
                )
                if self.chance(8):
                    document = random.choice(list(DETAILS))
                    documents.append(
                        first.Evidence(document=first.Document[document], shows=self.details(document, 60))
                    )
        return documents

    def details(self, document: str, percent: int) -> list[first.Detail]:
        """Each detail the document has to show, in so many of a hundred cases."""
        return [first.Detail[name] for name in DETAILS[document] if self.chance(percent)]

    def policy(self) -> first.Policy:
        """The policy of 2023 with any readings, at times with other figures."""
        changes: dict[str, Any] = {}
        for name, values in READINGS.items():
            if self.chance(45):
                changes[name] = self.random.choice(tuple(values)).name
        if self.chance(4):
            changes["after_sales_days"] = self.random.choice((1, 14, 60, 90))
            changes["guarantee_days"] = self.random.choice((30, 60, 365))
        if self.chance(4):
            changes["acceptance_working_days"] = self.random.choice((1, 3))
            changes["arrival_working_days"] = self.random.choice(((1, 1), (2, 5)))
        return policy_with(changes)


def of_generator() -> Iterator[Case]:
    """The seeded pairs."""
    generator = Generator(89)
    place = 0
    while place < PAIRS:
        order = generator.order()
        if any(line.left for line in order.lines):
            claim = None
            while claim is None:
                try:
                    claim = generator.claim(order)
                except first.InvalidValue as fault:
                    if (fault.code, fault.path) != ("empty", "items"):
                        raise
            yield f"pair {place}", order, claim, generator.policy()
            place += 1


def decisions(real: list[Case]) -> list[first.Order]:
    """The decisions, with the orders that they are about."""
    tables = {name: Table() for name in TABLES}
    pairs = list(of_generator())
    lines: list[object] = []
    orders = []
    for name, order, claim, policy in (*of_scenarios(), *real, *pairs):
        decision = first.decide(order, claim, policy=policy, calendar=CALENDAR)
        entry = {
            "case": name,
            "order": order_plain(order),
            "claim": claim_plain(claim, tables["evidence"]),
            "policy": policy_plain(policy),
            "answer": decision_plain(decision, tables),
        }
        if name.startswith("pair") and int(name.split()[1]) % (PAIRS // COMPARED) == 0:
            alone = first.compare_readings(decision, calendar=CALENDAR).alone
            entry["alone"] = [[type(value).__name__, value.name] for value in alone]
        lines.append(entry)
        orders.append(order)
    header = {
        "order": [
            "order_id",
            "currency",
            "placed_at",
            "shipped_at",
            "delivered_at",
            "production",
            "freight",
            "discount",
            "lines",
        ],
        "line": ["line_id", "quantity", "unit_price", "discount", "set_id", "shipped_at", "settled", "reserved"],
        "claim": ["claim_id", "submitted_at", "remedy", "verification", "approved_at", "items", "evidence"],
        "item": ["line_id", "problem", "quantity", "causes", "rest_usable", "replacement_price"],
        "document": ["document", "shows", "line_ids", "reference"],
        "deadline": ["before", "clause", "provisional", "skipped"],
        "refund": ["goods", "freight", "total", ["line_id", "units_before", "units_after", "goods", "freight"]],
        "proof": ["clause", "documents", "document", "details", "attached"],
        "step": ["changes", "outcome", "deadline", "requirements"],
        "tables": {name: table.values for name, table in tables.items()},
        "decisions": len(lines),
    }
    write("decisions.jsonl.xz", header, lines)
    return orders


# Dates

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2030, 12, 31)
SUBMITTED = (time(), time(10, 30), time(23, 59, 59, 999999))


def dates() -> None:
    """The calendar, and every deadline that a day leads to."""
    days = [FIRST_DAY + ONE_DAY * place for place in range((LAST_DAY - FIRST_DAY).days + 1)]
    ends = Table()

    def end(day: date, deadline: Any, first_day: date | None = None) -> int:
        before = deadline.before
        entry = [
            (before.date() - day).days,
            before.time().isoformat(),
            deadline.clause,
            deadline.provisional,
            [[(rest.day - day).days, rest.name] for rest in deadline.skipped],
        ]
        return ends.place([*entry, (first_day - day).days] if first_day else entry)

    lines: list[object] = []
    for start in first.GuaranteeStart:
        for window_end in first.WindowEnd:
            changes = {"guarantee_start": start.name, "window_end": window_end.name}
            policy = policy_with(changes)
            found: dict[str, list[int]] = {"after_sales": [], "guarantee": []}
            for day in days:
                order = order_shipped_on(day)
                windows = first.windows(order, order.lines[0], policy=policy, calendar=CALENDAR)
                found["after_sales"].append(end(day, windows.after_sales))
                found["guarantee"].append(end(day, windows.guarantee))
            lines += [{"what": what, "policy": changes, "ends": places} for what, places in found.items()]
    for clock in first.AcceptanceClock:
        for at in SUBMITTED:
            changes = {"acceptance_clock": clock.name}
            policy = policy_with(changes)
            accepted = [
                end(day, first.acceptance_deadline(datetime.combine(day, at, CLOCK), policy=policy, calendar=CALENDAR))
                for day in days
            ]
            lines.append({"what": "acceptance", "time": at.isoformat(), "policy": changes, "ends": accepted})
    for at in SUBMITTED[1:]:
        arrivals = [
            first.refund_arrival(datetime.combine(day, at, CLOCK), policy=first.POLICY_2023, calendar=CALENDAR)
            for day in days
        ]
        places = [end(day, each.deadline, each.first_day) for day, each in zip(days, arrivals, strict=True)]
        lines.append({"what": "arrival", "time": at.isoformat(), "policy": {}, "ends": places})
    header = {
        "calendar": {
            "first_day": CALENDAR.first_day.isoformat(),
            "last_day": CALENDAR.last_day.isoformat(),
            "published_from": CALENDAR.published_from.isoformat(),
            "published_through": CALENDAR.published_through.isoformat(),
            "holidays": [[rest.day.isoformat(), rest.name] for rest in CALENDAR.holidays],
            "make_up_days": sorted(day.isoformat() for day in CALENDAR.make_up_days),
            "version": CALENDAR.version,
        },
        "policy": {
            "name": first.POLICY_2023.name,
            "effective_from": first.POLICY_2023.effective_from.isoformat(),
            **{name: getattr(first.POLICY_2023, name) for name in FIGURES},
            **{name: getattr(first.POLICY_2023, name).name for name in READINGS},
        },
        "days": [FIRST_DAY.isoformat(), LAST_DAY.isoformat()],
        "shipped": "10:30 of the day, delivered at 15:45 five days later and one more for each of the month's days modulo 9",
        "end": ["days after", "time", "clause", "provisional", "skipped: days after and name", "first day: days after"],
        "ends": ends.values,
    }
    write("dates.jsonl.xz", header, lines)


def order_shipped_on(day: date) -> first.Order:
    """An order of one ring, shipped in the morning and delivered some days later."""
    price = first.Money(minor=1990, currency="USD")
    return first.Order(
        order_id="O",
        placed_at=datetime.combine(day, time(), CLOCK),
        lines=[first.OrderLine(line_id="ring", quantity=1, unit_price=price)],
        shipped_at=datetime.combine(day, time(10, 30), CLOCK),
        delivered_at=datetime.combine(day + ONE_DAY * (5 + day.day % 9), time(15, 45), CLOCK),
    )


# Allocations


def allocations(decided: list[first.Order], bought: list[first.Order]) -> None:
    """What the lines of all orders are worth, and the refunds of their first units."""
    lines: list[object] = []
    policies = [policy_with({"freight_weight": weight.name}) for weight in first.FreightWeight]
    for place, order in enumerate([*decided, *bought]):
        worths = [worths_of(order, policy) for policy in policies]
        entry: dict[str, Any] = {"order": order_plain(order)} if place >= len(decided) else {}
        entry["worths"] = worths if worths[0] != worths[1] else worths[:1]
        if place % 10 == 0:
            entry["prefixes"] = [prefixes(order, line) for line in order.lines]
        lines.append(entry)
    header = {
        "orders": "those of the decisions in their order, then those of the invoices as they were bought",
        "policies": [{"freight_weight": weight.name} for weight in first.FreightWeight],
        "worth": ["order_discount", "paid_value", "freight"],
        "prefixes": ["goods", "freight"],
    }
    write("allocations.jsonl.xz", header, lines)


def worths_of(order: first.Order, policy: first.Policy) -> list[list[int]]:
    """What each line is worth; the rest of it is as in the order."""
    schedule = first.refund_schedule(order, policy=policy)
    for line, worth in zip(order.lines, schedule.lines, strict=True):
        assert (worth.line_id, worth.quantity) == (line.line_id, line.quantity)
        assert (worth.list_value, worth.line_discount) == (line.list_value, line.discount)
    return [[worth.order_discount.minor, worth.paid_value.minor, worth.freight.minor] for worth in schedule.lines]


def prefixes(order: first.Order, line: first.OrderLine) -> list[list[int]]:
    """The refund of the first unit that is left, of the first two, and so on, up to twelve."""
    found = []
    for units in range(1, min(line.left, 12) + 1):
        refund = first.refund_for(order, {line.line_id: units}, policy=first.POLICY_2023)
        found.append([refund.goods.minor, refund.freight.minor])
    return found


# Refusals

LONGEST_TEXT = 2_000
LONGEST_LIST = 50
LONGEST_ENTRY = 12_000


class NotCarriedError(Exception):
    """A value that plain data cannot carry."""


def tagged(value: Any, depth: int = 0) -> Any:
    """The value as plain data; what JSON does not have is an object with the one key "~" and what it is made of."""
    if depth > 12:
        raise NotCarriedError
    if value is None or type(value) in (bool, str):
        if isinstance(value, str) and len(value) > LONGEST_TEXT:
            raise NotCarriedError
        halves = isinstance(value, str) and any(0xD800 <= ord(character) < 0xE000 for character in value)
        return {"~": ["characters", *map(ord, value)]} if halves else value
    if type(value) is int:
        return value if abs(value) < 10**30 else {"~": ["power", *power_of_ten(value)]}

    def each(values: Iterable[Any]) -> list[Any]:
        return [tagged(held, depth + 1) for held in values]

    match value:
        case Enum():
            return {"~": ["term", type(value).__name__, value.name]}
        case type():
            return {"~": ["type", value.__name__]}
        case float() | complex() if type(value) in (float, complex):
            return {"~": [type(value).__name__, str(value)]}
        case Decimal() if len(str(value)) < LONGEST_TEXT:
            return {"~": ["Decimal", str(value)]}
        case bytes() if len(value) < LONGEST_TEXT:
            return {"~": ["bytes", value.hex()]}
        case range():
            return {"~": ["range", tagged(value.start), tagged(value.stop)]}
        case datetime() if type(value) is datetime and not value.fold and type(value.tzinfo) in (type(None), timezone):
            return {"~": ["datetime", value.isoformat()]}
        case date() if type(value) is date:
            return {"~": ["date", value.isoformat()]}
        case list() if type(value) is list and len(value) < LONGEST_TEXT:
            return each(value)
        case tuple() if type(value) is tuple and len(value) < LONGEST_TEXT:
            return {"~": ["tuple", *each(value)]}
        case set() | frozenset() if type(value) in (set, frozenset) and len(value) < LONGEST_TEXT:
            return {"~": [type(value).__name__, *each(sorted(value, key=repr))]}
        case dict() if type(value) is dict and len(value) < LONGEST_TEXT:
            return {"~": ["dict", *[[tagged(key, depth + 1), tagged(held, depth + 1)] for key, held in value.items()]]}
        case _ if type(value) is type({}.keys()):
            return {"~": ["keys", *each(value)]}
        case _ if value is CALENDAR:
            return {"~": ["calendar"]}
        case _ if attrs.has(type(value)) and getattr(first, type(value).__name__, None) in (type(value), None):
            return {"~": ["new", type(value).__name__, made_with(value, depth)]}
        case _:
            raise NotCarriedError


def power_of_ten(value: int) -> tuple[int, int, int]:
    """Factor, exponent and addend of an integer that is a power of ten or next to one."""
    exponent = 0
    while 10**exponent < abs(value):
        exponent += 1 if exponent < 100 else 100
    for addend in (0, 1, -1):
        if 10**exponent + addend == abs(value):
            return (1 if value > 0 else -1), exponent, addend
    raise NotCarriedError


def made_with(value: Any, depth: int) -> dict[str, Any]:
    """The arguments that make an object of the library, without those that it takes by default."""
    return {
        attribute.name: tagged(getattr(value, attribute.name), depth + 1)
        for attribute in attrs.fields(type(value))
        if attribute.init and not (attribute.default is not attrs.NOTHING and is_default(attribute, value))
    }


def is_default(attribute: Any, value: Any) -> bool:
    """Whether the field has the value it would have by default."""
    default = attribute.default
    if isinstance(default, attrs.Factory):  # type: ignore[arg-type]  # a class in fact
        default = default.factory(value) if default.takes_self else default.factory()
    return bool(getattr(value, attribute.name) == default)


CLASSES = (
    "OrderLine",
    "Order",
    "Evidence",
    "ClaimItem",
    "Claim",
    "Money",
    "Policy",
    "RestDay",
    "WorkCalendar",
    "Facts",
)
METHODS = {
    "Money": ("of", "__add__", "__sub__", "__lt__", "__le__"),
    "Order": ("line", "settle"),
    "WorkCalendar": ("is_working_day", "add_working_days", "working_days_between", "rest_days", "is_provisional"),
    "Deadline": ("met_by",),
    "RefundSchedule": ("line",),
}
FUNCTIONS = (
    "windows",
    "acceptance_deadline",
    "refund_arrival",
    "refund_schedule",
    "refund_for",
    "claimed_units",
    "missing_evidence",
    "observe",
    "decide",
    "explain",
    "compare_readings",
    "parse_instant",
    "policy_in_force",
    "apportion",
)
GENERATED = "test_whole_documents and not test_parts_of_documents"
TESTS = ("case", "values", "terms", "rules", "reckoning", "serialization")


class Harvest:
    """The calls of the first edition's own tests that are refused, gathered while these run."""

    def __init__(self) -> None:
        self.calls: dict[str, list[Any]] = {}
        self.documents: dict[str, list[Any]] = {}
        self.seen: set[tuple[str, str, str]] = set()
        self._inside = 0

    def watch(self) -> None:
        """From now on every call is watched from outside; what a call calls in its turn is not."""
        from cmoffer_policy import facade

        fault = first.InputError.__init__

        def told(error: first.InputError, code: str, path: str, got: str, expected: str) -> None:
            self.seen.add((type(error).__name__, code, path))
            fault(error, code, path, got, expected)

        first.InputError.__init__ = told  # type: ignore[method-assign]
        for name in CLASSES:
            kind = Facts if name == "Facts" else getattr(first, name)
            kind.__init__ = self.watched(name, kind.__init__, is_method=True)
        for name, methods in METHODS.items():
            kind = getattr(first, name)
            for method in methods:
                if method == "of":
                    kind.of = classmethod(self.watched("Money.of", kind.of.__func__, is_method=True))
                else:
                    setattr(kind, method, self.watched(f"{name}.{method}", getattr(kind, method)))
        for name in FUNCTIONS:
            watched = self.watched(name, getattr(first, name))
            setattr(facade, name, watched)
            setattr(first, name, watched)
        for name in ("from_json", "from_dict"):
            setattr(serialization, name, self.reading(getattr(serialization, name)))

    def watched(self, name: str, function: Callable[..., Any], *, is_method: bool = False) -> Callable[..., Any]:
        """The function, which writes down what it refuses."""

        @wraps(function)
        def call(*args: Any, **kwargs: Any) -> Any:
            self._inside += 1
            try:
                return function(*args, **kwargs)
            except first.InputError as fault:
                if self._inside == 1:
                    self.keep(name, args[1:] if is_method else args, kwargs, fault)
                raise
            finally:
                self._inside -= 1

        return call

    def keep(self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any], fault: first.InputError) -> None:
        """A call that plain data can carry, with class, code and path of its refusal."""
        try:
            entry = [name, tagged(list(args)), {key: tagged(value) for key, value in kwargs.items()}]
            key = json.dumps(entry)
        except NotCarriedError:
            return
        if len(key) < LONGEST_ENTRY:
            self.calls.setdefault(key, [*entry, type(fault).__name__, fault.code, fault.path])

    def reading(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """The reader of documents, which writes down those that it refuses."""

        @wraps(function)
        def call(kind: Any, document: Any) -> Any:
            self._inside += 1
            try:
                return function(kind, document)
            except first.DocumentError:
                if self._inside == 1:
                    self.keep_document(kind, document if function.__name__ == "from_json" else as_json(document))
                raise
            finally:
                self._inside -= 1

        return call

    def keep_document(self, kind: type, text: Any, carried: object = None) -> None:
        """The faults of a document as its text alone shows them."""
        if type(text) not in (str, bytes) or (carried is None and len(text) > LONGEST_ENTRY):
            return
        try:
            ORIGINAL_FROM_JSON(kind, text)
        except first.DocumentError as error:
            faults = [[type(fault).__name__, fault.code, fault.path] for fault in error.faults]
            faults = faults[:LONGEST_LIST]
            entry = [kind.__name__, carried or (text if isinstance(text, str) else tagged(text)), faults]
            self.documents.setdefault(json.dumps(entry[:2]), entry)


ORIGINAL_FROM_JSON = serialization.from_json


def as_json(document: object) -> str | None:
    """Plain data as a JSON text; None where JSON has no such values."""
    try:
        text = json.dumps(document)
    except (TypeError, ValueError, RecursionError):
        return None
    return text if repr(json.loads(text)) == repr(document) else None


def shape(path: str) -> str:
    """The path without the places and the keys in it."""
    return re.sub(r"\[.*?\](?=[.\[]|$)", "[]", path, flags=re.DOTALL)


def joined(start: str, piece: str, times: int, end: str) -> tuple[str, dict[str, Any]]:
    """A text that repeats a piece, and how plain data carries it."""
    return start + piece * times + end, {"~": ["joined", start, piece, times, end]}


ORDER_BEFORE_LINES = '{"order_id": "A-1", "placed_at": "2024-01-03T12:00:00+08:00", "lines": ['
ONE_LINE = '{"line_id": "ring", "quantity": 1, "unit_price": {"amount": "19.90", "currency": "USD"}}'
LONG_DOCUMENTS = (
    (first.Order, joined("", "[", 10**5, "")),
    (first.Order, joined(f"{ORDER_BEFORE_LINES}{ONE_LINE}", f", {ONE_LINE}", 10**4, "]}")),
    (first.Order, joined('{"freight": {"amount": "4.00", "currency": ', "1", 1, "}}")),
)


def refusals() -> None:
    """Every refusal of the first edition's tests that plain data can carry."""
    import pytest

    harvest = Harvest()
    harvest.watch()
    tests = [str(FIRST / "tests" / name) for name in TESTS]
    os.environ["HYPOTHESIS_PROFILE"] = "ci"
    marked = "not hypothesis and not exhaustive and not nightly"
    options = [
        "-q",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:randomly",
        "-o",
        "addopts=",
        "-W",
        "ignore",
        "-m",
        marked,
        "-k",
        f"not {GENERATED}",
    ]
    pytest.main([*options, "--rootdir", str(FIRST), "-c", str(FIRST / "pyproject.toml"), *tests])
    for kind, (text, carried) in LONG_DOCUMENTS:
        harvest.keep_document(kind, text, carried)
    calls = [harvest.calls[key] for key in sorted(harvest.calls)]
    documents = [harvest.documents[key] for key in sorted(harvest.documents)]
    faults = [*[call[3:] for call in calls], *[fault for _, _, told in documents for fault in told]]
    known = {(kind, code, shape(path)) for kind, code, path in faults}
    missing = {
        (kind, code, shape(path))
        for kind, code, path in harvest.seen
        if not any((kind, code) == each[:2] and each[2].endswith(shape(path)) for each in known)
    }
    print(f"{len(calls)} calls, {len(documents)} documents, {len(known)} kinds of refusal; not carried:")
    print(*sorted(missing), sep="\n")
    header = {
        "call": ["name", "arguments", "named arguments", "class", "code", "path"],
        "document": ["type", "JSON text", ["class", "code", "path"]],
        "calls": len(calls),
        "documents": len(documents),
    }
    write("refusals.jsonl.xz", header, [*calls, *documents])


def main() -> None:
    """Everything, the refusals last, as they watch the library."""
    assert first.POLICY_2023.window.name == "SPLIT", "not the first edition"
    assert (FIRST / "examples" / "decide_invoices.py").exists(), f"not the first edition at {FIRST}"
    print(first.__file__)
    parts = set(sys.argv[1:])
    if not parts or "cases" in parts:
        cases()
    if not parts or "dates" in parts:
        dates()
    if not parts or "decisions" in parts:
        real, bought = of_invoices()
        allocations(decisions(real), bought)
    if not parts or "refusals" in parts:
        refusals()


if __name__ == "__main__":
    main()
