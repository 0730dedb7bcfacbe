"""What a decision says of itself, word for word where it matters."""

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
    Claim,
    CorrosionScope,
    Detail,
    Document,
    Evidence,
    ExclusionScope,
    FreightWeight,
    GuaranteeGrants,
    GuaranteeStart,
    Inconsistent,
    InvalidValue,
    Loss,
    MisuseScope,
    OpenPoint,
    Order,
    Policy,
    Problem,
    ProductionStage,
    Remedy,
    Verification,
    WindowEnd,
    WorkCalendar,
    china_calendar,
    decide,
    explain,
)
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


def explained(order: Order | None = None, claim: Claim | None = None, **readings: Any) -> str:
    """The explanation, unwrapped, so that a sentence stands on one line."""
    decision = decide(order or an_order(), claim or a_claim(), policy=evolve(POLICY_2023, **readings))
    return explain(decision).replace("\n    ", " ")


@pytest.mark.parametrize("scenario", scenarios(), ids=str)
def test_outcome_first_and_every_rule_told(scenario: Scenario) -> None:
    """The first line is the one-line form, and each finding asked has its sentence."""
    decision = decide(scenario.order, scenario.claim, policy=scenario.policy)
    text = explain(decision)
    assert text.splitlines()[0] == str(decision)
    for item in decision.items:
        for finding in item.findings:
            sentence = f"  - Clause {finding.clause}, {finding.status.words}: "
            assert (sentence in text) is any(
                other.status is finding.status is not Status.NOT_APPLICABLE
                for each in decision.items
                for other in each.findings
                if other.clause == finding.clause
            )


def test_one_line_and_repr() -> None:
    """The short forms name claim, outcome, clauses and money."""
    order = an_order(a_line(), a_line("chain"), a_line("charm"))
    items = (an_item(), an_item("chain"), an_item("charm", Problem.CHANGE_OF_MIND))
    decision = decide(order, a_claim(*items, evidence=(REFUND_SCREENSHOT, CHAT, evolve(PICTURE, line_ids={"ring"}))))
    assert str(decision) == "Claim C-1 on order A-1: approved for 1 of 3 items, USD 19.90 refunded, USD 19.90 at stake."
    assert repr(decision) == "<Decision 'C-1': APPROVED, USD 19.90 of USD 39.80>"
    rejected = decide(order, a_claim(an_item("charm", Problem.CHANGE_OF_MIND)))
    assert str(rejected) == "Claim C-1 on order A-1: rejected (5.1)."


@pytest.mark.parametrize(
    ("changes", "order_changes", "sentence"),
    [
        (
            {"submitted_at": at("2024-02-08")},
            {},
            "Clause 1, failed: Shipped on 5 January 2024, day 30 was 4 February 2024, claimed on 8 February 2024: "
            "too late for after-sales service.",
        ),
        (
            {"submitted_at": at("2024-02-08")},
            {"delivered_at": at("2024-02-05")},
            "too late for after-sales service. The parcel itself arrived only on 5 February 2024, after the window had "
            "closed.",
        ),
        (
            {},
            {"shipped_at": None},
            "Clause 1, failed: When the line was shipped is not known, so after-sales service does not count as open.",
        ),
        (
            {"submitted_at": at("2024-01-04")},
            {},
            "Claimed on 4 January 2024, before the line was shipped on 5 January 2024: too early for after-sales service.",
        ),
        (
            {"submitted_at": at("2024-01-05 11:59:59")},
            {},
            "Claimed on 5 January 2024, before the line was shipped on 5 January 2024 at 12:00: too early for",
        ),
        (
            {"submitted_at": at("2024-02-08"), **REPLACEMENT},
            {},
            "too late for after-sales service, but the guarantee grants a replacement.",
        ),
        (
            {"submitted_at": at("2024-03-06"), **REPLACEMENT},
            {},
            "Clause 2.3, failed: The replacement asked for is not dearer than the unit it replaces. Shipped on 5 January "
            "2024, day 60 was 5 March 2024, claimed on 6 March 2024: too late for the guarantee.",
        ),
    ],
)
def test_dates_that_decided_are_told(changes: dict[str, Any], order_changes: dict[str, Any], sentence: str) -> None:
    """A window that decides is told with its start, its last day and the day of the claim."""
    assert sentence in explained(an_order(**order_changes), a_claim(**changes))


def test_a_dearer_replacement_is_told_with_both_prices() -> None:
    """The price asked for and the price of the unit replaced stand side by side."""
    text = explained(claim=a_claim(an_item(replacement_price=usd("30.00")), **REPLACEMENT))
    assert "The replacement asked for lists at USD 30.00, more than the USD 19.90 of the unit it replaces." in text
    assert (
        "Ask for the same product or for one that lists at USD 19.90 or less (2.3), available until the end of 5 March 2024"
        in text
    )


