"""What an explanation says, as data: which statements about which case, with which values, in which order."""

# ruff: noqa: RUF001 - the marks of Chinese

from __future__ import annotations

import pickle
from datetime import date, timedelta
from typing import Any

import pytest
from attrs import evolve

from cmoffer_policy import (
    POLICY_2023,
    AcceptanceClock,
    Actor,
    Adjudicator,
    Cancellation,
    Cause,
    Claim,
    CorrosionScope,
    Deadline,
    Decision,
    Detail,
    Document,
    Evidence,
    ExclusionScope,
    Explanation,
    FreightWeight,
    GuaranteeGrants,
    GuaranteeStart,
    Loss,
    Order,
    OrderClaims,
    Outcome,
    Problem,
    ProductionStage,
    ProofAfterConfirmation,
    Remedy,
    Statement,
    Verification,
    WindowEnd,
    china_calendar,
    decide,
    explain,
    explanation,
)
from cmoffer_policy.presentation import Audience
from cmoffer_policy.presentation.statements import Section, within
from cmoffer_policy.rules import Status
from cmoffer_policy.testing import Scenario, scenarios
from support.builders import (
    CHAT,
    LISTING,
    MEASUREMENT,
    PICTURE,
    REFUND_SCREENSHOT,
    a_claim,
    a_line,
    an_item,
    an_order,
    at,
    usd,
)

REPLACEMENT = {"remedy": Remedy.REPLACEMENT}
PENDING = {"verification": Verification.PENDING}


def decision_of(order: Order | None = None, claim: Claim | None = None, **readings: Any) -> Decision:
    return decide(order or an_order(), claim or a_claim(), policy=evolve(POLICY_2023, **readings))


def said(order: Order | None = None, claim: Claim | None = None, **readings: Any) -> Explanation:
    """What the seller is told."""
    return explanation(decision_of(order, claim, **readings))


def keys(found: Explanation, section: str) -> list[str]:
    return [statement.key for statement in found.section(section).statements]


def the(found: Explanation, key: str) -> Statement:
    """The only statement with this key."""
    (statement,) = [each for section in found.sections for each in section.statements if each.key == key]
    return statement


@pytest.mark.parametrize("scenario", scenarios(), ids=str)
def test_the_seller_reads_the_outcome_then_what_to_do_the_reason_and_the_money(scenario: Scenario) -> None:
    """In that order, whatever the outcome; and what no section has to say is left out."""
    decision = decide(scenario.order, scenario.claim, policy=scenario.policy)
    sections = [section.key for section in explanation(decision).sections]
    order = ["outcome", "next", "reasons", "units", "money", "time"]
    assert sections == [key for key in order if key in sections]
    assert {"outcome", "next", "time"} <= set(sections)
    assert all(section.statements for section in explanation(decision).sections)


def test_the_analyst_reads_ten_sections() -> None:
    """What the seller reads, and in place of the reasons every finding, the dates, the readings and what is open."""
    order = an_order(a_line("left", set_id="pair"), a_line("right", set_id="pair"))
    claim = a_claim(an_item("left", rest_usable=False), verification=Verification.PENDING)
    found = explanation(decision_of(order, claim, loss=Loss.COVERED), audience="analyst")
    assert found.audience is Audience.ANALYST
    assert [(section.key, section.statements[0].key) for section in found.sections] == [
        ("outcome", "headline"),
        ("next", "next.wait_for_answer"),
        ("findings", "finding.undecided"),
        ("units", "units.drawn_in"),
        ("money", "money.possible"),
        ("dates", "date.after_sales"),
        ("readings", "reading.assumed"),
        ("open", "open.verification"),
        ("settings", "settings.policy"),
        ("time", "time.beijing"),
    ]


@pytest.mark.parametrize("scenario", scenarios(), ids=str)
def test_the_analyst_reads_every_finding(scenario: Scenario) -> None:
    """One statement for each clause that was asked, with its reasons, about exactly the items that it holds for."""
    decision = decide(scenario.order, scenario.claim, policy=scenario.policy)
    told: set[tuple[str, Status, int]] = set()
    for statement in explanation(decision, audience=Audience.ANALYST).section("findings").statements:
        if statement.key == "finding.undecided":  # nothing to judge yet, and not beside the point either
            status, clauses = Status.NOT_APPLICABLE, (statement.clause,)
        else:
            status = Status(statement.key.removeprefix("finding."))
            clauses = statement.value("clauses") if status is Status.NOT_APPLICABLE else (statement.clause,)  # type: ignore[assignment]
        assert "clauses" in dict(statement.values) or statement.value("reasons")
        told |= {(clause, status, item) for clause in clauses for item in statement.items}  # type: ignore[union-attr]
    assert told == {
        (finding.clause, finding.status, place)
        for place, item in enumerate(decision.items)
        for finding in item.findings
    }


def test_explanations_are_values() -> None:
    """Equal decisions have equal explanations, which hash and pickle."""
    one, other = said(), said()
    assert one == other
    assert hash(one) == hash(other)
    assert pickle.loads(pickle.dumps(one)) == one
    assert one.section("nowhere") == Section("nowhere", ())
    assert the(one, "time.beijing") == Statement("time.beijing", "", (), ())
    with pytest.raises(KeyError):
        one.sections[0].statements[0].value("nothing")


