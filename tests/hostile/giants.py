"""Giant records and JSON bombs, one after another in a process of its own; prints what became of each, and the peak.

Called as ``python giants.py FOLDER``.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path

GOOD = b"".join(b'{"my_id": "%d", "text": "good morning to you"}\n' % number for number in range(100))
LONG = 20 * 2**20


def giants() -> Iterator[tuple[str, str, list[bytes]]]:
    """Name of the file, what must come of it, and its pieces."""
    line = [b'{"my_id": "1", "text": "', b"x" * LONG, b'"}\n']
    yield "line between others.jsonl", "200 posts, oversized_record 1", [GOOD, *line, GOOD]
    yield "array with a giant.json", "1 posts, oversized_record 1", [b"[", *line, b',{"text": "good morning"}]']
    yield "string without end.json", "1 posts, bad_json 1", [b'[{"text": "good morning"}, {"text": "', b"x" * 2 * LONG]
    yield "brackets without end.json", "refused", [b'{"text": ', b"[" * 2**21]
    yield "lists.json", "refused", [b"[", b"[]," * (LONG // 2), b"[]]"]
    yield "document of objects.json", "refused", [b'{\n"a": [', b"{}," * (LONG // 4), b"{}]}"]
    yield "numbers.json", "refused", [b"[", b"1," * LONG, b"1]"]
    keys = (
        b'{"text": "good", ' + b",".join(b'"k%d_%d": 1' % (row, key) for key in range(100)) + b"}\n"
        for row in range(400)
    )
    yield "keys.jsonl", "refused", list(keys)
    yield (
        "line.csv",
        "2 posts, oversized_record 1",
        [b"id,text\n1,good morning\n2,", b"x" * LONG, b"\n3,good evening\n"],
    )
    yield (
        "commas.csv",
        "2 posts, oversized_record 1",
        [b"id,text\n1,good morning\n", b"," * LONG, b"\n3,good evening\n"],
    )
    yield "blank lines.csv", "1 posts", [b"id,text\n1,good morning\n", b"\n" * (LONG // 8)]
    yield (
        "wide.csv",
        "refused",
        [b",".join(b"c%d" % n for n in range(200_000)), b"\n", b",".join([b"1"] * 200_000), b"\n"],
    )


def outcome(path: Path) -> str:
    import audit
    from audit.errors import AuditError

    ledgers: list = []
    try:
        posts = sum(batch.num_rows for batch in audit.load(path, loader="").batches(ledgers=ledgers))
    except AuditError:
        return "refused"
    rejected = sum((each.rejected for each in ledgers), ledgers[0].rejected.__class__())
    return ", ".join([f"{posts} posts", *(f"{reason} {count}" for reason, count in sorted(rejected.items()))])


def peak_memory() -> int:
    """Bytes at most since this program began; what ``getrusage`` tells includes the process that started it."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().split("VmHWM:")[1].split()[0]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def main(folder: Path) -> None:
    for name, expected, pieces in giants():
        path = folder / name
        with path.open("wb") as out:
            out.writelines(pieces)
        del pieces
        started = time.monotonic()
        found = outcome(path)
        path.unlink()
        peak = peak_memory()
        sys.stdout.write(json.dumps([name, expected, found, round(time.monotonic() - started, 1), peak]) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
