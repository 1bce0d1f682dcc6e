"""Tables on the shelf: what is read back is what was put there, mapped, read-only, and never half of it."""

import os
import pickle
from pathlib import Path

import numpy as np
import pytest
from small_lexicon import FUNCTION_WORDS, IDENTITY, MARKERS, NOUNS, PATTERNS, PROFANITY

from audit.text import shelf
from audit.text.features import TextPass
from audit.text.form_texts import FormTexts
from audit.text.lexicon import CompiledLexicon, compile_lexicon
from audit.text.shelf import shelved_lexicon


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "postaudit"


def compiled() -> CompiledLexicon:
    return compile_lexicon(IDENTITY, NOUNS, MARKERS, PATTERNS, FUNCTION_WORDS, profanity=PROFANITY)


def never() -> CompiledLexicon:
    raise AssertionError("compiled although it lies on the shelf")


def arrays(lexicon: CompiledLexicon) -> list[np.ndarray[tuple[int, ...], np.dtype[np.generic]]]:
    own = [lexicon.cell_start, lexicon.cell_group, lexicon.cell_tier, lexicon.marker_bits, lexicon.pattern_counts]
    return [*own, *lexicon.words, *lexicon.forms]


def test_what_was_not_used_for_long_is_removed(folder: Path) -> None:
    shelved_lexicon(["old"], compiled)
    shelved_lexicon(["in use"], compiled)
    others = [folder / "codepoints-of-another-version.npz", folder / "notes.txt"]
    for each in (*folder.glob("lexicon-*"), *others):
        each.touch()
        os.utime(each, (0, 0))
    shelved_lexicon(["in use"], never)
    shelved_lexicon(["new"], compiled)
    assert len(list(folder.glob("lexicon-*"))) == 2
    assert [each.exists() for each in others] == [False, True]
    shelved_lexicon(["in use"], never)


def test_that_lists_are_prepared_is_told_once_and_only_then(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    shelved_lexicon(["there"], compiled)
    shelf._tell_of_compiling.cache_clear()
    caplog.set_level("INFO", "audit.news")
    shelved_lexicon(["there"], never)
    assert not caplog.messages
    shelved_lexicon(["one"], compiled)
    shelved_lexicon(["another"], compiled)
    assert [message.partition(",")[0] for message in caplog.messages] == ["preparing lists of words"]


def test_a_lexicon_comes_back_as_it_was_put_there(folder: Path) -> None:
    first = shelved_lexicon(["a"], compiled)
    second = shelved_lexicon(["a"], never)
    assert len(list(folder.glob("lexicon-*"))) == 1
    for before, after in zip(arrays(first), arrays(second), strict=True):
        np.testing.assert_array_equal(before, after, strict=True)
        assert not after.flags.writeable
    for name in ("groups", "categories", "identity", "markers", "patterns"):
        assert getattr(first, name) == getattr(second, name)
    text = "the black women and men don't, all muslims are illegal"
    assert TextPass(first).spans(text) == TextPass(second).spans(text) != []


def test_another_lexicon_is_not_found_under_the_name_of_this_one(folder: Path) -> None:
    shelved_lexicon(["a"], compiled)
    with pytest.raises(AssertionError, match="compiled although"):
        shelved_lexicon(["b"], never)


@pytest.mark.parametrize("left", [0, 100, -100])
def test_a_file_that_was_cut_off_is_made_anew(folder: Path, left: int) -> None:
    whole = shelved_lexicon(["a"], compiled)
    (file,) = folder.glob("lexicon-*")
    content = file.read_bytes()
    file.write_bytes(content[:left])
    again = shelved_lexicon(["a"], compiled)
    assert again.identity == whole.identity
    assert file.read_bytes() == content


def test_texts_are_what_they_were_made_of() -> None:
    given = ("women", "", "Männer", "黑人", "🏳️‍🌈")
    texts = FormTexts.of(given)
    assert texts == given == tuple(texts)
    assert texts != given[:-1]
    assert (texts[-1], texts[1:3], "黑人" in texts, texts.index("Männer")) == (given[-1], given[1:3], True, 2)
    assert pickle.loads(pickle.dumps(texts)) == given
    assert hash(texts) == hash(given)
    assert FormTexts.of([]) == ()
    with pytest.raises(IndexError):
        texts[len(given)]
