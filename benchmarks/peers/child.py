"""Times one side in a process and an environment of its own.

    python benchmarks/peers/child.py MODULE:FUNCTION POSTS.jsonl NUMBER RESULT.json

The function starts what it needs and returns a :class:`peers.peer.Work`. Imports, models and compilation are over when the
clock starts: a small number of posts goes first. The time is CPU seconds of the process, all its threads and children,
the least of as many runs as fit in a few seconds, three at most.
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import sys
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

#: Posts that go first, and seconds after which nothing is run again.
FIRST, ENOUGH, MOST_RUNS = 500, 10.0, 3


def cpu() -> float:
    """CPU seconds so far, of this process and of the children that ended."""
    times = os.times()
    return time.process_time() + times.children_user + times.children_system


def timed(act: Callable[[Any], dict[str, Any]], posts: list[dict[str, Any]]) -> dict[str, Any]:
    """What was found, CPU seconds, wall seconds and runs."""
    act(posts[:FIRST])
    spent: list[float] = []
    began = time.perf_counter()
    while len(spent) < MOST_RUNS and (not spent or time.perf_counter() - began < ENOUGH):
        # Neither side keeps anything of a post: each run gets its own.
        own = [dict(post) for post in posts]
        started = cpu()
        facts = act(own)
        spent.append(cpu() - started)
    return {"seconds": min(spent), "runs": len(spent), "facts": facts}


def main() -> None:
    """Run one side."""
    # Modules here are named for the job and the peer; the folder itself must not hide a package of the same name.
    sys.path[0] = str(Path(__file__).resolve().parents[1])
    what, path, number, result = sys.argv[1:]
    module, _, function = what.partition(":")
    work = getattr(importlib.import_module(f"peers.{module}"), function)()
    with Path(path).open(encoding="utf-8") as lines:
        posts = [json.loads(line) for line in islice(lines, int(number))]
    told = timed(work.act, posts)
    if work.check is not None:
        told["facts"] |= work.check(posts)
    told["posts"] = len(posts)
    told["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    Path(result).write_text(json.dumps(told), encoding="utf-8")


if __name__ == "__main__":
    main()
