"""Every block of commands and of Python in the README and in docs/ runs, in order, page by page, or says why it does not.

Files that a page names and does not make are stood in for: a few hundred posts of Northtown with the columns that pages speak of, under
the names that they use. What commands print is not looked at here; pages that show answers have tests of their own.
A block under ``<!-- not run: why -->`` is not run, and `pytest -rs` lists these with their reasons.
"""

from __future__ import annotations

import csv
import gzip
import json
import re
import shlex
import shutil
import socketserver
import subprocess
import webbrowser
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from audit.cli.commands import cli

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
#: Pages whose blocks a test of their own runs, with the answers that they print.
TESTED = {
    "docs/filter-impact.md": "test_docs_filter_impact.py",
    "docs/mitigation.md": "test_docs_mitigation.py",
    "docs/planning.md": "test_docs_planning.py",
    "docs/redact.md": "test_docs_redact.py",
    "docs/representation.md": "test_docs_representation.py",
    "docs/validation.md": "test_docs_validation.py",
}
#: Folders whose pages each show one command on an export of their platform.
PLATFORMS = "docs/platforms/"
#: Programs of the shell that a page may use to get its files into place.
PLAIN = ("cat", "cp", "head", "mkdir")
#: What a shell may set up first; nothing here runs it.
SET_UP = ("export", "jupyter", "make", "pip", ".venv/bin/pre-commit", "python")
#: What people read first: nearly all blocks of these must run.
FRONT = ("README.md", "docs/tutorial.md", "docs/how-to/", "docs/cite.md", "docs/python.md", "docs/schemas.md")

_BLOCK = re.compile(
    r"(?:^<!-- not run: (?P<why>.+?) -->\n+)?^```(?P<kind>sh|python)(?P<info> [^\n]*)?\n(?P<text>.*?)^```",
    re.MULTILINE | re.DOTALL,
)
#: Reports that pages speak of as made before.
_REPORT = re.compile(r"reports/[\w-]+-[0-9a-f]{12}|(?<=--baseline )baseline\b|\b(?:old|new)(?=/findings\.json)")


@dataclass(frozen=True)
class Block:
    """One block of a page: ``kind`` is sh or python, ``why`` the reason for which it is not run, or nothing."""

    page: str
    number: int
    kind: str
    text: str
    why: str


def _blocks(path: Path) -> list[Block]:
    page = path.relative_to(ROOT).as_posix()
    found = []
    for number, each in enumerate(_BLOCK.finditer(path.read_text(encoding="utf-8")), 1):
        programs = {line.split()[0] for line in _lines(each["text"])} if each["kind"] == "sh" else set()
        why = each["why"] or ""
        if page in TESTED:
            why = why or f"{TESTED[page]} runs it"
        elif page.startswith(PLATFORMS):
            why = why or "needs an export of the platform: its command is parsed, and tests/loaders reads such exports"
        elif page.startswith("docs/methods/"):
            why = why or "tests/explaining/test_explain.py reads the cards of metrics"
        elif each["kind"] == "python" and each["text"].startswith(">>> "):
            why = why or "tests/test_docs.py runs it and compares the answers"
        elif programs and programs <= set(SET_UP):
            why = why or "sets up a machine"
        found.append(Block(page, number, each["kind"], each["text"], why))
    return found


def _lines(text: str) -> list[str]:
    return [line for line in text.replace("\\\n", " ").splitlines() if line.strip() and not line.startswith("#")]


BLOCKS = [block for page in (ROOT / "README.md", *sorted(DOCS.rglob("*.md"))) for block in _blocks(page)]
RUN = [block for block in BLOCKS if not block.why]
PAGES = sorted({block.page for block in RUN})


# --- stand-ins -------------------------------------------------------------------------------------------------------


