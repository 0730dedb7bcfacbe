"""The JSON Schemas of orders, claims and the other kinds of documents, made from the types and their bounds.

What a schema accepts is well-formed value by value; rules between values, such as a discount above what the lines are
worth, are the reader's. Patterns keep to what every dialect of regular expressions knows.
"""

from __future__ import annotations

import argparse
import ast
import inspect
import json
import sys
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import pairwise
from types import NoneType
from typing import Any, get_args, get_origin

from attrs import NOTHING, Factory, fields, resolve_types

from cmoffer_policy.calendars import FIRST_YEAR, LAST_YEAR, RestDay
from cmoffer_policy.checks import LONGEST_ID, MOST_ENTRIES, MOST_ITEMS, MOST_UNITS
from cmoffer_policy.claim import Attachment, Claim, ClaimItem, ClaimRequest, Evidence, RequestedItem
from cmoffer_policy.deadlines import Deadline
from cmoffer_policy.decision import Decision
from cmoffer_policy.evidence import MissingEvidence
from cmoffer_policy.facts import DOMAINS
from cmoffer_policy.money import DECIMALS, LARGEST_AMOUNT, Money
from cmoffer_policy.order import Order, OrderLine
from cmoffer_policy.order_claims import MOST_CLAIMS, OrderClaims
from cmoffer_policy.policy import CLAUSES, JUDGED, LONGEST_PERIOD, Policy
from cmoffer_policy.refunds import LineAllocation, Refund, RefundLine
from cmoffer_policy.rules import Finding
from cmoffer_policy.serialization import SCHEMA_VERSION
from cmoffer_policy.serialization.decisions import DecisionDocument, ItemDocument, UnitsDocument
from cmoffer_policy.serialization.shape import Amount, converter
from cmoffer_policy.units import UnitsHeld
from cmoffer_policy.vocabulary import Term

Schema = dict[str, Any]

_KINDS: Mapping[type, str] = {
    Order: "order",
    Claim: "claim",
    ClaimRequest: "request",
    OrderClaims: "order_claims",
    Decision: "decision",
}
"""The kinds of documents that have a schema, each with the name of its file."""

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
    Amount: {"amount": {}, "currency": {}},
    OrderLine: {
        "line_id": _ID,
        "quantity": _QUANTITY,
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
    UnitsDocument: {"line_id": _ID, "units": _QUANTITY},
    UnitsHeld: {"claim_id": _ID, "units": _QUANTITY},
    ItemDocument: {
        "remedies": {},
        "findings": {"minItems": len(JUDGED), "maxItems": len(JUDGED)},
        "incomplete": {},
        "units": _ENTRIES,
        "held_by": _ENTRIES,
    },
    DecisionDocument: {
        "claims": {"minItems": 1, "maxItems": MOST_CLAIMS},
        "claim_id": _ID,
        "calendar_version": {},
        "items": _SOME_ENTRIES,
    },
}
"""The bounds of the fields that hold integers, texts and arrays. Each such field has to be here."""

# Days that every year has, and the two last digits of the years that 4 divides, without 00.
_COMMON_DAYS = "((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))"
_FOURTH = "(0[48]|[2468][048]|[13579][26])"

_ANY_YEAR = "([1-9][0-9]{3}|0[1-9][0-9]{2}|00[1-9][0-9]|000[1-9])"
_ANY_LEAP_YEAR = f"([0-9]{{2}}{_FOURTH}|{_FOURTH}00)"
_DAY: Schema = {
    "description": "A calendar day.",
    "type": "string",
    "pattern": f"^({_ANY_YEAR}-{_COMMON_DAYS}|{_ANY_LEAP_YEAR}-02-29)$",
}