def test_guarantee_from_a_delivery() -> None:
    """Under the reading DELIVERY the guarantee is told from the delivery, or that it is not known."""
    claim = a_claim(submitted_at=at("2024-03-08"), **REPLACEMENT)
    known = an_order(delivered_at=at("2024-01-20"))
    assert (
        "Delivered on 20 January 2024, day 60 is 20 March 2024, claimed on 8 March 2024: in time for the guarantee"
        in (explained(known, claim, guarantee_start=GuaranteeStart.DELIVERY))
    )
    unknown = explained(an_order(), claim, guarantee_start=GuaranteeStart.DELIVERY)
    assert (
        "Clause 2.3, missing: The replacement asked for is not dearer than the unit it replaces. When the line was "
        "delivered is not known, so whether day 60 from there is over is not known either."
    ) in unknown
    assert "too late for after-sales service, but the guarantee may grant a replacement." in unknown
    assert "Guarantee: at least until the end of 5 March 2024, counted from shipment (2.3" in unknown
    assert "Tell CMOFFER when the order was delivered; the guarantee counts from there (2.3)." in unknown
    assert "When the goods were delivered is not known; with that date the guarantee may be open." in unknown
    early = explained(
        an_order(delivered_at=at("2024-01-20")), a_claim(**REPLACEMENT), guarantee_start=GuaranteeStart.DELIVERY
    )
    assert "Delivered on 20 January 2024, day 60 is 20 March 2024, claimed on 10 January 2024: in time" in early
    before = explained(
        an_order(delivered_at=at("2024-01-20")),
        a_claim(submitted_at=at("2024-01-04"), **REPLACEMENT),
        guarantee_start=GuaranteeStart.DELIVERY,
    )
    assert "before the line was shipped on 5 January 2024: too early for the guarantee." in before


@pytest.mark.parametrize(
    ("order_changes", "points"),
    [
        ({"shipped_at": None}, (OpenPoint.SHIPMENT_UNKNOWN,)),
        ({"shipped_at": at("2024-01-11")}, ()),
    ],
)
def test_an_unknown_shipment_is_open_a_later_one_is_not(
    order_changes: dict[str, Any], points: tuple[OpenPoint, ...]
) -> None:
    """A missing date keeps a rejection open, a date that is known does not."""
    assert decide(an_order(**order_changes), a_claim()).open_points == points


def test_a_known_delivery_leaves_nothing_open() -> None:
    """A rejection for a closed guarantee is final once the delivery is known."""
    policy = evolve(POLICY_2023, guarantee_start=GuaranteeStart.DELIVERY)
    claim = a_claim(submitted_at=at("2024-04-08"), **REPLACEMENT)
    known = decide(an_order(delivered_at=at("2024-01-20")), claim, policy=policy)
    unknown = decide(an_order(), claim, policy=policy)
    assert (known.open_points, unknown.open_points) == ((), (OpenPoint.DELIVERY_UNKNOWN,))


def test_every_open_point_is_told() -> None:
    """What keeps a decision from being final stands in its explanation, and a final one has no such section."""
    stages = {
        OpenPoint.EVIDENCE: (
            {"evidence": ()},
            "Documents are missing; the claim keeps the time of its submission (4.1).",
        ),
        OpenPoint.VERIFICATION: (
            {"verification": Verification.PENDING},
            "The responsible party has not answered yet (4.3).",
        ),
        OpenPoint.RULING: (
            {"verification": Verification.CONTESTED},
            "The objection of the responsible party has not been ruled on yet.",
        ),
        OpenPoint.APPROVAL_TIME: (
            {},
            "The approval date is missing: dated approvals of other claims come first.",
        ),
    }
    assert "check the two dates" in explained(an_order(delivered_at=at("2024-01-11")))
    unfounded = a_claim(an_item(causes={Cause.UNLAWFUL}, approved_at=at("2024-01-12")))
    assert "An approval is dated for something that this policy does not approve." in explained(claim=unfounded)
    for point, (changes, sentence) in stages.items():
        claim = a_claim(**changes)
        assert decide(an_order(), claim).open_points == (point,)
        assert sentence in explained(claim=claim)
    assert "Not final yet" not in explained(claim=a_claim(approved_at=at("2024-01-12")))


