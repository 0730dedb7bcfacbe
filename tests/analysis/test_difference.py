"""Where two policies differ: each difference checked by hand, and shown by a case that really decides differently."""

from __future__ import annotations

from datetime import date
from functools import cache
from itertools import pairwise

import pytest
from attrs import evolve

from cmoffer_policy import (
    POLICY_2023,
    AcceptanceClock,
    Adjudicator,
    Cancellation,
    CorrosionScope,
    Decision,
    ExclusionScope,
    FreightWeight,
    GuaranteeGrants,
    GuaranteeStart,
    InvalidValue,
    Loss,
    MisuseScope,
    Outcome,
    OutOfSchedule,
    Policy,
    Problem,
    ProductionStage,
    ProofAfterConfirmation,
    Remedy,
    ReplacementProof,
    Verification,
    WindowEnd,
    WorkCalendar,
    china_calendar,
    decide,
)
from cmoffer_policy.analysis.difference import Difference, PolicyDiff, diff_policies
from cmoffer_policy.analysis.table import Asked

DAMAGED = (Problem.BROKEN, Problem.DEFECTIVE)
WRONG = (Problem.WRONG_ITEM, Problem.WRONG_BIRTHSTONE, Problem.WRONG_ENGRAVING, Problem.WRONG_SIZE)
GUARANTEED = {*DAMAGED, *WRONG}
UNGUARANTEED = (Problem.NOT_AS_DESCRIBED, Problem.LOST)
OTHERS = {
    "guarantee_grants_either": evolve(POLICY_2023, guarantee_grants=GuaranteeGrants.EITHER),
    "guarantee_grants_nothing": evolve(POLICY_2023, guarantee_grants=GuaranteeGrants.NOTHING),
    "exclusion_scope": evolve(POLICY_2023, exclusion_scope=ExclusionScope.AFTER_SALES_ONLY),
    "misuse_scope": evolve(POLICY_2023, misuse_scope=MisuseScope.ANY_PROBLEM),
    "corrosion_scope": evolve(POLICY_2023, corrosion_scope=CorrosionScope.DAMAGE_ONLY),
    "guarantee_start": evolve(POLICY_2023, guarantee_start=GuaranteeStart.DELIVERY),
    "adjudicator": evolve(POLICY_2023, adjudicator=Adjudicator.SHOPIFY),
    "adjudicator_cmoffer": evolve(POLICY_2023, adjudicator=Adjudicator.CMOFFER),
    "cancellation": evolve(POLICY_2023, cancellation=Cancellation.REFUND),
    "two_weeks": evolve(POLICY_2023, after_sales_days=14),
    "ten_years": evolve(POLICY_2023, guarantee_days=3660),
    "several": evolve(
        POLICY_2023,
        after_sales_days=45,
        guarantee_grants=GuaranteeGrants.EITHER,
        window_end=WindowEnd.NEXT_WORKING_DAY,
        guarantee_start=GuaranteeStart.DELIVERY,
        adjudicator=Adjudicator.SHOPIFY,
    ),
}


@cache
def difference_to(name: str) -> PolicyDiff:
    """What changes from the policy of 2023 to another, compared once."""
    return diff_policies(POLICY_2023, OTHERS[name])


def changes(diff: PolicyDiff) -> list[Difference]:
    """The rows in which the outcome changes, not only what else could be had."""
    return [row for row in diff.rows if row.under_a.outcome is not row.under_b.outcome]


def outcomes(row: Difference) -> tuple[Outcome, Outcome]:
    return row.under_a.outcome, row.under_b.outcome


def problems(rows: list[Difference]) -> set[object]:
    return {problem for row in rows for problem in row.problems or tuple(Problem)}


def test_long_windows_approve_refunds_of_what_the_guarantee_lists_from_day_31_to_60() -> None:
    """Read as EITHER, the guarantee pays as well as it replaces."""
    rows = changes(difference_to("guarantee_grants_either"))
    assert [(row.problems, row.misuse) for row in rows] == [(WRONG, None), (DAMAGED, (False,))]
    for row in rows:
        assert (row.first_day, row.last_day) == (31, 60)
        assert outcomes(row) == (Outcome.REJECTED, Outcome.APPROVED)
        assert (row.asked, row.corrosion, row.unlawful) == ((Asked.REFUND,), (False,), (False,))
        assert (row.verification, row.deliveries, row.production) == (None, None, None)
        assert row.under_a.remedies == {Remedy.REPLACEMENT}
        assert row.under_b.remedies == {Remedy.REFUND, Remedy.REPLACEMENT}


