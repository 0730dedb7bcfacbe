"""How the public names are meant to be used, checked by type checkers and never run.

Each ``assert_type`` states what a caller gets. Each ignored line states a misuse that a type checker has to see: both
checkers report an ignore that is not needed.
"""

# pyright: strict, reportUnnecessaryTypeIgnoreComment=true

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import assert_type

from hypothesis.strategies import SearchStrategy

import cmoffer_policy as cp
from cmoffer_policy import analysis, rules, steps, testing


def money() -> None:
    price = cp.Money.of("19.90", "USD")
    assert_type(price, cp.Money)
    assert_type(price + cp.Money(minor=10, currency="USD"), cp.Money)
    assert_type(price.amount, Decimal)
    assert_type(price < price, bool)
    assert_type(price * 3, cp.Money)
    assert_type(cp.Money.sum([price, price], "USD"), cp.Money)
    assert_type(cp.apportion(100, {"a": 1, "b": 2}), dict[str, int])
    cp.Money.of(19.9, "USD")  # type: ignore[arg-type]
    cp.Money(1990, "USD")  # type: ignore[call-arg]
    price.minor = 3  # type: ignore[misc]
    _ = price + 3  # type: ignore[operator]


def case() -> tuple[cp.Order, cp.Claim]:
    at = cp.parse_instant("2024-01-05T10:00:00+08:00")
    assert_type(at, datetime)
    line = cp.OrderLine(line_id="ring", quantity=2, unit_price=cp.Money.of("19.90", "USD"))
    assert_type(line.discount, cp.Money)
    assert_type(line.title, str)
    assert_type(line.set_id, str | None)
    order = cp.Order(order_id="A-1", placed_at=at, lines=[line])
    assert_type(order.lines, tuple[cp.OrderLine, ...])
    assert_type(order.freight, cp.Money)
    assert_type(order.shipped_at, datetime | None)
    assert_type(order.line("ring"), cp.OrderLine)
    item = cp.ClaimItem(
        line_id="ring", problem=cp.Problem.BROKEN, causes={cp.Cause.MISUSE}, verification=cp.Verification.CONFIRMED
    )
    assert_type(item.causes, frozenset[cp.Cause])
    document = cp.Evidence(document=cp.Document.PICTURE, shows=[cp.Detail.PROBLEM_VISIBLE])
    claim = cp.Claim(
        claim_id="C-1",
        order_id="A-1",
        submitted_at=at,
        items=[item],
        remedy=cp.Remedy.REFUND,
        evidence=[document],
        production=cp.ProductionStage.STARTED,
    )
    assert_type(claim.items, tuple[cp.ClaimItem, ...])
    assert_type(claim.evidence, tuple[cp.Evidence, ...])
    request = cp.ClaimRequest(
        order_id="A-1",
        items=[cp.RequestedItem(line_id="ring", problem=cp.Problem.BROKEN)],
        remedy=cp.Remedy.REPLACEMENT,
        attachments=[cp.Attachment(document=cp.Document.PICTURE, line_ids={"ring"})],
    )
    assert_type(request.items, tuple[cp.RequestedItem, ...])
    assert_type(request.attachments, tuple[cp.Attachment, ...])
    prices = {0: cp.Money.of("19.90", "USD")}
    assert_type(request.received("C-1", at=at, replacement_prices=prices), cp.Claim)
    cp.RequestedItem(line_id="ring", problem=cp.Problem.BROKEN, causes={cp.Cause.MISUSE})  # type: ignore[call-arg]
    cp.Attachment(document=cp.Document.PICTURE, shows=[cp.Detail.PROBLEM_VISIBLE])  # type: ignore[call-arg]
    request.received("C-1", at="2024-01-05")  # type: ignore[arg-type]
    cp.OrderLine("ring", 2, cp.Money.of("19.90", "USD"))  # type: ignore[call-arg]
    cp.Order(order_id="A-1", placed_at="2024-01-05", lines=[line])  # type: ignore[arg-type]
    cp.ClaimItem(line_id="ring", problem="broken")  # type: ignore[arg-type]
    return order, claim


