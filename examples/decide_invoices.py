"""Decide the returns in a wholesaler's invoices under the CMOFFER policy, and report on them.

    python decide_invoices.py [invoices.csv]

Reads real invoices (`data/online_retail_slice.csv` unless told otherwise), forms orders from them,
traces every cancellation to the orders it takes units back from, decides each as a claim in order
of time, and prints what came of it. Rows that fit no order and no claim are listed with the reason.
"""

import sys
from collections.abc import Iterable
from pathlib import Path

from retail import report
from retail.assumptions import claim_about
from retail.matching import CURRENCY, Return, Sale, by_invoice, returns_of, sale_of
from retail.rows import Row, Unused, read_rows
from retail.tables import section

from cmoffer_policy import Decision, Order, decide, explain

SLICE = Path(__file__).parent / "data" / "online_retail_slice.csv"


def sales_of(rows: Iterable[Row]) -> tuple[list[Sale], list[Unused]]:
    """The orders that the invoices form, and the rows that are part of none."""
    formed = [sale_of(invoice) for invoice in by_invoice(rows)]
    sales = [sale for sale, _ in formed if sale is not None]
    return sales, [each for _, unused in formed for each in unused]


def decisions_on(returns: Iterable[Return], orders: Iterable[Order]) -> list[Decision]:
    """One decision for each return, in their order.

    Units that were refunded are settled on the order before the next claim on it is decided, so
    that no unit is paid for twice.
    """
    current = {order.order_id: order for order in orders}
    decisions: list[Decision] = []
    for each in returns:
        order = current[each.order_id]
        claim = claim_about(order, each.invoice, each.submitted_at, each.units)
        decision = decide(order, claim)
        refunded = {line.line_id: line.units for line in decision.refund.lines}
        current[each.order_id] = order.settle(refunded)
        decisions.append(decision)
    return decisions


def telling(decisions: Iterable[Decision]) -> Decision | None:
    """The first approved claim about a single line whose refund carries freight."""
    for decision in decisions:
        if decision.refund.freight.minor and len(decision.items) == 1:
            return decision
    return None


def main(path: Path) -> None:
    """Print the report on the invoices in the file."""
    rows = read_rows(path)
    sales, no_order = sales_of([row for row in rows if not row.cancels])
    returns, no_claim = returns_of([row for row in rows if row.cancels], sales)
    decisions = decisions_on(returns, [sale.order for sale in sales])
    unused = [*no_order, *no_claim]
    shown = telling(decisions)
    text = [
        f"Returns in {path.name}, decided under the CMOFFER policy; amounts in {CURRENCY}",
        *section("Assumptions", report.assumptions()),
        *section("What was read", report.what_was_read(rows, sales, returns, unused)),
        *section("Outcomes", report.outcomes(decisions)),
        *section("Rejections by clause", report.rejections(decisions)),
        *section("Money", report.money(sales, returns, decisions)),
        *section("Deadlines", report.deadlines(decisions)),
        *section("One decision in full", explain(shown).splitlines() if shown else ["  None."]),
        *section("Rows not used, by their line in the file", report.not_used(unused)),
    ]
    print("\n".join(text))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else SLICE)
