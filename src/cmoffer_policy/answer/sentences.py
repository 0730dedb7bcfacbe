"""How a decision reads: one line of it, and the whole of it in plain English."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import TYPE_CHECKING

from cmoffer_policy.answer.advice import advice
from cmoffer_policy.answer.finality import OpenPoint
from cmoffer_policy.answer.influence import deciding_readings
from cmoffer_policy.answer.reasons import PROBLEM_WORDS, reason
from cmoffer_policy.answer.words import count_words, day_words, list_words, rest_words, until_words
from cmoffer_policy.errors import label, printable
from cmoffer_policy.reckoning.deadlines import Deadline, Windows
from cmoffer_policy.reckoning.refunds import Refund, RefundLine
from cmoffer_policy.rules.findings import Finding, Status
from cmoffer_policy.terms.policy import AcceptanceClock, GuaranteeStart, Window
from cmoffer_policy.terms.vocabulary import Outcome, Remedy

if TYPE_CHECKING:
    from cmoffer_policy.answer.decision import Decision, ItemDecision

_WIDTH = 110
_STATUS_ORDER = (Status.BROKEN, Status.LACKING, Status.WAIVED, Status.KEPT)

_OPEN_POINT_WORDS = {
    OpenPoint.EVIDENCE: "Documents are missing; the claim keeps the time of its submission (4.1).",
    OpenPoint.VERIFICATION: "The responsible party has not answered yet (4.3).",
    OpenPoint.RULING: "The objection of the responsible party has not been ruled on yet.",
    OpenPoint.CUSTOMER_SERVICE: "Customer service has to say whether the order can still be cancelled (2.4).",
    OpenPoint.SHIPMENT_UNKNOWN: "When the goods were shipped is not known; with that date a window may be open.",
    OpenPoint.DELIVERY_UNKNOWN: "When the goods were delivered is not known; with that date the guarantee may be open.",
    OpenPoint.APPROVAL_TIME: "Since when the refund is approved is not known, so its arrival cannot be dated (4.4).",
    OpenPoint.PROVISIONAL_DEADLINE: "A deadline is provisional: the official working days around it can still change.",
}


def headline(decision: Decision) -> str:
    """The decision on one line: whose it is, and the result."""
    claim = f"Claim {label(decision.claim.claim_id)} on order {label(decision.order.order_id)}"
    return f"{claim}: {result_words(decision)}."


def result_words(decision: Decision) -> str:
    """The outcome, the clauses it rests on, and the money."""
    outcome = decision.outcome
    best = [item for item in decision.items if item.outcome is outcome]
    share = f" for {len(best)} of {len(decision.items)} items" if len(best) < len(decision.items) else ""
    return f"{outcome.words}{share}{_clauses(best)}{_stakes(decision)}"


def _clauses(items: Sequence[ItemDecision]) -> str:
    """The broken clauses of rejected items, the lacking ones of others."""
    telling = Status.BROKEN if items[0].outcome is Outcome.REJECTED else Status.LACKING
    found = [finding.clause for item in items for finding in item.findings if finding.status is telling]
    return f" ({', '.join(dict.fromkeys(found))})" if found else ""


def _stakes(decision: Decision) -> str:
    at_stake = decision.refund_at_stake.total - decision.refund.total
    parts = [
        f"{decision.refund.total} refunded" if decision.refund.lines else "",
        f"{at_stake} at stake" if at_stake.minor else "",
    ]
    return "".join([f", {part}" for part in parts if part])


def explanation(decision: Decision) -> str:
    """The decision in full, outcome first."""
    sections = [
        ("What to do", advice(decision)),
        *[
            (f"{item_title(item, position, decision)}, because", _findings(decision, item))
            for position, item in enumerate(decision.items)
        ],
        ("Deadlines", deadline_sentences(decision)),
        ("Money", [*_refund_lines(decision), *money_sentences(decision)]),
        ("Readings that decided", deciding_readings(decision)),
        ("Not final yet", open_point_sentences(decision)),
    ]
    lines = [headline(decision)]
    for title, sentences in sections:
        told = list(sentences)
        if told:
            lines += ["", title, *[line for sentence in told for line in _indented(sentence)]]
    lines += ["", provenance(decision)]
    return "\n".join(lines)


def _indented(sentence: str) -> list[str]:
    return wrap(
        sentence,
        _WIDTH,
        initial_indent="  - ",
        subsequent_indent="    ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def item_title(item: ItemDecision, position: int, decision: Decision) -> str:
    """What the item is and what becomes of it, numbered where there are several."""
    number = f"Item {position + 1}: " if len(decision.items) > 1 else ""
    units = f"{count_words(item.quantity, 'unit')} of {label(item.line_id)}"
    return f"{number}{units}, {PROBLEM_WORDS[item.problem]}: {item.outcome.words}"


def _findings(decision: Decision, item: ItemDecision) -> Iterator[str]:
    for finding in asked(item):
        yield f"Clause {finding.clause}, {finding.status.words}: {reason(decision, item, finding)}"
    yield not_asked(item)


def asked(item: ItemDecision) -> list[Finding]:
    """The findings of the rules asked: what speaks against the item first, then the rest in the order of the text."""
    return [finding for status in _STATUS_ORDER for finding in item.findings if finding.status is status]


def not_asked(item: ItemDecision) -> str:
    """The clauses that the case does not come to. There always are some: 2.2 and 4.3 exclude each other."""
    return f"Not asked: {', '.join([each.clause for each in item.findings if each.status is Status.NOT_ASKED])}."


def open_point_sentences(decision: Decision) -> list[str]:
    """What keeps the decision from being final."""
    return [_OPEN_POINT_WORDS[point] for point in decision.open_points]


def deadline_sentences(decision: Decision) -> Iterator[str]:
    """The ends of all periods, each with the days it does not count."""
    lines: dict[Windows, list[str]] = {}
    for line_id, windows in {item.line_id: item.windows for item in decision.items}.items():
        lines.setdefault(windows, []).append(label(line_id))
    for windows, line_ids in lines.items():
        yield from _windows(decision, windows, f" of {list_words(line_ids)}" if len(lines) > 1 else "")
    if decision.acceptance:
        whole_days = decision.policy.acceptance_clock is AcceptanceClock.WHOLE_DAYS
        clock = "counted in whole working days" if whole_days else "counted from the hour of submission"
        yield f"The platform accepts the claim {_deadline(decision.acceptance, clock)} (4.2, reading acceptance_clock)."
    if decision.arrival:
        first = day_words(decision.arrival.first_day)
        yield f"The money is expected from {first}, {_deadline(decision.arrival.deadline)} (4.4)."


def _windows(decision: Decision, windows: Windows, named: str) -> Iterator[str]:
    if windows.after_sales:
        yield f"After-sales service{named}: {_deadline(windows.after_sales, 'counted from shipment')} (1)."
    if windows.guarantee and decision.policy.window is not Window.SHORT:
        start = "delivery" if decision.policy.guarantee_start is GuaranteeStart.DELIVERY else "shipment"
        end = _deadline(windows.guarantee, f"counted from {start}")
        yield f"Guarantee{named}: {end} (2.3, reading guarantee_start)."


def _deadline(deadline: Deadline, counted: str = "") -> str:
    """The last day, whether it can still change, how it was counted and what was not."""
    parts = [
        until_words(deadline) + (" (provisional)" if deadline.provisional else ""),
        counted,
        f"not counting {rest_words(deadline.skipped)}" if deadline.skipped else "",
    ]
    return ", ".join([part for part in parts if part])


def _refund_lines(decision: Decision) -> Iterator[str]:
    named: dict[str, int] = {}
    for item in decision.items:
        if item.refund_at_stake.lines:
            named[item.line_id] = named.get(item.line_id, 0) + item.quantity
    for line in decision.refund_at_stake.lines:
        yield _refund_line(line, max(line.units - named.get(line.line_id, 0), 0))


def money_sentences(decision: Decision) -> Iterator[str]:
    """The sums, and what was paid in all."""
    if decision.claim.remedy is Remedy.REPLACEMENT or decision.outcome is Outcome.NOT_GOVERNED:
        return
    if decision.outcome is Outcome.REFERRED:
        yield f"Nothing is decided about the money yet. The order was paid with {decision.order.paid} in all."
        return
    at_stake = decision.refund_at_stake
    if not at_stake.lines:
        yield f"Nothing is refunded. The order was paid with {decision.order.paid} in all."
        return
    if decision.refund.lines:
        yield _sum("Refunded", decision.refund)
    if at_stake.total != decision.refund.total:
        yield _sum("Refunded if everything open is decided for the seller", at_stake)
    paid = decision.order.paid
    yield f"The order was paid with {paid} in all; no refund ever exceeds it, and discounts are not paid out (5.4.1)."


def _sum(what: str, refund: Refund) -> str:
    return f"{what}: goods {refund.goods} + freight {refund.freight} = {refund.total}."


def _refund_line(line: RefundLine, drawn_in: int) -> str:
    """List value, discounts, paid value, units and shares: how the amount came about (5.3, 5.4.1, 5.4.2)."""
    worth = line.worth
    discounts = "".join(
        [
            f" - {name} {amount}"
            for name, amount in (("line discount", worth.line_discount), ("order discount", worth.order_discount))
            if amount.minor
        ]
    )
    paid = (
        f"list value {worth.list_value}{discounts} = paid {worth.paid_value}"
        if discounts
        else f"paid {worth.paid_value}"
    )
    drawn = f", {drawn_in} of them as the rest of a set that cannot be used (5.3)" if drawn_in else ""
    before = f" after {line.units_before} settled before" if line.units_before else ""
    return (
        f"{label(line.line_id)}: {paid}, freight share {worth.freight} (5.4.2). {line.units} of "
        f"{count_words(worth.quantity, 'unit')}{before}{drawn}: goods {line.goods} + freight {line.freight}."
    )


def provenance(decision: Decision) -> str:
    """The policy and the calendar it was decided with."""
    return f"Decided under {printable(decision.policy.name)}, calendar {printable(decision.calendar_version)}."
