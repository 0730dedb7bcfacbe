"""A PostgreSQL of one's own: a new cluster in a temporary folder, reached by a socket in it, gone when the tests are."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest

PATIENCE = 60
"""Seconds in which the server has to start."""


def programs() -> tuple[str, str]:
    """The programs that make a cluster and serve it; without them the tests are skipped."""
    found = [shutil.which(name) for name in ("initdb", "postgres")]
    if None in found:
        pytest.skip("no PostgreSQL here: initdb and postgres are not both on the path")
    initdb, postgres = map(str, found)
    return initdb, postgres


def other_user() -> dict[str, str | int]:
    """As whom to run the server: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return {}
    import pwd

    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    pytest.skip("PostgreSQL refuses to run as root, and there is no user postgres or nobody")


@contextmanager
def cluster() -> Iterator[str]:
    """How to connect to the new cluster, as psycopg takes it."""
    initdb, postgres = programs()
    user = other_user()
    with TemporaryDirectory(prefix="pg", ignore_cleanup_errors=True) as folder:
        if user:
            os.chown(folder, user["user"], user["group"])
        data = Path(folder, "data")
        quiet = {"cwd": folder, "stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, **user}
        made = [initdb, "-D", str(data), "-U", "tester", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
        subprocess.run(made, check=True, **quiet)
        settings = ["-c", "listen_addresses=", "-c", "fsync=off", "-c", "max_connections=60"]
        with Path(folder, "log").open("wb") as log:
            server = subprocess.Popen([postgres, "-D", str(data), "-k", folder, *settings], **(quiet | {"stderr": log}))
        try:
            place = f"host={folder} dbname=postgres user=tester"
            wait_for(place, server, Path(folder, "log"))
            yield place
        finally:
            server.send_signal(signal.SIGINT)
            server.wait()


def wait_for(place: str, server: subprocess.Popen[bytes], log: Path) -> None:
    """Return once the server takes connections."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            psycopg.connect(place).close()
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > until:
                raise AssertionError(f"PostgreSQL did not start:\n{log.read_text(errors='replace')}") from None
            time.sleep(0.05)
        else:
            return
