"""Where two policies decide differently: over days, problems, remedies and causes, each time with a concrete case."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from itertools import groupby, product
from typing import cast

from attrs import evolve, field, frozen

from cmoffer_policy.analysis.grid import BEFORE, Grid, Run
from cmoffer_policy.analysis.merging import Case, Condition, condition_words, merge, remedies_words
from cmoffer_policy.analysis.table import Asked
from cmoffer_policy.analysis.worsening import Worsening, worsening
from cmoffer_policy.calendars import WorkCalendar, calendar_or_china
from cmoffer_policy.checks import instance
from cmoffer_policy.claim import Claim, ClaimItem, Evidence
from cmoffer_policy.errors import printable
from cmoffer_policy.evidence import DETAILS
from cmoffer_policy.facts import Facts, Phase
from cmoffer_policy.markup import listed, table
from cmoffer_policy.money import Money
from cmoffer_policy.order import Order
from cmoffer_policy.policy import JUDGEMENT_READINGS, Policy
from cmoffer_policy.rules import Verdict, judge
from cmoffer_policy.vocabulary import (
    Cause,
    Document,
    Outcome,
    Problem,
    ProductionStage,
    Remedy,
    Term,
    Verification,
)

_DEARER_RING = Money(minor=5990, currency="USD")
_BOTH = (True, False)
_Answered = tuple[
    Verification, int, int | None, bool, bool, Problem, bool, ProductionStage | None, Asked
]  # word, run, delivery, unlawful, corrosion, problem, misuse, production, asked for

_SEPARATE = {
    "effective_from": "6.1",
    "acceptance_working_days": "4.2",
    "arrival_working_days": "4.4",
    "loss": "2.1, 5.3",
    "replacement_proof": "3.1, 2.3",
    "proof_after_confirmation": "4.3, 3",
    "window_end": "1, 2.3",
    "acceptance_clock": "4.2",
    "freight_weight": "5.4.2",
    "adjudicator": "2.2, 4.3",
}


@frozen(kw_only=True)
class Answer:
    """What a policy decides; ``ruling`` is the clause under which the seller lost a dispute, empty where there is none.

    >>> lost = Answer(outcome=Outcome.REJECTED, remedies=frozenset(), ruling="4.3")
    >>> print(lost)
    rejected by 4.3 (available: none)
    """

    outcome: Outcome
    remedies: frozenset[Remedy]
    ruling: str = ""

    def __str__(self) -> str:
        cited = f" by {self.ruling}" if self.ruling else ""
        return f"{self.outcome.words}{cited} (available: {remedies_words(self.remedies)})"


@frozen(kw_only=True)
class Difference:
    """Cases that two policies answer differently, all of them in the same way.

    - ``first_day``, ``last_day``: of submission, counted from the day of shipment, which is 0; -1 is any time before
      it, None any later day.
    - ``deliveries``: days of delivery counted in the same way, with None for an unknown one.
    - The other conditions hold the values of a fact; None means any.
    - ``under_a``, ``under_b``: the two answers.
    - ``order``, ``claim``: one of the cases.

    >>> from cmoffer_policy import POLICY_2023, decide
    >>> row: Difference = diff_policies(POLICY_2023, evolve(POLICY_2023, after_sales_days=28)).rows[0]
    >>> print(row.under_a, row.under_b, sep=" -> ")
    approved (available: refund, replacement) -> rejected (available: replacement)
    >>> decide(row.order, row.claim, policy=POLICY_2023).outcome is row.under_a.outcome
    True
    """

    first_day: int
    last_day: int | None
    verification: Condition
    deliveries: Condition
    unlawful: Condition
    corrosion: Condition
    problems: Condition
    misuse: Condition
    production: Condition
    asked: Condition
    under_a: Answer
    under_b: Answer
    order: Order = field(repr=False)
    claim: Claim = field(repr=False)

    def __str__(self) -> str:
        return f"{self.cases}: {self.under_a} -> {self.under_b}"

    @property
    def cases(self) -> str:
        """The conditions in words."""
        conditions = {
            "verification": self.verification,
            "asked for": self.asked,
            "problem": self.problems,
            "unlawful": self.unlawful,
            "corrosion": self.corrosion,
            "misuse": self.misuse,
            "production": self.production,
        }
        words = [
            f"{name} {condition_words(condition)}" for name, condition in conditions.items() if condition is not None
        ]
        if self.deliveries is not None:
            days = ["unknown" if day is None else f"on day {day}" for day in self.deliveries]
            words.insert(0, f"delivery {' or '.join(days)}")
        return "; ".join([self._days_words(), *words])

    def _days_words(self) -> str:
        if self.last_day is None:
            return "any day" if self.first_day == BEFORE else f"from day {self.first_day} on"
        if self.first_day == BEFORE:
            return "before shipment" if self.last_day == BEFORE else f"up to day {self.last_day}"
        single = self.first_day == self.last_day
        return f"day {self.first_day}" if single else f"day {self.first_day} to {self.last_day}"


@frozen(kw_only=True)
class PolicyDiff:
    """Everything that decides differently under two policies.

    ``rows`` are the cases with another outcome or other remedies; ``separately`` says which figures, dates and readings
    change deadlines, money or who judges. Readings that differ without changing anything are not named.
    ``never_worse`` is what a change that is to be a concession must be, and ``worsening`` the case in which it is not.

    >>> from cmoffer_policy import POLICY_2023
    >>> diff: PolicyDiff = diff_policies(POLICY_2023, evolve(POLICY_2023, name="2025", acceptance_working_days=3))
    >>> diff.same, diff.rows, diff.separately
    (False, (), ('acceptance_working_days (4.2): 2 -> 3',))
    >>> diff.never_worse, diff.worsening.what
    (False, 'acceptance')
    """

    a: Policy
    b: Policy
    rows: tuple[Difference, ...]
    separately: tuple[str, ...]
    calendar: WorkCalendar = field(repr=False)

    @property
    def same(self) -> bool:
        """Whether the two policies decide every case alike."""
        return not self.rows and not self.separately

    @property
    def never_worse(self) -> bool:
        """Whether no seller is ever worse off under ``b`` than under ``a``."""
        return self.worsening is None

    @cached_property
    def worsening(self) -> Worsening | None:
        """A case in which the seller is worse off under ``b``; None if there is none.

        Worse off is who has a less favourable outcome, or the same one without a remedy that was available, a smaller
        refund, or a later day of acceptance or arrival. Looked at are all facts together with the windows that days of
        submission, and of delivery where it counts, lead to. Who rules in a dispute is not compared.
        """
        return worsening(self.a, self.b, self.calendar)

    def _repr_html_(self) -> str:
        head = ("Cases", f"Under {printable(self.a.name)}", f"Under {printable(self.b.name)}")
        rows = [(row.cases, str(row.under_a), str(row.under_b)) for row in self.rows]
        return table(str(self).split("\n")[0], head, rows) + (listed(self.separately) if self.separately else "")

    def __str__(self) -> str:
        names = f"{printable(self.a.name)} -> {printable(self.b.name)}"
        return "\n".join(
            [f"{names}: {'no difference' if self.same else ''}".rstrip(), *map(str, self.rows), *self.separately]
        )


def diff_policies(a: Policy, b: Policy, *, calendar: WorkCalendar | None = None) -> PolicyDiff:
    """Where the two policies decide differently, in rows that each come with a concrete case.

    Compared are an order that both govern and a claim about one of its lines, on every day from before its shipment to
    the end of the longest window, for every problem, remedy, cause and stage of production, the evidence complete
    and the claim confirmed. Where a guarantee runs from delivery, the delivery is unknown, in the first week or after
    the after-sales service; where the adjudicators differ, a ruling against the seller is compared too.

    The dates are such that no window ends on a rest day, as far as there are such dates: ``window_end`` is named
    separately. Raises ``OutOfSchedule`` where no order governed by both leaves room for the windows.

    >>> from attrs import evolve
    >>> from cmoffer_policy import POLICY_2023
    >>> for row in diff_policies(POLICY_2023, evolve(POLICY_2023, after_sales_days=28)).rows[:1]:
    ...     print(row.first_day, row.last_day, row.under_a.outcome.words, row.under_b.outcome.words)
    29 30 approved rejected
    """
    for policy in (a, b):
        instance(policy, "policy", Policy)
    days = calendar_or_china(calendar)
    rows = [] if _judged_alike(a, b) else list(_rows(Grid.of(a, b, days)))
    return PolicyDiff(a=a, b=b, rows=tuple(rows), separately=tuple(_separately(a, b)), calendar=days)


def _judged_alike(a: Policy, b: Policy) -> bool:
    names = (*JUDGEMENT_READINGS, "after_sales_days", "guarantee_days", "guarantee_start")
    return all(getattr(a, name) == getattr(b, name) for name in names)


def _separately(a: Policy, b: Policy) -> Iterator[str]:
    for name, clauses in _SEPARATE.items():
        if getattr(a, name) != getattr(b, name):
            yield f"{name} ({clauses}): {_figure_words(getattr(a, name))} -> {_figure_words(getattr(b, name))}"


def _figure_words(value: object) -> str:
    if isinstance(value, tuple):
        return " to ".join(map(str, value))
    return value.words if isinstance(value, Term) else str(value)


def _rows(grid: Grid) -> Iterator[Difference]:
    """Cases that the policies answer differently, merged into rows of consecutive days."""
    runs = grid.runs()
    results = dict(_answers(grid, runs))
    if not any(results.values()):
        return
    for row in merge(results):
        if row.result is None:
            continue
        under_a, under_b = row.result
        verification, days, deliveries, *others = row.conditions
        places = range(len(runs)) if days is None else cast(tuple[int, ...], days)
        for _, stretch in groupby(enumerate(places), key=lambda entry: entry[1] - entry[0]):
            together = [place for _, place in stretch]
            first, last = runs[together[0]], runs[together[-1]]
            case = next(case for case in row.cases if case[1] == together[0])
            order, claim = _example(grid, first.first, case)
            unlawful, corrosion, problems, misuse, production, asked = others
            yield Difference(
                first_day=first.first,
                last_day=last.last,
                verification=verification,
                deliveries=deliveries,
                unlawful=unlawful,
                corrosion=corrosion,
                problems=problems,
                misuse=misuse,
                production=production,
                asked=asked,
                under_a=under_a,
                under_b=under_b,
                order=order,
                claim=claim,
            )


def _answers(grid: Grid, runs: list[Run]) -> Iterator[tuple[Case, tuple[Answer, Answer] | None]]:
    """Both answers to every case of the grid; None where they agree."""
    a, b = grid.a, grid.b
    words = [Verification.CONFIRMED]
    if a.adjudicator is not b.adjudicator:
        words += [Verification.RULED_AGAINST_SELLER, Verification.SHOPIFY_RULED_AGAINST_SELLER]
    if a.cancellation is not b.cancellation:
        words += [Verification.PENDING, Verification.CONTESTED]
    # Many days and deliveries lead to the same phases, and then to the same answers.
    answered: dict[tuple[Verification, Phase, Phase], dict[Case, tuple[Answer, Answer] | None]] = {}
    for word, (place, run), delivery in product(words, enumerate(runs), grid.deliveries):
        phases = run.phases[delivery]
        if (word, *phases) not in answered:
            answered[word, *phases] = dict(_answers_in(phases, word, a, b))
        for rest, answers in answered[word, *phases].items():
            yield (word, place, delivery, *rest), answers


def _answers_in(
    phases: tuple[Phase, Phase], word: Verification, a: Policy, b: Policy
) -> Iterator[tuple[Case, tuple[Answer, Answer] | None]]:
    """Both answers to every case in the phases that the policies see it in; None where they agree."""
    phase_a, phase_b = phases
    shipped = phase_a is not Phase.NOT_SHIPPED
    stages = (ProductionStage.STARTED,) if shipped else (*ProductionStage, None)
    for unlawful, corrosion, problem, misuse, stage, asked in product(_BOTH, _BOTH, Problem, _BOTH, stages, Asked):
        facts = Facts(
            governed=True,
            phase=phase_a,
            problem=problem,
            remedy=asked.remedy,
            replacement_dearer=asked is Asked.DEARER_REPLACEMENT,
            production=stage,
            nothing_arrived=False,
            corrosion=corrosion,
            misuse=misuse,
            unlawful=unlawful,
            listing_differs=False,
            buyer_compensated=True,
            problem_shown=True,
            buyer_quoted=True,
            description_proved=problem is Problem.NOT_AS_DESCRIBED,
            verification=word,
        )
        under_a = _answer(judge(facts, a))
        under_b = _answer(judge(facts if phase_a is phase_b else evolve(facts, phase=phase_b), b))
        yield (unlawful, corrosion, problem, misuse, stage, asked), None if under_a == under_b else (under_a, under_b)


def _answer(verdict: Verdict) -> Answer:
    rulings = [finding.clause for finding in verdict.findings if finding.clause in ("2.2", "4.3") and finding.failed]
    return Answer(outcome=verdict.outcome, remedies=verdict.remedies, ruling="".join(rulings))


def _example(grid: Grid, day: int, case: Case) -> tuple[Order, Claim]:
    """An order and a claim that show the case on the day: one ring claimed, every document attached."""
    word, _, delivery, unlawful, corrosion, problem, misuse, stage, asked = cast(_Answered, case)
    found = zip((Cause.CORROSION, Cause.MISUSE, Cause.UNLAWFUL), (corrosion, misuse, unlawful), strict=True)
    order = grid.order(day, delivery)
    item = ClaimItem(
        line_id="ring",
        problem=problem,
        causes=[cause for cause, is_found in found if is_found],
        replacement_price=_DEARER_RING if asked is Asked.DEARER_REPLACEMENT else None,
        verification=word,
    )
    claim = Claim(
        claim_id="CLAIM-1",
        order_id=order.order_id,
        submitted_at=grid.at(day, 12),
        items=[item],
        remedy=asked.remedy,
        evidence=[Evidence(document=document, shows=DETAILS[document]) for document in Document],
        production=stage,
    )
    return order, claim
