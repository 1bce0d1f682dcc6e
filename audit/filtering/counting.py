"""Counting a batch: where each post's way through the filters ends, by group and author bucket.

The fate of a post (:mod:`audit.metrics.fates.fates`) is the position of the filter that drops it, or how many filters there are
where it is kept. Kept beside the cells are, as ``pending``, posts that reach a filter which asks all posts together, with all
that they are to be counted by: see :mod:`audit.filtering.whole`.
"""

from __future__ import annotations

import json

import numpy as np
import numpy.typing as npt

from audit.errors import PlanError, both_ways
from audit.filtering.rules import Bools, identity
from audit.filtering.stages import Stage, Stages
from audit.filtering.whole import Keys, Rows
from audit.hashing import hash_bytes, hash_strings
from audit.metrics.counting import mixed
from audit.metrics.fates.fates import Communities, add_cells, add_spread, communities
from audit.metrics.language import count_language
from audit.metrics.post_groups import COMMUNITY, Grouping, groupings, lengths
from audit.posts import PostBatch
from audit.tally import Tally
from audit.tally.sample import Columns

NAME = "filter_impact"
PENDING = (NAME, "pending")
MISSING = "missing"
#: Posts that may reach a filter which asks all together: 3.3 GB.
MOST_PENDING = 1 << 26
#: Filters in one sequence: the answers of each post are bits.
MOST_STAGES = 60


def count(posts: PostBatch, stages: Stages) -> Tally:
    """Count one batch."""
    tally = Tally()
    if len(posts) == 0:
        return tally
    if posts.column("text") is not None:
        count_language(tally, NAME, posts)
    fate, alive = np.full(len(posts), len(stages), dtype=np.int64), np.ones(len(posts), dtype=bool)
    answers = np.zeros(len(posts), dtype=np.uint64)
    for index, stage in enumerate(stages):
        passes = _asked(tally, stage, index, posts, alive)
        if index < stages.first_whole:
            fate[alive & ~passes] = index
        answers |= passes.astype(np.uint64) << np.uint64(index)
        # A filter further on is asked of what the ones before it leave, as far as they can tell.
        alive &= passes
    waiting = (fate == len(stages)) if stages.first_whole < len(stages) else np.zeros(len(posts), dtype=bool)
    grouped = [*groupings(posts), *lengths(posts)]
    settled = ~waiting
    authors = (posts.author_key, posts.has_author)
    add_cells(tally, NAME, grouped, fate, authors, len(stages) + 1, settled)
    community = communities(posts)
    add_spread(tally, NAME, authors, fate, community, settled)
    if waiting.any():
        _add_pending(tally, posts, grouped, community, answers, waiting)
    return tally


def _asked(tally: Tally, stage: Stage, index: int, posts: PostBatch, alive: Bools) -> Bools:
    """Which posts pass a filter; those that lack what it asks for as was said."""
    if stage.alone is None:
        return np.ones(len(posts), dtype=bool)
    verdict = stage.alone(posts)
    passes: Bools = verdict.passes
    if verdict.missing is None:
        return passes
    tally.count((NAME, MISSING, str(index)), posts.bucket[verdict.missing & alive])
    return np.where(verdict.missing, stage.missing == "keep", passes)


def refuse_missing(tally: Tally, stages: Stages) -> None:
    """Stop where posts lack what a filter asks for and nobody said what then becomes of them.

    Raises
    ------
    PlanError
    """
    posts = sum(tally.posts(cell) for cell in tally.cells(NAME, "all", "", "everyone"))
    pending = tally.samples.get(PENDING)
    posts += int(pending.column("posts").sum()) if pending is not None else 0
    for index, stage in enumerate(stages):
        missing = tally.posts((NAME, MISSING, str(index)))
        if missing and stage.missing == "refuse":
            raise PlanError(
                f"{stage.title}: {missing:,} of {posts:,} posts lack what this filter asks for.",
                hint=f"Say what becomes of them: {both_ways('--missing keep', missing='keep')},"
                f' {both_ways("--missing drop", missing="drop")}, or in the plan [[filter]] missing = "drop".',
            )


def _add_pending(
    tally: Tally,
    posts: PostBatch,
    grouped: list[Grouping],
    community: Communities,
    answers: Keys,
    waiting: Bools,
) -> None:
    text = posts.column("text")
    known = np.zeros(len(posts), dtype=bool) if text is None else text.is_valid().to_numpy(zero_copy_only=False)
    texts = np.zeros(len(posts), dtype=np.uint64) if text is None else np.where(known, hash_strings(text), np.uint64(0))
    hashes, names = community
    where = Grouping(COMMUNITY, "", [name for (name,) in names.values()], *_coded(hashes, names))
    tagged = [*(each for each in grouped if each.side != "all"), where]
    profile = np.zeros(len(posts), dtype=np.uint64)
    for each in tagged:
        salts = np.array([_salt(each, name) for name in each.names], dtype=np.uint64)
        if len(each.rows):
            np.add.at(profile, each.rows, salts[each.codes])
    rows = np.flatnonzero(waiting)
    own = identity(posts)[rows]
    columns: Columns = {
        # Where two posts are alike in all that is hashed they are one row of two posts.
        "key": mixed(own ^ mixed(answers[rows] ^ mixed(profile[rows]))),
        "level": np.zeros(len(rows), dtype=np.uint8),
        "owner": posts.author_key[rows],
        "profile": profile[rows],
        "flags": posts.has_author[rows].astype(np.uint8),
        "text": texts[rows],
        "identity": own,
        "answers": answers[rows],
        "posts": np.ones(len(rows), dtype=np.int64),
    }
    tally.add_rows(PENDING, columns, MOST_PENDING, _profiles(profile, rows, tagged))


