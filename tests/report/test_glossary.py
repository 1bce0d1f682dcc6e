"""Words that need explaining are explained once, and linked from where they first stand."""

from __future__ import annotations

import re
from dataclasses import replace

from report_tree import Tree, inert

from audit.report.catalogue import catalogue
from audit.report.glossary import linked
from audit.report.html import render

START = '<main id="page-main">'


def link(html, language="en"):
    page, words = linked(f"<p>interval</p>{START}{html}</main>", catalogue(language))
    return page.partition(START)[2].removesuffix("</main>"), [each.name for each in words]


def test_the_first_use_is_linked_and_no_other():
    assert link("<p>An interval, Intervals and an interval.</p>") == (
        '<p>An <a class="word" href="#word-interval">interval</a>, Intervals and an interval.</p>',
        ["interval"],
    )


def test_the_longest_form_wins_and_parts_of_words_are_none():
    html, words = link("<p>preinterval interval-like, shown to be small</p>")
    assert words == ["reading"]
    assert '<a class="word" href="#word-reading">shown to be small</a>' in html


def test_no_link_stands_in_a_link_a_toggle_a_heading_a_drawing_or_a_row():
    for tag in ("a", "summary", "h2", "svg", "pre", "code", "bdi"):
        assert link(f"<{tag}>interval</{tag}>") == (f"<{tag}>interval</{tag}>", [])
    for html in (
        "<table><tbody><tr><td>interval</td></tr></tbody></table>",
        '<span class="unseen">interval</span>',
        '<span aria-hidden="true">interval</span>',
        '<svg><g><text>x</text></g><path d="M0"/><text>interval</text></svg>',
    ):
        assert link(html) == (html, [])
    assert link('<span class="unseen">a <span>b</span> interval</span> interval')[1] == ["interval"]


def test_what_is_escaped_stays_escaped():
    html, words = link("<p>Cohen&#39;s w &lt;interval&gt;, p &lt; 0.001</p>")
    assert words == ["interval", "p", "effect"]
    assert '&lt;<a class="word" href="#word-interval">interval</a>&gt;' in html
    assert '<a class="word" href="#word-p">p &lt;</a>' in html


def test_a_german_page_links_german_and_english_words():
    _html, words = link("<p>Die Toleranz. <span>an interval</span></p>", "de")
    assert words == ["interval", "tolerance"]


def test_the_list_has_the_words_of_this_report_and_each_is_linked_once(example, nothing_found, empty):
    for findings in (example, nothing_found, empty):
        page = render(findings, {})
        tree = Tree(page)
        inert(tree)
        listed = re.findall(r'<dt id="(word-[a-z]+)">', page)
        links = [each["href"][1:] for tag, each in tree.elements if tag == "a" and each.get("class") == "word"]
        assert sorted(links) == sorted(listed)
        assert {"word-interval", "word-tolerance", "word-checksum"} <= set(listed)
        assert "word-alpha" not in listed


def test_a_claim_with_a_word_in_it_gains_a_link_to_the_list_and_nothing_else(example):
    def tree(statement):
        first = replace(example.findings[0], statement=statement)
        return Tree(render(replace(example, findings=(first, *example.findings[1:])), {}))

    plain, with_word = tree("No word."), tree("No alpha.")
    assert with_word.shape == plain.shape
    assert len(with_word.elements) == len(plain.elements) + 3
    assert ("a", {"class": "word", "href": "#word-alpha"}) in with_word.elements
