"""The headline figures with all posts, and with one post per text.

Of the copies of a text one stands for all: the one whose own hash is least, which is a fair draw, and the same for any order
and split. "The first" would not add up; weights of 1 over the number of copies would need a second reading of all posts, and
agree with the draw on average. Posts without words are no copies and all stay.
"""

from __future__ import annotations

import functools
import json
import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from audit.finding import Estimate, Unit
from audit.metrics.base import Scope
from audit.metrics.blurring import blurred
from audit.metrics.contrast import Contrast, as_estimate, with_q_values
from audit.metrics.naming import slugs
from audit.metrics.repetition.counts import NAME, NAMED, TEXTS, Tag, family
from audit.metrics.repetition.estimates import counted_bits
from audit.metrics.representation.estimates import known_margins
from audit.posts import BUCKETS
from audit.standing.sides import OtherSide
from audit.statistics.concentration import concentration_interval, hill, histogram, top_share
from audit.statistics.intervals import Interval, share
from audit.statistics.rates import Scale, smooth
from audit.tally import Tally
from audit.tally.sample import Sample

Counts = npt.NDArray[np.int64]
FAMILY = f"{NAME}.copies"
#: More values than this is free text or a score; more mentioned groups than this are not compared.
MOST_GROUPS, MOST_MENTIONS = 12, 8
NOTHING_CHANGES = "none of the posts it stands on is a copy: nothing changes"


@dataclass(frozen=True)
class Figure:
    """One headline figure with all posts, with one post per text, and the change from the first to the second."""

    title: tuple[str, str, str]
    all_posts: Estimate
    without: Estimate
    change: Contrast


class Kept(NamedTuple):
    """Posts that stand for their text, by author bucket, and how many authors these texts certainly have."""

    posts: Counts
    voices: int


NOTHING = Kept(np.zeros(BUCKETS, dtype=np.int64), 0)


def one_per_text(sample: Sample) -> dict[Tag, Kept]:
    """Posts that stand for their text, by tag."""
    profile, which = np.unique(sample.column("profile"), return_inverse=True)
    bucket = (sample.column("owner") & np.uint64(BUCKETS - 1)).astype(np.int64)
    tags: dict[str, int] = {}
    lists = [[tags.setdefault(each, len(tags)) for each in sample.names.get(int(code), ())] for code in profile]
    sizes = np.array([len(each) for each in lists], dtype=np.int64)
    flat = np.array([tag for each in lists for tag in each], dtype=np.int64)
    many = sizes[which]
    row = np.repeat(np.arange(len(which)), many)
    inside = np.arange(len(row)) - np.repeat(np.cumsum(many) - many, many)
    tag = flat[(np.cumsum(sizes) - sizes)[which[row]] + inside]
    table = np.bincount(tag * BUCKETS + bucket[row], minlength=len(tags) * BUCKETS).reshape(-1, BUCKETS)
    authors = np.zeros((2, len(tags)), dtype=np.uint64)
    for half, name in zip(authors, ("low", "high"), strict=True):
        np.bitwise_or.at(half, tag, sample.column(name)[row])
    named = counted_bits(authors[0]) + counted_bits(authors[1])
    return {
        tuple(json.loads(each)): Kept(
            table[index].astype(np.int64), int(named[index]) or int(np.count_nonzero(table[index]))
        )
        for each, index in tags.items()
    }


def figures(tally: Tally, scope: Scope) -> list[Figure]:
    """Shares of stated groups, label rates, mention rates and concentration, compared."""
    sample = tally.samples[TEXTS]
    kept = one_per_text(sample)
    tags = [cell[2:] for cell in tally.cells(NAME, "all")]
    made = [each for whole in _families(tags) for each in _of_family(whole, tags, kept, tally, scope)]
    made += _concentration(sample, tally, scope)
    changes = with_q_values(each.change for each in made)
    return [replace(each, change=change) for each, change in zip(made, changes, strict=True)]


def _families(tags: list[Tag]) -> list[Tag]:
    return sorted({family(each) for each in tags})


