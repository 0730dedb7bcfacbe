"""What depends on readings, and what on facts that are not known."""

from __future__ import annotations

from datetime import date
from itertools import combinations
from typing import Any

import pytest
from attrs import evolve

from cmoffer_policy import (
    POLICY_2023,
    AcceptanceClock,
    Adjudicator,
    Cancellation,
    Cause,
    CorrosionScope,
    Decision,
    ExclusionScope,
    FreightWeight,
    GuaranteeGrants,
    GuaranteeStart,
    Inconsistent,
    InvalidValue,
    Loss,
    MisuseScope,
    Outcome,
    Problem,
    ProductionStage,
    ProofAfterConfirmation,
    Remedy,
    ReplacementProof,
    Verification,
    WindowEnd,
    WorkCalendar,
    china_calendar,
    compare_readings,
    decide,
    explain,
)
from cmoffer_policy.analysis import possible_outcomes
from cmoffer_policy.analysis.cases import facts_with
from cmoffer_policy.facts import DOMAINS
from cmoffer_policy.policy import READING_OF, READINGS
from cmoffer_policy.rules import judge
from support.builders import CHAT, PICTURE, a_claim, a_line, an_item, an_order, at, some_facts, usd

REFERRED = a_claim(
    an_item(problem=Problem.CHANGE_OF_MIND), production=ProductionStage.NOT_STARTED, verification=Verification.CONTESTED
)
"""A cancellation that customer service declines."""
UNSERVED = a_claim(remedy=Remedy.REPLACEMENT, evidence=[PICTURE, CHAT], verification=Verification.PENDING)
"""A replacement without proof that the buyer was served first."""


@pytest.mark.parametrize(
    ("order", "claim", "value", "differs"),
    [
        (an_order(), a_claim(submitted_at=at("2024-02-19")), GuaranteeGrants.EITHER, ("outcome", "remedies", "money")),
        (an_order(), a_claim(submitted_at=at("2024-02-19")), GuaranteeGrants.NOTHING, ("remedies",)),
        (an_order(), a_claim(an_item(causes={Cause.CORROSION})), ExclusionScope.AFTER_SALES_ONLY, ("remedies",)),
        (
            an_order(),
            a_claim(an_item(problem=Problem.WRONG_SIZE, causes={Cause.MISUSE})),
            MisuseScope.ANY_PROBLEM,
            ("outcome", "remedies", "money"),
        ),
        (an_order(delivered_at=at("2024-01-08")), a_claim(), GuaranteeStart.DELIVERY, ("deadlines",)),
        (
            an_order(shipped_at=at("2024-01-11")),
            a_claim(submitted_at=at("2024-01-15")),
            WindowEnd.NEXT_WORKING_DAY,
            ("deadlines",),
        ),
        (an_order(), a_claim(), AcceptanceClock.FROM_THE_HOUR, ("deadlines",)),
        (
            an_order(a_line(discount=usd("9.95")), a_line("chain"), freight=usd("3.00")),
            a_claim(),
            FreightWeight.LIST_VALUE,
            ("money",),
        ),
        (an_order(shipped_at=None), REFERRED, Cancellation.REFUND, ("outcome", "remedies", "money")),
        (
            an_order(),
            a_claim(an_item(problem=Problem.WRONG_SIZE, causes={Cause.CORROSION})),
            CorrosionScope.DAMAGE_ONLY,
            ("outcome", "remedies", "money"),
        ),
        (an_order(), a_claim(an_item(problem=Problem.LOST)), Loss.COVERED, ("outcome", "remedies", "money")),
        (an_order(), UNSERVED, ReplacementProof.PROBLEM_ONLY, ("outcome",)),
        (an_order(), a_claim(evidence=()), ProofAfterConfirmation.WAIVED, ("outcome", "money")),
        (
            an_order(),
            a_claim(submitted_at=at("2024-03-20"), remedy=Remedy.REPLACEMENT),
            GuaranteeStart.DELIVERY,
            ("outcome", "deadlines"),
        ),
    ],
)
def test_a_reading_that_alone_matters_is_named(order: Any, claim: Any, value: Any, differs: tuple[str, ...]) -> None:
    """Each reading has a case that it changes by itself, and the comparison says in what."""
    comparison = compare_readings(decide(order, claim))
    assert value in comparison.alone
    group = next(group for group in comparison.groups if (value,) in group.ways)
    assert group.differs == differs


