"""What the seller can do now, for each item."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import evolve

from cmoffer_policy.decision import Decision, ItemDecision
from cmoffer_policy.evidence import DETAILS, MissingEvidence
from cmoffer_policy.facts import Phase
from cmoffer_policy.policy import Adjudicator
from cmoffer_policy.presentation.english import count_words, day_words, item_names, list_words, told_once, until_words
from cmoffer_policy.rules import judge
from cmoffer_policy.steps import PROOFS, Change, NextStep
from cmoffer_policy.vocabulary import Detail, Document, Outcome, Remedy

_DOCUMENT_WORDS = {
    Document.REFUND_SCREENSHOT: "a screenshot of your refund to the buyer",
    Document.REDISPATCH_SCREENSHOT: "a screenshot of your new dispatch to the buyer",
    Document.PICTURE: "a picture",
    Document.VIDEO: "a video",
    Document.CHAT_SCREENSHOT: "a screenshot of the chat",
    Document.REFUND_REMARK: "a screenshot of the refund remarks",
    Document.LISTING: "your own listing",
    Document.MEASUREMENT_PHOTO: "a photo of the measurement",
}

_DETAIL_WORDS = {
    Detail.ORDER_NUMBER: "the order number",
    Detail.PRODUCT_INFORMATION: "the product information",
    Detail.LOGISTICS_NUMBER: "the logistics number",
    Detail.CMOFFER_ORDER_NUMBER: "the platform's order number",
    Detail.PRODUCED_OR_SHIPPED: "the status produced or shipped",
    Detail.PROBLEM_VISIBLE: "the problem clearly",
    Detail.BUYER_FEEDBACK: "the buyer's own words about the problem",
    Detail.MATCHES_CMOFFER_LISTING: "the same description as the platform's",
    Detail.MEASUREMENT_READABLE: "the measured value legibly",
}


def advice(decision: Decision) -> list[str]:
    """What to do, each thing once, with the names of its items if there are several."""
    names = item_names([item.item.line_id for item in decision.items])
    told = [
        (name, sentence)
        for name, item in zip(names, decision.items, strict=True)
        for sentence in _advice(decision, item)
    ]
    return [f"{name}: {sentence}" if len(decision.items) > 1 else sentence for name, sentence in told_once(told)]


def _advice(decision: Decision, item: ItemDecision) -> Iterator[str]:
    match item.outcome:
        case Outcome.APPROVED:
            yield _approved(decision, item)
        case Outcome.UNDER_VERIFICATION:
            yield "Nothing for now; the responsible party has to confirm the claim or object to it (4.3)."
        case Outcome.IN_DISPUTE:
            yield f"Nothing for now; the responsible party objects, and {_judge(item)}."
        case Outcome.NOT_GOVERNED:
            yield "Turn to the earlier policy; this one does not govern the order (6.1)."
        case Outcome.REFERRED:
            yield "Ask customer service how far the order is; they decide whether it can still be cancelled (2.4)."
        case _:
            yield from _steps(decision, item)


def _steps(decision: Decision, item: ItemDecision) -> Iterator[str]:
    """The changes that lead furthest: one sentence for each change, or one for each way if there are several."""
    if item.facts.phase is Phase.GUARANTEE_UNKNOWN and item.outcome is Outcome.NEEDS_EVIDENCE:
        yield "Tell CMOFFER when the order was delivered; the guarantee counts from there (2.3)."
        return  # nothing else leads on before that
    steps = item.next_steps
    if not steps:
        yield _why_nothing_helps(decision, item)
        return
    furthest = max(step.outcome.rank for step in steps)
    ways = [step for step in steps if step.outcome.rank == furthest]
    fewest = min(len(step.changes) for step in ways)
    ways = [step for step in ways if len(step.changes) == fewest]
    if len(ways) == 1:
        yield from [f"{sentence}." for sentence in _changes(decision, item, ways[0])]
        yield f"After that the outcome would be: {ways[0].outcome.words}."
    else:
        for word, way in zip(("Either", *["Or"] * len(ways)), ways, strict=False):
            told = "; ".join(_changes(decision, item, way))
            yield f"{word}: {told}. After that the outcome would be: {way.outcome.words}."


def _changes(decision: Decision, item: ItemDecision, step: NextStep) -> Iterator[str]:
    until = f", available {until_words(step.deadline)} ({step.deadline.clause})" if step.deadline else ""
    for change in step.changes:
        match change:
            case Change.ASK_FOR_REFUND:
                yield f"Ask for a refund instead{until}"
            case Change.ASK_FOR_REPLACEMENT:
                yield f"Ask for a replacement by the same product instead{until}"
            case Change.ASK_SHOPIFY:
                yield "Ask Shopify to decide (2.2)"
            case Change.CHOOSE_CHEAPER:
                price = decision.order.line(item.item.line_id).unit_price
                yield f"Ask for the same product or for one that lists at {price} or less (2.3){until}"
            case _:
                for requirement in step.missing:
                    if requirement.clause == PROOFS[change]:
                        yield f"{requirement_words(requirement)} ({requirement.clause})"


def _why_nothing_helps(decision: Decision, item: ItemDecision) -> str:
    early = item.facts.phase is Phase.NOT_SHIPPED
    shipped = judge(evolve(item.facts, phase=Phase.BOTH_OPEN), decision.policy)
    if early and shipped.outcome is not Outcome.REJECTED:
        return "Claim again once the goods are shipped; before that no window is open (1, 2.3)."
    broken = list_words([finding.clause for finding in item.findings if finding.failed])
    return f"Nothing; no other remedy and no further document helps against {broken}."


def _approved(decision: Decision, item: ItemDecision) -> str:
    if decision.claim.remedy is Remedy.REPLACEMENT:
        return "Nothing; the replacement comes free of charge (2.3)."
    if item.arrival:
        first_day, end = day_words(item.arrival.first_day), until_words(item.arrival.deadline)
        return f"Nothing; the money is expected from {first_day}, {end} (4.4)."
    first, last = decision.policy.arrival_working_days
    days = count_words(last, "working day") if first == last else f"{first} to {last} working days"
    return f"Nothing; the money is expected {days} after approval (4.4)."


def _judge(item: ItemDecision) -> str:
    if item.adjudicator is Adjudicator.SHOPIFY:
        return "Shopify decides between the parties (2.2)"
    return "CMOFFER decides (4.3)"


def requirement_words(requirement: MissingEvidence) -> str:
    """What to add in words, such as "Add a picture or a video that shows the problem clearly"."""
    if requirement.document is Document.LISTING:  # nobody is told to alter it
        return (
            "Attach your listing with the description you took from CMOFFER; "
            "if it says something else, this claim cannot succeed"
        )
    if requirement.attached:
        document = _DOCUMENT_WORDS[requirement.document].removeprefix("a ").removeprefix("your own ")
        return f"Complete the {document}, which does not show {_details(requirement.details)}"
    same = {DETAILS[kind] for kind in requirement.documents} == {requirement.details}
    if same:
        documents = list_words([_DOCUMENT_WORDS[kind] for kind in requirement.documents], "or")
        return f"Add {documents} that shows {_details(requirement.details)}"
    documents = list_words(
        [f"{_DOCUMENT_WORDS[kind]} that shows {_details(DETAILS[kind])}" for kind in requirement.documents], "or"
    )
    return f"Add {documents}"


def _details(details: Sequence[Detail]) -> str:
    return list_words([_DETAIL_WORDS[detail] for detail in details])
