"""Somebody who has a report and no data, and solves for what it hides: every printed figure is an equation.

Posts are of one of some thousand types: whose author states what, how they are labelled, in which language, whom they
mention, whether they are gone. How many posts there are of each type is unknown. A share with its number of posts is two
equations over these unknowns; a difference is a third. A number that is hidden is found out if its posts are a linear
combination of equations. Each equation is held against the truth first, so the reading of the figures is right.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

FLOOR = 10
VALUES: dict[str, tuple[str | None, ...]] = {
    "gender": ("women", "men", "nonbinary_people", "martians", None),
    "region": ("north", "south", "east", None),
    "label": ("yes", "no", "maybe", None),
    "lang": ("en", "de", "fr", None),
    "mention": ("women", "men", "christians", None),
    "status": ("present", "deleted", "removed"),
}
#: How many posts lack a language or a label is told exactly whoever wrote them: it says what is missing, and of nobody what is.
TOLD = (("lang", None), ("label", None))
_TYPES = np.array(list(itertools.product(*VALUES.values())), dtype=object)
COLUMNS = {name: _TYPES[:, at] for at, name in enumerate(VALUES)}
_STATED = {"women": "woman", "men": "man", "nonbinary_people": "nonbinary"}
_AXIS = {"women": "gender", "men": "gender", "christians": "religion"}

Mask = np.ndarray


class Equation(NamedTuple):
    """Posts of these types are so many."""

    of: str
    posts: Mask
    number: float


def dataset(seed: int, *, gone: int = 1) -> list[dict[str, Any]]:
    """Posts in which some groups, labels, languages and pairs of them are of fewer authors than the floor, and some just above.

    So many times as often as usual they are gone.
    """
    chance = random.Random(seed)
    weights = {
        "gender": [50, 45, chance.choice([1, 4, 9, 15]), chance.choice([0, 2, 6]), chance.choice([0, 1, 9, 30])],
        "region": [50, 30, chance.choice([2, 5, 15]), chance.choice([0, 1, 15])],
        "label": [30, 60, chance.choice([0, 0.7, 3, 10]), chance.choice([0, 0.5, 8])],
        "lang": [80, chance.choice([2, 15]), chance.choice([0, 0.6, 4]), chance.choice([0, 0.6, 8])],
        "mention": [25, 20, chance.choice([0, 1.5, 6]), 50],
        "status": [95, chance.choice([0.5, 4]) * gone, chance.choice([0, 0.5, 3]) * gone],
    }
    rows = []
    for author in range(chance.choice([60, 120, 250])):
        own = {name: chance.choices(VALUES[name], weights[name])[0] for name in ("gender", "region")}
        for _ in range(min(int(chance.paretovariate(1.3)), 12)):
            row = own | {
                name: chance.choices(VALUES[name], weights[name])[0] for name in ("label", "lang", "mention", "status")
            }
            rows.append({"author_id": f"a{author}", "post_id": f"p{len(rows)}", **row})
    return rows


def as_posts(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same, as somebody would hand them in: a mention is a word of an English text."""
    made = []
    for at, row in enumerate(rows):
        text = f"the {row['mention'] or 'rain'} came to town {at}"
        made.append({**row, "gender": _STATED.get(row["gender"], row["gender"]), "text": text})
        del made[-1]["mention"]
    return made


def read_mention(row: dict[str, Any]) -> str | None:
    """Whom a post is seen to mention: an English word in a post that says it is German is none."""
    return row["mention"] if row["lang"] in ("en", None) else None


def truth(rows: list[dict[str, Any]]) -> np.ndarray:
    """Posts of each type."""
    index = {tuple(each): at for at, each in enumerate(_TYPES.tolist())}
    counts = np.zeros(len(_TYPES))
    for row in rows:
        counts[index[tuple({**row, "mention": read_mention(row)}[name] for name in VALUES)]] += 1
    return counts


def exact(estimate: Any) -> bool:
    """Whether a figure is printed with what it stands on, and not rounded."""
    return estimate.n_posts is not None and "rounded" not in estimate.note


