"""Refunds worked out by hand: what units a claim comes to, and what they are worth (5.3, 5.4.1, 5.4.2)."""

from __future__ import annotations

import pytest
from attrs import evolve

from cmoffer_policy import (
    POLICY_2023,
    Cause,
    FreightWeight,
    Inconsistent,
    InvalidValue,
    Money,
    Outcome,
    Problem,
    Remedy,
    Verification,
    allocation,
    decide,
    refund_for,
)
from cmoffer_policy.refunds import value_of_first
from support.builders import CHAT, PICTURE, REFUND_SCREENSHOT, a_claim, a_line, an_item, an_order, settle, usd

BY_LIST_VALUE = evolve(POLICY_2023, freight_weight=FreightWeight.LIST_VALUE)


def a_pair(*, quantity=3, **chain):
    """A ring and a chain that are sold as one product, bought three times."""
    return an_order(
        a_line("ring", quantity=quantity, set_id="pair", unit_price=usd("10.00")),
        a_line("chain", **{"quantity": quantity, "set_id": "pair", "unit_price": usd("5.00"), **chain}),
    )


def bad(line_id="ring", quantity=1, **changes):
    """Units without which the rest of their set cannot be used."""
    return an_item(line_id, quantity=quantity, rest_usable=False, **changes)


def money_of(refund):
    return refund.goods.minor, refund.freight.minor


def goods_by_line(refund):
    return {line.line_id: line.goods.minor for line in refund.lines}


@pytest.mark.parametrize(
    ("items", "units"),
    [
        ([an_item("ring")], {"ring": 1}),
        ([an_item("ring"), an_item("ring", quantity=2)], {"ring": 3}),
        ([bad("ring")], {"ring": 1, "chain": 1}),
        ([bad("chain", 2)], {"ring": 2, "chain": 2}),
        ([bad("ring"), bad("ring")], {"ring": 2, "chain": 2}),
        ([bad("ring"), an_item("ring")], {"ring": 2, "chain": 1}),
        ([bad("ring"), bad("chain", 2)], {"ring": 2, "chain": 2}),
        ([bad("ring", 2), an_item("chain")], {"ring": 2, "chain": 2}),
        ([bad("ring"), an_item("chain", quantity=2)], {"ring": 1, "chain": 2}),
    ],
)
def test_an_unusable_set_draws_in_its_other_pieces(items, units):
    """The named units of a line add up, and as many sets as its worst line makes unusable come with them (5.3)."""
    assert dict(decide(a_pair(), a_claim(*items)).units) == units


@pytest.mark.parametrize(
    ("held", "chains"),
    [({}, 3), ({"settled": 1}, 2), ({"settled": 2}, 1), ({"settled": 3}, None)],
)
def test_only_pieces_that_are_left_are_drawn_in(held, chains):
    """Pieces that are settled already stay where they are, and a line without any is absent (5.3)."""
    assert dict(decide(a_pair(**held), a_claim(bad("ring", 3))).units).get("chain") == chains


def test_lines_of_no_set_or_of_another_set_are_not_drawn_in():
    """Only pieces of the same product follow a bad one (5.3)."""
    order = an_order(
        a_line("loose"), a_line("ring", set_id="pair"), a_line("chain", set_id="pair"), a_line("charm", set_id="other")
    )
    assert dict(decide(order, a_claim(bad("chain"))).units) == {"ring": 1, "chain": 1}


def test_coupons_and_discounts_are_not_refunded():
    """Two rings of 30.00 less 6.00 and a coupon's share of 9.00 bring back 45.00, never 60.00 (5.4.1)."""
    order = an_order(
        a_line("ring", quantity=2, unit_price=usd("30.00"), discount=usd("6.00")),
        a_line("chain", unit_price=usd("6.00")),
        discount=usd("10.00"),
    )
    assert goods_by_line(refund_for(order, {"ring": 2}, policy=POLICY_2023)) == {"ring": 4500}


