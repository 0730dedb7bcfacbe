"""The picture in the README: the card of its example, as HTML inside an SVG, which a browser draws like any image.

``python docs/card_picture.py`` writes it again when cards or the example have changed.
"""

from __future__ import annotations

import re
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

from cmoffer_policy import decide

DOCS = Path(__file__).parent
PICTURE = DOCS / "_static" / "card.svg"
WIDTH, HEIGHT = 720, 776  # pixels; the height is that of the card as Chromium draws it
SVG = 'xmlns="http://www.w3.org/2000/svg"'


def picture() -> str:
    """The first example of the README, decided and drawn."""
    example = re.search(r"(?s)```python\n(.+?)```", (DOCS.parent / "README.md").read_text(encoding="utf-8"))
    names: dict[str, Any] = {}
    with redirect_stdout(StringIO()):
        exec(example[1] if example else "", names)
    card = decide(names["order"], names["claim"])._repr_html_().replace("<svg ", f"<svg {SVG} ")
    return (
        f'<svg {SVG} width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}">\n'
        f'<foreignObject width="{WIDTH}" height="{HEIGHT}"><div xmlns="http://www.w3.org/1999/xhtml">\n'
        f"{card}\n</div></foreignObject></svg>\n"
    )


if __name__ == "__main__":
    PICTURE.write_text(picture(), encoding="utf-8")
