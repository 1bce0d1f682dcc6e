"""Words compared, as estimates, findings and a table: at most twenty for each group, kind and direction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from audit.disclosure import mask
from audit.finding import Block, Chart, Estimate, Finding, Judgement, Table
from audit.metrics.associations_compare import FEWEST_AUTHORS, FEWEST_POSTS, Compared
from audit.metrics.associations_counts import NAME
from audit.metrics.associations_items import slur_words
from audit.metrics.base import Scope
from audit.metrics.contrast import as_estimate, blurred, confidence, few_authors_caveats, roll_up
from audit.metrics.naming import slugs
from audit.resources import axis_title, group_title
from audit.statistics.intervals import share
from audit.wording import bounds, exactly, join, percent, plural, sentence_case, times

MOST_PRINTED = 20
_NAMED = 3
TOPICS = (
    "These are topics of posts, not descriptions of people: a word may stand anywhere in a post that mentions the group, in"
    " quotation, irony or protest too."
)
_KIND_OF_ONE = {"words": "word", "emoji": "emoji", "hashtags": "hashtag", "domains": "domain"}


@dataclass(frozen=True)
class Told:
    """What is printed of one comparison."""

    compared: Compared
    judgement: Judgement
    more: int
    less: int


def tell(compared: Compared, scope: Scope, sampled: str) -> Told:
    """Estimates, the finding and the block of one comparison; nothing where no word is shown.

    Parameters
    ----------
    sampled : str
        The sentence owed where posts are a sample of authors; else empty.
    """
    more, less = compared.shown(more=True), compared.shown(more=False)
    printed = [*more[:MOST_PRINTED], *less[:MOST_PRINTED]]
    if not printed:
        return Told(compared, Judgement(), 0, 0)
    labels = _labels([compared.names[at] for at in printed])
    slug = slugs(labels)
    rows = [_estimates(compared, at, label, slug[label], scope) for at, label in zip(printed, labels, strict=True)]
    own = f"{NAME}.{compared.axis}.{compared.group}.{compared.kind}"
    around, kind = group_title(compared.group), _KIND_OF_ONE[compared.kind]
    tested = int(np.sum(~np.isnan(compared.rates.p_value)))
    parts = [(len(each), size) for each, size in ((more, "larger"), (less, "smaller")) if each]
    verb = "is" if parts[0][0] == 1 else "are"
    shown = (
        f"{parts[0][0]} {verb} in a {parts[0][1]} share"
        if len(parts) == 1
        else (f"{parts[0][0]} {verb} in a larger and {parts[1][0]} in a smaller share")
    )
    finding = Finding(
        id=own,
        metric=NAME,
        title=f"{sentence_case(compared.kind)} that tell posts about {around} from posts about other groups:"
        " topics, not traits",
        statement=f"Of {plural(tested, kind, compared.kind)} that could be tested, {shown} of posts that mention {around} than"
        f" of posts that mention other groups ({axis_title(compared.axis)}) and not them, by a ratio beyond"
        f" {exactly(compared.tolerance)}.{_foremost(rows, labels, len(more))}{sampled}",
        reading="shown",
        severity="none",
        confidence=confidence([each[0] for each in rows], scope, stated=False),
        harm="validity",
        estimates=tuple(each.id for row in rows for each in row),
        headline=rows[0][0].id,
        caveats=(TOPICS, *few_authors_caveats(scope)),
        actions=("Read such posts before saying what a word means in them.",),
        block=own,
    )
    return Told(compared, Judgement(tuple(each for row in rows for each in row), (finding,), (_block(own, compared, rows, labels, len(more)),)), len(more), len(less))  # fmt: skip


def rest(axis: str, told: Sequence[Told], scope: Scope, sampled: str) -> Finding:
    """What was looked for on an axis and not shown."""
    readings = Counter(each for one in told for each in one.compared.readings)
    compared = sum(readings.values())
    shown = readings.pop("shown", 0)
    small, unsettled, never = (readings[each] for each in ("shown_small", "inconclusive", "not_assessed"))
    parts = [
        *([f"{shown} were shown to differ"] if shown else []),
        *(
            [f"{small} shown to be within {exactly(scope.plan.tolerances.rate_ratio)} of the other groups"]
            if small
            else []
        ),
        *([f"{unsettled} could not be settled"] if unsettled else []),
        *([f"{never} rested on too few voices to be tested"] if never else []),
    ]
    title = sentence_case(axis_title(axis))
    reading = roll_up(each for each, many in readings.items() if many)
    closing = {
        "shown_small": "no other word is far more common around one group",
        "not_assessed": "other words could not be judged",
        "inconclusive": "whether other words go with a group could not be settled",
    }
    return Finding(
        id=f"{NAME}.{axis}",
        metric=NAME,
        title=f"{title}: {closing.get(reading, closing['inconclusive'])}",
        statement=f"Of {plural(compared, 'comparison')} of a word and a group, {join(parts)}; words in fewer than"
        f" {FEWEST_POSTS} posts or of fewer than {_fewest(scope)} authors were not compared.{_could(told)}{sampled}",
        reading=reading,
        severity="none",
        confidence="low" if not scope.has_authors else "medium",
        harm="validity",
        caveats=(TOPICS, *few_authors_caveats(scope)),
    )


def _could(told: Sequence[Told]) -> str:
    """Of words that were not settled: the ratio that half of them would have been told from none by."""
    least = np.concatenate(
        [one.compared.detectable[[each == "inconclusive" for each in one.compared.readings]] for one in told]
    )
    least = least[~np.isnan(least)]
    if not len(least):
        return ""
    return (
        f" Half of the words that could not be settled had a chance of 80% to be told from no difference only at a ratio of"
        f" {times(float(np.median(least)))} or more, each alone."
    )


def _fewest(scope: Scope) -> int:
    return max(FEWEST_AUTHORS, scope.plan.floors.authors)


def _labels(names: Sequence[str]) -> list[str]:
    """Names as they are printed, slurs masked; those that look alike are numbered."""
    masked = [_masked(each) for each in names]
    many, seen, labels = Counter(masked), Counter[str](), []
    for each in masked:
        seen[each] += 1
        labels.append(f"{each} ({seen[each]})" if many[each] > 1 else each)
    return labels


def _masked(name: str) -> str:
    bare = name.removeprefix("#")
    if any(each in bare for each in slur_words() if bare == each or (name != bare and len(each) > 3)):
        return ("#" if name != bare else "") + mask(bare)
    return name


def _estimates(compared: Compared, at: int, label: str, slug: str, scope: Scope) -> tuple[Estimate, ...]:
    """The ratio, and the share of posts on either side; the ratio alone, rounded, where one side has too few authors."""
    rates, group = compared.rates, {compared.axis: compared.group, "word": label}
    own = f"{NAME}.{compared.axis}.{compared.group}.{compared.kind}.{slug}"
    (a, b), (all_a, all_b) = compared.per_bucket(at), compared.posts_per_bucket
    low, high = float(rates.low[at]), float(rates.high[at])
    note = ""
    if not (a.any() and b.any()):
        note = "no such post on one side: the ratio counts half a post there"
    detectable = float(compared.detectable[at])
    ratio = Estimate(
        id=f"{own}.ratio",
        metric=NAME,
        measure="ratio",
        group=group,
        value=float(rates.ratio[at]),
        low=low,
        high=high if np.isfinite(high) else None,
        unit="ratio",
        n_posts=int(a.sum() + b.sum()),
        n_authors=compared.authors_of(at) if scope.has_authors else None,
        n_effective=float(rates.posts_a[at] + rates.posts_b[at]) / float(rates.design_effect[at]),
        level=rates.level,
        p_value=float(rates.p_value[at]),
        q_value=float(compared.q_value[at]),
        family=f"{NAME}.{compared.axis}.{compared.group}.{compared.kind}",
        note=note,
        detectable=None if np.isnan(detectable) else detectable,
    )
    authors, floor = compared.authors(at), scope.plan.floors.authors
    if any(0 < each < floor for each in authors):
        # Posts with the word on the small side would follow from the ratio and the other share; and from the test.
        few = f"fewer than {floor} authors on one side"
        rounded = replace(blurred(ratio), p_value=None, q_value=_up(ratio.q_value), n_effective=None, detectable=None)
        return (replace(rounded, note="; ".join(each for each in (note, few) if each)),)
    shares = [
        as_estimate(
            f"{own}.{measure}",
            measure,
            group,
            share(found, posts, level=scope.level),
            "share",
            n_posts=int(posts.sum()),
            n_authors=authors_of_side if scope.has_authors else None,
            voices=floor,
            scope=scope,
        )
        for measure, found, posts, authors_of_side in (
            ("share", a, all_a, compared.n_authors[0]),
            ("share_of_others", b, all_b, compared.n_authors[1]),
        )
    ]
    return (ratio, *shares)


def _up(q_value: float | None) -> float | None:
    """Rounded up to one of a few figures that a reader knows."""
    return next((each for each in (0.0001, 0.001, 0.01, 0.05) if q_value is not None and q_value <= each), q_value)


def _foremost(rows: Sequence[tuple[Estimate, ...]], labels: Sequence[str], more: int) -> str:
    """The first words, with their ratios."""
    first = list(zip(labels, rows, strict=True))[: min(more, MOST_PRINTED)][:_NAMED]
    if not first:
        return ""
    told = [f"“{label}” ({times(row[0].value)}, {bounds(row[0].low, row[0].high, 'ratio')})" for label, row in first]
    return f" {'First comes' if len(first) == 1 else 'First come'} {join(told)}."


def _block(
    own: str, compared: Compared, rows: Sequence[tuple[Estimate, ...]], labels: Sequence[str], more: int
) -> Block:
    around = group_title(compared.group)
    full = [(label, row) for label, row in zip(labels, rows, strict=True) if len(row) > 1 and row[1].status == "ok"]
    axis, series = (
        "share of posts with the word",
        (f"posts mentioning {around}", "posts mentioning others and not them"),
    )
    caption = f"Share of posts with each word, with {percent(compared.rates.level)} intervals clustered by author."
    drawn = tuple((row[1].id, row[2].id) for _, row in full)
    if drawn:
        chart = Chart("paired", drawn, tuple(label for label, _ in full), axis, series=series, caption=caption)
    else:
        caption = f"How many times as often posts that mention {around} contain each word, with {percent(compared.rates.level)} intervals clustered by author."
        chart = Chart("intervals", tuple((row[0].id,) for row in rows), tuple(labels), "ratio", caption=caption)
    table = Table(
        ("ratio", f"of posts mentioning {around}", "of posts mentioning others"),
        tuple(labels),
        tuple((row[0].id, *((row[1].id, row[2].id) if len(row) > 1 else ("", ""))) for row in rows),
    )
    cut = "" if more <= MOST_PRINTED else f" The {MOST_PRINTED} that tell the sides apart best are printed, of {more}."
    text = f"In the order of log-odds with the corpus as the prior.{cut}"
    title = f"{sentence_case(axis_title(compared.axis))}: {compared.kind} and {around}"
    return Block(own, NAME, title, text, chart, (TOPICS,), table)
