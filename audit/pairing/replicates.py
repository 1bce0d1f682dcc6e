"""A tally judged again without each group of authors in turn."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from audit import pipeline
from audit.measuring.part import chosen_metrics
from audit.plan import Plan
from audit.posts import BUCKETS
from audit.tally import Tally
from audit.tally.author_sets import AuthorSet, AuthorTable

Floats = npt.NDArray[np.float64]

#: Groups of four buckets. A correlation over 32 pairs costs 4 % of an interval's width by its t quantile, against 128
#: pairs, and a fourth of the time.
GROUPS = 32


def group_of(bucket: npt.NDArray[np.integer]) -> npt.NDArray[np.integer]:
    """The group of each author bucket."""
    groups: npt.NDArray[np.integer] = bucket % GROUPS
    return groups


def without_group(tally: Tally, group: int) -> Tally:
    """The tally as if the authors of one group had written nothing.

    Totals and samples, which know no bucket, are as they were: no figure with an author-clustered interval is made of the
    first, and what is made of the second is found out by its error.
    """
    stays = group_of(np.arange(BUCKETS)) != group

    def kept(keys: npt.NDArray[np.uint64]) -> npt.NDArray[np.bool_]:
        mask: npt.NDArray[np.bool_] = stays[(keys & np.uint64(BUCKETS - 1)).astype(np.int64)]
        return mask

    authors = {}
    for cell, each in tally.authors.items():
        each.compact()
        authors[cell] = AuthorSet(each.keys[kept(each.keys)], each.level)
    table = tally.author_posts
    table.compact()
    remain = kept(table.keys)
    # All cells at once: there are thousands, and one product of a matrix takes no longer than some dozens of rows.
    rows = np.array(list(tally.counts.values())).reshape(-1, BUCKETS) * stays
    counts = dict(zip(tally.counts, rows, strict=True))
    return Tally(
        counts, dict(tally.totals), authors, AuthorTable(table.keys[remain], table.posts[remain]), dict(tally.samples)
    )


def replicates(
    tally: Tally,
    plan: Plan,
    about: Mapping[str, Any],
    metrics: Collection[str],
    wanted: Collection[str] | None = None,
) -> tuple[Mapping[str, float], Mapping[str, Floats]]:
    """Every figure of some metrics, and what it would be without each group of authors.

    Parameters
    ----------
    tally, plan, about
        As a tally file holds them.
    metrics : collection of str
        What to judge.
    wanted : collection of str, optional
        Ids of the figures that are needed: what else metrics can leave out need not be judged 33 times.

    Returns
    -------
    whole : mapping of str to float
        By id of the estimate, from the whole tally.
    replicates : mapping of str to ndarray, shape (32,)
        NaN where there was no figure.

    Notes
    -----
    Floors stay as they are: which groups are hidden decides what the others are held against.
    """
    asked = plan.model_copy(update={"metrics": tuple(sorted(metrics)), "also": (), "skip": ()})

    chosen = chosen_metrics(asked)

    def judged(part: Tally) -> dict[str, float]:
        dataset = about["dataset"]
        fields, fingerprint = frozenset(about["fields"]), str(dataset["fingerprint"])
        found = pipeline.judge(part, asked, dataset, fields, fingerprint, metrics=chosen, wanted=wanted)
        return {each.id: each.value for each in found.estimates if each.value is not None}

    whole = judged(tally)
    left = [judged(without_group(tally, group)) for group in range(GROUPS)]
    return whole, {name: np.array([each.get(name, np.nan) for each in left]) for name in whole}
