"""The presentation of a decision: what there is to say as data, as text in English or Chinese, and as cards."""

from cmoffer_policy.presentation.card import decision_card
from cmoffer_policy.presentation.chinese import CHINESE
from cmoffer_policy.presentation.content import explanation
from cmoffer_policy.presentation.english import ENGLISH
from cmoffer_policy.presentation.language import Language
from cmoffer_policy.presentation.record import record_card
from cmoffer_policy.presentation.statements import Audience, Explanation, Goods, Section, Statement
from cmoffer_policy.presentation.text import explain, headline, render

__all__ = [
    "CHINESE",
    "ENGLISH",
    "Audience",
    "Explanation",
    "Goods",
    "Language",
    "Section",
    "Statement",
    "decision_card",
    "explain",
    "explanation",
    "headline",
    "record_card",
    "render",
]
