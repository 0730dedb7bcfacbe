"""The parts of a decision that somebody acts upon, as a scenario expects them, and where a decision differs."""

from __future__ import annotations

from datetime import date, datetime

from attrs import AttrsInstance, field, fields_dict, frozen

from cmoffer_policy.deadlines import Deadline
from cmoffer_policy.decision import Decision, ItemDecision, OpenPoint
from cmoffer_policy.errors import shown
from cmoffer_policy.money import Money
from cmoffer_policy.policy import Adjudicator
from cmoffer_policy.rules import Status
from cmoffer_policy.vocabulary import Outcome, Remedy, repr_of


@frozen(kw_only=True)
class ExpectedItem:
    """What a scenario expects of one item.

    - ``failed``, ``missing``, ``not_needed``: the clauses with this status, in the order of the text.
    - ``after_sales_until``, ``guarantee_until``: the exclusive ends of the windows; None where one does not run.
    - ``guarantee_at_least``: the guarantee may run longer, as it counts from a delivery that is not known.
    - ``arrival_from``: the first day; ``arrival_until``: the exclusive end; None where no arrival is computed.

    >>> from cmoffer_policy import decide
    >>> from cmoffer_policy.testing import scenarios
    >>> (late,) = [scenario for scenario in scenarios(clause="4.2") if str(scenario) == "refund on day 31"]
    >>> item: ExpectedItem = late.expected.items[0]
    >>> item.outcome, item.failed, item.remedies == decide(late.order, late.claim).items[0].remedies
    (Outcome.REJECTED, ('1',), True)
    """

    outcome: Outcome
    refund: Money
    possible: Money
    remedies: frozenset[Remedy] = field(default=frozenset(), repr=repr_of)
    failed: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    not_needed: tuple[str, ...] = ()
    after_sales_until: datetime | None = None
    guarantee_until: datetime | None = None
    guarantee_at_least: bool = False
    arrival_from: date | None = None
    arrival_until: datetime | None = None
    adjudicator: Adjudicator | None = None


@frozen(kw_only=True)
class Expected:
    """What a scenario expects of a decision: everything that somebody acts upon.

    - ``acceptance_until``: the exclusive end; None where the policy does not govern the order.
    - ``provisional``: which of the deadlines after_sales, guarantee, acceptance and arrival are.
    - ``open_points``: what is still undecided or not known; None leaves it open.

    >>> from cmoffer_policy import decide
    >>> from cmoffer_policy.testing import scenarios
    >>> (late,) = [scenario for scenario in scenarios(clause="4.2") if str(scenario) == "refund on day 31"]
    >>> (early,) = [scenario for scenario in scenarios(clause="4.2") if str(scenario) == "refund on day 29"]
    >>> expected = Expected.of(decide(late.order, late.claim))
    >>> late.expected.differences(decide(late.order, late.claim))
    ()
    >>> expected.differences(decide(early.order, early.claim))[0]
    'outcome: expected Outcome.REJECTED, decided Outcome.APPROVED'
    """

    outcome: Outcome
    refund: Money
    possible: Money
    items: tuple[ExpectedItem, ...]
    acceptance_until: datetime | None = None
    provisional: tuple[str, ...] = ()
    open_points: tuple[OpenPoint, ...] | None = None

    @classmethod
    def of(cls, decision: Decision) -> Expected:
        """The expectation that exactly this decision meets."""
        windows = [item.windows for item in decision.items]
        deadlines: dict[str, list[Deadline | None]] = {
            "after_sales": [each.after_sales.deadline if each.after_sales else None for each in windows],
            "guarantee": [each.guarantee.deadline if each.guarantee else None for each in windows],
            "acceptance": [decision.acceptance],
            "arrival": [item.arrival.deadline if item.arrival else None for item in decision.items],
        }
        return cls(
            outcome=decision.outcome,
            refund=decision.refund.total,
            possible=decision.refund_possible.total,
            items=tuple([_expected_item(item) for item in decision.items]),
            acceptance_until=decision.acceptance.before if decision.acceptance else None,
            provisional=tuple([name for name in DEADLINES if any(end and end.provisional for end in deadlines[name])]),
            open_points=decision.open_points,
        )

    def differences(self, decision: Decision) -> tuple[str, ...]:
        """Where the decision differs, one line for each part; empty where it agrees."""
        decided = Expected.of(decision)
        found = _differences(self, decided, "", skip=("items", *(["open_points"] if self.open_points is None else [])))
        if len(self.items) != len(decided.items):
            found.append(f"items: expected {len(self.items)}, decided {len(decided.items)}")
        for position, (item, other) in enumerate(zip(self.items, decided.items, strict=False)):
            found += _differences(item, other, f"items[{position}].")
        return tuple(found)


DEADLINES = ("after_sales", "guarantee", "acceptance", "arrival")
"""The deadlines that can be provisional, by name."""


def _expected_item(item: ItemDecision) -> ExpectedItem:
    after_sales, guarantee = item.windows.after_sales, item.windows.guarantee
    return ExpectedItem(
        outcome=item.outcome,
        refund=item.refund.total,
        possible=item.refund_possible.total,
        remedies=item.remedies,
        failed=clauses_with(item, Status.FAILED),
        missing=clauses_with(item, Status.MISSING),
        not_needed=clauses_with(item, Status.NOT_NEEDED),
        after_sales_until=after_sales.deadline.before if after_sales else None,
        guarantee_until=guarantee.deadline.before if guarantee else None,
        guarantee_at_least=guarantee.deadline.at_least if guarantee else False,
        arrival_from=item.arrival.first_day if item.arrival else None,
        arrival_until=item.arrival.deadline.before if item.arrival else None,
        adjudicator=item.adjudicator,
    )


def clauses_with(item: ItemDecision, status: Status) -> tuple[str, ...]:
    """The clauses that have this status in an item, in the order of the text."""
    return tuple([finding.clause for finding in item.findings if finding.status is status])


def _differences(expected: AttrsInstance, decided: AttrsInstance, path: str, skip: tuple[str, ...] = ()) -> list[str]:
    pairs = {
        name: (getattr(expected, name), getattr(decided, name))
        for name in fields_dict(type(expected))
        if name not in skip
    }
    return [
        f"{path}{name}: expected {shown_as_expected(a)}, decided {shown_as_expected(b)}"
        for name, (a, b) in pairs.items()
        if a != b
    ]


def shown_as_expected(value: object) -> str:
    """The value as a failed expectation shows it."""
    match value:
        case date():
            return value.isoformat()
        case Money():
            return str(value)
        case frozenset():
            return repr_of(value)
        case _:
            return shown(value)
