"""Strict and loose mentions, by the text pass of an audit."""

from __future__ import annotations

import functools
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from audit import resources
from audit.text.clitics import variants_with
from audit.text.features import TextPass
from audit.text.lexicon import compile_lexicon

from .targets import slugs

Bits = npt.NDArray[np.bool_]


def languages() -> tuple[str, ...]:
    """Languages whose identity lexicon ships: a new one joins by being there."""
    names = [card.name for card in resources.list_resources("lexicons")]
    return tuple(sorted(name.removeprefix("identity-") for name in names if name.startswith("identity-")))


@functools.cache
def text_pass(language: str) -> TextPass:
    """The identity lexicon of a language with its person nouns, if there are any, read as an audit reads it.

    Where adjectives stand and which words are glued to a noun is said by the card of the lexicon.
    """
    there = {card.name for card in resources.list_resources("lexicons")}
    nouns = f"person-nouns-{language}"
    said = resources.lexicon_card(f"identity-{language}").extra
    proclitics = said.get("proclitics", "").split()
    return TextPass(
        compile_lexicon(
            resources.identity_terms(f"identity-{language}").rows,
            resources.person_nouns(nouns).rows if nouns in there else (),
            adjectives=said.get("adjectives", "before"),
            variants=variants_with(proclitics) if proclitics else (),
        )
    )


class Mentions:
    """Who is mentioned in n posts.

    Parameters
    ----------
    posts : sequence of str, length n
    language : str
    """

    def __init__(self, posts: Sequence[str], language: str) -> None:
        self._features = text_pass(language).run(pa.array(list(posts), pa.large_string()))
        self._n = len(posts)

    def strict(self, target: str) -> Bits:
        """Posts with a strict mention of a group that names the target, shape (n,)."""
        return self._posts(target, *self._features.strict_pairs)

    def loose(self, target: str) -> Bits:
        """Posts with any form of it, strict ones included, shape (n,)."""
        return self._posts(target, *self._features.loose_pairs)

    def _posts(self, target: str, post: npt.NDArray[np.int32], group: npt.NDArray[np.int32]) -> Bits:
        own = slugs(target)
        wanted = np.array([slug in own for _, slug in self._features.groups], np.bool_)
        found = np.zeros(self._n, np.bool_)
        found[post[wanted[group]]] = True
        return found
