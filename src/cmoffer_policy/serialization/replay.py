"""A decision taken again later, and what differs."""

from __future__ import annotations

from attrs import frozen

from cmoffer_policy.calendars import WorkCalendar, calendar_or_china
from cmoffer_policy.checks import instance
from cmoffer_policy.deadlines import Arrival, Deadline, Period
from cmoffer_policy.decision import Decision
from cmoffer_policy.errors import label, printable
from cmoffer_policy.evidence import MissingEvidence
from cmoffer_policy.facts import DOMAINS
from cmoffer_policy.markup import table
from cmoffer_policy.order_claims import OrderClaims
from cmoffer_policy.presentation.english import day_words, list_words, until_words
from cmoffer_policy.refunds import Refund
from cmoffer_policy.rules import Finding
from cmoffer_policy.units import UnitsHeld
from cmoffer_policy.vocabulary import Term, in_order


@frozen(kw_only=True)
class ReplayDifference:
    """One part of a decision that came out differently. ``part`` names it, as in ``items[0].windows.guarantee``.

    >>> from cmoffer_policy import Outcome
    >>> moved = ReplayDifference(part="items[0].outcome", before=Outcome.REJECTED, after=Outcome.APPROVED)
    >>> print(moved)
    items[0].outcome: was rejected, now approved
    >>> moved.part.startswith("items"), moved.after is Outcome.APPROVED
    (True, True)
    """

    part: str
    before: object
    after: object

    def __str__(self) -> str:
        return f"{self.part}: was {_in_words(self.before)}, now {_in_words(self.after)}"


@frozen(kw_only=True)
class Replay:
    """A decision, the same claim decided again, and what differs, part by part in a fixed order.

    Nothing differs with the calendar and the library that it was taken with. A newer calendar can move deadlines, and
    the outcome with them where windows are postponed to a working day (``window_end``).

    >>> from cmoffer_policy import china_calendar, decide
    >>> from cmoffer_policy.testing import scenarios
    >>> name = "submitted on the eve of the Spring Festival"
    >>> (case,) = [case for case in scenarios(clause="4.2") if str(case) == name]
    >>> weekends_only = WorkCalendar(first_day=china_calendar().first_day, last_day=china_calendar().last_day)
    >>> again: Replay = replay(decide(case.order, case.claim), calendar=weekends_only)
    >>> again.same, again.same_calendar, [difference.part for difference in again.differences]
    (False, False, ['acceptance'])
    """

    decision: Decision
    again: Decision
    differences: tuple[ReplayDifference, ...]

    @property
    def same(self) -> bool:
        """Whether it came out as before, with whatever calendar."""
        return not self.differences

    @property
    def same_calendar(self) -> bool:
        """Whether the first decision was taken with the calendar of the replay."""
        return self.decision.calendar_version == self.again.calendar_version

    def _repr_html_(self) -> str:
        rows = [(found.part, _in_words(found.before), _in_words(found.after)) for found in self.differences]
        return table(self._headline, ("Part", "Was", "Is"), rows)

    def __str__(self) -> str:
        return "\n".join([self._headline, *[f"  - {found}" for found in self.differences]])

    @property
    def _headline(self) -> str:
        versions = f"calendar {self.again.calendar_version} instead of {printable(self.decision.calendar_version)}"
        calendar = "the same calendar" if self.same_calendar else versions
        return f"Decided again with {calendar}:{' nothing differs.' if self.same else ''}"


def replay(decision: Decision, *, calendar: WorkCalendar | None = None) -> Replay:
    """The claim of the decision decided again among its order's claims under its own policy, and what differs.

    ``calendar`` defaults to ``china_calendar()``. Raises ``OutOfSchedule`` where a deadline falls outside the calendar.

    >>> from cmoffer_policy import decide
    >>> from cmoffer_policy.testing import scenarios
    >>> late = scenarios(clause="4.2")[0]
    >>> print(replay(decide(late.order, late.claim, policy=late.policy)))
    Decided again with the same calendar: nothing differs.
    """
    past = instance(decision, "decision", Decision)
    days = calendar_or_china(calendar)
    record = OrderClaims(past.order, past.claims)
    again = record.decide(past.claim.claim_id, policy=past.policy, calendar=days)
    was, now = _parts(past), _parts(again)
    return Replay(
        decision=past,
        again=again,
        differences=tuple(
            [
                ReplayDifference(part=part, before=was.get(part), after=now[part])
                for part in now
                if was.get(part) != now[part]
            ]
        ),
    )


def _parts(decision: Decision) -> dict[str, object]:
    """Everything that was decided, by the name of the part."""
    parts: dict[str, object] = {"outcome": decision.outcome}
    for position, item in enumerate(decision.items):
        path = f"items[{position}]"
        parts |= {
            f"{path}.outcome": item.outcome,
            f"{path}.remedies": item.remedies,
            **{f"{path}.findings[{finding.clause!r}]": finding for finding in item.findings},
            **{f"{path}.facts.{name}": getattr(item.facts, name) for name in DOMAINS},
            f"{path}.missing": item.missing,
            f"{path}.windows.after_sales": item.windows.after_sales,
            f"{path}.windows.guarantee": item.windows.guarantee,
            f"{path}.arrival": item.arrival,
            f"{path}.adjudicator": item.adjudicator,
            f"{path}.units": item.units,
            f"{path}.held_by": item.held_by,
            f"{path}.refund": item.refund,
            f"{path}.refund_possible": item.refund_possible,
        }
    return parts | {
        "refund": decision.refund,
        "refund_possible": decision.refund_possible,
        "acceptance": decision.acceptance,
    }


def _in_words(value: object) -> str:
    """A part as it reads in a sentence."""
    match value:
        case Period():
            return _in_words(value.deadline)
        case Deadline():
            return until_words(value) + (" (provisional)" if value.provisional else "")
        case Arrival():
            return f"from {day_words(value.first_day)} {_in_words(value.deadline)}"
        case Refund():
            return str(value.total)
        case UnitsHeld():
            return f"{value.units} by {label(value.claim_id)}"
        case (str() as line_id, int() as units):
            return f"{units} of {label(line_id)}"
        case MissingEvidence():
            return f"{value.document.words} ({value.clause})"
        case Finding():
            return value.status.words
        case Term():
            return value.words
        case frozenset():
            return list_words([term.words for term in in_order(value)]) or "none"
        case tuple():
            return list_words([_in_words(part) for part in value]) or "none"
        case None:
            return "none"
        case _:
            return "yes" if value else "no"
