"""The dataset block accounts for every record, and the audit id changes with data, plan and resources and nothing else."""

from __future__ import annotations

import json

import pytest

import audit
from audit import api, pipeline, plan_resources
from audit.errors import NoPostsError, PlanError, ResourceError
from audit.plan import Plan


def record(index, name="p", **fields):
    base = {
        "post_id": f"{name}{index}",
        "author_id": f"a{index % 40}",
        "text": "the women were at the market in the morning",
        "created_at": f"2024-02-{1 + index % 28:02d}T10:00:00Z",
        "gender": ("female", "male")[index % 2],
        "toxic": ("yes", "no")[index % 3 == 0],
        "lang": "en",
    }
    return {**base, **fields}


RECORDS = [record(i) for i in range(120)]
PLAN = {"groups": {"gender": "gender"}, "labels": ["toxic"], "dataset": {"name": "x"}}


def run(records=RECORDS, plan=PLAN, **changes):
    return api.run_audit(records, plan=plan, workers=1, **changes)


def lines(path, *texts):
    path.write_text("".join(f"{each}\n" for each in texts), encoding="utf-8")
    return path


# --- what was read ---------------------------------------------------------------------------------------------------


def test_the_dataset_block_counts_posts_authors_span_and_languages():
    dataset = run().findings.dataset
    assert (dataset["posts"], dataset["authors"]) == (120, 40)
    assert (dataset["first"], dataset["last"]) == ("2024-02-01", "2024-02-28")
    assert dataset["languages"] == {"en": 120}
    [source] = dataset["sources"]
    assert (source["records"], source["posts"], source["rejected"], source["skipped"]) == (120, 120, 0, 0)


def test_every_record_is_accounted_for(tmp_path):
    good = [json.dumps(each) for each in RECORDS]
    path = lines(tmp_path / "x.jsonl", *good[:60], "{broken", "[1, 2]", *good[60:], good[0])
    result = run(path)
    [source] = result.findings.dataset["sources"]
    assert source["records"] == source["posts"] + source["rejected"] + source["skipped"] == 123
    assert source["posts"] == 120
    assert source["rejected"] == sum(source["rejected_by_reason"].values()) == 2
    assert source["skipped_by_kind"] == {"duplicate id": 1}
    listed = [json.loads(each) for each in api.rejections(result).splitlines()]
    assert [each["record"] for each in listed] == [61, 62]
    assert "broken" not in api.rejections(result).decode()


def test_rejections_that_are_not_listed_are_counted(monkeypatch, tmp_path):
    monkeypatch.setattr("audit.loaders.base.REJECTIONS_KEPT", 2)
    path = lines(tmp_path / "x.jsonl", *(json.dumps(each) for each in RECORDS), *["{broken"] * 5)
    listed = [json.loads(each) for each in api.rejections(run(path)).splitlines()]
    assert listed[-1] == {"source": "x.jsonl", "not_listed": 3}


def test_sources_of_one_loader_are_one_line_and_of_two_are_two(tmp_path, samples):
    files = [lines(tmp_path / f"{i}.jsonl", *(json.dumps(each) for each in RECORDS[i::2])) for i in range(2)]
    [source] = run(files).findings.dataset["sources"]
    assert source["posts"] == 120
    both = api.run_audit([files[0], samples / "northtown-reddit.ndjson.zst"], workers=1, metrics=["coverage"])
    assert [each["loader"] for each in both.findings.dataset["sources"]] == ["reddit", "table"]
    assert sum(each["posts"] for each in both.findings.dataset["sources"]) == both.findings.dataset["posts"] == 1560


def test_nothing_stated_is_absent_and_not_zero():
    bare = [{"text": each["text"] + str(i)} for i, each in enumerate(RECORDS)]
    dataset = run(bare, {"dataset": {"name": "x"}}).findings.dataset
    assert (dataset["authors"], dataset["first"], dataset["last"], dataset["languages"]) == (None, None, None, {})


def test_languages_of_few_authors_are_together_or_rounded_away():
    few = [record(i, "d", author_id=f"d{i % 3}", lang="da") for i in range(5)]
    some = [record(i, "n", author_id=f"n{i}", lang=("nl", "no")[i % 2]) for i in range(16)]
    assert run(RECORDS + few).findings.dataset["languages"] == {"en": 120}
    assert run(RECORDS + few + some).findings.dataset["languages"] == {"en": 120, "other": 21}
    odd = [record(i) for i in range(123)] + few
    assert run(odd).findings.dataset["languages"] == {"en": 120}  # not 123, which would leave five


def test_no_posts_is_an_error_that_says_what_was_there(tmp_path):
    path = lines(tmp_path / "x.jsonl", *['{"delete": {"status": {"id": 1, "user_id": 2}}}'] * 3)
    with pytest.raises(NoPostsError, match="3 records, 3 skipped"):
        run(path, {})


