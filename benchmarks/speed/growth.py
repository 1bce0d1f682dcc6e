"""How time and memory grow with the groups that posts are divided into."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from speed.jobs import audit
from speed.posts import write_all
from speed.process import cost
from speed.rows import Row, row

GROUPS = (2, 20, 200)
_POSTS = 300_000


def growing_groups(folder: Path) -> Iterator[Row]:
    """Posts divided into two groups, twenty, two hundred, by what the same authors state."""
    table = pq.read_table(write_all(folder, 1_000_000)["parquet"]).slice(0, _POSTS)
    for groups in GROUPS:
        numbers = np.array([int(each[4:]) for each in table["author"].to_pylist()]) % groups
        named = table.set_column(
            table.schema.get_field_index("gender"), "gender", pa.array([f"group {each}" for each in numbers])
        )
        path = folder / f"posts-of-{groups}-groups.parquet"
        pq.write_table(named, path)
        command = audit(path, folder / "reports", "--workers", "1")
        at = command.index("--benchmark")
        yield row(
            "growth", "parquet", _POSTS, "audit", 1, groups, [cost(command[:at] + command[at + 2 :]) for _ in range(3)]
        )
