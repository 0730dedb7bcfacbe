"""The picture in the README and on the first page of the documents shows what a card is today."""

from __future__ import annotations

import re
import runpy
from pathlib import Path
from xml.etree import ElementTree

SCRIPT = Path(__file__).parents[1] / "docs" / "card_picture.py"


def without_version(text: str) -> str:
    """The picture whatever calendar it was drawn with: each newly published year gives a new version."""
    return re.sub(r"calendar [0-9a-f]{16}", "calendar", text)


def test_the_picture_is_the_card_of_the_first_example() -> None:
    """If not, `python docs/card_picture.py` writes it again; see then whether its height still fits."""
    drawn = runpy.run_path(str(SCRIPT))
    stored = drawn["PICTURE"].read_text(encoding="utf-8")
    assert without_version(stored) == without_version(drawn["picture"]())
    assert ElementTree.fromstring(stored).tag == "{http://www.w3.org/2000/svg}svg"
    assert len(stored) < 60_000
