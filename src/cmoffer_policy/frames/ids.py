"""Ids as codes: which of them are equal, how they are sorted, and which may be none."""

# pyright: reportAttributeAccessIssue=false
# pyarrow makes its functions of columns when it is imported, so that nothing declares them.

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from cmoffer_policy.checks import LONGEST_ID
from cmoffer_policy.frames.columns import Column
from cmoffer_policy.frames.segments import Integers, Mask

Cells: TypeAlias = Any
"""A column of Arrow in one piece: pyarrow has no types of its own."""
_Words: TypeAlias = list[NDArray[np.uint64]]
"""Of each id its bytes, eight at a time and filled up with zeros: equal in all where the ids are."""

_FEW_ROWS = 1000
_MOST_BYTES = 64
"""Longer ids are looked up in a dictionary."""
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_MASKS = np.array([(1 << 8 * kept) - 1 for kept in range(9)], np.uint64)


def as_texts(cells: Cells) -> Cells:
    """Ids as texts, whole numbers among them."""
    return cells if pa.types.is_large_string(cells.type) else cells.cast(pa.large_string())


def factorised(columns: Sequence[Cells]) -> list[Integers]:
    """The codes of ids, equal in all columns where the ids are.

    Texts are numbered as they first come, so that rows which come order by order are in the order of the codes.
    """
    if all(pa.types.is_integer(cells.type) and not cells.null_count for cells in columns):
        codes = _spread_little(columns)
        if codes is not None:
            return codes
    texts = [as_texts(cells) for cells in columns]
    return _by_bytes(texts) or _by_dictionary(texts)


def _spread_little(numbers: Sequence[Cells]) -> list[Integers] | None:
    """Whole numbers as their own codes, if no more codes are spent on them than there are rows, about."""
    try:
        columns = [cells.cast(pa.int64()).to_numpy() for cells in numbers]
    except pa.ArrowInvalid:  # beyond 64 bits with a sign, where they would pass for negative ones
        return None
    least = min([int(values.min(initial=2**62)) for values in columns])
    most = max([int(values.max(initial=-(2**62))) for values in columns])
    if most - least > 4 * sum(map(len, columns)) + 1000:
        return None
    return [values - least for values in columns]


def _by_dictionary(columns: Sequence[Cells]) -> list[Integers]:
    together = columns[0] if len(columns) == 1 else pa.concat_arrays(columns)
    codes = together.dictionary_encode(null_encoding="encode").indices.to_numpy().astype(np.int64)
    return np.split(codes, np.cumsum([len(ids) for ids in columns])[:-1])


def _by_bytes(columns: Sequence[Cells]) -> list[Integers] | None:
    """The codes of many short ids, by sorting hashes of their bytes; None where a dictionary finds them faster.

    A dictionary waits for memory with each of many ids, and sorting numbers does not.
    """
    longest = max([1, *[_longest(ids) for ids in columns]])
    if longest > _MOST_BYTES or not _many_distinct(columns) or any(ids.null_count or _has_zero(ids) for ids in columns):
        return None
    heads = [_heads(_words_of(ids, longest)) for ids in columns]
    words = [np.concatenate(pieces) for pieces in zip(*[of_heads for of_heads, _ in heads], strict=True)]
    codes = _codes_of(words)
    if codes is None:
        return None
    pieces = np.split(codes, np.cumsum([len(of_heads[0]) for of_heads, _ in heads])[:-1])
    return [found if run is None else found[run] for found, (_, run) in zip(pieces, heads, strict=True)]


