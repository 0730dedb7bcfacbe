"""Input at its worst: the endless, the hostile and the strange, and errors that travel."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo
from decimal import Decimal
from typing import Any

import pytest

from cmoffer_policy import POLICY_2023, Inconsistent, InputError, InvalidValue, OutOfSchedule, refund_for
from support.builders import a_line, an_item, an_order
from support.case_fields import COUNTS, EVERY_FIELD, IDS, INSTANTS, TERMS, check, claim_for, refused

UNSHOWN = "a value of type Hostile too long to show"


def nested(depth: int) -> list[Any]:
    inner: list[Any] = []
    for _ in range(depth):
        inner = [inner]
    return inner


class Several:
    """Like an array: it has an index only where it holds a single integer."""

    def __index__(self) -> int:
        raise TypeError("only integer scalar arrays can be converted to a scalar index")

    def __repr__(self) -> str:
        return "Several()"


class Hostile:
    """A value that refuses to be shown."""

    def __init__(self, fault: type[Exception] | None) -> None:
        self.fault = fault

    def __repr__(self) -> str:
        if self.fault is None:
            return 7  # type: ignore[return-value]
        raise self.fault("not shown")


class HostileList(list[Any]):
    """A collection that refuses to be shown."""

    def __repr__(self) -> str:
        raise RuntimeError("not shown")


class HostileZone(tzinfo):
    """A zone of which neither the offset nor the name can be had."""

    def utcoffset(self, _: datetime | None) -> timedelta:
        raise RuntimeError("no offset")

    def __repr__(self) -> str:
        raise RuntimeError("not shown")


HOSTILE = [Hostile(fault) for fault in (RuntimeError, ValueError, TypeError, RecursionError, MemoryError, None)]
MONSTERS = {
    "array": Several(),
    "hostile": HOSTILE[0],
    "hostile list": HostileList([HOSTILE[0]] * 3),
    "hostile zone": datetime(2024, 1, 5, tzinfo=HostileZone()),
    "integer": 10**5000,
    "negative": -(10**100_000),
    "decimal": Decimal("9" * 10**6),
    "nested": nested(10**5),
    "long": list(range(10**5)),
    "bytes": b"x" * 10**6,
    "endless": range(10**30),
}


@pytest.mark.parametrize("monster", MONSTERS.values(), ids=MONSTERS.keys())
def test_a_monster_in_any_field_is_refused_in_a_short_message(monster: Any) -> None:
    """Neither a hang nor another exception, and a message somebody can read."""
    for kind, name in EVERY_FIELD:
        fault = refused(kind, name, monster)
        assert fault.path.startswith(name)
        assert len(str(fault)) < 300


@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: str(value.fault and value.fault.__name__))
def test_a_value_that_cannot_be_shown_is_named_by_its_type(value: Hostile) -> None:
    """Whatever its repr raises or returns, the refusal is the usual one."""
    for kind, name in COUNTS:
        check(refused(kind, name, value), InvalidValue, "not_an_integer", name, UNSHOWN, "an integer")
    for kind, name in IDS:
        check(refused(kind, name, value), InvalidValue, "not_a_text", name, UNSHOWN, "a str")
    for (kind, name), wanted in TERMS.items():
        check(refused(kind, name, value), InvalidValue, "wrong_type", name, UNSHOWN, f"a value of type {wanted}")
    with pytest.raises(Inconsistent) as refusal:
        an_order().line(value)  # type: ignore[arg-type]
    assert str(refusal.value) == f"line_id: got {UNSHOWN}, expected a line of order A-1: ring"


@pytest.mark.parametrize(("kind", "name"), COUNTS)
def test_an_array_is_no_integer(kind: type, name: str) -> None:
    """It has an index to ask for, only that asking fails."""
    check(refused(kind, name, Several()), InvalidValue, "not_an_integer", name, "Several()", "an integer")


@pytest.mark.parametrize(("kind", "name"), INSTANTS)
def test_an_instant_in_a_zone_without_an_offset_is_refused(kind: type, name: str) -> None:
    """Neither the fault of the zone nor that of its repr gets through."""
    value, got = datetime(2024, 1, 5, tzinfo=HostileZone()), "a value of type datetime too long to show"
    check(refused(kind, name, value), InvalidValue, "not_an_instant", name, got, "a time zone that tells its offset")


STRANGE_IDS = ["x" * 256, "two\u2028lines"]


@pytest.mark.parametrize("name", STRANGE_IDS, ids=["long", "two lines"])
@pytest.mark.parametrize(
    "build",
    [
        lambda name: an_order(a_line(name)).line("chain"),
        lambda name: an_order(order_id=name).line("chain"),
        lambda name: an_order().line(name),
        lambda name: refund_for(an_order(a_line(name)), {name: 2}, policy=POLICY_2023),
        lambda name: an_order(a_line("a", set_id=name), a_line("b", set_id=name, quantity=2)),
        lambda name: claim_for(an_order(order_id=name)),
        lambda name: claim_for(an_order(), order_id=name),
        lambda name: claim_for(an_order(a_line(name)), items=[an_item(name, quantity=2)]),
    ],
    ids=["known line", "known order", "line", "units", "set", "order", "claimed order", "claimed units"],
)
def test_an_id_in_a_message_is_short_and_on_one_line(build: Callable[[str], Any], name: str) -> None:
    """Ids come from outside: what does not print is escaped, and what is too long is not shown."""
    with pytest.raises(Inconsistent) as refusal:
        build(name)
    message = str(refusal.value)
    assert (len(message) < 500, message.isprintable()) == (True, True)


@pytest.mark.parametrize(
    ("ids", "known"),
    [
        ([str(n) for n in range(11)], "0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10"),
        (["a" * 58, "b" * 60], f"{'a' * 58}, {'b' * 60}"),
        (["a" * 59, "b" * 60], "one of 2"),
        ([str(n) for n in range(1000)], "one of 1000"),
    ],
    ids=["few", "120 characters", "121 characters", "many"],
)
def test_an_unknown_line_tells_the_known_ones_or_how_many_they_are(ids: list[str], known: str) -> None:
    """Ids are listed while they fit into a line of text, beyond that they are counted."""
    with pytest.raises(Inconsistent) as refusal:
        an_order(*[a_line(line_id) for line_id in ids]).line("ring")
    assert refusal.value.expected == f"a line of order A-1: {known}"


@pytest.mark.parametrize("line_id", [5, None, ["ring"], {}])
def test_a_line_is_looked_up_by_its_id(line_id: Any) -> None:
    """Whatever is no id of a line is an unknown line, hashable or not."""
    with pytest.raises(Inconsistent) as refusal:
        an_order().line(line_id)
    assert str(refusal.value) == f"line_id: got {line_id!r}, expected a line of order A-1: ring"


@pytest.mark.parametrize("kind", [InputError, InvalidValue, Inconsistent, OutOfSchedule])
def test_an_error_travels_and_is_seen_from_the_object_that_holds_it(kind: type[InputError]) -> None:
    """Pickled or copied it says the same; a prefix joins its path, or becomes it."""
    fault = kind("too_small", "quantity", "-1", "1 or more")
    for twin in (pickle.loads(pickle.dumps(fault)), copy.copy(fault), copy.deepcopy(fault)):
        check(twin, kind, "too_small", "quantity", "-1", "1 or more")
    check(fault.under("lines[2]"), kind, "too_small", "lines[2].quantity", "-1", "1 or more")
    check(fault.under("lines[2]").under("order"), kind, "too_small", "order.lines[2].quantity", "-1", "1 or more")
    bare = kind("naive_instant", "", "noon", "an aware datetime")
    assert str(bare) == "got noon, expected an aware datetime"
    assert str(bare.under("placed_at")) == "placed_at: got noon, expected an aware datetime"
    assert str(fault) == "quantity: got -1, expected 1 or more"
    assert isinstance(fault, ValueError)
