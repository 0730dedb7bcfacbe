"""What the first edition called things, and what they are called today.

``RENAMES`` is the one place that says so: names of the first edition on the left, today's on the right.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from functools import cache
from importlib import import_module
from typing import Any

RENAMES: dict[str, str] = {
    # Types and functions
    "Window": "GuaranteeGrants",
    "Requirement": "MissingEvidence",
    "RefundSchedule": "Allocation",
    "LineWorth": "LineAllocation",
    "refund_schedule": "allocation",
    "claimed_units": "decide",
    # Terms
    "Window.SPLIT": "REPLACEMENT",
    "Window.SHORT": "NOTHING",
    "Window.LONG": "EITHER",
    "Adjudicator.PLATFORM": "CMOFFER",
    "Detail.PLATFORM_ORDER_NUMBER": "CMOFFER_ORDER_NUMBER",
    "Detail.MATCHES_PLATFORM_LISTING": "MATCHES_CMOFFER_LISTING",
    "Problem.MISSING_PIECE": "LOST",
    "Problem.NOT_RECEIVED": "LOST",
    "Status.KEPT": "MET",
    "Status.BROKEN": "FAILED",
    "Status.WAIVED": "NOT_NEEDED",
    "Status.LACKING": "MISSING",
    "Status.NOT_ASKED": "NOT_APPLICABLE",
    # Fields
    "Policy.window": "guarantee_grants",
    "Decision.refund_at_stake": "refund_possible",
    "ItemDecision.refund_at_stake": "refund_possible",
    "ItemDecision.gaps": "incomplete",
    "NextStep.requirements": "missing",
    "RefundLine.worth": "allocation",
    "Finding.read": "facts",
}
"""Names of the first edition that are others today. What is not here is called as it was."""

MODULES = (
    "cmoffer_policy",
    "cmoffer_policy.vocabulary",
    "cmoffer_policy.policy",
    "cmoffer_policy.facts",
    "cmoffer_policy.rules",
    "cmoffer_policy.steps",
    "cmoffer_policy.deadlines",
    "cmoffer_policy.evidence",
    "cmoffer_policy.refunds",
    "cmoffer_policy.observation",
    "cmoffer_policy.order_claims",
    "cmoffer_policy.decision",
    "cmoffer_policy.readings",
    "cmoffer_policy.calendars",
    "cmoffer_policy.money",
    "cmoffer_policy.serialization",
)
"""Where today's names are looked for, in this order."""

VOCABULARIES = (
    *("AcceptanceClock", "Adjudicator", "Cancellation", "ExclusionScope", "FreightWeight"),
    *("GuaranteeStart", "MisuseScope", "Window", "WindowEnd"),
    *("Cause", "Detail", "Document", "Outcome", "Problem", "ProductionStage", "Remedy", "Verification"),
    *("Phase", "Status", "Change", "OpenPoint"),
)


@cache
def library(name: str) -> Any:
    """What the first edition called by this name. Its module is whichever has it today."""
    today = RENAMES.get(name, name)
    for module in MODULES:
        try:
            found = import_module(module)
        except ModuleNotFoundError as missing:
            if missing.name != module:
                raise
            continue
        if hasattr(found, today):
            return getattr(found, today)
    raise LookupError(f"no {today} in the library")


@cache
def field(name: str) -> str:
    """Today's name of a field of the first edition, such as Policy.window."""
    return RENAMES.get(name, name.rpartition(".")[2])


def read(value: Any, name: str) -> Any:
    """The field of a value, by the name that the first edition had for it."""
    return getattr(value, field(name))


class Vocabulary:
    """The terms of one kind by the names that the first edition gave them.

    A term that the first edition did not have goes by its own name, one that had several by the first of them.
    """

    def __init__(self, name: str) -> None:
        self.kind: type[Enum] = library(name)
        today = {each.partition(".")[2]: RENAMES[each] for each in RENAMES if each.startswith(f"{name}.")}
        self.name_of = {term: next((old for old in today if today[old] == term.name), term.name) for term in self.kind}
        self.of_name = {self.name_of[term]: term for term in self.kind}
        self.of_name |= {old: self.kind[term] for old, term in today.items()}

    def names(self, terms: Iterable[Enum]) -> list[str]:
        """The names of several terms in the order of their definition."""
        held = set(terms)
        return [name for term, name in self.name_of.items() if term in held]


@cache
def vocabulary(name: str) -> Vocabulary:
    """The terms of one kind, read once."""
    return Vocabulary(name)


def term(name: str, value: str) -> Any:
    """A term by its kind and name in the first edition."""
    return vocabulary(name).of_name[value]


def name_of(kind: str, value: Any) -> Any:
    """The name of a term in the first edition; None where there is none."""
    return None if value is None else vocabulary(kind).name_of[value]
