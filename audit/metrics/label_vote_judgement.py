"""Votes as labels being judged: mean share of votes beside the majority's label, by author, by mention and by language."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from audit.disclosure import suppress
from audit.finding import Estimate, Finding, Judgement, NotMeasured, Reading, Unit
from audit.metrics.agreement_votes import BARE, CHOICE, MOST_ANSWERS
from audit.metrics.base import Scope
from audit.metrics.contrast import (
    Contrast,
    as_estimate,
    blurred,
    confidence,
    could_have_shown,
    few_authors_caveats,
    roll_up,
    with_q_values,
)
from audit.metrics.label_counts import ANY_FORM, NAME, compared_values, named_values
from audit.metrics.label_forms import CAVEAT as FORMS
from audit.metrics.label_forms import SUFFIX, barely, disputed, not_borne_out, rounded, stands_on, tells_votes
from audit.metrics.label_hiding import Rate, hidden_parts, leaves_few
from audit.metrics.label_judgement import MOST_GROUPS
from audit.metrics.label_votes import SHARE_UNIT, VOTES
from audit.metrics.language import unread
from audit.metrics.naming import slugs
from audit.metrics.verdicts import verdict
from audit.metrics.weighed import Counted, counted, total
from audit.resources import axis_title, group_title
from audit.statistics.contrasts import difference
from audit.statistics.intervals import Interval, share
from audit.statistics.jackknife import common_grain
from audit.tally import Tally
from audit.wording import count, percent, plural, points, sentence_case, tallied

CAVEAT = (
    "A share of votes is that of the people who were asked. A gap is not proof of wrong labels: posts about a group that is"
    " attacked may rightly get more votes. Gaps of votes are not adjusted for what else differs between the posts."
)


def judge_votes(tally: Tally, scope: Scope) -> Judgement:
    """All questions that votes answer; nothing where the data carry no votes."""
    cells = tally.cells(NAME, VOTES)
    answers: dict[str, set[str]] = {}
    for cell in cells:
        if cell[3:7] == ("chosen", "all", "", "") and cell[7]:
            answers.setdefault(cell[2], set()).add(cell[7])
    rated = {cell[3] for cell in tally.total_cells(NAME, VOTES, "rated")}
    crowded = {cell[3] for cell in tally.total_cells(NAME, VOTES, "crowded")}
    if tally.total_cells(NAME, VOTES, "mean") or rated & answers.get(BARE, set()):
        answers.pop(BARE, None)
    parts = []
    for question, found in sorted(answers.items()):
        if f"{CHOICE} {question}" in crowded or not 2 <= len(found) <= MOST_ANSWERS:
            reason = f"Shares of votes on {question or 'labels'!r}: the votes have {plural(len(found), 'answer')}, where 2 to {MOST_ANSWERS} can be told apart."
            parts.append(Judgement(not_measured=(NotMeasured(NAME, reason),)))
        else:
            parts.append(VoteJudgement(question, sorted(found), tally, scope).judge())
    return Judgement.sum(parts)


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
    by_all_forms: dict[str, Estimate] = field(default_factory=dict, init=False)
    barely: set[str] = field(default_factory=set, init=False)
    _known: dict[tuple[str, ...], Counted] = field(default_factory=dict, init=False, repr=False, compare=False)

    def judge(self) -> Judgement:
        """Shares of everyone and of groups, what differs, and what it comes to."""
        hidden = self._hidden("all", "", "")
        made = [
            each for answer in self._named for each in self._shares("all", "", "", answer, hidden, answers=self.answers)
        ]
        parts = [Judgement(tuple(made), not_measured=self._unnamed())]
        sides = ["author", "language"] if unread(self.tally, NAME) is not None else ["author", "mention", "language"]
        for side in sides:
            parts += [self._side(side, axis) for axis in self._axes(side)]
        return Judgement.sum(parts)

    @functools.cached_property
    def _named(self) -> list[str]:
        """Answers that may be named: those of which enough authors' posts have a vote."""
        chosen = [self._posts("all", "", "", "chosen", each) for each in self.answers]
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
    def _on_what(self) -> str:
        return f"on \u201c{self.question}\u201d" if self.question else "for labels"

    def _posts(self, side: str, axis: str, group: str, what: str = "posts", answer: str = "") -> Counted:
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
        everyone = [self._posts("all", "", "", what, each) for each in self.answers for what in ("chosen", "majority")]
        return int(common_grain(self._posts("all", "", "").posts, *(each.posts for each in everyone)))

    def _votes(self, side: str, axis: str, group: str) -> int:
        """Votes cast: a mean share of them is worth no more than these, and, of one post, mostly less."""
        return max(self._posts(side, axis, group, "cast").sum() // self._grain, 1)

    def _cast(self, side: str, axis: str, group: str, compared: list[str]) -> int:
        """Votes cast on the posts that a group is compared with."""
        return self._rest_of(side, axis, group, compared, "cast").sum()

    def _hidden(self, side: str, axis: str, group: str) -> set[str]:
        """Answers of whose choice, or lack of it, too few authors' posts tell, or from which another such share follows."""
        whole = self._posts(side, axis, group)
        chosen = [self._posts(side, axis, group, "chosen", each) for each in self.answers]
        mask = suppress([each.buckets for each in chosen], self.scope.plan.floors.authors)
        lacking = [(whole - each).buckets for each in chosen]
        few = [0 < each < self.scope.plan.floors.authors for each in lacking]
        return {answer for answer, gone, alike in zip(self.answers, mask, few, strict=True) if gone or alike}

    def _tells_majority(self, at: tuple[str, str, str], answer: str) -> bool:
        """Whether neither a majority's posts, nor ties, that are of too few authors follow from the rate."""
        parts = [self._posts(*at, "majority", each) for each in self.answers]
        hidden = hidden_parts(parts, self._posts(*at), self.scope.plan.floors.authors)
        return not hidden[self.answers.index(answer)]

    def _name(self, side: str, axis: str, group: str, answer: str, measure: str) -> str:
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
        **more: str,
    ) -> Estimate:
        side, axis, group = at
        return as_estimate(
            self._name(*at, answer, measure),
            measure if side == "all" else _measure(measure, side),
            {"label": self.question or "votes", "value": answer, **({axis: group} if axis else {})},
            interval,
            unit,
            n_posts=int(self._posts(*at).sum()),
            n_authors=self._n_authors(*at),
            voices=voices,
            scope=self.scope,
            family=more.get("family"),
        )

    def _shares(
        self, side: str, axis: str, group: str, answer: str, hidden: set[str], *, answers: list[str]
    ) -> list[Estimate]:
        """Mean share of votes, and how often the label is what most chose."""
        if answer not in answers:
            return []
        at = (side, axis, group)
        whole = self._posts(*at)
        votes, majority = (self._posts(*at, what, answer) for what in ("share", "majority"))
        voices = 1 if answer in hidden else whole.buckets
        level = self.scope.level
        units = self._votes(*at)
        mean = functools.partial(share, votes.figures, whole.figures * SHARE_UNIT, level=level, units=units)
        return [
            self._estimate(at, answer, "vote_share", mean, "share", voices),
            self._estimate(
                at,
                answer,
                "majority_rate",
                functools.partial(share, majority.figures, whole.figures, level=level, units=whole.units),
                "share",
                voices if self._tells_majority(at, answer) else 1,
            ),
        ]

    def _rest_of(self, side: str, axis: str, group: str, compared: list[str], what: str, answer: str = "") -> Counted:
        if side == "mention":
            return self._posts("mention", "", "any group", what, answer) - self._posts(
                ANY_FORM, axis, group, what, answer
            )
        return total(self._posts(side, axis, each, what, answer) for each in compared if each != group)

    def _gap(self, side: str, axis: str, group: str, answer: str, hidden: set[str], compared: list[str]) -> Contrast:
        at = (side, axis, group)
        whole, rest = self._posts(*at), self._rest_of(*at, compared, "posts")
        chosen = self._rest_of(*at, compared, "chosen", answer)
        tolerance = self.scope.plan.tolerances.label_gap
        interval = functools.partial(self._interval, at, at, answer, compared)
        occupied = [each.buckets for each in (whole, rest, chosen, rest - chosen) if each.any()]
        voices = 1 if answer in hidden else min(occupied, default=0)
        family = f"{self._block(side, axis)}.votes"
        made = self._estimate(at, answer, "vote_share_difference", interval, "points", voices, family=family)
        # With the group's own shares, gaps in two of three answers tell how often the third was given to the others.
        others = [self._rest_of(*at, compared, "chosen", each).buckets for each in self.answers]
        gone = suppress(others, self.scope.plan.floors.authors)[self.answers.index(answer)]
        made = blurred(made) if gone and made.status == "ok" else made
        alone = self._posts(ANY_FORM, axis, group) - whole
        if side != "mention" or made.status != "ok" or not alone.any():
            return Contrast(made, tolerance)
        own, any_ = ([self._posts(each, axis, group, "chosen", a) for a in self.answers] for each in (side, ANY_FORM))
        few = tells_votes(own, any_, alone, self.answers.index(answer), self.scope.plan.floors.authors)
        loosely, name = (ANY_FORM, axis, group), f"vote_share_difference{SUFFIX}"
        interval = functools.partial(self._interval, loosely, at, answer, compared)
        # A gap that is hidden is read all the same: else one would be shown that it is known not to bear out.
        read, loose = (
            self._estimate(loosely, answer, name, interval, "points", 1 if hides else voices)
            for hides in (False, few or answer in self._hidden(*loosely))
        )
        self.by_all_forms[made.id] = blurred(loose) if gone and loose.status == "ok" else loose
        self.barely.update({made.id} if barely(read, tolerance) else ())
        made = rounded(made) if few and not gone else made
        return Contrast(made, tolerance, disputed=disputed(made, read, tolerance))

    def _interval(
        self, own: tuple[str, str, str], at: tuple[str, str, str], answer: str, compared: list[str]
    ) -> Interval:
        """The mean share of votes of some posts, less that of the posts which the group ``at`` is compared with."""
        whole, rest = self._posts(*own), self._rest_of(*at, compared, "posts")
        return difference(
            self._posts(*own, "share", answer).figures,
            whole.figures * SHARE_UNIT,
            self._rest_of(*at, compared, "share", answer).figures,
            rest.figures * SHARE_UNIT,
            level=self.scope.level,
            tolerance=self.scope.plan.tolerances.label_gap,
            units=(self._votes(*own), max(self._cast(*at, compared) // self._grain, 1)),
        )

    def _block(self, side: str, axis: str) -> str:
        return f"{NAME}.{self._slug}.{side}.{axis}"

    def _side(self, side: str, axis: str) -> Judgement:
        floors = self.scope.plan.floors
        cells = self.tally.cells(NAME, VOTES, self.question, "posts", side, axis)
        groups = sorted({cell[6] for cell in cells if self._posts(side, axis, cell[6]).any()})
        counts = {each: self._posts(side, axis, each) for each in groups}
        enough = [
            each for each in groups if counts[each].sum() >= floors.posts and counts[each].buckets >= floors.authors
        ]
        if not enough or (side == "language" and len(groups) < 2):
            return Judgement()
        answers = [each for each in compared_values(self.answers) if each in self._named]
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
            for name, each in self.by_all_forms.items():
                self.by_all_forms[name] = blurred(each) if each.status == "ok" else each
        loose = [one for each in contrasts if (one := self.by_all_forms.get(each.estimate.id))]
        shown = [each for each in contrasts if each.reading == "shown"]
        rest = [each for each in contrasts if each.reading != "shown"]
        if side == "author" and len(compared) == 2:  # two groups mirror each other: one finding says both
            shown = [each for each in shown if (each.estimate.value or 0) > 0]
        findings = [self._finding(side, axis, each) for each in shown]
        findings += [self._rest(side, axis, rest, some_shown=bool(shown))] if rest else []
        return Judgement((*shares, *(each.estimate for each in contrasts), *loose), tuple(findings))

    def _is_few(self, side: str, axis: str, groups: list[str], printed: Mapping[str, set[str]]) -> bool:
        """Whether posts outside the printed groups, or what is hidden of these, could be worked out, and tell of too few."""
        if side == "mention":
            rest = total(self._posts(side, axis, each) for each in groups if each not in printed)
        else:
            if leaves_few(self._by_answer(side, axis, printed), self.scope.plan.floors.authors):
                return True
            rest = self._posts("all", "", "") - total(self._posts(side, axis, each) for each in printed)
        return bool(0 < rest.buckets < self.scope.plan.floors.authors)

    def _by_answer(self, side: str, axis: str, printed: Mapping[str, set[str]]) -> Iterator[tuple[Rate, list[Rate]]]:
        """How many posts have an answer, and how many have it as their majority's: of everybody, and of the groups that print it."""

        def rate(at: tuple[str, str, str], what: str, answer: str) -> Rate:
            return self._posts(*at), self._posts(*at, what, answer)

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

    def _finding(self, side: str, axis: str, contrast: Contrast) -> Finding:
        estimate = contrast.estimate
        group, answer = estimate.group[axis], estimate.group["value"]
        more = (estimate.value or 0) > 0
        who = f"posts that mention {group_title(group)}" if side == "mention" else f"posts by {group_title(group)}"
        others, forms, loose = "posts by the other groups that can be printed", "", self.by_all_forms.get(estimate.id)
        if side == "mention":
            others = "posts that name them in no form"
            forms = stands_on(estimate, loose, group, "annotated", alike=loose is None)
        of = self._posts(side, axis, group, "share", answer).figures.sum()
        mean = of / (SHARE_UNIT * self._posts(side, axis, group).figures.sum())
        return Finding(
            id=self._name(side, axis, group, answer, "votes"),
            metric=NAME,
            title=f"{sentence_case(who)} get {'more' if more else 'fewer'} votes for \u201c{answer}\u201d",
            statement=f"On average {percent(float(mean))} of the annotators of {who} chose \u201c{answer}\u201d, a gap of"
            f" {estimate.told} to {others}.{forms}",
            reading="shown",
            severity=contrast.severity,
            confidence="low"
            if estimate.id in self.barely
            else confidence([estimate], self.scope, stated=side == "author"),
            harm="quality_of_service",
            estimates=(
                estimate.id,
                *((loose.id,) if loose else ()),
                *(self._name(side, axis, group, answer, each) for each in ("vote_share", "majority_rate")),
            ),
            headline=estimate.id,
            caveats=(CAVEAT, *((FORMS,) if side == "mention" else ()), *few_authors_caveats(self.scope)),
            actions=("Have a sample of these posts labelled again before training on them.",),
        )

    def _rest(self, side: str, axis: str, rest: list[Contrast], *, some_shown: bool) -> Finding:
        reading = roll_up(each.reading for each in rest)
        tolerance = points(self.scope.plan.tolerances.label_gap)
        readings = [each.reading for each in rest]
        told: tuple[tuple[Reading, str], ...] = (
            ("shown_small", f"within {tolerance}"),
            ("inconclusive", "not settled"),
            ("not_assessed", "on too few posts or authors to be judged"),
        )
        parts = [f"{count(readings.count(each))} {said}" for each, said in told if readings.count(each)]
        whose = f"{axis_title(axis)} of the {'people mentioned' if side == 'mention' else 'author'}"
        return Finding(
            id=f"{self._block(side, axis)}.votes",
            metric=NAME,
            title=f"{'Other shares' if some_shown else 'Shares'} of votes {self._on_what} by {whose}"
            f" {verdict(readings, tolerance)}",
            statement=f"{tallied(len(rest), 'further comparison' if some_shown else 'comparison', parts)}{could_have_shown(rest)}{not_borne_out(rest, self.by_all_forms, axis)}",
            reading=reading,
            severity="none",
            confidence=confidence([each.estimate for each in rest], self.scope, stated=side == "author"),
            harm="quality_of_service",
            estimates=(
                *(each.estimate.id for each in rest),
                *(self.by_all_forms[each.estimate.id].id for each in rest if each.disputed),
            ),
            caveats=(CAVEAT, *((FORMS,) if side == "mention" else ()), *few_authors_caveats(self.scope)),
        )
