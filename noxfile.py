"""Everything that has to hold: ``nox`` runs all of it, ``nox -s docs`` a part, ``nox -l`` lists the parts.

A session is tagged ``spread`` if it keeps every core busy, ``single`` if it needs one. The gate runs both at once.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import nox

nox.needs_version = ">=2025.2.9"
nox.options.default_venv_backend = "uv|venv"
nox.options.error_on_external_run = True
nox.options.error_on_missing_interpreters = False  # it is named, and skipped

PROJECT = nox.project.load_toml("pyproject.toml")
PYTHONS = nox.project.python_versions(PROJECT)
TESTS = ("-r", "tests/requirements.txt")
SAME_DRAWS = {"CI": "true"}  # so that a run of the gate fails again when it is repeated
PYTEST = ("python", "-m", "pytest", "-n", "auto", "--dist", "loadfile")


def group(name: str) -> list[str]:
    """The requirements of a dependency group."""
    return nox.project.dependency_groups(PROJECT, name)


@nox.session(venv_backend="none", tags=["spread"])
def readme(session: nox.Session) -> None:
    """Run each command of the README to the letter, from a clean checkout with nothing but Python.

    One of them runs the tests on the first Python with the newest of all they depend on; what they reach is counted.
    """
    commands = re.findall(r"(?ms)^```sh\n(.+?)^```$", Path("README.md").read_text(encoding="utf-8"))
    here = Path.cwd()
    for command in commands or session.error("the README has no command"):
        with TemporaryDirectory() as empty:
            session.run("git", "clone", "--quiet", str(here), empty, external=True)
            with session.chdir(empty):
                counted = {"PYTEST_ADDOPTS": "--cov", **SAME_DRAWS}
                session.run("bash", "-euo", "pipefail", "-c", command, external=True, env=counted)


@nox.session(tags=["single"])
def lint(session: nox.Session) -> None:
    """Check style, types and the order of the modules."""
    session.install(*TESTS, *group("lint"))
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")
    for checked in ([], ["examples/decide_invoices.py"], ["tests/typing/api.py"]):
        session.run("mypy", *checked)
    for checked in ([], ["tests/typing/api.py"], ["--verifytypes", "cmoffer_policy", "--ignoreexternal"]):
        session.run("pyright", *checked)
    session.run("lint-imports")


@nox.session(python=PYTHONS[1], tags=["spread"])
def lowest(session: nox.Session) -> None:
    """Run the tests on the second Python with the oldest of all they depend on."""
    session.install(*TESTS, "-c", "tests/lowest.txt")
    session.run(*PYTEST, *session.posargs, env=SAME_DRAWS)


@nox.session(python=PYTHONS[2:], tags=["single"])
def tests(session: nox.Session) -> None:
    """Run the tests on each further Python with the newest of all they depend on.

    They run in one process, and a law has as long for an example as Hypothesis gives it.
    """
    session.install(*TESTS)
    session.run("python", "-m", "pytest", "--hypothesis-profile=timed", *session.posargs)


@nox.session(tags=["single"])
def spark(session: nox.Session) -> None:
    """Run the tests of Spark, on an executor of its own."""
    if not shutil.which("java"):
        session.skip("Java is not on this machine")
    session.install(*TESTS, "pyspark>=4")
    session.run("python", "-m", "pytest", "-m", "spark", "tests/frames/test_spark.py", *session.posargs)


@nox.session(tags=["spread"])
def cases(session: nox.Session) -> None:
    """Run what goes through every case, fault or many draws."""
    session.install(*TESTS)
    session.run(*PYTEST[:-1], "loadgroup", "-m", "slow and not nightly", *session.posargs)


@nox.session(tags=["single"])
def docs(session: nox.Session) -> None:
    """Build the pages, a warning being an error; ``nox -s docs -- FOLDER`` keeps them."""
    session.install(".[json,frames,testing]", *group("docs"))
    with TemporaryDirectory() as pages:
        session.run("sphinx-build", "-n", "-W", "--keep-going", "-q", "docs", *(session.posargs or [pages]))


@nox.session(tags=["single"])
def notebooks(session: nox.Session) -> None:
    """Run every notebook from top to bottom."""
    session.install(*TESTS, *group("notebooks"))
    session.run("python", "-m", "pytest", "-m", "notebooks")


@nox.session(python=PYTHONS, tags=["single"])
def wheel(session: nox.Session) -> None:
    """Test a service that has the wheel and nothing else, with the source out of the way."""
    with TemporaryDirectory() as away:
        session.install("build[uv]")
        session.run("python", "-m", "build", "--installer", "uv", "--wheel", "--outdir", away, ".", silent=True)
        session.install(f"{next(Path(away).glob('*.whl'))}[testing]", "pytest")
        desk = shutil.copytree("tests/consumer", Path(away, "desk"))
        with session.chdir(desk):
            session.run("python", "-P", "-W", "error", "-m", "pytest", "--strict-markers", "--strict-config")


@nox.session(tags=["single"])
def package(session: nox.Session) -> None:
    """Build twice, look into what was built, and check the types of a service that has nothing else."""
    session.install(*PROJECT["build-system"]["requires"], "build", "twine", "pytest", "mypy", "pyright[nodejs]")
    with TemporaryDirectory() as away:
        for place, kinds in (("from_sdist", ()), ("from_checkout", ("--sdist", "--wheel"))):
            session.run("git", "clone", "--quiet", ".", f"{away}/{place}", external=True)
            built = ("--no-isolation", "--outdir", f"{away}/{place}/dist", f"{away}/{place}")
            session.run("python", "-m", "build", *kinds, *built, env={"SOURCE_DATE_EPOCH": "1700000000"}, silent=True)
        session.run("python", "-m", "pytest", "--noconftest", "tests/package/check_built.py", env={"BUILT": away})
        files = [str(file) for file in Path(away, "from_sdist", "dist").iterdir()]
        session.run("twine", "check", "--strict", *files)
        session.install(f"{next(file for file in files if file.endswith('.whl'))}[json,frames,testing]")
        with session.chdir(shutil.copytree("tests/consumer", Path(away, "desk"))):
            Path("pyrightconfig.json").write_text('{"typeCheckingMode": "strict"}', encoding="utf-8")
            session.run("mypy", "--strict", ".")
            session.run("pyright")


@nox.session(default=False)
def nightly(session: nox.Session) -> None:
    """Run every test, with many draws for each law; then what only asks what the tests would notice."""
    session.install(*TESTS)
    session.run(*PYTEST[:-1], "loadgroup", "-m", "not notebooks", "--hypothesis-profile=thorough", *session.posargs)
    for further in ("fuzz", "mutation"):
        session.notify(further, posargs=())  # the arguments given are those of pytest


@nox.session(default=False)
def fuzz(session: nox.Session) -> None:
    """Read a million made-up documents, led by what they reach."""
    session.install(".[json,testing]", "atheris")
    with TemporaryDirectory() as corpus:
        options = ("-runs=1000000", "-max_len=20000", *session.posargs)
        session.run("python", "tests/fuzz/fuzz_documents.py", *options, corpus)


@nox.session(default=False)
def mutation(session: nox.Session) -> None:
    """Put small faults into the code and see which of them no test notices."""
    session.install(*TESTS, *group("mutation"))
    session.run("mutmut", "run", "--max-children", "2", *session.posargs)
    session.run("mutmut", "results")
