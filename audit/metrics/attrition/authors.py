"""Authors of whose posts none is still there."""

from __future__ import annotations

import numpy as np

from audit.finding import Finding, Judgement
from audit.metrics.attrition.course import Course
from audit.metrics.base import Scope
from audit.metrics.contrast import as_estimate, confidence
from audit.metrics.fates.fates import SPREAD, fate_and_named
from audit.posts import BUCKETS, author_bucket
from audit.statistics import intervals
from audit.tally import Tally
from audit.wording import count


def authors_gone(tally: Tally, scope: Scope, course: Course) -> Judgement:
    """The share of authors who are gone with all their posts; nothing where rows of authors are not at hand."""
    sample = tally.samples.get((course.name, SPREAD))
    if sample is None or not scope.has_authors:
        return Judgement()
    end, named = fate_and_named(sample.column("flags"))
    owner, posts = sample.column("owner")[named], sample.column("posts")[named]
    if not len(owner):
        return Judgement()
    authors, whose = np.unique(owner, return_inverse=True)
    left = np.zeros(len(authors), dtype=np.int64)
    np.add.at(left, whose, posts * (end[named] >= course.here))
    bucket = author_bucket(authors)
    gone, everyone = (np.bincount(each, minlength=BUCKETS) for each in (bucket[left == 0], bucket))
    name = f"{course.name}.authors_gone"
    estimate = as_estimate(
        f"{name}.share",
        "authors_gone",
        {},
        intervals.share(gone, everyone, level=scope.level),
        "share",
        n_posts=int(posts.sum()),
        n_authors=len(authors),
        voices=min((int(each) for each in (gone.sum(), (everyone - gone).sum()) if each), default=0),
        scope=scope,
        effective_floor=False,
        denominator="authors",
        note="" if sample.complete else f"of {count(len(authors))} authors drawn by hash",
    )
    if estimate.status != "ok":
        return Judgement((estimate,))
    finding = Finding(
        id=name,
        metric=course.name,
        title=f"Of {estimate.told} of authors no post is still there",
        statement=f"Of {count(estimate.n_authors)} authors, {estimate.told}"
        f" ({estimate.limits}) have no post that is still there.",
        reading="not_assessed",
        severity="none",
        confidence=confidence([estimate], scope),
        harm="erasure",
        estimates=(estimate.id,),
        headline=estimate.id,
        caveats=("An author of one post is gone with it; accounts that are closed take all their posts along.",),
    )
    return Judgement((estimate,), (finding,))
