"""Decisions as documents: everything a decision holds, once. What follows from the rest is not written."""

from __future__ import annotations

from collections.abc import Collection

from attrs import frozen

from cmoffer_policy.claim import Claim
from cmoffer_policy.deadlines import Arrival, Deadline, Windows
from cmoffer_policy.decision import Decision, ItemDecision
from cmoffer_policy.errors import Inconsistent, InputError, InvalidValue, one_of
from cmoffer_policy.evidence import MissingEvidence
from cmoffer_policy.facts import DOMAINS, Facts
from cmoffer_policy.money import check_currency, not_negative
from cmoffer_policy.order import Order, OrderLine
from cmoffer_policy.order_claims import OrderClaims
from cmoffer_policy.policy import CLAUSES, JUDGED, Adjudicator, Policy
from cmoffer_policy.refunds import Refund, RefundLine
from cmoffer_policy.rules import Finding
from cmoffer_policy.serialization.text import shown
from cmoffer_policy.units import UnitsHeld
from cmoffer_policy.vocabulary import Outcome, Remedy


@frozen(kw_only=True)
class UnitsDocument:
    """Units of one line that an item takes."""

    line_id: str
    units: int


@frozen(kw_only=True)
class ItemDocument:
    """What was decided about the item of the claim at the same place."""

    outcome: Outcome
    remedies: frozenset[Remedy]
    findings: tuple[Finding, ...]
    facts: Facts
    incomplete: tuple[MissingEvidence, ...]
    windows: Windows
    units: tuple[UnitsDocument, ...]
    held_by: tuple[UnitsHeld, ...]
    refund: Refund
    refund_possible: Refund
    arrival: Arrival | None = None
    adjudicator: Adjudicator | None = None


@frozen(kw_only=True)
class DecisionDocument:
    """A decision with the order, all claims on it and the policy it was taken from."""

    outcome: Outcome
    order: Order
    claims: tuple[Claim, ...]
    claim_id: str
    policy: Policy
    calendar_version: str
    items: tuple[ItemDocument, ...]
    refund: Refund
    refund_possible: Refund
    acceptance: Deadline | None = None


def document_of(decision: Decision) -> DecisionDocument:
    """The document of a decision."""
    return DecisionDocument(
        outcome=decision.outcome,
        order=decision.order,
        claims=decision.claims,
        claim_id=decision.claim.claim_id,
        policy=decision.policy,
        calendar_version=decision.calendar_version,
        items=tuple([_item_document(item) for item in decision.items]),
        refund=decision.refund,
        refund_possible=decision.refund_possible,
        acceptance=decision.acceptance,
    )


def _item_document(item: ItemDecision) -> ItemDocument:
    return ItemDocument(
        outcome=item.outcome,
        remedies=item.remedies,
        findings=item.findings,
        facts=item.facts,
        incomplete=item._incomplete,
        windows=item.windows,
        units=tuple([UnitsDocument(line_id=line_id, units=units) for line_id, units in item.units]),
        held_by=item.held_by,
        refund=item.refund,
        refund_possible=item.refund_possible,
        arrival=item.arrival,
        adjudicator=item.adjudicator,
    )


def decision_of(document: DecisionDocument) -> Decision:
    """The decision that a document describes. Parts that do not belong together raise ``Inconsistent``."""
    claim = OrderClaims(document.order, document.claims).claim(document.claim_id)
    _check_deadline(document.acceptance, "acceptance")
    if len(document.items) != len(claim.items):
        expected = f"{len(claim.items)}, as in the claim"
        raise Inconsistent("other_items", "items", f"{len(document.items)} items", expected)
    decision = Decision(
        order=document.order,
        claim=claim,
        claims=document.claims,
        policy=document.policy,
        calendar_version=document.calendar_version,
        items=tuple([_item(document, claim, position) for position in range(len(claim.items))]),
        refund=_refund(document.refund, document.order, "refund"),
        refund_possible=_refund(document.refund_possible, document.order, "refund_possible"),
        acceptance=document.acceptance,
    )
    if decision.outcome is not document.outcome:
        written, best = [shown(outcome.value) for outcome in (document.outcome, decision.outcome)]
        raise Inconsistent("other_outcome", "outcome", written, f"{best}, the best outcome of its items")
    return decision


def _item(document: DecisionDocument, claim: Claim, position: int) -> ItemDecision:
    written, path = document.items[position], f"items[{position}]"
    _check_findings(written.findings, f"{path}.findings")
    for place, proof in enumerate(written.incomplete):
        _check_proof(proof, f"{path}.incomplete[{place}]")
    for name, period in (("after_sales", written.windows.after_sales), ("guarantee", written.windows.guarantee)):
        _check_deadline(period.deadline if period else None, f"{path}.windows.{name}.deadline")
    _check_deadline(written.arrival.deadline if written.arrival else None, f"{path}.arrival.deadline")
    _check_taken(written.units, document.order, f"{path}.units")
    line = document.order.line(claim.items[position].line_id)
    others = {other.claim_id for other in document.claims} - {claim.claim_id}
    for place, held in enumerate(written.held_by):
        _check_held(held, line, others, f"{path}.held_by[{place}]")
    return ItemDecision(
        item=claim.items[position],
        facts=written.facts,
        outcome=written.outcome,
        remedies=written.remedies,
        findings=written.findings,
        windows=written.windows,
        arrival=written.arrival,
        adjudicator=written.adjudicator,
        units=tuple([(taken.line_id, taken.units) for taken in written.units]),
        held_by=written.held_by,
        refund=_refund(written.refund, document.order, f"{path}.refund"),
        refund_possible=_refund(written.refund_possible, document.order, f"{path}.refund_possible"),
        policy=document.policy,
        incomplete=written.incomplete,
    )


