"""What Hypothesis loads wherever the package is installed: the types of ``cmoffer_policy`` get their strategies.

Hypothesis loads this in every process that imports it, whether or not the process has anything to do with claims. So
this stands outside of ``cmoffer_policy``, whose import takes longer than many tests, and waits until somebody else
imports that.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.util import find_spec

TYPE_CHECKING = False
if TYPE_CHECKING:  # the names are for type checkers; importing them would take longer than all the rest
    from importlib.machinery import ModuleSpec
    from types import ModuleType

PACKAGE = "cmoffer_policy"


def register() -> None:
    """Register the strategies as soon as the package is imported: at once if it already is.

    Whatever goes wrong, neither Hypothesis nor the package fails for it. Importing a strategy from
    ``cmoffer_policy.testing`` then says what is wrong.
    """
    if PACKAGE in sys.modules:
        _register_now()
    else:
        sys.meta_path.insert(0, _UntilImported())


def _register_now() -> None:
    with suppress(Exception):
        import_module(f"{PACKAGE}.testing.strategies")


class _UntilImported(MetaPathFinder):
    """Finds nothing itself: when the package is asked for, it sees to it that loading what others find registers."""

    def __init__(self) -> None:
        self._others_look = False

    def find_spec(self, name: str, *_: object) -> ModuleSpec | None:
        """The package as the other finders find it; None for any other module."""
        if name != PACKAGE or self._others_look:
            return None
        self._others_look = True
        try:
            spec = find_spec(name)
        finally:
            self._others_look = False
        if spec is not None and spec.loader is not None:
            spec.loader = _ThenRegister(spec.loader, self)
        return spec


class _ThenRegister(Loader):
    """Loads the package with its own loader, which the module keeps, and registers the strategies afterwards."""

    def __init__(self, loader: Loader, finder: MetaPathFinder) -> None:
        self._loader = loader
        self._finder = finder

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """The module that the loader creates."""
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        """Execute the module, then register; nobody has to wait any longer."""
        with suppress(ValueError):
            sys.meta_path.remove(self._finder)
        module.__loader__ = self._loader
        module.__spec__.loader = self._loader  # type: ignore[union-attr]  # a module that is loaded has one
        self._loader.exec_module(module)
        _register_now()

    def __getattr__(self, name: str) -> object:
        """Whatever else is asked of a loader, such as the source of the module."""
        return getattr(self._loader, name)
