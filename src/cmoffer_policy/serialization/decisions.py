"""Decisions as documents: everything a decision holds, once; what follows from the rest is not written."""

from __future__ import annotations

from attrs import frozen

from cmoffer_policy.answer.decision import Decision, ItemDecision
from cmoffer_policy.case.claims import Claim
from cmoffer_policy.case.lines import OrderLine
from cmoffer_policy.case.matching import check_match
from cmoffer_policy.case.orders import Order
from cmoffer_policy.errors import Inconsistent, InputError, InvalidValue, one_of
from cmoffer_policy.reckoning.deadlines import Arrival, Deadline, Windows
from cmoffer_policy.reckoning.documents import Requirement
from cmoffer_policy.reckoning.refunds import Refund, RefundLine
from cmoffer_policy.rules.facts import DOMAINS, Facts, Phase
from cmoffer_policy.rules.findings import Finding
from cmoffer_policy.rules.verdict import Verdict
from cmoffer_policy.serialization.shape import converter
from cmoffer_policy.serialization.text import shown
from cmoffer_policy.terms.clauses import CLAUSES, JUDGED
from cmoffer_policy.terms.policy import READING_OF, READINGS, Adjudicator, Policy
from cmoffer_policy.terms.vocabulary import Outcome, Remedy, Term
from cmoffer_policy.values.money import check_currency, money


@frozen(kw_only=True)
class OtherPhase:
    """Under another value of a reading of dates the claim would meet other windows: these."""

    reading: str
    value: str
    phase: Phase


@frozen(kw_only=True)
class ItemDocument:
    """What was decided about the item of the claim at the same place."""

    outcome: Outcome
    remedies: frozenset[Remedy]
    findings: tuple[Finding, ...]
    facts: Facts
    gaps: tuple[Requirement, ...]
    windows: Windows
    other_phases: tuple[OtherPhase, ...]
    refund: Refund
    refund_at_stake: Refund


@frozen(kw_only=True)
class DecisionDocument:
    """A decision with the order, the claim and the policy it was taken from."""

    outcome: Outcome
    order: Order
    claim: Claim
    policy: Policy
    calendar_version: str
    items: tuple[ItemDocument, ...]
    refund: Refund
    refund_at_stake: Refund
    acceptance: Deadline | None = None
    arrival: Arrival | None = None
    adjudicator: Adjudicator | None = None


def document_of(decision: Decision) -> DecisionDocument:
    """The document of a decision."""
    return DecisionDocument(
        outcome=decision.outcome,
        order=decision.order,
        claim=decision.claim,
        policy=decision.policy,
        calendar_version=decision.calendar_version,
        items=tuple([_item_document(item) for item in decision.items]),
        refund=decision.refund,
        refund_at_stake=decision.refund_at_stake,
        acceptance=decision.acceptance,
        arrival=decision.arrival,
        adjudicator=decision.adjudicator,
    )


def _item_document(item: ItemDecision) -> ItemDocument:
    return ItemDocument(
        outcome=item.outcome,
        remedies=item.remedies,
        findings=item.findings,
        facts=item.facts,
        gaps=item.gaps,
        windows=item.windows,
        other_phases=tuple(
            [OtherPhase(reading=READING_OF[term], value=term.value, phase=phase) for term, phase in item.other_phases]
        ),
        refund=item.refund,
        refund_at_stake=item.refund_at_stake,
    )


def decision_of(document: DecisionDocument) -> Decision:
    """The decision that a document tells. Parts that do not belong together raise ``Inconsistent``."""
    check_match(document.order, document.claim)
    _check_deadline(document.acceptance, "acceptance")
    _check_deadline(document.arrival.deadline if document.arrival else None, "arrival.deadline")
    claimed = document.claim.items
    if len(document.items) != len(claimed):
        raise Inconsistent("other_items", "items", f"{len(document.items)} items", f"{len(claimed)}, as in the claim")
    decision = Decision(
        order=document.order,
        claim=document.claim,
        policy=document.policy,
        calendar_version=document.calendar_version,
        items=tuple([_item(document, position) for position in range(len(claimed))]),
        refund=_refund(document.refund, document.order, "refund"),
        refund_at_stake=_refund(document.refund_at_stake, document.order, "refund_at_stake"),
        acceptance=document.acceptance,
        arrival=document.arrival,
        adjudicator=document.adjudicator,
    )
    if decision.outcome is not document.outcome:
        told, best = [shown(outcome.value) for outcome in (document.outcome, decision.outcome)]
        raise Inconsistent("other_outcome", "outcome", told, f"{best}, the best outcome of its items")
    return decision


