"""``python -m cmoffer_policy ORDER.json CLAIM.json``: decide one claim and explain the decision."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TextIO, TypeVar

import cmoffer_policy
from cmoffer_policy.claim import Claim
from cmoffer_policy.errors import DocumentError, InputError, printable
from cmoffer_policy.order import Order
from cmoffer_policy.order_claims import decide
from cmoffer_policy.presentation.statements import AUDIENCES
from cmoffer_policy.presentation.text import LANGUAGES, explain
from cmoffer_policy.serialization import from_json, to_json

T = TypeVar("T", Order, Claim)

DECIDED, UNWRITTEN, FAILED = 0, 1, 2
"""The exit status: all was written, the output could not be written, something is malformed."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the explanation, or the decision as JSON, and return 0.

    Or print every fault on standard error and return 2; return 1 if the output cannot be written.
    """
    parser = argparse.ArgumentParser(
        prog="python -m cmoffer_policy",
        description="Decide a claim under the CMOFFER return policy and explain the decision.",
        epilog="Exit status: 0 if the claim was decided, whatever the outcome; 1 if the output could not be written; "
        "2 if something is malformed.",
    )
    parser.add_argument("--version", action="version", version=f"cmoffer_policy {cmoffer_policy.__version__}")
    parser.add_argument("order", metavar="ORDER.json", help="the order; - reads standard input")
    parser.add_argument("claim", metavar="CLAIM.json", help="the claim about it; - reads standard input")
    parser.add_argument("--json", action="store_true", help="print the decision as JSON instead of the explanation")
    parser.add_argument("--language", choices=LANGUAGES, help="of the explanation; en unless given")
    parser.add_argument("--audience", choices=AUDIENCES, help="of the explanation; seller unless given")
    given = parser.parse_args(arguments)
    if given.json and (given.language or given.audience):
        parser.error("--json prints the decision, which is of no language and for every audience")
    if given.order == given.claim == "-":
        parser.error("only one of the two can be read from standard input")
    try:
        return _decide(given)
    except OSError:  # the reader of the output has gone, or the disk is full
        return UNWRITTEN


def _decide(given: argparse.Namespace) -> int:
    faults: list[str] = []
    order, claim = _load(Order, given.order, faults), _load(Claim, given.claim, faults)
    if order is not None and claim is not None:
        try:
            decision = decide(order, claim)
        except InputError as misfit:
            faults.append(str(misfit))
        else:
            chosen: dict[str, Any] = {"language": given.language, "audience": given.audience}
            options = {name: value for name, value in chosen.items() if value}
            _write([to_json(decision) if given.json else explain(decision, **options)], sys.stdout)
    _write(faults, sys.stderr)
    return FAILED if faults else DECIDED


def _load(kind: type[T], name: str, faults: list[str]) -> T | None:
    """The document in a file. None where it has faults, which are added to the list."""
    try:
        return from_json(kind, _read(name))
    except OSError as failure:
        faults.append(f"{printable(name)}: {failure.strerror}")
    except DocumentError as document:
        faults += [f"{printable(name)}: {line}" for line in str(document).splitlines()]
    return None


def _read(name: str) -> bytes:
    if name != "-":
        return Path(name).read_bytes()
    return sys.stdin.buffer.read() if sys.stdin else b""


def _write(lines: list[str], stream: TextIO | None) -> None:
    """Write the lines, if the stream is open; characters that the stream cannot carry are escaped."""
    if stream:
        encoding = stream.encoding or "utf-8"
        stream.write("".join([f"{line}\n" for line in lines]).encode(encoding, "backslashreplace").decode(encoding))
        stream.flush()


if __name__ == "__main__":
    status: int = main()
    if status == UNWRITTEN:
        sys.stdout = sys.stderr = None  # or else the last flush would fail again, with a traceback
    sys.exit(status)
