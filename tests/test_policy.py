"""The figures and readings of an edition, and which edition governs an order."""

from __future__ import annotations

import copy
import itertools
import pickle
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from attrs import evolve
from attrs.exceptions import FrozenInstanceError

from cmoffer_policy import (
    POLICY_2023,
    AcceptanceClock,
    Adjudicator,
    Cancellation,
    CorrosionScope,
    ExclusionScope,
    FreightWeight,
    GuaranteeGrants,
    GuaranteeStart,
    Inconsistent,
    InvalidValue,
    Loss,
    MisuseScope,
    Outcome,
    OutOfSchedule,
    Policy,
    ProofAfterConfirmation,
    ReplacementProof,
    WindowEnd,
    policy_in_force,
)
from cmoffer_policy.policy import JUDGEMENT_READINGS, READINGS
from cmoffer_policy.rules import judge
from support.builders import at
from support.rules_spaces import facts_that_readings_touch

MICROSECOND = timedelta(microseconds=1)
DEFAULT_READINGS = {
    "guarantee_grants": GuaranteeGrants.REPLACEMENT,
    "exclusion_scope": ExclusionScope.EVERYTHING,
    "corrosion_scope": CorrosionScope.ANY_PROBLEM,
    "misuse_scope": MisuseScope.DAMAGE_ONLY,
    "loss": Loss.PART_ONLY,
    "replacement_proof": ReplacementProof.AS_FOR_REFUND,
    "proof_after_confirmation": ProofAfterConfirmation.STILL_NEEDED,
    "guarantee_start": GuaranteeStart.SHIPMENT,
    "window_end": WindowEnd.AS_COUNTED,
    "acceptance_clock": AcceptanceClock.WHOLE_DAYS,
    "freight_weight": FreightWeight.PAID_VALUE,
    "adjudicator": Adjudicator.CMOFFER_THEN_SHOPIFY,
    "cancellation": Cancellation.REFER,
}


def edition(**changes: Any) -> Policy:
    return Policy(**{"name": "trial", "effective_from": date(2023, 1, 1), **changes})


def test_the_edition_of_2023_has_the_figures_and_readings_of_its_text() -> None:
    """30 and 60 days, 2 working days to accept, 1 to 3 for the money, and the default of each reading."""
    figures = {
        "effective_from": date(2023, 1, 1),
        "after_sales_days": 30,
        "guarantee_days": 60,
        "acceptance_working_days": 2,
        "arrival_working_days": (1, 3),
    }
    expected = {"name": "CMOFFER return policy 2023", **figures, **DEFAULT_READINGS}
    assert {name: getattr(POLICY_2023, name) for name in expected} == expected
    assert edition(name=POLICY_2023.name) == POLICY_2023


def test_nine_readings_enter_the_judgement() -> None:
    """The other four only move dates and money."""
    assert list(READINGS) == list(DEFAULT_READINGS)
    moves = ("guarantee_start", "window_end", "acceptance_clock", "freight_weight")
    assert tuple([name for name in DEFAULT_READINGS if name not in moves]) == JUDGEMENT_READINGS
    cases = facts_that_readings_touch()[::17]
    for name, default in DEFAULT_READINGS.items():
        other = next(value for value in READINGS[name] if value is not default)
        varied = evolve(POLICY_2023, **{name: other})
        assert varied != POLICY_2023
        differs = any(judge(facts, varied) != judge(facts, POLICY_2023) for facts in cases)
        assert differs is (name in JUDGEMENT_READINGS)


FIGURES = ["after_sales_days", "guarantee_days", "acceptance_working_days"]
WRONG_FIGURES = [
    (0, "got 0, expected 1 or more"),
    (-30, "got -30, expected 1 or more"),
    (3661, "got 3661, expected at most 3660"),
    (30.0, "got 30.0, expected an integer"),
    (float("nan"), "got nan, expected an integer"),
    (True, "got True, expected an integer"),
    ("30", "got '30', expected an integer"),
    (None, "got None, expected an integer"),
]


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize(("value", "message"), WRONG_FIGURES)
def test_a_figure_is_a_positive_number_of_days(name: str, value: Any, message: str) -> None:
    """Nothing below one day, nothing fractional, at most ten years."""
    with pytest.raises(InvalidValue) as refusal:
        edition(**{name: value})
    assert str(refusal.value) == f"{name}: {message}"