def test_a_provisional_deadline_is_marked() -> None:
    """A deadline beyond the published schedule is marked where it stands and among the open points."""
    order = an_order(placed_at=at("2150-01-03"), shipped_at=at("2150-01-05"))
    claim = a_claim(submitted_at=at("2150-01-10"), approved_at=at("2150-01-12"))
    text = explained(order, claim)
    assert text.count("(provisional)") == 2
    assert "A deadline is provisional" in text
    assert decide(order, claim).open_points == (OpenPoint.PROVISIONAL_DEADLINE,)


def test_rest_days_are_told_by_name() -> None:
    """The days that postpone an acceptance are named, runs of one holiday together."""
    text = explained(
        an_order(shipped_at=at("2024-09-20"), placed_at=at("2024-09-19")), a_claim(submitted_at=at("2024-09-30"))
    )
    assert (
        "CMOFFER accepts the claim until the end of 9 October 2024, counted in whole working days, not counting "
        "1 to 7 October 2024 (National Day) (4.2, reading acceptance_clock)."
    ) in text
    hours = explained(
        an_order(), a_claim(submitted_at=at("2024-01-12 10:30:00")), acceptance_clock=AcceptanceClock.FROM_THE_HOUR
    )
    assert "until 10:30 on 16 January 2024, counted from the hour of submission, not counting 13 to 14 January" in hours


def test_rest_days_of_several_names_and_months() -> None:
    """Runs of different names are told apart, and a run that crosses a month names both."""
    order = an_order(placed_at=at("2023-09-20"), shipped_at=at("2023-09-21"))
    assert (
        "not counting 29 to 30 September 2023 (Mid-Autumn Festival) and 1 to 6 October 2023 (National Day)"
    ) in explained(order, a_claim(submitted_at=at("2023-09-28")))
    assert (
        "not counting 28 January 2025 (Chinese New Year's Eve) and 29 January 2025 to 4 February 2025 (Chinese New Year)"
    ) in explained(order, a_claim(submitted_at=at("2025-01-27")))


def test_money_line_by_line() -> None:
    """The amount of each line is told with how it came about, and what was taken before."""
    order = an_order(
        a_line(quantity=3, unit_price=usd("10.00"), discount=usd("1.00"), settled=1),
        a_line("chain", unit_price=usd("11.00")),
        freight=usd("4.00"),
        discount=usd("4.00"),
    )
    text = explained(order, a_claim())
    assert (
        "ring: list value USD 30.00 - line discount USD 1.00 - order discount USD 2.90 = paid USD 26.10, freight share "
        "USD 2.90 (5.4.2). 1 of 3 units after 1 taken before: goods USD 8.70 + freight USD 0.96."
    ) in text
    assert "Refunded: goods USD 8.70 + freight USD 0.96 = USD 9.66." in text


def test_money_of_open_items_is_told_apart() -> None:
    """What is refunded and what could still be refunded are two sums."""
    order = an_order(a_line(), a_line("chain"))
    text = explained(
        order,
        a_claim(an_item(), an_item("chain"), evidence=(REFUND_SCREENSHOT, CHAT, evolve(PICTURE, line_ids=["ring"]))),
    )
    assert "Refunded: goods USD 19.90 + freight USD 0.00 = USD 19.90." in text
    assert (
        "Refunded if everything open is decided for the seller: goods USD 39.80 + freight USD 0.00 = USD 39.80." in text
    )


@pytest.mark.parametrize(
    ("evidence", "sentence"),
    [
        (
            (PICTURE, CHAT),
            "Add a screenshot of your refund to the buyer that shows the order number, the product information and the "
            "logistics number or a screenshot of your new dispatch to the buyer that shows the platform's order number "
            "and the status produced or shipped (3.1).",
        ),
        (
            (
                PICTURE,
                CHAT,
                Evidence(document=Document.REFUND_SCREENSHOT, shows={Detail.ORDER_NUMBER, Detail.PRODUCT_INFORMATION}),
            ),
            "Complete the screenshot of your refund to the buyer, which does not show the logistics number (3.1).",
        ),
        ((REFUND_SCREENSHOT, CHAT), "Add a picture or a video that shows the problem clearly (3.2.1)."),
        (
            (REFUND_SCREENSHOT, PICTURE),
            "Add a screenshot of the chat or a screenshot of the refund remarks that shows the buyer's own words about "
            "the problem (3.2.2).",
        ),
        (
            (REFUND_SCREENSHOT, PICTURE, CHAT, LISTING),
            "Add a photo of the measurement that shows the measured value legibly (3.2.3).",
        ),
        (
            (REFUND_SCREENSHOT, PICTURE, CHAT, Evidence(document=Document.LISTING, shows=())),
            "Attach your listing with the description you took from CMOFFER; if it says something else, this claim cannot "
            "succeed (3.2.3).",
        ),
        (
            (REFUND_SCREENSHOT, PICTURE, CHAT, MEASUREMENT),
            "Attach your listing with the description you took from CMOFFER; if it says something else, this claim cannot "
            "succeed (3.2.3).",
        ),
    ],
)
def test_missing_documents_are_asked_for(evidence: tuple[Evidence, ...], sentence: str) -> None:
    """What to do names the document and exactly what it does not show."""
    assert sentence in explained(claim=a_claim(an_item(problem=Problem.NOT_AS_DESCRIBED), evidence=evidence))


