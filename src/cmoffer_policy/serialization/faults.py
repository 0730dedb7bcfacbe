"""From the nested errors of a document to a flat list of faults, each with its place."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import fields_dict
from cattrs.errors import AttributeValidationNote, ForbiddenExtraKeysError, IterableValidationNote

from cmoffer_policy.errors import InputError, InvalidValue, one_of, step
from cmoffer_policy.serialization.shape import MOST_FAULTS
from cmoffer_policy.serialization.text import shown


def faults_in(error: Exception, path: str) -> Iterator[InputError]:
    """Every fault below the error, in the order of the fields; ``path`` is where the error arose."""
    here = f"{path}{_step(error)}" if path else _step(error).removeprefix(".")
    match error:
        case ExceptionGroup():
            for inner in error.exceptions:
                yield from faults_in(inner, here)
        case ForbiddenExtraKeysError():
            known = [name for name, attribute in fields_dict(error.cl).items() if attribute.init]
            for key in sorted(error.extra_fields)[:MOST_FAULTS]:
                yield InvalidValue("unknown_key", step(key), shown(key), one_of(known, key)).under(here)
        case KeyError():
            yield InvalidValue("missing_key", here, "nothing", "a value")
        case _:
            assert isinstance(error, InputError)  # nothing else is raised on the way in
            yield error.under(here)


def _step(error: Exception) -> str:
    """The last step to where the error arose: a field, an entry, or none."""
    steps = [
        f".{note.name}" if isinstance(note, AttributeValidationNote) else f"[{note.index}]"
        for note in getattr(error, "__notes__", ())
        if isinstance(note, AttributeValidationNote | IterableValidationNote)
    ]
    return steps[0] if steps else ""