@pytest.mark.parametrize("name", FIGURES)
def test_the_bounds_of_a_figure_are_accepted(name: str) -> None:
    """One day and ten years are figures; both are kept as int."""
    assert [getattr(edition(**{name: days}), name) for days in (1, 2, 3659, 3660)] == [1, 2, 3659, 3660]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ((0, 3), "arrival_working_days[0]: got 0, expected 1 or more"),
        ((1, 3661), "arrival_working_days[1]: got 3661, expected at most 3660"),
        ((3, 2), "arrival_working_days[1]: got 2, expected 3 or more"),
        ((1, 2.5), "arrival_working_days[1]: got 2.5, expected an integer"),
        ((True, 3), "arrival_working_days[0]: got True, expected an integer"),
        ((), "arrival_working_days: got (), expected the first and the last working day"),
        ((1,), "arrival_working_days: got (1,), expected the first and the last working day"),
        ((1, 2, 3), "arrival_working_days: got 3 values, expected at most 2"),
        (3, "arrival_working_days: got 3, expected a collection such as a tuple, a list or a set"),
        ("13", "arrival_working_days: got '13', expected a collection such as a tuple, a list or a set"),
        ({1, 3}, "arrival_working_days: got {1, 3}, expected the first and the last working day"),
        ({1}, "arrival_working_days: got {1}, expected the first and the last working day"),
        (frozenset({1, 3}), "arrival_working_days: got frozenset({1, 3}), expected the first and the last working day"),
        (
            {1: 0, 3: 0}.keys(),
            "arrival_working_days: got dict_keys([1, 3]), expected the first and the last working day",
        ),
        (range(10**30), f"arrival_working_days: got {range(10**30)}, expected at most 2 values"),
    ],
)
def test_the_arrival_is_a_range_of_working_days(value: Any, message: str) -> None:
    """The last day is not before the first, and a set does not say which is which."""
    with pytest.raises(InvalidValue) as refusal:
        edition(arrival_working_days=value)
    assert str(refusal.value) == message


def test_an_arrival_on_one_day_is_a_range_and_a_list_becomes_a_tuple() -> None:
    """First and last may be the same working day."""
    assert edition(arrival_working_days=[2, 2]).arrival_working_days == (2, 2)
    assert edition(arrival_working_days=range(1, 3)).arrival_working_days == (1, 2)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": ""}, "name: got '', expected an id that is not empty"),
        ({"name": " \t"}, r"name: got ' \t', expected an id that is not empty"),
        ({"name": 2023}, "name: got 2023, expected a str"),
        ({"effective_from": "2023-01-01"}, "effective_from: got '2023-01-01', expected a date without a time"),
        (
            {"effective_from": datetime(2023, 1, 1, tzinfo=UTC)},
            "effective_from: got datetime.datetime(2023, 1, 1, 0, 0, tzinfo=datetime.timezone.utc), "
            "expected a date without a time",
        ),
    ],
)  # fmt: skip
def test_an_edition_has_a_name_and_a_day_of_effect(changes: dict[str, Any], message: str) -> None:
    """The day is a date: a datetime would depend on a zone."""
    with pytest.raises(InvalidValue) as refusal:
        edition(**changes)
    assert str(refusal.value) == message


@pytest.mark.parametrize("name", DEFAULT_READINGS)
@pytest.mark.parametrize("value", [None, "replacement", 0, Outcome.APPROVED])
def test_a_reading_is_a_value_of_its_own_kind(name: str, value: Any) -> None:
    """Neither its text nor a value of another enum will do."""
    kind = type(DEFAULT_READINGS[name])
    with pytest.raises(InvalidValue) as refusal:
        edition(**{name: value})
    assert str(refusal.value) == f"{name}: got {value!r}, expected a value of type {kind.__name__}"
    assert refusal.value.code == "wrong_type"


def test_a_variant_keeps_everything_else_and_is_checked_again() -> None:
    """Evolving gives a new edition; the old one stays as it was."""
    variant = evolve(POLICY_2023, guarantee_grants=GuaranteeGrants.EITHER, guarantee_days=90)
    assert (variant.guarantee_grants, variant.guarantee_days, variant.after_sales_days) == (
        GuaranteeGrants.EITHER,
        90,
        30,
    )
    assert (POLICY_2023.guarantee_grants, POLICY_2023.guarantee_days) == (GuaranteeGrants.REPLACEMENT, 60)
    with pytest.raises(InvalidValue):
        evolve(POLICY_2023, guarantee_days=0)


