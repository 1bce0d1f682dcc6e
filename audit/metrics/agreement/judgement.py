"""One question being judged: how far annotators agree on it, overall and by groups of posts."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import numpy.typing as npt

from audit.disclosure import suppress
from audit.finding import Estimate, Judgement, NotMeasured, Unit
from audit.metrics.agreement.counts import BIT, NAME
from audit.metrics.agreement.questions import Question
from audit.metrics.agreement.words import blocks, question_finding
from audit.metrics.base import Scope
from audit.metrics.blurring import blurred
from audit.metrics.contrast import as_estimate
from audit.metrics.language import unread
from audit.posts import BUCKETS
from audit.statistics.agreement import Level
from audit.statistics.coincidences import agreement_interval
from audit.statistics.concentration import concentration_interval, top_share
from audit.statistics.intervals import Interval, share
from audit.statistics.means import mean
from audit.tally import Tally

Counts = npt.NDArray[np.int64]
#: More groups than this are free text.
MOST_GROUPS = 100
#: Shares of posts by how they were decided: kind of cell, measure.
DECIDED = (("unanimous", "unanimous"), ("one vote", "decided_by_one_vote"), ("tied", "tied"))
SIDES = ("author", "mention", "language")


@dataclass(frozen=True)
class QuestionJudgement:
    """One question being judged."""

    question: Question
    tally: Tally
    scope: Scope

    def judge(self) -> Judgement:
        """Estimates of everyone and of groups, a finding that tells them, and charts."""
        several = self._posts("several")
        if not several.any():
            reason = f"Votes on {self.question.title!r}: no post was judged by two annotators, so none could agree."
            return Judgement(estimates=(self._single(),), not_measured=(NotMeasured(NAME, reason),))
        overall = {each.measure: each for each in self._overall()}
        groups: list[Estimate] = []
        missing: list[NotMeasured] = []
        for side in SIDES:
            blocked = unread(self.tally, NAME) if side == "mention" else None
            if blocked is not None:
                reason = f"Agreement by mentioned group: {blocked.reason}"
                missing.append(NotMeasured(NAME, reason))
                continue
            for axis in self._axes(side):
                groups += self._by_group(side, axis)
        finding = question_finding(self.question, overall, groups, self.scope)
        return Judgement(
            (*overall.values(), *groups),
            (finding,),
            blocks(self.question, overall, groups, self.scope),
            tuple(missing),
        )

    def _overall(self) -> list[Estimate]:
        made = [self._alpha("alpha", "nominal")]
        if self.question.numbers is not None and len(self.question.numbers) > 2:
            made += [self._alpha("alpha_ordinal", "ordinal"), self._alpha("alpha_interval", "interval")]
        sizes = {cell[3] for cell in self.tally.total_cells(NAME, self.question.cell, "size")}
        if len(sizes) == 1 and sizes != {"100"}:
            made.append(self._alpha("fleiss_kappa", None, note=f"each post has {sizes.pop()} judgements"))
        return [*made, *self._decided(), self._entropy(), self._single(), *self._annotators()]

    def _posts(self, kind: str, side: str = "all", axis: str = "", group: str = "") -> Counts:
        return self.question.posts(self.tally, kind, side, axis, group)

    def _n_authors(self, side: str = "all", axis: str = "", group: str = "") -> int | None:
        if not self.scope.has_authors:
            return None
        return self.tally.n_authors((NAME, self.question.cell, "several", side, axis, group))

    def _estimate(
        self,
        name: str,
        measure: str,
        interval: Interval,
        unit: Unit,
        *,
        voices: int,
        side: tuple[str, str, str] = ("all", "", ""),
        note: str = "",
        floor: bool = False,
    ) -> Estimate:
        group = {"question": self.question.title, **({side[1]: side[2]} if side[1] else {})}
        return as_estimate(
            f"{NAME}.{self.question.slug}.{name}",
            measure,
            group,
            interval,
            unit,
            n_posts=int(self._posts("several", *side).sum()),
            n_authors=self._n_authors(*side),
            voices=voices,
            scope=self.scope,
            note=note,
            effective_floor=floor,
            denominator="posts that are judged more than once" if unit == "share" else "",
        )

    def _alpha(self, measure: str, scale: Level | None, note: str = "") -> Estimate:
        several = self._posts("several")
        known = self.question.annotators >= self.scope.plan.floors.authors
        raters = {
            f"by_{each}": self.question.sides(self.tally, each) if known else None for each in ("annotator", "rating")
        }
        interval = agreement_interval(
            self.question.table(self.tally),
            several,
            self.question.numbers,
            scale=scale,
            level=self.scope.level,
            **raters,
        )
        whose = (
            f"clustered by {self.scope.voice} and annotator"
            if known
            else "says nothing of other annotators: they are few or not named"
        )
        note = "; ".join(each for each in (note, whose) if each)
        return self._estimate(measure, measure, interval, "index", voices=self._voices(), note=note)

    def _voices(self, side: str = "all", axis: str = "", group: str = "") -> int:
        """Authors of posts judged twice, or of those on which annotators disagree, whichever are fewer: alpha tells of both."""
        several = self._posts("several", side, axis, group)
        divided = self.question.divided(self.tally, side, axis, group)
        return min(int(np.count_nonzero(each)) for each in (several, divided) if each.any())

    def _decided(self, side: str = "all", axis: str = "", group: str = "") -> list[Estimate]:
        """Shares of posts by how they were decided; together with the rest they are all, so none may follow from the others."""
        several = self._posts("several", side, axis, group)
        parts = [self._posts(kind, side, axis, group) for kind, _ in DECIDED]
        rest = several - np.sum(parts, axis=0)
        hidden = suppress([int(np.count_nonzero(each)) for each in (*parts, rest)], self.scope.plan.floors.authors)
        prefix = f"{side}.{axis}.{group}." if axis and side != "language" else f"{side}.{group}." if axis else ""
        return [
            self._estimate(
                f"{prefix}{measure}",
                measure,
                share(part, several, level=self.scope.level),
                "share",
                voices=1 if gone else int(np.count_nonzero(several)),
                side=(side, axis, group),
                floor=True,
            )
            for part, gone, (_, measure) in zip(parts, hidden[:3], DECIDED, strict=True)
        ]

    def _entropy(self) -> Estimate:
        several = self._posts("several")
        divided = several - self._posts("unanimous")
        found = mean(self._posts("entropy"), several, level=self.scope.level)
        interval = (
            replace(found.scaled(1 / BIT), low=max(found.low / BIT, 0.0)) if found.estimable else found.scaled(1 / BIT)
        )
        occupied = [int(np.count_nonzero(each)) for each in (several, divided) if each.any()]
        return self._estimate("entropy", "entropy", interval, "index", voices=min(occupied), note="bits")

    def _single(self) -> Estimate:
        single, several = self._posts("single"), self._posts("several")
        whole = single + several
        occupied = [int(np.count_nonzero(each)) for each in (single, several) if each.any()]
        # Its authors are not those of posts judged twice, which is what is counted.
        return as_estimate(
            f"{NAME}.{self.question.slug}.single_judgement",
            "single_judgement",
            {"question": self.question.title},
            share(single, whole, level=self.scope.level),
            "share",
            n_posts=int(whole.sum()),
            n_authors=None,
            voices=min(occupied, default=0),
            scope=self.scope,
            denominator="posts that are judged",
            n_counted=int(single.sum()),
        )

    def _annotators(self) -> list[Estimate]:
        """Share of judgements by the busiest annotators: people, of whom enough must be among these."""
        sample = self.tally.samples.get((NAME, f"annotators of {self.question.cell}"))
        if sample is None or not len(sample):
            return []
        posts, keys = sample.column("posts"), sample.column("owner")
        values, place = np.unique(posts, return_inverse=True)
        by_bucket = np.zeros((len(values), BUCKETS), dtype=np.int64)
        np.add.at(by_bucket, (place, (keys & np.uint64(BUCKETS - 1)).astype(np.int64)), 1)
        made = []
        for name, part in (("top_1", 0.01), ("top_10", 0.10)):
            interval = concentration_interval(
                partial(top_share, share=part),
                values,
                by_bucket,
                scale="logit",
                of_authors=False,
                level=self.scope.level,
            )
            estimate = as_estimate(
                f"{NAME}.{self.question.slug}.annotators.{name}",
                f"annotators_{name}",
                {"question": self.question.title},
                interval,
                "share",
                n_posts=int(posts.sum()),
                n_authors=len(posts),
                voices=math.ceil(round(part * len(posts), 9)),
                scope=self.scope,
                note=f"share of judgements by the busiest {part:.0%} of annotators; counts are of judgements and annotators",
                effective_floor=False,
                denominator="judgements",
            )
            if estimate.status == "suppressed":
                reason = f"hidden: fewer than {self.scope.plan.floors.authors} annotators are so few in a hundred"
                estimate = replace(estimate, note=reason)
            made.append(estimate)
        return made

    def _axes(self, side: str) -> list[str]:
        cells = self.tally.cells(NAME, self.question.cell, "several", side)
        groups = {axis: {cell[5] for cell in cells if cell[4] == axis} for axis in {cell[4] for cell in cells}}
        free_text = {cell[2] for cell in self.tally.total_cells("dataset", "free text")}
        few = {axis for axis in groups if len(groups[axis]) <= MOST_GROUPS or self.scope.plan.is_mapped(axis)}
        return sorted(few - free_text)

    def _by_group(self, side: str, axis: str) -> list[Estimate]:
        floors = self.scope.plan.floors
        cells = self.tally.cells(NAME, self.question.cell, "several", side, axis)
        names = [cell[5] for cell in cells if self.tally.posts(cell)]
        counts = {name: self._posts("several", side, axis, name) for name in names}
        printed = [
            name
            for name in names
            if counts[name].sum() >= floors.posts and np.count_nonzero(counts[name]) >= floors.authors
        ]
        if side == "language" and len(names) < 2:
            return []
        made: list[Estimate] = []
        for name in printed:
            place = (side, axis, name)
            stem = f"{side}.{axis}.{name}" if side != "language" else f"language.{name}"
            interval = agreement_interval(self.question.table(self.tally, *place), counts[name], level=self.scope.level)
            voices = self._voices(*place)
            measure = f"alpha_by_{side}"
            made.append(self._estimate(f"{stem}.alpha", measure, interval, "index", voices=voices, side=place))
            made.append(replace(self._decided(*place)[0], measure=f"unanimous_by_{side}"))
        told = [name for name, each in zip(printed, made[1::2], strict=True) if each.status == "ok"]
        few = side != "mention" and self._leaves_few(side, axis, told)
        if few or any(self._is_few(side, counts, printed, name) for name in printed):
            made = [blurred(each) if each.status == "ok" else each for each in made]
        return made

    def _leaves_few(self, side: str, axis: str, told: list[str]) -> bool:
        """Whether groups whose share of unanimous posts is told leave too few authors of everybody's, or of the others."""
        places = [("all", "", ""), *((side, axis, name) for name in told)]
        several, unanimous = ([self._posts(kind, *place) for place in places] for kind in ("several", "unanimous"))
        divided = [whole - part for whole, part in zip(several, unanimous, strict=True)]
        left = [each[0] - np.sum(each[1:], axis=0) for each in (unanimous, divided)]
        return any(0 < np.count_nonzero(each) < self.scope.plan.floors.authors for each in left)

    def _is_few(self, side: str, counts: dict[str, Counts], printed: list[str], name: str) -> bool:
        """Whether posts that are not printed could be worked out from those that are, and are of too few authors."""
        everyone = self._posts("several")
        if side == "mention":
            hidden = [counts[each] for each in counts if each not in printed]
            rest = [everyone - counts[name], np.sum(hidden, axis=0) if hidden else np.zeros_like(everyone)]
        else:
            rest = [everyone - np.sum([counts[each] for each in printed], axis=0)]
        return any(0 < np.count_nonzero(each) < self.scope.plan.floors.authors for each in rest)
