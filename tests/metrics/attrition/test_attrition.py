"""Shares of posts that are gone equal a reference in pandas; a planted loss is found, and none where there is none."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest

from audit import statistics
from audit.hashing import hash_bytes
from audit.metrics.attrition.attrition import COURSE
from audit.metrics.attrition.course import tells
from audit.metrics.fates.hiding import enough

STATUSES = ("deleted", "removed", "withheld", "present")
FLOOR = 10


def drawn(seed=1, posts=4000, authors=500, *, keeps_text=True, keeps_author=True, lost=None):
    """Posts of authors of unequal activity; what is gone depends on nothing but ``lost``, by gender, mention or label."""
    random = np.random.default_rng(seed)
    activity = 1 / (np.arange(authors) + 20.0)
    who = random.choice(authors, posts, p=activity / activity.sum())
    # Authors delete by habit: what is gone clusters in them.
    habit = random.beta(2, 14, authors)
    gender = random.choice(["female", "male", None], authors, p=[0.4, 0.45, 0.15])
    mentioned = random.choice(["women", "men", "Muslims", "neighbours"], posts)
    label = random.choice(["yes", "no"], posts, p=[0.3, 0.7])
    extra = np.zeros(posts)
    for kind, value, more in lost or ():
        extra += more * ({"gender": gender[who], "mention": mentioned, "label": label}[kind] == value)
    gone = random.random(posts) < habit[who] + extra
    status = np.where(gone, random.choice(STATUSES[:3], posts, p=[0.5, 0.35, 0.15]), "present")
    return [
        {
            "post_id": f"p{index}",
            "author_id": f"author {author}" if keeps_author or not gone[index] else None,
            "text": f"In the morning the {mentioned[index]} were at the market on day {index % 60:02d}"
            if keeps_text or not gone[index]
            else None,
            "lang": "en",
            "community": f"c{index % 3}",
            "created_at": 1_600_000_000_000_000 + index * 3_600_000_000,
            "status": str(status[index]),
            "attribute:gender": gender[author],
            "label:toxic": str(label[index]),
        }
        for index, author in enumerate(who)
    ]


@pytest.fixture(scope="module")
def posts():
    return drawn(posts=9000)


def _rank(frame):
    """Of each author, the part of authors that wrote less."""
    posts = frame.author_id.value_counts()
    return (posts.rank(method="min") - 1) / len(posts)


GROUPS = {
    "everyone": lambda f: f.post_id.notna(),
    "author.gender.women": lambda f: f["attribute:gender"] == "female",
    "mention.gender.women": lambda f: f.text.str.contains("the women"),
    "mention.religion.muslims": lambda f: f.text.str.contains("the Muslims"),
    "label.toxic.yes": lambda f: f["label:toxic"] == "yes",
    "community.c1": lambda f: f.community == "c1",
    "month.2020-10": lambda f: pd.to_datetime(f.created_at, unit="us").dt.strftime("%Y-%m") == "2020-10",
    "activity.50-90": lambda f: f.author_id.map(_rank(f)).between(0.5, 0.9, inclusive="left"),
}


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("outcome", ["gone", "deleted", "removed"])
def test_shares_equal_a_reference_in_pandas(posts, judged, group, outcome):
    estimates = judged("attrition", posts).estimates
    frame = pd.DataFrame(posts)
    rows = GROUPS[group](frame)
    hits = rows & (frame.status != "present" if outcome == "gone" else frame.status == outcome)
    bucket = frame.author_id.map(lambda each: hash_bytes(each.encode()) % 128)
    expected = statistics.share(*(np.bincount(bucket[each], minlength=128) for each in (hits, rows)))
    found = estimates[f"attrition.{outcome}.{group}.share"]
    assert (found.value, found.low, found.high) == pytest.approx((expected.value, expected.low, expected.high))
    assert (found.n_posts, found.n_authors) == (rows.sum(), frame.author_id[rows].nunique())
    if group == "everyone":
        return
    # Gender is not stated of everyone: those of whom it is are what a group of it is held against.
    whole = frame["attribute:gender"].notna() if ".gender." in group and "author" in group else frame.post_id.notna()
    lost = frame.status != "present" if outcome == "gone" else frame.status == outcome
    reference = (whole & lost).sum() / whole.sum()
    assert found.reference.value == pytest.approx(reference)
    assert estimates[f"attrition.{outcome}.{group}.difference"].value == pytest.approx(found.value - reference)
    assert estimates[f"attrition.{outcome}.{group}.ratio"].value == pytest.approx(found.value / reference)


def test_shares_equal_those_of_fairlearn(posts, judged):
    """An independent library: selection rates by group (fairlearn.metrics.MetricFrame)."""
    metrics = pytest.importorskip("fairlearn.metrics")
    frame = pd.DataFrame(posts)
    gone = (frame.status != "present").astype(int)
    by = metrics.MetricFrame(
        metrics=metrics.selection_rate, y_true=gone, y_pred=gone, sensitive_features=frame["label:toxic"]
    )
    estimates = judged("attrition", posts).estimates
    for value in ("yes", "no"):
        place = f"attrition.gone.label.toxic.{value}"
        assert estimates[f"{place}.share"].value == pytest.approx(by.by_group[value])
        assert estimates[f"{place}.difference"].value == pytest.approx(by.by_group[value] - by.overall)


@pytest.mark.parametrize(
    ("lost", "shown"),
    [
        (("gender", "female", 0.25), "attrition.gone.author.gender.women"),
        (("mention", "women", 0.25), "attrition.gone.mention.gender.women"),
        (("label", "yes", 0.25), "attrition.gone.label.toxic.yes"),
    ],
)
def test_a_planted_loss_is_found_and_weakens_what_compares_such_groups(judged, well_said, lost, shown):
    result = judged("attrition", drawn(lost=[lost]))
    finding = result.findings[shown]
    assert finding.reading == "shown"
    assert finding.harm == "erasure"
    assert "are gone more often than all posts" in finding.title
    others = [
        each
        for each in result.findings.values()
        if each.reading == "shown" and "more often" in each.title and each.id.split(".")[2:4] != shown.split(".")[2:4]
    ]
    assert not others
    [weakens] = result.judgement.weakens
    assert {"gender": "representation", "mention": "mentions", "label": "labels"}[lost[0]] in weakens.metrics
    well_said(result.judgement)


def test_no_loss_is_found_where_there_is_none(judged):
    """With no tolerance at all, Benjamini-Hochberg leaves a family a chance of 5 % of showing anything."""
    plan = {"tolerances": {"share_gap": 0.0, "rate_ratio": 1.0}, "floors": {"posts": 30, "authors": 5}}
    false, families = 0, 0
    for seed in range(100):
        estimates = judged("attrition", drawn(seed, posts=1500, authors=300), **plan).estimates.values()
        tested = [each for each in estimates if each.family is not None and each.q_value is not None]
        for _, members in itertools.groupby(sorted(tested, key=lambda each: each.family), key=lambda each: each.family):
            families += 1
            false += any(each.q_value <= 0.05 for each in members)
    assert families > 1000
    assert false / families < 0.06, (false, families)


def test_what_is_gone_with_its_text_tells_of_no_mention(judged, well_said):
    result = judged("attrition", drawn(keeps_text=False))
    assert not [each for each in result.estimates if ".mention." in each or ".length." in each]
    assert "By length and mentioned group: the text of most posts that are gone is gone too" in result.reasons
    assert "attrition.gone.author.gender.women.difference" in result.estimates
    well_said(result.judgement)


def test_what_is_gone_with_its_author_tells_of_no_activity(judged, well_said):
    result = judged("attrition", drawn(keeps_author=False))
    assert not [each for each in result.estimates if ".activity." in each]
    assert (
        "By posts per author: it is known of 0% of the posts that are gone and of 100% of the others" in result.reasons
    )
    assert any(
        "No posts that are gone name their author" in each for each in result.findings["attrition.everyone"].caveats
    )
    well_said(result.judgement)


def test_titles_of_removed_submissions_are_not_taken_for_their_text(batch_of):
    """Reddit keeps the title of what was removed: that it mentions fewer people says nothing of the post."""
    from audit.metrics.attrition.attrition import Attrition

    rows = drawn()
    for row in rows:
        row |= {"platform": "reddit"}
        if row["status"] == "present":
            row["text"] += "\n\nthe women"
    for kind, known in (("original", False), ("comment", True)):
        import pyarrow as pa

        posts = batch_of(rows)
        column = pa.array([kind] * len(rows)).dictionary_encode()
        table = posts.table.append_column("kind", column)
        posts = type(posts)(table, posts.author_key, posts.has_author, posts.values, posts.featurise, posts.cut)
        tally = Attrition().measure(posts)
        assert bool(tally.posts(("attrition", "read", "", "everyone", "0"))) is known


def test_nothing_gone_and_no_status_are_said(judged):
    rows = [{**each, "status": "present"} for each in drawn()]
    assert "No post is marked deleted" in judged("attrition", rows).reasons
    assert "does not say" in judged("attrition", rows, without=["status"]).reasons


def test_nothing_printed_tells_of_few_by_subtraction(judged):
    """Of posts that share no group, what the printed ones leave of all is of nobody or of enough, status by status."""
    random = np.random.default_rng(3)
    rows = drawn(posts=6000)
    for row in rows:
        row["label:toxic"] = str(random.choice(["a", "b", "c", "d", "e"], p=[0.5, 0.44, 0.05, 0.007, 0.003]))
    result = judged("attrition", rows)
    frame = pd.DataFrame(rows)
    hidden = 0
    for outcome in COURSE.outcomes:
        printed = [
            value
            for value in "abcde"
            if (each := result.estimates.get(f"attrition.{outcome.slug}.label.toxic.{value}.share")) is not None
            and each.status == "ok"
        ]
        hidden += 5 - len(printed)
        rest = frame[~frame["label:toxic"].isin(printed)]
        lost = rest.status != "present" if outcome.slug == "gone" else rest.status == outcome.slug
        for part in (rest[lost], rest[~lost]):
            assert part.author_id.nunique() == 0 or part.author_id.nunique() >= FLOOR or not printed
    assert hidden


def test_a_status_of_few_authors_is_joined_with_another(judged):
    rows = drawn()
    withheld = [row for row in rows if row["status"] == "withheld"]
    for row in withheld:
        row["status"] = "removed"
    for row in withheld[:4]:
        row["status"] = "withheld"
    estimates = judged("attrition", rows).estimates
    assert estimates["attrition.gone.everyone.share"].status == "ok"
    assert estimates["attrition.deleted.everyone.share"].status == "ok"
    assert estimates["attrition.withheld.everyone.share"].status == "suppressed"
    assert estimates["attrition.removed.everyone.share"].status == "suppressed"


def test_runs_of_fates_tell_what_lies_between_their_ends():
    fates = np.zeros((4, 128), dtype=np.int64)
    for end, authors in enumerate((30, 4, 40, 90)):
        fates[end, :authors] = 1
    spans = COURSE.spans(FLOOR, fates)
    assert spans == [(0, 1), (1, 3), (3, 4)]
    assert [tells(spans, each) for each in COURSE.outcomes] == [True, True, False, False]
    assert all(enough(fates[start:end].sum(axis=0), FLOOR) for start, end in spans)


def test_tallies_of_parts_add_up_to_the_whole(tmp_path):
    """What is merged from files says the same as one run: rows of authors travel with their keys hidden."""
    import audit
    from audit.api import run_audit, save_tally

    rows = [
        {**row, "gender": row.pop("attribute:gender"), "toxic": row.pop("label:toxic")} for row in drawn(posts=3000)
    ]
    for row in rows:
        row["created_at"] = pd.Timestamp(row["created_at"], unit="us", tz="UTC").isoformat()
    plan = {"groups": {"gender": "gender"}, "labels": ["toxic"], "metrics": ["attrition"], "dataset": {"name": "posts"}}
    saved = []
    for part in (rows[::2], rows[1::2]):
        saved.append(tmp_path / f"part{len(saved)}.arrow")
        saved[-1].write_bytes(save_tally(run_audit(part, plan=plan, workers=1), secret=b"0123456789abcdef"))
    merged, whole = audit.merge(saved), audit.run(rows, plan=plan, workers=1)
    assert {each.id: each.value for each in merged.estimates} == {each.id: each.value for each in whole.estimates}
    assert any(".activity." in each.id for each in merged.estimates)
    assert any(".community." in each.id for each in merged.estimates)
