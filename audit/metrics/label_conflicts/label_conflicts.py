"""Whether the same text carries different labels.

Question
    Of texts that stand in the data more than once, how many carry different labels?

Definition
    Copies are as in the metric repetition: texts of one normal form (exact), and families of texts that are nearly equal (near).
    conflict_exact = texts in several labelled copies that carry two labels at least / texts in several labelled copies;
    conflict_near the same of families; conflict_posts = labelled posts of texts that carry two labels / labelled posts. Of each
    label column, and clustered by text.

Inputs
    Text and a label column. At most 131,072 texts are kept for exact copies and 16,384 for near ones; above that whole texts are
    drawn by hash, with all their copies, and the figures say so.

Reading it
    conflict_exact = 0.1 means that one text in ten which was labelled more than once was labelled in more than one way. No model
    of the text alone can be right on all posts of such a text.

Not evidence of
    Mistakes. The same words can be meant differently by another author, in another thread or at another time, and near copies
    may differ in the word that matters. Nor of noise in texts that stand there once: copies are short, common and often spam.

References
----------
    Northcutt, Athalye, Mueller (2021), NeurIPS Datasets and Benchmarks, for label errors. Broder (1997), On the resemblance and
    containment of documents. Wegman's adaptive sampling: Flajolet (1990), Computing 43.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from audit.finding import Judgement, NotMeasured
from audit.metrics.base import Scope
from audit.metrics.counting import coded, named
from audit.metrics.label_conflicts.judgement import ConflictJudgement, value_code, voices_with
from audit.metrics.label_conflicts.several import told_together
from audit.metrics.labels.several import rare_labels, several_in_a_cell
from audit.metrics.naming import slugs
from audit.posts import BUCKETS, PostBatch
from audit.tally import Tally
from audit.tally.sample import Columns, Sample, levels
from audit.text.shingles import Shingles, read_shingles
from audit.wording import plural

NAME = "label_conflicts"
#: Rows of the two samples of each label: 7 and 5 MB at most.
MOST_TEXTS, MOST_ALIKE = 1 << 17, 1 << 14
#: More values than this is a score or an id.
MOST_VALUES = 12
_TOO_MANY_IN_A_BATCH = 1000


@dataclass(frozen=True)
class LabelConflicts:
    """Equal and nearly equal texts with different labels."""

    name: str = NAME
    title: str = "Same text, different labels"

    def measure(self, posts: PostBatch) -> Tally:
        """Keep one row per labelled text, within bounds."""
        tally = Tally()
        text = posts.column("text")
        labels = list(named(posts, "label"))
        if text is None or not labels or not len(posts):
            return tally
        shingles = read_shingles(text)
        for label, column in labels:
            values, codes, known = coded(column)
            if len(values) > _TOO_MANY_IN_A_BATCH:
                tally.add_total((NAME, "too many values", label), 1)
                continue
            rows = np.flatnonzero(known & (shingles.words > 0))
            tally.count((NAME, label, "labelled"), posts.bucket[rows])
            for index, posts_of in zip(
                *(each.tolist() for each in np.unique(codes[rows], return_counts=True)), strict=True
            ):
                tally.add_total((NAME, "value", label, values[index]), posts_of)
            if len(rows):
                _add(tally, label, posts, shingles, rows, value_code(values)[codes[rows]])
        return tally

    def judge(self, tally: Tally, scope: Scope) -> Judgement:
        """Say how many texts carry several labels."""
        labels = sorted({cell[1] for cell in tally.cells(NAME) if cell[2:] == ("labelled",)})
        crowded = {cell[2] for cell in tally.total_cells(NAME, "too many values")}
        found = {label: [cell[3] for cell in tally.total_cells(NAME, "value", label)] for label in labels}
        columns = several_in_a_cell(found)
        names, slug = slugs(labels), slugs([*labels, *columns])
        of = {label: column for column, members in columns.items() for label in members}
        floor = scope.plan.floors.authors
        rare = rare_labels(columns, lambda label: voices_with(label, "yes", tally, scope), floor)
        parts: list[Judgement] = []
        for column, members in columns.items():
            if few := len(rare.intersection(members)):
                said = f"Labels of {column!r}: {plural(few, 'value')} on posts by fewer than {floor} authors."
                parts.append(Judgement(not_measured=(NotMeasured(NAME, said),)))
        together: dict[str, dict[str, Judgement]] = {}
        for label in (each for each in labels if each not in rare):
            if label not in crowded and 2 <= len(found[label]) <= MOST_VALUES:
                made = ConflictJudgement(label, names[label], tally, scope).judge()
                if label in of:
                    together.setdefault(of[label], {})[label] = made
                else:
                    parts.append(made)
            else:
                what = "more values than a label has" if label in crowded else plural(len(found[label]), "value")
                reason = f"The label {label!r} has {what}: what is judged has 2 to {MOST_VALUES}."
                parts.append(Judgement(not_measured=(NotMeasured(NAME, reason),)))
        parts += [told_together(column, slug[column], judged) for column, judged in together.items()]
        if not parts:
            reason = "There is no text with a label."
            return Judgement(not_measured=(NotMeasured(NAME, reason),))
        return Judgement.sum(parts)


def _add(tally: Tally, label: str, posts: PostBatch, shingles: Shingles, rows: np.ndarray, values: np.ndarray) -> None:
    """Rows of both samples: which labels a text has is told by the least and the greatest of their hashes."""
    bucket = posts.bucket[rows]
    bit = np.uint64(1) << (bucket & 63).astype(np.uint64)
    voiced, none = posts.has_author[rows], np.uint64(0)
    common: Columns = {
        "posts": np.ones(len(rows), dtype=np.int64),
        "low": np.where(voiced & (bucket < BUCKETS // 2), bit, none),
        "high": np.where(voiced & (bucket >= BUCKETS // 2), bit, none),
        "first": values,
        "last": values,
    }
    key, leader = shingles.key[rows], shingles.leader[rows]
    tally.add_rows((NAME, f"exact {label}"), {"key": key, "level": levels(key), "owner": key, **common}, MOST_TEXTS)
    # Minima are worked out for the texts alone that the batch keeps.
    kept = Sample(MOST_ALIKE)
    kept.add({"key": key, "level": levels(leader), "owner": key, "row": rows, **common})
    kept.compact()
    cell = (NAME, f"near {label}")
    tally.samples[cell] = Sample(MOST_ALIKE, kept.level)
    if kept.columns:
        made = {name: each for name, each in kept.columns.items() if name != "row"}
        made["signature"] = shingles.signatures(kept.columns["row"])
        tally.samples[cell].add(made)