def test_values_say_by_their_types_what_they_are() -> None:
    """Days, counts, amounts, terms and deadlines stay what they are in the decision."""
    late = said(claim=a_claim(submitted_at=at("2024-02-08")))
    assert the(late, "after_sales.too_late").values == (
        ("shipped", date(2024, 1, 5)),
        ("days", 30),
        ("last_day", date(2024, 2, 4)),
        ("claimed", date(2024, 2, 8)),
    )
    step = the(late, "step.ask_for_replacement")
    deadline = step.value("deadline")
    assert isinstance(deadline, Deadline)
    assert (deadline.last_day, step.clause) == (date(2024, 3, 5), "2.3")
    assert the(late, "money.none").value("paid") == usd("19.90")
    assert the(late, "item.claimed").values == (("units", 1), ("problem", Problem.BROKEN))


def test_keys_list_what_is_said_inside_other_statements() -> None:
    """So that a service can count and look for them."""
    found = said(claim=a_claim(submitted_at=at("2024-02-08")))
    assert found.keys == (
        *(
            "headline",
            "result.rejected",
            "item.claimed",
            "step.ask_for_replacement",
            "then.under_verification",
        ),
        *("after_sales.too_late", "money.none", "time.beijing"),
    )


@pytest.mark.parametrize(
    ("changes", "order_changes", "readings", "expected"),
    [
        ({}, {}, {}, ["after_sales.in_time", "confirmation.by_responsible_party"]),
        (
            {"submitted_at": at("2024-02-04 23:59:59")},
            {},
            {},
            ["after_sales.in_time", "confirmation.by_responsible_party"],
        ),
        ({"submitted_at": at("2024-02-05 00:00")}, {}, {}, ["after_sales.too_late"]),
        (
            {"submitted_at": at("2024-02-08")},
            {"delivered_at": at("2024-02-05")},
            {},
            ["after_sales.too_late", "after_sales.parcel_came_later"],
        ),
        ({"submitted_at": at("2024-02-08")}, {"delivered_at": at("2024-02-04")}, {}, ["after_sales.too_late"]),
        ({}, {"shipped_at": None}, {}, ["after_sales.shipment_not_known"]),
        ({"submitted_at": at("2024-01-04")}, {}, {}, ["after_sales.too_early"]),
        ({"submitted_at": at("2024-01-05 11:59:59")}, {}, {}, ["after_sales.too_early"]),
        (
            {"submitted_at": at("2024-01-05")},
            {},
            {},
            ["after_sales.in_time", "confirmation.by_responsible_party"],
        ),
        (
            {"submitted_at": at("2024-02-08"), **REPLACEMENT},
            {},
            {},
            ["guarantee.in_time", "confirmation.by_responsible_party"],
        ),
        ({"submitted_at": at("2024-03-06"), **REPLACEMENT}, {}, {}, ["after_sales.too_late", "guarantee.too_late"]),
        (
            {"submitted_at": at("2024-03-08"), **REPLACEMENT},
            {"delivered_at": at("2024-01-20")},
            {"guarantee_start": GuaranteeStart.DELIVERY},
            ["guarantee.in_time_from_delivery", "confirmation.by_responsible_party"],
        ),
        (
            {"submitted_at": at("2024-03-21"), **REPLACEMENT},
            {"delivered_at": at("2024-01-20")},
            {"guarantee_start": GuaranteeStart.DELIVERY},
            ["after_sales.too_late", "guarantee.too_late_from_delivery"],
        ),
        (
            {"submitted_at": at("2024-01-04"), **REPLACEMENT},
            {"delivered_at": at("2024-01-20")},
            {"guarantee_start": GuaranteeStart.DELIVERY},
            ["after_sales.too_early", "guarantee.too_early", "open.claimed_before_delivery"],
        ),
        (
            {"submitted_at": at("2024-01-04"), **REPLACEMENT},
            {"delivered_at": at("2024-01-20"), "shipped_at": None},
            {"guarantee_start": GuaranteeStart.DELIVERY},
            ["after_sales.shipment_not_known", "guarantee.before_delivery", "open.claimed_before_delivery"],
        ),
    ],
)
def test_the_dates_that_decide(
    changes: dict[str, Any], order_changes: dict[str, Any], readings: dict[str, Any], expected: list[str]
) -> None:
    """Too late, too early and not known are three statements, each in time to the second."""
    assert keys(said(an_order(**order_changes), a_claim(**changes), **readings), "reasons") == expected


def test_a_guarantee_that_counts_from_an_unknown_delivery() -> None:
    """The delivery date is asked for; what its end is and whether the claim succeeds stays open."""
    claim = a_claim(submitted_at=at("2024-03-08"), **REPLACEMENT)
    found = decision_of(None, claim, guarantee_start=GuaranteeStart.DELIVERY)
    assert keys(explanation(found), "next") == ["next.tell_delivery"]
    analyst = explanation(found, audience=Audience.ANALYST)
    assert "date.guarantee_at_least" in keys(analyst, "dates")
    assert keys(analyst, "open") == ["open.delivery_unknown"]
    assert {"guarantee.delivery_not_known", "after_sales.guarantee_may_grant"} <= set(analyst.keys)


