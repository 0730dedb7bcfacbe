"""JSON in and out: documents of one versioned shape, read strictly, and receipts of decisions.

Needs the extra ``json``. Orders, claims, requests, orders with their claims, policies and calendars are written and
read. A decision is only written: its receipt holds everything that was decided and everything it was decided from.
``replay`` decides again from a receipt.
"""

try:
    import cattrs  # noqa: F401 - so that the error below names the extra
except ModuleNotFoundError as _missing:
    raise ImportError(
        "JSON needs cattrs: install it with the extra json, as in cmoffer-policy[json]", name="cattrs"
    ) from _missing

from cmoffer_policy.serialization.documents import SCHEMA_VERSION, from_dict, from_json, to_dict, to_json, upgrade
from cmoffer_policy.serialization.json_schema import schema
from cmoffer_policy.serialization.replaying import Replay, ReplayDifference, replay

__all__ = [
    "SCHEMA_VERSION",
    "Replay",
    "ReplayDifference",
    "from_dict",
    "from_json",
    "replay",
    "schema",
    "to_dict",
    "to_json",
    "upgrade",
]
