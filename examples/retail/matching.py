"""Orders formed from invoices, and cancellations traced to the orders they take back."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from cmoffer_policy import InputError, Money, Order, OrderLine
from retail.assumptions import beijing_instant, shipment_of
from retail.rows import CHARGES, FREIGHT, Row, Unused

CURRENCY = "GBP"


@dataclass(frozen=True, slots=True)
class Sale:
    """An order, who placed it, and the rows it was formed from, by line id; freight apart."""

    customer: str
    order: Order
    goods: dict[str, Row]
    freight: list[Row]


@dataclass(frozen=True, slots=True)
class Return:
    """The units of one order, by line id, that one cancellation takes back."""

    invoice: str
    order_id: str
    submitted_at: datetime
    units: Counter[str]
    rows: list[Row]


@dataclass(slots=True)
class Stock:
    """The units of one order line that no cancellation has taken back yet."""

    order_id: str
    line_id: str
    placed_at: datetime
    left: int


def by_invoice(rows: Iterable[Row]) -> list[list[Row]]:
    """The rows of each invoice, invoices in the order in which the file first names them."""
    gathered: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        gathered[row.invoice].append(row)
    return list(gathered.values())


def line_ids(invoice: Iterable[Row]) -> list[str]:
    """An id for each row: its stock code, numbered from the second row with that code on."""
    times_named: Counter[str] = Counter()
    ids: list[str] = []
    for row in invoice:
        times_named[row.code] += 1
        nth = times_named[row.code]
        ids.append(row.code if nth == 1 else f"{row.code}#{nth}")
    return ids


def line_of(row: Row, line_id: str) -> OrderLine | Unused:
    """The row as a line of an order, or the reason why it cannot be one.

    The library is asked first, so that its refusal is the reason wherever it has one.
    """
    try:
        price = Money.of(row.price, CURRENCY)
        line = OrderLine(line_id=line_id, quantity=row.quantity, unit_price=price)
    except InputError as refusal:
        return refused(row, refusal)
    if row.code in CHARGES:
        return not_goods(row)
    if not row.customer:
        return Unused(row, "no customer, so that no return could be traced to it")
    return line


def sale_of(invoice: Sequence[Row]) -> tuple[Sale | None, list[Unused]]:
    """The order that an invoice forms, if any, and the rows that are no part of it.

    The order stands without those rows: what they charged is not among what it paid.
    """
    goods: dict[str, Row] = {}
    freight: list[Row] = []
    lines: list[OrderLine] = []
    unused: list[Unused] = []
    for row, line_id in zip(invoice, line_ids(invoice), strict=True):
        line = line_of(row, line_id)
        if isinstance(line, Unused):
            unused.append(line)
        elif row.code in FREIGHT:
            freight.append(row)
        else:
            goods[line_id] = row
            lines.append(line)
    rows = [*goods.values(), *freight]
    if not rows:
        return None, unused
    try:
        order = order_of(invoice[0], lines, freight)
    except InputError as refusal:
        return None, [*unused, *[refused(row, refusal) for row in rows]]
    return Sale(invoice[0].customer, order, goods, freight), unused


def order_of(first: Row, lines: Sequence[OrderLine], freight: Iterable[Row]) -> Order:
    """The order with these lines, placed at the time of its first row."""
    placed_at = beijing_instant(first.time)
    return Order(
        order_id=first.invoice,
        placed_at=placed_at,
        lines=lines,
        freight=Money.of(sum([row.value for row in freight], Decimal()), CURRENCY),
        shipped_at=shipment_of(placed_at),
    )


def returns_of(rows: Iterable[Row], sales: Iterable[Sale]) -> tuple[list[Return], list[Unused]]:
    """What the cancellations take back, in order of time, and the rows nothing was found for.

    A row takes units of the same product from the same customer's latest earlier order, then from
    the one before it, until all its units are found. It is used as a whole or not at all.
    """
    shelf = shelved(sales)
    returns: dict[tuple[str, str], Return] = {}
    unused: list[Unused] = []
    for row in sorted(rows, key=lambda row: (row.time, row.number)):
        if row.code in FREIGHT:
            unused.append(freight_credit(row))
            continue
        if row.code in CHARGES:
            unused.append(not_goods(row))
            continue
        submitted_at = beijing_instant(row.time)
        bought = shelf[row.customer, row.code]
        earlier = [stock for stock in bought if stock.placed_at <= submitted_at]
        if sum([stock.left for stock in earlier]) < -row.quantity:
            unused.append(unmatched(row, earlier))
            continue
        for stock, units in taken(-row.quantity, earlier):
            key = row.invoice, stock.order_id
            if key not in returns:
                returns[key] = Return(row.invoice, stock.order_id, submitted_at, Counter(), [])
            returns[key].units[stock.line_id] += units
            returns[key].rows.append(row)
    return list(returns.values()), unused


def shelved(sales: Iterable[Sale]) -> defaultdict[tuple[str, str], list[Stock]]:
    """The units bought, by customer and stock code, the latest order first."""
    shelf: defaultdict[tuple[str, str], list[Stock]] = defaultdict(list)
    for sale in sorted(sales, key=lambda sale: sale.order.placed_at, reverse=True):
        for line in sale.order.lines:
            stock = Stock(sale.order.order_id, line.line_id, sale.order.placed_at, line.quantity)
            shelf[sale.customer, sale.goods[line.line_id].code].append(stock)
    return shelf


def taken(units: int, stocks: Iterable[Stock]) -> list[tuple[Stock, int]]:
    """The units taken from each stock in turn; they are left there no longer."""
    parts: list[tuple[Stock, int]] = []
    for stock in stocks:
        part = min(units, stock.left)
        if part:
            stock.left -= part
            units -= part
            parts.append((stock, part))
    return parts


def refused(row: Row, refusal: InputError) -> Unused:
    """The row with the library's reason, the value at fault apart so that like reasons group."""
    reason = f"refused by the library: {refusal.path}: expected {refusal.expected}"
    return Unused(row, reason, refusal.got)


def freight_credit(row: Row) -> Unused:
    """The row with the reason that nobody claims freight: the library adds it to the goods."""
    return Unused(row, "freight credit: the freight of a refund follows from its units")


def not_goods(row: Row) -> Unused:
    """The row with the reason that its code stands for a charge."""
    return Unused(row, f"not goods but a charge: {row.code} ({row.description})")


def unmatched(row: Row, earlier: Sequence[Stock]) -> Unused:
    """The row with the reason that too few units were bought earlier."""
    if not earlier:
        return Unused(row, "no earlier order of this customer in the file has the product")
    return Unused(row, "more units than this customer's earlier orders have left")