def test_confidence_knows_how_concentrated_the_whole_dataset_is():
    """Forty authors of three posts; and one more who writes as much as all of them, so that fewer than ten count."""
    heavy = RECORDS + [record(i, "h", author_id="heavy", gender="male") for i in range(120)]
    for records, authors, confidence in ((RECORDS, 40, "medium"), (heavy, 41, "low")):
        findings = run(records).findings
        assert findings.dataset["authors"] == authors
        assert findings.finding("representation.gender").confidence == confidence


def test_findings_are_ranked_and_estimates_sorted():
    findings = run().findings
    assert list(findings.findings) == sorted(findings.findings, key=findings.rank)
    assert [each.id for each in findings.estimates] == sorted(each.id for each in findings.estimates)
    from audit.metrics import ON_REQUEST, WHERE_NAMED, all_metrics

    assert {each["name"] for each in findings.methods} == {
        each.name for each in all_metrics()
    } - ON_REQUEST - WHERE_NAMED


def test_no_sentence_of_a_whole_audit_names_a_number_that_is_none(samples):
    for records, plan in (
        (RECORDS, PLAN),
        (RECORDS[:20], PLAN),
        ([record(i, author_id="one") for i in range(90)], PLAN),
    ):
        findings = run(records, plan).findings
        for each in findings.findings:
            for text in (each.title, each.statement, *each.caveats):
                assert "not measured" not in text, text
                assert "nan" not in text.split(), text
                assert "None" not in text, text


# --- resources and benchmarks ----------------------------------------------------------------------------------------


def test_resources_are_those_that_were_used():
    assert not run(metrics=["concentration"]).findings.resources
    named = {each["name"] for each in run(metrics=["mentions"]).findings.resources}
    assert named == {"identity-en", "person-nouns-en", "markers-en", "generics-en"}
    bench = run(metrics=["representation"], benchmarks={"gender": "us-residents-2020"}).findings.resources
    assert [each["name"] for each in bench] == ["us-residents-2020"]
    assert all(len(each["sha256"]) == 64 for each in bench)


def test_a_benchmark_that_says_nothing_of_the_attribute_is_refused():
    with pytest.raises(PlanError, match="has no shares of 'clan'"):
        plan_resources.read_benchmarks(Plan.make({"benchmarks": {"clan": "us-residents-2020"}}))
    with pytest.raises(ResourceError):
        run(benchmarks={"gender": "us-residents-1820"})
    with pytest.raises(PlanError, match="no metric"):
        run(metrics=["mention"])


# --- the id ----------------------------------------------------------------------------------------------------------


def identity(records=RECORDS, plan=PLAN, **changes):
    return run(records, plan, **changes).findings.audit["id"]


@pytest.fixture(scope="module")
def first():
    return identity()


def test_the_id_stays_for_the_same_audit(first, tmp_path):
    assert len(first) == 12
    assert identity(RECORDS[::-1]) == first
    assert api.run_audit(RECORDS, plan=PLAN, workers=2).findings.audit["id"] == first
    assert identity(RECORDS + RECORDS[:5]) == first  # copies are one post
    for name in ("a.jsonl", "another name.json"):
        assert identity(lines(tmp_path / name, *(json.dumps(each) for each in RECORDS))) == first


@pytest.mark.parametrize(
    "changes",
    [
        {"tolerances": {"share_gap": 0.06}},
        {"floors": {"authors": 11}},
        {"report": {"level": 0.9}},
        {"metrics": ["coverage"]},
        {"dataset": {"name": "y"}},
        {"benchmarks": {"gender": "us-residents-2020"}},
    ],
    ids=str,
)
def test_the_id_changes_with_the_plan(changes, first):
    assert identity(**changes) != first


@pytest.mark.parametrize("field", ["text", "author_id", "post_id", "created_at", "gender", "toxic", "lang"])
def test_the_id_changes_with_any_value_of_any_post(field, first):
    changed = dict(RECORDS[7], **{field: "2024-02-03T00:00:01Z" if field == "created_at" else "other"})
    assert identity([*RECORDS[:7], changed, *RECORDS[8:]]) != first


def test_the_id_changes_with_a_benchmark_of_the_same_name(tmp_path):
    identities = set()
    for share in (0.5, 0.6):
        path = tmp_path / str(share) / "own.csv"
        path.parent.mkdir()
        lines(path, "attribute,group,share", f"gender,women,{share}", f"gender,men,{1 - share}")
        identities.add(identity(benchmarks={"gender": f"{path}:residents"}))
    assert len(identities) == 2


def test_the_plan_of_the_report_names_no_folder(tmp_path):
    path = lines(tmp_path / "own.csv", "attribute,group,share", "gender,women,0.5", "gender,men,0.5")
    result = run(benchmarks={"gender": f"{path}:residents"})
    assert str(tmp_path) not in json.dumps(result.findings.as_dict())


def test_with_name_fills_in_a_name_and_replaces_none():
    assert pipeline.with_name(Plan(), "n").dataset.name == "n"
    assert pipeline.with_name(Plan.make({"dataset": {"name": "m"}}), "n").dataset.name == "m"


def test_run_is_what_the_package_offers():
    assert audit.run(RECORDS, plan=PLAN, workers=1).as_dict() == run().findings.as_dict()
