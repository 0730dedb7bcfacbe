"""The package installed is enough: Hypothesis finds the strategies by itself, and no process pays for what it never uses."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path
from textwrap import dedent

import pytest

import _cmoffer_policy_hypothesis as entry

HYPOTHESIS_FIRST = """
import sys
import hypothesis
print(*sorted(name for name in sys.modules if "cmoffer" in name or name in ("attrs", "holidays")))
from hypothesis import given, settings
from cmoffer_policy import Claim, Order
print("holidays" in sys.modules, type(sys.modules["cmoffer_policy"].__loader__).__name__)
seen = set()
@settings(max_examples=5, database=None)
@given(...)
def by_annotation(order: Order, claim: Claim) -> None:
    seen.add((order.lines[0].line_id, type(claim).__name__))
by_annotation()
print(*seen)
"""
WITHOUT_HYPOTHESIS = """
import sys
import cmoffer_policy.testing as kit
print("hypothesis" in sys.modules)
sys.modules["hypothesis"] = None
from cmoffer_policy import decide
scenario = kit.scenarios()[0]
kit.assert_scenario(scenario, decide(scenario.order, scenario.claim, policy=scenario.policy))
try:
    kit.orders
except ImportError as missing:
    print(missing.name, missing, sep=": ")
"""


def run(program: str) -> list[str]:
    """The lines that a process of its own prints that knows only what is installed."""
    done = subprocess.run(
        [sys.executable, "-I", "-W", "error", "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_one_entry_point_is_registered() -> None:
    """The group of Hypothesis has one entry of ours, which loads a function."""
    ours = [each for each in entry_points(group="hypothesis") if each.name == "cmoffer_policy"]
    assert [each.value for each in ours] == ["_cmoffer_policy_hypothesis:register"]
    assert ours[0].load() is entry.register


def test_hypothesis_loads_one_small_module_and_registers_once_the_package_is_imported() -> None:
    """Then types give natural values, and the calendar is loaded, for which a first test would have no time."""
    assert run(HYPOTHESIS_FIRST) == ["_cmoffer_policy_hypothesis", "True SourceFileLoader", "('ring', 'Claim')"]


def test_a_missing_hypothesis_is_an_import_error_that_names_the_extra() -> None:
    """Scenarios and assertions neither load nor need Hypothesis; a strategy says what to install."""
    assert run(WITHOUT_HYPOTHESIS) == [
        "False",
        "hypothesis: the strategies need Hypothesis: install it with the extra testing, as in cmoffer-policy[testing]",
    ]


def test_the_strategies_name_the_extra_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever imports them past the kit reads the same."""
    for name in [name for name in sys.modules if name.startswith("cmoffer_policy.testing.strategies")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "hypothesis", None)
    with pytest.raises(ImportError, match=r"^the strategies need Hypothesis: install it with the extra testing, "):
        import_module("cmoffer_policy.testing.strategies")


def test_a_name_the_kit_does_not_have_is_an_attribute_error() -> None:
    """A misspelt strategy is refused as any misspelt name is."""
    import cmoffer_policy.testing as kit

    with pytest.raises(AttributeError, match=r"^module 'cmoffer_policy.testing' has no attribute 'order'$"):
        _ = kit.order


@pytest.fixture
def pretend(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package of another name for the entry point to wait for; its strategies count how often they are loaded."""
    package = tmp_path / "pretended"
    (package / "testing").mkdir(parents=True)
    for folder in (package, package / "testing"):
        (folder / "__init__.py").write_text("loaded = 0\n", encoding="utf-8")
    (package / "testing" / "strategies.py").write_text("import pretended\npretended.loaded += 1\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(entry, "PACKAGE", "pretended")
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path])
    yield package
    for name in [name for name in sys.modules if name.partition(".")[0] == "pretended"]:
        del sys.modules[name]


@pytest.mark.usefixtures("pretend")
def test_the_package_imported_before_registers_at_once() -> None:
    """There is nothing to wait for."""
    finders = [*sys.meta_path]
    package = import_module("pretended")
    assert package.loaded == 0
    entry.register()
    assert package.loaded == 1
    assert sys.meta_path == finders


def test_the_package_imported_later_registers_then(pretend: Path) -> None:
    """Looking for it is not importing it; and once it is imported no trace is left."""
    finders = [*sys.meta_path]
    entry.register()
    assert len(sys.meta_path) == len(finders) + 1
    spec = find_spec("pretended")
    assert spec is not None
    assert spec.loader.get_filename("pretended") == str(pretend / "__init__.py")  # type: ignore[union-attr]
    assert "pretended" not in sys.modules
    package = import_module("pretended")
    assert package.loaded == 1
    assert sys.meta_path == finders
    assert type(package.__loader__) is type(package.__spec__.loader) is type(entry.__loader__)


def test_a_package_that_is_not_there_is_missing_as_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waiting for it hides nothing."""
    monkeypatch.setattr(entry, "PACKAGE", "pretended")
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path])
    entry.register()
    with pytest.raises(ModuleNotFoundError, match=r"^No module named 'pretended'$"):
        import_module("pretended")


@pytest.mark.parametrize("fault", ["import nothing_of_this_name", "raise SystemError", "1 / 0"])
def test_strategies_that_fail_break_neither_hypothesis_nor_the_package(pretend: Path, fault: str) -> None:
    """Whoever asks for a strategy reads what is wrong; nobody else has to."""
    (pretend / "testing" / "strategies.py").write_text(dedent(fault), encoding="utf-8")
    entry.register()
    assert import_module("pretended").loaded == 0
    entry.register()
