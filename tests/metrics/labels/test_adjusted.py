"""Adjusted gaps of label rates: against statsmodels on the same posts, where all is confounding, and what no file holds."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
import statsmodels.api as sm

from audit import api
from audit.metrics.labels import adjusted as labels_adjusted
from audit.metrics.labels.adjusted import ADJUSTED

WORDS = [
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
NAME = "labels.toxic.yes.author.gender.women"


def written(seed=1, *, posts=4000, authors=500, effect=0.0, swearing=0.5, communities=0, shifted=0.0):
    """Women swear more here, and swearing is labelled; ``effect`` is what being a woman adds, in points."""
    random = np.random.default_rng(seed)
    woman = random.random(authors) < 0.5
    home = random.integers(0, max(communities, 1), authors)
    rows = []
    for index in range(posts):
        author = int(random.integers(authors))
        swears = random.random() < (0.1 + swearing * woman[author])
        place = int(home[author])
        chance = 0.1 + 0.5 * swears + effect * woman[author] + shifted * (place == 0)
        words = [*random.choice(WORDS, int(random.integers(4, 25))), *(["damn"] if swears else [])]
        rows.append({
            "post_id": f"p{index}", "author_id": f"a{author}", "text": " ".join(words), "lang": "en",
            "attribute:gender": "female" if woman[author] else "male",
            "label:toxic": "yes" if random.random() < chance else "no",
            **({"community": f"c{place}"} if communities else {}),
        })  # fmt: skip
    return rows


def test_equals_statsmodels_on_the_same_posts(judged):
    rows = written(effect=0.1, communities=3, shifted=0.1)
    found = judged("labels", rows).estimates[f"{NAME}.adjusted_difference"]
    label = np.array([row["label:toxic"] == "yes" for row in rows], dtype=float)
    largest = sorted({row["community"] for row in rows})[1:]
    design = np.column_stack([
        [row["attribute:gender"] == "female" for row in rows],
        [np.log1p(len(row["text"].split())) for row in rows],
        ["damn" in row["text"] for row in rows],
        *([row["community"] == each for row in rows] for each in largest),
    ]).astype(float)  # fmt: skip
    authors = np.unique([row["author_id"] for row in rows], return_inverse=True)[1]
    fit = sm.Logit(label, sm.add_constant(design)).fit(disp=0, cov_type="cluster", cov_kwds={"groups": authors})
    known = fit.get_margeff(at="overall", dummy=True)
    assert found.value == pytest.approx(known.margeff[0], rel=1e-6)
    assert found.high - found.low == pytest.approx(2 * 1.97 * known.margeff_se[0], rel=0.02)
    assert found.n_posts == sum(row["attribute:gender"] == "female" for row in rows)


def test_a_gap_that_is_all_profanity_goes_and_is_said_beside_the_raw_one(judged, well_said):
    told = judged("labels", written(posts=8000))
    well_said(told.judgement)
    raw, adjusted = (told.estimates[f"{NAME}.{each}"] for each in ("difference", "adjusted_difference"))
    assert raw.low > 0.15
    assert -0.05 < adjusted.low < 0 < adjusted.high < 0.05
    finding = told.findings[NAME]
    assert finding.reading == "shown"
    assert "Among posts alike in length and profanity it is" in finding.statement
    assert "within the tolerance" in finding.statement
    assert adjusted.id in finding.estimates
    assert any("nor that annotators erred" in each for each in finding.caveats)
    [block] = [each for each in told.judgement.blocks if each.id == "labels.toxic.author.gender"]
    assert (raw.id, adjusted.id) in block.table.estimates


def test_a_quiet_gap_that_turns_round_among_posts_alike_is_named(judged, well_said):
    """Women swear more, and are labelled less for it: as it is the gap is next to none."""
    told = judged("labels", written(posts=8000, effect=-0.32))
    well_said(told.judgement)
    raw, adjusted = (told.estimates[f"{NAME}.{each}"] for each in ("difference", "adjusted_difference"))
    assert raw.value > 0
    assert adjusted.high < -0.1
    rest = told.findings["labels.toxic.author.gender"]
    assert rest.reading in ("inconclusive", "shown_small")
    said = f"turn round among posts alike in length and profanity: men, “yes”: {told.estimates[NAME.replace('women', 'men') + '.difference'].told}"
    assert f"2 comparisons {said}" in rest.statement
    assert adjusted.id in rest.estimates
    assert any("Adjusted gaps are among posts" in each for each in rest.caveats)


def test_a_shown_gap_that_turns_round_among_posts_alike_is_not_said_to_stay(judged):
    told = judged("labels", written(posts=8000, effect=-0.25, swearing=0.8))
    raw, adjusted = (told.estimates[f"{NAME}.{each}"] for each in ("difference", "adjusted_difference"))
    assert raw.low > 0.05
    assert adjusted.high < -0.05
    statement = told.findings[NAME].statement
    assert "beyond the tolerance on the other side" in statement
    assert "still beyond" not in statement


def test_quiet_gaps_that_stay_quiet_among_posts_alike_are_not_named(judged):
    for seed in range(1, 5):
        told = judged("labels", written(seed, posts=4000, swearing=0.0))
        assert not [each for each in told.judgement.findings if "round" in each.statement]


def test_a_gap_that_is_planted_stays(judged):
    told = judged("labels", written(posts=8000, effect=0.2, swearing=0.0))
    raw, adjusted = (told.estimates[f"{NAME}.{each}"] for each in ("difference", "adjusted_difference"))
    assert adjusted.value == pytest.approx(raw.value, abs=0.02)
    assert adjusted.low > 0.1
    assert "still beyond the tolerance" in told.findings[NAME].statement


def test_a_gap_between_communities_goes(judged):
    """Women write where posts are labelled more; within each place they are not."""
    rows = written(swearing=0.0, posts=6000)
    random = np.random.default_rng(2)
    for row in rows:
        here = random.random() < (0.8 if row["attribute:gender"] == "female" else 0.2)
        row["community"] = "strict" if here else "easy"
        row["label:toxic"] = "yes" if random.random() < (0.5 if here else 0.1) else "no"
    told = judged("labels", rows)
    assert told.estimates[f"{NAME}.difference"].low > 0.15
    assert abs(told.estimates[f"{NAME}.adjusted_difference"].value) < 0.04
    assert "alike in length, profanity and community" in told.findings[NAME].statement


@pytest.mark.calibration
def test_where_nothing_is_true_nothing_is_shown(judged):
    found = [
        judged("labels", written(seed, posts=1500, authors=200)).estimates[f"{NAME}.adjusted_difference"]
        for seed in range(40)
    ]
    assert np.mean([each.low <= 0 <= each.high for each in found]) >= 0.85
    assert not [each for each in found if each.q_value < 0.05]


def test_mentions_are_adjusted_too(judged):
    rows = written(posts=4000)
    for index, row in enumerate(rows):
        row["text"] += " with the women" if index % 3 == 0 else " with the men" if index % 3 == 1 else " with nobody"
    told = judged("labels", rows)
    name = "labels.toxic.yes.mention.gender.women"
    raw, adjusted = (told.estimates[f"{name}.{each}"] for each in ("difference", "adjusted_difference"))
    assert adjusted.n_posts == raw.n_posts
    assert adjusted.value == pytest.approx(raw.value, abs=0.02)


def test_within_a_bound_of_whole_authors(judged, monkeypatch):
    monkeypatch.setattr(labels_adjusted, "MOST_ROWS", 1500)
    rows = written(effect=0.3, posts=4000)
    whole, halves = judged("labels", rows), judged("labels", rows[2500:], rows[:2500])
    assert whole.judgement == halves.judgement
    sample = whole.tally.samples[ADJUSTED, "toxic"]
    assert 0 < len(sample) <= 1500
    assert sample.level >= 1
    adjusted = whole.estimates[f"{NAME}.adjusted_difference"]
    assert "of authors, drawn by hash" in adjusted.note
    assert adjusted.n_posts < whole.estimates[f"{NAME}.difference"].n_posts


def table(rows):
    names = ("post_id", "author_id", "text", "lang")
    columns = {name: [row[name] for row in rows] for name in names}
    return pa.table(
        {**columns, "gender": [r["attribute:gender"] for r in rows], "toxic": [r["label:toxic"] for r in rows]}
    )


def test_no_tally_file_holds_a_row(tmp_path):
    result = api.run_audit(
        table(written(posts=800, authors=100)), labels=["toxic"], groups={"gender": "gender"}, metrics=["labels"]
    )
    assert (ADJUSTED, "toxic") in result.tally.samples
    path = tmp_path / "one.arrow"
    path.write_bytes(api.save_tally(result))
    merged = api.merge([path])
    assert not [each.id for each in merged.estimates if "adjusted" in each.id]
    assert any("which tally files do not hold" in each.reason for each in merged.not_measured)
    assert merged.estimate(f"{NAME}.difference") == result.findings.estimate(f"{NAME}.difference")


@pytest.mark.parametrize("case", ["text", "weights"])
def test_where_it_cannot_be_it_says_so(case):
    rows = written(posts=600, authors=100)
    posts = table(rows)
    weights = None
    if case == "text":
        posts = posts.drop_columns(["text"])
    else:
        weights = pa.table(
            {"post_id": [row["post_id"] for row in rows], "weight": [1.0 + i % 2 for i in range(len(rows))]}
        )
    found = api.run(posts, labels=["toxic"], groups={"gender": "gender"}, metrics=["labels"], weights=weights)
    assert not [each.id for each in found.estimates if "adjusted" in each.id]
    reasons = " ".join(each.reason for each in found.not_measured)
    assert ("need the text" if case == "text" else "are not weighted") in reasons


def test_what_is_left_over_by_few_authors_does_not_follow(judged):
    """Four women write in German, which is not adjusted: their posts are the raw number less the adjusted one."""
    rows = written(effect=0.2, posts=2000)
    rows += [
        {**rows[0], "post_id": f"g{i}", "author_id": f"g{i}", "lang": "de", "attribute:gender": "female"}
        for i in range(4)
    ]
    adjusted = judged("labels", rows).estimates[f"{NAME}.adjusted_difference"]
    assert adjusted.status == "ok"
    assert adjusted.n_posts is None
    assert adjusted.n_authors is None
