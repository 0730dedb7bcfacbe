"""What became of a rule when it was asked about a case."""

from __future__ import annotations

from functools import cache

from attrs import frozen

from cmoffer_policy.terms.vocabulary import Term


class Status(Term):
    """What became of a rule.

    >>> from cmoffer_policy import decide
    >>> from cmoffer_policy.testing import scenarios
    >>> (case,) = [case for case in scenarios(clause="2.3") if str(case) == "replacement on day 45"]
    >>> findings = decide(case.order, case.claim).items[0].findings
    >>> [finding.clause for finding in findings if finding.status is Status.WAIVED]
    ['1']
    """

    KEPT = "kept"
    """Asked and met."""
    BROKEN = "broken"
    """Asked and not met, and so a reason why the item is rejected."""
    WAIVED = "waived"
    """Asked and not met, but another route grants the remedy."""
    LACKING = "lacking"
    """What the clause needs is not there, so it can be neither kept nor broken: proof (3.1 to 3.2.3), the stage of
    production (2.4), an order that falls under this policy (6.1)."""
    NOT_ASKED = "not_asked"
    """Nothing in this case depends on it."""


@frozen(cache_hash=True)
class Finding:
    """The answer of one rule: its clause, what became of it, and the names of the Facts fields the clause is about.

    >>> from cmoffer_policy import CLAUSES
    >>> late = Finding("1", Status.BROKEN, read=("phase",))
    >>> late.broken, late.status.words, late.read
    (True, 'broken', ('phase',))
    >>> CLAUSES[late.clause].gist
    'After-sales service can be asked for during 30 days after the line was shipped.'
    """

    clause: str
    status: Status
    read: tuple[str, ...]

    @property
    def broken(self) -> bool:
        """Whether this is a reason why the item is rejected."""
        return self.status is Status.BROKEN


@cache
def finding_of(clause: str, status: Status, read: tuple[str, ...]) -> Finding:
    """The one finding of a rule with this status.

    There are as many as clauses times statuses. Verdicts that are made of the same ones are compared at a glance, which
    takes a third off a judgement.
    """
    return Finding(clause, status, read)
