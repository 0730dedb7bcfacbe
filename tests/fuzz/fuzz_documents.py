"""Fuzz the reading of documents with atheris, guided by coverage. Not a part of the test suite.

    pip install atheris
    python tests/fuzz/fuzz_documents.py -runs=1000000 -max_len=20000 CORPUS

``CORPUS`` is a folder that is filled with the examples first and then with what the fuzzer finds. The first byte of an
input says as what it is read. Whatever is read has to be written and read back equal, a receipt has to be replayed;
whatever is not has to end in a ``DocumentError``. A request has to become a claim in which nothing is confirmed.
"""

from __future__ import annotations

import sys
from pathlib import Path

import atheris
from attrs import evolve

with atheris.instrument_imports(include=["cmoffer_policy", "cattrs"]):
    from cmoffer_policy import (
        POLICY_2023,
        Claim,
        ClaimRequest,
        Decision,
        DocumentError,
        Order,
        OrderClaims,
        OutOfSchedule,
        Policy,
        Verification,
        WorkCalendar,
        decide,
        parse_instant,
    )
    from cmoffer_policy.serialization import from_json, replay, to_json
    from cmoffer_policy.testing import scenarios

KINDS = (Order, Claim, ClaimRequest, OrderClaims, Policy, WorkCalendar, Decision)
NOON = parse_instant("2024-01-20T12:00:00+08:00")


def check(data: bytes) -> None:
    """One input: its first byte chooses the type, the rest is the text."""
    kind = KINDS[data[0] % len(KINDS)] if data else Order
    try:
        if kind is Decision:
            again = replay(data[1:])
            str(again)
            if not replay(to_json(again.decision)).same:
                raise AssertionError("what was decided again is not what was decided")
            return
        value = from_json(kind, data[1:])
    except (DocumentError, OutOfSchedule) as refused:
        str(refused)
        return
    if from_json(kind, to_json(value)) != value:
        raise AssertionError("what was written is not what was read")
    if isinstance(value, ClaimRequest):
        claim = value.received("C-1", at=NOON)
        decided = [(item.verification, item.causes, item.approved_at, item.replacement_price) for item in claim.items]
        unsaid = (Verification.PENDING, frozenset(), None, None)
        if {*decided} != {unsaid} or claim.production or any(document.shows for document in claim.evidence):
            raise AssertionError("a stranger said what only CMOFFER can say")


def fill(corpus: Path) -> None:
    """Put the scenarios and the example files into the folder, each as the type it is."""
    corpus.mkdir(parents=True, exist_ok=True)
    seeds = [
        (Policy, to_json(POLICY_2023)),
        (WorkCalendar, to_json(WorkCalendar(first_day=NOON.date(), last_day=NOON.date()))),
    ]
    for scenario in scenarios()[::10]:
        decision = decide(scenario.order, scenario.claim, policy=scenario.policy)
        seeds += [(Order, to_json(scenario.order)), (Claim, to_json(scenario.claim)), (Decision, to_json(decision))]
        record = OrderClaims(scenario.order, [scenario.claim, evolve(scenario.claim, claim_id="rival")])
        seeds += [(OrderClaims, to_json(record)), (Decision, to_json(record.decide("rival", policy=scenario.policy)))]
    for page in sorted((Path(__file__).parents[2] / "examples" / "documents").glob("*.json")):
        kind = {"order": Order, "request": ClaimRequest}.get(page.stem, Claim)
        seeds.append((kind, page.read_text(encoding="utf-8")))
    for number, (kind, text) in enumerate(seeds):
        (corpus / f"seed-{number}").write_bytes(bytes([KINDS.index(kind)]) + text.encode())


if __name__ == "__main__":
    fill(Path(sys.argv[-1]))
    atheris.Setup(sys.argv, check)
    atheris.Fuzz()