def test_long_windows_change_what_is_available_to_other_claims_of_those_days_only() -> None:
    """Where the outcome stays, the remedies named beside it change in the same days."""
    diff = difference_to("guarantee_grants_either")
    assert {(row.first_day, row.last_day) for row in diff.rows} == {(31, 60)}
    assert problems(list(diff.rows)) == GUARANTEED


def test_short_windows_reject_replacements_from_day_31_to_60() -> None:
    """Read as NOTHING, nothing is left after day 30."""
    rows = changes(difference_to("guarantee_grants_nothing"))
    assert {(row.first_day, row.last_day, row.asked, *outcomes(row)) for row in rows} == {
        (31, 60, (Asked.REPLACEMENT,), Outcome.APPROVED, Outcome.REJECTED)
    }
    assert problems(rows) == GUARANTEED


def test_a_guarantee_that_escapes_the_exclusions_replaces_what_corroded_or_was_misused() -> None:
    """Under AFTER_SALES_ONLY a cause ends the refund, not the replacement."""
    rows = changes(difference_to("exclusion_scope"))
    assert {(row.first_day, row.last_day, row.asked, *outcomes(row)) for row in rows} == {
        (0, 60, (Asked.REPLACEMENT,), Outcome.REJECTED, Outcome.APPROVED)
    }
    assert [(set(row.problems or ()), row.corrosion, row.misuse) for row in rows] == [
        (GUARANTEED, (True,), None),
        (set(DAMAGED), (False,), (True,)),
    ]


def test_misuse_of_any_kind_rejects_what_is_no_damage() -> None:
    """Under ANY_PROBLEM misuse excludes what it cannot have caused."""
    rows = changes(difference_to("misuse_scope"))
    assert [(row.first_day, row.last_day, row.problems, row.asked, row.misuse, *outcomes(row)) for row in rows] == [
        (
            0,
            30,
            (*WRONG, *UNGUARANTEED),
            (Asked.REFUND, Asked.REPLACEMENT),
            (True,),
            Outcome.APPROVED,
            Outcome.REJECTED,
        ),
        (31, 60, WRONG, (Asked.REPLACEMENT,), (True,), Outcome.APPROVED, Outcome.REJECTED),
    ]


def test_corrosion_that_explains_damage_only_leaves_everything_else_covered() -> None:
    """Perfume engraves no wrong name (2.5.1); a change of mind before shipment is rejected for it all the same."""
    rows = changes(difference_to("corrosion_scope"))
    assert [(row.first_day, row.last_day, row.problems, row.asked, row.corrosion, *outcomes(row)) for row in rows] == [
        (
            0,
            30,
            (*WRONG, *UNGUARANTEED),
            (Asked.REFUND, Asked.REPLACEMENT),
            (True,),
            Outcome.REJECTED,
            Outcome.APPROVED,
        ),
        (31, 60, WRONG, (Asked.REPLACEMENT,), (True,), Outcome.REJECTED, Outcome.APPROVED),
    ]


def test_the_last_word_of_shopify_is_cited_as_cmoffers_where_cmoffer_rules_alone() -> None:
    """The clause of the last ruling differs, and nothing else does."""
    diff = difference_to("adjudicator_cmoffer")
    (row,) = diff.rows
    assert row.verification == (Verification.SHOPIFY_RULED_AGAINST_SELLER,)
    assert (row.under_a.ruling, row.under_b.ruling) == ("2.2", "4.3")
    assert diff.separately == ("adjudicator (2.2, 4.3): cmoffer then shopify -> cmoffer",)


