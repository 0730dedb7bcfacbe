"""What every function on frames does first: recognise them, read them once, and say which rows are bad."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal, TypeAlias

import narwhals as nw

from cmoffer_policy.errors import InvalidValue, shown
from cmoffer_policy.frames.columns import CLAIMS, LINES, Column
from cmoffer_policy.frames.engines import Frame, Source, check_same_engine, checked, recognised, source_of
from cmoffer_policy.frames.results import Columns, Frames

OnError: TypeAlias = Literal["raise", "mark"] | None
"""Whether malformed rows raise or are marked; None raises on eager frames and marks on lazy ones."""

_MOST_SHOWN = 5


def both(lines: object, claims: object) -> tuple[Frame, Frame]:
    """Both frames behind the common interface, of one engine."""
    found = recognised(lines, "lines"), recognised(claims, "claims")
    check_same_engine(*found)
    return found


def read_frames(lines: Frame, claims: Frame) -> tuple[Frames, nw.DataFrame[Any]]:
    """Both frames, read and made ready, and the frame of claims that was read."""
    bought, claimed = _collected(_known(lines, LINES, "lines")), _collected(checked(claims, CLAIMS, "claims"))
    return Frames(source_of(bought, LINES, "lines"), source_of(claimed, CLAIMS, "claims")), claimed


def sources_of(lines: Frame, claims: Frame) -> tuple[Source, Source]:
    """The known columns of both frames."""
    bought, claimed = _known(lines, LINES, "lines"), _known(claims, CLAIMS, "claims")
    return source_of(_collected(bought), LINES, "lines"), source_of(_collected(claimed), CLAIMS, "claims")


def _known(frame: Frame, columns: Sequence[Column], path: str) -> Frame:
    names = checked(frame, columns, path).collect_schema().names()
    return frame.select(*[column.name for column in columns if column.name in names])


def _collected(frame: Frame) -> nw.DataFrame[Any]:
    return frame.collect() if isinstance(frame, nw.LazyFrame) else frame


def fault_check(claims: Frame, on_error: OnError) -> Callable[[Source, Columns], None]:
    """A check of answers: it raises ``InvalidValue`` where a row has a fault, or does nothing, as ``on_error`` says."""
    if on_error not in ("raise", "mark", None):
        raise InvalidValue("unknown_name", "on_error", shown(on_error), "'raise' or 'mark'")
    lazy = isinstance(claims, nw.LazyFrame)
    raises = on_error == "raise" or (on_error is None and not lazy)

    def check(source: Source, answers: Columns) -> None:
        if raises:
            _check_faults(source, answers, by_claim=lazy)

    return check


def _check_faults(claims: Source, answers: Columns, *, by_claim: bool) -> None:
    """Raise ``InvalidValue`` where a row has a fault: how many have one, and what is wrong with the first ones."""
    rows = answers.rows_with("fault")
    if not len(rows):
        return
    noun = "claim" if by_claim else "row"
    names = claims.values("claim_id", rows) if by_claim else rows.tolist()
    faulty = list(zip(names, answers.texts("fault", rows), strict=True))
    first = sorted(faulty, key=lambda entry: (entry[0] is not None, entry[0]))[:_MOST_SHOWN]
    listed = "; ".join([f"{noun} {shown(name)}: {fault}" for name, fault in first])
    raise InvalidValue(
        "bad_rows",
        "claims",
        f"{len(faulty)} bad rows, the first of them {listed}" if len(faulty) > 1 else f"a bad row, {listed}",
        "rows that can be decided; on_error='mark' returns each with its fault",
    )
