"""The languages: each has a sentence for everything that can be said, and a further one is a file."""

# ruff: noqa: RUF001 - the marks of Chinese

from __future__ import annotations

from functools import cache
from unicodedata import east_asian_width

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from cmoffer_policy import (
    CLAUSES,
    POLICY_2023,
    AcceptanceClock,
    Decision,
    ExclusionScope,
    GuaranteeGrants,
    GuaranteeStart,
    InvalidValue,
    Money,
    WorkCalendar,
    china_calendar,
    decide,
    explain,
    explanation,
)
from cmoffer_policy.facts import Phase
from cmoffer_policy.policy import READINGS
from cmoffer_policy.presentation import CHINESE, ENGLISH, Audience, Goods, Language, Statement, decision_card, render
from cmoffer_policy.presentation.statements import within
from cmoffer_policy.presentation.text import WIDTH, wrapped
from cmoffer_policy.rules import Status
from cmoffer_policy.testing import lives, scenarios
from cmoffer_policy.vocabulary import (
    Action,
    Actor,
    Cause,
    Detail,
    Document,
    Outcome,
    Problem,
    ProductionStage,
    Remedy,
    Verification,
)
from support.builders import a_claim, a_line, an_item, an_order, at, usd
from support.statement_clauses import clauses_of
from support.statements import debts, debts_of, named_in

LANGUAGES = [ENGLISH, CHINESE]
OTHER_DAYS = WorkCalendar(first_day=china_calendar().first_day, last_day=china_calendar().last_day).version
VOCABULARIES = (
    Action, Actor, Cause, Detail, Document, Outcome, Phase, Problem, ProductionStage, Remedy, Status, Verification,
    *READINGS.values(),
)  # fmt: skip


@cache
def of_examples() -> tuple[Decision, ...]:
    """The decisions of all worked examples, and of lives with several claims."""
    single = [decide(case.order, case.claim, policy=case.policy) for case in scenarios()]
    several = [decision for life in lives() for decision in life.order_claims.decisions(policy=life.policy)]
    return (*single, *several)


@cache
def told() -> dict[Statement, tuple[Goods, ...]]:
    """Every statement about any of these decisions to any audience, once, with the goods that it is about.

    An analyst's readings are compared for some only, as that takes a decision for each.
    """
    found: dict[Statement, tuple[Goods, ...]] = {}
    rare = _rare()
    for place, decision in enumerate((*rare, *of_examples())):
        analysed = decision if place % 8 == 0 or place < len(rare) else evolve(decision, calendar_version=OTHER_DAYS)
        for said in (explanation(decision), explanation(analysed, audience=Audience.ANALYST)):
            for section in said.sections:
                found.update(dict.fromkeys(section.statements, said.goods))
    return found


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.code)
def test_every_statement_about_an_example_can_be_told(language: Language) -> None:
    """No key without a template, no value without a use, nothing left in braces; every case there is takes longer."""
    assert [owed for statement, goods in told().items() for owed in debts_of(statement, goods, language)] == []


def test_languages_have_the_same_keys_and_values() -> None:
    """And name the same values in each template, but for those declared unused."""
    assert set(ENGLISH.templates) == set(CHINESE.templates)
    assert set(ENGLISH.titles) == set(CHINESE.titles)
    for key, template in ENGLISH.templates.items():
        names = [
            named_in(text) | set(language.unused.get(key, ())) - {"items"}
            for language, text in ((ENGLISH, template), (CHINESE, CHINESE.templates[key]))
        ]
        assert names[0] - {"cite", "clause"} == names[1] - {"cite", "clause"}, key


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.code)
def test_every_term_clause_and_holiday_has_words(language: Language) -> None:
    """So that nothing is told by its name in a program."""
    terms = [term for kind in VOCABULARIES for term in kind]
    assert [term for term in terms if not language.terms.get(term)] == []
    assert list(language.gists) == list(CLAUSES)
    names = {name for rest in china_calendar().holidays for name in rest.name.split("; ")}
    assert language is ENGLISH or names <= set(language.holidays)