def _check_findings(findings: tuple[Finding, ...], path: str) -> None:
    """Raise unless there is one finding for each judged clause, about facts that exist."""
    clauses = [finding.clause for finding in findings]
    if tuple(clauses) != JUDGED:
        raise Inconsistent("other_rules", path, shown(clauses), "every judged clause, in the order of the text")
    for position, finding in enumerate(findings):
        _check_names(finding.facts, f"{path}[{position}].facts")
        for name in finding.facts:
            if name not in DOMAINS:
                raise InvalidValue("unknown_name", f"{path}[{position}].facts", shown(name), one_of(DOMAINS, name))


def _check_proof(proof: MissingEvidence, path: str) -> None:
    _check_clause(proof.clause, path)
    _check_names(proof.documents, f"{path}.documents")
    _check_names(proof.details, f"{path}.details")


def _check_names(names: tuple[object, ...], path: str) -> None:
    """Raise unless there is at least one, and each only once."""
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


def _check_taken(taken: tuple[UnitsDocument, ...], order: Order, path: str) -> None:
    """Raise unless these are some units of lines of the order, each named once and in their order."""
    for place, units in enumerate(taken):
        try:
            _check_count(units.units, order.line(units.line_id))
        except InputError as fault:
            raise fault.under(f"{path}[{place}]") from None
    named = [units.line_id for units in taken]
    in_order = [line.line_id for line in order.lines if line.line_id in named]
    if named != in_order:
        raise Inconsistent("other_units", path, shown(named), f"{shown(in_order)}, as in the order")


def _check_held(held: UnitsHeld, line: OrderLine, others: Collection[str], path: str) -> None:
    """Raise unless another claim holds these units of the line."""
    if held.claim_id not in others:
        expected = f"one of the {len(others)} other claims on the order"
        raise Inconsistent("unknown_claim", f"{path}.claim_id", shown(held.claim_id), expected)
    try:
        _check_count(held.units, line)
    except InputError as fault:
        raise fault.under(path) from None


def _check_count(units: int, line: OrderLine) -> None:
    if not 1 <= units <= line.left:
        expected = f"1 to {line.left}, the units of the line that are not settled"
        raise Inconsistent("other_units", "units", shown(units), expected)


def _refund(refund: Refund, order: Order, path: str) -> Refund:
    """The refund, if it is one of units that this order's lines have left, in its currency, and adds up."""
    places = {line.line_id: place for place, line in enumerate(order.lines)}
    last = (-1, 0)
    for position, line in enumerate(refund.lines):
        try:
            _check_units(line, order.line(line.line_id))
        except InputError as fault:
            raise fault.under(f"{path}.lines[{position}]") from None
        if (places[line.line_id], line.units_before) < last:
            got, expected = f"units from {line.units_before + 1} on", "units after those before, by lines of the order"
            raise Inconsistent("other_units", f"{path}.lines[{position}].units_before", got, expected)
        last = (places[line.line_id], line.units_after)
    parts = {
        "goods": [line.goods for line in refund.lines],
        "freight": [line.freight for line in refund.lines],
        "total": [refund.goods, refund.freight],
    }
    for name, amounts in parts.items():
        written, summed = getattr(refund, name), sum([amount.minor for amount in amounts])
        for amount in (written, *amounts):
            check_currency(amount, order.currency, f"{path}.{name}")
        if written.minor != summed:
            expected = f"{summed} minor units, the sum of its parts"
            raise Inconsistent("wrong_sum", f"{path}.{name}", str(written), expected)
    return refund


def _check_units(refunded: RefundLine, line: OrderLine) -> None:
    """Raise unless the line has these units, and their worth is in its currency."""
    first, last = refunded.units_before, refunded.units_after
    if not line.settled <= first < last <= line.settled + line.left:
        expected = f"some of the {line.left} units after the first {line.settled}"
        raise Inconsistent("other_units", "units_after", f"units {first + 1} to {last}", expected)
    if refunded.allocation.quantity != line.quantity:
        expected = f"{line.quantity}, the units of the line"
        raise Inconsistent("other_units", "allocation.quantity", shown(refunded.allocation.quantity), expected)
    amounts = {"goods": refunded.goods, "freight": refunded.freight}
    for name in ("list_value", "line_discount", "order_discount", "paid_value", "freight"):
        amounts[f"allocation.{name}"] = getattr(refunded.allocation, name)
    for name, amount in amounts.items():
        check_currency(not_negative(amount, name), line.unit_price.currency, name)
