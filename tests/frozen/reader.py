"""Today's answers to the questions of the frozen corpus, and where they differ from those of the first edition.

The corpus speaks the language of the first edition; ``names`` has its dictionary. Answers are translated back, so that a
difference reads in the words of the corpus; the paths and the documents of refusals are translated forward, by
``documents``. Nothing of the first edition is imported.
"""

from __future__ import annotations

import json
import lzma
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple

from attrs import evolve, fields

from frozen.documents import document_today, path_today
from frozen.names import field, library, name_of, read, term, vocabulary

HERE = Path(__file__).parent

READINGS = {
    "window": "Window",
    "exclusion_scope": "ExclusionScope",
    "misuse_scope": "MisuseScope",
    "guarantee_start": "GuaranteeStart",
    "window_end": "WindowEnd",
    "acceptance_clock": "AcceptanceClock",
    "freight_weight": "FreightWeight",
    "adjudicator": "Adjudicator",
    "cancellation": "Cancellation",
}
CLOCK = timezone(timedelta(hours=8))
ONE_DAY = timedelta(days=1)


class Case(NamedTuple):
    """Where something was compared: the section, the case and its part, and the plain data of the case."""

    section: str
    name: str
    part: str
    data: Any


class Difference(NamedTuple):
    """A case that is answered in another way than by the first edition."""

    case: Case
    before: Any
    after: Any

    def __str__(self) -> str:
        place = ", ".join(filter(None, self.case[:3]))
        return f"{place}: {self.before!r} before, {self.after!r} today\n    of {json.dumps(self.case.data)[:1500]}"


# Files


@cache
def lines_of(section: str) -> list[str]:
    """The JSON texts of a file, the header first."""
    return lzma.decompress((HERE / f"{section}.jsonl.xz").read_bytes()).decode("ascii").splitlines()


@cache
def header_of(section: str) -> Any:
    """The header of a file."""
    return json.loads(lines_of(section)[0])


@cache
def calendar() -> Any:
    """The calendar of the corpus, whatever is published today."""
    plain = header_of("dates")["calendar"]
    return library("WorkCalendar")(
        **{name: date.fromisoformat(plain[name]) for name in ("first_day", "last_day")},
        **{name: date.fromisoformat(plain[name]) for name in ("published_from", "published_through")},
        holidays=[library("RestDay")(day=date.fromisoformat(day), name=name) for day, name in plain["holidays"]],
        make_up_days=[date.fromisoformat(day) for day in plain["make_up_days"]],
    )


def policy_with(changes: Mapping[str, Any]) -> Any:
    """The policy of the corpus with other readings and figures."""
    return _policy(json.dumps(changes))


@cache
def _policy(changes: str) -> Any:
    plain = header_of("dates")["policy"] | json.loads(changes)
    values = {name: term(READINGS[name], value) if name in READINGS else value for name, value in plain.items()}
    values["effective_from"] = date.fromisoformat(plain["effective_from"])
    values["arrival_working_days"] = tuple(plain["arrival_working_days"])
    return library("Policy")(**{field(f"Policy.{name}"): value for name, value in values.items()})


# From plain data to today's values


def instant(text: str | None) -> datetime | None:
    """An instant on the platform's clock."""
    return None if text is None else datetime.fromisoformat(text).replace(tzinfo=CLOCK)


def order_of(plain: list[Any]) -> Any:
    """The order."""
    order_id, currency, placed_at, shipped_at, delivered_at, _, freight, discount, lines = plain
    money, line = library("Money"), library("OrderLine")
    return library("Order")(
        order_id=order_id,
        placed_at=instant(placed_at),
        shipped_at=instant(shipped_at),
        delivered_at=instant(delivered_at),
        freight=money(minor=freight, currency=currency),
        discount=money(minor=discount, currency=currency),
        lines=[
            line(
                line_id=line_id,
                quantity=quantity,
                unit_price=money(minor=unit_price, currency=currency),
                discount=money(minor=line_discount, currency=currency),
                set_id=set_id,
                shipped_at=instant(line_shipped_at),
                settled=settled,
            )
            for line_id, quantity, unit_price, line_discount, set_id, line_shipped_at, settled, _ in lines
        ],
    )


