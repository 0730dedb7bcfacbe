"""Orders, claims and decisions as rows, and rows as orders and claims again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from attrs import evolve

from cmoffer_policy.checks import integer
from cmoffer_policy.claim import Claim, ClaimItem, Evidence
from cmoffer_policy.deadlines import Deadline
from cmoffer_policy.decision import Decision, ItemDecision
from cmoffer_policy.errors import Inconsistent, InvalidValue, shown
from cmoffer_policy.evidence import DETAILS, Attached
from cmoffer_policy.facts import DOMAINS, Facts
from cmoffer_policy.frames.columns import CLAIMS, LINES, PROOFS, Column
from cmoffer_policy.money import Money
from cmoffer_policy.order import Order, OrderLine
from cmoffer_policy.policy import Adjudicator, Policy
from cmoffer_policy.refunds import Refund
from cmoffer_policy.rules import Finding, Status, Verdict, adjudicator_of, judge
from cmoffer_policy.vocabulary import Cause, Document, Problem, ProductionStage, Remedy, Term, Verification, in_order

Row = dict[str, Any]

_CLAUSES = dict(zip(PROOFS, ("3.1", "3.2.1", "3.2.2", "3.2.3"), strict=True))
_DOCUMENTS = {
    "buyer_compensated": (Document.REFUND_SCREENSHOT,),
    "problem_shown": (Document.PICTURE,),
    "buyer_quoted": (Document.CHAT_SCREENSHOT,),
    "description_proved": (Document.LISTING, Document.MEASUREMENT_PHOTO),
}
"""Documents that prove what a column of evidence says is proved."""


def grouped(rows: Iterable[Row], key: str) -> dict[Any, list[Row]]:
    """The rows by what they hold in one column."""
    groups: dict[Any, list[Row]] = {}
    for row in rows:
        groups.setdefault(row[key], []).append(row)
    return groups


def line_rows(order: Order) -> Iterator[Row]:
    """A row for each line of the order, with the columns of ``LINES``."""
    for line in order.lines:
        yield {
            "order_id": order.order_id,
            "line_id": line.line_id,
            "quantity": line.quantity,
            "unit_price_minor": line.unit_price.minor,
            "currency": order.currency,
            "placed_at": order.placed_at,
            "discount_minor": line.discount.minor,
            "title": line.title or None,
            "set_id": line.set_id,
            "settled": line.settled,
            "line_shipped_at": line.shipped_at,
            "freight_minor": order.freight.minor,
            "order_discount_minor": order.discount.minor,
            "shipped_at": order.shipped_at,
            "delivered_at": order.delivered_at,
        }


def item_rows(claim: Claim) -> Iterator[Row]:
    """A row for each item of the claim, with the columns of ``CLAIMS``; items count from 1."""
    attached = Attached(claim.evidence)
    for number, item in enumerate(claim.items, start=1):
        # The problem that every proof is asked of: a column says what is proved, whether it is needed or not.
        missing = {proof.clause for proof in attached.missing(evolve(item, problem=Problem.NOT_AS_DESCRIBED))}
        yield {
            "claim_id": claim.claim_id,
            "order_id": claim.order_id,
            "line_id": item.line_id,
            "submitted_at": claim.submitted_at,
            "problem": item.problem.value,
            "remedy": claim.remedy.value,
            "item_no": number,
            "quantity": item.quantity,
            **{cause.value: cause in item.causes for cause in Cause},
            "rest_usable": item.rest_usable,
            "replacement_price_minor": item.replacement_price and item.replacement_price.minor,
            **{proof: clause not in missing for proof, clause in _CLAUSES.items()},
            "verification": item.verification.value,
            "approved_at": item.approved_at,
            "production": claim.production and claim.production.value,
        }


def decision_rows(decision: Decision) -> Iterator[Row]:
    """A row for each item of the decision: its keys and the columns of ``DECIDED``."""
    order, claim = decision.order, decision.claim
    for number, item in enumerate(decision.items, start=1):
        after_sales = item.windows.after_sales.deadline if item.windows.after_sales else None
        guarantee = item.windows.guarantee.deadline if item.windows.guarantee else None
        arrival = item.arrival
        deadlines = [after_sales, guarantee, decision.acceptance, arrival.deadline if arrival else None]
        yield {
            "claim_id": claim.claim_id,
            "order_id": claim.order_id,
            "line_id": item.item.line_id,
            "item_no": number,
            **_words(item, item.adjudicator),
            "submitted_on": claim.submitted_at.date(),
            "after_sales_last_day": after_sales and after_sales.last_day,
            "guarantee_last_day": guarantee and guarantee.last_day,
            "acceptance_last_day": decision.acceptance and decision.acceptance.last_day,
            "arrival_first_day": arrival and arrival.first_day,
            "arrival_last_day": arrival and arrival.deadline.last_day,
            "provisional": any(deadline is not None and deadline.provisional for deadline in deadlines),
            "closed_before_delivery": _closed_before_delivery(order, item, after_sales),
            "units": dict(item.units).get(item.item.line_id, 0),
            "units_held": bool(item.held_by),
            "refund_currency": order.currency,
            **_amounts("refund", item.refund),
            **_amounts("possible", item.refund_possible),
            "replaced_list_minor": _replaced(order, item) if claim.remedy is Remedy.REPLACEMENT else 0,
            "fault": None,
            **fact_cells(item.facts),
        }


def fact_cells(facts: Facts) -> Row:
    """The Facts of an item, by the columns of ``FACTS``."""
    values = {name: getattr(facts, name) for name in DOMAINS}
    return {f"facts_{name}": value.value if isinstance(value, Term) else value for name, value in values.items()}


WORDS = ("outcome", "remedies", "failed", "missing", "adjudicator")
"""The columns of the answer that a case and the policy decide alone."""


def words_of(facts: Facts, policy: Policy) -> dict[str, str | None]:
    """What the columns say of a case that depend on nothing else."""
    return _words(judge(facts, policy), adjudicator_of(facts, policy))


def _words(verdict: Verdict | ItemDecision, adjudicator: Adjudicator | None) -> dict[str, str | None]:
    return {
        "outcome": verdict.outcome.value,
        "remedies": ", ".join([remedy.value for remedy in in_order(verdict.remedies)]),
        "failed": _clauses(verdict.findings, Status.FAILED),
        "missing": _clauses(verdict.findings, Status.MISSING),
        "adjudicator": adjudicator and adjudicator.value,
    }


def _clauses(findings: Iterable[Finding], status: Status) -> str:
    return ", ".join([finding.clause for finding in findings if finding.status is status])


def _closed_before_delivery(order: Order, item: ItemDecision, after_sales: Deadline | None) -> bool:
    delivered_at = order.delivery_of(order.line(item.item.line_id))
    return after_sales is not None and delivered_at is not None and after_sales.before <= delivered_at


def _replaced(order: Order, item: ItemDecision) -> int:
    return sum([order.line(line_id).unit_price.minor * units for line_id, units in item.units])


def _amounts(name: str, refund: Refund) -> Row:
    return {
        f"{name}_goods_minor": refund.goods.minor,
        f"{name}_freight_minor": refund.freight.minor,
        f"{name}_total_minor": refund.total.minor,
    }


def order_of(rows: Sequence[Row]) -> Order:
    """The order that its lines describe. Malformed rows raise what the constructors raise."""
    _check_cells(rows, LINES, "lines")
    check_agreement(rows, LINES, "lines")
    first = rows[0]
    return Order(
        order_id=first["order_id"],
        placed_at=first["placed_at"],
        lines=lines_of(rows),
        freight=Money(minor=first["freight_minor"], currency=first["currency"]),
        discount=Money(minor=first["order_discount_minor"], currency=first["currency"]),
        shipped_at=first["shipped_at"],
        delivered_at=first["delivered_at"],
    )


def lines_of(rows: Sequence[Row]) -> list[OrderLine]:
    """The lines of an order."""
    return [
        OrderLine(
            line_id=row["line_id"],
            quantity=row["quantity"],
            unit_price=Money(minor=row["unit_price_minor"], currency=row["currency"]),
            discount=Money(minor=row["discount_minor"], currency=row["currency"]),
            title=row["title"] or "",
            set_id=row["set_id"],
            shipped_at=row["line_shipped_at"],
            settled=row["settled"],
        )
        for row in rows
    ]


def claim_of(rows: Sequence[Row], currency: str) -> Claim:
    """The claim that its items describe, in the order of their numbers.

    Evidence comes as documents that prove what the columns say is proved. Malformed rows raise what the constructors
    raise.
    """
    _check_cells(rows, CLAIMS, "claims")
    check_agreement(rows, CLAIMS, "claims")
    check_numbers(rows)
    items = sorted(rows, key=lambda row: row["item_no"])
    _check_proofs(items)
    first = items[0]
    return Claim(
        claim_id=first["claim_id"],
        order_id=first["order_id"],
        submitted_at=first["submitted_at"],
        items=[_item_of(row, currency) for row in items],
        remedy=Remedy(first["remedy"]),
        evidence=_evidence_of(items),
        production=None if first["production"] is None else ProductionStage(first["production"]),
    )


def _item_of(row: Row, currency: str) -> ClaimItem:
    price = row["replacement_price_minor"]
    return ClaimItem(
        line_id=row["line_id"],
        problem=Problem(row["problem"]),
        quantity=row["quantity"],
        causes=[cause for cause in Cause if row[cause.value]],
        rest_usable=row["rest_usable"],
        replacement_price=None if price is None else Money(minor=price, currency=currency),
        verification=Verification(row["verification"]),
        approved_at=row["approved_at"],
    )


def _evidence_of(items: Sequence[Row]) -> list[Evidence]:
    evidence: list[Evidence] = []
    for proof, documents in _DOCUMENTS.items():
        lines = {row["line_id"] for row in items if row[proof]}
        if lines:  # a document about no line in particular would be about all of them
            evidence += [Evidence(document=kind, shows=DETAILS[kind], line_ids=lines) for kind in documents]
    return evidence


def _check_cells(rows: Sequence[Row], columns: Sequence[Column], path: str) -> None:
    """Check what the constructors are not asked: nulls and names."""
    for place, row in enumerate(rows):
        for column in columns:
            value = row[column.name]
            if value is None and not column.nullable:
                raise InvalidValue("missing", f"{path}[{place}].{column.name}", "None", column.holds)
            if column.names and value is not None and value not in column.names:
                raise InvalidValue("unknown_name", f"{path}[{place}].{column.name}", shown(value), column.holds)


def check_agreement(rows: Sequence[Row], columns: Sequence[Column], path: str) -> None:
    """Raise ``Inconsistent`` where rows of one order, or of one claim, differ in what they say of the whole."""
    whole = [column.name for column in columns if column.of_order or column.of_claim]
    for place, row in enumerate(rows):
        for name in whole:
            if row[name] != rows[0][name]:
                expected = f"{shown(rows[0][name])} as before"
                raise Inconsistent("differs", f"{path}[{place}].{name}", shown(row[name]), expected)


def check_numbers(items: Sequence[Row]) -> None:
    """Raise ``InputError`` where an item of a claim does not have a number of its own."""
    (column,) = [column for column in CLAIMS if column.name == "item_no"]
    known: set[int] = set()
    for place, row in enumerate(items):
        number = integer(row["item_no"], f"claims[{place}].item_no", least=column.least, most=column.most)
        if number in known:
            raise Inconsistent("duplicate", "claims.item_no", shown(number), "a number used once in the claim")
        known.add(number)


def _check_proofs(items: Sequence[Row]) -> None:
    """Documents are about lines: the items of one line cannot differ in what is proved."""
    proved: dict[str, list[bool]] = {}
    for item in items:
        proofs = [item[name] for name in PROOFS]
        if proved.setdefault(item["line_id"], proofs) != proofs:
            got = f"other evidence than before for line {shown(item['line_id'])}"
            raise Inconsistent("differs", "claims", got, "the same on all rows of a claim about one line")
