"""The judgement: a total function from Facts to Verdict, its rules in the order of the text.

Nothing here knows dates, money or documents; ``observe`` turns a case into Facts.
"""

from cmoffer_policy.rules.adjudication import adjudication_rules
from cmoffer_policy.rules.eligibility import eligibility_rules
from cmoffer_policy.rules.evidence import evidence_rules
from cmoffer_policy.rules.exclusions import exclusion_rules
from cmoffer_policy.rules.facts import Facts, Phase
from cmoffer_policy.rules.findings import Finding, Status
from cmoffer_policy.rules.steps import Change, Step, next_steps
from cmoffer_policy.rules.verdict import Verdict, judge

__all__ = [
    "Change",
    "Facts",
    "Finding",
    "Phase",
    "Status",
    "Step",
    "Verdict",
    "adjudication_rules",
    "eligibility_rules",
    "evidence_rules",
    "exclusion_rules",
    "judge",
    "next_steps",
]
