"""Votes as labels: shares against counting by hand, planted and null gaps, small cells, and rates by language."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

import audit

PLAIN = "it was the end of the day and we were at the market"


def post(index, votes, words="", *, prefix="p", lang="en", **fields):
    return {
        "post_id": f"{prefix}{index}",
        "author_id": f"{prefix}{index}",
        "text": f"{PLAIN} {words} {prefix}{index}",
        "lang": lang,
        "votes": [{"annotator": None, "label": label, "value": float(n)} for label, n in votes.items() if n],
        **fields,
    }


def voted(posts, chance, words="", *, prefix="p", judges=3, seed=1, **fields):
    """Each of three says "hate" with this chance, of a post that is more or less so."""
    generator = np.random.default_rng(seed)
    rows = []
    for index in range(posts):
        hate = int(generator.binomial(judges, generator.beta(2 * chance, 2 * (1 - chance))))
        rows.append(post(index, {"hate": hate, "fine": judges - hate}, words, prefix=prefix, **fields))
    return rows


def share_of(rows):
    votes = [{vote["label"]: vote["value"] for vote in row["votes"]} for row in rows]
    return np.mean([each.get("hate", 0) / sum(each.values()) for each in votes])


def majority_of(rows):
    votes = [{vote["label"]: vote["value"] for vote in row["votes"]} for row in rows]
    return np.mean([each.get("hate", 0) > each.get("fine", 0) for each in votes])


def test_mean_shares_and_majorities_by_hand(judged):
    rows = voted(200, 0.3) + voted(200, 0.6, "the women", prefix="w", judges=4)
    found = judged("labels", rows[:150], rows[150:]).estimates
    for name, mine in (("everyone", rows), ("mention.gender.women", rows[200:])):
        assert found[f"labels.votes.hate.{name}.vote_share"].value == pytest.approx(share_of(mine), rel=1e-9)
        assert found[f"labels.votes.hate.{name}.majority_rate"].value == pytest.approx(majority_of(mine), rel=1e-9)
    gap = found["labels.votes.hate.mention.gender.women.vote_share_difference"]
    assert gap.value == pytest.approx(share_of(rows[200:]) - share_of(rows[:200]), rel=1e-9)
    assert "labels.votes.fine.everyone.vote_share" in found
    assert "labels.votes.fine.mention.gender.women.vote_share" not in found  # its mirror


def test_a_planted_gap_is_shown_and_the_mean_of_votes_is_known_better_than_the_majority(judged):
    rows = voted(500, 0.3, "the men") + voted(500, 0.55, "the women", prefix="w", seed=2)
    found = judged("labels", rows)
    gap = found.estimates["labels.votes.hate.mention.gender.women.vote_share_difference"]
    assert gap.low > 0.15
    assert gap.high < 0.35
    assert found.findings["labels.votes.hate.mention.gender.women.votes"].reading == "shown"
    mean, most = (found.estimates[f"labels.votes.hate.everyone.{each}"] for each in ("vote_share", "majority_rate"))
    assert mean.high - mean.low < most.high - most.low


@pytest.mark.calibration
def test_the_interval_of_a_mean_share_covers_and_equal_groups_are_quiet(judged):
    covered = shown = 0
    for seed in range(120):
        rows = voted(150, 0.4, "the men", seed=2 * seed) + voted(150, 0.4, "the women", prefix="w", seed=2 * seed + 1)
        found = judged("labels", rows)
        mean = found.estimates["labels.votes.hate.everyone.vote_share"]
        covered += mean.low <= 0.4 <= mean.high
        shown += any(each.reading == "shown" for each in found.findings.values())
    assert 0.90 <= covered / 120 <= 0.995
    assert shown <= 6


def test_by_author_group_two_groups_are_told_once(judged):
    rows = voted(300, 0.3, **{"attribute:gender": "male"}) + voted(
        300, 0.6, prefix="w", seed=2, **{"attribute:gender": "female"}
    )
    found = judged("labels", rows)
    shown = [each for each in found.findings.values() if each.reading == "shown"]
    assert [each.id for each in shown] == ["labels.votes.hate.author.gender.women.votes"]


def test_few_authors_with_votes_for_a_label_are_hidden(judged):
    rows = [post(i, {"hate": 1 if i < 4 else 0, "fine": 2}) for i in range(300)]
    found = judged("labels", rows).estimates
    assert found["labels.votes.hate.everyone.vote_share"].status == "suppressed"
    assert found["labels.votes.hate.everyone.majority_rate"].status == "suppressed"


def test_means_and_ratings_are_no_shares_of_votes(judged):
    means = [
        post(i, {}, prefix="m") | {"votes": [{"annotator": None, "label": "toxic", "value": 0.3}]} for i in range(60)
    ]
    ratings = [
        post(i, {}, prefix="r")
        | {"votes": [{"annotator": f"w{j}", "label": "toxic", "value": float(i % 3 + 1)} for j in range(2)]}
        for i in range(60)
    ]
    for rows in (means, ratings):
        assert not [each for each in judged("labels", rows).estimates if "vote_share" in each]


def test_shares_of_a_file_read_twice_are_known_no_better(judged):
    rows = voted(300, 0.4)
    once, twice = (judged("labels", *batches).estimates for batches in ([rows], [rows, rows]))
    name = "labels.votes.hate.everyone.vote_share"
    assert twice[name].value == once[name].value
    assert twice[name].high - twice[name].low == pytest.approx(once[name].high - once[name].low, rel=1e-6)


def test_rates_by_language(judged):
    german = "es war am Ende des Tages und wir waren auf dem Markt"
    rows = [post(i, {}, **{"label:toxic": "yes" if i % 5 == 0 else "no"}) for i in range(100)]
    rows += [
        {
            **post(i, {}, prefix="d", lang="de", **{"label:toxic": "yes" if i % 2 == 0 else "no"}),
            "text": f"{german} {i}",
        }
        for i in range(80)
    ]
    found = judged("labels", rows).estimates
    assert found["labels.toxic.yes.language.en.rate"].value == pytest.approx(0.2)
    assert found["labels.toxic.yes.language.de.rate"].value == pytest.approx(0.5)
    assert found["labels.toxic.yes.language.de.rate"].n_posts == 80
    assert not [each for each in judged("labels", rows[:100]).estimates if ".language." in each]


def test_everything_is_well_said(judged, well_said):
    rows = voted(300, 0.3, "the men") + voted(300, 0.6, "the women", prefix="w", seed=2)
    well_said(judged("labels", rows).judgement)


def test_weights_of_posts_weigh_their_shares_and_equal_ones_change_nothing(tmp_path):
    rows = [(row["post_id"], row["author_id"], row["text"], row["votes"]) for row in voted(400, 0.4, judges=3)]
    path = tmp_path / "posts.jsonl"
    path.write_text(
        "\n".join(json.dumps(dict(zip(("post_id", "author_id", "text", "votes"), row, strict=True))) for row in rows),
        encoding="utf-8",
    )
    weight = np.random.default_rng(2).choice([0.5, 1.0, 3.0], len(rows))
    name = "labels.votes.hate.everyone.vote_share"
    plain, equal, uneven = (
        audit.run(
            path,
            metrics=["labels"],
            **(
                {"weights": pd.DataFrame({"post_id": [row[0] for row in rows], "weight": each})}
                if each is not None
                else {}
            ),
        ).estimate(name)
        for each in (None, 1.0, weight)
    )
    assert equal == plain
    shares = [sum(v["value"] for v in row[3] if v["label"] == "hate") / 3 for row in rows]
    assert uneven.value == pytest.approx(np.average(shares, weights=weight), rel=1e-6)  # weights have six decimals
    assert uneven.high - uneven.low > plain.high - plain.low


def test_a_majority_of_few_authors_does_not_follow_from_the_others(judged):
    """Three answers and no tie: two rates of majorities would leave the third's, and with ties there would be a fourth part."""
    rows = [
        post(index, {"hate": 2, "fine": 1} if index < 4 else {("fine", "odd")[index % 2]: 2, "hate": 1})
        for index in range(200)
    ]
    found = judged("labels", rows).estimates
    rates = {each: found[f"labels.votes.{each}.everyone.majority_rate"] for each in ("hate", "fine", "odd")}
    assert rates["hate"].status == "suppressed"
    assert sum(each.status == "suppressed" for each in rates.values()) == 2
    assert all(found[f"labels.votes.{each}.everyone.vote_share"].status == "ok" for each in rates)


