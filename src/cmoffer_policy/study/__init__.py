"""The judgement as a finite function: every case of it, a concrete example of each, and what readings change."""

from cmoffer_policy.study.audit import AuditReport, Violation, audit
from cmoffer_policy.study.cases import all_facts
from cmoffer_policy.study.difference import Answer, Difference, PolicyDiff, diff_policies
from cmoffer_policy.study.laws import Law
from cmoffer_policy.study.possibilities import KnownFacts, possible_outcomes
from cmoffer_policy.study.realise import realise
from cmoffer_policy.study.table import COLUMNS, Asked, DecisionRow, DecisionTable, decision_table

__all__ = [
    "COLUMNS",
    "Answer",
    "Asked",
    "AuditReport",
    "DecisionRow",
    "DecisionTable",
    "Difference",
    "KnownFacts",
    "Law",
    "PolicyDiff",
    "Violation",
    "all_facts",
    "audit",
    "decision_table",
    "diff_policies",
    "possible_outcomes",
    "realise",
]