def test_the_adjudicator_changes_no_result() -> None:
    """Who rules says which clause is cited, and nothing else."""
    for word in (Verification.RULED_AGAINST_SELLER, Verification.SHOPIFY_RULED_AGAINST_SELLER):
        alone = compare_readings(decide(an_order(), a_claim(verification=word))).alone
        assert not {*Adjudicator} & {*alone}


WORN_IN_THE_SEA = a_claim(an_item(causes={Cause.CORROSION}))
LATE = a_claim(submitted_at=at("2024-03-10"))
"""For a refund, on day 65 from shipment and day 50 from delivery."""


@pytest.mark.parametrize(
    ("order", "claim", "pair"),
    [
        (an_order(delivered_at=at("2024-01-20")), LATE, (GuaranteeGrants.EITHER, GuaranteeStart.DELIVERY)),
        (an_order(), WORN_IN_THE_SEA, (GuaranteeGrants.EITHER, ExclusionScope.AFTER_SALES_ONLY)),
    ],
    ids=["counted from the delivery, and refunding", "refunding, and spared by the exclusions"],
)
def test_two_readings_can_matter_only_together(order: Any, claim: Any, pair: tuple[Any, Any]) -> None:
    """Worked by hand: only a guarantee that refunds, and that is open or spared as well, approves the refund."""
    comparison = compare_readings(decide(order, claim))
    (approved,) = [group for group in comparison.groups if group.decision.outcome is Outcome.APPROVED]
    assert approved.ways == (pair,)
    for value in pair:
        for group in comparison.groups:
            if (value,) in group.ways:
                assert group.decision.outcome is Outcome.REJECTED


@pytest.mark.parametrize(
    "claim", [a_claim(), LATE, WORN_IN_THE_SEA, UNSERVED], ids=["plain", "late", "worn", "unserved"]
)
def test_every_reading_and_every_two_are_tried(claim: Any) -> None:
    """What each leads to, decided one by one, is what the comparison says: its group, or the decision itself."""
    order = an_order(delivered_at=at("2024-01-20"))
    base = decide(order, claim)
    comparison = compare_readings(base)
    others = [value for name, values in READINGS.items() for value in values if value is not getattr(POLICY_2023, name)]
    pairs = [pair for pair in combinations(others, 2) if READING_OF[pair[0]] != READING_OF[pair[1]]]
    assert (len(others), len(pairs)) == (15, 103)
    found: dict[object, list[tuple[Any, ...]]] = {}
    for way in [*[(value,) for value in others], *pairs]:
        policy = evolve(POLICY_2023, **{READING_OF[value]: value for value in way})
        ways = found.setdefault(results(decide(order, claim, policy=policy)), [])
        if not any(set(shorter) < set(way) for shorter in ways):
            ways.append(way)
    found.pop(results(base), None)
    assert {results(group.decision): list(group.ways) for group in comparison.groups} == found


def results(decision: Decision) -> object:
    """What a comparison compares: outcomes, remedies, money and deadlines."""
    return (
        tuple([(item.outcome, item.remedies, item.windows, item.arrival) for item in decision.items]),
        (decision.refund.total, decision.refund_possible.total, decision.acceptance),
    )


def test_a_calendar_of_another_version_is_refused() -> None:
    """The comparison is of readings, not of calendars; the same days from elsewhere are the same calendar."""
    decision = decide(an_order(), a_claim())
    weekends = WorkCalendar(first_day=date(2000, 1, 1), last_day=date(2199, 12, 31))
    with pytest.raises(Inconsistent) as refused:
        compare_readings(decision, calendar=weekends)
    assert str(refused.value) == (
        f"calendar: got version '{weekends.version}', "
        f"expected the calendar of the decision, version '{china_calendar().version}'"
    )
    assert (refused.value.code, refused.value.path) == ("other_calendar", "calendar")
    copied = evolve(china_calendar(), source="a copy")
    assert compare_readings(decision, calendar=copied) == compare_readings(decision)
    of_weekends = decide(an_order(), a_claim(), calendar=weekends)
    assert compare_readings(of_weekends, calendar=weekends).decision == of_weekends
    with pytest.raises(Inconsistent):
        compare_readings(of_weekends)


