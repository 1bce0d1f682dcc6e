"""The page of a comparison: inert, small, complete, and the same for the same audits."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from report_tree import Tree, inert

import audit
from audit.errors import OutputError
from audit.finding import Findings
from audit.report import html
from audit.report.catalogue import catalogue
from audit.report.comparison.comparison import Comparison


@pytest.fixture(scope="session")
def later(example) -> Findings:
    """The example a year later: every figure a little larger, one lexicon newer, one claim gone."""

    def grown(each):
        if each.value is None or each.low is None:
            return each
        factor = 1.4 if each.unit != "points" else 0.2
        return replace(
            each,
            value=each.value * factor,
            low=each.low * factor,
            high=each.high * factor,
            n_posts=90_000,
            n_authors=30_000,
        )

    dataset = {**example.dataset, "name": "northtown-posts 3.0", "fingerprint": "f" * 32}
    shown = [each.id for each in example.findings if each.reading == "shown"]
    findings = tuple(each for each in example.findings if each.id != shown[-1])
    return replace(
        example,
        audit={**example.audit, "id": "0" * 12},
        dataset=dataset,
        estimates=tuple(map(grown, example.estimates)),
        findings=findings,
    )


@pytest.fixture(scope="session")
def comparison(example, later) -> Comparison:
    return audit.compare(example, later)


@pytest.fixture(scope="session")
def page(comparison) -> str:
    return comparison.html()


def test_the_page_is_inert_and_its_headings_are_in_order(page):
    tree = Tree(page)
    inert(tree)
    levels = [level for level, _ in tree.headings]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert len(page.encode()) < html.MOST_BYTES
    for each in ("<script", "javascript:", "http://", "//cdn", "@import"):
        assert each not in page.replace("http://www.w3.org/", "")


def test_the_page_says_all_there_is(page, comparison):
    words = " ".join("".join(Tree(page).text).split())
    for each in comparison.claims:
        assert " ".join(each.title.split()) in words
    assert "The two datasets are taken as independent" in words
    assert "Newcombe 1998" in words
    assert "What could not be compared" in words
    assert re.search(r"Of \d+ figures? that could be compared", words)
    for each in comparison.moved():
        assert each.id in words


def test_rulers_come_before_any_figure(example, later):
    newer = replace(later, audit={**later.audit, "version": "9.9"})
    told = audit.compare(example, newer)
    page = told.html()
    assert page.index("Rulers that differ") < page.index("page-claims")
    assert "a figure that one touches is not judged" in page
    assert not list(told.moved())
    assert "version" in told.markdown().split("## Claims")[0]


def test_the_same_twice(example, later, comparison):
    again = audit.compare(example, later)
    assert (again.html(), again.markdown(), again.csv(), again.json()) == (
        comparison.html(),
        comparison.markdown(),
        comparison.csv(),
        comparison.json(),
    )
    assert again.id != audit.compare(later, example).id


def test_hostile_names_are_spelled_out_and_run_nowhere(example, later):
    evil = "<script>alert(1)</script>\u202e=cmd|' /C calc'!A0"
    hostile = replace(
        later,
        dataset={**later.dataset, "name": evil},
        estimates=tuple(replace(each, group={"gender": evil}) for each in later.estimates),
        findings=tuple(replace(each, title=evil) for each in later.findings),
    )
    told = audit.compare(example, hostile)
    page = told.html()
    assert "<script" not in page
    assert "\u202e" not in page + told.markdown() + str(told) + told.csv()
    assert "<script" not in told.markdown()
    assert Tree(page).shape
    inert(Tree(page))
    assert all(not cell.startswith(("=", '"=')) for line in told.csv().splitlines() for cell in line.split(","))
    assert re.fullmatch(r"[a-z0-9-]+", told.folder_name())


def test_thousands_of_figures_stay_below_a_megabyte(example, later):
    def many(findings):
        first = next(each for each in findings.estimates if each.value is not None and each.low is not None)
        copies = tuple(replace(first, id=f"{first.id}.{number}") for number in range(6000))
        return replace(findings, estimates=(*findings.estimates, *copies))

    page = audit.compare(many(example), many(later)).html()
    assert len(page.encode()) < html.MOST_BYTES
    assert "more there." in page


def test_a_notebook_shows_what_moved(comparison):
    cell = comparison._repr_html_()
    assert "<style" not in cell
    assert cell.count("<tr>") == 1 + min(30, sum(1 for _ in comparison.moved()))
    assert "could be compared" in str(comparison)


def test_figures_are_drawn_of_what_moved(comparison, tmp_path):
    folder = comparison.write(tmp_path, ["svg"])
    drawn = sorted(each.name for each in (folder / "figures").iterdir())
    assert drawn
    assert set(drawn) <= {"changes.ratio.svg", "changes.difference.svg"}
    assert not (folder / "comparison.html").exists()


def test_columns_are_called_what_they_are_of(example, later):
    assert "| Before | After |" in audit.compare(example, later).markdown()
    told = audit.compare(
        example, replace(later, dataset={**later.dataset, "generated": {"cluster": "prompt", "clusters": 9}})
    )
    assert "| Training posts | Generated text |" in told.markdown()
    assert "Before" not in told.html()


@pytest.fixture(scope="session")
def generated(example, later) -> Comparison:
    return audit.compare(
        example, replace(later, dataset={**later.dataset, "generated": {"cluster": "prompt", "clusters": 9}})
    )


@pytest.fixture(scope="session")
def ruled(example, later) -> Comparison:
    return audit.compare(example, replace(later, audit={**later.audit, "version": "9.9"}))


def test_the_german_page_has_german_words_and_says_what_is_english(comparison, generated, ruled):
    fixed = {name: text for name, text in catalogue().messages.items() if catalogue("de").messages[name] != text}
    for each in (comparison, generated, ruled):
        page = each.spoken("de").html()
        tree = Tree(page)
        inert(tree)
        assert tree.elements[0] == ("html", {"lang": "de"})
        assert tree.headings[1] == [2, "Zusammenfassung"]
        marked = re.sub(r"<(\w+)[^>]* lang=\"en\"[^>]*>.*?</\1>", "", page, flags=re.DOTALL)
        words = " ".join(" ".join(Tree(marked).text).split())
        whole = [text for text in fixed.values() if "{" not in text and len(text) > 12]
        assert len(whole) > 100
        assert [text for text in whole if text in words] == []
        assert page.count('lang="en"') > 20


def test_what_metrics_say_is_marked_english_in_the_german_page(comparison, ruled):
    page = comparison.spoken("de").html()
    for each in comparison.claims:
        assert f'<b lang="en">{each.title}.</b>' in page
    shown = next(comparison.moved())
    assert re.search(rf'<article id="{re.escape(shown.id)}">\s*<h3 lang="en">', page)
    assert re.search(r"Gezeigt ist, dass sie um mehr als [^<]+ gestiegen ist\.</p>", page)
    assert '<td lang="en">measured with another ruler: version</td>' in ruled.spoken("de").html()
    assert 'lang="en"' not in comparison.html().replace('<html lang="en">', "")


def test_the_language_changes_page_and_markdown_alone(comparison):
    german = comparison.spoken("de")
    assert german.html() != comparison.html()
    assert "| Vorher | Nachher |" in german.markdown()
    for form in ("json", "csv", "summary", "junit", "sarif", "__str__", "_repr_html_"):
        assert getattr(german, form)() == getattr(comparison, form)(), form
    with pytest.raises(OutputError, match="'fr'"):
        comparison.spoken("fr").html()


def test_a_page_in_german_fits_its_size_too(example, later):
    first = next(each for each in example.estimates if each.value is not None and each.low is not None)
    copies = tuple(replace(first, id=f"{first.id}.{number}") for number in range(6000))
    many = [replace(each, estimates=(*each.estimates, *copies)) for each in (example, later)]
    page = audit.compare(*many).spoken("de").html()
    assert len(page.encode()) < html.MOST_BYTES
    assert "weitere dort." in page


def test_rounded_figures_are_marked_and_the_mark_is_explained(example, later):
    def rounded(findings):
        name = "representation.gender.women.share_of_posts"
        return replace(
            findings,
            estimates=tuple(
                replace(each, note="rounded: the others hold a hidden group") if each.id == name else each
                for each in findings.estimates
            ),
        )

    told = audit.compare(rounded(example), rounded(later))
    for text in (told.html(), told.markdown()):
        assert re.search(r"≈\d", text)
        assert "≈ Rounded on purpose" in text
    assert "≈" not in audit.compare(example, later).markdown()
