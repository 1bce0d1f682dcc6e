"""What a command costs: CPU of it and all it starts, time, and the most memory all of them took together."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

_EVERY = 0.2


class Cost(NamedTuple):
    """CPU seconds, seconds by the clock, and peak memory in MB: of all processes together, and of the largest."""

    cpu: float
    wall: float
    memory: float
    largest: float


def cost(arguments: Sequence[str], source: Path | None = None) -> Cost:
    """Run a command to its end; its source is in the machine's cache before, so that no disk is measured.

    Memory is the proportional set size, which counts what processes share once, five times a second.

    Raises
    ------
    SystemExit
        The command failed.
    """
    # Modules are compiled once and kept, as they are for every user but the first, whatever the machine is set to.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    if source is not None:
        with source.open("rb") as stream:
            while stream.read(1 << 20):
                pass
    before = os.times()
    started = time.perf_counter()
    process = subprocess.Popen(
        list(arguments), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment, start_new_session=True
    )
    peak = [0.0, 0.0]
    ended = threading.Event()
    watcher = threading.Thread(target=_watch, args=(process.pid, peak, ended))
    watcher.start()
    _, said = process.communicate()
    wall = time.perf_counter() - started
    ended.set()
    watcher.join()
    if process.returncode:
        raise SystemExit(f"failed with status {process.returncode}: {' '.join(arguments)}\n{said.decode()[-500:]}")
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Cost(cpu, wall, *peak)


def _watch(session: int, peak: list[float], ended: threading.Event) -> None:
    while not ended.wait(_EVERY):
        sizes = [_resident(each) for each in _members(session)]
        peak[0], peak[1] = max(peak[0], sum(sizes)), max(peak[1], max(sizes, default=0.0))


def _members(session: int) -> list[int]:
    """Processes of a session: all that a command starts stays in it."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == session:
            found.append(int(path.parent.name))
    return found


def _resident(number: int) -> float:
    """Proportional set size in MB; 0 where the process has gone."""
    try:
        for line in Path(f"/proc/{number}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    except OSError:
        pass
    return 0.0
