"""The command keeps its promises: exit codes, streams, what it reads, what it leaves."""

from __future__ import annotations

import gzip
import io
import json
import resource
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
import zstandard

HEAVY = ("numpy", "pyarrow", "pandas", "matplotlib", "numba", "scipy", "pydantic", "sklearn")
QUICK = ("--metrics", "coverage", "--format", "json")


@pytest.fixture
def northtown(samples):
    return samples / "northtown.csv"


def _dataset(text: str) -> dict:
    return json.loads(text)["dataset"]


# --- quick and quiet -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("arguments", [("--help",), ("--version",), ("run", "--help"), ("merge", "-h")])
def test_help_and_version_import_nothing_heavy(arguments, command):
    code, out, err = command(*arguments, python=("-X", "importtime"))
    assert code == 0
    assert out
    imported = {line.rpartition("|")[2].strip().split(".")[0] for line in err.splitlines() if "|" in line}
    assert "click" in imported
    assert not imported & set(HEAVY)


def test_version_is_the_packages(postaudit):
    from audit.version import __version__

    assert postaudit("--version").out.split()[-1] == __version__


def test_help_keeps_its_examples_on_their_own_lines_and_says_the_exit_codes(postaudit):
    out = postaudit("--help").out
    assert "\n  postaudit run posts.csv   " in out
    assert "1 --fail-on tripped" in out


def test_result_on_stdout_all_else_on_stderr_and_no_progress_bar(command, northtown, samples, tmp_path):
    code, out, err = command("run", northtown, "-c", samples / "audit.toml", "-o", tmp_path / "r")
    assert code == 0
    [folder] = (tmp_path / "r").iterdir()
    assert out == f"{folder / 'report.html'}\n"
    assert "3,964 records = 3,964 posts + 0 rejected + 0 skipped" in err
    assert "\r" not in err
    assert "posts/s" in err
    names = {path.name for path in folder.iterdir()}
    assert names == {
        "findings.json", "report.html", "report.md", "findings.csv", "figures", "tally.arrow", "run.json",
        "rejected.jsonl", "checksums.txt",
    }  # fmt: skip


def test_quiet_says_nothing_on_stderr(postaudit, northtown, tmp_path):
    code, out, err = postaudit("run", northtown, "-q", *QUICK, "-o", tmp_path)
    assert (code, err) == (0, "")
    assert len(out.splitlines()) == 1


def test_dry_run_says_what_would_be_read_and_writes_nothing(postaudit, northtown, tmp_path):
    code, out, err = postaudit("run", northtown, "--dry-run", "-o", tmp_path / "r")
    assert (code, out) == (0, "")
    assert "attribute:gender=gender" in err
    assert not (tmp_path / "r").exists()


# --- exit codes ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("metric", "level", "code"),
    [
        ("concentration", "high", 0),
        ("concentration", "medium", 0),
        ("concentration", "low", 1),
        ("mentions", "high", 0),
        ("mentions", "medium", 1),
        ("labels", "high", 1),
    ],
)
def test_the_gate_trips_at_its_level_and_above(metric, level, code, postaudit, northtown, samples, tmp_path):
    """Northtown shows findings of concentration of low severity, of mentions of medium, and of labels of high and medium."""
    told = postaudit("run", northtown, "-c", samples / "audit.toml", "--metrics", metric, "-o", "-", "--fail-on", level)
    assert told.code == code
    assert ("gate: " in told.err) == bool(code)
    assert json.loads(told.out)["findings"]


def test_a_run_that_cannot_finish_outranks_the_gate(postaudit, northtown, samples, tmp_path):
    (tmp_path / "file").touch()
    told = postaudit("run", northtown, "-c", samples / "audit.toml", "--fail-on", "low", "-o", tmp_path / "file")
    assert told.code == 2


def test_merge_has_the_gate_too(postaudit, northtown, tmp_path):
    part = tmp_path / "part.arrow"
    assert postaudit("tally", northtown, "--metrics", "concentration", "-o", part).code == 0
    assert postaudit("merge", part, "-o", "-", "--fail-on", "low").code == 1
    assert postaudit("merge", part, "-o", "-", "--fail-on", "medium").code == 0


# --- what it reads ---------------------------------------------------------------------------------------------------


def _pack(text: bytes, folder) -> list:
    (folder / "n.csv.gz").write_bytes(gzip.compress(text))
    (folder / "n.csv.zst").write_bytes(zstandard.compress(text))
    with zipfile.ZipFile(folder / "n.zip", "w") as archive:
        archive.writestr("n.csv", text)
    return [folder / name for name in ("n.csv.gz", "n.csv.zst", "n.zip")]


