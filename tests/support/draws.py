"""How often a law is drawn whose examples take longer than those of others; none of them has a deadline."""

from __future__ import annotations

from hypothesis import settings

DRAWN = settings().max_examples

few = settings(max_examples=max(10, DRAWN // 4), deadline=None)
"""A quarter of the examples of the profile, but ten or more."""


def at_most(examples: int) -> settings:
    """The examples of the profile, but no more than so many, or than a twentieth of those of a long night."""
    return settings(max_examples=min(DRAWN, max(examples, DRAWN // 20)), deadline=None)