def test_a_delivery_is_known_from_its_day_on() -> None:
    """Until then the guarantee of 10 days may be over or not; the example of each row is decided as it says."""
    longer = evolve(POLICY_2023, name="longer", after_sales_days=100, guarantee_days=10)
    diff = diff_policies(longer, evolve(longer, guarantee_start=GuaranteeStart.DELIVERY))
    assert diff.rows
    for row in diff.rows:
        for policy, answer in ((diff.a, row.under_a), (diff.b, row.under_b)):
            (item,) = decide(row.order, row.claim, policy=policy).items
            assert (item.outcome, item.remedies) == (answer.outcome, answer.remedies), str(row)
    asked = (Outcome.REJECTED, Outcome.NEEDS_EVIDENCE)
    unknown = {row.deliveries for row in changes(diff) if outcomes(row) == asked and row.first_day < 112}
    assert {day for deliveries in unknown for day in deliveries or ()} == {112, None}


def test_a_guarantee_from_delivery_ends_60_days_after_it_and_stays_open_where_it_is_unknown() -> None:
    """Delivered in the first week (day 7), late (day 42) or at a time not known: then the date is missing."""
    rows = changes(difference_to("guarantee_start"))
    won, asked = (Outcome.REJECTED, Outcome.APPROVED), (Outcome.REJECTED, Outcome.NEEDS_EVIDENCE)
    assert {(row.first_day, row.last_day, row.deliveries, row.asked, *outcomes(row)) for row in rows} == {
        (61, 67, (7, 42), (Asked.REPLACEMENT,), *won),
        (68, 102, (42,), (Asked.REPLACEMENT,), *won),
        (61, 67, (None,), (Asked.REPLACEMENT,), *asked),
        (68, 102, (None,), (Asked.REPLACEMENT,), *asked),
        (103, None, (None,), (Asked.REPLACEMENT,), *asked),
    }
    assert problems(rows) == GUARANTEED


def test_cancellations_before_production_are_referred_or_refunded() -> None:
    """The reading of 2.4 changes cancellations and nothing else."""
    rows = difference_to("cancellation").rows
    for row in rows:
        assert (row.first_day, row.last_day) == (-1, -1)
        assert (row.problems, row.asked) == ((Problem.CHANGE_OF_MIND,), (Asked.REFUND,))
        assert (row.unlawful, row.corrosion, row.misuse) == ((False,), (False,), (False,))
        assert row.production == (ProductionStage.NOT_STARTED,)
    assert {(row.verification, *outcomes(row)) for row in rows} == {
        ((Verification.PENDING,), Outcome.REFERRED, Outcome.UNDER_VERIFICATION),
        ((Verification.CONTESTED,), Outcome.REJECTED, Outcome.IN_DISPUTE),
    }


def test_adjudicators_differ_in_the_clause_that_is_cited() -> None:
    """Who rules changes the clause of a ruling, never its outcome."""
    diff = difference_to("adjudicator")
    (row,) = diff.rows
    assert (row.first_day, row.last_day, row.verification) == (-1, None, (Verification.RULED_AGAINST_SELLER,))
    assert {row.deliveries, row.problems, row.asked, row.corrosion, row.production} == {None}
    assert outcomes(row) == (Outcome.REJECTED, Outcome.REJECTED)
    assert (row.under_a.ruling, row.under_b.ruling) == ("4.3", "2.2")
    assert diff.separately == ("adjudicator (2.2, 4.3): cmoffer then shopify -> shopify",)


