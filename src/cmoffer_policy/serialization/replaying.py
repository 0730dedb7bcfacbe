"""A claim decided again from the receipt of its decision, and what differs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, get_args, get_origin

from attrs import field, fields, frozen, has, resolve_types

from cmoffer_policy.calendars import WorkCalendar, calendar_or_china
from cmoffer_policy.checks import MOST_ITEMS, instance
from cmoffer_policy.claim import Claim
from cmoffer_policy.decision import Decision
from cmoffer_policy.errors import DocumentError, InputError, label, printable, step
from cmoffer_policy.markup import Html, table
from cmoffer_policy.money import Money
from cmoffer_policy.order import Order
from cmoffer_policy.order_claims import OrderClaims
from cmoffer_policy.policy import Policy
from cmoffer_policy.serialization.documents import parsed, read, to_dict, upgrade
from cmoffer_policy.serialization.shape import Amount, converter
from cmoffer_policy.serialization.text import shown

_ROOT = "receipt"
_TERM = re.compile("[a-z_]+")
_INPUTS = ("order", "claims", "claim_id", "policy", "calendar_version", "library_version")
_NOT_DECIDED = {*_INPUTS, "schema_version", "statements"}
"""The parts that are not compared; what is said follows from what was decided."""


@frozen(kw_only=True)
class _Inputs:
    """What a decision was taken from, as its receipt has it."""

    order: Order
    claims: tuple[Claim, ...]
    claim_id: str
    policy: Policy
    calendar_version: str
    library_version: str


@frozen(kw_only=True)
class ReplayDifference:
    """One part of a decision that came out differently.

    ``part`` names it, as in ``items[0].windows.guarantee``; ``before`` and ``after`` are plain data, as in receipts.

    >>> moved = ReplayDifference(part="items[0].outcome", before="rejected", after="under_verification")
    >>> print(moved)
    items[0].outcome: was rejected, now under verification
    """

    part: str
    before: object = field(hash=False)
    after: object = field(hash=False)

    def __str__(self) -> str:
        before, after = self._words
        return f"{self.part}: was {before}, now {after}"

    @property
    def _words(self) -> tuple[str, str]:
        """Both in words; as they are written where the words would be the same."""
        before, after = _in_words(self.before), _in_words(self.after)
        return (before, after) if before != after else (shown(self.before), shown(self.after))


@frozen(kw_only=True)
class Replay:
    """A claim decided again, and what differs from the receipt, part by part in the order of receipts.

    - ``calendar_version``, ``library_version``: those that the receipt was written with.
    - ``not_compared``: what only the receipt or only this release knows, by path. It is no difference.

    >>> from cmoffer_policy import china_calendar, decide
    >>> from cmoffer_policy.testing import scenarios
    >>> name = "submitted on the eve of the Spring Festival"
    >>> (case,) = [case for case in scenarios(clause="4.2") if str(case) == name]
    >>> weekends_only = WorkCalendar(first_day=china_calendar().first_day, last_day=china_calendar().last_day)
    >>> again: Replay = replay(to_dict(decide(case.order, case.claim)), calendar=weekends_only)
    >>> again.same, again.same_calendar, [difference.part for difference in again.differences]
    (False, False, ['acceptance', 'due_actions'])
    """

    decision: Decision
    differences: tuple[ReplayDifference, ...]
    calendar_version: str
    library_version: str
    not_compared: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Whether it came out as before, with whatever calendar."""
        return not self.differences

    @property
    def same_calendar(self) -> bool:
        """Whether the receipt was written with the calendar of the replay."""
        return self.calendar_version == self.decision.calendar_version

    def _repr_html_(self) -> Html:
        rows = [(found.part, *found._words) for found in self.differences]
        return table(self._headline, ("Part", "Was", "Is"), rows)

    def __str__(self) -> str:
        return "\n".join([self._headline, *[f"  - {found}" for found in self.differences]])

    @property
    def _headline(self) -> str:
        versions = f"calendar {self.decision.calendar_version} instead of {printable(self.calendar_version)}"
        calendar = "the same calendar" if self.same_calendar else versions
        return f"Decided again with {calendar}:{' nothing differs.' if self.same else ''}"