def test_another_remedy_is_named_with_its_last_day() -> None:
    """A rejected refund names the replacement that is still available; where nothing is, it says so."""
    assert "Ask for a replacement by the same product instead, available until the end of 5 March 2024 (2.3)." in (
        explained(claim=a_claim(submitted_at=at("2024-02-19")))
    )
    assert "Nothing; no other remedy and no further document helps against 1." in (
        explained(claim=a_claim(submitted_at=at("2024-03-06")))
    )


@pytest.mark.parametrize(
    ("changes", "readings", "sentence"),
    [
        ({}, {}, "Nothing; the money is expected 1 to 3 working days after approval (4.4)."),
        (
            {"approved_at": at("2024-01-12")},
            {},
            "Nothing; the money is expected from 15 January 2024, until the end of 17 January 2024 (4.4).",
        ),
        (REPLACEMENT, {}, "Nothing; the replacement comes free of charge (2.3)."),
        (
            {"verification": Verification.CONTESTED},
            {},
            "Nothing for now; the responsible party objects, and CMOFFER decides (4.3).",
        ),
        (
            {"verification": Verification.CONTESTED},
            {"adjudicator": Adjudicator.SHOPIFY},
            "Nothing for now; the responsible party objects, and Shopify decides between the parties (2.2).",
        ),
        (
            {"verification": Verification.RULED_FOR_SELLER},
            {"adjudicator": Adjudicator.SHOPIFY},
            "Clause 2.2, met: The responsible party objected, and Shopify ruled for the seller.",
        ),
        (
            {"verification": Verification.RULED_AGAINST_SELLER},
            {},
            "Clause 4.3, failed: The responsible party objected, and the platform ruled against the seller.",
        ),
        (
            {"verification": Verification.RULED_AGAINST_SELLER},
            {},
            "adjudicator is read as CMOFFER_THEN_SHOPIFY (4.3 and 2.2): it says who rules on an objection.",
        ),
        ({"verification": Verification.RULED_AGAINST_SELLER}, {}, "Ask Shopify to decide (2.2)."),
        (
            {"verification": Verification.SHOPIFY_RULED_AGAINST_SELLER},
            {},
            "Clause 2.2, failed: The responsible party objected, and Shopify ruled against the seller.",
        ),
        (
            {"verification": Verification.SHOPIFY_RULED_AGAINST_SELLER},
            {},
            "Nothing; no other remedy and no further document helps against 2.2.",
        ),
    ],
)
def test_answers_and_rulings(changes: dict[str, Any], readings: dict[str, Any], sentence: str) -> None:
    """What follows from an answer or a ruling is told, with who gave it."""
    assert sentence in explained(claim=a_claim(**changes), **readings)


