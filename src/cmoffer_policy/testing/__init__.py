"""For the tests of services: worked scenarios, assertions that explain, coverage of the policy, and strategies.

Only the strategies need more, the extra ``testing``; they are loaded when the first of them is used.
"""

from typing import TYPE_CHECKING, Any

from cmoffer_policy.testing.assertions import assert_decision, assert_life, assert_never_worse, assert_scenario
from cmoffer_policy.testing.boundaries import boundaries
from cmoffer_policy.testing.expected import Expected, ExpectedItem
from cmoffer_policy.testing.expected_life import (
    ExpectedAmount,
    ExpectedClaim,
    ExpectedLife,
    ExpectedShare,
)
from cmoffer_policy.testing.gaps import Coverage, Gap, coverage
from cmoffer_policy.testing.life import Life, lives, read_lives
from cmoffer_policy.testing.scenario import Scenario, read_scenarios, scenarios

if TYPE_CHECKING:
    from cmoffer_policy.testing.strategies.claim import claim_items, claim_requests, claims, evidences
    from cmoffer_policy.testing.strategies.lives import order_claims
    from cmoffer_policy.testing.strategies.order import instants, moneys, order_lines, orders
    from cmoffer_policy.testing.strategies.outcomes import cases, decisions, facts, policies, work_calendars

__all__ = [
    "Coverage",
    "Expected",
    "ExpectedAmount",
    "ExpectedClaim",
    "ExpectedItem",
    "ExpectedLife",
    "ExpectedShare",
    "Gap",
    "Life",
    "Scenario",
    "assert_decision",
    "assert_life",
    "assert_never_worse",
    "assert_scenario",
    "boundaries",
    "cases",
    "claim_items",
    "claim_requests",
    "claims",
    "coverage",
    "decisions",
    "evidences",
    "facts",
    "instants",
    "lives",
    "moneys",
    "order_claims",
    "order_lines",
    "orders",
    "policies",
    "read_lives",
    "read_scenarios",
    "scenarios",
    "work_calendars",
]


def __getattr__(name: str) -> Any:
    """The strategy of this name. Only now is Hypothesis imported."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from cmoffer_policy.testing import strategies

    return getattr(strategies, name)