def test_after_sales_service_of_14_days_leaves_replacements_from_day_15_on() -> None:
    """A shorter window moves the days that a row speaks of."""
    rows = changes(difference_to("two_weeks"))
    assert [(row.first_day, row.last_day, row.problems, row.asked, *outcomes(row)) for row in rows] == [
        (15, 30, WRONG, (Asked.REFUND,), Outcome.APPROVED, Outcome.REJECTED),
        (15, 30, DAMAGED, (Asked.REFUND,), Outcome.APPROVED, Outcome.REJECTED),
        (15, 30, UNGUARANTEED, (Asked.REFUND, Asked.REPLACEMENT), Outcome.APPROVED, Outcome.REJECTED),
    ]


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("effective_from", date(2023, 7, 1), "effective_from (6.1): 2023-01-01 -> 2023-07-01"),
        ("acceptance_working_days", 3, "acceptance_working_days (4.2): 2 -> 3"),
        ("arrival_working_days", (2, 5), "arrival_working_days (4.4): 1 to 3 -> 2 to 5"),
        ("loss", Loss.COVERED, "loss (2.1, 5.3): part only -> covered"),
        (
            "replacement_proof",
            ReplacementProof.PROBLEM_ONLY,
            "replacement_proof (3.1, 2.3): as for refund -> problem only",
        ),
        (
            "proof_after_confirmation",
            ProofAfterConfirmation.WAIVED,
            "proof_after_confirmation (4.3, 3): still needed -> waived",
        ),
        ("window_end", WindowEnd.NEXT_WORKING_DAY, "window_end (1, 2.3): as counted -> next working day"),
        ("acceptance_clock", AcceptanceClock.FROM_THE_HOUR, "acceptance_clock (4.2): whole days -> from the hour"),
        ("freight_weight", FreightWeight.LIST_VALUE, "freight_weight (5.4.2): paid value -> list value"),
    ],
)
def test_what_changes_deadlines_and_money_is_named_separately(name: str, value: object, words: str) -> None:
    """Readings and figures that change no verdict of a proved claim about a part are told apart from those that do."""
    diff = diff_policies(POLICY_2023, evolve(POLICY_2023, **{name: value}))
    assert (diff.rows, diff.separately) == ((), (words,))
    assert not diff.same


def test_windows_that_both_run_on_to_a_working_day_differ_as_counted() -> None:
    """The dates are such that day 30 and day 28 are worked, so neither is put off."""
    postponed = evolve(POLICY_2023, window_end=WindowEnd.NEXT_WORKING_DAY)
    rows = diff_policies(postponed, evolve(postponed, after_sales_days=28)).rows
    assert {(row.first_day, row.last_day) for row in rows} == {(29, 30)}


@pytest.mark.parametrize("name", OTHERS)
def test_every_row_has_a_case_that_is_decided_as_it_says(name: str) -> None:
    """The example of each row is decided under both policies as the row claims."""
    diff = difference_to(name)
    assert diff.rows
    for row in diff.rows:
        decisions = [decide(row.order, row.claim, policy=policy) for policy in (diff.a, diff.b)]
        for decision, answer in zip(decisions, (row.under_a, row.under_b), strict=True):
            (item,) = decision.items
            assert (decision.outcome, item.remedies) == (answer.outcome, answer.remedies), str(row)
            assert item.item.problem is item.facts.problem
        one, other = map(answered, decisions)
        assert one != other


def answered(decision: Decision) -> tuple[Outcome, frozenset[Remedy], list[str]]:
    (item,) = decision.items
    rulings = [finding.clause for finding in item.findings if finding.failed and finding.clause in ("2.2", "4.3")]
    return item.outcome, item.remedies, rulings


@pytest.mark.parametrize("name", OTHERS)
def test_the_other_way_round_the_answers_change_sides(name: str) -> None:
    """Exchanging the policies exchanges the answers and leaves the rows."""
    there = difference_to(name)
    back = diff_policies(OTHERS[name], POLICY_2023)
    assert back.rows == tuple(evolve(row, under_a=row.under_b, under_b=row.under_a) for row in there.rows)
    assert [line.partition(":")[0] for line in back.separately] == [line.partition(":")[0] for line in there.separately]


@pytest.mark.parametrize("policy", [POLICY_2023, *OTHERS.values(), evolve(POLICY_2023, effective_from=date.max)])
def test_no_policy_differs_from_itself(policy: Policy) -> None:
    """Equal policies have no row between them."""
    diff = diff_policies(policy, policy)
    assert diff.same
    assert (diff.rows, diff.separately) == ((), ())


def test_neither_a_name_nor_a_reading_without_effect_is_a_difference() -> None:
    """A guarantee that grants nothing may begin when it likes and escape what it likes."""
    short = evolve(POLICY_2023, guarantee_grants=GuaranteeGrants.NOTHING)
    other = evolve(
        short,
        name="other",
        exclusion_scope=ExclusionScope.AFTER_SALES_ONLY,
        guarantee_start=GuaranteeStart.DELIVERY,
        guarantee_days=90,
    )
    assert diff_policies(short, other).same


