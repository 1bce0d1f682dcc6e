"""A report folder that somebody else put together is checked without a loophole, and without an error nobody explains."""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import replace

import pytest

from audit.errors import SourceError
from audit.report import checking
from audit.report.read_page import read
from audit.report.report import Report


@pytest.fixture(scope="session")
def written(example, tmp_path_factory):
    return Report(example).write(tmp_path_factory.mktemp("checked"))


@pytest.fixture
def folder(written, tmp_path):
    return shutil.copytree(written, tmp_path / "copy")


def test_what_is_not_there_or_has_another_name_is_not_approved(folder, postaudit, monkeypatch):
    monkeypatch.chdir(folder)
    shutil.copy("findings.json", "copy.json")
    for name, said in (("nowhere", "there is no such file or folder"), ("copy.json", "is not called findings.json")):
        code, out, err = postaudit("report", "--check", name)
        assert (code, out) == (2, "")
        assert said in err
    assert postaudit("report", "--check", "findings.json")[0] == 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("<p><span class=unseen>so</span> not</p>", "<p><span class=unseen>so not</span></p>"),
        ("<p>10<sup>2</sup></p>", "<p>102</p>"),
        ("<p>a</p><p>b</p>", "<p>a</p>&lt;p&gt;<p>b</p>"),
        ("<p><b>a</b></p>", "<p>&lt;b&gt;a&lt;/b&gt;</p>"),
        ('<i title="a" class="b">c</i>', "<i title='a\" class=\"b'>c</i>"),
        ('<svg><text>1</text></svg>', '<svg><svg width="9" height="9"><path fill="#fff"/></svg><text>1</text></svg>'),
        ('<svg viewBox="0 0 9 9"></svg>', '<svg viewBox="0 0 1 1"></svg>'),
        ("<svg><g class=a><text>1</text></g><text>2</text></svg>", "<svg><g class=a><text>1</text><text>2</text></g></svg>"),
    ],
)  # fmt: skip
def test_what_a_reader_sees_differently_reads_differently(one, other):
    assert read(one) != read(other)


def _hollow(folder):
    (folder / "report.html").write_bytes(b"")
    (folder / "checksums.txt").unlink()


def _linked(folder):
    (folder.parent / "outside").write_text("x")
    (folder / "findings.csv").unlink()
    (folder / "findings.csv").symlink_to(folder.parent / "outside")


def _endless(folder):
    (folder / "findings.json").unlink()
    (folder / "findings.json").symlink_to("/dev/zero")


def _moved(folder):
    (folder / "figures").rename(folder.parent / "figures")
    (folder / "figures").symlink_to(folder.parent / "figures")


def _listed(line):
    def add(folder):
        path = folder / "checksums.txt"
        path.write_text(path.read_text(encoding="utf-8") + line, encoding="utf-8")

    return add


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda folder: (folder / "run.json").write_text('{"sources": 3}'), "no JSON object with lists"),
        (_listed("0" * 64 + "  a\0b\n"), "no checksum of a file here"),
        (_hollow, r"report\.html: prints no checksum"),
        (_linked, r"findings\.csv: is no file but a link"),
        (_endless, r"findings\.json: is no file but a link"),
        (_moved, "leads out of the folder"),
        (lambda folder: os.mkfifo(folder / "run.json"), r"run\.json: is no file"),
    ],
)
def test_an_odd_folder_is_refused_in_words(folder, change, said):
    change(folder)
    with pytest.raises(SourceError, match=said):
        checking.check(folder)


def test_markdown_kept_beside_a_page_of_another_language_is_whole(folder, tmp_path, postaudit):
    code, _out, err = postaudit("report", folder, "-o", folder.parent, "--language", "de", "--format", "html")
    assert code == 0, err
    [made] = [each for each in folder.parent.iterdir() if each != folder and each.is_dir()]
    shutil.copy(folder / "report.md", made)
    code, _out, err = postaudit("report", made, "-o", folder.parent, "--language", "de", "--format", "html")
    assert code == 0, err
    assert any(each.startswith("report.md: is what") for each in checking.check(made))


def test_a_plug_in_that_is_not_here_is_named_before_a_change(example, tmp_path):
    plan = {**(example.audit.get("plan") or {}), "report": {"sections": ["shouting"]}}
    made = Report(replace(example, audit={**example.audit, "plan": plan})).write(tmp_path)
    checking.check(made)  # left out then, as it is now
    page = (made / "report.html").read_text(encoding="utf-8")
    other = re.sub(r"left out: no plug-in that is installed here brings it", "acme-audit 1.2", page)
    assert other != page
    (made / "report.html").write_text(other, encoding="utf-8")
    (made / "checksums.txt").unlink()
    with pytest.raises(
        SourceError, match=r"another plug-in for its section shouting than here.*no plug-in that is installed"
    ):
        checking.check(made)