@pytest.mark.parametrize(
    ("item", "changes", "readings", "expected"),
    [
        (an_item(causes={Cause.CORROSION}), {}, {}, ["corrosion.ends_all_cover"]),
        (
            an_item(causes={Cause.MISUSE}),
            {},
            {"exclusion_scope": ExclusionScope.AFTER_SALES_ONLY},
            ["misuse.ends_after_sales"],
        ),
        (an_item(problem=Problem.LOST), {}, {}, ["receipt.all_lost"]),
        (an_item(causes={Cause.UNLAWFUL}), {}, {}, ["unlawful.withheld"]),
        (an_item(problem=Problem.NOT_ATTRIBUTABLE), {}, {}, ["problem.not_attributable"]),
        (an_item(problem=Problem.NOT_AS_DESCRIBED, causes={Cause.LISTING_DIFFERS}), {}, {}, ["listing.differs"]),
        (
            an_item(problem=Problem.NOT_AS_DESCRIBED),
            {"submitted_at": at("2024-02-19"), **REPLACEMENT},
            {},
            ["after_sales.too_late", "guarantee.does_not_cover_problem", "guarantee.does_not_cover_problem"],
        ),
        (an_item(problem=Problem.CHANGE_OF_MIND), {}, {}, ["change_of_mind.after_shipment"]),
        (an_item(problem=Problem.CHANGE_OF_MIND), REPLACEMENT, {}, ["change_of_mind.exchange"]),
        (an_item(replacement_price=usd("30.00")), REPLACEMENT, {}, ["replacement.dearer"]),
        (
            an_item(replacement_price=usd("30.00")),
            {"submitted_at": at("2024-03-06"), **REPLACEMENT},
            {},
            ["after_sales.too_late", "replacement.dearer", "guarantee.too_late"],
        ),
        (
            an_item(replacement_price=usd("30.00")),
            {"submitted_at": at("2024-03-06"), **REPLACEMENT},
            {"guarantee_grants": GuaranteeGrants.NOTHING},
            ["after_sales.too_late", "replacement.dearer"],
        ),
        (an_item(verification=Verification.RULED_AGAINST_SELLER), {}, {}, ["ruling.cmoffer_against_seller"]),
        (
            an_item(verification=Verification.RULED_AGAINST_SELLER),
            {},
            {"adjudicator": Adjudicator.SHOPIFY},
            ["ruling.shopify_against_seller"],
        ),
        (
            an_item(verification=Verification.RULED_FOR_SELLER),
            {},
            {"adjudicator": Adjudicator.SHOPIFY},
            ["after_sales.in_time", "ruling.shopify_for_seller"],
        ),
        (an_item(verification=Verification.SHOPIFY_RULED_AGAINST_SELLER), {}, {}, ["ruling.shopify_against_seller"]),
    ],
)
def test_the_reason_alone_is_given(
    item: Any, changes: dict[str, Any], readings: dict[str, Any], expected: list[str]
) -> None:
    """The seller of a rejected item reads what rules it out, and nothing that is met."""
    assert keys(said(None, a_claim(item, **changes), **readings), "reasons") == expected


@pytest.mark.parametrize(
    ("item", "changes", "readings", "clause", "expected"),
    [
        (
            an_item(causes={Cause.CORROSION}),
            REPLACEMENT,
            {"exclusion_scope": ExclusionScope.AFTER_SALES_ONLY},
            "2.5.1",
            ["corrosion.leaves_guarantee"],
        ),
        (an_item(problem=Problem.WRONG_SIZE, causes={Cause.MISUSE}), {}, {}, "2.5.2", ["misuse.does_not_matter"]),
        (
            an_item(problem=Problem.WRONG_SIZE, causes={Cause.CORROSION}),
            {},
            {"corrosion_scope": CorrosionScope.DAMAGE_ONLY},
            "2.5.1",
            ["corrosion.does_not_matter"],
        ),
        (an_item(problem=Problem.LOST), {}, {"loss": Loss.COVERED}, "2.1", ["receipt.loss_covered"]),
        (
            an_item(problem=Problem.NOT_AS_DESCRIBED),
            REPLACEMENT,
            {},
            "2.3.2",
            ["guarantee.does_not_cover_problem", "guarantee.after_sales_grants"],
        ),
        (
            an_item(),
            {"submitted_at": at("2024-02-08"), **REPLACEMENT},
            {},
            "1",
            ["after_sales.too_late", "after_sales.guarantee_grants"],
        ),
        (an_item(), {}, {}, "2.1", ["receipt.not_reported_lost"]),
        (an_item(), REPLACEMENT, {"guarantee_grants": GuaranteeGrants.NOTHING}, "2.3", ["replacement.not_dearer"]),
        (
            an_item(),
            {"evidence": ()},
            {"proof_after_confirmation": ProofAfterConfirmation.WAIVED},
            "3.1",
            ["proof.compensation_missing", "proof.not_needed_once_confirmed"],
        ),
    ],
)
def test_reasons_of_findings(
    item: Any, changes: dict[str, Any], readings: dict[str, Any], clause: str, expected: list[str]
) -> None:
    """What the analyst reads about one clause."""
    decision = decision_of(None, a_claim(item, **changes), **readings)
    (found,) = [
        statement
        for statement in explanation(decision, audience=Audience.ANALYST).section("findings").statements
        if statement.clause == clause
    ]
    reasons = found.value("reasons")
    assert isinstance(reasons, tuple)
    assert [reason.key for reason in reasons if isinstance(reason, Statement)] == expected


GIVEN_UP = an_item(problem=Problem.CHANGE_OF_MIND, verification=Verification.PENDING)