def _many_distinct(columns: Sequence[Cells]) -> bool:
    """Whether most ids of a sample differ, if there are many at all."""
    most = max(columns, key=len)
    if len(most) < _FEW_ROWS:
        return False
    sample = most.take(pa.array(np.arange(0, len(most), len(most) // _FEW_ROWS)))
    return len(sample.unique()) > len(sample) // 2


def _ends(texts: Cells) -> Integers:
    return np.frombuffer(texts.buffers()[1], np.int64)[texts.offset : texts.offset + len(texts) + 1]


def _bytes_of(texts: Cells) -> NDArray[np.uint8]:
    ends = _ends(texts)
    return np.frombuffer(texts.buffers()[2] or b"", np.uint8)[ends[0] : ends[-1]]


def _has_zero(texts: Cells) -> bool:
    """Whether a byte is zero: filled up with zeros, ids would look alike that are not."""
    return len(texts) > 0 and not _bytes_of(texts).all()


def _longest(texts: Cells) -> int:
    return int(np.diff(_ends(texts)).max(initial=0)) if len(texts) else 0


def _words_of(texts: Cells, longest: int) -> _Words:
    places = range(0, longest, 8)
    if not len(texts):
        return [np.zeros(0, np.uint64) for _ in places]
    ends = _ends(texts)
    starts, lengths = ends[:-1] - ends[0], np.diff(ends)
    held = _bytes_of(texts)
    padded = np.concatenate([held, np.zeros(longest + 8, np.uint8)])
    # At every byte the number that eight bytes make from there on: the numbers overlap.
    numbers = np.ndarray((len(padded) - 7,), np.dtype("<u8"), padded.data, strides=(1,))
    words: _Words = []
    for place in places:
        kept = np.clip(np.arange(longest + 1) - place, 0, 8)
        words.append(numbers[starts + place] & _MASKS[kept][lengths])
    return words


def _heads(words: _Words) -> tuple[_Words, Integers | None]:
    """The first of each run of equal ids, and the run of each row; all of them if runs are short.

    Lines mostly come order by order, so that most ids need not be looked up.
    """
    first = np.ones(len(words[0]), np.bool_)
    first[1:] = reduce(np.logical_or, [word[1:] != word[:-1] for word in words])
    rows = np.flatnonzero(first)
    if len(rows) > 3 * len(first) // 4:
        return words, None
    return [word[rows] for word in words], np.repeat(np.arange(len(rows)), np.diff(rows, append=len(first)))


def _codes_of(words: _Words) -> Integers | None:
    """The codes of ids; None if unlike ones share a hash."""
    hashes = np.zeros(len(words[0]), np.uint64)
    for word in words:
        hashes ^= word
        hashes *= _MULTIPLIER
        hashes ^= hashes >> np.uint64(32)
    hashes *= _MULTIPLIER
    # A hash gives its last bits up for the row that it belongs to, so that plain numbers are all there is to sort.
    row_bits = np.uint64((1 << len(hashes).bit_length()) - 1)
    hashes &= ~row_bits
    hashes |= np.arange(len(hashes), dtype=np.uint64)
    hashes.sort()
    row = (hashes & row_bits).astype(np.int64)
    first = np.ones(len(row), np.bool_)
    first[1:] = (hashes[1:] ^ hashes[:-1]) > row_bits
    heads = np.flatnonzero(first)
    leader = np.empty(len(row), np.int64)  # of the rows that are alike the first
    leader[row] = np.repeat(row[heads], np.diff(heads, append=len(row)))
    if any((word != word[leader]).any() for word in words):
        return None
    leads = np.zeros(len(row), np.bool_)
    leads[row[heads]] = True
    return (np.cumsum(leads) - 1)[leader]


def ranks(cells: Cells) -> Integers:
    """Where ids stand among each other, as texts."""
    found = as_texts(cells).dictionary_encode()
    of_distinct = np.empty(len(found.dictionary), np.int64)
    of_distinct[pc.sort_indices(found.dictionary).to_numpy()] = np.arange(len(of_distinct))
    return of_distinct[found.indices.to_numpy()]


def odd_texts(cells: Cells, column: Column) -> Mask | None:
    """The rows whose id or title is missing or may not be one; None if there are none.

    Most are seen to be plain without looking at each.
    """
    odd = np.zeros(len(cells), np.bool_)
    if cells.null_count:
        if not column.nullable:
            odd = cells.is_null().to_numpy(zero_copy_only=False)
        cells = cells.fill_null("-" if not pa.types.is_integer(cells.type) else 0)
    if not pa.types.is_integer(cells.type) and not _all_plain(as_texts(cells)):
        texts = as_texts(cells)
        plain = pc.match_substring_regex(texts, _PLAIN)
        rows = np.flatnonzero(pc.invert(plain).to_numpy(zero_copy_only=False))
        looked_at = texts.take(pa.array(rows)).dictionary_encode()
        refused = np.array([not column.accepts(each) for each in looked_at.dictionary.to_pylist()], np.bool_)
        odd = odd.copy()
        odd[rows] |= refused[looked_at.indices.to_numpy()]
    return odd if odd.any() else None


def _all_plain(texts: Cells) -> bool:
    """Whether all are sure to be ids, by their bytes: none but visible ASCII, and none empty or very long."""
    if not len(texts):
        return True
    lengths, held = np.diff(_ends(texts)), _bytes_of(texts)
    if lengths.min() < 1 or lengths.max() > LONGEST_ID:
        return False
    return bool(held.min() > _BLANK and held.max() < _DELETE)


_BLANK, _DELETE = ord(" "), 127
_PLAIN = f"^[!-~]([ -~]{{0,{LONGEST_ID - 2}}}[!-~])?$"
"""Visible ASCII, with spaces only inside."""
