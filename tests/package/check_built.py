"""What was built: the same twice, from the checkout and from the source distribution, and nothing that is not wanted.

``nox -s package`` builds into the folders that ``BUILT`` names and runs this file.
"""

from __future__ import annotations

import os
import re
import subprocess
import tarfile
import zipfile
from email.message import Message
from email.parser import HeaderParser
from hashlib import sha256
from pathlib import Path, PurePosixPath

import pytest

BUILT = Path(os.environ["BUILT"])
NOT_SHIPPED = (".ci/",)


def built(kind: str) -> Path:
    """The one file of this kind that was built from the source distribution."""
    (found,) = (BUILT / "from_sdist" / "dist").glob(kind)
    return found


def tracked() -> set[str]:
    """The files of the project, as its history knows them."""
    listed = subprocess.run(
        ["git", "ls-files"], cwd=BUILT / "from_checkout", capture_output=True, text=True, check=True
    )
    return set(listed.stdout.splitlines())


@pytest.fixture(scope="module")
def wheel() -> dict[str, bytes]:
    """The files in the wheel with what is in them."""
    with zipfile.ZipFile(built("*.whl")) as opened:
        return {each.filename: opened.read(each) for each in opened.infolist()}


@pytest.fixture(scope="module")
def metadata(wheel: dict[str, bytes]) -> Message:
    """What an index reads of the wheel."""
    (name,) = [name for name in wheel if name.endswith(".dist-info/METADATA")]
    return HeaderParser().parsestr(wheel[name].decode())


def test_two_builds_in_two_folders_are_equal_bit_by_bit() -> None:
    """The wheel is the same whether it is made from the checkout or from the source distribution."""
    once, again = (
        {file.name: sha256(file.read_bytes()).hexdigest() for file in (BUILT / place / "dist").iterdir()}
        for place in ("from_sdist", "from_checkout")
    )
    assert once == again
    assert sorted(PurePosixPath(name).suffix for name in once) == [".gz", ".whl"]


def test_times_in_the_archives_are_the_one_given() -> None:
    """SOURCE_DATE_EPOCH was 14 November 2023, 22:13:20 UTC."""
    with zipfile.ZipFile(built("*.whl")) as opened:
        assert {each.date_time for each in opened.infolist()} == {(2023, 11, 14, 22, 13, 20)}
    with tarfile.open(built("*.tar.gz")) as opened:
        assert {each.mtime for each in opened.getmembers()} == {1_700_000_000}


def test_the_wheel_holds_the_package_and_nothing_else(wheel: dict[str, bytes]) -> None:
    """Every file under src, its mark for type checkers among them, and what is said about the distribution."""
    package = {name.removeprefix("src/") for name in tracked() if name.startswith("src/")}
    assert "cmoffer_policy/py.typed" in package
    name = re.sub("-py3-none-any.whl$", ".dist-info", built("*.whl").name)
    said = {f"{name}/{file}" for file in ("METADATA", "WHEEL", "RECORD", "entry_points.txt", "licenses/LICENSE")}
    assert set(wheel) == package | said


def test_the_source_distribution_holds_the_project() -> None:
    """With tests, documents, examples and changelog; only what runs the gate on a machine stays out."""
    with tarfile.open(built("*.tar.gz")) as opened:
        held = {each.name.partition("/")[2] for each in opened.getmembers() if each.isfile()}
    wanted = {name for name in tracked() if not name.startswith(NOT_SHIPPED)}
    assert {"CHANGELOG.md", "LICENSE", "tests/conftest.py", "docs/index.md"} < wanted
    assert held == wanted | {"PKG-INFO"}


def test_the_licence_is_named_once_and_comes_along(metadata: Message, wheel: dict[str, bytes]) -> None:
    """As an expression of SPDX, which leaves no classifier for it."""
    assert metadata["License-Expression"] == "MIT"
    assert metadata.get_all("License-File") == ["LICENSE"]
    assert not [each for each in metadata.get_all("Classifier", []) if each.startswith("License")]
    (text,) = [held for name, held in wheel.items() if name.endswith("/LICENSE")]
    assert text == (BUILT / "from_checkout" / "LICENSE").read_bytes()


def test_no_address_is_named_while_there_is_none(metadata: Message) -> None:
    """Neither in the metadata nor by a link of the README into a folder that an index does not have."""
    assert metadata["Project-URL"] is None
    assert metadata["Home-page"] is None
    description = str(metadata.get_payload())
    links = re.findall(r"\]\(([^)]*)\)", description)
    assert [link for link in links if not link.startswith("https://")] == []
    assert "<img" not in description
    assert description.startswith("# cmoffer_policy\n")
    named = set(re.findall(r"\(`([^`]+)`\)", description))
    assert "docs/tutorial.md" in named
    assert named <= tracked()


def test_the_metadata_says_what_the_package_says(metadata: Message) -> None:
    """The version stands in the package alone."""
    source = (BUILT / "from_checkout" / "src" / "cmoffer_policy" / "__init__.py").read_text(encoding="utf-8")
    assert f'\n__version__ = "{metadata["Version"]}"\n' in source
    assert metadata.get_all("Provides-Extra") == ["frames", "json", "testing"]
