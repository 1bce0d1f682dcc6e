"""Ids that a spreadsheet or a float ruined: counted by loaders, said in a finding, the same for any split."""

from __future__ import annotations

import json

import pytest

import audit


def write(path, ids, name="tweet_id"):
    lines = [f"{name},text,screen_name", *(f"{ident},words of post {n},u{n % 30}" for n, ident in enumerate(ids))]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def finding(found, name="coverage.ids"):
    return next((each for each in found.findings if each.id == name), None)


GOOD = [str(901656910939770881 + 7 * n) for n in range(100)]


@pytest.mark.parametrize(
    "ids",
    [["6.5873E+17"] * 100, [f"{ident[:15]}000" for ident in GOOD], [f"{ident}.0" for ident in GOOD]],
    ids=["scientific", "fifteen digits", "float"],
)
def test_all_damaged(tmp_path, ids):
    found = audit.run(write(tmp_path / "posts.csv", ids), metrics=["coverage"])
    said = finding(found)
    assert (said.reading, said.severity) == ("shown", "high")
    assert "100%" in said.title
    assert found.estimate("coverage.ids.post").value == 1.0
    # One fact, one finding: that ids are missing is a figure of it.
    assert finding(found, "coverage.missing.post_id") is None
    assert said.estimates == ("coverage.ids.post", "coverage.missing.post_id")
    assert found.estimate("coverage.missing.post_id").value == 1.0


def test_some_damaged(tmp_path):
    found = audit.run(write(tmp_path / "posts.csv", [*GOOD[:80], *["7E+17"] * 20]), metrics=["coverage"])
    assert found.estimate("coverage.ids.post").value == pytest.approx(0.2)
    assert finding(found).severity == "medium"


def test_ids_that_are_missing_for_another_reason_too_are_told_apart(tmp_path):
    path = write(tmp_path / "posts.csv", [*GOOD[:70], *["7E+17"] * 20, *[""] * 10])
    found = audit.run(path, columns={"post_id": "tweet_id"}, metrics=["coverage"])
    assert finding(found).estimates == ("coverage.ids.post",)
    missing = finding(found, "coverage.missing.post_id")
    assert missing.title == "30% of posts have no post id: a spreadsheet or a float damaged 20 of them"


def test_none_damaged_says_nothing(tmp_path):
    found = audit.run(write(tmp_path / "posts.csv", GOOD), metrics=["coverage"])
    assert finding(found) is None
    assert found.dataset["sources"][0]["warnings"] == {}


def test_ids_of_authors(tmp_path):
    path = tmp_path / "posts.csv"
    path.write_text("user_id,text\n" + "".join(f"9.0165E+17,words {n}\n" for n in range(60)), encoding="utf-8")
    found = audit.run(path, metrics=["coverage"])
    assert found.estimate("coverage.ids.author").value == 1.0
    assert "authors" in finding(found).statement


def test_missing_without_damage_keeps_its_words(tmp_path):
    found = audit.run(write(tmp_path / "posts.csv", [*GOOD[:50], *[""] * 50]), metrics=["coverage"])
    assert finding(found, "coverage.missing.post_id").title == "50% of posts have no post id"


def test_the_same_for_any_split_and_number_of_workers(tmp_path):
    ids = ["6.5873E+17" if n % 3 else ident for n, ident in enumerate(GOOD)]
    whole = audit.run(write(tmp_path / "posts.csv", ids), metrics=["coverage"], dataset={"name": "x"})
    (tmp_path / "parts").mkdir()
    lines = (tmp_path / "posts.csv").read_text().splitlines(keepends=True)
    for part in range(4):
        (tmp_path / f"parts/{part}.csv").write_text(lines[0] + "".join(lines[1 + part * 25 : 26 + part * 25]))
    parts = audit.run(tmp_path / "parts", metrics=["coverage"], dataset={"name": "x"}, workers=2)
    assert finding(whole) is not None
    assert whole.findings == parts.findings
    assert whole.estimates == parts.estimates


def test_json_floats_are_damage_too(tmp_path):
    path = tmp_path / "posts.jsonl"
    path.write_text("".join(json.dumps({"id": 9.01656910939771e17, "text": f"words {n}"}) + "\n" for n in range(40)))
    assert audit.run(path, metrics=["coverage"]).estimate("coverage.ids.post").value == 1.0
