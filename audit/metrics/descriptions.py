"""How groups are described: themes of the words that describe them.

Question
    When posts describe a group, which themes do the descriptions of one group have more often than those of comparable
    groups?

Definition
    A description is a window around a strict mention, within its sentence: up to three words right before it ("the lazy
    Northerners"), what follows a copula ("Northerners are lazy"), what the group is said to do ("Northerners steal") and
    what is done to it ("we fear Northerners"). Windows that are negated, asked, supposed ("if"), reported ("people say")
    or quoted are set aside and counted apart. rate(g, c) = posts with a word of theme c in a description of g / posts that
    mention g. ratio(g, c) = rate(g, c) / share of posts that mention another group of the axis, and name g in no form,
    strict or loose, with a word of c in a description of any group of the axis. Tested on the log scale against the plan's rate_ratio,
    Benjamini-Hochberg over all groups and themes of an axis. Us and them: "we" or "our" and "they" or "those" both stand
    within eight words of the mention, in its sentence.

Inputs
    English text: the patterns, the marker lexicon and the identity lexicon are English.

Reading it
    Unlike words in the same post, these stand where the group is described. Patterns without a parser find few of all
    descriptions, and what they find is mostly right: compare groups, do not read the rates as totals.

Not evidence of
    Intent or truth; irony counts as said. A description with no word of the lexicon is missed, as are pronouns that refer
    back to the group. These are unvalidated matches until a coded sample corrects them.

References
----------
    Maass et al. (1989), JPSP 57(6), for predicates as carriers of bias. Cheng et al. (2023), ACL, for words that mark
    groups. Alorainy et al. (2019), ACM TWEB 13(3), for us and them. Benjamini and Hochberg (1995), JRSS B 57(1).
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from audit import resources
from audit.finding import Judgement, NotMeasured
from audit.hashing import distinct
from audit.metrics.base import Scope
from audit.metrics.counting import add_groups
from audit.metrics.language import count_language, doubtful, left_out, of_pairs, unread
from audit.metrics.mentions.sides import named_loosely_beside
from audit.metrics.themes.telling import ANY, ASIDE, OVERLAP, UNVALIDATED, Telling
from audit.metrics.themes.themes import judge_axes
from audit.posts import PostBatch
from audit.tally import Cell, Tally
from audit.text.window_words import WindowWords, compile_window_words
from audit.text.windows import SET_ASIDE, described, read_windows
from audit.wording import join, percent

NAME = "descriptions"
US_THEM, ESSENTIALISING = "us_them", "essentialising"
CAVEAT = (
    "Found by patterns around the name of the group, not by a parser: many descriptions are missed, and irony counts as"
    " said."
)
TELLING = Telling(
    name=NAME,
    claim="{theme} describe {group} more often than {than}",
    themes="themes of descriptions",
    statement="In {rate} of posts that mention {group}, {theme} stand in what is said of them, against {others} in"
    " {against}.",
    unit="share of posts that describe the group so",
    caption="Themes in descriptions, in posts that mention {groups}, with {level} intervals clustered by {voice}.",
    caveat=CAVEAT,
    unvalidated=UNVALIDATED,
)
Pairs = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Descriptions:
    """Rates of themes in descriptions of a group, against descriptions of the others of its axis."""

    name: str = NAME
    title: str = "How groups are described"

    def measure(self, posts: PostBatch) -> Tally:
        """Count posts by mentioned group and theme of what describes it."""
        tally = Tally()
        if posts.column("text") is None:
            return tally
        count_language(tally, NAME, posts, only="en")
        features = posts.features
        post, group = of_pairs(features.strict_pairs, posts.english)
        axes = sorted({axis for axis, _ in features.groups})
        axis_of = np.array([axes.index(axis) for axis, _ in features.groups], dtype=np.int64)
        everyone = [(axis, ANY) for axis in axes]
        cells: list[Cell] = [(NAME, "posts", *each) for each in features.groups]
        add_groups(tally, cells, group, posts.bucket[post])
        for index, keys in posts.english_authors_by_group.items():
            tally.add_authors(cells[index], keys)
        any_post, any_axis = _once(post, axis_of[group], len(axes))
        add_groups(tally, [(NAME, "posts", *each) for each in everyone], any_axis, posts.bucket[any_post])
        for category in _categories(features.categories):
            tally.add_total((NAME, "category", category), 0)
        if not len(post):
            return tally
        said, aside = _said(posts)
        pair = post.astype(np.int64) * len(axes) + axis_of[group]
        aside_post, aside_group = named_loosely_beside(features, posts.english, axis_of)
        add_groups(tally, [(NAME, ASIDE, *each) for each in features.groups], aside_group, posts.bucket[aside_post])
        for category, (own_post, own_group) in said.items():
            marked: list[Cell] = [(NAME, "marked", *each, category) for each in features.groups]
            add_groups(tally, marked, own_group, posts.bucket[own_post])
            at, axis = _once(own_post, axis_of[own_group], len(axes))
            add_groups(tally, [(NAME, "marked", *each, category) for each in everyone], axis, posts.bucket[at])
            # Posts that mention g and describe any group of its axis so: what the others of g do not hold.
            described_so = np.zeros(len(posts) * len(axes), dtype=np.bool_)
            described_so[at * len(axes) + axis] = True
            both = described_so[pair]
            overlap: list[Cell] = [(NAME, OVERLAP, *each, category) for each in features.groups]
            add_groups(tally, overlap, group[both], posts.bucket[post[both]])
            both = described_so[aside_post.astype(np.int64) * len(axes) + axis_of[aside_group]]
            beside: list[Cell] = [(NAME, ASIDE, *each, category) for each in features.groups]
            add_groups(tally, beside, aside_group[both], posts.bucket[aside_post[both]])
        for reason, of_post in aside.items():
            tally.count((NAME, "windows", reason), posts.bucket[of_post])
        return tally

    def judge(self, tally: Tally, scope: Scope) -> Judgement:
        """Compare each group with the others of its axis, theme by theme."""
        reason = unread(tally, NAME, only="en")
        if reason is not None:
            return Judgement(not_measured=(reason,))
        floor = scope.plan.floors.authors
        notes = (
            _set_aside(tally, floor),
            left_out(tally, NAME, only="en", floor=floor),
            doubtful(tally, NAME, floor),
        )
        told = Judgement(not_measured=tuple(each for each in notes if each))
        return Judgement.sum([judge_axes(TELLING, tally, scope), told])


def _categories(categories: tuple[str, ...]) -> list[str]:
    """Themes that describe: generics are sentence frames, and us and them is told by the words around."""
    return [*(each for each in categories if each not in (US_THEM, ESSENTIALISING)), US_THEM]


def _said(posts: PostBatch) -> tuple[dict[str, tuple[Pairs, Pairs]], dict[str, Pairs]]:
    """(post, group) pairs by theme of what describes the group, each once; and posts of windows, by why these are set aside."""
    features, tokens = posts.features, posts.mention_tokens
    spans = features.strict_spans
    english = posts.english[spans.post]
    spans = type(spans)(*(each[english] for each in spans))
    windows = read_windows(tokens, spans, window_words())
    window, bits = described(windows, tokens, features.marker_spans)
    counts = windows.aside[window] == 0
    mention, bits = windows.mention[window[counts]], bits[counts]
    groups = len(features.groups)
    result: dict[str, tuple[Pairs, Pairs]] = {}
    for index, category in enumerate(features.categories):
        if category not in (US_THEM, ESSENTIALISING):
            chosen = mention[(bits >> np.uint32(index)) & np.uint32(1) == 1]
            result[category] = _once(spans.post[chosen], spans.group[chosen], groups)
    contrast = np.flatnonzero(windows.contrast)
    result[US_THEM] = _once(spans.post[contrast], spans.group[contrast], groups)
    of_post = spans.post[windows.mention].astype(np.int64)
    aside = {name: of_post[(windows.aside & bit) != 0] for bit, name in SET_ASIDE.items()}
    return result, {**aside, "any": of_post[windows.aside != 0], "all": of_post}


def _once(post: npt.NDArray[np.integer], group: npt.NDArray[np.integer], groups: int) -> tuple[Pairs, Pairs]:
    """Each (post, group) pair once, sorted."""
    return np.divmod(distinct(post.astype(np.int64) * groups + group), groups)


@functools.cache
def window_words() -> WindowWords:
    """The closed classes, compiled once a process."""
    rows = resources.read_lexicon("window-words-en").rows
    return compile_window_words((row["class"], row["form"]) for row in rows)


def _set_aside(tally: Tally, floor: int) -> NotMeasured | None:
    """How many windows say nothing of a group by themselves, and why; of fewer authors than ``floor`` no share is told."""
    found = {cell[2]: tally.posts(cell) for cell in tally.cells(NAME, "windows")}
    if not found.get("any"):
        return None

    def share(reason: str) -> str:
        told = tally.authors_at_least((NAME, "windows", reason)) >= floor
        return percent(found[reason] / found["all"]) if told else ""

    reasons = [f"{share(each)} {each}" for each in SET_ASIDE.values() if found.get(each) and share(each)]
    return NotMeasured(
        NAME,
        f"{share('any') or 'Some'}{' of' if share('any') else ''} descriptions were set aside, since the sentence does not say"
        f" them of the group{f', some for several reasons: {join(reasons)}' if reasons else ''}.",
    )
