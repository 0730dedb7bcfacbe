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


def test_the_pythons_named_are_those_that_are_tried() -> None:
    """The sessions run once for each classifier, and the oldest of them is the oldest allowed."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = [match[1] for each in project["classifiers"] if (match := re.fullmatch(r".*:: Python :: (3\.\d+)", each))]
    assert named == sorted(named, key=lambda version: int(version[2:]))
    assert project["requires-python"] == f">={named[0]}"


def test_nothing_is_named_that_does_not_exist() -> None:
    """No address, no person and no second version: the package has one and the project file reads it there."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert not {"urls", "authors", "maintainers", "version"} & set(project)
    assert project["dynamic"] == ["version", "readme"]
