"""What a filter on the stated language drops, by length and group, equals a reference; chance is quiet, a planted loss is not."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from audit import statistics
from audit.hashing import hash_bytes

SHORT = "the women at the market"


def drawn(seed=1, posts=4000, authors=400, *, short_lost=0.0, group_lost=0.0):
    """English posts; one in ten is stated to be in another language, of short posts and of one group more."""
    random = np.random.default_rng(seed)
    who = random.integers(0, authors, posts)
    gender = random.choice(["female", "male"], authors)
    longer = random.choice([0, 1, 2], posts)
    chance = 0.1 + short_lost * (longer == 0) + group_lost * (gender[who] == "female")
    lost = random.random(posts) < chance
    return [
        {
            "post_id": f"p{index}",
            "author_id": f"author {author}",
            "text": (SHORT + " and then they went home in the evening of that day") if longer[index] else "the market",
            "lang": str(random.choice(["de", "nl-NL", "cy"])) if lost[index] else "en",
            "attribute:gender": str(gender[author]),
        }
        for index, author in enumerate(who)
    ]


@pytest.mark.parametrize(
    ("place", "chosen"),
    [
        ("everyone", lambda f: f.text.notna()),
        ("length.0-4", lambda f: f.text == "the market"),
        ("author.gender.women", lambda f: f["attribute:gender"] == "female"),
    ],
)
def test_shares_equal_a_reference_in_pandas(judged, place, chosen):
    rows = drawn()
    found = judged("coverage", rows).estimates[f"coverage.language_filter.{place}.share"]
    frame = pd.DataFrame(rows)
    own = chosen(frame)
    bucket = frame.author_id.map(lambda each: hash_bytes(each.encode()) % 128)
    expected = statistics.share(
        *(np.bincount(bucket[each], minlength=128) for each in (own & (frame.lang != "en"), own))
    )
    assert (found.value, found.low, found.high) == pytest.approx((expected.value, expected.low, expected.high))
    assert (found.n_posts, found.n_authors) == (own.sum(), frame.author_id[own].nunique())


def shown(result):
    return {each.id for each in result.findings.values() if each.reading == "shown" and "language_filter" in each.id}


def test_a_planted_loss_is_found(judged, well_said):
    result = judged("coverage", drawn(short_lost=0.3))
    assert "coverage.language_filter.length.0-4" in shown(result)
    assert "fewer than 5 words would be dropped more often by a filter that keeps English" in (
        result.findings["coverage.language_filter.length.0-4"].title
    )
    well_said(result.judgement)
    assert shown(judged("coverage", drawn(group_lost=0.3))) >= {"coverage.language_filter.author.gender.women"}


def test_chance_is_quiet(judged):
    plan = {"tolerances": {"share_gap": 0.0, "rate_ratio": 1.0}}
    false = tested = 0
    for seed in range(100):
        estimates = judged("coverage", drawn(seed, posts=1200, authors=300), **plan).estimates.values()
        for family in ("coverage.language_filter.length", "coverage.language_filter.author.gender"):
            members = [each for each in estimates if each.family == family and each.q_value is not None]
            tested += bool(members)
            false += any(each.q_value <= 0.05 for each in members)
    assert tested == 200
    assert false / tested < 0.08


def test_what_is_not_stated_or_not_dominated_is_not_told(judged):
    assert not [each for each in judged("coverage", drawn(), without=["lang"]).estimates if "language_filter" in each]
    mixed = [{**each, "lang": ("en", "de", "fr")[index % 3]} for index, each in enumerate(drawn())]
    assert "no one language is stated by most posts" in judged("coverage", mixed).reasons
    told = judged("coverage", drawn()).findings["coverage.language_filter.length"]
    assert any("is held against a detector" in each for each in told.caveats)


def test_what_is_stated_is_held_against_a_detector(tmp_path):
    pytest.importorskip("py3langid")
    import audit

    rows = drawn(short_lost=0.3, posts=2000)
    for row in rows:
        row["gender"] = row.pop("attribute:gender")
        if row["text"] == "the market":
            row["text"] = "They were happy yesterday"
    findings = audit.run(rows, plan={"dataset": {"detect_language": True}}, metrics=["coverage"], workers=1)
    found = {each.id: each for each in findings.estimates}
    frame = pd.DataFrame(rows)
    share = found["coverage.language_filter_detected.length.0-4.share"]
    short = frame.text == "They were happy yesterday"
    assert share.value == pytest.approx((frame.lang[short] != "en").mean())
    assert share.n_posts == short.sum()
    assert any("The detector errs too" in caveat for each in findings.findings for caveat in each.caveats)


def test_free_text_is_no_group(judged):
    rows = [{**each, "attribute:gender": f"self-made {index}"} for index, each in enumerate(drawn())]
    assert not [each for each in judged("coverage", rows).estimates if "language_filter.author" in each]
