"""Frames decided in parts are decided as one frame is, whatever they are read from."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cmoffer_policy import InvalidValue
from cmoffer_policy.frames import batches, decide_batches, decide_frame
from support.builders import a_claim, an_order
from support.frame_cases import about, frames_of, some_cases

FROM = ("file", "folder", "polars", "duckdb")


def given(kind: str, frame: pl.DataFrame, folder: Path, name: str) -> Any:
    """A frame as a file, as a folder of files, as a lazy frame or as a relation."""
    match kind:
        case "file":
            frame.write_parquet(folder / f"{name}.parquet")
            return str(folder / f"{name}.parquet")
        case "folder":
            (folder / name).mkdir()
            for number, part in enumerate((frame[:20], frame[20:])):
                part.write_parquet(folder / name / f"{number}.parquet")
            return folder / name
        case "polars":
            return frame.lazy()
        case _:
            return duckdb.from_arrow(frame.to_arrow())


@pytest.fixture(scope="module")
def frames() -> tuple[pl.DataFrame, pl.DataFrame]:
    """Cases about many orders, and one claim about an order without lines."""
    lines, items = frames_of(some_cases(40))
    astray = items.head(1).with_columns(claim_id=pl.lit("astray"), order_id=pl.lit("nowhere"))
    return lines, pl.concat([items, astray]).with_columns(mine=pl.int_range(pl.len()))


@pytest.fixture(scope="module")
def expected(frames: tuple[pl.DataFrame, pl.DataFrame]) -> pl.DataFrame:
    """The frames decided as a whole."""
    return decide_frame(*frames, on_error="mark")


@pytest.mark.parametrize(("kind", "count"), [("file", 1), *[(kind, 7) for kind in FROM]])
def test_parts_are_decided_as_the_whole(
    kind: str,
    count: int,
    frames: tuple[pl.DataFrame, pl.DataFrame],
    expected: pl.DataFrame,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """All rows come back once, with their own columns, in frames of polars or tables of pyarrow."""
    monkeypatch.setattr(batches, "_ROWS_AT_ONCE", 16)
    lines, items = [given(kind, frame, tmp_path, name) for frame, name in zip(frames, ("lines", "claims"), strict=True)]
    parts = list(decide_batches(lines, items, batches=count, progress=False))
    assert {type(part) for part in parts} == {pl.DataFrame if kind == "polars" else pa.Table}
    assert len(parts) == 1 if count == 1 else 1 < len(parts) <= count
    found = pl.concat([part if isinstance(part, pl.DataFrame) else pl.from_arrow(part) for part in parts])
    assert found.columns == expected.columns
    assert found.sort("mine").select(pl.exclude(pl.Datetime)).equals(expected.select(pl.exclude(pl.Datetime)))


def test_an_order_goes_whole_into_one_part(frames: tuple[pl.DataFrame, pl.DataFrame]) -> None:
    """Else claims would not share its units."""
    lines, items = frames
    parts = list(decide_batches(lines.lazy(), items.lazy(), batches=7, progress=False))
    places = pl.concat([part.select("order_id", part=pl.lit(number)) for number, part in enumerate(parts)])
    assert places.unique().group_by("order_id").len()["len"].max() == 1


def test_malformed_rows_are_marked_or_raise(frames: tuple[pl.DataFrame, pl.DataFrame]) -> None:
    """As on lazy frames, when their part comes."""
    lines, items = [frame.lazy() for frame in frames]
    marked = pl.concat(decide_batches(lines, items, batches=3, progress=False))
    assert marked["fault"].drop_nulls().to_list() == ["claims.order_id: expected an order that has lines"]
    with pytest.raises(InvalidValue, match="a bad row"):
        list(decide_batches(lines, items, batches=3, on_error="raise", progress=False))


def test_orders_are_independent_whatever_their_claims_are_called() -> None:
    """One id on many orders is that of many claims, though their rows come into different parts."""
    orders = [an_order(order_id=str(number)) for number in range(20)]
    lines, items = frames_of([case for order in orders for case in about(order, a_claim())])
    one = items.with_columns(claim_id=pl.lit("one"))
    parts = list(decide_batches(lines.lazy(), one.lazy(), batches=9, on_error="raise", progress=False))
    assert sum([part["refund_total_minor"].sum() for part in parts]) == 20 * 1990


def test_parts_without_claims_are_passed_over() -> None:
    """Without any claims there are no parts."""
    lines, items = frames_of(about(an_order(), a_claim()))
    assert len(list(decide_batches(lines.lazy(), items.lazy(), batches=50, progress=False))) == 1
    assert list(decide_batches(lines.lazy(), items.clear().lazy(), batches=50, progress=False)) == []


def bar_of(capsys: pytest.CaptureFixture[str], *, progress: bool) -> str:
    """What is printed while four parts are decided."""
    orders = [an_order(order_id=str(number)) for number in range(20)]
    frames = frames_of([case for order in orders for case in about(order, a_claim())])
    lines, items = [frame.lazy() for frame in frames]
    assert len(list(decide_batches(lines, items, batches=4, progress=progress))) == 4
    out, err = capsys.readouterr()
    assert out == ""
    return err


def test_a_bar_counts_the_parts(capsys: pytest.CaptureFixture[str]) -> None:
    """On the stream for errors, up to the last of them."""
    shown = bar_of(capsys, progress=True)
    assert shown.startswith("\rdeciding:   0%|")
    assert "deciding: 100%|" in shown
    assert " 4/4 [" in shown


def test_the_bar_can_be_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    """Then nothing is printed."""
    assert bar_of(capsys, progress=False) == ""


def test_without_tqdm_there_is_no_bar(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not needed, so nothing is missing."""
    monkeypatch.setattr(batches, "find_spec", lambda name: None if name == "tqdm" else find_spec(name))
    monkeypatch.setitem(sys.modules, "tqdm", None)
    assert bar_of(capsys, progress=True) == ""


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"batches": 0}, "batches: got 0, expected 1 or more"),
        ({"batches": 1001}, "batches: got 1001, expected at most 1000"),
        ({"on_error": "ignore"}, "on_error: got 'ignore', expected 'raise' or 'mark'"),
        ({"policy": "2023"}, "policy: got '2023', expected a value of type Policy"),
    ],
)
def test_what_does_not_make_sense_is_refused_at_once(changes: dict[str, Any], told: str) -> None:
    """Before anything is read."""
    lines, items = [frame.lazy() for frame in frames_of(about(an_order(), a_claim()))]
    with pytest.raises(InvalidValue) as refusal:
        decide_batches(lines, items, **changes)
    assert str(refusal.value) == told


