"""How values look in a notebook: small tables of escaped text."""

from __future__ import annotations

from datetime import date
from typing import Any
from xml.etree import ElementTree

import pytest
from attrs import evolve

from cmoffer_policy import (
    POLICY_2023,
    Cause,
    FreightWeight,
    OrderClaims,
    Outcome,
    RestDay,
    WorkCalendar,
    allocation,
    compare_readings,
    decide,
    refund_for,
)
from cmoffer_policy.analysis import DecisionTable, diff_policies
from cmoffer_policy.analysis.table import DecisionRow
from cmoffer_policy.markup import described, element, escaped
from cmoffer_policy.serialization import replay, to_dict
from support.builders import PICTURE, a_claim, a_line, a_request, an_item, an_order, at, usd

ORDER, CLAIM = an_order(freight=usd("4.00")), a_claim(submitted_at=at("2024-02-08"))


def tables(value: Any) -> list[tuple[str | None, list[list[str | None]]]]:
    """The captions and cells of the tables that a value is shown as."""
    shown = ElementTree.fromstring(f"<div>{value._repr_html_()}</div>")
    return [
        (table.find("caption").text, [[cell.text for cell in row] for row in table.iter("tr")])
        for table in shown.findall("table")
    ]


def test_a_refund_is_shown_line_by_line() -> None:
    """From the list value to what comes back, and the sums."""
    order = an_order(
        a_line("ring", quantity=2, discount=usd("1.00")), a_line("chain"), discount=usd("5.77"), freight=usd("3.00")
    )
    head = ["Line", "Units", "List value", "Discounts", "Paid", "Freight share", "Goods refunded", "Freight refunded"]
    assert tables(refund_for(order, {"ring": 1, "chain": 1}, policy=POLICY_2023)) == [
        (
            "Refund USD 37.45",
            [
                head,
                ["ring", "1 of 2", "USD 39.80", "USD 4.81", "USD 34.99", "USD 1.98", "USD 17.50", "USD 0.99"],
                ["chain", "1 of 1", "USD 19.90", "USD 1.96", "USD 17.94", "USD 1.02", "USD 17.94", "USD 1.02"],
                ["In all", None, None, None, None, None, "USD 35.44", "USD 2.01"],
            ],
        )
    ]


def test_text_is_escaped_in_contents_and_attributes() -> None:
    """All five characters that mean something in HTML."""
    assert escaped("<a href=\"x\">'&amp;'</a>") == ("&lt;a href=&quot;x&quot;&gt;&#x27;&amp;amp;&#x27;&lt;/a&gt;")
    assert element("p", escaped("1 < 2"), class_='a"b', aria_label="<>", text_anchor="end") == (
        '<p class="a&quot;b" aria-label="&lt;&gt;" text-anchor="end">1 &lt; 2</p>'
    )


def test_an_order_is_shown_with_its_lines() -> None:
    """Fields by name, as they would be typed."""
    assert tables(ORDER) == [
        (
            "Order",
            [
                ["order_id", "A-1"],
                ["placed_at", "2024-01-03 12:00:00+08:00"],
                ["freight", "USD 4.00"],
                ["discount", "USD 0.00"],
                ["shipped_at", "2024-01-05 12:00:00+08:00"],
                ["delivered_at", "-"],
            ],
        ),
        (
            "lines",
            [
                ["line_id", "quantity", "unit_price", "discount", "title", "set_id", "shipped_at", "settled"],
                ["ring", "1", "USD 19.90", "USD 0.00", None, "-", "-", "0"],
            ],
        ),
    ]


def test_a_request_is_shown_with_its_items_and_attachments() -> None:
    """What the seller said, and nothing else."""
    own, items, attachments = tables(a_request())
    assert own == ("ClaimRequest", [["order_id", "A-1"], ["remedy", "REFUND"]])
    assert items == (
        "items",
        [["line_id", "problem", "quantity", "rest_usable"], ["ring", "BROKEN", "1", "True"]],
    )
    assert attachments[1][:2] == [["document", "line_ids", "reference"], ["REFUND_SCREENSHOT", "-", None]]


