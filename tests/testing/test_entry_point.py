"""The package installed is enough: Hypothesis finds the strategies by itself, and says so where it is missing."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from importlib.metadata import entry_points

import pytest

FROM_TYPE = """
from hypothesis import find, given, settings, strategies as st
from cmoffer_policy import Claim, Order, decide, explain
minimal = find(st.from_type(Order), lambda order: True)
assert (len(minimal.lines), str(minimal.paid)) == (1, "USD 19.90"), minimal
seen = []
@settings(max_examples=20, database=None)
@given(...)
def by_annotation(order: Order, claim: Claim) -> None:
    seen.append((type(order), type(claim)))
by_annotation()
assert set(seen) == {(Order, Claim)}
"""
WITHOUT_HYPOTHESIS = """
import sys
sys.modules["hypothesis"] = None
from cmoffer_policy import decide
from cmoffer_policy.testing import assert_scenario, scenarios
scenario = scenarios()[0]
assert_scenario(scenario, decide(scenario.order, scenario.claim, policy=scenario.policy))
try:
    from cmoffer_policy.testing import orders
except ImportError as missing:
    print(missing.name, missing, sep=": ")
"""


def run(program: str) -> str:
    """What a process of its own prints that knows only what is installed."""
    done = subprocess.run(
        [sys.executable, "-I", "-W", "error", "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_one_entry_point_is_registered() -> None:
    """The group of Hypothesis has one entry of ours, and it loads."""
    ours = [entry for entry in entry_points(group="hypothesis") if entry.name == "cmoffer_policy"]
    assert [entry.value for entry in ours] == ["cmoffer_policy.testing.strategies"]
    assert ours[0].load().orders


@pytest.mark.parametrize("first", ["hypothesis", "cmoffer_policy", "cmoffer_policy.testing.strategies"])
def test_from_type_just_works_whatever_is_imported_first(first: str) -> None:
    """A process that registers nothing gets natural orders and claims from their types."""
    run(f"import {first}\n{FROM_TYPE}")


def test_a_missing_hypothesis_is_an_import_error_that_names_the_extra() -> None:
    """Scenarios and assertions work without Hypothesis; a strategy says what to install."""
    assert run(WITHOUT_HYPOTHESIS) == (
        "hypothesis: the strategies need Hypothesis: install it with the extra testing, as in cmoffer-policy[testing]\n"
    )


def test_the_strategies_name_the_extra_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever imports them past the kit reads the same."""
    for name in [name for name in sys.modules if name.startswith("cmoffer_policy.testing.strategies")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "hypothesis", None)
    with pytest.raises(ImportError, match=r"^the strategies need Hypothesis: install it with the extra testing, "):
        import_module("cmoffer_policy.testing.strategies")


def test_the_kit_loads_hypothesis_only_when_a_strategy_is_asked_for() -> None:
    """Importing the kit for its scenarios costs no Hypothesis."""
    program = "import sys, cmoffer_policy.testing as kit; before = 'hypothesis' in sys.modules; kit.orders; "
    assert run(program + "print(before, 'hypothesis' in sys.modules)") == "False True\n"


def test_a_name_the_kit_does_not_have_is_an_attribute_error() -> None:
    """A misspelt strategy is refused as any misspelt name is."""
    import cmoffer_policy.testing as kit

    with pytest.raises(AttributeError, match=r"^module 'cmoffer_policy.testing' has no attribute 'order'$"):
        _ = kit.order
