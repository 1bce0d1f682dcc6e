"""Association tests on a dataset's own words: found where planted, quiet where not, and never in a file."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import audit
from audit import api, resources
from audit.metrics.base import Scope
from audit.metrics.embeddings import estimates as embeddings_estimates
from audit.metrics.embeddings import tokens as embeddings_tokens
from audit.metrics.embeddings.embeddings import Embeddings
from audit.metrics.embeddings.estimates import read_text
from audit.metrics.embeddings.sets import QUESTIONS, hashes_of_sets
from audit.metrics.embeddings.tokens import WORDS
from audit.metrics.withheld import without_rows
from audit.plan import Plan
from audit.tally import Tally
from audit.tally.sample_file import rows_of

SETS = resources.word_sets().kept
#: Words that hold no meaning, and enough function words to look English.
FILLER = [f"{a}{b}{c}" for a in "bdfgk" for b in "aeiou" for c in ("zz", "rk", "mp", "nt")]
FUNCTION = ["the", "of", "and", "to", "in", "that"]


def posts(seed=0, *, planted=0.8, n=4500, authors=150, few=()):
    """Posts of twelve words; insects stand beside unpleasant words and men beside career, by the chance that is planted."""
    random = np.random.default_rng(seed)
    sets = {
        name: [word.lower() for word in SETS[name][:8]]
        for name in (
            "flowers",
            "insects",
            "pleasant_25",
            "unpleasant_25",
            "men_terms",
            "women_terms",
            "career",
            "family",
        )
    }
    pool = [word for words in sets.values() for word in words]
    pairs = [
        ("flowers", "pleasant_25"),
        ("insects", "unpleasant_25"),
        ("men_terms", "career"),
        ("women_terms", "family"),
    ]
    rows = []
    for index in range(n):
        words = [*random.choice(FILLER, 5), *random.choice(FUNCTION, 3)]
        first, second = pairs[random.integers(4)]
        words += [
            *random.choice(sets[first], 2),
            *random.choice(sets[second] if random.random() < planted else pool, 2),
        ]
        random.shuffle(words)
        rows.append(
            {
                "post_id": f"p{index}",
                "author_id": f"author {random.integers(authors)}",
                "text": " ".join(words),
                "lang": "en",
            }
        )
    for word, who in few:
        for row in rows:
            if row["author_id"] not in who:
                row["text"] = " ".join(each for each in row["text"].split() if each != word)
    return rows


@pytest.fixture(scope="module")
def planted():
    return posts()


def figures(findings):
    return [(each.id, each.value, each.low, each.high, each.p_value, each.n_posts, each.n_authors) for each in findings]


def test_what_is_planted_is_shown(planted, judged):
    told = judged("embeddings", planted[:2000], planted[2000:])
    men, control = (told.findings[f"embeddings.{each}"] for each in ("men_women_career", "flowers_insects"))
    assert men.reading == control.reading == "shown"
    assert (
        men.title == "Words for men go with words of career rather than words of family, more than words for women do"
    )
    assert (men.severity, men.harm, men.confidence) == ("high", "stereotyping", "medium")
    assert (control.severity, control.harm) == ("none", "validity")
    assert not [each for each in men.caveats if "nobody doubts" in each]
    effect = told.estimates["embeddings.men_women_career.effect"]
    assert effect.low > 0.2
    assert effect.q_value <= 0.05
    assert "of words and not of authors" in effect.note
    assert effect.n_authors == 150
    assert told.estimates["embeddings.men_women_career.distance"].value > 0
    first, second = (
        told.estimates[f"embeddings.men_women_career.{each}_association"].value for each in ("first", "second")
    )
    assert first > second
    assert "instruments and weapons" in told.reasons


def shuffled(rows, seed):
    """The same words, in other posts."""
    words = np.random.default_rng(seed).permutation(" ".join(row["text"] for row in rows).split())
    ends = np.cumsum([len(row["text"].split()) for row in rows])
    return [{**row, "text": " ".join(part)} for row, part in zip(rows, np.split(words, ends[:-1]), strict=True)]


def test_of_shuffled_words_nothing_is_shown(planted, judged):
    """Twelve tests of nothing: none is shown, and their effects lie about zero."""
    effects = []
    for seed in range(6):
        told = judged("embeddings", shuffled(planted, seed))
        assert [each.reading for each in told.judgement.findings] == ["inconclusive"]
        effects += [each.value for name, each in told.estimates.items() if name.endswith(".effect")]
    assert len(effects) == 12
    assert abs(np.mean(effects)) < 4 * np.std(effects, ddof=1) / np.sqrt(12)


def test_where_the_control_is_not_shown_readers_are_told(planted, judged):
    told = judged("embeddings", shuffled(planted, 9))
    (finding,) = told.judgement.findings
    assert [each for each in finding.caveats if "do not show what nobody doubts" in each]


def test_order_split_and_copies_change_nothing(planted, judged):
    whole = judged("embeddings", planted).judgement
    mixed = [planted[index] for index in np.random.default_rng(3).permutation(len(planted))]
    assert judged("embeddings", mixed[:100], mixed[100:3000], mixed[3000:]).judgement == whole
    twice = judged("embeddings", planted, planted).judgement
    assert figures(twice.estimates) == figures(whole.estimates)


def test_any_number_of_workers(planted, tmp_path):
    for index, start in enumerate(range(0, 4500, 1500)):
        pd.DataFrame(planted[start : start + 1500]).to_csv(tmp_path / f"{index}.csv", index=False)
    paths = sorted(tmp_path.glob("*.csv"))
    one, two = (audit.run(paths, metrics=["embeddings"], workers=each) for each in (1, 2))
    assert one.as_dict() == two.as_dict()
    assert "word-sets-en" in {each["name"] for each in one.resources}


def test_words_are_never_written(planted, tmp_path):
    result = api.run_audit(pd.DataFrame(planted), metrics=["embeddings"])
    assert WORDS in result.tally.samples
    written = api.save_tally(result, secret=bytes(range(16)))
    path = tmp_path / "tally.arrow"
    path.write_bytes(written)
    merged = api.merge([path])
    assert [each.reason for each in merged.not_measured] == [
        "Tally files hold no words, so vectors can only be made where the posts are read."
    ]
    assert not merged.estimates
    # Not even as hashes: those of the sets are known to everybody.
    hashes = np.concatenate(list(hashes_of_sets().values()))
    assert not [each for each in hashes.tolist() if int(each).to_bytes(8, "little") in written]
    with pytest.raises(ValueError, match="holds words"):
        rows_of(WORDS, result.tally.samples[WORDS], bytes(16))


def test_a_tally_without_words_is_written_as_it_is():
    tally = Tally()
    assert without_rows(tally) is tally


def test_beyond_the_bound_authors_are_kept_whole(planted, batch_of, monkeypatch):
    monkeypatch.setattr(embeddings_tokens, "MOST_WORDS", 40_000)
    tally = Embeddings().measure(batch_of(planted))
    sample = tally.samples[WORDS]
    assert 0 < len(sample) <= 40_000
    assert sample.level >= 1
    monkeypatch.undo()
    everything = Embeddings().measure(batch_of(planted)).samples[WORDS]
    kept = np.unique(sample.column("owner"))
    expected = np.isin(everything.column("owner"), kept)
    assert np.array_equal(np.sort(everything.column("key")[expected]), np.sort(sample.column("key")))


def test_figures_of_a_sample_say_so(judged, monkeypatch):
    monkeypatch.setattr(embeddings_tokens, "MOST_WORDS", 80_000)
    told = judged("embeddings", posts(n=9000, authors=400))
    assert "sample of 1 in 2 authors" in told.estimates["embeddings.men_women_career.effect"].note
    assert told.estimates["embeddings.men_women_career.effect"].n_authors < 300


def test_words_of_few_authors_do_not_count(judged):
    """Career words by nine authors only, the family words by all: the set has too few words that ten authors use."""
    nine = {f"author {index}" for index in range(9)}
    rows = posts(n=9000, authors=60, few=[(word.lower(), nine) for word in SETS["career"]])
    told = judged("embeddings", rows)
    assert "embeddings.men_women_career.effect" not in told.estimates
    assert "words for men and words for women: words of career or words of family" in told.reasons
    assert "that 10 authors use" in told.reasons


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (posts(n=500), "Vectors need 50,000 words of text and 30 authors at least"),
        (posts(n=4500, authors=29), "Vectors need 50,000 words of text and 30 authors at least"),
        ([{**row, "lang": "de"} for row in posts(n=100)], "No post is in English"),
        ([], "There is no text"),
    ],
)
def test_too_little_is_not_measured(rows, says, judged):
    told = judged("embeddings", rows)
    assert not told.estimates
    assert says in told.reasons


def test_without_authors_texts_stand_for_them_and_readers_are_told(planted, judged):
    told = judged("embeddings", planted, without=["author_id"])
    effect = told.estimates["embeddings.men_women_career.effect"]
    assert effect.n_authors is None
    assert "The data name no authors" in " ".join(told.findings["embeddings.men_women_career"].caveats)
    assert told.findings["embeddings.men_women_career"].confidence == "low"


def test_words_of_nameless_authors_are_of_one_voice(planted, batch_of):
    rows = [{**row, "author_id": row["author_id"] if index % 2 else None} for index, row in enumerate(planted)]
    text = read_text(Embeddings().measure(batch_of(rows)).samples[WORDS])
    code = int(text.vocabulary.codes(hashes_of_sets()["insects"][:1])[0])
    users = {row["author_id"] for row in rows if row["author_id"] and f" {SETS['insects'][0]} " in f" {row['text']} "}
    assert text.vocabulary.voices[code] == len(users) + 1
    uses = sum(row["text"].split().count(SETS["insects"][0]) for row in rows)
    assert text.vocabulary.uses[code] == uses


def test_pairs_are_those_of_the_posts(planted, batch_of):
    """Two words of one post within five places, counted by hand."""
    text = read_text(Embeddings().measure(batch_of(planted[:1000])).samples[WORDS])
    ant, abuse = (int(text.vocabulary.codes(hashes_of_sets()[name][:1])[0]) for name in ("insects", "unpleasant_25"))
    expected = 0
    for row in planted[:1000]:
        words = row["text"].split()
        expected += sum(
            abs(i - j) <= 5
            for i, one in enumerate(words)
            for j, two in enumerate(words)
            if (one, two) == ("ant", "abuse")
        )
    assert text.pairs.counts()[ant, abuse] == expected > 0


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda each: each.name)
def test_questions_are_of_sets_that_share_no_word(question):
    words = [set(hashes_of_sets()[each].tolist()) for each in question.sets]
    assert sum(map(len, words)) == len(set.union(*words))
    assert min(map(len, words)) >= 6


def test_few_vectors_are_enough_to_hold_every_set(planted, batch_of, monkeypatch):
    monkeypatch.setattr(embeddings_estimates, "MOST_VECTORS", 10)
    text = read_text(Embeddings().measure(batch_of(planted)).samples[WORDS])
    assert (text.vocabulary.codes(hashes_of_sets()["career"]) >= 0).all()


def test_a_floor_of_the_plan_holds(planted, judged):
    told = judged("embeddings", planted, floors={"authors": 149})
    assert not told.estimates
    assert "that 149 authors use" in told.reasons


def test_scope_without_a_reading_prints_none():
    told = Embeddings().judge(Tally(), Scope(Plan(), 0, 0, False))
    assert not told.estimates
    assert told.not_measured
