"""The exceptions for malformed input: where the fault is, what arrived and what was expected.

A claim that the policy rejects is not an error: the rejection is a value inside the decision. An exception means that
the values cannot describe an order and a claim at all.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Collection, Iterable
from typing import Self

LONGEST_SHOWN = 120
"""The longest repr, in characters, that a message shows of what arrived."""

TOO_LONG = " too long to show"
"""What a message puts after the type of a value whose repr is longer than that."""

_MOST_TOLD = 20


class InputError(ValueError):
    """Malformed input. The attributes are stable; the message is computed from them.

    - ``code``: a short identifier of the kind of fault, for programs and translations.
    - ``path``: where, relative to the object being built, such as ``lines[2].quantity``; empty for a bare value.
    - ``loc``: the same as a tuple, such as ``("lines", 2, "quantity")``, for web frameworks and JSON pointers.
    - ``got``: what arrived, as text.
    - ``expected``: what would have been accepted, as text.
    - ``faults``: the fault itself in a tuple; all faults of a document, where it has several.

    >>> from cmoffer_policy import Money
    >>> Money.of("19.901", "USD")
    Traceback (most recent call last):
    cmoffer_policy.errors.InvalidValue: amount: got '19.901', expected at most 2 decimals in USD
    """

    def __init__(self, code: str, path: str, got: str, expected: str) -> None:
        super().__init__(code, path, got, expected)
        self.code = code
        self.path = path
        self.got = got
        self.expected = expected

    @property
    def loc(self) -> tuple[str | int, ...]:
        """The path step by step: names of fields, and positions in sequences, counted from 0."""
        return tuple([_read_step(written) for written in _STEPS.findall(self.path)])

    @property
    def faults(self) -> tuple[InputError, ...]:
        """Every single fault that the error reports."""
        return (self,)

    def __str__(self) -> str:
        place = f"{self.path}: " if self.path else ""
        return f"{place}got {self.got}, expected {self.expected}"

    def under(self, prefix: str) -> Self:
        """A copy of the fault with a longer path, as seen from the object that holds the faulty one."""
        dot = "." if prefix and self.path and self.path[0] not in ".[" else ""
        path = f"{prefix}{dot}{self.path}".removeprefix(".")
        return type(self)(self.code, path, self.got, self.expected)


class InvalidValue(InputError):
    """One value is wrong by itself, in its type, range or form.

    >>> from cmoffer_policy import Money
    >>> try:
    ...     Money.of("19.999", "USD")
    ... except InvalidValue as fault:
    ...     print(fault.code, fault.path, fault.got, fault.expected, sep="; ")
    too_fine; amount; '19.999'; at most 2 decimals in USD
    """


class Inconsistent(InputError):
    """Values that are each valid do not fit together.

    >>> from cmoffer_policy import POLICY_2023, refund_for
    >>> from cmoffer_policy.testing import scenarios
    >>> order = scenarios(clause="4.2")[0].order
    >>> try:
    ...     refund_for(order, {"ring": 9}, policy=POLICY_2023)
    ... except Inconsistent as fault:
    ...     print(fault.code, fault, sep="; ")
    more_than_left; units['ring']: got 9, expected at most 1, the units left on the line
    """


class OutOfSchedule(InputError):
    """An instant or a day lies outside the years that the library covers.

    >>> from datetime import date
    >>> from cmoffer_policy import china_calendar
    >>> try:
    ...     china_calendar().add_working_days(date(2199, 12, 31), 3)
    ... except OutOfSchedule as fault:
    ...     print(fault.code, fault, sep="; ")
    out_of_schedule; day: got 2199-12-31 and 3 working days, expected a working day up to 2199-12-31
    """


class DocumentError(InputError):
    """A document has faults. ``faults`` holds all of them, each with its own code, path, got and expected."""

    def __init__(self, faults: Iterable[InputError]) -> None:
        self._faults = tuple(faults)
        count = "1 fault" if len(self.faults) == 1 else f"{len(self.faults)} faults"
        super().__init__("malformed", "", f"a document with {count}", "one without")

    @property
    def faults(self) -> tuple[InputError, ...]:
        """Every fault of the document, one by one."""
        return self._faults

    def __reduce__(self) -> tuple[type[Self], tuple[tuple[InputError, ...]]]:
        return type(self), (self.faults,)

    def __str__(self) -> str:
        told = [str(fault) for fault in self.faults[:_MOST_TOLD]]
        more = len(self.faults) - len(told)
        return "\n".join([*told, f"and {more} more"] if more else told)

    def under(self, prefix: str) -> Self:
        """These faults with longer paths, as seen from the object that holds the document."""
        return type(self)([fault.under(prefix) for fault in self.faults])


def one_of(known: Collection[str], got: object, written: Callable[[str], str] = str) -> str:
    """What to expect in place of an unknown name: the known names, and the nearest one if any comes close."""
    return f"one of {', '.join(map(written, known))}{_nearest(known, got)}"


def _nearest(known: Iterable[str], name: object) -> str:
    """A question that suggests the nearest known name; empty if none comes close."""
    from difflib import get_close_matches  # only here: most processes never misspell anything

    if not isinstance(name, str) or len(name) > LONGEST_SHOWN:
        return ""
    names = {each.lower(): each for each in known}
    close = get_close_matches(name.lower(), names, n=1)
    return f"; did you mean {names[close[0]]!r}?" if close else ""


def printable(name: str) -> str:
    """A name for use inside a sentence: as it is if it is short and prints on one line, else as ``shown``."""
    return name if len(name) <= LONGEST_SHOWN and name.isprintable() else shown(name)


def label(name: str) -> str:
    """An id for use inside a sentence: quoted if it has a space in it, so that it cannot pass for our own words."""
    return shown(name) if " " in name else printable(name)


def step(name: str) -> str:
    """The part of a path that leads to a field whose name the sender chose."""
    return (
        f".{name}" if name.isidentifier() and len(name) <= LONGEST_SHOWN and name.isprintable() else f"[{shown(name)}]"
    )


_STEPS = re.compile(r"""[^.\[]+|\[(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[^\]]*)\]""")
"""The steps of a path: names, positions in brackets, and in quotes the names that others chose."""


def _read_step(written: str) -> str | int:
    inside = written.removeprefix("[").removesuffix("]")
    if inside == written:
        return written
    if inside.isdigit():
        return int(inside)
    if inside[:1] not in ("'", '"'):
        return inside
    # half of a surrogate pair stays escaped, because no answer in UTF-8 could carry it
    return str(ast.literal_eval(inside)).encode("utf-8", "backslashreplace").decode()


def shown(value: object) -> str:
    """The value as a message shows it: its repr, or only its type if the repr is too long to read."""
    try:
        text = repr(value)
    except Exception:  # an integer of thousands of digits, a container nested thousands deep, a repr that fails
        text = ""
    if 0 < len(text) <= LONGEST_SHOWN:
        return text
    return f"a value of type {type(value).__name__}{TOO_LONG}"
