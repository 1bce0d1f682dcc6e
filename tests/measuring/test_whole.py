"""However posts are cut, ordered, batched, worked on or copied, one tally comes out."""

from __future__ import annotations

import csv
import gzip
import json
import random

import pytest

import audit
from audit import api
from audit.errors import PlanError
from audit.loaders import reading
from audit.measuring.part import Job, chosen_metrics, measure_task
from audit.measuring.values import plan_values
from audit.measuring.whole import measure
from audit.plan import Plan

KEY = bytes(range(16))
PLAN = {"groups": {"gender": "gender"}, "labels": ["toxic"], "dataset": {"name": "x"}}


def rows(number=150):
    draw = random.Random(5)
    return [
        {
            "post_id": f"p{i}",
            "author_id": f"a{draw.randrange(40)}",
            "text": f"in the morning the {draw.choice(['women', 'men', 'locals'])} were {draw.choice(['kind', 'beautiful'])}",
            "created_at": f"2024-01-{1 + i % 28:02d}T10:00:00Z",
            "gender": draw.choice(["female", "male", ""]),
            "toxic": draw.choice(["yes", "no"]),
            "likes": draw.randrange(9),
            "lang": draw.choice(["en", "en", "en", "de"]),
        }
        for i in range(number)
    ]


def as_csv(path, records):
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows(1)[0])
        writer.writeheader()
        writer.writerows(records)
    return path


def as_lines(path, records):
    text = "".join(json.dumps(each) + "\n" for each in records).encode()
    path.write_bytes(gzip.compress(text) if path.suffix == ".gz" else text)
    return path


def outcome(sources, **more):
    """The findings as data and the tally as bytes."""
    result = api.run_audit(sources, plan=PLAN, **{"workers": 1, **more})
    assert all(each.balances() for each in result.ledgers)
    return result.findings.as_dict(), api.save_tally(result, secret=KEY)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return outcome(as_csv(tmp_path_factory.mktemp("whole") / "all.csv", rows()))


@pytest.mark.parametrize("size", [1, 7, 149])
def test_the_size_of_batches_changes_no_byte(size, whole, tmp_path, in_batches):
    in_batches(size)
    assert outcome(as_csv(tmp_path / "x.csv", rows())) == whole


def test_order_and_files_change_no_byte(whole, tmp_path):
    shuffled = random.Random(1).sample(rows(), 150)
    assert outcome(as_csv(tmp_path / "x.csv", shuffled)) == whole
    files = [as_csv(tmp_path / f"{name}.csv", shuffled[start::3]) for start, name in enumerate("cab")]
    assert outcome(files) == whole
    assert outcome(files[::-1]) == whole


def test_an_empty_part_changes_no_byte(whole, tmp_path):
    files = [as_csv(tmp_path / "1.csv", rows()), as_csv(tmp_path / "2.csv", [])]
    assert outcome(files) == whole


def test_parts_of_one_file_and_two_workers_change_no_byte(whole, tmp_path, monkeypatch):
    path = as_lines(tmp_path / "x.jsonl", rows())
    monkeypatch.setattr(reading, "PART_BYTES", 5_000)
    posts = audit.load(path, plan=PLAN)
    assert len(posts.parts()) > 4
    seen = []
    assert outcome(posts, progress=seen.append) == whole
    assert sum(seen) == 150
    seen.clear()
    result = api.run_audit(posts, workers=2, progress=seen.append)
    assert sum(seen) == 150
    assert result.facts["workers"] == 2
    assert (result.findings.as_dict(), api.save_tally(result, secret=KEY)) == whole


def test_a_format_and_its_packing_change_nothing_that_is_said(whole, tmp_path):
    for path in (as_lines(tmp_path / "x.jsonl", rows()), as_lines(tmp_path / "x.jsonl.gz", rows())):
        said, _ = outcome(path)
        assert said == whole[0]