LAST_ID = "\U0010ffff"
"""A claim id that sorts after any other."""


def others_of(order: list[Any], claim: list[Any]) -> list[Any]:
    """The claim to which the units belong that the order of the corpus has reserved; none where it has none.

    It comes as late as it can: submitted together with the claim, it is the last to take units, and what it names is
    kept from being drawn in.
    """
    item = library("ClaimItem")
    items = [
        item(line_id=line_id, problem=term("Problem", "BROKEN"), quantity=reserved)
        for line_id, *_, reserved in order[8]
        if reserved
    ]
    if not items:
        return []
    submitted_at, remedy = instant(claim[1]), term("Remedy", "REFUND")
    reserving = library("Claim")(
        claim_id=LAST_ID, order_id=order[0], submitted_at=submitted_at, remedy=remedy, items=items
    )
    return [reserving]


def claim_of(plain: list[Any], order: list[Any]) -> Any:
    """The claim. Its items have its verification and approval, and it has the order's stage of production."""
    claim_id, submitted_at, remedy, verification, approved_at, items, documents = plain
    order_id, currency, *_, production, _, _, _ = order
    item, money = library("ClaimItem"), library("Money")
    return library("Claim")(
        claim_id=claim_id,
        order_id=order_id,
        submitted_at=instant(submitted_at),
        remedy=term("Remedy", remedy),
        production=production and term("ProductionStage", production),
        items=[
            item(
                line_id=line_id,
                problem=term("Problem", problem),
                quantity=quantity,
                causes=[term("Cause", cause) for cause in causes],
                rest_usable=rest_usable,
                replacement_price=None if price is None else money(minor=price, currency=currency),
                verification=term("Verification", verification),
                approved_at=instant(approved_at),
            )
            for line_id, problem, quantity, causes, rest_usable, price in items
        ],
        evidence=[document_of(place) for place in documents],
    )


@cache
def document_of(place: int) -> Any:
    """A document by its place in the table."""
    document, shows, line_ids, reference = header_of("decisions")["tables"]["evidence"][place]
    return library("Evidence")(
        document=term("Document", document),
        shows=[term("Detail", detail) for detail in shows],
        line_ids=line_ids,
        reference=reference,
    )


# From today's answers to plain data


def deadline_plain(deadline: Any) -> list[Any] | None:
    """Exclusive end, clause, whether it is provisional, and the rest days it skips."""
    if deadline is None:
        return None
    local = deadline.before.astimezone(CLOCK).replace(tzinfo=None)
    before = local.date().isoformat() if local.time() == time() else local.isoformat()
    skipped = [[rest.day.isoformat(), rest.name] for rest in deadline.skipped]
    return [before, deadline.clause, deadline.provisional, skipped, *at_least(deadline)]


def at_least(deadline: Any) -> list[str]:
    """That a deadline may be later, which none of the first edition's could."""
    return ["at least"] if deadline.at_least else []


def window_end(window: Any) -> Any:
    """The deadline of a window, whether it stands alone or in a period with its start."""
    return getattr(window, "deadline", window)


def proofs_plain(proofs: Iterable[Any]) -> list[Any]:
    """Missing proofs."""
    return [
        [
            proof.clause,
            [name_of("Document", document) for document in proof.documents],
            name_of("Document", proof.document),
            [name_of("Detail", detail) for detail in proof.details],
            proof.attached,
        ]
        for proof in proofs
    ]


def amount_plain(money: Any, currency: str) -> Any:
    """Minor units; with the currency where it is not that of the order."""
    return money.minor if money.currency == currency else f"{money.minor} {money.currency}"


