"""Votes as labels being judged: mean share of votes beside the majority's label, by author, by mention and by language."""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace

from audit.disclosure import suppress
from audit.finding import Estimate, Judgement, NotMeasured, Unit
from audit.metrics.agreement.votes import BARE, CHOICE, MOST_ANSWERS
from audit.metrics.base import Scope
from audit.metrics.blurring import blurred
from audit.metrics.contrast import Contrast, as_estimate, with_q_values
from audit.metrics.labels.counts import NAME, compared_values, named_values
from audit.metrics.labels.forms import tells_votes
from audit.metrics.labels.hiding import Rate, hidden_parts, leaves_few
from audit.metrics.labels.judgement import MOST_GROUPS
from audit.metrics.labels.vote_others import denominator_of, of_votes
from audit.metrics.labels.vote_sides import VoteSide
from audit.metrics.labels.votes import SHARE_UNIT, VOTES
from audit.metrics.language import naming, tells_language, unread
from audit.metrics.mentions.forms import SUFFIX, Forms
from audit.metrics.mentions.rounding import Others, rounded
from audit.metrics.mentions.sides import ANY_FORM
from audit.metrics.naming import slugs
from audit.metrics.weighed import Counted, counted, lacking, total
from audit.standing.sides import OtherSide
from audit.statistics.contrasts import difference
from audit.statistics.intervals import Interval, share
from audit.statistics.jackknife import common_grain
from audit.tally import Tally
from audit.wording import plural


def judged_votes(
    tally: Tally, scope: Scope, preferred: Mapping[str, Collection[str]]
) -> tuple[Judgement, list[VoteSide]]:
    """All questions that votes answer: shares of everyone with what is not measured, and sides that are not yet told.

    Parameters
    ----------
    tally : Tally
    scope : Scope
    preferred : mapping of str to collection of str
        By question, answers that stand behind a value of a label which is compared: of two answers that is the one compared.
    """
    cells = tally.cells(NAME, VOTES)
    answers: dict[str, set[str]] = {}
    for cell in cells:
        if cell[3:7] == ("chosen", "all", "", "") and cell[7]:
            answers.setdefault(cell[2], set()).add(cell[7])
    rated = {cell[3] for cell in tally.total_cells(NAME, VOTES, "rated")}
    crowded = {cell[3] for cell in tally.total_cells(NAME, VOTES, "crowded")}
    if tally.total_cells(NAME, VOTES, "mean") or rated & answers.get(BARE, set()):
        answers.pop(BARE, None)
    parts: list[Judgement] = []
    sides: list[VoteSide] = []
    for question, found in sorted(answers.items()):
        if f"{CHOICE} {question}" in crowded or not 2 <= len(found) <= MOST_ANSWERS:
            reason = f"Shares of votes on {question or 'labels'!r}: the votes have {plural(len(found), 'answer')}, where 2 to {MOST_ANSWERS} can be told apart."
            parts.append(Judgement(not_measured=(NotMeasured(NAME, reason),)))
        else:
            one = VoteJudgement(question, sorted(found), tally, scope, frozenset(preferred.get(question, ())))
            parts.append(one.everyone())
            sides += one.sides()
    return Judgement.sum(parts), sides


def _measure(measure: str, side: str) -> str:
    """What is measured of groups; that loose forms are counted comes last, as everywhere."""
    return f"{measure.removesuffix(SUFFIX)}_by_mention{SUFFIX}" if side == ANY_FORM else f"{measure}_by_{side}"


