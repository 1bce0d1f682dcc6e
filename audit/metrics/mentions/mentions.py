"""Who is spoken about, and who is not.

Question
    Which groups do these posts mention, and how often?

Definition
    rate(g) = posts with at least one strict form of g / posts in a language whose lexicon names g, per 1,000.
    A strict form names people whatever stands around it (muslims, gay men, black women); loose forms may mean
    something else (black, polish) and are printed beside it, and so are posts that name the group only in a disguised
    spelling (mu5lims, m u s l i m s). rate_of_authors(g) is the share of authors who mention g at
    least once; rate_of_reach(g) the share of likes that posts mentioning g received. parity compares two groups of
    about equal size in most populations: women / men; it is read as shown only if loose forms agree.
    Of a group that was coded by hand, rate_corrected(g) = rate(g) * precision + (1 - rate(g)) * rate of misses, stratified
    by loose forms, words that look alike and the rest; parity then compares corrected rates.

Inputs
    Text in a language that has a lexicon. The lexicon's card names its sources, reviewers and known faults.

Reading it
    Ten per 1,000 means that one post in a hundred names the group. There is no right rate: for most groups the rate is
    printed without a reading.

Not evidence of
    How a group is spoken about, or that the group's members speak. A term match is not a person, and forms we do not
    know are missed: the figures are unvalidated term matches until a coded sample corrects them.

References
----------
    Muller et al. (2023), WMT, for counts of gendered nouns. Smith et al. (2022), EMNLP, for axes of descriptors.
    Blodgett et al. (2020), ACL, for what such counts do not say. Tenenbein (1970), JASA 65, for corrected rates.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from audit.finding import NONE_MET, Block, Chart, Estimate, Finding, Judgement, NotMeasured
from audit.metrics.base import Scope
from audit.metrics.blurring import without_counts
from audit.metrics.contrast import (
    Contrast,
    as_estimate,
    confidence,
    could_have_shown,
    few_authors_caveats,
    with_q_values,
)
from audit.metrics.counting import add_group_authors, add_groups, each_group, reach
from audit.metrics.language import (
    READ,
    count_elsewhere,
    count_language,
    detected,
    doubtful,
    left_out,
    of_pairs,
    read_cell,
    several,
    tells_language,
    unread,
    with_read,
)
from audit.metrics.mentions.absent import absence, hardly_mentioned
from audit.metrics.mentions.coded import MEASURES, NAME, CodedAxis, coded_axis
from audit.metrics.mentions.coded_words import rates as corrected_rates
from audit.metrics.mentions.coded_words import rests_on, validated
from audit.metrics.mentions.parity import PARITY, pair_of, parity
from audit.metrics.mentions.untold import names_few_loosely, voices_of
from audit.metrics.weighed import Counted, counted, counted_authors, posts_in, share
from audit.posts import BUCKETS, PostBatch
from audit.resources import axis_title, group_title
from audit.statistics.intervals import not_estimable
from audit.tally import Tally
from audit.wording import exactly, join, percent, sentence_case

_OF_A_LANGUAGE = "rounded, counts hidden: they would tell of a language of too few authors"
#: Of what rates are shares that count no posts.
_WHOLE = {
    "authors": "authors of posts in which the group could be recognised",
    "reach": "likes of posts in which the group could be recognised",
}
_RATES = ("posts", "posts_loose", "posts_evaded", "authors", "reach", *MEASURES)


@dataclass(frozen=True)
class Mentions:
    """Rates of posts, authors and reach that mention each group of every axis."""

    name: str = NAME
    title: str = "Who is spoken about"

    def measure(self, posts: PostBatch) -> Tally:
        """Count posts, authors and likes by mentioned group."""
        tally = Tally()
        if posts.column("text") is None:
            return tally
        count_language(tally, NAME, posts)
        count_elsewhere(tally, NAME, posts)
        features, read = posts.features, posts.covered
        likes = reach(posts)
        if likes is not None:
            for i, language in enumerate(features.languages):
                own = features.language == i
                tally.count((NAME, "reach", language), posts.bucket[own], likes[own])
        tiers = (("strict", features.strict_pairs), ("loose", features.loose_pairs), ("evaded", features.evaded_pairs))
        for tier, pairs in tiers:
            post, group = of_pairs(pairs, read)
            add_groups(tally, [(NAME, tier, *each) for each in features.groups], group, posts.bucket[post])
            if tier == "strict":
                cells = [(NAME, tier, *each) for each in features.groups]
                add_group_authors(tally, cells, group, posts.author_key[post], posts.has_author[post])
                if likes is not None:
                    for index, rows in each_group(group):
                        cell = (NAME, "reach", *features.groups[index])
                        tally.count(cell, posts.bucket[post[rows]], likes[post[rows]])
        for name in features.groups:  # every group looked for has a cell: not mentioned is a result
            tally.add_counts((NAME, "strict", *name), np.zeros(BUCKETS, dtype=np.int64))
        return tally

    def judge(self, tally: Tally, scope: Scope) -> Judgement:
        """Rates for every group, parity where there is one, and the groups hardly mentioned."""
        reason = unread(tally, NAME)
        if reason is not None:
            return Judgement(not_measured=(reason,))
        tally = with_read(tally, NAME, (READ, "reach"))
        axes = sorted({cell[2] for cell in tally.cells(NAME, "strict")})
        parts = [_judge_axis(axis, tally, scope) for axis in axes]
        silent = [axis for axis, part in zip(axes, parts, strict=True) if not part.findings]
        none_met = [
            axis
            for axis in silent
            if not any(
                tally.posts((NAME, tier, axis, each)) for tier in ("strict", "loose") for each in _groups(axis, tally)
            )
        ]
        if none_met:  # looked for, and nothing found: that is a result
            names = join([axis_title(axis) for axis in none_met], "or")
            text = f"{NONE_MET}: no post that was read names a group of {names}."
            parts.append(Judgement(not_measured=(NotMeasured(NAME, text),)))
        if few := [axis for axis in silent if axis not in none_met]:
            names = join([axis_title(axis) for axis in few], "or")
            text = f"No group of {names} is mentioned by enough authors in enough posts to print a rate."
            parts.append(Judgement(not_measured=(NotMeasured(NAME, text),)))
        floor = scope.plan.floors.authors
        gaps = (left_out(tally, NAME, floor=floor), doubtful(tally, NAME, floor))
        return Judgement.sum([*parts, Judgement(not_measured=tuple(each for each in gaps if each))])


def _groups(axis: str, tally: Tally) -> list[str]:
    return [cell[3] for cell in tally.cells(NAME, "strict", axis)]


def _judge_axis(axis: str, tally: Tally, scope: Scope) -> Judgement:
    groups = _groups(axis, tally)
    asked = [each for each in groups if scope.coded or scope.wants(f"{NAME}.{axis}.{each}.")]
    estimates = [each for group in asked for each in _rates(axis, group, tally, scope)]
    coded = coded_axis(
        axis, groups, {each: voices_of(tally, NAME, ("strict", axis, each), scope) for each in groups}, tally, scope
    )
    estimates += coded.estimates
    contrasts = with_q_values(
        parity(first, second, tally, scope)
        for parity_axis, first, second in PARITY
        if parity_axis == axis and {first, second} <= set(groups)
    )
    estimates += [each.estimate for each in contrasts]
    # A finding must not hang on which forms were thought strict; a ratio that is hidden is read all the same.
    read, told = (
        {
            each.estimate.id: parity(*pair_of(each), tally, scope, tier="loose", tells=tells).estimate
            for each in contrasts
        }
        for tells in (True, False)
    )
    estimates += told.values()
    if scope.wanted is not None and not scope.coded:
        return Judgement(tuple(estimates))
    findings = []
    for each in contrasts:
        corrected = coded.parity(*pair_of(each))
        estimates += [corrected.estimate] if corrected else []
        by_loose = (read[each.estimate.id], told[each.estimate.id])
        findings.append(_parity_finding(each, by_loose, corrected, coded, tally, scope))
    by_id = {each.id: each for each in estimates}
    shown = sorted(
        (each for each in groups if (by_id[f"{NAME}.{axis}.{each}.posts"].value or 0) > 0),
        key=lambda each: -(by_id[f"{NAME}.{axis}.{each}.posts"].value or 0),
    )[:12]
    rates = {each: by_id[f"{NAME}.{axis}.{each}.posts"] for each in groups}
    absent, notes = absence(axis, rates, scope, _caveats(coded, groups, tally, scope))
    findings += absent
    if not shown:
        return Judgement(tuple(estimates), tuple(findings), not_measured=(*notes, *coded.reasons))
    findings.append(_descriptive(axis, groups, estimates, coded, tally, scope, judged=bool(findings)))
    chart = Chart(
        "intervals",
        tuple((f"{NAME}.{axis}.{each}.posts",) for each in shown),
        tuple(group_title(each) for each in shown),
        "posts that mention the group, per 1,000",
        caption=f"Strict matches, with {percent(scope.level)} intervals clustered by {scope.voice}. At most twelve groups drawn.",
    )
    block = Block(f"{NAME}.{axis}", NAME, sentence_case(axis_title(axis)), "", chart, validated(coded, groups))
    return Judgement(tuple(estimates), tuple(findings), (block,), (*notes, *coded.reasons))


def _rates(axis: str, group: str, tally: Tally, scope: Scope) -> list[Estimate]:
    whole = read_cell(tally, NAME, axis, group)
    read = counted(tally, whole)
    n_authors = tally.n_authors(whole) if scope.has_authors else None
    result = []

    def add(measure: str, part: Counted, whole: Counted, voices: int, *, likes: bool) -> None:
        result.append(
            as_estimate(
                f"{NAME}.{axis}.{group}.{measure}",
                measure,
                {axis: group},
                # Most groups are named by nobody, or by too few to be told: nothing is worked out for what is hidden.
                not_estimable(math.nan, scope.level)
                if 0 < voices < scope.plan.floors.authors
                else share(part, whole, level=scope.level),
                "share" if likes or measure == "authors" else "per_1000",
                n_posts=int(read.sum()),
                n_authors=n_authors,
                voices=voices,
                scope=scope,
                denominator=_WHOLE.get(measure, "posts in which the group could be recognised"),
                n_counted=posts_in(part) if measure not in _WHOLE else None,
            )
        )

    strict = counted(tally, (NAME, "strict", axis, group))
    loose = counted(tally, (NAME, "loose", axis, group))
    voices = voices_of(tally, NAME, ("strict", axis, group), scope)
    add("posts", strict, read, voices, likes=False)
    few = names_few_loosely(tally, NAME, axis, (group,), scope.plan.floors.authors)
    add("posts_loose", loose, read, 1 if few else loose.buckets, likes=False)
    evaded = counted(tally, (NAME, "evaded", axis, group))
    if evaded.any():
        add("posts_evaded", evaded, read, evaded.buckets, likes=False)
    if scope.has_authors and (NAME, "strict", axis, group) in tally.authors:
        authors = counted_authors(tally, [(NAME, "strict", axis, group), whole])
        if authors is not None:
            add("authors", authors[0], authors[1], voices, likes=False)
    likes = counted(tally, read_cell(tally, NAME, axis, group, "reach"))
    if likes.any() and strict.any():
        add("reach", counted(tally, (NAME, "reach", axis, group)), likes, voices, likes=True)
    if tells_language(tally, NAME, axis, group, scope.plan.floors.authors):
        result = [without_counts(each, _OF_A_LANGUAGE) if each.status == "ok" else each for each in result]
    return result


def _parity_finding(
    matched: Contrast,
    by_loose: tuple[Estimate, Estimate],
    corrected: Contrast | None,
    coded: CodedAxis,
    tally: Tally,
    scope: Scope,
) -> Finding:
    read, told = by_loose
    # Corrected rates hold what loose forms and misses come to, so they decide wherever there are any.
    contrast = corrected or matched
    estimate = contrast.estimate
    axis = next(iter(estimate.group))
    first, second = pair_of(matched)
    fewer = (estimate.value or 1) < 1
    reading = contrast.reading
    agrees = (read.value or 2) < 1 / contrast.tolerance if fewer else (read.value or 0) > contrast.tolerance
    if reading == "shown" and not agrees and corrected is None:
        reading = "inconclusive"
    beyond = exactly(contrast.tolerance)
    # In the direction of the ratio, so that the figure beside the claim says what the claim says.
    claim = f"Posts mention {group_title(first)} {'less' if fewer else 'more'} often than {group_title(second)}"
    surely = estimate.low is not None and estimate.high is not None and (estimate.low > 1 or estimate.high < 1)
    said = f"{'Corrected by coded posts, posts' if corrected else 'Posts'} that mention {group_title(first)}"
    unsettled = f"Whether {group_title(first)} or {group_title(second)} are mentioned more could not be settled"
    if surely:
        unsettled = f"{claim}; whether by more than {beyond} could not be settled"
    titles = {
        "shown": claim,
        "shown_small": f"Posts mention {group_title(first)} and {group_title(second)} about equally often",
        "inconclusive": unsettled,
        "not_assessed": f"Mentions of {group_title(first)} and {group_title(second)} are too few to compare",
    }
    return Finding(
        id=f"{NAME}.{axis}.{first}_{second}",
        metric=NAME,
        title=titles[reading],
        statement=f"{said} are {estimate.told} as frequent as posts that mention {group_title(second)}"
        f"{f'; as matched, {matched.estimate.told}' if corrected else ''} by strict forms"
        f"{f', and {told.told} with loose forms counted' if told.value else ''};"
        f" in most populations they are about equally many.{could_have_shown([contrast])}"
        if estimate.value is not None
        else f"Too few posts mention {group_title(first)} or {group_title(second)} for a ratio.",
        reading=reading,
        severity=contrast.severity if reading == "shown" else "none",
        confidence=confidence([estimate], scope, stated=corrected is not None),
        harm="erasure",
        estimates=(
            *((estimate.id,) if corrected else ()),
            matched.estimate.id,
            told.id,
            *(f"{NAME}.{axis}.{each}.posts" for each in (first, second)),
            *(each.id for each in coded.estimates if each.group[axis] in (first, second)),
        ),
        headline=estimate.id,
        caveats=(*rests_on(corrected, coded, (first, second)), *_caveats(coded, (first, second), tally, scope)),
        block=f"{NAME}.{axis}",
    )


def _caveats(coded: CodedAxis, groups: Sequence[str], tally: Tally, scope: Scope) -> tuple[str, ...]:
    said = (
        *validated(coded, groups),
        several(tally, NAME, scope.plan.floors.authors),
        detected(scope.plan),
        *few_authors_caveats(scope),
    )
    return tuple(each for each in said if each)


def _descriptive(
    axis: str,
    groups: list[str],
    estimates: list[Estimate],
    coded: CodedAxis,
    tally: Tally,
    scope: Scope,
    *,
    judged: bool,
) -> Finding:
    by_group = {each: next(e for e in estimates if e.id == f"{NAME}.{axis}.{each}.posts") for each in groups}
    printed = sorted((g for g in groups if (by_group[g].value or 0) > 0), key=lambda g: -(by_group[g].value or 0))
    absent = [g for g in groups if hardly_mentioned(by_group[g])]
    parts = [f"{group_title(g)} ({by_group[g].told.removesuffix(' per 1,000')})" for g in printed[:4]]
    sentences = [
        f"Per 1,000 posts, most mentioned: {join(parts)}."
        if parts
        else "No group is mentioned often enough to print a rate."
    ]
    if absent:
        listed = join([group_title(g) for g in absent[:8]]) + (" and others" if len(absent) > 8 else "")
        sentences.append(f"Hardly ever mentioned, in fewer than one post in 10,000: {listed}.")
    title = sentence_case(axis_title(axis))
    return Finding(
        id=f"{NAME}.{axis}",
        metric=NAME,
        title=f"{title}: mentions are counted{', other groups' if judged else ''} without a reference to judge them by",
        statement=" ".join(sentences) + corrected_rates(coded),
        reading="not_assessed",
        severity="none",
        confidence=confidence(list(by_group.values()), scope, stated=False),
        harm="erasure",
        estimates=tuple(each.id for each in estimates if each.measure in _RATES),
        caveats=_caveats(coded, groups, tally, scope),
        block=f"{NAME}.{axis}",
    )
