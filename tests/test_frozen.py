"""Nothing is answered in another way than by the first edition, unless a changed sentence of the policy claims it.

The gate sees every case under the default and every 13th under each other reading; of the claims that were decided, all
scenarios and invoices and every third thousand of the seeded pairs; and half of the comparisons of readings. The night
sees all of these. Of the rest both see all.
"""

from __future__ import annotations

import copy
import gc
import json
from collections.abc import Iterator
from typing import Any

import pytest

from frozen import reader
from frozen.claims import CLAIMED, Claimed, claims_on, faults_of
from frozen.documents import document_today

CASES = reader.case_parts()
STEPS = reader.step_parts()
DECISIONS = reader.decision_parts()
READINGS = reader.reading_parts()
DATES = reader.date_parts()
ALLOCATIONS = reader.allocation_parts()
REFUSALS = reader.refusal_parts()


@pytest.fixture(autouse=True, scope="module")
def no_collection() -> Iterator[None]:
    """The corpus makes hundreds of thousands of values and no circles; to look for circles took a tenth of the time."""
    gc.disable()
    yield
    gc.enable()


def check(part: str, ask: reader.Part) -> None:
    """Every difference is claimed by exactly one change, and each change claims as many as it says."""
    faults = faults_of(part, ask())
    assert not faults, "\n".join(["", *faults])


def some_of(parts: dict[str, reader.Part], stride: int) -> pytest.MarkDecorator:
    """The first of the parts and every so manieth after it, the others at night."""
    marks = [[pytest.mark.nightly] * (place % stride > 0) for place in range(len(parts))]
    params = [pytest.param(part, marks=nightly) for part, nightly in zip(parts, marks, strict=True)]
    return pytest.mark.parametrize("part", params)


one_process = pytest.mark.xdist_group("frozen cases")


@one_process
@some_of(CASES, len(CASES))
def test_every_case_is_judged_as_before(part: str) -> None:
    """Outcome, remedies and every finding, under the default and under each other reading of the judgement."""
    check(part, CASES[part])


@one_process
@pytest.mark.parametrize("part", list(CASES)[1:])
def test_some_cases_are_judged_as_before_under_other_readings(part: str) -> None:
    """Every 13th: a difference is claimed by exactly one change; how many there are is counted at night."""
    faults, _ = claims_on(reader.case_parts(stride=13)[part]())
    assert not faults, "\n".join(["", *faults])


@one_process
@pytest.mark.parametrize("part", STEPS)
def test_next_steps_are_those_of_before(part: str) -> None:
    """A sample of the cases, under the default."""
    check(part, STEPS[part])


@some_of(DECISIONS, 3)
def test_claims_are_decided_as_before(part: str) -> None:
    """Scenarios, real invoices and seeded pairs: reasons, deadlines, money, next steps and open points."""
    check(part, DECISIONS[part])


@some_of(READINGS, 2)
def test_the_readings_that_matter_are_those_of_before(part: str) -> None:
    """Which values alone change the result."""
    check(part, READINGS[part])


@pytest.mark.parametrize("part", DATES)
def test_deadlines_are_those_of_before(part: str) -> None:
    """Windows, acceptance and arrival for every day of three decades under each reading of dates."""
    check(part, DATES[part])


@pytest.mark.parametrize("part", ALLOCATIONS)
def test_orders_are_worth_what_they_were(part: str) -> None:
    """Every line's share of discount and freight, and the refund of its first units."""
    check(part, ALLOCATIONS[part])


@pytest.mark.parametrize("part", REFUSALS)
def test_refusals_have_their_code_and_path(part: str) -> None:
    """Whatever was refused is refused, with the class, the code and the path of before."""
    check(part, REFUSALS[part])


def test_every_claimed_part_is_one_of_the_corpus() -> None:
    """No count is about a part that nobody compares."""
    parts = {*CASES, *STEPS, *DECISIONS, *READINGS, *DATES, *ALLOCATIONS, *REFUSALS}
    assert not {part for change in CLAIMED for part in change.counts} - parts


