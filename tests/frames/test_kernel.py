"""The kernel beside the loop over orders, on lives of orders, and its arithmetic beside that of single values."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from cmoffer_policy import POLICY_2023, OrderClaims, Policy, WorkCalendar, apportion, testing
from cmoffer_policy.facts import DOMAINS
from cmoffer_policy.frames import compare_frame, decide_frame, results, verdicts
from cmoffer_policy.frames.segments import Groups, apportioned
from cmoffer_policy.frames.verdicts import facts_with
from support.builders import a_claim, a_line, an_item, an_order, at, usd
from support.draws import at_most
from support.frame_cases import (
    ANSWERS,
    Case,
    about,
    decided_as_objects,
    decided_together,
    differences,
    frames_of,
)

CASES_OF_ALL = int(np.prod([len(values) for values in DOMAINS.values()]))


def cases_of(lives: list[OrderClaims]) -> list[Case]:
    """The claims of each life, about an order of its own."""
    return [
        case
        for number, life in enumerate(lives)
        for case in about(evolve(life.order, order_id=f"A-{number}"), *life.claims)
    ]


def without_sets(life: OrderClaims) -> OrderClaims:
    """The life with the rest of every set usable, so that no piece is drawn in."""
    claims = [evolve(claim, items=[evolve(item, rest_usable=True) for item in claim.items]) for claim in life.claims]
    return evolve(life, claims=claims)


lives = st.lists(testing.order_claims(), min_size=1, max_size=5)
editions = st.tuples(testing.policies(), st.one_of(st.none(), testing.work_calendars()))


@at_most(100)
@given(lives, editions)
def test_lives_are_decided_as_the_loop_decides_them(
    lives: list[OrderClaims], edition: tuple[Policy, WorkCalendar | None]
) -> None:
    """Claims that come at one instant, undated approvals, units that several claims name, pieces of sets."""
    policy, calendar = edition
    cases = cases_of(lives)
    expected = decided_as_objects(cases, policy=policy, calendar=calendar)
    assert differences(decided_together("polars", cases, policy=policy, calendar=calendar), expected) == {}


@pytest.fixture
def no_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the kernel hands on fails the test."""

    def refused(*_: Any) -> None:
        raise AssertionError("handed to the loop")

    monkeypatch.setattr(results, "answers_to", refused)


@pytest.mark.usefixtures("no_loop")
@at_most(50)
@given(st.lists(testing.order_claims(), min_size=1, max_size=2))
def test_no_ordinary_order_goes_through_the_loop(lives: list[OrderClaims]) -> None:
    """Of well-formed lives only those that draw in pieces of a set do."""
    cases = cases_of([without_sets(life) for life in lives])
    assert len(decided_together("polars", cases)) == sum([len(claim.items) for _, claim in cases])


@pytest.mark.usefixtures("no_loop")
@pytest.mark.parametrize(
    "spoilt",
    [
        about(an_order(), a_claim(an_item("ring", quantity=2))),
        about(an_order(a_line(set_id="one")), a_claim(an_item(rest_usable=False))),
        about(an_order(), a_claim(submitted_at=at("2199-12-31"))),
        about(
            an_order(a_line(unit_price=usd("3000000000")), a_line("chain"), discount=usd("2999999999")),
            a_claim(),
        ),
    ],
    ids=["more than bought", "a piece drawn in", "a deadline beyond the calendar", "a product beyond 64 bits"],
)
def test_what_is_out_of_the_ordinary_does(spoilt: list[Case]) -> None:
    """Malformed or drawn in, beyond the calendar or beyond 64 bits."""
    with pytest.raises(AssertionError, match="handed to the loop"):
        decide_frame(*frames_of(spoilt), on_error="mark")


def test_nothing_else_is_said_where_a_deadline_is_beyond_the_calendar() -> None:
    """Though the kernel has begun on the order; and deciding once does not change what is decided next."""
    late = an_order(order_id="late", placed_at=at("2199-10-20"), shipped_at=at("2199-10-20"))
    cases = [
        *about(late, a_claim(submitted_at=at("2199-12-31"))),
        *about(an_order(delivered_at=at("2024-03-01")), a_claim()),
    ]
    lines, items = frames_of(cases)
    first, second = decide_frame(lines, items, on_error="mark").select(ANSWERS).rows(named=True)
    assert {name: cell for name, cell in first.items() if cell is not None} == {
        "fault": "claims: expected deadlines within the years of the calendar"
    }
    assert (second["outcome"], second["closed_before_delivery"]) == ("approved", True)
    moved = compare_frame(lines, items, POLICY_2023, POLICY_2023, on_error="mark")
    assert moved["claim_id"].to_list() == ["late, claim 1"]


@st.composite
def divisions(draw: st.DrawFn) -> list[tuple[int, dict[str, int]]]:
    """Totals to divide by weights, with ties among the remainders more often than not."""
    found = []
    for _ in range(draw(st.integers(1, 5))):
        weights = draw(st.dictionaries(st.text("ab1", min_size=1), st.sampled_from([0, 1, 1, 2, 3, 10**6]), min_size=1))
        total = draw(st.integers(0, 1000)) if any(weights.values()) else 0
        found.append((total, weights))
    return found


@given(divisions())
def test_columns_are_divided_as_single_amounts_are(divisions: list[tuple[int, dict[str, int]]]) -> None:
    """By the largest remainder, group by group; of equal ones the smaller key first."""
    totals, keys, weights, groups = [], [], [], []
    for place, (total, of_group) in enumerate(divisions):
        for key, weight in of_group.items():
            totals.append(total)
            keys.append(key)
            weights.append(weight)
            groups.append(place)

    def smaller_first(rows: np.ndarray) -> np.ndarray:
        order = sorted(set(keys))
        return np.array([order.index(keys[row]) for row in rows])

    shares = apportioned(np.array(totals), np.array(weights), Groups(np.array(groups)), smaller_first)
    assert shares.tolist() == [share for total, of_group in divisions for share in apportion(total, of_group).values()]


@given(st.integers(0, CASES_OF_ALL - 1))
def test_the_code_of_a_case_is_that_of_its_facts(code: int) -> None:
    """To number the facts of a case and to find the facts of a number are one the reverse of the other."""
    assert facts_with(code).code == code


def test_many_rows_are_numbered_as_few_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """With very many, the cases that occur come from a table of all cases; they are the same, in the same order."""
    codes = np.array([7, CASES_OF_ALL - 1, 7, 0, 12345])
    few = verdicts.Cases(codes)
    monkeypatch.setattr(verdicts, "_MANY", len(codes))
    many = verdicts.Cases(codes)
    assert many.distinct.tolist() == few.distinct.tolist() == [0, 7, 12345, CASES_OF_ALL - 1]
    assert many.place.tolist() == few.place.tolist() == [1, 3, 1, 0, 2]


def test_rows_whose_remainders_differ_ask_for_no_ids() -> None:
    """The smaller id is asked for only where remainders are equal."""
    groups = Groups(np.array([7, 7, 7, 9]))

    def never(tied: Any) -> Any:
        raise AssertionError(tied)

    assert apportioned(np.array([7, 7, 7, 5]), np.array([1, 3, 5, 1]), groups, never).tolist() == [1, 2, 4, 5]
