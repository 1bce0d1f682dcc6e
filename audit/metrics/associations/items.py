"""What is counted of a post that mentions a group: its words and emoji, hashtags and the domains it links to.

Left out are words that are part of a strict mention, identity terms wherever they stand, function words, handles and the
text of links. What is between them is a word, whether it describes anybody or not.
"""

from __future__ import annotations

import functools
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from audit import resources
from audit.hashing import hash_strings, string_buffers
from audit.metrics.counting import mixed
from audit.metrics.descriptions import window_words
from audit.posts import PostBatch
from audit.text.features import overlapping
from audit.text.token_table import TokenTable, word_hashes
from audit.text.tokens import tokenise
from audit.text.windows import ATTRIBUTIVE, PREDICATE, read_windows

Hashes = npt.NDArray[np.uint64]
Integers = npt.NDArray[np.int64]

WORD, HASHTAG, DOMAIN, MODIFIER = "word", "hashtag", "domain", "modifier"
#: What every post counts as, whatever is in it.
EVERY_POST = np.uint64(0)

_OWN = {
    HASHTAG: np.uint64(0x9E3779B97F4A7C15),
    DOMAIN: np.uint64(0xD1B54A32D192ED03),
    MODIFIER: np.uint64(0x8CB92BA72F3D8DD7),
}
_HOST = r"^(?:[^/\s@]*@)?(?:www\.)?(?P<host>[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,})(?:[/:?#\s.,;)\]]|$)"
_LINK = r"^(?:[a-z][a-z0-9+.-]*://)?" + _HOST[1:]

#: Function words that the lexicon, which tells whether a text is English, leaves out since other languages spell a word like
#: them; contractions; and what is left of retweets and entities.
_MORE_FUNCTION_WORDS = """
    a all am an any as at been cannot do done he i in let may me mine mustn't no nobody none nor off on or over per rather so till
    under us via was will yourselves one ones ain't amp can't cant d didnt doesnt dont got gonna gotta hadn't hasn't haven't he'd
    he'll he's i'd i'll im it'd it'll it's itself ive let's ll m n rt re s she'd she'll she's shouldn't t that'll that's thats
    there's they'd they'll they've u ur ve w we'd we'll we've weren't what's where's who's wont y'all ya yo you'd you'll you've
"""


class Items(NamedTuple):
    """Each item of each post once.

    Attributes
    ----------
    post : ndarray of int64, shape (m,)
    item : ndarray of uint64, shape (m,)
    names : dict of int to (str, str)
        Kind and name of each item.
    """

    post: Integers
    item: Hashes
    names: dict[int, tuple[str, str]]


@functools.cache
def excluded_words() -> Hashes:
    """Hashes of function words and of identity terms of one word, sorted."""
    function_words = sorted(resources.function_words().union(_MORE_FUNCTION_WORDS.split()))
    forms = pa.array([*function_words, *(each.form for each in _identity())], pa.large_string())
    cut = tokenise(forms)
    many = np.bincount(cut.post, minlength=len(forms))
    single = sorted({word for post, word in zip(cut.post.tolist(), cut.word, strict=True) if many[post] == 1})
    return np.sort(word_hashes(single))


@functools.cache
def slur_words() -> frozenset[str]:
    """Words that are slurs by themselves."""
    return frozenset(each.form for each in _identity() if "slur" in each.note and " " not in each.form)


def items_of(posts: PostBatch, chosen: npt.NDArray[np.bool_]) -> Items:
    """The items of chosen posts, all of which strictly mention a group in English, whose function words are known here."""
    tokens: TokenTable = posts.mention_tokens
    if not chosen[tokens.post].all():
        tokens = tokens.take(chosen[tokens.post])
    outside = ~overlapping(tokens.post, tokens.start, tokens.end, posts.features.strict_spans)
    parts = [
        _words(tokens.take(outside & ~tokens.in_hashtag)),
        _hashtags(tokens, outside),
        _domains(posts, np.flatnonzero(chosen)),
    ]
    names = {code: name for each in parts for code, name in each.names.items()}
    return Items(np.concatenate([each.post for each in parts]), np.concatenate([each.item for each in parts]), names)