def test_eager_frames_are_refused() -> None:
    """They are in memory already."""
    lines, items = frames_of(about(an_order(), a_claim()))
    with pytest.raises(InvalidValue) as refusal:
        list(decide_batches(lines, items))
    assert str(refusal.value) == (
        "lines: got a value of type DataFrame, expected the path of Parquet files, a lazy frame of polars or a relation of DuckDB"
    )


def test_a_misspelt_column_is_not_passed_over() -> None:
    """As in ``decide_frame``, before anything is written."""
    lines, items = frames_of(about(an_order(), a_claim()))
    with pytest.raises(InvalidValue) as refusal:
        list(decide_batches(lines.lazy(), items.rename({"quantity": "quantitiy"}).lazy(), progress=False))
    assert str(refusal.value) == "claims: got a column 'quantitiy', expected 'quantity', or another name"


@pytest.mark.parametrize(
    "ids",
    [
        pa.array([[1]]),
        pa.array([{"a": 1}]),
        pa.array([[("a", 1)]], pa.map_(pa.string(), pa.int64())),
        pa.array([b"\xff"]),
        pa.array([1.0]),
    ],
    ids=lambda ids: str(ids.type),
)
def test_ids_of_another_type_are_refused(ids: Any, tmp_path: Path) -> None:
    """As in ``decide_frame``, though they have to be looked at before."""
    lines, items = [frame.to_arrow() for frame in frames_of(about(an_order(), a_claim()))]
    items = items.set_column(items.column_names.index("order_id"), "order_id", ids)
    for name, table in (("lines", lines), ("claims", items)):
        pq.write_table(table, tmp_path / f"{name}.parquet")
    with pytest.raises(InvalidValue) as refusal:
        list(decide_batches(tmp_path / "lines.parquet", tmp_path / "claims.parquet", progress=False))
    assert (refusal.value.code, refusal.value.path) == ("wrong_type", "claims.order_id")
    assert refusal.value.expected == "a column of text or whole numbers"


def test_columns_that_arrow_cannot_take_apart_are_brought_into_others_or_refused(tmp_path: Path) -> None:
    """Views hold the same texts as other columns do; views inside of others are named."""
    lines, items = [frame.to_arrow() for frame in frames_of(about(an_order(), a_claim()))]
    pq.write_table(lines, tmp_path / "lines.parquet")
    items = items.append_column("mine", pa.array(["a note"], pa.string_view()))
    pq.write_table(items, tmp_path / "claims.parquet")
    paths = tmp_path / "lines.parquet", tmp_path / "claims.parquet"
    (part,) = decide_batches(*paths, progress=False)
    assert (part["outcome"].to_pylist(), part["mine"].to_pylist()) == (["approved"], ["a note"])
    nested = items.append_column("more", pa.array([["a note"]], pa.list_(pa.string_view())))
    pq.write_table(nested, tmp_path / "claims.parquet")
    with pytest.raises(InvalidValue) as refusal:
        list(decide_batches(*paths, progress=False))
    assert (refusal.value.path, refusal.value.expected) == (
        "claims.more",
        "a column of which Arrow can take some rows",
    )


def test_without_claims_nothing_is_decided(frames: tuple[pl.DataFrame, pl.DataFrame]) -> None:
    """Whatever lines there are: no part has a row."""
    lines, claims = frames
    parts = list(decide_batches(lines.lazy(), claims.head(0).lazy(), progress=False))
    assert sum(len(part) for part in parts) == 0


def test_claims_without_lines_are_marked(frames: tuple[pl.DataFrame, pl.DataFrame]) -> None:
    """Each part reads the lines of its orders, of which there are none."""
    lines, claims = frames
    parts = list(decide_batches(lines.head(0).lazy(), claims.lazy(), progress=False, on_error="mark"))
    faults = [fault for part in parts for fault in part["fault"].to_list()]
    assert len(faults) == len(claims)
    assert None not in faults
