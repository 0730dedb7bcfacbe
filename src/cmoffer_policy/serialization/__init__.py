"""JSON in and out: orders, claims, requests, policies and decisions as documents of one versioned shape, read strictly.

Needs the extra ``json``. Every document is an object with the fields of its type and a ``schema_version``. A malformed
one raises ``DocumentError``, which reports all faults at once, each with its place.
"""

from __future__ import annotations

import json
from typing import Any, TypeVar, cast

from cmoffer_policy.claim import Claim, ClaimRequest
from cmoffer_policy.decision import Decision
from cmoffer_policy.errors import DocumentError, InputError, InvalidValue
from cmoffer_policy.order import Order
from cmoffer_policy.order_claims import OrderClaims
from cmoffer_policy.policy import Policy

try:
    import cattrs  # noqa: F401 - so that the error below names the extra
except ModuleNotFoundError as _missing:
    raise ImportError(
        "JSON needs cattrs: install it with the extra json, as in cmoffer-policy[json]", name="cattrs"
    ) from _missing

from cmoffer_policy.serialization.decisions import DecisionDocument, decision_of, document_of
from cmoffer_policy.serialization.faults import faults_in
from cmoffer_policy.serialization.shape import converter
from cmoffer_policy.serialization.text import Repeated, parse, shown

__all__ = ["SCHEMA_VERSION", "from_dict", "from_json", "to_dict", "to_json"]

SCHEMA_VERSION = 1
"""The version of the shape that is written. A document of any other is refused."""

T = TypeVar("T", Order, Claim, ClaimRequest, OrderClaims, Policy, Decision)
_KINDS = (Order, Claim, ClaimRequest, OrderClaims, Policy, Decision)


def to_dict(value: Order | Claim | ClaimRequest | OrderClaims | Policy | Decision) -> dict[str, Any]:
    """The value as plain data: dicts, lists, str, int, bool and None, every field written out.

    >>> from cmoffer_policy import POLICY_2023
    >>> to_dict(POLICY_2023)["guarantee_start"]
    'shipment'
    """
    _check_kind(type(value))
    written: dict[str, Any] = converter.unstructure(document_of(value) if isinstance(value, Decision) else value)
    return {"schema_version": SCHEMA_VERSION, **written}


def from_dict(kind: type[T], data: object) -> T:
    """What plain data describes, as a value of this type; every fault of the data in ``DocumentError``.

    >>> from cmoffer_policy import POLICY_2023
    >>> from_dict(Policy, to_dict(POLICY_2023)) == POLICY_2023
    True
    >>> from_dict(Policy, {"name": "trial", "effective_from": "2024-01-32", "guarantee_days": "60"})
    Traceback (most recent call last):
    cmoffer_policy.errors.DocumentError: $.effective_from: got "2024-01-32", expected a day, such as 2024-01-05
    $.guarantee_days: got "60", expected an integer
    """
    _check_kind(kind)
    rest, faults = _without_version(data)
    read: Any = None
    try:
        read = converter.structure(rest, DecisionDocument if kind is Decision else kind)
    except Exception as error:
        faults += faults_in(error, "$")
    if faults:
        raise DocumentError(faults)
    try:
        return cast(T, decision_of(read) if isinstance(read, DecisionDocument) else read)
    except InputError as fault:
        raise DocumentError([fault.under("$")]) from None


def to_json(value: Order | Claim | ClaimRequest | OrderClaims | Policy | Decision) -> str:
    """The value as a JSON text of one line, in ASCII.

    >>> from cmoffer_policy import POLICY_2023
    >>> to_json(POLICY_2023)[:68]
    '{"schema_version": 1, "name": "CMOFFER return policy 2023", "effecti'
    """
    return json.dumps(to_dict(value), ensure_ascii=True, allow_nan=False)


def from_json(kind: type[T], text: str | bytes) -> T:
    """What a JSON text describes, as a value of this type; the text is a str, or bytes in UTF-8.

    Whatever else arrives raises ``DocumentError``: no text, however hostile, raises anything else or takes more than
    linear time. A type that has no documents raises ``InvalidValue``.

    >>> from cmoffer_policy import POLICY_2023
    >>> from_json(Policy, to_json(POLICY_2023)) == POLICY_2023
    True
    >>> from_json(Policy, '{"name": "trial", "effective_from": "2024-01-01", "name": "other"}')
    Traceback (most recent call last):
    cmoffer_policy.errors.DocumentError: $.name: got "name", expected every key only once
    """
    _check_kind(kind)
    try:
        data = parse(text)
    except InputError as fault:
        raise DocumentError([fault.under("$")]) from None
    return from_dict(kind, data)


def _check_kind(kind: object) -> None:
    if kind not in _KINDS:
        raise InvalidValue("wrong_type", "", str(kind), "Order, Claim, ClaimRequest, OrderClaims, Policy or Decision")


def _without_version(data: object) -> tuple[object, list[InputError]]:
    """The data without its schema version, and what is wrong with the version; without one it is the present one."""
    if not isinstance(data, dict) or type(data) not in (dict, Repeated) or "schema_version" not in data:
        return data, []
    rest = {key: held for key, held in data.items() if key != "schema_version"}
    if isinstance(data, Repeated):
        rest = Repeated(rest)
        rest.twice = data.twice
    version = data["schema_version"]
    if type(version) is int and version == SCHEMA_VERSION:
        return rest, []
    return rest, [InvalidValue("other_version", "$.schema_version", shown(version), f"{SCHEMA_VERSION}")]
