"""Every example in the docstrings, the README and the documents runs and prints what it says."""

from __future__ import annotations

import ast
import csv
import pkgutil
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import redirect_stdout
from datetime import date
from decimal import Decimal
from difflib import ndiff
from importlib import import_module
from importlib.util import find_spec
from io import StringIO
from pathlib import Path
from types import ModuleType
from typing import NamedTuple, TypeGuard

import pytest
from sybil import Document, Example, Region
from sybil.document import PythonDocStringDocument
from sybil.evaluators.python import PythonEvaluator
from sybil.example import SybilFailure
from sybil.parsers.abstract.doctest import DocTestStringParser
from sybil.parsers.markdown.lexers import FencedCodeBlockLexer

import cmoffer_policy
from cmoffer_policy import Decision, OrderClaims, Outcome
from support.public_names import PUBLIC

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("**/*.md"))]


def source_of(module: str) -> Path:
    """The file of a module, which is not imported for that."""
    spec = find_spec(module)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin)


MODULES = [
    "cmoffer_policy",
    *[module.name for module in pkgutil.walk_packages(cmoffer_policy.__path__, "cmoffer_policy.")],
]
WITH_EXAMPLES = [module for module in MODULES if ">>>" in source_of(module).read_text(encoding="utf-8")]


def docstrings(module: str) -> Iterator[Document]:
    """The docstrings of a module, each a document that begins with the names of the module."""
    path = source_of(module)
    source = path.read_text(encoding="utf-8")
    for start, _, text in PythonDocStringDocument.extract_docstrings(source):
        document = Document(source, str(path))
        for region in DocTestStringParser()(text, str(path)):
            region.start += start
            region.end += start
            document.add(region)
        document.namespace.update(vars(import_module(module)))
        yield document


def page(path: Path) -> Document:
    """A page, whose blocks of Python share one namespace."""
    return Document.parse(str(path), blocks)


def run(document: Document) -> None:
    """Evaluate the examples of a document from top to bottom."""
    __tracebackhide__ = True
    for example in document.examples():
        example.evaluate()


def blocks(document: Document) -> Iterator[Region]:
    """The blocks of Python, each with the block of text right below it, which holds what it prints."""
    above: Region | None = None
    for block in FencedCodeBlockLexer("python|text")(document):
        if block.lexemes["language"] == "python":
            block.parsed, block.evaluator = block.lexemes["source"], printed_as_shown
            block.lexemes["shown"] = ""
            above = block
            yield block
        elif above is None or document.text[above.end : block.start].strip():
            block.evaluator = printed_by_nothing
            yield block
        else:
            above.lexemes["shown"] = "".join(document.text[block.start : block.end].splitlines(keepends=True)[1:-1])
            above = None


def printed_as_shown(example: Example) -> str | None:
    """Run a block of Python and its laws; what differs between what it prints and what is shown, if anything does."""
    with redirect_stdout(StringIO()) as printed:
        PythonEvaluator()(example)
        for node in ast.parse(example.parsed).body:
            if isinstance(node, ast.FunctionDef) and hasattr(example.namespace[node.name], "hypothesis"):
                example.namespace[node.name]()
    expected, got = without_version(example.region.lexemes["shown"]), without_version(printed.getvalue())
    if got == expected:
        return None
    return "".join(ndiff(expected.splitlines(keepends=True), got.splitlines(keepends=True)))


def printed_by_nothing(_: Example) -> str:
    """What is wrong with a block of text that would never be checked."""
    return "no block of Python stands right above this block of text"


def without_version(text: str) -> str:
    """The text whatever calendar it was printed with: each newly published year gives a new version."""
    return re.sub(r"calendar [0-9a-f]{16}", "calendar", text)


@pytest.mark.parametrize("module", WITH_EXAMPLES)
def test_docstring_examples(module: str) -> None:
    """The examples of a module print what they say."""
    for document in docstrings(module):
        run(document)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_page_examples(path: Path) -> None:
    """The code of a page, run from top to bottom, prints the text that follows each block."""
    run(page(path))


def test_readme_shows_an_example() -> None:
    """The README is not silently without a checked example."""
    assert len(list(page(PAGES[0]).examples())) >= 2


def used(document: Document) -> set[str]:
    """The names that the examples of a document use: not those they only import, nor variables of their own."""
    sources = [getattr(example.parsed, "source", example.parsed) for example in document.examples()]
    nodes = [node for source in sources for node in ast.walk(ast.parse(source))]
    names = [node for node in nodes if isinstance(node, ast.Name)]
    own = {node.id for node in names if isinstance(node.ctx, ast.Store)}
    return {node.id for node in names} - own | {node.attr for node in nodes if is_of_a_module(node)}


def is_of_a_module(node: ast.AST) -> TypeGuard[ast.Attribute]:
    """Whether this is ``analysis.realise`` or the like."""
    modules = {module.rpartition(".")[2] for module in PUBLIC}
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules


def test_every_public_name_has_an_example() -> None:
    """Each function, type and constant is used in an example of a docstring or of a page."""
    pages = [page(path) for path in PAGES]
    documents = [*pages, *[document for module in WITH_EXAMPLES for document in docstrings(module)]]
    shown = {"decide_spark"}.union(*map(used, documents))  # whose example is a test, where Spark is there
    assert [f"{module}.{name}" for module, names in PUBLIC.items() for name in names if name not in shown] == []


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("```python\nprint(1)\n```\n\n```text\n2\n```\n", "line 1, column 1 did not evaluate as expected:\n- 2\n+ 1\n"),
        ("\n```python\nprint(1)\n```\n", "line 2, column 1 did not evaluate as expected:\n+ 1\n"),
        ("```python\nx = 1\n```\n\n```text\n1\n```\n", "line 1, column 1 did not evaluate as expected:\n- 1\n"),
        (
            "```python\nprint(1)\n```\n\n```text\n1\n```\n\n```text\n1\n```\n",
            "line 9, column 1 did not evaluate as expected:\nno block of Python stands right above this block of text",
        ),
    ],
    ids=["prints another", "shows nothing", "prints nothing", "shown twice"],
)
def test_a_page_that_shows_another_text_than_it_prints_fails(tmp_path: Path, text: str, wrong: str) -> None:
    """What is shown and not printed, or printed and not shown, is reported with its place."""
    path = tmp_path / "page.md"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SybilFailure) as failure:
        run(page(path))
    assert str(failure.value) == f"Example at {path}, {wrong}"


def test_the_laws_of_a_page_are_run(tmp_path: Path) -> None:
    """A reader would run them with pytest; one that does not hold fails the page."""
    path = tmp_path / "page.md"
    law = "from hypothesis import given, strategies as st\n@given(st.just(1))\ndef test_law(drawn):\n    assert drawn == 2\n"
    path.write_text(f"```python\n{law}```\n", encoding="utf-8")
    with pytest.raises(AssertionError):
        run(page(path))


class Season(NamedTuple):
    """What the example makes of the invoices, and the rows of their file as this test reads them."""

    example: ModuleType
    records: list[dict[str, str]]
    sales: list
    returns: list
    unused: list
    lives: list[OrderClaims]
    decisions: list[Decision]


@pytest.fixture(scope="module")
def season() -> Season:
    """The orders and claims of the invoices, decided."""
    sys.path.append(str(ROOT / "examples"))
    try:
        import decide_invoices as example
    finally:
        sys.path.remove(str(ROOT / "examples"))
    rows = example.read_rows(example.SLICE)
    sales, no_order = example.sales_of([row for row in rows if not row.cancels])
    returns, no_claim = example.returns_of([row for row in rows if row.cancels], sales)
    lives = example.lives_of(returns, sales)
    with example.SLICE.open(encoding="utf-8", newline="") as file:
        records = list(csv.DictReader(file))
    decisions = [decision for life in lives for decision in life.decisions()]
    return Season(example, records, sales, returns, [*no_order, *no_claim], lives, decisions)


def test_every_row_of_the_invoices_is_used_or_refused_with_a_reason(season: Season) -> None:
    """No row is lost, and none is both part of an order or a claim and listed as not used."""
    used = {row.number for sale in season.sales for row in [*sale.goods.values(), *sale.freight]}
    used |= {row.number for each in season.returns for row in each.rows}
    unused = [each.row.number for each in season.unused]
    assert (len(season.records), len(used), len(unused)) == (6190, 5710, 480)
    assert sorted([*used, *unused]) == list(range(2, 6192))


def test_the_reasons_why_rows_are_not_used(season: Season) -> None:
    """The library's refusals and the example's own reasons, with the number of rows."""
    reasons = Counter([re.sub(r": [^:]* \(.*\)", "", each.reason) for each in season.unused])
    assert reasons == {
        "no earlier order of this customer in the file has the product": 327,
        "more units than this customer's earlier orders have left": 37,
        "not goods but a charge": 65,
        "no customer, so that no return could be traced to it": 21,
        "refused by the library: quantity: expected 1 or more": 14,
        "freight credit: the freight of a refund follows from its units": 10,
        "refused by the library: unit_price: expected an amount of zero or more": 2,
        "refused by the library: lines: expected at least one line": 2,
        "refused by the library: amount: expected at most 2 decimals in GBP": 2,
    }


def test_every_order_was_paid_with_the_rows_that_formed_it(season: Season) -> None:
    """What an order was paid with is the sum of its rows in the file, less those that are not used."""
    left_out = {each.row.number for each in season.unused}
    paid: defaultdict[str, Decimal] = defaultdict(Decimal)
    for number, record in enumerate(season.records, 2):
        if number not in left_out:
            paid[record["InvoiceNo"]] += int(record["Quantity"]) * Decimal(record["UnitPrice"])
    orders = {sale.order.order_id: sale.order.paid.amount for sale in season.sales}
    assert len(orders) == 378
    assert orders == {invoice: amount for invoice, amount in paid.items() if not invoice.startswith("C")}