@pytest.mark.parametrize(("policy", "freight"), [(POLICY_2023, {"ring": 200, "chain": 200}), (BY_LIST_VALUE, {"ring": 300, "chain": 100})])  # fmt: skip
def test_freight_follows_the_value_of_the_purchase(policy, freight):
    """A ring of 30.00 sold for 10.00 carries freight like the chain of 10.00, or three times it by list value (5.4.2)."""
    order = an_order(
        a_line("ring", unit_price=usd("30.00"), discount=usd("20.00")),
        a_line("chain", unit_price=usd("10.00")),
        freight=usd("4.00"),
    )
    assert {line.line_id: line.freight.minor for line in allocation(order, policy=policy).lines} == freight
    assert refund_for(order, {"ring": 1}, policy=policy).freight.minor == freight["ring"]


@pytest.mark.parametrize("policy", [POLICY_2023, BY_LIST_VALUE])
@pytest.mark.parametrize(
    ("ring", "chain", "freight"),
    [
        ({"unit_price": usd("3.00"), "discount": usd("3.00")}, {"unit_price": usd("1.00"), "discount": usd("2.00")}, 240),
        ({"unit_price": usd("0.00")}, {"unit_price": usd("0.00")}, 133),
    ],
)  # fmt: skip
def test_freight_of_goods_that_cost_nothing_follows_list_value_then_quantity(policy, ring, chain, freight):
    """One ring and two chains given away share 4.00 of freight as 3 to 2 by list value, else as 1 to 2 (5.4.2)."""
    order = an_order(a_line("ring", **ring), a_line("chain", quantity=2, **chain), freight=usd("4.00"))
    refund = refund_for(order, {"ring": 1, "chain": 2}, policy=policy)
    assert [money_of(line) for line in refund.lines] == [(0, freight), (0, 400 - freight)]


@pytest.mark.parametrize("order_of_lines", [("b", "a"), ("a", "b")])
def test_the_odd_minor_unit_goes_to_the_smaller_line_id(order_of_lines):
    """Where two lines have an equal claim to a cent of discount or freight, position does not decide but the id."""
    order = an_order(*[a_line(line_id) for line_id in order_of_lines], freight=usd("0.01"), discount=usd("0.01"))
    allocated = allocation(order, policy=POLICY_2023)
    assert [(allocated.line(x).order_discount.minor, allocated.line(x).freight.minor) for x in "ab"] == [(1, 1), (0, 0)]


@pytest.mark.parametrize(
    ("price", "discount", "steps"),
    [("1000 JPY", "1 JPY", (1000, 999, 1000)), ("0 JPY", "0 JPY", (0, 0, 0)), ("3.334 KWD", "0.002 KWD", (3333, 3334, 3333))],
)  # fmt: skip
def test_three_units_refunded_one_by_one_share_out_the_odd_minor_units(price, discount, steps):
    """Without decimals or with three, each unit is worth what the units up to it are worth more than those before."""
    order = an_order(
        a_line(quantity=3, unit_price=Money.of(*price.split()), discount=Money.of(*discount.split())),
    )
    refunded = []
    for _ in steps:
        refunded.append(refund_for(order, {"ring": 1}, policy=POLICY_2023).total.minor)
        order = settle(order, {"ring": 1})
    assert tuple(refunded) == steps


def test_half_a_minor_unit_is_rounded_up_for_the_first_unit():
    """Of two rings for 0.01 and 0.01 of freight the first is refunded both cents and the second nothing."""
    order = an_order(a_line(quantity=2, unit_price=usd("0.01"), discount=usd("0.01")), freight=usd("0.01"))
    assert money_of(refund_for(order, {"ring": 1}, policy=POLICY_2023)) == (1, 1)
    assert money_of(refund_for(settle(order, {"ring": 1}), {"ring": 1}, policy=POLICY_2023)) == (0, 0)


