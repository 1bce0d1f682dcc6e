"""rensa: MinHash and locality-sensitive hashing in Rust."""

from __future__ import annotations

from collections.abc import Iterator

from .peer import Peer, Work
from .shingling import JOB, PERMUTATIONS, THRESHOLD, compare, families

PEER = Peer(
    name="rensa",
    package="rensa",
    job=JOB,
    ours="copies",
    posts=30_000,
    installs=(("rensa",),),
    compare=compare,
    how="`RMinHash` and `RMinHashLSH`",
)
BANDS = 16


def start() -> Work:
    """Sketches of 128 minima in 16 bands."""
    from rensa import RMinHash, RMinHashLSH

    def near(texts: list[list[str]]) -> Iterator[tuple[int, int]]:
        index = RMinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS, num_bands=BANDS)
        sketches = []
        for number, own in enumerate(texts):
            sketch = RMinHash(num_perm=PERMUTATIONS, seed=1)
            sketch.update(own)
            for other in index.query(sketch):
                if sketch.jaccard(sketches[other]) >= THRESHOLD:
                    yield number, other
            index.insert(number, sketch)
            sketches.append(sketch)

    return Work(lambda posts: families(posts, near))
