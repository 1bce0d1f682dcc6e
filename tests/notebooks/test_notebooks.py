"""The notebooks run from top to bottom, and are stored without outputs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

import audit

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))

#: Runs in a process of its own. The kernel is this interpreter, whichever one the machine calls ``python3``.
RUN = """
import sys
from pathlib import Path
import nbformat
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient

path = Path(sys.argv[1])
notebook = nbformat.read(path, as_version=4)
manager = AsyncKernelManager()
arguments = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
manager._kernel_spec = KernelSpec(argv=arguments, display_name="Python 3", language="python")
NotebookClient(notebook, km=manager, timeout=180, resources={"metadata": {"path": str(path.parent)}}).execute()
nbformat.write(notebook, sys.argv[2])
"""


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
def executed(tmp_path_factory) -> dict[str, nbformat.NotebookNode]:
    """Each notebook after running it in a fresh kernel of this interpreter.

    In a process of its own: Jupyter's libraries leave sockets to the garbage collector, and warnings are errors here.
    """
    result = {}
    for path in NOTEBOOKS:
        out = tmp_path_factory.mktemp("notebooks") / path.name
        command = [sys.executable, "-c", RUN, str(path), str(out)]
        environment = {key: value for key, value in os.environ.items() if key not in ("PYTHONWARNINGS", "MPLBACKEND")}
        # The kernel imports the same package as these tests, installed or not.
        package = str(Path(audit.__file__).parents[1])
        environment["PYTHONPATH"] = os.pathsep.join([package, *filter(None, [environment.get("PYTHONPATH")])])
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300, env=environment)
        assert done.returncode == 0, done.stderr[-4000:]
        result[path.stem] = nbformat.read(out, as_version=4)
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