# --- copies ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [7, 65_536])
def test_copies_across_files_are_kept_once(size, whole, tmp_path, in_batches):
    in_batches(size)
    records = rows()
    files = [as_csv(tmp_path / "1.csv", records), as_csv(tmp_path / "2.csv", records[100:])]
    said, _ = outcome(files)
    [source] = said["dataset"]["sources"]
    assert (source["records"], source["posts"], source["skipped_by_kind"]) == (200, 150, {"duplicate id": 50})
    assert said["estimates"] == whole[0]["estimates"]
    assert said["dataset"]["fingerprint"] == whole[0]["dataset"]["fingerprint"]
    assert said["audit"]["id"] == whole[0]["audit"]["id"]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_of_two_versions_the_later_is_kept_wherever_it_stands(order, tmp_path):
    sixty = [{**each, "author_id": f"a{i}"} for i, each in enumerate(rows(60))]
    old = {"created_at": "2024-01-01T00:00:00Z", "lang": "en"}
    versions = [
        [{**each, **old, "text": "the men were kind", "likes": 1} for each in sixty],
        [
            {**each, **old, "created_at": "2024-01-02T00:00:00Z", "text": "the women were kind", "likes": 5}
            for each in sixty
        ],
    ]
    files = [as_lines(tmp_path / f"{at}.jsonl", versions[which]) for at, which in enumerate(order)]
    said, _ = outcome(files)
    values = {each["id"]: each["value"] for each in said["estimates"]}
    assert said["dataset"]["posts"] == 60
    assert values["mentions.gender.women.posts"] == 1000
    assert values["mentions.gender.men.posts"] == 0


def test_posts_without_an_id_are_never_copies(tmp_path):
    records = [{**each, "post_id": ""} for each in rows(50)]
    said, _ = outcome([as_csv(tmp_path / "1.csv", records), as_csv(tmp_path / "2.csv", records)])
    assert said["dataset"]["posts"] == 100


def test_the_accounting_by_source_leaves_the_copies_where_they_were(tmp_path):
    files = [as_csv(tmp_path / "1.csv", rows(60)), as_csv(tmp_path / "2.csv", rows(60)[:20])]
    posts = audit.load(files, plan=PLAN)
    whole = measure(posts, posts.plan, workers=1)
    assert whole.ledger.posts == whole.measured.posts == 60
    assert [(each.source, each.records, each.posts) for each in whole.ledgers] == [
        ("1.csv", 60, 60),
        ("2.csv", 20, 0),
    ]
    assert all(each.balances() for each in whole.ledgers)


# --- values ----------------------------------------------------------------------------------------------------------


def grouped(values, **plan):
    import pyarrow as pa

    from audit.tally import Tally

    batch = pa.RecordBatch.from_arrays([pa.array(values, pa.string())], names=["attribute:gender"])
    return plan_values(batch, Plan.make(plan), Tally())["attribute:gender"].to_pylist()


def test_stated_values_become_groups_the_plans_own_first():
    assert grouped([" Female ", "MAN", "prefer not to say", "", None, "Agender Folk!", "x" * 60]) == [
        "women", "men", None, None, None, "agender_folk", "x" * 40,
    ]  # fmt: skip
    own = {"groups": {"gender": {"column": "g", "values": {"men": ["Female"], "b": ["?"]}}}}
    assert grouped(["female", "?", "male", "!?"], **own) == ["men", "b", "men", None]


def test_free_text_is_no_attribute_whatever_the_batches(tmp_path, in_batches):
    """A column of more than a thousand values is free text; of fewer in each batch it is the same column."""
    records = [{**each, "gender": f"bio {i}"} for i, each in enumerate(rows(1200))]
    path = as_csv(tmp_path / "x.csv", records)
    first, _ = outcome(path)

    in_batches(300)
    second, _ = outcome(path)
    assert first == second
    assert not [each for each in first["estimates"] if "gender" in each["id"] and each["metric"] == "representation"]


def test_metrics_are_chosen_in_their_own_order_and_a_wrong_name_is_told():
    names = [each.name for each in chosen_metrics(Plan())]
    assert [each.name for each in chosen_metrics(Plan.make({"metrics": names[::-1]}))] == names
    assert [each.name for each in chosen_metrics(Plan.make({"skip": names[1:]}))] == names[:1]
    for key in ("metrics", "skip"):
        with pytest.raises(PlanError, match="no metric 'mention'"):
            chosen_metrics(Plan.make({key: ["mention"]}))


def test_no_author_waits_in_what_a_task_came_to():
    """What waits is not counted as waiting in memory, and was half a gigabyte of thirty tasks."""
    posts = audit.load(rows(), plan=PLAN)
    tally = measure_task(tuple(posts.parts()), Job(posts.plan, KEY)).tally
    assert tally.authors
    assert not any(each.pending for each in tally.authors.values())
    assert not tally.author_posts.pending
