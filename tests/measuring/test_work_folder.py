"""What was measured is found again, only where it is the same, whatever happened to the folder in between."""

from __future__ import annotations

import errno
import json
import os
import random
import shutil
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import pandas as pd
import pytest

import audit
from audit import api
from audit.errors import OutputError, PlanError, SourceError
from audit.loaders import feeding, reading
from audit.loaders.part_digest import in_words, part_digest
from audit.measuring import job_digest, named_files, tasks, work_folder

KEY = bytes(range(16))
PLAN = {"groups": {"gender": "gender"}, "labels": ["toxic"], "dataset": {"name": "x"}}


def rows(number=600, seed=5):
    draw = random.Random(seed)
    return [
        {
            "post_id": f"{seed}p{i}",
            "author_id": f"a{draw.randrange(60)}",
            "text": f"in the morning the {draw.choice(['women', 'men', 'locals'])} were {draw.choice(['kind', 'loud'])} {i:04d}",
            "created_at": f"2024-01-{1 + i % 28:02d}T10:00:00Z",
            "gender": draw.choice(["female", "male", ""]),
            "toxic": draw.choice(["yes", "no"]),
        }
        for i in range(number)
    ]


def as_lines(path, records):
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(json.dumps(each) + "\n" for each in records), encoding="utf-8")
    return path


def as_table(path, records):
    path.parent.mkdir(exist_ok=True)
    frame = pd.DataFrame(records)
    frame.to_csv(path, index=False) if path.suffix == ".csv" else frame.to_parquet(
        path, index=False, row_group_size=100
    )
    return path


@pytest.fixture(autouse=True)
def small_parts(monkeypatch):
    """Parts of some hundred posts, so that a dataset has several."""
    monkeypatch.setattr(reading, "PART_BYTES", 20_000)
    monkeypatch.setattr(reading, "PART", 10_000)
    monkeypatch.setattr(feeding, "PART_BYTES", 20_000)
    monkeypatch.setattr(feeding, "FEED_ABOVE", 1)
    monkeypatch.setattr(tasks, "_BATCHES", 20_000)


@pytest.fixture
def source(tmp_path):
    return as_lines(tmp_path / "in" / "x.jsonl", rows())


@pytest.fixture
def work(tmp_path):
    return tmp_path / "work"


def outcome(sources, work=None, **more):
    """What is said with the tally as bytes; tasks; tasks found."""
    result = api.run_audit(sources, **{"plan": PLAN, "workers": 1, "work": work, **more})
    assert all(each.balances() for each in result.ledgers)
    said = (result.findings.as_dict(), api.save_tally(result, secret=KEY), [each.source for each in result.ledgers])
    return said, result.facts.get("tasks"), result.facts.get("tasks_found")


def kept(work):
    return sorted(work.glob("*/*.part"))


def test_what_was_measured_is_found_and_says_the_same(source, work):
    alone, none, _ = outcome(source)
    assert none is None
    first, tasks_, found = outcome(source, work)
    assert (first, found) == (alone, 0)
    assert tasks_ == len(kept(work)) > 4
    assert outcome(source, work) == (alone, tasks_, tasks_)
    for path in kept(work)[:2]:
        path.unlink()
    assert outcome(source, work) == (alone, tasks_, tasks_ - 2)


@pytest.mark.parametrize("name", ["x.csv", "x.parquet", "x.jsonl.gz"])
def test_formats_that_are_cut_in_other_ways(name, tmp_path, work):
    if name.endswith(".gz"):
        import gzip

        (tmp_path / name).write_bytes(gzip.compress(as_lines(tmp_path / "plain.jsonl", rows()).read_bytes()))
    else:
        as_table(tmp_path / name, rows())
    alone, _, _ = outcome(tmp_path / name)
    first, tasks_, _ = outcome(tmp_path / name, work)
    assert first == alone
    assert outcome(tmp_path / name, work) == (alone, tasks_, tasks_)