def test_no_sentence_is_dead() -> None:
    """Every key is said about some decision: an example, or one of a few that no example has."""
    said = {each.key for statement in told() for each in within(statement)}
    of_cards = {key for key in ENGLISH.templates if key.startswith(("timeline.", "card.", "goods."))}
    assert sorted(set(ENGLISH.templates) - said - of_cards) == []


def test_every_statement_rests_on_a_clause_that_its_sentence_is_about() -> None:
    """The one it tells the rule, the date or the amount of; what only sums up or leads on rests on none."""
    found = {(each.key, each.clause) for statement in told() for each in within(statement)}
    assert sorted([(key, clause) for key, clause in found if clause not in clauses_of(key)]) == []


def _rare() -> list[Decision]:
    """Decisions that no worked example has."""
    from_delivery = evolve(POLICY_2023, guarantee_start=GuaranteeStart.DELIVERY)
    replaced = {"remedy": Remedy.REPLACEMENT}
    dear = an_item(replacement_price=usd("30.00"), verification=Verification.PENDING)
    order = an_order(a_line(), a_line("chain", unit_price=usd("0.00")))
    mixed = [an_item("chain"), an_item(verification=Verification.PENDING)]
    given_up = an_item(problem=Problem.CHANGE_OF_MIND, verification=Verification.PENDING)
    free = an_order(a_line(unit_price=usd("0.00")), shipped_at=None)
    two, refused = [an_item(), an_item("chain")], an_item("charm", Problem.CHANGE_OF_MIND)
    either = evolve(POLICY_2023, guarantee_grants=GuaranteeGrants.EITHER)
    spared = evolve(POLICY_2023, exclusion_scope=ExclusionScope.AFTER_SALES_ONLY)
    by_the_hour = evolve(POLICY_2023, acceptance_clock=AcceptanceClock.FROM_THE_HOUR)
    discounted = an_order(a_line(discount=usd("9.95")), a_line("chain"), freight=usd("3.00"))
    one_day = evolve(POLICY_2023, arrival_working_days=(1, 1))
    other_days = WorkCalendar(first_day=china_calendar().first_day, last_day=china_calendar().last_day)
    return [
        decide(
            an_order(shipped_at=None, delivered_at=at("2024-01-20")),
            a_claim(**replaced),
            policy=from_delivery,
        ),
        decide(an_order(a_line(), a_line("chain"), a_line("charm")), a_claim(*two, refused)),
        decide(discounted, a_claim(an_item(), an_item("chain", verification=Verification.PENDING))),
        decide(discounted, a_claim(verification=Verification.PENDING)),
        decide(an_order(), a_claim(verification=Verification.PENDING), policy=by_the_hour),
        decide(an_order(), a_claim(an_item(causes=[Cause.MISUSE])), policy=spared),
        decide(an_order(), a_claim(dear, **replaced)),
        decide(an_order(), a_claim(dear, submitted_at=at("2024-02-19"), **replaced), policy=either),
        decide(an_order(), a_claim(an_item(verification=Verification.PENDING))),
        decide(an_order(), a_claim(), policy=one_day),
        decide(an_order(), a_claim(approved_at=at("2024-01-12")), policy=one_day),
        decide(an_order(), a_claim(), calendar=other_days),
        decide(order, a_claim(*mixed)),
        decide(free, a_claim(given_up)),
        decide(an_order(shipped_at=None), a_claim(evolve(given_up, verification=Verification.RULED_FOR_SELLER))),
        decide(
            an_order(),
            a_claim(dear, submitted_at=at("2024-03-08"), **replaced),
            policy=evolve(from_delivery, guarantee_grants=GuaranteeGrants.EITHER),
        ),
        decide(
            an_order(placed_at=at("2199-10-30"), shipped_at=at("2199-10-31"), delivered_at=at("2199-11-10")),
            a_claim(submitted_at=at("2199-11-20")),
        ),
        decide(
            an_order(a_line(quantity=11)),
            a_claim(claim_id="late"),
            others=[a_claim(claim_id=f"C-{n}") for n in range(11)],
        ),
    ]