@pytest.mark.parametrize(
    ("item", "changes", "readings", "sentence"),
    [
        (
            an_item(causes={Cause.CORROSION}),
            {},
            {},
            "Inspection found contact with corrosive substances, which ends all cover.",
        ),
        (
            an_item(causes={Cause.CORROSION}),
            REPLACEMENT,
            {"exclusion_scope": ExclusionScope.AFTER_SALES_ONLY},
            "which ends the after-sales service but leaves the guarantee, and that grants a replacement.",
        ),
        (
            an_item(causes={Cause.MISUSE}),
            {},
            {"exclusion_scope": ExclusionScope.AFTER_SALES_ONLY},
            "Inspection found neglect, abuse or wear, which ends the after-sales service; the guarantee does not grant a "
            "refund.",
        ),
        (
            an_item(problem=Problem.WRONG_SIZE, causes={Cause.MISUSE}),
            {},
            {},
            "but that does not explain the problem reported (wrong size).",
        ),
        (
            an_item(problem=Problem.LOST),
            {},
            {},
            "Everything in the order is reported lost, and only goods that were received are covered.",
        ),
        (
            an_item(problem=Problem.LOST),
            {},
            {"loss": Loss.COVERED},
            "Clause 2.1, met: Everything in the order is reported lost, and a loss is covered.",
        ),
        (
            an_item(problem=Problem.WRONG_SIZE, causes={Cause.CORROSION}),
            {},
            {"corrosion_scope": CorrosionScope.DAMAGE_ONLY},
            "Clause 2.5.1, met: Inspection found contact with corrosive substances, but that does not explain the problem "
            "reported (wrong size).",
        ),
        (
            an_item(problem=Problem.NOT_AS_DESCRIBED, causes={Cause.LISTING_DIFFERS}),
            {},
            {},
            "Clause 3.2.3, failed: Your listing says something else than CMOFFER's description.",
        ),
        (
            an_item(problem=Problem.NOT_AS_DESCRIBED),
            {"submitted_at": at("2024-02-19"), **REPLACEMENT},
            {},
            "Clause 2.3.1, failed: The guarantee does not list this problem (not as described).",
        ),
        (
            an_item(problem=Problem.NOT_AS_DESCRIBED),
            REPLACEMENT,
            {},
            "Clause 2.3.2, not needed: The guarantee does not list this problem (not as described), but the after-sales "
            "service does.",
        ),
        (
            an_item(problem=Problem.CHANGE_OF_MIND),
            REPLACEMENT,
            {},
            "A change of mind is no reason to exchange custom goods.",
        ),
        (
            an_item(),
            {"submitted_at": at("2024-02-19"), **REPLACEMENT},
            {"guarantee_grants": GuaranteeGrants.NOTHING},
            "Clause 2.3, met: The replacement asked for is not dearer than the unit it replaces.\n",
        ),
    ],
)
def test_reasons_of_the_item(item: Any, changes: dict[str, Any], readings: dict[str, Any], sentence: str) -> None:
    """What speaks for or against the item is told in the words of the case."""
    assert sentence in explained(claim=a_claim(item, **changes), **readings)


@pytest.mark.parametrize(
    ("production", "sentence"),
    [
        (None, "Whether production has started is not known; a custom order in production cannot be cancelled."),
        (ProductionStage.NOT_STARTED, "The order is given up before production has started."),
        (ProductionStage.STARTED, "Production has started, and from then on a custom order cannot be cancelled."),
    ],
)
def test_stages_of_production(production: ProductionStage | None, sentence: str) -> None:
    """A cancellation is told with the stage of production it met."""
    item = an_item(problem=Problem.CHANGE_OF_MIND, verification=Verification.PENDING)
    assert sentence in explained(an_order(shipped_at=None), a_claim(item, production=production))


@pytest.mark.parametrize(
    ("verification", "sentence"),
    [
        (Verification.CONFIRMED, "Clause 2.4, met: Customer service cancels the order."),
        (Verification.CONTESTED, "Clause 2.4, failed: Customer service declines to cancel the order."),
    ],
)
def test_the_answer_of_customer_service_is_told(verification: Verification, sentence: str) -> None:
    """Of an order of which nobody knows whether production has started."""
    item = an_item(problem=Problem.CHANGE_OF_MIND, verification=verification)
    assert sentence in explained(an_order(shipped_at=None), a_claim(item))


@pytest.mark.parametrize(
    ("order", "item", "changes", "readings", "sentence"),
    [
        (
            an_order(),
            an_item(),
            {"submitted_at": at("2024-02-19")},
            {},
            "For ring, guarantee_grants is read as REPLACEMENT (1, 2.1 and 2.3); read as NOTHING, nothing could be granted; read as EITHER, "
            "the outcome would be approved.",
        ),
        (
            an_order(),
            an_item(problem=Problem.WRONG_SIZE, causes={Cause.MISUSE}),
            {},
            {"misuse_scope": MisuseScope.ANY_PROBLEM},
            "misuse_scope is read as ANY_PROBLEM (2.5.2); read as DAMAGE_ONLY, the outcome would be approved.",
        ),
        (
            an_order(),
            an_item(causes={Cause.CORROSION}),
            {},
            {},
            "exclusion_scope is read as EVERYTHING (2.5); read as AFTER_SALES_ONLY, a replacement could be granted.",
        ),
        (
            an_order(shipped_at=None),
            an_item(problem=Problem.CHANGE_OF_MIND, verification=Verification.PENDING),
            {"production": ProductionStage.NOT_STARTED},
            {"cancellation": Cancellation.REFUND},
            "cancellation is read as REFUND (2.4); read as REFER, the outcome would be referred.",
        ),
        (
            an_order(a_line(discount=usd("9.95")), a_line("chain"), freight=usd("3.00")),
            an_item(),
            {},
            {"freight_weight": FreightWeight.LIST_VALUE},
            "freight_weight is read as LIST_VALUE (5.4.2); read as PAID_VALUE, the freight would be USD 1.00 instead of "
            "USD 1.50.",
        ),
        (
            an_order(),
            an_item(),
            {"submitted_at": at("2024-02-18")},
            {"window_end": WindowEnd.NEXT_WORKING_DAY, "after_sales_days": 36},
            "window_end is read as NEXT_WORKING_DAY (1 and 2.3); read as AS_COUNTED, the outcome would be rejected.",
        ),
    ],
)
def test_deciding_readings_are_named(
    order: Order, item: Any, changes: dict[str, Any], readings: dict[str, Any], sentence: str
) -> None:
    """Where another reading would decide otherwise, the one in force is named with what the other would make of it."""
    assert sentence in explained(order, a_claim(item, **changes), **readings)


