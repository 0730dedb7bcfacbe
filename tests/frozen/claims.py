"""The differences from the first edition that are meant, each with the sentence of the policy that changed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from attrs import frozen

from frozen.reader import Case, Difference

MOST_SHOWN = 10

Predicate = Callable[[Case, Any, Any], bool]


@frozen(kw_only=True)
class Claimed:
    """A change of the library that shows in the corpus.

    - ``sentence``: the changed sentence of the policy, with where it stands.
    - ``applies``: whether a difference follows from it, given the case, the answer before and the answer today.
    - ``counts``: how many do, by part of the corpus. A part that is not named has none.
    """

    sentence: str
    applies: Predicate
    counts: Mapping[str, int]

    @property
    def count(self) -> int:
        """How many differences it claims in all."""
        return sum(self.counts.values())


# The case of a difference


def place_of(case: Case) -> tuple[int | None, str]:
    """The place of the item that a difference is about, None where it is about the claim, and which part of it."""
    return _place_of(case.part)


@cache
def _place_of(part: str) -> tuple[int | None, str]:
    found = re.match(r"items\[(\d+)\]\.(?:verdict\.)?(.+)", part)
    return (int(found[1]), found[2]) if found else (None, part)


def facts_of(case: Case) -> dict[str, Any]:
    """The case as it was judged before, of the item that a difference is about; none where it is about a claim."""
    if case.section == "cases":
        return case.data["facts"]
    if case.section == "next steps":
        return case.data
    place, _ = place_of(case) if case.section == "decisions" else (None, "")
    return {} if place is None else case.data["before"]["items"][place]["facts"]


def policy_of(case: Case) -> dict[str, str]:
    """What differs from the policy of the corpus."""
    return {} if case.section == "next steps" else case.data["policy"]


def items_of(case: Case) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """The items of a decision, as they were decided before and today."""
    return list(zip(case.data["before"]["items"], case.data["today"]["items"], strict=True))


def outcomes(before: dict[str, Any], today: dict[str, Any]) -> tuple[str, str]:
    """The outcome of an item before and today."""
    return before["verdict"]["outcome"], today["verdict"]["outcome"]


# Why an item is decided in another way


def is_lost_otherwise(case: Case, place: int) -> bool:
    """A loss is judged as the other one of the two that the first edition knew, by the units that the claim names."""
    before, today = [item["facts"]["problem"] for item in items_of(case)[place]]
    as_lost = (before, today) in {("NOT_RECEIVED", "MISSING_PIECE"), ("MISSING_PIECE", "NOT_RECEIVED")}
    return as_lost and (today == "NOT_RECEIVED") == names_every_unit(case)


def names_every_unit(case: Case) -> bool:
    """Whether the units that were lost by the claim are all units of the order. Settled ones cannot be claimed."""
    lost = [(item[0], item[2]) for item in case.data["claim"][5] if item[1] in ("MISSING_PIECE", "NOT_RECEIVED")]
    return all(sum(units for line_id, units in lost if line_id == line[0]) == line[1] for line in case.data["order"][8])


OPENINGS = {
    ("AFTER_SALES_OPEN", "BOTH_OPEN"),
    ("NONE_OPEN", "GUARANTEE_OPEN"),
    ("NONE_OPEN", "GUARANTEE_UNKNOWN"),
}


def is_open_before_delivery(case: Case, place: int) -> bool:
    """A guarantee that counts from delivery is open, or may be, though nothing was delivered yet as far as is known."""
    before, today = [item["facts"]["phase"] for item in items_of(case)[place]]
    from_delivery = policy_of(case).get("guarantee_start") == "DELIVERY"
    return from_delivery and (before, today) in OPENINGS and not delivered(case, place)


def delivered(case: Case, place: int) -> bool:
    """Whether the line is known to have been delivered when the claim was submitted."""
    _, _, _, shipped_at, delivered_at, _, _, _, lines = case.data["order"]
    line_id, submitted_at = case.data["claim"][5][place][0], case.data["claim"][1]
    opened_at = next(line[5] for line in lines if line[0] == line_id) or shipped_at
    return delivered_at is not None and (opened_at or "") <= delivered_at <= submitted_at


def is_referred(facts: Mapping[str, Any], policy: Mapping[str, str]) -> bool:
    """Customer service decides about a cancellation that nothing rules out."""
    cancels = facts["problem"] == "CHANGE_OF_MIND" and facts["phase"] == "NOT_SHIPPED" and facts["remedy"] == "REFUND"
    decides = policy.get("cancellation", "REFER") == "REFER" or facts["production"] is None
    ruled_out = facts["production"] == "STARTED" or facts["corrosion"] or facts["misuse"] or facts["unlawful"]
    return facts["governed"] and cancels and decides and not ruled_out


CONFIRMED = ("CONFIRMED", "RULED_FOR_SELLER")


def is_answered(case: Case, place: int) -> bool:
    """Customer service has answered about a cancellation."""
    facts = items_of(case)[place][0]["facts"]
    return is_referred(facts, policy_of(case)) and facts["verification"] in (*CONFIRMED, "CONTESTED")


def is_still_referred(case: Case, place: int) -> bool:
    """Nobody has answered about a cancellation."""
    return outcomes(*items_of(case)[place]) == ("REFERRED", "REFERRED")


Reason = Callable[[Case, int], bool]
REASONS: tuple[Reason, ...] = (is_lost_otherwise, is_open_before_delivery, is_answered, is_still_referred)


def reason_of(case: Case, places: Iterable[int]) -> Reason | None:
    """The reason why one of the items is decided in another way; where several are, the first of the reasons."""
    places = list(places)
    return next((reason for reason in REASONS if any(reason(case, place) for place in places)), None)


OUTCOMES_OF = {
    "EVIDENCE": "NEEDS_EVIDENCE",
    "VERIFICATION": "UNDER_VERIFICATION",
    "RULING": "IN_DISPUTE",
    "CUSTOMER_SERVICE": "REFERRED",
    "APPROVAL_TIME": "APPROVED",
    "SHIPMENT_UNKNOWN": "REJECTED",
    "arrival": "APPROVED",
    "arrival_from": "APPROVED",
}
"""The outcome with which a part of a decision comes and goes."""

MONEY = ("refund", "at_stake")


def follows_from(reason: Reason) -> Predicate:
    """What is decided in another way for this reason, and what follows from it for the claim as a whole.

    Money that an item takes from another one, and what the claim has as a whole, follow from the items whose own
    outcome or money is another one.
    """

    def applies(case: Case, before: Any, after: Any) -> bool:
        if case.section != "decisions":
            return False
        place, part = place_of(case)
        items = items_of(case)
        judged = part in ("outcome", "remedies", "missing", "steps") or part.startswith("statuses.")
        if place is not None and judged:
            return reason_of(case, [place]) is reason and not is_about_itself(case, before, after)
        name = part.removeprefix("open_points.")
        if undated_approval_is_provisional(case, before, after):
            return False
        if part in MONEY:
            changed = changed_by_themselves(case, part)
            own = place is not None and place in changed
            return reason_of(case, [place] if own and place is not None else changed) is reason
        if place is None and part == "outcome":
            changed = [p for p, item in enumerate(items) if len(set(outcomes(*item))) == 2]
            return reason_of(case, changed) is reason
        if place is None and name in OUTCOMES_OF:
            concerned = [p for p, item in enumerate(items) if OUTCOMES_OF[name] in outcomes(*item)]
            return reason_of(case, concerned) is reason
        return False

    return applies


def changed_by_themselves(case: Case, part: str) -> list[int]:
    """The items whose money is another one because of their own outcome."""
    return [p for p, (one, other) in enumerate(items_of(case)) if one[part] != other[part] and owns(case, p)]


def owns(case: Case, place: int) -> bool:
    """Whether the money of an item is another one because of its own outcome."""
    before, today = outcomes(*items_of(case)[place])
    return before != today or before == "REFERRED"


def is_about_itself(case: Case, before: Any, after: Any) -> bool:
    """Whether a status is that of a clause which says something else of any such item, whatever else changed."""
    return ungoverned_fails(case, before, after) or not_yet_received(case, before, after)


# The changed sentences


def moved(before: Any, after: Any, names: str, to: str) -> bool:
    """Whether the faults are those of before, but for those about some names, which are now about parts of ``to``."""
    one_fault = before and isinstance(before[0], str)
    old, new = ([before], [after]) if one_fault else (before, after)
    back = [[kind, code, re.sub(rf"\b{to}\.({names})\b", r"\1", path)] for kind, code, path in new]
    return [fault for place, fault in enumerate(back) if fault not in back[:place]] == old


def answers_are_of_items(case: Case, before: Any, after: Any) -> bool:
    """The refusal of a verification or an approval says at which item."""
    of_claim = case.name in ("Claim", "document of Claim")
    return of_claim and moved(before, after, "verification|approved_at", r"items\[\d+\]")


def production_is_of_claims(case: Case, before: Any, after: Any) -> bool:
    """An order has no stage of production that could be wrong."""
    if case.name == "Order":
        return before == ["InvalidValue", "wrong_type", "production"] and after == ["accepted", "", ""]
    faults = [["InvalidValue", "unknown_name", "order.production"]]
    return case.name == "document of Order" and before == faults and after == []


def ids_are_short_and_print(case: Case, before: Any, after: Any) -> bool:
    """An id that is too long or has control characters is refused before anything else is looked at."""
    return case.section == "refusals" and before != after and after[1:2] in (["too_long"], ["control_character"])


def instants_are_read_more_widely(case: Case, before: Any, after: Any) -> bool:
    """Decimals below the microsecond have their own code, and small letters are read."""
    now = (["InvalidValue", "too_fine", ""], ["accepted", "", ""])
    return case.name == "parse_instant" and before[1] == "not_an_instant" and after in now


def marks_are_skipped(case: Case, before: Any, after: Any) -> bool:
    """Behind a byte order mark stands an order without anything, which was no JSON and now lacks what it has to have."""
    now = [["InvalidValue", "missing_key", f"order.{name}"] for name in ("order_id", "placed_at", "lines")]
    of_an_order = (case.name, case.data) == ("document of Order", "\ufeff{}")
    return of_an_order and (before, after) == ([["InvalidValue", "not_json", "order"]], now)


def ungoverned_fails(case: Case, before: Any, after: Any) -> bool:
    """6.1 fails for an older order, where it was missing."""
    of_6_1 = place_of(case)[1] == "statuses.6.1" and not facts_of(case)["governed"]
    return of_6_1 and (before, after) == ("LACKING", "BROKEN")


def not_yet_received(case: Case, before: Any, after: Any) -> bool:
    """2.1 says nothing before shipment, where it was met, or failed by what was not received."""
    if place_of(case)[1] != "statuses.2.1":
        return False
    facts = facts_of(case)
    was = "BROKEN" if facts["problem"] == "NOT_RECEIVED" else "KEPT"
    not_shipped = facts["governed"] and facts["phase"] == "NOT_SHIPPED"
    return not_shipped and (before, after) == (was, "NOT_ASKED")


def loss_is_one_problem(case: Case, before: Any, after: Any) -> bool:
    """A loss is judged by what the claim names, and what follows from that."""
    place, part = place_of(case)
    if case.section == "decisions" and part == "facts.problem" and place is not None:
        return is_lost_otherwise(case, place)
    return follows_from(is_lost_otherwise)(case, before, after)


def more_readings_matter(before: list[list[str]], after: list[list[str]]) -> bool:
    """What mattered alone still does, and so do readings of what the guarantee grants or where it ends."""
    kept = [reading for reading in after if reading in before] == before
    return kept and all(reading[0] in ("Window", "WindowEnd") for reading in after if reading not in before)


def guarantee_opens_with_shipment(case: Case, before: Any, after: Any) -> bool:
    """The guarantee is open before a delivery, its end is known at the earliest without one, and what follows."""
    if case.section not in ("decisions", "readings") or policy_of(case).get("guarantee_start") != "DELIVERY":
        return False
    if case.section == "readings":
        unknown = any(not delivered(case, place) for place, _ in enumerate(case.data["claim"][5]))
        return unknown and more_readings_matter(before, after)
    place, part = place_of(case)
    if part == "facts.phase" and place is not None:
        return is_open_before_delivery(case, place)
    if part == "guarantee":
        return before is None and after[1] == "2.3" and after[-1] == "at least"
    if part == "open_points.DELIVERY_UNKNOWN":
        unknown = any(today["facts"]["phase"] == "GUARANTEE_UNKNOWN" for _, today in items_of(case))
        return bool(before) or unknown
    if part == "open_points.PROVISIONAL_DEADLINE":
        ends = [today["guarantee"] for one, today in items_of(case) if one["guarantee"] is None]
        return bool(after) and any(end and end[2] for end in ends)
    return follows_from(is_open_before_delivery)(case, before, after)


def customer_service_answers(case: Case, before: Any, after: Any) -> bool:
    """The answer of customer service decides a cancellation that was referred, and what follows from that."""
    place, part = place_of(case)
    facts = facts_of(case)
    if case.section == "decisions":
        if part == "adjudicator":
            contested = [is_answered(case, p) for p, _ in enumerate(items_of(case))]
            return any(contested) and case.data["claim"][3] == "CONTESTED" and after is None
        if not follows_from(is_answered)(case, before, after):
            return False
        if place is None or part in MONEY:
            return True
    elif case.section != "cases" or not is_referred(facts, policy_of(case)):
        return False
    confirmed = facts["verification"] in CONFIRMED
    status = ("LACKING", "KEPT") if confirmed else ("KEPT" if facts["production"] else "LACKING", "BROKEN")
    return (part, before, after) in [
        ("outcome", "REFERRED", "APPROVED" if confirmed else "REJECTED"),
        ("statuses.2.4", *status),
        *([("remedies", [], ["REFUND"])] if confirmed else []),
    ]


def referred_money_is_possible(case: Case, before: Any, after: Any) -> bool:
    """What a referred cancellation is worth is possible, where it was nothing."""
    place, part = place_of(case)
    if part != "at_stake" or not follows_from(is_still_referred)(case, before, after):
        return False
    return place is None or not owns(case, place) or (before == [0, 0, 0, []] and after[3] != [])


ASKING = {"ASK_FOR_REFUND", "ASK_FOR_REPLACEMENT"}


def asking_is_a_new_claim(case: Case, before: Any, after: Any) -> bool:
    """Steps that ask for another remedy lead to what a claim with a pending verification can come to.

    All other steps are those of before, and the verification of the claim itself was not pending.
    """
    place, part = place_of(case)
    if case.section == "decisions":
        if part != "steps" or place is None or reason_of(case, [place]) in REASONS[:3]:
            return False
    elif case.section != "next steps":
        return False
    one, other = [[step for step in steps if not ASKING & set(step[0])] for steps in (before, after)]
    reached = {step[1] for step in after if ASKING & set(step[0])}
    pending = {"UNDER_VERIFICATION", "NEEDS_EVIDENCE", "REFERRED"}
    return one == other and bool(reached) and reached <= pending and facts_of(case)["verification"] != "PENDING"


def claimed_before_delivery(case: Case, before: Any, after: Any) -> bool:
    """An item that is neither lost nor unwanted was claimed before the delivery that its order records."""
    if case.section != "decisions" or case.part != "open_points.CLAIMED_BEFORE_DELIVERY" or before or not after:
        return False
    submitted_at, delivered_at = case.data["claim"][1], case.data["order"][4]
    exempt = ("MISSING_PIECE", "NOT_RECEIVED", "CHANGE_OF_MIND")
    problems = [today["facts"]["problem"] for _, today in items_of(case) if today["facts"]["governed"]]
    return submitted_at < delivered_at and any(problem not in exempt for problem in problems)


def approved_without_ground(case: Case, before: Any, after: Any) -> bool:
    """An approval is dated, but an item is not approved."""
    if case.section != "decisions" or case.part != "open_points.APPROVED_WITHOUT_GROUND" or before or not after:
        return False
    others = [today["verdict"]["outcome"] != "APPROVED" for _, today in items_of(case)]
    return case.data["claim"][4] is not None and any(others)


def undated_approval_is_provisional(case: Case, before: Any, after: Any) -> bool:
    """A replacement is approved, and it is not known since when."""
    if case.section != "decisions" or case.part != "open_points.APPROVAL_TIME" or before or not after:
        return False
    approved = [today["verdict"]["outcome"] == "APPROVED" for _, today in items_of(case)]
    return case.data["claim"][2] == "REPLACEMENT" and case.data["claim"][4] is None and any(approved)


def draws_in(case: Case) -> bool:
    """Whether the claim names a piece of a set of which the rest is of no use."""
    return any(not item[4] for item in case.data["claim"][5])


def pieces_go_with_the_item_that_draws_them_in(case: Case, before: Any, after: Any) -> bool:
    """The claim is worth what it was, line by line, and only its items divide that in another way."""
    place, part = place_of(case)
    if case.section != "decisions" or place is None or part not in MONEY or not draws_in(case):
        return False
    same = case.data["before"][part] == case.data["today"][part] and before[3] != after[3]
    return same and reason_of(case, changed_by_themselves(case, part)) is None


def named_at_the_approval_is_free(case: Case, before: Any, after: Any) -> bool:
    """What a claim names that was not submitted before the approval can be drawn in, where it could not."""
    _, part = place_of(case)
    if case.section != "decisions" or part not in MONEY or not draws_in(case):
        return False
    _, submitted_at, _, _, approved_at, _, _ = case.data["claim"]
    reserved = {line[0] for line in case.data["order"][8] if line[4] is not None and line[7]}
    more = [line for line in after[3] if line not in before[3]]
    return submitted_at == approved_at and bool(more) and {line[0] for line in more} <= reserved


def nothing_is_reserved(case: Case, before: Any, after: Any) -> bool:
    """A line that has units reserved, or too few beside them, is none today: only the other faults are left."""
    if case.section != "refusals" or not re.search(r'reserved\\?": (?!0[,}])', json.dumps(case.data)):
        return False
    one_fault = isinstance(before[0], str)
    left = [fault for fault in ([before] if one_fault else before) if not is_of_reserved(*fault)]
    return left == ([] if after == ["accepted", "", ""] else [after] if one_fault else after)


def is_of_reserved(_: str, code: str, path: str) -> bool:
    """Whether a fault was about reserved units, or about what they left."""
    return path.endswith("reserved") or code in ("more_than_left", "more_than_bought")


def both_clauses_stand(case: Case, before: Any, after: Any) -> bool:
    """The default of the reading is another one."""
    of_policy = case.section == "dates" and case.name == "policy of 2023" and case.part == "adjudicator"
    return of_policy and (before, after) == ("PLATFORM", "CMOFFER_THEN_SHOPIFY")


def cases(each: int, *, cancellation: int | None = None) -> dict[str, int]:
    """As many differences in the cases of each policy, but for the one that refunds cancellations."""
    policies = ("default", "window SHORT", "window LONG", "exclusion_scope AFTER_SALES_ONLY")
    others = ("misuse_scope ANY_PROBLEM", "adjudicator SHOPIFY", "cancellation REFUND")
    counts = {f"cases, {policy}": each for policy in (*policies, *others)}
    return counts if cancellation is None else counts | {"cases, cancellation REFUND": cancellation}


def decisions(*counts: int) -> dict[str, int]:
    """So many differences in each thousand of the decisions."""
    return {f"decisions from {1000 * place}": count for place, count in enumerate(counts)}


CLAIMED: tuple[Claimed, ...] = (
    Claimed(
        sentence='1-policy, judgement 1: "Placed before the policy took effect: `NOT_GOVERNED`, 6.1 failed"',
        applies=ungoverned_fails,
        counts={
            **cases(80_640),
            **decisions(28, 91, 88, 67, 80, 84, 70, 92, 60, 67, 77, 64, 67, 61, 67, 79, 80, 76, 65, 88, 59),
        },
    ),
    Claimed(
        sentence='1-policy, terms: "2.1 of goods not yet shipped is not applicable"',
        applies=not_yet_received,
        counts={
            **cases(31_680),
            **decisions(33, 53, 80, 74, 46, 56, 75, 81, 75, 59, 57, 60, 73, 66, 66, 71, 64, 56, 89, 73, 41),
        },
    ),
    Claimed(
        sentence=(
            "1-policy, terms: \"`nothing_arrived` is a fact of its own: the claim's `LOST` items name "
            'every unit of the order"'
        ),
        applies=loss_is_one_problem,
        counts=decisions(46, 64, 69, 143, 87, 126, 127, 70, 95, 73, 98, 50, 147, 73, 129, 112, 99, 82, 101, 132, 66),
    ),
    Claimed(
        sentence=(
            '1-policy, time: "Under `guarantee_start = DELIVERY` the guarantee opens with the '
            'shipment, too; the delivery sets only its end"'
        ),
        applies=guarantee_opens_with_shipment,
        counts={
            **decisions(
                298, 614, 636, 409, 560, 493, 561, 582, 507, 458, 572, 591, 731, 600, 450, 535, 548, 720, 599, 662, 267
            ),
            "readings 0": 3,
            "readings 1": 5,
            "readings 2": 1,
            "readings 3": 3,
        },
    ),
    Claimed(
        sentence='1-policy, judgement 3: "`verification` is what customer service said"',
        applies=customer_service_answers,
        counts={
            **cases(112, cancellation=64),
            **decisions(
                136, 105, 197, 168, 97, 139, 168, 165, 153, 147, 146, 123, 150, 228, 212, 134, 100, 186, 208, 101, 89
            ),
        },
    ),
    Claimed(
        sentence='1-policy, favourability: "a referred cancellation\'s money is possible, too"',
        applies=referred_money_is_possible,
        counts=decisions(48, 2, 2, 7, 4, 0, 2, 6, 6, 5, 4, 5, 6, 0, 7, 2, 3, 0, 0, 0, 2),
    ),
    Claimed(
        sentence=(
            '1-policy, 4.1: "Asking for another remedy is a new claim at its own time, with its own verification"'
        ),
        applies=asking_is_a_new_claim,
        counts={
            **decisions(102, 96, 106, 100, 87, 106, 97, 83, 97, 106, 97, 91, 91, 91, 92, 92, 99, 97, 105, 92, 72),
            "cases, next steps": 119,
        },
    ),
    Claimed(
        sentence='1-policy, time: "A claim submitted before the delivery its order records is an open point"',
        applies=claimed_before_delivery,
        counts=decisions(18, 43, 49, 37, 39, 28, 38, 29, 44, 47, 32, 42, 31, 37, 44, 47, 37, 34, 39, 32, 23),
    ),
    Claimed(
        sentence='1-policy, judgement: "`approved_at` on an item whose outcome is not `APPROVED` is an open point"',
        applies=approved_without_ground,
        counts=decisions(
            302, 309, 339, 355, 294, 307, 346, 309, 329, 301, 329, 301, 317, 298, 298, 291, 320, 311, 312, 328, 190
        ),
    ),
    Claimed(
        sentence='1-policy, readings: "`CMOFFER_THEN_SHOPIFY` (default: both clauses stand)"',
        applies=both_clauses_stand,
        counts={
            "calendar": 1,
        },
    ),
    Claimed(
        sentence='1-policy, judgement: "`verification` and `approved_at` belong to the item"',
        applies=answers_are_of_items,
        counts={
            "refusals from 0": 1,
            "refusals from 1000": 27,
        },
    ),
    Claimed(
        sentence='1-policy, refused as malformed: "ids over 256 characters or with control characters"',
        applies=ids_are_short_and_print,
        counts={
            "refusals from 0": 10,
        },
    ),
    Claimed(
        sentence='2-design, public names: "sub-microsecond digits refused; text goes through `parse_instant`"',
        applies=instants_are_read_more_widely,
        counts={
            "refusals from 0": 2,
            "refusals from 1000": 1,
        },
    ),
    Claimed(
        sentence='how-to, store and replay: "A byte order mark at the beginning is skipped"',
        applies=marks_are_skipped,
        counts={
            "refusals from 2000": 1,
        },
    ),
    Claimed(
        sentence='1-policy, judgement 3: "`production` is the stage at submission, and belongs to the claim"',
        applies=production_is_of_claims,
        counts={
            "refusals from 0": 8,
            "refusals from 2000": 3,
            "refusals from 3000": 12,
        },
    ),
    Claimed(
        sentence='1-policy, the life of an order: "An undated approval is provisional (open point `APPROVAL_TIME`)"',
        applies=undated_approval_is_provisional,
        counts=decisions(41, 36, 23, 25, 30, 27, 28, 23, 27, 35, 34, 32, 24, 28, 26, 31, 34, 35, 22, 31, 20),
    ),
    Claimed(
        sentence='1-policy, the life of an order: "Units drawn in stay with the item that draws them in"',
        applies=pieces_go_with_the_item_that_draws_them_in,
        counts=decisions(16, 4, 7, 8, 12, 6, 18, 14, 14, 8, 25, 8, 4, 10, 16, 16, 8, 9, 14, 8, 15),
    ),
    Claimed(
        sentence=(
            '1-policy, the life of an order: "if it was submitted before the approval (an open or undated item: '
            'always), what it names"'
        ),
        applies=named_at_the_approval_is_free,
        counts={"decisions from 5000": 4},
    ),
    Claimed(
        sentence='1-policy, the life of an order: "Nothing in it can be refused for what another claim holds"',
        applies=nothing_is_reserved,
        counts={
            "refusals from 0": 23,
            "refusals from 1000": 1,
            "refusals from 2000": 2,
            "refusals from 3000": 12,
        },
    ),
)


def faults_of(part: str, differences: Iterable[Difference], claimed: Iterable[Claimed] = CLAIMED) -> list[str]:
    """What is wrong with the differences of a part: those that not exactly one change claims, and wrong counts."""
    changes = tuple(claimed)
    faults, found = claims_on(differences, changes)
    for change, count in zip(changes, found, strict=True):
        wanted = change.counts.get(part, 0)
        if count != wanted:
            faults.append(f"{change.sentence}: claims {count} differences of {part!r}, not {wanted}")
    return faults


def claims_on(differences: Iterable[Difference], changes: Sequence[Claimed] = CLAIMED) -> tuple[list[str], list[int]]:
    """The differences that not exactly one change claims, the first of them in words, and how many each change claims."""
    faults, more, found = [], 0, [0] * len(changes)
    for difference in differences:
        claiming = [place for place, change in enumerate(changes) if change.applies(*difference)]
        for place in claiming:
            found[place] += 1
        if len(claiming) != 1:
            more += 1
            if more <= MOST_SHOWN:
                by = " and ".join(changes[place].sentence for place in claiming) or "nobody"
                faults.append(f"claimed by {by}: {difference}")
    if more > MOST_SHOWN:
        faults.append(f"and {more - MOST_SHOWN} more")
    return faults, found
