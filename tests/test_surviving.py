"""Posts are found again by their ids: shares equal a reference, planted losses are found, and nothing is joined that is damaged."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import audit
from audit import statistics
from audit.errors import PlanError
from audit.hashing import hash_bytes
from audit.report import json_file
from audit.surviving import survival_audit

OPTIONS = {"groups": {"gender": "gender"}, "labels": ["toxic"], "workers": 1}


def drawn(seed=1, posts=6000, authors=500):
    """Posts by authors of unequal activity; ids have nineteen digits."""
    random = np.random.default_rng(seed)
    activity = 1 / (np.arange(authors) + 20.0)
    who = random.choice(authors, posts, p=activity / activity.sum())
    gender = random.choice(["female", "male", None], authors, p=[0.4, 0.45, 0.15])
    mentioned = random.choice(["women", "men", "Muslims", "neighbours"], posts)
    return [
        {
            "post_id": str(1_170_000_000_000_000_000 + 7 * index),
            "author_id": f"author {author}",
            "text": f"In the morning the {mentioned[index]} were at the market on day {index % 60:02d}",
            "lang": "en",
            "created_at": f"2024-0{1 + index % 5}-{1 + index % 28:02d}T10:00:00Z",
            "gender": gender[author],
            "toxic": str(random.choice(["yes", "no"])),
        }
        for index, author in enumerate(who)
    ]


@pytest.fixture(scope="module")
def posts():
    return drawn()


@pytest.fixture(scope="module")
def kept(posts):
    """Nine in ten posts, and of those that mention women six in ten."""
    random = np.random.default_rng(2)
    return [each for each in posts if random.random() < (0.6 if "the women" in each["text"] else 0.9)]


def ids_of(rows):
    return [each["post_id"] for each in rows]


def estimates(findings):
    return {each.id: each for each in findings.estimates}


@pytest.mark.parametrize(
    ("place", "chosen"),
    [
        ("everyone", lambda f: f.post_id.notna()),
        ("mention.gender.women", lambda f: f.text.str.contains("the women")),
        ("author.gender.men", lambda f: f.gender == "male"),
        ("label.toxic.yes", lambda f: f.toxic == "yes"),
        ("month.2024-03", lambda f: f.created_at.str.startswith("2024-03")),
    ],
)
def test_shares_equal_a_reference_in_pandas(posts, kept, place, chosen):
    found = estimates(audit.survival(posts, kept, **OPTIONS))[f"survival.survived.{place}.share"]
    frame = pd.DataFrame(posts)
    rows = chosen(frame)
    hits = rows & frame.post_id.isin(ids_of(kept))
    bucket = frame.author_id.map(lambda each: hash_bytes(each.encode()) % 128)
    expected = statistics.share(*(np.bincount(bucket[each], minlength=128) for each in (hits, rows)))
    assert (found.value, found.low, found.high) == pytest.approx((expected.value, expected.low, expected.high))
    assert (found.n_posts, found.n_authors) == (rows.sum(), frame.author_id[rows].nunique())


def test_a_planted_loss_is_found_and_a_random_one_is_quiet(posts, kept):
    findings = audit.survival(posts, kept, **OPTIONS)
    shown = [each for each in findings.findings if each.reading == "shown" and "less often" in each.title]
    assert [each.id for each in shown] == ["survival.survived.mention.gender.women"]
    assert shown[0].harm == "erasure"
    random = np.random.default_rng(5)
    quiet = audit.survival(posts, [each for each in ids_of(posts) if random.random() < 0.7], **OPTIONS)
    assert not [each for each in quiet.findings if each.reading == "shown"]


@pytest.mark.parametrize("how", ["list", "txt", "csv", "headed csv", "parquet", "posts"])
def test_ids_may_come_in_any_form(posts, kept, how, tmp_path):
    ids = ids_of(kept)
    if how == "list":
        new = ids
    elif how == "posts":
        new = [{"post_id": each, "author_id": "a", "text": "x"} for each in ids]
    elif how == "parquet":
        new = tmp_path / "ids.parquet"
        pd.DataFrame({"tweet": ids}).to_parquet(new)
    else:
        new = tmp_path / f"ids.{how.removeprefix('headed ')}"
        new.write_text("\n".join([*(["tweet_id"] if how == "headed csv" else []), *ids, ""]))
    expected = estimates(audit.survival(posts, ids, **OPTIONS))
    found = estimates(audit.survival(posts, new, **OPTIONS))
    survived = [each for each in expected if each.startswith("survival.survived.")]
    assert survived
    assert all(found[each].value == expected[each].value for each in survived)


def test_what_the_later_data_mark_is_told_apart(posts):
    later = []
    for index, each in enumerate(posts):
        if index % 10:
            status = {1: "deleted", 2: "removed"}.get(index % 10, "present")
            later.append({**each, "status": status, "text": each["text"] + " edited" * (index % 10 == 3)})
    found = estimates(audit.survival(posts, later, **OPTIONS))
    told = {
        name: found[f"survival.{name}.everyone.share"].value
        for name in ("survived", "absent", "deleted", "removed", "edited")
    }
    assert told == pytest.approx({"survived": 0.7, "absent": 0.1, "deleted": 0.1, "removed": 0.1, "edited": 1 / 7})
    assert found["survival.edited.everyone.share"].n_posts == pytest.approx(0.7 * len(posts))


def test_authors_of_whom_nothing_is_left(posts):
    left = [each for each in posts if int(each["author_id"].split()[1]) % 5]
    findings = audit.survival(posts, ids_of(left), **OPTIONS)
    authors = {each["author_id"] for each in posts}
    gone = authors - {each["author_id"] for each in left}
    assert estimates(findings)["survival.authors_gone.share"].value == pytest.approx(len(gone) / len(authors))


def test_posts_that_were_gone_already_are_not_counted(posts, kept):
    before = [{**each, "status": "deleted" if index % 4 == 0 else "present"} for index, each in enumerate(posts)]
    findings = audit.survival(before, ids_of(kept), **OPTIONS)
    there = [each for index, each in enumerate(posts) if index % 4]
    expected = estimates(audit.survival(there, ids_of(kept), **OPTIONS))["survival.survived.everyone.share"]
    assert estimates(findings)["survival.survived.everyone.share"].value == pytest.approx(expected.value)
    assert any("25% of posts were gone already" in each.reason for each in findings.not_measured)


def test_few_posts_that_were_gone_already_are_not_told_by_what_is_left(posts, kept):
    """Left out, they would be all posts less those that are counted."""
    before = [{**each, "status": "deleted" if index < 3 else "present"} for index, each in enumerate(posts)]
    findings = audit.survival(before, ids_of(kept), **OPTIONS)
    everyone = estimates(findings)["survival.survived.everyone.share"]
    assert everyone.n_posts == findings.dataset["posts"] == len(posts)
    assert everyone == estimates(audit.survival(posts, ids_of(kept), **OPTIONS))["survival.survived.everyone.share"]
    assert not any("gone already" in each.reason for each in findings.not_measured)
    assert any("of too few authors to be left out" in one for each in findings.findings for one in each.caveats)


def test_damaged_ids_are_counted_and_not_joined(posts, kept, tmp_path):
    damaged = [f"{float(each):.5E}" for each in ids_of(kept)[:200]]
    new = tmp_path / "ids.txt"
    new.write_text("\n".join([*ids_of(kept)[200:], *damaged]))
    findings = audit.survival(posts, new, **OPTIONS)
    whole = estimates(findings)["survival.survived.everyone.share"]
    assert whole.value == pytest.approx((len(kept) - 200) / len(posts))
    said = " ".join(findings.finding("survival.everyone").caveats)
    assert "200 ids of ids.txt are lost, damaged" in said
    old = tmp_path / "old.csv"
    frame = pd.DataFrame(posts)
    frame.loc[:299, "post_id"] = [f"{float(each):.5E}" for each in frame.post_id[:300]]
    frame.to_csv(old, index=False)
    told = audit.survival(old, ids_of(kept), **OPTIONS)
    assert any(
        "have no id and could not be looked up: a spreadsheet or a float damaged them" in each.reason
        for each in told.not_measured
    )
    assert estimates(told)["survival.survived.everyone.share"].n_posts == len(posts) - 300


def test_ids_of_other_posts_and_none_at_all_are_errors(posts):
    with pytest.raises(PlanError, match="none of its 2 ids"):
        audit.survival(posts, ["x", "y"])
    with pytest.raises(PlanError, match="holds no ids"):
        audit.survival(posts, [{"author_id": "a", "text": "good morning"}] * 3)
    without = [{name: value for name, value in each.items() if name != "post_id"} for each in posts]
    with pytest.raises(PlanError, match="No post has an id"):
        audit.survival(without, ids_of(posts))


def test_order_split_and_copies_change_nothing(posts, kept, in_batches):
    expected = json_file.encode(survival_audit(posts, kept, **OPTIONS).findings)
    assert json_file.encode(survival_audit(posts[::-1], kept[::-1], **OPTIONS).findings) == expected
    assert json_file.encode(survival_audit(posts, kept + kept[:50], **OPTIONS).findings) == expected
    in_batches(700)
    assert json_file.encode(survival_audit(posts, kept, **OPTIONS).findings) == expected


def test_workers_change_nothing(posts, kept, tmp_path):
    paths = []
    for part in range(3):
        paths.append(tmp_path / f"part{part}.jsonl")
        paths[-1].write_text("".join(json.dumps(each) + "\n" for each in posts[part::3]))
    one, two = (
        json_file.encode(survival_audit(paths, ids_of(kept), **{**OPTIONS, "workers": workers}).findings)
        for workers in (1, 2)
    )
    assert one == two


def test_no_id_author_or_text_is_in_what_is_written(posts, kept):
    written = json_file.encode(survival_audit(posts, kept, **OPTIONS).findings).decode()
    assert not any(each["post_id"] in written for each in posts)
    assert "author 1" not in written
    assert "at the market" not in written


def test_an_arrow_array_of_ids_and_one_of_floats(posts, kept):
    found = estimates(audit.survival(posts, pa.array(ids_of(kept)), **OPTIONS))
    assert found["survival.survived.everyone.share"].value == pytest.approx(len(kept) / len(posts))


def test_where_everything_is_still_there_nothing_is_lost(posts):
    findings = audit.survival(posts, ids_of(posts), **OPTIONS)
    found = estimates(findings)["survival.survived.everyone.share"]
    assert found.value == 1.0
    assert found.low > 0.98
    assert not [each for each in findings.findings if each.reading == "shown"]
    assert not [each for each in findings.not_measured if "is gone too" in each.reason]
