"""``python -m cmoffer_policy ORDER.json CLAIM.json``: decide one claim and explain the decision."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO, TypeVar

from cmoffer_policy.answer.decision import decide, explain
from cmoffer_policy.case.claims import Claim
from cmoffer_policy.case.orders import Order
from cmoffer_policy.errors import DocumentError, InputError
from cmoffer_policy.serialization import from_json, to_json

T = TypeVar("T", Order, Claim)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the explanation, or the decision as JSON, and return 0; tell every fault on standard error and return 2."""
    parser = argparse.ArgumentParser(
        prog="python -m cmoffer_policy",
        description="Decide a claim under the CMOFFER return policy and explain the decision.",
        epilog="Exit status: 0 if the claim was decided, whatever the outcome; 2 if something is malformed.",
    )
    parser.add_argument("order", metavar="ORDER.json", help="the order; - reads standard input")
    parser.add_argument("claim", metavar="CLAIM.json", help="the claim about it; - reads standard input")
    parser.add_argument("--json", action="store_true", help="print the decision as JSON instead of the explanation")
    given = parser.parse_args(arguments)
    if given.order == given.claim == "-":
        parser.error("only one of the two can be read from standard input")
    faults: list[str] = []
    order, claim = _load(Order, given.order, faults), _load(Claim, given.claim, faults)
    if order is not None and claim is not None:
        try:
            decision = decide(order, claim)
        except InputError as misfit:
            faults.append(str(misfit))
        else:
            _tell([to_json(decision) if given.json else explain(decision)], sys.stdout)
    _tell(faults, sys.stderr)
    return 2 if faults else 0


def _load(kind: type[T], name: str, faults: list[str]) -> T | None:
    """The document in a file; None where it has faults, which are added to the list."""
    try:
        return from_json(kind, sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes())
    except OSError as failure:
        faults.append(f"{name}: {failure.strerror}")
    except DocumentError as document:
        faults += [f"{name}: {fault}" for fault in document.faults]
    return None


def _tell(lines: list[str], stream: TextIO) -> None:
    """Write the lines; characters that the stream cannot carry are escaped."""
    encoding = stream.encoding or "utf-8"
    stream.write("".join([f"{line}\n" for line in lines]).encode(encoding, "backslashreplace").decode(encoding))


if __name__ == "__main__":
    sys.exit(main())
