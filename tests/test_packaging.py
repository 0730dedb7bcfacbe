"""What the package says of itself: floors of dependencies that are tried, and nothing else."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]


def requirements(lines: list[str], sign: str) -> dict[str, str]:
    """The version that stands after the sign in each requirement; the package itself is none."""
    found = [re.fullmatch(rf"([\w-]+)(?:\[\w+\])?{sign}([\w.]+)", line) for line in lines if not line.startswith(".")]
    assert None not in found, "every requirement is a name, one sign and a version"
    return {match[1]: match[2] for match in found if match}


def test_the_lowest_versions_are_the_floors() -> None:
    """Each floor of the package, its extras and the tests is pinned where the tests run with it, and no other."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = [*project["dependencies"]]
    for extra in project["optional-dependencies"].values():
        named += extra
    named += (ROOT / "tests" / "requirements.txt").read_text(encoding="utf-8").splitlines()
    pinned = (ROOT / "tests" / "lowest.txt").read_text(encoding="utf-8").splitlines()
    assert requirements(named, ">=") == requirements(pinned, "==")
    assert len(named) - 1 == len(pinned), "no requirement has two floors"
