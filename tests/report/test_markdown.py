"""The report in Markdown."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from audit.report import markdown


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("35% of women", "35% of women"),
        ("a|b", "a&#124;b"),
        ("<b>", "&lt;b&gt;"),
        ("a&amp;b", "a&amp;amp;b"),
        ("*x* _y_ `z`", "\\*x\\* \\_y\\_ \\`z\\`"),
        ("[a](b)", "\\[a\\](b)"),
        ("https://example.org", "https&#58;//example.org"),
        ("www.example.org", "www&#46;example.org"),
        ("# a", "\\# a"),
        ("- a", "\\- a"),
        ("1. a", "1&#8288;. a"),
        ("well-known", "well-known"),
        ("−16", "−16"),
        ("a\n\n# b", "a \\# b"),
        ("$x$", "&#36;x&#36;"),
    ],
)
def test_escape(text, escaped):
    assert markdown.escape(text) == escaped


def test_a_name_with_an_at_sign_calls_nobody():
    assert not re.search(r"@\w", markdown.escape("@someone"))
    assert "&#64;&#8288;someone" in markdown.escape("@someone")


def test_the_report_holds_what_page_one_holds(example):
    text = markdown.render(example)
    assert text.startswith("# northtown-posts 2.1: dataset audit\n")
    assert (
        "| ▲ high | [Posts by women are fewer than their share of the population](#representation.gender.women) | −16 pts"
        in text
    )
    for each in (
        "What was shown to be small",
        "What could not be settled",
        "What could not be checked",
        "## Provenance",
        "@misc{",
    ):
        assert each in text
    assert '<a id="representation.gender.women"></a>' in text


def test_hostile_names_add_no_markup(example_with, hostile):
    def bones(text):
        text = text.partition("## Cite this audit")[0]
        links = re.findall(r"(?<!\\)\]\(", text)
        tags = re.findall(r"<[a-zA-Z/!]", text)
        rows = [line.count("|") for line in text.splitlines() if line.startswith("|")]
        heads = [re.match("#+ ", line).group() for line in text.splitlines() if re.match("#+ ", line)]
        return len(links), len(tags), rows, heads

    for each in hostile:
        name = each or "x"
        wanted = bones(markdown.render(example_with(women="harmless", men="other", name="harmless")))
        assert bones(markdown.render(example_with(women=name, men="other", name=name))) == wanted


def test_a_fence_is_longer_than_any_in_the_name(example_with):
    text = markdown.render(example_with(name="a ````` b"))
    assert "``````bibtex" in text


def test_a_huge_report_is_cut_and_says_so(example):
    claims = tuple(
        replace(each, id=f"{each.id}.{i}", statement="x" * 1000) for i in range(100) for each in example.findings
    )
    metrics = tuple(replace(each, metric=f"m{i % 12}") for i, each in enumerate(claims))
    text = markdown.render(replace(example, findings=metrics))
    assert len(text) < 200_000
    assert "The rest is in report.html" in text


def test_empty(empty):
    assert "Nothing was shown" in markdown.render(empty)