def terms(problem: cp.Problem, status: cp.Status) -> None:
    assert_type(cp.Problem("broken"), cp.Problem)
    assert_type(problem.value, str)
    assert_type(problem.words, str)
    assert_type(problem.index, int)
    assert_type(cp.Outcome("approved").rank, int)
    assert_type(list(cp.Remedy), list[cp.Remedy])
    assert_type(status.value, str)
    text: str = cp.Problem.BROKEN.value
    assert_type(cp.Problem(text), cp.Problem)
    assert_type(cp.GuaranteeGrants["EITHER"], cp.GuaranteeGrants)


def policy() -> cp.Policy | None:
    variant = cp.Policy(name="trial", effective_from=date(2024, 1, 1), guarantee_grants=cp.GuaranteeGrants.EITHER)
    assert_type(variant.guarantee_grants, cp.GuaranteeGrants)
    assert_type(variant.arrival_working_days, tuple[int, int])
    assert_type(cp.CLAUSES["2.3"], cp.Clause)
    assert_type(cp.CLAUSES["2.3"].kind, cp.ClauseKind)
    cp.Policy(name="trial", effective_from=date(2024, 1, 1), guarantee_grants="either")  # type: ignore[arg-type]
    return cp.policy_in_force(datetime.now().astimezone(), [cp.POLICY_2023, variant])


def calendar() -> None:
    days = cp.china_calendar()
    assert_type(days, cp.WorkCalendar)
    assert_type(days.add_working_days(date(2024, 1, 1), 2), date)
    assert_type(days.working_days_between(date(2024, 1, 1), date(2024, 1, 3)), int)
    assert_type(days.rest_days(date(2024, 1, 1), date(2024, 1, 3)), tuple[cp.RestDay, ...])
    assert_type(days.version, str)


def deciding(order: cp.Order, claim: cp.Claim) -> None:
    decision = cp.decide(order, claim, policy=cp.POLICY_2023, calendar=cp.china_calendar())
    assert_type(decision, cp.Decision)
    assert_type(decision.outcome, cp.Outcome)
    assert_type(decision.outcome.rank, int)
    assert_type(decision.refund, cp.Refund)
    assert_type(decision.refund.total, cp.Money)
    assert_type(decision.acceptance, cp.Deadline | None)
    assert_type(decision.items[0].arrival, cp.Arrival | None)
    assert_type(decision.items[0].adjudicator, cp.Adjudicator | None)
    assert_type(decision.open_points, tuple[cp.OpenPoint, ...])
    assert_type(cp.explain(decision), str)
    assert_type(cp.explain(decision, language="zh", audience="analyst"), str)
    assert_type(cp.explanation(decision, audience="seller"), cp.Explanation)
    assert_type(cp.explanation(decision).section("next").statements, tuple[cp.Statement, ...])
    assert_type(cp.explain(decision, calendar=cp.china_calendar()), str)
    for item in decision.items:
        assert_type(item, cp.ItemDecision)
        assert_type(item.remedies, frozenset[cp.Remedy])
        assert_type(item.findings, tuple[cp.Finding, ...])
        assert_type(item.facts, cp.Facts)
        assert_type(item.item.line_id, str)
        assert_type(item.missing, tuple[cp.MissingEvidence, ...])
        assert_type(item.windows.guarantee, cp.Period | None)
        assert_type(item.next_steps, tuple[cp.NextStep, ...])
        if item.windows.guarantee:
            assert_type(item.windows.guarantee.start, datetime)
            assert_type(item.windows.guarantee.deadline, cp.Deadline)
            assert_type(item.windows.guarantee.is_open(claim.submitted_at), bool)
    comparison = cp.compare_readings(decision)
    assert_type(comparison, cp.ReadingsComparison)
    cp.decide(order, claim, cp.POLICY_2023)  # type: ignore[call-arg,arg-type]
    cp.decide(claim, order)  # type: ignore[arg-type]


