"""The text pass as metrics see it."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from pathlib import Path

import numba
import numpy as np
import pyarrow as pa
import pytest

from audit.text.compilation import cached_jit
from audit.text.features import TextFeatures, TextPass
from audit.text.lexicon import compile_lexicon

POSTS = ["All black women are kind.", None, "", "Muslims can't… blacks", "свобода", "Women, women, WOMEN and Blacks!"]


def pairs(text_pass: TextPass, found) -> list[tuple[int, str]]:
    return [
        (post, text_pass.groups[group][1]) for post, group in zip(*(array.tolist() for array in found), strict=True)
    ]


def equal(one: TextFeatures, other: TextFeatures) -> bool:
    return all(
        np.array_equal(np.asarray(getattr(one, name)), np.asarray(getattr(other, name)))
        for name in TextFeatures.__slots__
    )


def test_a_batch(text_pass):
    features = text_pass.run(pa.array(POSTS, pa.large_string()))
    assert pairs(text_pass, features.strict_pairs) == [
        (0, "women"), (0, "black"), (3, "muslims"), (5, "women"), (5, "black")]  # fmt: skip
    assert pairs(text_pass, features.loose_pairs) == [
        (0, "women"), (0, "black"), (3, "black"), (3, "muslims"), (5, "women"), (5, "black")]  # fmt: skip
    assert pairs(text_pass, features.generic_pairs) == [(0, "women"), (0, "black")]
    assert [[text_pass.categories[i] for i in range(3) if mask >> i & 1] for mask in features.marker_mask.tolist()] == [
        [], [], [], ["threat"], [], []]  # fmt: skip
    # "women" is a family word of the small lexicon, and part of every mention here: it names, it does not describe.
    apart = text_pass.run(pa.array(["Muslims can't, and a black can't"], pa.large_string()))
    assert apart.marker_mask.tolist() == [1 << text_pass.categories.index("threat")]
    assert features.tokens.tolist() == [5, 0, 0, 3, 1, 5]
    assert features.letters.tolist() == [20, 0, 0, 17, 7, 24]
    assert features.latin_letters.tolist() == [20, 0, 0, 17, 0, 24]
    assert features.function_words.tolist() == [2, 0, 0, 0, 0, 1]
    assert features.profanity.tolist() == [0, 0, 0, 1, 0, 0]
    assert features.readable.tolist() == [True, False, False, True, False, True]
    for array in (*features.strict_pairs, features.tokens):
        assert array.dtype == np.int32


def test_string_types_slices_and_chunks_agree(text_pass):
    whole = text_pass.run(pa.array(POSTS, pa.large_string()))
    padded = pa.array(["women", *POSTS, "women"], pa.large_string())
    for same in (
        pa.array(POSTS, pa.string()),
        padded.slice(1, len(POSTS)),
        padded.cast(pa.string()).slice(1, len(POSTS)),
        pa.array(POSTS).dictionary_encode(),
        pa.chunked_array([POSTS[:2], [], POSTS[2:]], pa.large_string()),
    ):
        assert equal(text_pass.run(same), whole)


def test_text_under_a_null_is_not_read(text_pass):
    values = pa.array(["women", "women"], pa.large_string())
    bitmap = pa.py_buffer(bytes([0b01]))
    masked = pa.LargeStringArray.from_buffers(2, *values.buffers()[1:], bitmap)
    assert text_pass.run(masked).tokens.tolist() == [1, 0]


@pytest.mark.parametrize(
    "column", [pa.array([], pa.large_string()), pa.array([], pa.string()), pa.chunked_array([], pa.string())]
)
def test_no_posts(text_pass, column):
    features = text_pass.run(column)
    assert len(features.tokens) == len(features.readable) == len(features.strict_pairs[0]) == 0


def test_nothing_but_nulls(text_pass):
    assert text_pass.run(pa.nulls(3, pa.large_string())).tokens.tolist() == [0, 0, 0]


def test_more_matches_than_there_was_room_for(text_pass):
    posts = ["women " * 700, "x", "men " * 5_000, "blacks " * 3]
    features = text_pass.run(pa.array(posts, pa.large_string()))
    assert pairs(text_pass, features.loose_pairs) == [(0, "women"), (2, "men"), (3, "black")]
    assert features.tokens.tolist() == [700, 1, 5_000, 3]
    assert len([span for span in text_pass.spans(posts[2]) if span.layer == "identity"]) == 5_000


def test_bytes_that_are_not_utf8_separate_words_and_harm_nothing(text_pass):
    values = [b"black\xffwomen", b"women\xe2\x82", b"\xf0\x9f\x91", b"\xc0\x80women\xed\xa0\x80", b"\xf4\x90\x80\x80"]
    raw = pa.array(values, pa.large_binary())
    column = pa.LargeStringArray.from_buffers(len(values), *raw.buffers()[1:])
    features = text_pass.run(column)
    assert features.tokens.tolist() == [2, 1, 0, 1, 0]
    assert pairs(text_pass, features.strict_pairs) == [(0, "women"), (0, "black"), (1, "women"), (3, "women")]


def test_a_word_longer_than_any_form(text_pass):
    features = text_pass.run(pa.array(["a" * 100_000 + " women", "women" + "\u0308" * 5_000, "w" * 40 + "'s women"]))
    assert pairs(text_pass, features.strict_pairs) == [(0, "women"), (2, "women")]


def test_spans_are_in_characters(text_pass):
    text = "üü 👩🏾 All black women are. They can't"
    found = [(span.layer, text[span.start : span.end], span.form, span.filler) for span in text_pass.spans(text)]
    assert found == [
        ("identity", "👩🏾", "👩", ""),
        ("identity", "black women", "black women", ""),
        ("marker", "women", "women", ""),
        ("marker", "can't", "can't", ""),
        ("generic", "All black women are", "all {plural} are", "black women"),  # the longer filler
    ]


def test_a_lexicon_without_forms_still_counts_words():
    features = TextPass(compile_lexicon()).run(pa.array(["two words"]))
    assert features.tokens.tolist() == [2]
    assert features.marker_mask.tolist() == [0]
    assert len(features.strict_pairs[0]) == 0


def test_it_pickles(text_pass):
    column = pa.array(POSTS, pa.large_string())
    assert equal(pickle.loads(pickle.dumps(text_pass)).run(column), text_pass.run(column))


def test_it_wants_strings(text_pass):
    with pytest.raises(TypeError, match="int64"):
        text_pass.run(pa.array([1]))


def test_a_function_that_cannot_be_cached_is_compiled_all_the_same():
    """A read-only installation without a home directory is to numba what code without a file is: it refuses to cache."""
    namespace: dict[str, object] = {}
    exec("def double(x):\n    return 2 * x\n", namespace)
    with pytest.raises(RuntimeError, match="cannot cache function"):
        numba.njit(cache=True)(namespace["double"])
    assert cached_jit(namespace["double"])(4) == 8


def test_an_unwritable_cache_directory_is_done_without(tmp_path):
    """A path below a file, which not even root can make."""
    (tmp_path / "file").write_text("")
    code = "import pyarrow as pa; from audit.hashing import hash_strings; assert hash_strings(pa.array(['a']))[0]"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"NUMBA_CACHE_DIR": str(tmp_path / "file" / "cache")},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
