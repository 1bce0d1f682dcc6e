"""Spoiled files of every family and spoiled records of every loader: seconds here, as long as wanted by ``make fuzz``.

``FUZZ_SECONDS`` is how long each family runs, ``FUZZ_START`` the first seed (the day of the year is a good one), and
``FUZZ_FOLDER`` where files that break a promise are kept. What is found gets a test with made-up content in
``tests/fuzz/test_found.py``.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
from families import families, samples, spoiled
from mutation import mutated, mutated_bytes

from audit.loaders.registry import LOADERS

LOOP = Path(__file__).with_name("loop.py")
SECONDS = float(os.environ.get("FUZZ_SECONDS", "0"))
START = int(os.environ.get("FUZZ_START") or 0)
#: Files of each family, and turns of fifty records for each loader, where nobody says how long.
FILES, TURNS = 12, 4

FORMS = [name for name in families() if not name.startswith("loader ")]
OF_LOADERS = [name for name in families() if name.startswith("loader ")]
RECORDS = [f"records {loader.name}" for loader in LOADERS]


def groups() -> list[list[str]]:
    """Families that share a process: one each on a long run."""
    if SECONDS:
        return [[name] for name in [*FORMS, *OF_LOADERS, *RECORDS]]
    return [FORMS[::2], FORMS[1::2], OF_LOADERS[::2], OF_LOADERS[1::2], RECORDS]


def run(names: list[str], folder: Path, loop: Path = LOOP) -> list[dict]:
    """What a loop says; a process that dies is one that broke a promise."""
    limits = ["--seconds", str(SECONDS)] if SECONDS else ["--count", str(TURNS if names[0] in RECORDS else FILES)]
    environment = {**os.environ, "PYTHONPATH": str(LOOP.parents[2])}
    process = subprocess.run(
        [sys.executable, str(loop), str(folder), *limits, "--start", str(START), *names],
        capture_output=True, text=True, env=environment, timeout=170 + SECONDS * len(names), check=False,
    )  # fmt: skip
    said = [json.loads(line) for line in process.stdout.splitlines()]
    if process.returncode:
        at = (folder / "marker").read_text().split("\n") if (folder / "marker").exists() else ["?", "?"]
        said.append({"family": at[0], "seed": at[-1], "broken": f"died {process.returncode} {process.stderr[-500:]}"})
    return said


@pytest.mark.parametrize("names", groups(), ids=lambda names: names[0] if len(names) == 1 else f"{names[0]} and more")
def test_promises_hold_of_spoiled_files(names, tmp_path, survived):
    folder = Path(os.environ.get("FUZZ_FOLDER") or tmp_path) / names[0].replace(" ", "-")
    folder.mkdir(parents=True, exist_ok=True)
    told = run(names, folder)
    broken = [each for each in told if "broken" in each]
    done = [each for each in told if "done" in each]
    for each in done if SECONDS else ():
        survived(f"fuzz {each['family']}, {each['per_second']:,} a second", each["done"], each["done"] - len(broken))
    if not SECONDS:
        count = sum(each["done"] for each in done)
        survived(f"fuzz {names[0]} and {len(names) - 1} more", count, count - len(broken))
    assert not broken, json.dumps(broken, indent=1)
    assert [each["family"] for each in done] == names
    if not SECONDS:
        outcomes = {outcome for each in done for outcome in each["outcomes"]}
        assert "read" in outcomes, "files that are all refused test nothing"


# --- the fuzzer itself -----------------------------------------------------------------------------------------------


def test_every_loader_has_seeds():
    assert set(samples()) == {loader.name for loader in LOADERS}
    assert all(samples().values())


@pytest.mark.parametrize("family", [*FORMS, *OF_LOADERS[:3]])
def test_one_seed_makes_one_file(family):
    assert spoiled(family, 7) == spoiled(family, 7)
    assert len({spoiled(family, seed) for seed in range(8)}) > 4


def test_mutations_change_a_copy():
    value = {"id": "1", "text": "good morning", "user": {"name": "a", "tags": ["x", "y"]}}
    before = json.dumps(value)
    rng = random.Random(1)
    changed = [mutated(rng, value, [{"a": {"b": 1}}]) for _ in range(300)]
    assert json.dumps(value) == before
    assert sum(each != value for each in changed) > 280
    assert any(not isinstance(each, dict) for each in changed)
    assert any(isinstance(each, dict) and "text" not in each for each in changed)
    spoilt = [mutated_bytes(rng, before.encode()) for _ in range(300)]
    assert sum(each != before.encode() for each in spoilt) > 280


@pytest.mark.parametrize(
    "fault",
    [
        "ledger.records += 1", "posts.pop()", "raise KeyError('x')", "os.kill(os.getpid(), 11)",
        "posts[0]['text'] = str(random.random())",
    ],
)  # fmt: skip
def test_a_broken_promise_is_found(tmp_path, fault):
    """Readers that lose a post, cheat in the books, stumble, crash or are never twice the same."""
    faulty = tmp_path / "faulty.py"
    faulty.write_text(
        f"import os, random, runpy, sys\nsys.path.insert(0, {str(LOOP.parent)!r})\nimport check\n"
        "def outcome(path, *, fed=False, real=check.outcome):\n"
        "    kind, posts, ledger = real(path, fed=fed)\n"
        f"    if posts:\n        {fault}\n"
        "    check.hold(ledger.balances() and len(posts) == ledger.posts, 'the books')\n"
        "    return kind, posts, ledger\n"
        f"check.outcome = outcome\nrunpy.run_path({str(LOOP)!r}, run_name='__main__')\n"
    )
    told = run(["json lines"], tmp_path, faulty)
    assert any("broken" in each for each in told)
