"""Figures of one label: its rates by author group and by mentioned group, and what differs."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass

from audit.finding import Estimate
from audit.metrics.base import Scope
from audit.metrics.blurring import blurred
from audit.metrics.contrast import Contrast, as_estimate
from audit.metrics.labels.adjustment import Adjustment
from audit.metrics.labels.behind import Behind, behind
from audit.metrics.labels.counts import IN_LANGUAGE, NAME, REACH, compared_values, named_values
from audit.metrics.labels.forms import tells
from audit.metrics.labels.hiding import Rate, hidden_parts, leaves_few
from audit.metrics.labels.other_sides import held_against
from audit.metrics.labels.sides import Side
from audit.metrics.labels.untold import NO_AUTHOR_GROUPS, Untold, by_mention, unnamed_values
from audit.metrics.language import naming, tells_language, unread
from audit.metrics.mentions.forms import SUFFIX, Forms
from audit.metrics.mentions.rounding import Others, rounded
from audit.metrics.mentions.sides import ANY_FORM
from audit.metrics.naming import slugs
from audit.metrics.weighed import Counted, counted, difference, lacking, posts_in, share, total
from audit.standing.sides import OtherSide
from audit.tally import Tally

#: More stated values of an attribute than this is free text, not groups.
MOST_GROUPS = 100
#: Of which posts a rate is a share, by side.
_WHOLE = {
    "all": "labelled posts",
    "author": "labelled posts by authors of the group",
    "mention": "labelled posts that name the group by strict forms",
}


@dataclass
class LabelJudgement:
    """One label being judged: a column, or one value of a column whose cells hold several.

    Attributes
    ----------
    label, slug : str
    values : list of str
    column, column_slug : str
        Of one value of a column whose cells hold several: that column, whose values are tested together; else "".
    """

    label: str
    slug: str
    values: list[str]
    tally: Tally
    scope: Scope
    column: str = ""
    column_slug: str = ""

    def __post_init__(self) -> None:
        self._adjustment = Adjustment(self.label, self.tally, self.scope)
        self.forms = Forms()
        self.linked: dict[str, list[tuple[LabelJudgement, str]]] = {}  # by value, others on the same posts; see copies
        self._known: dict[tuple[str, str, str, str], Counted] = {}

    @property
    def judged(self) -> list[str]:
        """Values that are compared: of two values one, the other being its mirror."""
        named = set(self.named)
        return [each for each in compared_values(self.values) if each in named]

    @functools.cached_property
    def named(self) -> list[str]:
        """Values that may be named."""
        return named_values(
            self.values,
            [self._voices("all", "", "everyone", each) for each in self.values],
            self.scope.plan.floors.authors,
        )

    def titled(self, value: str) -> str:
        """A value in quotes, with the column it stands in."""
        if self.column and value == "yes":
            value, column = self.label.removeprefix(f"{self.column}="), self.column
        else:
            column = self.label
        return f"\u201c{value}\u201d ({column.replace('_', ' ')})"

    @property
    def everyone(self) -> tuple[Estimate, ...]:
        """Rates among all labelled posts."""
        hidden = self.hidden("all", "", "everyone")
        return tuple(self._rate("all", "", "everyone", value, hidden) for value in self.named)

    @property
    def missing(self) -> float:
        """Share of posts that have no such label."""
        unlabelled = self.tally.posts((NAME, self.label, "unlabelled"))
        return unlabelled / max(1, self.tally.posts((NAME, self.label, "all posts")))

    def missing_of(self, side: str, axis: str) -> float:
        """Share of posts that have no such label, or of labelled ones that state no group of authors, whichever is more."""
        if side != "author":
            return self.missing
        return max(self.missing, lacking(self.posts(side, axis, "any group"), self.posts("all", "", "everyone")))

    @functools.cached_property
    def behind(self) -> Behind | None:
        """The votes behind it."""
        return behind(self.tally, self.label)

    @property
    def by_community(self) -> bool:
        """Whether adjusted differences are among posts alike in community too."""
        return self._adjustment.by_community

    @property
    def axes(self) -> list[tuple[str, str]]:
        """Sides and axes whose groups could be compared: attributes of authors, then what is mentioned."""
        authors = [("author", each) for each in self._attributes()]
        if unread(self.tally, NAME) is not None:
            return authors
        mentioned = sorted({cell[3] for cell in self.tally.cells(NAME, self.label, "mention") if cell[3]})
        return [*authors, *(("mention", each) for each in mentioned)]

    def untold(self, *, compared: bool) -> list[Untold]:
        """What of it is not measured; ``compared`` says whether any groups are."""
        blocked = unread(self.tally, NAME)
        found = [] if self._attributes() else [NO_AUTHOR_GROUPS]
        found += [by_mention(blocked.reason)] if blocked is not None else []
        unnamed = len(self.values) - len(self.named)
        found += [unnamed_values(unnamed, self.scope.plan.floors.authors)] if unnamed else []
        unadjusted = self._adjustment.untold
        return [*found, unadjusted] if unadjusted and compared else found

    def languages(self) -> tuple[Estimate, ...]:
        """Rates in each language that posts are read in, where there are two at least."""
        floors = self.scope.plan.floors
        found = sorted({cell[3] for cell in self.tally.cells(NAME, self.label, IN_LANGUAGE)})
        posts = {each: self.posts(IN_LANGUAGE, each, "any group") for each in found}
        read = [each for each in found if posts[each].any()]
        if len(read) < 2:
            return ()
        large = [each for each in read if posts[each].sum() >= floors.posts]
        large = [each for each in large if posts[each].buckets >= floors.authors]
        hidden = {each: self.hidden(IN_LANGUAGE, each, "any group") for each in large}
        rates = [self._language_rate(each, value, hidden[each]) for each in large for value in self.judged]
        shown = {(IN_LANGUAGE, each, "any group"): gone for each, gone in hidden.items()}
        if self._leaves_few(shown):
            rates = [blurred(each) if each.status == "ok" else each for each in rates]
        return tuple(rates)

    def _language_rate(self, language: str, value: str, hidden: set[str]) -> Estimate:
        labelled, whole = (self.posts(IN_LANGUAGE, language, "any group", each) for each in (value, ""))
        return as_estimate(
            f"{NAME}.{self.slug}.{slugs(self.values)[value]}.language.{language}.rate",
            "rate_by_language",
            {"label": self.label, "value": value, "language": language},
            lambda: share(labelled, whole, level=self.scope.level),
            "share",
            n_posts=int(whole.sum()),
            n_authors=self.n_authors(IN_LANGUAGE, language, "any group"),
            voices=1 if value in hidden else whole.buckets,
            scope=self.scope,
            denominator="labelled posts in the language",
            n_counted=posts_in(labelled),
        )

    def _attributes(self) -> list[str]:
        """Attributes of authors that have groups: free text is none, whether one batch or only the whole shows it."""
        cells = self.tally.cells(NAME, self.label, "author")
        groups = {attribute: {cell[4] for cell in cells if cell[3] == attribute} for attribute in {c[3] for c in cells}}
        free_text = {cell[2] for cell in self.tally.total_cells("dataset", "free text")}
        few = {each for each in groups if len(groups[each]) <= MOST_GROUPS + 1 or self.scope.plan.is_mapped(each)}
        return sorted(few - free_text)

    @functools.cached_property
    def describes_authors(self) -> bool:
        """Whether nearly every author has one value only, and authors write more than one post."""
        cell = (NAME, self.label, "all", "", "everyone")
        authors = self.tally.n_authors((*cell, ""))
        pairs = sum(self.tally.n_authors((*cell, value)) for value in self.values)
        return authors > 0 and self.tally.posts((*cell, "")) >= 3 * authors and pairs <= 1.02 * authors

    def hidden(self, side: str, axis: str, group: str) -> set[str]:
        """Values whose rate in a group would tell of too few authors, or from which another such rate follows."""
        of_others = (other._hidden(side, axis, group) & {v} for each in self.linked.values() for other, v in each)
        return set(self.values) if any(of_others) else self._hidden(side, axis, group)

    def _hidden(self, side: str, axis: str, group: str) -> set[str]:
        parts = [self.posts(side, axis, group, value) for value in self.values]
        mask = hidden_parts(parts, total(parts), self.scope.plan.floors.authors)
        return {value for value, gone in zip(self.values, mask, strict=True) if gone}

    def _blurs(self, side: str, axis: str, groups: list[str], shown: Mapping[str, set[str]]) -> bool:
        """Whether posts outside the printed groups, or rates hidden of them, are too few authors' to be worked out."""
        if side == "author":
            return self._leaves_few({(side, axis, each): gone for each, gone in shown.items()})
        hidden = [g for g in self._groups(side, axis) if g not in groups or self.hidden(side, axis, g)]
        rest = total(self.posts(side, axis, each) for each in hidden)
        return bool(0 < rest.buckets < self.scope.plan.floors.authors)

    def _leaves_few(self, shown: Mapping[tuple[str, str, str], set[str]]) -> bool:
        """Whether the rates that these places do not hide leave too few authors of everybody, or of those who have a value."""
        everyone = ("all", "", "everyone")

        def rate(at: tuple[str, str, str], value: str) -> Rate:
            return self.posts(*at), self.posts(*at, value)

        known = ["", *(value for value in self.values if value not in self.hidden(*everyone))]
        rates = ((rate(everyone, v), [rate(at, v) for at, gone in shown.items() if v not in gone]) for v in known)
        return leaves_few(rates, self.scope.plan.floors.authors)

    def _voices(self, side: str, axis: str, group: str, value: str = "") -> int:
        if self.scope.has_authors:
            return self.tally.n_authors((NAME, self.label, side, axis, group, value))
        return self.posts(side, axis, group, value).buckets

    def posts(self, side: str, axis: str, group: str, value: str = "") -> Counted:
        """Labelled posts of a group with a value, or with any, by bucket."""
        cell = (side, axis, group, value)
        if cell not in self._known:  # asked for again and again
            self._known[cell] = counted(self.tally, (NAME, self.label, *cell))
        return self._known[cell]

    def n_authors(self, side: str, axis: str, group: str) -> int | None:
        """Authors of the labelled posts of a group; None where authors are unknown."""
        return self.tally.n_authors((NAME, self.label, side, axis, group, "")) if self.scope.has_authors else None

    def rest_of(self, side: str, axis: str, group: str, compared: list[str], value: str = "") -> Counted:
        """Posts a group is compared with: by the other groups of authors that are printed, or that name it in no form.

        Were posts of groups whose rates are hidden among them, two printed groups would be two equations for what is hidden.
        """
        if side == "mention":
            own, lacking = naming(self.tally, NAME, axis, group)
            read = self.posts("mention", "", "any group", value)
            if lacking:  # posts that could not be seen to mention the group are none that do not
                read = total(self.posts(IN_LANGUAGE, each, "any group", value) for each in own)
            return read - self.posts(ANY_FORM, axis, group, value)
        return total(self.posts(side, axis, each, value) for each in compared if each != group)

    def name(self, side: str, axis: str, group: str, value: str, measure: str) -> str:
        """Id of a figure."""
        middle = f"{side}.{axis}.{group}" if axis else group
        return f"{NAME}.{self.slug}.{slugs(self.values)[value]}.{middle}.{measure}"

    def _rate(self, side: str, axis: str, group: str, value: str, hidden: set[str]) -> Estimate:
        labelled, whole = self.posts(side, axis, group, value), self.posts(side, axis, group)
        described = {"label": self.label, "value": value, **({axis: group} if axis else {})}
        return as_estimate(
            self.name(side, axis, group, value, "rate"),
            f"rate_by_{side}" if axis else "rate",
            described,
            lambda: share(labelled, whole, level=self.scope.level),
            "share",
            n_posts=int(whole.sum()),
            n_authors=self.n_authors(side, axis, group),
            voices=1 if value in hidden else whole.buckets,
            scope=self.scope,
            denominator=_WHOLE[side],
            n_counted=posts_in(labelled),
        )

    def measures(self, side: str) -> tuple[str, ...]:
        """The measures there are: of reach only where posts have likes."""
        liked = any(self.tally.posts(cell) for cell in self.tally.cells(NAME, self.label, REACH + side))
        return ("rate", "rate_of_reach") if liked else ("rate",)

    def _rate_of_reach(self, side: str, axis: str, group: str, value: str, hidden: set[str]) -> Estimate:
        whole = self.posts(side, axis, group)
        likes = [self.posts(REACH + side, axis, group, each) for each in self.values]
        return as_estimate(
            self.name(side, axis, group, value, "rate_of_reach"),
            f"rate_of_reach_by_{side}",
            {"label": self.label, "value": value, axis: group},
            lambda: share(likes[self.values.index(value)], total(likes), level=self.scope.level),
            "share",
            n_posts=int(whole.sum()),
            n_authors=self.n_authors(side, axis, group),
            voices=1 if value in hidden else whole.buckets,
            scope=self.scope,
            denominator=f"likes of {_WHOLE[side]}",
        )

    def _loose(
        self, axis: str, group: str, value: str, rest: tuple[Counted, Counted], against: OtherSide, *, hidden: bool
    ) -> Estimate | None:
        """The difference of posts that name a group in any form; None where none names it by loose forms alone."""
        whole = self.posts(ANY_FORM, axis, group)
        if not (whole - self.posts("mention", axis, group)).any():
            return None
        labelled, tolerance = self.posts(ANY_FORM, axis, group, value), self.scope.plan.tolerances.label_gap
        return as_estimate(
            self.name("mention", axis, group, value, f"difference{SUFFIX}"),
            f"difference_by_mention{SUFFIX}",
            {"label": self.label, "value": value, axis: group},
            lambda: difference(labelled, whole, *rest, level=self.scope.level, tolerance=tolerance),
            "points",
            n_posts=int(whole.sum()),
            n_authors=self.n_authors(ANY_FORM, axis, group),
            voices=1 if hidden else whole.buckets,
            scope=self.scope,
            other_side=against,
        )

    def _contrast(
        self, side: str, axis: str, group: str, value: str, hidden: set[str], compared: list[str]
    ) -> Contrast:
        labelled, whole = self.posts(side, axis, group, value), self.posts(side, axis, group)
        rest, rest_whole = (self.rest_of(side, axis, group, compared, each) for each in (value, ""))
        tolerance = self.scope.plan.tolerances.label_gap
        # The rate of the others follows from this gap and the group's own rate, and so does who of them lacks the label.
        cells = (labelled, whole, rest, rest_whole, rest_whole - rest)
        occupied = [each.buckets for each in cells if each.any()]
        against = held_against(self, side, axis, group, compared)
        estimate = as_estimate(
            self.name(side, axis, group, value, "difference"),
            f"difference_by_{side}",
            {"label": self.label, "value": value, axis: group},
            lambda: difference(labelled, whole, rest, rest_whole, level=self.scope.level, tolerance=tolerance),
            "points",
            n_posts=int(whole.sum()),
            n_authors=self.n_authors(side, axis, group),
            voices=1 if value in hidden else int(min(occupied, default=0)),
            scope=self.scope,
            family=self.block_id(side, axis),
            other_side=against,
        )
        floor = self.scope.plan.floors.authors
        if side == "mention" and estimate.status == "ok":
            # With the group's own rates, gaps in two of three labels tell how often the others have the third.
            others = [self.rest_of(side, axis, group, compared, each) for each in self.values]
            gone = hidden_parts(others, total(others), floor)[self.values.index(value)]
            strict, any_ = ([self.posts(at, axis, group, v) for v in self.values] for at in ("mention", ANY_FORM))
            few = tells(strict, any_, self.values.index(value), floor)
            blurs = gone or tells_language(self.tally, NAME, axis, group, floor)
            if few:
                alone, marked = (self.posts(ANY_FORM, axis, group, each) for each in ("", value))
                alone, marked = alone - whole, marked - labelled
                sides = (labelled, whole, rest + marked, rest_whole + alone)
                together = difference(*sides, level=self.scope.level, tolerance=tolerance)
                sizes = (rest_whole.figures, alone.figures, marked.figures)
                others_are = Others.of(*sizes, rest_whole.sum(), together)
                estimate = rounded(estimate, others_are, floor, tolerance)
            if estimate.status != "ok":
                return Contrast(estimate, tolerance)
            if blurs:
                estimate = blurred(estimate)
            read, loose = (self._loose(axis, group, value, (rest, rest_whole), against, hidden=e) for e in (False, few))
            # With the same others on its right, it would tell of them what the one by strict forms no longer does.
            loose = blurred(loose) if blurs and loose and loose.status == "ok" else loose
            return self.forms.contrast(estimate, read, loose, tolerance)
        return Contrast(estimate, tolerance)

    def _groups(self, side: str, axis: str) -> list[str]:
        cells = self.tally.cells(NAME, self.label, side, axis)
        return sorted({cell[4] for cell in cells if cell[4] not in ("", "any group")})

    def side(self, side: str, axis: str) -> Side | None:
        """Rates of the groups of an axis and their differences, not yet tested together; None where no group is large enough."""
        floors = self.scope.plan.floors
        large = [g for g in self._groups(side, axis) if self._voices(side, axis, g) >= floors.authors]
        enough = [g for g in large if self.posts(side, axis, g).sum() >= floors.posts]
        if not enough:
            return None
        hidden = {g: self.hidden(side, axis, g) for g in enough}
        rates = [self._rate(side, axis, g, v, hidden[g]) for g in enough for v in self.judged]
        if "rate_of_reach" in self.measures(side):
            rates += [self._rate_of_reach(side, axis, g, v, hidden[g]) for g in enough for v in self.judged]
        compared = [g for g in enough if not hidden[g]]
        contrasts = [self._contrast(side, axis, g, v, hidden[g], compared) for g in enough for v in self.judged]
        return Side(
            self, side, axis, enough, compared, rates, contrasts, [], blurs=self._blurs(side, axis, large, hidden)
        )

    def adjusted(self, contrasts: list[Contrast], side: str, axis: str, compared: list[str]) -> list[Contrast]:
        """The same differences among posts that are alike."""
        return self._adjustment.beside(
            contrasts, side, axis, compared, lambda group: self.rest_of(side, axis, group, compared)
        )

    def block_id(self, side: str, axis: str) -> str:
        """Id of what is said of the groups of an axis, and of the family whose members are tested together."""
        return f"{NAME}.{self.column_slug or self.slug}.{side}.{axis}"