def refund_plain(refund: Any, currency: str) -> list[Any]:
    """Goods, freight and total, and the same line by line with the units before and after."""
    lines = [
        [
            line.line_id,
            read(line, "RefundLine.units_before"),
            read(line, "RefundLine.units_after"),
            amount_plain(line.goods, currency),
            amount_plain(line.freight, currency),
        ]
        for line in refund.lines
    ]
    return [*[amount_plain(each, currency) for each in (refund.goods, refund.freight, refund.total)], lines]


def verdict_plain(verdict: Any) -> dict[str, Any]:
    """Outcome, remedies, and the status of each clause."""
    return {
        "outcome": name_of("Outcome", verdict.outcome),
        "remedies": vocabulary("Remedy").names(verdict.remedies),
        "statuses": {finding.clause: name_of("Status", finding.status) for finding in verdict.findings},
    }


def verdict_named(plain: list[Any], clauses: list[str]) -> dict[str, Any]:
    """A verdict of the corpus in the same form."""
    outcome, remedies, statuses = plain
    return {"outcome": outcome, "remedies": remedies, "statuses": dict(zip(clauses, statuses, strict=True))}


def steps_plain(steps: Iterable[Any]) -> list[Any]:
    """Changes, outcome, deadline and what the proofs among the changes have to add."""
    return [
        [
            [name_of("Change", change) for change in step.changes],
            name_of("Outcome", step.outcome),
            deadline_plain(step.deadline),
            proofs_plain(read(step, "NextStep.requirements")),
        ]
        for step in steps
    ]


@cache
def case_of(number: int) -> dict[str, Any]:
    """The fields of a case by its number, which is the mixed-radix one of the fields in their order."""
    plain = {}
    for name, (_, values) in reversed(header_of("cases")["fields"].items()):
        number, place = divmod(number, len(values))
        plain[name] = values[place]
    return dict(reversed(plain.items()))


@cache
def case_numbers() -> list[int]:
    """The numbers of the cases of the corpus in their order."""
    return list(accumulate(json.loads(lines_of("cases")[1])))


@cache
def all_facts() -> list[Any]:
    """The cases of the corpus in their order."""
    kinds = {name: kind for name, (kind, _) in header_of("cases")["fields"].items()}
    terms = {kind: vocabulary(kind).of_name for kind in kinds.values() if kind != "bool"}
    found = []
    for number in case_numbers():
        plain = case_of.__wrapped__(number)
        values = {
            field(f"Facts.{name}"): terms[kinds[name]][value] if isinstance(value, str) else value
            for name, value in plain.items()
        }
        nothing_arrived = plain["problem"] == "NOT_RECEIVED"
        found.append(library("Facts")(**values, nothing_arrived=nothing_arrived, listing_differs=False))
    return found


def facts_plain(facts: Any) -> dict[str, Any]:
    """The fields of a case. A problem that the first edition knew as two is told apart by what arrived."""
    plain = {
        name: value if isinstance(value := getattr(facts, field(f"Facts.{name}")), bool) else name_of(kind, value)
        for name, (kind, _) in header_of("cases")["fields"].items()
    }
    if facts.nothing_arrived:
        plain["problem"] = "NOT_RECEIVED" if plain["problem"] == "MISSING_PIECE" else "nothing arrived"
    return plain | ({"listing_differs": True} if facts.listing_differs else {})