class Pirate:
    """A language of its own file: it writes as English does, but for a few words."""

    LANGUAGE = Language(
        code="en-x-pirate",
        templates={**ENGLISH.templates, "money.none": "Not a doubloon of yer {paid}."},
        titles={**ENGLISH.titles, "money": "Booty"},
        terms=ENGLISH.terms,
        gists=ENGLISH.gists,
        holidays=ENGLISH.holidays,
        day=lambda day: f"the {day.day}. of the {day.month}. moon, {day.year}",
        short_day=ENGLISH.short_day,
        hour=ENGLISH.hour,
        span=ENGLISH.span,
        amount=lambda amount: f"{amount.amount} pieces",
        listed=ENGLISH.listed,
        until=ENGLISH.until,
        rest=ENGLISH.rest,
        cite=ENGLISH.cite,
        unused={**ENGLISH.unused},
    )


def test_a_further_language_is_one_value() -> None:
    """Everything that speaks takes it: the text, the headline of the card, its dates and its amounts."""
    decision = decide(an_order(), a_claim(submitted_at=at("2024-03-06")))
    text = explain(decision, language=Pirate.LANGUAGE)
    assert text == (
        "Claim C-1 on order A-1: rejected (clause 1).\n"
        "ring: 1 unit, arrived broken.\n"
        "What to do\n"
        "  - Nothing more can be done under this policy: clause 1 rules it out.\n"
        "Why\n"
        "  - Too late for after-sales service: claimed on the 6. of the 3. moon, 2024; the last day was the 4. of\n"
        "    the 2. moon, 2024, 30 days counted from the day after shipment on the 5. of the 1. moon, 2024 (clause 1).\n"
        "Booty\n"
        "  - Not a doubloon of yer 19.90 pieces.\n"
        "All dates and times are Beijing time."
    )
    card = decision_card(decision, language=Pirate.LANGUAGE)
    assert 'lang="en-x-pirate"' in card
    assert "Booty" in card
    assert [owed for each in of_examples()[::20] for owed in debts(explanation(each), Pirate.LANGUAGE)] == []


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"language": "de"}, "language: got 'de', expected one of 'en', 'zh'"),
        ({"language": "eng"}, "language: got 'eng', expected one of 'en', 'zh'; did you mean 'en'?"),
        ({"language": None}, "language: got None, expected one of 'en', 'zh'"),
        (
            {"audience": "sellers"},
            "audience: got 'sellers', expected one of 'seller', 'analyst'; did you mean 'seller'?",
        ),
        ({"audience": "buyer"}, "audience: got 'buyer', expected one of 'seller', 'analyst'"),
        ({"audience": 1}, "audience: got 1, expected a value of type Audience"),
    ],
)
def test_unknown_languages_and_audiences_are_refused(options: dict[str, object], message: str) -> None:
    """With the names that are known."""
    with pytest.raises(InvalidValue) as refused:
        explain(decide(an_order(), a_claim()), **options)  # type: ignore[arg-type]
    assert refused.value.code == ("wrong_type" if 1 in options.values() else "unknown_name")
    assert str(refused.value) == message


@pytest.mark.parametrize(
    ("amount", "english", "chinese"),
    [
        (usd("19.90"), "USD 19.90", "19.90 美元"),
        (Money(minor=1990, currency="JPY"), "JPY 1990", "1990 日元"),
        (Money(minor=1990, currency="BHD"), "BHD 1.990", "BHD 1.990"),
    ],
)
def test_amounts(amount: Money, english: str, chinese: str) -> None:
    """Chinese names the currencies that its readers know, and gives the code of others."""
    assert (ENGLISH.amount(amount), CHINESE.amount(amount)) == (english, chinese)


