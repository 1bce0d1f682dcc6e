"""docs/redact.md shows what the command does."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from audit.cli.commands import cli
from audit.posts import FIELD_NAMES

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs/redact.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)


@pytest.fixture
def here(tmp_path, monkeypatch) -> Path:
    (tmp_path / "posts.csv").write_text(blocks("csv")[0], encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_example_is_what_comes_out(here):
    [command] = blocks("sh")
    result = CliRunner().invoke(cli, shlex.split(command)[1:])
    assert result.exit_code == 0, result.output
    rows = [json.loads(line) for line in (here / "redacted.jsonl").read_bytes().splitlines()]
    assert "".join(f"{each['text']}\n" for each in rows) == blocks("text")[0]
    assert rows[1]["author_id"] == rows[2]["author_id"]
    assert rows[1]["reply_to"] == rows[0]["post_id"]


def test_the_python_runs(here):
    exec(compile(blocks("python")[0], "redact.md", "exec"), {})
    assert (here / "redacted.jsonl.redaction.json").is_file()


def test_the_table_names_fields_that_there_are():
    named = set(re.findall(r"`([a-z_]+)`", TEXT.split("## What happens")[1].split("## Pseudonyms")[0]))
    assert {"text", "author_id", "created_at", "place", "urls", "row"} <= named
    assert named - set(FIELD_NAMES) <= {"u_name", "bob", "month", "exact", "drop"}