def entry(section: str, place: int) -> Any:
    """An entry of a file, which may be changed."""
    return json.loads(reader.lines_of(section)[place + 1])


def told(differences: Any) -> list[tuple[str, Any, Any]]:
    """Part, before and after of each difference."""
    return [(each.case.part, each.before, each.after) for each in differences]


def unchanged(places: range, *parts: str) -> Any:
    """A decision of the corpus that is taken today as it was, and whose answer has these parts."""
    known = (each for _, each in reader.entries("decisions", places))
    return next(
        each for each in known if all(each["answer"][part] for part in parts) and not list(reader.of_decision(each))
    )


@one_process
def test_a_doctored_case_is_reported() -> None:
    """A verdict that is another one differs in each of its parts by name."""
    line = entry("cases", 1)
    verdicts = reader.header_of("cases")["verdicts"]
    place = next(place for place, known in enumerate(line["verdicts"]) if verdicts[known][0] == "APPROVED")
    other = next(known for known, verdict in enumerate(verdicts) if verdict[0] == "REJECTED")
    name = f"case {reader.case_numbers()[place]}"
    assert [each for each in reader.of_cases(line, most=place + 1) if each.case.name == name] == []
    line["verdicts"][place] = other
    found = told(each for each in reader.of_cases(line, most=place + 1) if each.case.name == name)
    assert found[0] == ("outcome", "REJECTED", "APPROVED")
    assert len(found) > 1
    sample = entry("cases", len(reader.lines_of("cases")) - 2)
    assert list(reader.of_next_steps(sample, most=10)) == []
    sample["steps"][7] = len(reader.header_of("cases")["steps"]) - 1
    assert len(list(reader.of_next_steps(sample, most=10))) == 1


@pytest.mark.parametrize(
    ("path", "value", "part"),
    [
        (("outcome",), "REFERRED", "outcome"),
        (("items", 0, "refund", 3, 0, 3), -1, "items[0].refund"),
        (("refund", 2), -1, "refund"),
        (("at_stake", 0), -1, "at_stake"),
        (("acceptance",), 0, "acceptance"),
        (("arrival_from",), "2000-01-01", "arrival_from"),
        (("adjudicator",), "SHOPIFY", "adjudicator"),
        (("open_points",), ["RULING"], "open_points.RULING"),
        (("items", 0, "after_sales"), -1, "items[0].after_sales"),
        (("items", 0, "guarantee"), -1, "items[0].guarantee"),
        (("calendar_version",), False, "calendar_version"),
    ],
)
def test_a_doctored_decision_is_reported(path: tuple[Any, ...], value: Any, part: str) -> None:
    """Whatever part of an answer differs is named, and nothing else."""
    known = unchanged(range(1000), "arrival_from")
    doctored = copy.deepcopy(known)
    holder = doctored["answer"]
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = value
    assert list(reader.of_decision(known)) == []
    assert [each for each, _, _ in told(reader.of_decision(doctored))] == [part]


@pytest.mark.parametrize(
    ("name", "table"), [("lacking", "proofs"), ("missing", "proofs"), ("steps", "steps"), ("verdict", "verdict")]
)
def test_a_doctored_item_is_reported(name: str, table: str) -> None:
    """So are proofs, next steps and findings."""
    doctored = unchanged(range(1000))
    item = doctored["answer"]["items"][0]
    item[name] = (item[name] + 1) % len(reader.header_of("decisions")["tables"][table])
    found = told(reader.of_decision(doctored))
    assert found
    assert all(part.startswith(f"items[0].{name}") for part, _, _ in found)


def test_a_doctored_fact_is_reported() -> None:
    """The fact that differs is named: the verification is the last digit of the number of a case."""
    doctored = unchanged(range(1000), "arrival_from")
    doctored["answer"]["items"][0]["facts"] += 1
    ((part, before, after),) = told(reader.of_decision(doctored))
    assert part == "items[0].facts.verification"
    assert (before, after) in (("CONTESTED", "CONFIRMED"), ("RULED_AGAINST_SELLER", "RULED_FOR_SELLER"))


