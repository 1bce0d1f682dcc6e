"""The notebooks run from top to bottom, and are stored without outputs."""

from __future__ import annotations

import ast
import csv
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
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


def _last(cell: nbformat.NotebookNode) -> dict:
    return next(output for output in reversed(cell.outputs) if output.output_type == "execute_result")["data"]


def _cell(notebook: nbformat.NotebookNode, words: str) -> nbformat.NotebookNode:
    return next(cell for cell in notebook.cells if cell.cell_type == "code" and words in cell.source)


def _printed(cell: nbformat.NotebookNode) -> str:
    return "".join(output.text for output in cell.outputs if output.output_type == "stream")


def _draws(cell: nbformat.NotebookNode) -> bool:
    return any("image/png" in output.get("data", {}) for output in cell.outputs)


def first_audit(notebook: nbformat.NotebookNode) -> None:
    """It shows a table in HTML and in text, covers the truth, draws, and finds nothing in the twin."""
    table = _last(_cell(notebook, "findings = audit.run(posts)"))
    assert "<table" in table["text/html"]
    assert "<script" not in table["text/html"]
    assert len(table["text/html"]) < 100_000
    assert table["text/plain"].strip()
    assert _draws(_cell(notebook, "findings.plot"))
    assert _printed(_cell(notebook, "truth = ")).count("inside") == 2
    assert _last(_cell(notebook, "twin = "))["text/plain"] == "[]"


def labels_and_amplification(notebook: nbformat.NotebookNode) -> None:
    """Its figures are those in the text, and it draws."""
    for cell in notebook.cells:
        if cell.cell_type == "code" and cell.source.startswith("check("):
            assert "figures in the text are those computed" in cell.outputs[0].text
        if cell.cell_type == "code" and ".plot(" in cell.source:
            assert _draws(cell)


#: What must hold of a notebook beyond that it runs, draws last and tells no post; others say it in ``assert`` of their own.
HOLDS: dict[str, Callable[[nbformat.NotebookNode], None]] = {
    "01_first_audit": first_audit,
    "03_labels_and_amplification": labels_and_amplification,
}
ENDS_IN_WORDS = {"01_first_audit", "03_labels_and_amplification"}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_runs_and_holds_what_it_says(path, tmp_path):
    """All that is asked of a run is asked here, so that each notebook runs once however many processes test."""
    if path.stem == NEEDS_DATA and not (SHARED / "datasets" / "davidson2017").is_dir():
        pytest.skip("its dataset is not here: POSTAUDIT_SHARED_DATA names no folder with datasets/davidson2017")
    notebook = run(path, tmp_path / path.name)
    spoken = [cell for cell in notebook.cells if cell.get("outputs")]
    assert all(output.output_type != "error" for cell in spoken for output in cell.outputs)
    assert path.stem in ENDS_IN_WORDS or "image/png" in spoken[-1].outputs[-1].get("data", {})
    said = json.dumps([cell.outputs for cell in spoken], ensure_ascii=False)
    assert not [text for text in _northtown_texts() if text in said]
    HOLDS.get(path.stem, lambda _notebook: None)(notebook)


def _northtown_texts() -> list[str]:
    """Texts of the sample that could not stand in an output by chance."""
    with (NOTEBOOKS[0].parents[1] / "data_samples" / "northtown.csv").open(encoding="utf-8", newline="") as file:
        return [row["text"] for row in csv.DictReader(file) if len(row["text"]) > 40]


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