def test_packed_or_not_the_findings_are_the_same_bytes(postaudit, northtown, tmp_path):
    plain = postaudit("run", northtown, *QUICK, "-o", "-", "--name", "n").out
    for path in _pack(northtown.read_bytes(), tmp_path):
        assert postaudit("run", path, *QUICK, "-o", "-", "--name", "n").out == plain


def test_standard_input(postaudit, northtown, monkeypatch):
    plain = postaudit("run", northtown, *QUICK, "-o", "-", "--name", "n").out
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(northtown.read_bytes())))
    assert postaudit("run", "-", *QUICK, "-o", "-", "--name", "n").out == plain


def test_files_a_folder_and_a_pattern_are_one_dataset(postaudit, northtown, tmp_path):
    head, *lines = northtown.read_text(encoding="utf-8").splitlines(keepends=True)
    for number in range(3):
        (tmp_path / f"part-{number}.csv").write_text(head + "".join(lines[number::3]), encoding="utf-8")
    plain = postaudit("run", northtown, *QUICK, "-o", "-", "--name", "n").out
    files = sorted(tmp_path.iterdir())
    for sources in (files, [tmp_path], [tmp_path / "part-*.csv"]):
        assert postaudit("run", *sources, *QUICK, "-o", "-", "--name", "n").out == plain


def test_columns_groups_labels_and_benchmark_by_flag(postaudit, tmp_path):
    """ "The word, or more" has a comma: pairs are divided only where another NAME= follows."""
    rows = "".join(f'"post {i} here","u{i % 40}",{"ab"[i % 2]},{i % 2}\n' for i in range(400))
    (tmp_path / "p.csv").write_text(f'"The word, or more",who,kin,rude\n{rows}', encoding="utf-8")
    (tmp_path / "b.csv").write_text("attribute,group,share\nclan,a,0.9\nclan,b,0.1\n", encoding="utf-8")
    flags = ["--columns", "text=The word, or more,author_id=who", "--group", "clan=kin", "--label", "rude"]
    told = postaudit(
        "run", tmp_path / "p.csv", *flags, "--benchmark", f"clan={tmp_path / 'b.csv'}:active_posters", "-o", "-"
    )
    assert told.code == 0, told.err
    findings = json.loads(told.out)
    assert findings["dataset"]["authors"] == 40
    estimates = {each["id"]: each for each in findings["estimates"]}
    assert estimates["representation.clan.a.share_of_posts"]["value"] == 0.5
    assert estimates["representation.clan.a.share_of_posts"]["reference"]["value"] == 0.9
    assert any(name.startswith("labels.rude.") for name in estimates)
    assert findings["audit"]["plan"]["benchmarks"] == {"clan": "b.csv:active_posters"}


def test_metrics_skip_and_name(postaudit, northtown):
    told = postaudit(
        "run", northtown, "--metrics", "coverage,mentions", "--skip", "mentions", "--name", "A b", "-o", "-"
    )
    findings = json.loads(told.out)
    assert {each["metric"] for each in findings["estimates"]} == {"coverage"}
    assert findings["dataset"]["name"] == "A b"


@pytest.mark.parametrize("format_", ["json", "md", "csv", "html"])
def test_a_dash_prints_one_format(format_, postaudit, northtown):
    told = postaudit("run", northtown, "--metrics", "concentration", "--format", format_, "-o", "-", "-q")
    starts = {"json": "{", "md": "# ", "csv": '"id"', "html": "<!doctype html>"}
    assert told.out.lower().startswith(starts[format_])


def test_a_dash_refuses_two_formats_before_reading(postaudit, northtown):
    told = postaudit("run", northtown, "--format", "md,csv", "-o", "-")
    assert told.code == 2
    assert "md, csv" in told.err


# --- what it leaves --------------------------------------------------------------------------------------------------


def test_report_renders_the_same_page_without_the_data(postaudit, northtown, samples, tmp_path):
    postaudit(
        "run", northtown, "-c", samples / "audit.toml", "--metrics", "representation,coverage", "-o", tmp_path / "a"
    )
    [first] = (tmp_path / "a").iterdir()
    told = postaudit("report", first / "findings.json", "-o", tmp_path / "b")
    assert told.code == 0, told.err
    [second] = (tmp_path / "b").iterdir()
    assert first.name == second.name
    for name in ("findings.json", "report.html", "report.md", "findings.csv"):
        assert (first / name).read_bytes() == (second / name).read_bytes(), name
    assert {path.name for path in (first / "figures").iterdir()} == {
        path.name for path in (second / "figures").iterdir()
    }


