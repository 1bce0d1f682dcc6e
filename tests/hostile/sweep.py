"""Load many hostile files in one process of its own, so that a native crash ends this process and not the test run.

Called as ``python sweep.py MARKER OUTCOMES``; paths come in on standard input, one to a line. The marker names the file in
progress; each outcome is one JSON line: the file, how it was read, what came of it.
"""

from __future__ import annotations

import io
import json
import resource
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

SECONDS = 10
MEMORY = 3 * 2**30  # of addresses; libraries reserve far more than they use


def load(path: Path) -> str:
    """Through the front door: every batch fits the schema, and the books balance."""
    import audit
    from audit.errors import AuditError
    from audit.posts import SCHEMA

    ledgers: list = []
    rows, refused = 0, None
    try:
        for batch in audit.load(path).batches(ledgers=ledgers):
            batch.validate(full=True)
            assert batch.schema == SCHEMA
            rows += batch.num_rows
    except AuditError as error:
        refused = error
    if refused is not None:
        assert "\n" not in refused.message, "the reason is one line"
        assert all(character == "\n" or character.isprintable() for character in str(refused)), "steers the terminal"
        return f"refused {type(refused).__name__}"
    assert all(ledger.balances() for ledger in ledgers)
    assert rows == sum(ledger.posts for ledger in ledgers)
    assert all(each.reason and each.record for ledger in ledgers for each in ledger.rejections)
    counts = [(ledger.records, ledger.posts, ledger.rejected.total(), ledger.skipped.total()) for ledger in ledgers]
    return f"read {counts}"


def as_json(shape: str) -> Callable[[Path], str]:
    """Forced to be read as JSON of one shape, whatever it is."""

    def read(path: Path) -> str:
        from audit.loaders.base import Ledger
        from audit.loaders.records import records

        ledger = Ledger()
        found = sum(1 for _ in records(io.BytesIO(path.read_bytes()), shape, ledger))
        assert ledger.balances()
        return f"read {found} {dict(ledger.rejected)}"

    return read


def as_csv(path: Path) -> str:
    """Forced to be read as a table with commas, whatever it is."""
    import numpy as np

    from audit.loaders.base import Ledger
    from audit.loaders.guessing.dialect import Dialect
    from audit.loaders.tables.columns import Column, ColumnMap, Use
    from audit.loaders.tables.csv import cells_of
    from audit.loaders.tables.table import posts

    ledger = Ledger()
    mapping = ColumnMap((Use("text", Column("a", 0)), Use("post_id", Column("b", 1))))
    rows = 0
    for cells, numbers in cells_of(io.BytesIO(path.read_bytes()), Dialect(","), 2, mapping, ledger):
        assert (np.diff(numbers) > 0).all()
        rows += posts(cells, mapping, ledger, source="x", numbers=numbers, tags={}).num_rows
    ledger.check(rows)
    return f"read {rows} {dict(ledger.rejected)}"


def renamed(suffix: str, folder: Path) -> Callable[[Path], str]:
    """Under another name, which must change nothing."""

    def read(path: Path) -> str:
        copy = folder / f"copy{suffix}"
        shutil.copyfile(path, copy)
        return load(copy)

    return read


def ways(folder: Path) -> Iterator[tuple[str, Callable[[Path], str]]]:
    yield "own", load
    yield ".csv", renamed(".csv", folder)
    yield ".jsonl", renamed(".jsonl", folder)
    yield "forced csv", as_csv
    for shape in ("lines", "array", "documents"):
        yield f"forced {shape}", as_json(shape)


def _too_long(*_: object) -> None:
    raise TimeoutError


def peak_memory() -> int:
    """Bytes at most since this program began; what ``getrusage`` tells includes the process that started it."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().split("VmHWM:")[1].split()[0]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def main(marker: Path, outcomes: Path) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.signal(signal.SIGALRM, _too_long)
    signal.signal(signal.SIGPROF, _too_long)
    paths = [Path(line) for line in sys.stdin.read().splitlines()]
    with tempfile.TemporaryDirectory() as folder, outcomes.open("a", encoding="utf-8") as out:
        chosen = list(ways(Path(folder)))
        for path in paths:
            marker.write_text(str(path))
            for way, read in chosen:
                # Of processor time, since others may be busy here; and of time, for whoever waits for nothing.
                signal.setitimer(signal.ITIMER_PROF, SECONDS)
                signal.alarm(4 * SECONDS)
                try:
                    outcome = read(path)
                except TimeoutError:
                    outcome = "HANGS"
                except BaseException as error:
                    outcome = f"ESCAPED {type(error).__name__}: {error}"[:300]
                signal.setitimer(signal.ITIMER_PROF, 0)
                signal.alarm(0)
                out.write(json.dumps([str(path), way, outcome]) + "\n")
                out.flush()
        peak = peak_memory()
        out.write(json.dumps(["", "peak", str(peak)]) + "\n")
    marker.write_text("")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
