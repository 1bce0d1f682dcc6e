"""The page: inert, small, complete, and the same for the same findings."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from importlib import resources
from itertools import islice, pairwise

import pytest
from report_tree import Tree, inert

from audit.report import html
from audit.report.charts.charts import picture
from audit.report.charts.pictures import cell
from audit.report.report import Report
from audit.report.rows import against, on_the_axis


@pytest.fixture(scope="session")
def page(example):
    return Report(example).html()


@pytest.fixture(scope="session")
def tree(page):
    return Tree(page)


def without_charts(findings):
    return html.render(findings, {})


# --- inert -----------------------------------------------------------------------------------------------------------


def test_no_script_no_style_attribute_no_address(tree, page):
    inert(tree)
    for each in ("http-equiv", "@import", "url(http", "//cdn", "javascript:"):
        assert page.count(each) == (1 if each == "http-equiv" else 0)


def test_the_policy_comes_first_and_lets_in_this_style_sheet_alone(tree):
    head = [each for each, _ in tree.elements[:4]]
    assert head == ["html", "head", "meta", "meta"]
    policy = tree.elements[2][1]
    assert policy["http-equiv"] == "Content-Security-Policy"
    [style] = tree.styles
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy["content"] == (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    )
    assert tree.elements[3] == ("meta", {"charset": "utf-8"})
    assert "url(" not in style
    assert "@import" not in style


def twin_texts(strings):
    strings = iter(strings)
    return iter(lambda: tuple(islice(strings, 4)), ())


def compare(example_with, four):
    names = ("name", "women", "men", "theme")
    given = dict(zip(names, four, strict=False))
    hostile = Tree(without_charts(example_with(**given)))
    harmless = Tree(without_charts(example_with(**{each: f"harmless {each}" for each in given})))
    assert hostile.shape == harmless.shape
    inert(hostile)


def test_hostile_names_change_no_element_of_the_page(example_with, hostile):
    for four in twin_texts(hostile):
        compare(example_with, four)


def crowded(example, strings):
    """A page whose claims, group names, references and reasons are these strings."""
    one = example.estimates[0]
    estimates = tuple(
        replace(one, id=f"e.{i}.x", group={"g": each}, reference=replace(one.reference, source=each))
        for i, each in enumerate(strings)
    )
    claims = tuple(
        replace(example.findings[0], id=f"e.{i}", title=each, statement=each, headline=f"e.{i}.x", block="b")
        for i, each in enumerate(strings)
    )
    block = replace(
        example.blocks[0],
        id="b",
        chart=replace(
            example.blocks[0].chart, labels=tuple(strings), estimates=tuple((each.id,) for each in estimates)
        ),
    )
    return replace(example, estimates=estimates, findings=claims, blocks=(block,))


def test_public_hostile_names_change_no_element_of_the_page(example, public_hostile):
    assert len(public_hostile) > 800
    for start in range(0, len(public_hostile), 60):
        strings = public_hostile[start : start + 60]
        tree = Tree(without_charts(crowded(example, strings)))
        assert tree.shape == Tree(without_charts(crowded(example, ["harmless"] * len(strings)))).shape
        inert(tree)


def test_hostile_ids_prose_and_facts_change_no_element(example, hostile):
    def with_text(text):
        first = replace(
            example.findings[0], id=text, title=text, statement=text, caveats=(text,), actions=(text,), metric="zebra"
        )
        source = dict.fromkeys(("name", "loader"), text) | {
            "records": 1,
            "posts": 1,
            "rejected": {text: 0},
            "skipped": 0,
        }
        changed = replace(
            example,
            findings=(first, *example.findings[1:]),
            methods=({"name": "zebra", **dict.fromkeys(("title", "question", "definition", "references"), text)},),
            resources=(dict.fromkeys(("name", "version", "source", "licence", "sha256"), text),),
            dataset={**example.dataset, "sources": [source], "first": text, "last": text},
            audit={**example.audit, "id": text, "version": text, "plan": {"dataset": {"name": text}}},
        )
        return html.render(changed, {}, {"time": text, "command": text, "sources": [{"name": text, "sha256": text}]})

    wanted = Tree(with_text("harmless")).shape
    for each in hostile:
        tree = Tree(with_text(each))
        assert tree.shape == wanted
        inert(tree)


def test_a_hostile_page_with_its_charts_is_inert(example_with, hostile):
    for four in list(twin_texts(hostile))[:3]:
        names = ("women", "men", "name", "theme")
        inert(Tree(Report(example_with(**dict(zip(names, four, strict=True)))).html()))


def test_what_cannot_be_seen_is_spelled_out(example_with):
    page = without_charts(example_with(name="a\u202eb\x1b\u200b"))
    assert "a⟨U+202E⟩b⟨U+001B⟩⟨U+200B⟩" in page
    assert not re.search("[\u202a-\u202e\x00-\x08\x1b]", page)


def test_an_id_that_is_not_hexadecimal_stays_out_of_the_style_sheet(example):
    page = without_charts(replace(example, audit={"id": '"; } body { display: none } /*'}))
    assert "display: none } /*" not in "".join(Tree(page).styles)


# --- built for readers -----------------------------------------------------------------------------------------------


def test_one_h1_and_headings_that_skip_no_level(tree, nothing_found, empty):
    for each in (tree, Tree(Report(nothing_found).html()), Tree(Report(empty).html())):
        levels = [level for level, _ in each.headings]
        assert levels.count(1) == 1
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))
        assert all(text.strip() for _, text in each.headings)


def test_language_landmarks_skip_link_and_table_headers(tree):
    tags = [tag for tag, _ in tree.elements]
    assert tree.elements[0] == ("html", {"lang": "en"})
    for landmark in ("header", "nav", "main", "footer"):
        assert tags.count(landmark) == 1
    skip = next(attributes for tag, attributes in tree.elements if tag == "a")
    assert skip == {"class": "skip", "href": "#page-main"}
    assert all("scope" in attributes for tag, attributes in tree.elements if tag == "th")
    assert tags.count("table") == tags.count("caption")
    pictures = [attributes for tag, attributes in tree.elements if tag == "svg"]
    assert len(pictures) == 5
    assert all(each["role"] == "img" and each["aria-label"] for each in pictures)


def test_every_finding_has_its_own_address(example, tree):
    ids = {attributes.get("id") for _, attributes in tree.elements}
    assert {each.id for each in example.findings} <= ids
    assert "representation.gender.women" in ids


def test_order_of_the_page(tree):
    titles = [text.strip() for level, text in tree.headings if level == 2]
    assert titles == [
        "Summary",
        "Who is in the data",
        "Whose voice dominates",
        "What posts about groups talk of",
        "How labels fall",
        "What is missing",
        "Methods and limits",
        "What this is evidence for",
        "Provenance",
        "Cite this audit",
        "Words used in this report",
        "Appendix: every figure",
    ]
    assert [text for level, text in tree.headings if level == 3][:4] == [
        "What was shown to be small",
        "What could not be settled",
        "What could not be checked, or only in part",
        "Whom it may concern",
    ]


def test_severity_and_confidence_are_shape_and_word(page):
    for each in ("▲", "◆", "●", "●●●", "●●○", "high confidence", "medium confidence"):
        assert each in page


def test_numbers_are_those_of_the_estimates(tree):
    text = " ".join(" ".join(tree.text).split())
    for each in ("−16 pts", "95% −20 to −12", "2.6×", "28,708 posts by 12,000 authors", "31% to 39%", "28,720"):
        assert each in text
    assert "{{ " not in text
    assert not re.search(r"\b(None|nan|inf)\b", text)


def test_accounting_adds_up_or_says_so(example):
    assert "unaccounted" not in without_charts(example)
    source = {**example.dataset["sources"][0], "posts": 28_000}
    broken = replace(example, dataset={**example.dataset, "sources": [source]})
    assert "records are unaccounted for" in without_charts(broken)


def test_nothing_found_is_said_on_page_one(nothing_found):
    text = " ".join("".join(Tree(without_charts(nothing_found)).text).split())
    assert "Nothing was shown beyond the tolerances set. That is not the same as no bias." in text


def test_facts_of_the_run_are_printed_only_when_given(example):
    facts = {
        "time": "2026-12-24T10:00:00Z",  # no day of a resource
        "host": "secret-host",
        "sources": [{"name": "a.jsonl", "bytes": 12, "sha256": "00ff"}],
    }
    page = html.render(example, {}, facts)
    assert "24 December 2026" in page
    assert "12 bytes, sha256 00ff" in page
    assert "secret-host" not in page
    for day in ("2026-12-24", "24 December 2026"):
        assert day not in without_charts(example)


# --- size and sameness -----------------------------------------------------------------------------------------------


def test_a_usual_page_is_small(page):
    assert len(page.encode()) < 100_000


def test_a_huge_audit_stays_below_a_megabyte_and_says_what_it_left_out(example):
    many = tuple(replace(each, id=f"{each.id}.{i}") for i in range(400) for each in example.estimates)
    claims = tuple(
        replace(each, id=f"{each.id}.{i}", block=f"{each.block}.{i % 40}")
        for i in range(100)
        for each in example.findings
    )
    blocks = tuple(replace(each, id=f"{each.id}.{i}") for i in range(40) for each in example.blocks)
    huge = replace(example, estimates=(*example.estimates, *many), findings=claims, blocks=blocks)
    drawings = dict.fromkeys([each.id for each in blocks], picture(example.blocks[0], example))
    page = html.render(huge, drawings)
    assert len(page.encode()) < 1_000_000
    assert re.search(r"The first \d+ are printed here, and [\d,]+ more there", page)
    assert "Not drawn here to keep this page small" in page
    assert "These are the gravest, and" in page


def test_the_same_findings_are_the_same_page(example, page):
    assert Report(example).html() == page


def test_paper_has_the_first_figures_and_says_that_there_are_more(example):
    """Rows beyond are left out by the style sheet alone: they are in the page."""
    many = tuple(replace(each, id=f"{each.id}.{i}") for i in range(20) for each in example.estimates)
    page = html.render(replace(example, estimates=many), {})
    told = sum(each.value is not None and each.status == "ok" for each in many)
    assert told > 200
    assert "On paper the first 200 of them are printed" in page
    assert ".appendix tbody tr:nth-child(n + 201)" in page
    assert page.count('<tr><th scope="row">representation.gender.women.difference.') == 20
    assert "On paper the first" not in html.render(example, {})


def test_a_difference_is_held_against_a_share(example):
    """The reference of a difference and of a ratio is the share that they are against, and no mark on their axis."""
    held = next(each for each in example.estimates if each.id == "representation.gender.women.share_of_posts").reference
    for measure, unit in (("difference", "points"), ("ratio", "ratio")):
        gap = replace(example.estimates[4], measure=measure, unit=unit, reference=held)
        assert cell(gap).reference.startswith("51% (")
        assert on_the_axis(gap) is against(gap) is None
    assert on_the_axis(example.estimates[0]) == 0.51
    assert against(example.estimates[0]) is True


def test_an_empty_place_says_that_its_count_is_hidden(example):
    shown = replace(example.estimates[0], n_posts=None, n_authors=None)
    assert (cell(shown).posts, cell(shown).authors) == ("", "")
    hidden = replace(shown, note="rounded, counts hidden: the remainder is too small to print")
    assert (cell(hidden).posts, cell(hidden).authors) == ("hidden", "hidden")


def test_the_page_prints(tree):
    [style] = tree.styles
    for each in (
        "@page",
        "counter(page)",
        "break-after:page",
        "details-content",
        "break-inside:avoid",
        "7f3c9e1a0b2d",
    ):
        assert each in style


def test_the_tight_style_sheet_says_what_the_one_that_people_write_says():
    """Read by a browser's rules: the same signs and words in the same order, blanks aside."""
    tinycss2 = pytest.importorskip("tinycss2")
    written = resources.files("audit.report").joinpath("templates", "report.css").read_text(encoding="utf-8")

    def tokens(sheet):
        found = tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True)
        return re.sub(r"\s+|;(?=\s*\})", "", tinycss2.serialize(found))

    tight = html.stylesheet("AUDIT-ID", "PAGE-KIND")
    assert tokens(tight) == tokens(written)
    assert len(tight) < 0.9 * len(written)
    assert set(re.findall(r'"[^"]*"', tight)) == set(re.findall(r'"[^"]*"', written))