def _rows(name: str, most: int = 600) -> list[dict[str, str]]:
    """Posts of whole authors, with the columns that pages speak of."""
    with (ROOT / "data_samples" / name).open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    # The rarest group first, so that it is large enough to be printed.
    authors = list(
        dict.fromkeys(row["author_id"] for row in sorted(rows, key=lambda row: row["gender"] != "nonbinary"))
    )
    kept = set(authors[: len(authors) * most // len(rows)])
    rows = [row for row in rows if row["author_id"] in kept]
    return [row | _columns(number, row) for number, row in enumerate(rows)]


def _columns(number: int, row: dict[str, str]) -> dict[str, str]:
    """What pages call the columns of a post, with values that have some sense in them."""
    toxic = row["toxic"] == "yes"
    label, hate = "toxic" if toxic else "fine", 3 * toxic + number % 3
    return {
        **dict.fromkeys(("sex", "stated_gender", "author_gender"), row["gender"]),
        "label": label,
        "toxicity": f"{(7 * toxic + number % 5) / 12:.3f}",
        "n_hate": str(hate),
        **dict.fromkeys(("n_neither", "n_fine"), str(6 - hate)),
        "n": "6",
        **{f"rater_{rater}": label if (number + rater) % 4 else "fine" for rater in range(3)},
        "class": str(number % 3),
    }


def _write(path: Path, rows: list[dict[str, str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        return
    told = "".join(json.dumps({key: value for key, value in row.items() if value}) + "\n" for row in rows).encode()
    path.write_bytes(gzip.compress(told) if path.suffix == ".gz" else told)


@pytest.fixture(scope="module")
def stand_ins(tmp_path_factory) -> Path:
    """The files that pages name, made once."""
    here = tmp_path_factory.mktemp("stand-ins")
    shutil.copytree(ROOT / "data_samples", here / "data_samples", ignore=shutil.ignore_patterns("__pycache__", "*.py"))
    rows = _rows("northtown.csv")
    half = len(rows) // 2
    for name in ("posts.csv", "pilot.csv", "posts-june.csv", "labeled_data.csv", "posts.jsonl", "corpus.jsonl"):
        _write(here / name, rows)
    for folder in ("posts", "shards", "my_dataset", "site-a", "site-b"):
        _write(here / folder / "1.csv", rows[:half])
        _write(here / folder / "2.csv", rows[half:])
    for ending in ("csv", "jsonl.gz"):
        _write(here / f"part-1.{ending}", rows[:half])
        _write(here / f"part-2.{ending}", rows[half:])
    _write(here / "search.jsonl", rows[: 2 * half // 3 + half])
    _write(here / "stream.jsonl", rows[half // 3 :])
    _write(here / "outputs.csv", [{"output": row["text"], "prompt_id": row["author_id"]} for row in rows])
    judged = [
        {"post": row["post_id"], "text": row["text"], "annotator": f"r{rater}", "verdict": row[f"rater_{rater}"]}
        for row in rows
        for rater in range(3)
    ]
    _write(here / "judged.csv", judged)
    shutil.copy(here / "data_samples/northtown-benchmark.csv", here / "members.csv")
    (here / "twitteraae").mkdir()
    (here / "twitteraae/model_vocab.txt").write_text("90\tthe\n60\tat\n30\tbread\n", encoding="utf-8")
    (here / "twitteraae/model_count_table.txt").write_text("9 9 9 9\n1 8 5 4\n7 2 4 6\n", encoding="utf-8")
    (here / "still-there.txt").write_text("".join(f"{row['post_id']}\n" for row in rows if row["likes"] != "0"))
    plan = (here / "data_samples/audit.toml").read_text(encoding="utf-8")
    (here / "audit.toml").write_text(
        plan.replace('"northtown-bench', '"data_samples/northtown-bench'), encoding="utf-8"
    )
    return here


@pytest.fixture(scope="module")
def report(stand_ins) -> Path:
    """An audit of the whole sample, for pages that name one by its id, and findings in it."""
    command = [
        "run",
        stand_ins / "data_samples/northtown.csv",
        "-c",
        stand_ins / "audit.toml",
        "--metrics",
        "representation",
    ]
    cli.main([*map(str, command), "-q", "--format", "json", "-o", str(stand_ins / "made")], standalone_mode=False)
    [found] = (stand_ins / "made").iterdir()
    return found


# --- running ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES)
def test_the_blocks_of_a_page_run(page, stand_ins, report, tmp_path, monkeypatch, postaudit, request):
    here = shutil.copytree(stand_ins, tmp_path / "here", ignore=shutil.ignore_patterns("made"))
    monkeypatch.chdir(here)
    # What serves until somebody ends it is ended at once, and nobody's browser opens.
    monkeypatch.setattr(socketserver.BaseServer, "serve_forever", lambda *_: None)
    monkeypatch.setattr(webbrowser, "open", lambda *_: True)
    monkeypatch.syspath_prepend(DOCS / "plugin-template")
    names: dict[str, Any] = {}
    for block in (each for each in RUN if each.page == page):
        for name in _REPORT.findall(block.text):
            if not Path(name).exists():
                shutil.copytree(report, name)
        if block.kind == "python":
            exec(compile(block.text, f"{page}, block {block.number}", "exec"), names)
            continue
        for line in _lines(block.text):
            if re.search(r"--format \S*\bpdf\b", line):
                request.getfixturevalue("weasyprint")
            _run(line, f"{page}, block {block.number}: {line}", postaudit)


def _run(line: str, place: str, postaudit: Any) -> None:
    words = shlex.split(line, comments=True)
    if words[0] == "postaudit" and ">" in words:
        words = words[: words.index(">")]
    if words[0] == "postaudit":
        if "--coding" in words:
            _code(Path(words[words.index("--coding") + 1]))
        # A plan that is there is not written over; and the next commands are for the plan as people edited it.
        edited = Path("audit.toml").rename("edited.toml") if words[1] == "init" else None
        # The port that a page names may be taken on the machine of the tests.
        told = postaudit(*("0" if before == "--port" else word for before, word in pairwise(words)))
        if edited:
            edited.replace("audit.toml")
        # 1 is an answer too: a gate tripped, as stand-ins may.
        assert told.code in ((0, 1) if "--fail-on" in words else (0,)), f"{place}\n{told.err}"
    elif words[0] in PLAIN:
        subprocess.run(["sh", "-c", line], check=True)
    else:
        assert words[0] in SET_UP, f"{place}: say <!-- not run: why --> or use what is run here"


def _code(sheet: Path) -> None:
    """Fill in a sheet, as a person would between two commands."""
    with sheet.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    _write(sheet, [row | {"code": str(int(number % 5 > 0))} for number, row in enumerate(rows)])


# --- the count -------------------------------------------------------------------------------------------------------


def test_most_blocks_of_the_front_pages_run():
    front = [block for block in BLOCKS if block.page.startswith(FRONT)]
    assert len(front) > 30
    assert sum(not block.why for block in front) / len(front) > 0.85


def test_tests_that_pages_are_left_to_exist():
    for page, test in TESTED.items():
        assert page.removeprefix("docs/") in (ROOT / "tests" / test).read_text(encoding="utf-8"), test


@pytest.mark.parametrize("why", sorted({block.why for block in BLOCKS} - {""}))
def test_blocks_that_are_not_run(why):
    left = [f"{block.page} ({block.number})" for block in BLOCKS if block.why == why]
    told = ", ".join(left) if len(left) < 4 else f"{', '.join(left[:3])} and {len(left) - 3} more"
    pytest.skip(f"{len(left)} of {len(BLOCKS)} blocks are not run here, {len(RUN)} are: {why}: {told}")