def replay(
    receipt: Mapping[str, Any] | str | bytes, *, policy: Policy | None = None, calendar: WorkCalendar | None = None
) -> Replay:
    """The claim of a receipt decided again, among its order's claims and under its own policy, and what differs.

    - ``receipt``: what ``to_dict`` or ``to_json`` made of a decision, in this release or in another one.
    - ``policy``: another edition, to see what it would decide.
    - ``calendar``: defaults to ``china_calendar()``.

    Fields that this release does not know are left out, and named in ``not_compared``. A receipt whose order, claims or
    policy cannot be read raises ``DocumentError``, with every fault; a deadline outside the calendar raises
    ``OutOfSchedule``.

    >>> from cmoffer_policy import decide
    >>> from cmoffer_policy.testing import scenarios
    >>> late = scenarios(clause="4.2")[0]
    >>> print(replay(to_dict(decide(late.order, late.claim, policy=late.policy))))
    Decided again with the same calendar: nothing differs.
    """
    days = calendar_or_china(calendar)
    if policy is not None:
        instance(policy, "policy", Policy)
    data = parsed(receipt, _ROOT) if isinstance(receipt, str | bytes) else receipt
    try:
        written = upgrade(data)
    except DocumentError as fault:
        raise fault.under(_ROOT) from None
    given = {name: written[name] for name in _INPUTS if name in written}
    if policy is not None:
        given["policy"] = converter.unstructure(policy)
    not_compared: list[str] = []
    found: _Inputs = read(_Inputs, _known(_Inputs, given, "", not_compared), _ROOT)
    try:
        record = OrderClaims(found.order, found.claims)
        record.claim(found.claim_id)
    except InputError as fault:
        raise DocumentError([fault.under(_ROOT)]) from None
    decision = record.decide(found.claim_id, policy=found.policy, calendar=days)
    now = to_dict(decision)
    differences = list(_differences(_decided(written), _decided(now), "", not_compared))
    return Replay(
        decision=decision,
        differences=tuple(differences),
        calendar_version=found.calendar_version,
        library_version=found.library_version,
        not_compared=tuple(not_compared),
    )


def _decided(receipt: Mapping[str, Any]) -> dict[str, Any]:
    return {key: held for key, held in receipt.items() if key not in _NOT_DECIDED}


def _known(kind: Any, data: Any, path: str, left_out: list[str]) -> Any:
    """The data without the fields that a type lacks. ``left_out`` gets their paths, and those that the data lacks."""
    members = [member for member in get_args(kind) if member not in (type(None), Ellipsis)]
    if len(members) == 1 and type(data) is list:
        return [_known(members[0], held, f"{path}[{place}]", left_out) for place, held in enumerate(data)]
    kind = members[0] if len(members) == 1 and get_origin(kind) not in (tuple, frozenset) else kind
    kind = Amount if kind is Money else kind
    if not has(kind) or type(data) is not dict:
        return data
    types = {attribute.name: attribute.type for attribute in fields(resolve_types(kind)) if attribute.init}
    left_out += [_below(path, key) for key in [*data, *types] if not (key in data and key in types)]
    return {key: _known(types[key], held, _below(path, key), left_out) for key, held in data.items() if key in types}


def _below(path: str, key: object) -> str:
    return f"{path}{step(str(key))}" if path else step(str(key)).removeprefix(".")


_OPENED = ("items", "facts", "findings", "windows")
"""The parts whose own parts are compared one by one."""


def _differences(
    was: Mapping[str, Any], now: Mapping[str, Any], path: str, not_compared: list[str]
) -> Iterator[ReplayDifference]:
    """What differs between two objects, key by key; what only one of them has is not compared."""
    not_compared += [_below(path, key) for key in [*was, *now] if not (key in was and key in now)]
    for key, after in now.items():
        if key not in was:
            continue
        before, place = was[key], _below(path, key)
        if key == "findings" and type(by_clause := _by_clause(before)) is dict:
            before, after = by_clause, _by_clause(after)
        if key == "items" and type(before) is list and len(before) == len(after):
            for position, (item, item_now) in enumerate(zip(before, after, strict=True)):
                if type(item) is dict:
                    yield from _differences(item, item_now, f"{place}[{position}]", not_compared)
                else:
                    yield ReplayDifference(part=f"{place}[{position}]", before=item, after=item_now)
        elif key in _OPENED and type(before) is dict and type(after) is dict:
            yield from _differences(before, after, place, not_compared)
        elif not _agree(before, after, place, not_compared):
            if type(before) is dict and type(after) is dict and _in_words(before) == _in_words(after):
                yield from _differences(before, after, place, [])  # the words leave out what differs
            else:
                yield ReplayDifference(part=place, before=before, after=after)


