"""Which proof is missing: the documents of 3.1 to 3.2.3 and the details inside them."""

from __future__ import annotations

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from cmoffer_policy import (
    Detail,
    Document,
    Evidence,
    Inconsistent,
    InvalidValue,
    MissingEvidence,
    Problem,
    missing_evidence,
)
from support.builders import (
    CHAT,
    COMPLETE,
    LISTING,
    MEASUREMENT,
    PICTURE,
    REDISPATCH_SCREENSHOT,
    REFUND_SCREENSHOT,
    a_claim,
    a_line,
    an_item,
    an_order,
)
from support.reckoning_oracle import proof_missing

ORDER = an_order(a_line("ring"), a_line("chain"))
SCREENSHOTS = (Document.REFUND_SCREENSHOT, Document.REDISPATCH_SCREENSHOT)
REFUND_DETAILS = (Detail.ORDER_NUMBER, Detail.PRODUCT_INFORMATION, Detail.LOGISTICS_NUMBER)
REDISPATCH_DETAILS = (Detail.CMOFFER_ORDER_NUMBER, Detail.PRODUCED_OR_SHIPPED)
VIDEO = evolve(PICTURE, document=Document.VIDEO)
REMARK = evolve(CHAT, document=Document.REFUND_REMARK)


def missing(*evidence, problem=Problem.BROKEN):
    item = an_item("ring", problem)
    return missing_evidence(ORDER, a_claim(item, evidence=evidence), item)


def without(*documents):
    return [document for document in COMPLETE if document not in documents]


def showing(document, *details):
    return Evidence(document=document, shows=details)


@pytest.mark.parametrize("problem", Problem)
@pytest.mark.parametrize("screenshot", [REFUND_SCREENSHOT, REDISPATCH_SCREENSHOT])
@pytest.mark.parametrize("view", [PICTURE, VIDEO])
@pytest.mark.parametrize("words", [CHAT, REMARK])
def test_one_complete_document_of_each_kind_proves_everything(problem, screenshot, view, words):
    """Either screenshot, a picture or a video, the chat or the remark, and for the description listing and measurement."""
    assert missing(screenshot, view, words, LISTING, MEASUREMENT, problem=problem) == ()


def test_without_documents_everything_that_is_always_asked_is_missing():
    """The shorter screenshot, a picture and the buyer's words are named in full, none attached (3.1, 3.2.1, 3.2.2)."""
    assert missing() == (
        MissingEvidence(
            clause="3.1",
            documents=SCREENSHOTS,
            document=Document.REDISPATCH_SCREENSHOT,
            details=REDISPATCH_DETAILS,
            attached=False,
        ),
        MissingEvidence(
            clause="3.2.1",
            documents=(Document.PICTURE, Document.VIDEO),
            document=Document.PICTURE,
            details=(Detail.PROBLEM_VISIBLE,),
            attached=False,
        ),
        MissingEvidence(
            clause="3.2.2",
            documents=(Document.CHAT_SCREENSHOT, Document.REFUND_REMARK),
            document=Document.CHAT_SCREENSHOT,
            details=(Detail.BUYER_FEEDBACK,),
            attached=False,
        ),
    )


@pytest.mark.parametrize(
    ("absent", "clause", "details"),
    [
        (PICTURE, "3.2.1", (Detail.PROBLEM_VISIBLE,)),
        (CHAT, "3.2.2", (Detail.BUYER_FEEDBACK,)),
        (LISTING, "3.2.3", (Detail.MATCHES_CMOFFER_LISTING,)),
        (MEASUREMENT, "3.2.3", (Detail.MEASUREMENT_READABLE,)),
    ],
)
@pytest.mark.parametrize("attached", [False, True])
def test_a_document_that_is_absent_or_shows_nothing_is_missing(absent, clause, details, attached):
    """A document that does not show what it has to proves nothing, but it is known to be there."""
    evidence = [*without(absent), *([evolve(absent, shows=())] if attached else [])]
    (proof,) = missing(*evidence, problem=Problem.NOT_AS_DESCRIBED)
    assert (proof.clause, proof.details, proof.attached) == (clause, details, attached)
    assert proof.document is absent.document


