"""``python -m cmoffer_policy.serialization KIND``: print the JSON Schema of one kind of document."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence

from cmoffer_policy.serialization.json_schema import DOCUMENTS, schema


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the schema of one kind of document."""
    kinds = {name: kind for kind, name in DOCUMENTS.items()}
    parser = argparse.ArgumentParser(
        prog="python -m cmoffer_policy.serialization",
        description="Print the JSON Schema of a kind of document, as schemas/KIND.json holds it.",
    )
    parser.add_argument("kind", choices=kinds, help="the kind of document")
    sys.stdout.write(json.dumps(schema(kinds[parser.parse_args(arguments).kind]), indent=2) + "\n")


if __name__ == "__main__":
    main()
