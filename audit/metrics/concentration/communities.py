"""How few voices write how much in each community, at equal numbers of posts."""

from __future__ import annotations

import math
from functools import partial

import numpy as np
import numpy.typing as npt

from audit.finding import Block, Chart, Estimate, Finding, Judgement, NotMeasured
from audit.hashing import hash_bytes
from audit.metrics.base import Scope
from audit.metrics.concentration.figures import MEASURES, NAME, Measure, Sizes, figures
from audit.metrics.contrast import confidence
from audit.metrics.counting import coded, rows_of_authors
from audit.metrics.naming import slugs
from audit.posts import BUCKETS, PostBatch
from audit.statistics.rarefaction import rarefied_hill
from audit.tally import Tally
from audit.tally.sample import Sample
from audit.wording import count, join, plural

BY_COMMUNITY = (NAME, "by community")
#: Pairs of author and community that are kept: 17 MB. Beyond, nothing is told: a sample of authors would leave out some of
#: the most active, and no interval over those it holds allows for one that it does not.
MOST_PAIRS = 1 << 19
#: Communities that are told of: those with most posts.
MOST_COMMUNITIES = 20
#: Of the figures over all posts, those that are printed for each community.
_PRINTED = ("gini", "top_10", "effective_authors_order_2", "evenness_order_2")

Counts = npt.NDArray[np.int64]


def count_communities(tally: Tally, posts: PostBatch) -> None:
    """Keep the posts per author and community, of whole authors, within a bound."""
    column = posts.column("community")
    if column is None or column.null_count == len(column):
        return
    values, codes, known = coded(column)
    rows = np.flatnonzero(known & posts.has_author)
    hashes = np.array([hash_bytes(each.encode()) for each in values], dtype=np.uint64)
    community, owner = hashes[codes[rows]], posts.author_key[rows]
    present = np.unique(codes[rows])
    names = {int(hashes[code]): (values[code],) for code in present.tolist()}
    tally.add_rows(BY_COMMUNITY, rows_of_authors(owner, community), MOST_PAIRS, names)


def judge_communities(tally: Tally, scope: Scope) -> Judgement:
    """The largest communities, each with enough authors; nothing where the data name none."""
    sample = tally.samples.get(BY_COMMUNITY)
    if sample is None or (sample.complete and len(sample) == 0):
        return Judgement()
    if not sample.complete:
        reason = f"There are more than {count(sample.bound)} pairs of an author and a community, which is more than are kept."
        return Judgement(not_measured=(NotMeasured(NAME, reason),))
    found = communities(sample)
    floors = scope.plan.floors
    large = {
        name: sizes
        for name, sizes in found.items()
        if sizes.totals[1] >= floors.authors and sizes.totals[0] >= floors.posts
    }
    hidden = len(found) - len(large)
    reasons = []
    if hidden:
        few = f"fewer than {floors.authors} authors or {floors.posts} posts"
        reasons.append(
            NotMeasured(NAME, f"{plural(hidden, 'community', 'communities')} of {few} are not told of one by one.")
        )
    if not large:
        return Judgement(not_measured=tuple(reasons))
    told = sorted(large, key=lambda name: (-large[name].totals[0], name))[:MOST_COMMUNITIES]
    ids = slugs(told)
    size = min(large[name].totals[0] for name in told)
    measures = [*(each for each in MEASURES if each.name in _PRINTED), *_equal(size)]
    estimates = [
        each
        for name in told
        for each in figures(
            f"{NAME}.community.{ids[name]}",
            {"community": name},
            measures,
            large[name],
            scope,
        )
    ]
    return Judgement(
        tuple(estimates),
        (_finding(told, ids, estimates, size, scope),),
        (_block(told, ids, size),),
        tuple(reasons),
    )


def communities(sample: Sample) -> dict[str, Sizes]:
    """Posts per author of each community."""
    codes, which = np.unique(sample.column("profile"), return_inverse=True)
    posts = sample.column("posts")
    bucket = (sample.column("owner") & np.uint64(BUCKETS - 1)).astype(np.int64)
    order = np.argsort(which, kind="stable")
    ends = np.cumsum(np.bincount(which, minlength=len(codes)))[:-1]
    return {
        sample.names[int(code)][0]: Sizes.of(posts[rows], bucket[rows])
        for code, rows in zip(codes, np.split(order, ends), strict=True)
    }


def _equal(size: int) -> list[Measure]:
    """Authors and effective authors in as many posts as the smallest community has."""

    def at_equal_size(order: int, posts: Counts, authors: Counts) -> float:
        there = int((np.asarray(posts) * np.asarray(authors)).sum())
        # Without one bucket of authors the smallest community is a little smaller than itself.
        return rarefied_hill(posts, authors, size=min(size, there), order=order) if there else math.nan

    note = f"in {count(size)} posts"
    return [
        Measure("authors_at_equal_posts", partial(at_equal_size, 0), "log", "authors", note),
        Measure("effective_authors_at_equal_posts", partial(at_equal_size, 2), "logit", "authors", note),
    ]


def _finding(told: list[str], ids: dict[str, str], estimates: list[Estimate], size: int, scope: Scope) -> Finding:
    by_id = {each.id: each for each in estimates}
    equal = {name: by_id[f"{NAME}.community.{ids[name]}.effective_authors_at_equal_posts"] for name in told}
    known = sorted((name for name in told if equal[name].value is not None), key=lambda name: (equal[name].value, name))
    ends = known if len(known) < 3 else [known[0], known[-1]]
    parts = [f"{name} is as concentrated as if {equal[name].told} authors wrote it" for name in ends]
    what = "effective authors at an equal number of posts"
    return Finding(
        id=f"{NAME}.community",
        metric=NAME,
        title=f"Voices are counted in {plural(len(told), 'community', 'communities')}, without a reference to judge them by",
        statement=f"In {count(size)} posts of each, {join(parts)}."
        if parts
        else f"No community has {what} that can be told.",
        reading="not_assessed",
        severity="none",
        confidence=confidence(list(equal.values()), scope),
        harm="validity",
        estimates=tuple(by_id),
        caveats=("Gini and top shares grow with the number of posts: compare communities at equal numbers only.",),
        block=f"{NAME}.community",
    )


def _block(told: list[str], ids: dict[str, str], size: int) -> Block:
    chart = Chart(
        "intervals",
        tuple((f"{NAME}.community.{ids[name]}.effective_authors_at_equal_posts",) for name in told),
        tuple(told),
        "effective authors",
        caption=f"Equally active authors that would be as concentrated, in {count(size)} posts of each community.",
    )
    return Block(f"{NAME}.community", NAME, "Voices by community", "", chart)
