"""The service of the how-to, as its page prints it, and the same without its lock."""

from __future__ import annotations

import re
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, redirect_stdout
from datetime import timedelta
from io import StringIO
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from cmoffer_policy import Detail, Order, Verification
from support.builders import at

HOW_TO = Path(__file__).parents[2] / "docs" / "how-to" / "decide-in-a-service.md"
PATIENCE = 120
"""Seconds in which all writers have to be through; those that are not wait for each other."""


def printed_on_the_page() -> dict[str, Any]:
    """The names that the code of the page defines, up to where it is used."""
    text, _, _ = HOW_TO.read_text(encoding="utf-8").partition("\n## Take a claim through its life\n")
    names: dict[str, Any] = {}
    with redirect_stdout(StringIO()):
        exec("\n".join(re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)), names)
    return names


NAMES = printed_on_the_page()
PAGE = SimpleNamespace(**{name: value for name, value in NAMES.items() if not name.startswith("__")})


def started(database: Any, *orders: Order) -> Any:
    """A service with these orders in new tables."""
    with database.transaction() as run:
        for table in ("payments", "claims", "orders"):
            run(f"DROP TABLE IF EXISTS {table}")
        for table in PAGE.TABLES:
            run(table)
    service = served(database)
    for order in orders:
        service.store(order)
    return service


def served(database: Any, start: str = "2024-01-20") -> Any:
    """A service whose clock begins at the start and goes on by a minute whenever it is asked."""
    minutes = count()
    return PAGE.ClaimsService(database, clock=lambda: at(start) + timedelta(minutes=next(minutes)))


def on_record(database: Any, order_id: str = "A-1") -> Any:
    """The order with its claims, as the database has them."""
    with database.transaction() as run:
        return served(database).taken(run, order_id)


def reviewed(claim_id: str) -> Any:
    """The step of a reviewer who finds that three documents show everything."""
    screenshot = [Detail.ORDER_NUMBER, Detail.PRODUCT_INFORMATION, Detail.LOGISTICS_NUMBER]
    shows = {0: screenshot, 1: [Detail.PROBLEM_VISIBLE], 2: [Detail.BUYER_FEEDBACK]}
    return lambda orders, _: orders.with_review(claim_id, shows=shows)


def answered(claim_id: str, verification: Verification = Verification.CONFIRMED, **options: Any) -> Any:
    """The step of an answer."""
    return lambda orders, _: orders.with_answer(claim_id, verification, **options)


def entries(database: Any, order_id: str = "A-1") -> list[tuple[str, int]]:
    """What was booked for which claim, in minor units."""
    with database.transaction() as run:
        booked = run("SELECT claim_id, minor FROM payments WHERE order_id = ?", (order_id,)).fetchall()
    return sorted((claim_id, minor) for claim_id, minor in booked)


def without_lock(database: Any) -> Any:
    """The database as a service uses it that locks nothing when it reads."""
    unlocked = type(database)(database.place)
    unlocked.take_order = PAGE.SQLite.take_order
    if type(database) is PAGE.SQLite:
        unlocked.transaction = lambda: each_statement_by_itself(database.place)
    return unlocked


@contextmanager
def each_statement_by_itself(place: str) -> Iterator[Any]:
    """Runs statements on SQLite without a transaction around them."""
    with closing(sqlite3.connect(place, timeout=60, isolation_level=None)) as connection:
        yield connection.execute


def at_once(*work: Callable[[], None]) -> None:
    """Do all of the work at once. What is raised by one is raised, and so is it if they wait for each other."""
    raised: list[BaseException] = []

    def caught(task: Callable[[], None]) -> None:
        try:
            task()
        except BaseException as failure:
            raised.append(failure)

    threads = [threading.Thread(target=caught, args=[task], daemon=True) for task in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    if raised:
        raise raised[0]
    assert not any(thread.is_alive() for thread in threads)
