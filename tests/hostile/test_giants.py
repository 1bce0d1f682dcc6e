"""Memory stays under a gigabyte and time is bounded, whatever one record takes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

GIANTS = Path(__file__).with_name("giants.py")


def test_giants_are_told_and_not_held(tmp_path, survived):
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    process = subprocess.run(
        [sys.executable, str(GIANTS), str(tmp_path)], capture_output=True, text=True, timeout=170, env=environment, check=False
    )  # fmt: skip
    assert process.returncode == 0, process.stderr[-2000:]
    told = [json.loads(line) for line in process.stdout.splitlines()]
    assert [(name, found) for name, _, found, _, _ in told] == [(name, expected) for name, expected, _, _, _ in told]
    assert max(peak for *_, peak in told) < 2**30
    assert max(seconds for *_, seconds, _ in told) < 60
    survived("giants", len(told), len(told))
    assert len(told) == 12
