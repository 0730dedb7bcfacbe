"""The notebooks among the examples: kept without what a run leaves behind, and run from top to bottom."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

EXAMPLES = Path(__file__).parents[1] / "examples"
NOTEBOOKS = sorted(EXAMPLES.glob("*.ipynb"))
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}

every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def cells_of(path: Path) -> list[dict[str, Any]]:
    """The cells of a notebook as they are kept."""
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def executed(path: Path) -> list[dict[str, Any]]:
    """The cells of a notebook after a run by this Python in the folder of the examples; the first error raises."""
    # Only here, as only this needs them.
    import nbformat
    from jupyter_client.kernelspec import KernelSpecManager
    from jupyter_client.manager import AsyncKernelManager
    from nbclient import NotebookClient

    class ThisPython(AsyncKernelManager):
        """Knows no kernel but that of the interpreter the tests run on."""

        def _kernel_spec_manager_default(self) -> KernelSpecManager:
            return KernelSpecManager(kernel_dirs=[])

    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    place = {"metadata": {"path": str(EXAMPLES)}}
    NotebookClient(notebook, kernel_manager_class=ThisPython, timeout=300, resources=place).execute()
    return notebook.cells


def test_there_are_notebooks() -> None:
    """None of the tests below passes for want of one."""
    assert [path.stem for path in NOTEBOOKS] == ["a_season_of_invoices", "one_claim", "testing_your_service"]


@every_notebook
def test_a_notebook_keeps_no_output(path: Path) -> None:
    """Outputs and counts come with a run; what is kept is what somebody wrote."""
    kept = [
        cell["id"]
        for cell in cells_of(path)
        if cell["metadata"] or cell.get("outputs") or cell.get("execution_count") is not None
    ]
    assert kept == []


@every_notebook
def test_a_notebook_tells_nothing_of_the_machine(path: Path) -> None:
    """Its metadata names the language and the kernel that every Jupyter has."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    assert notebook["metadata"] == {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)


@every_notebook
def test_a_notebook_checks_its_figures(path: Path) -> None:
    """A changed figure fails the run, as some cells assert what the text says."""
    asserting = [cell["id"] for cell in cells_of(path) if "assert" in "".join(cell["source"]).split()]
    assert len(asserting) >= 3


@pytest.mark.notebooks
@every_notebook
def test_a_notebook_runs(path: Path) -> None:
    """Every cell runs, in the folder of the notebook, and none has anything to warn of."""
    warnings = [
        output["text"]
        for cell in executed(path)
        for output in cell.get("outputs", [])
        if output["output_type"] == "stream" and output["name"] == "stderr"
    ]
    assert warnings == []
