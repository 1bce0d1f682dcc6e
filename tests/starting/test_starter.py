"""A starter plan reads the same posts as no plan at all, whatever the columns are called."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

import pandas as pd
import pytest

import audit
from audit.errors import PlanError
from audit.plan import Plan
from audit.resources import read_benchmark
from audit.starting.starter import starter_plan

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("POSTAUDIT_SHARED_DATA", ROOT.parent / "shared" / "data"))
SAMPLES = sorted(path.name for path in (ROOT / "data_samples").glob("northtown*") if "benchmark" not in path.name)
APART = ["source", "row"]


@pytest.fixture
def saved(tmp_path):
    def write(posts):
        path = tmp_path / "audit.toml"
        path.write_text(starter_plan(posts), encoding="utf-8")
        return path

    return write


def frame(**columns):
    number = max(map(len, columns.values()))
    base = {"text": [f"the women were here, {i}" for i in range(number)], "author_id": [f"a{i}" for i in range(number)]}
    return pd.DataFrame({**base, **columns})


def same_posts(source, path):
    before = audit.load(source).to_table(keep_ids=True)
    after = audit.load(source, plan=path).to_table(keep_ids=True)
    return before.drop_columns(APART).to_pylist() == after.drop_columns(APART).to_pylist()


@pytest.mark.parametrize("name", SAMPLES)
def test_every_sample_is_read_as_without_a_plan(name, saved, samples):
    path = saved(audit.load(samples / name))
    assert same_posts(samples / name, path)


TABLES = {
    "title and body": frame(title=["One"] * 40, body=["the men came, too"] * 40).drop(columns="text"),
    "title and selftext": frame(title=["One"] * 40, selftext=["the men came, too"] * 40).drop(columns="text"),
    "links": frame(tweet_url=[f"https://twitter.com/a/status/{10**18 + i}" for i in range(40)]),
    "gender": frame(gender=["female", "male"] * 20, toxic=["1", "0"] * 20),
    "german": frame(Geschlecht=["w", "m"] * 20, Datum=["01.02.2024"] * 40),
    "flags": frame(is_retweet=["True", "False"] * 20, tweet_id=[str(10**18 + i) for i in range(40)]),
    "odd names": frame(**{'gen"der\\': ["f", "m"] * 20, "ha\nte": ["1", "0"] * 20, "to\x7fxic": ["yes", "no"] * 20}),
    "umlaut": frame(**{"Präferenz": ["a", "b"] * 20, "hate speech?": ["1", "0"] * 20}),
}


@pytest.mark.parametrize("name", TABLES)
def test_odd_tables_are_read_as_without_a_plan(name, saved):
    path = saved(audit.load(TABLES[name]))
    assert same_posts(TABLES[name], path), path.read_text(encoding="utf-8")


def test_files_that_differ_are_read_as_without_a_plan(saved, tmp_path, samples):
    """A column that is named must be in every file, so what only some files have is left to the guess."""
    first = frame(gender=["female", "male"] * 20, lang=["en"] * 40)
    second = frame(gender=["f", "m"] * 20, toxic=["1", "0"] * 20).rename(columns={"text": "body"})
    for name, data in (("a.csv", first), ("b.csv", second)):
        data.to_csv(tmp_path / name, index=False)
    files = [tmp_path / "a.csv", tmp_path / "b.csv"]
    path = saved(audit.load(files))
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    assert content["columns"] == {"author_id": "author_id"}
    assert content["groups"] == {"gender": {"column": "gender"}}
    assert "labels" not in content
    assert same_posts(files, path)
    mixed = [tmp_path / "a.csv", samples / "northtown-reddit.ndjson.zst"]
    assert same_posts(mixed, saved(audit.load(mixed)))


def test_a_starter_plan_runs_and_says_the_same(saved, samples):
    source = samples / "northtown.csv"
    plan = saved(audit.load(source))
    before = audit.run(source, workers=1, metrics=["representation", "labels"])
    after = audit.run(source, plan=plan, workers=1, metrics=["representation", "labels"])
    assert before.estimates == after.estimates
    assert before.dataset == after.dataset


def test_names_that_toml_would_trip_over(saved):
    """Attributes and labels may be called anything; DEL is the character that JSON leaves and TOML refuses."""
    for odd in ('"', "\\", "\n", "\x7f", "\t", "\u2028", "=", "#", "ü", "😀", "[a]", "'"):
        data = frame(**{f"x{odd}y": ["1", "0"] * 20})
        posts = audit.load(data, groups={f"g{odd}h": f"x{odd}y"})
        content = tomllib.loads(starter_plan(posts))
        assert content["groups"] == {f"g{odd}h": {"column": f"x{odd}y"}}
        assert Plan.make(content).groups[f"g{odd}h"].column == f"x{odd}y"


def test_the_defaults_are_written_out_with_what_they_mean(saved, samples):
    text = starter_plan(audit.load(samples / "northtown.csv"))
    content = tomllib.loads(text)
    assert Plan.make(content).tolerances == Plan().tolerances
    assert Plan.make(content).floors == Plan().floors
    assert set(content["tolerances"]) == set(Plan().tolerances.model_dump())
    assert "# points between a share and its reference" in text


def test_every_benchmark_offered_knows_the_attribute_and_none_is_chosen(samples):
    text = starter_plan(audit.load(samples / "northtown.csv"))
    assert not tomllib.loads(text)["benchmarks"]
    offered = [line for line in text.splitlines() if line.startswith("# gender = ")]
    assert len(offered) > 3
    for line in offered:
        name = tomllib.loads(line.removeprefix("# "))["gender"]
        assert "gender" in read_benchmark(name).margins


def test_a_platforms_export_has_no_columns_to_guess(samples):
    content = tomllib.loads(starter_plan(audit.load(samples / "northtown-reddit.ndjson.zst")))
    assert "groups" not in content
    assert not content["columns"]


def test_init_writes_it_and_replaces_nothing_unasked(postaudit, samples, tmp_path):
    path = tmp_path / "audit.toml"
    told = postaudit("init", samples / "northtown.csv", "-o", path)
    assert told.code == 0, told.err
    assert Plan.from_toml(path).groups["gender"].column == "gender"
    path.write_text("mine", encoding="utf-8")
    assert postaudit("init", samples / "northtown.csv", "-o", path).code == 2
    assert path.read_text(encoding="utf-8") == "mine"
    assert postaudit("init", samples / "northtown.csv", "-o", path, "--force").code == 0
    assert Plan.from_toml(path).labels == ("toxic",)
    printed = postaudit("init", samples / "northtown.csv", "-o", "-")
    assert tomllib.loads(printed.out) == tomllib.loads(path.read_text(encoding="utf-8"))


@pytest.mark.skipif(not SHARED.is_dir(), reason=f"no shared data at {SHARED}; set POSTAUDIT_SHARED_DATA")
def test_shared_tables_are_read_as_without_a_plan(saved):
    folder = SHARED / "datasets"
    tables = [
        path for path in sorted(folder.rglob("*")) if path.suffix in (".csv", ".tsv") and path.stat().st_size < 2e6
    ]
    read = 0
    for path in tables[:40]:
        try:
            posts = audit.load(path)
        except audit.errors.AuditError:
            continue
        assert same_posts(path, saved(posts)), path.name
        read += 1
    assert read or not tables


def test_a_typing_mistake_in_it_is_named(saved, samples):
    path = saved(audit.load(samples / "northtown.csv"))
    path.write_text(path.read_text(encoding="utf-8").replace("share_gap", "share_gapp"), encoding="utf-8")
    with pytest.raises(PlanError, match="share_gap"):
        audit.load(samples / "northtown.csv", plan=path)


# --- what columns may mean -------------------------------------------------------------------------------------------


def uncommented(text):
    """A starter plan with every line in force that it offers for a group; the last way that is offered wins."""
    kept = [
        line.removeprefix("# ") for line in text.splitlines() if not line.startswith(("# A plan", "# What", "#   "))
    ]
    plan, seen = [], set()
    for line in reversed(kept[: kept.index(next(each for each in kept if each.startswith("[benchmarks]")))]):
        key = line.split(" = ")[0]
        seen = set() if line.startswith("[") else seen
        if " = " in line and key in {"patterns", "places", "table", "bins", "age", "values"} and seen & {"way"}:
            continue
        if " = " in line and key in {"patterns", "places", "table", "bins", "age", "values"}:
            seen.add("way")
        plan.append(line)
    return "\n".join(reversed(plan))


def test_numbers_dates_and_words_are_offered_their_way(saved):
    many = 60
    data = frame(
        age=[str(18 + i % 50) for i in range(many)],
        location=[f"Town {i}" for i in range(many)],
        gender=["female", "male"] * (many // 2),
        birth_year=[str(1950 + i % 50) for i in range(many)],
        user_created_at=[f"20{10 + i % 10}-03-01" for i in range(many)],
        followers=[str(7 * i) for i in range(many)],
        bio=[f"I like {i}" for i in range(many)],
        user_url=[f"https://x.org/{i}" for i in range(many)],
    )
    text = starter_plan(audit.load(data))
    sections = {each.split("]")[0]: each for each in text.replace("# [groups.", "[groups.").split("[groups.")[1:]}
    assert "bins = [0, 18, 30, 50, 65]" in sections["age"]
    assert 'places = "country"' in sections["location"]
    assert "patterns = " in sections["location"]
    assert "values = " in sections["gender"]
    assert 'age = "years"' in sections["birth_year"]
    assert 'age = "days"' in sections["user_created_at"]
    assert "bins = [0, 100, 1000, 10000]" in sections["followers"]
    assert "table = " in sections["bio"]
    assert "user_url" not in sections
    assert same_posts(data, saved(audit.load(data)))
    plan = Plan.make(tomllib.loads(uncommented(text)))
    assert plan.groups["birth_year"].age == "years"
    assert plan.groups["followers"].bins == (0, 100, 1000, 10000)
    result = audit.run(
        data.assign(created_at="2020-01-01"), plan=plan.override({"groups": {"bio": {"table": ""}}}), workers=1
    )
    assert result.estimate("representation.birth_year.30-49.share_of_posts").value > 0


@pytest.mark.skipif(not SHARED.is_dir(), reason="shared data not present")
def test_fields_of_a_platform_are_offered_and_run():
    source = SHARED / "formats" / "twitter_v2" / "flat.jsonl"
    text = starter_plan(audit.load(source))
    assert "groups" not in tomllib.loads(text)
    plan = Plan.make(tomllib.loads(uncommented(text)))
    assert plan.groups["author_created_at"].age == "days"
    assert plan.groups["author_public_metrics_followers_count"].bins
    assert not [name for name in plan.groups if "reply" in name or "id" in name.split("_")]
    kept = {name: each for name, each in plan.groups.items() if each.is_number}
    found = audit.load(source, groups={name: each.model_dump() for name, each in kept.items()})
    assert "author_created_at is read from author.created_at" in str(found)