def test_no_reading_is_named_where_none_decided() -> None:
    """A plain approval hangs on no reading."""
    assert "Readings that decided" not in explained()


def test_several_lines_are_told_together_where_they_agree() -> None:
    """Advice, windows and readings that are the same for several lines stand there once."""
    order = an_order(a_line(), a_line("chain"), a_line("charm", shipped_at=at("2024-01-20")))
    claim = a_claim(an_item(), an_item("chain"), an_item("charm"), submitted_at=at("2024-02-19"))
    text = explained(order, claim)
    assert (
        "ring and chain: Ask for a replacement by the same product instead, available until the end of 5 March 2024 (2.3)."
        in text
    )
    assert "After-sales service of ring and chain: until the end of 4 February 2024, counted from shipment (1)." in text
    assert "After-sales service of charm: until the end of 19 February 2024, counted from shipment (1)." in text
    assert "For ring and chain, guarantee_grants is read as REPLACEMENT" in text


def test_ids_cannot_forge_lines() -> None:
    """An id with a line break is shown escaped."""
    order = an_order(order_id="A\nClaim C-2: approved")
    text = explained(order, a_claim(order_id=order.order_id))
    assert "order 'A\\nClaim C-2: approved'" in text
    assert "\nClaim C-2" not in text


def test_only_decisions_can_be_explained() -> None:
    """Anything else is refused with what was expected."""
    with pytest.raises(InvalidValue) as fault:
        explain("approved")  # type: ignore[arg-type]
    assert str(fault.value) == "decision: got 'approved', expected a value of type Decision"


@pytest.mark.parametrize(("name", "value"), [("policy", "2023"), ("calendar", "china")])
def test_policy_and_calendar_are_checked(name: str, value: str) -> None:
    """A policy or calendar of another type is refused by name."""
    arguments: dict[str, Any] = {name: value}
    with pytest.raises(InvalidValue, match=f"^{name}: got '{value}', expected a value of type"):
        decide(an_order(), a_claim(), **arguments)


def test_a_decision_holds_what_it_was_taken_from() -> None:
    """Order, claim, policy and the calendar's version travel with the decision."""
    policy = Policy(name="trial", effective_from=POLICY_2023.effective_from)
    decision = decide(an_order(), a_claim(), policy=policy)
    assert (decision.order, decision.claim, decision.policy) == (an_order(), a_claim(), policy)
    assert len(decision.calendar_version) == 16
    assert decision == decide(an_order(), a_claim(), policy=policy)
    assert hash(decision) == hash(decide(an_order(), a_claim(), policy=policy))


def test_a_dearer_replacement_leaves_the_refund_open() -> None:
    """Both remedies that stay available are named, each with its last day; nobody has answered yet."""
    item = an_item(replacement_price=usd("30.00"), verification=Verification.PENDING)
    text = explained(claim=a_claim(item, **REPLACEMENT))
    assert "Either: Ask for a refund instead, available until the end of 4 February 2024 (1). After that" in text
    assert "Or: Ask for the same product or for one that lists at USD 19.90 or less (2.3), available until" in text


def test_what_another_remedy_would_still_need_is_told() -> None:
    """A rejected claim that could be turned names the documents it would need for that."""
    text = explained(claim=a_claim(submitted_at=at("2024-02-19"), evidence=(REFUND_SCREENSHOT, CHAT)))
    assert "Ask for a replacement by the same product instead" in text
    assert "After that the outcome would be: under verification." in text
    assert "Add a picture or a video that shows the problem clearly (3.2.1)." in text


@pytest.mark.parametrize(
    ("item", "changes", "points"),
    [
        (an_item(), {}, (OpenPoint.SHIPMENT_UNKNOWN,)),
        (an_item(), {"verification": Verification.RULED_AGAINST_SELLER}, ()),
        (an_item(problem=Problem.LOST), {}, ()),
        (an_item(causes={Cause.UNLAWFUL}), {}, ()),
        (an_item(problem=Problem.NOT_ATTRIBUTABLE), {}, ()),
    ],
)
def test_a_missing_date_is_open_only_where_it_could_help(
    item: Any, changes: dict[str, Any], points: tuple[OpenPoint, ...]
) -> None:
    """A rejection that no date could change is final."""
    assert decide(an_order(shipped_at=None), a_claim(item, **changes)).open_points == points


