"""A small service of the kind that uses the library: orders and claims kept as rows, and every answer decided from them.

The rows hold text, whole numbers and nothing else, as the tables of a database would.
"""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict

from cmoffer_policy import (
    POLICY_2023,
    Cause,
    Claim,
    ClaimItem,
    Decision,
    Detail,
    Document,
    Evidence,
    InputError,
    Money,
    Order,
    OrderClaims,
    OrderLine,
    Policy,
    Problem,
    ProductionStage,
    Remedy,
    Status,
    Verification,
    parse_instant,
)


class OrderRow(TypedDict):
    """Amounts are whole minor units of the currency, instants ISO 8601 with their offset, in every row."""

    currency: str
    placed_at: str
    freight: int
    discount: int
    shipped_at: str | None
    delivered_at: str | None


class LineRow(TypedDict):
    """One line; the rows of an order keep their order."""

    order_id: str
    line_id: str
    quantity: int
    unit_price: int
    discount: int
    set_id: str | None
    shipped_at: str | None
    settled: int


class ClaimRow(TypedDict):
    """One claim."""

    order_id: str
    submitted_at: str
    remedy: str
    production: str | None


class ItemRow(TypedDict):
    """One item of a claim; the rows of a claim keep their order. ``replacement`` is an amount and its currency."""

    claim_id: str
    line_id: str
    problem: str
    quantity: int
    causes: list[str]
    rest_usable: bool
    replacement: tuple[int, str] | None
    verification: str
    approved_at: str | None


class DocumentRow(TypedDict):
    """One document of a claim."""

    claim_id: str
    document: str
    shows: list[str]
    line_ids: list[str]


class Answer(TypedDict):
    """What the desk sends back: plain data, as a client in any language reads it."""

    outcome: str
    refund: str
    possible: str
    units: dict[str, int]
    held_by: list[str]
    reasons: list[str]
    missing: list[str]
    open_points: list[str]
    accepted_until: str | None