@pytest.mark.parametrize(
    ("production", "verification", "next_keys", "reasons"),
    [
        (None, Verification.PENDING, ["next.cancel_if_not_started"], []),
        (
            ProductionStage.NOT_STARTED,
            Verification.PENDING,
            ["next.cancel_now"],
            ["cancellation.before_production"],
        ),
        (
            ProductionStage.STARTED,
            Verification.PENDING,
            ["next.nothing_helps"],
            ["cancellation.production_started"],
        ),
        (None, Verification.CONFIRMED, ["next.payment_undated"], ["cancellation.agreed"]),
        (None, Verification.CONTESTED, ["next.nothing_helps"], ["cancellation.declined"]),
        (
            None,
            Verification.RULED_AGAINST_SELLER,
            ["next.nothing_helps"],
            ["ruling.customer_service_against_seller"],
        ),
        (
            None,
            Verification.SHOPIFY_RULED_AGAINST_SELLER,
            ["next.nothing_helps"],
            ["ruling.shopify_against_seller"],
        ),
    ],
)
def test_cancellations(
    production: ProductionStage | None, verification: Verification, next_keys: list[str], reasons: list[str]
) -> None:
    """Customer service is asked, or has answered; whoever else decided is named as what they are."""
    claim = a_claim(evolve(GIVEN_UP, verification=verification), production=production)
    found = said(an_order(shipped_at=None), claim)
    assert (keys(found, "next"), keys(found, "reasons")) == (next_keys, reasons)


def test_a_cancellation_asked_as_an_exchange_can_be_asked_as_a_refund() -> None:
    """Before production, without a date."""
    found = said(an_order(shipped_at=None), a_claim(GIVEN_UP, **REPLACEMENT))
    (step,) = found.section("next").statements
    assert [step.key, *[point.key for point in step.points]] == ["step.cancel", "then.referred"]


NOT_AS_DESCRIBED = an_item(problem=Problem.NOT_AS_DESCRIBED)
HALF = Evidence(document=Document.REFUND_SCREENSHOT, shows={Detail.ORDER_NUMBER, Detail.PRODUCT_INFORMATION})


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        (
            (PICTURE, CHAT, LISTING, MEASUREMENT),
            Statement(
                "evidence.missing_either",
                "3.1",
                (
                    ("one", Document.REFUND_SCREENSHOT),
                    ("one_shows", (Detail.ORDER_NUMBER, Detail.PRODUCT_INFORMATION, Detail.LOGISTICS_NUMBER)),
                    ("other", Document.REDISPATCH_SCREENSHOT),
                    ("other_shows", (Detail.CMOFFER_ORDER_NUMBER, Detail.PRODUCED_OR_SHIPPED)),
                ),
                (0,),
            ),
        ),
        (
            (HALF, PICTURE, CHAT, LISTING, MEASUREMENT),
            Statement(
                "evidence.incomplete",
                "3.1",
                (("document", Document.REFUND_SCREENSHOT), ("details", (Detail.LOGISTICS_NUMBER,))),
                (0,),
            ),
        ),
        (
            (REFUND_SCREENSHOT, CHAT, LISTING, MEASUREMENT),
            Statement(
                "evidence.missing",
                "3.2.1",
                (("documents", (Document.PICTURE, Document.VIDEO)), ("details", (Detail.PROBLEM_VISIBLE,))),
                (0,),
            ),
        ),
        ((REFUND_SCREENSHOT, PICTURE, CHAT, MEASUREMENT), Statement("evidence.listing", "3.2.3", (), (0,))),
        (
            (REFUND_SCREENSHOT, PICTURE, CHAT, MEASUREMENT, Evidence(document=Document.LISTING, shows=())),
            Statement("evidence.listing", "3.2.3", (), (0,)),
        ),
        (
            (REFUND_SCREENSHOT, PICTURE, CHAT, LISTING),
            Statement(
                "evidence.missing",
                "3.2.3",
                (("documents", (Document.MEASUREMENT_PHOTO,)), ("details", (Detail.MEASUREMENT_READABLE,))),
                (0,),
            ),
        ),
    ],
)
def test_missing_documents_are_asked_for(evidence: tuple[Evidence, ...], expected: Statement) -> None:
    """By their kind and exactly what they do not show; then what that leads to, and that there is no hurry."""
    (asked, *then) = said(None, a_claim(NOT_AS_DESCRIBED, evidence=evidence)).section("next").statements
    assert asked == expected
    assert [statement.key for statement in then] == ["then.approved", "next.keeps_its_time"]


@pytest.mark.parametrize(
    ("verification", "then"),
    [
        (Verification.PENDING, "then.under_verification"),
        (Verification.CONTESTED, "then.in_dispute"),
        (Verification.CONFIRMED, "then.approved"),
        (Verification.RULED_FOR_SELLER, "then.approved"),
    ],
)
def test_what_complete_documents_lead_to(verification: Verification, then: str) -> None:
    """It depends on who has answered."""
    assert then in keys(said(None, a_claim(verification=verification, evidence=(PICTURE, CHAT))), "next")


