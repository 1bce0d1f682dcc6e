"""Whether two collections are of the same languages and communities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from audit.finding import Block, Chart, Estimate, Finding, Judgement, NotMeasured
from audit.metrics.base import Scope
from audit.metrics.contrast import (
    Contrast,
    as_estimate,
    confidence,
    could_have_shown,
    few_authors_caveats,
    roll_up,
    with_q_values,
)
from audit.metrics.counting import n_united
from audit.metrics.fates.hiding import Fates, printable
from audit.metrics.naming import slugs
from audit.metrics.overlap.counts import COMMUNITIES, LANGUAGES, NAME, SIDES
from audit.metrics.verdicts import verdict
from audit.posts import BUCKETS, author_bucket
from audit.resources import language_title
from audit.standing.sides import OtherSide, Reference
from audit.statistics import contrasts, intervals
from audit.statistics.divergence import jensen_shannon
from audit.statistics.intervals import Interval
from audit.statistics.jackknife import jackknife
from audit.statistics.quantiles import two_sided_quantile
from audit.tally import Tally
from audit.tally.author_sets import AuthorSet
from audit.wording import count, join, number, percent, points, sentence_case

#: Languages, or communities, that are told of one by one: those with most posts.
MOST_TOLD = 20
_HALVINGS = 8
_ONE = {LANGUAGES: "stated language", COMMUNITIES: "community"}


@dataclass(frozen=True)
class Place:
    """One language or community: its posts in each collection, by author bucket; int64, shape (2, 128)."""

    name: str
    fates: Fates
    authors: int | None


def judge_places(tally: Tally, scope: Scope, names: tuple[str, str]) -> Judgement:
    """Languages, then communities."""
    found = {LANGUAGES: _languages(tally, scope), COMMUNITIES: _communities(tally, scope)}
    return Judgement.sum([_judge(kind, places, scope, names) for kind, places in found.items()])


def _languages(tally: Tally, scope: Scope) -> list[Place] | str:
    tags = sorted({cell[3] for side in SIDES for cell in tally.cells(NAME, side, LANGUAGES)})
    if not all(tally.cells(NAME, side, LANGUAGES) for side in SIDES):
        return "one collection states none"
    places = []
    for tag in tags:
        cells = [(NAME, side, LANGUAGES, tag) for side in SIDES]
        fates = np.stack([tally.per_bucket(each) for each in cells])
        authors = n_united(tally.authors.get(each, AuthorSet()) for each in cells) if scope.has_authors else None
        places.append(Place(tag, fates, authors))
    return places


def _communities(tally: Tally, scope: Scope) -> list[Place] | str:
    samples = [tally.samples.get((NAME, side, COMMUNITIES)) for side in SIDES]
    if any(each is None or (each.complete and not len(each)) for each in samples):
        return "one collection states none"
    whole = [each for each in samples if each is not None]
    if not all(each.complete for each in whole):
        return f"there are more than {count(whole[0].bound)} pairs of an author and a community"
    columns = [np.concatenate([each.column(name) for each in whole]) for name in ("profile", "owner", "posts", "flags")]
    place, owner, posts, named = columns
    side = np.repeat([0, 1], [len(each) for each in whole])
    titles = {key: name for each in whole for key, (name,) in each.names.items()}
    found, which = np.unique(place, return_inverse=True)
    order = np.argsort(which, kind="stable")
    places = []
    for key, rows in zip(found.tolist(), np.split(order, np.cumsum(np.bincount(which))[:-1]), strict=True):
        counted = np.zeros(2 * BUCKETS, dtype=np.int64)
        np.add.at(counted, side[rows] * BUCKETS + author_bucket(owner[rows]), posts[rows])
        authors = len(np.unique(owner[rows][named[rows] > 0])) if scope.has_authors else None
        places.append(Place(titles[key], counted.reshape(2, BUCKETS), authors))
    return places


def _judge(kind: str, places: list[Place] | str, scope: Scope, names: tuple[str, str]) -> Judgement:
    if isinstance(places, str):
        return Judgement(not_measured=(NotMeasured(NAME, f"By {_ONE[kind]}: {places}."),))
    if len(places) < 2:
        return Judgement(not_measured=(NotMeasured(NAME, f"By {_ONE[kind]}: there is one only."),))
    whole = np.sum([each.fates for each in places], axis=0)
    floor = scope.plan.floors.authors
    shown = printable({each.name: each.fates for each in places}, whole, [(0, 1), (1, 2)], floor)
    told = sorted((each for each in places if each.name in shown), key=lambda each: (-int(each.fates.sum()), each.name))
    told = told[:MOST_TOLD]
    if not told:
        return Judgement(not_measured=(NotMeasured(NAME, f"By {_ONE[kind]}: none has enough {scope.voice}s."),))
    slug = slugs(each.name for each in told)
    rows = [_told(kind, each, slug[each.name], whole, scope, names) for each in told]
    compared = with_q_values([each for _, _, each in rows])
    divergence = _divergence(kind, places, shown, scope)
    estimates = (divergence, *(one for a, b, _ in rows for one in (a, b)), *(each.estimate for each in compared))
    block = f"{NAME}.{kind}"
    labels = [_title(kind, each.name) for each in told]
    drawn = [(label, a, b) for label, (a, b, _) in zip(labels, rows, strict=True) if a.status == b.status == "ok"]
    chart = Chart(
        "paired",
        tuple((a.id, b.id) for _, a, b in drawn),
        tuple(label for label, _, _ in drawn),
        "share of posts",
        series=names,
        caption=f"Of posts that state a {_ONE[kind].removeprefix('stated ')}. {percent(scope.level)} intervals clustered by"
        f" {scope.voice}. At most {MOST_TOLD}, those with most posts.",
    )
    notes = (*_notes(divergence), *few_authors_caveats(scope))
    findings = _findings(kind, list(zip(labels, rows, compared, strict=True)), divergence, block, notes, scope, names)
    title = f"Posts by {_ONE[kind]}"
    return Judgement(estimates, tuple(findings), (Block(block, NAME, title, "", chart, notes),) if drawn else ())


def _notes(divergence: Estimate) -> tuple[str, ...]:
    if divergence.value is None or divergence.reference is None:
        return ()
    return (
        f"The Jensen-Shannon divergence is {divergence.told}; of two random halves of one collection it is"
        f" {number(divergence.reference.value)} on average.",
    )


def _title(kind: str, name: str) -> str:
    return language_title(name) if kind == LANGUAGES else name


def _told(
    kind: str, place: Place, slug: str, whole: Fates, scope: Scope, names: tuple[str, str]
) -> tuple[Estimate, Estimate, Contrast]:
    sides = [(place.fates[index], whole[index]) for index in range(2)]
    voices = min(
        (int(np.count_nonzero(each)) for own, every in sides for each in (own, every - own) if each.any()), default=0
    )
    tolerance = scope.plan.tolerances.share_gap

    def estimate(
        measure: str, interval: Interval, n_posts: int, collection: str = "", against: OtherSide | None = None
    ) -> Estimate:
        return as_estimate(
            f"{NAME}.{kind}.{slug}.{measure}",
            f"{kind}_{measure}",
            {_ONE[kind]: place.name, **({"collection": collection} if collection else {})},
            interval,
            "share" if collection else "points",
            n_posts=n_posts,
            n_authors=place.authors,
            voices=voices,
            scope=scope,
            family=None if collection else f"{NAME}.{kind}",
            denominator="posts of the collection" if collection else "",
            other_side=against,
        )

    first, second = (
        estimate(side, intervals.share(own, every, level=scope.level), int(every.sum()), name)
        for side, (own, every), name in zip(SIDES, sides, names, strict=True)
    )
    gap = contrasts.difference(*sides[0], *sides[1], level=scope.level, tolerance=tolerance)
    fewer, more = sorted(int(every.sum()) for _, every in sides)
    difference = estimate("difference", gap, fewer, against=OtherSide("posts of the larger collection", more))
    return first, second, Contrast(difference, tolerance)


def _divergence(kind: str, places: Sequence[Place], shown: frozenset[str], scope: Scope) -> Estimate:
    """Of all places, those that are not told of one by one as one."""
    large = [each.fates for each in places if each.name in shown]
    small = [each.fates for each in places if each.name not in shown]
    counts = np.stack([*large, *([np.sum(small, axis=0)] if small else [])])
    first, second = counts[:, 0], counts[:, 1]
    spread = jackknife(_divergences, first, second)
    value, error = float(spread.value), float(np.sqrt(spread.variance))
    freedom = spread.n_buckets - 1.0
    reach = two_sided_quantile(scope.level, max(freedom, 1.0)) * error
    interval = Interval(value, max(value - reach, 0.0), min(value + reach, 1.0), scope.level, error, np.nan, freedom)
    halves = _of_halves(first, second)
    return as_estimate(
        f"{NAME}.{kind}.divergence",
        f"{kind}_divergence",
        {},
        interval,
        "index",
        n_posts=int(counts.sum()),
        n_authors=scope.authors if scope.has_authors else None,
        voices=scope.plan.floors.authors,
        scope=scope,
        reference=Reference(halves, "two random halves of one collection") if np.isfinite(halves) else None,
        effective_floor=False,
    )


def _divergences(first: npt.NDArray[np.float64], second: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Of R versions of two collections side by side; shape (R,)."""
    return np.array([_one(a, b) for a, b in zip(first.T, second.T, strict=True)])


