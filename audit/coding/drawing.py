"""Reading the posts once to draw from them: strata counted per author bucket, the first posts of each kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from audit import resources
from audit.coding.choosing import choose
from audit.coding.near import is_near, pattern
from audit.coding.reservoir import Reservoir
from audit.errors import NoPostsError, PlanError, did_you_mean
from audit.hashing import hash_bytes
from audit.loaders.base import Ledger, check_rejects
from audit.loaders.copies import lost_copies
from audit.loaders.dataset import Posts
from audit.loaders.door import Admitted, admit
from audit.loaders.reading import read
from audit.measuring import english_text_pass
from audit.metrics.counting import mixed, post_identity
from audit.posts import BUCKETS, PostBatch
from audit.resources.coded_sheet import LOOSE, NEAR, REST, STRATA, STRICT

#: Posts kept of a stratum for each one that is wanted: enough to meet another author each time, unless few write all.
_SPARE = 16

Counts = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Keys = npt.NDArray[np.uint64]


@dataclass
class Stratum:
    """Posts of a stratum per author bucket, shape (128,), and the first of them by hash."""

    kept: Reservoir
    posts: Counts = field(default_factory=lambda: np.zeros(BUCKETS, dtype=np.int64))


@dataclass(frozen=True)
class Drawn:
    """Posts of one stratum that are to be read.

    Attributes
    ----------
    rank : ndarray of uint64, shape (m,)
    author : ndarray of uint64, shape (m,)
    weight : ndarray of float64, shape (m,)
        Posts met that each stands for.
    text : list of str
    """

    rank: Keys
    author: Keys
    weight: npt.NDArray[np.float64]
    text: list[str]

    def __len__(self) -> int:
        return len(self.text)


@dataclass(frozen=True)
class GroupSample:
    """What was drawn for one group, by stratum; and the posts of each stratum per author bucket."""

    axis: str
    group: str
    posts: dict[str, Counts]
    drawn: dict[str, Drawn]


@dataclass(frozen=True)
class CodingSample:
    """Posts for coding, of one dataset.

    Attributes
    ----------
    name : str
        Of the dataset.
    posts : int
        Posts read, copies left out.
    seed, hits, non_hits : int
        What was asked for.
    groups : tuple of GroupSample
    lexicons : dict of str to str
        Name to SHA-256 of the word lists that made the strata.
    """

    name: str
    posts: int
    seed: int
    hits: int
    non_hits: int
    groups: tuple[GroupSample, ...]
    lexicons: dict[str, str]


def draw(
    posts: Posts,
    groups: Sequence[str],
    *,
    hits: int,
    non_hits: int,
    seed: int = 0,
    progress: Callable[[int], None] | None = None,
) -> CodingSample:
    """Draw posts for coding: at random within strata, one of each author where there are enough.

    Parameters
    ----------
    posts : Posts
    groups : sequence of str
        ``women``, or ``gender.women`` where a name is of several axes.
    hits : int
        Posts to draw of those that name the group by a strict form.
    non_hits : int
        Posts to draw of the others: a quarter each of those with a loose form and of those with a word that looks like a
        form, and the rest of the rest.
    seed : int
        Another one draws other posts.
    progress : callable, optional
        Told of the posts of each batch.

    Returns
    -------
    CodingSample

    Raises
    ------
    NoPostsError
        Nothing in the sources is a post, or none can be read with the word lists.
    PlanError
        There is no such group.
    SourceError
        More is malformed than the plan allows.
    """
    named = [_named(each) for each in groups]
    lost = _lost(posts)
    forms = resources.identity_terms().rows
    strata = {each: {name: Stratum(Reservoir(_SPARE * (hits + non_hits))) for name in STRATA} for each in named}
    patterns = {each: pattern(row.form for row in forms if (row.axis, row.group) == each) for each in named}
    ledger, text_pass = Ledger(), english_text_pass()
    for part_index, part in enumerate(posts.parts()):
        own = Ledger(source=part.source_name)
        for admitted in _kept(read(part, own), posts.secret, lost.get(part_index)):
            batch = PostBatch(admitted.table, admitted.author_key, admitted.has_author, {}, text_pass.run)
            if len(batch) and batch.column("text") is not None:
                for each in named:
                    _add(strata[each], batch, each, patterns[each], seed)
            if progress is not None:
                progress(len(batch))
        ledger.merge(own)
    copies = sum(map(len, lost.values()))
    if ledger.posts == 0:
        raise NoPostsError(f"{posts.name}: nothing here is a post, so there is nothing to draw from.")
    check_rejects(posts.name, [ledger], posts.plan.limits.max_reject)
    if not any(each.posts.any() for each in strata[named[0]].values()):
        raise NoPostsError(
            f"{posts.name}: no post is in English, and the word lists are English: there is nothing to draw from."
        )
    samples = tuple(_sample(each, strata[each], hits, non_hits) for each in named)
    cards = [resources.identity_terms().card, resources.person_nouns().card]
    lexicons = {each.name: each.sha256 for each in cards}
    return CodingSample(posts.name, ledger.posts - copies, seed, hits, non_hits, samples, lexicons)


def _named(text: str) -> tuple[str, str]:
    known = english_text_pass().groups
    found = [each for each in known if text in (each[1], ".".join(each))]
    if len(found) == 1:
        return found[0]
    if found:
        names = " or ".join(".".join(each) for each in found)
        raise PlanError(f"--groups {text}: is a group of several axes.", hint=f"Say {names}.")
    raise PlanError(
        f"--groups {text}: the word lists know no such group.",
        hint=did_you_mean(text, {name for each in known for name in (each[1], ".".join(each))}),
    )


def _lost(posts: Posts) -> dict[int, npt.NDArray[np.int64]]:
    """Positions of copies to leave out, by part: what an audit leaves out too."""
    keys, versions = [], []
    for part in posts.parts():
        of_part = [(np.zeros(0, dtype=np.uint64),) * 2]
        for batch in read(part, Ledger(source=part.source_name)):
            admitted = admit(batch, posts.secret)
            of_part.append((admitted.post_key, admitted.version))
        keys.append(np.concatenate([key for key, _ in of_part]))
        versions.append(np.concatenate([version for _, version in of_part]))
    return lost_copies(keys, versions)


def _kept(batches: Iterator[pa.RecordBatch], secret: bytes, lost: npt.NDArray[np.int64] | None) -> Iterator[Admitted]:
    position = 0
    for batch in batches:
        keep = np.ones(batch.num_rows, dtype=bool)
        if lost is not None:
            keep[lost[(lost >= position) & (lost < position + batch.num_rows)] - position] = False
        position += batch.num_rows
        yield admit(batch, secret).take(keep)


def _add(strata: dict[str, Stratum], batch: PostBatch, group: tuple[str, str], near: str, seed: int) -> None:
    text = batch.column("text")
    if text is None:
        return
    rank = post_identity(batch)
    for name, rows in _divided(batch, group, text, near).items():
        found = np.flatnonzero(rows)
        salt = np.uint64(hash_bytes("\0".join((*group, name, str(seed))).encode()))
        strata[name].posts += np.bincount(batch.bucket[found], minlength=BUCKETS)
        strata[name].kept.add(mixed(rank[found] ^ salt), batch.author_key[found], text.take(pa.array(found)))


def _divided(batch: PostBatch, group: tuple[str, str], text: pa.Array, near: str) -> dict[str, Mask]:
    """The stratum of each post that the word lists can be read against."""
    features = batch.features
    index = features.groups.index(group)
    strict, loose = (np.zeros(len(batch), dtype=bool) for _ in range(2))
    for mask, (post, named) in ((strict, features.strict_pairs), (loose, features.loose_pairs)):
        mask[post[named == index]] = True
    readable = batch.english
    alike = is_near(text, near)
    return {
        STRICT: readable & strict,
        LOOSE: readable & loose & ~strict,
        NEAR: readable & ~loose & ~strict & alike,
        REST: readable & ~loose & ~strict & ~alike,
    }


def _sample(group: tuple[str, str], strata: dict[str, Stratum], hits: int, non_hits: int) -> GroupSample:
    wanted = {STRICT: hits, LOOSE: non_hits // 4, NEAR: non_hits // 4}
    drawn = {name: _drawn(strata[name].kept, number) for name, number in wanted.items()}
    # What the two small strata cannot give, the large one does.
    drawn[REST] = _drawn(strata[REST].kept, non_hits - len(drawn[LOOSE]) - len(drawn[NEAR]))
    return GroupSample(*group, {name: strata[name].posts for name in STRATA}, {name: drawn[name] for name in STRATA})


def _drawn(kept: Reservoir, wanted: int) -> Drawn:
    kept.settle()
    rows, weight = choose(kept.rank, kept.author, wanted)
    text = kept.text.take(pa.array(rows)).to_pylist()
    return Drawn(kept.rank[rows], kept.author[rows], weight, text)