_CENTURIES = range(FIRST_YEAR // 100, LAST_YEAR // 100 + 1)
_YEAR = f"({'|'.join(map(str, _CENTURIES))})[0-9]{{2}}"
_LEAP_YEAR = "|".join(
    [f"{century}{_FOURTH}" for century in _CENTURIES] + [f"{century}00" for century in _CENTURIES if century % 4 == 0]
)
_MINUTES = "[0-5][0-9]"
_HOURS = "([01][0-9]|2[0-3])"
_TIME = rf"{_HOURS}:{_MINUTES}(:[0-5][0-9](\.[0-9]{{1,6}})?)?"
_BEHIND = f"(00:(0[1-9]|[1-5][0-9])|(0[1-9]|1[0-9]|2[0-3]):{_MINUTES})"
_INSTANT: Schema = {
    "description": f"An instant with its offset, in the years {FIRST_YEAR} to {LAST_YEAR} at UTC+08:00; "
    "on the first day and the last two of these only with that offset.",
    "type": "string",
    "pattern": rf"^({_YEAR}-{_COMMON_DAYS}|({_LEAP_YEAR})-02-29)T{_TIME}(Z|\+{_HOURS}:{_MINUTES}|-{_BEHIND})$",
    "if": {"pattern": f"^({FIRST_YEAR}-01-01|{LAST_YEAR}-12-3[01])"},
    "then": {"pattern": r"\+08:00$"},
}


def _amounts(decimals: int) -> str:
    """The pattern of the amounts up to the largest, which is a power of ten, in a currency of so many decimals."""
    places = len(str(LARGEST_AMOUNT)) - 1 - decimals
    fraction, nothing = (rf"(\.[0-9]{{1,{decimals}}})?", rf"(\.0{{1,{decimals}}})?") if decimals else ("", "")
    return rf"^((0|[1-9][0-9]{{0,{places - 1}}}){fraction}|10{{{places}}}{nothing})$"


_RULES: Mapping[type, Schema] = {
    Amount: {
        "anyOf": [
            {
                "properties": {
                    "amount": {"pattern": _amounts(decimals)},
                    "currency": {"enum": [code for code, places in DECIMALS.items() if places == decimals]},
                }
            }
            for decimals in sorted(set(DECIMALS.values()))
        ]
    },
}
"""What the fields of one object have to do with each other."""


_NAMED: Mapping[type, tuple[str, Schema]] = {datetime: ("Instant", _INSTANT), date: ("Day", _DAY)}


def json_schema(kind: type[Order | Claim | ClaimRequest | OrderClaims | Decision]) -> Schema:
    """The JSON Schema of draft 2020-12 that documents of this kind keep to.

    There is one for ``Order``, ``Claim``, ``ClaimRequest``, ``OrderClaims`` and ``Decision``.

    Whatever ``to_dict`` writes is valid. What is valid has the right shape, and ``from_dict`` can only find that its
    values do not fit together. Every term is listed with its definition.
    ``python -m cmoffer_policy.serialization.schema order`` prints it.

    >>> json_schema(Order)["required"]
    ['order_id', 'placed_at', 'lines']
    """
    shared: Schema = {}
    made = _object(DecisionDocument if kind is Decision else kind, shared)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:cmoffer-policy:{_KINDS[kind]}:{SCHEMA_VERSION}",
        "title": kind.__name__,
        **made,
        "properties": {"schema_version": {"const": SCHEMA_VERSION}, **made["properties"]},
        "$defs": {name: shared[name] for name in sorted(shared)},
    }


def _object(kind: type, shared: Schema) -> Schema:
    """An object with those fields of the type that the reader takes; what is computed is not in documents."""
    held = [attribute for attribute in fields(resolve_types(kind)) if attribute.init]
    return {
        "description": _gist(kind),
        "type": "object",
        "properties": {attribute.name: _field(kind, attribute, shared) for attribute in held},
        "required": [attribute.name for attribute in held if attribute.default is NOTHING],
        "additionalProperties": False,
        **_RULES.get(kind, {}),
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
    return {"$ref": f"#/$defs/{name}"}


def _shared(kind: type, shared: Schema) -> Schema:
    """A reference to the definition of the type, which is made when it is first met."""
    name, made = _NAMED.get(kind, (kind.__name__, None))
    if name not in shared:
        shared[name] = made or (_terms(kind) if issubclass(kind, Term) else _object(kind, shared))
    return {"$ref": f"#/$defs/{name}"}


def _terms(kind: type[Term]) -> Schema:
    """Each term with its definition, so that whoever chooses one from the schema can read when to use it."""
    defined = definitions(kind)
    return {
        "description": _gist(kind),
        "oneOf": [{"const": term.value, "description": defined[term]} for term in kind],
    }


def definitions(kind: type[Term]) -> dict[Term, str]:
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
    return found


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the schema of one kind of document."""
    kinds = {name: kind for kind, name in _KINDS.items()}
    parser = argparse.ArgumentParser(
        prog="python -m cmoffer_policy.serialization.schema",
        description="Print the JSON Schema of a kind of document, as schemas/KIND.json holds it.",
    )
    parser.add_argument("kind", choices=kinds, help="the kind of document")
    sys.stdout.write(json.dumps(json_schema(kinds[parser.parse_args(arguments).kind]), indent=2) + "\n")


if __name__ == "__main__":
    main()
