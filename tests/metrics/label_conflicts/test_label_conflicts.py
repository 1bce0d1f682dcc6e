"""Equal texts with different labels: by hand, near copies, small cells, laws, and samples."""

from __future__ import annotations

import numpy as np
import pytest

from audit.metrics.label_conflicts import label_conflicts

WORDS = [
    "somewhere",
    "in",
    "the",
    "town",
    "a",
    "person",
    "of",
    "whom",
    "nobody",
    "knew",
    "anything",
    "sat",
    "and",
    "read",
    "a",
    "long",
    "letter",
    "about",
    "the",
    "weather",
]


def sentence(number, *, last=""):
    """Sixteen words of their own each."""
    generator = np.random.default_rng(number)
    chosen = [WORDS[place] + str(generator.integers(1000)) for place in generator.integers(0, len(WORDS), 16)]
    return " ".join([*chosen, last]).strip()


def post(index, text, label, author=None):
    return {
        "post_id": f"p{index}",
        "author_id": f"a{index if author is None else author}",
        "text": text,
        "lang": "en",
        "label:toxic": label,
    }


def copies(conflicting, agreeing, alone=40):
    """Texts in two copies with two labels, in two copies with one, and single ones; each post by another author."""
    rows = []
    for number in range(conflicting + agreeing):
        for copy in range(2):
            label = "yes" if number < conflicting and copy else "no"
            rows.append(post(len(rows), sentence(number) + ("!" if copy else ""), label))
    for number in range(alone):
        rows.append(post(len(rows), sentence(10_000 + number), "yes"))
    return rows


def test_by_hand_and_the_same_in_any_split_and_order(judged):
    rows = copies(20, 60)
    found = judged("label_conflicts", rows)
    exact, whole = (found.estimates[f"label_conflicts.toxic.conflict_{each}"] for each in ("exact", "posts"))
    assert exact.value == pytest.approx(20 / 80)
    assert exact.n_posts == 160
    assert whole.value == pytest.approx(40 / 200)
    assert exact.low < 0.25 < exact.high
    shuffled = [rows[place] for place in np.random.default_rng(1).permutation(len(rows))]
    again = judged("label_conflicts", shuffled[:70], shuffled[70:])
    assert again.judgement == found.judgement


def test_nearly_equal_texts_are_one_family(judged):
    rows = []
    for number in range(60):
        rows.append(post(len(rows), sentence(number), "no"))
        rows.append(post(len(rows), sentence(number, last="indeed"), "yes" if number < 15 else "no"))
    found = judged("label_conflicts", rows)
    assert found.reasons == "Label 'toxic': no labelled text stands in the data twice."
    rows += copies(12, 30)[:84]
    rows = [{**row, "post_id": f"q{i}", "author_id": f"q{i}"} for i, row in enumerate(rows)]
    near = judged("label_conflicts", rows).estimates["label_conflicts.toxic.conflict_near"]
    assert near.value > 0.2


def test_labels_that_hang_on_the_text_alone_never_conflict(judged):
    rows = copies(0, 80)
    found = judged("label_conflicts", rows).estimates
    assert found["label_conflicts.toxic.conflict_exact"].value == 0
    assert 0 < found["label_conflicts.toxic.conflict_exact"].high < 0.1


def test_few_authors_of_conflicting_texts_are_hidden(judged):
    found = judged("label_conflicts", copies(3, 60)).estimates
    assert found["label_conflicts.toxic.conflict_exact"].status == "suppressed"
    assert found["label_conflicts.toxic.conflict_posts"].status == "suppressed"


def test_one_text_is_no_share(judged):
    """Forty authors sent the same under two labels: all of the texts that were copied, which is one."""
    rows = [post(index, sentence(1), ("yes", "no")[index % 2]) for index in range(40)]
    rows += [post(100 + index, sentence(100 + index), "no") for index in range(40)]
    found = judged("label_conflicts", rows).estimates["label_conflicts.toxic.conflict_exact"]
    assert (found.value, found.status, found.note) == (None, "not_estimable", "stands on too few texts")


def test_how_many_texts_few_authors_copied_is_not_told(judged):
    told = judged("label_conflicts", copies(3, 0)).findings["label_conflicts.toxic"]
    assert told.statement == "Texts that are labelled in several copies tell of fewer than 10 authors."


@pytest.mark.calibration
def test_the_interval_covers_the_rate_of_conflicts(judged):
    generator = np.random.default_rng(3)
    covered = 0
    for trial in range(150):
        rows = []
        for number in range(100):
            flipped = generator.random() < 0.25
            for copy in range(2):
                rows.append(post(len(rows), sentence(trial * 1000 + number), "yes" if flipped and copy else "no"))
        found = judged("label_conflicts", rows).estimates["label_conflicts.toxic.conflict_exact"]
        covered += found.low <= 0.25 <= found.high
    assert 0.90 <= covered / 150 <= 0.995


def test_a_sample_of_texts_says_so_and_is_near_the_whole(judged, monkeypatch):
    rows = copies(300, 900, alone=600)
    whole = judged("label_conflicts", rows).estimates["label_conflicts.toxic.conflict_exact"]
    monkeypatch.setattr(label_conflicts, "MOST_TEXTS", 512)
    found = judged("label_conflicts", rows[:1000], rows[1000:]).estimates["label_conflicts.toxic.conflict_exact"]
    assert "from a sample of 1 in" in found.note
    assert found.low < whole.value < found.high


def test_what_is_no_label_is_said_and_everything_well(judged, well_said):
    rows = [post(i, sentence(i), f"value {i % 20}") for i in range(60)]
    assert "20 values" in judged("label_conflicts", rows).reasons
    assert "no text with a label" in judged("label_conflicts", rows, without=["label:toxic"]).reasons
    well_said(judged("label_conflicts", copies(20, 60)).judgement)
    well_said(judged("label_conflicts", copies(1, 0)).judgement)
