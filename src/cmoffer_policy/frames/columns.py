"""The columns that go in and come out: names, types, units, limits and defaults."""

from __future__ import annotations

from typing import Any

from attrs import frozen

from cmoffer_policy.calendars import FIRST_YEAR, LAST_YEAR, instant
from cmoffer_policy.checks import LONGEST_ID, MOST_UNITS, boolean, identifier, integer, title
from cmoffer_policy.errors import InputError
from cmoffer_policy.facts import DOMAINS, Phase
from cmoffer_policy.money import DECIMALS, LARGEST_AMOUNT
from cmoffer_policy.vocabulary import Outcome, Problem, ProductionStage, Remedy, Term, Verification, names_of


class Kind(Term):
    """What a column holds.

    >>> [column.name for column in CLAIMS if column.kind is Kind.INSTANT]
    ['submitted_at', 'approved_at']
    """

    TEXT = "text"
    """An id."""
    TITLE = f"a text of at most {LONGEST_ID} characters and without control characters"
    TERM = "a name"
    """One of a closed list of names, in lower case."""
    NUMBER = "a whole number"
    BOOLEAN = "true or false"
    INSTANT = "an instant with a time zone"
    DAY = "a day"


REQUIRED = ...
"""In place of a default: the frame must have the column."""


@frozen(kw_only=True)
class Column:
    """One column.

    - ``default``: what holds where the frame does not have the column; None means unknown or absent, and only columns
      with that default may hold nulls.
    - ``least``, ``most``: the limits of a number.
    - ``names``: what a name can be.
    - ``of_order``, ``of_claim``: it says something about the whole order or claim and is the same on all its rows.

    >>> def question(column: Column) -> str:
    ...     return f"{column.name} ({'required' if column.required else 'optional'}): {column.holds}"
    >>> for column in LINES[1:4]:
    ...     print(question(column))
    line_id (required): an id that is not empty, of at most 256 characters and without control characters
    quantity (required): a whole number from 1 to 1000000
    unit_price_minor (required): a whole number from 0 to 1000000000000
    """

    name: str
    kind: Kind
    meaning: str
    default: object = REQUIRED
    least: int = 0
    most: int = LARGEST_AMOUNT
    names: tuple[str, ...] = ()
    of_order: bool = False
    of_claim: bool = False

    @property
    def required(self) -> bool:
        """Whether a frame has to have it."""
        return self.default is REQUIRED

    @property
    def nullable(self) -> bool:
        """Whether it may hold nulls."""
        return self.default is None

    @property
    def holds(self) -> str:
        """What it holds, in words."""
        match self.kind:
            case Kind.TEXT:
                words = f"an id that is not empty, of at most {LONGEST_ID} characters and without control characters"
            case Kind.TERM if self.names is CURRENCIES:
                words = "an ISO 4217 code such as 'USD'"
            case Kind.TERM:
                words = "one of " + ", ".join(self.names)
            case Kind.NUMBER:
                words = f"a whole number from {self.least} to {self.most}"
            case Kind.INSTANT:
                words = f"an instant of the years {FIRST_YEAR} to {LAST_YEAR} in whole microseconds"
            case _:
                words = self.kind.value
        return f"{words}, or null" if self.nullable else words

    def accepts(self, value: Any) -> bool:
        """Whether a cell of the column may hold the value.

        >>> [LINES[2].accepts(units) for units in (None, 0, 1)]
        [False, False, True]
        """
        if value is None:
            return self.nullable
        try:
            match self.kind:
                case Kind.TEXT:
                    identifier(value)
                case Kind.TITLE:
                    title(value)
                case Kind.NUMBER:
                    integer(value, least=self.least, most=self.most)
                case Kind.BOOLEAN:
                    boolean(value)
                case Kind.INSTANT:
                    instant(value)
        except InputError:
            return False
        return self.kind is not Kind.TERM or value in self.names


CURRENCIES = tuple(DECIMALS)


def _text(name: str, meaning: str, *, default: object = REQUIRED) -> Column:
    return Column(name=name, kind=Kind.TEXT, meaning=meaning, default=default)


def _one_of(kind: type[Term]) -> str:
    *others, last = names_of(kind)
    return f"{', '.join(others)} or {last}"


