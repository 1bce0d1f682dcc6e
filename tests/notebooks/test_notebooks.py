"""The notebooks run from top to bottom, and are stored without outputs."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import nbformat
import pytest

import audit

#: Where datasets are that the project may not pass on, and the notebook that reads them.
SHARED = Path(os.environ.get("POSTAUDIT_SHARED_DATA", Path(__file__).parents[3] / "shared" / "data"))
NEEDS_DATA = "03_labels_and_amplification"
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
NotebookClient(notebook, km=manager, timeout=900, resources={"metadata": {"path": str(path.parent)}}).execute()
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


def run(path: Path, out: Path, **variables: str) -> nbformat.NotebookNode:
    """A notebook after running it in a fresh kernel of this interpreter.

    In a process of its own: Jupyter's libraries leave sockets to the garbage collector, and warnings are errors here.
    """
    command = [sys.executable, "-c", RUN, str(path), str(out)]
    environment = {key: value for key, value in os.environ.items() if key not in ("PYTHONWARNINGS", "MPLBACKEND")}
    # The kernel imports the same package as these tests, installed or not.
    package = str(Path(audit.__file__).parents[1])
    environment["PYTHONPATH"] = os.pathsep.join([package, *filter(None, [environment.get("PYTHONPATH")])])
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=1200, env={**environment, **variables}
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return nbformat.read(out, as_version=4)


@pytest.fixture(scope="module")
def executed(tmp_path_factory) -> dict[str, nbformat.NotebookNode]:
    """Each notebook after running it, but for one whose data are not here."""
    folder = tmp_path_factory.mktemp("notebooks")
    return {
        path.stem: run(path, folder / path.name)
        for path in NOTEBOOKS
        if path.stem != NEEDS_DATA or (SHARED / "datasets" / "davidson2017").is_dir()
    }


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_runs(path, executed):
    if path.stem not in executed:
        pytest.skip("its dataset is not here: POSTAUDIT_SHARED_DATA names no folder with datasets/davidson2017")
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


def test_labels_and_amplification_without_its_data_says_so_and_stops(tmp_path):
    [path] = (each for each in NOTEBOOKS if each.stem == NEEDS_DATA)
    notebook = run(path, tmp_path / path.name, POSTAUDIT_SHARED_DATA=str(tmp_path))
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    [said] = outputs
    assert said.text.startswith("The tweets and the dialect model are not here")
    assert said.text.count("\n") == 1


def test_every_figure_that_is_checked_stands_in_the_text_above():
    """And every figure with an interval that stands there is checked."""
    [path] = (each for each in NOTEBOOKS if each.stem == NEEDS_DATA)
    cells = nbformat.read(path, as_version=4).cells
    checked = 0
    for text, code in pairwise(cells):
        if code.cell_type != "code" or not code.source.startswith("check("):
            continue
        [call] = (each.value for each in ast.parse(code.source).body)
        written = list(ast.literal_eval(call.args[1]).values())
        intervals = re.findall(r"[+\N{MINUS SIGN}]?[\d.]+%?(?: points)? \([^()]* to [^()]*\)", text.source)
        assert set(intervals) == {*written} - {"suppressed"}
        assert ("suppressed" in written) <= ("suppressed" in text.source)
        checked += len(written)
    assert checked > 40


def test_labels_and_amplification_holds_its_figures_and_draws(executed):
    if NEEDS_DATA not in executed:
        pytest.skip("its dataset is not here: POSTAUDIT_SHARED_DATA names no folder with datasets/davidson2017")
    cells = [cell for cell in executed[NEEDS_DATA].cells if cell.cell_type == "code"]
    for cell in cells:
        if cell.source.startswith("check("):
            assert "figures in the text are those computed" in cell.outputs[0].text
        if ".plot(" in cell.source:
            assert any("image/png" in output.get("data", {}) for output in cell.outputs)