@pytest.mark.parametrize("name", OTHERS)
def test_no_case_is_in_two_rows(name: str) -> None:
    """Rows with the same conditions but for the days have days apart."""
    rows = difference_to(name).rows
    spans: dict[object, list[Difference]] = {}
    for row in rows:
        others = (row.verification, row.deliveries, row.problems, row.asked, row.corrosion, row.misuse, row.production)
        spans.setdefault(others, []).append(row)
    for alike in spans.values():
        for earlier, later in pairwise(alike):
            assert earlier.last_day is not None
            assert earlier.last_day < later.first_day


def test_it_prints_row_by_row() -> None:
    """The printed form is a contract, word for word."""
    diff = diff_policies(POLICY_2023, evolve(OTHERS["cancellation"], name="other", acceptance_working_days=3))
    assert str(diff).splitlines() == [
        "CMOFFER return policy 2023 -> other:",
        "before shipment; verification pending; asked for refund; problem change of mind; unlawful no; corrosion no; "
        "misuse no; production not started: referred (available: none) -> under verification (available: refund)",
        "before shipment; verification contested; asked for refund; problem change of mind; unlawful no; corrosion no; "
        "misuse no; production not started: rejected (available: none) -> in dispute (available: refund)",
        "acceptance_working_days (4.2): 2 -> 3",
    ]


def test_days_and_deliveries_print_in_words() -> None:
    """A reading of dates prints the days and the delivery it turns on."""

    def beginnings(name: str) -> set[str]:
        return {str(row).partition(";")[0] for row in difference_to(name).rows}

    assert beginnings("guarantee_grants_either") == {"day 31 to 60"}
    assert beginnings("adjudicator") == {"any day"}
    assert "; delivery on day 7 or on day 42; " in str(difference_to("guarantee_start"))
    (ruling,) = difference_to("adjudicator").rows
    assert str(ruling) == (
        "any day; verification ruled against seller: "
        "rejected by 4.3 (available: none) -> rejected by 2.2 (available: none)"
    )


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (-1, -1, "before shipment"),
        (-1, 0, "up to day 0"),
        (-1, None, "any day"),
        (0, 30, "day 0 to 30"),
        (31, 31, "day 31"),
        (31, None, "from day 31 on"),
    ],
)
def test_days_read_as_they_are_counted(first: int, last: int | None, words: str) -> None:
    """Spans of days are told from the day of shipment on."""
    (row,) = difference_to("adjudicator").rows
    assert str(evolve(row, first_day=first, last_day=last)).startswith(f"{words}; ")


def test_equal_policies_print_that_they_are() -> None:
    """Nothing differs, and that is what is printed."""
    name = POLICY_2023.name
    assert str(diff_policies(POLICY_2023, POLICY_2023)) == f"{name} -> {name}: no difference"


def test_another_calendar_can_be_given() -> None:
    """Of days of which none is a holiday; the dates differ at most, the rows do not."""
    plain = WorkCalendar(
        first_day=date(2000, 1, 1),
        last_day=date(2199, 12, 31),
        published_from=date(2020, 1, 1),
        published_through=date(2030, 12, 31),
    )
    given = diff_policies(POLICY_2023, OTHERS["several"], calendar=plain)
    usual = diff_policies(POLICY_2023, OTHERS["several"], calendar=china_calendar())
    assert [str(row) for row in given.rows] == [str(row) for row in usual.rows]


def test_orders_of_the_last_years_leave_no_room_for_windows() -> None:
    """A policy whose orders come too late for windows inside the calendar is refused."""
    late = evolve(POLICY_2023, effective_from=date(2199, 6, 1))
    with pytest.raises(OutOfSchedule) as refused:
        diff_policies(late, evolve(late, guarantee_grants=GuaranteeGrants.EITHER))
    assert (refused.value.code, refused.value.path) == ("no_room", "effective_from")


def test_what_is_no_policy_is_refused() -> None:
    """Anything but two policies is refused with its name."""
    with pytest.raises(InvalidValue, match="policy"):
        diff_policies(POLICY_2023, "2023")  # type: ignore[arg-type]
    with pytest.raises(InvalidValue, match="calendar"):
        diff_policies(POLICY_2023, POLICY_2023, calendar="2023")  # type: ignore[arg-type]