@pytest.mark.parametrize(
    ("changes", "readings", "expected"),
    [
        ({}, {}, ["next.payment_undated"]),
        ({}, {"arrival_working_days": (2, 2)}, ["next.payment_undated_one_day"]),
        ({"approved_at": at("2024-01-12")}, {}, ["next.payment"]),
        ({"approved_at": at("2024-01-12")}, {"arrival_working_days": (2, 2)}, ["next.payment_on_a_day"]),
        (REPLACEMENT, {}, ["next.replacement_comes"]),
        (PENDING, {}, ["next.wait_for_answer", "next.acceptance"]),
        ({"verification": Verification.CONTESTED}, {}, ["next.cmoffer_decides_then_shopify"]),
        ({"verification": Verification.CONTESTED}, {"adjudicator": Adjudicator.CMOFFER}, ["next.cmoffer_decides"]),
        ({"verification": Verification.CONTESTED}, {"adjudicator": Adjudicator.SHOPIFY}, ["next.shopify_decides"]),
        ({"verification": Verification.RULED_AGAINST_SELLER}, {}, ["step.ask_shopify"]),
        ({"verification": Verification.SHOPIFY_RULED_AGAINST_SELLER}, {}, ["next.nothing_helps"]),
        ({"submitted_at": at("2024-02-19")}, {}, ["step.ask_for_replacement"]),
        (
            {"submitted_at": at("2024-02-19"), "evidence": (REFUND_SCREENSHOT, CHAT)},
            {},
            ["step.ask_for_replacement"],
        ),
        ({"submitted_at": at("2024-03-06")}, {}, ["next.nothing_helps"]),
        ({"submitted_at": at("2024-01-04")}, {}, ["next.claim_again_once_shipped"]),
    ],
)
def test_what_to_do(changes: dict[str, Any], readings: dict[str, Any], expected: list[str]) -> None:
    """Each outcome says what the seller can do, or who acts next."""
    assert keys(said(None, a_claim(**changes), **readings), "next") == expected


def test_an_unknown_shipment_is_asked_for() -> None:
    """Instead of a word that nothing helps."""
    assert keys(said(an_order(shipped_at=None)), "next") == ["next.tell_shipment"]


def test_an_older_order_has_neither_dates_nor_money() -> None:
    """Nothing but that another policy governs it."""
    found = said(an_order(placed_at=at("2022-12-01")))
    assert [section.key for section in found.sections] == ["outcome", "next", "reasons", "time"]
    assert (keys(found, "next"), keys(found, "reasons")) == (["next.earlier_policy"], ["policy.order_is_older"])


def test_several_ways_are_numbered() -> None:
    """Each with its own last day and what it leads to."""
    item = an_item(replacement_price=usd("30.00"), verification=Verification.PENDING)
    choices = said(None, a_claim(item, **REPLACEMENT)).section("next").statements
    assert [(choice.key, choice.value("number")) for choice in choices] == [("next.choice", 1), ("next.choice", 2)]
    ways = [[choice.value("step").key, *[point.key for point in choice.points]] for choice in choices]  # type: ignore[union-attr]
    assert ways == [
        ["step.ask_for_refund", "then.under_verification"],
        ["step.choose_cheaper", "then.under_verification"],
    ]


def test_what_a_new_claim_needs_stands_below_it() -> None:
    """Its documents and what they lead to, and nothing of it among the things to do about this one."""
    claim = a_claim(submitted_at=at("2024-02-19"), evidence=(REFUND_SCREENSHOT, CHAT))
    (step,) = said(None, claim).section("next").statements
    assert step.key == "step.ask_for_replacement"
    assert [point.key for point in step.points] == ["evidence.missing", "then.under_verification"]


@pytest.mark.parametrize(
    ("changes", "readings", "key"),
    [
        ({"submitted_at": at("2024-02-19")}, {}, "step.ask_for_replacement"),
        (
            {"submitted_at": at("2024-02-19")},
            {"guarantee_start": GuaranteeStart.DELIVERY},
            "step.ask_for_replacement_at_least",
        ),
        (
            {
                "items": [an_item(replacement_price=usd("30.00"), **PENDING)],
                "submitted_at": at("2024-02-19"),
                **REPLACEMENT,
            },
            {"guarantee_grants": GuaranteeGrants.EITHER},
            "step.ask_for_refund_under_guarantee",
        ),
        (
            {
                "items": [an_item(replacement_price=usd("30.00"), **PENDING)],
                "submitted_at": at("2024-01-19"),
                **REPLACEMENT,
            },
            {},
            "step.ask_for_refund",
        ),
    ],
)
def test_a_new_claim_names_the_guarantee_that_grants_it(
    changes: dict[str, Any], readings: dict[str, Any], key: str
) -> None:
    """Or none, where after-sales service grants the other remedy."""
    assert key in said(None, a_claim(**changes), **readings).keys


@pytest.mark.parametrize(
    ("verification", "readings", "clause", "reason"),
    [
        (Verification.PENDING, {}, "4.3", Statement("confirmation.awaited", "4.3")),
        (
            Verification.CONTESTED,
            {},
            "4.3",
            Statement("objection.undecided", "4.3", (("adjudicator", Actor.CMOFFER),)),
        ),
        (
            Verification.CONTESTED,
            {"adjudicator": Adjudicator.SHOPIFY},
            "2.2",
            Statement("objection.undecided", "2.2", (("adjudicator", Actor.SHOPIFY),)),
        ),
    ],
)
def test_what_nobody_has_said_yet_is_still_open(
    verification: Verification, readings: dict[str, Any], clause: str, reason: Statement
) -> None:
    """Neither met nor not applicable: an answer, or who decides on the objection."""
    claim = a_claim(verification=verification)
    found = explanation(decision_of(None, claim, **readings), audience=Audience.ANALYST)
    undecided = the(found, "finding.undecided")
    assert (undecided.clause, undecided.value("reasons")) == (clause, (reason,))
    assert clause not in the(found, "finding.not_applicable").value("clauses")  # type: ignore[operator]
    rejected = decision_of(None, evolve(claim, submitted_at=at("2024-03-06")), **readings)
    assert "finding.undecided" not in explanation(rejected, audience=Audience.ANALYST).keys
    reasons = said(None, claim, **readings).section("reasons").statements
    assert (evolve(reason, items=(0,)) in reasons) is (verification is Verification.CONTESTED)


