"""The presentation of a decision: in plain English, and as a card in a notebook."""

from cmoffer_policy.presentation.card import decision_card
from cmoffer_policy.presentation.text import explain, headline

__all__ = ["decision_card", "explain", "headline"]