def equations(findings: Any) -> Iterator[Equation]:
    """What the figures of the usual metrics say."""
    everything = np.ones(len(_TYPES), dtype=bool)
    yield Equation("posts", everything, findings.dataset["posts"])
    printed = [each for each in findings.estimates if exact(each)]
    for each in printed:
        read = _READ.get((each.metric, each.measure))
        for what, posts, number in read(each, findings) if read else ():
            if number is not None:
                yield Equation(f"{each.id}: {what}", posts, number)
    for each in findings.estimates:
        yield from _sizes(each, findings)


def _part(each: Any) -> float | None:
    """How many posts a share counts; None where there is none."""
    if each.value is None:
        return None
    return each.value * each.n_posts / (1000 if each.unit == "per_1000" else 1)


def _groups(attribute: str, findings: Any) -> list[str]:
    found = {
        each.group[attribute]
        for each in findings.estimates
        if each.metric == "representation" and set(each.group) == {attribute}
    }
    return sorted(found - {"unstated"})


def _representation(each, findings):
    names = list(each.group)
    stated = np.ones(len(_TYPES), dtype=bool)
    own = stated.copy()
    for name in names:
        printed = np.isin(COLUMNS[name].astype(str), _groups(name, findings))
        if each.group[name] == "unstated":
            yield "unstated", ~printed, _part(each)
            return
        stated &= printed
        own &= COLUMNS[name] == each.group[name]
    if each.measure == "bounds":
        stated[:] = True
    yield "whole", stated, each.n_posts
    yield "part", own, _part(each)


def _where(each) -> Mask:
    labelled = COLUMNS["label"] != None  # noqa: E711 - element by element
    group = {name: value for name, value in each.group.items() if name not in ("label", "value")}
    if each.measure == "rate":
        return labelled
    [(axis, value)] = group.items()
    if each.measure.endswith("_by_language"):
        own = COLUMNS["lang"] == value
        return labelled & (own | (COLUMNS["lang"] == None) if value == "en" else own)  # noqa: E711
    if each.measure.endswith("_by_mention"):
        return labelled & (COLUMNS["mention"] == value)
    return labelled & (COLUMNS[axis] == value)


def _rate(each, findings):
    own = _where(each)
    yield "labelled", own, each.n_posts
    yield "with the value", own & (COLUMNS["label"] == each.group["value"]), _part(each)


def _difference(each, findings):
    """The rate of the others, and so how many of them have the label."""
    known = {one.id: one for one in findings.estimates}
    rate = known[each.id.removesuffix("difference") + "rate"]
    if not exact(rate) or rate.value is None or each.value is None:
        return
    own = _where(each)
    has = COLUMNS["label"] == each.group["value"]
    if each.measure == "difference_by_mention":
        others = (COLUMNS["label"] != None) & ~own  # noqa: E711
        everyone = next(
            (e for e in findings.estimates if e.measure == "rate" and e.metric == "labels" and exact(e)), None
        )
        number = everyone.n_posts - each.n_posts if everyone else None
    else:
        [axis] = set(each.group) - {"label", "value"}
        alike = [
            e
            for e in findings.estimates
            if e.measure == each.measure and axis in e.group and e.group["value"] == each.group["value"]
        ]
        gone = {
            e.group[axis]
            for e in findings.estimates
            if e.metric == "labels" and axis in e.group and e.status == "suppressed"
        }
        rest = [e for e in alike if e.group[axis] not in gone | {each.group[axis]}]
        others = np.any([_where(e) for e in rest], axis=0) if rest else np.zeros(len(_TYPES), dtype=bool)
        number = sum(e.n_posts for e in rest) if rest and all(map(exact, rest)) else None
    if number is not None:
        yield "others with the value", others & has, (rate.value - each.value) * number


def _sizes(each: Any, findings: Any) -> Iterator[Equation]:
    """How many posts a share counts, and how many a difference or ratio is held against, wherever a report tells it."""
    read = _READ.get((each.metric, each.measure))
    if each.n_counted is not None and read is not None and each.metric != "coverage":
        # Read again as the share with all its digits: a count is as exact as what it is one of.
        exact_share = replace(each, value=each.n_counted / each.n_posts * (1000 if each.unit == "per_1000" else 1))
        for what, posts, number in read(exact_share, findings):
            if number is not None and what in ("part", "with the value", "mentions", "unstated"):
                yield Equation(f"{each.id}: count of {what}", posts, number)
    side = each.other_side
    if side is None or side.n_posts is None or (each.metric, each.measure) not in _OTHERS:
        return
    posts = _OTHERS[each.metric, each.measure](each, findings)
    yield Equation(f"{each.id}: other side", posts, side.n_posts)


