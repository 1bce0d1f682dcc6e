"""Digests of sources, computed beside the measuring."""

import hashlib
import tarfile
import time

import pytest

import audit
from audit.errors import SourceError
from audit.loaders.digests import Digests, digest_of
from audit.loaders.source import expand


@pytest.fixture
def sources(tmp_path):
    for number in range(3):
        (tmp_path / f"{number}.jsonl").write_text(f'{{"text": "post {number}", "author": "a"}}\n' * 50)
    return expand([str(tmp_path / f"{number}.jsonl") for number in range(3)])


def test_each_is_that_of_the_bytes_in_any_order(sources, tmp_path):
    with Digests(sources) as digests:
        for number in (2, 0, 1):
            assert digests[number] == {
                "sha256": hashlib.sha256((tmp_path / f"{number}.jsonl").read_bytes()).hexdigest()
            }
            assert digests[number] == digest_of(sources[number])


def test_a_source_that_changed_is_told_to_whoever_asks(sources, tmp_path):
    (tmp_path / "1.jsonl").write_text("another\n")
    with Digests(sources) as digests:
        assert digests[0]["sha256"]
        with pytest.raises(SourceError, match=r"1\.jsonl"):
            digests[1]


def test_a_source_that_changes_after_it_was_hashed_is_told_of(sources, tmp_path):
    with Digests(sources) as digests:
        digests._found[1].result()
        (tmp_path / "1.jsonl").write_text("another\n")
        assert digests[0]["sha256"]
        with pytest.raises(SourceError, match=r"1\.jsonl"):
            digests[1]


def test_what_is_not_computed_is_given_up(tmp_path):
    path = tmp_path / "large.jsonl"
    path.write_bytes((b'{"text": "' + b"a" * 1000 + b'"}\n') * 300_000)
    started = time.perf_counter()
    digest_of(expand([str(path)])[0])
    whole = time.perf_counter() - started
    started = time.perf_counter()
    with Digests(expand([str(path)]) * 20) as digests:
        pass
    assert time.perf_counter() - started < 10 * whole
    assert any(each.cancelled() for each in digests._found.values())


def test_posts_in_memory_have_none():
    assert digest_of(audit.load([{"text": "a", "author": "b"}]).prepared[0].source) == {"sha256": None}


def test_a_file_in_an_archive_is_hashed_when_it_is_asked_for(tmp_path):
    with tarfile.open(tmp_path / "posts.tar.gz", "w:gz") as archive:
        (tmp_path / "a.jsonl").write_text('{"text": "a", "author": "b"}\n')
        archive.add(tmp_path / "a.jsonl", "a.jsonl")
    [source] = expand([str(tmp_path / "posts.tar.gz")])
    with Digests([source]) as digests:
        assert not digests._found
        assert digests[0] == digest_of(source) != {"sha256": None}
