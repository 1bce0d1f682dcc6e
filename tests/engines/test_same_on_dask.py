"""What a Dask cluster measures is what this process measures, to the byte: samples, real posts, copies, weights, kills."""

from __future__ import annotations

import csv
import gzip
import json
import os
import random
import signal
import time
from pathlib import Path

import pytest

import audit
from audit import api
from audit.engines.dask import Dask
from audit.loaders import feeding, reading
from audit.measuring import tasks

pytest.importorskip("distributed", reason="distributed is not installed: pip install 'postaudit[dask]'")

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "data_samples"
DATASETS = Path(os.environ.get("POSTAUDIT_SHARED_DATA", ROOT.parent / "shared" / "data")) / "datasets"
KEY = bytes(range(16))
GENDER = {"groups": {"gender": "gender"}, "labels": ["toxic"]}


@pytest.fixture(scope="module")
def dask():
    engine = Dask.at(None, 2)
    yield engine
    engine.close()


@pytest.fixture(autouse=True)
def _many_tasks(monkeypatch):
    """Cut small: only this process cuts."""
    for module in (reading, feeding):
        monkeypatch.setattr(module, "PART_BYTES", 200_000)
    monkeypatch.setattr(feeding, "FEED_ABOVE", 100_000)
    monkeypatch.setattr(tasks, "_BATCHES", 100_000)


def found(source, engine=None, **more) -> tuple[object, bytes]:
    """Findings as data, and the tally as bytes."""
    result = api.run_audit(source, engine=engine, workers=1 if engine is None else None, **more)
    assert all(each.balances() for each in result.ledgers)
    return result.findings.as_dict(), api.save_tally(result, secret=KEY)


def rows(number: int, seed: int = 5) -> list[dict[str, object]]:
    draw = random.Random(seed)
    return [
        {
            "post_id": f"p{i}",
            "author_id": f"a{draw.randrange(90)}",
            "text": f"the {draw.choice(['women', 'men', 'Muslims'])} were {draw.choice(['kind', 'beautiful'])} {i}",
            "created_at": f"2024-01-{1 + i % 28:02d}T10:00:00Z",
            "gender": draw.choice(["female", "male", ""]),
            "toxic": draw.choice(["yes", "no"]),
        }
        for i in range(number)
    ]


def as_lines(path: Path, records) -> Path:
    text = "".join(json.dumps(each) + "\n" for each in records).encode()
    path.write_bytes(gzip.compress(text, 1) if path.suffix == ".gz" else text)
    return path


SAMPLE = {
    "planted": ("northtown.csv", SAMPLES / "audit.toml"),
    "null": ("northtown-null.csv", SAMPLES / "audit.toml"),
    "lines": ("northtown.jsonl", GENDER),
    "parquet": ("northtown.parquet", GENDER),
    "reddit": ("northtown-reddit.ndjson.zst", None),
    "platform": ("northtown-twitter-v2.jsonl.gz", None),
    "generated": ("northtown-generated.jsonl.gz", {"dataset": {"generated": True}}),
}


@pytest.mark.parametrize("name", SAMPLE)
def test_samples(name, dask):
    file, plan = SAMPLE[name]
    assert found(SAMPLES / file, dask, plan=plan) == found(SAMPLES / file, plan=plan)


REAL = {
    "davidson2017": ("davidson2017/labeled_data.csv.gz", {"columns": {"text": "tweet"}, "labels": ["class"]}),
    "edos": ("edos/edos_labelled_aggregated.csv.gz", {"labels": ["label_sexist"]}),
    "reddit": ("reddit_askmen_askwomen/AskMen_submissions.zst", {}),
}


@pytest.mark.skipif(not DATASETS.is_dir(), reason=f"no shared data at {DATASETS}; set POSTAUDIT_SHARED_DATA")
@pytest.mark.parametrize("name", REAL)
def test_real_posts(name, dask):
    file, changes = REAL[name]
    assert found(DATASETS / file, dask, **changes) == found(DATASETS / file, **changes)


