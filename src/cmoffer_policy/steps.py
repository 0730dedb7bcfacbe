"""Next steps: what the seller can still change about a claim, until when, and the outcome it would lead to."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

from attrs import evolve, frozen

from cmoffer_policy.deadlines import Deadline, Period, Windows
from cmoffer_policy.evidence import MissingEvidence
from cmoffer_policy.facts import Facts
from cmoffer_policy.policy import Adjudicator, Policy
from cmoffer_policy.rules import after_sales_remedies, guarantee_if_open, judge, within_guarantee
from cmoffer_policy.vocabulary import Outcome, Problem, Remedy, Term, Verification


class Change(Term):
    """Something the seller can still change once the claim is submitted.

    The problem, its cause, the dates, the stage of production and the answer to the claim cannot be changed.

    >>> from cmoffer_policy import POLICY_2023, decide
    >>> from cmoffer_policy.testing import scenarios
    >>> (case,) = [case for case in scenarios(clause="4.2") if str(case) == "refund on day 31"]
    >>> facts = decide(case.order, case.claim).items[0].facts
    >>> [step.outcome for step in next_steps(facts, POLICY_2023) if Change.ASK_FOR_REPLACEMENT in step.changes]
    [Outcome.UNDER_VERIFICATION]
    """

    ASK_FOR_REFUND = "ask_for_refund"
    """Ask for a refund instead of a replacement."""
    ASK_FOR_REPLACEMENT = "ask_for_replacement"
    """Ask for a replacement with the same product instead of a refund."""
    ASK_SHOPIFY = "ask_shopify"
    """Ask Shopify to rule after CMOFFER ruled against the seller (2.2)."""
    CHOOSE_CHEAPER = "choose_cheaper"
    """Ask for a replacement that lists at no more than the unit it replaces (2.3)."""
    PROVE_COMPENSATION = "prove_compensation"
    """Add a complete screenshot of your refund or of your new order for the buyer (3.1)."""
    SHOW_PROBLEM = "show_problem"
    """Add a picture or a video of the problem (3.2.1)."""
    QUOTE_BUYER = "quote_buyer"
    """Add the buyer's own words (3.2.2)."""
    PROVE_DESCRIPTION = "prove_description"
    """Add your listing with CMOFFER's description, and a photo of the measurement (3.2.3)."""


PROOFS = {
    Change.PROVE_COMPENSATION: "3.1",
    Change.SHOW_PROBLEM: "3.2.1",
    Change.QUOTE_BUYER: "3.2.2",
    Change.PROVE_DESCRIPTION: "3.2.3",
}
"""The clause that asks for each proof that the seller can add."""


ASKS_ANEW = frozenset({Change.ASK_FOR_REFUND, Change.ASK_FOR_REPLACEMENT, Change.CHOOSE_CHEAPER})
"""The changes that ask for something else, and so while a window is open."""


@frozen(kw_only=True)
class NextStep:
    """A minimal set of changes that together lead to a better outcome.

    - ``outcome``: the outcome after the changes.
    - ``missing``: what to add, document by document, for the proofs among the changes.
    - ``deadline``: until when the remedy of the changed claim is available. None if what is asked for stays as it is,
      because a claim keeps the time of its submission (4.1), and for a cancellation, which ends with production (2.4).

    >>> from cmoffer_policy import decide
    >>> from cmoffer_policy.testing import scenarios
    >>> def advice(step: NextStep) -> str:
    ...     until = f" until {step.deadline.last_day}" if step.deadline else ""
    ...     return f"{', '.join([change.words for change in step.changes])}{until}: {step.outcome.words}"
    >>> day_31 = scenarios(clause="4.2", outcome=Outcome.REJECTED)[0]
    >>> [advice(step) for step in decide(day_31.order, day_31.claim).items[0].next_steps]
    ['ask for replacement until 2024-03-05: under verification']
    """

    changes: tuple[Change, ...]
    outcome: Outcome
    missing: tuple[MissingEvidence, ...]
    deadline: Deadline | None


def next_steps(
    facts: Facts, policy: Policy, *, windows: Windows | None = None, missing: Iterable[MissingEvidence] = ()
) -> tuple[NextStep, ...]:
    """The minimal sets of changes that lead to a better outcome, fewest changes first.

    Minimal means that no part of the set leads as far. Empty if no change by the seller helps. The ``windows`` of the
    line give the steps their deadlines, and ``missing``, the incomplete proofs, what to add. Without them these fields
    are left empty.

    >>> from cmoffer_policy import POLICY_2023, Problem, Remedy, Verification
    >>> from cmoffer_policy.facts import Facts, Phase
    >>> day_45 = Facts(
    ...     governed=True, phase=Phase.GUARANTEE_OPEN, problem=Problem.BROKEN, remedy=Remedy.REFUND,
    ...     replacement_dearer=False, production=None, nothing_arrived=False, corrosion=False, misuse=False,
    ...     unlawful=False, listing_differs=False, buyer_compensated=True, problem_shown=False, buyer_quoted=True,
    ...     description_proved=False, verification=Verification.CONFIRMED,
    ... )
    >>> for step in next_steps(day_45, POLICY_2023):
    ...     print(step.outcome.words, "after", *[change.words for change in step.changes], sep=", ")
    needs evidence, after, ask for replacement
    under verification, after, ask for replacement, show problem
    """
    missing = tuple(missing)
    steps = []
    for changes, after, outcome in _remembered(facts, policy):
        clauses = [PROOFS[change] for change in changes if change in PROOFS]
        steps.append(
            NextStep(
                changes=changes,
                outcome=outcome,
                missing=tuple([proof for proof in missing if proof.clause in clauses]),
                deadline=remedy_deadline(after, policy, windows) if windows and ASKS_ANEW & set(changes) else None,
            )
        )
    return tuple(steps)