def _coded(hashes: Keys, names: dict[int, tuple[str, ...]]) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.int64]]:
    rows = np.flatnonzero(hashes != 0)
    ordered = np.array(list(names), dtype=np.uint64)
    by_value = np.argsort(ordered)
    return rows, by_value[np.searchsorted(ordered[by_value], hashes[rows])].astype(np.int64)


def _salt(each: Grouping, name: str) -> int:
    return hash_bytes(json.dumps([each.side, each.axis, name]).encode())


def _profiles(profile: Keys, waiting: npt.NDArray[np.intp], tagged: list[Grouping]) -> dict[int, tuple[str, ...]]:
    """What each profile stands for: the groups of any post that has it."""
    codes, first = np.unique(profile[waiting], return_index=True)
    post = waiting[first]
    found: dict[int, list[str]] = {int(each): [] for each in post}
    for each in tagged:
        wanted = np.isin(each.rows, post)
        written = [json.dumps([each.side, each.axis, name]) for name in each.names]
        for row, code in zip(each.rows[wanted].tolist(), each.codes[wanted].tolist(), strict=True):
            found[row].append(written[code])
    return {int(code): tuple(sorted(found[int(row)])) for code, row in zip(codes, post, strict=True)}


def resolved(tally: Tally, stages: Stages, without: frozenset[str]) -> Tally:
    """The tally with posts that waited counted too.

    Parameters
    ----------
    tally : Tally
    stages : Stages
    without : frozenset of str
        Attributes that are free text, and are not counted.

    Raises
    ------
    PlanError
        More posts waited than can be kept.
    """
    waited = tally.samples.get(PENDING)
    if waited is None:
        return tally
    if not waited.complete:
        title = stages.each[stages.first_whole].title
        raise PlanError(
            f"{title}: more than {MOST_PENDING:,} posts reach this filter, which has to see them all together.",
            hint="Put filters that ask each post alone before it.",
        )
    posts = waited.column("posts")
    row = np.repeat(np.arange(len(posts)), posts)
    owner, has_author = waited.column("owner")[row], waited.column("flags")[row] > 0
    answers = waited.column("answers")[row]
    texts, identities, keys = (waited.column(name)[row] for name in ("text", "identity", "key"))
    asked = Rows(texts, owner, identities, answers, keys)
    fate, alive = np.full(len(row), len(stages), dtype=np.int64), np.ones(len(row), dtype=bool)
    for index, stage in stages.after:
        asked_alone = (answers >> np.uint64(index) & np.uint64(1)) > 0
        passes = stage.whole.among(asked, alive) if stage.whole is not None else asked_alone
        fate[alive & ~passes] = index
        alive &= passes
    result = Tally()
    result.merge(tally)
    grouped = _groupings(waited.column("profile")[row], waited.names, without)
    everyone = Grouping("all", "", ["everyone"], np.arange(len(row)), np.zeros(len(row), dtype=np.int64))
    counted = np.ones(len(row), dtype=bool)
    of_cells = [everyone, *(each for each in grouped if each.side != COMMUNITY)]
    add_cells(result, NAME, of_cells, fate, (owner, has_author), len(stages) + 1, counted)
    hashes, names = np.zeros(len(row), dtype=np.uint64), dict[int, tuple[str, ...]]()
    for each in grouped:
        if each.side == COMMUNITY:
            own = np.array([hash_bytes(name.encode()) for name in each.names], dtype=np.uint64)
            hashes[each.rows] = own[each.codes]
            names = {int(key): (name,) for key, name in zip(own, each.names, strict=True)}
    add_spread(result, NAME, (owner, has_author), fate, (hashes, names), counted)
    return result


def _groupings(profile: Keys, names: dict[int, tuple[str, ...]], without: frozenset[str]) -> list[Grouping]:
    """The groups of posts by what their profiles stand for."""
    codes, which = np.unique(profile, return_inverse=True)
    tags: dict[tuple[str, str], dict[str, list[int]]] = {}
    for position, code in enumerate(codes.tolist()):
        for written in names[code]:
            side, axis, name = json.loads(written)
            if not (side == "author" and axis in without):
                tags.setdefault((side, axis), {}).setdefault(name, []).append(position)
    order = np.argsort(which, kind="stable")
    first = np.searchsorted(which[order], np.arange(len(codes) + 1))
    result = []
    for (side, axis), members in sorted(tags.items()):
        rows, code = [], []
        for index, positions in enumerate(members.values()):
            own = np.concatenate([order[first[each] : first[each + 1]] for each in positions])
            rows.append(own)
            code.append(np.full(len(own), index, dtype=np.int64))
        result.append(Grouping(side, axis, list(members), np.concatenate(rows), np.concatenate(code)))
    return result
