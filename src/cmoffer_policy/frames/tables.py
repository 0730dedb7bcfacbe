"""Frames of orders, claims and decisions, made and read; a frame of claims decided."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, cast

import numpy as np
from narwhals.typing import IntoFrame, IntoFrameT

from cmoffer_policy.calendars import WorkCalendar, calendar_or_china
from cmoffer_policy.checks import instance, integer, members, text
from cmoffer_policy.claim import Claim
from cmoffer_policy.decision import Decision
from cmoffer_policy.errors import Inconsistent, InvalidValue, shown
from cmoffer_policy.frames.columns import CLAIMS, DECIDED, FACTS, LINES
from cmoffer_policy.frames.engines import (
    Backend,
    check_returnable,
    has_lists,
    new_frame,
    recognised,
    texts_among,
    with_answers,
)
from cmoffer_policy.frames.inputs import OnError, both, fault_check, read_frames, sources_of
from cmoffer_policy.frames.rows import claim_of, decision_rows, grouped, item_rows, line_rows, order_of
from cmoffer_policy.order import Order
from cmoffer_policy.order_claims import OrderClaims
from cmoffer_policy.policy import POLICY_2023, Policy

_KEYS = tuple([column for column in CLAIMS if column.name in ("claim_id", "order_id", "line_id", "item_no")])


def decide_frame(
    lines: IntoFrame,
    claims: IntoFrameT,
    *,
    policy: Policy = POLICY_2023,
    calendar: WorkCalendar | None = None,
    on_error: OnError = None,
    facts: bool = False,
    lists: bool = False,
) -> IntoFrameT:
    """The claims with what the policy decides about every item, in the same kind of frame.

    ``lines`` has a row for every line of an order, ``claims`` one for every item of a claim, with the columns of
    ``LINES`` and ``CLAIMS``; the columns of ``DECIDED`` are added. Every row comes back in its place, with the caller's
    other columns. Amounts are whole minor units. The claims on one order share its units, so they are decided together,
    as ``OrderClaims`` does: leave none of them out, or units are paid for twice.

    A malformed row stops all claims on its order. Their rows are marked in the column ``fault`` under ``on_error``
    "mark", the default of lazy frames, and raise ``InvalidValue`` under "raise", the default of the others. A missing
    column or one of another type raises ``InvalidValue`` in any case.

    ``facts`` adds the columns of ``FACTS``: the case that was judged. ``lists`` gives the clauses and remedies of
    ``LISTED`` as lists of text, for which pandas needs columns of Arrow.

    Works on frames of pandas, polars (eager and lazy), pyarrow and DuckDB; lazy ones are evaluated at once.
    ``calendar`` defaults to ``china_calendar()``.

    >>> import polars as pl
    >>> from cmoffer_policy import *
    >>> from cmoffer_policy.frames import claims_frame, decide_frame, lines_frame
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
    >>> decided = decide_frame(lines_frame([order], backend=pl), claims_frame([claim], backend=pl))
    >>> decided.select("claim_id", "outcome", "failed", "remedies").row(0)
    ('C-1', 'rejected', '1', 'replacement')
    """
    instance(policy, "policy", Policy)
    days = calendar_or_china(calendar)
    given_lines, given = both(lines, claims)
    for name in texts_among(given.collect_schema().names()):
        if name.lower() in [
            column.name for column in ((*DECIDED, *FACTS) if facts else DECIDED)
        ]:  # some engines do not look at case
            raise Inconsistent("duplicate", "claims", f"a column {shown(name)}", "no column that the answer adds")
    check_returnable(given, "claims")
    check_faults = fault_check(given, on_error)
    if lists and not has_lists(given):
        raise InvalidValue("wrong_type", "lists", "True", "False, or a frame of pandas with columns of Arrow")
    frames, collected = read_frames(given_lines, given)
    answers = frames.decided(policy, days, facts=facts)
    check_faults(frames.claims, answers)
    del frames  # the numbers that were worked on, before the answers are made columns
    return cast(IntoFrameT, with_answers(given, collected, answers.arrays(lists=lists)))


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
    rows = [row for order in _all(orders, "orders", Order) for row in line_rows(order)]
    return new_frame(rows, LINES, backend)


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
    rows = [row for claim in _all(claims, "claims", Claim) for row in item_rows(claim)]
    return new_frame(rows, CLAIMS, backend)


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
    >>> decisions_frame([decide(order, claim)], backend="polars").select("claim_id", "outcome", "failed").row(0)
    ('C-1', 'rejected', '1')
    """
    rows = [row for decision in _all(decisions, "decisions", Decision) for row in decision_rows(decision)]
    return new_frame(rows, (*_KEYS, *DECIDED), backend)


