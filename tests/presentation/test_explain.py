"""A decision in words, word for word where it matters; and what is open about it."""

# ruff: noqa: RUF001 - the marks of Chinese

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve

from cmoffer_policy import (
    POLICY_2023,
    AcceptanceClock,
    Cancellation,
    Cause,
    GuaranteeGrants,
    GuaranteeStart,
    Inconsistent,
    InvalidValue,
    OpenPoint,
    Policy,
    Problem,
    ProductionStage,
    Remedy,
    Verification,
    WorkCalendar,
    china_calendar,
    decide,
    explain,
)
from cmoffer_policy.presentation.reasons import reasons
from cmoffer_policy.rules import Status
from cmoffer_policy.testing import Scenario, scenarios
from support.builders import CHAT, PICTURE, REFUND_SCREENSHOT, a_claim, a_line, an_item, an_order, at, usd

REPLACEMENT = {"remedy": Remedy.REPLACEMENT}
NO_HOLIDAYS = WorkCalendar(first_day=china_calendar().first_day, last_day=china_calendar().last_day)


@pytest.mark.parametrize("scenario", scenarios(), ids=str)
def test_the_first_line_is_the_short_form(scenario: Scenario) -> None:
    """For both audiences; the seller reads fewer lines."""
    decision = decide(scenario.order, scenario.claim, policy=scenario.policy)
    seller, analyst = [explain(decision, audience=audience) for audience in ("seller", "analyst")]  # type: ignore[arg-type]
    assert seller.replace("\n", " ").startswith(str(decision))
    assert analyst.replace("\n", " ").startswith(str(decision))
    assert len(seller.splitlines()) < len(analyst.splitlines())


def test_one_line_and_repr() -> None:
    """The short forms name claim, outcome, clauses and money."""
    order = an_order(a_line(), a_line("chain"), a_line("charm"))
    items = (an_item(), an_item("chain"), an_item("charm", Problem.CHANGE_OF_MIND))
    decision = decide(order, a_claim(*items, evidence=(REFUND_SCREENSHOT, CHAT, evolve(PICTURE, line_ids={"ring"}))))
    assert str(decision) == (
        "Claim C-1 on order A-1, 1 of 3 items: approved, USD 19.90 to be refunded, a further refund of USD 19.90 still "
        "possible; 1 item: needs evidence (clause 3.2.1); 1 item: rejected (clause 5.1)."
    )
    assert repr(decision) == "<Decision 'C-1': APPROVED, USD 19.90 of USD 39.80>"
    rejected = decide(order, a_claim(an_item("charm", Problem.CHANGE_OF_MIND)))
    assert str(rejected) == "Claim C-1 on order A-1: rejected (clause 5.1)."


APPROVED = decide(an_order(freight=usd("4.00")), a_claim(approved_at=at("2024-01-12")))


def test_a_plain_approval_in_english() -> None:
    """Outcome, what to do and by when, the reason and the money, in less than a dozen lines."""
    text = explain(APPROVED)
    assert text == (
        "Claim C-1 on order A-1: approved, USD 23.90 to be refunded.\n"
        "ring: 1 unit, arrived broken.\n"
        "What to do\n"
        "  - Nothing to do. Expect the money in your CMOFFER account balance from 15 to 17 January 2024 (clause 4.4).\n"
        "Why\n"
        "  - In time for after-sales service: claimed on 10 January 2024; the last day is 4 February 2024, 30 days\n"
        "    counted from the day after shipment on 5 January 2024 (clause 1).\n"
        "  - The manufacturer confirmed the claim (clause 4.3).\n"
        "Money\n"
        "  - To be refunded: USD 23.90, of which USD 19.90 is for goods and USD 4.00 for freight (clause 5.4.2).\n"
        "All dates and times are Beijing time."
    )
    assert len(text.splitlines()) < 12


def test_a_plain_approval_in_chinese() -> None:
    """The same, as a Chinese platform's customer service writes it."""
    text = explain(APPROVED, language="zh")
    assert text == (
        "订单 A-1 的售后申请 C-1：已通过，将退款 23.90 美元。\n"
        "ring：1 件，到货破损。\n"
        "下一步\n"
        "  - 您无需操作，预计于2024年1月15日至17日退款至您的 CMOFFER 账户余额（条款 4.4）。\n"
        "原因\n"
        "  - 您于2024年1月10日提交申请，在售后期限内：2024年1月5日发货，自次日起算 30 天，截止日为2024年2月4日\n"
        "    （条款 1）。\n"
        "  - 生产商已确认问题（条款 4.3）。\n"
        "金额\n"
        "  - 将退款 23.90 美元，其中商品 19.90 美元，运费 4.00 美元（条款 5.4.2）。\n"
        "以上日期和时间均为北京时间。"
    )


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        (
            a_claim(submitted_at=at("2024-02-19")),
            "The guarantee still grants a replacement: make a new claim for one, with the same product, by the end of "
            "5 March 2024 (clause 2.3).",
        ),
        (
            a_claim(submitted_at=at("2024-02-19")),
            "Too late for after-sales service: claimed on 19 February 2024; the last day was 4 February 2024, 30 days "
            "counted from the day after shipment on 5 January 2024 (clause 1).",
        ),
        (
            a_claim(submitted_at=at("2024-03-06")),
            "Nothing more can be done under this policy: clause 1 rules it out.",
        ),
        (
            a_claim(an_item(problem=Problem.NOT_ATTRIBUTABLE), submitted_at=at("2024-03-06")),
            "Nothing more can be done under this policy: clauses 1 and 3.2.2 rule it out.",
        ),
        (
            a_claim(verification=Verification.PENDING),
            "CMOFFER should start handling this claim by the end of 12 January 2024 (within 2 working days, clause 4.2).",
        ),
        (
            a_claim(verification=Verification.CONTESTED),
            "The manufacturer objected to the claim, and CMOFFER has not decided yet (clause 4.3).",
        ),
        (
            a_claim(evidence=(PICTURE, CHAT)),
            "Send CMOFFER a screenshot of your refund to the buyer that shows the order number in your shop, the product "
            "information and the tracking number, or a screenshot of your new CMOFFER order for the buyer that shows "
            "the CMOFFER order number and the status produced or shipped (clause 3.1).",
        ),
        (
            a_claim(evidence=(REFUND_SCREENSHOT, CHAT)),
            "Send CMOFFER a picture or a video that shows the problem clearly (clause 3.2.1).",
        ),
        (
            a_claim(an_item(replacement_price=usd("30.00")), **REPLACEMENT),
            "The replacement you ask for lists at USD 30.00, more than the USD 19.90 of the unit it would replace (clause 2.3).",
        ),
        (a_claim(), "the approval date is missing, so the payment date cannot be given (clause 4.4)."),
    ],
)
def test_sentences_as_they_read(claim: Any, sentence: str) -> None:
    """Each in English, with its dates and amounts."""
    assert sentence in " ".join(explain(decide(an_order(), claim)).split())


