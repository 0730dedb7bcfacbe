"""The card of a decision: what it holds, where its drawing puts things, and that nothing in it comes from elsewhere."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import cache
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
from attrs import evolve

from cmoffer_policy import (
    CLAUSES,
    POLICY_2023,
    AcceptanceClock,
    Decision,
    Explanation,
    GuaranteeGrants,
    GuaranteeStart,
    InvalidValue,
    OrderClaims,
    Problem,
    Remedy,
    Statement,
    Verification,
    WindowEnd,
    china_calendar,
    decide,
    explain,
    explanation,
)
from cmoffer_policy.presentation import CHINESE, ENGLISH, Audience, Language, decision_card, record_card
from cmoffer_policy.testing import Scenario, scenarios
from support.builders import COMPLETE, a_claim, a_line, an_item, an_order, at, usd

HOSTILE = "<script>alert(1)</script>\"'&amp;"
A_DAY = timedelta(days=1)


def card(decision: Decision) -> Element:
    return ElementTree.fromstring(decision._repr_html_())


def text_of(element: Element) -> str:
    """The text that a reader sees, style sheets and the titles of shapes left out."""
    inner = "" if element.tag in ("style", "title") else f"{element.text or ''} {' '.join(map(text_of, element))}"
    return f"{inner} {element.tail or ''}"


def words(text: str) -> str:
    return " ".join(text.split())


def titles(decision: Decision) -> list[str | None]:
    return [title.text for title in card(decision).iter("h4")]


def decided(scenario: Scenario) -> Decision:
    return decide(scenario.order, scenario.claim, policy=scenario.policy)


@cache
def card_of(scenario: Scenario, language: Language) -> str:
    """The card of a scenario, which several tests look at."""
    return decision_card(decided(scenario), language=language)


@cache
def explanations_of(scenario: Scenario) -> list[Explanation]:
    """What each audience is told about it."""
    return [explanation(decided(scenario), audience=audience) for audience in Audience]


@pytest.mark.parametrize("language", [ENGLISH, CHINESE], ids=lambda language: language.code)
@pytest.mark.parametrize("scenario", scenarios()[::3], ids=str)
def test_a_card_says_what_the_explanation_says(scenario: Scenario, language: Language) -> None:
    """All sentences of the seller's are there, and the findings, readings and open points of the analyst's."""
    text = words(text_of(ElementTree.fromstring(card_of(scenario, language))))
    seller, analyst = explanations_of(scenario)
    said = [each for section in seller.sections for each in section.statements]
    said += [each for key in ("readings", "open", "settings") for each in analyst.section(key).statements]
    for found in analyst.section("findings").statements:
        said += [each for each in dict(found.values).get("reasons", ()) if isinstance(each, Statement)]
    for statement in said:
        bare = language.sentence(statement, seller.goods, statement.clause)  # without its clause, which has a column
        assert words(bare).rstrip("。.") in text.replace(language.cite.format(clause=statement.clause), "")


@pytest.mark.parametrize("scenario", scenarios()[::9], ids=str)
def test_a_card_stands_alone(scenario: Scenario) -> None:
    """No script, no handler, nothing fetched, and ids of nobody else's."""
    html = card_of(scenario, ENGLISH)
    elements = list(ElementTree.fromstring(html).iter())
    assert {element.tag for element in elements} <= {
        *("article", "style", "header", "section", "footer", "div", "p", "span", "strong", "h4", "h5", "ul", "li"),
        *("details", "summary", "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"),
        *("svg", "defs", "pattern", "rect", "line", "circle", "text", "title"),
    }
    names = {name for element in elements for name in element.attrib}
    assert not [name for name in names if name.startswith("on") or name in ("src", "href", "style")]
    assert set(re.findall(r"url\([^)]*\)|@import|https?:", html)) <= {"url(#cmoffer-provisional)"}
    assert {element.get("id") for element in elements} <= {None, "cmoffer-provisional"}