@pytest.mark.parametrize(("units", "value"), [(0, 0), (1, 33), (2, 67), (3, 100)])
def test_the_first_units_of_a_line_are_worth_their_share_rounded_half_up(units, value):
    """None of three units is worth nothing of 1.00, all of them are worth it all."""
    assert value_of_first(units, 100, 3) == value


def test_settled_units_come_first():
    """After one unit is settled the next is the second."""
    order = an_order(a_line(quantity=3, unit_price=usd("1.00"), discount=usd("2.00"), settled=1))
    (line,) = refund_for(order, {"ring": 1}, policy=POLICY_2023).lines
    assert (line.units_before, line.units_after, line.units, line.goods.minor) == (1, 2, 1, 34)


def test_a_refund_shows_how_its_amount_came_about():
    """List value, discounts, paid value, freight and the units before and after stand beside the amount."""
    order = an_order(
        a_line("ring", quantity=3, unit_price=usd("10.00"), discount=usd("5.00"), settled=1),
        a_line("chain", unit_price=usd("25.00")),
        freight=usd("7.00"),
        discount=usd("10.00"),
    )
    refund = refund_for(order, {"ring": 1, "chain": 0}, policy=POLICY_2023)
    (line,) = refund.lines
    assert (line.allocation.line_id, line.allocation.quantity, line.allocation.list_value) == ("ring", 3, usd("30.00"))
    assert (line.allocation.line_discount, line.allocation.order_discount) == (usd("5.00"), usd("5.00"))
    assert (line.allocation.paid_value, line.allocation.freight) == (usd("20.00"), usd("3.50"))
    assert (line.units_before, line.units_after) == (1, 2)
    assert (line.goods, line.freight) == (usd("6.66"), usd("1.16"))
    assert (refund.goods, refund.freight, refund.total) == (usd("6.66"), usd("1.16"), usd("7.82"))


@pytest.mark.parametrize(
    ("units", "error", "code", "message"),
    [
        ({"bracelet": 1}, Inconsistent, "unknown_line", "line_id: got 'bracelet', expected a line of order A-1: ring"),
        (
            {"ring": 3},
            Inconsistent,
            "more_than_left",
            "units['ring']: got 3, expected at most 2, the units left on the line",
        ),
        ({"ring": -1}, InvalidValue, "too_small", "units['ring']: got -1, expected 0 or more"),
        ({"ring": True}, InvalidValue, "not_an_integer", "units['ring']: got True, expected an integer"),
        ({"ring": 1.0}, InvalidValue, "not_an_integer", "units['ring']: got 1.0, expected an integer"),
        ({"ring": "1"}, InvalidValue, "not_an_integer", "units['ring']: got '1', expected an integer"),
        (
            [("ring", 1)],
            InvalidValue,
            "not_a_mapping",
            "units: got [('ring', 1)], expected a mapping from line ids to units",
        ),
    ],
)
def test_units_that_cannot_be_refunded_are_refused(units, error, code, message):
    """Lines the order does not have, more than is left and what is no count are refused."""
    order = an_order(a_line(quantity=3, settled=1))
    with pytest.raises(error) as raised:
        refund_for(order, units, policy=POLICY_2023)
    assert (raised.value.code, str(raised.value)) == (code, message)


@pytest.mark.parametrize("line_id", ["bracelet", ["ring"]])
def test_an_allocation_refuses_lines_it_does_not_have(line_id):
    """An id that is none of the order's says so."""
    with pytest.raises(Inconsistent) as raised:
        allocation(an_order(), policy=POLICY_2023).line(line_id)
    assert str(raised.value) == f"line_id: got {line_id!r}, expected a line of the order"
    assert raised.value.code == "unknown_line"


def about(evidence, *line_ids):
    return evolve(evidence, line_ids=line_ids)


