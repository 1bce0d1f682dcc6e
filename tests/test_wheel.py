"""The wheel: what is in it, that it runs without the checkout, and that it writes what the example of the release holds.

Built and installed once. On the Python that runs the tests it audits a sample, with the dependencies that are here. Another
Python of this machine has none of them, and to install 400 MB for each would take longer than all tests: there the package is
compiled and the command asked for its version and help, which is what its syntax and its imports at start can break.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from email.parser import Parser
from importlib import metadata
from pathlib import Path

import pytest

from audit.version import __version__

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "reports" / f"example-{__version__}"
PIP = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
OTHERS = ("3.12", "3.13", "3.14")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    pytest.importorskip("hatchling", reason="hatchling is not installed: it builds the wheel")
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [*PIP, "wheel", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", folder, ROOT],
        check=True,
        timeout=120,
    )
    [path] = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("installed")
    subprocess.run(
        [*PIP, "install", "--no-deps", "--no-index", "--no-compile", "--target", folder, wheel], check=True, timeout=120
    )
    return folder


def alone(
    folder: Path, *words: object, python: object = sys.executable, cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run Python with the installed package before all else, away from the checkout."""
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [str(each) for each in (python, *words)]
    return subprocess.run(
        command, env=environment, cwd=cwd or folder, capture_output=True, text=True, check=False, timeout=300
    )


def test_its_name_and_content(wheel):
    assert wheel.name == f"postaudit-{__version__}-py3-none-any.whl"
    with zipfile.ZipFile(wheel) as opened:
        names = opened.namelist()
        inside = {each: hashlib.sha256(opened.read(each)).hexdigest() for each in names if each.startswith("audit/")}
    about = f"postaudit-{__version__}.dist-info/"
    manual = f"postaudit-{__version__}.data/data/share/man/man1/postaudit.1"
    assert [each for each in names if not each.startswith(("audit/", about))] == [manual]
    package = [each for each in (ROOT / "audit").rglob("*") if each.is_file() and "__pycache__" not in each.parts]
    here = {each.relative_to(ROOT).as_posix(): hashlib.sha256(each.read_bytes()).hexdigest() for each in package}
    assert inside == here
    assert "audit/py.typed" in names
    assert wheel.stat().st_size < 16 * 2**20


def test_its_metadata(wheel):
    about = f"postaudit-{__version__}.dist-info"
    with zipfile.ZipFile(wheel) as opened:
        told = Parser().parsestr(opened.read(f"{about}/METADATA").decode())
        entry_points = opened.read(f"{about}/entry_points.txt").decode()
        licence = opened.read(f"{about}/licenses/LICENSE")
    assert (told["Name"], told["Version"], told["License-Expression"]) == ("postaudit", __version__, "Apache-2.0")
    assert told["Requires-Python"] == ">=3.11"
    assert {"dask", "spark", "cloud", "notebook"} <= set(told.get_all("Provides-Extra"))
    assert "postaudit = audit.cli:main" in entry_points
    assert licence == (ROOT / "LICENSE").read_bytes()
    assert told.get_payload().startswith("# postaudit")


def test_it_is_imported_without_a_warning_and_without_the_checkout(installed):
    told = alone(installed, "-W", "error", "-c", "import audit, sys; print(audit.__file__, 'numpy' in sys.modules)")
    assert told.stderr == ""
    assert told.stdout.split() == [str(installed / "audit" / "__init__.py"), "False"]
    assert alone(installed, "-W", "error", "-m", "audit", "--version").stdout.split()[-1] == __version__


def test_it_audits_a_sample_and_writes_the_example_of_this_release(installed, samples, tmp_path):
    """From the command line, to the byte; what it compiles at first use is taken from the checkout, whose files are equal."""
    for source in (ROOT / "audit").rglob("*.py"):  # numba knows what it compiled by the time and size of the file
        shutil.copystat(source, installed / source.relative_to(ROOT))
    for cached in (ROOT / "audit").rglob("__pycache__/*.nb?"):
        at = installed / cached.relative_to(ROOT)
        at.parent.mkdir(exist_ok=True)
        shutil.copy2(cached, at)
    for name in ("northtown.csv", "audit.toml", "northtown-benchmark.csv", "card.toml"):
        shutil.copy(samples / name, tmp_path)
    told = alone(
        installed, "-W", "error", "-m", "audit", "run", "northtown.csv", "-c", "audit.toml", "-q", "--workers", "1",
        "--metrics", ",".join(json.loads((EXAMPLE / "findings.json").read_bytes())["audit"]["plan"]["metrics"]),
        "--format", "json,csv", "-o", "out", cwd=tmp_path,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    [report] = (tmp_path / "out").iterdir()
    for name in ("findings.json", "findings.csv"):
        assert (report / name).read_bytes() == (EXAMPLE / name).read_bytes(), (
            f"{name}: make release-example writes it again"
        )


def pythons() -> list[tuple[str, str]]:
    """Other Pythons of this machine, by version."""
    found = []
    for version in OTHERS:
        kept = sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python"))
        at = str(kept[-1]) if kept else shutil.which(f"python{version}")
        found.append((version, at or ""))
    return found


@pytest.mark.parametrize(("version", "python"), pythons(), ids=[version for version, _ in pythons()])
def test_on_another_python(version, python, installed, tmp_path):
    if not python:
        pytest.skip(f"there is no Python {version} here")
    for package in ("click", "packaging"):  # pure Python, and all that the command needs to say its version and help
        at = Path(str(metadata.distribution(package).locate_file(package)))
        shutil.copytree(at, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(installed / "audit", tmp_path / "audit", ignore=shutil.ignore_patterns("__pycache__"))
    if alone(
        tmp_path,
        "-c",
        f"import sys; sys.exit(sys.version_info[:2] != {tuple(map(int, version.split('.')))})",
        python=python,
    ).returncode:
        pytest.skip(f"{python} is no Python {version}")
    if version == max(each for each, at in pythons() if at):  # what 3.11 and the newest take, those between take
        compiled = alone(tmp_path, "-W", "error", "-m", "compileall", "-q", "-j", "1", "audit", python=python)
        assert compiled.returncode == 0, compiled.stdout + compiled.stderr
    assert (
        alone(tmp_path, "-W", "error", "-c", "import audit; print(audit.__version__)", python=python).stdout.strip()
        == __version__
    )
    assert alone(tmp_path, "-W", "error", "-m", "audit", "--version", python=python).stdout.split()[-1] == __version__
    assert "filter-impact" in alone(tmp_path, "-W", "error", "-m", "audit", "--help", python=python).stdout


# --- the example of the release --------------------------------------------------------------------------------------


def test_the_example_is_what_the_code_writes_today():
    """Charts aside, which are drawn a little differently by each version of matplotlib."""
    from audit.report.notebook import Findings, Report

    def without_charts(page: str) -> str:
        return re.sub(r"<svg.*?</svg>", "", page, flags=re.DOTALL)

    assert sorted(each.name for each in EXAMPLE.iterdir()) == ["findings.csv", "findings.json", "report.html"]
    assert sum(each.stat().st_size for each in EXAMPLE.iterdir()) < 2**20
    findings = Findings.read(EXAMPLE / "findings.json")
    assert findings.audit["version"] == __version__
    page = (EXAMPLE / "report.html").read_text(encoding="utf-8")
    assert without_charts(Report(findings).html()) == without_charts(page), "make release-example writes it again"


def test_there_is_one_example_and_it_is_of_this_version():
    assert [each.name for each in sorted((ROOT / "reports").glob("example-*"))][-1:] == [EXAMPLE.name]