def test_ids_of_a_sender_stay_text() -> None:
    """Whatever they hold."""
    order = an_order(a_line(HOSTILE), order_id=HOSTILE)
    decision = decide(order, a_claim(an_item(HOSTILE), order_id=HOSTILE, claim_id=HOSTILE))
    html = decision._repr_html_()
    assert "<script" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&quot;" in html
    assert HOSTILE in text_of(card(decision)).replace("\\'", "'")


def test_a_rejected_claim_has_no_section_without_a_sentence() -> None:
    """What to do comes first, then when, why and how much."""
    late = a_claim(submitted_at=at("2024-02-05"))
    assert titles(decide(an_order(), late)) == ["What to do", "When", "Why", "Money"]
    before = an_order(placed_at=at("2022-12-31"))
    assert titles(decide(before, late)) == ["What to do", "Why"]


def test_the_badge_has_a_tone() -> None:
    """The word says the same without it."""
    badges = [
        card(decide(an_order(), claim)).find("header/strong")
        for claim in (a_claim(), a_claim(submitted_at=at("2024-02-05")), a_claim(evidence=[]))
    ]
    assert [(badge.text, badge.get("class")) for badge in badges] == [
        ("approved", "good"),
        ("rejected", "bad"),
        ("needs evidence", "open"),
    ]


def test_what_is_still_open_is_said_among_the_findings() -> None:
    """In the colour of what is not decided."""
    why = card(decide(an_order(), a_claim(verification=Verification.CONTESTED))).findall("section")[2]
    clause, found, reason = why.find("details/div/table/tbody/tr")
    assert (clause.text, found.find("span").text, found.find("span").get("class")) == ("4.3", "still open", "open")
    assert reason.text == "The manufacturer objected to the claim, and CMOFFER has not decided yet."


def test_what_a_new_claim_needs_is_a_list_below_it() -> None:
    """Each document, and what they lead to."""
    late = card(decide(an_order(), a_claim(submitted_at=at("2024-02-05"), evidence=[])))
    (step,) = late.findall("section")[0].findall("ul/li")
    assert step.text.startswith("The guarantee still grants a replacement")
    assert len(step.findall("ul/li")) == 4


def test_findings_that_decide_come_first() -> None:
    """Folded away, each with the gist of its clause as a title."""
    why = card(decide(an_order(), a_claim(submitted_at=at("2024-02-05"), evidence=[]))).findall("section")[2]
    rows = why.findall("details/div/table/tbody/tr")
    shown = [(row[0].text, row[1][0].text) for row in rows]
    assert shown[:4] == [("1", "not met"), ("3.1", "missing"), ("3.2.1", "missing"), ("3.2.2", "missing")]
    assert {status for _, status in shown[4:]} == {"met"}
    assert [row[0].get("title") for row in rows] == [CLAUSES[row[0].text].gist for row in rows]
    assert why.find("details/summary").text == "Findings"


def test_equal_items_are_told_once_and_many_are_counted() -> None:
    """A hundred items make a card of at most sixty thousand bytes."""
    lines = [a_line(f"9d7f2c1e-line-{number:03}") for number in range(101)]
    claim = a_claim(*[an_item(line.line_id) for line in lines])
    html = decide(an_order(*lines, freight=usd("10.00")), claim)._repr_html_()
    assert len(html.encode()) <= 60_000
    assert len(ElementTree.fromstring(html).findall(".//section/ul/li")) < 12
    mixed = a_claim(*[an_item(line.line_id, verification=list(Verification)[n % 3]) for n, line in enumerate(lines)])
    assert len(decide(an_order(*lines), mixed)._repr_html_().encode()) <= 60_000