def answer_plain(decision: Any, order: Any, claim: Any) -> dict[str, Any]:
    """The whole decision, but for the sentences.

    Arrival and adjudicator were the claim's: they are those of the first item that has one, as all are answered alike.
    """
    currency = order.currency
    arrival = next(filter(None, [item.arrival for item in decision.items]), None)
    return {
        "outcome": name_of("Outcome", decision.outcome),
        "items": [
            {
                "facts": facts_plain(item.facts),
                "verdict": verdict_plain(item),
                "lacking": proofs_plain(library("missing_evidence")(order, claim, item.item)),
                "missing": proofs_plain(item.missing),
                "after_sales": deadline_plain(window_end(item.windows.after_sales)),
                "guarantee": deadline_plain(window_end(item.windows.guarantee)),
                "refund": refund_plain(item.refund, currency),
                "at_stake": refund_plain(read(item, "ItemDecision.refund_at_stake"), currency),
                "steps": steps_plain(item.next_steps),
            }
            for item in decision.items
        ],
        "refund": refund_plain(decision.refund, currency),
        "at_stake": refund_plain(read(decision, "Decision.refund_at_stake"), currency),
        "acceptance": deadline_plain(decision.acceptance),
        "arrival_from": arrival and arrival.first_day.isoformat(),
        "arrival": deadline_plain(arrival and arrival.deadline),
        "adjudicator": name_of("Adjudicator", next(filter(None, [item.adjudicator for item in decision.items]), None)),
        "open_points": {name_of("OpenPoint", point): True for point in decision.open_points},
        "calendar_version": decision.calendar_version == header_of("dates")["calendar"]["version"],
    }


def answer_before(plain: dict[str, Any]) -> dict[str, Any]:
    """The answer of the corpus with what its tables hold."""
    tables, clauses = header_of("decisions")["tables"], header_of("cases")["clauses"]
    deadlines, proofs = tables["deadline"], tables["proofs"]
    items = [
        {
            **item,
            "facts": case_of(item["facts"]),
            "verdict": verdict_named(tables["verdict"][item["verdict"]], clauses),
            **{name: proofs[item[name]] for name in ("lacking", "missing")},
            **{name: deadlines[item[name]] for name in ("after_sales", "guarantee")},
            "steps": tables["steps"][item["steps"]],
        }
        for item in plain["items"]
    ]
    points = dict.fromkeys(plain["open_points"], True)
    return {
        **plain,
        "items": items,
        "open_points": points,
        **{name: deadlines[plain[name]] for name in ("acceptance", "arrival")},
    }


# Comparison


def leaves(part: str, before: Any, after: Any) -> Iterator[tuple[str, Any, Any]]:
    """The smallest parts with a name in which two answers differ."""
    if before == after:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        for name in {**before, **after}:
            if before.get(name) != after.get(name):
                dot = "." if part else ""
                yield from leaves(f"{part}{dot}{name}", before.get(name), after.get(name))
    elif part.endswith("items") and isinstance(after, list) and len(before) == len(after):
        for place, (one, other) in enumerate(zip(before, after, strict=True)):
            yield from leaves(f"{part}[{place}]", one, other)
    else:
        yield part, before, after


def differences(section: str, name: str, data: Any, before: Any, after: Any) -> Iterator[Difference]:
    """Every part of a case that differs."""
    for part, one, other in leaves("", before, after):
        yield Difference(Case(section, name, part, data), one, other)


def attempt(ask: Callable[[], Any]) -> Any:
    """The answer, or what is raised instead, in words. What every answer needs is not part of the attempt."""
    calendar(), policy_with({})
    try:
        return ask()
    except Exception as fault:
        return f"{type(fault).__name__}: {fault}"


def of_cases(line: Mapping[str, Any], most: int | None = None, stride: int = 1) -> Iterator[Difference]:
    """The verdicts of every case under one policy, or of the first so many, or of every so manieth."""
    header, judge, policy = header_of("cases"), library("judge"), policy_with(line["policy"])
    clauses = header["clauses"]
    expected = [
        (
            term("Outcome", outcome),
            {term("Remedy", remedy) for remedy in remedies},
            [(clause, term("Status", status)) for clause, status in zip(clauses, statuses, strict=True)],
        )
        for outcome, remedies, statuses in header["verdicts"]
    ]
    some = slice(None, most, stride)
    cases = zip(case_numbers()[some], all_facts()[some], line["verdicts"][some], strict=True)
    known: dict[Any, list[tuple[str, Any, Any]]] = {}
    for number, facts, place in cases:
        verdict, (outcome, remedies, statuses) = judge(facts, policy), expected[place]
        told = [(finding.clause, finding.status) for finding in verdict.findings]
        if verdict.outcome is not outcome or verdict.remedies != remedies or told != statuses:
            key = (place, verdict.outcome, verdict.remedies, *told)
            if key not in known:
                before = verdict_named(header["verdicts"][place], clauses)
                known[key] = list(leaves("", before, verdict_plain(verdict)))
            data = {"policy": line["policy"], "facts": case_of(number)}
            for part, one, other in known[key]:
                yield Difference(Case("cases", f"case {number}", part, data), one, other)


