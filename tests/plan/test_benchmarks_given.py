"""A whole audit against shares that were given in numbers: what it says of them, and that it can be repeated."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

import audit

SHARES = {"female": 0.51, "male": 0.49}


@pytest.fixture(scope="module")
def posts():
    random = np.random.default_rng(3)
    author = random.integers(0, 600, 3000)
    gender = random.choice(["female", "male"], 600, p=[0.3, 0.7])
    texts = [f"words of post number {number}" for number in range(3000)]
    return pd.DataFrame({"post_id": range(3000), "author_id": author, "text": texts, "gender": gender[author]})


def run(posts, benchmark, **plan):
    return audit.run(
        posts, metrics=["representation"], groups={"gender": "gender"}, benchmarks={"gender": benchmark}, workers=1, **plan
    )  # fmt: skip


@pytest.fixture(scope="module")
def found(posts):
    return run(posts, SHARES)


def test_the_gap_is_to_the_share_that_was_given(found):
    share = found.estimate("representation.gender.women.share_of_posts")
    assert share.reference.value == 0.51
    gap = found.estimate("representation.gender.women.difference")
    assert gap.value == pytest.approx(share.value - 0.51)


def test_the_finding_says_that_there_is_no_source_and_no_population(found):
    told = [each for each in found.findings if each.id.startswith("representation.gender.")]
    assert told
    for each in told:
        assert "given by the caller, who states no source and no date; population: not stated" in each.statement
        assert any("no stated source and no date" in caveat for caveat in each.caveats)
        assert any("Of which people the reference is was not stated" in caveat for caveat in each.caveats)
        assert "population" not in each.title
    [used] = [each for each in found.resources if each["kind"] == "benchmarks"]
    assert used["source"] == "given by the caller, no source stated"
    assert {used[key] for key in ("population", "place", "year", "licence")} == {"not stated"}
    assert "given by the caller" in audit.Report(found).markdown()


def test_a_population_that_is_said_is_a_population(posts):
    told = run(posts, {**SHARES, "population": "residents"}).findings[0]
    assert told.title == "Women wrote fewer of these posts than their share of the population"
    assert "population: residents" in told.statement
    assert not any("Of which people" in caveat for caveat in told.caveats)


def test_counts_are_their_shares(posts, found):
    counted = run(posts, {"women": 5100, "men": 4900})
    for name in ("representation.gender.women.share_of_posts", "representation.gender.women.difference"):
        assert counted.estimate(name).value == found.estimate(name).value
        assert counted.estimate(name).low == found.estimate(name).low


def test_the_numbers_are_part_of_the_id(posts, found):
    ids = {
        found.audit["id"],
        *(run(posts, each).audit["id"] for each in ({"female": 0.5, "male": 0.5}, "us-adults-2020")),
    }
    assert len(ids) == 3
    assert run(posts, dict(SHARES)).audit["id"] == found.audit["id"]


def test_a_report_repeats_the_audit(posts, found, tmp_path, postaudit):
    posts.to_csv(tmp_path / "posts.csv", index=False)
    first = postaudit("run", tmp_path / "posts.csv", "-c", _written(found, tmp_path / "first"), "-o", "-")
    assert first.code == 0, first.err
    again = json.loads(first.out)
    assert again["audit"]["id"] == found.audit["id"]
    assert again["audit"]["plan"]["benchmarks"] == {"gender": SHARES}
    assert audit.run(posts, plan=tmp_path / "first", workers=1).audit["id"] == found.audit["id"]


def _written(findings, folder):
    folder.mkdir()
    (folder / "findings.json").write_bytes(findings.to_json().encode())
    return folder


def test_tallies_of_halves_come_to_the_same(posts, found, tmp_path, postaudit):
    (tmp_path / "audit.toml").write_text(
        'metrics = ["representation"]\n[groups]\ngender = "gender"\n[benchmarks.gender]\nfemale = 0.51\nmale = 0.49\n',
        encoding="utf-8",
    )
    (tmp_path / "key").write_bytes(b"sixteen bytes at least of a key!")
    for name, half in (("a", posts[:1500]), ("b", posts[1500:])):
        half.to_csv(tmp_path / f"{name}.csv", index=False)
        told = postaudit(
            "tally", tmp_path / f"{name}.csv", "-c", tmp_path / "audit.toml", "--key-file", tmp_path / "key",
            "-o", tmp_path / f"{name}.arrow",
        )  # fmt: skip
        assert told.code == 0, told.err
    merged = audit.merge([tmp_path / "a.arrow", tmp_path / "b.arrow"])
    name = "representation.gender.women.difference"
    assert merged.estimate(name).value == pytest.approx(found.estimate(name).value)
    assert merged.audit["plan"]["benchmarks"] == {"gender": SHARES}


def test_another_share_is_another_ruler(posts, found):
    moved = audit.compare(found, run(posts, {"female": 0.4, "male": 0.6}))
    [ruler] = [each for each in moved.rulers if each.name.startswith("plan: benchmarks.gender.female")]
    assert (ruler.touches, ruler.of) == ("references", "gender")


def test_weights_and_resampling_take_it_too(posts):
    options = {"groups": {"gender": "gender"}, "benchmarks": {"gender": {"women": 1, "men": 1}}}
    made = audit.weights(posts, **options)
    women = made.balance.query("group == 'women'").iloc[0]
    assert women["population"] == pytest.approx(0.5)
    assert women["after"] == pytest.approx(0.5, abs=1e-3)
    resampled = audit.mitigate(posts, "resample", by="gender", **options)
    assert resampled is not None
