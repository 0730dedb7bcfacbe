"""The report: what was read and decided, why, for how much, by when, and what was not used."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Sized
from datetime import datetime
from decimal import Decimal

from cmoffer_policy import (
    CLAUSES,
    Arrival,
    Balance,
    Deadline,
    Decision,
    ItemDecision,
    Money,
    OrderClaims,
    Outcome,
    Period,
    Remedy,
    explain,
)
from retail.assumptions import STATEMENTS
from retail.matching import CURRENCY, Return, Sale
from retail.rows import Row, Unused
from retail.tables import day_in_words, paragraph, runs, table

NOTHING = Money(minor=0, currency=CURRENCY)
UNSHIPPED, AFTER_SALES, GUARANTEE, LATER = "unshipped", "to day 30", "day 31-60", "later"
AGES = (UNSHIPPED, AFTER_SALES, GUARANTEE, LATER)
WEEKEND = frozenset({"Saturday", "Sunday"})
MOST_LISTED = 12
"""How many places in the file are listed for each reason why rows are not used."""


def assumptions() -> list[str]:
    """What the data does not hold and how it was set."""
    return [line for statement in STATEMENTS for line in paragraph(statement, "- ")]


def what_was_read(
    rows: Sequence[Row],
    sales: Sequence[Sale],
    returns: Sequence[Return],
    unused: Sequence[Unused],
) -> list[str]:
    """The rows by what became of them, and the orders and claims they formed."""
    goods = {row for sale in sales for row in sale.goods.values()}
    freight = {row for sale in sales for row in sale.freight}
    back = {row for each in returns for row in each.rows}
    listed = {each.row for each in unused}
    used = goods | freight | back
    complete = used | listed == set(rows) and len(used) + len(listed) == len(rows)
    repeated = [id_ for sale in sales for id_, row in sale.goods.items() if id_ != row.code]
    bought = {sale.order.order_id: sale.order for sale in sales}
    shares = [
        (units, bought[each.order_id].line(line_id).quantity)
        for each in returns
        for line_id, units in each.units.items()
    ]
    numbers = [
        ("rows read", len(rows)),
        ("goods in orders", len(goods)),
        ("  free of charge", len([row for row in goods if not row.value])),
        ("  a further line of the same product", len(repeated)),
        ("freight in orders", len(freight)),
        ("goods sent back, in claims", len(back)),
        ("not used, with reasons at the end", len(listed)),
        ("orders formed", len(sales)),
        ("  with freight", len([sale for sale in sales if sale.order.freight > NOTHING])),
        ("claims formed", len(returns)),
        ("  whole order lines claimed", len([1 for units, of in shares if units == of])),
        ("  parts of order lines claimed", len([1 for units, of in shares if units < of])),
    ]
    account = f"Rows read {len(rows):,} = rows used {len(used):,} + rows not used {len(listed):,}: "
    verdict = "every row is accounted for." if complete else "THE ACCOUNT DOES NOT CLOSE."
    return [*table([(label, f"{n:,}") for label, n in numbers]), *paragraph(account + verdict)]


def age_of(decision: Decision) -> str:
    """How old the parcel was at submission, from the windows that were still open."""
    order, submitted_at = decision.order, decision.claim.submitted_at
    windows = decision.items[0].windows  # all lines of an order are shipped together
    if order.shipped_at is None or submitted_at < order.shipped_at:
        return UNSHIPPED
    if is_open(windows.after_sales, submitted_at):
        return AFTER_SALES
    return GUARANTEE if is_open(windows.guarantee, submitted_at) else LATER


def is_open(window: Period | None, at: datetime) -> bool:
    """Whether the line has such a window and the instant lies inside."""
    return window is not None and window.is_open(at)


def outcomes(decisions: Sequence[Decision]) -> list[str]:
    """Claims by outcome and by the age of the parcel at submission, with their money."""
    cases = {each: [d for d in decisions if d.outcome is each] for each in Outcome}
    return [
        *table(
            [
                ("outcome", *AGES, "claims", "refunded", "possible"),
                *[outcome_line(each.words, some) for each, some in cases.items() if some],
                outcome_line("all", decisions),
            ]
        ),
        *paragraph("Possible: what is refunded and what the open claims could still bring."),
    ]


def outcome_line(label: str, decisions: Sequence[Decision]) -> tuple[str, ...]:
    """One line of the table of outcomes."""
    ages = Counter(map(age_of, decisions))
    refunded = total([each.refund.total for each in decisions])
    possible = total([each.refund_possible.total for each in decisions])
    return (
        label,
        *[str(ages[age]) for age in AGES],
        str(len(decisions)),
        f"{refunded.amount:,}",
        f"{possible.amount:,}",
    )


def total(amounts: Iterable[Money]) -> Money:
    """The sum of the amounts, nothing if there are none."""
    return Money.sum(amounts, CURRENCY)


def rejections(decisions: Sequence[Decision]) -> list[str]:
    """The failed clauses, the claims and items that fail them, and what is left to ask for."""
    failed = [
        (finding.clause, decision.claim.claim_id)
        for decision in decisions
        for item in decision.items
        for finding in item.findings
        if finding.failed
    ]
    items = Counter(clause for clause, _ in failed)
    claims = Counter(clause for clause, _ in set(failed))
    clauses = [clause for clause in CLAUSES if clause in items]
    header, *counted = table(
        [
            ("clause", "claims", "items"),
            *[(clause, str(claims[clause]), str(items[clause])) for clause in clauses],
        ]
    )
    rejected = [each for each in decisions if each.outcome is Outcome.REJECTED]
    replaceable = [each for each in rejected if may_be_replaced(each)]
    text = [header]
    for line, clause in zip(counted, clauses, strict=True):
        text += paragraph(CLAUSES[clause].gist, line.strip().ljust(len(header)))
    return text + paragraph(
        f"A claim can fail several clauses. Of {len(rejected):,} rejected claims, "
        f"{len(replaceable):,} could ask for a replacement instead."
    )


def may_be_replaced(decision: Decision) -> bool:
    """Whether a replacement is available for some item of the claim."""
    return any(Remedy.REPLACEMENT in item.remedies for item in decision.items)


def orders(lives: Sequence[OrderClaims]) -> list[str]:
    """The orders claimed from, by the number of their claims, and what the claims on one order did to each other."""
    by_claims: defaultdict[int, list[OrderClaims]] = defaultdict(list)
    for life in lives:
        by_claims[len(life.claims)].append(life)
    decided = [life.decisions() for life in lives]
    refunded = [[each for each in decisions if each.refund.lines] for decisions in decided]
    held = [item for decisions in decided for each in decisions for item in each.items if item.held_by]
    return [
        *table(
            [
                ("claims on the order", "orders", "claims", "approved", "possible"),
                *[orders_line(str(number), by_claims[number]) for number in sorted(by_claims)],
                orders_line("all", lives),
            ]
        ),
        *paragraph(
            f"{several(map(len, refunded)):,} orders were refunded from more than once. {len(held):,} items "
            "get fewer units than they name because another claim holds them: every unit that came "
            "back is traced to one cancellation."
        ),
    ]


def orders_line(label: str, lives: Sequence[OrderClaims]) -> tuple[str, ...]:
    """One line of the table of orders."""
    balances = [life.balance() for life in lives]
    return (
        label,
        f"{len(lives):,}",
        f"{sum([len(life.claims) for life in lives]):,}",
        f"{total([each.approved for each in balances]).amount:,}",
        f"{total([each.possible for each in balances]).amount:,}",
    )


def eventful(life: OrderClaims) -> tuple[int, int, int]:
    """How much there is to tell of an order: different outcomes first, then claims, then few items."""
    decisions = life.decisions()
    outcomes = {decision.outcome for decision in decisions}
    told = len(outcomes) if Outcome.APPROVED in outcomes else 0
    return told, len(decisions), -sum([len(each.items) for each in decisions])


def one_life(life: OrderClaims, sales: Iterable[Sale]) -> list[str]:
    """An order, claim by claim, and what is left of it."""
    order, balance = life.order, life.balance()
    names = next({id_: row.description for id_, row in sale.goods.items()} for sale in sales if sale.order == order)
    text = paragraph(
        f"Order {order.order_id}, placed on {day_in_words(order.placed_at.date())}: "
        f"{len(order.lines)} lines, {balance.paid} paid."
    )
    for decision in life.decisions():
        text += ["", *paragraph(f"{day_in_words(decision.claim.submitted_at.date())}. {decision}")]
        for item in decision.items:
            text += paragraph(item_in_words(item, order.line(item.item.line_id).quantity, names), "- ")
    return [*text, "", *table(balance_in_words(balance))]


def explanation(life: OrderClaims) -> list[str]:
    """What a seller is told about the claim on the order that was approved, or about the first."""
    decisions = sorted(life.decisions(), key=lambda decision: decision.outcome is not Outcome.APPROVED)
    return explain(decisions[0]).splitlines()


def item_in_words(item: ItemDecision, bought: int, names: Mapping[str, str]) -> str:
    """What one item of a claim names, what became of it, and who holds what it does not get."""
    claimed = item.item
    text = f"{claimed.quantity} of {bought} {names[claimed.line_id]}, {claimed.problem.words}: {item.outcome.words}"
    failed = [finding.clause for finding in item.findings if finding.failed]
    if failed:
        return f"{text} ({', '.join(failed)}), so it holds nothing."
    if claimed.approved_at:
        text += f" on {day_in_words(claimed.approved_at.date())}"
    taken = dict(item.units).get(claimed.line_id, 0)
    worth = "refunded" if item.outcome is Outcome.APPROVED else "possible"
    text += f". Holds {units_in_words(taken)}, {item.refund_possible.total} {worth}"
    return text + "".join([f"; {each.units} held by claim {each.claim_id}" for each in item.held_by]) + "."


def units_in_words(units: int) -> str:
    """How many units there are, as in "no units", "1 unit" and "2 units"."""
    return f"{units or 'no'} unit{'' if units == 1 else 's'}"


def balance_in_words(balance: Balance) -> list[tuple[str, str]]:
    """What the claims of an order have come to, in rows of a table."""
    return [
        ("paid", f"{balance.paid.amount:,}"),
        ("approved", f"{balance.approved.amount:,}"),
        ("possible: approved, and what open claims could still bring", f"{balance.possible.amount:,}"),
        ("worth of the units that no claim holds", f"{balance.refundable.amount:,}"),
    ]


def money(returns: Sequence[Return], lives: Sequence[OrderClaims]) -> list[str]:
    """What was paid, credited in the file, refunded and still open; and that no order paid back too much."""
    balances = [life.balance() for life in lives]
    decisions = [decision for life in lives for decision in life.decisions()]
    back = {row for each in returns for row in each.rows}
    credited = -sum([row.value for row in back], Decimal())
    approved = total([each.approved for each in balances])
    amounts = [
        ("paid for the orders claimed from", total([each.paid for each in balances])),
        ("credited in the file for the units claimed", Money.of(credited, CURRENCY)),
        ("refunded here", approved),
        ("  of which goods", total([each.refund.goods for each in decisions])),
        ("  of which freight", total([each.refund.freight for each in decisions])),
        ("open: possible, not refunded", total([each.possible for each in balances]) - approved),
        ("worth of the units that no claim holds", total([each.refundable for each in balances])),
    ]
    beyond = [each for each in balances if each.approved > each.paid]
    return [
        *table([(label, f"{amount.amount:,}") for label, amount in amounts]),
        *paragraph(f"Orders that were refunded beyond what was paid for them: {len(beyond):,}."),
    ]


def arrivals_of(decision: Decision) -> set[Arrival]:
    """The dates on which the money of the claim is expected: one for each approval of its items."""
    return {item.arrival for item in decision.items if item.arrival is not None}


def several(counts: Iterable[int]) -> int:
    """How many of the counts are above one."""
    return len([count for count in counts if count > 1])


def deadlines(decisions: Sequence[Decision]) -> list[str]:
    """What was open at submission, acceptances postponed by rest days, and the money's arrival."""
    ages = Counter(map(age_of, decisions))
    acceptances = [(each, each.acceptance) for each in decisions if each.acceptance is not None]
    holidays = [(each, due) for each, due in acceptances if skips_a_holiday(due)]
    arrivals = [arrival.deadline for each in decisions for arrival in arrivals_of(each)]
    all_due = [*[due for _, due in acceptances], *arrivals]
    numbers = [
        ("claims before any window opened", ages[UNSHIPPED]),
        ("claims with both windows open", ages[AFTER_SALES]),
        ("claims with the after-sales window closed, the guarantee open", ages[GUARANTEE]),
        ("claims with both windows closed", ages[LATER]),
        ("dates of acceptance", len(acceptances)),
        ("  postponed by rest days", len([due for _, due in acceptances if due.skipped])),
        ("  postponed by a statutory holiday", len(holidays)),
        ("dates of arrival of approved refunds", len(arrivals)),
        ("  postponed by rest days", len([due for due in arrivals if due.skipped])),
        ("provisional among these dates", len([due for due in all_due if due.provisional])),
    ]
    text = table([(label, f"{n:,}") for label, n in numbers])
    if holidays:
        decision, due = max(holidays, key=lambda pair: len(pair[1].skipped))
        text += paragraph(
            f"Most rest days on the way: claim {decision.claim.claim_id}, submitted on "
            f"{day_in_words(decision.claim.submitted_at.date())}, is accepted by the end of "
            f"{day_in_words(due.last_day)}. Not worked in between: {rest_days(due)}."
        )
    return text


