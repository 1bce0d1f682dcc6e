"""From rows to words that go with a label, as estimates, findings and a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from audit import resources
from audit.disclosure import suppress
from audit.finding import Block, Chart, Estimate, Finding, Judgement, NotMeasured, Table
from audit.metrics.artefacts.counts import (
    DIALECT,
    EVERY_POST,
    IDENTITY,
    NAME,
    OTHER,
    ROWS,
    dialect_words,
    identity_words,
)
from audit.metrics.associations.words import masked_labels
from audit.metrics.base import Scope
from audit.metrics.contrast import Contrast, confidence, few_authors_caveats
from audit.metrics.labels.counts import MOST_VALUES, named_values
from audit.metrics.labels.several import rare_labels, several_in_a_cell
from audit.metrics.naming import slugs
from audit.standing.sides import OtherSide
from audit.statistics.multiplicity import benjamini_hochberg
from audit.statistics.word_competency import Competency, competency
from audit.tally import Tally
from audit.wording import count, join, percent, plural, points

FEWEST_POSTS, FEWEST_AUTHORS = 20, 10
#: Words that are printed of each label, value and kind.
MOST_PRINTED = 20
_NAMED = 3
CAVEAT = (
    "It is a test of single words. Words that rightly tell of a label fail it as well as those that stand in posts of that"
    " label for how they were sampled or who labelled them: the words have to be looked at."
)
_KINDS = {IDENTITY: "words for groups of people", DIALECT: "words of African-American English", OTHER: "other words"}

Codes = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class OfLabel:
    """The rows of one label as pairs of a word and an author; V values, W words that are tested.

    Attributes
    ----------
    label : str
    values : tuple of str
    names : list of str, length W
    kinds : list of str, length W
    word, author : ndarray of int64, shape (R,)
    posts : ndarray of int64, shape (V, R)
        Posts with the word of that author, by value.
    whole : ndarray of int64, shape (V,)
        All labelled posts.
    voices : dict of str to int
        Authors of the posts that have each value.
    called : list of str
        Values that may be named.
    told : ndarray of bool, shape (V,)
        Whether the share of posts with the value may be printed: not of too few authors, nor what another such follows from.
    printable : ndarray of bool, shape (W,)
        No value of the label has posts with the word, or posts without it, by too few authors.
    named : ndarray of int64, shape (W,)
        Different authors, or texts where none is stated.
    sampled : float
        Share of authors.
    """

    label: str
    values: tuple[str, ...]
    names: list[str]
    kinds: list[str]
    word: Codes
    author: Codes
    posts: npt.NDArray[np.int64]
    whole: Codes
    voices: dict[str, int]
    called: list[str]
    told: Bools
    printable: Bools
    named: Codes
    sampled: float


def judge_labels(tally: Tally, scope: Scope) -> Judgement:
    """Each label in turn."""
    sides = tally.total_cells(NAME, "side")
    labels = sorted({cell[3] for cell in sides})
    many = {cell[2] for cell in tally.total_cells(NAME, "too many values")}
    many |= {each for each in labels if sum(cell[3] == each for cell in sides) > MOST_VALUES}
    names = slugs(labels)
    told = [
        NotMeasured(
            NAME, f"The column {each!r} has more than {MOST_VALUES} different values: it is read as a score or an id."
        )
        for each in sorted(many)
    ]
    found = {each: _of_label(each, tally, scope) for each in labels if each not in many}
    columns = several_in_a_cell({label: each.values for label, each in found.items()})
    floor = scope.plan.floors.authors
    rare = rare_labels(columns, lambda label: found[label].voices["yes"], floor)
    for column, members in columns.items():
        if few := len(rare.intersection(members)):
            said = f"{column!r}: {plural(few, 'value')} on posts by fewer than {floor} {scope.voice}s."
            told.append(NotMeasured(NAME, said))
    parts = [_judge(each, names[label], scope) for label, each in found.items() if label not in rare]
    return Judgement.sum([*parts, Judgement(not_measured=tuple(told))])


def _of_label(label: str, tally: Tally, scope: Scope) -> OfLabel:
    sample = tally.samples[ROWS]
    cells = [cell for cell in tally.total_cells(NAME, "side") if cell[3] == label]
    values = [cell[4] for cell in cells]
    codes = np.array([int(cell[2], 16) for cell in cells], dtype=np.uint64)
    side, item, owner, many = (sample.column(each) for each in ("side", "profile", "owner", "posts"))
    own = np.isin(side, codes)
    order = np.argsort(codes)
    value = order[np.searchsorted(codes[order], side[own])] if own.any() else np.zeros(0, np.int64)
    item, owner, many = item[own], owner[own], many[own]
    divisor = max(int(np.gcd.reduce(many)), 1) if len(many) else 1
    many = many // divisor
    every = item == EVERY_POST
    whole = np.bincount(value[every], weights=many[every], minlength=len(cells)).astype(np.int64)
    voices = [len(np.unique(owner[every & (value == index)])) for index in range(len(cells))]
    all_of = owner[every], value[every], many[every]
    item, owner, many, value = (each[~every] for each in (item, owner, many, value))
    words, word = np.unique(item, return_inverse=True)
    people, author = np.unique(owner, return_inverse=True)
    pairs, row = np.unique(word.reshape(-1) * max(len(people), 1) + author.reshape(-1), return_inverse=True)
    posts = np.zeros((len(cells), len(pairs)), dtype=np.int64)
    np.add.at(posts, (value, row.reshape(-1)), many)
    word, author = np.divmod(pairs, max(len(people), 1))
    floor = scope.plan.floors.authors
    authors = np.bincount(word, minlength=len(words))
    tested = (np.bincount(word, weights=posts.sum(axis=0), minlength=len(words)) >= FEWEST_POSTS) & (
        authors >= max(FEWEST_AUTHORS, floor)
    )
    per_value = np.array([np.bincount(word[each > 0], minlength=len(words)) for each in posts]).reshape(-1, len(words))
    # What is printed of all posts less what is printed of those with a word tells of those without it.
    without = _authors_without(posts, word, author, people, all_of, np.array(voices), len(words))
    enough = [(each == 0) | (each >= floor) for each in (per_value, without)]
    printable: Bools = (enough[0] & enough[1]).all(axis=0)
    kept, place = tested[word], np.cumsum(tested) - 1
    chosen = words[tested].tolist()
    dialect = _dialect(scope)
    return OfLabel(
        label,
        tuple(values),
        [sample.names[each][1] for each in chosen],
        [IDENTITY if each in identity_words() else DIALECT if each in dialect else OTHER for each in chosen],
        place[word[kept]],
        author[kept],
        posts[:, kept],
        whole,
        dict(zip(values, voices, strict=True)),
        named_values(values, voices, floor),
        ~suppress(voices, floor),
        printable[tested],
        authors[tested],
        sample.rate,
    )


def _authors_without(
    posts: npt.NDArray[np.int64],
    word: Codes,
    author: Codes,
    people: npt.NDArray[np.uint64],
    all_of: tuple[npt.NDArray[np.uint64], Codes, Codes],
    voices: Codes,
    words: int,
) -> npt.NDArray[np.int64]:
    """Authors who have posts of a value without the word; shape (V, W)."""
    owner, value, many = all_of
    at = np.minimum(np.searchsorted(people, owner), max(len(people) - 1, 0))
    known = people[at] == owner if len(people) else np.zeros(len(owner), dtype=bool)
    whole = np.zeros((len(voices), max(len(people), 1)), dtype=np.int64)
    np.add.at(whole, (value[known], at[known]), many[known])
    only = (posts > 0) & (posts == whole[:, author])
    using = np.array([np.bincount(word[each], minlength=words) for each in only], dtype=np.int64).reshape(-1, words)
    remaining: npt.NDArray[np.int64] = voices[:, None] - using
    return remaining


def _dialect(scope: Scope) -> frozenset[int]:
    folder = scope.plan.dialect.model
    return dialect_words(resources.read_dialect_model(folder)) if folder else frozenset()


@dataclass(frozen=True)
class _Word:
    """A word that is shown to go with a value."""

    at: int
    kind: str
    label: str
    gap: Contrast
    estimates: tuple[Estimate, ...]


def _judge(of: OfLabel, slug: str, scope: Scope) -> Judgement:
    if len([each for each in of.whole if each]) < 2 or not of.names:
        fewest = max(FEWEST_AUTHORS, scope.plan.floors.authors)
        reason = f"{of.label!r}: no word is in {FEWEST_POSTS} labelled posts by {fewest} authors, or all posts have one label."
        return Judgement(not_measured=(NotMeasured(NAME, reason),))
    n, rates = of.posts.sum(axis=0), of.whole / of.whole.sum()
    level = scope.level
    found = {
        value: competency(of.word, n, of.posts[index], float(rates[index]), n_words=len(of.names), level=level)
        for index, value in enumerate(of.values)
        if of.whole[index] and of.told[index]
    }
    few = [value for value, told in zip(of.values, of.told, strict=True) if not told]
    said = f"{of.label!r}: shares of posts labelled {{}} would tell of fewer than {scope.plan.floors.authors} {scope.voice}s."
    named = [f"“{each}”" for each in few if each in of.called]
    unnamed = [plural(len(few) - len(named), "value" if not named else "other value")] if len(few) > len(named) else []
    untold = (NotMeasured(NAME, said.format(join([*named, *unnamed]))),) if few else ()
    if not found:
        return Judgement(not_measured=untold)
    q = benjamini_hochberg(np.concatenate([each.p_value for each in found.values()])).reshape(len(found), -1)
    value_slugs, labels = slugs(found), masked_labels(of.names)
    word_slugs = slugs(labels)
    parts = []
    for (value, each), adjusted in zip(found.items(), q, strict=True):
        own = f"{NAME}.{slug}.{value_slugs[value]}"
        shown = [
            _word(of, at, labels[at], f"{own}.{of.kinds[at]}.{word_slugs[labels[at]]}", value, each, adjusted, scope)
            for at in _shown(each, adjusted, of, scope)
        ]
        kinds = {kind: [one for one in shown if one.kind == kind] for kind in _KINDS}
        printed = [one for some in kinds.values() for one in some[:MOST_PRINTED]]
        hidden = len(_shown(each, adjusted, of, scope, printable=False))
        parts.append(_told(of, value, own, kinds, printed, hidden, each, scope))
    return Judgement.sum([*parts, Judgement(not_measured=untold)])


def _shown(
    found: Competency, q: npt.NDArray[np.float64], of: OfLabel, scope: Scope, *, printable: bool = True
) -> list[int]:
    """Words that go with a value beyond the tolerance, the surest first; those that may be printed, or the others."""
    beyond = (found.low - found.base > scope.plan.tolerances.label_gap) & (q <= 1 - scope.level)
    at = np.flatnonzero(beyond & (of.printable == printable))
    # By z, and by the word where that is equal, so that no order of the posts decides.
    return sorted(at.tolist(), key=lambda each: (-found.z[each], of.names[each]))


def _word(
    of: OfLabel,
    at: int,
    label: str,
    own: str,
    value: str,
    found: Competency,
    q: npt.NDArray[np.float64],
    scope: Scope,
) -> _Word:
    rate, low, high = float(found.rate[at]), float(found.low[at]), float(found.high[at])
    share = Estimate(
        id=f"{own}.rate",
        metric=NAME,
        measure="rate",
        group={"label": of.label, "value": value, "word": label},
        value=rate,
        low=low,
        high=high,
        unit="share",
        n_posts=int(of.posts[:, of.word == at].sum()),
        n_authors=int(of.named[at]) if scope.has_authors else None,
        n_effective=float(found.n_effective[at]),
        level=found.level,
        denominator="labelled posts in English that have the word",
    )
    gap = replace(
        share,
        id=f"{own}.gap",
        measure="gap",
        value=rate - found.base,
        low=low - found.base,
        high=high - found.base,
        unit="points",
        p_value=float(found.p_value[at]),
        q_value=float(q[at]),
        family=f"{NAME}.{of.label}",
        tolerance=scope.plan.tolerances.label_gap,
        denominator="",
        # Less all labelled posts, they would be those in other languages.
        other_side=OtherSide("all labelled posts in English").hidden,
    )
    z = replace(
        share,
        id=f"{own}.z",
        measure="z",
        value=float(found.z[at]),
        low=None,
        high=None,
        unit="statistic",
        denominator="",
        note="standard errors from the rate of all labelled posts, with effective authors in place of posts",
    )
    return _Word(at, of.kinds[at], label, Contrast(gap, scope.plan.tolerances.label_gap), (gap, share, z))


def _told(
    of: OfLabel,
    value: str,
    own: str,
    kinds: dict[str, list[_Word]],
    printed: Sequence[_Word],
    hidden: int,
    found: Competency,
    scope: Scope,
) -> Judgement:
    title = of.label.replace("_", " ")
    many = sum(len(each) for each in kinds.values()) + hidden
    tested = int(np.sum(~np.isnan(found.p_value)))
    tolerance = points(scope.plan.tolerances.label_gap)
    sampled = "" if of.sampled == 1 else f" Counted on {percent(of.sampled)} of authors, drawn by hash."
    base = f"Of all labelled posts in English {percent(found.base)} are labelled “{value}” ({title})."
    telling = [*kinds[IDENTITY], *kinds[DIALECT]]
    not_printed = (
        f" The figures of {plural(hidden, 'word')} are hidden, since they would tell of too few {scope.voice}s."
        if hidden
        else ""
    )
    lists = [
        f"{plural(len(some), 'of them is', 'of them are')} {_KINDS[kind]}, first {_first(some)}"
        for kind, some in kinds.items()
        if some
    ]
    statement = (
        f"{base} Of {plural(tested, 'word')} that could be tested, {count(many) if many else 'none'}"
        f" {'stands' if many < 2 else 'stand'} in posts that are labelled so more often, by more than {tolerance}"
        f"{': ' if lists else ''}{'; '.join(lists)}.{not_printed}{sampled}"
    )
    finding = Finding(
        id=own,
        metric=NAME,
        title=f"{plural(many, 'single word')} {'tells' if many == 1 else 'tell'} of “{value}” ({title})"
        if many
        else f"No single word was shown to tell of “{value}” ({title})",
        statement=statement,
        reading="shown" if many else "inconclusive",
        severity=max(
            (each.gap.severity for each in telling), key=("none", "low", "medium", "high").index, default="low"
        )
        if many
        else "none",
        confidence=confidence([each.estimates[0] for each in printed], scope, stated=False) if printed else "low",
        harm="stereotyping" if telling else "validity",
        estimates=tuple(one.id for each in printed for one in each.estimates),
        headline=printed[0].estimates[0].id if printed else None,
        caveats=(CAVEAT, *few_authors_caveats(scope)),
        actions=("Read such posts, and see whether they would be labelled so without the word.",) if many else (),
        block=own if printed else "",
    )
    estimates = tuple(one for each in printed for one in each.estimates)
    return Judgement(estimates, (finding,), _block(value, title, own, printed, scope))


def _first(words: Sequence[_Word]) -> str:
    return join([f"“{each.label}” ({each.estimates[1].told}, z = {each.estimates[2].told})" for each in words[:_NAMED]])


def _block(value: str, title: str, own: str, printed: Sequence[_Word], scope: Scope) -> tuple[Block, ...]:
    if not printed:
        return ()
    chart = Chart(
        "intervals",
        tuple((each.estimates[1].id,) for each in printed[:24]),
        tuple(f"{each.label}" for each in printed[:24]),
        f"share of posts with the word that are labelled {value}",
        caption=f"{percent(scope.level)} intervals at the effective number of {scope.voice}s. Words for groups of people come"
        " first, then words of a dialect, then all others.",
    )
    table = Table(
        ("gap", "rate", "z"),
        tuple(f"{each.label} ({_KINDS[each.kind]})" for each in printed),
        tuple(tuple(one.id for one in each.estimates) for each in printed),
    )
    text = f"Up to {MOST_PRINTED} words of each kind, in the order of z."
    return (Block(own, NAME, f"Words that tell of “{value}” ({title})", text, chart, (CAVEAT,), table),)
