"""An audit finds what was planted in Northtown, and nothing in its twin; every format says the same."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import audit

SAMPLES = Path(__file__).parents[2] / "data_samples"
PLAN = SAMPLES / "audit.toml"


@pytest.fixture(scope="module")
def planted():
    return audit.run(SAMPLES / "northtown.csv", plan=PLAN, workers=1)


@pytest.fixture(scope="module")
def twin():
    return audit.run(SAMPLES / "northtown-null.csv", plan=PLAN, workers=1)


def _shown(findings) -> set[str]:
    return {finding.id for finding in findings if finding.reading == "shown"}


def test_every_planted_skew_is_shown_and_nothing_else(planted):
    assert _shown(planted) == {
        "representation.gender.women",
        "representation.gender.men",
        "concentration",
        "mentions.gender.women_men",
        "markers.gender.women.appearance",
        "markers.gender.women.family_care",
        "markers.gender.men.leadership",
        "descriptions.gender.women.appearance",
        # What is planted on women is rarer around men, and the other way about.
        "markers.gender.rarer",
        "descriptions.gender.rarer",
        "labels.toxic.yes.mention.religion.muslims",
        "labels.toxic.yes.author.gender.women",
        "coverage.gap",
        "coverage.gone",
        "coverage.missing.text",
    }


def test_nothing_is_shown_in_the_twin(twin):
    assert twin.dataset["posts"] > 3000
    assert len(twin) > 5
    assert _shown(twin) == set()


def test_skews_point_the_way_they_were_planted(planted):
    def value(identifier: str) -> float:
        return planted.estimate(identifier).value

    assert value("representation.gender.women.share_of_posts") < 0.40
    assert value("mentions.gender.women.ratio_to_men") < 0.8
    assert value("markers.gender.women.appearance.ratio") > 1.5
    assert value("markers.gender.men.leadership.ratio") > 1.5
    assert value("descriptions.gender.women.appearance.ratio") > 2
    assert value("labels.toxic.yes.mention.religion.muslims.difference") > 0.05
    assert value("labels.toxic.yes.author.gender.women.difference") > 0.05
    assert value("concentration.top_1") > 0.10


def _truths(truth: dict) -> dict[str, float]:
    """Ids of estimates, and the superpopulation value that each estimates."""
    result = {
        "concentration.top_1": truth["top_1_percent_of_authors"],
        "mentions.gender.women.ratio_to_men": truth["mentions_women_to_men"],
        "labels.toxic.yes.everyone.rate": truth["labels"]["all"],
    }
    for group in ("women", "men"):
        result[f"representation.gender.{group}.share_of_posts"] = truth["posts"][group]
        result[f"representation.gender.{group}.share_of_authors"] = truth["authors"][group]
        result[f"labels.toxic.yes.author.gender.{group}.rate"] = truth["labels"]["by_author"][group]
    for axis, group in (("gender", "women"), ("gender", "men"), ("religion", "muslims"), ("religion", "christians")):
        result[f"mentions.{axis}.{group}.posts"] = truth["mentions"][group]
        result[f"labels.toxic.yes.mention.{axis}.{group}.rate"] = truth["labels"]["by_mention"][group]
        for category, rate in truth["markers"][group].items():
            result[f"markers.{axis}.{group}.{category}.rate"] = rate
        for category, rate in truth["descriptions"][group].items():
            result[f"descriptions.{axis}.{group}.{category}.rate"] = rate
    return result


@pytest.mark.parametrize("name", ["planted", "null"])
def test_intervals_cover_the_truth(name, planted, twin):
    """Of about 30 intervals at 95 %, five misses or more have a chance below 2 % even if all were independent."""
    findings = planted if name == "planted" else twin
    truths = _truths(json.loads((SAMPLES / "truth.json").read_text(encoding="utf-8"))[name])
    missed = []
    for identifier, truth in truths.items():
        estimate = findings.estimate(identifier)
        if estimate.status != "ok":
            continue
        scale = 1000 if estimate.unit == "per_1000" else 1
        if not estimate.low <= truth * scale <= estimate.high:
            missed.append((identifier, estimate.low, truth * scale, estimate.high))
    assert len(missed) < 5, missed
    assert sum(findings.estimate(identifier).status == "ok" for identifier in truths) >= 25


@pytest.mark.parametrize(
    ("name", "loader", "posts"),
    [
        ("northtown.csv", "table", 3964),
        ("northtown-null.csv", "table", 3461),
        ("northtown.jsonl", "table", 1500),
        ("northtown.parquet", "table", 3964),
        ("northtown-twitter-v1.jsonl.gz", "twitter-v1", 1377),
        ("northtown-twitter-v2.jsonl.gz", "twitter-v2", 1377),
        ("northtown-reddit.ndjson.zst", "reddit", 1500),
    ],
)
def test_every_sample_loads_by_content_without_loss(name, loader, posts):
    findings = audit.run(SAMPLES / name, metrics=["coverage"], workers=1)
    [source] = findings.dataset["sources"]
    assert source["loader"] == loader
    assert source["posts"] == posts
    assert source["rejected"] == 0
    assert source["skipped"] == 0


def _figures(name: str, **changes) -> dict[str, tuple]:
    findings = audit.run(SAMPLES / name, workers=1, **changes)
    return {each.id: (each.value, each.low, each.high, each.n_posts, each.n_authors) for each in findings.estimates}


def test_a_table_says_the_same_as_csv_and_as_parquet():
    assert _figures("northtown.csv", plan=PLAN) == _figures("northtown.parquet", plan=PLAN)


def test_both_versions_of_twitter_say_the_same():
    chosen = ["mentions", "markers", "concentration"]
    first = _figures("northtown-twitter-v1.jsonl.gz", metrics=chosen)
    assert first == _figures("northtown-twitter-v2.jsonl.gz", metrics=chosen)
    assert first["mentions.gender.women.ratio_to_men"][0] is not None