@pytest.mark.parametrize("verb", ["run", "merge"])
def test_a_report_is_german_in_the_first_go(verb, postaudit, northtown, tmp_path):
    asked = ["run", northtown, "--metrics", "representation,coverage", "-q"]
    if verb == "merge":
        postaudit("tally", northtown, "--metrics", "representation,coverage", "-q", "-o", tmp_path / "t.arrow")
        asked = ["merge", tmp_path / "t.arrow"]
    for language in ("en", "de"):
        told = postaudit(*asked, "-o", tmp_path / language, "--language", language)
        assert told.code == 0, told.err
    [english], [german] = (tmp_path / "en").iterdir(), (tmp_path / "de").iterdir()
    for name in ("findings.json", "findings.csv"):
        assert (english / name).read_bytes() == (german / name).read_bytes(), name
    assert '<html lang="de">' in (german / "report.html").read_text(encoding="utf-8")
    assert "\n## Methoden und Grenzen\n" in (german / "report.md").read_text(encoding="utf-8")
    told = postaudit("report", "--check", german)
    assert told.code == 0, told.err
    assert "report.html: says" in told.out
    assert "report.md: is what" in told.out


def test_against_a_baseline_report_and_comparison_are_german(postaudit, northtown, samples, tmp_path):
    asked = ("--metrics", "coverage", "-q", "--format", "html")
    postaudit("run", samples / "northtown-null.csv", *asked, "-o", tmp_path / "before")
    told = postaudit(
        *("run", northtown, *asked, "--language", "de"), *("--baseline", tmp_path / "before", "-o", tmp_path / "after")
    )
    pages = [Path(each) for each in told.out.split()]
    assert [each.name for each in pages] == ["report.html", "comparison.html"]
    assert all('<html lang="de">' in each.read_text(encoding="utf-8") for each in pages)


def test_a_language_there_is_not_is_refused_before_anything_is_read(postaudit, tmp_path):
    told = postaudit("run", tmp_path / "nothing.csv", "--language", "fr", "-o", tmp_path)
    assert told.code == 2
    assert "'fr'" in told.err


def test_a_second_run_replaces_the_report_and_leaves_nothing_beside_it(postaudit, northtown, tmp_path):
    for _ in range(2):
        assert postaudit("run", northtown, *QUICK, "-o", tmp_path).code == 0
    assert len(list(tmp_path.iterdir())) == 1


def test_a_broken_run_json_is_named(postaudit, northtown, tmp_path):
    postaudit("run", northtown, *QUICK, "-o", tmp_path)
    [folder] = tmp_path.iterdir()
    (folder / "run.json").write_text("[", encoding="utf-8")
    told = postaudit("report", folder, "-o", tmp_path / "again")
    assert told.code == 2
    assert "run.json" in told.err


@pytest.mark.parametrize("ending", ["parquet", "jsonl"])
def test_convert_and_back_is_the_same_audit(ending, postaudit, northtown, samples, tmp_path):
    import audit

    flags = ["-c", samples / "audit.toml", "--metrics", "representation,labels", "-o", "-", "-q"]
    target = tmp_path / f"n.{ending}"
    told = postaudit("convert", northtown, "-c", samples / "audit.toml", "-o", target, "--keep-ids", "-q")
    assert (told.code, told.out, told.err) == (0, f"{target}\n", "")
    assert target.stat().st_mode & 0o077 == 0
    before = audit.load(northtown, plan=samples / "audit.toml").to_table(keep_ids=True)
    after = audit.load(target).to_table(keep_ids=True)
    apart = ["source", "row"]
    assert before.drop_columns(apart).to_pylist() == after.drop_columns(apart).to_pylist()
    first = json.loads(postaudit("run", northtown, *flags).out)
    second = json.loads(postaudit("run", target, *flags).out)
    assert first["audit"]["id"] == second["audit"]["id"]
    assert first["estimates"] == second["estimates"]


def test_convert_to_standard_output_hides_authors(postaudit, northtown):
    lines = postaudit("convert", northtown, "-o", "-", "-q").out.splitlines()
    assert len(lines) == 3964
    assert json.loads(lines[0])["author_id"] != "a344"