LINES: tuple[Column, ...] = (
    _text("order_id", "The order."),
    _text("line_id", "The line, unique within the order."),
    Column(name="quantity", kind=Kind.NUMBER, meaning="Units bought.", least=1, most=MOST_UNITS),
    Column(name="unit_price_minor", kind=Kind.NUMBER, meaning="List price of one unit, in minor units."),
    Column(name="currency", kind=Kind.TERM, meaning="ISO 4217 code of all amounts.", names=CURRENCIES, of_order=True),
    Column(name="placed_at", kind=Kind.INSTANT, meaning="When the order was placed.", of_order=True),
    Column(name="discount_minor", kind=Kind.NUMBER, meaning="Taken off the whole line, in minor units.", default=0),
    Column(name="title", kind=Kind.TITLE, meaning="What explanations call the goods.", default=None),
    _text("set_id", "Lines of an order that share one are the pieces of one product (5.3).", default=None),
    Column(
        name="settled",
        kind=Kind.NUMBER,
        meaning="Units refunded or replaced before the first claim.",
        default=0,
        most=MOST_UNITS,
    ),
    Column(
        name="line_shipped_at",
        kind=Kind.INSTANT,
        meaning="When the line was shipped, if it was shipped on its own.",
        default=None,
    ),
    Column(
        name="freight_minor",
        kind=Kind.NUMBER,
        meaning="Paid for shipping the order, in minor units.",
        default=0,
        of_order=True,
    ),
    Column(
        name="order_discount_minor",
        kind=Kind.NUMBER,
        meaning="Taken off the order as a whole, in minor units.",
        default=0,
        of_order=True,
    ),
    Column(name="shipped_at", kind=Kind.INSTANT, meaning="When the order was shipped.", default=None, of_order=True),
    Column(
        name="delivered_at", kind=Kind.INSTANT, meaning="When the order was delivered.", default=None, of_order=True
    ),
)
"""One row for every line of an order."""

CLAIMS: tuple[Column, ...] = (
    _text("claim_id", "The claim, unique within the order."),
    _text("order_id", "The order it is about."),
    _text("line_id", "The line of the item."),
    Column(name="submitted_at", kind=Kind.INSTANT, meaning="When the claim was submitted (4.1).", of_claim=True),
    Column(name="problem", kind=Kind.TERM, meaning="What is wrong with the item.", names=tuple(names_of(Problem))),
    Column(name="remedy", kind=Kind.TERM, meaning="What is asked for.", names=tuple(names_of(Remedy)), of_claim=True),
    Column(
        name="item_no",
        kind=Kind.NUMBER,
        meaning="The place of the item in its claim, unique there. Of items approved at the same time, or open, the "
        "smallest takes its units first.",
        default=1,
        most=10**9,
    ),
    Column(name="quantity", kind=Kind.NUMBER, meaning="Units named.", default=1, least=1, most=MOST_UNITS),
    Column(name="corrosion", kind=Kind.BOOLEAN, meaning="Inspection found corrosion (2.5.1).", default=False),
    Column(name="misuse", kind=Kind.BOOLEAN, meaning="Inspection found misuse (2.5.2).", default=False),
    Column(name="unlawful", kind=Kind.BOOLEAN, meaning="The goods were found unlawful (5.2).", default=False),
    Column(
        name="listing_differs",
        kind=Kind.BOOLEAN,
        meaning="The seller's listing says something other than CMOFFER's description (3.2.3).",
        default=False,
    ),
    Column(
        name="rest_usable",
        kind=Kind.BOOLEAN,
        meaning="The other pieces of the set can be used alone (5.3).",
        default=True,
    ),
    Column(
        name="replacement_price_minor",
        kind=Kind.NUMBER,
        meaning="List price of the unit asked for instead, in minor units; null for the same product (2.3).",
        default=None,
    ),
    Column(
        name="buyer_compensated",
        kind=Kind.BOOLEAN,
        meaning="It is proved that the buyer got money or a new item from the seller (3.1).",
        default=False,
    ),
    Column(
        name="problem_shown",
        kind=Kind.BOOLEAN,
        meaning="A picture or a video shows the problem (3.2.1).",
        default=False,
    ),
    Column(
        name="buyer_quoted",
        kind=Kind.BOOLEAN,
        meaning="The buyer's own words about the problem are proved (3.2.2).",
        default=False,
    ),
    Column(
        name="description_proved",
        kind=Kind.BOOLEAN,
        meaning="The description and the measure of an item that is not as described are proved (3.2.3).",
        default=False,
    ),
    Column(
        name="verification",
        kind=Kind.TERM,
        meaning="The last answer so far: by the responsible party (4.3), by a ruling (4.3, 2.2) or, about a "
        "cancellation, by customer service (2.4).",
        default="pending",
        names=tuple(names_of(Verification)),
    ),
    Column(name="approved_at", kind=Kind.INSTANT, meaning="When the item was approved.", default=None),
    Column(
        name="production",
        kind=Kind.TERM,
        meaning="The stage of production when the claim was submitted; null where it is not known (2.4).",
        default=None,
        names=tuple(names_of(ProductionStage)),
        of_claim=True,
    ),
)
"""One row for every item of a claim."""

PROOFS = ("buyer_compensated", "problem_shown", "buyer_quoted", "description_proved")
"""The columns of evidence. They belong to the line: rows of one claim about one line agree in them."""

