"""How scenarios are read: strictly, and with a hint where something is misspelt."""

from __future__ import annotations

from datetime import date

import pytest

from cmoffer_policy import (
    POLICY_2023,
    Adjudicator,
    Cause,
    Detail,
    Document,
    Evidence,
    GuaranteeGrants,
    InputError,
    InvalidValue,
    OpenPoint,
    Outcome,
    Policy,
    Problem,
    ProductionStage,
    Remedy,
    Verification,
)
from cmoffer_policy.testing import Expected, ExpectedItem, Scenario, read_scenarios
from support.builders import a_claim, a_line, an_item, an_order, at, usd

ORDINARY = """
[ordinary.order]
order_id = "A-1"
placed_at = 2024-01-03T12:00:00+08:00
shipped_at = 2024-01-05T12:00:00+08:00
lines = [{ line_id = "ring", quantity = 1, unit_price = "USD 19.90" }]

[ordinary.claim]
claim_id = "C-1"
order_id = "A-1"
submitted_at = 2024-01-10T12:00:00+08:00
remedy = "refund"
items = [{ line_id = "ring", problem = "broken" }]

[[scenario]]
name = "a name"
clauses = ["1"]
why = "A reason."
expected.outcome = "rejected"
expected.refund = "USD 0.00"
expected.possible = "USD 0.00"
"""
RICH = """
[ordinary.order]
order_id = "A-1"
placed_at = 2024-01-03T12:00:00+08:00
shipped_at = 2024-01-05T12:00:00+08:00
delivered_at = 2024-01-08T12:00:00+08:00
freight = "USD 4.00"
discount = "USD 1.00"
lines = [{ line_id = "old", quantity = 1, unit_price = "USD 1.00" }]

[ordinary.claim]
claim_id = "C-1"
order_id = "A-1"
submitted_at = 2024-01-10T12:00:00+08:00
remedy = "refund"
items = [{ line_id = "old", problem = "broken" }]

[[scenario]]
name = "everything"
clauses = ["1", "5.3"]
why = "Every key in use."
order.delivered_at = "unknown"
claim.production = "not_started"
order.lines = [
    { line_id = "left", quantity = 2, unit_price = "USD 19.90", discount = "USD 0.90", title = "Left", set_id = "pair", settled = 1 },
    { line_id = "right", quantity = 2, unit_price = "USD 5", set_id = "pair", shipped_at = 2024-01-06T12:00:00+08:00 },
]
claim.remedy = "replacement"
claim.verification = "ruled_for_seller"
claim.approved_at = 2024-01-11T12:00:00+08:00
claim.items = [
    { line_id = "left", problem = "wrong_size", causes = ["misuse"], rest_usable = false, replacement_price = "USD 20" },
    { line_id = "right", problem = "lost", quantity = 1, verification = "pending", approved_at = "unknown" },
]
claim.evidence = [
    "picture",
    { document = "listing", shows = [], line_ids = ["left"], reference = "page 2" },
]
policy.guarantee_grants = "either"
policy.after_sales_days = 14
policy.effective_from = 2022-06-01
policy.arrival_working_days = [2, 4]
expected.outcome = "approved"
expected.refund = "USD 1.00"
expected.possible = "USD 2.00"
expected.acceptance_until = 2024-01-12T15:00:00+08:00
expected.provisional = ["acceptance"]
expected.open_points = ["evidence"]

[[scenario.expected.items]]
outcome = "approved"
refund = "USD 1.00"
possible = "USD 1.00"
remedies = ["replacement", "refund"]
not_needed = ["1"]
after_sales_until = 2024-02-04
guarantee_until = 2024-03-05
guarantee_at_least = true
arrival_from = 2024-01-15
arrival_until = 2024-01-17
adjudicator = "shopify"

[[scenario.expected.items]]
outcome = "needs_evidence"
refund = "USD 0.00"
possible = "USD 1.00"
failed = ["2.1"]
missing = ["3.1", "3.2.1"]
"""