def _one(first: npt.NDArray[np.number], second: npt.NDArray[np.number]) -> float:
    if not first.sum() or not second.sum():
        return np.nan
    return jensen_shannon(first / first.sum(), second / second.sum())


def _of_halves(first: npt.NDArray[np.int64], second: npt.NDArray[np.int64]) -> float:
    """Mean divergence of two halves of the authors of one collection, and of the other."""
    random = np.random.default_rng(1991)
    found = []
    for _ in range(_HALVINGS):
        order = random.permutation(BUCKETS)
        halves = np.split(order, 2)
        found += [_one(*(each[:, rows].sum(axis=1) for rows in halves)) for each in (first, second)]
    return float(np.mean(found))


def _findings(
    kind: str,
    told: Sequence[tuple[str, tuple[Estimate, Estimate, Contrast], Contrast]],
    divergence: Estimate,
    block: str,
    notes: tuple[str, ...],
    scope: Scope,
    names: tuple[str, str],
) -> list[Finding]:
    findings, others = [], []
    for label, (first, second, _), contrast in told:
        if contrast.reading != "shown":
            others.append(contrast)
            continue
        value = contrast.estimate.value or 0.0
        more, less = names if value > 0 else names[::-1]
        findings.append(
            Finding(
                id=contrast.estimate.id.removesuffix(".difference"),
                metric=NAME,
                title=f"{sentence_case(label)} has a larger part in {more} than in {less}",
                statement=f"{first.told} ({first.limits}) of {names[0]} and"
                f" {second.told} ({second.limits}) of {names[1]}: a difference of"
                f" {contrast.estimate.told}, where {points(contrast.tolerance)} are tolerated.",
                reading="shown",
                severity=contrast.severity,
                confidence=confidence([contrast.estimate], scope),
                harm="validity",
                estimates=(contrast.estimate.id, first.id, second.id),
                headline=contrast.estimate.id,
                caveats=notes,
                block=block,
            )
        )
    if others:
        readings = [each.reading for each in others]
        reading = roll_up(readings)
        said = verdict(readings, points(scope.plan.tolerances.share_gap), before=",")
        rest = "Other shares" if findings else "Shares"
        parts = [
            f"{count(readings.count(each))} {word}"
            for each, word in (
                ("shown_small", "within the tolerance"),
                ("inconclusive", "not settled"),
                ("not_assessed", "on too few posts or authors to be judged"),
            )
            if each in readings
        ]
        findings.append(
            Finding(
                id=block,
                metric=NAME,
                title=f"{rest} of posts, by {_ONE[kind]}{said}",
                statement=f"Of shares by {_ONE[kind]}: {join(parts)}.{could_have_shown(others)}",
                reading=reading,
                severity="none",
                confidence=confidence([each.estimate for each in others], scope),
                harm="validity",
                estimates=(*(each.estimate.id for each in others), divergence.id),
                caveats=notes,
                block=block,
            )
        )
    return findings
