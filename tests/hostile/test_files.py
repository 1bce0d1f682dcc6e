"""Files that change, hide, or are named to deceive; what is lost, and what the terminal is told."""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
import unicodedata
from collections import Counter
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import audit
from audit import api
from audit.errors import AccountingError, AuditError, SourceError
from audit.loaders import reading
from audit.loaders.base import Ledger, Rejection
from audit.loaders.reading import parts, prepare, read
from audit.loaders.source import expand
from audit.measuring import part as measuring

ROWS = [{"id": str(number), "text": f"good morning, number {number}", "author_id": "a"} for number in range(400)]
LINES = "".join(json.dumps(row) + "\n" for row in ROWS)


def lines_file(path):
    path.write_text(LINES, encoding="utf-8")
    return path


def parquet_file(path):
    pq.write_table(pa.Table.from_pylist(ROWS), path, row_group_size=100)
    return path


def arrow_file(path):
    with pa.OSFile(str(path), "wb") as out, pa.ipc.new_file(out, pa.Table.from_pylist(ROWS).schema) as writer:
        writer.write_table(pa.Table.from_pylist(ROWS), max_chunksize=100)
    return path


def csv_file(path):
    path.write_text("id,text\n" + "".join(f'{row["id"]},"{row["text"]}"\n' for row in ROWS), encoding="utf-8")
    return path


def zip_file(path):
    import zipfile

    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("posts.jsonl", LINES)
    return path


MAKERS = [lines_file, parquet_file, arrow_file, csv_file, zip_file]


# --- files that change -----------------------------------------------------------------------------------------------


def appended(path):
    with path.open("ab") as out:
        out.write(b"x")


def rewritten(path):
    status = path.stat()
    path.write_bytes(path.read_bytes()[::-1])
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns + 1))


def replaced(path):
    status = path.stat()
    other = path.with_name("other")
    shutil.copyfile(path, other)
    os.utime(other, ns=(status.st_atime_ns, status.st_mtime_ns))
    other.replace(path)


