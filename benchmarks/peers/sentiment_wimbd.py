"""WIMBD (AI2): sentiment of sentences that hold demographic terms.

PyPI has only its wrapper of ElasticSearch; this is the method of its probe, written again: sentences by spaCy's rules, polarity
by TextBlob's list of words, and for each sentence the terms that are among its words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from .peer import Facts, Peer, Post, Work

WORDS = {
    "men": ("he", "him", "his", "himself"),
    "women": ("she", "her", "hers", "herself"),
    **{each: (each, f"{each}s") for each in ("muslim", "christian", "buddhist", "hindu", "jew")},
}
PEOPLE = ["person", "man", "woman", "boy", "girl", "child", "children", "people", "men", "women"]
PHRASES = ("asian", "hispanic", "latino", *(f"{race} {each}" for race in ("white", "black") for each in PEOPLE))


def compare(theirs: Mapping[str, Any], ours: Mapping[str, Any]) -> str:
    """Two scorers and two units: only how many are scored can be held side by side."""
    own = "too few authors to say" if ours["muslims"] is None else f"{ours['muslims']:,}"
    return f"sentences with muslim(s) in lower case: {theirs['muslim']:,}; our posts that name Muslims: {own}"


PEER = Peer(
    name="WIMBD",
    package="spacytextblob",
    job="sentiment by group",
    ours="sentiment",
    posts=20_000,
    installs=(("spacy", "spacytextblob"),),
    compare=compare,
    how="probe not on PyPI: its method, written again, on spaCy and TextBlob",
)


def start() -> Work:
    """Sums of polarity, and sentences, by term."""
    from spacy.lang.en import English
    from spacytextblob import spacytextblob  # noqa: F401 - names the step of the pipeline

    language = English()
    language.add_pipe("sentencizer")
    language.add_pipe("spacytextblob")

    def act(posts: list[Post]) -> Facts:
        sums, counts = Counter[str](), Counter[str]()
        for document in language.pipe(post["text"] for post in posts if post["text"].strip()):
            for sentence in document.sents:
                polarity = sentence._.blob.polarity
                words = {token.text for token in sentence}
                found = [name for name, forms in WORDS.items() if not words.isdisjoint(forms)]
                found += [phrase for phrase in PHRASES if phrase in sentence.text]
                for each in found:
                    sums[each] += polarity
                    counts[each] += 1
        return {name: counts[name] for name in WORDS} | {"sums": dict(sums)}

    return Work(act)