def test_convert_of_nothing_leaves_an_older_file_alone(postaudit, tmp_path):
    (tmp_path / "d.jsonl").write_text('{"delete": {"status": {"id": 1, "user_id": 2}}}\n' * 3, encoding="utf-8")
    (tmp_path / "old.jsonl").write_text("older", encoding="utf-8")
    told = postaudit("convert", tmp_path / "d.jsonl", "-o", tmp_path / "old.jsonl")
    assert told.code == 2
    assert (tmp_path / "old.jsonl").read_text(encoding="utf-8") == "older"
    assert len(list(tmp_path.iterdir())) == 2


# --- a full disk, a closed pipe, a signal ----------------------------------------------------------------------------


def _no_file_above(size: int):
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit


def test_a_full_disk_leaves_the_old_report_and_nothing_else(command, postaudit, northtown, tmp_path):
    postaudit("run", northtown, *QUICK, "-o", tmp_path)
    [folder] = tmp_path.iterdir()
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    told = command("run", northtown, *QUICK, "-o", tmp_path, before=_no_file_above(4000))
    assert told.code == 2
    assert "could not be written" in told.err
    assert "Make room" in told.err
    assert "Traceback" not in told.err
    assert list(tmp_path.iterdir()) == [folder]
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.parametrize("target", ["t.arrow", "posts.parquet", "posts.jsonl"])
def test_a_full_disk_leaves_no_part_of_a_file(target, northtown, tmp_path, postaudit, monkeypatch):
    """The limit on the size of files is this process's, so it is put back at once."""
    verb = "tally" if target == "t.arrow" else "convert"
    old = resource.getrlimit(resource.RLIMIT_FSIZE)
    (tmp_path / target).write_bytes(b"older")
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, old[1]))
    try:
        told = postaudit(verb, northtown, "-o", tmp_path / target)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)
    assert told.code == 2
    assert "could not be written: File too large" in told.err
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"older"]


@pytest.mark.skipif(not shutil.os.path.exists("/dev/full"), reason="there is no /dev/full here")
@pytest.mark.parametrize("arguments", [("list", "formats"), ("schema", "posts"), ("--help",)])
def test_a_standard_output_that_is_full(arguments, spawn):
    with Path("/dev/full").open("w") as full:
        process = spawn(*arguments, stdout=full)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 2
    assert "No space left" in err
    assert "Traceback" not in err


def test_a_reader_that_has_gone_is_no_gate_that_tripped(spawn):
    process = spawn("list", "metrics")
    process.stdout.close()
    assert process.wait(timeout=60) == 2
    with process.stderr as err:
        assert err.read() == ""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_while_reading(number, spawn, tmp_path):
    """The posts never end; the report of an older run, and nothing else, is there afterwards."""
    out = tmp_path / "reports"
    (out / "old-report").mkdir(parents=True)
    process = spawn("run", "-", "-o", out, *QUICK, stdin=subprocess.PIPE, TMPDIR=str(tmp_path))
    process.stdin.write("author_id,text\n" + "u1,words enough\n" * 5000)
    process.stdin.flush()
    deadline = time.monotonic() + 30
    while not list(tmp_path.glob("postaudit-*/stream")) and time.monotonic() < deadline:
        time.sleep(0.02)
    started = time.monotonic()
    process.send_signal(number)
    assert process.wait(timeout=30) == 2
    assert time.monotonic() - started < 5
    greeting, *said = process.stderr.read().splitlines()
    assert greeting.endswith(": standard input")
    assert said == ["postaudit: interrupted; nothing half-written is left behind."]
    process.stdin.close()
    process.stdout.close()
    process.stderr.close()
    assert [path.name for path in tmp_path.iterdir()] == ["reports"]
    assert [path.name for path in out.iterdir()] == ["old-report"]


def test_interrupted_in_the_middle_of_writing(postaudit, northtown, tmp_path, monkeypatch):
    """At the last moment before the new report takes the place of the old one, and at the one after."""
    from pathlib import Path

    postaudit("run", northtown, *QUICK, "-o", tmp_path)
    [folder] = tmp_path.iterdir()
    before = (folder / "run.json").read_bytes()
    rename = Path.rename
    for moment in (1, 2):
        calls = []

        def renamed(self, target, calls=calls, moment=moment):
            calls.append(self)
            if len(calls) == moment:
                signal.raise_signal(signal.SIGTERM)
            return rename(self, target)

        monkeypatch.setattr(Path, "rename", renamed)
        told = postaudit("run", northtown, *QUICK, "-o", tmp_path)
        monkeypatch.setattr(Path, "rename", rename)
        assert told.code == 2
        assert "interrupted" in told.err
        assert list(tmp_path.iterdir()) == [folder]
        assert (folder / "run.json").read_bytes() == before