def test_a_mixed_claim_refunds_what_is_approved_and_leaves_open_items_possible():
    """The ring is approved, the corroded chain is rejected, the charm still needs a picture."""
    order = an_order(
        *[a_line(line_id, unit_price=usd("10.00")) for line_id in ("ring", "chain", "charm")], freight=usd("3.00")
    )
    claim = a_claim(
        an_item("charm"),
        an_item("chain", causes=(Cause.CORROSION,)),
        an_item("ring"),
        evidence=(REFUND_SCREENSHOT, CHAT, about(PICTURE, "ring", "chain")),
    )
    decision = decide(order, claim)
    outcomes = [Outcome.NEEDS_EVIDENCE, Outcome.REJECTED, Outcome.APPROVED]
    assert [item.outcome for item in decision.items] == outcomes
    assert [money_of(item.refund) for item in decision.items] == [(0, 0), (0, 0), (1000, 100)]
    assert [money_of(item.refund_possible) for item in decision.items] == [(1000, 100), (0, 0), (1000, 100)]
    assert (decision.refund.total, decision.refund_possible.total) == (usd("11.00"), usd("22.00"))


@pytest.mark.parametrize(
    ("verification", "refund", "possible"),
    [
        (Verification.PENDING, 0, 1990),
        (Verification.CONTESTED, 0, 1990),
        (Verification.CONFIRMED, 1990, 1990),
        (Verification.RULED_FOR_SELLER, 1990, 1990),
        (Verification.RULED_AGAINST_SELLER, 0, 0),
    ],
)
def test_what_is_open_is_still_possible_and_what_is_lost_is_not(verification, refund, possible):
    """Money follows the word of the responsible party and of the adjudicator."""
    decision = decide(an_order(), a_claim(verification=verification))
    assert (decision.refund.total.minor, decision.refund_possible.total.minor) == (refund, possible)


def test_a_replacement_is_worth_no_money():
    """An approved replacement refunds nothing, and nothing is possible."""
    decision = decide(an_order(), a_claim(remedy=Remedy.REPLACEMENT))
    assert decision.outcome is Outcome.APPROVED
    assert (decision.refund.lines, decision.refund_possible.lines) == ((), ())


CHAIN_UNSHOWN = (REFUND_SCREENSHOT, CHAT, about(PICTURE, "ring"))


@pytest.mark.parametrize(
    ("items", "refund", "possible"),
    [
        # A drawn-in chain comes with the ring, whatever was found about a chain that is claimed itself.
        ([bad("ring"), an_item("chain", causes=(Cause.CORROSION,))], [1500, 0], [1500, 0]),
        # The approved ring takes the chain that the open item names as well.
        ([an_item("chain"), bad("ring")], [0, 1500], [0, 1500]),
        ([an_item("chain", quantity=2), bad("ring")], [0, 1500], [500, 1500]),
        # Each item draws in, in its turn, the chains that its claim does not have yet.
        ([bad("ring"), bad("ring", 2)], [1500, 3000], [1500, 3000]),
        ([bad("ring"), bad("ring")], [1500, 1500], [1500, 1500]),
        # So do the open chains, with two of the three rings.
        ([bad("ring"), bad("chain", 3)], [1500, 0], [1500, 3000]),
    ],
)
def test_drawn_in_units_stay_with_the_item_that_draws_them_in(items, refund, possible):
    """Approved items take units first; a later item that names what was drawn in goes without (5.3)."""
    decision = decide(a_pair(), a_claim(*items, evidence=CHAIN_UNSHOWN))
    assert [item.refund.total.minor for item in decision.items] == refund
    assert [item.refund_possible.total.minor for item in decision.items] == possible


def test_an_item_draws_in_only_what_its_claim_does_not_have():
    """Three chains bring three rings, so the next two rings bring nothing, and two more the fourth pair."""
    claim = a_claim(bad("chain", 3), bad("ring", 2, problem=Problem.WRONG_SIZE), bad("ring", 2))
    decision = decide(a_pair(quantity=4), claim)
    assert [goods_by_line(item.refund) for item in decision.items] == [
        {"ring": 3000, "chain": 1500},
        {},
        {"ring": 1000, "chain": 500},
    ]
