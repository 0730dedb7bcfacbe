"""The card of a decision in a notebook: one piece of HTML, including its style and its timeline."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from cmoffer_policy.checks import instance
from cmoffer_policy.decision import Decision
from cmoffer_policy.markup import Html, element, escaped
from cmoffer_policy.money import Money
from cmoffer_policy.presentation.content import explanation, headline_statement
from cmoffer_policy.presentation.goods import line_names
from cmoffer_policy.presentation.language import Language
from cmoffer_policy.presentation.statements import Audience, Explanation, Goods, Statement
from cmoffer_policy.presentation.text import language_of
from cmoffer_policy.presentation.timeline import timeline
from cmoffer_policy.refunds import Refund
from cmoffer_policy.rules import Status
from cmoffer_policy.vocabulary import Outcome

_TONES = {Outcome.APPROVED: "good", Outcome.REJECTED: "bad", Outcome.NOT_GOVERNED: "bad"}


def decision_card(decision: Decision, *, language: Literal["en", "zh"] | Language = "en") -> Html:
    """The decision as a card of HTML: what the seller reads, with the findings and the readings folded away."""
    return _Card(instance(decision, "decision", Decision), language_of(language)).html()


class _Card:
    """A card in the making: the decision, what there is to say about it, and the language."""

    def __init__(self, decision: Decision, language: Language) -> None:
        self.decision, self.language, self.titles = decision, language, language.titles
        self.names = line_names(decision.order)
        self.seller: Explanation = explanation(decision)
        self.analyst: Explanation = explanation(decision, audience=Audience.ANALYST)

    def html(self) -> Html:
        settings = self.language.between.join(
            self._sentences(self.analyst, "settings") + self._sentences(self.analyst, "time")
        )
        return element(
            "article",
            STYLE,
            self._header(),
            self._section("next", self._list(self.seller, "next")),
            self._section("when", timeline(self.decision, self.seller.goods, self.language)),
            self._section("reasons", self._list(self.seller, "reasons"), self._findings()),
            self._section("units", self._list(self.seller, "units")),
            self._section("money", self._list(self.seller, "money"), self._refund(), self._allocation()),
            self._section("open", self._list(self.analyst, "open")),
            self._folded(self.titles["readings"], self._list(self.analyst, "readings")),
            element("footer", escaped(settings)),
            class_="cmoffer-card",
            aria_label=self.language.sentence(headline_statement(self.decision)),
            lang=self.language.code,
        )

    def _header(self) -> Html:
        outcome = self.decision.outcome
        badge = element("strong", escaped(self.language.terms[outcome]), class_=_TONES.get(outcome, "open"))
        headline, *claimed = self._sentences(self.seller, "outcome")
        return element(
            "header",
            badge,
            Html(" "),
            element("span", escaped(headline)),
            *[element("p", escaped(sentence)) for sentence in claimed],
        )

    def _sentences(self, said: Explanation, section: str) -> list[str]:
        return [self.language.sentence(statement, said.goods) for statement in said.section(section).statements]

    def _list(self, said: Explanation, section: str) -> Html:
        return self._points(said.section(section).statements, said.goods)

    def _points(self, statements: Sequence[Statement], goods: Sequence[Goods]) -> Html:
        """Statements as a list, each with its points as a list below it; nothing if there are none."""
        if not statements:
            return Html("")
        entries = [
            element("li", escaped(self.language.sentence(each, goods)), self._points(each.points, goods))
            for each in statements
        ]
        return element("ul", *entries)

    def _section(self, key: str, *content: Html) -> Html:
        """A section with its title; nothing if it has no content."""
        told = [each for each in content if each]
        return element("section", element("h4", escaped(self.titles[key])), *told) if told else Html("")

    def _folded(self, summary: str, *content: Html) -> Html:
        told = [each for each in content if each]
        return element("details", element("summary", escaped(summary)), *told) if told else Html("")

    def _findings(self) -> Html:
        """The findings, folded away: those that matter first, then those that are met, then what does not apply."""
        said = self.analyst.section("findings").statements
        rows = [statement for statement in said if statement.key != "finding.not_applicable"]
        silent = [statement for statement in said if statement.key == "finding.not_applicable"]
        head = _head([self.titles[name] for name in ("clause", "finding", "reason")])
        return self._folded(
            self.titles["findings"],
            element(
                "div",
                element("table", element("thead", head), element("tbody", *map(self._finding, rows))),
                class_="scroll",
            ),
            *[element("p", escaped(self.language.sentence(each, self.analyst.goods))) for each in silent],
        )

    def _finding(self, found: Statement) -> Html:
        undecided = found.key == "finding.undecided"
        status = None if undecided else Status(found.key.removeprefix("finding."))
        words = self.titles["undecided"] if status is None else self.language.terms[status]
        reasons = self.language.value(found.value("reasons"), "", found.clause)
        some = found.items and len(found.items) < len(self.analyst.goods)
        about = f"{self.language.names(self.analyst.goods, found.items)}{self.language.about}" if some else ""
        return element(
            "tr",
            element("th", escaped(found.clause), scope="row", title=self.language.gists[found.clause]),
            element("td", element("span", escaped(words), class_="open" if status is None else status.value)),
            element("td", escaped(about + reasons)),
        )

    def _refund(self) -> Html:
        """The money line by line: what is approved, else what is still possible."""
        approved = bool(self.decision.refund.lines)
        refund = self.decision.refund if approved else self.decision.refund_possible
        if not refund.lines:
            return Html("")
        caption = self.titles["to_be_refunded" if approved else "still_possible"]
        names = [self.titles[name] for name in ("line", "count", "goods", "freight")]
        rows = [
            [
                self._name(line.line_id),
                f"{line.units}/{line.allocation.quantity}",
                *self._amounts(line.goods, line.freight),
            ]
            for line in refund.lines
        ]
        foot = [self.titles["sum"], "", *self._amounts(refund.goods, refund.freight)]
        total = self.language.amount(refund.total)
        return table(f"{caption}{self.language.about}{total}", names, rows, foot)

    def _allocation(self) -> Html:
        """How the money comes about, folded away."""
        refund: Refund = self.decision.refund_possible
        shares = dict.fromkeys([line.allocation for line in refund.lines])
        names = [self.titles[name] for name in ("line", "list_value", "discounts", "paid", "freight_share")]
        rows = [
            [
                self._name(share.line_id),
                *self._amounts(
                    share.list_value, share.line_discount + share.order_discount, share.paid_value, share.freight
                ),
            ]
            for share in shares
        ]
        return self._folded(self.titles["allocation"], table("", names, rows)) if rows else Html("")

    def _name(self, line_id: str) -> str:
        return self.language.value(self.names[line_id])

    def _amounts(self, *amounts: Money) -> list[str]:
        return [self.language.amount(amount) for amount in amounts]


def table(
    caption: str,
    head: Sequence[str],
    rows: Iterable[Sequence[str]],
    foot: Sequence[str] = (),
    *,
    class_: str = "money",
) -> Html:
    """A table of texts that scrolls by itself where the page is narrow; a caption, head or foot only if given."""
    found = element(
        "table",
        *([element("caption", escaped(caption))] if caption else []),
        *([element("thead", _head(head))] if head else []),
        element("tbody", *map(_row, rows)),
        *([element("tfoot", _row(foot))] if foot else []),
        class_=class_,
    )
    return element("div", found, class_="scroll")


def _head(cells: Sequence[str]) -> Html:
    return element("tr", *[element("th", escaped(cell), scope="col") for cell in cells])


def _row(cells: Sequence[str]) -> Html:
    first, *rest = cells
    return element("tr", element("th", escaped(first), scope="row"), *[element("td", escaped(cell)) for cell in rest])


_LIGHT = (
    "--ink:#1f2328;--soft:#59636e;--line:#d1d9e0;--paper:#fff;--rest:#818b98;"
    "--blue:#0969da;--violet:#8250df;--good:#1a7f37;--bad:#cf222e;--open:#8a5a00"
)
# Light, unless the notebook is dark or, if it does not say, the reader's system is. The contrast of every text meets
# the guidelines for accessible text, and no meaning depends on colour alone.
_DARK = (
    "--ink:#e6edf3;--soft:#a3adb8;--line:#3d444d;--paper:#0d1117;--rest:#6e7681;"
    "--blue:#58a6ff;--violet:#bc8cff;--good:#3fb950;--bad:#ff7b72;--open:#e3b341"
)
# JupyterLab styles whatever it renders by rules of up to two classes and two elements; ours have to outrank them.
_CARD = ".cmoffer-card.cmoffer-card.cmoffer-card"
_RULES = {
    " header": "font-size:1.1em",
    " strong": "padding:.1em .5em;border:1px solid;border-radius:4px;white-space:nowrap",
    " h4": "margin:1.1em 0 .3em;font:600 1em system-ui,sans-serif;color:inherit",
    " ul": "margin:.2em 0;padding-left:1.2em;list-style:disc",
    " li": "margin:.15em 0",
    " summary": "cursor:pointer;color:var(--soft);font-size:.92em;margin:.4em 0",
    " :is(p,footer)": "margin:.4em 0;color:var(--soft);font-size:.92em",
    " footer": "margin-top:1.1em",
    " .scroll": "overflow-x:auto",
    " table": "margin:.3em 0;border-collapse:collapse;border:0;font-size:inherit;color:inherit;table-layout:auto",
    " caption": "text-align:left;color:var(--soft);padding:.2em 0",
    " :is(tr,tr:nth-child(n),tr:hover)": "background:none;line-height:inherit",
    " :is(th,td)": (
        "padding:.15em .9em .15em 0;border:0;border-bottom:1px solid var(--line);text-align:left;"
        "vertical-align:baseline;white-space:normal;background:none;font-weight:normal;line-height:inherit;"
        "max-width:none"
    ),
    " thead th": "color:var(--soft);white-space:nowrap",
    " td span": "white-space:nowrap",
    " tfoot :is(th,td)": "font-weight:600",
    " .money :is(td,th:not(:first-child))": "text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums",
    " .claims :is(td,th):nth-child(n+6)": "text-align:right;font-variant-numeric:tabular-nums",
    " .claims td": "white-space:nowrap",
    " :is(.good,.met)": "color:var(--good)",
    " :is(.bad,.failed)": "color:var(--bad)",
    " :is(.open,.missing)": "color:var(--open)",
    " svg": "display:block;overflow:visible;margin:.4em 0;max-width:none",
    " svg text": (
        "font:12px system-ui,sans-serif;fill:var(--ink);stroke:var(--paper);stroke-width:4px;"
        "stroke-linejoin:round;paint-order:stroke"
    ),
    " svg text.axis": "font-size:11px;fill:var(--soft)",
    " svg line": "stroke:var(--soft)",
    " svg line.event": "stroke-dasharray:2 3",
    " svg line.hatch": "stroke:var(--paper);stroke-width:5px",
    " svg circle": "fill:var(--ink)",
    " svg .after-sales": "fill:var(--blue)",
    " svg .guarantee": "fill:var(--violet)",
    " svg .acceptance": "fill:var(--open)",
    " svg .arrival": "fill:var(--good)",
    " svg .rest": "fill:var(--rest);opacity:.3",
    " .legend .rest": (
        "display:inline-block;width:1em;height:1em;margin-right:.4em;vertical-align:-.1em;background:var(--rest);"
        "opacity:.3"
    ),
}
STYLE = element(
    "style",
    Html(
        f"{_CARD}{{{_LIGHT};"
        "max-width:54rem;padding:14px 18px;border:1px solid var(--line);border-radius:6px;box-sizing:border-box;"
        "color:var(--ink);background:var(--paper);font:14px/1.45 system-ui,sans-serif;text-align:left}"
        f"@media(prefers-color-scheme:dark){{{_CARD}{{{_DARK}}}}}"
        f":is([data-jp-theme-light=true],[data-theme=light],.vscode-light) {_CARD}{{{_LIGHT}}}"
        f":is([data-jp-theme-light=false],[data-theme=dark],.vscode-dark) {_CARD}{{{_DARK}}}"
        + "".join([f"{_CARD}{selector}{{{rules}}}" for selector, rules in _RULES.items()])
    ),
)
