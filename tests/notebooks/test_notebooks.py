"""The notebooks run from top to bottom, and are stored without outputs."""

from __future__ import annotations

import asyncio
import sys
import warnings
from pathlib import Path

import nbformat
import pytest

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))


def test_there_are_notebooks():
    assert NOTEBOOKS


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_is_stored_without_outputs(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None


@pytest.fixture(scope="module")
def executed() -> dict[str, nbformat.NotebookNode]:
    """Each notebook after running it in a fresh kernel of this interpreter."""
    result = {}
    # Jupyter's own libraries warn about each other; our warnings are errors in the tests of our code.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from jupyter_client.kernelspec import KernelSpec
        from jupyter_client.manager import AsyncKernelManager
        from nbclient import NotebookClient

        for path in NOTEBOOKS:
            notebook = nbformat.read(path, as_version=4)
            manager = AsyncKernelManager(kernel_name="python3")
            # This interpreter, whichever kernel of that name is registered on the machine.
            arguments = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
            manager._kernel_spec = KernelSpec(argv=arguments, display_name="Python 3", language="python")
            client = NotebookClient(notebook, km=manager, timeout=180, resources={"metadata": {"path": path.parent}})
            asyncio.run(client.async_execute())
            result[path.stem] = notebook
    return result


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_runs(path, executed):
    for cell in executed[path.stem].cells:
        for output in cell.get("outputs", []):
            assert output.output_type != "error"


def _last(cell: nbformat.NotebookNode) -> dict:
    return next(output for output in reversed(cell.outputs) if output.output_type == "execute_result")["data"]


def _cell(notebook: nbformat.NotebookNode, words: str) -> nbformat.NotebookNode:
    return next(cell for cell in notebook.cells if cell.cell_type == "code" and words in cell.source)


def test_first_audit_shows_a_table_in_html_and_in_text(executed):
    data = _last(_cell(executed["01_first_audit"], "findings = audit.run(posts)"))
    assert "<table" in data["text/html"]
    assert "<script" not in data["text/html"]
    assert len(data["text/html"]) < 100_000
    assert data["text/plain"].strip()


def test_first_audit_covers_the_truth_and_finds_nothing_in_the_twin(executed):
    notebook = executed["01_first_audit"]
    covered = "".join(output.text for output in _cell(notebook, "truth = ").outputs if output.output_type == "stream")
    assert covered.count("inside") == 2
    assert _last(_cell(notebook, "twin = "))["text/plain"] == "[]"


def test_first_audit_draws(executed):
    outputs = _cell(executed["01_first_audit"], "findings.plot").outputs
    assert any("image/png" in output.get("data", {}) for output in outputs)