@pytest.mark.parametrize(
    ("evidence", "clause", "key"),
    [
        ((PICTURE, CHAT), "3.1", "proof.compensation_missing"),
        ((HALF, PICTURE, CHAT), "3.1", "proof.compensation_incomplete"),
        ((REFUND_SCREENSHOT, CHAT), "3.2.1", "proof.problem_missing"),
        ((REFUND_SCREENSHOT, CHAT, evolve(PICTURE, shows=[])), "3.2.1", "proof.problem_incomplete"),
    ],
)
def test_an_incomplete_document_is_not_a_missing_one(evidence: tuple[Evidence, ...], clause: str, key: str) -> None:
    """Whoever sent it would look for it in vain."""
    found = explanation(decision_of(None, a_claim(evidence=evidence)), audience=Audience.ANALYST)
    (finding,) = [each for each in found.section("findings").statements if each.clause == clause]
    assert [reason.key for reason in finding.value("reasons")] == [key]  # type: ignore[union-attr]


def test_acceptance_is_named_only_while_it_matters() -> None:
    """To whoever waits for an answer, and to nobody else."""
    for verification in Verification:
        found = said(None, a_claim(verification=verification))
        assert ("next.acceptance" in found.keys) is (verification is Verification.PENDING)
    late = said(None, a_claim(verification=Verification.PENDING, submitted_at=at("2024-02-08")))
    assert "next.acceptance" not in late.keys


def test_a_date_that_may_change_is_said_to() -> None:
    """Beyond the published schedule, beside the date, and only where the date is named."""
    order = an_order(placed_at=at("2150-01-03"), shipped_at=at("2150-01-05"))
    waiting = said(order, a_claim(submitted_at=at("2150-01-10"), **PENDING))
    assert keys(waiting, "next") == ["next.wait_for_answer", "next.acceptance", "next.date_may_change"]
    paid = said(order, a_claim(submitted_at=at("2150-01-10"), approved_at=at("2150-01-12")))
    assert keys(paid, "next") == ["next.payment", "next.date_may_change"]
    undated = said(order, a_claim(submitted_at=at("2150-01-10")))
    assert "next.date_may_change" not in undated.keys


@pytest.mark.parametrize(
    ("lines", "items", "freight", "expected"),
    [
        ([a_line()], [an_item()], "0.00", ["money.refund"]),
        ([a_line()], [an_item()], "4.00", ["money.refund_with_freight"]),
        ([a_line(quantity=2)], [an_item()], "0.00", ["money.refund", "money.paid"]),
        ([a_line()], [an_item(**PENDING)], "0.00", ["money.possible"]),
        (
            [a_line(), a_line("chain")],
            [an_item(), an_item("chain", **PENDING)],
            "2.00",
            ["money.refund_with_freight", "money.possible_with_freight"],
        ),
        ([a_line(discount=usd("1.00"))], [an_item()], "0.00", ["money.refund", "money.discounts"]),
        ([a_line()], [an_item(problem=Problem.CHANGE_OF_MIND)], "0.00", ["money.none"]),
    ],
)
def test_the_money(lines: list[Any], items: list[Any], freight: str, expected: list[str]) -> None:
    """What is refunded, what is still possible beside it, and what was paid where that is more."""
    assert keys(said(an_order(*lines, freight=usd(freight)), a_claim(*items)), "money") == expected


def test_a_replacement_has_no_word_about_money() -> None:
    """None moves."""
    assert keys(said(None, a_claim(**REPLACEMENT)), "money") == []


def test_goods_are_named_by_line_and_by_number_where_that_is_not_enough() -> None:
    """Two items about one line cannot be told apart by it."""
    found = said(an_order(a_line(quantity=2)), a_claim(an_item(), an_item(problem=Problem.CHANGE_OF_MIND)))
    assert [(goods.name, goods.number) for goods in found.goods] == [("ring", 1), ("ring", 2)]
    assert [statement.items for statement in found.section("next").statements] == [(0,), (1,)]


def test_goods_are_named_by_a_title_of_their_own() -> None:
    """By the id of the line where it has none but spaces, or shares it with another line."""
    titles = {"a": "Silver ring", "b": "Chain", "c": "Chain", "d": " ", "e": "", "f": "银戒指", "g": "x" * 81}
    order = an_order(*[a_line(line_id, title=title) for line_id, title in titles.items()], freight=usd("7.00"))
    decision = decision_of(order, a_claim(*map(an_item, titles)))
    assert [goods.name for goods in explanation(decision).goods] == ["Silver ring", *"bcde", "银戒指", "x" * 81]
    assert "'Silver ring', b, c, d, e and 2 more: 1 unit each" in explain(decision)
    assert "“Silver ring”、b、c、d、e（及另外 2 项）：各 1 件" in explain(decision, language="zh")
    analyst = explain(decision, audience="analyst", language="zh")
    assert "“Silver ring”：该商品共 1 件" in analyst
    assert "“银戒指”：实付 19.90 美元" in analyst
    assert f"“{'x' * 79}…”：实付 19.90 美元" in analyst


def test_alike_items_are_told_once() -> None:
    """Three items of one kind have the statements of one."""
    order = an_order(a_line(), a_line("chain"), a_line("charm"))
    three = said(order, a_claim(an_item(), an_item("chain"), an_item("charm"), submitted_at=at("2024-02-08")))
    one = said(None, a_claim(submitted_at=at("2024-02-08")))
    assert len(three.keys) == len(one.keys)
    assert "item.claimed_each" in three.keys
    assert {statement.items for statement in three.section("next").statements} == {(0, 1, 2)}