def test_the_money_stands_line_by_line() -> None:
    """What is refunded in one table, how that comes about in another."""
    order = an_order(a_line("ring", quantity=2), a_line("chain", unit_price=usd("10.00")), freight=usd("4.98"))
    found = card(decide(order, a_claim(an_item("ring"), an_item("chain"))))
    refund, allocation = found.findall(".//table[@class='money']")
    assert refund.find("caption").text == "To be refunded: USD 32.89"
    assert [[cell.text for cell in row] for row in refund.iter("tr")] == [
        ["Line", "Units", "Goods", "Freight"],
        ["ring", "1/2", "USD 19.90", "USD 1.99"],
        ["chain", "1/1", "USD 10.00", "USD 1.00"],
        ["Total", None, "USD 29.90", "USD 2.99"],
    ]
    assert [[cell.text for cell in row] for row in allocation.iter("tr")] == [
        ["Line", "List value", "Discounts", "Paid", "Freight share"],
        ["ring", "USD 39.80", "USD 0.00", "USD 39.80", "USD 3.98"],
        ["chain", "USD 10.00", "USD 0.00", "USD 10.00", "USD 1.00"],
    ]


def test_money_that_nobody_has_approved_is_called_possible() -> None:
    """Not a refund."""
    found = card(decide(an_order(), a_claim(verification=Verification.PENDING)))
    assert found.find(".//table[@class='money']/caption").text == "Refund still possible: USD 19.90"


def test_only_decisions_have_a_card() -> None:
    """Anything else is refused by name."""
    with pytest.raises(InvalidValue, match=r"^decision: got None, expected a value of type Decision$"):
        decision_card(None)  # type: ignore[arg-type]


@pytest.mark.parametrize(("language", "tag"), [("en", "en"), ("zh", "zh-CN")])
def test_the_language_is_declared(language: str, tag: str) -> None:
    """For readers aloud, and for the choice of glyphs."""
    found = ElementTree.fromstring(decision_card(decide(an_order(), a_claim()), language=language))  # type: ignore[arg-type]
    assert found.get("lang") == tag
    assert found.get("aria-label") == text_of(found.find("header/span")).strip()


def drawing(decision: Decision) -> Element:
    return card(decision).find(".//svg")


def place(shape: Element, name: str = "x") -> float:
    return float(shape.get(name).removesuffix("%"))


def bar(svg: Element, kind: str) -> tuple[float, float]:
    (shape,) = svg.findall(f"rect[@class='{kind}']")
    return place(shape), place(shape) + place(shape, "width")


def texts(svg: Element) -> list[str | None]:
    return [text.text for text in svg.findall("text") if text.get("class") != "axis"]


IN_MAY = a_claim(submitted_at=at("2024-01-20"), approved_at=at("2024-01-25 18:00"))


def test_the_drawing_is_to_scale() -> None:
    """Sixty-one days from the day of shipment to the end of the guarantee, each as wide as the other."""
    svg = drawing(decide(an_order(), IN_MAY))

    def percent(instant: datetime) -> float:
        return (instant - at("2024-01-05 00:00")) / A_DAY / 62 * 100

    shipped, over = percent(at("2024-01-05")), percent(at("2024-03-06 00:00"))
    assert bar(svg, "after-sales") == pytest.approx((shipped, percent(at("2024-02-05 00:00"))), abs=0.002)
    assert bar(svg, "guarantee") == pytest.approx((shipped, over), abs=0.002)
    waiting = drawing(decide(an_order(), a_claim(submitted_at=at("2024-01-20"), verification=Verification.PENDING)))
    assert bar(waiting, "acceptance") == pytest.approx(
        (percent(at("2024-01-20")), percent(at("2024-01-24 00:00"))), abs=0.002
    )
    assert bar(svg, "arrival") == pytest.approx(
        (percent(at("2024-01-26 00:00")), percent(at("2024-01-31 00:00"))), abs=0.002
    )
    events = [place(line, "x1") for line in svg.findall("line[@class='event']")]
    assert events == pytest.approx([shipped, percent(at("2024-01-20")), percent(at("2024-01-25 18:00"))], abs=0.002)


