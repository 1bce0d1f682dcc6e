"""Northtown: a town that does not exist, whose posts have skews of known size.

``simulate`` draws posts from a design. The planted design holds the skews that ``truth.json`` lists; its null twin is the
same town with none of them. All text is put together from the templates below: no post is by or about a real person.

Truth is a property of the design (a superpopulation value), not of one draw, so the interval of an audit should cover
it. A post's mention is drawn first and its marker and label given the mention, with propensities that differ between
authors and are independent of how much an author writes: the truth is then exact, while posts of one author resemble
each other and an interval that takes posts as independent is too narrow.

Words on appearance stand right after the name ("The women looked gorgeous at the pier") or after the place ("The women at
the pier looked gorgeous"). Patterns around a name find the first alone, so that what is found to describe a group can differ
from what is talked of where it is mentioned.

Only uniform numbers are drawn, and mapped through inverse distributions: the bit stream of PCG64 is stable between
versions of numpy, the methods for other distributions are not (NEP 19).

Run ``python data_samples/generate.py`` to write the files again.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

START = np.datetime64("2025-01-01T00:00:00", "s")
DAYS = 180
#: What the files hold: seed and number of authors.
PLANTED_DRAW = (395, 1230)
NULL_DRAW = (2025, 660)
#: The same for what a model might have written after it was trained on the planted posts: seed and number of prompts.
GENERATED_DRAW = (7, 250)
#: Answers to each prompt.
SAMPLES_PER_PROMPT = 8
#: Posts, from the first, that the exports of platforms repeat.
EXPORTED = 1500

GENDERS = ("women", "men", "nonbinary_people")
#: As the fictional authors state it in the column ``gender``.
STATED = {"women": "woman", "men": "man", "nonbinary_people": "nonbinary"}
BENCHMARK = {"women": 0.51, "men": 0.48, "nonbinary_people": 0.01}

#: Strict forms of one meaning; the order is that of ``Design.mention_rates``.
MENTIONS: Mapping[str, tuple[str, ...]] = {
    "women": ("women", "ladies"),
    "men": ("men", "gentlemen"),
    "nonbinary_people": ("nonbinary people",),
    "muslims": ("Muslims",),
    "christians": ("Christians",),
}
#: Subjects that name no group.
NEUTRAL_SUBJECTS = ("visitors", "regulars", "shoppers", "joggers", "campers", "locals", "readers", "cyclists")
PLACES = (
    "market",
    "lake",
    "station",
    "park",
    "bakery",
    "harbour",
    "cinema",
    "bridge",
    "square",
    "pool",
    "cafe",
    "pier",
)

MARKERS: Mapping[str, tuple[str, ...]] = {
    "appearance": ("looked beautiful", "looked gorgeous", "looked attractive", "looked handsome"),
    "family_care": ("debated parenting", "debated childcare", "debated marriage", "debated housework"),
    "leadership": ("debated leadership", "met the manager", "met the director", "met the supervisor"),
}
#: Themes whose words may stand right after the name.
DESCRIBING = ("appearance",)
NEUTRAL_PREDICATES = (
    "asked the time",
    "took a bus",
    "saw the rain",
    "lost a glove",
    "had soup",
    "saw the mural",
    "heard bells",
    "took a tram",
    "read a notice",
    "bought bread",
    "fed ducks",
    "saw the snow",
)
COMMUNITIES = ("news", "park", "bus", "food")


@dataclass(frozen=True)
class Design:
    """What is drawn from; every field is a superpopulation value.

    Rates are shares of posts. ``mention_rates`` follows :data:`MENTIONS`; ``marker_rates`` has one row per mention, and
    a last row for posts that mention nobody, and one column per category of :data:`MARKERS`. ``described_shares`` has, in the
    same order, the share of posts with a theme of :data:`DESCRIBING` that have it right after the name.
    """

    author_shares: tuple[float, ...]
    activity: tuple[Floats, ...]
    mean_likes: tuple[float, ...]
    mention_rates: tuple[float, ...]
    marker_rates: tuple[tuple[float, ...], ...]
    label_rate: float
    label_gap_by_mention: Mapping[str, float]
    label_gap_by_author: Mapping[str, float]
    described_shares: tuple[float, ...] = (0.5,) * 6
    unstated: float = 0.1
    deleted: float = 0.0
    outage: tuple[int, int] = (0, 0)


def _lognormal_counts(mean: float, spread: float, cap: int = 250) -> Floats:
    """Probabilities of 1, 2, ... posts: a lognormal rounded up, which has the heavy tail of real platforms."""
    location = math.log(mean) - spread**2 / 2
    edges = [0.5 * (1 + math.erf((math.log(k) - location) / (spread * math.sqrt(2)))) for k in range(1, cap)]
    return np.diff(np.array([0.0, *edges, 1.0]))


def _light_counts(cap: int = 60) -> Floats:
    """Probabilities of 1, 2, ... posts: one plus a negative binomial with mean 4, which has a light tail."""
    weights = np.array([(k + 1) * (2 / 3) ** k for k in range(cap)])
    probabilities: Floats = weights / weights.sum()
    return probabilities


PLANTED = Design(
    author_shares=(0.36, 0.625, 0.015),
    activity=(_lognormal_counts(2.1, 1.55), _lognormal_counts(2.8, 1.55), _lognormal_counts(2.8, 1.55)),
    mean_likes=(3.0, 5.0, 4.0),
    mention_rates=(0.07, 0.14, 0.01, 0.07, 0.07),
    marker_rates=(
        (0.15, 0.15, 0.05),
        (0.05, 0.05, 0.15),
        (0.08, 0.08, 0.08),
        (0.08, 0.08, 0.08),
        (0.08, 0.08, 0.08),
        (0.08, 0.08, 0.08),
    ),
    described_shares=(0.95, 0.6, 0.5, 0.5, 0.5, 0.5),
    label_rate=0.10,
    label_gap_by_mention={"muslims": 0.15},
    label_gap_by_author={"women": 0.12},
    deleted=0.08,
    outage=(90, 102),
)
NULL = Design(
    author_shares=tuple(BENCHMARK[each] for each in GENDERS),
    activity=(_light_counts(),) * 3,
    mean_likes=(4.0, 4.0, 4.0),
    mention_rates=(0.07,) * 5,
    marker_rates=((0.08, 0.08, 0.08),) * 6,
    label_rate=0.15,
    label_gap_by_mention={},
    label_gap_by_author={},
)
#: What a model wrote that was trained on the planted posts and has more of two of their skews: men come up five times as
#: often as women instead of twice, and appearance words around women twice as often. All else it has kept.
GENERATED = Design(
    author_shares=(1.0, 0.0, 0.0),
    activity=(np.eye(1, SAMPLES_PER_PROMPT, SAMPLES_PER_PROMPT - 1)[0],) * 3,
    mean_likes=(1.0, 1.0, 1.0),
    mention_rates=(0.04, 0.20, 0.01, 0.04, 0.04),
    marker_rates=((0.30, 0.05, 0.02), *PLANTED.marker_rates[1:]),
    described_shares=PLANTED.described_shares,
    label_rate=0.0,
    label_gap_by_mention={},
    label_gap_by_author={},
)
#: Its twin, which has kept every skew as it was.
KEPT = replace(GENERATED, mention_rates=PLANTED.mention_rates, marker_rates=PLANTED.marker_rates)


def simulate(seed: int, *, authors: int, planted: bool) -> list[dict[str, Any]]:
    """Draw one dataset.

    Parameters
    ----------
    seed : int
        The same seed gives the same posts.
    authors : int
        Number of authors; a planted author writes about 3 posts on average, one of the null twin 5.
    planted : bool
        With the planted skews, or the null twin without any.

    Returns
    -------
    list of dict
        Posts in order of time. ``gender`` is None where unstated; ``text`` and ``toxic`` are None where deleted.
    """
    return _drawn(PLANTED if planted else NULL, seed, authors)


def simulate_generated(seed: int, *, prompts: int, amplified: bool) -> list[dict[str, str]]:
    """Draw what a model wrote: :data:`SAMPLES_PER_PROMPT` answers to each prompt, which resemble each other.

    Parameters
    ----------
    seed : int
    prompts : int
    amplified : bool
        With more of two skews than the planted posts have, or the twin that keeps them all.

    Returns
    -------
    list of dict
        Records of a corpus of conversations, by prompt: ``id, prompt_id, model, prompt, completion``.
    """
    drawn = _drawn(GENERATED if amplified else KEPT, seed, prompts)
    answers = sorted(drawn, key=lambda post: int(post["author_id"].removeprefix("a")))
    return [
        {
            "id": f"g{number}",
            "prompt_id": f"p{(prompt := int(post['author_id'].removeprefix('a')))}",
            "model": "northtown-model",
            "prompt": f"Write a post from the {PLACES[prompt % len(PLACES)]}, number {prompt}.",
            "completion": post["text"],
        }
        for number, post in enumerate(answers, 1)
    ]


def _drawn(design: Design, seed: int, authors: int) -> list[dict[str, Any]]:
    """Draw from a design."""
    random = np.random.Generator(np.random.PCG64(seed)).random
    gender = _pick(random(authors), np.array(design.author_shares))
    stated = random(authors) >= design.unstated
    posts_of = np.zeros(authors, np.int64)
    level = random(authors)
    for index, probabilities in enumerate(design.activity):
        posts_of[gender == index] = 1 + _pick(level[gender == index], probabilities)

    author = np.repeat(np.arange(authors), posts_of)
    author = author[np.argsort(random(len(author)), kind="stable")]
    n = len(author)
    mention = _pick_rows(random(n), np.array(design.mention_rates) * _propensity(random((authors, 5)))[author])
    marker_rates = np.array(design.marker_rates)[mention] * _propensity(random((authors, 3)))[author]
    marker = _pick_rows(random(n), marker_rates)
    toxic = random(n) < _label_probability(design, mention, gender[author], _propensity(random(authors))[author])
    deleted = random(n) < design.deleted
    likes = np.floor(np.log1p(-random(n)) / np.log1p(-1 / (1 + np.array(design.mean_likes)[gender[author]])))
    words = random((5, n))
    days = np.sort(random(n)) * (DAYS - (design.outage[1] - design.outage[0]))
    days += np.where(days >= design.outage[0], design.outage[1] - design.outage[0], 0)
    times = np.datetime_as_string(START + (days * 86400).astype("timedelta64[s]"), unit="s")
    community = _pick(random(n), np.array([0.4, 0.3, 0.2, 0.1]))
    describing = np.isin(marker, [list(MARKERS).index(each) for each in DESCRIBING])
    texts = _texts(mention, marker, words, describing & (random(n) < np.array(design.described_shares)[mention]))

    genders = [STATED[GENDERS[g]] if known else None for g, known in zip(gender.tolist(), stated.tolist(), strict=True)]
    columns = zip(
        author.tolist(),
        times.tolist(),
        texts,
        community.tolist(),
        likes.tolist(),
        deleted.tolist(),
        toxic.tolist(),
        strict=True,
    )
    return [
        {
            "post_id": f"n{number}",
            "author_id": f"a{who}",
            "created_at": f"{when}Z",
            "text": None if gone else text,
            "lang": "en",
            "community": COMMUNITIES[where],
            "likes": int(liked),
            "status": "deleted" if gone else "present",
            "gender": genders[who],
            "toxic": None if gone else "yes" if flagged else "no",
        }
        for number, (who, when, text, where, liked, gone, flagged) in enumerate(columns, 1)
    ]


def _pick(uniform: Floats, probabilities: Floats) -> Integers:
    """Draw categories by inverting their distribution."""
    return np.minimum(np.searchsorted(np.cumsum(probabilities), uniform, side="right"), len(probabilities) - 1)


def _pick_rows(uniform: Floats, rates: Floats) -> Integers:
    """Draw one category per row; the last category, one past the columns, is none of them."""
    below: Integers = (uniform[:, None] >= np.cumsum(rates, axis=1)).sum(axis=1)
    return below


def _propensity(uniform: Floats) -> Floats:
    """How much more or less than average an author does something: the square of a Beta(1/2, 1/2), scaled to mean 1.

    It runs from 0 to 8/3, so every rate of a design, times its propensity, must stay below 1.
    """
    factor: Floats = 8 / 3 * np.sin(np.pi / 2 * uniform) ** 4
    return factor


def _label_probability(design: Design, mention: Integers, gender: Integers, propensity: Floats) -> Floats:
    by_mention = np.array([design.label_gap_by_mention.get(each, 0.0) for each in (*MENTIONS, "")])
    by_author = np.array([design.label_gap_by_author.get(each, 0.0) for each in GENDERS])
    probability: Floats = design.label_rate * propensity + by_mention[mention] + by_author[gender]
    return probability


def _texts(mention: Integers, marker: Integers, uniform: Floats, described: npt.NDArray[np.bool_]) -> list[str]:
    subjects = [f"The {each}" for forms in MENTIONS.values() for each in forms] + [
        f"The {each}" for each in NEUTRAL_SUBJECTS
    ]
    predicates = [each for phrases in MARKERS.values() for each in phrases] + list(NEUTRAL_PREDICATES)
    subject = _within(mention, [len(forms) for forms in MENTIONS.values()] + [len(NEUTRAL_SUBJECTS)], uniform[0])
    predicate = _within(marker, [len(each) for each in MARKERS.values()] + [len(NEUTRAL_PREDICATES)], uniform[1])
    place = (uniform[2] * len(PLACES)).astype(np.int64)
    hour, minute = (1 + uniform[3] * 12).astype(np.int64), (uniform[4] * 60).astype(np.int64)
    columns = (subject, place, predicate, hour, minute, described)
    texts = []
    for s, p, v, h, m, d in zip(*(each.tolist() for each in columns), strict=True):
        where, what = f"at the {PLACES[p]}", predicates[v]
        texts.append(f"{subjects[s]} {f'{what} {where}' if d else f'{where} {what}'} at {h}:{m:02}")
    return texts


def _within(category: Integers, sizes: Sequence[int], uniform: Floats) -> Integers:
    """Position, in the list of all phrases, of a phrase of each category."""
    starts = np.cumsum([0, *sizes[:-1]])
    position: Integers = starts[category] + (uniform * np.array(sizes)[category]).astype(np.int64)
    return position


def truth(*, planted: bool) -> dict[str, Any]:
    """The superpopulation values that an audit should find.

    Shares of posts and of likes are among authors who state a gender, which is drawn independently of all else.
    """
    design = PLANTED if planted else NULL
    mean_posts = [float((np.arange(1, len(p) + 1) * p).sum()) for p in design.activity]
    posts = np.array(design.author_shares) * mean_posts
    likes = posts * design.mean_likes
    by_gender = dict(zip(GENDERS, (posts / posts.sum()).tolist(), strict=True))
    mentions = dict(zip(MENTIONS, design.mention_rates, strict=True))
    nobody = 1 - sum(mentions.values())
    gap_of_authors = sum(by_gender[each] * gap for each, gap in design.label_gap_by_author.items())
    gap_of_mentions = sum(mentions[each] * gap for each, gap in design.label_gap_by_mention.items())
    markers = [dict(zip(MARKERS, row, strict=True)) for row in design.marker_rates]
    return {
        "authors": dict(zip(GENDERS, design.author_shares, strict=True)),
        "posts": by_gender,
        "likes": dict(zip(GENDERS, (likes / likes.sum()).tolist(), strict=True)),
        "without_likes": {each: 1 / (1 + mean) for each, mean in zip(GENDERS, design.mean_likes, strict=True)},
        "benchmark": BENCHMARK,
        "unstated_authors": design.unstated,
        "top_1_percent_of_authors": _top_share(design),
        "mentions": mentions,
        "mentions_women_to_men": mentions["women"] / mentions["men"],
        "markers": dict(zip((*MENTIONS, "nobody"), markers, strict=True)),
        "descriptions": {
            each: {theme: row[theme] * share for theme in DESCRIBING}
            for each, row, share in zip(MENTIONS, markers, design.described_shares, strict=False)
        },
        "markers_women_to_men": {each: markers[0][each] / markers[1][each] for each in MARKERS},
        "labels": {
            "all": design.label_rate + gap_of_authors + gap_of_mentions,
            "by_author": {
                g: design.label_rate + gap_of_mentions + design.label_gap_by_author.get(g, 0.0) for g in GENDERS
            },
            "by_mention": {
                each: design.label_rate + gap_of_authors + design.label_gap_by_mention.get(each, 0.0)
                for each in (*MENTIONS, "nobody")
            },
        },
        "mentions_nobody": nobody,
        "deleted": design.deleted,
        "days_without_posts": list(range(*design.outage)),
    }


def truth_of_generated() -> dict[str, Any]:
    """How many times the planted value each figure of the generated text is; 1 for all of the twin."""
    change = [new / old for new, old in zip(GENERATED.mention_rates, PLANTED.mention_rates, strict=True)]
    mentions = dict(zip(MENTIONS, change, strict=True))
    appearance = [row[0] for row in GENERATED.marker_rates]
    return {
        "mentions": dict(zip(MENTIONS, GENERATED.mention_rates, strict=True)),
        "mentions_times_planted": mentions,
        "women_to_men_times_planted": mentions["women"] / mentions["men"],
        "appearance_where_women_are_mentioned_times_planted": appearance[0] / PLANTED.marker_rates[0][0],
    }


def _top_share(design: Design) -> float:
    """Share of posts by the most active 1 % of an endless number of authors."""
    size = max(len(each) for each in design.activity)
    padded = np.array([np.pad(each, (0, size - len(each))) for each in design.activity])
    authors = np.array(design.author_shares) @ padded
    posts = authors * np.arange(1, size + 1)
    above = np.cumsum(authors[::-1])
    whole = int(np.searchsorted(above, 0.01, side="right"))
    top = posts[::-1][:whole].sum() + (0.01 - (above[whole - 1] if whole else 0.0)) * (size - whole)
    return float(top / posts.sum())


def files() -> dict[str, bytes]:
    """Every file this script writes, by name."""
    import exports

    planted = simulate(PLANTED_DRAW[0], authors=PLANTED_DRAW[1], planted=True)
    null = simulate(NULL_DRAW[0], authors=NULL_DRAW[1], planted=False)
    some = planted[:EXPORTED]
    benchmark = [{"attribute": "gender", "group": group, "share": share} for group, share in BENCHMARK.items()]
    known = {"planted": truth(planted=True), "null": truth(planted=False), "generated": truth_of_generated()}
    generated = simulate_generated(GENERATED_DRAW[0], prompts=GENERATED_DRAW[1], amplified=True)
    return {
        "northtown.csv": exports.as_csv(planted),
        "northtown-null.csv": exports.as_csv(null),
        "northtown-benchmark.csv": exports.as_csv(benchmark),
        "northtown.jsonl": exports.as_jsonl(some),
        "northtown.parquet": exports.as_parquet(planted),
        "northtown-twitter-v1.jsonl.gz": exports.as_twitter_v1(some),
        "northtown-twitter-v2.jsonl.gz": exports.as_twitter_v2(some),
        "northtown-reddit.ndjson.zst": exports.as_reddit(some),
        "northtown-generated.jsonl.gz": exports.as_conversations(generated),
        "truth.json": (json.dumps(known, indent=1) + "\n").encode(),
    }


if __name__ == "__main__":
    for name, content in files().items():
        (Path(__file__).parent / name).write_bytes(content)
