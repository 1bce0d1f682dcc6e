"""A simple learner, where posts that name a group by loose forms alone are labelled unlike those that name it strictly."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from audit.metrics.amplification import posts as amplification_posts
from audit.metrics.amplification.estimates import answer
from audit.metrics.amplification.posts import POSTS, read_posts
from audit.metrics.amplification.tasks import comparisons, tasks
from audit.metrics.base import Scope
from audit.plan import Plan

FILLER = [f"{a}{b}{c}" for a in "bdfgk" for b in "aeiou" for c in ("zz", "rk", "mp", "nt")]
FUNCTION = ["the", "of", "and", "to", "in", "that"]
WORDS = {"strict": "with black people", "loose": "and it was black", "none": "with nobody"}
NAME = "amplification.toxic.yes.mention.race_ethnicity.black_people"


def posts(seed=0, *, n=2400, authors=160, strict=0.0, loose=0.0, base=0.15, few=None):
    """A word of one post in three tells of the label; posts that name the group either way have it so much more often.

    With ``few``, that many authors alone name the group loosely.
    """
    random = np.random.default_rng(seed)
    rows = []
    for index in range(n):
        author = int(random.integers(authors))
        kind = str(random.choice(["strict", "loose", "none"], p=[0.2, 0.2, 0.6]))
        if kind == "loose" and few is not None and author >= few:
            kind = "none"
        tells = random.random() < 1 / 3
        words = [*random.choice(FILLER, 6), *random.choice(FUNCTION, 4), "dreadful" if tells else random.choice(FILLER)]
        random.shuffle(words)
        chance = base + 0.35 * tells + {"strict": strict, "loose": loose, "none": 0.0}[kind]
        rows.append(
            {
                "post_id": f"p{index}",
                "author_id": f"author {author}",
                "text": f"{' '.join(words)} {WORDS[kind]}",
                "lang": "en",
                "label:toxic": "yes" if random.random() < chance else "no",
                "kind": kind,
            }
        )
    return rows


def plain(rows):
    return [{name: each for name, each in row.items() if name != "kind"} for row in rows]


def rate(rows, *kinds):
    return np.mean([row["label:toxic"] == "yes" for row in rows if row["kind"] in kinds])


def learned(rows, batch_of):
    batch = batch_of(plain(rows))
    tally = amplification_posts.count_posts(batch)
    scope = Scope(Plan(), len(rows), 160, has_authors=True)
    read = read_posts(tally.samples[POSTS])
    [task], _ = tasks(read, tally, scope)
    compared = [each for each in comparisons(task, read, tally, scope, read=True) if each.side == "mention"]
    return task, compared, answer(task, compared, ["no", "yes"], scope, 1)


@pytest.fixture(scope="module")
def spared():
    """Nearly all posts with loose forms alone have the label; strict mentions have it as often as posts about nobody."""
    return posts(loose=0.6)


@pytest.fixture(scope="module")
def told(spared, judged):
    return judged("amplification", plain(spared[:1000]), plain(spared[1000:]))


@pytest.fixture(scope="module")
def made(spared, batch_of):
    return learned(spared, batch_of)


def test_loose_mentions_are_neither_the_group_nor_the_others(told, spared, made):
    _, [each], _ = made
    assert not (each.own & each.others).any()
    assert (each.own | each.others | each.alone).all()
    assert int(each.alone.sum()) == sum(row["kind"] == "loose" for row in spared)
    gap, by_all = (told.estimates[f"{NAME}.label_gap{suffix}"] for suffix in ("", "_loose"))
    assert gap.value == pytest.approx(rate(spared, "strict") - rate(spared, "none"))
    assert by_all.value == pytest.approx(rate(spared, "strict", "loose") - rate(spared, "none"))
    assert (by_all.measure, by_all.p_value) == ("label_gap_by_mention_loose", None)
    assert by_all.n_posts == int((each.own | each.alone).sum())


def test_slurs_that_are_labelled_do_not_make_strict_mentions_look_spared(told, spared, well_said):
    well_said(told.judgement)
    against_all = rate(spared, "strict") - rate(spared, "loose", "none")
    assert against_all < -0.1
    gap = told.estimates[f"{NAME}.label_gap"]
    assert gap.low < 0 < gap.high
    assert not [each for each in told.judgement.findings if each.reading == "shown"]
    rest = told.findings["amplification.toxic.yes.mention.race_ethnicity"]
    assert told.estimates[f"{NAME}.amplification_loose"].low > 0
    assert rest.reading == "inconclusive"


def test_figures_by_all_forms_are_those_of_all_who_name_the_group(told, made):
    task, [each], answered = made
    chosen, scores = answered.learned.made.chosen, (answered.learned.made.scores * 1000).round()
    values = {one.id.rsplit(".", 1)[1]: one.value for one in answered.compared[0].estimates}
    own, others = each.own | each.alone, each.others
    predicted = chosen[own].mean() - chosen[others].mean()
    assert values["predicted_gap_loose"] == pytest.approx(predicted)
    assert values["amplification_loose"] == pytest.approx(predicted - values["label_gap_loose"])
    for name, asked, wrong in (("false_alarm_gap", ~task.has, True), ("miss_gap", task.has, False)):
        mistaken = chosen == wrong
        apart = mistaken[own & asked].mean() - mistaken[others & asked].mean()
        assert values[f"{name}_loose"] == pytest.approx(apart)
    for suffix, side in (("", each.own), ("_loose", own)):
        mixed = (side & ~task.has) | (others & task.has)
        assert values[f"bpsn_auc{suffix}"] == pytest.approx(roc_auc_score(task.has[mixed], scores[mixed]))


def test_the_published_mean_is_of_all_posts_divided_in_two(made):
    """Wang and Russakovsky (2021): a group and those who are not of it are everybody, so a mention is one in any form."""
    task, [each], answered = made
    chosen, own = answered.learned.made.chosen, each.own | each.alone
    [mean] = [one for one in answered.means if one.measure == "directional_amplification"]
    assert task.has[own].mean() > task.has.mean()
    assert mean.value == pytest.approx(chosen[own].mean() - task.has[own].mean())


def test_where_both_agree_the_statement_gives_both_with_their_posts(judged, well_said):
    rows = posts(strict=0.3, loose=0.2)
    told = judged("amplification", plain(rows))
    well_said(told.judgement)
    finding = told.findings[NAME]
    assert finding.reading == "shown"
    named = sum(row["kind"] == "strict" for row in rows)
    in_any = named + sum(row["kind"] == "loose" for row in rows)
    said = (
        f"This stands on {named} labelled posts that name Black people by strict forms; {in_any} name them in any form"
    )
    assert said in finding.statement
    assert "by all of these the change is +" in finding.statement
    assert f"{NAME}.amplification_loose" in finding.estimates
    alarms = told.findings["amplification.toxic.yes.mention.race_ethnicity.false_alarms"]
    assert "than in posts that name them in no form: a gap of " in alarms.statement
    assert "; by all forms +" in alarms.statement
    assert f"{NAME}.false_alarm_gap_loose" in alarms.estimates


def test_without_loose_mentions_there_is_one_figure(judged, well_said):
    told = judged("amplification", plain(posts(strict=0.3, few=0)))
    well_said(told.judgement)
    assert not [each for each in told.estimates if each.endswith("_loose")]
    assert "no other names them by loose forms" in told.findings[NAME].statement


def test_few_authors_who_name_loosely_do_not_follow(judged, well_said):
    told = judged("amplification", plain(posts(strict=0.3, few=6)))
    well_said(told.judgement)
    for measure in ("label_gap", "predicted_gap", "amplification", "false_alarm_gap", "miss_gap", "bpsn_auc"):
        strict, by_all = (told.estimates[f"{NAME}.{measure}{suffix}"] for suffix in ("", "_loose"))
        assert (by_all.status, by_all.value, by_all.n_posts) == ("suppressed", None, None), measure
        assert strict.value == round(strict.value, 2), measure
        assert "standard error" not in strict.note
    assert "the change by all forms is hidden, since it would tell of a few authors" in told.findings[NAME].statement
    for name, each in told.estimates.items():
        if name.endswith("directional_amplification"):
            assert each.value == round(each.value, 2)


def test_of_labels_without_bias_nothing_is_shown(judged, well_said):
    for seed in range(3):
        quiet = judged("amplification", plain(posts(seed, n=1500)))
        well_said(quiet.judgement)
        assert "shown" not in {each.reading for each in quiet.judgement.findings}
        assert not [each for each in quiet.judgement.findings if "disagree" in each.statement]


def test_order_split_and_copies_change_nothing(spared, judged):
    some = plain(spared[:900])
    whole = judged("amplification", some)
    mixed = [some[index] for index in np.random.default_rng(3).permutation(len(some))]
    assert judged("amplification", mixed[:77], [], mixed[77:]).judgement == whole.judgement
    assert judged("amplification", some, some).judgement == whole.judgement
