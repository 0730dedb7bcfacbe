"""Which readings of the open points in the text a decision hangs on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from attrs import evolve

from cmoffer_policy.answer.words import list_words
from cmoffer_policy.errors import label
from cmoffer_policy.reckoning.refunds import refund_for
from cmoffer_policy.rules.verdict import judge
from cmoffer_policy.terms.policy import READINGS, Policy, WindowEnd
from cmoffer_policy.terms.vocabulary import Outcome, Term, in_order

if TYPE_CHECKING:
    from cmoffer_policy.answer.decision import Decision, ItemDecision

_JUDGEMENT = {
    "window": "1, 2.1 and 2.3",
    "exclusion_scope": "2.5",
    "misuse_scope": "2.5.2",
    "cancellation": "2.4",
}


def deciding_readings(decision: Decision) -> Iterator[str]:
    """A sentence for each reading in force without which something in the decision would be different."""
    lines: dict[str, list[str]] = {}
    for item in decision.items:
        for sentence in _judgement(decision, item):
            lines.setdefault(sentence, []).append(label(item.line_id))
    for sentence, line_ids in lines.items():
        yield f"For {list_words(list(dict.fromkeys(line_ids)))}, {sentence}"
    yield from _adjudicator(decision)
    yield from _freight(decision)
    yield from _window_end(decision)


def _alternatives(policy: Policy, name: str) -> Iterator[tuple[Term, Policy]]:
    """The other values of a reading, each with the policy that takes it."""
    for value in READINGS[name]:
        if value is not getattr(policy, name):
            change: dict[str, Any] = {name: value}
            yield value, evolve(policy, **change)


def _in_force(policy: Policy, name: str, clauses: str) -> str:
    return f"{name} is read as {getattr(policy, name).name} ({clauses})"


def _judgement(decision: Decision, item: ItemDecision) -> Iterator[str]:
    for name, clauses in _JUDGEMENT.items():
        others = []
        for value, policy in _alternatives(decision.policy, name):
            verdict = judge(item.facts, policy)
            if verdict.outcome is not item.outcome:
                others.append(f"read as {value.name}, the outcome would be {verdict.outcome.words}")
            elif verdict.remedies != item.remedies:
                remedies = list_words([f"a {remedy.words}" for remedy in in_order(verdict.remedies)], "or") or "nothing"
                others.append(f"read as {value.name}, {remedies} could be granted")
        if others:
            yield f"{_in_force(decision.policy, name, clauses)}; {'; '.join(others)}."


def _adjudicator(decision: Decision) -> Iterator[str]:
    if decision.adjudicator and decision.outcome is not Outcome.NOT_GOVERNED:
        yield f"{_in_force(decision.policy, 'adjudicator', '4.3 and 2.2')}: it says who rules on an objection."


def _freight(decision: Decision) -> Iterator[str]:
    refund = decision.refund_at_stake
    units = {line.line_id: line.units for line in refund.lines}
    for value, policy in _alternatives(decision.policy, "freight_weight"):
        freight = refund_for(decision.order, units, policy=policy).freight
        if freight != refund.freight:
            in_force = _in_force(decision.policy, "freight_weight", "5.4.2")
            yield f"{in_force}; read as {value.name}, the freight would be {freight} instead of {refund.freight}."


def _window_end(decision: Decision) -> Iterator[str]:
    windows = [window for item in decision.items for window in (item.windows.after_sales, item.windows.guarantee)]
    if decision.policy.window_end is WindowEnd.NEXT_WORKING_DAY and any(
        window and window.skipped for window in windows
    ):
        in_force = _in_force(decision.policy, "window_end", "1 and 2.3")
        yield f"{in_force}: a window that would end on a rest day runs on to the next working day."
