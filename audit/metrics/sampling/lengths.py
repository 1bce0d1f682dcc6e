"""Texts that end where a column or a page ended: lengths that pile up at a limit with nothing beyond."""

from __future__ import annotations

import numpy as np
import pyarrow.compute as pc

from audit.finding import Finding, Weakens
from audit.metrics.base import Scope
from audit.metrics.counting import add_groups
from audit.metrics.sampling.checks import NAME, OF_WORDS, Check, census, reading_above, severity_above
from audit.posts import PostBatch
from audit.tally import Tally
from audit.wording import count, percent

#: Characters at which texts are cut: posts of Twitter before and after November 2017, Mastodon and Bluesky; columns of databases
#: (255, 500, 512, 1,000, 1,024, 2,000, 2,048, 4,000, 4,096, 5,000, 10,000); a cell of a spreadsheet (32,767).
LIMITS = (140, 255, 256, 280, 300, 500, 512, 1000, 1024, 2000, 2048, 4000, 4096, 5000, 10_000, 32_767, 65_535)
#: Limits that platforms set themselves: people write up to them, so that a plateau there is no cut by itself.
OF_PLATFORMS = frozenset({140, 280, 300, 500})
#: Lengths below a limit that it is held against, as a part of it.
_NEAR = 0.05
#: Part of posts that may be longer than a limit at which texts were cut: links and entities lengthen some.
_BEYOND = 0.01
#: Over all limits.
_CHANCE = 1e-4


def count_lengths(tally: Tally, posts: PostBatch) -> None:
    """Count posts whose text has just the length of a limit, a little less, or more."""
    text = posts.column("text")
    if text is None or text.null_count == len(text):
        return
    length = pc.utf8_length(text).fill_null(0).to_numpy(zero_copy_only=False).astype(np.int64)
    written = length > 0
    tally.count((NAME, "texts"), posts.bucket[written])
    dots = pc.match_substring_regex(text, r"(?:…|\.\.\.)(?:\s*https?://\S*)?\s*$")
    cut = pc.fill_null(dots, fill_value=False).to_numpy(zero_copy_only=False)
    for limit in LIMITS:
        near = int(limit * _NEAR)
        place = np.select([length == limit, (length < limit) & (length >= limit - near), length > limit], [0, 1, 2], 3)
        add_groups(
            tally,
            [(NAME, "length", str(limit), each) for each in ("at", "near", "beyond")],
            place[place < 3],
            posts.bucket[place < 3],
        )
        tally.count((NAME, "length", str(limit), "cut"), posts.bucket[cut & (np.abs(length - limit) <= 2)])


def judge_lengths(tally: Tally, scope: Scope) -> Check:
    """Whether texts were cut, at which limit, and how many."""
    texts = tally.per_bucket((NAME, "texts"))
    whole = int(texts.sum())
    if whole < scope.plan.floors.posts:
        return Check(reasons=("too few posts have text to tell where texts are cut",))
    found = [each for each in LIMITS if _piles_up(tally, each, whole)]
    if not found:
        return Check(clear="texts cut at one length")
    limit = max(found, key=lambda each: (tally.posts((NAME, "length", str(each), "at")), each))
    at, dotted = (tally.per_bucket((NAME, "length", str(limit), each)) for each in ("at", "cut"))
    natural = limit in OF_PLATFORMS
    part = dotted if natural else at
    estimate = census(f"{NAME}.cut.{limit}", "cut_share", {"limit": str(limit)}, part, texts, scope)
    tolerance = scope.plan.tolerances.missing_share
    reading = reading_above(estimate, tolerance)
    if reading != "shown":
        return Check((estimate,), clear="texts cut at one length")
    what = f"{estimate.told} of texts"
    ending = "end in an ellipsis at" if natural else "have exactly"
    finding = Finding(
        id=f"{NAME}.cut",
        metric=NAME,
        title=f"{what} {ending} {count(limit)} characters",
        statement=f"{what} of {count(whole)} {ending} {count(limit)} characters,"
        f" and {percent(tally.posts((NAME, 'length', str(limit), 'beyond')) / whole)} are longer: they were cut there.",
        reading=reading,
        severity=severity_above(estimate, tolerance, reading),
        confidence="medium",
        harm="validity",
        estimates=(estimate.id,),
        headline=estimate.id,
        caveats=(
            "People write up to a platform's limit of their own accord; a cut inside a word tells the two apart.",
        ),
        actions=(
            "Collect the full text: extended tweets have it in full_text or extended_tweet; a database column needs a"
            " wider type.",
        ),
    )
    caveat = f"Many texts were cut at {count(limit)} characters: what stood behind is not counted."
    return Check((estimate,), (finding,), weakens=(Weakens(OF_WORDS, caveat),))


def _piles_up(tally: Tally, limit: int, whole: int) -> bool:
    at, near, beyond = (tally.posts((NAME, "length", str(limit), each)) for each in ("at", "near", "beyond"))
    if limit in OF_PLATFORMS:  # entities and emoji make some a little shorter or longer than the limit
        return tally.posts((NAME, "length", str(limit), "cut")) > 1
    if at < 3 or beyond > _BEYOND * whole:
        return False
    from scipy.stats import binom  # a third of a second, which only a file that has such lengths needs

    # Of lengths that become rarer the longer they are, the longest of w + 1 has no more than its even part.
    chance = float(binom.sf(at - 1, at + near, 1 / (int(limit * _NEAR) + 1)))
    return chance * len(LIMITS) < _CHANCE
