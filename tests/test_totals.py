"""The last lines of the gate count the tests and leave nothing out that was skipped."""

from __future__ import annotations

from support.totals import totals

RUN = """\
nox > Running session readme
nox > bash -euo pipefail -c ...
........s...                                                             [100%]
=========================== short test summary info ============================
SKIPPED [2] tests/support/postgres.py:26: no PostgreSQL here: initdb and postgres are not both on the path
================= 8000 passed, 2 skipped, 12 deselected in 80.12s (0:01:20) =================
nox > Session readme was successful in 2 minutes.
nox > Running session tests-3.13
nox > Session tests-3.13 skipped: Python interpreter 3.13 not found.
nox > Running session spark
nox > Session spark skipped: Java is not on this machine. (took 0 seconds)
nox > Running session cases
SKIPPED [1] tests/support/postgres.py:26: no PostgreSQL here: initdb and postgres are not both on the path
\x1b[31m1 failed\x1b[0m, \x1b[32m20 passed\x1b[0m, 1 xfailed, 2 errors in 3.45s
nox > Session cases failed.
nox > Ran multiple sessions:
nox > * readme: success
nox > * tests-3.13: skipped
nox > * cases: failed
"""


def test_tests_and_what_was_skipped_are_told_at_the_end() -> None:
    """One line for each reason, one for sessions that failed, and one alone for the tests."""
    assert list(totals(RUN.splitlines(keepends=True))) == [
        "Skipped in readme, cases: no PostgreSQL here: initdb and postgres are not both on the path",
        "Skipped in the whole of tests-3.13: Python interpreter 3.13 not found",
        "Skipped in the whole of spark: Java is not on this machine",
        "Sessions that failed: cases",
        "8020 passed, 3 failed, 2 skipped",
    ]


def test_a_run_without_tests_counts_none() -> None:
    """Prose that speaks of numbers is no summary."""
    assert list(totals(["nox > Running session lint\n", "0 errors, 0 warnings\n", "5 passed in review\n"])) == [
        "0 passed, 0 failed, 0 skipped"
    ]