def of_next_steps(line: Mapping[str, Any], most: int | None = None) -> Iterator[Difference]:
    """The next steps of a sample of cases under the default, or of the first so many."""
    steps, facts = header_of("cases")["steps"], all_facts()
    next_steps, policy = library("next_steps"), policy_with({})
    for place, known in zip(line["sample"][:most], line["steps"][:most], strict=True):
        found = [
            [[name_of("Change", change) for change in step.changes], name_of("Outcome", step.outcome)]
            for step in next_steps(facts[place], policy)
        ]
        if found != steps[known]:
            number = case_numbers()[place]
            yield from differences("next steps", f"case {number}", case_of(number), steps[known], found)


def decision_on(entry: Mapping[str, Any]) -> tuple[Any, Any, Any]:
    """The order and the claim of an entry, and the decision about them."""
    order = order_of(entry["order"])
    claim = claim_of(entry["claim"], entry["order"])
    others = others_of(entry["order"], entry["claim"])
    decision = library("decide")(order, claim, others=others, policy=policy_with(entry["policy"]), calendar=calendar())
    return order, claim, decision


def of_decision(entry: Mapping[str, Any]) -> Iterator[Difference]:
    """One whole decision. Both answers are part of the data, so that what follows from what can be seen."""

    def answer() -> dict[str, Any]:
        order, claim, decision = decision_on(entry)
        return answer_plain(decision, order, claim)

    before, today = answer_before(entry["answer"]), attempt(answer)
    data = {name: entry[name] for name in ("order", "claim", "policy")} | {"before": before, "today": today}
    yield from differences("decisions", entry["case"], data, before, today)


def of_readings(entry: Mapping[str, Any]) -> Iterator[Difference]:
    """The readings that alone change the result of one decision, of those that there were."""

    def alone() -> list[list[str]]:
        comparison = library("compare_readings")(decision_on(entry)[2], calendar=calendar())
        kinds = {vocabulary(name).kind: name for name in READINGS.values()}
        known = [value for value in comparison.alone if type(value) in kinds]
        return [[kinds[type(value)], name_of(kinds[type(value)], value)] for value in known]

    data = {name: entry[name] for name in ("order", "claim", "policy")}
    yield from differences("readings", entry["case"], data, entry["alone"], attempt(alone))


def days() -> list[date]:
    """Every day of the dates."""
    first, last = map(date.fromisoformat, header_of("dates")["days"])
    return [first + ONE_DAY * place for place in range((last - first).days + 1)]


def end_plain(day: date, deadline: Any, first_day: date | None = None) -> list[Any]:
    """A deadline as seen from a day."""
    before = deadline.before.astimezone(CLOCK)
    skipped = [[(rest.day - day).days, rest.name] for rest in deadline.skipped]
    plain = [(before.date() - day).days, before.time().isoformat(), deadline.clause, deadline.provisional, skipped]
    plain += at_least(deadline)
    return [*plain, (first_day - day).days] if first_day else plain


def order_shipped_on(day: date) -> Any:
    """An order of one ring, shipped in the morning and delivered some days later."""
    price = library("Money")(minor=1990, currency="USD")
    return library("Order")(
        order_id="O",
        placed_at=datetime.combine(day, time(), CLOCK),
        lines=[library("OrderLine")(line_id="ring", quantity=1, unit_price=price)],
        shipped_at=datetime.combine(day, time(10, 30), CLOCK),
        delivered_at=datetime.combine(day + ONE_DAY * (5 + day.day % 9), time(15, 45), CLOCK),
    )


