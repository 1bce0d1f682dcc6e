"""The two jobs that are held against each other: reading alone, and a whole audit with its report."""

from __future__ import annotations

import sys
from pathlib import Path

#: This project's own reader, all columns into Arrow, nothing else.
_READ = """
import sys
from audit.api import load
from audit.loaders.base import Ledger
from audit.loaders.reading import read
posts = load(sys.argv[1], groups={"gender": "gender"}, labels=["label"])
print(sum(batch.num_rows for part in posts.parts() for batch in read(part, Ledger())))
"""
_ARROW = {
    "jsonl": "import pyarrow.json as j\nb = j.open_json(p, read_options=j.ReadOptions(block_size=16 << 20))",
    "csv": "import pyarrow.csv as c\nb = c.open_csv(p, read_options=c.ReadOptions(block_size=16 << 20))",
    "parquet": "import pyarrow.parquet as q\nb = q.ParquetFile(p).iter_batches()",
}


def reading(path: Path) -> list[str]:
    """Read a file with this project's reader."""
    return [sys.executable, "-c", _READ, str(path)]


def arrow(path: Path) -> list[str] | None:
    """Read a file with Arrow alone; None for what it does not read by itself."""
    code = _ARROW.get(path.name.partition(".")[2])
    return code and [
        sys.executable,
        "-c",
        f"import sys\np = sys.argv[1]\n{code}\nprint(sum(x.num_rows for x in b))",
        str(path),
    ]


def audit(path: Path, output: Path, *more: str) -> list[str]:
    """Audit a file: groups against a benchmark, a label, the text, and everything written."""
    return [
        *(sys.executable, "-m", "audit", "run", str(path), "-o", str(output), "-q", "--group", "gender=gender"),
        *("--benchmark", "gender=world-2024", "--label", "label", *more),
    ]