def _of_family(whole: Tag, tags: list[Tag], kept: dict[Tag, Kept], tally: Tally, scope: Scope) -> list[Figure]:
    mine = [each for each in tags if family(each) == whole and each != whole]
    counted = {each: tally.per_bucket((NAME, "all", *each)) for each in mine}
    floor = scope.plan.floors.authors
    large = [each for each in mine if np.count_nonzero(counted[each]) >= floor]
    if whole == ("read",):
        large = sorted(large, key=lambda each: (-int(counted[each].sum()), each))[:MOST_MENTIONS]
        everyone, everyone_kept = tally.per_bucket((NAME, "all", *whole)), kept.get(whole, NOTHING).posts
    elif len(mine) > MOST_GROUPS or (whole[0] == "label" and len(large) < len(mine)):
        # A rare value of a label follows from the others.
        return []
    else:
        # Groups too small to print are left out of the whole, as they are among the figures of representation.
        margins = known_margins(scope.benchmarks.get(whole[1]), whole[1]) if whole[0] == "attribute" else {}
        large = [each for each in large if not margins or each[2] in margins]
        everyone = sum((counted[each] for each in large), NOTHING.posts)
        everyone_kept = sum((kept.get(each, NOTHING).posts for each in large), NOTHING.posts)
    names = slugs("/".join(each[1:]) for each in large)
    # Authors of groups that are not compared are among those who state any: then their number is not told.
    voices = tally.n_authors((NAME, "any", *whole)) if scope.has_authors and len(large) == len(mine) else None
    rest = tally.per_bucket(("dataset", "posts")) - sum((counted[each] for each in large), NOTHING.posts)
    blurs = whole != ("read",) and 0 < int(np.count_nonzero(rest)) < floor
    made = [
        _figure(
            each,
            names["/".join(each[1:])],
            (counted[each], everyone),
            (kept.get(each, NOTHING).posts, everyone_kept),
            voices,
            kept.get(each, NOTHING).voices or BUCKETS,
            tally.samples[TEXTS],
            scope,
        )
        for each in large
    ]
    return [_blurred(each) for each in made] if blurs else made


def _blurred(figure: Figure) -> Figure:
    """Rounded and without counts: too few authors are left over for what follows from a sum."""
    change = replace(figure.change, estimate=blurred(figure.change.estimate))
    return replace(figure, all_posts=blurred(figure.all_posts), without=blurred(figure.without), change=change)


def _figure(
    tag: Tag,
    slug: str,
    all_posts: tuple[Counts, Counts],
    kept: tuple[Counts, Counts],
    n_authors: int | None,
    kept_voices: int,
    sample: Sample,
    scope: Scope,
) -> Figure:
    mention = tag[0] == "mention"
    area = {"attribute": "authors", "label": "labels", "mention": "mentions"}[tag[0]]
    unit: Unit = "per_1000" if mention else "share"
    # A text stands for all its authors: a few texts that many share are no small cell.
    voices = min(int(np.count_nonzero(all_posts[0])), kept_voices)
    drawn = "" if sample.complete else f"one post each of a sample of 1 in {2**sample.level:,} texts"

    def estimate(
        measure: str,
        interval: Interval,
        unit: Unit,
        posts: int,
        note: str = "",
        *,
        of: str = "",
        against: int | None = None,
    ) -> Estimate:
        return as_estimate(
            f"{NAME}.{area}.{slug}.{measure}",
            measure,
            {tag[1]: tag[2]},
            interval,
            unit,
            n_posts=posts,
            n_authors=n_authors,
            voices=voices,
            scope=scope,
            family=FAMILY if measure == "change" else None,
            note=note,
            effective_floor=False,
            denominator=of,
            other_side=None if against is None else OtherSide(ONE_PER_TEXT, against),
        )

    total, total_kept = int(all_posts[1].sum()), int(kept[1].sum())
    same = sample.complete and (all_posts[0] == kept[0]).all() and (all_posts[1] == kept[1]).all()
    whole = {"attribute": "posts whose author states a group", "label": "labelled posts"}.get(tag[0], "posts")
    tolerance = _tolerance(tag[0], scope)
    change = _change(all_posts, kept, tolerance, scope, mention=mention, same=same)
    return Figure(
        (tag[0], tag[1], tag[2]),
        estimate("all_posts", share(*all_posts, level=scope.level), unit, total, of=whole),
        estimate("one_per_text", share(*kept, level=scope.level), unit, total_kept, drawn, of=f"{whole}, {ONE}"),
        Contrast(
            estimate(
                "change",
                change,
                "ratio" if mention else "points",
                total,
                NOTHING_CHANGES if same else drawn,
                against=total_kept,
            ),
            tolerance,
            null=1.0 if mention else 0.0,
        ),
    )


#: What is left where of each text one post is kept, and what a figure of all posts is held against.
ONE = "one per text"
ONE_PER_TEXT = f"of the same posts, {ONE}"


def _tolerance(kind: str, scope: Scope) -> float:
    tolerances = scope.plan.tolerances
    return {"attribute": tolerances.share_gap, "label": tolerances.label_gap}.get(kind, tolerances.rate_ratio)


def _change(
    before: tuple[Counts, Counts],
    after: tuple[Counts, Counts],
    tolerance: float,
    scope: Scope,
    *,
    mention: bool,
    same: bool,
) -> Interval:
    """From all posts to one per text: a ratio of rates for mentions, points for shares; both from the same authors."""
    if same:
        return _no_change(1.0 if mention else 0.0, scope)
    if mention:
        return smooth(
            lambda x, n, y, m: (y / m) / (x / n),
            *before,
            *after,
            scale="log",
            level=scope.level,
            null=1.0,
            tolerance=math.log(tolerance),
        )
    return smooth(lambda x, n, y, m: y / m - x / n, *before, *after, level=scope.level, null=0.0, tolerance=tolerance)


