"""What the CMOFFER return policy decides about a claim: why, clause by clause, by when, and for how much.

``decide(order, claim)`` is the one call; ``explain(decision)`` says it in plain English. Everything is an immutable
value, and nothing reads a clock, the environment or the locale.

The names come from ``cmoffer_policy.facade``, loaded with the first of them: a program that only might decide starts
without the library.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cmoffer_policy.facade import *  # noqa: F403 - all that it names
    from cmoffer_policy.facade import __all__ as __all__


def __getattr__(name: str) -> Any:
    """A public name, or a room of the package, which the façade has then imported."""
    if name == "__all__" or not name.startswith("__"):
        facade = import_module("cmoffer_policy.facade")
        if name in facade.__all__ or name == "__all__":
            globals()[name] = getattr(facade, name)  # so that nobody has to ask again
        if name in globals():
            return globals()[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *import_module("cmoffer_policy.facade").__all__})
