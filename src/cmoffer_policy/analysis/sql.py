"""The decision table in SQL: one CASE expression over columns named like the fields of ``Facts``.

Only what every database knows is used: AND, OR, NOT, IN and COALESCE, columns of booleans, and terms by their values.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import cmoffer_policy
from cmoffer_policy.errors import printable
from cmoffer_policy.facts import DOMAINS
from cmoffer_policy.policy import JUDGEMENT_READINGS, Policy, ReplacementProof
from cmoffer_policy.rules import RULED_AGAINST
from cmoffer_policy.vocabulary import Problem, Remedy, Term, in_order

if TYPE_CHECKING:
    from cmoffer_policy.analysis.table import DecisionRow, DecisionTable

_UNKNOWN = "unknown"


def case_expression(table: DecisionTable, names: Sequence[str], prefix: str) -> str:
    """The table as a CASE expression. ``names`` are its columns', ``prefix`` goes before the name of every fact."""
    columns = {name: prefix + name for name in DOMAINS}
    lines = [f"-- {line}" for line in _heading(table)]
    lines.append("CASE")
    for row in table.rows:
        conditions = [
            _condition(name, values, table.policy, columns)
            for name, values in zip(names, row.conditions, strict=True)
            if values is not None
        ]
        when = " AND ".join(conditions) or f"{columns['governed']} IN (TRUE, FALSE)"
        lines.append(f"  WHEN {when} THEN '{row.outcome.value}'{_reasons(row)}")
    return "\n".join([*lines, "END"]) + "\n"


def _heading(table: DecisionTable) -> list[str]:
    policy = table.policy
    readings = [f"{name} = {getattr(policy, name).value}" for name in JUDGEMENT_READINGS]
    return [
        f"The outcome of an item under {printable(policy.name)}, by cmoffer_policy {cmoffer_policy.__version__}.",
        f"Readings: {', '.join(readings)}.",
        f"{sum([row.cases for row in table.rows])} cases; each falls under exactly one line.",
    ]


def _reasons(row: DecisionRow) -> str:
    return f"  -- {', '.join(row.clauses)}" if row.clauses else ""


def _condition(name: str, values: Iterable[Any], policy: Policy, columns: dict[str, str]) -> str:
    """What a column of the table asks, of the facts."""
    match name:
        case "older_than_policy":
            return _flag(columns["governed"], not_=True in values)
        case "ruled_against_seller":
            return _one_of(columns["verification"], in_order(RULED_AGAINST), not_=False in values)
        case "asked":
            return _asked(values, columns)
        case "evidence_complete":
            return _evidence(policy, columns, complete=True in values)
        case "production":
            return _one_of(f"COALESCE({columns['production']}, '{_UNKNOWN}')", values)
        case _ if isinstance(next(iter(values)), bool):
            return _flag(columns[name], not_=False in values)
        case _:
            return _one_of(columns[name], values)


def _flag(column: str, *, not_: bool) -> str:
    return f"NOT {column}" if not_ else column


def _one_of(column: str, values: Iterable[Term | None], *, not_: bool = False) -> str:
    """A comparison with terms by their values; None is an unknown one."""
    texts = [f"'{_UNKNOWN if value is None else value.value}'" for value in values]
    if len(texts) == 1:
        return f"{column} {'<>' if not_ else '='} {texts[0]}"
    return f"{column} {'NOT ' if not_ else ''}IN ({', '.join(texts)})"


def _asked(values: Iterable[Any], columns: dict[str, str]) -> str:
    """A refund, a replacement that is dearer, one that is not, or two of them."""
    refund, replacement = [_one_of(columns["remedy"], [remedy]) for remedy in Remedy]
    dearer = columns["replacement_dearer"]
    asked = {
        "refund": refund,
        "replacement": f"{replacement} AND NOT {dearer}",
        "dearer_replacement": f"{replacement} AND {dearer}",
    }
    found = [asked[value.value] for value in values]
    return replacement if refund not in found and len(found) > 1 else _either(found)


def _either(alternatives: list[str]) -> str:
    return alternatives[0] if len(alternatives) == 1 else f"({' OR '.join(alternatives)})"


def _evidence(policy: Policy, columns: dict[str, str], *, complete: bool) -> str:
    """All proofs that the text asks for under the policy, or not all of them."""
    served = columns["buyer_compensated"]
    if policy.replacement_proof is ReplacementProof.PROBLEM_ONLY:
        served = _either([_one_of(columns["remedy"], [Remedy.REPLACEMENT]), served])
    other_problem = _one_of(columns["problem"], [Problem.NOT_AS_DESCRIBED], not_=True)
    described = _either([other_problem, columns["description_proved"]])
    proved = " AND ".join([served, columns["problem_shown"], columns["buyer_quoted"], described])
    return proved if complete else f"NOT ({proved})"
