"""Agreement of annotators: published examples through the whole metric, counting by hand, planted and null groups, and who is hidden."""

from __future__ import annotations

import csv
import json
from collections import Counter

import numpy as np
import pytest

import audit
from audit.statistics import krippendorff_alpha

#: Fleiss (1971), Psychological Bulletin 76, table 1: six psychiatrists, thirty patients, five diagnoses.
PSYCHIATRISTS = [
    [0, 0, 0, 6, 0], [0, 3, 0, 0, 3], [0, 1, 4, 0, 1], [0, 0, 0, 0, 6], [0, 3, 0, 3, 0], [2, 0, 4, 0, 0],
    [0, 0, 4, 0, 2], [2, 0, 3, 1, 0], [2, 0, 0, 4, 0], [0, 0, 0, 0, 6], [1, 0, 0, 5, 0], [1, 1, 0, 4, 0],
    [0, 3, 3, 0, 0], [1, 0, 0, 5, 0], [0, 2, 0, 3, 1], [0, 0, 5, 0, 1], [3, 0, 0, 1, 2], [5, 1, 0, 0, 0],
    [0, 2, 0, 4, 0], [1, 0, 2, 0, 3], [0, 0, 0, 0, 6], [0, 1, 0, 5, 0], [0, 2, 0, 1, 3], [2, 0, 0, 4, 0],
    [1, 0, 0, 4, 1], [0, 5, 0, 1, 0], [4, 0, 0, 0, 2], [1, 0, 5, 0, 0], [0, 2, 0, 4, 0], [0, 0, 0, 0, 6],
]  # fmt: skip
PLAIN = "it was the end of the day and we were at the market"


def post(index, votes, *, author=None, words="", **fields):
    return {
        "post_id": f"p{index}",
        "author_id": f"author {index if author is None else author}",
        "text": f"{PLAIN} {words} {index}",
        "lang": "en",
        "votes": [dict(zip(("annotator", "label", "value"), each, strict=True)) for each in votes],
        **fields,
    }


def counted(table):
    """Rows of counts per answer, as posts whose annotators nobody names."""
    return [post(i, [(None, "abcde"[j], float(n)) for j, n in enumerate(row) if n]) for i, row in enumerate(table)]


def test_the_psychiatrists_of_fleiss_1971(judged):
    """Fleiss (1971), Psychological Bulletin 76: kappa .430 of six psychiatrists, thirty patients, five diagnoses."""
    found = judged("agreement", counted(PSYCHIATRISTS)[:11], counted(PSYCHIATRISTS)[11:])
    kappa, alpha = (found.estimates[f"agreement.votes.{each}"] for each in ("fleiss_kappa", "alpha"))
    assert round(kappa.value, 3) == 0.430
    assert 1 - alpha.value == pytest.approx((1 - kappa.value) * 179 / 180, rel=1e-9)
    assert (alpha.n_posts, alpha.n_authors) == (30, 30)
    assert "says nothing of other annotators" in alpha.note


def ratings(posts=300, judges=40, m=3, agree=0.6, answers=("hate", "fine", "odd"), seed=1, lean=0.0):
    """Votes of named annotators: with chance ``agree`` what the post is, else a guess; some lean towards the first answer."""
    generator = np.random.default_rng(seed)
    rows = []
    for i in range(posts):
        truth = generator.choice(answers)
        votes = []
        for judge in generator.choice(judges, m, replace=False):
            said = truth if generator.random() < agree else generator.choice(answers)
            said = answers[0] if judge % 2 and generator.random() < lean else said
            votes.append((f"worker {judge}", str(said), 1.0))
        rows.append(post(i, votes))
    return rows


def table_of(rows):
    judges = sorted({vote["annotator"] for row in rows for vote in row["votes"]})
    answers = sorted({vote["label"] for row in rows for vote in row["votes"]})
    made = np.full((len(judges), len(rows)), np.nan)
    for place, row in enumerate(rows):
        for vote in row["votes"]:
            made[judges.index(vote["annotator"]), place] = answers.index(vote["label"])
    return made


