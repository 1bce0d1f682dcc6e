"""What goes wrong is said without a word of what it went wrong with: fatal errors at every stage, broken and odd files."""

from __future__ import annotations

import json
import tempfile

import planted as made
import pyarrow as pa
import pytest
from searching import files, leaked

QUICK = ("--metrics", "coverage,representation,concentration,labels", "--label", "label", "--group", "gender=gender")
#: Where an exception is put in the way, as if a library had choked on a value: stage, module, name.
STAGES = {
    "loading": ("audit.loaders.reading", "_filled"),
    "the door": ("audit.measuring.part", "admit"),
    "measuring": ("audit.metrics.representation.representation.Representation", "measure"),
    "judging": ("audit.metrics.labels.labels.Labels", "judge"),
    "ranking": ("audit.pipeline", "ranked"),
    "the tally": ("audit.report_writing", "save_tally"),
    "the page": ("audit.report.report.Report", "html"),
    "writing": ("audit.report.report", "write_folder"),
}


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("kind", [ValueError, KeyError, UnicodeDecodeError, RuntimeError])
def test_a_fatal_error_quotes_no_value(stage, kind, planted, postaudit, monkeypatch, tmp_path):
    secret = planted.rows[-1]["text"]

    def choke(*_, **__):
        if kind is UnicodeDecodeError:
            raise UnicodeDecodeError("utf-8", secret.encode(), 0, 1, secret)
        try:
            raise LookupError(secret)  # the cause, which a traceback prints too
        except LookupError as cause:
            raise kind(secret, made.author(90)) from cause

    where, name = STAGES[stage]
    monkeypatch.setattr(f"{where}.{name}", choke)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    told = postaudit("run", planted.posts, *QUICK, "--workers", 1, "-v", "-o", tmp_path / "r")
    assert told.code == 2
    assert "a defect of postaudit" in told.err
    assert "Traceback" in told.err
    assert kind.__name__ in told.err
    left = {"stdout": told.out.encode(), "stderr": told.err.encode(), **files(tmp_path)}
    assert not leaked(planted.search, left)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()], "nothing is left behind"


def test_a_traceback_that_quoted_would_be_found(planted, capsys):
    """A writer that leaks: Python's own traceback."""
    import traceback

    try:
        raise ValueError(made.handle(3))
    except ValueError:
        traceback.print_exc()
    assert leaked(planted.search, {"stderr": capsys.readouterr().err.encode()})


def _lines(rows):
    return [json.dumps(each) for each in rows]


def _spoiled(rows, text):
    """Files in which something is wrong with every so many records, by name."""
    lines = text.splitlines(keepends=True)
    each = _lines(rows)
    odd = [
        {
            **row,
            "text": [row["text"]] if at % 3 else {"x": row["text"]},
            "created_at": row["text"],
            "likes": row["handle"],
        }
        for at, row in enumerate(rows)
    ]
    chat = [f"[{1 + at % 28:02d}/02/2024, 10:{at % 60:02d}:00] {r['name']}: {r['text']}" for at, r in enumerate(rows)]
    xml = [f'<row Id="{r["post_id"]}" Body="{r["text"]}" OwnerUserId="{r["author_id"]}"/>' for r in rows]
    return {
        "headerless.csv": "".join(lines[1:]),
        "ragged.csv": "".join(line.replace(",", ",,,", 1) if at % 7 == 3 else line for at, line in enumerate(lines)),
        "unclosed.csv": text.replace("We ", '"We ', 1),
        "nul.csv": text.replace("We ", "W\0e ", 5),
        "broken.jsonl": "\n".join(line[:-5] if at % 9 == 1 else line for at, line in enumerate(each)),
        "types.jsonl": "\n".join(_lines(odd)),
        "keys_twice.jsonl": "\n".join(f'{{"text": "{r["handle"]}", {json.dumps(r)[1:]}' for r in rows),
        "half.json": "[" + ",\n".join(each[:200]),
        "no.jsonl": "\n".join(row["text"] for row in rows),
        "half.xml": f"<posts>{''.join(xml)}</pos",
        "entity.xml": f'<!DOCTYPE x [<!ENTITY a "{rows[0]["text"]}">]><posts><row Body="&a;"/></posts>',
        "chat.txt": "\n".join(chat),
    }


NAMES = tuple(_spoiled([made.posts()[0]], ""))


@pytest.mark.parametrize("name", NAMES)
def test_broken_files_are_told_of_without_what_is_in_them(name, planted, postaudit, tmp_path):
    source = tmp_path / name
    source.write_text(_spoiled(planted.rows, planted.posts.read_text())[name], encoding="utf-8")
    out = tmp_path / "out"
    told = postaudit("run", source, "--metrics", "coverage,representation,concentration", "-v", "-o", out)
    assert told.code in (0, 2)
    assert "a defect of postaudit" not in told.err
    written = {each: content for each, content in files(out).items() if not each.endswith("tally.arrow")}
    assert not leaked(planted.search, {"stdout": told.out.encode(), "stderr": told.err.encode(), **written})


@pytest.mark.parametrize(
    ("flag", "content"),
    [
        ("--weights", "post_id,weight\n{post},1,2\n{post},1\n"),
        ("--weights", "post_id,weight\n{post},{handle}\n"),
        ("--weights", "{post},1\n"),
        ("--coding", "item,group,text,code\n{post},women,{text},{handle}\n"),
        ("-c", "[groups.gender]\ncolumn = '{handle}\n"),
    ],
)
def test_files_beside_the_posts_are_refused_without_a_word_of_them(flag, content, planted, postaudit, tmp_path):
    beside = tmp_path / ("audit.toml" if flag == "-c" else "beside.csv")
    row = planted.rows[5]
    beside.write_text(content.format(post=row["post_id"], handle=row["handle"], text=row["text"]))
    told = postaudit("run", planted.posts, flag, beside, "-v", "-o", tmp_path / "out")
    assert told.code == 2
    assert not leaked(planted.search, {"stdout": told.out.encode(), "stderr": told.err.encode()})


def test_a_list_of_ids_without_a_header_is_refused_without_an_id(planted, postaudit, tmp_path):
    ids = tmp_path / "ids.csv"
    ids.write_text("\n".join(row["post_id"] for row in planted.rows))
    told = postaudit("filter-impact", planted.posts, "--keep-ids", ids, "-v", "-o", tmp_path / "out")
    assert told.code == 2
    assert "has no column post_id" in told.err
    assert not leaked(planted.search, {"stderr": told.err.encode()})


@pytest.mark.parametrize(
    "quoting", ["Could not convert '{}' with type str", 'Expected int, got "{}\'s" in it', "got `{}`"]
)
def test_what_arrow_quotes_is_left_out(quoting, planted):
    from audit.errors import SourceError
    from audit.loaders.source import Source
    from audit.loaders.tables.arrow import reading

    secret = made.handle(5)
    with pytest.raises(SourceError) as told, reading(Source("posts.parquet", str(planted.posts))):
        raise pa.ArrowInvalid(quoting.format(secret))
    assert "…" in str(told.value)
    assert secret not in str(told.value)
