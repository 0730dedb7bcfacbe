"""The receipt of a decision: the whole answer as plain data, with everything it was decided from.

A receipt is written and never read back. What a page, a webhook or an archive needs stands in it by itself, whatever
rules a later release has. These types are its shape; JSON Schema is made from them, too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from attrs import frozen

import cmoffer_policy
from cmoffer_policy.claim import Claim
from cmoffer_policy.deadlines import Arrival, Deadline, Windows
from cmoffer_policy.decision import Decision, DueAction, ItemDecision, OpenPoint
from cmoffer_policy.evidence import MissingEvidence
from cmoffer_policy.facts import Facts
from cmoffer_policy.order import Order
from cmoffer_policy.policy import Adjudicator, Policy
from cmoffer_policy.presentation import Statement, explanation
from cmoffer_policy.presentation.statements import Value
from cmoffer_policy.refunds import Refund
from cmoffer_policy.rules import Finding
from cmoffer_policy.serialization.shape import converter
from cmoffer_policy.steps import NextStep
from cmoffer_policy.units import UnitsHeld
from cmoffer_policy.vocabulary import Outcome, Remedy


@frozen(kw_only=True)
class LineUnits:
    """A number of units of one line."""

    line_id: str
    units: int


@frozen(kw_only=True)
class LineHeld:
    """Which other claims have taken the units of one line."""

    line_id: str
    claims: tuple[UnitsHeld, ...]


@frozen(kw_only=True)
class ItemReceipt:
    """What was decided about the item of the claim at the same place.

    ``units_held`` says whether it goes without units that it names; who has them stands in the receipt once for a line.
    """

    outcome: Outcome
    remedies: frozenset[Remedy]
    findings: tuple[Finding, ...]
    facts: Facts
    missing: tuple[MissingEvidence, ...]
    windows: Windows
    units: tuple[LineUnits, ...]
    units_held: bool
    refund: Refund
    refund_possible: Refund
    arrival: Arrival | None
    adjudicator: Adjudicator | None
    next_steps: tuple[NextStep, ...]


@frozen(kw_only=True)
class StatementReceipt:
    """One thing to say to the seller, for services that translate, count or test by key.

    ``section`` is where it belongs; ``items`` are positions in the claim, none where it is about the whole claim.
    """

    section: str
    key: str
    clause: str
    values: dict[str, Any]
    items: tuple[int, ...]


@frozen(kw_only=True)
class Receipt:
    """A decision with the order, all claims on it and the policy it was taken from."""

    library_version: str
    outcome: Outcome
    order: Order
    claims: tuple[Claim, ...]
    claim_id: str
    policy: Policy
    calendar_version: str
    items: tuple[ItemReceipt, ...]
    units: tuple[LineUnits, ...]
    held_by: tuple[LineHeld, ...]
    refund: Refund
    refund_possible: Refund
    acceptance: Deadline | None
    open_points: tuple[OpenPoint, ...]
    due_actions: tuple[DueAction, ...]
    statements: tuple[StatementReceipt, ...]


def receipt_of(decision: Decision) -> Receipt:
    """The receipt of a decision."""
    return Receipt(
        library_version=cmoffer_policy.__version__,
        outcome=decision.outcome,
        order=decision.order,
        claims=decision.claims,
        claim_id=decision.claim.claim_id,
        policy=decision.policy,
        calendar_version=decision.calendar_version,
        items=tuple([_item(item) for item in decision.items]),
        units=_units(decision.units),
        held_by=_held_by(decision),
        refund=decision.refund,
        refund_possible=decision.refund_possible,
        acceptance=decision.acceptance,
        open_points=decision.open_points,
        due_actions=decision.due_actions(),
        statements=tuple(_statements(decision)),
    )


def _item(item: ItemDecision) -> ItemReceipt:
    return ItemReceipt(
        outcome=item.outcome,
        remedies=item.remedies,
        findings=item.findings,
        facts=item.facts,
        missing=item.missing,
        windows=item.windows,
        units=_units(item.units),
        units_held=bool(item.held_by),
        refund=item.refund,
        refund_possible=item.refund_possible,
        arrival=item.arrival,
        adjudicator=item.adjudicator,
        next_steps=item.next_steps,
    )


def _held_by(decision: Decision) -> tuple[LineHeld, ...]:
    """Who has the units of lines that have none left. All items of a claim that name such a line go without alike."""
    held = {item.item.line_id: item.held_by for item in decision.items if item.held_by}
    return tuple([LineHeld(line_id=line_id, claims=claims) for line_id, claims in held.items()])


def _statements(decision: Decision) -> Iterator[StatementReceipt]:
    for section in explanation(decision).sections:
        for said in section.statements:
            values = {name: _plain(value) for name, value in said.values}
            yield StatementReceipt(
                section=section.key, key=said.key, clause=said.clause, values=values, items=said.items
            )


def _plain(value: Value) -> Any:
    """What a statement holds as plain data; a statement inside it has its own key, clause and values."""
    if isinstance(value, Statement):
        values = {name: _plain(held) for name, held in value.values}
        return {"key": value.key, "clause": value.clause, "values": values}
    return [_plain(held) for held in value] if isinstance(value, tuple) else converter.unstructure(value)


def _units(units: tuple[tuple[str, int], ...]) -> tuple[LineUnits, ...]:
    return tuple([LineUnits(line_id=line_id, units=count) for line_id, count in units])
