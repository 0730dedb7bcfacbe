"""The judgement as a finite function: every case of it, a concrete example of each, and what readings change."""

from cmoffer_policy.study.cases import all_facts
from cmoffer_policy.study.readings import KnownFacts, possible_outcomes
from cmoffer_policy.study.realise import realise

__all__ = ["KnownFacts", "all_facts", "possible_outcomes", "realise"]
