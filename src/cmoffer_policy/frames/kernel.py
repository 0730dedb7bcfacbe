"""The kernel: whole frames of ordinary orders decided on integers, as ``OrderClaims`` decides them one by one.

What ``prepared`` sets apart as odd goes to the constructors and to ``OrderClaims``, order by order. The rules are
``judge``'s and the days those of ``deadlines``, each asked once for each distinct case and day. Which window is open,
who takes which units, and what they are worth is stated here a second time, for columns.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from attrs import frozen

from cmoffer_policy.calendars import WorkCalendar
from cmoffer_policy.facts import Phase
from cmoffer_policy.frames.days import Days
from cmoffer_policy.frames.prepared import Prepared
from cmoffer_policy.frames.reading import ABSENT, BEIJING, DAY, midnight
from cmoffer_policy.frames.segments import Groups, Integers, Mask, Values, value_of_first
from cmoffer_policy.frames.verdicts import Cases, Verdicts, facts_codes
from cmoffer_policy.policy import GuaranteeStart, Policy
from cmoffer_policy.vocabulary import Remedy

REFUND = Remedy.REFUND.index


@frozen(kw_only=True, eq=False)
class Dated:
    """What holds of each item before it is judged: its case, and the days that no verdict changes.

    It depends on the figures and the readings about time alone, so that policies which differ in others share it.
    ``beyond`` are rows with a deadline beyond the calendar.
    """

    cases: Cases
    numbers: dict[str, Values]
    provisional: Mask
    beyond: Mask


@frozen(kw_only=True, eq=False)
class Answers:
    """What is decided about each row of ``Prepared.rows``: columns of numbers, ``ABSENT`` for null.

    ``verdicts`` are those met, on the cases with the codes ``cases``; ``verdict`` is each row's place among them.
    ``beyond`` are rows with a deadline beyond the calendar: their orders are not decided.
    """

    verdicts: Verdicts
    cases: Integers
    verdict: Integers
    numbers: dict[str, Values]
    beyond: Mask


def about_time(policy: Policy) -> tuple[Any, ...]:
    """What ``dated`` reads of a policy."""
    readings = policy.guarantee_start, policy.window_end, policy.acceptance_clock
    figures = policy.after_sales_days, policy.guarantee_days, policy.acceptance_working_days
    return policy.effective_from, *figures, *readings


def dated(ready: Prepared, policy: Policy, calendar: WorkCalendar) -> Dated:
    """The windows and the case of every item (1, 2.3, 4.2), as ``windows`` and ``facts_of`` have them."""
    of, line, bought = ready.items.of, ready.line, ready.lines.numbers.of
    days = Days(policy, calendar)
    submitted_at = of["submitted_at"]
    governed = bought["placed_at"][line] >= midnight(policy.effective_from)
    own, of_order = bought["line_shipped_at"][line], bought["shipped_at"][line]
    shipped_at = np.where(own != ABSENT, own, of_order)
    shipped = shipped_at != ABSENT
    delivered_at = bought["delivered_at"][line]
    of_other_lines = (~shipped & ready.lines.in_parcels[line]) | (delivered_at < shipped_at)
    delivered_at = np.where(of_other_lines, ABSENT, delivered_at)
    delivered = delivered_at != ABSENT
    from_delivery = policy.guarantee_start is GuaranteeStart.DELIVERY
    counted_from = np.where(delivered, delivered_at, shipped_at) if from_delivery else shipped_at
    after_sales, guarantee = days.windows(shipped_at)
    if from_delivery:
        guarantee = days.windows(counted_from)[1]
    acceptance = days.acceptance(submitted_at if governed.all() else np.where(governed, submitted_at, ABSENT))

    starts_at = np.where(shipped, shipped_at, counted_from)
    after_sales_open = shipped & (shipped_at <= submitted_at) & (submitted_at < after_sales.before)
    guarantee_open = (counted_from != ABSENT) & (starts_at <= submitted_at) & (submitted_at < guarantee.before)
    known_at = np.where(shipped, shipped_at, delivered_at)
    phases = {
        Phase.NOT_SHIPPED: (known_at == ABSENT) | (known_at > submitted_at),
        Phase.BOTH_OPEN: after_sales_open & guarantee_open,
        Phase.AFTER_SALES_OPEN: after_sales_open,
        Phase.GUARANTEE_OPEN: guarantee_open,
        Phase.GUARANTEE_UNKNOWN: (counted_from != ABSENT) & ~delivered & from_delivery,
    }
    phase = np.full(len(line), Phase.NONE_OPEN.index, np.int8)
    for each, rows in reversed(phases.items()):  # the first that holds
        phase[rows] = each.index
    codes = facts_codes(
        of,
        governed=governed,
        phase=phase,
        nothing_arrived=ready.nothing_arrived,
        replacement_dearer=of["replacement_price_minor"] > bought["unit_price_minor"][line],
    )
    return Dated(
        cases=Cases(codes),
        numbers={
            "submitted_on": (submitted_at + BEIJING) // DAY,
            "after_sales_last_day": np.where(governed, after_sales.last_day, ABSENT),
            "guarantee_last_day": np.where(governed, guarantee.last_day, ABSENT),
            "acceptance_last_day": acceptance.last_day,
            "closed_before_delivery": governed & shipped & delivered & (after_sales.before <= delivered_at),
        },
        provisional=(governed & (after_sales.provisional | guarantee.provisional)) | acceptance.provisional,
        beyond=after_sales.beyond | guarantee.beyond | acceptance.beyond,
    )


def decided(ready: Prepared, times: Dated, policy: Policy, calendar: WorkCalendar) -> Answers:
    """Every ordinary order decided under one policy."""
    of, line, bought = ready.items.of, ready.line, ready.lines.numbers.of
    verdicts = Verdicts.on(times.cases, policy)
    verdict = times.cases.place
    approved, takes = verdicts.approved[verdict], verdicts.takes[verdict]
    before, units = np.zeros(len(line), np.int64), np.where(takes, of["quantity"], 0)
    rows = ready.contested
    before[rows], units[rows] = units_of_contested(ready, approved[rows], takes[rows])
    refund = of["remedy"] == REFUND
    goods, freight = [np.where(refund, amount, 0) for amount in worth(ready, policy, line, before, units)]
    amounts = {"goods": goods, "freight": freight, "total": goods + freight}
    arrival = Days(policy, calendar).arrival(np.where(approved & refund & (units > 0), of["approved_at"], ABSENT))
    return Answers(
        verdicts=verdicts,
        cases=times.cases.distinct,
        verdict=verdict,
        numbers={
            **times.numbers,
            "arrival_first_day": arrival.first_day,
            "arrival_last_day": arrival.last_day,
            "provisional": times.provisional | arrival.provisional,
            "units": units,
            "units_held": takes & (units < of["quantity"]),
            "refund_currency": bought["currency"][line],
            **{f"refund_{name}_minor": np.where(approved, amount, 0) for name, amount in amounts.items()},
            **{f"possible_{name}_minor": amount for name, amount in amounts.items()},
            "replaced_list_minor": np.where(refund, 0, units * bought["unit_price_minor"][line]),
        },
        beyond=times.beyond | arrival.beyond,
    )


def units_of_contested(ready: Prepared, approved: Mask, takes: Mask) -> tuple[Integers, Integers]:
    """Of each contested item, the units of its line that are taken before it, without those settled, and its own.

    Without pieces drawn in, an item takes what it names as far as the line has units left. Approved items come first,
    by the time of approval, undated ones last, and then open ones, by the time of their claim. Of an item that is not
    contested, nothing is taken before it, and it takes what it names.
    """
    before, units = np.zeros(len(takes), np.int64), np.zeros(len(takes), np.int64)
    taking = np.flatnonzero(takes)
    if not len(taking):
        return before, units
    item_no, claim_id, submitted_at = [turn[taking] for turn in ready.turns]
    rows = ready.contested[taking]
    of, line = ready.items.of, ready.line[rows]
    dated = approved[taking] & (of["approved_at"][rows] != ABSENT)
    stage = np.where(dated, 0, np.where(approved[taking], 1, 2))
    approved_at = np.where(dated, of["approved_at"][rows], 0)
    in_turn = np.lexsort((item_no, claim_id, submitted_at, approved_at, stage, line))
    line, taking = line[in_turn], taking[in_turn]
    named = of["quantity"][rows[in_turn]]
    bought = ready.lines.numbers.of
    left = (bought["quantity"] - bought["settled"])[line]
    named_before = Groups(line).before(named)
    before[taking] = np.minimum(named_before, left)
    units[taking] = np.minimum(named_before + named, left) - before[taking]
    return before, units


def worth(
    ready: Prepared, policy: Policy, line: Integers, before: Integers, units: Integers
) -> tuple[Integers, Integers]:
    """5.4.1: the goods and the freight of units of lines, behind those settled and those taken before them."""
    bought = ready.lines.numbers.of
    quantity, first = bought["quantity"][line], bought["settled"][line] + before
    untouched = not first.any()

    def of_values(allocated: Integers) -> Integers:
        value = allocated[line]
        found = value_of_first(first + units, value, quantity)
        return found if untouched else found - value_of_first(first, value, quantity)

    paid, freight = ready.allocated(policy.freight_weight)
    return of_values(paid), of_values(freight)