def skips_a_holiday(due: Deadline) -> bool:
    """Whether a rest day other than a weekend's postponed the deadline."""
    return any(rest.name not in WEEKEND for rest in due.skipped)


def rest_days(due: Deadline) -> str:
    """The rest days that postponed the deadline, by name with their number."""
    days = Counter(rest.name for rest in due.skipped)
    return ", ".join([f"{name} ({n} days)" if n > 1 else name for name, n in days.items()])


def not_used(unused: Iterable[Unused]) -> list[str]:
    """The rows that are part of no order or claim, by their lines in the file, under the reason."""
    groups: defaultdict[str, list[Unused]] = defaultdict(list)
    for each in unused:
        groups[each.reason].append(each)
    text: list[str] = []
    for reason, group in sorted(groups.items(), key=lambda pair: -len(pair[1])):
        text += paragraph(f"{rows_in_words(group)}: {reason}")
        by_value: defaultdict[str, list[int]] = defaultdict(list)
        for each in group:
            by_value[each.got].append(each.row.number)
        listed = [each for got, numbers in by_value.items() for each in numbered(got, numbers)]
        text += paragraph("; ".join(listed[:MOST_LISTED]) + ("; ..." if listed[MOST_LISTED:] else ""), "  ")
    return text


def rows_in_words(rows: Sized) -> str:
    """How many rows there are, as in "1 row" and "2 rows"."""
    return f"{len(rows):,} row{'' if len(rows) == 1 else 's'}"


def numbered(got: str, numbers: Iterable[int]) -> list[str]:
    """The numbers of rows, neighbours joined, each with the value at fault if one is named."""
    return [f"{run} (got {got})" if got else run for run in runs(numbers)]