def test_names_are_the_same_in_every_process(source, tmp_path):
    """Sets come in another order in each."""
    paths = [source, as_table(tmp_path / "y.csv", rows()), as_table(tmp_path / "z.parquet", rows())]
    code = (
        "import sys, audit\n"
        "from audit.loaders.part_digest import part_digest\n"
        "from audit.measuring.job_digest import job_digest\n"
        "from audit.measuring.part import Job\n"
        "for path in sys.argv[1:]:\n"
        "    posts = audit.load(path, labels=['toxic'])\n"
        "    print(job_digest(Job(posts.plan, bytes(16))), *map(part_digest, posts.parts()))\n"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", code, *map(str, paths)], check=True, capture_output=True, text=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(audit.__file__).parents[1])},
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(said) == 1
    assert in_words(frozenset({"b", "a"})) == in_words(frozenset({"a", "b"})) != in_words(frozenset({"a"}))


# --- what has changed is measured anew -------------------------------------------------------------------------------


def test_one_byte_of_a_file_of_the_same_size_and_time(source, work):
    _, tasks_, _ = outcome(source, work)
    before = source.stat()
    content = source.read_bytes()
    at = content.rindex(b"loud")
    source.write_bytes(content[:at] + b"kind" + content[at + 4 :])
    os.utime(source, ns=(before.st_atime_ns, before.st_mtime_ns))
    after = source.stat()
    assert (after.st_size, after.st_mtime_ns) == (before.st_size, before.st_mtime_ns)
    assert outcome(source, work) == (outcome(source)[0], tasks_, tasks_ - 1)


def test_a_row_group_that_changed(tmp_path, work):
    records = rows()
    path = as_table(tmp_path / "x.parquet", records)
    _, tasks_, _ = outcome(path, work)
    assert tasks_ > 2
    records[-1]["text"] = "the men were kind"
    as_table(path, records)
    said, again, found = outcome(path, work)
    assert (said, again) == (outcome(path)[0], tasks_)
    assert 0 < found < tasks_


def test_a_file_that_was_moved_is_found_and_one_that_was_renamed_is_not(source, work, tmp_path):
    said, tasks_, _ = outcome(source, work)
    moved = tmp_path / "elsewhere" / source.name
    moved.parent.mkdir()
    shutil.move(source, moved)
    assert outcome(moved, work) == (said, tasks_, tasks_)
    # Its name stands in the books, which are printed.
    renamed = moved.rename(tmp_path / "renamed.jsonl")
    again, _, found = outcome(renamed, work)
    assert found == 0
    assert again[2] == ["renamed.jsonl"]


def test_a_file_that_is_added_leaves_the_others_measured(work, tmp_path):
    """It comes first by name, so each of the others is another one's number."""
    folder = tmp_path / "in"
    for seed, name in enumerate("bc"):
        as_lines(folder / f"{name}.jsonl", rows(200, seed))
    with as_lines(folder / "bad.jsonl", rows(10, 7)).open("a") as bad:
        bad.write("no record\n")
    _, tasks_, _ = outcome(folder, work)
    as_lines(folder / "a.jsonl", rows(20, 9))
    said, now, found = outcome(folder, work)
    assert (now, found) == (tasks_ + 1, tasks_)
    assert said == outcome(folder)[0]
    assert said[2] == ["in/a.jsonl", "in/b.jsonl", "in/bad.jsonl", "in/c.jsonl"]


def test_another_plan_version_code_or_library_finds_nothing(source, work, monkeypatch):
    said, tasks_, _ = outcome(source, work)
    assert outcome(source, work, plan={**PLAN, "floors": {"posts": 31}})[2] == 0
    assert outcome(source, work, plan={**PLAN, "limits": {"max_reject": 0.5}}) == (said, tasks_, tasks_)
    with monkeypatch.context() as changed:
        changed.setattr(job_digest, "__version__", "0.0.0")
        assert outcome(source, work)[2] == 0
    with monkeypatch.context() as changed:
        changed.setattr(job_digest, "code_digest", lambda: "another")
        assert outcome(source, work)[2] == 0
    with monkeypatch.context() as changed:
        changed.setattr(job_digest, "library_versions", lambda: {"numpy": "0"})
        assert outcome(source, work)[2] == 0
    assert outcome(source, work) == (said, tasks_, tasks_)


def test_a_file_that_the_plan_names_is_part_of_it(source, work, tmp_path):
    share = tmp_path / "shares.csv"
    share.write_text("attribute,group,share\ngender,women,0.5\ngender,men,0.5\n")
    table = tmp_path / "values.csv"
    table.write_text("value,group\nfemale,women\nmale,men\n")
    plan = {**PLAN, "groups": {"gender": {"column": "gender", "table": str(table)}}}
    outcome(source, work, plan=plan)
    assert outcome(source, work, plan=plan)[2] > 0
    table.write_text("value,group\nfemale,women\nmale,others\n")
    said, _, found = outcome(source, work, plan=plan)
    assert found == 0
    assert said == outcome(source, plan=plan)[0]


def test_a_lexicon_with_its_card_and_a_benchmark_are_part_of_the_plan(tmp_path):
    def files(plan):
        return named_files.named_files(audit.Plan.make(plan))

    folder = tmp_path / "lexicon"
    folder.mkdir()
    (folder / "terms.csv").write_text("form\nx\n")
    (folder / "card.toml").write_text('language = "en"\n')
    for named in (folder, folder / "terms.csv"):
        first = files({"lexicons": {"identity": [str(named)]}})
        assert len(first) == 2
        (folder / "card.toml").write_text(f'language = "de" # {named.name}\n')
        assert files({"lexicons": {"identity": [str(named)]}}) != first
    (tmp_path / "shares.csv").write_text("a")
    assert len(files({"benchmarks": {"gender": f"{tmp_path / 'shares.csv'}:residents"}})) == 1


@pytest.mark.parametrize("workers", [1, 2])
def test_a_lexicon_that_is_changed_in_the_life_of_a_process(workers, source, work, tmp_path):
    """What is kept under the digest of the new one must not be counted with the old one, which the process had read."""
    terms = tmp_path / "terms.csv"
    (tmp_path / "card.toml").write_text('title = "Mine"\nlanguage = "en"\nsource = ["me"]\n')
    plan = {**PLAN, "lexicons": {"identity": [str(terms)], "mode": "replace"}}

    def mentioned(form, **more):
        terms.write_text(
            f"axis,group,form,tier,part_of_speech,number,note,source\ngender,women,{form},strict,noun,plural,,me\n"
        )
        return api.run_audit(source, plan=plan, **more).tally.posts(("mentions", "strict", "gender", "women"))

    before = mentioned("women", workers=1)
    after = [mentioned("locals", workers=workers, work=work) for _ in range(2)]
    text = source.read_text(encoding="utf-8")
    assert [before, *after] == [text.count(" women "), text.count(" locals "), text.count(" locals ")]
    assert before != after[0]


def test_a_lexicon_in_the_folder_one_is_in(tmp_path, monkeypatch):
    """Folders in it, such as those of reports, change and are not read."""
    monkeypatch.chdir(tmp_path)
    Path("terms.csv").write_text("form\nx\n")
    first = list(named_files._files("."))
    assert [name for name, _ in first] == ["terms.csv"]
    Path("reports").mkdir()
    Path("reports", "findings.json").write_text("{}")
    assert list(named_files._files(".")) == first
    Path("terms.csv").write_text("form\ny\n")
    assert list(named_files._files(".")) != first
    assert not list(named_files._files(""))


def test_a_word_of_the_plan_that_is_also_a_folder_means_no_folder(source, work, tmp_path, monkeypatch):
    """The folder of reports, say: it is another after each run."""
    monkeypatch.chdir(tmp_path)
    for name in ("x", "toxic", "gender"):
        Path(name).mkdir()
    said, tasks_, _ = outcome(source, work)
    for name in ("x", "toxic", "gender"):
        (tmp_path / name / "new").write_text("new")
    assert outcome(source, work) == (said, tasks_, tasks_)


def test_frames_are_found_by_what_they_hold(work):
    frame = pd.DataFrame(rows(100))
    said, tasks_, _ = outcome(frame, work)
    assert outcome(frame.copy(), work) == (said, tasks_, tasks_)
    other = frame.assign(gender=frame["gender"].replace({"female": "male", "male": "female"}))
    assert outcome(other, work)[2] == 0


def test_frames_that_differ_in_their_categories_alone(work):
    """Codes are the same: what they stand for is not among the bytes of a batch."""
    codes = [0, 1] * 50
    plain = pd.DataFrame(rows(100)).drop(columns="gender")
    frames = [plain.assign(gender=pd.Categorical.from_codes(codes, ["female", each])) for each in ("male", "other")]
    assert outcome(frames[0], work)[2] == 0
    said, _, found = outcome(frames[1], work)
    assert found == 0
    assert said == outcome(frames[1])[0]


def test_weights_are_part_of_what_is_measured(source, work):
    weights = pd.DataFrame({"post_id": [each["post_id"] for each in rows()], "weight": [1.0, 2.0] * 300})
    said, tasks_, _ = outcome(source, work, weights=weights)
    assert outcome(source, work, weights=weights) == (said, tasks_, tasks_)
    assert said == outcome(source, weights=weights)[0]
    assert outcome(source, work, weights=weights.assign(weight=[2.0, 1.0] * 300))[2] == 0
    assert outcome(source, work)[2] == 0


def test_a_model_of_your_own_is_asked_each_time(source, work):
    with pytest.raises(PlanError, match="in this process, each time anew"):
        outcome(source, work, model=lambda texts: [0.5] * len(texts))


def test_copies_across_files_where_the_first_round_was_kept(tmp_path, work):
    files = [as_lines(tmp_path / f"{name}.jsonl", rows()[start:]) for name, start in (("1", 0), ("2", 400))]
    said, tasks_, _ = outcome(files, work)
    assert said == outcome(files)[0]
    assert said[0]["dataset"]["posts"] == 600
    assert outcome(files, work) == (said, tasks_, tasks_)
    for path in sorted(kept(work), key=lambda each: each.stat().st_mtime_ns)[-1:]:  # of the second round
        path.unlink()
    assert outcome(files, work) == (said, tasks_, tasks_ - 1)


# --- the folder ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("damage", ["cut", "flip", "empty", "foreign"])
def test_what_is_damaged_is_measured_again(damage, source, work):
    said, tasks_, _ = outcome(source, work)
    path = kept(work)[1]
    content = path.read_bytes()
    path.write_bytes(
        {
            "cut": content[:-10],
            "flip": content[:200] + bytes([content[200] ^ 4]) + content[201:],
            "empty": b"",
            "foreign": b"PAR1" * 100,
        }[damage]
    )
    assert outcome(source, work) == (said, tasks_, tasks_ - 1)
    assert path.read_bytes()[:8] == content[:8]
    assert outcome(source, work) == (said, tasks_, tasks_)


def test_what_was_measured_under_another_key_is_not_used(source, work, tmp_path):
    """Annotators are hidden by the key: of two keys, each would count twice."""
    said, tasks_, _ = outcome(source, work)
    (work / "key").unlink()
    assert outcome(source, work) == (said, tasks_, 0)
    (work / "key").write_bytes(b"short")
    with pytest.raises(OutputError, match="is not the key of a work folder"):
        outcome(source, work)


def test_a_file_that_may_not_be_read_is_named(source, work, monkeypatch):
    """Also as root, who may read everything: a folder in its place cannot be read by anybody."""
    outcome(source, work)
    path = kept(work)[0]
    path.unlink()
    path.mkdir()
    with pytest.raises(OutputError, match="cannot be read") as caught:
        outcome(source, work)
    assert path.name in str(caught.value)
    assert "measured again" in caught.value.hint


@pytest.mark.parametrize("place", ["a file", "a file above"])
def test_a_place_that_is_no_folder(place, source, work):
    work.write_text("mine")
    said = "is a file, not a folder" if place == "a file" else "cannot be kept here"
    with pytest.raises(OutputError, match=said):
        outcome(source, work if place == "a file" else work / "deeper")
    assert work.read_text() == "mine"


def test_a_run_that_began_a_moment_earlier_is_no_other_thing(work, monkeypatch):
    """Its key may come between asking for it and looking round."""
    earlier = work_folder.WorkFolder.at(work).secret()
    monkeypatch.setattr(Path, "exists", lambda path, **_: path.name != "key" and os.path.lexists(path))
    assert work_folder.WorkFolder.at(work).secret() == earlier


def test_a_folder_of_other_things_is_left_alone(source, work):
    work.mkdir()
    (work / "thesis.doc").write_text("mine")
    with pytest.raises(OutputError, match=r"holds other things, such as 'thesis\.doc'"):
        outcome(source, work)
    assert [each.name for each in work.iterdir()] == ["thesis.doc"]


def test_a_folder_that_was_emptied_in_the_middle_is_an_error_that_says_so(source, work):
    def emptied(_posts):
        shutil.rmtree(work)

    with pytest.raises(OutputError, match="cannot be read again"):
        outcome(source, work, progress=emptied)


def test_times_of_files_do_not_matter(source, work, monkeypatch):
    said, tasks_, _ = outcome(source, work)
    for at, path in enumerate([source, *work.rglob("*")]):
        os.utime(path, (0, 0) if at % 2 else (4e9, 4e9))
    monkeypatch.setattr(time, "time", lambda: 86400.0)
    assert outcome(source, work) == (said, tasks_, tasks_)


def test_only_its_owner_may_read_it(source, work):
    old = os.umask(0)
    try:
        outcome(source, work)
    finally:
        os.umask(old)
    assert stat.S_IMODE(work.stat().st_mode) == 0o700
    modes = {stat.S_IMODE(each.stat().st_mode) for each in work.rglob("*")}
    assert modes == {0o700, 0o600}


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_disk_that_fills_up(number, source, work, monkeypatch):
    """The third part does not fit; the two before it are kept, and found when there is room."""
    said, _, _ = outcome(source)
    written, true = [], os.fsync

    def full(handle):
        written.append(handle)
        if len(written) > 4:  # the key, the README, two parts
            raise OSError(number, os.strerror(number))
        true(handle)

    with monkeypatch.context() as filled:
        filled.setattr(work_folder.os, "fsync", full)
        with pytest.raises(OutputError, match="cannot be kept here") as caught:
            outcome(source, work)
    assert "Make room and run again" in caught.value.hint
    assert len(kept(work)) == 2
    assert not list(work.rglob(".*"))
    again, _, found = outcome(source, work)
    assert (again, found) == (said, 2)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="mounting needs root")
