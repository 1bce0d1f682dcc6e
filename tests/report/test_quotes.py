"""Passages on paper: nothing in them acts, nothing hides, and what was done to them is told."""

from __future__ import annotations

import re

import pytest

from audit.disclosure.quotation import Passage, Passages, Piece
from audit.finding import Findings
from audit.report.quotes import Evidence, notes, page, text

HOSTILE = [
    "<script>alert(1)</script>",
    "</b><img src=x onerror=alert(1)>",
    "a\u202eb",
    "[x](javascript:alert(1))",
    "`x` **y** | z",
    "\x1b[2J",
]


def section(words="so it was", quotes="masked", **more):
    pieces = (Piece(f"{words} ", "plain"), Piece("women", "mention"), Piece(" are ", "plain"), Piece("kind", "sign"))
    return Passages("Posts that mention women", quotes, (Passage(pieces, True),), **more)


@pytest.fixture
def made(example):
    return example, [section(each, "verbatim", finding=example.findings[0].id) for each in HOSTILE]


def test_a_table_in_a_notebook_is_escaped():
    for hostile in HOSTILE:
        html = Evidence((section(hostile),))._repr_html_()
        assert set(re.findall(r"</?([a-z]+)", html)) <= {
            "div",
            "p",
            "strong",
            "table",
            "thead",
            "tbody",
            "tr",
            "th",
            "td",
            "b",
        }
        assert "\u202e" not in html
        assert "\x1b" not in html
        assert "<b>kind</b>" in html


def test_text_steers_no_terminal():
    said = "\n".join(str(Evidence((section(each),))) for each in HOSTILE)
    assert "\x1b" not in said
    assert "\u202e" not in said
    assert "[women] are kind" in said


def test_a_frame():
    frame = Evidence((section(), section())).to_frame()
    assert frame.to_dict("records")[0] == {
        "question": "Posts that mention women",
        "before": "so it was ",
        "mention": "women",
        "after": " are kind",
        "signs": "kind",
        "searchable": True,
    }
    assert len(frame) == 2
    assert list(Evidence(()).to_frame().columns) == list(frame.columns)


def test_the_page_runs_nothing_and_fetches_nothing(made):
    html = page(*made)
    assert "<script" not in html
    assert "<img" not in html
    assert "default-src &#39;none&#39;" in html
    assert "&lt;script&gt;" in html
    assert made[0].findings[0].id in html
    assert "\u202e" not in html


def test_markdown_is_text(made):
    said = text(*made)
    assert "<script" not in said
    assert not re.search(r"(?<!\\)\]\(", said)
    assert "**women** are **kind**" in said


def test_notes_count_what_can_be_searched():
    [first, *_] = notes(section())
    assert "Of 1 passage, 0 had six words in a row" in first
    assert "1 still has" in first
    [first, *_] = notes(section(quotes="verbatim"))
    assert "1 of 1 passage holds six words in a row" in first
    assert notes(Passages("x", "masked", reason="Too few.")) == ("Too few.",)
    assert "each of their texts counts as one author" in " ".join(notes(section(by_author=False)))


def test_no_passages_no_page_of_them():
    empty = Findings({"id": "0" * 12}, {"name": "empty", "posts": 0})
    assert "<h2>" not in page(empty, [])
    assert text(empty, []).startswith("# Passages: empty")