def test_every_key_means_what_the_types_mean() -> None:
    """A scenario that uses every key is read into the very values it describes."""
    order = an_order(
        a_line("left", quantity=2, discount=usd("0.90"), title="Left", set_id="pair", settled=1),
        a_line("right", quantity=2, unit_price=usd("5.00"), set_id="pair", shipped_at=at("2024-01-06")),
        freight=usd("4.00"),
        discount=usd("1.00"),
    )
    claim = a_claim(
        an_item(
            "left",
            Problem.WRONG_SIZE,
            verification=Verification.RULED_FOR_SELLER,
            approved_at=at("2024-01-11"),
            causes={Cause.MISUSE},
            rest_usable=False,
            replacement_price=usd("20.00"),
        ),
        an_item("right", Problem.LOST, verification=Verification.PENDING),
        remedy=Remedy.REPLACEMENT,
        production=ProductionStage.NOT_STARTED,
        evidence=[
            Evidence(document=Document.PICTURE, shows={Detail.PROBLEM_VISIBLE}),
            Evidence(document=Document.LISTING, shows=(), line_ids={"left"}, reference="page 2"),
        ],
    )
    policy = Policy(
        name=POLICY_2023.name,
        effective_from=date(2022, 6, 1),
        after_sales_days=14,
        arrival_working_days=(2, 4),
        guarantee_grants=GuaranteeGrants.EITHER,
    )
    expected = Expected(
        outcome=Outcome.APPROVED,
        refund=usd("1.00"),
        possible=usd("2.00"),
        acceptance_until=at("2024-01-12 15:00"),
        provisional=("acceptance",),
        open_points=(OpenPoint.EVIDENCE,),
        items=(
            ExpectedItem(
                outcome=Outcome.APPROVED,
                refund=usd("1.00"),
                possible=usd("1.00"),
                remedies=frozenset(Remedy),
                not_needed=("1",),
                after_sales_until=at("2024-02-05 00:00"),
                guarantee_until=at("2024-03-06 00:00"),
                guarantee_at_least=True,
                arrival_from=date(2024, 1, 15),
                arrival_until=at("2024-01-18 00:00"),
                adjudicator=Adjudicator.SHOPIFY,
            ),
            ExpectedItem(
                outcome=Outcome.NEEDS_EVIDENCE,
                refund=usd("0.00"),
                possible=usd("1.00"),
                failed=("2.1",),
                missing=("3.1", "3.2.1"),
            ),
        ),
    )
    (read,) = read_scenarios(RICH)
    assert read == Scenario(
        name="everything",
        clauses=("1", "5.3"),
        why="Every key in use.",
        order=order,
        claim=claim,
        policy=policy,
        expected=expected,
    )


def test_a_scenario_changes_only_what_it_says_of_the_ordinary_case() -> None:
    """What the scenario does not mention stays; the policy is that of 2023."""
    (read,) = read_scenarios(ORDINARY)
    assert read.order == an_order()
    assert read.claim == a_claim(evidence=(), verification=Verification.PENDING)
    assert read.policy == POLICY_2023
    assert (str(read), read.why, read.clauses) == ("a name", "A reason.", ("1",))


