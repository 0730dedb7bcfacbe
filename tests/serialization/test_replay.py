"""A claim decided again from its receipt: what differs is told as data and in words, whatever wrote the receipt."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from datetime import date
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

import cmoffer_policy
from cmoffer_policy import (
    POLICY_2023,
    Decision,
    DocumentError,
    GuaranteeGrants,
    InvalidValue,
    OrderClaims,
    Outcome,
    OutOfSchedule,
    Policy,
    Problem,
    Remedy,
    RestDay,
    Verification,
    WindowEnd,
    WorkCalendar,
    china_calendar,
    decide,
)
from cmoffer_policy.checks import MOST_ITEMS
from cmoffer_policy.serialization import SCHEMA_VERSION, ReplayDifference, replay, to_dict, to_json, upgrade
from cmoffer_policy.testing import Scenario, decisions, policies, scenarios
from support.builders import a_claim, a_line, an_item, an_order, at, usd

CHINA = china_calendar()
BARE = WorkCalendar(first_day=CHINA.first_day, last_day=CHINA.last_day)
Receipt = dict[str, Any]


def changed(receipt: Receipt, change: Callable[[Receipt], object]) -> Receipt:
    """A copy of the receipt in which somebody, or another release, wrote something else."""
    copied = deepcopy(receipt)
    change(copied)
    return copied


def plain(**changes: Any) -> Receipt:
    """The receipt of an approved refund of one ring."""
    return to_dict(decide(an_order(), a_claim(**changes)))


@given(decisions(), st.sampled_from([to_dict, to_json, lambda decision: to_json(decision).encode()]))
def test_a_replay_with_the_same_calendar_is_the_same(decision: Decision, written: Callable[[Decision], Any]) -> None:
    """Pure: what was decided once is decided again, from plain data, from text and from bytes."""
    again = replay(written(decision))
    assert again.decision == decision
    assert (again.same, again.same_calendar, again.differences, again.not_compared) == (True, True, (), ())


@pytest.mark.parametrize("scenario", scenarios(), ids=str)
def test_a_replay_under_any_reading_is_the_same(scenario: Scenario) -> None:
    """The policy of the receipt is taken, not the one in force."""
    assert replay(to_json(decide(scenario.order, scenario.claim, policy=scenario.policy))).same


@given(decisions(), policies())
def test_another_edition_decides_as_it_would_have_then(decision: Decision, edition: Policy) -> None:
    """With ``policy=`` the order and the claims of the receipt are decided under that policy."""
    record = OrderClaims(decision.order, decision.claims)
    again = replay(to_dict(decision), policy=edition)
    assert again.decision == record.decide(decision.claim.claim_id, policy=edition)


def test_what_another_edition_would_decide_is_told() -> None:
    """On day 45 a refund is too late, but for a reading under which the guarantee grants refunds, too."""
    late = a_claim(submitted_at=at("2024-02-19"))
    either = evolve(POLICY_2023, guarantee_grants=GuaranteeGrants.EITHER)
    again = replay(to_dict(decide(an_order(), late)), policy=either)
    assert [str(found) for found in again.differences if found.part in ("outcome", "items[0].remedies", "refund")] == [
        "outcome: was rejected, now approved",
        "items[0].remedies: was replacement, now refund and replacement",
        "refund: was USD 0.00, now USD 19.90 for unit 1 of ring",
    ]


def test_a_newer_calendar_moves_deadlines() -> None:
    """One holiday more, the day after the submission: acceptance and arrival come a day later."""
    decision = decide(an_order(), a_claim(approved_at=at("2024-01-11")), calendar=BARE)
    holiday = RestDay(day=date(2024, 1, 12), name="festival")
    newer = evolve(BARE, holidays=[holiday])
    again = replay(to_dict(decision), calendar=newer)
    assert str(again) == (
        f"Decided again with calendar {newer.version} instead of {BARE.version}:\n"
        "  - items[0].arrival: was from 2024-01-12 until the end of 2024-01-16, "
        "now from 2024-01-15 until the end of 2024-01-17\n"
        "  - acceptance: was until the end of 2024-01-12, now until the end of 2024-01-15\n"
        "  - due_actions: was cmoffer: pay (4.4) until the end of 2024-01-16, "
        "now cmoffer: pay (4.4) until the end of 2024-01-17"
    )
    acceptance = again.differences[1]
    assert (acceptance.before, acceptance.after) == (
        to_dict(decision)["acceptance"],
        to_dict(again.decision)["acceptance"],
    )
    assert (again.same, again.same_calendar, again.calendar_version) == (False, False, BARE.version)


def test_a_calendar_that_changes_nothing_here_is_told_apart() -> None:
    """Other days far away make another version, and no difference."""
    again = replay(plain(), calendar=BARE)
    assert str(again) == f"Decided again with calendar {BARE.version} instead of {CHINA.version}: nothing differs."


def test_a_moved_window_tells_all_that_follows_from_it() -> None:
    """Sunday 4 February 2024 was worked in China: without that a window postponed to a working day runs to the 5th."""
    policy = evolve(POLICY_2023, window_end=WindowEnd.NEXT_WORKING_DAY, guarantee_days=30)
    claim = a_claim(an_item(problem=Problem.DEFECTIVE), submitted_at=at("2024-02-05"))
    again = replay(to_json(decide(an_order(), claim, policy=policy, calendar=BARE)), calendar=CHINA)
    assert again.decision.outcome is Outcome.REJECTED
    moved = "was until the end of 2024-02-05, now until the end of 2024-02-04"
    worth = "was USD 19.90 for unit 1 of ring, now USD 0.00"
    assert str(again).splitlines()[1:] == [
        "  - outcome: was approved, now rejected",
        "  - items[0].outcome: was approved, now rejected",
        "  - items[0].remedies: was refund and replacement, now none",
        "  - items[0].findings['1']: was met, now failed",
        "  - items[0].findings['3.1']: was met, now not applicable",
        "  - items[0].findings['3.2.1']: was met, now not applicable",
        "  - items[0].findings['3.2.2']: was met, now not applicable",
        "  - items[0].facts.phase: was both open, now none open",
        f"  - items[0].windows.after_sales: {moved}",
        f"  - items[0].windows.guarantee: {moved}",
        "  - items[0].units: was 1 of ring, now none",
        f"  - items[0].refund: {worth}",
        f"  - items[0].refund_possible: {worth}",
        "  - units: was 1 of ring, now none",
        f"  - refund: {worth}",
        f"  - refund_possible: {worth}",
        "  - open_points: was approval time, now none",
    ]


def test_a_receipt_that_was_tampered_with_shows() -> None:
    """Whatever was stored is compared part by part with what comes out."""

    def forge(receipt: Receipt) -> None:
        (item,) = receipt["items"]
        item["missing"] = item["missing"][:1]
        item["facts"]["problem_shown"] = True
        item["adjudicator"] = "cmoffer"
        item["refund"]["goods"]["amount"] = "0.01"
        receipt["order"]["lines"][0]["unit_price"]["amount"] = "19.91"

    assert str(replay(changed(plain(evidence=()), forge))).splitlines()[1:] == [
        "  - items[0].facts.problem_shown: was yes, now no",
        "  - items[0].missing: was redispatch screenshot (3.1), now redispatch screenshot (3.1), picture (3.2.1) and "
        "chat screenshot (3.2.2)",
        "  - items[0].refund.goods: was USD 0.01, now USD 0.00",
        "  - items[0].refund_possible: was USD 19.90 for unit 1 of ring, now USD 19.91 for unit 1 of ring",
        "  - items[0].adjudicator: was cmoffer, now none",
        "  - refund_possible: was USD 19.90 for unit 1 of ring, now USD 19.91 for unit 1 of ring",
    ]


def test_a_claim_is_decided_again_among_all_claims_of_its_order() -> None:
    """Both claims name the only ring. The later one goes without, and so it does in the replay."""
    claims = [a_claim(claim_id="C-2", submitted_at=at("2024-01-12")), a_claim()]
    decided = OrderClaims(an_order(), claims).decisions()
    assert [decision.units for decision in decided] == [(), (("ring", 1),)]
    for decision in decided:
        again = replay(to_dict(decision))
        assert (again.decision, again.same) == (decision, True)


def test_units_and_who_holds_them_show() -> None:
    """The other claim was approved meanwhile."""
    order = an_order(a_line(quantity=2))
    claim = a_claim(an_item(quantity=2), submitted_at=at("2024-01-12"))
    waiting = a_claim(an_item(), claim_id="C 2", verification=Verification.PENDING)
    receipt = to_dict(decide(order, claim, others=[waiting]))
    confirmed = waiting.answered(Verification.CONFIRMED, at=at("2024-01-11"))
    told = {key: held for key, held in to_dict(confirmed).items() if key != "schema_version"}
    again = replay(changed(receipt, lambda copy: copy["claims"].__setitem__(1, told)))
    assert [str(found) for found in again.differences][:3] == [
        "items[0].units: was 2 of ring, now 1 of ring",
        "items[0].units_held: was no, now yes",
        "items[0].refund: was USD 39.80 for units 1 to 2 of ring, now USD 19.90 for unit 2 of ring",
    ]
    assert "held_by: was none, now ring (1 by 'C 2')" in map(str, again.differences)


@pytest.mark.parametrize("findings", ["none", [1], [{"clause": "1"}], [{"clause": [], "status": "met", "facts": []}]])
def test_findings_of_another_form_are_shown_whole(findings: Any) -> None:
    """They have no clauses to go by."""
    receipt = to_dict(decide(an_order(), a_claim()))
    again = replay(changed(receipt, lambda copy: copy["items"][0].update(findings=findings)))
    (found,) = again.differences
    assert (found.part, found.before) == ("items[0].findings", findings)


class TestOtherReleases:
    """A receipt of this release is read by a later one with more clauses and readings, and the other way round."""

    def test_what_only_a_later_release_knows_is_named_and_no_difference(self) -> None:
        """More clauses, readings, facts, fields and parts, at every depth; what both know is compared."""

        def later(receipt: Receipt) -> None:
            receipt["library_version"] = "7.0"
            receipt["statutory"] = {"days": 14}
            receipt["policy"]["gift_wrap"] = "returned"
            receipt["order"]["gift"] = True
            receipt["order"]["lines"][0]["weight"] = 4
            receipt["claims"][0]["items"][0]["mood"] = None
            receipt["acceptance"]["reminder"] = "2024-01-11"
            receipt["refund"]["goods"]["tax"] = "3.98"
            receipt["refund"]["lines"][0]["note"] = "first"
            receipt["items"][0]["findings"].append({"clause": "7.1", "status": "met", "facts": ["gift"]})
            receipt["items"][0]["facts"]["gift"] = False

        again = replay(changed(plain(), later))
        assert (again.same, again.library_version) == (True, "7.0")
        assert again.not_compared == (
            "order.gift",
            "order.lines[0].weight",
            "claims[0].items[0].mood",
            "policy.gift_wrap",
            "statutory",
            "items[0].findings['7.1']",
            "items[0].facts.gift",
            "refund.lines[0].note",
            "refund.goods.tax",
            "acceptance.reminder",
        )

    def test_a_field_of_an_amount_that_can_be_missing_is_named(self) -> None:
        """The price of a replacement, which a later release knows more about."""

        def later(receipt: Receipt) -> None:
            receipt["claims"][0]["items"][0]["replacement_price"]["tax"] = "3.98"

        item = an_item(replacement_price=usd("24.90"))
        again = replay(changed(plain(items=[item], remedy=Remedy.REPLACEMENT), later))
        assert (again.same, again.not_compared) == (True, ("claims[0].items[0].replacement_price.tax",))

    def test_what_follows_a_part_that_is_missing_is_compared(self) -> None:
        """An earlier release had no outcome, which comes first, and other open points, which come late."""

        def earlier(receipt: Receipt) -> None:
            del receipt["outcome"]
            receipt["open_points"] = []

        again = replay(changed(plain(), earlier))
        assert (again.not_compared, [found.part for found in again.differences]) == (("outcome",), ["open_points"])

    def test_facts_that_are_few_are_compared_one_by_one(self) -> None:
        """Though so few could be shown whole."""

        def earlier(receipt: Receipt) -> None:
            receipt["items"][0]["facts"] = {"phase": "none_open"}

        (found,) = replay(changed(plain(), earlier)).differences
        assert str(found) == "items[0].facts.phase: was none open, now both open"

    def test_what_an_earlier_release_did_not_know_is_named_and_no_difference(self) -> None:
        """Fewer clauses, readings, facts and parts; a reading that is absent has its default."""

        def earlier(receipt: Receipt) -> None:
            del receipt["due_actions"], receipt["policy"]["corrosion_scope"], receipt["items"][0]["facts"]["unlawful"]
            del receipt["acceptance"]["last_day"], receipt["items"][0]["findings"][0]

        again = replay(changed(plain(), earlier))
        assert again.same
        assert again.not_compared == (
            "policy.corrosion_scope",
            "due_actions",
            "items[0].findings['1']",
            "items[0].facts.unlawful",
            "acceptance.last_day",
        )

    def test_a_clause_that_is_found_twice_is_a_difference(self) -> None:
        """Whichever of the two comes last."""

        def tampered(receipt: Receipt) -> None:
            receipt["items"][0]["findings"].insert(0, {"clause": "5.2", "status": "failed", "facts": ["unlawful"]})

        (found,) = replay(changed(plain(), tampered)).differences
        assert found.part == "items[0].findings"

    def test_what_else_is_said_of_a_clause_is_named(self) -> None:
        """A later release may say more of it."""

        def later(receipt: Receipt) -> None:
            receipt["items"][0]["findings"][0]["note"] = "paid"

        again = replay(changed(plain(), later))
        assert (again.same, again.not_compared) == (True, ("items[0].findings['1'].note",))

    def test_no_key_comes_twice(self) -> None:
        """The last one would hide the first."""
        text = f'{{"outcome": "approved", "order": null, {json.dumps(plain())[1:]}'
        with pytest.raises(DocumentError) as refused:
            replay(text)
        assert str(refused.value).splitlines() == [
            'receipt.outcome: got "outcome", expected every key only once',
            'receipt.order: got "order", expected every key only once',
        ]

    def test_a_replay_can_be_a_member_of_a_set(self) -> None:
        """Also one with differences, whose parts are plain data."""
        again = replay(plain(submitted_at=at("2024-02-09")), calendar=BARE)
        assert again.differences
        assert {again} == {replay(plain(submitted_at=at("2024-02-09")), calendar=BARE)}

    def test_unknown_terms_in_the_answer_are_differences(self) -> None:
        """An outcome, a status, an actor that another release has: as it was written, and what it is now."""

        def stranger(receipt: Receipt) -> None:
            receipt["outcome"] = "half_approved"
            receipt["items"][0]["findings"][0]["status"] = "presumed"
            receipt["due_actions"][0]["actor"] = "courier"
            receipt["items"][0]["windows"] = "open"
            receipt["items"][0]["remedies"] = ["refund", "voucher"]
            receipt["items"][0]["missing"] = 7

        assert str(replay(changed(plain(approved_at=at("2024-01-11")), stranger))).splitlines()[1:] == [
            "  - outcome: was half approved, now approved",
            "  - items[0].remedies: was refund and voucher, now refund and replacement",
            "  - items[0].findings['1']: was presumed, now met",
            "  - items[0].missing: was 7, now none",
            "  - items[0].windows: was open, now an object too long to show",
            "  - due_actions: was courier: pay (4.4) until the end of 2024-01-16, "
            "now cmoffer: pay (4.4) until the end of 2024-01-16",
        ]

    def test_unknown_terms_in_what_was_judged_cannot_be_decided(self) -> None:
        """A problem, a reading that this release cannot read: every fault with its place."""

        def stranger(receipt: Receipt) -> None:
            receipt["claims"][0]["items"][0]["problem"] = "haunted"
            receipt["policy"]["loss"] = "shared"

        with pytest.raises(DocumentError) as refused:
            replay(changed(plain(), stranger))
        assert [(fault.code, fault.path, fault.got) for fault in refused.value.faults] == [
            ("unknown_name", "receipt.claims[0].items[0].problem", '"haunted"'),
            ("unknown_name", "receipt.policy.loss", '"shared"'),
        ]

    def test_an_edition_that_is_given_takes_the_place_of_one_that_cannot_be_read(self) -> None:
        """With ``policy=`` nobody has to know the readings of the receipt."""
        receipt = changed(plain(), lambda copy: copy.update(policy={"readings": ["unheard of"]}))
        assert replay(receipt, policy=POLICY_2023).same


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda receipt: receipt.pop("policy"), "receipt.policy: got nothing, expected a value"),
        (lambda receipt: receipt.pop("calendar_version"), "receipt.calendar_version: got nothing, expected a value"),
        (lambda receipt: receipt.update(order=7), "receipt.order: got 7, expected an object"),
        (lambda receipt: receipt.update(claims={}), "receipt.claims: got {}, expected an array"),
        (
            lambda receipt: receipt.update(claims={"mood": 1}),
            'receipt.claims: got {"mood": 1}, expected an array',
        ),
        (
            lambda receipt: receipt.update(claims=[]),
            "receipt.claim_id: got 'C-1', expected one of the 0 claims on order 'A-1'",
        ),
        (
            lambda receipt: receipt["claims"][0].update(order_id="B-2"),
            "receipt.claims[0].order_id: got 'B-2', expected 'A-1', the order at hand",
        ),
        (lambda receipt: receipt.update(schema_version=2), "receipt.schema_version: got 2, expected 1"),
    ],
)
def test_a_receipt_whose_case_cannot_be_read_is_refused(change: Callable[[Receipt], object], message: str) -> None:
    """What was decided may be anything; what it was decided from has to be whole."""
    with pytest.raises(DocumentError) as refused:
        replay(changed(plain(), change))
    assert str(refused.value) == message


@pytest.mark.parametrize(
    ("receipt", "message"),
    [
        (None, "receipt: got null, expected an object"),
        ([], "receipt: got [], expected an object"),
        ("", "receipt: got Expecting value at line 1, column 1, expected a JSON text"),
        (b"\xff", "receipt: got another byte at position 0, expected text in UTF-8"),
    ],
)
def test_what_is_no_receipt_is_refused(receipt: Any, message: str) -> None:
    """A fault of the whole."""
    with pytest.raises(DocumentError) as refused:
        replay(receipt)
    assert str(refused.value) == message


def test_a_key_of_a_receipt_that_is_given_twice_is_refused() -> None:
    """In what was judged, where one of two opinions would win in silence."""
    text = to_json(decide(an_order(), a_claim())).replace('"quantity": 1', '"quantity": 1, "quantity": 2', 1)
    with pytest.raises(DocumentError) as refused:
        replay(text)
    assert str(refused.value) == 'receipt.order.lines[0].quantity: got "quantity", expected every key only once'


def test_only_policies_and_calendars_decide() -> None:
    """Anything else is refused as it is everywhere, and a deadline outside the calendar is no fault of the receipt."""
    with pytest.raises(InvalidValue, match="policy: got 'mine', expected a value of type Policy"):
        replay(plain(), policy="mine")  # type: ignore[arg-type]
    with pytest.raises(InvalidValue, match="calendar: got 'mine', expected a value of type WorkCalendar"):
        replay(plain(), calendar="mine")  # type: ignore[arg-type]
    with pytest.raises(OutOfSchedule):
        replay(plain(), calendar=WorkCalendar(first_day=date(2023, 1, 1), last_day=date(2023, 12, 31)))


def test_a_receipt_names_what_it_was_made_with() -> None:
    """The shape, the library and the calendar, each with its version."""
    receipt = plain()
    versions = [receipt[name] for name in ("schema_version", "library_version", "calendar_version")]
    assert versions == [SCHEMA_VERSION, cmoffer_policy.__version__, CHINA.version]


class TestWords:
    """What differs in words; what has no words stays as it is written."""

    @pytest.mark.parametrize(
        ("value", "words"),
        [
            (None, "none"),
            ([], "none"),
            (True, "yes"),
            ("ask_for_refund", "ask for refund"),
            ("1", "1"),
            ("a b", "'a b'"),
            ("\x1b[2J", "'\\x1b[2J'"),
            (7, "7"),
            ({"last_day": "2024-01-05", "before": "2024-01-05T17:30:00+08:00"}, "until 17:30:00+08:00 on 2024-01-05"),
            (
                {
                    "last_day": "2024-01-05",
                    "before": "2024-01-06T00:00:00+08:00",
                    "provisional": True,
                    "at_least": True,
                },
                "until the end of 2024-01-05 (provisional and at least)",
            ),
            ({"changes": ["show_problem"], "outcome": "approved"}, "show problem: approved"),
            ({"total": None, "lines": [7]}, "none for 7"),
            ({"last_day": "2024-01-05", "before": "2024-01-06"}, "until 2024-01-06 on 2024-01-05"),
            (
                {"actor": "seller", "action": "send_evidence", "clause": "3.1", "deadline": None},
                "seller: send evidence (3.1)",
            ),
            ([True] * MOST_ITEMS, "yes, " * (MOST_ITEMS - 2) + "yes and yes"),
            ([True] * (MOST_ITEMS + 1), "an array too long to show"),
            ({"some": "thing"}, '{"some": "thing"}'),
        ],
    )
    def test_a_value(self, value: object, words: str) -> None:
        """Terms, deadlines, money and lists, and whatever else stands in a receipt."""
        assert str(ReplayDifference(part="x", before=value, after="gone")) == f"x: was {words}, now gone"

    def test_a_value_nested_too_deep_for_words(self) -> None:
        """As it is written, which is too long to show."""
        nested: list[Any] = []
        for _ in range(10**5):
            nested = [nested]
        assert str(ReplayDifference(part="x", before=nested, after="gone")) == (
            "x: was an array too long to show, now gone"
        )

    def test_two_values_with_the_same_words_are_shown_as_they_are_written(self) -> None:
        """Nobody reads that something was none and is none now."""
        assert str(ReplayDifference(part="x", before=None, after=[])) == "x: was null, now []"


def test_documents_of_every_version_meet_in_upgrade() -> None:
    """There is one version so far; a document without one is of today."""
    assert upgrade({"order_id": "A-1"}) == {"schema_version": 1, "order_id": "A-1"}
    receipt = json.loads(to_json(decide(an_order(), a_claim())))
    assert upgrade(receipt) == receipt
    for version in (0, 2, "1", True, None):
        with pytest.raises(DocumentError) as refused:
            upgrade({"schema_version": version})
        assert str(refused.value) == f"schema_version: got {json.dumps(version)}, expected 1"
    with pytest.raises(DocumentError) as refused:
        upgrade([])
    assert str(refused.value) == "got [], expected an object"
    assert refused.value.faults[0].code == "wrong_type"


def test_items_of_a_receipt_that_are_no_objects_are_a_difference() -> None:
    """A doctored receipt says less than the decision; nothing raises."""
    doctored = to_dict(decide(an_order(), a_claim()))
    (item,) = doctored["items"]
    doctored["items"] = ["approved"]
    (found,) = replay(doctored).differences
    assert (found.part, found.before, found.after) == ("items[0]", "approved", item)