def test_a_disk_that_is_really_full(source, tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=256k", "none", str(disk)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("nothing can be mounted here")
    try:
        with pytest.raises(OutputError, match="No space left on device"):
            outcome(source, disk / "work")
        assert not list(disk.rglob(".*"))
        subprocess.run(["mount", "-o", "remount,size=64m", str(disk)], check=True)
        assert outcome(source, disk / "work")[0] == outcome(source)[0]
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_a_file_system_without_hard_links(source, work, monkeypatch):
    def refused(*_arguments, **_options):
        raise OSError(errno.EPERM, "no")

    monkeypatch.setattr(work_folder.os, "link", refused)
    said, tasks_, _ = outcome(source, work)
    assert outcome(source, work) == (said, tasks_, tasks_)


# --- many at a time --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("runs", [2, 4])
def test_runs_share_a_folder(runs, source, work, tmp_path):
    """Of the same posts under one plan and under several, and of others."""
    other = as_lines(tmp_path / "in" / "other.jsonl", rows(300, 8))
    asked = [(source, PLAN), (source, PLAN), (source, {**PLAN, "skip": ["mentions"]}), (other, PLAN)][-runs:]
    expected = [outcome(path, plan=plan)[0] for path, plan in asked]
    got: dict[int, object] = {}

    def run(number):
        try:
            path, plan = asked[number]
            got[number] = outcome(path, work, plan=plan)[0]
        except BaseException as error:
            got[number] = error

    threads = [threading.Thread(target=run, args=(number,)) for number in range(runs)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert [got[number] for number in range(runs)] == expected
    assert not list(work.rglob(".*"))


def test_processes_share_a_folder(command, spawn, source, work, tmp_path):
    started = [
        spawn("tally", source, "--work", work, "-o", tmp_path / f"{n}.t", "--key-file", source) for n in range(3)
    ]
    assert [each.wait(timeout=120) for each in started] == [0, 0, 0]
    for each in started:
        each.communicate()
    assert len({(tmp_path / f"{n}.t").read_bytes() for n in range(3)}) == 1
    assert {each.name for each in work.iterdir() if each.is_file()} == {"key", "README.txt"}


def test_what_a_process_that_is_gone_was_writing_is_removed(source, work):
    outcome(source, work)
    gone = subprocess.Popen([sys.executable, "-c", "from audit.files.leftovers import mark; print(mark())"],
                            stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(Path(audit.__file__).parents[1])})  # fmt: skip
    theirs = gone.communicate()[0].strip()
    from audit.files.leftovers import mark

    folder = kept(work)[0].parent
    left = [folder / f".{theirs}abc.partial", work / f".{theirs}abc.partial"]
    alive = [folder / f".{mark()}abc.partial", folder / ".elsewherex1-1-00000000-abc.partial"]
    for each in (*left, *alive):
        each.write_bytes(b"half")
    outcome(source, work)
    assert not any(each.exists() for each in left)
    assert all(each.exists() for each in alive)


# --- sources that fail, and standard input ---------------------------------------------------------------------------


def test_a_source_that_cannot_be_read_in_the_middle_is_named(source, work, monkeypatch):
    from audit.loaders.source import Source

    posts = audit.load(source, plan=PLAN)
    true = Source.open

    def failing(self):
        stream = true(self)
        read = stream.read

        class Broken:
            def __getattr__(self, name):
                return getattr(stream, name)

            def __enter__(self):
                return self

            def __exit__(self, *_):
                stream.close()

            def read(self, size=-1):
                if stream.tell() > 60_000:
                    raise OSError(errno.EIO, os.strerror(errno.EIO))
                return read(size)

        return Broken()

    with monkeypatch.context() as broken:
        broken.setattr(Source, "open", failing)
        with pytest.raises(SourceError, match=r"x\.jsonl: reading failed: Input/output error"):
            outcome(posts, work, plan=None)
    assert kept(work)
    again, _, found = outcome(posts, work, plan=None)
    assert found > 0
    assert again == outcome(source)[0]


def test_a_source_that_changed_since_it_was_found_is_refused(source, work):
    posts = audit.load(source, plan=PLAN)
    source.write_bytes(source.read_bytes() + b"{}\n")
    with pytest.raises(SourceError, match="changed while it was read"):
        part_digest(posts.parts()[0])


def test_standard_input_is_found_by_what_it_holds(source, work, tmp_path, spawn):
    told = []
    for number in range(2):
        with source.open() as stream:
            process = spawn("run", "-", "--work", work, "-o", tmp_path / f"{number}", "--format", "json", stdin=stream)
            told.append(process.communicate(timeout=120))
            assert process.returncode == 0, told
        [facts] = (tmp_path / f"{number}").glob("*/run.json")
        said = json.loads(facts.read_bytes())
        assert (said["tasks"], said["tasks_found"]) == (1, number)
    assert ["1 of 1 part had been measured by an earlier run" in err for _, err in told] == [False, True]


def test_passages_are_quoted_of_a_run_that_went_on(source, work, postaudit, tmp_path):
    arguments = ["run", source, "--label", "toxic", "--group", "gender=gender", "--quotes", "masked", "--work", work]
    for number in range(2):
        told = postaudit(*arguments, "-o", tmp_path / f"{number}", "--key-file", source)
        assert told.code == 0, told.err
    first, second = (
        {each.name: each.read_bytes() for each in (tmp_path / f"{number}").glob("*/*") if each.is_file()}
        for number in range(2)
    )
    assert first.keys() == second.keys()
    assert {name for name in first if first[name] != second[name]} <= {"run.json", "checksums.txt", "report.html"}
