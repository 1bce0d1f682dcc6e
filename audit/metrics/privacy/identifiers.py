"""Direct identifiers in posts: counted per kind, judged per weight of what they give away.

Of a text nothing is kept but whether it holds one. A figure of fewer authors than the plan's floor is hidden; that there
is something is said all the same, and a figure over several kinds is hidden where it would tell of a hidden one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from audit.finding import Estimate, Judgement, NotMeasured
from audit.hashing import distinct
from audit.metrics.base import Scope
from audit.metrics.contrast import as_estimate
from audit.metrics.counting import add_group_authors, add_groups
from audit.metrics.privacy.identifiers_words import blocks, candidates_finding, class_finding
from audit.posts import PostBatch
from audit.statistics.intervals import share
from audit.tally import Cell, Tally
from audit.text.identifiers import KINDS, NUMBER, find_identifiers

Numbers = npt.NDArray[np.int64]

PREFIX = ("privacy", "identifiers")
POSTS: Cell = (*PREFIX, "posts")
VALIDATED, CANDIDATE, ANY, SEVERAL, WITHOUT = "validated", "candidate", "any", "several", "without"
#: What a kind gives away, by the worst first. Account names are how people are spoken to on these platforms.
CLASSES: Mapping[str, tuple[str, ...]] = {
    "documents": tuple(
        kind.name
        for kind in KINDS
        if kind.placeholder in {"[national number]", "[health number]", "[card]", "[bank account]", "[secret]"}
    ),
    "contacts": (
        "email", "phone", "coordinates", "ipv4", "ipv6", "mac_address", "imei", "bitcoin_address", "ethereum_address",
    ),
    "profiles": ("profile_link",),
    "mentions": ("handle",),
}  # fmt: skip


def count_identifiers(posts: PostBatch, tally: Tally) -> None:
    """Count the posts of a batch that hold an identifier, by kind.

    Parameters
    ----------
    posts : PostBatch
    tally : Tally
        Gets cells under ``("privacy", "identifiers")``: ``posts`` with a text; ``validated`` and ``candidate`` by kind;
        ``any`` and ``several`` kinds by class; ``without`` a kind, those that hold another of its class.
    """
    text = posts.column("text")
    if text is None or len(posts) == 0:
        return
    has_text = text.is_valid().to_numpy(zero_copy_only=False)
    tally.count(POSTS, posts.bucket[has_text])
    tally.add_authors(POSTS, distinct(posts.author_key[has_text & posts.has_author]))
    found = find_identifiers(text)
    classes = np.zeros(len(KINDS), np.int64)
    for i, kinds in enumerate(CLASSES.values()):
        classes[[NUMBER[kind] for kind in kinds]] = i
    yes = found.validated
    names = [kind.name for kind in KINDS]
    row, kind = _each_once(found.row[yes], found.kind[yes], len(names))
    _add(tally, posts, VALIDATED, names, row, kind)
    _add(tally, posts, CANDIDATE, names, *_each_once(found.row[~yes], found.kind[~yes], len(names)))
    for name, kinds in CLASSES.items():
        of_class = np.unique(row[classes[kind] == list(CLASSES).index(name)])
        for each in kinds if len(kinds) > 1 else ():
            others = np.setdiff1d(of_class, row[kind == NUMBER[each]])
            _add(tally, posts, WITHOUT, [each], others, np.zeros(len(others), np.int64))
    pair, times = np.unique(row * len(CLASSES) + classes[kind], return_counts=True)
    row, group = np.divmod(pair, len(CLASSES))
    _add(tally, posts, ANY, list(CLASSES), row, group)
    _add(tally, posts, SEVERAL, list(CLASSES), row[times > 1], group[times > 1])


def _each_once(row: Numbers, kind: npt.NDArray[np.int16], kinds: int) -> tuple[Numbers, Numbers]:
    """Each post once per kind, however many it holds."""
    first, second = np.divmod(distinct(row * kinds + kind.astype(np.int64)), kinds)
    return first, second


def _add(tally: Tally, posts: PostBatch, word: str, names: list[str], row: Numbers, group: Numbers) -> None:
    cells = [(*PREFIX, word, name) for name in names]
    add_groups(tally, cells, group, posts.bucket[row])
    add_group_authors(tally, cells, group, posts.author_key[row], posts.has_author[row])


def judge_identifiers(tally: Tally, scope: Scope) -> Judgement:
    """Say how many posts and authors give away an identifier of each kind.

    Parameters
    ----------
    tally : Tally
        With the cells of :func:`count_identifiers`.
    scope : Scope

    Returns
    -------
    Judgement
        Estimates ``privacy.identifiers.KIND.share_of_posts`` (of kinds that are not there, 0 and its upper limit) and
        ``share_of_authors``; ``.candidates`` apart; one finding per class of :data:`CLASSES`, one on candidates.
    """
    if tally.posts(POSTS) == 0:
        return Judgement(not_measured=(NotMeasured("privacy", "Identifiers: there is no text to look at."),))
    estimates: list[Estimate] = []
    findings = []
    of_few = _voices(tally, POSTS, scope) < scope.plan.floors.authors
    for name, kinds in CLASSES.items():
        members = {
            kind: _shares(kind, (*PREFIX, VALIDATED, kind), {"identifier": kind}, tally, scope) for kind in kinds
        }
        whole = _shares(f"any_of.{name}", (*PREFIX, ANY, name), {"identifiers": name}, tally, scope)
        whole = [_hidden(each, scope) if _tells(each, name, members, tally, scope) else each for each in whole]
        estimates += [*(each for shares in members.values() for each in shares), *(whole if len(kinds) > 1 else [])]
        told = whole if len(kinds) > 1 else next(iter(members.values()))
        by_kind = {kind: shares[0] for kind, shares in members.items()}
        findings.append(class_finding(name, told, by_kind, scope, of_few=of_few))
    candidates = [
        _share(f"{kind.name}.candidates", (*PREFIX, CANDIDATE, kind.name), {"identifier": kind.name}, tally, scope)
        for kind in KINDS
        if tally.posts((*PREFIX, CANDIDATE, kind.name))
    ]
    estimates += candidates
    findings += candidates_finding(candidates, scope)
    drawn = blocks(estimates, CLASSES, scope)
    if not drawn:
        findings = [replace(each, block="") for each in findings]
    return Judgement(tuple(estimates), tuple(findings), drawn)


def _tells(whole: Estimate, name: str, members: Mapping[str, list[Estimate]], tally: Tally, scope: Scope) -> bool:
    """Whether a figure over several kinds, beside theirs, would tell of too few.

    Of a hidden kind, if others are printed; or of those who have several kinds, who are what the kinds come to in sum
    beyond the figure; or of those who have any but one, who are what the figure goes beyond that one.
    """
    floor = scope.plan.floors.authors
    there = [kind for kind in members if tally.posts((*PREFIX, VALIDATED, kind))]
    hidden = [kind for kind in there if members[kind][0].status == "suppressed"]
    if hidden:
        return len(hidden) < len(there)
    follow = [
        _voices(tally, (*PREFIX, *each), scope) for each in ((SEVERAL, name), *((WITHOUT, kind) for kind in there))
    ]
    if whole.measure == "share_of_authors":
        single = [_voices(tally, (*PREFIX, VALIDATED, kind), scope) for kind in there]
        everyone = _voices(tally, (*PREFIX, ANY, name), scope)
        follow = [sum(single) - everyone, *(everyone - each for each in single)]
    return any(0 < each < floor for each in follow)


def _shares(name: str, cell: Cell, group: dict[str, str], tally: Tally, scope: Scope) -> list[Estimate]:
    """The share of posts, and of authors where there are some."""
    shares = [_share(f"{name}.share_of_posts", cell, group, tally, scope)]
    if scope.has_authors and tally.posts(cell):
        shares.append(_share(f"{name}.share_of_authors", cell, group, tally, scope, of_authors=True))
    return shares


def _share(
    name: str, cell: Cell, group: dict[str, str], tally: Tally, scope: Scope, *, of_authors: bool = False
) -> Estimate:
    """A share, hidden where the authors with it, or those without it, are too few to be told of."""
    part, whole = tally.sampled_authors([cell, POSTS]) if of_authors else map(tally.per_bucket, (cell, POSTS))
    sides = _voices(tally, cell, scope), _voices(tally, POSTS, scope) - _voices(tally, cell, scope)
    return as_estimate(
        ".".join((*PREFIX, name)),
        name.rsplit(".", 1)[1],
        group,
        share(part, whole, level=scope.level),
        "share",
        n_posts=tally.posts(POSTS),
        n_authors=tally.n_authors(POSTS) if scope.has_authors else None,
        voices=min((each for each in sides if each > 0), default=0),
        scope=scope,
        # A rare event in many posts is what is measured here; its interval says how sure that is.
        effective_floor=False,
        denominator="authors of posts with text" if of_authors else "posts with text",
    )


def _voices(tally: Tally, cell: Cell, scope: Scope) -> int:
    return tally.n_authors(cell) if scope.has_authors else tally.authors_at_least(cell)


def _hidden(estimate: Estimate, scope: Scope) -> Estimate:
    """A figure over several kinds, where one of them is hidden and could be had from the others."""
    reason = (
        f"hidden: with the kinds it is made of it would tell of fewer than {scope.plan.floors.authors} {scope.voice}s"
    )
    return Estimate(
        estimate.id, estimate.metric, estimate.measure, estimate.group, None, None, None, estimate.unit, None, None,
        level=estimate.level, status="suppressed", note=reason,
    )  # fmt: skip
