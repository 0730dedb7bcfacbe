"""Every case a policy can meet: all Facts that some order and claim give rise to, and what some of them leave open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from itertools import product
from math import prod
from typing import TypedDict, Unpack

from attrs import field, frozen

from cmoffer_policy.calendars import FIRST_YEAR, LAST_YEAR
from cmoffer_policy.checks import instance
from cmoffer_policy.errors import InvalidValue, shown
from cmoffer_policy.facts import DOMAINS, Facts, Phase
from cmoffer_policy.policy import GuaranteeStart, Policy
from cmoffer_policy.rules import judge
from cmoffer_policy.vocabulary import Outcome, Problem, ProductionStage, Remedy, Verification, repr_of

APPROVED = Facts(
    governed=True,
    phase=Phase.BOTH_OPEN,
    problem=Problem.BROKEN,
    remedy=Remedy.REFUND,
    replacement_dearer=False,
    production=ProductionStage.STARTED,
    nothing_arrived=False,
    corrosion=False,
    misuse=False,
    unlawful=False,
    listing_differs=False,
    buyer_compensated=True,
    problem_shown=True,
    buyer_quoted=True,
    description_proved=False,
    verification=Verification.CONFIRMED,
)
"""A case that every policy approves."""


@lru_cache(maxsize=16)
def reachable_phases(policy: Policy) -> tuple[Phase, ...]:
    """The phases that dates can lead to under the policy, in the order of their definition.

    Both windows open with the shipment, so that only the longer one can be open alone. Counted from the delivery, which
    may be late or unknown, the guarantee can always outlast after-sales service.
    """
    from_delivery = policy.guarantee_start is GuaranteeStart.DELIVERY
    possible = {
        Phase.AFTER_SALES_OPEN: policy.after_sales_days > policy.guarantee_days,
        Phase.GUARANTEE_OPEN: policy.guarantee_days > policy.after_sales_days or from_delivery,
        Phase.GUARANTEE_UNKNOWN: from_delivery,
    }
    return tuple([phase for phase in Phase if possible.get(phase, True)])


def reachable_governed(policy: Policy) -> tuple[bool, ...]:
    """Whether orders can be older than the policy, and whether they can fall under it, in the years accepted."""
    older = policy.effective_from > date(FIRST_YEAR, 1, 1)
    governed = policy.effective_from <= date(LAST_YEAR, 12, 31)
    return tuple([value for value, possible in ((False, older), (True, governed)) if possible])


def all_facts(policy: Policy) -> Iterator[Facts]:
    """Every Facts reachable under the policy, each once, by rising ``code``.

    Not reachable are an order older or newer than every instant accepted, a phase that the windows never reach, goods
    that were shipped without having been produced, a refund dearer than what it replaces, an order lost whole of which
    nothing is lost, and anything about the description of goods that are not claimed to differ from it.

    >>> from cmoffer_policy import POLICY_2023
    >>> next(all_facts(POLICY_2023)).governed
    False
    """
    return facts_with(policy, {})


def facts_with(policy: Policy, known: Mapping[str, object]) -> Iterator[Facts]:
    """The reachable Facts in which some fields, given by their names, have known values."""
    domains: dict[str, tuple[object, ...]] = {
        **DOMAINS,
        "governed": reachable_governed(policy),
        "phase": reachable_phases(policy),
    }
    open_to = {
        name: tuple([value for value in values if name not in known or value is known[name]])
        for name, values in domains.items()
    }
    # What the order and the request can be comes first, so that what cannot be is not multiplied by all the rest.
    heads, tails = list(open_to)[:_HEADS], list(open_to)[_HEADS:]
    for head in product(*[open_to[name] for name in heads]):
        case = dict(zip(heads, head, strict=True))
        if _possible_request(case):
            for tail in product(*[_possible(name, open_to[name], case) for name in tails]):
                yield Facts(**case, **dict(zip(tails, tail, strict=True)))  # type: ignore[arg-type]  # as in DOMAINS


_HEADS = 6  # governed, phase, problem, remedy, replacement_dearer, production
ABOUT_ONE_PROBLEM = {
    "nothing_arrived": Problem.LOST,
    "listing_differs": Problem.NOT_AS_DESCRIBED,
    "description_proved": Problem.NOT_AS_DESCRIBED,
}
"""The facts that can be true of one problem only."""


def _possible_request(case: Mapping[str, object]) -> bool:
    produced = case["production"] is ProductionStage.STARTED or case["phase"] is Phase.NOT_SHIPPED
    return produced and not (case["replacement_dearer"] and case["remedy"] is Remedy.REFUND)


def _possible(name: str, values: tuple[object, ...], case: Mapping[str, object]) -> tuple[object, ...]:
    """The values of a fact that go with the problem."""
    if name not in ABOUT_ONE_PROBLEM or case["problem"] is ABOUT_ONE_PROBLEM[name]:
        return values
    return tuple([value for value in values if not value])


def is_reachable(facts: Facts, policy: Policy) -> bool:
    """Whether some order and claim give rise to these facts under the policy."""
    case = {name: getattr(facts, name) for name in DOMAINS}
    return (
        facts.governed in reachable_governed(policy)
        and facts.phase in reachable_phases(policy)
        and _possible_request(case)
        and all(_possible(name, (case[name],), case) for name in ABOUT_ONE_PROBLEM)
    )


class KnownFacts(TypedDict, total=False):
    """The facts that are known, by their names in ``Facts``.

    >>> from cmoffer_policy import POLICY_2023
    >>> cancelled: KnownFacts = {
    ...     "governed": True, "phase": Phase.NOT_SHIPPED, "problem": Problem.CHANGE_OF_MIND, "remedy": Remedy.REFUND,
    ...     "corrosion": False, "misuse": False, "unlawful": False, "verification": Verification.PENDING,
    ... }
    >>> sorted([outcome.words for outcome in possible_outcomes(policy=POLICY_2023, **cancelled).outcomes])
    ['referred', 'rejected']
    """

    governed: bool
    phase: Phase
    problem: Problem
    remedy: Remedy
    replacement_dearer: bool
    production: ProductionStage | None
    nothing_arrived: bool
    corrosion: bool
    misuse: bool
    unlawful: bool
    listing_differs: bool
    buyer_compensated: bool
    problem_shown: bool
    buyer_quoted: bool
    description_proved: bool
    verification: Verification


@frozen(kw_only=True)
class PossibleOutcomes:
    """What the facts that are not known leave open.

    - ``outcomes``: the outcomes that are still possible, none where the known facts exclude each other.
    - ``deciding``: the facts, by their names in ``Facts``, that can still change the outcome. Once all of them are
      known, the outcome is.
    - ``settled``: the other facts that are not known. None of them changes the outcome any more.

    >>> from cmoffer_policy import POLICY_2023
    >>> confirmed: PossibleOutcomes = possible_outcomes(
    ...     policy=POLICY_2023, governed=True, phase=Phase.GUARANTEE_OPEN, problem=Problem.WRONG_SIZE,
    ...     remedy=Remedy.REPLACEMENT, corrosion=False, unlawful=False, verification=Verification.CONFIRMED,
    ... )
    >>> confirmed.deciding
    ('replacement_dearer', 'buyer_compensated', 'problem_shown', 'buyer_quoted')
    >>> confirmed.settled
    ('production', 'nothing_arrived', 'misuse', 'listing_differs', 'description_proved')
    """

    outcomes: frozenset[Outcome] = field(repr=repr_of)
    deciding: tuple[str, ...]
    settled: tuple[str, ...]


def possible_outcomes(*, policy: Policy, **known: Unpack[KnownFacts]) -> PossibleOutcomes:
    """The outcomes that are still possible when only these facts are known, and which further fact could change that.

    Raises ``InvalidValue`` for a name that is no fact and for a value that the fact cannot have, or a policy of
    another type.

    >>> from cmoffer_policy import POLICY_2023
    >>> possible_outcomes(policy=POLICY_2023, governed=True, phase=Phase.NONE_OPEN, remedy=Remedy.REFUND).outcomes
    frozenset({Outcome.REJECTED})
    """
    for name, value in known.items():
        if name not in DOMAINS:
            raise InvalidValue("unknown_fact", name, shown(value), f"one of the facts {', '.join(DOMAINS)}")
        if not any(value is possible for possible in DOMAINS[name]):
            expected = "one of " + ", ".join(map(repr, DOMAINS[name]))
            raise InvalidValue("not_a_fact", name, shown(value), expected)
    instance(policy, "policy", Policy)
    outcomes = {facts.code: judge(facts, policy).outcome for facts in facts_with(policy, known)}
    unknown = [name for name in DOMAINS if name not in known]
    deciding = tuple([name for name in unknown if _decides(name, outcomes)])
    return PossibleOutcomes(
        outcomes=frozenset(outcomes.values()),
        deciding=deciding,
        settled=tuple([name for name in unknown if name not in deciding]),
    )


def _decides(name: str, outcomes: Mapping[int, Outcome]) -> bool:
    """Whether two of the cases, by their codes, differ in this fact alone and in their outcome."""
    names = list(DOMAINS)
    stride = prod([len(DOMAINS[later]) for later in names[names.index(name) + 1 :]])
    size = len(DOMAINS[name])
    found: dict[int, Outcome] = {}
    return any(
        found.setdefault(code - code // stride % size * stride, outcome) is not outcome
        for code, outcome in outcomes.items()
    )
