"""One label being judged for texts that carry it in several ways."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from audit.finding import Estimate, Finding, Judgement, NotMeasured
from audit.hashing import hash_strings
from audit.metrics.base import Scope
from audit.metrics.contrast import as_estimate, confidence, few_authors_caveats
from audit.metrics.repetition.estimates import counted_bits
from audit.posts import BUCKETS
from audit.statistics.intervals import share
from audit.tally import Tally
from audit.tally.sample import Sample
from audit.text.families import families
from audit.wording import plural

NAME = "label_conflicts"
Counts = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Texts:
    """Texts or families of texts, one entry each; all shape (n,).

    ``bucket`` is that of the text, ``low`` and ``high`` are the buckets of its named authors as bits.
    """

    posts: Counts
    bucket: Counts
    low: npt.NDArray[np.uint64]
    high: npt.NDArray[np.uint64]
    conflict: Bools

    @classmethod
    def exact(cls, sample: Sample) -> Texts:
        """Texts of one normal form."""
        bucket = (sample.column("owner") & np.uint64(BUCKETS - 1)).astype(np.int64)
        conflict = sample.column("first") != sample.column("last")
        return cls(sample.column("posts"), bucket, sample.column("low"), sample.column("high"), conflict)

    @classmethod
    def near(cls, sample: Sample) -> Texts:
        """Families of nearly equal texts; each stands in the bucket of its text with most posts."""
        exact = cls.exact(sample)
        family = families(sample.column("signature"))
        order = np.lexsort((exact.bucket, -exact.posts, family))
        starts = np.flatnonzero(np.r_[True, np.diff(family[order]) > 0])
        low, high = (np.bitwise_or.reduceat(each[order], starts) for each in (exact.low, exact.high))
        first = np.minimum.reduceat(sample.column("first")[order], starts)
        last = np.maximum.reduceat(sample.column("last")[order], starts)
        posts = np.add.reduceat(exact.posts[order], starts)
        return cls(posts, exact.bucket[order][starts], low, high, first != last)

    def per_bucket(self, which: Bools, weight: Counts | None = None) -> Counts:
        """Texts, or what each weighs, by bucket of the text."""
        counted = np.zeros(BUCKETS, dtype=np.int64)
        np.add.at(counted, self.bucket[which], 1 if weight is None else weight[which])
        return counted

    def voices(self, which: Bools, *, named: bool) -> int:
        """Authors that some of them certainly have together; texts where no author is named."""
        if not named:
            return int(np.count_nonzero(which))
        low, high = (np.bitwise_or.reduce(each[which], initial=np.uint64(0)) for each in (self.low, self.high))
        return int(counted_bits(np.array([low]))[0] + counted_bits(np.array([high]))[0])


@dataclass(frozen=True)
class ConflictJudgement:
    """One label column being judged."""

    label: str
    slug: str
    tally: Tally
    scope: Scope

    def judge(self) -> Judgement:
        """Shares of texts and posts with several labels, and a finding that tells them."""
        exact_sample, near_sample = (
            self.tally.samples.get((NAME, f"{each} {self.label}")) for each in ("exact", "near")
        )
        if exact_sample is None or not len(exact_sample):
            return Judgement()
        exact = Texts.exact(exact_sample)
        copied = exact.posts >= 2
        if not copied.any():
            reason = f"Label {self.label!r}: no labelled text stands in the data twice."
            return Judgement(not_measured=(NotMeasured(NAME, reason),))
        made = [
            self._texts("conflict_exact", exact, copied, exact_sample),
            self._posts(exact, exact_sample),
        ]
        if near_sample is not None and len(near_sample):
            near = Texts.near(near_sample)
            made.insert(1, self._texts("conflict_near", near, near.posts >= 2, near_sample))
        return Judgement(tuple(made), (self._finding(made, int(copied.sum()), exact_sample),))

    def _texts(self, measure: str, texts: Texts, copied: Bools, sample: Sample) -> Estimate:
        conflict = copied & texts.conflict
        whole = texts.per_bucket(copied)
        return self._estimate(measure, texts, (conflict, copied & ~conflict), texts.per_bucket(conflict), whole, sample)

    def _posts(self, texts: Texts, sample: Sample) -> Estimate:
        everything = np.ones(len(texts.posts), dtype=bool)
        conflict = texts.conflict
        part, whole = (texts.per_bucket(each, texts.posts) for each in (conflict, everything))
        return self._estimate("conflict_posts", texts, (conflict, ~conflict), part, whole, sample)

    def _estimate(
        self, measure: str, texts: Texts, sides: tuple[Bools, Bools], part: Counts, whole: Counts, sample: Sample
    ) -> Estimate:
        named = self.scope.has_authors
        voices = [texts.voices(each, named=named) for each in sides if each.any()]
        both = sides[0] | sides[1]
        notes = ["clustered by text"]
        if not sample.complete:
            notes.append(f"from a sample of 1 in {2**sample.level:,} texts, {len(sample):,} of them")
        estimate = as_estimate(
            f"{NAME}.{self.slug}.{measure}",
            measure,
            {"label": self.label},
            share(part, whole, level=self.scope.level),
            "share",
            n_posts=int(texts.posts[both].sum()),
            n_authors=None,
            voices=min(voices, default=0),
            scope=self.scope,
            note="; ".join(notes),
            denominator="labelled posts"
            if measure == "conflict_posts"
            else "texts that stand in several labelled posts",
        )
        if estimate.status == "ok" and estimate.low is None:  # texts of one bucket have no spread that could be told
            return replace(estimate, value=None, status="not_estimable", note="stands on too few texts")
        # How many authors there are is known of texts only as a lower bound.
        known = texts.voices(both, named=True) if named and estimate.status == "ok" else None
        return replace(estimate, n_authors=known) if known else estimate

    def _finding(self, made: list[Estimate], texts: int, sample: Sample) -> Finding:
        by_measure = {each.measure: each for each in made}
        exact = by_measure["conflict_exact"]
        name = self.label.replace("_", " ")
        known = exact.value is not None
        title = (
            f"{exact.told} of texts that were labelled more than once carry different labels ({name})"
            if known
            else f"Whether equal texts carry different labels ({name}) could not be judged"
        )
        were = "was" if texts == 1 else "were"
        parts = [
            f"Texts that are labelled in several copies tell of fewer than {self.scope.plan.floors.authors} {self.scope.voice}s."
            if exact.status == "suppressed"
            else f"{plural(texts, 'text')}{'' if sample.complete else ' of a sample'} {were} labelled in several copies."
        ]
        told = (
            ("conflict_exact", "{} of them carry two labels or more"),
            ("conflict_near", "with nearly equal texts taken together it is {} of the families"),
            ("conflict_posts", "{} of all labelled posts have such a text"),
        )
        parts += [
            words.format(by_measure[measure].told) + "."
            for measure, words in told
            if measure in by_measure and by_measure[measure].value is not None
        ]
        return Finding(
            id=f"{NAME}.{self.slug}",
            metric=NAME,
            title=title,
            statement=" ".join(part[0].upper() + part[1:] for part in parts),
            reading="not_assessed",
            severity="none",
            confidence=confidence([exact] if known else [], self.scope),
            harm="validity",
            estimates=tuple(each.id for each in made),
            headline=exact.id if known else None,
            caveats=(
                "The same words may be meant differently by another author or elsewhere: a conflict is no proof of a mistake.",
                *few_authors_caveats(self.scope),
            ),
            actions=("Have conflicting copies labelled again, and keep all copies on one side of a split.",),
        )


def voices_with(label: str, value: str, tally: Tally, scope: Scope) -> int:
    """Authors that texts with a value certainly have, or such texts where no author is stated."""
    sample = tally.samples.get((NAME, f"exact {label}"))
    if sample is None or not len(sample):
        return 0
    texts, code = Texts.exact(sample), value_code([value])[0]
    having = (sample.column("first") == code) | (sample.column("last") == code)
    return texts.voices(having, named=scope.has_authors)


def value_code(values: Sequence[str]) -> npt.NDArray[np.int32]:
    """What stands for values of a label in the rows of a sample."""
    hashed = hash_strings(pa.array(values, pa.string()))
    return (hashed & np.uint64(0x7FFFFFFF)).astype(np.int32)
