"""A model of dialects, as its authors published it: how often each word comes from each of four topics.

The user names a folder with two files, and nothing of it ships with the package. Topics were learned from where people wrote,
by the census of their neighbourhood; only two of the four were validated by linguists, and only these are printed.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from audit.errors import ResourceError
from audit.resources.card import Card, digest, parse_card
from audit.resources.folders import state_of

VOCABULARY, COUNTS = "model_vocab.txt", "model_count_table.txt"
#: The columns of the counts, in order. The second and third were not validated, and no figure of them is printed.
TOPICS = ("african_american", "hispanic", "asian", "white")
AFRICAN_AMERICAN, WHITE = 0, 3
MOST_BYTES = 64 * 2**20
MOST_WORDS = 1_000_000

_NOT_STATED = "not stated"
_SOURCE = (
    "Blodgett, S. L., Green, L. and O'Connor, B. (2016). Demographic Dialectal Variation in Social Media: A Case Study of"
    " African-American English. EMNLP."
)
_FAULTS = (
    "Learned from posts written in the United States on Twitter in 2013: it says nothing of other places, times or languages.",
    "Topics were learned from the census of neighbourhoods. What it gives is the share of the words of a text that come from a"
    " topic, not a statement about whoever wrote it.",
    "Of its four topics only those called African-American and White were validated by linguists; no figure of the others is"
    " printed.",
)


@dataclass(frozen=True, eq=False)
class DialectModel:
    """Words and how often each was drawn from each topic.

    Attributes
    ----------
    card : Card
    words : tuple of str, length V
        Lower case, most frequent first.
    counts : ndarray of float64, shape (V, 4)
        Averages over Gibbs samples, so no whole numbers; columns as :data:`TOPICS`.
    """

    card: Card
    words: tuple[str, ...]
    counts: npt.NDArray[np.float64]

    @functools.cached_property
    def likelihood(self) -> npt.NDArray[np.float64]:
        """What each word says of the topic it came from, one word's values adding up to 1; shape (V, 4).

        The probability of a word in a topic is ``(count + 1) / total of the topic``.
        """
        in_topic = (self.counts + 1) / self.counts.sum(axis=0)
        shares: npt.NDArray[np.float64] = in_topic / in_topic.sum(axis=1, keepdims=True)
        return shares


def dialect_card(title: str, version: str, source: str, licence: str, sha256: str) -> Card:
    """The card of a model from what a tally says of it, so that the sum of tallies names it without the folder."""
    return Card(
        name="dialect-model",
        kind="dialect models",
        title=title,
        version=version,
        language="en-US",
        source=(source,),
        licence=licence,
        reviewers=(),
        known_faults=_FAULTS,
        sha256=sha256,
        summary="How often each word was drawn from each of four topics.",
    )


def read_dialect_model(folder: str) -> DialectModel:
    """Read the two files of a folder, once a process for each state of them.

    Parameters
    ----------
    folder : str
        Holds ``model_vocab.txt`` (a count, a tab and a word on each line) and ``model_count_table.txt`` (four numbers on each
        line); ``card.toml``, ``LICENSE`` and ``README.md`` are read if they are there.

    Raises
    ------
    ResourceError
        A file is missing, too large or not as published: names the file, the line and what was expected.
    """
    return _read(folder, state_of(folder))


@functools.lru_cache(maxsize=4)
def _read(folder: str, _state: object) -> DialectModel:
    path = Path(folder)
    if not path.is_dir():
        raise ResourceError(
            f"The dialect model {path.name!r} is no folder.",
            hint=f"Name the folder that holds {VOCABULARY} and {COUNTS}.",
        )
    raw = {name: _bytes(path / name) for name in (VOCABULARY, COUNTS)}
    words = _words(raw[VOCABULARY])
    counts = _counts(raw[COUNTS])
    if len(words) != len(counts):
        raise ResourceError(
            f"The dialect model {path.name!r} has {len(words):,} words in {VOCABULARY} and {len(counts):,} lines in {COUNTS}.",
            hint="Line n of one belongs to line n of the other: take both files from one release.",
        )
    if not (counts.sum(axis=0) > 0).all():
        raise ResourceError(f"{COUNTS}: a column holds nothing but zeros.", hint="Each topic has words.")
    return DialectModel(_card(path, raw), words, counts)


def _bytes(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise ResourceError(
                f"{path.name}: has {size:,} bytes, and a dialect model of more than {MOST_BYTES:,} is refused.",
                hint="The published files have 2.3 and 4.2 MB.",
            )
        return path.read_bytes()
    except OSError as problem:
        raise ResourceError(
            f"{path.name}: cannot be read: {problem.strerror or problem}.",
            hint=f"A dialect model is a folder with {VOCABULARY} and {COUNTS}, as its authors published them.",
        ) from None


def _lines(name: str, raw: bytes) -> list[str]:
    try:
        lines = raw.decode("utf-8").split("\n")
    except UnicodeDecodeError as problem:
        raise ResourceError(f"{name}: is not UTF-8 (byte {problem.start}).", hint="Take it as published.") from None
    while lines and not lines[-1].strip():
        lines.pop()
    if not lines:
        raise ResourceError(f"{name}: is empty.", hint="Take it as published.")
    if len(lines) > MOST_WORDS:
        raise ResourceError(
            f"{name}: has {len(lines):,} lines, and a dialect model of more than {MOST_WORDS:,} words is refused.",
            hint="The published model has 191,874.",
        )
    return lines


def _words(raw: bytes) -> tuple[str, ...]:
    seen: dict[str, int] = {}
    for line, text in enumerate(_lines(VOCABULARY, raw), start=1):
        count, tab, word = text.rstrip("\r").partition("\t")
        # The last line counts words that are in no vocabulary, with -1.
        if not (tab and word and count.isascii() and count.removeprefix("-").isdigit()) or "\t" in word:
            raise ResourceError(
                f"{VOCABULARY}, line {line}: is not a count, a tab and a word.", hint="Take the file as published."
            )
        if word in seen:
            raise ResourceError(
                f"{VOCABULARY}, line {line}: the same word as on line {seen[word]}.", hint="A word has one line."
            )
        seen[word] = line
    return tuple(seen)


def _counts(raw: bytes) -> npt.NDArray[np.float64]:
    lines = _lines(COUNTS, raw)
    table = np.fromiter(_numbers(lines), dtype=np.float64, count=4 * len(lines)).reshape(-1, 4)
    wrong = np.flatnonzero(~(np.isfinite(table) & (table >= 0) & (table < 1e15)).all(axis=1))
    if len(wrong):
        raise ResourceError(
            f"{COUNTS}, line {wrong[0] + 1}: holds a number that is negative, not finite or too large.",
            hint="Counts of a word by topic are 0 or more.",
        )
    return table


def _numbers(lines: list[str]) -> Iterator[float]:
    for line, text in enumerate(lines, start=1):
        cells = text.split()
        if len(cells) != len(TOPICS):
            raise ResourceError(
                f"{COUNTS}, line {line}: {len(cells)} columns, expected {len(TOPICS)}.",
                hint="One number for each topic: African-American, Hispanic, Asian, White.",
            )
        try:
            yield from map(float, cells)
        except ValueError:
            raise ResourceError(
                f"{COUNTS}, line {line}: holds what is no number.", hint="Take it as published."
            ) from None


def _card(path: Path, raw: dict[str, bytes]) -> Card:
    """The card in the folder, or one that says what its files say."""
    table = raw[VOCABULARY] + b"\0" + raw[COUNTS]
    own = path / "card.toml"
    if own.is_file():
        card = parse_card("dialect-model", "dialect models", own.read_bytes(), table)
        return dialect_card(card.title, card.version, card.cited, card.licence, card.sha256)
    return dialect_card(f"Dialect model {path.name}", _NOT_STATED, _SOURCE, _licence(path), digest(table))


def _licence(path: Path) -> str:
    """What a file of the folder calls its licence, in a line; else that none is stated."""
    for name, pattern in (("LICENSE", r"(.*licen[cs]e.*)"), ("README.md", r".*\blicen[cs]e[d]?\b\W+(.+)")):
        file = path / name
        if not file.is_file() or file.stat().st_size > MOST_BYTES:
            continue
        found = re.search(pattern, file.read_text(encoding="utf-8", errors="replace"), re.IGNORECASE)
        if found:
            return found.group(1).strip()[:80]
    return _NOT_STATED