@pytest.mark.parametrize(
    ("found", "put", "message"),
    [
        (
            "name = ",
            "nam = ",
            "scenarios[0].nam: got 'nam', expected one of name, clauses, why, order, claim, policy, expected; did you mean 'name'?",
        ),
        (
            "why =",
            "order.lins = []\nwhy =",
            "scenarios[0] 'a name'.order.lins: got 'lins', expected one of order_id, placed_at, lines, freight, discount, shipped_at, delivered_at; did you mean 'lines'?",
        ),
        (
            'problem = "broken"',
            'problm = "broken"',
            "scenarios[0] 'a name'.claim.items[0].problm: got 'problm', expected one of line_id, problem, quantity, causes, rest_usable, replacement_price, verification, approved_at; did you mean 'problem'?",
        ),
        (
            '"broken"',
            '"brokn"',
            "scenarios[0] 'a name'.claim.items[0].problem: got 'brokn', expected one of wrong_item, broken, defective, wrong_birthstone, wrong_engraving, wrong_size, not_as_described, lost, change_of_mind, not_attributable; did you mean 'broken'?",
        ),
        (
            '"broken"',
            '"missing"',
            "scenarios[0] 'a name'.claim.items[0].problem: got 'missing', expected one of wrong_item, broken, defective, wrong_birthstone, wrong_engraving, wrong_size, not_as_described, lost, change_of_mind, not_attributable",
        ),
        ('why = "A reason."\n', "", "scenarios[0] 'a name'.why: got nothing, expected a value for why"),
        (
            'order_id = "A-1"\nplaced',
            "placed",
            "scenarios[0] 'a name'.order.order_id: got nothing, expected a value for order_id",
        ),
        (
            "quantity = 1, ",
            "",
            "scenarios[0] 'a name'.order.lines[0].quantity: got nothing, expected a value for quantity",
        ),
        (
            'expected.refund = "USD 0.00"\n',
            "",
            "scenarios[0] 'a name'.expected.refund: got nothing, expected a value for refund",
        ),
        (
            "[ordinary.claim]",
            "[ordinary.clam]",
            "scenarios.ordinary.clam: got 'clam', expected one of order, claim; did you mean 'claim'?",
        ),
        (
            "[[scenario]]",
            "[scenario]",
            "scenarios.scenario: got a value of type dict too long to show, expected a list",
        ),
        (
            '["1"]',
            '["1.1"]',
            "scenarios[0] 'a name'.clauses[0]: got '1.1', expected one of 1, 2.1, 2.2, 2.3, 2.3.1, 2.3.2, 2.4, 2.5.1, 2.5.2, 2.5.3, 3.1, 3.2.1, 3.2.2, 3.2.3, 3.2.4, 4.1, 4.2, 4.3, 4.4, 5.1, 5.2, 5.3, 5.4.1, 5.4.2, 6.1, 6.2; did you mean '6.1'?",
        ),
        ('["1"]', '"1"', "scenarios[0] 'a name'.clauses: got '1', expected a list"),
        (
            '"USD 19.90"',
            '"19.90"',
            "scenarios[0] 'a name'.order.lines[0].unit_price: got '19.90', expected a currency and an amount, such as \"USD 19.90\"",
        ),
        (
            '"USD 19.90"',
            '"USD 19.999"',
            "scenarios[0] 'a name'.order.lines[0].unit_price.amount: got '19.999', expected at most 2 decimals in USD",
        ),
        (
            '"USD 19.90"',
            "19.90",
            "scenarios[0] 'a name'.order.lines[0].unit_price: got 19.9, expected a currency and an amount, such as \"USD 19.90\"",
        ),
        (
            "01-10T12:00:00+08:00",
            "01-10T12:00:00",
            "scenarios[0] 'a name'.claim.submitted_at: got datetime.datetime(2024, 1, 10, 12, 0), expected an aware datetime, such as 2024-01-10T12:00:00+08:00",
        ),
        (
            "01-10T12:00:00+08:00",
            "01-01T12:00:00+08:00",
            "scenarios[0] 'a name'.claim.submitted_at: got 2024-01-01T12:00:00+08:00, expected 2024-01-03T12:00:00+08:00 or later, when the order was placed",
        ),
        (
            '"rejected"',
            '"Rejected"',
            "scenarios[0] 'a name'.expected.outcome: got 'Rejected', expected one of approved, in_dispute, under_verification, needs_evidence, referred, rejected, not_governed; did you mean 'rejected'?",
        ),
        (
            "why =",
            'expected.acceptance_until = "soon"\nwhy =',
            "scenarios[0] 'a name'.expected.acceptance_until: got 'soon', expected a day, such as 2024-02-04, or the instant after the end",
        ),
        (
            "why =",
            'policy.guarantee_grants = "wide"\nwhy =',
            "scenarios[0] 'a name'.policy.guarantee_grants: got 'wide', expected one of replacement, nothing, either",
        ),
        ("why =", "policy = 3\nwhy =", "scenarios[0] 'a name'.policy: got 3, expected a table"),
        (
            "why =",
            'claim.evidence = ["pictures"]\nwhy =',
            "scenarios[0] 'a name'.claim.evidence[0]: got 'pictures', expected one of refund_screenshot, redispatch_screenshot, picture, video, chat_screenshot, refund_remark, listing, measurement_photo; did you mean 'picture'?",
        ),
        (
            "why =",
            'claim.evidence = [{ document = "picture" }]\nwhy =',
            "scenarios[0] 'a name'.claim.evidence[0].shows: got nothing, expected a value for shows",
        ),
        (
            "why =",
            "expected.arrival_from = 2024-01-10T12:00:00+08:00\nwhy =",
            "scenarios[0] 'a name'.expected.arrival_from: got datetime.datetime(2024, 1, 10, 12, 0, tzinfo=datetime.timezone(datetime.timedelta(seconds=28800))), expected a day, such as 2024-02-04",
        ),
        (
            "why =",
            'expected.provisional = ["acceptence"]\nwhy =',
            "scenarios[0] 'a name'.expected.provisional[0]: got 'acceptence', expected one of after_sales, guarantee, acceptance, arrival; did you mean 'acceptance'?",
        ),
        (
            "why =",
            "expected.items = [{}]\nwhy =",
            "scenarios[0] 'a name'.expected.items[0].outcome: got nothing, expected a value for outcome",
        ),
        (
            "why =",
            "expected.item = []\nwhy =",
            "scenarios[0] 'a name'.expected.item: got 'item', expected one of outcome, refund, possible, acceptance_until, open_points, provisional, remedies, failed, missing, not_needed, after_sales_until, guarantee_until, guarantee_at_least, arrival_from, arrival_until, adjudicator",
        ),
        ('"a name"', '""', "scenarios[0].name: got '', expected a text that is more than white space"),
        (
            "why =",
            'expected.guarantee_at_least = "no"\nwhy =',
            "scenarios[0] 'a name'.expected.guarantee_at_least: got 'no', expected true or false",
        ),
        (
            '[{ line_id = "ring", quantity',
            '{ line_id = "ring" }\nx = [{ line_id = "ring", quantity',
            "scenarios[0] 'a name'.order.x: got 'x', expected one of order_id, placed_at, lines, freight, discount, shipped_at, delivered_at",
        ),
        (
            '"ring", problem',
            '"chain", problem',
            "scenarios[0] 'a name'.claim.items[0].line_id: got 'chain', expected a line of order A-1: ring",
        ),
    ],
)
def test_whatever_is_malformed_is_refused_with_its_place(found: str, put: str, message: str) -> None:
    """One slip in a good page: the message says which scenario, which key, what was there and what belongs there."""
    assert found in ORDINARY
    with pytest.raises(InputError) as refused:
        read_scenarios(ORDINARY.replace(found, put, 1))
    assert str(refused.value) == message


