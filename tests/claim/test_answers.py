"""What becomes of a claim once it is submitted: answers, reviews, further documents, and a claim for another remedy."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from attrs import evolve

from cmoffer_policy import (
    Cause,
    Claim,
    Detail,
    Document,
    Evidence,
    InputError,
    Outcome,
    Problem,
    ProductionStage,
    Remedy,
    Verification,
    decide,
)
from support.builders import CHAT, COMPLETE, PICTURE, REFUND_SCREENSHOT, a_claim, a_line, an_item, an_order, at, usd

PENDING, CONFIRMED, CONTESTED, RULED_FOR, RULED_AGAINST, SHOPIFY_AGAINST = Verification
TICK = timedelta(microseconds=1)
SUBMITTED = at("2024-01-10")
LATER = at("2024-01-12")
TWO_LINES = an_order(a_line(), a_line("chain"))


def two_items(first: Verification = PENDING, second: Verification = PENDING, **changes: Any) -> Claim:
    """A ring and a chain, each with the answer it has got so far."""
    return a_claim(an_item(verification=first), an_item("chain", verification=second), **changes)


def answers(claim: Claim) -> list[tuple[Verification, datetime | None]]:
    return [(item.verification, item.approved_at) for item in claim.items]


@pytest.mark.parametrize(
    ("claim", "answer", "after"),
    [
        (two_items(), {"verification": CONFIRMED}, [(CONFIRMED, None), (CONFIRMED, None)]),
        (two_items(), {"verification": CONFIRMED, "at": LATER}, [(CONFIRMED, LATER), (CONFIRMED, LATER)]),
        (two_items(), {"verification": CONFIRMED, "items": [1]}, [(PENDING, None), (CONFIRMED, None)]),
        (two_items(), {"verification": CONFIRMED, "items": {0, 1}}, [(CONFIRMED, None), (CONFIRMED, None)]),
        (two_items(), {"verification": CONTESTED}, [(CONTESTED, None), (CONTESTED, None)]),
        (two_items(CONTESTED), {"verification": RULED_FOR, "at": LATER}, [(RULED_FOR, LATER), (RULED_FOR, LATER)]),
        (two_items(CONFIRMED), {"verification": CONTESTED}, [(CONFIRMED, None), (CONTESTED, None)]),
        (two_items(RULED_FOR, CONTESTED), {"verification": RULED_AGAINST}, [(RULED_FOR, None), (RULED_AGAINST, None)]),
        (two_items(RULED_AGAINST), {"verification": SHOPIFY_AGAINST}, [(SHOPIFY_AGAINST, None)] * 2),
        (two_items(RULED_AGAINST, CONFIRMED), {"verification": CONTESTED}, [(CONTESTED, None), (CONFIRMED, None)]),
    ],
)
def test_an_answer_reaches_the_items_named_or_all_that_nobody_granted_yet(
    claim: Claim, answer: dict[str, Any], after: list[tuple[Verification, datetime | None]]
) -> None:
    """The responsible party may confirm one item and object to another (4.3)."""
    answered = claim.answered(**answer)
    assert answers(answered) == after
    assert evolve(answered, items=claim.items) == claim


def test_an_approval_is_changed_only_by_naming_its_item() -> None:
    """Whatever else is said of the claim leaves it as it is, with its date; by name it is revoked."""
    approved = two_items().answered(CONFIRMED, at=LATER, items=[0])
    assert answers(approved.answered(CONTESTED)) == [(CONFIRMED, LATER), (CONTESTED, None)]
    assert answers(approved.answered(CONTESTED, items=[0])) == [(CONTESTED, None), (PENDING, None)]
    assert answers(approved.answered(CONFIRMED, items=[0])) == [(CONFIRMED, None), (PENDING, None)]


def test_an_answer_decides_item_by_item() -> None:
    """What is confirmed is refunded; what is contested waits for a ruling, and its money is still possible."""
    answered = two_items().answered(CONFIRMED, at=LATER, items=[0]).answered(CONTESTED)
    decision = decide(TWO_LINES, answered)
    assert [item.outcome for item in decision.items] == [Outcome.APPROVED, Outcome.IN_DISPUTE]
    assert [item.arrival is not None for item in decision.items] == [True, False]
    assert (decision.refund.total, decision.refund_possible.total) == (usd("19.90"), usd("39.80"))


def test_an_approval_can_be_as_early_as_the_claim_and_no_earlier() -> None:
    """A microsecond before the submission is refused, the submission itself and a microsecond later are fine."""
    pending = a_claim(verification=PENDING)
    with pytest.raises(InputError) as refusal:
        pending.answered(CONFIRMED, at=SUBMITTED - TICK)
    assert str(refusal.value) == (
        "items[0].approved_at: got 2024-01-10T11:59:59.999999+08:00, "
        "expected 2024-01-10T12:00:00+08:00 or later, when the claim was submitted"
    )
    for moment in (SUBMITTED, SUBMITTED + TICK):
        assert answers(pending.answered(CONFIRMED, at=moment)) == [(CONFIRMED, moment)]
    assert answers(pending.answered(CONFIRMED, at=datetime(2024, 1, 10, 4, tzinfo=UTC))) == [(CONFIRMED, SUBMITTED)]


def test_a_review_takes_the_place_of_what_was_there() -> None:
    """Details of a document and causes of an item, by their positions; the rest stays."""
    blank = Evidence(document=Document.PICTURE, shows=())
    claim = a_claim(an_item(causes={Cause.MISUSE}), an_item("chain"), evidence=[blank, CHAT])
    seen = claim.reviewed(shows={0: {Detail.PROBLEM_VISIBLE}})
    assert seen == evolve(claim, evidence=[PICTURE, CHAT])
    assert seen.reviewed(shows={0: []}) == claim
    found = claim.reviewed(causes={0: [], 1: [Cause.CORROSION, Cause.UNLAWFUL]})
    assert [item.causes for item in found.items] == [set(), {Cause.CORROSION, Cause.UNLAWFUL}]
    assert evolve(found, items=claim.items) == claim
    assert claim.reviewed(shows={1: ()}, causes={1: [Cause.MISUSE]}) == claim.reviewed(shows={1: ()}).reviewed(
        causes={1: [Cause.MISUSE]}
    )


def test_a_review_that_found_nothing_changes_nothing() -> None:
    """Neither what is not given nor what is empty."""
    claim = a_claim()
    assert claim.reviewed() == claim.reviewed(shows={}, causes={}) == claim
    assert a_claim(evidence=()).reviewed(shows={}) == a_claim(evidence=())


def test_what_a_review_finds_is_decided_upon() -> None:
    """A picture in which the problem shows completes the proof, and corrosion ends the claim (3.2.1, 2.5.1)."""
    blank = Evidence(document=Document.PICTURE, shows=())
    claim = a_claim(evidence=[REFUND_SCREENSHOT, blank, CHAT])
    seen = claim.reviewed(shows={1: [Detail.PROBLEM_VISIBLE]})
    corroded = seen.reviewed(causes={0: [Cause.CORROSION]})
    assert [decide(an_order(), each).outcome for each in (claim, seen, corroded)] == [
        Outcome.NEEDS_EVIDENCE,
        Outcome.APPROVED,
        Outcome.REJECTED,
    ]


def test_further_documents_come_after_those_that_are_there() -> None:
    """The claim keeps the time of its submission, so a proof that comes on day 40 serves it (4.1)."""
    claim = a_claim(evidence=[PICTURE])
    completed = claim.with_evidence(REFUND_SCREENSHOT, CHAT)
    assert completed.evidence == (PICTURE, REFUND_SCREENSHOT, CHAT)
    assert evolve(completed, evidence=claim.evidence) == claim
    assert claim.with_evidence() == claim
    assert [decide(an_order(), each).outcome for each in (claim, completed)] == [
        Outcome.NEEDS_EVIDENCE,
        Outcome.APPROVED,
    ]


def test_asking_for_another_remedy_makes_a_claim_of_its_own() -> None:
    """A new id and its own time, nothing answered, the same product, the same documents; the first claim stays (4.1)."""
    item = an_item(verification=RULED_AGAINST, causes={Cause.MISUSE}, quantity=2, replacement_price=usd("5.00"))
    first = a_claim(item, remedy=Remedy.REPLACEMENT, production=ProductionStage.NOT_STARTED)
    other = first.asking_for(Remedy.REFUND, claim_id="C-2", at=LATER)
    assert other == Claim(
        claim_id="C-2",
        order_id="A-1",
        submitted_at=LATER,
        items=[an_item(verification=PENDING, causes={Cause.MISUSE}, quantity=2)],
        remedy=Remedy.REFUND,
        evidence=COMPLETE,
    )


def test_another_remedy_is_asked_for_by_items_that_nobody_granted_or_by_those_named() -> None:
    """What is confirmed or ruled for the seller stays with the first claim unless it is named."""

    def lines(claim: Claim, **items: Any) -> list[str]:
        other = claim.asking_for(Remedy.REPLACEMENT, claim_id="C-2", at=LATER, **items)
        assert {item.verification for item in other.items} == {PENDING}
        return [item.line_id for item in other.items]

    assert lines(two_items(CONFIRMED, CONTESTED)) == ["chain"]
    assert lines(two_items(RULED_AGAINST, RULED_FOR)) == ["ring"]
    assert lines(two_items()) == ["ring", "chain"]
    dated = a_claim(verification=CONFIRMED, approved_at=LATER)
    assert lines(dated, items=[0]) == ["ring"]


def test_another_claim_can_be_submitted_with_the_first_and_no_earlier() -> None:
    """A microsecond before the first is refused; at its time and a microsecond later are fine (4.1)."""
    pending = a_claim(verification=PENDING)
    with pytest.raises(InputError) as refusal:
        pending.asking_for(Remedy.REPLACEMENT, claim_id="C-2", at=SUBMITTED - TICK)
    assert str(refusal.value) == (
        "at: got 2024-01-10T11:59:59.999999+08:00, "
        "expected 2024-01-10T12:00:00+08:00 or later, when the first claim was submitted"
    )
    for moment in (SUBMITTED, SUBMITTED + TICK):
        assert pending.asking_for(Remedy.REPLACEMENT, claim_id="C-2", at=moment).submitted_at == moment


@pytest.mark.parametrize(
    ("at_local", "outcome"),
    [
        ("2024-03-05", Outcome.UNDER_VERIFICATION),
        ("2024-03-05 23:59:59.999999", Outcome.UNDER_VERIFICATION),
        ("2024-03-06 00:00", Outcome.REJECTED),
    ],
)
def test_another_remedy_is_judged_at_its_own_time_with_the_verification_pending(
    at_local: str, outcome: Outcome
) -> None:
    """A refund of day 31 is too late; the replacement asked for instead has until day 60, answered or not (1, 2.3)."""
    late = a_claim(submitted_at=at("2024-02-05"))
    assert decide(an_order(), late).outcome is Outcome.REJECTED
    other = late.asking_for(Remedy.REPLACEMENT, claim_id="C-2", at=at(at_local), items=[0])
    assert decide(an_order(), other).outcome is outcome


CLAIM, UNDOCUMENTED = two_items(), a_claim(evidence=())
ANOTHER = {"claim_id": "C-2", "at": LATER}
REFUSALS: list[tuple[str, str, Callable[[], Any]]] = [
    ("wrong_type", "verification: got 'confirmed', expected a value of type Verification",
     lambda: CLAIM.answered("confirmed")),
    ("approved_too_soon", "approved_at: got 2024-01-12T12:00:00+08:00 while the verification is contested, "
     "expected None until it is confirmed or ruled for the seller", lambda: CLAIM.answered(CONTESTED, at=LATER)),
    ("not_an_instant", "at: got 'today', expected an aware datetime",
     lambda: CLAIM.answered(CONFIRMED, at="today")),
    ("nothing_open", "items: got no item that is still open, expected the positions of the items meant",
     lambda: two_items(CONFIRMED, RULED_FOR).answered(CONTESTED)),
    ("empty", "items: got no positions, expected at least one position", lambda: CLAIM.answered(CONFIRMED, items=[])),
    ("too_large", "items: got 2, expected at most 1", lambda: CLAIM.answered(CONFIRMED, items=[0, 2])),
    ("too_small", "items: got -1, expected 0 or more", lambda: CLAIM.answered(CONFIRMED, items=[-1])),
    ("not_an_integer", "items: got True, expected an integer", lambda: CLAIM.answered(CONFIRMED, items=[True])),
    ("not_a_collection", "items: got 1, expected a collection such as a tuple, a list or a set",
     lambda: CLAIM.answered(CONFIRMED, items=1)),
    ("not_a_mapping", "shows: got [()], expected a mapping from positions to what was found",
     lambda: CLAIM.reviewed(shows=[()])),
    ("not_a_mapping", "causes: got {Cause.MISUSE}, expected a mapping from positions to what was found",
     lambda: CLAIM.reviewed(causes={Cause.MISUSE})),
    ("too_large", "shows: got 5, expected at most 4", lambda: CLAIM.reviewed(shows={5: ()})),
    ("too_many", "shows: got {0: ()}, expected nothing, as the claim has no documents",
     lambda: UNDOCUMENTED.reviewed(shows={0: ()})),
    ("too_large", "causes: got 2, expected at most 1", lambda: CLAIM.reviewed(causes={2: ()})),
    ("not_an_integer", "causes: got 'ring', expected an integer", lambda: CLAIM.reviewed(causes={"ring": ()})),
    ("wrong_type", "causes: got 'misuse', expected a value of type Cause",
     lambda: CLAIM.reviewed(causes={0: ["misuse"]})),
    ("wrong_type", "shows: got 'visible', expected a value of type Detail",
     lambda: CLAIM.reviewed(shows={0: ["visible"]})),
    ("wrong_type", "evidence[5]: got 'a.png', expected a value of type Evidence",
     lambda: CLAIM.with_evidence("a.png")),
    ("wrong_type", "remedy: got 'refund', expected a value of type Remedy",
     lambda: CLAIM.asking_for("refund", **ANOTHER)),
    ("empty", "claim_id: got '', expected an id that is not empty",
     lambda: CLAIM.asking_for(Remedy.REFUND, claim_id="", at=LATER)),
    ("duplicate", "claim_id: got 'C-1', expected an id other than that of the first claim",
     lambda: CLAIM.asking_for(Remedy.REPLACEMENT, claim_id="C-1", at=LATER)),
    ("not_an_instant", "at: got None, expected an aware datetime",
     lambda: CLAIM.asking_for(Remedy.REFUND, claim_id="C-2", at=None)),
    ("nothing_open", "items: got no item that is still open, expected the positions of the items meant",
     lambda: a_claim().asking_for(Remedy.REPLACEMENT, **ANOTHER)),
    ("too_large", "items: got 2, expected at most 1", lambda: CLAIM.asking_for(Remedy.REFUND, items=[2], **ANOTHER)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "message", "change"), REFUSALS, ids=[message.split(",")[0] for _, message, _ in REFUSALS]
)
def test_what_cannot_be_said_of_a_claim_is_refused(code: str, message: str, change: Callable[[], Any]) -> None:
    """Each refusal with its whole message."""
    with pytest.raises(InputError) as refusal:
        change()
    assert (refusal.value.code, str(refusal.value)) == (code, message)


def test_the_parts_of_a_claim_are_answered_and_dated_each_by_itself() -> None:
    """The second item's approval before the submission is told by its place."""
    with pytest.raises(InputError) as refusal:
        two_items(CONFIRMED, CONFIRMED, items=[an_item(), an_item("chain", approved_at=SUBMITTED - TICK)])
    assert refusal.value.path == "items[1].approved_at"


def test_customer_service_answers_a_cancellation() -> None:
    """Referred while it is pending; confirmed it is refunded, declined it is rejected by 2.4."""
    claim = a_claim(an_item(problem=Problem.CHANGE_OF_MIND, verification=PENDING), evidence=())
    order = an_order(shipped_at=None)
    outcomes = [decide(order, each).outcome for each in (claim, claim.answered(CONFIRMED), claim.answered(CONTESTED))]
    assert outcomes == [Outcome.REFERRED, Outcome.APPROVED, Outcome.REJECTED]