def _item(document: DecisionDocument, position: int) -> ItemDecision:
    told, path = document.items[position], f"items[{position}]"
    _check_findings(told.findings, f"{path}.findings")
    for place, gap in enumerate(told.gaps):
        _check_gap(gap, f"{path}.gaps[{place}]")
    for name, end in (("after_sales", told.windows.after_sales), ("guarantee", told.windows.guarantee)):
        _check_deadline(end, f"{path}.windows.{name}")
    return ItemDecision(
        item=document.claim.items[position],
        policy=document.policy,
        facts=told.facts,
        verdict=Verdict(outcome=told.outcome, findings=told.findings, remedies=told.remedies),
        gaps=told.gaps,
        windows=told.windows,
        other_phases=tuple(
            [_other_phase(other, f"{path}.other_phases[{place}]") for place, other in enumerate(told.other_phases)]
        ),
        refund=_refund(told.refund, document.order, f"{path}.refund"),
        refund_at_stake=_refund(told.refund_at_stake, document.order, f"{path}.refund_at_stake"),
    )


def _check_findings(findings: tuple[Finding, ...], path: str) -> None:
    """One finding for each judged clause, about facts that exist."""
    clauses = [finding.clause for finding in findings]
    if tuple(clauses) != JUDGED:
        raise Inconsistent("other_rules", path, shown(clauses), "every judged clause, in the order of the text")
    for position, finding in enumerate(findings):
        _check_names(finding.read, f"{path}[{position}].read")
        for name in finding.read:
            if name not in DOMAINS:
                raise InvalidValue("unknown_name", f"{path}[{position}].read", shown(name), one_of(DOMAINS, name))


def _check_gap(gap: Requirement, path: str) -> None:
    _check_clause(gap.clause, path)
    _check_names(gap.documents, f"{path}.documents")
    _check_names(gap.details, f"{path}.details")


def _check_names(names: tuple[object, ...], path: str) -> None:
    """Some, and each only once."""
    if not names:
        raise InvalidValue("empty", path, "[]", "at least one")
    if len(set(names)) < len(names):
        raise InvalidValue("duplicate", path, f"{len(names)} values, some of them equal", "every entry only once")


def _check_deadline(deadline: Deadline | None, path: str) -> None:
    if deadline is not None:
        _check_clause(deadline.clause, path)


def _check_clause(clause: str, path: str) -> None:
    if clause not in CLAUSES:
        raise InvalidValue("unknown_name", f"{path}.clause", shown(clause), "a clause of the register")


def _other_phase(other: OtherPhase, path: str) -> tuple[Term, Phase]:
    if other.reading not in READINGS:
        expected = one_of(READINGS, other.reading)
        raise InvalidValue("unknown_name", f"{path}.reading", shown(other.reading), expected)
    try:
        return converter.structure(other.value, READINGS[other.reading]), other.phase
    except InputError as fault:
        raise fault.under(f"{path}.value") from None


def _refund(refund: Refund, order: Order, path: str) -> Refund:
    """The refund, if it is one of units that this order's lines have left, in its currency, and adds up."""
    for position, line in enumerate(refund.lines):
        try:
            _check_units(line, order.line(line.line_id))
        except InputError as fault:
            raise fault.under(f"{path}.lines[{position}]") from None
    parts = {
        "goods": [line.goods for line in refund.lines],
        "freight": [line.freight for line in refund.lines],
        "total": [refund.goods, refund.freight],
    }
    for name, amounts in parts.items():
        told, summed = getattr(refund, name), sum([amount.minor for amount in amounts])
        for amount in (told, *amounts):
            check_currency(amount, order.currency, f"{path}.{name}")
        if told.minor != summed:
            expected = f"{summed} minor units, the sum of its parts"
            raise Inconsistent("wrong_sum", f"{path}.{name}", str(told), expected)
    return refund


def _check_units(refunded: RefundLine, line: OrderLine) -> None:
    """Units that the line has, which are worth something in its currency."""
    first, last = refunded.units_before, refunded.units_after
    if not line.settled <= first < last <= line.settled + line.left:
        expected = f"some of the {line.left} units after the first {line.settled}"
        raise Inconsistent("other_units", "units_after", f"units {first + 1} to {last}", expected)
    if refunded.worth.quantity != line.quantity:
        expected = f"{line.quantity}, the units of the line"
        raise Inconsistent("other_units", "worth.quantity", shown(refunded.worth.quantity), expected)
    amounts = {"goods": refunded.goods, "freight": refunded.freight}
    for name in ("list_value", "line_discount", "order_discount", "paid_value", "freight"):
        amounts[f"worth.{name}"] = getattr(refunded.worth, name)
    for name, amount in amounts.items():
        check_currency(money(amount, name), line.unit_price.currency, name)
