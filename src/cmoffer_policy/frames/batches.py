"""Frames that outgrow memory: split by order into parts that fit, each decided by the kernel."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from os import PathLike
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeAlias
from zlib import crc32

import narwhals as nw
import numpy as np
import pyarrow as pa

from cmoffer_policy.calendars import WorkCalendar, calendar_or_china
from cmoffer_policy.checks import instance, integer
from cmoffer_policy.errors import InvalidValue, shown, step
from cmoffer_policy.frames.columns import CLAIMS, LINES, Column
from cmoffer_policy.frames.engines import DUCKDB, check_names, check_returnable, source_of
from cmoffer_policy.frames.ids import as_texts
from cmoffer_policy.frames.inputs import OnError
from cmoffer_policy.frames.segments import Integers
from cmoffer_policy.frames.tables import decide_frame
from cmoffer_policy.policy import POLICY_2023, Policy

Given: TypeAlias = Any
"""The path of a Parquet file or of a folder of them, a lazy frame of polars, or a relation of DuckDB."""

_MOST_BATCHES = 1000
_KINDS = "the path of Parquet files, a lazy frame of polars or a relation of DuckDB"
_ROWS_AT_ONCE = 2**17


def decide_batches(
    lines: Given,
    claims: Given,
    *,
    batches: int = 16,
    policy: Policy = POLICY_2023,
    calendar: WorkCalendar | None = None,
    on_error: OnError = None,
    progress: bool = True,
) -> Iterator[Any]:
    """The claims with what the policy decides, in parts: one after the other, so that only one is in memory.

    ``lines`` and ``claims`` are each the path of a Parquet file or of a folder of them, a lazy frame of polars, or a
    relation of DuckDB. Orders go whole into one of so many ``batches``, by the hash of their id; a frame that needs 16
    times the memory there is takes 16 of them. The rows are first written, part by part, to a temporary folder, as
    large as they are. Parts come as frames of polars if ``claims`` is one, else as tables of pyarrow, in which views of
    text or bytes are plain ones; the order of the rows is kept within an order, not among orders.

    Columns, ``policy``, ``calendar`` and ``on_error`` are those of ``decide_frame`` on lazy frames. ``progress`` shows
    a bar where tqdm is installed.

    >>> import polars as pl
    >>> from cmoffer_policy import *
    >>> from cmoffer_policy.frames import claims_frame, decide_batches, lines_frame
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
    >>> lines, claims = lines_frame([order], backend=pl).lazy(), claims_frame([claim], backend=pl).lazy()
    >>> [part["outcome"].to_list() for part in decide_batches(lines, claims, batches=2, progress=False)]
    [['rejected']]
    """
    instance(policy, "policy", Policy)
    days = calendar_or_china(calendar)
    count = integer(batches, "batches", least=1, most=_MOST_BATCHES)
    if on_error not in ("raise", "mark", None):
        raise InvalidValue("unknown_name", "on_error", shown(on_error), "'raise' or 'mark'")
    as_polars = _is_polars(claims)

    def parts() -> Iterator[Any]:
        with TemporaryDirectory(prefix="cmoffer_policy_") as folder:
            bought = _Parts(Path(folder, "lines"), count, LINES, "lines")
            bought.write(_record_batches(lines, "lines", Path(folder)))
            claimed = _Parts(Path(folder, "claims"), count, CLAIMS, "claims")
            claimed.write(_record_batches(claims, "claims", Path(folder)))
            occupied = [part for part in range(count) if claimed.rows[part]]
            for part in _shown(occupied, progress=progress):
                decided = decide_frame(
                    bought.read(part), claimed.read(part), policy=policy, calendar=days, on_error=on_error or "mark"
                )
                yield nw.from_native(decided).to_polars() if as_polars else decided

    return parts()


def _is_polars(given: Given) -> bool:
    known = nw.from_native(given, pass_through=True)
    return isinstance(known, nw.LazyFrame) and known.implementation is nw.Implementation.POLARS


def _record_batches(given: Given, path: str, folder: Path) -> tuple[pa.Schema, Iterable[pa.RecordBatch]]:
    """The rows, some at a time, and their types."""
    if _is_polars(given):
        given.sink_parquet(folder / f"{path}.parquet")
        given = folder / f"{path}.parquet"
    if isinstance(given, str | PathLike):
        import pyarrow.dataset as ds  # only here: it loads pandas

        found = ds.dataset(given, format="parquet")
        return found.schema, found.to_batches(batch_size=_ROWS_AT_ONCE)
    known = nw.from_native(given, pass_through=True)
    if isinstance(known, nw.LazyFrame) and known.implementation is DUCKDB:
        if path == "claims":
            check_returnable(known, path)
        reader = given.to_arrow_reader(_ROWS_AT_ONCE)
        return reader.schema, reader
    raise InvalidValue("not_a_frame", path, f"a value of type {type(given).__name__}", _KINDS)


class _Parts:
    """The rows of a frame, written to one file for each part. The part of an order is the same in every run."""

    def __init__(self, folder: Path, count: int, columns: tuple[Column, ...], path: str) -> None:
        self.rows = [0] * count
        self._folder, self._columns, self._path = folder, columns, path
        self._schema = pa.schema([])
        folder.mkdir()

    def write(self, given: tuple[pa.Schema, Iterable[pa.RecordBatch]]) -> None:
        schema, batches = given
        check_names(schema.names, self._columns, self._path)
        fields = [field.with_type(_WITHOUT_VIEWS.get(field.type, field.type)) for field in schema]
        self._schema = pa.schema(fields, schema.metadata)
        options = pa.ipc.IpcWriteOptions(compression="lz4")
        writers: dict[int, pa.ipc.RecordBatchStreamWriter] = {}
        try:
            for batch in batches:
                parts = _hashes(self._order_ids(batch)) % len(self.rows)
                in_turn = np.argsort(parts, kind="stable")
                cuts = np.searchsorted(parts[in_turn], np.arange(len(self.rows) + 1))
                ordered = self._taken(batch, pa.array(in_turn))
                for part, (start, end) in enumerate(zip(cuts[:-1].tolist(), cuts[1:].tolist(), strict=True)):
                    if start < end:
                        if part not in writers:
                            writers[part] = pa.ipc.new_stream(self._file(part), self._schema, options=options)
                        writers[part].write_batch(ordered.slice(start, end - start))
                        self.rows[part] += end - start
        finally:
            for writer in writers.values():
                writer.close()

    def _order_ids(self, batch: pa.RecordBatch) -> Any:
        """The ids of orders, if they can be some."""
        ids = nw.from_native(pa.Table.from_batches([batch.select(["order_id"])]), eager_only=True)
        column = [column for column in self._columns if column.name == "order_id"]
        return source_of(ids, column, self._path).cells["order_id"]

    def _taken(self, batch: pa.RecordBatch, rows: pa.Array) -> pa.RecordBatch:
        """Some rows. A column of a type of which Arrow cannot take some raises ``InvalidValue``."""
        taken = []
        for field, cells in zip(self._schema, batch.columns, strict=True):
            try:
                taken.append((cells if cells.type == field.type else cells.cast(field.type)).take(rows))
            except pa.ArrowNotImplementedError:
                path, got = f"{self._path}{step(field.name)}", f"a column of {cells.type}"
                raise InvalidValue("wrong_type", path, got, "a column of which Arrow can take some rows") from None
        return pa.RecordBatch.from_arrays(taken, schema=self._schema)

    def read(self, part: int) -> pa.Table:
        if not self.rows[part]:
            return self._schema.empty_table()
        with pa.memory_map(str(self._file(part))) as source:
            return pa.ipc.open_stream(source).read_all()

    def _file(self, part: int) -> Path:
        return self._folder / f"{part}.arrow"


_WITHOUT_VIEWS = {pa.string_view(): pa.large_string(), pa.binary_view(): pa.large_binary()}
"""What takes the place of types of which Arrow cannot take some rows."""


def _hashes(ids: Any) -> Integers:
    """A hash of each id as text; null has 0."""
    coded = as_texts(ids).dictionary_encode()
    hashes = [crc32(each.encode()) for each in coded.dictionary.to_pylist()]
    return np.array([*hashes, 0], np.int64)[coded.indices.fill_null(len(hashes)).to_numpy()]


def _shown(parts: list[int], *, progress: bool) -> Iterable[int]:
    """The parts, with a bar for whoever waits."""
    if not progress or find_spec("tqdm") is None:
        return parts
    from tqdm import tqdm  # only here: it is not needed

    bar: Iterable[int] = tqdm(parts, desc="deciding", unit="part")
    return bar