def test_rest_days_are_told_by_name() -> None:
    """Runs of one holiday together, those of several names and months apart, in both languages."""
    for submitted, english, chinese in (
        ("2024-09-30", "1 to 7 October 2024 (National Day)", "2024年10月1日至7日（国庆节）"),
        (
            "2023-09-28",
            "29 to 30 September 2023 (Mid-Autumn Festival) and 1 to 6 October 2023 (National Day)",
            "2023年9月29日至30日（中秋节）和2023年10月1日至6日（国庆节）",
        ),
        (
            "2025-01-27",
            "28 January 2025 (Chinese New Year's Eve) and 29 January 2025 to 4 February 2025 (Chinese New Year)",
            "2025年1月28日（除夕）和2025年1月29日至2月4日（春节）",
        ),
    ):
        year = submitted[:4]
        order = an_order(placed_at=at(f"{year}-01-02"), shipped_at=at(submitted))
        decision = decide(order, a_claim(submitted_at=at(submitted), verification=Verification.PENDING))
        for language, days in (("en", english), ("zh", chinese)):
            text = explain(decision, language=language, audience="analyst")  # type: ignore[arg-type]
            assert "".join(days.split()) in "".join(text.split())


def test_an_hour_is_told_where_a_period_ends_within_a_day() -> None:
    """Counted from the hour of submission, to the second."""
    by_the_hour = evolve(POLICY_2023, acceptance_clock=AcceptanceClock.FROM_THE_HOUR)
    for time, told in (("10:30:00", "10:30"), ("10:30:15", "10:30:15")):
        claim = a_claim(submitted_at=at(f"2024-01-12 {time}"), verification=Verification.PENDING)
        decision = decide(an_order(), claim, policy=by_the_hour)
        assert f"by {told} on 16 January 2024" in explain(decision)
        assert f"在2024年1月16日{told}前受理" in explain(decision, language="zh")


def test_ids_cannot_forge_lines() -> None:
    """An id with a line break is shown escaped, in every language."""
    order = an_order(order_id="A\u2028Claim C-2: approved")
    decision = decide(order, a_claim(order_id=order.order_id))
    for language, quoted in (("en", "'A\\u2028Claim C-2: approved'"), ("zh", "订单“A\\u2028Claim C-2: approved”的")):
        text = explain(decision, language=language)  # type: ignore[arg-type]
        assert quoted in text
        assert "\u2028" not in text


def test_names_of_policies_are_escaped() -> None:
    """A policy's name cannot forge a line either."""
    decision = decide(an_order(), a_claim(), policy=evolve(POLICY_2023, name="x\u2028Decided: approved"))
    assert "Decided under 'x\\u2028Decided: approved', with" in explain(decision, audience="analyst")


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


def test_what_is_missing_is_what_the_rules_ask_for() -> None:
    """A proof that is not complete is missing only where a remedy depends on it."""
    order = an_order()
    asked = decide(order, a_claim(evidence=(CHAT,))).items[0]
    assert [requirement.clause for requirement in asked.missing] == ["3.1", "3.2.1"]
    moot = decide(order, a_claim(an_item(causes={Cause.UNLAWFUL}), evidence=(CHAT,))).items[0]
    assert moot.missing == ()
    assert moot._incomplete == asked._incomplete


def test_a_replacement_after_a_short_guarantee_is_granted_by_after_sales_service() -> None:
    """Under a guarantee of 10 days, on day 20 clause 2.3 is not needed."""
    policy = evolve(POLICY_2023, guarantee_days=10)
    claim = a_claim(submitted_at=at("2024-01-25"), remedy=Remedy.REPLACEMENT)
    decision = decide(an_order(), claim, policy=policy)
    (finding,) = [each for each in decision.items[0].findings if each.clause == "2.3"]
    assert finding.status is Status.NOT_NEEDED
    assert "Clause 2.3, " in explain(decision, audience="analyst")
    (silent,) = [each for each in decision.items[0].findings if each.clause == "2.4"]
    assert reasons(decision, decision.items[0], silent) == ()
