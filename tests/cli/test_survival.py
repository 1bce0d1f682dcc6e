"""``postaudit survival``: the last source is the later one."""

from __future__ import annotations

import csv

import pytest

from tests.test_surviving import drawn


@pytest.fixture
def files(tmp_path):
    posts = drawn(posts=2000, authors=200)
    old, new = tmp_path / "old.csv", tmp_path / "still-there.txt"
    with old.open("w", newline="") as stream:
        writer = csv.DictWriter(stream, posts[0])
        writer.writeheader()
        writer.writerows(posts)
    new.write_text(
        "\n".join(each["post_id"] for index, each in enumerate(posts) if "women" not in each["text"] or index % 2)
    )
    return old, new


def test_what_is_left_is_told_and_written(files, postaudit, tmp_path):
    told = postaudit("survival", *files, "--group", "gender=gender", "-o", tmp_path / "reports")
    assert told.code == 0
    assert "are still there" in told.out
    assert "Of posts that mention women" in told.out
    [report] = (tmp_path / "reports").glob("*/report.html")
    assert "Which posts are still there" in report.read_text()


def test_findings_trip_the_gate(files, postaudit):
    told = postaudit("survival", *files, "--fail-on", "high", "-o", "-", "--format", "json")
    assert told.code == 1


def test_one_source_is_an_error(files, postaudit):
    told = postaudit("survival", files[0])
    assert told.code == 2
    assert "There is one source" in told.err


def test_its_card_is_explained(postaudit):
    assert "still there" in postaudit("explain", "survival").out
