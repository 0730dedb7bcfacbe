"""The rows of the invoices file, as they stand."""

import csv
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

FREIGHT = frozenset({"POST", "DOT", "C2"})
"""Stock codes of freight: parcel post, the web shop's postage, carriage."""

CHARGES = frozenset({"AMAZONFEE", "B", "BANK CHARGES", "CRUK", "D", "M", "S", "m"})
"""Stock codes of fees, adjustments, discounts given afterwards, manual entries and samples."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row. `number` is its line in the file, where the header is line 1; `price` is for a unit.

    Text stays text: the price is exact, and the time names no zone.
    """

    number: int
    invoice: str
    code: str
    description: str
    quantity: int
    time: str
    price: str
    customer: str

    @property
    def cancels(self) -> bool:
        """Whether the row stands on a cancellation, which takes units back."""
        return self.invoice.startswith("C")

    @property
    def value(self) -> Decimal:
        """Quantity times price, negative where units are taken back."""
        return self.quantity * Decimal(self.price)


@dataclass(frozen=True, slots=True)
class Unused:
    """A row that became no part of an order or a claim, and why. `got` is the value at fault."""

    row: Row
    reason: str
    got: str = ""


def read_rows(path: Path) -> list[Row]:
    """The rows of a CSV file with the columns of the "Online Retail" data set, in file order."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        return [
            Row(
                number=reader.line_num,
                invoice=record["InvoiceNo"],
                code=record["StockCode"],
                description=record["Description"],
                quantity=int(record["Quantity"]),
                time=record["InvoiceDate"],
                price=record["UnitPrice"],
                customer=record["CustomerID"],
            )
            for record in reader
        ]
