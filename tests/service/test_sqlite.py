"""The service of the how-to on SQLite."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from support.service import PAGE
from support.service_laws import ServiceLaws


class TestOnSQLite(ServiceLaws):
    """All laws, each on a file of its own."""

    @pytest.fixture
    def database(self, tmp_path: Path) -> Any:
        """A database without tables."""
        return PAGE.SQLite(str(tmp_path / "claims.db"))
