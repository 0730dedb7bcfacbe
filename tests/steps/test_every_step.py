"""Every step of every case that the policy reaches."""

from __future__ import annotations

from cmoffer_policy import POLICY_2023
from cmoffer_policy.analysis import all_facts
from support.step_checks import cases, check_best, check_steps, check_steps_taken


def test_every_step_of_every_case_is_minimal_and_helps() -> None:
    """A step leads to the outcome it names, and no part of it leads as far."""
    for facts in cases(stride=1):
        check_steps(facts)
        check_best(facts)


def test_every_step_of_every_case_taken_leads_where_it_says() -> None:
    """Taken in the claim itself, which is then decided again."""
    for facts in all_facts(POLICY_2023):
        check_steps_taken(facts)
