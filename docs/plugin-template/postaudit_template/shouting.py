"""Whose posts are written in capitals.

Question
    Are posts by some groups of authors more often written in capitals than posts by others?

Definition
    A post shouts if it has ten letters or more that have a capital and at least four in five of them are capitals.
    rate(g) = posts of authors who state g that shout / posts of theirs with ten such letters; difference(g) = rate(g) -
    rate of the posts of authors who state another group of the same attribute. Benjamini-Hochberg over the groups.

Inputs
    Text in a script that has capitals, and an attribute of authors in the plan.

Reading it
    +5 points means that 5 more posts in every 100 shout. Gaps are judged against label_gap, the tolerance for rates.

Not evidence of
    Anger, or of who is louder: capitals are a habit of places and times, of screens and of senders. Scripts without
    capitals, such as Arabic or Hindi, never shout here.

References
----------
    Newcombe (1998), Statistics in Medicine 17, method 10, for the interval of a difference.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from audit.finding import Estimate, Finding, Judgement, NotMeasured, Severity
from audit.metrics.base import Scope
from audit.posts import PostBatch
from audit.statistics import benjamini_hochberg, difference, reading, share
from audit.statistics.intervals import Interval
from audit.tally import Tally

Counts = npt.NDArray[np.int64]
NAME = "shouting"
_LETTERS = 10
_MOSTLY = 0.8
_READ = {
    "shown": "shout {direction} often than those of others",
    "shown_small": "shout about as often as those of others",
    "inconclusive": "may or may not shout more often than those of others",
    "not_assessed": "are too few to say how often they shout",
}


@dataclass(frozen=True)
class Shouting:
    """Rates of posts in capitals by what authors state."""

    name: str = NAME
    title: str = "Who writes in capitals"

    def measure(self, posts: PostBatch) -> Tally:
        """Count one batch: posts with letters and posts that shout, by group and author bucket.

        Cells of groups of authors are (metric, "author", attribute, group, ...): then what turns out to be free text, and no
        attribute, is left out by itself.
        """
        tally = Tally()
        text = posts.column("text")
        if text is None:
            return tally
        lettered, loud = _shouting(text)
        for attribute, group, members in _stated(posts):
            cell = (NAME, "author", attribute, group)
            tally.count((*cell, "posts"), posts.bucket[members & lettered])
            tally.count((*cell, "loud"), posts.bucket[members & loud])
            tally.add_authors(cell, np.unique(posts.author_key[members & lettered & posts.has_author]))
        return tally

    def judge(self, tally: Tally, scope: Scope) -> Judgement:
        """Hold each group against the others. Groups of too few authors are hidden by postaudit, not here."""
        parts = [_judged(attribute, tally, scope) for attribute in sorted(scope.plan.groups)]
        parts = [each for each in parts if each.estimates]
        if not parts:
            reason = "No author states an attribute that the plan names, or no post has enough letters."
            return Judgement(not_measured=(NotMeasured(NAME, reason),))
        return Judgement.sum(parts)


def _shouting(text: pa.Array) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Which posts have letters enough, and which of them are mostly in capitals; shape (n,)."""
    capitals = pc.fill_null(pc.count_substring_regex(text, r"\p{Lu}"), 0).to_numpy(zero_copy_only=False)
    small = pc.fill_null(pc.count_substring_regex(text, r"\p{Ll}"), 0).to_numpy(zero_copy_only=False)
    lettered = capitals + small >= _LETTERS
    return lettered, lettered & (capitals >= _MOSTLY * (capitals + small))


def _stated(posts: PostBatch) -> Iterator[tuple[str, str, npt.NDArray[np.bool_]]]:
    """Attribute, group, and which posts are of authors who state it."""
    for name in sorted(posts.values):
        if not name.startswith("attribute:"):
            continue
        column = posts.encoded(name)
        groups, codes = column.dictionary.to_pylist(), column.indices.fill_null(-1).to_numpy(zero_copy_only=False)
        for code, group in enumerate(groups):
            yield name.removeprefix("attribute:"), str(group), codes == code


def _judged(attribute: str, tally: Tally, scope: Scope) -> Judgement:
    groups = sorted({cell[3] for cell in tally.cells(NAME, "author", attribute) if tally.posts((*cell[:4], "posts"))})
    rates = [_rate(attribute, group, groups, tally, scope) for group in groups]
    if len(groups) < 2:
        return Judgement(tuple(rates))
    gaps = [_gap(attribute, group, groups, tally, scope) for group in groups]
    # All groups of an attribute are one family: the more there are, the more must be there to call one of them shown.
    tested = [index for index, each in enumerate(gaps) if each.p_value is not None]
    found = benjamini_hochberg([gaps[index].p_value for index in tested])
    for index, q_value in zip(tested, found, strict=True):
        gaps[index] = replace(gaps[index], q_value=float(q_value), family=f"{NAME}.{attribute}")
    claims = [_claim(group, rate, gap, scope) for group, rate, gap in zip(groups, rates, gaps, strict=True)]
    return Judgement((*rates, *gaps), tuple(claims))


