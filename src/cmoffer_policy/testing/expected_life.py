"""What a life of an order expects of its claims and of what is left, and where decisions differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from attrs import AttrsInstance, field, fields_dict, frozen

from cmoffer_policy.decision import Decision, ItemDecision, OpenPoint
from cmoffer_policy.money import Money
from cmoffer_policy.order_claims import Balance
from cmoffer_policy.refunds import Refund
from cmoffer_policy.rules import Status
from cmoffer_policy.testing.expected import clauses_with, shown_as_expected
from cmoffer_policy.units import UnitsHeld
from cmoffer_policy.vocabulary import Outcome, in_order, repr_of

Units = tuple[tuple[str, int], ...]
"""Pairs of a line id and a number of units, in the order of the lines."""


@frozen(kw_only=True)
class ExpectedAmount:
    """An amount and, where a life says so, the goods and the freight that make it up; both None where it does not.

    ``str()`` shows the sum.

    >>> print(ExpectedAmount(total=Money(minor=466, currency="USD")))
    USD 4.66
    >>> goods, freight = Money(minor=333, currency="USD"), Money(minor=133, currency="USD")
    >>> print(ExpectedAmount(total=goods + freight, goods=goods, freight=freight))
    USD 3.33 + 1.33 = 4.66
    """

    total: Money
    goods: Money | None = None
    freight: Money | None = None

    @classmethod
    def of(cls, refund: Refund) -> ExpectedAmount:
        """The amount of a refund, in goods and freight."""
        return cls(total=refund.total, goods=refund.goods, freight=refund.freight)

    @classmethod
    def sum(cls, amounts: Iterable[ExpectedAmount], currency: str) -> ExpectedAmount:
        """The sum of amounts in the currency; of goods and freight, too, where all of them say both."""
        several = list(amounts)
        goods = [amount.goods for amount in several if amount.goods is not None]
        freight = [amount.freight for amount in several if amount.freight is not None]
        whole = len(goods) == len(freight) == len(several)
        return cls(
            total=Money.sum([amount.total for amount in several], currency),
            goods=Money.sum(goods, currency) if whole else None,
            freight=Money.sum(freight, currency) if whole else None,
        )

    def met_by(self, other: ExpectedAmount) -> bool:
        """Whether the other amount is this one, as far as this one says."""
        return all(getattr(self, name) in (None, getattr(other, name)) for name in fields_dict(ExpectedAmount))

    def __str__(self) -> str:
        if self.goods is None or self.freight is None:
            return str(self.total)
        return f"{self.goods} + {self.freight.amount:f} = {self.total.amount:f}"


@frozen(kw_only=True)
class ExpectedShare:
    """What a life expects of one item: its outcome and its share of the order.

    - ``units``: those it takes, by line, pieces drawn in and replacements included.
    - ``refund``, ``possible``: what they are worth if approved, and if approved or open.
    - ``failed``, ``missing``: the clauses with this status, in the order of the text.
    - ``held_by``: who holds units that the item names and does not get.

    >>> from cmoffer_policy.testing import lives
    >>> (short,) = [life for life in lives() if str(life) == "a claim gets a part of what it names"]
    >>> share: ExpectedShare = short.expected.claims[1].items[0]
    >>> share.units, str(share.refund), share.held_by
    ((('ring', 1),), 'USD 3.33 + 1.33 = 4.66', (UnitsHeld(claim_id='A', units=2, approved=True),))
    """

    outcome: Outcome
    units: Units
    refund: ExpectedAmount
    possible: ExpectedAmount
    failed: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    held_by: tuple[UnitsHeld, ...] = ()

    @classmethod
    def of(cls, item: ItemDecision) -> ExpectedShare:
        """The expectation that exactly this item meets."""
        return cls(
            outcome=item.outcome,
            units=item.units,
            refund=ExpectedAmount.of(item.refund),
            possible=ExpectedAmount.of(item.refund_possible),
            failed=clauses_with(item, Status.FAILED),
            missing=clauses_with(item, Status.MISSING),
            held_by=item.held_by,
        )


@frozen(kw_only=True)
class ExpectedClaim:
    r"""What a life expects of one of its claims: every item, what they come to, and what is still undecided.

    >>> from cmoffer_policy.testing import lives
    >>> (life,) = [life for life in lives() if str(life) == "two claims for a ring each"]
    >>> first, second = life.order_claims.decisions()
    >>> expected: ExpectedClaim = life.expected.claims[0]
    >>> expected.differences(first)
    ()
    >>> print(*expected.differences(second)[:2], sep="\n")
    A.claim_id: expected 'A', decided 'B'
    A.refund: expected USD 3.33 + 1.33 = 4.66, decided USD 3.34 + 1.34 = 4.68
    """

    claim_id: str
    items: tuple[ExpectedShare, ...]
    units: Units
    refund: ExpectedAmount
    possible: ExpectedAmount
    open_points: frozenset[OpenPoint] = field(default=frozenset(), repr=repr_of)

    @classmethod
    def of(cls, decision: Decision) -> ExpectedClaim:
        """The expectation that exactly this decision meets."""
        return cls(
            claim_id=decision.claim.claim_id,
            items=tuple([ExpectedShare.of(item) for item in decision.items]),
            units=decision.units,
            refund=ExpectedAmount.of(decision.refund),
            possible=ExpectedAmount.of(decision.refund_possible),
            open_points=frozenset(decision.open_points),
        )

    def differences(self, decision: Decision) -> tuple[str, ...]:
        """Where the decision differs, one line for each part; empty where it agrees."""
        decided = ExpectedClaim.of(decision)
        found = _differences(self, decided, self.claim_id, skip="items")
        if len(self.items) != len(decided.items):
            found.append(f"{self.claim_id}.items: expected {len(self.items)}, decided {len(decided.items)}")
        for position, (share, other) in enumerate(zip(self.items, decided.items, strict=False)):
            found += _differences(share, other, f"{self.claim_id}.items[{position}]")
        return tuple(found)


@frozen(kw_only=True)
class ExpectedLife:
    """What a life expects: of each claim, in their order, and of what is left of the order.

    >>> from cmoffer_policy.testing import lives
    >>> life = lives()[0]
    >>> expected: ExpectedLife = life.expected
    >>> expected.differences(life.order_claims.decisions(policy=life.policy))
    ()
    """

    claims: tuple[ExpectedClaim, ...]
    balance: Balance

    def differences(self, decisions: Sequence[Decision], balance: Balance | None = None) -> tuple[str, ...]:
        """Where decisions, in the order of the claims, and a balance differ, one line for each part.

        Without a balance only the claims are compared.
        """
        found: list[str] = []
        for each, decision in zip(self.claims, decisions, strict=False):
            found += each.differences(decision)
        if len(self.claims) != len(decisions):
            found.append(f"claims: expected {len(self.claims)}, decided {len(decisions)}")
        if balance is not None:
            found += _differences(self.balance, balance, "balance")
        return tuple(found)


def _differences(expected: AttrsInstance, decided: AttrsInstance, path: str, skip: str = "") -> list[str]:
    pairs = {
        name: (getattr(expected, name), getattr(decided, name)) for name in fields_dict(type(expected)) if name != skip
    }
    return [
        f"{path}.{name}: expected {_shown(a)}, decided {_shown(b)}" for name, (a, b) in pairs.items() if not _met(a, b)
    ]


def _met(expected: Any, decided: Any) -> bool:
    """Whether a part is as expected. Nobody counts on the order of those who hold units, or on lines without any."""
    match expected, decided:
        case ExpectedAmount(), ExpectedAmount():
            return expected.met_by(decided)
        case tuple(), tuple() if all(isinstance(each, UnitsHeld) for each in (*expected, *decided)):
            return Counter(expected) == Counter(decided)
        case _:
            return bool(expected == decided)


def _shown(value: Any) -> str:
    match value:
        case ExpectedAmount():
            return str(value)
        case ((str(), int()), *_):
            return ", ".join([f"{count} of {line_id}" for line_id, count in value])
        case (UnitsHeld(), *_):
            kinds = {True: "approved", False: "open"}
            return ", ".join([f"{held.units} by {held.claim_id} ({kinds[held.approved]})" for held in value])
        case frozenset() if value:
            return ", ".join(map(repr, in_order(value)))
        case () | frozenset():
            return "none"
        case _:
            return shown_as_expected(value)