def of_dates(line: Mapping[str, Any]) -> Iterator[Difference]:
    """One kind of deadline under one reading, for every day."""
    policy, what = policy_with(line["policy"]), line["what"]
    at = time.fromisoformat(line["time"]) if "time" in line else time()

    def end_of(day: date) -> list[Any]:
        if what == "acceptance":
            accepted = library("acceptance_deadline")(
                datetime.combine(day, at, CLOCK), policy=policy, calendar=calendar()
            )
            return end_plain(day, accepted)
        if what == "arrival":
            arrival = library("refund_arrival")(datetime.combine(day, at, CLOCK), policy=policy, calendar=calendar())
            return end_plain(day, arrival.deadline, arrival.first_day)
        order = order_shipped_on(day)
        windows = library("windows")(order, order.lines[0], policy=policy, calendar=calendar())
        return end_plain(day, window_end(getattr(windows, what)))

    ends, data = header_of("dates")["ends"], {name: line[name] for name in line if name != "ends"}
    for day, place in zip(days(), line["ends"], strict=True):
        yield from differences("dates", f"{what} from {day}", data, ends[place], attempt(lambda day=day: end_of(day)))


def of_calendar() -> Iterator[Difference]:
    """The version of the calendar and the figures of the policy."""
    plain = header_of("dates")
    yield from differences("dates", "calendar", None, plain["calendar"]["version"], calendar().version)
    before, after = policy_plain(policy_with({})), policy_plain(library("POLICY_2023"))
    yield from differences("dates", "policy of 2023", plain["policy"], before, after)


def policy_plain(policy: Any) -> dict[str, Any]:
    """The figures and the readings of a policy, with those that are new."""
    names = {field(f"Policy.{name}"): name for name in READINGS}
    values = {each.name: getattr(policy, each.name) for each in fields(type(policy))}
    return {
        names.get(name, name): name_of(READINGS[names[name]], value) if name in names else repr(value)
        for name, value in values.items()
    }


def of_allocation(entry: Mapping[str, Any], order_entry: list[Any], name: str) -> Iterator[Difference]:
    """What the lines of one order are worth, and the refunds of their first units."""
    order = order_of(order_entry)

    def worths() -> list[list[list[Any]]]:
        return [worths_of(order, policy_with(changes)) for changes in header_of("allocations")["policies"]]

    before = entry["worths"] * (1 if len(entry["worths"]) == 2 else 2)
    yield from differences("allocations", name, order_entry, before, attempt(worths))
    if "prefixes" in entry:
        found = attempt(
            lambda: [
                prefixes(order, line, len(known)) for line, known in zip(order.lines, entry["prefixes"], strict=True)
            ]
        )
        yield from differences("allocations", f"{name}, first units", order_entry, entry["prefixes"], found)


def worths_of(order: Any, policy: Any) -> list[list[Any]]:
    """What each line is worth. The rest of an allocation has to be as in the order."""
    found, currency = [], order.currency
    for line, worth in zip(order.lines, library("refund_schedule")(order, policy=policy).lines, strict=True):
        same = (worth.line_id, worth.quantity, worth.list_value, worth.line_discount)
        if same != (line.line_id, line.quantity, line.list_value, line.discount):
            found.append([f"not as in the order: {same}"])
        else:
            found.append(
                [amount_plain(each, currency) for each in (worth.order_discount, worth.paid_value, worth.freight)]
            )
    return found


def prefixes(order: Any, line: Any, most: int) -> list[list[Any]]:
    """The refund of the first unit that is left, of the first two, and so on."""
    refunds = [
        library("refund_for")(order, {line.line_id: units}, policy=policy_with({})) for units in range(1, most + 1)
    ]
    return [[amount_plain(each, order.currency) for each in (refund.goods, refund.freight)] for refund in refunds]


# Refusals

BUILTINS = {kind.__name__: kind for kind in (int, str, float, bool, list, dict, tuple, set, datetime, date)}