def test_the_claims_of_one_order_are_one_record(season: Season) -> None:
    """There is one record for each order claimed from, and one claim for each return."""
    assert Counter([len(life.claims) for life in season.lives]) == {1: 290, 2: 32, 3: 10, 4: 4}
    claims = [(life.order.order_id, claim.claim_id) for life in season.lives for claim in life.claims]
    assert sorted(claims) == sorted([(each.order_id, f"{each.invoice}/{each.order_id}") for each in season.returns])


def test_the_claims_come_to_these_outcomes(season: Season) -> None:
    """Claims by outcome, and rejected claims by the clauses that they fail."""
    assert Counter([decision.outcome for decision in season.decisions]) == {
        Outcome.APPROVED: 64,
        Outcome.IN_DISPUTE: 6,
        Outcome.UNDER_VERIFICATION: 22,
        Outcome.NEEDS_EVIDENCE: 68,
        Outcome.REFERRED: 15,
        Outcome.REJECTED: 225,
    }
    failed = Counter([clause for decision in season.decisions for clause in failed_by(decision)])
    assert failed == {"1": 136, "2.1": 3, "2.5.1": 42, "2.5.2": 12, "3.2.2": 62, "4.3": 38}


def failed_by(decision: Decision) -> set[str]:
    """The clauses that some item of a claim fails."""
    return {finding.clause for item in decision.items for finding in item.findings if finding.failed}


def test_a_claim_is_too_late_from_the_thirty_first_day_on(season: Season) -> None:
    """The days between the two invoices in the file decide, as each order is shipped on the day after it was placed."""
    days = {record["InvoiceNo"]: date.fromisoformat(record["InvoiceDate"][:10]) for record in season.records}
    late = {
        decision.claim.claim_id
        for decision in season.decisions
        for credit, invoice in [decision.claim.claim_id.split("/")]
        if (days[credit] - days[invoice]).days > 31
    }
    assert late == {decision.claim.claim_id for decision in season.decisions if "1" in failed_by(decision)}


def test_the_refunds_are_what_the_units_cost(season: Season) -> None:
    """Without discounts, a unit is refunded at its price in the file; freight comes on top."""
    prices = {(sale.order.order_id, id_): row.price for sale in season.sales for id_, row in sale.goods.items()}
    approved = [decision for decision in season.decisions if decision.outcome is Outcome.APPROVED]
    goods = sum(
        units * Decimal(prices[decision.order.order_id, line_id])
        for decision in approved
        for line_id, units in decision.units
    )
    assert goods == sum(decision.refund.goods.amount for decision in season.decisions) == Decimal("1811.87")
    assert sum(decision.refund.freight.amount for decision in season.decisions) == Decimal("11.81")
    assert sum(life.balance().approved.amount for life in season.lives) == Decimal("1823.68")
    assert sum(life.balance().possible.amount for life in season.lives) == Decimal("9110.83")


def test_no_order_pays_back_more_than_was_paid(season: Season) -> None:
    """What is approved, what is open and what nobody holds come to what was paid: each unit is counted once."""
    for life in season.lives:
        balance = life.balance()
        refunds = sum(decision.refund.total.minor for decision in life.decisions())
        assert refunds == balance.approved.minor <= life.order.paid.minor
        assert balance.possible + balance.refundable == life.order.paid


def test_every_approval_comes_after_its_claim(season: Season) -> None:
    """An approval is dated at noon, after the claim; the longest holiday keeps it for less than two weeks."""
    dated = [
        (decision.claim.submitted_at, item.item.approved_at) for decision in season.decisions for item in decision.items
    ]
    approvals = [(submitted, approved) for submitted, approved in dated if approved is not None]
    assert all(submitted < approved and approved.hour == 12 for submitted, approved in approvals)
    assert max((approved - submitted).days for submitted, approved in approvals) <= 14
    assert len(approvals) >= 64


def test_the_report_of_the_invoices(season: Season, capsys: pytest.CaptureFixture[str]) -> None:
    """What the first command of the README prints: the account closes, the sums are there, one life is told."""
    season.example.main(season.example.SLICE)
    printed = capsys.readouterr().out
    for line in (
        "  Rows read 6,190 = rows used 5,710 + rows not used 480: every row is accounted for.",
        "  all                         15         249          73      63      400   1,823.68   9,110.83",
        "  all                      336      400   1,823.68   9,110.83",
        "  Order 565214, placed on 15 August 2024: 13 lines, GBP 1638.24 paid.",
        "  - 3 of 36 REGENCY TEA PLATE GREEN, broken: rejected (2.5.2), so it holds nothing.",
        "  Orders that were refunded beyond what was paid for them: 0.",
    ):
        assert line in printed.splitlines()


def test_the_report_of_a_file_without_returns(
    season: Season, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where nothing came back, nothing is refunded, and no life is told."""
    path = tmp_path / "one.csv"
    path.write_text(
        "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
        "1,A,MUG,2,2011-08-12 11:22:00,1.25,7,France\n",
        encoding="utf-8",
    )
    season.example.main(path)
    printed = capsys.readouterr().out
    assert "  Rows read 1 = rows used 1 + rows not used 0: every row is accounted for." in printed.splitlines()
    assert "The life of one order\n---------------------\n  None.\n" in printed