def _labelled_others(each, findings):
    own, labelled = _where(each), COLUMNS["label"] != None  # noqa: E711 - element by element
    if "by_mention" in each.measure:
        return labelled & ~own
    [axis] = set(each.group) - {"label", "value"}
    return labelled & np.isin(COLUMNS[axis].astype(str), _compared(each, axis, findings)) & ~own


def _compared(each, axis, findings):
    """Groups that a label is compared of: those of which every rate that is judged is printed."""
    rates = [e for e in findings.estimates if (e.metric, e.measure) == ("labels", "rate_by_author") and axis in e.group]
    gone = {e.group[axis] for e in rates if e.status == "suppressed"}
    return sorted({e.group[axis] for e in rates} - gone)


def _everything(each, findings):
    """All posts: each of these languages has a lexicon, so a mention could be seen in every post."""
    return np.ones(len(_TYPES), dtype=bool)


def _in_a_language(each, findings):
    stated = COLUMNS["lang"] != None  # noqa: E711 - element by element
    return stated & _attrition_others(each, findings)


def _adjusted_others(each, findings):
    """The same among posts in English, which are what is made alike."""
    english = np.isin(COLUMNS["lang"].astype(str), ("en", "None"))
    return _labelled_others(each, findings) & english


def _attrition_others(each, findings):
    _, _, side, *_ = each.id.split(".")
    whole = np.ones(len(_TYPES), dtype=bool)
    if each.other_side.what.endswith("of which it is known"):
        axis = next((axis for axis in each.group if axis in ("gender", "region")), _COLUMN_OF.get(side, ""))
        whole &= COLUMNS[axis] != None  # noqa: E711 - element by element
    return whole


def _mentioned(each, findings):
    [group] = each.group.values()
    yield "mentions", COLUMNS["mention"] == group, _part(each)


def _language(each, findings):
    yield "language", COLUMNS["lang"] == each.group["lang"], _part(each)


def _missing(each, findings):
    if each.group["field"] == "lang":
        yield "missing", COLUMNS["lang"] == None, _part(each)  # noqa: E711


def _gone(each, findings):
    kind = each.group["gone"]
    of = COLUMNS["status"] != "present" if kind == "posts" else COLUMNS["status"] == kind
    yield "gone", of, _part(each)


_OUTCOMES = {"gone": ("deleted", "removed"), "deleted": ("deleted",), "removed": ("removed",)}
_COLUMN_OF = {"mention": "mention", "label": "label", "language": "lang"}


def _attrition(each, findings):
    """A share of a group; and what it is held against, a ratio of two numbers that need not be printed."""
    _, outcome, side, *_ = each.id.split(".")
    value = next((name for axis, name in each.group.items() if axis != "outcome"), None)
    column = next((axis for axis in each.group if axis in ("gender", "region")), "")
    column = _COLUMN_OF.get(side, column)
    if side == "everyone":
        own = np.ones(len(_TYPES), dtype=bool)
    elif column and side in ("author", *_COLUMN_OF) and value in VALUES[column]:
        own = COLUMNS[column] == value
    else:
        return
    hit = np.isin(COLUMNS["status"].astype(str), _OUTCOMES[outcome])
    yield "whole", own, each.n_posts
    yield "part", own & hit, _part(each)
    if each.reference is not None and side != "mention":
        known = COLUMNS[column] != None  # noqa: E711 - element by element
        whole = np.ones(len(_TYPES), dtype=bool) if each.reference.source == "all posts" else known
        yield "reference", (whole & hit) - each.reference.value * whole, 0.0


