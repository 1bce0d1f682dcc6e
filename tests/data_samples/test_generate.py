"""The samples hold the skews they say they hold, and no others."""

from __future__ import annotations

import csv
import gzip
import importlib.util
import io
import json
import math
import re
import sys
import tomllib
from collections import Counter
from pathlib import Path
from types import ModuleType

import numpy as np
import pyarrow.parquet as pq
import pytest
import zstandard

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "data_samples"
LEXICONS = ROOT / "audit" / "resources" / "lexicons"


def _module(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, SAMPLES / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def northtown() -> ModuleType:
    _module("exports")
    return _module("generate")


@pytest.fixture(scope="module")
def regenerated(northtown) -> dict[str, bytes]:
    return northtown.files()


def _content(name: str, data: bytes) -> object:
    """What a file holds, past its container: compressors and Parquet writers differ between versions."""
    if name.endswith(".gz"):
        return gzip.decompress(data)
    if name.endswith(".zst"):
        return zstandard.ZstdDecompressor().decompressobj().decompress(data)
    if name.endswith(".parquet"):
        return pq.read_table(io.BytesIO(data)).to_pylist()
    return data.replace(b"\r\n", b"\n")


def test_generating_again_gives_the_same_files(regenerated):
    for name, data in regenerated.items():
        assert _content(name, data) == _content(name, (SAMPLES / name).read_bytes()), name


def test_the_same_seed_gives_the_same_posts_and_another_gives_others(northtown):
    first = northtown.simulate(7, authors=50, planted=True)
    assert first == northtown.simulate(7, authors=50, planted=True)
    assert first != northtown.simulate(8, authors=50, planted=True)


def test_files_are_small():
    sizes = {path.name: path.stat().st_size for path in SAMPLES.iterdir() if path.is_file()}
    assert max(sizes.values()) < 400_000
    assert sum(sizes.values()) < 3_000_000


def test_every_file_is_written_by_the_script_or_documents_it(regenerated):
    by_hand = {"DATASHEET.md", "audit.toml", "card.toml", "generate.py", "exports.py"}
    assert {path.name for path in SAMPLES.iterdir() if path.is_file()} == by_hand | set(regenerated)


def test_the_datasheet_counts_what_the_files_hold():
    datasheet = (SAMPLES / "DATASHEET.md").read_text(encoding="utf-8")
    for name in ("northtown.csv", "northtown-null.csv"):
        with (SAMPLES / name).open(encoding="utf-8", newline="") as file:
            assert f"{sum(1 for _ in csv.DictReader(file)):,}" in datasheet


def test_the_plan_names_columns_and_files_that_exist():
    plan = tomllib.loads((SAMPLES / "audit.toml").read_text(encoding="utf-8"))
    with (SAMPLES / "northtown.csv").open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
    assert set(plan["labels"]) <= set(header)
    assert plan["groups"]["gender"]["column"] in header
    assert (SAMPLES / plan["benchmarks"]["gender"]).is_file()


def test_the_benchmark_is_the_null_design(northtown):
    with (SAMPLES / "northtown-benchmark.csv").open(encoding="utf-8", newline="") as file:
        shares = {row["group"]: float(row["share"]) for row in csv.DictReader(file)}
    assert shares == northtown.BENCHMARK == northtown.truth(planted=False)["authors"]
    assert math.isclose(sum(shares.values()), 1)


# --- words -----------------------------------------------------------------------------------------------------------


def _phrases(words: str) -> set[str]:
    """Every run of up to six words."""
    tokens = re.findall(r"[a-z']+", words.casefold())
    return {" ".join(tokens[i:j]) for i in range(len(tokens)) for j in range(i + 1, min(i + 6, len(tokens)) + 1)}


def _rows(lexicon: str) -> list[dict[str, str]]:
    with (LEXICONS / lexicon / "terms.csv").open(encoding="utf-8", newline="") as file:
        return [{key: (value or "") for key, value in row.items()} for row in csv.DictReader(file)]


def test_texts_without_mention_or_marker_hold_no_word_of_any_lexicon(northtown):
    known = {row["form"].casefold() for lexicon in ("identity-en", "markers-en") for row in _rows(lexicon)}
    for subject in northtown.NEUTRAL_SUBJECTS:
        for predicate in northtown.NEUTRAL_PREDICATES:
            for place in northtown.PLACES:
                text = f"The {subject} at the {place} {predicate} at"
                assert not _phrases(text) & known, text


def test_mentions_are_strict_forms_of_one_group_and_no_marker(northtown):
    identity, markers = _rows("identity-en"), {row["form"].casefold() for row in _rows("markers-en")}
    for group, forms in northtown.MENTIONS.items():
        for form in forms:
            named = {(row["group"], row["tier"]) for row in identity if row["form"].casefold() == form.casefold()}
            assert named == {(group, "strict")}, form
            assert not _phrases(form) & markers, form


def test_markers_are_words_of_their_category_alone_and_name_no_group(northtown):
    identity = {row["form"].casefold() for row in _rows("identity-en")}
    categories: dict[str, set[str]] = {}
    for row in _rows("markers-en"):
        categories.setdefault(row["form"].casefold(), set()).add(row["category"])
    for category, predicates in northtown.MARKERS.items():
        for predicate in predicates:
            found = [categories[phrase] for phrase in _phrases(predicate) if phrase in categories]
            assert found == [{category}], predicate
            assert not _phrases(predicate) & identity, predicate


def test_mentions_and_markers_together_hold_nothing_more(northtown):
    """A phrase may span the mention and what follows it; none of the lexicons may know such a phrase."""
    forms = {row["form"].casefold() for lexicon in ("identity-en", "markers-en") for row in _rows(lexicon)}
    for mentions in northtown.MENTIONS.values():
        for mention in mentions:
            for predicates in northtown.MARKERS.values():
                for predicate in predicates:
                    parts = (_phrases(mention) | _phrases(predicate)) & forms
                    for text in (
                        f"The {mention} at the park {predicate} at",
                        f"The {mention} {predicate} at the park at",
                    ):
                        assert _phrases(text) & forms == parts


# --- truth -----------------------------------------------------------------------------------------------------------


def _facts(northtown: ModuleType, post: dict) -> dict:
    text = post["text"]
    mention = [
        group for group, forms in northtown.MENTIONS.items() if text.startswith(tuple(f"The {form} " for form in forms))
    ]
    marker = [name for name, each in northtown.MARKERS.items() if any(predicate in text for predicate in each)]
    assert len(mention) <= 1
    assert len(marker) <= 1
    said = [text.index(predicate) for each in northtown.MARKERS.values() for predicate in each if predicate in text]
    return {
        "mention": (mention or ["nobody"])[0],
        "marker": (marker or [None])[0],
        "described": bool(said) and said[0] < text.index(" at the "),
        "toxic": post["toxic"] == "yes",
    }


def _measured(northtown: ModuleType, planted: bool, draws: int, authors: int) -> list[dict[str, float]]:
    """One flat dictionary of rates per draw, named like the flattened truth."""
    group_of = {stated: group for group, stated in northtown.STATED.items()}
    result = []
    for seed in range(draws):
        posts = northtown.simulate(1000 + seed, authors=authors, planted=planted)
        stated = [post for post in posts if post["gender"]]
        present = [(post, _facts(northtown, post)) for post in posts if post["text"] is not None]
        per_author = Counter(post["author_id"] for post in posts)
        gender_of = {post["author_id"]: group_of[post["gender"]] for post in stated}
        rates: dict[str, float] = {
            "unstated_authors": 1 - len(gender_of) / len(per_author),
            "deleted": sum(post["status"] == "deleted" for post in posts) / len(posts),
            "top_1_percent_of_authors": sum(sorted(per_author.values())[-math.ceil(authors / 100) :]) / len(posts),
        }
        likes = sum(post["likes"] for post in stated)
        for group in northtown.GENDERS:
            own = [post for post in stated if group_of[post["gender"]] == group]
            rates[f"authors.{group}"] = sum(each == group for each in gender_of.values()) / len(gender_of)
            rates[f"posts.{group}"] = len(own) / len(stated)
            rates[f"likes.{group}"] = sum(post["likes"] for post in own) / likes
            rates[f"without_likes.{group}"] = sum(post["likes"] == 0 for post in own) / len(own)
        for group in (*northtown.MENTIONS, "nobody"):
            said = [facts for _, facts in present if facts["mention"] == group]
            if group != "nobody":
                rates[f"mentions.{group}"] = len(said) / len(present)
            if len(said) < 100:  # a rate of fewer posts is too noisy to compare
                continue
            rates[f"labels.by_mention.{group}"] = sum(facts["toxic"] for facts in said) / len(said)
            for category in northtown.MARKERS:
                own_facts = [facts for facts in said if facts["marker"] == category]
                rates[f"markers.{group}.{category}"] = len(own_facts) / len(said)
                described = sum(facts["described"] for facts in own_facts)
                assert category in northtown.DESCRIBING or not described
                if category in northtown.DESCRIBING and group != "nobody":
                    rates[f"descriptions.{group}.{category}"] = described / len(said)
        for group in ("women", "men"):
            own_facts = [facts for post, facts in present if post["gender"] and group_of[post["gender"]] == group]
            rates[f"labels.by_author.{group}"] = sum(facts["toxic"] for facts in own_facts) / len(own_facts)
        result.append(rates)
    return result


def _flat(tree: dict, prefix: str = "") -> dict[str, float]:
    flat: dict[str, float] = {}
    for key, value in tree.items():
        if isinstance(value, dict):
            flat |= _flat(value, f"{prefix}{key}.")
        elif isinstance(value, float):
            flat[f"{prefix}{key}"] = value
    return flat


@pytest.mark.calibration
@pytest.mark.parametrize("planted", [True, False])
def test_draws_scatter_around_the_truth(northtown, planted):
    """The mean of 24 draws lies within 4.5 standard errors of every superpopulation value (some 50 of them)."""
    draws = _measured(northtown, planted, draws=24, authors=3000)
    truth = _flat(northtown.truth(planted=planted))
    checked = 0
    for name in draws[0]:
        values = np.array([each[name] for each in draws if name in each])
        if len(values) < len(draws):
            continue
        error = values.std(ddof=1) / math.sqrt(len(values))
        # A share of the top few of a finite sample is biased by about one author in a thousand.
        slack = 0.004 if name == "top_1_percent_of_authors" else 1e-12
        assert abs(values.mean() - truth[name]) <= 4.5 * error + slack, (name, values.mean(), truth[name], error)
        checked += 1
    assert checked >= 35


def test_truth_of_the_planted_design_is_skewed_and_of_its_twin_is_not(northtown):
    planted, null = northtown.truth(planted=True), northtown.truth(planted=False)
    assert planted["posts"]["women"] < planted["benchmark"]["women"] - 0.15
    assert planted["mentions"]["men"] == 2 * planted["mentions"]["women"]
    assert planted["markers_women_to_men"]["appearance"] == pytest.approx(3)
    assert planted["markers_women_to_men"]["leadership"] == pytest.approx(1 / 3)
    described = planted["descriptions"]
    assert described["women"]["appearance"] / described["men"]["appearance"] == pytest.approx(3 * 0.95 / 0.6)
    labels = planted["labels"]
    assert labels["by_mention"]["muslims"] - labels["by_mention"]["christians"] == pytest.approx(0.15)
    assert labels["by_author"]["women"] - labels["by_author"]["men"] == pytest.approx(0.12)
    assert planted["top_1_percent_of_authors"] > 0.15

    assert null["authors"] == pytest.approx(null["posts"])
    assert null["authors"] == pytest.approx(null["likes"])
    assert len(set(null["mentions"].values())) == 1
    assert len({rate for row in null["markers"].values() for rate in row.values()}) == 1
    assert len({rate for row in null["descriptions"].values() for rate in row.values()}) == 1
    assert len({*null["labels"]["by_mention"].values(), *null["labels"]["by_author"].values()}) == 1
    assert null["top_1_percent_of_authors"] < 0.06
    assert null["deleted"] == 0


def test_probabilities_of_the_designs_are_probabilities(northtown):
    most = 8 / 3  # the largest propensity
    for design in (northtown.PLANTED, northtown.NULL):
        assert most * sum(design.mention_rates) < 1
        assert all(most * sum(row) < 1 for row in design.marker_rates)
        gaps = max([0, *design.label_gap_by_mention.values()]) + max([0, *design.label_gap_by_author.values()])
        assert most * design.label_rate + gaps < 1
        assert len(design.described_shares) == len(design.marker_rates)
        assert all(0 < share < 1 for share in design.described_shares)
        assert math.isclose(sum(design.author_shares), 1)
        assert all(math.isclose(each.sum(), 1) for each in design.activity)


def test_posts_of_one_author_resemble_each_other(northtown):
    """Between-author variance of mention rates is larger than independent posts would give."""
    posts = northtown.simulate(3, authors=3000, planted=False)
    by_author: dict[str, list[bool]] = {}
    for post in posts:
        by_author.setdefault(post["author_id"], []).append("women" in post["text"] or "ladies" in post["text"])
    sizes = np.array([len(each) for each in by_author.values()])
    hits = np.array([sum(each) for each in by_author.values()])
    rate = hits.sum() / sizes.sum()
    clustered = ((hits - rate * sizes) ** 2).sum()
    independent = rate * (1 - rate) * sizes.sum()
    assert clustered / independent > 1.2


def test_days_are_all_covered_but_for_the_outage(northtown):
    for planted in (True, False):
        posts = northtown.simulate(5, authors=1500, planted=planted)
        start = northtown.START.astype("datetime64[D]")
        days = {int((np.datetime64(post["created_at"][:10]) - start).astype(int)) for post in posts}
        absent = set(range(northtown.DAYS)) - days
        assert absent == set(northtown.truth(planted=planted)["days_without_posts"])
        assert [post["created_at"] for post in posts] == sorted(post["created_at"] for post in posts)


# --- exports ---------------------------------------------------------------------------------------------------------


def test_exports_hold_the_same_posts(northtown, regenerated):
    posts = northtown.simulate(northtown.PLANTED_DRAW[0], authors=northtown.PLANTED_DRAW[1], planted=True)
    some = posts[: northtown.EXPORTED]
    texts = [post["text"] for post in some if post["text"] is not None]
    lines = {
        name: [json.loads(line) for line in _content(name, data).decode().splitlines()]
        for name, data in regenerated.items()
        if "json" in name and name != "truth.json"
    }
    assert [each["text"] for each in lines["northtown.jsonl"]] == [post["text"] or "" for post in some]
    assert [each["full_text"] for each in lines["northtown-twitter-v1.jsonl.gz"]] == texts
    pages = lines["northtown-twitter-v2.jsonl.gz"]
    assert [tweet["text"] for page in pages for tweet in page["data"]] == texts
    for page in pages:
        assert {tweet["author_id"] for tweet in page["data"]} == {user["id"] for user in page["includes"]["users"]}
        assert page["meta"]["result_count"] == len(page["data"])
    assert "next_token" not in pages[-1]["meta"]
    comments = lines["northtown-reddit.ndjson.zst"]
    assert [each["body"] for each in comments] == [post["text"] or "[deleted]" for post in some]
    with (SAMPLES / "northtown.csv").open(encoding="utf-8", newline="") as file:
        assert [row["text"] for row in csv.DictReader(file)] == [post["text"] or "" for post in posts]
    assert _content("northtown.parquet", regenerated["northtown.parquet"]) == posts


def test_tweet_ids_are_unique_and_tell_the_time(regenerated):
    """A snowflake holds its millisecond: (id >> 22) + 1288834974657."""
    name = "northtown-twitter-v2.jsonl.gz"
    pages = [json.loads(line) for line in _content(name, regenerated[name]).decode().splitlines()]
    tweets = [tweet for page in pages for tweet in page["data"]]
    assert len({tweet["id"] for tweet in tweets}) == len(tweets)
    for tweet in tweets:
        moment = np.datetime64(((int(tweet["id"]) >> 22) + 1288834974657), "ms")
        assert abs(moment - np.datetime64(tweet["created_at"].removesuffix("Z"))) <= np.timedelta64(1, "s")
