"""Several hundred labels that try to be something else, through one audit into every output: they stay labels."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from pathlib import Path

import jsonschema
import pytest

sys.path.insert(0, str(Path(__file__).parent))  # helpers stand beside the tests

import hostile_checks as checks
from hostile_labels import FAMILIES, harmless, labels, marker

from audit import api
from audit.gating import gate
from audit.report import json_file, paper
from audit.report.notebook import Findings, Report
from audit.report.visible import line

#: Groups of an attribute: as many as a chart and the table behind it hold, so that all are in both.
EACH = 23
AUTHORS = 10
NAME = 'n999n <b>"{{7*7}}\\input{x}</title>=1+1 [x](y) \u202e $x'


def audited(folder, groups, name):
    """An audit in which every group is stated by just enough authors to be printed."""
    parts = [groups[at : at + EACH] for at in range(0, len(groups), EACH)]
    rows = [
        {
            "post_id": str(n),
            "author_id": str(n),
            "text": "good morning",
            **{f"c{i}": f"v{n % EACH}" for i in range(len(parts))},
        }
        for n in range(EACH * AUTHORS)
    ]
    source = folder / "posts.jsonl"
    source.write_text("".join(json.dumps(each) + "\n" for each in rows), encoding="utf-8")
    attributes = {
        f"{part[0]} of {i}": {"column": f"c{i}", "values": {each: [f"v{k}"] for k, each in enumerate(part)}}
        for i, part in enumerate(parts)
    }
    plan = {"representation": {"intersections": []}, "metrics": ["representation"], "dataset": {"name": name}}
    return api.run_audit(
        source, groups=attributes, card={"description": name, "citation": name, "purpose": name}, **plan
    )


@pytest.fixture(scope="module")
def hostile_ones():
    return labels()


@pytest.fixture(scope="module")
def made(tmp_path_factory, hostile_ones):
    findings = Findings.of(audited(tmp_path_factory.mktemp("hostile"), hostile_ones, NAME).findings)
    return Report(findings, verdict=gate(findings, fail_on=["low"]))


@pytest.fixture(scope="module")
def twin(tmp_path_factory, hostile_ones):
    """The same audit of labels that are letters alone, each as long in print."""
    mild = [harmless(each, len(line(each))) for each in hostile_ones]
    name = f"n999n {'x' * (len(line(NAME)) - 6)}"
    findings = Findings.of(audited(tmp_path_factory.mktemp("harmless"), mild, name).findings)
    return Report(findings, verdict=gate(findings, fail_on=["low"]))


@pytest.fixture(scope="module")
def pages(made, twin):
    return made.html(), twin.html()


def missing(text, hostile_ones):
    """Labels whose marker is nowhere in a text: none, or a test of it proves nothing."""
    return [each[:60] for each in hostile_ones if marker(each) not in text]


def test_there_are_several_hundred_of_many_kinds(hostile_ones):
    assert len(set(map(marker, hostile_ones))) == len(set(hostile_ones)) == len(hostile_ones) > 340
    assert len(FAMILIES) > 15


def test_findings_hold_every_label_as_it_is_and_hide_nothing(made, hostile_ones):
    content = made.json()
    data = json.loads(content)
    jsonschema.validate(data, json_file.schema())
    groups = {value for each in data["estimates"] for value in each["group"].values()}
    assert not set(hostile_ones) - groups
    assert data["dataset"]["name"] == NAME
    assert not checks.unseen(content.decode())
    assert json_file.encode(json_file.decode(content)) == content


def test_the_page_has_the_elements_of_a_harmless_one(pages, hostile_ones):
    page, mild = map(checks.parsed, pages)
    assert checks.shape(page) == checks.shape(mild)
    checks.inert(page)
    text = "\n".join(each for each in page.itertext())
    assert not missing(text, hostile_ones)
    assert not checks.unseen(text, isolates=True)
    said = {" ".join(each.split()) for each in page.itertext()}
    whole = [each for each in hostile_ones if len(line(each)) < 100]
    assert len(whole) > 300
    assert not [each for each in whole if line(each) not in said and "_" not in each], (
        "a word's _ is printed as a blank"
    )
    assert len(pages[0].encode()) < 1_000_000


def test_drawings_hold_text_and_marks_alone(made, twin, hostile_ones):
    drawn = {name: checks.drawing(svg) for name, svg in made.figures().items()}
    assert all(re.fullmatch(r"[a-z0-9.-]+\.svg", name) for name in drawn)
    said = "\n".join(text for texts in drawn.values() for text in texts)
    assert not missing(said, [each for each in hostile_ones if line(each).find(marker(each)) < 25])
    assert not checks.unseen(said, isolates=True)
    assert sorted(map(len, drawn.values())) == sorted(len(checks.drawing(svg)) for svg in twin.figures().values())


def test_no_cell_is_a_formula_and_no_row_is_torn(made, hostile_ones):
    rows = list(csv.reader(io.StringIO(made.csv(), newline="")))
    assert {len(each) for each in rows} == {len(rows[0])}
    assert len(rows) == 1 + len(made.findings.estimates)
    assert not [cell for row in rows for cell in row if checks.is_formula(cell)]
    assert not missing(made.csv(), hostile_ones)
    assert not checks.unseen(made.csv().replace("\r\n", "\n"))
    column = {row[rows[0].index("id")]: row for row in rows[1:]}
    assert len(column) == len(rows) - 1


def test_markdown_has_the_marks_of_a_harmless_one(made, twin, hostile_ones):
    assert not missing(made.markdown(), hostile_ones)
    assert checks.markdown_is_ours(made.markdown()) == checks.markdown_is_ours(twin.markdown())
    assert checks.markdown_is_ours(made.summary()) == checks.markdown_is_ours(twin.summary())


def test_a_cell_of_a_notebook_has_the_elements_of_a_harmless_one(made, twin):
    bundle, mild = made.findings._repr_mimebundle_(), twin.findings._repr_mimebundle_()
    assert bundle.keys() == mild.keys() == {"text/html", "text/plain"}
    root, other = checks.parsed(bundle["text/html"]), checks.parsed(mild["text/html"])
    assert checks.shape(root) == checks.shape(other)
    checks.inert(root)
    assert not checks.unseen(bundle["text/plain"])
    assert "n999n" in bundle["text/html"]
    assert "n999n" in bundle["text/plain"]
    assert not checks.unseen(repr(made.findings))


def test_outcomes_for_machines_have_the_shape_of_harmless_ones(made, twin):
    from xml.etree import ElementTree as ET

    assert checks.shape(ET.fromstring(made.junit())) == checks.shape(ET.fromstring(twin.junit()))
    assert b"n999n" in made.junit()

    def bones(value):
        if isinstance(value, dict):
            return {key: bones(each) for key, each in value.items()}
        return [bones(each) for each in value] if isinstance(value, list) else type(value).__name__

    assert bones(json.loads(made.sarif())) == bones(json.loads(twin.sarif()))
    assert not checks.unseen(made.sarif().decode() + made.junit().decode())


FORMS = ("datasheet", "data-statement", "croissant", "dpia", "training-summary", "impact-ratios", "requirements")


def test_forms_have_the_marks_of_harmless_ones(made, twin):
    for form in FORMS:
        written, mild = made.forms(form), twin.forms(form)
        assert written.keys() == mild.keys()
        for name, content in written.items():
            assert not checks.unseen(content.decode()), name
            if name.endswith(".json"):
                json.loads(content)
                continue
            assert b"n999n" in content, name
            assert checks.markdown_is_ours(content.decode()) == checks.markdown_is_ours(mild[name].decode()), name


@pytest.fixture
def uncut(monkeypatch):
    """Tables for papers that leave nothing out."""
    monkeypatch.setattr(paper, "MOST_ROWS", 100_000)


def test_latex_holds_our_commands_alone(made, hostile_ones, uncut):
    checks.latex_is_ours(made.tex())
    assert not missing(made.tex(), hostile_ones)
    fence = made.markdown().rpartition("bibtex\n")[2].rpartition("\n```")[0].rstrip("`\n")
    entry = fence.replace("\\", "")
    assert entry.count("{") == entry.count("}"), "BibTeX counts braces that are escaped too"


def test_word_tables_hold_every_label_as_text(made, hostile_ones):
    docx = pytest.importorskip("docx", reason="needs python-docx")
    content = made.docx()
    assert content == made.docx()
    document = docx.Document(io.BytesIO(content))
    text = "\n".join("".join(node.itertext()) for node in document.element.body)
    printed = " ".join(cell for table in paper.tables(made.findings) for row in table.rows for cell in row)
    kept = [each for each in hostile_ones if marker(each) in printed]
    assert len(kept) > 60
    assert not missing(text, kept)
    assert not checks.unseen(text)
    assert {len(row.cells) for table in document.tables for row in table.rows} <= set(range(2, 9))
    fields = [
        each.tag for each in document.element.iter() if re.search("hyperlink|instrText|fldSimple|object", str(each.tag))
    ]
    assert not fields
