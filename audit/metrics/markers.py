"""How groups are described: which themes travel with which groups.

Question
    Do posts that mention one group use words of a theme more often than posts that mention comparable groups?

Definition
    rate(g, c) = posts that mention g (strict) and use a marker of category c / posts that mention g. rate_of_reach(g,
    c) counts the likes of these posts in place of the posts. There is none per author: the share of authors who ever use
    such a word grows with how much each of them wrote.
    ratio(g, c) = rate(g, c) / rate(others, c), others being posts that mention another group of the same axis and not
    g; a post that mentions both counts for g. Words that are part of a mention are no markers of it ("illegal" in
    "illegal immigrants"). Essentialising generics count only when they say of all, most, every or typical members of g
    that they are so; "not all", "some", "these", questions and conditions do not count. Tested on the log scale against the plan's rate_ratio, Benjamini-Hochberg over
    all groups and categories of an axis.

Inputs
    Text in a language that has an identity lexicon and a marker lexicon.

Reading it
    2.6 times means: of posts that mention the group, 2.6 times as large a share uses a word of the theme. Markers and
    mention stand in the same post, not necessarily in the same sentence.

Not evidence of
    Intent, endorsement or truth: quotation, irony and counter-speech count the same. Posts about a topic use the
    topic's words. These are unvalidated word matches until a coded sample corrects them.

References
----------
    Rhodes, Leslie and Tworek (2012), PNAS 109(34), for generics. Valentini et al. (2023), ACL, for ratios of
    conditional probability as the association measure. Benjamini and Hochberg (1995), JRSS B 57(1).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from audit.finding import Block, Chart, Estimate, Finding, Judgement, NotMeasured, Reading
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
from audit.metrics.counting import add_group_authors, add_groups, reach
from audit.metrics.language import count_language, left_out, not_english
from audit.metrics.weighed import Counted, counted, quotient, ratio, share
from audit.posts import PostBatch
from audit.resources import axis_title, group_title
from audit.tally import Cell, Tally
from audit.wording import exactly, join, percent, plural, sentence_case

NAME = "markers"
ESSENTIALISING = "essentialising"
ANY = "any group"
OVERLAP = "marked for any"
CAVEAT = (
    "A marker is a word match in the same post, not a judgement of intent: quotation, irony and counter-speech count"
    " the same as endorsement. Neither word list has been validated on these posts."
)


@dataclass(frozen=True)
class Markers:
    """Rates of marker categories in posts that mention a group, against posts that mention others of its axis."""

    name: str = NAME
    title: str = "How groups are described"

    def measure(self, posts: PostBatch) -> Tally:
        """Count posts by mentioned group and marker category."""
        tally = Tally()
        if posts.column("text") is None:
            return tally
        count_language(tally, NAME, posts)
        features, english = posts.features, posts.english
        post, group = (each[english[features.strict_pairs[0]]] for each in features.strict_pairs)
        cells = [(NAME, "posts", *each) for each in features.groups]
        add_groups(tally, cells, group, posts.bucket[post])
        add_group_authors(tally, cells, group, posts.author_key[post], posts.has_author[post])
        likes = reach(posts)
        if likes is not None:
            add_groups(
                tally, [(NAME, "reach", *each) for each in features.groups], group, posts.bucket[post], likes[post]
            )
        self._categories(tally, posts, post, group, features.groups, likes)
        axes = sorted({axis for axis, _ in features.groups})
        axis_of = np.array([axes.index(axis) for axis, _ in features.groups], dtype=np.int64)
        # One pair per (post, axis): the posts that mention any group of the axis, each counted once.
        once = np.unique(post.astype(np.int64) * len(axes) + axis_of[group]) if len(post) else np.zeros(0, np.int64)
        any_post, any_axis = once // len(axes), once % len(axes)
        any_groups = tuple((axis, ANY) for axis in axes)
        add_groups(tally, [(NAME, "posts", *each) for each in any_groups], any_axis, posts.bucket[any_post])
        self._categories(tally, posts, any_post, any_axis, any_groups)
        self._generics(tally, posts, features.generic_pairs, english, axis_of, any_groups, likes)
        return tally

    def _categories(
        self,
        tally: Tally,
        posts: PostBatch,
        post: npt.NDArray[np.integer],
        group: npt.NDArray[np.integer],
        groups: tuple[tuple[str, str], ...],
        likes: npt.NDArray[np.int64] | None = None,
    ) -> None:
        mask = posts.features.marker_mask[post]
        for index, category in enumerate(posts.features.categories):
            if category == ESSENTIALISING:
                continue
            rows = (mask >> np.uint32(index)) & np.uint32(1) == 1
            cells: list[Cell] = [(NAME, "marked", *each, category) for each in groups]
            add_groups(tally, cells, group[rows], posts.bucket[post[rows]])
            if likes is not None:
                cells = [(NAME, "marked reach", *each, category) for each in groups]
                add_groups(tally, cells, group[rows], posts.bucket[post[rows]], likes[post[rows]])
            tally.add_total((NAME, "category", category), 0)

    def _generics(
        self,
        tally: Tally,
        posts: PostBatch,
        pairs: tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]],
        english: npt.NDArray[np.bool_],
        axis_of: npt.NDArray[np.int64],
        any_groups: tuple[tuple[str, str], ...],
        likes: npt.NDArray[np.int64] | None,
    ) -> None:
        # Only where the group is also mentioned strictly: what is counted must be part of what it is divided by.
        groups = len(posts.features.groups)
        strict_post, strict_group = posts.features.strict_pairs
        mentioned = np.isin(_pair(pairs, groups), _pair((strict_post, strict_group), groups))
        post, group = (each[english[pairs[0]] & mentioned] for each in pairs)
        cells: list[Cell] = [(NAME, "marked", *each, ESSENTIALISING) for each in posts.features.groups]
        add_groups(tally, cells, group, posts.bucket[post])
        if likes is not None:
            cells = [(NAME, "marked reach", *each, ESSENTIALISING) for each in posts.features.groups]
            add_groups(tally, cells, group, posts.bucket[post], likes[post])
        once = (
            np.unique(post.astype(np.int64) * len(any_groups) + axis_of[group]) if len(post) else np.zeros(0, np.int64)
        )
        cells = [(NAME, "marked", *each, ESSENTIALISING) for each in any_groups]
        add_groups(tally, cells, once % len(any_groups), posts.bucket[once // len(any_groups)])
        # Posts that mention g and generalise about any group of its axis: what the others of g do not hold.
        both = np.isin(strict_post.astype(np.int64) * len(any_groups) + axis_of[strict_group], once)
        cells = [(NAME, OVERLAP, *each, ESSENTIALISING) for each in posts.features.groups]
        add_groups(tally, cells, strict_group[both], posts.bucket[strict_post[both]])
        tally.add_total((NAME, "category", ESSENTIALISING), 0)

    def judge(self, tally: Tally, scope: Scope) -> Judgement:
        """Compare each group with the others of its axis, category by category."""
        reason = not_english(tally, NAME)
        if reason is not None:
            return Judgement(not_measured=(reason,))
        axes = sorted({cell[2] for cell in tally.cells(NAME, "posts")})
        categories = [cell[2] for cell in tally.total_cells(NAME, "category")]
        parts = [_Axis(axis, categories, tally, scope).judge() for axis in axes]
        gap = left_out(tally, NAME)
        return Judgement.sum([*parts, Judgement(not_measured=(gap,) if gap else ())])


def _pair(pairs: tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]], groups: int) -> npt.NDArray[np.int64]:
    """One number per (post, group) pair."""
    return pairs[0].astype(np.int64) * groups + pairs[1]


@dataclass(frozen=True)
class _Axis:
    """One axis being judged."""

    axis: str
    categories: list[str]
    tally: Tally
    scope: Scope

    def judge(self) -> Judgement:
        groups = [cell[3] for cell in self.tally.cells(NAME, "posts", self.axis) if cell[3] != ANY]
        title = sentence_case(axis_title(self.axis))
        enough = [each for each in groups if self._posts(each).sum() >= self.scope.plan.floors.posts]
        if len(enough) == 0 or len(groups) < 2:
            reason = f"{title}: no group that could be compared is mentioned in {self.scope.plan.floors.posts} posts or more."
            return Judgement(not_measured=(NotMeasured(NAME, reason),))
        pairs = [(group, category) for group in enough for category in self.categories]
        rates = [self._rate(*each) for each in pairs]
        reached = [self._rate_of_reach(*each) for each in pairs] if "rate_of_reach" in self._rates() else []
        contrasts = with_q_values(self._contrast(*each) for each in pairs)
        shown = [each for each in contrasts if each.reading == "shown" and (each.estimate.value or 0) > 1]
        findings = [self._finding(each) for each in shown]
        rest = [each for each in contrasts if each not in shown]
        findings += [self._rest(rest, len(contrasts), title)] if rest else []
        estimates = (*rates, *reached, *(each.estimate for each in contrasts))
        return Judgement(estimates, tuple(findings), self._blocks(enough, rates, shown, title))

    def _posts(self, group: str) -> Counted:
        return counted(self.tally, (NAME, "posts", self.axis, group))

    def _marked(self, group: str, category: str) -> Counted:
        return counted(self.tally, (NAME, "marked", self.axis, group, category))

    def _other_marked(self, group: str, category: str) -> Counted:
        """Marked posts that mention another group of the axis and not this one."""
        kind = OVERLAP if category == ESSENTIALISING else "marked"
        mine = counted(self.tally, (NAME, kind, self.axis, group, category))
        return self._marked(ANY, category) - mine

    def _n_authors(self, group: str) -> int | None:
        return self.tally.n_authors((NAME, "posts", self.axis, group)) if self.scope.has_authors else None

    def _rate(self, group: str, category: str) -> Estimate:
        marked, posts = self._marked(group, category), self._posts(group)
        return as_estimate(
            f"{NAME}.{self.axis}.{group}.{category}.rate",
            "rate",
            {self.axis: group, "marker": category},
            share(marked, posts, level=self.scope.level),
            "share",
            n_posts=int(posts.sum()),
            n_authors=self._n_authors(group),
            voices=min((int(np.count_nonzero(each)) for each in (marked, posts - marked) if each.any()), default=0),
            scope=self.scope,
        )

    def _rates(self) -> tuple[str, ...]:
        """The measures there are: of reach only where posts have likes."""
        liked = any(self.tally.posts(cell) for cell in self.tally.cells(NAME, "reach", self.axis))
        return ("rate", "rate_of_reach") if liked else ("rate",)

    def _rate_of_reach(self, group: str, category: str) -> Estimate:
        marked, posts = self._marked(group, category), self._posts(group)
        likes = counted(self.tally, (NAME, "reach", self.axis, group))
        marked_likes = counted(self.tally, (NAME, "marked reach", self.axis, group, category))
        return as_estimate(
            f"{NAME}.{self.axis}.{group}.{category}.rate_of_reach",
            "rate_of_reach",
            {self.axis: group, "marker": category},
            share(marked_likes, likes, level=self.scope.level),
            "share",
            n_posts=int(posts.sum()),
            n_authors=self._n_authors(group),
            voices=min((int(np.count_nonzero(each)) for each in (marked, posts - marked) if each.any()), default=0),
            scope=self.scope,
        )

    def _contrast(self, group: str, category: str) -> Contrast:
        marked, posts = self._marked(group, category), self._posts(group)
        other_marked, other_posts = self._other_marked(group, category), self._posts(ANY) - posts
        tolerance = self.scope.plan.tolerances.rate_ratio
        # A rate that is hidden for who lacks the marker follows from the ratio and the other rate.
        lacking = [each for each in (posts - marked, other_posts - other_marked) if each.any()]
        smallest = min(np.count_nonzero(each) for each in (marked, posts, other_marked, other_posts, *lacking))
        estimate = as_estimate(
            f"{NAME}.{self.axis}.{group}.{category}.ratio",
            "ratio",
            {self.axis: group, "marker": category},
            ratio(marked, posts, other_marked, other_posts, level=self.scope.level, tolerance=tolerance),
            "ratio",
            n_posts=int(posts.sum()),
            n_authors=self._n_authors(group),
            voices=int(smallest),
            scope=self.scope,
            family=f"{NAME}.{self.axis}",
        )
        return Contrast(estimate, tolerance, null=1.0)

    def _finding(self, contrast: Contrast) -> Finding:
        estimate = contrast.estimate
        group, category = estimate.group[self.axis], estimate.group["marker"]
        marked, posts = self._marked(group, category), self._posts(group)
        others = quotient(self._other_marked(group, category), self._posts(ANY) - posts)
        theme, own = category_words(category), f"{NAME}.{self.axis}.{group}.{category}"
        return Finding(
            id=own,
            metric=NAME,
            title=f"{sentence_case(theme)} cluster around {group_title(group)}",
            statement=f"{percent(quotient(marked, posts))} of posts that mention {group_title(group)} use"
            f" {theme}, against {percent(others)} of posts that mention other groups ({axis_title(self.axis)}) and not them.",
            reading="shown",
            severity=contrast.severity,
            confidence=confidence([estimate], self.scope, stated=False),
            harm="stereotyping",
            estimates=(
                estimate.id,
                *(f"{own}.{each}" for each in self._rates()),
            ),
            headline=estimate.id,
            caveats=(CAVEAT, *few_authors_caveats(self.scope)),
            actions=("Read a sample of these posts before acting: a topic can bring its words along.",),
            block=f"{NAME}.{self.axis}",
        )

    def _rest(self, rest: list[Contrast], compared: int, title: str) -> Finding:
        readings = [each.reading for each in rest]
        small, open_, none = (readings.count(each) for each in ("shown_small", "inconclusive", "not_assessed"))
        rarer = readings.count("shown")
        reading = roll_up([each for each in readings if each != "shown"]) if rarer < len(rest) else "shown"
        parts = [
            *([f"{rarer} shown to be rarer than around the other groups"] if rarer else []),
            *(
                [f"{small} shown to be within {exactly(self.scope.plan.tolerances.rate_ratio)} of the other groups"]
                if small
                else []
            ),
            *([f"{open_} could not be settled"] if open_ else []),
            *([f"{none} stood on too few posts or authors to be judged"] if none else []),
        ]
        titles: dict[Reading, str] = {
            "shown_small": "no further theme clusters around one group",
            "inconclusive": "other themes could not be settled",
            "not_assessed": "other themes could not be judged",
            "shown": "the other themes are rarer around one group than around the others",
        }
        return Finding(
            id=f"{NAME}.{self.axis}",
            metric=NAME,
            title=f"{title}: {titles[reading]}",
            statement=f"Of {plural(compared, 'comparison')} of a group and a theme, {join(parts)}.{could_have_shown(rest)}",
            reading=reading,
            severity="none",
            confidence=confidence([each.estimate for each in rest], self.scope, stated=False),
            harm="stereotyping",
            estimates=tuple(each.estimate.id for each in rest),
            caveats=(CAVEAT, *few_authors_caveats(self.scope)),
            block=f"{NAME}.{self.axis}",
        )

    def _blocks(self, groups: list[str], rates: list[Estimate], shown: list[Contrast], title: str) -> tuple[Block, ...]:
        def size(group: str) -> int:
            return int(self._posts(group).sum())

        # Draw the two groups that findings are about, or failing that the two most mentioned.
        about = sorted({each.estimate.group[self.axis] for each in shown}, key=size, reverse=True)
        pair = [*about, *(g for g in sorted(groups, key=size, reverse=True) if g not in about)][:2]
        ok = {each.id for each in rates if each.status == "ok"}
        rows, labels = [], []
        for category in self.categories:
            identifiers = tuple(f"{NAME}.{self.axis}.{group}.{category}.rate" for group in pair)
            if any(each in ok for each in identifiers):
                rows.append(identifiers)
                labels.append(category_words(category).removesuffix(" words").removesuffix(" phrases"))
        if not rows:
            return ()
        chart = Chart(
            "paired" if len(pair) == 2 else "intervals",
            tuple(rows),
            tuple(labels),
            "share of posts using a marker of this theme",
            series=tuple(f"posts mentioning {group_title(group)}" for group in pair),
            caption=f"Use of each theme in posts that mention {join([group_title(group) for group in pair])}, with"
            f" {percent(self.scope.level)} intervals clustered by {self.scope.voice}.",
        )
        return (Block(f"{NAME}.{self.axis}", NAME, title, "", chart, (CAVEAT,)),)


def category_words(category: str) -> str:
    """A marker category in words: ``threat_crime`` is "threat and crime words"."""
    special = {
        "us_them": "us-and-them phrases",
        "essentialising": "essentialising generics",
        "dehumanising": "dehumanising metaphors",
    }
    return special.get(category, category.replace("_", " and ") + " words")