def test_a_balance_is_shown_with_what_is_left() -> None:
    """Amounts with their currency, and the units of each line."""
    record = OrderClaims(an_order(a_line(quantity=2)), [a_claim()])
    assert tables(record.balance()) == [
        (
            "Balance",
            [
                ["paid", "USD 39.80"],
                ["approved", "USD 19.90"],
                ["possible", "USD 19.90"],
                ["refundable", "USD 19.90"],
                ["units_left", "ring, 1"],
            ],
        )
    ]


def test_a_claim_is_shown_with_its_items_and_documents() -> None:
    """Sets in the order of the alphabet, a dash where there is nothing."""
    item = an_item(causes=[Cause.MISUSE, Cause.CORROSION])
    own, items, evidence = tables(a_claim(item, evidence=[PICTURE]))
    assert own == (
        "Claim",
        [
            ["claim_id", "C-1"],
            ["order_id", "A-1"],
            ["submitted_at", "2024-01-10 12:00:00+08:00"],
            ["remedy", "REFUND"],
            ["production", "-"],
        ],
    )
    assert items[1][1] == ["ring", "BROKEN", "1", "CORROSION, MISUSE", "True", "-", "CONFIRMED", "-"]
    assert evidence == (
        "evidence",
        [["document", "shows", "line_ids", "reference"], ["PICTURE", "PROBLEM_VISIBLE", "-", None]],
    )
    assert dict(tables(evolve(CLAIM, evidence=[]))[0][1])["evidence"] == "-"


def test_what_does_not_print_is_shown_as_its_code() -> None:
    """A letter that turns the text around cannot pass an id for another."""
    assert tables(an_order(order_id="A\u202e1"))[0][1][0] == ["order_id", "'A\\u202e1'"]


def test_a_policy_is_shown_by_its_figures_and_readings() -> None:
    """A range in its own order, not in that of the alphabet."""
    ((caption, rows),) = tables(evolve(POLICY_2023, arrival_working_days=(9, 10)))
    assert caption == "Policy"
    assert rows[:6] == [
        ["name", "CMOFFER return policy 2023"],
        ["effective_from", "2023-01-01"],
        ["after_sales_days", "30"],
        ["guarantee_days", "60"],
        ["acceptance_working_days", "2"],
        ["arrival_working_days", "9, 10"],
    ]
    assert rows[6] == ["guarantee_grants", "REPLACEMENT"]


def test_a_calendar_is_shown_by_its_span_and_counts() -> None:
    """Its hundreds of days are not."""
    new_year = RestDay(day=date(2024, 1, 1), name="New Year")
    calendar = WorkCalendar(
        first_day=date(2024, 1, 1),
        last_day=date(2024, 1, 31),
        holidays=[new_year],
        make_up_days=[date(2024, 1, 6), date(2024, 1, 7)],
        source="the office",
    )
    assert tables(calendar) == [
        (
            "WorkCalendar",
            [
                ["first_day", "2024-01-01"],
                ["last_day", "2024-01-31"],
                ["published_from", "2024-01-01"],
                ["published_through", "2024-01-31"],
                ["version", calendar.version],
                ["source", "the office"],
                ["holidays", "1"],
                ["make_up_days", "2"],
            ],
        )
    ]


def test_what_lines_are_worth_is_shown_line_by_line() -> None:
    """An allocation has nothing else."""
    _, (caption, rows) = tables(allocation(an_order(a_line(quantity=2), freight=usd("4.00")), policy=POLICY_2023))
    assert caption == "lines"
    assert rows == [
        ["line_id", "quantity", "list_value", "line_discount", "order_discount", "paid_value", "freight"],
        ["ring", "2", "USD 39.80", "USD 0.00", "USD 0.00", "USD 39.80", "USD 4.00"],
    ]


