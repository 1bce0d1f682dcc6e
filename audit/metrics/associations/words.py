"""Words compared, as estimates, findings and a table: at most twenty for each group, kind and direction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from audit.disclosure import mask
from audit.finding import Block, Chart, Estimate, Finding, Severity, Table, Unit
from audit.metrics.associations.compare import FEWEST_AUTHORS, FEWEST_POSTS, MODIFIERS, Compared
from audit.metrics.associations.counts import NAME
from audit.metrics.associations.items import slur_words
from audit.metrics.base import Scope
from audit.metrics.contrast import FEW_VOICES, Contrast, confidence, few_authors_caveats, roll_up
from audit.metrics.naming import slugs
from audit.metrics.verdicts import ending
from audit.resources import axis_title, group_title
from audit.standing.sides import OtherSide
from audit.wording import exactly, join, percent, plural, sentence_case, times

MOST_PRINTED = 20
_NAMED = 3
_MOST_ROWS, _MOST_DRAWN = 60, 24
TOPICS = (
    "These are topics of posts, not descriptions of people: a word may stand anywhere in a post that mentions the group, in"
    " quotation, irony or protest too. Authors who pass on one text count as several."
)
DESCRIBING = (
    "These words stand in descriptions of the group, found by patterns without a parser, in posts that mention no other group of"
    " the axis; denials, questions and reports are set aside. Irony counts as said."
)
_KIND_OF_ONE = {"modifiers": "modifier", "words": "word", "emoji": "emoji", "hashtags": "hashtag", "domains": "domain"}


@dataclass(frozen=True)
class Told:
    """What is printed of one comparison: a row of estimates for each word, those that are more common first."""

    compared: Compared
    finding: tuple[Finding, ...] = ()
    rows: tuple[tuple[Estimate, ...], ...] = ()
    labels: tuple[str, ...] = ()
    more: int = 0

    @property
    def estimates(self) -> tuple[Estimate, ...]:
        """All of its figures."""
        return tuple(each for row in self.rows for each in row)


def printed_words(compared: Compared) -> list[int]:
    """The words of a comparison that are printed."""
    return [*compared.shown(more=True)[:MOST_PRINTED], *compared.shown(more=False)[:MOST_PRINTED]]


def tell(compared: Compared, hidden: frozenset[int], scope: Scope, sampled: str) -> Told:
    """Estimates and the finding of one comparison; nothing where no word is shown.

    Parameters
    ----------
    hidden : frozenset of int
        Words whose figures would tell of too few authors.
    sampled : str
        The sentence owed where posts are a sample of authors; else empty.
    """
    more, less = compared.shown(more=True), compared.shown(more=False)
    printed = printed_words(compared)
    if not printed:
        return Told(compared)
    labels = masked_labels([compared.names[at] for at in printed])
    slug = slugs(labels)
    rows = [
        _estimates(compared, at, label, slug[label], scope, is_hidden=at in hidden)
        for at, label in zip(printed, labels, strict=True)
    ]
    around, kind = group_title(compared.group), _KIND_OF_ONE[compared.kind]
    tested = int(np.sum(~np.isnan(compared.rates.p_value)))
    n_more, describes = min(len(more), MOST_PRINTED), compared.kind == MODIFIERS
    finding = Finding(
        id=f"{NAME}.{compared.axis}.{compared.group}.{compared.kind}",
        metric=NAME,
        title=_describing(labels, len(more), len(less), around)
        if describes
        else f"{sentence_case(compared.kind)} that tell posts about {around} from posts about other groups:"
        " topics, not traits",
        statement=f"Of {plural(tested, kind, compared.kind)} that could be tested, {_how_many(len(more), len(less))} share of"
        f" posts that mention {around} than of posts that mention other groups ({axis_title(compared.axis)}) and not them, by"
        f" a ratio beyond {exactly(compared.tolerance)}.{_foremost(rows[:n_more], labels)}{sampled}",
        reading="shown",
        severity=_severity(rows, compared.tolerance) if describes else "none",
        confidence=confidence([each[0] for each in rows], scope, stated=False),
        harm="stereotyping" if describes else "validity",
        estimates=tuple(each.id for row in rows for each in row),
        headline=next((row[0].id for row in rows[: n_more or None] if row[0].status == "ok"), None),
        caveats=(DESCRIBING if describes else TOPICS, *few_authors_caveats(scope)),
        actions=("Read such posts before saying what a word means in them.",),
        block=f"{NAME}.{compared.axis}",
    )
    return Told(compared, (finding,), tuple(rows), tuple(labels), n_more)


def _describing(labels: Sequence[str], more: int, less: int, around: str) -> str:
    """The claim of a finding about modifiers, by the first of them."""
    others = (more or less) - 1
    named = f"“{labels[0]}”" + (f" and {plural(others, 'other word')}" if others else "")
    verb = "describe" if others else "describes"
    return f"{named} {verb} {around} {'more' if more else 'less'} often than other groups"


def _severity(rows: Sequence[tuple[Estimate, ...]], tolerance: float) -> Severity:
    """How large the largest gap is that is printed, against the plan's tolerance."""
    contrasts = [Contrast(row[0], tolerance, null=1.0) for row in rows if row[0].status == "ok"]
    sizes = [each.severity for each in contrasts if each.reading == "shown"]
    return min(sizes, key=("high", "medium", "low").index, default="low")


