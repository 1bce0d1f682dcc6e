"""Which posts lexicons are read against, in which languages, and whether the text is in these languages at all.

A lexicon of one language says nothing of posts in another: those posts are not measured, which is not the same as not
mentioning anyone. Stated language decides where there is one. Where there is none, posts written in another script than
that of the plan's language are left out one by one, and the dataset as a whole must look like that language: in running
English about four words in ten are function words (the, of, and ...), in other languages that use the Latin script fewer
than one in ten happen to be spelt like one.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from audit.finding import NotMeasured
from audit.metrics.counting import add_groups
from audit.models.language_detection import RIGHT, version
from audit.plan import Plan
from audit.posts import PostBatch
from audit.resources import language_title, lexicon_languages, running_share
from audit.tally import Cell, Tally
from audit.wording import join, percent

#: A text that has this part of what running text of a language shows may be in it: for English 0.15 of 0.40; measured on
#: the corpora named in the docs, other Latin-script languages stay below 0.10 and English posts, short as they are, above
#: 0.25.
LEAST_OF_RUNNING = 0.375
#: Cell of posts that lexicons are read against, in any language.
READ = "read"
#: Cells of posts in other languages than English that mention a group.
ELSEWHERE = "outside English"


def count_language(tally: Tally, metric: str, posts: PostBatch, *, only: str | None = None) -> None:
    """Count posts, posts that lexicons are read against, by language, and their words.

    Parameters
    ----------
    tally : Tally
    metric : str
    posts : PostBatch
    only : str, optional
        The one language that the metric has words for.
    """
    features = posts.features
    text = posts.column("text")
    written = text.is_valid().to_numpy(zero_copy_only=False) if text is not None else posts.covered
    tally.count((metric, "all"), posts.bucket[written])
    lang = posts.column("lang")
    stated = np.zeros(len(posts), bool) if lang is None else lang.is_valid().to_numpy(zero_copy_only=False)
    chosen = [(i, each) for i, each in enumerate(features.languages) if only in (None, each)]
    for i, language in chosen:
        own = features.language == i
        tally.count((metric, READ, language), posts.bucket[own])
        tally.add_authors((metric, READ, language), posts.authors_by_language[language])
        tally.add_total((metric, "tokens", language), int(features.tokens[own].sum()))
        tally.add_total((metric, "function words", language), int(features.function_words[own].sum()))
        silent = own & ~stated
        tally.count((metric, "unstated", language), posts.bucket[silent])
        tally.add_total((metric, "tokens", language, "unstated"), int(features.tokens[silent].sum()))
        tally.add_total((metric, "function words", language, "unstated"), int(features.function_words[silent].sum()))
        for axis, group in features.groups_of[language]:
            tally.add_total((metric, "names", language, axis, group), 0)


def with_read(tally: Tally, metric: str, kinds: tuple[str, ...] = (READ,)) -> Tally:
    """The tally with what is counted by language also counted whatever the language.

    The cell ``(metric, kind, language)`` of every language adds up to ``(metric, kind)``. Groups that not every language's
    lexicon names have a sum of their own: of the languages whose lexicon does. :func:`read_cell` finds it.
    """
    languages = _languages(tally, metric)
    naming: dict[Cell, list[str]] = {}
    for cell in tally.total_cells(metric, "names"):
        naming.setdefault(cell[3:], []).append(cell[2])
    result = tally
    for kind in kinds:
        result = result.joined((metric, kind), [(metric, kind, each) for each in languages])
        for group, own in naming.items():
            if len(own) < len(languages):
                result = result.joined((metric, f"{kind} for", *group), [(metric, kind, each) for each in own])
    return result


def read_cell(tally: Tally, metric: str, axis: str, group: str, kind: str = READ) -> Cell:
    """The cell of posts, or of what else is counted by language, in which a group can be recognised."""
    own = (metric, f"{kind} for", axis, group)
    return own if own in tally.counts else (metric, kind)


def naming(tally: Tally, metric: str, axis: str, group: str) -> tuple[list[str], list[str]]:
    """Languages read whose lexicon names a group, and those whose lexicon does not."""
    read = _languages(tally, metric)
    own = [each for each in read if (metric, "names", each, axis, group) in tally.totals]
    return own, [each for each in read if own and each not in own]


def tells_language(tally: Tally, metric: str, axis: str, group: str, floor: int) -> bool:
    """Whether the number of posts in which a group can be recognised would tell that of a language of too few authors.

    It lacks the posts of languages whose lexicon does not name the group, and of other groups the whole number is printed.
    And themes are counted in English alone, beside which a count in all languages tells what is named in the others.
    """
    _, lacking = naming(tally, metric, axis, group)
    if 0 < tally.authors_at_least((metric, ELSEWHERE, axis, group)) < floor:
        return True
    return any(0 < tally.authors_at_least((metric, READ, each)) < floor for each in lacking)


def count_elsewhere(tally: Tally, metric: str, posts: PostBatch) -> None:
    """Count posts in other languages than English that strictly mention each group."""
    features = posts.features
    if set(features.languages) <= {"en"}:
        return
    post, group = of_pairs(features.strict_pairs, posts.covered & ~posts.english)
    add_groups(tally, [(metric, ELSEWHERE, *each) for each in features.groups], group, posts.bucket[post])


def languages_read(tally: Tally) -> tuple[str, ...]:
    """Languages that any metric read posts in, sorted."""
    return tuple(sorted({cell[2] for cell in tally.counts if len(cell) == 3 and cell[1] == READ}))


def unread(tally: Tally, metric: str, *, only: str | None = None) -> NotMeasured | None:
    """Why no lexicon can be read against this dataset, or None if one can; ``only`` as in :func:`count_language`."""
    languages = _languages(tally, metric)
    posts = tally.posts((metric, "all"))
    if posts == 0:
        return NotMeasured(metric, "There is no text.")
    if not any(tally.posts((metric, READ, each)) for each in languages):
        known = join([language_title(each) for each in lexicon_languages()], "or")
        which = f"a language that there is a lexicon for ({known})"
        if only:
            which = f"{language_title(only)}, and this has words for no other language"
        return NotMeasured(metric, f"No post is in {which}: not measured, which is not zero.")
    main = max(languages, key=lambda each: (tally.posts((metric, READ, each)), each))
    share = _function_words(tally, metric, main)
    running = running_share(main)
    if running is not None and share < round(LEAST_OF_RUNNING * running, 9):
        name = language_title(main)
        return NotMeasured(
            metric,
            f"The text does not look like {name}: {percent(share) if share else 'none'} of its words are function words of"
            f" {name}, where running text has about {percent(running)}. If it is in another language, name it"
            " (dataset.language): not measured, which is not zero.",
        )
    return None


def left_out(tally: Tally, metric: str, *, only: str | None = None, floor: int = 0) -> NotMeasured | None:
    """The share of posts that no lexicon was read against, or None if there are none.

    Of fewer authors than ``floor`` no share is told.
    """
    languages = _languages(tally, metric)
    everything = tally.per_bucket((metric, "all"))
    rest = everything - sum(tally.per_bucket((metric, READ, each)) for each in languages)
    if not rest.any():
        return None
    few = np.count_nonzero(rest) < floor
    share = "Some posts" if few else f"{percent(float(rest.sum() / everything.sum()))} of posts"
    named = language_title(only) if only else join([language_title(each) for each in languages], "or")
    return NotMeasured(
        metric,
        f"{share} with text are not in {named} (as stated, detected or by their script), or have no words"
        f"{' (too few to say how many)' if few else ''}; nothing is said of these posts.",
    )


def _is_silent(tally: Tally, metric: str, language: str) -> bool:
    """Whether none of the posts that are read in a language states it."""
    return tally.posts((metric, "unstated", language)) == tally.posts((metric, READ, language))


def doubtful(tally: Tally, metric: str, floor: int) -> NotMeasured | None:
    """What is owed where posts that state no language were taken for the plan's.

    Where none states one, that all were taken for it. Where some do, that the others do not look like it: the whole may look
    like that language all the same, by the posts that state it; then the others would only thin out every rate. Of fewer
    authors than ``floor`` nothing is told.
    """
    for language in _languages(tally, metric):
        read, silent = tally.posts((metric, READ, language)), (metric, "unstated", language)
        running = running_share(language)
        if tally.authors_at_least(silent) < floor:
            continue
        name = language_title(language)
        if _is_silent(tally, metric, language):
            return NotMeasured(metric, _assumed(name, _function_words(tally, metric, language), running))
        share = _function_words(tally, metric, language, "unstated")
        if running is not None and share < round(LEAST_OF_RUNNING * running, 9):
            return NotMeasured(
                metric,
                f"Whether posts that state no language are in {name}: {percent(tally.posts(silent) / read)} of the posts that are"
                f" read in {name} state none, and {percent(share) if share else 'none'} of their words are function words of"
                f" {name}, where running text has about {percent(running)}. If they are in other languages, rates are too low;"
                " dataset.detect_language tells them apart.",
            )
    return None


def _assumed(name: str, share: float, running: float | None) -> str:
    looks = ""
    if running is not None:
        looks = f" As a whole they look like it: {percent(share)} of their words are function words, where running text has about {percent(running)}."
    return (
        f"Whether each post is in {name}: none states its language, so all in its script were taken for {name}, and none was checked"
        f" by itself.{looks} Rates are too low by as much as is in other languages; dataset.detect_language tells them apart."
    )


def detected(plan: Plan) -> str:
    """The caveat owed where languages were detected; else empty."""
    if not plan.dataset.detect_language:
        return ""
    low, high = RIGHT
    return (
        f"Languages that posts do not state were detected by {version()}, which named {low:g} to {high:g} of 100 posts"
        " rightly where the language was known; short posts and dialects are mistaken most."
    )


def several(tally: Tally, metric: str, floor: int = 0) -> str:
    """The caveat owed where lexicons of several languages were read; else empty.

    Languages of fewer authors than ``floor`` are not named.
    """
    read = {each: tally.posts((metric, READ, each)) for each in _languages(tally, metric)}
    read = {each: posts for each, posts in read.items() if posts}
    if len(read) < 2:
        return ""
    whole = sum(read.values())
    large = {each: posts for each, posts in read.items() if tally.authors_at_least((metric, READ, each)) >= floor}
    parts = [f"{language_title(each)} ({percent(posts / whole)})" for each, posts in sorted(large.items(), key=_most)]
    if len(large) < len(read):
        # Beside one language that is named, a share would be that of the rest.
        parts = parts if len(parts) > 1 else [language_title(each) for each in large]
        parts.append(f"{'other ' if large else ''}languages of fewer than {floor} authors each")
    return (
        f"Posts were read in {join(parts)}. The lexicons differ in size and in how well they recognise a group, so a"
        " difference between groups can be one between languages."
    )


def _most(entry: tuple[str, int]) -> tuple[int, str]:
    return -entry[1], entry[0]


def _languages(tally: Tally, metric: str) -> list[str]:
    return [cell[2] for cell in tally.cells(metric, READ) if len(cell) == 3]


def _function_words(tally: Tally, metric: str, *of: str) -> float:
    tokens = tally.totals.get((metric, "tokens", *of), 0)
    return tally.totals.get((metric, "function words", *of), 0) / tokens if tokens else 0.0


def of_pairs(
    pairs: tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]], rows: npt.NDArray[np.bool_]
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """The (post, group) pairs of chosen posts."""
    kept = rows[pairs[0]]
    return pairs[0][kept], pairs[1][kept]
