"""The core is pure: nothing heavy is loaded, nothing is read from the machine, nothing is inexact."""

from __future__ import annotations

import ast
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from pkgutil import iter_modules

import pytest

import cmoffer_policy

NAMED = {"text.py": {"float"}}  # the boundary has to name what it refuses
BEYOND_MEMORY = "batches.py"  # what does not fit into memory is kept in files meanwhile
DIVIDES = {"batches.py"}  # a path has its parts
COMMAND = "__main__.py"  # the one place that reads files and prints
SOURCES = sorted(path for path in Path(cmoffer_policy.__file__).parent.rglob("*.py") if path.name != COMMAND)
HEAVY = ("holidays", "dateutil", "cattrs", "narwhals", "hypothesis", "numpy", "pandas", "pyarrow", "polars", "duckdb")
MACHINE = {"os", "time", "random", "locale", "logging", "threading", "pathlib", "socket", "secrets", "uuid"}


def test_importing_loads_nothing_heavy() -> None:
    """A fresh process that has the whole package has loaded neither calendar data, parser nor any extra."""
    program = "import sys, cmoffer_policy; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    loaded = run(program).split()
    assert {"cmoffer_policy", "attrs"} <= set(loaded)
    assert not set(HEAVY) & set(loaded)


def test_importing_loads_no_folder_of_an_extra() -> None:
    """Neither the tools for services, analysts and test authors nor the command; only how a decision reads."""
    loaded = run(
        "import sys, cmoffer_policy; print(*[n for n in sys.modules if n.startswith('cmoffer_policy.')])"
    ).split()
    folders = {module.name for module in iter_modules(cmoffer_policy.__path__) if module.ispkg} | {"__main__"}
    assert folders & {name.split(".")[1] for name in loaded} == {"presentation"}


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: "/".join(path.parts[-2:]))
def test_no_module_touches_the_machine_or_a_float(source: Path) -> None:
    """No clock, environment, randomness, locale or I/O is imported, and no float is written or made."""
    machine = MACHINE - {"os", "pathlib"} if source.name == BEYOND_MEMORY else MACHINE
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            assert not {alias.name.partition(".")[0] for alias in node.names} & machine
        if isinstance(node, ast.ImportFrom):
            assert (node.module or "").partition(".")[0] not in machine
        if isinstance(node, ast.Constant):
            assert not isinstance(node.value, float)
        if isinstance(node, ast.Attribute):
            assert node.attr not in {"now", "today", "utcnow", "environ"}
        if isinstance(node, ast.Name):
            assert node.id not in {"float", "open", "input", "print"} - NAMED.get(source.name, set())
        if isinstance(node, ast.BinOp):
            assert not isinstance(node.op, ast.Div) or source.name in DIVIDES


def test_the_package_exports_exactly_what_it_names_in_order() -> None:
    """``__all__`` is sorted, complete and without strangers; no module bears the name of something exported."""
    exported = cmoffer_policy.__all__
    assert exported == sorted(exported, key=lambda name: (not name.isupper(), name[0].islower(), name))
    public = {
        name
        for name, value in vars(cmoffer_policy).items()
        if not name.startswith("_") and not isinstance(value, type(sys))
    }
    assert public | {"__version__"} == set(exported)
    assert not set(exported) & {module.name for module in iter_modules(cmoffer_policy.__path__)}
    assert set(exported) < set(dir(cmoffer_policy))


def test_the_package_only_imports_and_names() -> None:
    """Its file holds a docstring, plain imports from its own modules, ``__all__`` and ``__version__``."""
    docstring, *rest = ast.parse(Path(cmoffer_policy.__file__).read_text(encoding="utf-8")).body
    assert isinstance(docstring, ast.Expr)
    imports = [node for node in rest if isinstance(node, ast.ImportFrom)]
    assert rest[: len(imports)] == imports
    assert all((node.module or "").startswith("cmoffer_policy.") and node.level == 0 for node in imports)
    assert all(alias.asname is None and alias.name != "*" for node in imports for alias in node.names)
    assigned = [ast.unparse(node.targets[0]) for node in rest[len(imports) :] if isinstance(node, ast.Assign)]
    assert assigned == ["__all__", "__version__"]
    assert len(rest) == len(imports) + len(assigned)


def test_a_star_import_brings_what_is_exported() -> None:
    """For whoever tries the library in a shell."""
    program = "from cmoffer_policy import *; print(*sorted(name for name in globals() if name in {names!r}))"
    names = {*cmoffer_policy.__all__, "__all__", "rules"}
    printed = run(program.replace("{names!r}", repr(names))).split()
    assert printed == sorted(cmoffer_policy.__all__)


def run(program: str) -> str:
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout


def test_the_version_is_that_of_the_distribution() -> None:
    """What is installed says the version that the package says."""
    assert cmoffer_policy.__version__ == version("cmoffer-policy")


@pytest.mark.parametrize("name", ["nothing", "__nothing__"])
def test_an_unknown_name_is_refused(name: str) -> None:
    """As of any module."""
    with pytest.raises(AttributeError) as refusal:
        getattr(cmoffer_policy, name)
    assert str(refusal.value) == f"module 'cmoffer_policy' has no attribute '{name}'"
