"""A decision in plain English: as one line, and as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap

from cmoffer_policy.calendars import WorkCalendar
from cmoffer_policy.checks import instance
from cmoffer_policy.deadlines import Deadline, Windows
from cmoffer_policy.decision import Decision, ItemDecision, OpenPoint
from cmoffer_policy.errors import label, printable
from cmoffer_policy.policy import AcceptanceClock, GuaranteeGrants, GuaranteeStart
from cmoffer_policy.presentation.advice import advice
from cmoffer_policy.presentation.english import (
    count_words,
    day_words,
    item_names,
    list_words,
    rest_words,
    until_words,
)
from cmoffer_policy.presentation.influence import deciding_readings
from cmoffer_policy.presentation.reasons import PROBLEM_WORDS, reason
from cmoffer_policy.readings import calendar_of
from cmoffer_policy.refunds import Refund, RefundLine
from cmoffer_policy.rules import Finding, Status
from cmoffer_policy.vocabulary import Outcome, Remedy

_WIDTH = 110
_STATUS_ORDER = (Status.FAILED, Status.MISSING, Status.NOT_NEEDED, Status.MET)

_OPEN_POINT_WORDS = {
    OpenPoint.EVIDENCE: "Documents are missing; the claim keeps the time of its submission (4.1).",
    OpenPoint.VERIFICATION: "The responsible party has not answered yet (4.3).",
    OpenPoint.RULING: "The objection of the responsible party has not been ruled on yet.",
    OpenPoint.CUSTOMER_SERVICE: "Customer service has to say whether the order can still be cancelled (2.4).",
    OpenPoint.SHIPMENT_UNKNOWN: "When the goods were shipped is not known; with that date a window may be open.",
    OpenPoint.DELIVERY_UNKNOWN: "When the goods were delivered is not known; with that date the guarantee may be open.",
    OpenPoint.CLAIMED_BEFORE_DELIVERY: "Something was claimed before the order was delivered; check the two dates.",
    OpenPoint.APPROVED_WITHOUT_GROUND: "An approval is dated for something that this policy does not approve.",
    OpenPoint.UNITS_HELD: "Other claims on the order have units that this one names.",
    OpenPoint.APPROVAL_TIME: "The approval date is missing: dated approvals of other claims come first.",
    OpenPoint.PROVISIONAL_DEADLINE: "A deadline is provisional: the official working days around it can still change.",
}


def headline(decision: Decision) -> str:
    """The decision in one line: the claim, the order and the result."""
    claim = f"Claim {label(decision.claim.claim_id)} on order {label(decision.order.order_id)}"
    return f"{claim}: {result_words(decision)}."


def result_words(decision: Decision) -> str:
    """The outcome, the clauses that decide it, and the money."""
    outcome = decision.outcome
    best = [item for item in decision.items if item.outcome is outcome]
    share = f" for {len(best)} of {len(decision.items)} items" if len(best) < len(decision.items) else ""
    return f"{outcome.words}{share}{_clauses(best)}{_stakes(decision)}"


def _clauses(items: Sequence[ItemDecision]) -> str:
    """The failed clauses of items that are rejected or not governed, the missing ones of others."""
    refused = items[0].outcome in (Outcome.REJECTED, Outcome.NOT_GOVERNED)
    telling = Status.FAILED if refused else Status.MISSING
    found = [finding.clause for item in items for finding in item.findings if finding.status is telling]
    return f" ({', '.join(dict.fromkeys(found))})" if found else ""


def _stakes(decision: Decision) -> str:
    possible = decision.refund_possible.total - decision.refund.total
    parts = [
        f"{decision.refund.total} refunded" if decision.refund.lines else "",
        f"{possible} at stake" if possible.minor else "",
    ]
    return "".join([f", {part}" for part in parts if part])


def explain(decision: Decision, *, calendar: WorkCalendar | None = None) -> str:
    """The decision in plain English for the seller, in several lines that begin with the outcome.

    They go on with what to do, the reasons for each item with their clauses, the deadlines with the rest days they
    skip, the units where they are not just those named, the money line by line, the readings that mattered, and what
    is still undecided. Characters of ids that do not print are escaped.

    ``calendar`` is the one that dated the decision and defaults to ``china_calendar()``. A calendar of another version
    raises ``Inconsistent``. If the default is of another version, readings of dates are left out.
    """
    instance(decision, "decision", Decision)
    if calendar is not None:
        calendar_of(decision, calendar)
    sections = [
        ("What to do", advice(decision)),
        *[
            (f"{item_title(item, position, decision)}, because", _findings(decision, item))
            for position, item in enumerate(decision.items)
        ],
        ("Deadlines", deadline_sentences(decision)),
        ("Units", unit_sentences(decision)),
        ("Money", [*map(_refund_line, decision.refund_possible.lines), *money_sentences(decision)]),
        ("Readings that decided", deciding_readings(decision, calendar)),
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
    """The title of an item: its units, its problem and its outcome, with a number if there are several items."""
    number = f"Item {position + 1}: " if len(decision.items) > 1 else ""
    units = f"{count_words(item.item.quantity, 'unit')} of {label(item.item.line_id)}"
    return f"{number}{units}, {PROBLEM_WORDS[item.item.problem]}: {item.outcome.words}"


def _findings(decision: Decision, item: ItemDecision) -> Iterator[str]:
    for finding in asked(item):
        yield f"Clause {finding.clause}, {finding.status.words}: {reason(decision, item, finding)}"
    yield not_asked(item)


def asked(item: ItemDecision) -> list[Finding]:
    """The findings of the clauses that apply: those against the item first, each kind in the order of the text."""
    return [finding for status in _STATUS_ORDER for finding in item.findings if finding.status is status]


def not_asked(item: ItemDecision) -> str:
    """The clauses that do not apply. There is always one: 2.2 and 4.3 exclude each other."""
    return f"Not asked: {', '.join([each.clause for each in item.findings if each.status is Status.NOT_APPLICABLE])}."


def open_point_sentences(decision: Decision) -> list[str]:
    """What is still undecided, one sentence for each open point."""
    return [_OPEN_POINT_WORDS[point] for point in decision.open_points]


def deadline_sentences(decision: Decision) -> Iterator[str]:
    """The deadlines of all periods, each with the days that do not count."""
    lines: dict[Windows, list[str]] = {}
    for line_id, windows in {item.item.line_id: item.windows for item in decision.items}.items():
        lines.setdefault(windows, []).append(label(line_id))
    for windows, line_ids in lines.items():
        yield from _windows(decision, windows, f" of {list_words(line_ids)}" if len(lines) > 1 else "")
    if decision.acceptance:
        whole_days = decision.policy.acceptance_clock is AcceptanceClock.WHOLE_DAYS
        clock = "counted in whole working days" if whole_days else "counted from the hour of submission"
        yield f"CMOFFER accepts the claim {_deadline(decision.acceptance, clock)} (4.2, reading acceptance_clock)."
    for arrival in dict.fromkeys([item.arrival for item in decision.items if item.arrival]):
        first = day_words(arrival.first_day)
        yield f"The money is expected from {first}, {_deadline(arrival.deadline)} (4.4)."


def _windows(decision: Decision, windows: Windows, named: str) -> Iterator[str]:
    if windows.after_sales:
        yield f"After-sales service{named}: {_deadline(windows.after_sales.deadline, 'counted from shipment')} (1)."
    if windows.guarantee and decision.policy.guarantee_grants is not GuaranteeGrants.NOTHING:
        deadline = windows.guarantee.deadline
        from_delivery = decision.policy.guarantee_start is GuaranteeStart.DELIVERY and not deadline.at_least
        end = _deadline(deadline, f"counted from {'delivery' if from_delivery else 'shipment'}")
        yield f"Guarantee{named}: {end} (2.3, reading guarantee_start)."


def _deadline(deadline: Deadline, counted: str = "") -> str:
    """A deadline in words: its last day, whether it can still change, how it is counted and which days are not."""
    parts = [
        until_words(deadline) + (" (provisional)" if deadline.provisional else ""),
        counted,
        f"not counting {rest_words(deadline.skipped)}" if deadline.skipped else "",
    ]
    return ", ".join([part for part in parts if part])


def unit_sentences(decision: Decision) -> Iterator[str]:
    """What each item takes, if that is not just what it names: pieces of a set drawn in, or units that others have."""
    names = item_names([item.item.line_id for item in decision.items])
    for name, item in zip(names, decision.items, strict=True):
        named = ((item.item.line_id, item.item.quantity),)
        if item.held_by or (item.units and item.units != named):
            units = list_words([f"{count_words(count, 'unit')} of {label(line_id)}" for line_id, count in item.units])
            drawn_in = any(line_id != item.item.line_id for line_id, _ in item.units)
            rest = ", as the rest of the set cannot be used (5.3)" if drawn_in else ""
            yield f"{name} takes {units or 'no units'}{rest}."
        if item.held_by:
            others = [
                f"{'approved' if held.approved else 'open'} claim {label(held.claim_id)} has "
                f"{count_words(held.units, 'unit')}"
                for held in item.held_by
            ]
            yield f"Of {label(item.item.line_id)}, {list_words(others)}."


def money_sentences(decision: Decision) -> Iterator[str]:
    """The sums of the refund, and what was paid in all."""
    if decision.claim.remedy is Remedy.REPLACEMENT or decision.outcome is Outcome.NOT_GOVERNED:
        return
    if decision.outcome is Outcome.REFERRED:
        yield f"Nothing is decided about the money yet. The order was paid with {decision.order.paid} in all."
        return
    possible = decision.refund_possible
    if not possible.lines:
        yield f"Nothing is refunded. The order was paid with {decision.order.paid} in all."
        return
    if decision.refund.lines:
        yield _sum("Refunded", decision.refund)
    if possible.total != decision.refund.total:
        yield _sum("Refunded if everything open is decided for the seller", possible)
    paid = decision.order.paid
    yield f"The order was paid with {paid} in all; no refund ever exceeds it, and discounts are not paid out (5.4.1)."


def _sum(what: str, refund: Refund) -> str:
    return f"{what}: goods {refund.goods} + freight {refund.freight} = {refund.total}."


def _refund_line(line: RefundLine) -> str:
    """How the refund of a line is computed: list value, discounts, paid value, units, shares (5.4.1, 5.4.2)."""
    paid_for = line.allocation
    discounts = "".join(
        [
            f" - {name} {amount}"
            for name, amount in (("line discount", paid_for.line_discount), ("order discount", paid_for.order_discount))
            if amount.minor
        ]
    )
    paid = (
        f"list value {paid_for.list_value}{discounts} = paid {paid_for.paid_value}"
        if discounts
        else f"paid {paid_for.paid_value}"
    )
    before = f" after {line.units_before} taken before" if line.units_before else ""
    return (
        f"{label(line.line_id)}: {paid}, freight share {paid_for.freight} (5.4.2). {line.units} of "
        f"{count_words(paid_for.quantity, 'unit')}{before}: goods {line.goods} + freight {line.freight}."
    )


def provenance(decision: Decision) -> str:
    """The policy and the calendar that the decision was made with."""
    return f"Decided under {printable(decision.policy.name)}, calendar {printable(decision.calendar_version)}."
