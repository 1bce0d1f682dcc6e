"""Every hostile file, read in every way: nothing escapes, nothing hangs, nothing grows, and names change nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path

SWEEP = Path(__file__).with_name("sweep.py")
ROOT = Path(__file__).parents[2]


def swept(paths: list[Path], folder: Path) -> tuple[dict[Path, dict[str, str]], int]:
    """Outcomes by file and way of reading, and the largest peak of memory; a process that dies is started again."""
    marker, outcomes = folder / "marker", folder / "outcomes"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "ARROW_NUM_THREADS": "1"}
    rest = paths
    while rest:
        process = subprocess.run(
            [sys.executable, str(SWEEP), str(marker), str(outcomes)],
            input="\n".join(map(str, rest)), capture_output=True, text=True, env=environment, timeout=170, check=False,
        )  # fmt: skip
        stopped_at = marker.read_text() if marker.exists() else str(rest[0])
        if not stopped_at:
            break
        with outcomes.open("a", encoding="utf-8") as out:
            said = process.stderr.strip().splitlines()[-1:]
            out.write(json.dumps([stopped_at, "own", f"DIED {process.returncode} {said}"]) + "\n")
        rest = rest[rest.index(Path(stopped_at)) + 1 :]
    found: dict[Path, dict[str, str]] = defaultdict(dict)
    peak = 0
    for line in outcomes.read_text(encoding="utf-8").splitlines():
        path, way, outcome = json.loads(line)
        if way == "peak":
            peak = max(peak, int(outcome))
        else:
            found[Path(path)][way] = outcome
    return found, peak


def test_every_hostile_file(manifest, tmp_path, survived):
    paths = [each.path for each in manifest]
    assert len(paths) == 1436
    found, peak = swept(paths, tmp_path)
    bad = {
        (path.parent.name, path.name, way): outcome
        for path, outcomes in found.items()
        for way, outcome in outcomes.items()
        if not outcome.startswith(("read ", "refused "))
    }
    runs = sum(map(len, found.values()))
    survived("hostile files, each in seven ways", runs, runs - len(bad))
    assert not bad
    assert set(found) == set(paths)
    assert all(len(outcomes) == 7 for outcomes in found.values())
    assert peak < 2**30
    for path, outcomes in found.items():
        assert outcomes["own"] == outcomes[".csv"] == outcomes[".jsonl"], path
    must_be_refused = [each.path for each in manifest if each.expect == "REFUSE: corrupt file"]
    assert len(must_be_refused) == 5
    assert all(found[path]["own"].startswith("refused ") for path in must_be_refused)
    outcomes = Counter(found[path]["own"].split()[0] for path in paths)
    assert min(outcomes["read"], outcomes["refused"]) > 100, "a test that only ever sees one outcome tests nothing"


def test_a_process_that_dies_is_noticed(tmp_path, monkeypatch):
    """The sweep itself: a file on which the process dies is named, and the files after it are still read."""
    paths = [tmp_path / f"{name}.csv" for name in ("first", "deadly", "last")]
    for path in paths:
        path.write_text("id,text\n1,good morning\n")
    deadly = tmp_path / "deadly.py"
    deadly.write_text(
        "import os, runpy, sys, pathlib\n"
        "copy = __import__('shutil').copyfile\n"
        "def fatal(source, target):\n"
        "    if source.name == 'deadly.csv': os.kill(os.getpid(), 11)\n"
        "    return copy(source, target)\n"
        "__import__('shutil').copyfile = fatal\n"
        f"runpy.run_path({str(SWEEP)!r}, run_name='__main__')\n"
    )
    monkeypatch.setattr(sys.modules[__name__], "SWEEP", deadly)
    found, _ = swept(paths, tmp_path)
    assert found[paths[1]]["own"].startswith("DIED -11")
    assert found[paths[0]]["own"] == found[paths[2]]["own"] == "read [(1, 1, 0, 0)]"


def test_the_command_over_hostile_files(manifest, tmp_path, postaudit, survived):
    """One file in nine, by the command: a file, or one message and nothing; never a traceback."""
    chosen = [each.path for each in manifest[::9] if "bomb" not in each.path.name]
    codes = Counter()
    for path in chosen:
        out = tmp_path / "posts.jsonl"
        told = postaudit("convert", path, "-o", out)
        codes[told.code] += 1
        assert told.code in {0, 2}, path
        assert "Traceback" not in told.err, path
        assert "defect" not in told.err, path
        assert all(line.isprintable() for line in told.err.splitlines()), path
        assert out.exists() or (told.code == 2 and "postaudit: " in told.err), path
        assert not list(tmp_path.glob(".postaudit*")), path
        out.unlink(missing_ok=True)
    survived("hostile files by the command", len(chosen), len(chosen))
    assert min(codes[0], codes[2]) > 10