def _cells(attribute: str, group: str, tally: Tally) -> list[Counts]:
    """Posts that shout and posts with letters, per author bucket."""
    return [tally.per_bucket((NAME, "author", attribute, group, what)) for what in ("loud", "posts")]


def _rate(attribute: str, group: str, groups: list[str], tally: Tally, scope: Scope) -> Estimate:
    loud, posts = _cells(attribute, group, tally)
    stem = f"{NAME}.{attribute}.{_slug(group, groups)}"
    authors = tally.n_authors((NAME, "author", attribute, group)) if scope.has_authors else None
    rate = share(loud, posts, level=scope.level)
    return _estimate(f"{stem}.rate", "rate", {attribute: group}, rate, "share", (int(posts.sum()), authors))


def _gap(attribute: str, group: str, groups: list[str], tally: Tally, scope: Scope) -> Estimate:
    own = _cells(attribute, group, tally)
    others = [_cells(attribute, each, tally) for each in groups if each != group]
    rest = [sum(each) for each in zip(*others, strict=True)]
    stem = f"{NAME}.{attribute}.{_slug(group, groups)}"
    authors = tally.n_authors((NAME, "author", attribute, group)) if scope.has_authors else None
    gap = difference(*own, *rest, level=scope.level, tolerance=scope.plan.tolerances.label_gap)
    return _estimate(
        f"{stem}.difference", "difference", {attribute: group}, gap, "points", (int(own[1].sum()), authors)
    )


def _claim(group: str, rate: Estimate, gap: Estimate, scope: Scope) -> Finding:
    """What the interval of the gap and its q-value show against the tolerance."""
    tolerance = scope.plan.tolerances.label_gap
    said = "not_assessed" if gap.low is None or gap.high is None else reading(gap.low, gap.high, tolerance)
    if said == "shown" and (gap.q_value is None or gap.q_value > 1 - gap.level):
        said = "inconclusive"
    direction = "more" if (gap.value or 0) > 0 else "less"
    numbers = f"{rate.value:.1%} of them are" if rate.value is not None else "It cannot be said how many of them are"
    attribute = next(iter(gap.group))
    return Finding(
        id=gap.id.removesuffix(".difference"),
        metric=NAME,
        title=f"Posts whose authors state “{group}” ({attribute}) {_READ[said].format(direction=direction)}",
        statement=f"{numbers} in capitals.",
        reading=said,
        severity=_severity(min(abs(gap.low or 0), abs(gap.high or 0)) / tolerance) if said == "shown" else "none",
        confidence="medium",
        harm="stereotyping",
        estimates=(rate.id, gap.id),
        headline=gap.id,
        caveats=("Capitals are no measure of anger.",),
    )


def _estimate(
    identifier: str, measure: str, group: dict[str, str], found: Interval, unit: str, counts: tuple[int, int | None]
) -> Estimate:
    """A figure with its interval and its counts; one that cannot be had says so, and is no 0."""
    posts, authors = counts
    if not found.estimable:
        note = "too few posts or authors for an interval"
        return Estimate(
            identifier, NAME, measure, group, None, None, None, unit, posts, authors, status="not_estimable", note=note
        )  # fmt: skip
    return Estimate(
        identifier, NAME, measure, group, found.value, found.low, found.high, unit, posts, authors,
        n_effective=found.n_effective, level=found.level, p_value=found.p_value,
        degrees_of_freedom=found.degrees_of_freedom,
    )  # fmt: skip


def _severity(size: float) -> Severity:
    """By how many tolerances a gap comes to at least: those of the end of its interval nearer to none."""
    return "high" if size >= 2 else "medium" if size >= 1.5 else "low"


def _slug(group: str, groups: list[str]) -> str:
    """A name for ids: letters that are safe in an address, and a number where two groups would have the same."""
    plain = ["".join(each if each.isascii() and each.isalnum() else "_" for each in one.lower())[:40] for one in groups]
    own = plain[groups.index(group)] or "_"
    return own if plain.count(own) == 1 and own.strip("_") else f"{own}{groups.index(group)}"
