"""Pass the output of nox on as it comes; then count its tests and say what this machine could not run.

``nox 2>&1 | python tests/support/totals.py``, for the gate. The last line is alone, so that a program can read it.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator

COLOUR = re.compile(r"\x1b\[[\d;]*m")


def totals(lines: Iterable[str]) -> Iterator[str]:
    """Why something was skipped and by which sessions, then which sessions failed, then the tests of all sessions."""
    counts = {"passed": 0, "failed": 0, "error": 0, "skipped": 0}
    skipped: dict[str, dict[str, None]] = {}
    failed = []
    session = "?"
    for line in lines:
        plain = COLOUR.sub("", line).rstrip()
        if begun := re.fullmatch(r"nox > Running session (\S+)", plain):
            session = begun[1]
        elif reason := re.fullmatch(r"SKIPPED \[\d+\] \S+: (.+)", plain):
            skipped.setdefault(reason[1], {})[session] = None
        elif reason := re.fullmatch(r"nox > Session (\S+) skipped: (.+?)\.?( \(took .+\))?", plain):
            skipped.setdefault(reason[2], {})[f"the whole of {reason[1]}"] = None
        elif outcome := re.fullmatch(r"nox > \* (\S+): failed.*", plain):
            failed.append(outcome[1])
        elif re.fullmatch(r"(=+ )?(no tests ran|\d+ \w+(, \d+ \w+)*) in [\d.]+s( \(.+\))?( =+)?", plain):
            for number, kind in re.findall(r"(\d+) (passed|failed|error|skipped)", plain):
                counts[kind] += int(number)
    yield from [f"Skipped in {', '.join(sessions)}: {reason}" for reason, sessions in skipped.items()]
    if failed:
        yield f"Sessions that failed: {', '.join(failed)}"
    yield f"{counts['passed']} passed, {counts['failed'] + counts['error']} failed, {counts['skipped']} skipped"


def echoed(lines: Iterable[str]) -> Iterator[str]:
    """The lines, each printed when it is there."""
    for line in lines:
        print(line, end="", flush=True)
        yield line


if __name__ == "__main__":
    print(*totals(echoed(sys.stdin)), sep="\n")
