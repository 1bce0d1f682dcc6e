"""What a tally holds only for as long as the audit runs: words, and rows of single posts. None of it is written to a file.

Whoever has a dictionary can undo a hash of a word, and a row of a post with its length, label and groups tells which post it
is. The files say that something was left out, and metrics that would need it say so in turn.
"""

from __future__ import annotations

from dataclasses import replace

from audit.tally import Cell, Tally

#: First words of cells of which nothing is written: their counts tell of single words, or of sets of few posts.
_WHOLLY = frozenset({"associations", "artefacts"})
#: First words of cells whose samples are not written.
_SAMPLED = frozenset({"amplification", "embeddings", "labels adjusted"})
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


def are_withheld(tally: Tally, name: str) -> bool:
    """Whether rows whose cells begin with ``name`` were left out of the files that this tally is the sum of."""
    return (name, _NOTE) in tally.totals
