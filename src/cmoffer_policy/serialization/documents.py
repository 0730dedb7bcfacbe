"""Documents read and written: what a value looks like as plain data and as JSON text, and every fault on the way in."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any, TypeVar

from cmoffer_policy.calendars import WorkCalendar
from cmoffer_policy.claim import Claim, ClaimRequest
from cmoffer_policy.decision import Decision
from cmoffer_policy.errors import DocumentError, InputError, InvalidValue
from cmoffer_policy.order import Order
from cmoffer_policy.order_claims import OrderClaims
from cmoffer_policy.policy import Policy
from cmoffer_policy.serialization.faults import faults_in
from cmoffer_policy.serialization.quick import reader
from cmoffer_policy.serialization.receipts import receipt_of
from cmoffer_policy.serialization.shape import converter, repeated_keys
from cmoffer_policy.serialization.text import Repeated, parse, shown

SCHEMA_VERSION = 1
"""The version of the shape that is written. Fields and terms can be added under it; anything else raises it."""

T = TypeVar("T", Order, Claim, ClaimRequest, OrderClaims, Policy, WorkCalendar)

ROOTS: dict[type, str] = {
    Order: "order",
    Claim: "claim",
    ClaimRequest: "claim",
    OrderClaims: "",
    Policy: "policy",
    WorkCalendar: "calendar",
}
"""The kinds of documents that are read, each with the root of its paths: the name it has as an argument of ``decide``.

The fields of ``OrderClaims`` stand at the root themselves.
"""


def to_dict(value: Order | Claim | ClaimRequest | OrderClaims | Policy | WorkCalendar | Decision) -> dict[str, Any]:
    """The value as plain data: dicts, lists, str, int, bool and None, every field written out.

    Of a decision it is the receipt: all that was decided, and all it was decided from.

    >>> from cmoffer_policy import POLICY_2023
    >>> to_dict(POLICY_2023)["guarantee_start"]
    'shipment'
    """
    if isinstance(value, Decision):
        written = converter.unstructure(receipt_of(value))
    else:
        _check_kind(type(value), " or Decision")
        written = converter.unstructure(value)
    return {"schema_version": SCHEMA_VERSION, **written}


def from_dict(kind: type[T], data: object) -> T:
    """What plain data describes, as a value of this type; every fault of the data in ``DocumentError``.

    >>> from cmoffer_policy import POLICY_2023
    >>> from_dict(Policy, to_dict(POLICY_2023)) == POLICY_2023
    True
    >>> from_dict(Policy, {"name": "trial", "effective_from": "2024-01-32", "guarantee_days": "60"})
    Traceback (most recent call last):
    cmoffer_policy.errors.DocumentError: policy.effective_from: got "2024-01-32", expected a day, such as 2024-01-05
    policy.guarantee_days: got "60", expected an integer
    """
    _check_kind(kind)
    found: T = read(kind, data, ROOTS[kind])
    return found


def to_json(value: Order | Claim | ClaimRequest | OrderClaims | Policy | WorkCalendar | Decision) -> str:
    """The value as a JSON text of one line, in ASCII.

    >>> from cmoffer_policy import POLICY_2023
    >>> to_json(POLICY_2023)[:68]
    '{"schema_version": 1, "name": "CMOFFER return policy 2023", "effecti'
    """
    return json.dumps(to_dict(value))


def from_json(kind: type[T], text: str | bytes) -> T:
    """What a JSON text describes, as a value of this type; the text is a str, or bytes in UTF-8.

    Whatever else arrives raises ``DocumentError``: no text, however hostile, raises anything else or takes more than
    linear time. A type that has no documents raises ``InvalidValue``, and so does ``Decision``: ``replay`` reads its
    receipts.

    >>> from cmoffer_policy import POLICY_2023
    >>> from_json(Policy, to_json(POLICY_2023)) == POLICY_2023
    True
    >>> from_json(Policy, '{"name": "trial", "effective_from": "2024-01-01", "name": "other"}')
    Traceback (most recent call last):
    cmoffer_policy.errors.DocumentError: policy.name: got "name", expected every key only once
    """
    _check_kind(kind)
    found: T = read(kind, parsed(text, ROOTS[kind]), ROOTS[kind])
    return found


def upgrade(document: object) -> dict[str, Any]:
    """The document of any version in the shape of today, with its ``schema_version``.

    All readers begin here. There is one version so far, and any other raises ``DocumentError``. A document without a
    version is one of today.

    >>> upgrade({"order_id": "A-1"})
    {'schema_version': 1, 'order_id': 'A-1'}
    """
    rest, faults = _without_version(document, "")
    if not isinstance(rest, dict):
        faults.append(InvalidValue("wrong_type", "", shown(rest), "an object"))
    faults += repeated_keys(rest)
    if faults:
        raise DocumentError(faults)
    return {"schema_version": SCHEMA_VERSION, **rest}


def parsed(text: str | bytes, root: str) -> object:
    """The value of a JSON text; what is no JSON is a fault of the whole document."""
    try:
        return parse(text)
    except InputError as fault:
        raise DocumentError([fault.under(root)]) from None


def read(kind: Any, data: object, root: str) -> Any:
    """What plain data describes, as a value of this type, with all its faults below the root."""
    rest, faults = _without_version(data, root)
    if not faults:
        with suppress(Exception):  # whatever it is, the pass below says what is wrong
            return reader(kind)(rest)
    found = None
    try:
        found = converter.structure(rest, kind)
    except Exception as error:
        faults += faults_in(error, root)
    if faults:
        raise DocumentError(faults)
    return found


def _check_kind(kind: object, more: str = "") -> None:
    if not isinstance(kind, type) or kind not in ROOTS:
        names = [known.__name__ for known in ROOTS]
        expected = f"{', '.join(names)}{more}" if more else f"{', '.join(names[:-1])} or {names[-1]}"
        raise InvalidValue("wrong_type", "", str(kind), expected)


def _without_version(data: object, root: str) -> tuple[Any, list[InputError]]:
    """The document without its schema version, and what is wrong with the version; without one it is the present one.

    A later version of the shape turns documents of this one into its own here, for every reader.
    """
    if not isinstance(data, dict) or type(data) not in (dict, Repeated) or "schema_version" not in data:
        return data, []
    rest = data.copy()
    version = rest.pop("schema_version")
    if type(data) is Repeated:
        rest = Repeated(rest)
        rest.twice = data.twice
    if type(version) is int and version == SCHEMA_VERSION:
        return rest, []
    path = f"{root}.schema_version".removeprefix(".")
    return rest, [InvalidValue("other_version", path, shown(version), f"{SCHEMA_VERSION}")]