_READ = {
    **{("attrition", f"{outcome}_share"): _attrition for outcome in _OUTCOMES},
    ("representation", "share_of_posts"): _representation,
    ("representation", "bounds"): _representation,
    ("labels", "rate"): _rate,
    ("labels", "rate_by_author"): _rate,
    ("labels", "rate_by_mention"): _rate,
    ("labels", "rate_by_language"): _rate,
    ("labels", "difference_by_author"): _difference,
    ("labels", "difference_by_mention"): _difference,
    ("mentions", "posts"): _mentioned,
    ("coverage", "language_share"): _language,
    ("coverage", "missing_share"): _missing,
    ("coverage", "gone_share"): _gone,
}
#: Which posts are on the other side.
_OTHERS = {
    ("labels", "difference_by_author"): _labelled_others,
    ("labels", "difference_by_mention"): _labelled_others,
    ("labels", "adjusted_difference_by_author"): _adjusted_others,
    ("labels", "adjusted_difference_by_mention"): _adjusted_others,
    **{("mentions", f"ratio_to_men{tier}"): _everything for tier in ("", "_loose")},
    **{("coverage", f"language_filter_{what}"): _in_a_language for what in ("difference", "ratio")},
    **{
        ("attrition", f"{outcome}_{what}"): _attrition_others
        for outcome in _OUTCOMES
        for what in ("difference", "ratio")
    },
}


AUTHORS = np.array(list(itertools.product(VALUES["gender"], VALUES["region"])), dtype=object)


def of_authors(findings: Any) -> Iterator[Equation]:
    """What is printed of authors, who are of as many types as there are genders and regions."""
    columns = dict(zip(("gender", "region"), AUTHORS.T, strict=True))
    yield Equation("authors", np.ones(len(AUTHORS), dtype=bool), findings.dataset["authors"])
    for each in findings.estimates:
        if (
            each.metric != "representation"
            or each.n_authors is None
            or "rounded" in each.note
            or "unstated" in each.group.values()
        ):
            continue
        stated, own = (np.ones(len(AUTHORS), dtype=bool) for _ in range(2))
        for name in each.group:
            stated &= np.isin(columns[name].astype(str), _groups(name, findings))
            own &= columns[name] == each.group[name]
        if each.measure == "share_of_authors":
            yield Equation(f"{each.id}: whole", stated, each.n_authors)
            if each.value is not None:
                yield Equation(f"{each.id}: part", own, each.value * each.n_authors)


def few_authors(rows: list[dict[str, Any]]) -> tuple[np.ndarray, list[tuple[str, Mask]]]:
    """Authors of each type, and the groups and pairs of groups that nobody may count."""
    people = {row["author_id"]: (row["gender"], row["region"]) for row in rows}
    counts = np.array([sum(each == tuple(kind) for each in people.values()) for kind in AUTHORS.tolist()], dtype=float)
    wanted = [
        (f"authors {gender}, {region}", np.array([tuple(kind) == (gender, region) for kind in AUTHORS.tolist()]))
        for gender, region in AUTHORS.tolist()
    ]
    for at, name in enumerate(("gender", "region")):
        wanted += [(f"authors {value}", AUTHORS[:, at] == value) for value in VALUES[name]]
    return counts, [(name, mask) for name, mask in wanted if 0 < counts[mask].sum() < FLOOR]


def targets(rows: list[dict[str, Any]]) -> Iterator[tuple[str, Mask]]:
    """What nobody may find out: values, and pairs of values, of 1 to ``FLOOR - 1`` authors."""
    seen = [{**row, "mention": read_mention(row)} for row in rows]
    singles = [(name, value) for name, values in VALUES.items() for value in values if (name, value) not in TOLD]
    pairs = [pair for pair in itertools.combinations(singles, 2) if pair[0][0] != pair[1][0]]
    for parts in (*((each,) for each in singles), *pairs):
        who = {row["author_id"] for row in seen if all(row[name] == value for name, value in parts)}
        if 0 < len(who) < FLOOR:
            mask = np.all([COLUMNS[name] == value for name, value in parts], axis=0)
            yield " and ".join(f"{name}={value}" for name, value in parts), mask


def found_out(known: list[Equation], wanted: list[tuple[str, Mask]]) -> list[str]:
    """Which targets are a linear combination of equations."""
    if not wanted:
        return []
    rows = np.array([each.posts for each in known], dtype=float)
    goals = np.array([mask for _, mask in wanted], dtype=float)
    # The part of each target that lies outside of what the equations span: 0 where it is a combination of them.
    values, vectors = np.linalg.eigh(rows @ rows.T)
    spanned = values > 1e-9 * values.max()
    within = (goals @ rows.T) @ (vectors[:, spanned] / np.sqrt(values[spanned]))
    outside = (goals**2).sum(axis=1) - (within**2).sum(axis=1)
    return [name for (name, _), each in zip(wanted, outside, strict=True) if each < 1e-4]
