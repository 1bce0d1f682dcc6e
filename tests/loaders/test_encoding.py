import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.errors import SourceError
from audit.loaders.encoding import as_utf8, decide, replaced_in

WORDS = {
    "cp1252": "café naïve “quoted” it’s über",
    "mac_roman": "café naïve “quoted” it’s über",
    "cp1251": "Привет мир как дела сегодня",
    "koi8_r": "Привет мир как дела сегодня",
    "cp866": "Привет мир как дела сегодня",
    "cp1253": "Καλημέρα κόσμε τι κάνεις",
    "cp1256": "مرحبا بالعالم كيف الحال",
    "shift_jis": "こんにちは世界、元気ですか",
    "euc_jp": "こんにちは世界、元気ですか",
    "euc_kr": "안녕하세요 세계 반갑습니다",
    "gb18030": "你好世界，今天天气很好",
    "big5": "你好世界，今天天氣很好",
    "cp1254": "İstanbul'da yağmur yağıyor, güneş açtı",
}


@pytest.mark.parametrize("encoding", WORDS)
def test_legacy_encodings_are_told_by_what_reads_like_words(encoding):
    line = f"id,text\n1,{WORDS[encoding]} and plain words\n"
    found = decide((line * 5).encode(encoding), complete=True)
    assert found.name == encoding
    assert found.guessed


@given(text=st.text(min_size=1))
def test_utf8_is_never_taken_for_anything_else(text):
    found = decide(text.encode(), complete=True)
    if not found.mark and "\0" not in text:
        assert found.is_utf8
        assert not found.guessed


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be"])
def test_marks_and_zeros(encoding):
    text = "id,text\n1,grüße an alle\n" * 3
    data = text.encode(encoding)
    found = decide(data, complete=True)
    assert as_utf8(io.BytesIO(data), found).read().decode() == text


def test_a_few_broken_lines_do_not_make_a_file_legacy():
    data = "grüße\n".encode() * 50 + "grüße\n".encode("latin-1")
    assert decide(data, complete=True).is_utf8


def test_what_was_damaged_before_is_said_to_be():
    found = decide(b"id,text\n1,_\xd9\xf7_ \x89\xdb\xa2 \x95\xfc\x8f\n" * 20, complete=True)
    assert "stay damaged" in found.why


def test_a_character_cut_by_the_head_is_no_damage():
    assert decide("aé".encode()[:-1]).is_utf8
    assert not decide("aé".encode()[:-1], complete=True).is_utf8


def test_the_plan_wins_and_unknown_names_are_refused():
    assert decide("grüße".encode(), "latin-1").name == "iso8859-1"
    with pytest.raises(SourceError, match="not known"):
        decide(b"x", "utf-9", name="a.csv")


def test_replacements_are_counted():
    stream = as_utf8(io.BytesIO(b"a\x81b\x81"), decide(b"", "cp1252"))
    assert stream.read().decode() == "a\ufffdb\ufffd"
    assert replaced_in(stream) == 2