@pytest.mark.parametrize("line_ids", [(), ("ring",)])
def test_an_incomplete_document_is_attached_whether_it_names_the_line_or_not(line_ids):
    """Whoever sent a picture of the line is not asked to send one, only a clearer one (3.2.1)."""
    (proof,) = missing(*without(PICTURE), evolve(PICTURE, shows=(), line_ids=line_ids))
    assert (proof.document, proof.attached) == (Document.PICTURE, True)


def test_only_goods_not_as_described_need_listing_and_measurement():
    """Both are asked of that problem, one after the other, and neither of any other (3.2.3)."""
    evidence = without(LISTING, MEASUREMENT)
    asked = {problem: missing(*evidence, problem=problem) for problem in Problem}
    described = asked.pop(Problem.NOT_AS_DESCRIBED)
    assert [(each.clause, each.document) for each in described] == [
        ("3.2.3", Document.LISTING),
        ("3.2.3", Document.MEASUREMENT_PHOTO),
    ]
    assert set(asked.values()) == {()}


REFUND, REDISPATCH = SCREENSHOTS


@pytest.mark.parametrize(
    ("screenshots", "document", "details", "attached"),
    [
        # Nothing of either: the re-dispatch screenshot has less to show.
        ([], REDISPATCH, REDISPATCH_DETAILS, False),
        ([showing(REFUND)], REDISPATCH, REDISPATCH_DETAILS, False),
        ([showing(REDISPATCH)], REDISPATCH, REDISPATCH_DETAILS, True),
        # As many details incomplete in both: the refund screenshot is named.
        ([showing(REFUND, Detail.ORDER_NUMBER)], REFUND, REFUND_DETAILS[1:], True),
        ([showing(REFUND, Detail.ORDER_NUMBER), showing(REDISPATCH)], REFUND, REFUND_DETAILS[1:], True),
        ([showing(REDISPATCH, Detail.CMOFFER_ORDER_NUMBER), showing(REFUND, *REFUND_DETAILS[:2])], REFUND, REFUND_DETAILS[2:], True),
        # Fewer incomplete in one of them.
        ([showing(REFUND, *REFUND_DETAILS[:2])], REFUND, REFUND_DETAILS[2:], True),
        ([showing(REFUND, Detail.LOGISTICS_NUMBER), showing(REDISPATCH, Detail.CMOFFER_ORDER_NUMBER)], REDISPATCH, REDISPATCH_DETAILS[1:], True),
        # Details of the other kind count for nothing.
        ([showing(REDISPATCH, *REFUND_DETAILS)], REDISPATCH, REDISPATCH_DETAILS, True),
        # Two halves do not add up; the better one is named.
        ([showing(REFUND, *REFUND_DETAILS[:1]), showing(REFUND, *REFUND_DETAILS[1:])], REFUND, REFUND_DETAILS[:1], True),
        ([showing(REDISPATCH, REDISPATCH_DETAILS[0]), showing(REDISPATCH, REDISPATCH_DETAILS[1])], REDISPATCH, REDISPATCH_DETAILS[1:], True),
    ],
)  # fmt: skip
def test_the_gaps_of_the_better_screenshot_are_named(screenshots, document, details, attached):
    """One screenshot has to show all of its details; of two kinds the one with fewer gaps is named (3.1)."""
    (proof,) = missing(*screenshots, PICTURE, CHAT)
    assert (proof.clause, proof.documents) == ("3.1", SCREENSHOTS)
    assert (proof.document, proof.details, proof.attached) == (document, details, attached)


