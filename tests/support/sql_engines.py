"""The SQL of a decision table on real databases: which outcome each of some cases has there."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

import duckdb
import numpy as np
import psycopg
import pyarrow as pa

from cmoffer_policy.facts import DOMAINS, Facts

NAMES = tuple(DOMAINS)
KINDS = {name: "BOOLEAN" if isinstance(values[0], bool) else "VARCHAR" for name, values in DOMAINS.items()}
TABLE = ", ".join([f"{name} {kind}" for name, kind in KINDS.items()])


def row_of(facts: Facts) -> tuple[object, ...]:
    """The cells of a case: a term by its value, an unknown stage of production by that word."""
    cells = [getattr(facts, name) for name in NAMES]
    return tuple([cell if isinstance(cell, bool) else "unknown" if cell is None else cell.value for cell in cells])


def on_sqlite(sql: str, rows: Iterable[tuple[object, ...]]) -> list[str | None]:
    """The outcome of each row on SQLite."""
    connection = sqlite3.connect(":memory:")
    connection.execute(f"CREATE TABLE cases (place INTEGER PRIMARY KEY, {TABLE})")
    marks = ", ".join("?" * (len(NAMES) + 1))
    connection.executemany(f"INSERT INTO cases VALUES ({marks})", [(place, *row) for place, row in enumerate(rows)])
    found = connection.execute(f"SELECT\n{sql}\nAS outcome FROM cases ORDER BY place").fetchall()
    connection.close()
    return [outcome for (outcome,) in found]


def on_duckdb(sql: str, rows: Iterable[tuple[object, ...]]) -> list[str | None]:
    """The outcome of each row on DuckDB."""
    columns = [np.array(column, dtype=object) for column in zip(*rows, strict=True)]
    cases = pa.table({"place": range(len(columns[0])), **dict(zip(NAMES, map(pa.array, columns), strict=True))})
    connection = duckdb.connect()
    found = connection.register("cases", cases).sql(f"SELECT\n{sql}\nAS outcome FROM cases ORDER BY place").fetchall()
    connection.close()
    return [outcome for (outcome,) in found]


def on_postgresql(place: str, sql: str, rows: Iterable[tuple[object, ...]]) -> list[str | None]:
    """The outcome of each row on the PostgreSQL at the place."""
    with psycopg.connect(place) as connection, connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE cases (place INTEGER, {TABLE})")
        with cursor.copy("COPY cases FROM STDIN") as copy:
            for number, row in enumerate(rows):
                copy.write_row((number, *row))
        cursor.execute(f"SELECT\n{sql}\nAS outcome FROM cases ORDER BY place")
        return [outcome for (outcome,) in cursor.fetchall()]
