"""The card of a decision in a notebook: one piece of HTML, including its style and its timeline."""

from __future__ import annotations

from collections.abc import Iterable

from cmoffer_policy.decision import Decision, ItemDecision
from cmoffer_policy.markup import Html, element, escaped, listed
from cmoffer_policy.presentation.advice import advice
from cmoffer_policy.presentation.influence import deciding_readings
from cmoffer_policy.presentation.reasons import reason
from cmoffer_policy.presentation.text import (
    asked,
    deadline_sentences,
    headline,
    item_title,
    money_sentences,
    not_asked,
    open_point_sentences,
    provenance,
    unit_sentences,
)
from cmoffer_policy.presentation.timeline import timeline
from cmoffer_policy.refunds import refund_table
from cmoffer_policy.rules import Finding, Status
from cmoffer_policy.vocabulary import Outcome

_TONES = {Outcome.APPROVED: "good", Outcome.REJECTED: "bad", Outcome.NOT_GOVERNED: "bad"}


def decision_card(decision: Decision) -> Html:
    """The decision as a card of HTML."""
    return element(
        "article",
        _STYLE,
        _header(decision),
        _section("What to do", listed(advice(decision))),
        _section("When", timeline(decision), _sentences(deadline_sentences(decision))),
        _section("Why", *[_item(decision, item, position) for position, item in enumerate(decision.items)]),
        _section("Units", _sentences(unit_sentences(decision))),
        _section("Money", _refund(decision), _sentences(money_sentences(decision))),
        _section("Readings that decided", _sentences(deciding_readings(decision))),
        _section("Not final yet", _sentences(open_point_sentences(decision))),
        element("footer", escaped(provenance(decision))),
        class_="cmoffer-card",
        aria_label=headline(decision),
        lang="en",
    )


def _header(decision: Decision) -> Html:
    outcome = decision.outcome
    badge = element("strong", escaped(outcome.words), class_=_TONES.get(outcome, "open"))
    return element("header", badge, Html(" "), element("span", escaped(headline(decision))))


def _section(title: str, *content: Html) -> Html:
    """A section with its title; nothing if it has no content."""
    told = [each for each in content if each]
    return element("section", element("h4", escaped(title)), *told) if told else Html("")


def _sentences(told: Iterable[str]) -> Html:
    sentences = list(told)
    return listed(sentences) if sentences else Html("")


def _item(decision: Decision, item: ItemDecision, position: int) -> Html:
    """The findings about an item: those that matter first, and those that are met folded away."""
    decisive = [finding for finding in asked(item) if finding.status is not Status.MET]
    met = [finding for finding in asked(item) if finding.status is Status.MET]
    summary = f"Met: {', '.join([finding.clause for finding in met])}."
    return element(
        "div",
        element("h5", escaped(item_title(item, position, decision))),
        *([_findings(decision, item, decisive)] if decisive else []),
        *([element("details", element("summary", escaped(summary)), _findings(decision, item, met))] if met else []),
        element("p", escaped(not_asked(item))),
    )


def _findings(decision: Decision, item: ItemDecision, findings: Iterable[Finding]) -> Html:
    rows = [
        element(
            "tr",
            element("th", escaped(finding.clause), scope="row"),
            element("td", element("span", escaped(finding.status.words), class_=finding.status.value)),
            element("td", escaped(reason(decision, item, finding))),
        )
        for finding in findings
    ]
    head = element("tr", *[element("th", escaped(name), scope="col") for name in ("Clause", "Finding", "Reason")])
    return element("table", element("thead", head), element("tbody", *rows))


def _refund(decision: Decision) -> Html:
    possible = decision.refund_possible
    return element("div", refund_table(possible), class_="scroll") if possible.lines else Html("")


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
_STYLE = element(
    "style",
    Html(
        f".cmoffer-card{{{_LIGHT};"
        "max-width:54rem;padding:14px 18px;border:1px solid var(--line);border-radius:6px;"
        "color:var(--ink);background:var(--paper);font:14px/1.45 system-ui,sans-serif;text-align:left}"
        f"@media(prefers-color-scheme:dark){{.cmoffer-card{{{_DARK}}}}}"
        f":is([data-jp-theme-light=true],[data-theme=light],.vscode-light) .cmoffer-card{{{_LIGHT}}}"
        f":is([data-jp-theme-light=false],[data-theme=dark],.vscode-dark) .cmoffer-card{{{_DARK}}}"
        ".cmoffer-card header{font-size:1.1em}"
        ".cmoffer-card strong{padding:.1em .5em;border:1px solid;border-radius:4px;white-space:nowrap}"
        ".cmoffer-card h4{margin:1.1em 0 .3em;font-size:1em}"
        ".cmoffer-card ul{margin:.2em 0;padding-left:1.2em}"
        ".cmoffer-card h5{margin:.6em 0 .3em;font-size:1em;font-weight:normal}"
        ".cmoffer-card summary{cursor:pointer;color:var(--soft);font-size:.92em}"
        ".cmoffer-card p,.cmoffer-card footer{margin:.4em 0;color:var(--soft);font-size:.92em}"
        ".cmoffer-card footer{margin-top:1.1em}"
        ".cmoffer-card .scroll{overflow-x:auto}"
        ".cmoffer-card table{margin:.3em 0;border-collapse:collapse;border:0;font-size:inherit;color:inherit}"
        ".cmoffer-card caption{text-align:left;color:var(--soft)}"
        ".cmoffer-card tr{background:none}"
        ".cmoffer-card th,.cmoffer-card td{padding:.15em .9em .15em 0;border:0;border-bottom:1px solid var(--line);"
        "text-align:left;vertical-align:top;white-space:normal;background:none}"
        ".cmoffer-card thead th{color:var(--soft);font-weight:normal}"
        ".cmoffer-card .good,.cmoffer-card .met{color:var(--good)}"
        ".cmoffer-card .bad,.cmoffer-card .failed{color:var(--bad)}"
        ".cmoffer-card .open,.cmoffer-card .missing{color:var(--open)}"
        ".cmoffer-card svg{display:block;overflow:visible;margin:.4em 0}"
        ".cmoffer-card svg text{font:12px system-ui,sans-serif;fill:var(--ink);stroke:var(--paper);stroke-width:4px;"
        "stroke-linejoin:round;paint-order:stroke}"
        ".cmoffer-card svg text.axis{font-size:11px;fill:var(--soft)}"
        ".cmoffer-card svg line{stroke:var(--soft)}"
        ".cmoffer-card svg line.event{stroke-dasharray:2 3}"
        ".cmoffer-card svg line.hatch{stroke:var(--paper);stroke-width:5px}"
        ".cmoffer-card svg circle{fill:var(--ink)}"
        ".cmoffer-card svg .after-sales{fill:var(--blue)}.cmoffer-card svg .guarantee{fill:var(--violet)}"
        ".cmoffer-card svg .acceptance{fill:var(--open)}.cmoffer-card svg .arrival{fill:var(--good)}"
        ".cmoffer-card svg .rest{fill:var(--rest);opacity:.3}"
    ),
)