def test_it_is_alpha_of_the_ratings_and_counts_how_close_it_was(judged):
    rows = ratings()
    found = judged("agreement", rows[:90], rows[90:])
    assert found.estimates["agreement.votes.alpha"].value == pytest.approx(
        krippendorff_alpha(table_of(rows)).value, rel=1e-6
    )
    tops = [[*sorted(Counter(vote["label"] for vote in row["votes"]).values())[::-1], 0] for row in rows]
    for measure, holds in (
        ("unanimous", [top[1] == 0 for top in tops]),
        ("decided_by_one_vote", [top[1] > 0 and top[0] - top[1] == 1 for top in tops]),
        ("tied", [top[0] == top[1] for top in tops]),
    ):
        assert found.estimates[f"agreement.votes.{measure}"].value == pytest.approx(np.mean(holds), rel=1e-12)
    bits = [-sum(n / 3 * np.log2(n / 3) for n in top if n) for top in tops]
    assert found.estimates["agreement.votes.entropy"].value == pytest.approx(np.mean(bits), abs=1e-8)
    assert found.estimates["agreement.votes.single_judgement"].value == 0


def test_numbers_have_an_order(judged):
    generator = np.random.default_rng(4)
    rows = [
        post(i, [(f"w{j}", "toxicity", float(np.clip(base + generator.integers(-1, 2), 1, 5))) for j in range(3)])
        for i, base in enumerate(generator.integers(1, 6, 200))
    ]
    found = judged("agreement", rows)
    values = np.array([[vote["value"] for vote in row["votes"]] for row in rows]).T
    for scale, name in (("nominal", "alpha"), ("ordinal", "alpha_ordinal"), ("interval", "alpha_interval")):
        expected = krippendorff_alpha(values, scale=scale).value
        assert found.estimates[f"agreement.toxicity.{name}"].value == pytest.approx(expected, rel=1e-6)
    assert not [each for each in found.estimates if each.startswith("agreement.votes.")]


def test_guessers_agree_no_more_than_by_chance(judged):
    found = judged("agreement", ratings(posts=600, agree=0.0)).estimates["agreement.votes.alpha"]
    assert found.low < 0 < found.high
    assert abs(found.value) < 0.08


def test_annotators_who_lean_widen_the_interval(judged):
    """The interval over posts alone is the same for annotators who lean and who do not; that over both is wider."""
    rows = ratings(posts=600, judges=14, lean=0.6, agree=0.8)
    unnamed = [{**row, "votes": [{**vote, "annotator": None} for vote in row["votes"]]} for row in rows]
    merged = [
        post(i, [(None, label, float(n)) for label, n in Counter(v["label"] for v in row["votes"]).items()])
        for i, row in enumerate(unnamed)
    ]
    known, unknown = (judged("agreement", each).estimates["agreement.votes.alpha"] for each in (rows, merged))
    assert known.value == pytest.approx(unknown.value, rel=1e-6)
    assert known.high - known.low > 1.5 * (unknown.high - unknown.low)
    assert "clustered by author and annotator" in known.note


def test_where_a_group_is_mentioned_less_agreement_is_found(judged):
    easy, hard = ratings(posts=300, agree=0.9, seed=2), ratings(posts=300, agree=0.1, seed=3)
    rows = [
        *({**row, "text": f"{PLAIN} the men {row['post_id']}"} for row in easy),
        *(
            {**row, "post_id": f"q{i}", "author_id": f"q{i}", "text": f"{PLAIN} the women {i}"}
            for i, row in enumerate(hard)
        ),
    ]
    found = judged("agreement", rows).estimates
    men, women = (found[f"agreement.votes.mention.gender.{each}.alpha"] for each in ("men", "women"))
    assert men.low > women.high
    assert men.value == pytest.approx(krippendorff_alpha(table_of(easy)).value, rel=1e-6)


def annotators(tmp_path, groups):
    path = tmp_path / "annotators.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([("annotator", "gender"), *groups])
    return {"annotators": {"file": str(path)}}


def halves(judges=40):
    return [(f"worker {judge}", "woman" if judge % 2 else "man") for judge in range(judges)]