def untagged(value: Any) -> Any:
    """A value of the corpus as it was."""
    if isinstance(value, list):
        return [untagged(each) for each in value]
    if not isinstance(value, dict):
        return value
    tag, *parts = value["~"]
    if tag in ("datetime", "date"):
        return BUILTINS[tag].fromisoformat(parts[0])
    if tag in ("float", "complex", "Decimal"):
        return {"float": float, "complex": complex, "Decimal": Decimal}[tag](parts[0])
    if tag in ("tuple", "set", "frozenset"):
        return {"tuple": tuple, "set": set, "frozenset": frozenset}[tag](untagged(parts))
    if tag in ("dict", "keys"):
        return dict(map(untagged, parts)) if tag == "dict" else dict.fromkeys(untagged(parts)).keys()
    return OTHERS[tag](*parts)


def power(factor: int, exponent: int, addend: int) -> int:
    """A power of ten, or an integer next to one."""
    return factor * (10**exponent + addend)


def made(name: str, arguments: Mapping[str, Any]) -> Any:
    """An object of the library."""
    return library(name)(**keywords_today(name, {key: untagged(value) for key, value in arguments.items()}))


def keywords_today(name: str, keywords: dict[str, Any]) -> dict[str, Any]:
    """The named arguments of a call today.

    What a claim was answered is its items', no order has a production, and two facts are new.
    """
    if name == "Claim":
        answer = {key: keywords.pop(key) for key in ("verification", "approved_at") if key in keywords}
        items, kind = keywords.get("items"), library("ClaimItem")
        if isinstance(items, (list, tuple)) and all(isinstance(item, kind) for item in items):
            keywords["items"] = [evolve(item, **answer) for item in items]
    if name == "Order":
        keywords.pop("production", None)
    if name == "OrderLine":
        keywords.pop("reserved", None)
    if name == "Facts":
        keywords |= {"nothing_arrived": False, "listing_differs": False}
    return {field(f"{name}.{key}"): value for key, value in keywords.items()}


OTHERS: dict[str, Callable[..., Any]] = {
    "power": power,
    "term": term,
    "type": lambda name: BUILTINS[name] if name in BUILTINS else library(name),
    "bytes": bytes.fromhex,
    "joined": lambda start, piece, times, end: start + piece * times + end,
    "characters": lambda *numbers: "".join(map(chr, numbers)),
    "range": lambda start, stop: range(untagged(start), untagged(stop)),
    "calendar": lambda: calendar(),
    "new": made,
}


def arguments_today(values: list[Any]) -> list[Any]:
    """The arguments of a call by their places. An item beside its claim has been answered, too."""
    claims = [value for value in values if isinstance(value, library("Claim"))]

    def answered(value: Any) -> Any:
        if not claims or not isinstance(value, library("ClaimItem")):
            return value
        known = claims[0].items[0]
        return evolve(value, verification=known.verification, approved_at=known.approved_at)

    return [answered(value) for value in values]


def called(name: str) -> Callable[..., Any]:
    """A type, a function, or a method of a type. What was refused as settled is refused as refunded today."""
    if name == "Order.settle":
        return lambda order, units: library("refund_for")(order, units, policy=policy_with({}))
    kind, _, method = name.partition(".")
    return getattr(library(kind), field(name)) if method else library(kind)


def refusal_plain(fault: Exception) -> list[str]:
    """Class, code and path; of any other exception its message."""
    if isinstance(fault, library("InputError")):
        return [type(fault).__name__, fault.code, fault.path]
    return [type(fault).__name__, str(fault), ""]


def of_call(entry: list[Any]) -> Iterator[Difference]:
    """One call that is refused."""
    name, arguments, named, kind, code, path = entry
    after = ["accepted", "", ""]
    try:
        keywords = keywords_today(name, {key: untagged(value) for key, value in named.items()})
        called(name)(*arguments_today(untagged(arguments)), **keywords)
    except Exception as fault:
        after = refusal_plain(fault)
    yield from differences("refusals", name, entry, [kind, code, path_today(path)], after)


