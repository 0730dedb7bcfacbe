"""Lives of orders, worked out by hand from the text: an order, its claims, and who takes which units for how much."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache, partial
from typing import Any

from attrs import field, frozen

from cmoffer_policy.checks import quantity
from cmoffer_policy.claim import Claim
from cmoffer_policy.decision import OpenPoint
from cmoffer_policy.errors import Inconsistent, shown
from cmoffer_policy.money import Money
from cmoffer_policy.order import Order
from cmoffer_policy.order_claims import Balance, OrderClaims
from cmoffer_policy.policy import POLICY_2023, Policy
from cmoffer_policy.testing import notation
from cmoffer_policy.testing.expected_life import ExpectedAmount, ExpectedClaim, ExpectedLife, ExpectedShare, Units
from cmoffer_policy.testing.scenario import Tables, clauses, page_of, pages_in, some_clauses, some_text
from cmoffer_policy.units import UnitsHeld
from cmoffer_policy.vocabulary import Outcome


@frozen(kw_only=True)
class Life:
    """An order with all its claims, and what becomes of each, worked out by hand from the text.

    ``str()`` is its name, which makes a good test id.

    - ``clauses``: those it is about; ``why``: how the expectation follows from them.
    - ``policy``: the policy of 2023, under another reading where the life is about one.
    """

    name: str
    clauses: tuple[str, ...]
    why: str
    order_claims: OrderClaims = field(repr=False)
    policy: Policy = field(repr=False)
    expected: ExpectedLife = field(repr=False)

    def __str__(self) -> str:
        return self.name


def lives(*, clause: str | None = None) -> tuple[Life, ...]:
    """Every life, or those about one clause, in the order of the files.

    A clause that the register does not have raises ``InvalidValue``.

    >>> [str(life) for life in lives(clause="6.1")]
    ['an order older than the policy gives nothing to anybody']
    """
    if clause is not None:
        notation.under("clause", notation.clause, clause)
    return tuple([life for life in _all_lives() if clause in (None, *life.clauses)])


@cache
def _all_lives() -> tuple[Life, ...]:
    return tuple([life for page, text in pages_in("worked/life") for life in read_lives(text, page=page)])


def read_lives(text: str, *, page: str = "lives") -> tuple[Life, ...]:
    """The lives that a text in TOML describes; ``page`` names it in errors.

    The text holds the ``ordinary`` case, an order and a claim, and any number of tables ``[[life]]``. A life has a
    ``name``, its ``clauses``, a ``why``, what it changes of the ordinary ``order`` and of the ``policy`` of 2023, its
    ``claims`` and the ``balance``. Each claim has what it changes of the ordinary one and what is ``expected`` of it.
    Amounts are written ``"USD 4.66"``, or with their goods and freight ``"USD 3.33 + 1.33 = 4.66"``. Whatever is
    malformed or not known raises ``InputError``.

    >>> from importlib.resources import files
    >>> page = files("cmoffer_policy.testing").joinpath("worked/life/money.toml")
    >>> print(read_lives(page.read_text(encoding="utf-8"))[0].name)
    a whole order in four claims is exactly what was paid
    """
    ordinary, tables = page_of(text, page, "life")
    found: dict[str, Life] = {}
    for position, table in enumerate(tables):
        path = f"{page}[{position}]"
        name = table.get("name")
        life = notation.under(f"{path} {shown(name)}" if name else path, partial(_life, ordinary), table)
        if found.setdefault(life.name, life) is not life:
            raise Inconsistent("duplicate", f"{path}.name", shown(life.name), "a name used only once")
    return tuple(found.values())


def _life(ordinary: Tables, given: object) -> Life:
    """One life. Whatever it does not mention of its order and claims is as in the ordinary case."""
    whole: dict[str, Any] = notation.row(dict, _LIFE, _REQUIRED, given)
    order = notation.under("order", notation.order, {**notation.table(ordinary["order"]), **whole.get("order", {})})
    pairs = [
        notation.under(f"claims[{position}]", partial(_claim, ordinary, order), table)
        for position, table in enumerate(whole["claims"])
    ]
    return Life(
        name=whole["name"],
        clauses=whole["clauses"],
        why=whole["why"],
        order_claims=OrderClaims(order, [claim for claim, _ in pairs]),
        policy=whole.get("policy", POLICY_2023),
        expected=ExpectedLife(
            claims=tuple([expected for _, expected in pairs]),
            balance=notation.under("balance", partial(_balance, order), whole["balance"]),
        ),
    )


def _claim(ordinary: Tables, order: Order, given: object) -> tuple[Claim, ExpectedClaim]:
    """A claim, and what is expected of it."""
    written = notation.table(given)
    changes = {key: held for key, held in written.items() if key != "expected"}
    claim = notation.claim({**notation.table(ordinary["claim"]), **changes})
    return claim, notation.under("expected", partial(_expected, order, claim.claim_id), written.get("expected", {}))


def _expected(order: Order, claim_id: str, value: object) -> ExpectedClaim:
    """What is expected of a claim. Where it has a single item, one table describes both."""
    given = notation.table(value)
    if "items" not in given:
        points = {key: held for key, held in given.items() if key == "open_points"}
        given = {**points, "items": [{key: held for key, held in given.items() if key not in points}]}
    readers: dict[str, notation.Reader] = {
        **_AMOUNTS,
        "open_points": notation.list_of(notation.term(OpenPoint)),
        "units": partial(_units, order),
        "items": notation.list_of(partial(_share, order)),
    }
    whole: dict[str, Any] = notation.row(dict, readers, ("items",), given)
    shares, currency = whole["items"], order.currency
    return ExpectedClaim(
        claim_id=claim_id,
        items=shares,
        units=whole.get("units", _together(order, shares)),
        refund=whole.get("refund", ExpectedAmount.sum([share.refund for share in shares], currency)),
        possible=whole.get("possible", ExpectedAmount.sum([share.possible for share in shares], currency)),
        open_points=frozenset(whole.get("open_points", ())),
    )


def _share(order: Order, value: object) -> ExpectedShare:
    """What is expected of an item. Where it says nothing, it takes no units and no money, and gets all that it names.

    What is refunded is what is possible, unless the item says what is possible.
    """
    readers: dict[str, notation.Reader] = {**_OF_ITEM, "units": partial(_units, order)}
    written: dict[str, Any] = notation.row(dict, readers, ("outcome",), value)
    refund = written.get("refund", ExpectedAmount.sum([], order.currency))
    return ExpectedShare(**{"units": (), "refund": refund, "possible": refund, **written})


def _units(order: Order, value: object) -> Units:
    """Units by line, in the order of the lines; lines without any are left out."""
    given: dict[str, Any] = notation.table(value)
    for line_id in given:
        order.line(line_id)
    return tuple(
        [(line.line_id, quantity(given[line.line_id], line.line_id)) for line in order.lines if line.line_id in given]
    )


def _together(order: Order, shares: Iterable[ExpectedShare]) -> Units:
    """The units of several items, in the order of the lines."""
    taken = Counter({line.line_id: 0 for line in order.lines})
    for share in shares:
        taken.update(dict(share.units))
    return tuple([(line_id, units) for line_id, units in taken.items() if units])


def _balance(order: Order, value: object) -> Balance:
    """A balance; of lines that ``units_left`` does not name none are left."""
    amounts = ("paid", "approved", "possible", "refundable")
    readers: dict[str, notation.Reader] = {
        **dict.fromkeys(amounts, notation.money),
        "units_left": partial(_units, order),
    }
    given: dict[str, Any] = notation.row(dict, readers, readers, value)
    left = dict(given["units_left"])
    return Balance(
        **{**given, "units_left": tuple([(line.line_id, left.get(line.line_id, 0)) for line in order.lines])}
    )


def _amount(value: object) -> ExpectedAmount:
    """An amount such as ``"USD 4.66"``, or the sum of its goods and freight, ``"USD 3.33 + 1.33 = 4.66"``."""
    sums = re.fullmatch(r"(\S+) (\S+) \+ (\S+) = (\S+)", value) if isinstance(value, str) else None
    if sums is None:
        return ExpectedAmount(total=notation.money(value))
    goods, freight, total = [Money.of(amount, sums[1]) for amount in sums.groups()[1:]]
    if goods + freight != total:
        raise Inconsistent("wrong_sum", "", shown(value), f"{goods + freight} as the sum")
    return ExpectedAmount(total=total, goods=goods, freight=freight)


_holder = notation.record(
    UnitsHeld, {"claim_id": notation.as_it_is, "units": notation.as_it_is, "approved": notation.as_it_is}
)
_AMOUNTS: dict[str, notation.Reader] = {"refund": _amount, "possible": _amount}
_OF_ITEM: dict[str, notation.Reader] = {
    **_AMOUNTS,
    "outcome": notation.term(Outcome),
    "failed": clauses,
    "missing": clauses,
    "held_by": notation.list_of(_holder),
}
_LIFE: dict[str, notation.Reader] = {
    "name": some_text,
    "clauses": some_clauses,
    "why": some_text,
    "order": notation.table,
    "policy": notation.policy,
    "claims": notation.list_of(notation.table),
    "balance": notation.table,
}
_REQUIRED = ("name", "clauses", "why", "claims", "balance")
