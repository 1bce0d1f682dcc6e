"""Words in disguise: letters replaced by look-alikes (``w0m3n``) or spaced out (``w o m e n``), written plainly again.

The kernel marks posts that may hold one; only these are rewritten here and matched a second time. What is found so is a tier of
its own: a disguise says something of the post, and a list of look-alikes is wrong about some plain words.

Not handled: asterisks in place of letters, letters of other scripts, misspellings, numbers that stand for sounds.
"""

from __future__ import annotations

import re

#: Look-alikes with one reading; 1 is read as i and as l.
_LOOK_ALIKES = {"0": "o", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "@": "a", "$": "s", "!": "i", "|": "i"}
_READINGS = tuple(str.maketrans(_LOOK_ALIKES | {"1": letter}) for letter in "il")
# What may be a word with look-alikes in it: one stands before a letter, it ends in a letter or digit, and it is no part of an
# address or a handle.
_WORD = re.compile(
    r"(?<![\w@#/:.$-])(?=[A-Za-z0-9@$!|]*[0134578@$!|][A-Za-z])[A-Za-z0-9@$!|]*[A-Za-z0-9](?![\w@/]|[.:]\w)"
)
# What is in every such word, and much quicker to look for.
_PAIR = re.compile(r"[0134578@$!|][A-Za-z]")
_IN_WORD = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789@$!|")
_SPACED = re.compile(r"(?<!\w)[A-Za-z]([ .\-_*])(?:[A-Za-z]\1){2,}[A-Za-z](?!\w)")
_MAY_BE_SPACED = re.compile(r"[ .\-_*][A-Za-z][ .\-_*][A-Za-z][ .\-_*]")
_SHORTEST = 4
_TWO_LETTERS = re.compile(r"[A-Za-z][^A-Za-z]*[A-Za-z]")


def plainly(text: str) -> tuple[str, ...]:
    """Readings of a text with its disguised words written plainly; none if there is no such word.

    Parameters
    ----------
    text : str

    Returns
    -------
    tuple of str
        At most two; both have the length of the text or less.

    Examples
    --------
    >>> plainly("the w0m3n"), plainly("w-o-m-e-n here"), plainly("covid19, $5 and me@host.org")
    (('the women',), ('women here',), ())
    """
    joined = text
    if _MAY_BE_SPACED.search(text) and _SPACED.search(text):
        joined = _SPACED.sub(lambda found: found.group().replace(found.group(1), ""), text)
    words = _words(joined)
    if not words:
        return () if joined is text else (joined,)
    # A look-alike is read as a letter in either reading, and as another one only if it is a 1.
    tables = _READINGS if "1" in "".join([word for _, word in words]) else _READINGS[:1]
    return tuple([_read(joined, words, table) for table in tables])


def _words(text: str) -> list[tuple[int, str]]:
    """Where words with look-alikes begin, and these words: the matches of ``_WORD``, searched for where a pair stands.

    Words of fewer than four characters or two letters are none.
    """
    words: list[tuple[int, str]] = []
    position = 0
    while pair := _PAIR.search(text, position):
        start = pair.start()
        while start > position and text[start - 1] in _IN_WORD:
            start -= 1
        found = _WORD.search(text, start)
        if found is None:
            break
        word, position = found.group(), found.end()
        if len(word) >= _SHORTEST and _TWO_LETTERS.search(word):
            words.append((found.start(), word))
    return words


def _read(text: str, words: list[tuple[int, str]], table: dict[int, str]) -> str:
    pieces, end = [], 0
    for start, word in words:
        pieces += [text[end:start], word.translate(table)]
        end = start + len(word)
    return "".join([*pieces, text[end:]])
