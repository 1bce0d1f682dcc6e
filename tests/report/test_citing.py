"""How an audit is cited, and how a reader makes sure that this is what was cited."""

from __future__ import annotations

import hashlib
import html
import json
import re
import shutil
import subprocess
from dataclasses import replace

import jsonschema
import pytest

from audit.errors import SourceError
from audit.report import checking
from audit.report.citing import citation
from audit.report.html import render
from audit.report.report import Report
from audit.version import __version__

FACTS = {"time": "2026-11-23T10:00:00Z"}
# What csl-data.json 1.0.2 of the Citation Style Language (github.com/citation-style-language/schema) says of the fields used here,
# and that it allows no others than those it lists.
NAME = {
    "type": "object",
    "properties": {each: {"type": "string"} for each in ("family", "given", "literal", "suffix")},
    "additionalProperties": False,
}
DATE = {
    "type": "object",
    "properties": {
        "date-parts": {
            "type": "array",
            "minItems": 1,
            "maxItems": 2,
            "items": {"type": "array", "minItems": 1, "maxItems": 3, "items": {"type": ["string", "number"]}},
        }
    },
    "additionalProperties": False,
}
CSL = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["type", "id"],
        "properties": {
            "type": {"enum": ["article", "book", "dataset", "document", "report", "software", "webpage"]},
            "id": {"type": ["string", "number"]},
            "author": {"type": "array", "items": NAME},
            "issued": DATE,
            **{each: {"type": "string"} for each in ("title", "genre", "note", "publisher", "version", "URL")},
            "number": {"type": ["string", "number"]},
        },
        "additionalProperties": False,
    },
}


def test_csl_json_keeps_the_shape_of_its_schema(example, empty):
    for findings, facts in ((example, FACTS), (example, None), (empty, None)):
        jsonschema.validate(json.loads(citation(findings, "0", facts).csl), CSL)
    [item] = json.loads(citation(example, "3f2a", FACTS).csl)
    assert item["issued"] == {"date-parts": [[2026, 11, 23]]}
    assert item["title"] == "Dataset audit of northtown-posts 2.1"
    assert item["number"] == "7f3c9e1a0b2d"
    assert "issued" not in json.loads(citation(example).csl)[0]


def test_the_three_forms_say_the_same(example):
    made = citation(example, "3f2a-91bc-77d0-1e5c", FACTS)
    for each in (made.bibtex, made.csl, made.plain):
        for said in (
            "Dataset audit of northtown-posts 2.1",
            "7f3c9e1a0b2d",
            "postaudit 0.1.0",
            "3f2a-91bc-77d0-1e5c",
            "2026",
        ):
            assert said in each


def test_a_name_with_signs_of_tex_stays_text(example):
    named = replace(example, dataset={**example.dataset, "name": "50% {of} A&B_c\\d"})
    assert (
        r"title = {Dataset audit of 50\% \textbraceleft{}of\textbraceright{} A\&B\_c\textbackslash{}d}"
        in citation(named).bibtex
    )
    assert json.loads(citation(named).csl)[0]["title"] == "Dataset audit of 50% {of} A&B_c\\d"


@pytest.fixture(scope="session")
def written(example, tmp_path_factory):
    return Report(example).write(tmp_path_factory.mktemp("cited"))


@pytest.fixture
def folder(written, tmp_path):
    return shutil.copytree(written, tmp_path / "copy")


def test_the_page_prints_the_start_of_the_sha256_of_the_findings(folder):
    page = (folder / "report.html").read_text(encoding="utf-8")
    digest = hashlib.sha256((folder / "findings.json").read_bytes()).hexdigest()
    groups = re.findall(r'<code id="page-checksum">(.*?)</code>', page)
    assert groups == ["-".join(digest[at : at + 4] for at in (0, 4, 8, 12))]
    assert f"<code>{digest}</code>" in page
    [item] = json.loads(html.unescape(re.findall(r'<pre id="page-csl">(.*?)</pre>', page, re.DOTALL)[0]))
    assert groups[0] in item["note"]
    if shutil.which("sha256sum"):
        run = subprocess.run(["sha256sum", "--check", "checksums.txt"], cwd=folder, capture_output=True, check=False)
        assert run.returncode == 0


def test_one_command_says_whether_it_is_whole(folder, postaudit):
    code, out, _err = postaudit("report", "--check", folder)
    assert code == 0
    assert out.splitlines()[0].startswith("findings.json: ")
    said = "\n".join(out.splitlines())
    for each in ("report.html: says, sentence by sentence", "report.md: is what", "findings.csv: is what", "5 charts"):
        assert each in said