@pytest.mark.parametrize(("half", "clause"), [(VIDEO, "3.2.1"), (PICTURE, "3.2.1"), (REMARK, "3.2.2"), (CHAT, "3.2.2")])
def test_the_document_that_is_there_is_named_before_one_that_is_not(half, clause):
    """Whoever attached a video is asked about the video, not about a picture."""
    evidence = [document for document in (REFUND_SCREENSHOT, PICTURE, CHAT) if document.shows != half.shows]
    (proof,) = missing(*evidence, evolve(half, shows=()))
    assert (proof.clause, proof.document, proof.attached) == (clause, half.document, True)


def test_a_half_document_beside_a_complete_one_does_no_harm():
    """One complete screenshot is enough, wherever it stands among incomplete ones (3.1)."""
    half = evolve(REFUND_SCREENSHOT, shows=REFUND_DETAILS[:1])
    assert missing(half, *COMPLETE, half, showing(Document.REDISPATCH_SCREENSHOT)) == ()


@pytest.mark.parametrize(("line_ids", "incomplete"), [((), []), (["ring"], []), (["chain"], ["3.2.1"]), (["chain", "ring"], [])])  # fmt: skip
def test_documents_about_other_lines_do_not_count(line_ids, incomplete):
    """A document names its lines; without any it is about the whole claim."""
    evidence = [*without(PICTURE), evolve(PICTURE, line_ids=line_ids)]
    assert [proof.clause for proof in missing(*evidence)] == incomplete


attached = st.lists(
    st.builds(
        Evidence,
        document=st.sampled_from(Document),
        shows=st.one_of(
            st.frozensets(st.sampled_from(Detail)), st.sampled_from([REFUND_DETAILS, REDISPATCH_DETAILS, tuple(Detail)])
        ),
        line_ids=st.sampled_from([(), ["ring"], ["chain"]]),
    ),
    max_size=8,
)
problems = st.sampled_from([Problem.BROKEN, Problem.NOT_AS_DESCRIBED])


@given(attached, problems)
def test_missing_evidence_agrees_with_looking_for_the_fewest_gaps(evidence, problem):
    """Every proof that no document completes is named once, with what one of the best documents does not show yet."""
    item = an_item("ring", problem)
    claim = a_claim(item, evidence=evidence)
    named, sought = missing_evidence(ORDER, claim, item), proof_missing(claim, item)
    assert [proof.clause for proof in named] == [clause for clause, _, _ in sought]
    for proof, (clause, kind, gaps) in zip(named, sought, strict=True):
        assert set(proof.details) in gaps
        assert kind in proof.documents
        assert proof.document is kind or clause != "3.1"


@given(attached, attached, problems)
def test_more_evidence_never_adds_a_gap(evidence, more, problem):
    """Another document leaves every proof as complete as it was, or makes it more so."""
    gaps = [{each.documents: len(each.details) for each in missing(*some, problem=problem)} for some in (evidence, evidence + more)]  # fmt: skip
    assert all(incomplete <= gaps[0].get(documents, 0) for documents, incomplete in gaps[1].items())


@given(attached, problems)
def test_a_document_named_as_attached_is_attached(evidence, problem):
    """Whatever is called incomplete is there, about this line or the whole claim."""
    for proof in missing(*evidence, problem=problem):
        there = [each for each in evidence if each.document is proof.document and each.line_ids != {"chain"}]
        assert bool(there) or not proof.attached


def test_an_item_of_another_claim_is_refused():
    """Evidence is looked for among the claim's own items only."""
    with pytest.raises(InvalidValue) as raised:
        missing_evidence(ORDER, a_claim(), an_item("chain"))
    assert str(raised.value) == "item: got an item about line 'chain', expected one of the items of claim 'C-1'"


def test_a_claim_about_another_order_is_refused():
    """A claim that does not fit the order has no evidence to ask for."""
    claim = a_claim(order_id="B-2")
    with pytest.raises(Inconsistent) as raised:
        missing_evidence(ORDER, claim, claim.items[0])
    assert str(raised.value) == "claim.order_id: got 'B-2', expected 'A-1', the order at hand"
