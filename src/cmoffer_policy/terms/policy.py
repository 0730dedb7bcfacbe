"""The policy as a value: its figures, its date and how its open points are read."""

from __future__ import annotations

from collections.abc import Collection, Set
from datetime import date, datetime
from functools import cached_property
from itertools import pairwise
from typing import Any

from attrs import evolve, field, frozen

from cmoffer_policy.display import described
from cmoffer_policy.errors import Inconsistent, InvalidValue, shown
from cmoffer_policy.terms.vocabulary import Term
from cmoffer_policy.values.checks import MOST_ENTRIES, identifier, instance, instances, integer, members
from cmoffer_policy.values.instants import instant
from cmoffer_policy.values.workdays import calendar_day

LONGEST_PERIOD = 3660
"""The largest figure of days that a policy can have."""


class Window(Term):
    """What the guarantee of 60 days grants beside the after-sales service of 30 (clauses 1, 2.1 and 2.3)."""

    SPLIT = "split"
    SHORT = "short"
    LONG = "long"


class ExclusionScope(Term):
    """Whether what 2.5 excludes is excluded from everything or from the after-sales service only."""

    EVERYTHING = "everything"
    AFTER_SALES_ONLY = "after_sales_only"


class MisuseScope(Term):
    """Whether misuse (2.5.2) excludes only damage, or any problem of the item."""

    DAMAGE_ONLY = "damage_only"
    ANY_PROBLEM = "any_problem"


class GuaranteeStart(Term):
    """Where the guarantee of 2.3 starts to run."""

    SHIPMENT = "shipment"
    DELIVERY = "delivery"


class WindowEnd(Term):
    """Whether a window that would end on a rest day ends there or on the next working day."""

    AS_COUNTED = "as_counted"
    NEXT_WORKING_DAY = "next_working_day"


class AcceptanceClock(Term):
    """Whether the time to accept a claim (4.2) is counted in days or from the hour of submission."""

    WHOLE_DAYS = "whole_days"
    FROM_THE_HOUR = "from_the_hour"


class FreightWeight(Term):
    """Whether freight is divided by what was paid for each line or by its list value (5.4.2)."""

    PAID_VALUE = "paid_value"
    LIST_VALUE = "list_value"


class Adjudicator(Term):
    """Who decides when the responsible party objects: the platform (4.3) or Shopify (2.2)."""

    PLATFORM = "platform"
    SHOPIFY = "shopify"


class Cancellation(Term):
    """What happens to a customised order given up before production (2.4)."""

    REFER = "refer"
    REFUND = "refund"


def _name(value: str) -> str:
    return identifier(value, "name")


def _effective_from(value: date) -> date:
    return calendar_day(value, "effective_from")


def _after_sales_days(value: int) -> int:
    return integer(value, "after_sales_days", least=1, most=LONGEST_PERIOD)


def _guarantee_days(value: int) -> int:
    return integer(value, "guarantee_days", least=1, most=LONGEST_PERIOD)


def _acceptance_working_days(value: int) -> int:
    return integer(value, "acceptance_working_days", least=1, most=LONGEST_PERIOD)


def _arrival_working_days(value: tuple[int, int]) -> tuple[int, int]:
    figures = members(value, "arrival_working_days", most=2)
    if len(figures) != 2 or isinstance(value, Set):
        raise InvalidValue("not_a_range", "arrival_working_days", shown(value), "the first and the last working day")
    first = integer(figures[0], "arrival_working_days[0]", least=1, most=LONGEST_PERIOD)
    return first, integer(figures[1], "arrival_working_days[1]", least=first, most=LONGEST_PERIOD)


