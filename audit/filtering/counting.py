"""Counting a batch: where each post's way through the filters ends, by group and author bucket.

A cell is (filter_impact, side, axis, group, fate); the fate is the position of the filter that drops the post, or how many
filters there are where it is kept. Kept beside them are

``spread``
    posts by author, community and fate, of whole authors: how active an author is, is known at the end.
``pending``
    posts that reach a filter which asks all posts together, with all that they are to be counted by: see
    :mod:`audit.filtering.whole`.
"""

from __future__ import annotations

import json

import numpy as np
import numpy.typing as npt

from audit.errors import PlanError
from audit.filtering.groups import COMMUNITY, Grouping, groupings
from audit.filtering.rules import Bools, identity
from audit.filtering.stages import Stage, Stages
from audit.filtering.whole import Keys, Rows
from audit.hashing import hash_bytes, hash_strings
from audit.metrics.counting import add_group_authors, add_groups, coded, mixed
from audit.metrics.language import count_language
from audit.posts import PostBatch, author_bucket
from audit.sample import Columns, levels
from audit.tally import Cell, Tally

NAME = "filter_impact"
SPREAD, PENDING = (NAME, "spread"), (NAME, "pending")
MISSING = "missing"
#: Rows of authors, communities and fates: 70 MB. Beyond, whole authors are drawn by hash.
MOST_SPREAD = 1 << 21
#: Posts that may reach a filter which asks all together: 3.3 GB.
MOST_PENDING = 1 << 26
#: Filters in one sequence: the answers of each post are bits.
MOST_STAGES = 60
_NAMED = 128


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
    grouped = list(groupings(posts))
    settled = ~waiting
    add_cells(tally, grouped, fate, posts.author_key, posts.has_author, len(stages), settled)
    community = _communities(posts)
    add_spread(tally, posts.author_key, posts.has_author, fate, community, settled)
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
                hint='Say what becomes of them: --missing keep, --missing drop, or in the plan [[filter]] missing = "drop"',
            )


def add_cells(
    tally: Tally,
    grouped: list[Grouping],
    fate: npt.NDArray[np.int64],
    author_key: Keys,
    has_author: Bools,
    stages: int,
    counted: Bools,
) -> None:
    """Count posts and authors of every group by fate."""
    bucket = author_bucket(author_key)
    for each in grouped:
        kept = counted[each.rows]
        rows, codes = each.rows[kept], each.codes[kept]
        cells = [(NAME, each.side, each.axis, name, str(end)) for name in each.names for end in range(stages + 1)]
        flat = codes * (stages + 1) + fate[rows]
        add_groups(tally, cells, flat, bucket[rows])
        add_group_authors(tally, cells, flat, author_key[rows], has_author[rows])


def add_spread(
    tally: Tally,
    author_key: Keys,
    has_author: Bools,
    fate: npt.NDArray[np.int64],
    community: tuple[Keys, dict[int, tuple[str, ...]]],
    counted: Bools,
) -> None:
    """Keep posts by author, community and fate."""
    hashes, names = community
    owner, where, end = author_key[counted], hashes[counted], fate[counted].astype(np.uint64)
    if not len(owner):
        return
    columns: Columns = {
        "key": mixed(owner ^ mixed(where + end + np.uint64(1))),
        "level": levels(mixed(owner)),
        "owner": owner,
        "profile": where,
        "flags": (end.astype(np.uint8) | (has_author[counted].astype(np.uint8) * np.uint8(_NAMED))),
        "posts": np.ones(len(owner), dtype=np.int64),
    }
    tally.add_rows(SPREAD, columns, MOST_SPREAD, names)


def fate_and_named(flags: npt.NDArray[np.uint8]) -> tuple[npt.NDArray[np.int64], Bools]:
    """What the column of flags holds: the fate, and whether the author is stated."""
    return (flags & np.uint8(_NAMED - 1)).astype(np.int64), (flags & np.uint8(_NAMED)) > 0


def _communities(posts: PostBatch) -> tuple[Keys, dict[int, tuple[str, ...]]]:
    """A hash of each post's community, 0 for none, and what the hashes stand for."""
    column = posts.column("community")
    if column is None or column.null_count == len(column):
        return np.zeros(len(posts), dtype=np.uint64), {}
    values, codes, known = coded(column)
    hashes = np.array([hash_bytes(each.encode()) for each in values], dtype=np.uint64)
    names: dict[int, tuple[str, ...]] = {int(own): (name,) for own, name in zip(hashes, values, strict=True)}
    return np.where(known, hashes[codes], np.uint64(0)), names


def _add_pending(
    tally: Tally,
    posts: PostBatch,
    grouped: list[Grouping],
    community: tuple[Keys, dict[int, tuple[str, ...]]],
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
    add_cells(result, of_cells, fate, owner, has_author, len(stages), counted)
    hashes, names = np.zeros(len(row), dtype=np.uint64), dict[int, tuple[str, ...]]()
    for each in grouped:
        if each.side == COMMUNITY:
            own = np.array([hash_bytes(name.encode()) for name in each.names], dtype=np.uint64)
            hashes[each.rows] = own[each.codes]
            names = {int(key): (name,) for key, name in zip(own, each.names, strict=True)}
    add_spread(result, owner, has_author, fate, (hashes, names), counted)
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


def fates(tally: Tally, side: str, axis: str, group: str, stages: int) -> npt.NDArray[np.int64]:
    """Posts of a group by fate and author bucket; shape (stages + 1, 128)."""
    return np.stack([tally.per_bucket(cell_of(side, axis, group, end)) for end in range(stages + 1)])


def cell_of(side: str, axis: str, group: str, end: int) -> Cell:
    """The cell of one group and fate."""
    return (NAME, side, axis, group, str(end))