def _no_change(value: float, scope: Scope) -> Interval:
    return Interval(value, value, value, scope.level, 0.0, math.nan, math.nan, 1.0)


_MEASURES: tuple[tuple[str, Callable[..., float], Scale, Unit, float], ...] = (
    ("top_1", functools.partial(top_share, share=0.01), "logit", "share", 0.01),
    ("top_10", functools.partial(top_share, share=0.10), "logit", "share", 0.10),
    ("effective_authors", functools.partial(hill, order=2), "logit", "authors", 1.0),
)


def _concentration(sample: Sample, tally: Tally, scope: Scope) -> list[Figure]:
    """Posts per author with all posts, and with one per text; nothing where texts are a sample, which thins authors out."""
    table = tally.author_posts
    table.compact()
    if len(table) < scope.plan.floors.authors or not sample.complete:
        return []
    named = (sample.column("flags") & NAMED) != 0
    owners, kept = np.unique(sample.column("owner")[named], return_counts=True)
    before, after = _histogram(table.keys, table.posts), _histogram(owners, kept.astype(np.int64))
    same = int(table.posts.sum()) == int(kept.sum())
    return [_concentrated(each, before, after, scope, same=same) for each in _MEASURES]


def _histogram(keys: npt.NDArray[np.uint64], posts: Counts) -> tuple[Counts, Counts]:
    values, _ = histogram(posts)
    table = np.zeros((len(values), BUCKETS), dtype=np.int64)
    np.add.at(table, (np.searchsorted(values, posts), (keys & np.uint64(BUCKETS - 1)).astype(np.int64)), 1)
    return values, table


def _concentrated(
    which: tuple[str, Callable[..., float], Scale, Unit, float],
    before: tuple[Counts, Counts],
    after: tuple[Counts, Counts],
    scope: Scope,
    *,
    same: bool,
) -> Figure:
    name, measure, scale, unit, top = which
    counts = unit == "authors"
    authors, authors_kept = int(before[1].sum()), int(after[1].sum())

    def of(histogram_: tuple[Counts, Counts]) -> Callable[[npt.NDArray[Any]], npt.NDArray[np.float64]]:
        return lambda versions: np.array([measure(histogram_[0], versions[:, i]) for i in range(versions.shape[1])])

    def interval(of_what: tuple[Counts, Counts]) -> Interval:
        return concentration_interval(measure, *of_what, scale=scale, of_authors=counts, level=scope.level)

    def estimate(
        measure_name: str,
        made: Interval,
        unit_: Unit,
        posts: int,
        voices: int,
        note: str = "",
        against: OtherSide | None = None,
    ) -> Estimate:
        return as_estimate(
            f"{NAME}.concentration.{name}.{measure_name}",
            measure_name,
            {},
            made,
            unit_,
            n_posts=posts,
            n_authors=voices,
            voices=math.ceil(round(top * voices, 9)),
            scope=scope,
            family=FAMILY if measure_name == "change" else None,
            note=note,
            effective_floor=False,
            denominator="posts by known authors" if unit_ == "share" else "",
            other_side=against,
        )

    tolerances = scope.plan.tolerances
    first, second = of(before), of(after)
    clusters = before[0] @ before[1]
    if same:
        change = _no_change(1.0 if counts else 0.0, scope)
    elif counts:
        change = smooth(
            lambda a, b: second(b) / first(a),
            before[1],
            after[1],
            scale="log",
            level=scope.level,
            null=1.0,
            tolerance=math.log(tolerances.rate_ratio),
            clusters=clusters,
            heavy_tail=True,
        )
    else:
        change = smooth(
            lambda a, b: second(b) - first(a),
            before[1],
            after[1],
            level=scope.level,
            null=0.0,
            tolerance=tolerances.share_gap,
            clusters=clusters,
            heavy_tail=True,
        )
    posts, kept = int(clusters.sum()), int((after[0] @ after[1]).sum())
    note = NOTHING_CHANGES if same else ""
    return Figure(
        ("concentration", name, ""),
        estimate("all_posts", interval(before), unit, posts, authors),
        estimate("one_per_text", interval(after), unit, kept, authors_kept),
        Contrast(
            estimate(
                "change",
                change,
                "ratio" if counts else "points",
                posts,
                min(authors, authors_kept),
                note,
                OtherSide(ONE_PER_TEXT, kept, authors_kept),
            ),
            tolerances.rate_ratio if counts else tolerances.share_gap,
            null=1.0 if counts else 0.0,
        ),
    )
