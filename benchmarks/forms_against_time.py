"""How much longer the text pass takes with 10,000 forms more: CPU seconds over those without, in one run.

    python benchmarks/forms_against_time.py [--posts 200000] [--forms 10000] [--rounds 7]

Reads tweets (real ones where the shared data are at hand, else posts of the sample generator) with the English lexicon as it
ships, and with added forms: of one to three made-up words, which posts do not hold; of two or three of the 2,000 most
frequent words of these posts; and of such words drawn as often as they occur ("of the", "in to"), which is as bad as it
gets. The best of several rounds counts, the passes in turn. Compare within one run only.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Callable, Iterable
from itertools import cycle, islice

import numpy as np
import pyarrow as pa
from speed.posts import texts

from audit.resources import IdentityTerm, identity_terms, person_nouns
from audit.text.features import TextPass
from audit.text.lexicon import compile_lexicon

SEED = 20261125
#: Words of the posts that phrases are made of.
FREQUENT = 2000


def made_up(forms: int, generator: np.random.Generator) -> list[str]:
    """Phrases of words of five to nine random letters."""

    def word() -> str:
        return "".join(generator.choice(list("abcdefghijklmnopqrstuvwxyz"), generator.integers(5, 10)))

    return _phrases(word, forms, generator)


def of_frequent_words(posts: Iterable[str], forms: int, generator: np.random.Generator, *, as_often: bool) -> list[str]:
    """Phrases of the most frequent words of posts, all alike, or each as often as it is there."""
    counted = Counter(word for post in posts for word in post.casefold().split() if word.isascii() and word.isalpha())
    words, counts = zip(*counted.most_common(FREQUENT), strict=True)
    shares = np.array(counts) / sum(counts) if as_often else None
    drawn = iter(generator.choice(words, 40 * forms, p=shares).tolist())
    return _phrases(lambda: str(next(drawn)), forms, generator, fewest=2)


def _phrases(word: Callable[[], str], forms: int, generator: np.random.Generator, fewest: int = 1) -> list[str]:
    found: dict[str, None] = {}
    while len(found) < forms:
        found[" ".join(word() for _ in range(generator.integers(fewest, 4)))] = None
    return list(found)


def text_pass(added: Iterable[str]) -> TextPass:
    """The English identity lexicon with strict forms of one group more."""
    shipped = identity_terms().rows
    there = {term.form for term in shipped}
    more = [
        IdentityTerm("gender", "women", form, "strict", "phrase", "", (), "usage")
        for form in added
        if form not in there
    ]
    return TextPass(compile_lexicon([*shipped, *more], person_nouns().rows))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=200_000)
    parser.add_argument("--forms", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    generator = np.random.default_rng(SEED)
    there = texts()
    posts = pa.array(list(islice(cycle(there), options.posts)), pa.large_string())
    passes = {
        "as it ships": text_pass([]),
        "made-up words": text_pass(made_up(options.forms, generator)),
        "frequent words": text_pass(of_frequent_words(there, options.forms, generator, as_often=False)),
        "the most frequent": text_pass(of_frequent_words(there, options.forms, generator, as_often=True)),
    }
    best = dict.fromkeys(passes, float("inf"))
    mentions = dict.fromkeys(passes, 0)
    for _ in range(options.rounds):
        for name, each in passes.items():
            started = time.process_time()
            mentions[name] = len(each.run(posts).strict_pairs[0])
            best[name] = min(best[name], time.process_time() - started)
    plain = best["as it ships"]
    print(f"{options.posts:,} posts, {options.forms:,} forms more; CPU seconds, best of {options.rounds} rounds")
    print(f"{'lexicon':18}{'seconds':>10}{'ratio':>8}{'pairs of post and group':>26}")
    for name, seconds in best.items():
        print(f"{name:18}{seconds:10.3f}{seconds / plain:8.2f}{mentions[name]:26,}")


if __name__ == "__main__":
    main()