def test_a_planted_gap_between_groups_of_annotators_is_shown_and_by_hand(judged, tmp_path):
    rows = ratings(posts=900, agree=0.8, lean=0.5)
    found = judged("agreement", rows[:400], rows[400:], **annotators(tmp_path, halves()))
    gap = found.estimates["agreement.votes.annotators.gender.woman.hate.gap"]
    said = {"woman": [], "man": []}
    differ = pairs = 0
    flips: list[bool] = []
    for row in rows:
        own = {"woman": [], "man": []}
        for vote in row["votes"]:
            own["woman" if int(vote["annotator"].split()[1]) % 2 else "man"].append(vote["label"])
        if own["woman"] and own["man"]:
            for group, labels in own.items():
                said[group] += labels
            differ += sum(a != b for a in own["woman"] for b in own["man"])
            pairs += len(own["woman"]) * len(own["man"])
        whole, hers = (Counter(each).most_common() for each in (own["woman"] + own["man"], own["woman"]))
        if hers and all(len(each) < 2 or each[0][1] > each[1][1] for each in (whole, hers)):
            flips.append(whole[0][0] != hers[0][0])
    rates = {group: np.mean([each == "hate" for each in labels]) for group, labels in said.items()}
    assert gap.value == pytest.approx(rates["woman"] - rates["man"], rel=1e-9)
    assert gap.low > 0.05
    assert gap.n_authors == 20
    across = found.estimates["agreement.votes.annotators.gender.man.woman.disagreement"]
    assert across.value == pytest.approx(differ / pairs, rel=1e-9)
    assert across.low < across.value < across.high
    flip = found.estimates["agreement.votes.annotators.gender.woman.flip_rate"]
    assert flip.value == pytest.approx(np.mean(flips), rel=1e-9)
    [shown] = [each for each in found.findings.values() if each.reading == "shown" and "hate" in each.title]
    assert "more often" in shown.title


def test_groups_that_do_not_differ_are_not_said_to(judged, tmp_path):
    quiet = 0
    for seed in range(12):
        found = judged("agreement", ratings(posts=300, agree=0.6, seed=seed), **annotators(tmp_path, halves()))
        quiet += not [each for each in found.findings.values() if each.reading == "shown"]
    assert quiet == 12


def test_few_divided_posts_of_a_group_do_not_follow_from_everybodys(judged):
    """Of five women annotators disagree: everybody's posts that are not unanimous less men's would be these."""
    both, split = [(None, "hate", 2.0)], [(None, "hate", 1.0), (None, "fine", 1.0)]
    women = [post(i, split if i < 5 else both, **{"attribute:gender": "female"}) for i in range(200)]
    men = [post(200 + i, split if i % 3 == 0 else both, **{"attribute:gender": "male"}) for i in range(200)]
    found = judged("agreement", women + men).estimates
    assert found["agreement.votes.unanimous"].n_posts == 400
    assert found["agreement.votes.author.gender.women.unanimous"].status == "suppressed"
    of_men = found["agreement.votes.author.gender.men.unanimous"]
    assert (of_men.value, of_men.n_posts) == (0.67, None)  # 133 of 200 is 0.665


def test_a_group_of_few_annotators_is_hidden_and_does_not_follow(judged, tmp_path):
    groups = [
        (f"worker {judge}", "woman" if judge < 18 else "man" if judge < 34 else "nonbinary") for judge in range(40)
    ]
    found = judged("agreement", ratings(posts=600), **annotators(tmp_path, groups))
    printed = [each for each in found.estimates.values() if each.value is not None and ".annotators.gender." in each.id]
    assert printed
    assert not [each.id for each in printed if "nonbinary" in each.id or each.id.endswith(".gap")]
    assert "Put small groups together" in found.reasons


def test_concentration_of_judgements_is_that_of_people_and_hides_few(judged):
    rows = ratings(posts=800, judges=200)
    rows += [post(1000 + i, [("busy", "hate", 1.0), (f"worker {i % 200}", "fine", 1.0)]) for i in range(400)]
    found = judged("agreement", rows).estimates
    given = Counter(vote["annotator"] for row in rows for vote in row["votes"])
    top = found["agreement.votes.annotators.top_10"]
    most = sorted(given.values())[::-1]
    assert top.value == pytest.approx(sum(most[:21]) / sum(most), rel=1e-9)
    assert top.n_authors == 201
    assert found["agreement.votes.annotators.top_1"].status == "suppressed"  # three people


