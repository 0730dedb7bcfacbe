"""What the seller can still do about an item, with the details and the last day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from cmoffer_policy.reckoning.deadlines import Deadline
from cmoffer_policy.reckoning.documents import Requirement
from cmoffer_policy.rules.facts import Facts
from cmoffer_policy.rules.routes import after_sales_remedies, guarantee_remedies
from cmoffer_policy.rules.steps import PROOFS, Change, changed, next_steps
from cmoffer_policy.terms.vocabulary import Outcome

if TYPE_CHECKING:
    from cmoffer_policy.answer.decision import ItemDecision


@frozen(kw_only=True)
class NextStep:
    """Changes that lead to a better outcome only together.

    - ``outcome``: the one they lead to.
    - ``requirements``: what the proofs among them have to add, document by document.
    - ``deadline``: until when the remedy asked for after the changes is available. None where the remedy stays, as a
      claim keeps the time of its submission (4.1), and for a cancellation, which ends with production (2.4).

    >>> from cmoffer_policy import decide
    >>> from cmoffer_policy.testing import scenarios
    >>> def advice(step: NextStep) -> str:
    ...     until = f" until {step.deadline.last_day}" if step.deadline else ""
    ...     return f"{', '.join([change.words for change in step.changes])}{until}: {step.outcome.words}"
    >>> day_31 = scenarios(clause="4.2", outcome=Outcome.REJECTED)[0]
    >>> [advice(step) for step in decide(day_31.order, day_31.claim).items[0].next_steps]
    ['ask for replacement until 2024-03-05: approved']
    """

    changes: tuple[Change, ...]
    outcome: Outcome
    requirements: tuple[Requirement, ...]
    deadline: Deadline | None


def next_steps_of(item: ItemDecision) -> tuple[NextStep, ...]:
    """The next steps of an item, fewest changes first."""
    return tuple(
        [
            NextStep(
                changes=step.changes,
                outcome=step.outcome,
                requirements=_requirements(item, step.changes),
                deadline=_deadline(item, step.changes),
            )
            for step in next_steps(item.facts, item.policy)
        ]
    )


def _requirements(item: ItemDecision, changes: tuple[Change, ...]) -> tuple[Requirement, ...]:
    clauses = [PROOFS[change] for change in changes if change in PROOFS]
    return tuple([requirement for requirement in item.gaps if requirement.clause in clauses])


def _deadline(item: ItemDecision, changes: tuple[Change, ...]) -> Deadline | None:
    """The later end of the windows whose route grants the remedy."""
    if all(change in PROOFS for change in changes):
        return None
    facts: Facts = changed(item.facts, changes)
    routes = (
        (after_sales_remedies(facts, item.policy), item.windows.after_sales),
        (guarantee_remedies(facts, item.policy), item.windows.guarantee),
    )
    ends = [end for remedies, end in routes if end is not None and facts.remedy in remedies]
    return max(ends, key=lambda end: end.before) if ends else None