MOST_FAULTS = 50


def of_document(entry: list[Any]) -> Iterator[Difference]:
    """One document that is refused, with all its faults. Decisions are not read back any more."""
    kind, text, faults = entry
    if kind == "Decision":
        return
    before = [[fault, code, path_today(path, kind)] for fault, code, path in faults]
    after: list[Any] = []
    try:
        library("from_json")(library(kind), document_today(kind, untagged(text)))
    except Exception as fault:
        after = [refusal_plain(each) for each in getattr(fault, "faults", [fault])][:MOST_FAULTS]
    yield from differences("refusals", f"document of {kind}", text, before, after)


# The parts of the corpus

CHUNK = 1_000
Part = Callable[[], Iterator[Difference]]


def entries(section: str, places: range) -> Iterator[tuple[int, Any]]:
    """Some entries of a file, with their places."""
    lines = lines_of(section)
    for place in places:
        yield place, json.loads(lines[place + 1])


def chunks(section: str) -> dict[str, range]:
    """The entries of a file in parts of a thousand, by their names."""
    count = len(lines_of(section)) - 1
    starts = range(0, count, CHUNK)
    return {f"{section} from {start}": range(start, min(start + CHUNK, count)) for start in starts}


def case_parts(stride: int = 1) -> dict[str, Part]:
    """The verdicts by policy, of all cases or every so manieth."""
    policies = [json.loads(line) for line in lines_of("cases")[2:-1]]
    return {f"cases, {words(line['policy'])}": lambda line=line: of_cases(line, stride=stride) for line in policies}


def step_parts() -> dict[str, Part]:
    """The next steps of a sample of cases."""
    return {"cases, next steps": lambda: of_next_steps(json.loads(lines_of("cases")[-1]))}


def words(changes: Mapping[str, str]) -> str:
    """The readings of a policy in words."""
    return " and ".join(f"{name} {value}" for name, value in changes.items()) or "default"


def decision_parts() -> dict[str, Part]:
    """The decisions in chunks."""

    def part(places: range) -> Iterator[Difference]:
        for _, entry in entries("decisions", places):
            yield from of_decision(entry)

    return {name: lambda places=places: part(places) for name, places in chunks("decisions").items()}


def reading_parts() -> dict[str, Part]:
    """The comparisons of readings, in four parts."""
    compared = [place for place, line in enumerate(lines_of("decisions")[1:]) if '"alone":' in line]

    def part(places: list[int]) -> Iterator[Difference]:
        for place in places:
            yield from of_readings(json.loads(lines_of("decisions")[place + 1]))

    return {f"readings {n}": lambda n=n: part(compared[n::4]) for n in range(4)}


def date_parts() -> dict[str, Part]:
    """Every kind of deadline under each reading of dates, and the calendar."""
    parts: dict[str, Part] = {"calendar": of_calendar}
    for text in lines_of("dates")[1:]:
        line = json.loads(text)
        at = f" at {line['time']}" if "time" in line else ""
        parts[f"{line['what']}{at}, {words(line['policy'])}"] = lambda line=line: of_dates(line)
    return parts


def allocation_parts() -> dict[str, Part]:
    """The allocations in chunks."""

    def part(places: range) -> Iterator[Difference]:
        for place, entry in entries("allocations", places):
            decided = {} if "order" in entry else json.loads(lines_of("decisions")[place + 1])
            order = entry["order"] if "order" in entry else decided["order"]
            yield from of_allocation(entry, order, decided.get("case", f"invoice {order[0]}"))

    return {name: lambda places=places: part(places) for name, places in chunks("allocations").items()}


def refusal_parts() -> dict[str, Part]:
    """Calls, and documents in chunks."""
    count = header_of("refusals")["calls"]

    def part(places: range) -> Iterator[Difference]:
        for place, entry in entries("refusals", places):
            yield from of_call(entry) if place < count else of_document(entry)

    return {name: lambda places=places: part(places) for name, places in chunks("refusals").items()}
