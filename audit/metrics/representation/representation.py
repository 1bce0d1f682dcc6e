"""Who wrote the posts, against who could have.

Question
    Do the people who wrote these posts match the population the dataset stands for?

Definition
    share_of_posts(g) = posts by authors stating g / posts by authors stating any group of the benchmark.
    share_of_authors(g) counts each author once; share_of_reach(g) counts likes. difference(g) = share_of_posts(g) -
    benchmark share; ratio(g) is their quotient. Over all groups: total variation is half the sum of absolute differences,
    the share of posts that would have to change group; Jensen-Shannon divergence to base 2; Cohen's w = sqrt(sum of
    difference(g)^2 / benchmark share); each beside its expectation under chance at the effective number of posts, and Rao and
    Scott's corrected chi-squared that the shares are exactly the benchmark. bounds(g) = [posts stating g / all posts, (posts stating g + posts stating
    nothing) / all posts]: what the share could be if every unstated author were of the group, or none. Attributes together:
    share_of_posts(g, h) among posts that state both, expected_if_independent(g, h) = the product of its margins, and their
    difference. Slices: share_of_posts(g) per month, quarter, year or community; change(g) = last less first.

Inputs
    An attribute that authors state or the user gives, and a benchmark the user chooses: residents, platform users, active
    posters, or people who discuss the topic. Nothing is inferred from words, and from first names only where the plan
    gives a list of them. An attribute that the plan says is inferred is printed as inferred and, by errors counted on
    people whose group is known, corrected: share_corrected = (share + specificity - 1) / (sensitivity + specificity - 1),
    or least squares on a confusion matrix; without counted errors it is bounded and not judged. Attributes of [groups]
    are counted together in pairs, or as [representation] intersections says; slices are opt-in. From names there is also
    a weighted share: the sum of the group's shares of names over the sum of all groups'.

Reading it
    A difference of -16 points means that 16 posts in every 100 would have to come from other groups. Compare total
    variation with its null expectation: a fair sample of this many voices is never exactly at zero. A small p of the test
    over all groups says that the shares are not exactly the benchmark, not that the gap matters: the groups' own gaps against
    the tolerance do. A gap that was not settled comes with the smallest that would have been shown with 80 % power. A
    departure from independence is described and not judged: attributes go together in every population. Cells and slices of
    too few authors are hidden, and others with them, or rounded, where a hidden one would follow.

Not evidence of
    Why a group is absent, or what people who state nothing are. People who state an attribute differ from people who
    do not.

References
----------
    Mislove et al. (2011), ICWSM. Manski (1989), Journal of Human Resources 24(3). Kott (2001), Journal of Official
    Statistics 17(4), for the delete-a-group jackknife. Rogan and Gladen (1978), American Journal of Epidemiology 107, and
    Forman (2008), Data Mining and Knowledge Discovery 17, for inferred attributes. Lin (1991), IEEE Transactions on Information
    Theory 37(1); Cohen (1988), Statistical Power Analysis, 7.2; Rao and Scott (1981), Journal of the American Statistical
    Association 76, and (1984), Annals of Statistics 12, for tests. Bloom (1995), Evaluation Review 19(5), for what could have
    been seen. Cox (1980), Journal of the American Statistical Association 75, for what has to be hidden.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from audit.finding import Judgement, NotMeasured
from audit.metrics.base import Scope
from audit.metrics.counting import add_group_authors, add_groups, coded, each_group, named, reach
from audit.metrics.representation.asked import CROSSED, JOINT, MOST_GROUPS, NAME, intersections
from audit.metrics.representation.crossed import count_crossed
from audit.metrics.representation.crossed_words import judge_crossed
from audit.metrics.representation.divergence import with_tests_adjusted
from audit.metrics.representation.estimates import AttributeEstimates, known_margins
from audit.metrics.representation.inferred import count_inferred
from audit.metrics.representation.inferred_words import judge_inferred
from audit.metrics.representation.named import count_named
from audit.metrics.representation.named_words import no_figures
from audit.metrics.representation.sliced_words import judge_sliced
from audit.metrics.representation.slices import count_sliced
from audit.metrics.representation.words import (
    block,
    counted_finding,
    gap_finding,
    is_too_small,
    rest_finding,
    too_small_finding,
)
from audit.posts import PostBatch
from audit.resources import axis_title, group_title
from audit.tally import WEIGHED, Tally
from audit.wording import join, plural, sentence_case, with_article
from audit.wording.bin_names import bin_names

#: Words of a cell of one attribute, at most; cells of intersections and slices have more.
ATTRIBUTE_CELL = 4


@dataclass(frozen=True)
class Representation:
    """Shares of stated attributes among posts, authors and reach, against a benchmark."""

    name: str = NAME
    title: str = "Who is in the data"

    def measure(self, posts: PostBatch) -> Tally:
        """Count posts, authors and likes by group of each attribute."""
        tally = Tally()
        likes = reach(posts)
        for attribute, column in named(posts, "attribute"):
            groups, codes, known = coded(column)
            tally.count((NAME, attribute, "all posts"), posts.bucket)
            tally.count((NAME, attribute, "unstated"), posts.bucket[~known])
            bucket = posts.bucket[known]
            add_groups(tally, [(NAME, attribute, "posts", group) for group in groups], codes[known], bucket)
            cells = [(NAME, attribute, "authors", group) for group in groups]
            add_group_authors(tally, cells, codes[known], posts.author_key[known], posts.has_author[known])
            if likes is not None:
                for index, rows in each_group(codes[known]):
                    tally.count((NAME, attribute, "reach", groups[index]), bucket[rows], likes[known][rows])
        for attribute, column in named(posts, "inferred"):
            count_inferred(tally, attribute, column, posts)
        for attribute, column in named(posts, "named"):
            count_named(tally, attribute, column, posts)
        for key, _ in named(posts, CROSSED):
            count_crossed(tally, key, posts)
        for what, _ in named(posts, "slice"):
            count_sliced(tally, what, posts)
        return tally

    def judge(self, tally: Tally, scope: Scope) -> Judgement:
        """Hold each attribute against its benchmark."""
        attributes = sorted({cell[1] for cell in tally.cells(NAME) if len(cell) <= ATTRIBUTE_CELL})
        free_text = [cell[2] for cell in tally.total_cells("dataset", "free text")]
        parts = [_judge(attribute, tally, scope) for attribute in attributes if attribute not in free_text]
        parts += [_free_text(attribute) for attribute in free_text]
        parts += [
            no_figures(each, tally) for each in sorted(scope.plan.inference) if each not in (*attributes, *free_text)
        ]
        parts += _without_posts(scope, {*attributes, *free_text})
        if not parts:
            reason = "No attribute of the authors is stated in the data or given in the plan, and none is inferred."
            return Judgement(not_measured=(NotMeasured(NAME, reason),))
        judgement = Judgement.sum([*parts, *_together(tally, scope, attributes)])
        return replace(judgement, estimates=with_tests_adjusted(judgement.estimates))


def _without_posts(scope: Scope, known: set[str]) -> list[Judgement]:
    """Benchmarks of attributes that the data do not state: nothing was compared with them, and that is said."""
    lost = [each for each in sorted(scope.benchmarks) if JOINT not in each and each not in known]
    return [
        Judgement(
            not_measured=(
                NotMeasured(
                    NAME, f"{sentence_case(axis_title(each))}: the plan names a benchmark, and no column states it."
                ),
            )
        )
        for each in lost
        if each not in scope.plan.inference
    ]


def _together(tally: Tally, scope: Scope, attributes: list[str]) -> list[Judgement]:
    """The intersections that the plan asks for, or that follow from it."""
    printed = {}
    for attribute in attributes:
        stated = [cell[3] for cell in tally.cells(NAME, attribute, "posts")]
        if attribute not in scope.plan.inference and 0 < len(stated) <= MOST_GROUPS:
            printed[attribute] = set(_large(attribute, stated, tally, scope))
    asked = scope.plan.representation.intersections is not None
    return [judge_crossed(each, tally, scope, printed, asked=asked) for each in intersections(scope.plan)]


def _judge(attribute: str, tally: Tally, scope: Scope) -> Judgement:
    if attribute in scope.plan.inference:
        return judge_inferred(attribute, tally, scope)
    stated = [cell[3] for cell in tally.cells(NAME, attribute, "posts")]
    words = axis_title(attribute)
    if not stated:
        return Judgement(not_measured=(NotMeasured(NAME, f"No author has {with_article(words)} in the data."),))
    if len(stated) > MOST_GROUPS and not scope.plan.is_mapped(attribute):
        return _free_text(attribute)
    benchmark = scope.benchmarks.get(attribute)
    margins = known_margins(benchmark, attribute)
    impossible = _impossible(attribute, margins, scope)
    margins = {group: share for group, share in margins.items() if group not in impossible}
    if margins and not set(stated) & set(margins):
        reason = (
            f"No stated value of {words} is one of the benchmark's groups ({join(sorted(margins)[:5])}). Map the values"
            f" in the plan under [groups.{attribute}.values]."
        )
        return Judgement(not_measured=(NotMeasured(NAME, reason),))
    large = _large(attribute, stated, tally, scope)
    rare = [group for group in stated if group not in large]
    everything, tally, stated = tally, _without_rare(attribute, rare, tally), large
    floor = scope.plan.floors.authors
    if not stated or (margins and not set(stated) & set(margins)):
        reason = f"{sentence_case(words)}: no stated group has {floor} authors or more, so none is printed."
        return Judgement(not_measured=(NotMeasured(NAME, reason),))
    groups = sorted(set(margins) - set(rare)) if margins else stated
    unprinted = tuple(sorted(set(rare) & set(margins)))
    made = AttributeEstimates(attribute, groups, tally, scope, benchmark, unprinted, impossible, len(rare))
    notes = tuple(_too_rare(words, len(rare), scope))
    hidden = tuple(made.hidden(group) for group in unprinted)
    compared = sorted(set(stated) & set(margins))
    if unprinted and len(compared) < 2:
        # Its share among the printed groups is everything, whatever the benchmark says.
        reason = (
            f"{sentence_case(words)}: of the benchmark's groups only {group_title(compared[0])} have {floor} authors or more,"
            " so there is no printed group to compare them with."
        )
        return Judgement(hidden, not_measured=(NotMeasured(NAME, reason), *notes))
    made.make_shares()
    made.make_bounds()
    if not margins:
        findings = [counted_finding(made)]
    else:
        contrasts = list(zip(groups, made.make_gaps(), strict=True))
        shown = [(group, each) for group, each in contrasts if each.reading == "shown"]
        if len(shown) == len(groups) == 2:  # one group's surplus is the other's lack: one finding says both
            shown = [each for each in shown if (each[1].estimate.value or 0) < 0]
        findings = [gap_finding(group, each, made) for group, each in shown]
        rest = [(group, each) for group, each in contrasts if each.reading != "shown"]
        small = [group for group, each in rest if is_too_small(group, each, made)]
        findings += [too_small_finding(small, made)] if small else []
        rest = [(group, each) for group, each in rest if group not in small]
        findings += [rest_finding(rest, made)] if rest else []
    outside = [each for each in stated if margins and each not in margins]
    notes = (*_left_out(words, outside), *notes)
    judgement = Judgement((*made.made.values(), *hidden), tuple(findings), (block(made),), notes)
    return Judgement.sum([judgement, judge_sliced(made, everything)])


def _impossible(attribute: str, margins: Mapping[str, float], scope: Scope) -> tuple[str, ...]:
    """Groups of the benchmark that the plan makes of no number: below its first edge, say, nothing is stated."""
    group = scope.plan.groups.get(attribute)
    if group is None or not group.is_number:
        return ()
    possible = {*bin_names(group.edges), *group.values}
    return tuple(each for each in margins if each not in possible) if possible & margins.keys() else ()


def _large(attribute: str, groups: Iterable[str], tally: Tally, scope: Scope) -> list[str]:
    """Groups with enough voices to be named at all."""

    def voices(group: str) -> int:
        if scope.has_authors:
            return tally.n_authors((NAME, attribute, "authors", group))
        return tally.authors_at_least((NAME, attribute, "posts", group))

    return [group for group in groups if voices(group) >= scope.plan.floors.authors]


def _without_rare(attribute: str, rare: list[str], tally: Tally) -> Tally:
    """Count posts of groups below the floor of authors as unstated: a rare stated value could be a person's.

    So nothing that is printed says how many they were: not the total, of which they are no visible part.
    """
    result = tally.part(NAME, attribute)
    fronts: tuple[tuple[str, ...], ...] = ((), (WEIGHED,)) if tally.is_weighted else ((),)
    # Posts of a source without the column state nothing, as they would in one file with the others.
    for front in fronts:
        lacking = tally.per_bucket((*front, "dataset", "posts"))
        lacking = lacking - tally.per_bucket((*front, NAME, attribute, "all posts"))
        for name in ("all posts", "unstated"):
            result.add_counts((*front, NAME, attribute, name), lacking)
    for group in rare:
        for front in fronts:
            cell = (*front, NAME, attribute)
            result.add_counts((*cell, "unstated"), tally.per_bucket((*cell, "posts", group)))
            for what in ("posts", "reach", "authors"):
                result.drop((*cell, what, group))
        for cell in [each for each in result.authors if each[-4:] == (NAME, attribute, "authors", group)]:
            result.authors.pop(cell)
    return result


def _too_rare(words: str, rare: int, scope: Scope) -> list[NotMeasured]:
    if not rare:
        return []
    floor = scope.plan.floors.authors
    verb = "is" if rare == 1 else "are"
    reason = (
        f"{sentence_case(words)}: {plural(rare, 'stated value')} of fewer than {floor} authors {verb} hidden and counted"
        " with the unstated."
    )
    return [NotMeasured(NAME, reason)]


def _left_out(words: str, outside: list[str]) -> list[NotMeasured]:
    if not outside:
        return []
    named_groups = join([group_title(each) for each in outside[:8]])
    rest = "is not a group of the benchmark and is" if len(outside) == 1 else "are not groups of the benchmark and are"
    reason = (
        f"{sentence_case(words)}: {plural(len(outside), 'stated value')} ({named_groups}) {rest} left out of the"
        " comparison."
    )
    return [NotMeasured(NAME, reason)]


def _free_text(attribute: str) -> Judgement:
    reason = (
        f"{sentence_case(axis_title(attribute))} has more than {MOST_GROUPS} different values and is read as free text."
        f" Map its values to groups in the plan under [groups.{attribute}.values]."
    )
    return Judgement(not_measured=(NotMeasured(NAME, reason),))
