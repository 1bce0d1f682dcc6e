"""Gender-GAP pipeline (Muller et al. 2023): how often gendered nouns occur. Not on PyPI, so its method, written again.

Its nouns of English are those of its list v1.0 (HolisticBias, MIT). It cuts words with a model of stanza, or, where there is
none, with NLTK; here with NLTK, and sentences end where a full stop, question or exclamation mark is followed by a space: the
models that tell sentences apart are downloaded. That is quicker than either.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from .peer import Facts, Peer, Post, Work

NOUNS = {
    "women": [
        "woman",
        "women",
        "lady",
        "ladies",
        "gal",
        "gals",
        "girl",
        "girls",
        "mother",
        "mothers",
        "mom",
        "moms",
        "daughter",
        "daughters",
        "wife",
        "wives",
        "grandmother",
        "grandmothers",
        "grandma",
        "grandmas",
        "sister",
        "sisters",
        "sista",
        "sistas",
    ],
    "men": [
        "man",
        "men",
        "bro",
        "bros",
        "guy",
        "guys",
        "boy",
        "boys",
        "father",
        "fathers",
        "dad",
        "dads",
        "son",
        "sons",
        "husband",
        "husbands",
        "grandfather",
        "grandfathers",
        "grandpa",
        "grandpas",
        "brother",
        "brothers",
    ],
}
ENDS = re.compile(r"(?<=[.!?])\s+")


def compare(theirs: Mapping[str, Any], ours: Mapping[str, Any]) -> str:
    """Posts that name women and men, by its words and by ours."""
    told = [
        f"{group}: {theirs[group]:,} posts, ours by its words {ours[f'{group}, same words']:,}, by our own {ours[group]:,}"
        for group in NOUNS
    ]
    return "; ".join(told)


PEER = Peer(
    name="Gender-GAP",
    package="nltk",
    job="posts that name women and men",
    ours="mentions",
    posts=200_000,
    installs=(("nltk",),),
    compare=compare,
    how="not on PyPI: its method, written again, on NLTK",
)


def start() -> Work:
    """Its counts, and the posts behind them."""
    from nltk.tokenize import word_tokenize

    lists = {group: frozenset(words) for group, words in NOUNS.items()}

    def act(posts: list[Post]) -> Facts:
        occurrences, naming, total = Counter[str](), Counter[str](), 0
        for post in posts:
            sentences = ENDS.split(post["text"].strip().lower())
            words = [word for each in sentences for word in word_tokenize(each, preserve_line=True)]
            total += len(words)
            counts = Counter(words)
            for group, listed in lists.items():
                found = sum(counts[word] for word in listed & counts.keys())
                occurrences[group] += found
                naming[group] += found > 0
        return {**naming, "words": total, "occurrences": dict(occurrences)}

    return Work(act)
