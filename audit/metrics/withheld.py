"""What a tally holds only for as long as the audit runs: words, and rows of single posts. None of it is written to a file.

Whoever has a dictionary can undo a hash of a word, and a row of a post with its length, label and groups tells which post it
is; so does a run of words, and so do facts about an author that stand together. The files say that something was left out, and metrics that would need it say so in turn.
"""

from __future__ import annotations

import json
from dataclasses import replace

from audit.hashing import hash_bytes
from audit.metrics.attribute_cells import as_counted
from audit.metrics.labels.counts import MOST_VALUES
from audit.tally import Cell, Tally

#: First words of cells of which nothing is written: their counts tell of single words, or of sets of few posts.
_WHOLLY = frozenset({"associations", "artefacts"})
#: First words of cells whose samples are not written.
_SAMPLED = frozenset({"amplification", "embeddings", "labels adjusted", "privacy", "sampling rows"})
_NOTE = "withheld"


def without_rows(tally: Tally) -> Tally:
    """The tally as it may be written: without words and rows, but with a note that there were some."""
    gone = {cell[0] for cells in (tally.counts, tally.totals, tally.samples) for cell in cells if cell[0] in _WHOLLY}
    gone_samples = {cell[0] for cell in tally.samples if cell[0] in _SAMPLED}
    if not gone | gone_samples:
        return tally

    def kept(cell: Cell) -> bool:
        return cell[0] not in gone

    notes: dict[Cell, int] = {(each, _NOTE): 1 for each in gone | gone_samples}
    return replace(
        tally,
        counts={cell: each for cell, each in tally.counts.items() if kept(cell)},
        totals={**{cell: each for cell, each in tally.totals.items() if kept(cell)}, **notes},
        authors={cell: each for cell, each in tally.authors.items() if kept(cell)},
        samples={cell: each for cell, each in tally.samples.items() if kept(cell) and cell[0] not in gone_samples},
    )


def without_ids(tally: Tally, secret: bytes) -> Tally:
    """The tally as it may be written: of columns that were named as labels and have too many values to be one, without these.

    They are ids, names or words of people as often as scores. What is added to the tally makes them no fewer, so nothing is
    ever said of one of them; how many there are still counts, and a keyed hash of each tells that.

    Parameters
    ----------
    tally : Tally
    secret : bytes, length 16
        Key of the hashes; the same for all parts of a sum.
    """
    values: dict[str, set[str]] = {}
    for cell in tally.counts:
        if cell[0] == "labels" and cell[2:5] == ("all", "", "everyone") and cell[5]:
            values.setdefault(cell[1], set()).add(cell[5])
    ids = {
        label: {each: f"{hash_bytes(each.encode(), secret):016x}" for each in found}
        for label, found in values.items()
        if len(found) > MOST_VALUES
    }
    if not ids:
        return tally

    def hidden(cell: Cell) -> Cell:
        at = len(cell) - len(as_counted(cell))
        own = cell[at:]
        if own[0] == "labels" and len(own) == 6 and own[1] in ids:
            return (*cell[:-1], ids[own[1]].get(own[5], own[5]))
        if own[-3:-2] in (("label",), ("value",)) and own[-2] in ids:  # of repetition, and of conflicts
            return (*cell[:-1], ids[own[-2]].get(own[-1], own[-1]))
        return cell

    def hidden_name(name: str) -> str:
        kind, *rest = json.loads(name)
        if kind != "label" or len(rest) != 2 or rest[0] not in ids:
            return name
        return json.dumps(["label", rest[0], ids[rest[0]].get(rest[1], rest[1])], ensure_ascii=False)

    samples = dict(tally.samples)
    for cell, sample in samples.items():
        if cell[0] == "repetition" and sample.names:
            sample.compact()
            names = {code: tuple(map(hidden_name, words)) for code, words in sample.names.items()}
            samples[cell] = replace(sample, names=names)
    return replace(
        tally,
        counts={hidden(cell): each for cell, each in tally.counts.items()},
        totals={hidden(cell): each for cell, each in tally.totals.items()},
        authors={hidden(cell): each for cell, each in tally.authors.items()},
        samples=samples,
    )


def are_withheld(tally: Tally, name: str) -> bool:
    """Whether rows whose cells begin with ``name`` were left out of the files that this tally is the sum of."""
    return (name, _NOTE) in tally.totals
