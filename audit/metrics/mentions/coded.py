"""Rates of mention corrected by posts that people read: precision, misses, agreement, and ratios that rest on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from audit.finding import Estimate, NotMeasured, Unit
from audit.metrics.base import Scope
from audit.metrics.contrast import Contrast, as_estimate, with_q_values
from audit.metrics.language import read_cell
from audit.resources import CodedGroup, group_title
from audit.resources.coded_sheet import LOOSE, STRATA, STRICT
from audit.standing.sides import OtherSide
from audit.statistics.agreement import krippendorff_alpha
from audit.statistics.coded_rates import CodedStratum, coded_share, corrected_rate, corrected_ratio
from audit.statistics.intervals import Interval
from audit.tally import Tally
from audit.wording import count, join, plural

NAME = "mentions"
#: Measures that a coded group has beside its rates.
MEASURES = ("posts_corrected", "precision", "miss_rate", "agreement")


#: Of which posts each rate is one.
_WHOLE = {
    "posts_corrected": "posts in which the group could be recognised",
    "precision": "coded posts that match a strict form of the group",
    "miss_rate": "coded posts that match none",
}


@dataclass(frozen=True)
class CodedAxis:
    """What was coded of the groups of one axis.

    Attributes
    ----------
    axis : str
    scope : Scope
    made : dict of str to Estimate
    groups : dict of str to CodedGroup
        Those whose sheet was drawn from these posts.
    reasons : tuple of NotMeasured
        Why the others are not corrected.
    voices, n_authors : mapping of str to int
        Authors who mention each group; authors of all posts in which it could be recognised.
    """

    axis: str
    scope: Scope
    groups: Mapping[str, CodedGroup]
    reasons: tuple[NotMeasured, ...]
    voices: Mapping[str, int]
    n_authors: Mapping[str, int | None]
    made: dict[str, Estimate] = field(default_factory=dict)

    @property
    def estimates(self) -> tuple[Estimate, ...]:
        """All figures, group by group."""
        return tuple(self.made.values())

    def get(self, group: str, measure: str) -> Estimate | None:
        """One of the figures, if there is one with a value."""
        found = self.made.get(f"{NAME}.{self.axis}.{group}.{measure}")
        return found if found is not None and found.status == "ok" else None

    def corrected(self, *groups: str) -> bool:
        """Whether all of these have a corrected rate."""
        return all(self.get(each, "posts_corrected") is not None for each in groups)

    def parity(self, first: str, second: str) -> Contrast | None:
        """The ratio of two corrected rates; None unless both were coded and there is one."""
        if not self.corrected(first, second):
            return None
        tolerance = self.scope.plan.tolerances.rate_ratio
        sides = [_strata(self.groups[each]) for each in (first, second)]
        found = corrected_ratio(*sides, level=self.scope.level, tolerance=tolerance)
        estimate = as_estimate(
            f"{NAME}.{self.axis}.{first}.ratio_to_{second}_corrected",
            f"ratio_to_{second}_corrected",
            {self.axis: first},
            found,
            "ratio",
            n_posts=_posts(self.groups[first]),
            n_authors=self.n_authors[first],
            voices=min(self.voices[first], self.voices[second]),
            scope=self.scope,
            family=f"{NAME}.{self.axis}.corrected",
            note="of corrected rates",
            other_side=OtherSide(
                f"the same posts: those of them that mention {group_title(second)}",
                _posts(self.groups[second]),
                self.n_authors[second],
            ),
        )
        return with_q_values([Contrast(estimate, tolerance, null=1.0)])[0] if estimate.status == "ok" else None

    def add(self, group: str) -> None:
        """Make the figures of a group."""
        coded, level = self.groups[group], self.scope.level
        strata = _strata(coded)
        hits, others = coded.strata[STRICT], [coded.strata[each] for each in STRATA if each != STRICT]
        rate = corrected_rate(strata, level=level)
        if np.isnan(rate.value):
            self._add_missing(group)
        else:
            note = f"corrected by {plural(coded.coded, 'coded post')}"
            self._keep(group, "posts_corrected", rate, "per_1000", _posts(coded), self.n_authors[group], note=note)
        precision = coded_share(hits.codes, hits.weights, level=level)
        self._keep(group, "precision", precision, "share", hits.coded, len(hits.authors))
        if any(each.posts.any() for each in others):
            missed = corrected_rate(strata[1:], level=level)
            authors = len({author for each in others for author in each.authors})
            self._keep(group, "miss_rate", missed, "share", sum(each.coded for each in others), authors)
        if len(coded.ratings) > 1:
            twice = int((np.count_nonzero(~np.isnan(coded.ratings), axis=0) > 1).sum())
            alpha = krippendorff_alpha(coded.ratings, level=level)
            authors = len({author for each in coded.strata.values() for author in each.authors})
            self._keep(group, "agreement", alpha, "index", twice, authors, note="Krippendorff's alpha, nominal")

    def _add_missing(self, group: str) -> None:
        coded = self.groups[group]
        lacking = [
            f"{name!r}" for name in STRATA if coded.strata[name].posts.any() and not len(coded.strata[name].codes)
        ]
        bare = self._estimate(
            group, "posts_corrected", corrected_rate([]), "per_1000", _posts(coded), self.n_authors[group]
        )
        note = f"no post was coded of the stratum {join(lacking)}" if bare.status == "not_estimable" else bare.note
        self.made[bare.id] = Estimate(**{**vars(bare), "note": note})

    def _keep(
        self, group: str, measure: str, found: Interval, unit: Unit, posts: int, authors: int | None, *, note: str = ""
    ) -> None:
        made = self._estimate(group, measure, found, unit, posts, authors, note=note)
        self.made[made.id] = made

    def _estimate(
        self, group: str, measure: str, found: Interval, unit: Unit, posts: int, authors: int | None, *, note: str = ""
    ) -> Estimate:
        voices = self.voices[group]
        coded = measure != "posts_corrected"
        return as_estimate(
            f"{NAME}.{self.axis}.{group}.{measure}",
            measure,
            {self.axis: group},
            found,
            unit,
            n_posts=posts,
            n_authors=authors if self.scope.has_authors else None,
            voices=min(voices, authors) if coded and authors else voices,
            scope=self.scope,
            note=note,
            denominator=_WHOLE.get(measure, ""),
        )


def coded_axis(axis: str, groups: Sequence[str], voices: Mapping[str, int], tally: Tally, scope: Scope) -> CodedAxis:
    """The figures of what was coded of an axis.

    Parameters
    ----------
    axis : str
    groups : sequence of str
        Groups of the axis that were counted.
    voices : mapping of str to int
        Authors who certainly mention each group.
    tally : Tally
    scope : Scope
        Its ``coded`` are the groups that have a sheet.
    """
    found, reasons = {}, []
    for each in scope.coded:
        # Of a group that is hidden nothing is said, not even that it was coded.
        if each.axis != axis or each.group not in groups or voices[each.group] < scope.plan.floors.authors:
            continue
        if reason := _unfit(each, tally, scope):
            reasons.append(
                NotMeasured(NAME, f"{reason}: rates of mention of {group_title(each.group)} are not corrected.")
            )
        else:
            found[each.group] = each
    cells = {each: read_cell(tally, NAME, axis, each) for each in found}
    n_authors = {each: tally.n_authors(cell) if scope.has_authors else None for each, cell in cells.items()}
    result = CodedAxis(axis, scope, found, tuple(reasons), voices, n_authors)
    for group in found:
        result.add(group)
    return result


def _unfit(coded: CodedGroup, tally: Tally, scope: Scope) -> str:
    """Why a sheet says nothing of these posts; empty if it does: what it counted must be what is counted here."""
    if tally.is_weighted:
        return f"Posts are weighted, and those of {coded.source} were drawn as they are"
    own = (coded.axis, coded.group)
    posts = {name: coded.strata[name].posts for name in STRATA}
    strict, loose = (tally.per_bucket((NAME, tier, *own)) for tier in ("strict", "loose"))
    same = (
        np.array_equal(posts[STRICT], strict)
        and np.array_equal(posts[STRICT] + posts[LOOSE], loose)
        and np.array_equal(sum(posts.values()), tally.per_bucket(read_cell(tally, NAME, *own)))
    )
    if same:
        return ""
    return (
        f"{coded.source} was drawn from other posts than these, or with a plan that reads them otherwise"
        f" ({plural(coded.posts, 'post')} there, {count(scope.posts)} here)"
    )


def _strata(coded: CodedGroup) -> list[CodedStratum]:
    each = [coded.strata[name] for name in STRATA]
    return [CodedStratum(one.posts, one.codes, one.weights) for one in each]


def _posts(coded: CodedGroup) -> int:
    return int(sum(each.posts.sum() for each in coded.strata.values()))
