"""What facts that are not known still allow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypedDict, Unpack

from cmoffer_policy.analysis.cases import facts_with
from cmoffer_policy.errors import InvalidValue, shown
from cmoffer_policy.facts import DOMAINS, Phase
from cmoffer_policy.policy import Policy
from cmoffer_policy.rules import judge
from cmoffer_policy.vocabulary import Outcome, Problem, ProductionStage, Remedy, Verification


class KnownFacts(TypedDict, total=False):
    """The facts that are known, by their names in ``Facts``.

    >>> from cmoffer_policy import POLICY_2023
    >>> cancelled: KnownFacts = {
    ...     "governed": True, "phase": Phase.NOT_SHIPPED, "problem": Problem.CHANGE_OF_MIND, "remedy": Remedy.REFUND,
    ...     "corrosion": False, "misuse": False, "unlawful": False, "verification": Verification.PENDING,
    ... }
    >>> sorted([outcome.words for outcome in possible_outcomes(policy=POLICY_2023, **cancelled)])
    ['referred', 'rejected']
    """

    governed: bool
    phase: Phase
    problem: Problem
    remedy: Remedy
    replacement_dearer: bool
    production: ProductionStage | None
    corrosion: bool
    misuse: bool
    unlawful: bool
    buyer_compensated: bool
    problem_shown: bool
    buyer_quoted: bool
    description_proved: bool
    verification: Verification


def possible_outcomes(*, policy: Policy, **known: Unpack[KnownFacts]) -> frozenset[Outcome]:
    """The outcomes that are still possible while only these facts are known; empty where they exclude each other.

    Raises ``InvalidValue`` for a name that is no fact and for a value that the fact cannot have.

    >>> from cmoffer_policy import POLICY_2023
    >>> sorted(outcome.name for outcome in possible_outcomes(policy=POLICY_2023, governed=True, unlawful=True))
    ['REJECTED']
    """
    _check_known(known)
    return frozenset({judge(facts, policy).outcome for facts in facts_with(policy, known)})


def _check_known(known: Mapping[str, object]) -> None:
    for name, value in known.items():
        if name not in DOMAINS:
            raise InvalidValue("unknown_fact", name, shown(value), f"one of the facts {', '.join(DOMAINS)}")
        if not any(value is possible for possible in DOMAINS[name]):
            expected = "one of " + ", ".join(map(repr, DOMAINS[name]))
            raise InvalidValue("not_a_fact", name, shown(value), expected)