DECIDED: tuple[Column, ...] = (
    _text("outcome", f"What the policy decides about the item, from best to worst: {_one_of(Outcome)}."),
    _text("remedies", "The remedies it would grant now, such as 'refund, replacement'; empty where none."),
    _text("failed", "The clauses that failed, in the order of the text, such as '1, 2.5.1'; empty where none."),
    _text("missing", "The clauses whose proof or answer is missing; empty where none."),
    _text(
        "adjudicator",
        "Who rules, or has ruled, on an objection, cmoffer or shopify; null where nobody objected (4.3, 2.2).",
    ),
    Column(name="submitted_on", kind=Kind.DAY, meaning="The day of submission, Beijing time (4.1)."),
    Column(name="after_sales_last_day", kind=Kind.DAY, meaning="Last day of the after-sales window (1)."),
    Column(name="guarantee_last_day", kind=Kind.DAY, meaning="Last day of the guarantee (2.3)."),
    Column(name="acceptance_last_day", kind=Kind.DAY, meaning="Last day for CMOFFER to accept the claim (4.2)."),
    Column(name="arrival_first_day", kind=Kind.DAY, meaning="The item's refund is expected from this day on (4.4)."),
    Column(name="arrival_last_day", kind=Kind.DAY, meaning="The item's refund is expected up to this day (4.4)."),
    Column(
        name="provisional",
        kind=Kind.BOOLEAN,
        meaning="One of these days depends on working days that are not published yet.",
    ),
    Column(
        name="closed_before_delivery",
        kind=Kind.BOOLEAN,
        meaning="The after-sales window had closed when the line was delivered; false where either is not known.",
    ),
    Column(
        name="units",
        kind=Kind.NUMBER,
        meaning="Units that the item takes of its own line, approved or open; pieces of a set that it draws in from "
        "other lines show in the refund (5.3).",
        most=MOST_UNITS,
    ),
    Column(
        name="units_held",
        kind=Kind.BOOLEAN,
        meaning="Other claims on the order have taken units that the item names, so it gets fewer.",
    ),
    Column(
        name="refund_currency",
        kind=Kind.TERM,
        meaning="Currency of the amounts below.",
        names=CURRENCIES,
    ),
    Column(name="refund_goods_minor", kind=Kind.NUMBER, meaning="Refund of the goods if the item is approved, else 0."),
    Column(name="refund_freight_minor", kind=Kind.NUMBER, meaning="Refund of the freight that goes with them."),
    Column(name="refund_total_minor", kind=Kind.NUMBER, meaning="Goods and freight together."),
    Column(
        name="possible_goods_minor",
        kind=Kind.NUMBER,
        meaning="The same if all that is open is decided for the seller; for an approved item what is refunded, for a "
        "rejected one 0.",
    ),
    Column(name="possible_freight_minor", kind=Kind.NUMBER, meaning="Refund of the freight that goes with them."),
    Column(name="possible_total_minor", kind=Kind.NUMBER, meaning="Goods and freight together."),
    Column(
        name="replaced_list_minor",
        kind=Kind.NUMBER,
        meaning="List value of the units that a replacement takes, approved or open, with pieces drawn in; 0 for a "
        "refund (2.3).",
    ),
    _text("fault", "Why the row could not be decided; null where it was."),
)
"""What is decided about every item. Only ``fault`` is filled where a row is malformed, all others are null."""

_MEANINGS = {
    "governed": "The order was placed when the policy was in effect (6.1).",
    "phase": f"Which windows were open at submission: {_one_of(Phase)} (1, 2.3).",
    "problem": "The problem claimed.",
    "remedy": "The remedy asked for.",
    "replacement_dearer": "The list price of the replacement is higher than that of the unit it replaces (2.3).",
    "production": "The stage of production; null where it is not known (2.4).",
    "nothing_arrived": "The lost units are all that was ordered (2.1).",
    "listing_differs": "The listing differs, and it matters to the problem (3.2.3).",
    "description_proved": "The description and the measure are proved; false where no such proof is needed (3.2.3).",
}


def _fact(name: str, values: tuple[object, ...]) -> Column:
    known = {column.name: column.meaning for column in CLAIMS}
    return Column(
        name=f"facts_{name}",
        kind=Kind.BOOLEAN if isinstance(values[0], bool) else Kind.TERM,
        meaning=_MEANINGS.get(name) or known[name],
        names=tuple([value.value for value in values if isinstance(value, Term)]),
    )


FACTS: tuple[Column, ...] = tuple([_fact(name, values) for name, values in DOMAINS.items()])
"""The Facts of every item, which ``decide_frame`` adds if it is asked to. Null where a row is malformed."""

LISTED = ("remedies", "failed", "missing")
"""The texts that ``decide_frame`` can give as lists."""
