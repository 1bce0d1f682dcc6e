"""Beside each difference of label rates, the same among posts alike in length, profanity and community."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from audit.finding import Estimate
from audit.metrics.base import Scope
from audit.metrics.blurring import blurred
from audit.metrics.contrast import Contrast, as_estimate, with_q_values
from audit.metrics.labels.adjusted import ADJUSTED, Rows
from audit.metrics.labels.counts import NAME
from audit.metrics.labels.other_sides import Raw, alike
from audit.metrics.labels.untold import Untold, unadjusted
from audit.metrics.mentions.rounding import ROUNDED, Others, rounded
from audit.metrics.mentions.sides import LOOSELY
from audit.metrics.withheld import are_withheld
from audit.standing.sides import OtherSide
from audit.tally import Tally
from audit.wording import count, percent

_MOST_TOLD = 4
#: What is owed with every adjusted figure.
_CAVEAT = (
    "Adjusted gaps are among posts in English that are alike in {}."
    " They leave out what else differs, and take away what belongs to the gap where profanity is part of how a group speaks or is"
    " spoken of: neither figure says why labels fall so, nor that annotators erred."
)


def alike_in(*, by_community: bool) -> str:
    """What posts are made alike in."""
    return "length, profanity and community" if by_community else "length and profanity"


def caveat(*, by_community: bool) -> str:
    """What is owed with every adjusted figure of these data."""
    return _CAVEAT.format(alike_in(by_community=by_community).replace("profanity", "plain profanity"))


@dataclass
class Adjustment:
    """The adjusted differences of one label."""

    label: str
    tally: Tally
    scope: Scope

    def __post_init__(self) -> None:
        self._rows = None if self.tally.is_weighted else Rows.of(self.tally, self.label)

    @property
    def by_community(self) -> bool:
        """Whether posts are alike in community too."""
        return self._rows is not None and self._rows.by_community

    @property
    def untold(self) -> Untold | None:
        """Why there is none; None where there are, or where there could be none for want of English text."""
        if self.tally.is_weighted:
            reason = "are not weighted, so they are not measured under weights"
        elif are_withheld(self.tally, ADJUSTED):
            reason = "need rows of posts, which tally files do not hold: run the audit on the posts themselves"
        elif self._rows is None:
            reason = "need the text of labelled posts in English, to be alike in length and profanity"
        else:
            return None
        return unadjusted(reason)

    def beside(
        self, contrasts: Sequence[Contrast], side: str, axis: str, compared: Sequence[str], rest: Raw
    ) -> list[Contrast]:
        """Adjusted differences, each beside a raw one that is printed.

        Parameters
        ----------
        contrasts : sequence of Contrast
            Differences of the rates of groups of an axis, as they are.
        side : str
            ``author`` or ``mention``.
        axis : str
        compared : sequence of str
            Groups of authors that each is held against; mentions are held against posts that name the group in no form.
        rest : callable
            Labelled posts that a group's gap is held against.
        """
        rows = self._rows
        if rows is None:
            return []
        others = {each: rows.group(side, axis, each) for each in compared} if side == "author" else {}
        everyone = np.any(list(others.values()), axis=0) if others else np.ones(len(rows.value), dtype=bool)
        return with_q_values(
            self._adjusted(each, rows, side, axis, everyone, others, rest)
            for each in contrasts
            if each.estimate.status == "ok"
        )

    def _adjusted(
        self,
        raw: Contrast,
        rows: Rows,
        side: str,
        axis: str,
        everyone: npt.NDArray[np.bool_],
        parts: Mapping[str, npt.NDArray[np.bool_]],
        rest: Raw,
    ) -> Contrast:
        estimate, level = raw.estimate, self.scope.level
        group, value = estimate.group[axis], estimate.group["value"]
        own = rows.group(side, axis, group)
        others = everyone & ~own
        if side == "mention":
            others &= ~rows.group(LOOSELY, axis, group)
        found = rows.difference(value, own, others, level=level, tolerance=raw.tolerance)
        posts = rows.per_bucket(own)
        sampled = "" if rows.rate == 1 else f"on {percent(rows.rate)} of authors, drawn by hash"
        adjusted = as_estimate(
            f"{estimate.id.removesuffix('difference')}adjusted_difference",
            f"adjusted_{estimate.measure}",
            dict(estimate.group),
            found,
            "points",
            n_posts=int(posts.sum()),
            n_authors=rows.n_authors(own) if self.scope.has_authors else None,
            voices=int(np.count_nonzero(posts)),
            scope=self.scope,
            family=f"{estimate.family}.adjusted",
            note=sampled,
            effective_floor=False,
            other_side=self._against(
                estimate, rows, axis, (own, others), {e: parts[e] for e in parts if e != group}, rest
            ),
        )
        floor = self.scope.plan.floors.authors
        counted = self.tally.per_bucket((NAME, self.label, side, axis, group, ""))
        if ROUNDED in estimate.note:
            adjusted = rounded(adjusted, Others(int(others.sum())), floor, raw.tolerance)
        if (
            adjusted.status == "ok"
            and (estimate.n_posts is None or ROUNDED in estimate.note or 0 < np.count_nonzero(counted - posts) < floor)
        ):  # posts in other languages, or of authors who were not drawn, or what the raw gap is rounded for, would follow
            adjusted = blurred(adjusted)
        return Contrast(adjusted, raw.tolerance)

    def _against(
        self,
        raw: Estimate,
        rows: Rows,
        axis: str,
        sides: tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]],
        parts: Mapping[str, npt.NDArray[np.bool_]],
        rest: Raw,
    ) -> OtherSide | None:
        """The other side among posts that are alike: of groups of authors all of them, of a mention one whole."""
        own_side, others = sides
        if parts:
            cells = {each: (NAME, self.label, "author", axis, each, "") for each in parts}
            unlike = [self.tally.per_bucket(cells[each]) - rows.per_bucket(own) for each, own in parts.items()]
            told = [rows.per_bucket(others)]
        else:
            unlike = [rest(raw.group[axis]).posts - rows.per_bucket(others)]
            # Of posts in English, whose number may be printed, both sides leave those that name it by loose forms alone.
            told = [rows.per_bucket(others), rows.per_bucket(~own_side & ~others)]
        authors = rows.n_authors(others) if self.scope.has_authors else None
        # Of groups that share no author it is their sum; who names a group in one post may write others that do not.
        apart = parts and authors == sum(rows.n_authors(own) for own in parts.values())
        sizes = int(np.count_nonzero(others)), authors if apart else None
        return alike(raw, unlike, told, sizes, self.scope.plan.floors.authors)


def beside(adjusted: Sequence[Contrast], raw: Estimate) -> Contrast | None:
    """The adjusted difference that belongs to a raw one."""
    name = f"{raw.id.removesuffix('difference')}adjusted_difference"
    return next((each for each in adjusted if each.estimate.id == name), None)


def said(adjusted: Contrast | None, raw: Estimate, *, by_community: bool) -> str:
    """The adjusted gap beside a raw one that is shown, in a sentence, with a blank before it; nothing where there is none."""
    if adjusted is None or adjusted.estimate.status != "ok":
        return ""
    estimate = adjusted.estimate
    reading = {
        "shown": "beyond the tolerance on the other side" if _turns(raw, estimate) else "still beyond the tolerance",
        "shown_small": "within the tolerance",
        "inconclusive": "which does not settle whether it is beyond the tolerance",
        "not_assessed": "which could not be judged",
    }[adjusted.reading]
    return (
        f" Among posts alike in {alike_in(by_community=by_community)} it is {estimate.told}"
        f" ({estimate.limits}), {reading}."
    )


def _turns(raw: Estimate, adjusted: Estimate) -> bool:
    return (raw.value or 0.0) * (adjusted.value or 0.0) < 0


def turned_round(raw: Iterable[Contrast], adjusted: Sequence[Contrast]) -> list[tuple[Contrast, Contrast]]:
    """Gaps that are not shown, each with an adjusted one that is shown on the other side; the widest of these first."""
    quiet = [each for each in raw if each.reading in ("inconclusive", "shown_small")]
    pairs = [(each, alike) for each in quiet if (alike := beside(adjusted, each.estimate)) is not None]
    found = [
        (each, alike) for each, alike in pairs if alike.reading == "shown" and _turns(each.estimate, alike.estimate)
    ]
    # Two groups that mirror each other differ in the last digit alone.
    return sorted(found, key=lambda pair: (-round(abs(pair[1].estimate.value or 0.0), 9), pair[1].estimate.id))


def said_of_turned(
    pairs: Sequence[tuple[Contrast, Contrast]], called: Callable[[Estimate], str], *, by_community: bool
) -> str:
    """Which gaps turn round among posts alike; begins with a blank, or is empty."""
    if not pairs:
        return ""
    listed = "; ".join(
        f"{called(raw.estimate)}: {raw.estimate.told} as it is, {alike.estimate.told} among these"
        for raw, alike in pairs[:_MOST_TOLD]
    )
    more = f"; and {count(len(pairs) - _MOST_TOLD)} more" if len(pairs) > _MOST_TOLD else ""
    what = "comparison turns" if len(pairs) == 1 else "comparisons turn"
    return (
        f" {count(len(pairs))} {what} round among posts alike in {alike_in(by_community=by_community)}: {listed}{more}."
    )