def rest(axis: str, told: Sequence[Told], scope: Scope, sampled: str) -> Finding:
    """What was looked for on an axis and not shown."""
    readings = Counter(each for one in told for each in one.compared.readings)
    compared = sum(readings.values())
    shown = readings.pop("shown", 0)
    small, unsettled, never = (readings[each] for each in ("shown_small", "inconclusive", "not_assessed"))
    parts = [
        *([f"{shown:,} {'was' if shown == 1 else 'were'} shown to differ"] if shown else []),
        *([f"{small:,} shown to be within {exactly(scope.plan.tolerances.rate_ratio)}"] if small else []),
        *([f"{unsettled:,} could not be settled"] if unsettled else []),
        *([f"{never:,} rested on too few voices to be tested"] if never else []),
    ]
    title = sentence_case(axis_title(axis))
    reading = roll_up(each for each, many in readings.items() if many)
    rest_of = list(readings.elements())
    closing = f"other words{ending(rest_of, '', f'within {exactly(scope.plan.tolerances.rate_ratio)}')}"
    if reading == "shown_small":
        closing = "no other word is far more common around one group"
    elif set(rest_of) == {"inconclusive"}:
        closing = "whether other words go with a group could not be settled"
    fewest = max(FEWEST_AUTHORS, scope.plan.floors.authors)
    return Finding(
        id=f"{NAME}.{axis}",
        metric=NAME,
        title=f"{title}: {closing}",
        statement=f"Of {plural(compared, 'comparison')} of a word and a group, {join(parts)}. Words in fewer than"
        f" {FEWEST_POSTS} posts or of fewer than {fewest} authors were not compared.{_could_have_shown(told)}{sampled}",
        reading=reading,
        severity="none",
        confidence="medium" if scope.has_authors and scope.effective_authors >= FEW_VOICES else "low",
        harm="validity",
        caveats=(TOPICS, *few_authors_caveats(scope)),
        block=f"{NAME}.{axis}",
    )


def blocks(axis: str, told: Sequence[Told], scope: Scope) -> tuple[Block, ...]:
    """One chart and one table for an axis: what stands out most around each group."""
    lines: list[tuple[str, tuple[Estimate, ...]]] = []
    for one in told:
        group = group_title(one.compared.group)
        rows = list(zip(one.labels, one.rows, strict=True))[: one.more]
        full = [(f"{group}: {label}", row) for label, row in rows if row[0].status == "ok"]
        lines += full[:_NAMED]
    lines = lines[:_MOST_ROWS]
    if not lines:
        return ()
    chart = Chart(
        "ratios",
        tuple((row[0].id,) for _, row in lines[:_MOST_DRAWN]),
        tuple(label for label, _ in lines[:_MOST_DRAWN]),
        "times as often in posts mentioning the group as in posts mentioning others",
        caption=f"How many times as often posts that mention the group contain each word, with {percent(scope.level)}"
        f" intervals clustered by {scope.voice}, in the order of log-odds. On this axis half is as far from 1 as twice.",
    )
    table = Table(
        ("ratio", "of posts mentioning the group", "of posts mentioning others"),
        tuple(label for label, _ in lines),
        tuple(tuple(each.id for each in row) for _, row in lines),
    )
    text = (
        f"The first {_NAMED} of each group and kind, in the order of log-odds with the corpus as the prior. Up to"
        f" {MOST_PRINTED} more common and {MOST_PRINTED} rarer ones of each are in findings.csv."
    )
    title = f"{sentence_case(axis_title(axis))}: what stands out around each group"
    return (Block(f"{NAME}.{axis}", NAME, title, text, chart, (TOPICS,), table),)


def _how_many(more: int, less: int) -> str:
    """How many words are more common and how many are less: 22 are in a larger and 1 in a smaller (share)."""
    (first, size), *second = [each for each in ((more, "larger"), (less, "smaller")) if each[0]]
    told = f"{first} {'is' if first == 1 else 'are'} in a {size}"
    return told + "".join(f" and {many} in a {other}" for many, other in second)


