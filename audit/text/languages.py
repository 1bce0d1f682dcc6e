"""Posts of several languages, each read against the lexicons of its own.

A post's language is what its platform or column states. A post that states none is taken to be in the language that the
plan says the dataset is in, if it is written in that language's script; where the plan asks for it, its language is
detected instead. A post in a language without a lexicon is not read, which is not the same as naming nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from audit.text.features import Markers, Mentions, Span, TextFeatures, TextPass
from audit.text.token_table import TokenTable, read_tokens

Bools = npt.NDArray[np.bool_]
Detector = Callable[[pa.Array], list[str | None]]
#: Language of a post that no lexicon is read against.
UNREAD = -1


class LanguageReader:
    """The text pass over posts of several languages. Holds no posts; passes are compiled when a post first needs them.

    Parameters
    ----------
    languages : sequence of str
        Primary subtags (BCP-47) of the languages that have lexicons.
    text_pass : callable
        Gives the pass of one of them; its own business to keep it.
    assumed : str
        Language of posts that state none; one without a lexicon leaves them unread.
    latin : callable
        Whether one of the languages is written in Latin letters; None if it is written in them and in others.
    detect : callable, optional
        Primary subtags of an array of texts, None where it cannot tell; asked of posts that state no language.
    """

    def __init__(
        self,
        languages: Sequence[str],
        text_pass: Callable[[str], TextPass],
        assumed: str = "en",
        latin: Callable[[str], bool | None] = lambda _language: True,
        detect: Detector | None = None,
    ) -> None:
        self.languages = tuple(languages)
        self.assumed = primary(assumed) or "en"
        self._pass, self._latin, self._detect = text_pass, latin, detect

    def run(self, text: pa.Array | pa.ChunkedArray, lang: pa.Array | None = None) -> TextFeatures:
        """Read a column of posts.

        Parameters
        ----------
        text : pyarrow.LargeStringArray, shape (n,)
        lang : pyarrow.StringArray, shape (n,), optional
            What each post states of its language, null where nothing.

        Returns
        -------
        TextFeatures
            ``languages`` are those that occur, ``language`` which of them each post was read in.
        """
        if isinstance(text, pa.ChunkedArray):
            text = text.cast(pa.large_string()).combine_chunks()
        own, stated = self._own(text, lang)
        fallback = self.assumed if self.assumed in self.languages else "en"
        used = [each for i, each in enumerate(self.languages) if (own == i).any()]
        # Posts that no lexicon is for are cut into words all the same, by any pass, and what it matches is dropped.
        reading = np.where(own == UNREAD, self.languages.index(fallback), own)
        chosen = [each for i, each in enumerate(self.languages) if (reading == i).any()] or [fallback]
        features = self._pass(chosen[0]).run(text) if len(chosen) == 1 else self._united(text, reading, chosen)
        usable = features.letters > 0
        if self.assumed in self.languages:
            position = self.languages.index(self.assumed)
            latin = self._latin(self.assumed)
            fits = usable if latin is None else features.readable if latin else usable & ~features.readable
            usable &= stated | (own != position) | fits
        index = {self.languages.index(each): i for i, each in enumerate(used)}
        language = np.array([index.get(each, UNREAD) for each in range(len(self.languages))] + [UNREAD], np.int8)[own]
        language[~usable] = UNREAD
        return replace(
            features,
            languages=tuple(used),
            language=language,
            groups_of={each: self._pass(each).groups for each in used},
        )

    def spans(self, text: str, lang: str | None = None) -> list[Span]:
        """Every match in one text, read in its language; none if no lexicon is for it."""
        language = primary(lang) or self.assumed
        return self._pass(language).spans(text) if language in self.languages else []

    def pass_of(self, language: str) -> TextPass:
        """The pass of one of the languages, for whoever reads texts in it alone."""
        return self._pass(language)

    def tokens(self, text: pa.Array, rows: Bools | None = None) -> TokenTable:
        """See :func:`audit.text.token_table.read_tokens`."""
        return read_tokens(text, rows)

    def _own(self, text: pa.Array, lang: pa.Array | None) -> tuple[npt.NDArray[np.int64], Bools]:
        """Index of each post's language, and whether the post states it."""
        n = len(text)
        position = {each: i for i, each in enumerate(self.languages)}
        own = np.full(n, position.get(self.assumed, UNREAD), np.int64)
        stated = np.zeros(n, bool)
        if lang is not None and lang.null_count < n:
            stated = lang.is_valid().to_numpy(zero_copy_only=False)
            coded = lang.dictionary_encode()
            tags = [position.get(primary(each) or "", UNREAD) for each in coded.dictionary.to_pylist()]
            codes = coded.indices.fill_null(0).to_numpy(zero_copy_only=False)
            own = np.where(stated, np.array(tags, np.int64)[codes], own)
        if self._detect is not None and not stated.all():
            silent = np.flatnonzero(~stated)
            found = self._detect(text.take(pa.array(silent)))
            own[silent] = [position.get(each or "", UNREAD) for each in found]
        return own, stated

    def _united(self, text: pa.Array, reading: npt.NDArray[np.int64], chosen: list[str]) -> TextFeatures:
        parts = []
        for each in chosen:
            rows = np.flatnonzero(reading == self.languages.index(each))
            parts.append((rows, self._pass(each).run(text.take(pa.array(rows)))))
        return united(parts, len(text))