def test_items_that_differ_are_told_apart() -> None:
    """Each with its outcome."""
    order = an_order(a_line(), a_line("chain"))
    found = said(order, a_claim(an_item(), an_item("chain", Problem.CHANGE_OF_MIND)))
    assert [(each.items, each.value("outcome")) for each in found.section("outcome").statements[1:]] == [
        ((0,), Outcome.APPROVED),
        ((1,), Outcome.REJECTED),
    ]


def test_pieces_drawn_in_are_told() -> None:
    """A line that nobody claimed says why it is refunded."""
    order = an_order(a_line("left", set_id="pair"), a_line("right", set_id="pair"))
    found = said(order, a_claim(an_item("left", rest_usable=False)))
    assert found.section("units").statements == (
        Statement("units.drawn_in", "5.3", (("goods", "right"), ("units", 1)), (0,)),
    )


@pytest.mark.parametrize(
    ("verification", "holder"), [(Verification.CONFIRMED, "approved"), (Verification.PENDING, "open")]
)
def test_units_that_others_hold_are_told_with_their_claims(verification: Verification, holder: str) -> None:
    """How many of those named are left, and who has the others."""
    first = a_claim(verification=verification)
    second = a_claim(claim_id="C-2", submitted_at=at("2024-01-11"), verification=Verification.PENDING)
    found = explanation(OrderClaims(an_order(), (first, second)).decide("C-2"))
    held = the(found, "units.all_held")
    assert (held.items, held.value("named")) == ((0,), 1)
    assert held.value("holders") == (Statement(f"units.with_{holder}_claim", "", (("claim_id", "C-1"), ("units", 1))),)


def test_units_that_are_left_are_counted() -> None:
    """Of two claimed one is left beside an approved claim."""
    order = an_order(a_line(quantity=2))
    second = a_claim(an_item(quantity=2), claim_id="C-2", submitted_at=at("2024-01-11"))
    found = explanation(OrderClaims(order, (a_claim(approved_at=at("2024-01-12")), second)).decide("C-2"))
    assert (the(found, "units.held").value("named"), the(found, "units.held").value("got")) == (2, 1)


def test_of_many_holders_the_first_ten_are_named() -> None:
    """What the others have is said together."""
    early = [a_claim(claim_id=f"C-{n}", submitted_at=at("2024-01-10") + timedelta(minutes=n)) for n in range(13)]
    late = a_claim(claim_id="late", submitted_at=at("2024-01-11"))
    found = explanation(OrderClaims(an_order(a_line(quantity=13)), (*early, late)).decide("late"))
    *named, others = the(found, "units.all_held").value("holders")
    assert [each.value("claim_id") for each in named] == [f"C-{n}" for n in range(10)]
    assert others == Statement("units.with_others", "", (("units", 3),))


def test_allocation_line_by_line() -> None:
    """From the list value to the share of the units, with what was taken before."""
    order = an_order(
        a_line(quantity=3, unit_price=usd("10.00"), discount=usd("1.00"), settled=1),
        a_line("chain", unit_price=usd("11.00")),
        freight=usd("4.00"),
        discount=usd("4.00"),
    )
    found = explanation(decision_of(order), audience=Audience.ANALYST)
    assert dict(the(found, "allocation.line_with_discounts").values) == {
        "line": "ring",
        "list_value": usd("30.00"),
        "line_discount": usd("1.00"),
        "order_discount": usd("2.90"),
        "paid": usd("26.10"),
        "freight": usd("2.90"),
    }
    assert dict(the(found, "allocation.units_after_others").values) == {
        "line": "ring",
        "units": 1,
        "of": 3,
        "goods": usd("8.70"),
        "freight": usd("0.96"),
        "before": 1,
    }
    whole = explanation(decision_of(None, a_claim()), audience=Audience.ANALYST)
    assert the(whole, "allocation.whole_line").value("units") == 1
    half = explanation(decision_of(an_order(a_line(quantity=2)), a_claim()), audience=Audience.ANALYST)
    assert (the(half, "allocation.units").value("units"), the(half, "allocation.units").value("of")) == (1, 2)


def test_discounts_of_one_amount_do_not_cancel_out() -> None:
    """They are told, with the clause that divides the discount of the order."""
    order = an_order(a_line(discount=usd("2.00")), discount=usd("2.00"))
    said = the(explanation(decision_of(order), audience=Audience.ANALYST), "allocation.line_with_discounts")
    assert (said.clause, said.value("paid")) == ("5.4.2", usd("15.90"))


def test_dates_with_the_rest_days_they_skip() -> None:
    """Each period of the lines, the acceptance and the arrival."""
    claim = a_claim(submitted_at=at("2024-01-12 10:30"), approved_at=at("2024-01-18 09:00"))
    found = explanation(decision_of(None, claim), audience=Audience.ANALYST)
    assert keys(found, "dates") == [
        *("date.after_sales", "date.guarantee", "date.arrival", "date.rest_days"),
    ]
    waiting = evolve(claim, items=[an_item(**PENDING)])
    awaited = explanation(decision_of(None, waiting), audience=Audience.ANALYST)
    assert keys(awaited, "dates")[2:] == ["date.acceptance", "date.rest_days"]
    by_the_hour = decision_of(None, waiting, acceptance_clock=AcceptanceClock.FROM_THE_HOUR)
    assert "date.acceptance_from_the_hour" in keys(explanation(by_the_hour, audience=Audience.ANALYST), "dates")


