"""The service of the how-to on PostgreSQL, where the machine has one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from support.postgres import cluster
from support.service import PAGE
from support.service_laws import ServiceLaws


@pytest.fixture(scope="module")
def place() -> Iterator[str]:
    """How to connect to a server that serves these tests alone."""
    with cluster() as place:
        yield place


class TestOnPostgreSQL(ServiceLaws):
    """All laws, each with new tables."""

    @pytest.fixture
    def database(self, place: str) -> Any:
        """The database of the server; ``started`` drops the tables of the test before."""
        return PAGE.PostgreSQL(place)
