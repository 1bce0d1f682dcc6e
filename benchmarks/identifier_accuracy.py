"""Recall and precision of the identifiers that are found in a corpus of ``identifier_corpus``.

python benchmarks/identifier_accuracy.py [CORPUS]
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
from identifier_corpus import TESTS

from audit.text.identifiers import KINDS, find_identifiers

Span = tuple[int, int, str]


class Score(NamedTuple):
    """Of one kind: how many there are, found and validated, found as a candidate only, and said where there is none."""

    there: int
    validated: int
    candidates: int
    wrong: int

    @property
    def recall(self) -> float:
        """Validated of those that are there."""
        return self.validated / self.there if self.there else float("nan")

    @property
    def precision(self) -> float:
        """True of those that are validated."""
        said = self.validated + self.wrong
        return self.validated / said if said else float("nan")


def read(path: Path = TESTS) -> list[dict[str, object]]:
    """Posts of a corpus."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def found_in(texts: list[str]) -> tuple[list[list[Span]], list[list[Span]]]:
    """Validated identifiers and candidates of each text, in characters."""
    found = find_identifiers(pa.array(texts, pa.large_string()))
    validated, candidates = ([list[Span]() for _ in texts] for _ in range(2))
    for row, start, end, kind, valid in zip(*(each.tolist() for each in found), strict=True):
        octets = texts[row].encode()
        span = len(octets[:start].decode()), len(octets[:end].decode()), KINDS[kind].name
        (validated if valid else candidates)[row].append(span)
    return validated, candidates


def scores(
    posts: list[dict[str, object]], validated: list[list[Span]], candidates: list[list[Span]]
) -> dict[str, Score]:
    """By kind, and ``all``. A true one has the kind and shares at least 80 % of its characters, of both, with the truth."""
    there, hits, seconds, wrong = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for post, said, maybe in zip(posts, validated, candidates, strict=True):
        truth = [tuple(span) for span in post["spans"]]
        there.update(kind for _, _, kind in truth)
        for span in truth:
            if any(same(span, each) for each in said):
                hits[span[2]] += 1
            elif any(same(span, each) for each in maybe):
                seconds[span[2]] += 1
        wrong.update(each[2] for each in said if not any(same(span, each) for span in truth))
    kinds = sorted(there | wrong)
    result = {kind: Score(there[kind], hits[kind], seconds[kind], wrong[kind]) for kind in kinds}
    result["all"] = Score(*(sum(each.values()) for each in (there, hits, seconds, wrong)))
    return result


def same(truth: Span, said: Span) -> bool:
    """Whether a span is the true one, but for a sign at its edge."""
    both = min(truth[1], said[1]) - max(truth[0], said[0])
    return truth[2] == said[2] and both >= 0.8 * max(truth[1] - truth[0], said[1] - said[0])


def table(by_kind: dict[str, Score]) -> str:
    """The rows of the page: what, how many, recall, precision, and what was said where there is none."""
    head = "| kind | in the corpus | recall | precision | wrong |\n|---|---:|---:|---:|---:|\n"
    titles = {kind.name: kind.title for kind in KINDS} | {"all": "all kinds"}
    return head + "".join(
        f"| {title} | {score.there} | {score.recall:.3f} | {score.precision:.3f} | {score.wrong} |\n"
        for name, title in titles.items()
        for score in (by_kind[name],)
    )


if __name__ == "__main__":
    paths = [each for each in sys.argv[1:] if not each.startswith("-")]
    corpus = read(Path(paths[0]) if paths else TESTS)
    valid, maybe = found_in([str(post["text"]) for post in corpus])
    if "--table" in sys.argv:
        print(table(scores(corpus, valid, maybe)), end="")
        sys.exit()
    print(f"{'kind':20}{'there':>7}{'recall':>8}{'cand.':>7}{'precision':>11}{'wrong':>7}")
    for name, score in scores(corpus, valid, maybe).items():
        print(f"{name:20}{score.there:7}{score.recall:8.3f}{score.candidates:7}{score.precision:11.3f}{score.wrong:7}")
    if "-v" in sys.argv:
        for post, said, others in zip(corpus, valid, maybe, strict=True):
            truth = [tuple(span) for span in post["spans"]]
            if not (len(said) == len(truth) and all(same(a, b) for a, b in zip(truth, said, strict=True))):
                print(post["sort"], repr(post["text"]), truth, said, others)