def united(parts: Sequence[tuple[npt.NDArray[np.int64], TextFeatures]], n: int) -> TextFeatures:
    """Features of n posts from those of parts of them, each with its own groups.

    Parameters
    ----------
    parts : sequence of (ndarray of int64, TextFeatures)
        Which posts, ascending, and their features. All have the same categories, or none.
    n : int
    """
    groups = tuple(dict.fromkeys(group for _, each in parts for group in each.groups))
    index = {group: i for i, group in enumerate(groups)}
    categories = next((each.categories for _, each in parts if each.categories), ())

    def scattered(name: str) -> npt.NDArray[np.int32]:
        first = getattr(parts[0][1], name)
        whole = np.zeros(n, first.dtype)
        for rows, each in parts:
            whole[rows] = getattr(each, name)
        return whole

    def joined(name: str) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
        post, group = [], []
        for rows, each in parts:
            own, which = getattr(each, name)
            post.append(rows[own].astype(np.int32))
            group.append(np.array([index[each_group] for each_group in each.groups], np.int32)[which])
        return _sorted(np.concatenate(post), np.concatenate(group))

    def placed(name: str) -> Mentions:
        own = []
        for rows, each in parts:
            named = getattr(each, name)
            lookup = np.array([index[group] for group in each.groups], np.int32)
            own.append(Mentions(rows[named.post].astype(np.int32), lookup[named.group], named.start, named.end))
        spans = Mentions(*map(np.concatenate, zip(*own, strict=True)))
        return Mentions(*(each[np.lexsort((spans.start, spans.post))] for each in spans))

    markers = [each.marker_spans._replace(post=rows[each.marker_spans.post].astype(np.int32)) for rows, each in parts]
    marks = Markers(
        np.concatenate([each.post for each in markers]),
        np.concatenate([each.categories for each in markers]),
        np.concatenate([each.start for each in markers]),
        np.concatenate([each.end for each in markers]),
    )
    by_place = np.lexsort((marks.start, marks.post))
    return TextFeatures(
        groups=groups,
        categories=categories,
        strict_pairs=joined("strict_pairs"),
        loose_pairs=joined("loose_pairs"),
        generic_pairs=joined("generic_pairs"),
        evaded_pairs=joined("evaded_pairs"),
        strict_spans=placed("strict_spans"),
        named_spans=placed("named_spans"),
        marker_spans=Markers(
            marks.post[by_place], marks.categories[by_place], marks.start[by_place], marks.end[by_place]
        ),
        marker_mask=scattered("marker_mask").astype(np.uint32),
        tokens=scattered("tokens"),
        letters=scattered("letters"),
        latin_letters=scattered("latin_letters"),
        function_words=scattered("function_words"),
        profanity=scattered("profanity"),
        readable=scattered("readable").astype(np.bool_),
    )


def _sorted(
    post: npt.NDArray[np.int32], group: npt.NDArray[np.int32]
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    order = np.lexsort((group, post))
    return post[order], group[order]


def primary(tag: str | None) -> str | None:
    """The primary subtag of a language tag: ``en`` of ``en-GB``; None of none.

    Examples
    --------
    >>> primary("pt-BR"), primary("EN"), primary(None)
    ('pt', 'en', None)
    """
    if not tag:
        return None
    return tag.replace("_", "-").split("-", 1)[0].lower()


def is_latin(forms: Sequence[str]) -> bool | None:
    """Whether some words are written in the Latin script; None if one in ten is and one in ten is not."""
    latin = sum(each[:1] < "\u0250" for each in forms)
    if min(latin, len(forms) - latin) >= 0.1 * len(forms):
        return None
    return 2 * latin >= len(forms)
