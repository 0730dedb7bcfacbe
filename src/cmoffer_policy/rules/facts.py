"""The answers the policy asks for about one item, without dates and money: a finite set of cases."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod
from operator import attrgetter, getitem

from attrs import field, frozen

from cmoffer_policy.errors import InvalidValue, shown
from cmoffer_policy.terms.vocabulary import Problem, ProductionStage, Remedy, Term, Verification


class Phase(Term):
    """Which windows are open for a line at the instant of submission."""

    NOT_SHIPPED = "not_shipped"
    """The line was not shipped yet, or its shipment is not known."""
    BOTH_OPEN = "both_open"
    AFTER_SALES_OPEN = "after_sales_open"
    GUARANTEE_OPEN = "guarantee_open"
    NONE_OPEN = "none_open"
    """The line was shipped, and no window is open."""


@frozen(kw_only=True, eq=False)
class Facts:
    """One case of the policy: what is known of an item at the submission of its claim.

    - ``governed``: the order was placed when the policy was in effect (6.1).
    - ``phase``: which windows are open (1, 2.3).
    - ``problem``: as judged, ``remedy``: as asked for.
    - ``replacement_dearer``: the replacement asked for costs more than the unit it replaces (2.3).
    - ``production``: the stage of an order that is not shipped, None where unknown (2.4); whatever was shipped has been
      produced.
    - ``corrosion``, ``misuse``, ``unlawful``: what inspection found (2.5.1, 2.5.2, 5.2).
    - ``buyer_compensated``, ``problem_shown``, ``buyer_quoted``, ``description_proved``: the proof that 3.1, 3.2.1,
      3.2.2 and 3.2.3 ask for is complete. The last is False where nobody asks for it.
    - ``verification``: the word of the responsible party or of the adjudicator (4.3, 2.2).

    ``code`` numbers the cases: the mixed-radix integer of the fields in the order above. Cases with the same code are
    equal. A value of another type raises ``InvalidValue``.
    """

    governed: bool
    phase: Phase
    problem: Problem
    remedy: Remedy
    replacement_dearer: bool
    production: ProductionStage | None
    corrosion: bool
    misuse: bool
    unlawful: bool
    buyer_compensated: bool
    problem_shown: bool
    buyer_quoted: bool
    description_proved: bool
    verification: Verification
    code: int = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "code", _code(self))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Facts):
            return NotImplemented
        return self.code == other.code

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
    "corrosion": _BOTH,
    "misuse": _BOTH,
    "unlawful": _BOTH,
    "buyer_compensated": _BOTH,
    "problem_shown": _BOTH,
    "buyer_quoted": _BOTH,
    "description_proved": _BOTH,
    "verification": tuple(Verification),
}
"""The values of every field of ``Facts``, in the order that ``code`` counts them."""


def _digits() -> Iterator[dict[int, int]]:
    """What each value of each field adds to the code.

    By identity, as all these values are singletons: it takes neither 1 for True nor a stranger that claims to be equal.
    """
    weight = prod([len(values) for values in DOMAINS.values()])
    for values in DOMAINS.values():
        weight //= len(values)
        yield {id(value): place * weight for place, value in enumerate(values)}


_DIGITS = tuple(_digits())
_VALUES = attrgetter(*DOMAINS)


def _code(facts: Facts) -> int:
    try:
        return sum(map(getitem, _DIGITS, map(id, _VALUES(facts))))  # a third of the time of a loop
    except KeyError:
        known = [(name, getattr(facts, name), values) for name, values in DOMAINS.items()]
        name, value, values = next(entry for entry in known if all(entry[1] is not each for each in entry[2]))
        raise InvalidValue("not_a_fact", name, shown(value), "one of " + ", ".join(map(repr, values))) from None


def facts_of_code(code: int) -> Facts:
    """The case with this number."""
    places: dict[str, object] = {}
    rest = code
    for name, values in reversed(DOMAINS.items()):
        rest, place = divmod(rest, len(values))
        places[name] = values[place]
    return Facts(**places)  # type: ignore[arg-type]  # as in DOMAINS