@pytest.mark.parametrize("grants", [GuaranteeGrants.REPLACEMENT, GuaranteeGrants.NOTHING])
def test_an_unknown_delivery_is_open_only_where_the_guarantee_grants_something(grants: GuaranteeGrants) -> None:
    """Read as NOTHING, the guarantee grants nothing, whenever it starts."""
    policy = evolve(POLICY_2023, guarantee_start=GuaranteeStart.DELIVERY, guarantee_grants=grants)
    late = a_claim(submitted_at=at("2024-03-08"), **REPLACEMENT)
    expected = (OpenPoint.DELIVERY_UNKNOWN,) if grants is GuaranteeGrants.REPLACEMENT else ()
    assert decide(an_order(), late, policy=policy).open_points == expected


def test_no_word_about_money_where_nothing_is_decided() -> None:
    """An order of another policy has no money section, and a cancellation that is referred has no verdict on money."""
    older = explained(an_order(placed_at=at("2022-12-01")))
    assert "Money" not in older
    assert "refunded" not in older
    item = an_item(problem=Problem.CHANGE_OF_MIND, verification=Verification.PENDING)
    referred = explained(an_order(shipped_at=None), a_claim(item))
    assert "Nothing is decided about the money yet." in referred


def test_items_about_one_line_are_told_by_number() -> None:
    """Two items about one line cannot be told apart by it."""
    order = an_order(a_line(quantity=2))
    text = explained(order, a_claim(an_item(), an_item(problem=Problem.CHANGE_OF_MIND)))
    assert "item 1: Nothing; the money is expected" in text
    assert "item 2: Nothing; no other remedy and no further document helps against 5.1." in text


def test_pieces_drawn_in_are_told() -> None:
    """A line that nobody claimed says why it is refunded."""
    order = an_order(a_line("left", set_id="pair"), a_line("right", set_id="pair"))
    text = explained(order, a_claim(an_item("left", rest_usable=False)))
    assert "  - left takes 1 unit of left and 1 unit of right, as the rest of the set cannot be used (5.3).\n" in text
    assert "right: paid USD 19.90, freight share USD 0.00 (5.4.2). 1 of 1 unit: goods USD 19.90" in text
    assert "left: paid USD 19.90, freight share USD 0.00 (5.4.2). 1 of 1 unit: goods" in text


@pytest.mark.parametrize(
    ("submitted_at", "remedy", "mentioned"),
    [
        ("2024-01-04", Remedy.REFUND, False),
        ("2024-02-19", Remedy.REFUND, True),
        ("2024-02-19", Remedy.REPLACEMENT, True),
    ],
)
def test_a_parcel_later_than_the_window_is_told_of_late_claims(
    submitted_at: str, remedy: Remedy, mentioned: bool
) -> None:
    """Of a claim before the shipment it says nothing."""
    text = explained(an_order(delivered_at=at("2024-02-14")), a_claim(submitted_at=at(submitted_at), remedy=remedy))
    assert ("The parcel itself arrived only on 14 February 2024" in text) is mentioned


def test_a_claim_before_the_shipment_can_be_made_again() -> None:
    """Too early is not too late."""
    text = explained(claim=a_claim(submitted_at=at("2024-01-04")))
    assert "Claim again once the goods are shipped; before that no window is open (1, 2.3)." in text


@pytest.mark.parametrize(
    ("order", "changes", "readings", "sentence"),
    [
        (
            an_order(delivered_at=at("2024-01-15")),
            {"submitted_at": at("2024-03-10"), **REPLACEMENT},
            {},
            "guarantee_start is read as SHIPMENT (2.3); read as DELIVERY, the outcome would be approved.",
        ),
        (
            an_order(delivered_at=at("2024-01-15")),
            {"submitted_at": at("2024-03-10"), **REPLACEMENT},
            {"guarantee_start": GuaranteeStart.DELIVERY},
            "guarantee_start is read as DELIVERY (2.3); read as SHIPMENT, the outcome would be rejected.",
        ),
        (
            # Day 30 is Saturday 10 February, the first day of Spring Festival; the 18th is worked again.
            an_order(shipped_at=at("2024-01-11")),
            {"submitted_at": at("2024-02-18")},
            {},
            "window_end is read as AS_COUNTED (1 and 2.3); read as NEXT_WORKING_DAY, the outcome would be approved.",
        ),
    ],
)
def test_readings_of_dates_that_decide_are_named(
    order: Order, changes: dict[str, Any], readings: dict[str, Any], sentence: str
) -> None:
    """A reading that moves a window is named where the claim would have met it otherwise."""
    assert sentence in explained(order, a_claim(**changes), **readings)


