"""Whose posts a filter drops: for each group the share of its posts that is kept, against that of all posts.

Question
    When filters make a training set out of these posts, whose posts are left out?

Definition
    keep_rate(f, g) = posts of group g that filter f keeps / posts of g that reach it. A filter is reached by what the ones
    before it keep; all_filters is reached by every post and keeps what the last one keeps. difference(f, g) =
    keep_rate(f, g) - keep_rate(f, all posts); ratio(f, g) = keep_rate(f, g) / keep_rate(f, all posts). left(f) = posts kept
    by f and all before it / all posts, and left(f, g) the same of group g. loss_share(f) = posts that f drops / posts that any filter drops. Groups are those of
    the author as stated, mentioned groups (strict forms), stated languages, communities, and how many posts an author
    wrote. Benjamini-Hochberg over the groups of one axis at one filter.

Inputs
    Posts, and filters: rules, ids of the posts that were kept, or the posts that are left.

Reading it
    A difference of -21 points means that of every 100 posts of the group 21 more are dropped than of 100 posts of all. A
    ratio of 0.74 means that the group's share of what is kept is 0.74 times its share of what there was.

Not evidence of
    A filter that is wrong: it may rightly drop more posts of a group, as where many that mention it attack it. Nor of what a
    model makes of the rest. Equal keep rates do not make the posts that are kept alike.

References
----------
    Dodge et al. (2021), EMNLP, Documenting Large Webtext Corpora, for whose texts a list of words removes. Lucy et al.
    (2024), ACL, AboutMe, for whose pages language identification and quality filters remove. Korn and Graubard (1998),
    Survey Methodology 24, for shares. Newcombe (1998) and Zou and Donner (2008), Statistics in Medicine, for differences
    and ratios. Four fifths as a bound for ratios of selection rates: 29 CFR 1607.4(D), which is not law here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from audit.errors import PlanError, column_named
from audit.filtering import words
from audit.filtering.counting import MISSING, NAME, count, refuse_missing, resolved
from audit.filtering.judging import Figures
from audit.filtering.parsing import ALL
from audit.filtering.rules import Bounded, InLanguage, Listed, characters
from audit.filtering.rules import words as words_of
from audit.filtering.stages import Stage, Stages
from audit.filtering.whole import Active
from audit.finding import Judgement, NotMeasured
from audit.metrics.base import Scope
from audit.metrics.contrast import few_authors_caveats
from audit.metrics.fates.groups import Axis, axes_of, everyone_of, missing_of
from audit.metrics.fates.untold import not_told
from audit.metrics.language import several, unread
from audit.metrics.post_groups import ACTIVITY, LANGUAGE, LENGTH, MENTION
from audit.posts import PostBatch
from audit.tally import Tally
from audit.wording import percent


@dataclass(frozen=True)
class FilterImpact:
    """Keep rates by group, filter by filter."""

    stages: Stages
    name: str = NAME
    title: str = "Whose posts are left out"

    def measure(self, posts: PostBatch) -> Tally:
        """Count where each post's way through the filters ends."""
        return count(posts, self.stages)

    def judge(self, tally: Tally, scope: Scope) -> Judgement:
        """Compare what is kept of each group with what is kept of all posts."""
        refuse_missing(tally, self.stages)
        free_text = frozenset(cell[2] for cell in tally.total_cells("dataset", "free text"))
        tally = resolved(tally, self.stages, free_text)
        everyone = everyone_of(tally, scope, NAME, len(self.stages) + 1)
        if not everyone.posts:
            return Judgement(not_measured=(NotMeasured(NAME, "There are no posts."),))
        figures = Figures(everyone, self.stages, scope)
        overall = figures.overall()
        axes = axes_of(tally, scope, NAME, len(self.stages) + 1, _asked_for(self.stages))
        blocked = unread(tally, NAME)
        if blocked is not None:
            axes = [each for each in axes if each.side != MENTION]
        _check_listed(figures)
        read = several(tally, NAME, scope.plan.floors.authors)
        axes = [replace(each, note=read) if each.side == MENTION else each for each in axes]
        notes = [*_lacking(tally, self.stages, scope), *_unmatched(figures), *few_authors_caveats(scope)]
        parts = [
            Judgement(
                tuple(each for estimates in overall.values() for each in estimates),
                tuple(words.overall_finding(figures, overall)),
                (words.overall_block(figures, overall, notes),),
                tuple(_not_measured(axes, blocked, figures, tally)),
            ),
            *(_axis(each, figures) for each in axes),
        ]
        return Judgement.sum(parts)