def test_the_shapes_stand_where_they_belong() -> None:
    """Events in rows of 18, then periods in rows of 38, each with its text above its bar, and room for the axis."""
    svg = drawing(decide(an_order(), IN_MAY))
    assert (svg.get("width"), svg.get("height"), svg.tail) == ("100%", "198", None)
    assert [child.tag for child in svg[0]] == ["pattern"]
    ticks = [
        ("0.000%", "5 Jan"),
        ("22.580%", "19 Jan"),
        ("45.161%", "2 Feb"),
        ("67.741%", "16 Feb"),
        ("90.322%", "1 Mar"),
    ]
    assert [(shape.tag, shape.attrib, shape.text) for shape in svg][1:] == [
        ("rect", {"x": "35.483%", "width": "1.612%", "y": "62", "height": "114", "class": "rest"}, None),
        ("rect", {"x": "37.096%", "width": "1.612%", "y": "62", "height": "114", "class": "rest"}, None),
        ("line", {"x1": "0", "x2": "100%", "y1": "177", "y2": "177", "class": "axis"}, None),
        *[
            shape
            for x, day in ticks
            for shape in (
                ("line", {"x1": x, "x2": x, "y1": "177", "y2": "181", "class": "axis"}, None),
                ("text", {"x": x, "y": "193", "class": "axis"}, day),
            )
        ],
        ("line", {"x1": "0.806%", "x2": "0.806%", "y1": "10", "y2": "176", "class": "event"}, None),
        ("line", {"x1": "25.000%", "x2": "25.000%", "y1": "28", "y2": "176", "class": "event"}, None),
        ("line", {"x1": "33.467%", "x2": "33.467%", "y1": "46", "y2": "176", "class": "event"}, None),
        ("text", {"x": "0", "y": "76"}, "After-sales service until 4 February 2024"),
        (
            "rect",
            {"x": "0.806%", "width": "49.193%", "y": "81", "height": "10", "rx": "2", "class": "after-sales"},
            None,
        ),
        ("text", {"x": "0", "y": "114"}, "Guarantee until 5 March 2024"),
        (
            "rect",
            {"x": "0.806%", "width": "97.580%", "y": "119", "height": "10", "rx": "2", "class": "guarantee"},
            None,
        ),
        ("text", {"x": "0", "y": "152"}, "Money expected until 30 January 2024"),
        ("rect", {"x": "33.870%", "width": "8.064%", "y": "157", "height": "10", "rx": "2", "class": "arrival"}, None),
        ("circle", {"cx": "0.806%", "cy": "10", "r": "4"}, None),
        ("text", {"x": "0.806%", "dx": "6", "y": "14", "text-anchor": "start"}, "Shipped 5 January 2024"),
        ("circle", {"cx": "25.000%", "cy": "28", "r": "4"}, None),
        ("text", {"x": "25.000%", "dx": "6", "y": "32", "text-anchor": "start"}, "Claimed 20 January 2024"),
        ("circle", {"cx": "33.467%", "cy": "46", "r": "4"}, None),
        ("text", {"x": "33.467%", "dx": "6", "y": "50", "text-anchor": "start"}, "Approved 25 January 2024"),
    ]


@pytest.mark.parametrize(
    ("submitted", "place", "shift", "anchor"),
    [
        ("2024-02-05 00:00", "50.000%", "6", "start"),  # the thirty-second of sixty-two days begins
        ("2024-02-05 00:15", "50.016%", "-6", "end"),
    ],
)
def test_the_text_of_an_event_ends_at_it_in_the_right_half(submitted: str, place: str, shift: str, anchor: str) -> None:
    """So that it stays on the page."""
    svg = drawing(decide(an_order(), a_claim(submitted_at=at(submitted), remedy=Remedy.REPLACEMENT)))
    claimed = [text.attrib for text in svg.findall("text") if text.text == "Claimed 5 February 2024"]
    assert claimed == [{"x": place, "dx": shift, "y": "32", "text-anchor": anchor}]


def test_the_drawing_says_in_words_what_it_shows() -> None:
    """Once beside the shapes, and once for those who do not see them."""
    svg = drawing(decide(an_order(delivered_at=at("2024-01-19")), IN_MAY))
    assert texts(svg) == [
        "After-sales service until 4 February 2024",
        "Guarantee until 5 March 2024",
        "Money expected until 30 January 2024",
        "Shipped 5 January 2024",
        "Delivered 19 January 2024",
        "Claimed 20 January 2024",
        "Approved 25 January 2024",
    ]
    assert svg.get("role") == "img"
    assert svg.get("aria-label") == (
        "Timeline: Shipped 5 January 2024; Delivered 19 January 2024; Claimed 20 January 2024; "
        "Approved 25 January 2024; After-sales service until 4 February 2024; Guarantee until 5 March 2024; "
        "Money expected until 30 January 2024"
    )