@frozen(kw_only=True)
class Policy:
    """One edition of the policy: figures and date as its text gives them, and a reading for each open point.

    - ``effective_from``: governs orders placed on this platform day or later (6.1).
    - ``after_sales_days``, ``guarantee_days``: length of the two windows in days; the first day never counts (1, 2.3).
    - ``acceptance_working_days``: working days in which the platform accepts a claim (4.2).
    - ``arrival_working_days``: first and last working day on which money is expected after approval (4.4).

    Every reading defaults to the library's own; ``attrs.evolve`` gives a variant.

    >>> from datetime import date
    >>> Policy(name="trial", effective_from=date(2023, 1, 1), window=Window.LONG).guarantee_days
    60
    """

    name: str = field(converter=_name)
    effective_from: date = field(converter=_effective_from)
    after_sales_days: int = field(default=30, converter=_after_sales_days)
    guarantee_days: int = field(default=60, converter=_guarantee_days)
    acceptance_working_days: int = field(default=2, converter=_acceptance_working_days)
    arrival_working_days: tuple[int, int] = field(default=(1, 3), converter=_arrival_working_days)
    window: Window = Window.SPLIT
    exclusion_scope: ExclusionScope = ExclusionScope.EVERYTHING
    misuse_scope: MisuseScope = MisuseScope.DAMAGE_ONLY
    guarantee_start: GuaranteeStart = GuaranteeStart.SHIPMENT
    window_end: WindowEnd = WindowEnd.AS_COUNTED
    acceptance_clock: AcceptanceClock = AcceptanceClock.WHOLE_DAYS
    freight_weight: FreightWeight = FreightWeight.PAID_VALUE
    adjudicator: Adjudicator = Adjudicator.PLATFORM
    cancellation: Cancellation = Cancellation.REFER

    def __attrs_post_init__(self) -> None:
        for name, kind in READINGS.items():
            instance(getattr(self, name), name, kind)

    @property
    def judgement(self) -> tuple[Window, ExclusionScope, MisuseScope, Adjudicator, Cancellation]:
        """The five readings that enter the judgement of given Facts."""
        return self.window, self.exclusion_scope, self.misuse_scope, self.adjudicator, self.cancellation

    @cached_property
    def judgement_code(self) -> int:
        """The number of those five readings, less than ``JUDGEMENTS``: a key that costs nothing to hash."""
        code = 0
        for reading in self.judgement:
            code = code * len(type(reading)) + reading.index
        return code

    def _repr_html_(self) -> str:
        return described(self)


READINGS: dict[str, type[Term]] = {
    "window": Window,
    "exclusion_scope": ExclusionScope,
    "misuse_scope": MisuseScope,
    "guarantee_start": GuaranteeStart,
    "window_end": WindowEnd,
    "acceptance_clock": AcceptanceClock,
    "freight_weight": FreightWeight,
    "adjudicator": Adjudicator,
    "cancellation": Cancellation,
}
"""The nine open points of the text by their name in ``Policy``."""

JUDGEMENTS = len(Window) * len(ExclusionScope) * len(MisuseScope) * len(Adjudicator) * len(Cancellation)
"""How many ways there are to read what enters the judgement of given Facts."""

READING_OF: dict[Term, str] = {value: name for name, values in READINGS.items() for value in values}
"""The name of the reading that each value is one of."""


def other_readings(policy: Policy, name: str) -> dict[Term, Policy]:
    """The policy under each value of a reading that is not in force, by that value."""
    others: dict[Term, Policy] = {}
    for value in READINGS[name]:
        if value is not getattr(policy, name):
            change: dict[str, Any] = {name: value}
            others[value] = evolve(policy, **change)
    return others


POLICY_2023 = Policy(name="CMOFFER return policy 2023", effective_from=date(2023, 1, 1))


def policy_in_force(placed_at: datetime, policies: Collection[Policy] = (POLICY_2023,)) -> Policy | None:
    """The edition that governs an order placed at this instant: the latest one in effect on its platform day (6.1).

    None where the order is older than every edition. Two editions that take effect on one day raise ``Inconsistent``.

    >>> from cmoffer_policy import parse_instant
    >>> policy_in_force(parse_instant("2024-05-01T09:00:00+08:00")).name
    'CMOFFER return policy 2023'
    """
    placed_on = instant(placed_at, "placed_at").date()
    editions = sorted(instances(policies, "policies", Policy, most=MOST_ENTRIES), key=_date_of_effect)
    for earlier, later in pairwise(editions):
        if earlier.effective_from == later.effective_from:
            raise Inconsistent("duplicate", "policies", str(later.effective_from), "one edition for each day of effect")
    in_effect = [edition for edition in editions if edition.effective_from <= placed_on]
    return in_effect[-1] if in_effect else None


def _date_of_effect(policy: Policy) -> date:
    return policy.effective_from