def test_a_refund_is_shown_with_its_sums() -> None:
    """And with what it is in all."""
    ((caption, rows),) = tables(decide(ORDER, a_claim()).refund)
    assert caption == "Refund USD 23.90"
    assert [rows[1][0], *rows[1][-2:]] == ["ring", "USD 19.90", "USD 4.00"]
    assert rows[2] == ["In all", None, None, None, None, None, "USD 19.90", "USD 4.00"]


def test_a_comparison_shows_every_other_result() -> None:
    """That in force first."""
    comparison = compare_readings(decide(ORDER, CLAIM))
    ((caption, rows),) = tables(comparison)
    assert caption == "What another reading would decide"
    assert rows[:2] == [
        ["Readings", "Outcome", "Refund", "Still possible", "Differs in"],
        ["as they are", "rejected", "USD 0.00", "USD 0.00", None],
    ]
    assert len(rows) == len(comparison.groups) + 2
    either = ["guarantee_grants = EITHER", "approved", "USD 23.90", "USD 23.90", "outcome, remedies, money"]
    assert either in rows


def test_a_replay_shows_what_differs() -> None:
    """Nothing with the same calendar; the version where it is another."""
    decision = decide(ORDER, CLAIM)
    assert tables(replay(to_dict(decision))) == [
        ("Decided again with the same calendar: nothing differs.", [["Part", "Was", "Is"]])
    ]
    weekends = WorkCalendar(first_day=date(2024, 1, 1), last_day=date(2024, 12, 31))
    again = replay(to_dict(decision), calendar=weekends)
    ((caption, rows),) = tables(again)
    assert caption == f"Decided again with calendar {weekends.version} instead of {decision.calendar_version}:"
    assert [row[0] for row in rows[1:]] == [found.part for found in again.differences]


def test_two_policies_are_shown_side_by_side() -> None:
    """The cases with both answers; what cannot be shown by a case below."""
    other = evolve(POLICY_2023, name="four weeks", after_sales_days=28, freight_weight=FreightWeight.LIST_VALUE)
    difference = diff_policies(POLICY_2023, other)
    ((caption, rows),) = tables(difference)
    assert caption == "CMOFFER return policy 2023 -> four weeks:"
    assert rows[0] == ["Cases", "Under CMOFFER return policy 2023", "Under four weeks"]
    assert rows[1:] == [[row.cases, str(row.under_a), str(row.under_b)] for row in difference.rows]
    below = ElementTree.fromstring(f"<div>{difference._repr_html_()}</div>").findall("ul/li")
    assert [entry.text for entry in below] == list(difference.separately)
    alike = diff_policies(POLICY_2023, POLICY_2023)
    assert tables(alike)[0][0] == "CMOFFER return policy 2023 -> CMOFFER return policy 2023: no difference"


def test_a_decision_table_is_shown_whole() -> None:
    """A row for a row, of one that is quickly made."""
    older = DecisionRow(
        conditions=((True,), *[None] * 12),
        outcome=Outcome.NOT_GOVERNED,
        remedies=frozenset(),
        clauses=("6.1",),
        cases=96768,
    )
    newer = evolve(older, conditions=((False,), *[None] * 12), outcome=Outcome.APPROVED, clauses=(), cases=1)
    table = DecisionTable(policy=POLICY_2023, rows=(older, newer))
    ((caption, rows),) = tables(table)
    assert caption == str(table)
    assert rows[0][-4:] == ["outcome", "remedies", "clauses", "cases"]
    assert rows[1:] == [[cell or None for cell in record.values()] for record in table.records()]


@pytest.mark.parametrize("value", [ORDER, CLAIM, POLICY_2023], ids=lambda value: type(value).__name__)
def test_every_public_field_is_shown(value: Any) -> None:
    """None is left out, and none that is private shows."""
    html = described(value)
    names = [
        attribute.name for attribute in type(value).__attrs_attrs__ if attribute.init or attribute.name.startswith("_")
    ]
    assert [name for name in names if (f">{name}<" in html) is name.startswith("_")] == []