def test_a_doctored_input_is_reported() -> None:
    """An order that cannot be made any more is a difference of the whole answer."""
    doctored = entry("decisions", 0)
    doctored["order"][8] = []
    ((part, _, after),) = told(reader.of_decision(doctored))
    assert (part, after) == ("", "InvalidValue: lines: got no lines, expected at least one line")


def test_a_doctored_date_is_reported() -> None:
    """The day and the deadline are named."""
    for place in range(len(reader.lines_of("dates")) - 1):
        line = entry("dates", place)
        line["ends"][100] = len(reader.header_of("dates")["ends"]) - 1 - (line["what"] == "arrival")
        if place in (0, 1, 8, 15):
            (found,) = reader.of_dates(line)
            assert found.case.name == f"{line['what']} from 2000-04-10"


def test_a_doctored_allocation_and_comparison_are_reported() -> None:
    """An amount that is one minor unit off, and a reading that never mattered."""
    worth, decided = entry("allocations", 0), entry("decisions", 0)
    worth["worths"][0][0][1] += 1
    worth["prefixes"][0][0][0] += 1
    assert len(list(reader.of_allocation(worth, decided["order"], ""))) == 2
    compared = next(json.loads(line) for line in reader.lines_of("decisions") if '"alone":' in line)
    compared["alone"].append(["WindowEnd", "AS_COUNTED"])
    assert len(list(reader.of_readings(compared))) == 1


def test_a_doctored_refusal_is_reported() -> None:
    """Another code, another path, another number of faults, and what is accepted."""
    call, document = entry("refusals", 0), entry("refusals", reader.header_of("refusals")["calls"])
    assert told(reader.of_call([*call[:4], "other", call[5]])) == [("", [call[3], "other", call[5]], call[3:])]
    faults = [[kind, code, path.replace("$", "claim")] for kind, code, path in document[2]]
    assert told(reader.of_document([*document[:2], []])) == [("", [], faults)]
    fine = ["Money", [], {"minor": 1, "currency": "USD"}, "InvalidValue", "too_small", "minor"]
    assert told(reader.of_call(fine)) == [("", fine[3:], ["accepted", "", ""])]


def test_documents_are_translated_where_they_have_the_shape_that_is_expected() -> None:
    """Repeated keys, numbers as they are written, and what is not JSON stay."""
    assert document_today("Policy", '{"status": "kept", "status": 1e400, "read": [-0, NaN]}') == (
        '{"status": "met", "status": 1e400, "facts": [-0, NaN]}'
    )
    assert document_today("Order", b'{"lines": [{"reserved": 1}], "production": null}') == b'{"lines": [{}]}'
    assert document_today("Claim", '{"verification": "x", "items": [{}, 7]}') == '{"items": [{"verification": "x"}, 7]}'
    assert document_today("Policy", '{"status": "kept"') == '{"status": "kept"'
    assert document_today("Order", b"\xff") == b"\xff"


def test_a_difference_is_claimed_exactly_once_and_counted() -> None:
    """Nobody, two at once and a wrong count are faults; one with the right count is none."""
    difference = reader.Difference(reader.Case("dates", "a day", "", None), 1, 2)

    def change(count: int, *, applies: bool = True) -> Claimed:
        return Claimed(sentence="1-policy: a day", applies=lambda *_: applies, counts={"dates": count})

    assert change(3).count == 3
    assert faults_of("dates", [difference], [change(1)]) == []
    assert faults_of("dates", [difference], [change(2)]) == ["1-policy: a day: claims 1 differences of 'dates', not 2"]
    assert [fault.partition(":")[0] for fault in faults_of("dates", [difference], [])] == ["claimed by nobody"]
    twice = faults_of("dates", [difference], [change(1), change(1)])
    assert [fault[:46] for fault in twice] == ["claimed by 1-policy: a day and 1-policy: a day"]
    many = faults_of("dates", [difference] * 12, [change(0, applies=False)])
    assert (len(many), many[-1]) == (11, "and 2 more")
    assert "a day: 1 before, 2 today" in faults_of("dates", [difference], [])[0]
