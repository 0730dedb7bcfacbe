"""The public names of the library, each with the module it is imported from."""

from __future__ import annotations

import cmoffer_policy
from cmoffer_policy import analysis, frames, serialization, testing

PUBLIC: dict[str, list[str]] = {
    **{module.__name__: list(module.__all__) for module in (cmoffer_policy, analysis, serialization, frames, testing)},
    "cmoffer_policy.rules": ["Verdict", "eligibility_rules", "evidence_rules", "exclusion_rules", "judge"],
    "cmoffer_policy.steps": ["next_steps"],
}
"""By module; what ``cmoffer_policy`` itself exports is named there only."""