NO_HOLIDAYS = WorkCalendar(first_day=china_calendar().first_day, last_day=china_calendar().last_day)


def test_readings_of_dates_are_named_only_with_the_calendar_of_the_decision() -> None:
    """Without it nobody knows which day the other reading would have meant; the rest is explained all the same."""
    # Day 60 of the ring is Sunday 10 March, and of the chain the 20th.
    chain = a_line("chain", shipped_at=at("2024-01-20"))
    order = an_order(a_line(), chain, shipped_at=at("2024-01-10"), delivered_at=at("2024-01-20"))
    claim = a_claim(an_item(), an_item("chain"), submitted_at=at("2024-03-11"), **REPLACEMENT)
    decision = decide(order, claim, calendar=NO_HOLIDAYS)
    of_dates = (
        "window_end is read as AS_COUNTED (1 and 2.3); read as NEXT_WORKING_DAY, the outcome would be approved.",
        "guarantee_start is read as SHIPMENT (2.3); read as DELIVERY, the outcome would be approved.",
    )
    whole, without = [
        text.replace("\n    ", " ") for text in (explain(decision, calendar=NO_HOLIDAYS), explain(decision))
    ]
    assert all(sentence in whole for sentence in of_dates)
    assert without == "\n".join([line for line in whole.splitlines() if not line.endswith(of_dates)])
    assert "guarantee_grants is read as REPLACEMENT" in without


def test_a_calendar_of_another_version_is_refused() -> None:
    """It would date the readings by other days than the decision."""
    decision = decide(an_order(), a_claim())
    with pytest.raises(Inconsistent) as refused:
        explain(decision, calendar=NO_HOLIDAYS)
    assert (refused.value.code, refused.value.path) == ("other_calendar", "calendar")
    assert str(refused.value) == (
        f"calendar: got version {NO_HOLIDAYS.version!r}, "
        f"expected the calendar of the decision, version {decision.calendar_version!r}"
    )
    assert explain(decision, calendar=china_calendar()) == explain(decision)


@pytest.mark.parametrize(
    ("decision", "calendar", "message"),
    [
        (None, None, "decision: got None, expected a value of type Decision"),
        (decide(an_order(), a_claim()), "china", "calendar: got 'china', expected a value of type WorkCalendar"),
    ],
)
def test_only_decisions_are_explained_and_only_with_calendars(decision: Any, calendar: Any, message: str) -> None:
    """Anything else is refused as it is everywhere."""
    with pytest.raises(InvalidValue) as refused:
        explain(decision, calendar=calendar)
    assert str(refused.value) == message


def test_a_delivery_without_a_shipment_counts() -> None:
    """What was delivered was shipped: it cannot be cancelled any more, and its guarantee can run from the delivery."""
    order = an_order(shipped_at=None, delivered_at=at("2024-01-10"))
    policy = evolve(POLICY_2023, cancellation=Cancellation.REFUND, guarantee_start=GuaranteeStart.DELIVERY)
    given_up = decide(
        order,
        a_claim(
            an_item(problem=Problem.CHANGE_OF_MIND),
            submitted_at=at("2024-01-20"),
            production=ProductionStage.NOT_STARTED,
        ),
        policy=policy,
    )
    assert "5.1" in [finding.clause for finding in given_up.items[0].findings if finding.failed]
    replaced = decide(order, a_claim(submitted_at=at("2024-01-20"), **REPLACEMENT), policy=policy)
    assert str(replaced) == "Claim C-1 on order A-1: approved."


def test_an_arrival_on_a_single_day() -> None:
    """One working day is told as one."""
    assert "the money is expected 1 working day after approval (4.4)." in explained(arrival_working_days=(1, 1))


def test_names_of_policy_and_holidays_are_escaped() -> None:
    """A policy's name cannot forge a line either."""
    assert "Decided under 'x\\nDecided: approved', calendar" in explained(name="x\nDecided: approved")


def test_what_is_missing_is_what_the_rules_ask_for() -> None:
    """A proof that is not complete is missing only where a remedy depends on it."""
    order = an_order()
    asked = decide(order, a_claim(evidence=(CHAT,))).items[0]
    assert [requirement.clause for requirement in asked.missing] == ["3.1", "3.2.1"]
    moot = decide(order, a_claim(an_item(causes={Cause.UNLAWFUL}), evidence=(CHAT,))).items[0]
    assert moot.missing == ()
    assert moot._incomplete == asked._incomplete
