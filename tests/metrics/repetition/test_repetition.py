"""Copies against a naive count; a planted copypasta found, its twin quiet; any split, order and way through a file the same."""

from __future__ import annotations

import json

import numpy as np
import pytest

import audit
from audit import api
from audit.metrics.base import Scope
from audit.metrics.repetition import counts as repetition_counts
from audit.metrics.repetition.repetition import Repetition
from audit.plan import Plan
from audit.tally import Tally
from audit.tally.tally_file import load, save

SLOGAN = "Every one of the women of this town will march on Saturday at noon, bring a friend and a drum"
#: The same to a reader, near to the estimate: one word at the end differs.
VARIANTS = [f"{SLOGAN} {word}" for word in ("please", "thanks", "soon", "again", "now")]


def posts(seed: int = 4, *, slogan: int = 0, n: int = 1500) -> list[dict]:
    """Posts of random words, ``slogan`` of them one text that everybody passes on."""
    generator = np.random.default_rng(seed)
    words = [f"word{i}" for i in range(3000)]
    rows = []
    for index in range(n):
        author = int(300 * generator.random() ** 2)
        text = " ".join(generator.choice(words, 14)) + (
            " and the men" if generator.random() < 0.1 else " and the others"
        )
        rows.append(
            {
                "post_id": f"p{index}",
                "author_id": f"author {author}",
                "text": text,
                "lang": "en",
                "created_at": 1_600_000_000_000_000 + index * 3_600_000_000,
                "attribute:gender": "female" if author % 3 == 0 else "male",
                "label:toxic": "yes" if generator.random() < 0.2 else "no",
            }
        )
    for number, index in enumerate(generator.choice(n, slogan, replace=False).tolist()):
        rows[index]["author_id"] = f"author {number % 120}"
        rows[index]["attribute:gender"] = "female" if number % 120 % 3 == 0 else "male"
        rows[index]["text"] = SLOGAN.upper() if number % 2 else f"RT @a{number}: {SLOGAN}! https://example.org/{number}"
        if number % 5 == 0:
            rows[index]["text"] = VARIANTS[number // 5 % 5]
    return rows


def tally_of(batches) -> Tally:
    tally = Tally()
    for batch in batches:
        tally.count(("dataset", "posts"), batch.bucket)
        tally.author_posts.add(batch.author_key[batch.has_author])
        tally.merge(Repetition().measure(batch))
    return tally


def judged(tally: Tally, **plan):
    authors = len(tally.author_posts)
    scope = Scope(Plan.make(plan), tally.posts(("dataset", "posts")), authors, authors > 0)
    return Repetition().judge(tally, scope)


def estimates(tally: Tally, **plan):
    return {each.id: each for each in judged(tally, **plan).estimates}


@pytest.fixture(scope="module")
def planted():
    return posts(slogan=200)


@pytest.fixture(scope="module")
def found(planted, batch_of):
    return judged(tally_of([batch_of(planted)]))


def finding(judgement, identifier):
    return next(each for each in judgement.findings if each.id == identifier)


def normal(text: str) -> str:
    """What a reader takes for the same text, for these texts only."""
    words = text.casefold().replace("!", "").replace(",", "").split()
    if words[0] == "rt":
        words = words[2:]
    return " ".join(word for word in words if not word.startswith("http"))


# --- what is found ----------------------------------------------------------------------------------------------------


def test_shares_are_those_of_a_naive_count(planted, found):
    by_id = {each.id: each for each in found.estimates}
    texts = {normal(row["text"]) for row in planted}
    assert by_id["repetition.repeated_exact"].value == pytest.approx(1 - len(texts) / len(planted))
    # The slogan and its variants are one family; all else is random words.
    in_family = [row for row in planted if SLOGAN.casefold().replace(",", "") in normal(row["text"])]
    assert len(in_family) == 200
    assert by_id["repetition.repeated_near"].value == pytest.approx(199 / len(planted))
    assert by_id["repetition.copypasta"].value == pytest.approx(200 / len(planted))
    largest = by_id["repetition.family_01.posts"]
    assert largest.value == largest.n_posts == 200
    authors = {row["author_id"] for row in in_family}
    assert 10 <= largest.n_authors <= len(authors)
    days = sorted(np.datetime64(row["created_at"], "us").astype("datetime64[D]") for row in in_family)
    assert f"{days[0]} to {days[-1]}" in largest.note


def test_a_planted_copypasta_is_shown(found):
    for identifier in ("repetition", "repetition.copypasta"):
        assert finding(found, identifier).reading == "shown"
        assert finding(found, identifier).severity != "none"
    assert "200 posts" in finding(found, "repetition.copypasta").statement


def test_its_twin_is_quiet(batch_of):
    twin = judged(tally_of([batch_of(posts(slogan=0))]))
    assert {each.reading for each in twin.findings} <= {"shown_small", "not_assessed"}
    by_id = {each.id: each for each in twin.estimates}
    assert by_id["repetition.repeated_exact"].value == 0
    assert not [name for name in by_id if "family" in name]
    assert by_id["repetition.mentions.gender_men.change"].value == 1
    assert "nothing changes" in by_id["repetition.mentions.gender_men.change"].note


def test_headline_figures_over_one_post_per_text(planted, found):
    """The mention of women is all in the copies: over one post per text it nearly vanishes."""
    by_id = {each.id: each for each in found.estimates}
    all_posts, one = (by_id[f"repetition.mentions.gender_men.{each}"] for each in ("all_posts", "one_per_text"))
    texts = {normal(row["text"]) for row in planted}
    men = {text for text in texts if text.endswith("the men")}
    assert all_posts.value == pytest.approx(1000 * sum(normal(r["text"]) in men for r in planted) / len(planted))
    assert one.value == pytest.approx(1000 * len(men) / len(texts))
    assert one.n_posts == len(texts)
    assert by_id["repetition.mentions.gender_men.change"].value == pytest.approx(one.value / all_posts.value)
    women = [by_id[f"repetition.mentions.gender_women.{each}"].value for each in ("all_posts", "one_per_text")]
    # Six texts of some 120 authors: no small cell.
    assert women == pytest.approx([1000 * 200 / len(planted), 1000 * 6 / len(texts)])
    shown = finding(found, "repetition.copies")
    assert shown.reading == "shown"
    assert "mention women" in shown.statement


def test_a_group_that_only_copies_mention_is_shown(batch_of):
    """Half of the posts that mention men are one text: its copies left out, the rate falls beyond the tolerance."""
    rows = posts(slogan=0)
    for number, row in enumerate(rows):
        if number % 9 == 0:
            row["text"] = "All of the men will meet again tomorrow at the very same old place as ever before"
            row["author_id"] = f"author {number % 211}"
    told = judged(tally_of([batch_of(rows)]))
    by_id = {each.id: each for each in told.estimates}
    assert by_id["repetition.mentions.gender_men.change"].high < 1 / 1.25
    copies = finding(told, "repetition.copies")
    assert copies.reading == "shown"
    assert "mention men" in copies.statement


def repeating(shared=0):
    """Posts of which one author wrote 400 times the same; and another text that so many posts share."""
    rows = posts(slogan=0)
    for row in rows[:400]:
        row["author_id"], row["text"] = (
            "the one who repeats",
            "one and the same text over and over again, word for word it is",
        )
    for row in rows[400 : 400 + shared]:
        row["text"] = "another text that many people share with each other word for word"
    return rows


def test_copies_by_few_authors_are_hidden_and_so_is_every_figure_without_them(batch_of):
    by_id = estimates(tally_of([batch_of(repeating())]))
    assert by_id["repetition.repeated_exact"].status == "suppressed"  # it would be a figure of that author alone
    assert not [name for name in by_id if name.endswith((".all_posts", ".one_per_text", ".change"))]
    assert not [name for name in by_id if "family" in name]


def test_concentration_over_one_post_per_text(batch_of):
    rows = repeating(shared=30)
    by_id = estimates(tally_of([batch_of(rows)]))
    assert by_id["repetition.concentration.effective_authors.all_posts"].value < 14
    one = by_id["repetition.concentration.effective_authors.one_per_text"]
    written = {}
    for row in rows[430:]:
        written[row["author_id"]] = written.get(row["author_id"], 0) + 1
    written["the one who repeats"] = 1
    shared = len({row["author_id"] for row in rows[400:430]})
    counts = np.array(list(written.values()))
    # Whose post stands for the shared text is drawn: one post more of one author.
    assert one.value == pytest.approx(counts.sum() ** 2 / (counts**2).sum(), rel=0.01)
    assert shared >= 10


def test_families_of_few_authors_are_hidden(batch_of):
    rows = posts(slogan=0)
    for number, row in enumerate(rows[:300]):
        row["author_id"], row["text"] = f"author {number % 9}", SLOGAN
    told = judged(tally_of([batch_of(rows)]))
    assert not [each for each in told.estimates if "family" in each.id]
    assert "not shown" in finding(told, "repetition.copypasta").statement


def test_without_authors_nothing_is_said_of_sharing(planted, batch_of):
    rows = [dict(row) for row in planted]
    for index in range(100):
        rows[index]["text"] = rows[index + 100]["text"]
    told = judged(tally_of([batch_of(rows, without=["author_id"])]))
    assert not [each for each in told.estimates if "copypasta" in each.id or "family" in each.id]
    assert any("name no authors" in each.reason for each in told.not_measured)
    by_id = {each.id: each for each in told.estimates}
    texts = {normal(row["text"]) for row in rows}
    assert by_id["repetition.repeated_exact"].value == pytest.approx(1 - len(texts) / len(rows))


def test_posts_without_words_are_no_copies(batch_of):
    rows = posts(slogan=0)
    for row in rows[:500]:
        row["text"] = "https://example.org/a @someone !!!"
    for row in rows[500:600]:
        row["text"] = None
    tally = tally_of([batch_of(rows)])
    assert tally.posts(("repetition", "worded")) == 900
    by_id = estimates(tally)
    assert by_id["repetition.repeated_exact"].value == 0
    assert by_id["repetition.repeated_exact"].n_posts == 900
    assert by_id["repetition.authors.gender_women.one_per_text"].n_posts == len(rows)


# --- what adds up -----------------------------------------------------------------------------------------------------


def test_a_file_read_twice_repeats_every_post(planted, batch_of):
    once, twice = (estimates(tally_of([batch_of(planted)] * times)) for times in (1, 2))
    for name in ("repetition.repeated_exact", "repetition.repeated_near"):
        assert 1 - twice[name].value == pytest.approx((1 - once[name].value) / 2)
    assert twice["repetition.copypasta"].value == pytest.approx(once["repetition.copypasta"].value)


def frame(rows):
    import pandas as pd

    data = pd.DataFrame(rows).rename(columns={"attribute:gender": "gender", "label:toxic": "toxic"})
    data["created_at"] = pd.to_datetime(data["created_at"], unit="us", utc=True)
    return data


OPTIONS = {"metrics": ["repetition"], "groups": {"gender": "gender"}, "labels": ["toxic"], "dataset": {"name": "x"}}


def figures(findings):
    return [
        (each.id, each.value, each.low, each.high, each.n_posts, each.n_authors, each.note)
        for each in findings.estimates
    ]


def test_the_pipeline_knows_copies_of_a_post_from_copies_of_a_text(planted, tmp_path):
    """A file given twice holds each post once; a text that two posts carry stays twice."""
    path = tmp_path / "posts.csv"
    frame(planted).to_csv(path, index=False)
    (tmp_path / "again.csv").write_bytes(path.read_bytes())
    once = audit.run(path, **OPTIONS)
    assert figures(once) == figures(audit.run([path, tmp_path / "again.csv"], **OPTIONS))
    assert once.estimate("repetition.family_01.posts").value == 200


@pytest.mark.parametrize("small", [False, True])
def test_any_order_split_and_way_through_files_say_the_same(planted, tmp_path, small, monkeypatch):
    if small:
        for name in ("MOST_TEXTS", "MOST_ALIKE", "MOST_LARGE"):
            monkeypatch.setattr(repetition_counts, name, 400)
    data = frame(planted)
    whole = audit.run(data, **OPTIONS)
    mixed = data.sample(frac=1, random_state=3)
    assert figures(audit.run(mixed, **OPTIONS)) == figures(whole)
    paths = []
    for index, piece in enumerate((mixed[:100], mixed[100:101], mixed[101:])):
        paths.append(tmp_path / f"{index}.arrow")
        paths[-1].write_bytes(api.save_tally(api.run_audit(piece, **OPTIONS), secret=bytes(range(16))))
    assert figures(api.merge(paths[::-1])) == figures(whole)
    assert [each.statement for each in api.merge(paths)] == [each.statement for each in whole]


def test_beyond_the_bounds_figures_are_estimates_of_known_rate(batch_of, monkeypatch):
    monkeypatch.setattr(repetition_counts, "MOST_TEXTS", 1000)
    monkeypatch.setattr(repetition_counts, "MOST_ALIKE", 1000)
    monkeypatch.setattr(repetition_counts, "MOST_LARGE", 500)
    exact, near, covered = [], [], 0
    for seed in range(12):
        generator = np.random.default_rng(seed)
        rows = posts(seed, n=3000)
        for row in rows:  # a third of the posts repeat or vary another
            if generator.random() < 0.2:
                row["text"] = rows[generator.integers(3000)]["text"]
            elif generator.random() < 0.15:
                row["text"] = rows[generator.integers(3000)]["text"] + " once more"
        tally = tally_of([batch_of(rows[:1700]), batch_of(rows[1700:])])
        assert not tally.samples[repetition_counts.TEXTS].complete
        by_id = estimates(tally)
        with monkeypatch.context() as enough:
            for name in ("MOST_TEXTS", "MOST_ALIKE", "MOST_LARGE"):
                enough.setattr(repetition_counts, name, 10_000)
            truth = estimates(tally_of([batch_of(rows)]))
        estimate, true = by_id["repetition.repeated_exact"], truth["repetition.repeated_exact"].value
        exact.append(estimate.value - true)
        near.append(by_id["repetition.repeated_near"].value - truth["repetition.repeated_near"].value)
        covered += estimate.low <= true <= estimate.high
        assert "sample of 1 in" in estimate.note
    assert abs(np.mean(exact)) < 4 * np.std(exact) / np.sqrt(12)
    # A near pair is drawn together with the chance of its similarity: a little is missed, never more than that.
    assert -0.02 < np.mean(near) < 4 * np.std(near) / np.sqrt(12)
    assert covered >= 10


def test_large_families_are_seen_whatever_the_bound(planted, batch_of, monkeypatch):
    for name in ("MOST_TEXTS", "MOST_ALIKE", "MOST_LARGE"):
        monkeypatch.setattr(repetition_counts, name, 400)
    largest = estimates(tally_of([batch_of(planted)]))["repetition.family_01.posts"]
    assert "sample of 1 in" in largest.note
    assert largest.low <= 200 <= largest.high
    assert largest.low < largest.value < largest.high


# --- what is never told -----------------------------------------------------------------------------------------------


def test_no_text_leaves_the_process(planted, found, tmp_path, batch_of):
    tally = tally_of([batch_of(planted)])
    written = save(tally, {}, bytes(16))
    told = json.dumps([str(each) for each in (*found.findings, *found.estimates, *found.blocks)])
    for word in ("Saturday", "saturday", "drum", "word17", "author 1"):
        assert word.encode() not in written
        assert word not in told
    path = tmp_path / "t.arrow"
    path.write_bytes(written)
    back = load(path)[0]
    for cell, sample in tally.samples.items():
        for name in ("key", "owner"):
            if name in sample.columns:
                assert not set(sample.columns[name].tolist()) & set(back.samples[cell].columns[name].tolist())
    # Whose post stands for a text is known by months only, and samples cannot be laid side by side.
    assert back.samples["repetition", "texts"].column("last").max() < 2000
    assert not set(back.samples["repetition", "texts"].column("key").tolist()) & set(
        back.samples["repetition", "alike"].column("key").tolist()
    )
