"""Sphinx configuration of the site. The build fetches nothing from the network."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

sys.path.insert(0, str(Path(__file__).parent))

import traceability

from cmoffer_policy import Claim, ClaimRequest, Decision, Order, OrderClaims, Policy, WorkCalendar
from cmoffer_policy.serialization import schema

if TYPE_CHECKING:
    from sphinx.application import Sphinx

project = "cmoffer_policy"
html_title = "cmoffer_policy"
html_theme = "furo"
html_copy_source = False
html_show_copyright = False
extensions = ["myst_parser", "sphinx.ext.autodoc"]
exclude_patterns = ["requirements.txt"]

myst_heading_anchors = 3

autodoc_default_options = {"members": True, "member-order": "bysource"}
autodoc_type_aliases = {"IntoFrame": "narwhals.typing.IntoFrame", "Backend": "narwhals.typing.EagerAllowed"}
autodoc_preserve_defaults = True
add_module_names = False
python_maximum_signature_line_length = 88

nitpicky = True
# Types that these pages do not describe: those of other libraries, a type variable, text that is HTML, and the
# union that a page describes in words. ``datetime`` comes by its bare
# name where a converter's hint names a type that the module of the field does not import.
nitpick_ignore_regex = [("py:.*", r"(collections|datetime|decimal|hypothesis|narwhals|types)\..*")]
nitpick_ignore = [
    ("py:class", "cmoffer_policy.serialization.documents.T"),
    ("py:class", "datetime"),
    ("py:class", "cmoffer_policy.markup.Html"),
    ("py:class", "Value"),
]


def fill_in(_app: Sphinx, page: str, text: list[str]) -> None:
    """Replace the marks on a page by what is generated from the code."""
    if page == "reference/traceability":
        text[0] = text[0].replace("<!-- table -->", traceability.table())
    if page == "reference/json-schema":
        for kind in (Order, Claim, ClaimRequest, OrderClaims, Policy, WorkCalendar, Decision):
            text[0] = text[0].replace(f"<!-- {kind.__name__} -->", traceability.indented(schema(kind)))


def show_defaults(
    _app: Sphinx, _what: str, _name: str, thing: object, _options: object, signature: str | None, returned: str | None
) -> tuple[str | None, str | None]:
    """Show the default of each field of a type; a default that depends on other fields is shown as three dots."""
    if signature and isinstance(thing, type) and attrs.has(thing):
        defaults = {name: repr(each.default) for name, each in attrs.fields_dict(thing).items()}
        signature = re.sub(r"attr_dict\['(\w+)'\]\.default", lambda found: defaults[found[1]], signature)
        signature = re.sub("NOTHING|<object object at .*?>", "...", signature)
    return signature, returned


def setup(app: Sphinx) -> None:
    """Connect the functions above to the build."""
    app.connect("source-read", fill_in)
    app.connect("autodoc-process-signature", show_defaults)
