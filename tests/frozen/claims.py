"""The differences from the first edition that are meant, each with the sentence of the policy that changed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from attrs import frozen

from frozen.reader import Case, Difference

MOST_SHOWN = 10


@frozen(kw_only=True)
class Claimed:
    """A change of the library that shows in the corpus.

    - ``sentence``: the changed sentence of the policy, with where it stands.
    - ``applies``: whether a difference follows from it, given the case, the answer before and the answer today.
    - ``counts``: how many do, by part of the corpus. A part that is not named has none.
    """

    sentence: str
    applies: Callable[[Case, Any, Any], bool]
    counts: Mapping[str, int]

    @property
    def count(self) -> int:
        """How many differences it claims in all."""
        return sum(self.counts.values())


def other_phases_are_gone(case: Case, before: Any, after: Any) -> bool:
    """The document of a decision has the faults of before, but for those about what is not written any more."""
    faults = [fault for fault in before if not re.match(r"\$\.items\[\d+\]\.other_phases", fault[2])]
    return case.name == "document of Decision" and faults != before and faults == after


CLAIMED: tuple[Claimed, ...] = (
    Claimed(
        sentence='2-design, what goes: "`other_phases`, window ends without their starts"',
        applies=other_phases_are_gone,
        counts={"refusals from 1000": 2, "refusals from 2000": 71},
    ),
)


def faults_of(part: str, differences: Iterable[Difference], claimed: Iterable[Claimed] = CLAIMED) -> list[str]:
    """What is wrong with the differences of a part: those that not exactly one change claims, and wrong counts."""
    changes, faults, more = tuple(claimed), [], 0
    found = dict.fromkeys(range(len(changes)), 0)
    for difference in differences:
        claiming = [place for place, change in enumerate(changes) if change.applies(*difference)]
        for place in claiming:
            found[place] += 1
        if len(claiming) != 1:
            more += 1
            if more <= MOST_SHOWN:
                by = " and ".join(changes[place].sentence for place in claiming) or "nobody"
                faults.append(f"claimed by {by}: {difference}")
    if more > MOST_SHOWN:
        faults.append(f"and {more - MOST_SHOWN} more")
    for place, change in enumerate(changes):
        wanted = change.counts.get(part, 0)
        if found[place] != wanted:
            faults.append(f"{change.sentence}: claims {found[place]} differences of {part!r}, not {wanted}")
    return faults
