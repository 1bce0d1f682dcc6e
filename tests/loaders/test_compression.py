import bz2
import gzip
import io
import lzma
import random

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from audit.errors import SourceError
from audit.loaders import compression
from audit.loaders.compression import damage_of, decompressed, detect, has_garbage

WRITERS = {
    "gzip": lambda data: gzip.compress(data, mtime=0),
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "zstd": zstandard.ZstdCompressor(write_checksum=True).compress,
}


def opened(data, kind):
    return decompressed(io.BytesIO(data), kind, "file")


@pytest.mark.parametrize("kind", WRITERS)
@given(data=st.binary(max_size=3000))
def test_reads_back_what_was_written(kind, data):
    stored = WRITERS[kind](data)
    assert detect(stored) == kind
    stream = opened(stored, kind)
    assert stream.read() == data
    assert damage_of(stream) == ""


@pytest.mark.parametrize("kind", WRITERS)
def test_members_one_after_another_are_one_stream(kind):
    stream = opened(WRITERS[kind](b"a\n" * 5000) + WRITERS[kind](b"b\n"), kind)
    assert stream.read() == b"a\n" * 5000 + b"b\n"
    assert damage_of(stream) == ""


@pytest.mark.parametrize("kind", WRITERS)
def test_cut_anywhere_is_damage_and_never_silence(kind):
    data = random.Random(1).randbytes(20_000)
    stored = WRITERS[kind](data)
    for size in range(1, len(stored), 997):
        stream = opened(stored[:size], kind)
        assert data.startswith(stream.read())
        assert damage_of(stream) == "truncated_stream", size


def test_wrong_checksum_is_named():
    stored = bytearray(gzip.compress(b"hello\n" * 100))
    stored[-6] ^= 0xFF
    stream = opened(bytes(stored), "gzip")
    assert (b"hello\n" * 100).startswith(stream.read())
    assert damage_of(stream) == "checksum_error"


def test_garbage_after_the_end_is_told_and_padding_is_not():
    stream = opened(gzip.compress(b"x") + b"garbage after it", "gzip")
    assert stream.read() == b"x"
    assert has_garbage(stream)
    padded = opened(gzip.compress(b"x") + bytes(512), "gzip")
    assert padded.read() == b"x"
    assert not has_garbage(padded)
    assert damage_of(padded) == ""


def test_window_of_pushshift_dumps():
    parameters = zstandard.ZstdCompressionParameters(window_log=30, compression_level=1)
    stored = zstandard.ZstdCompressor(compression_params=parameters).compress(b"post\n" * 1000)
    assert opened(stored, "zstd").read() == b"post\n" * 1000


@pytest.mark.parametrize("kind", ["gzip", "zstd", "bzip2"])
def test_bomb_is_refused(kind, monkeypatch):
    monkeypatch.setattr(compression, "BOMB_FLOOR", 2**20)
    stored = WRITERS[kind](bytes(64 * 2**20))
    stream = opened(stored, kind)
    with pytest.raises(SourceError, match="bomb"):
        list(iter(lambda: stream.read(2**20), b""))


def test_letters_that_look_like_a_magic_number_are_text():
    assert detect(b"BZhere is a post") == ""
    assert detect(b"id,text\n") == ""
