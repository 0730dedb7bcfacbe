"""The names of goods in an explanation."""

from __future__ import annotations

from collections import Counter

from cmoffer_policy.decision import Decision
from cmoffer_policy.order import Order
from cmoffer_policy.presentation.statements import Goods


def goods_of(decision: Decision) -> tuple[Goods, ...]:
    """The name of each item: by the title of its line if no other line has it, with a number if the name repeats."""
    names_of_lines = line_names(decision.order)
    names = [names_of_lines[item.item.line_id] for item in decision.items]
    times = Counter(names)
    return tuple([Goods(name, None if times[name] == 1 else place + 1) for place, name in enumerate(names)])


def line_names(order: Order) -> dict[str, str]:
    """The name of each line by its id: its title, or the id where it has none or shares it with another line.

    >>> from cmoffer_policy.testing import scenarios
    >>> (case,) = [case for case in scenarios() if str(case) == "refund on day 31"]
    >>> line_names(case.order)
    {'ring': 'ring'}
    """
    if not any(line.title for line in order.lines):
        return {line.line_id: line.line_id for line in order.lines}
    times = Counter([line.title for line in order.lines])
    return {
        line.line_id: line.title if line.title.strip() and times[line.title] == 1 else line.line_id
        for line in order.lines
    }
