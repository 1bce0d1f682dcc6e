"""The pages of docs/ as a site: it builds without a warning, is whole, and fetches nothing from anywhere."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

for each in ("sphinx", "myst_parser", "furo", "numpydoc"):
    pytest.importorskip(each, reason=f"{each} is not here: pip install '.[docs]' brings it, to build the site with")

ROOT = Path(__file__).parents[1]


def _build(source: Path, target: Path) -> subprocess.CompletedProcess[str]:
    """As `make site` does."""
    [command] = re.findall(r"-m sphinx (.+?) -c docs/site ", (ROOT / "Makefile").read_text(encoding="utf-8"))
    words = [sys.executable, "-m", "sphinx", *command.split(), "-d", target.with_name("doctrees")]
    return subprocess.run(
        [*words, "-c", ROOT / "docs/site", source, target], capture_output=True, text=True, check=False, cwd=ROOT
    )


def test_the_site_is_whole_and_fetches_nothing(tmp_path):
    site = tmp_path / "site"
    told = _build(ROOT, site)
    assert told.returncode == 0, told.stderr
    for page in (ROOT / "docs").rglob("*.md"):
        assert (site / page.relative_to(ROOT)).with_suffix(".html").is_file(), page
    assert "docs/README.html" in (site / "index.html").read_text(encoding="utf-8")
    assert (site / "searchindex.js").stat().st_size > 10_000
    text = (site / "docs/python.html").read_text(encoding="utf-8")
    assert all(f'id="audit.{name}"' in text for name in ("run", "load", "Findings", "Report"))
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        loaded = re.findall(r"<(?:script|img|iframe)\b[^>]*?\bsrc=\"([^\"]*)\"", text)
        loaded += re.findall(r"<link\b(?=[^>]*rel=\"(?:stylesheet|preload|icon)\")[^>]*?\bhref=\"([^\"]*)\"", text)
        assert not [each for each in loaded if re.match(r"(?:https?:)?//", each)], page
    for style in site.rglob("*.css"):
        assert not re.search(r"(?:url\(|@import)\s*[\"']?(?:https?:)?//", style.read_text(encoding="utf-8")), style


def test_a_link_to_nowhere_fails_the_build(tmp_path):
    docs = tmp_path / "source/docs"
    docs.mkdir(parents=True)
    (docs / "README.md").write_text("# Front\n\n## Pages\n\n- [A page](page.md)\n", encoding="utf-8")
    page = docs / "page.md"
    page.write_text("# Page\n\n## A heading\n\n[Here](#a-heading), [front](README.md#pages).\n", encoding="utf-8")
    told = _build(tmp_path / "source", tmp_path / "sound")
    assert told.returncode == 0, told.stderr
    page.write_text("# Page\n\n[No heading](README.md#nowhere), [no page](gone.md).\n", encoding="utf-8")
    told = _build(tmp_path / "source", tmp_path / "broken")
    assert told.returncode != 0
    assert "nowhere" in told.stderr
    assert "gone.md" in told.stderr