class _Improvement(NamedTuple):
    changes: tuple[Change, ...]
    facts: Facts
    outcome: Outcome


def _improvements(facts: Facts, policy: Policy) -> tuple[_Improvement, ...]:
    """The minimal sets of changes that lead to a better outcome, each with the case and the outcome after them."""
    start = judge(facts, policy).outcome.rank
    if start == Outcome.APPROVED.rank:  # nothing is better
        return ()
    possible = changes_open_to(facts, policy)
    found: list[_Improvement] = []
    for size in range(1, len(possible) + 1):
        for changes in combinations(possible, size):
            after = changed(facts, changes)
            outcome = judge(after, policy).outcome
            reached_with_less = any(
                less.outcome.rank >= outcome.rank and set(less.changes) < set(changes) for less in found
            )
            if outcome.rank > start and not reached_with_less:
                found.append(_Improvement(changes, after, outcome))
    return tuple(found)


_remembered = lru_cache(maxsize=2**14)(_improvements)


def remedy_deadline(facts: Facts, policy: Policy, windows: Windows) -> Deadline | None:
    """Until when the remedy is available: the latest deadline of the windows that grant it, None if none does.

    It is ``at_least`` where the guarantee may go on, as it counts from a delivery that is not known.
    """
    ends = []
    if windows.after_sales and facts.remedy in after_sales_remedies(facts, policy):
        ends.append(windows.after_sales.deadline)
    if windows.guarantee and guarantee_may_grant(facts, policy, windows.guarantee):
        ends.append(windows.guarantee.deadline)
    if not ends:
        return None
    return evolve(max(ends, key=lambda end: end.before), at_least=any(end.at_least for end in ends))


def guarantee_may_grant(facts: Facts, policy: Policy, guarantee: Period) -> bool:
    """Whether the guarantee grants the remedy, or may grant it, as its end is not known (2.3)."""
    may_be_open = within_guarantee(facts) or guarantee.deadline.at_least
    return may_be_open and facts.remedy in guarantee_if_open(facts, policy)


def changes_open_to(facts: Facts, policy: Policy) -> list[Change]:
    """What the seller can still change in this case: the remedy asked for, the judge, and the proofs not given yet.

    After a ruling against the seller the next step is to ask Shopify, where the reading ``adjudicator`` has both rule;
    another remedy would not get round it. After a ruling of Shopify there is none: it is the last word (2.2).
    """
    if facts.verification is Verification.SHOPIFY_RULED_AGAINST_SELLER:
        return []
    cmoffer_ruled = facts.verification is Verification.RULED_AGAINST_SELLER
    changes = {
        Change.ASK_FOR_REFUND: facts.remedy is Remedy.REPLACEMENT and not cmoffer_ruled,
        Change.ASK_FOR_REPLACEMENT: facts.remedy is Remedy.REFUND and not cmoffer_ruled,
        Change.ASK_SHOPIFY: cmoffer_ruled and policy.adjudicator is Adjudicator.CMOFFER_THEN_SHOPIFY,
        Change.CHOOSE_CHEAPER: facts.replacement_dearer,
        Change.PROVE_COMPENSATION: not facts.buyer_compensated,
        Change.SHOW_PROBLEM: not facts.problem_shown,
        Change.QUOTE_BUYER: not facts.buyer_quoted,
        Change.PROVE_DESCRIPTION: not facts.description_proved and facts.problem is Problem.NOT_AS_DESCRIBED,
    }
    return [change for change, is_open in changes.items() if is_open]


def changed(facts: Facts, changes: tuple[Change, ...]) -> Facts:
    """The case after the changes. Asking for another remedy is a new claim, whose verification is pending (4.1)."""
    for change in changes:
        match change:
            case Change.ASK_FOR_REFUND:
                facts = _new_claim(facts, Remedy.REFUND)
            case Change.ASK_FOR_REPLACEMENT:
                facts = _new_claim(facts, Remedy.REPLACEMENT)
            case Change.ASK_SHOPIFY:
                facts = evolve(facts, verification=Verification.CONTESTED)
            case Change.CHOOSE_CHEAPER:
                facts = evolve(facts, replacement_dearer=False)
            case Change.PROVE_COMPENSATION:
                facts = evolve(facts, buyer_compensated=True)
            case Change.SHOW_PROBLEM:
                facts = evolve(facts, problem_shown=True)
            case Change.QUOTE_BUYER:
                facts = evolve(facts, buyer_quoted=True)
            case _:
                facts = evolve(facts, description_proved=True)
    return facts


def _new_claim(facts: Facts, remedy: Remedy) -> Facts:
    return evolve(facts, remedy=remedy, replacement_dearer=False, verification=Verification.PENDING)
