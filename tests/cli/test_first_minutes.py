"""What a new user sees: what was guessed, what came out, what to do next; a run rehearsed; a plan to start from."""

from __future__ import annotations

import json
import os
import re
import shutil
import time
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

import audit
from audit.cli.run_words import opening
from audit.plan import Plan
from audit.starting.starter import starter_plan

SHARED = Path(os.environ.get("POSTAUDIT_SHARED_DATA", Path(__file__).parents[3] / "shared" / "data"))
QUICK = ("--metrics", "coverage,concentration", "--format", "json")


def rows(path: Path, head: str, number: int = 300, cells=None) -> Path:
    made = cells or (lambda i: f'"the women of town {i} were here, and {i % 7} of them spoke",u{i % 40}')
    path.write_text("\n".join([head, *map(made, range(number))]) + "\n", encoding="utf-8")
    return path


def said(posts, start: str) -> str:
    [line] = [each for each in opening(posts) if each.startswith(f"{start}: ")]
    return line


# --- at the start ----------------------------------------------------------------------------------------------------


def test_how_sure_the_loader_is(samples, tmp_path):
    assert (
        said(audit.load(samples / "northtown.csv"), "loader")
        == "loader: table, likely: the text is told by the name of its column"
    )
    assert "sure: its records have the fields" in said(audit.load(samples / "northtown-reddit.ndjson.zst"), "loader")
    odd = rows(tmp_path / "odd.csv", "zzz,who")
    assert "a guess: 'zzz' is taken for the text" in said(audit.load(odd), "loader")
    assert said(audit.load(odd, columns={"text": "zzz"}), "loader") == "loader: table, as told"
    kept = tmp_path / "kept.parquet"
    audit.load(odd).write(kept)
    assert "sure: columns of the post schema" in said(audit.load(kept), "loader")


def test_dates_language_groups_and_labels(samples, tmp_path):
    posts = audit.load(samples / "northtown.csv")
    assert "gender" in said(posts, "groups")
    assert said(posts, "labels") == "labels: toxic"
    dated = rows(tmp_path / "d.csv", "text,date", cells=lambda i: f'"a word, and {i}",{i % 28 + 1}/2/2024')
    assert said(audit.load(dated), "dates") == "dates: 3/4/2024 is read day first"
    assert said(audit.load(dated), "language").startswith("language: en for all posts")
    assert "--group gender=COLUMN" in said(audit.load(dated), "groups")
    assert "--label COLUMN" in said(audit.load(dated), "labels")
    assert "--columns author_id=COLUMN" in said(audit.load(dated), "authors")


def test_a_platform_that_no_rule_knows(samples):
    posts = audit.load(samples / "northtown.csv", plan={"collection": {"platform": "Redit"}})
    assert any("Did you mean 'Reddit'?" in each for each in opening(posts))


