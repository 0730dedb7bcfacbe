"""The judgement as a finite function: every case of it, a concrete example of each, and what readings change."""

from cmoffer_policy.analysis.cases import all_facts
from cmoffer_policy.analysis.difference import Answer, Difference, PolicyDiff, diff_policies
from cmoffer_policy.analysis.possibilities import KnownFacts, possible_outcomes
from cmoffer_policy.analysis.table import COLUMNS, Asked, DecisionRow, DecisionTable, decision_table
from cmoffer_policy.analysis.witnesses import realise

__all__ = [
    "COLUMNS",
    "Answer",
    "Asked",
    "DecisionRow",
    "DecisionTable",
    "Difference",
    "KnownFacts",
    "PolicyDiff",
    "all_facts",
    "decision_table",
    "diff_policies",
    "possible_outcomes",
    "realise",
]