class Modifiers(NamedTuple):
    """Words in description windows that count, each with the group that it describes.

    Attributes
    ----------
    post, group : ndarray of int64, shape (m,)
    item : ndarray of uint64, shape (m,)
    names : dict of int to (str, str)
    """

    post: Integers
    group: Integers
    item: Hashes
    names: dict[int, tuple[str, str]]


def modifiers_of(posts: PostBatch) -> Modifiers:
    """What posts in English say groups are: words right before their name or after a copula.

    Set aside are those that are denied, asked, supposed or reported; and numbers.
    """
    tokens: TokenTable = posts.mention_tokens
    spans = posts.features.strict_spans
    spans = type(spans)(*(each[posts.english[spans.post]] for each in spans))
    windows = read_windows(tokens, spans, window_words())
    counts = (windows.aside == 0) & np.isin(windows.slot, (ATTRIBUTIVE, PREDICATE))
    size = (windows.last - windows.first)[counts]
    window = np.repeat(np.arange(len(size)), size)
    token = np.arange(len(window)) - np.repeat(np.cumsum(size) - size, size) + windows.first[counts][window]
    mention = windows.mention[counts][window]
    said = tokens.take(token)
    outside = ~overlapping(said.post, said.start, said.end, posts.features.strict_spans)
    outside &= ~_among(said.word, excluded_words())
    token, mention = token[outside], mention[outside]
    names = tokens.take(token).names(np.unique(tokens.word[token]))
    spoken = np.isin(tokens.word[token], _spoken(names))
    token, mention = token[spoken], mention[spoken]
    words = tokens.word[token]
    own = _OWN[MODIFIER]
    return Modifiers(
        spans.post[mention].astype(np.int64),
        spans.group[mention].astype(np.int64),
        mixed(words ^ own),
        {
            int(code): (MODIFIER, names[int(word)])
            for word, code in zip(*(each.tolist() for each in _codes(words, own)), strict=True)
        },
    )


def _spoken(names: dict[int, str]) -> Hashes:
    """The hashes of words that are not mere numbers."""
    return np.array([code for code, name in names.items() if not name.isnumeric()], np.uint64)


def _codes(words: Hashes, own: np.uint64) -> tuple[Hashes, Hashes]:
    """Each different word and its item."""
    distinct = np.unique(words)
    return distinct, mixed(distinct ^ own)


def _words(tokens: TokenTable) -> Items:
    """Words and emoji that are neither function words nor identity terms nor numbers."""
    words, first, own = np.unique(tokens.word, return_index=True, return_inverse=True)
    kept = ~_among(words, excluded_words())
    names = tokens.take(first[kept]).names(words[kept])
    kept &= np.isin(words, _spoken(names))
    rows = np.flatnonzero(kept[own])
    pairs = np.unique(tokens.post[rows].astype(np.int64) * max(len(words), 1) + own[rows])
    post, word = np.divmod(pairs, max(len(words), 1))
    return Items(post, words[word], {each: (WORD, name) for each, name in names.items() if not name.isnumeric()})


def _identity() -> Any:
    return resources.identity_terms().rows


def _among(values: Hashes, wanted: Hashes) -> npt.NDArray[np.bool_]:
    """Which values are among sorted ones."""
    place = np.minimum(np.searchsorted(wanted, values), len(wanted) - 1)
    found: npt.NDArray[np.bool_] = wanted[place] == values
    return found


def _once(post: Integers, item: Hashes, names: dict[int, tuple[str, str]] | None = None) -> Items:
    """Each pair of post and item once."""
    _, first = np.unique(mixed(item ^ mixed(post.astype(np.uint64))), return_index=True)
    return Items(post[first], item[first], names or {})