def _all(values: Iterable[Any], path: str, kind: type[Any]) -> list[Any]:
    if not isinstance(values, Iterable):
        raise InvalidValue("not_a_collection", path, shown(values), "a collection such as a tuple, a list or a set")
    return [instance(value, f"{path}[{place}]", kind) for place, value in enumerate(values)]


def order_claims_of(lines: IntoFrame, claims: IntoFrame, ids: Collection[str | int]) -> dict[str, OrderClaims]:
    """For each of these claims the order with all its claims, as the rows describe them, by the id of the claim.

    Claims on one order share one ``OrderClaims``. Evidence comes back as documents that would prove what the columns
    say is proved. An id that no row has raises ``Inconsistent``. So does one that claims on several orders have: pass
    only the claims on one of them. So does a claim on an order without lines; malformed rows raise what the
    constructors raise.

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
    >>> order_claims_of(lines, claims, ["C-1"])["C-1"] == OrderClaims(order, [claim])
    True
    """
    asked = [_id_of(each, f"ids[{place}]") for place, each in enumerate(members(ids, "ids", most=MOST_IDS))]
    bought, items = sources_of(recognised(lines, "lines"), recognised(claims, "claims"))
    named = items.places("claim_id", asked)
    order_ids = items.values("order_id", named)
    order_of_claim: dict[str, str] = {}
    for claim_id, order_id in zip(items.values("claim_id", named), order_ids, strict=True):
        if order_of_claim.setdefault(claim_id, order_id) != order_id:
            got = f"claim {shown(claim_id)} on orders {shown(order_of_claim[claim_id])} and {shown(order_id)}"
            raise Inconsistent("ambiguous", "claims", got, "only the claims on one of them")
    for unknown in sorted({*asked} - {*order_of_claim}):
        raise Inconsistent("unknown", "claims.claim_id", shown(unknown), "the claim_id of some row")
    rows_of_orders = grouped(items.rows(np.union1d(named, items.places("order_id", order_ids))), "order_id")
    lines_of_orders = grouped(bought.rows(bought.places("order_id", order_ids)), "order_id")
    records: dict[str, OrderClaims] = {}
    for order_id, rows in rows_of_orders.items():
        if order_id not in lines_of_orders:
            raise Inconsistent("unknown", "lines.order_id", shown(order_id), "the order_id of some row")
        order = order_of(lines_of_orders[order_id])
        made = [claim_of(of_claim, order.currency) for of_claim in grouped(rows, "claim_id").values()]
        records[order_id] = OrderClaims(order, made)
    return {claim_id: records[order_of_claim[claim_id]] for claim_id in asked}


def _id_of(given: object, path: str) -> str:
    """An id that was asked for as text: itself, or the digits of a whole number."""
    if isinstance(given, str):
        return text(given, path)
    try:
        return str(integer(cast(Any, given), path))
    except ValueError:  # nor is a number of thousands of digits the id of a row
        raise InvalidValue("wrong_type", path, shown(given), "an id, which is text or a whole number") from None


MOST_IDS = 10**6
"""The largest number of claims that are made objects at once."""