_OF_A_FINDING = {"clause", "status", "facts"}


def _by_clause(findings: Any) -> Any:
    """Findings by their clause, as another release can have others; as they are if a clause is not there once."""
    try:
        by_clause = {finding["clause"]: finding for finding in findings if finding.keys() >= _OF_A_FINDING}
    except (TypeError, AttributeError):
        return findings
    return by_clause if len(by_clause) == len(findings) else findings


def _agree(was: Any, now: Any, path: str, not_compared: list[str]) -> bool:
    """Whether two values say the same as far as both say anything."""
    if type(was) is dict and type(now) is dict:
        not_compared += [_below(path, key) for key in [*was, *now] if not (key in was and key in now)]
        return all(_agree(was[key], now[key], _below(path, key), not_compared) for key in now if key in was)
    if type(was) is list and type(now) is list:
        pairs = enumerate(zip(was, now, strict=True))
        return len(was) == len(now) and all(_agree(*pair, f"{path}[{place}]", not_compared) for place, pair in pairs)
    return type(was) is type(now) and bool(was == now)


def _in_words(value: Any) -> str:
    """A part as it reads in a sentence; what a receipt has in another form stays as it is written."""
    try:
        return _told(value)
    except RecursionError:  # nested as no receipt is
        return shown(value)


def _told(value: Any) -> str:
    match value:
        case None | []:
            return "none"
        case bool():
            return "yes" if value else "no"
        case str():
            return value.replace("_", " ") if _TERM.fullmatch(value) else label(value)
        case list() if len(value) <= MOST_ITEMS:
            return _listed(map(_told, value))
        case {"amount": str(amount), "currency": str(currency)}:
            return f"{printable(currency)} {printable(amount)}"
        case {"total": total, "lines": list(lines)}:
            return f"{_told(total)} for {_listed(map(_units_of, lines))}" if lines else _told(total)
        case {"status": status, "facts": _}:
            return _told(status)
        case {"first_day": str(first_day), "deadline": dict(deadline)}:
            return f"from {printable(first_day)} {_told(deadline)}"
        case {"start": _, "deadline": dict(deadline)}:
            return _told(deadline)
        case {"last_day": str(), "before": str()}:
            return _end_in_words(value)
        case {"line_id": str(line_id), "units": int(units)}:
            return f"{units} of {label(line_id)}"
        case {"line_id": str(line_id), "claims": claims}:
            return f"{label(line_id)} ({_told(claims)})"
        case {"claim_id": str(claim_id), "units": int(units)}:
            return f"{units} by {label(claim_id)}"
        case {"clause": str(clause), "document": str(document)}:
            return f"{_told(document)} ({printable(clause)})"
        case {"actor": actor, "action": action, "clause": str(clause), "deadline": deadline}:
            until = f" {_told(deadline)}" if deadline else ""
            return f"{_told(actor)}: {_told(action)} ({printable(clause)}){until}"
        case {"changes": list(changes), "outcome": outcome}:
            return f"{_told(changes)}: {_told(outcome)}"
        case _:
            return shown(value)


def _listed(words: Iterable[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


def _units_of(line: Any) -> str:
    """Which units of a line a refund is for, as units of one line can be refunded at several times."""
    match line:
        case {"allocation": {"line_id": str(line_id)}, "units_before": int(before), "units_after": int(after)}:
            units = f"unit {after}" if before + 1 == after else f"units {before + 1} to {after}"
            return f"{units} of {label(line_id)}"
        case _:
            return shown(line)


def _end_in_words(deadline: Mapping[str, Any]) -> str:
    """Until when, with what is not certain of it."""
    day, time = deadline["last_day"], deadline["before"].rpartition("T")[2]
    end = f"the end of {day}" if time.startswith("00:00:00+") else f"{time} on {day}"
    reservations = [name.replace("_", " ") for name in ("provisional", "at_least") if deadline.get(name) is True]
    return f"until {printable(end)}{f' ({_listed(reservations)})' if reservations else ''}"
