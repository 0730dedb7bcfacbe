"""Facts: the answers to the questions that the policy asks about one item. They form a finite set of cases."""

from __future__ import annotations

from itertools import product
from operator import attrgetter

from attrs import field, frozen

from cmoffer_policy.errors import InvalidValue, shown
from cmoffer_policy.vocabulary import Problem, ProductionStage, Remedy, Term, Verification


class Phase(Term):
    """Which windows are open for a line when the claim is submitted (1, 2.3)."""

    NOT_SHIPPED = "not_shipped"
    """The line has not been shipped, or neither its shipment nor its delivery is known."""
    BOTH_OPEN = "both_open"
    """After-sales service and the guarantee are both open."""
    AFTER_SALES_OPEN = "after_sales_open"
    """Only after-sales service is open."""
    GUARANTEE_OPEN = "guarantee_open"
    """Only the guarantee is open."""
    GUARANTEE_UNKNOWN = "guarantee_unknown"
    """After-sales service is over; the guarantee counts from a delivery that is not known and may be open or over."""
    NONE_OPEN = "none_open"
    """The line has been shipped, and no window is open."""


@frozen(kw_only=True, eq=False)
class Facts:
    """One case of the policy: what is known of an item at the submission of its claim.

    - ``governed``: the order was placed when the policy was in effect (6.1).
    - ``phase``: which windows are open (1, 2.3).
    - ``problem``, ``remedy``: as claimed.
    - ``replacement_dearer``: the replacement lists at more than the unit it replaces (2.3).
    - ``production``: the stage of an order that is not shipped, None if unknown (2.4). A shipped line has been
      produced.
    - ``nothing_arrived``: the lost units are all that was ordered (2.1); False for any other problem.
    - ``corrosion``, ``misuse``, ``unlawful``: what inspection found (2.5.1, 2.5.2, 5.2).
    - ``listing_differs``: the seller's listing says something else (3.2.3); False unless the problem is
      ``NOT_AS_DESCRIBED``.
    - ``buyer_compensated``, ``problem_shown``, ``buyer_quoted``, ``description_proved``: the proof that 3.1, 3.2.1,
      3.2.2 and 3.2.3 ask for is complete. The last is False if the problem needs no such proof.
    - ``verification``: the answer of the responsible party, the adjudicator or customer service (4.3, 2.2, 2.4).

    ``code`` numbers the cases: it is the mixed-radix integer of the fields in the order above, and equal codes mean
    equal cases. A value of another type raises ``InvalidValue``.
    """

    governed: bool
    phase: Phase
    problem: Problem
    remedy: Remedy
    replacement_dearer: bool
    production: ProductionStage | None
    nothing_arrived: bool
    corrosion: bool
    misuse: bool
    unlawful: bool
    listing_differs: bool
    buyer_compensated: bool
    problem_shown: bool
    buyer_quoted: bool
    description_proved: bool
    verification: Verification
    code: int = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        values = _answers(self)
        if tuple(map(type, values)) not in _KINDS:
            name = next(name for name, value in zip(DOMAINS, values, strict=True) if type(value) not in _kinds_of(name))
            expected = "one of " + ", ".join(map(repr, DOMAINS[name]))
            raise InvalidValue("not_a_fact", name, shown(getattr(self, name)), expected)
        object.__setattr__(self, "code", _code(self))

    def __eq__(self, other: object) -> bool:
        return self.code == other.code if isinstance(other, Facts) else NotImplemented

    def __hash__(self) -> int:
        return self.code


_BOTH = (False, True)

DOMAINS: dict[str, tuple[object, ...]] = {
    "governed": _BOTH,
    "phase": tuple(Phase),
    "problem": tuple(Problem),
    "remedy": tuple(Remedy),
    "replacement_dearer": _BOTH,
    "production": (*ProductionStage, None),
    "nothing_arrived": _BOTH,
    "corrosion": _BOTH,
    "misuse": _BOTH,
    "unlawful": _BOTH,
    "listing_differs": _BOTH,
    "buyer_compensated": _BOTH,
    "problem_shown": _BOTH,
    "buyer_quoted": _BOTH,
    "description_proved": _BOTH,
    "verification": tuple(Verification),
}
"""The possible values of every field of ``Facts``, in the order in which ``code`` counts them."""

_answers = attrgetter(*DOMAINS)


def _kinds_of(name: str) -> list[type]:
    return list(dict.fromkeys(map(type, DOMAINS[name])))


_KINDS = set(product(*map(_kinds_of, DOMAINS)))
"""The types that the fields can have together: two, as only the stage of production can be None."""

_PHASES, _PROBLEMS, _REMEDIES = len(Phase), len(Problem), len(Remedy)
_STAGES, _VERIFICATIONS = len(ProductionStage), len(Verification)


def _code(facts: Facts) -> int:
    code = int(facts.governed)
    code = code * _PHASES + facts.phase.index
    code = code * _PROBLEMS + facts.problem.index
    code = code * _REMEDIES + facts.remedy.index
    code = code * 2 + facts.replacement_dearer
    code = code * (_STAGES + 1) + (_STAGES if facts.production is None else facts.production.index)
    code = code * 2 + facts.nothing_arrived
    code = code * 2 + facts.corrosion
    code = code * 2 + facts.misuse
    code = code * 2 + facts.unlawful
    code = code * 2 + facts.listing_differs
    code = code * 2 + facts.buyer_compensated
    code = code * 2 + facts.problem_shown
    code = code * 2 + facts.buyer_quoted
    code = code * 2 + facts.description_proved
    return code * _VERIFICATIONS + facts.verification.index
