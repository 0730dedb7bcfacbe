"""The core is pure: nothing heavy is loaded, nothing is read from the machine, nothing is inexact."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import cmoffer_policy
from cmoffer_policy import facade

REFUSED_BY_NAME = {"text.py": {"float"}}  # the boundary has to name what it refuses
DIVIDES = {"arithmetic.py"}  # columns have no other division on every engine; its results are whole and exact
COMMAND = "__main__.py"  # the one place that reads files and prints
SOURCES = sorted(path for path in Path(cmoffer_policy.__file__).parent.rglob("*.py") if path.name != COMMAND)
HEAVY = ("holidays", "dateutil", "cattrs", "narwhals", "hypothesis", "numpy", "pandas")
MACHINE = {"os", "time", "random", "locale", "logging", "threading", "pathlib", "socket", "secrets", "uuid"}


def test_importing_loads_nothing_heavy() -> None:
    """A fresh process that has the one call has loaded neither calendar data, parser nor any extra."""
    program = "import sys; from cmoffer_policy import decide; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert "cmoffer_policy" in loaded
    assert not set(HEAVY) & set(loaded)


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: "/".join(path.parts[-2:]))
def test_no_module_touches_the_machine_or_a_float(source: Path) -> None:
    """No clock, environment, randomness, locale or I/O is imported, and no float is written or made."""
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            assert not {alias.name.partition(".")[0] for alias in node.names} & MACHINE
        if isinstance(node, ast.ImportFrom):
            assert (node.module or "").partition(".")[0] not in MACHINE
        if isinstance(node, ast.Constant):
            assert not isinstance(node.value, float)
        if isinstance(node, ast.Attribute):
            assert node.attr not in {"now", "today", "utcnow", "environ"}
        if isinstance(node, ast.Name):
            assert node.id not in {"float", "open", "input", "print"} - REFUSED_BY_NAME.get(source.name, set())
        if isinstance(node, ast.BinOp):
            assert not isinstance(node.op, ast.Div) or source.name in DIVIDES


def test_the_facade_exports_exactly_what_it_names_in_order() -> None:
    """``__all__`` is sorted, complete and without strangers."""
    assert cmoffer_policy.__all__ == sorted(
        cmoffer_policy.__all__, key=lambda name: (not name.isupper(), name[0].islower(), name)
    )
    public = {
        name for name, value in vars(facade).items() if not name.startswith("_") and not isinstance(value, type(sys))
    }
    assert public == set(cmoffer_policy.__all__)


def run(program: str) -> str:
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout


def test_importing_the_package_loads_nothing_of_it() -> None:
    """The library comes with the first name of it that is used."""
    loaded = "print(*[name for name in sys.modules if name.startswith(('cmoffer_policy', 'attr'))]); "
    program = f"import sys, cmoffer_policy; {loaded} cmoffer_policy.decide; print('attrs' in sys.modules)"
    assert run(program).splitlines() == ["cmoffer_policy", "True"]


@pytest.mark.parametrize("name", ["decide", "POLICY_2023", "rules", "errors"])
def test_every_name_can_be_the_first(name: str) -> None:
    """Also a room of the package, which nobody imported by its own name."""
    program = f"import cmoffer_policy; first = cmoffer_policy.{name}; print(cmoffer_policy.{name} is first)"
    assert run(program) == "True\n"


def test_the_package_lists_its_names() -> None:
    """For whoever looks what there is, and for whoever imports all of it."""
    assert set(cmoffer_policy.__all__) < set(dir(cmoffer_policy))
    assert run("from cmoffer_policy import *; print(decide.__name__, '__all__' in globals())") == "decide False\n"


@pytest.mark.parametrize("name", ["nothing", "__nothing__"])
def test_an_unknown_name_is_refused(name: str) -> None:
    """As of any module."""
    with pytest.raises(AttributeError) as refusal:
        getattr(cmoffer_policy, name)
    assert str(refusal.value) == f"module 'cmoffer_policy' has no attribute '{name}'"
