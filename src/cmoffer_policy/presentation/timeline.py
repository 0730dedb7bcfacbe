"""The timeline of a decision: its events and periods, drawn to scale as SVG.

Positions along the line are in percent and heights in pixels, so that the text keeps its size on a narrow page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from attrs import evolve, frozen

from cmoffer_policy.calendars import RestDay, start_of
from cmoffer_policy.deadlines import Deadline, Period
from cmoffer_policy.decision import Decision
from cmoffer_policy.markup import Html, element, escaped
from cmoffer_policy.policy import GuaranteeGrants
from cmoffer_policy.presentation.advice import awaits_acceptance
from cmoffer_policy.presentation.language import Language
from cmoffer_policy.presentation.statements import Goods, Statement, say

_EVENT_HEIGHT, _PERIOD_HEIGHT, _BAR_HEIGHT, _AXIS_HEIGHT = 18, 38, 10, 22
_MOST_TICKS = 5
_STEPS = (1, 2, 7, 14, 28, 56, 84, 168, 364)


@frozen
class _Event:
    said: str
    at: datetime


@frozen
class _Bar:
    said: str
    kind: str
    start: datetime
    deadline: Deadline


def timeline(decision: Decision, goods: Sequence[Goods], language: Language) -> Html:
    """The timeline of a decision, with a legend for its rest days; empty if there is no period to draw."""
    periods = list(_periods(decision, goods, language))
    if not periods:
        return Html("")
    return _Drawing(list(_events(decision, goods, language)), periods, language).html()


def _events(decision: Decision, goods: Sequence[Goods], language: Language) -> Iterator[_Event]:
    order, claim = decision.order, decision.claim
    for what, instant_of in (("shipped", order.shipment_of), ("delivered", order.delivery_of)):
        items: dict[datetime, list[int]] = {}
        for place, item in enumerate(decision.items):
            at = instant_of(order.line(item.item.line_id))
            if at is not None:
                items.setdefault(at, []).append(place)
        for at, places in items.items():
            yield _Event(language.sentence(_about(say(f"timeline.{what}", day=at.date()), places), goods), at)
    yield _Event(language.sentence(say("timeline.claimed", day=claim.submitted_at.date())), claim.submitted_at)
    for at in sorted({item.approved_at for item in claim.items if item.approved_at is not None}):
        yield _Event(language.sentence(say("timeline.approved", day=at.date())), at)


def _periods(decision: Decision, goods: Sequence[Goods], language: Language) -> Iterator[_Bar]:
    grants_nothing = decision.policy.guarantee_grants is GuaranteeGrants.NOTHING
    for name in ("after_sales",) if grants_nothing else ("after_sales", "guarantee"):
        periods: dict[Period, list[int]] = {}
        for place, item in enumerate(decision.items):
            period = getattr(item.windows, name)
            if period is not None:
                periods.setdefault(period, []).append(place)
        for period, places in periods.items():
            key = f"timeline.{name}_at_least" if period.deadline.at_least else f"timeline.{name}"
            said = language.sentence(_about(_until(key, period.deadline), places), goods)
            yield _Bar(said, name.replace("_", "-"), period.start, period.deadline)
    if decision.acceptance and any(awaits_acceptance(item) for item in decision.items):
        said = language.sentence(_until("timeline.acceptance", decision.acceptance))
        yield _Bar(said, "acceptance", decision.claim.submitted_at, decision.acceptance)
    for arrival in dict.fromkeys([item.arrival for item in decision.items if item.arrival]):
        said = language.sentence(_until("timeline.arrival", arrival.deadline))
        yield _Bar(said, "arrival", start_of(arrival.first_day), arrival.deadline)


def _about(said: Statement, places: list[int]) -> Statement:
    return evolve(said, items=tuple(places))


def _until(key: str, deadline: Deadline) -> Statement:
    """The last day of a period; its hour if it ends within a day."""
    midday = deadline.before.date() == deadline.last_day
    end = deadline.before if midday else deadline.last_day
    return say(f"{key}_provisional" if deadline.provisional else key, end=end)


class _Drawing:
    """The drawing: events at the top, periods below them, and an axis of days at the bottom."""

    def __init__(self, events: list[_Event], periods: list[_Bar], language: Language) -> None:
        self.language = language
        self.events = sorted(events, key=lambda event: event.at)
        self.periods = periods
        ends = [instant for period in periods for instant in (period.start, period.deadline.before)]
        instants = [*[event.at for event in events], *ends]
        self.first = start_of(min(instants).date())
        self.last = start_of(max(instants).date() + timedelta(days=1))
        self.top = len(events) * _EVENT_HEIGHT + 8
        self.bottom = self.top + len(periods) * _PERIOD_HEIGHT

    def html(self) -> Html:
        legend = element("span", class_="rest") + escaped(self.language.titles["rest"])
        return Html(self._svg() + (element("p", Html(legend), class_="legend") if self._resting() else ""))

    def _resting(self) -> list[RestDay]:
        return sorted({rest for period in self.periods for rest in period.deadline.skipped}, key=_day)

    def _svg(self) -> Html:
        height = str(self.bottom + _AXIS_HEIGHT)
        told = "; ".join([*[event.said for event in self.events], *[period.said for period in self.periods]])
        return element(
            "svg",
            _HATCHING,
            *self._rest_days(),
            *self._axis(),
            *[self._moment(row, event) for row, event in enumerate(self.events)],
            *[part for row, period in enumerate(self.periods) for part in self._period(row, period)],
            *[part for row, event in enumerate(self.events) for part in self._event(row, event)],
            role="img",
            aria_label=f"{self.language.titles['timeline']}: {told}",
            width="100%",
            height=height,
        )

    def _x(self, at: datetime) -> str:
        return self._width(self.first, at)

    def _width(self, start: datetime, end: datetime) -> str:
        """The time between two instants in percent of the whole width; thousandths are exact enough for a drawing."""
        thousandths = (end - start) // _TICK * 100_000 // ((self.last - self.first) // _TICK)
        return f"{thousandths // 1000}.{thousandths % 1000:03}%"

    def _moment(self, row: int, event: _Event) -> Html:
        x = self._x(event.at)
        return element("line", x1=x, x2=x, y1=str(_height(row)), y2=str(self.bottom), class_="event")

    def _event(self, row: int, event: _Event) -> Iterator[Html]:
        """A dot with a text that starts at it, or ends at it in the right half."""
        late = (event.at - self.first) * 2 > self.last - self.first
        anchor, shift = ("end", "-6") if late else ("start", "6")
        x, y = self._x(event.at), _height(row)
        yield element("circle", cx=x, cy=str(y), r="4")
        yield element("text", escaped(event.said), x=x, dx=shift, y=str(y + 4), text_anchor=anchor)

    def _period(self, row: int, period: _Bar) -> Iterator[Html]:
        y = self.top + row * _PERIOD_HEIGHT
        start, end = max(period.start, self.first), period.deadline.before
        place = {"x": self._x(start), "y": str(y + 19), "width": self._width(start, end), "height": str(_BAR_HEIGHT)}
        yield element("text", escaped(period.said), x="0", y=str(y + 14))
        yield element("rect", **place, rx="2", class_=period.kind)
        if period.deadline.provisional:
            yield element("rect", **place, rx="2", fill="url(#cmoffer-provisional)")

    def _rest_days(self) -> Iterator[Html]:
        for rest in self._resting():
            start = start_of(rest.day)
            yield element(
                "rect",
                element("title", escaped(self.language.rest_days([rest]))),
                x=self._x(start),
                width=self._width(start, start + _DAY),
                y=str(self.top),
                height=str(self.bottom - self.top),
                class_="rest",
            )

    def _axis(self) -> Iterator[Html]:
        y = str(self.bottom + 1)
        yield element("line", x1="0", x2="100%", y1=y, y2=y, class_="axis")
        days = (self.last - self.first).days
        step = next((step for step in _STEPS if days <= step * _MOST_TICKS), -(-days // _MOST_TICKS))
        for day in range(0, days, step):
            at = self.first + day * _DAY
            yield element("line", x1=self._x(at), x2=self._x(at), y1=y, y2=str(self.bottom + 5), class_="axis")
            yield element(
                "text",
                escaped(self.language.short_day(at.date())),
                x=self._x(at),
                y=str(self.bottom + 17),
                class_="axis",
            )


def _height(row: int) -> int:
    return row * _EVENT_HEIGHT + 10


def _day(rest: RestDay) -> date:
    return rest.day


_DAY, _TICK = timedelta(days=1), timedelta(microseconds=1)

_HATCHING = element(
    "defs",
    element(
        "pattern",
        element("line", x1="0", y1="0", x2="0", y2="6", class_="hatch"),
        id="cmoffer-provisional",
        width="6",
        height="6",
        patternUnits="userSpaceOnUse",
        patternTransform="rotate(45)",
    ),
)
