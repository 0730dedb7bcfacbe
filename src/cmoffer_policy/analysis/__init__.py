"""The judgement as a finite function: every case, an example of each, the decision table, and policies compared."""

from cmoffer_policy.analysis.cases import KnownFacts, PossibleOutcomes, all_facts, possible_outcomes
from cmoffer_policy.analysis.difference import Answer, Difference, PolicyDiff, diff_policies
from cmoffer_policy.analysis.table import COLUMNS, Asked, DecisionRow, DecisionTable, decision_table
from cmoffer_policy.analysis.witnesses import realise
from cmoffer_policy.analysis.worsening import Worsening

__all__ = [
    "COLUMNS",
    "Answer",
    "Asked",
    "DecisionRow",
    "DecisionTable",
    "Difference",
    "KnownFacts",
    "PolicyDiff",
    "PossibleOutcomes",
    "Worsening",
    "all_facts",
    "decision_table",
    "diff_policies",
    "possible_outcomes",
    "realise",
]
