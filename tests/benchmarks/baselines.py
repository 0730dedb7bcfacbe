"""The least that each answer can cost in plain Python, which it is measured beside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from attrs import fields, has, make_class

from cmoffer_policy import Outcome, Problem, ProductionStage, Remedy, Verification, WorkCalendar
from cmoffer_policy.facts import Facts, Phase


def constructing(
    value: Any, *, known: Any = (), as_kind: Callable[[type], type] = lambda kind: kind
) -> tuple[Callable[[], Any], Counter[str]]:
    """A function that constructs a value anew from its parts, and how many objects of which class it constructs.

    Each object is made once, however often it is held, by one plain call in straight-line code. Ready beforehand are
    ints, texts, terms, sets, dates and instants, and whatever is part of ``known`` as well.
    """
    ready = _parts(known)
    names: dict[int, str] = {}
    namespace: dict[str, Any] = {}
    made: Counter[str] = Counter()
    lines: list[str] = []

    def constant(part: object) -> str:
        namespace[f"k{len(namespace)}"] = part
        return f"k{len(namespace) - 1}"

    def written(part: Any) -> str:
        if isinstance(part, tuple):
            return f"({''.join([f'{written(each)}, ' for each in part])})"
        if not has(type(part)) or id(part) in ready:
            return constant(part)
        if id(part) not in names:
            given = [f"{each.alias}={written(getattr(part, each.name))}" for each in fields(type(part)) if each.init]
            names[id(part)] = f"v{len(names)}"
            made[type(part).__name__] += 1
            lines.append(f"{names[id(part)]} = {constant(as_kind(type(part)))}({', '.join(given)})")
        return names[id(part)]

    result = written(value)
    exec("\n ".join(["def construct():", *lines, f"return {result}"]), namespace)
    return namespace["construct"], made


def _parts(value: Any) -> dict[int, object]:
    """All attrs objects that a value consists of, by their identity."""
    if isinstance(value, tuple):
        return {place: part for each in value for place, part in _parts(each).items()}
    if not has(type(value)):
        return {}
    within = tuple([getattr(value, each.name) for each in fields(type(value)) if each.init])
    return {id(value): value, **_parts(within)}


_BARE: dict[type, type] = {}


def bare(kind: type) -> type:
    """A class with the same fields that neither converts nor checks."""
    if kind not in _BARE:
        names = [each.name for each in fields(kind) if each.init]
        _BARE[kind] = make_class(kind.__name__, names, frozen=True, slots=True, kw_only=True)
    return _BARE[kind]


def dated(first_day: date, calendar: WorkCalendar) -> tuple[Callable[..., date], Callable[..., int]]:
    """Adding and counting working days by two look-ups each, for days that are taken to be days of the span."""
    first = first_day.toordinal()
    span = range(first, calendar.last_day.toordinal() + 1)
    worked = [day for day in map(date.fromordinal, span) if calendar.is_working_day(day)]
    through: list[int] = []
    count = 0
    for day in map(date.fromordinal, span):
        count += calendar.is_working_day(day)
        through.append(count)

    def add(day: date, n: int) -> date:
        return worked[through[day.toordinal() - first] + n - 1]

    def between(a: date, b: date) -> int:
        return through[b.toordinal() - first] - through[a.toordinal() - first]

    return add, between


def largest_remainder(total: int, weights: Mapping[str, int]) -> dict[str, int]:
    """The total divided in proportion to weights that are not all zero, ties to the smaller key.

    Written out and not the library's own, so that it stays where it is when the library gets slower.
    """
    whole = sum(weights.values())
    shares: dict[str, int] = {}
    remainders: list[tuple[int, str]] = []
    left = total
    for key, weight in weights.items():
        share, remainder = divmod(total * weight, whole)
        shares[key] = share
        left -= share
        remainders.append((-remainder, key))
    remainders.sort()
    for _, key in remainders[:left]:
        shares[key] += 1
    return shares


_ITEMS = frozenset({Problem.WRONG_ITEM, Problem.BROKEN, Problem.DEFECTIVE})
_PERSONAL = frozenset({Problem.WRONG_BIRTHSTONE, Problem.WRONG_ENGRAVING, Problem.WRONG_SIZE})
_GUARANTEED = _ITEMS | _PERSONAL
_SERVICED = _GUARANTEED | {Problem.NOT_AS_DESCRIBED, Problem.LOST}
_CONFIRMED = frozenset({Verification.CONFIRMED, Verification.RULED_FOR_SELLER})
_RULED_AGAINST = frozenset({Verification.RULED_AGAINST_SELLER, Verification.SHOPIFY_RULED_AGAINST_SELLER})


def judged_by_hand(facts: Facts) -> tuple[Outcome, tuple[str, ...]]:
    """The outcome under the edition of 2023, and the clauses that fail, then those that are missing."""
    if not facts.governed:
        return Outcome.NOT_GOVERNED, ("6.1",)
    problem, phase, word = facts.problem, facts.phase, facts.verification
    early = phase is Phase.NOT_SHIPPED
    cancels = early and problem is Problem.CHANGE_OF_MIND
    replaces = facts.remedy is Remedy.REPLACEMENT
    in_30_days = phase is Phase.BOTH_OPEN or phase is Phase.AFTER_SALES_OPEN
    in_60_days = phase is Phase.BOTH_OPEN or phase is Phase.GUARANTEE_OPEN
    can_be_cancelled = cancels and facts.production is not ProductionStage.STARTED
    misused = facts.misuse and (problem is Problem.BROKEN or problem is Problem.DEFECTIVE or can_be_cancelled)
    sound = not (facts.corrosion or misused or facts.unlawful)
    lost_whole = problem is Problem.LOST and facts.nothing_arrived
    wrong_listing = problem is Problem.NOT_AS_DESCRIBED and facts.listing_differs
    coverable = problem in _SERVICED and not lost_whole
    answered = can_be_cancelled and sound and not replaces
    serviced = sound and in_30_days and coverable and not wrong_listing
    guaranteed = sound and in_60_days and problem in _GUARANTEED
    hoped_for = sound and phase is Phase.GUARANTEE_UNKNOWN and problem in _GUARANTEED
    granted = serviced or (replaces and (guaranteed or hoped_for)) or (answered and word in _CONFIRMED)
    failed: list[str] = []
    missing: list[str] = []
    if not cancels:
        if not in_30_days and not granted:
            failed.append("1")
        if lost_whole and not early:
            failed.append("2.1")
    if word is Verification.SHOPIFY_RULED_AGAINST_SELLER:
        failed.append("2.2")
    if replaces and not cancels:
        if facts.replacement_dearer:
            failed.append("2.3")
        elif phase is Phase.GUARANTEE_UNKNOWN:
            missing.append("2.3")
        elif not (in_60_days or granted):
            failed.append("2.3")
        if coverable and problem not in _GUARANTEED and not granted:
            failed += ("2.3.1", "2.3.2")
    if cancels:
        if not can_be_cancelled or (answered and word is Verification.CONTESTED):
            failed.append("2.4")
        elif facts.production is None and not (answered and word in _CONFIRMED):
            missing.append("2.4")
    if facts.corrosion:
        failed.append("2.5.1")
    if misused:
        failed.append("2.5.2")
    asked = (serviced or guaranteed or granted) and not cancels and word not in _RULED_AGAINST
    if asked and not facts.buyer_compensated:
        missing.append("3.1")
    if asked and not facts.problem_shown:
        missing.append("3.2.1")
    if problem is Problem.NOT_ATTRIBUTABLE:
        failed.append("3.2.2")
    elif asked and not facts.buyer_quoted:
        missing.append("3.2.2")
    if wrong_listing:
        failed.append("3.2.3")
    elif asked and problem is Problem.NOT_AS_DESCRIBED and not facts.description_proved:
        missing.append("3.2.3")
    if word is Verification.RULED_AGAINST_SELLER:
        failed.append("4.3")
    if problem is Problem.CHANGE_OF_MIND and (replaces or not early):
        failed.append("5.1")
    if facts.unlawful:
        failed.append("5.2")
    if failed:
        return Outcome.REJECTED, (*failed, *missing)
    if cancels and not granted:
        return Outcome.REFERRED, tuple(missing)
    if missing:
        return Outcome.NEEDS_EVIDENCE, tuple(missing)
    if word is Verification.PENDING:
        return Outcome.UNDER_VERIFICATION, ()
    if word is Verification.CONTESTED:
        return Outcome.IN_DISPUTE, ()
    return Outcome.APPROVED, ()