@pytest.mark.parametrize(
    ("order", "claim", "readings", "name", "expected"),
    [
        (
            an_order(),
            a_claim(submitted_at=at("2024-02-19")),
            {},
            GuaranteeGrants,
            [
                (GuaranteeGrants.NOTHING, ["effect.no_remedy"]),
                (GuaranteeGrants.EITHER, ["effect.outcome", "effect.refund"]),
            ],
        ),
        (
            an_order(),
            a_claim(an_item(causes={Cause.CORROSION})),
            {},
            ExclusionScope,
            [(ExclusionScope.AFTER_SALES_ONLY, ["effect.remedies"])],
        ),
        (
            an_order(shipped_at=None),
            a_claim(GIVEN_UP, production=ProductionStage.NOT_STARTED),
            {"cancellation": Cancellation.REFUND},
            Cancellation,
            [(Cancellation.REFER, ["effect.outcome"])],
        ),
        (
            an_order(a_line(discount=usd("9.95")), a_line("chain"), freight=usd("3.00")),
            a_claim(),
            {},
            FreightWeight,
            [(FreightWeight.LIST_VALUE, ["effect.refund"])],
        ),
        (
            an_order(),
            a_claim(verification=Verification.CONTESTED),
            {},
            Adjudicator,
            [(Adjudicator.SHOPIFY, ["effect.adjudicator"])],
        ),
        (
            # Day 30 is Saturday 10 February, the first day of Spring Festival; the 18th is worked again.
            an_order(shipped_at=at("2024-01-11")),
            a_claim(submitted_at=at("2024-02-18")),
            {},
            WindowEnd,
            [(WindowEnd.NEXT_WORKING_DAY, ["effect.outcome", "effect.refund"])],
        ),
        (
            an_order(),
            a_claim(**PENDING),
            {},
            AcceptanceClock,
            [(AcceptanceClock.FROM_THE_HOUR, ["effect.acceptance"])],
        ),
        (an_order(), a_claim(), {}, AcceptanceClock, []),
        (an_order(), a_claim(), {}, GuaranteeStart, []),
        (
            an_order(),
            a_claim(**PENDING),
            {},
            GuaranteeStart,
            [(GuaranteeStart.DELIVERY, ["effect.windows"])],
        ),
    ],
)
def test_readings_that_would_change_something(
    order: Order, claim: Claim, readings: dict[str, Any], name: type, expected: list[tuple[Any, list[str]]]
) -> None:
    """Each other value of a reading with what it would change, and no other value."""
    found = explanation(decision_of(order, claim, **readings), audience=Audience.ANALYST)
    assumed = [each for each in found.section("readings").statements if each.key == "reading.assumed"]
    about = [each for each in assumed if isinstance(each.value("value"), name)]
    assert len(about) == bool(expected)  # what is assumed is said once
    told = [
        (point.value("other"), [effect.key for effect in point.value("effects")])  # type: ignore[union-attr]
        for statement in about
        for point in statement.points
    ]
    assert told == expected


def test_readings_are_compared_only_by_the_calendar_of_the_decision() -> None:
    """Another one would date them otherwise; with the right one at hand they are."""
    calendar = evolve(china_calendar(), make_up_days=())
    decision = decide(an_order(), a_claim(submitted_at=at("2024-02-19")), calendar=calendar)
    assert keys(explanation(decision, audience=Audience.ANALYST), "readings") == ["reading.not_compared"]
    compared = explanation(decision, audience=Audience.ANALYST, calendar=calendar)
    assert "reading.assumed" in keys(compared, "readings")


def test_readings_are_compared_by_the_calendar_given() -> None:
    """Two working days by the clock from Friday noon: Tuesday by the week alone, and after the holidays in China."""
    weekends_only = evolve(china_calendar(), holidays=(), make_up_days=())
    ends = {}
    for calendar in (weekends_only, china_calendar()):
        claim = a_claim(submitted_at=at("2024-02-09"), **PENDING)
        decision = decide(an_order(shipped_at=at("2024-01-20")), claim, calendar=calendar)
        found = explanation(decision, audience=Audience.ANALYST, calendar=calendar)
        effects = [each for section in found.sections for said in section.statements for each in within(said)]
        (acceptance,) = [each for each in effects if each.key == "effect.acceptance"]
        ends[calendar.version] = acceptance.value("deadline").last_day.isoformat()  # type: ignore[union-attr]
    assert list(ends.values()) == ["2024-02-13", "2024-02-19"]


def test_a_calendar_that_is_not_at_hand_is_named() -> None:
    """By its version, as the settings name it."""
    calendar = evolve(china_calendar(), make_up_days=())
    found = explanation(decide(an_order(), a_claim(), calendar=calendar), audience=Audience.ANALYST)
    assert the(found, "reading.not_compared").value("version") == calendar.version
    assert the(found, "settings.policy").value("calendar") == calendar.version


def test_settings_name_the_readings_that_are_not_the_default() -> None:
    """And say so where there is none."""
    default = explanation(decision_of(), audience=Audience.ANALYST)
    assert keys(default, "settings") == ["settings.policy", "settings.default_readings"]
    variant = explanation(decision_of(loss=Loss.COVERED), audience=Audience.ANALYST)
    assert the(variant, "settings.readings").value("readings") == (Loss.COVERED,)