def test_an_hour_stays_an_hour() -> None:
    """Where the acceptance is counted by the hour, its label says until when on the last day."""
    by_the_hour = evolve(POLICY_2023, acceptance_clock=AcceptanceClock.FROM_THE_HOUR)
    claim = a_claim(submitted_at=at("2024-01-17 09:30"), verification=Verification.PENDING)
    svg = drawing(decide(an_order(), claim, policy=by_the_hour))
    assert "Acceptance until 09:30 on 19 January 2024" in texts(svg)


def test_rest_days_are_shaded_and_named() -> None:
    """Those that postponed a deadline, over all periods."""
    svg = drawing(decide(an_order(), a_claim(submitted_at=at("2024-01-19"), verification=Verification.PENDING)))
    shades = svg.findall("rect[@class='rest']")
    assert [(shade.find("title").text, place(shade, "width")) for shade in shades] == [
        ("20 January 2024 (weekend)", pytest.approx(100 / 62, abs=0.002)),
        ("21 January 2024 (weekend)", pytest.approx(100 / 62, abs=0.002)),
    ]


def test_an_acceptance_is_drawn_only_while_it_matters() -> None:
    """Not of a claim that was answered or rejected."""
    for claim, drawn in (
        (a_claim(verification=Verification.PENDING), True),
        (a_claim(), False),
        (a_claim(verification=Verification.PENDING, submitted_at=at("2024-02-05")), False),
    ):
        svg = drawing(decide(an_order(), claim))
        assert (svg.find("rect[@class='acceptance']") is not None) is drawn


def test_rest_days_have_a_legend() -> None:
    """Where there are any."""
    for submitted, legends in (("2024-01-19", ["days that do not count: weekends and holidays"]), ("2024-01-10", [])):
        claim = a_claim(submitted_at=at(submitted), verification=Verification.PENDING)
        found = card(decide(an_order(), claim))
        assert [words(text_of(legend)) for legend in found.findall(".//p[@class='legend']")] == legends
        assert found.find(".//svg").tail is None  # nothing else follows


PLACE = ("x", "y", "width", "height", "rx")


def test_days_that_do_not_count_have_a_legend() -> None:
    """Beside a sample of their colour, where the drawing has such days; a working week has neither."""
    order = an_order(shipped_at=at("2024-01-20"))
    cards = [
        decide(order, a_claim(submitted_at=at(day), verification=Verification.PENDING))._repr_html_()
        for day in ("2024-02-09", "2024-01-23")
    ]
    legend = '<p class="legend"><span class="rest"></span>days that do not count: weekends and holidays</p>'
    assert [legend in card for card in cards] == [True, False]
    assert 'class="legend"' not in cards[1]


def test_what_can_still_change_is_hatched() -> None:
    """Over the bar that it is about, and no other."""
    year = china_calendar().published_through.year
    order = an_order(placed_at=at(f"{year}-12-01"), shipped_at=at(f"{year}-12-02"))
    svg = drawing(decide(order, a_claim(submitted_at=at(f"{year}-12-30"), verification=Verification.PENDING)))
    (hatched,) = svg.findall("rect[@fill='url(#cmoffer-provisional)']")
    (acceptance,) = svg.findall("rect[@class='acceptance']")
    assert [hatched.get(name) for name in PLACE] == [acceptance.get(name) for name in PLACE]
    assert any(text.endswith("(may change)") for text in texts(svg))


