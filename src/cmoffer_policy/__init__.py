"""Decides after-sales claims under the CMOFFER return policy: outcome, reasons, deadlines and money.

``decide(order, claim)`` gives the decision and ``explain(decision)`` puts it into words, in English
or Chinese. All values are
immutable. Nothing reads a clock, the environment or the locale.
"""

from cmoffer_policy.calendars import RestDay, WorkCalendar, china_calendar, parse_instant
from cmoffer_policy.claim import Attachment, Claim, ClaimItem, ClaimRequest, Evidence, RequestedItem
from cmoffer_policy.claimable import Claimable
from cmoffer_policy.deadlines import Arrival, Deadline, Period, Windows, acceptance_deadline, refund_arrival, windows
from cmoffer_policy.decision import Decision, DueAction, ItemDecision, OpenPoint
from cmoffer_policy.errors import DocumentError, Inconsistent, InputError, InvalidValue, OutOfSchedule
from cmoffer_policy.evidence import MissingEvidence, missing_evidence
from cmoffer_policy.facts import Facts, Phase
from cmoffer_policy.money import Money, apportion
from cmoffer_policy.observation import observe
from cmoffer_policy.order import Order, OrderLine
from cmoffer_policy.order_claims import Balance, OrderClaims, decide
from cmoffer_policy.policy import (
    CLAUSES,
    POLICY_2023,
    AcceptanceClock,
    Adjudicator,
    Cancellation,
    Clause,
    ClauseKind,
    CorrosionScope,
    ExclusionScope,
    FreightWeight,
    GuaranteeGrants,
    GuaranteeStart,
    Loss,
    MisuseScope,
    Policy,
    ProofAfterConfirmation,
    ReplacementProof,
    WindowEnd,
    policy_in_force,
)
from cmoffer_policy.presentation import Explanation, Section, Statement, explain, explanation
from cmoffer_policy.readings import ReadingsComparison, ReadingsGroup, compare_readings
from cmoffer_policy.refunds import (
    Allocation,
    LineAllocation,
    Refund,
    RefundLine,
    allocation,
    refund_for,
)
from cmoffer_policy.rules import Finding, Status
from cmoffer_policy.steps import Change, NextStep
from cmoffer_policy.units import UnitsHeld
from cmoffer_policy.vocabulary import (
    Action,
    Actor,
    Cause,
    Detail,
    Document,
    Outcome,
    Problem,
    ProductionStage,
    Remedy,
    Verification,
)

__all__ = [
    "CLAUSES",
    "POLICY_2023",
    "AcceptanceClock",
    "Action",
    "Actor",
    "Adjudicator",
    "Allocation",
    "Arrival",
    "Attachment",
    "Balance",
    "Cancellation",
    "Cause",
    "Change",
    "Claim",
    "ClaimItem",
    "ClaimRequest",
    "Claimable",
    "Clause",
    "ClauseKind",
    "CorrosionScope",
    "Deadline",
    "Decision",
    "Detail",
    "Document",
    "DocumentError",
    "DueAction",
    "Evidence",
    "ExclusionScope",
    "Explanation",
    "Facts",
    "Finding",
    "FreightWeight",
    "GuaranteeGrants",
    "GuaranteeStart",
    "Inconsistent",
    "InputError",
    "InvalidValue",
    "ItemDecision",
    "LineAllocation",
    "Loss",
    "MissingEvidence",
    "MisuseScope",
    "Money",
    "NextStep",
    "OpenPoint",
    "Order",
    "OrderClaims",
    "OrderLine",
    "OutOfSchedule",
    "Outcome",
    "Period",
    "Phase",
    "Policy",
    "Problem",
    "ProductionStage",
    "ProofAfterConfirmation",
    "ReadingsComparison",
    "ReadingsGroup",
    "Refund",
    "RefundLine",
    "Remedy",
    "ReplacementProof",
    "RequestedItem",
    "RestDay",
    "Section",
    "Statement",
    "Status",
    "UnitsHeld",
    "Verification",
    "WindowEnd",
    "Windows",
    "WorkCalendar",
    "__version__",
    "acceptance_deadline",
    "allocation",
    "apportion",
    "china_calendar",
    "compare_readings",
    "decide",
    "explain",
    "explanation",
    "missing_evidence",
    "observe",
    "parse_instant",
    "policy_in_force",
    "refund_arrival",
    "refund_for",
    "windows",
]

__version__ = "0.1.0"
