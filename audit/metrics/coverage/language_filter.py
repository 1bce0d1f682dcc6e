"""What a filter that keeps one language would drop: short posts and dialects are taken for other languages more often.

Counted of every stated language, since which of them most posts state is known at the end; and, where languages are detected,
of posts that the detector reads in it, how many state another.

References
----------
    Blodgett, S. L. and O'Connor, B. (2017). Racial disparity in natural language processing: a case study of social media
    African-American English. FAT/ML, for dialects that identifiers of languages take for other languages.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import takewhile

import numpy as np
import numpy.typing as npt

from audit.finding import Judgement, NotMeasured
from audit.metrics.attrition import words
from audit.metrics.attrition.course import Course, Outcome
from audit.metrics.attrition.figures import Figures
from audit.metrics.base import Scope
from audit.metrics.contrast import few_authors_caveats
from audit.metrics.counting import add_group_authors, add_groups, coded
from audit.metrics.fates.groups import Axis, axes_of, everyone_of, missing_of
from audit.metrics.post_groups import ALL, AUTHOR, DIALECT, LANGUAGE, Grouping, groupings, lengths
from audit.models.language_detection import RIGHT
from audit.posts import PostBatch
from audit.resources import language_title
from audit.tally import Cell, Tally
from audit.wording import number

NAME = "coverage"
#: Second words of cells: posts by the language they state; posts by the language they are found to be in, and whether they
#: state it.
FILTERED, DETECTED = "filtered", "detected"
#: Where fewer posts than this part state one language, nobody would keep that one alone.
MOST = 0.5
UNDETECTED = "With dataset.detect_language = true what posts state is held against a detector; here it was not."
MISJUDGED = (
    "Platforms misjudge the language of short posts and of dialects; but a post that is stated to be in another language may"
    " well be in it. Filters by other groups: postaudit filter-impact --rule language=TAG."
)
READ_THEM = "Read a sample of the posts that the filter would drop before applying it."


def count_language_filter(tally: Tally, posts: PostBatch, primary: Callable[[str], str]) -> None:
    """Count posts with text that state a language, by it, by length, by dialect and by stated group."""
    lang, text = posts.encoded("lang"), posts.column("text")
    if lang is None or text is None or lang.null_count == len(lang) or text.null_count == len(text):
        return
    values, codes, stated = coded(lang)
    known = stated & text.is_valid().to_numpy(zero_copy_only=False)
    tags, code = _united([primary(each) for each in values], codes)
    grouped = [each for each in _of_authors_and_posts(posts) if each.side in (ALL, AUTHOR, DIALECT)]
    grouped += list(lengths(posts))
    _count(tally, posts, FILTERED, grouped, tags, code, known)
    found = posts.values.get("detected")
    if found is not None and found.null_count < len(found):
        read, at, is_read = coded(found)
        agrees = np.array([tags.index(each) if each in tags else -1 for each in read])[at] == code
        outcomes = [f"{each}\0{said}" for each in read for said in ("another", "the same")]
        _count(tally, posts, DETECTED, grouped, outcomes, 2 * at + agrees, known & is_read)


def _of_authors_and_posts(posts: PostBatch) -> list[Grouping]:
    """Groups that are known without reading whom posts mention, which is not asked."""
    return list(takewhile(lambda each: each.side != "mention", groupings(posts)))


def _united(tags: list[str], codes: npt.NDArray[np.int64]) -> tuple[list[str], npt.NDArray[np.int64]]:
    names = sorted(set(tags))
    return names, np.array([names.index(each) for each in tags], dtype=np.int64)[codes]


def _count(
    tally: Tally,
    posts: PostBatch,
    kind: str,
    grouped: list[Grouping],
    names: list[str],
    code: npt.NDArray[np.int64],
    known: npt.NDArray[np.bool_],
) -> None:
    for each in grouped:
        kept = known[each.rows]
        rows = each.rows[kept]
        cells: list[Cell] = [(NAME, kind, each.side, each.axis, group, name) for group in each.names for name in names]
        flat = each.codes[kept] * len(names) + code[rows]
        add_groups(tally, cells, flat, posts.bucket[rows])
        add_group_authors(tally, cells, flat, posts.author_key[rows], posts.has_author[rows])


def judge_language_filter(tally: Tally, scope: Scope) -> Judgement:
    """What is dropped of each group where only the language that most posts state is kept."""
    by_language: dict[str, int] = {}
    for cell in tally.cells(NAME, FILTERED, ALL):
        by_language[cell[5]] = by_language.get(cell[5], 0) + tally.posts(cell)
    total = sum(by_language.values())
    if len(by_language) < 2:
        return Judgement()
    kept = max(by_language, key=lambda each: (by_language[each], each))
    if by_language[kept] < MOST * total:
        reason = "What a filter by language drops: no one language is stated by most posts."
        return Judgement(not_measured=(NotMeasured(NAME, reason),))
    title = language_title(kept)
    stated = Outcome(
        "language_filter",
        (0, 1),
        (0, 2),
        f"are stated to be in another language than {title}",
        f"would be dropped more often by a filter that keeps {title}",
        f"would be dropped less often by a filter that keeps {title}",
        action=READ_THEM,
        among="posts that state a language",
    )
    notes = (MISJUDGED, *([] if tally.cells(NAME, DETECTED) else [UNDETECTED]), *few_authors_caveats(scope))
    parts = [_judge(tally, scope, FILTERED, lambda name: name == kept, stated, notes)]
    if tally.cells(NAME, DETECTED):
        found = Outcome(
            "language_filter_detected",
            (0, 1),
            (0, 2),
            f"are found to be in {title} and stated to be in another language",
            f"found to be in {title} would be dropped more often by a filter on the stated language",
            f"found to be in {title} would be dropped less often by a filter on the stated language",
            whole=f"posts that are found to be in {title}",
            action=READ_THEM,
        )
        wrong = tuple(number(100 - each) for each in RIGHT[::-1])
        doubt = f"The detector errs too: in {wrong[0]} to {wrong[1]} of 100 posts where it was measured, and more in short ones."
        part = _judge(
            tally, scope, DETECTED, lambda name: name.endswith("\0the same"), found, (doubt, *notes), f"{kept}\0"
        )
        parts.append(part)
    return Judgement.sum(parts)


def _judge(
    tally: Tally,
    scope: Scope,
    kind: str,
    is_kept: Callable[[str], bool],
    outcome: Outcome,
    notes: tuple[str, ...],
    prefix: str = "",
) -> Judgement:
    course = Course(NAME, ("dropped", "kept"), 1, (outcome,))
    counted = Tally()
    own = f"{NAME} {outcome.slug}"
    for cell in tally.cells(NAME, kind):
        if cell[5].startswith(prefix):
            place = (own, *cell[2:5], str(int(is_kept(cell[5]))))
            counted.add_counts(place, tally.per_bucket(cell))
            if cell in tally.authors:
                counted.add_authors(place, np.zeros(0, dtype=np.uint64))
                counted.authors[place].merge(tally.authors[cell])
    everyone = everyone_of(counted, scope, own, 2)
    if not everyone.posts:
        return Judgement()
    figures = Figures(everyone, course, scope)
    if not figures.may_print(outcome):
        few = f"fewer than {scope.plan.floors.authors} {scope.voice}s"
        reason = f"What a filter by language drops: the posts it keeps, or drops, are of {few}."
        return Judgement(not_measured=(NotMeasured(NAME, reason),))
    parts = [_axis(each, figures, notes) for each in axes_of(counted, scope, own, 2) if each.side != LANGUAGE]
    return Judgement.sum([Judgement(tuple(figures.overall())), *parts])


def _axis(axis: Axis, figures: Figures, notes: tuple[str, ...]) -> Judgement:
    whole = figures.everyone.fates if axis.whole is None else axis.whole
    told = figures.of_axis(axis, whole)
    compared = [each for each in told if each.difference is not None]
    if not compared:
        return Judgement()
    outcome = figures.course.main
    block = f"{NAME}.{outcome.slug}.{axis.key}"
    shown = [(each, contrast) for each in compared if (contrast := words.shown_of(each)) is not None]
    others = [each for each in compared if words.shown_of(each) is None]
    missing = missing_of(axis, figures.everyone)
    findings = [words.finding(each, contrast, figures, block, notes, missing) for each, contrast in shown]
    if others:
        findings.append(words.rest(axis, others, figures, block, notes, missing, some_shown=bool(shown)))
    drawn = words.axis_block(axis, told, figures, block, notes)
    contrasts = (one for each in told for one in (each.difference, each.ratio) if one is not None)
    estimates = (*(each.share for each in told), *(each.estimate for each in contrasts))
    return Judgement(estimates, tuple(findings), (drawn,) if drawn else ())