def test_votes_for_a_hidden_answer_of_a_group_do_not_follow_from_everybodys(judged):
    rows = [
        post(index, {"hate": 1 if index < 5 else 0, "fine": 2}, prefix="w", **{"attribute:gender": "female"})
        for index in range(150)
    ] + [
        post(index, {"hate": index % 2, "fine": 2}, prefix="m", **{"attribute:gender": "male"}) for index in range(150)
    ]
    found = judged("labels", rows).estimates
    assert found["labels.votes.hate.author.gender.women.vote_share"].status == "suppressed"
    men = found["labels.votes.hate.author.gender.men.vote_share"]
    assert men.n_posts is None
    assert men.value == 0.17  # a sixth


def test_posts_that_could_not_be_seen_to_name_a_group_are_not_held_against_it(judged):
    """The German word list has no enslaved people: what German posts are voted says nothing of those who do not name them."""
    rows = voted(300, 0.3, "the enslaved people", prefix="e") + voted(300, 0.4, "nobody", seed=2)
    german = voted(300, 0.9, "wir sind auf dem Markt und das ist nicht so", prefix="d", seed=3, lang="de")
    name = "labels.votes.hate.mention.socioeconomic_status.enslaved_people.vote_share_difference"
    for few in (german, german[:5]):
        told = judged("labels", rows, few).estimates[name]
        exact = share_of(rows[:300]) - share_of(rows[300:])
        assert told.value == pytest.approx(exact if len(few) > 5 else round(exact, 2), rel=1e-9)
        assert (told.n_posts is None) == (len(few) == 5)
