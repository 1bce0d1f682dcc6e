"""Who takes what: over the head of every sample at most one loader says that it is its own, and it is that of the folder."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import pytest

from audit.loaders.base import Ledger
from audit.loaders.encoding import HEAD, decide
from audit.loaders.records import json_shape, records
from audit.loaders.registry import LOADERS, sniff
from audit.loaders.source import expand

SAMPLES = Path(__file__).parents[2] / "data_samples"


def heads(path: Path) -> list[list[Any]]:
    """The first hundred JSON records of each source of a file; nothing for what is no JSON."""
    found = []
    for source in expand([path]):
        with source.open() as stream:
            head = stream.read(HEAD)
        shape = json_shape(head[decide(head).mark :]) if head.strip() else ""
        if not shape:
            continue
        with source.open() as stream:
            stream.read(decide(head).mark)
            found.append([each.value for each in itertools.islice(records(stream, shape, Ledger()), 100)])
    return found


def takers(head: list[Any]) -> list[str]:
    return [loader.name for loader in LOADERS if recognised(loader, head)]


def recognised(loader: Any, head: list[Any]) -> bool:
    # The machinery takes these for a no: a loader may stumble over a stranger's records.
    try:
        return bool(loader.recognises(head))
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError):
        return False


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix not in {".md", ".tsv", ".csv"})


def test_no_sample_is_claimed_twice(shared_data):
    claimed = {
        path.relative_to(shared_data).as_posix(): takers(head)
        for path in files(shared_data / "formats")
        for head in heads(path)
    }
    assert len(claimed) > 70
    assert {name: found for name, found in claimed.items() if len(found) > 1} == {}


def test_own_samples_are_claimed_by_their_own():
    own = {"northtown-reddit.ndjson.zst": "reddit", "northtown-twitter-v1.jsonl.gz": "twitter-v1", "northtown-twitter-v2.jsonl.gz": "twitter-v2", "northtown.jsonl": ""}  # fmt: skip
    for name, loader in own.items():
        (head,) = heads(SAMPLES / name)
        assert takers(head) == ([loader] if loader else []), name


def test_tables_that_somebody_made_are_claimed_by_nobody(shared_data):
    """Published datasets are tables, whatever platform their posts are from; dumps of Reddit are not."""
    for path in files(shared_data / "datasets"):
        if path.suffix in {".json", ".jsonl", ".ndjson"} and "reddit" not in path.parent.name:
            for head in heads(path):
                assert takers(head) in ([], ["twitter-v1"], ["hatexplain"]), path.name


@pytest.mark.parametrize("loader", LOADERS, ids=lambda loader: loader.name)
def test_examples_are_claimed_by_their_own(loader):
    record = json.loads(loader.example)
    assert takers([record]) == [loader.name]
    assert sniff([record]) is loader


def test_nobody_claims_nothing():
    for head in (
        [],
        [None],
        [5],
        ["text"],
        [{}],
        [[]],
        [{"text": "Good morning"}],
        [{"id": 1, "text": "Good morning"}],
    ):
        assert takers(head) == [], head
