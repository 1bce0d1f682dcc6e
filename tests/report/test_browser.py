"""The page in a real browser: accessible by axe-core's rules, inert, within its width, complete on paper.

Needs Chromium, and axe-core from the npm registry (``npm install axe-core``); skips, and says what is missing, without.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from audit.report.report import Report

ROOT = Path(__file__).parents[2]
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--hide-scrollbars", "--virtual-time-budget=20000",
)  # fmt: skip
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RESULT = re.compile(r'<template id="test-result">(.*?)</template>', re.DOTALL)


@pytest.fixture(scope="session")
def chromium():
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    found = os.environ.get("POSTAUDIT_CHROMIUM") or next((path for name in names if (path := shutil.which(name))), None)
    if not found:
        pytest.skip("no Chromium: install it, or set POSTAUDIT_CHROMIUM to the program")
    return found


def browse(chromium, tmp_path, page, *flags, width=1100):
    """Open a page; gives back its document as it stands after its scripts."""
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    profile = tmp_path / "profile"
    command = [chromium, *FLAGS, f"--user-data-dir={profile}", f"--window-size={width},1200", *flags]
    run = subprocess.run([*command, (tmp_path / "page.html").as_uri()], capture_output=True, timeout=120, check=False)
    assert run.returncode == 0, run.stderr[-2000:]
    return run.stdout.decode()


def asked(chromium, tmp_path, page, script, *, library="", width=1100):
    """What a script says of the page. The page itself allows none, so its policy is taken out of this copy."""
    page = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page)
    answer = (
        "const out = document.createElement('template'); out.id = 'test-result';"
        "out.content.append(encodeURIComponent(JSON.stringify(result))); document.body.append(out);"
    )
    code = f"{library}\n;addEventListener('load', async () => {{ const result = await ({script}); {answer} }});"
    scripts = "<script>" + code.replace("</script", "<\\/script") + "</script>"
    shown = browse(chromium, tmp_path, page.replace("</body>", f"{scripts}</body>"), "--dump-dom", width=width)
    found = RESULT.findall(shown)
    assert found, f"the page gave no answer: {shown[-500:]}"
    from urllib.parse import unquote

    return json.loads(unquote(found[-1]))


def axe_on(chromium, axe, tmp_path, pages, width):
    """What axe-core says of several pages, one after the other in one start of the browser."""
    plain = [re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", each) for each in pages]
    script = (
        f"(async () => {{ const said = []; for (const text of {json.dumps(plain)}) {{"
        " const made = new DOMParser().parseFromString(text, 'text/html').documentElement;"
        " document.replaceChild(document.adoptNode(made), document.documentElement);"
        " await new Promise(done => setTimeout(done, 50));"
        f" const r = await axe.run(document, {{runOnly: {json.dumps(RULES)}}});"
        " said.push({passes: r.passes.length, violations:"
        " r.violations.map(v => [v.id, v.help, v.nodes.map(n => n.html.slice(0, 200))])}); } return said; })()"
    )
    return asked(chromium, tmp_path, "<!doctype html><html><body></body></html>", script, library=axe, width=width)


@pytest.mark.parametrize("width", [1100, 500])
def test_axe_finds_nothing(example, nothing_found, empty, compared, chromium, axe, tmp_path, width):
    facts = {"time": "2026-11-23T10:00:00Z"}
    pages = [Report(each, facts).html() for each in (example, nothing_found, empty)]
    pages += [Report(example, facts, language="de").html(), *(each.html() for each in compared)]
    pages += [each.spoken("de").html() for each in compared]
    found = axe_on(chromium, axe, tmp_path, [*pages, pages[0].replace('lang="en"', "", 1)], width)
    assert [each["violations"] for each in found[:-1]] == [[] for _ in pages]
    assert all(each["passes"] > 30 for each in found[:3])
    assert [each[0] for each in found[-1]["violations"]] == ["html-has-lang"]


@pytest.fixture
def compared(example):
    """Two comparisons, where rulers differ, claims come and go, and there are charts."""
    import audit

    grown = tuple(
        each
        if each.value is None or each.low is None or each.high is None
        else replace(each, value=2 * each.value, low=2 * each.low, high=2 * each.high, n_authors=50_000)
        for each in example.estimates
    )
    later = replace(
        example,
        dataset={**example.dataset, "fingerprint": "f" * 32},
        estimates=grown,
        findings=example.findings[1:],
    )
    ruled = replace(later, resources=tuple({**each, "sha256": "0" * 64} for each in later.resources))
    return [audit.compare(example, each) for each in (later, ruled)]


@pytest.mark.parametrize("width", [320, 360, 768, 1100])
def test_the_page_never_scrolls_sideways(example_with, chromium, tmp_path, width):
    """WCAG 1.4.10 at 320 pixels, in a frame of that width since the window itself cannot be so narrow."""
    page = Report(example_with(name="x" * 300, women="a-very-long-name-without-blanks-" * 8)).html()
    inner = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page)
    (tmp_path / "inner.html").write_text(inner, encoding="utf-8")
    outer = (
        f'<!doctype html><body><iframe id=f src="inner.html" width={width} height=900 style="border:0"></iframe></body>'
    )
    script = (
        "new Promise(done => setTimeout(() => { const e = document.getElementById('f').contentDocument.documentElement;"
        " done([e.scrollWidth, e.clientWidth]); }, 500))"
    )
    (tmp_path / "outer").mkdir()
    shown = _framed(chromium, tmp_path, outer, script)
    assert shown[0] <= shown[1] == width


def _framed(chromium, tmp_path, outer, script):
    answer = (
        "const t = document.createElement('template'); t.id = 'test-result'; t.content.append(JSON.stringify(result));"
    )
    code = f"addEventListener('load', async () => {{ const result = await ({script}); {answer} document.body.append(t); }});"
    page = outer.replace("</body>", f"<script>{code}</script></body>")
    found = RESULT.findall(browse(chromium, tmp_path, page, "--allow-file-access-from-files", "--dump-dom"))
    return json.loads(found[-1])


def test_nothing_of_the_data_runs(example_with, hostile, chromium, tmp_path):
    """With the policy taken out, so that escaping alone has to hold."""
    attacks = [each for each in hostile if "alert" in each]
    name = " ".join(attacks).replace("alert(1)", "document.body.dataset.broken=1")
    page = Report(example_with(women=name, men=name, name=name, theme=name)).html()
    script = "new Promise(done => setTimeout(() => done([document.body.dataset.broken || '', document.scripts.length]), 300))"
    assert asked(chromium, tmp_path, page, script) == ["", 1]


def refusals(chromium, tmp_path, page):
    """What the browser says it refused of a page."""
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    profile = f"--user-data-dir={tmp_path / 'profile'}"
    command = [chromium, *FLAGS, profile, "--enable-logging=stderr", "--dump-dom", (tmp_path / "page.html").as_uri()]
    run = subprocess.run(command, capture_output=True, timeout=120, check=False)
    return run.stdout.decode(), re.findall(r"Content Security Policy.*", run.stderr.decode(errors="replace"))


def test_the_style_sheet_is_let_in_and_nothing_else(example, chromium, tmp_path):
    page = Report(example).html()
    assert refusals(chromium, tmp_path, page)[1] == []
    assert refusals(chromium, tmp_path, page.replace("--ink:#1a1a1a", "--ink:#1a1a1b"))[1]
    attack = "<script>document.body.dataset.broken = 1</script><img src='https://example.invalid/x.png'>"
    shown, refused = refusals(chromium, tmp_path, page.replace("</body>", f"{attack}</body>"))
    assert "data-broken" not in shown
    assert len(refused) >= 2


def test_everything_folded_is_open_on_paper(example, chromium, tmp_path):
    if not shutil.which("pdftotext"):
        pytest.skip("no pdftotext: install poppler-utils")
    target = tmp_path / "page.pdf"
    browse(chromium, tmp_path, Report(example).html(), "--no-pdf-header-footer", f"--print-to-pdf={target}")
    pages = (
        subprocess.run(["pdftotext", "-layout", target, "-"], capture_output=True, check=True)
        .stdout.decode()
        .split("\f")
    )
    text = " ".join(" ".join(pages).split())
    assert "hidden: fewer than 10 authors" in text
    assert "groups.gender.column stated_gender" in text
    assert "49% (Statistics Northtown, 2025" in pages[1]
    assert "Who is in the data Do the people" not in " ".join(pages[0].split())
    assert "Dataset audit 7f3c9e1a0b2d" in pages[0]
    for said in ("Checksum of findings.json", "Whom it may concern", "This is the summary. The findings in full"):
        assert said in pages[0]
    assert "Each word is linked to this list" in text  # the last fold but one is open too
    assert "representation.gender.women.difference" in text  # and the appendix, which is folded on the screen
    assert re.search(rf"\b1 ?/ ?{len(pages) - 1}\b", pages[0])
