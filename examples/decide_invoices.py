"""Decide the returns in a wholesaler's invoices under the CMOFFER policy, and report on them.

    python decide_invoices.py [invoices.csv]

Reads real invoices (`data/online_retail_slice.csv` unless told otherwise), forms orders from them,
and traces every cancellation to the orders it takes units back from: each is a claim. An order and
all its claims are one `OrderClaims`. Claims come in and are answered in order of time; then each
order is decided whole. Rows that fit no order and no claim are listed with the reason.
"""

import sys
from collections import defaultdict
from collections.abc import Iterable
from operator import itemgetter
from pathlib import Path

from retail import report
from retail.assumptions import Answer, answer_to, claim_about
from retail.matching import CURRENCY, Return, Sale, by_invoice, returns_of, sale_of
from retail.rows import Row, Unused, read_rows
from retail.tables import section

from cmoffer_policy import Claim, Order, OrderClaims

SLICE = Path(__file__).parent / "data" / "online_retail_slice.csv"


def sales_of(rows: Iterable[Row]) -> tuple[list[Sale], list[Unused]]:
    """The orders that the invoices form, and the rows that are part of none."""
    formed = [sale_of(invoice) for invoice in by_invoice(rows)]
    sales = [sale for sale, _ in formed if sale is not None]
    return sales, [each for _, unused in formed for each in unused]


def life_of(order: Order, claims: Iterable[Claim]) -> OrderClaims:
    """The order with its claims, as they come in and are answered in order of time."""
    events: list[tuple[object, Claim, Answer | None]] = []
    for claim in claims:
        events.append((claim.submitted_at, claim, None))
        answer = answer_to(claim)
        if answer is not None:
            events.append((answer.at, claim, answer))

    life = OrderClaims(order)
    for _, claim, answer in sorted(events, key=itemgetter(0)):
        if answer is None:
            life = life.with_claim(claim)
        else:
            life = life.with_answer(claim.claim_id, answer.verification, at=answer.approved_at)
    return life


def lives_of(returns: Iterable[Return], sales: Iterable[Sale]) -> list[OrderClaims]:
    """Every order that something was returned from, with all its claims."""
    orders = {sale.order.order_id: sale.order for sale in sales}
    claims: defaultdict[str, list[Claim]] = defaultdict(list)
    for each in returns:
        order = orders[each.order_id]
        claims[each.order_id].append(claim_about(order, each.invoice, each.submitted_at, each.units))
    return [life_of(orders[order_id], some) for order_id, some in claims.items()]


def main(path: Path) -> None:
    """Print the report on the invoices in the file."""
    rows = read_rows(path)
    sales, no_order = sales_of([row for row in rows if not row.cancels])
    returns, no_claim = returns_of([row for row in rows if row.cancels], sales)
    lives = lives_of(returns, sales)
    decisions = [decision for life in lives for decision in life.decisions()]
    shown = max(lives, key=report.eventful, default=None)
    unused = [*no_order, *no_claim]
    text = [
        f"Returns in {path.name}, decided under the CMOFFER policy; amounts in {CURRENCY}",
        *section("Assumptions", report.assumptions()),
        *section("What was read", report.what_was_read(rows, sales, returns, unused)),
        *section("Outcomes of the claims", report.outcomes(decisions)),
        *section("Rejections by clause", report.rejections(decisions)),
        *section("Orders and their claims", report.orders(lives)),
        *section("The life of one order", report.one_life(shown, sales) if shown else ["  None."]),
        *section("One of its claims, explained", report.explanation(shown) if shown else ["  None."]),
        *section("Money", report.money(returns, lives)),
        *section("Deadlines", report.deadlines(decisions)),
        *section("Rows not used, by their line in the file", report.not_used(unused)),
    ]
    print("\n".join(text))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else SLICE)