def test_each_way_leads_to_its_result_and_no_part_of_it_does() -> None:
    """The ways of a group are minimal, and each is decided as the group says."""
    decision = decide(an_order(), a_claim(submitted_at=at("2024-02-19")))
    for group in compare_readings(decision).groups:
        for way in group.ways:
            policy = evolve(POLICY_2023, **{READING_OF[value]: value for value in way})
            again = decide(decision.order, decision.claim, policy=policy)
            assert (again.outcome, again.refund.total) == (group.decision.outcome, group.decision.refund.total)
            assert [item.windows for item in again.items] == [item.windows for item in group.decision.items]
            assert again.acceptance == group.decision.acceptance
        for way in group.ways:
            assert not any(set(other) < set(way) for other in group.ways)


def test_a_comparison_reads_aloud() -> None:
    """A line for each other result, with the readings that lead to it; and one line where there is none."""
    text = str(compare_readings(decide(an_order(), a_claim(submitted_at=at("2024-02-19")))))
    assert text.splitlines()[0] == "Claim C-1 on order A-1: rejected (clause 1). Other readings:"
    assert (
        "  - guarantee_grants = EITHER: Claim C-1 on order A-1: approved, USD 19.90 to be refunded. Differs in outcome, remedies, money."
    ) in text
    older = an_order(placed_at=at("2022-12-01"))
    assert str(compare_readings(decide(older, a_claim()))) == (
        "Claim C-1 on order A-1: not governed by this policy (clause 6.1). No reading changes it."
    )


def test_a_reading_that_leads_outside_the_calendar_is_named() -> None:
    """Under it the guarantee would end on a day that the calendar lacks; all other readings are compared."""
    first_months = WorkCalendar(first_day=date(2024, 1, 1), last_day=date(2024, 2, 29))
    comparison = compare_readings(decide(an_order(), a_claim(), calendar=first_months), calendar=first_months)
    assert comparison.undated == ((WindowEnd.NEXT_WORKING_DAY,),)
    assert AcceptanceClock.FROM_THE_HOUR in comparison.alone
    undated = "window_end = NEXT_WORKING_DAY"
    assert str(comparison).splitlines()[-1] == f"  - {undated}: a deadline falls outside the calendar."
    assert f">{undated}</th><td>a deadline falls outside the calendar</td>" in comparison._repr_html_()
    explained = explain(comparison.decision, audience="analyst", calendar=first_months)
    assert "nothing would be decided, as a deadline falls outside the calendar" in " ".join(explained.split())


def test_only_decisions_can_be_compared() -> None:
    """Anything else is refused."""
    with pytest.raises(InvalidValue, match=r"^decision: got 'x', expected a value of type Decision$"):
        compare_readings("x")  # type: ignore[arg-type]


def test_knowing_everything_leaves_one_outcome() -> None:
    """With every fact known the judgement is left."""
    facts = some_facts(production=ProductionStage.STARTED, description_proved=False)
    known: Any = {name: getattr(facts, name) for name in DOMAINS}
    found = possible_outcomes(policy=POLICY_2023, **known)
    assert (found.outcomes, found.deciding, found.settled) == ({judge(facts, POLICY_2023).outcome}, (), ())


@pytest.mark.parametrize(
    ("known", "message"),
    [
        ({"colour": "red"}, f"colour: got 'red', expected one of the facts {', '.join(DOMAINS)}"),
        ({"governed": 1}, "governed: got 1, expected one of False, True"),
        ({"remedy": "refund"}, "remedy: got 'refund', expected one of Remedy.REFUND, Remedy.REPLACEMENT"),
    ],
)
def test_what_is_no_fact_is_refused(known: Any, message: str) -> None:
    """A name or a value that does not exist is refused with what does."""
    with pytest.raises(InvalidValue) as fault:
        possible_outcomes(policy=POLICY_2023, **known)
    assert str(fault.value) == message
    with pytest.raises(InvalidValue, match=r"^policy: got None, expected a value of type Policy$"):
        possible_outcomes(policy=None)  # type: ignore[arg-type]


def test_facts_are_reached_in_the_order_of_their_codes() -> None:
    """Each case comes once, by rising code, and the approved one of the builders is not among the unreachable."""
    codes = [
        facts.code for facts in facts_with(POLICY_2023, {"governed": True, "verification": Verification.CONFIRMED})
    ]
    assert codes == sorted(set(codes))
    assert len(codes) == 193_536 / 2 / 6
    assert some_facts().code not in codes  # shipped goods whose production is unknown
    assert some_facts(production=ProductionStage.STARTED, description_proved=False).code in codes