class ClaimsDesk:
    """The tables, and the claims turned away because they were malformed."""

    def __init__(self, policy: Policy = POLICY_2023) -> None:
        self._policy = policy
        self._orders: dict[str, OrderRow] = {}
        self._lines: list[LineRow] = []
        self._claims: dict[str, ClaimRow] = {}
        self._items: list[ItemRow] = []
        self._documents: list[DocumentRow] = []
        self.malformed: list[str] = []

    def receive(self, order: Order) -> None:
        """Store an order."""
        self._orders[order.order_id] = OrderRow(
            currency=order.currency,
            placed_at=self._from_instant(order.placed_at),
            freight=self._from_money(order.freight),
            discount=self._from_money(order.discount),
            shipped_at=self._from_optional(order.shipped_at),
            delivered_at=self._from_optional(order.delivered_at),
        )
        self._lines += [
            LineRow(
                order_id=order.order_id,
                line_id=line.line_id,
                quantity=line.quantity,
                unit_price=self._from_money(line.unit_price),
                discount=self._from_money(line.discount),
                set_id=line.set_id,
                shipped_at=self._from_optional(line.shipped_at),
                settled=line.settled,
            )
            for line in order.lines
        ]

    def file(self, claim: Claim) -> bool:
        """Store a claim if it can be about one of our orders, under an id of its own; else turn it away."""
        if claim.order_id not in self._orders:
            self.malformed.append(f"order_id: got {claim.order_id!r}, expected an order of ours")
            return False
        try:
            self._record(claim.order_id).with_claim(claim)
        except InputError as fault:
            self.malformed.append(f"{fault.code} at {fault.path}")
            return False
        self._claims[claim.claim_id] = ClaimRow(
            order_id=claim.order_id,
            submitted_at=self._from_instant(claim.submitted_at),
            remedy=claim.remedy.value,
            production=claim.production and claim.production.value,
        )
        self._items += [self._from_item(claim.claim_id, item) for item in claim.items]
        self._documents += [
            DocumentRow(
                claim_id=claim.claim_id,
                document=document.document.value,
                shows=[detail.value for detail in document.shows],
                line_ids=sorted(document.line_ids),
            )
            for document in claim.evidence
        ]
        return True

    def answer(self, claim_id: str) -> Answer:
        """What the desk says about a claim today."""
        return answer_of(self.decision(claim_id))

    def paid_out(self, order_id: str) -> Money:
        """What the approved items of all claims on an order come to."""
        return self._record(order_id).balance(policy=self._policy).approved

    def decision(self, claim_id: str) -> Decision:
        return self._record(self._claims[claim_id]["order_id"]).decide(claim_id, policy=self._policy)

    def _record(self, order_id: str) -> OrderClaims:
        claims = [claim_id for claim_id, row in self._claims.items() if row["order_id"] == order_id]
        return OrderClaims(self._order(order_id), [self._claim(claim_id) for claim_id in claims])

    def _order(self, order_id: str) -> Order:
        row = self._orders[order_id]
        currency = row["currency"]
        return Order(
            order_id=order_id,
            placed_at=self._to_instant(row["placed_at"]),
            lines=[self._line(line, currency) for line in self._lines if line["order_id"] == order_id],
            freight=self._to_money(row["freight"], currency),
            discount=self._to_money(row["discount"], currency),
            shipped_at=self._to_optional(row["shipped_at"]),
            delivered_at=self._to_optional(row["delivered_at"]),
        )

    def _line(self, row: LineRow, currency: str) -> OrderLine:
        return OrderLine(
            line_id=row["line_id"],
            quantity=row["quantity"],
            unit_price=self._to_money(row["unit_price"], currency),
            discount=self._to_money(row["discount"], currency),
            set_id=row["set_id"],
            shipped_at=self._to_optional(row["shipped_at"]),
            settled=row["settled"],
        )

    def _claim(self, claim_id: str) -> Claim:
        row = self._claims[claim_id]
        return Claim(
            claim_id=claim_id,
            order_id=row["order_id"],
            submitted_at=self._to_instant(row["submitted_at"]),
            items=[self._to_item(item) for item in self._items if item["claim_id"] == claim_id],
            remedy=Remedy(row["remedy"]),
            evidence=[self._to_evidence(document) for document in self._documents_of(claim_id)],
            production=ProductionStage(row["production"]) if row["production"] else None,
        )

    def _documents_of(self, claim_id: str) -> list[DocumentRow]:
        return [row for row in self._documents if row["claim_id"] == claim_id]

    def _to_evidence(self, row: DocumentRow) -> Evidence:
        return Evidence(
            document=Document(row["document"]), shows=list(map(Detail, row["shows"])), line_ids=row["line_ids"]
        )

    def _from_item(self, claim_id: str, item: ClaimItem) -> ItemRow:
        price = item.replacement_price
        return ItemRow(
            claim_id=claim_id,
            line_id=item.line_id,
            problem=item.problem.value,
            quantity=item.quantity,
            causes=[cause.value for cause in item.causes],
            rest_usable=item.rest_usable,
            replacement=(self._from_money(price), price.currency) if price else None,
            verification=item.verification.value,
            approved_at=self._from_optional(item.approved_at),
        )

    def _to_item(self, row: ItemRow) -> ClaimItem:
        return ClaimItem(
            line_id=row["line_id"],
            problem=Problem(row["problem"]),
            quantity=row["quantity"],
            causes=list(map(Cause, row["causes"])),
            rest_usable=row["rest_usable"],
            replacement_price=self._to_money(*row["replacement"]) if row["replacement"] else None,
            verification=Verification(row["verification"]),
            approved_at=self._to_optional(row["approved_at"]),
        )

    def _from_money(self, money: Money) -> int:
        return money.minor

    def _to_money(self, minor: int, currency: str) -> Money:
        return Money(minor=minor, currency=currency)

    def _from_instant(self, at: datetime) -> str:
        return at.isoformat()

    def _to_instant(self, text: str) -> datetime:
        return parse_instant(text)

    def _from_optional(self, at: datetime | None) -> str | None:
        return None if at is None else self._from_instant(at)

    def _to_optional(self, text: str | None) -> datetime | None:
        return None if text is None else self._to_instant(text)


def answer_of(decision: Decision) -> Answer:
    """The parts of a decision that the desk's clients read."""
    findings = [finding for item in decision.items for finding in item.findings]
    held = [held for item in decision.items for held in item.held_by]
    return Answer(
        outcome=decision.outcome.value,
        refund=str(decision.refund.total),
        possible=str(decision.refund_possible.total),
        units=dict(decision.units),
        held_by=sorted({each.claim_id for each in held}),
        reasons=sorted({finding.clause for finding in findings if finding.failed}),
        missing=sorted({finding.clause for finding in findings if finding.status is Status.MISSING}),
        open_points=[point.value for point in decision.open_points],
        accepted_until=decision.acceptance.before.isoformat() if decision.acceptance else None,
    )
