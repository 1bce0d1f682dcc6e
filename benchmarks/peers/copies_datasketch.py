"""datasketch: MinHash and locality-sensitive hashing."""

from __future__ import annotations

from collections.abc import Iterator

from .peer import Peer, Work
from .shingling import JOB, PERMUTATIONS, THRESHOLD, compare, families

PEER = Peer(
    name="datasketch",
    package="datasketch",
    job=JOB,
    ours="copies",
    posts=30_000,
    installs=(("datasketch",),),
    compare=compare,
    how="`MinHash` and `MinHashLSH`",
)


def start() -> Work:
    """Sketches of 128 minima."""
    from datasketch import MinHash, MinHashLSH

    def near(texts: list[list[str]]) -> Iterator[tuple[int, int]]:
        index = MinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS)
        sketches = list(MinHash.generator([[each.encode() for each in own] for own in texts], num_perm=PERMUTATIONS))
        for number, sketch in enumerate(sketches):
            for other in index.query(sketch):
                if sketch.jaccard(sketches[other]) >= THRESHOLD:
                    yield number, other
            index.insert(number, sketch)

    return Work(lambda posts: families(posts, near))