def test_an_edition_is_a_value() -> None:
    """It does not change, and equal editions hash, pickle and copy alike."""
    with pytest.raises(FrozenInstanceError):
        POLICY_2023.after_sales_days = 31  # type: ignore[misc]
    for twin in (edition(name=POLICY_2023.name), pickle.loads(pickle.dumps(POLICY_2023)), copy.deepcopy(POLICY_2023)):
        assert twin == POLICY_2023
        assert hash(twin) == hash(POLICY_2023)
        assert repr(twin) == repr(POLICY_2023)


@pytest.mark.parametrize("hours", [8, 0, -10])
def test_an_edition_governs_from_midnight_of_its_day_in_beijing(hours: int) -> None:
    """The microsecond before, midnight and the one after, read on several clocks."""
    midnight = at("2023-01-01 00:00").astimezone(timezone(timedelta(hours=hours)))
    in_force = [policy_in_force(midnight + moment) for moment in (-MICROSECOND, timedelta(0), MICROSECOND)]
    assert in_force == [None, POLICY_2023, POLICY_2023]


def test_the_latest_edition_in_effect_governs_in_whatever_order_they_come() -> None:
    """Each governs from its day until the day before the next one's."""
    editions = [edition(name=str(year), effective_from=date(year, 7, 1)) for year in (2021, 2023, 2025)]
    moments = {"2021-06-30 23:59": None, "2021-07-01 00:00": "2021", "2023-06-30 23:59": "2021"}
    moments |= {
        "2023-07-01 00:00": "2023",
        "2025-06-30 23:59": "2023",
        "2025-07-01 00:00": "2025",
        "2199-12-31": "2025",
    }
    for order in itertools.permutations(editions):
        governing = {moment: policy_in_force(at(moment), order) for moment in moments}
        assert {moment: policy and policy.name for moment, policy in governing.items()} == moments


def test_without_an_edition_nothing_is_in_force() -> None:
    """An order older than every edition, or no edition at all, is governed by none."""
    assert policy_in_force(at("2024-01-01"), []) is None
    assert policy_in_force(at("2022-12-31")) is None


def test_two_editions_of_one_day_are_refused() -> None:
    """Even where they are equal, and even where neither would govern."""
    for second in (edition(), edition(name="other")):
        with pytest.raises(Inconsistent) as refusal:
            policy_in_force(at("2020-01-01"), [edition(), edition(effective_from=date(2024, 1, 1)), second])
        assert str(refusal.value) == "policies: got 2023-01-01, expected one edition for each day of effect"
        assert refusal.value.code == "duplicate"


def test_editions_and_the_time_of_the_order_are_checked() -> None:
    """A naive time, one out of schedule and what is no policy are refused where they stand."""
    with pytest.raises(InvalidValue) as naive:
        policy_in_force(datetime(2024, 1, 1))  # noqa: DTZ001
    assert (naive.value.code, naive.value.path) == ("naive_instant", "placed_at")
    with pytest.raises(OutOfSchedule):
        policy_in_force(datetime(1999, 12, 31, tzinfo=UTC))
    with pytest.raises(InvalidValue) as stranger:
        policy_in_force(at("2024-01-01"), [POLICY_2023, "2024"])  # type: ignore[list-item]
    assert str(stranger.value) == "policies[1]: got '2024', expected a value of type Policy"
    assert stranger.value.code == "wrong_type"
    with pytest.raises(InvalidValue) as endless:
        policy_in_force(at("2024-01-01"), range(10**30))  # type: ignore[arg-type]
    assert str(endless.value) == f"policies: got {range(10**30)}, expected at most 10000 values"
    assert endless.value.code == "too_many"


@pytest.mark.parametrize("policies", [POLICY_2023, None, 3, "2023", iter([POLICY_2023])], ids=type)
def test_what_is_no_collection_of_editions_is_refused(policies: Any) -> None:
    """A single edition is easily passed instead of a tuple with it."""
    with pytest.raises(InvalidValue) as refusal:
        policy_in_force(at("2024-01-01"), policies)
    assert (refusal.value.code, refusal.value.path) == ("not_a_collection", "policies")
