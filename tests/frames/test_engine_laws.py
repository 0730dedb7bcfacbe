"""Drawn cases and editions on every engine but polars: a frame is decided as ``OrderClaims`` decides."""

from __future__ import annotations

import pytest
from hypothesis import given

from cmoffer_policy import Policy
from cmoffer_policy.testing import policies
from support.draws import at_most
from support.frame_cases import Case, decided_as_objects, decided_together, differences, many_cases
from support.frame_engines import EAGER, LAZY


@pytest.mark.parametrize("engine", [engine for engine in (*EAGER, *LAZY) if engine != "polars"])
@at_most(10)
@given(cases=many_cases(10), policy=policies())
def test_every_engine_decides_as_the_scalar_code_does(engine: str, cases: list[Case], policy: Policy) -> None:
    """Row by row, under any edition."""
    expected = decided_as_objects(cases, policy=policy)
    assert differences(decided_together(engine, cases, policy=policy), expected) == {}