def test_a_page_is_named_in_its_errors() -> None:
    """Whoever keeps several pages learns which one."""
    with pytest.raises(InvalidValue) as refused:
        read_scenarios(ORDINARY.replace("why", "whi"), page="windows.toml")
    assert str(refused.value) == (
        "windows.toml[0] 'a name'.whi: got 'whi', "
        "expected one of name, clauses, why, order, claim, policy, expected; did you mean 'why'?"
    )


def test_clauses_come_in_any_order_and_are_stored_in_that_of_the_text() -> None:
    """The order they are written in means nothing."""
    (read,) = read_scenarios(ORDINARY.replace('["1"]', '["5.3", "1"]') + 'expected.missing = ["3.2.1", "3.1"]\n')
    assert (read.clauses, read.expected.items[0].missing) == (("1", "5.3"), ("3.1", "3.2.1"))


@pytest.mark.parametrize(
    ("clauses", "message"),
    [("[]", "got [], expected at least one clause"), ('["1", "1"]', "got ['1', '1'], expected every clause only once")],
)
def test_a_scenario_is_about_some_clauses_each_once(clauses: str, message: str) -> None:
    """A scenario about nothing would never be found, and a clause twice is a slip."""
    with pytest.raises(InputError) as refused:
        read_scenarios(ORDINARY.replace('["1"]', clauses))
    assert str(refused.value) == f"scenarios[0] 'a name'.clauses: {message}"


def test_only_text_is_read() -> None:
    """Bytes have to be decoded by whoever knows what they are."""
    with pytest.raises(InvalidValue, match=r"^ours\.toml: got b'', expected a str$"):
        read_scenarios(b"", page="ours.toml")  # type: ignore[arg-type]


def test_a_name_used_twice_is_refused() -> None:
    """Names are test ids: two scenarios of one name could not be told apart."""
    again = ORDINARY[ORDINARY.index("[[scenario]]") :]
    with pytest.raises(InputError) as refused:
        read_scenarios(ORDINARY + again)
    assert str(refused.value) == "scenarios[1].name: got 'a name', expected a name used only once"


def test_a_page_that_is_no_toml_is_refused() -> None:
    """The parser's own complaint is passed on, with the name of the page."""
    with pytest.raises(InvalidValue, match=r"^scenarios: got .+, expected a text in TOML$"):
        read_scenarios(ORDINARY + "a = [")


def test_a_page_nested_out_of_all_proportion_is_refused() -> None:
    """No text, however hostile, ends in anything but a refusal."""
    with pytest.raises(InvalidValue) as refused:
        read_scenarios("a = " + "[" * 100_000)
    assert refused.value.code == "not_toml"


def test_a_number_of_more_digits_than_can_be_read_is_refused() -> None:
    """Python's own limit is no fault of the page that a ValueError could name."""
    with pytest.raises(InvalidValue) as refused:
        read_scenarios("a = " + "1" * 5000)
    assert refused.value.code == "not_toml"