def _could_have_shown(told: Sequence[Told]) -> str:
    """Of words that were not settled: the ratio that half of them would have been told from none by."""
    unsettled = [[each == "inconclusive" for each in one.compared.readings] for one in told]
    least = np.concatenate([one.compared.detectable[rows] for one, rows in zip(told, unsettled, strict=True)])
    least = least[~np.isnan(least)]
    if not len(least):
        return ""
    return (
        " Half of the words that could not be settled had a chance of 80% to be told from no difference only at a ratio of"
        f" {times(float(np.median(least)))} or more, each alone."
    )


#: Of which posts the shares of a word are, on either side.
_OF = ("posts that mention the group", "posts that mention another group of the axis and not this one")


def masked_labels(names: Sequence[str]) -> list[str]:
    """Names as they are printed, slurs masked; those that look alike are numbered."""
    masked = [_masked(each) for each in names]
    many, seen, labels = Counter(masked), Counter[str](), []
    for each in masked:
        seen[each] += 1
        labels.append(f"{each} ({seen[each]})" if many[each] > 1 else each)
    return labels


def _masked(name: str) -> str:
    """The name, unless it is a slur or a hashtag that contains one."""
    bare = name.removeprefix("#")
    is_tag = bare != name
    if any(each == bare or (is_tag and len(each) > 3 and each in bare) for each in slur_words()):
        return ("#" if is_tag else "") + mask(bare)
    return name


def _estimates(
    compared: Compared, at: int, label: str, slug: str, scope: Scope, *, is_hidden: bool
) -> tuple[Estimate, ...]:
    """The ratio, and the share of posts on either side; each hidden where it would tell of too few authors."""
    rates, group = compared.rates, {compared.axis: compared.group, "word": label}
    family = f"{NAME}.{compared.axis}.{compared.group}.{compared.kind}"
    own = f"{family}.{slug}"
    if is_hidden:
        direction = "more" if rates.low[at] > 1 else "less"
        note = f"shown to be {direction} common; hidden: fewer than {scope.plan.floors.authors} authors on one side"
        units: tuple[tuple[str, Unit], ...] = (("ratio", "ratio"), ("share", "share"), ("share_of_others", "share"))
        return tuple(
            Estimate(f"{own}.{measure}", NAME, measure, group, None, None, None, unit, None, None, level=rates.level,
                     family=family if measure == "ratio" else None, status="suppressed", note=note)
            for measure, unit in units
        )  # fmt: skip
    high, least = float(rates.high[at]), float(compared.detectable[at])
    whole = [int(each.sum()) for each in (compared.counts.posts_a, compared.counts.posts_b)]
    ratio = Estimate(
        id=f"{own}.ratio",
        metric=NAME,
        measure="ratio",
        group=group,
        value=float(rates.ratio[at]),
        low=float(rates.low[at]),
        high=high if np.isfinite(high) else None,
        unit="ratio",
        n_posts=compared.posts_of(at),
        n_authors=compared.authors_of(at) if scope.has_authors else None,
        n_effective=float((rates.posts_a[at] + rates.posts_b[at]) / rates.design_effect[at]),
        level=rates.level,
        p_value=float(rates.p_value[at]),
        q_value=float(compared.q_value[at]),
        family=family,
        note=""
        if rates.posts_a[at] > 0 and rates.posts_b[at] > 0
        else "no such post on one side: the ratio counts half a post there",
        detectable=None if np.isnan(least) else least,
        tolerance=compared.tolerance,
        denominator="posts that have the word, on either side",
        other_side=OtherSide(_OF[1], whole[1], compared.n_authors[1] if scope.has_authors else None),
    )
    measures = ("share", "share_of_others")
    sides = zip(measures, (rates.share_a, rates.share_b), whole, compared.n_authors, _OF, strict=True)
    shares = [
        Estimate(
            id=f"{own}.{measure}",
            metric=NAME,
            measure=measure,
            group=group,
            value=float(told.value[at]),
            low=float(told.low[at]),
            high=float(told.high[at]),
            unit="share",
            n_posts=posts,
            n_authors=authors if scope.has_authors else None,
            level=rates.level,
            denominator=of,
        )
        for measure, told, posts, authors, of in sides
    ]
    return (ratio, *shares)


def _foremost(rows: Sequence[tuple[Estimate, ...]], labels: Sequence[str]) -> str:
    """The first words that are more common, with their ratios where these can be printed."""
    first = list(zip(labels, (row[0] for row in rows), strict=False))[:_NAMED]
    if not first:
        return ""
    told = [f"“{label}” ({each.told}, {each.limits})" if each.status == "ok" else f"“{label}”" for label, each in first]
    return f" {'First comes' if len(first) == 1 else 'First come'} {join(told)}."
