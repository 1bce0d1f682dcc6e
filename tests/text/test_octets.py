"""Eight bytes at once say what a loop over characters says."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.text.compilation import jit
from audit.text.disguises import _WORD, _words
from audit.text.octets import SEED, hash_pieces, is_one_piece, mixed, piece
from audit.text.tokens import tokenise

# Each byte that stands at an end of the letters or digits, the same with the top bit, and some between.
EDGES = bytes(sorted({edge + step for edge in b"09AZaz" for step in (-1, 0, 1)} | {0, 0x10, 0x20, 0x50, 0x70, 0x7F}))
BYTES = EDGES + bytes(each | 0x80 for each in EDGES)


@jit
def _whole_hash(data):
    """The hash of a word of ASCII letters and digits, piece by piece as in the kernel."""
    position, state = 0, SEED
    while position < data.size:
        length, _, folded = piece(data, position, data.size)
        state = mixed(state, folded)
        position += length
    return state


def _octets(data: bytes) -> np.ndarray:
    return np.frombuffer(data, np.uint8)


@given(st.lists(st.sampled_from(BYTES), max_size=20).map(bytes), st.integers(0, 19), st.integers(0, 20))
def test_a_piece_is_what_isalnum_says_of_each_byte(data: bytes, position: int, end: int) -> None:
    end = min(end, len(data))
    position = min(position, end)
    word = b""
    for byte in data[position : min(end, position + 8)]:
        if not bytes([byte]).isalnum():  # of bytes: ASCII only
            break
        word += bytes([byte])
    length, letters, folded = piece(_octets(data), position, end)
    assert (length, letters) == (len(word), sum(bytes([each]).isalpha() for each in word))
    assert int(folded).to_bytes(8, "little").rstrip(b"\0") == word.lower()


@pytest.mark.parametrize("byte", range(256))
def test_every_byte_is_read_alone_and_among_letters(byte: int) -> None:
    one = bytes([byte])
    assert piece(_octets(one), 0, 1)[0] == one.isalnum()
    assert piece(_octets(b"ab" + one + b"cdefgh"), 0, 9)[0] == (8 if one.isalnum() else 2)


@given(st.text("abcxyzABCXYZ0189", min_size=1, max_size=30))
def test_a_word_has_one_hash_read_as_bytes_and_as_code_points(word: str) -> None:
    codes = np.array([ord(each) for each in word.lower()], np.int32)
    assert _whole_hash(_octets(word.encode())) == hash_pieces(codes, 0, len(codes))
    assert is_one_piece(codes, 0, len(codes)) == (len(word) <= 8)


def test_words_that_would_share_their_pieces_have_hashes_of_their_own() -> None:
    # "ab" is packed as 0x6261, which is also a Chinese character; pieces end before the eighth letter, at it and after.
    words = [
        "ab",
        "\u6261",
        "a\u6261",
        "\u6261a",
        "aé",
        "éa",
        "abcdefgh",
        "abcdefghi",
        "abcdefgé",
        "abcdefghé",
        "a",
        "\0a",
    ]
    codes = [np.array([ord(each) for each in word], np.int32) for word in words]
    assert len({int(hash_pieces(each, 0, len(each))) for each in codes}) == len(words)


@given(st.lists(st.text("aZ09", min_size=1, max_size=18), min_size=1, max_size=6), st.integers(0, 3))
def test_words_end_where_their_post_does(words: list[str], before: int) -> None:
    """The eight bytes of a word reach into the next post, or past the last one's end."""
    posts = pa.array(["x" * before, *words], pa.large_string()).slice(1)
    assert tokenise(posts).word == [each.casefold() for each in words]


@given(st.text("aAbZ014586@$!| .-_*/:#\né", max_size=16))
def test_disguised_words_are_those_that_the_pattern_finds_from_the_start(text: str) -> None:
    expected = [(found.start(), found.group()) for found in _WORD.finditer(text)]
    long_enough = [(start, word) for start, word in expected if len(word) >= 4 and sum(map(str.isalpha, word)) >= 2]
    assert _words(text) == long_enough
