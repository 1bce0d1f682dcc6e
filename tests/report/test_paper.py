"""The page as PDF, and tables for papers."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
import time
import zipfile
import zlib
from dataclasses import replace

import pytest

from audit.errors import OutputError
from audit.report import paper
from audit.report import pdf as paper_pdf
from audit.report.charts.charts import picture
from audit.report.latex import latex
from audit.report.report import Report
from audit.report.visible import visible


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("35% of women", "35\\% of women"),
        ("a_b & c#d$e", "a\\_b \\& c\\#d\\$e"),
        ("\\input{x}", "\\textbackslash{}input\\textbraceleft{}x\\textbraceright{}"),
        ("^^5c~", "\\textasciicircum{}\\textasciicircum{}5c\\textasciitilde{}"),
        ("[2cm]*", "{[}2cm{]}{*}"),
        ("--- a-b", "-{}-{}- a-b"),
        ("−16 <x>|", "\\textminus{}16 \\textless{}x\\textgreater{}\\textbar{}"),
        ("⟨U+202E⟩", "\\textlangle{}U+202E\\textrangle{}"),
        ("é 日 مر", "é 日 مر"),
    ],
)
def test_latex_prints_text_as_it_stands(text, escaped):
    assert latex(text) == escaped


def test_tables_hold_claims_what_is_unchecked_and_every_estimate(example):
    made = {each.name: each for each in paper.tables(example)}
    assert list(made)[:2] == ["findings", "unchecked"]
    claims = made["findings"]
    assert claims.rows[0][0] == "Posts by women are fewer than their share of the population"
    assert claims.rows[0][claims.columns.index("Figure")] == "−16 pts"
    assert claims.rows[0][claims.columns.index("Interval")] == "95% −20 to −12"
    assert claims.rows[0][claims.columns.index("Posts")] == "20,669"
    assert len(claims.rows) == len(example.findings)
    assert len(made["unchecked"].rows) > len(example.not_measured) - 1
    estimates = [row for name, each in made.items() if name not in ("findings", "unchecked") for row in each.rows]
    assert len(estimates) == len(example.estimates)
    hidden = [row for row in made["representation"].rows if row[0] == "agender"]
    assert hidden[0][made["representation"].columns.index("Figure")] == "hidden: fewer than 10 authors"
    assert all(len(row) == len(each.columns) for each in made.values() for row in each.rows)


def test_a_long_table_says_what_it_leaves_out(example):
    many = tuple(
        replace(example.estimates[0], id=f"representation.x.g{n}.share_of_posts") for n in range(paper.MOST_ROWS + 3)
    )
    made = {each.name: each for each in paper.tables(replace(example, estimates=many))}
    assert len(made["representation"].rows) == paper.MOST_ROWS
    assert made["representation"].note == "3 more rows in findings.csv."
    assert "3 more rows in findings.csv." in Report(replace(example, estimates=many)).tex()


def test_latex_tables_have_rules_heads_and_labels(example, empty):
    text = Report(example).tex()
    assert text == Report(example).tex()
    for each in ("findings", "unchecked", "representation", "markers"):
        assert f"\\label{{tab:postaudit-{each}}}" in text
    tables = text.count("\\begin{longtable}")
    assert tables == text.count("\\toprule") // 2 == text.count("\\endhead") == text.count("\\begingroup")
    assert "Posts by women are fewer than their share of the population & \\textminus{}16 pts &" in text
    assert "\\begin{longtable}" not in Report(empty).tex()


def test_word_has_the_same_tables(example):
    docx = pytest.importorskip("docx", reason="needs python-docx")
    content = Report(example).docx()
    document = docx.Document(io.BytesIO(content))
    made = paper.tables(example)
    assert [tuple(tuple(cell.text for cell in row.cells) for row in table.rows) for table in document.tables] == [
        (each.columns, *each.rows) for each in made
    ]
    assert [each.text for each in document.paragraphs if each.style.name.startswith("Heading")] == [
        each.title for each in made
    ]
    assert content.count(b"w:tblHeader") == 0  # packed
    assert zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml").count(b"<w:tblHeader/>") == len(made)
    assert {each.date_time[0] for each in zipfile.ZipFile(io.BytesIO(content)).infolist()} == {1980}


@pytest.mark.parametrize(("form", "module"), [("pdf", "weasyprint"), ("docx", "docx")])
def test_what_is_not_installed_is_named_with_what_installs_it(example, tmp_path, monkeypatch, form, module):
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(OutputError, match="not installed") as raised:
        Report(example).write(tmp_path, formats=["json", form])
    assert f"postaudit[{form}]" in raised.value.hint
    assert not list(tmp_path.iterdir())


def test_a_comparison_has_none_of_these(example, tmp_path):
    import audit

    with pytest.raises(OutputError, match="no format 'pdf'"):
        audit.compare(example, example).write(tmp_path, ["pdf"])


#: Names that try to be something else, since setting a report takes seconds and one is enough for all that follows.
NAMES = {
    "women": "wo<script>alert(1)</script>\u202emen",
    "men": "=m&#60;en ]]>",
    "theme": "{{7*7}} $x$ [a](b) \\input{x}",
    "name": "northtown 2.1 </title><b>\x1b[1m",
}


@pytest.fixture(scope="module")
def pdf(weasyprint, example_with):
    return Report(example_with(**NAMES), {"time": "2026-11-23T10:00:00Z"}).pdf()


@pytest.fixture(scope="module")
def objects(pdf):
    """What the file is made of, unpacked."""
    packed = re.findall(rb"stream\n(.*?)\nendstream", pdf, re.DOTALL)
    return pdf + b"".join(zlib.decompress(each) for each in packed if each[:1] == b"x")


def test_the_same_page_is_the_same_pdf_whenever_it_is_made(weasyprint, example, monkeypatch):
    """A page of one chart, since a whole report takes seconds to set."""
    drawn = picture(example.blocks[0], example)
    page = (
        f'<!doctype html><html lang="en"><title>One chart</title><h1 id="a">One</h1>{drawn}<a href="#a">up</a></html>'
    )
    first = paper_pdf.render(page, "7f3c9e1a0b2d")
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 86_400.0)
    assert paper_pdf.render(page, "7f3c9e1a0b2d") == first
    assert paper_pdf.render(page, "000000000000") != first


def test_nothing_is_fetched_for_a_pdf(weasyprint, tmp_path, caplog):
    (tmp_path / "secret.css").write_text("p::before { content: 'secret' }")
    address = (tmp_path / "secret.css").as_uri()
    page = f'<html lang="en"><title>x</title><link rel="stylesheet" href="{address}"><p>said<img src="{address}" alt="x"></html>'
    assert b"secret" not in paper_pdf.render(page, "0")
    assert caplog.text.count("disallowed protocol") == 2


def test_pdf_is_tagged_titled_and_asks_for_nothing(pdf, objects, example):
    assert pdf.startswith(b"%PDF-1.")
    for each in (
        b"/MarkInfo",
        b"/Marked true",
        b"/StructTreeRoot",
        b"/Lang (en)",
        b"/Outlines",
        b"/DisplayDocTitle true",
        b"pdfuaid",
    ):
        assert each in objects, each
    shown = re.findall(rb"/Alt ?(?:\(\w|<feff)", objects, re.IGNORECASE)
    assert len(shown) == len(example.blocks), "every chart says what it shows"
    for each in (b"/URI", b"/JavaScript", b"/Launch", b"/OpenAction", b"/EmbeddedFile", b"/CreationDate", b"/ModDate"):
        assert each not in objects, each


def test_pdf_says_what_the_page_says_and_its_links_stay_inside(pdf, objects, tmp_path):
    if shutil.which("pdftotext") is None:
        pytest.skip("needs pdftotext, of poppler-utils")
    (tmp_path / "report.pdf").write_bytes(pdf)
    text = subprocess.run(
        ["pdftotext", "-layout", "report.pdf", "-"], cwd=tmp_path, capture_output=True, text=True, check=True
    ).stdout
    said = "".join(text.split())
    for each in NAMES.values():
        assert "".join(visible(each).split()) in said, each
    for each in (
        "What was shown to be small",
        "What could not be checked",
        "Methods and limits",
        "Appendix",
        "−16 pts",
    ):
        assert each in text, each
    assert re.search(r"Dataset audit 7f3c9e1a0b2d\s+1 / \d+", text)
    assert "Statistics Northtown" in text, "what is folded on a screen is open on paper"
    assert len(re.findall(rb"/Subtype ?/Link", objects)) > 5
