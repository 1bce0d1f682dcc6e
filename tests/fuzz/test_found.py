"""What fuzzing has found, each as a small file with made-up content."""

from __future__ import annotations

import bz2
import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from check import check, outcome


@pytest.fixture
def path(tmp_path):
    return tmp_path / "posts"


def test_a_stray_quote_in_a_line_that_is_not_utf8(path):
    """The row was read leniently and not looked at again: half a character reached Arrow."""
    path.write_bytes(b'id,text\n1,good morning\n2,"x"\xfd\n3,good evening\n')
    assert check(path, random.Random(1)) == "read"


def test_documents_in_which_one_list_is_a_number(path):
    """The list of records under a key was taken from every document, though one had a number there."""
    path.write_bytes(b'[{"items": [{"text": "good morning"}, {"text": "good evening"}]}, {"items": 5}]')
    assert check(path, random.Random(1)) == "read"


def test_a_hexadecimal_count_beside_a_word(path):
    """Arrow reads 0x1F as 31; whether it was asked depended on the other cells of the batch."""
    counts = ["0x1F", *map(str, range(40)), "many"]
    path.write_text("id,text,likes\n" + "".join(f"{n},good morning {n},{count}\n" for n, count in enumerate(counts)))
    kind, posts, ledger = outcome(path)
    assert (kind, [post["likes"] for post in posts]) == ("read", [None, *range(40), None])
    assert ledger.warnings["lossy_number"] == 2
    for seed in range(5):
        check(path, random.Random(seed))


def test_a_text_that_is_false_wherever_it_stands(path):
    """Arrow wrote it out as a word; read line by line, because of a broken line in the same block, it was a reject."""
    path.write_bytes(b'{"tweet": false}\n{"tweet": true}\n')
    _, posts, ledger = outcome(path)
    assert (posts, ledger.rejected) == ([], {"bad_type": 2})
    path.write_bytes(b'{"tweet": false}\n{"tweet": \n')
    for seed in range(5):
        check(path, random.Random(seed))


def test_a_record_before_damage_that_looks_whole(path):
    """Where a checksum fails after a line without its end, Arrow took that line, and reading line by line did not."""
    lines = [b'{"post_id": "%d", "text": "good morning, number %d"}' % (number, number) for number in range(3)]
    second = bytearray(bz2.compress(b" more"))
    second[10] ^= 1  # the checksum of its block
    for first in (lines[0], b'{"post_id": "0", "text": "first", "text": "second"}'):  # by Arrow, and line by line
        path.write_bytes(bz2.compress(b"\n".join([first, *lines[1:]])) + bytes(second))
        _, posts, ledger = outcome(path)
        assert [post["post_id"] for post in posts] == ["0", "1"]
        assert ledger.rejected == {"checksum_error": 1}


def test_a_first_batch_of_one_row(path):
    """The columns were guessed by the first batch alone, and it may hold one post."""
    rows = [
        {"text": f"good morning, number {n}", "user": f"a{n % 3}", "gender": "woman" if n % 2 else "man"}
        for n in range(60)
    ]
    table = pa.Table.from_pylist(rows)
    with pa.OSFile(str(path), "wb") as out, pa.ipc.new_stream(out, table.schema) as writer:
        for start, stop in ((0, 1), (1, 60)):
            writer.write_table(table.slice(start, stop - start))
    kind, posts, _ = outcome(path)
    assert kind == "read"
    assert dict(posts[0]["attributes"]) == {"gender": "man"}


def test_parquet_whose_strings_are_not_utf8(path):
    """Parquet was taken at its word that a string is UTF-8."""
    table = pa.table({"text": pa.array([b"good morning", b"good \xff evening"]), "id": ["1", "2"]})
    text = pa.Array.from_buffers(pa.string(), 2, table.column("text").chunk(0).buffers())
    pq.write_table(table.set_column(0, "text", text), path)
    assert check(path, random.Random(1)) == "refused SourceError"


def test_a_footer_that_ends_the_process_of_who_asks_for_a_column(path, tmp_path):
    """pyarrow 26.0 aborts in ``row_group(0).column(0)`` where a histogram has the wrong length; every byte is tried."""
    pq.write_table(pa.table({"text": ["good morning"] * 20, "id": [str(n) for n in range(20)]}), path)
    data = path.read_bytes()
    length = int.from_bytes(data[-8:-4], "little")
    script = (
        "import sys, audit\nfrom pathlib import Path\n"
        "data, path = Path(sys.argv[1]).read_bytes(), Path(sys.argv[2])\n"
        "for at in range(len(data) - 8 - int(sys.argv[3]), len(data) - 8):\n"
        "    for change in (1, 4):\n"
        "        path.write_bytes(data[:at] + bytes([data[at] ^ change]) + data[at + 1:])\n"
        "        try: list(audit.load(path).batches())\n"
        "        except audit.errors.AuditError: pass\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-c", script, str(path), str(tmp_path / "spoiled"), str(length)]
    process = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=160, check=False)
    assert process.returncode == 0, process.stderr[-500:]


def test_rows_are_numbered_through_the_parts(path, monkeypatch):
    """Each part of a large file began again at 1."""
    import audit
    from audit.loaders import reading

    path.write_bytes(b"".join(b'{"id": "%d", "text": "good morning"}\n' % number for number in range(50)))
    monkeypatch.setattr(reading, "PART_BYTES", 100)
    rows = [row for batch in audit.load(path).batches() for row in batch.column("row").to_pylist()]
    assert rows == list(range(1, 51))


def test_a_float_too_large_for_a_count_is_none_whatever_else_is_in_its_batch(tmp_path):
    """Alone among integers Arrow took it; beside a record of another shape, which is read value by value, it was missing."""
    for odd in ({}, {"likes": "many"}, {"text": {"x": 1}}):
        rows = [{"id": str(n), "text": f"post {n}", "user": "a", "likes": n} for n in range(30)]
        rows[12]["likes"] = 6.5873e17
        rows[20] |= odd
        path = tmp_path / "lines.jsonl"
        path.write_text("\n".join(map(json.dumps, rows)))
        kind, posts, ledger = outcome(path)
        assert (kind, posts[12]["likes"], posts[13]["likes"]) == ("read", None, 13)
        assert ledger.warnings["lossy_number"] >= 1
