"""Words that tell of a label: planted and null ones, words apart, hidden ones, and what no file holds."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from audit import api
from audit.metrics import ON_REQUEST
from audit.metrics.artefacts.artefacts import Artefacts
from audit.metrics.artefacts.counts import BOUND, NAME, ROWS
from audit.metrics.withheld import without_rows
from audit.statistics import competency

PLAIN = [
    "it",
    "was",
    "the",
    "end",
    "of",
    "the",
    "day",
    "and",
    "we",
    "were",
    "at",
    "the",
    "market",
    "with",
    "some",
    "of",
    "them",
]


def written(seed=1, *, posts=3000, authors=600, planted=(), chance=0.2, only=None):
    """Labels drawn whatever is written; a planted word stands in half of the labelled posts and few of the others."""
    random = np.random.default_rng(seed)
    rows = []
    for index in range(posts):
        author = int(random.integers(authors))
        labelled = random.random() < chance
        words = [*random.choice(PLAIN, 8), f"thing{int(random.integers(30))}x"]
        if only is None or author < only:
            words += [word for word in planted if random.random() < (0.5 if labelled else 0.02)]
        rows.append({
            "post_id": f"p{index}", "author_id": f"a{author}", "text": " ".join(words), "lang": "en",
            "label:toxic": "yes" if labelled else "no",
        })  # fmt: skip
    return rows


def test_a_planted_word_is_found_with_its_figures(judged, well_said):
    rows = written(planted=["orchard"])
    told = judged(NAME, rows)
    well_said(told.judgement)
    own = "artefacts.toxic.yes.word.orchard"
    rate, gap, z = (told.estimates[f"{own}.{each}"] for each in ("rate", "gap", "z"))
    with_word = [row for row in rows if "orchard" in row["text"].split()]
    share = np.mean([row["label:toxic"] == "yes" for row in with_word])
    base = np.mean([row["label:toxic"] == "yes" for row in rows])
    assert rate.value == pytest.approx(share)
    assert gap.value == pytest.approx(share - base)
    assert (rate.n_posts, rate.n_authors) == (len(with_word), len({row["author_id"] for row in with_word}))
    authors, pair = np.unique([row["author_id"] for row in with_word], return_inverse=True)
    labelled = np.array([row["label:toxic"] == "yes" for row in with_word])
    known = competency(np.zeros(len(authors), int), np.bincount(pair), np.bincount(pair, labelled).astype(int), base)
    assert z.value == pytest.approx(known.z[0])
    assert gap.q_value < 1e-6
    finding = told.findings["artefacts.toxic.yes"]
    assert finding.reading == "shown"
    assert finding.title == "1 single word tells of “yes” (toxic)"
    assert "orchard" in finding.statement
    assert not [each for each in told.estimates if "thing" in each]


@pytest.mark.calibration
def test_words_that_say_nothing_are_hardly_ever_shown(judged, well_said):
    """One dataset in twenty may show a word by chance, at a q-value of 5%."""
    runs = [judged(NAME, written(seed, posts=1500)) for seed in range(16)]
    for told in runs:
        well_said(told.judgement)
    assert sum(any(each.reading == "shown" for each in told.findings.values()) for told in runs) <= 3


def test_words_for_groups_stand_apart_and_slurs_are_masked(judged):
    told = judged(NAME, written(planted=["muslims", "bitch", "orchard"]))
    kinds = {name.split(".")[3] for name in told.estimates}
    assert kinds == {"identity", "word"}
    assert "artefacts.toxic.yes.identity.muslims.gap" in told.estimates
    assert "bitch" not in repr(told.judgement)
    assert "b****" in repr(told.judgement)
    assert told.findings["artefacts.toxic.yes"].harm == "stereotyping"
    assert "words for groups of people" in told.findings["artefacts.toxic.yes"].statement


def test_words_of_a_dialect_stand_apart_where_there_is_a_model(judged, tmp_path):
    (tmp_path / "model_vocab.txt").write_text("9\tfinna\n9\torchard\n9\tday\n", encoding="utf-8")
    (tmp_path / "model_count_table.txt").write_text(
        "900 10 10 10\n100 100 100 100\n200 200 200 200\n", encoding="utf-8"
    )
    told = judged(NAME, written(planted=["finna", "orchard"]), dialect={"model": str(tmp_path)})
    assert "artefacts.toxic.yes.dialect.finna.gap" in told.estimates
    assert "artefacts.toxic.yes.word.orchard.gap" in told.estimates
    without = judged(NAME, written(planted=["finna", "orchard"]))
    assert "artefacts.toxic.yes.word.finna.gap" in without.estimates


@pytest.mark.parametrize("few", [4, 9])
def test_words_of_few_authors_are_never_printed(judged, few):
    told = judged(NAME, written(planted=["orchard"], only=few, posts=8000, authors=100))
    assert "orchard" not in repr(told.judgement)


def test_a_word_that_few_authors_use_without_the_label_is_not_told(judged):
    rows = written(posts=3000)
    for index, row in enumerate(rows):
        if row["label:toxic"] == "yes" and index % 2:
            row["text"] += " orchard"
    lacking = [row for row in rows if row["label:toxic"] == "no"][:4]
    for row in lacking:
        row["text"] += " orchard"
    told = judged(NAME, rows)
    assert "orchard" not in repr(told.judgement)
    assert "would tell of too few authors" in told.findings["artefacts.toxic.yes"].statement


def test_a_word_that_all_but_few_authors_use_in_a_label_is_not_told(judged):
    """The share of all posts that have the label, less what is told of those with the word, would tell of the others."""
    rows = written(posts=1200, authors=300, chance=0.3)
    yes = sorted({row["author_id"] for row in rows if row["label:toxic"] == "yes"})

    def planted(left: int):
        bare = set(yes[:left])
        said = [
            {**row, "text": f"{row['text']} orchard"}
            if row["label:toxic"] == "yes" and row["author_id"] not in bare
            else row
            for row in rows
        ]
        return judged(NAME, said)

    own = "artefacts.toxic.yes.word.orchard.rate"
    assert own not in planted(3).estimates
    assert planted(30).estimates[own].value == 1
    assert planted(0).estimates[own].value == 1


def test_one_author_who_repeats_a_word_does_not_make_it(judged):
    rows = written(posts=2000)
    rows += [
        {
            **rows[0],
            "post_id": f"x{i}",
            "author_id": f"x{i % 12 if i < 12 else 0}",
            "text": "it was the orchard",
            "label:toxic": "yes",
        }
        for i in range(300)
    ]
    told = judged(NAME, rows)
    assert not [each for each in told.estimates if "orchard" in each]


def test_split_changes_nothing_and_the_bound_keeps_authors_whole(judged, monkeypatch):
    rows = written(planted=["orchard"])
    assert judged(NAME, rows).judgement == judged(NAME, rows[1700:], rows[:1700]).judgement
    assert BOUND == 1 << 20
    monkeypatch.setattr("audit.metrics.artefacts.counts.BOUND", 12_000)
    whole, halves = judged(NAME, rows), judged(NAME, rows[1700:], rows[:1700])
    assert whole.judgement == halves.judgement
    assert whole.tally.samples[ROWS].rate < 1
    assert "of authors, drawn by hash" in whole.findings["artefacts.toxic.yes"].statement


def test_no_word_is_written_into_a_tally_file(judged, tmp_path):
    kept = without_rows(judged(NAME, written(planted=["orchard"])).tally)
    assert "orchard" not in repr(kept)
    assert not kept.samples
    rows = written(planted=["orchard"], posts=600)
    posts = pa.table(
        {
            **{name: [row[name] for row in rows] for name in ("post_id", "author_id", "text", "lang")},
            "toxic": [r["label:toxic"] for r in rows],
        }
    )
    result = api.run_audit(posts, labels=["toxic"], metrics=[NAME])
    path = tmp_path / "one.arrow"
    path.write_bytes(api.save_tally(result))
    merged = api.merge([path])
    assert not merged.estimates
    assert "never written into a tally file" in merged.not_measured[0].reason


def test_a_score_is_no_label(judged):
    rows = written(posts=500)
    for index, row in enumerate(rows):
        row["label:toxic"] = str(index % 40)
    told = judged(NAME, rows)
    assert "more than 12 different values" in told.reasons
    assert not told.estimates


def test_it_is_measured_on_request():
    assert NAME in ON_REQUEST
    assert Artefacts().name == NAME


@pytest.mark.parametrize("missing", ["text", "label:toxic"])
def test_without_what_it_needs_it_says_so(judged, missing):
    assert "There is no text, or no label column" in judged(NAME, written(posts=100), without=[missing]).reasons


def test_how_often_a_label_of_few_authors_is_given_is_not_told(judged):
    rows = written(planted=["orchard"])
    rare = [{**row, "label:toxic": "rare"} if row["author_id"] in ("a1", "a2", "a3") else row for row in rows]
    told = judged(NAME, rare)
    assert "artefacts.toxic.yes" in judged(NAME, rows).findings
    # Three shares add up to all posts: of two that were told the third would follow.
    assert [name for name in told.findings if name.startswith("artefacts.toxic")] == ["artefacts.toxic.no"]
    assert "labelled “yes” and 1 other value would tell of fewer than 10 authors" in told.reasons
    assert "rare" not in told.reasons
