"""A model of dialects that the user names: what is read, and what is refused and how."""

from __future__ import annotations

import pytest

from audit.errors import ResourceError
from audit.resources import dialect_model, profane_words, read_dialect_model

VOCABULARY = "5\thello\n4\tthere\n3\tain't\n-1\tOOV\n"
COUNTS = "1.5 2 3 4\n0 1 1 1\n9 1 0.5 1\n0 0 0 0\n"


@pytest.fixture
def folder(tmp_path):
    def make(vocabulary=VOCABULARY, counts=COUNTS, **files):
        for name, text in {"model_vocab.txt": vocabulary, "model_count_table.txt": counts, **files}.items():
            if text is not None:
                (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(tmp_path)

    return make


def test_reads_what_was_published(folder):
    model = read_dialect_model(folder())
    assert model.words == ("hello", "there", "ain't", "OOV")
    assert model.counts.shape == (4, 4)
    assert model.likelihood.sum(axis=1) == pytest.approx(1.0)
    # (count + 1) / total of the topic, by hand: topics have 10.5, 4, 4.5 and 6.
    first = [2.5 / 10.5, 3 / 4, 4 / 4.5, 5 / 6]
    assert model.likelihood[0] == pytest.approx([each / sum(first) for each in first])
    assert model.card.licence == "not stated"
    assert "2013" in " ".join(model.card.known_faults)
    assert len(model.card.sha256) == 64


@pytest.mark.parametrize(
    ("files", "licence"),
    [
        ({"LICENSE": "MIT License\n\nCopyright"}, "MIT License"),
        ({"README.md": "# Model\n\nLicensed: MIT (see there)\n"}, "MIT (see there)"),
        ({"README.md": "# Model\n"}, "not stated"),
        ({"card.toml": 'title = "Mine"\nsource = ["Somebody (2020)."]\nlicence = "CC0-1.0"\n'}, "CC0-1.0"),
    ],
)
def test_the_licence_is_what_the_folder_says(folder, files, licence):
    assert read_dialect_model(folder(**files)).card.licence == licence


def test_another_table_is_another_digest(folder):
    one = read_dialect_model(folder()).card.sha256
    assert read_dialect_model(folder(counts=COUNTS.replace("9 1", "8 1"))).card.sha256 != one


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"vocabulary": None}, "model_vocab.txt: cannot be read"),
        ({"counts": None}, "model_count_table.txt: cannot be read"),
        ({"vocabulary": ""}, "model_vocab.txt: is empty"),
        ({"vocabulary": b"5\t\xff\n"}, "model_vocab.txt: is not UTF-8"),
        ({"vocabulary": "hello\nthere\n"}, "model_vocab.txt, line 1: is not a count, a tab and a word"),
        ({"vocabulary": "5\thello\n4\t\n"}, "model_vocab.txt, line 2: is not a count"),
        ({"vocabulary": "5\thello\n4\tthere\n3\thello\n"}, "line 3: the same word as on line 1"),
        ({"vocabulary": "5\thello\n"}, "1 words in model_vocab.txt and 4 lines in model_count_table.txt"),
        ({"counts": "1 2 3\n" * 4}, "line 1: 3 columns, expected 4"),
        ({"counts": "1 2 3 4\n1 2 x 4\n1 2 3 4\n1 2 3 4\n"}, "line 2: holds what is no number"),
        ({"counts": "1 2 3 4\n1 2 3 4\n1 -2 3 4\n1 2 3 4\n"}, "line 3: holds a number that is negative"),
        ({"counts": "1 2 3 4\n1 2 3 4\n1 2 3 4\n1 nan 3 4\n"}, "line 4: holds a number that is negative, not finite"),
        ({"counts": "1 2 0 4\n" * 4}, "a column holds nothing but zeros"),
    ],
)
def test_a_malformed_model_is_refused_with_place_and_reason(folder, files, said):
    with pytest.raises(ResourceError, match=said) as refused:
        read_dialect_model(folder(**files))
    assert refused.value.hint


def test_a_folder_that_is_none_is_refused(tmp_path):
    with pytest.raises(ResourceError, match="is no folder") as refused:
        read_dialect_model(str(tmp_path / "models"))
    assert str(tmp_path) not in str(refused.value)


@pytest.mark.parametrize(("limit", "said"), [("MOST_BYTES", "bytes"), ("MOST_WORDS", "words")])
def test_a_huge_model_is_refused(folder, monkeypatch, limit, said):
    monkeypatch.setattr(dialect_model, limit, 3)
    with pytest.raises(ResourceError, match=f"more than 3 ?{said}|more than 3 is refused"):
        read_dialect_model(folder())


def test_profanity_and_slurs_stand_apart():
    rows = profane_words().rows
    assert {each.kind for each in rows} == {"profanity", "slur"}
    assert all(" " not in each.form for each in rows)


def test_slurs_of_the_list_are_those_of_the_lexicon_of_groups():
    from audit.resources import identity_terms

    slurs = {each.form for each in identity_terms().rows if "slur" in each.note and each.form.isalnum()}
    listed = {each.form for each in profane_words().rows if each.kind == "slur"}
    assert {each for each in slurs if each.isascii()} - listed == set()
    assert listed <= {each.form for each in identity_terms().rows if "slur" in each.note}
