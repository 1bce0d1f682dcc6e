"""benchmarks/peers: what is timed is timed, what fails is listed, and what the page says is what was measured."""

from __future__ import annotations

import importlib
import json
import math
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "benchmarks/peers"


@pytest.fixture(scope="module", autouse=True)
def _found() -> Iterator[None]:
    sys.path.insert(0, str(FOLDER.parent))
    try:
        yield
    finally:
        sys.path.remove(str(FOLDER.parent))


def _module(name):
    return importlib.import_module(f"peers.{name}")


def _names():
    # run.py changes the path of the process that it is the script of, so its list is read and not imported.
    text = (FOLDER / "run.py").read_text(encoding="utf-8")
    block = text.partition("PEERS = (")[2].partition(")")[0]
    return [part.strip().strip('"') for part in block.split(",") if part.strip()]


def _row(**changes):
    row = _module("rows").Row("Tool", "1.0", "a job", "half of it", 100, 2.0, 0.5, 1000, 1.0, "the same", "")
    return replace(row, **changes)


def test_every_peer_has_a_job_here_and_a_start():
    ours = (FOLDER / "ours.py").read_text(encoding="utf-8")
    names = _names()
    assert len(names) >= 15
    for name in names:
        peer = _module(name).PEER
        assert f"def {peer.ours}() -> Work:" in ours, name
        assert callable(_module(name).start), name
        assert peer.posts > 0, name
        assert peer.installs, name


def test_a_peer_is_one_per_name_and_job():
    pairs = [(_module(name).PEER.name, _module(name).PEER.job) for name in _names()]
    assert len(set(pairs)) == len(pairs)


def test_importing_a_peer_needs_nothing_but_the_standard_library():
    """The command reads what to install before anything is installed."""
    code = "import importlib, sys; sys.path.insert(0, sys.argv[1])\nfor n in sys.argv[2:]: importlib.import_module('peers.' + n)"
    code += "\nassert not {'numpy', 'pandas', 'pyarrow', 'audit'} & sys.modules.keys(), sorted(sys.modules)"
    subprocess.run([sys.executable, "-I", "-S", "-c", code, str(FOLDER.parent), *_names()], check=True)


def test_files_are_small():
    for path in FOLDER.glob("*.py"):
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 150, path.name


def test_ratios_are_theirs_over_ours():
    row = _row()
    assert row.ratio == 4.0
    assert row.ratio_per_post == 20.0  # 0.02 seconds a post, and 0.001


def test_rows_come_back_as_they_were_written(tmp_path):
    rows = _module("rows")
    nothing = _row(
        peer="Other", seconds=math.nan, our_seconds=math.nan, our_posts=0, our_seconds_at_posts=math.nan, error="no"
    )
    rows.write(tmp_path / "r.csv", [_row(), nothing])
    back = rows.read(tmp_path / "r.csv")
    assert back[0] == _row()
    assert back[1].error == "no"
    assert math.isnan(back[1].seconds)
    assert rows.read(tmp_path / "none.csv") == []


def test_a_peer_that_does_not_run_is_a_line_of_the_page_with_its_error():
    page = _module("page")
    [_, _, line] = page.lines([_row(error="ModuleNotFoundError: torch", seconds=math.nan)])
    assert "does not run: `ModuleNotFoundError: torch`" in line
    assert "nan" not in line
    [_, _, line] = page.lines([_row()])
    assert "| Tool 1.0 (half of it) | 100 | 2.00 | 0.50 | 4.0 | 1.00 (1,000) | 20 |" in line


def test_a_command_that_fails_tells_its_last_line_and_one_that_hangs_is_ended():
    environment = _module("environment")
    with pytest.raises(environment.DoesNotRunError, match="ValueError: of a peer"):
        environment.told([sys.executable, "-c", "raise ValueError('of a peer')"], 60)
    with pytest.raises(environment.DoesNotRunError, match="not done after 1 second"):
        environment.told([sys.executable, "-c", "import time; time.sleep(60)"], 1)
    assert environment.told([sys.executable, "-c", "print('done')"], 60) == "done\n"


def test_the_clock_counts_the_work_and_not_the_start(tmp_path):
    """Half a second of work is spent on each run; the time until it starts, and the posts that go first, do not count."""
    child = _module("child")
    seen = []

    def act(posts):
        seen.append(len(posts))
        until = child.cpu() + (0.2 if len(posts) == 600 else 0.0)
        while child.cpu() < until:
            pass
        return {"posts": len(posts)}

    told = child.timed(act, [{"text": "a"}] * 600)
    assert seen == [child.FIRST, *[600] * told["runs"]]
    assert told["facts"] == {"posts": 600}
    assert 0.2 <= told["seconds"] < 0.3


def test_our_side_runs_in_a_process_of_its_own(tmp_path):
    posts = tmp_path / "posts.jsonl"
    rows = [
        {
            "id": f"p{n}",
            "author": f"a{n % 101}",
            "gender": ("woman", "man")[n % 101 % 2],
            "label": ("yes", "no")[n % 3 > 0],
        }
        for n in range(606)
    ]
    posts.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    result = tmp_path / "result.json"
    subprocess.run(
        [sys.executable, FOLDER / "child.py", "ours:label_rates", posts, "606", result], check=True, capture_output=True
    )
    told = json.loads(result.read_text(encoding="utf-8"))
    assert told["posts"] == 606
    assert told["seconds"] > 0
    for group in ("women", "men"):
        value, low, high = told["facts"][group]
        own = [row["label"] == "yes" for row in rows if row["gender"] == {"women": "woman", "men": "man"}[group]]
        assert value == pytest.approx(sum(own) / len(own))
        assert low < value < high


def test_near_copies_are_found_by_the_same_definition():
    """Exact copies but for links and handles, and one near pair joined by the sketch."""
    shingling = _module("shingling")
    words = "one two three four five six seven eight nine ten"
    texts = [
        words,
        f"@somebody {words.upper()}! https://example.org",
        f"{words} eleven",
        "short",
        "quite other",
        "@nobody",
    ]
    posts = [{"text": text} for text in texts]
    near = [(0, 1)]  # the first and third text, by what the sketch says
    told = shingling.families(posts, lambda each: near if len(each) == 4 else [])
    assert told == {"repeated_exact": pytest.approx(1 / 5), "repeated_near": pytest.approx(2 / 5)}


def test_what_is_compared_is_told_apart():
    """A comparison that could not tell a wrong figure would be none."""
    npmi = _module("words_npmi")
    theirs = {"both": [4], "with_word": [20], "with_term": 100, "posts": 1000, "npmi": [math.log(2) / -math.log(0.004)]}
    assert "largest difference 0e+00" in npmi.compare(theirs, {}) or "e-1" in npmi.compare(theirs, {})
    assert "largest difference 1e-01" in npmi.compare(theirs | {"npmi": [theirs["npmi"][0] + 0.1]}, {})


def test_the_page_names_every_peer_that_was_measured():
    text = (ROOT / "docs/peers.md").read_text(encoding="utf-8")
    measured = _module("rows").read(ROOT / "docs/peers.csv")
    assert {(each.peer, each.job) for each in measured} == {
        (_module(name).PEER.name, _module(name).PEER.job) for name in _names()
    }
    for each in measured:
        assert f"| {each.job} | {each.peer}" in text
