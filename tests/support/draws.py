"""How often a law is drawn whose examples take longer than those of others, and without a deadline for each."""

from __future__ import annotations

from hypothesis import settings

few = settings(max_examples=max(10, settings().max_examples // 4), deadline=None)
"""A quarter of the examples of the profile, but ten or more."""