def listed_anew(folder):
    """What whoever forges a file does next: the list of checksums is not signed."""
    files = sorted(each for each in folder.rglob("*") if each.is_file() and each.name != "checksums.txt")
    lines = [
        f"{hashlib.sha256(each.read_bytes()).hexdigest()}  {each.relative_to(folder).as_posix()}\n" for each in files
    ]
    (folder / "checksums.txt").write_text("".join(lines), encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("report.html", "35%", "53%", "53%"),
        ("report.html", "are fewer than their share", "are more than their share", "are more than their share"),
        ("report.html", 'aria-label="', 'aria-label="Nothing ', "Nothing"),
        ("report.html", 'id="representation.gender.women"', 'id="representation.gender.men"', "representation.gender.men"),
        ("report.html", "<body>", '<body><img src="data:," alt="">', "<img"),
        ("report.html", ">40%</text>", ">90%</text>", "90%"),
        ("report.md", "35%", "53%", "53%"),
        ("findings.csv", "0.351", "0.531", "0.531"),
        ("figures/representation.gender.svg", ">40%</text>", ">90%</text>", "90%"),
    ],
)  # fmt: skip
def test_a_forged_file_is_told_whatever_the_list_of_checksums_says(folder, name, old, new, said):
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    listed_anew(folder)
    with pytest.raises(
        SourceError, match=rf"{re.escape(name)}: is not what postaudit .*it has .*{re.escape(said)}.*gives"
    ):
        checking.check(folder)


def test_where_a_mark_stands_is_not_compared(folder):
    page = (folder / "report.html").read_text(encoding="utf-8")
    moved = re.sub(r'(<text x=")(\d+)', lambda found: f"{found[1]}{int(found[2]) + 1}", page)
    assert moved != page
    (folder / "report.html").write_text(moved, encoding="utf-8")
    listed_anew(folder)
    assert any("report.html: says" in each for each in checking.check(folder))


def test_no_list_of_checksums_is_no_pass_and_the_rest_is_told_before(folder, postaudit):
    (folder / "checksums.txt").unlink()
    code, out, err = postaudit("report", "--check", folder)
    assert code == 2
    assert "report.html: says" in out
    assert "there is no such file" in err


def test_a_page_of_another_version_is_told_as_such(folder):
    page = (folder / "report.html").read_text(encoding="utf-8")
    (folder / "report.html").write_text(page.replace(f"postaudit {__version__}", "postaudit 0.0.9"), encoding="utf-8")
    listed_anew(folder)
    with pytest.raises(SourceError, match=r"written by 0\.0\.9, and this is .*was not compared"):
        checking.check(folder)


def test_a_german_page_with_the_facts_of_its_run_is_checked_in_german(folder, tmp_path, postaudit):
    (folder / "run.json").write_text(json.dumps(FACTS), encoding="utf-8")
    code, _out, _err = postaudit("report", folder, "-o", tmp_path / "german", "--language", "de", "--format", "html,md")
    assert code == 0
    made = next((tmp_path / "german").iterdir())
    assert (made / "run.json").read_bytes() == (folder / "run.json").read_bytes()
    assert any(each.startswith("report.md: is what") for each in checking.check(made))
    (made / "run.json").unlink()
    listed_anew(made)
    with pytest.raises(SourceError, match=r"There is no run\.json here"):
        checking.check(made)


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        ("findings.json", lambda text: text.replace(b"0.351", b"0.352", 1), "findings.json: was changed"),
        ("findings.csv", lambda text: text + b" ", "findings.csv: was changed"),
        ("figures/representation.gender.svg", None, "representation.gender.svg: there is no such file"),
        ("findings.json", None, "findings.json: there is no such file"),
        ("checksums.txt", lambda text: text + b"0" * 64 + b"  ../secret\n", "no checksum of a file here"),
        ("checksums.txt", lambda text: text + b"nonsense\n", "no checksum of a file here"),
    ],
)
def test_what_was_changed_is_named(folder, name, change, said):
    if change is None:
        (folder / name).unlink()
    else:
        changed = change((folder / name).read_bytes())
        assert changed != (folder / name).read_bytes()
        (folder / name).write_bytes(changed)
    with pytest.raises(SourceError, match=re.escape(said)):
        checking.check(folder)


def test_a_page_of_other_findings_is_told(folder, example):
    other = render(replace(example, findings=example.findings[1:]), {})
    (folder / "report.html").write_text(other, encoding="utf-8")
    (folder / "checksums.txt").unlink()
    with pytest.raises(SourceError, match=r"report\.html: prints the checksum"):
        checking.check(folder)


def test_the_checksum_is_that_of_the_findings_and_not_of_the_run(example):
    def printed(findings, facts=None, language="en"):
        return re.findall(r'"page-checksum">(.*?)<', render(findings, {}, facts, language))

    assert printed(example) == printed(example, FACTS) == printed(example, None, "de")
    assert printed(example) != printed(replace(example, findings=example.findings[1:]))
