"""From orders, claims and decisions to rows, and from the rows of one claim back to objects."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import narwhals as nw
from attrs import evolve
from narwhals.typing import EagerAllowed, IntoBackend, IntoFrame

from cmoffer_policy.answer.decision import Decision, ItemDecision
from cmoffer_policy.case.claims import Claim, ClaimItem, Evidence
from cmoffer_policy.case.lines import OrderLine
from cmoffer_policy.case.orders import Order
from cmoffer_policy.errors import Inconsistent, InvalidValue, shown
from cmoffer_policy.frames.columns import CLAIMS, DECIDED, LINES, PROOFS, Column, Kind
from cmoffer_policy.frames.engines import done, recognised
from cmoffer_policy.frames.reading import checked
from cmoffer_policy.frames.tables import words_of
from cmoffer_policy.reckoning.deadlines import Deadline
from cmoffer_policy.reckoning.documents import DETAILS, gaps
from cmoffer_policy.terms.vocabulary import (
    Cause,
    Document,
    Problem,
    ProductionStage,
    Remedy,
    Verification,
)
from cmoffer_policy.values.checks import instance, integer
from cmoffer_policy.values.money import Money

Backend = IntoBackend[EagerAllowed]
Row = dict[str, Any]

_KEYS = ("claim_id", "order_id", "line_id", "item_no")
_DOCUMENTS = {
    "buyer_compensated": (Document.REFUND_SCREENSHOT,),
    "problem_shown": (Document.PICTURE,),
    "buyer_quoted": (Document.CHAT_SCREENSHOT,),
    "description_proved": (Document.LISTING, Document.MEASUREMENT_PHOTO),
}
"""Documents that would prove what a column of evidence says is proved."""
_CLAUSES = dict(zip(PROOFS, ("3.1", "3.2.1", "3.2.2", "3.2.3"), strict=True))


def lines_frame(orders: Iterable[Order], *, backend: Backend) -> Any:
    """The lines of the orders, one row each with the columns of ``LINES``, in a new frame.

    ``backend`` is a library of eager frames or its name: ``pandas``, ``polars`` or ``pyarrow``. Frames of pandas hold
    numbers as ``Int64``, so that a null makes no fraction of them.

    >>> from cmoffer_policy import *
    >>> order = Order(
    ...     order_id="A-1",
    ...     placed_at=parse_instant("2024-01-03T09:00:00+08:00"),
    ...     lines=[OrderLine(line_id="ring", quantity=1, unit_price=Money.of("19.90", "USD"))],
    ...     shipped_at=parse_instant("2024-01-05T10:00:00+08:00"),
    ... )
    >>> lines_frame([order], backend="polars").select("line_id", "quantity", "unit_price_minor").row(0)
    ('ring', 1, 1990)
    """
    rows = [_line_row(order, line) for order in _all(orders, "orders", Order) for line in order.lines]
    return _frame(rows, LINES, backend)


def claims_frame(claims: Iterable[Claim], *, backend: Backend) -> Any:
    """The items of the claims, one row each with the columns of ``CLAIMS``, in a new frame; items count from 1.

    >>> from cmoffer_policy import *
    >>> claim = Claim(
    ...     claim_id="C-1",
    ...     order_id="A-1",
    ...     submitted_at=parse_instant("2024-02-08T12:00:00+08:00"),
    ...     items=[ClaimItem(line_id="ring", problem=Problem.BROKEN)],
    ...     remedy=Remedy.REFUND,
    ... )
    >>> claims_frame([claim], backend="polars").select("claim_id", "item_no", "problem", "problem_shown").row(0)
    ('C-1', 1, 'broken', False)
    """
    rows = [
        _item_row(claim, item, number)
        for claim in _all(claims, "claims", Claim)
        for number, item in enumerate(claim.items, start=1)
    ]
    return _frame(rows, CLAIMS, backend)


def decisions_frame(decisions: Iterable[Decision], *, backend: Backend) -> Any:
    """The items of the decisions, one row each: its keys and the columns of ``DECIDED``.

    >>> from cmoffer_policy import *
    >>> order = Order(
    ...     order_id="A-1",
    ...     placed_at=parse_instant("2024-01-03T09:00:00+08:00"),
    ...     lines=[OrderLine(line_id="ring", quantity=1, unit_price=Money.of("19.90", "USD"))],
    ...     shipped_at=parse_instant("2024-01-05T10:00:00+08:00"),
    ... )
    >>> claim = Claim(
    ...     claim_id="C-1",
    ...     order_id="A-1",
    ...     submitted_at=parse_instant("2024-02-08T12:00:00+08:00"),
    ...     items=[ClaimItem(line_id="ring", problem=Problem.BROKEN)],
    ...     remedy=Remedy.REFUND,
    ... )
    >>> decisions_frame([decide(order, claim)], backend="polars").select("claim_id", "outcome", "broken").row(0)
    ('C-1', 'rejected', '1')
    """
    rows = [
        _decision_row(decision, item, number)
        for decision in _all(decisions, "decisions", Decision)
        for number, item in enumerate(decision.items, start=1)
    ]
    keys = [column for column in CLAIMS if column.name in _KEYS]
    return _frame(rows, (*keys, *DECIDED), backend)


def _all(values: Iterable[Any], path: str, kind: type[Any]) -> list[Any]:
    return [instance(value, f"{path}[{place}]", kind) for place, value in enumerate(values)]


_KINDS: dict[Kind, Any] = {
    Kind.TEXT: nw.String(),
    Kind.TERM: nw.String(),
    Kind.NUMBER: nw.Int64(),
    Kind.BOOLEAN: nw.Boolean(),
    Kind.INSTANT: nw.Datetime("us", "UTC"),
    Kind.DAY: nw.Date(),
}


def _frame(rows: Sequence[Row], columns: Sequence[Column], backend: Backend) -> Any:
    if nw.Implementation.from_backend(backend) is nw.Implementation.PANDAS:
        return _pandas_frame(rows, columns)
    values = {column.name: [row[column.name] for row in rows] for column in columns}
    schema = {column.name: _KINDS[column.kind] for column in columns}
    return nw.from_dict(values, schema, backend=backend).to_native()


def _pandas_frame(rows: Sequence[Row], columns: Sequence[Column]) -> Any:
    """In the plain columns of pandas whole numbers become fractions as soon as one is null; in these they do not."""
    import pandas  # type: ignore[import-untyped]  # only here: the caller asked for it

    kinds = {
        Kind.TEXT: "str",
        Kind.TERM: "str",
        Kind.NUMBER: "Int64",
        Kind.BOOLEAN: "boolean",
        Kind.INSTANT: "datetime64[us, UTC]",
        Kind.DAY: "datetime64[us]",
    }
    return pandas.DataFrame(
        {column.name: pandas.Series([row[column.name] for row in rows], dtype=kinds[column.kind]) for column in columns}
    )


def _line_row(order: Order, line: OrderLine) -> Row:
    return {
        "order_id": order.order_id,
        "line_id": line.line_id,
        "quantity": line.quantity,
        "unit_price_minor": line.unit_price.minor,
        "currency": order.currency,
        "placed_at": order.placed_at,
        "discount_minor": line.discount.minor,
        "set_id": line.set_id,
        "settled": line.settled,
        "reserved": line.reserved,
        "line_shipped_at": line.shipped_at,
        "freight_minor": order.freight.minor,
        "order_discount_minor": order.discount.minor,
        "shipped_at": order.shipped_at,
        "delivered_at": order.delivered_at,
        "production": order.production and order.production.value,
    }


def _item_row(claim: Claim, item: ClaimItem, number: int) -> Row:
    # All that could be asked for, whether it is of this problem or not.
    lacking = {gap.clause for gap in gaps(claim, evolve(item, problem=Problem.NOT_AS_DESCRIBED))}
    return {
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
        **{proof: clause not in lacking for proof, clause in _CLAUSES.items()},
        "verification": claim.verification.value,
        "approved_at": claim.approved_at,
    }


def _decision_row(decision: Decision, item: ItemDecision, number: int) -> Row:
    outcome, remedies, broken, lacking = words_of(item.verdict)
    order, claim, arrival = decision.order, decision.claim, decision.arrival
    after_sales, guarantee = item.windows.after_sales, item.windows.guarantee
    deadlines = [after_sales, guarantee, decision.acceptance, arrival.deadline if arrival else None]
    return {
        "claim_id": claim.claim_id,
        "order_id": claim.order_id,
        "line_id": item.line_id,
        "item_no": number,
        "outcome": outcome,
        "remedies": remedies,
        "broken": broken,
        "lacking": lacking,
        "submitted_on": claim.submitted_at.date(),
        "after_sales_last_day": after_sales and after_sales.last_day,
        "guarantee_last_day": guarantee and guarantee.last_day,
        "acceptance_last_day": decision.acceptance and decision.acceptance.last_day,
        "arrival_first_day": arrival and arrival.first_day,
        "arrival_last_day": arrival and arrival.deadline.last_day,
        "provisional": any(deadline is not None and deadline.provisional for deadline in deadlines),
        "closed_before_delivery": _closed_before_delivery(order, item, after_sales),
        "refund_currency": order.currency,
        **_amounts("refund", item.refund),
        **_amounts("at_stake", item.refund_at_stake),
        "fault": None,
    }


def _closed_before_delivery(order: Order, item: ItemDecision, after_sales: Deadline | None) -> bool:
    delivered_at = order.delivery_of(order.line(item.line_id))
    return after_sales is not None and delivered_at is not None and after_sales.before <= delivered_at


def _amounts(name: str, refund: Any) -> Row:
    return {
        f"{name}_goods_minor": refund.goods.minor,
        f"{name}_freight_minor": refund.freight.minor,
        f"{name}_total_minor": refund.total.minor,
    }


def case_of(lines: IntoFrame, claims: IntoFrame, claim_id: str) -> tuple[Order, Claim]:
    """The order and the claim that the rows with this claim id describe, for ``decide`` and ``explain``.

    Evidence comes back as documents that would prove what the columns say is proved. On lazy frames it costs a query of
    each. A claim or an order without rows raises ``Inconsistent``; malformed rows raise what the constructors raise.

    >>> from cmoffer_policy import *
    >>> order = Order(
    ...     order_id="A-1",
    ...     placed_at=parse_instant("2024-01-03T09:00:00+08:00"),
    ...     lines=[OrderLine(line_id="ring", quantity=1, unit_price=Money.of("19.90", "USD"))],
    ...     shipped_at=parse_instant("2024-01-05T10:00:00+08:00"),
    ... )
    >>> claim = Claim(
    ...     claim_id="C-1",
    ...     order_id="A-1",
    ...     submitted_at=parse_instant("2024-02-08T12:00:00+08:00"),
    ...     items=[ClaimItem(line_id="ring", problem=Problem.BROKEN)],
    ...     remedy=Remedy.REFUND,
    ... )
    >>> lines, claims = lines_frame([order], backend="polars"), claims_frame([claim], backend="polars")
    >>> case_of(lines, claims, "C-1") == (order, claim)
    True
    """
    items = _rows(claims, CLAIMS, "claims", "claim_id", claim_id)
    _check_numbers(items)
    items.sort(key=lambda row: row["item_no"])
    _check_proofs(items)
    first = items[0]
    bought = _rows(lines, LINES, "lines", "order_id", first["order_id"])
    order = _order(bought)
    claim = Claim(
        claim_id=first["claim_id"],
        order_id=first["order_id"],
        submitted_at=first["submitted_at"],
        items=[_item(row, order.currency) for row in items],
        remedy=Remedy(first["remedy"]),
        evidence=[
            Evidence(document=document, shows=DETAILS[document], line_ids=[line_id])
            for line_id, row in {row["line_id"]: row for row in items}.items()
            for proof, documents in _DOCUMENTS.items()
            if row[proof]
            for document in documents
        ],
        verification=Verification(first["verification"]),
        approved_at=first["approved_at"],
    )
    return order, claim


def _rows(frame: IntoFrame, columns: Sequence[Column], path: str, key: str, value: str) -> list[Row]:
    """The rows of a frame in which a column has this value, with the defaults of the columns it does not have."""
    known = checked(recognised(frame, path), columns, path)
    names = known.collect_schema().names()
    given = [column.name for column in columns if column.name in names]
    found = done(known.filter(nw.col(key) == value).select(*given))
    defaults = {column.name: column.default for column in columns if not column.required and column.name not in given}
    if not len(found):
        raise Inconsistent("unknown", f"{path}.{key}", shown(value), f"the {key} of some row")
    rows = [{**defaults, **{name: _exact(cell) for name, cell in row.items()}} for row in found.rows(named=True)]
    for place, row in enumerate(rows):
        _check_row(row, rows[0], columns, f"{path}[{place}]")
    if "item_no" not in given:
        for place, row in enumerate(rows):
            row["item_no"] = place
    return rows


def _check_row(row: Row, first: Row, columns: Sequence[Column], path: str) -> None:
    """What the constructors cannot see: nulls, names, and whether the rows agree where they speak of the same thing."""
    for column in columns:
        value = row[column.name]
        if value is None and not column.nullable:
            raise InvalidValue("missing", f"{path}.{column.name}", "None", column.holds)
        if column.names and value is not None and value not in column.names:
            raise InvalidValue("unknown_name", f"{path}.{column.name}", shown(value), column.holds)
        if (column.of_order or column.of_claim) and value != first[column.name]:
            raise Inconsistent(
                "differs", f"{path}.{column.name}", shown(value), f"{shown(first[column.name])} as before"
            )


def _check_numbers(items: Sequence[Row]) -> None:
    """Those of the items, which a claim in objects does without."""
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


def _exact(cell: Any) -> Any:
    """A cell as Python has it; pandas and NumPy have values of their own, and several for what is missing."""
    if cell is None or cell != cell or str(cell) in ("<NA>", "NaT"):
        return None
    return cell.item() if hasattr(cell, "item") else cell


def _order(rows: Sequence[Row]) -> Order:
    first = rows[0]

    def money(row: Row, name: str) -> Money:
        return Money(minor=row[name], currency=row["currency"])

    return Order(
        order_id=first["order_id"],
        placed_at=first["placed_at"],
        lines=[
            OrderLine(
                line_id=row["line_id"],
                quantity=row["quantity"],
                unit_price=money(row, "unit_price_minor"),
                discount=money(row, "discount_minor"),
                set_id=row["set_id"],
                shipped_at=row["line_shipped_at"],
                settled=row["settled"],
                reserved=row["reserved"],
            )
            for row in rows
        ],
        freight=money(first, "freight_minor"),
        discount=money(first, "order_discount_minor"),
        shipped_at=first["shipped_at"],
        delivered_at=first["delivered_at"],
        production=None if first["production"] is None else ProductionStage(first["production"]),
    )


def _item(row: Row, currency: str) -> ClaimItem:
    price = row["replacement_price_minor"]
    return ClaimItem(
        line_id=row["line_id"],
        problem=Problem(row["problem"]),
        quantity=row["quantity"],
        causes=[cause for cause in Cause if row[cause.value]],
        rest_usable=bool(row["rest_usable"]),
        replacement_price=None if price is None else Money(minor=price, currency=currency),
    )