def test_lines_with_dates_of_their_own_are_told_apart() -> None:
    """Events and windows are named by their lines where these differ, and only there."""
    order = an_order(a_line("ring"), a_line("chain", shipped_at=at("2024-01-15")), a_line("clasp"))
    items = [an_item(line_id) for line_id in ("ring", "chain", "clasp", "ring")]
    svg = drawing(decide(evolve(order, lines=[evolve(line, quantity=2) for line in order.lines]), a_claim(*items)))
    assert texts(svg)[:4] == [
        "ring (item 1), clasp and ring (item 4): After-sales service until 4 February 2024",
        "chain: After-sales service until 14 February 2024",
        "ring (item 1), clasp and ring (item 4): Guarantee until 5 March 2024",
        "chain: Guarantee until 15 March 2024",
    ]
    assert "ring (item 1), clasp and ring (item 4): Shipped 5 January 2024" in texts(svg)


def test_windows_open_together_and_end_apart() -> None:
    """Counted from the delivery the guarantee ends later, and opens with the shipment; no line is named, as there is one."""
    policy = evolve(POLICY_2023, guarantee_start=GuaranteeStart.DELIVERY)
    svg = drawing(decide(an_order(delivered_at=at("2024-01-15")), a_claim(), policy=policy))
    assert texts(svg)[:2] == ["After-sales service until 4 February 2024", "Guarantee until 15 March 2024"]
    assert bar(svg, "guarantee")[0] == bar(svg, "after-sales")[0]


def test_a_guarantee_whose_end_is_not_known_lasts_at_least_so_long() -> None:
    """Counted from a delivery that nobody knows, it is drawn as far as it is certain, and says so."""
    policy = evolve(POLICY_2023, guarantee_start=GuaranteeStart.DELIVERY)
    assert texts(drawing(decide(an_order(), a_claim(), policy=policy)))[1] == "Guarantee at least until 5 March 2024"


def test_a_guarantee_that_grants_nothing_is_not_drawn() -> None:
    """Read as SHORT, it has no window of its own."""
    svg = drawing(decide(an_order(), a_claim(), policy=evolve(POLICY_2023, guarantee_grants=GuaranteeGrants.NOTHING)))
    assert svg.find("rect[@class='guarantee']") is None


@pytest.mark.parametrize("scenario", scenarios(), ids=str)
def test_nothing_is_drawn_outside_the_drawing(scenario: Scenario) -> None:
    """Every shape lies between its sides, and every text and bar above its foot."""
    svg = ElementTree.fromstring(card_of(scenario, ENGLISH)).find(".//svg")
    if svg is None:
        return
    height = int(svg.get("height"))
    for shape in svg.findall("rect"):
        assert 0 <= place(shape) <= place(shape) + place(shape, "width") <= 100.001
        assert int(shape.get("y")) + int(shape.get("height")) <= height
    assert [text for text in svg.findall("text") if int(text.get("y")) > height] == []
    ticks = [place(text) for text in svg.findall("text[@class='axis']")]
    assert 1 <= len(ticks) <= 5
    assert all(one < other for one, other in pairwise(ticks))


@pytest.mark.parametrize(
    ("submitted", "days"),
    [
        ("2024-03-14", ["5 Jan", "19 Jan", "2 Feb", "16 Feb", "1 Mar"]),  # seventy days
        ("2024-03-15", ["5 Jan", "2 Feb", "1 Mar"]),
    ],
)
def test_there_are_five_ticks_at_most(submitted: str, days: list[str]) -> None:
    """As many as that where they are whole weeks apart."""
    svg = drawing(decide(an_order(), a_claim(submitted_at=at(submitted))))
    assert [text.text for text in svg.findall("text[@class='axis']")] == days


def test_an_order_that_is_not_shipped_has_no_drawing() -> None:
    """Nothing stands in its place."""
    found = card(decide(an_order(shipped_at=None), a_claim()))
    assert (found.find(".//svg"), "None" in text_of(found)) == (None, False)


def test_centuries_have_as_few_ticks_as_days() -> None:
    """A claim a hundred years late still has an axis."""
    svg = drawing(decide(an_order(), a_claim(submitted_at=at("2124-01-05"))))
    assert len(svg.findall("text[@class='axis']")) == 5


