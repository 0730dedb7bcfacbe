"""The policy as a value: the register of clauses, figures and date, and a reading for each unclear point."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Set
from datetime import date, datetime
from functools import lru_cache
from itertools import pairwise
from types import MappingProxyType
from typing import Any, SupportsIndex

from attrs import evolve, field, frozen

from cmoffer_policy.calendars import calendar_day, instant
from cmoffer_policy.checks import MOST_ENTRIES, Where, identifier, instance, instances, integer, members, named, path_of
from cmoffer_policy.errors import Inconsistent, InvalidValue, shown
from cmoffer_policy.markup import described
from cmoffer_policy.vocabulary import Term


class ClauseKind(Term):
    """What the library does with a clause.

    >>> [clause.id for clause in CLAUSES.values() if clause.kind is ClauseKind.NOTE]
    ['2.5.3', '3.2.4', '6.2']
    """

    JUDGED = "judged"
    """A rule over Facts decides it."""
    COMPUTED = "computed"
    """Dates, money or units are computed from it."""
    NOTE = "note"
    """Nothing follows from it; the reason is recorded."""


@frozen
class Clause:
    """A clause of the policy. ``reason`` is empty except for a note, where it says why nothing follows.

    >>> def footnote(clause: Clause) -> str:
    ...     return f"{clause.id}: {clause.gist} {clause.reason}".rstrip()
    >>> print(footnote(CLAUSES["5.1"]))
    5.1: Nothing is taken back or exchanged without a reason.
    """

    id: str
    kind: ClauseKind
    gist: str
    reason: str = ""


_JUDGED, _COMPUTED, _NOTE = ClauseKind.JUDGED, ClauseKind.COMPUTED, ClauseKind.NOTE

_REGISTER = (
    Clause("1", _JUDGED, "After-sales service can be asked for during 30 days after the line was shipped."),
    Clause(
        "2.1", _JUDGED, "Only custom products that were received qualify; whoever reports a problem with one has it."
    ),
    Clause("2.2", _JUDGED, "If the parties cannot agree, Shopify decides."),
    Clause(
        "2.3",
        _JUDGED,
        "Personalised goods are replaced free of charge for 60 days, by the same product or one that is not dearer.",
    ),
    Clause("2.3.1", _JUDGED, "The guarantee covers a wrong item and one that arrived broken or is defective."),
    Clause("2.3.2", _JUDGED, "The guarantee covers a wrong birthstone, a wrong engraving and a wrong size."),
    Clause("2.4", _JUDGED, "A custom order cannot be cancelled and refunded once it is in production."),
    Clause("2.5.1", _JUDGED, "Goods exposed to corrosive substances are not covered."),
    Clause("2.5.2", _JUDGED, "Damage from neglect, abuse or wear is not covered."),
    Clause(
        "2.5.3",
        _NOTE,
        "Oxidised silver needs careful handling.",
        "It warns about a material and excludes nothing.",
    ),
    Clause("3.1", _JUDGED, "A screenshot proves that the seller has already refunded or re-sent to the buyer."),
    Clause("3.2.1", _JUDGED, "A picture or a video shows the problem clearly."),
    Clause(
        "3.2.2",
        _JUDGED,
        "The buyer's own words about the problem are on a screenshot, and the manufacturer answers for the reason.",
    ),
    Clause(
        "3.2.3",
        _JUDGED,
        "For goods not as described, the seller's listing agrees with CMOFFER's and a photo proves the size.",
    ),
    Clause(
        "3.2.4",
        _NOTE,
        "Further certificates may be asked for.",
        "The list of documents is open; the library demands the ones it names, as the minimum.",
    ),
    Clause("4.1", _COMPUTED, "The claim counts from its submission, even while documents are missing."),
    Clause("4.2", _COMPUTED, "CMOFFER accepts a claim within 2 working days and passes it on."),
    Clause(
        "4.3",
        _JUDGED,
        "The claim passes when the responsible party confirms it; when it objects, CMOFFER decides.",
    ),
    Clause("4.4", _COMPUTED, "The money is expected in the seller's balance 1 to 3 working days after approval."),
    Clause("5.1", _JUDGED, "Nothing is taken back or exchanged without a reason."),
    Clause(
        "5.2", _JUDGED, "The seller bears the loss of unlawful goods that are withheld, recalled, destroyed or seized."
    ),
    Clause("5.3", _COMPUTED, "Where the sound pieces of a set are usable alone, only the bad ones can be claimed."),
    Clause("5.4.1", _COMPUTED, "A refund never exceeds what was paid; coupons and discounts are not paid out."),
    Clause("5.4.2", _COMPUTED, "A partial refund carries freight in proportion to the value of the purchase."),
    Clause("6.1", _JUDGED, "The policy governs orders placed on 1 January 2023 or later."),
    Clause(
        "6.2",
        _NOTE,
        "CMOFFER has the last word on what the policy means.",
        "It is why unclear points are named readings, and why a decision says which readings it follows.",
    ),
)

CLAUSES: Mapping[str, Clause] = MappingProxyType({clause.id: clause for clause in _REGISTER})
"""Every clause by its id, in the order of the text."""

JUDGED: tuple[str, ...] = tuple([clause.id for clause in _REGISTER if clause.kind is _JUDGED])
"""The clauses with a rule, in the order of the text. A verdict has one finding for each."""


LONGEST_PERIOD = 3660
"""The largest number of days that a figure of a policy can have."""


class GuaranteeGrants(Term):
    """What the guarantee of 60 days grants in addition to the 30 days of after-sales service (1, 2.1, 2.3)."""

    REPLACEMENT = "replacement"
    """Replacements only: refunds end with the after-sales service."""
    NOTHING = "nothing"
    """Nothing of its own: both remedies end with the after-sales service."""
    EITHER = "either"
    """Refunds and replacements alike."""


class ExclusionScope(Term):
    """Whether what 2.5 excludes is excluded from everything or from the after-sales service only."""

    EVERYTHING = "everything"
    """Excluded items get neither remedy."""
    AFTER_SALES_ONLY = "after_sales_only"
    """Excluded items can still get what the guarantee grants."""


class CorrosionScope(Term):
    """Whether corrosion (2.5.1) excludes any problem of the item, or only damage."""

    ANY_PROBLEM = "any_problem"
    """Corrosion excludes the item, whatever is wrong with it."""
    DAMAGE_ONLY = "damage_only"
    """Corrosion excludes only items that are broken or defective."""


class MisuseScope(Term):
    """Whether misuse (2.5.2) excludes only damage, or any problem of the item."""

    DAMAGE_ONLY = "damage_only"
    """Misuse excludes only items that are broken or defective."""
    ANY_PROBLEM = "any_problem"
    """Misuse excludes the item, whatever is wrong with it."""


class Loss(Term):
    """Whether an order that was lost whole, so that nothing of it was received, is covered (2.1, 5.3)."""

    PART_ONLY = "part_only"
    """Only a lost part is covered: the rest was received."""
    COVERED = "covered"
    """A loss is covered, in part or whole."""


class ReplacementProof(Term):
    """Whether a replacement, like a refund, requires that the buyer was compensated first (3.1, 2.3)."""

    AS_FOR_REFUND = "as_for_refund"
    """One of the two screenshots of 3.1 is needed for either remedy."""
    PROBLEM_ONLY = "problem_only"
    """A replacement needs proof of the problem only."""


class ProofAfterConfirmation(Term):
    """Whether documents are still needed once the claim is confirmed or ruled for the seller (4.3, 3)."""

    STILL_NEEDED = "still_needed"
    """Every document is needed all the same."""
    WAIVED = "waived"
    """None is needed any more."""


class GuaranteeStart(Term):
    """From when the days of the guarantee are counted (2.3); it opens with the shipment either way."""

    SHIPMENT = "shipment"
    """From the shipment, like those of after-sales service."""
    DELIVERY = "delivery"
    """From the delivery."""


class WindowEnd(Term):
    """Whether a window that would end on a rest day ends there or on the next working day."""

    AS_COUNTED = "as_counted"
    """The window ends on the rest day."""
    NEXT_WORKING_DAY = "next_working_day"
    """The window runs on to the end of the next working day."""


class AcceptanceClock(Term):
    """Whether the time to accept a claim (4.2) is counted in days or from the hour of submission."""

    WHOLE_DAYS = "whole_days"
    """The day of submission does not count; the last working day counts to its end."""
    FROM_THE_HOUR = "from_the_hour"
    """Twenty-four hours on working days make a day, from the time of submission."""


class FreightWeight(Term):
    """Whether freight is divided by what was paid for each line or by its list value (5.4.2)."""

    PAID_VALUE = "paid_value"
    """What was paid, after all discounts."""
    LIST_VALUE = "list_value"
    """The list value, before any discount."""


class Adjudicator(Term):
    """Who decides when the responsible party objects: CMOFFER (4.3), Shopify (2.2), or one after the other."""

    CMOFFER_THEN_SHOPIFY = "cmoffer_then_shopify"
    """CMOFFER first; if it rules against the seller, the seller can ask Shopify."""
    CMOFFER = "cmoffer"
    """CMOFFER, on the evidence of both sides (4.3)."""
    SHOPIFY = "shopify"
    """Shopify, on the evidence that CMOFFER passes on (2.2)."""


class Cancellation(Term):
    """What happens to a customised order given up before production (2.4)."""

    REFER = "refer"
    """Customer service decides."""
    REFUND = "refund"
    """The order is refunded."""


def _days(value: SupportsIndex, where: Where = "") -> int:
    return integer(value, where, least=1, most=LONGEST_PERIOD)


def _range_of_days(value: tuple[int, int], where: Where = "") -> tuple[int, int]:
    figures, path = members(value, where, most=2), path_of(where)
    if len(figures) != 2 or isinstance(value, Set):
        raise InvalidValue("not_a_range", path, shown(value), "the first and the last working day")
    first = integer(figures[0], f"{path}[0]", least=1, most=LONGEST_PERIOD)
    return first, integer(figures[1], f"{path}[1]", least=first, most=LONGEST_PERIOD)


@frozen(kw_only=True, cache_hash=True, field_transformer=named)
class Policy:
    """One edition of the policy: the figures and date of its text, and a reading for each unclear point.

    - ``effective_from``: governs orders placed on this day or later, Beijing time (6.1).
    - ``after_sales_days``, ``guarantee_days``: length of the two windows in days; the first day never counts (1, 2.3).
    - ``acceptance_working_days``: working days in which CMOFFER accepts a claim (4.2).
    - ``arrival_working_days``: first and last working day on which money is expected after approval (4.4).

    Every reading has a default; use ``attrs.evolve`` for a variant.

    >>> from datetime import date
    >>> Policy(name="trial", effective_from=date(2023, 1, 1), guarantee_grants=GuaranteeGrants.EITHER).guarantee_days
    60
    """

    name: str = field(converter=identifier)
    effective_from: date = field(converter=calendar_day)
    after_sales_days: int = field(default=30, converter=_days)
    guarantee_days: int = field(default=60, converter=_days)
    acceptance_working_days: int = field(default=2, converter=_days)
    arrival_working_days: tuple[int, int] = field(default=(1, 3), converter=_range_of_days)
    guarantee_grants: GuaranteeGrants = GuaranteeGrants.REPLACEMENT
    exclusion_scope: ExclusionScope = ExclusionScope.EVERYTHING
    corrosion_scope: CorrosionScope = CorrosionScope.ANY_PROBLEM
    misuse_scope: MisuseScope = MisuseScope.DAMAGE_ONLY
    loss: Loss = Loss.PART_ONLY
    replacement_proof: ReplacementProof = ReplacementProof.AS_FOR_REFUND
    proof_after_confirmation: ProofAfterConfirmation = ProofAfterConfirmation.STILL_NEEDED
    guarantee_start: GuaranteeStart = GuaranteeStart.SHIPMENT
    window_end: WindowEnd = WindowEnd.AS_COUNTED
    acceptance_clock: AcceptanceClock = AcceptanceClock.WHOLE_DAYS
    freight_weight: FreightWeight = FreightWeight.PAID_VALUE
    adjudicator: Adjudicator = Adjudicator.CMOFFER_THEN_SHOPIFY
    cancellation: Cancellation = Cancellation.REFER

    def __attrs_post_init__(self) -> None:
        for name, kind in READINGS.items():
            instance(getattr(self, name), name, kind)

    def _repr_html_(self) -> str:
        return described(self)


READINGS: dict[str, type[Term]] = {
    "guarantee_grants": GuaranteeGrants,
    "exclusion_scope": ExclusionScope,
    "corrosion_scope": CorrosionScope,
    "misuse_scope": MisuseScope,
    "loss": Loss,
    "replacement_proof": ReplacementProof,
    "proof_after_confirmation": ProofAfterConfirmation,
    "guarantee_start": GuaranteeStart,
    "window_end": WindowEnd,
    "acceptance_clock": AcceptanceClock,
    "freight_weight": FreightWeight,
    "adjudicator": Adjudicator,
    "cancellation": Cancellation,
}
"""The unclear points of the text by their name in ``Policy``."""

JUDGEMENT_READINGS = (
    "guarantee_grants",
    "exclusion_scope",
    "corrosion_scope",
    "misuse_scope",
    "loss",
    "replacement_proof",
    "proof_after_confirmation",
    "adjudicator",
    "cancellation",
)
"""The readings that enter the judgement of given Facts; the others decide about dates and money."""

READING_OF: dict[Term, str] = {value: name for name, values in READINGS.items() for value in values}
"""The name of the reading that each value belongs to."""


@lru_cache(maxsize=128)
def other_readings(policy: Policy, name: str) -> Mapping[Term, Policy]:
    """The policy under each other value of a reading, by that value."""
    others: dict[Term, Policy] = {}
    for value in READINGS[name]:
        if value is not getattr(policy, name):
            change: dict[str, Any] = {name: value}
            others[value] = evolve(policy, **change)
    return MappingProxyType(others)


POLICY_2023 = Policy(name="CMOFFER return policy 2023", effective_from=date(2023, 1, 1))


def policy_in_force(placed_at: datetime, policies: Collection[Policy] = (POLICY_2023,)) -> Policy | None:
    """The edition that governs an order placed at this instant: the latest in effect on that day, Beijing time (6.1).

    None if the order is older than every edition. Two editions that take effect on one day raise ``Inconsistent``.

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
