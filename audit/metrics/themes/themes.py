"""Themes by group, judged: which of them travel with one group more than with the others of its axis.

Shared by the metrics that differ only in what makes a post of a group one of a theme: a marker in the same post, or one in
a description of the group.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field

from audit.finding import Block, Chart, Estimate, Finding, Judgement, NotMeasured, Reading
from audit.metrics.base import Scope
from audit.metrics.contrast import Contrast, as_estimate, confidence, few_authors_caveats, roll_up, with_q_values
from audit.metrics.telling import is_rounded, share_told
from audit.metrics.themes.grid import category_words, grid
from audit.metrics.themes.hiding import FINEST, NOTE, coarse, tells
from audit.metrics.themes.sides import ROUNDED as SIZE_TELLS
from audit.metrics.themes.sides import held_against, size_tells
from audit.metrics.themes.telling import ANY, ASIDE, OVERLAP, Telling
from audit.metrics.themes.words import MIRROR, against, rarer_said, rest_said, rest_title
from audit.metrics.weighed import Counted, counted, posts_in, quotient, ratio, share, total
from audit.resources import axis_title, group_title
from audit.statistics.intervals import Interval, not_estimable
from audit.tally import Cell, Tally
from audit.wording import ROUNDED, join, percent, sentence_case


@dataclass(frozen=True)
class ThemesOfAxis:
    """One axis being judged."""

    telling: Telling
    axis: str
    categories: list[str]
    tally: Tally
    scope: Scope
    _known: dict[Cell, Counted] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def _caveat(self) -> str:
        coded = [group_title(each.group) for each in self.scope.coded if each.axis == self.axis]
        validated = self.telling.unvalidated
        if coded:
            validated = (
                f"Ratios rest on word matches, not on corrected rates: what was coded by hand is whether posts name {join(coded)},"
                " and of no post whether it describes them."
            )
        return f"{self.telling.caveat} {validated}".strip()

    @property
    def name(self) -> str:
        """The metric."""
        return self.telling.name

    @property
    def is_comparable(self) -> bool:
        """Whether there are two groups, one of them in enough posts."""
        return bool(self._enough()) and len(self._groups()) >= 2

    def judge(self) -> Judgement:
        """Estimates of every group and theme, a finding for each that is shown, and one for the rest."""
        title = sentence_case(axis_title(self.axis))
        enough = self._enough()
        pairs = [(group, category) for group in enough for category in self.categories]
        rates = [self._rate(*each) for each in pairs]
        reached = [self._rate_of_reach(*each) for each in pairs] if "rate_of_reach" in self._rates() else []
        printed = {pair: each.value is not None for pair, each in zip(pairs, rates, strict=True)}
        groups = self._groups()
        hidden = {each: [g for g in groups if not printed.get((g, each))] for each in self.categories}
        together = {each: self._together(each, names) for each, names in hidden.items()}
        few = size_tells(self._told(enough), self.tally, (self.name, self.axis), self.scope.plan.floors.authors)
        contrasts = with_q_values(
            self._contrast(group, category, together[category], few=few, is_hidden=group in hidden[category])
            for group, category in pairs
            if self.scope.wants(f"{self.name}.{self.axis}.{group}.{category}.")
        )
        if self.scope.wanted is not None:
            return Judgement((*rates, *reached, *(each.estimate for each in contrasts)))
        shown = [each for each in contrasts if each.reading == "shown" and (each.estimate.value or 0) > 1]
        findings = [self._finding(each) for each in shown]
        rarer = [each for each in contrasts if each.reading == "shown" and each not in shown]
        findings += [self._rarer(rarer, title)] if rarer else []
        rest = [each for each in contrasts if each.reading != "shown"]
        findings += [self._rest(rest, contrasts, len(rarer), title)] if rest else []
        estimates = (*rates, *reached, *(each.estimate for each in contrasts))
        blocks = self._blocks(enough, rates, [each.estimate for each in contrasts], shown, title)
        return Judgement(estimates, tuple(findings), blocks)

    def _groups(self) -> list[str]:
        return [cell[3] for cell in self.tally.cells(self.name, "posts", self.axis) if cell[3] != ANY]

    def _enough(self) -> list[str]:
        return [each for each in self._groups() if self._posts(each).sum() >= self.scope.plan.floors.posts]

    def _counted(self, kind: str, *cell: str) -> Counted:
        """A cell of the axis, which is asked for again and again."""
        if (kind, *cell) not in self._known:
            self._known[kind, *cell] = counted(self.tally, (self.name, kind, self.axis, *cell))
        return self._known[kind, *cell]

    def _posts(self, group: str) -> Counted:
        return self._counted("posts", group)

    def _marked(self, group: str, category: str) -> Counted:
        return self._counted("marked", group, category)

    def _other_posts(self, group: str) -> Counted:
        """Posts that mention another group of the axis, and name this one in no form."""
        return self._posts(ANY) - self._posts(group) - self._counted(ASIDE, group)

    def _other_marked(self, group: str, category: str) -> Counted:
        """Those of them that are marked."""
        overlapping = self.telling.overlapping
        kind = OVERLAP if overlapping is None or category in overlapping else "marked"
        every = self._marked(ANY, category) - self._counted(kind, group, category)
        return every - self._counted(ASIDE, group, category)

    def _others(self, group: str) -> list[str]:
        return [each for each in self._groups() if each != group and self._posts(each).any()]

    def _largest_other(self, group: str) -> str:
        """The other group in most posts, where these are of enough authors for it to be named; else nothing."""
        size = {each: self._posts(each) for each in self._others(group)}
        most = max(sorted(size), key=lambda each: size[each].sum(), default="")
        return most if most and size[most].buckets >= self.scope.plan.floors.authors else ""

    def _n_authors(self, group: str) -> int | None:
        return self.tally.n_authors((self.name, "posts", self.axis, group)) if self.scope.has_authors else None

    def _rate(self, group: str, category: str) -> Estimate:
        marked, posts = self._marked(group, category), self._posts(group)
        voices = self._voices(marked, posts)
        return as_estimate(
            f"{self.name}.{self.axis}.{group}.{category}.rate",
            "rate",
            {self.axis: group, "marker": category},
            self._if_printed(voices, lambda: share(marked, posts, level=self.scope.level)),
            "share",
            n_posts=int(posts.sum()),
            n_authors=self._n_authors(group),
            voices=voices,
            scope=self.scope,
            denominator="posts that mention the group",
            n_counted=posts_in(marked),
        )

    def _ratio(
        self, marked: Counted, posts: Counted, other_marked: Counted, other_posts: Counted, tolerance: float
    ) -> Interval:
        """The ratio of two shares; where one of them is 0 it has no limits, which need not be worked out then."""
        if posts.any() and other_posts.any() and (marked.is_nothing or other_marked.is_nothing):
            return not_estimable(math.nan if other_marked.is_nothing else 0.0, self.scope.level)
        return ratio(marked, posts, other_marked, other_posts, level=self.scope.level, tolerance=tolerance)

    def _voices(self, marked: Counted, posts: Counted) -> int:
        """Fewest authors, at least, of the posts that are marked and of those that are not, leaving out what is empty."""
        return min((each.buckets for each in (marked, posts - marked) if each.any()), default=0)

    def _if_printed(self, voices: int, interval: Callable[[], Interval]) -> Interval:
        """The interval, unless the figure is hidden whatever it is: most are, and they are what judging would cost."""
        hidden = 0 < voices < self.scope.plan.floors.authors
        return not_estimable(math.nan, self.scope.level) if hidden else interval()

    def _rates(self) -> tuple[str, ...]:
        """The measures there are: of reach only where posts have likes."""
        liked = any(self.tally.posts(cell) for cell in self.tally.cells(self.name, "reach", self.axis))
        return ("rate", "rate_of_reach") if liked else ("rate",)

    def _rate_of_reach(self, group: str, category: str) -> Estimate:
        marked, posts = self._marked(group, category), self._posts(group)
        likes, marked_likes = self._counted("reach", group), self._counted("marked reach", group, category)
        voices = self._voices(marked, posts)
        return as_estimate(
            f"{self.name}.{self.axis}.{group}.{category}.rate_of_reach",
            "rate_of_reach",
            {self.axis: group, "marker": category},
            self._if_printed(voices, lambda: share(marked_likes, likes, level=self.scope.level)),
            "share",
            n_posts=int(posts.sum()),
            n_authors=self._n_authors(group),
            voices=voices,
            scope=self.scope,
            denominator="likes of posts that mention the group",
        )

    def _together(self, category: str, groups: list[str]) -> tuple[Counted, Counted]:
        """Posts of some groups that are marked, and all of them, added up."""
        return total(self._marked(each, category) for each in groups), total(self._posts(each) for each in groups)

    def _told(self, groups: list[str]) -> set[str]:
        """Groups of which it is printed how many posts mention them, beside a rate of any theme, asked for or not."""
        floor = self.scope.plan.floors.authors
        themes = [cell[2] for cell in self.tally.total_cells(self.name, "category")]

        def is_told(group: str) -> bool:
            n_authors, posts = self._n_authors(group), self._posts(group)
            if n_authors is not None and n_authors < floor:
                return False
            return any(not 0 < self._voices(self._marked(group, each), posts) < floor for each in themes)

        return {each for each in groups if is_told(each)}

    def _contrast(
        self, group: str, category: str, hidden: tuple[Counted, Counted], *, few: bool, is_hidden: bool
    ) -> Contrast:
        marked, posts = self._marked(group, category), self._posts(group)
        other_marked, other_posts = self._other_marked(group, category), self._other_posts(group)
        tolerance = self.scope.plan.tolerances.rate_ratio
        # A rate that is hidden for who lacks the marker follows from the ratio and the other rate.
        lacking = [each for each in (posts - marked, other_posts - other_marked) if each.any()]
        smallest = min(each.buckets for each in (marked, posts, other_marked, other_posts, *lacking))
        estimate = as_estimate(
            f"{self.name}.{self.axis}.{group}.{category}.ratio",
            "ratio",
            {self.axis: group, "marker": category},
            self._if_printed(
                smallest,
                lambda: self._ratio(marked, posts, other_marked, other_posts, tolerance),
            ),
            "ratio",
            n_posts=int(posts.sum()),
            n_authors=self._n_authors(group),
            voices=smallest,
            scope=self.scope,
            family=f"{self.name}.{self.axis}",
            other_side=held_against(other_posts),
        )
        floor = self.scope.plan.floors.authors
        others = (hidden[0] - marked, hidden[1] - posts) if is_hidden else hidden
        aside = self._counted(ASIDE, group, category), self._counted(ASIDE, group)
        holds = tells([others], floor)
        # One size is in all ratios of the axis, so from many of them it would follow where none is coarse enough.
        finest = FINEST if few else 0.0 if tells([aside], floor) else None
        if holds or finest is not None:
            note = NOTE if holds else SIZE_TELLS
            estimate = coarse(estimate, other_marked, other_posts, floor, tolerance, note, finest)
        return Contrast(estimate, tolerance, null=1.0)

    def _finding(self, contrast: Contrast) -> Finding:
        estimate = contrast.estimate
        group, category = estimate.group[self.axis], estimate.group["marker"]
        marked, posts = self._marked(group, category), self._posts(group)
        others = percent(quotient(self._other_marked(group, category), self._other_posts(group)))
        if is_rounded(estimate) and estimate.value:  # no finer than the ratio is
            others = f"{ROUNDED}{percent(quotient(marked, posts) / estimate.value)}"
        most = self._largest_other(group)
        than = group_title(most) if most and len(self._others(group)) == 1 else "others"
        theme, own = category_words(category), f"{self.name}.{self.axis}.{group}.{category}"
        said = {"rate": share_told(self._rate(group, category)), "others": others, "theme": theme}
        return Finding(
            id=own,
            metric=self.name,
            title=self.telling.claim.format(theme=sentence_case(theme), group=group_title(group), than=than),
            statement=sentence_case(
                self.telling.statement.format(
                    **said, group=group_title(group), against=against(self.axis, group, self._others(group), most)
                )
            ),
            reading="shown",
            severity=contrast.severity,
            confidence=confidence([estimate], self.scope, stated=False),
            harm="stereotyping",
            estimates=(
                estimate.id,
                *(f"{own}.{each}" for each in self._rates()),
            ),
            headline=estimate.id,
            caveats=(self._caveat, *few_authors_caveats(self.scope)),
            actions=("Read a sample of these posts before acting: a topic can bring its words along.",),
            block=f"{self.name}.{self.axis}",
        )

    def _rest(self, rest: list[Contrast], made: list[Contrast], rarer: int, title: str) -> Finding:
        """What of all comparisons made was not shown."""
        compared, more = len(made), len(made) - len(rest) - rarer
        absent = [each.estimate.id for each in rest if self._is_absent(each.estimate)]
        readings = [each.reading for each in rest]
        tolerance = self.scope.plan.tolerances.rate_ratio
        told = rest_title(readings, self.telling.themes, tolerance, further=len(rest) < compared)
        return self._together_told(
            f"{self.name}.{self.axis}",
            f"{title}: {told}",
            rest_said(compared, more, rarer, rest, absent, tolerance),
            roll_up(readings),
            rest,
        )

    def _is_absent(self, estimate: Estimate) -> bool:
        """Whether no post of one side uses the theme, so that there is no ratio; not said of what is hidden."""
        group, category = estimate.group[self.axis], estimate.group["marker"]
        sides = (self._marked(group, category), self._other_marked(group, category))
        return estimate.status != "suppressed" and any(each.is_nothing for each in sides)

    def _rarer(self, rarer: list[Contrast], title: str) -> Finding:
        return self._together_told(
            f"{self.name}.{self.axis}.rarer",
            f"{title}: some {self.telling.themes} are rarer around one group than around the others",
            f"{rarer_said(rarer, self.axis)} {MIRROR}",
            "shown",
            rarer,
        )

    def _together_told(
        self, identifier: str, title: str, statement: str, reading: Reading, of: list[Contrast]
    ) -> Finding:
        return Finding(
            id=identifier,
            metric=self.name,
            title=title,
            statement=statement,
            reading=reading,
            severity="none",
            confidence=confidence([each.estimate for each in of], self.scope, stated=False),
            harm="stereotyping",
            estimates=tuple(each.estimate.id for each in of),
            caveats=(self._caveat, *few_authors_caveats(self.scope)),
            block=f"{self.name}.{self.axis}",
        )

    def _blocks(
        self, groups: list[str], rates: list[Estimate], ratios: list[Estimate], shown: list[Contrast], title: str
    ) -> tuple[Block, ...]:
        if not shown:  # most axes of most datasets: a page of them would hide what there is to see
            return ()
        drawable = {each.group[self.axis] for each in ratios if each.status == "ok"}
        if len(drawable) > 2:
            sizes = {each: int(self._posts(each).sum()) for each in groups if each in drawable}
            told = {each.estimate.group[self.axis] for each in shown}
            chart, table = grid(self.name, self.axis, ratios, sizes, told, self.scope)
            return (Block(f"{self.name}.{self.axis}", self.name, title, "", chart, (self._caveat,), table),)

        def size(group: str) -> int:
            return int(self._posts(group).sum())

        # Draw the two groups that findings are about, or one of them and the most mentioned other.
        about = sorted({each.estimate.group[self.axis] for each in shown}, key=size, reverse=True)
        pair = [*about, *(g for g in sorted(groups, key=size, reverse=True) if g not in about)][:2]
        pair.sort(key=size, reverse=True)  # so that a group has one colour in all charts of its axis
        known = {each.id: each for each in rates}
        rows, labels, unseen = [], [], dict[str, tuple[str, ...]]()
        for category in self.categories:
            identifiers = tuple(f"{self.name}.{self.axis}.{group}.{category}.rate" for group in pair)
            drawn = [known[each] for each in identifiers]
            label = category_words(category).removesuffix(" words").removesuffix(" phrases")
            if all(each.status == "ok" and not each.value for each in drawn):
                unseen[label] = identifiers  # a line at zero takes the room of one that says something
            elif any(each.status == "ok" for each in drawn):
                rows.append(identifiers)
                labels.append(label)
        chart = Chart(
            "paired" if len(pair) == 2 else "intervals",
            tuple(rows),
            tuple(labels),
            self.telling.unit,
            series=tuple(f"posts mentioning {group_title(group)}" for group in pair),
            caption=self.telling.caption.format(
                groups=join([group_title(group) for group in pair]),
                voice=self.scope.voice,
                level=percent(self.scope.level),
            )
            + (f" In none of these posts: {join(list(unseen))}." if unseen else ""),
        )
        return (Block(f"{self.name}.{self.axis}", self.name, title, "", chart, (self._caveat,)),)


def judge_axes(telling: Telling, tally: Tally, scope: Scope) -> Judgement:
    """All axes judged, and in one sentence those that have no two groups to compare."""
    axes = sorted({cell[2] for cell in tally.cells(telling.name, "posts")})
    categories = [cell[2] for cell in tally.total_cells(telling.name, "category")]
    of_axis = {axis: [c for c in categories if scope.wants(f"{telling.name}.{axis}.", f".{c}.")] for axis in axes}
    every = [ThemesOfAxis(telling, axis, of_axis[axis], tally, scope) for axis in axes]
    told = Judgement.sum([each.judge() for each in every if each.is_comparable])
    lacking = [axis_title(each.axis) for each in every if not each.is_comparable]
    if not lacking:
        return told
    reason = f"{sentence_case(join(lacking))}: no group that could be compared is mentioned in {scope.plan.floors.posts} posts or more."
    return Judgement.sum([told, Judgement(not_measured=(NotMeasured(telling.name, reason),))])