@dataclass(frozen=True)
class VoteJudgement:
    """One question being judged."""

    question: str
    answers: list[str]
    tally: Tally
    scope: Scope
    preferred: frozenset[str] = frozenset()
    forms: Forms = field(default_factory=Forms, init=False)
    _known: dict[tuple[str, ...], Counted] = field(default_factory=dict, init=False, repr=False, compare=False)

    def everyone(self) -> Judgement:
        """Shares of everyone, and what is not named."""
        hidden = self._hidden("all", "", "")
        made = [
            each for answer in self._named for each in self._shares("all", "", "", answer, hidden, answers=self.answers)
        ]
        return Judgement(tuple(made), not_measured=self._unnamed())

    def sides(self) -> list[VoteSide]:
        """Shares of groups and what differs, by author, by mention and by language."""
        sides = ["author", "language"] if unread(self.tally, NAME) is not None else ["author", "mention", "language"]
        found = (self._side(side, axis) for side in sides for axis in self._axes(side))
        return [each for each in found if each is not None]

    @functools.cached_property
    def _compared(self) -> list[str]:
        """Answers that are compared: of two the one that stands behind what is compared of a label, where there is one."""
        if len(self.answers) == 2 and len(self.preferred) == 1:
            return sorted(self.preferred)
        return [each for each in compared_values(self.answers) if each in self._named]

    @functools.cached_property
    def _named(self) -> list[str]:
        """Answers that may be named: those of which enough authors' posts have a vote."""
        chosen = [self.posts("all", "", "", "chosen", each) for each in self.answers]
        voices = [each.buckets for each in chosen]
        return named_values(self.answers, voices, self.scope.plan.floors.authors)

    def _unnamed(self) -> tuple[NotMeasured, ...]:
        few, floor = len(self.answers) - len(self._named), self.scope.plan.floors.authors
        said = f"Votes on {self.question or 'labels'!r}: {plural(few, 'answer')} on posts by fewer than {floor} authors {'is' if few == 1 else 'are'} not named."
        return (NotMeasured(NAME, said),) if few else ()

    @property
    def _slug(self) -> str:
        return next(iter(slugs([self.question or "votes"]).values()))

    @property
    def on_what(self) -> str:
        """What the votes are on, in words."""
        return f"on \u201c{self.question}\u201d" if self.question else "for labels"

    def posts(self, side: str, axis: str, group: str, what: str = "posts", answer: str = "") -> Counted:
        """Posts with votes of a group, or what else is counted of them, by bucket."""
        cell = (what, side, axis, group, answer)
        if cell not in self._known:  # asked for again and again
            self._known[cell] = counted(self.tally, (NAME, VOTES, self.question, *cell))
        return self._known[cell]

    def _n_authors(self, side: str, axis: str, group: str) -> int | None:
        cell = (NAME, VOTES, self.question, "posts", side, axis, group, "")
        return self.tally.n_authors(cell) if self.scope.has_authors else None

    def _axes(self, side: str) -> list[str]:
        cells = self.tally.cells(NAME, VOTES, self.question, "posts", side)
        groups = {axis: {cell[6] for cell in cells if cell[5] == axis} for axis in {cell[5] for cell in cells} - {""}}
        free_text = {cell[2] for cell in self.tally.total_cells("dataset", "free text")}
        few = {axis for axis in groups if len(groups[axis]) <= MOST_GROUPS or self.scope.plan.is_mapped(axis)}
        return sorted(few - free_text)

    @functools.cached_property
    def _grain(self) -> int:
        """How often the file was read: votes beyond the first reading are no further ones."""
        everyone = [self.posts("all", "", "", what, each) for each in self.answers for what in ("chosen", "majority")]
        return int(common_grain(self.posts("all", "", "").posts, *(each.posts for each in everyone)))

    def missing_of(self, side: str, axis: str) -> float:
        """Share of posts with votes that state no group of authors; nothing lacks what is read off the text."""
        if side != "author":
            return 0.0
        cells = self.tally.cells(NAME, VOTES, self.question, "posts", side, axis)
        return lacking(sum(self.tally.posts(cell) for cell in cells), self.posts("all", "", ""))

    def _votes(self, side: str, axis: str, group: str) -> int:
        """Votes cast: a mean share of them is worth no more than these, and, of one post, mostly less."""
        return max(self.posts(side, axis, group, "cast").sum() // self._grain, 1)

    def _cast(self, side: str, axis: str, group: str, compared: list[str]) -> int:
        """Votes cast on the posts that a group is compared with."""
        return self._rest_of(side, axis, group, compared, "cast").sum()

    def _hidden(self, side: str, axis: str, group: str) -> set[str]:
        """Answers of whose choice, or lack of it, too few authors' posts tell, or from which another such share follows."""
        whole = self.posts(side, axis, group)
        chosen = [self.posts(side, axis, group, "chosen", each) for each in self.answers]
        mask = suppress([each.buckets for each in chosen], self.scope.plan.floors.authors)
        lacking = [(whole - each).buckets for each in chosen]
        few = [0 < each < self.scope.plan.floors.authors for each in lacking]
        return {answer for answer, gone, alike in zip(self.answers, mask, few, strict=True) if gone or alike}

    def _tells_majority(self, at: tuple[str, str, str], answer: str) -> bool:
        """Whether neither a majority's posts, nor ties, that are of too few authors follow from the rate."""
        parts = [self.posts(*at, "majority", each) for each in self.answers]
        hidden = hidden_parts(parts, self.posts(*at), self.scope.plan.floors.authors)
        return not hidden[self.answers.index(answer)]

    def name(self, side: str, axis: str, group: str, answer: str, measure: str) -> str:
        """Id of a figure."""
        side = "mention" if side == ANY_FORM else side
        middle = {"all": "everyone", "language": f"language.{group}"}.get(side, f"{side}.{axis}.{group}")
        return f"{NAME}.{self._slug}.{slugs(self.answers)[answer]}.{middle}.{measure}"

    def _estimate(
        self,
        at: tuple[str, str, str],
        answer: str,
        measure: str,
        interval: Interval | Callable[[], Interval],
        unit: Unit,
        voices: int,
        family: str | None = None,
        other_side: OtherSide | None = None,
    ) -> Estimate:
        side, axis, group = at
        return as_estimate(
            self.name(*at, answer, measure),
            measure if side == "all" else _measure(measure, side),
            {"label": self.question or "votes", "value": answer, **({axis: group} if axis else {})},
            interval,
            unit,
            n_posts=int(self.posts(*at).sum()),
            n_authors=self._n_authors(*at),
            voices=voices,
            scope=self.scope,
            family=family,
            denominator=denominator_of(measure, side),
            other_side=other_side,
        )

    def _shares(
        self, side: str, axis: str, group: str, answer: str, hidden: set[str], *, answers: list[str]
    ) -> list[Estimate]:
        """Mean share of votes, and how often the label is what most chose."""
        if answer not in answers:
            return []
        at = (side, axis, group)
        whole = self.posts(*at)
        votes, majority = (self.posts(*at, what, answer) for what in ("share", "majority"))
        voices = 1 if answer in hidden else whole.buckets
        level = self.scope.level
        units = self._votes(*at)
        mean = functools.partial(share, votes.figures, whole.figures * SHARE_UNIT, level=level, units=units)
        most = functools.partial(share, majority.figures, whole.figures, level=level, units=whole.units)
        told = voices if self._tells_majority(at, answer) else 1
        return [
            self._estimate(at, answer, "vote_share", mean, "share", voices),
            self._estimate(at, answer, "majority_rate", most, "share", told),
        ]

    def _rest_of(self, side: str, axis: str, group: str, compared: list[str], what: str, answer: str = "") -> Counted:
        if side == "mention":
            own, lacking = naming(self.tally, NAME, axis, group)
            # Posts in which the group could not be seen to be named are none that do not name it.
            read = [("language", "language", each) for each in own] if lacking else [("mention", "", "any group")]
            in_any = self.posts(ANY_FORM, axis, group, what, answer)
            return total(self.posts(*each, what, answer) for each in read) - in_any
        return total(self.posts(side, axis, each, what, answer) for each in compared if each != group)

    def _gap(self, side: str, axis: str, group: str, answer: str, hidden: set[str], compared: list[str]) -> Contrast:
        at = (side, axis, group)
        whole, rest = self.posts(*at), self._rest_of(*at, compared, "posts")
        chosen = self._rest_of(*at, compared, "chosen", answer)
        tolerance = self.scope.plan.tolerances.label_gap
        interval = functools.partial(self._interval, at, at, answer, compared)
        occupied = [each.buckets for each in (whole, rest, chosen, rest - chosen) if each.any()]
        voices = 1 if answer in hidden else min(occupied, default=0)
        family = f"{self.block(side, axis)}.votes"
        against = of_votes(self.tally, self.scope, (self.question, *at), compared)
        made = self._estimate(at, answer, "vote_share_difference", interval, "points", voices, family, against)
        # With the group's own shares, gaps in two of three answers tell how often the third was given to the others.
        others = [self._rest_of(*at, compared, "chosen", each).buckets for each in self.answers]
        floor = self.scope.plan.floors.authors
        gone = suppress(others, floor)[self.answers.index(answer)]
        gone = gone or (side == "mention" and tells_language(self.tally, NAME, axis, group, floor))
        alone = self.posts(ANY_FORM, axis, group) - whole
        if side != "mention" or made.status != "ok" or not alone.any():
            return Contrast(blurred(made) if gone and made.status == "ok" else made, tolerance)
        own, any_ = ([self.posts(each, axis, group, "chosen", a) for a in self.answers] for each in (side, ANY_FORM))
        few = tells_votes(own, any_, alone, self.answers.index(answer), floor)
        loosely, name = (ANY_FORM, axis, group), f"vote_share_difference{SUFFIX}"
        interval = functools.partial(self._interval, loosely, at, answer, compared)
        read, loose = (
            self._estimate(loosely, answer, name, interval, "points", 1 if hides else voices, None, against)
            for hides in (False, few or answer in self._hidden(*loosely))
        )
        loose = blurred(loose) if gone and loose.status == "ok" else loose
        made = rounded(made, self._others(at, answer, compared), floor, tolerance) if few else made
        if made.status != "ok":
            return Contrast(made, tolerance)
        made = blurred(made) if gone else made
        return self.forms.contrast(made, read, loose, tolerance)

    def _others(self, at: tuple[str, str, str], answer: str, compared: list[str]) -> Others:
        """Posts of the others; and of those with loose forms alone, their votes for an answer as so many posts."""
        rest, alone = self._rest_of(*at, compared, "posts"), self._alone(at, "posts")
        votes = self._alone(at, "share", answer).figures / SHARE_UNIT
        together = self._interval(at, at, answer, compared, beside=True)
        return Others.of(rest.figures, alone.figures, votes, rest.sum(), together)

    def _alone(self, at: tuple[str, str, str], what: str, answer: str = "") -> Counted:
        in_any, own = (self.posts(side, *at[1:], what, answer) for side in (ANY_FORM, at[0]))
        return in_any - own

    def _interval(
        self,
        own: tuple[str, str, str],
        at: tuple[str, str, str],
        answer: str,
        compared: list[str],
        *,
        beside: bool = False,
    ) -> Interval:
        """The mean share of votes of some posts, less that of the posts which the group ``at`` is compared with.

        ``beside`` says whether posts that name it by loose forms alone are put to the latter.
        """
        whole = self.posts(*own)
        rest, given = (
            self._rest_of(*at, compared, *what) + (self._alone(at, *what) if beside else 0)
            for what in (("posts",), ("share", answer))
        )
        return difference(
            self.posts(*own, "share", answer).figures,
            whole.figures * SHARE_UNIT,
            given.figures,
            rest.figures * SHARE_UNIT,
            level=self.scope.level,
            tolerance=self.scope.plan.tolerances.label_gap,
            units=(self._votes(*own), max(self._cast(*at, compared) // self._grain, 1)),
        )

    def block(self, side: str, axis: str) -> str:
        """Id of what is said of the groups of an axis."""
        return f"{NAME}.{self._slug}.{side}.{axis}"

    def _side(self, side: str, axis: str) -> VoteSide | None:
        floors = self.scope.plan.floors
        cells = self.tally.cells(NAME, VOTES, self.question, "posts", side, axis)
        groups = sorted({cell[6] for cell in cells if self.posts(side, axis, cell[6]).any()})
        counts = {each: self.posts(side, axis, each) for each in groups}
        enough = [
            each for each in groups if counts[each].sum() >= floors.posts and counts[each].buckets >= floors.authors
        ]
        if not enough or (side == "language" and len(groups) < 2):
            return None
        answers = self._compared
        hidden = {each: self._hidden(side, axis, each) for each in enough}
        shares = [
            each
            for group in enough
            for answer in answers
            for each in self._shares(side, axis, group, answer, hidden[group], answers=answers)
        ]
        compared = [each for each in enough if not hidden[each]]
        contrasts: list[Contrast] = []
        if side != "language":
            contrasts = with_q_values(
                self._gap(side, axis, group, answer, hidden[group], compared) for group in enough for answer in answers
            )
        if self._is_few(side, axis, groups, hidden):
            shares = [blurred(each) if each.status == "ok" else each for each in shares]
            contrasts = [
                replace(each, estimate=blurred(each.estimate)) if each.estimate.status == "ok" else each
                for each in contrasts
            ]
            self.forms.told.update(self.forms.of((each.estimate.id for each in contrasts), blurs=True).told)
        return VoteSide(self, side, axis, compared, shares, contrasts)

    def _is_few(self, side: str, axis: str, groups: list[str], printed: Mapping[str, set[str]]) -> bool:
        """Whether posts outside the printed groups, or what is hidden of these, could be worked out, and tell of too few."""
        if side == "mention":
            rest = total(self.posts(side, axis, each) for each in groups if each not in printed)
        else:
            if leaves_few(self._by_answer(side, axis, printed), self.scope.plan.floors.authors):
                return True
            rest = self.posts("all", "", "") - total(self.posts(side, axis, each) for each in printed)
        return bool(0 < rest.buckets < self.scope.plan.floors.authors)

    def _by_answer(self, side: str, axis: str, printed: Mapping[str, set[str]]) -> Iterator[tuple[Rate, list[Rate]]]:
        """How many posts have an answer, and how many have it as their majority's: of everybody, and of the groups that print it."""

        def rate(at: tuple[str, str, str], what: str, answer: str) -> Rate:
            return self.posts(*at), self.posts(*at, what, answer)

        everyone = ("all", "", "")
        for answer in self.answers:
            if answer in self._hidden(*everyone):
                continue
            told = [(side, axis, each) for each, hidden in printed.items() if answer not in hidden]
            for what in ("chosen", "majority"):
                if what == "majority" and not self._tells_majority(everyone, answer):
                    continue
                own = [at for at in told if what == "chosen" or self._tells_majority(at, answer)]
                yield rate(everyone, what, answer), [rate(at, what, answer) for at in own]
