"""Whoever waits is told of bytes that are done: in the end of all there are, whatever the form and the cut."""

from __future__ import annotations

import pandas as pd
import pytest

import audit
from audit.api import run_audit
from audit.loaders import reading
from audit.loaders.reading import Part
from audit.measuring.sizes import Sizes


@pytest.mark.parametrize("form", ["jsonl", "csv", "parquet"])
def test_bytes_that_are_done_come_to_all_there_are(form, tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "PART_BYTES", 20_000)
    monkeypatch.setattr(reading, "PART", 20_000)
    frame = pd.DataFrame({"text": [f"some words of post {i}" for i in range(3_000)], "author": "a"})
    path = tmp_path / f"posts.{form}"
    if form == "jsonl":
        frame.to_json(path, orient="records", lines=True)
    elif form == "csv":
        frame.to_csv(path, index=False)
    else:
        frame.to_parquet(path, row_group_size=500)
    posts = audit.load(path, metrics=["coverage"])
    told: list[tuple[int, int]] = []
    counted: list[int] = []
    run_audit(posts, workers=1, progress=counted.append, read=lambda size, total: told.append((size, total)))
    assert sum(counted) == len(frame)
    assert (len(told) > 1) == (form != "csv")
    assert {total for _, total in told} == {Sizes(posts.parts()).total}
    assert sum(size for size, _ in told) == told[0][1]
    # Of row groups that do not divide the bytes a few are left over.
    assert 0 <= path.stat().st_size - told[0][1] < len(told)


def test_pieces_that_another_process_has_read_count_by_what_they_hold(samples):
    [part] = audit.load(samples / "northtown.csv").parts()
    [batch, *_] = reading.read(part, reading.Ledger())
    sizes = Sizes([part])
    piece, last = Part(part.prepared, batch=batch), Part(part.prepared, books=reading.Ledger())
    assert sizes.of((piece,)) == batch.nbytes
    assert sizes.of((last,)) == 0
    assert sizes.of((Part(part.prepared, block=reading.Block(b"12345")),)) == 5
