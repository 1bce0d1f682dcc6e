"""The pages in a real browser: a form is filled in and sent, links are followed, columns sorted, and one goes back.

Needs Chromium, and axe-core for the rules of accessibility (``npm install axe-core``); skips, and says what is missing, without.
"""

from __future__ import annotations

import base64
import json
import os
from pathlib import Path
from urllib.parse import quote

import pytest
from view_browser import Browser, chromium
from view_reports import many, put_report, serving, spoken

from audit.report.charts.charts import picture

ROOT = Path(__file__).parents[2]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ATTACK = "<img src=x onerror=document.body.dataset.broken=1><script>document.body.dataset.broken=2</script>"


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    program = chromium()
    if not program:
        pytest.skip("no Chromium: install it, or set POSTAUDIT_CHROMIUM to the program")
    running = Browser(program, tmp_path_factory.mktemp("profile"))
    yield running
    running.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory, example):
    place = tmp_path_factory.mktemp("reports")
    folder = put_report(place / "northtown-7f3c9e1a0b2d", many(example, 250))
    block = next(each for each in example.blocks if each.id == "representation.gender")
    (folder / "figures" / "representation.gender.svg").write_text(picture(block, example, alone=True), encoding="utf-8")
    put_report(place / "hostile", spoken(example, ATTACK))
    with serving(place) as running:
        yield running


def titles(browser):
    return browser.ask("[...document.querySelectorAll('.ranked .claim a')].map(e => e.textContent)")


def told(browser):
    return browser.ask("document.querySelector('[role=status]').textContent")


def address(browser):
    return browser.ask("location.pathname + location.search")


def test_one_searches_opens_sorts_and_goes_back(browser, server, example):
    at = "/audits/northtown-7f3c9e1a0b2d/"
    browser.width(1280)
    browser.open(server.address)
    with browser.loading():
        browser.click("[...document.querySelectorAll('h2 a')].find(e => e.textContent == 'northtown-posts 2.1')")
    assert address(browser) == at
    everything = titles(browser)
    assert len(everything) == len(example.findings)

    # Search with the keyboard alone: the field, a word, Enter.
    browser.click("document.querySelector('label[for=field-q]')")
    assert browser.ask("document.activeElement.id") == "field-q"
    browser.type("population women")
    with browser.loading():
        browser.press("Enter", 13, "\r")
    assert address(browser) == f"{at}?q=population+women"
    assert told(browser) == f"1 of {len(example.findings)} findings."
    assert browser.ask("document.getElementById('field-q').value") == "population women"

    # Open the finding that is left: its chart is there.
    with browser.loading():
        browser.click("document.querySelector('.ranked .claim a')")
    assert (
        browser.ask("document.querySelector('h1').textContent") == example.finding("representation.gender.women").title
    )
    assert browser.ask("document.querySelector('.canvas img').naturalWidth") > 500

    # Back is back: the list as it was searched, and before that as it was.
    for expected in (f"{at}?q=population+women", at):
        with browser.loading():
            browser.ask("history.back()")
        assert address(browser) == expected
    assert titles(browser) == everything

    # Choose a severity with the keys, and send the form with its button.
    browser.ask("document.getElementById('field-severity').focus()")
    browser.press("ArrowDown", 40)
    assert browser.ask("document.getElementById('field-severity').value") == "high"
    with browser.loading():
        browser.click("document.querySelector('form button')")
    assert address(browser) == f"{at}?severity=high"
    assert len(titles(browser)) == 2

    # All figures, by value, and on to the next page.
    with browser.loading():
        browser.click("document.querySelector('.tabs li:nth-child(2) a')")
    with browser.loading():
        browser.click("[...document.querySelectorAll('thead a')].find(e => e.textContent == 'Posts')")
    assert address(browser) == f"{at}estimates?sort=-posts"
    column = "[...document.querySelectorAll('tbody tr td:nth-child(6)')].map(e => +e.textContent.replaceAll(',', ''))"
    posts = browser.ask(column)
    assert posts == sorted(posts, reverse=True)
    assert browser.ask("document.querySelector('[aria-sort]').getAttribute('aria-sort')") == "descending"
    with browser.loading():
        browser.click("document.querySelector('a[rel=next]')")
    assert told(browser) == "All 250 figures; 101 to 200 on this page."

    # Nothing but this server was asked for anything, and it let in all that its pages need.
    ours = [each for each in browser.requests() if not each.startswith(server.address)]
    assert set(ours) <= {"about:blank"}
    assert browser.complaints() == []


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing(browser, server, axe, width):
    browser.width(width)
    at = f"{server.address}audits/northtown-7f3c9e1a0b2d/"
    for page in (
        "/",
        "",
        "?q=zebra&severity=x",
        "finding?id=representation.gender.women",
        "estimates?sort=-value",
        "not-found",
        "none",
    ):
        browser.open(server.address if page == "/" else at + page)
        browser.ask(f"{axe}\n;0")
        found = browser.ask(
            f"axe.run(document, {{runOnly: {json.dumps(RULES)}}}).then(r =>"
            " r.violations.map(v => [v.id, v.help, v.nodes.map(n => n.html.slice(0, 200))]))"
        )
        assert found == [], page
        wide = browser.ask("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert wide[0] <= wide[1] == width, page
        if folder := os.environ.get("POSTAUDIT_SCREENSHOTS"):
            shot = browser.call("Page.captureScreenshot", captureBeyondViewport=True)["data"]
            name = "".join(each if each.isalnum() else "-" for each in page) or "findings"
            (Path(folder) / f"{name}-{width}.png").write_bytes(base64.b64decode(shot))


def test_nothing_of_the_data_or_of_an_address_runs(browser, server):
    """With the policy switched off, so that escaping alone has to hold."""
    browser.call("Page.setBypassCSP", enabled=True)
    for page in ("", "estimates", "not-found", f"?q={quote(ATTACK)}", f"estimates?q={quote(ATTACK)}"):
        browser.open(f"{server.address}audits/hostile/{page}")
        assert browser.ask("[document.body.dataset.broken || '', document.scripts.length]") == ["", 0]
    with browser.loading():
        browser.click("document.querySelector('.ranked .claim a, tbody th a, main a')")
    assert browser.ask("document.body.dataset.broken || ''") == ""
    browser.call("Page.setBypassCSP", enabled=False)