def _hashtags(tokens: TokenTable, outside: npt.NDArray[np.bool_]) -> Items:
    """Hashtags as they are written in the text, those that name a group left out."""
    place = np.flatnonzero(tokens.in_hashtag)
    if not len(place):
        return Items(np.zeros(0, np.int64), np.zeros(0, np.uint64), {})
    post, begin, end = (each[place].astype(np.int64) for each in (tokens.post, tokens.start, tokens.end))
    # Words of one hashtag touch, or have one underscore between them; two hashtags may touch as well.
    data, offsets, _ = string_buffers(tokens.text)
    follows_sign = data[np.maximum(offsets[post] + begin - 1, 0)] == ord("#")
    apart = (post[1:] != post[:-1]) | (begin[1:] - end[:-1] > 1) | (np.diff(place) > 1)
    fresh = np.r_[True, apart | follows_sign[1:]]
    first = np.flatnonzero(fresh)
    tag = np.cumsum(fresh) - 1
    within = np.arange(len(place)) - first[tag]
    value = np.add.reduceat(mixed(tokens.word[place] ^ mixed(within.astype(np.uint64))), first)
    kept = np.logical_and.reduceat(outside[place], first)
    # Named here, and told apart by name: one hashtag may be cut into words in several ways.
    distinct, example, own = np.unique(value, return_index=True, return_inverse=True)
    words = tokens.take(place).names(np.unique(tokens.word[place]))
    pieces = np.split(tokens.word[place], first[1:])
    told = ["".join(words[word] for word in pieces[at].tolist()) for at in example.tolist()]
    item = (hash_strings(pa.array(told, pa.large_string())) ^ _OWN[HASHTAG])[own] if len(distinct) else value
    counted = np.isin(item[example], item[kept])
    names = {
        int(code): (HASHTAG, f"#{name}")
        for code, name, is_counted in zip(item[example], told, counted, strict=True)
        if is_counted
    }
    return _once(post[first][kept], item[kept], names)


def _domains(posts: PostBatch, rows: Integers) -> Items:
    """Domains of the links of posts: of their column of links where they have one, else as written in the text."""
    text, links = posts.column("text"), posts.column("urls")
    parent, host = [np.zeros(0, np.int64)], [pa.array([], pa.large_string())]
    if links is not None and links.null_count < len(links):
        listed = rows[links.take(pa.array(rows)).is_valid().to_numpy(zero_copy_only=False)]
        of = links.take(pa.array(listed))
        parent.append(listed[pc.list_parent_indices(of).to_numpy(zero_copy_only=False)])
        host.append(_hosts(pc.list_flatten(of), _LINK))
        rows = np.setdiff1d(rows, listed)
    if text is not None:
        chosen = text.take(pa.array(rows))
        linking = pc.is_in(pc.match_substring(chosen, "://"), pa.array([True])).to_numpy(zero_copy_only=False)
        pieces = pc.split_pattern(chosen.filter(pa.array(linking)), "://")
        owner = rows[linking][pc.list_parent_indices(pieces).to_numpy(zero_copy_only=False)]
        after = np.r_[False, owner[1:] == owner[:-1]] if len(owner) else np.zeros(0, bool)
        parent.append(owner[after])
        host.append(_hosts(pc.list_flatten(pieces).filter(pa.array(after)), _HOST))
    found = pa.concat_arrays(host)
    # Every link in a tweet is one of its platform's own, which says nothing.
    told = pc.and_(found.is_valid(), pc.not_equal(found, "t.co"))
    known = pc.is_in(told, pa.array([True])).to_numpy(zero_copy_only=False)
    post, named = np.concatenate(parent)[known], found.filter(pa.array(known))
    coded = named.dictionary_encode()
    distinct = hash_strings(coded.dictionary) ^ _OWN[DOMAIN]
    names = {int(code): (DOMAIN, name) for code, name in zip(distinct, coded.dictionary.to_pylist(), strict=True)}
    return _once(post, distinct[coded.indices.to_numpy(zero_copy_only=False)] if len(named) else distinct, names)


def _hosts(links: pa.Array, pattern: str) -> pa.Array:
    """The host of each link, null where there is none that looks like one."""
    lower = pc.ascii_lower(pc.utf8_slice_codeunits(links, 0, 300))
    found = pc.extract_regex(lower, pattern)
    host = pc.struct_field(found, 0) if len(found) else pa.array([], pa.string())
    return host.cast(pa.large_string())
