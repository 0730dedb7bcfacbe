"""The simplest value of a strategy, to which everything it draws shrinks."""

from __future__ import annotations

from typing import TypeVar

from hypothesis import find
from hypothesis.strategies import SearchStrategy

T = TypeVar("T")


def minimal(strategy: SearchStrategy[T]) -> T:
    """What is left of a drawn value when nothing about it matters."""
    return find(strategy, lambda _: True)
