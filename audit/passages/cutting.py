"""Cutting a passage out of a post: eight words on either side of the mention, and the sign that stands further away."""

from __future__ import annotations

import re
from typing import NamedTuple

import pyarrow as pa

from audit.disclosure.identifying import identifying
from audit.disclosure.quotation import Kind
from audit.passages.drawing import Candidate
from audit.passages.matching import Sign
from audit.text.token_table import read_tokens

#: Words shown on either side of the mention, and of a sign that is not among them.
AROUND, AROUND_SIGN = 8, 4
# What may be the name of an account: accounts are called what_people.like-this.
_RUN = re.compile(r"[\w.\-]+")


class RawWord(NamedTuple):
    """A word of a passage before anything is hidden.

    Attributes
    ----------
    text, before : str
        As written; and what stands between it and the word before it.
    hash : int
        Of the folded word.
    kind : str
    label : str
        What to print for the link, account, address or number it is part of; else empty.
    names : tuple of str
        What it would be called as an account, lower case.
    in_hashtag : bool
    """

    text: str
    before: str
    hash: int
    kind: Kind
    label: str
    names: tuple[str, ...]
    in_hashtag: bool


def cut(candidate: Candidate) -> list[list[RawWord]]:
    """The pieces of a post that are shown, one or two, each a run of words in a row."""
    text = candidate.text
    octets = text.encode()
    tokens = read_tokens(pa.array([text], pa.large_string()))
    starts, ends = tokens.start.tolist(), tokens.end.tolist()
    mention = _inside(starts, ends, (candidate.mention,))
    found = _inside(starts, ends, candidate.signs) - mention
    if not mention:
        return []
    ranges = [(min(mention) - AROUND, max(mention) + AROUND + 1)]
    if found and not any(ranges[0][0] <= each < ranges[0][1] for each in found):
        near = min(found, key=lambda each: (abs(each - min(mention)), each))
        ranges.append((near - AROUND_SIGN, near + AROUND_SIGN + 1))
    ranges = [(max(first, 0), min(last, len(starts))) for first, last in sorted(ranges)]
    if len(ranges) == 2 and ranges[1][0] <= ranges[0][1]:
        ranges = [(ranges[0][0], max(ranges[0][1], ranges[1][1]))]
    labels = [(*_octets(text, first, last), label) for first, last, label in identifying(text)]
    runs = [
        (*_octets(text, each.start(), each.end()), each.group().strip(".-").lower()) for each in _RUN.finditer(text)
    ]
    result = []
    for first, last in ranges:
        words = []
        for i in range(first, last):
            own = octets[starts[i] : ends[i]].decode(errors="replace")
            before = octets[ends[i - 1] : starts[i]].decode(errors="replace") if i > first else ""
            kind: Kind = "mention" if i in mention else "sign" if i in found else "plain"
            label = next((each[2] for each in labels if each[0] < ends[i] and each[1] > starts[i]), "")
            names = {own.lower(), *(each[2] for each in runs if each[0] <= starts[i] and each[1] >= ends[i])}
            words.append(
                RawWord(own, before, int(tokens.word[i]), kind, label, tuple(sorted(names)), bool(tokens.in_hashtag[i]))
            )
        result.append(words)
    return result


def _inside(starts: list[int], ends: list[int], spans: tuple[Sign, ...]) -> set[int]:
    """Tokens that overlap any of some spans."""
    return {i for i in range(len(starts)) for each in spans if starts[i] < each.end and ends[i] > each.start}


def _octets(text: str, first: int, last: int) -> tuple[int, int]:
    return len(text[:first].encode()), len(text[:last].encode())