def _asked_for(stages: Stages) -> frozenset[str]:
    """Sides that a filter asks for itself."""
    rules = [each.rule for each in stages]
    asked = {
        LANGUAGE: any(isinstance(each, InLanguage) for each in rules),
        ACTIVITY: any(isinstance(each, Active) for each in rules),
        LENGTH: any(isinstance(each, Bounded) and each.measure in (characters, words_of) for each in rules),
    }
    return frozenset(side for side, is_asked in asked.items() if is_asked)


def _axis(axis: Axis, figures: Figures) -> Judgement:
    told = figures.of_axis(axis)
    identifier = f"{NAME}.{axis.key}"
    block = words.axis_block(axis, told, figures, identifier)
    compared = [(each, each.difference) for each in told if each.difference is not None and not axis.asked_for]
    shown = [(each, difference) for each, difference in compared if difference.reading == "shown"]
    # What cannot be told of a group at one filter is no question; that it cannot be told at all is.
    others = [
        difference
        for each, difference in compared
        if difference.reading != "shown" and (each.step.slug == ALL or difference.estimate.status == "ok")
    ]
    missing = missing_of(axis, figures.everyone)
    findings = [words.finding(each, difference, figures.scope, identifier, missing) for each, difference in shown]
    if others:
        findings.append(words.rest(axis, others, figures.scope, identifier, missing, some_shown=bool(shown)))
    contrasts = (one for each in told for one in (each.difference, each.ratio) if one is not None)
    left = (each.left for each in told if each.left is not None)
    estimates = (*(each.rate for each in told), *left, *(each.estimate for each in contrasts))
    return Judgement(estimates, tuple(findings), (block,) if block else ())


def _lacking(tally: Tally, stages: Stages, scope: Scope) -> list[str]:
    """How many posts lack what a filter asks for, where it was said what becomes of them."""
    floor, posts, said = scope.plan.floors.authors, max(scope.posts, 1), []
    for index, stage in enumerate(stages):
        cell = (NAME, MISSING, str(index))
        number = tally.posts(cell)
        if number:
            few = tally.authors_at_least(cell) < floor
            share = "Some posts" if few else f"{percent(number / posts)} of posts"
            done = "kept" if stage.missing == "keep" else "dropped"
            said.append(f"{share} lack what {stage.title} asks for, and are {done} by it, as was asked.")
    return said


def _listed(figures: Figures) -> tuple[Stage, Listed, int] | None:
    """The list of ids that posts are asked by first, and how many of them are those of posts."""
    first = figures.stages.each[0]
    if not isinstance(first.rule, Listed):
        return None
    return first, first.rule, int(figures.everyone.fates[1:].sum())


def _check_listed(figures: Figures) -> None:
    found = _listed(figures)
    if found is not None and found[2] == 0:
        _, rule, _ = found
        raise PlanError(
            f"{rule.name}: none of its {len(rule.keys):,} ids is that of a post.",
            hint=f"They must be of the same posts, written the same way; {column_named('post_id')} names where posts have"
            " theirs.",
        )


def _unmatched(figures: Figures) -> list[str]:
    """The ids of a list that are of no post here."""
    found = _listed(figures)
    if found is None or found[2] >= len(found[1].keys) or not figures.may_print(figures.steps[0]):
        return []
    _, rule, matched = found
    return [f"{percent(1 - matched / len(rule.keys))} of the ids in {rule.name} are of no post here."]


def _not_measured(axes: list[Axis], blocked: NotMeasured | None, figures: Figures, tally: Tally) -> list[NotMeasured]:
    scope, reasons = figures.scope, list[str]()
    if not figures.may_print(figures.steps[0]):
        floor = scope.plan.floors.authors
        reasons.append(
            f"The posts kept, or those dropped, are of fewer than {floor} {scope.voice}s: nothing is told of them."
        )
    reasons += not_told(axes, blocked, tally, scope, NAME)
    return [NotMeasured(NAME, each) for each in reasons]
