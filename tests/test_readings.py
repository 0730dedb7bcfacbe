"""What depends on readings, and what on facts that are not known."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve

from cmoffer_policy import (
    POLICY_2023,
    AcceptanceClock,
    Adjudicator,
    Cancellation,
    Cause,
    ExclusionScope,
    FreightWeight,
    GuaranteeGrants,
    GuaranteeStart,
    InvalidValue,
    MisuseScope,
    Outcome,
    Problem,
    ProductionStage,
    Remedy,
    Verification,
    WindowEnd,
    compare_readings,
    decide,
)
from cmoffer_policy.analysis import all_facts, possible_outcomes
from cmoffer_policy.facts import DOMAINS
from cmoffer_policy.policy import READING_OF
from cmoffer_policy.rules import judge
from support.builders import a_claim, a_line, an_item, an_order, at, some_facts, usd

COMBINATIONS = 3 * 2**8


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
        (
            an_order(shipped_at=None, production=ProductionStage.NOT_STARTED),
            a_claim(an_item(problem=Problem.CHANGE_OF_MIND)),
            Cancellation.REFUND,
            ("outcome", "remedies", "money"),
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
    claim = a_claim(verification=Verification.RULED_AGAINST_SELLER)
    assert Adjudicator.SHOPIFY not in compare_readings(decide(an_order(), claim)).alone


def test_every_combination_belongs_to_one_result() -> None:
    """The groups and the decision itself share all combinations among them."""
    decision = decide(an_order(), a_claim(submitted_at=at("2024-02-19")))
    comparison = compare_readings(decision)
    approved = [group for group in comparison.groups if group.decision.outcome is Outcome.APPROVED]
    # Approved on day 45 wherever the guarantee refunds and is open: under EITHER, from the shipment, as this delivery is
    # not known; whatever the other seven readings say.
    assert sum(group.combinations for group in approved) == COMBINATIONS // 3 // 2
    # The decision itself and the others among the rest.
    assert 0 < sum(group.combinations for group in comparison.groups) < COMBINATIONS


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
    assert text.splitlines()[0] == "Claim C-1 on order A-1: rejected (1). Other readings:"
    assert (
        "  - guarantee_grants = EITHER: Claim C-1 on order A-1: approved, USD 19.90 refunded. Differs in outcome, remedies, money."
    ) in text
    older = an_order(placed_at=at("2022-12-01"))
    assert str(compare_readings(decide(older, a_claim()))) == (
        "Claim C-1 on order A-1: not governed (6.1). No reading changes it."
    )


def test_only_decisions_can_be_compared() -> None:
    """Anything else is refused."""
    with pytest.raises(InvalidValue, match=r"^decision: got 'x', expected a value of type Decision$"):
        compare_readings("x")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("known", "outcomes"),
    [
        ({"governed": False}, {Outcome.NOT_GOVERNED}),
        ({"governed": True, "unlawful": True}, {Outcome.REJECTED}),
        (
            {"governed": True, "problem": Problem.CHANGE_OF_MIND, "remedy": Remedy.REFUND},
            {Outcome.REFERRED, Outcome.REJECTED},
        ),
        (
            {"governed": True, "verification": Verification.CONFIRMED, "problem": Problem.BROKEN},
            {Outcome.APPROVED, Outcome.NEEDS_EVIDENCE, Outcome.REJECTED},
        ),
        ({"remedy": Remedy.REFUND, "replacement_dearer": True}, set()),
        ({}, set(Outcome)),
    ],
)
def test_what_unknown_facts_still_allow(known: Any, outcomes: set[Outcome]) -> None:
    """The outcomes are those of all cases that agree with what is known."""
    assert possible_outcomes(policy=POLICY_2023, **known) == outcomes


def test_knowing_everything_leaves_one_outcome() -> None:
    """With every fact known the judgement is left."""
    facts = next(facts for facts in all_facts(POLICY_2023) if facts.governed)
    known: Any = {name: getattr(facts, name) for name in DOMAINS}
    assert possible_outcomes(policy=POLICY_2023, **known) == {judge(facts, POLICY_2023).outcome}


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


def test_facts_are_reached_in_the_order_of_their_codes() -> None:
    """Each case comes once, by rising code, and the approved one of the builders is not among the unreachable."""
    codes = [facts.code for facts in all_facts(POLICY_2023)]
    assert codes == sorted(set(codes))
    assert len(codes) == 138_240
    assert some_facts().code not in codes  # shipped goods whose production is unknown
    assert some_facts(production=ProductionStage.STARTED, description_proved=False).code in codes
