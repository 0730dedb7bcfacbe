"""What makes no order, no claim and no policy, by the code and the path that programs read."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from attrs import evolve

from cmoffer_policy import POLICY_2023, InputError, Money, missing_evidence
from support.builders import a_claim, a_line, an_item, an_order, at, usd

EUR = Money.of("1.00", "EUR")
EARLY = at("2024-01-02")
HALF = Money(minor=6 * 10**11, currency="USD")

REFUSED: list[tuple[str, str, Callable[[], object]]] = [
    ("empty", "lines", lambda: an_order(lines=[])),
    ("empty", "items", lambda: a_claim(items=[])),
    ("empty", "line_id", lambda: a_line(" " * 256)),
    ("mixed_currencies", "discount", lambda: a_line(discount=EUR)),
    ("mixed_currencies", "freight", lambda: an_order(freight=EUR)),
    ("mixed_currencies", "discount", lambda: an_order(discount=EUR)),
    ("too_large", "quantity", lambda: a_line(quantity=2, unit_price=HALF)),
    ("too_large", "lines", lambda: an_order(a_line(unit_price=HALF), a_line("chain", unit_price=HALF))),
    ("not_a_range", "arrival_working_days", lambda: evolve(POLICY_2023, arrival_working_days=(1,))),
    ("too_large", "arrival_working_days[0]", lambda: evolve(POLICY_2023, arrival_working_days=(10**6, 10**6))),
    ("not_an_item", "item", lambda: missing_evidence(an_order(), a_claim(), an_item("chain"))),
]
BEFORE: list[tuple[str, Callable[[], object]]] = [
    ("shipped_at", lambda: an_order(shipped_at=EARLY)),
    ("delivered_at", lambda: an_order(delivered_at=EARLY)),
    ("lines[1].shipped_at", lambda: an_order(a_line(), a_line("chain", shipped_at=EARLY))),
]


def refusal(build: Callable[[], object]) -> InputError:
    with pytest.raises(InputError) as refused:
        build()
    return refused.value


@pytest.mark.parametrize(("code", "path", "build"), REFUSED, ids=[f"{path}: {code}" for code, path, _ in REFUSED])
def test_every_refusal_has_its_code_and_its_path(code: str, path: str, build: Callable[[], object]) -> None:
    """Of what is empty, in another currency, too large, no range and no item."""
    assert (refusal(build).code, refusal(build).path) == (code, path)


@pytest.mark.parametrize(("path", "build"), BEFORE, ids=[path for path, _ in BEFORE])
def test_nothing_is_shipped_or_delivered_before_it_was_ordered(path: str, build: Callable[[], object]) -> None:
    """The path says what was, and of which line."""
    fault = refusal(build)
    assert (fault.path, fault.got) == (path, "2024-01-02T12:00:00+08:00")


def test_a_discount_is_at_most_what_the_goods_cost() -> None:
    """After the discounts of the lines; all of it can be discounted, and a cent more cannot."""
    line = a_line(discount=usd("1.90"))
    assert an_order(line, discount=usd("18.00")).paid == usd("0.00")
    fault = refusal(lambda: an_order(line, discount=usd("18.01")))
    assert str(fault) == "discount: got USD 18.01, expected at most USD 18.00"
