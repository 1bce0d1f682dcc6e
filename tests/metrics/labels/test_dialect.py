"""Labels by dialect: figures against numpy on the same posts, planted and null datasets, and who is not told of."""

from __future__ import annotations

import csv
import gzip
import os
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from audit import api
from audit.errors import TallyError
from audit.metrics.labels import dialect as labels_dialect
from audit.models.dialect import VALIDATED, dialect_values
from audit.plan import Plan
from audit.resources import read_dialect_model
from audit.tally import Tally
from audit.text.dialect import DialectReader

SHARED = Path(os.environ.get("POSTAUDIT_SHARED_DATA", Path(__file__).parents[4] / "shared" / "data"))
#: Words of one topic or another, one that is listed as profane, and plain ones.
WORDS = {
    "finna": (90, 4, 1, 5), "tryna": (80, 10, 2, 8), "damn": (60, 15, 10, 15), "brunch": (2, 4, 4, 90), "weekend": (3, 5, 4, 88),
    "morning": (25, 25, 25, 25), "the": (25, 25, 25, 25), "it": (25, 25, 25, 25), "was": (25, 25, 25, 25),
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("secret-place") / "own-model"
    path.mkdir()
    (path / "model_vocab.txt").write_text("".join(f"9\t{word}\n" for word in WORDS), encoding="utf-8")
    rows = [" ".join(str(each * 10) for each in counts) for counts in WORDS.values()]
    (path / "model_count_table.txt").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return str(path)


def written(seed=1, *, posts=3000, authors=400, effect=0.0, profane=0.0, voted=True):
    """Posts of two ways to write; votes and labels hang on how they are written and on profanity, which goes with it."""
    random = np.random.default_rng(seed)
    leaning = random.random(authors) < 0.5
    rows = []
    for index in range(posts):
        author = int(random.integers(authors))
        own = leaning[author] == (random.random() < 0.8)
        swears = random.random() < (0.5 if own else 0.1)
        words = ["it was", *random.choice(["finna", "tryna"] if own else ["brunch", "weekend"], 6)]
        chance = 0.3 + effect * own + profane * swears
        votes = random.random(3) < chance
        row = {
            "post_id": f"p{index}",
            "author_id": f"a{author}",
            "text": " ".join([*words, *(["damn"] if swears else [])]),
            "lang": "en",
            "label:toxic": "yes" if votes.sum() > 1 else "no",
        }
        if voted:
            row["votes"] = [
                {"annotator": f"j{j}", "label": "rude" if vote else "fine", "value": 1.0}
                for j, vote in enumerate(votes)
            ]
        rows.append(row)
    return rows


def told(judged, folder, rows, *more, **plan):
    return judged("labels", rows, *more, dialect={"model": folder}, **plan)


def test_figures_equal_numpys_on_the_same_posts(judged, folder, batch_of):
    rows = written(effect=0.3)
    found = told(judged, folder, rows)
    plan = Plan.make({"dialect": {"model": folder}})
    values = batch_of(rows, plan=plan).values
    share = np.array([np.mean([vote["label"] == "rude" for vote in row["votes"]]) for row in rows])
    majority = share > 0.5
    profane = np.array(["damn" in row["text"] for row in rows])
    for topic in VALIDATED:
        x, bare = (values[f"{prefix}:{topic}"].to_numpy(zero_copy_only=False) for prefix in ("dialect", "without"))
        of = f"labels.dialect.{topic}"
        assert found.estimates[f"{of}.correlation.rude"].value == pytest.approx(np.corrcoef(x, share)[0, 1], abs=2e-4)
        without = found.estimates[f"{of}.correlation_without_profanity.rude"]
        assert without.value == pytest.approx(np.corrcoef(bare, share)[0, 1], abs=2e-4)
        left = [each - np.poly1d(np.polyfit(profane, each, 1))(profane) for each in (x, share)]
        partial = found.estimates[f"{of}.partial_correlation.rude"]
        assert partial.value == pytest.approx(np.corrcoef(*left)[0, 1], abs=2e-4)
        mean = found.estimates[f"{of}.mean_by_label.rude"]
        assert (mean.value, mean.n_posts) == (pytest.approx(x[majority].mean(), abs=1e-4), majority.sum())
        assert mean.low < mean.value < mean.high
        group = values["dialect:group"].to_pylist()
        own = np.array([each == topic for each in group])
        rate = found.estimates[f"{of}.rate.rude"]
        assert (rate.value, rate.n_posts) == (pytest.approx(majority[own].mean()), own.sum())
    gap = found.estimates["labels.dialect.difference.rude"]
    rates = [found.estimates[f"labels.dialect.{topic}.rate.rude"].value for topic in VALIDATED]
    assert gap.value == pytest.approx(rates[0] - rates[1])


def test_only_validated_topics_are_named(judged, folder):
    found = told(judged, folder, written())
    topics = {each.group["dialect"] for each in found.estimates.values() if "dialect" in each.group}
    assert topics == {"african_american", "white"}
    said = " ".join(f"{each.title} {each.statement} {' '.join(each.caveats)}" for each in found.judgement.findings)
    assert "Hispanic" not in said
    assert "hispanic" not in " ".join(found.estimates)


def test_a_planted_association_is_shown_and_said(judged, folder, well_said):
    found = told(judged, folder, written(effect=0.4))
    well_said(found.judgement)
    finding = found.findings["labels.dialect.rude"]
    assert finding.reading == "shown"
    assert finding.severity == "high"
    assert finding.title == "“rude” (votes) falls more often on posts with words of the African-American topic"
    assert "still beyond the tolerance" in finding.statement
    assert "nothing about the author of any" in " ".join(finding.caveats)
    assert finding.headline in found.estimates


def test_where_nothing_is_planted_nothing_is_shown(judged, folder, well_said):
    found = told(judged, folder, written())
    well_said(found.judgement)
    assert "shown" not in [each.reading for each in found.findings.values() if ".dialect." in each.id]
    r = found.estimates["labels.dialect.african_american.correlation.rude"]
    assert -0.1 < r.low < 0 < r.high < 0.1


def test_what_is_all_profanity_is_told_from_what_is_not(judged, folder):
    """Profanity alone drives votes: it goes with dialect as it is, and little is left among posts alike in it."""
    found = told(judged, folder, written(profane=0.6, posts=6000))
    raw, partial = (
        found.estimates[f"labels.dialect.african_american.{each}.rude"]
        for each in ("correlation", "partial_correlation")
    )
    assert raw.low > 0.1
    assert abs(partial.value) < 0.05
    assert "still beyond the tolerance" not in found.findings["labels.dialect.rude"].statement


def test_without_votes_it_is_of_the_label_and_says_so(judged, folder):
    found = told(judged, folder, written(effect=0.4, voted=False))
    estimate = found.estimates["labels.dialect.african_american.correlation.toxic.yes"]
    assert "no votes are known" in estimate.note
    assert "labels.dialect.african_american.correlation.toxic.no" not in found.estimates
    voted = told(judged, folder, written(effect=0.4))
    assert "labels.dialect.african_american.correlation.toxic.yes" not in voted.estimates
    assert "votes are known, and stand for what was made of them" in voted.reasons
    assert "share of votes" in voted.estimates["labels.dialect.african_american.correlation.rude"].note


def test_without_a_model_there_is_nothing(judged):
    found = judged("labels", written())
    assert not [each for each in found.estimates if ".dialect." in each]
    assert "dialect" not in found.reasons


def test_split_and_order_and_reading_twice_change_nothing(judged, folder):
    rows = written(effect=0.2, posts=1500)
    once = told(judged, folder, rows)
    parts = told(judged, folder, rows[900:], rows[:300], rows[300:900])
    assert {name: value for name, value in once.estimates.items() if ".dialect." in name} == {
        name: value for name, value in parts.estimates.items() if ".dialect." in name
    }
    twice = told(judged, folder, rows, rows)
    for name, each in once.estimates.items():
        if ".dialect." in name and each.value is not None and "difference" not in name:
            assert twice.estimates[name].value == pytest.approx(each.value, rel=1e-9), name


def test_posts_that_cannot_be_read_are_told_of(judged, folder, well_said):
    rows = written(effect=0.3)
    foreign = [{**row, "post_id": f"f{i}", "author_id": f"f{i}", "lang": "de"} for i, row in enumerate(rows[:300])]
    unknown = [
        {**row, "post_id": f"u{i}", "author_id": f"u{i}", "text": "with what they had and what they saw of us"}
        for i, row in enumerate(rows[:300])
    ]
    found = told(judged, folder, [*rows, *foreign, *unknown])
    well_said(found.judgement)
    assert "8.3% of labelled posts are not in English" in found.reasons
    assert "8.3% of labelled posts have too few words that the dialect model knows" in found.reasons
    alone = told(judged, folder, rows)
    name = "labels.dialect.african_american.correlation.rude"
    assert found.estimates[name].value == alone.estimates[name].value
    assert told(judged, folder, foreign).reasons.count("no labelled post is in English") == 1


@pytest.mark.parametrize("few", [3, 9])
def test_a_label_of_few_authors_is_hidden_and_so_is_what_gives_it_away(judged, folder, few):
    rows = written(voted=False)
    for index, row in enumerate(rows):
        row["label:toxic"] = "rare" if int(row["author_id"][1:]) < few else ("yes", "no")[index % 2]
    found = told(judged, folder, rows)
    of_rare = [each for name, each in found.estimates.items() if ".dialect." in name and each.group["value"] == "rare"]
    assert of_rare
    assert all(each.status == "suppressed" and each.n_posts is None for each in of_rare)
    hidden = {
        each.group["value"]
        for name, each in found.estimates.items()
        if ".mean_by_label." in name and each.status != "ok"
    }
    assert len(hidden) >= 2


def test_few_unread_posts_do_not_follow_from_numbers_of_posts(judged, folder):
    rows = written(effect=0.3)
    rows += [
        {**rows[0], "post_id": f"u{i}", "author_id": f"u{i}", "text": "with what they had and what they saw of us"}
        for i in range(4)
    ]
    found = told(judged, folder, rows)
    summed = [
        each
        for name, each in found.estimates.items()
        if ".dialect." in name and each.status == "ok" and each.unit in ("score", "index")
    ]
    assert summed
    assert all(each.n_posts is None and each.n_authors is None for each in summed)
    assert "Some labelled posts have too few words" in found.reasons


def test_columns_of_a_batch_hold_groups_for_others_to_use(folder, batch_of):
    rows = [
        {"author_id": "a", "text": "finna tryna finna finna tryna", "lang": "en"},
        {"author_id": "b", "text": "brunch weekend brunch brunch brunch", "lang": "en"},
        {"author_id": "c", "text": "it was the morning", "lang": "en"},
        {"author_id": "d", "text": "with what they had and what they saw of us", "lang": "en"},
        {"author_id": "e", "text": "finna tryna finna finna tryna", "lang": "de"},
        {"author_id": "f", "text": "damn finna finna finna finna finna", "lang": "en"},
    ]
    plan = Plan.make({"dialect": {"model": folder}})
    posts = batch_of(rows, plan=plan)
    values = dialect_values(posts, plan)
    assert values["dialect:group"].to_pylist() == [
        "african_american",
        "white",
        "neither",
        None,
        None,
        "african_american",
    ]
    # Of plain words every topic has a quarter: none is the largest.
    assert values["dialect:largest_topic"].to_pylist() == [
        "african_american",
        "white",
        "another",
        None,
        None,
        "african_american",
    ]
    assert values["dialect:african_american"].is_valid().to_pylist() == [True, True, True, False, False, True]
    assert values["dialect:profanity"].to_pylist() == [False, False, False, None, None, True]
    assert values["without:group"].to_pylist()[-1] == "african_american"
    kept = posts.take(np.array([True, False, False, False, False, True]))
    assert kept.values["dialect:group"].to_pylist() == ["african_american", "african_american"]
    assert dialect_values(posts, Plan()) == {}


def table(rows):
    frame = {name: [row.get(name) for row in rows] for name in ("post_id", "author_id", "text", "lang")}
    return pa.table({**frame, "toxic": [row["label:toxic"] for row in rows]})


def test_no_path_and_no_share_of_a_post_leaves_the_audit(folder, tmp_path):
    rows = written(effect=0.3, posts=800, authors=120, voted=False)
    result = api.run_audit(table(rows), labels=["toxic"], dialect={"model": folder}, metrics=["labels"])
    found = result.findings
    assert found.audit["plan"]["dialect"] == {"model": "own-model"}
    assert "secret-place" not in str(found.as_dict())
    [card] = [each for each in found.resources if each["name"] == "dialect-model"]
    assert card["licence"] == "not stated"
    assert len(card["sha256"]) == 64
    assert any(each["name"] == "profanity-en" for each in found.resources)
    # The sum of a tally file is judged where the folder is not, and names the same model.
    path = tmp_path / "one.arrow"
    path.write_bytes(api.save_tally(result))
    merged = api.merge([path])
    ids = [each.id for each in found.estimates if ".dialect." in each.id]
    assert ids
    assert [merged.estimate(each) for each in ids] == [found.estimate(each) for each in ids]
    assert merged.resources == found.resources
    assert "tally files do not hold" not in " ".join(each.reason for each in found.not_measured)


def test_another_model_is_another_audit(folder, tmp_path):
    other = tmp_path / "own-model"
    other.mkdir()
    for name in ("model_vocab.txt", "model_count_table.txt"):
        text = (Path(folder) / name).read_text(encoding="utf-8")
        (other / name).write_text(text.replace("900", "890"), encoding="utf-8")
    rows = written(posts=400, authors=100, voted=False)
    one, two = (
        api.run_audit(table(rows), labels=["toxic"], dialect={"model": str(each)}, metrics=["labels"])
        for each in (folder, other)
    )
    assert one.findings.audit["id"] != two.findings.audit["id"]
    from audit.models.dialect import dialect_cards

    with pytest.raises(TallyError, match="different dialect models"):
        dialect_cards(one.tally + two.tally)


def test_under_weights_it_is_not_measured(folder):
    rows = written(posts=600, authors=100, voted=False)
    weights = pd.DataFrame(
        {"post_id": [row["post_id"] for row in rows], "weight": [1.0 + i % 2 for i in range(len(rows))]}
    )
    found = api.run(table(rows), labels=["toxic"], dialect={"model": folder}, metrics=["labels"], weights=weights)
    assert not [each.id for each in found.estimates if ".dialect." in each.id]
    assert any("not weighted" in each.reason for each in found.not_measured)


def test_workers_change_nothing(folder, tmp_path):
    rows = written(posts=600, authors=100, voted=False)
    paths = []
    for index in range(3):
        path = tmp_path / f"part{index}.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(["post_id", "author_id", "text", "lang", "toxic"])
            writer.writerows(
                [row[each] for each in ("post_id", "author_id", "text", "lang", "label:toxic")]
                for row in rows[index::3]
            )
        paths.append(path)
    told = [
        api.run(paths, labels=["toxic"], dialect={"model": folder}, metrics=["labels"], workers=workers).as_dict()
        for workers in (1, 2)
    ]
    assert told[0]["estimates"] == told[1]["estimates"]


@pytest.mark.calibration
def test_intervals_hold_the_truth_as_often_as_they_say(judged, folder):
    runs = [told(judged, folder, written(seed, posts=800, authors=150)) for seed in range(60)]
    found = [each.estimates["labels.dialect.african_american.correlation.rude"] for each in runs]
    assert np.mean([each.low <= 0 <= each.high for each in found]) >= 0.87
    assert not [
        each for run in runs for each in run.findings.values() if ".dialect." in each.id and each.reading == "shown"
    ]


@pytest.fixture(scope="module")
def davidson():
    """24,783 tweets with counts of votes (Davidson et al. 2017): what is printed, and numpy's correlations of the same."""
    model, source = SHARED / "models" / "twitteraae", SHARED / "datasets" / "davidson2017" / "labeled_data.csv.gz"
    if not (model.is_dir() and source.is_file()):
        pytest.skip("the published model and votes are not here")
    with gzip.open(source, "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    read = read_dialect_model(str(model))
    x = (
        DialectReader(read.words, read.likelihood)
        .read(pa.array([row["tweet"] for row in rows], pa.large_string()))
        .whole[:, 0]
    )
    names = {"hate": "hate_speech", "offensive": "offensive_language", "neither": "neither"}
    votes = np.array([[int(row[column]) for column in names.values()] for row in rows])
    share, known = votes / votes.sum(axis=1, keepdims=True), ~np.isnan(x)
    expected = {name: np.corrcoef(x[known], share[known, at])[0, 1] for at, name in enumerate(names)}
    return api.run(str(source), dialect={"model": str(model)}, metrics=["labels"]), expected


@pytest.mark.parametrize("label", ["hate", "offensive", "neither"])
def test_davidsons_votes_correlate_as_numpy_has_it(davidson, label):
    found, expected = davidson
    estimate = found.estimate(f"labels.dialect.african_american.correlation.{label}")
    # Printed to two figures, since few posts could not be read.
    assert estimate.value == pytest.approx(expected[label], abs=0.006)
    assert estimate.low < estimate.value < estimate.high


def test_the_page_says_what_is_measured(davidson):
    with (Path(__file__).parents[3] / "docs" / "label-bias.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["table"] == "dialect" and row["of"].endswith(" correlation")]
    assert len(rows) == 6
    for row in rows:
        topic, measure = row["of"].split()
        estimate = davidson[0].estimate(f"labels.dialect.{topic}.{measure}.{row['label']}")
        assert [float(row[each]) for each in ("value", "low", "high")] == [estimate.value, estimate.low, estimate.high]


def test_nothing_is_counted_where_no_model_was_read(batch_of):
    tally = Tally()
    labels_dialect.count_dialect(tally, batch_of(written(posts=50)))
    assert tally.is_empty()