def columns(text: str) -> int:
    """The columns of a terminal that a text takes."""
    return sum([2 if east_asian_width(character) in "WF" else 1 for character in text])


def test_chinese_wraps_by_the_columns_it_takes() -> None:
    """A character takes two; a mark does not begin a line, and a clause stays with its number."""
    text = "申请已超过售后期限（条款 1）。请提供商品图片。"
    assert wrapped(text, 20) == ["申请已超过售后期限", "（条款 1）。请提供商", "品图片。"]
    assert wrapped("短。", 20, "  - ") == ["  - 短。"]


def test_english_wraps_at_spaces() -> None:
    """A word that is longer than a line has one of its own."""
    assert wrapped("one two three", 8, "- ", "  ") == ["- one", "  two", "  three"]
    assert wrapped("a " + "x" * 30 + " b", 10) == ["a", "x" * 30, "b"]
    assert wrapped("", 10) == [""]


def test_figures_stay_with_their_words() -> None:
    """A clause with its number, a day with its month and year, an amount with its currency, wherever there is room."""
    assert wrapped("paid by clause 4.4", 16) == ["paid by", "clause 4.4"]
    assert wrapped("ends on 5 March 2024", 18) == ["ends", "on 5 March 2024"]
    assert wrapped("5 March 2024", 8) == ["5 March", "2024"]
    assert wrapped("质保期内（条款 1）。", 16) == ["质保期内", "（条款 1）。"]
    assert wrapped("您于2024年3月15日提交申请", 16) == ["您于", "2024年3月15日提", "交申请"]


def test_a_line_breaks_before_words_that_are_set_apart() -> None:
    """If the space behind the first of them can end a line, too; one at the end of the text cannot."""
    assert wrapped("11。。a a", 6) == ["11。。", "a a"]
    assert wrapped("11。。1 1", 6) == ["11。。1 1"]
    assert wrapped("11。。a ", 6) == ["11。。a "]


@given(st.text(alphabet="ab 售后，。（）1", max_size=80).map(str.strip), st.integers(6, 40))
def test_wrapping_loses_nothing_and_fits(text: str, width: int) -> None:
    """Only spaces at the ends of lines go; a line is longer than its width only if it cannot be broken."""
    lines = wrapped(text, width)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    for line in lines:
        assert columns(line) <= width or len(wrapped(line, width)) == 1


@pytest.mark.parametrize("language", ["en", "zh"])
def test_texts_keep_to_the_width(language: str) -> None:
    """In both languages, whatever is said."""
    for decision in of_examples()[::7]:
        for audience in ("seller", "analyst"):
            text = explain(decision, language=language, audience=audience)  # type: ignore[arg-type]
            assert max(map(columns, text.splitlines())) <= WIDTH


def test_many_goods_are_told_by_the_first_and_a_count() -> None:
    """A sentence about a hundred of two hundred items does not list them all."""
    lines = [a_line(f"line-{number}") for number in range(20)]
    items = [an_item(line.line_id) for line in lines[:12]]
    items += [an_item(line.line_id, Problem.CHANGE_OF_MIND) for line in lines[12:]]
    decision = decide(an_order(*lines), a_claim(*items))
    text = explain(decision)
    assert "line-0, line-1, line-2, line-3, line-4 and 7 more: 1 unit each, arrived broken: approved." in text
    assert "line-5" not in text
    assert "line-0、line-1、line-2、line-3、line-4（及另外 7 项）" in explain(decision, language="zh")


def test_rendering_is_of_what_is_said() -> None:
    """``explain`` is ``render`` of ``explanation``."""
    decision = decide(an_order(), a_claim())
    assert explain(decision, language="zh") == render(explanation(decision), CHINESE)
