"""Every public name of the package, from the room it lives in."""

from cmoffer_policy.answer.comparison import ReadingsComparison, ReadingsGroup, compare_readings
from cmoffer_policy.answer.decision import Decision, ItemDecision, decide, explain
from cmoffer_policy.answer.finality import OpenPoint
from cmoffer_policy.answer.progress import NextStep
from cmoffer_policy.answer.replay import Replay, ReplayDifference, replay
from cmoffer_policy.case.claims import Claim, ClaimItem, Evidence
from cmoffer_policy.case.lines import OrderLine
from cmoffer_policy.case.orders import Order
from cmoffer_policy.errors import DocumentError, Inconsistent, InputError, InvalidValue, OutOfSchedule
from cmoffer_policy.reckoning.deadlines import (
    Arrival,
    Deadline,
    Windows,
    acceptance_deadline,
    refund_arrival,
    windows,
)
from cmoffer_policy.reckoning.documents import Requirement, missing_evidence
from cmoffer_policy.reckoning.observe import observe
from cmoffer_policy.reckoning.refunds import (
    Refund,
    RefundSchedule,
    claimed_units,
    refund_for,
    refund_schedule,
)
from cmoffer_policy.terms.clauses import CLAUSES, Clause, ClauseKind
from cmoffer_policy.terms.policy import (
    POLICY_2023,
    AcceptanceClock,
    Adjudicator,
    Cancellation,
    ExclusionScope,
    FreightWeight,
    GuaranteeStart,
    MisuseScope,
    Policy,
    Window,
    WindowEnd,
    policy_in_force,
)
from cmoffer_policy.terms.vocabulary import (
    Cause,
    Detail,
    Document,
    Outcome,
    Problem,
    ProductionStage,
    Remedy,
    Verification,
)
from cmoffer_policy.values.calendars import china_calendar
from cmoffer_policy.values.instants import parse_instant
from cmoffer_policy.values.money import Money, apportion
from cmoffer_policy.values.workdays import RestDay, WorkCalendar

__all__ = [
    "CLAUSES",
    "POLICY_2023",
    "AcceptanceClock",
    "Adjudicator",
    "Arrival",
    "Cancellation",
    "Cause",
    "Claim",
    "ClaimItem",
    "Clause",
    "ClauseKind",
    "Deadline",
    "Decision",
    "Detail",
    "Document",
    "DocumentError",
    "Evidence",
    "ExclusionScope",
    "FreightWeight",
    "GuaranteeStart",
    "Inconsistent",
    "InputError",
    "InvalidValue",
    "ItemDecision",
    "MisuseScope",
    "Money",
    "NextStep",
    "OpenPoint",
    "Order",
    "OrderLine",
    "OutOfSchedule",
    "Outcome",
    "Policy",
    "Problem",
    "ProductionStage",
    "ReadingsComparison",
    "ReadingsGroup",
    "Refund",
    "RefundSchedule",
    "Remedy",
    "Replay",
    "ReplayDifference",
    "Requirement",
    "RestDay",
    "Verification",
    "Window",
    "WindowEnd",
    "Windows",
    "WorkCalendar",
    "acceptance_deadline",
    "apportion",
    "china_calendar",
    "claimed_units",
    "compare_readings",
    "decide",
    "explain",
    "missing_evidence",
    "observe",
    "parse_instant",
    "policy_in_force",
    "refund_arrival",
    "refund_for",
    "refund_schedule",
    "replay",
    "windows",
]