def truncated(path):
    os.truncate(path, path.stat().st_size // 2)


@pytest.mark.parametrize("change", [appended, rewritten, replaced, truncated, Path.unlink])
@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize("when", ["before", "while"])
def test_a_file_that_changes_is_no_source(tmp_path, monkeypatch, make, change, when):
    path = make(tmp_path / "posts")
    posts = audit.load(path)
    if when == "before":
        change(path)
        with pytest.raises(SourceError, match=r"posts.*: changed while it was read"):
            list(posts.batches())
        return
    real = reading._batches

    def changing(part, ledger):
        for number, batch in enumerate(real(part, ledger)):
            yield batch
            if number == 0 and path.exists():
                change(path)

    monkeypatch.setattr(reading, "_batches", changing)
    with pytest.raises(SourceError):
        list(posts.batches())


def test_a_file_that_changes_ends_the_command_in_2(tmp_path, postaudit, monkeypatch):
    path = lines_file(tmp_path / "posts.jsonl")
    real = measuring.read

    def changing(given, ledger):
        yield from real(given, ledger)
        appended(path)

    monkeypatch.setattr(measuring, "read", changing)
    told = postaudit("run", path, "-o", tmp_path / "reports", "--format", "json")
    assert told.code == 2
    assert "posts.jsonl: changed while it was read." in told.err
    assert not (tmp_path / "reports").exists()


def test_what_the_digest_is_of_is_what_was_read(tmp_path):
    path = lines_file(tmp_path / "posts.jsonl")
    posts = audit.load(path)
    list(posts.batches())
    appended(path)
    with pytest.raises(SourceError, match="changed"):
        posts.source_facts(0)


# --- files that cannot be read ---------------------------------------------------------------------------------------


@pytest.fixture
def locked():
    """A folder for others, outside the tests' own, which only its owner may enter."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    for path in folder.rglob("*"):
        path.chmod(0o700)
    shutil.rmtree(folder)


def as_nobody(call):
    """What a call says in a process that may not do everything, as root may."""
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        said = "nothing was refused"
        try:
            if os.geteuid() == 0:
                os.setgid(65534)
                os.setuid(65534)
            call()
        except AuditError as error:
            said = error.message
        except BaseException as error:
            said = f"ESCAPED {error!r}"
        os.write(write_end, said.encode())
        os._exit(0)
    os.close(write_end)
    os.waitpid(child, 0)
    with os.fdopen(read_end) as told:
        return told.read()


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="permissions of POSIX")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
@pytest.mark.parametrize("what", ["file", "folder", "in a folder", "on the way"])
def test_what_may_not_be_read_is_named(locked, what):
    (locked / "inner").mkdir()
    path = lines_file(locked / "inner" / "posts.jsonl")
    named = {"file": path, "folder": path.parent, "in a folder": locked, "on the way": path}[what]
    (path if what in {"file", "in a folder"} else path.parent).chmod(0)
    said = as_nobody(lambda: audit.load(named))
    assert re.search(r"(posts\.jsonl|inner): cannot be (read|listed|opened): Permission denied", said), said
    assert as_nobody(lambda: None) == "nothing was refused"


@pytest.mark.parametrize("name", ["a\0b", "x" * 300, "x/" * 3000, "", "\ud800", "~", "posts.csv/inner"])
def test_names_that_are_none(tmp_path, name, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "posts.csv").write_text("id,text\n1,good morning\n")
    with pytest.raises(AuditError) as raised:
        list(audit.load(name).batches())
    assert raised.value.message.isprintable()


# --- names that deceive ----------------------------------------------------------------------------------------------

NAMES = ["two\nlines.jsonl", "\x1b[2J\x1b[31mred.jsonl", "bell\x07\x08.jsonl", "\u202elnosj.jsonl", "c1\x9b1m.jsonl",
         "zero\u200b.jsonl", "tab\t.jsonl", "line\u2028separator.jsonl", "postaudit: done\r.jsonl"]  # fmt: skip


def steers(text):
    return [
        each for each in text if each != "\n" and (unicodedata.category(each) == "Cc" or "\u2028" <= each <= "\u202e")
    ]


@pytest.mark.parametrize("name", NAMES)
def test_no_name_reaches_the_terminal_as_it_is(tmp_path, postaudit, name):
    good = lines_file(tmp_path / name)
    bad = tmp_path / f"bad{name}"
    bad.write_bytes(b"\x89PNG\r\n\x1a\n")
    headed = tmp_path / "columns.csv"
    headed.write_text(f'id,text,"{name}","<b>{name}</b>"\n1,good morning,x,y\n2,good evening,x,y\n', encoding="utf-8")
    lines = []
    for arguments in (
        ("convert", good, "-o", tmp_path / "out.jsonl"),
        ("convert", bad, "-o", tmp_path / "out.jsonl"),
        ("convert", tmp_path / f"none{name}", "-o", tmp_path / "out.jsonl"),
        ("convert", headed, "-o", tmp_path / "out.jsonl"),
        ("convert", tmp_path, "-o", "-", "--columns", f"text={name}"),
        ("run", good, "-o", tmp_path / "reports", "--format", "json", "--name", name),
    ):
        told = postaudit(*arguments)
        assert not steers(told.err), arguments
        assert "Traceback" not in told.err
        lines += told.err.splitlines()
    assert "lines.jsonl" not in [line[: len("lines.jsonl")] for line in lines], "a name has made a line of its own"


# --- what is lost ----------------------------------------------------------------------------------------------------


@pytest.fixture
def half_broken(tmp_path):
    path = tmp_path / "posts.jsonl"
    path.write_text(LINES + "broken\n" * 100, encoding="utf-8")
    return path


@pytest.mark.parametrize(("share", "code"), [("0.19", 2), ("0.2", 0), ("1", 0), ("0", 2), (None, 0)])
@pytest.mark.parametrize("verb", ["run", "tally", "convert"])
def test_a_larger_share_of_rejects_than_allowed_is_no_audit(half_broken, tmp_path, postaudit, verb, share, code):
    output = {"run": "reports", "tally": "part.tally", "convert": "posts.parquet"}[verb]
    flag = () if share is None else ("--max-reject", share)
    told = postaudit(verb, half_broken, "-o", tmp_path / output, *flag)
    assert told.code == code, told.err
    assert (tmp_path / output).exists() == (code == 0)
    if code:
        assert "100 of 500 records are malformed (100 bad_json)" in told.err


def test_limits_change_no_figure_and_no_id(half_broken, tmp_path):
    plain = api.run_audit(half_broken)
    limited = api.run_audit(half_broken, limits={"max_reject": 0.5, "max_ratio": 300})
    assert plain.findings.audit == limited.findings.audit
    assert "limits" not in plain.findings.audit["plan"]


@pytest.mark.parametrize("share", ["-0.1", "1.1", "many"])
def test_a_share_is_between_none_and_all(half_broken, tmp_path, postaudit, share):
    assert postaudit("run", half_broken, "-o", tmp_path / "reports", "--max-reject", share).code == 2


# --- the books -------------------------------------------------------------------------------------------------------


def test_books_that_do_not_balance_end_in_an_error():
    ledger = Ledger("posts.csv")
    ledger.post(3)
    ledger.reject("bad_json")
    ledger.check(3)
    for rows in (2, 4):
        with pytest.raises(AccountingError, match=f"{rows} posts handed on"):
            ledger.check(rows)
    ledger.records += 1
    with pytest.raises(AccountingError, match=r"posts\.csv: 5 records are not 3 posts"):
        ledger.check()


def lying(what):
    """A way to read that loses a record, a post or a batch without a word."""
    real = reading._batches

    def batches(part, ledger):
        found = list(real(part, ledger))
        if what == "record":
            ledger.records -= 1
        elif what == "post":
            found[0] = found[0].take(list(range(1, found[0].num_rows)))
        elif what == "batch":
            found = found[:-1]
        elif what == "reject":
            ledger.rejected["bad_json"] += 1
        yield from found

    return batches


@pytest.mark.parametrize("what", ["record", "post", "batch", "reject"])
@pytest.mark.parametrize("make", [lines_file, csv_file, parquet_file])
def test_a_reader_that_loses_something_is_found_out(tmp_path, monkeypatch, postaudit, make, what):
    path = make(tmp_path / "posts")
    monkeypatch.setattr(reading, "_batches", lying(what))
    with pytest.raises(AccountingError):
        list(audit.load(path).batches())
    told = postaudit("run", path, "-o", tmp_path / "reports")
    assert told.code == 2
    assert "defect of postaudit" in told.err
    assert not (tmp_path / "reports").exists()


def test_every_reject_keeps_its_place(tmp_path):
    path = tmp_path / "posts.csv"
    path.write_text('id,text\n1,good morning\n2,b,c\n3,"good\nevening"\n4\n5,x y z\n')
    ledger = Ledger()
    (source,) = expand([path])
    for part in parts(prepare(source)):
        assert sum(batch.num_rows for batch in read(part, ledger)) == 3
    assert Counter(ledger.rejected) == {"bad_csv_too_many": 1, "bad_csv_too_few": 1}
    assert [(each.source, each.record, each.reason) for each in ledger.rejections] == [
        ("posts.csv", 2, "bad_csv_too_many"),
        ("posts.csv", 4, "bad_csv_too_few"),
    ]
    assert all(isinstance(each, Rejection) and "line " in each.detail for each in ledger.rejections)


def test_the_accounting_is_in_the_report(tmp_path):
    path = tmp_path / "posts.csv"
    path.write_text("id,text,user\n1,good morning,a\n2,b\n,,\n3,good evening,b\n")
    result = api.run_audit(path)
    (accounting,) = result.findings.dataset["sources"]
    assert [accounting[key] for key in ("records", "posts", "rejected", "skipped")] == [4, 2, 1, 1]
    folder = api.write_report(result, tmp_path / "reports", formats=["html", "json"])
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "bad_csv_too_few" in page
    assert "NO: records are unaccounted for" not in page
