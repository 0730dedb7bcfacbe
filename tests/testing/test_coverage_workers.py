"""Coverage of the policy, counted by several processes: the same as by one."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from cmoffer_policy import decide
from cmoffer_policy.testing import coverage, scenarios

SERVICE = """
import pytest
from cmoffer_policy import decide
from cmoffer_policy.testing import scenarios

@pytest.mark.parametrize("case", scenarios()[::4], ids=str)
def test_one_of_many(case):
    decide(case.order, case.claim, policy=case.policy)
"""


def test_workers_of_xdist_report_together_what_one_process_reports(tmp_path: Path) -> None:
    """Each of two workers decides a part of the claims; a conftest loads the plugin."""
    pytest.importorskip("xdist")
    (tmp_path / "conftest.py").write_text('pytest_plugins = ["cmoffer_policy.testing.pytest_plugin"]\n', "utf-8")
    (tmp_path / "test_service.py").write_text(SERVICE, "utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-n", "2"]
    done = subprocess.run(
        [*command, "--policy-coverage-json", "report.json"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    expected = coverage([decide(case.order, case.claim, policy=case.policy) for case in scenarios()[::4]])
    assert json.loads((tmp_path / "report.json").read_text("utf-8")) == json.loads(expected.to_json())
    assert str(expected) in done.stdout
