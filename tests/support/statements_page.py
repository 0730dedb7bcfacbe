"""The table of statements on the page about them, made from the languages."""

from __future__ import annotations

from string import Formatter

from cmoffer_policy.presentation import CHINESE, ENGLISH

HEAD = ("Key", "Values", "English", "Chinese")


def values_of(key: str) -> list[str]:
    """The names of the values of a statement, as its templates name them."""
    names = [name for language in (ENGLISH, CHINESE) for _, name, _, _ in Formatter().parse(language.templates[key])]
    names += [name for language in (ENGLISH, CHINESE) for name in language.unused.get(key, ())]
    return [name for name in dict.fromkeys(names) if name not in (None, "items", "cite", "clause")]  # type: ignore[misc]


def table() -> list[str]:
    """The rows of the table, in the order of the catalogue."""
    rows = [HEAD, ("---",) * len(HEAD)]
    for key in ENGLISH.templates:
        values = ", ".join([f"`{name}`" for name in values_of(key)])
        texts = [language.templates[key].replace("|", "\\|") for language in (ENGLISH, CHINESE)]
        rows.append((f"`{key}`", values, *texts))  # type: ignore[arg-type]
    return [f"| {' | '.join(row)} |".replace("|  |", "| |") for row in rows]
