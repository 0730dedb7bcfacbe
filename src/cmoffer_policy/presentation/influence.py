"""The readings that a decision depends on."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from cmoffer_policy.calendars import WorkCalendar, calendar_or_china
from cmoffer_policy.deadlines import windows
from cmoffer_policy.decision import Decision, ItemDecision
from cmoffer_policy.facts import Phase
from cmoffer_policy.observation import phase_of
from cmoffer_policy.policy import Policy, other_readings
from cmoffer_policy.presentation.english import item_names, list_words, told_once
from cmoffer_policy.refunds import refund_for
from cmoffer_policy.rules import Status, judge
from cmoffer_policy.vocabulary import Outcome, Term, in_order

_JUDGEMENT = {
    "guarantee_grants": "1, 2.1 and 2.3",
    "exclusion_scope": "2.5",
    "corrosion_scope": "2.5.1",
    "misuse_scope": "2.5.2",
    "loss": "2.1 and 5.3",
    "replacement_proof": "3.1 and 2.3",
    "proof_after_confirmation": "4.3 and 3",
    "cancellation": "2.4",
}
_DATES = {"guarantee_start": "2.3", "window_end": "1 and 2.3"}


def deciding_readings(decision: Decision, calendar: WorkCalendar | None = None) -> Iterator[str]:
    """A sentence for each reading that, read otherwise, would change something in the decision.

    Of the readings of dates, ``acceptance_clock`` is named with the deadline that it decides. The others need the
    calendar that dated the decision; without it they are left out.
    """
    days = calendar_or_china(calendar)
    dated = days.version == decision.calendar_version
    alternatives = {name: other_readings(decision.policy, name) for name in (*_JUDGEMENT, *_DATES)}
    names = item_names([item.item.line_id for item in decision.items])
    told = told_once(
        [
            (name, sentence)
            for name, item in zip(names, decision.items, strict=True)
            for sentence in _judgement(decision, item, alternatives, days if dated else None)
        ]
    )
    for name, sentence in told:
        yield f"For {name}, {sentence}"
    yield from _adjudicator(decision)
    yield from _freight(decision)


def _judgement(
    decision: Decision,
    item: ItemDecision,
    alternatives: dict[str, dict[Term, Policy]],
    calendar: WorkCalendar | None,
) -> Iterator[str]:
    """Each reading that the item depends on, with the result of its other values."""
    for name, clauses in {**_JUDGEMENT, **_DATES}.items():
        others: list[str] = []
        for value, variant in alternatives[name].items():
            facts = item.facts
            if name in _DATES and calendar is not None and facts.governed:
                facts = evolve(facts, phase=_phase(decision, item, variant, calendar))
            verdict = judge(facts, variant)
            if verdict.outcome is not item.outcome:
                others.append(f"read as {value.name}, the outcome would be {verdict.outcome.words}")
            elif verdict.remedies != item.remedies:
                remedies = list_words([f"a {remedy.words}" for remedy in in_order(verdict.remedies)], "or") or "nothing"
                others.append(f"read as {value.name}, {remedies} could be granted")
        if others:
            yield f"{_in_force(decision.policy, name, clauses)}; {'; '.join(others)}."


def _phase(decision: Decision, item: ItemDecision, policy: Policy, calendar: WorkCalendar) -> Phase:
    line = decision.order.line(item.item.line_id)
    found = windows(decision.order, line, policy=policy, calendar=calendar)
    return phase_of(decision.order, line, decision.claim.submitted_at, found)


def _in_force(policy: Policy, name: str, clauses: str) -> str:
    return f"{name} is read as {getattr(policy, name).name} ({clauses})"


def _adjudicator(decision: Decision) -> Iterator[str]:
    ruled = [finding for item in decision.items for finding in item.findings if finding.clause in ("2.2", "4.3")]
    asked = any(finding.status is not Status.NOT_APPLICABLE for finding in ruled)
    contested = any(item.outcome is Outcome.IN_DISPUTE for item in decision.items)
    if any(item.adjudicator for item in decision.items) and (asked or contested):
        yield f"{_in_force(decision.policy, 'adjudicator', '4.3 and 2.2')}: it says who rules on an objection."


def _freight(decision: Decision) -> Iterator[str]:
    refund = decision.refund_possible
    units = {line.line_id: line.units for line in refund.lines}
    for value, policy in other_readings(decision.policy, "freight_weight").items():
        freight = refund_for(decision.order, units, policy=policy).freight
        if freight != refund.freight:
            in_force = _in_force(decision.policy, "freight_weight", "5.4.2")
            yield f"{in_force}; read as {value.name}, the freight would be {freight} instead of {refund.freight}."
