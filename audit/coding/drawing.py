"""Reading the posts once to draw from them: strata counted per author bucket, the first posts of each kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from audit.coding.allocating import allocate
from audit.coding.choosing import choose
from audit.coding.near import is_near, pattern
from audit.coding.reservoir import Reservoir
from audit.errors import LOOK_FIRST, NoPostsError, PlanError, did_you_mean
from audit.hashing import hash_bytes
from audit.loaders.base import Ledger, check_rejects
from audit.loaders.copies import lost_copies
from audit.loaders.dataset import Posts
from audit.loaders.door import Admitted, admit
from audit.loaders.reading import read
from audit.metrics.counting import mixed, post_identity
from audit.plan import Plan
from audit.posts import BUCKETS, PostBatch
from audit.resources.coded_sheet import LOOSE, NEAR, REST, STRATA, STRICT
from audit.text_reader import identity_forms, mention_lists, text_reader
from audit.wording import join

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
    languages : tuple of str
        In which posts were read.
    lexicons : dict of str to str
        Name to SHA-256 of the word lists that made the strata.
    """

    name: str
    posts: int
    seed: int
    hits: int
    non_hits: int
    groups: tuple[GroupSample, ...]
    languages: tuple[str, ...]
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
        Posts to draw of the others; :func:`audit.coding.allocating.allocate` shares them out among the strata.
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
        There is no such group, or none that enough authors mention.
    SourceError
        More is malformed than the plan allows.
    """
    forms = _forms(posts.plan)
    named = [_named(each, forms) for each in groups]
    looks = {each: {language: pattern(own) for language, own in forms[each].items()} for each in named}
    lost = _lost(posts)
    strata = {each: {name: Stratum(Reservoir(_SPARE * (hits + non_hits))) for name in STRATA} for each in named}
    ledger, reader, languages = Ledger(), text_reader(posts.plan), set[str]()
    for part_index, part in enumerate(posts.parts()):
        own = Ledger(source=part.source_name)
        for admitted in _kept(read(part, own), posts.secret, lost.get(part_index)):
            batch = PostBatch(admitted.table, admitted.author_key, admitted.has_author, {}, reader.run)
            if len(batch) and batch.column("text") is not None:
                languages.update(batch.features.languages)
                for each in named:
                    _add(strata[each], batch, each, looks[each], seed)
            if progress is not None:
                progress(len(batch))
        own.check()
        ledger.merge(own)
    copies = sum(map(len, lost.values()))
    if ledger.posts == 0:
        raise NoPostsError(f"{posts.name}: nothing here is a post, so there is nothing to draw from.", hint=LOOK_FIRST)
    check_rejects(posts.name, [ledger], posts.plan.limits.max_reject)
    floor = posts.plan.floors.authors
    mentioned = [each for each in named if strata[each][STRICT].kept.authors >= floor]
    if not mentioned:
        raise PlanError(
            f"{posts.name}: {join([each for _, each in named])} are mentioned by fewer than {floor} authors, in the"
            " languages that there are word lists for: no rate is printed, so none can be corrected.",
            hint="Name other groups with --groups.",
        )
    samples = tuple(_sample(each, strata[each], hits, non_hits) for each in mentioned)
    used = tuple(sorted(languages))
    lists = mention_lists(posts.plan, used)
    return CodingSample(posts.name, ledger.posts - copies, seed, hits, non_hits, samples, used, lists)


def _forms(plan: Plan) -> dict[tuple[str, str], dict[str, list[str]]]:
    """The forms of each group, by language."""
    forms: dict[tuple[str, str], dict[str, list[str]]] = {}
    for language, terms in identity_forms(plan).items():
        for each in terms:
            forms.setdefault((each.axis, each.group), {}).setdefault(language, []).append(each.form)
    return forms


def _named(text: str, known: Mapping[tuple[str, str], object]) -> tuple[str, str]:
    found = [each for each in known if text in (each[1], ".".join(each))]
    if len(found) == 1:
        return found[0]
    if found:
        names = join([".".join(each) for each in found], "or")
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


def _add(
    strata: dict[str, Stratum], batch: PostBatch, group: tuple[str, str], looks: Mapping[str, str], seed: int
) -> None:
    text = batch.column("text")
    if text is None:
        return
    rank = post_identity(batch)
    for name, rows in _divided(batch, group, text, looks).items():
        found = np.flatnonzero(rows)
        salt = np.uint64(hash_bytes("\0".join((*group, name, str(seed))).encode()))
        strata[name].posts += np.bincount(batch.bucket[found], minlength=BUCKETS)
        strata[name].kept.add(mixed(rank[found] ^ salt), batch.author_key[found], text.take(pa.array(found)))


def _divided(batch: PostBatch, group: tuple[str, str], text: pa.Array, looks: Mapping[str, str]) -> dict[str, Mask]:
    """The stratum of each post in a language whose word list names the group."""
    features = batch.features
    read, strict, loose, alike = (np.zeros(len(batch), dtype=bool) for _ in range(4))
    for code, language in enumerate(features.languages):
        if group in features.groups_of[language]:
            own = features.language == code
            read |= own
            alike |= own & is_near(text, looks.get(language, ""))
    if group in features.groups:
        index = features.groups.index(group)
        # A disguised spelling is no form, and looks like one as nothing else does.
        pairs = ((strict, features.strict_pairs), (loose, features.loose_pairs), (alike, features.evaded_pairs))
        for mask, (post, named) in pairs:
            mask[post[named == index]] = True
    return {
        STRICT: read & strict,
        LOOSE: read & loose & ~strict,
        NEAR: read & ~loose & ~strict & alike,
        REST: read & ~loose & ~strict & ~alike,
    }


def _sample(group: tuple[str, str], strata: dict[str, Stratum], hits: int, non_hits: int) -> GroupSample:
    sizes = {name: int(strata[name].posts.sum()) for name in STRATA if name != STRICT}
    wanted = {STRICT: hits, **allocate(non_hits, sizes)}
    drawn = {name: _drawn(strata[name].kept, wanted[name]) for name in STRATA}
    return GroupSample(*group, {name: strata[name].posts for name in STRATA}, drawn)


def _drawn(kept: Reservoir, wanted: int) -> Drawn:
    kept.settle()
    rows, weight = choose(kept.rank, kept.author, wanted)
    text = kept.text.take(pa.array(rows)).to_pylist()
    return Drawn(kept.rank[rows], kept.author[rows], weight, text)