@pytest.mark.skipif(not DATASETS.is_dir(), reason=f"no shared data at {DATASETS}; set POSTAUDIT_SHARED_DATA")
def test_a_worker_that_is_killed_in_the_middle_changes_no_byte(dask, tmp_path):
    with gzip.open(DATASETS / "davidson2017/labeled_data.csv.gz", "rt", encoding="utf-8", newline="") as file:
        source = as_lines(tmp_path / "x.jsonl", list(csv.DictReader(file)))
    changes = REAL["davidson2017"][1]
    workers = list(dask._session.run(os.getpid).values())
    told: list[int] = []

    def kill(posts: int) -> None:
        told.append(posts)
        if len(told) == 3:
            os.kill(workers[0], signal.SIGKILL)

    assert found(source, dask, progress=kill, **changes) == found(source, **changes)
    assert sum(told) == 24_783
    assert len(told) > 12
    while len(dask._session.nthreads()) < 2:  # another takes its place
        time.sleep(0.05)
    assert workers[0] not in dask._session.run(os.getpid).values()


@pytest.mark.parametrize("suffix", ["jsonl", "jsonl.gz"])
def test_copies_across_files_and_tasks_are_settled_alike(suffix, dask, tmp_path):
    first = rows(6000)
    later = [{**each, "created_at": "2024-02-01T00:00:00Z", "text": "the men were kind"} for each in first[100:2000]]
    files = [as_lines(tmp_path / f"1.{suffix}", first), as_lines(tmp_path / f"2.{suffix}", [*later, *first[3000:4000]])]
    made = audit.load(files, plan=GENDER)
    assert len(list(tasks.Tasks(made.parts()))) >= 4
    said = found(files, dask, plan=GENDER)
    assert said == found(files, plan=GENDER)
    assert said[0]["dataset"]["posts"] == 6000
    # Cut otherwise, and read by one process, the same posts come to the same findings.
    assert said[0]["estimates"] == found([*files[::-1]], plan=GENDER)[0]["estimates"]


def test_weights(dask, tmp_path):
    source = as_lines(tmp_path / "x.jsonl", rows(4000))
    weights = tmp_path / "w.csv"
    weights.write_text("post_id,weight\n" + "".join(f"p{i},{1 + i % 3}\n" for i in range(4000)))
    said = found(source, dask, plan=GENDER, weights=weights)
    assert said == found(source, plan=GENDER, weights=weights)
    assert said != found(source, plan=GENDER)


def test_a_work_folder_is_kept_by_workers_and_gone_on_with_by_anyone(dask, tmp_path):
    source, work = as_lines(tmp_path / "x.jsonl", rows(4000)), tmp_path / "work"
    plain = found(source, plan=GENDER)
    assert found(source, dask, plan=GENDER, work=work) == plain
    kept = sorted(work.rglob("*.part"))
    assert len(kept) > 2
    kept[0].unlink()
    written = {each: each.stat().st_mtime_ns for each in kept[1:]}
    assert found(source, plan=GENDER, work=work) == plain
    assert found(source, dask, plan=GENDER, work=work) == plain
    assert {each: each.stat().st_mtime_ns for each in kept[1:]} == written
    assert kept[0].exists()


def test_no_posts_and_few(dask, tmp_path):
    source = as_lines(tmp_path / "x.jsonl", rows(3))
    assert found(source, dask) == found(source)
    empty = as_lines(tmp_path / "empty.jsonl", [])
    with pytest.raises(audit.AuditError) as here:
        found(empty)
    with pytest.raises(audit.AuditError) as there:
        found(empty, dask)
    assert str(there.value) == str(here.value)


def test_an_open_client_can_be_given(dask):
    source = SAMPLES / "northtown.csv"
    there = audit.run(source, plan=SAMPLES / "audit.toml", engine=dask._session)
    assert there.as_dict() == audit.run(source, plan=SAMPLES / "audit.toml").as_dict()
    assert dask._session.status == "running"


def test_the_command_writes_the_same_findings(command, tmp_path):
    options = [SAMPLES / "northtown.csv", "--config", SAMPLES / "audit.toml"]
    for name, engine in (("here", ["--workers", "1"]), ("there", ["--engine", "dask", "--workers", "2"])):
        told = command("run", *options, "-o", tmp_path / name, *engine)
        assert told.code == 0, told.err
        assert "distributed" not in told.err
    [here], [there] = (list((tmp_path / name).glob("*/findings.json")) for name in ("here", "there"))
    assert here.read_bytes() == there.read_bytes()
    facts = json.loads(there.with_name("run.json").read_text())
    assert "dask" in json.dumps(facts)


def test_an_address_where_nobody_is_ends_the_command(command):
    told = command("run", SAMPLES / "northtown.csv", "--engine", "dask", "--cluster", "tcp://127.0.0.1:1", "-q")
    assert told.code == 2
    assert "tcp://127.0.0.1:1: no Dask scheduler answers there." in told.err
    assert "Traceback" not in told.err