def luminance(colour: str) -> float:
    """Of an sRGB colour, as the accessibility guidelines define it."""
    digits = colour if len(colour) == 6 else "".join([digit * 2 for digit in colour])
    channels = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_every_text_stands_out_from_its_ground() -> None:
    """By 4.5 to 1 at least, in light and in dark, as the guidelines for accessible text ask."""
    style = card(decide(an_order(), a_claim())).find("style").text
    themes = [dict(re.findall(r"--([a-z]+):#([0-9a-f]{3,6})", theme)) for theme in re.findall(r"\{([^{}]*)\}", style)]
    themes = [theme for theme in themes if theme]
    assert len(themes) == 4
    for theme in themes:
        ground = luminance(theme["paper"])
        for name in ("ink", "soft", "good", "bad", "open", "blue", "violet"):
            text = luminance(theme[name])
            assert (max(text, ground) + 0.05) / (min(text, ground) + 0.05) >= 4.5, name


def test_an_order_with_its_claims_is_a_table_with_the_balance() -> None:
    """What each claim asks for and comes to, in the order of the claims, and what is left."""
    first = a_claim(approved_at=at("2024-01-12"))
    second = a_claim(claim_id="C 2", submitted_at=at("2024-02-08"), verification=Verification.PENDING)
    third = evolve(second, claim_id="C-3", remedy=Remedy.REPLACEMENT, submitted_at=at("2024-01-15"))
    fourth = evolve(second, claim_id="C-4", submitted_at=at("2024-01-16"))
    record = OrderClaims(an_order(a_line(quantity=3)), (first, second, third, fourth))
    claims, balance = ElementTree.fromstring(f"<div>{record._repr_html_()}</div>").findall("table")
    assert claims.find("caption").text == "Claims on order A-1"
    assert [[cell.text for cell in row] for row in claims.iter("tr")] == [
        ["Claim", "Submitted", "Remedy", "Items", "Outcome", "To be refunded", "Still possible"],
        ["C-1", "2024-01-10", "refund", "1", "approved", "USD 19.90", "USD 0.00"],
        ["'C 2'", "2024-02-08", "refund", "1", "rejected", "USD 0.00", "USD 0.00"],
        ["C-3", "2024-01-15", "replacement", "1", "under verification", "USD 0.00", "USD 0.00"],
        ["C-4", "2024-01-16", "refund", "1", "under verification", "USD 0.00", "USD 19.90"],
    ]
    assert balance.find("caption").text == "Balance"
    assert [row[1].text for row in balance.iter("tr")][:3] == ["USD 59.70", "USD 19.90", "USD 39.80"]


def test_an_order_whose_deadlines_cannot_be_dated_is_shown_all_the_same() -> None:
    """As its values."""
    order = an_order(placed_at=at("2199-12-01"), shipped_at=at("2199-12-20"))
    assert (
        "<caption>OrderClaims</caption>" in OrderClaims(order, [a_claim(submitted_at=at("2199-12-30"))])._repr_html_()
    )


def test_every_rule_outranks_those_of_jupyterlab() -> None:
    """Whose rules for what it renders name up to two classes and two elements."""
    style = card(decide(an_order(), a_claim())).find("style").text
    selectors = [selector for selector in re.findall(r"([^{}]+)\{[^{}]*:[^{}]*\}", style) if selector.strip()]
    assert len(selectors) > 30
    assert all(".cmoffer-card.cmoffer-card.cmoffer-card" in selector for selector in selectors)


class Printer:
    """What IPython prints with, as far as it is used."""

    def __init__(self) -> None:
        self.printed = ""

    def text(self, obj: str) -> None:
        self.printed += obj


def test_a_terminal_gets_the_explanation() -> None:
    """Where there is no HTML; inside itself only the short form."""
    decision = decide(an_order(), a_claim())
    printers: list[Any] = [Printer(), Printer()]
    for cycle, printer in enumerate(printers):
        decision._repr_pretty_(printer, bool(cycle))
    assert [printer.printed for printer in printers] == [explain(decision), repr(decision)]


