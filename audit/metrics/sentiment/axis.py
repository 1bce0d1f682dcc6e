"""Scores by group of one axis, judged: means, and gaps to posts about others and about nobody."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from audit import resources
from audit.finding import Block, Chart, Estimate, Finding, Judgement, NotMeasured
from audit.metrics.base import Scope
from audit.metrics.contrast import Contrast, as_estimate, confidence, could_have_shown, roll_up, with_q_values
from audit.metrics.sentiment.hiding import FEW_POSTS, HIDDEN_GROUP, coarse, tells
from audit.metrics.sentiment.sums import ANY, ASIDE, NAME, Sums, sums_of
from audit.metrics.sentiment.words import CAVEAT, caveats, statement, title
from audit.metrics.verdicts import ending
from audit.resources import axis_title, group_title
from audit.standing.sides import OtherSide
from audit.statistics.intervals import share
from audit.statistics.means import difference_of_means, mean
from audit.tally import Tally
from audit.wording import join, number, percent, plural, sentence_case
from audit.wording.digits import MINUS

_THOUSANDTHS = 1000
_MOST_DRAWN = 12
OTHERS, NOBODY = "others", "nobody"


@dataclass(frozen=True)
class SentimentOfAxis:
    """One axis being judged.

    Attributes
    ----------
    axis : str
    nobody : Sums
        Of posts that name no group.
    tally : Tally
    scope : Scope
    """

    axis: str
    nobody: Sums
    tally: Tally
    scope: Scope

    def judge(self) -> Judgement:
        """Estimates of every group, a finding for each gap that is shown, and one for the rest."""
        floors = self.scope.plan.floors
        groups = [cell[3] for cell in self.tally.cells(NAME, "posts", self.axis) if cell[3] != ANY]
        sums = {group: sums_of(self.tally, self.axis, group) for group in groups}
        enough = [group for group in groups if sums[group].different >= floors.posts]
        if not enough:
            reason = f"{self._title}: no group is mentioned in {floors.posts} posts or more."
            return Judgement(not_measured=(NotMeasured(NAME, reason),))
        everyone = sums_of(self.tally, self.axis, ANY)
        # Groups whose mean is not printed, since it is that of a few.
        hidden = any(
            0 < least < floors.authors for each in sums.values() for least in (self._voices(each), each.knowing)
        )
        aside = {group: sums_of(self.tally, self.axis, group, ASIDE) for group in groups}
        few = tells(list(sums.values()), everyone, aside.values(), floors.authors)
        why = HIDDEN_GROUP if hidden else FEW_POSTS if few else ""
        means = {group: self._mean(group, sums[group]) for group in enough}
        shares = [self._scored(group, sums[group]) for group in enough]
        others = {group: everyone - sums[group] - aside[group] for group in enough}
        gaps = [
            self._gap(group, OTHERS, sums[group], others[group], why) for group in enough if others[group].posts.any()
        ]
        gaps += [self._gap(group, NOBODY, sums[group], self.nobody) for group in enough]
        contrasts = with_q_values(Contrast(each, self.scope.plan.tolerances.sentiment_gap) for each in gaps)
        shown = [each for each in contrasts if each.reading == "shown"]
        rest = [each for each in contrasts if each not in shown]
        findings = [self._finding(each, means) for each in shown]
        findings += [self._rest(rest, len(contrasts))] if rest else []
        estimates = (*means.values(), *shares, *(each.estimate for each in contrasts))
        return Judgement(
            estimates, tuple(findings), self._blocks(means, {each.estimate.group[self.axis] for each in shown})
        )

    @property
    def _title(self) -> str:
        return sentence_case(axis_title(self.axis))

    def _voices(self, sums: Sums) -> int:
        if sums.n_authors is None:
            return sums.voices
        # Posts by authors who are not named count as one voice: nobody can say that they are more.
        return sums.n_authors or min(1, int(sums.posts.sum()))

    def mean_of_nobody(self) -> Estimate:
        """Mean score of posts that name no group."""
        return self._mean("", self.nobody, f"{NAME}.{NOBODY}.mean")

    def _mean(self, group: str, sums: Sums, identifier: str = "") -> Estimate:
        found = as_estimate(
            identifier or f"{NAME}.{self.axis}.{group}.mean",
            "mean_score",
            {self.axis: group} if group else {},
            mean(sums.scores, sums.posts, level=self.scope.level).scaled(1 / _THOUSANDTHS),
            "score",
            n_posts=int(sums.posts.sum()),
            n_authors=sums.n_authors,
            voices=self._voices(sums),
            scope=self.scope,
            effective_floor=False,
            denominator="posts that mention the group, each with its score" if group else "posts that name no group",
        )
        return self._if_carried(found, sums)

    def _if_carried(self, estimate: Estimate, *sides: Sums) -> Estimate:
        """The estimate, unless a side is too few posts, or the words of so few authors that it tells theirs."""
        floors = self.scope.plan.floors
        if estimate.status != "ok":
            return estimate
        if any(each.different < floors.posts for each in sides):
            note = f"held against fewer than {floors.posts} posts"
        elif any(each.knowing < floors.authors for each in sides):
            note = f"fewer than {floors.authors} authors wrote posts that do not score 0"
        else:
            return estimate
        bare = replace(estimate, value=None, low=None, high=None, n_effective=None, p_value=None, detectable=None)
        return replace(bare, status="not_estimable", note=note)

    def _scored(self, group: str, sums: Sums) -> Estimate:
        parts = [each for each in (sums.known, sums.posts - sums.known) if each.any()]
        return as_estimate(
            f"{NAME}.{self.axis}.{group}.scored",
            "share_scored",
            {self.axis: group},
            share(sums.known, sums.posts, level=self.scope.level),
            "share",
            n_posts=int(sums.posts.sum()),
            n_authors=sums.n_authors,
            voices=min(int(np.count_nonzero(each)) for each in parts),
            scope=self.scope,
            denominator="posts that mention the group",
            n_counted=int(sums.known.sum()),
        )

    def _gap(self, group: str, against: str, own: Sums, other: Sums, why: str = "") -> Estimate:
        """A gap, on a grid where there is a reason why an exact one would tell too much."""
        interval = difference_of_means(
            own.scores,
            own.posts,
            other.scores,
            other.posts,
            level=self.scope.level,
            tolerance=_THOUSANDTHS * self.scope.plan.tolerances.sentiment_gap,
        )
        found = as_estimate(
            f"{NAME}.{self.axis}.{group}.gap_to_{against}",
            f"gap_to_{against}",
            {self.axis: group},
            interval.scaled(1 / _THOUSANDTHS),
            "score",
            n_posts=int(own.posts.sum()),
            n_authors=own.n_authors,
            voices=min(self._voices(own), other.voices) if other.posts.any() else self._voices(own),
            scope=self.scope,
            family=f"{NAME}.{self.axis}",
            effective_floor=False,
            other_side=_other_side(against, other),
        )
        found = self._if_carried(found, own, other)
        if not why:
            return found
        return coarse(found, other, self.scope.plan.floors.authors, self.scope.plan.tolerances.sentiment_gap, why)

    def _finding(self, contrast: Contrast, means: dict[str, Estimate]) -> Finding:
        estimate = contrast.estimate
        group, against = estimate.group[self.axis], estimate.measure.removeprefix("gap_to_")
        return Finding(
            id=f"{NAME}.{self.axis}.{group}.{against}",
            metric=NAME,
            title=title(group, against, estimate.value or 0.0),
            statement=statement(group, against, axis_title(self.axis), means[group], estimate),
            reading="shown",
            severity=contrast.severity,
            confidence=confidence([estimate], self.scope, stated=False),
            harm="stereotyping",
            estimates=(
                estimate.id,
                *(f"{NAME}.{self.axis}.{group}.{each}" for each in ("mean", "scored")),
                *((f"{NAME}.{NOBODY}.mean",) if against == NOBODY else ()),
            ),
            headline=estimate.id,
            caveats=self._caveats([group]),
            actions=(
                "Read a sample of these posts before acting: a hard topic scores low whatever is said of people.",
            ),
            block=f"{NAME}.{self.axis}",
        )

    def _caveats(self, groups: list[str]) -> tuple[str, ...]:
        return caveats([(self.axis, each) for each in groups], resources.read_scorer_shifts(), self.scope)

    def _rest(self, rest: list[Contrast], compared: int) -> Finding:
        readings = [each.reading for each in rest]
        small, open_, none = (readings.count(each) for each in ("shown_small", "inconclusive", "not_assessed"))
        more = len(rest) < compared
        tolerance = number(self.scope.plan.tolerances.sentiment_gap)
        parts = [
            *(
                [f"{small} {'was' if small == 1 else 'were'} shown to be within {tolerance} either way"]
                if small
                else []
            ),
            *([f"{open_} could not be settled"] if open_ else []),
            *([f"{none} stood on too few posts or authors to be judged"] if none else []),
        ]
        reading = roll_up(readings)
        told = f"{'other ' if more else ''}gaps in sentiment between posts{ending(readings, '', f'within {tolerance}')}"
        if reading == "shown_small":
            told = f"no {'further ' if more else ''}gap in sentiment between posts"
        groups = list(dict.fromkeys(each.estimate.group[self.axis] for each in rest))
        return Finding(
            id=f"{NAME}.{self.axis}",
            metric=NAME,
            title=f"{self._title}: {told}",
            statement=f"Of {plural(compared, 'comparison')} of posts that mention a group with posts that mention others or"
            f" nobody, {join(parts)}.{could_have_shown(rest)}",
            reading=reading,
            severity="none",
            confidence=confidence([each.estimate for each in rest], self.scope, stated=False),
            harm="stereotyping",
            estimates=tuple(each.estimate.id for each in rest),
            caveats=self._caveats(groups),
            block=f"{NAME}.{self.axis}",
        )

    def _blocks(self, means: dict[str, Estimate], claimed: set[str]) -> tuple[Block, ...]:
        drawn = sorted(
            (each for each in means if means[each].status == "ok"),
            key=lambda each: (each not in claimed, -(means[each].n_posts or 0)),
        )
        drawn = drawn[:_MOST_DRAWN]
        if not drawn:
            return ()
        chart = Chart(
            "intervals",
            (*((means[each].id,) for each in drawn), (f"{NAME}.{NOBODY}.mean",)),
            (*(group_title(each) for each in drawn), "posts that name no group"),
            "mean score of posts that mention the group, names masked",
            caption=f"VADER's compound score, from {MINUS}1 to 1, with {percent(self.scope.level)} intervals clustered by"
            f" {self.scope.voice}. At most twelve groups drawn.",
        )
        return (Block(f"{NAME}.{self.axis}", NAME, self._title, "", chart, (CAVEAT,)),)


def _other_side(against: str, other: Sums) -> OtherSide:
    """What a mean is held against; how many posts mention others is not told, for rates of themes would then be counts."""
    if against == NOBODY:
        return OtherSide("posts that name no group", int(other.posts.sum()), other.n_authors)
    return OtherSide("posts that mention another group of the axis and name this one in no form").hidden
