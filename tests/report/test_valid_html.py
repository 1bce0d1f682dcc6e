"""Every page is valid HTML by the checker of the W3C and the WHATWG (vnu), in one run of it.

Needs Java, and vnu-jar from the npm registry (``npm install vnu-jar``); skips, and says what is missing, without.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from audit.report.report import Report

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def checker():
    java = shutil.which("java")
    if not java:
        pytest.skip("no Java: install it")
    places = (os.environ.get("POSTAUDIT_VNU"), ROOT / "node_modules/vnu-jar/build/dist/vnu.jar")
    found = next((Path(each) for each in places if each and Path(each).is_file()), None)
    if not found:
        pytest.skip("no vnu.jar: npm install vnu-jar, or set POSTAUDIT_VNU to vnu.jar")
    return [java, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss4m", "-jar", str(found)]


def complaints(checker, *pages):
    run = subprocess.run(
        [*checker, "--format", "json", *map(str, pages)], capture_output=True, timeout=120, check=False
    )
    return [
        (Path(each["url"]).name, each["message"], each.get("extract", ""))
        for each in json.loads(run.stderr)["messages"]
        # What it says of style sheets is about CSS newer than its own list of properties.
        if each["type"] == "error" and not each["message"].startswith("CSS:")
    ]


def test_every_page_is_valid(example, example_with, hostile, nothing_found, empty, checker, tmp_path):
    import audit

    facts = {"time": "2026-11-23T10:00:00Z"}
    pages = {
        "example": Report(example, facts).html(),
        "german": Report(example, facts, language="de").html(),
        "nothing": Report(nothing_found).html(),
        "empty": Report(empty).html(),
        "hostile": Report(example_with(*hostile[:4])).html(),
        "comparison": audit.compare(example, nothing_found).html(),
        "german-comparison": audit.compare(example, nothing_found).spoken("de").html(),
        "broken": Report(empty).html().replace("</main>", "</section></main>", 1),
    }
    files = []
    for name, text in pages.items():
        files.append(tmp_path / f"{name}.html")
        files[-1].write_text(text, encoding="utf-8")
    found = complaints(checker, *files)
    assert [each for each in found if each[0] != "broken.html"] == []
    assert {each[0] for each in found} == {"broken.html"}