def computing(order: cp.Order, claim: cp.Claim) -> None:
    edition, days = cp.POLICY_2023, cp.china_calendar()
    assert_type(cp.windows(order, order.lines[0], policy=edition, calendar=days), cp.Windows)
    deadline = cp.acceptance_deadline(claim.submitted_at, policy=edition, calendar=days)
    assert_type(deadline, cp.Deadline)
    assert_type(deadline.last_day, date)
    assert_type(deadline.met_by(claim.submitted_at), bool)
    assert_type(cp.refund_arrival(claim.submitted_at, policy=edition, calendar=days), cp.Arrival)
    assert_type(cp.allocation(order, policy=edition), cp.Allocation)
    assert_type(cp.refund_for(order, {"ring": 1}, policy=edition), cp.Refund)
    assert_type(cp.missing_evidence(order, claim, claim.items[0]), tuple[cp.MissingEvidence, ...])
    assert_type(cp.observe(order, claim, claim.items[0], policy=edition, calendar=days), cp.Facts)


def judging(facts: cp.Facts) -> None:
    verdict = rules.judge(facts, cp.POLICY_2023)
    assert_type(verdict, rules.Verdict)
    assert_type(verdict.outcome, cp.Outcome)
    assert_type(verdict.findings[0].failed, bool)
    assert_type(verdict.findings[0].status, cp.Status)
    assert_type(steps.next_steps(facts, cp.POLICY_2023), tuple[cp.NextStep, ...])
    assert_type(analysis.all_facts(cp.POLICY_2023), Iterator[cp.Facts])
    assert_type(analysis.realise(facts, cp.POLICY_2023), tuple[cp.Order, cp.Claim, cp.ClaimItem])
    assert_type(analysis.decision_table(cp.POLICY_2023), analysis.DecisionTable)
    assert_type(analysis.diff_policies(cp.POLICY_2023, cp.POLICY_2023), analysis.PolicyDiff)
    allowed = analysis.possible_outcomes(policy=cp.POLICY_2023, remedy=cp.Remedy.REFUND)
    assert_type(allowed, analysis.PossibleOutcomes)
    assert_type(analysis.diff_policies(cp.POLICY_2023, cp.POLICY_2023).worsening, analysis.Worsening | None)
    assert_type(analysis.decision_table(cp.POLICY_2023).to_sql(prefix="facts_"), str)
    analysis.possible_outcomes(policy=cp.POLICY_2023, remedie=cp.Remedy.REFUND)  # type: ignore[call-arg]


def errors() -> None:
    try:
        cp.Money.of("x", "USD")
    except cp.InvalidValue as fault:
        assert_type(fault.under("lines[0]"), cp.InvalidValue)
    except cp.InputError as fault:
        assert_type((fault.code, fault.path, fault.got, fault.expected), tuple[str, str, str, str])


def kit(decision: cp.Decision) -> None:
    assert_type(testing.scenarios(clause="2.3"), tuple[testing.Scenario, ...])
    for scenario in testing.scenarios():
        assert_type(scenario.order, cp.Order)
        assert_type(scenario.expected, testing.Expected)
        testing.assert_scenario(scenario, decision)
    assert_type(testing.lives(clause="5.3"), tuple[testing.Life, ...])
    for life in testing.lives():
        assert_type(life.expected.claims[0].items, tuple[testing.ExpectedShare, ...])
        record = life.order_claims
        testing.assert_life(life, record.decisions(policy=life.policy), record.balance(policy=life.policy))
    report = testing.coverage([decision], policy=cp.POLICY_2023)
    assert_type(report.gaps, tuple[testing.Gap, ...])
    assert_type((report.percent, report.tests(), report.to_json()), tuple[int, str, str])
    testing.assert_decision(decision, outcome=cp.Outcome.APPROVED, failed=[], refund=cp.Money.of("1.00", "USD"))
    assert_type(testing.moneys(currency="USD"), SearchStrategy[cp.Money])
    assert_type(testing.orders(lines=3, shipped=True), SearchStrategy[cp.Order])
    assert_type(testing.claims(decision.order, remedy=cp.Remedy.REFUND, complete=True), SearchStrategy[cp.Claim])
    assert_type(testing.claim_requests(problem=cp.Problem.BROKEN), SearchStrategy[cp.ClaimRequest])
    assert_type(testing.cases(outcome=cp.Outcome.APPROVED), SearchStrategy[tuple[cp.Order, cp.Claim]])
    assert_type(testing.order_lines(), SearchStrategy[cp.OrderLine])
    assert_type(testing.evidences(), SearchStrategy[cp.Evidence])
    assert_type(testing.facts(), SearchStrategy[cp.Facts])
    testing.cases(outcome="approved")  # type: ignore[arg-type]
