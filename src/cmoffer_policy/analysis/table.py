"""The whole policy as one table: conditions that exclude each other, and what the policy decides where they hold."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from functools import lru_cache
from typing import cast

from attrs import field, frozen

from cmoffer_policy.analysis.cases import facts_with, is_reachable
from cmoffer_policy.analysis.merging import Case, Condition, condition_words, merge, remedies_words
from cmoffer_policy.analysis.sql import case_expression
from cmoffer_policy.checks import instance
from cmoffer_policy.errors import InvalidValue, printable, shown
from cmoffer_policy.facts import Facts, Phase
from cmoffer_policy.markup import table
from cmoffer_policy.policy import CLAUSES, Policy, ReplacementProof
from cmoffer_policy.rules import RULED_AGAINST, Status, Verdict, judge
from cmoffer_policy.vocabulary import Outcome, Problem, ProductionStage, Remedy, Term, Verification


class Asked(Term):
    """What the seller asks for: money, or a replacement that is dearer than the unit it replaces or is not.

    >>> [asked.words for asked in Asked if asked.remedy is Remedy.REPLACEMENT]
    ['replacement', 'dearer replacement']
    """

    REFUND = "refund"
    """Money back."""
    REPLACEMENT = "replacement"
    """A replacement that lists at no more than the unit it replaces."""
    DEARER_REPLACEMENT = "dearer_replacement"
    """A replacement that lists at more (2.3)."""

    @property
    def remedy(self) -> Remedy:
        """The remedy that this asks for."""
        return Remedy.REFUND if self is Asked.REFUND else Remedy.REPLACEMENT


Question = Callable[[Facts, Policy], Hashable]
"""What a column asks of a case, under the readings of a policy."""


def _asked(facts: Facts, _: Policy) -> Asked:
    if facts.remedy is Remedy.REFUND:
        return Asked.REFUND
    return Asked.DEARER_REPLACEMENT if facts.replacement_dearer else Asked.REPLACEMENT


def _proofs(facts: Facts, policy: Policy) -> list[bool]:
    """The proofs that the text asks for in this case, and whether each is there."""
    problem_only = policy.replacement_proof is ReplacementProof.PROBLEM_ONLY and facts.remedy is Remedy.REPLACEMENT
    return [
        *([] if problem_only else [facts.buyer_compensated]),
        facts.problem_shown,
        facts.buyer_quoted,
        *([facts.description_proved] if facts.problem is Problem.NOT_AS_DESCRIBED else []),
    ]


@frozen(kw_only=True)
class Column:
    """One question of the table.

    ``heading`` names the clauses it comes from, ``value`` is how a case answers it, and ``answers`` are all the answers
    there are, in the order in which the table has them.
    """

    name: str
    heading: str
    value: Question
    answers: tuple[Hashable, ...] = (True, False)


# The order keeps the table short: what settles a case by itself comes early, what asks for more of the others later.
COLUMNS = (
    Column(name="older_than_policy", heading="older than policy (6.1)", value=lambda facts, _: not facts.governed),
    Column(
        name="ruled_against_seller",
        heading="ruled against seller (2.2, 4.3)",
        value=lambda facts, _: facts.verification in RULED_AGAINST,
    ),
    Column(name="unlawful", heading="unlawful (5.2)", value=lambda facts, _: facts.unlawful),
    Column(name="corrosion", heading="corrosion (2.5.1)", value=lambda facts, _: facts.corrosion),
    Column(name="nothing_arrived", heading="nothing arrived (2.1)", value=lambda facts, _: facts.nothing_arrived),
    Column(name="listing_differs", heading="listing differs (3.2.3)", value=lambda facts, _: facts.listing_differs),
    Column(name="phase", heading="windows (1, 2.3)", value=lambda facts, _: facts.phase, answers=tuple(Phase)),
    Column(
        name="problem",
        heading="problem (2.3.1, 2.3.2, 3.2.2, 5.1)",
        value=lambda facts, _: facts.problem,
        answers=tuple(Problem),
    ),
    Column(name="misuse", heading="misuse (2.5.2)", value=lambda facts, _: facts.misuse),
    Column(
        name="production",
        heading="production (2.4)",
        value=lambda facts, _: facts.production,
        answers=(*ProductionStage, None),
    ),
    Column(name="asked", heading="asked for (2.3)", value=_asked, answers=tuple(Asked)),
    Column(
        name="evidence_complete",
        heading="evidence complete (3.1 to 3.2.3)",
        value=lambda facts, policy: all(_proofs(facts, policy)),
    ),
    Column(
        name="verification",
        heading="verification (2.4, 4.3)",
        value=lambda facts, _: facts.verification,
        answers=tuple(Verification),
    ),
)
"""The columns of conditions, in the order in which the table asks them."""

_PLACES = [{answer: place for place, answer in enumerate(column.answers)} for column in COLUMNS]
_HEADINGS = [*[column.heading for column in COLUMNS], "outcome", "remedies", "clauses", "cases"]


def _case(facts: Facts, policy: Policy) -> Case:
    return tuple([column.value(facts, policy) for column in COLUMNS])


@frozen(kw_only=True)
class DecisionRow:
    """One row of the table.

    - ``conditions``: one for each of ``COLUMNS``.
    - ``clauses``: the reasons that all its cases share: clauses failed or missing in each, in the order of the text.
    - ``cases``: how many of the reachable cases fall into the row.

    >>> row = DecisionRow(
    ...     conditions=((True,), *[None] * 12),  # older than the policy, whatever else
    ...     outcome=Outcome.NOT_GOVERNED, remedies=frozenset(), clauses=("6.1",), cases=96768,
    ... )
    >>> row.record()["older_than_policy"], row.record()["phase"], row.record()["outcome"]
    ('yes', 'any', 'not governed')
    """

    conditions: tuple[Condition, ...]
    outcome: Outcome
    remedies: frozenset[Remedy]
    clauses: tuple[str, ...]
    cases: int

    def covers(self, case: Case) -> bool:
        """Whether answers to the columns fulfil every condition."""
        return all(
            condition is None or value in condition for value, condition in zip(case, self.conditions, strict=True)
        )

    def record(self) -> dict[str, str]:
        """The row in words, by the names of the columns."""
        words = map(condition_words, self.conditions)
        return {
            **dict(zip([column.name for column in COLUMNS], words, strict=True)),
            "outcome": self.outcome.words,
            "remedies": remedies_words(self.remedies),
            "clauses": ", ".join(self.clauses),
            "cases": str(self.cases),
        }


@frozen(kw_only=True)
class DecisionTable:
    """What the policy decides, row by row. Every case that it can meet falls into exactly one row.

    >>> from cmoffer_policy import POLICY_2023, decide
    >>> from cmoffer_policy.testing import scenarios
    >>> row = DecisionRow(
    ...     conditions=((True,), *[None] * 12),  # older than the policy, whatever else
    ...     outcome=Outcome.NOT_GOVERNED, remedies=frozenset(), clauses=("6.1",), cases=96768,
    ... )
    >>> table = DecisionTable(policy=POLICY_2023, rows=(row,))
    >>> older = scenarios(clause="6.1", outcome=Outcome.NOT_GOVERNED)[0]
    >>> table.lookup(decide(older.order, older.claim).items[0].facts).outcome.words
    'not governed'
    >>> table.records()[0]["clauses"]
    '6.1'
    """

    policy: Policy
    rows: tuple[DecisionRow, ...] = field(repr=lambda rows: f"<{len(rows)} rows>")

    def lookup(self, facts: Facts) -> DecisionRow:
        """The row of a case. Facts that the policy cannot reach raise ``InvalidValue``."""
        if not is_reachable(instance(facts, "facts", Facts), self.policy):
            expected = "facts that some case gives rise to under the policy"
            raise InvalidValue("not_reachable", "facts", shown(facts), expected)
        case = _case(facts, self.policy)
        return next(row for row in self.rows if row.covers(case))

    def records(self) -> list[dict[str, str]]:
        """The rows in words, by the names of the columns, as a data frame takes them."""
        return [row.record() for row in self.rows]

    def to_markdown(self) -> str:
        """The table in Markdown, with the clauses that each column comes from."""
        lines = [_HEADINGS, ["---"] * len(_HEADINGS), *[list(record.values()) for record in self.records()]]
        return "\n".join([f"| {' | '.join(cells)} |" for cells in lines]) + "\n"

    def to_sql(self, *, prefix: str = "") -> str:
        """The outcome of a case as one CASE expression, for any database.

        It reads columns named like the fields of ``Facts``, with the prefix before each name: ``facts_`` fits what
        ``decide_frame(..., facts=True)`` adds. Terms are texts, by their value in lower case; the rest are booleans.
        An unknown stage of production is 'unknown' or null. Where another value is null or no term the result is null.
        The comment in front names the policy, its readings, the release and the number of cases.

        The facts have to be those under a policy with the same figures, the same first day, and the same readings
        ``guarantee_start`` and ``window_end``, because these decide which windows were open.

        >>> from cmoffer_policy import POLICY_2023
        >>> _, _, _, case, first, *_ = decision_table(POLICY_2023).to_sql().splitlines()
        >>> print(case, first.strip())
        CASE WHEN NOT governed THEN 'not_governed'  -- 6.1
        """
        return case_expression(self, [column.name for column in COLUMNS], prefix)

    def _repr_html_(self) -> str:
        return table(str(self), _HEADINGS, [list(record.values()) for record in self.records()])

    def __str__(self) -> str:
        cases = sum([row.cases for row in self.rows])
        return f"Decision table of {printable(self.policy.name)}: {len(self.rows)} rows for {cases} cases"


def decision_table(policy: Policy) -> DecisionTable:
    """The whole judgement of the policy in a few dozen rows. Every reachable case is judged as its row says.

    >>> from cmoffer_policy import POLICY_2023
    >>> table = decision_table(POLICY_2023)
    >>> print(table)
    Decision table of CMOFFER return policy 2023: 38 rows for 193536 cases
    >>> print(table.rows[0].outcome.words, *table.rows[0].clauses)
    not governed 6.1
    """
    return _decision_table(instance(policy, "policy", Policy))


@lru_cache(maxsize=16)
def _decision_table(policy: Policy) -> DecisionTable:
    # A case is known by the places of its answers: numbers are quicker to compare and to put in order than answers are.
    judged: dict[Case, tuple[Verdict, int]] = {}
    for facts in _examples(policy):
        places = tuple([place[answer] for place, answer in zip(_PLACES, _case(facts, policy), strict=True)])
        judged[places] = judge(facts, policy), _count(facts, policy)
    results = {places: (judged[places][0].outcome, judged[places][0].remedies) for places in sorted(judged)}
    rows = [
        DecisionRow(
            conditions=tuple(map(_condition, COLUMNS, row.conditions)),
            outcome=row.result[0],
            remedies=row.result[1],
            clauses=_shared([judged[places][0] for places in row.cases]),
            cases=sum([judged[places][1] for places in row.cases]),
        )
        for row in merge(results)
    ]
    return DecisionTable(policy=policy, rows=tuple(rows))


def _condition(column: Column, places: Condition) -> Condition:
    return None if places is None else tuple([column.answers[place] for place in cast(tuple[int, ...], places)])


_PROOFS = frozenset({"3.1", "3.2.1", "3.2.2", "3.2.3"})


def _shared(verdicts: list[Verdict]) -> tuple[str, ...]:
    """The clauses failed or missing in every one, without those about proofs: any single proof may be the one there."""
    shared = set(CLAUSES)
    for findings in {verdict.findings for verdict in verdicts}:
        shared.intersection_update(
            [
                finding.clause
                for finding in findings
                if finding.failed or (finding.status is Status.MISSING and finding.clause not in _PROOFS)
            ]
        )
    return tuple([clause for clause in CLAUSES if clause in shared])


def _examples(policy: Policy) -> Iterator[Facts]:
    """Facts for every combination of answers to the columns: which proof is missing changes only the reason."""
    for proved in (True, False):
        yield from facts_with(policy, dict.fromkeys(("buyer_compensated", "problem_shown", "buyer_quoted"), proved))


def _count(facts: Facts, policy: Policy) -> int:
    """How many cases give the same answers as this one: of all combinations of the proofs asked for one is complete."""
    proofs = _proofs(facts, policy)
    not_asked = 4 - len(proofs) if facts.problem is Problem.NOT_AS_DESCRIBED else 3 - len(proofs)
    combinations: int = 1 if all(proofs) else 2 ** len(proofs) - 1
    return combinations << not_asked