def test_what_cannot_be_agreed_on_is_said(judged):
    means = judged("agreement", [post(i, [(None, "toxic", 0.1 * (i % 11))]) for i in range(60)])
    assert "means" in means.reasons
    several = judged("agreement", [post(i, [("a", "x", 1.0), ("a", "y", 1.0), ("b", "x", 1.0)]) for i in range(60)])
    assert "no single answer" in several.reasons
    crowd = judged("agreement", [post(i, [(f"w{j}", f"word {i * 7 % 40}", 1.0) for j in range(2)]) for i in range(90)])
    assert "more than 12" in crowd.reasons
    alone = judged("agreement", [post(i, [("a", "xy"[i % 2], 1.0)]) for i in range(60)])
    assert "no post was judged by two annotators" in alone.reasons
    assert alone.estimates["agreement.votes.single_judgement"].value == 1
    asked = judged("agreement", [post(i, []) for i in range(60)], metrics=["agreement"])
    assert "no votes" in asked.reasons
    assert judged("agreement", [post(i, []) for i in range(60)]).judgement == audit.finding.Judgement()


def test_few_authors_of_posts_that_divide_are_not_told_of(judged):
    rows = [post(i, [(f"w{j}", "hate" if i < 5 and j else "fine", 1.0) for j in range(3)]) for i in range(300)]
    found = judged("agreement", rows).estimates
    for measure in ("alpha", "unanimous", "decided_by_one_vote", "entropy"):
        assert found[f"agreement.votes.{measure}"].status == "suppressed", measure


def test_everything_is_well_said(judged, well_said, tmp_path):
    found = judged("agreement", ratings(posts=400, lean=0.6), **annotators(tmp_path, halves()))
    well_said(found.judgement)


@pytest.fixture
def long_file(tmp_path):
    path = tmp_path / "judged.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        rows = [
            (row["post_id"], row["author_id"], row["text"], vote["annotator"], vote["label"])
            for row in ratings(posts=400, lean=0.5)
            for vote in row["votes"]
        ]
        csv.writer(out).writerows([("id", "author_id", "text", "annotator", "label"), *rows])
    return path


def test_the_same_bytes_for_any_order_and_workers_and_no_name_of_an_annotator(long_file, tmp_path):
    plan = {"metrics": ["agreement", "labels"], **annotators(tmp_path, halves())}
    first = audit.run(long_file, workers=1, **plan)
    header, *lines = long_file.read_text(encoding="utf-8").splitlines()
    long_file.write_text("\n".join([header, *reversed(lines)]) + "\n", encoding="utf-8")
    second = audit.run(long_file, workers=2, **plan)
    assert json.dumps(first.as_dict(), sort_keys=True) == json.dumps(second.as_dict(), sort_keys=True)
    assert first.estimate("agreement.votes.annotators.gender.woman.hate.gap").value > 0.05
    assert "worker" not in json.dumps(first.as_dict())
    assert str(tmp_path) not in json.dumps(first.as_dict())


def test_annotators_leave_under_a_pseudonym_like_authors(long_file):
    votes = [vote for row in audit.load(long_file).to_table().column("votes").to_pylist() for vote in row]
    names = {vote["annotator"] for vote in votes}
    assert len(names) == 40
    assert not [each for each in names if "worker" in each]
    kept = audit.load(long_file).to_table(keep_ids=True).column("votes").to_pylist()
    assert {vote["annotator"] for row in kept for vote in row} == {f"worker {judge}" for judge in range(40)}


def test_a_tally_that_was_written_is_judged_the_same(long_file, tmp_path):
    from audit import api

    result = api.run_audit(api.load(long_file, metrics=["agreement"]))
    path = tmp_path / "tally.arrow"
    path.write_bytes(api.save_tally(result))
    assert b"worker" not in path.read_bytes()
    assert audit.merge([path]).estimates == result.findings.estimates