def test_windows_postponed_to_a_working_day_show_the_rest_days() -> None:
    """Under the reading that lets them run on."""
    order, policy = an_order(), evolve(POLICY_2023, window_end=WindowEnd.NEXT_WORKING_DAY)
    decision = decide(order, a_claim(remedy=Remedy.REPLACEMENT, evidence=COMPLETE), policy=policy)
    names = {shade.find("title").text for shade in drawing(decision).findall("rect[@class='rest']")}
    assert len(names) == len({*decision.acceptance.skipped, *windows_skipped(decision)})


def windows_skipped(decision: Decision) -> tuple[Any, ...]:
    ends = decision.items[0].windows
    return (*ends.after_sales.deadline.skipped, *ends.guarantee.deadline.skipped)


def test_a_referred_cancellation_has_a_card_too() -> None:
    """Without a timeline: nothing was shipped, and nobody should wait for an acceptance before asking customer service."""
    decision = decide(
        an_order(shipped_at=None), a_claim(an_item("ring", Problem.CHANGE_OF_MIND), verification=Verification.PENDING)
    )
    assert titles(decision) == ["What to do", "Why", "Money", "Not final yet"]
    assert drawing(decision) is None


def test_goods_stand_in_tables_by_their_titles() -> None:
    """As they do in sentences."""
    found = card(decide(an_order(a_line(title="Silver ring")), a_claim()))
    assert [table.find("tbody/tr/th").text for table in found.findall(".//table[@class='money']")] == [
        "'Silver ring'",
        "'Silver ring'",
    ]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "en",
            [
                "Claims on order A-1",
                ["Claim", "Submitted", "Asked for", "Items", "Outcome", "To be refunded", "Refund still possible"],
                ["C-1", "10 January 2024", "a refund", "1", "approved", "USD 19.90", "USD 0.00"],
                ["C-2", "19 January 2024", "a refund", "1", "under verification", "USD 0.00", "USD 19.90"],
                "Balance of the order",
                ["Paid", "USD 59.70"],
                ["To be refunded", "USD 19.90"],
                ["To be refunded at most", "USD 39.80"],
                ["Worth of what is left", "USD 19.90"],
                "Units left to claim",
                ["'Silver ring'", "1"],
            ],
        ),
        (
            "zh",
            [
                "订单 A-1 的售后申请",
                ["申请", "提交日期", "申请类型", "项数", "结果", "将退款", "最多可退款"],
                ["C-1", "2024年1月10日", "退款", "1", "已通过", "19.90 美元", "0.00 美元"],
                ["C-2", "2024年1月19日", "退款", "1", "待生产商核实", "0.00 美元", "19.90 美元"],
                "订单金额汇总",
                ["实付", "59.70 美元"],
                ["将退款", "19.90 美元"],
                ["最多退款总额", "39.80 美元"],
                ["剩余可申请商品金额", "19.90 美元"],
                "剩余可申请件数",
                ["“Silver ring”", "1"],
            ],
        ),
    ],
)
def test_the_claims_on_an_order_have_a_card(language: Any, expected: list[Any]) -> None:
    """What each comes to, and the balance, in either language."""
    order = an_order(a_line(quantity=3, title="Silver ring"))
    first = a_claim(approved_at=at("2024-01-16"))
    second = a_claim(claim_id="C-2", submitted_at=at("2024-01-19"), verification=Verification.PENDING)
    found = ElementTree.fromstring(record_card(OrderClaims(order, (first, second)), language=language))
    shown: list[Any] = []
    for table in found.iter("table"):
        shown.append(table.find("caption").text)
        shown += [[cell.text for cell in row] for row in table.iter("tr")]
    assert shown == expected
    assert found.get("aria-label") == expected[0]
    assert found.find("footer").text == {"en": ENGLISH, "zh": CHINESE}[language].templates["time.beijing"]


def test_only_a_record_has_a_card_of_claims() -> None:
    """A decision has its own."""
    with pytest.raises(InvalidValue) as refused:
        record_card(decide(an_order(), a_claim()))  # type: ignore[arg-type]
    assert (refused.value.path, refused.value.expected) == ("record", "a value of type OrderClaims")