def test_of_many_files_that_are_not_read_a_few_are_named(tmp_path):
    rows(tmp_path / "posts.csv", "text,author")
    for number in range(20):
        (tmp_path / f"p{number}.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(40))
    lines = opening(audit.load(tmp_path))
    assert sum(each.startswith("not read: ") for each in lines) == 6
    assert "15 more files" in "\n".join(lines)


# --- a run -----------------------------------------------------------------------------------------------------------


def test_a_run_ends_with_claims_what_is_unchecked_and_what_is_next(postaudit, samples, tmp_path):
    told = postaudit("run", samples / "northtown.csv", *QUICK, "-o", tmp_path)
    assert told.code == 0
    folder = told.out.strip()
    findings = json.loads((Path(folder) / "findings.json").read_bytes())
    shown = [each for each in findings["findings"] if each["reading"] == "shown" and each["severity"] != "none"]
    assert shown
    lines = told.err.splitlines()
    assert lines[0].startswith("postaudit ")
    assert lines[0].endswith(": northtown.csv")
    for each in shown:
        [line] = [line for line in lines if " ".join(each["title"].split()) in line]
        assert line.startswith(f"  {each['severity']}")
        assert re.search(r"\d", line)
    assert "postaudit init northtown.csv" in told.err
    assert "--benchmark" in told.err
    assert f"postaudit explain '{folder}#{shown[0]['id']}'" in told.err
    assert "\x1b" not in told.err


def test_without_authors_the_next_step_is_a_column_of_them(postaudit, tmp_path):
    source = rows(tmp_path / "alone.csv", "text", cells=lambda i: f'"a word, and another {i}"')
    told = postaudit("run", source, *QUICK, "-o", tmp_path / "r")
    assert told.code == 0
    assert "Next: --columns author_id=COLUMN" in told.err


def test_colours_and_width_are_those_of_the_terminal(monkeypatch, samples, capsys):
    import sys

    from audit.cli import run_words
    from audit.report.summary import claim

    findings = audit.run(samples / "northtown.csv", plan=samples / "audit.toml", metrics=["mentions"], workers=1)
    shown = [replace(claim(each, findings), severity="high") for each in findings if each.reading == "shown"]
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    run_words._say_claim(shown[0])
    drawn = capsys.readouterr().err
    assert "high" in drawn
    assert max(map(len, re.sub(r"\x1b\[[0-9;]*m", "", drawn).splitlines())) < 80
    assert run_words._coloured()
    monkeypatch.setenv("NO_COLOR", "1")
    assert not run_words._coloured()
    run_words._say_claim(shown[0])
    assert "\x1b" not in capsys.readouterr().err


# --- a rehearsal -----------------------------------------------------------------------------------------------------


def test_a_dry_run_says_what_would_be_done_and_does_nothing(postaudit, samples, tmp_path):
    told = postaudit("run", samples / "northtown.csv", "--dry-run", "-o", tmp_path / "r", "--metrics", "coverage")
    assert (told.code, told.out) == (0, "")
    assert "metrics: coverage\n" in told.err
    assert "engine: local, 1 process" in told.err
    # The whole of the sample is measured in less than the budget, so the number of posts is exact but for rounding.
    assert re.search(r"about 4,000 posts, \d+ s to \d+ s", told.err)
    assert f"output: {tmp_path / 'r'}/northtown-<audit id>/" in told.err
    assert not (tmp_path / "r").exists()


@pytest.mark.parametrize("form", ["jsonl", "parquet", "csv"])
def test_how_many_posts_are_left_is_reckoned_from_what_was_read(form, tmp_path, monkeypatch):
    import pandas as pd

    from audit.cli import looking_ahead

    number = 300_000
    frame = pd.DataFrame(
        {
            "text": [f"a post of some words, {i:06}" for i in range(number)],
            "author": [f"u{i % 999:03}" for i in range(number)],
        }
    )
    path = tmp_path / f"p.{form}"
    if form == "jsonl":
        frame.to_json(path, orient="records", lines=True)
    elif form == "csv":
        frame.to_csv(path, index=False)
    else:
        frame.to_parquet(path, row_group_size=60_000)
    monkeypatch.setattr(looking_ahead, "_BUDGET", 0.0)  # one batch
    posts = audit.load(path, metrics=["coverage"])
    ahead = looking_ahead.look_ahead(posts, posts.plan, 1)
    assert number * 0.75 < ahead.posts < number * 1.34
    assert 0 < ahead.shortest < ahead.longest


@pytest.mark.parametrize("flags", [("--metrics", "coverag"), ("--columns", "text=bodyy"), ("--format", "htlm")])
def test_a_dry_run_fails_as_the_run_would(flags, postaudit, samples):
    assert postaudit("run", samples / "northtown.csv", "--dry-run", *flags).code == 2


# --- a plan to start from --------------------------------------------------------------------------------------------


def test_init_says_why_a_column_was_taken_and_how_many_values_it_has(samples, tmp_path):
    text = starter_plan(audit.load(samples / "northtown.csv"))
    assert re.search(r'^text = "text"    # by its name$', text, re.MULTILINE)
    assert re.search(
        r'^column = "gender"    # by its name; \d+ values among the first 3,964 posts, stated in \d', text, re.MULTILINE
    )
    assert '#   "toxic": 2 values among the first 3,964 posts' in text
    odd = starter_plan(audit.load(rows(tmp_path / "odd.csv", "zzz,who")))
    assert re.search(r'^text = "zzz"    # by what it holds', odd, re.MULTILINE)
    assert "#   author_id = COLUMN would say who wrote a post" in odd


def test_what_init_asks_in_comments_is_a_plan_once_it_is_answered(samples):
    text = starter_plan(audit.load(samples / "northtown-reddit.ndjson.zst"))
    assert '# platform = "Reddit"' in text or '# platform = "reddit"' in text
    asked = text[text.index("# [collection]") :]
    content = tomllib.loads("\n".join(each.removeprefix("# ") for each in asked.splitlines()))
    plan = Plan.make(content)
    assert plan.collection.purpose == ("research",)
    assert set(content) == {"collection", "card"}
    assert "#   Read as reddit, which have " in text


@pytest.mark.parametrize("name", ["northtown.csv", "northtown-reddit.ndjson.zst", "folder", "odd", "x-archive"])
def test_what_init_writes_is_accepted_by_run_as_it_is(name, postaudit, samples, tmp_path):
    source = samples / name
    if name == "folder":
        source = tmp_path / "folder"
        source.mkdir()
        rows(source / "a.csv", "text,author")
        rows(source / "b.csv", "body,user,gender", cells=lambda i: f'"other words, and {i}",v{i % 30},{"fm"[i % 2]}')
    elif name == "odd":
        source = rows(tmp_path / "odd.csv", "zzz,who")
    elif name == "x-archive":
        source = SHARED / "formats" / "twitter_archive"
        if not source.is_dir():
            pytest.skip(f"no shared data at {SHARED}; set POSTAUDIT_SHARED_DATA")
    plan = tmp_path / "audit.toml"
    told = postaudit("init", source, "-o", plan)
    assert told.code == 0, told.err
    assert f"postaudit run {source.name} -c {plan}" in told.err
    told = postaudit("run", source, "-c", plan, *QUICK, "-q", "-o", tmp_path / "r")
    assert (told.code, told.err) == (0, "")


def test_init_says_when_it_replaces(postaudit, samples, tmp_path):
    plan = tmp_path / "audit.toml"
    plan.write_text("mine", encoding="utf-8")
    told = postaudit("init", samples / "northtown.csv", "-o", plan)
    assert (told.code, plan.read_text(encoding="utf-8")) == (2, "mine")
    assert "--force" in told.err
    assert "replaced" in postaudit("init", samples / "northtown.csv", "-o", plan, "--force").err


def test_who_interrupts_a_long_run_is_told_of_the_work_folder(monkeypatch):
    from audit.cli import console

    monkeypatch.setattr("sys.argv", ["postaudit", "run", "x.csv"])
    monkeypatch.setattr(console, "_began", time.monotonic())
    assert not console._resumable()
    monkeypatch.setattr(console, "_began", time.monotonic() - 100)
    assert "--work FOLDER" in console._resumable()
    monkeypatch.setattr("sys.argv", ["postaudit", "run", "x.csv", "--work", "w"])
    assert "same command again" in console._resumable()
    monkeypatch.setattr("sys.argv", ["postaudit", "explain", "x"])
    assert not console._resumable()


def test_something_is_said_before_anything_slow_is_imported(command, tmp_path):
    """The first line is there at once, also in a log."""
    told = command("run", tmp_path / "none.csv", python=("-X", "importtime"))
    assert told.code == 2
    lines = told.err.splitlines()
    [greeting] = [number for number, line in enumerate(lines) if line.endswith(": none.csv") and "|" not in line]
    heavy = {"pyarrow", "pydantic", "numba", "scipy"}
    slow = [number for number, line in enumerate(lines) if line.rpartition("|")[2].strip() in heavy]
    assert slow
    assert greeting < min(slow)


# --- stumbles --------------------------------------------------------------------------------------------------------


def test_help_is_a_command_too_and_a_file_is_told_from_one(postaudit, samples):
    assert "Look at the columns and write a commented audit.toml." in postaudit("help").out
    assert "..." not in postaudit("help").out.partition("Commands:")[2]
    assert "Usage: postaudit init" in postaudit("help", "init").out
    told = postaudit(samples / "northtown.csv")
    assert told.code == 2
    assert "To audit it: postaudit run" in told.err
    assert "postaudit list metrics" in postaudit("explain", "gender").err


def test_an_audit_is_repeated_with_the_plan_in_its_report(postaudit, samples, tmp_path):
    posts, plain = samples / "northtown.csv", ("-q", "--format", "json", "-o")
    flags = ("--group", "gender=gender", "--label", "toxic", "--metrics", "concentration")
    first = Path(postaudit("run", posts, *flags, *plain, tmp_path / "a").out.strip())
    # A folder that holds one report means that report.
    again = Path(postaudit("run", posts, "-c", tmp_path / "a", *plain, tmp_path / "b").out.strip())
    assert again.name == first.name
    assert (again / "findings.json").read_bytes() == (first / "findings.json").read_bytes()
    gated = postaudit("run", posts, "-c", first, "--baseline", tmp_path / "a", "--fail-on", "moved", *plain, tmp_path)
    assert gated.code == 0
    shutil.copytree(first, tmp_path / "a" / "other")
    told = postaudit("run", posts, "--baseline", tmp_path / "a", *plain, tmp_path)
    assert told.code == 2
    assert "holds 2 reports.\n  Name one of them: " in told.err
    assert "is not the findings.json of an audit" in postaudit("run", posts, "-c", _nothing(tmp_path)).err


def _nothing(folder):
    (folder / "other.json").write_text('{"a": 1}', encoding="utf-8")
    return folder / "other.json"
