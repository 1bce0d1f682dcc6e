"""Hostile words: as texts, handles, names of columns and datasets, labels and cells of spreadsheets."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata

import pytest

import audit
from audit import api
from audit.errors import AuditError
from audit.loaders.base import Ledger
from audit.loaders.encoding import decide
from audit.loaders.guessing.dialect import head_rows, sniff_dialect
from audit.loaders.markup import unescape
from audit.loaders.tables.cell_texts import visible
from audit.loaders.tables.columns import Column, ColumnMap, Use
from audit.loaders.tables.csv import cells_of

BIDI = {chr(each) for each in (0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))}
TRIGGERS = set("=+-@\t\r\n\0＝＋－＠")


def rows_of(path, **plan):
    posts = audit.load(path, **plan)
    ledgers: list[Ledger] = []
    rows = [row for batch in posts.batches(keep_ids=True, ledgers=ledgers) for row in batch.to_pylist()]
    return rows, ledgers[0]


def written(path, rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def converted(path, out, **plan):
    """Through ``convert`` and back from its JSON lines."""
    audit.load(path, **plan).write(out, keep_ids=True)
    return [json.loads(line) for line in out.read_text(encoding="utf-8").split("\n") if line]


@pytest.fixture(scope="session")
def naughty(hostile):
    strings = [each for each in json.loads((hostile / "naughty-strings/blns.json").read_text(encoding="utf-8")) if each]
    assert len(strings) > 300
    return strings


def steers(line):
    """Whether a line could move a cursor, forge another line or turn the reading round."""
    return any(unicodedata.category(each) in {"Cc", "Zl", "Zp"} or each in BIDI for each in line)


# Cells in which a twin says something else than its table: a phone number was replaced in one of the two.
TWIN_DIFFERS = {"csvs__location_coordinates.csv": ("Contact Phone Number",)}


# --- tables ----------------------------------------------------------------------------------------------------------


def test_csv_spectrum_gives_exactly_the_rows_of_its_twins(hostile, survived):
    files = sorted((hostile / "csv-spectrum").glob("csvs__*.csv"))
    for path in files:
        truth = json.loads(
            path.with_name(path.name.replace("csvs__", "json__")).with_suffix(".json").read_text("utf-8")
        )
        data = path.read_bytes()
        dialect = sniff_dialect(data.decode(), complete=True)
        names = head_rows(data.decode(), dialect, complete=True)[0]
        mapping = ColumnMap(tuple(Use(f"label:{name}", Column(name, index)) for index, name in enumerate(names)))
        ledger = Ledger()
        found = [
            dict(zip(names, row, strict=True))
            for columns, _ in cells_of(io.BytesIO(data), dialect, len(names), mapping, ledger)
            for row in zip(*(column.to_pylist() for column in columns), strict=True)
        ]
        assert dialect.header, path.name
        truth = truth if isinstance(truth, list) else [truth]
        for row in truth:
            row.update({name: found[0][name] for name in TWIN_DIFFERS.get(path.name, ())})
        assert found == truth, path.name
        assert not ledger.rejected, path.name
    survived("tables of csv-spectrum", len(files), len(files))
    assert len(files) == 9


# --- words everywhere ------------------------------------------------------------------------------------------------


def as_text(string):
    """What a table makes of a text: entities unescaped once, and nothing to see is no text."""
    return unescape(string) if visible(string) else None


def as_id(string):
    """What a table makes of an id: one that went through a float is mended or dropped, all else stays."""
    if re.fullmatch(r"-?\d+\.0+", string):
        return string.partition(".")[0]
    return None if re.fullmatch(r"-?\d+\.\d+[eE][+-]?\d+|-?\d+[eE]\+\d+", string) else string


def test_naughty_strings_as_text_handle_and_label(naughty, tmp_path, survived):
    rows = [{"post_id": str(n), "text": s, "author_id": s, "label": s} for n, s in enumerate(naughty)]
    columns = {"text": "text", "author_id": "author_id"}
    source = written(tmp_path / "posts.jsonl", rows)
    found, ledger = rows_of(source, columns=columns, labels=["label"])
    assert ledger.records == ledger.posts == len(naughty)
    assert [row["text"] for row in found] == [as_text(s) for s in naughty]
    assert [row["author_id"] for row in found] == list(map(as_id, naughty))
    labels = [dict(row["labels"] or {}).get("label") for row in found]
    assert [label or "" for label in labels] == [s.strip() for s in naughty]
    back = converted(source, tmp_path / "out.jsonl", columns=columns, labels=["label"])
    assert [row.get("text") for row in back] == [as_text(s) for s in naughty]
    assert [row.get("author_id") for row in back] == list(map(as_id, naughty))
    assert sum(as_id(s) != s for s in naughty) < 10
    survived("naughty strings as text, handle and label", 3 * len(naughty), 3 * len(naughty))


def test_naughty_strings_in_csv(naughty, tmp_path):
    path = tmp_path / "posts.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["post_id", "text", "author_id"])
        writer.writerows([[n, s, s] for n, s in enumerate(naughty)])
    found, ledger = rows_of(path)
    assert ledger.posts == len(naughty)
    assert [row["author_id"] for row in found] == list(map(as_id, naughty))
    assert [row["text"] for row in found] == [as_text(s) for s in naughty]


def test_naughty_strings_as_names_of_columns(naughty, tmp_path, survived):
    names = [s for s in naughty if s not in {"text", "post_id"}]
    for start in range(0, len(names), 40):
        some = list(dict.fromkeys(names[start : start + 40]))
        rows = [{"post_id": str(n), "text": "good morning", **dict.fromkeys(some, "ab"[n % 2])} for n in range(4)]
        source = written(tmp_path / "posts.jsonl", rows)
        found, _ = rows_of(source, columns={"text": "text", "post_id": "post_id"}, labels=some)
        assert set(dict(found[0]["labels"])) == set(some)
        assert not any(steers(line) for line in audit.load(source).describe())
    survived("naughty strings as names of columns", len(names), len(names))


def test_naughty_strings_as_names_of_datasets_and_files(naughty, tmp_path, survived):
    rows = [{"post_id": str(n), "text": "good morning", "author_id": str(n)} for n in range(3)]
    source = written(tmp_path / "posts.jsonl", rows)
    for string in naughty:
        assert audit.load(source, dataset={"name": string}).name == string
        with pytest.raises(AuditError) as raised:
            audit.load(tmp_path / "none" / string.replace("/", "\u2215")[:200])
        assert not steers(raised.value.message)
    for string in naughty[::60]:
        result = api.run_audit(source, dataset={"name": string})
        folder = api.write_report(result, tmp_path / "reports", formats=["json"])
        assert folder.resolve().parent == (tmp_path / "reports").resolve()
        assert json.loads((folder / "findings.json").read_bytes())["dataset"]["name"] == string
    survived("naughty strings as names of datasets and files", 2 * len(naughty), 2 * len(naughty))


# --- characters nobody sees ------------------------------------------------------------------------------------------


def test_every_character_survives(hostile, tmp_path):
    name = "bits__e_separated_utf8_sequence_0-0xffff_assigned_including-unprintable-asis.txt"
    text = (hostile / "unicode" / name).read_text(encoding="utf-8", errors="strict")
    pieces = [f"start {text[at : at + 1000]} end" for at in range(0, len(text), 1000)]
    rows = [{"post_id": str(number), "text": piece} for number, piece in enumerate(pieces)]
    back = converted(written(tmp_path / "posts.jsonl", rows), tmp_path / "out.jsonl")
    assert [row["text"] for row in back] == [unescape(piece) for piece in pieces]
    assert len(set(text)) > 40_000


@pytest.mark.parametrize(
    ("text", "warning"),
    [
        ("a\u202eb", "bidi_control"), ("a\u2066b\u2069", "bidi_control"), ("a\u200bb", "zero_width"),
        ("\ufeffa", "zero_width"), ("a\u00adb", "zero_width"), ("wo\u200drd", "zero_width"), ("a\U000e0041b", "zero_width"),
        ("a\0b", "nul_byte"), ("\u05d0\u200f!", ""), ("\U0001f468\u200d\U0001f469", ""), ("\u0645\u06cc\u200c\u0631", ""),
        ("\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", ""), ("“quoted” – and more…", ""),
    ],
)  # fmt: skip
@pytest.mark.parametrize("loader", ["table", "twitter-v2"])
def test_what_nobody_sees_is_kept_and_counted(tmp_path, text, warning, loader):
    plain = [{"id": str(number), "text": "plain words", "author_id": "1"} for number in range(3)]
    source = written(tmp_path / "posts.jsonl", [*plain, {"id": "9", "text": f"x {text} y", "author_id": "1"}])
    rows, ledger = rows_of(source, loader=loader)
    assert rows[-1]["text"] == f"x {text} y"
    assert ledger.warnings == ({warning: 1} if warning else {})


def test_invalid_utf8_is_a_reject_or_a_counted_replacement(hostile, tmp_path):
    """The numbered cases of utf8tests: the number of lines is kept, and no U+FFFD appears without a count."""
    data = (hostile / "unicode/utf8tests__utf8tests.bin").read_bytes()
    lines = [line for line in data.split(b"\n") if line.strip() and not line.startswith(b"#")]
    body = b"".join(b'{"post_id": "%d", "text": "case ' % n + line.replace(b'"', b"'").replace(b"\\", b"/") + b'"}\n' for n, line in enumerate(lines))  # fmt: skip
    path = tmp_path / "posts.jsonl"
    path.write_bytes(body)
    rows, ledger = rows_of(path)
    valid = [n for n, line in enumerate(body.split(b"\n")[:-1]) if is_utf8(line)]
    controls = re.compile(rb"[\x00-\x1f]")
    readable = [n for n in valid if not controls.search(body.split(b"\n")[n])]
    assert [int(row["post_id"]) for row in rows] == readable
    assert ledger.records == len(lines)
    assert ledger.rejected["invalid_utf8"] == len(lines) - len(valid) > 10


def is_utf8(line):
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def test_legacy_encodings_are_named(hostile):
    for name in ("stain__cp865.txt", "stain__koi8_r.txt", "stain__latin1.txt"):
        encoding = decide((hostile / "unicode" / name).read_bytes(), complete=True)
        assert encoding.guessed
        assert encoding.name in str(encoding)
        assert encoding.why


# --- formulas --------------------------------------------------------------------------------------------------------


def formulas(hostile):
    cells = [
        each["cell"] for each in json.loads((hostile / "formula-injection/generated_cells.json").read_text("utf-8"))
    ]
    lines = (hostile / "formula-injection/payloadbox_csv.txt").read_text(encoding="utf-8").splitlines()
    return list(dict.fromkeys(each for each in [*cells, *lines] if each.strip()))


def test_no_cell_of_a_written_table_is_a_formula(hostile, tmp_path, survived):
    """As labels, as an author's stated gender and as the dataset's name; twelve authors each, so that none is hidden."""
    cells = formulas(hostile)
    seen = 0
    for start in range(0, len(cells), 25):
        some = cells[start : start + 25]
        rows = [
            {
                "post_id": f"{n}/{k}",
                "author_id": f"{n}/{k}",
                "text": f"{cell} good morning",
                "label": cell,
                "gender": cell,
            }
            for n, cell in enumerate(some)
            for k in range(12)
        ]
        source = written(tmp_path / "posts.jsonl", rows)
        plan = {
            "columns": {"text": "text"},
            "labels": ["label"],
            "groups": {"gender": "gender"},
            "dataset": {"name": some[0]},
        }
        result = api.run_audit(source, **plan)
        folder = api.write_report(result, tmp_path / f"reports{start}", formats=["json", "csv"])
        for path in folder.rglob("*.csv"):
            with path.open(encoding="utf-8", newline="") as lines:
                for row in csv.reader(lines):
                    seen += len(row)
                    assert not [cell for cell in row if is_formula(cell)]
        found, _ = rows_of(source, **plan)
        assert [row["text"] for row in found] == [unescape(row["text"]) for row in rows], "posts keep the original"
    survived("formulas as labels, groups and names", 3 * len(cells), 3 * len(cells))
    assert seen > 1000
    assert len(cells) > 100


def is_formula(cell):
    try:
        float(cell)
    except ValueError:
        return cell[:1] in TRIGGERS if cell else False
    return False
