"""The JSON Schemas of orders, claims and the other kinds of documents, made from the types and their bounds.

What a schema accepts is well-formed value by value; rules between values, such as a discount above what the lines are
worth, are the reader's. Patterns keep to what every dialect of regular expressions knows.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from itertools import pairwise
from types import MappingProxyType, NoneType
from typing import Any, cast, get_args, get_origin

from attrs import NOTHING, Factory, fields, resolve_types

from cmoffer_policy.calendars import FIRST_YEAR, LAST_YEAR, MOST_DAYS, RestDay, WorkCalendar
from cmoffer_policy.checks import LONGEST_ID, MOST_ENTRIES, MOST_ITEMS, MOST_UNITS
from cmoffer_policy.claim import Attachment, Claim, ClaimItem, ClaimRequest, Evidence, RequestedItem
from cmoffer_policy.deadlines import Deadline
from cmoffer_policy.decision import Decision, DueAction
from cmoffer_policy.errors import InvalidValue
from cmoffer_policy.evidence import MissingEvidence
from cmoffer_policy.facts import DOMAINS
from cmoffer_policy.money import Money
from cmoffer_policy.order import Order, OrderLine
from cmoffer_policy.order_claims import MOST_CLAIMS, OrderClaims
from cmoffer_policy.policy import CLAUSES, JUDGED, LONGEST_PERIOD, Policy
from cmoffer_policy.refunds import LineAllocation, Refund, RefundLine
from cmoffer_policy.rules import Finding
from cmoffer_policy.serialization.documents import SCHEMA_VERSION
from cmoffer_policy.serialization.receipts import ItemReceipt, LineHeld, LineUnits, Receipt, StatementReceipt
from cmoffer_policy.serialization.shape import COMPUTED, Amount, converter
from cmoffer_policy.steps import NextStep
from cmoffer_policy.units import UnitsHeld
from cmoffer_policy.vocabulary import Term

Schema = dict[str, Any]
_LOCAL = "#/$defs/"

DOCUMENTS: Mapping[type, str] = {
    Order: "order",
    Claim: "claim",
    ClaimRequest: "request",
    OrderClaims: "order_claims",
    Policy: "policy",
    WorkCalendar: "calendar",
    Decision: "receipt",
}
"""The kinds of documents, each with the name of its file."""

_ID: Schema = {
    "description": f"An id: 1 to {LONGEST_ID} characters, more than white space, no control characters.",
    "type": "string",
    "maxLength": LONGEST_ID,
    "pattern": r"\S",
    "not": {"pattern": r"[\x00-\x1f\x7f-\x9f]"},
}
_COUNT = {"minimum": 0, "maximum": MOST_UNITS}
_QUANTITY = {"minimum": 1, "maximum": MOST_UNITS}
_DAYS = {"minimum": 1, "maximum": LONGEST_PERIOD}
_ENTRIES = {"maxItems": MOST_ENTRIES}
_SOME_ENTRIES = {"minItems": 1, "maxItems": MOST_ENTRIES}
_ITEMS = {"minItems": 1, "maxItems": MOST_ITEMS}
_DOCUMENTS = {"maxItems": MOST_ITEMS}
_CLAUSE = {"enum": list(CLAUSES)}

_BOUNDS: Mapping[type, Mapping[str, Schema]] = {
    Amount: {"amount": {"pattern": r"^(0|[1-9][0-9]{0,12})(\.[0-9]{1,4})?$"}, "currency": {"pattern": "^[A-Z]{3}$"}},
    OrderLine: {
        "line_id": _ID,
        "quantity": _QUANTITY,
        "title": {"maxLength": LONGEST_ID, "not": _ID["not"]},
        "set_id": _ID,
        "settled": _COUNT,
    },
    Order: {"order_id": _ID, "lines": _SOME_ENTRIES},
    Evidence: {
        "shows": {},
        "line_ids": {"items": _ID, **_ENTRIES},
        "reference": {},
    },
    ClaimItem: {"line_id": _ID, "quantity": _QUANTITY, "causes": {}},
    Claim: {"claim_id": _ID, "order_id": _ID, "items": _ITEMS, "evidence": _DOCUMENTS},
    RequestedItem: {"line_id": _ID, "quantity": _QUANTITY},
    Attachment: {"line_ids": {"items": _ID, **_ENTRIES}, "reference": {}},
    ClaimRequest: {"order_id": _ID, "items": _ITEMS, "attachments": _DOCUMENTS},
    OrderClaims: {"claims": {"maxItems": MOST_CLAIMS}},
    Policy: {
        "name": _ID,
        "after_sales_days": _DAYS,
        "guarantee_days": _DAYS,
        "acceptance_working_days": _DAYS,
        "arrival_working_days": {"items": {"type": "integer", **_DAYS}, "minItems": 2, "maxItems": 2},
    },
    RestDay: {"name": _ID},
    WorkCalendar: {
        "holidays": {"maxItems": MOST_DAYS},
        "make_up_days": {"maxItems": MOST_DAYS},
        "source": {},
    },
    Deadline: {"clause": _CLAUSE, "skipped": {}},
    MissingEvidence: {
        "clause": _CLAUSE,
        "documents": {"minItems": 1, "uniqueItems": True},
        "details": {"minItems": 1, "uniqueItems": True},
    },
    LineAllocation: {"line_id": _ID, "quantity": _QUANTITY},
    RefundLine: {"units_before": _COUNT, "units_after": _COUNT},
    Refund: {"lines": _ENTRIES},
    Finding: {
        "clause": {"enum": list(JUDGED)},
        "facts": {"items": {"type": "string", "enum": list(DOMAINS)}, "minItems": 1, "uniqueItems": True},
    },
    LineUnits: {"line_id": _ID, "units": _QUANTITY},
    LineHeld: {"line_id": _ID, "claims": {"minItems": 1, "maxItems": 2 * MOST_CLAIMS}},
    UnitsHeld: {"claim_id": _ID, "units": _QUANTITY},
    NextStep: {"changes": {"minItems": 1, "uniqueItems": True}, "missing": {}},
    DueAction: {
        "clause": _CLAUSE,
        "items": {"items": {"type": "integer", "minimum": 0, "maximum": MOST_ITEMS - 1}, "minItems": 1},
    },
    ItemReceipt: {
        "remedies": {},
        "findings": {"minItems": len(JUDGED), "maxItems": len(JUDGED)},
        "missing": {},
        "units": _ENTRIES,
        "next_steps": {},
    },
    Receipt: {
        "library_version": {},
        "claims": {"minItems": 1, "maxItems": MOST_CLAIMS},
        "claim_id": _ID,
        "calendar_version": {},
        "items": _ITEMS,
        "units": _ENTRIES,
        "held_by": {"maxItems": MOST_ITEMS},
        "open_points": {"uniqueItems": True},
        "due_actions": {},
        "statements": {},
    },
    StatementReceipt: {
        "section": {},
        "key": {},
        "clause": {},
        "items": {"items": {"type": "integer", "minimum": 0, "maximum": MOST_ITEMS - 1}},
    },
}
"""The bounds of the fields that hold integers, texts and arrays. Each such field has to be here."""

_DAY: Schema = {"description": "A calendar day, such as 2024-01-05.", "type": "string", "format": "date"}
_INSTANT: Schema = {
    "description": f"An instant with its offset, such as 2024-01-05T10:00:00+08:00, to the microsecond at most; in the "
    f"years {FIRST_YEAR} to {LAST_YEAR} at UTC+08:00.",
    "type": "string",
    "format": "date-time",
}


_NAMED: Mapping[type, tuple[str, Schema]] = {datetime: ("Instant", _INSTANT), date: ("Day", _DAY)}


def schema(kind: type[Any], ref_template: str = "#/$defs/{model}") -> Schema:
    """The JSON Schema of draft 2020-12 that documents of this kind keep to; of ``Decision`` that of its receipts.

    Whatever ``to_dict`` writes is valid. What is valid has the right shape, and the reader can only find that its
    values do not fit together. Every term is listed with its definition.

    ``ref_template`` is how references are written, with ``{model}`` for the name of the definition, as pydantic has it:
    ``"#/components/schemas/{model}"`` suits OpenAPI, where the definitions stand among the schemas of all models.
    ``python -m cmoffer_policy.serialization order`` prints a schema.

    >>> schema(Order)["required"]
    ['order_id', 'placed_at', 'lines']
    >>> schema(Order, ref_template="#/components/schemas/{model}")["properties"]["placed_at"]
    {'$ref': '#/components/schemas/Instant'}
    """
    if not isinstance(kind, type) or kind not in DOCUMENTS:
        expected = ", ".join([known.__name__ for known in DOCUMENTS])
        raise InvalidValue("wrong_type", "kind", str(kind), f"one of {expected}")
    shared: Schema = {}
    made = _object(Receipt if kind is Decision else kind, shared)
    whole = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:cmoffer-policy:{DOCUMENTS[kind]}:{SCHEMA_VERSION}",
        "title": "Receipt" if kind is Decision else kind.__name__,
        **made,
        "properties": {"schema_version": {"const": SCHEMA_VERSION}, **made["properties"]},
        "$defs": {name: shared[name] for name in sorted(shared)},
    }
    return cast(Schema, _referring(whole, ref_template))


def _referring(found: Any, ref_template: str) -> Any:
    """The schema with its references written as the template has them."""
    if isinstance(found, dict):
        if "$ref" in found:
            return {**found, "$ref": ref_template.replace("{model}", found["$ref"].removeprefix(_LOCAL))}
        return {key: _referring(held, ref_template) for key, held in found.items()}
    return [_referring(held, ref_template) for held in found] if isinstance(found, list) else found


def _object(kind: type, shared: Schema) -> Schema:
    """An object with those fields of the type that the reader takes; what is computed is not in documents."""
    held = [attribute for attribute in fields(resolve_types(kind)) if attribute.init]
    return {
        "description": _gist(kind),
        "type": "object",
        "properties": {
            **{attribute.name: _field(kind, attribute, shared) for attribute in held},
            **{name: _value(computed, shared, {}, name) for name, computed in COMPUTED.get(kind, {}).items()},
        },
        "required": [attribute.name for attribute in held if attribute.default is NOTHING],
        "additionalProperties": False,
    }


def _gist(kind: type) -> str:
    return (kind.__doc__ or "").partition("\n")[0]


def _field(holder: type, attribute: Any, shared: Schema) -> Schema:
    found = _value(attribute.type, shared, _BOUNDS.get(holder, {}), attribute.name)
    if attribute.default is NOTHING or isinstance(attribute.default, Factory):  # type: ignore[arg-type]
        return found
    return {**found, "default": converter.unstructure(attribute.default, attribute.type)}


def _value(kind: Any, shared: Schema, bounds: Mapping[str, Schema], name: str) -> Schema:
    """The schema of a field of this type. Shared parts are defined once, under their names."""
    members = get_args(kind)
    if NoneType in members:
        (given,) = [member for member in members if member is not NoneType]
        return {"anyOf": [_value(given, shared, bounds, name), {"type": "null"}]}
    if get_origin(kind) is dict:
        return {"description": "Values by their names: texts, counts, days, amounts, terms and the like."}
    if kind is bool:
        return {"type": "boolean"}
    if kind is int:
        return {"type": "integer", **bounds[name]}
    if kind is str and bounds[name] is _ID:
        return _named("Id", _ID, shared)
    if kind is str:
        return {"type": "string", **bounds[name]}
    if get_origin(kind) in (tuple, frozenset):
        only_once = {"uniqueItems": True} if get_origin(kind) is frozenset else {}
        items = bounds[name].get("items") or _value(members[0], shared, {}, name)
        items = _named("Id", _ID, shared) if items is _ID else items
        return {"type": "array", **only_once, **bounds[name], "items": items}
    return _shared(Amount if kind is Money else kind, shared)


def _named(name: str, made: Schema, shared: Schema) -> Schema:
    """A reference to a definition that is at hand."""
    shared[name] = made
    return {"$ref": f"{_LOCAL}{name}"}


def _shared(kind: type, shared: Schema) -> Schema:
    """A reference to the definition of the type, which is made when it is first met."""
    name, made = _NAMED.get(kind, (kind.__name__, None))
    if name not in shared:
        shared[name] = made or (_terms(kind) if issubclass(kind, Term) else _object(kind, shared))
    return {"$ref": f"{_LOCAL}{name}"}


def _terms(kind: type[Term]) -> Schema:
    """Each term with its definition, so that whoever chooses one from the schema can read when to use it."""
    defined = definitions(kind)
    return {
        "description": _gist(kind),
        "oneOf": [{"const": term.value, "description": defined[term]} for term in kind],
    }


@cache
def definitions(kind: type[Term]) -> Mapping[Term, str]:
    """When to use each term of a vocabulary: the text below it in the source, which Python itself does not keep.

    >>> from cmoffer_policy import Remedy
    >>> definitions(Remedy)[Remedy.REFUND]
    "Money back into the seller's CMOFFER account balance (4.4)."
    """
    (vocabulary,) = ast.parse(inspect.getsource(kind)).body
    found: dict[Term, str] = {}
    for pair in pairwise(ast.iter_child_nodes(vocabulary)):
        match pair:
            case ast.Assign(targets=[ast.Name(id=name)]), ast.Expr(value=ast.Constant(value=str(text))):
                found[kind[name]] = " ".join(text.split())
    return MappingProxyType(found)
